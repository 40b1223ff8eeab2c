"""Fatality rates: who is counted over whom, and over which months."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.core import scales
from a4p_helpers.trends import exposure

YEAR_END = date(2021, 12, 31)


def strengths(year: int, *rows: tuple[str, str, int], without: tuple[int, ...] = ()):
    """A year of months in which each mission has a category and a strength."""
    return pd.DataFrame(
        [
            (f"{year}-{n:02}", mission, category, total)
            for n in range(1, 13)
            if n not in without
            for mission, category, total in rows
        ],
        columns=["month", "mission", "category", "total"],
    )


def dead(*rows: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Deaths as month, mission, cause, personnel and number."""
    return pd.DataFrame(rows, columns=["month", "mission", "cause", "personnel", "deaths"])


STRENGTH = strengths(
    2021, ("UNMISS", "troops", 900), ("UNMISS", "individual police", 100), ("UNAMI", "troops", 50)
)
DEATHS = dead(
    ("2021-02", "UNMISS", "malicious act", "military", 2),
    ("2021-05", "UNMISS", "illness", "police", 1),
    ("2021-06", "UNMISS", "illness", "local civilian", 4),
    ("2021-07", "UNAMI", "malicious act", "military", 3),
)


def rates(by: str) -> dict[str, tuple[int, float]]:
    """Return deaths and person-years of 2021, one a word."""
    frame = exposure.fatality_rates(DEATHS, STRENGTH, 2021, YEAR_END, by)
    return {row[0]: row[1:3] for row in frame.itertuples(index=False, name=None)}


def test_a_rate_is_deaths_per_10_000_persons_a_year_with_its_limits():
    frame = exposure.fatality_rates(DEATHS, STRENGTH, 2021, YEAR_END, "mission")
    assert list(frame.columns) == ["mission", "deaths", "person_years", "rate", "low", "high"]
    (row,) = frame.itertuples()
    assert row.rate == 3 * 10_000 / 1000
    assert (row.low, row.high) == pytest.approx((6.187, 87.673), abs=0.001)  # of three deaths


def test_civilians_and_political_missions_are_in_no_rate():
    assert rates("mission") == {"UNMISS": (3, 1000)}


def test_each_type_of_personnel_is_over_its_own_strength():
    # Of military observers, nobody was deployed.
    assert rates("personnel") == {"military": (2, 950), "police": (1, 100)}


def test_all_causes_are_over_the_same_strength_and_add_up():
    found = rates("cause")
    assert list(found) == list(scales.CAUSES)
    assert {years for _, years in found.values()} == {1050}
    assert sum(deaths for deaths, _ in found.values()) == 3


def test_a_year_that_is_not_over_is_exposed_to_the_day():
    grown = STRENGTH.assign(total=STRENGTH["total"].mask(STRENGTH["month"] > "2021-03", 9_999))
    found = exposure.person_years(grown, 2021, date(2021, 3, 14))
    assert found == Fraction(1050 * 73, 365)
    assert exposure.person_years(STRENGTH, 2022, date(2021, 3, 14)) is None
    to_april = exposure.fatality_rates(DEATHS, STRENGTH, 2021, date(2021, 4, 30), "cause")
    assert to_april["deaths"].sum() == 2


def test_a_leap_year_has_366_days():
    strength = strengths(2024, ("UNMISS", "troops", 732))
    assert exposure.person_years(strength, 2024, date(2024, 6, 30)) == 732 * Fraction(182, 366)
    assert exposure.person_years(strength, 2024, date(2024, 12, 31)) == 732


def test_a_missing_month_is_left_out():
    strength = strengths(2022, ("UNMISS", "troops", 900), without=(7,))
    assert exposure.person_years(strength, 2022, date(2022, 12, 31)) == 900


def test_a_mission_that_a_month_does_not_list_had_nobody_there():
    half = STRENGTH[(STRENGTH["mission"] != "UNMISS") | (STRENGTH["month"] < "2021-07")]
    assert exposure.person_years(half, 2021, YEAR_END, mission="UNMISS") == 500


@pytest.mark.parametrize(
    ("mission", "mean"),
    [
        ("UNMISS", 120),  # over January and February
        ("UNMIL", Fraction(2 * 120, 11)),  # it had ended on 30 March; March itself is left out
    ],
)
def test_months_that_name_no_missions_are_left_out_unless_the_mission_had_ended(mission, mean):
    named = strengths(2018, (mission, "troops", 120), without=tuple(range(3, 13)))
    blank = strengths(2018, (scales.NOT_STATED, "troops", 5_000), without=(1, 2))
    both = pd.concat([named, blank])
    assert exposure.person_years(both, 2018, date(2018, 12, 31), mission=mission) == mean


def test_civilian_deaths_are_counted_without_a_rate():
    found = exposure.civilian_deaths(DEATHS, 2021, YEAR_END)
    assert (found.value, found.low < 4 < found.high) == (4, True)
    assert exposure.civilian_deaths(DEATHS, 2020, YEAR_END).value == 0


# The real tables, to 28 November 2023.

UNTIL = date(2023, 11, 28)


def test_every_death_is_over_somebody_or_of_a_civilian(fatalities, uniformed_personnel):
    for year in range(2015, 2024):
        of_all = exposure.in_peacekeeping(fatalities).query(f"year == {year}")["deaths"].sum()
        civilian = exposure.civilian_deaths(fatalities, year, UNTIL).value
        for by in ("mission", "personnel", "cause"):
            rates = exposure.fatality_rates(fatalities, uniformed_personnel, year, UNTIL, by)
            assert rates["deaths"].sum() + civilian == of_all


def test_strengths_are_those_of_the_reports(uniformed_personnel):
    found = exposure.person_years(uniformed_personnel, 2018, UNTIL)
    # Another extract of the UN's own file gives a mean of 90,987 for 2018.
    assert float(found) == pytest.approx(90_987, rel=0.001)
