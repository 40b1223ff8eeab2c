"""Estimates: a dot per row for what was counted, and a line for what fits the data as well."""

from dataclasses import dataclass
from math import isnan

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within

STEP = 25.0
# The scale ends at this multiple of the highest value, so that no wide interval dominates it.
REACH = 2.0


@dataclass(kw_only=True, eq=False)
class IntervalDots(Drawing):
    """Draw one dot per row with its interval as a bar through it, all on one scale from zero.

    An interval that runs far beyond every value ends open, with an arrow, so that it does not
    dominate the scale. With `group`, rows are under the heading of their group. The numbers of
    value and interval are at the right; a row without a value says so.
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
                f"row {at}: {value:g} lies outside its interval, {low:g} to {high:g}; correct it"
                for at, (value, low, high) in enumerate(
                    zip(self.values, self.lows, self.highs, strict=True), start=1
                )
                if value < low or value > high
            ]
        )
        self.printed = Printed([self.data[self.value]], self.unit, self.decimals)
        self.limit = Printed([self.data[self.value]], "", self.decimals)
        known = [(v, h) for v, h in zip(self.values, self.highs, strict=True) if not isnan(v)]
        highs = [high for _, high in known if not isnan(high)]
        top = max(value for value, _ in known)
        self.end = min(max([top, *highs]), max(REACH * top, min(highs, default=top))) or 1.0

    def offered(self) -> list[str]:
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
            names = [self.texts[at] for at in rows]
            text = extremes(names, [self.values[at] for at in rows], self.printed)
            found.append(f"{group}: {within(text)}" if group else text)
            widest = max(known, key=lambda at: self.highs[at] - self.lows[at])
            found.append(f"Widest interval: {self.texts[widest]}, {self._text(widest)}")
        return found

    def remarks(self) -> list[str]:
        if not any(high > self.end for high in self.highs):
            return []
        return ["An arrow: the interval continues beyond the scale; its end is at the right."]

    def draw(self, width: int) -> Canvas:
        is_wide = width >= style.ROOMY
        right = max(style.text_width(self._text(at), style.SMALL) for at in range(len(self.texts)))
        widest = max(style.text_width(name) for name in self.texts)
        room = min(widest, 0.3 * width) + 1 if is_wide else width - right - 14
        names = [style.wrapped(name, room) for name in self.texts]
        left = room + 16 if is_wide else 6.0
        unit = (width - left - (right + 30 if is_wide else 20)) / self.end
        places, y = [], 0.0
        heads: list[tuple[float, list[str]]] = []
        for at, group in enumerate(self.groups):
            if group and (not at or group != self.groups[at - 1]):
                lines = style.wrapped(group, width, bold=True)
                y += 12 if at else 0
                heads.append((y + layout.LINE * len(lines) / 2, lines))
                y += layout.LINE * len(lines) + 6
            deep = max(STEP, layout.LINE * len(names[at]) + (6 if is_wide else 20))
            places.append((y, deep))
            y += deep
        canvas = Canvas(width, y + 2)
        for middle, lines in heads:
            canvas.write_lines(0, middle, lines, bold=True)
        for at, (top, deep) in enumerate(places):
            canvas.line([0, width], [top, top], style.RULE, 0.8, order=0)
            high = layout.LINE * len(names[at])
            label = top + (deep / 2 if is_wide else high / 2 + 3)
            middle = top + deep / 2 if is_wide else top + high + 10
            canvas.write_lines(0, label, names[at])
            canvas.write(canvas.width, label, self._text(at), align="right", **style.NOTE)
            ends = [top, top + deep] if is_wide else [middle - 7, middle + 7]
            canvas.line([left, left], ends, style.QUIET)
            self._row(canvas, at, left, middle, unit)
        return canvas

    def _row(self, canvas: Canvas, at: int, left: float, middle: float, unit: float) -> None:
        value, low, high = self.values[at], self.lows[at], self.highs[at]
        if isnan(value):
            return
        if not isnan(low) and not isnan(high):
            start, end = left + low * unit, left + min(high, self.end) * unit
            tone = style.tint(self.colour, 0.4)
            canvas.box(start, middle - 3.5, end - start, 7, tone, order=2)
            if high > self.end:
                canvas.line(
                    [end + 3, end + 10, end + 3], [middle - 4, middle, middle + 4], self.colour
                )
        canvas.mark(left + value * unit, middle, "dot", self.colour, 9)

    def _text(self, at: int) -> str:
        value, low, high = self.values[at], self.lows[at], self.highs[at]
        if isnan(value) or isnan(low) or isnan(high):
            return self.printed(value)
        return f"{self.printed(value)} ({self.limit(low)} to {self.limit(high)})"
