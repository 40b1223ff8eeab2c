"""Bounds: each number, day and text of each contract has two ends, and all who need them agree.

The cases are worked out from the contracts: what lies on a bound is taken, what lies beyond is not.
"""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from a4p_helpers import dictionary, form, missions, periods
from a4p_helpers.clean import check, read
from a4p_helpers.contracts import TABLES, bounds, kinds, senders
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.intake import forms

PERIOD = periods.get("2023-05")
BOUNDED = ("count", "number", "date", "month", "cycle")
COLUMNS = [
    pytest.param(model, name, column, id=f"{model.Config.name}.{name}")
    for model in (*TABLES.values(), *REFERENCE.values())
    for name, column in model.to_schema().columns.items()
    if column.metadata["kind"] in (*BOUNDED, "text")
]
SENT = [param for param in COLUMNS if param.values[0] in TABLES.values()]
NUMBERS_AND_DAYS = [one for one in SENT if one.values[2].metadata["kind"] != "text"]
PAGE = dictionary.data_dictionary()


@pytest.mark.parametrize(("model", "name", "column"), COLUMNS)
def test_a_column_has_two_bounds_in_order(model, name, column):
    within = bounds.of(column, PERIOD)
    if column.metadata["kind"] == "text":
        assert 0 < within.most <= 10_000
        return
    assert within.least is not None and within.most is not None
    assert within.least < within.most
    if column.metadata["kind"] in ("date", "month") and model in TABLES.values():
        assert within.least >= kinds.FIRST_MISSION[: len(within.least)]
        assert within.most <= "2023-12-31"  # the month in which the data of the period end


def beyond(bound, kind: str, step: int):
    """The nearest value below or above a bound, as text."""
    if kind == "count":
        return str(bound + step)
    if kind == "number":
        return f"{bound + step / 10:.1f}"
    if kind == "cycle":
        year = int(bound[:4]) + step
        return f"{year}–{year + 1}"
    whole = date.fromisoformat(bound if kind == "date" else f"{bound}-15")
    moved = whole + timedelta(days=step * (1 if kind == "date" else 30))
    return moved.isoformat()[: 10 if kind == "date" else 7]


def at(bound, kind: str) -> str:
    return f"{bound}–{int(bound) + 1}" if kind == "cycle" and len(bound) == 4 else str(bound)


def problems(contract, name: str, *texts: str) -> list[list[str]]:
    """What is said of each of some cells of a column, in rows that are otherwise blank."""
    blank = dict.fromkeys(read.column_kinds(contract), "")
    part = read.Part("file", {row: blank | {name: text} for row, text in enumerate(texts)})
    frame, told = read.type_rows("file", part.rows, contract)
    told += check.faults(part, frame, contract, PERIOD, set())
    # A small share; rows that are blank but for the cell, and so break rules across columns.
    aside = ("could be", "stands in rows", "does not hold together")
    said = [one for one in told if one.column == name and not one.problem.startswith(aside)]
    assert all(one.remedy and one.value for one in said)
    return [[one.problem for one in said if one.row == row] for row in range(len(texts))]


@pytest.mark.parametrize(("contract", "name", "column"), NUMBERS_AND_DAYS)
def test_the_check_takes_what_lies_on_a_bound_and_refuses_what_lies_beyond(contract, name, column):
    kind, within = column.metadata["kind"], bounds.of(column, PERIOD)
    least, most = at(within.least, kind), at(within.most, kind)
    below, above = beyond(within.least, kind, -1), beyond(within.most, kind, 1)
    on_least, on_most, (before,), (after,) = problems(contract, name, least, most, below, above)
    assert on_least == on_most == []
    assert before.startswith(("is less", "lies before")) and after.startswith(
        ("is more", "lies after")
    )


@pytest.mark.parametrize(("contract", "name", "column"), NUMBERS_AND_DAYS)
def test_what_no_reader_would_agree_to_is_a_fault_at_the_cell(contract, name, column):
    days = ("0001-01-01", "1924-05-01", "9999-12-31", "0001-01", "0001–0002")
    said = problems(contract, name, "9" * 20, "9" * 5_000, "1e309", *days)
    assert [len(one) for one in said] == [1] * len(said)


@pytest.mark.parametrize(("contract", "name", "column"), SENT)
def test_a_text_may_be_as_long_as_its_bound_and_no_longer(contract, name, column):
    if column.metadata["kind"] != "text":
        return
    most = column.metadata["most"]
    taken, (said,) = problems(contract, name, "x" * most, "x" * (most + 1))
    assert taken == []
    assert said == f"has {most + 1:,} signs, where at most {most:,} are taken"


@pytest.mark.parametrize(("model", "name", "column"), COLUMNS)
def test_the_dictionary_states_the_bounds(model, name, column):
    said = bounds.words(column)
    assert said and any(
        dictionary._cell(said) in one for one in PAGE.splitlines() if one.startswith(f"| `{name}` ")
    )


def test_the_dictionary_that_is_committed_is_that_of_the_contracts():
    written = Path(__file__).parent.parent / "docs" / "data-dictionary.md"
    assert written.read_text(encoding="utf-8") == PAGE, "run `a4p dev docs`"


# The form's own validation


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Forms that ask for every table that anybody sends, as Excel would open them."""
    present = [code for code, one in missions.declared().items() if one.kind == "peacekeeping"][:12]
    found = {}
    for reporter in ("UNMISS", *senders.offices_that_owe()):
        one = form.of(PERIOD.name, reporter, present)
        if {sheet.table for sheet in one.sheets} <= set(found):
            continue
        path = tmp_path_factory.mktemp("forms") / f"{reporter}.xlsx"
        forms.write(one, {}, forms.Guidance(), path)
        book = openpyxl.load_workbook(path)
        for sheet in one.sheets:
            found.setdefault(sheet.table, (sheet, book[sheet.title], book))
    return found


def rule_of(books, table: str, name: str):
    sheet, page, book = books[table]
    cell = f"{sheet.letter(name)}{form.LAST_ROW}"
    (rule,) = [one for one in page.data_validations.dataValidation if cell in one.sqref]
    return rule, book


@pytest.mark.parametrize(("contract", "name", "column"), SENT)
def test_a_form_takes_what_the_check_takes(books, contract, name, column):
    table = contract.Config.name
    if contract.Config.metadata["is_imported"]:
        return
    rule, book = rule_of(books, table, name)
    within, kind = bounds.of(column, PERIOD), column.metadata["kind"]
    if kind == "text":
        assert (rule.type, rule.operator) == ("textLength", "lessThanOrEqual")
        assert int(rule.formula1) == within.most
    elif kind == "cycle":
        place = rule.formula1.removeprefix("=")
        place = book.defined_names[place].attr_text if "!" not in place else place
        sheet, _, cells = place.rpartition("!")
        listed = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
        assert (listed[-1], listed[0]) == (at(within.least, kind), within.most)
        assert not any(problems(contract, name, *listed))
    else:
        whole = {"count": "whole", "number": "decimal", "date": "date"}[kind]
        assert (rule.type, rule.operator) == (whole, None) or rule.operator == "between"
        ends = [float(rule.formula1), float(rule.formula2)]
        if kind == "date":
            epoch = date(1899, 12, 30)
            ends = [(epoch + timedelta(days=int(end))).isoformat() for end in ends]
        assert ends == [within.least, within.most]
        assert rule.showErrorMessage and rule.error


def test_a_relative_bound_moves_with_the_period():
    later = periods.get("2023-11")
    days = TABLES["hospital_interruptions"].to_schema().columns["days"]
    assert bounds.of(days, PERIOD).most == PERIOD.days == 184
    assert bounds.of(days, later).most == later.days
    last = TABLES["misconduct"].to_schema().columns["last_day"]
    assert bounds.of(last, later).most > bounds.of(last, PERIOD).most
