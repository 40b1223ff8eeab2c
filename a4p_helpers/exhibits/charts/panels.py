"""Small multiples: one panel per series on one scale, as columns or as lines over time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isnan, nan
from typing import Any, Literal

from a4p_helpers.core import scales
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.layout import Frame, runs
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
GAP, HEAD = 26.0, 12.0


@dataclass(kw_only=True, eq=False)
class Panels(Drawing):
    """Draw each series in a panel of its own, all on one scale from zero.

    `kind_of` panel: columns for years or names, lines for months. Panels are in order of the sum of
    their numbers, unless they are `in_order`; a lower row of columns keeps the scale and is cut to
    its height. `highlight` is the series that the title is about; the others are grey. `targets`
    are black ticks over the last year. `odd` names values of `x` by series that cannot be right:
    they are hollow and off the line. `incomplete` says how far the last row reaches, such as "to
    28 November": its column is hatched.
    """

    x: str
    series: Sequence[str]
    kind_of: Literal["columns", "lines"] = "columns"
    highlight: str | None = None
    targets: Mapping[str, Any] = field(default_factory=dict)
    odd: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    in_order: bool = False
    incomplete: str = ""
    unit: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        self.targets = dict(self.targets)  # of a Series too, which would give its values
        faults = [] if self.series else ["it names no series"]
        if len(set(self.series)) < len(self.series):
            faults.append("a series is named twice")
        named = [*self.targets, *self.odd, *([self.highlight] if self.highlight else [])]
        faults += [
            f"{name!r} is not one of its series{nearest(name, list(self.series))}"
            for name in dict.fromkeys(named)
            if name not in self.series and name not in self.data.columns
        ]
        self.check(
            names=[self.x],
            numbers=list(self.series),
            may_be_suppressed=True,
            faults=faults,
        )
        keys = [str(value) for value in self.data[self.x].astype(object)]
        self.is_monthly = all(MONTH.fullmatch(key) for key in keys)
        self.names = self.names_in(self.x)
        self.places = [_place(key, at) for at, key in enumerate(keys)]
        if self.places != sorted(self.places):
            self.refuse([f"column {self.x} does not rise from row to row; sort the data by it"])
        self.values = {name: self.numbers_in(name) for name in self.series}
        hidden = {name: self.data[name].isin([scales.SUPPRESSED_CELL]) for name in self.series}
        self.hidden = {name: list(of) for name, of in hidden.items()}
        self.is_odd = {
            name: [key in {str(one) for one in self.odd.get(name, ())} for key in keys]
            for name in self.series
        }
        self.printed = Printed([self.data[n] for n in self.series], self.unit, self.decimals)
        self.order = list(self.series)
        if not self.in_order and self.kind_of == "columns":
            self.order.sort(key=lambda name: -sum(n for n in self.values[name] if not isnan(n)))
        of: dict[str, Any] = {name: self.targets.get(name) for name in self.series}
        self.goal = {name: nan if tables.is_missing(n) else float(n) for name, n in of.items()}

    def offered(self) -> list[str]:
        return [self.x, *self.series]

    def kind(self) -> str:
        return f"{self.kind_of.capitalize()} of {self.words(self.order)} by {self.word(self.x)}"

    def message(self) -> list[str]:
        told = []
        names = [_month(name) for name in self.names] if self.is_monthly else self.names
        for name in self.order:
            text = within(extremes(names, self.values[name], self.printed))
            known = [at for at, value in enumerate(self.values[name]) if not isnan(value)]
            if len(known) > 1:
                text += f"; last: {self.printed(self.values[name][known[-1]])} ({names[known[-1]]})"
            if not isnan(self.goal[name]):
                text += f"; target: {self.printed(self.goal[name])}"
            told.append(f"{self.heading(name)}: {text}" if len(self.order) > 1 else text)
        return told

    def remarks(self) -> list[str]:
        found = [f"{self.names[-1]} is incomplete: {self.incomplete}."] if self.incomplete else []
        odd = {
            self.heading(name): [at for at, so in enumerate(marks) if so]
            for name, marks in self.is_odd.items()
            if any(marks)
        }
        if odd:
            said = "; ".join(
                f"{name}, {', '.join(_month(self.names[at]) for at in places)}"
                for name, places in odd.items()
            )
            found.append(f"Hollow points look odd in the source and are not on the line: {said}.")
        return found

    def draw(self, width: int) -> Canvas:
        every = [n for name in self.series for n in (*self.values[name], self.goal[name])]
        marks = layout.scale(every)
        is_lines = self.kind_of == "lines"
        numbers = [_mark(mark) for mark in marks]
        left = max(style.text_width(t, style.SMALL) for t in numbers) + 8 if is_lines else 0.0
        most = int((width - left + GAP) // ((136 if is_lines else 108) + GAP))
        across = max(1, min(len(self.order), most))
        if len(self.order) > across:
            rows = -(-len(self.order) // across)
            across = -(-len(self.order) // rows)
        panel = (width - left - GAP * (across - 1)) / across
        tall = (200.0 if is_lines else 160.0) if width >= style.ROOMY else 150.0
        if len(self.order) == 1:
            panel, tall = width - left, 190.0
        unit = tall / (marks[-1] - marks[0]) if is_lines else tall / (_highest(every) or 1)
        bands = [self.order[at : at + across] for at in range(0, len(self.order), across)]
        under = layout.height_under(in_short(self.incomplete), panel / len(self.names))
        tops, y = [], 0.0
        for band in bands:
            heads = max(len(self._head(name, panel)) for name in band)
            top = y + layout.SMALL_LINE * heads + HEAD + 12
            high = tall
            if not is_lines:
                of_band = [n for name in band for n in (*self.values[name], self.goal[name])]
                words = any(isnan(n) for name in band for n in self.values[name])
                high = max(unit * _highest(of_band), 96.0 if words else 24.0)
            tops.append((y, top, top + high))
            y = top + high + under + 10
        canvas = Canvas(width, y - 6)
        for band, (head, top, bottom) in zip(bands, tops, strict=True):
            for place, name in enumerate(band):
                x = left + place * (panel + GAP)
                limits = (marks[0], marks[-1]) if is_lines else (0.0, (bottom - top) / unit)
                frame = Frame(x, x + panel, top, bottom, *limits, len(self.names))
                lines = self._head(name, panel)
                middle = head + layout.SMALL_LINE * len(lines) / 2
                canvas.write_lines(x, middle, lines, size=style.SMALL, bold=True)
                if is_lines:
                    self._grid(canvas, frame, marks, numbers if not place else [])
                    self._line(canvas, frame, name)
                else:
                    self._columns(canvas, frame, name)
        return canvas

    def _head(self, name: str, panel: float) -> list[str]:
        if len(self.order) == 1:
            return []
        return style.wrapped(self.heading(name), panel, style.SMALL, bold=True)

    def _tone(self, name: str) -> str:
        return self.colour if self.highlight in (None, name) else style.CONTEXT

    def _columns(self, canvas: Canvas, frame: Frame, name: str) -> None:
        values = [
            nan if hides else value
            for value, hides in zip(self.values[name], self.hidden[name], strict=True)
        ]
        shown = [0.0 if hides else v for v, hides in zip(values, self.hidden[name], strict=True)]
        frame.columns(
            canvas,
            shown,
            lambda value: self.printed(value),
            self._tone(name),
            is_partial=bool(self.incomplete),
        )
        frame.names(canvas, self.names, in_short(self.incomplete), ends=len(self.order) > 1)

    # Lines

    def _x(self, frame: Frame, place: float) -> float:
        span = (self.places[-1] - self.places[0]) or 1.0
        share = (place - self.places[0]) / span if len(self.places) > 1 else 0.5
        return frame.left + 4 + share * (frame.right - frame.left - 10)

    def _grid(
        self, canvas: Canvas, frame: Frame, marks: Sequence[float], numbers: Sequence[str]
    ) -> None:
        """Draw light lines at the marks, their numbers at the left edge, and the years."""
        for at, mark in enumerate(marks):
            y = frame.y(mark)
            tone = style.RULE if mark else style.QUIET
            canvas.line([frame.left, frame.right], [y, y], tone, 0.8, order=0)
            if numbers:
                canvas.write(frame.left - 6, y, numbers[at], align="right", **style.NOTE)
        ticks = [(self._x(frame, place), text) for place, text in self._ticks()]
        frame.write_under(canvas, ticks, frame.bottom + 13)

    def _ticks(self) -> list[tuple[float, str]]:
        """Return the places to name, the last first: years, or the names of few values."""
        if not self.is_monthly or self.places[-1] - self.places[0] < 18:
            named = zip(self.places, map(_month, self.names), strict=True)
            return list(named)[::-1]
        first, last = int(-(-self.places[0] // 12)), int(self.places[-1] // 12)
        return [(year * 12.0, str(year)) for year in range(last, first - 1, -1)]

    def _line(self, canvas: Canvas, frame: Frame, name: str) -> None:
        tone = self._tone(name)
        pairs = zip(self.values[name], self.is_odd[name], strict=True)
        sure = [nan if odd else value for value, odd in pairs]
        # A month off the line does not break it, as one without a number does.
        kept = [at for at, odd in enumerate(self.is_odd[name]) if not odd]
        for run in runs([sure[at] for at in kept]):
            places = [kept[at] for at in run]
            xs = [self._x(frame, self.places[at]) for at in places]
            canvas.line(xs, [frame.y(sure[at]) for at in places], tone, 2.2, order=2)
            if len(places) == 1:
                canvas.mark(xs[0], frame.y(sure[places[0]]), "dot", tone, 4)
        for at, odd in enumerate(self.is_odd[name]):
            if odd and not isnan(self.values[name][at]):
                y = frame.y(self.values[name][at])
                canvas.mark(self._x(frame, self.places[at]), y, "ring", tone, 6)
        known = [at for at, value in enumerate(sure) if not isnan(value)]
        if not known:
            middle = (frame.left + frame.right) / 2
            y = (frame.top + frame.bottom) / 2
            how = {**style.NOTE, "align": "center", "on_paper": True}
            canvas.write(middle, y, scales.NOT_REPORTED, **how)
            return
        first, last = known[0], known[-1]
        end = self._x(frame, self.places[last])
        canvas.mark(end, frame.y(sure[last]), "dot", tone, 7)
        goal = self.goal[name]
        is_below = not isnan(goal) and goal > sure[last]
        near = [sure[at] for at in known if self.places[last] - self.places[at] <= 14]
        edge = frame.y(min(near)) + 14 if is_below else frame.y(max(near)) - 13
        edge = min(edge, frame.bottom - 9)
        how = {"bold": True, "on_paper": True}
        canvas.write(frame.right, edge, self.printed(sure[last]), align="right", **how)
        if last > first:
            y = frame.y(sure[first])
            # Below where the line rises away, unless the axis is too near.
            after = [sure[at] for at in known[1:13]]
            is_free = sure[first] <= sum(after) / len(after) and y + 22 < frame.bottom
            start = y + 13 if is_free else frame.y(max(sure[first], *after[:6])) - 13
            x = self._x(frame, self.places[first]) - 2
            canvas.write(x, start, self.printed(sure[first]), on_paper=True, **style.NOTE)
        if not isnan(goal):
            y = frame.y(goal)
            canvas.line([frame.right - 34, frame.right], [y, y], style.INK, 2.4, order=3)
            text = f"target {Printed([self.data[name]], '', 0)(goal)}"
            beyond = y - 12 if is_below else y + 13
            how = {"align": "right", "size": style.SMALL, "on_paper": True}
            canvas.write(frame.right, beyond, text, **how)


def _place(key: str, at: int) -> float:
    """Return where a value of x lies: months as far apart as they are, years too, names evenly."""
    month = MONTH.fullmatch(key)
    if month:
        return int(month[1]) * 12.0 + int(month[2]) - 1
    return float(key) if key.isdigit() else float(at)


def _month(key: str) -> str:
    """Write 2023-05 as May 2023; other names stay."""
    month = MONTH.fullmatch(key)
    return f"{date(int(month[1]), int(month[2]), 1):%B %Y}" if month else key


def _highest(values: Sequence[float]) -> float:
    return max((value for value in values if not isnan(value)), default=0.0)


def _mark(value: float) -> str:
    return tables.number(value, 0 if value == int(value) else 1)


def in_short(text: str) -> str:
    """Return words with the names of months cut: to 28 Nov."""
    return re.sub(
        r"\b(January|February|August|September|October|November|December)\b",
        lambda found: f"{found[0][:3]}.",
        text,
    )
