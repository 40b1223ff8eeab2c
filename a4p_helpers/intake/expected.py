"""What a table is expected to hold, learnt from all periods before; what does not fit is a note.

A note is no fault: it asks somebody to look, and stops nothing. Fewer than half the fewest rows of
the periods before, or more than twice the most, is worth one; of an open dataset, which holds all
months, the rows of the period's own months count. Of a single period nothing is learnt.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from a4p_helpers.clean.check import TIMES
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import periods
from a4p_helpers.core.languages import _
from a4p_helpers.core.periods import Period
from a4p_helpers.intake import opening
from a4p_helpers.store.processed import Tables

FEWEST_PERIODS = 2
LEAST_ROWS = 5  # a difference that is worth a look
LEAST_COUNT = 10

Earlier = Mapping[Period, Tables]


def earlier(period: Period) -> Earlier:
    """Return the tables of every period before that can be read, oldest first."""
    found = {one: opening.tables_of(one) for one in periods.before(period)}
    return {one: tables for one, tables in found.items() if tables is not None}


def known(before: Earlier, table: str) -> dict[Period, pd.DataFrame]:
    """Return a table in each period before in which it was reported."""
    return {one: tables[table] for one, tables in before.items() if tables.state(table).is_known}


def rows(table: str, now: int, before: Sequence[int]) -> str:
    """Say that there are far fewer or more rows than in each period before; else blank.

    Periods without a row teach nothing: who did not report before may do so now.
    """
    counted = [number for number in before if number]
    if len(counted) < FEWEST_PERIODS:
        return ""
    least, most = min(counted), max(counted)
    is_usual = least <= 2 * now and now <= 2 * most
    if is_usual or min(abs(now - least), abs(now - most)) < LEAST_ROWS:
        return ""
    return _(
        "{title} had {usual} rows in each of the last {periods} periods; {now} came",
        title=_(TABLES[table].title()),
        usual=f"{most:,}" if least == most else f"{least:,}–{most:,}",
        periods=len(counted),
        now=f"{now:,}",
    )


def of_table(period: Period, table: str, frame: pd.DataFrame, before: Earlier) -> list[str]:
    """Return what does not fit in a whole table: its rows, and of an open dataset its sums."""
    tables = known(before, table)
    own = frame
    if TABLES[table].Config.metadata["is_imported"]:
        months = pd.period_range(period.first_day, period.last_day, freq="M").astype(str)
        reached = len([month for month in months if month <= frame["month"].max()])
        own = _first_months(frame, period, reached)
        tables = {one: _first_months(was, one, reached) for one, was in tables.items()}
    notes = [rows(table, len(own), [len(was) for was in tables.values()])]
    if TABLES[table].Config.metadata["is_imported"] and len(tables) >= FEWEST_PERIODS:
        for column in own.select_dtypes("number"):
            sums = [int(was[column].sum()) for was in tables.values()]
            notes.append(_sum(table, str(column), int(own[column].sum()), sums))
    return [f"{one}." for one in notes if one]


def of_period(period: Period) -> list[str]:
    """Return what does not fit in the tables of a period, which are cleaned."""
    tables, before = opening.tables_of(period), earlier(period)
    names = [name for name in TABLES if tables and tables.state(name).is_known]
    return [
        one
        for name in names
        if tables is not None and not tables[name].empty
        for one in of_table(period, name, tables[name], before)
    ]


def _first_months(frame: pd.DataFrame, period: Period, number: int) -> pd.DataFrame:
    months = pd.period_range(period.first_day, periods=number, freq="M").astype(str)
    return frame[frame["month"].isin(months)]


def _sum(table: str, column: str, now: int, before: Sequence[int]) -> str:
    least, most = min(before), max(before)
    if max(now, most) < LEAST_COUNT or (TIMES * now > least and now < TIMES * most):
        return ""
    usual = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    title = TABLES[table].title()
    return f"{title}: {column} adds up to {now:,}, in the periods before to {usual}"
