"""Print, Word and data files of an edition, compared with its pages and the counted values.

A printed numeral must have the same neighbouring words as on the pages, where every numeral is
traced (see `numerals`); data files must equal those written again from the counted values.
"""

import csv
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from lxml import etree, html
from pypdf import PdfReader

from a4p_helpers.clearance.numerals import (
    LINES,
    TOKEN,
    WORDS,
    Origins,
    Page,
    joined,
    numerals,
    pairs,
    plain,
    short,
)
from a4p_helpers.core import contents, paths
from a4p_helpers.core.spreadsheet import as_sent
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import chart_data, downloads, printed

MOST = 12  # most numerals listed per file


def faults(period: str, edition: str, draft: Path) -> list[str]:
    """Return the untraced numerals of a draft, by file, each with its place."""
    origins = Origins(period, edition, draft)
    pages = [Page(draft, path, origins) for path in sorted(draft.rglob("*.html"))]
    found = {page.name: page.left for page in pages}
    known = _Spoken(pages, origins)
    for path in sorted([*draft.rglob("*.pdf"), *draft.rglob("*.docx")]):
        look = _of_pdf if path.suffix == ".pdf" else _of_docx
        found[path.relative_to(draft).as_posix()] = look(path, known)
    found |= _of_data(period, edition, draft, origins, pages)
    return [told for name, left in found.items() for told in _in_short(name, left)]


def _in_short(name: str, left: list[str]) -> list[str]:
    told = [f"{name}: no source for {one}." for one in dict.fromkeys(left)]
    more = len(told) - MOST
    return told if more <= 0 else [*told[:MOST], f"{name}: and {more} more like these."]


# Print


class _Spoken:
    """The words that are neighbours on the pages, and the numerals that stand alone, by page."""

    def __init__(self, pages: Sequence[Page], origins: Origins) -> None:
        self._pairs = {pair for page in pages for pair in page.pairs}
        self._paragraphs = {number for page in pages for number in page.paragraphs}
        self.alone = {page.name: {plain(one) for _, one in page.pairs} for page in pages}
        for title, markup in origins.annexes.items():
            tree = html.fragment_fromstring(markup, create_parent=True)
            of_annex = [pair for one in tree.iter("tr", *LINES) for pair in pairs(joined(one))]
            self._pairs |= set(of_annex)
            self.alone[title] = {plain(one) for _, one in of_annex}
        for one in printed.HOW_TO_READ.values():  # which only print has
            self._pairs |= pairs(one)
        # By the titles of sections in print.
        known = contents.entries(origins.values.period.name)
        self.page_of = {one.title: f"{one.slug}.html" for one in known.values()}

    def left(self, lines: Iterable[str], alone: Container[str] = ()) -> dict[str, str]:
        """Return the numerals that have none of their neighbouring words from the pages.

        Each comes with its message. A label of a drawing or a cell stands alone: it must be on the
        page of its section.
        """
        left = {}
        for line in lines:
            tokens = ["", *TOKEN.findall(line.casefold()), ""]
            for before, one, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
                is_numeral = one[:1].isdigit() or one in WORDS
                is_paragraph = one in self._paragraphs and "" in (before, after)
                if not is_numeral or is_paragraph or {(before, one), (one, after)} & self._pairs:
                    continue
                ends = not before or before[:1].isdigit() or (before, "") in self._pairs
                begins = not after or after[:1].isdigit() or ("", after) in self._pairs
                if not (ends and begins and plain(one) in alone):
                    left[one] = f"{one} in “{short(line, one)}”"
        return left


def _of_pdf(path: Path, known: _Spoken) -> list[str]:
    """Return the untraced numerals of a PDF.

    Numerals from the page of the section may stand alone, as may page numbers in the contents.
    """
    left: list[str] = []
    with pypdfium2.PdfDocument(str(path)) as printed:
        titles = [(one.get_dest().get_index(), one.get_title()) for one in printed.get_toc()]
        begun = [(at, known.page_of.get(title, title)) for at, title in titles]
        begun = [(at, name) for at, name in begun if name in known.alone]
        first = min((at for at, _ in begun), default=0)
        for number, page in enumerate(printed):
            before = [name for at, name in begun if at < number][-1:]
            here = [*before, *(name for at, name in begun if at == number), paths.PAGE]
            here += [f"missions/{path.stem}.html"]
            alone = {str(at + 1) for at, _ in titles} if number <= first else set()
            alone = alone.union(*(known.alone.get(name, set()) for name in here))
            found = known.left(_lines(page.get_textpage().get_text_range(), number), alone)
            if found:  # in a drawing it may separate characters that another reader joins
                again = _lines(PdfReader(path).pages[number].extract_text(), number)
                left += {
                    one: found[one] for one in known.left(again, alone) if one in found
                }.values()
    return left


def _lines(text: str, number: int) -> list[str]:
    """Return the lines of a page without its own number."""
    own = re.compile(rf"^{number + 1}(?=\s|$)|\s{number + 1}\s*$")
    return [own.sub("", line) for line in text.splitlines()]


def _of_docx(path: Path, known: _Spoken) -> list[str]:
    """Return the untraced numerals in table rows and paragraphs of a Word document."""
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    rows = [" ".join(_text(cell) for cell in row.iter("{*}tc")) for row in body.iter("{*}tr")]
    in_tables = {id(one) for cell in body.iter("{*}tc") for one in cell.iter("{*}p")}
    said = [_text(one) for one in body.iter("{*}p") if id(one) not in in_tables]
    return [*known.left([*rows, *said]).values()]


def _text(tag: Any) -> str:
    return " ".join("".join(one.itertext("{*}t")) for one in tag.iter("{*}p"))


# Data files


def _of_data(
    period: str, edition: str, draft: Path, origins: Origins, pages: Iterable[Page]
) -> dict[str, list[str]]:
    """Return how the data files of a draft differ from those written again."""
    cells: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for page in pages:
        for block in page.cells:
            cells[block] |= page.cells[block]
            rows[block] |= page.rows[block]
    left: dict[str, list[str]] = {}
    for path in sorted((draft / chart_data.FOLDER).glob("*.csv")):
        of_block = rows[re.sub(r"-(\d+|[A-Z]+)$", "", path.stem)]
        left[path.relative_to(draft).as_posix()] = [
            f"{narrative.listed(found)} in row {number}"
            for number, row in enumerate(rows_of(path), start=1)
            if (found := [one for cell in row for one in numerals(cell)])
            and tuple(found) not in of_block
        ]
    exhibits = f"{downloads.FOLDER}/{downloads.EXHIBITS}.csv"
    left[exhibits] = [
        f"{cell} in row {number} ({block})"
        for number, (block, _, cell, *_) in enumerate(rows_of(draft / exhibits), start=1)
        if number > 1 and as_sent(cell) not in cells[block]
    ]
    with tempfile.TemporaryDirectory() as place:
        anew = Path(place)
        counted = origins.counted
        downloads.write(period, edition, counted.abouts, counted.reconciled, anew)
        for name in downloads.FILES:
            file = f"{downloads.FOLDER}/{name}.csv"
            if name != downloads.EXHIBITS:
                left[file] = _differing(rows_of(draft / file), rows_of(anew / file))
        if (draft / paths.WORKBOOK).read_bytes() != (anew / paths.WORKBOOK).read_bytes():
            here, due = map(_sheets, (draft, anew))
            left[paths.WORKBOOK] = [
                f"{told}, sheet {title}"
                for title, rows in due.items()
                for told in _differing(here.get(title, []), rows)
            ]
    return left


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _sheets(folder: Path) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(folder / paths.WORKBOOK, read_only=True)
    return {
        sheet.title: [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def _differing(here: list[list[str]], anew: list[list[str]]) -> list[str]:
    """Return the cells that differ when the file is written again, each with its row."""
    left = [] if len(here) == len(anew) else [f"{len(here)} rows: written again, {len(anew)}"]
    return left + [
        f"{cell or 'nothing'} in row {number} for {other or 'nothing'} ({row[0]})"
        for number, (row, due) in enumerate(zip(here, anew, strict=False), start=1)
        for cell, other in zip(row, due, strict=False)
        if cell != other
    ]
