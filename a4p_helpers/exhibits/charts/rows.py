"""Charts that lie in rows: bars, alone or against targets, and parts of wholes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan, nan

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import BLANK, Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed, within

BAR, SLIM, BETWEEN = 18.0, 10.0, 28.0


@dataclass(kw_only=True, eq=False)
class Bars(Drawing):
    """Draw one bar per row of the data, in their order, with the number at the end.

    With `target`, a black tick marks the target of each row, a bar that misses it is an outline,
    and the shortfall is given beside it. `target_status` is a column of words on the basis of the
    target, such as "inferred". A row without a target says so.
    """

    label: str
    value: str
    target: str | None = None
    target_status: str | None = None
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        others = [name for name in (self.target, self.target_status) if name]
        numbers = [name for name in (self.value, self.target) if name]
        self.check(names=[self.label], numbers=numbers, others=others)
        self.names, self.values = self.names_in(self.label), self.numbers_in(self.value)
        self.printed = Printed([self.data[self.value]], self.unit, self.decimals)
        self.targets = self.numbers_in(self.target) if self.target else [nan] * len(self.names)
        pairs = zip(self.values, self.targets, strict=True)
        self.is_short = [self._rounded(value) < target for value, target in pairs]
        self.against = [self._against(at) for at in range(len(self.names) if self.target else 0)]

    def _rounded(self, value: float) -> float:
        """Return a value as printed, so that shortfalls match the numbers that readers see."""
        digits = self.printed.decimals
        return value if isnan(value) else float(tables.number(value, digits).replace(",", ""))

    def _against(self, at: int) -> tuple[str, str, str]:
        """Return the sign of a row against its target, its words, and the target in words."""
        value, target = self.values[at], self.targets[at]
        if isnan(target):
            return "", "", "no target known"
        of = Printed([self.data[str(self.target)]], self.unit)(target)
        word = self.data[self.target_status].iloc[at] if self.target_status else ""
        how = "" if tables.is_missing(word) else f" ({word})"
        if isnan(value):
            return "", "", f"target{BLANK}{of}{how}"
        by = tables.number(target - self._rounded(value), self.printed.decimals)
        sign, said = ("up", f"{by}{BLANK}short") if self.is_short[at] else ("dot", "met")
        return sign, said, f"target{BLANK}{of}{how}"

    def offered(self) -> list[str]:
        return [name for name in (self.label, self.value, self.target, self.target_status) if name]

    def kind(self) -> str:
        what = "Bars against targets" if self.target else "Bars"
        return f"{what}: {self.word(self.value)} by {self.word(self.label)}"

    def message(self) -> list[str]:
        if not self.target:
            return [extremes(self.names, self.values, self.printed)]
        told = [
            ", ".join(filter(None, (f"{name}: {self.printed(value)}", of, said)))
            for name, value, (_, said, of) in zip(
                self.names, self.values, self.against, strict=True
            )
        ]
        return ["; ".join(told)]

    def draw(self, width: int) -> Canvas:
        is_wide = width >= style.ROOMY
        side = self._side() if is_wide else 0.0
        reach = BAR / 2 + (5 if self.target else 0)
        under = 2 * layout.SMALL_LINE if self.target and not is_wide else 0.0
        deep = max(2 * reach, 2 * layout.SMALL_LINE if side else 0.0) + under
        rows = layout.rows(
            self.names, width, 0, reach, 12, [deep] * len(self.names), 0.34 if side else 0.36
        )
        canvas = Canvas(width, rows.bottom)
        rows.write(canvas, ruled=bool(self.target))
        texts = [self.printed(value) for value in self.values]
        room = width - rows.left - side - 8 - max(style.text_width(t, bold=True) for t in texts)
        known = [n for n in (*self.values, *self.targets) if not isnan(n)]
        unit = room / (max(known) or 1.0)
        for at, middle in enumerate(rows.middles):
            middle -= under / 2 if rows.is_beside else 0
            value, target = self.values[at], self.targets[at]
            end = rows.left + (0 if isnan(value) else value * unit)
            face, edge = (style.PAPER, self.colour) if self.is_short[at] else (self.colour, "")
            if end > rows.left:
                canvas.box(rows.left, middle - BAR / 2, end - rows.left, BAR, face, edge)
            if not self.target:
                ends = [middle - BAR / 2 - 3, middle + BAR / 2 + 3]
                canvas.line([rows.left, rows.left], ends, style.QUIET)
            mark = rows.left + target * unit
            if not isnan(target):
                ends = [middle - BAR / 2 - 5, middle + BAR / 2 + 5]
                canvas.line([mark, mark], ends, style.INK, 2.6, order=3)
            wide = style.text_width(texts[at], bold=True)
            is_crossed = not isnan(target) and end - 4 < mark < end + wide + 10
            x = max(end, mark if is_crossed else 0) + 7
            colour = style.QUIET if isnan(value) else style.INK
            canvas.write(x, middle, texts[at], bold=not isnan(value), colour=colour)
            if self.target:
                left = width - side + 16 if is_wide else rows.left
                self._write(canvas, at, left, middle if is_wide else middle + BAR + 12)
        return canvas

    def _side(self) -> float:
        """Return the room for what is said against the targets, at the right edge."""
        texts = [text for _, said, of in self.against for text in (of, f"mm {said}")]
        return 16 + max((style.text_width(t, style.SMALL, True) for t in texts), default=-16)

    def _write(self, canvas: Canvas, at: int, left: float, middle: float) -> None:
        sign, said, of = self.against[at]
        half = layout.SMALL_LINE / 2 if said else 0
        canvas.write(left, middle + half, of, **style.NOTE)
        if said:
            canvas.mark(left + 5, middle - half, sign, style.INK)
            canvas.write(left + 16, middle - half, said, size=style.SMALL, bold=True)


@dataclass(kw_only=True, eq=False)
class Shares(Drawing):
    """Draw a part of a whole as a filled bar within an outline, one per row of the data.

    `pairs` names the columns of part and whole of each panel, under its heading. Each share is
    drawn on its own whole, whose outline has the full width, so that shares of different wholes are
    not read as one funnel. With `counts`, outlines are as long as their wholes, on one scale. With
    `group`, the one pair of columns has a panel per group. If a share is known but not its whole,
    the pair is the share and 100, and `said` is a column of words that replace the ratio.
    """

    label: str
    pairs: Mapping[str, tuple[str, str]]
    group: str | None = None
    counts: bool = False
    said: str = ""
    of: str = "of"
    also: Sequence[str] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        self.by = [self.group] if self.group else []
        numbers = [name for pair in self.pairs.values() for name in pair]
        faults = [] if self.pairs else ["it names no pairs of a part and its whole"]
        if self.group and len(self.pairs) > 1:
            faults.append("it has a group, and more than one pair: drop one of them")
        words = [self.said] if self.said else []
        others = [*words, *self.also]
        self.check(names=[*self.by, self.label], numbers=numbers, others=others, faults=faults)
        labels = self.names_in(self.label)
        self.words_of = dict(zip(labels, self.names_in(self.said), strict=True)) if words else {}
        self.rows = list(dict.fromkeys(labels))
        self.panels: dict[str, dict[str, tuple[float, float]]] = {}
        for head, (part, whole) in self.pairs.items():
            heads = self.names_in(self.group) if self.group else [head] * len(labels)
            found = zip(heads, labels, self.numbers_in(part), self.numbers_in(whole), strict=True)
            for at, (panel, name, some, every) in enumerate(found, start=1):
                if some > every:
                    faults.append(f"row {at}: {some:g} of {every:g} is not a part; correct it")
                self.panels.setdefault(panel, {})[name] = (some, every)
        self.refuse(faults)
        self.printed = Printed([self.data[name] for name in numbers])

    def offered(self) -> list[str]:
        numbers = [name for pair in self.pairs.values() for name in pair]
        words = [self.said] if self.said else []
        return list(dict.fromkeys([*self.by, self.label, *words, *numbers, *self.also]))

    def kind(self) -> str:
        drawn = "bars within outlines on one scale" if self.counts else "bars, each on its own base"
        return f"Parts of wholes, {drawn}, by {self.words([self.label, *self.by])}"

    def message(self) -> list[str]:
        found = []
        for head, rows in self.panels.items():
            known = {n: pair for n, pair in rows.items() if not any(map(isnan, pair)) and pair[1]}
            shares = [100 * some / every for some, every in known.values()]
            if not shares:
                found.append(f"{head}: {scales.NOT_REPORTED}")
                continue
            some, every = (sum(pair[at] for pair in known.values()) for at in (0, 1))
            total = f"{self.printed(some)} {self.of} {self.printed(every)} in all"
            if self.said:
                total = listed(f"{name} ({words})" for name, words in self.words_of.items())
            ends = extremes(list(known), shares, Printed([], "%", 0))
            found.append(f"{head}: {total}; {within(ends)}")
        return found

    def draw(self, width: int) -> Canvas:
        longest = max(style.text_width(name, bold=True) for name in self.rows)
        room = min(longest, (0.3 if width >= style.ROOMY else 0.36) * width)
        names = [style.wrapped(name, room + 1, bold=True) for name in self.rows]
        left = max(style.text_width(line, bold=True) for some in names for line in some) + 14
        is_single = len(self.panels) == 1 and width >= style.ROOMY
        across = max(1, min(len(self.panels), int((width - left + BETWEEN) // (120 + BETWEEN))))
        panel = (width - left - BETWEEN * (across - 1)) / across
        deep = SLIM + (0 if is_single else layout.SMALL_LINE + 2)
        steps = [max(deep, layout.LINE * len(some)) + 12 for some in names]
        heads = list(self.panels)
        bands = [heads[at : at + across] for at in range(0, len(heads), across)]
        tops = []
        y = 0.0
        for band in bands:
            tall = max(len(style.wrapped(head, panel, style.SMALL, True)) for head in band)
            tops.append(y + layout.SMALL_LINE * tall + 8)
            y = tops[-1] + sum(steps) + 14
        canvas = Canvas(width, y - 14)
        pairs = [(name, pair) for rows in self.panels.values() for name, pair in rows.items()]
        most = max(n for _, pair in pairs for n in pair if n == n)
        said = [self._ratio(*one) for one in pairs if not any(map(isnan, one[1]))]
        longest = max((style.text_width(text, style.SMALL) for text in said), default=0.0)
        aside = 26 + style.text_width("100 %", bold=True) + longest if is_single else 0.0
        for band, first in zip(bands, tops, strict=True):
            for place, head in enumerate(band):
                x = left + place * (panel + BETWEEN)
                lines = style.wrapped(head, panel, style.SMALL, True)
                middle = first - 8 - layout.SMALL_LINE * len(lines) / 2
                canvas.write_lines(x, middle, lines, size=style.SMALL, bold=True)
            y = first
            for name, lines, step in zip(self.rows, names, steps, strict=True):
                canvas.line([0, width], [y, y], style.RULE, 0.8, order=0)
                canvas.write_lines(0, y + step / 2, lines, bold=True)
                for place, head in enumerate(band):
                    x = left + place * (panel + BETWEEN)
                    pair = self.panels[head].get(name, (nan, nan))
                    ratio = self._ratio(name, pair)
                    self._cell(canvas, x, y + step / 2, panel, pair, ratio, most, aside)
                y += step
        return canvas

    def _ratio(self, name: str, pair: tuple[float, float]) -> str:
        """Return what is said beside the share of a row: its ratio, or its own words."""
        return self.words_of.get(name) or f" {self.of} ".join(map(self.printed, pair))

    def _cell(
        self,
        canvas: Canvas,
        x: float,
        middle: float,
        room: float,
        pair: tuple[float, float],
        ratio: str,
        most: float,
        aside: float,
    ) -> None:
        """Draw one bar in its outline, its numbers above, or beside where there is one panel."""
        part, whole = pair
        if isnan(part) or isnan(whole) or not whole:
            text = "none" if whole == 0 else scales.NOT_REPORTED
            canvas.write(x, middle, text, **style.NOTE)
            return
        is_single = bool(aside)
        share = Printed([], "%", 0)(100 * part / whole)
        first, second = (ratio, share) if self.counts else (share, ratio)
        wide = style.text_width(first, bold=True) + 7
        taken = wide + style.text_width(second, style.SMALL)
        length = (room - aside) * (whole / most if self.counts else 1)
        top = middle - SLIM / 2 + (0 if is_single else layout.SMALL_LINE / 2 + 1)
        canvas.box(x, top, length, SLIM, style.PAPER, self.colour)
        if part:
            canvas.box(x, top, length * part / whole, SLIM, self.colour, self.colour)
        beside = x + length + 10 if is_single else x
        above = middle if is_single else middle - SLIM / 2 - 2
        canvas.write(beside, above, first, bold=True)
        if taken <= (canvas.width - beside if is_single else room):
            canvas.write(beside + wide, above, second, **style.NOTE)
