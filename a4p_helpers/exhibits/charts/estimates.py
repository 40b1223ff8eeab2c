"""Estimates: a dot a row for what was counted, and a line for what fits the data as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan
from typing import Any

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes, marks_of
from a4p_helpers.exhibits.charts.layout import Frame, Rows
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within


@dataclass(kw_only=True, eq=False)
class IntervalDots(Drawing):
    """Draw one dot a row with its interval as a line through it, all on one scale from zero.

    With `group`, rows stand under the heading of their group. The numbers of value and interval
    stand at the right; a row without a value says so.
    """

    label: str
    value: str
    low: str
    high: str
    group: str | None = None
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        self.by = [self.group] if self.group else []
        numbers = [self.value, self.low, self.high]
        self.check(names=[*self.by, self.label], numbers=numbers)
        self.texts = self.names_in(self.label)
        self.groups = self.names_in(self.group) if self.group else [""] * len(self.texts)
        self.values, self.lows, self.highs = map(self.numbers_in, numbers)
        self.refuse(
            [
                f"row {at}: {value:g} lies outside of its interval, {low:g} to {high:g}; correct it"
                for at, (value, low, high) in enumerate(
                    zip(self.values, self.lows, self.highs, strict=True), start=1
                )
                if value < low or value > high
            ]
        )
        self.printed = Printed([self.data[self.value]], self.unit, self.decimals)
        self.limit = Printed([self.data[self.value]], "", self.decimals)

    def columns(self) -> list[str]:
        return [*self.by, self.label, self.value, self.low, self.high]

    def kind(self) -> str:
        return (
            f"Dots with intervals: {self.word(self.value)} by {self.words([self.label, *self.by])}"
        )

    def message(self) -> list[str]:
        found = []
        for group in dict.fromkeys(self.groups):
            rows = [at for at, its in enumerate(self.groups) if its == group]
            known = [at for at in rows if not isnan(self.values[at])]
            if not known:
                found.append(f"{group}: {scales.NOT_REPORTED}" if group else scales.NOT_REPORTED)
                continue
            text = extremes(
                [self.texts[at] for at in rows], [self.values[at] for at in rows], self.printed
            )
            found.append(f"{group}: {within(text)}" if group else text)
            widest = max(known, key=lambda at: self.highs[at] - self.lows[at])
            found.append(f"Widest interval: {self.texts[widest]}, {self._text(widest)}")
        return found

    def draw(self, width: int) -> Canvas:
        right = max(style.text_width(self._text(at), style.SMALL) for at in range(len(self.texts)))
        # On a telephone the numbers stand above their line, which then has the whole width.
        is_wide = width >= style.ROOMY
        marks = layout.scale([*self.values, *self.highs])
        blocks, y = [], 0.0
        for group, block in groupby(range(len(self.texts)), key=lambda at: self.groups[at]):
            heading = style.wrapped(group, width, bold=True) if group else []
            first = y + (8 + layout.LINE * len(heading) if group else 4.0)
            places = [*block]
            rows = self._rows(places, width, first, is_wide)
            blocks.append((heading, places, rows, y))
            y = rows.bottom + 6
        left = max(rows.left for _, _, rows, _ in blocks) if is_wide else 6.0
        canvas = Canvas(width, y + 22)
        frame = Frame(left, width - (right + 14 if is_wide else 14), 0, y, marks[0], marks[-1], 1)
        for mark in marks:
            x = self._x(frame, mark)
            canvas.line([x, x], [4, y], style.GRID if mark else style.BASE, 1, order=0)
            layout.write_below(canvas, x, marks_of([mark])[0], y + 11)
        for heading, places, rows, top in blocks:
            middle = top + 4 + layout.LINE * len(heading) / 2
            canvas.write_lines(0, middle, heading, bold=True, on_paper=True)
            for at, middle, lines in zip(places, rows.middles, rows.lines, strict=True):
                self._row(canvas, frame, at, middle, lines, is_wide)
        return canvas

    def _rows(self, places: Sequence[int], width: int, top: float, is_wide: bool) -> Rows:
        widest = max(style.text_width(name) for name in self.texts)
        room = min(widest, 0.3 * width) + 1 if is_wide else 0.55 * width
        lines = tuple(tuple(style.wrapped(self.texts[at], room)) for at in places)
        highest = layout.LINE * max(len(some) for some in lines)
        step = max(22.0, highest + 4) if is_wide else highest + 24
        first = top + (0.5 * step if is_wide else step - 12)
        middles = tuple(first + at * step for at in range(len(places)))
        left = room + layout.LABEL_GAP if is_wide else 0.0
        return Rows(lines, left, top, top + step * len(places), middles, 8, is_wide)

    def _row(
        self, canvas: Canvas, frame: Frame, at: int, middle: float, lines: Sequence[str], wide: bool
    ) -> None:
        quiet: dict[str, Any] = {**style.NOTE, "align": "right", "on_paper": True}
        above = middle if wide else middle - 10 - layout.LINE * len(lines) / 2
        canvas.write_lines(0, above, lines, on_paper=not wide)
        canvas.write(canvas.width, above, self._text(at), **quiet)
        if isnan(self.values[at]):
            return
        if not isnan(self.lows[at]) and not isnan(self.highs[at]):
            low, high = self._x(frame, self.lows[at]), self._x(frame, self.highs[at])
            canvas.line([low, high], [middle, middle], style.STEM, 3)
            for end in (low, high):
                canvas.line([end, end], [middle - 4, middle + 4], style.STEM, 1.6)
        canvas.dot(self._x(frame, self.values[at]), middle, style.MAIN, 9)

    def _text(self, at: int) -> str:
        value, low, high = self.values[at], self.lows[at], self.highs[at]
        if isnan(value) or isnan(low) or isnan(high):
            return self.printed(value)
        return f"{self.printed(value)} ({self.limit(low)} to {self.limit(high)})"

    @staticmethod
    def _x(frame: Frame, value: float) -> float:
        share = (value - frame.low) / (frame.high - frame.low)
        return frame.left + share * (frame.right - frame.left)
