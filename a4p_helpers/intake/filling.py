"""Filling a form by script, as a focal point would by hand: for demonstrations and tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from a4p_helpers.clean import form
from a4p_helpers.clean.form import Asked, Column, Form, Row
from a4p_helpers.contracts import phrases
from a4p_helpers.contracts.questions import Choices
from a4p_helpers.core import scales
from a4p_helpers.core.languages import Language

Answers = Mapping[str, Sequence[Row] | str]


def fill(path: Path, one: Form, answers: Answers, filled: Path, reason: str = "") -> None:
    """Fill a form with rows, or with one of the answers for a whole table, and save it.

    Rows are text by column and replace those of the table. A table without an answer stays as it
    is. The answer that rows are reported below confirms a table as it stands, with its whole sheet.
    """
    book, say = openpyxl.load_workbook(path), one.language.say
    for sheet in one.sheets:
        page = book[sheet.title]
        for asked in sheet.asked:
            given = answers.get(asked.table)
            if given is None:
                continue
            if given == phrases.REPORTED_BELOW or not isinstance(given, str):
                put(page, form.CHECKED, say(next(iter(phrases.CHECKED))))
            if isinstance(given, str):
                if given in scales.ANSWERS:
                    put(page, asked.gate, say(_label(asked.answers, given) or given))
                    put(page, (asked.gate[0], form.REASON), reason or None)
                continue
            _rows(page, asked, given, one.language)
    book.save(filled)


def put(page: Any, place: form.Place, value: object) -> None:
    """Write a value into a cell."""
    page.cell(*place).value = value


def _rows(page: Any, asked: Asked, given: Sequence[Row], language: Language) -> None:
    if asked.is_single:
        rows: list[Row] = list(given[:1])
        if rows[0].get("classification") == "internal":
            put(page, asked.gate, language.say(phrases.KEEP_INSIDE))
    else:
        rows = _in_place(asked, given)
        rows += [{}] * (asked.room - len(rows))
        if not asked.given:
            put(page, asked.gate, language.say(_label(asked.answers, phrases.REPORTED_BELOW)))
    for number, row in enumerate(rows):
        for column in asked.columns:
            put(page, asked.at(column, number), _value(column, row))


def _in_place(asked: Asked, rows: Sequence[Row]) -> list[Row]:
    """Put each answer into the row of its question; the other rows keep their question."""
    found: list[Row] = [
        next((row for row in rows if given.items() <= row.items()), given) for given in asked.given
    ]
    return [*found, *(row for row in rows if not any(row is one for one in found))]


def _label(choices: Choices, value: str) -> str:
    return next((label for label, one in choices.items() if one == value), "")


def _value(column: Column, row: Row) -> str | int | float | date | None:
    text = column.shown(row)
    if text == "":
        return None
    if column.options:
        return text
    if column.kind == "count":
        return int(text)
    if column.kind == "number":
        return float(text)
    if column.kind == "date":
        return date.fromisoformat(text)
    return text
