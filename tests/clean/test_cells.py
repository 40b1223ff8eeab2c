"""One cell: what is read, and what is refused with advice instead of being guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a4p_helpers.clean.cells import CellError, read_cell


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (" 12 ", "count", 12),
        ("0", "count", 0),
        ("12.5", "number", 12.5),
        ("Yes", "yes_no", True),
        ("no", "yes_no", False),
        ("2023-05", "month", "2023-05"),
        ("2023-05-31", "date", "2023-05-31"),
        ("unmiss", "mission", "UNMISS"),
        ("hq", "mission_or_hq", "HQ"),
        ("DHMOSH", "reporter", "DHMOSH"),
        ("4.3.1", "deliverable", "4.3.1"),
        ("-0", "count", 0),
        ("-0", "number", 0),
        ("00012", "count", 12),
        ("0" * 5_000 + "3", "count", 3),
        ("１２", "count", 12),
        ("١٢", "count", 12),
        ("2023-24", "cycle", "2023–2024"),
        ("2023 / 2024", "cycle", "2023–2024"),
        ("2023\u20112024", "cycle", "2023–2024"),
        ("2024-02-29", "date", "2024-02-29"),
        ("", "count", None),
        ("   ", "text", None),
    ],
)
def test_a_clear_cell_is_read(text, kind, value):
    assert read_cell(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("1 234", "count", "blanks, points or commas"),
        ("1,234", "count", "blanks, points or commas"),
        ("1.234", "count", "blanks, points or commas"),
        ("1'234", "count", "blanks, points or commas"),
        ("1’234", "count", "blanks, points or commas"),
        ("1\u202f234", "count", "blanks, points or commas"),
        ("1.234.567", "count", "blanks, points or commas"),
        ("12.0", "count", "not a whole number"),
        ("12²", "count", "not a whole number"),
        ("1e5", "count", "not a whole number"),
        ("1e309", "count", "not a whole number"),
        ("+5", "count", "not a whole number"),
        ("\u22125", "count", "not a whole number"),
        ("9" * 20, "count", "too large"),
        ("9" * 5_000, "count", "too large"),
        ("50%", "count", "per cent sign"),
        ("1.234", "number", "could be 1234, or 1 and a fraction"),
        ("1e309", "number", "not a number"),
        ("9" * 5_000 + ".5", "number", "too large"),
        ("2024-02-30", "date", "not a date"),
        ("10000-01-01", "date", "not a date"),
        ("２０２３-05", "month", "not a month"),
        ("2022–2023 (draft)", "cycle", "not two years that follow each other"),
        ("2023–2025", "cycle", "not two years that follow each other"),
        ("twelve", "count", "not a whole number"),
        ("<5", "count", "not a whole number"),
        ("n/a", "count", "not a whole number"),
        ("12,5", "number", "decimal comma"),
        ("12%", "number", "per cent sign"),
        ("nan", "number", "not a number"),
        ("inf", "number", "not a number"),
        ("01/07/2023", "date", "not a date"),
        ("May 2023", "month", "not a month"),
        ("2023-13", "month", "not a month"),
        ("maybe", "yes_no", "not an allowed answer"),
        ("UNMIS", "mission", "did you mean 'UNMISS'"),
        ("Ministry", "reporter", "neither a mission nor an office"),
        ("9.9.9", "deliverable", "not a deliverable of the Plan"),
        ("a\x00b", "text", "control characters"),
    ],
)
def test_a_doubtful_cell_is_a_fault_with_advice(text, kind, problem):
    with pytest.raises(CellError, match=problem) as caught:
        read_cell(text, kind)
    assert caught.value.remedy


@pytest.mark.parametrize("unit", ["per cent", "as the indicator"])
@pytest.mark.parametrize("text", ["50", "50%", "50 %", "50\u00a0%", "50\u202f%", "50.0 %", "50％"])
def test_a_share_may_have_its_sign(unit, text):
    assert read_cell(text, "number", unit=unit) == 50
    with pytest.raises(CellError, match="decimal comma"):
        read_cell("50,5 %", "number", unit=unit)


@given(st.text(max_size=20), st.sampled_from(["count", "number", "date", "month", "cycle"]))
def test_no_text_ends_in_another_error(text, kind):
    try:
        value = read_cell(text, kind)
    except CellError as error:
        assert error.remedy
    else:
        assert value is None or str(value) not in ("nan", "inf")


def test_a_word_is_taken_in_any_case_and_another_one_refused_with_a_way_out():
    assert read_cell("LEVEL 1+", "choice", ["Level 1+", "Level 2"]) == "Level 1+"
    with pytest.raises(CellError, match="did you mean 'Level 2'"):
        read_cell("Levl 2", "choice", ["Level 1+", "Level 2"])
    with pytest.raises(CellError, match="not an allowed value") as caught:
        read_cell("knitting", "listed", ["engineering"])
    assert caught.value.remedy.endswith("or ask the planning unit to add yours to lists.csv")
