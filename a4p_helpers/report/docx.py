"""The report as a Word document for editors, which pandoc makes from the same page.

Headings, lists and tables are real ones with named styles (from `reference.docx`); charts are PNG,
with their alternative text. Parts for screens only are left out. Each numbered paragraph has a
bookmark that names it: Word and LibreOffice keep it when they save, and it moves with the
paragraph. So reviewers' changes to the file can be traced.
"""

import io
import json
import os
import re
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bs4 import BeautifulSoup, Tag
from lxml import etree
from markupsafe import escape

from a4p_helpers.core import paths
from a4p_helpers.core.periods import Period
from a4p_helpers.report import columns, comments

REFERENCE = "reference.docx"
HEADER = b"A4P_HEADER"
ON_SCREEN = (
    "nav, .comment, .skip, .downloads, details.data, .csv, source, .foot, #data-files, .cover, "
    ".detail, aside.notes, .row > .reading > p.reach, .visually-hidden:not(.eyebrow *)"
)
# Paragraphs that have a style of their own in the document.
STYLES = {
    "exhibit-title": "Exhibit Title",
    "exhibit-subtitle": "Exhibit Subtitle",
    "source": "Source",
    "note": "Source",
    "head": "Exhibit Title",
    "reach": "Reach",
    "not-reported": "Not Reported",
    "lede": "Lede",
}
PIXELS = 2  # drawn this many times as large as on the screen, to be crisp on paper
WIDTH = "16.5cm"
ROOM = 55.0  # for a table, in ems of its letters
TABLE_TEXT = "TableText"
SHORT_SIDE = 11906  # of A4, in twentieths of a point
TOC = r'TOC \o "1-2" \h \z \u'

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
W = f"{{{NAMES['w']}}}"
# The name of a bookmark: period, edition, section and number of the paragraph.
BOOKMARK = re.compile(r"a4p_(?P<period>\d{4}_\d\d)_(?P<edition>[a-z]+)_(?P<place>\w+)_(?P<at>\d+)")
NUMBER_STYLE = "Paragraph Number"
LACKING = "No DOCX is made: pandoc does not load here ({})."


def why_not() -> str:
    """Say why no DOCX can be made on this machine; blank if it can."""
    try:
        import_module("resvg_py")
        import_module("pypandoc").get_pandoc_path()
    except (ImportError, OSError) as error:
        return LACKING.format(str(error).partition("\n")[0].rstrip("."))
    return ""


def write(page: str, path: Path, period: Period, edition: str, header: str) -> None:
    """Write a page of the report as DOCX, with `header` at the head of each page."""
    pypandoc: Any = import_module("pypandoc")
    soup = BeautifulSoup(page, "html.parser")
    metadata = _metadata(soup)
    with TemporaryDirectory() as folder, _dated(period):
        # In a file, because arguments lose characters that the machine's locale lacks.
        defaults = Path(folder) / "defaults.yaml"
        defaults.write_text(json.dumps({"metadata": metadata}), encoding="utf-8")
        reference = Path(folder) / REFERENCE
        made = Path(folder) / paths.DOCX
        head = escape(header).encode()
        _rewritten(
            paths.TEMPLATE / REFERENCE,
            reference,
            r"word/header\d*\.xml",
            lambda part: part.replace(HEADER, head),
        )
        pypandoc.convert_text(
            _for_word(soup, f"a4p_{period.name.replace('-', '_')}_{edition}"),
            "docx",
            format="html",
            outputfile=str(made),
            extra_args=[
                f"--defaults={defaults}",
                f"--reference-doc={reference}",
                "--shift-heading-level-by=-1",
                "--toc",
                "--toc-depth=2",
                "--metadata=toc-title=Contents",
                f"--resource-path={folder}",
            ],
        )
        _rewritten(made, path, r"word/document\.xml", _finished)


@contextmanager
def _dated(period: Period) -> Iterator[None]:
    """Make pandoc write the as-of date, not the clock: the same inputs give the same bytes."""
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


# The page in the form that pandoc reads best


def _for_word(soup: BeautifulSoup, named: str) -> str:
    for part in soup.select(ON_SCREEN):
        part.decompose()
    for picture in soup.select("picture"):
        picture.unwrap()
    for image in soup.select("img"):
        image["src"] = _png(str(image["src"]))
        image["width"] = WIDTH
        paragraph = image.wrap(soup.new_tag("p"))
        paragraph.wrap(soup.new_tag("div", attrs={"custom-style": "Captioned Figure"}))
    for place in soup.select(comments.NUMBERED):
        _mark(soup, place, named)
    for row in soup.select(".row"):
        _in_order(soup, row)
    for figure in soup.select(
        "figure, figcaption, .scroll, main header, .row, .reading, .text, .silent, .messages, aside"
    ):
        figure.unwrap()
    for link in soup.select("a"):
        link.unwrap()
    for name, style in STYLES.items():
        for paragraph in soup.select(f"p.{name}"):
            paragraph.wrap(soup.new_tag("div", attrs={"custom-style": style}))
    for code in soup.select("wbr"):
        code.decompose()
    for number in soup.select("th.num, td.num"):
        number["style"] = "text-align: right"
    for table in soup.select("table"):
        columns.share(soup, table, ROOM)
    return f'<html lang="en-GB"><body>{soup.select("main")[0].decode_contents()}</body></html>'


def _mark(soup: BeautifulSoup, place: Tag, named: str) -> None:
    """Put a paragraph into its bookmark, followed by its number if that is shown."""
    section, _, number = str(place["id"]).rpartition("-")
    mark = soup.new_tag("span", attrs={"id": f"{named}_{section.replace('-', '_')}_{number}"})
    mark.extend(list(place.contents))
    place.append(mark)
    if shown := place.get(comments.NUMBER):
        told = soup.new_tag("span", attrs={"custom-style": NUMBER_STYLE})
        told.string = f"\u2002{shown}"
        place.append(told)


def _in_order(soup: BeautifulSoup, row: Tag) -> None:
    """Put the figure of a row between its text and notes, with its finding as a caption above."""
    figure = row.find("figure", recursive=False)
    heading = row.select_one(":scope > .reading > :is(h3, h4, h5)")
    title = heading.select_one(".exhibit-title") if heading is not None else None
    if figure is None or heading is None:
        return
    first = row.select_one(":scope > .reading > :is(p.note, p.source)")
    if first is not None:
        first.insert_before(figure)
    if title is not None and heading.select_one(".label") is not None:
        caption = soup.new_tag("p", attrs={"class": "exhibit-title"})
        caption.string = title.get_text()
        title.decompose()
        figure.insert_before(caption)


def _metadata(soup: BeautifulSoup) -> dict[str, str]:
    """Return the text of the cover as pandoc's metadata: title, subtitle, and a line of facts."""
    cover = soup.select(".cover")[0]
    name = cover.select(".report-name")[0].extract().get_text()
    said = [one.get_text() for one in cover.select(".banner, .made-up")]
    facts = zip(cover.select(".facts > div > dt"), cover.select(".facts > div > dd"), strict=True)
    said += [f"{fact.get_text()}: {of.get_text()}" for fact, of in facts]
    return {
        "title": cover.select("h1")[0].get_text().strip(),
        "subtitle": name,
        "date": " · ".join(said),
        "lang": "en-GB",
    }


def _png(address: str) -> str:
    """Return a picture as PNG, set in the package's own typeface."""
    resvg: Any = import_module("resvg_py")
    kind, _, encoded = address.partition(";base64,")
    if kind != "data:image/svg+xml":
        return address
    drawn = resvg.svg_to_bytes(
        svg_string=b64decode(encoded).decode("utf-8"),
        zoom=PIXELS,
        skip_system_fonts=True,
        font_dirs=[str(paths.typeface())],
        font_family="Roboto",
        sans_serif_family="Roboto",
    )
    return f"data:image/png;base64,{b64encode(bytes(drawn)).decode()}"


# The document that pandoc makes


def _rewritten(source: Path, target: Path, named: str, change: Callable[[bytes], bytes]) -> None:
    """Copy an archive and change the parts whose name matches. The copy contains no clock time."""
    content = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if re.fullmatch(named, entry.filename):
                data = change(data)
            fresh = zipfile.ZipInfo(entry.filename)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, data)
    target.write_bytes(content.getvalue())


# Its body, finished: contents and tables


def _finished(content: bytes) -> bytes:
    """Return the body of a document with its contents filled in and its tables laid out."""
    document = etree.fromstring(content)
    # pandoc describes the inner picture by its address, which some readers would speak.
    for picture in _found(document, "//pic:cNvPr[starts-with(@descr, 'data:')]"):
        del picture.attrib["descr"]
    _fill_contents(document)
    (layout,) = _found(document, "w:body/w:sectPr")
    (margins,) = layout.findall(f"{W}pgMar")
    room = SHORT_SIDE - sum(int(margins.get(f"{W}{side}")) for side in ("left", "right"))
    for table in document.iter(f"{W}tbl"):
        _widen(table, room)
        _keep_rows(table)
    body: bytes = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return body


def _found(under: etree._Element, path: str) -> list[etree._Element]:
    found: list[etree._Element] = under.xpath(path, namespaces=NAMES)
    return found


def _made(name: str, /, *inner: etree._Element, text: str = "", **told: object) -> etree._Element:
    """Make an element with its content; `told` are its attributes."""
    one = etree.Element(W + name, {W + key: str(value) for key, value in told.items()})
    one.extend(inner)
    if text:
        one.text = text
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return one


def _field(kind: str) -> etree._Element:
    return _made("r", _made("fldChar", fldCharType=kind))


def _fill_contents(document: etree._Element) -> None:
    """Fill in the contents, which pandoc leaves for Word to fill.

    Lines lead to their heading; Word writes the page numbers when it updates them.
    """
    lines, numbers = [], count(1)
    for level in _found(document, "//w:p/w:pPr/w:pStyle[@w:val='Heading1' or @w:val='Heading2']"):
        properties = level.getparent()
        heading = properties.getparent()
        number = next(numbers)
        place, mark = 99_999 + number, f"_Toc{number:06}"
        title = "".join(_found(heading, ".//w:t/text()"))
        properties.addnext(_made("bookmarkStart", id=place, name=mark))
        heading.append(_made("bookmarkEnd", id=place))
        link = _made("hyperlink", _made("r", _made("t", text=title)), anchor=mark, history=1)
        style = _made("pStyle", val=level.get(f"{W}val").replace("Heading", "TOC"))
        lines.append(_made("p", _made("pPr", style), link))
    for field in _found(document, "//w:p[w:r/w:instrText[contains(., 'TOC ')]]")[: len(lines)]:
        start = (_field("begin"), _made("r", _made("instrText", text=TOC)), _field("separate"))
        lines[0][1:1] = start
        for line in (*lines, _made("p", _field("end"))):
            field.addprevious(line)
        field.getparent().remove(field)


def _widen(table: etree._Element, room: int) -> None:
    """Make a table as wide as its page."""
    grid = list(table.iter(f"{W}gridCol"))
    widths = [int(column.get(f"{W}w")) for column in grid]
    for column, width in zip(grid, widths, strict=True):
        column.set(f"{W}w", str(width * room // sum(widths)))


def _keep_rows(table: etree._Element) -> None:
    """Keep rows whole, short tables on one page, and related rows together."""
    rows = list(table.iter(f"{W}tr"))
    last = len(rows) - 1
    has_source = bool(_found(table, "following-sibling::*[1]/w:pPr/w:pStyle[@w:val='Source']"))

    def is_kept(at: int) -> bool:
        if at == last:
            return has_source
        is_edge = at <= 1 or at == last - 1  # no row of a long table is left alone
        goes_on = _found(rows[at + 1], ".//w:vMerge[@w:val='continue']")
        return is_edge or len(rows) <= columns.WHOLE + 1 or bool(goes_on)

    for at, row in enumerate(rows):
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = _made("trPr")
            row.insert(0, properties)
        properties.insert(0, _made("cantSplit"))
        for style in _found(row, ".//w:pStyle[@w:val='Compact']"):
            style.set(f"{W}val", TABLE_TEXT)
            if is_kept(at):
                style.addnext(_made("keepNext"))
