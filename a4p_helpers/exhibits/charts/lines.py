"""Lines: several series over time, named where they end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes, marks_of, part_faults
from a4p_helpers.exhibits.charts.layout import Frame, runs
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed, within

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
MOST_MARKS = 24


class _Across:
    """Where the values of x lie: years and months as far apart as they are, names evenly."""

    def __init__(self, values: pd.Series, names: list[str]) -> None:
        self.keys = [str(value) for value in values.astype(object)]
        self.is_monthly = all(MONTH.fullmatch(key) for key in self.keys)
        self.names = [_month(key) for key in self.keys] if self.is_monthly else names
        self.is_numeric = not self.is_monthly and tables.is_numeric(values)
        self.places = [self.place(value) for value in values.astype(object)]
        self.first, self.last = min(self.places), max(self.places)

    def place(self, value: Any) -> float:
        """Return where a value lies."""
        month = MONTH.fullmatch(str(value))
        if self.is_monthly and month:
            return int(month[1]) * 12.0 + int(month[2]) - 1
        if self.is_numeric:
            return float(value)
        return float(self.keys.index(str(value)))

    def faults(self, breaks: Mapping[Any, str], x: str) -> list[str]:
        """Return what is wrong with the order of x, and with breaks that lie outside of it."""
        found = []
        if self.places != sorted(self.places):
            found.append(f"column {x} does not rise from row to row; sort the data by it")
        for value in breaks:
            try:
                is_inside = self.first <= self.place(value) <= self.last
            except ValueError:
                is_inside = False
            if not is_inside:
                found.append(f"breaks name {value!r}, which {x} does not reach")
        return found

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Return the places to name, as many as the room lets: years, months or names."""
        if self.is_monthly and self.last - self.first >= 18:
            years = range(int(-(-self.first // 12)), int(self.last // 12) + 1)
            named = [(year * 12.0, str(year)) for year in years]
        else:
            named = list(zip(self.places, self.names, strict=True))
        widest = max(style.text_width(name, style.SMALL) for _, name in named) + 12
        span = (self.last - self.first) or 1
        kept: list[tuple[float, str]] = []
        for place, name in reversed(named):
            if not kept or (kept[-1][0] - place) / span * room >= widest:
                kept.append((place, name))
        return kept[::-1]


@dataclass(kw_only=True, eq=False)
class LinesOverTime(Drawing):
    """Draw one line a series, each named, with its last number, where it ends.

    `x` holds years, months as 2023-05, or names in their order. A gap in a series stays a gap; a
    single line says whether its number was not reported or is suppressed.
    `breaks` says in words what changed at some values of `x`.
    """

    x: str
    series: Sequence[str]
    unit: str = ""
    decimals: int | None = None
    breaks: Mapping[Any, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check(
            names=[self.x],
            numbers=list(self.series),
            may_be_negative=True,
            may_be_suppressed=True,
            faults=part_faults(self.series, most=len(style.PARTS)),
        )
        self.across = _Across(self.data[self.x], self.names_in(self.x))
        self.refuse(self.across.faults(self.breaks, self.x))
        self.names = [self.heading(name) for name in self.series]
        self.values = [self.numbers_in(name) for name in self.series]
        told = [self.data[name].astype(object) for name in self.series]
        self.hidden = [list(column == scales.SUPPRESSED_CELL) for column in told]
        self.printed = Printed([self.data[name] for name in self.series], self.unit, self.decimals)
        self.colours = style.part_colours(self.series)
        self.marked = {self.across.place(at): text for at, text in self.breaks.items()}
        # One line with few points needs no name but all its numbers, and room for them at its ends.
        self.is_alone = len(self.values) == 1 and len(self.across.places) <= MOST_MARKS
        self.inset = 24.0 if self.is_alone else 0.0

    def columns(self) -> list[str]:
        return [self.x, *self.series]

    def kind(self) -> str:
        return f"Lines: {self.words(self.series)} by {self.word(self.x)}"

    def message(self) -> list[str]:
        found = []
        for name, values, hidden in zip(self.names, self.values, self.hidden, strict=True):
            times = self.across.names
            if any(hidden):
                years = [time for time, hides in zip(times, hidden, strict=True) if hides]
                found.append(f"{name}: suppressed for {listed(years)}")
            known = [at for at, value in enumerate(values) if not isnan(value)]
            if not known:
                found.append(f"{name}: {scales.NOT_REPORTED}")
                continue
            text = extremes([times[at] for at in known], [values[at] for at in known], self.printed)
            found.append(f"{name}: {within(text)}; last: {self.printed(values[known[-1]])}")
        name_of = dict(zip(self.across.places, self.across.names, strict=True))
        breaks = [f"{name_of.get(at, f'{at:g}')}: {text}" for at, text in self.marked.items()]
        return [*found, *breaks]

    def draw(self, width: int) -> Canvas:
        everything = [value for values in self.values for value in values]
        marks = layout.scale(everything, whole=not self.printed.decimals)
        numbers = marks_of(marks, self.unit)
        left = max(style.text_width(text, style.SMALL) for text in numbers) + 10
        count = 0 if self.is_alone else len(self.names)
        labels = [self._label(at, 0.26 * width) for at in range(count)]
        sizes = [layout.LINE * len(lines) + 3 for lines in labels]
        widths = [style.text_width(line, bold=True) for some in labels for line in some]
        side = 32 + max(widths) if labels else 0
        height = max(280.0 if width >= style.ROOMY else 230.0, sum(sizes))
        words = [style.wrapped(text, 0.4 * width, style.SMALL) for text in self.marked.values()]
        above = sum(layout.SMALL_LINE * len(some) + 4 for some in words)
        top = (26 if self.is_alone else 14) + above
        canvas = Canvas(width, top + height + 26)
        places = len(self.across.places)
        frame = Frame(left, width - side, top, top + height, marks[0], marks[-1], places)
        axes = frame.axes(canvas)
        self._breaks(canvas, frame, words)
        frame.grid(canvas, axes, marks, numbers)
        for place, name in self.across.ticks(frame.right - frame.left - 2 * self.inset):
            layout.write_below(canvas, self._x(frame, place), name, frame.bottom + 15)
        self._series(canvas, frame, axes)
        if self.is_alone:
            self._numbers(canvas, frame)
        else:
            self._names(canvas, frame, labels, sizes)
        return canvas

    def _x(self, frame: Frame, place: float) -> float:
        span = self.across.last - self.across.first
        share = (place - self.across.first) / span if span else 0.5
        return frame.left + self.inset + share * (frame.right - frame.left - 2 * self.inset)

    def _numbers(self, canvas: Canvas, frame: Frame) -> None:
        """Write every number of a line that stands alone, and where there is none."""
        xs = [self._x(frame, place) for place in self.across.places]
        layout.numbers(canvas, frame, xs, self.values[0], self.printed, is_line=True)
        for x, value, hides in zip(xs, self.values[0], self.hidden[0], strict=True):
            if isnan(value):
                frame.missing(canvas, x, scales.SUPPRESSED_CELL if hides else scales.NOT_REPORTED)

    def _series(self, canvas: Canvas, frame: Frame, axes: Axes) -> None:
        span = self.across.last - self.across.first
        for values, colour, marker in zip(self.values, self.colours, style.MARKERS, strict=False):
            stretches = runs(values)
            for stretch in stretches:
                xs = [self.across.places[at] for at in stretch]
                ys = [values[at] for at in stretch]
                axes.plot(xs, ys, color=colour, lw=2.2, clip_on=False)
            known = [at for at, value in enumerate(values) if not isnan(value)]
            alone = [run.start for run in stretches if len(run) == 1]
            marked = known if len(values) <= MOST_MARKS else sorted({*alone, *known[-1:]})
            for at in marked:
                x, y = self._x(frame, self.across.places[at]), frame.y(values[at])
                canvas.dot(x, y, colour, 7.5, marker)
        wide = frame.right - frame.left - 2 * self.inset
        beyond = self.inset * span / wide if span else 1.0
        axes.set_xlim(self.across.first - beyond, self.across.last + beyond)

    def _label(self, at: int, room: float) -> list[str]:
        """Return a series' name and its last number, with its time where that is not the end."""
        values = self.values[at]
        known = [place for place, value in enumerate(values) if not isnan(value)]
        if not known:
            return style.wrapped(f"{self.names[at]} {scales.NOT_REPORTED}", room)
        number = self.printed(values[known[-1]])
        when = "" if known[-1] == len(values) - 1 else f" ({self.across.names[known[-1]]})"
        return style.wrapped(f"{self.names[at]} {number}{when}", room)

    def _names(
        self, canvas: Canvas, frame: Frame, labels: Sequence[list[str]], sizes: Sequence[float]
    ) -> None:
        """Write the names at the right, in the order of the lines' ends, moved apart."""
        ends = [
            next((value for value in reversed(values) if not isnan(value)), frame.low)
            for values in self.values
        ]
        order = sorted(range(len(ends)), key=lambda at: -ends[at])
        placed = style.spread(
            [frame.y(ends[at]) for at in order],
            [sizes[at] for at in order],
            frame.top - 8,
            frame.bottom + 8,
        )
        for at, y in zip(order, placed, strict=True):
            if not isnan(self.values[at][-1]):
                xs = [frame.right + 5, frame.right + 15]
                canvas.line(xs, [frame.y(ends[at]), y], style.PLAIN, 0.9)
            canvas.dot(frame.right + 20, y, self.colours[at], 7.5, style.MARKERS[at])
            canvas.write_lines(frame.right + 28, y, labels[at])

    def _breaks(self, canvas: Canvas, frame: Frame, words: Sequence[list[str]]) -> None:
        """Draw upright lines with their words above the frame, one below the other."""
        y = 2.0
        for place, lines in zip(self.marked, words, strict=True):
            x = self._x(frame, place)
            widest = max(style.text_width(line, style.SMALL) for line in lines)
            layout.dashed(canvas, x, y + 2, frame.bottom)
            to_left = x + 6 + widest > canvas.width
            y = layout.beside(canvas, x, y, lines, to_left=to_left, on_paper=True)


def _month(key: str) -> str:
    """Write 2023-05 as May 2023."""
    year, month = key.split("-")
    return f"{date(int(year), int(month), 1):%B} {year}"
