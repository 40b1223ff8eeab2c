"""Intervals of counts, rates and shares.

Counts are treated as Poisson, shares as binomial. An interval shows what might equally have been
observed under the same risk; it does not cover deaths that were not notified or persons counted
wrongly.
"""

from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import NormalDist

from a4p_helpers.trends import LEVEL

PER = 10_000


@dataclass(frozen=True)
class Interval:
    """A value with the lowest and highest values that fit the data, all in the same unit."""

    value: float
    low: float
    high: float


@cache
def of_count(count: int) -> Interval:
    """Return the exact Poisson interval of a count, in its own unit.

    Source: Garwood, Biometrika 28 (1936). Its coverage is at least `LEVEL`, and more for small
    counts.
    """
    # Imported here and below: the library takes seconds, and most callers need no interval.
    from statsmodels.stats.rates import confint_poisson

    low, high = confint_poisson(_whole(count), 1, method="exact-c", alpha=1 - LEVEL)
    return Interval(float(count), 0.0 if count == 0 else float(low), float(high))


def of_rate(count: int, exposure: float) -> Interval:
    """Return a count per exposure, with the count's exact interval per exposure.

    The exposure is taken as known. In person-years, the rate is cases per `PER` persons a year.
    """
    if not exposure > 0:
        raise ValueError(f"a rate needs an exposure above 0, not {exposure}")
    counted = of_count(count)
    return Interval(*(PER * number / exposure for number in (count, counted.low, counted.high)))


@cache
def of_share(part: int, whole: int) -> Interval:
    """Return part over whole, from 0 to 1, with Wilson's score interval.

    It suits small shares, where the usual interval goes below 0. Source: Wilson, JASA 22 (1927);
    method 3 of Newcombe, Statistics in Medicine 17 (1998).
    """
    if not 0 <= _whole(part) <= _whole(whole) or whole == 0:
        raise ValueError(f"{part} of {whole} is not a share")
    # Sections write it and must not wait for a library: four lines, tested against statsmodels.
    share, deviates = part / whole, NormalDist().inv_cdf((1 + LEVEL) / 2)
    added = deviates**2 / whole
    middle = (share + added / 2) / (1 + added)
    spread = sqrt(added * (share * (1 - share) + added / 4)) / (1 + added)
    # Where all or nothing is counted, rounding inside the formula misses the end by a hair.
    low = 0.0 if part == 0 else middle - spread
    high = 1.0 if part == whole else middle + spread
    return Interval(share, low, high)


def _whole(count: int) -> int:
    """Return a count, or refuse anything else."""
    if count != int(count) or count < 0:
        raise ValueError(f"{count} is not a count")
    return int(count)
