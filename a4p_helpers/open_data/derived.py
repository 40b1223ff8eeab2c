"""What a published file becomes: a small table, where it comes from, and what was done to it."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.core import paths
from a4p_helpers.core.faults import Fault, counted

SHOWN = 40  # different faults in one message; `faults` holds all


class OpenDataError(ValueError):
    """A published file that cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join([f"{file} has {counted(faults)}:", *_lines(faults)]))


@dataclass(frozen=True, eq=False)
class Derived:
    """A table made of a published file.

    `as_of` is the publisher's date, not that of the download. `notes` are sentences on what was
    repaired or set aside. `sha256` is the checksum of the file that was read. `remark` is for
    readers of the report, blank where they need none. `snapshot` is the file's own date where the
    table was cut at an earlier one.
    """

    frame: pd.DataFrame
    reporter: str
    as_of: date
    publisher: str
    dataset: str
    notes: tuple[str, ...]
    sha256: str
    remark: str = ""
    snapshot: date | None = None


def write(derived: Derived, path: Path) -> None:
    """Write the table as CSV, `reporter` first, sorted by its columns from left to right.

    The file is complete or not there at all: it is written under another name and then renamed.
    """
    frame = derived.frame.sort_values(list(derived.frame.columns))
    frame.insert(0, "reporter", derived.reporter)
    path.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(path) as unfinished:
        frame.to_csv(unfinished, index=False, lineterminator="\n", encoding="utf-8")


def _lines(faults: list[Fault]) -> list[str]:
    """Return one line for all faults that differ in nothing but their row."""
    alike: dict[Fault, list[Fault]] = {}
    for fault in faults:
        alike.setdefault(replace(fault, row=0, page=0), []).append(fault)
    lines = []
    for first, *others in list(alike.values())[:SHOWN]:
        rows = "1 more row" if len(others) == 1 else f"{len(others):,} more rows"
        lines.append(f"  - {first}" + (f" The same in {rows}." if others else ""))
    if len(alike) > SHOWN:
        lines.append(f"  - and {len(alike) - SHOWN:,} more")
    return lines
