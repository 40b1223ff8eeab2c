"""Every value of a report as observations: one a row, by indicator, period, and part.

The long form that statistical software reads: SDMX-CSV 2.0, with the concepts of the SDMX
cross-domain lists and, where those have none, our own (codelists.csv has their codes).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from a4p_helpers.core.missions import declared as declared_missions
from a4p_helpers.core.scales import NOT_APPLICABLE, REPORTED
from a4p_helpers.indicators.register import series as series_code
from a4p_helpers.report import structure
from a4p_helpers.report.about import NO_VALUE, About
from a4p_helpers.store.values import AS_SUBMITTED, COMPUTED, SUPPRESSED, Value

KEY = ["INDICATOR", "FREQ", "MISSION", "BREAKDOWN", "PART", "TIME_PERIOD", "REPORTING_PERIOD"]
STRUCTURE_ID = f"{structure.AGENCY}:{structure.ID}({structure.VERSION})"
TOTAL = "_T"
WHOLE = "whole"  # the word of the series for _T of the observations
NO_NUMBER = "NaN"  # as SDMX-CSV writes it
NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_@$-]+")  # of SDMX
UNIT_CODES = {
    "percent": "PERCENT",
    "percentage points": "PERCENTAGE_POINTS",
    "per 10,000": "PER_10000_PERSONS",
    "times": "RATIO",
}
# From the cross-domain code list CL_OBS_STATUS.
STATUSES = {
    "A": "Normal value",
    "M": "Missing value; the value cannot exist (not applicable)",
    "P": "Provisional value: the year had not ended on the as-of day",
    "O": "Missing value: not reported; for a part, perhaps not applicable",
    "Q": "Missing value; suppressed, because a small number could identify a person",
}
METHODS = {
    "COMPUTED": "Computed from tables by the counting rule",
    "SUBMITTED": "Copied as an office submitted it",
    TOTAL: "There is no value, so there is no method",
}
MISSING = {NOT_APPLICABLE: "M", SUPPRESSED: "Q"}
# What comes before the concepts in each row of SDMX-CSV.
MESSAGE = {
    "STRUCTURE": "Kind of structure that describes the row; structure.xml and .json hold it",
    "STRUCTURE_ID": "That structure, with agency and version",
    "ACTION": "What a receiver is to do with the row: I adds information",
}
CONCEPTS = {
    "INDICATOR": "Code of the indicator, with _ for its dot; CL_INDICATOR gives its title",
    "FREQ": "How often it is observed: S half-yearly (reporting period), A annual",
    "MISSION": "Peacekeeping mission; _T for all that reported",
    "BREAKDOWN": "What divides the parts, other than mission and year; _T for the whole",
    "PART": "The part; _T for the whole",
    "TIME_PERIOD": "What the value covers: first day and length (ISO 8601), a year, or a day",
    "REPORTING_PERIOD": "Reporting period in which the value was reported, by its first month",
    "OBS_VALUE": "The exact value; yes is 1, no is 0; NaN where there is none",
    "OBS_STATUS": "Status of the observation, of CL_OBS_STATUS",
    "UNIT_MEASURE": "Unit of the value",
    "DECIMALS": "Decimals with which the value is printed",
    "NUMERATOR": "Numerator of a ratio",
    "DENOMINATOR": "Denominator of a ratio",
    "METHOD": "Computed from tables, or as submitted by an office",
    "AS_OF": "Day that the data reach",
}


def exact(number: Fraction | int | None) -> str:
    """Write a number with all the digits of a float; blank if there is none."""
    if number is None:
        return ""
    number = Fraction(number)
    return str(number.numerator) if number.denominator == 1 else repr(float(number))


def sdmx(abouts: Mapping[str, About]) -> pd.DataFrame:
    """Return all observations as the rows of an SDMX-CSV 2.0 file; every cell is text."""
    rows = [row for one in abouts.values() for row in _rows(one)]
    return pd.DataFrame(rows, columns=[*MESSAGE, *CONCEPTS]).drop_duplicates(KEY, ignore_index=True)


def codelists(abouts: Mapping[str, About]) -> pd.DataFrame:
    """Return the codes that the observations use, with their names."""
    missions = declared_missions()
    rows = [("CONCEPTS", code, name) for code, name in CONCEPTS.items()]
    rows += [("CL_INDICATOR", _id(one.code), one.indicator.title) for one in abouts.values()]
    known = {value.period for one in abouts.values() for value in one.by_period}
    rows += [
        ("CL_REPORTING_PERIOD", one.name, one.label)
        for one in sorted(known, key=lambda period: period.name)
    ]
    rows += [("CL_MISSION", code, mission.name) for code, mission in missions.items()]
    rows += [("CL_MISSION", TOTAL, "All missions that reported")]
    rows += [("CL_OBS_STATUS", code, name) for code, name in STATUSES.items()]
    units = {unit_code(one.value): one.unit for one in abouts.values()}
    units["NUMBER"] = "parts of the numerator of a ratio"
    rows += [("CL_UNIT_MEASURE", code, name) for code, name in sorted(units.items())]
    rows += [("CL_FREQ", "S", "Half-yearly"), ("CL_FREQ", "A", "Annual")]
    rows += [("CL_BREAKDOWN", TOTAL, "The whole"), ("CL_PART", TOTAL, "The whole")]
    for one in abouts.values():
        if one.parts and not (one.is_by_mission or one.parts_by.endswith("year")):
            rows.append(("CL_BREAKDOWN", _id(one.parts_by.upper()), one.parts_by))
            rows += [("CL_PART", _id(label.upper()), label) for label, _ in one.parts]
    rows += [("CL_METHOD", code, name) for code, name in METHODS.items()]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=["list", "code", "name"])


def unit_code(value: Value) -> str:
    """Return the code of a value's unit."""
    unit = value.indicator.unit
    return UNIT_CODES.get(unit, _id(unit.upper().replace(",", "")))


def _rows(one: About) -> Iterator[dict[str, str]]:
    for value in one.by_period:
        yield _row(value, value.number)
    for (label, _), number in zip(one.parts, _numbers(one), strict=True):
        place = {"NUMERATOR": "", "DENOMINATOR": ""}
        if one.is_by_mission:
            place["MISSION"] = label
        elif one.parts_by.endswith("year"):
            place |= {"FREQ": "A", "TIME_PERIOD": label}
            if one.value.as_of < f"{label}-12-31":
                place["OBS_STATUS"] = "P"
        else:
            place |= {"BREAKDOWN": _id(one.parts_by.upper()), "PART": _id(label.upper())}
        if one.value.numerator is not None:
            place["UNIT_MEASURE"] = "NUMBER"  # parts of a share are parts of its numerator
        yield _row(one.value, number) | place


def _numbers(one: About) -> list[Fraction | None]:
    """Return the parts of a value as numbers: yes is one, no is zero, unknown is none."""
    return [
        None if pd.isna(part) else Fraction(str(float(part)))
        for part in (one.value.by if one.parts and one.value.by is not None else ())
    ]


def code_of(id_: str) -> str:
    """Return the indicator's code from an observation's; earlier releases give the code itself.

    The section at the start of a code has no underscore.
    """
    return series_code(id_ if "." in id_ else id_.replace("_", ".", 1))


def _id(text: str) -> str:
    """Return a text as the id of a code."""
    return NOT_IN_IDS.sub("_", text.strip())


def _row(value: Value, number: Fraction | None) -> dict[str, str]:
    return {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": STRUCTURE_ID,
        "ACTION": "I",
        "INDICATOR": _id(value.code),
        "FREQ": "S",
        "MISSION": TOTAL,
        "BREAKDOWN": TOTAL,
        "PART": TOTAL,
        "TIME_PERIOD": time_period(*value.covered),
        "REPORTING_PERIOD": value.period.name,
        "OBS_VALUE": exact(number) or NO_NUMBER,
        "OBS_STATUS": "A" if number is not None else MISSING.get(value.status, "O"),
        "UNIT_MEASURE": unit_code(value),
        "DECIMALS": str(value.indicator.decimals),
        "NUMERATOR": exact(value.numerator),
        "DENOMINATOR": exact(value.denominator),
        "METHOD": {AS_SUBMITTED: "SUBMITTED", COMPUTED: "COMPUTED"}.get(value.how, TOTAL),
        "AS_OF": value.as_of,
    }


def time_period(first: date, last: date) -> str:
    """Write a stretch of time as SDMX does: a day, a year, or first day and length.

    Whole months count as such, so a half-year is P6M; other stretches count days.
    """
    if first == last:
        return first.isoformat()
    after = last + timedelta(days=1)
    months = 12 * (after.year - first.year) + after.month - first.month
    if first.day != 1 or after.day != 1:
        return f"{first.isoformat()}/P{(after - first).days}D"
    if months == 12 and first.month == 1:
        return str(first.year)
    length = f"{months // 12}Y" if months % 12 == 0 else f"{months}M"
    return f"{first.isoformat()}/P{length}"


def series(abouts: Mapping[str, About]) -> pd.DataFrame:
    """Return all values of all periods: one row per indicator, period, and mission or other part.

    The whole comes before its parts, with "whole" in `breakdown` and `part`. For a part without a
    value, the rule does not say whether it was not reported or is not applicable. Yes is 1.
    """
    rows = [
        row
        for one in abouts.values()
        for value in one.by_period
        for row in _of_series(replace(one, value=value))
    ]
    return pd.DataFrame(rows).astype({"numerator": "Int64", "denominator": "Int64"})


def _of_series(one: About) -> Iterator[dict[str, str | int | None]]:
    first, last = one.value.covered
    whole: dict[str, str | int | None] = {
        "code": one.code,
        "title": one.indicator.title,
        "period": one.value.period.name,
        "breakdown": WHOLE,
        "part": WHOLE,
        "value": exact(one.value.number),
        "numerator": one.value.numerator,
        "denominator": one.value.denominator,
        "unit": one.unit,
        "status": one.value.status,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "as_of": one.value.as_of,
    }
    yield whole
    for (label, written), number in zip(one.parts, _numbers(one), strict=True):
        part: dict[str, str | int | None] = {
            "breakdown": one.parts_by,
            "part": label,
            "value": exact(number),
            "numerator": None,
            "denominator": None,
            "unit": "yes or no" if written in ("yes", "no") else one.unit_of_parts,
            "status": REPORTED if number is not None else NO_VALUE,
        }
        if one.parts_by.endswith("year"):
            end = min(f"{label}-12-31", one.value.as_of)
            part |= {"first_day": f"{label}-01-01", "last_day": end}
        yield whole | part
