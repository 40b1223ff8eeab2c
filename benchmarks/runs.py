"""What a run costs beside the obvious ways of running the same notebooks, as ratios.

Runs the notebooks of the newest period, external edition, from tables that are clean: by papermill
and nbconvert from a shell, one notebook after the other; by two processes that call papermill and
keep one exporter each; by the workbook. Each round runs all three, in turns of their order, so that
what else a machine does falls on all. What they made is compared first: the same outputs,
cell by cell. The cells' own work is what papermill times in warm kernels, all imports done.
Prints each round, and the medians. From the project's folder:

    .venv/bin/python benchmarks/runs.py --rounds 5
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from a4p_helpers import paths, periods

PERIOD = periods.newest_with_data().name
GIVEN = {"period": PERIOD, "edition": "external"}
BIN = Path(sys.executable).parent
CORES = 2
WARM = "a4p-warm"
# What two runs of the same cell differ in: addresses, and ids that pandas or matplotlib draw.
DRAWN = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}")


def notebooks() -> list[Path]:
    """Return the notebooks of the report."""
    return sorted(paths.NOTEBOOKS.glob("*.ipynb"))


# The ways


def by_shell(folder: Path) -> None:
    """What someone writes first: two commands a notebook."""
    for notebook in notebooks():
        made = folder / notebook.name
        given = [word for name, value in GIVEN.items() for word in ("-p", name, value)]
        run = [BIN / "papermill", "--no-progress-bar", "--cwd", paths.NOTEBOOKS, notebook, made]
        _run([*run, *given])
        _run(
            [BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", "--log-level=ERROR", made]
        )


def by_pool(folder: Path) -> None:
    """What someone writes next: a process that imports once, and two workers."""
    _run([sys.executable, __file__, "--pool", folder])


def by_workbook(folder: Path) -> None:
    """The same notebooks by the workbook, start of the process included."""
    code = "import sys, pathlib; from a4p_helpers.run.period import run_reference as run; "
    code += "sys.exit(run(pathlib.Path(sys.argv[1])))"
    _run([sys.executable, "-c", code, folder])


WAYS: dict[str, Callable[[Path], None]] = {
    "shell": by_shell,
    "pool": by_pool,
    "workbook": by_workbook,
}


def _run(command: list[Any]) -> None:
    # Ordinary kernels, whatever the environment would have; the workbook asks for its own.
    left_out = "JUPYTER_DEFAULT_PROVISIONER_NAME"
    given = {name: value for name, value in os.environ.items() if name != left_out}
    done = subprocess.run(
        [str(word) for word in command], env=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")


def pool(folder: Path) -> None:
    """Run all notebooks by two processes, as `by_pool` asks."""
    with ProcessPoolExecutor(CORES) as executor:
        list(executor.map(_one, notebooks(), [folder] * len(notebooks())))


EXPORTERS: list[Any] = []


def _one(notebook: Path, folder: Path) -> None:
    from nbconvert import HTMLExporter
    from papermill import execute_notebook

    if not EXPORTERS:
        EXPORTERS.append(HTMLExporter(exclude_input=True))
    made = folder / notebook.name
    execute_notebook(notebook, made, GIVEN, cwd=paths.NOTEBOOKS, progress_bar=False)
    text, _ = EXPORTERS[0].from_filename(str(made))
    made.with_suffix(".html").write_text(text, encoding="utf-8")


# What they made, and what they cost


def outputs(folder: Path) -> dict[str, list[Any]]:
    """Return the outputs of each notebook, cell by cell, without what is drawn anew each time."""
    import nbformat

    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found[path.name] = [
            [
                (one.output_type, DRAWN.sub("", str(one.get("data", one.get("text")))))
                for one in cell.get("outputs", [])
            ]
            for cell in cells
        ]
    return found


def own_work(folder: Path) -> tuple[float, float]:
    """Return the seconds that all cells take in warm kernels, one notebook at a time.

    And those from one edited notebook to its section, where what it needs has been imported.
    """
    import nbformat
    from papermill import execute_notebook

    from a4p_helpers.run import execute, kernels
    from a4p_helpers.run.warm import client

    seconds, started = 0.0, []
    with client.serving(paths.NOTEBOOKS):
        for notebook in notebooks():
            made, scratch = folder / notebook.name, folder / notebook.stem
            scratch.mkdir()
            execute_notebook(
                notebook,
                made,
                GIVEN,
                cwd=paths.NOTEBOOKS,
                progress_bar=False,
                kernel_manager_class=kernels.manager(scratch, WARM, os.environ, started.append),
            )
            seconds += sum(
                cell.metadata.papermill.duration or 0.0
                for cell in nbformat.read(made, as_version=4).cells
                if cell.cell_type == "code"
            )
        took = []
        for notebook in notebooks():
            start = time.monotonic()
            task = execute.Task(notebook, notebook.stem, PERIOD, "external", folder / "one", 60.0)
            if not execute.run_notebook(task).ok:
                sys.exit(f"{notebook.stem} failed")
            took.append(time.monotonic() - start)
    return seconds, statistics.median(took)


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


def main() -> None:
    """Run the rounds and print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pool", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.pool:
        pool(asked.pool)
        return
    has_lab = "with" if find_spec("jupyterlab") else "without"
    print(f"{len(notebooks())} notebooks of {PERIOD}, {has_lab} JupyterLab in the environment")
    rounds = []
    for number in range(asked.rounds):
        names = list(WAYS)[number % 3 :] + list(WAYS)[: number % 3]
        took, made, most = {}, {}, {}
        for name in names:
            with tempfile.TemporaryDirectory() as folder, Memory() as memory:
                start = time.monotonic()
                WAYS[name](Path(folder))
                took[name] = time.monotonic() - start
                made[name] = outputs(Path(folder))
            most[name] = memory.most / 1e9
        for name in ("shell", "pool"):
            for notebook, cells in made["workbook"].items():
                if made[name][notebook] != cells:
                    sys.exit(f"{notebook} is not the same by {name} and by the workbook.")
        with tempfile.TemporaryDirectory() as folder:
            took["cells"], took["one edited"] = own_work(Path(folder))
        limit = took["cells"] / CORES
        ratios = {
            "shell / workbook": took["shell"] / took["workbook"],
            "pool / workbook": took["pool"] / took["workbook"],
            "workbook / limit": took["workbook"] / limit,
        }
        rounds.append({**took, **ratios, "memory, GB": most["workbook"]})
        print("   ".join(f"{name} {value:.2f}" for name, value in rounds[-1].items()), flush=True)
    for name in rounds[0]:
        print(f"median  {name:18} {statistics.median(one[name] for one in rounds):.2f}")


if __name__ == "__main__":
    main()
