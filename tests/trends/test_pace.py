"""The pace of a series towards a target: on track, behind, reached or moving away."""

from fractions import Fraction

import pytest

from a4p_helpers.trends import pace

SERIES = "uniformed_personnel.women"


def months(first, change, *, years=6):
    """Return a series from January 2018 that changes by so much a month."""
    return {f"{2018 + at // 12}-{at % 12 + 1:02}": first + change * at for at in range(12 * years)}


def test_the_pace_is_the_average_monthly_change_times_twelve():
    found = pace.of_months(months(Fraction(4), Fraction(1, 20)), SERIES)
    assert (found.a_year, found.first, found.last) == (Fraction(3, 5), "2018-01", "2023-12")
    assert found.value == 4 + Fraction(71, 20)


@pytest.mark.parametrize(
    ("first", "change", "word", "said"),
    [
        # 5 + 71 * 0.1 = 12.1; 2.9 points take 29 months from December 2023: May 2026.
        (5, Fraction(1, 10), "on track", "would be reached in 2026, in time"),
        # 4 + 71 * 0.05 = 7.55; 7.45 points take 149 months: May 2036.
        (4, Fraction(1, 20), "behind", "would be reached in 2036, eight years late"),
        (9, Fraction(-1, 20), "moving away", "is moving away"),
        (9, Fraction(0), "moving away", "is moving away"),
        (16, Fraction(1, 20), "reached", "has been reached"),
        (4, Fraction(1, 9999), "behind", "would not be reached within 100 years"),
    ],
)
def test_the_word_follows_the_line(first, change, word, said):
    found = pace.of_months(months(Fraction(first), change), SERIES)
    assert found.word(Fraction(15), 2028) == word
    assert found.said(Fraction(15), 2028) == said


def test_a_target_is_on_track_up_to_the_end_of_its_year():
    found = pace.of_months(months(Fraction(5), Fraction(1, 10)), SERIES)
    assert found.word(Fraction(15), 2026) == "on track"
    assert found.word(Fraction(15), 2025) == "behind"


def test_months_before_2018_and_months_of_breaks_do_not_count():
    series = months(Fraction(5), Fraction(1, 10))
    wild = {"2017-12": Fraction(99), "2020-08": Fraction(99), "2023-09": Fraction(99)}
    assert pace.of_months({**series, **wild}, SERIES) == pace.of_months(series, SERIES)
    cut = {month: share for month, share in series.items() if month <= "2023-09"}
    assert pace.of_months(cut, SERIES).last == "2023-08"


def test_less_than_a_year_has_no_pace():
    series = months(Fraction(5), Fraction(1, 10), years=1)
    assert pace.of_months(series, SERIES) is None
    assert pace.of_months({}, SERIES) is None


def test_a_year_between_the_ends_has_a_pace():
    series = months(Fraction(5), Fraction(1, 10), years=1)
    whole = {**series, "2019-01": Fraction(7)}
    assert pace.of_months(whole, SERIES).a_year == 2


def test_a_target_that_is_met_exactly_is_reached():
    met = pace.Pace(Fraction(1), "2018-01", "2023-12", Fraction(15))
    assert met.word(Fraction(15), 2028) == "reached"
    assert met.word(Fraction(15) + Fraction(1, 10**6), 2028) == "on track"


def test_a_target_that_lies_behind_arrives_in_the_last_year_of_the_series():
    beyond = pace.Pace(Fraction(1), "2018-01", "2022-07", Fraction(30))
    assert beyond.arrival(Fraction(15)) == 2022


def test_the_hundredth_year_is_the_last_that_is_named():
    slow = pace.Pace(Fraction(1), "2018-01", "2022-12", Fraction(0))
    assert slow.arrival(Fraction(100)) == 2122
    assert slow.arrival(Fraction(100) + Fraction(1, 12)) is None
    assert slow.arrival(Fraction(95)) == 2117, "well within"


def test_a_month_after_december_is_of_the_next_year():
    fast = pace.Pace(Fraction(12), "2018-01", "2023-12", Fraction(14))
    assert fast.arrival(Fraction(15)) == 2024
    assert (
        pace.Pace(Fraction(1), "2018-01", "2023-01", Fraction(0)).arrival(Fraction(11, 12)) == 2023
    )
