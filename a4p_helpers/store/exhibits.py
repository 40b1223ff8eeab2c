"""The content of a block as a file: a frame that keeps its types."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd


def write(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as JSON: name, type and cells of each column, from left to right.

    Raises
    ------
    TypeError
        A cell is not a number, ratio, text, or yes or no.
    """
    columns = [{"name": str(name), **packed(frame[name])} for name in frame]
    stored = {"rows": len(frame), "columns": columns}
    text = json.dumps(stored, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path) -> pd.DataFrame:
    """Return a frame as it was written.

    Raises
    ------
    OSError
        The file does not exist.
    """
    stored = json.loads(path.read_text(encoding="utf-8"))
    columns = {one["name"]: unpacked(one) for one in stored["columns"]}
    return pd.DataFrame(columns, index=pd.RangeIndex(stored["rows"]))


def packed(cells: Any) -> dict[str, Any]:
    """Return the type and the cells of a column or index in a form for JSON."""
    return {"type": str(cells.dtype), "cells": [_packed(cell) for cell in cells]}


def unpacked(stored: dict[str, Any]) -> Any:
    """Return the array from which `packed` made type and cells."""
    cells = [
        cell
        if not isinstance(cell, dict)
        else (pd.NA if cell["is"] == "missing" else Fraction(*cell["of"]))
        for cell in stored["cells"]
    ]
    if stored["type"] == "object":
        return pd.Series(cells, dtype="object").array
    return pd.array(cells, dtype=stored["type"])


def _packed(cell: Any) -> Any:
    if cell is pd.NA:
        return {"is": "missing"}
    if isinstance(cell, Fraction):
        return {"is": "ratio", "of": [cell.numerator, cell.denominator]}
    if cell is None or isinstance(cell, str | bool | int | float):
        return cell
    if hasattr(cell, "item"):  # a NumPy number
        return cell.item()
    raise TypeError(f"{cell!r} cannot be stored: {type(cell).__name__}")
