"""The how-tos, each followed to the letter in a copy of the workbook."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from follow import Follower

from a4p_helpers import cli, paths
from a4p_helpers.clearance import checklist

HOW_TOS = paths.CODE / "docs" / "how-to"
PAGES = ("new-period", "new-mission", "correction", "new-table", "new-notebook")


def page(name: str) -> str:
    return (HOW_TOS / f"{name}.md").read_text(encoding="utf-8")


def test_a_new_indicator(copy: Path):
    follower = Follower(copy)
    follower.follow(page("new-indicator"))
    assert "P7.SIGNIFICANT_MISSIONS" in (copy / "docs" / "indicators.md").read_text("utf-8")
    assert ".venv/bin/python -m pytest -q tests/indicators/test_p7.py" in follower.done


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_followed(name: str, copy: Path):
    Follower(copy).follow(page(name))


class Here(Follower):
    """Who follows a page in this process, on a root of its own; `told` gives what was printed."""

    def __init__(self, home: Path, told: Callable[[], str]) -> None:
        super().__init__(home)
        self._told = told

    def _perform(self, line: str) -> None:
        program, *words = shlex.split(line)
        assert program == ".venv/bin/a4p"
        if words[0] == "run":
            return
        assert cli.main(words) == cli.DONE, line
        self.printed = self._told()
        self.done.append(line)


@pytest.fixture
def draft(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small draft whose checklist asks for nothing but its ticks, in the root and folder at hand.

    What else is on the checklist, and whether steps may be taken, is tested in tests/clearance.
    """
    folder = paths.outputs("2023-05") / ".releases" / "external-1"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("<p>nine</p>", encoding="utf-8")
    (folder / "data" / "indicators.csv").write_text("code,printed\n", encoding="utf-8")
    made = {"period": "2023-05", "edition": "external", "code_hash": "c", "inputs": {}}
    (folder / "run.json").write_text(json.dumps({**made, "packages": {}}), encoding="utf-8")
    paths.processed("2023-05", "external").mkdir(parents=True)
    paths.outputs("2023-05", "external").symlink_to(folder)

    def items(period, edition, draft, ticked, released):
        return [
            checklist.Item(key, text, () if key in ticked else ("to be ticked",))
            for key, text in checklist.BY_HAND.items()
        ]

    monkeypatch.setattr(checklist, "items", items)
    monkeypatch.chdir(root)
    return root


def test_a_release(draft: Path, capsys: pytest.CaptureFixture[str]):
    follower = Here(draft, lambda: capsys.readouterr().out)
    follower.follow(page("release"))
    assert follower.done[-1] == ".venv/bin/a4p verify outputs/2023-05/released/external-1"
    assert (draft / "outputs" / "2023-05" / "released" / "external-1" / "index.html").exists()


def test_every_how_to_is_followed_here_or_known_to_need_more_than_this_machine():
    followed = {"new-indicator", "release", *PAGES}
    # A cluster, a storage and a schedule: followed by hand; their commands and examples are read by
    # test_documents.py and test_examples.py, what they do is tested in tests/run.
    by_hand = {"dask-cluster", "object-storage", "scheduling"}
    assert {path.stem for path in HOW_TOS.glob("*.md")} == followed | by_hand
