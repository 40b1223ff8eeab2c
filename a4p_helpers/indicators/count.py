"""Count the tables of one edition: its values, and what each block shows.

Rules read only the tables and, where they ask for them, the values of earlier periods. Each number
is counted once, when it is first needed.
"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from a4p_helpers.core import targets
from a4p_helpers.core.faults import hint, nearest
from a4p_helpers.core.frames import MissingColumnError, asked
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import NOT_APPLICABLE, NOT_ASKED, NOT_REPORTED, NOTHING, REPORTED
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators import register, revised
from a4p_helpers.indicators.register import Number, Rule, Sent, Share
from a4p_helpers.store import processed
from a4p_helpers.store import values as stored
from a4p_helpers.store.lazy import Lazy
from a4p_helpers.store.processed import Tables
from a4p_helpers.store.values import (
    AS_SUBMITTED,
    COMPUTED,
    KEPT_INTERNAL,
    SHARES,
    SUPPRESSED,
    UNITS,
    Indicator,
    RegisterError,
    Value,
    Values,
)


def count(
    tables: Tables, period: Period, of_earlier: Callable[[Period], Values] | None = None
) -> Values:
    """Return the values of one edition of a period, and what its blocks show.

    `of_earlier` gives the values of another period; the default is the stored values.

    Raises
    ------
    RegisterError
        An office sent a figure for a code that is no indicator. Later, when a number is counted:
        its rule uses a column that does not exist.
    """
    counter = _Counter(tables, period)
    counter.values = Values(
        period,
        tables,
        Lazy(register.REGISTER, counter.aimed),
        register.BLOCKS,
        Lazy(register.EXHIBITS, counter.exhibit),
        of_earlier or (lambda one: stored.read(one, tables.edition)),
    )
    return counter.values


def on_trial(rule: Callable[..., Any], values: Values, *, unit: str, decimals: int = 0) -> Value:
    """Return the value that a rule would give if it were declared; its docstring defines it.

    Raises
    ------
    RegisterError
        The rule has no docstring, or names an unknown unit or table.
    """
    definition = inspect.cleandoc(rule.__doc__ or "")
    asks, wants = register.asks_for(rule)
    if not definition:
        raise RegisterError("The rule has no docstring to define it")
    if unit not in UNITS:
        raise RegisterError(f"There is no unit {unit!r}{nearest(unit, UNITS)}")
    title = definition.partition("\n")[0]
    one = Indicator(
        "TRIAL", title, unit, "", "output", "", definition, tables=asks, decimals=decimals
    )
    counter = _Counter(values.tables, values.period)
    counter.values = values
    return counter.computed(one, Rule("TRIAL", rule, asks, wants))


class _Counter:
    """Counts on the tables of one edition; `values` is what it counts, as rules ask for it."""

    values: Values

    def __init__(self, tables: Tables, period: Period) -> None:
        self._tables = tables
        self.period = period
        sent = tables["submitted_figures"]
        self._sent = {row["code"]: row for row in sent.to_dict("records")}
        for code in self._sent:
            register.get(code)

    def exhibit(self, block: str) -> pd.DataFrame:
        """Return the data that a block shows; values in it as exhibits print them."""
        rows: pd.DataFrame = self._applied(register.EXHIBITS[block])
        shown = rows.reset_index(drop=True).rename_axis(columns=None)
        return shown.map(lambda cell: narrative.figure(cell) if isinstance(cell, Value) else cell)

    def _applied(self, one: Rule) -> Any:
        """Return what a rule gives; an error names the column nearest to an unknown one."""
        try:
            return one.function(*self._arguments(one))
        except KeyError as error:
            known = {str(column) for table in one.tables for column in self._tables[table]}
            if isinstance(error, MissingColumnError):  # perhaps of data that the rule made
                known.update(error.known)
                wrong = error.column
                told = nearest(wrong, sorted(known))
            else:  # any other key may be intended, unless it is nearly a column
                wrong = asked(error, known)
                told = hint(wrong, known)
                if not told:
                    raise
            raise RegisterError(
                f"The rule of {one.name} asks for {wrong!r}, which is no column of "
                f"{' or '.join(one.tables) or 'its data'}{told}"
            ) from error

    def _arguments(self, one: Rule) -> list[Any]:
        others: dict[str, Callable[[], Any]] = {
            "period": lambda: self.period,
            "until": lambda: date.fromisoformat(self._as_of(one.tables)),
            "values": lambda: self.values,
        }
        return [*(self._tables[name] for name in one.tables), *(others[n]() for n in one.wants)]

    def aimed(self, code: str) -> Value:
        """Return one value with its target for the year in which the period ends.

        A rule that counts targets says itself how sure these are.
        """
        value, period = self.value(code), self.period
        aim = targets.for_year(code, period.name, period.last_day.year)
        if aim is None or value.target_status:
            return value
        return replace(value, target=aim.number, target_status=aim.status)

    def value(self, code: str) -> Value:
        """Return one value with its state, and any number that an office sent for it.

        Where its tables lack missions, a number that an office sent for all of them takes
        precedence, with the parts that are known.
        """
        one = register.get(code)
        if one.disclosure == "internal" and self._tables.edition == "external":
            return Value(one, self.period, KEPT_INTERNAL)
        if one.code in self._tables.withheld:
            return Value(one, self.period, self._tables.withheld[one.code])
        counted = self.computed(one, register.RULES.get(one.code))
        counted = replace(counted, revised=self._revised(counted))
        sent = self._sent.get(one.code)
        if sent is None or counted.status == SUPPRESSED:
            return counted  # the number that an office sent would give a suppressed one away
        submitted = Fraction(str(sent["value"]))
        qualifier = sent["qualifier"] if pd.notna(sent["qualifier"]) else ""
        note = sent["note"] if pd.notna(sent["note"]) else ""
        if counted.is_reported and not any(map(self._tables.lacking, one.tables)):
            return replace(counted, submitted=submitted, note=note)
        return Value(
            one,
            self.period,
            REPORTED,
            number=submitted,
            by=counted.by,
            how=AS_SUBMITTED,
            as_of=self._as_of(("submitted_figures",)),
            submitted=submitted,
            qualifier=qualifier,
            note=note,
            over=int(sent["missions"]) if pd.notna(sent["missions"]) else None,
        )

    def _revised(self, value: Value) -> str:
        """Say what a value was in the previous report, where records have been revised since."""
        if not self._tables.edition:
            return ""  # tables still to be disclosed: only an edition knows the previous value

        def count(table: pd.DataFrame) -> Value:
            held = processed.in_memory({revised.TABLE: table}, self._tables.states)
            other = _Counter(held, self.period)
            return other.computed(value.indicator, register.RULES[value.code])

        return revised.since_report_before(value, self.values, count)

    def _over(self, one: Indicator, known: int | None) -> int | None:
        """Return how many missions a number covers, where missions owe its one table.

        `known` are those for which a rule gave a part; a mission with nothing to report has
        answered as well. Without parts, all that answered count.
        """
        said = self._tables.missions_of(one.tables[0]) if len(one.tables) == 1 else {}
        if not said:
            return known
        if known is not None:
            return known + sum(status == NOTHING for status in said.values())
        about = self._tables[one.tables[0]].get("mission", pd.Series(dtype="str"))
        if not set(about.dropna()) & set(said):
            return None
        return sum(status in (REPORTED, NOTHING) for status in said.values())

    def _as_of(self, tables: tuple[str, ...]) -> str:
        stated = [self._tables.state(name).as_of for name in tables]
        # A value from several tables is as of the earliest of their days.
        return min((day for day in stated if day), default=self.period.as_of.isoformat())

    def computed(self, one: Indicator, rule: Rule | None) -> Value:
        """Return what a rule makes of the tables; without a rule, nothing was reported."""
        states = [self._tables.state(name).status for name in one.tables]
        if NOT_APPLICABLE in states:
            return Value(one, self.period, NOT_APPLICABLE)
        if NOT_ASKED in states:
            return Value(one, self.period, NOT_ASKED)
        if any(self._tables.state(n).reason == processed.INTERNAL_ONLY for n in one.tables):
            return Value(one, self.period, KEPT_INTERNAL)
        if rule is None or not all(self._tables.state(n).is_known for n in one.tables):
            return Value(one, self.period, NOT_REPORTED)
        as_of = self._as_of(one.tables)
        if set(states) == {NOTHING} and one.unit not in SHARES:
            # Nothing to report is an answer: the count is zero. A share of nothing has no value
            over = self._over(one, 0) or None  # and covers only those that gave it
            return Value(
                one, self.period, REPORTED, Fraction(0), over=over, how=COMPUTED, as_of=as_of
            )
        if any(
            self._tables.state(n).status == REPORTED and self._tables[n].empty for n in one.tables
        ):
            # Rows came, and all were dropped by corrections.
            return Value(one, self.period, NOT_REPORTED)
        result = self._applied(rule)
        if isinstance(result, register.Withheld):
            return Value(one, self.period, SUPPRESSED)
        found = _fields(result)
        if not found:
            return Value(one, self.period, NOT_REPORTED)
        how = AS_SUBMITTED if isinstance(result, Sent) else COMPUTED
        found["over"] = self._over(one, found.get("over"))
        return Value(one, self.period, REPORTED, how=how, as_of=as_of, **found)


def _fields(result: Any) -> dict[str, Any]:
    """Return the fields of a value that a rule's result gives; none if it gives nothing."""
    if isinstance(result, pd.Series):
        known = result.dropna()
        if known.empty:
            return {}
        total = sum((Fraction(str(part)) for part in known.astype(object).map(_plain)), Fraction(0))
        if known.index.isna().all():  # the external edition does not know whose parts they are
            return {"number": total}
        return {"number": total, "by": result, "over": len(known)}
    if isinstance(result, Share):
        if not result.denominator:
            return {}
        percent = Fraction(100 * result.numerator, result.denominator)
        return {**vars(result), "number": percent}
    if isinstance(result, Sent):
        return {"number": Fraction(result.number)}
    if isinstance(result, Number):
        over = None if result.by is None else len(result.by.dropna())
        return {**vars(result), "number": Fraction(result.number), "over": over}
    if pd.isna(result):
        return {}
    return {"number": Fraction(str(_plain(result)))}


def _plain(part: Any) -> Any:
    """Turn true and false into one and none, and NumPy's numbers into Python's."""
    return int(part) if isinstance(part, bool) else getattr(part, "item", lambda: part)()
