"""The A4P+ Plan: seven priorities, 23 results, 71 deliverables and who leads them."""

from dataclasses import dataclass
from fractions import Fraction

from a4p_helpers import reference


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
    """One deliverable, with every lead office and the two themes it may carry."""

    number: str
    result: str
    priority: int
    title: str
    leads: tuple[str, ...]
    due: str
    wps: bool
    technology: bool


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


def deliverables() -> dict[str, Deliverable]:
    """Return the deliverables by number, in the order of the Plan."""
    return {
        row["deliverable"]: Deliverable(
            number=row["deliverable"],
            result=row["result"],
            priority=row.read("priority", int),
            title=row["title"],
            leads=tuple(lead.strip() for lead in row["leads"].split(";") if lead.strip()),
            due=row["due"],
            wps=row["wps"] == "yes",
            technology=row["technology"] == "yes",
        )
        for row in reference.rows("deliverables.csv")
    }


def offices() -> dict[str, str]:
    """Return the full names of reporting and leading offices by code."""
    return {row["office"]: row["name"] for row in reference.rows("offices.csv")}


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
