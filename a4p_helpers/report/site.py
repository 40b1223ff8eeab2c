"""The report as a site: a page a section, a page a mission, the pages behind them, and an index.

Pages open as files. What a link names by its id alone is found on whatever page holds it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from a4p_helpers.core import contents, missions, paths
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import abbreviations, annexes, drawings, explain, pages, typeface, workings
from a4p_helpers.report.about import About
from a4p_helpers.report.part import Part
from a4p_helpers.report.printed import MISSIONS
from a4p_helpers.report.workings import Workings

PAGE = "{}.html"
INDICATORS, FIND = "indicators.html", "find.html"
BEHIND = ("reconciliation", "coverage", "sources")  # annexes with a page of their own
HERE = re.compile(r'href="#([^"]+)"')
ID = re.compile(r'\sid="([^"]+)"')
EXHIBIT = re.compile(
    r'<div class="row block[^"]*" id="(block-[^"]+)">.*?<span class="label">(.*?)</span>', re.DOTALL
)


@dataclass(frozen=True)
class Link:
    """One page in the contents: where it is, its title, what stands before it, its colours."""

    address: str
    title: str
    mark: str = ""
    style: str = "plain"


@dataclass(frozen=True)
class Site:
    """The pages of one edition.

    `parts` are its sections, the overview first; `missions` the pages of missions by their codes;
    `common` is what every page says; `downloads` and `files` lead to the files beside the pages;
    `dataset` is what search engines read of the data.
    """

    folder: Path
    period: str
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
        """Write all pages, and the typeface that they are set in."""
        made = dict(self._pages())
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
            address = f"{MISSIONS}/{PAGE.format(code)}"
            others = [one for one in self.missions if one != code]
            yield address, self._page("mission.html.j2", address, part, up="../", others=others)
        yield FIND, self._find()

    def _page(self, template: str, address: str, part: Part, up: str = "", **more: Any) -> str:
        """Return the page of a part, with an account for every number of its prose."""
        linked = abbreviations.explained(workings.linked(part.html, self.worked), self.period)
        html = drawings.inline(explain.buttons(linked, self.abouts))
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
            for slug, entry in contents.entries(self.period).items()
            if slug in by_section
        ]
        return self._plain(
            "indicators.html.j2",
            INDICATORS,
            "Indicators",
            [(f"of-{entry.slug}", entry.title) for entry, _ in owners],
            summary=(
                f"{narrative.in_words(len(self.abouts), start=True)} indicators stand behind this "
                f"report; {narrative.in_words(known)} of them have a value for "
                f"{self.common['cover'].period}."
            ),
            owners=owners,
        )

    def _find(self) -> str:
        """Return the index: exhibits, numbers, missions; a script of a few lines filters it."""
        exhibits = [
            (Markup(label).unescape(), f"{self._address(part)}#{id_}", "")
            for part in self.parts
            for id_, label in EXHIBIT.findall(part.html)
        ]
        numbers = [
            (one.value.title, f"{INDICATORS}#{one.code}", one.printed)
            for one in self.abouts.values()
        ]
        of_missions = [
            (code, f"{MISSIONS}/{PAGE.format(code)}", missions.declared()[code].name)
            for code in self.missions
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


def _link(part: Part) -> Link:
    mark = part.mark if part.mark.isdigit() else ""
    return Link(PAGE.format(part.id), part.title, mark, part.style)


def _across(page: str, name: str, holder: Mapping[str, str]) -> str:
    """Return a page whose links lead to the pages that hold what they name."""
    own = set(ID.findall(page))
    up = "../" * name.count("/")

    def led(match: re.Match[str]) -> str:
        there = holder.get(match[1])
        return match[0] if match[1] in own or not there else f'href="{up}{there}#{match[1]}"'

    return HERE.sub(led, page)
