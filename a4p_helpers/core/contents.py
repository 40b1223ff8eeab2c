"""The contents of the report: its sections in order, each with its notebook."""

from dataclasses import dataclass

from a4p_helpers.core import plan

OVERVIEW = "overview"
# The notebook of a mission's page, run once for each mission; it is not a section of the report.
PROFILE = "mission_profile"
MISSION = "mission"  # the slug of such a page
# The notebook of priorities without one of their own, run once for each.
GENERAL = plan.GENERAL
# The sections after the priorities, in the order of the report: slug, notebook, title.
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
    """One section of the report; `mark` is a priority's number, `style` names its colours.

    `question` is what the section answers, where the Plan says it.
    """

    slug: str
    notebook: str
    title: str
    mark: str = ""
    style: str = "plain"
    question: str = ""

    @property
    def run(self) -> str:
        """The name under which its notebook is run."""
        return f"{GENERAL}_{self.slug}" if self.notebook == GENERAL else self.notebook


def entries(period: str) -> dict[str, Entry]:
    """Return the sections of a period's report by slug: overview, priorities, then the others.

    Of a blank period, those of the newest version of the Plan.
    """
    priorities = [
        Entry(one.slug, one.notebook, one.title, str(one.number), one.style, one.question)
        for one in plan.priorities(period).values()
    ]
    others = [Entry(*other) for other in OTHERS]
    listed = [
        Entry(OVERVIEW, OVERVIEW, "What moved, what is off track, what is asked"),
        *priorities,
        *others,
    ]
    return {one.slug: one for one in listed}


def page_of(mission: str) -> str:
    """Return the name under which a run makes the page of a mission."""
    return f"{PROFILE}_{mission}"


def mission_of(name: str) -> str:
    """Return the mission of a page by its name in a run; blank for other notebooks."""
    start = page_of("")
    return name.removeprefix(start) if name.startswith(start) else ""


def turn(name: str) -> tuple[int, str]:
    """Return the sort key of notebooks in a run: sections first, then pages of missions."""
    return int(name.startswith(PROFILE)), name
