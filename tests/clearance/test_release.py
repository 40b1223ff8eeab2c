"""From draft to release: steps in order, nothing cleared that does not hold, all changes found."""

import base64
import csv
import functools
import html
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a4p_helpers import cli, prepare
from a4p_helpers.clearance import checklist, manifest, revisions, steps, told
from a4p_helpers.clearance.steps import ReleaseError
from a4p_helpers.core import paths, periods
from a4p_helpers.disclosure import editions
from a4p_helpers.report import comments, observations, pdf, provenance
from a4p_helpers.run import publish

PERIOD, EDITION = "2023-05", "external"
HEAD = [*observations.KEY, "OBS_VALUE", "OBS_STATUS"]


@pytest.fixture
def draft(root: Path, uncleaned, monkeypatch) -> Path:
    """A small draft that stands, with a checklist that only asks for its ticks."""
    folder = root / "outputs" / PERIOD / ".drafts" / "external-1"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("<p>nine</p>")
    indicators(folder, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    (folder / "data" / "observations.csv").write_text(f"{','.join(HEAD)}\n", encoding="utf-8")
    (paths.processed(PERIOD, EDITION)).mkdir(parents=True)
    made = {"period": PERIOD, "edition": EDITION, "code_hash": "c", "inputs": {}, "packages": {}}
    (folder / "run.json").write_text(json.dumps(made))
    paths.outputs(PERIOD, EDITION).symlink_to(folder)

    def items(period, edition, folder, ticked, released):
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
    steps.tick(PERIOD, EDITION, list(checklist.BY_HAND), by)
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
    digest = provenance.digest(manifest.files(draft))
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
    steps.tick(PERIOD, EDITION, ["reading"], "A. Name")
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
    with pytest.raises(ReleaseError, match="'leaks' is not ticked by hand"):
        steps.tick(PERIOD, EDITION, ["reading", "leaks"], "A. Name")
    assert not steps.log_of(PERIOD, EDITION).exists()


def test_a_step_that_fails_leaves_no_trace_in_the_log(draft, monkeypatch):
    """Something in the way, then a draft that changed while it was copied."""
    cleared()
    place = paths.outputs(PERIOD) / "released" / "external-1"
    place.mkdir(parents=True)
    (place / "x").touch()
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
    assert steps.verify(place) == ([], True)
    assert not any(path.stat().st_mode & 0o222 for path in [place, *place.rglob("*")])
    told = json.loads((place / manifest.NAME).read_text(encoding="utf-8"))
    assert told["code"] == "c" and set(told["files"]) == set(manifest.files(draft))


def change(place: Path, what: str) -> None:
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755)
    page, listed = place / "index.html", place / manifest.NAME
    if what == "signed by another":
        told = json.loads(listed.read_text())
        told["steps"][-1]["by"] = "Somebody else"
        reseal(listed, told)
    elif what == "said twice":  # a person reads the first, a program the last
        forged = '"steps": [{"by": "Somebody else"}],\n "steps": ['
        listed.write_text(listed.read_text().replace('"steps": [', forged))
    elif what == "spaced":
        listed.write_text(listed.read_text() + " ")
    elif what == "not to be written":
        told = json.loads(listed.read_text())
        listed.write_text(json.dumps({**told, "packages": {"\ud800": "1"}}))
    elif what == "nested":
        listed.write_text("[" * 200_000)
    elif what == "a pipe":
        os.mkfifo(place / "pipe")
    elif what == "a link in its place":
        place.rename(place.with_name("external-7"))
        place.symlink_to(place.with_name("external-7"))
    elif what == "not sealed":
        listed.write_text(listed.read_text().replace("A Director", "Somebody else"))
    elif what == "of another period":
        told = json.loads(listed.read_text())
        reseal(listed, {**told, "period": "../../x"})
    elif what == "linked":
        (place / "more.html").symlink_to(page)
    elif what == "an empty folder":
        (place / "more").mkdir()
    elif what == "a second manifest":
        (place / "data" / manifest.NAME).write_text("{}")
    elif what == "renamed":
        place.rename(place.with_name("external-7"))
    elif what == "flipped":
        content = bytearray(page.read_bytes())
        content[3] ^= 1
        page.write_bytes(bytes(content))
    elif what == "added":
        (place / "more.csv").write_text("x")
    elif what == "removed":
        (place / "data" / "indicators.csv").unlink()
    elif what == "unlisted":
        listed.unlink()
    elif what != "nothing":  # the page and its manifest alike, as a forger would
        page.write_text("<p>ten</p>")
        told = json.loads(listed.read_text())
        told["files"] = manifest.files(place)
        told["digest"] = provenance.digest(told["files"])
        for one in told["steps"]:
            one["hash"] = told["digest"]
        reseal(listed, told)


def reseal(listed: Path, told: dict) -> None:
    listed.write_text(manifest._text({**told, "seal": manifest.seal(told)}))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("flipped", "index.html was changed"),
        ("added", "more.csv was added"),
        ("removed", "data/indicators.csv is missing"),
        ("unlisted", "is missing or cannot be read"),
        ("forged", "is another release than this"),
        ("signed by another", "is another release than this"),
        ("not sealed", "its checksums are not those of what it says"),
        ("of another period", "names no period and edition that there are"),
        ("said twice", "MANIFEST.json was changed"),
        ("spaced", "MANIFEST.json was changed"),
        ("not to be written", "is missing or cannot be read"),
        ("nested", "is missing or cannot be read"),
        ("a pipe", "pipe is neither a file nor a folder"),
        ("a link in its place", "external-1 is a link"),
        ("linked", "more.html is a link"),
        ("an empty folder", "more/ was added"),
        ("a second manifest", "data/MANIFEST.json was added"),
        ("renamed", "external-7 holds what was released as external-1"),
    ],
)
def test_every_change_after_clearance_is_found(draft, what, said):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    change(place, what)
    place = place if place.exists() else place.with_name("external-7")
    wrong, _ = steps.verify(place)
    assert any(said in fault for fault in wrong), wrong


def test_without_the_log_a_release_is_compared_with_itself_and_that_is_said(draft, capsys):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    log = steps.log_of(PERIOD, EDITION)
    kept = log.read_text(encoding="utf-8")
    log.unlink()
    assert steps.verify(place) == ([], False)
    assert cli.main(["release", "--verify", str(place)]) == 0
    assert "no log of clearance here to compare it with" in capsys.readouterr().out
    log.write_text("{", encoding="utf-8")
    assert cli.main(["release", "--verify", str(place)]) == 2
    assert "restore it from a backup" in capsys.readouterr().err
    log.write_text('{"steps": [], "ticks": []}', encoding="utf-8")
    assert steps.verify(place) == (["The log of clearance knows no release external-1."], True)
    log.write_text(kept, encoding="utf-8")
    assert steps.verify(place) == ([], True)


def test_a_release_put_in_the_place_of_another_is_found(revised):
    reason("P4.HOSPITALS", "20", "22", "new data", "x", "external")
    cleared()
    second = steps.advance(PERIOD, EDITION, "released", "A Director")
    assert second.name == "external-2" and steps.verify(second) == ([], True)
    change(second, "nothing")
    shutil.rmtree(second)
    shutil.copytree(second.with_name("external-1"), second)
    wrong, _ = steps.verify(second)
    assert wrong == ["external-2 holds what was released as external-1."]


def test_a_release_put_among_those_of_another_period_is_found(draft):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    other = paths.outputs("2022-11") / "released" / place.name
    for there in (other, draft.parent / "away" / place.name):
        shutil.copytree(place, there)
    assert steps.verify(there) == ([], True)
    assert steps.verify(other)[0] == [
        "It is a release of 2023-05, and stands among those of another."
    ]


@pytest.mark.parametrize(
    "entry", ['{"hash": "x", "by": "x", "step": "signed"}', '{"hash": "x", "by": "x"}', "1"]
)
def test_a_log_that_is_none_is_told_in_one_sentence(draft, capsys, entry):
    log = steps.log_of(PERIOD, EDITION)
    log.parent.mkdir(parents=True)
    log.write_text(f'{{"steps": [{entry}], "ticks": []}}', encoding="utf-8")
    assert cli.main(["release", PERIOD]) == 2
    assert "restore it from a backup" in capsys.readouterr().err


def test_a_log_without_a_seal_vouches_for_nothing(draft):
    cleared()
    place = steps.advance(PERIOD, EDITION, "released", "A Director")
    log = steps.log_of(PERIOD, EDITION)
    told = json.loads(log.read_text(encoding="utf-8"))
    del told["steps"][-1]["seal"]
    log.write_text(json.dumps(told), encoding="utf-8")
    assert "is another release than this" in steps.verify(place)[0][0]


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
        csv.writer(file).writerows([("code", "old", "new", "kind", "reason", "edition"), row])


def test_a_revision_without_a_reason_is_refused(revised):
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS was released as 20 and is 22 now" in fault and "revisions.csv" in fault


def test_a_revision_with_its_reason_is_taken(revised):
    reason("P4.HOSPITALS", "20", "22", "correction of an error", "Two were left out.", EDITION)
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (found,) = revisions.found(PERIOD, EDITION, revised)
    assert (found.old, found.new, found.reason.kind) == ("20", "22", "correction of an error")


def test_a_revision_is_told_as_printed_not_as_made_harmless_for_spreadsheets(revised):
    """Readers look for it in the list by what is printed: see `annexes`."""
    last = revisions.releases(PERIOD, EDITION)[-1]
    indicators(last, {"P6.MDMH_SURVEY_CHANGE": "'+10 percentage points"})
    indicators(revised, {"P6.MDMH_SURVEY_CHANGE": "'+8 percentage points"})
    reason(
        *("P6.MDMH_SURVEY_CHANGE", "+10 percentage points", "+8 percentage points"),
        *("new data", "Late answers came.", EDITION),
    )
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (found,) = revisions.found(PERIOD, EDITION, revised)
    assert (found.old, found.new) == ("+10 percentage points", "+8 percentage points")


@pytest.mark.parametrize(
    "row",
    [
        ("P4.HOSPITALS", "20", "23", "new data", "Another revision.", EDITION),
        ("P4.CRIMES", "20", "22", "new data", "Another number.", EDITION),
        ("P4.HOSPITALS", "20", "22", "new data", "The internal edition's.", "internal"),
    ],
)
def test_a_reason_covers_its_own_revision_only(revised, row):
    reason(*row)
    faults = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS was released as 20 and is 22 now" in faults[0]
    # And what no external release said may not be told outside as a revision.
    assert [f"says that {row[0]} was" in one for one in faults[1:]] == [True] * (row[-1] == EDITION)


def test_a_reason_stays_when_the_next_release_has_other_revisions(revised):
    reason("P4.HOSPITALS", "20", "22", "new data", "x", EDITION)
    cleared()
    steps.advance(PERIOD, EDITION, "released", "A Director")
    assert revisions.faults(PERIOD, EDITION, revised) == []
    assert revisions.faults(PERIOD, "internal", revised) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("P4.HOSPITALS", "20", "22", "because", "x", EDITION),
            "column kind: 'because' is none of new data",
        ),
        (("P4.HOSPITALS", "20", "22", "new data", " ", EDITION), "column reason: ' ' is blank"),
        (("", "20", "22", "new data", "x", EDITION), "column code: is blank"),
        (("P4.HOSPITALS", "20", "22", "new data", "x", ""), "column edition: is none of external"),
    ],
)
def test_faults_of_the_list_of_revisions_are_told(revised, row, said):
    from a4p_helpers.report.annexes import ReconciliationError

    reason(*row)
    with pytest.raises(ReconciliationError, match=said):
        revisions.faults(PERIOD, EDITION, revised)


def test_a_list_of_revisions_that_is_no_utf_8_is_told(revised):
    from a4p_helpers.report.annexes import ReconciliationError

    (paths.raw(PERIOD) / "revisions.csv").write_bytes("code,old\nP4.X,é\n".encode("cp1252"))
    with pytest.raises(ReconciliationError, match=r"revisions\.csv: is not UTF-8 text.*CSV UTF-8"):
        revisions.faults(PERIOD, EDITION, revised)


def test_a_number_that_is_gone_is_a_revision_too(revised):
    indicators(revised, {"P4.EO_FOUND": "not reported"})
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "no such indicator" in fault


def test_a_part_that_changed_below_the_same_total_is_a_revision(revised):
    indicators(revised, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    last = revisions.releases(PERIOD, EDITION)[-1]
    for folder, value in ((last, "3"), (revised, "4")):
        path = folder / "data" / "observations.csv"
        path.chmod(0o644)
        row = ["P4.HOSPITALS", "S", "UNMISS", "_T", "_T", "2023-05-01/P6M", PERIOD, value, "A"]
        path.write_text(f"{','.join(HEAD)}\n{','.join(row)}\n", encoding="utf-8")
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS (parts) was released as UNMISS 2023-05-01/P6M 2023-05 3 and is" in fault


def test_a_cell_that_changed_in_an_exhibit_is_a_revision(revised):
    indicators(revised, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    last = revisions.releases(PERIOD, EDITION)[-1]
    page = (
        '<section class="part"><div id="block-P7.SOFA"></div><table><td>{}</td></table></section>'
        '<section class="part annex"><table><td>{}</td></table></section>'
    )
    for folder, cell in ((last, "7 days"), (revised, "8 days")):
        (folder / "index.html").chmod(0o644)
        (folder / "index.html").write_text(page.format(cell, cell), encoding="utf-8")
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P7.SOFA was released as cell 1: 7 days and is cell 1: 8 days now" in fault


def test_cells_are_read_from_the_data_where_a_release_has_them(revised):
    """One that was made before, with its page alone, is compared with one that has them."""
    indicators(revised, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    last = revisions.releases(PERIOD, EDITION)[-1]
    page = last / "index.html"
    page.chmod(0o644)
    page.write_text(
        '<section class="part"><div id="block-P7.SOFA"></div><table><tr><th>UNMISS</th>'
        "<td>-7 days</td><td>none</td></tr></table></section>",
        encoding="utf-8",
    )
    data = revised / "data" / "exhibits.csv"
    data.write_text("block,row,cell\nP7.SOFA,UNMISS,'-7 days\n", encoding="utf-8")
    assert revisions.faults(PERIOD, EDITION, revised) == []
    data.write_text("block,row,cell\nP7.SOFA,UNMISS,8 days\n", encoding="utf-8")
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P7.SOFA was released as cell 1: -7 days and is cell 1: 8 days now" in fault


def test_a_release_that_is_gone_does_not_take_the_gate_with_it(revised):
    assert steps.faults_of_releases(PERIOD, EDITION) == []
    shutil.move(paths.outputs(PERIOD) / "released" / "external-1", paths.outputs(PERIOD) / "away")
    (fault,) = steps.faults_of_releases(PERIOD, EDITION)
    assert "released/external-1 is not there any more" in fault


def test_a_draft_put_in_the_place_of_a_release_does_not_pass_for_it(revised):
    """As the newest, or over what was released: the draft would be compared with itself."""
    place = paths.outputs(PERIOD) / "released" / "external-1"
    shutil.copytree(revised, place.with_name("external-2"))
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (fault,) = steps.faults_of_releases(PERIOD, EDITION)
    assert "released/external-2 is not in the log of clearance" in fault
    shutil.rmtree(place.with_name("external-2"))
    change(place, "nothing")
    shutil.copytree(revised, place, dirs_exist_ok=True)
    assert any("was changed" in one for one in steps.faults_of_releases(PERIOD, EDITION))


def test_the_tables_that_readers_have_may_not_be_lost(revised):
    shutil.rmtree(paths.told(PERIOD) / "external-1")
    (fault,) = steps.faults_of_releases(PERIOD, EDITION)
    assert "told/external-1 is not there any more" in fault


# What readers were told


@pytest.fixture
def told_readers(draft) -> Path:
    """A release of the period; the record of what its readers were told."""
    for name, text in (("misconduct.csv", "number\n9\n"), ("misconduct.json", "{}")):
        (paths.processed(PERIOD, EDITION) / name).write_text(text)
    cleared()
    steps.advance(PERIOD, EDITION, "released", "A Director")
    return paths.told(PERIOD) / "external-1"


def spoil(record: Path, how: str) -> None:
    table = record / "misconduct.csv"
    if how == "one number":
        table.write_text("number\n8\n")
    elif how == "a table emptied":
        table.write_text("")
    elif how == "a table deleted":
        table.unlink()
    elif how == "a table added":
        (record / "crimes.csv").write_text("x")
    elif how == "a table added below":
        (record / "more").mkdir()
        (record / "more" / "crimes.csv").write_text("x")
    elif how == "a table renamed":
        table.rename(record / "crimes.csv")
    elif how == "emptied":
        for path in record.iterdir():
            path.unlink()
    elif how == "a file in its place":
        shutil.rmtree(record)
        record.write_text("x")
    elif how == "removed":
        shutil.rmtree(record)
    else:  # with all records of the period
        shutil.rmtree(record.parent)


SPOILT = {
    "one number": ["external-1/misconduct.csv was changed"],
    "a table emptied": ["external-1/misconduct.csv was emptied"],
    "a table deleted": ["external-1/misconduct.csv is missing"],
    "a table added": ["external-1/crimes.csv was added"],
    "a table added below": ["external-1/more/crimes.csv was added"],
    "a table renamed": ["external-1/misconduct.csv is missing", "external-1/crimes.csv was added"],
    "emptied": ["told/external-1 was emptied"],
    "a file in its place": ["told/external-1 is not there any more"],
    "removed": ["told/external-1 is not there any more"],
    "all removed": ["told/external-1 is not there any more"],
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_record_of_what_readers_were_told_that_changed_is_found(told_readers, how, capsys):
    """By `a4p release --verify`, and by the checklists of its own period and of a later one."""
    place = paths.released(PERIOD) / "external-1"
    assert cli.main(["release", "--verify", str(place)]) == 0
    assert "is what was cleared\n" in capsys.readouterr().out
    spoil(told_readers, how)
    assert cli.main(["release", "--verify", str(place)]) == 1
    told = capsys.readouterr()
    for faults in (
        told.err.splitlines(),
        steps.faults_of_releases(PERIOD, EDITION),
        steps.faults_of_releases("2023-11", EDITION),
    ):
        assert len(faults) == len(SPOILT[how])
        for fault, said in zip(faults, SPOILT[how], strict=True):
            assert said in fault and ("backup" in fault or "move it elsewhere" in fault), fault
    assert "not what was cleared" in told.out
    # Readers of an internal edition, and of an earlier period, are told nothing by it.
    assert steps.faults_of_releases(PERIOD, "internal") == []
    assert steps.faults_of_releases("2022-11", EDITION) == []


@given(flipped=st.binary(min_size=1, max_size=40), at=st.integers(0, 1))
def test_whatever_else_stands_in_a_record_is_found(tmp_path_factory, flipped, at):
    root = tmp_path_factory.mktemp("root")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root))
        tables = paths.processed(PERIOD, EDITION)
        tables.mkdir(parents=True)
        for name in ("misconduct.csv", "misconduct.json"):
            (tables / name).write_bytes(b"number\n9\n")
        seal = told.keep(PERIOD, "external-1")
        assert told.faults(PERIOD, "external-1", seal) == []
        name = sorted(seal)[at]
        (paths.told(PERIOD) / "external-1" / name).write_bytes(flipped)
        assert len(told.faults(PERIOD, "external-1", seal)) == (flipped != b"number\n9\n")


def test_a_release_from_before_records_were_sealed_is_verified_and_that_is_said(
    told_readers, capsys
):
    log = steps.log_of(PERIOD, EDITION)
    entries = json.loads(log.read_text(encoding="utf-8"))
    assert set(entries["steps"][-1].pop("told")) == {"misconduct.csv", "misconduct.json"}
    log.write_text(json.dumps(entries), encoding="utf-8")
    place = paths.released(PERIOD) / "external-1"
    assert steps.verify(place) == ([], True)
    assert cli.main(["release", "--verify", str(place)]) == 0
    out = capsys.readouterr().out
    assert "is what was cleared; what its readers were told was not sealed" in out
    assert "clearance/told/external-1" in out
    assert steps.faults_of_releases(PERIOD, EDITION) == []


def test_a_release_of_the_internal_edition_keeps_no_record_and_lacks_none(draft, capsys):
    inside = paths.drafts(PERIOD) / "internal-1"
    shutil.copytree(draft, inside)
    made = json.loads((inside / "run.json").read_text())
    (inside / "run.json").write_text(json.dumps({**made, "edition": "internal"}))
    paths.outputs(PERIOD, "internal").symlink_to(inside)
    steps.advance(PERIOD, "internal", "under review", "A. Name")
    steps.tick(PERIOD, "internal", list(checklist.BY_HAND), "A. Name")
    steps.advance(PERIOD, "internal", "cleared", "A. Name")
    place = steps.advance(PERIOD, "internal", "released", "A Director")
    assert not paths.told(PERIOD).exists()
    assert cli.main(["release", "--verify", str(place)]) == 0
    assert "sealed" not in capsys.readouterr().out


def test_a_record_whose_seal_is_lost_with_the_log_keeps_a_later_draft_back(told_readers):
    steps.log_of(PERIOD, EDITION).unlink()
    (fault,) = steps.faults_of_releases("2023-11", EDITION)
    assert "released/external-1 is not in the log of clearance" in fault


def test_former_releases_are_on_the_checklist(root, draft, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("A4P_ROOT", str(root))
    for name in ("_stale", "_faults", "_figures", "_comments", "_missing", "leaks", "_given_away"):
        monkeypatch.setattr(checklist, name, lambda *_: [])
    monkeypatch.setattr(checklist.check, "faults", lambda _: [])
    stranger = paths.outputs(PERIOD) / "released" / "external-1"
    shutil.copytree(draft, stranger)
    (item,) = [one for one in steps.items(PERIOD, EDITION) if one.key == "released"]
    assert not item.holds


def test_the_tables_of_a_release_are_kept_as_readers_have_them(revised):
    kept = paths.told(PERIOD) / "external-1"
    assert kept.is_dir()


# The real thing


def test_the_report_of_the_period_is_released_and_verified(made, tmp_path, monkeypatch, capsys):
    shutil.copytree(made.parent.parent, tmp_path / "root", symlinks=True)
    monkeypatch.setenv("A4P_ROOT", str(tmp_path / "root"))

    # Each step works the whole checklist out anew; the draft stays the same until it is released.
    for where, name in ((checklist, "leaks"), (checklist, "_faults"), (checklist.check, "faults")):
        monkeypatch.setattr(where, name, functools.cache(getattr(where, name)))

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
    assert cli.main(["release", "--verify", str(place)]) == 0
    change(place, "flipped")
    assert cli.main(["release", "--verify", str(place)]) == 1
    assert "index.html was changed" in capsys.readouterr().err


def test_an_internal_text_in_an_external_draft_is_found(made, tmp_path, monkeypatch):
    shutil.copytree(made.parent.parent, tmp_path / "root", symlinks=True)
    monkeypatch.setenv("A4P_ROOT", str(tmp_path / "root"))
    folder = paths.outputs(PERIOD, EDITION).resolve()
    inside = paths.processed(PERIOD, "internal") / "mission_narratives.csv"
    with inside.open("a", encoding="utf-8") as file:
        file.write("UNMISS,internal,UNMISS,P1.NARRATIVES,A text that stays inside\n")
    page = folder / "data" / "coverage.csv"
    page.write_text(page.read_text(encoding="utf-8") + "x,A text that stays\n inside,,,\n", "utf-8")
    assert checklist.leaks(PERIOD, EDITION, folder) == [
        "data/coverage.csv holds an internal text of mission_narratives."
    ]


def test_open_comments_and_comments_that_still_show_keep_a_draft_back(root, tmp_path):
    (tmp_path / "index.html").write_text("<p>x</p>")
    assert checklist._comments(PERIOD, EDITION, tmp_path) == []
    (tmp_path / "index.html").write_text('<aside class="comment">x</aside>')
    assert "still shows comments" in checklist._comments(PERIOD, EDITION, tmp_path)[0]


# What the checklist computes


SECRET = "The mission's “own” text, for <the> inside & nobody else."


@pytest.fixture
def told_inside(root: Path) -> None:
    """A cleaned period with one text that only the internal edition has."""
    prepare.ensure(PERIOD, [])
    path = paths.processed(PERIOD, "internal") / "mission_narratives.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["UNMISS", "internal", "UNMISS", "P1.NARRATIVES", SECRET])


def hide(folder: Path, kind: str) -> str:
    """Write a file that holds the secret as files of its kind would; return its name."""
    marked = html.escape(SECRET).replace("own", "<w:r>ow</w:r><w:r>n</w:r>")
    path = folder / f"a.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(["x", SECRET.replace(" text", "\ntext"), 'and "x"'])
    elif kind == "ipynb":
        cell = {"cell_type": "code", "source": [SECRET[:20], SECRET[20:]], "outputs": []}
        path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    elif kind == "output.ipynb":  # the lines of a page, with marks between words
        marked = html.escape(SECRET).replace("inside", "<b>in\nside</b>").splitlines(keepends=True)
        cell = {"cell_type": "code", "source": [], "outputs": [{"data": {"text/html": marked}}]}
        path.write_text(json.dumps({"cells": [cell]}, indent=1), encoding="utf-8")
    elif kind == "name":
        path = folder / f"{SECRET.replace(' ', '-')}.png"
        path.touch()
    elif kind == "cased.txt":  # as a sentence goes on: a small letter, no stop
        path.write_text(f"said that {SECRET[0].lower()}{SECRET[1:-1]}, and more", "utf-8")
    elif kind in ("docx", "xlsx"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", f"<w:p>{marked}</w:p>")
    elif kind == "html":
        svg = base64.b64encode(f"<svg><text>{html.escape(SECRET)}</text></svg>".encode()).decode()
        path.write_text(f'<img src="data:image/svg+xml;base64,{svg}">', encoding="utf-8")
    elif kind == "pdf":
        import weasyprint

        page = f'<html lang="en"><title>x</title><p>x <img alt="{html.escape(SECRET)}" src="{DOT}">'
        weasyprint.HTML(string=page).write_pdf(path, pdf_variant="pdf/ua-1")
    else:
        path.write_text(SECRET, encoding="utf-8")
    return path.name


DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/%3E"


def test_an_internal_text_is_found_in_every_kind_of_file(told_inside, tmp_path):
    draft = tmp_path / "draft"
    draft.mkdir()
    kinds = ["csv", "ipynb", "output.ipynb", "docx", "xlsx", "html", "txt", "name", "cased.txt"]
    names = [hide(draft, kind) for kind in [*kinds, *([] if pdf.why_not() else ["pdf"])]]
    found = checklist.leaks(PERIOD, EDITION, draft)
    assert sorted(found) == sorted(
        f"{name} holds an internal text of mission_narratives." for name in names
    )


def test_what_the_filter_of_the_editions_lets_through_is_found(edit, tmp_path, monkeypatch):
    inside = {"classification": "internal", "text": SECRET}
    edit("mission_narratives", lambda rows: rows[0].update(inside))
    draft = tmp_path / "draft"
    draft.mkdir()
    name = hide(draft, "txt")
    monkeypatch.setattr(editions, "INTERNAL", "nothing")
    prepare.tables(PERIOD)
    assert "inside & nobody" in (
        (paths.processed(PERIOD, "external") / "mission_narratives.csv").read_text("utf-8")
    )
    assert checklist.leaks(PERIOD, EDITION, draft) == [
        f"{name} holds an internal text of mission_narratives."
    ]


def test_a_comment_in_an_external_draft_is_found(root, tmp_path):
    prepare.ensure(PERIOD, [])
    (paths.raw(PERIOD) / "comments.csv").write_text(
        f"{','.join(comments.COLUMNS)}\n1,p4,1,Is this number right?,A reader,2023-12-01,\n"
    )
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "index.html").write_text("<p>Is this <b>number</b> right?</p>")
    assert checklist.leaks(PERIOD, EDITION, draft) == [
        "index.html holds an internal text of a comment."
    ]


def test_a_draft_of_other_data_or_code_is_stale(root, uncleaned, tmp_path):
    def draft(**changed):
        made = {
            "input_hash": provenance.inputs(PERIOD, EDITION)[0],
            "code_hash": provenance.code_hash(),
        }
        (tmp_path / "run.json").write_text(json.dumps({**made, **changed}))
        return checklist._stale(PERIOD, EDITION, tmp_path)

    assert "cleaned tables are of other data" in draft()[0]
    prepare.ensure(PERIOD, [])
    assert draft() == []
    assert draft(input_hash="x") == [
        "Since the draft was made, the data changed: run the period again."
    ]
    assert "the data and the code changed" in draft(input_hash="x", code_hash="x")[0]


def test_a_figure_that_contradicts_its_table_needs_a_reason(edit, raw):
    def sent(value, note):
        edit(
            "submitted_figures",
            lambda rows: rows.append(
                {**rows[0], "code": "P4.HOSPITALS", "value": value, "note": note}
            ),
        )

    prepare.ensure(PERIOD, [])
    values = prepare.at_hand(periods.get(PERIOD), "internal")
    assert values["P4.HOSPITALS"].is_reported
    assert checklist._figures(PERIOD, "internal", raw) == []
    sent("3", "The Division counts another kind.")
    prepare.ensure(PERIOD, [])
    assert not any("Say why" in one for one in checklist._figures(PERIOD, "internal", raw))
    edit("submitted_figures", lambda rows: rows.pop())
    sent("3", "")
    prepare.ensure(PERIOD, [])
    assert any("P4.HOSPITALS" in one for one in checklist._figures(PERIOD, "internal", raw))


def test_small_numbers_that_are_public_already_keep_a_draft_back(root):
    prepare.ensure(PERIOD, [])
    assert checklist._given_away(PERIOD, EDITION, root) == []
    path = paths.processed(PERIOD, "internal") / "misconduct.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["remarks"].append(
        {"kind": "given away", "table": "misconduct", "key": "", "column": "", "sentence": "x"}
    )
    path.write_text(json.dumps(told), encoding="utf-8")
    assert checklist._given_away(PERIOD, EDITION, root) == ["x."]
