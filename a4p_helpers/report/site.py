"""The report as a site: a page per section and per mission, the pages behind them, and an index.

Pages open as files. A link that gives only an id leads to the page that has it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from a4p_helpers.core import contents, missions, paths
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import (
    abbreviations,
    annexes,
    cite,
    drawings,
    explain,
    pages,
    typeface,
    workings,
)
from a4p_helpers.report.about import About
from a4p_helpers.report.cite import Cited
from a4p_helpers.report.part import Part
from a4p_helpers.report.printed import MISSIONS
from a4p_helpers.report.workings import Workings

PAGE = "{}.html"
INDICATORS, FIND = "indicators.html", "find.html"
BEHIND = ("reconciliation", "coverage", "sources")  # annexes with a page of their own
HERE = re.compile(r'href="#([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')
BLOCK = "block-"
BEGINS = re.compile(r'(?=<div class="row block[^"]*" id="block-)')
SOURCE = re.compile(r'<p class="source">.*?</p>', re.DOTALL)
EXHIBIT = re.compile(
    r'<div class="row block[^"]*" id="(block-[^"]+)">.*?<span class="label">(.*?)</span>', re.DOTALL
)


@dataclass(frozen=True)
class Link:
    """One page in the contents: its address, title, mark and colours."""

    address: str
    title: str
    mark: str = ""
    style: str = "plain"


@dataclass(frozen=True)
class Site:
    """The pages of one edition.

    `parts` are its sections, the overview first; `missions` the pages of missions by their codes;
    `common` is what every page says; `downloads` and `files` lead to the files beside the pages;
    `dataset` describes the data to search engines.
    """

    folder: Path
    period: Period
    parts: Sequence[Part]
    annexes: Sequence[Part]
    abouts: Mapping[str, About]
    worked: Sequence[Workings]
    missions: Mapping[str, Part]
    common: Mapping[str, Any]
    downloads: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]
    dataset: Mapping[str, Any]

    def write(self) -> None:
        """Write all pages and their typeface."""
        made = dict(self._pages())
        told = cite.told(self._cited, self.period, self.common["edition"])
        text = json.dumps(told, indent=1, ensure_ascii=False)
        (self.folder / cite.FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        holder = {id_: name for name, page in reversed(made.items()) for id_ in ID.findall(page)}
        for name, page in made.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            linked = _across(page, name, holder)
            path.write_text(linked, encoding="utf-8", newline="\n")
        typeface.write(self.folder)

    # The contents

    @property
    def _report(self) -> list[Link]:
        marked = [one for one in self.parts[1:] if one.mark]
        return [Link(paths.PAGE, "Front page"), *map(_link, marked)]

    @property
    def _behind(self) -> list[Link]:
        others = [_link(one) for one in self.parts[1:] if not one.mark]
        annexes = [_link(one) for one in self.annexes if one.id in BEHIND]
        return [
            *others,
            Link(INDICATORS, "Indicators"),
            *[Link(one.address, one.title) for one in annexes],
            *([Link(workings.PAGE, "Worked out in sections")] if self.worked else []),
        ]

    # The pages

    def _pages(self) -> Iterator[tuple[str, str]]:
        front, *sections = self.parts
        yield paths.PAGE, self._page("front.html.j2", paths.PAGE, front, downloads=self.downloads)
        for part in sections:
            address = PAGE.format(part.id)
            declared = [missions.declared()[one] for one in self.missions]
            listed = declared if part.id == MISSIONS else []
            yield address, self._page("page.html.j2", address, part, missions=listed)
        for annex in self.annexes:
            if annex.id in BEHIND:
                address = PAGE.format(annex.id)
                files = self.files if annex.id == "sources" else ()
                topics = [("data-files", "Data files")] if files else []
                yield (
                    address,
                    self._plain(
                        "annex.html.j2", address, annex.title, topics, parts=[annex], files=files
                    ),
                )
        yield INDICATORS, self._indicators()
        if self.worked:
            topics = [(one.entry.slug, one.entry.title) for one in self.worked]
            yield (
                workings.PAGE,
                self._plain(
                    "workings.html.j2",
                    workings.PAGE,
                    "Worked out in sections",
                    topics,
                    workings=self.worked,
                    annex=Markup(annexes.worked_out(self.worked)),
                ),
            )
        for code, part in self.missions.items():
            address = _of_mission(code)
            others = [one for one in self.missions if one != code]
            yield address, self._page("mission.html.j2", address, part, up="../", others=others)
        yield FIND, self._find()

    # Citations

    @cached_property
    def _cited(self) -> list[Cited]:
        """Everything that has an address of its own: the report, sections, exhibits, numbers."""
        pages_ = [*self._report[1:], *self._behind]
        return [
            Cited(cite.SECTIONS, "report", self.common["cover"].subtitle, paths.PAGE),
            *(Cited(cite.SECTIONS, _stem(one.address), one.title, one.address) for one in pages_),
            *(
                Cited(cite.SECTIONS, code, missions.declared()[code].name, _of_mission(code))
                for code in self.missions
            ),
            *(
                Cited(cite.EXHIBITS, id_.removeprefix(BLOCK), label, f"{address}#{id_}")
                for label, address, id_ in self._exhibits()
            ),
            *map(cite.number, self.abouts.values()),
        ]

    def _exhibits(self) -> Iterator[tuple[str, str, str]]:
        """Give each exhibit of the sections: its label, the address of its page, its id."""
        for part in self.parts:
            for id_, label in EXHIBIT.findall(part.html):
                yield Markup(label).unescape(), self._address(part), id_

    def _cite(self, kind: str, id_: str, up: str = "") -> Markup:
        """Return the citation of one thing, for its page; blank if it has no address."""
        one = next((one for one in self._cited if (one.kind, one.id) == (kind, id_)), None)
        if one is None:
            return Markup()
        edition = self.common["edition"]
        return pages.part(
            "cite.html.j2",
            title=one.title,
            text=one.text(self.common["cover"].subtitle, self.period, edition),
            link=f"{up}{cite.UP}{one.address(self.period, edition)}",
        )

    def _with_cites(self, html: str, up: str) -> str:
        """Return a section whose exhibits give their citation below their source."""
        first, *blocks = BEGINS.split(html)
        for at, block in enumerate(blocks):
            (id_,) = ID.findall(block)[:1]
            said = self._cite(cite.EXHIBITS, id_.removeprefix(BLOCK), up)
            blocks[at] = SOURCE.sub(lambda found, said=said: f"{found[0]}{said}", block, count=1)
        return "".join([first, *blocks])

    def _page(self, template: str, address: str, part: Part, up: str = "", **more: Any) -> str:
        """Return the page of a part, with an account for every number of its prose."""
        worked = workings.linked(part.html, self.worked)
        linked = abbreviations.explained(worked, self.period.name)
        html = drawings.inline(explain.buttons(self._with_cites(linked, up), self.abouts))
        return self._plain(
            template,
            address,
            part.title,
            part.topics,
            up=up,
            part=Part(part.id, part.title, Markup(html), part.mark, part.style, part.title_id),
            explanations=explain.explanations(part.html, self.abouts, up),
            look=part.style,
            **more,
        )

    def _plain(
        self,
        template: str,
        address: str,
        heading: str,
        topics: Sequence[tuple[str, str]] = (),
        *,
        up: str = "",
        **more: Any,
    ) -> str:
        report, behind = self._report, self._behind
        order = [*report, *behind]
        at = next((i for i, one in enumerate(order) if one.address == address), None)
        shown = {
            "address": address,
            "heading": heading,
            "topics": topics,
            "report": report,
            "behind": behind,
            "before": order[at - 1] if at else None,
            "after": order[at + 1] if at is not None and at + 1 < len(order) else None,
            "explanations": "",
            "look": "plain",
            "cited": self._cite(cite.SECTIONS, _stem(address), up),
            "dataset": self.dataset if address in (paths.PAGE, INDICATORS) else None,
            **self.common,
            **more,
        }
        return pages.page(template, up=up, **shown)

    def _indicators(self) -> str:
        """Return the page of all indicators."""
        by_section: dict[str, list[About]] = {}
        for one in self.abouts.values():
            by_section.setdefault(one.section, []).append(one)
        known = sum(one.value.is_reported for one in self.abouts.values())
        owners = [
            (entry, by_section[slug])
            for slug, entry in contents.entries(self.period.name).items()
            if slug in by_section
        ]
        return self._plain(
            "indicators.html.j2",
            INDICATORS,
            "Indicators",
            [(f"of-{entry.slug}", entry.title) for entry, _ in owners],
            summary=(
                f"{narrative.in_words(len(self.abouts), start=True)} indicators underlie this "
                f"report; {narrative.in_words(known)} of them have a value for "
                f"{self.common['cover'].period}."
            ),
            owners=owners,
            cite=partial(self._cite, cite.NUMBERS),
        )

    def _find(self) -> str:
        """Return the index: exhibits, numbers, missions; a script of a few lines filters it."""
        exhibits = [(label, f"{address}#{id_}", "") for label, address, id_ in self._exhibits()]
        numbers = [
            (one.value.title, f"{INDICATORS}#{one.code}", one.printed)
            for one in self.abouts.values()
        ]
        of_missions = [
            (code, _of_mission(code), missions.declared()[code].name) for code in self.missions
        ]
        sections = [(one.title, one.address, "") for one in [*self._report, *self._behind]]
        groups = [
            ("Pages", "find-pages", sections),
            ("Missions", "find-missions", of_missions),
            ("Exhibits", "find-exhibits", exhibits),
            ("Numbers", "find-numbers", sorted(numbers)),
        ]
        return self._plain(
            "find.html.j2",
            FIND,
            "Index",
            [(id_, title) for title, id_, entries in groups if entries],
            groups=groups,
            script=pages.script(pages.FILTER),
        )

    def _address(self, part: Part) -> str:
        return paths.PAGE if part == self.parts[0] else PAGE.format(part.id)


def _of_mission(code: str) -> str:
    return f"{MISSIONS}/{PAGE.format(code)}"


def _stem(address: str) -> str:
    """Return the id under which a page is cited; the front page stands for the report."""
    return "report" if address == paths.PAGE else Path(address).stem


def _link(part: Part) -> Link:
    mark = part.mark if part.mark.isdigit() else ""
    return Link(PAGE.format(part.id), part.title, mark, part.style)


def _across(page: str, name: str, holder: Mapping[str, str]) -> str:
    """Return a page whose links lead to the right pages."""
    own = set(ID.findall(page))
    up = "../" * name.count("/")

    def led(match: re.Match[str]) -> str:
        there = holder.get(match[1])
        return match[0] if match[1] in own or not there else f'href="{up}{there}#{match[1]}"'

    return HERE.sub(led, page)
