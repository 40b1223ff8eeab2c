"""Contracts of Priority 2, strategic and operational integration."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import MISSIONS, Count, Number, Text, YesNo
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _


class MissionPlans(
    Table,
    key=["mission"],
    sent_by=[MISSIONS],
    carries_over=[
        "mission",
        "is_approved",
        "approval_kind",
        "review_frequency",
        "gender_reflection",
    ],
):
    """The plan of one mission."""

    mission: Text = kinds.mission()
    is_approved: YesNo = kinds.yes_no("Approved", "Whether leadership approved a plan")
    approval_kind: Text = kinds.choice(
        "Approval", "How the plan was approved", scales.APPROVAL_KINDS
    )
    review_frequency: Text = kinds.choice(
        "Review",
        "How often heads of units meet to review the plan",
        scales.REVIEW_FREQUENCIES,
        blank=True,
        disclosure="internal",
    )
    gender_reflection: Text = kinds.choice(
        "Gender in the plan",
        "How far gender equality and women, peace and security are reflected in the plan",
        scales.GENDER_REFLECTION,
        blank=True,
    )

    @kinds.rule(
        "approval_kind", _("a plan is approved in some way where, and only where, it is approved")
    )
    def approval_has_a_kind(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["is_approved"] == (frame["approval_kind"] != scales.NOT_APPROVED)


class Collaboration(
    Table,
    key=["mission", "between"],
    sent_by=[MISSIONS],
    carries_over=["mission", "between", "score"],
):
    """How well two parts of one mission work together, as the mission rates it."""

    mission: Text = kinds.mission()
    between: Text = kinds.text(
        "Between",
        "The two parts of the mission that work together",
        example="civilian and military components",
    )
    score: Count = kinds.scale("Score", "1 is no collaboration, 5 is strong collaboration", 1, 5)


class IntegrationMechanisms(
    Table,
    key=["mission", "mechanism"],
    sent_by=[MISSIONS],
    carries_over=["mission", "mechanism"],
    rows_stand_alone=True,
):
    """A mechanism for integration that a mission finds useful."""

    mission: Text = kinds.mission(
        "Mission that named the mechanism; blank only where it is not known", blank=True
    )
    mechanism: Text = kinds.text(
        "Mechanism",
        "What the mission finds useful, in a few words",
        example="joint analysis cell",
    )


class Cpas(Table, key=["mission"], sent_by=[MISSIONS], carries_over=["mission", "uses_cpas"]):
    """One mission's use of the Comprehensive Planning and Performance Assessment System."""

    mission: Text = kinds.mission()
    uses_cpas: YesNo = kinds.yes_no("Uses CPAS", "Whether the mission monitors progress with CPAS")
    conducted_impact_assessment: YesNo = kinds.yes_no(
        "Impact assessment",
        "Whether it held an impact assessment in the period; blank where nobody says",
        blank=True,
    )

    @kinds.rule("conducted_impact_assessment", _("no impact assessment is held without CPAS"))
    def assessment_needs_cpas(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["uses_cpas"] | ~frame["conducted_impact_assessment"]


class UnctIntegration(
    Table,
    key=["mission"],
    sent_by=[MISSIONS],
    carries_over=["mission", "is_applicable", "degree"],
):
    """How far one mission is integrated with the United Nations Country Team, by its own word."""

    mission: Text = kinds.mission()
    is_applicable: YesNo = kinds.yes_no("Applicable", "Whether a Country Team is relevant")
    degree: Count = kinds.scale("Degree", "1 is none, 5 is full integration", 1, 5, blank=True)

    @kinds.rule("degree", _("give a degree only where a Country Team is relevant"))
    def degree_needs_a_team(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["is_applicable"] | frame["degree"].isna()


class WpsIndicators(
    Table,
    key=["mission", "number"],
    sent_by=[MISSIONS],
    carries_over=["mission", "number", "name", "unit", "source"],
    rows_stand_alone=True,
):
    """One indicator on women, peace and security that a mission reports, under its own name."""

    mission: Text = kinds.mission()
    number: Text = kinds.text(
        "Number", "Number that the mission's framework gives the indicator", example="1.2"
    )
    name: Text = kinds.text(
        "Name",
        "Name of the indicator as the mission uses it",
        example="Women in local peace committees",
    )
    value: Number = kinds.number(
        "Value", "Value in the period", kinds.AS_INDICATOR, least=-1_000_000, most=1e10
    )
    unit: Text = kinds.text("Unit", "Unit of the value", example="per cent")
    source: Text = kinds.text("Source", "Where the value comes from", example="CPAS")
