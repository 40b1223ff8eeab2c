"""Fatality rates: who is counted over whom, and which months the strength is the mean of."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.core import missions, scales
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


def rate(frame: pd.DataFrame, **keys: str) -> tuple[int, float]:
    """Return deaths and person-years of the one row with these keys."""
    for name, word in keys.items():
        frame = frame[frame[name] == word]
    (row,) = frame.itertuples()
    return row.deaths, row.person_years


def test_a_rate_is_deaths_per_10_000_persons_a_year():
    (row,) = exposure.fatality_rates(DEATHS, STRENGTH, YEAR_END).itertuples()
    assert (row.deaths, row.person_years, row.months) == (3, 1050, 12)
    assert row.rate == pytest.approx(3 * 10_000 / 1050)
    assert row.low < row.rate < row.high


def test_civilians_and_political_missions_are_in_no_rate():
    frame = exposure.fatality_rates(DEATHS, STRENGTH, YEAR_END, by=("mission",))
    assert list(frame["mission"]) == ["UNMISS"]
    assert rate(frame, mission="UNMISS") == (3, 1000)


def test_each_type_of_personnel_is_over_its_own_strength():
    frame = exposure.fatality_rates(DEATHS, STRENGTH, YEAR_END, by=("mission", "personnel"))
    assert rate(frame, personnel="military") == (2, 900)
    assert rate(frame, personnel="police") == (1, 100)
    assert "military observer" not in set(frame["personnel"])  # nobody was deployed


def test_all_causes_are_over_the_same_strength_and_add_up():
    frame = exposure.fatality_rates(DEATHS, STRENGTH, YEAR_END, by=("cause",))
    assert list(frame["cause"]) == list(scales.CAUSES)
    assert set(frame["person_years"]) == {1050}
    assert frame["deaths"].sum() == 3


def test_a_year_that_is_not_over_is_exposed_to_the_day():
    found = exposure.person_years(STRENGTH, 2021, date(2021, 3, 14))
    assert found.strength.months == ("2021-01", "2021-02", "2021-03")
    assert found.person_years == Fraction(1050 * 73, 365)
    assert exposure.person_years(STRENGTH, 2022, date(2021, 3, 14)) is None


def test_a_leap_year_has_366_days():
    strength = strengths(2024, ("UNMISS", "troops", 732))
    found = exposure.person_years(strength, 2024, date(2024, 6, 30))
    assert found.person_years == 732 * Fraction(182, 366)
    assert exposure.person_years(strength, 2024, date(2024, 12, 31)).person_years == 732


def test_rates_begin_in_2015():
    two = pd.concat(
        [strengths(2014, ("UNMISS", "troops", 9)), strengths(2015, ("UNMISS", "troops", 9))]
    )
    frame = exposure.fatality_rates(DEATHS, two, date(2015, 12, 31))
    assert list(frame["year"]) == [2015]
    assert list(exposure.civilian_deaths(DEATHS, date(2016, 5, 31))["year"]) == [2015, 2016]


def test_a_missing_month_is_left_out():
    frame = exposure.fatality_rates(
        DEATHS, strengths(2022, ("UNMISS", "troops", 900), without=(7,)), date(2022, 12, 31)
    )
    assert (list(frame["months"]), list(frame["person_years"])) == ([11], [900])


def test_a_mission_that_a_month_does_not_list_had_nobody_there():
    half = STRENGTH[(STRENGTH["mission"] != "UNMISS") | (STRENGTH["month"] < "2021-07")]
    found = exposure.person_years(half, 2021, YEAR_END, mission="UNMISS")
    assert found.person_years == 500 and len(found.strength.months) == 12


def unnamed_2018(mission: str) -> exposure.Exposure | None:
    """A mission of 2018, whose reports name missions in January and February only."""
    named = strengths(2018, (mission, "troops", 120), without=tuple(range(3, 13)))
    blank = strengths(2018, (scales.NOT_STATED, "troops", 5_000), without=(1, 2))
    return exposure.person_years(
        pd.concat([named, blank]), 2018, date(2018, 12, 31), mission=mission
    )


def test_months_that_name_no_missions_are_left_out_of_a_missions_mean():
    found = unnamed_2018("UNMISS")
    assert found.person_years == 120 and len(found.strength.months) == 2


def test_but_not_once_the_mission_had_ended():
    found = unnamed_2018("UNMIL")  # until 30 March 2018
    assert found.strength.months == ("2018-01", "2018-02", *(f"2018-{n:02}" for n in range(4, 13)))
    assert found.person_years == Fraction(2 * 120, 11)


def test_civilian_deaths_are_counted_without_a_rate():
    frame = exposure.civilian_deaths(DEATHS, YEAR_END, first_year=2021)
    assert list(frame.columns) == ["year", "deaths", "low", "high"]
    assert list(frame["deaths"]) == [4]


def test_another_dimension_is_refused():
    with pytest.raises(ValueError, match="not by sex"):
        exposure.fatality_rates(DEATHS, STRENGTH, YEAR_END, by=("sex",))


# The real tables, to 28 November 2023.

UNTIL = date(2023, 11, 28)


def test_every_death_of_uniformed_personnel_is_over_somebody(fatalities, uniformed_personnel):
    whole = exposure.fatality_rates(fatalities, uniformed_personnel, UNTIL)
    for by in (("mission",), ("personnel",), ("mission", "personnel", "cause")):
        parts = exposure.fatality_rates(fatalities, uniformed_personnel, UNTIL, by=by)
        assert list(parts.groupby("year")["deaths"].sum()) == list(whole["deaths"])


def test_uniformed_and_civilian_deaths_are_all_deaths(fatalities, uniformed_personnel):
    uniformed = exposure.fatality_rates(fatalities, uniformed_personnel, UNTIL)
    civilian = exposure.civilian_deaths(fatalities, UNTIL)
    known = fatalities[fatalities["mission"].isin(missions.peacekeeping())]
    since = known[known["month"] >= "2015-01"]
    assert uniformed["deaths"].sum() + civilian["deaths"].sum() == since["deaths"].sum()


def test_strengths_are_those_of_the_reports(uniformed_personnel):
    found = exposure.person_years(uniformed_personnel, 2018, UNTIL)
    # Another extract of the UN's own file gives a mean of 90,987 for 2018.
    assert float(found.person_years) == pytest.approx(90_987, rel=0.001)
