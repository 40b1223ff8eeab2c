"""What is known of each indicator: value, rule, tables, reporters, earlier periods, limits.

The explanation beside a number, the indicator page and every download use the same account, so
they cannot differ.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from a4p_helpers.core import missions, periods, plan, targets
from a4p_helpers.core.scales import NOTHING, REPORTED
from a4p_helpers.core.targets import Target
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import spark
from a4p_helpers.store import standing, values
from a4p_helpers.store.processed import Tables
from a4p_helpers.store.values import (
    AS_SUBMITTED,
    SUPPRESSED,
    UNITS,
    Indicator,
    Value,
)

LEVELS = {
    "input": "input: resources provided",
    "output": "output: work done or delivered",
    "outcome": "outcome: the change that results",
    "context": "context: conditions that missions face",
}
# For a part: not reported or not applicable; the rule does not say which.
NO_VALUE = "no value"
NOT_NAMED = "not named"  # a mission that was counted but that its office did not name


@dataclass(frozen=True)
class Source:
    """One table behind a number: its title and who sent it."""

    title: str
    office: str
    reporters: tuple[str, ...]

    @property
    def sent_by(self) -> str:
        """Who sent the table, in words."""
        return narrative.listed(map(plan.told, self.reporters)) if self.reporters else self.office


@dataclass(frozen=True)
class About:
    """What is known of one indicator in a period.

    `by_period` holds its values in every period with data, oldest first, this one last; `before` is
    the last one over an equal span; `caveats` are sentences.
    """

    value: Value
    sources: tuple[Source, ...]
    by_period: tuple[Value, ...]
    caveats: tuple[str, ...]
    before: Value | None = None

    @property
    def indicator(self) -> Indicator:
        """Its declaration in the register."""
        return self.value.indicator

    @property
    def code(self) -> str:
        """The code of the indicator."""
        return self.value.code

    @property
    def section(self) -> str:
        """The section of the period's report that lists it: a priority, plan or quality."""
        return self.value.section

    @property
    def printed(self) -> str:
        """The value as exhibits print it, or its status."""
        return narrative.figure(self.value)

    @property
    def unit(self) -> str:
        """The unit in words, in the plural."""
        return UNITS[self.indicator.unit][1]

    @property
    def level(self) -> str:
        """The level of the results chain, explained."""
        return LEVELS[self.indicator.level]

    @property
    def result(self) -> str:
        """The result of the period's Plan that it informs, with its title."""
        if not self.indicator.result:
            return "the Plan as a whole"
        one = plan.results(self.value.period.name).get(self.value.informs)
        return f"{one.number} {one.title}" if one else "none of this Plan"

    @property
    def definition(self) -> str:
        """The counting rule, as one paragraph."""
        return " ".join(self.indicator.definition.split())

    @property
    def spark(self) -> Markup:
        """Its values over equal spans as a small picture; empty if too few are reported."""
        return spark.line(standing.course(self.value, self.by_period[:-1]))

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The parts of the value: the label of each, and its value as written."""
        if self.value.by is None or not self.value.is_reported:
            return ()
        labels = self.value.by.index.to_series().astype(object)
        named = labels.where(labels.notna(), NOT_NAMED).astype(str)
        return tuple(zip(named, map(_part, self.value.by), strict=True))

    @property
    def parts_by(self) -> str:
        """What divides the parts: mission, year, category and the like."""
        name = "" if self.value.by is None else str(self.value.by.index.name or "part")
        return name.replace("_", " ")

    @property
    def unit_of_parts(self) -> str:
        """The unit of the parts: those of a share are parts of its numerator."""
        return self.unit if self.value.numerator is None else "of the numerator"

    @property
    def targets(self) -> tuple[str, ...]:
        """Its targets from the period's year on, each with its year, status, and who set it.

        Then those that were changed. Of what has no row in targets.csv nothing is said.
        """
        period = self.value.period
        held = targets.of(self.code, period.name)
        ahead = [one for one in held if one.by is None or one.by >= period.last_day.year]
        known = [one for one in ahead if one.number is not None]
        told = [self._target(one) for one in [*known[:1], *known[1:][-1:]] or ahead[:1]]
        changed = targets.former(self.code, period.name)
        return (*told, *(f"Until {one.valid_to}: {self._target(one)}" for one in changed))

    def _target(self, one: Target) -> str:
        if one.by is None:
            return "No target has been set"
        number = "unknown"
        if one.number is not None:
            number = f"{narrative.plain_number(one.number, self.indicator)} ({one.status})"
        on = f", {narrative.long_date(one.set_on)}" if one.set_on else ""
        return f"{number} by {one.by}, set by {one.set_by}{on}"

    @property
    def aim(self) -> Target | None:
        """The target of the year in which the period ends, or the record that none is set."""
        period = self.value.period
        return targets.for_year(self.code, period.name, period.last_day.year)

    @property
    def start(self) -> Target | None:
        """The target that names where the indicator started; None where no source says."""
        held = targets.of(self.code, self.value.period.name)
        return next((one for one in held if one.baseline is not None), None)

    @property
    def baseline(self) -> str:
        """Where it started, and when; blank where no source says."""
        if self.start is None or self.start.baseline is None:
            return ""
        number = narrative.plain_number(self.start.baseline, self.indicator)
        return f"{number} ({self.start.baseline_period})"

    @property
    def covers(self) -> str:
        """The time that the number covers, in words."""
        return _covers(self.value)

    @property
    def covers_before(self) -> str:
        """The time that the previous number covers, in words; blank if there is none."""
        return _covers(self.before) if self.before else ""

    @property
    def over_missions(self) -> int | None:
        """How many missions it covers; None if its parts are years or fields."""
        by = self.value.by
        counts_others = by is not None and not self.is_by_mission
        return None if counts_others or not self.value.is_reported else self.value.over

    @property
    def base(self) -> str:
        """What it rests on: its ratio, or how many missions it covers; otherwise blank."""
        if self.value.numerator is not None:
            return f"{self.value.numerator} of {self.value.denominator}"
        if self.over_missions is None:
            return ""
        return "one mission" if self.over_missions == 1 else f"{self.over_missions} missions"

    @property
    def is_by_mission(self) -> bool:
        """Whether the parts are those of missions."""
        by = self.value.by
        return by is not None and set(map(str, by.index)) <= set(missions.declared())


def _covers(value: Value) -> str:
    first, last = value.covered
    if value.indicator.covers == "latest":
        return f"the latest survey or cycle known on {narrative.long_date(last)}"
    if first == last:
        return f"the state on {narrative.long_date(last)}"
    return narrative.span(first, last)


def _part(part: Any) -> str:
    if pd.isna(part):
        return NO_VALUE
    if isinstance(part, bool) or str(getattr(part, "dtype", "")) == "bool":
        return "yes" if part else "no"
    return f"{part:,}"


def of(period: str, edition: str, codes: Collection[str] | None = None) -> dict[str, About]:
    """Return what is known of every indicator of a period, as an edition sees it, by its code.

    With `codes`, only those indicators are returned.
    """
    declared = periods.get(period)
    current = values.read(declared, edition)
    abouts = {}
    for code, value in current.items():
        if (codes is not None and value.code not in codes) or value.is_passed_over:
            continue
        abouts[value.code] = About(
            value,
            tuple(_sources(current.tables, value)),
            (*(one[code] for one in current.earlier if code in one), value),
            tuple(_caveats(value, current.tables)),
            standing.former(current, code),
        )
    return abouts


def _sources(tables: Tables, value: Value) -> list[Source]:
    """Return the tables behind a value; for a figure sent without a table, its sender."""
    if not _was_sent_alone(value):
        return [_source(tables, name) for name in value.indicator.tables]
    sent = tables["submitted_figures"]
    who = sent.loc[sent["code"] == value.indicator.code, "reporter"]
    return [replace(_source(tables, "submitted_figures"), reporters=tuple(who))]


def _was_sent_alone(value: Value) -> bool:
    """Whether an office sent the figure itself, without the table behind it."""
    return value.how == AS_SUBMITTED and value.submitted is not None


def _source(tables: Tables, name: str) -> Source:
    state = tables.state(name)
    answered = [who for who, (status, _) in state.answers.items() if status in (REPORTED, NOTHING)]
    return Source(state.title, state.office, tuple(answered))


def _caveats(value: Value, tables: Tables) -> list[str]:
    """Say what limits a value: its origin, what contradicts it, who is missing, what is odd."""
    said = []
    if _was_sent_alone(value):
        said.append("Copied as the office sent it: the table behind it is not known here.")
    elif value.how == AS_SUBMITTED:
        said.append("Copied from its table, as the office worked it out.")
    if value.qualifier:
        said.append(f"Published only as “{narrative.figure(value)}”.")
    if value.revised:
        said.append(f"Was {value.revised}.")
    if value.conflicts:
        said.append(f"The number counted and the number sent differ: {narrative.conflict(value)}")
    elif value.note:
        said.append(value.note)
    for name in value.indicator.tables:
        if value.is_reported and (lacking := tables.lacking(name)):
            said.append(f"Left out, for lack of data: {narrative.listed(lacking)}.")
        said += [one.told for one in tables.remarks(name) if one.told]
    if value.is_reported and (political := _political(value, tables)):
        said.append(f"Special political missions are included: {narrative.listed(political)}.")
    if value.status == SUPPRESSED:
        said.append("Suppressed: so small that it could identify a person.")
    elif not value.is_reported:
        said += _why_not(value, tables)
    if value.indicator.caveat:
        said.append(value.indicator.caveat)
    return list(dict.fromkeys(_ended(one) for one in said))


def _political(value: Value, tables: Tables) -> list[str]:
    """Return the special political missions that answered for the tables behind a value."""
    known = missions.declared()
    answered = {
        code
        for name in value.indicator.tables
        for code, status in tables.missions_of(name).items()
        if status in (REPORTED, NOTHING)
    }
    return sorted(code for code in answered if code in known and known[code].is_political)


def _why_not(value: Value, tables: Tables) -> list[str]:
    return [
        reason
        for name in value.indicator.tables
        for reason in [tables.state(name).reason]
        if reason and not tables.state(name).is_known
    ]


def _ended(sentence: str) -> str:
    text = sentence.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
