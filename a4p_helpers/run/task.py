"""One notebook to run, and what came of it: what workers are handed and what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# How kernels come to be, and Jupyter's name for who sees to it; see pyproject.toml.
KERNELS = {"warm": "a4p-warm", "ordinary": "local-provisioner"}


@dataclass(frozen=True)
class Task:
    """One notebook to run. `folder` receives what comes of it; `time_limit` is seconds a cell.

    `kernels` is a word of `KERNELS`: forked from a process with all imports done, or started.
    """

    notebook: Path
    name: str
    period: str
    edition: str
    folder: Path
    time_limit: float
    parameters: Mapping[str, Any] = field(default_factory=dict)
    kernels: str = "warm"


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a rendered section, or one line of cause with the detail behind it."""

    name: str
    edition: str
    ok: bool
    seconds: float
    cause: str = ""
    executed: Path | None = None
    html: str | None = None
    detail: str = ""
    is_reused: bool = False

    @property
    def state(self) -> str:
        """How it ended, in a word."""
        return "failed" if not self.ok else "same" if self.is_reused else "ok"
