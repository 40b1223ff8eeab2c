"""Fatality rates: deaths of uniformed personnel per 10,000 of them a year.

The exposure is person-years: the mean strength of the months that can be used, times the share of
the year up to the day that the deaths reach. So a year that is not over has a rate like any other.

- A month of which the break list says that it must be left out is left out, and counted as such.
- A mission that a month's report does not list had nobody there.
- A month whose report names no missions is left out of a mission's mean, unless the mission had
  ended before the month: then nobody was there.
- Deaths of *military* are over troops and staff officers, those of *military observers* over
  experts on mission, those of *police* over individual police and formed police units.

Deaths count in peacekeeping operations, by the month of the incident. The strength of a mission is
its own; that of all missions together includes special political missions, since the reports of 19
months do not name missions. Before 2015 no strength is known. Civilians have no known strength:
their deaths stand apart, as counts (`civilian_deaths`).
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from a4p_helpers.core import breaks, missions, scales
from a4p_helpers.trends import averages, intervals

SERIES = "uniformed_personnel"
# What deaths are called, and what the strength of the same persons is called.
GROUPS = {
    "military": ("troops", "troops and staff officers", "staff officers"),
    "military observer": ("experts on mission",),
    "police": ("individual police", "formed police units"),
}
DIMENSIONS = ("mission", "personnel", "cause")
CIVILIANS = tuple(word for word in scales.PERSONNEL if word not in scales.UNIFORMED)


@dataclass(frozen=True)
class Exposure:
    """Person-years of a year, exact, and how they came about."""

    person_years: Fraction
    strength: averages.Average


def person_years(
    uniformed_personnel: pd.DataFrame,
    year: int,
    until: date,
    *,
    mission: str = "",
    personnel: str = "",
) -> Exposure | None:
    """Return the person-years of a year up to a day; without names, of all missions and types.

    None where the year lies after the day, or no month of it can be used.
    """
    if until.year < year:
        return None
    categories = GROUPS[personnel] if personnel else tuple(sum(GROUPS.values(), ()))
    reached = min(until, date(year, 12, 31)).isoformat()[:7]
    rows = uniformed_personnel[uniformed_personnel["month"] <= reached]
    monthly = _strengths(rows, categories, mission)
    series = f"{SERIES}.mission" if mission else SERIES
    strength = averages.of_year(monthly, series, year, resolved=_ended(mission, monthly))
    if strength is None:
        return None
    days = (min(until, date(year, 12, 31)) - date(year, 1, 1)).days + 1
    share = Fraction(days, 366 if calendar.isleap(year) else 365)
    return Exposure(strength.value * share, strength)


def fatality_rates(
    fatalities: pd.DataFrame,
    uniformed_personnel: pd.DataFrame,
    until: date,
    *,
    by: Sequence[str] = (),
    first_year: int = 2015,
) -> pd.DataFrame:
    """Return one row a year, and mission, personnel type or cause as `by` says.

    Columns: year, those of `by`, deaths, person_years, months (those of the mean strength), rate,
    low and high, all three per 10,000 persons a year; low and high are the exact Poisson limits.
    There is a row wherever somebody was deployed, without a death too, and none where nobody was.
    `until` is the last day that the deaths reach.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise ValueError(f"rates are by {', '.join(DIMENSIONS)}, not by {', '.join(unknown)}")
    deaths = _deaths(fatalities, scales.UNIFORMED, until)
    named = missions.peacekeeping()
    options = {
        "mission": [one for one in named if one in set(uniformed_personnel["mission"])],
        "personnel": list(GROUPS),
        "cause": list(scales.CAUSES),
    }
    rows = []
    counted = [name for name in by if name != "cause"]  # persons are exposed to all causes alike
    for year in range(first_year, until.year + 1):
        for persons in _combinations(options, counted):
            exposure = person_years(uniformed_personnel, year, until, **persons)
            if exposure is None or not exposure.person_years:
                continue
            causes = _combinations(options, [name for name in by if name == "cause"])
            for keys in ({**persons, **cause} for cause in causes):
                count = _count(deaths, year, keys)
                rate = intervals.of_rate(count, float(exposure.person_years))
                rows.append(
                    {
                        "year": year,
                        **keys,
                        "deaths": count,
                        "person_years": float(exposure.person_years),
                        "months": len(exposure.strength.months),
                        "rate": rate.value,
                        "low": rate.low,
                        "high": rate.high,
                    }
                )
    columns = ["year", *by, "deaths", "person_years", "months", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def civilian_deaths(
    fatalities: pd.DataFrame, until: date, *, first_year: int = 2015
) -> pd.DataFrame:
    """Return deaths of civilians by year, with the limits of the count.

    There is no rate: the number of civilians deployed is not in the reports. `other` personnel
    (consultants and contractors, say) stand with them.
    """
    deaths = _deaths(fatalities, CIVILIANS, until)
    rows = []
    for year in range(first_year, until.year + 1):
        counted = intervals.of_count(_count(deaths, year, {}))
        rows.append((year, int(counted.value), counted.low, counted.high))
    return pd.DataFrame(rows, columns=["year", "deaths", "low", "high"])


def in_peacekeeping(fatalities: pd.DataFrame) -> pd.DataFrame:
    """Return deaths in peacekeeping operations, closed ones included, with their year."""
    rows = fatalities[fatalities["mission"].isin(missions.peacekeeping())]
    return rows.assign(year=rows["month"].str[:4].astype(int))


def _deaths(fatalities: pd.DataFrame, personnel: Sequence[str], until: date) -> pd.DataFrame:
    rows = in_peacekeeping(fatalities)
    return rows[rows["personnel"].isin(personnel) & (rows["month"] <= until.isoformat()[:7])]


def _count(deaths: pd.DataFrame, year: int, keys: dict[str, str]) -> int:
    is_meant = deaths["year"] == year
    for name, word in keys.items():
        is_meant &= deaths[name] == word
    return int(deaths.loc[is_meant, "deaths"].sum())


def _combinations(options: dict[str, list[str]], by: Sequence[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for name in by:
        found = [{**one, name: word} for one in found for word in options[name]]
    return found


def _strengths(rows: pd.DataFrame, categories: Sequence[str], mission: str) -> dict[str, int]:
    """Return the strength by month; 0 where a report that names missions does not list one."""
    months = rows["month"].drop_duplicates().sort_values()
    kept = rows[rows["category"].isin(categories)]
    if mission:
        kept = kept[kept["mission"] == mission]
    sums = kept.groupby("month")["total"].sum()
    return {str(month): int(sums.get(month, 0)) for month in months}


def _ended(mission: str, monthly: dict[str, int]) -> frozenset[str]:
    """Return the months in which a mission is known to be over, whatever their reports name."""
    end = missions.declared()[mission].end if mission else ""
    skipped = breaks.skipped(f"{SERIES}.mission", monthly)
    return frozenset(month for month in skipped if end and month > end[:7])
