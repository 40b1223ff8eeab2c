"""A published table as text, before any counting, with its faults."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.core import missions, paths
from a4p_helpers.core.faults import Fault, hint
from a4p_helpers.core.wording import folded
from a4p_helpers.open_data import dates, grid
from a4p_helpers.open_data.datasets import SURE, Column, Dataset, declared, likeliest, plain
from a4p_helpers.open_data.derived import OpenDataError
from a4p_helpers.open_data.grid import Grid
from a4p_helpers.open_data.monthly_report import Report

# A row of missions.csv may leave blank all but its first three cells.
NEW_MISSION = (
    "Add a row to missions.csv, such as 'ACRONYM,Full name,special political,,,,,,,,,,', or the "
    "spelling to aliases.csv"
)
AGAIN = "Download the file again"


class Published:
    """The needed columns of one published table, as text without outer blanks.

    Of several possible datasets, it is read as the one with the largest share of its columns.
    `rows` has our column names and is indexed by the row number in a spreadsheet. A missing column
    is a fault and not in `rows`, so that the others can still be checked. `places` are the page and
    line of each row from a PDF.
    """

    def __init__(self, path: Path, among: Sequence[Dataset]) -> None:
        self.file = paths.shown(path)
        self.faults: list[Fault] = []
        self.said: list[str] = []
        self.places: dict[int, tuple[int, int]] = {}
        table = self._grid(path, among)
        dataset, share = likeliest(table.header, among)
        other, share_of_other = likeliest(table.header, declared())
        if share < SURE <= share_of_other:
            problem = f"has the columns of {other.id}, {other.name}"
            raise self._refused(problem, f"Import it as {other.into}")
        self.sha256 = table.sha256
        self.said += table.notes
        self.rows = self._columns(dataset, self._cells(table, dataset))

    @classmethod
    def of_pdf(cls, path: Path, report: Report) -> "Published":
        """Return the rows of a report read from its PDF."""
        self = cls.__new__(cls)
        self.file, self.faults, self.sha256 = paths.shown(path), [], report.sha256
        self.said = list(report.notes)
        self.rows = report.rows.set_axis(range(1, len(report.rows) + 1), axis="index")
        self.places = dict(zip(self.rows.index, report.places, strict=True))
        return self

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
        """Add a fault of one column for each marked row; rows not listed are not marked.

        A blank in `is_bad` means that the row could not be judged; another rule reports that.
        """
        marks = is_bad.fillna(False)
        for row in marks.index[marks.astype(bool)]:
            value = str(self.rows.at[row, column])
            page, line = self.places.get(row, (0, int(row)))
            fault = Fault(self.file, line, column, value, problem, remedy, page=page)
            self.faults.append(fault)

    def raise_faults(self) -> None:
        """Raise all faults at once, if any, in the order of the file."""
        if self.faults:
            order = sorted(self.faults, key=lambda fault: (fault.page, fault.row))
            raise OpenDataError(self.file, order)

    def _fault(self, problem: str, remedy: str, row: int = 0, column: str = "") -> None:
        self.faults.append(Fault(self.file, row, column, "", problem, remedy))

    def _grid(self, path: Path, among: Sequence[Dataset]) -> Grid:
        try:
            return grid.read(path, [name for one in among for name in one.sources])
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
            raise self._refused(problem, "Check the name and the folder") from error
        except grid.GridError as error:
            raise self._refused(error.problem, error.remedy, error.row) from error

    def _cells(self, found: Grid, dataset: Dataset) -> pd.DataFrame:
        """Return the publisher's columns that we read, under their expected names."""
        places = self._matched(found, dataset)
        width = len(found.header)
        for row, cells in found.rows.items():
            if len(cells) != width:
                problem = f"has {len(cells)} fields where the header has {width}"
                self._fault(problem, f"{AGAIN}; the row is cut or lacks quotation marks", row)
        whole = {row: cells for row, cells in found.rows.items() if len(cells) == width}
        if not whole:
            self._fault("holds no complete row", AGAIN)
            self.raise_faults()
        index = pd.Index(list(whole), name="row")
        raw = {name: [row[at] for row in whole.values()] for name, at in places.items()}
        frame = pd.DataFrame(raw, index=index, dtype="str")
        rows: pd.DataFrame = frame.apply(lambda cells: cells.str.strip())
        padded = {str(name): int((frame[name] != rows[name]).sum()) for name in frame}
        if total := sum(padded.values()):
            named = ", ".join(name for name, number in padded.items() if number)
            self.said.append(f"Cells with blanks around their text, removed: {total:,} ({named}).")
        return rows

    def _matched(self, found: Grid, dataset: Dataset) -> dict[str, int]:
        """Return the place of each column; another spelling is accepted if it is unambiguous."""
        places: dict[str, int] = {}
        for name in dataset.sources:
            exact = [at for at, cell in enumerate(found.header) if cell == name]
            alike = [at for at, cell in enumerate(found.header) if plain(cell) == plain(name)]
            standing = exact or alike
            if len(standing) == 1:
                places[name] = standing[0]
                if not exact:
                    self.said.append(f"Column {found.header[standing[0]]!r} is read as {name}.")
            elif standing:
                remedy = f"{AGAIN}, with the publisher's own header"
                self._fault("occurs more than once", remedy, found.at, name)
        known = {plain(name) for name in (*dataset.sources, *dataset.others)}
        new = [name for name in found.header if name and plain(name) not in known]
        for name in dataset.sources:
            if name not in places and not any(fault.column == name for fault in self.faults):
                near = hint(name, new)
                remedy = f"{AGAIN}, with the publisher's own header"
                if new:
                    which = f"one of {', '.join(new)}" if len(new) > 1 else repr(new[0])
                    remedy = f"If it is {which}, name it so in the header"
                self._fault(f"is missing{near}", remedy, found.at, name)
        if new and not self.faults:
            self.said.append(f"New columns, skipped: {', '.join(new)}.")
        return places

    def _columns(self, dataset: Dataset, cells: pd.DataFrame) -> pd.DataFrame:
        """Return our columns, made from the publisher's."""
        made = {}
        for column in dataset.columns:
            if not column.sources:
                made[column.name] = pd.Series(column.value, index=cells.index, dtype="str")
            elif set(column.sources) <= set(cells):
                texts = self._column(column, cells[list(column.sources)])
                if texts is not None:
                    made[column.name] = texts
        return pd.DataFrame(made, index=cells.index)

    def _column(self, column: Column, cells: pd.DataFrame) -> pd.Series | None:
        texts: pd.Series = cells.iloc[:, 0]
        if len(column.sources) > 1:
            numbers = cells.apply(pd.to_numeric, errors="coerce").sum(axis=1, skipna=False)
            texts = numbers.astype("Int64").astype("str").replace("<NA>", "")
            return texts
        if column.words:
            return texts.map(lambda cell: column.words.get(folded(cell), cell)).astype("str")
        if column.form == "text":
            return texts
        days, said, unclear = dates.read(texts)
        if unclear:
            problem = f"holds dates such as {unclear}, where day or month may come first"
            self._fault(problem, "Write them as 2023-05-31", column=column.sources[0])
            return None
        self.said += [f"Dates in {column.sources[0]}: {one}." for one in said]
        if column.form == "month":
            days = days.str[:7]
        return days

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
    """Return the mission for each spelling; unknown ones stay as they are."""
    known = {cell: missions.code(cell) for cell in spellings.unique() if is_mission(cell)}
    return spellings.map(lambda cell: known.get(cell, cell)).astype("str")
