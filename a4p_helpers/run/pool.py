"""Worker processes: give work to an executor, and end all of it when a run is stopped."""

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
    """Work for an executor, `do(*given)`; this process calls `started` and `ended(future)`."""

    do: Callable[..., Any]
    given: tuple[Any, ...] = ()
    started: Callable[[], None] = lambda: None
    ended: Callable[[Future[Any]], None] = lambda end: None


class Queue:
    """Gives work to an executor, only as much at once as it can do."""

    def __init__(self, executor: Executor, at_once: int) -> None:
        self._executor, self._at_once = executor, at_once

    def finish(self, works: Iterable[Work]) -> None:
        """Do all of this work, started in this order."""
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
        """Submit work; no signal disturbs a worker that starts for it."""
        try:
            with undisturbed():
                return self._executor.submit(work.do, *work.given)
        except (RuntimeError, OSError, EOFError) as error:
            # The work that broke the executor reports why; this work never reached it. An OSError
            # means that a starting worker met closed pipes, an EOFError that its forker had ended.
            broken = Future[Any]()
            broken.set_exception(error)
            return broken


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back stop signals until the end; processes that start meanwhile do not get them."""
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
    """Yield worker processes; when a run is stopped they end at once, with their kernels.

    Workers that start `afresh` import everything themselves, including code changed since this
    process first had workers.
    """
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers,
        # Forked, where possible, from a process that runs nothing else.
        mp_context=get_context("spawn" if afresh or not prepare() else "forkserver"),
        initializer=prepare_worker,
        initargs=(dict(os.environ), client.used()),
    )
    try:
        yield pool
    finally:
        # A worker that starts while another is killed would not notice, and waiting for it would
        # not end. So no more work is given out until all have ended.
        pool.shutdown(wait=False, cancel_futures=True)
        _end(set(multiprocessing.active_children()) - others)


def prepare() -> bool:
    """Start the imports of workers in their forker, if they can be forked; return whether.

    They continue while this process does something else.
    """
    if sys.platform != "linux":
        return False
    # The last of these modules freezes what is imported, so that workers share it.
    forkserver.set_forkserver_preload([*IMPORTED, "a4p_helpers.report.imported"])
    safe = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"  # without it, the working folder comes first in imports
    try:
        with undisturbed():
            forkserver.ensure_running()
    except OSError:  # such as a temporary folder whose name is too long for a socket
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
    """A run that reached its time limit; it stops as by a signal."""


@contextmanager
def stoppable(limit: float | None = None) -> Iterator[None]:
    """Make a stop signal raise KeyboardInterrupt, once, so that the clean-up is not disturbed.

    The end of `limit` seconds does the same.
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
