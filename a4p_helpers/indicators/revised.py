"""What became, since the report before, of a number over the same years: how much, and by what.

Who keeps the records of deaths revises them. A number over years since a fixed one is told beside
what the report before gave, once its records of those years are not what they were. Of a count it
is told by what: months that have come since, deaths that are of another cause now, and deaths that
came to, or went from, the months before. Of a share or rate only that it changed. Nobody said more.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from a4p_helpers.exhibits import narrative
from a4p_helpers.store.values import SHARES, Value, Values

TABLE = "fatalities"
WHO = ["month", "notification_year", "mission", "personnel"]  # all that names a row but the cause


def since_report_before(
    value: Value, values: Values, count: Callable[[pd.DataFrame], Value]
) -> str:
    """Say what a value was in the report before, and what changed it; blank where nothing did.

    It goes on after "was". `count` gives the value that another state of the table would have. Both
    states are as this edition sees them.
    """
    before = values.before
    is_fixed = value.indicator.covers[-4:].isdigit() and value.indicator.tables == (TABLE,)
    if not is_fixed or not value.is_reported or before is None or value.code not in before:
        return ""
    then = before[value.code]
    if not then.is_reported:
        return ""
    was, now = narrative.figure(then), narrative.figure(value)
    told = f"{was} in {narrative.report(before.period)} and is {now} now"
    if value.indicator.unit in SHARES:
        return told if was != now else ""
    numbers = [count(one).number for one in _states(before.tables[TABLE], values.tables[TABLE])]
    if [numbers[0], numbers[-1]] != [then.number, value.number]:  # of another rule, or sent so
        return told if was != now else ""
    start, classed, there, end = (int(one or 0) for one in numbers)
    changes = end - there, classed - start, there - classed
    return f"{told}: {narrative.listed(_told(*changes))}" if any(changes[1:]) else ""


def _states(then: pd.DataFrame, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the table as it was, with the causes of now, with all of its months, and as it is.

    Causes are compared where month, mission and personnel have as many deaths as they had.
    """
    there = now[now["month"] <= then["month"].max()]
    sums = [one.groupby(WHO)["deaths"].sum() for one in (then, there)]
    same = sums[0].index[sums[0].eq(sums[1].reindex(sums[0].index))]
    was, is_now = (pd.MultiIndex.from_frame(one[WHO]).isin(same) for one in (then, there))
    return [then, pd.concat([then[~was], there[is_now]]), there, now]


def _told(came: int, reclassified: int, recorded: int) -> Iterator[str]:
    words = narrative.in_words
    if came:
        yield f"{words(came)} in the months since"
    if reclassified:
        how = "re-classified" if reclassified > 0 else "fewer, re-classified"
        yield f"{words(abs(reclassified))} {how}"
    if recorded:
        how = "recorded since" if recorded > 0 else "fewer recorded"
        yield f"{words(abs(recorded))} {how} for the months before"
