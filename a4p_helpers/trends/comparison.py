"""Compare two rates: higher, lower, or no clear change.

The rule: a rate is *higher* or *lower* than another if the two-sided mid-P exact test of their
ratio gives less than 1 - `LEVEL`; otherwise there is *no clear change*, which does not mean that
they are the same. The test asks how the events would be distributed between the two if their rates
were equal (binomial, given their sum). The mid-P value is twice the smaller of the two one-sided
values, each with half the probability of the observed count. Source: Rothman, Greenland and Lash,
Modern Epidemiology, 3rd ed., chapters 13 and 14; OpenEpi computes the same.
"""

import math
from dataclasses import dataclass

from a4p_helpers.trends import LEVEL

HIGHER, LOWER, NO_CLEAR_CHANGE = "higher", "lower", "no clear change"
WIDEST = 15.0  # the search for limits of a ratio extends to a factor of e**15 on either side


@dataclass(frozen=True)
class RateComparison:
    """Whether a rate is higher or lower than another, by which factor, and how certain that is.

    `ratio` is the rate divided by the other one, None if both counts are zero; `low` and `high` are
    the limits that the same test accepts, and `high` is infinite if the other count is zero.
    """

    verdict: str
    p: float
    ratio: float | None
    low: float
    high: float


def of_rates(count: int, exposure: float, other: int, other_exposure: float) -> RateComparison:
    """Compare a count per exposure with another, with exposures in the same unit.

    Raises
    ------
    ValueError
        An exposure is not above 0, or a count is negative.
    """
    if min(exposure, other_exposure) <= 0 or min(count, other) < 0:
        raise ValueError("a comparison of rates needs exposures above 0 and counts of 0 or more")
    if count == other == 0:
        return RateComparison(NO_CLEAR_CHANGE, 1.0, None, 0.0, math.inf)
    given = (count, exposure, other, other_exposure)
    p = min(1.0, 2 * min(_p(*given, 1.0, "larger"), _p(*given, 1.0, "smaller")))
    ratio = count * other_exposure / (other * exposure) if other else math.inf
    verdict = NO_CLEAR_CHANGE
    if p < 1 - LEVEL:
        verdict = HIGHER if ratio > 1 else LOWER
    low = _limit(*given, "larger") if count else 0.0
    high = _limit(*given, "smaller") if other else math.inf
    return RateComparison(verdict, p, ratio, low, high)


def _p(
    count: int, exposure: float, other: int, other_exposure: float, ratio: float, alternative: str
) -> float:
    """Return the one-sided mid-P value of a ratio of the two rates."""
    import numpy as np
    from statsmodels.stats.rates import test_poisson_2indep

    with np.errstate(divide="ignore"):  # the library's own ratio if the other count is 0
        tested = test_poisson_2indep(
            count,
            exposure,
            other,
            other_exposure,
            value=ratio,
            method="cond-midp",
            compare="ratio",
            alternative=alternative,
        )
    return float(tested.pvalue)


def _limit(
    count: int, exposure: float, other: int, other_exposure: float, alternative: str
) -> float:
    """Return the ratio that the one-sided test just rejects."""
    from scipy.optimize import brentq

    middle = math.log((count + 0.5) * other_exposure / ((other + 0.5) * exposure))

    def excess(logarithm: float) -> float:
        p = _p(count, exposure, other, other_exposure, math.exp(logarithm), alternative)
        return p - (1 - LEVEL) / 2

    return math.exp(brentq(excess, middle - WIDEST, middle + WIDEST))
