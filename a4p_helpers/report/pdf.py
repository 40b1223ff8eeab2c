"""The report as a tagged PDF (PDF/UA-1), made of the same page by WeasyPrint."""

import logging
from importlib import import_module
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from a4p_helpers import paths

NAME = "report.pdf"
VARIANT = "pdf/ua-1"
# What only a screen needs.
ON_SCREEN = (
    ".comment, .skip, .bar, .downloads, details.data, .csv, .foot p:last-child, #data-files, source"
)
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
    # What it does not know of the screen's style sheet is no news.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    weasyprint.HTML(string=on_paper(page), url_fetcher=fetcher).write_pdf(
        path,
        pdf_variant=VARIANT,
        pdf_identifier=b"a4p",
    )


def on_paper(page: str) -> str:
    """Return a page for paper: without what only a screen needs, links to files as text."""
    soup = BeautifulSoup(page, "html.parser")
    for part in soup.select(ON_SCREEN):
        part.decompose()
    for link in soup.select("a[href]"):
        address = str(link["href"])
        if address == "#data-files":
            link.find_parent("li").decompose()
        elif not address.startswith(("#", "https://")):
            link.unwrap()
    style = soup.new_tag("style")
    style.string = (paths.TEMPLATE / "paper.css").read_text(encoding="utf-8")
    soup.head.append(style)
    return str(soup)
