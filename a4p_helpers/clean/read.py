"""One CSV file into a typed frame, with every fault in it."""

import csv
import io
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.pandas import DataFrameModel

from a4p_helpers import paths, processed
from a4p_helpers.clean.cells import CellError, read_cell
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import Fault

TOTALS = re.compile(r"(grand |sub-?)?totals?|sum|all missions|overall", re.IGNORECASE)
OPTIONAL = ("classification", "period")  # what a file may leave out or add

Row = dict[str, str]


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> tuple[dict[int, Row], list[Fault]]:
    """Return the rows of a CSV file as text, by the row number a spreadsheet shows, and faults.

    `columns` must all be there; `optional` ones may. A file whose shape is wrong gives no rows.
    """
    name = paths.shown(path)

    def fault(problem: str, remedy: str, row: int = 0, value: str = "") -> Fault:
        return Fault(name, row, "", value, problem, remedy)

    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return {}, [fault("is not UTF-8 text", "Save it as 'CSV UTF-8'")]
    except OSError as error:
        return {}, [fault(f"cannot be read ({error.strerror})", "Put the file back")]
    lines = [
        (reader_row, cells)
        for reader_row, cells in _numbered(content)
        if not (len(cells) == 1 and not cells[0])
    ]
    if not lines:
        return {}, [fault("is empty", f"Give it the header {','.join(columns)}")]
    header = [cell.strip() for cell in lines[0][1]]
    if len(header) == 1 and ";" in header[0]:
        return {}, [fault("separates its columns by semicolons", "Save it with commas")]
    faults = _header_faults(fault, header, columns, optional)
    rows: dict[int, Row] = {}
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            faults.append(
                fault(
                    f"has {len(cells)} fields where the header has {len(header)}",
                    "Put quotation marks around text that holds commas",
                    number,
                )
            )
        elif any(TOTALS.fullmatch(cell.strip()) for cell in cells):
            faults.append(fault("is a totals row", "Remove it; totals are computed", number))
        elif not any(cell.strip() for cell in cells):
            faults.append(fault("is blank", "Remove the row", number))
        else:
            rows[number] = dict(zip(header, cells, strict=True))
    return ({} if any(not f.row for f in faults) else rows), faults


def _numbered(content: str) -> list[tuple[int, list[str]]]:
    """Return each record with the number of the line on which it starts."""
    reader = csv.reader(io.StringIO(content, newline=""))
    numbered, start = [], 1
    for cells in reader:
        numbered.append((start, cells))
        start = reader.line_num + 1
    return numbered


def _header_faults(
    fault: Any, header: list[str], columns: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    known = [*columns, *optional]
    faults = []
    for column in sorted({cell for cell in header if header.count(cell) > 1}):
        faults.append(fault(f"has the column {column!r} twice", "Keep one of them", 1))
    missing = [column for column in columns if column not in header]
    for column in (cell for cell in header if cell not in known):
        near = get_close_matches(column.lower(), missing, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        faults.append(
            fault("is not a column of this table", f"{hint}Rename or remove it", 0, column)
        )
    for column in missing:
        faults.append(fault(f"has no column {column!r}", "Add it; blank means not reported"))
    return faults


def read_table(
    path: Path, contract: type[Table], period: str
) -> tuple[dict[int, Row], dict[str, str], list[Fault]]:
    """Return the rows of a table's file as text, the kind of each column, and faults."""
    kinds = column_kinds(contract)
    required = [column for column in kinds if column not in OPTIONAL]
    rows, faults = read_rows(path, required, OPTIONAL)
    for number, row in rows.items():
        row["classification"] = row.get("classification", "").strip() or "external"
        stated = row.pop("period", period).strip()
        if stated != period:
            faults.append(
                Fault(
                    paths.shown(path),
                    number,
                    "period",
                    stated,
                    f"is another period than the folder's, {period}",
                    "Move the row to the folder of its period",
                )
            )
    return rows, kinds, faults


def column_kinds(contract: type[DataFrameModel]) -> dict[str, str]:
    """Return the kind of each column of a contract."""
    columns = contract.to_schema().columns
    return {name: column.metadata["kind"] for name, column in columns.items()}


def type_rows(
    path: Path, rows: dict[int, Row], contract: type[DataFrameModel]
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
                faults.append(
                    Fault(
                        paths.shown(path), number, column, row[column], error.problem, error.remedy
                    )
                )
            typed[column].append(value)
    frame = pd.DataFrame(
        {
            column: pd.Series(values, dtype=processed.DTYPES.get(kinds[column], "str"))
            for column, values in typed.items()
        }
    )
    frame.index = pd.Index(list(rows), name="row")
    return frame, faults
