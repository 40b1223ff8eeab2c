"""The indicators of one period: each a value with its state, its parts and its source.

    data/processed/<period>/<edition>/values/<section>.json   the values of a section, with the
                                                              declaration of each indicator
    data/processed/<period>/<edition>/values/blocks/<id>.json the content of a block
    data/processed/<period>/<edition>/values/index.json       the codes, the declaration of each
                                                              block, and the sources of the values

They are counted once for each edition (see `indicators.count`); everything else reads them here.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.core import paths, periods, plan
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.frames import Data
from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import decimals_of, half_up
from a4p_helpers.core.scales import NOT_ASKED, REPORTED
from a4p_helpers.store import exhibits, processed
from a4p_helpers.store.lazy import Lazy
from a4p_helpers.store.processed import (
    KEPT_INTERNAL as KEPT_INTERNAL,  # one of the states of a value
)
from a4p_helpers.store.processed import MissingTableError, Tables

# Unit as printed after a number: one, several. "percent" prints as per cent or %.
UNITS: dict[str, tuple[str, str]] = {
    f"{one}s": (one, f"{one}s")
    for one in (
        *("allegation", "answer", "assessment", "base", "case", "correction", "course", "day"),
        *("deliverable", "engagement", "evaluation", "hospital", "indicator", "item", "mechanism"),
        *("mention", "mission", "office", "PCC", "percentage point", "person", "pledge", "point"),
        *("remark", "session", "trainee", "training", "unit", "user"),
    )
} | {
    "categories": ("category", "categories"),
    "per 10,000": ("per 10,000", "per 10,000"),
    "percent": ("per cent", "per cent"),
    "times": ("times", "times"),
}
SHARES = ("percent", "percentage points", "per 10,000")
COMPUTED, AS_SUBMITTED = "computed", "as submitted"
SUPPRESSED = "suppressed"  # in the external edition: too small to be shown


class RegisterError(ValueError):
    """The register contradicts itself, or a code or block is not in it."""


class NotReportedError(ValueError):
    """An attempt to print a number that nobody reported."""


@dataclass(frozen=True)
class Indicator:
    """The declaration of one number that the report prints.

    It is counted from `tables`; they are empty if an office sends the number itself. A code that
    ends in `_YEAR` covers the calendar year in which the period ends.
    """

    code: str
    title: str
    unit: str
    result: str
    level: str
    source: str
    definition: str
    tables: tuple[str, ...] = ()
    direction: str = "none"
    disclosure: str = "external"
    themes: frozenset[str] = frozenset()
    caveat: str = ""
    decimals: int = 0
    covers: str = "period"

    @property
    def section(self) -> str:
        """The section that its code begins with: p1 to p7, plan or quality."""
        return section_of(self.code)


def section_of(code: str) -> str:
    """Return the section that a code begins with."""
    return code.partition(".")[0].lower()


@dataclass(frozen=True)
class Value:
    """One indicator in one period.

    `number` is exact (a share is in per cent); `by` holds its parts by mission, year or category;
    `submitted` is what the office sent, kept beside a computed number to show any difference. `low`
    and `high` are the limits of its interval and `verdict` the result of its test, if it has them;
    `revised` is its value in the report before, if its records were revised since (see
    `indicators.revised`).
    `target` is that of the year in which the period ends; `target_status` says how it is known, or
    that none is set.
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
    revised: str = ""

    @property
    def code(self) -> str:
        """The code of its indicator, the same in every period."""
        return self.indicator.code

    @property
    def title(self) -> str:
        """The title of its indicator, with the year filled in."""
        return self.indicator.title.replace("the calendar year", str(self.period.last_day.year))

    @property
    def informs(self) -> str:
        """The result of the period's Plan that it informs; blank where there is none."""
        return plan.informs(self.code, self.indicator.result, self.period.name)

    @property
    def section(self) -> str:
        """The section of the period's report that lists it."""
        return plan.section_of(self.indicator.section, self.informs, self.period.name)

    @property
    def covered(self) -> tuple[date, date]:
        """The first and last day that the number covers; one day for a state.

        A year that had not ended at the as-of date is covered up to that date.
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
        """Whether it has a number to print."""
        return self.status == REPORTED

    @property
    def is_passed_over(self) -> bool:
        """Whether no report of the period lists it: kept internal, or asked only later."""
        return self.status in (KEPT_INTERNAL, NOT_ASKED)

    @property
    def conflicts(self) -> bool:
        """Whether the office sent another number than its table gives, at the precision sent."""
        if self.number is None or self.submitted is None:
            return False
        decimals = decimals_of(self.submitted)
        return half_up(self.number, decimals) != half_up(self.submitted, decimals)

    def exact(self) -> Fraction:
        """Return the number, or raise if nobody reported it."""
        if self.number is None:
            raise NotReportedError(
                f"{self.code} was {self.status}; write the sentence for that case"
            )
        return self.number

    def labels(self, of: bool) -> list[str]:
        """Return the labels (missions, categories) for which a yes-or-no part is true or false."""
        if self.by is None and self.number == 0:
            return []  # nothing to report: nobody to name
        if self.by is None or not pd.api.types.is_bool_dtype(self.by.dtype):
            raise NotReportedError(f"{self.code} has no parts that are yes or no")
        known = self.by.dropna()
        return [str(label) for label in known.index[known.astype(bool) == of]]


class Values(Mapping[str, Value]):
    """All indicators of a period by code, as an edition sees them, and the content of blocks.

    `blocks` are the declarations of the report's blocks. `of_earlier` gives the values of another
    period for the same edition.
    """

    def __init__(
        self,
        period: Period,
        tables: Tables,
        known: Mapping[str, Value],
        blocks: Mapping[str, Block],
        shown: Mapping[str, pd.DataFrame],
        of_earlier: "Callable[[Period], Values]",
    ) -> None:
        self.period = period
        self.tables = tables
        self.blocks = blocks
        self._known = known
        self._shown = shown
        self._of_earlier = of_earlier

    @cached_property
    def earlier(self) -> "list[Values]":
        """The same indicators in every period before with data, oldest first."""
        return [self._of_earlier(one) for one in periods.before(self.period)]

    @cached_property
    def before(self) -> "Values | None":
        """The same indicators in the period just before, if it has data."""
        last = periods.previous(self.period)
        return next((one for one in self.earlier if one.period == last), None)

    def __getitem__(self, code: str) -> Value:
        if code not in self._known:
            raise RegisterError(f"There is no indicator {code!r}{nearest(code, self)}")
        return self._known[code]

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def of_section(self, section: str) -> list[Value]:
        """Return the values that a section prints, in the order of their declaration."""
        if plan.is_general(section, self.period.name):
            own = plan.results_of(section, self.period.name)
            return [one for one in self.values() if one.informs in own or one.section == section]
        return [self[code] for code in self if section_of(code) == section]

    def section_of_table(self, table: str) -> str:
        """Return the section of the period's report whose subject a table is of."""
        of = self.tables.state(table).section
        if not plan.is_open(of, self.period.name):
            return of
        return plan.section_of(of, self._informed.get((of, table), ""), self.period.name)

    def section_of_block(self, block: Block) -> str:
        """Return the section of the period's report in which a block stands."""
        return plan.section_of(block.section, self.informed(block), self.period.name)

    def informed(self, block: Block) -> str:
        """Return the result of the Plan that a block informs; blank where there is none.

        Unless a result names it, that is what the first indicator of its subject informs which is
        counted from a table of it.
        """
        named = plan.informs(block.id, "", self.period.name)
        if named or not plan.is_open(block.section, self.period.name):
            return named
        of = (self._informed.get((block.section, table), "") for table in block.tables)
        return next(filter(None, of), "")

    @cached_property
    def _informed(self) -> dict[tuple[str, str], str]:
        """The result that each table informs, by the subject of the indicators counted from it."""
        return {
            (one.indicator.section, table): one.informs
            for one in reversed(list(self.values()))
            for table in one.indicator.tables
            if one.informs
        }

    def has_exhibit(self, block: str) -> bool:
        """Whether a rule computes the content of a block."""
        return block in self._shown

    def exhibit(self, block: str) -> pd.DataFrame:
        """Return a copy of the data that a block shows, with values as exhibits print them."""
        if block not in self._shown:
            raise RegisterError(f"{block} has no data to show: its rule declares no exhibit")
        return Data(self._shown[block].copy())


# As files


def folder(period: str, edition: str) -> Path:
    """Return the folder of the values of a period and edition."""
    return paths.processed(period, edition) / paths.VALUES


def read(period: Period, edition: str) -> Values:
    """Return the values of a period as an edition sees them; they must have been counted.

    Raises
    ------
    MissingTableError
        Nothing is cleaned or counted.
    """
    place = folder(period.name, edition)
    known = _stored(place / paths.INDEX)
    sections = Lazy(
        map(section_of, known["codes"]), lambda one: _stored(place / f"{one}.json")["values"]
    )
    return Values(
        period,
        processed.read(paths.processed(period.name, edition)),
        Lazy(known["codes"], lambda code: _value(sections[section_of(code)][code], period)),
        {
            one["id"]: Block(**one | {name: tuple(one[name]) for name in ("needs", "themes")})
            for one in known["blocks"]
        },
        Lazy(known["shown"], lambda block: exhibits.read(place / paths.BLOCKS / f"{block}.json")),
        partial(read, edition=edition),
    )


def write(place: Path, values: Values, shown: Sequence[str], made_of: str) -> None:
    """Write values, and the content of some blocks, into a new folder."""
    (place / paths.BLOCKS).mkdir(parents=True)
    for section in dict.fromkeys(map(section_of, values)):
        own = {code: _packed(values[code]) for code in values if section_of(code) == section}
        _write(place / f"{section}.json", {"values": own})
    for block in shown:
        exhibits.write(place / paths.BLOCKS / f"{block}.json", values.exhibit(block))
    blocks = [asdict(one) for one in values.blocks.values()]
    known = {"codes": list(values), "blocks": blocks, "shown": list(shown), "made_of": made_of}
    _write(place / paths.INDEX, known)


def _write(path: Path, stored: Mapping[str, Any]) -> None:
    text = json.dumps(stored, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _stored(path: Path) -> dict[str, Any]:
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        where = paths.shown(path.parent)
        raise MissingTableError(f"{where} holds no counted values: run `a4p run`") from error
    return stored


RATIOS = ("number", "submitted", "target")


def _packed(value: Value) -> dict[str, Any]:
    """Return a value in a form for JSON, without blanks."""
    fields = {
        name: part
        for name, part in vars(value).items()
        if name not in ("indicator", "period", "by") and part is not None and part != ""
    }
    stored = {name: str(part) if name in RATIOS else part for name, part in fields.items()}
    if value.by is not None:
        index = value.by.index
        stored["by"] = exhibits.packed(value.by) | {
            "name": value.by.name,
            "of": exhibits.packed(index) | {"name": index.name},
        }
    declared = asdict(value.indicator)
    declared["themes"] = sorted(value.indicator.themes)
    return {"indicator": declared, **stored}


def _value(stored: Mapping[str, Any], period: Period) -> Value:
    fields = dict(stored)
    declared = fields.pop("indicator")
    lists = {"tables": tuple(declared["tables"]), "themes": frozenset(declared["themes"])}
    for name in RATIOS:
        if name in fields:
            fields[name] = Fraction(fields[name])
    if "by" in fields:
        of = fields["by"]["of"]
        index = pd.Index(exhibits.unpacked(of), dtype=of["type"], name=of["name"])
        fields["by"] = pd.Series(exhibits.unpacked(fields["by"]), index, name=fields["by"]["name"])
    return Value(Indicator(**declared | lists), period, **fields)
