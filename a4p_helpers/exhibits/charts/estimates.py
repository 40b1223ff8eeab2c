"""Estimates: a dot a row for what was counted, and a line for what fits the data as well."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import isnan
from typing import Any

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import (
    Chart,
    Printed,
    build,
    check,
    extremes,
    names_of,
    numbers_of,
    refuse,
    words,
)
from a4p_helpers.exhibits.charts.layout import Frame, Rows
from a4p_helpers.exhibits.charts.style import Sheet
from a4p_helpers.exhibits.narrative import listed, within


def interval_dots(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    title: str,
    subtitle: str,
    group: str | None = None,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one dot a row with its interval as a line through it, all on one scale from zero.

    With `group`, rows stand under the heading of their group. The numbers of value and interval
    stand at the right; a row without a value says so.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    by = [group] if group else []
    check(data, around, names=[*by, label], numbers=[value, low, high])
    refuse(around, _outside(data, value, low, high))
    dots = _Estimates(data, label, (value, low, high), group, unit, decimals)
    return build(
        dots.draw,
        around,
        data=data,
        columns=[*by, label, value, low, high],
        kind=(
            f"Dots with intervals: {around.said(value)} by "
            f"{listed([around.said(name) for name in (label, *by)])}"
        ),
        message=dots.message(),
    )


class _Estimates:
    """Rows of dots with intervals, in groups under headings."""

    def __init__(
        self,
        data: pd.DataFrame,
        label: str,
        numbers: tuple[str, str, str],
        group: str | None,
        unit: str,
        decimals: int | None,
    ) -> None:
        self.names = names_of(data[label])
        self.groups = names_of(data[group]) if group else [""] * len(data)
        self.values, self.lows, self.highs = (numbers_of(data[column]) for column in numbers)
        self.printed = Printed([data[numbers[0]]], unit, decimals)
        self.limit = Printed([data[numbers[0]]], "", decimals)

    def message(self) -> list[str]:
        """Say in words what the chart shows, for its alternative text."""
        found = []
        for group in dict.fromkeys(self.groups):
            rows = [at for at, one in enumerate(self.groups) if one == group]
            known = [at for at in rows if not isnan(self.values[at])]
            if not known:
                found.append(f"{group}: {scales.NOT_REPORTED}" if group else scales.NOT_REPORTED)
                continue
            text = extremes(
                [self.names[at] for at in rows], [self.values[at] for at in rows], self.printed
            )
            found.append(f"{group}: {within(text)}" if group else text)
            widest = max(known, key=lambda at: self.highs[at] - self.lows[at])
            found.append(f"Widest interval: {self.names[widest]}, {self._text(widest)}")
        return found

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        texts = [self._text(at) for at in range(len(self.names))]
        right = max(style.text_width(text, style.SMALL) for text in texts) + 14
        # On a telephone the numbers stand above their line, which then has the whole width.
        is_wide = width >= style.ROOMY
        marks = layout.scale([*self.values, *self.highs], whole=False)
        shown = [_mark(mark) for mark in marks]
        tops, y = [], 0.0
        for group, rows in groupby(range(len(self.names)), key=lambda at: self.groups[at]):
            head = 8 + layout.LINE * len(style.wrapped(group, width, bold=True)) if group else 4.0
            block = [*rows]
            laid = self._rows(block, width, y + head, is_wide)
            tops.append((group, block, laid, y))
            y = laid.bottom + 6
        left = max(laid.left for _, _, laid, _ in tops) if is_wide else 6.0
        edge = width - (right if is_wide else 14)
        sheet = Sheet(width, y + 22)
        frame = Frame(left, edge, 0, y, marks[0], marks[-1], 1)
        for mark, text in zip(marks, shown, strict=True):
            x = self._x(frame, mark)
            sheet.line([x, x], [4, y], style.GRID if mark else style.BASE, 1, order=0)
            frame.write_below(sheet, x, text, y + 11)
        for group, block, laid, top in tops:
            if group:
                lines = style.wrapped(group, width, bold=True)
                middle = top + 4 + layout.LINE * len(lines) / 2
                sheet.write_lines(0, middle, lines, bold=True, on_paper=True)
            for at, middle, name in zip(block, laid.middles, laid.lines, strict=True):
                self._row(sheet, frame, at, middle, name, texts[at], is_wide)
        return sheet

    def _rows(self, block: Sequence[int], width: int, top: float, is_wide: bool) -> Rows:
        names = [self.names[at] for at in block]
        if is_wide:
            widest = max(style.text_width(name) for name in self.names)
            room = min(widest, 0.3 * width) + 1
            lines = tuple(tuple(style.wrapped(name, room)) for name in names)
            step = max(22.0, layout.LINE * max(len(some) for some in lines) + 4)
            left = room + layout.LABEL_GAP
        else:
            lines = tuple(tuple(style.wrapped(name, 0.55 * width)) for name in names)
            step = layout.LINE * max(len(some) for some in lines) + 24
            left = 0.0
        place = 0.5 * step if is_wide else step - 12
        middles = tuple(top + at * step + place for at in range(len(names)))
        return Rows(lines, left, top, top + step * len(names), middles, 8, is_wide)

    def _row(
        self,
        sheet: Sheet,
        frame: Frame,
        at: int,
        middle: float,
        lines: Sequence[str],
        text: str,
        is_wide: bool,
    ) -> None:
        quiet: dict[str, Any] = {"size": style.SMALL, "colour": style.QUIET, "on_paper": True}
        if is_wide:
            sheet.write_lines(0, middle, lines)
            sheet.write(sheet.width, middle, text, align="right", **quiet)
        else:
            above = middle - 10 - layout.LINE * len(lines) / 2
            sheet.write_lines(0, above, lines, on_paper=True)
            sheet.write(sheet.width, above, text, align="right", **quiet)
        if isnan(self.values[at]):
            return
        if not isnan(self.lows[at]) and not isnan(self.highs[at]):
            low, high = self._x(frame, self.lows[at]), self._x(frame, self.highs[at])
            sheet.line([low, high], [middle, middle], style.STEM, 3)
            for end in (low, high):
                sheet.line([end, end], [middle - 4, middle + 4], style.STEM, 1.6)
        sheet.dot(self._x(frame, self.values[at]), middle, style.MAIN, 9)

    def _text(self, at: int) -> str:
        value, low, high = self.values[at], self.lows[at], self.highs[at]
        if isnan(value) or isnan(low) or isnan(high):
            return self.printed(value)
        return f"{self.printed(value)} ({self.limit(low)} to {self.limit(high)})"

    @staticmethod
    def _x(frame: Frame, value: float) -> float:
        share = (value - frame.low) / (frame.high - frame.low)
        return frame.left + share * (frame.right - frame.left)


def _mark(mark: float) -> str:
    return Printed([pd.Series([mark])])(mark)


def _outside(data: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    """Return the rows whose value is not within its own interval."""
    numbers = zip(*(numbers_of(data[name]) for name in (value, low, high)), strict=True)
    return [
        f"row {at}: {number:g} lies outside of its interval, {least:g} to {most:g}; correct it"
        for at, (number, least, most) in enumerate(numbers, start=1)
        if number < least or number > most
    ]
