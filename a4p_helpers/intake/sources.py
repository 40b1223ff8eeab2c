"""Writing SOURCES.csv: where each file of a period comes from, one row a file."""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from a4p_helpers.clean.folder import SOURCES


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a SOURCES.csv; none where there is no file yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def record(path: Path, row: Mapping[str, str]) -> None:
    """Add a row, in the place of the one that the same file had before; all or nothing."""
    kept = [one for one in rows(path) if one["file"] != row["file"]]
    kept.append({column: row.get(column, "") for column in SOURCES})
    kept.sort(key=lambda one: one["file"])
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, SOURCES, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
