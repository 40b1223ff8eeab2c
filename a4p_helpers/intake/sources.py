"""Writing SOURCES.csv: where each file of a period comes from, one row a file."""

import csv
from collections.abc import Mapping

from filelock import BaseFileLock, FileLock

from a4p_helpers import paths
from a4p_helpers.clean import read
from a4p_helpers.clean.folder import SOURCES


class SourcesError(ValueError):
    """A SOURCES.csv that was damaged by hand; lists every fault, and nothing is written to it."""


def held(period: str) -> BaseFileLock:
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
    kept.append({column: row.get(column, "") for column in SOURCES})
    kept.sort(key=lambda one: one["file"])
    with (
        paths.replacing(paths.raw(period) / paths.SOURCES) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, SOURCES, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
