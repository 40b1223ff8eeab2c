"""One notebook for one period and edition: execute it, make it repeatable, render it.

`make_section` takes a task and returns an outcome, both picklable, and never raises. So any
executor can do the work: a pool of processes here, or the workers of a cluster.
"""

import logging
import math
import multiprocessing
import os
import re
import shutil
import signal
import tempfile
import threading
import time
import traceback
import warnings
from asyncio import CancelledError
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from itertools import groupby
from multiprocessing import connection
from pathlib import Path
from typing import Any

from a4p_helpers.core.contents import Entry
from a4p_helpers.core.faults import in_short
from a4p_helpers.run import reuse
from a4p_helpers.run.request import KERNELS, Task
from a4p_helpers.run.warm import client
from a4p_helpers.store import reads

ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07")
KERNEL = "python3"
INJECTED = "injected-parameters"
LONGEST_CAUSE = 400
READS = "reads"  # the file in which a kernel lists the data that it reads
# Modules that execute and render notebooks, imported before the first notebook.
IMPORTED = ("a4p_helpers.run.kernels", "nbconvert", "a4p_helpers.report.render")

# Signals that stop a run: Ctrl-C, `kill`, the end of its time.
STOPPING: list[int] = [signal.SIGINT, signal.SIGTERM, signal.SIGALRM]

# Process groups of the running kernels, by the scratch folder of their notebook.
_kernels: dict[Path, int] = {}
# Rendering is not thread-safe; a worker of a cluster may have several threads.
rendering = threading.Lock()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a task: a rendered section, or one line of cause with its detail."""

    name: str
    edition: str
    ok: bool
    seconds: float
    cause: str = ""
    executed: Path | None = None
    html: str | None = None
    detail: str = ""
    is_reused: bool = False
    left_out: tuple[str, ...] = ()  # outputs that the report does not take

    @property
    def state(self) -> str:
        """How it ended, in a word."""
        return "failed" if not self.ok else "same" if self.is_reused else "ok"


class _FailureError(Exception):
    """Why a notebook cannot be part of a report, in one line."""


def make_section(task: Task) -> Outcome:
    """Return the section of a notebook, from what is kept if nothing has changed.

    It is rendered again if only the rendering has changed, and executed again otherwise.
    """
    kept = reuse.find(task)
    if kept is None:
        return run_notebook(task)
    return replace(_outcome(task, partial(_taken, *kept)), is_reused=True)


def run_notebook(task: Task) -> Outcome:
    """Execute and render one notebook; the outcome reports whatever goes wrong.

    The executed notebook gets into the task's folder in one step, failed or not. Since another
    attempt may be running or killed, each has a scratch folder of its own.
    """
    import nbformat

    from a4p_helpers.report.render import left_out

    outcome = _outcome(task, _made)
    if outcome.executed is None or not outcome.ok:
        return outcome
    told = left_out(nbformat.read(outcome.executed, as_version=4))
    return replace(outcome, left_out=tuple(f"{task.notebook.name}, {one}" for one in told))


def _outcome(task: Task, make: Callable[[Task, Path, Path], str]) -> Outcome:
    """Return the outcome of making a section, whatever goes wrong."""
    start = time.monotonic()
    executed = task.folder / f"{task.name}.ipynb"
    scratch = task.folder / f".{task.name}"
    cause = detail = ""
    html = None
    try:
        task.folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{task.name}-", dir=task.folder))
        html = make(task, executed, scratch)
    except (Exception, CancelledError) as error:
        cause = f"{task.name}: {reason(error)}"
        detail = _detail(error, scratch)
    finally:
        _kernels.pop(scratch, None)
        shutil.rmtree(scratch, ignore_errors=True)
    return Outcome(
        name=task.name,
        edition=task.edition,
        ok=html is not None,
        seconds=time.monotonic() - start,
        cause=cause,
        executed=executed if executed.exists() else None,
        html=html,
        detail=detail,
    )


def _made(task: Task, executed: Path, scratch: Path) -> str:
    """Return the section of a notebook that was executed in the scratch folder."""
    unfinished = scratch / executed.name
    began = reuse.state(task)
    try:
        html = rendered(_execute(task, unfinished, scratch), task.entry)
        noted = scratch / READS
        read = noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []
        reuse.keep(task, began, unfinished.read_text(encoding="utf-8"), html, read)
    finally:
        if unfinished.exists():
            unfinished.replace(executed)
    return html


def _taken(notebook: str, html: str | None, task: Task, executed: Path, _: Path) -> str:
    """Return the section of an executed notebook that was kept, rendered again if need be."""
    import nbformat

    executed.write_text(notebook, encoding="utf-8", newline="\n")
    if html is None:
        html = rendered(nbformat.reads(notebook, as_version=4), task.entry)
        reuse.keep_rendered(task, html)
    return html


def _execute(task: Task, executed: Path, scratch: Path) -> Any:
    """Return the executed notebook without anything that differs from run to run."""
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    _silence("papermill", "traitlets")
    limit = max(1, math.ceil(task.time_limit))
    try:
        _start(task, executed, scratch, limit)
    except PapermillExecutionError as error:
        raise _raised(task, error.cell_index, error.ename, error.evalue) from error
    except CellTimeoutError as error:
        cell = _place(task, _last_started(executed))
        raise _FailureError(
            f"no answer within {limit} s in {cell}; set a longer limit with --time-limit"
        ) from error
    except DeadKernelError as error:
        cell = _place(task, _last_started(executed))
        raise _FailureError(
            f"the kernel died in {cell}: it exited, was killed, or ran out of memory"
        ) from error
    except NoSuchKernel as error:
        raise _FailureError(
            f"there is no kernel {KERNEL!r}: ipykernel is missing from this Python"
        ) from error
    except RuntimeError as error:
        if _last_started(executed) is not None:
            raise
        raise _FailureError(f"the kernel did not start: {_one_line(str(error))}") from error
    finally:
        notebook = _tidy_file(executed, task.entry)
    # For papermill a notebook that `sys.exit(0)` stopped is a success: later cells never ran.
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise _raised(task, index, output.ename, output.evalue)
    return notebook


def _start(task: Task, executed: Path, scratch: Path, limit: int) -> None:
    """Execute with papermill, and again if the kernel failed for no fault of the notebook.

    A kernel may fail to start because its port is taken; a warm one ends with its server.
    """
    from nbclient.exceptions import DeadKernelError
    from papermill import execute_notebook

    from a4p_helpers.run import kernels  # which imports papermill

    noted = {**os.environ, reads.NAME: str((scratch / READS).absolute())}
    started = partial(_kernels.__setitem__, scratch)
    manager = kernels.manager(scratch, KERNELS[task.kernels], noted, started)
    server = client.used() if task.kernels == "warm" else None
    for attempt in (1, 2):
        try:
            # papermill fills in braces in paths, so those in folder names are doubled.
            execute_notebook(
                _braced(task.notebook),
                _braced(executed),
                parameters={
                    **task.parameters,
                    "period": task.period,
                    "edition": task.edition,
                },
                kernel_name=KERNEL,
                language="python",
                cwd=task.notebook.parent,
                progress_bar=False,
                log_output=False,
                start_timeout=60,
                execution_timeout=limit,
                record_timing=False,
                shutdown_kernel="immediate",
                engine_name=kernels.ENGINE,
                kernel_manager_class=manager,
            )
        except DeadKernelError:
            if attempt == 1 and server is not None and not server.listens():
                continue
            raise
        except RuntimeError as error:
            if attempt == 1 and "died before replying" in str(error):
                continue
            raise
        return


def _braced(path: Path) -> str:
    return str(path).replace("{", "{{").replace("}", "}}")


def _silence(*loggers: str) -> None:
    """Keep libraries from printing what the outcome reports."""
    for name in loggers:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


# What went wrong, and where


def _raised(task: Task, cell: int, kind: str, message: str) -> _FailureError:
    place = _place(task, cell)
    if kind == "SystemExit":
        return _FailureError(f"SystemExit in {place}: the cell ended the notebook")
    line = _one_line(message)
    return _FailureError(f"{kind} in {place}: {line}" if line else f"{kind} in {place}")


def _place(task: Task, executed_index: int | None) -> str:
    """Name a cell as the author sees it: its number in the source and the heading above it."""
    import nbformat

    if executed_index is None:
        return "an unknown cell"
    cells = nbformat.read(task.notebook, as_version=4).cells
    tags = [cell.metadata.get("tags", []) for cell in cells]
    # papermill injects a cell after that of the parameters, or replaces one that it finds there.
    found = any(INJECTED in of_cell for of_cell in tags)
    at = next((at for at, of_cell in enumerate(tags) if "parameters" in of_cell), -1)
    index = executed_index - (not found and executed_index > at)
    headings = [
        line.lstrip("#").strip()
        for cell in cells[: index + 1]
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#{1,6} ", line)
    ]
    return f"cell {index + 1}" + (f" (below “{headings[-1]}”)" if headings else "")


def _last_started(executed: Path) -> int | None:
    """Return the index of the last cell that papermill started, or None."""
    import nbformat

    try:
        cells = nbformat.read(executed, as_version=4).cells
    except (OSError, ValueError):
        return None
    started = [
        index
        for index, cell in enumerate(cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    return started[-1] if started else None


def reason(error: BaseException) -> str:
    """Return one line for an error: the message of our own errors, others with their type."""
    kind = type(error)
    line = _one_line(str(error))
    if kind.__module__.startswith("a4p_helpers.") and line:
        return line
    return f"{kind.__name__}: {line}" if line else kind.__name__


def _one_line(text: str) -> str:
    return in_short(ANSI.sub("", text), LONGEST_CAUSE)


def _detail(error: BaseException, scratch: Path) -> str:
    """Return the traceback of a cell or of our own code, and the kernel's log."""
    cell = getattr(error.__cause__, "traceback", None)
    if isinstance(cell, list):
        return ANSI.sub("", "\n".join(cell))
    parts = [] if isinstance(error, _FailureError) else [traceback.format_exc()]
    with suppress(OSError):
        log = (scratch / "kernel.log").read_text(encoding="utf-8", errors="replace").strip()
        parts += [f"The kernel's log:\n{ANSI.sub('', log)}"] if log else []
    return "\n\n".join(parts)


# Repeatable notebooks


def tidy(notebook: Any) -> None:
    """Remove from an executed notebook what differs from run to run.

    That is times, paths, random ids, and the points at which printed text was cut when sent.
    """
    notebook.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": KERNEL,
    }
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        tags = cell.metadata.get("tags", [])
        if INJECTED in tags:
            cell["id"] = INJECTED
        if not tags:
            cell.metadata.pop("tags", None)
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)


def _joined(outputs: list[Any]) -> list[Any]:
    """Join what a cell printed between two other outputs, stdout before stderr.

    The kernel sends printed text about every fifth of a second, even half a line. nbconvert joins
    only neighbours of one stream; nbclient also joins text on both sides of a chart.
    """
    found: list[Any] = []
    for is_printed, run in groupby(outputs, lambda output: output.output_type == "stream"):
        if not is_printed:
            found += run
            continue
        streams: dict[str, Any] = {}
        for output in run:
            first = streams.setdefault(output.name, output)
            if first is not output:
                first.text += output.text
        found += [streams[name] for name in sorted(streams, reverse=True)]
    return found


def _tidy_file(executed: Path, entry: Entry | None) -> Any:
    """Tidy an executed notebook and return it; None if papermill left none.

    The notebook of a priority begins with the title and question of the period's Plan.
    """
    import nbformat

    try:
        notebook = nbformat.read(executed, as_version=4)
    except (OSError, ValueError):
        return None
    tidy(notebook)
    if entry is not None and entry.mark:
        title = f"# Priority {entry.mark}: {entry.title}\n\n{entry.question}"
        notebook.cells[0].source = title.rstrip()
    text = nbformat.writes(notebook)
    executed.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return notebook


def rendered(notebook: Any, entry: Entry | None) -> str:
    """Return an executed notebook as its section's HTML (see `report.render`)."""
    from a4p_helpers.report.render import section

    with rendering, warnings.catch_warnings():
        # nbconvert warns of outputs for the writer alone, which are not HTML.
        warnings.filterwarnings("ignore", "Your element with mimetype")
        return section(notebook, entry.slug if entry and entry.mark else "")


# Workers


def prepare_worker(environment: Mapping[str, str], server: client.Server | None = None) -> None:
    """Make a worker process end, with its kernels, on a signal or when its parent is gone.

    It gets its parent's environment, since the process that forked it may have another. Ctrl-C
    reaches every process of a terminal; here only the parent acts on it. If a server is given, warm
    kernels are forked from it.
    """
    os.environ.clear()
    os.environ.update(environment)
    client.use(server)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    for name in IMPORTED:  # while the first notebooks are being assigned
        import_module(name)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        _leave()


def _leave() -> None:
    """End the kernels and this process at once."""
    end_kernels()
    os._exit(1)


def end_kernels(under: Path | None = None) -> None:
    """End at once the kernels of this process, or only of notebooks that run below a folder."""
    for scratch, pid in tuple(_kernels.items()):
        if under is None or scratch.is_relative_to(under):
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
