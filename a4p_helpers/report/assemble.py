"""Sections and annexes into one page: cover, main points, contents, seven priorities, annexes.

The page asks for nothing outside itself and runs no script; its one style sheet is the only style
that a browser will apply to it.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from bs4 import BeautifulSoup, SoupStrainer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from num2words import num2words

from a4p_helpers import blocks, narrative, paths, periods, plan
from a4p_helpers.report import chart_data, provenance, render

OVERVIEW = "overview"
CODE = re.compile(r"(?<=>)[A-Z][A-Z0-9]*\.[A-Z0-9_]+(?=<)")
BANNER = "Internal edition: not for distribution"
SYNTHETIC = "SYNTHETIC: made up for training; no mission or office reported any of it"
DATA_FILES = {
    "indicators": "Every indicator: value, numerator and denominator, status, source, definition",
    "reconciliation": "Published figures beside those of this report, with reasons",
    "coverage": "Who reported which table, and why a table is empty",
}


class AssemblyError(ValueError):
    """Sections that do not make a report: one is missing, empty, or not known."""


@dataclass(frozen=True)
class Part:
    """One part of the page: a section or an annex.

    `mark` is what stands before its title in the contents: a priority's number, an annex's letter.
    `style` names its colours. `topics` are its headings below the title, as id and text.
    """

    id: str
    title: str
    html: Markup
    mark: str = ""
    style: str = "plain"
    title_id: str = ""
    topics: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cover:
    """What the cover says."""

    title: str
    subtitle: str
    period: str
    facts: tuple[tuple[str, str], ...]


def write(sections: dict[str, str], period: str, edition: str, folder: Path) -> None:
    """Write the report of a period and edition into a folder: `index.html` and its data files.

    `sections` are rendered sections by the names of their notebooks.

    Raises
    ------
    AssemblyError
        A section is missing, has no title, or belongs to no priority that has another name.
    """
    from a4p_helpers.report import annexes  # only now: it reads tables, which pages do not

    declared = periods.get(period)
    periods.check_edition(edition)
    parts = _parts(sections)
    folder.mkdir(parents=True, exist_ok=True)
    mark = periods.SYNTHETIC if declared.is_synthetic else ""
    overview, *others = [
        replace(part, html=chart_data.write(part.html, folder, mark)) for part in parts
    ]
    annexes.write_data(period, edition, folder / "data")
    page = _page(
        cover=cover(declared, edition),
        banner=BANNER if edition == "internal" else "",
        synthetic=SYNTHETIC if declared.is_synthetic else "",
        edition=edition,
        overview=overview,
        sections=others,
        annexes=_annexes(annexes.html(period, edition)),
        files=_files(folder),
        citation=_citation(declared, edition),
        inputs=provenance.input_hash(period),
        code=provenance.code_hash(),
    )
    (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")


def cover(period: periods.Period, edition: str) -> Cover:
    """Return what the cover of a period's report says."""
    facts = [
        ("Reporting period", narrative.span(period.first_day, period.last_day)),
        ("Data as of", narrative.long_date(period.as_of)),
    ]
    if period.report_month:
        facts.append(("Report of", _month(period.report_month)))
    facts.append(("Edition", edition.capitalize()))
    return Cover("Action for Peacekeeping+", _report(period), period.label, tuple(facts))


def _report(period: periods.Period) -> str:
    """Name a report: Fourth progress report; before the first there was none to count."""
    if period.report is None:
        return "Progress report"
    return f"{num2words(period.report, to='ordinal').capitalize()} progress report"


def _month(month: str) -> str:
    """Write 2024-01 as January 2024."""
    return narrative.long_date(f"{month}-01").partition(" ")[2]


def _citation(period: periods.Period, edition: str) -> str:
    return (
        f"Action for Peacekeeping+: {_report(period).lower()}, {period.label}, {edition} edition. "
        f"Data as of {narrative.long_date(period.as_of)}."
    )


# Parts


def _parts(sections: dict[str, str]) -> list[Part]:
    """Return overview, priorities, then what else there is; collect every fault."""
    by_notebook = {priority.notebook: priority for priority in plan.priorities().values()}
    known = [OVERVIEW, *by_notebook]
    faults = [f"the section {name} is missing" for name in known if name not in sections]
    for name in sections:
        near = get_close_matches(name, [one for one in known if one not in sections], n=1)
        if name not in known and near:
            faults.append(f"there is no section {name}; did you mean {near[0]}?")
    parts = []
    for name in [*known, *sorted(set(sections) - set(known))]:
        if name not in sections:
            continue
        priority = by_notebook.get(name)
        part = _part(priority.slug if priority else render.slug(name), sections[name], priority)
        if not part.title_id:
            faults.append(f"the section {name} has no title: begin its notebook with `# …`")
        parts.append(part)
    if faults:
        raise AssemblyError(f"The report cannot be assembled: {'; '.join(faults)}")
    return parts


def _part(name: str, html: str, priority: plan.Priority | None) -> Part:
    """Read a section's title and topics from its headings."""
    soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(["h2", "h3"]))
    title = soup.find("h2")
    return Part(
        id=name,
        title=priority.title if priority else _text(title),
        html=Markup(html),
        mark=str(priority.number) if priority else "",
        style=priority.slug if priority else "plain",
        title_id=str(title["id"]) if title else "",
        topics=tuple((str(topic["id"]), _text(topic)) for topic in soup.find_all("h3")),
    )


def _annexes(written: Sequence[Any]) -> list[Part]:
    return [
        Part(annex.id, annex.title, _breakable(render.clean(annex.html)), mark=ascii_uppercase[at])
        for at, annex in enumerate(written)
    ]


def _breakable(html: str) -> Markup:
    """Let the codes of indicators, long as they are, break at their dots and underscores."""
    return Markup(CODE.sub(lambda match: re.sub(r"([._])", r"\1<wbr>", match[0]), html))


def _text(tag: Any) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


def _files(folder: Path) -> list[tuple[str, str]]:
    """Return the data files of a folder: their address and what they hold."""
    return [
        (path.relative_to(folder).as_posix(), DATA_FILES.get(path.stem) or _told(path.stem))
        for path in sorted((folder / "data").rglob("*.csv"))
    ]


def _told(stem: str) -> str:
    """Say what the data file of a chart holds."""
    block = blocks.BLOCKS.get(re.sub(r"-\d+$", "", stem))
    return f"Chart: {block.title}" if block else f"Table {stem}"


# The page


def style_sheet() -> str:
    """Return the one style sheet of the report."""
    return (paths.TEMPLATE / "report.css").read_text(encoding="utf-8")


def style_hash(sheet: str) -> str:
    """Return the hash by which a page allows its own style sheet and no other."""
    return base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()


def _page(**parts: Any) -> str:
    sheet = style_sheet()
    return _template().render(style=Markup(sheet), style_hash=style_hash(sheet), **parts)


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")
