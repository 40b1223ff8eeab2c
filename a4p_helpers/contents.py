"""What the report consists of: its sections in order, each with the notebook that tells it."""

from dataclasses import dataclass

from a4p_helpers import plan

OVERVIEW = "overview"
# The notebook of a mission's own page, run once for each mission; no section of the report.
PROFILE = "mission_profile"
# What follows the priorities, in the order of the report: slug, notebook, title.
OTHERS: tuple[tuple[str, str, str], ...] = (
    ("plan", "plan_implementation", "Carrying out the Plan"),
    ("wps", "women_peace_security", "Women, peace and security"),
    ("tech", "data_technology", "Data and technology"),
    ("police", "police", "United Nations Police"),
    ("quality", "data_quality", "Quality of the data"),
)
# Notebooks that test nothing and draw no spread: they do without the libraries for that, which are
# slow to import. A run begins with them, and imports meanwhile what the others need.
SOONEST = (
    "women_peace_security",
    "police",
    "p1_political_coherence",
    "p2_integration",
    "p6_communications",
    "data_technology",
)


@dataclass(frozen=True)
class Entry:
    """One section of the report; `mark` is a priority's number, `style` names its colours."""

    slug: str
    notebook: str
    title: str
    mark: str = ""
    style: str = "plain"


def entries() -> dict[str, Entry]:
    """Return the sections of the report by slug: overview, priorities, then the others."""
    priorities = [
        Entry(one.slug, one.notebook, one.title, str(one.number), one.slug)
        for one in plan.priorities().values()
    ]
    others = [Entry(*other) for other in OTHERS]
    listed = [Entry(OVERVIEW, OVERVIEW, "Overview"), *priorities, *others]
    return {one.slug: one for one in listed}


def page_of(mission: str) -> str:
    """Return the name under which the notebook of missions' pages is run for a mission."""
    return f"{PROFILE}_{mission}"


def mission_of(name: str) -> str:
    """Return the mission whose page a run of a notebook makes; blank where it makes none."""
    start = page_of("")
    return name.removeprefix(start) if name.startswith(start) else ""


def turn(name: str) -> tuple[int, str]:
    """Return what a run sorts its notebooks by: the soonest first, last the many of missions."""
    if name in SOONEST:
        return SOONEST.index(name) - len(SOONEST), name
    return int(name.startswith(PROFILE)), name
