"""Counts as columns and, in a panel of its own below them, their rate as dots with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.layout import Frame
from a4p_helpers.exhibits.charts.panels import in_short
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within


@dataclass(kw_only=True, eq=False)
class ColumnsWithRate(Drawing):
    """Draw counts as columns and their rate as dots; every number is printed, so there is no axis.

    `limits` are the columns of the rate's interval, drawn as an upright bar through each dot.
    `breaks` says in words what changed at some values of `x`; a dashed line precedes them. The
    labels of `count` and `rate` head the two panels. `incomplete` says how far the last row
    reaches; its column is hatched and its rate is an open mark. `decimals` are those of the rate.
    """

    x: str
    count: str
    rate: str
    limits: tuple[str, str] | None = None
    decimals: int | None = 1
    incomplete: str = ""
    breaks: Mapping[Any, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check(names=[self.x], numbers=self.offered()[1:])
        self.names = self.names_in(self.x)
        self.counts, self.rates = self.numbers_in(self.count), self.numbers_in(self.rate)
        self.ends = [self.numbers_in(name) for name in self.limits or ()]
        self.printed = Printed([self.data[self.count]])
        self.rate_printed = Printed([self.data[self.rate]], decimals=self.decimals)
        self.marked = {str(value): text for value, text in self.breaks.items()}
        lost = [name for name in self.marked if name not in self.names]
        self.refuse([f"breaks name {name!r}, which {self.x} does not reach" for name in lost])

    def offered(self) -> list[str]:
        return [self.x, self.count, self.rate, *(self.limits or ())]

    def kind(self) -> str:
        count, rate = self.word(self.count), self.word(self.rate)
        return f"Columns: {count}; dots: {rate}; by {self.word(self.x)}"

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
        return [f"{self.names[-1]} is incomplete: {self.incomplete}."] if self.incomplete else []

    def draw(self, width: int) -> Canvas:
        heights = (150.0, 120.0) if width >= style.ROOMY else (130.0, 110.0)
        heads = [style.wrapped(self.heading(c), width, bold=True) for c in (self.count, self.rate)]
        words = [style.wrapped(text, 0.42 * width, style.SMALL) for text in self.marked.values()]
        above = sum(layout.SMALL_LINE * len(text) + 4 for text in words)
        under = in_short(self.incomplete)
        below = layout.height_under(under, width / len(self.names))
        tops = [len(heads[0]) * layout.LINE + 26 + above]
        # Numbers beside their dots need no room above; on a telephone they are above.
        over = 12.0 if width >= style.ROOMY else 28.0
        tops.append(tops[0] + heights[0] + below + 18 + len(heads[1]) * layout.LINE + over)
        canvas = Canvas(width, tops[1] + heights[1] + below)
        known = [n for row in (self.rates, *self.ends) for n in row if not isnan(n)]
        scales = [max((n for n in self.counts if not isnan(n)), default=0), max(known, default=0)]
        for at, (top, tall) in enumerate(zip(tops, heights, strict=True)):
            frame = Frame(0, width, top, top + tall, 0, scales[at] or 1, len(self.names))
            deep = len(heads[at]) * layout.LINE
            higher = over if at else 26 + above
            canvas.write_lines(0, top - higher - deep / 2, heads[at], bold=True)
            self._breaks(canvas, frame, [] if at else words, top - (0 if at else 14 + above))
            (self._dots if at else self._columns)(canvas, frame)
            frame.names(canvas, self.names, under)
        return canvas

    def _breaks(
        self, canvas: Canvas, frame: Frame, words: Sequence[Sequence[str]], y: float
    ) -> None:
        """Draw upright lines before their columns, with their words above, if there are any."""
        for number, name in enumerate(self.marked):
            x = frame.left + self.names.index(name) * frame.pitch
            canvas.line([x, x], [y, frame.bottom], style.QUIET, 1, (0, (3, 3)), 0)
            for lines in words[number : number + 1]:
                to_left = x > canvas.width / 2
                high = layout.SMALL_LINE * len(lines)
                align, beside = ("right", x - 6) if to_left else ("left", x + 6)
                canvas.write_lines(beside, y + high / 2, lines, align=align, **style.NOTE)
                y += high + 4

    def _columns(self, canvas: Canvas, frame: Frame) -> None:
        is_partial = bool(self.incomplete)
        frame.columns(canvas, self.counts, self.printed, self.colour, is_partial=is_partial)

    def _dots(self, canvas: Canvas, frame: Frame) -> None:
        canvas.line([frame.left, frame.right], [frame.bottom, frame.bottom], style.QUIET)
        widest = max(style.text_width(self.rate_printed(n), bold=True) for n in self.rates)
        is_beside = widest + 16 <= frame.pitch / 2
        for place, value in enumerate(self.rates):
            if isnan(value):
                frame.missing(canvas, place)
                continue
            x, y, top = frame.x(place), frame.y(value), frame.y(value)
            ends = [of[place] for of in self.ends]
            if ends and not any(map(isnan, ends)):
                low, top = (frame.y(end) for end in ends)
                canvas.box(x - 4, top, 8, low - top, style.tint(self.colour, 0.4), order=2)
            is_open = bool(self.incomplete) and place == len(self.rates) - 1
            canvas.mark(x, y, "ring" if is_open else "dot", self.colour, 9)
            text = self.rate_printed(value)
            if is_beside:
                canvas.write(x + 11, min(y, frame.bottom - 7), text, bold=True)
            elif widest + 2 <= frame.pitch or place == len(self.rates) - 1:
                half = style.text_width(text, style.SMALL, True) / 2
                x = min(max(x, half), canvas.width - half - 1)
                above = min(top, y - 4) - 10
                canvas.write(x, above, text, align="center", size=style.SMALL, bold=True)
