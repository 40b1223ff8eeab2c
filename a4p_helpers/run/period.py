"""Whole periods, from raw data to published reports: start reading at `run_periods`."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import CleaningError
from a4p_helpers.core.scales import NOT_ASKED
from a4p_helpers.run import DONE, FAILED, OUT_OF_TIME, STOPPED, log, progress, publish, request
from a4p_helpers.run.draft import Draft
from a4p_helpers.run.pool import OutOfTime, Queue, of_processes, prepare, stoppable
from a4p_helpers.run.request import Options, Request
from a4p_helpers.run.warm import client
from a4p_helpers.store import stale

FEW = 5  # most tables that a message names


def run_periods(
    names: Sequence[str],
    editions: Sequence[str] = periods.EDITIONS,
    *,
    extra: Mapping[str, str] | None = None,
    missions: Sequence[str] = (),
    **options: Any,
) -> int:
    """Make and publish the reports of periods; return the exit code of the run.

    0: all editions are published. 1: at least one is not. 124: stopped at its time limit. 130:
    stopped by a signal. `extra` are further parameters as text, for the notebooks that declare
    them. `missions` are those whose pages are made; by default all that take part. `options` say
    how it works (see `Options`).

    A notebook without changes is not run again. A period that cannot be cleaned does not stop
    others.

    Raises
    ------
    request.RunInputError
        A period, an edition or a parameter is wrong; no kernel was started.
    CleaningError
        The raw data of the only period break their contracts.
    publish.PublishError
        The outputs cannot be written.
    publish.RunUnderWayError
        Another process runs one of the periods.
    cluster.ClusterError
        The named cluster cannot be used.
    """
    how = Options(**options)
    drafts: list[Draft] = []
    # Every fault of the request is reported at once, before anything starts.
    requests = request.checked(names, editions, how, extra or {}, missions)
    log.tell("started", periods=list(names), editions=list(editions))
    try:
        with stoppable(how.run_limit), ExitStack() as stack:
            # Until this run ends, nobody else runs these periods or brings in data.
            for one in requests:
                stack.enter_context(publish.lock(one.period))
            at_once, workers = stack.enter_context(_begun(how, names))
            # Raw data are cleaned and disclosed, and values counted, if anything has changed.
            clean = [one for one in requests if _prepared(one, is_alone=len(requests) == 1)]
            if not clean or _refused(clean):
                return FAILED
            for one in clean:
                for edition in one.editions:
                    folder = stack.enter_context(publish.run_folder(one.period, edition))
                    drafts.append(Draft(one, edition, folder, at_once))
            steps = [draft.step(task.name) for draft in drafts for task in draft.tasks]
            steps += [draft.step() for draft in drafts]
            with workers() as executor, progress.of(steps) as shown:
                queue = Queue(executor, at_once)
                for one in clean:
                    now = [draft for draft in drafts if draft.request is one]
                    # Notebooks become sections; the report's numbers are counted meanwhile.
                    queue.finish(work for draft in now for work in draft.sections(shown))
                    # Sections and numbers become pages and data files.
                    queue.finish(work for draft in now for work in draft.pages(shown))
                    # Pages are checked, and printed as PDF and DOCX.
                    queue.finish(work for draft in now for work in draft.files())
                    # A good draft replaces the last one; a failed one is kept elsewhere.
                    for draft in now:
                        draft.publish(shown)
            _tell(drafts)
    except KeyboardInterrupt as stop:
        return _stopped(stop, drafts, how)
    return FAILED if len(clean) < len(requests) or any(draft.faults for draft in drafts) else DONE


def run_reference(folder: Path, period: str = "", **options: Any) -> int:
    """Execute a period's external edition and keep its notebooks for comparison.

    By default it is the newest period whose report is out: a later one has next to nothing to
    compare and changes with each return. Nothing is assembled or published; the notebooks in the
    folder are replaced.
    """
    period = period or periods.newest_published().name
    how = Options(**options, force=True)
    (one,) = request.checked([period], ["external"], how, {}, None)
    try:
        with ExitStack() as stack:
            stack.enter_context(stoppable())
            stack.enter_context(publish.lock(period))
            at_once, workers = stack.enter_context(_begun(how, [period]))
            _prepared(one, is_alone=True)
            run_folder = stack.enter_context(publish.run_folder(period, "reference"))
            draft = Draft(one, "external", run_folder, at_once)
            steps = [draft.step(task.name) for task in draft.tasks]
            with workers() as executor, progress.of(steps) as shown:
                Queue(executor, at_once).finish(draft.notebooks(shown))
            failed = [outcome.cause for outcome in draft.outcomes if not outcome.ok]
            for cause in failed:
                log.tell("faults", cause)
            if failed:
                return FAILED
            with publish.writing(folder):
                _replace_notebooks(folder, run_folder / "notebooks")
    except KeyboardInterrupt:
        log.tell("stopped", f"Stopped. {paths.shown(folder)} is unchanged.")
        return STOPPED
    print(folder)
    return DONE


def _replace_notebooks(folder: Path, executed: Path) -> None:
    """Copy first, then rename, so that a stopped run leaves either the old or the new ones."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as beside:
        for notebook in sorted(executed.glob("*.ipynb")):
            shutil.copyfile(notebook, Path(beside) / notebook.name)
        for old in folder.glob("*.ipynb"):
            old.unlink()
        for notebook in sorted(Path(beside).iterdir()):
            notebook.replace(folder / notebook.name)


Workers = Callable[[], AbstractContextManager[Executor]]


@contextmanager
def _begun(how: Options, names: Sequence[str]) -> Iterator[tuple[int, Workers]]:
    """Yield how much is done at once and the workers: processes here, or those of a cluster.

    The imports that all notebooks share are made once, while the data are cleaned.
    """
    if how.dask:
        from a4p_helpers.run.cluster import of_dask  # only here: it needs Dask

        with of_dask(how.dask, names) as cluster:
            yield how.workers or cluster.threads, cluster.at_work
        return
    prepare()
    with client.serving(paths.NOTEBOOKS) if how.kernels == "warm" else nullcontext():
        yield how.at_once, partial(of_processes, how.at_once)


def _prepared(one: Request, *, is_alone: bool) -> bool:
    """Clean and count a period if anything has changed; return whether that succeeded.

    If other periods can go on, its faults are reported here; else they are raised.
    """
    anew = one.options.force
    try:
        if anew or not stale.is_prepared(periods.get(one.period), one.editions):
            from a4p_helpers.prepare import ensure  # only here: it imports cleaning and counting

            ensure(one.period, one.editions, anew=anew)
            log.tell("cleaned", period=one.period)
        _take_stock(one.period)
        if one.missions:
            request.taking_part(one.period, one.missions)
    except (CleaningError, request.RunInputError) as error:
        if is_alone:
            raise
        log.tell("faults", str(error))
        return False
    return True


def _take_stock(period: str) -> None:
    """Say what has come, and raise if an explained difference has changed since."""
    from a4p_helpers.report import annexes  # only here: it is slow to import

    said = so_far(period)
    log.tell("so far", said, period=period, message=said)
    try:
        annexes.reconcile(period)
    except annexes.ReconciliationError as error:
        raise request.RunInputError(str(error).splitlines()) from error


def so_far(period: str) -> str:
    """Return how much of a cleaned period has come; nothing yet is not a fault."""
    from a4p_helpers.store import processed  # only here: pandas takes half a second to import

    tables = processed.read(paths.processed(period, "internal"))
    wanted = [one for one in tables.states.values() if one.status != NOT_ASKED]
    known = [one.name for one in wanted if one.is_known]
    asked = [one for one in tables.reporting if one.reporter in tables.taking_part]
    answered = sum(bool(one.answered) for one in asked)
    named = f" ({', '.join(known)})" if 0 < len(known) <= FEW else ""
    return (
        f"{period}: {len(known)} of {len(wanted)} tables have come{named}; {answered} of "
        f"{len(asked)} missions have answered. The report shows the rest as not reported."
    )


def _refused(clean: Sequence[Request]) -> bool:
    """Report why notebooks are refused, before any runs; return whether any is."""
    one = clean[0]
    faults = [
        fault
        for notebook in one.values
        for fault in request.refused(notebook, one.period, one.editions[0])
    ]
    if faults:
        log.tell("refused", "\n  - ".join(["Nothing was run:", *faults]))
    return bool(faults)


def _tell(drafts: Sequence[Draft]) -> None:
    """Say what is published, what any report lacks, and what is not published."""
    for draft in drafts:
        if draft.is_published:
            draft.tell()
    for sentence in dict.fromkeys(one for draft in drafts for one in draft.left_out):
        log.tell("left out", sentence)
    for draft in drafts:
        if not draft.is_published:
            draft.tell()


def _stopped(stop: KeyboardInterrupt, drafts: Sequence[Draft], how: Options) -> int:
    """Say what was published before the run was stopped; return the exit code."""
    published = [paths.outputs(one.period, one.edition) for one in drafts if one.is_published]
    if published:
        before = f"Published before that: {', '.join(map(paths.shown, published))}."
    else:
        before = "Nothing was published; any last good report is unchanged."
    is_late = isinstance(stop, OutOfTime)
    log.tell("stopped", f"Stopped{f' after {how.run_limit:g} s' if is_late else ''}. {before}")
    return OUT_OF_TIME if is_late else STOPPED
