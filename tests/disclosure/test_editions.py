"""What the external edition may see: classes of tables, columns and rows, notes, small numbers."""

import csv
import json
from dataclasses import replace

import pandas as pd
import pytest

from a4p_helpers import prepare
from a4p_helpers.clean.whole import Whole, as_declared
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.core.reference import ReferenceDataError
from a4p_helpers.disclosure import editions
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.report import annexes
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, Tables, TableState
from a4p_helpers.store.values import KEPT_INTERNAL, SUPPRESSED, Values

pytestmark = pytest.mark.usefixtures("uncleaned")
PERIOD = "2023-05"
REPORTED = TableState("trainings", "reported")


def opened(edition: str) -> tuple[Tables, Values]:
    prepare.ensure_tables(PERIOD)
    tables = processed.read(paths.processed(PERIOD, edition))
    return tables, count(tables, periods.get(PERIOD))


def everything(edition: str) -> str:
    """All that an edition's notebooks can read, as one text."""
    prepare.ensure_tables(PERIOD)
    files = sorted(paths.processed(PERIOD, edition).iterdir())
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_a_row_that_a_mission_marks_internal_is_for_the_internal_edition(edit):
    def mark(rows):
        rows[0].update(classification="internal", text="CANARY of a mission")

    edit("mission_narratives", mark)
    assert "CANARY" in everything("internal") and "CANARY" not in everything("external")


def test_internal_columns_are_blank_outside(edit):
    edit("mission_plans", lambda rows: [row.update(review_frequency="monthly") for row in rows])
    inside, outside = opened("internal")[0], opened("external")[0]
    assert set(inside["mission_plans"]["review_frequency"]) == {"monthly"}
    assert outside["mission_plans"]["review_frequency"].isna().all()
    assert outside.state("mission_plans").reasons["review_frequency"] == editions.INTERNAL_ONLY
    assert len(outside["mission_plans"]) == len(inside["mission_plans"])


def test_what_only_internal_rows_say_is_not_called_not_reported_outside(edit):
    edit("hospitals", lambda rows: [row.update(classification="internal") for row in rows])
    inside, outside = opened("internal"), opened("external")
    block = register.BLOCKS["P4.HOSPITALS"]
    assert inside[0].why_not(block) == ("", "") and inside[1]["P4.HOSPITALS"].is_reported
    assert outside[0].why_not(block) == (KEPT_INTERNAL, editions.INTERNAL_ONLY)
    assert outside[1]["P4.HOSPITALS"].status == KEPT_INTERNAL


def test_a_column_that_only_internal_rows_fill_is_not_called_not_reported_outside():
    whole = pd.DataFrame({"women": [3, None], "percent": [3, 4], "note": [None, None]})
    cleaned = Whole({"trainings": whole}, {"trainings": REPORTED}, [], {}, {})
    state = editions._state(cleaned, "trainings", whole.iloc[1:])
    assert state.reasons == {"women": editions.INTERNAL_ONLY}


def test_notes_of_the_planning_unit_stay_and_those_of_reporters_go(raw, root):
    _, outside = opened("external")
    assert any(value.note for value in map(outside.__getitem__, outside))
    sent = {"classification": ["external"] * 2, "note": ["from the publication", "CANARY"]}
    name = "hospital_interruptions"
    returned = Whole({name: pd.DataFrame(sent)}, {}, [], {name: {1}}, {})
    assert list(editions._open(returned, name)["note"].fillna("")) == ["from the publication", ""]


def test_a_remark_goes_where_its_value_goes(edit, raw):
    def long(rows):
        rows[0].update(days="300", classification="internal")

    edit("hospital_interruptions", long)
    accepted = raw / "accepted.csv"
    table = "hospital_interruptions"
    row = f"tables/{table}.csv,{table},2,300,As it was sent,Planning unit,2024-01-01"
    accepted.write_text(f"{accepted.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    assert "300 days" in json.dumps([r.sentence for r in opened("internal")[0].remarks()])
    assert "300 days" not in everything("external")


def test_a_correction_of_an_internal_row_is_not_told_outside(edit, raw):
    edit("mission_narratives", lambda rows: rows[0].update(classification="internal", text="old"))
    with (raw / "tables" / "mission_narratives.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    correction = {
        "table": "mission_narratives",
        "key": f"mission={first['mission']}; block={first['block']}",
        "column": "text",
        "action": "override",
        "expected": "old",
        "value": "CANARY",
        "reason": "CANARY too",
    }
    path = raw / "corrections.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="x", lineterminator="\n").writerow(correction)
    assert "CANARY" in everything("internal") and "CANARY" not in everything("external")


def test_an_internal_indicator_has_no_value_outside(edit, monkeypatch):
    known = register.REGISTER["P5.CIVILIAN_EVALUATED"]
    monkeypatch.setitem(register.REGISTER, known.code, replace(known, disclosure="internal"))
    inside, outside = opened("internal")[1], opened("external")[1]
    assert inside[known.code].is_reported
    assert outside[known.code].status == KEPT_INTERNAL and not outside[known.code].is_reported
    assert "P5.CIVILIAN_EVALUATED" not in everything("external")


def small(rows):
    next(
        row
        for row in rows
        if row["last_day"] == "2023-10-31" and row["category"].startswith("serious")
    )["allegations"] = "3"


def test_a_small_number_is_suppressed_outside_and_so_is_its_indicator(edit):
    edit("misconduct", small)
    assert opened("internal")[1]["P5.MISCONDUCT_SERIOUS"].number == 3
    tables, values = opened("external")
    assert values["P5.MISCONDUCT_SERIOUS"].status == SUPPRESSED
    assert int(tables["misconduct"]["is_suppressed"].sum()) == 1
    assert tables.withheld == {"P5.MISCONDUCT_SERIOUS": SUPPRESSED}
    assert values["P5.SEA_ALLEGATIONS"].is_reported
    shown = values.exhibit("P5.MISCONDUCT")
    assert "(c) suppressed" in set(shown["allegations"])


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_small_figure_that_an_office_sent_is_suppressed_too(edit, is_alone):
    edit("misconduct", (lambda rows: rows.pop(0)) if is_alone else small)
    sent = {"code": "P5.MISCONDUCT_SERIOUS", "value": "3"}
    edit("submitted_figures", lambda rows: rows.append({**rows[0], **sent}))
    assert opened("internal")[1]["P5.MISCONDUCT_SERIOUS"].number == 3
    tables, values = opened("external")
    value = values["P5.MISCONDUCT_SERIOUS"]
    assert (value.status, value.submitted) == (SUPPRESSED, None)
    assert "P5.MISCONDUCT_SERIOUS" not in set(tables["submitted_figures"]["code"])


def test_a_number_worked_out_with_internal_rows_is_not_told(edit):
    assert "UNMISS: 4 of 6" in everything("external")
    edit("hospitals", lambda rows: mark(rows, mission="UNMISS"))
    assert "UNMISS: 4 of 6" in everything("internal")
    assert "UNMISS: 4 of 6" not in everything("external")
    inside, outside = (
        opened(edition)[0]["hospital_reports"].set_index("mission")["reports_due"]
        for edition in ("internal", "external")
    )
    assert inside["UNMISS"] == 4 and pd.notna(inside["UNIFIL"])
    assert outside[["UNMISS", "UNIFIL"]].isna().all()


NO_ROWS = pd.DataFrame({"classification": []})
HELD = pd.DataFrame({"classification": ["internal"]})
TWO_ROWS = pd.DataFrame({"days": [4, 5]}, index=[1, 2])
HIDDEN = pd.DataFrame({editions.MARK: [True, False]}, index=[1, 2])
CARE, EVALUATIONS = "hospital_interruptions", "unit_evaluations"


@pytest.mark.parametrize(
    ("kind", "table", "key", "column", "row", "shown", "is_told"),
    [
        ("corrected", "hospitals", "mission=UNMISS", "hospitals", 0, NO_ROWS, True),
        # Of a sensitive table, and of one whose missions are not shown.
        ("corrected", "misconduct", "last_day=2023-10-31", "allegations", 0, NO_ROWS, False),
        ("corrected", EVALUATIONS, "mission=UNMISS", "evaluations", 0, NO_ROWS, False),
        ("odd", EVALUATIONS, "kind=military unit; mission=UNMISS", "rating", 0, NO_ROWS, False),
        ("note", EVALUATIONS, "", "", 0, NO_ROWS, True),
        # About a table of which nobody has rows, a row of one, a table that is internal as a whole.
        ("odd", "hospitals", "", "", 0, None, True),
        ("odd", "hospitals", "", "", 3, None, False),
        ("odd", "hospitals", "", "", 0, HELD, False),
        # Its words are the note of a reporter, who sent row 1; row 7 is not shown.
        ("inferred", CARE, "", "days", 1, TWO_ROWS, False),
        ("inferred", CARE, "", "days", 2, TWO_ROWS, True),
        ("corrected", CARE, "", "days", 1, TWO_ROWS, True),
        ("odd", CARE, "", "days", 1, TWO_ROWS, True),
        ("odd", CARE, "", "days", 7, TWO_ROWS, False),
        # On a row that is suppressed, on one that is not, and on none.
        ("odd", "misconduct", "", "allegations", 1, HIDDEN, False),
        ("odd", "misconduct", "", "allegations", 2, HIDDEN, True),
        ("odd", "misconduct", "", "allegations", 3, HIDDEN, False),
    ],
)
def test_a_remark_that_tells_what_is_hidden_is_not_told(
    kind, table, key, column, row, shown, is_told
):
    frames = {} if shown is None else {table: shown}
    cleaned = Whole(frames, {}, [], {CARE: {1}}, {})
    outside = {} if shown is HELD else frames
    remark = Remark(kind, table, key, column, "x")
    assert editions._may_be_told(cleaned, row, remark, outside) == is_told


def test_a_reporters_reason_stays_inside_also_where_the_planning_unit_gave_one():
    answers = {"UNMISS": ("not available", "CANARY"), "UNDOF": ("not available", "a picture")}
    planned = {("collaboration", "all"): ("not available", "a picture")}
    cleaned = Whole({}, {}, [], {}, planned)
    state = TableState("collaboration", "not available", answers=answers)
    told = editions._told(cleaned, "collaboration", state)
    assert told == {"UNMISS": ("not available", ""), "UNDOF": ("not available", "a picture")}


def test_why_a_table_is_empty_is_told_in_words_that_may_be_told():
    states = {
        name: TableState(name, status, "CANARY", answers={"UNMISS": (status, "CANARY")})
        for name, status in {"hospitals": "not available", "sofa": "nothing to report"}.items()
    }
    planned = {(name, "all"): (one.status, "may be told") for name, one in states.items()}
    cleaned = Whole({}, states, [], {}, planned)
    told = {name: editions._state(cleaned, name, None) for name in states}
    assert [one.reason for one in told.values()] == ["may be told"] * 2
    assert told["hospitals"].answers == {"UNMISS": ("not available", "")}


def test_only_sensitive_tables_say_which_rows_are_suppressed():
    marks = [editions.MARK in as_declared(name).kinds for name in ("misconduct", "hospitals")]
    assert marks == [True, False]


@pytest.mark.parametrize(
    ("code", "value", "is_small"),
    [
        ("P5.MISCONDUCT_SERIOUS", 0, False),
        ("P5.MISCONDUCT_SERIOUS", 1, True),
        ("P5.MISCONDUCT_SERIOUS", 4, True),
        ("P5.MISCONDUCT_SERIOUS", 5, False),
        ("P4.BASES_COMPLIANT", 0.5, False),  # of no sensitive table
        ("P5.MEMS_INDICATORS", 0.5, False),  # of no table
    ],
)
def test_a_figure_of_a_sensitive_table_is_small_from_one_to_below_the_threshold(
    code, value, is_small
):
    sent = pd.DataFrame({"code": [code], "value": [value]})
    assert editions._small_figures({editions.SUBMITTED: sent}) == ({code} if is_small else set())


def test_an_indicator_of_a_suppressed_table_is_withheld_where_its_number_changes():
    whole = opened("internal")[0]
    states = whole.states
    frames = {name: whole[name] for name in ("misconduct", "hospitals")}
    serious = frames["misconduct"]["category"].str.startswith("serious")
    hidden = frames["misconduct"].assign(**{editions.MARK: serious})
    hidden["allegations"] = hidden["allegations"].mask(serious)
    shown = {**frames, "misconduct": hidden}
    found = editions._withheld(frames, shown, states, periods.get(PERIOD))
    assert found == {"P5.MISCONDUCT_SERIOUS"}


@pytest.fixture
def internal_hospitals(raw, monkeypatch):
    """The table of hospitals is for the internal edition alone."""
    contract = TABLES["hospitals"]
    internal = {**contract.Config.metadata, "disclosure": "internal"}
    monkeypatch.setattr(contract.Config, "metadata", internal)


@pytest.mark.parametrize("of_the_indicator", ["external", "internal"])
def test_a_table_that_is_internal_is_not_there_outside(
    internal_hospitals, monkeypatch, of_the_indicator
):
    known = register.REGISTER["P4.HOSPITALS"]
    changed = replace(known, disclosure=of_the_indicator)
    monkeypatch.setitem(register.REGISTER, known.code, changed)
    prepare.tables(PERIOD)
    tables, values = opened("external")
    assert not (paths.processed(PERIOD, "external") / "hospitals.csv").exists()
    assert values["P4.HOSPITALS"].status == KEPT_INTERNAL
    assert opened("internal")[1]["P4.HOSPITALS"].number == 20
    assert not [one for one in tables.remarks() if one.table == "hospitals"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sea_actions,5", "hospitals,5,x\nsea_actions,5", "'hospitals' is not a table with"),
        (
            "sea_actions,5,Persons and allegations; small numbers could point at one\n",
            "",
            "'sea_actions' has no threshold; write 1",
        ),
        ("sea_actions,5", "sea_actions,0", "the threshold of 'sea_actions' is below 1"),
        ("misconduct,5", "misconducts,5", "'misconducts' is not a table with a sensitive column"),
        ("misconduct,5", "hospitals,5", "'misconduct' has no threshold; write 1"),
    ],
)
def test_a_threshold_that_guards_nothing_is_told(old, new, told, root):
    path = paths.reference("disclosure.csv")
    path.write_text(path.read_text().replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=told):
        editions.thresholds()


@pytest.mark.parametrize("threshold", [3, 1])
def test_the_threshold_is_set_in_the_reference_data(edit, threshold):
    edit("misconduct", small)
    path = paths.reference("disclosure.csv")
    text = path.read_text().replace("misconduct,5", f"misconduct,{threshold}")
    path.write_text(text, encoding="utf-8")
    assert editions.thresholds() == {"misconduct": threshold, "sea_actions": 5}
    assert opened("external")[1]["P5.MISCONDUCT_SERIOUS"].number == 3


def test_published_numbers_of_the_fourth_report_are_all_external(raw):
    inside, outside = opened("internal")[1], opened("external")[1]
    assert {code: inside[code].number for code in inside} == {
        code: outside[code].number for code in outside
    }


def test_sensible_defaults_are_internal():
    columns = {name: one.get_metadata()[name]["columns"] for name, one in TABLES.items()}
    for table, column, disclosure in (
        ("deliverable_progress", "obstacle", "internal"),
        ("mission_plans", "review_frequency", "internal"),
        ("unit_evaluations", "mission", "internal"),
        ("submitted_figures", "note", "note"),
    ):
        assert columns[table][column]["disclosure"] == disclosure


def mark(rows, **where):
    for row in rows:
        if all(row[name] == value for name, value in where.items()):
            row["classification"] = "internal"


@pytest.fixture
def unpublished(monkeypatch):
    """Nothing is published of the period."""
    real = editions.reference.rows
    monkeypatch.setattr(
        editions.reference, "rows", lambda name: real(name) if "published" not in name else []
    )


def test_a_total_without_internal_rows_says_so(edit, unpublished):
    edit("hospitals", lambda rows: mark(rows, mission="UNMISS"))
    (within, inside), (tables, values) = opened("internal"), opened("external")
    assert values["P4.HOSPITALS"].number < inside["P4.HOSPITALS"].number
    (left_out,) = [one for one in tables.remarks() if one.sentence == editions.LEFT_OUT]
    assert (left_out.table, left_out.told) == ("hospitals", f"Note: {editions.LEFT_OUT}.")
    assert not [one for one in within.remarks() if one.sentence == editions.LEFT_OUT]


def test_a_public_total_does_not_give_an_internal_row_away(edit):
    """The fourth report published 20 hospitals: the others' 14 would leave 6 for UNMISS."""
    edit("hospitals", lambda rows: mark(rows, mission="UNMISS"))
    edit("mission_narratives", lambda rows: rows[-1].update(classification="internal"))
    (within, inside), (tables, values) = opened("internal"), opened("external")
    assert tables["hospitals"].empty and tables.state("hospitals").reason == editions.INTERNAL_ONLY
    assert values["P4.HOSPITALS"].status == KEPT_INTERNAL
    assert inside["P4.HOSPITALS"].number == 20
    # Only the table behind the total goes.
    assert len(tables["mission_narratives"]) == len(within["mission_narratives"]) - 1


def test_a_total_that_an_office_sent_stays_and_the_rows_behind_it_go(edit, unpublished):
    edit("hospitals", lambda rows: mark(rows, mission="UNMISS"))
    sent = {"code": "P4.HOSPITALS", "value": "20"}
    edit("submitted_figures", lambda rows: rows.append({**rows[0], **sent}))
    tables, values = opened("external")
    assert tables["hospitals"].empty and values["P4.HOSPITALS"].number == 20


def test_internal_rows_do_not_stop_the_reconciliation_outside(edit):
    """A difference that the planning unit explained is another one without the internal rows."""
    edit("coordination_mechanisms", lambda rows: mark(rows, mission="MONUSCO"))
    prepare.ensure(PERIOD, [])
    inside = {one.code: one for one in annexes.reconcile(PERIOD, "internal")}
    outside = {one.code: one for one in annexes.reconcile(PERIOD, "external")}
    changed = {code for code in inside if inside[code].verdict != outside[code].verdict}
    assert changed and {outside[code].verdict for code in changed} == {annexes.NOT_COMPARED}
    assert all(outside[code].is_explained for code in outside)
    assert all(outside[code].value.number != inside[code].value.number for code in changed)


def test_a_conflict_with_an_internal_figure_is_not_told_outside(edit, raw):
    sent = {"code": "P4.HOSPITALS", "value": "21", "note": "CANARY", "classification": "internal"}
    edit("submitted_figures", lambda rows: rows.append({**rows[0], **sent}))
    with (raw / "reconciliations.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["P4.HOSPITALS", "20", "20", "CANARY too"])
    prepare.ensure(PERIOD, [])
    inside, outside = (
        next(one for one in annexes.reconcile(PERIOD, edition) if one.code == "P4.HOSPITALS")
        for edition in ("internal", "external")
    )
    assert inside.verdict == annexes.CONFLICT and "CANARY too" in inside.reason
    assert (outside.verdict, outside.reason, outside.value.note) == (annexes.EQUAL, "", "")


@pytest.mark.parametrize("of", ["REGISTER", "EXHIBITS"])
def test_a_rule_that_asks_for_no_table_is_told_with_the_nearest(of, raw, monkeypatch):
    known = getattr(register, of)
    wrong = replace(known["P4.HOSPITALS"], tables=("hospital",))
    monkeypatch.setitem(known, "P4.HOSPITALS", wrong)
    told = "the rule of P4.HOSPITALS needs the table 'hospital', .*; did you mean 'hospitals'"
    with pytest.raises(register.RegisterError, match=told):
        prepare.tables(PERIOD)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("4.9", "'4.9', which is not in the Plan; did you mean '4."),
        ("9", "'9', .* Plan$"),
        ("", "''"),
    ],
)
def test_an_indicator_of_a_result_that_the_plan_has_not_is_told(raw, monkeypatch, result, told):
    wrong = replace(register.get("P4.HOSPITALS"), result=result)
    monkeypatch.setitem(register.REGISTER, wrong.code, wrong)
    with pytest.raises(register.RegisterError, match=f"P4.HOSPITALS informs the result {told}"):
        prepare.tables(PERIOD)


def test_an_internal_indicator_that_external_tables_tell_is_refused(raw, monkeypatch):
    known = register.REGISTER["P5.MISCONDUCT_SERIOUS"]
    monkeypatch.setitem(register.REGISTER, known.code, replace(known, disclosure="internal"))
    with pytest.raises(register.RegisterError, match="can be counted from misconduct, which is"):
        prepare.tables(PERIOD)


def test_what_was_hidden_or_internal_before_hides_what_would_tell_it(edit, monkeypatch):
    """A half-year of which 3 was hidden, or kept internal, is not left by the other half."""
    whole = opened("internal")[0]["misconduct"]
    row = whole[whole["category"].str.startswith("serious")].iloc[:1]
    days = {"spring": ("2023-01-01", "2023-04-30"), "summer": ("2023-05-01", "2023-10-31")}

    def rows(half: str, **values) -> pd.DataFrame:
        first, last = days[half]
        return row.assign(first_day=first, last_day=last, **values)

    now = pd.concat([row, rows("summer", allegations=293)], ignore_index=True)
    spring = {
        "hidden": rows("spring", allegations=pd.NA, is_suppressed=True),
        "internal": rows("spring", allegations=3, classification="internal"),
        "not reported": rows("spring", allegations=pd.NA),
    }
    hidden = {}
    for how, before in spring.items():
        released = [(periods.get("2022-11"), before)]
        monkeypatch.setattr(editions, "_released", lambda *_, released=released: released)
        found, _ = editions._suppressed("misconduct", now, now, periods.get(PERIOD))
        hidden[how] = found[editions.MARK].tolist()
    assert hidden == {
        "hidden": [True, True],
        "internal": [False, True],
        "not reported": [False, False],
    }


def test_a_small_number_that_was_published_before_is_told_to_the_planning_unit(edit, monkeypatch):
    edit("misconduct", small)
    rows = opened("internal")[0]["misconduct"]
    known = rows[rows["category"].str.startswith("serious")]
    before = [(periods.get("2022-11"), known)]
    monkeypatch.setattr(
        editions, "_released", lambda _, name: before if name == "misconduct" else []
    )
    prepare.tables(PERIOD)
    inside = [one for one in opened("internal")[0].remarks() if one.kind == editions.GIVEN_AWAY]
    assert len(inside) == 1 and inside[0].told == ""
    assert (
        "2023-01-01 to 2023-10-31: below 5, and it follows, or nearly, from" in inside[0].sentence
    )
    assert not [one for one in opened("external")[0].remarks() if one.kind == editions.GIVEN_AWAY]
