"""From one file, or one sheet of a form, to rows of text, and from these to a typed frame."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.clean.cells import CellError, read_cell
from a4p_helpers.contracts import bounds
from a4p_helpers.contracts.table import Contract, Table
from a4p_helpers.core import delimited, paths
from a4p_helpers.core.faults import Fault, in_short
from a4p_helpers.core.languages import _
from a4p_helpers.core.wording import INVISIBLE, says_not_public, tidy
from a4p_helpers.store import processed

OPTIONAL = ("classification", "period")  # columns that a file may omit or add
EXTERNAL, INTERNAL = "external", "internal"
PUT_BACK = "Put the file back"
LONGEST_VALUE = 200  # characters of a cell in a message

Row = dict[str, str]


@dataclass
class Part:
    """Rows of one table from one file, as text, by their row number in a spreadsheet.

    `faults` prevent its use; `notes` say what was tidied. For a form's sheet `headings` gives the
    letter and heading of each column and, if it has only one row, `cells` gives the cell. A fault
    above `first_row` concerns every row. `held` rows wait for their sender to confirm them.
    """

    file: str
    rows: dict[int, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    sheet: str = ""
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    held: dict[int, Row] = field(default_factory=dict)
    first_row: int = 2

    def placed(self, fault: Fault) -> Fault:
        """Return a fault with its place as the sender sees it."""
        fault = replace(fault, file=self.file)
        if not self.sheet:
            return fault
        first, *_ = fault.column.split("; ")  # a key may have several columns
        letter, heading = self.headings.get(first, ("", ""))
        cell = f"{letter}{fault.row}" if letter and fault.row else ""
        if fault.row:
            cell = self.cells.get(first, cell)
        return replace(fault, sheet=self.sheet, cell=cell, column=heading)

    def at(self, row: int, column: str, value: str, problem: str, remedy: str) -> Fault:
        """Return a fault at a cell, with its place as the sender sees it."""
        return self.placed(Fault(self.file, row, column, value, problem, remedy))

    def note_tidied(self, row: int, column: str, text: str) -> str:
        """Return a cell without invisible marks, and note any that it had.

        A classification of invisible marks alone is a fault, as nobody can read it.
        """
        clear = tidy(text)
        if not INVISIBLE.search(text):
            return clear
        if column == "classification" and not clear.strip():
            problem, remedy = (
                _("cannot be read: it holds invisible marks only"),
                _("Choose it again"),
            )
            self.faults.append(self.at(row, column, "", problem, remedy))
        else:
            problem, remedy = (
                _("holds invisible marks"),
                _("They were removed; you need not do anything"),
            )
            self.notes.append(self.at(row, column, clear, problem, remedy))
        return clear


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = (), remedy: str = PUT_BACK
) -> tuple[dict[int, Row], list[Fault]]:
    """Return the rows of a CSV file as text, by their row number in a spreadsheet, and faults.

    `columns` are required; `optional` ones are not. A file of the wrong shape gives no rows.
    `remedy` says what to do if the file is missing.
    """
    part = read_part(path, columns, optional, remedy=remedy)
    return part.rows, part.faults


def read_part(
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    file: str = "",
    remedy: str = PUT_BACK,
) -> Part:
    """Return the same as `read_rows`, with notes on what was tidied.

    Faults name the file `file`, or else its path.
    """
    name = file or paths.shown(path)
    part = Part(name)
    try:
        sheet = delimited.sheet(path.read_bytes(), columns, optional)
    except OSError as error:
        problem = _("cannot be read ({reason})", reason=error.strerror)
        part.faults.append(Fault(name, 0, "", "", problem, remedy))
        return part
    except delimited.DelimitedError as error:
        part.faults.append(Fault(name, error.row, "", error.value, error.problem, error.remedy))
        return part
    for told, passed in ((part.faults, sheet.faults), (part.notes, sheet.notes)):
        told += [Fault(name, one.row, "", one.value, one.problem, one.remedy) for one in passed]
    for number, cells in sheet.rows.items():
        part.rows[number] = {
            column: part.note_tidied(number, column, cell) for column, cell in cells.items()
        }
    return part


def read_table(path: Path, contract: type[Table], period: str) -> Part:
    """Return the rows of a table's file; a row of another period is a fault."""
    required = [column for column in column_kinds(contract) if column not in OPTIONAL]
    part = read_part(path, required, OPTIONAL)
    settle(part, period)
    return part


def settle(part: Part, period: str) -> None:
    """Fill in what rows may omit, and find rows of another period."""
    for number, row in part.rows.items():
        stated = row.pop("period", period).strip()
        if stated != period:
            problem = _("is another period than the folder's, {period}", period=period)
            remedy = _("Move the row to the folder of its period")
            part.faults.append(part.at(number, "period", stated, problem, remedy))
    classify(part)


def classify(part: Part) -> None:
    """Settle the classification of each row: blank is external, unless row or file say otherwise.

    A row that says it is not for the public stays internal, and its sender is asked.
    """
    of_file = says_not_public(Path(part.file).stem.replace("_", " "))
    for number, row in part.rows.items():
        if row.get("classification", "").strip():
            continue
        row["classification"] = EXTERNAL
        texts = [name for name, text in row.items() if says_not_public(text)]
        if texts or of_file:
            row["classification"] = INTERNAL
            heading = (
                part.headings.get(texts[0], ("", texts[0]))[1] if texts else _("the file's name")
            )
            problem = _(
                "is blank, but {heading} says that this is not for the public", heading=heading
            )
            remedy = _(
                "The row is kept inside. Write internal to confirm, or external to publish it"
            )
            part.notes.append(part.at(number, "classification", "", problem, remedy))


def column_kinds(contract: type[Contract]) -> dict[str, str]:
    """Return the kind of each column of a contract."""
    columns = contract.to_schema().columns
    return {name: column.metadata["kind"] for name, column in columns.items()}


def _read(text: str, options: Sequence[str] | None, column: Any) -> Any:
    """Return the value of a cell, or its fault."""
    try:
        value = read_cell(text, column.metadata["kind"], options, column.metadata["unit"])
    except CellError as error:
        return error
    if value is None and not column.nullable:
        return CellError(_("is blank"), _("Fill it; this column may not be left out"))
    return value


def type_rows(
    file: str, rows: dict[int, Row], contract: type[Contract]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a frame of typed cells, indexed by row number, and their faults."""
    faults: list[Fault] = []
    frame = pd.DataFrame(index=pd.Index(list(rows), name="row"))
    for name, column in contract.to_schema().columns.items():
        options, texts = bounds.choices(column), [row[name] for row in rows.values()]
        # Most texts of a column repeat, so each is read once.
        known = {text: _read(text, options, column) for text in dict.fromkeys(texts)}
        for number, text in zip(rows, texts, strict=True):
            if isinstance(wrong := known[text], CellError):
                shown = in_short(text, LONGEST_VALUE)
                faults.append(Fault(file, number, name, shown, wrong.problem, wrong.remedy))
        values = [None if isinstance(known[text], CellError) else known[text] for text in texts]
        dtype = processed.DTYPES.get(column.metadata["kind"], "str")
        frame[name] = pd.Series(values, index=frame.index, dtype=dtype)
    return frame, sorted(faults, key=lambda fault: fault.row)
