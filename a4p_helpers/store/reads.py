"""Recording which data files a notebook reads while it runs.

A run names a file in `A4P_READS`; for a notebook opened by hand none is named and nothing is
recorded. The files read decide later whether the notebook must run again (see `run.reuse`).
"""

import os
import sys

from a4p_helpers.core import paths

NAME = "A4P_READS"

_noted: set[str] | None = None


def note() -> None:
    """Record from now on which data files this process opens, each once.

    A missing file is recorded too, as it may come later.
    """
    global _noted
    place = os.environ.get(NAME)
    if not place or _noted is not None:
        return
    _noted = noted = set()
    data = f"{paths.data().absolute()}{os.sep}"

    def hear(event: str, given: tuple[object, ...]) -> None:
        if event != "open" or not isinstance(given[0], str | os.PathLike):
            return
        name = os.path.abspath(os.fspath(given[0]))
        if name.startswith(data) and name not in noted:
            noted.add(name)
            with open(place, "a", encoding="utf-8") as file:
                file.write(f"{name}\n")

    sys.addaudithook(hear)


def is_noting() -> bool:
    """Whether this process records what it reads, as the notebooks of a run do."""
    return _noted is not None
