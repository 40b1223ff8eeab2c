"""Numbers, lists and changes in words, as the United Nations writes them.

A sentence names an indicator in braces and, after a colon, how to write it:

    {P4.HOSPITALS}               nine, 20, 29 per cent, more than 7,100
    {P4.HOSPITALS:noun}          20 hospitals, one hospital, no hospitals
                                 a value that opens a line starts: Twenty hospitals
    {P4.HOSPITALS:digits}        20
    {P4.HOSPITALS:has/have}      the first word for one, the second for more
    {P3.TPP_WOMEN:ratio}         41 of 143
    {P3.WOMEN_FORMED_POLICE:target}   13 per cent, inferred
    {P3.PARITY_TARGETS_MET:target status}   inferred, published, partly inferred
    {P6.MDMH_MANDATE_IMPACT_CHANGE:points}   up four percentage points, no change
    {P6.CAMPAIGN_ENGAGEMENTS_CHANGE:growth}   an increase of 15 per cent, no change
    {P7.SOFA_INCIDENTS:names}    the missions for which it is true: MINURSO, MINUSCA and UNMISS
    {P7.SOFA_INCIDENTS:others}   the missions for which it is not; without any, no sentence
    {P4.FATALITIES_MALICIOUS_SINCE_2017:course}   fell from 59 in 2017 to 32 in 2022 (whole years)
    {P4.FATALITIES_MALICIOUS_SINCE_2017:exceptions}   2020 and 2022 (years against that course)
    {P4.FATALITIES_MALICIOUS_SINCE_2017:as of}   28 November 2023
    {P4.FATALITIES_YEAR:year}    2023
    {P6.MDMH_PREEMPTIVE:over}    11 (missions that answered)
    {P4.HOSPITALS:parts}         MINURSO (1), MINUSCA (4) and UNISFA (1)
    {P3.MILITARY_HEADS:labels}   UNDOF, UNIFIL and UNTSO (all that have a part)
    {P3.WOMEN_HEADS:or none}     three; none for zero
    {P4.MALICIOUS_RATE_YEAR:interval}   95 per cent interval 0.4 to 2.1
    {P4.MALICIOUS_RATE_CHANGE_YEAR:verdict}   was lower than (what its test says, see VERDICTS)
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import pandas as pd
from num2words import num2words

from a4p_helpers.core.faults import hint, nearest
from a4p_helpers.core.rounding import half_up
from a4p_helpers.store.values import UNITS, Indicator, NotReportedError, Value
from a4p_helpers.trends import LEVEL, intervals

T = TypeVar("T")
# What a test says, as the verb of a sentence: "the rate {...:verdict} that of 2017".
VERDICTS = {
    "higher": "was higher than",
    "lower": "was lower than",
    "no clear change": "was not clearly different from",
    "rising": "rose",
    "falling": "fell",
    "no clear trend": "shows no clear trend",
}
PLACEHOLDER = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")


class NarrativeError(ValueError):
    """A sentence that cannot be written: an unknown way of writing, or a stray brace."""


@dataclass(frozen=True)
class Piece:
    """Part of a sentence: text, and the value it prints where it prints one."""

    text: str
    value: Value | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence in pieces, or the values for want of which it cannot be written.

    A sentence about the others, or the exceptions, is void where there are none.
    """

    pieces: tuple[Piece, ...]
    missing: tuple[Value, ...]
    is_void: bool

    @property
    def plain(self) -> str:
        """The sentence as text."""
        return "".join(piece.text for piece in self.pieces)


def sentences(
    text: str, values: Mapping[str, Value], words: Mapping[str, str] | None = None
) -> list[Sentence]:
    """Return the sentences of a paragraph, one a line, each with its values written out.

    Raises
    ------
    RegisterError
        A code that is not in the register; the message names the nearest.
    NarrativeError
        An unknown word or way of writing, or a brace that closes nothing.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    written = [_sentence(line, values, words or {}) for line in lines]
    return [sentence for sentence in written if not sentence.is_void]


def _sentence(line: str, values: Mapping[str, Value], words: Mapping[str, str]) -> Sentence:
    pieces: list[Piece] = []
    missing: list[Value] = []
    is_void = False
    end = 0
    for found in PLACEHOLDER.finditer(line):
        pieces.append(Piece(_without_braces(line[end : found.start()], line)))
        name, how = found.group(1).strip(), (found.group(2) or "").strip()
        if name in words:
            pieces.append(Piece(words[name]))
        elif near := hint(name, words):
            raise NarrativeError(f"There is no word {name!r}{near}")
        else:
            value = values[name]
            if value.is_reported:
                opens = not any(piece.text for piece in pieces)
                try:
                    text = write(value, how, start=opens)
                except NotReportedError:
                    missing.append(value)
                else:
                    is_void |= how in ("others", "exceptions") and text == listed(())
                    pieces.append(Piece(text, None if is_word_only(how) else value))
            else:
                missing.append(value)
        end = found.end()
    pieces.append(Piece(_without_braces(line[end:], line)))
    return Sentence(tuple(piece for piece in pieces if piece.text), tuple(missing), is_void)


def _without_braces(text: str, line: str) -> str:
    if "{" in text or "}" in text:
        raise NarrativeError(f"A brace is open or stray in: {line}")
    return text


def is_word_only(how: str) -> bool:
    """Whether a way of writing gives a word or date that goes with a number, not the number."""
    return "/" in how or how in ("year", "as of", "target status", "verdict")


def write(value: Value, how: str = "", *, start: bool = False) -> str:
    """Write a value as the way after the colon says; see this module's head for the ways.

    `start` is set where the value opens a sentence: whole numbers are then in words.
    """
    if "/" in how:
        one, more = how.split("/", 1)
        return one.strip() if value.exact() == 1 else more.strip()
    if how == "over":
        return in_words(_said(value, value.over), start=start)
    if how == "or none" and not value.exact():
        return "None" if start else "none"
    if how in SPECIAL:
        text = SPECIAL[how](value)
        return text[:1].upper() + text[1:] if start and how in CHANGES else text
    if how and how not in WAYS:
        raise NarrativeError(f"{value.code} cannot be written {how!r}{nearest(how, sorted(WAYS))}")
    text = _number(value, how, start=start and not value.qualifier)
    return f"{value.qualifier.capitalize() if start else value.qualifier} {text}".strip()


def _number(value: Value, how: str, *, start: bool) -> str:
    number = half_up(value.exact(), value.indicator.decimals)
    unit = value.indicator.unit
    if how == "digits":
        return _figures(number)
    shares = unit in ("percent", "per 10,000", "times")
    written = in_words(number, start=start, share=shares)
    if unit == "percent":
        return f"{written} per cent"
    if how == "noun":
        singular, plural = UNITS[unit]
        if number == 0:
            written = "No" if start else "no"
        return f"{written} {singular if number == 1 else plural}"
    return written


def within(text: str) -> str:
    """Put a title within a sentence: its capital goes, unless it begins an acronym."""
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
    """Write a number in figures, with the sign of minus that charts and tables have."""
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
    """Write a moment, in whatever zone it is told, as 28 November 2023, 14:13 UTC."""
    when = when.astimezone(UTC)
    return f"{long_date(when.date())}, {when:%H:%M} UTC"


def span(first: date, last: date) -> str:
    """Write two dates as a span: 1 May to 31 October 2023."""
    if first.year == last.year:
        return f"{first.day} {first:%B} to {long_date(last)}"
    return f"{long_date(first)} to {long_date(last)}"


def figure(value: Value) -> str:
    """Write a value for an exhibit: 20, 6.6 %, more than 7,100; its status where it has none."""
    if not value.is_reported:
        return value.status
    return f"{value.qualifier} {plain_number(value.exact(), value.indicator)}".strip()


def conflict(value: Value) -> str:
    """Say that the tables and their office give different numbers, and which is printed."""
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


def course(by_year: pd.Series) -> str:
    """Say where a series starts and ends: fell from 59 in 2017 to 7 in 2023."""
    known = by_year.dropna()
    if len(known) < 2:
        raise NotReportedError("A series of fewer than two years has no course")
    first, last = int(known.iloc[0]), int(known.iloc[-1])
    if first == last:
        return f"was the same in {known.index[0]} and {known.index[-1]}, {in_words(first)}"
    verb = "rose" if last > first else "fell"
    # Numbers that are compared stand alike: both in figures where one of them must.
    start, end = (
        (f"{first:,}", f"{last:,}") if max(first, last) >= 10 else map(in_words, (first, last))
    )
    return f"{verb} from {start} in {known.index[0]} to {end} in {known.index[-1]}"


def exceptions(by_year: pd.Series) -> Sequence[str]:
    """Return the years that moved against the course between a series' two ends.

    Where it ends as it began, there is no course to move against.
    """
    known = by_year.dropna()
    if known.empty or known.iloc[-1] == known.iloc[0]:
        return []
    falls = known.iloc[-1] < known.iloc[0]
    steps = known.diff().iloc[1:]
    against = steps[steps > 0] if falls else steps[steps < 0]
    return [str(year) for year in against.index]


def _points(value: Value) -> str:
    """Write a change of a share: up 10 percentage points, down one percentage point, no change."""
    change = half_up(value.exact(), value.indicator.decimals)
    if not change:
        return "no change"
    unit = UNITS["percentage points"][abs(change) != 1]
    return f"{'up' if change > 0 else 'down'} {in_words(abs(change))} {unit}"


def _growth(value: Value) -> str:
    """Write a change in per cent: an increase of 15 per cent, a decrease of 3 per cent."""
    change = half_up(value.exact(), value.indicator.decimals)
    if not change:
        return "no change"
    return f"{'an increase' if change > 0 else 'a decrease'} of {abs(change):,} per cent"


def interval(value: Value) -> str:
    """Write the interval of a value in words: 95 per cent interval 0.4 to 2.1.

    A ratio of counts has Wilson's, which is worked out here, where it is asked for.
    """
    decimals = value.indicator.decimals
    ends: tuple[float | None, float | None] = (value.low, value.high)
    if value.low is None and value.numerator is not None and value.denominator:
        share = intervals.of_share(value.numerator, value.denominator)
        ends = (100 * share.low, 100 * share.high)
    low, high = (half_up(_said(value, end), decimals) for end in ends)
    return f"{LEVEL * 100:g} per cent interval {low:,} to {high:,}"


def _verdict(value: Value) -> str:
    said = _said(value, value.verdict or None)
    return VERDICTS.get(said, said)


def _said(value: Value, part: T | None) -> T:
    """Return a part of a value, or raise where it was not reported with it."""
    if part is None:
        raise NotReportedError(f"{value.code} was reported without that part")
    return part


def _parts(value: Value) -> pd.Series:
    if value.by is None and value.exact() == 0:
        return pd.Series(dtype="Int64")  # nothing to report has no parts to name
    if value.by is None:
        raise NarrativeError(f"{value.code} has no parts by year or mission")
    return value.by


def _named(parts: pd.Series) -> list[tuple[Any, Any]]:
    """Return what is known of the parts that have a name, each with its label."""
    known = parts.dropna()
    return [
        (label, part) for label, part in zip(known.index, known, strict=True) if pd.notna(label)
    ]


def _whole_years(value: Value) -> pd.Series:
    """Return the years of a series that were over at the as-of date; a part is no year's worth."""
    by_year = _parts(value)
    reached = date.fromisoformat(value.as_of)
    return by_year[[date(int(year), 12, 31) <= reached for year in by_year.index]]


SPECIAL: dict[str, Callable[[Value], str]] = {
    "names": lambda value: listed(value.labels(True)),
    "others": lambda value: listed(value.labels(False)),
    "parts": lambda value: listed(
        f"{label} ({int(part):,})" for label, part in _named(_parts(value)) if part
    ),
    "labels": lambda value: listed(str(label) for label, _ in _named(_parts(value))),
    "ratio": lambda value: (
        f"{_said(value, value.numerator):,} of {_said(value, value.denominator):,}"
    ),
    "target": lambda value: (
        f"{half_up(_said(value, value.target))} per cent"
        f"{', inferred' if value.target_status == 'inferred' else ''}"
    ),
    "target status": lambda value: _said(value, value.target_status or None),
    "points": _points,
    "growth": _growth,
    "course": lambda value: course(_whole_years(value)),
    "exceptions": lambda value: listed(exceptions(_whole_years(value))),
    "as of": lambda value: long_date(value.as_of),
    "year": lambda value: str(value.period.last_day.year),
    "interval": interval,
    "verdict": _verdict,
}
CHANGES = ("points", "growth")  # in words, of which the first may open a sentence
# All ways of writing that have one name; `one/more` is what a number goes with.
WAYS = (*SPECIAL, "noun", "digits", "over", "or none")
