"""Trends of rates over time: rising, falling, or no clear trend.

The rule: the logarithm of the rate is a straight line in time, and a trend is clear if its slope
differs from 0 at `LEVEL`. The model is Poisson regression with the logarithm of the exposure as
offset. If counts vary more than Poisson counts (Pearson's chi-square above its degrees of freedom),
the model is overconfident: its errors are then scaled by the dispersion, and tested with Student's
t. If the dispersion is itself clear at `LEVEL`, negative binomial regression (variance: mean plus a
multiple of the mean squared; maximum likelihood, again Student's t) is fitted as well. The most
cautious of the fitted models decides. Of simulated series of 7 and 11 years without a trend, at
most about 6 of 100 seem to have one; choosing between the two models gave up to 14.
Sources: McCullagh and Nelder, Generalized Linear Models, 2nd ed., section 6.2; Cameron and Trivedi,
Regression Analysis of Count Data, 2nd ed., chapter 3.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from a4p_helpers.trends import LEVEL

RISING, FALLING, NO_CLEAR_TREND = "rising", "falling", "no clear trend"
POISSON = "Poisson"
SCALED = "Poisson with scaled errors"
NEGATIVE_BINOMIAL = "negative binomial"
FEWEST = 4  # a line through three points leaves one degree of freedom, which shows nothing


class TrendError(ValueError):
    """A series has no trend that can be estimated."""


@dataclass(frozen=True)
class Trend:
    """A trend of a rate: its factor from one unit of time to the next, and how certain it is.

    A factor of 0.9 is a fall of 10 per cent a year; `low` and `high` are its limits at `LEVEL`.
    `dispersion` is Pearson's chi-square over its degrees of freedom, about 1 for Poisson counts.
    """

    verdict: str
    factor: float
    low: float
    high: float
    p: float
    model: str
    dispersion: float


def of_counts(
    times: Sequence[float], counts: Sequence[int], exposures: Sequence[float] | None = None
) -> Trend:
    """Return the trend of counts per exposure; without exposures, of the counts themselves.

    An unfinished year must have the exposure up to its last day, not that of a whole year.

    Raises
    ------
    TrendError
        There are too few points, or all counts are zero.
    """
    exposures = [1.0] * len(counts) if exposures is None else exposures
    _check(times, counts, exposures)
    fits, dispersion = _fits(times, counts, exposures)
    p, slope, reach, model = max(fits)
    clear = RISING if slope > 0 else FALLING
    return Trend(
        verdict=clear if p < 1 - LEVEL else NO_CLEAR_TREND,
        factor=math.exp(slope),
        low=math.exp(slope - reach),
        high=math.exp(slope + reach),
        p=p,
        model=model,
        dispersion=dispersion,
    )


def _fits(
    times: Sequence[float], counts: Sequence[int], exposures: Sequence[float]
) -> tuple[list[tuple[float, float, float, str]], float]:
    """Return p, slope, half-width of its interval and name of each model, and the dispersion."""
    import numpy as np
    from scipy import stats
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    # Times relative to their mean: raw years would make the fit imprecise.
    design = np.column_stack([np.ones(len(times)), np.asarray(times) - np.mean(times)])
    data = (np.asarray(counts), design)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # for a perfect fit
        poisson = GLM(*data, Poisson(), exposure=np.asarray(exposures)).fit()
    slope, error, freedom = poisson.params[1], poisson.bse[1], len(counts) - 2
    dispersion = float(poisson.pearson_chi2 / freedom)
    if dispersion <= 1:
        return [_fit(slope, error, stats.norm, POISSON)], dispersion
    fits = [_fit(slope, error * math.sqrt(dispersion), stats.t(freedom), SCALED)]
    if stats.chi2.sf(poisson.pearson_chi2, freedom) < 1 - LEVEL:
        other = _negative_binomial(*data, exposures, poisson.params)
        if other.mle_retvals["converged"] and np.isfinite(other.bse[1]):
            fits.append(_fit(other.params[1], other.bse[1], stats.t(freedom), NEGATIVE_BINOMIAL))
    return fits, dispersion


def _fit(slope: float, error: float, curve: Any, model: str) -> tuple[float, float, float, str]:
    p = 2 * float(curve.sf(abs(slope) / error))
    return p, float(slope), float(curve.ppf((1 + LEVEL) / 2) * error), model


def _negative_binomial(counts: Any, design: Any, exposures: Sequence[float], start: Any) -> Any:
    """Return the fit of the negative binomial model, which may not have converged."""
    import numpy as np
    from statsmodels.discrete.discrete_model import NegativeBinomial

    model = NegativeBinomial(counts, design, exposure=np.asarray(exposures))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the fit itself says whether it converged
        return model.fit(start_params=[*start, 0.1], method="bfgs", maxiter=500, disp=False)


def _check(times: Sequence[float], counts: Sequence[int], exposures: Sequence[float]) -> None:
    if not len(times) == len(counts) == len(exposures):
        raise TrendError("times, counts and exposures differ in number")
    if len(set(times)) < FEWEST:
        raise TrendError(f"a trend needs {FEWEST} points in time, not {len(set(times))}")
    if min(exposures) <= 0 or min(counts) < 0:
        raise TrendError("a trend needs exposures above 0 and counts of 0 or more")
    if not any(counts):
        raise TrendError("all counts are zero")
