"""The small table that a published file becomes, its source, and what was done to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.core import paths
from a4p_helpers.core.faults import Fault, counted, in_words

SHOWN = 20  # most causes in one message; `faults` holds all


class OpenDataError(ValueError):
    """A published file that cannot be used; `faults` lists every fault."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join([f"{file} has {counted(faults)}:", *_lines(faults)]))

    @classmethod
    def of(cls, errors: Sequence["OpenDataError"], files: int) -> "OpenDataError":
        """Return one error for several refused files, out of all the `files` given."""
        if files == 1:
            return errors[0]
        refused = "1 file was" if len(errors) == 1 else f"{len(errors):,} files were"
        faults = [fault for one in errors for fault in one.faults]
        error = cls("", faults)
        error.args = ("\n".join([f"Of {files:,} files, {refused} not taken:", *_lines(faults)]),)
        return error


@dataclass(frozen=True)
class Download:
    """A published file that was taken: its path, its own day, and its checksum."""

    path: Path
    day: date
    sha256: str


@dataclass(frozen=True, eq=False)
class Derived:
    """A table made from published files.

    `as_of` is the publisher's date, not the date of the download; it is earlier than the files if
    the table was cut. `notes` are sentences on what was repaired or set aside. `remark` is for
    readers of the report, or blank. `refused` says which files were not taken, and why.
    """

    frame: pd.DataFrame
    reporter: str
    as_of: date
    publisher: str
    dataset: str
    notes: tuple[str, ...]
    files: tuple[Download, ...]
    remark: str = ""
    refused: tuple[OpenDataError, ...] = ()


def write(derived: Derived, path: Path) -> None:
    """Write the table as CSV, `reporter` first, sorted by its columns from left to right.

    The file is complete or absent: it is written under another name and then renamed.
    """
    frame = derived.frame.sort_values(list(derived.frame.columns))
    frame.insert(0, "reporter", derived.reporter)
    path.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(path) as unfinished:
        frame.to_csv(unfinished, index=False, lineterminator="\n", encoding="utf-8")


def _lines(faults: list[Fault]) -> list[str]:
    """Return one line for all faults of rows with the same cause, with their values.

    Faults of whole files have one line each, however many there are.
    """
    alike: dict[Fault, list[Fault]] = {}
    for fault in faults:
        cause = fault
        if fault.column:
            cause = replace(fault, file="", row=0, page=0, value="")
        elif not fault.page:
            cause = replace(fault, row=0)
        alike.setdefault(cause, []).append(fault)
    lines: list[str] = []
    left_out = 0
    for first, *others in alike.values():
        if first.column and len(lines) >= SHOWN:
            left_out += 1
            continue
        rows = "1 more row" if len(others) == 1 else f"{len(others):,} more rows"
        values = dict.fromkeys(repr(one.value) for one in others if one.value != first.value)
        also = f", with {in_words(values)}" if values else ""
        lines.append(f"  - {first}" + (f" The same in {rows}{also}." if others else ""))
    return [*lines, *([f"  - and {left_out:,} more"] if left_out else [])]
