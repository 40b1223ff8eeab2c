"""What one mission reported, and its place among the missions.

The facts come from the tables and values of the whole report, so a number on a mission's page is
the same there. `SHOWN` lists what each block of the page shows.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
from num2words import num2words

from a4p_helpers.core import breaks, missions, plan, scales
from a4p_helpers.core.blocks import Block
from a4p_helpers.exhibits import narrative, tables
from a4p_helpers.indicators import p3
from a4p_helpers.indicators.register import counts_reporting
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Tables, TableState
from a4p_helpers.store.values import UNITS, Value, Values

ACCOUNTS, PROGRESS = "mission_narratives", "deliverable_progress"
PERSONNEL, FATALITIES = "uniformed_personnel", "fatalities"
# Columns with the owner, as-of date and classification of a row, not with what was reported.
ADDRESS = ("reporter", "classification", "mission", "as_of", "basis", processed.IS_SUPPRESSED)
FEWEST = 3  # fewest missions with a number for a meaningful place among them
LACKING = (scales.NOT_REPORTED, scales.WITH_FAULTS)


# Its numbers


def part(value: Value, mission: str) -> Any:
    """Return a mission's part of a value; None if it has none or the parts are not by mission."""
    if not value.is_reported or value.by is None or mission not in value.by.index:
        return None
    own = value.by[mission]
    return None if pd.isna(own) else own


def by_mission(values: Values) -> list[Value]:
    """Return the values of the priorities that have parts by mission.

    Counts of the data themselves belong with the answers that the mission gave.
    """
    known = set(missions.declared())
    return [
        value
        for code, value in values.items()
        if not counts_reporting(code)
        and value.is_reported
        and value.by is not None
        and set(value.by.dropna().index) & known
    ]


def numbers(values: Values, mission: str) -> pd.DataFrame:
    """One row per indicator with a part for the mission: its number, and how it compares."""
    every = plan.priorities(values.period.name).values()
    titles = {one.slug: f"{one.number}. {one.title}" for one in every}
    return pd.DataFrame(
        [
            [
                titles.get(value.section, "No priority of this Plan"),
                value.indicator.title,
                _told(value, own),
                "; ".join(filter(None, (_of_all(value), place(values, value, mission)))),
            ]
            for value in by_mission(values)
            if (own := part(value, mission)) is not None
        ],
        columns=["priority", "indicator", "own", "among"],
    )


def place(values: Values, value: Value, mission: str) -> str:
    """Give the place of a mission's number; blank if a place would mean nothing.

    There is no place for yes or no answers, parts of a share, zeros, numbers from fewer than three
    missions, or numbers that are all equal. Internal or suppressible numbers are never ranked.
    """
    if (
        value.by is None
        or not part(value, mission)
        or _is_yes_no(value)
        or value.numerator is not None
    ):
        return ""
    known = value.by.dropna()
    if len(known) < FEWEST or known.nunique() == 1 or not _may_be_compared(values, value):
        return ""
    above, below = (known > known[mission]).sum(), (known < known[mission]).sum()
    alike = len(known) - above - below - 1
    nth = num2words(above + 1, to="ordinal_num")
    end = "highest" if not above else "lowest" if not below else f"{nth} highest"
    others = f", with {narrative.in_words(int(alike))} other{'s' if alike > 1 else ''}"
    return f"{end} of {len(known)} missions{others if alike else ''}"


def _may_be_compared(values: Values, value: Value) -> bool:
    """Whether a ranking reveals nothing that an edition withholds."""
    names = value.indicator.tables
    states = [values.tables.state(name) for name in names]
    return (
        value.indicator.disclosure == "external"
        and not any(one.is_sensitive for one in states)
        # The subject of a row may itself be internal, as with ratings of units.
        and all(
            one.columns["mission"]["disclosure"] == "external"
            for one in states
            if "mission" in one.columns
        )
        and not any(values.tables[name]["classification"].eq("internal").any() for name in names)
    )


def _is_yes_no(value: Value) -> bool:
    return value.by is not None and pd.api.types.is_bool_dtype(value.by.dtype)


def _told(value: Value, own: Any) -> str:
    """Write a mission's part: yes, six hospitals as 6 hospitals, 3 of 41 of a share."""
    if _is_yes_no(value):
        return "yes" if own else "no"
    if value.numerator is not None:
        return f"{tables.number(own)} of {value.numerator:,}"
    one, more = UNITS[value.indicator.unit]
    return f"{tables.number(own)} {one if own == 1 else more}"


def _of_all(value: Value) -> str:
    if _is_yes_no(value) and value.by is not None:
        return f"{narrative.figure(value)} of {value.over or len(value.by.dropna())} missions"
    return f"{narrative.figure(value)} in all"


def in_short(values: Values, mission: str) -> list[tuple[str, str, str]]:
    """Return the known key numbers of the mission, each with its unit and description."""
    last = _last_month(values, mission)
    when = _month(last["month"].max()) if len(last) else ""
    found = [
        (_strength(values, mission), "", f"uniformed personnel, end of {when}"),
        (_women(values, mission), "", "of them women"),
        (_deaths(values, mission), "deaths", "in the period, of all causes"),
    ]
    hospitals = part(values["P4.HOSPITALS"], mission)
    found.append((None if hospitals is None else str(hospitals), "", "field hospitals"))
    return [(number, unit, what) for number, unit, what in found if number is not None]


def now(values: Values, mission: str) -> dict[str, str]:
    """Return its strength, the share of women and its deaths for titles; blank if unknown."""
    known = {
        "strength": _strength(values, mission),
        "women": _women(values, mission),
        "deaths": _deaths(values, mission),
    }
    told = {name: one or "" for name, one in known.items()}
    return {**told, "women": told["women"].replace(" %", " per cent")}


# Its numbers over time


def trend(values: Values, mission: str) -> pd.DataFrame:
    """One row per number known in two periods or more, one column per period."""
    every = [*values.earlier, values]
    rows = [
        [
            "Uniformed personnel at the end of the period",
            *(_strength(one, mission) for one in every),
        ],
        ["Women among them", *(_women(one, mission) for one in every)],
        ["Deaths in the period, of all causes", *(_deaths(one, mission) for one in every)],
    ]
    for value in by_mission(values):
        known = [one[value.indicator.code] for one in every]
        parts = [(one, part(one, mission)) for one in known]
        told = [None if own is None else _told(one, own) for one, own in parts]
        rows.append([value.indicator.title, *told])
    labels = [one.period.label for one in every]
    kept = [row for row in rows if sum(cell is not None for cell in row[1:]) > 1]
    return pd.DataFrame(kept, columns=["measure", *labels])


SINCE = "2018"  # the first year in charts by month


def strength(values: Values, mission: str) -> pd.DataFrame:
    """One row per month since 2018: the mission's uniformed personnel; none without a report."""
    own = _own(values.tables, PERSONNEL, mission)
    by_month = own.groupby("month")["total"].sum()
    months = _months(values, by_month.index)
    return pd.DataFrame({"month": months, "strength": [by_month.get(one) for one in months]})


def women(values: Values, mission: str) -> pd.DataFrame:
    """One row per month since 2018, one column per category: share of women; blank in a break."""
    own = _own(values.tables, PERSONNEL, mission)
    shares = {one: p3.monthly_shares(own, one) for one in p3.PARITY_CATEGORIES}
    known = {one: told for one, told in shares.items() if told}
    months = _months(values, [month for told in known.values() for month in told])
    skipped = breaks.skipped(p3.WOMEN, months)
    columns = {
        category: [
            None if month in skipped or month not in told else float(told[month])
            for month in months
        ]
        for category, told in known.items()
    }
    return pd.DataFrame({"month": months, **columns})


def half_years(values: Values, mission: str) -> pd.DataFrame:
    """One row per half-year, seven up to the period's own: deaths from all causes."""
    if _deaths(values, mission) is None:
        return pd.DataFrame(columns=["half_year", "deaths"])
    own = _own(values.tables, FATALITIES, mission).groupby("month")["deaths"].sum()
    last = pd.Period(str(values.period.last_day)[:7], freq="M")
    rows = []
    for back in range(6, -1, -1):
        months = pd.period_range(end=last - 6 * back, periods=6, freq="M")
        label = f"{months[0]:%b %Y} to {months[-1]:%b %Y}"
        rows.append([label, int(sum(own.get(str(month), 0) for month in months))])
    return pd.DataFrame(rows, columns=["half_year", "deaths"])


def _months(values: Values, known: Iterable[str]) -> list[str]:
    """Return the months from 2018 up to the last that is known in the period."""
    last = min(max(known, default=""), str(values.period.last_day)[:7])
    return [str(one) for one in pd.period_range(f"{SINCE}-01", last, freq="M")] if last else []


def _last_month(values: Values, mission: str) -> pd.DataFrame:
    """Return a mission's personnel at the end of the last known month of the period."""
    own = _own_months(values, PERSONNEL, mission)
    latest: pd.DataFrame = own[own["month"] == own["month"].max()]
    return latest


def _strength(values: Values, mission: str) -> str | None:
    own = _last_month(values, mission)
    return None if own.empty else tables.number(own["total"].sum())


def _women(values: Values, mission: str) -> str | None:
    own = _last_month(values, mission).dropna(subset=["women", "men"])
    return _share(own["women"].sum(), own["total"].sum()) if own["total"].sum() else None


def _share(women: Any, total: Any) -> str:
    return f"{tables.number(100 * int(women) / int(total), 1)} %"


def _deaths(values: Values, mission: str) -> str | None:
    """Count a mission's deaths in the period; None if the table does not reach it."""
    reached = values.tables[FATALITIES]["month"].max()
    if pd.isna(reached) or reached < values.period.first_day.isoformat()[:7]:
        return None
    return tables.number(_own_months(values, FATALITIES, mission)["deaths"].sum())


def _own_months(values: Values, table: str, mission: str) -> pd.DataFrame:
    """Return a mission's rows for the months of the period."""
    own = _own(values.tables, table, mission)
    first, last = (str(day)[:7] for day in (values.period.first_day, values.period.last_day))
    return own[own["month"].between(first, last)]


# What it reported, and what others reported about it


def of_priority(values: Values, mission: str, slug: str) -> pd.DataFrame:
    """One row per answer in a priority's tables that the mission sent or that concerns it."""
    rows = []
    for name, state in values.tables.states.items():
        if name == ACCOUNTS or values.section_of_table(name) != slug:
            continue
        # Under the title of the first block that needs the table.
        title = next((b.title for b in values.blocks.values() if name in b.tables), state.title)
        own = _own(values.tables, name, mission)
        tell = SUMMARIES.get(name)
        told = tell(values, mission) if tell else _answers(own, state)
        rows += [[title, *pair] for pair in told]
    return pd.DataFrame(rows, columns=["part", "asked", "answer"])


def accounts(values: Values, mission: str, slug: str) -> list[tuple[str, str]]:
    """Return the mission's own accounts for blocks of a priority: title and text."""
    own = _own(values.tables, ACCOUNTS, mission)
    told = {row["block"]: row["text"] for row in own.to_dict("records")}
    heard = [one for one in values.blocks.values() if one.id in told]
    return [(one.title, told[one.id]) for one in heard if values.section_of_block(one) == slug]


def told(values: Values, mission: str) -> pd.DataFrame:
    """One row per account of the mission, for any priority: its subject and text."""
    of_plan = [*plan.priorities(values.period.name), "plan"]
    rows = [one for slug in of_plan for one in accounts(values, mission, slug)]
    return pd.DataFrame(rows, columns=["on", "text"])


def progress(values: Values, mission: str) -> pd.DataFrame:
    """One row per deliverable on which the mission reported: status and what it said."""
    titles = {number: one.title for number, one in plan.deliverables(values.period.name).items()}
    own = values.tables[PROGRESS]
    own = own[own["reporter"] == mission].dropna(axis="columns", how="all")
    shown = [name for name in ("status", "progress", "obstacle", "next_step") if name in own]
    named = [f"{number} {titles.get(number, '')}".strip() for number in own.get("deliverable", [])]
    return own.assign(deliverable=named)[["deliverable", *shown]]


def _own(held: Tables, name: str, mission: str) -> pd.DataFrame:
    """Return the rows of a table about a mission; none if the rows do not name missions."""
    frame = held[name]
    return frame[frame["mission"] == mission] if "mission" in frame else frame.iloc[:0]


def _answers(own: pd.DataFrame, state: TableState) -> Iterator[tuple[str, str]]:
    """Give rows as pairs of question and answer.

    In a single row, each column is an answer; in several, each row is one, named by its first
    column. A first column, or a yes or no, that is the same in all rows is given once.
    """
    titles = {key: one["title"] for key, one in state.columns.items() if key in own}
    asked = {key: title for key, title in titles.items() if key not in ADDRESS}
    for at, (key, title) in enumerate(list(asked.items())):
        may_be_told_once = at == 0 or state.kinds[key] == "yes_no"
        is_alike = own[key].notna().all() and own[key].nunique() == 1
        if len(own) > 1 and may_be_told_once and is_alike:
            yield title, _cell(own[key].iloc[0], state, key)
            del asked[key]
    for row in own.to_dict("records"):
        hidden = row.get(processed.IS_SUPPRESSED) is True
        told = [(one, _cell(row[key], state, key, hidden=hidden)) for key, one in asked.items()]
        told = [(title, answer) for title, answer in told if answer]
        if len(own) == 1 or len(told) == 1:
            yield from told
        elif told:
            (_, first), *others = told
            yield first, others[0][1] if len(others) == 1 else _joined(others)


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{title.lower()}: {answer}" for title, answer in pairs)


def _cell(value: Any, state: TableState, column: str, *, hidden: bool = False) -> str:
    """Write one cell, with its unit if that adds to the column's title."""
    is_number = state.kinds[column] in ("count", "number")
    if tables.is_missing(value):
        return scales.SUPPRESSED_CELL if hidden and is_number else ""
    unit = state.columns[column]["unit"]
    if not is_number or unit == "year":
        return tables.written(value)
    number = tables.number(value, 0 if value == int(value) else 1)
    if unit == "per cent":
        return f"{number} %"
    return f"{number} ({unit})" if unit.startswith("scale") else number


def _personnel(values: Values, mission: str) -> Iterator[tuple[str, str]]:
    """Give the strength of each category at the end of the last month, with the women in it."""
    own = _last_month(values, mission)
    for row in own[own["total"] > 0].to_dict("records"):
        women = row["women"]
        among = "" if pd.isna(women) else f"; women: {women:,} ({_share(women, row['total'])})"
        when = _month(row["month"])
        yield f"{tables.capitalized(row['category'])}, end of {when}", f"{row['total']:,}{among}"


def _fatalities(values: Values, mission: str) -> Iterator[tuple[str, str]]:
    """Give the deaths of the period by cause."""
    died = _own_months(values, FATALITIES, mission).groupby("cause")["deaths"].sum()
    if died.empty and _deaths(values, mission) is not None:
        yield "Deaths in the period", "none"
    for cause in scales.CAUSES:
        if cause in died:
            yield f"Deaths in the period: {cause}", tables.number(died[cause])


def _month(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


# Tables of many months, which are summed up.
SUMMARIES: dict[str, Callable[[Values, str], Iterator[tuple[str, str]]]] = {
    PERSONNEL: _personnel,
    FATALITIES: _fatalities,
}


# What was asked of it


def asked(values: Values, mission: str) -> pd.DataFrame:
    """One row per table that the mission owes: its answer and the reason, what is missing first."""
    rows = [
        [state.title, *state.answers[mission]]
        for state in values.tables.states.values()
        if mission in state.answers
    ]
    rows.sort(key=lambda row: row[1] not in LACKING)
    frame = pd.DataFrame(rows, columns=["table", "answer", "reason"])
    return frame if frame["reason"].ne("").any() else frame.drop(columns="reason")


def remarks(values: Values, mission: str) -> list[str]:
    """Return remarks on the mission's rows: odd, corrected, worked out, noted."""
    held = values.tables
    return list(
        dict.fromkeys(
            f"{held.state(one.table).title}. {one.told}"
            for one in held.remarks()
            if one.told
            and (
                mission in one.row.values()
                or (not one.key and not _own(held, one.table, mission).empty)
            )
        )
    )


def without(values: Values, mission: str) -> list[str]:
    """Return the titles of the indicators by mission that have no part for the mission."""
    return [value.indicator.title for value in by_mission(values) if part(value, mission) is None]


def highest(values: Values, mission: str) -> list[str]:
    """Return the indicators in which the mission's number is the highest, with that number.

    There are two at most, in the order of the register, so that a page does not open with a list.
    """
    found = [
        f"{narrative.within(value.indicator.title)} ({_told(value, part(value, mission))})"
        for value in by_mission(values)
        if place(values, value, mission).startswith("highest")
    ]
    return found[:2]


# What each block of the page shows.
SHOWN: dict[str, Callable[[Values, str], pd.DataFrame]] = {
    "MISSION.STRENGTH": strength,
    "MISSION.WOMEN": women,
    "MISSION.DEATHS": half_years,
    "MISSION.NUMBERS": numbers,
    "MISSION.TREND": trend,
    "MISSION.ACCOUNTS": told,
    "MISSION.PLAN": progress,
    "MISSION.ASKED": asked,
}


def of_block(block: str, values: Values, mission: str) -> pd.DataFrame:
    """Return what a block of the page shows of a mission."""
    show = SHOWN.get(block) or partial(of_priority, slug=block.partition(".")[2].lower())
    return show(values, mission)


def blocks(period: str) -> dict[str, Block]:
    """Return the declarations of the page's blocks in a period, in their order."""
    labels = {"asked": "Asked, or counted"}
    declared = (
        Block("MISSION.STRENGTH", "Uniformed personnel by month", needs=(PERSONNEL,)),
        Block("MISSION.WOMEN", "Women in uniform by category and month", needs=(PERSONNEL,)),
        Block("MISSION.DEATHS", "Deaths by half-year", needs=(FATALITIES,)),
        Block(
            "MISSION.NUMBERS",
            "Its numbers among the missions",
            labels={"among": "Among the missions"},
        ),
        Block(
            "MISSION.TREND",
            "Its numbers over time",
            empty="No earlier period has numbers for the mission to compare with.",
        ),
        *(
            Block(f"MISSION.{one.slug.upper()}", one.title, labels=labels)
            for one in plan.priorities(period).values()
        ),
        Block("MISSION.ACCOUNTS", "In its own words, and in those of others"),
        Block("MISSION.PLAN", "Deliverables of the Plan"),
        Block("MISSION.ASKED", "What it was asked, and what it answered"),
    )
    return {one.id: one for one in declared}
