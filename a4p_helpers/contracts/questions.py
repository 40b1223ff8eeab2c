"""The questions to senders, in their own words: one for each table that a form asks.

Contracts define what a table contains; this module defines how senders see it. Forms, receipts,
confirmation pages and the data dictionary take their wording from here, and only from here.
`{first}` and `{last}` stand for the days of the period, `{days}` for how many it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from a4p_helpers.core import scales
from a4p_helpers.core.languages import ENGLISH, Language
from a4p_helpers.core.periods import Period

# What a choice stores in the columns of its cell; None means answered, but without a row.
Stored = str | tuple[str, ...] | None
Choices = Mapping[str, Stored]

YES_NO: Choices = {"Yes": "yes", "No": "no"}
LISTED_ROOM = 12  # rows of a list among other questions


@dataclass(frozen=True)
class Topic:
    """A sheet of a form: its title, who can answer it in a mission, its title in a short form."""

    title: str
    who: str
    short: str


SHORT = "Questions"  # the sheet with most of a short form
POLITICS = Topic("Politics", "For political affairs, or the office of the head of mission.", SHORT)
PLAN = Topic("Mission plan", "For the planning unit, or whoever keeps the mission plan.", SHORT)
TOGETHER = Topic("Working together", "For the chief of staff: answer for the whole mission.", SHORT)
PEOPLE = Topic("People", "For conduct and discipline, or who keeps the training record.", SHORT)
WOMEN = Topic("Women", "For the gender adviser or focal point.", "Women")
DIGITAL = Topic("Technology", "For field technology, or whoever looks after data.", SHORT)
INFORMATION = Topic(
    "Information", "For strategic communications, or the public information officer.", SHORT
)
HOST = Topic("Host country", "For legal affairs and the office of the head of mission.", SHORT)
DELIVERABLES = Topic(
    "Deliverables", "For the planning unit. Choose one answer in each row.", "Deliverables"
)
ACCOUNTS = Topic(
    "In your words", "For the office of the head, with those who did the work.", "In your words"
)
FIGURES = Topic("Figures", "For whoever keeps the figures of the office.", "Figures")
TOPICS = (
    *(POLITICS, PLAN, TOGETHER, PEOPLE, WOMEN, DIGITAL, INFORMATION, HOST),
    *(DELIVERABLES, ACCOUNTS, FIGURES),
)


@dataclass(frozen=True)
class Cell:
    """One cell: what it asks, of which columns, and what may be chosen, as its sender reads it.

    It is asked only `when` another column has one of some values. `suggests` are words that senders
    may use or replace.
    """

    columns: tuple[str, ...]
    text: str
    counts: str = ""
    excludes: str = ""
    example: str = ""
    choices: Choices | None = None
    when: tuple[str, tuple[str, ...]] | None = None
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What a table asks. Where it has one answer, each of its `cells` is a question of its own.

    `given` names columns whose values are asked one by one, a row each; those of the form itself
    are listed in it. A short form asks only the first `short` of them. `must_answer` says that
    every given row needs an answer, even if there is nothing to say.
    """

    text: str
    counts: str = ""
    excludes: str = ""
    example: str = ""
    topic: Topic | None = None
    cells: tuple[Cell, ...] = ()
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short: int = 0
    room: int = LISTED_ROOM
    must_answer: bool = True


def worded(text: str, period: Period, language: Language = ENGLISH) -> str:
    """Return a wording in a language, with the days of a period in it."""
    first, last = map(language.day, (period.first_day, period.last_day))
    return language.say(text).format(first=first, last=last, days=period.days)


EACH: tuple[str, ...] = ()  # for a given column: every value that the form offers

IMPACTS: Choices = {"None or little": "no or low", "Some": "medium", "Much": "high"}
VIOLATED = ("has_incidents", ("yes",))
AGREED = ("agreement", ("SOFA", "SOMA"))
PAIRS = (
    "civilian and military",
    "civilian and police",
    "military and police",
)
HELPFUL = (
    "Joint analysis (JMAC, JOC)",
    "Joint programmes and projects",
    "Thematic working groups",
    "Joint assessments, such as CPAS",
    "Regular coordination meetings",
    "Forums to exchange information",
)
SHOWN_STATUS: Choices = {
    **{one.capitalize(): one for one in scales.STATUSES},
    "Does not concern us": None,
}
ONE_MISSION = "One row is one mission. Leave a row empty where you do not know."

QUESTIONS: Mapping[str, Question] = {
    # Missions
    "political_engagement": Question(
        "What does the mission do for a political process?",
        topic=POLITICS,
        cells=(
            Cell(
                ("has_political_mandate",),
                "Does your mandate cover support to a political process?",
                "good offices, mediation, or support to talks or elections that a resolution of "
                "the Security Council asks of you.",
                "local talks that you hold to keep people safe.",
            ),
            Cell(
                ("strategy_status",),
                "Does the mission have a political strategy?",
                "a strategy in writing that the head of mission has approved, or one that is being "
                "written.",
                example="a mission that observes a ceasefire chooses the third answer.",
                choices={
                    "We carry out a political strategy": scales.STRATEGY_STATUS[0],
                    "We are writing a political strategy": scales.STRATEGY_STATUS[1],
                    "No strategy of our own: we help to keep conditions calm": (
                        scales.STRATEGY_STATUS[2]
                    ),
                },
            ),
        ),
    ),
    "mission_narratives": Question(
        "What did you do in these six months, and what came of it?",
        "what was done from {first} to {last}, and one result that others can see. Write 20 to 120 "
        "words in a row; leave a row empty where there is nothing to tell.",
        "meetings held or statements made that led to nothing yet.",
        "the mission brought both sides to the table in March. They agreed to meet again.",
        topic=ACCOUNTS,
        given={"block": EACH},
        must_answer=False,
        cells=(
            Cell(("block",), "What it is about"),
            Cell(("text",), "Your account (20 to 120 words)"),
        ),
    ),
    "mission_plans": Question(
        "How does the mission plan?",
        topic=PLAN,
        cells=(
            Cell(
                ("approval_kind", "is_approved"),
                "How was the mission plan approved?",
                "the plan in force on {last}, even if it was approved earlier.",
                "a draft, the budget, or the plan of one component.",
                choices={
                    "By the SRSG or head of mission": ("approved by the SRSG", "yes"),
                    "By a compact with the Secretary-General": (
                        "compact with the Secretary-General",
                        "yes",
                    ),
                    "There is no approved plan": (scales.NOT_APPROVED, "no"),
                },
            ),
            Cell(
                ("review_frequency",),
                "How often do heads of units meet to review the plan?",
                "meetings whose agenda is progress on the plan. Choose the nearest answer.",
                "the daily or weekly management meeting.",
                choices={one.capitalize(): one for one in scales.REVIEW_FREQUENCIES},
            ),
            Cell(
                ("gender_reflection",),
                "How far does the plan deal with gender equality and women, peace and security?",
                "what is written in the plan. Ask your gender adviser or focal point.",
                "what is done outside the plan.",
                choices={
                    "Fully: in aims, activities and indicators": "fully",
                    "Largely: in most parts of the plan": "largely",
                    "Partly: in some parts": "partly",
                    "Not at all": "not",
                },
            ),
        ),
    ),
    "collaboration": Question(
        "How well do the parts of the mission work together?",
        "joint planning, joint patrols and visits, information that is shared. Agree on one score "
        "in a short meeting: it is the mission's own view.",
        topic=TOGETHER,
        given={"between": PAIRS},
        short=1,
        room=len(PAIRS) + 2,
        cells=(
            Cell(("between",), "Between these components"),
            Cell(
                ("score",),
                "Score",
                choices={
                    "5 – strong": "5",
                    "4 – good": "4",
                    "3 – fair": "3",
                    "2 – weak": "2",
                    "1 – none": "1",
                    "We do not have both": None,
                },
            ),
        ),
    ),
    "integration_mechanisms": Question(
        "What helps the parts of the mission most to work together?",
        "up to five things. If yours is not in the list, write it in a few words.",
        topic=TOGETHER,
        room=5,
        cells=(Cell(("mechanism",), "What helps", suggests=HELPFUL),),
    ),
    "cpas": Question(
        "How does the mission use CPAS?",
        topic=PLAN,
        cells=(
            Cell(
                ("uses_cpas",),
                "Do you follow progress with CPAS?",
                "The Comprehensive Planning and Performance Assessment System.",
            ),
            Cell(
                ("conducted_impact_assessment",),
                "Did you hold a CPAS impact assessment between {first} and {last}?",
                "one that ended in this time, even if it began before.",
                "one that is planned or still under way.",
            ),
        ),
    ),
    "unct_integration": Question(
        "How does the mission work with the United Nations Country Team?",
        topic=TOGETHER,
        cells=(
            Cell(
                ("degree", "is_applicable"),
                "How closely do you work with the United Nations Country Team?",
                "joint analysis, joint plans, shared staff or funds.",
                "being invited to each other's meetings.",
                choices={
                    "5 – full integration": ("5", "yes"),
                    "4 – high": ("4", "yes"),
                    "3 – medium": ("3", "yes"),
                    "2 – low": ("2", "yes"),
                    "1 – none": ("1", "yes"),
                    "No Country Team works in our area": ("", "no"),
                },
            ),
        ),
    ),
    "conduct_training": Question(
        "How much did the mission train in conduct and discipline?",
        topic=PEOPLE,
        cells=(
            Cell(
                ("sessions",),
                "How many training sessions on conduct and discipline did you hold?",
                "every session held from {first} to {last}, for all kinds of personnel, online "
                "too. If there were none, write 0.",
                "persons trained, or sessions that were only planned.",
                "the same course held on 12 days for 12 groups counts as 12.",
            ),
        ),
    ),
    "mdmh_actions": Question(
        "What did you do against false or harmful information about the mission?",
        "anything done to prevent it, to find it or to answer it. Rumours, lies and hate speech "
        "all count. One action in each row, 5 to 25 words.",
        example="fact sheets given to radio stations before the vote.",
        topic=INFORMATION,
        cells=(
            Cell(("action",), "What was done"),
            Cell(
                ("is_preemptive",),
                "Before or after?",
                choices={
                    "Before: to prevent it": "yes",
                    "After: in answer to it": "no",
                    "Not a task of ours": scales.NOT_APPLICABLE,
                },
            ),
        ),
    ),
    "wps_indicators": Question(
        "Which indicators on women, peace and security do you report?",
        "indicators of your own framework, with their value for {first} to {last}. Keep name and "
        "unit from one half-year to the next.",
        "indicators that are planned and not yet measured.",
        topic=WOMEN,
    ),
    "technology": Question(
        "What does the mission have for technology and data?",
        "what is in use on {last}.",
        "what is planned, or was tried and not kept.",
        topic=DIGITAL,
        given={"measure": EACH},
        short=1,
        cells=(
            Cell(
                ("measure",),
                "What the Plan asks for",
                choices={
                    "A strategy or plan for technology": scales.TECHNOLOGY_PLAN,
                    "A plan to train staff in digital skills": scales.DIGITAL_SKILLS,
                    "Safeguards for the responsible use of data": scales.RESPONSIBLE_USE,
                    "Rules for collecting, protecting and sharing data": scales.DATA_RULES,
                    "A member in the network that spreads technology": scales.NETWORK,
                },
            ),
            Cell(("is_in_place",), "In place?"),
        ),
    ),
    "sofa": Question(
        "What is agreed with the host country, and was it kept?",
        topic=HOST,
        cells=(
            Cell(
                ("agreement",),
                "Which agreement with the host country is in force?",
                "an agreement that is signed, or that applies until one is signed.",
                choices={
                    "Status-of-forces agreement (SOFA)": "SOFA",
                    "Status-of-mission agreement (SOMA)": "SOMA",
                    "Neither: other arrangements apply": "none",
                },
            ),
            Cell(
                ("has_incidents",),
                "Was the agreement violated in these six months?",
                "any new case, and any old case that is not settled: a patrol stopped, visas or "
                "customs refused, staff detained.",
                "a delay that the authorities settled the same day.",
                when=AGREED,
            ),
            Cell(
                ("impact_civilian",),
                "How much did this limit the movement of civilian staff?",
                choices=IMPACTS,
                when=VIOLATED,
            ),
            Cell(
                ("impact_uniformed",),
                "How much did it limit the movement of troops and police?",
                choices=IMPACTS,
                when=VIOLATED,
            ),
            Cell(
                ("impact_tasks",),
                "How much did it limit the tasks of the mandate?",
                choices=IMPACTS,
                when=VIOLATED,
            ),
        ),
    ),
    "coordination_mechanisms": Question(
        "How do you meet the authorities of the host country, and does it help?",
        "meetings, committees or focal points that both sides have agreed on.",
        "calls or visits when something has happened.",
        "monthly meeting with the ministry of foreign affairs.",
        topic=HOST,
        cells=(
            Cell(("mechanism",), "Meeting or committee"),
            Cell(
                ("contribution",),
                "Did it help?",
                choices={
                    "It helped much": "3",
                    "It helped": "2",
                    "It helped a little": "1",
                    "It did not help": "0",
                    "It no longer exists": None,
                },
            ),
        ),
    ),
    # Missions and offices
    "deliverable_progress": Question(
        "Where do the deliverables of the Plan stand that concern you?",
        "where each stands on {last}. A line of text helps where something is late, at risk or "
        "stopped.",
        topic=DELIVERABLES,
        given={"deliverable": EACH},
        cells=(
            Cell(("status",), "Where it stands", choices=SHOWN_STATUS),
            Cell(("progress",), "What was done (one line)"),
            Cell(("obstacle",), "What hinders progress (one line)"),
            Cell(("next_step",), "What comes next (one line)"),
        ),
    ),
    "submitted_figures": Question(
        "Does your own figure differ from what your answers give?",
        "the report works these figures out from the tables of your office. Write a figure only "
        "where yours differs, or where there is no table for it, and say why.",
        topic=FIGURES,
        given={"code": EACH},
        must_answer=False,
        cells=(
            Cell(("code",), "Figure"),
            Cell(("value",), "Your figure"),
            Cell(("qualifier",), "Exact?"),
            Cell(("missions",), "Over how many missions"),
            Cell(("note",), "Why it differs"),
        ),
    ),
    # Offices
    "readiness": Question(
        "How ready were the contributing countries?",
        "the state on {last}. Give the count and out of how many; a share only where you do not "
        "know both.",
        "units that are pledged and not yet verified.",
        given={"measure": EACH},
        must_answer=False,
    ),
    "trainings": Question(
        "Which specialized training did you hold?",
        "training that ended between {first} and {last}. One row is one field of training, or one "
        "group of participants. Count each person once for each training.",
        "training that is planned or was broken off.",
    ),
    "data_training": Question(
        "How many people were trained in the use of data?",
        "training that ended between {first} and {last}. Count each person once for each training.",
        given={"audience": EACH},
    ),
    "courses": Question(
        "Which courses does the programme offer?",
        "every course that could be taken between {first} and {last}, each once.",
        "several sessions of one course.",
    ),
    "ugps_actions": Question(
        "Which missions carry out recommendations of the gender parity strategy?",
        "yes, where the mission reports that it carries out at least one of them on {last}. "
        + ONE_MISSION,
        given={"mission": EACH},
    ),
    "senior_leadership": Question(
        "Who heads the missions?",
        "posts of heads and deputy heads of mission, as held on {last}, also by somebody acting.",
        "vacant posts. Names are not asked.",
    ),
    "pledges": Question(
        "How far have pledges of Member States come?",
        "each pledge made at a Peacekeeping Ministerial, with where it stands on {last}.",
    ),
    "casevac": Question(
        "Which missions can evacuate casualties, and how?",
        "what the mission could do on {last} with its own means or by a standing agreement. Leave "
        "a row empty where you do not know.",
        "what is planned, or what a host hospital offers.",
        given={"mission": EACH, "capability": EACH},
    ),
    "base_defence": Question(
        "How many company operating bases meet the defence standard?",
        "bases in use on {last}. " + ONE_MISSION,
        "temporary bases, and bases that were closed.",
        given={"mission": EACH},
    ),
    "eo_capacity": Question(
        "What was done to build capacity against explosive ordnance?",
        "training, equipment or advice given between {first} and {last}. One row is one thing done "
        "in one mission.",
    ),
    "explosive_ordnance": Question(
        "How much explosive ordnance was found and made safe?",
        "items recorded between {first} and {last}, by mission and kind.",
        "small arms and their ammunition.",
    ),
    "hospitals": Question(
        "How many field hospitals did each mission have on {last}?",
        "United Nations and contingent hospitals of level 1+ and above that treat patients. For a "
        "mission without any, write one row: level none, 0 hospitals.",
        "level 1 clinics, hospitals of the host country, hospitals that are planned or closed.",
    ),
    "hospital_reports": Question(
        "How many hospitals had a report due between {first} and {last}?",
        "hospitals in the fifth or tenth month after a rotation. One hospital counts once. "
        + ONE_MISSION,
        "whether the report came.",
        "of six hospitals, four rotated in June: write 4.",
        given={"mission": EACH},
        must_answer=False,
    ),
    "hospital_interruptions": Question(
        "Was care interrupted in any hospital between {first} and {last}?",
        "days on which patients could not be treated, operated on or taken in as usual, for one of "
        "the three causes. The half-year has {days} days.",
        "repairs at night, or in a part that was not needed.",
    ),
    "crimes": Question(
        "How far did cases of crimes against peacekeepers come?",
        "cases since 2013, counted up to {last}, at each stage that they have reached.",
    ),
    "unit_evaluations": Question(
        "How did evaluations of units end?",
        "evaluations that ended between {first} and {last}: evaluations, not units. One row is one "
        "kind of unit, one mission and one rating.",
    ),
    "police_units": Question(
        "How many formed police units does each mission have?",
        "units deployed on {last} whose performance is evaluated. " + ONE_MISSION,
        given={"mission": EACH},
        must_answer=False,
    ),
    "civilian_ratings": Question(
        "How were civilian staff rated?",
        "the last performance cycle that is closed: the share of staff evaluated who received each "
        "rating, over all missions.",
    ),
    "misconduct": Question(
        "How many allegations of misconduct were recorded?",
        "allegations by the day on which they were recorded, from the first to the last day that "
        "you give.",
        "cases that were counted twice or taken back as recorded in error.",
    ),
    "sea_actions": Question(
        "What was done on substantiated cases of sexual exploitation and abuse?",
        "persons or allegations, counted from the day that you give up to {last}.",
        given={"action": EACH},
    ),
    "environment": Question(
        "How did missions score in environmental management?",
        "scores of the last fiscal year that is closed, out of 100. Write 'overall score' for the "
        "score of a mission as a whole.",
    ),
    "campaign": Question(
        "How far did the campaign reach?",
        "what was counted between {first} and {last}, and the same for the six months before.",
    ),
    "mdmh_survey": Question(
        "What do peacekeepers say of false and harmful information?",
        "the share of those who answered the survey, for each year that it was held. Choose "
        "reported, unless you worked the share out from a change.",
    ),
}
