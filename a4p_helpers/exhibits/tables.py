"""Tables as exhibits: what is printed, in which columns, and how numbers are written.

`table` takes a frame as it is; `matrix` writes chosen values as symbols with words beside them.
`exhibits` turns either into HTML and plain text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import isinf
from numbers import Number
from typing import Any

import pandas as pd

from a4p_helpers.core.faults import joined, nearest
from a4p_helpers.core.rounding import half_up
from a4p_helpers.core.scales import NOT_REPORTED, SUPPRESSED_CELL

ISO_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class TableError(ValueError):
    """A table cannot be written; the message lists every fault."""


@dataclass(frozen=True)
class Symbol:
    """A sign, and the words that a screen reader says for it."""

    sign: str
    words: str


@dataclass(frozen=True)
class PrintedColumn:
    """One printed column: its key in the frame, its heading and how its cells are written."""

    key: str
    label: str
    unit: str = ""
    is_number: bool = False
    decimals: int = 0
    is_year: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table with its title (the finding) and subtitle (measure, unit, period).

    `group` is the key of the column that groups the rows, `row_ids` the key of the column whose
    values are link targets; `key` explains symbols.
    """

    title: str
    subtitle: str
    frame: pd.DataFrame
    columns: tuple[PrintedColumn, ...]
    notes: tuple[str, ...] = ()
    group: str = ""
    missing: str = NOT_REPORTED
    key: tuple[Symbol, ...] = ()
    row_ids: str = ""

    @property
    def headings(self) -> int:
        """How many columns at the left name the rows."""
        return 2 if self.group and len(self.columns) > 2 else 1

    def cell(self, value: Any, column: PrintedColumn) -> str | Symbol:
        """Return what a cell prints; a missing value is written in words, never left blank."""
        if isinstance(value, Symbol):
            return value
        if is_missing(value):
            return self.missing
        if column.is_number and not is_unknown(value):
            return number(value, column.decimals)
        return str(value) if column.is_year else written(value)

    def rows(self) -> list[list[str | Symbol]]:
        """Return all cells as they are printed, row by row."""
        values = self.frame[[column.key for column in self.columns]].astype(object)
        printed = [
            [self.cell(value, column) for value, column in zip(row, self.columns, strict=True)]
            for row in values.itertuples(index=False, name=None)
        ]
        return [
            [capitalized(cell) if at < self.headings else cell for at, cell in enumerate(row)]
            for row in printed
        ]

    @property
    def bodies(self) -> list[list[tuple[str, list[str | Symbol]]]]:
        """All rows in their groups, each with its id, which may be blank."""
        ids = self.frame[self.row_ids].astype(str) if self.row_ids else [""] * len(self.frame)
        rows = list(zip(ids, self.rows(), strict=True))
        if not self.group:
            return [rows]
        return [list(members) for _, members in groupby(rows, key=lambda row: row[1][0])]


def table(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    group: str | None = None,
    row_ids: str | None = None,
    missing: str = NOT_REPORTED,
    notes: Sequence[str] = (),
) -> Table:
    """Make a table from a frame: its first column names the rows, `group` groups them.

    `labels` and `units` are by column; the default label of a column is its name, and the default
    unit of a column of numbers is `unit`. Numbers have thousands commas and as many decimals as
    they need, at most one, unless `decimals` says otherwise; they are rounded half up. `row_ids`
    is a column whose values become the rows' ids, for links.

    Raises
    ------
    TableError
        Nothing to print, no title or subtitle, or a column that the frame lacks.
    """
    labels, units = labels or {}, units or {}
    named = {
        "labels": [*labels],
        "units": [*units],
        "group": [group] if group else [],
        "row_ids": [row_ids] if row_ids else [],
    }
    _check(frame, title, subtitle, named)
    keys = list(frame.columns)
    if group:
        keys = [group, *(key for key in keys if key != group)]
    columns = tuple(
        _column(frame[key], labels, units, unit, decimals, is_heading=at == 0)
        for at, key in enumerate(keys)
    )
    gathered = _gathered(frame, group)
    return Table(
        title,
        subtitle,
        gathered,
        columns,
        notes=tuple(notes),
        group=group or "",
        missing=missing,
        row_ids=row_ids or "",
    )


def matrix(
    frame: pd.DataFrame,
    *,
    symbols: Mapping[Any, tuple[str, str]],
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    group: str | None = None,
    notes: Sequence[str] = (),
    missing: str = NOT_REPORTED,
) -> Table:
    """Make a table that shows values as symbols: `symbols` gives the sign and words of each.

    Every column that contains one of these values shows symbols, except headings. Screen readers
    read the words for each cell, and a key below the table gives them.

    Raises
    ------
    TableError
        As `table`; or a column mixes values that have a symbol with others.
    """
    plain = table(
        frame,
        title=title,
        subtitle=subtitle,
        labels=labels,
        units=units,
        group=group,
        notes=notes,
        missing=missing,
    )
    signs = [(value, Symbol(*pair)) for value, pair in symbols.items()]
    others = [column.key for column in plain.columns[2 if group else 1 :]]
    marked = [key for key in others if any(_sign(value, signs) for value in plain.frame[key])]
    _check_symbols(plain.frame, marked, signs, title)
    shown = plain.frame.copy()
    for key in marked:
        cells = [_sign(value, signs) for value in plain.frame[key]]
        shown[key] = pd.Series(cells, index=shown.index, dtype=object)
    return replace(
        plain,
        frame=shown,
        columns=tuple(
            PrintedColumn(column.key, column.label, column.unit) if column.key in marked else column
            for column in plain.columns
        ),
        key=tuple(dict.fromkeys(symbol for _, symbol in signs)),
    )


def number(value: Any, decimals: int = 0) -> str:
    """Write a number with thousands commas, rounded half up: 1,234.5."""
    if hasattr(value, "item"):
        value = value.item()
    rounded = half_up(Fraction(value) if isinstance(value, Decimal) else value, decimals)
    return f"{rounded + 0:,}".replace("-", "−")


def needed_decimals(values: pd.Series) -> int:
    """Return 0 if all numbers are whole, otherwise 1, the most decimals ever printed."""
    known = [value for value in values.astype(object) if not is_unknown(value)]
    return 0 if all(value == int(value) for value in known) else 1


def written(value: Any) -> str:
    """Write a value that is not a count: yes or no, a date in full, otherwise as it is.

    A date may be text, 2023-11-28; 2023-05 stays as it is, since it may be a period or a month.
    """
    if _is_truth(value):
        return "yes" if value else "no"
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    return str(value)


def is_missing(value: Any) -> bool:
    """Whether nobody reported it: NA, NaN, None or blank text."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (not isinstance(value, Symbol) and bool(pd.isna(value)))


def is_unknown(value: Any) -> bool:
    """Whether there is no value to count: it is missing or suppressed."""
    return is_missing(value) or (isinstance(value, str) and value == SUPPRESSED_CELL)


def heading(name: str) -> str:
    """Turn a column's name into a heading: reports_due becomes Reports due."""
    return str(capitalized(str(name).replace("_", " ").strip()))


def capitalized(text: str | Symbol) -> str | Symbol:
    """Capitalize the first letter of a text and leave the rest as it is."""
    return text[:1].upper() + text[1:] if isinstance(text, str) else text


def is_numeric(values: pd.Series) -> bool:
    """Whether a column has only numbers, including exact fractions but not true and false."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return False
    if pd.api.types.is_numeric_dtype(values.dtype):
        return True
    known = [value for value in values.astype(object) if not is_unknown(value)]
    return bool(known) and all(
        isinstance(value, Number) and not isinstance(value, bool) for value in known
    )


def _column(
    values: pd.Series,
    labels: Mapping[str, str],
    units: Mapping[str, str],
    unit: str,
    decimals: int | None,
    is_heading: bool,
) -> PrintedColumn:
    """Describe a column. Headings of rows and years are names, not amounts: 2023, not 2,023."""
    key = str(values.name)
    label = labels.get(key) or heading(key)
    is_year = is_numeric(values) and (is_heading or "year" in label.lower().split())
    is_number = is_numeric(values) and not is_year
    places = (needed_decimals(values) if decimals is None else decimals) if is_number else 0
    return PrintedColumn(
        key, label, units.get(key, unit if is_number else ""), is_number, places, is_year
    )


def _gathered(frame: pd.DataFrame, group: str | None) -> pd.DataFrame:
    """Bring the rows of a group together, in the order in which groups first appear."""
    if not group:
        return frame.reset_index(drop=True)
    groups = frame[group].astype(object)
    order = {name: at for at, name in enumerate(dict.fromkeys(groups))}
    return frame.iloc[groups.map(order).argsort(kind="stable")].reset_index(drop=True)


def _check(
    frame: pd.DataFrame, title: str, subtitle: str, named: Mapping[str, Sequence[str]]
) -> None:
    known = [str(key) for key in frame.columns]
    faults = [
        fault
        for fault, is_so in (
            ("it has no title: give the finding", not title.strip()),
            ("it has no subtitle: give measure, unit and period", not subtitle.strip()),
            ("it has no rows: write that nothing was reported instead", frame.empty),
            ("two of its columns have one name: rename one", len(set(known)) < len(known)),
        )
        if is_so
    ]
    faults += [
        f"{argument} names the column {name!r}, which does not exist{nearest(name, known)}"
        for argument, names in named.items()
        for name in names
        if name not in known
    ]
    faults += [
        f"row {at}, column {key}: an infinite number cannot be printed; leave the cell empty"
        for key in frame.columns
        for at, value in enumerate(frame[key].astype(object), start=1)
        if isinstance(value, float) and isinf(value)
    ]
    if faults:
        raise TableError(f"The table {title!r} cannot be written: {joined(faults)}")


def _sign(value: Any, signs: Sequence[tuple[Any, Symbol]]) -> Symbol | None:
    """Return a value's symbol. True is not 1 here, unlike in Python."""
    if is_missing(value):
        return None
    for known, symbol in signs:
        if known == value and _is_truth(known) == _is_truth(value):
            return symbol
    return None


def _is_truth(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")


def _check_symbols(
    frame: pd.DataFrame, marked: Sequence[str], signs: Sequence[tuple[Any, Symbol]], title: str
) -> None:
    faults = [
        f"row {at}, column {key}: {value!r} has no symbol; give it one or correct the value"
        for key in marked
        for at, value in enumerate(frame[key], start=1)
        if not is_missing(value) and _sign(value, signs) is None
    ]
    if faults:
        raise TableError(f"The table {title!r} cannot be written: {joined(faults)}")
