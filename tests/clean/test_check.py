"""Checks of typed rows: what repeats a row, what could be counted twice or meant otherwise."""

import pytest

from a4p_helpers.clean import check, read
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import periods, reference
from a4p_helpers.indicators.register import REGISTER

PERIOD = periods.get("2023-05")
ROWS = {
    "trainings": {
        "reporter": "TPP",
        "programme": "Triangular Partnership Programme",
        "field": "engineering",
        "trainings": "2",
        "participants": "10",
    },
    "explosive_ordnance": {
        "reporter": "UNMAS",
        "mission": "UNMISS",
        "kind": "mines",
        "found": "30",
        "neutralised": "12",
    },
    "campaign": {
        "reporter": "SCT",
        "campaign": "Peace Begins with Me",
        "measure": "users",
        "value": "40",
    },
    "coordination_mechanisms": {
        "reporter": "UNMISS",
        "mission": "UNMISS",
        "mechanism": "Monthly meeting",
        "contribution": "2",
    },
    "misconduct": {
        "reporter": "DMSPC",
        "category": "sexual exploitation and abuse",
        "first_day": "2023-05-01",
        "last_day": "2023-10-31",
        "allegations": "7",
        "scope": "peacekeeping missions",
        "origin": "case management tracking system",
    },
    "submitted_figures": {"reporter": "OMA", "code": "P4.CASEVAC", "value": "50"},
    "senior_leadership": {
        "reporter": "OCSS",
        "mission": "UNMISS",
        "post": "head",
        "is_uniformed": "no",
        "gender": "woman",
        "is_acting": "no",
        "posts": "1",
        "as_of": "2023-10-31",
        "basis": "reported",
    },
    "hospital_interruptions": {
        "reporter": "DHMOSH",
        "mission": "UNMISS",
        "hospital": "1",
        "cause": "personnel shortage",
        "days": "3",
    },
    "deliverable_progress": {
        "reporter": "OMA",
        "deliverable": "3.1.1",
        "status": "on track",
    },
}


def part_of(table: str, *changes: dict[str, str], file: str = "returns/one.csv") -> read.Part:
    blank = dict.fromkeys(read.column_kinds(TABLES[table]), "")
    rows = [blank | ROWS[table] | change for change in changes or ({},)]
    part = read.Part(file, dict(enumerate(rows, start=2)))
    read.settle(part, PERIOD.name)
    return part


def told(table: str, *changes: dict[str, str], accept: bool = False) -> list:
    part = part_of(table, *changes)
    _, faults, _ = check.checked(part, TABLES[table], PERIOD, set(), lambda fault: accept)
    assert all(fault.row and fault.remedy for fault in faults), "each names a row and a way out"
    return faults


def problems(table: str, *changes: dict[str, str]) -> list[str]:
    return [fault.problem for fault in told(table, *changes)]


@pytest.mark.parametrize("table", ROWS)
def test_a_row_as_it_should_be_has_no_fault(table):
    if table in ("submitted_figures", "deliverable_progress"):
        return  # their codes are of the register and the Plan; see below
    assert problems(table) == []


# Identity


@pytest.mark.parametrize(
    "other",
    [
        *("Monthly meeting", "monthly meeting ", "Monthly  meeting", "Monthly\u00a0meeting"),
        *("MONTHLY MEETING", "Monthly-meeting", "Monthly – meeting", "Mónthly meeting"),
        *(
            "Month\u200bly meeting",
            "“Monthly meeting”",
            "Monthly meeting.",
            "Month\u200dly meeting",
        ),
    ],
)
def test_a_free_text_key_in_another_spelling_repeats_its_row(other):
    (said,) = problems("coordination_mechanisms", {}, {"mechanism": other})
    assert "is in rows 2 and 3, and may appear only once" in said
    assert problems("coordination_mechanisms", {}, {"mechanism": "Weekly meeting"}) == []


@pytest.mark.parametrize(
    ("table", "column", "list_of"),
    [
        ("trainings", "field", "fields of training"),
        ("casevac", "capability", "capabilities for evacuation"),
        ("explosive_ordnance", "kind", "kinds of ordnance"),
        ("misconduct", "scope", "scopes of misconduct"),
    ],
)
def test_a_listed_column_takes_its_words_however_spelt_and_no_others(table, column, list_of):
    declared = TABLES[table].to_schema().columns[column]
    assert (declared.metadata["kind"], declared.metadata["list"]) == ("listed", list_of)
    if table not in ROWS:
        return
    for word in reference.words(list_of):
        for spelt in (word, word.upper(), f" {word} ", word.replace(" ", "\u00a0")):
            assert problems(table, {column: spelt}) == []
    (said,) = told(table, {column: "knitting"})
    assert said.problem.startswith("is not an allowed value") and "lists.csv" in said.remedy


@pytest.mark.parametrize(
    "total",
    ["Total", "Total général", "TOTAL:", "Итого", "总计", "المجموع", "All campaigns", "Suma"],
)
def test_a_total_is_asked_about_and_not_added(total):
    (fault,) = told("campaign", {}, {"campaign": total})
    assert fault.is_doubt and fault.problem == "calls the row a total" and fault.row == 3
    frame, *_ = check.checked(
        part_of("campaign", {}, {"campaign": total}), TABLES["campaign"], PERIOD, set()
    )
    assert list(frame["campaign"]) == ["Peace Begins with Me"]
    assert told("campaign", {}, {"campaign": total}, accept=True) == []


def test_a_row_that_is_the_sum_of_the_others_is_asked_about():
    parts = [{"campaign": "A", "value": "4"}, {"campaign": "B", "value": "8"}]
    (fault,) = told("campaign", *parts, {"campaign": "C", "value": "12"})
    assert fault.is_doubt and fault.row == 4
    assert fault.problem == "has the numbers of the other 2 rows together"
    assert problems("campaign", *parts, {"campaign": "C", "value": "13"}) == []
    # Of one other row it is no sum, nor where the others hold nothing, nor of other measures.
    assert problems("campaign", parts[0], {"campaign": "C", "value": "4"}) == []
    equal = [{"campaign": "A", "value": "0"}, {"campaign": "B", "value": "12"}]
    assert problems("campaign", *equal, {"campaign": "C", "value": "12"}) == []
    other = {"campaign": "C", "value": "12", "measure": "mentions"}
    assert problems("campaign", *parts, other) == []


# Doubtful numbers


@pytest.mark.parametrize("share", ["0.5", "1", "0.01", "0.99"])
def test_a_share_of_one_or_less_with_nothing_beside_it_is_asked_about(share):
    (fault,) = told("trainings", {"women_percent": share})
    assert fault.is_doubt and "could be" in fault.problem and "per cent" in fault.problem
    whole = f"{100 * float(share):g}"
    assert fault.remedy == f"Write {whole} or, with the sign, {share}%"
    for clear in ("50", f"{share}%", f"{share} %", "0"):
        assert [p for p in problems("trainings", {"women_percent": clear}) if "could" in p] == []


def test_a_figure_is_held_against_the_unit_of_its_indicator():
    share = next(one.code for one in REGISTER.values() if one.unit == "percent")
    number = next(one.code for one in REGISTER.values() if one.unit != "percent")

    def said(code, value):
        return problems("submitted_figures", {"code": code, "value": value})

    assert said(share, "0.5") == ["could be 0.5 per cent, or 50 per cent"]
    assert said(share, "0.5%") == said(share, "50") == said(number, "0.5") == []
    assert "cannot be" in said(share, "101")[0] and "cannot be" in said(number, "-1")[0]
    assert "has a per cent sign" in said(number, "5%")[0]


def test_days_are_held_against_the_period_and_each_other():
    (fault,) = told("hospital_interruptions", {"days": "185"})
    assert fault.is_doubt and "more than the 184 days of the period" in fault.problem
    assert problems("hospital_interruptions", {"days": "184"}) == []
    reversed_ = {"first_day": "2023-10-31", "last_day": "2023-05-01"}
    (said,) = problems("misconduct", reversed_)
    assert "the first day cannot lie after the last day" in said
    (said,) = problems("misconduct", {"first_day": "1924-01-01"})
    assert said == "lies before 2003-10-09"
    (said,) = problems("misconduct", {"last_day": "2024-01-01"})
    assert "lies after 2023-12-31, where the data of 2023-05 end" in said


def test_nothing_happened_in_a_mission_before_it_was_there():
    (said,) = problems("senior_leadership", {"as_of": "2011-07-08"})
    assert said.startswith("lies before 2011-07-09, when UNMISS began")
    assert problems("senior_leadership", {"as_of": "2011-07-09"}) == []


# What texts say of themselves


@pytest.mark.parametrize("text", ["n/a", "nil", "TBC", "see annex", "–", "néant", "N.A.", "S/O"])
def test_a_non_answer_is_asked_about_where_a_text_is_asked_for(text):
    (fault,) = told("coordination_mechanisms", {"mechanism": text})
    assert fault.is_doubt and fault.problem == "is no answer, and would be published as one"


@pytest.mark.parametrize("text", ["n/a", "see annex A", "–", "néant"])
def test_a_non_answer_is_left_out_with_a_note_where_a_blank_is_allowed(text):
    part = part_of("hospital_interruptions", {"note": text})
    frame, faults, _ = check.checked(part, TABLES["hospital_interruptions"], PERIOD, set())
    assert faults == [] and frame["note"].isna().all()
    assert [note.problem for note in part.notes] == ["is no answer"]


@pytest.mark.parametrize(
    "text", ["INTERNAL: do not publish", "Confidentiel", "(not for publication)", "à usage interne"]
)
def test_a_row_that_says_it_is_not_public_is_kept_inside_and_asked_about(text):
    part = part_of("hospital_interruptions", {"note": text})
    assert part.rows[2]["classification"] == "internal"
    (note,) = part.notes
    assert note.column == "classification" and "is blank, but" in note.problem
    stated = part_of("hospital_interruptions", {"note": text, "classification": "external"})
    assert stated.rows[2]["classification"] == "external" and stated.notes == []


def test_a_file_that_says_it_is_internal_keeps_its_rows_inside():
    part = part_of("hospital_interruptions", {}, file="INTERNAL_not_for_publication.csv")
    assert part.rows[2]["classification"] == "internal"
    part = part_of("hospital_interruptions", {}, file="hospital_interruptions.csv")
    assert part.rows[2]["classification"] == "external" and part.notes == []


@pytest.mark.parametrize("text", ["secret", "ext", "INT", "?", "internal or external", "\u200b"])
def test_a_classification_that_cannot_be_read_is_a_fault(tmp_path, text):
    path = tmp_path / "hospital_interruptions.csv"
    row = ROWS["hospital_interruptions"] | {"note": "", "classification": text}
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    part = read.read_table(path, TABLES["hospital_interruptions"], PERIOD.name)
    _, faults, _ = check.checked(part, TABLES["hospital_interruptions"], PERIOD, set())
    assert [fault.column for fault in faults] == ["classification"]
