"""The how-tos, each followed to the letter in a copy of the workbook."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from follow import Follower, Here

from a4p_helpers.clearance import checklist, review
from a4p_helpers.core import paths

HOW_TOS = paths.CODE / "docs" / "how-to"
OF_DATA = ("new-period", "new-mission", "correction")
# Both execute notebooks and run tests as they go, for minutes; by day a new indicator is added.
OF_CODE = ("new-table", "new-notebook")


def page(name: str) -> str:
    return (HOW_TOS / f"{name}.md").read_text(encoding="utf-8")


def test_a_new_indicator(copy: Path):
    follower = Follower(copy)
    follower.follow(page("new-indicator"))
    assert "P7.SIGNIFICANT_MISSIONS" in (copy / "docs" / "indicators.md").read_text("utf-8")
    assert any("tests/indicators/test_p7.py" in line for line in follower.done)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What was printed since it was last asked."""
    return lambda: "".join(capsys.readouterr())


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_CODE)
def test_a_page_that_changes_code_can_be_followed(name: str, copy: Path):
    Follower(copy).follow(page(name))


@pytest.mark.parametrize("name", OF_DATA)
def test_a_page_that_changes_data_can_be_followed(name: str, at_root: Path, told):
    follower = Here(at_root, told)
    follower.follow(page(name))
    assert len(follower.done) > 4


@pytest.mark.slow  # a suite within the suite: a minute and a half
def test_a_period_that_was_stored_and_a_plan_that_was_adjusted_fail_no_test(copy: Path):
    follower = Follower(copy)
    follower.follow(page("new-period"))
    assert any((copy / "data" / "raw" / "2024-05" / "returns").iterdir())
    plan = copy / "data" / "raw" / "reference" / "deliverables.csv"
    text = plan.read_text(encoding="utf-8")
    (old,) = [line for line in text.splitlines() if line.startswith("3.1.3,")]
    closed = old.removesuffix(",,") + ",2023-05,3.1.11"
    new = old.replace("3.1.3,", "3.1.11,", 1).replace(",2021-11,,", ",2023-11,,")
    plan.write_text(text.replace(old, f"{closed}\n{new}"), encoding="utf-8")
    with plan.with_name("published_figures.csv").open("a", encoding="utf-8") as file:
        file.write("2022-11,P4.HOSPITALS,19,hospitals,compute,Hospitals,SYNTHETIC\n")
    tests = "tests/test_reference_data.py tests/test_at_work.py"
    follower.follow(f"```sh\n.venv/bin/python -m pytest -q -p no:cacheprovider {tests}\n```")


@pytest.fixture
def draft(at_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small draft whose checklist asks for nothing but its ticks.

    What else is on the checklist, and whether steps may be taken, is tested in tests/clearance.
    """
    folder = paths.outputs("2023-05") / ".drafts" / "external-1"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("<p>nine</p>", encoding="utf-8")
    (folder / "data" / "indicators.csv").write_text("code,printed\n", encoding="utf-8")
    made = {"period": "2023-05", "edition": "external", "code_hash": "c", "inputs": {}}
    (folder / "run.json").write_text(json.dumps({**made, "packages": {}}), encoding="utf-8")
    paths.processed("2023-05", "external").mkdir(parents=True, exist_ok=True)
    paths.outputs("2023-05", "external").symlink_to(folder)

    def items(period, edition, draft, ticked, released):
        return [
            checklist.Item(key, text, () if key in ticked else ("to be ticked",))
            for key, text in checklist.BY_HAND.items()
        ]

    monkeypatch.setattr(checklist, "items", items)
    # Their copy is made of executed notebooks, which no small draft has.
    monkeypatch.setattr(review, "check", lambda *_: None)
    monkeypatch.setattr(review, "write", lambda *_: folder / "index.html")
    return at_root


def test_a_release(draft: Path, told):
    follower = Here(draft, told)
    follower.follow(page("release"))
    assert follower.done[-1] == ".venv/bin/a4p verify outputs/2023-05/released/external-1"
    assert (draft / "outputs" / "2023-05" / "released" / "external-1" / "index.html").exists()


def test_every_how_to_is_followed_here_or_known_to_be_followed_otherwise():
    followed = {"new-indicator", "new-notebook", "new-table", "release", *OF_DATA}
    # A cluster and a storage are asked in tests/run, the examples of schedules in test_examples.py,
    # and an analyst's work, by JupyterLab with a browser, in tests/browser. Sentences are tried in
    # test_sentences.py, own numbers and charts in tests/section, explorations in test_explore.py.
    otherwise = {"dask-cluster", "object-storage", "scheduling", "write-a-section"}
    # A new Plan is built in test_plan_versions.py.
    otherwise |= {"new-plan", "sentences", "own-analysis", "own-chart", "exploration"}
    assert {path.stem for path in HOW_TOS.glob("*.md")} == followed | otherwise
