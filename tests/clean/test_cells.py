"""One cell: what is read, and what is refused with advice instead of being guessed."""

import pytest

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
        ("1\u00a0234", "count", "blanks, points or commas"),
        ("12.0", "count", "not a whole number"),
        ("twelve", "count", "not a whole number"),
        ("<5", "count", "not a whole number"),
        ("n/a", "count", "not a whole number"),
        ("12,5", "number", "decimal comma"),
        ("12 %", "number", "not a number|per cent sign"),
        ("12%", "number", "per cent sign"),
        ("nan", "number", "not a number"),
        ("inf", "number", "not a number"),
        ("01/07/2023", "date", "not a date"),
        ("2023-02-30", "date", "not a date"),
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


def test_a_choice_takes_its_words_in_any_case_and_names_the_nearest():
    assert read_cell("LEVEL 1+", "choice", ["Level 1+", "Level 2"]) == "Level 1+"
    with pytest.raises(CellError, match="did you mean 'Level 2'"):
        read_cell("Levl 2", "choice", ["Level 1+", "Level 2"])
