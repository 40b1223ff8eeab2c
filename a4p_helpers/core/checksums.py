"""What a file is known by: the SHA-256 of its bytes."""

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
    """Return the checksum of a file; blank where it cannot be read, or is not there."""
    try:
        return of(path)
    except OSError:
        return ""
