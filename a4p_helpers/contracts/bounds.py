"""The limits of a number, day or text in a column, and the words that it takes.

Cleaning checks these limits, forms offer them and the dictionary prints them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from a4p_helpers.contracts.kinds import PERIOD_DAYS, PERIOD_END, PERIOD_YEAR, YEAR_AFTER
from a4p_helpers.core import reference
from a4p_helpers.core.periods import Period

Bound = int | float | str | None


@dataclass(frozen=True)
class Bounds:
    """The lower and upper limit of a column, None if there is none.

    Days and months are text as tables write them; for a text, the limit is its length.
    """

    least: Bound
    most: Bound


def of(column: Any, period: Period) -> Bounds:
    """Return the bounds of a column of a contract's schema in a period."""
    least, most = column.metadata["least"], column.metadata["most"]
    return Bounds(_settled(least, column, period), _settled(most, column, period))


def choices(column: Any) -> tuple[str, ...] | None:
    """Return the words that a column takes, None if it has no list."""
    if column.metadata["list"]:
        return reference.words(column.metadata["list"])
    for check in column.checks:
        if check.name == "isin":
            return tuple(check.statistics["allowed_values"])
    return None


def words(column: Any) -> str:
    """Give the limits of a column in words; blank if it has none."""
    least, most, kind = (column.metadata[name] for name in ("least", "most", "kind"))
    if kind == "text":
        asked = column.metadata["words"]
        signs = "" if most is None else f"at most {most:,} signs"
        return f"{asked[0]} to {asked[1]} words asked for, {signs}" if asked else signs
    ends = [_written(one, column) for one in (least, most) if one is not None]
    return " to ".join(ends)


def closing_day(period: Period) -> date:
    """Return the last day of the month in which the data of a period end."""
    closes = max(period.as_of, period.last_day)
    return closes.replace(day=monthrange(closes.year, closes.month)[1])


def _settled(bound: Bound, column: Any, period: Period) -> Bound:
    if bound == PERIOD_DAYS:
        return period.days
    if bound == PERIOD_YEAR:
        last = closing_day(period).year
        return f"{last}–{last + 1}" if column.metadata["kind"] == "cycle" else last
    if bound == YEAR_AFTER:
        return closing_day(period).year + 1
    if bound == PERIOD_END:
        last_day = closing_day(period).isoformat()
        return last_day[:7] if column.metadata["kind"] == "month" else last_day
    return bound


def _written(bound: Bound, column: Any) -> str:
    if isinstance(bound, str):
        return bound
    return str(bound) if column.metadata["unit"] == "year" else f"{bound:,}"
