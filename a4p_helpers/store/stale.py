"""What something is made of, and whether it would be made the same again.

The one answer for tables, values, executed notebooks and reports. It is worked out from what is
there: the content of files that were read, and the code that a module imports, directly or not,
with the versions of what is installed.
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
# The module from which a step starts. What a step gives to the next is known by its files, so the
# code of one does not count for the other: sections reach cleaning and counting by PREPARE alone.
PREPARE = f"{PACKAGE}.prepare"
TABLES_BY = (f"{PACKAGE}.disclosure.editions", f"{PACKAGE}.clean.period")
VALUES_BY = (f"{PACKAGE}.indicators.count",)
IMPORT = re.compile(
    rf"^\s*(?:from\s+({PACKAGE}[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+({PACKAGE}[\w.]*))",
    re.MULTILINE,
)


def digest(*parts: Any) -> str:
    """Return one hash over parts: files by name and content, text, and what JSON can hold."""
    listed = [
        [paths.known_as(part), checksums.if_readable(part)] if isinstance(part, Path) else part
        for part in parts
    ]
    return hashlib.sha256(json.dumps(listed, sort_keys=True, default=str).encode()).hexdigest()


def code(*modules: str) -> str:
    """Return one hash over the code of modules and of all that these import, and what runs it."""
    return _code(modules, versions())


@cache
def _code(modules: tuple[str, ...], installed: str) -> str:
    return digest(installed, *sorted(files_of(*modules)))


def files_of(*modules: str) -> set[Path]:
    """Return the files of modules of the package and of all that these import, late ones too."""
    found: set[Path] = set()
    wanted = list(modules)
    while wanted:
        parts = wanted.pop().split(".")
        for end in range(1, len(parts) + 1):  # a module runs the packages in which it lies as well
            path = _file(".".join(parts[:end]))
            if path and path not in found:
                found.add(path)
                wanted += imported(path.read_text(encoding="utf-8"))
    return found


def imported(source: str) -> list[str]:
    """Return the modules of the package that a source imports, those of PREPARE left out."""
    found = []
    for module, names, alone in IMPORT.findall(source):
        listed = re.findall(r"(\w+)(?:\s+as\s+\w+)?\s*(?:,|\)|#|$)", names, re.MULTILINE)
        found += [alone or module, *(f"{module}.{name}" for name in listed)]
    return [one for one in dict.fromkeys(found) if one != PREPARE]


def _file(module: str) -> Path | None:
    """Return the file of a module; None where the name is one within a module."""
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
    """Return what a file says that says of what something is made; nothing where it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


# Tables


def of_tables(period: Period) -> str:
    """Return of what the tables of a period are made: data, reference, what was released, code.

    Raw files of earlier periods are among them, and the tables of their releases: what readers have
    already decides which small numbers of this one are suppressed.
    """
    data = [
        *(
            path
            for one in (*periods.before(period), period)
            for pattern in ("*.csv", "tables/*", "returns/*")
            for path in paths.raw(one.name).glob(pattern)
            if path.name != paths.COMMENTS
        ),
        # Who was asked before is asked again, unless the period says otherwise.
        *(
            paths.raw(name) / "participation.csv"
            for name in periods.declared()
            if name < period.name
        ),
        # Those of its own would make tables stale that were released just now, as they are.
        *(
            path
            for one in periods.before(period)
            for path in paths.released_tables(one.name).rglob("*")
        ),
        *paths.reference("").glob("*.csv"),
    ]
    return digest(code(*TABLES_BY), *sorted({path for path in data if path.is_file()}))


def are_tables_current(period: Period) -> bool:
    """Whether the tables of both editions are there as they would be made again now."""
    wanted = of_tables(period)
    return all(
        said(folder / paths.STAMP) == {"made_of": wanted, "files": contents(folder)}
        for folder in (paths.processed(period.name, edition) for edition in EDITIONS)
    )


def write_stamp(folder: Path, made_of: str) -> None:
    """Say of tables that have just been written of what they are made, and what is in them."""
    said = {"made_of": made_of, "files": contents(folder)}
    (folder / paths.STAMP).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, str]:
    """Return the checksum of each table of a folder, and of what is known of it."""
    return {
        path.name: checksums.if_readable(path)
        for path in sorted(folder.glob("*"))
        if path.is_file() and path.name != paths.STAMP
    }


# Values


def of_values(period: Period, edition: str) -> str:
    """Return of what the values of a period are made: tables, those before, reference, code."""
    stamps = [
        paths.processed(one.name, edition) / paths.STAMP
        for one in (*periods.before(period), period)
    ]
    return digest(code(*VALUES_BY), *stamps, *sorted(paths.reference("").glob("*.csv")))


def are_values_current(period: Period, edition: str, *, with_blocks: bool) -> bool:
    """Whether the values of a period are there as they would be counted again now."""
    known = said(paths.processed(period.name, edition) / paths.VALUES / paths.INDEX)
    is_whole = bool(known.get("shown")) or not with_blocks
    return is_whole and known.get("made_of") == of_values(period, edition)


def is_prepared(period: Period, editions: Sequence[str]) -> bool:
    """Whether all is there that a report of a period reads; `editions` are those to be made."""
    every = (*periods.before(period), period)
    return all(map(are_tables_current, every)) and all(
        are_values_current(one, edition, with_blocks=one == period and edition in editions)
        for one in every
        for edition in EDITIONS
    )
