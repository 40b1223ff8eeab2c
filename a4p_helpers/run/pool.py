"""Processes at work: handing work to an executor, and ending all of it when a run is stopped."""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from typing import Any

from a4p_helpers.run.execute import STOPPING, prepare_worker
from a4p_helpers.run.warm import client

CAN_MASK = hasattr(signal, "pthread_sigmask")


@dataclass(frozen=True)
class Work:
    """Work for an executor, `do(*given)`; it is told here when it starts, and its future."""

    do: Callable[..., Any]
    given: tuple[Any, ...] = ()
    started: Callable[[], None] = lambda: None
    ended: Callable[[Future[Any]], None] = lambda end: None


# Gives work that can be done beside each other, gets its futures when all has ended, and so on.
Process = Generator[list[Work], list[Future[Any]], None]


class Desk:
    """Hands work to an executor, only as much at once as it can do, and takes what comes back."""

    def __init__(self, executor: Executor, at_once: int) -> None:
        self._executor, self._at_once = executor, at_once
        self._waiting: deque[Work] = deque()
        self._running: dict[Future[Any], Work] = {}

    def add(
        self,
        do: Callable[..., Any],
        *given: Any,
        ended: Callable[[Future[Any]], None],
        started: Callable[[], None] = lambda: None,
        first: bool = False,
    ) -> None:
        """Take work: `do(*given)` in the executor; `ended` is called here with its future."""
        work = Work(do, given, started, ended)
        self._waiting.appendleft(work) if first else self._waiting.append(work)

    def follow(self, process: Process) -> None:
        """Take the work of a process, step by step, until it is over.

        What it goes on with is done before what waits, because others wait for reports.
        """
        self._go_on(process, None)

    def _go_on(self, process: Process, ends: list[Future[Any]] | None) -> None:
        try:
            works = process.send(ends) if ends is not None else next(process)
        except StopIteration:
            return
        done: dict[int, Future[Any]] = {}

        def ended(at: int, end: Future[Any]) -> None:
            works[at].ended(end)
            done[at] = end
            if len(done) == len(works):
                self._go_on(process, [done[at] for at in sorted(done)])

        is_first = ends is not None
        for at in sorted(range(len(works)), reverse=is_first):
            one = works[at]
            self.add(
                one.do,
                *one.given,
                started=one.started,
                ended=partial(ended, at),
                first=is_first,
            )

    def work_off(self) -> None:
        """Have all work done, also what comes up meanwhile."""
        while self._waiting or self._running:
            while self._waiting and len(self._running) < self._at_once:
                work = self._waiting.popleft()
                self._running[_submit(self._executor, work)] = work
                work.started()
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                self._running.pop(future).ended(future)


def _submit(executor: Executor, work: Work) -> Future[Any]:
    """Submit work; a worker that starts for it is not disturbed while it starts."""
    try:
        with undisturbed():
            return executor.submit(work.do, *work.given)
    except (RuntimeError, OSError, EOFError) as error:
        # What broke the executor is told of the work it had; this could not be handed over. An
        # OSError is of a worker that was to start with what was closed at that moment, an EOFError
        # of one whose forker has ended.
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
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING) if CAN_MASK else ()
    try:
        yield
    finally:
        if CAN_MASK:
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
        mp_context=_context(afresh),
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


def _context(afresh: bool) -> Any:
    """Return how workers start: forked, where that can be, from one that runs nothing else."""
    if afresh or not prepare():
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


def prepare() -> bool:
    """Have imported what workers need, where they can be forked from who has it; say whether so.

    It goes on while this process does something else.
    """
    if sys.platform != "linux":
        return False
    forkserver.set_forkserver_preload(["a4p_helpers.run.imported", "a4p_helpers.report.imported"])
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

    So does the end of `limit` seconds, where systems have an alarm.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    if limit and hasattr(signal, "SIGALRM"):
        numbers.append(signal.SIGALRM)
    former = {number: signal.getsignal(number) for number in numbers}

    def stop(number: int, _: object) -> None:
        for each in former:
            signal.signal(each, signal.SIG_IGN)
        raise OutOfTime if numbers[2:] == [number] else KeyboardInterrupt

    for number, handler in former.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    if numbers[2:]:
        signal.setitimer(signal.ITIMER_REAL, limit or 0)
    try:
        yield
    finally:
        if numbers[2:]:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in former.items():
            signal.signal(number, handler)
