"""How a number over the same years has changed since the previous report, and why.

The keepers of the records of deaths revise them. If the records of those years have changed, a
number over all years since a fixed one appears beside the number in the previous report. For a
count, the reasons are months added since, deaths whose cause was changed, and deaths added to or
removed from earlier months. For a share or rate, the report says only that it changed: the data
give no more.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from a4p_helpers.exhibits import narrative
from a4p_helpers.store.values import SHARES, Value, Values

TABLE = "fatalities"
WHO = [
    "month",
    "notification_year",
    "mission",
    "personnel",
]  # the columns that name a row, without the cause


def since_report_before(
    value: Value, values: Values, count: Callable[[pd.DataFrame], Value]
) -> str:
    """Say what a value was in the previous report, and what changed it; blank if nothing did.

    The text continues after "was". `count` gives the value for another state of the table. Both
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
    if [numbers[0], numbers[-1]] != [
        then.number,
        value.number,
    ]:  # counted by another rule, or sent as it is
        return told if was != now else ""
    start, classed, there, end = (int(one or 0) for one in numbers)
    changes = end - there, classed - start, there - classed
    return f"{told}: {narrative.listed(_told(*changes))}" if any(changes[1:]) else ""


def _states(then: pd.DataFrame, now: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the table in four states: as it was, with today's causes, with all months, as it is.

    Causes are compared where a month, mission and personnel type still has the same number of
    deaths.
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
