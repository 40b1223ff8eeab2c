"""The report as a Word document that an editor can edit, made of the same page by pandoc.

Headings, lists and tables are real ones with named styles (from `reference.docx`); charts are PNG,
with their alternative text. What only a screen needs stays out.
"""

import io
import os
import re
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bs4 import BeautifulSoup, Tag
from markupsafe import escape

from a4p_helpers.core import paths
from a4p_helpers.core.periods import Period
from a4p_helpers.report import columns, word_body

REFERENCE = "reference.docx"
HEADER = b"A4P_HEADER"
ON_SCREEN = (
    "nav, .comment, .skip, .downloads, details.data, .csv, source, .foot, #data-files, .cover, "
    "[popover], .visually-hidden:not(.eyebrow *)"
)
# Paragraphs that have a style of their own in the document.
STYLES = {
    "exhibit-title": "Exhibit Title",
    "exhibit-subtitle": "Exhibit Subtitle",
    "source": "Source",
    "note": "Source",
    "reach": "Reach",
    "not-reported": "Not Reported",
    "lede": "Lede",
    "main-points-label": "Main Points Label",
}
PIXELS = 2  # drawn this many times as large as on the screen, to be crisp on paper
WIDTH = "16.5cm"
ROOM = (55.0, 84.0)  # for a table on an upright page and on one across, in ems of its letters
LACKING = "The DOCX is left out: pandoc does not load here ({})."


def why_not() -> str:
    """Say why no DOCX can be made on this machine; nothing where it can."""
    try:
        import_module("resvg_py")
        import_module("pypandoc").get_pandoc_path()
    except (ImportError, OSError) as error:
        return LACKING.format(str(error).partition("\n")[0].rstrip("."))
    return ""


def write(page: str, path: Path, period: Period, header: str) -> None:
    """Write a page of the report as DOCX; `header` stands at the head of each of its pages."""
    pypandoc: Any = import_module("pypandoc")
    soup = BeautifulSoup(page, "html.parser")
    metadata = _metadata(soup)
    with TemporaryDirectory() as folder, _dated(period):
        reference = Path(folder) / REFERENCE
        made = Path(folder) / paths.DOCX
        _with_header(paths.TEMPLATE / REFERENCE, reference, header)
        pypandoc.convert_text(
            _for_word(soup),
            "docx",
            format="html",
            outputfile=str(made),
            extra_args=[
                *metadata,
                f"--reference-doc={reference}",
                "--shift-heading-level-by=-1",
                "--toc",
                "--toc-depth=2",
                "--metadata=toc-title=Contents",
                f"--resource-path={folder}",
            ],
        )
        _rewritten(made, path, {r"word/document\.xml": word_body.finished})


@contextmanager
def _dated(period: Period) -> Iterator[None]:
    """Let pandoc write the as-of date, not the clock: the same inputs give the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime(period.as_of.year, period.as_of.month, period.as_of.day, tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


# The page as pandoc reads it best


def _for_word(soup: BeautifulSoup) -> str:
    for part in soup.select(ON_SCREEN):
        part.decompose()
    for glance in soup.select(".glance"):
        glance.replace_with(_cards(soup, glance))
    for picture in soup.select("picture"):
        picture.unwrap()
    for image in soup.select("img"):
        image["src"] = _png(str(image["src"]))
        image["width"] = WIDTH
        paragraph = image.wrap(soup.new_tag("p"))
        paragraph.wrap(soup.new_tag("div", attrs={"custom-style": "Captioned Figure"}))
    for figure in soup.select("figure, figcaption, .scroll, header, .block, aside"):
        figure.unwrap()
    for link in soup.select("a"):
        link.unwrap()
    for name, style in STYLES.items():
        for paragraph in soup.select(f"p.{name}"):
            paragraph.wrap(soup.new_tag("div", attrs={"custom-style": style}))
    for code in soup.select("wbr"):
        code.decompose()
    if annex := soup.select_one(".annex"):
        annex["id"] = word_body.ANNEXES
    for number in soup.select("th.num, td.num"):
        number["style"] = "text-align: right"
    for table in soup.select("table"):
        columns.share(soup, table, columns.on_page(table, *ROOM))
    return f'<html lang="en-GB"><body>{soup.select("main")[0].decode_contents()}</body></html>'


def _metadata(soup: BeautifulSoup) -> list[str]:
    """Return what the cover says as pandoc's metadata: title, subtitle, and a line of facts."""
    cover = soup.select(".cover")[0]
    name = cover.select(".report-name")[0].extract().get_text()
    said = [one.get_text() for one in cover.select(".banner, .made-up")]
    facts = zip(cover.select(".facts > div > dt"), cover.select(".facts > div > dd"), strict=True)
    said += [f"{fact.get_text()}: {of.get_text()}" for fact, of in facts]
    told = {
        "title": cover.select("h1")[0].get_text().strip(),
        "subtitle": name,
        "date": " · ".join(said),
    }
    return [f"--metadata={key}={text}" for key, text in {**told, "lang": "en-GB"}.items()]


def _cards(soup: BeautifulSoup, glance: Tag) -> Tag:
    """Return the seven priorities at a glance as a table: priority, number, what it says."""
    table = soup.new_tag("table")
    rows = [["Priority", "Number", "What it says"]]
    rows += [
        [card.select(f".card-{part}")[0].get_text() for part in ("label", "number", "finding")]
        for card in glance.select(".card")
    ]
    for at, cells in enumerate(rows):
        row = soup.new_tag("tr")
        for text in cells:
            cell = soup.new_tag("td" if at else "th")
            cell.string = text
            row.append(cell)
        part = soup.new_tag("tbody" if at else "thead")
        part.append(row)
        table.append(part)
    return table


def _png(address: str) -> str:
    """Return a picture as PNG; its letters are those that matplotlib is packed with."""
    resvg: Any = import_module("resvg_py")
    kind, _, encoded = address.partition(";base64,")
    if kind != "data:image/svg+xml":
        return address
    drawn = resvg.svg_to_bytes(
        svg_string=b64decode(encoded).decode("utf-8"),
        zoom=PIXELS,
        skip_system_fonts=True,
        font_dirs=[str(paths.fonts())],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )
    return f"data:image/png;base64,{b64encode(bytes(drawn)).decode()}"


# The document as pandoc leaves it


def _with_header(source: Path, target: Path, header: str) -> None:
    """Copy the reference document with the header written in."""
    _rewritten(
        source,
        target,
        {r"word/header\d*\.xml": lambda part: part.replace(HEADER, escape(header).encode())},
    )


def _rewritten(source: Path, target: Path, changes: Mapping[str, Callable[[bytes], bytes]]) -> None:
    """Copy an archive; parts whose name matches are changed. The copy holds no clock."""
    content = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            for name, change in changes.items():
                if re.fullmatch(name, entry.filename):
                    data = change(data)
            fresh = zipfile.ZipInfo(entry.filename)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, data)
    target.write_bytes(content.getvalue())
