"""Averages of monthly series without the months that must be left out."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from a4p_helpers.core import breaks


def of_year(
    monthly: Mapping[str, Fraction | int],
    series: str,
    year: int,
    *,
    resolved: Collection[str] = (),
) -> Fraction | None:
    """Return the exact mean of a year's months, or None if no month can be used.

    `series` is the table, or table and column, whose breaks apply. A month that a break skips is
    left out even if it has a value, unless it is among the `resolved`, whose values the caller
    knows to be right.
    """
    months = [month for month in monthly if month.startswith(f"{year}-")]
    skipped = breaks.skipped(series, [month for month in months if month not in resolved])
    used = [monthly[month] for month in months if month not in skipped]
    return Fraction(sum(used, Fraction(0)), len(used)) if used else None
