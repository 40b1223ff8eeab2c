"""One step in a rate: whether there is one, and after which point.

The rule: the step is placed where it makes the counts most likely (two Poisson rates, one before
and one after, instead of one). It is clear if less than 1 - `LEVEL` of simulated series without a
step fit a step at least as well, and if the counts on both sides then vary no more than Poisson
counts (Pearson's chi-square at `LEVEL`): a series that jumps about all the time has no step. The
simulated series distribute the observed total over the points by exposure, so the test needs no
known rate and allows for the search for the best place.
Source: Worsley, Biometrika 73 (1986), for the statistic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from a4p_helpers.trends import LEVEL
from a4p_helpers.trends.regression import TrendError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIMULATIONS = 9_999
SEED = 2021  # the same data give the same answer


@dataclass(frozen=True)
class ChangePoint:
    """The best place for one step: the last time before it, the rates on both sides, its p-value.

    `dispersion` is Pearson's chi-square of the residuals, divided by its degrees of freedom.
    """

    is_clear: bool
    last_before: float
    before: float
    after: float
    p: float
    dispersion: float


def of_counts(
    times: Sequence[float], counts: Sequence[int], exposures: Sequence[float] | None = None
) -> ChangePoint:
    """Return the best-fitting single step in the rate of counts; times must ascend.

    Raises
    ------
    TrendError
        There are too few points, or all counts are zero.
    """
    import numpy as np
    from scipy.stats import chi2, monte_carlo_test

    seen = np.asarray(counts, dtype=float)
    exposed = np.ones(len(seen)) if exposures is None else np.asarray(exposures, dtype=float)
    if len(seen) < 4 or not seen.sum() or list(times) != sorted(set(times)):
        raise TrendError("a step needs four points in ascending time, and a count above zero")
    shares = exposed / exposed.sum()
    random = np.random.default_rng(SEED)
    tested = monte_carlo_test(
        seen,
        lambda size: random.multinomial(int(seen.sum()), shares, size=size[0]),
        lambda series, axis: _gains(series, exposed).max(axis=-1),
        vectorized=True,
        n_resamples=SIMULATIONS,
        alternative="greater",
    )
    place = int(_gains(seen, exposed).argmax()) + 1
    before = float(seen[:place].sum() / exposed[:place].sum())
    after = float(seen[place:].sum() / exposed[place:].sum())
    expected = exposed * np.where(np.arange(len(seen)) < place, before, after)
    # A side with no counts has no expected counts and no variation.
    left = float(((seen - expected)[expected > 0] ** 2 / expected[expected > 0]).sum())
    freedom = len(seen) - 2
    return ChangePoint(
        is_clear=bool(tested.pvalue < 1 - LEVEL and chi2.sf(left, freedom) >= 1 - LEVEL),
        last_before=times[place - 1],
        before=before,
        after=after,
        p=float(tested.pvalue),
        dispersion=left / freedom,
    )


def _gains(counts: "NDArray[Any]", exposures: "NDArray[Any]") -> "NDArray[Any]":
    """Return how much likelier a step after each point but the last makes the counts.

    The gain is the logarithm of the ratio of likelihoods; the last axis is time.
    """
    from scipy.special import xlogy

    before = counts.cumsum(axis=-1)[..., :-1]
    exposed = exposures.cumsum()[:-1]
    total, whole = counts.sum(axis=-1, keepdims=True), exposures.sum()
    after, left = total - before, whole - exposed
    rate = total / whole
    gains: NDArray[Any] = xlogy(before, before / (exposed * rate))
    gains += xlogy(after, after / (left * rate))
    return gains
