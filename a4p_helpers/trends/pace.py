"""How fast a share moves towards a target, and when it would arrive.

The rule: the pace is the average monthly change of the series, from its first usable month, 2018-01
at the earliest, to its last; months that the break list skips are left out. From the last month on,
a straight line at this pace reaches the target, or moves away from it. A target is on track if the
line reaches it by the end of its year. A line is not a forecast: it shows what happens if nothing
changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from num2words import num2words

from a4p_helpers.core import breaks

FIRST_MONTH = "2018-01"
REACHED, ON_TRACK, BEHIND, AWAY = "reached", "on track", "behind", "moving away"
# Beyond this many years a line shows only that the target is far away.
FARTHEST = 100


@dataclass(frozen=True)
class Pace:
    """The change a year of a series, in its own unit, and its first and last month used."""

    a_year: Fraction
    first: str
    last: str
    value: Fraction

    def arrival(self, target: Fraction) -> int | None:
        """Return the year in which the line reaches a higher target; None if it never does."""
        if self.a_year <= 0:
            return None
        months = ceil(12 * max(Fraction(0), target - self.value) / self.a_year)
        year = (_number(self.last) + months) // 12
        return year if months <= 12 * FARTHEST else None

    def word(self, target: Fraction, year: int) -> str:
        """Give the status of a target for a year: reached, on track, behind, away."""
        if self.value >= target:
            return REACHED
        if self.a_year <= 0:
            return AWAY
        arrives = self.arrival(target)
        return ON_TRACK if arrives is not None and arrives <= year else BEHIND

    def said(self, target: Fraction, year: int) -> str:
        """Say what will happen to a target for a year, as the verb of a sentence."""
        word, arrives = self.word(target, year), self.arrival(target)
        if word == REACHED:
            return "has been reached"
        if word == AWAY:
            return "is moving away"
        if arrives is None:
            return f"would not be reached within {FARTHEST} years"
        late = arrives - year
        years = num2words(late) if late < 10 else f"{late}"
        when = "in time" if late <= 0 else f"{years} year{'s' * (late > 1)} late"
        return f"would be reached in {arrives}, {when}"


def of_months(monthly: Mapping[str, Fraction], series: str) -> Pace | None:
    """Return the pace of a series of months; None if less than a year lies between its ends."""
    skipped = breaks.skipped(series, monthly)
    used = sorted(month for month in monthly if month >= FIRST_MONTH and month not in skipped)
    if not used or (between := _number(used[-1]) - _number(used[0])) < 12:
        return None
    change = Fraction(monthly[used[-1]]) - Fraction(monthly[used[0]])
    return Pace(12 * change / between, used[0], used[-1], Fraction(monthly[used[-1]]))


def _number(month: str) -> int:
    """Return a month as a number that rises by one from month to month."""
    return 12 * int(month[:4]) + int(month[5:]) - 1
