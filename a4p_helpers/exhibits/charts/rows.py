"""Charts that lie in rows: bars, bars made of parts, shares against targets."""

from collections.abc import Mapping, Sequence
from math import isnan

import pandas as pd
from matplotlib.axes import Axes

from a4p_helpers.core import scales
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import (
    BLANK,
    Chart,
    Printed,
    Words,
    build,
    check,
    extremes,
    names_of,
    numbers_of,
    part_colours,
    part_faults,
    refuse,
    words,
)
from a4p_helpers.exhibits.charts.layout import Rows
from a4p_helpers.exhibits.charts.style import Sheet
from a4p_helpers.exhibits.narrative import listed, within

BAR = 20.0


def bars(
    data: pd.DataFrame,
    *,
    label: str,
    value: str,
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    of: str | int | None = None,
    highlight: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one bar a row of the data, in its order, with its number at the end.

    `of` is the whole that each is a part of, a number or a column: it is drawn behind the bar and
    printed as "9 of 11". `highlight` names the rows that the title is about.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    numbers = [value, of] if isinstance(of, str) else [value]
    known = [str(name) for name in data[label]] if label in data else list(highlight)
    faults = [
        f"highlight {name!r} is no row{nearest(name, known)}"
        for name in highlight
        if name not in known
    ]
    check(data, around, names=[label], numbers=numbers, faults=faults)
    names, values = names_of(data[label]), numbers_of(data[value])
    wholes = numbers_of(data[of]) if isinstance(of, str) else [float(of or "nan")] * len(names)
    refuse(around, _more_than_whole(names, values, wholes))
    printed = Printed([data[value]], unit, decimals)
    drawing = _Bars(names, values, wholes, printed)
    drawing.strong = [name in highlight for name in known]
    return build(
        drawing.draw,
        around,
        data=data,
        columns=[label, *numbers],
        kind=f"Bars: {around.said(value)} by {around.said(label)}",
        message=[extremes(names, values, printed)],
    )


def stacked_bars(
    data: pd.DataFrame,
    *,
    label: str,
    parts: Sequence[str],
    title: str,
    subtitle: str,
    labels: Mapping[str, str] | None = None,
    unit: str = "",
    decimals: int | None = None,
    share: bool = False,
    ordered: bool = False,
    highlight: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw one bar a row of the data, made of parts, with the numbers inside where they fit.

    With `share` every bar is as long as the others and the numbers are per cent of its whole; the
    data beside the chart stay as they came. `ordered` parts, such as ratings, take the shades of
    one colour.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    faults = part_faults(parts, highlight)
    check(data, around, names=[label], numbers=list(parts), faults=faults)
    printed = Printed([data[part] for part in parts], unit, decimals)
    colours = part_colours(parts, highlight, ordered)
    drawing = _Stack(data, label, parts, around, printed, colours, share)
    return build(
        drawing.draw,
        around,
        data=data,
        columns=[label, *parts],
        kind=(
            f"Stacked bars{' of shares' if share else ''}: "
            f"{listed([around.said(part) for part in parts])} by {around.said(label)}"
        ),
        message=[drawing.message()],
        notes=drawing.notes(),
    )


def against_target(
    data: pd.DataFrame,
    *,
    category: str,
    value: str,
    target: str,
    title: str,
    subtitle: str,
    target_status: str | None = None,
    labels: Mapping[str, str] | None = None,
    unit: str = "%",
    decimals: int | None = 1,
    notes: Sequence[str] = (),
) -> Chart:
    """Draw a bar a category with an upright mark at its target, and both numbers beside it.

    `target_status` is a column of words on how the target is known, such as "inferred"; they stand
    in brackets. A row without a target says so.

    Raises
    ------
    ChartError
        The data cannot be drawn; the message lists every fault.
    """
    around = words(title, subtitle, labels, notes)
    status = [target_status] if target_status else []
    check(data, around, names=[category], numbers=[value, target], others=status)
    drawing = _Targets(data, category, value, target, target_status, unit, decimals)
    return build(
        drawing.draw,
        around,
        data=data,
        columns=[category, value, target, *status],
        kind=f"Bars against targets: {around.said(value)} by {around.said(category)}",
        message=[drawing.message()],
    )


class _Bars:
    """One bar a row."""

    strong: Sequence[bool] = ()

    def __init__(
        self,
        names: Sequence[str],
        values: Sequence[float],
        wholes: Sequence[float],
        printed: Printed,
    ) -> None:
        self.names, self.values = names, values
        self.wholes = [float("nan") if isnan(v) else w for v, w in zip(values, wholes, strict=True)]
        self.texts = [
            printed(value) if isnan(whole) else f"{printed(value)} of {printed(whole)}"
            for value, whole in zip(values, self.wholes, strict=True)
        ]

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        rows = layout.rows(self.names, width, 0, BAR / 2)
        sheet = Sheet(width, rows.bottom)
        ends = _ends(self.values, self.wholes)
        longest = max(ends) or 1.0
        texts = [6 + style.text_width(text, bold=True) for text in self.texts]
        length = rows.room(width, [end / longest for end in ends], texts)
        axes = rows.axes(sheet, length, longest)
        axes.barh(rows.middles, _filled(self.wholes), BAR, color=style.TRACK, lw=0)
        _bars(axes, rows, self.values)
        self._paint(axes)
        rows.fit(axes, longest)
        rows.write(sheet)
        rows.base(sheet)
        for value, end, middle, text in zip(
            self.values, ends, rows.middles, self.texts, strict=True
        ):
            known = not isnan(value)
            colour = style.INK if known else style.QUIET
            x = rows.left + end / longest * length + 6
            sheet.write(x, middle, text, bold=known, colour=colour)
        return sheet

    def _paint(self, axes: Axes) -> None:
        """Let the bars step back that the title is not about."""
        if any(self.strong):
            for bar, is_strong in zip(axes.patches[len(self.names) :], self.strong, strict=True):
                bar.set_facecolor(style.STRONG if is_strong else style.PLAIN)


class _Stack:
    """One bar of parts a row."""

    def __init__(
        self,
        data: pd.DataFrame,
        label: str,
        parts: Sequence[str],
        around: Words,
        printed: Printed,
        colours: Sequence[str],
        share: bool,
    ) -> None:
        self.names = names_of(data[label])
        self.parts = [around.of(part) for part in parts]
        self.values = list(zip(*(numbers_of(data[part]) for part in parts), strict=True))
        self.totals = [sum(row) for row in self.values]
        self.printed = printed
        self.colours = colours
        self.share = share
        self.percent = Printed([], "%", 0)

    def message(self) -> str:
        """Say in words what the chart shows, for its alternative text."""
        if self.share:
            first = [self._shares(at)[0] for at in range(len(self.names))]
            if all(isnan(value) for value in first):
                return ""
            return f"{self.parts[0]}: {within(extremes(self.names, first, self.percent))}"
        if all(isnan(total) for total in self.totals):
            return ""
        return extremes(self.names, self.totals, self.printed)

    def notes(self) -> list[str]:
        """Say what a reader must know of the numbers."""
        found = []
        partly = [
            name
            for name, row in zip(self.names, self.values, strict=True)
            if any(isnan(v) for v in row) and not all(isnan(v) for v in row)
        ]
        if partly:
            what = "shares" if self.share else "total"
            found.append(f"No {what} where a part was not reported: {listed(partly)}.")
        if self.share and any(self._is_off(at) for at in range(len(self.names))):
            found.append("Shares may not add up to 100 % because they are rounded.")
        return found

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        top = layout.legend_height(self.parts, width)
        rows = layout.rows(self.names, width, top, BAR / 2 + 1)
        sheet = Sheet(width, rows.bottom)
        layout.legend(sheet, 0, self.parts, self.colours)
        numbers = [self._shares(at) if self.share else row for at, row in enumerate(self.values)]
        lengths = [sum(v for v in row if not isnan(v)) for row in numbers]
        ends = [self._end(at) for at in range(len(self.names))]
        longest = max(lengths) or 1.0
        texts = [6 + style.text_width(end, bold=True) for end in ends]
        length = rows.room(width, [some / longest for some in lengths], texts)
        axes = rows.axes(sheet, length, longest)
        rows.write(sheet)
        for at, (end, middle) in enumerate(zip(ends, rows.middles, strict=True)):
            self._row(sheet, axes, (rows.left, middle, length / longest), numbers[at])
            is_total = not isnan(self.totals[at]) and not self.share
            colour = style.INK if is_total else style.QUIET
            x = rows.left + lengths[at] / longest * length + 6
            sheet.write(x, middle, end, bold=is_total, colour=colour)
        rows.fit(axes, longest)
        rows.base(sheet)
        return sheet

    def _row(
        self,
        sheet: Sheet,
        axes: Axes,
        place: tuple[float, float, float],
        numbers: Sequence[float],
    ) -> None:
        """Draw the parts of one row, which begins at a place and grows by a scale."""
        left, middle, scale = place
        start = 0.0
        for number, colour in zip(numbers, self.colours, strict=True):
            if isnan(number) or not number:
                continue
            axes.barh(middle, number, BAR + 2, left=start, color=colour, ec=style.PAPER, lw=0.8)
            text = tables.number(number) if self.share else self.printed(number)
            if style.text_width(text, style.SMALL) + 5 <= number * scale:
                sheet.write(
                    left + (start + number / 2) * scale,
                    middle,
                    text,
                    align="center",
                    size=style.SMALL,
                    colour=style.text_on(colour),
                )
            start += number

    def _shares(self, at: int) -> list[float]:
        total = self.totals[at]
        return [100 * v / total if total else float("nan") for v in self.values[at]]

    def _end(self, at: int) -> str:
        """Return what stands at the end of a bar: its total, or of how many its shares are."""
        total = self.totals[at]
        if isnan(total):
            is_partly = any(not isnan(value) for value in self.values[at])
            return "" if is_partly and not self.share else scales.NOT_REPORTED
        return f"%{BLANK}of {self.printed(total)}" if self.share and total else self.printed(total)

    def _is_off(self, at: int) -> bool:
        if not self.totals[at] > 0:
            return False
        return sum(half_up(share) for share in self._shares(at)) != 100


class _Targets:
    """One bar a category, with a mark at its target."""

    def __init__(
        self,
        data: pd.DataFrame,
        category: str,
        value: str,
        target: str,
        status: str | None,
        unit: str,
        decimals: int | None,
    ) -> None:
        self.names = names_of(data[category])
        self.values, self.targets = numbers_of(data[value]), numbers_of(data[target])
        self.printed = Printed([data[value]], unit, decimals)
        of_target = Printed([data[target]], unit)
        known = data[status] if status else [""] * len(data)
        self.against = [
            _target_text(of_target(number), word, isnan(number))
            for number, word in zip(self.targets, known, strict=True)
        ]

    def message(self) -> str:
        """Say in words what the chart shows, for its alternative text."""
        lines = [
            f"{name}: {self.printed(value)}, {against}"
            for name, value, against in zip(self.names, self.values, self.against, strict=True)
        ]
        return "; ".join(lines)

    def draw(self, width: int) -> Sheet:
        """Draw the chart on a sheet of a width."""
        is_wide = width >= style.ROOMY
        rows = layout.rows(self.names, width, 0, BAR / 2 + 5, 8)
        sheet = Sheet(width, rows.bottom)
        ends = _ends(self.values, self.targets)
        longest = max(ends) or 1.0
        texts = [self._room(at, is_wide) for at in range(len(self.names))]
        length = rows.room(width, [end / longest for end in ends], texts)
        axes = rows.axes(sheet, length, longest)
        _bars(axes, rows, self.values)
        rows.fit(axes, longest)
        rows.write(sheet)
        rows.base(sheet)
        for at, middle in enumerate(rows.middles):
            self._mark(sheet, rows.left + self.targets[at] / longest * length, middle)
            self._write(sheet, at, (rows.left, length / longest), middle, is_wide)
        return sheet

    def _room(self, at: int, is_wide: bool) -> float:
        text = style.text_width(self.printed(self.values[at]), bold=True)
        against = style.text_width(self.against[at], style.SMALL)
        return 10 + (text + 8 + against if is_wide else max(text, against))

    def _write(
        self, sheet: Sheet, at: int, scale: tuple[float, float], middle: float, is_wide: bool
    ) -> None:
        """Write the value after its bar and the target after its mark.

        Where they would meet, both stand after the longer one, on a telephone under each other.
        """
        text, against = self.printed(self.values[at]), self.against[at]
        known = not isnan(self.values[at])
        colour = style.INK if known else style.QUIET
        bar, mark = (
            scale[0] + (0.0 if isnan(v) else v) * scale[1]
            for v in (self.values[at], self.targets[at])
        )
        width = style.text_width(text, bold=True)
        is_apart = bar + 6 + width + 6 <= mark
        over = 0 if is_apart or is_wide else 8
        first = bar + 6 if is_apart else max(bar, mark) + 10
        second = mark + 10 if is_apart else first + (width + 8 if is_wide else 0)
        sheet.write(first, middle - over, text, bold=known, colour=colour)
        sheet.write(second, middle + over, against, size=style.SMALL, colour=style.QUIET)

    @staticmethod
    def _mark(sheet: Sheet, x: float, middle: float) -> None:
        if isnan(x):
            return
        ys = [middle - BAR / 2 - 4, middle + BAR / 2 + 4]
        sheet.line([x, x], ys, style.PAPER, 5)
        sheet.line([x, x], ys, style.INK, 2.6, order=2)


def _ends(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return how far each row reaches: its value, or what stands beside it."""
    pairs = zip(values, others, strict=True)
    return [max(v for v in (0.0, *pair) if not isnan(v)) for pair in pairs]


def _bars(axes: Axes, rows: Rows, values: Sequence[float]) -> None:
    """Draw plain bars in rows."""
    axes.barh(list(rows.middles), _filled(values), color=style.MAIN, height=BAR)


def _filled(values: Sequence[float]) -> list[float]:
    return [0.0 if isnan(value) else value for value in values]


def _target_text(number: str, word: object, is_missing: bool) -> str:
    if is_missing:
        return "no target known"
    how = "" if tables.is_missing(word) else f" ({word})"
    return f"target{BLANK}{number}{how}"


def _more_than_whole(
    names: Sequence[str], values: Sequence[float], wholes: Sequence[float]
) -> list[str]:
    return [
        f"row {at}, {name}: {value:g} is more than its whole, {whole:g}; correct one of them"
        for at, (name, value, whole) in enumerate(zip(names, values, wholes, strict=True), start=1)
        if value > whole
    ]
