"""Upright columns: parts that add up, and counts with their rate below."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

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

COLUMN, WIDEST = 0.68, 96.0
HATCH = "////"
# The room above a panel for the number of a point at its top.
ABOVE = 26.0


def stacked_columns(
    data: pd.DataFrame,
    *,
    x: str,
    parts: Sequence[str],
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    incomplete: str = "",
    highlight: str | None = None,
    ordered: bool = False,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one column a row of the data, made of parts, the first at the bottom; totals on top.

    `incomplete` says how far the last row reaches, such as "to 28 November": its column is
    hatched. `highlight` is the part that the title is about; the others step back. `ordered` parts
    take the shades of one colour.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    faults = part_faults(parts, highlight)
    check(data, around, names=[x], numbers=list(parts), faults=faults)
    stack = _Stack(data, x, parts, around, Printed([data[p] for p in parts], unit, decimals))
    stack.incomplete = incomplete
    stack.highlight = highlight
    stack.colours = part_colours(parts, highlight, ordered)
    what = listed([around.said(part) for part in parts])
    return build(
        stack.draw,
        around,
        data=data,
        columns=[x, *parts],
        kind=f"{'Stacked columns' if len(parts) > 1 else 'Columns'}: {what} by {around.said(x)}",
        message=[extremes(stack.names, stack.totals, stack.printed)],
        notes=stack.notes(),
    )


def columns_with_rate(
    data: pd.DataFrame,
    *,
    x: str,
    count: str,
    rate: str,
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    limits: tuple[str, str] | None = None,
    decimals: int | None = 1,
    incomplete: str = "",
    breaks: Mapping[Any, str] | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw counts as columns and, in a panel of its own below them, their rate as a line.

    `limits` are the columns of the rate's interval, drawn as an upright line through each point.
    `breaks` says in words what changed at some values of `x`; a dashed line stands before them.

    The labels of `count` and `rate` head the two panels. `incomplete` says how far the last row
    reaches; its column is hatched and its rate an open mark. `decimals` are those of the rate.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    check(data, around, names=[x], numbers=[count, rate, *(limits or ())])
    pair = _Pair(data, x, count, rate, around, decimals, incomplete)
    if limits:
        pair.limits = [numbers_of(data[name]) for name in limits]
    told = {str(value): text for value, text in (breaks or {}).items()}
    refuse(
        around,
        [f"breaks name {one!r}, which {x} does not reach" for one in told if one not in pair.names],
    )
    pair.breaks = {pair.names.index(one): text for one, text in told.items()}
    return build(
        pair.draw,
        around,
        data=data,
        columns=[x, count, rate, *(limits or ())],
        kind=f"Columns: {around.said(count)}; line: {around.said(rate)}; by {around.said(x)}",
        message=[
            f"{around.of(count)}: {within(extremes(pair.names, pair.counts, pair.printed))}",
            f"{around.of(rate)}: {within(extremes(pair.names, pair.rates, pair.rate_printed))}",
            pair.interval_words(),
            *(f"{one}: {text}" for one, text in told.items()),
        ],
        notes=_incomplete_note(pair.names[-1], incomplete),
    )


class _Stack:
    """Columns made of parts."""

    incomplete = ""
    highlight: str | None = None
    colours: Sequence[str] = ()

    def __init__(
        self, data: pd.DataFrame, x: str, parts: Sequence[str], around: Words, printed: Printed
    ) -> None:
        self.names = names_of(data[x])
        self.parts = [around.of(part) for part in parts]
        self.keys = list(parts)
        self.values = [numbers_of(data[part]) for part in parts]
        self.printed = printed
        by_row = list(zip(*self.values, strict=True))
        self.heights = [sum(v for v in row if not isnan(v)) for row in by_row]
        self.totals = [sum(row) for row in by_row]
        self.is_unknown = [all(isnan(v) for v in row) for row in by_row]

    def notes(self) -> list[str]:
        """Say what a reader must know of the numbers."""
        partly = [
            name
            for name, total, unknown in zip(self.names, self.totals, self.is_unknown, strict=True)
            if isnan(total) and not unknown
        ]
        found = _incomplete_note(self.names[-1], self.incomplete)
        if partly:
            found.append(f"No total where a part was not reported: {listed(partly)}.")
        return found

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        height = 300 if width >= style.ROOMY else 230
        marks = layout.scale(self.heights, whole=not self.printed.decimals)
        numbers = [self.printed(mark) for mark in marks]
        left = max(style.text_width(text, style.SMALL) for text in numbers) + 8
        side = self._side(width, height)
        has_legend = len(self.parts) > 1 and not side
        top = 20 + (layout.legend_height(self.parts, width) if has_legend else 0)
        under = _under(self.incomplete, (width - left - side) / len(self.names))
        sheet = Sheet(width, top + height + 24 + layout.SMALL_LINE * len(under))
        frame = Frame(left, width - side, top, top + height, marks[0], marks[-1], len(self.names))
        axes = frame.axes(sheet)
        frame.grid(sheet, axes, marks, numbers)
        self._columns(sheet, frame, axes)
        self._totals(sheet, frame)
        frame.names(sheet, self.names, frame.bottom + 14)
        _write_under(sheet, frame, under)
        if side:
            self._label(sheet, frame)
        elif has_legend:
            layout.legend(sheet, 0, self.parts, self.colours)
        return sheet

    def _columns(self, sheet: Sheet, frame: Frame, axes: Axes) -> None:
        places = range(len(self.names))
        below = [0.0] * len(self.names)
        for key, values, colour in zip(self.keys, self.values, self.colours, strict=True):
            heights = [0.0 if isnan(value) else value for value in values]
            bars = axes.bar(
                places, heights, _share(frame), bottom=below, color=colour, ec=style.PAPER, lw=0.8
            )
            if self.incomplete:
                bars[-1].set_hatch(HATCH)
            if key == self.highlight:
                self._inside(sheet, frame, heights, below, colour)
            below = [low + high for low, high in zip(below, heights, strict=True)]

    def _inside(
        self,
        sheet: Sheet,
        frame: Frame,
        heights: Sequence[float],
        below: Sequence[float],
        colour: str,
    ) -> None:
        """Write the numbers of the part that the title is about, where they fit."""
        last = len(heights) - 1
        for place, (value, low) in enumerate(zip(heights, below, strict=True)):
            text = self.printed(value)
            fits = style.text_width(text, style.SMALL, True) + 4 <= _share(frame) * frame.pitch
            if value == self.heights[place]:
                continue
            if fits and frame.y(0) - frame.y(value) >= 18:
                is_hatched = bool(self.incomplete) and place == last
                sheet.write(
                    frame.x(place),
                    frame.y(low + value / 2),
                    text,
                    align="center",
                    size=style.SMALL,
                    bold=True,
                    colour=style.INK if is_hatched else style.text_on(colour),
                    on_paper=is_hatched,
                )

    def _totals(self, sheet: Sheet, frame: Frame) -> None:
        for place, unknown in enumerate(self.is_unknown):
            if unknown:
                frame.missing(sheet, frame.x(place))
        tops = [float("nan") if isnan(total) else total for total in self.totals]
        layout.numbers(sheet, frame, frame.xs(), tops, self.printed)

    def _side(self, width: int, height: float) -> float:
        """Return the room for labels at the right edge; none where they do not fit."""
        if len(self.parts) == 1 or width < style.ROOMY:
            return 0
        lines = [style.wrapped(part, 0.2 * width) for part in self.parts]
        if sum(layout.LINE * len(some) + 4 for some in lines) > height:
            return 0
        return 44 + max(style.text_width(line) for some in lines for line in some)

    def _label(self, sheet: Sheet, frame: Frame) -> None:
        """Name the parts at the last column, top to bottom as they stand."""
        last = [0.0 if isnan(values[-1]) else values[-1] for values in self.values]
        middles = [frame.y(sum(last[:at]) + last[at] / 2) for at in range(len(last))]
        lines = [style.wrapped(part, 0.2 * sheet.width) for part in self.parts]
        sizes = [layout.LINE * len(some) + 4 for some in lines]
        order = range(len(last) - 1, -1, -1)
        placed = style.spread(
            [middles[at] for at in order],
            [sizes[at] for at in order],
            frame.top - 14,
            frame.bottom + 8,
        )
        edge = frame.x(len(self.names) - 1) + _share(frame) * frame.pitch / 2
        text = frame.right + 42
        for at, y in zip(order, placed, strict=True):
            colour = self.colours[at]
            sheet.box(text - 6 - layout.SWATCH, y - 5.5, layout.SWATCH, layout.SWATCH, colour)
            if last[at]:
                xs = [edge + 3, edge + 9, text - 24, text - 20]
                sheet.line(xs, [middles[at], middles[at], y, y], style.PLAIN, 0.9)
            sheet.write_lines(text, y, lines[at], bold=self.keys[at] == self.highlight)


class _Pair:
    """Columns above, a line below."""

    limits: Sequence[Sequence[float]] = ()
    breaks: Mapping[int, str] = {}

    def __init__(
        self,
        data: pd.DataFrame,
        x: str,
        count: str,
        rate: str,
        around: Words,
        decimals: int | None,
        incomplete: str,
    ) -> None:
        self.names = names_of(data[x])
        self.counts, self.rates = numbers_of(data[count]), numbers_of(data[rate])
        self.heads = [around.of(count), around.of(rate)]
        self.printed = Printed([data[count]])
        self.rate_printed = Printed([data[rate]], decimals=decimals)
        self.incomplete = incomplete

    def interval_words(self) -> str:
        """Say the interval of the last rate, where intervals are drawn."""
        if not self.limits or isnan(self.rates[-1]):
            return ""
        low, high = (self.rate_printed(ends[-1]) for ends in self.limits)
        return f"interval of {self.names[-1]}: {low} to {high}"

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        first, second = (190, 130) if width >= style.ROOMY else (160, 120)
        scales = [
            layout.scale(self.counts, whole=not self.printed.decimals),
            layout.scale([*self.rates, *(self.limits[1] if self.limits else ())], steps=3),
        ]
        numbers = [_marks(marks) for marks in scales]
        left = max(style.text_width(t, style.SMALL) for texts in numbers for t in texts) + 8
        heads = [style.wrapped(head, width, bold=True) for head in self.heads]
        under = _under(self.incomplete, (width - left) / len(self.names))
        words = [style.wrapped(text, 0.4 * width, style.SMALL) for text in self.breaks.values()]
        above = sum(layout.SMALL_LINE * len(text) + 4 for text in words)
        tops = [len(heads[0]) * layout.LINE + ABOVE + above]
        between = len(heads[1]) * layout.LINE + 24 + ABOVE
        tops.append(tops[0] + first + between)
        sheet = Sheet(width, tops[1] + second + 24 + layout.SMALL_LINE * len(under))
        for at, (top, height) in enumerate(zip(tops, (first, second), strict=True)):
            low, high = scales[at][0], scales[at][-1]
            frame = Frame(left, width, top, top + height, low, high, len(self.names))
            block = len(heads[at]) * layout.LINE
            over = 0 if at else above
            sheet.write_lines(0, top - ABOVE - over - block / 2, heads[at], bold=True)
            self._breaks(sheet, frame, [] if at else words, top - over)
            axes = frame.axes(sheet)
            (self._line if at else self._columns)(sheet, frame, axes)
            frame.fit(axes)
            frame.grid(sheet, axes, scales[at], numbers[at])
        frame.names(sheet, self.names, frame.bottom + 14)
        _write_under(sheet, frame, under)
        return sheet

    def _breaks(self, sheet: Sheet, frame: Frame, words: Sequence[Sequence[str]], y: float) -> None:
        """Draw upright lines before their columns, with their words above, if there are any."""
        for number, place in enumerate(self.breaks):
            x = (frame.left if not place else (frame.x(place - 1) + frame.x(place)) / 2) - 3
            sheet.line([x, x], [y, frame.bottom], style.BASE, 1, (0, (3, 3)), 0)
            for text in words[number : number + 1]:
                half = layout.SMALL_LINE * len(text) / 2
                is_late = x > sheet.width / 2
                sheet.write_lines(
                    x - 6 if is_late else x + 6,
                    y + half,
                    text,
                    align="right" if is_late else "left",
                    size=style.SMALL,
                    colour=style.QUIET,
                )
                y += 2 * half + 4

    def _columns(self, sheet: Sheet, frame: Frame, axes: Axes) -> None:
        _bars(axes, self.counts, _share(frame))
        if self.incomplete:
            axes.patches[-1].set(hatch=HATCH, edgecolor=style.PAPER)
        layout.numbers(sheet, frame, frame.xs(), self.counts, self.printed)
        for place, value in enumerate(self.counts):
            if isnan(value):
                frame.missing(sheet, frame.x(place))

    def _line(self, sheet: Sheet, frame: Frame, axes: Axes) -> None:
        whole = len(self.rates) - (1 if self.incomplete else 0)
        for stretch in runs(self.rates[:whole]):
            axes.plot(
                list(stretch),
                [self.rates[at] for at in stretch],
                color=style.STRONG,
                lw=2.2,
                clip_on=False,
            )
        last = len(self.rates) - 1
        for place, ends in enumerate(zip(*self.limits, strict=True)):
            if not any(isnan(end) for end in ends):
                x, ys = frame.x(place), [frame.y(end) for end in ends]
                sheet.line([x, x], ys, style.STEM, 3, order=0)
        for place, value in enumerate(self.rates):
            if isnan(value):
                frame.missing(sheet, frame.x(place))
                continue
            is_open = bool(self.incomplete) and place == last
            if is_open and place and not isnan(self.rates[place - 1]):
                ys = [frame.y(self.rates[place - 1]), frame.y(value)]
                sheet.line([frame.x(place - 1), frame.x(place)], ys, style.STRONG, 1.8, ":")
            sheet.dot(frame.x(place), frame.y(value), style.STRONG, is_open=is_open)
        if self.limits:  # numbers stand above the intervals, which they would hide
            rate_at = dict(zip(self.limits[1], self.rates, strict=True))
            layout.numbers(
                sheet,
                frame,
                frame.xs(),
                self.limits[1],
                lambda top: self.rate_printed(rate_at[top]),
            )
            return
        layout.numbers(sheet, frame, frame.xs(), self.rates, self.rate_printed, is_line=True)


def _bars(axes: Axes, values: Sequence[float], width: float) -> None:
    heights = [0.0 if isnan(value) else value for value in values]
    axes.bar(range(len(values)), heights, color=style.MAIN, width=width)


def _share(frame: Frame) -> float:
    """Return the part of its place that a column takes; few columns do not grow to slabs."""
    return min(COLUMN, WIDEST / frame.pitch)


def _marks(marks: Sequence[float]) -> list[str]:
    printed = Printed([pd.Series(marks)])
    return [printed(mark) for mark in marks]


def _under(incomplete: str, pitch: float) -> list[str]:
    """Break the words for an incomplete last column so that they stay under it."""
    if not incomplete:
        return []
    widest = max(style.text_width(word, style.SMALL) for word in incomplete.split(" "))
    return style.wrapped(incomplete, max(widest, pitch) + 1, style.SMALL)


def _write_under(sheet: Sheet, frame: Frame, lines: Sequence[str]) -> None:
    for at, line in enumerate(lines):
        frame.name(sheet, frame.places - 1, line, frame.bottom + 14 + layout.SMALL_LINE * (at + 1))


def _incomplete_note(name: str, incomplete: str) -> list[str]:
    return [f"{name} is incomplete: {incomplete}."] if incomplete else []
