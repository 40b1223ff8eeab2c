"""Small tables for tests of counting rules, typed as cleaning types them and true to contract."""

from functools import cache
from typing import Any

import pandas as pd

from a4p_helpers.clean.read import column_kinds
from a4p_helpers.contracts import TABLES, bounds
from a4p_helpers.store.processed import DTYPES, IS_SUPPRESSED
from a4p_helpers.store.values import Values

# What stands in a column that a test does not care for and that may not be blank.
FILLERS: dict[str, Any] = {
    "reporter": "PLANNING",
    "text": "anything",
    "mission": "UNMISS",
    "mission_or_hq": "HQ",
    "month": "2023-05",
    "date": "2023-05-31",
    "cycle": "2022–2023",
    "block": "P1.NARRATIVES",
    "deliverable": "1.1.1",
    "indicator": "P4.HOSPITALS",
    "count": 1,
    "number": 1,
    "yes_no": False,
}


@cache
def kinds_of(name: str) -> dict[str, str]:
    """Return the kind of each column of a table."""
    return column_kinds(TABLES[name])


@cache
def _filler(name: str, column: str) -> Any:
    declared = TABLES[name].to_schema().columns[column]
    if column == "classification":
        return "external"
    if declared.nullable:
        return None
    options = bounds.choices(declared)
    return options[0] if options else FILLERS[kinds_of(name)[column]]


def table(name: str, columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return a table with these columns and rows; None is blank, other columns are filled.

    The table is checked against its contract: no rule is tested on what cleaning would refuse.
    """
    named = columns.split()
    cells = {column: [row[at] for row in rows] for at, column in enumerate(named)}
    frame = pd.DataFrame(
        {
            column: pd.Series(
                cells.get(column, [_filler(name, column)] * len(rows)),
                dtype=DTYPES.get(kind, "str"),
            )
            for column, kind in kinds_of(name).items()
        }
    )
    assert set(named) <= set(frame), f"{name} has no column {set(named) - set(frame)}"
    TABLES[name].validate(frame)
    if TABLES[name].Config.metadata["sensitive"]:
        frame[IS_SUPPRESSED] = pd.Series(False, index=frame.index, dtype="boolean")
    return frame


def plain(cell: Any) -> Any:
    """Return a cell as Python knows it, None for a missing one."""
    return None if pd.isna(cell) else getattr(cell, "item", lambda: cell)()


def lines(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return what an exhibit shows, the header first."""
    body = [tuple(map(plain, row)) for row in frame.itertuples(index=False, name=None)]
    return [tuple(frame.columns), *body]


def parts(by: pd.Series | None) -> dict[Any, Any]:
    """Return the parts of a value by label, None for a missing one."""
    assert by is not None, "the value has no parts"
    return {plain(label): plain(part) for label, part in by.items()}


def numbers(opened: Values, *codes: str) -> tuple[Any, ...]:
    """Return the numbers of some indicators, None for one that is not reported."""
    found = [opened[code] for code in codes]
    assert all((one.status == "reported") == (one.number is not None) for one in found)
    assert {one.status for one in found} <= {"reported", "not reported"}
    return tuple(one.number for one in found)
