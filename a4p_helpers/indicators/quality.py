"""What is counted of the data themselves: who answered, what is known, what was corrected.

Reporters are the missions and offices that were asked; each answers table by table. "Nothing to
report", "not available" and "not applicable" are answers; the last two give no data.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import pandas as pd

from a4p_helpers.core import missions, plan, scales
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import NOT_APPLICABLE, NOT_AVAILABLE, NOT_REPORTED, WITH_FAULTS
from a4p_helpers.indicators.register import Share, counts_reporting, exhibit, indicator, prose
from a4p_helpers.store.processed import (
    TOLD,
    Remark,
    Reporting,
)
from a4p_helpers.store.values import AS_SUBMITTED, COMPUTED, Value, Values

ALL, WITHOUT_DATA, UNANSWERED, FAULTY, NOT_ASKED = scales.ANSWER_SIGNS
# Remarks on single values; other remarks say where a table comes from.
PUT_RIGHT = ("corrected", "inferred", "odd")


# Coverage


of_data = partial(indicator, result="", level="context", source="The workbook, from its own tables")


@of_data("QUALITY.MISSIONS", "Missions that sent data", unit="missions")
def missions_reporting(values: Values) -> pd.Series:
    """Missions that sent data, or "nothing to report", for a table, out of those asked."""
    return _sent_data(values, are_missions=True)


@of_data("QUALITY.OFFICES", "Offices that sent data", unit="offices")
def offices_reporting(values: Values) -> pd.Series:
    """Headquarters offices that sent data, or "nothing to report", out of those asked."""
    return _sent_data(values, are_missions=False)


@of_data("QUALITY.ANSWERED", "Tables answered, out of those asked", unit="percent")
def answered(values: Values) -> Share:
    """Answers given out of answers due: one from each reporter for each table that it owes."""
    asked = _asked(values)
    return Share(sum(one.answered for one in asked), sum(one.owed for one in asked))


@of_data("QUALITY.WITH_DATA", "Answers that give data", unit="answers")
def with_data(values: Values) -> int | None:
    """Answers that give data or state that there is nothing to report."""
    return _sum(values, lambda one: one.answered - one.without_data)


@of_data("QUALITY.NOT_AVAILABLE", "Answers without data", unit="answers")
def not_available(values: Values) -> int | None:
    """Answers stating that the data are not available or that the table is not applicable."""
    return _sum(values, lambda one: one.without_data)


@of_data("QUALITY.UNANSWERED", "Missing answers", unit="answers")
def unanswered(values: Values) -> int | None:
    """Answers that were due but not given."""
    return _sum(values, lambda one: len(one.missing))


@of_data("QUALITY.WITH_FAULTS", "Answers with faults, not accepted", unit="answers")
def with_faults(values: Values) -> int | None:
    """Answers that contain faults and are not accepted until they are corrected."""
    return _sum(values, lambda one: len(one.with_faults))


# Timeliness


@of_data("QUALITY.IN_TIME", "Returns that came on time", unit="percent")
def in_time(values: Values) -> Share:
    """Reporters whose answers came by the day they were due, out of those with such a day.

    The first answer to a table without faults counts. A reporter that has answered nothing is not
    on time. Nothing is counted where a day is unknown.
    """
    due = [one for one in _asked(values) if one.due]
    if any(one.answered and not one.answered_on for one in due):
        return Share(0, 0)
    return Share(sum("" < one.answered_on <= one.due for one in due), len(due))


@of_data("QUALITY.REACH", "Tables that reach the end of the period", unit="percent")
def reach(period: Period, values: Values) -> Share:
    """Tables whose data reach the last day of the period or later, out of those with data."""
    reached = [day for day, _ in _days(period, values)]
    return Share(sum(day >= period.last_day.isoformat() for day in reached), len(reached))


# Completeness and accuracy


@of_data("QUALITY.VALUES", "Indicators with a value", unit="percent")
def with_value(values: Values) -> Share:
    """Indicators of the priorities that have a value, out of those that this edition shows."""
    every = _of_priorities(values)
    return Share(sum(one.is_reported for one in every), len(every))


@of_data("QUALITY.RESULTS", "Results of the Plan that an indicator measures", unit="percent")
def results(values: Values) -> Share:
    """Results of the Plan for which an indicator has a value, out of all its results."""
    known = {one.informs for one in _of_priorities(values) if one.is_reported}
    results = plan.results(values.period.name)
    return Share(len(known & set(results)), len(results))


@of_data("QUALITY.COMPUTED", "Indicators counted from tables", unit="indicators")
def computed(values: Values) -> int:
    """Indicators of the priorities whose value was counted here from tables."""
    return sum(one.how == COMPUTED for one in _of_priorities(values))


@of_data("QUALITY.SUBMITTED", "Indicators copied as sent", unit="indicators")
def submitted(values: Values) -> int:
    """Indicators of the priorities whose value an office worked out and sent without its table."""
    return sum(one.how == AS_SUBMITTED for one in _of_priorities(values))


@of_data("QUALITY.CORRECTED", "Corrections", unit="corrections")
def corrected(values: Values) -> int:
    """Corrections to values that were sent; each records the value sent and the reason."""
    return len(_remarks(values, "corrected"))


@of_data("QUALITY.INFERRED", "Remarks on derived values", unit="remarks")
def inferred(values: Values) -> int:
    """Remarks stating that a value was derived from others, such as a count from a share."""
    return len(_remarks(values, "inferred"))


@of_data("QUALITY.ODD", "Remarks on odd values", unit="remarks")
def odd(values: Values) -> int:
    """Remarks stating that a value was accepted as sent and must be checked with its reporter."""
    return len(_remarks(values, "odd"))


@of_data("QUALITY.CONFLICTS", "Indicators with two numbers", unit="indicators")
def conflicts(values: Values) -> int:
    """Indicators for which an office sent a number that differs from the one its table gives."""
    return sum(one.conflicts for one in _of_priorities(values))


# What the blocks show


@exhibit(
    "QUALITY.REPORTING",
    "Who answered, by priority",
    labels={"answered": "Tables answered"},
    empty="No mission was asked.",
)
def reporting(values: Values) -> pd.DataFrame:
    """One row per mission asked, one column per priority with questions: how it answered."""
    rows = [
        {
            "mission": one.reporter,
            **{
                _column(room, values): _answer(values, one.reporter, names)
                for room, names in _tables_of(values).items()
            },
            "answered": f"{one.answered} of {one.owed}",
        }
        for one in _asked(values)
        if one.reporter in missions.declared()
    ]
    frame = pd.DataFrame(rows)
    return frame[[name for name in frame if not frame[name].eq(NOT_ASKED).all()]]


@exhibit(
    "QUALITY.PRIORITIES",
    "How much is known about each priority",
    labels={"with_value": "With a value", "as_sent": "Copied as sent"},
)
def priorities(values: Values) -> pd.DataFrame:
    """One row per priority: tables, and those with data; indicators with a value or as sent."""
    rows = []
    of_tables = _tables_of(values)
    for one in plan.priorities(values.period.name).values():
        names = of_tables[one.slug]
        own = [value for value in _of_priorities(values) if value.section == one.slug]
        rows.append(
            [
                f"{one.number} {one.title}",
                len(names),
                sum(values.tables.state(name).is_known for name in names),
                len(own),
                sum(value.is_reported for value in own),
                sum(value.how == AS_SUBMITTED for value in own),
            ]
        )
    columns = ["priority", "tables", "with_data", "indicators", "with_value", "as_sent"]
    return pd.DataFrame(rows, columns=columns)


@exhibit(
    "QUALITY.DAYS",
    "How far the data reach",
    labels={
        "day": "Data as of",
        "distance": "Compared with the end of the period",
        "names": "Which",
    },
    empty="No table has data.",
)
def days(period: Period, values: Values) -> pd.DataFrame:
    """One row per day that data reach: the day, its distance from the period's end, tables."""
    by_day: dict[str, list[str]] = {}
    for day, name in sorted(_days(period, values)):
        by_day.setdefault(day, []).append(values.tables.state(name).title)
    return pd.DataFrame(
        [
            [day, _distance(day, period), len(names), ", ".join(names)]
            for day, names in by_day.items()
        ],
        columns=["day", "distance", "tables", "names"],
    )


@exhibit(
    "QUALITY.REMARKS",
    "Values corrected, derived or in doubt",
    labels={"kind": "What was done"},
    empty="No value was corrected, derived from others or marked as odd.",
)
def remarks(values: Values) -> pd.DataFrame:
    """One row per remark on a value: corrected, derived or to be checked; its table; its text."""
    return pd.DataFrame(
        [
            [TOLD[kind], values.tables.state(one.table).title, one.sentence]
            for kind in PUT_RIGHT
            for one in _remarks(values, kind)
        ],
        columns=["kind", "table", "remark"],
    )


@exhibit(
    "QUALITY.CONFLICTS",
    "Two numbers for one thing",
    labels={"counted": "Table", "sent": "Office"},
    empty="No office sent a number that differs from its table.",
)
def two_numbers(values: Values) -> pd.DataFrame:
    """One row per indicator with two numbers: from its table, from its office, and the note."""
    return pd.DataFrame(
        [
            [one.indicator.title, one, replace(one, number=one.submitted), one.note or None]
            for one in _of_priorities(values)
            if one.conflicts
        ],
        columns=["indicator", "counted", "sent", "note"],
    )


prose("COVERAGE", "Who reported what")
for number in range(1, 10):  # the Plan is not read here: this module must import without data
    prose(f"ASKS.P{number}", "What is asked of Member States")


def _asked(values: Values) -> list[Reporting]:
    """Return the reporters that take part and owe a table."""
    return [one for one in values.tables.reporting if one.owed and not one.why_not]


def _sum(values: Values, of: Callable[[Reporting], int]) -> int | None:
    """Sum over the reporters asked; None if nobody was asked."""
    asked = _asked(values)
    return sum(map(of, asked)) if asked else None


def _sent_data(values: Values, *, are_missions: bool) -> pd.Series:
    """Return whether each mission or office that was asked sent data for a table."""
    own = [one for one in _asked(values) if (one.reporter in missions.declared()) == are_missions]
    index = pd.Index(
        [one.reporter for one in own], name="mission" if are_missions else "office", dtype="str"
    )
    return pd.Series([one.answered > one.without_data for one in own], index, dtype="boolean")


def _of_priorities(values: Values) -> list[Value]:
    """Return the values of the priorities that this edition shows, without those counted here."""
    own = [values[code] for code in values if not counts_reporting(code)]
    return [value for value in own if not value.is_passed_over]


def _remarks(values: Values, kind: str) -> list[Remark]:
    return [one for one in values.tables.remarks() if one.kind == kind]


def _tables_of(values: Values) -> dict[str, list[str]]:
    """Return the tables asked for each priority and for the Plan, in the order of the report."""
    rooms = [*plan.priorities(values.period.name), "plan"]
    found: dict[str, list[str]] = {room: [] for room in rooms}
    for name, state in values.tables.states.items():
        if state.status != scales.NOT_ASKED:
            found[values.section_of_table(name)].append(name)
    return found


def _days(period: Period, values: Values) -> list[tuple[str, str]]:
    """Return the tables with data, each after the day that its data reach."""
    known = [one for one in values.tables.states.values() if one.is_known]
    return [(one.as_of or period.as_of.isoformat(), one.name) for one in known]


def _column(room: str, values: Values) -> str:
    """Head a column: Priority 1, The Plan."""
    one = plan.priorities(values.period.name).get(room)
    return f"Priority {one.number}" if one else "The Plan"


def _answer(values: Values, reporter: str, names: Iterable[str]) -> str:
    """Sum up a reporter's answers to some tables: the worst of them."""
    answers = [values.tables.state(name).answers for name in names]
    said = {one[reporter][0] for one in answers if reporter in one}
    if not said:
        return NOT_ASKED
    worst = (
        (WITH_FAULTS, FAULTY),
        (NOT_REPORTED, UNANSWERED),
        (NOT_AVAILABLE, WITHOUT_DATA),
        (NOT_APPLICABLE, WITHOUT_DATA),
    )
    return next((words for word, words in worst if word in said), ALL)


def _distance(day: str, period: Period) -> str:
    """Say how far a day is from the last day of the period."""
    apart = (pd.Timestamp(day) - pd.Timestamp(period.last_day)).days
    if not apart:
        return "the last day of the period"
    return f"{abs(apart)} day{'s' * (abs(apart) != 1)} {'after' if apart > 0 else 'before'} its end"
