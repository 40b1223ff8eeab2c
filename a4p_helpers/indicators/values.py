"""Indicators in one period: each a value with its state, its parts and where it comes from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from a4p_helpers import paths, periods, processed
from a4p_helpers.faults import hint, nearest
from a4p_helpers.frames import MissingColumnError, asked
from a4p_helpers.indicators import register
from a4p_helpers.indicators.register import Indicator, Number, Sent, Share
from a4p_helpers.periods import Period
from a4p_helpers.processed import Tables
from a4p_helpers.rounding import decimals_of, half_up
from a4p_helpers.scales import NOT_APPLICABLE, NOT_REPORTED, NOTHING, REPORTED

SHARES = ("percent", "percentage points", "per 10,000")
COMPUTED, AS_SUBMITTED = "computed", "as submitted"
# In the external edition: too small to be shown, and not for readers outside.
SUPPRESSED, KEPT_INTERNAL = "suppressed", processed.KEPT_INTERNAL


class NotReportedError(ValueError):
    """Somebody tried to print a number that nobody reported."""


@dataclass(frozen=True)
class Value:
    """One indicator in one period.

    `number` is exact (a share counts in per cent); `by` holds its parts by mission, year or
    category; `submitted` is what the office sent, kept beside a computed number so that the two
    can be seen to differ. `low` and `high` are the limits of its interval, `verdict` what the test
    behind it says, where there are such.
    """

    indicator: Indicator
    period: Period
    status: str
    number: Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    by: pd.Series | None = None
    how: str = ""
    as_of: str = ""
    submitted: Fraction | None = None
    qualifier: str = ""
    note: str = ""
    target: Fraction | None = None
    target_status: str = ""
    over: int | None = None
    low: float | None = None
    high: float | None = None
    verdict: str = ""

    @property
    def code(self) -> str:
        """The code under which it is released in its period."""
        return released_code(self.indicator, self.period)

    @property
    def covered(self) -> tuple[date, date]:
        """The first and the last day that the number covers; one day where it says a state.

        A year that was not over at the as-of date is covered up to that date.
        """
        covers, last = self.indicator.covers, self.period.last_day
        reached = date.fromisoformat(self.as_of) if self.as_of else self.period.as_of
        if covers == "period":
            return self.period.first_day, last
        if covers == "year to date":
            return date(last.year, 1, 1), last
        if covers in ("state", "latest"):
            return reached, reached
        first = last.year if covers == "year" else int(covers[-4:])
        end = date(first if covers.isdigit() else last.year, 12, 31)
        start = date(first, 1, 1)
        return start, max(start, min(end, reached))

    @property
    def is_reported(self) -> bool:
        """Whether there is a number to print."""
        return self.status == REPORTED

    @property
    def conflicts(self) -> bool:
        """Whether the office sent another number than its table gives, as finely as it sent it."""
        if self.number is None or self.submitted is None:
            return False
        decimals = decimals_of(self.submitted)
        return half_up(self.number, decimals) != half_up(self.submitted, decimals)

    def exact(self) -> Fraction:
        """Return the number, or raise where nobody reported it."""
        if self.number is None:
            raise NotReportedError(
                f"{self.code} was {self.status}; write the sentence for that case"
            )
        return self.number

    def labels(self, of: bool) -> list[str]:
        """Return the labels (missions, categories) for which a yes-or-no part is true or false."""
        if self.by is None and self.number == 0:
            return []  # nothing to report, so nobody to name
        if self.by is None or not pd.api.types.is_bool_dtype(self.by.dtype):
            raise NotReportedError(f"{self.code} has no parts that are yes or no")
        known = self.by.dropna()
        return [str(label) for label in known.index[known.astype(bool) == of]]


def released_code(one: Indicator, period: Period) -> str:
    """Return a code as it is released: one that ends in _YEAR carries the year itself."""
    if one.code.endswith("_YEAR"):
        return one.code.removesuffix("YEAR") + str(period.last_day.year)
    return one.code


class Values(Mapping[str, Value]):
    """All indicators of a period by code, each counted when first asked for."""

    def __init__(self, tables: Tables, period: Period) -> None:
        self._tables = tables
        self.period = period
        self._known: dict[str, Value] = {}
        sent = tables["submitted_figures"]
        self._sent = {row["code"]: row for row in sent.to_dict("records")}
        for code in self._sent:
            register.get(code)

    @classmethod
    def of(cls, period: Period, edition: str) -> "Values":
        """Return those of a period as an edition sees its cleaned tables, which must be there."""
        return cls(Tables(paths.processed(period.name, edition)), period)

    @property
    def tables(self) -> Tables:
        """The cleaned tables from which they are counted."""
        return self._tables

    @cached_property
    def before(self) -> "Values | None":
        """The same indicators in the period before, as this edition sees them, if it has data."""
        earlier = periods.previous(self.period)
        if earlier is None or earlier not in periods.with_data():
            return None
        return Values.of(earlier, self._tables.edition)

    def __getitem__(self, code: str) -> Value:
        if code not in self._known:
            self._known[code] = self._count(register.get(code))
        return self._known[code]

    def __iter__(self) -> Iterator[str]:
        return iter(register.REGISTER)

    def __len__(self) -> int:
        return len(register.REGISTER)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def exhibit(self, block: str) -> pd.DataFrame:
        """Return the data that a block shows."""
        one = register.EXHIBITS[block]
        shown: pd.DataFrame = self._applied(block, one)
        return shown

    def _applied(self, name: str, one: Any) -> Any:
        """Return what a rule gives; who asks for a column that is not there is told the nearest."""
        try:
            return one.rule(*self._arguments(one))
        except KeyError as error:
            known = {str(column) for table in one.tables for column in self._tables[table]}
            if isinstance(error, MissingColumnError):  # maybe of data that the rule made
                known.update(error.known)
                wrong = error.column
                told = nearest(wrong, sorted(known))
            else:  # any other key may be meant, but for one that is nearly a column
                wrong = asked(error, known)
                told = hint(wrong, known)
                if not told:
                    raise
            raise register.RegisterError(
                f"The rule of {name} asks for {wrong!r}, which is no column of "
                f"{' or '.join(one.tables) or 'its data'}{told}"
            ) from error

    def _arguments(self, one: Any) -> list[Any]:
        others: dict[str, Callable[[], Any]] = {
            "period": lambda: self.period,
            "until": lambda: date.fromisoformat(self._as_of(one.tables)),
            "values": lambda: self,
        }
        return [*(self._tables[name] for name in one.tables), *(others[n]() for n in one.wants)]

    def _count(self, one: Indicator) -> Value:
        if one.disclosure == "internal" and self._tables.edition == "external":
            return Value(one, self.period, KEPT_INTERNAL)
        if one.code in self._tables.withheld:
            return Value(one, self.period, self._tables.withheld[one.code])
        counted = self._computed(one)
        sent = self._sent.get(one.code)
        if sent is None or counted.status == SUPPRESSED:
            return counted  # what an office sent beside it would give a suppressed number away
        submitted = Fraction(str(sent["value"]))
        qualifier = sent["qualifier"] if pd.notna(sent["qualifier"]) else ""
        note = sent["note"] if pd.notna(sent["note"]) else ""
        if counted.is_reported:
            fields = {**vars(counted), "submitted": submitted, "note": note}
            return Value(**fields)
        return Value(
            one,
            self.period,
            REPORTED,
            number=submitted,
            how=AS_SUBMITTED,
            as_of=self._as_of(("submitted_figures",)),
            submitted=submitted,
            qualifier=qualifier,
            note=note,
            over=int(sent["missions"]) if pd.notna(sent["missions"]) else None,
        )

    def _over(self, one: Indicator, known: int | None) -> int | None:
        """Return over how many missions a number runs, where missions owe its one table.

        `known` are those for which a rule gave a part; beside them, a mission with nothing to
        report has answered. Without parts, all that answered count.
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
        # What rests on several tables holds up to the first of their days.
        return min((day for day in stated if day), default=self.period.as_of.isoformat())

    def _computed(self, one: Indicator) -> Value:
        states = [self._tables.state(name).status for name in one.tables]
        if NOT_APPLICABLE in states:
            return Value(one, self.period, NOT_APPLICABLE)
        if any(self._tables.state(n).reason == processed.INTERNAL_ONLY for n in one.tables):
            return Value(one, self.period, KEPT_INTERNAL)
        if one.rule is None or not all(self._tables.state(n).is_known for n in one.tables):
            return Value(one, self.period, NOT_REPORTED)
        as_of = self._as_of(one.tables)
        if set(states) == {NOTHING} and one.unit not in SHARES:
            # Nothing to report is an answer: the count is zero. A share of nothing is none.
            over = self._over(one, 0) or None  # and is said over those that gave it
            return Value(
                one, self.period, REPORTED, Fraction(0), over=over, how=COMPUTED, as_of=as_of
            )
        if any(
            self._tables.state(n).status == REPORTED and self._tables[n].empty for n in one.tables
        ):
            # Rows came, and all were dropped by corrections.
            return Value(one, self.period, NOT_REPORTED)
        result = self._applied(one.code, one)
        if isinstance(result, register.Withheld):
            return Value(one, self.period, SUPPRESSED)
        found = _fields(result)
        if not found:
            return Value(one, self.period, NOT_REPORTED)
        how = AS_SUBMITTED if isinstance(result, Sent) else COMPUTED
        found["over"] = self._over(one, found.get("over"))
        return Value(one, self.period, REPORTED, how=how, as_of=as_of, **found)


def _fields(result: Any) -> dict[str, Any]:
    """Return the fields of a value that a rule's result says; none where it says nothing."""
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
        return {
            "number": Fraction(100 * result.numerator, result.denominator),
            "numerator": result.numerator,
            "denominator": result.denominator,
            "by": result.by,
        }
    if isinstance(result, Sent):
        return {"number": Fraction(result.number)}
    if isinstance(result, Number):
        return {
            "number": Fraction(result.number),
            "by": result.by,
            "over": None if result.by is None else len(result.by.dropna()),
            "target": result.target,
            "target_status": result.target_status,
            "low": result.low,
            "high": result.high,
            "verdict": result.verdict,
        }
    if pd.isna(result):
        return {}
    return {"number": Fraction(str(_plain(result)))}


def _plain(part: Any) -> Any:
    """Turn true and false into one and none, and NumPy's numbers into Python's."""
    return int(part) if isinstance(part, bool) else getattr(part, "item", lambda: part)()
