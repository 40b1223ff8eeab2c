"""Rounding half up, and the whole numbers behind a published share."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.core.rounding import decimals_of, half_up, whole_numbers_behind


@pytest.mark.parametrize(
    ("number", "decimals", "rounded"),
    [
        (12.5, 0, "13"),
        (pd.Series([12.5]).iloc[0], 0, "13"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (0.49999999999, 0, "0"),
        (-12.5, 0, "-13"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (-2.4, 0, "-2"),
        (0.145, 2, "0.15"),
        (-0.145, 2, "-0.15"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.1 + 0.2, 1, "0.3"),
        (1e-7, 6, "0.000000"),
        (5e-7, 6, "0.000001"),
        (Fraction(1, 3), 0, "0"),
        (Fraction(100, 3), 1, "33.3"),
        (Fraction(200, 3), 1, "66.7"),
        (Fraction(200, 3), 0, "67"),
        (Fraction(-200, 3), 0, "-67"),
        (Fraction(2, 3), 5, "0.66667"),
        (Fraction(25, 2), 0, "13"),
        (Fraction(29, 200), 2, "0.15"),
        (Decimal("0.145"), 2, "0.15"),
        (7, 0, "7"),
        (7, 1, "7.0"),
        (0, 0, "0"),
        (10**18 + 1, 0, str(10**18 + 1)),
    ],
)
def test_halves_go_away_from_zero(number, decimals, rounded):
    result = half_up(number, decimals)
    assert isinstance(result, Decimal)
    assert result == Decimal(rounded)
    assert f"{result:f}" == rounded


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_number_is_refused(number):
    with pytest.raises((ValueError, OverflowError)):
        half_up(number)


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_every_half_of_a_grid(decimals):
    for thousandths in range(-3000, 3001, 5):
        expected = (Decimal(thousandths) / 1000).quantize(
            Decimal(1).scaleb(-decimals), ROUND_HALF_UP
        )
        assert half_up(Fraction(thousandths, 1000), decimals) == expected
        assert half_up(thousandths / 1000, decimals) == expected


# Whole numbers behind a share


def brute_force(percent: str, of: int) -> list[int]:
    """Return the whole numbers whose share, rounded as a clerk would, reads as published."""
    published = Decimal(percent)
    return [
        number
        for number in range(of + 1)
        if of
        and (Decimal(100 * number) / of).quantize(published, ROUND_HALF_UP).compare(published) == 0
    ]


@pytest.mark.parametrize(
    ("percent", "of", "numbers"),
    [
        (31, 68, [21]),
        (50, 1000, list(range(495, 505))),
        (30, 87, [26]),
        (8, 38, [3]),
        (46, 37, [17]),
        (38, 16, [6]),
        (12.5, 8, [1]),
        (13, 8, [1]),
        (12, 8, []),
        (0, 5, [0]),
        (100, 5, [5]),
        (0, 1000, [0, 1, 2, 3, 4]),
        (100, 1000, list(range(995, 1001))),
        (99, 5, []),
        (50, 0, []),
        (0, 0, []),
        (33.33, 3, [1]),
        (33.3, 3, [1]),
        (33.4, 3, []),
    ],
)
def test_known_shares(percent, of, numbers):
    assert whole_numbers_behind(percent, of) == numbers
    assert whole_numbers_behind(float(percent), of) == numbers


def test_whole_shares_as_by_brute_force():
    for of in [*range(1, 41), 68, 87, 143, 199, 200, 201, 365, 999, 1000]:
        for percent in range(101):
            found = whole_numbers_behind(percent, of)
            assert found == brute_force(str(percent), of), (percent, of)


def test_shares_with_decimals_as_by_brute_force():
    for of in (1, 3, 7, 8, 16, 143, 400, 1001):
        for tenths in range(1, 1000, 7):
            percent = f"{tenths / 10:.1f}"
            if not percent.endswith("0"):  # 30.0 arrives as 30 and is read so
                found = whole_numbers_behind(float(percent), of)
                assert found == brute_force(percent, of), (percent, of)
    for of in (3, 8, 1001, 77_771):
        for percent in ("50", "12.3", "0.01", "12.49", "12.51", "33.33", "66.67", "99.99"):
            found = whole_numbers_behind(float(percent), of)
            assert found == brute_force(percent, of), (percent, of)


def test_every_number_is_found_behind_its_own_share():
    for of in (1, 2, 9, 68, 1000, 77_771):
        for number in range(0, of + 1, max(1, of // 50)):
            percent = int(half_up(Fraction(100 * number, of)))
            assert number in whole_numbers_behind(percent, of)


@pytest.mark.parametrize(
    ("number", "decimals"),
    [
        *((12, 0), (12.0, 0), (12.5, 1), (33.33333, 5), (1e-7, 7), (Fraction(1, 8), 3)),
        *((Fraction(1, 10**8), 8), (Fraction(1, 10**9), 9), (1 / 3, 9)),  # nine at most
    ],
)
def test_how_finely_a_number_was_sent(number, decimals):
    assert decimals_of(number) == decimals
