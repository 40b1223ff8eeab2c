"""From draft to release: steps in order, nothing cleared that does not hold, all changes found."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from a4p_helpers import cli, paths
from a4p_helpers.clearance import checklist, manifest, revisions, steps
from a4p_helpers.clearance.steps import ReleaseError
from a4p_helpers.report import comments
from a4p_helpers.run import publish

PERIOD, EDITION = "2023-05", "external"


@pytest.fixture
def draft(root: Path, monkeypatch) -> Path:
    """A small draft that stands, with a checklist that only asks for its ticks."""
    folder = root / "outputs" / PERIOD / ".releases" / "external-1"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("<p>nine</p>")
    indicators(folder, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    made = {"period": PERIOD, "edition": EDITION, "code_hash": "c", "inputs": {}, "packages": {}}
    (folder / "run.json").write_text(json.dumps(made))
    paths.outputs(PERIOD, EDITION).symlink_to(folder)

    def items(period, edition, folder, ticked):
        return [
            checklist.Item(key, text, () if key in ticked else ("to be ticked",))
            for key, text in checklist.BY_HAND.items()
        ]

    monkeypatch.setattr(checklist, "items", items)
    return folder


def indicators(folder: Path, values: dict[str, str]) -> None:
    with (folder / "data" / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "printed"), *values.items()])


def cleared(by: str = "A. Name") -> None:
    steps.advance(PERIOD, EDITION, "under review", by)
    for item in checklist.BY_HAND:
        steps.tick(PERIOD, EDITION, item, by)
    steps.advance(PERIOD, EDITION, "cleared", by)


def test_steps_are_taken_in_order_and_say_who_when_and_on_what(draft):
    assert steps.state(PERIOD, EDITION) == "draft"
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    assert place == paths.outputs(PERIOD) / "released" / "external-1"
    log = json.loads(steps.log_of(PERIOD, EDITION).read_text(encoding="utf-8"))
    assert [(one["step"], one["by"]) for one in log["steps"]] == [
        ("under review", "A. Name"),
        ("cleared", "A. Name"),
        ("released", "A Director"),
    ]
    digest = manifest.digest(manifest.files(draft))
    assert {one["hash"] for one in (*log["steps"], *log["ticks"])} == {digest}
    assert all(one["when"].endswith("+00:00") for one in log["steps"])
    assert steps.state(PERIOD, EDITION) == "released"


@pytest.mark.parametrize("step", ["cleared", "released", "draft", "signed"])
def test_no_step_is_left_out_or_made_up(draft, step):
    with pytest.raises(ReleaseError):
        steps.advance(PERIOD, EDITION, step, "A. Name")
    assert not steps.log_of(PERIOD, EDITION).exists()


def test_nobody_takes_a_step_without_a_name(draft):
    for name in ("  ", "\u200b", "\x00", "n" * 201):
        with pytest.raises(ReleaseError, match="--by NAME"):
            steps.advance(PERIOD, EDITION, "under review", name)


def test_nothing_is_cleared_while_anything_is_open_and_all_of_it_is_told(draft):
    steps.advance(PERIOD, EDITION, "under review", "A. Name")
    steps.tick(PERIOD, EDITION, "reading", "A. Name")
    with pytest.raises(ReleaseError) as error:
        steps.advance(PERIOD, EDITION, "cleared", "A. Name")
    told = str(error.value)
    assert all(text in told for key, text in checklist.BY_HAND.items() if key != "reading")
    assert checklist.BY_HAND["reading"] not in told
    assert steps.state(PERIOD, EDITION) == "under review"


def test_another_draft_begins_anew(draft):
    cleared()
    (draft / "index.html").write_text("<p>ten</p>")
    assert steps.state(PERIOD, EDITION) == "draft"
    assert not any(item.holds for item in steps.items(PERIOD, EDITION))


def test_only_what_is_ticked_by_hand_is_ticked(draft):
    with pytest.raises(ReleaseError, match="not ticked by hand"):
        steps.tick(PERIOD, EDITION, "leaks", "A. Name")


def test_a_step_that_fails_leaves_no_trace_in_the_log(draft, monkeypatch):
    """Something in the way, then a draft that changed while it was copied."""
    cleared()
    place = paths.outputs(PERIOD) / "released" / "external-1"
    place.mkdir(parents=True)
    (place / "x").touch()
    monkeypatch.setattr(revisions, "released", lambda period, edition: None)
    with pytest.raises(ReleaseError, match="is in the way"):
        steps.advance(PERIOD, EDITION, "released", "A Director")
    assert steps.state(PERIOD, EDITION) == "cleared"
    shutil.rmtree(place)

    copy = shutil.copytree

    def swapped(source, target, *more, **named):
        copy(source, target, *more, **named)
        (Path(target) / "index.html").write_text("<p>ten</p>")

    monkeypatch.setattr(shutil, "copytree", swapped)
    with pytest.raises(ReleaseError, match="was not cleared"):
        steps.advance(PERIOD, EDITION, "released", "A Director")
    assert not place.exists() and steps.state(PERIOD, EDITION) == "cleared"
    assert list(place.parent.glob(".*")) == []


def test_no_step_is_taken_while_a_run_is_under_way(draft):
    with publish.lock(PERIOD), pytest.raises(ReleaseError, match="already under way"):
        steps.advance(PERIOD, EDITION, "under review", "A. Name")
    assert steps.state(PERIOD, EDITION) == "draft"


def test_a_release_is_read_only_and_verified(draft):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    assert steps.verify(place) == []
    assert not any(path.stat().st_mode & 0o222 for path in [place, *place.rglob("*")])
    told = json.loads((place / manifest.NAME).read_text(encoding="utf-8"))
    assert told["code"] == "c" and set(told["files"]) == set(manifest.files(draft))


def change(place: Path, what: str) -> None:
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755)
    page, listed = place / "index.html", place / manifest.NAME
    if what == "flipped":
        content = bytearray(page.read_bytes())
        content[3] ^= 1
        page.write_bytes(bytes(content))
    elif what == "added":
        (place / "more.csv").write_text("x")
    elif what == "removed":
        (place / "data" / "indicators.csv").unlink()
    elif what == "unlisted":
        listed.unlink()
    else:  # the page and its manifest alike, as a forger would
        page.write_text("<p>ten</p>")
        told = json.loads(listed.read_text())
        told["files"] = manifest.files(place)
        told["digest"] = manifest.digest(told["files"])
        for one in told["steps"]:
            one["hash"] = told["digest"]
        listed.write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("flipped", "index.html was changed"),
        ("added", "more.csv was added"),
        ("removed", "data/indicators.csv is missing"),
        ("unlisted", "is missing or cannot be read"),
        ("forged", "is another release than this"),
    ],
)
def test_every_change_after_clearance_is_found(draft, what, said):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    change(place, what)
    assert any(said in fault for fault in steps.verify(place)), steps.verify(place)


# Revisions


@pytest.fixture
def revised(draft) -> Path:
    """A draft whose value of hospitals differs from the last release."""
    cleared()
    steps.advance(PERIOD, EDITION, "released", "A Director")
    indicators(draft, {"P4.HOSPITALS": "22", "P4.EO_FOUND": "not reported"})
    return draft


def reason(*row: str) -> None:
    with (paths.raw(PERIOD) / "revisions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "old", "new", "kind", "reason"), row])


def test_a_revision_without_a_reason_is_refused(revised):
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS was released as 20 and is 22 now" in fault and "revisions.csv" in fault


def test_a_revision_with_its_reason_is_taken(revised):
    reason("P4.HOSPITALS", "20", "22", "correction of an error", "Two were left out.")
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (found,) = revisions.found(PERIOD, EDITION, revised)
    assert (found.old, found.new, found.reason.kind) == ("20", "22", "correction of an error")


@pytest.mark.parametrize(
    "row",
    [
        ("P4.HOSPITALS", "20", "23", "new data", "Another revision."),
        ("P4.CRIMES", "20", "22", "new data", "Another number."),
    ],
)
def test_a_reason_covers_its_own_revision_only(revised, row):
    reason(*row)
    assert len(revisions.faults(PERIOD, EDITION, revised)) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("P4.HOSPITALS", "20", "22", "because", "x"), "kind is none of"),
        (("P4.HOSPITALS", "20", "22", "new data", " "), "says no reason"),
        (("", "20", "22", "new data", "x"), "lacks a code"),
    ],
)
def test_faults_of_the_list_of_revisions_are_told(revised, row, said):
    from a4p_helpers.report.annexes import ReconciliationError

    reason(*row)
    with pytest.raises(ReconciliationError, match=said):
        revisions.faults(PERIOD, EDITION, revised)


def test_a_number_that_is_gone_is_a_revision_too(revised):
    indicators(revised, {"P4.EO_FOUND": "not reported"})
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "no such indicator" in fault


# The real thing


@pytest.mark.slow
def test_the_report_of_the_period_is_released_and_verified(made, tmp_path, monkeypatch, capsys):
    shutil.copytree(made.parent.parent, tmp_path / "root", symlinks=True)
    monkeypatch.setenv("A4P_ROOT", str(tmp_path / "root"))

    def release(*more: str) -> int:
        return cli.main(["release", PERIOD, *more])

    assert release("--to", "under review", "--by", "Planning") == 0
    assert release("--to", "cleared", "--by", "Planning") == 2
    assert "It cannot be cleared yet" in capsys.readouterr().err
    ticks = [word for item in checklist.BY_HAND for word in ("--tick", item)]
    assert release(*ticks, "--to", "cleared", "--by", "Planning") == 0
    assert release("--to", "released", "--by", "Director") == 0
    told = capsys.readouterr().out
    assert "is: released" in told and "  open  " not in told.rpartition("is: released")[2]
    place = paths.outputs(PERIOD) / "released" / "external-1"
    assert cli.main(["verify", str(place)]) == 0
    change(place, "flipped")
    assert cli.main(["verify", str(place)]) == 1
    assert "index.html was changed" in capsys.readouterr().err


@pytest.mark.slow
def test_an_internal_text_in_an_external_draft_is_found(made, tmp_path, monkeypatch):
    shutil.copytree(made.parent.parent, tmp_path / "root", symlinks=True)
    monkeypatch.setenv("A4P_ROOT", str(tmp_path / "root"))
    folder = paths.outputs(PERIOD, EDITION).resolve()
    assert checklist.leaks(PERIOD, folder) == []
    inside = paths.processed(PERIOD, "internal") / "mission_narratives.csv"
    with inside.open("a", encoding="utf-8") as file:
        file.write("UNMISS,internal,UNMISS,P1.NARRATIVES,A text that stays inside\n")
    page = folder / "data" / "coverage.csv"
    page.write_text(page.read_text(encoding="utf-8") + "x,A text that stays\n inside,,,\n", "utf-8")
    assert checklist.leaks(PERIOD, folder) == [
        "data/coverage.csv holds an internal text of mission_narratives."
    ]


def test_open_comments_and_comments_that_still_show_keep_a_draft_back(root, tmp_path):
    (tmp_path / "index.html").write_text("<p>x</p>")
    assert checklist._comments(PERIOD, tmp_path) == []
    (tmp_path / "index.html").write_text(f"<aside {comments.MARK}>x</aside>")
    assert "still shows comments" in checklist._comments(PERIOD, tmp_path)[0]
