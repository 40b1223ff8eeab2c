"""The one reader of CSV files that come from outside or are written by hand.

It is strict: a quotation mark that is never closed, or that takes rows below it into a text, is a
fault at the row that opens it. It finds the first cause and says that alone. What can be read in
one way only is read, and a note says what was passed over.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from a4p_helpers.faults import NOTHING_TO_DO, hint, sentences
from a4p_helpers.wording import tidy

MOST_ABOVE = 20  # rows among which a header that stands further down is looked for
MOST_NAMED = 60  # signs of a text within a message
CODE = re.compile(r"[A-Z][A-Za-z0-9.+_-]{1,15}")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SEPARATORS = ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars"))
SAVE = "Save it as 'CSV UTF-8'"
PASSED_OVER = f"That was passed over; {NOTHING_TO_DO}"
MARKS = (  # at the start of a file, the longest first
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class DelimitedError(ValueError):
    """Why a file cannot be read as CSV: the row that a spreadsheet shows, 0 for the whole file."""

    def __init__(self, problem: str, remedy: str, row: int = 0, value: str = "") -> None:
        super().__init__(sentences(problem, remedy))
        self.problem, self.remedy, self.row, self.value = problem, remedy, row, value


@dataclass(frozen=True)
class Passed:
    """What was passed over in a file, or stands in the way: row, problem, remedy, and the text."""

    row: int
    problem: str
    remedy: str
    value: str = ""


@dataclass
class Sheet:
    """A file with a header: its rows as text by column, by the row that a spreadsheet shows.

    `faults` keep single rows out of `rows`; `notes` say what was passed over without harm.
    """

    header: list[str]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[Passed] = field(default_factory=list)
    notes: list[Passed] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """Return the text of a file.

    Raises
    ------
    DelimitedError
        It is not UTF-8, and no mark at its start says what else it is; or it holds no text.
    """
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\x00" in content[:4096]:
        wide = content[:4096].count(b"\x00") * 3 > len(content[:4096])
        what = "is UTF-16 text without a mark that says so" if wide else "holds bytes of no text"
        raise DelimitedError(what, SAVE)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DelimitedError("is not UTF-8 text", SAVE) from error
    if "\x00" in text:
        raise DelimitedError("holds bytes of no text", SAVE)
    return text


def records(text: str) -> dict[int, list[str]]:
    """Return the records of a CSV text by the row that a spreadsheet shows, blank ones included.

    A spreadsheet shows one row a record, however many lines of text that takes.

    Raises
    ------
    DelimitedError
        A quotation mark is not closed, or a field is longer than any text; names the row.
    """
    found: dict[int, list[str]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 1
    try:
        for row, cells in enumerate(reader, start=1):
            found[row] = cells
        return found
    except csv.Error as error:
        row = len(found) + 1
        if "field larger" in str(error):
            limit = csv.field_size_limit()
            problem = f"holds a text of more than {limit:,} signs, or a quotation mark not closed"
            raise DelimitedError(problem, "Shorten the text, or close the mark", row) from error
        problem = "opens a quotation mark that is not closed before the next one"
        if "unexpected end" in str(error):
            problem = "opens a quotation mark that is never closed"
        remedy = "Close the mark or remove it; write a mark within a text twice"
        raise DelimitedError(problem, remedy, row) from error


def sheet(content: bytes, columns: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """Return the rows of a CSV file with a header: all of `columns`, and any of `optional`.

    Raises
    ------
    DelimitedError
        The file as a whole cannot be read: says the first cause, and what to do.
    """
    found = Sheet([])
    lines = records(text_of(content))
    _pass_over_hint(lines, found)
    start = next((row for row, cells in lines.items() if any(map(str.strip, cells))), 0)
    if not start:
        raise DelimitedError("is empty", f"Give it the header {','.join(columns)}")
    if start > 1 and any(row not in (note.row for note in found.notes) for row in range(1, start)):
        found.notes.append(Passed(1, "is blank", PASSED_OVER))
    found.header = _header(lines, start, columns, optional, found)
    body = {row: cells for row, cells in lines.items() if row > start}
    _check_swallowed(body, len(found.header))
    _take_rows(found, body)
    return found


def _pass_over_hint(lines: dict[int, list[str]], found: Sheet) -> None:
    """Leave out a first line such as `sep=,`, by which Excel is told the separator."""
    first = [cell for cell in lines.get(1, []) if cell.strip()]
    if not re.match(r"\s*sep\s*=", first[0] if first else "", re.IGNORECASE):
        return
    said = ",".join(lines[1]).strip()
    separator = said.partition("=")[2].strip(' "') or "\t"
    if not separator.startswith(","):
        word = dict(SEPARATORS).get(separator[0], f"the sign {separator[0]!r}")
        raise DelimitedError(f"separates its columns by {word} (sep=)", "Save it with commas")
    del lines[1]
    found.notes.append(Passed(1, "tells Excel the separator", PASSED_OVER, said))


def _header(
    lines: dict[int, list[str]],
    start: int,
    columns: Sequence[str],
    optional: Sequence[str],
    found: Sheet,
) -> list[str]:
    """Return the header, blank columns at its end left out; whatever is wrong with it is raised."""
    known = [*columns, *optional]
    header = [tidy(cell).strip() for cell in lines[start]]
    for separator, word in SEPARATORS:
        if sum(bool(cell) for cell in header) == 1 and separator in header[0]:
            raise DelimitedError(f"separates its columns by {word}", "Save it with commas")
    if not set(header) & set(known):
        for row in [row for row in lines if row > start][:MOST_ABOVE]:
            if set(columns) <= {tidy(cell).strip() for cell in lines[row]}:
                above = f"row {start}" if row - start == 1 else f"rows {start} to {row - 1}"
                problem = f"has its header in row {row}, not in row {start}"
                raise DelimitedError(problem, f"Remove {above}", value=_named(lines[start]))
    while header and not header[-1]:
        header.pop()
    if len(header) < len(lines[start]):
        found.notes.append(Passed(start, "has blank columns at its end", PASSED_OVER))
    _check_names(header, columns, known, start)
    return header


def _check_names(header: list[str], columns: Sequence[str], known: Sequence[str], row: int) -> None:
    """Raise what is wrong with the names of the columns, all in one sentence."""
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    if twice:
        raise DelimitedError(f"has the column {twice[0]!r} twice", "Keep one of them", row)
    if "" in header:
        problem = f"has a column without a name, the {header.index('') + 1}. of {len(header)}"
        raise DelimitedError(problem, "Name it or remove it", row)
    missing = [name for name in columns if name not in header]
    strange = [name for name in header if name not in known]
    if strange and len(missing) == len(columns) > 0:
        problem = f"has no header of this table: {_named(header)!r} stands in row {row}"
        raise DelimitedError(problem, f"Give it the header {','.join(columns)}")
    if strange:
        near = hint(strange[0], missing or known)
        more = f", nor are {', '.join(map(repr, strange[1:]))}" if strange[1:] else ""
        problem = f"is not a column of this table{more}{near}"
        lacking = f"; what is missing is {', '.join(missing)}" if missing and not near else ""
        raise DelimitedError(problem, f"Rename or remove it{lacking}", row, strange[0])
    if missing:
        named = ", ".join(map(repr, missing))
        remedy = "Add it; blank means not reported"
        raise DelimitedError(f"has no column {named}", remedy, row)


def _check_swallowed(body: dict[int, list[str]], width: int) -> None:
    """Raise where a text holds lines that look like rows: a mark too few took them in."""
    firsts = {cells[0].strip() for cells in body.values() if cells and cells[0].strip()}
    for row, cells in body.items():
        for cell in cells:
            taken = [line for line in cell.splitlines()[1:] if _looks_like_row(line, width, firsts)]
            if taken:
                rows = "a line" if len(taken) == 1 else f"{len(taken)} lines"
                problem = f"opens a quotation mark that takes in {rows} that look like rows"
                remedy = "Close the mark where the text ends, or remove it"
                raise DelimitedError(problem, remedy, row, _named([taken[0]]))


def _looks_like_row(line: str, width: int, firsts: set[str]) -> bool:
    """Whether a line within a text has the fields of a row, and begins as rows do."""
    if line.count(",") < width - 1 or width < 2:
        return False
    fields = next(csv.reader([line]), [])
    if len(fields) != width:
        return False
    first = fields[0].strip()
    return (
        first in firsts
        or bool(CODE.fullmatch(first) and first.upper()[:3] == first[:3])
        or (width > 2 and any(NUMBER.fullmatch(one.strip()) for one in fields))
    )


def _take_rows(found: Sheet, body: dict[int, list[str]]) -> None:
    """Take the rows below the header; one that has no place for its fields is a fault."""
    width = len(found.header)
    filled = [row for row, cells in body.items() if any(map(str.strip, cells))]
    last = max(filled, default=0)
    if any(row > last for row in body if body[row]) and last:
        found.notes.append(Passed(last + 1, "is blank", PASSED_OVER))
    for row, cells in body.items():
        texts = [*cells]
        while len(texts) > width and not texts[-1].strip():
            texts.pop()
        if row > last:
            continue
        if not any(map(str.strip, texts)):
            found.faults.append(Passed(row, "is blank", "Remove the row"))
        elif row == min(filled) and _are_tags(texts):
            found.notes.append(Passed(row, "holds HXL tags", PASSED_OVER, _named(texts)))
        elif len(texts) != width:
            problem = f"has {len(texts)} fields where the header has {width}"
            remedy = "Put quotation marks around text that holds commas"
            found.faults.append(Passed(row, problem, remedy))
        else:
            found.rows[row] = dict(zip(found.header, texts, strict=True))


def _are_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds the hashtags of the Humanitarian Exchange Language."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return all(re.fullmatch(r"#[a-z][\w+ ]*", cell, re.IGNORECASE) for cell in said)


def _named(cells: Sequence[str]) -> str:
    text = " ".join(",".join(cells).split())
    return text if len(text) <= MOST_NAMED else f"{text[: MOST_NAMED - 1]}…"
