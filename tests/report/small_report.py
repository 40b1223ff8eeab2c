"""Notebooks and sections of a small report, all synthetic."""

import base64
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from a4p_helpers.core import periods
from a4p_helpers.report import render
from a4p_helpers.report.about import About, Source
from a4p_helpers.store.values import Indicator, Value

PERIOD = "2023-05"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text x="1" y="9">SYNTHETIC 12</text></svg>'
ALT = "Columns of synthetic deaths by year, falling from nine to three."

INDICATOR = Indicator(
    code="P4.DEATHS",
    title="Deaths",
    unit="persons",
    result="4.2",
    level="outcome",
    source="NOTICAS",
    definition="Deaths in the period; <b>SYNTHETIC</b>.",
)
VALUE = Value(
    INDICATOR,
    periods.get(PERIOD),
    "reported",
    number=Fraction(9),
    by=pd.Series({"MINUSCA": 4, "UNMISS": 5}).rename_axis("mission"),
    how="computed",
    as_of="2023-11-28",
    over=2,
)
BEFORE = Value(INDICATOR, periods.get("2022-11"), "reported", number=Fraction(12))
DEATHS = About(
    VALUE,
    (Source("Fatalities", "NOTICAS", ("NOTICAS",)),),
    (BEFORE, VALUE),
    ("SYNTHETIC values.",),
    BEFORE,
)


def page(folder: Path, name: str = "p4.html") -> BeautifulSoup:
    """A page of an assembled report."""
    return BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser")


def change(folder: Path, old: str, new: str, name: str = "p4.html") -> None:
    """Put one text for another in a page of an assembled report."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def embedded(svg: str = SVG) -> str:
    """An SVG as an address of a picture."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def shown(**data: Any) -> NotebookNode:
    """A code cell that displays data, given as `html=…`, `png=…`, `plain=…` and the like."""
    kinds = {
        "html": "text/html",
        "markdown": "text/markdown",
        "plain": "text/plain",
        "svg": "image/svg+xml",
        "png": "image/png",
        "javascript": "application/javascript",
        "mermaid": "text/vnd.mermaid",
        "latex": "text/latex",
    }
    metadata = {"a4p": "shown", **data.pop("metadata", {})}  # as a section shows it
    output = nbformat.v4.new_output(
        "display_data", {kinds[name]: value for name, value in data.items()}, metadata=metadata
    )
    return nbformat.v4.new_code_cell("section.show(…)", outputs=[output])


def notebook(
    *cells: NotebookNode, title: str = "Priority 4: Accountability to peacekeepers"
) -> Any:
    """A notebook whose first cell is its title and question."""
    opener = nbformat.v4.new_markdown_cell(f"# {title}\n\nHow safe are peacekeepers?")
    return nbformat.v4.new_notebook(cells=[opener, *cells])


@cache
def a_section(title: str) -> str:
    """A rendered section with main points, prose, a chart and a table."""
    return render.section(
        notebook(
            shown(html='<ul class="main-points"><li>Nine are <b>SYNTHETIC</b>.</li></ul>'),
            nbformat.v4.new_markdown_cell("## Safety\n\n### Deaths by year"),
            shown(
                html='<p class="say">There were <a class="value" href="#P4.DEATHS">nine</a>.</p>'
                '<figure class="exhibit chart"><figcaption><p class="exhibit-title">Deaths fell</p>'
                f'</figcaption><img alt="{ALT}" src="{embedded()}"></figure>'
            ),
            shown(
                html='<div class="scroll" tabindex="0" role="region" aria-label="Deaths"><table>'
                '<thead><tr><th scope="col">Year</th><th scope="col">Deaths</th></tr></thead>'
                '<tbody><tr><th scope="row">2023</th><td class="num">9</td></tr></tbody></table>'
                "</div>"
            ),
            title=title,
        )
    )
