"""Differences from the last release of the period: without a reason for each, nothing is released.

The comparison covers the printed value of every indicator, its parts, and the numbers in the charts
and tables of every block. `data/raw/<period>/revisions.csv` holds the reasons, each with the two
values that it explains, so that it does not cover another revision later.
"""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup

from a4p_helpers.clean.folder import REVISION_KINDS, REVISIONS, Revision
from a4p_helpers.core import paths
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.spreadsheet import as_sent, harmless
from a4p_helpers.indicators.register import EXHIBITS, REGISTER, series
from a4p_helpers.intake import sources
from a4p_helpers.report import annexes, chart_data, downloads, observations
from a4p_helpers.report.compare import NO_INDICATOR

KIND = REVISION_KINDS[0]  # the usual kind: a return that came after the release
MOST = 3  # most parts and cells that are listed one by one


class RevisionError(ValueError):
    """A reason for a revision is refused."""


@dataclass(frozen=True)
class Found:
    """One value, set of parts or exhibit that differs from the last release.

    `code` is that of an indicator, of an indicator with "(parts)", or of a block.
    """

    code: str
    old: str
    new: str
    reason: Revision | None


def releases(period: str, edition: str) -> list[Path]:
    """Return the releases of an edition, the newest last."""
    numbers = {
        path: paths.number_of(path.name, edition) for path in paths.released(period).glob("*")
    }
    return sorted(filter(numbers.get, numbers), key=numbers.__getitem__)


def found(period: str, edition: str, draft: Path) -> list[Found]:
    """Return every difference of a draft from the last release, with its reason if any."""
    reasons = {
        (one.code, one.old, one.new): one
        for one in annexes.revisions(period)
        if one.edition in ("external", edition)
    }
    last = releases(period, edition)[-1:]
    return [Found(*change, reasons.get(change)) for one in last for change in _between(one, draft)]


def faults(period: str, edition: str, draft: Path) -> list[str]:
    """Return what blocks a release: revisions without a reason, reasons without a revision."""
    kinds = ", ".join(REVISION_KINDS)
    listed = paths.shown(paths.raw(period) / REVISIONS)
    unexplained = [
        f"{one.code} was released as {one.old} and is now {one.new}: say why with "
        f"`a4p release {period} --edition {edition} --reason TEXT`, with --kind ({kinds}), or "
        "restore the value."
        for one in found(period, edition, draft)
        if one.reason is None
    ]
    return unexplained + [
        f"{listed} says that {one.code} was {one.old} and is {one.new}, but no external release "
        "did, and the external edition would print it. Make the row internal, or correct it."
        for one in _never_said(period, edition, draft)
    ]


def explain(
    period: str, edition: str, draft: Path, kind: str, reason: str, codes: Sequence[str]
) -> list[str]:
    """Add a reason to `revisions.csv` for each value that has none; return their codes.

    Raises
    ------
    RevisionError
        The kind is unknown, the reason is blank, a code has no revision, or there is none at all.
    """
    if kind not in REVISION_KINDS:
        known = ", ".join(REVISION_KINDS)
        raise RevisionError(f"{kind!r} is not a kind of revision; choose one of {known}.")
    if not reason.strip():
        raise RevisionError("Say why the released values change: --reason TEXT.")
    lacking = [one for one in found(period, edition, draft) if one.reason is None]
    unexplained = [one.code for one in lacking]
    if wrong := [f"{one!r}{nearest(one, unexplained)}" for one in codes if one not in unexplained]:
        raise RevisionError(f"No reason is missing for {', '.join(wrong)}.")
    if not lacking:
        raise RevisionError("Nothing that was released has changed without a reason.")
    told = " ".join(reason.split())
    added = [
        Revision(one.code, one.old, one.new, kind, told, edition)
        for one in lacking
        if not codes or one.code in codes
    ]
    columns = [one.name for one in fields(Revision)]
    with sources.lock(period):
        rows = [
            dict(zip(columns, map(harmless, astuple(one)), strict=True))
            for one in (*annexes.revisions(period), *added)
        ]
        sources.write(paths.raw(period) / REVISIONS, columns, rows)
    return [one.code for one in added]


def _never_said(period: str, edition: str, draft: Path) -> list[Revision]:
    """Return the external reasons that explain nothing in an external release."""
    given = [one for one in annexes.revisions(period) if one.edition == "external"]
    if edition != "external" or not given:
        return []
    said = {
        change
        for before, after in pairwise([*releases(period, edition), draft])
        for change in _between(before, after)
    }
    return [one for one in given if (one.code, one.old, one.new) not in said]


def _between(before: Path, after: Path) -> list[tuple[str, str, str]]:
    """Return what changed from one release to another: code, old and new value."""
    printed = _changes(_printed(before), _printed(after))
    parts = {
        f"{code}{annexes.PARTS}": change
        for code, change in _changes(_parts(before), _parts(after)).items()
        if code not in printed
    }
    codes = {code.removesuffix(annexes.PARTS) for code in (*printed, *parts)}
    # A change in the tables behind indicators appears in their exhibits as well.
    known = {table for code in codes if code in REGISTER for table in REGISTER[code].tables}
    cells = {
        block: change
        for block, change in _changes(_cells(before), _cells(after)).items()
        if not known & set(getattr(EXHIBITS.get(block), "tables", ()))
    }
    changes = [*printed.items(), *parts.items(), *cells.items()]
    return [(code, old, new) for code, (old, new) in changes]


Told = dict[str, dict[str, str]]


def _changes(before: Told, now: Told) -> dict[str, tuple[str, str]]:
    """Return the changes by code: the old and new values; new numbers have no old value."""
    changed = {}
    for code, items in before.items():
        others = now.get(code)
        if others is None:
            changed[code] = (_said(items), NO_INDICATOR)
            continue
        differing = [item for item in items if items[item] != others.get(item, "none")]
        if differing:
            old = _said({item: items[item] for item in differing})
            changed[code] = (old, _said({item: others.get(item, "none") for item in differing}))
    return changed


def _said(items: dict[str, str]) -> str:
    """Write items for a list of reasons: if there are many, by their checksum."""
    if len(items) > MOST:
        whole = sha256("\n".join(f"{item} {told}" for item, told in items.items()).encode())
        return f"{len(items)} numbers ({whole.hexdigest()[:8]})"
    return "; ".join(f"{item} {told}".strip() for item, told in items.items())


def _printed(folder: Path) -> Told:
    """Return the printed value of every indicator."""
    return {
        series(row["code"]): {"": as_sent(row["printed"])} for row in _rows(folder, "indicators")
    }


def _parts(folder: Path) -> Told:
    """Return all observations of every indicator, with those of earlier periods."""
    told: Told = {}
    for row in _rows(folder, "observations"):
        key = [row[name] for name in observations.KEY if name not in ("INDICATOR", "FREQ")]
        item = " ".join(part for part in key if part != observations.TOTAL)
        status = observations.STATUSES.get(row["OBS_STATUS"], "none")
        number = row["OBS_VALUE"].removeprefix(observations.NO_NUMBER)
        told.setdefault(observations.code_of(row["INDICATOR"]), {})[item] = number or status
    return told


def _cells(folder: Path) -> Told:
    """Return the cells with a number in the charts and tables of every block."""
    told: Told = {}
    for block, cell in _in_exhibits(folder):
        cells = told.setdefault(block, {})
        cells[f"cell {len(cells) + 1}:"] = cell
    return told


def _in_exhibits(folder: Path) -> list[tuple[str, str]]:
    if rows := _rows(folder, downloads.EXHIBITS):
        return [(row["block"], as_sent(row["cell"])) for row in rows]
    # Releases made before this file existed have only their page.
    page = BeautifulSoup((folder / paths.PAGE).read_text(encoding="utf-8"), "html.parser")
    parts = page.select("section.part:not(.annex)")
    return [(block, cell) for one in parts for block, _, cell in chart_data.cells(str(one))]


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of a report; none if it is lost, which is reported apart."""
    path = folder / downloads.FOLDER / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []
