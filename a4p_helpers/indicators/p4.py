"""What is counted of Priority 4, accountability to peacekeepers."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.register import Number, Share, exhibit, indicator
from a4p_helpers.store.values import Values
from a4p_helpers.trends import change_point, comparison, exposure, intervals, regression

FIRST_YEAR = 2017  # the year before the Action Plan of 2018, from which the reports count
ENOUGH = 1_000  # the fewest person-years for which a mission's rate is shown
BY = {"mission": "By mission", "cause": "By cause", "personnel": "By type of personnel"}
INTERVAL = ("rate", "low", "high")


def _last_year(fatalities: pd.DataFrame, period: Period) -> int:
    """Return the last year that the table covers, at most the period's own."""
    reached = max(fatalities["month"].str[:4].astype(int), default=0)
    return min(period.last_day.year, reached)


def _by_year(rows: pd.DataFrame, last: int, *, year: str = "year") -> pd.Series:
    years = range(FIRST_YEAR, last + 1)
    return rows.groupby(year)["deaths"].sum().reindex(years, fill_value=0).astype("Int64")


def _in_last_year(rows: pd.DataFrame, fatalities: pd.DataFrame, period: Period) -> int | None:
    """Return the deaths in the period's last year; None if the table does not reach it."""
    last = period.last_day.year
    return int(_by_year(rows, last).iloc[-1]) if _last_year(fatalities, period) == last else None


def _in_period(rows: pd.DataFrame, period: Period, until: date) -> int | None:
    """Return the deaths in a period's own months; None if the table does not reach its end."""
    first, last = (f"{day:%Y-%m}" for day in (period.first_day, period.last_day))
    own = rows[rows["month"].between(first, last)]
    return int(own["deaths"].sum()) if until >= period.last_day else None


def _malicious(fatalities: pd.DataFrame) -> pd.DataFrame:
    rows = exposure.in_peacekeeping(fatalities)
    return rows[rows["cause"] == scales.MALICIOUS]


of_deaths = partial(
    indicator,
    unit="persons",
    covers="year",
    result="4.2",
    level="outcome",
    source="NOTICAS; peacekeeping operations, uniformed and civilian personnel",
    direction="down",
    caveat="Counted in the year of the incident, with the cause as recorded at the as-of date.",
)


@of_deaths(
    "P4.FATALITIES_MALICIOUS_SINCE_2017",
    "Peacekeepers killed by malicious acts since 2017",
    covers="since 2017",
)
def fatalities_malicious_since_2017(fatalities: pd.DataFrame, period: Period) -> pd.Series:
    """Deaths by malicious acts in peacekeeping operations since 2017, by year of incident."""
    return _by_year(_malicious(fatalities), _last_year(fatalities, period))


@of_deaths(
    "P4.FATALITIES_MALICIOUS_NOTIFIED",
    "Peacekeepers killed by malicious acts since 2017, by year of notification",
    covers="since 2017",
    caveat="The year in the casualty number, which may be later than the year of the incident.",
)
def fatalities_malicious_notified(fatalities: pd.DataFrame, period: Period) -> pd.Series:
    """Deaths by malicious acts in peacekeeping operations that were notified in 2017 or later."""
    last = _last_year(fatalities, period)
    return _by_year(_malicious(fatalities), last, year="notification_year")


@of_deaths(
    "P4.FATALITIES_MALICIOUS_YEAR", "Peacekeepers killed by malicious acts in the calendar year"
)
def fatalities_malicious_year(fatalities: pd.DataFrame, period: Period) -> int | None:
    """Deaths by malicious acts in the year in which the period ends, up to the as-of date."""
    return _in_last_year(_malicious(fatalities), fatalities, period)


@of_deaths("P4.FATALITIES_YEAR", "Peacekeepers who died in the calendar year, of all causes")
def fatalities_year(fatalities: pd.DataFrame, period: Period) -> int | None:
    """Deaths from all causes in the year in which the period ends, up to the as-of date."""
    return _in_last_year(exposure.in_peacekeeping(fatalities), fatalities, period)


@of_deaths("P4.FATALITIES_PERIOD", "Peacekeepers who died in the period", covers="period")
def fatalities_period(fatalities: pd.DataFrame, period: Period, until: date) -> int | None:
    """Deaths from all causes from the first to the last month of the period."""
    return _in_period(exposure.in_peacekeeping(fatalities), period, until)


@of_deaths(
    "P4.FATALITIES_MALICIOUS_PERIOD",
    "Peacekeepers killed by malicious acts in the period",
    covers="period",
)
def fatalities_malicious_period(
    fatalities: pd.DataFrame, period: Period, until: date
) -> int | None:
    """Deaths by malicious acts from the first to the last month of the period."""
    return _in_period(_malicious(fatalities), period, until)


@of_deaths(
    "P4.MALICIOUS_SHARE_YEAR",
    "Share of malicious acts among deaths in the calendar year",
    unit="percent",
)
def malicious_share_year(fatalities: pd.DataFrame, period: Period) -> Share | None:
    """Deaths by malicious acts out of deaths from all causes, in the year the period ends in."""
    killed = fatalities_malicious_year(fatalities, period)
    died = fatalities_year(fatalities, period)
    return None if killed is None or died is None else Share(killed, died)


@of_deaths(
    "P4.MALICIOUS_SHARE_2017",
    "Share of malicious acts among deaths in 2017",
    unit="percent",
    covers="2017",
    direction="none",
)
def malicious_share_2017(fatalities: pd.DataFrame, period: Period) -> Share | None:
    """Deaths by malicious acts out of deaths from all causes in 2017, for comparison."""
    last = _last_year(fatalities, period)
    killed = _by_year(_malicious(fatalities), last)
    died = _by_year(exposure.in_peacekeeping(fatalities), last)
    return None if died.empty else Share(int(killed.iloc[0]), int(died.iloc[0]))


OVER_PERSON_YEARS = (
    "Deaths up to the as-of date, divided by person-years up to the same day. Person-years come "
    "from the mean strength of the months reported, special political missions included."
)
RULE_OF_COMPARISON = (
    "A rate is called higher or lower if the two-sided mid-P exact test of two Poisson rates gives "
    "less than 5 per cent; otherwise the two are not clearly different, which does not mean that "
    "they are the same. The comparison covers these two years, not those between. The published "
    "sentence that counts and shares have declined since 2017 should be read in the same way."
)
RULE_OF_TREND = (
    "A rate rises or falls over the years if the slope of a Poisson regression over "
    "person-years is clear at 95 per cent; counts that vary more than Poisson counts widen "
    "its interval. A factor of 0.9 is a fall of 10 per cent a year."
)
RULE_OF_STEP = (
    "A step is clear if fewer than 5 per cent of simulated series without a step fit one as well, "
    "and if the counts before and after it vary no more than Poisson counts."
)


of_rates = partial(
    indicator,
    unit="times",
    covers="year",
    result="4.2",
    level="outcome",
    source="NOTICAS; monthly reports of uniformed personnel, DPO",
    decimals=2,
)


@of_rates(
    "P4.MALICIOUS_RATE_YEAR",
    "Uniformed personnel killed by malicious acts in the calendar year, per 10,000 a year",
    unit="per 10,000",
    direction="down",
    decimals=1,
    caveat=OVER_PERSON_YEARS,
)
def malicious_rate_year(
    fatalities: pd.DataFrame,
    uniformed_personnel: pd.DataFrame,
    period: Period,
    until: date,
    year: int | None = None,
) -> Number | None:
    """Deaths of uniformed personnel per 10,000 person-years, in the year the period ends in."""
    trend = malicious_trend(fatalities, uniformed_personnel, period, until)
    for row in trend.to_dict("records"):
        if row["year"] == (year or period.last_day.year) and row["exact"] is not None:
            return Number(row["exact"], low=row["low"], high=row["high"])
    return None


of_rates(
    "P4.MALICIOUS_RATE_2017",
    "Uniformed personnel killed by malicious acts per 10,000 in 2017",
    definition="Deaths of uniformed personnel per 10,000 person-years in 2017, for comparison.",
    unit="per 10,000",
    covers="2017",
    decimals=1,
    caveat=OVER_PERSON_YEARS,
)(partial(malicious_rate_year, year=FIRST_YEAR))


@of_rates(
    "P4.MALICIOUS_RATE_CHANGE_YEAR",
    "Rate of uniformed personnel killed by malicious acts in the calendar year, against 2017",
    caveat=RULE_OF_COMPARISON,
)
def malicious_rate_change_year(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period, until: date
) -> Number | None:
    """The year's rate divided by the rate of 2017, with the limits that the same test accepts."""
    trend = malicious_trend(fatalities, uniformed_personnel, period, until)
    known = trend.dropna(subset=["rate"]).set_index("year") if len(trend) else trend
    last = period.last_day.year
    if last == FIRST_YEAR or not {FIRST_YEAR, last} <= set(known.index):
        return None
    rows = known.to_dict("index")
    now, then = rows[last], rows[FIRST_YEAR]
    if not then["uniformed"]:
        return None  # a rate of zero has no multiples
    compared = comparison.of_rates(
        int(now["uniformed"]),
        float(now["person_years"]),
        int(then["uniformed"]),
        float(then["person_years"]),
    )
    return Number(
        now["exact"] / then["exact"],
        low=compared.low,
        high=compared.high,
        verdict=compared.verdict,
    )


@of_rates(
    "P4.MALICIOUS_RATE_TREND",
    "Trend of the rate of uniformed personnel killed by malicious acts, from year to year",
    covers="since 2017",
    caveat=RULE_OF_TREND,
)
def malicious_rate_trend(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period, until: date
) -> Number | None:
    """Factor by which the rate changes from year to year since 2017, with its limits."""
    found = _of_all_years(regression.of_counts, fatalities, uniformed_personnel, period, until)
    if found is None:
        return None
    return Number(Fraction(found.factor), low=found.low, high=found.high, verdict=found.verdict)


@of_rates(
    "P4.MALICIOUS_RATE_STEP",
    "One step in the rate of uniformed personnel killed by malicious acts",
    covers="since 2017",
    caveat=RULE_OF_STEP,
)
def malicious_rate_step(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period, until: date
) -> Number | None:
    """The rate after the best-fitting step divided by the rate before, and whether it is clear."""
    found = _of_all_years(change_point.of_counts, fatalities, uniformed_personnel, period, until)
    if found is None or not found.before:
        return None
    clear = f"a clear step after {found.last_before}"
    return Number(
        Fraction(found.after / found.before),
        verdict=clear if found.is_clear else "no clear step",
    )


@of_deaths("P4.CIVILIANS_MALICIOUS_YEAR", "Civilians killed by malicious acts in the calendar year")
def civilians_malicious_year(
    fatalities: pd.DataFrame, period: Period, until: date, year: int | None = None
) -> Number | None:
    """Deaths of civilians by malicious acts in the year the period ends in, with an interval."""
    year = year or period.last_day.year
    if _last_year(fatalities, period) < year:
        return None
    found = exposure.civilian_deaths(_malicious(fatalities), year, until)
    return Number(int(found.value), low=found.low, high=found.high)


of_deaths(
    "P4.CIVILIANS_MALICIOUS_2017",
    "Civilians killed by malicious acts in 2017",
    definition="Deaths of civilians by malicious acts in 2017, with an interval.",
    covers="2017",
    direction="none",
)(partial(civilians_malicious_year, year=FIRST_YEAR))


def _of_all_years(
    test: Callable[..., Any],
    fatalities: pd.DataFrame,
    uniformed_personnel: pd.DataFrame,
    period: Period,
    until: date,
) -> Any:
    """Return the result of a test on the deaths and person-years of all years; None if it fails."""
    trend = malicious_trend(fatalities, uniformed_personnel, period, until)
    if trend.empty:
        return None
    known = trend.dropna(subset=["rate"])
    try:
        return test(
            [int(year) for year in known["year"]],
            [int(deaths) for deaths in known["uniformed"]],
            [float(exposed) for exposed in known["person_years"]],
        )
    except regression.TrendError:
        return None


@exhibit("P4.FATALITY_CAUSES", "Causes of death")
def fatality_causes(fatalities: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per year since 2017: deaths by cause in peacekeeping operations."""
    rows = exposure.in_peacekeeping(fatalities)
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


@exhibit(
    "P4.MALICIOUS_TREND",
    "Deaths by malicious acts",
    labels={
        "deaths": "Persons killed",
        "rate": "Uniformed personnel killed per 10,000 a year, with 95 per cent intervals",
        "low": "Lower limit of the rate",
        "high": "Upper limit of the rate",
    },
    has_accounts=True,
)
def malicious_trend(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period, until: date
) -> pd.DataFrame:
    """One row per year since 2017: deaths by malicious acts, and the rate per 10,000 a year.

    The rate covers uniformed personnel only, in deaths and in person-years. Both tables reach
    `until`; in that year both counts end on that day. `low` and `high` are exact Poisson limits.
    Deaths of all personnel run as far as their table.
    """
    last = _last_year(fatalities, period)
    malicious = _malicious(fatalities)
    # A later year has no rate but keeps its deaths.
    is_met = (malicious["month"] <= until.isoformat()[:7]) | (malicious["year"] > until.year)
    is_uniformed = malicious["personnel"].isin(scales.UNIFORMED)
    uniformed = _by_year(malicious[is_met & is_uniformed], last)
    rows = []
    by_year = _by_year(malicious, last)
    for year, deaths in zip(by_year.index, by_year, strict=True):
        years = exposure.person_years(uniformed_personnel, year, until)
        counted = intervals.of_rate(int(uniformed[year]), float(years)) if years else None
        rows.append(
            {
                "year": year,
                "deaths": int(deaths),
                "uniformed": int(uniformed[year]),
                "person_years": float(years) if years else None,
                "rate": float(counted.value) if counted else None,
                "low": float(counted.low) if counted else None,
                "high": float(counted.high) if counted else None,
                "exact": Fraction(10_000 * int(uniformed[year])) / years if years else None,
            }
        )
    return pd.DataFrame(rows)


@exhibit(
    "P4.FATALITY_RATES",
    "Deaths by mission, cause and type of personnel",
    labels={"who": "Mission, cause or type", "low": "Lower limit", "high": "Upper limit"},
    series="uniformed_personnel.mission",
)
def fatality_rates(
    fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame, period: Period, until: date
) -> pd.DataFrame:
    """One row per mission, cause and personnel type: deaths per 10,000 a year, from all causes.

    Rows need at least `ENOUGH` person-years: with fewer, an interval is uninformative.
    """
    year = period.last_day.year
    if _last_year(fatalities, period) != year:
        return pd.DataFrame()
    rows = []
    for dimension in ("mission", "cause", "personnel"):
        found = exposure.fatality_rates(fatalities, uniformed_personnel, year, until, dimension)
        for row in found.to_dict("records"):
            if row["person_years"] < ENOUGH:
                continue
            numbers = {name: row[name] for name in ("deaths", "person_years", *INTERVAL)}
            rows.append({"by": BY[dimension], "who": row[dimension], **numbers})
    return pd.DataFrame(rows)


of_hospitals = partial(
    indicator, unit="hospitals", covers="state", result="4.3", level="input", source="DHMOSH, DOS"
)


@of_hospitals("P4.HOSPITALS", "Level 1+ and above field hospitals")
def hospitals(hospitals: pd.DataFrame) -> pd.Series:
    """Sum of hospitals in all missions, at level 1+ and above."""
    return hospitals.groupby("mission")["hospitals"].sum()


@of_hospitals(
    "P4.HOSPITAL_MISSIONS",
    "Missions with at least one hospital of level 1+ or above",
    unit="missions",
)
def hospital_missions(hospitals: pd.DataFrame) -> pd.Series:
    """Missions with at least one hospital of level 1+ or above."""
    return hospitals.groupby("mission")["hospitals"].sum() > 0


of_care = partial(
    indicator,
    unit="hospitals",
    result="4.3",
    level="outcome",
    source="DHMOSH, DOS",
    direction="down",
)


@of_care(
    "P4.HOSPITALS_REPORTING",
    "Hospitals that had a report due in the period",
    level="output",
    direction="none",
    caveat="Hospitals report in the fifth and tenth month after each rotation.",
)
def hospitals_reporting(hospital_reports: pd.DataFrame) -> pd.Series:
    """Sum of hospitals with a report due, in all missions."""
    return hospital_reports.set_index("mission")["reports_due"]


@of_care("P4.HOSPITALS_INTERRUPTED", "Hospitals reporting a service interruption")
def hospitals_interrupted(hospital_interruptions: pd.DataFrame) -> pd.Series:
    """Hospitals with at least one interruption, by mission; each hospital counts once."""
    unique = hospital_interruptions.drop_duplicates(["mission", "hospital"])
    return unique.groupby("mission").size()


def _days(hospital_interruptions: pd.DataFrame, cause: str) -> pd.Series:
    days = hospital_interruptions["days"].where(hospital_interruptions["cause"] == cause, 0)
    return days.groupby(hospital_interruptions["mission"]).sum()


of_care(
    "P4.HOSPITAL_EQUIPMENT_DAYS",
    "Days of care affected by malfunctioning equipment",
    definition="Sum of hospital-days affected by malfunctioning equipment, by mission.",
    unit="days",
)(partial(_days, cause=scales.EQUIPMENT))
of_care(
    "P4.HOSPITAL_CONSUMABLES_DAYS",
    "Days of care affected by insufficient consumables",
    definition="Sum of hospital-days affected by a lack of consumables, by mission.",
    unit="days",
)(partial(_days, cause=scales.CONSUMABLES))


@indicator(
    "P4.BASES_COMPLIANT",
    "Company operating bases that meet the defence standard",
    unit="percent",
    covers="state",
    result="4.4",
    level="outcome",
    source="Focal Point for Security, DPO",
    direction="up",
)
def bases_compliant(base_defence: pd.DataFrame) -> Share:
    """Bases that meet the standard out of all bases of the missions that reported."""
    return Share(int(base_defence["compliant"].sum()), int(base_defence["bases"].sum()))


of_ordnance = partial(indicator, unit="items", result="4.2", level="output", source="UNMAS")


@of_ordnance("P4.EO_FOUND", "Explosive ordnance found")
def eo_found(explosive_ordnance: pd.DataFrame) -> pd.Series:
    """Sum of items found, by mission."""
    return explosive_ordnance.groupby("mission")["found"].sum()


@of_ordnance("P4.EO_NEUTRALISED", "Explosive ordnance neutralised", direction="up")
def eo_neutralised(explosive_ordnance: pd.DataFrame) -> pd.Series:
    """Sum of items made safe, by mission."""
    return explosive_ordnance.groupby("mission")["neutralised"].sum()


def _stage(crimes: pd.DataFrame, stage: str) -> pd.Series | None:
    rows = crimes[crimes["stage"] == stage]
    return rows.groupby("mission")["count"].sum() if len(rows) else None


def _share_of_stage(crimes: pd.DataFrame, part: str, whole: str) -> Share | None:
    numerator, denominator = _stage(crimes, stage=part), _stage(crimes, stage=whole)
    if numerator is None or denominator is None:
        return None
    return Share(int(numerator.sum()), int(denominator.sum()))


of_crimes = partial(
    indicator,
    unit="persons",
    covers="since 2013",
    result="4.1",
    level="outcome",
    source="OROLSI, Justice and Corrections",
    direction="up",
    themes=["police"],
    caveat="Cumulative since 2013, four mission settings.",
)


of_crimes(
    "P4.CASES_INVESTIGATED",
    "Cases of crimes against peacekeepers investigated by host State authorities",
    definition="Cases being investigated or already investigated, cumulative, by mission setting.",
    unit="cases",
)(partial(_stage, stage="cases investigated"))
of_crimes(
    "P4.CASES_INVESTIGATED_PERCENT",
    "Share of cases reported that were investigated",
    definition="Cases investigated out of cases reported, cumulative.",
    unit="percent",
)(partial(_share_of_stage, part="cases investigated", whole="cases"))
of_crimes(
    "P4.PERPETRATORS_DETAINED",
    "Alleged perpetrators detained",
    definition="Alleged perpetrators detained, cumulative, by mission setting.",
)(partial(_stage, stage="perpetrators detained"))
of_crimes(
    "P4.PERPETRATORS_DETAINED_PERCENT",
    "Share of alleged perpetrators identified who were detained",
    definition="Alleged perpetrators detained out of those identified, cumulative.",
    unit="percent",
)(partial(_share_of_stage, part="perpetrators detained", whole="perpetrators identified"))
of_crimes(
    "P4.PERPETRATORS_CONVICTED",
    "Alleged perpetrators convicted",
    definition="Alleged perpetrators convicted, cumulative, by mission setting.",
)(partial(_stage, stage="perpetrators convicted"))
of_crimes(
    "P4.PERPETRATORS_CONVICTED_PERCENT",
    "Share of alleged perpetrators brought before courts who were convicted",
    definition="Alleged perpetrators convicted out of those brought before courts, cumulative.",
    unit="percent",
)(partial(_share_of_stage, part="perpetrators convicted", whole="perpetrators before courts"))


@indicator(
    "P4.CASEVAC_COMPLETE",
    "Missions with every capability for casualty evacuation",
    unit="missions",
    covers="state",
    result="4.3",
    level="output",
    source="OMA",
    direction="up",
)
def casevac_complete(casevac: pd.DataFrame) -> pd.Series:
    """Missions that have every capability listed, out of those that answered on all of them."""
    known = _wide(casevac, "capability", "is_available").set_index("mission").dropna()
    return known.all(axis=1).astype("boolean")


@exhibit("P4.CASEVAC", "Casualty evacuation")
def casevac_by_mission(casevac: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, one column per capability: whether the mission has it."""
    return _wide(casevac, "capability", "is_available")


@exhibit("P4.BASE_DEFENCE", "Defence of company operating bases", has_accounts=True)
def base_defence_by_mission(base_defence: pd.DataFrame) -> pd.DataFrame:
    """One row per mission with such bases: bases, how many meet the standard, and their share."""
    rows = base_defence[base_defence["bases"] > 0]
    share = 100 * rows["compliant"] / rows["bases"]
    return rows.assign(share=share)[["mission", "bases", "compliant", "share"]]


@exhibit("P4.EO_CAPACITY", "Capacity against explosive ordnance", has_accounts=True)
def eo_capacity_by_mission(eo_capacity: pd.DataFrame) -> pd.DataFrame:
    """One row per mission and capacity-building activity."""
    return eo_capacity[["mission", "activity"]]


@exhibit("P4.EO_NEUTRALISED", "Explosive ordnance found and neutralised")
def eo_by_mission(explosive_ordnance: pd.DataFrame) -> pd.DataFrame:
    """One row per mission and kind: items found and neutralised."""
    return explosive_ordnance[["mission", "kind", "found", "neutralised"]]


@exhibit("P4.HOSPITALS", "Field hospitals")
def hospitals_by_level(
    hospitals: pd.DataFrame, hospital_reports: pd.DataFrame, values: Values
) -> pd.DataFrame:
    """One row per mission: hospitals by level, in all, and by the state of their reports.

    `report due` counts hospitals that owe a report and have no interruption on record. A zero means
    that there are none.
    """
    levels = [level for level in scales.LEVELS if level != "none"]
    wide = hospitals.pivot_table(
        index="mission", columns="level", values="hospitals", aggfunc="sum", fill_value=0
    ).reindex(columns=levels, fill_value=0)
    wide["all levels"] = wide.sum(axis=1)
    due = hospital_reports.set_index("mission")["reports_due"].reindex(wide.index)
    due = due.mask(wide["all levels"] == 0, 0)
    told = values["P4.HOSPITALS_INTERRUPTED"].by
    hit = pd.Series(0, wide.index) if told is None else told.reindex(wide.index).fillna(0)
    hit = hit.astype("Int64")
    wide["report due"] = (due - hit).clip(lower=0)
    wide["care interrupted"] = hit
    wide["no report due"] = (wide["all levels"] - due).clip(lower=0)
    return wide.rename_axis(columns=None).reset_index()


@exhibit("P4.INTERRUPTIONS", "Interruptions of care", has_accounts=True)
def interruptions(hospital_interruptions: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, hospital and cause: days of affected care."""
    table = hospital_interruptions[["mission", "hospital", "cause", "days"]]
    return table.assign(hospital=[f"Hospital {number}" for number in table["hospital"]])


JUSTICE = {
    "Cases investigated, of those reported": "P4.CASES_INVESTIGATED",
    "Alleged perpetrators detained, of those identified": "P4.PERPETRATORS_DETAINED",
    "Convicted, of those brought before courts": "P4.PERPETRATORS_CONVICTED",
}


@exhibit(
    "P4.JUSTICE",
    "Crimes against peacekeepers",
    units={"share": "%", "whole": "%"},
)
def justice(values: Values) -> pd.DataFrame:
    """One row per stage of justice, all mission settings together: number and share reaching it."""
    rows = []
    for stage, code in JUSTICE.items():
        number, share = values[code], values[f"{code}_PERCENT"]
        if number.number is not None and share.number is not None:
            told = f"{narrative.figure(number)} {number.indicator.unit}"
            rows.append([stage, told, float(share.number), 100])
    return pd.DataFrame(rows, columns=["stage", "number", "share", "whole"])


@exhibit("P4.CRIMES", "Crimes by mission setting", themes=["police"], has_accounts=True)
def crimes_by_mission(crimes: pd.DataFrame) -> pd.DataFrame:
    """One row per mission setting, one column per stage: cases or persons, cumulative."""
    return _wide(crimes, "stage", "count", scales.STAGES)


def _wide(
    table: pd.DataFrame, columns: str, values: str, known: Sequence[str] = ()
) -> pd.DataFrame:
    """Spread a table; columns come in their known order, or in the order of the file."""
    there = list(dict.fromkeys(table[columns]))
    order = [name for name in known if name in there] or there
    wide = table.pivot(index="mission", columns=columns, values=values)
    return wide[order].rename_axis(columns=None).reset_index()
