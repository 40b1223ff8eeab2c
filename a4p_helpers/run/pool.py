"""Processes at work: handing work to an executor, and ending all of it when a run is stopped."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from typing import Any

from a4p_helpers.run.execute import IMPORTED, STOPPING, prepare_worker
from a4p_helpers.run.warm import client


@dataclass(frozen=True)
class Work:
    """Work for an executor, `do(*given)`; here `started` is called, and `ended` with its future."""

    do: Callable[..., Any]
    given: tuple[Any, ...] = ()
    started: Callable[[], None] = lambda: None
    ended: Callable[[Future[Any]], None] = lambda end: None


class Queue:
    """Hands work to an executor, only as much at once as it can do."""

    def __init__(self, executor: Executor, at_once: int) -> None:
        self._executor, self._at_once = executor, at_once

    def finish(self, works: Iterable[Work]) -> None:
        """Have all of this work done, begun in this order."""
        waiting, running = deque(works), dict[Future[Any], Work]()
        while waiting or running:
            while waiting and len(running) < self._at_once:
                work = waiting.popleft()
                running[self.submit(work)] = work
                work.started()
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for end in done:
                running.pop(end).ended(end)

    def submit(self, work: Work) -> Future[Any]:
        """Submit work; a worker that starts for it is not disturbed while it starts."""
        try:
            with undisturbed():
                return self._executor.submit(work.do, *work.given)
        except (RuntimeError, OSError, EOFError) as error:
            # What broke the executor is told of the work it had; this could not be handed over. An
            # OSError is of a worker that was to start with what was closed at that moment, an
            # EOFError of one whose forker has ended.
            broken = Future[Any]()
            broken.set_exception(error)
            return broken


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals to stop wait until the end; what starts meanwhile does not hear them."""
    came: list[int] = []
    former = {}
    if threading.current_thread() is threading.main_thread():
        for number in STOPPING:
            if signal.getsignal(number) not in (None, signal.SIG_IGN):
                former[number] = signal.signal(number, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in former.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


@contextmanager
def of_processes(workers: int, *, afresh: bool = False) -> Iterator[Executor]:
    """Give worker processes; when a run is stopped they end at once, with their kernels.

    Those that start `afresh` import all by themselves, also what has changed since this process
    first had workers.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers,
        # Forked, where that can be, from a process that runs nothing else.
        mp_context=get_context("spawn" if afresh or not prepare() else "forkserver"),
        initializer=prepare_worker,
        initargs=(dict(os.environ), client.used()),
    )
    try:
        yield pool
    finally:
        # A worker that starts while another is killed is not told of it: it would be waited for
        # without end. Nothing is handed out any more, so that all can be ended.
        pool.shutdown(wait=False, cancel_futures=True)
        _end(set(multiprocessing.active_children()) - others)


def prepare() -> bool:
    """Have imported what workers need, where they can be forked from who has it; say whether so.

    It goes on while this process does something else.
    """
    if sys.platform != "linux":
        return False
    # The last of them leaves all that is imported to be shared by the workers.
    forkserver.set_forkserver_preload([*IMPORTED, "a4p_helpers.report.imported"])
    safe = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"  # It would import from the working folder before all else.
    try:
        with undisturbed():
            forkserver.ensure_running()
    except OSError:  # as where the folder of temporary files has too long a name for a socket
        return False
    finally:
        if safe is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = safe
    return True


def _end(processes: set[Any]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join(5)


class OutOfTime(KeyboardInterrupt):
    """A run that has taken as long as it may; it is stopped as by a signal."""


@contextmanager
def stoppable(limit: float | None = None) -> Iterator[None]:
    """Let a signal to stop raise KeyboardInterrupt, once: what it sets off is not disturbed.

    So does the end of `limit` seconds.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.getsignal(number) for number in STOPPING[: 3 if limit else 2]}

    def stop(number: int, _: object) -> None:
        for each in former:
            signal.signal(each, signal.SIG_IGN)
        raise OutOfTime if number == signal.SIGALRM else KeyboardInterrupt

    for number, handler in former.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    if limit:
        signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        if limit:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in former.items():
            signal.signal(number, handler)
