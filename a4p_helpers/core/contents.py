"""What the report consists of: its sections in order, each with the notebook that tells it."""

from dataclasses import dataclass

from a4p_helpers.core import plan

OVERVIEW = "overview"
# The notebook of a mission's own page, run once for each mission; no section of the report.
PROFILE = "mission_profile"
MISSION = "mission"  # the slug of such a page
# What follows the priorities, in the order of the report: slug, notebook, title.
OTHERS: tuple[tuple[str, str, str], ...] = (
    ("missions", "missions", "Missions side by side"),
    ("plan", "plan_implementation", "Carrying out the Plan"),
    ("wps", "women_peace_security", "Women, peace and security"),
    ("tech", "data_technology", "Data and technology"),
    ("police", "police", "United Nations Police"),
    ("quality", "data_quality", "Quality of the data"),
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
    listed = [
        Entry(OVERVIEW, OVERVIEW, "What moved, what is off track, what is asked"),
        *priorities,
        *others,
    ]
    return {one.slug: one for one in listed}


def page_of(mission: str) -> str:
    """Return the name under which the notebook of missions' pages is run for a mission."""
    return f"{PROFILE}_{mission}"


def mission_of(name: str) -> str:
    """Return the mission whose page a run of a notebook makes; blank where it makes none."""
    start = page_of("")
    return name.removeprefix(start) if name.startswith(start) else ""


def turn(name: str) -> tuple[int, str]:
    """Return what a run sorts its notebooks by: those of sections first, then those of missions."""
    return int(name.startswith(PROFILE)), name
