"""Whole periods, from their raw data to published reports: cleaned, executed, put together."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import CleaningError
from a4p_helpers.run import DONE, FAILED, OUT_OF_TIME, STOPPED, asked, log, progress, publish
from a4p_helpers.run.asked import Asked, Manner
from a4p_helpers.run.edition import Edition, outcome_of
from a4p_helpers.run.execute import run_notebook
from a4p_helpers.run.pool import Desk, OutOfTime, of_processes, prepare, stoppable
from a4p_helpers.run.warm import client
from a4p_helpers.store import stale

if TYPE_CHECKING:
    from a4p_helpers.run.cluster import Cluster


def run_periods(
    names: Sequence[str],
    editions: Sequence[str] = periods.EDITIONS,
    *,
    extra: Mapping[str, str] | None = None,
    missions: Sequence[str] = (),
    **manner: Any,
) -> int:
    """Make and publish the reports of periods; return the exit code of the run.

    0: all editions are published. 1: at least one is not. 124: stopped when its time was over.
    130: stopped by a signal. `extra` are further parameters as text, given to the notebooks that
    declare them. `missions` are those whose own pages are made; without any, all that take part.
    `manner` is how it works (see `Manner`).

    A notebook that would be the same again is not run again. Of several periods, one that cannot
    be cleaned does not keep the others from being made.

    Raises
    ------
    asked.RunInputError
        A period, an edition or a parameter is wrong; no kernel was started.
    CleaningError
        The raw data of the only period break their contracts.
    publish.PublishError
        The outputs cannot be written.
    publish.RunUnderWayError
        Another process runs one of the periods.
    cluster.ClusterError
        The cluster that was named cannot be used.
    """
    wanted = asked.checked(names, editions, Manner(**manner), extra or {}, missions)
    limit = wanted[0].manner.run_limit if wanted else None
    made: list[Edition] = []
    log.tell("started", periods=list(names), editions=list(editions))
    try:
        with stoppable(limit), ExitStack() as held:
            for one in wanted:
                held.enter_context(publish.lock(one.period))
            if cluster := _cluster(wanted, held):
                wanted = [one.by(cluster.threads) for one in wanted]
            held.enter_context(_kernels(wanted[0].manner))
            clean = [one for one in wanted if _cleaned(one, is_alone=len(wanted) == 1)]
            _make(clean, made, cluster)
    except KeyboardInterrupt as stop:
        published = [paths.outputs(one.asked.period, one.name) for one in made if one.is_published]
        if published:
            told = f"Published before that: {', '.join(map(paths.shown, published))}."
        else:
            told = "Nothing was published; the last good report, if any, is untouched."
        is_late = isinstance(stop, OutOfTime)
        log.tell("stopped", f"Stopped{f' after {limit:g} s' if is_late else ''}. {told}")
        return OUT_OF_TIME if is_late else STOPPED
    return FAILED if len(clean) < len(wanted) or any(one.faults for one in made) else DONE


def run_reference(folder: Path, period: str = "", **manner: Any) -> int:
    """Execute a period's external edition and keep its notebooks for comparison.

    Without a period it is the newest whose report is out: one that is under way has next to
    nothing to compare, and something else with each return that comes. Nothing is assembled or
    published; notebooks already in the folder are replaced.
    """
    period = period or periods.newest_published().name
    (one,) = asked.checked([period], ["external"], Manner(**manner), {}, None)
    try:
        with stoppable(), publish.lock(period), _kernels(one.manner):
            _cleaned(one, is_alone=True)
            with publish.run_folder(period, "reference") as run_folder:
                failed = _execute(one, run_folder)
                if failed:
                    return FAILED
                with publish.writing(folder):
                    _replace_notebooks(folder, run_folder)
    except KeyboardInterrupt:
        log.tell("stopped", f"Stopped. {paths.shown(folder)} is unchanged.")
        return STOPPED
    print(folder)
    return DONE


def _execute(one: Asked, folder: Path) -> bool:
    """Run every notebook into a folder; say what failed, and return whether any did."""
    tasks, failed = one.tasks("external", folder), []
    steps = [progress.Step(one.period, "external", task.name) for task in tasks]
    with of_processes(one.manner.at_once) as executor, progress.of(steps) as shown:
        desk = Desk(executor, one.manner.at_once)
        for task in tasks:

            def ended(end: Any, task: Any = task) -> None:
                outcome = outcome_of(end, task)
                step = progress.Step(one.period, "external", outcome.name)
                shown.ended(step, outcome.state, outcome.seconds, outcome.cause)
                failed.extend([] if outcome.ok else [outcome.cause])

            desk.add(run_notebook, task, ended=ended)
        desk.work_off()
    for cause in failed:
        log.tell("faults", cause)
    return bool(failed)


def _replace_notebooks(folder: Path, executed: Path) -> None:
    """Copy first and rename then, so that who stops it finds the old ones or the new."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as beside:
        for one in sorted(executed.glob("*.ipynb")):
            shutil.copyfile(one, Path(beside) / one.name)
        for old in folder.glob("*.ipynb"):
            old.unlink()
        for one in sorted(Path(beside).iterdir()):
            one.replace(folder / one.name)


def _kernels(manner: Manner) -> AbstractContextManager[None]:
    """Have what all notebooks import imported once, while the data are being cleaned."""
    if not manner.dask:
        prepare()
    is_here = manner.kernels == "warm" and not manner.dask  # a worker of Dask has its own
    return client.serving(paths.NOTEBOOKS) if is_here else nullcontext()


def _cluster(wanted: Sequence[Asked], held: ExitStack) -> "Cluster | None":
    """Return the cluster that is to do the work; None where local processes are."""
    if not wanted[0].manner.dask:
        return None
    from a4p_helpers.run.cluster import of_dask  # which needs Dask

    return held.enter_context(of_dask(wanted[0].manner.dask, [one.period for one in wanted]))


def _cleaned(one: Asked, *, is_alone: bool) -> bool:
    """Clean a period, but not what would be the same again; say whether it is clean.

    What is wrong with it is told here where there are others to go on with, and raised if not.
    """
    try:
        _prepare(one)
        if one.missions:
            asked.taking_part(one.period, one.missions)
    except (CleaningError, asked.RunInputError) as error:
        if is_alone:
            raise
        log.tell("faults", str(error))
        return False
    return True


def _prepare(one: Asked) -> None:
    """Have tables and values made, but not what would be the same again."""
    anew = one.manner.force
    if anew or not stale.is_prepared(periods.get(one.period), one.editions):
        from a4p_helpers import prepare  # only now: it imports what cleans and counts

        prepare.ensure(one.period, one.editions, anew=anew)
        log.tell("cleaned", period=one.period)


def _make(clean: Sequence[Asked], made: list[Edition], cluster: "Cluster | None") -> None:
    """Make every edition of periods that are clean, all notebooks in one queue, and tell of each.

    `made` is filled at once, so that who stops a run can be told what was published before.
    """
    with ExitStack() as folders:
        for one in clean:
            for name in one.editions:
                folder = folders.enter_context(publish.run_folder(one.period, name))
                made.append(Edition(one, name, folder))
        tasks = [task for edition in made for task in edition.tasks]
        if not tasks:
            return
        at_once = min(clean[0].manner.at_once, len(tasks))
        workers = cluster.at_work() if cluster else of_processes(at_once)
        steps = [edition.step(task.name) for edition in made for task in edition.tasks]
        steps += [edition.step() for edition in made]
        with workers as executor, progress.of(steps) as shown:
            desk = Desk(executor, at_once)
            for edition in made:
                desk.follow(edition.making(shown))
            desk.work_off()
    for edition in made:
        if edition.is_published:
            edition.tell()
    for sentence in dict.fromkeys(one for edition in made for one in edition.left_out):
        log.tell("left out", sentence)
    for edition in made:
        if not edition.is_published:
            edition.tell()
