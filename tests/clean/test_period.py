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


def test_the_period_as_received_is_clean(root):
    states = prepare.tables(PERIOD)
    assert set(states) == set(TABLES)
    known = [name for name, state in states.items() if state.is_known]
    assert "hospitals" in known and "casevac" not in known


def test_every_processed_row_comes_from_a_raw_row(root, raw):
    prepare.tables(PERIOD)
    tables = processed.read(paths.processed(PERIOD, "internal"))
    for path in sorted((raw / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            assert len(tables[path.stem]) == len(list(csv.DictReader(file))), path.stem


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
    ("table", "change", "message"),
    [
        ("hospitals", lambda rows: rows.append(dict(rows[0])), "stands in rows 2 and"),
        (
            "hospitals",
            lambda rows: rows.append(dict(rows[0], mission="Total")),
            "calls the row a total",
        ),
        (
            "hospitals",
            lambda rows: rows[0].update(level="none"),
            "level 'none' goes with 0 hospitals",
        ),
        ("hospitals", lambda rows: rows[0].update(hospitals=""), "is blank"),
        ("hospitals", lambda rows: rows[0].update(reporter="UNMISS"), "does not send this table"),
        ("cpas", lambda rows: rows[0].update(reporter="UNTSO"), "answers for"),
        (
            "cpas",
            lambda rows: rows[0].update(reporter="MINUSMA", mission="MINUSMA"),
            "does not take part in this period",
        ),
        ("sofa", lambda rows: rows[0].update(has_incidents=""), "say yes or no to incidents"),
        ("misconduct", lambda rows: rows[0].update(last_day="2025-01-31"), "lies after 2023-12-31"),
        ("trainings", lambda rows: rows[0].update(women="999"), "women cannot be more"),
        ("trainings", lambda rows: rows[0].update(women_percent="9"), "no whole number out of"),
        ("civilian_ratings", lambda rows: rows[0].update(percent="135"), "is more than 100"),
        ("submitted_figures", lambda rows: rows[0].update(code="P3.CONDUCT"), "not an indicator"),
    ],
)
def test_a_broken_contract_is_told(root, edit, table, change, message):
    edit(table, change)
    assert message in faults()


def test_a_missing_table_is_told(root, raw):
    (raw / "tables" / "cpas.csv").unlink()
    told = faults()
    assert "tables/cpas.csv: is missing" in told.replace("data/raw/2023-05/", "")
    assert "answers.csv" in told


def test_a_misspelt_table_names_the_nearest(root, raw):
    (raw / "tables" / "cpas.csv").rename(raw / "tables" / "cpass.csv")
    assert "did you mean 'cpas'?" in faults()


def test_a_missing_column_and_an_unknown_one_are_told(root, raw):
    path = raw / "tables" / "cpas.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("uses_cpas", "use_cpas", 1))
    told = faults()
    assert "'use_cpas' is not a column" in told and "did you mean 'uses_cpas'?" in told
    assert len(told.splitlines()) == 2  # the cause alone, below the heading


def test_a_row_with_too_many_fields_is_told(root, raw):
    append(raw / "tables" / "cpas.csv", "UNTSO,UNTSO,yes,yes,yes")
    assert "has 5 fields where the header has 4" in faults()


def test_a_blank_row_is_told(root, raw):
    path = raw / "tables" / "cpas.csv"
    append(path, ",,,")
    prepare.tables(PERIOD)  # at the end it does no harm
    append(path, "UNTSO,UNTSO,yes,no")
    assert "is blank" in faults()


def test_another_encoding_and_semicolons_are_told(root, raw):
    (raw / "tables" / "cpas.csv").write_bytes("reporter,mission\n\xe9".encode("cp1252"))
    (raw / "tables" / "sofa.csv").write_text("reporter;mission\nUNTSO;UNTSO\n")
    (raw / "tables" / "courses.csv").write_text("")
    told = faults()
    assert "is not UTF-8 text" in told
    assert "separates its columns by semicolons" in told
    assert "courses.csv: is empty" in told


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
    prepare.tables(PERIOD)
    remarks = processed.read(paths.processed(PERIOD, "external")).remarks()
    assert any(r.kind == "source" and "tables/cpas.csv" in r.sentence for r in remarks)


def test_longer_than_the_period_is_remarked_not_refused(root):
    prepare.tables(PERIOD)
    odd = [
        r for r in processed.read(paths.processed(PERIOD, "external")).remarks() if r.kind == "odd"
    ]
    (sentence,) = [remark.sentence for remark in odd]
    assert "277 days" in sentence and "184 days" in sentence and "UNDOF" in sentence


def test_a_share_that_gives_one_number_only_is_filled_in(root):
    prepare.tables(PERIOD)
    tables = processed.read(paths.processed(PERIOD, "external"))
    tpp = tables["trainings"].query("programme.str.startswith('Triangular')")
    assert sorted(tpp["women"]) == [3, 17, 21]
    due = tables["hospital_reports"].set_index("mission")["reports_due"]
    assert due["UNMISS"] == 4 and due.sum() == 18
    told = [remark.table for remark in tables.remarks() if remark.kind == "inferred"]
    assert told.count("trainings") == 3 and told.count("hospital_reports") == 1


CORRECTION = "hospitals,mission={};level=Level 3,hospitals,{},override,2,counted again,DHMOSH,open"


def test_a_correction_changes_the_value_and_is_remarked(root, raw):
    append(raw / "corrections.csv", CORRECTION.format("MONUSCO", "1"))
    prepare.tables(PERIOD)
    tables = processed.read(paths.processed(PERIOD, "external"))
    corrected = tables["hospitals"].query("mission == 'MONUSCO' and level == 'Level 3'")
    assert list(corrected["hospitals"]) == [2]
    assert any("1 corrected to 2 (counted again)" in remark.sentence for remark in tables.remarks())
    # It stands on the page of the mission whose row it is, and on no other.
    values = count(tables, periods.get(PERIOD))
    told = {who: " ".join(facts.remarks(values, who)) for who in ("MONUSCO", "UNMISS")}
    assert "counted again" in told["MONUSCO"] and "counted again" not in told["UNMISS"]


def test_a_correction_whose_guard_no_longer_holds_stops(root, raw):
    append(raw / "corrections.csv", CORRECTION.format("MONUSCO", "7"))
    assert "expects '7'" in faults()


def test_a_row_is_dropped_only_while_its_guard_holds(root, raw):
    line = "hospitals,mission=MONUSCO;level=Level 3,hospitals,{},drop,,counted twice,DHMOSH,open"
    append(raw / "corrections.csv", line.format("7"))
    assert "corrections.csv, row 2, column hospitals: expects '7'" in faults()
    path = raw / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",7,drop", ",1,drop"))
    prepare.tables(PERIOD)
    tables = processed.read(paths.processed(PERIOD, "external"))
    assert tables["hospitals"].query("mission == 'MONUSCO' and level == 'Level 3'").empty
    # Readers are told, though there is no row any more that the remark could go with.
    assert any("1 corrected to none (counted twice)" in one.sentence for one in tables.remarks())


def test_a_correction_that_fits_no_row_stops(root, raw):
    append(raw / "corrections.csv", CORRECTION.format("UNTSO", "1"))
    assert "fits 0 rows of hospitals" in faults()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("=MONUSCO;", ";", "column key: 'mission;level=Level 3' is not a key of"),
        ("mission=", "missions=", "column key: 'missions=MONUSCO;level=Level 3' is not a key of"),
        (",hospitals,1,", ",beds,1,", "column column: 'beds' is not a column of hospitals"),
        (",override,", ",replace,", "column action: 'replace' is neither override nor drop"),
    ],
)
def test_a_correction_that_cannot_be_read_is_a_fault_of_its_cell(root, raw, old, new, told):
    append(raw / "corrections.csv", CORRECTION.format("MONUSCO", "1").replace(old, new))
    assert f"corrections.csv, row 2, {told}" in faults()


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
        "row 5, column reporter: 'minurso' stands in rows 2 and 5. Remove one of them",
        "row 6, column reporter: is blank",
        "row 7, column takes_part: 'yse' is not an allowed answer",
        "row 8, column takes_part: is blank",
        "row 9, column reason: is blank. Say why UNDOF does not take part",
    ):
        assert f"participation.csv, {fault}" in told


def test_participation_without_a_column_is_told(root, raw):
    path = raw / "participation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("takes_part", "part", 1))
    assert (
        "'part' is not a column of this table. Rename or remove it; what is missing is takes_part"
        in faults()
    )


def test_an_absent_mission_is_known_by_every_spelling(root, raw):
    path = raw / "participation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("MINUSMA,no", "Minusma,No", 1))
    prepare.tables(PERIOD)
    who = processed.read(paths.processed(PERIOD, "external")).participants
    assert "drawing down" in who["MINUSMA"] and "Minusma" not in who


def test_the_day_up_to_which_a_file_holds_is_read_as_a_date(root, raw):
    path = raw / "SOURCES.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert ",2023-10-31," in lines[2]
    lines[2] = lines[2].replace(",2023-10-31,", ",31 October 2023,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "SOURCES.csv, row 3, column as_of: '31 October 2023' is not a date" in faults()


def test_what_the_report_alone_reads_is_told_with_the_rest(root, raw, edit):
    path = raw / "reconciliations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",189,", ",about 189,"), "utf-8")
    (raw / "revisions.csv").write_text(
        "code,old,new,kind,reason,edition\nP4.HOSPITALS,20,22,because,x,external\n", "utf-8"
    )
    edit("hospitals", lambda rows: rows[0].update(level="Level 9"))
    told = faults()
    assert "3 faults" in told and "column level: 'Level 9'" in told
    assert "reconciliations.csv, row 2, column published: 'about 189' is not a number" in told
    assert "revisions.csv, row 2, column kind: 'because' is none of" in told


def test_rows_after_the_day_up_to_which_a_file_holds_are_a_fault(root, raw):
    path = raw / "SOURCES.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("tables/fatalities.csv,")]
    lines[at] = lines[at].replace(",2023-11-28,", ",2022-12-31,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = "tables/fatalities.csv holds up to 2022-12-31, but it has rows of 2023-11"
    assert f"SOURCES.csv: says that {told}" in faults()


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
    assert "cpas.csv: is there, but answers.csv says there is none" in told


def test_an_internal_row_stays_out_of_the_external_edition(root, raw):
    path = raw / "tables" / "mission_narratives.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["classification"] = "internal" if row["mission"] == "UNMISS" else "external"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    prepare.tables(PERIOD)
    seen = {
        edition: set(
            processed.read(paths.processed(PERIOD, edition))["mission_narratives"]["mission"]
        )
        for edition in ("external", "internal")
    }
    assert "UNMISS" in seen["internal"] and "UNMISS" not in seen["external"]


def test_nothing_to_report_is_not_the_same_as_not_reported(root, raw):
    (raw / "tables" / "hospital_interruptions.csv").unlink()
    append(raw / "answers.csv", "all,hospital_interruptions,nothing to report,")
    states = prepare.tables(PERIOD)
    assert states["hospital_interruptions"].is_known and not states["casevac"].is_known
    frame = processed.read(paths.processed(PERIOD, "external"))["hospital_interruptions"]
    assert isinstance(frame, pd.DataFrame) and frame.empty


def test_a_period_without_raw_data_is_told(root):
    assert "data/raw/2023-11: is not there" in faults("2023-11")


def test_cleaning_twice_gives_the_same_bytes(root):
    prepare.tables(PERIOD)
    folder = paths.processed(PERIOD, "internal")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    prepare.tables(PERIOD)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_ensure_cleans_only_what_changed(root, edit):
    prepare.ensure_tables(PERIOD)
    made = (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns
    prepare.ensure_tables(PERIOD)
    assert (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns == made
    edit("cpas", lambda rows: rows[0].update(uses_cpas="no", conducted_impact_assessment="no"))
    prepare.ensure_tables(PERIOD)
    assert (paths.processed(PERIOD, "external") / "stamp").stat().st_mtime_ns != made


def test_reference_data_are_checked_as_well(root):
    path = root / "data" / "raw" / "reference" / "parity_targets.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",8,inferred,", ",800,guessed,", 1), encoding="utf-8")
    told = faults()
    assert "parity_targets.csv, row 2, column status: 'guessed'" in told
    path.write_text(text.replace(",8,inferred,", ",800,inferred,", 1), encoding="utf-8")
    assert "is more than 100" in faults()


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
    with pytest.raises(CleaningError) as error:
        prepare.tables("2023-05")
    told = str(error.value)
    assert "9.9.9" in told and "a deliverable of the Plan" in told
    assert "going well" in told and "an allowed value" in told
    progress(("SFGC", "3.1.3", "on track"))
    with pytest.raises(CleaningError, match=r"was replaced by 3\.1\.4 after 2022-11"):
        prepare.tables("2023-05")


def test_a_deliverable_of_another_lead_is_a_fault(progress):
    progress(("PD", "3.1.3", "on track"))
    with pytest.raises(CleaningError, match="is not led by PD"):
        prepare.tables("2023-05")


def test_two_leads_that_disagree_are_both_kept(progress):
    progress(("PD", "3.1.4", "on track"), ("OMA", "3.1.4", "delayed"))
    prepare.tables("2023-05")
    kept = processed.read(paths.processed("2023-05", "external"))["deliverable_progress"]
    assert list(kept["status"]) == ["on track", "delayed"]


def test_a_comment_makes_no_other_data(raw):
    prepare.tables("2023-05")
    (raw / "comments.csv").write_text("id\n1\n", encoding="utf-8")
    assert stale.are_tables_current(periods.get("2023-05"))
    (raw / "answers.csv").write_text((raw / "answers.csv").read_text() + "\n", encoding="utf-8")
    assert not stale.are_tables_current(periods.get("2023-05"))


def test_a_table_moved_to_another_period_makes_other_data(raw):
    prepare.tables("2023-05")
    moved = raw.parent / "2022-11" / "tables" / "hospitals.csv"
    moved.parent.mkdir(exist_ok=True)
    (raw / "tables" / "hospitals.csv").rename(moved)
    assert not stale.are_tables_current(periods.get("2023-05"))
