"""Scores on a scale: a dot for each row, in panels for each group."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
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
from a4p_helpers.exhibits.charts.style import Sheet
from a4p_helpers.exhibits.narrative import listed, within


def scale_dots(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    low: int,
    high: int,
    low_word: str,
    high_word: str,
    title: str,
    subtitle: str,
    group: str | None = None,
    labels: Mapping[str, str] | None = None,
    decimals: int | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one dot a row on a scale from `low` to `high`, whose ends are named in words.

    With `group`, each of its values gets a panel, and the panels share their rows.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    by = [group] if group else []
    faults = [] if low < high else [f"the scale from {low} to {high} does not rise"]
    check(data, around, names=[*by, label], numbers=[value], faults=faults)
    refuse(around, _off_scale(data, value, low, high))
    dots = _Dots(data, label, value, group, (low, high), (low_word, high_word), decimals)
    return build(
        dots.draw,
        around,
        data=data,
        columns=[*by, label, value],
        kind=(
            f"Dots on a scale from {low} ({low_word}) to {high} ({high_word}): "
            f"{around.said(value)} by {listed([around.said(name) for name in (label, *by)])}"
        ),
        message=dots.message(),
    )


class _Dots:
    """One dot a row, in one panel or several that share their rows."""

    def __init__(
        self,
        data: pd.DataFrame,
        label: str,
        value: str,
        group: str | None,
        ends: tuple[int, int],
        end_words: tuple[str, str],
        decimals: int | None,
    ) -> None:
        self.low, self.high = ends
        self.end_words = end_words
        self.printed = Printed([data[value]], decimals=decimals)
        self.names = list(dict.fromkeys(names_of(data[label])))
        groups = names_of(data[group]) if group else [""] * len(data)
        self.groups = list(dict.fromkeys(groups))
        self.scores: dict[tuple[str, str], float] = dict(
            zip(
                zip(groups, names_of(data[label]), strict=True),
                numbers_of(data[value]),
                strict=True,
            )
        )

    def of(self, group: str) -> list[float]:
        """Return the scores of a panel, row by row; NaN where there is none."""
        return [self.scores.get((group, name), float("nan")) for name in self.names]

    def message(self) -> list[str]:
        """Say in words what the chart shows, for its alternative text."""
        found = []
        for group in self.groups:
            scores = self.of(group)
            if all(isnan(score) for score in scores):
                found.append(f"{group}: {scales.NOT_REPORTED}")
                continue
            text = extremes(self.names, scores, self.printed)
            found.append(f"{group}: {within(text)}" if group else text)
        return found

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        widest = max(style.text_width(name) for name in self.names)
        lines = [style.wrapped(name, min(widest, 0.32 * width) + 1) for name in self.names]
        left = max(style.text_width(line) for some in lines for line in some) + 24
        step = max(26.0, layout.LINE * max(len(some) for some in lines) + 6)
        across = max(1, min(len(self.groups), int((width - left + 36) // 150)))
        panel = (width - left - 12 - 36 * (across - 1)) / across
        bands = [self.groups[at : at + across] for at in range(0, len(self.groups), across)]
        key = self._key(width, panel)
        heads = [self._head(band, panel) for band in bands]
        deep = step * len(self.names)
        sheet = Sheet(width, key + sum(heads) + deep * len(bands) + 20 * (len(bands) - 1))
        self._write_key(sheet, left, panel)
        top = key
        for band, head in zip(bands, heads, strict=True):
            first = top + head
            for at, some in enumerate(lines):
                sheet.write_lines(0, first + (at + 0.5) * step, some)
            for place, group in enumerate(band):
                x = left + place * (panel + 36)
                if group:
                    names = style.wrapped(group, panel + 20, bold=True)
                    middle = first - 24 - layout.LINE * len(names) / 2
                    sheet.write_lines(x - 10, middle, names, bold=True)
                self._panel(sheet, group, (x, first, panel, deep), step)
            top = first + deep + 20
        return sheet

    def _key_lines(self, width: float) -> list[str]:
        """Return what the ends of the scale mean, as a line of its own."""
        low, high = self.end_words
        text = f"{self.low} = {low}, {self.high} = {high}"
        return style.wrapped(text, width, style.SMALL)

    def _are_ends_apart(self, panel: float) -> bool:
        """Whether the words for both ends fit above one panel."""
        room = sum(style.text_width(word, style.SMALL) for word in self.end_words) + 16
        return self.groups == [""] and room <= panel + 20

    def _key(self, width: float, panel: float) -> float:
        """Return the height of the words for the ends of the scale."""
        is_apart = self._are_ends_apart(panel)
        return 18 if is_apart else 8 + layout.SMALL_LINE * len(self._key_lines(width))

    def _write_key(self, sheet: Sheet, left: float, panel: float) -> None:
        how: dict[str, Any] = {"size": style.SMALL, "colour": style.QUIET}
        if self._are_ends_apart(panel):
            low, high = (str(tables.capitalized(word)) for word in self.end_words)
            sheet.write(left - 8, 8, low, **how)
            sheet.write(left + panel + 10, 8, high, align="right", **how)
        else:
            lines = self._key_lines(sheet.width)
            sheet.write_lines(0, layout.SMALL_LINE * len(lines) / 2, lines, **how)

    def _head(self, band: Sequence[str], panel: float) -> float:
        """Return the height of what stands above the rows of a band of panels."""
        deepest = max(len(style.wrapped(group, panel + 20, bold=True)) for group in band)
        return (layout.LINE * deepest + 8 if any(band) else 0) + 22

    def _panel(
        self, sheet: Sheet, group: str, box: tuple[float, float, float, float], step: float
    ) -> None:
        """Draw one panel in a box: left, top, width, height."""
        left, top, width, height = box
        axes = sheet.axes(left, top, width, height)
        scale = width / (self.high - self.low)
        for mark in range(self.low, self.high + 1):
            axes.axvline(mark, color=style.GRID, lw=1, zorder=0, clip_on=False)
            x = left + (mark - self.low) * scale
            sheet.write(
                x, top - 10, str(mark), align="center", size=style.SMALL, colour=style.QUIET
            )
        scores = self.of(group)
        known = [(score, at) for at, score in enumerate(scores) if not isnan(score)]
        for score, at in known:
            axes.plot([self.low, score], [at, at], color=style.STEM, lw=3, zorder=1)
        if known:
            axes.scatter(
                [score for score, _ in known],
                [at for _, at in known],
                s=21**2,
                color=style.MAIN,
                linewidth=0,
                zorder=3,
                clip_on=False,
            )
        axes.set(xlim=(self.low, self.high), ylim=(len(scores) - 0.5, -0.5))
        for at, score in enumerate(scores):
            y = top + (at + 0.5) * step
            if isnan(score):
                self._write_missing(sheet, left, width, y)
            else:
                x, text = left + (score - self.low) * scale, self.printed(score)
                sheet.write(x, y, text, align="center", size=11, bold=True, colour=style.PAPER)

    @staticmethod
    def _write_missing(sheet: Sheet, left: float, width: float, y: float) -> None:
        sheet.write(
            left + width / 2,
            y,
            scales.NOT_REPORTED,
            align="center",
            size=style.SMALL,
            colour=style.QUIET,
            on_paper=True,
        )


def _off_scale(data: pd.DataFrame, value: str, low: int, high: int) -> list[str]:
    return [
        f"row {at}, column {value}: {score:g} is not on the scale from {low} to {high}; correct it"
        for at, score in enumerate(numbers_of(data[value]), start=1)
        if score < low or score > high
    ]
