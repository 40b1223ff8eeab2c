"""Dots: scores on a scale in panels for each group, and answers that moved from year to year."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within

BETWEEN, DOT = 44.0, 11.0


@dataclass(kw_only=True, eq=False)
class ScaleDots(Drawing):
    """Draw one dot per row on a scale from `low` to `high`, whose ends are named in words.

    `values` are columns of scores, a panel each; with `group`, the one column has a panel per
    group. Rows are in order of their mean score, the highest first.
    """

    label: str
    values: Sequence[str]
    low: int
    high: int
    low_word: str = ""
    high_word: str = ""
    group: str | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        self.by = [self.group] if self.group else []
        scale = f"the scale from {self.low} to {self.high}"
        faults = [] if self.low < self.high else [f"{scale} does not rise"]
        if not self.values or (self.group and len(self.values) > 1):
            faults.append("it takes one column of scores with a group, or several without")
        self.check(names=[*self.by, self.label], numbers=list(self.values), faults=faults)
        labels = self.names_in(self.label)
        self.printed = Printed([self.data[name] for name in self.values], decimals=self.decimals)
        self.panels: dict[str, dict[str, float]] = {}
        for column in self.values:
            alone = "" if len(self.values) == 1 else self.heading(column)
            heads = self.names_in(self.group) if self.group else [alone] * len(labels)
            scores = self.numbers_in(column)
            for at, (head, name, score) in enumerate(zip(heads, labels, scores, strict=True)):
                if score < self.low or score > self.high:
                    faults.append(
                        f"row {at + 1}, column {column}: {score:g} is not on {scale}; correct it"
                    )
                self.panels.setdefault(head, {})[name] = score
        self.refuse(faults)
        self.rows = sorted(dict.fromkeys(labels), key=self._rank)

    def _rank(self, name: str) -> float:
        scores = [rows.get(name, nan) for rows in self.panels.values()]
        known = [score for score in scores if not isnan(score)]
        return -sum(known) / len(known) if known else 1 - self.low

    def offered(self) -> list[str]:
        return [*self.by, self.label, *self.values]

    def kind(self) -> str:
        ends = zip((self.low, self.high), (self.low_word, self.high_word), strict=True)
        scale = " to ".join(f"{number} ({word})" if word else str(number) for number, word in ends)
        what = f"{self.words(self.values)} by {self.words([self.label, *self.by])}"
        return f"Dots on a scale from {scale}: {what}"

    def message(self) -> list[str]:
        found = []
        for head, rows in self.panels.items():
            scores = [rows.get(name, nan) for name in self.rows]
            text = extremes(self.rows, scores, self.printed)
            found.append(f"{head}: {within(text)}" if head else text)
        return found

    def draw(self, width: int) -> Canvas:
        widest = max(style.text_width(name, bold=True) for name in self.rows)
        names = [
            style.wrapped(name, min(widest, 0.32 * width) + 1, bold=True) for name in self.rows
        ]
        left = max(style.text_width(line, bold=True) for some in names for line in some) + 24
        right = style.text_width(self.printed(self.high), style.SMALL, True) + 14
        across = max(1, min(len(self.panels), int((width - left + BETWEEN) // (120 + BETWEEN))))
        panel = (width - left - right - BETWEEN * (across - 1)) / across
        steps = [max(25.0, layout.LINE * len(some) + 6) for some in names]
        heads = list(self.panels)
        bands = [heads[at : at + across] for at in range(0, len(heads), across)]
        text = f"{self.low} = {self.low_word}, {self.high} = {self.high_word}"
        key = style.wrapped(text, width, style.SMALL) if self.low_word else []
        y = layout.SMALL_LINE * len(key) + (8 if key else 0)
        tops = []
        for band in bands:
            tall = max(len(style.wrapped(head, panel + right - 4, bold=True)) for head in band)
            tops.append(y + (layout.LINE * tall + 8 if any(band) else 0) + 20)
            y = tops[-1] + sum(steps) + 22
        canvas = Canvas(width, y - 20)
        canvas.write_lines(0, layout.SMALL_LINE * len(key) / 2, key, **style.NOTE)
        for band, top in zip(bands, tops, strict=True):
            y = top
            for lines, step in zip(names, steps, strict=True):
                canvas.line([0, width], [y, y], style.RULE, 0.8, order=0)
                canvas.write_lines(0, y + step / 2, lines, bold=True)
                y += step
            for place, head in enumerate(band):
                x = left + place * (panel + BETWEEN)
                lines = style.wrapped(head, panel + right - 4, bold=True) if head else []
                middle = top - 26 - layout.LINE * len(lines) / 2
                canvas.write_lines(x - 4, middle, lines, bold=True)
                self._panel(canvas, head, (x, top, panel), steps)
        return canvas

    def _marks(self) -> list[int]:
        """Return the marks of the scale: every step of a short one, the ends and middle else."""
        span = self.high - self.low
        if span <= 6:
            return list(range(self.low, self.high + 1))
        return [self.low, (self.low + self.high) // 2, self.high]

    def _panel(
        self, canvas: Canvas, head: str, at: tuple[float, float, float], steps: Sequence[float]
    ) -> None:
        left, top, width = at
        unit = width / (self.high - self.low)
        for mark in self._marks():
            x = left + (mark - self.low) * unit
            canvas.line([x, x], [top, top + sum(steps)], style.RULE, 0.8, order=0)
            canvas.write(x, top - 10, str(mark), align="center", **style.NOTE)
        y = top
        for name, step in zip(self.rows, steps, strict=True):
            score, middle = self.panels[head].get(name, nan), y + step / 2
            y += step
            if isnan(score):
                canvas.write(left + 2, middle, scales.NOT_REPORTED, on_paper=True, **style.NOTE)
                continue
            x, text = left + (score - self.low) * unit, self.printed(score)
            canvas.line([left, x], [middle, middle], style.tint(self.colour, 0.45), 2.4)
            canvas.mark(x, middle, "dot", self.colour, DOT)
            canvas.write(x + 11, middle, text, size=style.SMALL, bold=True, on_paper=True)


@dataclass(kw_only=True, eq=False)
class Slope(Drawing):
    """Draw a line per row from one column of `parts` to the next, such as the years of a survey.

    Numbers are at the points and names at the end, or above on a telephone; lines break where a
    number is missing. Only differences are to scale: the scale does not begin at zero.
    """

    label: str
    parts: Sequence[str]
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        faults = [] if self.parts else ["it names no parts"]
        self.check(names=[self.label], numbers=list(self.parts), faults=faults)
        self.names = self.names_in(self.label)
        self.by_row = list(zip(*map(self.numbers_in, self.parts), strict=True))
        self.printed = Printed([self.data[p] for p in self.parts], self.unit, self.decimals)

    def offered(self) -> list[str]:
        return [self.label, *self.parts]

    def kind(self) -> str:
        return f"Lines from {self.words(self.parts)}, by {self.word(self.label)}"

    def message(self) -> list[str]:
        return [
            f"{name}: "
            + ", ".join(
                f"{self.printed(number)} ({self.heading(part)})"
                for part, number in zip(self.parts, row, strict=True)
            )
            for name, row in zip(self.names, self.by_row, strict=True)
        ]

    def draw(self, width: int) -> Canvas:
        is_wide = width >= style.ROOMY
        known = [number for row in self.by_row for number in row if not isnan(number)]
        low, high = min(known), max(known)
        number = max(style.text_width(self.printed(n), bold=True) for n in known) + 12
        side = 0.42 * width if is_wide else 0.0
        left, right = number, width - side - number
        room = side - 8 if is_wide else width - 20
        lines = [style.wrapped(name, room) for name in self.names]
        entries = 0.0 if is_wide else sum(layout.LINE * len(some) + 6 for some in lines) + 8
        sizes = [layout.LINE * len(some) + 8 for some in lines]
        height = max(170.0, sum(sizes)) if is_wide else 150.0
        top = entries + 46
        canvas = Canvas(width, top + height + 16)
        pitch = (right - left) / max(1, len(self.parts) - 1)
        xs = [left + at * pitch for at in range(len(self.parts))]

        def y(value: float) -> float:
            return top + height * (0.5 if high == low else (high - value) / (high - low))

        for x, part in zip(xs, self.parts, strict=True):
            canvas.line([x, x], [top - 14, top + height + 12], style.RULE, 1, order=0)
            canvas.write(x, top - 36, self.heading(part), align="center", **style.NOTE)
        order = sorted(range(len(self.names)), key=lambda at: -_last(self.by_row[at], low))
        tones = [self.colour, style.CONTEXT, style.INK]
        marks = ["dot", "ring", "diamond"]
        colours = {at: tones[place % 3] for place, at in enumerate(order)}
        shapes = {at: marks[place % 3] for place, at in enumerate(order)}
        for at in order:
            row, colour = self.by_row[at], colours[at]
            for stretch in layout.runs(row):
                canvas.line([xs[n] for n in stretch], [y(row[n]) for n in stretch], colour, 2.6)
            for place, value in enumerate(row):
                if not isnan(value):
                    canvas.mark(xs[place], y(value), shapes[at], colour, DOT)
        for place, x in enumerate(xs):
            here = [at for at in order if not isnan(self.by_row[at][place])]
            here.sort(key=lambda at: -self.by_row[at][place])
            ends = [y(self.by_row[at][place]) for at in here]
            spots = style.spread(ends, [17.0] * len(here), top - 12, top + height + 12)
            is_last = place == len(xs) - 1
            for at, spot in zip(here, spots, strict=True):
                text = self.printed(self.by_row[at][place])
                how: dict[str, Any] = {
                    "bold": is_last,
                    "colour": style.INK if is_last else style.QUIET,
                }
                if is_last or place == 0:
                    away, align = (11, "left") if is_last else (-11, "right")
                    canvas.write(x + away, spot, text, align=align, **how)
                else:
                    canvas.write(x, spot - 14, text, align="center", on_paper=True, **how)
        if is_wide:
            ends = [y(_last(self.by_row[at], low)) for at in order]
            spots = style.spread(ends, [sizes[at] for at in order], top - 14, top + height + 14)
            for at, spot in zip(order, spots, strict=True):
                canvas.write_lines(width - side + 8, spot, lines[at])
        else:
            spot = 0.0
            for at in order:
                canvas.mark(6, spot + layout.LINE / 2, shapes[at], colours[at])
                deep = layout.LINE * len(lines[at])
                canvas.write_lines(18, spot + deep / 2, lines[at])
                spot += deep + 6
        return canvas


def _last(row: Sequence[float], low: float) -> float:
    """Return the last number of a row that is known."""
    return next((value for value in reversed(row) if not isnan(value)), low)
