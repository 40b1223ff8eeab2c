"""What has been made and released: reports as they lie in the outputs, and what may be shown.

    <period>/<edition>/…                 the newest draft: its page, its data, its notebooks
    <period>/released/<edition>-N/…      what was cleared and released, in its order
    <period>/changes/….html              what changed between reports
    demo/outputs/<period>/<edition>/…    the demonstration, SYNTHETIC throughout

Nothing else in the outputs is on the shelf, and nothing outside them can be reached from it.
"""

import html
import json
import re
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from a4p_helpers import paths, periods

DEMO = ("demo", "outputs")
# What of a draft is offered by name, and as what; the rest is reached from its page.
OFFERED = {
    paths.PAGE: "Read the report",
    paths.PDF: "PDF",
    paths.DOCX: "Word",
    paths.WORKBOOK: "Excel",
}
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
TITLE = re.compile(r"<title>([^<]{1,200})</title>", re.IGNORECASE)
HEAD = 4096  # characters of a page in which its title stands


class NoReportError(Exception):
    """A report that was asked for has not been made."""


@dataclass(frozen=True)
class File:
    """A file that is offered: its address below the shelf, what it is, its size in bytes."""

    address: str
    label: str
    size: int


@dataclass(frozen=True)
class Draft:
    """One edition of a period's report, with the files that are offered of it."""

    edition: str
    made: datetime | None
    files: tuple[File, ...]


@dataclass(frozen=True)
class Published:
    """What there is of a period: its drafts by edition, its releases, and what changed."""

    period: str
    is_demo: bool
    drafts: dict[str, Draft]
    changes: tuple[File, ...]
    released: tuple[File, ...] = ()


# What there is


def published() -> list[Published]:
    """Return what is published, newest period first, the demonstration last."""
    found = [
        _published(start, period)
        for start in ((), DEMO)
        for period in sorted(_months(start), reverse=True)
    ]
    return [one for one in found if one.drafts or one.changes or one.released]


def _months(start: Sequence[str]) -> list[str]:
    """Return the names of folders that are named as periods are."""
    try:
        return [path.name for path in _folder(start).iterdir() if MONTH.fullmatch(path.name)]
    except OSError:
        return []


def _published(start: Sequence[str], period: str) -> Published:
    drafts = {}
    for edition in periods.EDITIONS:
        files = [_file((*start, period, edition, name), what) for name, what in OFFERED.items()]
        # A draft without its page is none.
        if files[0]:
            made = _made(find("/".join((*start, period, edition, paths.RUN))))
            drafts[edition] = Draft(edition, made, tuple(file for file in files if file))
    changes = [_change((*start, period, paths.CHANGES, name)) for name in _changes(start, period)]
    cleared = [
        _file(
            (*start, period, paths.RELEASED, name, paths.PAGE),
            f"{edition.capitalize()} edition {number}",
        )
        for name, edition, number in _numbered(start, period)
    ]
    return Published(
        period,
        bool(start),
        drafts,
        tuple(file for file in changes if file),
        tuple(file for file in cleared if file),
    )


def _numbered(start: Sequence[str], period: str) -> list[tuple[str, str, int]]:
    """Return the names of releases, each with its edition and number, newest first."""
    folder = _folder((*start, period, paths.RELEASED))
    names = [path.name for path in folder.glob("*")] if folder.is_dir() else []
    listed = [(name, *_edition_and_number(name)) for name in names]
    return sorted((one for one in listed if one[2]), key=lambda one: (one[1], -one[2]))


def _edition_and_number(release: str) -> tuple[str, int]:
    """Return of which edition a release is by its name, and its number; 0 where it is none."""
    edition = release.partition("-")[0]
    return edition, paths.number_of(release, edition) if edition in periods.EDITIONS else 0


def _changes(start: Sequence[str], period: str) -> list[str]:
    folder = _folder((*start, period, paths.CHANGES))
    return sorted(path.name for path in folder.glob("*.html")) if folder.is_dir() else []


def _file(parts: Sequence[str], label: str) -> File | None:
    path = find("/".join(parts))
    try:
        return File("/".join(parts), label, path.stat().st_size) if path else None
    except OSError:
        return None


def _change(parts: Sequence[str]) -> File | None:
    """Return a page of changes under its own title, or else its name."""
    path = find("/".join(parts))
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            titled = TITLE.search(file.read(HEAD))
    except OSError:
        return None
    title = " ".join(html.unescape(titled[1]).split()) if titled else ""
    return _file(parts, title or path.stem)


def _made(manifest: Path | None) -> datetime | None:
    """Return when a draft was made, by the manifest of its run; None where that is not said."""
    try:
        finished = json.loads(manifest.read_text(encoding="utf-8"))["finished"] if manifest else ""
        made = datetime.fromisoformat(finished)
        return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return None


# What may be shown


def find(address: str) -> Path | None:
    """Return the file at an address such as `2023-05/external/index.html`, if it may be shown.

    An address is taken apart, never glued to a folder as it stands: each part has to be a plain
    name, and the first ones those of a draft. Links are followed to their end, which has to lie
    in the same draft; that of `external` can therefore never show what is internal.
    """
    parts = address.split("/")
    if not all(map(_is_plain, parts)):
        return None
    start, rest = (DEMO, parts[2:]) if tuple(parts[:2]) == DEMO else ((), parts)
    if len(rest) < 3 or not MONTH.fullmatch(rest[0]):
        return None
    period, room, *names = rest
    try:
        if room in periods.EDITIONS:
            return _within(_draft(start, period, room), names)
        if room == paths.RELEASED and _edition_and_number(names[0])[1]:
            place = _folder((*start, period, paths.RELEASED, names[0]))
            return _within(place, names[1:]) if place.resolve(strict=True) == place else None
        if room == paths.CHANGES and len(names) == 1 and names[0].endswith(".html"):
            return _within(_folder((*start, period, paths.CHANGES)), names)
    except (OSError, RuntimeError):  # gone, not ours to read, or links in a circle
        pass
    return None


def _is_plain(name: str) -> bool:
    """Whether a part of an address can only be a name, and not that of something hidden."""
    if not name:
        return False
    return name.isprintable() and not name.startswith((".", " ")) and not set(name) & set("/\\")


def _folder(parts: Sequence[str]) -> Path:
    """Return a folder below the outputs, with links followed up to the outputs and no further."""
    return paths.outputs("").resolve().joinpath(*parts)


def _draft(start: Sequence[str], period: str, edition: str) -> Path | None:
    """Return the folder to which an edition's link leads, if that is a draft of this edition."""
    place = _folder((*start, period, edition))
    folder = place.resolve(strict=True)
    is_ours = folder.parent == place.with_name(paths.DRAFTS)
    return folder if is_ours and paths.number_of(folder.name, edition) else None


def _within(folder: Path | None, names: Sequence[str]) -> Path | None:
    """Return a file of a folder, unless it is none or a link leads it out or to a hidden name."""
    if folder is None:
        return None
    path = folder.joinpath(*names).resolve(strict=True)
    inside = path.is_relative_to(folder) and all(map(_is_plain, path.relative_to(folder).parts))
    return path if inside and path.is_file() else None


# In a browser


def page_of(period: str | None, edition: str) -> Path:
    """Return the page of a report: without a period, that of the newest there is.

    Raises
    ------
    NoReportError
        There is no such report; names the command that makes it.
    """
    names = [periods.get(period).name] if period else sorted(_months(()), reverse=True)
    for name in names:
        page = paths.outputs(name, edition) / paths.PAGE
        if page.is_file():
            return page
    command = f"a4p run {period}" if period else "a4p run"
    of_period = f" of {period}" if period else ""
    raise NoReportError(f"There is no {edition} report{of_period} yet: make it with `{command}`.")


def show(address: str) -> bool:
    """Open an address in the browser, and return whether there was one to open it."""
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
