"""The form of one reporter: its sheets, columns and places, worked out from the contracts.

Forms are written and returns are read by this layout, so the two cannot drift apart. A sheet is,
from the top: title, what one row is, the answer for the whole table, its reason; then for each
column what to write, its unit and an example, its heading; then the input rows.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from a4p_helpers.contracts import TABLES, bounds, senders
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import blocks, periods, plan, scales
from a4p_helpers.core.missions import declared as declared_missions
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import HEADQUARTERS
from a4p_helpers.indicators.register import BLOCKS, REGISTER

GUIDANCE, META, LISTS = "Guidance", "_meta", "_lists"
TITLE_ROW, ABOUT_ROW, ANSWER_ROW, REASON_ROW = 1, 2, 3, 4
WRITE_ROW, EXAMPLE_ROW, HEADING_ROW = 6, 7, 8
FIRST_ROW, LAST_ROW = 9, 308
ANSWER_COLUMN = 2  # answer and reason stand in column B

REPORTED_BELOW, UNANSWERED = "reported below", ""
ANSWERS = (REPORTED_BELOW, *scales.ANSWERS)
NEED_A_REASON = (scales.NOT_APPLICABLE, scales.NOT_AVAILABLE)
KIND = "A4P+ return"  # what `_meta` says of itself
LAYOUT = 1  # raise it when places on the sheets move
letter = get_column_letter  # over the column with a number: 1 is A


@dataclass(frozen=True)
class Column:
    """One column of a sheet: what to write in it, and what may be chosen."""

    name: str
    title: str
    about: str
    unit: str
    kind: str
    may_be_blank: bool
    example: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet. `given` rows name what is asked; the reporter fills the rest."""

    table: str
    title: str
    about: str
    columns: tuple[Column, ...]
    given: tuple[dict[str, str], ...] = ()

    def letter(self, column: str) -> str:
        """Return the letter over a column."""
        return letter(1 + [one.name for one in self.columns].index(column))


@dataclass(frozen=True)
class Form:
    """All that one mission or office is asked for in a period."""

    period: Period
    reporter: str
    sheets: tuple[Sheet, ...]

    @cached_property
    def version(self) -> str:
        """Eight digits that change when sheets, columns or their places do, not their choices."""
        sheets = [
            [sheet.table, sheet.title, [[one.name, one.title, one.kind] for one in sheet.columns]]
            for sheet in self.sheets
        ]
        return hashlib.sha256(json.dumps([LAYOUT, sheets]).encode()).hexdigest()[:8]


def of(period: str, reporter: str, taking_part: Sequence[str]) -> Form:
    """Return the form of a reporter; `taking_part` are the missions that an office may name."""
    declared = periods.get(period)
    sheets = tuple(
        _sheet(TABLES[name], declared, reporter, taking_part)
        for name in senders.owed_by(reporter, period)
    )
    return Form(declared, reporter, sheets)


def implied(contract: type[Table], reporter: str) -> dict[str, str]:
    """Return the columns that a form does not ask for, since who sends it settles them."""
    known = {"reporter": reporter}
    if reporter in declared_missions():
        columns = contract.to_schema().columns
        known |= {
            name: reporter
            for name, column in columns.items()
            if column.metadata["kind"] in ("mission", "mission_or_hq")
        }
    return known


def _sheet(
    contract: type[Table], period: Period, reporter: str, taking_part: Sequence[str]
) -> Sheet:
    settled = implied(contract, reporter)
    columns = [
        _column(name, column, period, reporter, taking_part)
        for name, column in contract.to_schema().columns.items()
        if name not in settled
    ]
    # What may be told to the public is decided last, row by row.
    columns.sort(key=lambda column: column.name == "classification")
    name, about = contract.Config.name, " ".join((contract.__doc__ or "").split())
    asked = senders.deliverables_of(reporter, period.name) if name == "deliverable_progress" else []
    given = tuple({"deliverable": one} for one in asked)
    return Sheet(name, contract.title(), about, tuple(columns), given)


def _column(
    name: str, declared: Any, period: Period, reporter: str, taking_part: Sequence[str]
) -> Column:
    said = declared.metadata
    options = _options(declared, period, reporter, taking_part)
    # A form may leave out what may be told: blank means external.
    may_be_blank = bool(declared.nullable) or name == "classification"
    example = said["example"] or _example(said["kind"], said["unit"], period, options)
    about = (declared.title, declared.description, said["unit"], said["kind"])
    return Column(name, *about, may_be_blank, example, options)


def _options(
    declared: Any, period: Period, reporter: str, taking_part: Sequence[str]
) -> tuple[str, ...]:
    """Return what may be chosen in a column; none where anything of its kind may be written."""
    kind = declared.metadata["kind"]
    if (chosen := bounds.choices(declared)) is not None:
        return chosen
    if kind == "yes_no":
        return ("yes", "no")
    if kind == "mission":
        return tuple(taking_part)
    if kind == "mission_or_hq":
        return (HEADQUARTERS, *taking_part)
    if kind == "block":
        return blocks.with_accounts(BLOCKS)
    if kind == "deliverable":
        return tuple(senders.deliverables_of(reporter, period.name))
    if kind == "indicator":
        return tuple(REGISTER)
    if kind == "cycle":
        within = bounds.of(declared, period)
        first, last = (int(str(one)[:4]) for one in (within.least, within.most))
        return tuple(f"{year}–{year + 1}" for year in range(last, first - 1, -1))
    return ()


def meanings(column: Column) -> dict[str, str]:
    """Return what each code means that may be chosen in a column; nothing where words speak."""
    titles = {
        "block": {one.id: one.title for one in BLOCKS.values()},
        "deliverable": {one.number: one.title for one in plan.versions()},
        "indicator": {code: one.title for code, one in REGISTER.items()},
        "mission": {code: one.name for code, one in declared_missions().items()},
    }.get(column.kind.removesuffix("_or_hq"), {})
    return {code: titles[code] for code in column.options if code in titles}


def _example(kind: str, unit: str, period: Period, options: tuple[str, ...]) -> str:
    if options:
        return options[0]
    if kind == "month":
        return period.first_day.isoformat()[:7]
    if kind == "date":
        return period.last_day.isoformat()
    if kind == "number":
        return "62.5"
    if unit == "year":
        return str(period.last_day.year)
    if scale := re.fullmatch(r"scale \d+–(\d+)", unit):
        return scale[1]
    return "12" if kind == "count" else ""
