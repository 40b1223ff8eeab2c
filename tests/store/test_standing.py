"""Where a number stands: a change is told over equal spans alone."""

from dataclasses import replace
from fractions import Fraction

import pytest

from a4p_helpers.core import periods
from a4p_helpers.store import standing
from a4p_helpers.store.values import Indicator, Value


def one(covers="period", unit="persons", direction="down"):
    """An indicator of a test."""
    told = ("P1.TEST", "T", unit, "1.1", "output", "S", "D.")
    return Indicator(*told, direction=direction, covers=covers)


def value(indicator, period, number, **more):
    """A value of it."""
    return Value(indicator, periods.get(period), "reported", Fraction(number), **more)


@pytest.mark.parametrize(
    ("covers", "unit", "then", "is_comparable"),
    [
        ("period", "persons", "2022-11", True),
        ("period", "persons", "2022-05", False),  # not the six months before
        ("state", "hospitals", "2022-11", True),
        ("year", "persons", "2022-11", False),  # the same year, so far
        ("year", "persons", "2022-05", False),  # ten months beside twelve
        ("year to date", "allegations", "2022-05", True),  # both to 31 October
        ("year", "per 10,000", "2022-05", True),
        ("year", "percent", "2022-11", False),  # part of the same year
        ("since 2017", "persons", "2022-11", False),
        ("since 2013", "percent", "2022-11", True),
        ("2017", "per 10,000", "2022-11", False),
    ],
)
def test_only_equal_spans_are_held_against_each_other(covers, unit, then, is_comparable):
    of = one(covers, unit)
    now, before = value(of, "2023-05", 5), value(of, then, 4)
    assert standing.is_comparable(now, before) is is_comparable


def test_one_survey_is_not_held_against_itself():
    of = one("latest", "percent")
    now, before = value(of, "2023-05", 5, as_of="2023-05-31"), value(of, "2022-11", 5)
    assert standing.is_comparable(now, replace(before, as_of="2022-05-31"))
    assert not standing.is_comparable(now, replace(before, as_of="2023-05-31"))


@pytest.mark.parametrize(
    ("direction", "then", "now", "target", "state"),
    [
        ("up", 8, 9, 10, standing.OFF),  # better than before, and short all the same
        ("up", 14, 10, 10, standing.MET),
        ("down", 9, 11, 10, standing.OFF),
        ("up", 8, 9, None, standing.BETTER),
        ("down", 8, 9, None, standing.WORSE),
        ("up", 9, 9, None, standing.HELD),
        ("none", 8, 9, None, standing.OPEN),
        ("up", None, 9, None, standing.OPEN),
    ],
)
def test_a_target_weighs_more_than_a_change(direction, then, now, target, state):
    of = one("state", "percent", direction)
    held = value(of, "2023-05", now, target=None if target is None else Fraction(target))
    before = None if then is None else value(of, "2022-11", then)
    assert standing.state(held, before) == state


def test_counts_of_years_of_unlike_length_have_no_course_and_half_years_have():
    deaths, of_half_years = one("year"), one()
    known = [value(deaths, name, 4) for name in ("2021-11", "2022-05", "2022-11")]
    assert standing.course(value(deaths, "2023-05", 7), known) == [value(deaths, "2023-05", 7)]
    known = [value(of_half_years, name, 4) for name in ("2021-11", "2022-05", "2022-11")]
    assert len(standing.course(value(of_half_years, "2023-05", 7), known)) == 4
    rate = one("year", "per 10,000")
    known = [value(rate, name, 4) for name in ("2021-05", "2022-05", "2022-11")]
    last = standing.course(value(rate, "2023-05", 7), known)
    assert [str(each.period) for each in last] == ["2021-05", "2022-05", "2023-05"]
