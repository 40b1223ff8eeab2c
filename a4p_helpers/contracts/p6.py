"""Contracts of Priority 6, strategic communications."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import MISSIONS, Count, Number, Text
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _
from a4p_helpers.core.periods import Period

MOST_REACHED = 10_000_000_000  # more than there are people


class Campaign(Table, key=["campaign", "measure"], sent_by=["SCT"]):
    """One measure of the reach of a communications campaign in the period."""

    campaign: Text = kinds.text("Campaign", "Name of the campaign", example="Peace Begins with Me")
    measure: Text = kinds.choice("Measure", "What is counted", scales.MEASURES)
    value: Count = kinds.count(
        "Value",
        "Count in the period",
        "times, users or engagements",
        most=MOST_REACHED,
    )
    previous_value: Count = kinds.count(
        "Value before",
        "The same for the period before",
        "times, users or engagements",
        most=MOST_REACHED,
        blank=True,
    )
    change_percent: Number = kinds.number(
        "Change",
        "Change on the period before, where the count before is not known",
        kinds.PERCENT,
        least=-100,
        most=1_000_000,
        blank=True,
    )

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """A change that the two counts do not give, by more than rounding explains."""
        known = frame[["value", "previous_value", "change_percent"]].dropna()
        return [
            (
                row,
                "change_percent",
                _(
                    "{change:g} per cent is not the change from {was} to {now}",
                    change=change,
                    was=was,
                    now=now,
                ),
            )
            for row, now, was, change in known.itertuples()
            if was and abs(100 * (now - was) / was - change) >= 1
        ]


class MdmhSurvey(Table, key=["question", "year"], sent_by=["SCT"]):
    """What peacekeeping personnel say of mis-, dis- and malinformation and hate speech."""

    question: Text = kinds.choice("Question", "Impact that respondents see", scales.QUESTIONS)
    year: Count = kinds.year("Year", "Year of the survey", least=2015)
    month: Text = kinds.month("Month", "Month in which it was held", blank=True)
    percent: Number = kinds.percent("Share", "Share of respondents")
    basis: Text = kinds.choice("Basis", "Reported, or worked out from a change", scales.BASES)

    @kinds.rule("month", _("the month of a survey must be within its year"))
    def month_in_year(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["month"].str[:4] == frame["year"].astype("string")


class MdmhActions(
    Table, key=["mission", "action"], sent_by=[MISSIONS, "SCT"], rows_stand_alone=True
):
    """Something a mission, or Headquarters, did against mis- and disinformation."""

    mission: Text = kinds.column("mission_or_hq", "Mission", "Mission, or HQ for Headquarters")
    is_preemptive: Text = kinds.choice(
        "Pre-emptive",
        "Whether it was done ahead of an incident; no where nothing was done, not applicable "
        "where such action is no task of the mission",
        scales.PREEMPTIVE,
    )
    action: Text = kinds.text(
        "Action",
        "What was done; blank where nothing was",
        blank=True,
        example="fact sheets given to radio stations before the vote",
    )

    @kinds.rule("action", _("leave the action blank where such action is not applicable"))
    def none_where_not_applicable(cls, frame: pd.DataFrame) -> pd.Series:
        return (frame["is_preemptive"] != scales.NOT_APPLICABLE) | frame["action"].isna()
