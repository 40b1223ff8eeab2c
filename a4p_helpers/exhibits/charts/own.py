"""Charts that a notebook draws itself, with matplotlib or seaborn, as the report shows them.

A notebook draws in our style (`a4p.mplstyle`, applied when a section is opened). The figure
comes with the words that readers need, and is printed at both widths.
"""

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from a4p_helpers.core import paths
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import style
from a4p_helpers.exhibits.charts.chart import Chart

MOST_POINTS = 2000  # most elements drawn one by one; more become a picture within the picture
RASTER_DPI = 216
MOST_ROWS = 1000  # most rows of data below a chart, for the sake of the page
FEWEST_WORDS = 5  # fewest characters of an informative alternative text


def printed(decimals: int = 0) -> Callable[[float], str]:
    """Return how the report prints numbers, halves up: `axes.bar_label(…, fmt=printed(1))`."""
    return lambda number: tables.number(number, decimals)


def use_style(slug: str) -> None:
    """Draw in our style from here on, in the colour of a section."""
    plt.style.use(paths.STYLE)
    tones = [style.colour_of(slug), style.CONTEXT, style.INK, style.tint(style.CONTEXT, 0.6)]
    plt.rcParams["axes.prop_cycle"] = cycler(color=tones)
    plt.rcParams["font.family"] = style.FAMILIES


def figure_of(drawn: Any) -> Figure | None:
    """Return the figure behind a Figure, Axes, seaborn grid or plot; None where there is none."""
    if hasattr(drawn, "plot") and hasattr(drawn, "add") and hasattr(drawn, "on"):
        drawn = drawn.plot(pyplot=True)._figure  # seaborn.objects.Plot, which draws when asked
    found = drawn if isinstance(drawn, Figure) else getattr(drawn, "figure", None)
    return found if isinstance(found, Figure) else None


def faults(drawn: Any, data: Any, words: dict[str, str]) -> Iterator[str]:
    """Give all that is wrong with a figure before it can be shown."""
    asked = {
        "title": "say the finding",
        "measure": "say what is measured",
        "unit": 'say what is counted, such as "%" or "missions"',
    }
    for name, how in asked.items():
        if not words[name].strip():
            yield f"it has no `{name}`: {how}"
    if len(words["alt"].split()) < FEWEST_WORDS:
        yield "it has no `alt`: say in a sentence what the picture shows"
    if not isinstance(data, pd.DataFrame | pd.Series):
        yield "it has no `data`: give the DataFrame from which it was drawn"
    elif len(data) > MOST_ROWS:
        yield (
            f"its `data` have {len(data):,} rows, and a page takes {MOST_ROWS:,}: draw and give a "
            "summary of them"
        )
    found = figure_of(drawn)
    if found is None:
        yield f"{type(drawn).__name__} is not a figure: give a Figure, Axes or seaborn grid"
    elif not any(axes.has_data() for axes in found.axes):
        yield "nothing is drawn in it: was it cleared, or drawn into another figure?"
    elif _titles(found):
        yield "the picture contains a title: give it as `title`, which goes above"


def _titles(figure: Figure) -> bool:
    """Whether the picture as a whole has a title; titles of single panels do not count."""
    return bool(figure.get_suptitle()) or (
        len(figure.axes) == 1 and any(figure.axes[0].get_title(loc) for loc in _LOCATIONS)
    )


_LOCATIONS: tuple[Any, ...] = ("left", "center", "right")


def chart(
    drawn: Any,
    narrow: Any,
    *,
    title: str,
    subtitle: str,
    alt: str,
    data: pd.DataFrame | pd.Series,
    notes: tuple[str, ...],
) -> Chart:
    """Return a chart of a figure, drawn for a text column and for a telephone.

    Without a `narrow` figure of its own, the telephone gets the same one in less room.
    """
    wide, small = figure_of(drawn), figure_of(drawn if narrow is None else narrow)
    assert wide and small  # ensured by faults()
    in_full, on_phone = map(_svg, (wide, small), style.WIDTHS)
    for one in (wide, small):
        plt.close(one)
    frame = data.to_frame() if isinstance(data, pd.Series) else data
    shown = frame.reset_index(drop=frame.index.names == [None])
    named = shown.rename(columns=tables.heading)
    return Chart(title, subtitle, alt, named, in_full, on_phone, notes)


def _svg(figure: Figure, width: int) -> str:
    figure.set_layout_engine("constrained")
    figure.set_size_inches(width / 72, figure.get_figheight())
    for axes in figure.axes:
        points: list[tuple[Artist, Any]] = [(line, line.get_xdata()) for line in axes.lines]
        points += [(dots, dots.get_offsets()) for dots in axes.collections]
        for artist, drawn in points:
            artist.set_rasterized(np.size(drawn) > 2 * MOST_POINTS)
    with matplotlib.rc_context(
        {"savefig.dpi": RASTER_DPI, "svg.fonttype": "none", "svg.hashsalt": style.SALT}
    ):
        return style.svg(figure)
