"""Numbers, lists and changes in words, as the United Nations writes them.

`sentences` has the language in which sentences name them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

import pandas as pd
from num2words import num2words

from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import half_up
from a4p_helpers.core.targets import NONE_SET, UNKNOWN
from a4p_helpers.store.values import UNITS, Indicator, NotReportedError, Value
from a4p_helpers.trends import LEVEL, intervals

T = TypeVar("T")
# The result of a test, as the verb of a sentence: "the rate {...:verdict} that of 2017".
VERDICTS = {
    "higher": "was higher than",
    "lower": "was lower than",
    "no clear change": "was not clearly different from",
    "rising": "rose",
    "falling": "fell",
    "no clear trend": "shows no clear trend",
}


class NarrativeError(ValueError):
    """A sentence cannot be written; the message lists all its faults."""


def write(value: Value, *, start: bool = False) -> str:
    """Write a value within a sentence; at its `start`, whole numbers are in words."""
    unit = value.indicator.unit
    number = in_words(
        half_up(value.exact(), value.indicator.decimals),
        start=start and not value.qualifier,
        share=unit in ("percent", "per 10,000", "times"),
    )
    qualifier = value.qualifier.capitalize() if start else value.qualifier
    return f"{qualifier} {number}{' per cent' if unit == 'percent' else ''}".strip()


def within(text: str) -> str:
    """Put a title within a sentence: in lower case, unless it begins with an acronym."""
    return text[:1].lower() + text[1:] if text[1:3].islower() else text


def in_words(number: int | Fraction | Decimal, *, start: bool = False, share: bool = False) -> str:
    """Write a number: in words under 10 and at a sentence's start, in figures otherwise.

    Shares and numbers with decimals are always in figures within a sentence.
    """
    exact = half_up(number, 0) if isinstance(number, (int, Fraction)) else number
    whole = exact == int(exact)
    if start and whole:
        return str(num2words(int(exact))).capitalize()
    if whole and 0 <= exact < 10 and not share:
        return str(num2words(int(exact)))
    return _figures(exact)


def _figures(number: int | Decimal) -> str:
    """Write a number in figures, with the minus sign that charts and tables use."""
    return f"{number:,}".replace("-", "−")


def listed(names: Iterable[str]) -> str:
    """Join names as the UN does: A, B and C."""
    names = list(names)
    if not names:
        return "none"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def long_date(day: date | str) -> str:
    """Write a date as 28 November 2023."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {day:%B} {day.year}"


def moment(when: datetime) -> str:
    """Write a time, given in any zone, as 28 November 2023, 14:13 UTC."""
    when = when.astimezone(UTC)
    return f"{long_date(when.date())}, {when:%H:%M} UTC"


def span(first: date, last: date) -> str:
    """Write two dates as a span: 1 May to 31 October 2023."""
    if first.year == last.year:
        return f"{first.day} {first:%B} to {long_date(last)}"
    return f"{long_date(first)} to {long_date(last)}"


def figure(value: Value) -> str:
    """Write a value for an exhibit: 20, 6.6 %, more than 7,100; without a number, its status."""
    if not value.is_reported:
        return value.status
    return f"{value.qualifier} {plain_number(value.exact(), value.indicator)}".strip()


def conflict(value: Value) -> str:
    """Say that the tables and the office give different numbers, and which is printed."""
    return f"{two_numbers(value)}. Both are kept; the first is printed. {value.note}".strip()


def two_numbers(value: Value) -> str:
    """Say what the tables give and what the office sent."""
    sent = replace(value, number=value.submitted)
    return f"the tables give {write(value)}, the office sent {write(sent)}"


def plain_number(number: Fraction, one: Indicator) -> str:
    """Write a number of an indicator for an exhibit, rounded half up: 7,100 or 6.6 %."""
    sign = {"percent": " %", "percentage points": " percentage points"}.get(one.unit, "")
    rounded = half_up(number, one.decimals)
    written = f"{rounded:+,}" if one.unit == "percentage points" and rounded else f"{rounded:,}"
    return f"{written.replace('-', '−')}{sign}"


def course(value: Value) -> str:
    """Describe a series by its turns: fell from 59 in 2017 to 13 in 2020 and rose to 32 in 2022.

    Only whole years count: the two ends, and the highest and lowest year between them.
    """
    by_year, reached = _parts(value), date.fromisoformat(value.as_of)
    # A year that had not ended on the as-of date is incomplete.
    whole = by_year[[date(int(year), 12, 31) <= reached for year in by_year.index]]
    known = whole.dropna().astype(int)
    if len(known) < 2:
        raise NotReportedError("A series of fewer than two years has no course")
    first, last = known.index[0], known.index[-1]
    turns = {known.idxmax(), known.idxmin()} - {first, last}
    between = [year for year in known.index if year in turns]
    years = [first, *between, last]
    # Numbers compared with one another look alike: all in figures if one must be.
    is_long = max(known[years]) >= 10
    said = {year: f"{known[year]:,}" if is_long else in_words(int(known[year])) for year in years}
    if len(set(known)) == 1:
        return f"stayed at {said[first]} from {first} to {last}"
    steps = [
        f"{_moved(known[one], known[other])} to {said[other]} in {other}"
        for one, other in pairwise(years)
    ]
    steps[0] = steps[0].replace(" to ", f" from {said[first]} in {first} to ", 1)
    return listed(steps)


def _moved(one: int, other: int) -> str:
    if one == other:
        return "returned"
    return "rose" if other > one else "fell"


def change(value: Value) -> str:
    """Write a change: up 10 percentage points, or an increase of 15 per cent; or no change."""
    moved = half_up(value.exact(), value.indicator.decimals)
    if not moved:
        return "no change"
    if value.indicator.unit == "percentage points":
        unit = UNITS["percentage points"][abs(moved) != 1]
        return f"{'up' if moved > 0 else 'down'} {in_words(abs(moved))} {unit}"
    return f"{'an increase' if moved > 0 else 'a decrease'} of {abs(moved):,} per cent"


def interval(value: Value) -> str:
    """Write the interval of a value in words: 95 per cent interval 0.4 to 2.1.

    A ratio of counts has Wilson's interval, which is computed here on demand.
    """
    decimals = value.indicator.decimals
    ends: tuple[float | None, float | None] = (value.low, value.high)
    if value.low is None and value.numerator is not None and value.denominator:
        share = intervals.of_share(value.numerator, value.denominator)
        ends = (100 * share.low, 100 * share.high)
    low, high = (half_up(_said(value, end), decimals) for end in ends)
    return f"{LEVEL * 100:g} per cent interval {low:,} to {high:,}"


def verdict(value: Value) -> str:
    """Give the result of the test behind a value as a verb: rose, was lower than."""
    said = _said(value, value.verdict or None)
    return VERDICTS.get(said, said)


def _said(value: Value, part: T | None) -> T:
    """Return a part of a value, or raise an error if it was not reported."""
    if part is None:
        raise NotReportedError(f"{value.code} was reported without that part")
    return part


def _parts(value: Value) -> pd.Series:
    if value.by is None and value.exact() == 0:
        return pd.Series(dtype="Int64")  # nothing to report: there are no parts to name
    if value.by is None:
        raise NarrativeError(f"{value.code} has no parts by year or mission")
    return value.by


def _named(parts: pd.Series) -> list[tuple[Any, Any]]:
    """Return what is known of the parts that have a name, each with its label."""
    known = parts.dropna()
    return [
        (label, part) for label, part in zip(known.index, known, strict=True) if pd.notna(label)
    ]


def report(period: Period) -> str:
    """Name the report on a period: the fourth report; before the first, by its months."""
    if period.report is None:
        return f"the report on {period.label}"
    return f"the {num2words(period.report, to='ordinal')} report"


def revised(value: Value) -> str:
    """After "was", give a value in the previous report and now; blank if unchanged."""
    return value.revised


def names(value: Value) -> str:
    """Name those for whom a value is true, or each with its count; blank if there are none."""
    if _says_yes_or_no(value):
        return _listed(value.labels(True))
    parts = _named(_parts(value))
    if all(part == 1 for _, part in parts):
        return _listed(str(label) for label, _ in parts)
    return _listed(f"{label} ({int(part):,})" for label, part in parts if part)


def others(value: Value) -> str:
    """Name those for whom a value is not true; blank if there are none."""
    return _listed(value.labels(False))


def over(value: Value, *, start: bool = False) -> str:
    """Write how many missions or other parts a value covers."""
    return in_words(_said(value, value.over), start=start)


def ratio(value: Value) -> str:
    """Write a share as its two counts: 7 of 55."""
    return f"{_said(value, value.numerator):,} of {_said(value, value.denominator):,}"


def target(value: Value) -> str:
    """Write the target of a share, marked as inferred if nobody published it."""
    inferred = ", inferred" if value.target_status == "inferred" else ""
    return f"{half_up(_said(value, value.target))} per cent{inferred}"


def aim(value: Value) -> str:
    """Write how an exhibit shows the target of a year: 10 % (inferred), unknown, or none set."""
    if value.target is None:
        return UNKNOWN if value.target_status == UNKNOWN else NONE_SET
    status = f" ({value.target_status})" if value.target_status else ""
    return f"{plain_number(value.target, value.indicator)}{status}"


def day(value: Value) -> str:
    """Write the day that the data of a value reach."""
    return long_date(value.as_of)


def when(value: Value) -> str:
    """Write the time a value covers: in 2023; for a year so far, from 1 January to 30 April."""
    first, last = value.covered
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return f"in {last.year}" if whole and first.year == last.year else f"from {span(first, last)}"


def how_many(value: Value, how: str) -> int:
    """Count what `names` or `others` lists; any other form counts as one."""
    if how == "others":
        return len(value.labels(False))
    if how != "names":
        return 1
    return len(value.labels(True)) if _says_yes_or_no(value) else len(_named(_parts(value)))


def _says_yes_or_no(value: Value) -> bool:
    return value.by is not None and pd.api.types.is_bool_dtype(value.by.dtype)


def _listed(those: Iterable[str]) -> str:
    known = list(those)
    return listed(known) if known else ""
