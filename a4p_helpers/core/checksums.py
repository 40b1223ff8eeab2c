"""The identity of a file: the SHA-256 of its bytes."""

import hashlib
from pathlib import Path


def of(path: Path) -> str:
    """Return the checksum of a file.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def if_readable(path: Path) -> str:
    """Return the checksum of a file; blank if it is missing or cannot be read."""
    try:
        return of(path)
    except OSError:
        return ""
