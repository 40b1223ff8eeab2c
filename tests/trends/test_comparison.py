"""Two rates: the mid-P exact test against OpenEpi's published example, and the rule in words."""

import math

import pytest

from a4p_helpers.trends import comparison
from a4p_helpers.trends.comparison import HIGHER, LOWER, NO_CLEAR_CHANGE


def of_counts(count: int, other: int) -> comparison.RateComparison:
    """Two counts over one and the same exposure."""
    return comparison.of_rates(count, 1.0, other, 1.0)


# Sullivan, Dean and Soe, OpenEpi, documentation of "Comparing 2 Person-Time Rates": cases and
# person-time of two strata, mid-P exact p (two-tailed), rate ratio, mid-P exact limits at 95%.
@pytest.mark.parametrize(
    ("given", "p", "ratio", "low", "high"),
    [
        ((17, 100_025, 3, 122_268), 0.0003127, 6.927, 2.21, 29.63),
        ((8, 78_531, 1, 77_932), 0.02210, 7.939, 1.27, 177.6),
    ],
)
def test_rates_compare_as_openepi_does(given, p, ratio, low, high):
    found = comparison.of_rates(*given)
    assert found.verdict == HIGHER
    assert (found.p, found.ratio) == pytest.approx((p, ratio), rel=0.0005)
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.002)


def test_the_other_way_round_it_is_lower_with_the_same_p():
    one, other = comparison.of_rates(17, 10, 3, 12), comparison.of_rates(3, 12, 17, 10)
    assert (one.verdict, other.verdict) == (HIGHER, LOWER)
    assert one.p == pytest.approx(other.p)
    assert one.low == pytest.approx(1 / other.high)


def test_equal_counts_over_equal_exposures_are_no_clear_change():
    found = of_counts(12, 12)
    assert (found.verdict, found.ratio, found.p) == (NO_CLEAR_CHANGE, 1.0, 1.0)
    assert found.low < 1 < found.high


# Of 2n events all fall to one side: the two-sided mid-P value is half of two, to the power -n.
@pytest.mark.parametrize(("count", "verdict"), [(4, NO_CLEAR_CHANGE), (5, HIGHER)])
def test_the_border_is_where_the_rule_puts_it(count, verdict):
    found = of_counts(count, 0)
    assert found.p == pytest.approx(2 * 0.5 * 0.5**count)
    assert found.verdict == verdict
    assert found.high == math.inf and (found.low > 1) is (verdict == HIGHER)


@pytest.mark.parametrize("given", [(24, 12), (7, 32), (3, 5), (59, 27)])
def test_the_verdict_and_the_limits_never_contradict_each_other(given):
    found = of_counts(*given)
    assert (found.verdict != NO_CLEAR_CHANGE) is (found.low > 1 or found.high < 1)


def test_it_is_less_timid_than_the_exact_test_without_the_mid_p():
    from statsmodels.stats.rates import test_poisson_2indep as exact

    assert of_counts(24, 12).p < exact(24, 1, 12, 1, method="exact-cond").pvalue


def test_nothing_on_both_sides_has_no_ratio():
    found = comparison.of_rates(0, 3, 0, 5)
    assert (found.verdict, found.ratio, found.p) == (NO_CLEAR_CHANGE, None, 1.0)
    assert (found.low, found.high) == (0, math.inf)


def test_nothing_on_one_side_has_no_limit_below():
    assert of_counts(0, 7).low == 0


def test_half_as_many_again_is_higher_where_it_is_clear():
    found = of_counts(240, 160)
    assert (found.verdict, found.ratio) == (HIGHER, 1.5)


@pytest.mark.parametrize("given", [(1, 0, 1, 1), (1, 1, 1, -1), (-1, 1, 1, 1)])
def test_no_exposure_and_negative_counts_are_refused(given):
    with pytest.raises(ValueError, match="exposures above 0"):
        comparison.of_rates(*given)
