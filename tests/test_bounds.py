"""Bounds: each number, day and text of each contract has two ends, and all who need them agree.

The cases are worked out from the contracts: what lies on a bound is taken, what lies beyond is not.
"""

from datetime import date, timedelta

import openpyxl
import pytest

from a4p_helpers.clean import check, form, read
from a4p_helpers.contracts import TABLES, bounds, kinds, senders
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.core import missions, periods
from a4p_helpers.intake import forms

PERIOD = periods.get("2023-05")
BOUNDED = ("count", "number", "date", "month", "cycle")
COLUMNS = [
    (model, name, column)
    for model in (*TABLES.values(), *REFERENCE.values())
    for name, column in model.to_schema().columns.items()
    if column.metadata["kind"] in (*BOUNDED, "text")
]
SENT = [one for one in COLUMNS if one[0] in TABLES.values()]
NUMBERS_AND_DAYS = [one for one in SENT if one[2].metadata["kind"] != "text"]


def test_a_column_has_two_bounds_in_order(subtests):
    for model, name, column in COLUMNS:
        with subtests.test(table=model.Config.name, column=name):
            within = bounds.of(column, PERIOD)
            if column.metadata["kind"] == "text":
                assert 0 < within.most <= 10_000
                continue
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


ABSURD = ("9" * 20, "9" * 5_000, "1e309", "0001-01-01", "1924-05-01", "9999-12-31")
ABSURD += ("0001-01", "0001–0002")


def tried(column) -> list[str]:
    """The texts that are tried in a column: on its bounds, beyond them, and far from both."""
    kind, within = column.metadata["kind"], bounds.of(column, PERIOD)
    if kind == "text":
        return ["x" * within.most, "x" * (within.most + 1)]
    ends = [at(within.least, kind), at(within.most, kind)]
    return [*ends, beyond(within.least, kind, -1), beyond(within.most, kind, 1), *ABSURD]


def problems(contract, *cells: tuple[str, str]) -> list[list[str]]:
    """What is said of each of some cells, given by column and text, in rows that are blank else."""
    blank = dict.fromkeys(read.column_kinds(contract), "")
    part = read.Part("file", {row: blank | dict([cell]) for row, cell in enumerate(cells)})
    frame, told = read.type_rows("file", part.rows, contract)
    told += check.faults(part, frame, contract, PERIOD, set())
    # A small share; rows that are blank but for the cell, and so break rules across columns.
    aside = ("could be", "is in rows", "does not hold together")
    found: list[list[str]] = [[] for _ in cells]
    for one in told:
        own = isinstance(one.row, int) and one.row < len(cells) and cells[one.row][0] == one.column
        if own and not one.problem.startswith(aside):
            assert one.remedy and one.value
            found[one.row].append(one.problem)
    return found


@pytest.fixture(scope="module")
def said():
    """What is said of each text that is tried: a table is checked once, with all of them."""
    found = {}
    for contract in dict.fromkeys(one for one, _, _ in SENT):
        columns = [(name, column) for one, name, column in SENT if one is contract]
        cells = [(name, text) for name, column in columns for text in tried(column)]
        for (name, text), told in zip(cells, problems(contract, *cells), strict=True):
            found[contract.Config.name, name, text] = told
    return found


def test_the_check_takes_what_lies_on_a_bound_and_refuses_what_lies_beyond(subtests, said):
    for contract, name, column in NUMBERS_AND_DAYS:
        table = contract.Config.name
        with subtests.test(table=table, column=name):
            least, most, below, above = tried(column)[:4]
            assert said[table, name, least] == said[table, name, most] == []
            (before,), (after,) = said[table, name, below], said[table, name, above]
            assert before.startswith(("is less", "lies before"))
            assert after.startswith(("is more", "lies after"))


def test_what_no_reader_would_agree_to_is_a_fault_at_the_cell(subtests, said):
    for contract, name, _ in NUMBERS_AND_DAYS:
        table = contract.Config.name
        with subtests.test(table=table, column=name):
            assert [len(said[table, name, text]) for text in ABSURD] == [1] * len(ABSURD)


def test_a_text_may_be_as_long_as_its_bound_and_no_longer(subtests, said):
    for contract, name, column in SENT:
        if column.metadata["kind"] == "text":
            table, most = contract.Config.name, column.metadata["most"]
            with subtests.test(table=table, column=name):
                assert said[table, name, "x" * most] == []
                (told,) = said[table, name, "x" * (most + 1)]
                assert told == f"has {most + 1:,} signs, where at most {most:,} are taken"


# The form's own validation


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Forms that ask for every table that anybody sends, as Excel would open them."""
    present = [code for code, one in missions.declared().items() if one.kind == "peacekeeping"][:12]
    found = {}
    for reporter in ("UNMISS", *senders.offices_that_owe(PERIOD.name)):
        one = form.of(PERIOD.name, reporter, present)
        if set(one.asked) <= set(found):
            continue
        path = tmp_path_factory.mktemp("forms") / f"{reporter}.xlsx"
        forms.write(one, {}, path)
        book = openpyxl.load_workbook(path)
        for table, (sheet, asked) in one.asked.items():
            found.setdefault(table, (asked, book[sheet.title], book))
    return found


def rule_of(books, table: str, name: str):
    asked, page, book = books[table]
    columns = [column for column in asked.columns if name in column.names]
    is_chosen = columns and columns[0].kind != "cycle" and columns[0].options
    if not columns or is_chosen or columns[0].cell.suggests:
        return None, book  # chosen from a list of words
    cell = asked.cell(name, 0 if asked.is_single else asked.room - 1)
    (rule,) = [one for one in page.data_validations.dataValidation if cell in one.sqref]
    return rule, book


def test_a_form_takes_what_the_check_takes(subtests, books):
    for contract, name, column in SENT:
        with subtests.test(table=contract.Config.name, column=name):
            table = contract.Config.name
            if contract.Config.metadata["is_imported"]:
                continue
            rule, book = rule_of(books, table, name)
            within, kind = bounds.of(column, PERIOD), column.metadata["kind"]
            if rule is None:
                continue
            if kind == "text":
                assert (rule.type, rule.operator) == ("textLength", "lessThanOrEqual")
                assert int(rule.formula1) == within.most
            elif kind == "cycle":
                place = rule.formula1.removeprefix("=")
                place = book.defined_names[place].attr_text if "!" not in place else place
                sheet, _, cells = place.rpartition("!")
                listed = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
                assert (listed[-1], listed[0]) == (at(within.least, kind), within.most)
                assert not any(problems(contract, *((name, one) for one in listed)))
            elif kind == "month":
                assert (rule.type, rule.formula1) == ("textLength", "7")
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
