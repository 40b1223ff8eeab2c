"""Intervals against published tables and worked examples."""

import pytest

from a4p_helpers.trends import intervals


# Limits of a Poisson count at 95 per cent, as Garwood's table and those after it print them
# (Biometrika 28, 1936; Pearson and Hartley, Biometrika Tables for Statisticians, table 40).
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.69),
        (1, 0.0253, 5.57),
        (2, 0.242, 7.22),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (20, 12.22, 30.89),
        (50, 37.11, 65.92),
    ],
)
def test_a_count_has_the_limits_of_the_table(count, low, high):
    found = intervals.of_count(count)
    assert (found.value, found.low) == (count, pytest.approx(low, abs=0.005))
    assert found.high == pytest.approx(high, abs=0.005)


def test_a_rate_is_its_count_and_limits_over_the_exposure():
    # Ten deaths over 20,000 person-years: half the limits of ten, per 10,000 persons a year.
    found = intervals.of_rate(10, 20_000)
    assert found.value == 5
    assert (found.low, found.high) == pytest.approx((4.795 / 2, 18.390 / 2), abs=0.001)


# Newcombe, Statistics in Medicine 17 (1998), table I, method 3: four shares and their limits.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_limits_of_newcombes_table(part, whole, low, high):
    found = intervals.of_share(part, whole)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)
    assert found.value == part / whole


def test_a_share_has_the_limits_of_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    for part, whole in ((1, 3), (7, 55), (299, 300), (1, 99_999)):
        found = intervals.of_share(part, whole)
        limits = proportion_confint(part, whole, method="wilson")
        assert (found.low, found.high) == pytest.approx(limits, abs=1e-15)


def test_nothing_and_all_are_the_ends_themselves():
    assert intervals.of_count(0).low == 0
    assert intervals.of_share(0, 20).low == 0
    assert intervals.of_share(20, 20).high == 1
    assert {intervals.of_share(0, whole).low for whole in range(1, 200)} == {0}
    assert {intervals.of_share(whole, whole).high for whole in range(1, 200)} == {1}


def test_an_exposure_may_be_less_than_a_year_of_one_person():
    assert intervals.of_rate(1, 0.5).value == 20_000


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: intervals.of_count(-1),
        lambda: intervals.of_count(1.5),
        lambda: intervals.of_rate(3, 0),
        lambda: intervals.of_share(3, 2),
        lambda: intervals.of_share(0, 0),
    ],
)
def test_what_is_no_count_rate_or_share_is_refused(wrong):
    with pytest.raises(ValueError, match=r"not a count|above 0|not a share"):
        wrong()
