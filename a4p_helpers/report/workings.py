"""Numbers that sections worked out themselves: an annex of them, and the code of their cells.

A section writes them into the outputs of its executed notebook, and this module reads them there.
Such a number links to the cell that worked it out; on paper, to its row of the annex; on a page of
one section alone, to a list at its end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from a4p_helpers.core import contents
from a4p_helpers.core.contents import Entry
from a4p_helpers.core.marks import WORKED_OUT

PAGE = "workings.html"
AROUND = {"parameters", "injected-parameters", "notes", "check"}  # cells that work out nothing
NAMED = re.compile(r"worked_out\(\s*[\"'](\w+)[\"']")


@dataclass(frozen=True)
class Cell:
    """One code cell: its number in the notebook, and the names that it worked out."""

    number: int
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Workings:
    """The notebook of one section that worked something out: its code and its results."""

    entry: Entry
    cells: tuple[Cell, ...]
    worked: tuple[Mapping[str, str], ...]

    def cell_of(self, name: str) -> int:
        """Return the number of the cell that worked a name out; 0 if none did."""
        return next((cell.number for cell in self.cells if name in cell.names), 0)


def read(folder: Path, period: str) -> list[Workings]:
    """Return the workings of each section whose executed notebook has any, in their order."""
    found = []
    for entry in contents.entries(period).values():
        path = folder / f"{entry.run}.ipynb"
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


def listed(worked: Iterable[Mapping[str, str]]) -> str:
    """Return a list of what one section worked out, for a page without annexes; may be empty."""
    item = Markup('<li id="{}">{}: {}{}.</li>')
    items = [
        item.format(
            one["anchor"],
            one["what"],
            one["text"],
            f" (from {one['tables']})" if one["tables"] else "",
        )
        for one in worked
    ]
    html = Markup('<aside class="notes"><p>Worked out in this section:</p><ul>{}</ul></aside>')
    return str(html.format(Markup("").join(items))) if items else ""


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
    written = str(section)  # markup would escape inserted text
    for one in workings:
        for worked in one.worked:
            if cell := one.cell_of(worked["name"]):
                to_cell = f'href="{PAGE}#{one.entry.slug}-cell-{cell}"'
                written = written.replace(f'href="#{worked["anchor"]}"', to_cell)
    return written
