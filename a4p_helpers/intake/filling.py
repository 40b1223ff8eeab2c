"""Filling a form by script, as a focal point would by hand: for demonstrations and tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from a4p_helpers.clean.form import (
    ANSWER_COLUMN,
    ANSWER_ROW,
    FIRST_ROW,
    REASON_ROW,
    REPORTED_BELOW,
    Column,
    Form,
)

Answers = Mapping[str, Sequence[Mapping[str, str]] | str]


def fill(path: Path, one: Form, answers: Answers, filled: Path, reason: str = "") -> None:
    """Fill a form with rows, or with one of the answers for a whole table, and save it.

    Rows are text by column; those of a sheet take the place of what stands there. A table that is
    not among the answers stays as it is.
    """
    book = openpyxl.load_workbook(path)
    for sheet in one.sheets:
        if sheet.table not in answers:
            continue
        page, given = book[sheet.title], answers[sheet.table]
        said = given if isinstance(given, str) else REPORTED_BELOW
        page.cell(ANSWER_ROW, ANSWER_COLUMN).value = said
        if isinstance(given, str):
            page.cell(REASON_ROW, ANSWER_COLUMN).value = reason or None
            continue
        rows = _in_place(sheet.given, given)
        for number in range(max(len(rows), _filled(page, len(sheet.columns)))):
            row = rows[number] if number < len(rows) else {}
            for at, column in enumerate(sheet.columns, start=1):
                text = row.get(column.name, "")
                page.cell(FIRST_ROW + number, at).value = _value(text, column)
    book.save(filled)


def _in_place(
    asked: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Put each answer into the row that asks for it; the other rows keep their question."""
    if not asked:
        return list(rows)
    by_question = {row[name]: row for row in rows for name in asked[0]}
    return [by_question.get(next(iter(question.values())), question) for question in asked]


def _filled(page: Worksheet, columns: int) -> int:
    """Return how many rows of a sheet hold something."""
    last = 0
    cells = page.iter_rows(min_row=FIRST_ROW, max_col=columns, values_only=True)
    for number, row in enumerate(cells, start=1):
        if any(value is not None for value in row):
            last = number
    return last


def _value(text: str, column: Column) -> str | int | float | date | None:
    if text == "":
        return None
    if column.kind == "count":
        return int(text)
    if column.kind == "number":
        return float(text)
    if column.kind == "date":
        return date.fromisoformat(text)
    return text
