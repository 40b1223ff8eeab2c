"""The look of every chart: its sizes, colours and type, and the SVG that it becomes.

A chart is drawn on a `Canvas`, which is measured in pixels from the top left, once for a page and
once for a telephone. Text stays text, measured and set in Roboto. One colour, that of the priority,
contrasts with greys; a state is a shape and a word, never a colour alone.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from a4p_helpers.core import paths

# Eight of the twelve columns of a page, and a telephone of 360 pixels; a large one takes all.
WIDTHS = (600, 330)
FULL = 900
# From this width on labels have room beside what they name.
ROOMY = 480
SIZE, SMALL = 14.0, 13.0
LEADING = 1.25

INK, QUIET, CONTEXT = "#14212b", "#4f5b67", "#6b7782"
RULE, LAND, PAPER = "#c9d1d8", "#e3e6e8", "#ffffff"
NAVY = "#0a2a43"
PRIORITIES = {
    "p1": "#0b5394",
    "p2": "#0e6b63",
    "p3": "#7a2a68",
    "p4": "#9a3b26",
    "p5": "#5b3fa0",
    "p6": "#3f6212",
    "p7": "#7a5a00",
}

# The type of text around the data, such as the marks of an axis.
NOTE: dict[str, Any] = {"size": SMALL, "colour": QUIET}

# The looks of the box of a state, and its signs.
FILLS = ("full", "mid", "tint", "open", "bold", "ink", "grey", "silent")
MARKS = ("dot", "half", "ring", "up", "diamond", "tick", "cross", "bang", "unlike", "dash", "")
HATCH = "/////"

FAMILY = "Roboto"
FAMILIES = [FAMILY, "DejaVu Sans"]  # the second for letters that the first lacks
STACK = "Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
SLACK = 1.04  # for the next typefaces of the stack, which are a little wider
SALT = "a4p"
SETTINGS: dict[Any, Any] = {
    "font.family": FAMILIES,
    "font.size": SIZE,
    "hatch.linewidth": 1.3,
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": SALT,
    "text.parse_math": False,
}
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

for _weight in ("Regular", "Bold"):
    fontManager.addfont(paths.typeface() / f"{FAMILY}-{_weight}.ttf")


def colour_of(slug: str) -> str:
    """Return the colour of a section: that of its priority, or navy."""
    return PRIORITIES.get(slug, NAVY)


def tint(colour: str, share: float) -> str:
    """Return a colour thinned with white; `share` says how much of it is left."""
    red, green, blue = (1 - share * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def away_from(below: int, above: int, colour: str) -> list[str]:
    """Return colours of steps that fall short, worst first, in ink, and of those that do not.

    Both are the stronger the further they lie from the line between them.
    """
    short = [tint(INK, 0.85 - 0.6 * at / max(1, below)) for at in range(below)]
    passed = [tint(colour, 0.3 + 0.7 * at / max(1, above - 1)) for at in range(above)]
    return [*short, *(passed if above > 1 else [colour])]


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


def look(fill: str, colour: str) -> tuple[str, str, str]:
    """Return how a box of a state is filled and edged, and the ink of what stands on it."""
    mid = tint(colour, 0.55)
    return {
        "full": (colour, colour, PAPER),
        "mid": (mid, colour, text_on(mid)),
        "tint": (tint(colour, 0.25), colour, INK),
        "open": (PAPER, colour, INK),
        "bold": (PAPER, INK, INK),
        "ink": (INK, INK, PAPER),
        "grey": (tint(CONTEXT, 0.3), CONTEXT, INK),
        "silent": (PAPER, RULE, QUIET),
    }[fill]


@cache
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """Return how many pixels a text takes at most, in Roboto or its substitute."""
    font = FontProperties(family=FAMILIES, size=size, weight="bold" if bold else "normal")
    return SLACK * text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]


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


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """Return a text, cut with an ellipsis where it does not fit."""
    kept = text
    while kept and text_width(kept, size) > room:
        kept = f"{kept[:-2].rstrip(' ,;')}…" if len(kept) > 1 else ""
    return kept


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
        self.page = self.figure.add_axes((0, 0, 1, 1))
        self.page.set(xlim=(0, width), ylim=(height, 0))
        self.page.axis("off")

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

        `on_paper` puts white behind it, so that a line that crosses it does not strike it out.
        """
        if on_paper:
            wide = text_width(text, size, bold)
            left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * wide
            self.box(left - 1, y - size / 2 - 1, wide + 2, size + 2, PAPER, order=2.5)
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

    def write_lines(self, x: float, middle: float, lines: Sequence[str], **how: Any) -> None:
        """Write lines under each other around a middle, each a text of its own."""
        size = float(how.get("size", SIZE))
        step = LEADING * size
        top = middle - step * (len(lines) - 1) / 2
        for at, line in enumerate(lines):
            self.write(x, top + at * step, line, **how)

    def write_up(self, x: float, bottom: float, lines: Sequence[str], **how: Any) -> None:
        """Write lines upwards from a height, side by side around a middle."""
        how = {"size": SMALL, "colour": QUIET, "bold": False, **how}
        step = LEADING * how["size"]
        for at, line in enumerate(lines):
            self.page.text(
                x + 0.36 * how["size"] + (at - (len(lines) - 1) / 2) * step,
                bottom,
                line,
                rotation=90,
                rotation_mode="anchor",
                ha="left",
                va="baseline",
                size=how["size"],
                weight="bold" if how["bold"] else "normal",
                color=how["colour"],
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
        self.page.plot(
            xs,
            ys,
            color=colour,
            lw=width,
            ls=dashes,
            zorder=order,
            clip_on=False,
            solid_capstyle="butt",
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        edge: str = "",
        hatch: str = "",
        order: float = 1.5,
        rim: float = 1.2,
    ) -> None:
        """Fill a box of the canvas; an edge lies within it, a hatch has the colour of the edge."""
        rim = rim if edge else 0.0
        self.page.add_patch(
            Rectangle(
                (x + rim / 2, y + rim / 2),
                max(0.0, width - rim),
                max(0.0, height - rim),
                fc=colour,
                ec=edge or "none",
                lw=rim,
                hatch=hatch or None,
                zorder=order,
                clip_on=False,
            )
        )

    def state(
        self,
        box: tuple[float, float, float, float],
        fill: str,
        mark: str,
        colour: str,
        at: tuple[float, float] | None = None,
    ) -> str:
        """Draw the box of a state with its sign in the middle, or `at`; return the ink on it."""
        x, y, width, height = box
        face, edge, ink = look(fill, colour)
        self.box(x, y, width, height, face, edge, rim=2.6 if fill == "bold" else 1.2)
        across, down = at or (x + width / 2, y + height / 2)
        self.mark(across, down, mark, ink, min(9.0, 0.6 * height), face)
        return ink

    def mark(
        self, x: float, y: float, name: str, colour: str, size: float = 9, within: str = PAPER
    ) -> None:
        """Draw a sign; Roboto has no such letters. Open ones are filled with what is `within`."""
        if name in ("bang", "unlike"):
            sign = {"bang": "!", "unlike": "\u2260"}[name]
            self.write(x, y, sign, align="center", size=SMALL, bold=True, colour=colour)
        elif name == "tick":
            xs, ys = (-0.5, -0.12, 0.55), (0.02, 0.42, -0.42)
            self.line([x + size * a for a in xs], [y + size * b for b in ys], colour, 2, order=4)
        elif name == "cross":
            for turn in (-1, 1):
                ends = [y - turn * 0.4 * size, y + turn * 0.4 * size]
                self.line([x - 0.4 * size, x + 0.4 * size], ends, colour, 2, order=4)
        elif name == "dash":
            self.line([x - 0.4 * size, x + 0.4 * size], [y, y], colour, 1.6, order=4)
        elif name:
            shape = {"up": "^", "diamond": "D"}.get(name, "o")
            how: dict[str, Any] = {"half": {"fillstyle": "left", "mfcalt": within}}.get(name, {})
            face = within if name == "ring" else colour
            small = 0.8 * size if shape == "D" else size
            self.page.plot(
                [x],
                [y],
                shape,
                ms=small,
                mfc=face,
                mec=colour,
                mew=1.5,
                zorder=4,
                clip_on=False,
                **how,
            )


# Hundredths of a pixel are fine enough; a longer number is a large file, and may look like data.
TAG, FINE = re.compile(r"<[^>]*>"), re.compile(r"(?<![\w.])-?\d+\.\d{3,}(?![\w.])")


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
    text = TAG.sub(lambda tag: FINE.sub(lambda n: f"{float(n[0]):.2f}", tag[0]), text)
    return re.sub(r"\n +", "\n", text)
