"""Tiles: one a thing, gathered in rows, each with its name, a sign and the colour of its state."""

from collections.abc import Mapping, Sequence

import pandas as pd

from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Chart, build, check, names_of, refuse, words
from a4p_helpers.exhibits.charts.style import Sheet
from a4p_helpers.exhibits.narrative import listed

TILE, GAP = 26.0, 4.0


def tiles(
    data: pd.DataFrame,
    *,
    row: str,
    label: str,
    state: str,
    states: Mapping[str, tuple[str, str]],
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one tile a row of the data, in lines by the value of `row`, in the order of the data.

    `states` gives the sign and the colour of each state; a key below says what they mean.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    check(data, around, names=[label], numbers=[], others=[row, state])
    unknown = [name for name in dict.fromkeys(data[state]) if name not in states]
    refuse(
        around,
        [f"the state {name!r} has no sign{nearest(str(name), list(states))}" for name in unknown],
    )
    shown = _Tiles(data, row, label, state, states)
    return build(
        shown.draw,
        around,
        data=data,
        columns=list(data.columns),
        kind=f"Tiles: {around.said(state)} of each {around.said(label)}, by {around.said(row)}",
        message=shown.message(),
    )


class _Tiles:
    """Lines of tiles with their names beside them, or above on a telephone."""

    def __init__(
        self,
        data: pd.DataFrame,
        row: str,
        label: str,
        state: str,
        states: Mapping[str, tuple[str, str]],
    ) -> None:
        names = names_of(data[row])
        self.rows = list(dict.fromkeys(names))
        self.of = {
            name: [
                (str(one), str(what))
                for one, what, at in zip(data[label], data[state], names, strict=True)
                if at == name
            ]
            for name in self.rows
        }
        self.states = states
        self.counts = data[state].value_counts()
        texts = [str(one) for one in data[label]]
        self.tile = max([TILE, *(style.text_width(text, style.SMALL) + 22 for text in texts)])

    def message(self) -> list[str]:
        """Say how many tiles have each state, for the alternative text."""
        said = [f"{self.counts[name]} {name}" for name in self.states if name in self.counts]
        return [f"Of {int(self.counts.sum())}: {listed(said)}"]

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        entries = [name for name in self.states if name in self.counts]
        room = 0.44 * width if width >= style.ROOMY else width
        lines = {name: style.wrapped(name, room - 12, style.SMALL) for name in self.rows}
        is_beside = width >= style.ROOMY
        left = room if is_beside else 0.0
        across = max(1, int((width - left + GAP) // (self.tile + GAP)))
        heights = {name: self._height(name, lines[name], across, is_beside) for name in self.rows}
        key = layout.legend_rows(entries, width, self._entry)
        sheet = Sheet(width, len(key) * layout.LEGEND_LINE + 10 + sum(heights.values()))
        self._write_key(sheet, key)
        top = len(key) * layout.LEGEND_LINE + 10.0
        for name in self.rows:
            deep = layout.SMALL_LINE * len(lines[name])
            if is_beside:
                sheet.line([0, width], [top - 4, top - 4], style.GRID)
            sheet.write_lines(
                0,
                top + max(deep, TILE) / 2 if is_beside else top + deep / 2,
                lines[name],
                size=style.SMALL,
            )
            first = top if is_beside else top + deep + 4
            for at, (label, state) in enumerate(self.of[name]):
                x = left + (at % across) * (self.tile + GAP)
                y = first + (at // across) * (TILE + GAP)
                self._tile(sheet, x, y, label, state)
            top += heights[name]
        return sheet

    def _height(self, name: str, lines: Sequence[str], across: int, is_beside: bool) -> float:
        deep = layout.SMALL_LINE * len(lines)
        below = (TILE + GAP) * -(-len(self.of[name]) // across)
        return (max(deep, below) if is_beside else deep + 4 + below) + 8

    def _tile(self, sheet: Sheet, x: float, y: float, label: str, state: str) -> None:
        sign, colour = self.states[state]
        ink = style.text_on(colour)
        sheet.box(x, y, self.tile, TILE, colour)
        sheet.write(x + 5, y + TILE / 2, label, size=style.SMALL, colour=ink)
        sheet.write(
            x + self.tile - 9,
            y + TILE / 2,
            sign,
            size=style.SMALL,
            bold=True,
            align="center",
            colour=ink,
        )

    def _entry(self, state: str) -> float:
        return 18 + 6 + style.text_width(self._said(state), style.SMALL) + 16

    def _said(self, state: str) -> str:
        return f"{tables.capitalized(state)} ({self.counts[state]})"

    def _write_key(self, sheet: Sheet, key: Sequence[Sequence[str]]) -> None:
        for at, entries in enumerate(key):
            x, y = 0.0, at * layout.LEGEND_LINE + 10.0
            for state in entries:
                sign, colour = self.states[state]
                sheet.box(x, y - 8, 18, 16, colour)
                sheet.write(
                    x + 9,
                    y,
                    sign,
                    size=style.SMALL,
                    bold=True,
                    align="center",
                    colour=style.text_on(colour),
                )
                sheet.write(x + 24, y, self._said(state), size=style.SMALL)
                x += self._entry(state)
