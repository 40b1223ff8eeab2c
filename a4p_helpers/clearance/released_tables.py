"""The tables of an external release as readers have them, from which later numbers are protected.

Suppression in later reports takes into account everything that readers already have, so nobody may
change these tables unseen. The log of clearance keeps the checksum of each file as its seal.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from a4p_helpers.clearance import manifest
from a4p_helpers.core import paths, periods
from a4p_helpers.report.provenance import digest

RESTORE = "Restore it from a backup, then clean and run again the periods made since"


def seal(period: str) -> dict[str, str]:
    """Return the checksum of each present table of the external edition.

    Tables alone: they protect small numbers, and the values follow from them.
    """
    tables = manifest.files(paths.processed(period, "external"))
    return {name: sha for name, sha in tables.items() if paths.VALUES not in Path(name).parts}


def keep(period: str, release: str) -> None:
    """Keep the tables of an external release."""
    kept = paths.released_tables(period) / release
    shutil.rmtree(kept, ignore_errors=True)
    values = shutil.ignore_patterns(paths.VALUES)
    shutil.copytree(paths.processed(period, "external"), kept, ignore=values)


def sums(period: str) -> dict[str, str]:
    """Return one hash of the tables of each release that protect small numbers.

    They are those of the period and all earlier ones, by <period>/<release>.
    """
    names = [one.name for one in periods.before(periods.get(period))]
    return {
        f"{name}/{kept.name}": digest(manifest.files(kept))
        for name in [*names, period]
        for kept in sorted(paths.released_tables(name).glob("*-*"))
    }


def faults(period: str, release: str, seal: Mapping[str, str]) -> list[str]:
    """Return how the kept tables of a release differ from those that were sealed."""
    kept = paths.released_tables(period) / release
    if not kept.is_dir():
        return [
            f"{paths.shown(kept)} is missing: without it, readers could derive small numbers from "
            f"what they have. {RESTORE}."
        ]
    found = manifest.files(kept)
    if seal and not found:
        return [f"{paths.shown(kept)} was emptied of tables that readers have. {RESTORE}."]
    changed = {name: "is missing" for name in seal if name not in found}
    changed |= {
        name: "was changed" if (kept / name).stat().st_size else "was emptied"
        for name, sha in found.items()
        if seal.get(name, sha) != sha
    }
    wrong = [
        f"{paths.shown(kept / name)} {how} since the release: readers have this table. {RESTORE}."
        for name, how in changed.items()
    ]
    return wrong + [
        f"{paths.shown(kept / name)} was added since the release, but readers do not have it: move "
        "it elsewhere."
        for name in found
        if name not in seal
    ]
