"""A whole period: what breaks a contract is found, all at once, and nothing is written."""

import csv

import pandas as pd
import pytest

from a4p_helpers import prepare
from a4p_helpers.clean import CleaningError
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.indicators.count import count
from a4p_helpers.profile import facts
from a4p_helpers.store import processed, stale

pytestmark = pytest.mark.usefixtures("uncleaned")
PERIOD = "2023-05"


def faults(period: str = PERIOD) -> str:
    with pytest.raises(CleaningError) as caught:
        prepare.tables(period)
    return str(caught.value)


def append(path, line: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def replace(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cleaned(edition: str = "external") -> processed.Tables:
    prepare.tables(PERIOD)
    return processed.read(paths.processed(PERIOD, edition))


def test_the_period_as_received_is_clean(raw):
    states = prepare.tables(PERIOD)
    assert set(states) == set(TABLES)
    known = [name for name, state in states.items() if state.is_known]
    assert "hospitals" in known and "casevac" not in known
    folder = paths.processed(PERIOD, "internal")
    for path in sorted((raw / "tables").glob("*.csv")):  # each row comes from a raw one
        with path.open(encoding="utf-8", newline="") as file:
            rows = len(list(csv.DictReader(file)))
        assert len(processed.read(folder)[path.stem]) == rows, path.stem
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    prepare.tables(PERIOD)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_odd_or_worked_out_is_remarked_not_refused(root):
    tables = cleaned()
    (sentence,) = [one.sentence for one in tables.remarks() if one.kind == "odd"]
    assert "277 days" in sentence and "184 days" in sentence and "UNDOF" in sentence
    tpp = tables["trainings"].query("programme.str.startswith('Triangular')")
    assert sorted(tpp["women"]) == [3, 17, 21]
    due = tables["hospital_reports"].set_index("mission")["reports_due"]
    assert due["UNMISS"] == 4 and due.sum() == 18
    told = [one.table for one in tables.remarks() if one.kind == "inferred"]
    assert told.count("trainings") == 3 and told.count("hospital_reports") == 1


def test_all_faults_are_told_at_once(edit, root):
    edit("hospitals", lambda rows: rows[0].update(level="Level 9", hospitals="1 000"))
    edit("cpas", lambda rows: rows[1].update(mission="MINUSCAA"))
    told = faults()
    assert "3 faults" in told
    assert "hospitals.csv, row 2, column level: 'Level 9'" in told
    assert "hospitals.csv, row 2, column hospitals: '1 000'" in told and "Write 1000" in told
    assert "did you mean 'MINUSCA'" in told
    assert not paths.processed(PERIOD, "external").exists()


def test_a_failed_cleaning_leaves_the_last_tables(root, edit):
    prepare.tables(PERIOD)
    before = (paths.processed(PERIOD, "external") / "hospitals.csv").read_bytes()
    edit("hospitals", lambda rows: rows[0].update(hospitals="-1"))
    assert "is less than 0" in faults()
    assert (paths.processed(PERIOD, "external") / "hospitals.csv").read_bytes() == before


@pytest.mark.parametrize(
    "changes",
    [  # by table: what is wrong in its first row, and what is said
        {
            "hospitals": ({"level": "none"}, "level 'none' goes with 0 hospitals"),
            "cpas": ({"reporter": "UNTSO"}, "answers for"),
            "sofa": ({"has_incidents": ""}, "say yes or no to incidents"),
            "misconduct": ({"last_day": "2025-01-31"}, "lies after 2023-12-31"),
            "trainings": ({"women": "999"}, "women cannot be more"),
            "civilian_ratings": ({"percent": "135"}, "is more than 100"),
            "submitted_figures": ({"code": "P3.CONDUCT"}, "not an indicator"),
        },
        {
            "hospitals": ({"hospitals": ""}, "is blank"),
            "cpas": ({"reporter": "MINUSMA", "mission": "MINUSMA"}, "does not take part in this"),
            "trainings": ({"women_percent": "9"}, "no whole number out of"),
        },
        {"hospitals": ({"reporter": "UNMISS"}, "does not send this table")},
    ],
)
def test_a_broken_contract_is_told(root, edit, changes):
    for table, (cells, _) in changes.items():
        edit(table, lambda rows, cells=cells: rows[0].update(cells))
    told = faults()
    assert [message for _, message in changes.values() if message not in told] == []


def test_a_row_that_repeats_another_or_calls_itself_a_total_is_told(root, edit):
    edit("hospitals", lambda rows: rows.extend([rows[0], rows[0] | {"mission": "Total"}]))
    told = faults()
    assert "is in rows 2 and" in told and "calls the row a total" in told


def test_files_that_are_not_tables_are_told_each_with_its_cause_alone(root, raw):
    tables = raw / "tables"
    (tables / "cpas.csv").rename(tables / "cpass.csv")
    replace(tables / "hospitals.csv", "level", "levels")
    append(tables / "coordination_mechanisms.csv", "UNTSO,UNTSO,yes,yes,yes")
    (tables / "police_units.csv").write_bytes("reporter,mission\n\xe9".encode("cp1252"))
    (tables / "sofa.csv").write_text("reporter;mission\nUNTSO;UNTSO\n")
    (tables / "courses.csv").write_text("")
    told = faults()
    for cause in (
        "cpas.csv: is missing, though SOURCES.csv records it. Put it back, or say in answers.csv",
        "cpass.csv: is not a table of the workbook; did you mean 'cpas'?",
        "hospitals.csv, row 1: 'levels' is not a column of this table; did you mean 'level'?",
        "has 5 fields where the header has 4",
        "police_units.csv: is not UTF-8 text",
        "separates its columns by semicolons",
        "courses.csv: is empty",
    ):
        assert cause in told
    assert len(told.splitlines()) == 8  # below the heading, one line a file


def test_a_blank_row_is_told_unless_it_is_the_last(root, raw):
    path = raw / "tables" / "cpas.csv"
    append(path, ",,,")
    prepare.tables(PERIOD)
    append(path, "UNTSO,UNTSO,yes,no")
    assert "is blank" in faults()


def test_rows_of_another_period_are_told(root, raw):
    path = raw / "tables" / "cpas.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    spoilt = [lines[0] + ",period", lines[1] + ",2022-11"]
    spoilt += [line + ",2023-05" for line in lines[2:]]
    path.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
    assert "is another period than the folder's, 2023-05" in faults()


def test_a_table_without_a_source_is_told(root, raw):
    path = raw / "SOURCES.csv"
    kept = [line for line in path.read_text().splitlines() if "tables/cpas.csv" not in line]
    path.write_text("\n".join(kept) + "\n")
    assert "has no row for tables/cpas.csv" in faults()


def test_a_changed_file_is_remarked(root, edit):
    edit("cpas", lambda rows: rows[0].update(conducted_impact_assessment="no"))
    remarks = cleaned().remarks()
    assert any(r.kind == "source" and "tables/cpas.csv" in r.sentence for r in remarks)


CORRECTION = "hospitals,mission={};level=Level 3,hospitals,{},override,2,counted again,DHMOSH,open"


def test_a_correction_changes_the_value_and_is_remarked(root, raw):
    append(raw / "corrections.csv", CORRECTION.format("MONUSCO", "1"))
    tables = cleaned()
    corrected = tables["hospitals"].query("mission == 'MONUSCO' and level == 'Level 3'")
    assert list(corrected["hospitals"]) == [2]
    assert any("1 corrected to 2 (counted again)" in remark.sentence for remark in tables.remarks())
    # It stands on the page of the mission whose row it is, and on no other.
    values = count(tables, periods.get(PERIOD))
    told = {who: " ".join(facts.remarks(values, who)) for who in ("MONUSCO", "UNMISS")}
    assert "counted again" in told["MONUSCO"] and "counted again" not in told["UNMISS"]


def test_a_row_is_dropped_only_while_its_guard_holds(root, raw):
    line = "hospitals,mission=MONUSCO;level=Level 3,hospitals,{},drop,,counted twice,DHMOSH,open"
    append(raw / "corrections.csv", line.format("7"))
    assert "corrections.csv, row 2, column hospitals: expects '7'" in faults()
    replace(raw / "corrections.csv", ",7,drop", ",1,drop")
    tables = cleaned()
    assert tables["hospitals"].query("mission == 'MONUSCO' and level == 'Level 3'").empty
    # Readers are told, though there is no row any more that the remark could go with.
    assert any("1 corrected to none (counted twice)" in one.sentence for one in tables.remarks())


def test_a_correction_that_cannot_be_made_is_a_fault_of_its_cell(root, raw):
    wrong = [
        (",hospitals,1,", ",hospitals,7,", "column hospitals: expects '7'"),
        ("=MONUSCO;", "=UNTSO;", "column key: 'mission=UNTSO;level=Level 3' fits 0 rows of"),
        ("=MONUSCO;", ";", "column key: 'mission;level=Level 3' is not a key of"),
        ("mission=", "missions=", "column key: 'missions=MONUSCO;level=Level 3' is not a key of"),
        (",hospitals,1,", ",beds,1,", "column column: 'beds' is not a column of hospitals"),
        (",override,", ",replace,", "column action: 'replace' is neither override nor drop"),
    ]
    for old, new, _ in wrong:
        append(raw / "corrections.csv", CORRECTION.format("MONUSCO", "1").replace(old, new))
    told = faults()
    for row, (_, _, said) in enumerate(wrong, start=2):
        assert f"corrections.csv, row {row}, {said}" in told
    assert "6 faults" in told


def test_who_takes_part_is_checked_as_strictly_as_a_table(root, raw):
    path = raw / "participation.csv"
    header, minurso, minusca, *others = path.read_text(encoding="utf-8").splitlines()
    spoilt = [header, minurso, minusca, "UNMIS,yes,", "minurso,yes,", ",yes,", "UNMIK,yse,"]
    spoilt += [
        "UNTSO,,",
        "UNDOF,no,",
        *(one for one in others if one[:5] not in ("UNMIK", "UNDOF")),
    ]
    path.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
    told = faults()
    for fault in (
        "row 4, column reporter: 'UNMIS' is neither a mission nor an office that reports",
        "row 5, column reporter: 'minurso' is in rows 2 and 5. Remove one of them",
        "row 6, column reporter: is blank",
        "row 7, column takes_part: 'yse' is not an allowed answer",
        "row 8, column takes_part: is blank",
        "row 9, column reason: is blank. Say why UNDOF does not take part",
    ):
        assert f"participation.csv, {fault}" in told


def test_an_absent_mission_is_known_by_every_spelling(root, raw):
    replace(raw / "participation.csv", "MINUSMA,no", "Minusma,No")
    who = cleaned().participants
    assert "drawing down" in who["MINUSMA"] and "Minusma" not in who


def test_what_the_report_alone_reads_is_told_with_the_rest(root, raw, edit):
    replace(raw / "reconciliations.csv", ",189,", ",about 189,")
    (raw / "revisions.csv").write_text(
        "code,old,new,kind,reason,edition\nP4.HOSPITALS,20,22,because,x,external\n", "utf-8"
    )
    edit("hospitals", lambda rows: rows[0].update(level="Level 9"))
    told = faults()
    assert "3 faults" in told and "column level: 'Level 9'" in told
    assert "reconciliations.csv, row 2, column published: 'about 189' is not a number" in told
    assert "revisions.csv, row 2, column kind: 'because' is not allowed. Write one of" in told


def test_the_day_up_to_which_a_file_holds_is_a_date_and_no_row_lies_after_it(root, raw):
    path = raw / "SOURCES.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("tables/fatalities.csv,")]
    lines[at] = lines[at].replace(",2023-11-28,", ",2022-12-31,")
    assert ",2023-10-31," in lines[2] and at != 2
    lines[2] = lines[2].replace(",2023-10-31,", ",31 October 2023,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = faults()
    assert "SOURCES.csv, row 3, column as_of: '31 October 2023' is not a date" in told
    holds = "tables/fatalities.csv holds up to 2022-12-31, but it has rows of 2023-11"
    assert f"SOURCES.csv: says that {holds}" in told


def test_a_fault_names_the_row_that_a_spreadsheet_shows(root, raw):
    path = raw / "tables" / "cpas.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    before, _, after = rows[0].partition(",")
    spoilt = [
        header,
        f'"{before}\n\n",{after}',
        rows[1],
        "",
        rows[2].replace("yes", "yse"),
        *rows[3:],
    ]
    path.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
    assert "cpas.csv, row 5, column" in faults()


def test_an_unknown_answer_and_an_answer_beside_a_table_are_told(root, raw):
    append(raw / "answers.csv", "all,casevacs,not available,x")
    append(raw / "answers.csv", "all,cpas,nothing to report,x")
    told = faults()
    assert "'casevacs' is not a table" in told
    assert "cpas.csv: exists, but answers.csv says that it does not" in told


def test_nothing_to_report_is_not_the_same_as_not_reported(root, raw):
    (raw / "tables" / "hospital_interruptions.csv").unlink()
    append(raw / "answers.csv", "all,hospital_interruptions,nothing to report,")
    states = prepare.tables(PERIOD)
    assert states["hospital_interruptions"].is_known and not states["casevac"].is_known
    frame = processed.read(paths.processed(PERIOD, "external"))["hospital_interruptions"]
    assert isinstance(frame, pd.DataFrame) and frame.empty


def test_ensure_cleans_only_what_changed(root, edit):
    prepare.ensure_tables(PERIOD)
    made = (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns
    prepare.ensure_tables(PERIOD)
    assert (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns == made
    edit("cpas", lambda rows: rows[0].update(uses_cpas="no", conducted_impact_assessment="no"))
    prepare.ensure_tables(PERIOD)
    assert (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns != made


def test_reference_data_are_checked_as_well(root):
    path = paths.reference("targets.csv")
    replace(path, ",5,2018,inferred,", ",5,2018,guessed,")
    assert "targets.csv, row 4, column status: 'guessed'" in faults()


CHANGED = "P3.WOMEN_CONTINGENTS,,,16,2028,published,DPO,{},test,{},\n"
SET = "P4.FATALITIES_YEAR,,,9,2030,published,DPO,2024-01-15,test,2024-05,\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",5,2018,inferred,", ",5,,inferred,", "row 4, column by: does not hold together: every"),
        (",5,2018,inferred,", ",,2018,inferred,", "row 4, column target: does not hold"),
        ("P3.WOMEN_HEADS,", "P3.WOMEN_HEDS,", "column indicator: 'P3.WOMEN_HEDS' is not an ind"),
        ("P3.WOMEN_HEADS,", "P3.WOMEN_HEDS,", "no row that holds for P3.WOMEN_HEADS, an outcome"),
        ("", CHANGED.format("2024-01-15", "2024-05"), "overlaps with row 14, which holds on"),
        ("", CHANGED.format("", "2024-05"), "the target of row 14 is changed without a date"),
        ("", CHANGED.format("", "2021-05"), "is in rows 14 and 94, and may appear only once"),
        ("", SET, "overlaps with row"),
    ],
)
def test_targets_that_cannot_be_are_told_with_their_row(old, new, told, root):
    path = paths.reference("targets.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    assert "reference/targets.csv" in (said := faults()) and told in said


# The Plan and its versions


@pytest.fixture
def progress(raw):
    """Send progress of deliverables in a file: `progress(("SFGC", "3.1.3", "on track"))`."""

    def send(*rows):
        path = raw / "tables" / "deliverable_progress.csv"
        named = ("reporter", "deliverable", "status", "progress", "obstacle", "next_step")
        lines = [",".join(named), *(",".join((*row, "", "", "")) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        answers = raw / "answers.csv"
        kept = [
            line
            for line in answers.read_text(encoding="utf-8").splitlines(keepends=True)
            if ",deliverable_progress," not in line
        ]
        answers.write_text("".join(kept), encoding="utf-8")
        with (raw / "SOURCES.csv").open("a", encoding="utf-8") as file:
            file.write("tables/deliverable_progress.csv,x,x,x,2023-12-01,2023-10-31,x,\n")

    return send


def close(number: str, into: str = "") -> None:
    path = paths.reference("deliverables.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith(f"{number},"))
    lines[at] = f"{lines[at].removesuffix(',,')},2022-11,{into}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_deliverable_that_was_closed_or_never_was_is_a_fault_that_says_so(progress):
    close("3.1.3", "3.1.4")
    progress(
        ("SFGC", "3.1.3", "on track"), ("SFGC", "9.9.9", "on track"), ("PD", "3.1.4", "going well")
    )
    told = faults()
    assert "9.9.9" in told and "a deliverable of the Plan" in told
    assert "going well" in told and "an allowed value" in told
    progress(("SFGC", "3.1.3", "on track"), ("PD", "3.4.1", "on track"))
    told = faults()
    assert "was replaced by 3.1.4 after 2022-11" in told and "is not led by PD" in told


def test_two_leads_that_disagree_are_both_kept(progress):
    progress(("PD", "3.1.4", "on track"), ("OMA", "3.1.4", "delayed"))
    assert list(cleaned()["deliverable_progress"]["status"]) == ["on track", "delayed"]


def test_a_comment_makes_no_other_data_and_a_table_moved_to_another_period_does(raw):
    period = periods.get(PERIOD)
    prepare.tables(PERIOD)
    (raw / "comments.csv").write_text("id\n1\n", encoding="utf-8")
    assert stale.are_tables_current(period)
    append(raw / "answers.csv", "")
    assert not stale.are_tables_current(period)
    prepare.tables(PERIOD)
    moved = raw.parent / "2022-11" / "tables" / "hospitals.csv"
    (raw / "tables" / "hospitals.csv").rename(moved)
    assert not stale.are_tables_current(period)
