"""The text of a PDF by its place on the pages: lines from the top, each with cells.

PDFium gives the place of each character. Blanks in the file do not matter: characters with little
space between them belong together, whatever program set them.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

SAME_LINE = 0.4  # of the size of the type, between the baselines of cells on one line
SAME_WORD, SAME_CELL = 0.17, 0.9  # of the size of the type, between two characters
DAMAGED = "Download it again"


class PdfError(ValueError):
    """Why a file cannot be read as a PDF with text."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass
class Cell:
    """Words that belong together: left and right in points, and the left edge of each word."""

    left: float
    right: float
    words: list[tuple[float, str]]

    @property
    def text(self) -> str:
        """The words with one blank between them."""
        return " ".join(word for _, word in self.words)

    @property
    def middle(self) -> float:
        """The middle between left and right."""
        return (self.left + self.right) / 2


@dataclass
class Line:
    """One line of a page, both counted from 1, with its height above the page's foot in points."""

    page: int
    number: int
    height: float
    size: float
    cells: list[Cell]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(cell.text for cell in self.cells)


def lines(path: Path) -> list[list[Line]]:
    """Return the lines of each page.

    Raises
    ------
    PdfError
        The file is not a PDF, is cut, locked or damaged, or holds only pictures of pages.
    OSError
        The file cannot be opened.
    """
    content = path.read_bytes()
    if b"%PDF-" not in content[:1024]:
        raise PdfError("is not a PDF file", "Download it again; something else was saved")
    if b"%%EOF" not in content[-1024:]:
        raise PdfError("is cut: the end of the file is missing", DAMAGED)
    try:
        with pypdfium2.PdfDocument(content) as document:
            pages = [
                _lines(number, characters) for number, characters in enumerate(_read(document), 1)
            ]
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            remedy = "Take the published file, without a password"
            raise PdfError("is locked with a password", remedy) from error
        raise PdfError("is damaged", DAMAGED) from error
    if not any(pages):
        remedy = "Take the published file, not a scan of it"
        raise PdfError("holds only pictures of pages, no text", remedy)
    return pages


Character = tuple[float, float, float, float, str]  # height, left, right, size, sign


def _read(document: pypdfium2.PdfDocument) -> Iterator[list[Character]]:
    """Yield the characters of each page, without blanks."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        found = []
        for index in range(text.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(text, index))
            if sign.isspace() or not sign.isprintable():
                continue
            # The loose box is as wide as the character's advance: a thin 1 leaves no gap.
            raw.FPDFText_GetLooseCharBox(text, index, box)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            size = box.top - box.bottom
            found.append((y.value, box.left, box.right, size, sign))
        text.close()
        page.close()
        yield found


def _lines(page: int, characters: list[Character]) -> list[Line]:
    """Join characters into lines and cells."""
    rows: list[list[Character]] = []
    for character in sorted(characters, key=lambda one: -one[0]):
        if rows and rows[-1][0][0] - character[0] <= SAME_LINE * character[3]:
            rows[-1].append(character)
        else:
            rows.append([character])
    found = []
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        for _, left, right, size, sign in sorted(row, key=lambda one: one[1]):
            gap = left - cells[-1].right if cells else 0
            if not cells or gap > SAME_CELL * size:
                cells.append(Cell(left, right, [(left, sign)]))
                continue
            start, word = cells[-1].words[-1]
            if gap > SAME_WORD * size:
                cells[-1].words.append((left, sign))
            else:
                cells[-1].words[-1] = (start, word + sign)
            cells[-1].right = max(right, cells[-1].right)
        heights = sorted(character[0] for character in row)
        height, size = heights[len(heights) // 2], max(one[3] for one in row)
        found.append(Line(page, number, height, size, cells))
    return found
