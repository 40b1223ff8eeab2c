"""What readers of an external release were told: its tables, by which later numbers are protected.

Small numbers of later reports are hidden with all that readers have in mind, so nobody may change
it unseen. The log of clearance keeps the checksum of each file: that is its seal.
"""

import shutil
from collections.abc import Mapping

from a4p_helpers.clearance import manifest
from a4p_helpers.core import paths

RESTORE = "Restore it from a backup, then clean and run again what was made since"


def keep(period: str, release: str) -> dict[str, str]:
    """Keep the tables of an external release as readers have them; return their seal."""
    kept = paths.told(period) / release
    shutil.rmtree(kept, ignore_errors=True)
    # Its tables alone: small numbers are protected by them, and values follow from them.
    values = shutil.ignore_patterns(paths.VALUES)
    shutil.copytree(paths.processed(period, "external"), kept, ignore=values)
    return manifest.files(kept)


def faults(period: str, release: str, seal: Mapping[str, str] | None) -> list[str]:
    """Return in what the record of a release is not what was sealed.

    A release from before records were sealed has no seal: of its record is known only whether it
    is there.
    """
    kept = paths.told(period) / release
    if not kept.is_dir():
        return [
            f"{paths.shown(kept)} is not there any more: without it small numbers can follow from "
            f"what readers have. {RESTORE}."
        ]
    found = manifest.files(kept)
    if seal is None:
        return []
    if seal and not found:
        return [f"{paths.shown(kept)} was emptied: it held what readers have. {RESTORE}."]
    changed = {name: "is missing" for name in seal if name not in found}
    for name, sha in found.items():
        if name in seal and seal[name] != sha:
            empty = not (kept / name).stat().st_size
            changed[name] = "was emptied" if empty else "was changed"
    wrong = [
        f"{paths.shown(kept / name)} {how} since the release: it says what readers have. {RESTORE}."
        for name, how in changed.items()
    ]
    return wrong + [
        f"{paths.shown(kept / name)} was added since the release, and readers do not have it: move "
        "it elsewhere."
        for name in found
        if name not in seal
    ]
