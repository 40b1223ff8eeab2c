"""The reader for all CSV files that come from outside or are written by hand.

It is as strict as RFC 4180: a text with a quotation mark is enclosed in marks and doubles the mark
inside. So no mark can be lost or added unseen. A mark that is never closed, or that takes the rows
below into a text, is a fault at the row that opens it. Only the first cause is reported.
Text with only one possible reading is read, and a note says what was skipped. All else raises a
DelimitedError that says what to do.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from a4p_helpers.core.faults import NOTHING_TO_DO, hint, sentences
from a4p_helpers.core.wording import folded, tidy

MOST_NAMED = 60  # characters of a text within a message
CODE = re.compile(r"[A-Z][A-Za-z0-9.+_-]{1,15}")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SEPARATORS = ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars"))
SAVE = "Save it as 'CSV UTF-8'"
NOT_CLOSED = "opens a quotation mark that is not closed before the next one"
CLOSE = "Close the mark or remove it; write a mark within a text twice"
WITH_COMMAS = "Save it with commas"
HINT = re.compile(r"\ufeff*(?P<said>[\s\"]*sep\s*=(?P<sign>[^\r\n]*))(?=\r|\n|\Z)", re.IGNORECASE)
# A field in marks, or one without marks; a record of such fields.
FIELD = r'(?:"[^"]*(?:""[^"]*)*"|[^",\r\n]*)'
RECORD = re.compile(rf"{FIELD}(?:,{FIELD})*(?:\r\n|\r|\n)?")
PASSED_OVER = f"It was skipped; {NOTHING_TO_DO}"
MARKS = (  # at the start of a file, the longest first
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class DelimitedError(ValueError):
    """Why a file cannot be read as CSV; `row` is the spreadsheet's, 0 for the whole file."""

    def __init__(self, problem: str, remedy: str, row: int = 0, value: str = "") -> None:
        super().__init__(sentences(problem, remedy))
        self.problem, self.remedy, self.row, self.value = problem, remedy, row, value


@dataclass(frozen=True)
class Passed:
    """Something skipped in a file, or a fault of a row: row, problem, remedy, and the text."""

    row: int
    problem: str
    remedy: str
    value: str = ""


@dataclass
class Sheet:
    """A file with a header: its rows as text by column, by their row number in a spreadsheet.

    `faults` keep single rows out of `rows`; `notes` say what was skipped without harm.
    """

    header: list[str]
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[Passed] = field(default_factory=list)
    notes: list[Passed] = field(default_factory=list)


def text_of(content: bytes) -> str:
    """Return the text of a file: UTF-8, or the encoding of a byte order mark."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "UTF-8")
    if encoding == "UTF-8" and b"\x00" in content[:4096]:
        wide = content[:4096].count(b"\x00") * 3 > len(content[:4096])
        what = "is UTF-16 text without a mark that says so" if wide else "holds bytes of no text"
        raise DelimitedError(what, SAVE)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DelimitedError(f"is not {encoding} text", SAVE) from error
    if "\x00" in text:
        raise DelimitedError("holds bytes of no text", SAVE)
    text = text.lstrip("\ufeff")  # some programs write the mark twice
    if text.count("\r\r\n") == text.count("\n"):  # line ends translated twice
        text = text.replace("\r\r\n", "\r\n")
    return text


def records(text: str) -> dict[int, list[str]]:
    """Return the records of a CSV text by their row number in a spreadsheet, blank ones included.

    A spreadsheet shows one row for each record, however many lines of text it takes.
    """
    found: dict[int, list[str]] = {}
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    first = 0
    try:
        for row, cells in enumerate(reader, start=1):
            record, first = "".join(lines[first : reader.line_num]), reader.line_num
            if '"' in record and not RECORD.fullmatch(record):
                if opening := _opening(found):
                    raise DelimitedError(NOT_CLOSED, CLOSE, opening)
                problem = "holds a quotation mark within a text that has none around it"
                remedy = "Remove it, or put marks around the text and write the one within twice"
                raise DelimitedError(problem, remedy, row)
            found[row] = cells
        return found
    except csv.Error as error:
        opening, row = _opening(found), len(found) + 1
        if "field larger" in str(error):
            limit = csv.field_size_limit()
            problem = (
                f"holds a text of more than {limit:,} characters, or a quotation mark not closed"
            )
            raise DelimitedError(problem, "Shorten the text, or close the mark", row) from error
        ends = "unexpected end" in str(error) and not opening
        problem = "opens a quotation mark that is never closed" if ends else NOT_CLOSED
        raise DelimitedError(problem, CLOSE, opening or row) from error


def _opening(found: dict[int, list[str]]) -> int:
    """Return the row whose text swallowed other rows, if a mark is missing further down; else 0.

    A text that reaches a mark below may end there by chance, as if that mark closed it.
    """
    width = next((len(cells) for cells in found.values() if any(map(str.strip, cells))), 0)
    seen = _seen(found, width)
    for row, cells in found.items():
        for at, cell in enumerate(cells):
            if "\n" not in tidy(cell):
                continue
            if len(cells) != width or row == 1 or _rows_within(cell, at, seen):
                return row
    return 0


def sheet(content: bytes, columns: Sequence[str], optional: Sequence[str] = ()) -> Sheet:
    """Return the rows of a CSV file with a header of all `columns` and any of `optional`."""
    found = Sheet([])
    lines = records(_pass_over_hint(text_of(content), found))
    start = next((row for row, cells in lines.items() if any(map(str.strip, cells))), 0)
    if not start:
        raise DelimitedError("is empty", f"Give it the header {','.join(columns)}")
    if start > 1 and any(row not in (note.row for note in found.notes) for row in range(1, start)):
        found.notes.append(Passed(1, "is blank", PASSED_OVER))
    found.header = _header(lines, start, columns, optional, found)
    body = {row: cells for row, cells in lines.items() if row > start}
    _check_swallowed(body, len(found.header))
    _take_rows(found, body, lines[start])
    return found


def _pass_over_hint(text: str, found: Sheet) -> str:
    """Return a text without its first line such as `sep=,`, which tells Excel the separator.

    The line becomes blank, so that rows keep their numbers. It is found before fields are
    separated, since it is not CSV: `sep=","` would open a mark.
    """
    above = len(text) - len(text.lstrip("\r\n"))
    said = HINT.match(text, above)
    if not said:
        return text
    sign = said["sign"].strip(" \"',")
    if sign:
        word = dict(SEPARATORS).get(sign[0], f"the character {sign[0]!r}")
        raise DelimitedError(f"separates its columns by {word} (sep=)", WITH_COMMAS)
    row = len(list(io.StringIO(text[:above], newline=""))) + 1
    found.notes.append(
        Passed(row, "tells Excel the separator", PASSED_OVER, said["said"].strip('" '))
    )
    return text[: said.start("said")] + text[said.end() :]


def _header(
    lines: dict[int, list[str]],
    start: int,
    columns: Sequence[str],
    optional: Sequence[str],
    found: Sheet,
) -> list[str]:
    """Return the header without blank columns at its end; raise its first fault.

    The case, blanks and dashes of a column may differ: "First day".
    """
    known = [*columns, *optional]
    by_folded = {folded(name): name for name in known}

    def named(cells: Sequence[str]) -> list[str]:
        texts = [tidy(cell).strip() for cell in cells]
        return [
            text
            if any(sign in text for sign, _ in SEPARATORS)
            else by_folded.get(folded(text), text)
            for text in texts
        ]

    header = named(lines[start])
    if not set(columns) <= set(header):
        _look_further(lines, start, columns, named)
    while header and not header[-1]:
        header.pop()
    if len(header) < len(lines[start]):
        found.notes.append(Passed(start, "has blank columns at its end", PASSED_OVER))
    _check_names(header, columns, known, start)
    for name, cell in zip(header, lines[start], strict=False):
        if name != tidy(cell).strip():
            problem = f"names the column {name} in another spelling"
            found.notes.append(Passed(start, problem, f"It was taken; {NOTHING_TO_DO}", cell))
    return header


def _look_further(
    lines: dict[int, list[str]],
    start: int,
    columns: Sequence[str],
    named: Callable[[Sequence[str]], list[str]],
) -> None:
    """Raise why the first row is not the header, if the whole file shows it."""
    for row, cells in lines.items():
        filled = [cell for cell in cells if cell.strip()]
        if row < start or not filled:
            continue
        if set(columns) <= set(named(cells)) and row > start:
            above = f"row {start}" if row - start == 1 else f"rows {start} to {row - 1}"
            problem = f"has its header in row {row}, not in row {start}"
            raise DelimitedError(problem, f"Remove {above}", value=_named(lines[start]))
        for separator, word in SEPARATORS:
            parted = set(named(",".join(cells).split(separator)))
            if separator in filled[0] and (
                set(columns) <= parted or (row == start and len(filled) == 1)
            ):
                raise DelimitedError(f"separates its columns by {word}", WITH_COMMAS)
        if len(filled) == 1 and set(columns) <= set(named(filled[0].split(","))):
            problem = "has quotation marks around whole rows"
            raise DelimitedError(problem, "Remove the marks around the rows", row)


def _check_names(header: list[str], columns: Sequence[str], known: Sequence[str], row: int) -> None:
    """Raise the faults of the names of the columns, all in one sentence."""
    twice = [name for name in dict.fromkeys(header) if name and header.count(name) > 1]
    if twice:
        raise DelimitedError(f"has the column {twice[0]!r} twice", "Keep one of them", row)
    if any("\n" in name and "," in name for name in header):
        problem = "opens a quotation mark that takes in a line below"
        raise DelimitedError(problem, "Close the mark where the name ends, or remove it", row)
    if "" in header:
        problem = f"has no name for column {header.index('') + 1} of {len(header)}"
        raise DelimitedError(problem, "Name the column or remove it", row)
    missing = [name for name in columns if name not in header]
    strange = [name for name in header if name not in known]
    if strange and len(missing) == len(columns) > 0:
        problem = f"lacks this table's header: row {row} has {_named(header)!r}"
        raise DelimitedError(problem, f"Give it the header {','.join(columns)}")
    if strange:
        near = hint(strange[0], missing or known)
        more = f", nor are {', '.join(map(repr, strange[1:]))}" if strange[1:] else ""
        problem = f"is not a column of this table{more}{near}"
        lacking = f"; what is missing is {', '.join(missing)}" if missing and not near else ""
        raise DelimitedError(problem, f"Rename or remove it{lacking}", row, strange[0])
    if missing:
        named = ", ".join(map(repr, missing))
        remedy = f"Add {'it' if len(missing) == 1 else 'them'}; blank means not reported"
        raise DelimitedError(f"has no column {named}", remedy, row)


def _check_swallowed(body: dict[int, list[str]], width: int) -> None:
    """Raise if a text holds lines that look like rows, which misplaced marks took in."""
    if width < 2:
        return
    seen = _seen(body, width)
    for row, cells in body.items():
        for at, cell in enumerate(cells[:width]):
            taken = _rows_within(cell, at, seen)
            if taken:
                rows = "a line that looks like a row"
                if len(taken) > 1:
                    rows = f"{len(taken)} lines that look like rows"
                problem = f"opens a quotation mark that takes in {rows}"
                remedy = "Close the mark where the text ends, or remove it"
                raise DelimitedError(problem, remedy, row, _named([taken[0]]))


def _seen(body: dict[int, list[str]], width: int) -> list[set[str]]:
    """Return the set of texts in each column."""
    return [
        {cells[at].strip() for cells in body.values() if len(cells) > at and cells[at].strip()}
        for at in range(width)
    ]


def _rows_within(cell: str, at: int, seen: Sequence[set[str]]) -> list[str]:
    """Return the lines of a text in column `at` that are rows: whole rows, or parts of rows.

    A text that runs from one row into the same column of another has the rest of the first row in
    its first line, and the start of the other in its last line.
    """
    lines = tidy(cell).split("\n")
    width, last = len(seen), len(lines) - 1
    if not last:
        return []
    whole = [line for line in lines[1:] if _looks_like_row(line.split(","), seen)]
    parts = [width - 1 - at, *[width - 1] * (last - 1), at]
    if not whole and [line.count(",") for line in lines] == parts:
        starts = [at, *[0] * last]
        fields = [
            (start + place, field)
            for start, line in zip(starts, lines, strict=True)
            for place, field in enumerate(line.split(","))
        ]
        whole = lines[1:] * any(
            column != at and field.strip() in seen[column] for column, field in fields
        )
    return whole


def _looks_like_row(fields: Sequence[str], seen: Sequence[set[str]]) -> bool:
    """Whether a line within a text has as many fields as a row, with content like that of rows."""
    width = len(seen)
    if len(fields) != width:
        return False
    said = [field.strip() for field in fields]
    code = CODE.fullmatch(said[0])
    return (
        said[0] in seen[0]
        or bool(code and said[0].upper()[:3] == said[0][:3])
        or (width > 2 and any(map(NUMBER.fullmatch, said)))
        or (width > 2 and any(one in seen[place] for place, one in enumerate(said) if one))
    )


def _take_rows(found: Sheet, body: dict[int, list[str]], header: Sequence[str]) -> None:
    """Take the rows below the header; a row with the wrong number of fields is a fault."""
    width = len(found.header)
    filled = [row for row, cells in body.items() if any(map(str.strip, cells))]
    first, last = min(filled, default=0), max(filled, default=0)
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
        elif row == first and _are_tags(texts):
            found.notes.append(Passed(row, "holds HXL tags", PASSED_OVER, _named(texts)))
        elif texts == list(header)[: len(texts)] and len(texts) == width:
            found.faults.append(Passed(row, "is the header again", "Remove the row"))
        elif len(texts) != width:
            fields = "1 field" if len(texts) == 1 else f"{len(texts)} fields"
            problem = f"has {fields} where the header has {width}"
            remedy = "Put quotation marks around text that holds commas"
            if len(texts) < width:
                remedy = "Write a comma for each cell, even a blank one"
            found.faults.append(Passed(row, problem, remedy))
        else:
            found.rows[row] = dict(zip(found.header, texts, strict=True))


def _are_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds the hashtags of the Humanitarian Exchange Language."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return all(re.fullmatch(r"#[a-z][\w+ -]*", cell, re.IGNORECASE) for cell in said)


def _named(cells: Sequence[str]) -> str:
    text = " ".join(",".join(cells).split())
    return text if len(text) <= MOST_NAMED else f"{text[: MOST_NAMED - 1]}…"
