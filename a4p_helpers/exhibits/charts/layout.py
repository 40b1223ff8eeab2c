"""What several charts share: scales, rows with their labels, columns, and keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from matplotlib.ticker import MaxNLocator

from a4p_helpers.core import scales
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.style import Canvas

LABEL_GAP = 12
LINE, SMALL_LINE = style.SIZE * style.LEADING, style.SMALL * style.LEADING
KEY_LINE, SWATCH = 21, 14
COLUMN, WIDEST, UNDER = 0.68, 64.0, 74.0

# States: the fill of each box, and its sign; or names alone, from the strongest shade down.
States = Mapping[str, tuple[str, str]] | Sequence[str]
SHADES = ("full", "mid", "tint", "open")


def looks(states: States) -> dict[str, tuple[str, str]]:
    """Return the look of each state; names alone go from full colour to none."""
    if isinstance(states, Mapping):
        return dict(states)
    steps = max(1, len(states) - 1)
    return {name: (SHADES[round(3 * at / steps)], "") for at, name in enumerate(states)}


def scale(values: Sequence[float], steps: int = 4) -> list[float]:
    """Return the marks of an axis that holds all values, and zero."""
    known = [0.0, *(value for value in values if not isnan(value))]
    low, high = min(known), max(known)
    locator = MaxNLocator(nbins=steps, steps=[1, 2, 2.5, 5, 10])
    marks = [float(mark) for mark in locator.tick_values(low, high if high > low else low + 1)]
    first = max(at for at, mark in enumerate(marks) if mark <= low)
    last = min(at for at, mark in enumerate(marks) if mark >= high and mark > low)
    return marks[first : last + 1]


@dataclass(frozen=True)
class Rows:
    """Horizontal rows with their labels: beside the marks, or above where there is no room.

    `left` is where marks begin, `tops` are where rows begin, `middles` are the middles of the marks
    and `reach` is how far a mark extends from its middle.
    """

    lines: tuple[tuple[str, ...], ...]
    left: float
    tops: tuple[float, ...]
    bottom: float
    middles: tuple[float, ...]
    reach: float
    is_beside: bool

    def write(self, canvas: Canvas, *, ruled: bool = False) -> None:
        """Write the labels, and light lines between the rows where they are `ruled`."""
        for top, middle, lines in zip(self.tops, self.middles, self.lines, strict=True):
            above = 0.0 if self.is_beside else self.reach + 3 + LINE * len(lines) / 2
            canvas.write_lines(0, middle - above, lines, bold=True)
            if ruled and top > self.tops[0]:
                canvas.line([0, canvas.width], [top, top], style.RULE, 0.8, order=0)


def rows(
    labels: Sequence[str],
    width: float,
    top: float,
    reach: float = 10,
    gap: float = 10,
    heights: Sequence[float] = (),
    most: float = 0.36,
) -> Rows:
    """Lay out rows of labels. On a telephone, long labels go above their marks.

    A row is as high as its label, twice its `reach`, or what `heights` ask for, and a `gap`.
    """
    widest = max(style.text_width(label, bold=True) for label in labels)
    is_beside = width >= style.ROOMY or widest <= 0.3 * width
    room = min(widest, most * width) + 1 if is_beside else width
    lines = tuple(tuple(style.wrapped(label, room, bold=True)) for label in labels)
    tops, middles, y = [], [], top
    for some, height in zip(lines, list(heights) or [0.0] * len(labels), strict=True):
        tops.append(y)
        deep = max(2 * reach, height, LINE * len(some) if is_beside else 0.0)
        above = 0.0 if is_beside else LINE * len(some) + 3
        middles.append(y + gap / 2 + (deep / 2 if is_beside else above + reach))
        y += above + deep + gap
    left = max(style.text_width(line, bold=True) for some in lines for line in some) + LABEL_GAP
    return Rows(lines, left if is_beside else 0.0, tuple(tops), y, tuple(middles), reach, is_beside)


# Keys

Entry = tuple[str, Callable[[Canvas, float, float], None]]


def box_of(fill: str, mark: str, colour: str) -> Callable[[Canvas, float, float], None]:
    """Return what draws the box of a state in a key, its middle left at a point."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.state((x, y - SWATCH / 2, SWATCH, SWATCH), fill, mark, colour)

    return draw


def sign_of(mark: str, colour: str) -> Callable[[Canvas, float, float], None]:
    """Return what draws a sign in a key, its middle left at a point."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.mark(x + SWATCH / 2, y, mark, colour)

    return draw


def key(
    canvas: Canvas | None, entries: Sequence[Entry], width: float, top: float, left: float = 0
) -> float:
    """Draw the entries of a key in as many lines as they take; return how high it is.

    Without a canvas, it is only measured.
    """
    x, y = left, top + KEY_LINE / 2
    for text, swatch in entries:
        lines = style.wrapped(text, width - left - SWATCH - 6, style.SMALL)
        wide = SWATCH + 6 + max(style.text_width(line, style.SMALL) for line in lines)
        if x > left and x + wide > width:
            x, y = left, y + KEY_LINE
        if canvas:
            swatch(canvas, x, y)
            middle = y + (len(lines) - 1) * SMALL_LINE / 2
            canvas.write_lines(x + SWATCH + 6, middle, lines, **style.NOTE)
        y += (len(lines) - 1) * SMALL_LINE
        x += wide + 16
    return y + KEY_LINE / 2 - top if entries else 0.0


# Upright columns and points


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

    def columns(
        self,
        canvas: Canvas,
        values: Sequence[float],
        printed: Callable[[float], str],
        colour: str,
        *,
        is_partial: bool = False,
    ) -> None:
        """Draw columns from zero with their numbers on top; the last is hatched if partial.

        If the numbers would touch, only those of the highest and the last column are written.
        """
        wide = min(COLUMN * self.pitch, WIDEST)
        zero, last = self.y(0), len(values) - 1
        canvas.line([self.left, self.right], [zero, zero], style.QUIET)
        known = {at: value for at, value in enumerate(values) if not isnan(value)}
        texts = {at: printed(value) for at, value in known.items()}
        widths = {at: style.text_width(text, style.SMALL, True) for at, text in texts.items()}
        highest = max(known, key=lambda at: known[at], default=-1)
        shown = set(known)
        if max(widths.values(), default=0) + 2 > self.pitch:
            shown = {highest, last} & set(known)
            near = widths.get(highest, 0) / 2 + widths.get(last, 0) / 2 + 3
            if len(shown) > 1 and (last - highest) * self.pitch < near:
                shown = {highest}
        for at, value in known.items():
            x, y = self.x(at) - wide / 2, self.y(value)
            hatched = is_partial and at == last
            face = style.PAPER if hatched else colour
            if value:
                hatch = style.HATCH if hatched else ""
                canvas.box(x, y, wide, zero - y, face, colour if hatched else "", hatch)
            if at in shown:
                half = widths[at] / 2
                middle = min(max(self.x(at), half), canvas.width - half - 1)
                canvas.write(middle, y - 9, texts[at], align="center", size=style.SMALL, bold=True)
        for at, value in enumerate(values):
            if isnan(value):
                self.missing(canvas, at)

    def names(
        self, canvas: Canvas, names: Sequence[str], under: str = "", *, ends: bool = False
    ) -> None:
        """Write the names of the places, leaving out some where they would touch; or both `ends`.

        `under` says how far the last one reaches.
        """
        widest = max(style.text_width(name, style.SMALL) for name in names) + 6
        last, y = len(names) - 1, self.bottom + 13
        every = max(1, -int(-widest // self.pitch))
        shown = {at for at in range(len(names)) if (last - at) % every == 0}
        if ends and every > 1:
            shown = {0, last} if widest * 2 <= self.right - self.left else {last}
        kept = self.write_under(canvas, [(self.x(at), names[at]) for at in sorted(shown)[::-1]], y)
        for line in style.wrapped(under, max(UNDER, self.pitch), style.SMALL) if under else ():
            y += SMALL_LINE
            self.write_under(canvas, [(kept, line)], y)

    def write_under(self, canvas: Canvas, names: Sequence[tuple[float, str]], y: float) -> float:
        """Write names under their places, the last first, without those that would touch one.

        They are shifted where they would leave the frame. Return where the first of them stands.
        """
        taken: list[tuple[float, float]] = []
        for x, text in names:
            half = style.text_width(text, style.SMALL) / 2
            left, right = (
                max(0.0, self.left - 4) + half,
                min(canvas.width - 1, self.right + 4) - half,
            )
            x = min(max(x, left), right) if left <= right else (self.left + self.right) / 2
            if all(abs(x - other) >= half + beside + 5 for other, beside in taken):
                taken.append((x, half))
                canvas.write(x, y, text, align="center", **style.NOTE)
        return taken[0][0]

    def missing(self, canvas: Canvas, place: int, text: str = scales.NOT_REPORTED) -> None:
        """Say above the line at zero why there is no number, upright where it is narrow."""
        words = text.split()
        widest = max(style.text_width(word, style.SMALL) for word in words)
        x, low = self.x(place), self.y(max(0.0, self.low))
        if widest + 4 > self.pitch:
            canvas.write_up(x, low - 8, [text])
            return
        middle = low - 11 - SMALL_LINE * (len(words) - 1) / 2
        canvas.write_lines(x, middle, words, align="center", **style.NOTE)


def height_under(under: str, pitch: float) -> float:
    """Return how much room names under their places take, with the words `under` the last."""
    lines = style.wrapped(under, max(UNDER, pitch), style.SMALL) if under else []
    return 24 + SMALL_LINE * len(lines)


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
