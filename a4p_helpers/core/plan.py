"""The Plan in its versions: priorities, results, deliverables, and who leads them.

A version of the Plan is a row of `plans.csv`. A row of the other files belongs to the version in
which it begins and ends with it, unless it gives an earlier end. So a new version adds rows, and
reports under the version before keep their words.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle

from a4p_helpers.core import paths, plan_faults, reference
from a4p_helpers.core.languages import _

GENERAL = "priority"  # the notebook of a priority that has none of its own
# The colours that pages, charts and PDF know, by the slugs of the priorities that had them first.
COLOURS = tuple(f"p{number}" for number in range(1, 8))


@dataclass(frozen=True)
class Lasting:
    """Something valid from the period `valid_from` to the period `valid_to`, both included.

    Without `valid_to` it holds on.
    """

    valid_from: str
    valid_to: str

    def holds_in(self, period: str) -> bool:
        """Whether it is part of the Plan in a period; without one, in the newest version."""
        if not period:
            return not self.valid_to
        return self.valid_from <= period <= (self.valid_to or period)


@dataclass(frozen=True)
class Version(Lasting):
    """One version of the Plan: its title on covers, its name in sentences, its abbreviation."""

    title: str
    name: str
    short: str
    about: str


@dataclass(frozen=True)
class Priority(Lasting):
    """A priority; `slug` names its page, and is kept by whatever continues it.

    The slugs p1 to p7 are those of the subjects that contracts, counting rules and notebooks have.
    `style` names its colours.
    """

    number: int
    title: str
    slug: str
    notebook: str
    question: str
    style: str = ""


@dataclass(frozen=True)
class Result(Lasting):
    """A result. What informs it is named as declared: results of the Plan of 2021, and codes."""

    number: str
    priority: int
    title: str
    informed_by: tuple[str, ...]


@dataclass(frozen=True)
class Deliverable(Lasting):
    """One deliverable in one version, with every lead office and the two themes it may carry.

    `replaced_by` is the number in which it goes on after its last period. `asked` says which
    missions a form asks about it; blank: none.
    """

    number: str
    result: str
    priority: int
    title: str
    leads: tuple[str, ...]
    due: str
    wps: bool
    technology: bool
    replaced_by: str = ""
    asked: str = ""


@dataclass(frozen=True)
class _Held:
    """All versions of everything, as the files hold them."""

    plans: tuple[Version, ...]
    priorities: tuple[Priority, ...]
    results: tuple[Result, ...]
    deliverables: tuple[Deliverable, ...]


def _held() -> _Held:
    return _read(str(paths.reference("")))


@cache
def _read(folder: str) -> _Held:
    """Read the Plan once of a folder, as its rows are read once.

    Raises
    ------
    ReferenceDataError
        A version overlaps another, leaves a gap, or names something unknown; lists every fault.
    """
    plan_faults.refuse()
    plans = tuple(
        Version(**{name: row[name] for name in Version.__dataclass_fields__})
        for row in sorted(reference.rows("plans.csv"), key=lambda row: row["valid_from"])
    )

    def span(row: reference.Row) -> tuple[str, str]:
        own = [one.valid_to for one in plans if one.holds_in(row["valid_from"])]
        return row["valid_from"], row["valid_to"] or "".join(own)

    priorities = [
        Priority(
            *span(row),
            number=row.read("priority", int),
            title=row["title"],
            slug=row["slug"],
            notebook=row["notebook"] or GENERAL,
            question=row["question"],
        )
        for row in reference.rows("priorities.csv")
    ]
    results = [
        Result(
            *span(row),
            number=row["result"],
            priority=row.read("priority", int),
            title=row["title"],
            informed_by=reference.listed(row["informed_by"]),
        )
        for row in reference.rows("results.csv")
    ]
    deliverables = [
        Deliverable(
            *span(row),
            number=row["deliverable"],
            result=row["result"],
            priority=row.read("priority", int),
            title=row["title"],
            leads=reference.listed(row["leads"]),
            due=row["due"],
            wps=row.read("wps", reference.is_yes),
            technology=row.read("technology", reference.is_yes),
            replaced_by=row["replaced_by"],
            asked=row["missions_asked"],
        )
        for row in reference.rows("deliverables.csv")
    ]
    return _Held(
        plans,
        tuple(sorted(priorities, key=lambda one: (one.number, one.valid_from))),
        tuple(sorted(results, key=lambda one: (_order(one.number), one.valid_from))),
        tuple(sorted(deliverables, key=lambda one: (_order(one.number), one.valid_from))),
    )


def _order(number: str) -> list[int]:
    return [*map(int, number.split("."))]


def version(period: str) -> Version:
    """Return the version of the Plan that holds in a period; of a blank one, the newest.

    A period before the first version has the words of the first.
    """
    plans = _held().plans
    return next((one for one in plans if one.holds_in(period)), plans[0])


def priorities(period: str) -> dict[str, Priority]:
    """Return the priorities of a period's version of the Plan by slug; of a blank one, newest."""
    found = {one.slug: one for one in _held().priorities if one.holds_in(period)}
    free = cycle([one for one in COLOURS if one not in found] or COLOURS)
    return {
        slug: replace(one, style=slug if slug in COLOURS else next(free))
        for slug, one in found.items()
    }


def is_general(section: str, period: str) -> bool:
    """Whether a section is of a priority that has no notebook of its own."""
    one = priorities(period).get(section)
    return one is not None and one.notebook == GENERAL


def is_open(subject: str, period: str) -> bool:
    """Whether a subject is of the Plan, and no priority of the period tells it by its notebook.

    What is of it then stands where the results do that it informs.
    """
    own = priorities(period).get(subject)
    return subject in slugs() and (own is None or own.notebook == GENERAL)


def is_same(period: str, other: str) -> bool:
    """Whether one version of the Plan holds in two periods."""
    return version(period) == version(other)


def is_first(period: str) -> bool:
    """Whether the first version of the Plan holds in a period."""
    return version(period) == _held().plans[0]


def first() -> str:
    """Return the first period of the first version of the Plan."""
    return _held().plans[0].valid_from


def notebooks() -> set[str]:
    """Return the notebooks that tell a priority in any version of the Plan."""
    return {one.notebook for one in _held().priorities} | {GENERAL}


def slugs() -> set[str]:
    """Return the slugs of the priorities of all versions of the Plan."""
    return {one.slug for one in _held().priorities}


def results(period: str) -> dict[str, Result]:
    """Return the results of a period's version of the Plan by number; of a blank one, newest."""
    return {one.number: one for one in _held().results if one.holds_in(period)}


def results_of(slug: str, period: str) -> dict[str, Result]:
    """Return the results of one priority of a period's Plan by number."""
    number = priorities(period)[slug].number
    return {name: one for name, one in results(period).items() if one.priority == number}


def deliverables(period: str) -> dict[str, Deliverable]:
    """Return the deliverables of a period's version of the Plan by number, in order.

    A blank period means the newest version.
    """
    return {one.number: one for one in _held().deliverables if one.holds_in(period)}


def versions() -> list[Deliverable]:
    """Return every version of every deliverable, in the order of the Plan."""
    return list(_held().deliverables)


def first_results() -> dict[str, Result]:
    """Return the results of the first version, by the numbers under which indicators stand."""
    return results(first())


def informs(code: str, declared: str, period: str) -> str:
    """Return the result that an indicator, or block, informs in a period; blank for none.

    `declared` is the result of the first version that its rule names. A result that names the code
    itself comes before one that names that.
    """
    own = results(period).values()
    return next(
        (one.number for name in (code, declared) if name for one in own if name in one.informed_by),
        "",
    )


def section_of(subject: str, result: str, period: str) -> str:
    """Return the section in which a period's report lists what is of a subject, such as p4.

    That is the priority that continues the subject or, without one, that of the result informed;
    what no priority takes up stands with the Plan.
    """
    if not is_open(subject, period):
        return subject
    known = priorities(period)
    numbers = {one.number: slug for slug, one in known.items()}
    if result:
        return numbers[results(period)[result].priority]
    return subject if subject in known else "plan"


def why_not(number: str, period: str) -> str:
    """Return why a deliverable is not part of the Plan in a period; blank if it is or never was.

    It completes a sentence that begins with the number: "was replaced by 3.1.4 after 2022-11".
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


def history(of: Deliverable) -> list[Deliverable]:
    """Return a deliverable with all that it goes back to, oldest first.

    A number goes on by itself within one version of the Plan; in another version it may stand for
    something else, so that only `replaced_by` leads there.
    """
    found = [of]
    while more := [one for one in versions() if one not in found and _next(one) in found]:
        found += more
    return sorted(found, key=lambda one: (one.valid_from, one.number))


def _next(of: Deliverable) -> Deliverable | None:
    """Return what a deliverable goes on as after its last period."""
    number = of.replaced_by or of.number
    later = [
        one
        for one in versions()
        if one.number == number and of.valid_to and (one.valid_to or "9999") > of.valid_to
    ]
    following = min(later, key=lambda one: one.valid_from, default=None)
    if following is None or of.replaced_by:
        return following
    return following if is_same(of.valid_from, following.valid_from) else None


def adjustments(period: str) -> list[tuple[str, str, str, str]]:
    """Return what was adjusted up to a period: since when, number, what, and its title.

    A version that took the place of another is one row; of the one that holds, each deliverable
    that was adjusted is.
    """
    now = version(period)
    plans = [one for one in _held().plans[1:] if one.valid_from <= period]
    found = [(one.valid_from, "all", "another version", _size(one)) for one in plans]
    every = [
        one for one in versions() if one.valid_from <= period and version(one.valid_from) == now
    ]
    first = min((one.valid_from for one in every), default="")
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


def _size(of: Version) -> str:
    """Say how large a version is when it begins, and how much of it goes on from before."""
    every = deliverables(of.valid_from).values()
    continued = sum(len(history(one)) > 1 for one in every)
    return (
        f"{of.title}: {len(priorities(of.valid_from))} priorities, {len(results(of.valid_from))} "
        f"results, {len(every)} deliverables, of which {continued} continue earlier ones"
    )


def offices(period: str = "") -> dict[str, str]:
    """Return the full names of reporting and leading offices by code, as a period knows them.

    Without a period, every office that any version of the Plan knows, by its newest name.
    """
    rows = sorted(reference.rows("offices.csv"), key=lambda row: row["valid_from"])
    return {row["office"]: row["name"] for row in rows if row["valid_from"] <= (period or "9999")}


def told(code: str) -> str:
    """Return a reporter's name for readers: its code, or a word if the code says nothing."""
    short = {row["office"]: row["short"] for row in reference.rows("offices.csv")}
    return short.get(code) or code


def mission_groups() -> set[str]:
    """Return the codes of leads that every mission has, such as its head."""
    return {
        row["office"] for row in reference.rows("offices.csv") if row["kind"] == "mission group"
    }
