"""Tiles: one a thing, gathered in rows, each with its name, a sign and the colour of its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed

TILE, GAP = 26.0, 4.0


@dataclass(kw_only=True, eq=False)
class Tiles(Drawing):
    """Draw one tile a row of the data, in lines by the value of `row`, in the order of the data.

    `states` gives the sign and the colour of each state; a key below says what they mean. The names
    of the lines stand beside them, or above on a telephone.
    """

    row: str
    label: str
    state: str
    states: Mapping[str, tuple[str, str]]

    def __post_init__(self) -> None:
        self.check(names=[self.label], numbers=[], others=[self.row, self.state])
        labels, states = ([str(v) for v in self.data[name]] for name in (self.label, self.state))
        self.refuse(
            [
                f"the state {name!r} has no sign{nearest(name, list(self.states))}"
                for name in dict.fromkeys(states)
                if name not in self.states
            ]
        )
        self.lines: dict[str, list[tuple[str, str]]] = {}
        for name, label, state in zip(self.names_in(self.row), labels, states, strict=True):
            self.lines.setdefault(name, []).append((label, state))
        self.counts = {name: states.count(name) for name in self.states if name in states}
        self.tile = max([TILE, *(style.text_width(text, style.SMALL) + 22 for text in labels)])

    def columns(self) -> list[str]:
        return list(self.data.columns)

    def kind(self) -> str:
        what = f"{self.word(self.state)} of each {self.word(self.label)}"
        return f"Tiles: {what}, by {self.word(self.row)}"

    def message(self) -> list[str]:
        counted = listed([f"{number} {name}" for name, number in self.counts.items()])
        return [f"Of {len(self.data)}: {counted}"]

    def draw(self, width: int) -> Canvas:
        is_beside = width >= style.ROOMY
        left = 0.44 * width if is_beside else 0.0
        room = (left if is_beside else width) - 12
        wrapped = {name: style.wrapped(name, room, style.SMALL) for name in self.lines}
        across = max(1, int((width - left + GAP) // (self.tile + GAP)))
        key = layout.legend_rows(list(self.counts), width, self._entry)
        top = len(key) * layout.LEGEND_LINE + 10.0
        tops = []
        for name, tiles in self.lines.items():
            tops.append(top)
            deep = layout.SMALL_LINE * len(wrapped[name])
            below = (TILE + GAP) * -(-len(tiles) // across)
            top += (max(deep, below) if is_beside else deep + 4 + below) + 8
        canvas = Canvas(width, top)
        self._write_key(canvas, key)
        for top, (name, tiles) in zip(tops, self.lines.items(), strict=True):
            deep = layout.SMALL_LINE * len(wrapped[name])
            if is_beside:
                canvas.line([0, width], [top - 4, top - 4], style.GRID)
            middle = top + (max(deep, TILE) if is_beside else deep) / 2
            canvas.write_lines(0, middle, wrapped[name], size=style.SMALL)
            first = top if is_beside else top + deep + 4
            for at, (label, state) in enumerate(tiles):
                x = left + (at % across) * (self.tile + GAP)
                y = first + (at // across) * (TILE + GAP)
                sign, colour = self.states[state]
                ink, middle = style.text_on(colour), y + TILE / 2
                canvas.box(x, y, self.tile, TILE, colour)
                canvas.write(x + 5, middle, label, size=style.SMALL, colour=ink)
                self._sign(canvas, x + self.tile - 9, middle, sign, ink)
        return canvas

    @staticmethod
    def _sign(canvas: Canvas, x: float, y: float, sign: str, ink: str) -> None:
        canvas.write(x, y, sign, size=style.SMALL, bold=True, align="center", colour=ink)

    def _counted(self, state: str) -> str:
        return f"{tables.capitalized(state)} ({self.counts[state]})"

    def _entry(self, state: str) -> float:
        return 18 + 6 + style.text_width(self._counted(state), style.SMALL) + 16

    def _write_key(self, canvas: Canvas, key: Sequence[Sequence[str]]) -> None:
        for at, entries in enumerate(key):
            x, y = 0.0, at * layout.LEGEND_LINE + 10.0
            for state in entries:
                sign, colour = self.states[state]
                canvas.box(x, y - 8, 18, 16, colour)
                self._sign(canvas, x + 9, y, sign, style.text_on(colour))
                canvas.write(x + 24, y, self._counted(state), size=style.SMALL)
                x += self._entry(state)
