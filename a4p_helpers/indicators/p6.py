"""What is counted of Priority 6, strategic communications."""

from fractions import Fraction
from functools import partial

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.indicators.register import Number, Sent, exhibit, indicator

TEAM = "Strategic Communications team"


def _reach(campaign: pd.DataFrame, measure: str) -> Sent | pd.Series | None:
    """Return one campaign's value as sent; for several, values by campaign, to be added up."""
    rows = campaign[campaign["measure"] == measure].set_index("campaign")["value"]
    return Sent(int(rows.iloc[0])) if len(rows) == 1 else rows


of_campaign = partial(indicator, result="6.1", level="output", source=TEAM, direction="up")


of_campaign(
    "P6.CAMPAIGN_MENTIONS",
    "Mentions of the campaign hashtag",
    definition="Mentions of the campaign in the period; for several campaigns, their sum.",
    unit="mentions",
)(partial(_reach, measure="mentions"))


@of_campaign("P6.CAMPAIGN_USERS", "Unique users mentioning the campaign", unit="users")
def campaign_users(campaign: pd.DataFrame) -> Sent | None:
    """Unique users who mentioned the campaign in the period.

    Not reported for several campaigns: a user who mentions two would be counted twice.
    """
    users = _reach(campaign, measure="users")
    return users if isinstance(users, Sent) else None


of_campaign(
    "P6.CAMPAIGN_ENGAGEMENTS",
    "Engagements with the campaign",
    definition="Engagements with the campaign in the period; for several campaigns, their sum.",
    unit="engagements",
)(partial(_reach, measure="engagements"))


@of_campaign(
    "P6.CAMPAIGN_ENGAGEMENTS_CHANGE",
    "Increase in engagements on the previous period",
    unit="percent",
    caveat="Taken as published where the previous period's value is not known.",
)
def campaign_engagements_change(campaign: pd.DataFrame) -> Number | Sent | None:
    """Change on the previous period as a share of its value; as published if that is unknown."""
    rows = campaign[campaign["measure"] == "engagements"]
    if rows.empty:
        return None
    now, before = rows["value"].sum(), rows["previous_value"].sum(skipna=False)
    if pd.notna(before) and before > 0:
        return Number(Fraction(100 * (int(now) - int(before)), int(before)))
    stated = rows["change_percent"].iloc[0] if len(rows) == 1 else None
    return None if stated is None or pd.isna(stated) else Sent(Fraction(str(stated)))


def _answer(mdmh_survey: pd.DataFrame, question: str) -> Sent | None:
    rows = mdmh_survey[mdmh_survey["question"] == question].sort_values("year")
    return None if rows.empty else Sent(Fraction(str(rows["percent"].iloc[-1])))


def _change(mdmh_survey: pd.DataFrame, question: str) -> Number | None:
    rows = mdmh_survey[mdmh_survey["question"] == question].sort_values("year")
    if len(rows) < 2:
        return None
    last, before = (Fraction(str(percent)) for percent in rows["percent"].iloc[[-1, -2]])
    return Number(last - before)


of_survey = partial(
    indicator,
    unit="percent",
    covers="latest",
    result="6.1",
    level="outcome",
    source=TEAM,
    direction="down",
)


for _code, _seen, _question in (
    (
        "P6.MDMH_SECURITY_IMPACT",
        "a moderate to severe impact of MDMH on safety and security",
        scales.ON_SAFETY,
    ),
    (
        "P6.MDMH_MANDATE_IMPACT",
        "a moderate impact of MDMH on mandate implementation",
        scales.ON_MANDATE,
    ),
):
    of_survey(
        _code,
        f"Survey respondents who see {_seen}",
        definition="Share of respondents in the latest survey, as published.",
    )(partial(_answer, question=_question))
    of_survey(
        f"{_code}_CHANGE",
        f"Change in the share that sees an impact {_seen.partition(' MDMH ')[2]}",
        definition="The latest share minus the share in the previous survey.",
        unit="percentage points",
    )(partial(_change, question=_question))


@indicator(
    "P6.MDMH_PREEMPTIVE",
    "Missions that took pre-emptive action against mis- and disinformation",
    unit="missions",
    result="6.1",
    level="output",
    source="Peacekeeping missions",
    direction="up",
    themes=["technology"],
)
def mdmh_preemptive(mdmh_actions: pd.DataFrame) -> pd.Series:
    """Missions with at least one pre-emptive action, out of those to which the question applies.

    Headquarters does not count.
    """
    rows = mdmh_actions[mdmh_actions["mission"] != scales.HEADQUARTERS]
    said = rows["is_preemptive"].map({"yes": True, "no": False}).astype("boolean")
    return said.groupby(rows["mission"]).max()


@exhibit(
    "P6.CAMPAIGN",
    "Reach of the campaign",
    labels={
        "value": "In the period",
        "previous_value": "Period before",
        "change_percent": "Change",
    },
    units={"change_percent": "%"},
    themes=["technology"],
    has_accounts=True,
)
def reach(campaign: pd.DataFrame) -> pd.DataFrame:
    """One row per measure: its value and the change on the previous period.

    Several campaigns have one row per measure and campaign, with its name.
    """
    shown = campaign[["measure", "value", "previous_value", "change_percent"]]
    if campaign["campaign"].nunique() > 1:
        shown = shown.assign(measure=campaign["measure"] + ", " + campaign["campaign"])
    return shown


@exhibit(
    "P6.MDMH_SURVEY",
    "What personnel see of harmful information",
    labels={"question": "Impact seen"},
)
def survey(mdmh_survey: pd.DataFrame) -> pd.DataFrame:
    """One row per question, one column per year: share of respondents."""
    wide = mdmh_survey.pivot(index="question", columns="year", values="percent")
    asked = [question for question in scales.QUESTIONS if question in wide.index]
    wide = wide.loc[asked]
    wide.columns = [str(year) for year in wide.columns]
    return wide.reset_index()


@exhibit(
    "P6.MDMH_ACTIONS",
    "Action ahead of harmful information",
    themes=["technology"],
    has_accounts=True,
)
def actions_by_mission(mdmh_actions: pd.DataFrame) -> pd.DataFrame:
    """One row per mission (or HQ) and pre-emptive action; the action is missing if there was none.

    Action after an incident is left out, as in `P6.MDMH_PREEMPTIVE`. Where pre-emptive action is
    not applicable, the cell says so.
    """
    said = mdmh_actions["is_preemptive"]
    acted = said == "yes"
    told = mdmh_actions["action"].where(acted).mask(said == scales.NOT_APPLICABLE, said)
    shown = mdmh_actions[["mission"]].assign(action=told)
    idle = ~shown["mission"].isin(shown.loc[acted, "mission"]) & ~shown.duplicated("mission")
    return shown[acted | idle]
