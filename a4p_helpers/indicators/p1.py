"""What is counted of Priority 1, collective coherence behind a political strategy."""

from functools import partial

import pandas as pd

from a4p_helpers.core import missions, scales
from a4p_helpers.core.periods import Period
from a4p_helpers.indicators.register import exhibit, indicator, prose
from a4p_helpers.store.values import Values

of_missions = partial(indicator, unit="missions", level="output", source="Peacekeeping missions")


@of_missions(
    "P1.POLITICAL_STRATEGY",
    "Missions implementing a political strategy",
    result="1.1",
    direction="up",
)
def political_strategy(political_engagement: pd.DataFrame) -> pd.Series:
    """Reporting missions with a mandate for a political process that implement a strategy."""
    table = political_engagement.set_index("mission")
    return table["has_political_mandate"] & (
        table["strategy_status"] == "implementing a political strategy"
    )


@of_missions(
    "P1.OBSERVER",
    "Ceasefire observer missions contributing to a conducive environment",
    result="1.2",
)
def observer(political_engagement: pd.DataFrame) -> pd.Series:
    """Reporting missions without a political mandate that contribute to a conducive environment."""
    table = political_engagement.set_index("mission")
    return ~table["has_political_mandate"] & (
        table["strategy_status"] == "contributing to a conducive environment"
    )


@of_missions("P1.NARRATIVES", "Missions with a political narrative in the section", result="1.2")
def narratives(mission_narratives: pd.DataFrame) -> int:
    """Missions that sent an account of their part in political processes, without Headquarters."""
    told = mission_narratives[mission_narratives["block"] == "P1.NARRATIVES"]["mission"]
    return int(told[told != scales.HEADQUARTERS].nunique())


@exhibit(
    "P1.STRATEGY",
    "Political strategies",
    labels={"has_political_mandate": "Political mandate", "strategy_status": "Strategy"},
)
def strategy(political_engagement: pd.DataFrame, values: Values) -> pd.DataFrame:
    """One row per mission: its mandate, and whether and how it follows a political strategy.

    Missions without data come last, blank.
    """
    columns = ["mission", "has_political_mandate", "strategy_status"]
    told = political_engagement[columns].set_index("mission")
    lacking = values.tables.lacking("political_engagement")
    return told.reindex([*told.index, *lacking]).reset_index()


prose(
    "P1.NARRATIVES",
    "What missions did for political processes",
    needs=["mission_narratives"],
    has_accounts=True,
)


@exhibit("P1.MAP", "Where the missions are", labels={"uniformed": "Uniformed personnel"})
def mission_places(period: Period, values: Values) -> pd.DataFrame:
    """Headquarters of participating missions, with host, coordinates and strength.

    The strength is from the last month of the period, or before it, whose report names missions.
    """
    taking_part = values.tables.taking_part
    personnel = values.tables["uniformed_personnel"]
    known = personnel[personnel["month"] <= f"{period.last_day:%Y-%m}"]
    named = known[known["mission"].isin(taking_part)]
    last = named[named["month"] == named["month"].max()]
    strength = last.groupby("mission")["total"].sum()
    declared = missions.declared()
    listed = [declared[code] for code in taking_part]
    return pd.DataFrame(
        {
            "mission": [one.code for one in listed],
            "headquarters": [one.headquarters for one in listed],
            "host": [one.host for one in listed],
            "latitude": [one.latitude for one in listed],
            "longitude": [one.longitude for one in listed],
            "uniformed": strength.reindex([one.code for one in listed]).astype("Int64").array,
        }
    )
