"""Filling a form by script, as a focal point would by hand: for demonstrations and tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl

from a4p_helpers.clean.form import (
    ANSWER_COLUMN,
    ANSWER_ROW,
    FIRST_ROW,
    LAST_ROW,
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
        if isinstance(given, str):
            page.cell(ANSWER_ROW, ANSWER_COLUMN).value = given
            page.cell(REASON_ROW, ANSWER_COLUMN).value = reason or None
            continue
        page.cell(ANSWER_ROW, ANSWER_COLUMN).value = REPORTED_BELOW
        rows = _in_place(sheet.given, given)
        blank: list[Mapping[str, str]] = [{}] * (LAST_ROW + 1 - FIRST_ROW - len(rows))
        for number, row in enumerate([*rows, *blank], start=FIRST_ROW):
            for at, column in enumerate(sheet.columns, start=1):
                page.cell(number, at).value = _value(row.get(column.name, ""), column)
    book.save(filled)


def _in_place(
    asked: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Put each answer into the row that asks for it; the other rows keep their question."""
    if not asked:
        return list(rows)
    by_question = {row[name]: row for row in rows for name in asked[0]}
    return [by_question.get(next(iter(question.values())), question) for question in asked]


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
