"""The A4P+ Plan: seven priorities, 23 results, 71 deliverables and who leads them."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from a4p_helpers.core import paths, reference
from a4p_helpers.core.languages import _


@dataclass(frozen=True)
class Priority:
    """One of the seven priorities; `slug` (p1 to p7) names its rooms everywhere."""

    number: int
    title: str
    slug: str
    notebook: str
    question: str


@dataclass(frozen=True)
class Deliverable:
    """One deliverable in one version, with every lead office and the two themes it may carry.

    The version holds from the period `valid_from` to the period `valid_to`, both included, or
    without end; `replaced_by` is the number into which it was merged or renamed after that. `asked`
    says which missions a form asks about it; blank: none.
    """

    number: str
    result: str
    priority: int
    title: str
    leads: tuple[str, ...]
    due: str
    wps: bool
    technology: bool
    valid_from: str = ""
    valid_to: str = ""
    replaced_by: str = ""
    asked: str = ""

    def holds_in(self, period: str) -> bool:
        """Whether the version is part of the Plan in a period; without one, in the newest."""
        if not period:
            return not self.valid_to
        return self.valid_from <= period <= (self.valid_to or period)


def priorities() -> dict[str, Priority]:
    """Return the priorities by slug."""
    return {
        row["slug"]: Priority(
            row.read("priority", int), row["title"], row["slug"], row["notebook"], row["question"]
        )
        for row in reference.rows("priorities.csv")
    }


def results() -> dict[str, str]:
    """Return the titles of the results by number."""
    return {row["result"]: row["title"] for row in reference.rows("results.csv")}


def deliverables(period: str) -> dict[str, Deliverable]:
    """Return the deliverables of a period's version of the Plan by number, in its order.

    Of a blank period it is the newest version.
    """
    return {one.number: one for one in versions() if one.holds_in(period)}


def versions() -> list[Deliverable]:
    """Return every version of every deliverable, in the order of the Plan.

    Raises
    ------
    ReferenceDataError
        Versions overlap, end before they begin, or are replaced by none; all faults are told.
    """
    return list(_versions(str(paths.reference("deliverables.csv"))))


@cache
def _versions(path: str) -> tuple[Deliverable, ...]:
    """Make them once of a file, as its rows are read once."""
    found = [
        Deliverable(
            number=row["deliverable"],
            result=row["result"],
            priority=row.read("priority", int),
            title=row["title"],
            leads=tuple(lead.strip() for lead in row["leads"].split(";") if lead.strip()),
            due=row["due"],
            wps=row.read("wps", reference.is_yes),
            technology=row.read("technology", reference.is_yes),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            replaced_by=row["replaced_by"],
            asked=row["missions_asked"],
        )
        for row in reference.rows("deliverables.csv")
    ]
    if faults := _faults(found):
        raise reference.ReferenceDataError("deliverables.csv: " + "; ".join(faults))
    return tuple(
        sorted(found, key=lambda one: ([*map(int, one.number.split("."))], one.valid_from))
    )


def why_not(number: str, period: str) -> str:
    """Say why a deliverable is not part of the Plan in a period; blank where it is, or never was.

    It ends a sentence that begins with the number: "was replaced by 3.1.4 after 2022-11".
    """
    known = [one for one in versions() if one.number == number]
    if not known or any(one.holds_in(period) for one in known):
        return ""
    ended = [one for one in known if one.valid_to and one.valid_to < period]
    if not ended:
        first = min(one.valid_from for one in known)
        return _("is part of the Plan from {period} on", period=first)
    last = max(ended, key=lambda one: one.valid_to)
    if last.replaced_by:
        told = _("was replaced by {other} after {period}")
        return _(told, other=last.replaced_by, period=last.valid_to)
    return _("was dropped after {period}", period=last.valid_to)


def history(number: str) -> list[Deliverable]:
    """Return a deliverable in all its versions, with those that it replaced, oldest first."""
    every = versions()
    wanted, found = {number}, []
    while more := [one for one in every if one.number in wanted and one not in found]:
        found += more
        wanted |= {one.number for one in every if one.replaced_by in wanted}
    return sorted(found, key=lambda one: (one.valid_from, one.number))


def adjustments(period: str) -> list[tuple[str, str, str, str]]:
    """Return what was adjusted up to a period: since when, number, what, and its title."""
    every = [one for one in versions() if one.valid_from <= period]
    first = min((one.valid_from for one in every), default="")
    found = []
    for one in every:
        same = [other for other in every if other.number == one.number]
        earlier = [other for other in same if other.valid_from < one.valid_from]
        if earlier:
            found.append((one.valid_from, one.number, "reworded", one.title))
        elif one.valid_from > first:
            found.append((one.valid_from, one.number, "added", one.title))
        later = any(other.valid_from > one.valid_from for other in same)
        if one.valid_to and one.valid_to < period and not later:
            what = f"merged into {one.replaced_by}" if one.replaced_by else "dropped"
            found.append((f"after {one.valid_to}", one.number, what, one.title))
    return sorted(found, key=lambda one: one[0].removeprefix("after "))


def _faults(found: list[Deliverable]) -> list[str]:
    """Return what is wrong with the versions of the Plan."""
    numbers = {one.number for one in found}
    faults = []
    for one in found:
        if one.valid_to and one.valid_to < one.valid_from:
            faults.append(f"{one.number} ends in {one.valid_to}, before {one.valid_from}")
        if one.replaced_by and one.replaced_by not in numbers:
            faults.append(f"{one.number} is replaced by {one.replaced_by}, which there is not")
        if one.replaced_by and not one.valid_to:
            faults.append(f"{one.number} is replaced, but not said after which period (valid_to)")
    for number in sorted(numbers):
        spans = sorted(
            (one.valid_from, one.valid_to or "9999") for one in found if one.number == number
        )
        faults += [
            f"{number} holds twice from {later[0]} on"
            for earlier, later in pairwise(spans)
            if later[0] <= earlier[1]
        ]
    return faults


def offices() -> dict[str, str]:
    """Return the full names of reporting and leading offices by code."""
    return {row["office"]: row["name"] for row in reference.rows("offices.csv")}


def told(code: str) -> str:
    """Return what readers are told of a reporter: its code, or a word where that tells nothing."""
    short = {row["office"]: row["short"] for row in reference.rows("offices.csv")}
    return short.get(code) or code


def mission_groups() -> set[str]:
    """Return the codes of leads that stand in every mission, such as its head."""
    return {
        row["office"] for row in reference.rows("offices.csv") if row["kind"] == "mission group"
    }


@dataclass(frozen=True)
class ParityTarget:
    """A target of the Uniformed Gender Parity Strategy.

    `status` is published, inferred (one point a year between published values) or unknown; an
    unknown target has no `percent`.
    """

    category: str
    year: int
    percent: Fraction | None
    status: str


def parity_targets() -> dict[tuple[str, int], ParityTarget]:
    """Return the targets by category and year."""
    return {
        (row["category"], row.read("year", int)): ParityTarget(
            row["category"],
            row.read("year", int),
            row.read_or_none("target_percent", Fraction),
            row["status"],
        )
        for row in reference.rows("parity_targets.csv")
    }
