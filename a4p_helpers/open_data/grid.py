"""A downloaded table in CSV, JSON or xlsx: its header and its rows, all as text.

Nothing is judged here. Rows above the header are skipped, and so is a row of hashtags of the
Humanitarian Exchange Language (HXL) below it.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from a4p_helpers.core import delimited
from a4p_helpers.open_data.datasets import plain

MEGABYTE = 2**20
LARGEST, MOST_UNPACKED = 100 * MEGABYTE, 400 * MEGABYTE
MOST_COLUMNS = 200  # of a sheet that are read
DEEPEST = 15  # rows within which the header must be
AGAIN = "Download the file again"
TAG = re.compile(r"#[a-z][\w+ -]*", re.IGNORECASE)


class GridError(ValueError):
    """Why a file holds no readable table; `row` is 0 for the whole file."""

    def __init__(self, problem: str, remedy: str, row: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.row = problem, remedy, row


@dataclass(frozen=True)
class Grid:
    """The header in row `at`, and the rows below by their row number in a spreadsheet.

    Rows of JSON are counted as if they were in a spreadsheet below a header.
    """

    header: list[str]
    at: int
    rows: dict[int, list[str]]
    notes: list[str]
    sha256: str


def read(path: Path, known: Iterable[str]) -> Grid:
    """Return the table of a file; its header is the row with most known columns.

    Raises
    ------
    GridError
        The file holds no table.
    OSError
        It cannot be opened.
    """
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise GridError(f"is larger than {LARGEST // MEGABYTE} MB", "Take one dataset only")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    names = {plain(name) for name in known}
    if content.startswith(b"PK"):
        records = _workbook(path, names)
    elif start in (b"[", b"{"):
        records = _json(content)
    elif start == b"<":
        raise GridError("is a web page", f"{AGAIN}; what was saved is not the dataset")
    elif content.startswith(b"%PDF"):
        raise GridError("is a PDF file", "Name it so (.pdf), and import it as personnel")
    else:
        records = _csv(content)
    records = {row: cells for row, cells in records.items() if any(map(str.strip, cells))}
    if not records:
        raise GridError("is empty", AGAIN)

    at = _header(records, names)
    notes = []
    if at > min(records):
        notes.append(f"Rows above the header in row {at} were skipped.")
    below = {row: cells for row, cells in records.items() if row > at}
    if below and _are_tags(below[min(below)]):
        notes.append(f"The HXL tags in row {min(below)} were skipped.")
        del below[min(below)]
    header = [cell.strip() for cell in records[at]]
    return Grid(header, at, below, notes, hashlib.sha256(content).hexdigest())


def _header(records: dict[int, list[str]], names: set[str]) -> int:
    """Return which of the first rows has most known columns."""
    return max(
        [row for row in records if row <= DEEPEST] or [min(records)],
        key=lambda row: (_known(records[row], names), -row),
    )


def _known(cells: Sequence[str], names: set[str]) -> int:
    return sum(plain(cell) in names for cell in cells)


def _are_tags(cells: Sequence[str]) -> bool:
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(TAG.fullmatch(cell) for cell in said)


def _csv(content: bytes) -> dict[int, list[str]]:
    try:
        text = delimited.text_of(content)
    except delimited.DelimitedError as error:
        remedy = f"{AGAIN}, as CSV; do not save it from a spreadsheet"
        raise GridError(error.problem, remedy) from error
    first = text.lstrip().split("\n", 1)[0]
    for separator, word in delimited.SEPARATORS:
        if "," not in first and separator in first:
            raise GridError(f"separates its columns by {word}", delimited.WITH_COMMAS)
    try:
        return delimited.records(text)
    except delimited.DelimitedError as error:
        raise GridError(error.problem, f"{AGAIN}; it is cut, or was edited", error.row) from error


def _json(content: bytes) -> dict[int, list[str]]:
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise GridError("is not complete JSON", f"{AGAIN}; it is cut, or was edited") from error
    if isinstance(data, list) and data and all(isinstance(one, list) for one in data):
        return {row: list(map(_text, cells)) for row, cells in enumerate(data, start=1)}
    found = _records(data)
    header = list(dict.fromkeys(name for record in found for name in record))
    lines = [header, *([_text(record.get(name)) for name in header] for record in found)]
    return dict(enumerate(lines, start=1))


def _records(data: Any, depth: int = 3) -> list[dict[str, Any]]:
    """Return the longest list of records within JSON: the hub's own, or a nested one."""
    if isinstance(data, list):
        records = [one for one in data if isinstance(one, dict)]
        inner = [
            next(iter(one[name] for name in ("properties", "attributes") if name in one), one)
            for one in records
        ]
        return [one for one in inner if isinstance(one, dict)]
    if isinstance(data, dict) and depth:
        return max((_records(one, depth - 1) for one in data.values()), key=len, default=[])
    return []


def _workbook(path: Path, names: set[str]) -> dict[int, list[str]]:
    """Return the rows of the sheet with most known columns."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise GridError("unpacks to more than any dataset", "Take the dataset as CSV")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = [
            {
                row: list(map(_text, cells))
                for row, cells in enumerate(
                    sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1
                )
                if any(cells)
            }
            for sheet in book.worksheets
        ]
        book.close()
    except GridError:
        raise
    except Exception as error:  # for a damaged workbook openpyxl may raise anything
        raise GridError("cannot be read as a workbook", f"{AGAIN}, as CSV") from error

    def most_known(lines: dict[int, list[str]]) -> int:
        return max((_known(cells, names) for cells in list(lines.values())[:DEEPEST]), default=0)

    lines = max(sheets, key=most_known, default={})
    width = max(
        (at for cells in lines.values() for at, one in enumerate(cells, 1) if one), default=0
    )
    return {row: [*cells[:width], *[""] * (width - len(cells))] for row, cells in lines.items()}


def _text(value: Any) -> str:
    """Return a value as CSV would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time().isoformat() == "00:00:00":
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
