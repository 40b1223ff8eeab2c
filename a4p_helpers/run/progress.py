"""How far a run is: a live table in a terminal, else one line per notebook as it ends.

Progress goes to stderr, so that stdout carries results only.
"""

import os
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from a4p_helpers.run.execute import Outcome, Task


class Shown(Protocol):
    """What is told of a run while it runs."""

    def started(self, task: Task) -> None:
        """Note that a notebook runs now."""

    def ended(self, outcome: Outcome) -> None:
        """Note how a notebook ended."""


class Lines:
    """Progress for logs and pipes: nothing moves, one line per notebook."""

    def __init__(self, tasks: Sequence[Task], stream: TextIO) -> None:
        self._stream = stream
        self._widths = (
            max((len(task.edition) for task in tasks), default=0),
            max((len(task.name) for task in tasks), default=0),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def started(self, task: Task) -> None:
        """Note that a notebook runs now."""

    def ended(self, outcome: Outcome) -> None:
        """Write the line of a notebook."""
        edition, name = self._widths
        print(
            f"{outcome.edition:<{edition}}  {outcome.name:<{name}}  {_state(outcome):<6}  "
            f"{outcome.seconds:.1f} s",
            file=self._stream,
            flush=True,
        )


class LiveTable:
    """Progress for a terminal: every notebook with its state and seconds, redrawn in place."""

    def __init__(self, tasks: Sequence[Task], stream: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live

        self._tasks = tasks
        self._since: dict[tuple[str, str], float] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._live = Live(
            console=Console(file=stream), get_renderable=self._table, refresh_per_second=4
        )

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.__exit__(kind, error, trace)

    def started(self, task: Task) -> None:
        """Note that a notebook runs now."""
        self._since[task.edition, task.name] = time.monotonic()

    def ended(self, outcome: Outcome) -> None:
        """Note how a notebook ended."""
        self._outcomes[outcome.edition, outcome.name] = outcome

    def _table(self) -> Any:
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        table.add_column("Edition")
        table.add_column("Notebook")
        table.add_column("State")
        table.add_column("Seconds", justify="right")
        for task in self._tasks:
            key = (task.edition, task.name)
            if outcome := self._outcomes.get(key):
                style = "green" if outcome.ok else "bold red"
                cells = (f"[{style}]{_state(outcome)}[/]", f"{outcome.seconds:.1f}")
            elif key in self._since:
                cells = ("[yellow]running[/]", f"{time.monotonic() - self._since[key]:.0f}")
            else:
                cells = ("[dim]waiting[/]", "")
            table.add_row(task.edition, task.name, *cells)
        return table


def _state(outcome: Outcome) -> str:
    if outcome.is_reused:
        return "same"
    return "ok" if outcome.ok else "failed"


def of(tasks: Sequence[Task], stream: TextIO | None = None) -> Lines | LiveTable:
    """Return the progress that suits where it is written to."""
    stream = stream or sys.stderr
    can_redraw = stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
    return LiveTable(tasks, stream) if can_redraw else Lines(tasks, stream)
