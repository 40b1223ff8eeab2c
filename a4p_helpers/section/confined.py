"""What a section of the external edition can read: external tables, reference data, no other data.

Linux keeps it so from 5.13 on, for this process and all that it starts, whatever language they are
written in: no manners are asked of anybody. It cannot be undone, so a kernel that has opened the
external edition stays with it until it is restarted.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path

from a4p_helpers.core import paths

CANNOT = (
    "This machine cannot keep a section from internal files, which needs Linux 5.13 or newer: take "
    "tables from the section alone"
)

_is_confined = False


def is_confined() -> bool:
    """Whether this process can read nothing internal any more."""
    return _is_confined


def to_external() -> bool:
    """Take from this process what is internal; whether this machine can do so."""
    global _is_confined
    if _is_confined:
        return True
    try:
        import landlock
    except ImportError:  # it comes with Linux alone
        return False
    reads = landlock.FSAccess.READ_FILE
    ctypes.set_errno(0)  # what another library left there would be taken for a fault
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
            continue  # it has gone meanwhile
    ctypes.set_errno(0)
    rules.apply()
    _is_confined = True
    return True


def _beside(folder: Path, hidden: set[Path]) -> Iterator[Path]:
    """Give whatever lies in a folder and neither is hidden nor leads to what is."""
    on_the_way = {parent for path in hidden for parent in path.parents}
    for path in folder.iterdir():
        leads_to = path.resolve()  # a link may lead back to what is hidden
        if path in on_the_way and not path.is_symlink():
            yield from _beside(path, hidden)
        elif not {leads_to, *leads_to.parents} & hidden and leads_to not in on_the_way:
            yield path


def _own(roots: set[Path]) -> Iterator[Path]:
    """Give the folders of data that a section of the external edition reads."""
    for root in roots:
        yield root / "data" / "raw" / "reference"
        yield from (root / "data" / "processed").glob("*/external")
