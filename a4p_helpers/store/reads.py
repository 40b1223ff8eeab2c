"""What a notebook reads of the data, noted while it runs.

A run names a file in `A4P_READS`; a notebook opened by hand names none, and nothing is noted. What
was read decides later whether the notebook has to run again (see `run.reuse`).
"""

import os
import sys

from a4p_helpers.core import paths

NAME = "A4P_READS"

_noted: set[str] | None = None


def note() -> None:
    """Note from now on which files of data this process opens, each once.

    A file that is looked for and not there is noted as well: it may come.
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
    """Whether this process notes what it reads, as the notebooks of a run do."""
    return _noted is not None
