"""Contracts of Priority 1, collective coherence behind a political strategy."""

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import ANY_OFFICE, MISSIONS, Text, YesNo
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales


class PoliticalEngagement(
    Table,
    key=["mission"],
    sent_by=[MISSIONS],
    carries_over=["mission", "has_political_mandate", "strategy_status"],
):
    """One mission's work for a political process."""

    mission: Text = kinds.mission()
    has_political_mandate: YesNo = kinds.yes_no(
        "Political mandate", "Whether the mandate covers support to a political process"
    )
    strategy_status: Text = kinds.choice(
        "Strategy", "How the mission stands to a political strategy", scales.STRATEGY_STATUS
    )


class MissionNarratives(
    Table,
    key=["reporter", "mission", "block"],
    sent_by=[MISSIONS, ANY_OFFICE],
    rows_stand_alone=True,
):
    """The account that a mission, or an office at Headquarters, gives for one block."""

    mission: Text = kinds.column("mission_or_hq", "Mission", "Mission, or HQ for Headquarters")
    block: Text = kinds.column(
        "block", "Block", "Block of the report that the account belongs to, such as P1.NARRATIVES"
    )
    text: Text = kinds.text(
        "Account",
        "What was done and what came of it, 20 to 120 words",
        most=kinds.ACCOUNT,
        words=(20, 120),
        example="The mission brought both sides to the table in March; they agreed to meet again.",
    )
