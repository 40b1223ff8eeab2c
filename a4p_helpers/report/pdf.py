"""The report as a tagged PDF (PDF/UA-1), made of the same page by WeasyPrint."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from a4p_helpers.core import paths
from a4p_helpers.report import columns

VARIANT = "pdf/ua-1"
EPOCH = "SOURCE_DATE_EPOCH"
# What only a screen needs.
ON_SCREEN = ".skip, .bar, .downloads, details.data, .csv, .foot p:last-child, #data-files, source"
ROOM = (58.0, 98.0)  # for a table on an upright page and on one across, in ems of its letters
LACKING = (
    "The PDF is left out: {} does not load here. On Debian and Ubuntu: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


def why_not() -> str:
    """Say why no PDF can be made on this machine; nothing where it can."""
    try:
        import_module("weasyprint")
    except (ImportError, OSError) as error:
        missing = str(error).partition("'")[2].partition("'")[0] or "WeasyPrint"
        return LACKING.format(missing)
    return ""


def write(page: str, path: Path) -> None:
    """Write a page of the report as PDF; nothing is fetched for it."""
    weasyprint: Any = import_module("weasyprint")
    fonts = weasyprint.text.fonts.FontConfiguration()
    from_here = weasyprint.URLFetcher(allowed_protocols=["file"])
    signs = weasyprint.CSS(string=_signs(), font_config=fonts, url_fetcher=from_here)
    # What it does not know of the screen's style sheet is no news.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    with _without_a_day():
        weasyprint.HTML(string=on_paper(page), url_fetcher=fetcher).write_pdf(
            path,
            stylesheets=[signs],
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_identifier=b"a4p",
        )


def _signs() -> str:
    """Return the faces of the font that has the signs of our tables, such as a tick.

    A machine may have letters only; matplotlib brings DejaVu Sans with it.
    """
    package = find_spec("matplotlib")
    assert package and package.origin
    folder = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"
    return "\n".join(
        f"@font-face {{ font-family: Signs; font-weight: {weight}; "
        f"src: url({(folder / name).as_uri()}) }}"
        for weight, name in (("400", "DejaVuSans.ttf"), ("700", "DejaVuSans-Bold.ttf"))
    )


@contextmanager
def _without_a_day() -> Iterator[None]:
    """Keep the hour out of the fonts, where fontTools cuts them, for want of HarfBuzz's own tool.

    It looks for the name that builds agree upon: https://reproducible-builds.org/specs/.
    """
    before = os.environ.get(EPOCH)
    os.environ[EPOCH] = before or "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[EPOCH]


def on_paper(page: str) -> str:
    """Return a page for paper: without what only a screen needs, links to files as text.

    Tables get widths for their columns; those too long for a page get a class and may go on.
    """
    soup = BeautifulSoup(page, "html.parser")
    for part in soup.select(ON_SCREEN):
        part.decompose()
    for link in soup.select("a[href]"):
        address = str(link["href"])
        if address == "#data-files":
            link.find_parents("li", limit=1)[0].decompose()
        elif not address.startswith(("#", "https://")):
            link.unwrap()
    for pair in soup.select("dl > div"):
        pair.unwrap()
    for link in soup.select("p a, li a, dd a"):
        _space_inside(link)
    for table in soup.select("table"):
        columns.share(soup, table, columns.on_page(table, *ROOM))
    for figure in soup.select("figure"):
        if len(figure.select("tbody tr")) > columns.WHOLE:
            figure["class"] = " ".join([*figure.get_attribute_list("class"), "long"])
    style = soup.new_tag("style")
    style.string = (paths.TEMPLATE / "paper.css").read_text(encoding="utf-8")
    soup.select("head")[0].append(style)
    return str(soup)


def _space_inside(link: Tag) -> None:
    """Let a link begin with the space before it.

    WeasyPrint breaks a line after its first word if that line would end with the space before a
    link: the word would stand alone.
    """
    before = link.previous_sibling
    if isinstance(before, NavigableString) and before.endswith(" "):
        before.replace_with(before.rstrip(" "))
        link.insert(0, " ")
