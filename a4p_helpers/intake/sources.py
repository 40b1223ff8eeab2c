"""Writing the lists of a period, and SOURCES.csv, which says where each file comes from."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from filelock import BaseFileLock, FileLock

from a4p_helpers.clean import read
from a4p_helpers.clean.folder import SOURCES
from a4p_helpers.core import paths, spreadsheet


class SourcesError(ValueError):
    """A SOURCES.csv that an edit by hand damaged; lists every fault. Nothing is written to it."""


def lock(period: str) -> BaseFileLock:
    """Return the lock for reading and changing what was received for a period."""
    return FileLock(paths.raw(period) / ".receiving.lock")


def rows(period: str) -> list[dict[str, str]]:
    """Return the rows of a period's SOURCES.csv; none before the file exists.

    Raises
    ------
    SourcesError
        The file cannot be read, or its columns are not those that it has to have.
    """
    path = paths.raw(period) / paths.SOURCES
    if not path.exists():
        return []
    found, faults = read.read_rows(path, SOURCES)
    if faults:
        raise SourcesError("\n".join(map(str, faults)))
    return list(found.values())


def record(period: str, row: Mapping[str, str]) -> None:
    """Add a row, or replace the row of the same file; all or nothing.

    Call it under the lock, so that no row of another process is lost.

    Raises
    ------
    SourcesError
        The file cannot be read, or its columns are not those that it has to have.
    """
    kept = [one for one in rows(period) if one["file"] != row["file"]]
    # Senders choose the names of their files; no spreadsheet program may run one as a formula.
    kept.append({column: spreadsheet.harmless(row.get(column, "")) for column in SOURCES})
    kept.sort(key=lambda one: one["file"])
    write(paths.raw(period) / paths.SOURCES, SOURCES, kept)


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a list of a period, all or nothing; call it under the lock."""
    with (
        paths.replacing(path) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
