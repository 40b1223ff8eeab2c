"""A period from end to end: checked, cleaned, run, assembled, checked again, published."""

import json
import multiprocessing
import os
import platform
import re
import shutil
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from a4p_helpers import contents, paths, periods
from a4p_helpers import missions as known_missions
from a4p_helpers.run import parameters, progress, publish
from a4p_helpers.run.execute import KERNELS, Outcome, Task, prepare_worker, run_notebook, told
from a4p_helpers.run.warm import client

TIME_LIMIT = 300.0
MOST_WORKERS = 4
DONE, FAILED, STOPPED = 0, 1, 130
# Parameters that are set by what is run, and how they are asked for.
GIVEN = {
    "period": "PERIOD --edition EDITION",
    "edition": "PERIOD --edition EDITION",
    "mission": "PERIOD --mission MISSION",
}


class RunInputError(ValueError):
    """A run that cannot start as it was asked for; lists every fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class _Run:
    """What was asked for, checked.

    `missions` are those whose pages are made: all that take part where none is named. None runs
    the notebook of their pages once, as it stands.
    """

    period: str
    editions: tuple[str, ...]
    values: dict[Path, dict[str, Any]]
    workers: int
    time_limit: float
    kernels: str
    missions: tuple[str, ...] | None = ()
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    left_out: list[str] = field(default_factory=list)

    def tasks(self, edition: str, folder: Path) -> list[Task]:
        """Return the tasks of one edition, in the order of the notebooks' names."""
        return [
            Task(
                notebook,
                name,
                self.period,
                edition,
                folder,
                self.time_limit,
                values,
                self.kernels,
            )
            for notebook, given in self.values.items()
            for name, values in self._named(notebook, given)
        ]

    def _named(self, notebook: Path, given: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give the runs of a notebook: one by its own name, or one a mission."""
        if notebook.stem != contents.PROFILE or self.missions is None:
            yield notebook.stem, given
            return
        for mission in self.missions or _taking_part(self.period):
            yield contents.page_of(mission), {**given, "mission": mission}


def run_period(
    period: str,
    editions: Sequence[str] = periods.EDITIONS,
    *,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    kernels: str = "warm",
    extra: Mapping[str, str] | None = None,
    missions: Sequence[str] = (),
) -> int:
    """Make and publish the reports of a period; return the exit code of the run.

    0: all editions are published. 1: at least one is not. 130: stopped by a signal. `extra` are
    further parameters as text, given to the notebooks that declare them. `kernels` are `warm` or
    `ordinary`: the reports are the same, the time is not. `missions` are those whose own pages
    are made; without any, all that take part.

    Raises
    ------
    RunInputError
        Period, edition or a parameter is wrong; no kernel was started.
    clean.CleaningError
        The raw data break their contracts.
    publish.PublishError
        The outputs cannot be written.
    publish.RunUnderWayError
        Another process runs the period.
    """
    run = _checked(period, editions, workers, time_limit, kernels, extra or {}, missions)
    published: list[Path] = []
    try:
        with _stoppable(), publish.lock(period), _kernels(run):
            return _run_editions(run, published)
    except KeyboardInterrupt:
        if published:
            _say(f"Stopped. Published before that: {', '.join(map(paths.shown, published))}.")
        else:
            _say("Stopped. Nothing was published; the last good release, if any, is untouched.")
        return STOPPED


def run_reference(
    folder: Path,
    *,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    kernels: str = "warm",
) -> int:
    """Execute the newest period's external edition and keep its notebooks for comparison.

    Nothing is assembled or published; notebooks already in the folder are replaced.
    """
    period = periods.newest_with_data().name
    run = _checked(period, ["external"], workers, time_limit, kernels, {}, None)
    try:
        with _stoppable(), publish.lock(period), _kernels(run):
            _clean(period)
            with publish.run_folder(period, "reference") as run_folder:
                outcomes = _execute(run, {"external": run_folder})
                failed = [outcome for outcome in outcomes if not outcome.ok]
                for outcome in failed:
                    _say(outcome.cause)
                if failed:
                    return FAILED
                with publish.writing(folder):
                    _replace_notebooks(folder, run_folder)
    except KeyboardInterrupt:
        _say(f"Stopped. {paths.shown(folder)} is unchanged.")
        return STOPPED
    print(folder)
    return DONE


def _replace_notebooks(folder: Path, executed: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.ipynb"):
        old.unlink()
    for new in sorted(executed.glob("*.ipynb")):
        shutil.copyfile(new, folder / new.name)


# Before any kernel starts


def notebooks() -> list[Path]:
    """Return the notebooks of the report; what a run by hand left beside them is none."""
    return [
        path
        for path in sorted(paths.NOTEBOOKS.glob("*.ipynb"))
        if not path.name.startswith(".") and not path.stem.endswith("-executed")
    ]


def _checked(
    period: str,
    editions: Sequence[str],
    workers: int | None,
    time_limit: float,
    kernels: str,
    extra: Mapping[str, str],
    missions: Sequence[str] | None,
) -> _Run:
    """Check all that was asked for and collect every fault."""
    faults: list[str] = []
    _note(faults, lambda: periods.get(period))
    for edition in editions:
        _note(faults, lambda edition=edition: periods.check_edition(edition))
    for mission in missions or ():
        _note(faults, lambda mission=mission: known_missions.code(mission))
    if time_limit <= 0:
        faults.append(f"The time limit is to be more than 0 seconds, not {time_limit:g}.")
    if workers is not None and workers < 1:
        faults.append(f"A run takes at least 1 worker, not {workers}.")
    if kernels not in KERNELS:
        faults.append(f"Kernels are {' or '.join(KERNELS)}, not {kernels!r}.")
    sources = notebooks()
    if not sources:
        faults.append(f"{paths.shown(paths.NOTEBOOKS)} holds no notebooks: restore them from git")
    values = _values(sources, str(period), extra, faults)
    if faults:
        raise RunInputError(list(dict.fromkeys(faults)))
    editions = tuple(dict.fromkeys(editions))
    for edition in editions:
        publish.check_place(period, edition)
    count = workers or min(MOST_WORKERS, _processors())
    at_once = min(count, len(sources) * len(editions))
    wanted = None if missions is None else tuple(dict.fromkeys(map(known_missions.code, missions)))
    return _Run(period, editions, values, at_once, time_limit, kernels, wanted)


def _note(faults: list[str], checking: Callable[[], object]) -> None:
    try:
        checking()
    except parameters.ParameterError as error:
        faults += error.faults
    except ValueError as error:
        faults.append(str(error))


def _values(
    sources: list[Path], period: str, extra: Mapping[str, str], faults: list[str]
) -> dict[Path, dict[str, Any]]:
    """Return the further parameters of each notebook, and collect what is wrong with any."""
    known: dict[str, parameters.Parameter] = {}
    values: dict[Path, dict[str, Any]] = {}
    for notebook in sources:
        try:
            declared = parameters.declared(notebook)
            parameters.check(notebook, {"period": period, "edition": "external"})
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
        elif name not in known and len(values) == len(sources):
            faults.append(f"no notebook takes it: {parameters.unknown(name, known)}")
    return values


def _processors() -> int:
    """Return how many processors this process may use, not how many the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# The run


def _run_editions(run: _Run, published: list[Path]) -> int:
    _clean(run.period)
    if run.missions:
        _taking_part(run.period, run.missions)
    with ExitStack() as stack:
        folders = {
            edition: stack.enter_context(publish.run_folder(run.period, edition))
            for edition in run.editions
        }
        outcomes = _execute(run, {edition: at / "notebooks" for edition, at in folders.items()})
        faults = {}
        for edition, folder in folders.items():
            of_edition = [outcome for outcome in outcomes if outcome.edition == edition]
            faults[edition] = _finish(run, edition, folder, of_edition)
            if not faults[edition]:
                published.append(paths.outputs(run.period, edition))
                print(published[-1].absolute() / "index.html", flush=True)
                _tell_changes(run.period, edition)
    for sentence in dict.fromkeys(run.left_out):
        _say(sentence)
    for edition in run.editions:
        _tell_failure(run.period, edition, faults[edition])
    return FAILED if any(faults.values()) else DONE


def _kernels(run: _Run) -> AbstractContextManager[None]:
    """Have what all notebooks import imported once, while the data are being cleaned."""
    return client.serving(paths.NOTEBOOKS) if run.kernels == "warm" else nullcontext()


def _clean(period: str) -> None:
    from a4p_helpers import clean

    clean.clean(period)


def _taking_part(period: str, asked: Sequence[str] = ()) -> list[str]:
    """Return the missions that take part in a period that was cleaned, or those asked for.

    Raises
    ------
    RunInputError
        One that was asked for does not take part.
    """
    from a4p_helpers import processed, profile  # only now: pandas takes half a second to import

    held = processed.Tables(paths.processed(period, "internal"))
    faults: list[str] = []
    for mission in asked:
        _note(
            faults,
            lambda mission=mission: profile.taking_part(mission, periods.get(period), held),
        )
    if faults:
        raise RunInputError(faults)
    return list(asked) or profile.participants(held)


def _execute(run: _Run, folders: Mapping[str, Path]) -> list[Outcome]:
    """Run every notebook of every edition; return what came of each."""
    tasks = [task for edition, folder in folders.items() for task in run.tasks(edition, folder)]
    for folder in folders.values():
        with publish.writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
    with _pool(run.workers) as pool, progress.of(tasks) as shown:
        return hand_out(tasks, pool, run.workers, shown)


def hand_out(
    tasks: Sequence[Task],
    executor: Executor,
    at_once: int,
    shown: progress.Lines | progress.LiveTable,
) -> list[Outcome]:
    """Hand tasks to an executor, only as many as it can work on, and collect the outcomes."""
    waiting, running = deque(tasks), dict[Future[Outcome], Task]()
    outcomes = []
    while waiting or running:
        while waiting and len(running) < at_once:
            task = waiting.popleft()
            running[_submit(executor, task)] = task
            shown.started(task)
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            outcome = _outcome(future, running.pop(future))
            shown.ended(outcome)
            outcomes.append(outcome)
    return outcomes


def _submit(executor: Executor, task: Task) -> Future[Outcome]:
    """Submit a task; a worker that starts for it does not hear Ctrl-C while it starts."""
    try:
        if not hasattr(signal, "pthread_sigmask"):
            return executor.submit(run_notebook, task)
        former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return executor.submit(run_notebook, task)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, former)
    except RuntimeError as error:
        # What broke the executor is told of the tasks it had; this one could not be handed over.
        broken = Future[Outcome]()
        broken.set_exception(error)
        return broken


def _outcome(future: Future[Outcome], task: Task) -> Outcome:
    try:
        return future.result()
    except Exception as error:
        cause = f"{task.name}: the process that ran it ended ({type(error).__name__}: {error})"
        detail = "".join(traceback.format_exception(error))
        return Outcome(task.name, task.edition, False, 0.0, cause=cause, detail=detail)


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    """Give worker processes; when a run is stopped they end at once, with their kernels."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=prepare_worker,
        initargs=(client.used(),),
    )
    try:
        yield pool
    except BaseException:
        _end(set(multiprocessing.active_children()) - others)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end(processes: set[Any]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join(5)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a signal to stop raise KeyboardInterrupt, once: what it sets off is not disturbed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(*_: object) -> None:
        for number in former:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number, handler in former.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


# After the notebooks


def _finish(run: _Run, edition: str, folder: Path, outcomes: list[Outcome]) -> list[str]:
    """Assemble, check and publish one edition; return what keeps it from being published."""
    failed = [outcome for outcome in outcomes if not outcome.ok]
    details = {outcome.name: outcome.detail for outcome in failed}
    faults = [outcome.cause for outcome in failed]
    if failed:
        for outcome in outcomes:
            if outcome.ok and outcome.executed:
                outcome.executed.unlink(missing_ok=True)
    else:
        try:
            faults = _assemble(run, edition, folder, outcomes)
            if not faults:
                publish.publish(folder, run.period, edition)
        except publish.PublishError as error:
            faults = [str(error)]
        except Exception as error:
            faults = [f"assembling failed: {told(error)}"]
            details["assembling"] = traceback.format_exc()
    if faults:
        try:
            publish.keep_failure(folder, run.period, edition, _log(run, edition, faults, details))
        except publish.PublishError as error:
            faults = [*faults, str(error)]
    return faults


def _assemble(run: _Run, edition: str, folder: Path, outcomes: list[Outcome]) -> list[str]:
    from a4p_helpers.report import assemble, check

    sections = {
        outcome.name: outcome.html or ""
        for outcome in sorted(outcomes, key=lambda outcome: outcome.name)
    }
    run.left_out.extend(assemble.write(sections, run.period, edition, folder))
    faults = check.faults(folder)
    if not faults:
        manifest = json.dumps(
            _manifest(run, edition, folder, outcomes), indent=1, ensure_ascii=False
        )
        (folder / "run.json").write_text(manifest + "\n", encoding="utf-8")
    return faults


def _log(run: _Run, edition: str, faults: list[str], details: Mapping[str, str]) -> str:
    began = run.started.isoformat(timespec="seconds")
    parts = [f"The {edition} edition of {run.period}, run at {began}, failed:"]
    parts[0] += "".join(f"\n- {fault}" for fault in faults)
    parts += [f"== {name} ==\n{detail.strip()}" for name, detail in details.items() if detail]
    return "\n\n".join(parts) + "\n"


def _tell_changes(period: str, edition: str) -> None:
    from a4p_helpers.run import changes

    changes.write(period, edition)


def _tell_failure(period: str, edition: str, faults: list[str]) -> None:
    if not faults:
        return
    _say(f"The {edition} edition of {period} is not published:")
    for fault in faults:
        _say(f"  - {fault}")
    if paths.outputs(period, edition).exists():
        _say("  The last good release stays in its place.")
    kept = paths.outputs(period) / "failed" / edition
    if kept.exists():
        _say(f"  What failed is kept in {paths.shown(kept)}, with run.log.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# The manifest of a run: the only file of a release with times in it


def _manifest(run: _Run, edition: str, folder: Path, outcomes: list[Outcome]) -> dict[str, Any]:
    from a4p_helpers.report import provenance

    whole, of_files = provenance.inputs(run.period, edition)
    return {
        "period": run.period,
        "edition": edition,
        "started": run.started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "workers": run.workers,
        "time_limit": run.time_limit,
        "parameters": {
            task.name: {"period": run.period, "edition": edition, **task.parameters}
            for task in run.tasks(edition, folder)
        },
        "seconds": {outcome.name: round(outcome.seconds, 1) for outcome in outcomes},
        "input_hash": whole,
        "inputs": of_files,
        "code_hash": provenance.code_hash(),
        "python": platform.python_version(),
        "packages": _packages(),
    }


def _packages() -> dict[str, str]:
    """Return the versions of the packages that the workbook asks for."""
    try:
        asked = metadata.requires("a4p-workbook") or []
    except metadata.PackageNotFoundError:
        return {}
    names = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line)
    return {name: metadata.version(name) for name in sorted(names)}
