"""What a chart is, how its data are checked, and how its alternative text is made."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf, isnan
from typing import Any

import numpy as np
import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.core.faults import joined, nearest
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed, within

# No-break, so that a number and its unit stay on one line.
BLANK = "\u00a0"


class ChartError(ValueError):
    """A chart cannot be drawn; the message lists every fault."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart with its title (the finding), subtitle (measure, unit, period) and data.

    `svg` is drawn for a number of the 12 `columns` of a page, `narrow` for a telephone; neither
    contains the title. `alt` describes the chart in words; `data` accompany it.
    """

    title: str
    subtitle: str
    alt: str
    data: pd.DataFrame
    svg: str
    narrow: str
    notes: tuple[str, ...] = ()
    columns: int = 8


@dataclass(kw_only=True, eq=False)
class Drawing(ABC):
    """A chart being made: its inputs, its words, and how it is drawn at a width.

    Each kind of chart declares the columns that it takes as fields, by name, and refuses in
    `__post_init__` what it cannot draw. `colour` is that of the priority; a `full` chart takes all
    12 columns of a page, others eight.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """

    data: pd.DataFrame = field(kw_only=False)
    title: str
    subtitle: str
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    colour: str = style.NAVY
    full: bool = False

    @abstractmethod
    def draw(self, width: int) -> Canvas:
        """Draw the chart on a canvas of a width."""

    @abstractmethod
    def offered(self) -> list[str]:
        """Return the columns that accompany the chart."""

    @abstractmethod
    def kind(self) -> str:
        """Name what is drawn, for the alternative text."""

    @abstractmethod
    def message(self) -> list[str]:
        """Say in words what the chart shows, for the alternative text."""

    def remarks(self) -> list[str]:
        """Say what a reader must know of the numbers."""
        return []

    def chart(self) -> Chart:
        """Draw the chart at both widths and add words and data.

        Its alternative text is the kind of chart, the finding and the message.
        """
        with style.settings():
            wide, narrow = style.WIDTHS
            widths = (style.FULL if self.full else wide, narrow)
            svg, narrow_svg = (style.svg(self.draw(width).figure) for width in widths)
        sentences = [self.kind(), self.title, *self.message()]
        columns = self.offered()
        shown = self.data[columns].reset_index(drop=True)
        return Chart(
            title=self.title,
            subtitle=self.subtitle,
            alt=" ".join(_sentence(part) for part in sentences if part).replace(BLANK, " "),
            data=shown.rename(columns={name: self.heading(name) for name in columns}),
            svg=svg,
            narrow=narrow_svg,
            notes=(*self.notes, *self.remarks()),
            columns=12 if self.full else 8,
        )

    def heading(self, column: str) -> str:
        """Return a column's readable name."""
        return self.labels.get(column) or tables.heading(column)

    def word(self, column: str) -> str:
        """Return a column's readable name as it stands within a sentence."""
        return within(self.labels.get(column) or column.replace("_", " ").strip())

    def words(self, columns: Iterable[str]) -> str:
        """Return the readable names of columns as a list within a sentence."""
        return listed([self.word(column) for column in columns])

    def names_in(self, column: str) -> list[str]:
        """Return a column as text for the eye, each beginning with a capital."""
        values = self.data[column].astype(object)
        return [str(tables.capitalized(tables.written(value))) for value in values]

    def numbers_in(self, column: str) -> list[float]:
        """Return a column as floats, NaN where nothing was reported or may be shown."""
        values = self.data[column].astype(object)
        return [float("nan") if tables.is_unknown(value) else float(value) for value in values]

    def check(
        self,
        *,
        names: Sequence[str],
        numbers: Sequence[str],
        others: Sequence[str] = (),
        may_be_negative: bool = False,
        may_be_suppressed: bool = False,
        faults: Iterable[str] = (),
    ) -> None:
        """Raise an error if the data cannot be drawn.

        `names` are the columns that together name a row: they have no blanks, and no row occurs
        twice. `numbers` may lack some values but not all; a chart that can mark them may have
        suppressed values. `others` only have to exist.
        """
        data = self.data
        found = list(faults)
        if not self.title.strip():
            found.append("it has no title: give the finding")
        if not self.subtitle.strip():
            found.append("it has no subtitle: give measure, unit and period")
        known = [str(name) for name in data.columns]
        asked = list(dict.fromkeys([*names, *numbers, *others]))
        lacking = [name for name in asked if name not in known]
        found += [f"there is no column {name!r}{nearest(name, known)}" for name in lacking]
        lost = [name for name in self.labels if name not in known]
        found += [f"labels name {name!r}, not a column{nearest(name, known)}" for name in lost]
        shown = [self.heading(name) for name in asked]
        found += [
            f"two columns are called {name!r}; give one another label"
            for name in dict.fromkeys(shown)
            if shown.count(name) > 1
        ]
        if data.empty:
            found.append("its data have no rows: say that nothing was reported instead")
        elif not lacking:
            found += _name_faults(data, names)
            seen = data.mask(data.isin([scales.SUPPRESSED_CELL])) if may_be_suppressed else data
            found += _number_faults(seen, numbers, may_be_negative)
        self.refuse(found)

    def refuse(self, faults: Sequence[str]) -> None:
        """Raise with every fault, if there are any."""
        if faults:
            raise ChartError(f"The chart {self.title!r} cannot be drawn: {joined(faults)}")


def _name_faults(data: pd.DataFrame, names: Sequence[str]) -> list[str]:
    found = [
        f"row {at}, column {name}: the name is missing; fill it in"
        for name in names
        for at, value in enumerate(data[name], start=1)
        if tables.is_missing(value)
    ]
    rows = data[list(names)]
    for at in range(len(rows)):
        if rows.duplicated().iloc[at]:
            row = " and ".join(repr(value) for value in rows.iloc[at])
            found.append(f"row {at + 1}, {' and '.join(names)}: {row} occurs twice; keep one")
    return found


def _number_faults(data: pd.DataFrame, numbers: Sequence[str], may_be_negative: bool) -> list[str]:
    found = []
    cells = [
        (at, name, value)
        for name in numbers
        for at, value in enumerate(data[name].astype(object), start=1)
        if not tables.is_missing(value)
    ]
    for at, name, value in cells:
        fault = _number_fault(value, may_be_negative)
        if fault:
            found.append(f"row {at}, column {name}: {value!r} {fault}")
    if numbers and not cells:
        found.append("every number is missing: say that nothing was reported instead")
    return found


def _number_fault(value: Any, may_be_negative: bool) -> str:
    try:
        as_float = float(value)
    except (TypeError, ValueError):
        return "is not a number; correct it"
    if isinstance(value, (str, bool, np.bool_)):
        return "is not a number; correct it"
    if isinf(as_float):
        return "is infinite; leave it empty if it is not known"
    return "is negative; correct it" if as_float < 0 and not may_be_negative else ""


class Printed:
    """How one chart prints its numbers: decimals as needed, and the unit."""

    def __init__(
        self, columns: Iterable[pd.Series], unit: str = "", decimals: int | None = None
    ) -> None:
        needed = [tables.needed_decimals(column) for column in columns]
        self.decimals = max(needed, default=0) if decimals is None else decimals
        self.unit = unit

    def __call__(self, value: float) -> str:
        """Print a number; write a missing one in words."""
        if isnan(value):
            return scales.NOT_REPORTED
        text = tables.number(value, self.decimals)
        return f"{text}{BLANK}{self.unit}" if self.unit else text


def state_faults(found: Iterable[str], states: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return the states without a look, and the looks that do not exist."""
    lacking = [name for name in dict.fromkeys(found) if name not in states]
    return [
        *(f"the state {name!r} has no sign{nearest(name, list(states))}" for name in lacking),
        *(
            f"the state {name!r} looks like {fill!r} and {mark!r}: one of them is unknown"
            for name, (fill, mark) in states.items()
            if fill not in style.FILLS or mark not in style.MARKS
        ),
    ]


def extremes(names: Sequence[str], values: Sequence[float], printed: Printed) -> str:
    """Name those with the highest, the lowest and no number."""
    known = [(value, name) for value, name in zip(values, names, strict=True) if not isnan(value)]
    missing = [name for value, name in zip(values, names, strict=True) if isnan(value)]
    if not known:
        return scales.NOT_REPORTED.capitalize()
    told = []
    highest, lowest = max(known)[0], min(known)[0]
    if len(known) == 1:
        told.append(f"{known[0][1]}: {printed(known[0][0])}")
    elif highest == lowest:
        told.append(f"All {len(known)}: {printed(highest)}")
    else:
        for word, number in (("Highest", highest), ("lowest", lowest)):
            told.append(
                f"{word}: {printed(number)} ({_some([n for v, n in known if v == number])})"
            )
    if missing:
        told.append(f"{scales.NOT_REPORTED}: {_some(missing)}")
    return "; ".join(told)


def _some(names: Sequence[str]) -> str:
    most = 4
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def _sentence(text: str) -> str:
    text = str(tables.capitalized(text.strip()))
    return text if text.endswith((".", "!", "?")) else f"{text}."
