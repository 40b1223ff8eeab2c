"""What a run is asked for, checked before anything starts: every fault at once."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from a4p_helpers.core import contents, paths, periods, plan
from a4p_helpers.core import missions as known_missions
from a4p_helpers.core.faults import EveryFaultError
from a4p_helpers.run import parameters, publish

MOST_WORKERS = 4
# How kernels come to be, and Jupyter's name for who sees to it; see pyproject.toml.
KERNELS = {"warm": "a4p-warm", "ordinary": "local-provisioner"}
# Parameters that are set by what is run, and how they are asked for.
GIVEN = {
    "period": "PERIOD --edition EDITION",
    "edition": "PERIOD --edition EDITION",
    "mission": "PERIOD --mission MISSION",
    "priority": "PERIOD",
}


class RunInputError(EveryFaultError):
    """A run that cannot start as it was asked for; lists every fault."""


@dataclass(frozen=True)
class Task:
    """One notebook to run. `folder` receives what comes of it; `time_limit` is seconds a cell.

    `kernels` is a word of `KERNELS`: forked from a process with all imports done, or started.
    """

    notebook: Path
    name: str
    period: str
    edition: str
    folder: Path
    time_limit: float
    parameters: Mapping[str, Any] = field(default_factory=dict)
    kernels: str = "warm"
    entry: contents.Entry | None = None  # of the section; a priority gives it its title


def processors() -> int:
    """Return how many processors this process may use, not how many the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Options:
    """How a run works; none of it changes what comes out.

    `workers` are notebooks at a time, as many as processors but at most four where none are given;
    `time_limit` is seconds a cell, `run_limit` those of the whole run. `kernels` are warm or
    ordinary; `force` runs also what would be the same again. `dask` is the address of a scheduler
    whose workers do it in the place of ours.
    """

    workers: int | None = None
    time_limit: float = 300.0
    kernels: str = "warm"
    force: bool = False
    dask: str = ""
    run_limit: float | None = None

    @property
    def at_once(self) -> int:
        """How many notebooks run at a time, where there are as many."""
        return self.workers or min(MOST_WORKERS, processors())


@dataclass(frozen=True)
class Request:
    """What was asked for of one period, checked.

    `values` are further parameters of each notebook, `extra` all of them as they were given.
    `missions` are those whose pages are made: all that take part where none is named. None runs
    the notebook of their pages once, as it stands.
    """

    period: str
    editions: tuple[str, ...]
    values: dict[Path, dict[str, Any]]
    options: Options
    missions: tuple[str, ...] | None = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def tasks(self, edition: str, folder: Path) -> list[Task]:
        """Return the tasks of one edition, in the order in which a run takes them.

        To be asked when the period has been cleaned: then it is known who takes part.
        """
        limit, kernels = self.options.time_limit, self.options.kernels
        by_run = {one.run: one for one in contents.entries(self.period).values()}
        tasks = [
            Task(
                *(notebook, name, self.period, edition, folder, limit, values, kernels),
                entry=by_run.get(name),
            )
            for notebook, given in self.values.items()
            for name, values in self._named(notebook, given)
        ]
        return sorted(tasks, key=lambda task: contents.turn(task.name))

    def _named(self, notebook: Path, given: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give the runs of a notebook: one by its own name, or one a mission or priority."""
        if notebook.stem in plan.notebooks():  # the Plan of the period says which it has
            for one in contents.entries(self.period).values():
                if one.notebook == notebook.stem:
                    is_general = one.notebook == contents.GENERAL
                    yield one.run, {**given, **({"priority": one.slug} if is_general else {})}
            return
        if notebook.stem != contents.PROFILE or self.missions is None:
            yield notebook.stem, given
            return
        for mission in self.missions or taking_part(self.period):
            yield contents.page_of(mission), {**given, "mission": mission}


def checked(
    names: Sequence[str],
    editions: Sequence[str],
    options: Options,
    extra: Mapping[str, str],
    missions: Sequence[str] | None,
) -> list[Request]:
    """Check all that was asked for, of every period, and collect every fault.

    Raises
    ------
    RunInputError
        Something is wrong: lists all of it.
    publish.PublishError
        Something of somebody's own stands where a report is to be published.
    """
    faults: list[str] = []
    for name in names:
        _note(faults, partial(periods.get, name))
    for edition in editions:
        _note(faults, partial(periods.check_edition, edition))
    for mission in missions or ():
        _note(faults, partial(known_missions.code, mission))
    if options.dask and find_spec("distributed") is None:
        faults.append(
            "--dask needs Dask, which is not installed: .venv/bin/pip install -e '.[dask]'"
        )
    # What a run by hand left beside the notebooks of the report is none of them.
    notebooks = [
        path
        for path in sorted(paths.NOTEBOOKS.glob("[!.]*.ipynb"))
        if not path.stem.endswith("-executed")
    ]
    if not notebooks:
        faults.append(f"{paths.shown(paths.NOTEBOOKS)} holds no notebooks: restore them from git")
    values = _values(notebooks, extra, faults)
    if faults:
        raise RunInputError(list(dict.fromkeys(faults)))
    editions = tuple(dict.fromkeys(editions))
    for name in names:
        for edition in editions:
            publish.check_place(name, edition)
    wanted = None if missions is None else tuple(dict.fromkeys(map(known_missions.code, missions)))
    return [Request(name, editions, values, options, wanted, dict(extra)) for name in names]


def refused(notebook: Path, period: str, edition: str) -> list[str]:
    """Return all for which a notebook is refused before it runs, each with its cell.

    The values of the period must have been counted: they say which codes and blocks there are.
    """
    from a4p_helpers.run import anatomy  # only now: a run that has nothing to do needs none of it
    from a4p_helpers.store import values

    held = values.read(periods.get(period), edition)
    slugs = {one.notebook: one.slug for one in contents.entries(period).values()}
    if notebook.stem in plan.notebooks() - slugs.keys():
        return []  # it tells a priority of another version of the Plan
    if notebook.stem in slugs:
        known = anatomy.Known(slugs[notebook.stem], list(held), held.blocks)
    else:
        from a4p_helpers import profile  # which draws

        page = {**held.blocks, **profile.facts.blocks(period)}
        known = anatomy.Known(contents.MISSION, list(held), page, profile.WORDS)
    read = json.loads(notebook.read_text(encoding="utf-8"))
    return [f"{notebook.name}, {fault}" for fault in anatomy.faults(read, known)]


def _note(faults: list[str], checking: Callable[[], object]) -> None:
    try:
        checking()
    except EveryFaultError as error:
        faults += error.faults
    except ValueError as error:
        faults.append(str(error))


def _values(
    notebooks: list[Path], extra: Mapping[str, str], faults: list[str]
) -> dict[Path, dict[str, Any]]:
    """Return the further parameters of each notebook, and collect what is wrong with any."""
    known: dict[str, parameters.Parameter] = {}
    values: dict[Path, dict[str, Any]] = {}
    for notebook in notebooks:
        try:
            declared = parameters.of_report(notebook)
        except parameters.ParameterError as error:
            faults += error.faults
            continue
        known |= declared
        values[notebook] = {}
        for name in extra.keys() & declared.keys() - GIVEN.keys():
            try:
                values[notebook][name] = declared[name].read(extra[name])
            except parameters.ParameterError as error:
                faults += error.faults
    for name in extra:
        if name in GIVEN:
            faults.append(f"{name} is not given by -p: write `a4p run {GIVEN[name]}`")
        elif name not in known and len(values) == len(notebooks):
            faults.append(f"no notebook takes it: {parameters.unknown(name, known)}")
    return values


def taking_part(period: str, wanted: Sequence[str] = ()) -> list[str]:
    """Return the missions that take part in a period that was cleaned, or those wanted.

    Raises
    ------
    RunInputError
        One that is wanted does not take part.
    """
    from a4p_helpers import profile
    from a4p_helpers.store import processed  # only now: pandas takes half a second to import

    declared = periods.get(period)
    tables = processed.read(paths.processed(period, "internal"))
    faults: list[str] = []
    for mission in wanted:
        _note(faults, partial(profile.taking_part, mission, declared, tables))
    if faults:
        raise RunInputError(faults)
    return list(wanted) or tables.taking_part
