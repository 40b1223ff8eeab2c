"""A workbook from outside, read safely: bounded in size, rows and columns, and never computed.

Whatever the file, reading takes some seconds and little memory: sizes are checked before anything
is unpacked, XML is read without entities, and no cell outside the asked area is ever built.
"""

import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml import ElementTree
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

MEGABYTE = 2**20
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 10 * MEGABYTE
MOST_PARTS = 500
MOST_MARKS = 40  # of one sheet; who mends these sees the next ones
# Parts that openpyxl reads whole, and what a form of ours needs of them many times over.
MOST_OF_PART = {
    "xl/worksheets/": 2 * MEGABYTE,
    "xl/sharedStrings.xml": 2 * MEGABYTE,
    "xl/styles.xml": MEGABYTE // 4,
    "xl/workbook.xml": MEGABYTE,
    "xl/theme/": MEGABYTE,
    "xl/_rels/": MEGABYTE,
    "docProps/": MEGABYTE,
    "[Content_Types].xml": MEGABYTE,
}
SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx"
FROM_THE_FORM = "Copy the answers into the form that you were sent, and send that"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class RefusedFileError(ValueError):
    """A file that is not read at all: what is wrong with it, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Mark:
    """Something in a sheet that keeps it from being read plainly; row 0 means the whole sheet."""

    row: int
    column: int
    value: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Cells:
    """The cells of a sheet inside the asked area that hold something, as text, and its marks."""

    text: dict[tuple[int, int], str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


class Workbook:
    """An opened workbook; sheets are read one at a time."""

    def __init__(self, book: Any, parts: zipfile.ZipFile) -> None:
        self._book = book
        self._parts = parts
        self.sheets: tuple[str, ...] = tuple(sheet.title for sheet in book.worksheets)

    def is_visible(self, name: str) -> bool:
        """Whether a sheet can be seen by who fills it."""
        return bool(self._book[name].sheet_state == "visible")

    def read(self, name: str, last_row: int, last_column: int) -> Cells:
        """Return the cells of a sheet from A1 to the given row and column.

        Formulas, errors, percentages, hidden rows and columns, merged cells, and anything outside
        the area are marked; they are never read as values.
        """
        cells = Cells()
        try:
            sheet = self._book[name]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what openpyxl doubts is marked below
                for number, row in enumerate(
                    sheet.iter_rows(max_row=last_row, max_col=last_column), start=1
                ):
                    for at, cell in enumerate(row, start=1):
                        if cell.value is not None:
                            _read_cell(cells, number, at, cell)
            cells.marks.extend(islice(self._layout(sheet, last_row, last_column), MOST_MARKS))
        except RefusedFileError:
            raise
        except Exception as error:  # whatever a mangled file makes of its reader
            raise RefusedFileError(
                f"has a sheet {name!r} that cannot be read ({type(error).__name__})", SAVE_AS
            ) from error
        return cells

    def _layout(self, sheet: Any, last_row: int, last_column: int) -> Iterator[Mark]:
        """Scan a sheet's XML for what its values do not show."""
        # openpyxl gives no public name to the part that holds a sheet; its version is pinned.
        with self._parts.open(sheet._worksheet_path) as part:
            outside = 0
            for _, element in ElementTree.iterparse(part):
                tag = element.tag
                if tag == f"{MAIN}row":
                    held = [_place(cell) for cell in element if _holds_something(cell)]
                    inside = [p for p in held if p and p[0] <= last_row and p[1] <= last_column]
                    if inside and element.get("hidden") in ("1", "true"):
                        row, column = inside[0]
                        problem = "stands in a hidden row"
                        yield Mark(row, column, "", problem, "Show the row, or delete it")
                    for row, column in (p for p in held if p and p not in inside):
                        outside += 1
                        if outside == 1:
                            problem = "stands outside the part of the sheet that is filled in"
                            yield Mark(row, column, "", problem, "Move it inside, or delete it")
                    element.clear()
                elif tag == f"{MAIN}col" and element.get("hidden") in ("1", "true"):
                    first = int(element.get("min", "1"))
                    if first <= last_column:
                        yield Mark(0, first, "", "has a hidden column", "Show the column")
                elif tag == f"{MAIN}mergeCell":
                    yield _merged(element.get("ref", ""))
                elif tag not in (f"{MAIN}c", f"{MAIN}v", f"{MAIN}is", f"{MAIN}t", f"{MAIN}f"):
                    element.clear()


def _read_cell(cells: Cells, row: int, column: int, cell: Any) -> None:
    value, kind = cell.value, cell.data_type

    def mark(shown: object, problem: str, remedy: str) -> None:
        cells.marks.append(Mark(row, column, str(shown)[:80], problem, remedy))

    if kind == "f" or not isinstance(value, (str, int, float, date, time)):
        shown = value if isinstance(value, str) else getattr(value, "text", None) or ""
        mark(shown, "is a formula", "Type its result; the workbook does not compute")
    elif kind == "e":
        mark(value, "is an error of the spreadsheet", "Type the value that is meant")
    elif isinstance(value, float) and not math.isfinite(value):
        mark(value, "is too large for a number", "Type the number that is meant")
    elif isinstance(value, float | int) and "%" in (cell.number_format or ""):
        shown = f"{100 * value:g}"
        mark(f"{shown}%", "is stored as a percentage", f"Type {shown}, without a per cent sign")
    elif str(text := _as_text(value)).strip():
        cells.text[row, column] = text


def _as_text(value: Any) -> str:
    """Write a cell as it would stand in a CSV file, so that one reader serves both."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


def _place(cell: Any) -> tuple[int, int] | None:
    try:
        letters, row = coordinate_from_string(cell.get("r", ""))
        return row, column_index_from_string(letters)
    except ValueError:
        return None


def _holds_something(cell: Any) -> bool:
    return any(
        child.tag in (f"{MAIN}v", f"{MAIN}f", f"{MAIN}is") and "".join(child.itertext()).strip()
        for child in cell
    )


def _merged(reference: str) -> Mark:
    row: int | None = None
    column: int | None = None
    with suppress(ValueError, TypeError):
        column, row, *_ = range_boundaries(reference)
    return Mark(row or 0, column or 1, reference, "is merged with other cells", "Unmerge them")


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading; its values are never computed, its macros never run.

    Raises
    ------
    RefusedFileError
        It is no workbook, is damaged, too large, encrypted, or holds macros or links.
    """
    _check_first_bytes(path)
    with ExitStack() as stack:
        try:
            parts = stack.enter_context(zipfile.ZipFile(path))
            _check_parts(parts)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            stack.callback(book.close)
        except RefusedFileError:
            raise
        except OSError as error:
            reason = error.strerror or error
            raise RefusedFileError(f"cannot be read ({reason})", SAVE_AS) from error
        except Exception as error:  # a mangled file may raise anything; its sender needs a sentence
            raise RefusedFileError(
                f"is damaged, or no Excel workbook ({type(error).__name__})", SAVE_AS
            ) from error
        yield Workbook(book, parts)


def _check_first_bytes(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise RefusedFileError(
            f"cannot be read ({error.strerror})", "Check its name and rights"
        ) from error
    if not start:
        raise RefusedFileError("is empty", "Send the filled form again")
    if size > MOST_BYTES:
        problem = f"has {size / MEGABYTE:.0f} MB, where a return has at most {MOST_BYTES >> 20}"
        raise RefusedFileError(problem, FROM_THE_FORM)
    if start.startswith(bytes.fromhex("d0cf11e0")):
        raise RefusedFileError(
            "is protected by a password, or is in the old .xls format",
            "Remove the password, and save it as .xlsx",
        )
    if not start.startswith(b"PK"):
        text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
        kind = "a web page (HTML)" if text.startswith((b"<", b"\x3c\x00")) else "something else"
        if kind == "something else" and re.search(rb"[,;\t]", start) and b"\0\0" not in start:
            raise RefusedFileError(
                "is text with separators, not a workbook", "Name it .csv, or save it as .xlsx"
            )
        raise RefusedFileError(f"is {kind}, named like an Excel workbook", SAVE_AS)


def _check_parts(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    names = [entry.filename for entry in entries]
    lower = [name.lower() for name in names]
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedFileError("is protected by a password", "Remove the password")
    unpacked = sum(entry.file_size for entry in entries)
    for entry in entries:
        limits = [most for start, most in MOST_OF_PART.items() if entry.filename.startswith(start)]
        if limits and entry.file_size > limits[0]:
            unpacked = max(unpacked, MOST_UNPACKED + entry.file_size)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise RefusedFileError(
            f"unpacks to {unpacked / MEGABYTE:.0f} MB in {len(entries)} parts, far more than a "
            "return holds",
            FROM_THE_FORM,
        )
    if len(set(lower)) < len(lower):
        raise RefusedFileError("holds two parts of one name", SAVE_AS)
    if "xl/workbook.xml" not in lower:
        raise RefusedFileError("is a ZIP archive, but no Excel workbook (.xlsx)", SAVE_AS)
    for sign, problem, remedy in (
        ("vbaproject", "holds macros", "Save it as .xlsx, without macros"),
        ("externallinks/", "is linked to other files", "Type the values, and break the links"),
        ("embeddings/", "holds embedded files", "Remove them; send them beside the form"),
        ("activex/", "holds controls", "Remove them"),
    ):
        if any(sign in name for name in lower):
            raise RefusedFileError(problem, remedy)
