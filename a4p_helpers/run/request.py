"""What a run is asked for, checked before anything starts, with every fault at once."""

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
# How kernels start, and Jupyter's name of the provisioner; see pyproject.toml.
KERNELS = {"warm": "a4p-warm", "ordinary": "local-provisioner"}
# Parameters that arguments of `a4p run` set, and those arguments.
GIVEN = {
    "period": "PERIOD --edition EDITION",
    "edition": "PERIOD --edition EDITION",
    "mission": "PERIOD --mission MISSION",
    "priority": "PERIOD",
}


class RunInputError(EveryFaultError):
    """A run that cannot start as requested; lists every fault."""


@dataclass(frozen=True)
class Task:
    """One notebook to run. `folder` gets the result; `time_limit` is seconds for each cell.

    `kernels` is a word of `KERNELS`: warm, forked from a process with all imports done, or
    ordinary.
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
    """Return how many processors this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Options:
    """How a run works; none of it changes the result.

    `workers` are notebooks at a time, by default as many as processors but at most four;
    `time_limit` is seconds for each cell, `run_limit` seconds for the whole run. `kernels` are warm
    or ordinary; `force` also runs what has not changed. `dask` is the address of a scheduler whose
    workers replace local ones.
    """

    workers: int | None = None
    time_limit: float = 300.0
    kernels: str = "warm"
    force: bool = False
    dask: str = ""
    run_limit: float | None = None

    @property
    def at_once(self) -> int:
        """The most notebooks that run at a time."""
        return self.workers or min(MOST_WORKERS, processors())


@dataclass(frozen=True)
class Request:
    """The checked request for one period.

    `values` are further parameters by notebook, `extra` all of them as given. `missions` are those
    whose pages are made; empty means all that take part. None runs the notebook of their pages
    once, as it stands.
    """

    period: str
    editions: tuple[str, ...]
    values: dict[Path, dict[str, Any]]
    options: Options
    missions: tuple[str, ...] | None = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    def tasks(self, edition: str, folder: Path) -> list[Task]:
        """Return the tasks of one edition, in the order of a run.

        Call it after cleaning, which settles who takes part.
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
        """Yield the runs of a notebook: one under its own name, or one each mission or priority."""
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
    """Check the request for every period, and collect every fault.

    Raises
    ------
    RunInputError
        The request has faults; lists every one.
    publish.PublishError
        Somebody's own folder is where a report would be published.
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
    # Files that a run by hand left beside the report's notebooks are not among them.
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
    """Return every reason to refuse a notebook before it runs, each with its cell.

    The values of the period must have been counted, as they give the known codes and blocks.
    """
    from a4p_helpers.run import anatomy  # only here: a run with nothing to do does not need it
    from a4p_helpers.store import values

    held = values.read(periods.get(period), edition)
    slugs = {one.notebook: one.slug for one in contents.entries(period).values()}
    if notebook.stem in plan.notebooks() - slugs.keys():
        return []  # it tells a priority of another version of the Plan
    if notebook.stem in slugs:
        known = anatomy.Known(slugs[notebook.stem], list(held), held.blocks)
    else:
        from a4p_helpers import profile  # only here: it imports charts

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
    """Return the further parameters of each notebook, and collect their faults."""
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
            faults.append(f"{name} cannot be set with -p: write `a4p run {GIVEN[name]}`")
        elif name not in known and len(values) == len(notebooks):
            faults.append(f"no notebook takes it: {parameters.unknown(name, known)}")
    return values


def taking_part(period: str, wanted: Sequence[str] = ()) -> list[str]:
    """Return the missions that take part in a cleaned period, or those wanted.

    Raises
    ------
    RunInputError
        A wanted mission does not take part.
    """
    from a4p_helpers import profile
    from a4p_helpers.store import processed  # only here: pandas takes half a second to import

    declared = periods.get(period)
    tables = processed.read(paths.processed(period, "internal"))
    faults: list[str] = []
    for mission in wanted:
        _note(faults, partial(profile.taking_part, mission, declared, tables))
    if faults:
        raise RunInputError(faults)
    return list(wanted) or tables.taking_part
