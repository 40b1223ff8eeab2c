"""Means of months: what is left out."""

from fractions import Fraction

import pytest

from a4p_helpers.trends import averages

WOMEN, ALL = "uniformed_personnel.women", "uniformed_personnel"


def months(year: int, *, without: tuple[int, ...] = ()) -> dict[str, int]:
    """Twelve months whose value is their number, but for those without."""
    return {f"{year}-{n:02}": n for n in range(1, 13) if n not in without}


@pytest.mark.parametrize(
    ("monthly", "series", "year", "mean"),
    [
        (months(2021), WOMEN, 2021, Fraction(78, 12)),
        # August is swapped, June has no report; of totals August can be used.
        (months(2020), WOMEN, 2020, Fraction(78 - 8 - 6, 10)),
        (months(2020), ALL, 2020, Fraction(78 - 6, 11)),
        # A gap that nobody declared, and a series that ends, are no zeros.
        (months(2021, without=(3, 4)), WOMEN, 2021, Fraction(78 - 7, 10)),
        ({"2021-01": 1, "2021-02": 4}, WOMEN, 2021, Fraction(5, 2)),
        # The months of a withdrawal stay in.
        (months(2023), ALL, 2023, Fraction(78, 12)),
        (months(2021) | {"2022-01": 99}, WOMEN, 2021, Fraction(78, 12)),
        (months(2021), WOMEN, 2022, None),
        ({"2020-08": 1}, WOMEN, 2020, None),
    ],
)
def test_a_mean_is_over_the_months_that_can_be_used(monthly, series, year, mean):
    assert averages.of_year(monthly, series, year) == mean


def test_a_month_of_which_the_caller_knows_better_stays_in():
    found = averages.of_year(months(2020), WOMEN, 2020, resolved=["2020-08"])
    assert found == Fraction(78 - 6, 11)
