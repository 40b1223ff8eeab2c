"""How every chart looks: its sizes, colours and type, and the SVG that it becomes.

A chart is drawn on a `Canvas`, which is measured in pixels from the top left, once for a text
column and once for a telephone. Text stays text. It is measured in DejaVu Sans, which comes with
matplotlib and is wider than the typefaces that a reader's machine puts in its place, so that the
layout is the same everywhere and nothing is cut.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

# What a page with margins leaves: a text column, and a telephone of 360 pixels.
WIDTHS = (720, 330)
# From this width on labels have room beside what they name, and charts are higher.
ROOMY = 480
SIZE, SMALL = 14.0, 13.0
LEADING = 1.25

INK, QUIET = "#1b2733", "#56616c"
GRID, BASE, TRACK, LAND, PAPER = "#dde2e7", "#5c6872", "#e6eaee", "#e3e6e8", "#ffffff"

# How what stands beside the data is written, such as the marks of an axis.
NOTE: dict[str, Any] = {"size": SMALL, "colour": QUIET}

# Dark to light, so that neighbours differ in grey print too; each at least 3 to 1 against white.
PARTS = ("#10284f", "#7f2740", "#27579f", "#b5511d", "#2f9079", "#b18d33")
MAIN, STRONG, PLAIN, STEM = "#27579f", "#b5511d", "#8591a0", "#bccbe2"
SCALE = ("#0e2747", "#2c649d", "#5c9bc4")
MUTED = ("#2b3a4b", "#546376", "#818d9a")
MARKERS = ("o", "s", "D", "^", "v", "P")
MOST_SHADES = 7

FAMILY = "DejaVu Sans"
STACK = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
SALT = "a4p"
SETTINGS: dict[Any, Any] = {
    "font.family": [FAMILY],
    "font.size": SIZE,
    "hatch.linewidth": 1.6,
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": SALT,
    "text.parse_math": False,
}
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def shades(count: int, of: Sequence[str] = SCALE) -> list[str]:
    """Return shades of one colour, dark to light, for the steps of a scale."""
    scale = LinearSegmentedColormap.from_list("a4p", of)
    return [to_hex(scale(at / max(1, count - 1))) for at in range(count)]


def part_colours(
    parts: Sequence[str], highlight: str | None = None, ordered: bool = False
) -> list[str]:
    """Return the colours of parts; beside a highlighted part the others step back.

    More parts than there are hues take the shades of one colour, as a scale does.
    """
    if len(parts) == 1:
        return [MAIN]
    if highlight is not None:
        others = iter(shades(len(parts) - 1, MUTED))
        return [STRONG if part == highlight else next(others) for part in parts]
    return shades(len(parts)) if ordered or len(parts) > len(PARTS) else list(PARTS[: len(parts)])


def luminance(colour: str) -> float:
    """Return how light a colour is, 0 to 1, as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Return white or black, whichever reads better on a colour."""
    return max((PAPER, "#000000"), key=lambda text: contrast(text, colour))


@cache
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Return how many pixels a text takes."""
    font = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


def wrapped(text: str, room: float, size: float = SIZE, bold: bool = False) -> list[str]:
    """Break a text into lines that fit; a word too long for a line is broken as well."""
    lines: list[str] = []
    for word in _pieces(text, room, size, bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _pieces(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    # Not split(): a no-break blank keeps a number with its unit.
    for word in filter(None, text.replace("\n", " ").split(" ")):
        while len(word) > 1 and text_width(word, size, bold) > room:
            fits = max(
                (n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= room),
                default=1,
            )
            yield word[:fits]
            word = word[fits:]
        yield word


def spread(
    wished: Sequence[float], sizes: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Move labels apart so that none overlap, as near to the wished middles as the room lets.

    Labels keep their order. Where the room is too small, they run over its bottom.
    """
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    pools: list[tuple[float, int]] = []
    for wish, start, size in zip(wished, starts, sizes, strict=True):
        mean, count = wish - start - size / 2, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean = (mean * count + other * others) / (count + others)
            count += others
        pools.append((mean, count))
    shifts = [mean for mean, count in pools for _ in range(count)]
    lowest = max(top, bottom - sum(sizes))
    return [
        min(max(shift, top), lowest) + start + size / 2
        for shift, start, size in zip(shifts, starts, sizes, strict=True)
    ]


@contextmanager
def settings() -> Iterator[None]:
    """Draw with the settings of this module, whatever the notebook or machine has set."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


class Canvas:
    """A white canvas measured in pixels from its top left."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=PAPER)
        self.page = self.figure.add_axes((0, 0, 1, 1), zorder=2)
        self.page.set(xlim=(0, width), ylim=(height, 0))
        self.page.axis("off")

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return bare axes that fill a box of the canvas."""
        box = (
            left / self.width,
            1 - (top + height) / self.height,
            width / self.width,
            height / self.height,
        )
        axes = self.figure.add_axes(box, zorder=1, frame_on=False)
        axes.set_axis_off()
        return axes

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        size: float = SIZE,
        bold: bool = False,
        colour: str = INK,
        on_paper: bool = False,
    ) -> None:
        """Write one line; `y` is the middle of its small letters.

        `on_paper` puts white behind it, so that a line which it crosses does not strike it out.
        """
        if on_paper:
            self._paper(x, y, text_width(text, size, bold), size, align)
        self.page.text(
            x,
            y + 0.36 * size,
            text,
            ha=align,
            va="baseline",
            size=size,
            weight="bold" if bold else "normal",
            color=colour,
        )

    def _paper(self, x: float, y: float, width: float, size: float, align: str) -> None:
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        box = Rectangle(
            (left, y - size / 2 - 1), width, size + 2, fc=PAPER, alpha=0.85, lw=0, zorder=2
        )
        self.page.add_patch(box)

    def write_lines(self, x: float, middle: float, lines: Sequence[str], **how: Any) -> None:
        """Write lines under each other around a middle, each a text of its own."""
        size = float(how.get("size", SIZE))
        step = LEADING * size
        top = middle - step * (len(lines) - 1) / 2
        for at, line in enumerate(lines):
            self.write(x, top + at * step, line, **how)

    def write_up(self, x: float, y: float, text: str) -> None:
        """Write a line upwards from a point."""
        self.page.text(
            x + 0.36 * SMALL,
            y,
            text,
            rotation=90,
            rotation_mode="anchor",
            ha="left",
            va="baseline",
            size=SMALL,
            color=QUIET,
        )

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        width: float = 1.0,
        dashes: object = "-",
        order: float = 1,
    ) -> None:
        """Draw a line through points of the canvas."""
        self.page.plot(xs, ys, color=colour, lw=width, ls=dashes, zorder=order, clip_on=False)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box of the canvas."""
        self.page.add_patch(Rectangle((x, y), width, height, fc=colour, lw=0, clip_on=False))

    def dot(
        self,
        x: float,
        y: float,
        colour: str,
        size: float = 9,
        marker: str = "o",
        is_open: bool = False,
    ) -> None:
        """Set a mark with a white rim, or an open one."""
        fill, rim, width = (PAPER, colour, 2.0) if is_open else (colour, PAPER, 1.0)
        self.page.plot(
            [x], [y], marker, ms=size, mfc=fill, mec=rim, mew=width, zorder=3, clip_on=False
        )


def svg(figure: Figure) -> str:
    """Return a figure as SVG, the same bytes for the same chart."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r' (width|height)="([\d.]+)pt"', r' \1="\2"', text, count=2)
    text = re.sub(r'(<text style="[^">]*?)font-family: [^;">]*;? ?', r"\1", text)
    text = re.sub(r'(<text [^>]*?) transform="rotate\(-0 [^)]*\)"', r"\1", text)
    text = text.replace(
        '<style type="text/css">', f'<style type="text/css">text{{font-family: {STACK}}} ', 1
    )
    return re.sub(r"\n +", "\n", text)
