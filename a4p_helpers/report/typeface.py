"""Roboto for the pages: small web fonts with the letters that reports use."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths

FOLDER = "fonts"
WEIGHTS = ("Light", "Regular", "Medium", "Bold")
# Latin with all its marks, and printers' signs.
LETTERS = (*range(0x20, 0x180), 0x2010, 0x2011, *range(0x2013, 0x2027), 0x2039, 0x203A, 0x20AC)
LETTERS = (*LETTERS, 0x2212)
FEATURES = ["kern", "liga", "lnum", "tnum", "pnum"]


def write(folder: Path) -> None:
    """Write the web fonts below a folder."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for weight in WEIGHTS:
        (folder / FOLDER / f"Roboto-{weight}.woff").write_bytes(font(weight))


@cache
def font(weight: str) -> bytes:
    """Return the web font of one weight, reduced to the letters of reports."""
    from fontTools import subset  # imported late: it is slow

    options: Any = subset.Options(flavor="woff", hinting=False, layout_features=FEATURES)
    font = subset.load_font(str(paths.typeface() / f"Roboto-{weight}.ttf"), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    out = BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()
