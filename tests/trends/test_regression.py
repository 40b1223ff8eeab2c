"""Trends against a textbook's regression, an independent fit, and series made without a trend."""

import numpy as np
import pytest
from scipy import optimize, stats

from a4p_helpers.trends import regression
from a4p_helpers.trends.regression import (
    FALLING,
    NEGATIVE_BINOMIAL,
    NO_CLEAR_TREND,
    POISSON,
    RISING,
    SCALED,
)

# New cases of AIDS in Belgium, 1981 to 1993: Wood, Generalized Additive Models, 2nd ed. (2017),
# section 3.3.2. R's glm gives a slope of 0.2021212 a year and a residual deviance of 80.69 on 11.
BELGIUM = [12, 14, 33, 50, 67, 74, 123, 141, 165, 204, 253, 246, 240]


def fit(name: str) -> tuple[float, ...]:
    """Return p, slope and reach of one of the models asked about Belgium."""
    fits, _ = regression._fits(range(1981, 1994), BELGIUM, [1.0] * 13)
    (found,) = [one[:3] for one in fits if one[3] == name]
    return found


def test_poisson_regression_gives_the_textbooks_slope():
    assert fit(SCALED)[1] == pytest.approx(0.2021212, abs=5e-8)


def test_the_negative_binomial_fit_is_the_maximum_of_its_likelihood():
    years = np.arange(13) - 6

    def minus(parameters):
        mean = np.exp(parameters[0] + parameters[1] * years)
        size = np.exp(-parameters[2])
        return -stats.nbinom.logpmf(BELGIUM, size, size / (size + mean)).sum()

    best = optimize.minimize(minus, [5, 0.2, -3], method="Nelder-Mead", options={"maxiter": 5000}).x
    assert fit(NEGATIVE_BINOMIAL)[1] == pytest.approx(best[1], abs=1e-4)


def test_the_most_cautious_of_the_models_speaks():
    found = regression.of_counts(range(1981, 1994), BELGIUM)
    assert found.verdict == RISING and found.dispersion > 5
    assert found.p == max(fit(SCALED)[0], fit(NEGATIVE_BINOMIAL)[0])


def test_errors_are_scaled_by_the_spread_even_where_it_is_not_clear():
    found = regression.of_counts(range(7), [30, 20, 31, 22, 32, 19, 29])
    assert 1 < found.dispersion < 2 and found.model == SCALED


def test_a_rate_that_only_follows_its_exposure_has_no_trend():
    found = regression.of_counts(range(5), [10, 20, 40, 80, 160], [1, 2, 4, 8, 16])
    assert found.verdict == NO_CLEAR_TREND
    assert found.factor == pytest.approx(1)
    assert found.low < 1 < found.high


def test_without_exposures_it_is_the_trend_of_the_counts():
    found = regression.of_counts(range(5), [160, 80, 40, 20, 10])
    assert (found.verdict, found.model) == (FALLING, POISSON)
    assert found.factor == pytest.approx(0.5)
    assert found.low < 0.5 < found.high < 1


def test_series_without_a_trend_seldom_look_as_if_they_had_one():
    random = np.random.default_rng(7)
    drawn = [random.poisson(random.gamma(10, 2.7, 7)) for _ in range(200)]
    clear = [regression.of_counts(range(7), one).verdict != NO_CLEAR_TREND for one in drawn]
    assert np.mean(clear) < 0.1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (([1, 2, 3], [1, 2, 3]), "needs 4 points"),
        ((range(4), [1, 2, 3]), "not as many"),
        ((range(4), [0, 0, 0, 0]), "nothing was counted"),
        ((range(4), [1, 2, 3, 4], [1, 1, 1, 0]), "exposures above 0"),
    ],
)
def test_what_has_no_trend_is_refused(given, why):
    with pytest.raises(regression.TrendError, match=why):
        regression.of_counts(*given)
