"""Contracts that belong to no single priority: the Plan, and figures sent without a table."""

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import ANY_OFFICE, LEADS, Count, Number, Text
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales


class DeliverableProgress(
    Table,
    key=["deliverable", "reporter"],
    sent_by=[LEADS],
    carries_over=["deliverable", "status"],
    rows_stand_alone=True,
):
    """What one lead reports of one deliverable."""

    deliverable: Text = kinds.column("deliverable", "Deliverable", "Number of the deliverable")
    status: Text = kinds.choice("Status", "Where it stands", scales.STATUSES)
    progress: Text = kinds.text(
        "Progress",
        "What was done in the period",
        blank=True,
        example="guidance drafted and tested",
        most=kinds.ACCOUNT,
    )
    obstacle: Text = kinds.text(
        "Obstacle",
        "What hinders progress",
        blank=True,
        disclosure="internal",
        example="post vacant since March",
        most=kinds.ACCOUNT,
    )
    next_step: Text = kinds.text(
        "Next step",
        "What comes next",
        blank=True,
        example="training of trainers in June",
        most=kinds.ACCOUNT,
    )


class SubmittedFigures(Table, key=["code"], sent_by=[ANY_OFFICE]):
    """One figure of the report as its office sent it, without the table behind it."""

    code: Text = kinds.column("indicator", "Indicator", "Code of the indicator")
    qualifier: Text = kinds.choice(
        "Qualifier", "How to read the figure", ["more than", "about"], blank=True
    )
    value: Number = kinds.number(
        "Value",
        "The figure, counted by the office itself",
        kinds.AS_INDICATOR,
        least=-1_000_000,
        most=1e10,
    )
    missions: Count = kinds.count(
        "Missions",
        "Over how many missions it runs, where that is known",
        "missions",
        most=50,
        blank=True,
    )
    note: Text = kinds.note()
