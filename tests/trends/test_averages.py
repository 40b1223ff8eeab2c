"""Means of months: what is left out, and why."""

from fractions import Fraction

from a4p_helpers.trends import averages

WOMEN = "uniformed_personnel.women"


def months(year: int, *, without: tuple[int, ...] = ()) -> dict[str, int]:
    """Twelve months whose value is their number, but for those without."""
    return {f"{year}-{n:02}": n for n in range(1, 13) if n not in without}


def test_a_year_without_a_break_is_the_mean_of_its_months():
    found = averages.of_year(months(2021), WOMEN, 2021)
    assert found.value == Fraction(78, 12)
    assert found.left_out == {}
    assert found.note == "Mean of 12 months."


def test_a_month_that_is_skipped_is_left_out_though_it_has_a_value():
    found = averages.of_year(months(2020), WOMEN, 2020)
    assert found.value == Fraction(78 - 8 - 6, 10)  # August is swapped, June has no report
    assert list(found.left_out) == ["2020-06", "2020-08"]
    assert found.note == (
        "Mean of 10 months. Left out: 2020-06. There is no report of the month. Left out: 2020-08. "
        "The report swaps women and men in many rows; only its totals can be used."
    )


def test_the_same_month_stays_in_an_average_of_totals():
    found = averages.of_year(months(2020), "uniformed_personnel", 2020)
    assert list(found.left_out) == ["2020-06"]


def test_a_gap_that_nobody_declared_is_told_all_the_same():
    found = averages.of_year(months(2021, without=(3, 4)), WOMEN, 2021)
    assert found.note == ("Mean of 10 months. Left out: 2021-03, 2021-04. The month has no value.")


def test_months_after_the_last_are_not_missing():
    monthly = {month: n for month, n in months(2021).items() if n <= 4}
    found = averages.of_year(monthly, WOMEN, 2021)
    assert found.value == Fraction(10, 4) and not found.left_out


def test_the_months_of_a_withdrawal_stay_in():
    found = averages.of_year(months(2023), "uniformed_personnel", 2023)
    assert found.value == Fraction(78, 12) and found.left_out == {}


def test_a_month_of_which_the_caller_knows_better_stays_in():
    found = averages.of_year(months(2020), WOMEN, 2020, resolved=["2020-08"])
    assert list(found.left_out) == ["2020-06"]


def test_a_year_without_a_single_month_has_no_mean():
    assert averages.of_year(months(2021), WOMEN, 2022) is None
    assert averages.of_year({"2020-08": 1}, WOMEN, 2020) is None


def test_a_year_has_twelve_months_where_the_series_goes_on():
    found = averages.of_year(months(2021) | months(2022), WOMEN, 2021)
    assert len(found.months) == 12 and found.left_out == {}


def test_one_month_is_one_month():
    assert averages.of_year({"2021-01": 3}, WOMEN, 2021).note == "Mean of 1 month."
    assert averages.of_year({"2021-01": 3, "2021-02": 4}, WOMEN, 2021).note == "Mean of 2 months."
