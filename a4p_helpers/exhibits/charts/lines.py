"""Lines: several series over time, named where they end."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import (
    Chart,
    Printed,
    Words,
    build,
    check,
    extremes,
    names_of,
    numbers_of,
    part_colours,
    part_faults,
    refuse,
    words,
)
from a4p_helpers.exhibits.charts.layout import Frame, runs
from a4p_helpers.exhibits.charts.style import Sheet
from a4p_helpers.exhibits.narrative import listed, within

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
MOST_MARKS = 24


def lines(
    data: pd.DataFrame,
    *,
    x: str,
    series: Sequence[str],
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    breaks: Mapping[Any, str] | None = None,
    from_zero: bool = True,
    highlight: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one line a series, each named, with its last number, where it ends.

    `x` holds years, months as 2023-05, or names in their order. A gap in a series stays a gap; a
    single line says whether its number was not reported or is suppressed.
    `breaks` says in words what changed at some values of `x`. Lines need not start at zero.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    faults = part_faults(series, highlight, most=len(style.PARTS))
    check(
        data,
        around,
        names=[x],
        numbers=list(series),
        may_be_negative=True,
        may_be_suppressed=True,
        faults=faults,
    )
    across = _Across(data[x])
    refuse(around, across.faults(breaks or {}, x))
    printed = Printed([data[one] for one in series], unit, decimals)
    drawing = _Lines(data, series, around, printed, across)
    drawing.colours = part_colours(series, highlight, ordered=False)
    drawing.breaks = {across.place(at): text for at, text in (breaks or {}).items()}
    drawing.from_zero = from_zero
    return build(
        drawing.draw,
        around,
        data=data,
        columns=[x, *series],
        kind=f"Lines: {listed([around.said(one) for one in series])} by {around.said(x)}",
        message=[*drawing.message(), *drawing.break_words()],
    )


class _Across:
    """Where the values of x lie: years and months as far apart as they are, names evenly."""

    def __init__(self, values: pd.Series) -> None:
        self.keys = [str(value) for value in values.astype(object)]
        self.is_monthly = all(MONTH.fullmatch(key) for key in self.keys)
        self.names = [_month(key) for key in self.keys] if self.is_monthly else names_of(values)
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


class _Lines:
    """Several lines with their names at the right."""

    colours: Sequence[str] = ()
    breaks: Mapping[float, str] = {}
    from_zero = True

    def __init__(
        self,
        data: pd.DataFrame,
        series: Sequence[str],
        around: Words,
        printed: Printed,
        across: _Across,
    ) -> None:
        self.names = [around.of(one) for one in series]
        self.values = [numbers_of(data[one]) for one in series]
        self.hidden = [list(data[one].astype(object) == scales.SUPPRESSED_CELL) for one in series]
        self.printed = printed
        self.across = across

    def message(self) -> list[str]:
        """Say in words what the chart shows, for its alternative text."""
        found = []
        for name, values, hidden in zip(self.names, self.values, self.hidden, strict=True):
            if any(hidden):
                years = [
                    time for time, hides in zip(self.across.names, hidden, strict=True) if hides
                ]
                found.append(f"{name}: suppressed for {listed(years)}")
            known = [at for at, value in enumerate(values) if not isnan(value)]
            if not known:
                found.append(f"{name}: {scales.NOT_REPORTED}")
                continue
            times = [self.across.names[at] for at in known]
            text = extremes(times, [values[at] for at in known], self.printed)
            found.append(f"{name}: {within(text)}; last: {self.printed(values[known[-1]])}")
        return found

    def break_words(self) -> list[str]:
        """Say when the breaks are and what they mean."""
        places = dict(zip(self.across.places, self.across.names, strict=True))
        return [f"{places.get(at, f'{at:g}')}: {text}" for at, text in self.breaks.items()]

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        everything = [value for values in self.values for value in values]
        whole = not self.printed.decimals
        marks = layout.scale(everything, whole=whole, from_zero=self.from_zero)
        numbers = _named(marks, self.printed.unit)
        left = max(style.text_width(text, style.SMALL) for text in numbers) + 10
        labels = (
            [] if self.is_alone else [self._label(n, 0.26 * width) for n in range(len(self.names))]
        )
        sizes = [layout.LINE * len(lines) + 3 for lines in labels]
        widths = [style.text_width(line, bold=True) for some in labels for line in some]
        side = 32 + max(widths) if labels else 0
        height = max(280.0 if width >= style.ROOMY else 230.0, sum(sizes))
        told = [style.wrapped(text, 0.4 * width, style.SMALL) for text in self.breaks.values()]
        top = (26 if self.is_alone else 14) + sum(
            layout.SMALL_LINE * len(some) + 4 for some in told
        )
        sheet = Sheet(width, top + height + 26)
        frame = Frame(
            left, width - side, top, top + height, marks[0], marks[-1], len(self.across.places)
        )
        axes = frame.axes(sheet)
        self._breaks(sheet, frame, told)
        frame.grid(sheet, axes, marks, numbers)
        for place, name in self.across.ticks(frame.right - frame.left - 2 * self._inset()):
            frame.write_below(sheet, self._x(frame, place), name, frame.bottom + 15)
        self._series(sheet, frame, axes)
        if self.is_alone:
            self._numbers(sheet, frame)
        else:
            self._names(sheet, frame, labels, sizes)
        return sheet

    @property
    def is_alone(self) -> bool:
        """Whether there is one line with few points: it needs no name but all its numbers."""
        return len(self.values) == 1 and len(self.across.places) <= MOST_MARKS

    def _inset(self) -> float:
        """Return the pixels that a line stays away from the edges of the frame."""
        return 24.0 if self.is_alone else 0.0

    def _x(self, frame: Frame, place: float) -> float:
        span = self.across.last - self.across.first
        share = (place - self.across.first) / span if span else 0.5
        inset = self._inset()
        return frame.left + inset + share * (frame.right - frame.left - 2 * inset)

    def _numbers(self, sheet: Sheet, frame: Frame) -> None:
        """Write every number of a line that stands alone, and where there is none."""
        xs = [self._x(frame, place) for place in self.across.places]
        layout.numbers(sheet, frame, xs, self.values[0], self.printed, is_line=True)
        for x, value, hides in zip(xs, self.values[0], self.hidden[0], strict=True):
            if isnan(value):
                frame.missing(sheet, x, scales.SUPPRESSED_CELL if hides else scales.NOT_REPORTED)

    def _series(self, sheet: Sheet, frame: Frame, axes: Axes) -> None:
        count = sum(len(values) for values in self.values)
        span = self.across.last - self.across.first
        for values, colour, marker in zip(self.values, self.colours, style.MARKERS, strict=False):
            for stretch in runs(values):
                axes.plot(
                    [self.across.places[at] for at in stretch],
                    [values[at] for at in stretch],
                    color=colour,
                    lw=2.2,
                    clip_on=False,
                    rasterized=count > style.RASTER_ABOVE,
                )
            known = [at for at, value in enumerate(values) if not isnan(value)]
            alone = [run.start for run in runs(values) if len(run) == 1]
            marked = known if len(values) <= MOST_MARKS else sorted({*alone, *known[-1:]})
            for at in marked:
                x, y = self._x(frame, self.across.places[at]), frame.y(values[at])
                sheet.dot(x, y, colour, 7.5, marker)
        inset = self._inset()
        beyond = inset * span / (frame.right - frame.left - 2 * inset) if span else 1.0
        ends = (self.across.first - beyond, self.across.last + beyond)
        axes.set(xlim=ends, ylim=(frame.low, frame.high))

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
        self,
        sheet: Sheet,
        frame: Frame,
        labels: Sequence[Sequence[str]],
        sizes: Sequence[float],
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
            reaches_end = not isnan(self.values[at][-1])
            end = frame.y(ends[at])
            if reaches_end:
                xs = [frame.right + 5, frame.right + 15]
                sheet.line(xs, [end, y], style.PLAIN, 0.9)
            sheet.dot(frame.right + 20, y, self.colours[at], 7.5, style.MARKERS[at])
            sheet.write_lines(frame.right + 28, y, labels[at], colour=style.INK)

    def _breaks(self, sheet: Sheet, frame: Frame, told: Sequence[Sequence[str]]) -> None:
        """Draw upright lines with their words above the frame, one below the other."""
        y = 2.0
        for place, text in zip(self.breaks, told, strict=True):
            x = self._x(frame, place)
            half = layout.SMALL_LINE * len(text) / 2
            widest = max(style.text_width(line, style.SMALL) for line in text)
            fits_right = x + 6 + widest <= sheet.width
            sheet.line([x, x], [y + 2, frame.bottom], style.BASE, 1, (0, (3, 3)), 0)
            sheet.write_lines(
                x + 6 if fits_right else x - 6,
                y + half,
                text,
                align="left" if fits_right else "right",
                size=style.SMALL,
                colour=style.QUIET,
                on_paper=True,
            )
            y += 2 * half + 4


def _month(key: str) -> str:
    """Write 2023-05 as May 2023."""
    year, month = key.split("-")
    return f"{date(int(year), int(month), 1):%B} {year}"


def _named(marks: Sequence[float], unit: str) -> list[str]:
    printed = Printed([pd.Series(marks)], unit)
    return [printed(mark) for mark in marks]
