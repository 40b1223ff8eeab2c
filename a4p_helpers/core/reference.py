"""Reading the files of `data/raw/reference/`: as text, once, with their keys checked.

`lists.csv` has the words from which senders choose: a new row there adds a word without any code.
"""

from collections.abc import Callable
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from a4p_helpers.core import delimited, paths

T = TypeVar("T")

# The key of each file; no two rows may share it.
KEYS = {
    "abbreviations.csv": ("short",),
    "aliases.csv": ("spelling",),
    "breaks.csv": ("series", "from"),
    "deliverables.csv": ("deliverable", "valid_from"),
    "disclosure.csv": ("table",),
    "land.csv": (),
    "lists.csv": ("list", "word"),
    "missions.csv": ("mission",),
    "offices.csv": ("office", "valid_from"),
    "periods.csv": ("period",),
    "plans.csv": ("valid_from",),
    "priorities.csv": ("priority", "valid_from"),
    "publication.csv": ("name",),
    "published_figures.csv": ("period", "code"),
    "renamed_indicators.csv": ("old",),
    "results.csv": ("result", "valid_from"),
    "targets.csv": ("indicator", "by", "valid_from"),
}


class ReferenceDataError(ValueError):
    """A file of the reference data is missing or does not hold what it should."""


class Row(dict[str, str]):
    """One row as text, with its file and place; `number` is its row in a spreadsheet."""

    def __init__(self, file: str, number: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.file = file
        self.number = number

    def __missing__(self, column: str) -> str:
        raise ReferenceDataError(f"{self.file} has no column {column!r}: restore it from git")

    def read(self, column: str, convert: Callable[[str], T]) -> T:
        """Return a cell as a date, number or the like, or say which cell is wrong."""
        try:
            return convert(self[column])
        except (ValueError, ZeroDivisionError) as error:
            if isinstance(error, ReferenceDataError):
                raise
            raise ReferenceDataError(
                f"{self.file}, row {self.number}, column {column}: {self[column]!r} cannot be "
                f"read ({error}). Correct the cell."
            ) from error

    def read_or_none(self, column: str, convert: Callable[[str], T]) -> T | None:
        """Return a cell as `read` does, or None if it is blank."""
        return self.read(column, convert) if self[column] else None


def is_yes(cell: str) -> bool:
    """Return whether a cell says yes, in any case; anything but yes or no is a ValueError."""
    words = {"yes": True, "no": False}
    if cell.strip().lower() not in words:
        raise ValueError("write yes or no")
    return words[cell.strip().lower()]


def listed(cell: str) -> tuple[str, ...]:
    """Return what a cell lists, parted by semicolons."""
    return tuple(one.strip() for one in cell.split(";") if one.strip())


@cache
def _rows(path: str, shown: str, key: tuple[str, ...]) -> tuple[Row, ...]:
    records = delimited.records(delimited.text_of(Path(path).read_bytes()))
    header = records.pop(1, [])
    rows = tuple(
        Row(shown, number, dict(zip_longest(header, cells[: len(header)], fillvalue="")))
        for number, cells in records.items()
        if cells
    )
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        named = tuple(row[column] for column in key)
        if key and named in seen:
            raise ReferenceDataError(
                f"{shown}: {', '.join(named)} is in rows {seen[named]} and {row.number}. "
                "Remove one of them."
            )
        seen[named] = row.number
    return rows


def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of one file of the reference data, each cell as text.

    Raises
    ------
    ReferenceDataError
        The file cannot be read, or two of its rows have the same key.
    """
    path = paths.reference(name)
    try:
        return _rows(str(path), paths.shown(path), KEYS[name])
    except delimited.DelimitedError as error:
        place = f", row {error.row}" if error.row else ""
        raise ReferenceDataError(f"{paths.shown(path)}{place} {error}") from error
    except OSError as error:
        raise ReferenceDataError(
            f"{paths.shown(path)} cannot be read ({error.strerror}): restore it from git."
        ) from error


def words(name: str) -> tuple[str, ...]:
    """Return the words of a list, in the order of the file.

    Raises
    ------
    ReferenceDataError
        The list has no word.
    """
    found = tuple(row["word"] for row in rows("lists.csv") if row["list"] == name)
    if not found:
        file = paths.shown(paths.reference("lists.csv"))
        raise ReferenceDataError(f"{file} has no word for the list of {name}: add a row for each.")
    return found
