"""What a run costs beside the obvious ways of running the same notebooks, as ratios.

Runs notebooks from tables that are clean: by papermill and nbconvert from a shell, one notebook
after the other; by two processes that call papermill and keep one exporter each; by the workbook,
the start of its process included. Each round runs all ways, in turns of their order, so that what
else a machine does falls on all. What they made is compared first: the same outputs, cell by cell.
The limit is the cells' own work divided by the cores: what papermill times of every cell in warm
kernels, all imports done, while both cores are at it. A whole period is what `a4p run` makes of it:
both editions, with the page of every mission.

    .venv/bin/python benchmarks/runs.py                # one period, external edition
    .venv/bin/python benchmarks/runs.py --whole        # that, both editions, with missions' pages
    .venv/bin/python benchmarks/runs.py --all          # all periods, both editions, a notebook
    .venv/bin/python benchmarks/runs.py --growth       # 1, 2, 5, 10 periods by the workbook
    .venv/bin/python benchmarks/runs.py --stages       # where the time of one period goes

Prints each round, and the medians. With --all the shell runs every notebook once a round, each for
another period and edition: all of them would take it most of an hour.
"""

import argparse
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from a4p_helpers.core import contents, paths, periods
from a4p_helpers.run.request import taking_part

BIN = Path(sys.executable).parent
CORES = 2
WARM = "a4p-warm"
# What two runs of the same cell differ in: addresses, and ids that pandas or matplotlib draw.
DRAWN = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}")


class Job(NamedTuple):
    """A notebook to run, named as the workbook names it; `mission` is whose page it makes."""

    notebook: str
    period: str
    edition: str
    copy: int = 0
    mission: str = ""

    @property
    def name(self) -> str:
        return contents.page_of(self.mission) if self.mission else self.notebook

    @property
    def source(self) -> Path:
        return paths.NOTEBOOKS / f"{self.notebook}.ipynb"

    def made(self, folder: Path) -> Path:
        """Return where it is executed to: a folder for each period and edition."""
        return folder / f"{self.period}-{self.copy}" / self.edition / f"{self.name}.ipynb"

    @property
    def given(self) -> dict[str, str]:
        named = {"mission": self.mission} if self.mission else {}
        return {**named, "period": self.period, "edition": self.edition}

    def task(self, folder: Path) -> Any:
        """Return the task that it is for the workbook."""
        from a4p_helpers.run.request import Task

        return Task(self.source, self.name, self.period, self.edition, folder, 300.0, self.given)


def jobs(names: Iterable[str], editions: Iterable[str]) -> list[Job]:
    """Return the notebooks of these reports, one after the other, in the order of a run."""
    notebooks = sorted((path.stem for path in paths.NOTEBOOKS.glob("*.ipynb")), key=contents.turn)
    return [Job(one, *of) for of in itertools.product(names, editions) for one in notebooks]


def whole(period: str) -> list[Job]:
    """Return all notebooks that `a4p run` executes for a period, in its order."""
    work = [
        one._replace(mission=mission)
        for one in jobs([period], periods.EDITIONS)
        for mission in (taking_part(period) if one.notebook == contents.PROFILE else [""])
    ]
    return sorted(work, key=lambda job: (job.edition, contents.turn(job.name)))


def shifted(every: list[Job], number: int) -> list[Job]:
    """Return each notebook once, each of another report, and others in the next round."""
    reports = list(dict.fromkeys((job.period, job.edition) for job in every))
    notebooks = list(dict.fromkeys(job.notebook for job in every))
    return [
        Job(one, *reports[(place + number) % len(reports)]) for place, one in enumerate(notebooks)
    ]


# The ways


def by_shell(work: list[Job], folder: Path) -> None:
    """What someone writes first: two commands a notebook."""
    for job in work:
        made = job.made(folder)
        given = [word for name, value in job.given.items() for word in ("-p", name, value)]
        run = [BIN / "papermill", "--no-progress-bar", "--cwd", paths.NOTEBOOKS, job.source, made]
        _run([*run, *given])
        _run(
            [BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", "--log-level=ERROR", made]
        )


def by_pool(work: list[Job], folder: Path) -> None:
    """What someone writes next: a process that imports once, and two workers."""
    _again("pool", work, folder)


def by_workbook(work: list[Job], folder: Path) -> None:
    """The same notebooks by the workbook."""
    _again("workbook", work, folder)


WAYS: dict[str, Callable[[list[Job], Path], None]] = {
    "shell": by_shell,
    "pool": by_pool,
    "workbook": by_workbook,
}


def _again(inside: str, work: list[Job], folder: Path) -> None:
    """Do the work in a process that starts for it."""
    (folder / "work.json").write_text(json.dumps(work), encoding="utf-8")
    _run([sys.executable, __file__, "--inside", inside, folder])


def _run(command: list[Any]) -> None:
    # Ordinary kernels, whatever the environment would have; the workbook asks for its own.
    left_out = "JUPYTER_DEFAULT_PROVISIONER_NAME"
    given = {name: value for name, value in os.environ.items() if name != left_out}
    done = subprocess.run(
        [str(word) for word in command], env=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")


# What runs inside of a process of its own


def pool(work: list[Job], folder: Path) -> None:
    """Run all by two processes, as `by_pool` asks."""
    with ProcessPoolExecutor(CORES) as executor:
        list(executor.map(_plainly, work, [folder] * len(work)))


EXPORTERS: list[Any] = []


def _plainly(job: Job, folder: Path) -> None:
    from nbconvert import HTMLExporter
    from papermill import execute_notebook

    if not EXPORTERS:
        EXPORTERS.append(HTMLExporter(exclude_input=True))
    made = job.made(folder)
    execute_notebook(job.source, made, job.given, cwd=paths.NOTEBOOKS, progress_bar=False)
    text, _ = EXPORTERS[0].from_filename(str(made))
    made.with_suffix(".html").write_text(text, encoding="utf-8")


def workbook(work: list[Job], folder: Path) -> None:
    """Run all as a run of the workbook does, up to the rendered sections."""
    from a4p_helpers.run.execute import run_notebook
    from a4p_helpers.run.pool import Queue, Work, of_processes
    from a4p_helpers.run.warm import client

    def ended(future: Any) -> None:
        outcome = future.result()
        if not outcome.ok:
            sys.exit(f"{outcome.name}: {outcome.cause}\n{outcome.detail}")

    with client.serving(paths.NOTEBOOKS), of_processes(CORES) as executor:
        tasks = [job.task(job.made(folder).parent) for job in work]
        Queue(executor, CORES).finish(Work(run_notebook, (one,), ended=ended) for one in tasks)


def cells(work: list[Job], folder: Path) -> None:
    """Write the seconds of all cells, in warm kernels and while both cores are at it."""
    from a4p_helpers.run.pool import of_processes
    from a4p_helpers.run.warm import client

    with client.serving(paths.NOTEBOOKS), of_processes(CORES) as executor:
        first = [job._replace(copy=-1 - number) for number, job in enumerate(work[:CORES])]
        list(executor.map(_timed, first, [folder] * CORES))
        time.sleep(10)  # until the second server has imported the rest
        seconds = sum(executor.map(_timed, work, [folder] * len(work)))
    (folder / "seconds").write_text(str(seconds), encoding="utf-8")


def _timed(job: Job, folder: Path) -> float:
    import nbformat
    from papermill import execute_notebook

    from a4p_helpers.run import kernels

    made, started = job.made(folder), list[int]()
    scratch = made.with_suffix(".scratch")
    scratch.mkdir(parents=True)
    execute_notebook(
        job.source,
        made,
        job.given,
        cwd=paths.NOTEBOOKS,
        progress_bar=False,
        kernel_manager_class=kernels.manager(scratch, WARM, os.environ, started.append),
    )
    return sum(
        cell.metadata.papermill.duration or 0.0
        for cell in nbformat.read(made, as_version=4).cells
        if cell.cell_type == "code"
    )


def staged(work: list[Job], folder: Path) -> None:
    """Write the seconds of each stage of a run with one worker, by name."""
    took: dict[str, float] = dict.fromkeys(("imports of the kernels", "imports of the worker"), 0.0)

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        start = time.monotonic()
        yield
        took[name] = took.get(name, 0.0) + time.monotonic() - start

    with timed("imports of the worker"):
        from a4p_helpers.run import execute
        from a4p_helpers.run.warm import client

        execute.prepare_worker(os.environ.copy())

    def of(name: str, function: Any) -> Any:
        def wrapped(*given: Any, **named: Any) -> Any:
            with timed(name):
                return function(*given, **named)

        return wrapped

    execute._render = of("rendering", execute._render)
    execute._start = of("kernels and cells", execute._start)
    with client.serving(paths.NOTEBOOKS):
        with timed("imports of the kernels"):  # and one notebook, which is taken off again
            _timed(work[0], folder)
        start = time.monotonic()
        _timed(work[0]._replace(copy=1), folder)
        took["imports of the kernels"] -= time.monotonic() - start
        took["cells"] = sum(_timed(job._replace(copy=2), folder) for job in work)
        with timed("all notebooks"):
            for job in work:
                task = job.task(job.made(folder).parent)
                if not (outcome := execute.run_notebook(task)).ok:
                    sys.exit(f"{outcome.name}: {outcome.cause}")
    (folder / "stages.json").write_text(json.dumps(took), encoding="utf-8")


INSIDE = {"pool": pool, "workbook": workbook, "cells": cells, "staged": staged}


# What they made, and what they cost


def outputs(work: list[Job], folder: Path) -> dict[Job, list[Any]]:
    """Return the outputs of each notebook, cell by cell, without what is drawn anew each time."""
    import nbformat

    return {
        job: [
            [
                (one.output_type, DRAWN.sub("", str(one.get("data", one.get("text")))))
                for one in cell.get("outputs", [])
            ]
            for cell in nbformat.read(job.made(folder), as_version=4).cells
        ]
        for job in work
    }


@contextmanager
def prepared(work: list[Job]) -> Iterator[Path]:
    """Give a folder with the folders that the work is written to."""
    with tempfile.TemporaryDirectory() as name:
        for job in work:
            job.made(Path(name)).parent.mkdir(parents=True, exist_ok=True)
        yield Path(name)


def cost(way: str, work: list[Job]) -> tuple[float, float, dict[Job, list[Any]]]:
    """Return the seconds of a way, the gigabytes it held at most, and what it made."""
    with prepared(work) as folder:
        with Memory() as memory:
            start = time.monotonic()
            WAYS[way](work, folder)
            took = time.monotonic() - start
        return took, memory.most / 1e9, outputs(work, folder)


def own_work(work: list[Job]) -> float:
    """Return the seconds that the cells take by themselves."""
    with prepared(work) as folder:
        _again("cells", work, folder)
        return float((folder / "seconds").read_text(encoding="utf-8"))


def one_edited(work: list[Job]) -> float:
    """Return the seconds from one edited notebook to its section, all imports done: the median."""
    from a4p_helpers.run import execute
    from a4p_helpers.run.warm import client

    took = []
    with tempfile.TemporaryDirectory() as folder, client.serving(paths.NOTEBOOKS):
        for job in work:
            start = time.monotonic()
            task = job.task(Path(folder))
            if not execute.run_notebook(task).ok:
                sys.exit(f"{job.notebook} failed")
            took.append(time.monotonic() - start)
    return statistics.median(took)


def no_op(period: str) -> float:
    """Return the seconds of a run that finds nothing to do, start of its process included."""
    start = time.monotonic()
    _run([BIN / "a4p", "run", period])
    return time.monotonic() - start


class Memory:
    """The most memory that this process's children held at a time, shared pages counted once."""

    def __enter__(self) -> "Memory":
        self.most, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.most = max(self.most, sum(map(_held, _below(os.getpid()))))


def _below(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        found += [one for child in children for one in (child, *_below(child))]
    return found


def _held(process: int) -> int:
    """Return the proportional set size of a process in bytes."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:")


def _compare(ours: dict[Job, list[Any]], way: str, theirs: dict[Job, list[Any]]) -> None:
    for job, made in theirs.items():
        if ours[job] != made:
            sys.exit(f"{' '.join(job)} is not the same by {way} and by the workbook.")


# What is asked for


def one_period(rounds: int) -> None:
    """One cold period, external edition, by all ways."""
    newest = periods.newest_with_data().name
    work = jobs([newest], ["external"])
    _head(work)
    _run([BIN / "a4p", "run", newest])  # so that the no-op finds nothing to do
    found = []
    for number in range(rounds):
        names = list(WAYS)[number % 3 :] + list(WAYS)[: number % 3]
        ended = {name: cost(name, work) for name in names}
        for name in ("shell", "pool"):
            _compare(ended["workbook"][2], name, ended[name][2])
        took = {name: ended[name][0] for name in WAYS}
        took["limit"] = own_work(work) / CORES
        found.append(
            took
            | {
                "shell / workbook": took["shell"] / took["workbook"],
                "pool / workbook": took["pool"] / took["workbook"],
                "workbook / limit": took["workbook"] / took["limit"],
                "one edited": one_edited(work),
                "no-op": no_op(newest),
                "memory, GB": ended["workbook"][1],
            }
        )
        _tell(found[-1])
    _medians(found)


def whole_period(rounds: int) -> None:
    """One cold period by the workbook against the limit: an edition, both, all of `a4p run`."""
    newest = periods.newest_with_data().name
    _run([BIN / "a4p", "run", newest])  # so that it is known who takes part
    sizes = {
        "external edition": jobs([newest], ["external"]),
        "both editions": jobs([newest], periods.EDITIONS),
        "whole period": whole(newest),
    }
    found = []
    for number in range(rounds):
        one: dict[str, float] = {}
        for name in sorted(sizes, reverse=bool(number % 2)):
            one[name] = cost("workbook", sizes[name])[0]
            one[f"{name}, limit"] = own_work(sizes[name]) / CORES
        for name, work in sizes.items():
            one[f"{name} / limit"] = one[name] / one[f"{name}, limit"]
            one[f"{name}, notebooks"] = len(work)
        found.append(one)
        _tell(one)
    _medians(found)


def all_periods(rounds: int) -> None:
    """All periods, both editions: seconds a notebook."""
    every = jobs([one.name for one in periods.with_data()], periods.EDITIONS)
    _head(every)
    found = []
    for number in range(rounds):
        few = shifted(every, number)
        sizes = {"shell": few, "workbook": every}
        names = sorted(sizes, reverse=bool(number % 2))
        ended = {name: cost(name, sizes[name]) for name in names}
        _compare(ended["workbook"][2], "shell", ended["shell"][2])
        took = {name: ended[name][0] / len(sizes[name]) for name in sizes}
        took["limit"] = own_work(every) / CORES / len(every)
        found.append(
            took
            | {
                "shell / workbook": took["shell"] / took["workbook"],
                "workbook / limit": took["workbook"] / took["limit"],
                "memory, GB": ended["workbook"][1],
            }
        )
        _tell(found[-1])
    _medians(found)


def growth(rounds: int) -> None:
    """Seconds of the workbook for 1, 2, 5 and 10 periods; those with data once more for 10."""
    known = [one.name for one in periods.with_data()][::-1]
    found = []
    for _ in range(rounds):
        took = {}
        for many in (1, 2, 5, 10):
            copies = [divmod(number, len(known)) for number in range(many)]
            work = [
                job._replace(copy=copy)
                for copy, place in copies
                for job in jobs([known[place]], ["external"])
            ]
            took[f"{many} periods"] = cost("workbook", work)[0]
        found.append(took | {"10 / 1": took["10 periods"] / took["1 periods"]})
        _tell(found[-1])
    _medians(found)


def stages(rounds: int) -> None:
    """Where the time of one period goes: seconds of each stage, one worker, one after the other."""
    newest = periods.newest_with_data().name
    work = jobs([newest], ["external"])
    _head(work)
    found = []
    for _ in range(rounds):
        with prepared(work) as folder:
            _again("staged", work, folder)
            found.append(json.loads((folder / "stages.json").read_text(encoding="utf-8")))
        start = time.monotonic()
        _run([BIN / "a4p", "run", newest, "--edition", "external", "--force"])
        found[-1]["a4p run --force, whole"] = time.monotonic() - start
        _tell(found[-1])
    _medians(found)


def _head(work: list[Job]) -> None:
    has_lab = "with" if find_spec("jupyterlab") else "without"
    reports = {(job.period, job.edition) for job in work}
    print(f"{len(work)} notebooks of {len(reports)} reports, {has_lab} JupyterLab beside")


def _tell(one: dict[str, float]) -> None:
    print("   ".join(f"{name} {value:.2f}" for name, value in one.items()), flush=True)


def _medians(found: list[dict[str, float]]) -> None:
    for name in found[0]:
        print(f"median  {name:26} {statistics.median(one[name] for one in found):.2f}")


def main() -> None:
    """Run what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    which = parser.add_mutually_exclusive_group()
    asking = {"whole": whole_period, "all": all_periods, "growth": growth, "stages": stages}
    for name, made in asking.items():
        which.add_argument(f"--{name}", action="store_const", const=made, dest="made")
    asked = parser.parse_args()
    if asked.inside:
        folder = Path(asked.inside[1])
        work = json.loads((folder / "work.json").read_text(encoding="utf-8"))
        INSIDE[asked.inside[0]]([Job(*one) for one in work], folder)
        return
    (asked.made or one_period)(asked.rounds)


if __name__ == "__main__":
    main()
