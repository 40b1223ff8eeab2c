"""What a notebook may be given: the parameters that its tagged cell declares.

papermill only warns of a misspelt name and checks no type, so both are checked here, without a
kernel, by reading the cell and not running it.
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
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list,),
}
YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class ParameterError(EveryFaultError):
    """Parameters that a notebook does not declare or cannot take; lists every fault."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. `annotation` is its type as the notebook writes it."""

    name: str
    annotation: str
    default: Any

    def accepts(self, value: object) -> bool:
        """Whether a value is of the declared type; nothing is converted."""
        return _fits(value, _expression(self.annotation))

    def read(self, text: str) -> Any:
        """Return what a text of the command line means for this type.

        Raises
        ------
        ParameterError
            The text cannot be read as the type.
        """
        found, value = _read(text, _expression(self.annotation))
        if not found:
            raise ParameterError([f"{self.name} is to be {self.annotation}, not {text!r}"])
        return value


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, in the order of its cell.

    Raises
    ------
    ParameterError
        The notebook has not exactly one tagged cell, or the cell holds more than literals.
    """
    where = paths.shown(notebook)
    source = _tagged_cell(notebook)
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            [f"{where}: the parameters cell is not Python ({error.msg})"]
        ) from None
    found: dict[str, Parameter] = {}
    faults = []
    for statement in statements:
        try:
            parameter = _parameter(statement)
        except ParameterError as error:
            faults += [f"{where}: {fault}" for fault in error.faults]
            continue
        if parameter.name in found:
            faults.append(f"{where}: the parameter {parameter.name!r} is declared twice")
        found[parameter.name] = parameter
    if faults:
        raise ParameterError(faults)
    return found


def check(notebook: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they may be injected.

    Raises
    ------
    ParameterError
        A name is not declared, or a value is of another type; lists every fault.
    """
    where = paths.shown(notebook)
    known = declared(notebook)
    faults = []
    for name, value in values.items():
        if name not in known:
            faults.append(f"{where}: {unknown(name, known)}")
        elif not known[name].accepts(value):
            faults.append(
                f"{where}: {name} is to be {known[name].annotation}, "
                f"not the {type(value).__name__} {value!r}"
            )
    if faults:
        raise ParameterError(faults)
    return dict(values)


def unknown(name: str, known: Mapping[str, Any]) -> str:
    """Say that a name is not declared, with the nearest one that is."""
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
    source = tagged[0]["source"]
    return source if isinstance(source, str) else "".join(source)


def _parameter(statement: ast.stmt) -> Parameter:
    """Return the parameter that one statement declares."""
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value
        ):
            written: str | None = ast.unparse(annotation)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            written = None
        case _:
            raise ParameterError(
                [
                    f"the parameters cell may hold only lines like 'period: str = \"2023-05\"', "
                    f"not {ast.unparse(statement)!r}"
                ]
            )
    try:
        default = ast.literal_eval(value)
    except ValueError:
        raise ParameterError(
            [f"the default of {name!r} is to be a literal, not {ast.unparse(value)!r}"]
        ) from None
    parameter = Parameter(name, written or type(default).__name__, default)
    if not _is_type(_expression(parameter.annotation)):
        raise ParameterError(
            [
                f"{name!r} is of the type {parameter.annotation!r}; "
                f"a parameter can be {', '.join(TYPES)}, or one of them | None"
            ]
        )
    if not parameter.accepts(default):
        raise ParameterError([f"the default of {name!r} is not {written}: {default!r}"])
    return parameter


def _expression(annotation: str) -> ast.expr:
    return ast.parse(annotation, mode="eval").body


def _is_type(node: ast.expr) -> bool:
    """Whether an annotation is one that can be checked."""
    match node:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=name):
            return name in TYPES
        case ast.BinOp(op=ast.BitOr()):
            return _is_type(node.left) and _is_type(node.right)
        case ast.Subscript(value=ast.Name(id="list"), slice=item):
            return _is_type(item)
        case _:
            return False


def _fits(value: object, node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=None):
            return value is None
        case ast.Name(id=name):
            # By the exact type: a bool is an int to isinstance, and no number to a person.
            return type(value) in TYPES[name]
        case ast.BinOp():
            return _fits(value, node.left) or _fits(value, node.right)
        case ast.Subscript(slice=item):
            return isinstance(value, list) and all(_fits(one, item) for one in value)
        case _:
            return False


def _read(text: str, node: ast.expr) -> tuple[bool, Any]:
    """Return whether a text can be read as a type, and what it then is."""
    match node:
        case ast.Constant(value=None):
            return text.lower() == "none", None
        case ast.Name(id="str"):
            return True, text
        case ast.Name(id="int"):
            fits = re.fullmatch(r"[+-]?\d+", text) is not None
            return fits, int(text) if fits else None
        case ast.Name(id="float"):
            fits = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) is not None
            return fits, float(text) if fits else None
        case ast.Name(id="bool"):
            return text.lower() in YES_NO, YES_NO.get(text.lower())
        case ast.Name(id="list"):
            return True, [part.strip() for part in text.split(",")]
        case ast.Subscript(slice=item):
            read = [_read(part.strip(), item) for part in text.split(",")]
            return all(found for found, _ in read), [value for _, value in read]
        case ast.BinOp():
            # Text fits everything, so what is more than text is tried first.
            sides = sorted((node.left, node.right), key=lambda side: ast.unparse(side) == "str")
            readings = [_read(text, side) for side in sides]
            return next((reading for reading in readings if reading[0]), (False, None))
        case _:
            return False, None
