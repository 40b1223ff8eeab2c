"""Trends against a textbook's regression, an independent fit, and series made without a trend."""

from types import SimpleNamespace

import numpy as np
import pytest

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


def test_errors_scaled_by_the_spread_are_those_of_the_formula():
    """McCullagh and Nelder, section 6.2: variance of the slope times Pearson's over freedom."""
    from scipy import stats

    design = np.column_stack([np.ones(13), np.arange(13) - 6])
    slope = fit(SCALED)[1]
    level = np.log(sum(BELGIUM) / np.exp(slope * design[:, 1]).sum())
    mean = np.exp(level + slope * design[:, 1])
    spread = ((BELGIUM - mean) ** 2 / mean).sum() / 11
    error = np.sqrt(spread * np.linalg.inv(design.T @ (mean[:, None] * design))[1, 1])
    assert fit(SCALED) == pytest.approx(
        (2 * stats.t.sf(slope / error, 11), slope, stats.t.ppf(0.975, 11) * error), rel=1e-5
    )
    assert regression.of_counts(range(1981, 1994), BELGIUM).dispersion == pytest.approx(spread)


def test_counts_that_spread_as_poisson_counts_are_tested_with_the_normal_curve():
    from scipy import stats

    found = regression.of_counts(range(4), [90, 100, 108, 123])
    assert found.model == POISSON
    reach = np.log(found.high / found.factor)
    error = reach / stats.norm.ppf(0.975)
    assert found.p == pytest.approx(2 * stats.norm.sf(np.log(found.factor) / error))


def minus_log_likelihood(parameters):
    from scipy import stats

    mean = np.exp(parameters[0] + parameters[1] * (np.arange(13) - 6))
    size = np.exp(-parameters[2])
    return -stats.nbinom.logpmf(BELGIUM, size, size / (size + mean)).sum()


def test_the_negative_binomial_fit_is_the_maximum_of_its_likelihood():
    from scipy import optimize, stats

    start, how = [5, 0.2, -3], {"maxiter": 5000, "xatol": 1e-8, "fatol": 1e-10}
    best = optimize.minimize(minus_log_likelihood, start, method="Nelder-Mead", options=how).x
    p, slope, reach = fit(NEGATIVE_BINOMIAL)
    assert slope == pytest.approx(best[1], abs=1e-4)
    step = np.diag([1e-3] * 3)
    bent = [
        [
            (
                minus_log_likelihood(best + a + b)
                - minus_log_likelihood(best + a - b)
                - minus_log_likelihood(best - a + b)
                + minus_log_likelihood(best - a - b)
            )
            / 4e-6
            for b in step
        ]
        for a in step
    ]
    error = np.sqrt(np.linalg.inv(bent)[1, 1])
    assert reach == pytest.approx(stats.t.ppf(0.975, 11) * error, rel=0.01)
    assert p == pytest.approx(2 * stats.t.sf(slope / error, 11), rel=0.05)


def asked(counts) -> list[str]:
    """Return the names of the models that are asked about a series."""
    return [
        model for *_, model in regression._fits(range(len(counts)), counts, [1] * len(counts))[0]
    ]


@pytest.mark.parametrize(
    ("converged", "errors", "names"),
    [
        (True, [np.nan, 1.0, np.nan], [SCALED, NEGATIVE_BINOMIAL]),
        (True, [1.0, np.nan, 1.0], [SCALED]),
        (False, [1.0, 1.0, 1.0], [SCALED]),
    ],
)
def test_a_fit_that_failed_is_not_asked(monkeypatch, converged, errors, names):
    failed = SimpleNamespace(
        mle_retvals={"converged": converged}, bse=np.array(errors), params=np.array([1.0, 0.2, 1.0])
    )
    monkeypatch.setattr(regression, "_negative_binomial", lambda *_: failed)
    assert asked(BELGIUM) == names


def test_the_negative_binomial_model_is_asked_only_where_the_spread_is_clear():
    assert asked([30, 20, 31, 22, 32, 19, 29]) == [SCALED]


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
        ((range(4), [1, 2, 3]), "differ in number"),
        ((range(4), [0, 0, 0, 0]), "all counts are zero"),
        ((range(4), [1, 2, 3, 4], [1, 1, 1, 0]), "exposures above 0"),
        ((range(4), [1, -1, 3, 4]), "counts of 0 or more"),
    ],
)
def test_what_has_no_trend_is_refused(given, why):
    with pytest.raises(regression.TrendError, match=why):
        regression.of_counts(*given)
