"""Sections and annexes into a report: the page, the indicators, the data, PDF and DOCX.

A page requests nothing from outside its folder, and only the index runs a script, to filter itself.
A browser applies no style but that of the page's one style sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_uppercase

from bs4 import BeautifulSoup
from num2words import num2words

from a4p_helpers.core import contents, missions, paths, periods, plan, publication
from a4p_helpers.core.faults import hint
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.register import BLOCKS
from a4p_helpers.report import (
    about,
    annexes,
    chart_data,
    comments,
    docx,
    downloads,
    layout,
    printed,
    provenance,
    render,
    workings,
)
from a4p_helpers.report.about import About
from a4p_helpers.report.annexes import Reconciled
from a4p_helpers.report.pages import BANNER, SYNTHETIC, breakable
from a4p_helpers.report.paper import Paper
from a4p_helpers.report.part import Part
from a4p_helpers.report.site import Site

OTHER_FILES = {
    paths.PDF: "The core report, as PDF tagged for screen readers",
    paths.TECHNICAL: "The technical volume: every exhibit, note, indicator and source, as PDF",
    paths.DOCX: "The report as a Word document, for editors",
    paths.WORKBOOK: "All indicators as a workbook, one table per sheet",
    downloads.DESCRIPTOR: "What each data file and column holds (Frictionless data package)",
}
SHEET = "The fact sheet of a mission, as PDF"
SHORT = {
    paths.PDF: "Core report (PDF)",
    paths.TECHNICAL: "Technical volume (PDF)",
    paths.DOCX: "Core report (Word)",
    paths.WORKBOOK: "All indicators (Excel)",
}


class AssemblyError(ValueError):
    """The sections cannot make a report: one is missing, empty or unknown."""


@dataclass(frozen=True)
class Cover:
    """What the cover says."""

    title: str
    subtitle: str
    period: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Numbers:
    """What a report says about its indicators, independently of its notebooks."""

    abouts: dict[str, About]
    reconciled: list[Reconciled]
    annexes: list[Part]
    facts: printed.Facts


def numbers(period: str, edition: str) -> Numbers:
    """Work out the numbers of a report and its annexes, from tables alone."""
    reconciled = annexes.reconcile(period, edition)
    revised = annexes.revisions(period, edition)
    abouts = annexes.with_reasons(about.of(period, edition), reconciled, revised)
    written = [
        Part(id, title, breakable(render.clean(html)), mark=mark, title_id=f"{id}-title")
        for mark, (id, title, html) in zip(
            ascii_uppercase, annexes.html(period, edition, abouts, reconciled), strict=False
        )
    ]
    return Numbers(abouts, reconciled, written, printed.facts(period, edition))


def write(
    sections: dict[str, str],
    period: str,
    edition: str,
    folder: Path,
    counted: Numbers | None = None,
    *,
    for_review: bool = False,
) -> Paper:
    """Write the report of a period and edition into a folder: its pages and its data.

    `sections` are rendered sections by the names of their notebooks; each becomes a page, and so
    does each mission's. Returns the content for PDFs and the DOCX, which take longer to make than
    everything else. Counts the numbers here unless they are given. Paragraphs of an internal
    report, and of one `for_review`, show their numbers.

    Raises
    ------
    AssemblyError
        A section is missing, has no title, or has an unknown name.
    """
    declared = periods.get(period)
    periods.check_edition(edition)
    of_missions = {one: name for name in sorted(sections) if (one := contents.mission_of(name))}
    others = {name: html for name, html in sections.items() if not contents.mission_of(name)}
    parts = _parts(others, period)
    folder.mkdir(parents=True, exist_ok=True)
    mark = periods.SYNTHETIC if declared.is_synthetic else ""
    still_open = comments.open_of(period) if edition == "internal" else []
    shows = for_review or edition == "internal"
    parts = [
        replace(
            part,
            html=chart_data.write(
                comments.numbered(part.html, part.id, still_open, shows_numbers=shows),
                folder,
                mark,
            ),
        )
        for part in parts
    ]
    counted = counted or numbers(period, edition)
    cells = [cell for part in parts for cell in chart_data.cells(part.html)]
    lacking = docx.why_not()
    profiles = {
        one: _of_mission(one, chart_data.write(sections[name], folder, mark, mission=one))
        for one, name in of_missions.items()
    }
    downloads.write(period, edition, counted.abouts, counted.reconciled, folder, cells)
    common = {
        "cover": cover(declared, edition),
        "banner": BANNER if edition == "internal" else "",
        "synthetic": SYNTHETIC if declared.is_synthetic else "",
        "edition": edition,
        "citation": _citation(declared, edition),
        "provenance": provenance.said(declared),
        "inputs": provenance.inputs(period, edition)[0],
        "code": provenance.code_hash(),
        "licence": publication.settings().licence_said,
    }
    volumes = printed.volumes(parts, counted.annexes, declared, common, counted.facts)
    sheets = printed.sheets(profiles, declared, common, counted.facts)
    files = [*volumes, *([] if lacking else [paths.DOCX]), *sheets]
    site = Site(
        folder=folder,
        period=declared,
        parts=parts,
        annexes=counted.annexes,
        abouts=counted.abouts,
        worked=workings.read(folder / "notebooks", period),
        missions=profiles,
        common=common,
        downloads=[
            *((name, SHORT[name]) for name in [*files, paths.WORKBOOK] if name in SHORT),
            ("sources.html#data-files", "Data (CSV)"),
        ],
        files=_files(folder, files),
        dataset=downloads.dataset(declared, edition, _citation(declared, edition)),
    )
    site.write()
    return Paper(
        volumes | sheets,
        printed.for_word(parts, common),
        period,
        edition,
        _running_head(declared, edition),
        tuple(files),
        tuple(filter(None, [lacking])),
    )


def _of_mission(mission: str, html: str) -> Part:
    """Return the page of a mission, headed by its code and its name."""
    declared = missions.declared()[mission]
    entry = contents.Entry("mission", contents.PROFILE, mission)
    soup = BeautifulSoup(html, "html.parser")
    title = soup.find("h2")
    if title is not None:
        title.string = mission
        lede = soup.select_one(".lede")
        if lede is not None:
            lede.string = declared.name
    return Part.of(entry, str(soup))


def _running_head(period: periods.Period, edition: str) -> str:
    """Return the head of every printed page."""
    marks = [BANNER] if edition == "internal" else []
    marks += [SYNTHETIC] if period.is_synthetic else []
    return " · ".join([f"{plan.version(period.name).title}, {period.label}", *marks])


def cover(period: periods.Period, edition: str) -> Cover:
    """Return what the cover of a period's report says."""
    facts = [
        ("Reporting period", narrative.span(period.first_day, period.last_day)),
        ("Data as of", narrative.long_date(period.as_of)),
    ]
    if period.report_month:
        _, _, month = narrative.long_date(f"{period.report_month}-01").partition(" ")
        facts.append(("Report of", month))
    facts.append(("Edition", edition.capitalize()))
    title = plan.version(period.name).title
    return Cover(title, _report(period), period.label, tuple(facts))


def _report(period: periods.Period) -> str:
    """Name a report: Fourth progress report; earlier reports have no number."""
    if period.report is None:
        return "Progress report"
    return f"{num2words(period.report, to='ordinal').capitalize()} progress report"


def _citation(period: periods.Period, edition: str) -> str:
    return (
        f"{plan.version(period.name).title}: {_report(period).lower()}, {period.label}, "
        f"{edition} edition. "
        f"Data as of {narrative.long_date(period.as_of)}. {provenance.said(period)}"
    )


# Parts


def _parts(sections: dict[str, str], period: str) -> list[Part]:
    """Return the overview, the priorities, then other sections; collect every fault."""
    by_run = {one.run: one for one in contents.entries(period).values()}
    known = list(by_run)
    faults = [f"the section {name} is missing" for name in known if name not in sections]
    for name in sections:
        near = hint(name, [one for one in known if one not in sections])
        if name not in known and near:
            faults.append(f"there is no section {name}{near}")
    parts = []
    for name in [*known, *sorted(set(sections) - set(known))]:
        if name not in sections:
            continue
        entry = by_run.get(name) or contents.Entry(layout.slug(name), name, "")
        section = Part.of(entry, sections[name])
        if not section.title_id:
            faults.append(f"the section {name} has no title: begin its notebook with `# …`")
        parts.append(section)
    if faults:
        raise AssemblyError(f"The report cannot be assembled: {'; '.join(faults)}")
    return parts


def _files(folder: Path, made_later: Sequence[str]) -> list[tuple[str, str]]:
    """Return the files beside the page: address and content of each."""
    beside = [*made_later, paths.WORKBOOK, downloads.DESCRIPTOR]
    tables = sorted((folder / downloads.FOLDER).rglob("*.csv"))
    return [
        *((name, OTHER_FILES.get(name, SHEET)) for name in beside),
        *(
            (
                path.relative_to(folder).as_posix(),
                downloads.FILES.get(path.stem) or _of_chart(path.stem),
            )
            for path in tables
        ),
    ]


def _of_chart(stem: str) -> str:
    """Say what the data file of a chart holds."""
    name, *marks = stem.split("-")
    block = BLOCKS.get(name)
    if block is None and marks:
        return f"Chart on the page of {marks[0]}"
    return f"Chart: {block.title}" if block else f"Table {stem}"
