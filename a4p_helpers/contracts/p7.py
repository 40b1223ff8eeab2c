"""Contracts of Priority 7, cooperation with host countries."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import MISSIONS, Count, Text, YesNo
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _


class Sofa(Table, key=["mission"], sent_by=[MISSIONS], carries_over=["mission", "agreement"]):
    """One mission's agreement with its host country and what came of incidents under it."""

    mission: Text = kinds.mission()
    agreement: Text = kinds.choice(
        "Agreement", "Status of Forces or of Mission Agreement, or none", scales.AGREEMENTS
    )
    has_incidents: YesNo = kinds.yes_no(
        "Incidents",
        "Whether there were incidents, long-standing ones included; blank without an agreement",
        blank=True,
    )
    impact_civilian: Text = kinds.choice(
        "Civilian movement", "Impact on movement of civilian personnel", scales.IMPACTS, blank=True
    )
    impact_uniformed: Text = kinds.choice(
        "Uniformed movement",
        "Impact on movement of uniformed personnel",
        scales.IMPACTS,
        blank=True,
    )
    impact_tasks: Text = kinds.choice(
        "Mandated tasks", "Impact on implementation of mandated tasks", scales.IMPACTS, blank=True
    )

    @kinds.rule(
        "has_incidents", _("say yes or no to incidents where there is an agreement, and only there")
    )
    def incidents_need_agreement(cls, frame: pd.DataFrame) -> pd.Series:
        return (frame["agreement"] == "none") == frame["has_incidents"].isna()


class CoordinationMechanisms(
    Table,
    key=["mission", "mechanism"],
    sent_by=[MISSIONS],
    carries_over=["mission", "mechanism", "contribution"],
    rows_stand_alone=True,
):
    """A formal mechanism between one mission and its host country."""

    mission: Text = kinds.mission()
    mechanism: Text = kinds.text(
        "Mechanism", "What it is, in a few words", example="monthly meeting with the ministry"
    )
    contribution: Count = kinds.scale(
        "Contribution", "To cooperation: 0 no to little, 1 a little, 2 medium, 3 significant", 0, 3
    )
