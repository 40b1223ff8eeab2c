"""Values that differ from the last release of their period: each needs a reason, or no release.

Reasons stand in `data/raw/<period>/revisions.csv`, each with the two values that it explains, so
that it does not cover another revision later.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from a4p_helpers import paths
from a4p_helpers.report import annexes
from a4p_helpers.report.annexes import REVISION_KINDS, Revision


@dataclass(frozen=True)
class Found:
    """One value that is not what was last released."""

    code: str
    old: str
    new: str
    reason: Revision | None


def released(period: str, edition: str) -> Path | None:
    """Return the newest release of an edition, if there is one."""
    folder = paths.outputs(period) / "released"
    known = [path for path in folder.glob(f"{edition}-*") if path.name.split("-")[-1].isdigit()]
    return max(known, key=lambda path: int(path.name.split("-")[-1]), default=None)


def found(period: str, edition: str, draft: Path) -> list[Found]:
    """Return every value of a draft that is not what was last released, with its reason if any."""
    last = released(period, edition)
    if last is None:
        return []
    before, now = _printed(last), _printed(draft)
    reasons = {(one.code, one.old, one.new): one for one in annexes.revisions(period)}
    return [
        Found(code, before[code], now[code], reasons.get((code, before[code], now[code])))
        for code in before
        if code in now and before[code] != now[code]
    ] + [
        Found(code, value, "no such indicator", reasons.get((code, value, "no such indicator")))
        for code, value in before.items()
        if code not in now
    ]


def faults(period: str, edition: str, draft: Path) -> list[str]:
    """Return what keeps a draft from release: a revision without reason."""
    kinds = ", ".join(REVISION_KINDS)
    return [
        f"{one.code} was released as {one.old} and is {one.new} now: add a row with code, old, "
        f"new, kind ({kinds}) and reason to "
        f"{paths.shown(paths.raw(period) / annexes.REVISIONS)}, or restore the value."
        for one in found(period, edition, draft)
        if one.reason is None
    ]


def _printed(folder: Path) -> dict[str, str]:
    with (folder / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["printed"] for row in csv.DictReader(file)}
