"""What is counted of Priority 4, accountability to peacekeepers."""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from a4p_helpers import missions, scales
from a4p_helpers.indicators.register import Number, Share, exhibit, indicator
from a4p_helpers.periods import Period
from a4p_helpers.rounding import half_up

NOTICAS = "NOTICAS; peacekeeping operations, uniformed and civilian personnel"
MALICIOUS = scales.CAUSES[0]
FIRST_YEAR = 2017  # the year before the Action Plan of 2018, from which the reports count
INCIDENT_DATE = "Counted in the year of the incident, with the cause as recorded at the as-of date."


def _in_peacekeeping(fatalities: pd.DataFrame) -> pd.DataFrame:
    """Return deaths in peacekeeping operations, closed ones included, with their year."""
    rows = fatalities[fatalities["mission"].isin(missions.peacekeeping())]
    return rows.assign(year=rows["month"].str[:4].astype(int))


def _last_year(fatalities: pd.DataFrame, period: Period) -> int:
    """Return the last year up to the period's that the table reaches; later ones are not known."""
    reached = max(fatalities["month"].str[:4].astype(int), default=0)
    return min(period.last_day.year, reached)


def _by_year(rows: pd.DataFrame, last: int, *, year: str = "year") -> pd.Series:
    years = range(FIRST_YEAR, last + 1)
    return rows.groupby(year)["deaths"].sum().reindex(years, fill_value=0).astype("Int64")


def _in_last_year(rows: pd.DataFrame, fatalities: pd.DataFrame, period: Period) -> int | None:
    """Return the deaths of the period's last year; None where the table does not reach it."""
    last = period.last_day.year
    return int(_by_year(rows, last).iloc[-1]) if _last_year(fatalities, period) == last else None


def _malicious(fatalities: pd.DataFrame) -> pd.DataFrame:
    rows = _in_peacekeeping(fatalities)
    return rows[rows["cause"] == MALICIOUS]


@indicator(
    "P4.FATALITIES_MALICIOUS_SINCE_2017",
    "Peacekeepers killed by malicious acts since 2017",
    covers="since 2017",
    unit="persons",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat=INCIDENT_DATE,
)
def fatalities_malicious_since_2017(fatalities: pd.DataFrame, period: Period) -> pd.Series:
    """Deaths by malicious acts in peacekeeping operations since 2017, by year of incident."""
    return _by_year(_malicious(fatalities), _last_year(fatalities, period))


@indicator(
    "P4.FATALITIES_MALICIOUS_NOTIFIED",
    "Peacekeepers killed by malicious acts since 2017, by year of notification",
    covers="since 2017",
    unit="persons",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat="The year inside the casualty number; it may lie after the year of the incident.",
)
def fatalities_malicious_notified(fatalities: pd.DataFrame, period: Period) -> pd.Series:
    """Deaths by malicious acts in peacekeeping operations notified since 2017."""
    last = _last_year(fatalities, period)
    return _by_year(_malicious(fatalities), last, year="notification_year")


@indicator(
    "P4.FATALITIES_MALICIOUS_YEAR",
    "Peacekeepers killed by malicious acts in the calendar year",
    covers="year",
    unit="persons",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat=INCIDENT_DATE,
)
def fatalities_malicious_year(fatalities: pd.DataFrame, period: Period) -> int | None:
    """Deaths by malicious acts in the year in which the period ends, up to the as-of date."""
    return _in_last_year(_malicious(fatalities), fatalities, period)


@indicator(
    "P4.FATALITIES_YEAR",
    "Peacekeepers who died in the calendar year, of all causes",
    covers="year",
    unit="persons",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat=INCIDENT_DATE,
)
def fatalities_year(fatalities: pd.DataFrame, period: Period) -> int | None:
    """Deaths of all causes in the year in which the period ends, up to the as-of date."""
    return _in_last_year(_in_peacekeeping(fatalities), fatalities, period)


@indicator(
    "P4.MALICIOUS_SHARE_YEAR",
    "Share of malicious acts among deaths in the calendar year",
    covers="year",
    unit="percent",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat=INCIDENT_DATE,
)
def malicious_share_year(fatalities: pd.DataFrame, period: Period) -> Share | None:
    """Deaths by malicious acts over deaths of all causes, in the year the period ends in."""
    killed = fatalities_malicious_year(fatalities, period)
    died = fatalities_year(fatalities, period)
    return None if killed is None or died is None else Share(killed, died)


@indicator(
    "P4.MALICIOUS_SHARE_2017",
    "Share of malicious acts among deaths in 2017",
    covers="2017",
    unit="percent",
    result="4.2",
    level="outcome",
    source=NOTICAS,
    direction="down",
    caveat=INCIDENT_DATE,
)
def malicious_share_2017(fatalities: pd.DataFrame, period: Period) -> Share | None:
    """Deaths by malicious acts over deaths of all causes in 2017, to compare with."""
    last = _last_year(fatalities, period)
    killed = _by_year(_malicious(fatalities), last)
    died = _by_year(_in_peacekeeping(fatalities), last)
    return None if died.empty else Share(int(killed.iloc[0]), int(died.iloc[0]))


@indicator(
    "P4.MALICIOUS_RATE_YEAR",
    "Uniformed personnel killed by malicious acts per 10,000 deployed",
    covers="year",
    unit="per 10,000",
    result="4.2",
    level="outcome",
    source="NOTICAS; monthly reports of uniformed personnel, DPO",
    direction="down",
    decimals=1,
    caveat="Over the mean strength of the months reported; the last year may be incomplete.",
)
def malicious_rate_year(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period
) -> Number | None:
    """Deaths of uniformed personnel over the mean of monthly strengths in the period's year."""
    trend = malicious_trend(fatalities, uniformed_personnel, period)
    if trend.empty:
        return None
    last = trend.iloc[-1]
    is_there = last["year"] == period.last_day.year and last["exact"] is not None
    return Number(last["exact"]) if is_there else None


@exhibit("P4.FATALITY_CAUSES")
def fatality_causes(fatalities: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a year since 2017: deaths by cause in peacekeeping operations."""
    rows = _in_peacekeeping(fatalities)
    wide = rows.pivot_table(
        index="year", columns="cause", values="deaths", aggfunc="sum", fill_value=0
    )
    years = range(FIRST_YEAR, _last_year(fatalities, period) + 1)
    return (
        wide.reindex(index=years, columns=list(scales.CAUSES), fill_value=0)
        .astype("Int64")
        .rename_axis(index="year", columns=None)
        .reset_index()
    )


@exhibit("P4.MALICIOUS_TREND")
def malicious_trend(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """One row a year since 2017: deaths by malicious acts, and the rate per 10,000 uniformed.

    The rate is over uniformed personnel only, in deaths and in strength; the strength is the mean
    of the months that the publisher reports, special political missions included there.
    """
    last = _last_year(fatalities, period)
    malicious = _malicious(fatalities)
    uniformed = _by_year(malicious[malicious["personnel"].isin(scales.UNIFORMED)], last)
    monthly = uniformed_personnel.groupby("month")["total"].sum()
    rows = []
    for year, deaths in _by_year(malicious, last).items():
        strengths = [int(total) for month, total in monthly.items() if month[:4] == str(year)]
        exact = (
            Fraction(10_000 * int(uniformed[year]) * len(strengths), sum(strengths))
            if sum(strengths)
            else None
        )
        rows.append(
            {
                "year": year,
                "deaths": int(deaths),
                "uniformed": int(uniformed[year]),
                "strength": (
                    int(half_up(Fraction(sum(strengths), len(strengths)))) if strengths else None
                ),
                "rate": None if exact is None else float(exact),
                "exact": exact,
            }
        )
    return pd.DataFrame(rows)


@indicator(
    "P4.HOSPITALS",
    "Level 1+ and above field hospitals",
    covers="state",
    unit="hospitals",
    result="4.3",
    level="input",
    source="DHMOSH, DOS",
)
def hospitals(hospitals: pd.DataFrame) -> pd.Series:
    """Sum of hospitals over missions and levels."""
    return hospitals.groupby("mission")["hospitals"].sum()


@indicator(
    "P4.HOSPITAL_MISSIONS",
    "Missions with at least one hospital of level 1+ or above",
    covers="state",
    unit="missions",
    result="4.3",
    level="input",
    source="DHMOSH, DOS",
)
def hospital_missions(hospitals: pd.DataFrame) -> pd.Series:
    """Missions with a hospital of level 1+ or above."""
    return hospitals.groupby("mission")["hospitals"].sum() > 0


@indicator(
    "P4.HOSPITALS_REPORTING",
    "Hospitals that had a report due in the period",
    unit="hospitals",
    result="4.3",
    level="output",
    source="DHMOSH, DOS",
    caveat="Hospitals report in the fifth and tenth month after each rotation.",
)
def hospitals_reporting(hospital_reports: pd.DataFrame) -> pd.Series:
    """Sum of hospitals with a report due over missions."""
    return hospital_reports.set_index("mission")["reports_due"]


@indicator(
    "P4.HOSPITALS_INTERRUPTED",
    "Hospitals reporting a service interruption",
    unit="hospitals",
    result="4.3",
    level="outcome",
    source="DHMOSH, DOS",
    direction="down",
)
def hospitals_interrupted(hospital_interruptions: pd.DataFrame) -> pd.Series:
    """Hospitals with at least one interruption, by mission; one with several counts once."""
    unique = hospital_interruptions.drop_duplicates(["mission", "hospital"])
    return unique.groupby("mission").size()


def _days(hospital_interruptions: pd.DataFrame, cause: str) -> pd.Series:
    days = hospital_interruptions["days"].where(hospital_interruptions["cause"] == cause, 0)
    return days.groupby(hospital_interruptions["mission"]).sum()


@indicator(
    "P4.HOSPITAL_EQUIPMENT_DAYS",
    "Days of care affected by malfunctioning equipment",
    unit="days",
    result="4.3",
    level="outcome",
    source="DHMOSH, DOS",
    direction="down",
)
def hospital_equipment_days(hospital_interruptions: pd.DataFrame) -> pd.Series:
    """Sum of hospital-days affected by malfunctioning equipment, by mission."""
    return _days(hospital_interruptions, "malfunctioning equipment")


@indicator(
    "P4.HOSPITAL_CONSUMABLES_DAYS",
    "Days of care affected by insufficient consumables",
    unit="days",
    result="4.3",
    level="outcome",
    source="DHMOSH, DOS",
    direction="down",
)
def hospital_consumables_days(hospital_interruptions: pd.DataFrame) -> pd.Series:
    """Sum of hospital-days affected by a lack of consumables, by mission."""
    return _days(hospital_interruptions, "insufficient consumables")


@indicator(
    "P4.BASES_COMPLIANT",
    "Company operating bases that meet the defence standard",
    covers="state",
    unit="percent",
    result="4.4",
    level="outcome",
    source="Focal Point for Security, DPO",
    direction="up",
)
def bases_compliant(base_defence: pd.DataFrame) -> Share:
    """Bases that meet the standard over all bases of the missions that reported."""
    return Share(int(base_defence["compliant"].sum()), int(base_defence["bases"].sum()))


@indicator(
    "P4.EO_FOUND",
    "Explosive ordnance found",
    unit="items",
    result="4.2",
    level="output",
    source="UNMAS",
)
def eo_found(explosive_ordnance: pd.DataFrame) -> pd.Series:
    """Sum of items found, by mission."""
    return explosive_ordnance.groupby("mission")["found"].sum()


@indicator(
    "P4.EO_NEUTRALISED",
    "Explosive ordnance neutralised",
    unit="items",
    result="4.2",
    level="output",
    source="UNMAS",
    direction="up",
)
def eo_neutralised(explosive_ordnance: pd.DataFrame) -> pd.Series:
    """Sum of items made safe, by mission."""
    return explosive_ordnance.groupby("mission")["neutralised"].sum()


CRIMES = {
    "covers": "since 2013",
    "result": "4.1",
    "level": "outcome",
    "source": "OROLSI, Justice and Corrections",
    "themes": ["police"],
}
SINCE_2013 = "Cumulative since 2013, four mission settings."


def _stage(crimes: pd.DataFrame, stage: str) -> pd.Series | None:
    rows = crimes[crimes["stage"] == stage]
    return rows.groupby("mission")["count"].sum() if len(rows) else None


def _share_of_stage(crimes: pd.DataFrame, part: str, whole: str) -> Share | None:
    numerator, denominator = _stage(crimes, part), _stage(crimes, whole)
    if numerator is None or denominator is None:
        return None
    return Share(int(numerator.sum()), int(denominator.sum()))


@indicator(
    "P4.CASES_INVESTIGATED",
    "Cases of crimes against peacekeepers investigated by host State authorities",
    unit="cases",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def cases_investigated(crimes: pd.DataFrame) -> pd.Series | None:
    """Cases under or after investigation, cumulative, by mission setting."""
    return _stage(crimes, "cases investigated")


@indicator(
    "P4.CASES_INVESTIGATED_PERCENT",
    "Share of cases reported that were investigated",
    unit="percent",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def cases_investigated_percent(crimes: pd.DataFrame) -> Share | None:
    """Cases investigated over cases reported, cumulative."""
    return _share_of_stage(crimes, "cases investigated", "cases")


@indicator(
    "P4.PERPETRATORS_DETAINED",
    "Alleged perpetrators detained",
    unit="persons",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def perpetrators_detained(crimes: pd.DataFrame) -> pd.Series | None:
    """Alleged perpetrators detained, cumulative, by mission setting."""
    return _stage(crimes, "perpetrators detained")


@indicator(
    "P4.PERPETRATORS_DETAINED_PERCENT",
    "Share of alleged perpetrators identified who were detained",
    unit="percent",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def perpetrators_detained_percent(crimes: pd.DataFrame) -> Share | None:
    """Alleged perpetrators detained over those identified, cumulative."""
    return _share_of_stage(crimes, "perpetrators detained", "perpetrators identified")


@indicator(
    "P4.PERPETRATORS_CONVICTED",
    "Alleged perpetrators convicted",
    unit="persons",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def perpetrators_convicted(crimes: pd.DataFrame) -> pd.Series | None:
    """Alleged perpetrators convicted, cumulative, by mission setting."""
    return _stage(crimes, "perpetrators convicted")


@indicator(
    "P4.PERPETRATORS_CONVICTED_PERCENT",
    "Share of alleged perpetrators brought before courts who were convicted",
    unit="percent",
    direction="up",
    caveat=SINCE_2013,
    **CRIMES,
)
def perpetrators_convicted_percent(crimes: pd.DataFrame) -> Share | None:
    """Alleged perpetrators convicted over those brought before courts, cumulative."""
    return _share_of_stage(crimes, "perpetrators convicted", "perpetrators before courts")


@exhibit("P4.CASEVAC")
def casevac_by_mission(casevac: pd.DataFrame) -> pd.DataFrame:
    """One row a mission, one column a capability: whether the mission has it."""
    return _wide(casevac, "capability", "is_available")


@exhibit("P4.BASE_DEFENCE")
def base_defence_by_mission(base_defence: pd.DataFrame) -> pd.DataFrame:
    """One row a mission: bases, bases that meet the standard, and their share."""
    share = 100 * base_defence["compliant"] / base_defence["bases"].where(base_defence["bases"] > 0)
    return base_defence.assign(share=share)[["mission", "bases", "compliant", "share"]]


@exhibit("P4.EO_CAPACITY")
def eo_capacity_by_mission(eo_capacity: pd.DataFrame) -> pd.DataFrame:
    """One row a mission and activity."""
    return eo_capacity[["mission", "activity"]]


@exhibit("P4.EO_NEUTRALISED")
def eo_by_mission(explosive_ordnance: pd.DataFrame) -> pd.DataFrame:
    """One row a mission and kind: items found and neutralised."""
    return explosive_ordnance[["mission", "kind", "found", "neutralised"]]


@exhibit("P4.HOSPITALS")
def hospitals_by_level(hospitals: pd.DataFrame, hospital_reports: pd.DataFrame) -> pd.DataFrame:
    """One row a mission: hospitals by level, in all, and reports due; 0 where there are none."""
    levels = [level for level in scales.LEVELS if level != "none"]
    wide = hospitals.pivot_table(
        index="mission", columns="level", values="hospitals", aggfunc="sum", fill_value=0
    ).reindex(columns=levels, fill_value=0)
    wide["all levels"] = wide.sum(axis=1)
    due = hospital_reports.set_index("mission")["reports_due"].reindex(wide.index)
    wide["reports due"] = due.mask(wide["all levels"] == 0, 0)
    return wide.rename_axis(columns=None).reset_index()


@exhibit("P4.INTERRUPTIONS")
def interruptions(hospital_interruptions: pd.DataFrame) -> pd.DataFrame:
    """One row a mission, hospital and cause: days of affected care."""
    table = hospital_interruptions[["mission", "hospital", "cause", "days"]]
    return table.assign(hospital=[f"Hospital {number}" for number in table["hospital"]])


@exhibit("P4.CRIMES")
def crimes_by_mission(crimes: pd.DataFrame) -> pd.DataFrame:
    """One row a mission setting, one column a stage: cases or persons, cumulative."""
    return _wide(crimes, "stage", "count", scales.STAGES)


def _wide(
    table: pd.DataFrame, columns: str, values: str, known: Sequence[str] = ()
) -> pd.DataFrame:
    """Spread a table; columns stand in their known order, or in the order of the file."""
    there = list(dict.fromkeys(table[columns]))
    order = [name for name in known if name in there] or there
    wide = table.pivot(index="mission", columns=columns, values=values)
    return wide[order].rename_axis(columns=None).reset_index()
