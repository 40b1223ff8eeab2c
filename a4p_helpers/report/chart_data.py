"""The data of charts and tables: of each chart as a CSV file, with a link to it below the chart."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from markupsafe import Markup

from a4p_helpers.core.spreadsheet import harmless
from a4p_helpers.report.layout import text_of
from a4p_helpers.report.render import EMBEDDED

FOLDER = "data/charts"
BLOCK = "block-"
LINK = Markup('<p class="csv"><a href="{}">Download as CSV</a></p>')


def write(html: str, folder: Path, mark: str = "", *, mission: str = "") -> Markup:
    """Write a CSV for each chart of a section; return the section with links to them.

    `mark` fills a last column that says of every row what it is, such as SYNTHETIC. Those of the
    page of a `mission`, which lies a folder deeper, have its code at the end of their names.
    """
    soup = BeautifulSoup(html, "html.parser")
    seen: dict[str, int] = {}
    for figure in soup.select("figure.chart"):
        block = figure.find_previous(class_="block")
        grid = figure.select_one("details.data table")
        if block is None or grid is None:
            continue
        name = str(block["id"]).removeprefix(BLOCK)
        seen[name] = seen.get(name, 0) + 1
        marks = [mission] * bool(mission) + [str(seen[name])] * (seen[name] > 1)
        file = f"{'-'.join([name, *marks])}.csv"
        path = folder / FOLDER / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(grid, mark), encoding="utf-8", newline="")
        figure.select("details.data")[0].append(
            BeautifulSoup(LINK.format(f"{'../' * bool(mission)}{FOLDER}/{file}"), "html.parser")
        )
    return Markup(str(soup)) if seen else Markup(html)


def cells(html: str) -> list[tuple[str, str, str]]:
    """Return every cell with a number in a section's charts and tables: block, row and text."""
    found, block = [], ""
    for tag in BeautifulSoup(EMBEDDED.sub("", html), "html.parser").find_all(["div", "td"]):
        marker = str(tag.get("id") or "")
        if marker.startswith(BLOCK):
            block = marker.removeprefix(BLOCK)
        text = text_of(tag) if tag.name == "td" else ""
        if block and any(sign.isdigit() for sign in text):
            row = ", ".join(map(text_of, tag.find_previous_siblings("th")[::-1]))
            found.append((block, row, text))
    return found


def _text(grid: Any, mark: str) -> str:
    """Return a table of the page as CSV: numbers without commas, texts that nothing computes."""
    text = io.StringIO(newline="")
    header, *rows = _rows(grid)
    marks = [["synthetic"], *([mark] for _ in rows)] if mark else [[]] * (1 + len(rows))
    lines = (row + last for row, last in zip([header, *rows], marks, strict=True))
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _rows(grid: Any) -> Iterator[list[str]]:
    standing, left = "", 0  # a group's heading spans its rows
    for line in grid.find_all("tr"):
        cells = line.find_all(["th", "td"])
        row = [_cell(cell) for cell in cells]
        if cells and cells[0].get("rowspan"):
            standing, left = row[0], int(cells[0]["rowspan"])
        elif left:
            row.insert(0, standing)
        left = max(0, left - 1)
        yield row


def _cell(cell: Any) -> str:
    words = cell.select_one(".visually-hidden")
    text = " ".join((words or cell).get_text(" ").split())
    if "num" in cell.get("class", []):
        return text.replace(",", "").replace("\N{MINUS SIGN}", "-")
    return harmless(text)
