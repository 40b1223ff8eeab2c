"""What each result was made from, and whether it is current.

This is the one answer for tables, values, executed notebooks and reports. It comes from the content
of the files read, the code that a module imports, directly or not, and the versions of installed
packages.
"""

import hashlib
import json
import re
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.core.periods import EDITIONS, Period

PACKAGE = "a4p_helpers"
# The modules from which each step starts. Files show what a step passes to the next, so the code of
# one does not count for the other: sections reach cleaning and counting only through PREPARE.
PREPARE = f"{PACKAGE}.prepare"
TABLES_BY = (f"{PACKAGE}.disclosure.editions", f"{PACKAGE}.clean.period")
VALUES_BY = (f"{PACKAGE}.indicators.count",)
IMPORT = re.compile(
    rf"^\s*(?:from\s+({PACKAGE}[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+({PACKAGE}[\w.]*))",
    re.MULTILINE,
)


def digest(*parts: Any) -> str:
    """Return one hash over parts: files by name and content, text, and JSON values."""
    listed = [
        [paths.known_as(part), checksums.if_readable(part)] if isinstance(part, Path) else part
        for part in parts
    ]
    return hashlib.sha256(json.dumps(listed, sort_keys=True, default=str).encode()).hexdigest()


def code(*modules: str) -> str:
    """Return one hash over modules, all that they import, and the versions that run them."""
    return _code(modules, versions())


@cache
def _code(modules: tuple[str, ...], installed: str) -> str:
    return digest(installed, *sorted(files_of(*modules)))


def files_of(*modules: str) -> set[Path]:
    """Return the files of modules of the package and of all their imports, late ones included."""
    found: set[Path] = set()
    wanted = list(modules)
    while wanted:
        parts = wanted.pop().split(".")
        for end in range(1, len(parts) + 1):  # importing a module also runs its parent packages
            path = _file(".".join(parts[:end]))
            if path and path not in found:
                found.add(path)
                wanted += imported(path.read_text(encoding="utf-8"))
    return found


def imported(source: str) -> list[str]:
    """Return the modules of the package that a source imports, except those of PREPARE."""
    found = []
    for module, names, alone in IMPORT.findall(source):
        listed = re.findall(r"(\w+)(?:\s+as\s+\w+)?\s*(?:,|\)|#|$)", names, re.MULTILINE)
        found += [alone or module, *(f"{module}.{name}" for name in listed)]
    return [one for one in dict.fromkeys(found) if one != PREPARE]


def _file(module: str) -> Path | None:
    """Return the file of a module; None for a name within a module."""
    place = paths.CODE.joinpath(*module.split("."))
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def versions() -> str:
    """Return Python's version and those of all installed packages, without importing any."""
    installed = Path(sysconfig.get_paths()["purelib"])
    return " ".join([sys.version, *sorted(one.name for one in installed.glob("*.dist-info"))])


def said(path: Path) -> dict[str, Any]:
    """Return the content of a stamp; empty if it is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


# Tables


def of_tables(period: Period) -> str:
    """Return what a period's tables are made from: data, reference, releases, code.

    It includes raw files of earlier periods and the tables of their releases, since what readers
    already have decides which small numbers are suppressed here.
    """
    data = [
        *(
            path
            for one in (*periods.before(period), period)
            for pattern in ("*.csv", "tables/*", "returns/*")
            for path in paths.raw(one.name).glob(pattern)
            if path.name != paths.COMMENTS
        ),
        # Earlier reporters are asked again unless the period says otherwise.
        *(
            paths.raw(name) / "participation.csv"
            for name in periods.declared()
            if name < period.name
        ),
        # Its own releases would make the very tables stale that were just released.
        *(
            path
            for one in periods.before(period)
            for path in paths.released_tables(one.name).rglob("*")
        ),
        *paths.reference("").glob("*.csv"),
    ]
    return digest(code(*TABLES_BY), *sorted({path for path in data if path.is_file()}))


def are_tables_current(period: Period) -> bool:
    """Whether the tables of both editions exist and are current."""
    wanted = of_tables(period)
    return all(
        said(folder / paths.STAMP) == {"made_of": wanted, "files": contents(folder)}
        for folder in (paths.processed(period.name, edition) for edition in EDITIONS)
    )


def write_stamp(folder: Path, made_of: str) -> None:
    """Record what new tables were made from, and their checksums."""
    said = {"made_of": made_of, "files": contents(folder)}
    (folder / paths.STAMP).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, str]:
    """Return the checksum of each table in a folder, and of its state."""
    return {
        path.name: checksums.if_readable(path)
        for path in sorted(folder.glob("*"))
        if path.is_file() and path.name != paths.STAMP
    }


# Values


def of_values(period: Period, edition: str) -> str:
    """Return what a period's values are made from: its tables, earlier ones, reference, code."""
    stamps = [
        paths.processed(one.name, edition) / paths.STAMP
        for one in (*periods.before(period), period)
    ]
    return digest(code(*VALUES_BY), *stamps, *sorted(paths.reference("").glob("*.csv")))


def are_values_current(period: Period, edition: str, *, with_blocks: bool) -> bool:
    """Whether the values of a period exist and are current."""
    known = said(paths.processed(period.name, edition) / paths.VALUES / paths.INDEX)
    is_whole = bool(known.get("shown")) or not with_blocks
    return is_whole and known.get("made_of") == of_values(period, edition)


def is_prepared(period: Period, editions: Sequence[str]) -> bool:
    """Whether everything that reports of a period read is current; `editions` are those to make."""
    every = (*periods.before(period), period)
    return all(map(are_tables_current, every)) and all(
        are_values_current(one, edition, with_blocks=one == period and edition in editions)
        for one in every
        for edition in EDITIONS
    )
