"""How far a run is: a bar with the time left in a terminal, else a line for each step that ended.

A step is a notebook, or the report that is assembled from notebooks.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TextIO, TypeAlias

from a4p_helpers.run import log

REPORT = "report"
FAILED, SAME = "failed", "same"


@dataclass(frozen=True)
class Step:
    """One step of a run."""

    period: str
    edition: str
    name: str


class Lines:
    """Progress for logs and pipes: one line for each step that has ended."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._widths = [
            max((len(word) for word in words), default=0)
            for words in zip(*((one.period, one.edition, one.name) for one in steps), strict=True)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        pass

    def started(self, step: Step) -> None:
        """Note that a step is under way."""

    def ended(self, step: Step, state: str, seconds: float, cause: str = "") -> None:
        """Report how a step ended: ok, the same as before, or failed."""
        words = zip((step.period, step.edition, step.name), self._widths, strict=True)
        line = "  ".join(f"{word:<{width}}" for word, width in words)
        facts = {"cause": cause} if cause else {}
        log.tell(
            REPORT if step.name == REPORT else "notebook",
            f"{line}  {state:<6}  {seconds:.1f} s",
            period=step.period,
            edition=step.edition,
            name=step.name,
            state=state,
            seconds=round(seconds, 1),
            **facts,
        )


class Bar:
    """Progress for a terminal: how much is done, how long the rest will take, what runs now."""

    def __init__(self, steps: Sequence[Step], stream: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live

        self._all = len(steps)
        self._ended: Counter[str] = Counter()
        self._failed: list[str] = []
        self._since: dict[Step, float] = {}
        self._first: float | None = None
        self._live = Live(
            console=Console(file=stream), get_renderable=self._picture, refresh_per_second=4
        )

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._live.__exit__(*error)

    def started(self, step: Step) -> None:
        """Note that a step is under way."""
        self._since[step] = time.monotonic()
        self._first = self._first or self._since[step]

    def ended(self, step: Step, state: str, seconds: float, cause: str = "") -> None:
        """Note how a step ended."""
        self._since.pop(step, None)
        self._ended[state] += 1
        if state == FAILED:
            self._failed.append(_name(step))

    def left(self) -> float | None:
        """Return the seconds left, from the pace of steps that ran; unchanged ones took no time."""
        ran = self._ended.total() - self._ended[SAME]
        if not ran or self._first is None:
            return None
        return (time.monotonic() - self._first) / ran * (self._all - self._ended.total())

    def _picture(self) -> Any:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        done, left = self._ended.total(), self.left()
        words = [f"{done} of {self._all}"]
        words += [f"{number} {state}" for state, number in self._ended.items() if state != "ok"]
        if left is not None and done < self._all:
            words.append(f"{_clock(left)} left")
        bar = Table.grid(padding=(0, 2))
        bar.add_row(ProgressBar(total=self._all, completed=done, width=30), ", ".join(words))
        lines = [Text(f"  {name} failed", style="bold red") for name in self._failed]
        now = time.monotonic()
        lines += [Text(f"  {_name(step)} {now - at:.0f} s") for step, at in self._since.items()]
        return Group(bar, *lines)


def _name(step: Step) -> str:
    return f"{step.period} {step.edition} {step.name}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


Progress: TypeAlias = Lines | Bar


def of(steps: Sequence[Step], stream: TextIO | None = None) -> Progress:
    """Return the progress that suits the stream."""
    stream = stream or sys.stderr
    can_redraw = stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")
    return Bar(steps, stream) if can_redraw and log.is_text() else Lines(steps)
