"""What changed between two reports of one edition, for reviewers: a page and a few lines of text.

The page lies outside the folders of reports, so that nothing from an earlier draft enters an
edition. A CompareError says why two reports cannot be compared or found, or why the page cannot be
written.
"""

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import layout, number_changes, pages, reading, sentence_changes
from a4p_helpers.report.number_changes import NumberChange
from a4p_helpers.report.reading import Report
from a4p_helpers.report.sentence_changes import SectionChange

GROUPS = (
    (
        "Reported or not",
        (number_changes.NEWLY, number_changes.NO_LONGER, number_changes.OTHER_STATUS),
    ),
    ("New and dropped indicators", (number_changes.NEW, number_changes.DROPPED)),
    ("Changed values", (number_changes.VALUE,)),
    ("Same value on another basis", (number_changes.BASIS,)),
    ("Changed definitions", (number_changes.DEFINITION,)),
    ("Only the as-of date changed", (number_changes.AS_OF,)),
)
NO_INDICATOR = "no such indicator"
MOST_TOLD = 10
REVIEWERS = "For reviewers: not part of the report"


class CompareError(ValueError):
    """Two reports cannot be compared, or a name leads to no report."""


@dataclass(frozen=True)
class Comparison:
    """A report compared with an earlier one. `id` and `title` belong to its part of the page."""

    id: str
    title: str
    before: Report
    after: Report
    numbers: tuple[NumberChange, ...]
    sections: tuple[SectionChange, ...]

    @property
    def groups(self) -> list[tuple[str, str, list[NumberChange]]]:
        """The changes of numbers by kind, each group with its id and title."""
        return [
            (f"{self.id}-{layout.slug(title)}", title, found)
            for title, kinds in GROUPS
            if (found := [one for one in self.numbers if one.kind in kinds])
        ]

    @property
    def tally(self) -> list[tuple[str, int]]:
        """The number of changes of each kind that a reviewer looks for first."""
        kinds, sentences = self._kinds, self._sentences
        return [
            ("Values changed", kinds[number_changes.VALUE]),
            ("Newly reported", kinds[number_changes.NEWLY]),
            ("No longer reported", kinds[number_changes.NO_LONGER]),
            (
                "New or dropped indicators",
                kinds[number_changes.NEW] + kinds[number_changes.DROPPED],
            ),
            ("Definitions changed", sum(bool(one.definition) for one in self.numbers)),
            ("Sentences reworded", sentences[sentence_changes.REWORDED]),
            ("Sentences added", sentences[sentence_changes.ADDED]),
            ("Sentences removed", sentences[sentence_changes.REMOVED]),
        ]

    @property
    def in_short(self) -> str:
        """The comparison in a sentence or two."""
        dated = self._kinds[number_changes.AS_OF]
        number, sentences = len(self.numbers) - dated, self._sentences.total()
        if not self.numbers and not sentences:
            return "No number and no sentence changed."
        sections = len(self.sections)
        of_sections = "section" if sections == 1 else "sections"
        figures = len(list(number_changes.pairs(self.before.figures, self.after.figures)))
        lines = [
            f"Of {narrative.in_words(figures)} {'indicator' if figures == 1 else 'indicators'}, "
            f"{narrative.in_words(number) if number else 'none'} changed"
            + (f", and {narrative.in_words(dated)} only in the as-of date" if dated else "")
            + ".",
            f"{narrative.in_words(sentences, start=True)} "
            f"{'sentence was' if sentences == 1 else 'sentences were'} changed, added or removed"
            + (f", in {narrative.in_words(sections)} {of_sections}" if sentences else "")
            + ".",
        ]
        return " ".join(lines)

    @property
    def unchanged(self) -> str:
        """The sections of the report in which no sentence changed, as a list in words."""
        changed = {one.id for one in self.sections}
        names = [
            one.title
            for name, one in self.after.sections.items()
            if one.sentences and name not in changed
        ]
        return narrative.listed(names) if names else ""

    @cached_property
    def _kinds(self) -> Counter[str]:
        return Counter(one.kind for one in self.numbers)

    @cached_property
    def _sentences(self) -> Counter[str]:
        return Counter(one.kind for section in self.sections for one in section.changes)


def compare(before: Report, after: Report, title: str = "", id: str = "changes") -> Comparison:
    """Compare a report with an earlier one, whose name is the title unless one is given."""
    if before.edition != after.edition:
        raise CompareError(
            f"{paths.shown(before.folder)} is of the {before.edition} edition and "
            f"{paths.shown(after.folder)} of the {after.edition} one. Editions are never compared "
            f"with each other, since the page would disclose what is internal: name two reports "
            f"of one edition."
        )
    if before.folder == after.folder:
        others = set(after.folder.parent.glob(f"{after.edition}-*")) - {after.folder}
        hint = f" Other drafts: {narrative.listed(sorted(map(paths.shown, others)))}."
        hint = hint if others else ""
        raise CompareError(f"Both names lead to one report, {paths.shown(after.folder)}.{hint}")
    numbers = number_changes.numbers(
        before.figures,
        after.figures,
        same_period=before.period == after.period,
        reasons=_reasons(after),
    )
    sections = sentence_changes.sections(before.sections, after.sections)
    if not title and before.period == after.period:
        title = f"Since the draft of {before.made}"
    title = title or f"Compared with {before.span or before.period}"
    return Comparison(id, title, before, after, tuple(numbers), tuple(sections))


def _reasons(after: Report) -> dict[tuple[str, str, str], str]:
    """Return the reasons given for revisions of a period, as far as an edition may show them."""
    if after.period not in periods.declared():
        return {}
    from a4p_helpers.report import annexes  # only now: it is slow to import

    given = annexes.revisions(after.period, after.edition)
    return {(one.code, one.old, one.new): one.reason for one in given}


# Reports by name


def find(first: str, second: str, edition: str | None = None) -> tuple[Report, Report]:
    """Return the two named reports, each named by its period or its folder.

    A period means the edition that is asked for, otherwise the edition of the folder named with it,
    otherwise the external one.
    """
    if edition is not None:
        periods.check_edition(edition)
    folders = [name for name in (first, second) if name not in periods.declared()]
    found = {name: reading.read(_folder(name)) for name in folders}
    for one in found.values():
        if edition not in (None, one.edition):
            raise CompareError(
                f"{paths.shown(one.folder)} is of the {one.edition} edition, not the {edition} one."
            )
    meant = edition or next((one.edition for one in found.values()), periods.EDITIONS[0])
    before, after = (
        found.get(name) or reading.read(_of_period(name, meant)) for name in (first, second)
    )
    return before, after


def _folder(name: str) -> Path:
    """Return the folder of a name that is not a period, or suggest the nearest name."""
    path = Path(name)
    if path.is_dir():
        return path
    if os.sep not in name:
        periods.get(name)  # refuses it, and names the nearest period
    places = (*periods.EDITIONS, f"{paths.DRAFTS}/*")
    known = [
        paths.shown(page.parent)
        for place in places
        for page in sorted(paths.outputs("").glob(f"*/{place}/{paths.PAGE}"))
    ]
    raise CompareError(f"There is no report folder {name}{nearest(name, known)}")


def _of_period(name: str, edition: str) -> Path:
    folder = paths.outputs(name, edition)
    if not (folder / paths.PAGE).is_file():
        there = [
            known
            for known in periods.declared()
            if (paths.outputs(known, edition) / paths.PAGE).is_file()
        ]
        others = f" There is one for {narrative.listed(there)}." if there else ""
        raise CompareError(
            f"There is no {edition} draft of {name}: make it with `a4p run {name}`.{others}"
        )
    return folder


# The page


def write(comparisons: Sequence[Comparison], path: Path) -> Path:
    """Write the page of what changed in a report since one or more earlier ones."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise CompareError(f"The page cannot be called {path.name}: its name must end in .html.")
    for parent in path.resolve().parents:
        if (parent / paths.PAGE).is_file() and (parent / reading.NUMBERS).is_file():
            raise CompareError(
                f"{paths.shown(path)} is inside a report, which must not contain another one: "
                f"name a place outside it."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(path) as unfinished:
        unfinished.write_text(html(comparisons), encoding="utf-8", newline="\n")
    return path


def usual_place(comparison: Comparison) -> Path:
    """Return the default path of the page for two named reports."""
    before, after = comparison.before, comparison.after
    since = before.period if before.period != after.period else before.folder.name
    name = f"{after.edition}-since-{since}"
    return paths.changes(after.period) / f"{re.sub(r'[^a-zA-Z0-9.-]+', '_', name)}.html"


def html(comparisons: Sequence[Comparison]) -> str:
    """Return the page: it requests nothing from outside, and runs nothing."""
    after = comparisons[0].after
    both = [after, *(one.before for one in comparisons)]
    return pages.page(
        "changes.html.j2",
        up=None,
        has_pictures=False,
        banner=pages.BANNER if after.edition == "internal" else "",
        reviewers=REVIEWERS,
        synthetic=pages.SYNTHETIC if any(one.is_synthetic for one in both) else "",
        edition=after.edition,
        report=after.report or "Progress report",
        period=after.span or after.period,
        facts=[("This report", named(after))]
        + [("Compared with" if not at else "And with", named(one.before))
           for at, one in enumerate(comparisons)],
        comparisons=comparisons,
        no_indicator=NO_INDICATOR,
        only_dated=number_changes.AS_OF,
        dated=number_changes.dated,
        named=named,
    )  # fmt: skip


def named(one: Report) -> str:
    """Name a report by the period that it covers and the time when it was made."""
    return f"{one.span or one.period}, made {one.made}"


# The text


def summary(comparison: Comparison) -> str:
    """Return a comparison in a few lines: how much changed, and the ten largest changes."""
    lines = [
        f"What changed in {named(comparison.after)} ({comparison.after.edition} edition),",
        f"compared with {named(comparison.before)}:",
        f"  {comparison.in_short}",
    ]
    lines += [f"  {what}: {number:,}" for what, number in comparison.tally if number]
    largest = [one for one in comparison.numbers if one.kind != number_changes.AS_OF]
    if largest:
        lines.append("The largest changes of numbers:" if len(largest) > 1 else "The number:")
        lines += [_line(one) for one in largest[:MOST_TOLD]]
    if len(largest) > MOST_TOLD:
        lines.append(f"  and {len(largest) - MOST_TOLD:,} more, on the page")
    if comparison.before.period != comparison.after.period:
        revised = [one for one in comparison.after.figures.values() if one.revised]
        lines += ["What differs from the previous report:"] if revised else []
        lines += [f"  {one.code}: was {one.revised}" for one in revised]
    return "\n".join(lines)


def _line(change: NumberChange) -> str:
    before, after = (one.shown if one else NO_INDICATOR for one in (change.before, change.after))
    by = ", ".join(filter(None, (change.difference, change.percent))) or change.kind
    return f"  {change.figure.code}: {before} → {after} ({by})"
