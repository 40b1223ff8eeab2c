"""The source and reach of the numbers of a block: the words around an exhibit."""

import re
from calendar import monthrange
from collections.abc import Iterable

from a4p_helpers.core import breaks, periods
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, Tables


def source(block: Block, tables: Tables, period: Period) -> str:
    """Name the offices behind a block, each with its as-of date if they differ."""
    if period.is_synthetic:
        return f"Source: {periods.SYNTHETIC} values; no mission or office reported them."
    by_day: dict[str, list[str]] = {}
    for state in map(tables.state, block.tables):
        if state.office:
            day = state.as_of or period.as_of.isoformat()
            by_day.setdefault(day, []).extend(state.office.split("; "))
    if not by_day:
        return "Source: reference data of the workbook."
    said = [
        f"{'; '.join(dict.fromkeys(offices))}, data as of {narrative.long_date(day)}"
        for day, offices in by_day.items()
    ]
    return f"Source: {'; '.join(said)}."


def reach(block: Block, tables: Tables) -> str:
    """Say how many missions a block covers, if one that owes its tables is missing."""
    lines = []
    for name in block.tables:
        asked, lacking = tables.missions_of(name), tables.lacking(name)
        if name == "mission_narratives" or not lacking or len(lacking) == len(asked):
            continue
        lines.append(
            f"Over {narrative.in_words(len(asked) - len(lacking))} of {len(asked)} missions; "
            f"there are no data from {narrative.listed(lacking)}."
        )
    return " ".join(dict.fromkeys(lines))


def remarks(block: Block, tables: Tables) -> list[Remark]:
    """Return the remarks on the tables of a block that go below its exhibits."""
    told = tables.remarks(*block.tables) if block.tables else []
    return [one for one in told if one.told]


def suppression(block: Block, tables: Tables) -> list[str]:
    """Say that numbers of a block are suppressed, and why."""
    hides = any(
        bool(frame[processed.IS_SUPPRESSED].any())
        for frame in map(tables.__getitem__, block.tables)
        if processed.IS_SUPPRESSED in frame
    )
    if not hides:
        return []
    return [
        "Suppressed (c): numbers so small that they could identify a person, and numbers from "
        "which those could be worked out. They are neither zero nor not reported."
    ]


# Over time


def covered(text: str, period: Period, since: str, whole_year: bool) -> str:
    """Return the measure with the period, the whole year or the years that it covers."""
    year = period.last_day.year
    if since:
        return f"{text}, {since} to {year}"
    return f"{text}, {year if whole_year else period.label}"


def last_day(table: str, tables: Tables, time: object) -> str:
    """Say how far the last year or month of a table reaches: to 28 November; blank at its end."""
    as_of, last = tables.state(table).as_of, re.fullmatch(r"(\d{4})-?(\d\d)?", str(time))
    if not as_of or not last:
        return ""
    year, month = int(last[1]), int(last[2] or 12)
    if as_of >= f"{year}-{month:02}-{monthrange(year, month)[1]}":
        return ""
    return f"to {narrative.long_date(as_of).rpartition(' ')[0]}"


def told_breaks(series: str, period: Period, since: str, year: bool) -> list[str]:
    """Return a note for each break in a series that an exhibit shows, with its months.

    The exhibit begins in the year `since`, or shows only the `year` in which the period ends.
    """
    last = period.last_day
    first = f"{last.year}-01" if year else f"{since}-01" if since else ""
    return [
        f"{'' if one.effect == breaks.EVENT else 'Break in the series, '}{one.span}: {one.what}"
        for one in sorted(breaks.of(series), key=lambda one: one.first)
        if one.first <= f"{last.year}-12" and (one.last or "9999") >= first
        if one.first <= period.as_of.isoformat()[:7]
    ]


def marked_breaks(series: str, times: Iterable[str]) -> dict[str, str]:
    """Return a short label for the month, or the year, in which each break begins."""
    known = [str(time) for time in times]
    found = sorted(breaks.of(series), key=lambda one: one.first)
    return {time: one.label for one in found for time in known if one.first.startswith(time)}
