"""Reading a workbook from outside safely: bounded in size, rows and columns, never computed.

Whatever the file, reading takes seconds and little memory: sizes are checked before anything is
unpacked, XML is read without entities, and no cell outside the requested area is ever built.

It takes what the sender saw: a cell that shows something other than it holds is marked. It reads
cells from their XML, since openpyxl loses which part of a text is struck through and which letters
were escaped; openpyxl reads sheets, styles and dates.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from defusedxml import ElementTree
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.packaging.relationship import get_dependents
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from a4p_helpers.clean import formats
from a4p_helpers.clean.formats import PLAINLY, UnlikeError
from a4p_helpers.core.faults import in_short
from a4p_helpers.core.languages import _

MEGABYTE = 2**20
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 10 * MEGABYTE
MOST_PARTS = 500
MOST_MARKS = 40  # reported for one sheet at a time
MOST_NUMBER = 1e15  # beyond it a spreadsheet does not hold every digit
LEAST_HEIGHT = 2.0  # of a visible row, in points
LEAST_WIDTH = 0.5  # of a visible column, in letters
# Largest sizes of parts that openpyxl reads whole: many times what our forms need.
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
MOST_OF_XML = 2 * MEGABYTE  # of any other part, such as comments
SAVE_AS = _("Open it in Excel or LibreOffice and save it as .xlsx")
FROM_THE_FORM = _("Copy the answers into the form that you were sent, and send that")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
OTHER = _("something else")
STRICT = b"http://purl.oclc.org/ooxml/"
ON = ("1", "true")
OF_A_CELL = {f"{MAIN}{tag}" for tag in ("c", "v", "f", "is", "t", "r", "rPr", "strike")}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes what XML cannot hold
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


Inputs = Set[tuple[int, int]]  # the cells of a form that the sender fills, by row and column


class RefusedFileError(ValueError):
    """A file that is not read at all; says what is wrong and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Mark:
    """Something in a sheet that cannot be read plainly; row 0 means the whole sheet.

    A note blocks nothing: it reports what is beside the cells, such as a comment.
    """

    row: int
    column: int
    value: str
    problem: str
    remedy: str
    is_note: bool = False


@dataclass(frozen=True)
class Cells:
    """The filled cells of a sheet inside the requested area, as text, and its marks."""

    text: dict[tuple[int, int], str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


class Piece(NamedTuple):
    """A run of a cell's text; if it does not say whether it is struck through, the cell does."""

    text: str
    is_struck: bool | None = None


class Look(NamedTuple):
    """How a cell looks: its number format, and whether it is struck through or invisible."""

    code: str = "General"
    is_struck: bool = False
    is_unseen: bool = False


class Workbook:
    """An opened workbook; sheets are read one at a time."""

    def __init__(self, book: Any, parts: zipfile.ZipFile) -> None:
        self._book = book
        self._parts = parts
        self._strings = _shared_strings(parts)
        self._looks: dict[str, Look] = {}
        self.sheets: tuple[str, ...] = tuple(sheet.title for sheet in book.worksheets)

    def is_visible(self, name: str) -> bool:
        """Whether the sender can see a sheet."""
        return bool(self._book[name].sheet_state == "visible")

    def read(
        self, name: str, last_row: int, last_column: int, inputs: Inputs | None = None
    ) -> Cells:
        """Return the cells of a sheet from A1 to the given row and column.

        Formulas, errors, times, text struck through, hidden or merged cells, cells that show
        something other than they hold, and anything outside the area are marked and never read as
        values. Comments, text boxes and pictures are noted. Cells of a form outside its `inputs`
        belong to the form and are never marked.
        """
        cells = Cells()
        try:
            sheet = self._book[name]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what openpyxl doubts is marked below
                layout = self._scan(sheet, cells, last_row, last_column, inputs)
                cells.marks.extend(layout[:MOST_MARKS])
                if len(layout) > MOST_MARKS:  # a row that is not reported must not be taken
                    problem = _(
                        "has {number} more places like these", number=len(layout) - MOST_MARKS
                    )
                    remedy = _("Correct those listed, and look for the others")
                    cells.marks.append(Mark(0, 0, "", problem, remedy))
                cells.marks.extend(islice(self._notes(sheet), MOST_MARKS))
        except RefusedFileError:
            raise
        except Exception as error:  # a damaged file may cause any error
            raise RefusedFileError(
                _(
                    "has a sheet {name!r} that cannot be read ({error})",
                    name=name,
                    error=type(error).__name__,
                ),
                SAVE_AS,
            ) from error
        return cells

    def _scan(
        self, sheet: Any, cells: Cells, last_row: int, last_column: int, inputs: Inputs | None
    ) -> list[Mark]:
        """Read a sheet's XML into cells; return the faults of its layout."""
        layout: list[Mark] = []
        filled = {row for row, _column in inputs or ()}
        is_outside_told = False
        row, usual_height = 0, LEAST_HEIGHT
        # openpyxl has no public name for the part of a sheet; its version is pinned.
        with self._parts.open(sheet._worksheet_path) as part:
            for _event, element in ElementTree.iterparse(part):
                tag = element.tag
                if tag == f"{MAIN}row":
                    row, column = int(element.get("r", row + 1)), 0
                    inside = None
                    for cell in element.iterfind(f"{MAIN}c"):
                        at, column = _place(cell, row, column + 1)
                        if not _holds_something(cell):
                            continue
                        if at <= last_row and column <= last_column:
                            inside = inside or (at, column)
                            is_own = inputs is not None and (at, column) not in inputs
                            self._read_cell(sheet, cells, at, column, cell, is_own)
                        elif not is_outside_told:
                            is_outside_told = True
                            problem = _("stands outside the part of the sheet that is filled in")
                            remedy = _("Move it inside, or delete it")
                            layout.append(Mark(at, column, "", problem, remedy))
                    if inside and (how := _unseen_row(element, usual_height)):
                        layout.append(Mark(*inside, "", how, _("Show the row, or delete it")))
                    element.clear()
                elif tag == f"{MAIN}sheetFormatPr" and element.get("customHeight") in ON:
                    usual_height = float(element.get("defaultRowHeight", LEAST_HEIGHT))
                elif tag == f"{MAIN}col" and (how := _unseen_column(element)):
                    first = int(element.get("min", "1"))
                    if first <= last_column:
                        problem = _("{how}, {letter}", how=how, letter=get_column_letter(first))
                        layout.append(Mark(0, first, "", problem, _("Show the column")))
                elif tag == f"{MAIN}mergeCell" and len(layout) <= MOST_MARKS:
                    merged = _merged(element.get("ref", ""), last_row)
                    layout += [one for one in merged if inputs is None or one.row in filled]
                elif tag not in OF_A_CELL:
                    element.clear()
        return layout

    def _read_cell(
        self, sheet: Any, cells: Cells, row: int, column: int, cell: Any, is_own: bool
    ) -> None:
        """Take a cell's text as the sender saw it, or mark why not; never mark the form's cells."""
        key = cell.get("s", "0")
        if key not in self._looks:
            # openpyxl gives a style only through a cell that has it.
            self._looks[key] = _look(ReadOnlyCell(sheet, row, column, None, style_id=int(key)))
        try:
            text = self._taken(cell, self._looks[key])
        except UnlikeError as error:
            if is_own:
                return
            value = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", error.value)[:80]
            cells.marks.append(Mark(row, column, value, error.problem, error.remedy))
        else:
            if text.strip():
                cells.text[row, column] = text

    def _taken(self, cell: Any, look: Look) -> str:
        """Return a cell's text as in a CSV file, so that one reader serves both."""
        kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            remedy = _("Type its result; the workbook does not compute")
            raise UnlikeError(_("is a formula"), remedy, f"={formula.text or ''}")
        if kind == "e":
            raise UnlikeError(
                _("is an error of the spreadsheet"), _("Type the value that is meant"), value
            )
        inline = cell.find(f"{MAIN}is")
        if kind == "s":
            pieces = self._strings[int(value)]
        elif kind == "inlineStr" and inline is not None:
            pieces = _pieces(inline)
        else:
            pieces = [Piece(value)]
        pieces = [Piece(_unescaped(one.text), one.is_struck) for one in pieces]
        text = "".join(one.text for one in pieces)
        if not text.strip():
            return ""
        if UNWRITABLE.search(text):
            raise UnlikeError(
                _("holds a character that cannot be stored"), _("Type the text again"), text
            )
        seen = self._seen(kind, text, look.code)
        struck = {
            look.is_struck if one.is_struck is None else one.is_struck
            for one in pieces
            if one.text.strip()
        }
        if True in struck:
            raise UnlikeError(
                _("is partly struck through") if False in struck else _("is struck through"),
                _("Delete it if it does not count, or remove the line through it if it does"),
                seen,
            )
        if look.is_unseen:
            raise UnlikeError(
                _("is written in the colour of its cell"), _("Write it in black"), seen
            )
        return seen

    def _seen(self, kind: str, text: str, code: str) -> str:
        """Return a cell's text as its kind and number format show it."""
        if kind == "n":
            number = float(text)
            if not abs(number) < MOST_NUMBER:  # nor is "not a number" one
                raise UnlikeError(_("is too large for a number"), PLAINLY, text)
            return formats.number_seen(number, code, self._book.epoch)
        if kind == "d":
            if not re.match(r"\d{4}-\d\d-\d\d", text):
                raise UnlikeError(
                    _("is a time or duration ({text}), not a number", text=text), PLAINLY
                )
            return formats.date_seen(datetime.fromisoformat(text))
        if kind == "b":
            return "yes" if text in ON else "no"
        return formats.text_seen(text, code)

    def _notes(self, sheet: Any) -> Iterator[Mark]:
        """Yield a note for each comment and drawing of a sheet, which are not read."""
        names = set(self._parts.namelist())
        folder, name = sheet._worksheet_path.rsplit("/", 1)
        relations = f"{folder}/_rels/{name}.rels"
        beside = get_dependents(self._parts, relations) if relations in names else ()
        said: dict[str, dict[str, str]] = {"comments": {}, "threadedComment": {}}
        for target, kind in {one.target: one.Type.rpartition("/")[2] for one in beside}.items():
            if target not in names or kind not in (*said, "drawing"):
                continue
            root = ElementTree.fromstring(self._parts.read(target))
            if kind == "drawing" and len(root):
                text = " ".join(piece.text or "" for piece in root.iter(f"{DRAWN}t"))
                problem = _("has a text box, picture or other drawing, which is not read")
                yield _note(0, 0, text, problem)
            for comment in root.iter(f"{MAIN}comment"):
                text = "".join(piece.text or "" for piece in comment.iter(f"{MAIN}t"))
                said["comments"][comment.get("ref", "")] = _unescaped(text)
            for comment in root.iter(f"{THREADED}threadedComment"):
                place, text = comment.get("ref", ""), comment.findtext(f"{THREADED}text", "")
                thread = said["threadedComment"]
                thread[place] = f"{thread[place]} / {text}" if place in thread else text
        # Excel repeats a thread among the comments, with a preamble, for older programs.
        for place, text in {**said["comments"], **said["threadedComment"]}.items():
            with suppress(ValueError):
                letters, row = coordinate_from_string(place)
                column = column_index_from_string(letters)
                yield _note(row, column, text, _("has a comment, which is not read"))


def _note(row: int, column: int, text: str, problem: str) -> Mark:
    remedy = _("Put it into a cell of the row if it is meant to count")
    shown = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", in_short(text, 60))
    return Mark(row, column, shown, problem, remedy, is_note=True)


def _shared_strings(parts: zipfile.ZipFile) -> dict[int, list[Piece]]:
    """Return the texts that cells refer to by number, in runs."""
    types = ElementTree.fromstring(parts.read("[Content_Types].xml"))
    kind = "spreadsheetml.sharedStrings+xml"
    paths = [one.get("PartName", "") for one in types if one.get("ContentType", "").endswith(kind)]
    strings: dict[int, list[Piece]] = {}
    if paths:
        with parts.open(paths[0].lstrip("/")) as part:
            for _event, element in ElementTree.iterparse(part):
                if element.tag == f"{MAIN}si":
                    strings[len(strings)] = _pieces(element)
                    element.clear()
    return strings


def _pieces(element: Any) -> list[Piece]:
    """Return a text in runs, without the phonetic guides of East Asian texts."""
    pieces = []
    for child in element:
        if child.tag == f"{MAIN}t":
            pieces.append(Piece(child.text or ""))
        elif child.tag == f"{MAIN}r":
            look = child.find(f"{MAIN}rPr")
            line = None if look is None else look.find(f"{MAIN}strike")
            is_struck = line is not None and line.get("val", "1") in ON
            text = child.findtext(f"{MAIN}t") or ""
            pieces.append(Piece(text, None if look is None else is_struck))
    return pieces


def _unescaped(text: str) -> str:
    """Replace escapes such as `_x000D_` by their characters; join escaped surrogate pairs."""
    if "_x" not in text:
        return text
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _look(cell: Any) -> Look:
    font, fill = cell.font, cell.fill
    ground = "FFFFFF"
    if fill is not None and fill.fill_type:
        ground = _colour(fill.fgColor) if fill.fill_type == "solid" else ""
    is_unseen = bool(ground) and _colour(font.color) == ground
    code, number = cell.number_format or "General", cell.style_array.numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE and number not in BUILTIN_FORMATS:
        code = f"[built-in {number}]"  # dates of East Asian editions, among others
    return Look(code, bool(font.strike), is_unseen)


def _colour(colour: Any) -> str:
    """Return a colour as six digits or its number in the theme; blank for the default."""
    if colour is None:
        return ""
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour.type == "indexed" and colour.indexed < 64:  # then come the system's own
        return str(COLOR_INDEX[colour.indexed])[-6:]
    if colour.type == "theme" and colour.theme == 0 and not colour.tint:
        return "FFFFFF"
    return f"{colour.type} {colour.value} {colour.tint}"


def _place(cell: Any, row: int, column: int) -> tuple[int, int]:
    """Return the place that a cell gives, or else the next place."""
    if "r" not in cell.attrib:
        return row, column
    letters, row = coordinate_from_string(cell.get("r"))
    return row, column_index_from_string(letters)


def _holds_something(cell: Any) -> bool:
    return any(
        child.tag == f"{MAIN}f"
        or (child.tag in (f"{MAIN}v", f"{MAIN}is") and "".join(child.itertext()).strip())
        for child in cell
    )


def _unseen_row(row: Any, usual_height: float) -> str:
    """Return why a row is not visible; filters and closed groups hide rows too."""
    if row.get("hidden") in ON:
        return _("is in a hidden row")
    is_low = float(row.get("ht", usual_height)) < LEAST_HEIGHT
    return _("is in a row too low to be seen") if is_low else ""


def _unseen_column(column: Any) -> str:
    """Return why a column is not visible."""
    if column.get("hidden") in ON:
        return _("has a hidden column")
    is_narrow = float(column.get("width", LEAST_WIDTH)) < LEAST_WIDTH
    return _("has a column too narrow to be seen") if is_narrow else ""


def _merged(reference: str, last_row: int) -> Iterator[Mark]:
    """Mark every row of merged cells: each shows what only the first holds."""
    first, start, end = 1, 0, 0
    with suppress(ValueError, TypeError):
        column, row, _last, last = range_boundaries(reference)
        first, start, end = column or 1, row or 0, last or 0
    for row in range(start, max(start, min(end, last_row)) + 1):
        yield Mark(row, first, reference, _("is merged with other cells"), _("Unmerge them"))


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading; its values are never computed, its macros never run.

    Raises
    ------
    RefusedFileError
        It is not a workbook, or is damaged, too large, encrypted, or holds macros or links.
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
            workbook = Workbook(book, parts)
        except RefusedFileError:
            raise
        except OSError as error:
            reason = error.strerror or error
            raise RefusedFileError(
                _("cannot be read ({reason})", reason=reason), SAVE_AS
            ) from error
        except Exception as error:  # a damaged file may raise anything; its sender needs a sentence
            raise RefusedFileError(
                _("is damaged or not an Excel workbook ({error})", error=type(error).__name__),
                SAVE_AS,
            ) from error
        yield workbook


def _check_first_bytes(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise RefusedFileError(
            _("cannot be read ({reason})", reason=error.strerror),
            _("Check its name and rights"),
        ) from error
    if not start:
        raise RefusedFileError(_("is empty"), _("Send the filled form again"))
    if size > MOST_BYTES:
        problem = _(
            "has {size:.0f} MB, where a return has at most {most}",
            size=size / MEGABYTE,
            most=MOST_BYTES >> 20,
        )
        raise RefusedFileError(problem, FROM_THE_FORM)
    if start.startswith(bytes.fromhex("d0cf11e0")):
        raise RefusedFileError(
            _("is protected by a password, or is in the old .xls format"),
            _("Remove the password, and save it as .xlsx"),
        )
    if not start.startswith(b"PK"):
        text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
        kind = _("a web page (HTML)") if text.startswith((b"<", b"\x3c\x00")) else OTHER
        if kind == OTHER and re.search(rb"[,;\t]", start) and b"\0\0" not in start:
            raise RefusedFileError(
                _("is text with separators, not a workbook"), _("Name it .csv, or save it as .xlsx")
            )
        raise RefusedFileError(_("is {kind}, named like an Excel workbook", kind=kind), SAVE_AS)


def _check_parts(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    names = [entry.filename for entry in entries]
    lower = [name.lower() for name in names]
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedFileError(_("is protected by a password"), _("Remove the password"))
    unpacked = sum(entry.file_size for entry in entries)
    for entry in entries:
        name = entry.filename
        limits = [most for start, most in MOST_OF_PART.items() if name.startswith(start)]
        if name.lower().endswith((".xml", ".rels")):
            limits.append(MOST_OF_XML)
        if limits and entry.file_size > limits[0]:
            unpacked = max(unpacked, MOST_UNPACKED + entry.file_size)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise RefusedFileError(
            _(
                "unpacks to {size:.0f} MB in {number} parts, far more than a return holds",
                size=unpacked / MEGABYTE,
                number=len(entries),
            ),
            FROM_THE_FORM,
        )
    if len(set(lower)) < len(lower):
        raise RefusedFileError(_("holds two parts of the same name"), SAVE_AS)
    if "xl/workbook.xml" not in lower:
        raise RefusedFileError(_("is a ZIP archive, not an Excel workbook (.xlsx)"), SAVE_AS)
    for sign, problem, remedy in (
        ("vbaproject", _("holds macros"), _("Save it as .xlsx, without macros")),
        (
            "externallinks/",
            _("is linked to other files"),
            _("Type the values, and break the links"),
        ),
        (
            "embeddings/",
            _("holds embedded files"),
            _("Remove them; send them beside the form"),
        ),
        ("activex/", _("holds controls"), _("Remove them")),
    ):
        if any(sign in name for name in lower):
            raise RefusedFileError(problem, remedy)
    if STRICT in parts.read(names[lower.index("xl/workbook.xml")]):
        raise RefusedFileError(
            _("is saved as a 'Strict Open XML' workbook, which this workbook does not read"),
            _("Choose File, Save As, 'Excel Workbook (.xlsx)', not 'Strict Open XML'"),
        )
