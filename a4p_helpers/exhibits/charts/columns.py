"""Upright columns: parts that add up, and counts with their rate below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from matplotlib.axes import Axes

from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import (
    Drawing,
    Printed,
    Stack,
    extremes,
    marks_of,
)
from a4p_helpers.exhibits.charts.layout import Frame, filled, runs
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within

COLUMN, WIDEST = 0.68, 96.0
HATCH = "////"
# The room above a panel for the number of a point at its top.
ABOVE = 26.0


@dataclass(kw_only=True, eq=False)
class StackedColumns(Stack):
    """Draw one column a row of the data, made of parts, the first at the bottom; totals on top.

    `incomplete` says how far the last row reaches, such as "to 28 November": its column is
    hatched. `highlight` is the part that the title is about; the others step back.
    """

    x: str
    incomplete: str = ""
    highlight: str | None = None

    def __post_init__(self) -> None:
        is_lost = self.highlight is not None and self.highlight not in self.parts
        near = nearest(str(self.highlight), self.parts)
        self.gather(self.x, [f"highlight {self.highlight!r} is no part{near}"] if is_lost else [])
        self.colours = style.part_colours(self.parts, highlight=self.highlight)

    def columns(self) -> list[str]:
        return [self.x, *self.parts]

    def kind(self) -> str:
        kind = "Stacked columns" if len(self.parts) > 1 else "Columns"
        return f"{kind}: {self.words(self.parts)} by {self.word(self.x)}"

    def remarks(self) -> list[str]:
        return [*_incomplete_note(self.names[-1], self.incomplete), *super().remarks()]

    def draw(self, width: int) -> Canvas:
        height = 300 if width >= style.ROOMY else 230
        marks = layout.scale(self.lengths, whole=not self.printed.decimals)
        numbers = [self.printed(mark) for mark in marks]
        left = max(style.text_width(text, style.SMALL) for text in numbers) + 8
        side = self._side(width, height)
        has_legend = len(self.parts) > 1 and not side
        top = 20 + (layout.legend_height(self.headings, width) if has_legend else 0)
        under = _under(self.incomplete, (width - left - side) / len(self.names))
        canvas = Canvas(width, top + height + 24 + layout.SMALL_LINE * len(under))
        frame = Frame(left, width - side, top, top + height, marks[0], marks[-1], len(self.names))
        axes = frame.axes(canvas)
        frame.grid(canvas, axes, marks, numbers)
        self._columns(canvas, frame, axes)
        for place, unknown in enumerate(self.is_unknown):
            if unknown:
                frame.missing(canvas, frame.x(place))
        layout.numbers(canvas, frame, frame.xs(), self.totals, self.printed)
        _names(canvas, frame, self.names, under)
        if side:
            self._label(canvas, frame)
        elif has_legend:
            layout.legend(canvas, self.headings, self.colours)
        return canvas

    def _columns(self, canvas: Canvas, frame: Frame, axes: Axes) -> None:
        below = [0.0] * len(self.names)
        for at, (part, colour) in enumerate(zip(self.parts, self.colours, strict=True)):
            heights = filled([row[at] for row in self.by_row])
            bars = axes.bar(
                range(len(heights)),
                heights,
                _share(frame),
                bottom=below,
                color=colour,
                ec=style.PAPER,
                lw=0.8,
            )
            if self.incomplete:
                bars[-1].set_hatch(HATCH)
            if part == self.highlight:
                self._inside(canvas, frame, heights, below, colour)
            below = [low + high for low, high in zip(below, heights, strict=True)]

    def _inside(
        self,
        canvas: Canvas,
        frame: Frame,
        heights: Sequence[float],
        below: Sequence[float],
        colour: str,
    ) -> None:
        """Write the numbers of the part that the title is about, where they fit."""
        for place, (value, low) in enumerate(zip(heights, below, strict=True)):
            text = self.printed(value)
            fits = style.text_width(text, style.SMALL, True) + 4 <= _share(frame) * frame.pitch
            is_all = value == self.lengths[place]
            if not is_all and fits and frame.y(0) - frame.y(value) >= 18:
                is_hatched = bool(self.incomplete) and place == len(heights) - 1
                canvas.write(
                    frame.x(place),
                    frame.y(low + value / 2),
                    text,
                    align="center",
                    size=style.SMALL,
                    bold=True,
                    colour=style.INK if is_hatched else style.text_on(colour),
                    on_paper=is_hatched,
                )

    def _side(self, width: int, height: float) -> float:
        """Return the room for labels at the right edge; none where they do not fit."""
        if len(self.parts) == 1 or width < style.ROOMY:
            return 0
        lines = self._lines(width)
        if sum(layout.LINE * len(some) + 4 for some in lines) > height:
            return 0
        return 44 + max(style.text_width(line) for some in lines for line in some)

    def _lines(self, width: float) -> list[list[str]]:
        return [style.wrapped(part, 0.2 * width) for part in self.headings]

    def _label(self, canvas: Canvas, frame: Frame) -> None:
        """Name the parts at the last column, top to bottom as they stand."""
        last = filled(self.by_row[-1])
        middles = [frame.y(sum(last[:at]) + last[at] / 2) for at in range(len(last))]
        lines = self._lines(canvas.width)
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
            canvas.box(text - 6 - layout.SWATCH, y - 5.5, layout.SWATCH, layout.SWATCH, colour)
            if last[at]:
                xs = [edge + 3, edge + 9, text - 24, text - 20]
                canvas.line(xs, [middles[at], middles[at], y, y], style.PLAIN, 0.9)
            canvas.write_lines(text, y, lines[at], bold=self.parts[at] == self.highlight)


@dataclass(kw_only=True, eq=False)
class ColumnsWithRate(Drawing):
    """Draw counts as columns and, in a panel of its own below them, their rate as a line.

    `limits` are the columns of the rate's interval, drawn as an upright line through each point.
    `breaks` says in words what changed at some values of `x`; a dashed line stands before them.

    The labels of `count` and `rate` head the two panels. `incomplete` says how far the last row
    reaches; its column is hatched and its rate an open mark. `decimals` are those of the rate.
    """

    x: str
    count: str
    rate: str
    limits: tuple[str, str] | None = None
    decimals: int | None = 1
    incomplete: str = ""
    breaks: Mapping[Any, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check(names=[self.x], numbers=self.columns()[1:])
        self.names = self.names_in(self.x)
        self.counts, self.rates = self.numbers_in(self.count), self.numbers_in(self.rate)
        self.ends = [self.numbers_in(name) for name in self.limits or ()]
        self.printed = Printed([self.data[self.count]])
        self.rate_printed = Printed([self.data[self.rate]], decimals=self.decimals)
        self.marked = {str(value): text for value, text in self.breaks.items()}
        lost = [name for name in self.marked if name not in self.names]
        self.refuse([f"breaks name {name!r}, which {self.x} does not reach" for name in lost])

    def columns(self) -> list[str]:
        return [self.x, self.count, self.rate, *(self.limits or ())]

    def kind(self) -> str:
        count, rate = self.word(self.count), self.word(self.rate)
        return f"Columns: {count}; line: {rate}; by {self.word(self.x)}"

    def message(self) -> list[str]:
        found = [
            f"{self.heading(column)}: {within(extremes(self.names, values, printed))}"
            for column, values, printed in (
                (self.count, self.counts, self.printed),
                (self.rate, self.rates, self.rate_printed),
            )
        ]
        if self.ends and not isnan(self.rates[-1]):
            low, high = (self.rate_printed(ends[-1]) for ends in self.ends)
            found.append(f"interval of {self.names[-1]}: {low} to {high}")
        return [*found, *(f"{name}: {text}" for name, text in self.marked.items())]

    def remarks(self) -> list[str]:
        return _incomplete_note(self.names[-1], self.incomplete)

    def draw(self, width: int) -> Canvas:
        first, second = (190, 130) if width >= style.ROOMY else (160, 120)
        scales = [
            layout.scale(self.counts, whole=not self.printed.decimals),
            layout.scale([*self.rates, *(self.ends[1] if self.ends else ())], steps=3),
        ]
        numbers = [marks_of(marks) for marks in scales]
        left = max(style.text_width(t, style.SMALL) for texts in numbers for t in texts) + 8
        heads = [style.wrapped(self.heading(c), width, bold=True) for c in (self.count, self.rate)]
        under = _under(self.incomplete, (width - left) / len(self.names))
        words = [style.wrapped(text, 0.4 * width, style.SMALL) for text in self.marked.values()]
        above = sum(layout.SMALL_LINE * len(text) + 4 for text in words)
        tops = [len(heads[0]) * layout.LINE + ABOVE + above]
        between = len(heads[1]) * layout.LINE + 24 + ABOVE
        tops.append(tops[0] + first + between)
        canvas = Canvas(width, tops[1] + second + 24 + layout.SMALL_LINE * len(under))
        for at, (top, height) in enumerate(zip(tops, (first, second), strict=True)):
            low, high = scales[at][0], scales[at][-1]
            frame = Frame(left, width, top, top + height, low, high, len(self.names))
            block = len(heads[at]) * layout.LINE
            over = 0 if at else above
            canvas.write_lines(0, top - ABOVE - over - block / 2, heads[at], bold=True)
            self._breaks(canvas, frame, [] if at else words, top - over)
            axes = frame.axes(canvas)
            (self._line if at else self._columns)(canvas, frame, axes)
            frame.grid(canvas, axes, scales[at], numbers[at])
        _names(canvas, frame, self.names, under)
        return canvas

    def _breaks(
        self, canvas: Canvas, frame: Frame, words: Sequence[Sequence[str]], y: float
    ) -> None:
        """Draw upright lines before their columns, with their words above, if there are any."""
        for number, name in enumerate(self.marked):
            place = self.names.index(name)
            x = (frame.left if not place else (frame.x(place - 1) + frame.x(place)) / 2) - 3
            layout.dashed(canvas, x, y, frame.bottom)
            for text in words[number : number + 1]:
                y = layout.beside(canvas, x, y, text, to_left=x > canvas.width / 2)

    def _columns(self, canvas: Canvas, frame: Frame, axes: Axes) -> None:
        axes.bar(range(len(self.counts)), filled(self.counts), _share(frame), color=style.MAIN)
        if self.incomplete:
            axes.patches[-1].set(hatch=HATCH, edgecolor=style.PAPER)
        layout.numbers(canvas, frame, frame.xs(), self.counts, self.printed)
        for place, value in enumerate(self.counts):
            if isnan(value):
                frame.missing(canvas, frame.x(place))

    def _line(self, canvas: Canvas, frame: Frame, axes: Axes) -> None:
        whole = len(self.rates) - (1 if self.incomplete else 0)
        for stretch in runs(self.rates[:whole]):
            heights = [self.rates[at] for at in stretch]
            axes.plot(list(stretch), heights, color=style.STRONG, lw=2.2, clip_on=False)
        for place, ends in enumerate(zip(*self.ends, strict=True)):
            if not any(isnan(end) for end in ends):
                x, ys = frame.x(place), [frame.y(end) for end in ends]
                canvas.line([x, x], ys, style.STEM, 3, order=0)
        for place, value in enumerate(self.rates):
            if isnan(value):
                frame.missing(canvas, frame.x(place))
                continue
            is_open = bool(self.incomplete) and place == len(self.rates) - 1
            if is_open and place and not isnan(self.rates[place - 1]):
                ys = [frame.y(self.rates[place - 1]), frame.y(value)]
                canvas.line([frame.x(place - 1), frame.x(place)], ys, style.STRONG, 1.8, ":")
            canvas.dot(frame.x(place), frame.y(value), style.STRONG, is_open=is_open)
        if not self.ends:
            layout.numbers(canvas, frame, frame.xs(), self.rates, self.rate_printed, is_line=True)
            return
        # Numbers stand above the intervals, which they would hide.
        tops = self.ends[1]
        rate_at = dict(zip(tops, self.rates, strict=True))
        layout.numbers(canvas, frame, frame.xs(), tops, lambda top: self.rate_printed(rate_at[top]))


def _share(frame: Frame) -> float:
    """Return the part of its place that a column takes; few columns do not grow to slabs."""
    return min(COLUMN, WIDEST / frame.pitch)


def _under(incomplete: str, pitch: float) -> list[str]:
    """Break the words for an incomplete last column so that they stay under it."""
    if not incomplete:
        return []
    widest = max(style.text_width(word, style.SMALL) for word in incomplete.split(" "))
    return style.wrapped(incomplete, max(widest, pitch) + 1, style.SMALL)


def _names(canvas: Canvas, frame: Frame, names: Sequence[str], under: Sequence[str]) -> None:
    """Write the names of the columns, and under the last how far it reaches."""
    y = frame.bottom + 14
    frame.names(canvas, names, y)
    for at, line in enumerate(under, start=1):
        layout.write_below(canvas, frame.x(frame.places - 1), line, y + layout.SMALL_LINE * at)


def _incomplete_note(name: str, incomplete: str) -> list[str]:
    return [f"{name} is incomplete: {incomplete}."] if incomplete else []
