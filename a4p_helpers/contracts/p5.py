"""Contracts of Priority 5, accountability of peacekeepers."""

from a4p_helpers import scales
from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Count, Number, Text
from a4p_helpers.contracts.table import Table


class UnitEvaluations(Table):
    """Evaluations of units of one kind in one mission that ended in one rating."""

    kind: Text = kinds.choice("Kind", "Kind of unit", scales.UNIT_KINDS)
    mission: Text = kinds.mission(disclosure="internal")
    rating: Text = kinds.choice(
        "Rating", "Outcome", (*scales.POLICE_RATINGS, *scales.MILITARY_RATINGS)
    )
    evaluations: Count = kinds.count("Evaluations", "Evaluations, not units", "evaluations")

    class Config:
        name = "unit_evaluations"
        unique = ["kind", "mission", "rating"]
        metadata = kinds.sent_by("PD", "OMA")


class PoliceUnits(Table):
    """Formed police units of one mission whose performance is evaluated."""

    mission: Text = kinds.mission()
    units: Count = kinds.count("Units", "Formed police units", "units")

    class Config:
        name = "police_units"
        unique = ["mission"]
        metadata = kinds.sent_by("PD", carries_over=["mission", "units"])


class CivilianRatings(Table):
    """Share of civilian staff who received one rating in a performance cycle."""

    cycle: Text = kinds.cycle("Cycle", "Performance cycle")
    rating: Text = kinds.choice("Rating", "Outcome", scales.CIVILIAN_RATINGS)
    percent: Number = kinds.percent("Share", "Share of staff evaluated, average of all missions")

    class Config:
        name = "civilian_ratings"
        unique = ["cycle", "rating"]
        metadata = kinds.sent_by("DMSPC")


class Misconduct(Table):
    """Allegations of one category recorded between two days."""

    category: Text = kinds.choice("Category", "What is alleged", scales.MISCONDUCT)
    first_day: Text = kinds.day("First day", "Day from which it is counted")
    last_day: Text = kinds.day("Last day", "Day up to which it is counted")
    allegations: Count = kinds.count("Allegations", "Allegations recorded", "allegations")
    scope: Text = kinds.text("Scope", "Which missions are counted", example="peacekeeping missions")
    origin: Text = kinds.text(
        "Origin", "Publication the figure was taken from", example="case management tracking system"
    )

    class Config:
        name = "misconduct"
        unique = ["category", "first_day", "last_day", "scope"]
        metadata = kinds.sent_by(
            "DMSPC", sensitive=kinds.Sensitive("allegations", "first_day", "last_day", "scope")
        )


class SeaActions(Table):
    """Action taken on substantiated cases of sexual exploitation and abuse since a date."""

    action: Text = kinds.choice("Action", "What was done", scales.SEA_ACTIONS)
    count: Count = kinds.count("Count", "Persons or allegations", "persons or allegations")
    since: Text = kinds.day("Since", "Day from which it is counted")

    class Config:
        name = "sea_actions"
        unique = ["action"]
        metadata = kinds.sent_by("DMSPC", sensitive=kinds.Sensitive("count", "since"))


class Environment(Table):
    """One indicator of one mission's environmental management in a fiscal year."""

    mission: Text = kinds.mission()
    fiscal_year: Text = kinds.cycle("Fiscal year", "From July to June")
    indicator: Text = kinds.text(
        "Indicator",
        "'overall score', or one of the scorecard's indicators",
        example="overall score",
    )
    score: Number = kinds.number("Score", "Points", "points of 100", ge=0, le=100)

    class Config:
        name = "environment"
        unique = ["mission", "fiscal_year", "indicator"]
        metadata = kinds.sent_by("Environment")
