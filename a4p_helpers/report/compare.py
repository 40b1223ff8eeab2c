"""What changed between two releases: number by number, sentence by sentence, largest first.

Read from the released files alone (`data/indicators.csv` and `index.html`), so that any two
releases can be compared, however old. An internal edition is never compared with an external one.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from a4p_helpers import narrative, paths, periods
from a4p_helpers.report import pages
from a4p_helpers.report.pages import BANNER, SYNTHETIC
from a4p_helpers.rounding import half_up

POINTS = ("percent", "percentage points")
GROUPS = {
    "changed": "Values that changed",
    "reported": "Reported now, not reported before",
    "silent": "Reported before, not reported now",
    "new": "New indicators",
    "dropped": "Indicators that are gone",
    "rule": "Same value, another counting rule",
    "day": "Same value, another as-of date",
}
TOLD = (
    "p.say, p.not-reported, p.reach, .main-points li, ul.items li, .accounts dd, .notes li, "
    "p.exhibit-title, .card-finding"
)
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“(])")
YEAR = re.compile(r"_(?:19|20)\d\d$")
# Sentences less alike than this are two sentences, one gone and one new.
LEAST_ALIKE = 0.5


class CompareError(ValueError):
    """Two releases that cannot be compared."""


@dataclass(frozen=True)
class Release:
    """What is compared of one release: its numbers by code, its sentences by section."""

    folder: Path
    period: str
    edition: str
    started: str
    numbers: dict[str, dict[str, str]]
    sections: dict[str, tuple[str, list[str]]]

    @property
    def name(self) -> str:
        """The release as a reader knows it: its period, and when it was made."""
        declared = periods.declared()
        label = declared[self.period].label if self.period in declared else self.period
        return f"{label}, {self.edition} edition, made {self.started}"


@dataclass(frozen=True)
class NumberChange:
    """One number in two releases. `size` sorts within a group: 1 is a doubling, or 100 points."""

    kind: str
    code: str
    title: str
    before: str
    after: str
    change: str
    size: float


@dataclass(frozen=True)
class SentenceChange:
    """One sentence that was added, removed or changed; `words` are its pieces, each with a sign.

    The signs are blank (kept), + (added) and - (removed).
    """

    kind: str
    words: tuple[tuple[str, str], ...]
    size: float


@dataclass(frozen=True)
class Comparison:
    """All that changed from one release to another; sections without a change are left out."""

    before: Release
    after: Release
    numbers: dict[str, list[NumberChange]]
    sections: dict[str, list[SentenceChange]]

    @property
    def count(self) -> int:
        """How many numbers and sentences changed."""
        return sum(map(len, self.numbers.values())) + sum(map(len, self.sections.values()))


def compare(before: Path, after: Path) -> Comparison:
    """Compare two release folders.

    Raises
    ------
    CompareError
        A folder is no release, or one edition is internal and the other external.
    """
    old, new = load(before), load(after)
    if old.edition != new.edition:
        raise CompareError(
            f"{paths.shown(before)} is the {old.edition} edition and {paths.shown(after)} the "
            f"{new.edition} one: compare two of one edition"
        )
    changes = sorted(_numbers(old, new), key=lambda one: (-one.size, one.code))
    grouped = {kind: [one for one in changes if one.kind == kind] for kind in GROUPS}
    return Comparison(
        old,
        new,
        {kind: found for kind, found in grouped.items() if found},
        dict(_sections(old, new)),
    )


def load(folder: Path) -> Release:
    """Read a release.

    Raises
    ------
    CompareError
        A file of it is missing or cannot be read.
    """
    try:
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        with (folder / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
            numbers = {row["code"]: row for row in csv.DictReader(file)}
        html = (folder / "index.html").read_text(encoding="utf-8")
        started = f"{narrative.long_date(run['started'][:10])}, {run['started'][11:16]} UTC"
        return Release(folder, run["period"], run["edition"], started, numbers, _told(html))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CompareError(
            f"{paths.shown(folder)} is not a release of the report ({type(error).__name__}): name "
            "a period that was run, or the folder of an edition"
        ) from error


def summary(comparison: Comparison, most: int = 10) -> str:
    """Say in some lines what changed: how much, and the largest changes of numbers."""
    lines = [f"From {comparison.before.name}", f"  to {comparison.after.name}"]
    if not comparison.count:
        return "\n".join([*lines, "Nothing changed."])
    for kind, found in comparison.numbers.items():
        lines.append(f"{GROUPS[kind]}: {len(found)}")
        lines += [
            f"  {one.code}: {one.before} to {one.after}. {one.change}" for one in found[:most]
        ]
        if len(found) > most:
            lines.append(f"  and {len(found) - most} more")
    for title, changes in comparison.sections.items():
        lines.append(f"Sentences of {title}: {len(changes)} changed")
    return "\n".join(line.rstrip(". ") if line.endswith(". ") else line for line in lines)


# Numbers


def _numbers(old: Release, new: Release) -> Iterator[NumberChange]:
    for before, after in _paired(old.numbers, new.numbers):
        change = _number_change(before, after)
        if change:
            yield change


def _paired(
    old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> Iterator[tuple[dict[str, str] | None, dict[str, str] | None]]:
    """Pair rows by code; codes that carry their year pair without it."""
    left = {YEAR.sub("_YEAR", code): row for code, row in old.items() if code not in new}
    for code, row in new.items():
        yield old.get(code) or left.pop(YEAR.sub("_YEAR", code), None), row
    for row in left.values():
        yield row, None


def _number_change(
    before: dict[str, str] | None, after: dict[str, str] | None
) -> NumberChange | None:
    row = after or before or {}

    def made(kind: str, change: str = "", size: float = 0.0) -> NumberChange:
        printed = [one["printed"] if one else "–" for one in (before, after)]
        return NumberChange(kind, row["code"], row["title"], *printed, change, size)

    if before is None:
        return made("new")
    if after is None:
        return made("dropped")
    if before["value"] and after["value"]:
        first, last = Fraction(before["value"]), Fraction(after["value"])
        if first != last:
            return made("changed", *_difference(first, last, after["unit"]))
    elif before["value"] != after["value"]:
        return made("reported" if after["value"] else "silent")
    elif before["status"] != after["status"]:
        return made("silent", f"{before['status']}, now {after['status']}")
    if before["definition"] != after["definition"]:
        return made("rule", f"Before: {before['definition']} Now: {after['definition']}")
    if before["as_of"] != after["as_of"]:
        return made("day", f"{before['as_of'] or 'none'} to {after['as_of'] or 'none'}")
    return None


def _difference(first: Fraction, last: Fraction, unit: str) -> tuple[str, float]:
    """Say how far a value moved, and how large that is beside others."""
    moved = last - first
    sign = "+" if moved > 0 else "\N{MINUS SIGN}"
    if unit in POINTS:
        points = half_up(abs(moved), 1)
        noun = "percentage point" if points == 1 else "percentage points"
        return f"{sign}{points:f} {noun}", float(abs(moved) / 100)
    size = half_up(abs(moved), 0 if moved.denominator == 1 else 2)
    if not first:
        return f"{sign}{size:,}", 1.0
    share = abs(moved / first)
    return f"{sign}{size:,} ({sign}{half_up(100 * share, 0):,} %)", float(share)


# Sentences


def _told(html: str) -> dict[str, tuple[str, list[str]]]:
    """Return the sentences of each section by its id, with its title; annexes are not told."""
    soup = BeautifulSoup(html, "html.parser")
    for unsaid in soup.select(".why, .visually-hidden"):
        unsaid.decompose()
    found = {}
    for part in soup.select("section.part:not(.annex)"):
        title = part.find("h2")
        sentences = [one for told in part.select(TOLD) for one in _split(told)]
        found[str(part.get("id"))] = (_text(title) if title else str(part.get("id")), sentences)
    return found


def _split(told: Tag) -> Iterable[str]:
    return [sentence for sentence in END.split(_text(told)) if sentence]


def _text(tag: Tag) -> str:
    text = " ".join(tag.get_text(" " if tag.name == "h2" else "").split())
    return text.replace("\N{WORD JOINER}", "")


def _sections(old: Release, new: Release) -> Iterator[tuple[str, list[SentenceChange]]]:
    for name in dict.fromkeys([*new.sections, *old.sections]):
        title, after = new.sections.get(name, ("", []))
        former, before = old.sections.get(name, ("", []))
        changes = sorted(_sentence_changes(before, after), key=lambda one: -one.size)
        if changes:
            yield title or former, changes


def _sentence_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[SentenceChange]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            continue
        gone, come = list(before[start:end]), list(after[first:last])
        for sentence in come:
            alike = max(gone, key=lambda one: _alike(one, sentence), default="")
            if alike and _alike(alike, sentence) >= LEAST_ALIKE:
                gone.remove(alike)
                yield _changed(alike, sentence)
            else:
                yield SentenceChange("added", (("+", sentence),), 1.0)
        for sentence in gone:
            yield SentenceChange("removed", (("-", sentence),), 1.0)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _changed(before: str, after: str) -> SentenceChange:
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    words: list[tuple[str, str]] = []
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            words.append(("", " ".join(new[first:last])))
            continue
        if start < end:
            words.append(("-", " ".join(old[start:end])))
        if first < last:
            words.append(("+", " ".join(new[first:last])))
    return SentenceChange("changed", tuple(words), 1 - matcher.ratio())


# The page


def write(comparisons: Sequence[tuple[str, Comparison]], path: Path) -> None:
    """Write the page of changes: one part a comparison, each with its heading."""
    newest = comparisons[0][1].after
    declared = periods.declared().get(newest.period)
    label = declared.label if declared else newest.period
    page = pages.page(
        "changes.html.j2",
        comparisons=comparisons,
        groups=GROUPS,
        cover={
            "title": "What changed",
            "subtitle": f"Progress report, {label}",
            "period": label,
            "facts": [("Edition", newest.edition.capitalize()), ("Made", newest.started)],
        },
        edition=newest.edition,
        banner=BANNER if newest.edition == "internal" else "",
        synthetic=SYNTHETIC if declared and declared.is_synthetic else "",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")


def write_for_reviewers(period: str, edition: str, former: Path | None) -> Path | None:
    """Write `outputs/<period>/changes/<edition>.html`: against the last draft and last period.

    Returns where it lies, or None where there is nothing to compare with; an old page is removed.
    """
    place = paths.outputs(period, edition)
    path = place.parent / "changes" / f"{edition}.html"
    others = [
        ("Since the draft before", former),
        ("Since the period before", _earlier(period, edition)),
    ]
    comparisons = [(heading, compare(other, place)) for heading, other in others if other]
    if not comparisons:
        path.unlink(missing_ok=True)
        return None
    write(comparisons, path)
    return path


def _earlier(period: str, edition: str) -> Path | None:
    """Return the release of the newest earlier period that has one."""
    first = periods.get(period).first_day
    earlier = [one.name for one in periods.declared().values() if one.last_day < first]
    known = [place for name in earlier if (place := paths.outputs(name, edition)).exists()]
    return known[-1] if known else None
