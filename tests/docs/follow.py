"""Follow a page of instructions to the letter, as a stranger would: perform its commands and edits.

A fenced block of `sh` is performed line by line. Every other block is an edit, said in the line
above it:

    Write `PATH`:                       the block is the whole file
    Add at the end of `PATH`:           the block is put below what is there
    In `PATH`, below this line:         finds a place; the next block says what to do there:
    add this:                           (in a notebook: in the same cell)
    In `PATH`, replace this:            finds what goes; the next block, `with this:`, what comes
    In `PATH`, above this cell:         finds a cell; blocks follow that are put there, each
    add a Markdown cell:                one cell more
    add a code cell:
    In `PATH`, remove the cells from this one:
    up to this one, which stays:        finds the first and the end of cells that go
    It prints:                          the block is what the command before printed, whole
    Among what it prints:               every line of the block is a line of it

A block that is led in by nothing of this is an error, so that no page has steps that nobody tries.
"""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from a4p_helpers import cli

# What a reader replaces by a name of his own, and what takes minutes or never ends: such lines are
# passed over where a whole page is followed, and performed one by one in test_every_command.py.
OWN = re.compile(r"\b(FILE|FOLDER|LIST|OLDER|NEWER|HOST|BUCKET)\b")
TOO_LONG = re.compile(
    r"^(make |git |\.venv/bin/dask |\.venv/bin/a4p "
    r"(run|dev reference|open|preview|verify .*--rebuild|release .*--reason)\b)"
)
PLACES = "below this line|replace this|above this cell|remove the cells from this one"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block, its language, and the last line of prose above it."""

    language: str
    text: str
    lead: str


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    found, end = [], 0
    for match in FENCE.finditer(page):
        prose = [line for line in page[end : match.start()].splitlines() if line.strip()]
        found.append(Block(match[1], match[2], prose[-1].strip() if prose else ""))
        end = match.end()
    return found


def commands(text: str) -> list[str]:
    """Return the commands of a block, without comments, continued lines as one."""
    joined = text.replace("\\\n", " ")
    lines = [re.sub(r"(^|\s)#.*", "", line).strip() for line in joined.splitlines()]
    return [line for line in lines if line]


class Follower:
    """Somebody who does what a page says, in a copy of the workbook."""

    patience = 240  # seconds for a command

    def __init__(self, home: Path) -> None:
        self.home = home
        self.printed = ""
        self.done: list[str] = []
        self._file, self._place = home, ""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "JUPYTER_"))}
        kept.pop("A4P_ROOT", None)
        self.environment = {**kept, "PYTHONPATH": str(home), "A4P_LOG": "text"}

    def follow(self, page: str) -> None:
        """Do all that the page says, from top to bottom."""
        for block in blocks(page):
            if block.language == "sh":
                for line in commands(block.text):
                    if not (OWN.search(line) or TOO_LONG.match(line)):
                        self.perform(line)
            else:
                self._edit(block)

    def perform(self, line: str) -> None:
        """Perform a command, which must not fail."""
        code = self._start(line)
        assert code == 0, f"{line}\n{self.printed[-3000:]}"
        self.done.append(line)

    def _start(self, line: str) -> int:
        """Perform a line, keep what it prints, and return its exit code."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=self.patience,
        )
        self.printed = done.stdout + done.stderr
        return done.returncode

    def _edit(self, block: Block) -> None:
        lead, text = block.lead, block.text
        named = re.search(r"`([^`]+)`", lead)
        path = self.home / named[1] if named else self._file
        if lead.startswith("Write `"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif lead.startswith("Add at the end of `"):
            with path.open("a", encoding="utf-8") as file:
                # Between definitions of Python stand two blank lines, which no page shows.
                file.write(f"\n\n{text}" if path.suffix == ".py" else text)
        elif re.match(rf"In `[^`]+`, ({PLACES}):$", lead):
            self._file, self._place = path, text
            assert self._count() == 1, f"{path.name} has this {self._count()} times: {text}"
        elif lead == "add this:":
            self._swap(self._place + text)
        elif lead == "with this:":
            self._swap(text)
        elif lead in ("add a Markdown cell:", "add a code cell:"):
            self._add_cell("markdown" if "Markdown" in lead else "code", text)
        elif lead == "up to this one, which stays:":
            self._remove_cells(text)
        elif lead == "It prints:":
            assert text.rstrip("\n") == self.printed.rstrip("\n"), f"It printed: {self.printed}"
        elif lead == "Among what it prints:":
            lacking = set(text.split("\n")) - set(self.printed.split("\n"))
            assert not lacking, f"{sorted(lacking)} did not stand in: {self.printed}"
        else:
            raise AssertionError(f"Nobody can follow the block below {lead!r}")
        self.done.append(lead)

    # Notebooks are edited as their reader edits them: cell by cell.

    def _texts(self) -> list[str]:
        text = self._file.read_text(encoding="utf-8")
        if self._file.suffix == ".ipynb":
            return ["".join(cell["source"]) + "\n" for cell in json.loads(text)["cells"]]
        return [text]

    def _count(self) -> int:
        return sum(text.count(self._place) for text in self._texts())

    def _swap(self, text: str) -> None:
        changed = [one.replace(self._place, text) for one in self._texts()]
        if self._file.suffix != ".ipynb":
            self._file.write_text(changed[0], encoding="utf-8")
            return
        with self._cells() as cells:
            for cell, source in zip(cells, changed, strict=True):
                cell["source"] = source.removesuffix("\n").splitlines(keepends=True)

    def _remove_cells(self, end: str) -> None:
        first, stays = self._cell_of(self._place), self._cell_of(end)
        assert first < stays
        with self._cells() as cells:
            del cells[first:stays]

    def _add_cell(self, kind: str, text: str) -> None:
        cell = {"cell_type": kind, "metadata": {}}
        cell["source"] = text.removesuffix("\n").splitlines(keepends=True)
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        with self._cells() as cells:
            cell["id"] = f"added-{len(cells)}"
            cells.insert(self._cell_of(self._place), dict(sorted(cell.items())))

    def _cell_of(self, place: str) -> int:
        return next(at for at, source in enumerate(self._texts()) if place in source)

    @contextmanager
    def _cells(self) -> Iterator[list[Any]]:
        """Give the cells of the notebook to be changed, and save it."""
        notebook = json.loads(self._file.read_text(encoding="utf-8"))
        yield notebook["cells"]
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        self._file.write_text(text + "\n", encoding="utf-8")


class Here(Follower):
    """Who follows a page that changes no code: `a4p` answers in this process, which is quicker.

    `told` returns what was printed since it was last asked.
    """

    def __init__(self, home: Path, told: Callable[[], str]) -> None:
        super().__init__(home)
        self.environment = {**os.environ, "A4P_LOG": "text"}
        self._told = told

    def _start(self, line: str) -> int:
        program, *words = shlex.split(line)
        if program != ".venv/bin/a4p" or "|" in words:
            return super()._start(line)
        code = cli.main(words)
        self.printed = self._told()
        return code
