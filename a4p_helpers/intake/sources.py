"""Writing the lists of a period; SOURCES.csv: where each file comes from, one row a file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from filelock import BaseFileLock, FileLock

from a4p_helpers.clean import read
from a4p_helpers.clean.folder import SOURCES
from a4p_helpers.core import paths, spreadsheet


class SourcesError(ValueError):
    """A SOURCES.csv that was damaged by hand; lists every fault, and nothing is written to it."""


def lock(period: str) -> BaseFileLock:
    """Return the lock under which what was received for a period is read, changed and written."""
    return FileLock(paths.raw(period) / ".receiving.lock")


def rows(period: str) -> list[dict[str, str]]:
    """Return the rows of a period's SOURCES.csv; none where there is no file yet.

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
    """Add a row, in the place of the one that the same file had before; all or nothing.

    To be used under the lock, so that no row is lost that another process adds.

    Raises
    ------
    SourcesError
        The file cannot be read, or its columns are not those that it has to have.
    """
    kept = [one for one in rows(period) if one["file"] != row["file"]]
    # Senders choose the names of their files; none of them may compute in a spreadsheet program.
    kept.append({column: spreadsheet.harmless(row.get(column, "")) for column in SOURCES})
    kept.sort(key=lambda one: one["file"])
    write(paths.raw(period) / paths.SOURCES, SOURCES, kept)


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a list of a period anew, all or nothing; to be used under the lock."""
    with (
        paths.replacing(path) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
