"""Averages of monthly series that leave out what must be left out, and say so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from a4p_helpers.core import breaks


@dataclass(frozen=True)
class Average:
    """The mean of a year's months, exact, over which it runs, and why others are left out.

    `left_out` has a sentence for each month without a value that a break explains, or that the
    table does not have.
    """

    value: Fraction
    months: tuple[str, ...]
    left_out: Mapping[str, str]

    @property
    def note(self) -> str:
        """How many months it runs over, and which are left out for which reason."""
        reasons: dict[str, list[str]] = {}
        for month, reason in self.left_out.items():
            reasons.setdefault(reason, []).append(month)
        months = "1 month" if len(self.months) == 1 else f"{len(self.months)} months"
        why = [f"Left out: {', '.join(some)}. {reason}" for reason, some in reasons.items()]
        return " ".join([f"Mean of {months}.", *why])


def of_year(
    monthly: Mapping[str, Fraction | int],
    series: str,
    year: int,
    *,
    resolved: Collection[str] = (),
) -> Average | None:
    """Return the mean of a series of months in a year, or None where no month can be used.

    `series` is the table, or table and column, whose breaks hold. A month that a break skips is
    left out even where it has a value, unless it is among the `resolved`, of which the caller
    knows better; months after the last of the series are not missing.
    """
    last = max(monthly, default="")
    months = [f"{year}-{number:02}" for number in range(1, 13)]
    months = [month for month in months if month <= last]
    skipped = breaks.skipped(series, [month for month in months if month not in resolved])
    left_out = {
        month: skipped[month].what if month in skipped else "The month has no value."
        for month in months
        if month in skipped or month not in monthly
    }
    used = tuple(month for month in months if month not in left_out)
    if not used:
        return None
    value = sum((Fraction(monthly[month]) for month in used), Fraction(0)) / len(used)
    return Average(value, used, left_out)
