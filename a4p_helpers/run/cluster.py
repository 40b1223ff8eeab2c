"""A Dask cluster instead of local processes: `a4p run --dask ADDRESS`.

If a worker is lost, another repeats its work. Needs the extra `dask`.
"""

import asyncio
import logging
import platform
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import distributed

from a4p_helpers.core import paths
from a4p_helpers.report import provenance
from a4p_helpers.run import execute, publish
from a4p_helpers.run.draft import packages

LONGEST_CONNECT = 10  # seconds, as all that follow
LONGEST_STOP = 10
LONGEST_ALONE = 60


class ClusterError(RuntimeError):
    """A cluster that cannot be used, or no longer; the message says what to do."""


@dataclass(frozen=True)
class House:
    """The folder and versions of a run, which every worker must share.

    `mark` is a folder below `root` that belongs to this run only.
    """

    root: str
    mark: str
    notebooks: str
    periods: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]


def _versions() -> tuple[tuple[str, str], ...]:
    parts = {"notebooks": _digest(is_package=False), "Python": platform.python_version()}
    return tuple({"code": _LOADED, **parts, **packages()}.items())


def _digest(*, is_package: bool) -> str:
    """Return one hash over the package, or over the notebooks."""
    package = paths.CODE / "a4p_helpers"
    files = (path for path in provenance.code_files() if path.is_relative_to(package) == is_package)
    return provenance.digest(provenance.hashes(files))[:12]


# A worker keeps the code that it has loaded, even if the files change.
_LOADED = _digest(is_package=True)


# The run


@contextmanager
def of_dask(address: str, periods: Sequence[str]) -> Iterator["Cluster"]:
    """Yield the cluster of a scheduler for a run that holds the locks of its periods.

    Raises
    ------
    ClusterError
        The scheduler cannot be reached, or a worker differs from the run.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we report what matters
    folder = paths.outputs(periods[0]).absolute()
    with ExitStack() as stack:
        client = stack.enter_context(_connected(address))
        with publish.writing(folder):
            mark = tempfile.mkdtemp(prefix=".cluster-", dir=folder)
        stack.callback(shutil.rmtree, mark, ignore_errors=True)
        root, notebooks = str(paths.root().absolute()), str(paths.NOTEBOOKS)
        house = House(root, mark, notebooks, tuple(periods), _versions())
        _refuse(client, address, house)
        cluster = Cluster(client, address, house)
        stack.callback(cluster.end)
        yield cluster


@contextmanager
def _connected(address: str) -> Iterator[distributed.Client]:
    try:
        client = distributed.Client(address, timeout=LONGEST_CONNECT, set_as_default=False)
    except Exception as error:  # of many kinds: of addresses, of names, of sockets, of time
        raise ClusterError(
            f"No Dask scheduler answers at {address} ({execute.reason(error)}): start it with "
            f"`dask scheduler`, which prints its address."
        ) from error
    try:
        yield client
    finally:
        with suppress(Exception):  # a scheduler that has gone
            client.close(timeout=LONGEST_STOP)


def _refuse(client: distributed.Client, address: str, house: House) -> None:
    """Refuse a cluster without workers, or with a worker that differs from the run."""
    start = f"`A4P_ROOT={house.root} dask worker {address}`"
    found = client.run(_fault, house, on_error="return")
    if not found:
        raise ClusterError(f"The scheduler at {address} has no workers: start some with {start}.")
    faults = []
    for worker, fault in found.items():
        if isinstance(fault, ImportError):
            fault = f"does not have this workbook ({fault}): install the same version there"
        elif isinstance(fault, Exception):
            fault = f"does not answer ({execute.reason(fault)}): start it again"
        if fault:
            faults.append(f"The worker {worker} {fault}.")
    if faults:
        raise ClusterError("\n".join(faults))
    client.run(_stop, house)  # ends what a killed run left there


class Cluster(Executor):
    """Dask's executor, which says why if it cannot do its work."""

    def __init__(self, client: distributed.Client, address: str, house: House) -> None:
        self._client, self._address, self._house = client, address, house
        self._executor = client.get_executor(pure=False)
        self._lost = ""
        self._ended = threading.Event()
        self.threads = sum(client.nthreads().values())
        threading.Thread(target=self._watch, daemon=True).start()

    # Work is passed without keywords, which the base class would also take.
    def submit(self, do: Callable[..., Any], *given: Any) -> Future[Any]:  # type: ignore[override]
        """Give work to a worker."""
        if self._lost:
            raise ClusterError(self._lost)
        end = Future[Any]()
        handed = self._executor.submit(_done, self._house, do, *given)
        handed.add_done_callback(partial(self._pass_on, end))
        return end

    def _pass_on(self, end: Future[Any], done: Future[Any]) -> None:
        if done.cancelled():
            self._lost = self._lost or (
                f"the scheduler at {self._address} is gone: start it and its workers, and run again"
            )
            end.set_exception(ClusterError(self._lost))
        elif error := done.exception():
            end.set_exception(error)
        else:
            end.set_result(done.result())

    def _watch(self) -> None:
        """Give up when no worker is left; Dask would wait for ever."""
        last = time.monotonic()
        while not self._ended.wait(1):
            with suppress(Exception):  # a lost scheduler is reported elsewhere
                if self._client.nthreads():
                    last = time.monotonic()
                elif time.monotonic() > last + LONGEST_ALONE:
                    self._lost = (
                        f"the scheduler at {self._address} has had no workers for "
                        f"{LONGEST_ALONE} s: start some, and run again"
                    )
                    self._executor.shutdown(wait=False)
                    return

    @contextmanager
    def at_work(self) -> Iterator[Executor]:
        """Accept work; when a run is stopped, all waiting and running work ends at once."""
        try:
            yield self
        except BaseException:
            if not self._lost:
                self._lost = "the run was stopped"
                with suppress(Exception):
                    self._executor.shutdown(wait=False)
                    self._client.run(_stop, self._house, on_error="ignore")
            raise

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()


# A worker

_at_work: list[str] = []  # the mark of the run, once for each piece of work


@cache
def _fault(house: House) -> str:
    """Return why this worker cannot work for a run; blank if it can."""
    root = str(paths.root().absolute())
    if root != house.root:
        return f"works in {root}, not in {house.root}: start it with A4P_ROOT={house.root}"
    try:
        (Path(house.mark) / uuid4().hex).touch()
    except OSError as error:
        return (
            f"does not see the files of this run, or cannot write beside them ({error.strerror}): "
            f"give it {house.root} under the same path"
        )
    if str(paths.NOTEBOOKS) != house.notebooks:
        return f"has the workbook in {paths.NOTEBOOKS.parent}: put it at the same path as here"
    mine = dict(_versions())
    for name, version in house.versions:
        if mine.get(name) != version:
            return (
                f"has another version of this workbook ({name} is {mine.get(name)}, not "
                f"{version}): install the same version there, and start the worker again"
            )
    return ""


def _done(house: House, do: Callable[..., Any], *given: Any) -> Any:
    """Do the work; a worker that joined later is checked first."""
    if fault := _fault(house):
        raise ClusterError(f"the worker {distributed.get_worker().address} {fault}")
    _at_work.append(house.mark)
    try:
        return do(*given)
    finally:
        _at_work.remove(house.mark)


async def _stop(house: House) -> None:
    """End the kernels of a run, and wait until its work here has ended."""
    end = time.monotonic() + LONGEST_STOP
    while True:
        for period in house.periods:
            execute.end_kernels(paths.outputs(period).absolute())
        if house.mark not in _at_work or time.monotonic() > end:
            return
        await asyncio.sleep(0.1)
