"""The parameters of a notebook, which its tagged cell declares.

papermill only warns of a misspelt name and checks no types. This module checks both by reading the
cell, without running it. A ParameterError lists every fault.
"""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths
from a4p_helpers.core.faults import EveryFaultError, nearest

TAG = "parameters"
# By exact type: for isinstance a bool is an int, but for a person it is not a number.
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
}
# Python would accept more forms of a number.
NUMBERS = {"int": r"[+-]?\d+", "float": r"[+-]?(\d+\.?\d*|\.\d+)"}
YES_NO = {"yes": True, "true": True, "no": False, "false": False}
OF_REPORT = {"period": "2023-05", "edition": "external"}  # parameters of every notebook of a report


class ParameterError(EveryFaultError):
    """Parameters that a notebook does not declare or cannot take; lists every fault."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter; `annotation` is its type as the notebook writes it."""

    name: str
    annotation: str
    default: Any

    def accepts(self, value: object) -> bool:
        """Whether a value is of the declared type; nothing is converted."""
        return type(value) in TYPES[self.annotation]

    def read(self, text: str) -> Any:
        """Return the value of a text from the command line for this type."""
        if self.annotation == "str":
            return text
        if self.annotation == "bool" and text.lower() in YES_NO:
            return YES_NO[text.lower()]
        written = NUMBERS.get(self.annotation)
        if written and re.fullmatch(written, text):
            return int(text) if self.annotation == "int" else float(text)
        raise ParameterError([f"{self.name} must be {self.annotation}, not {text!r}"])


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, in the order of its cell; all are literals."""
    where = paths.shown(notebook)
    try:
        statements = ast.parse(_tagged_cell(notebook)).body
    except SyntaxError as error:
        raise ParameterError(
            [f"{where}: the parameters cell is not Python ({error.msg})"]
        ) from None
    found: dict[str, Parameter] = {}
    faults = []
    for statement in statements:
        try:
            parameter = _parameter(statement)
        except ValueError as error:
            faults.append(f"{where}: {error}")
            continue
        if parameter.name in found:
            faults.append(f"{where}: the parameter {parameter.name!r} is declared twice")
        found[parameter.name] = parameter
    if faults:
        raise ParameterError(faults)
    return found


def of_report(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook that takes the period and edition of a run."""
    where = paths.shown(notebook)
    known = declared(notebook)
    faults = []
    for name, value in OF_REPORT.items():
        if name not in known:
            faults.append(f"{where}: {unknown(name, known)}")
        elif not known[name].accepts(value):
            faults.append(
                f"{where}: {name} must be {known[name].annotation}, not the str {value!r}"
            )
    if faults:
        raise ParameterError(faults)
    return known


def unknown(name: str, known: Mapping[str, Any]) -> str:
    """Return the message for an undeclared name, with the nearest declared one."""
    return f"unknown parameter {name!r}{nearest(name, known)}"


def _tagged_cell(notebook: Path) -> str:
    where = paths.shown(notebook)
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if TAG in cell["metadata"].get("tags", [])]
    except OSError as error:
        raise ParameterError([f"{where} cannot be read ({error.strerror})"]) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParameterError([f"{where} is not a notebook: restore it from git"]) from error
    if len(tagged) != 1:
        number = "no cell" if not tagged else f"{len(tagged)} cells"
        raise ParameterError(
            [
                f"{where} has {number} tagged {TAG!r}, not one: tag the cell that declares period "
                f"and edition, or move the notebook out of this folder"
            ]
        )
    return "".join(tagged[0]["source"])


def _parameter(statement: ast.stmt) -> Parameter:
    """Return the parameter that a statement declares; a ValueError says why it declares none."""
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value
        ):
            written: str | None = ast.unparse(annotation)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            written = None
        case _:
            raise ValueError(
                f"the parameters cell may hold only lines like 'period: str = \"2023-05\"', "
                f"not {ast.unparse(statement)!r}"
            )
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise ValueError(
            f"the default of {name!r} must be a literal, not {ast.unparse(value)!r}"
        ) from None
    parameter = Parameter(name, written or type(default).__name__, default)
    if parameter.annotation not in TYPES:
        raise ValueError(
            f"{name!r} is of the type {parameter.annotation!r}; a parameter can be "
            f"{', '.join(TYPES)}"
        )
    if not parameter.accepts(default):
        raise ValueError(f"the default of {name!r} is not {written}: {default!r}")
    return parameter
