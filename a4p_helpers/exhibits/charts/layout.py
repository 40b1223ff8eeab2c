"""What several charts share: scales, rows with their labels, and legends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.style import Canvas

SWATCH = 11
LABEL_GAP = 12
LINE, SMALL_LINE = style.SIZE * style.LEADING, style.SMALL * style.LEADING
LEGEND_LINE = 21


def scale(
    values: Sequence[float], steps: int = 4, whole: bool = False, from_zero: bool = True
) -> list[float]:
    """Return the marks of an axis that holds all values, and zero unless told otherwise."""
    known = [value for value in values if not isnan(value)] + ([0.0] if from_zero else [])
    low, high = min(known), max(known)
    if low == high:
        high = 1.0
    locator = MaxNLocator(nbins=steps, steps=[1, 2, 2.5, 5, 10], integer=whole)
    marks = [float(mark) for mark in locator.tick_values(low, high)]
    first = max(at for at, mark in enumerate(marks) if mark <= low)
    last = min(at for at, mark in enumerate(marks) if mark >= high)
    return marks[first : last + 1]


@dataclass(frozen=True)
class Rows:
    """Horizontal rows with their labels: beside the marks, or above where there is no room.

    `left` is where marks begin, `middles` are the middles of the marks and `reach` is how far a
    mark stands out from its middle.
    """

    lines: tuple[tuple[str, ...], ...]
    left: float
    top: float
    bottom: float
    middles: tuple[float, ...]
    reach: float
    is_beside: bool

    def begin(
        self, canvas: Canvas, ends: Sequence[float], texts: Sequence[float]
    ) -> tuple[Axes, float]:
        """Write the labels; return axes over the rows, and how many pixels one unit takes.

        The axes run from zero to the highest of `ends`, where marks end, and downwards in pixels of
        the canvas. They leave room for the text after each mark; `texts` are their widths.
        """
        for middle, lines in zip(self.middles, self.lines, strict=True):
            above = 0.0 if self.is_beside else self.reach + 3 + LINE * len(lines) / 2
            canvas.write_lines(0, middle - above, lines)
        if self.is_beside:
            canvas.line([self.left, self.left], [self.top, self.bottom], style.BASE)
        highest = max(ends) or 1.0
        room = canvas.width - self.left - 2
        fits = [
            (room - text) / (end / highest) for end, text in zip(ends, texts, strict=True) if end
        ]
        length = max(10.0, min([*fits, room]))
        axes = canvas.axes(self.left, self.top, length, self.bottom - self.top)
        axes.set(xlim=(0, highest), ylim=(self.bottom, self.top))
        return axes, length / highest


def rows(
    labels: Sequence[str], width: float, top: float, reach: float = 10, gap: float = 10
) -> Rows:
    """Lay out rows of labels. On a telephone, long labels go above their marks."""
    widest = max(style.text_width(label) for label in labels)
    is_beside = width >= style.ROOMY or widest <= 0.3 * width
    room = min(widest, 0.36 * width) + 1 if is_beside else width
    lines = tuple(tuple(style.wrapped(label, room)) for label in labels)
    if is_beside:
        step = max(2 * reach, LINE * max(len(some) for some in lines)) + gap
        left = max(style.text_width(line) for some in lines for line in some) + LABEL_GAP
        middles = tuple(top + (at + 0.5) * step for at in range(len(labels)))
        return Rows(lines, left, top, top + step * len(labels), middles, reach, True)
    ends, y = [], top
    for some in lines:
        y += LINE * len(some) + 3 + 2 * reach + gap
        ends.append(y)
    middles = tuple(end - gap - reach for end in ends)
    return Rows(lines, 0, top, y, middles, reach, False)


def entry_width(entry: str) -> float:
    """Return how wide an entry of a legend is, the gap after it included."""
    return SWATCH + 6 + style.text_width(entry, style.SMALL) + 16


def legend_rows(
    entries: Sequence[str], width: float, wide: Callable[[str], float] = entry_width
) -> list[list[str]]:
    """Return the entries of a legend in as many rows as they take; `wide` says how wide each is."""
    found: list[list[str]] = [[]]
    used = 0.0
    for entry in entries:
        room = wide(entry)
        if found[-1] and used + room > width:
            found.append([])
            used = 0.0
        found[-1].append(entry)
        used += room
    return found


def _entry_lines(entry: str, width: float) -> list[str]:
    return style.wrapped(entry, width - SWATCH - 6, style.SMALL)


def legend_height(entries: Sequence[str], width: float) -> float:
    """Return how high a legend will be, the gap below it included."""
    rows = legend_rows(entries, width)
    lines = sum(max(len(_entry_lines(entry, width)) for entry in row) for row in rows)
    return lines * LEGEND_LINE + 8


def legend(canvas: Canvas, entries: Sequence[str], colours: Sequence[str]) -> None:
    """Draw a legend at the top, in the order of the parts."""
    colour_of = dict(zip(entries, colours, strict=True))
    y = 8.0
    for row in legend_rows(entries, canvas.width):
        x, deepest = 0.0, 1
        for entry in row:
            lines = _entry_lines(entry, canvas.width)
            canvas.box(x, y - SWATCH / 2, SWATCH, SWATCH, colour_of[entry])
            middle = y + (len(lines) - 1) * SMALL_LINE / 2
            canvas.write_lines(x + SWATCH + 6, middle, lines, size=style.SMALL)
            x += entry_width(entry)
            deepest = max(deepest, len(lines))
        y += LEGEND_LINE * deepest


@dataclass(frozen=True)
class Frame:
    """The box of a chart with upright columns or points: its edges, values and places."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    places: int

    @property
    def pitch(self) -> float:
        """How far one place is from the next."""
        return (self.right - self.left) / self.places

    def x(self, place: float) -> float:
        """Return the middle of a place."""
        return self.left + (place + 0.5) * self.pitch

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def xs(self) -> list[float]:
        """Return the middles of all places."""
        return [self.x(place) for place in range(self.places)]

    def axes(self, canvas: Canvas) -> Axes:
        """Return axes in which place n lies at x = n and values are values."""
        axes = canvas.axes(self.left, self.top, self.right - self.left, self.bottom - self.top)
        axes.set(xlim=(-0.5, self.places - 0.5), ylim=(self.low, self.high))
        return axes

    def grid(
        self, canvas: Canvas, axes: Axes, marks: Sequence[float], names: Sequence[str]
    ) -> None:
        """Draw light lines at the marks, their numbers to the left, and the line at zero."""
        for mark, name in zip(marks, names, strict=True):
            axes.axhline(mark, color=style.GRID, lw=1, zorder=0)
            canvas.write(self.left - 6, self.y(mark), name, align="right", **style.NOTE)
        if self.low <= 0 <= self.high:
            y = self.y(0)
            canvas.line([self.left, self.right], [y, y], style.BASE)

    def names(self, canvas: Canvas, names: Sequence[str], top: float) -> None:
        """Write the names of the places, leaving out some where they would touch."""
        widest = max(style.text_width(name, style.SMALL) for name in names) + 6
        # The last name may be shifted from the edge, towards the one before.
        shift = max(0.0, widest / 2 - self.pitch / 2)
        every = max(1, -int(-(widest + shift) // self.pitch))
        last = len(names) - 1
        for at, name in enumerate(names):
            if (last - at) % every == 0:
                write_below(canvas, self.x(at), name, top)

    def missing(self, canvas: Canvas, x: float, text: str = scales.NOT_REPORTED) -> None:
        """Say above the line at zero why there is no number, upright where it is narrow."""
        words = text.split()
        widest = max(style.text_width(word, style.SMALL) for word in words)
        low = self.y(max(0.0, self.low))
        if widest + 4 > self.pitch:
            canvas.write_up(x, low - 8, text)
            return
        middle = low - 11 - SMALL_LINE * (len(words) - 1) / 2
        canvas.write_lines(x, middle, words, align="center", **style.NOTE)


def write_below(canvas: Canvas, x: float, name: str, y: float) -> None:
    """Write a name around a place of an axis, shifted where it would be cut at an edge."""
    half = style.text_width(name, style.SMALL) / 2
    x = min(max(x, half + 1), canvas.width - half - 1)
    canvas.write(x, y, name, align="center", **style.NOTE)


def dashed(canvas: Canvas, x: float, top: float, bottom: float) -> None:
    """Draw the upright line of a break."""
    canvas.line([x, x], [top, bottom], style.BASE, 1, (0, (3, 3)), 0)


def beside(
    canvas: Canvas,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    to_left: bool,
    on_paper: bool = False,
) -> float:
    """Write the words of a break beside its line; return where those of the next may stand."""
    high = SMALL_LINE * len(lines)
    align, x = ("right", x - 6) if to_left else ("left", x + 6)
    canvas.write_lines(x, y + high / 2, lines, align=align, on_paper=on_paper, **style.NOTE)
    return y + high + 4


def numbers(
    canvas: Canvas,
    frame: Frame,
    xs: Sequence[float],
    values: Sequence[float],
    printed: Callable[[float], str],
    is_line: bool = False,
) -> None:
    """Write numbers above columns or points; where they would touch, the highest and last only.

    In the dip of a line they stand below the point, if there is room.
    """
    known = {at: value for at, value in enumerate(values) if not isnan(value)}
    if not known:
        return
    widest = max(style.text_width(printed(value), style.SMALL, True) for value in known.values())
    is_crowded = widest + 3 > min((b - a for a, b in pairwise(xs)), default=canvas.width)
    if is_crowded:
        highest, last = max(known, key=lambda at: known[at]), max(known)
        touch = last != highest and abs(xs[last] - xs[highest]) < widest + 3
        known = {at: known[at] for at in ({highest} if touch else {highest, last})}
    for place, value in known.items():
        text = printed(value)
        half = style.text_width(text, style.SMALL, True) / 2
        x = min(max(xs[place], half), canvas.width - half - 1)
        lift = 16 if is_line else 11
        y = frame.y(value) - lift
        if is_line and _is_dip(values, place) and frame.y(value) + lift + 7 < frame.bottom:
            y = frame.y(value) + lift
        on_paper = is_line or is_crowded
        canvas.write(x, y, text, align="center", size=style.SMALL, bold=True, on_paper=on_paper)


def _is_dip(values: Sequence[float], place: int) -> bool:
    """Whether the line falls to a point and does not fall on from it."""
    before = values[place - 1] if place else float("nan")
    after = values[place + 1] if place + 1 < len(values) else float("nan")
    return before > values[place] and not after < values[place]


def filled(values: Sequence[float]) -> list[float]:
    """Return values with zero where there is none, for marks that then do not show."""
    return [0.0 if isnan(value) else value for value in values]


def runs(values: Sequence[float]) -> list[range]:
    """Return the stretches of places without a gap in the values."""
    found: list[range] = []
    for at, value in enumerate(values):
        if isnan(value):
            continue
        if found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found
