"""Charts that lie in rows: bars, bars made of parts, shares against targets."""

from dataclasses import dataclass
from math import isnan

from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import BLANK, Drawing, Printed, Stack, extremes
from a4p_helpers.exhibits.charts.style import Canvas

BAR = 20.0


@dataclass(kw_only=True, eq=False)
class Bars(Drawing):
    """Draw one bar a row of the data, in its order, with its number at the end."""

    label: str
    value: str
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        self.check(names=[self.label], numbers=[self.value])
        self.names, self.values = self.names_in(self.label), self.numbers_in(self.value)
        self.printed = Printed([self.data[self.value]], self.unit, self.decimals)

    def columns(self) -> list[str]:
        return [self.label, self.value]

    def kind(self) -> str:
        return f"Bars: {self.word(self.value)} by {self.word(self.label)}"

    def message(self) -> list[str]:
        return [extremes(self.names, self.values, self.printed)]

    def draw(self, width: int) -> Canvas:
        rows = layout.rows(self.names, width, 0, BAR / 2)
        canvas = Canvas(width, rows.bottom)
        lengths = layout.filled(self.values)
        texts = [self.printed(value) for value in self.values]
        axes, scale = rows.begin(canvas, lengths, [_room(text) for text in texts])
        axes.barh(rows.middles, lengths, BAR, color=style.MAIN)
        for at, middle in enumerate(rows.middles):
            known = not isnan(self.values[at])
            colour = style.INK if known else style.QUIET
            x = rows.left + lengths[at] * scale + 6
            canvas.write(x, middle, texts[at], bold=known, colour=colour)
        return canvas


@dataclass(kw_only=True, eq=False)
class StackedBars(Stack):
    """Draw one bar a row of the data, made of parts, with the numbers inside where they fit.

    `ordered` parts, such as ratings, take the shades of one colour.
    """

    label: str
    ordered: bool = False

    def __post_init__(self) -> None:
        self.gather(self.label)

    def columns(self) -> list[str]:
        return [self.label, *self.parts]

    def kind(self) -> str:
        return f"Stacked bars: {self.words(self.parts)} by {self.word(self.label)}"

    def draw(self, width: int) -> Canvas:
        colours = style.part_colours(self.parts, ordered=self.ordered)
        top = layout.legend_height(self.headings, width)
        rows = layout.rows(self.names, width, top, BAR / 2 + 1)
        canvas = Canvas(width, rows.bottom)
        layout.legend(canvas, self.headings, colours)
        ends = [self._end(at) for at in range(len(self.names))]
        axes, scale = rows.begin(canvas, self.lengths, [_room(end) for end in ends])
        for at, middle in enumerate(rows.middles):
            start = 0.0
            for number, colour in zip(self.by_row[at], colours, strict=True):
                if isnan(number) or not number:
                    continue
                axes.barh(middle, number, BAR + 2, left=start, color=colour, ec=style.PAPER, lw=0.8)
                x, text = rows.left + (start + number / 2) * scale, self.printed(number)
                if style.text_width(text, style.SMALL) + 5 <= number * scale:
                    ink = style.text_on(colour)
                    canvas.write(x, middle, text, align="center", size=style.SMALL, colour=ink)
                start += number
            is_total = not isnan(self.totals[at])
            colour = style.INK if is_total else style.QUIET
            x = rows.left + self.lengths[at] * scale + 6
            canvas.write(x, middle, ends[at], bold=is_total, colour=colour)
        return canvas

    def _end(self, at: int) -> str:
        """Return what stands at the end of a bar: its total, if all parts are known."""
        is_partly = isnan(self.totals[at]) and not self.is_unknown[at]
        return "" if is_partly else self.printed(self.totals[at])


@dataclass(kw_only=True, eq=False)
class AgainstTarget(Drawing):
    """Draw a bar a category with an upright mark at its target, and both numbers beside it.

    `target_status` is a column of words on how the target is known, such as "inferred"; they stand
    in brackets. A row without a target says so.
    """

    category: str
    value: str
    target: str
    target_status: str | None = None
    unit: str = "%"
    decimals: int | None = 1

    def __post_init__(self) -> None:
        self.status = [self.target_status] if self.target_status else []
        self.check(names=[self.category], numbers=[self.value, self.target], others=self.status)
        self.names = self.names_in(self.category)
        self.values, self.targets = self.numbers_in(self.value), self.numbers_in(self.target)
        self.printed = Printed([self.data[self.value]], self.unit, self.decimals)
        of_target = Printed([self.data[self.target]], self.unit)
        words = self.data[self.target_status] if self.target_status else [""] * len(self.names)
        self.against = [
            _target_text(of_target(number), word, isnan(number))
            for number, word in zip(self.targets, words, strict=True)
        ]

    def columns(self) -> list[str]:
        return [self.category, self.value, self.target, *self.status]

    def kind(self) -> str:
        return f"Bars against targets: {self.word(self.value)} by {self.word(self.category)}"

    def message(self) -> list[str]:
        told = zip(self.names, self.values, self.against, strict=True)
        return ["; ".join(f"{name}: {self.printed(n)}, {against}" for name, n, against in told)]

    def draw(self, width: int) -> Canvas:
        is_wide = width >= style.ROOMY
        rows = layout.rows(self.names, width, 0, BAR / 2 + 5, 8)
        canvas = Canvas(width, rows.bottom)
        lengths, targets = layout.filled(self.values), layout.filled(self.targets)
        ends = [max(pair) for pair in zip(lengths, targets, strict=True)]
        axes, scale = rows.begin(canvas, ends, [self._room(at, is_wide) for at in range(len(ends))])
        axes.barh(rows.middles, lengths, BAR, color=style.MAIN)
        for at, middle in enumerate(rows.middles):
            bar, mark = (rows.left + some[at] * scale for some in (lengths, targets))
            if not isnan(self.targets[at]):
                ys = [middle - BAR / 2 - 4, middle + BAR / 2 + 4]
                canvas.line([mark, mark], ys, style.PAPER, 5)
                canvas.line([mark, mark], ys, style.INK, 2.6, order=2)
            self._write(canvas, at, bar, mark, middle, is_wide)
        return canvas

    def _room(self, at: int, is_wide: bool) -> float:
        text = style.text_width(self.printed(self.values[at]), bold=True)
        against = style.text_width(self.against[at], style.SMALL)
        return 10 + (text + 8 + against if is_wide else max(text, against))

    def _write(
        self, canvas: Canvas, at: int, bar: float, mark: float, middle: float, is_wide: bool
    ) -> None:
        """Write the value after its bar and the target after its mark.

        Where they would meet, both stand after the longer one, on a telephone under each other.
        """
        text, known = self.printed(self.values[at]), not isnan(self.values[at])
        width = style.text_width(text, bold=True)
        is_apart = bar + 6 + width + 6 <= mark
        over = 0 if is_apart or is_wide else 8
        first = bar + 6 if is_apart else max(bar, mark) + 10
        second = mark + 10 if is_apart else first + (width + 8 if is_wide else 0)
        colour = style.INK if known else style.QUIET
        canvas.write(first, middle - over, text, bold=known, colour=colour)
        canvas.write(second, middle + over, self.against[at], **style.NOTE)


def _room(text: str) -> float:
    """Return how many pixels a number after its bar takes."""
    return 6 + style.text_width(text, bold=True)


def _target_text(number: str, word: object, is_missing: bool) -> str:
    if is_missing:
        return "no target known"
    how = "" if tables.is_missing(word) else f" ({word})"
    return f"target{BLANK}{number}{how}"
