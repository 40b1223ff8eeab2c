"""How the files of `data/raw/reference/` are read: as text, once."""

import csv
from functools import cache

from a4p_helpers import paths


class ReferenceDataError(ValueError):
    """A file of the reference data is missing or does not hold what it should."""


@cache
def _rows(path: str) -> tuple[dict[str, str], ...]:
    with open(path, encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one file of the reference data, each cell as text."""
    path = paths.reference(name)
    try:
        return _rows(str(path))
    except OSError as error:
        raise ReferenceDataError(
            f"{paths.shown(path)} cannot be read ({error.strerror}): restore it from git"
        ) from error
