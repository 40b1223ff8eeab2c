"""Contracts of Priority 5, accountability of peacekeepers."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Count, Number, Text
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _

# The bulletin of the Secretary-General on sexual exploitation and abuse: records start here.
TRACKED = "2003-10-09"


class UnitEvaluations(Table, key=["kind", "mission", "rating"], sent_by=["PD", "OMA"]):
    """Evaluations of units of one kind in one mission that ended in one rating."""

    kind: Text = kinds.choice("Kind", "Kind of unit", scales.UNIT_KINDS)
    mission: Text = kinds.mission(disclosure="internal")
    rating: Text = kinds.choice(
        "Rating", "Outcome", (*scales.POLICE_RATINGS, *scales.MILITARY_RATINGS)
    )
    evaluations: Count = kinds.count(
        "Evaluations", "Evaluations, not units", "evaluations", most=1_000
    )


class PoliceUnits(Table, key=["mission"], sent_by=["PD"], carries_over=["mission", "units"]):
    """Formed police units of one mission whose performance is evaluated."""

    mission: Text = kinds.mission()
    units: Count = kinds.count("Units", "Formed police units", "units", most=100)


class CivilianRatings(Table, key=["cycle", "rating"], sent_by=["DMSPC"]):
    """Share of civilian staff who received one rating in a performance cycle."""

    cycle: Text = kinds.cycle("Cycle", "Performance cycle")
    rating: Text = kinds.choice("Rating", "Outcome", scales.CIVILIAN_RATINGS)
    percent: Number = kinds.percent("Share", "Share of staff evaluated, average of all missions")


class Misconduct(
    Table,
    key=["category", "first_day", "last_day", "scope"],
    sent_by=["DMSPC"],
    sensitive=kinds.Sensitive("allegations", "first_day", "last_day", "scope"),
):
    """Allegations of one category recorded between two days."""

    category: Text = kinds.choice("Category", "What is alleged", scales.MISCONDUCT)
    first_day: Text = kinds.day("First day", "Day from which it is counted", least=TRACKED)
    last_day: Text = kinds.day("Last day", "Day up to which it is counted", least=TRACKED)
    allegations: Count = kinds.count(
        "Allegations", "Allegations recorded", "allegations", most=10_000
    )
    scope: Text = kinds.listed("Scope", "Which missions are counted", "scopes of misconduct")
    origin: Text = kinds.text(
        "Origin",
        "Record or publication that the figure is taken from",
        example="case management tracking system",
        most=kinds.ACCOUNT,
    )

    @kinds.rule("first_day", _("the first day cannot lie after the last day"))
    def days_in_order(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["first_day"] <= frame["last_day"]


class SeaActions(
    Table, key=["action"], sent_by=["DMSPC"], sensitive=kinds.Sensitive("count", "since")
):
    """Action taken on substantiated cases of sexual exploitation and abuse since a date."""

    action: Text = kinds.choice("Action", "What was done", scales.SEA_ACTIONS)
    count: Count = kinds.count(
        "Count", "Persons or allegations", "persons or allegations", most=10_000
    )
    since: Text = kinds.day("Since", "Day from which it is counted", least=TRACKED)


class Environment(Table, key=["mission", "fiscal_year", "indicator"], sent_by=["Environment"]):
    """One indicator of one mission's environmental management in a fiscal year."""

    mission: Text = kinds.mission()
    fiscal_year: Text = kinds.cycle("Fiscal year", "From July to June")
    indicator: Text = kinds.text(
        "Indicator",
        f"'{scales.OVERALL_SCORE}', or one of the scorecard's indicators",
        example=scales.OVERALL_SCORE,
    )
    score: Number = kinds.number("Score", "Points", "points of 100", least=0, most=100)
