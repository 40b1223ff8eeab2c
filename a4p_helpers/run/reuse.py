"""What runs keep, so that nothing runs again that would be the same.

    data/processed/<period>/.kept/<edition>/<name>.json   an executed notebook, its section, what
                                                          it was made of
    data/processed/<period>/.kept/<edition>.json          of what the published report was made
    data/processed/<period>/.kept/tables.json             of what the cleaned tables were made

A notebook is made of its source, its parameters, the code that notebooks use, the versions of the
installed packages, and the data files that it read, which were noted while it ran. All are compared
by content. What is kept may be deleted at any time; what cannot be read counts as not there.
"""

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from a4p_helpers import checksums, paths, periods
from a4p_helpers.report import provenance
from a4p_helpers.run.task import Task

# Rooms of the package that no notebook uses: they receive, clean, run, render and release.
NOT_USED = (
    *("clean", "clearance", "cli", "dictionary", "intake", "open_data", "preview", "report", "run"),
    *("browser", "start"),
)
RENDERING = "report"


# A notebook


def find(task: Task) -> tuple[str, str | None] | None:
    """Return the executed notebook of a task and its section, if it would be the same again.

    The section is None where the code that renders has changed since.
    """
    try:
        kept = json.loads(_place(task).read_text(encoding="utf-8"))
        if kept["made_of"] != made_of(task) or kept["reads"] != _hashes(kept["reads"]):
            return None
        is_rendered_so = kept["rendered_by"] == _code(rendering=True)
        return kept["notebook"], kept["section"] if is_rendered_so else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def state(task: Task) -> tuple[str, ...]:
    """Return what a notebook is made of, then of what the tables are that it may read.

    To be asked before it is executed. Who saves it meanwhile, or cleans, would else get the old
    outputs for the new source.
    """
    stamps = (paths.processed(one.name, task.edition) / paths.STAMP for one in periods.with_data())
    return made_of(task), *map(checksums.if_readable, stamps)


def keep(
    task: Task, began: tuple[str, ...], notebook: str, section: str, reads: Sequence[str]
) -> None:
    """Keep an executed notebook and its section; whatever prevents it, the run goes on.

    `began` is its state before it was executed; if it is another by now, nothing is kept. One of
    which nothing was noted did not open a section: what it read is not known.
    """
    if not reads or began != state(task):
        return
    kept = {
        "made_of": began[0],
        "reads": _hashes(os.path.relpath(one, paths.root()) for one in reads),
        "rendered_by": _code(rendering=True),
        "notebook": notebook,
        "section": section,
    }
    _write(_place(task), kept)


def keep_rendered(task: Task, section: str) -> None:
    """Keep a section that was rendered anew of an executed notebook that is kept."""
    try:
        kept = json.loads(_place(task).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    _write(_place(task), kept | {"rendered_by": _code(rendering=True), "section": section})


def _place(task: Task) -> Path:
    return paths.kept(task.period, task.edition) / f"{task.name}.json"


def made_of(task: Task) -> str:
    """Return one hash over all that a notebook is made of but the data that it reads."""
    parts = [
        checksums.of(task.notebook),
        json.dumps(dict(task.parameters), sort_keys=True, default=str),
        task.period,
        task.edition,
        *(one.name for one in periods.with_data()),
        _code(rendering=False),
        versions(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code(*, rendering: bool) -> str:
    """Return one hash over the code that notebooks use, or over that which renders them."""
    files = provenance.hashes(_of_package(rendering))
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


def _of_package(rendering: bool) -> Iterable[Path]:
    package = paths.CODE / "a4p_helpers"
    for path in provenance.code_files():
        if path.is_relative_to(package):
            room = path.relative_to(package).parts[0].removesuffix(".py")
            if room == RENDERING if rendering else room not in NOT_USED:
                yield path


def _hashes(names: Iterable[str]) -> dict[str, str]:
    """Return the hash of each file below the root; nothing for what is not there."""
    return {name: checksums.if_readable(paths.root() / name) for name in sorted(set(names))}


@cache
def versions() -> str:
    """Return Python's version and those of all installed packages, without importing any."""
    installed = Path(sysconfig.get_paths()["purelib"])
    return " ".join([sys.version, *sorted(one.name for one in installed.glob("*.dist-info"))])


# Cleaned tables


def is_clean(period: str) -> bool:
    """Whether cleaning would write the very tables again that are there."""
    try:
        kept = json.loads(_of_tables(period).read_text(encoding="utf-8"))
        tables = _tables(period)
        return bool(tables) and kept == {"made_of": tables_made_of(period), "files": tables}
    except (OSError, ValueError):
        return False


def keep_tables(period: str, made_of: str) -> None:
    """Keep of what the tables were made that have just been cleaned, as it was before that."""
    _write(_of_tables(period), {"made_of": made_of, "files": _tables(period)})


def tables_made_of(period: str) -> str:
    """Return one hash over data, what was released, the package and the installed packages."""
    package = paths.CODE / "a4p_helpers"
    code = (path for path in provenance.code_files() if path.is_relative_to(package))
    return _hash_of([*provenance.input_files(period), *code, *_released()], versions())


def _tables(period: str) -> dict[str, str]:
    """Return the hash of each cleaned table of a period, of both editions."""
    folders = {edition: paths.processed(period, edition) for edition in periods.EDITIONS}
    return {
        f"{edition}/{name}": content
        for edition, folder in folders.items()
        for name, content in _files(folder).items()
    }


def _of_tables(period: str) -> Path:
    return paths.kept(period, "tables").with_suffix(".json")


# A report


def is_current(
    period: str, edition: str, extra: Mapping[str, str], missions: Sequence[str]
) -> bool:
    """Whether a run would publish the very files again that are there."""
    try:
        kept = json.loads(_of_report(period, edition).read_text(encoding="utf-8"))
        return (
            kept["made_of"] == report_made_of(period, edition, extra, missions)
            and kept["files"] == _files(paths.outputs(period, edition))
            and not paths.failed(period, edition).exists()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def keep_report(period: str, edition: str, made_of: str) -> None:
    """Keep of what a report was made that has just been published, as it was before that."""
    kept = {"made_of": made_of, "files": _files(paths.outputs(period, edition))}
    _write(_of_report(period, edition), kept)


def _of_report(period: str, edition: str) -> Path:
    return paths.kept(period, edition).with_suffix(".json")


def report_made_of(
    period: str, edition: str, extra: Mapping[str, str], missions: Sequence[str]
) -> str:
    """Return one hash over data, comments, what was released, code, parameters and packages."""
    files = [
        *provenance.input_files(period),
        *provenance.code_files(),
        paths.raw(period) / paths.COMMENTS,
        *_released(),
    ]
    return _hash_of(files, edition, sorted(extra.items()), list(missions), versions())


def _released() -> list[Path]:
    """Return the files that tell what was cleared and released, of all periods."""
    return [one for name in periods.declared() for one in _under(paths.clearance(name))]


def _hash_of(files: Iterable[Path], *other: Any) -> str:
    """Return one hash over files by name and content, and over what else is given."""
    listing = provenance.hashes(path for path in files if path.is_file())
    return hashlib.sha256(json.dumps([listing, *other]).encode()).hexdigest()


def _files(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a report; none where there is no report."""
    return {
        path.relative_to(folder).as_posix(): checksums.if_readable(path) for path in _under(folder)
    }


def _under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(path: Path, kept: Mapping[str, Any]) -> None:
    # One name for all processes: the next run writes over what a killed one left.
    fresh = path.with_name(f".{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        with suppress(OSError):  # a read-only disk refuses this as well
            fresh.unlink(missing_ok=True)
