"""Ratings around the pass mark: those below it to the left of a line, the others to the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan

from a4p_helpers.core import scales
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed

BAR = 22.0


@dataclass(kw_only=True, eq=False)
class Ratings(Drawing):
    """Draw one bar per row, made of ratings from the worst to the best, around a common line.

    `passes` is the first rating that is good enough: those below it lie to the left of the line, in
    grey, the darker the worse; the others to its right, in colour, the stronger the better. The
    ends give how many fell short and how many did not.
    """

    label: str
    parts: Sequence[str]
    passes: str
    unit: str = ""
    short: str = "fell short"
    passed: str = "passed"

    def __post_init__(self) -> None:
        faults = []
        if self.passes not in self.parts:
            near = nearest(self.passes, self.parts)
            faults.append(f"{self.passes!r}, which passes, is not a rating{near}")
        if len(set(self.parts)) < len(self.parts):
            faults.append("a rating is named twice")
        self.check(names=[self.label], numbers=list(self.parts), faults=faults)
        self.names = self.names_in(self.label)
        self.by_row = list(zip(*map(self.numbers_in, self.parts), strict=True))
        self.line = list(self.parts).index(self.passes)
        self.printed = Printed([self.data[part] for part in self.parts], self.unit)
        self.colours = style.away_from(self.line, len(self.parts) - self.line, self.colour)

    def offered(self) -> list[str]:
        return [self.label, *self.parts]

    def kind(self) -> str:
        return f"Bars around a line: {self.words(self.parts)} by {self.word(self.label)}"

    def message(self) -> list[str]:
        found = []
        for name, row in zip(self.names, self.by_row, strict=True):
            left, right = (self.printed(sum(half)) for half in self._halves(row))
            told = f"{left} {self.short}, {right} {self.passed}"
            found.append(f"{name}: {scales.NOT_REPORTED if all(map(isnan, row)) else told}")
        return ["; ".join(found)]

    def remarks(self) -> list[str]:
        blanks = [sum(map(isnan, row)) for row in self.by_row]
        partly = [
            name
            for name, blank in zip(self.names, blanks, strict=True)
            if 0 < blank < len(self.parts)
        ]
        return [f"Some ratings were not reported: {listed(partly)}."] if partly else []

    def _halves(self, row: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
        """Return how much of a row fell short, and how much did not."""
        return row[: self.line], row[self.line :]

    def draw(self, width: int) -> Canvas:
        halves = [
            [
                (self.heading(part), _swatch(self.colours[at]))
                for at, part in enumerate(self.parts)
                if (at >= self.line) == is_right
            ]
            for is_right in (False, True)
        ]
        heads = [str(tables.capitalized(word)) for word in (self.short, self.passed)]
        indent = max(style.text_width(f"{head}:", style.SMALL, True) for head in heads) + 10
        drop = 0.0 if width >= style.ROOMY else float(layout.KEY_LINE)
        indent = 0.0 if drop else indent
        starts, top = [], 0.0
        for half in halves:
            starts.append(top)
            top += drop + layout.key(None, half, width, top, indent)
        rows = layout.rows(self.names, width, top + 12, BAR / 2, 12)
        canvas = Canvas(width, rows.bottom)
        rows.write(canvas)
        for head, half, at in zip(heads, halves, starts, strict=True):
            canvas.write(0, at + layout.KEY_LINE / 2, f"{head}:", size=style.SMALL, bold=True)
            layout.key(canvas, half, width, at + drop, indent)
        halved = [self._halves(row) for row in self.by_row]
        lefts, rights = ([_known(pair[side]) for pair in halved] for side in (0, 1))
        totals = [(sum(left), sum(right)) for left, right in halved]
        texts = [self.printed(n) for pair in totals for n in pair if not isnan(n)] or [""]
        end = max(style.text_width(text, bold=True) for text in texts) + 8
        unit = (width - rows.left - 2 * end) / ((max(lefts) + max(rights)) or 1.0)
        zero = rows.left + end + max(lefts) * unit
        canvas.line([zero, zero], [top + 10, rows.bottom - 2], style.INK, 1.4, order=3)
        for row, middle, left, pair in zip(self.by_row, rows.middles, lefts, totals, strict=True):
            if all(map(isnan, row)):
                how = {**style.NOTE, "on_paper": True}
                canvas.write(rows.left, middle, scales.NOT_REPORTED, **how)
                continue
            x = zero - left * unit
            if not isnan(pair[0]):
                canvas.write(x - 7, middle, self.printed(pair[0]), align="right", bold=True)
            for number, colour in zip(row, self.colours, strict=True):
                wide = 0.0 if isnan(number) else number * unit
                if not wide:
                    continue
                canvas.box(x, middle - BAR / 2, wide, BAR, colour, style.PAPER)
                text = self.printed(number)
                if style.text_width(text, style.SMALL) + 6 <= wide:
                    ink = style.text_on(colour)
                    how = {"align": "center", "size": style.SMALL, "colour": ink}
                    canvas.write(x + wide / 2, middle, text, **how)
                x += wide
            if not isnan(pair[1]):
                canvas.write(x + 7, middle, self.printed(pair[1]), bold=True)
        return canvas


def _swatch(colour: str) -> Callable[[Canvas, float, float], None]:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.box(x, y - layout.SWATCH / 2, layout.SWATCH, layout.SWATCH, colour)

    return draw


def _known(numbers: Sequence[float]) -> float:
    """Return the sum of the reported numbers."""
    return sum(number for number in numbers if not isnan(number))
