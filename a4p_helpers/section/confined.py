"""What a section of the external edition can read: external tables, reference data, no other data.

Linux enforces this from version 5.13 on, for this process and everything that it starts, in any
language: it depends on nobody's good behaviour. It cannot be undone, so a kernel that has opened
the external edition keeps to it until it is restarted.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path

from a4p_helpers.core import paths

CANNOT = (
    "This machine cannot keep a section from internal files, which needs Linux 5.13 or newer: take "
    "tables only from the section"
)

_is_confined = False


def is_confined() -> bool:
    """Whether this process can no longer read anything internal."""
    return _is_confined


def to_external() -> bool:
    """Deny this process access to internal files; return whether this machine can do so."""
    global _is_confined
    if _is_confined:
        return True
    try:
        import landlock
    except ImportError:  # it exists only on Linux
        return False
    reads = landlock.FSAccess.READ_FILE
    ctypes.set_errno(0)  # an error number that another library left would look like a failure
    try:
        rules = landlock.Ruleset(restrict_rules=reads)
    except landlock.LandlockError:  # a kernel before 5.13, or one without it
        return False
    roots = {paths.root().resolve(), paths.CODE}
    hidden = {root / name for root in roots for name in ("data", "outputs", ".git")}
    for path in (*_beside(Path("/"), hidden), *_own(roots)):
        try:
            ctypes.set_errno(0)
            rules.allow(path, rules=reads)
        except OSError:
            continue  # it has gone in the meantime
    ctypes.set_errno(0)
    rules.apply()
    _is_confined = True
    return True


def _beside(folder: Path, hidden: set[Path]) -> Iterator[Path]:
    """Give everything in a folder that is neither hidden nor leads to anything hidden."""
    on_the_way = {parent for path in hidden for parent in path.parents}
    for path in folder.iterdir():
        leads_to = path.resolve()  # a link may lead back to something hidden
        if path in on_the_way and not path.is_symlink():
            yield from _beside(path, hidden)
        elif not {leads_to, *leads_to.parents} & hidden and leads_to not in on_the_way:
            yield path


def _own(roots: set[Path]) -> Iterator[Path]:
    """Give the folders of data that a section of the external edition reads."""
    for root in roots:
        yield root / "data" / "raw" / "reference"
        yield from (root / "data" / "processed").glob("*/external")
