"""Numbers that sections worked out themselves: an annex of them, and the code of their cells.

A section writes them into the outputs of its executed notebook; here they are read from there.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.core import contents
from a4p_helpers.core.contents import Entry
from a4p_helpers.exhibits import html, tables
from a4p_helpers.section.writer import WORKED_OUT

PAGE = "workings.html"
AROUND = {"parameters", "injected-parameters", "notes", "check"}  # cells that work nothing out
NAMED = re.compile(r"worked_out\(\s*[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Cell:
    """One code cell: its number in the notebook, and the names that it worked out."""

    number: int
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Workings:
    """The notebook of one section that worked something out: its code, and what came of it."""

    entry: Entry
    cells: tuple[Cell, ...]
    worked: tuple[Mapping[str, str], ...]

    def cell_of(self, name: str) -> int:
        """Return the number of the cell that worked a name out; 0 where none says so."""
        return next((cell.number for cell in self.cells if name in cell.names), 0)


def read(folder: Path) -> list[Workings]:
    """Return the workings of each section whose executed notebook has any, in their order."""
    found = []
    for entry in contents.entries().values():
        path = folder / f"{entry.notebook}.ipynb"
        if not path.exists():
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        worked = tuple(one for cell in cells for one in _worked(cell))
        if worked:
            found.append(Workings(entry, tuple(_code(cells)), worked))
    return found


def _worked(cell: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for output in cell.get("outputs", []):
        yield from output.get("metadata", {}).get(WORKED_OUT, [])


def _code(cells: Sequence[Mapping[str, Any]]) -> Iterator[Cell]:
    number = 0
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        number += "injected-parameters" not in tags
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and source and not {*tags} & AROUND:
            yield Cell(number, source, tuple(NAMED.findall(source)))


def linked(section: str, workings: Sequence[Workings]) -> str:
    """Return the page of a section whose own numbers lead to their cells."""
    written = str(section)  # markup would escape what is put into it
    for one in workings:
        for worked in one.worked:
            mark, cell = f'<li id="{worked["anchor"]}">', one.cell_of(worked["name"])
            link = f'<a href="{PAGE}#{one.entry.slug}-cell-{cell}">Cell {cell}</a>: '
            written = written.replace(mark, mark + link if cell else mark)
    return written


def annex(workings: Sequence[Workings]) -> str:
    """Return the annex of all numbers that sections worked out."""
    rows = pd.DataFrame(
        {
            "section": one.entry.title,
            "what": worked["what"],
            "value": worked["text"],
            "tables": worked["tables"] or "the numbers of the report",
        }
        for one in workings
        for worked in one.worked
    )
    table = tables.table(
        rows,
        title="What sections worked out beyond the indicators",
        subtitle="Number or names, and the tables from which a section worked them out",
        labels={"what": "What it is", "tables": "Worked out from"},
        group="section",
    )
    return html.html(table, "Source: the notebooks of the sections, whose code stands beside.")
