"""A published file as text, before anything is made of it, and what is wrong with it."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.core import delimited, missions, paths
from a4p_helpers.core.faults import Fault
from a4p_helpers.open_data.derived import OpenDataError

AGAIN = "Download the file again"


class Published:
    """The columns that are needed of one CSV file, every cell as text without outer blanks.

    `rows` is indexed by the row number that a spreadsheet shows. A column that the file lacks is a
    fault and not in `rows`, so that the other columns can still be checked. `padded` counts the
    cells that had outer blanks, by column.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.file = paths.shown(path)
        self.faults: list[Fault] = []
        self.sha256 = ""
        raw = self._parsed(self._content(path), columns)
        self.rows = raw.apply(lambda cells: cells.str.strip())
        self.padded: dict[str, int] = {
            str(name): int((raw[name] != self.rows[name]).sum()) for name in raw
        }

    def has(self, *columns: str) -> bool:
        """Whether the file has all of these columns."""
        return all(column in self.rows for column in columns)

    def check(
        self, column: str, is_good: Callable[[str], object], problem: str, remedy: str
    ) -> None:
        """Refuse each cell of a column that a rule does not accept."""
        if self.has(column):
            verdicts = {cell: bool(is_good(cell)) for cell in self.rows[column].unique()}
            self.refuse(column, ~self.rows[column].map(verdicts).astype(bool), problem, remedy)

    def refuse(self, column: str, is_bad: pd.Series, problem: str, remedy: str) -> None:
        """Add a fault of one column for each marked row; rows that are not listed are not marked.

        A blank in `is_bad` means that the row could not be judged, which is another rule's fault.
        """
        marks = is_bad.fillna(False)
        for row in marks.index[marks.astype(bool)]:
            value = self.rows.at[row, column]
            self.faults.append(Fault(self.file, int(row), column, value, problem, remedy))

    def raise_faults(self) -> None:
        """Raise all faults at once, in the order of the file, if there are any."""
        if self.faults:
            order = sorted(self.faults, key=lambda fault: fault.row)
            raise OpenDataError(self.file, order)

    def notes(self) -> list[str]:
        """Say which cells had outer blanks, if any had."""
        padded = {column: cells for column, cells in self.padded.items() if cells}
        if not padded:
            return []
        total = sum(padded.values())
        return [f"Cells with blanks around their text, removed: {total:,} ({', '.join(padded)})."]

    def _fault(self, problem: str, remedy: str, row: int = 0, column: str = "") -> None:
        self.faults.append(Fault(self.file, row, column, "", problem, remedy))

    def _content(self, path: Path) -> str:
        try:
            content = path.read_bytes()
            self.sha256 = hashlib.sha256(content).hexdigest()
            return delimited.text_of(content)
        except OSError as error:
            problem, remedy = f"cannot be read ({error.strerror})", "Check the name and the folder"
            raise self._refused(problem, remedy) from error
        except delimited.DelimitedError as error:
            remedy = f"{AGAIN}, as CSV; do not save it from a spreadsheet"
            raise self._refused(error.problem, remedy) from error

    def _parsed(self, content: str, columns: Sequence[str]) -> pd.DataFrame:
        try:  # lines without anything keep their number only
            records = {row: cells for row, cells in delimited.records(content).items() if cells}
        except delimited.DelimitedError as error:
            remedy = f"{AGAIN}; it is cut, or was edited"
            raise self._refused(error.problem, remedy, error.row) from error
        header = [cell.strip() for cell in records.pop(1, [])]
        for column in columns:
            if header.count(column) != 1:
                found = "is missing" if column not in header else "is there more than once"
                self._fault(found, f"{AGAIN}, with the publisher's own header", 1, column)
        for row, cells in records.items():
            if len(cells) != len(header):
                problem = f"has {len(cells)} fields where the header has {len(header)}"
                self._fault(problem, f"{AGAIN}; the row is cut or lacks quotation marks", row)
        whole = {row: cells for row, cells in records.items() if len(cells) == len(header)}
        if not whole:
            self._fault("holds no complete row", AGAIN)
            self.raise_faults()
        places = {column: header.index(column) for column in columns if column in header}
        by_column = {name: [row[place] for row in whole.values()] for name, place in places.items()}
        return pd.DataFrame(by_column, index=pd.Index(list(whole), name="row"), dtype="str")

    def _refused(self, problem: str, remedy: str, row: int = 0) -> OpenDataError:
        return OpenDataError(self.file, [Fault(self.file, row, "", "", problem, remedy)])


def is_date(cell: str) -> bool:
    """Whether a cell is a day of the calendar, written 2023-05-31."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def is_month(cell: str) -> bool:
    """Whether a cell is a month of the calendar, written 2023-05."""
    return is_date(f"{cell}-01")


def is_mission(cell: str) -> bool:
    """Whether the reference data know a spelling of a mission."""
    try:
        missions.code(cell)
    except missions.UnknownMissionError:
        return False
    return True


def as_codes(spellings: pd.Series) -> pd.Series:
    """Return the mission that each spelling means; what is not known stays as it is."""
    known = {cell: missions.code(cell) for cell in spellings.unique() if is_mission(cell)}
    return spellings.map(lambda cell: known.get(cell, cell)).astype("str")
