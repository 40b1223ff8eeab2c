"""What runs keep, so that nothing unchanged runs again.

    data/processed/<period>/.kept/<edition>/<name>.json   an executed notebook, its section, and
                                                          what it was made from
    data/processed/<period>/.kept/<edition>/report-<made of>.pdf   and the same for DOCX
    data/processed/<period>/.kept/<edition>.json          what the published report was made from

A notebook is made from its source, its parameters, the code that notebooks use, the versions of
installed packages, and the data files that it read, which were recorded while it ran. All are
compared by content. These files may be deleted at any time; an unreadable one counts as missing.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.report import provenance
from a4p_helpers.store import stale

if TYPE_CHECKING:
    from a4p_helpers.report.paper import Paper
    from a4p_helpers.run.request import Task

RENDERED_BY = "a4p_helpers.report.render"


# A notebook


def find(task: "Task") -> tuple[str, str | None] | None:
    """Return the executed notebook of a task and its section, if nothing has changed.

    The section is None if the code that renders it has changed.
    """
    kept = stale.said(_place(task))
    try:
        if kept["made_of"] != made_of(task) or kept["reads"] != _hashes(kept["reads"]):
            return None
    except (OSError, KeyError):  # the notebook, or its kept result, is gone
        return None
    is_rendered_so = kept["rendered_by"] == rendered_by()
    return kept["notebook"], kept["section"] if is_rendered_so else None


def state(task: "Task") -> tuple[str, ...]:
    """Return what a notebook is made from, then what the tables and values it may read are.

    Call it before executing: if somebody saves the notebook or cleans meanwhile, the old outputs
    must not count for the new source.
    """
    folders = [paths.processed(one.name, task.edition) for one in periods.with_data()]
    stamps = [folder / paths.STAMP for folder in folders]
    stamps += [folder / paths.VALUES / paths.INDEX for folder in folders]
    return made_of(task), *map(checksums.if_readable, stamps)


def keep(
    task: "Task", began: tuple[str, ...], notebook: str, section: str, reads: Sequence[str]
) -> None:
    """Keep an executed notebook and its section; if that fails, the run goes on.

    `began` is its state before execution; if it has changed, nothing is kept. A notebook without
    recorded reads did not open a section, so what it read is unknown.
    """
    if not reads or began != state(task):
        return
    kept = {
        "made_of": began[0],
        "reads": _hashes(os.path.relpath(one, paths.root()) for one in reads),
        "rendered_by": rendered_by(),
        "notebook": notebook,
        "section": section,
    }
    _write(_place(task), kept)


def keep_rendered(task: "Task", section: str) -> None:
    """Keep a section that was rendered again from a kept notebook."""
    if kept := stale.said(_place(task)):
        _write(_place(task), kept | {"rendered_by": rendered_by(), "section": section})


def _place(task: "Task") -> Path:
    return paths.kept(task.period, task.edition) / f"{task.name}.json"


def made_of(task: "Task") -> str:
    """Return one hash over everything a notebook is made from, except the data it reads."""
    return stale.digest(
        task.notebook,
        dict(task.parameters),
        repr(task.entry),
        task.period,
        task.edition,
        [one.name for one in periods.with_data()],
        stale.code(*stale.imported(_source(task.notebook))),
        checksums.if_readable(paths.STYLE),
    )


def rendered_by() -> str:
    """Return one hash over the code and the templates that turn a notebook into a section."""
    templates = [*paths.below(paths.TEMPLATE).values(), *paths.below(paths.OF_NBCONVERT).values()]
    return stale.digest(stale.code(RENDERED_BY), *templates)


def _source(notebook: Path) -> str:
    """Return the code of a notebook, or the raw text if it cannot be read."""
    text = notebook.read_text(encoding="utf-8")
    try:
        cells = json.loads(text)["cells"]
        return "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
    except (ValueError, KeyError, TypeError):
        return text


def _hashes(names: Iterable[str]) -> dict[str, str]:
    """Return the hash of each file below the root; blank for a missing one."""
    return {name: checksums.if_readable(paths.root() / name) for name in sorted(set(names))}


# PDF and DOCX


def printed(paper: "Paper", name: str, folder: Path, kept: Path, *, anew: bool = False) -> None:
    """Write the PDF or the DOCX of a report, or take the one made from the same page.

    It replaces those kept before; if that fails, the run goes on.
    """
    made_of = stale.digest(
        *(paper.made_of(name), repr(periods.get(paper.period))),
        stale.code("a4p_helpers.report.paper"),
        *paths.below(paths.TEMPLATE).values(),
        *paths.below(paths.DESIGNS).values(),
    )
    file = folder / name
    place = kept / f"{file.stem}-{made_of[:32]}{file.suffix}"
    if not anew:
        with suppress(OSError):
            shutil.copyfile(place, file)
            return
    paper.write(name, folder)
    with suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        for former in kept.glob(f"{file.stem}-*{file.suffix}"):
            former.unlink()
        with paths.replacing(place) as unfinished:
            shutil.copyfile(file, unfinished)


# A report


def is_current(
    period: str, edition: str, extra: Mapping[str, str], missions: Sequence[str]
) -> bool:
    """Whether a run would publish exactly the existing files again."""
    kept = stale.said(_of_report(period, edition))
    return (
        kept.get("made_of") == report_made_of(period, edition, extra, missions)
        and kept["files"] == _files(paths.outputs(period, edition))
        and not paths.failed(period, edition).exists()
    )


def keep_report(period: str, edition: str, made_of: str) -> None:
    """Record what a newly published report was made from, as found before the run."""
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
    ]
    for name in periods.declared():  # what any period has cleared and released
        files += paths.below(paths.clearance(name)).values()
    return stale.digest(
        stale.versions(), *sorted(files), edition, sorted(extra.items()), list(missions)
    )


def _files(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a report; none without a report."""
    return {name: checksums.if_readable(path) for name, path in paths.below(folder).items()}


def _write(path: Path, kept: Mapping[str, Any]) -> None:
    # All processes use one name, so that the next run overwrites what a killed one left.
    fresh = path.with_name(f".{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        with suppress(OSError):  # a read-only disk refuses this too
            fresh.unlink(missing_ok=True)
