"""Fatality rates: deaths of uniformed personnel per 10,000 of them a year.

The exposure is person-years: the mean strength of the usable months, times the share of the year up
to the day that the deaths reach. So an unfinished year has a rate like any other.

- A month that the break list excludes is left out, and counted as such.
- A mission that a month's report does not list had nobody there.
- A month whose report names no missions is left out of a mission's mean, unless the mission had
  ended before the month: then nobody was there.
- Deaths of *military* are divided by troops and staff officers, those of *military observers* by
  experts on mission, those of *police* by individual police and formed police units.

Only deaths in peacekeeping operations count, by the month of the incident. Each mission has its own
strength; that of all missions together includes special political missions, since the reports of 19
months do not name missions. No strength is known before 2015. Civilians have no known strength:
their deaths are counted separately (`civilian_deaths`).
"""

import calendar
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pandas as pd

from a4p_helpers.core import breaks, missions, scales
from a4p_helpers.trends import averages, intervals

SERIES = "uniformed_personnel"
# Names of personnel types in deaths, and of the same personnel in strength.
GROUPS = {
    "military": ("troops", "troops and staff officers", "staff officers"),
    "military observer": ("experts on mission",),
    "police": ("individual police", "formed police units"),
}
CIVILIANS = tuple(word for word in scales.PERSONNEL if word not in scales.UNIFORMED)


def person_years(
    uniformed_personnel: pd.DataFrame,
    year: int,
    until: date,
    *,
    mission: str = "",
    personnel: str = "",
) -> Fraction | None:
    """Return the person-years of a year up to a day; without names, of all missions and types.

    None if the year lies after the day, or if none of its months can be used.
    """
    if until.year < year:
        return None
    categories = GROUPS[personnel] if personnel else tuple(sum(GROUPS.values(), ()))
    last_day = min(until, date(year, 12, 31))
    rows = uniformed_personnel[uniformed_personnel["month"] <= last_day.isoformat()[:7]]
    monthly = _strengths(rows, categories, mission)
    series = f"{SERIES}.mission" if mission else SERIES
    strength = averages.of_year(monthly, series, year, resolved=_ended(mission, monthly))
    if strength is None:
        return None
    days = (last_day - date(year, 1, 1)).days + 1
    return strength * Fraction(days, 366 if calendar.isleap(year) else 365)


def fatality_rates(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, year: int, until: date, by: str
) -> pd.DataFrame:
    """Return the rates of a year by mission, personnel type or cause, one row each.

    Columns: `by`, deaths, person_years, rate, low and high, the last three per 10,000 persons a
    year; low and high are the exact Poisson limits. Every row had somebody deployed, with or
    without deaths. `until` is the last day that the deaths reach.
    """
    deaths = _deaths(fatalities, scales.UNIFORMED, year, until)
    counted = deaths.groupby(by)["deaths"].sum()
    known = set(uniformed_personnel["mission"])
    words = {
        "mission": [code for code in missions.peacekeeping() if code in known],
        "personnel": list(GROUPS),
        "cause": list(scales.CAUSES),
    }
    rows = []
    for word in words[by]:
        persons = {} if by == "cause" else {by: word}  # everybody is exposed to each cause
        exposed = person_years(uniformed_personnel, year, until, **persons)
        if exposed:
            count = int(counted.get(word, 0))
            rate = intervals.of_rate(count, float(exposed))
            rows.append((word, count, float(exposed), rate.value, rate.low, rate.high))
    return pd.DataFrame(rows, columns=[by, "deaths", "person_years", "rate", "low", "high"])


def civilian_deaths(fatalities: pd.DataFrame, year: int, until: date) -> intervals.Interval:
    """Return deaths of civilians in a year, with the limits of the count.

    There is no rate: the reports do not give the number of civilians deployed. `other` personnel
    (such as consultants and contractors) are included.
    """
    return intervals.of_count(int(_deaths(fatalities, CIVILIANS, year, until)["deaths"].sum()))


def in_peacekeeping(fatalities: pd.DataFrame) -> pd.DataFrame:
    """Return deaths in peacekeeping operations, closed ones included, with their year."""
    rows = fatalities[fatalities["mission"].isin(missions.peacekeeping())]
    return rows.assign(year=rows["month"].str[:4].astype(int))


def _deaths(
    fatalities: pd.DataFrame, personnel: Sequence[str], year: int, until: date
) -> pd.DataFrame:
    rows = in_peacekeeping(fatalities)
    is_meant = (rows["year"] == year) & (rows["month"] <= until.isoformat()[:7])
    return rows[rows["personnel"].isin(personnel) & is_meant]


def _strengths(rows: pd.DataFrame, categories: Sequence[str], mission: str) -> dict[str, int]:
    """Return the strength by month; 0 if a report that names missions does not list the mission."""
    months = rows["month"].drop_duplicates().sort_values()
    kept = rows[rows["category"].isin(categories)]
    if mission:
        kept = kept[kept["mission"] == mission]
    sums = kept.groupby("month")["total"].sum()
    return {str(month): int(sums.get(month, 0)) for month in months}


def _ended(mission: str, monthly: dict[str, int]) -> frozenset[str]:
    """Return the months in which a mission is known to have ended, whatever their reports name."""
    end = missions.declared()[mission].end if mission else ""
    skipped = breaks.skipped(f"{SERIES}.mission", monthly)
    return frozenset(month for month in skipped if end and month > end[:7])
