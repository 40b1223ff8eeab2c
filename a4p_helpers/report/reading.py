"""One report, draft or release, as its readers see it: its numbers and its sentences.

Only files of the report are read, never the data behind it, so that reports of any age and from any
place can be compared. Text is returned plain: one line, with printable characters only.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from a4p_helpers.core import contents, paths, periods, targets
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.core.spreadsheet import as_sent
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators import register
from a4p_helpers.report import layout, render

NUMBERS = Path("data") / "indicators.csv"
ASKED_COLUMNS = ("code", "title", "value", "printed", "unit", "status")
TEXTS = (
    "code",
    "title",
    "unit",
    "how",
    "as_of",
    "definition",
    "result",
    "caveat",
    "revised",
    "year",
)
# Decimal and short: a text such as 1e999999999 would take hours to evaluate.
NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,2})?")

PROSE = (
    "p.lede, p.say, p.not-reported, ul.main-points li, .items li, .accounts dd, .notes li, "
    ".silent li, "
    ".exhibit-title, .exhibit .note, .card-finding, section.part > p:not([class])"
)
EXHIBIT = re.compile(r"^Exhibit [0-9.]+(?: · )?")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bNo\.)(?<!\b[A-Z]\.) (?=[“‘(\"']?[A-Z0-9])")
STYLE = re.compile(r"p[1-7]")


class ReadingError(ValueError):
    """A folder is not a report, or its files cannot be compared."""


@dataclass(frozen=True)
class Figure:
    """One indicator as printed. `year` is set for an indicator of the calendar year."""

    code: str
    title: str
    number: Fraction | None
    printed: str
    unit: str
    status: str
    ratio: str
    basis: tuple[str, ...]
    how: str
    as_of: str
    definition: str
    result: str
    caveat: str
    revised: str
    year: str

    @property
    def is_reported(self) -> bool:
        """Whether it had a number to print."""
        return self.status == REPORTED

    @property
    def shown(self) -> str:
        """The number as printed; without a number its status, never a zero."""
        return self.printed if self.is_reported else self.status


@dataclass(frozen=True)
class Sentence:
    """One sentence, the heading it stands under, and the block."""

    text: str
    place: str
    block: str


@dataclass(frozen=True)
class Section:
    """One section of the page with its sentences in their order."""

    id: str
    title: str
    style: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Report:
    """One report, draft or release. `made` says when its run ended."""

    folder: Path
    period: str
    span: str
    report: str
    edition: str
    made: str
    is_synthetic: bool
    figures: dict[str, Figure]
    sections: dict[str, Section]


def read(folder: Path) -> Report:
    """Read the report in a folder.

    Raises
    ------
    ReadingError
        The folder holds no report, or its files are broken; lists every fault.
    """
    folder = folder.resolve()
    missing = [str(name) for name in (paths.PAGE, NUMBERS) if not (folder / name).is_file()]
    if missing:
        there = [name for name in periods.EDITIONS if (folder / name / paths.PAGE).is_file()]
        example = paths.shown(folder / there[0]) if there else "outputs/2023-05/external"
        raise ReadingError(
            f"{paths.shown(folder)} is not a report: it has no {narrative.listed(missing)}. "
            f"Name a folder such as {example}."
        )
    # Without its pictures, which contain no sentences but take up most of its length.
    page = _page(folder / paths.PAGE)
    # Pages of sections and annexes, in their order; none if one page has everything.
    period, said, finished = _manifest(folder)
    names = [f"{slug}.html" for slug in [*contents.entries(period), "reconciliation", "coverage"]]
    others = [folder / name for name in [*names, "sources.html"]]
    pages = [page, *(_page(one) for one in others if one.is_file())]
    edition = next((name for name in periods.EDITIONS if name in _classes(page.body)), "")
    if not edition or said != edition:
        raise ReadingError(
            f"{paths.shown(folder / paths.PAGE)} does not name its edition, or "
            f"{paths.RUN} names another: make the report again with `a4p run`."
        )
    facts = {_text(fact.dt): _text(fact.dd) for fact in page.select(".facts > div")}
    return Report(
        folder=folder,
        period=period,
        span=facts.get("Reporting period", ""),
        report=_text(page.select_one(".report-name")),
        edition=edition,
        made=narrative.moment(finished),
        is_synthetic="synthetic" in _classes(page.body),
        figures=_figures(folder / NUMBERS),
        sections={
            one.id: one
            for page in pages
            for one in map(_section, page.select("main section.part[id]"))
        },
    )


def _page(path: Path) -> BeautifulSoup:
    return _parsed(render.EMBEDDED.sub("", _content(path)))


@lru_cache(maxsize=64)  # most pages of a draft are the same as in the previous draft
def _parsed(text: str) -> BeautifulSoup:
    page = BeautifulSoup(text, "html.parser")
    for button in page.select(".why"):  # the button of an explanation is not part of its sentence
        button.decompose()
    return page


def _manifest(folder: Path) -> tuple[str, str, datetime]:
    """Return the run's record of itself: period, edition, time of its end."""
    path = folder / paths.RUN
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return said["period"], said["edition"], datetime.fromisoformat(said["finished"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ReadingError(
            f"{paths.shown(path)} is missing or broken: make the report again with `a4p run`."
        ) from None


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReadingError(
            f"{paths.shown(path)} is not UTF-8: make the report again with `a4p run`."
        ) from None


# Numbers


def _figures(path: Path) -> dict[str, Figure]:
    """Read the printed indicators, by code, and report all faults at once."""
    try:
        reader = csv.DictReader(_content(path).splitlines(keepends=True))
        header, rows = reader.fieldnames or [], list(reader)
    except csv.Error as error:
        raise ReadingError(f"{paths.shown(path)} is not a table ({error}).") from None
    missing = [name for name in ASKED_COLUMNS if name not in header]
    if missing:
        raise ReadingError(
            f"{paths.shown(path)} has no column {narrative.listed(missing)}: no run wrote it, or a "
            f"much older one did. Make the report again with `a4p run`."
        )
    found: dict[str, Figure] = {}
    seen: set[str] = set()
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        fields = {name: plain(as_sent(row.get(name) or "")) for name in header if name}
        _name_series(fields)
        faults += _faults(paths.shown(path), number, fields, seen)
        seen.add(fields["code"])
        if not faults:
            found[fields["code"]] = _figure(fields)
    if faults:
        raise ReadingError("\n".join(map(str, faults)))
    return found


def _name_series(fields: dict[str, str]) -> None:
    """Name an indicator as in every period; a year in its code moves to `year`."""
    released, fields["year"] = fields["code"], ""
    fields["code"] = register.series(released)
    if fields["code"].endswith("_YEAR"):
        of_code = released.rpartition("_")[2]
        fields["year"] = of_code if of_code.isdigit() else fields.get("last_day", "")[:4]
    if fields["year"]:
        fields["title"] = fields["title"].replace(fields["year"], "the calendar year")


def _faults(file: str, row: int, fields: dict[str, str], seen: set[str]) -> Iterator[Fault]:
    code, value = fields["code"], fields["value"]
    remedy = "Make the report again with `a4p run`"
    if not code or code in seen:
        problem = "stands twice" if code else "has no code"
        yield Fault(file, row, "code", code, problem, remedy)
    if value and not NUMBER.fullmatch(value):
        yield Fault(file, row, "value", value[:40], "is not a number", remedy)
    if bool(value) != (fields["status"] == REPORTED):
        problem = "has no value beside it" if not value else "has a value beside it"
        yield Fault(file, row, "status", fields["status"], problem, remedy)


def _figure(fields: dict[str, str]) -> Figure:
    value = fields["value"]
    basis = [fields.get(name, "") for name in ("submitted", "target", "target_status")]
    return Figure(
        **{name: fields.get(name, "") for name in TEXTS},
        number=Fraction(value) if value else None,
        printed=fields["printed"] or value,
        status=fields["status"] or NOT_REPORTED,
        ratio=_ratio(*(fields.get(name, "") for name in ("numerator", "denominator", "missions"))),
        # Earlier releases left blank what is now said of a target that is not there.
        basis=tuple("" if one in (targets.NONE_SET, targets.UNKNOWN) else one for one in basis),
    )


def _ratio(numerator: str, denominator: str, missions: str) -> str:
    """Say what a number rests on: its ratio, or how many missions it covers."""
    if numerator and denominator:
        return f"{numerator} of {denominator}"
    if missions:
        return "over one mission" if missions == "1" else f"over {missions} missions"
    return ""


# Sentences


def _section(section: Tag) -> Section:
    title = _text(section.find("h2"))
    styles = [name for name in _classes(section) if STYLE.fullmatch(name)]
    return Section(
        id=layout.slug(str(section["id"])),
        title=title or str(section["id"]),
        style=styles[0] if styles else "plain",
        sentences=tuple(_sentences(section)),
    )


def _sentences(section: Tag) -> Iterator[Sentence]:
    """Give the sentences of a section, each with the heading above it and the heading's block."""
    chosen = {id(tag) for tag in section.select(PROSE)}
    place, theme, block = "", "", ""
    for tag in section.find_all(True):
        if tag.name == "h3":
            place = theme = _text(tag)
            block = ""
        elif tag.name in ("h4", "h5"):
            name = tag.select_one(".label") or (None if tag.select_one(".exhibit-title") else tag)
            if name is not None:
                own = EXHIBIT.sub("", _text(name))
                place = " › ".join(filter(None, (theme, own)))
            block = _block_of(tag)
        elif "block" in _classes(tag):
            block = _name(tag)
        if id(tag) in chosen and not any(id(parent) in chosen for parent in tag.parents):
            for sentence in _split(tag):
                yield Sentence(sentence, _special_place(tag) or place, block)


def _split(tag: Tag) -> list[str]:
    """Return the sentences of an element; "not reported" stays with its reason."""
    text = _text(tag)
    if "not-reported" in _classes(tag):
        return [text]
    return [sentence for sentence in END_OF_SENTENCE.split(text) if sentence]


def _special_place(tag: Tag) -> str:
    """Name a place that has no heading of its own: the main points, an account, a card."""
    if tag.find_parent(class_="main-points"):
        return "Main points"
    if tag.name == "dd":
        return _text(tag.find_previous("dt"))
    card = tag.find_parent(class_="card")
    return _text(card.select_one(".card-label")) if card else ""


def _block_of(heading: Tag) -> str:
    """Name the block around or below a heading; blank if another heading follows first."""
    if around := heading.find_parent(class_="block"):
        return _name(around)
    for tag in heading.next_elements:
        if isinstance(tag, Tag):
            if tag.name in ("h3", "h4", "section"):
                return ""
            if "block" in _classes(tag):
                return _name(tag)
    return ""


def _name(block: Tag) -> str:
    return plain(str(block.get("id", ""))).removeprefix("block-")


def _classes(tag: Tag | None) -> list[str]:
    return list(tag.get("class") or []) if tag is not None else []


def _text(tag: Tag | None) -> str:
    return plain(tag.get_text()) if tag is not None else ""


def plain(text: str) -> str:
    """Return a text as one line, without control characters or changes of direction."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
