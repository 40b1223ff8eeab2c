"""One square per thing: counted in rows by state, or named one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes, state_faults
from a4p_helpers.exhibits.charts.layout import States
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed

SQUARE, GAP, MANY = 16.0, 4.0, 40
MOST = 160  # squares in a row; where there are more things, a square stands for several
TILE, OWNED = 24.0, 153.0  # how high a tile is, and how wide one with owners at most


@dataclass(kw_only=True, eq=False)
class Units(Drawing):
    """Draw a square for each thing that is counted, one line per row of data, the largest first.

    If a row counts more than fit, a note says how many a square represents. `states` are the
    columns of counts in the order of the squares, with their looks or by name alone; their number
    precedes them. `also` are columns of counts that are written beside them. A note names rows
    without any.
    """

    label: str
    states: States
    also: Sequence[str] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        self.looks = layout.looks(self.states)
        parts = list(self.looks)
        faults = [] if parts else ["it names no states"]
        faults += state_faults((), self.looks)
        self.check(names=[self.label], numbers=parts, others=self.also, faults=faults)
        names = self.names_in(self.label)
        counts = list(zip(*map(self.numbers_in, parts), strict=True))
        said = self.data[list(self.also)].to_dict("records")
        found = list(zip(names, counts, map(self._said, said), strict=True))
        self.none = [name for name, row, _ in found if not sum(row) and not isnan(sum(row))]
        kept = [one for one in found if one[0] not in self.none]
        self.rows = sorted(kept, key=lambda one: -sum(n for n in one[1] if not isnan(n)))
        if not self.rows:
            self.refuse(["it has nothing to count: write that instead"])
        most = max(sum(n for n in row if not isnan(n)) for _, row, _ in self.rows)
        steps = (step * 10**power for power in range(12) for step in (1, 2, 5))
        self.each = next(one for one in steps if most <= MOST * one)

    def _said(self, row: dict[Any, Any]) -> str:
        """Write the counts beside a row: 1 Level 1+, 5 Level 2."""
        known = {name: row[name] for name in self.also if not tables.is_unknown(row[name])}
        counts = {name: int(float(str(value))) for name, value in known.items()}
        return ", ".join(f"{n} {self.heading(name)}" for name, n in counts.items() if n)

    def offered(self) -> list[str]:
        return [self.label, *self.also, *self.looks]

    def kind(self) -> str:
        return f"Squares, one each: {self.words(self.looks)} by {self.word(self.label)}"

    def message(self) -> list[str]:
        totals = [sum(row) for _, row, _ in self.rows]
        by_state = [
            f"{self.word(name)}: {tables.number(sum(n for n in column if not isnan(n)))}"
            for name, column in zip(
                self.looks, zip(*(row for _, row, _ in self.rows), strict=True), strict=True
            )
        ]
        return [extremes([name for name, _, _ in self.rows], totals, Printed([])), *by_state]

    def remarks(self) -> list[str]:
        none = [f"Without any: {listed(self.none)}."] if self.none else []
        return [*none, *([f"A square stands for {self.each:,}."] if self.each > 1 else [])]

    def draw(self, width: int) -> Canvas:
        is_wide = width >= style.ROOMY
        most = max(sum(map(self._count, row)) for _, row, _ in self.rows)
        square, gap = (SQUARE, GAP) if most <= MANY else (9.0, 2.0)
        names = [name for name, _, _ in self.rows]
        widest = min(max(style.text_width(n, bold=True) for n in names), 0.34 * width)
        room = width - widest - layout.LABEL_GAP - 34
        side = 0.36 * width if is_wide and any(said for _, _, said in self.rows) else 0.0
        across = max(1, int((room - side + gap) // (square + gap)))
        beside = [style.wrapped(s, side or room, style.SMALL) if s else [] for *_, s in self.rows]
        heights = []
        for (_, row, _), lines in zip(self.rows, beside, strict=True):
            total = sum(map(self._count, row))
            deep = max(1, -int(-total // across)) * (square + gap) - gap
            said = layout.SMALL_LINE * len(lines)
            heights.append(max(deep, said) if side else deep + (said + 4 if lines else 0))
        rows = layout.rows(names, width, 4, SQUARE / 2, 14, heights, 0.34)
        entries = [
            (self.heading(name), layout.box_of(*look, self.colour))
            for name, look in self.looks.items()
        ]
        height = rows.bottom + 6
        canvas = Canvas(width, height + layout.key(None, entries, width, height))
        found = zip(self.rows, rows.lines, rows.tops, strict=True)
        for at, ((_, row, _), label, y) in enumerate(found):
            above = 0.0 if rows.is_beside else layout.LINE * len(label) + 3
            if at:
                canvas.line([0, width], [y, y], style.RULE, 0.8, order=0)
            top = y + 7 + above
            first = top + SQUARE / 2
            label_at = first if rows.is_beside else y + 7 + layout.LINE * len(label) / 2
            drop = (len(label) - 1) * layout.LINE / 2 if rows.is_beside else 0
            canvas.write_lines(0, label_at + drop, label, bold=True)
            self._squares(canvas, row, (rows.left, first), across, (square, gap))
            if side and beside[at]:
                drop = (len(beside[at]) - 1) * layout.SMALL_LINE / 2
                canvas.write_lines(width - side + 16, first + drop, beside[at], **style.NOTE)
            elif beside[at]:
                low = top + heights[at] - layout.SMALL_LINE * len(beside[at]) / 2
                canvas.write_lines(rows.left + 34, low, beside[at], **style.NOTE)
        layout.key(canvas, entries, width, height)
        return canvas

    def _count(self, number: float) -> int:
        """Return how many squares a number takes; at least one, where there is anything."""
        return 0 if isnan(number) else -int(-number // self.each)

    def _squares(
        self,
        canvas: Canvas,
        row: Sequence[float],
        at: tuple[float, float],
        across: int,
        size: tuple[float, float],
    ) -> None:
        left, first = at
        square, gap = size
        if all(map(isnan, row)):
            canvas.write(left, first, scales.NOT_REPORTED, **style.NOTE)
            return
        total = sum(n for n in row if not isnan(n))
        canvas.write(left + 22, first, tables.number(total), align="right", bold=True)
        looks = [
            look
            for look, n in zip(self.looks.values(), row, strict=True)
            for _ in range(self._count(n))
        ]
        for place, (fill, mark) in enumerate(looks):
            x = left + 34 + (place % across) * (square + gap)
            y = first - square / 2 + (place // across) * (square + gap)
            canvas.state(
                (x, y, square, square), fill, mark if square == SQUARE else "", self.colour
            )


@dataclass(kw_only=True, eq=False)
class Tiles(Drawing):
    """Draw one named tile per row of the data, in lines by the value of `row`.

    Without a `state`, the line itself is the state; `states` gives their order, by name alone or
    with their looks, and each line has its count. With a `state`, a key shows the look of each, and
    lines follow the order of the data. `owner` is a column of words beside the name, as far as
    there is room.
    """

    row: str
    label: str
    states: States
    state: str | None = None
    owner: str | None = None

    def __post_init__(self) -> None:
        others = [name for name in (self.row, self.state, self.owner) if name]
        self.check(names=[self.label], numbers=[], others=others)
        of = self.data[self.state or self.row].astype(object)
        silent = scales.NOT_REPORTED
        found = [silent if tables.is_missing(one) else tables.written(one) for one in of]
        named = layout.looks(self.states)
        self.known = {silent: ("silent", ""), **named}
        self.refuse(state_faults(found, self.known))
        states = [*named, *(() if silent in named else (silent,))]
        self.counts = {name: found.count(name) for name in states}
        lines = found if self.state is None else self.names_in(self.row)
        shown = [one for one in states if one in named or one in found]
        # An empty state has no row: the silent ones may belong to it.
        met = dict.fromkeys(lines)
        order = [one for one in shown if one in met] if self.state is None else list(met)
        labels = [str(one) for one in self.data[self.label]]
        owners = self.data[self.owner].astype(object) if self.owner else [""] * len(labels)
        owned = ["" if tables.is_missing(one) else str(one) for one in owners]
        self.lines: dict[str, list[tuple[str, str, str]]] = {name: [] for name in order}
        for line, *tile in zip(lines, labels, found, owned, strict=True):
            self.lines[line].append((tile[0], tile[1], tile[2]))
        widths = [style.text_width(text, style.SMALL, True) + 30 for text in labels]
        self.tile = max(widths) if self.state or self.owner else max(widths) - 14

    def offered(self) -> list[str]:
        return [str(name) for name in self.data.columns]

    def kind(self) -> str:
        if self.state is None:
            return f"Tiles: {self.word(self.label)} by {self.word(self.row)}"
        what = f"{self.word(self.state)} of each {self.word(self.label)}"
        return f"Tiles: {what}, by {self.word(self.row)}"

    def message(self) -> list[str]:
        if self.state is None:
            named = {
                line: listed([tile[0] for tile in tiles]) for line, tiles in self.lines.items()
            }
            return ["; ".join(f"{line}: {who}" for line, who in named.items())]
        counted = listed([f"{n} {name}" for name, n in self.counts.items() if n])
        return [f"Of {len(self.data)}: {counted}"]

    def draw(self, width: int) -> Canvas:
        is_beside = width >= style.ROOMY
        heads = [str(tables.capitalized(name)) for name in self.lines]
        widest = max(style.text_width(head, style.SMALL, True) for head in heads)
        left = min(widest + 16, 0.3 * width) if is_beside else 0.0
        room = (left if is_beside else width) - 14
        wrapped = [style.wrapped(h, room, style.SMALL, self.state is None) for h in heads]
        count = 26.0 if self.state is None else 0.0
        if self.owner:
            said = [o for tiles in self.lines.values() for *_, o in tiles]
            needed = max(style.text_width(o, style.SMALL) for o in said) + self.tile
            self.tile = max(self.tile, min(needed, OWNED))
        start = left + count
        across = max(1, int((width - start + GAP) // (self.tile + GAP)))
        entries = [
            (f"{tables.capitalized(name)} ({n})", layout.box_of(*self.known[name], self.colour))
            for name, n in self.counts.items()
            if n and self.state
        ]
        top = layout.key(None, entries, width, 0) + (10 if entries else 2)
        tops, y = [], top
        for lines, tiles in zip(wrapped, self.lines.values(), strict=True):
            tops.append(y)
            deep = layout.SMALL_LINE * len(lines)
            below = (TILE + GAP) * max(1, -(-len(tiles) // across)) - GAP
            y += (max(deep, below) if is_beside else deep + 4 + below) + (8 if self.owner else 12)
        canvas = Canvas(width, y - 8)
        layout.key(canvas, entries, width, 0)
        for y, lines, tiles in zip(tops, wrapped, self.lines.values(), strict=True):
            deep = layout.SMALL_LINE * len(lines)
            if y > top or entries:
                canvas.line([0, width], [y - 6, y - 6], style.RULE, 0.8, order=0)
            high = TILE if is_beside else deep
            middle = y + max(high, deep) / 2 if is_beside else y + deep / 2
            canvas.write_lines(0, middle, lines, size=style.SMALL, bold=self.state is None)
            first = y if is_beside else y + deep + 4
            if self.state is None:
                canvas.write(left, first + TILE / 2, str(len(tiles)), bold=True)
            for at, (label, state, owner) in enumerate(tiles):
                x = start + (at % across) * (self.tile + GAP)
                self._tile(canvas, x, first + (at // across) * (TILE + GAP), label, state, owner)
        return canvas

    def _tile(self, canvas: Canvas, x: float, y: float, label: str, state: str, owner: str) -> None:
        fill, mark = self.known[state]
        at = (x + self.tile - 13, y + TILE / 2)
        mark = mark if self.state else ""
        ink = canvas.state((x, y, self.tile, TILE), fill, mark, self.colour, at)
        canvas.write(x + 7, y + TILE / 2, label, size=style.SMALL, bold=True, colour=ink)
        if owner:
            start = 13 + style.text_width(label, style.SMALL, True)
            text = style.shortened(owner, self.tile - start - 22, style.SMALL)
            canvas.write(x + start, y + TILE / 2, text, size=style.SMALL, colour=ink)
