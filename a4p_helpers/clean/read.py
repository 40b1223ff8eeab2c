"""One CSV file into a typed frame, with every fault in it."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.pandas import DataFrameModel

from a4p_helpers import paths, processed
from a4p_helpers.clean.cells import CellError, read_cell, tidy
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import Fault, hint

TOTALS = re.compile(r"(grand |sub-?)?totals?|sum|all missions|overall", re.IGNORECASE)
OPTIONAL = ("classification", "period")  # what a file may leave out or add

Row = dict[str, str]


@dataclass
class Part:
    """Rows of one table from one file, as text, by the row that a spreadsheet shows.

    `faults` keep it from being used; `notes` tell what was tidied. On a form's sheet `headings`
    gives letter and heading of each column.
    """

    file: str
    rows: dict[int, Row] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    sheet: str = ""
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)

    def placed(self, fault: Fault) -> Fault:
        """Return a fault with the place that its sender sees."""
        fault = replace(fault, file=self.file)
        if not self.sheet:
            return fault
        first, *_ = fault.column.split("; ")  # a key may be made of several columns
        letter, heading = self.headings.get(first, ("", ""))
        cell = f"{letter}{fault.row}" if letter and fault.row else ""
        return replace(fault, sheet=self.sheet, cell=cell, column=heading)

    def note_tidied(self, row: int, column: str, text: str) -> str:
        """Return a cell without invisible marks, and note where there were any."""
        clear = tidy(text)
        if clear.replace("\n", "") != text.replace("\r", "").replace("\n", ""):
            problem, remedy = "holds invisible marks", "They were left out; nothing is to be done"
            self.notes.append(self.placed(Fault(self.file, row, column, clear, problem, remedy)))
        return clear


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> tuple[dict[int, Row], list[Fault]]:
    """Return the rows of a CSV file as text, by the row number a spreadsheet shows, and faults.

    `columns` must all be there; `optional` ones may. A file whose shape is wrong gives no rows.
    """
    part = read_part(path, columns, optional)
    return part.rows, part.faults


def read_part(
    path: Path, columns: Sequence[str], optional: Sequence[str] = (), file: str = ""
) -> Part:
    """Return what `read_rows` does, with notes on what was tidied.

    Faults name the file as `file`, or by its path.
    """
    name = file or paths.shown(path)
    part = Part(name)

    def fault(problem: str, remedy: str, row: int = 0, value: str = "") -> Fault:
        return Fault(name, row, "", value, problem, remedy)

    def refused(problem: str, remedy: str) -> Part:
        return Part(name, faults=[fault(problem, remedy)])

    try:
        content = path.read_text(encoding="utf-8-sig")
        # A spreadsheet shows one row a record, however many lines of text that takes.
        lines = list(enumerate(csv.reader(io.StringIO(content, newline="")), start=1))
    except UnicodeDecodeError:
        return refused("is not UTF-8 text", "Save it as 'CSV UTF-8'")
    except csv.Error as error:
        return refused(f"is not CSV ({error})", "Save it as 'CSV UTF-8'")
    except OSError as error:
        return refused(f"cannot be read ({error.strerror})", "Put the file back")
    if not lines:
        return refused("is empty", f"Give it the header {','.join(columns)}")
    header = [tidy(cell).strip() for cell in lines[0][1]]
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            return refused(f"separates its columns by {word}", "Save it with commas")
    faults = part.faults
    faults += _header_faults(fault, header, columns, optional)
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            faults.append(fault("is blank", "Remove the row", number))
        elif len(cells) != len(header):
            faults.append(
                fault(
                    f"has {len(cells)} fields where the header has {len(header)}",
                    "Put quotation marks around text that holds commas",
                    number,
                )
            )
        elif any(TOTALS.fullmatch(cell.strip()) for cell in cells):
            faults.append(fault("is a totals row", "Remove it; totals are computed", number))
        else:
            part.rows[number] = {
                column: part.note_tidied(number, column, cell)
                for column, cell in zip(header, cells, strict=True)
            }
    if any(not f.row for f in faults):
        part.rows = {}
    return part


def _header_faults(
    fault: Any, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    known = [*columns, *optional]
    faults = []
    for column in sorted({cell for cell in header if header.count(cell) > 1}):
        faults.append(fault(f"has the column {column!r} twice", "Keep one of them", 1))
    missing = [column for column in columns if column not in header]
    for column in (cell for cell in header if cell not in known):
        problem = f"is not a column of this table{hint(column, missing)}"
        faults.append(fault(problem, "Rename or remove it", 0, column))
    for column in missing:
        faults.append(fault(f"has no column {column!r}", "Add it; blank means not reported"))
    return faults


def read_table(path: Path, contract: type[Table], period: str) -> Part:
    """Return the rows of a table's file; a row of another period than the folder's is a fault."""
    required = [column for column in column_kinds(contract) if column not in OPTIONAL]
    part = read_part(path, required, OPTIONAL)
    settle(part, period)
    return part


def settle(part: Part, period: str) -> None:
    """Fill in what rows may leave out, and find those of another period."""
    for number, row in part.rows.items():
        row["classification"] = row.get("classification", "").strip() or "external"
        stated = row.pop("period", period).strip()
        if stated != period:
            problem = f"is another period than the folder's, {period}"
            remedy = "Move the row to the folder of its period"
            part.faults.append(
                part.placed(Fault(part.file, number, "period", stated, problem, remedy))
            )


def column_kinds(contract: type[DataFrameModel]) -> dict[str, str]:
    """Return the kind of each column of a contract."""
    columns = contract.to_schema().columns
    return {name: column.metadata["kind"] for name, column in columns.items()}


def type_rows(
    file: str, rows: dict[int, Row], contract: type[DataFrameModel]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a frame of typed cells, indexed by row number, and the faults of its cells."""
    schema = contract.to_schema()
    kinds = column_kinds(contract)
    faults: list[Fault] = []
    typed: dict[str, list[Any]] = {column: [] for column in kinds}
    for number, row in rows.items():
        for column, kind in kinds.items():
            declared = schema.columns[column]
            options = next(
                (
                    check.statistics["allowed_values"]
                    for check in declared.checks
                    if check.name == "isin"
                ),
                None,
            )
            value = None
            try:
                value = read_cell(row[column], kind, options)
                if value is None and not declared.nullable:
                    raise CellError("is blank", "Fill it; this column may not be left out")
            except CellError as error:
                faults.append(Fault(file, number, column, row[column], error.problem, error.remedy))
            typed[column].append(value)
    frame = pd.DataFrame(
        {
            column: pd.Series(values, dtype=processed.DTYPES.get(kinds[column], "str"))
            for column, values in typed.items()
        }
    )
    frame.index = pd.Index(list(rows), name="row")
    return frame, faults
