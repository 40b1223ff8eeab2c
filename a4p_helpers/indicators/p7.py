"""What is counted of Priority 7, cooperation with host countries."""

from functools import partial

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.indicators.register import exhibit, indicator

SOURCE = "Peacekeeping missions"


of_agreements = partial(indicator, unit="missions", result="7.1", level="outcome", source=SOURCE)


@of_agreements(
    "P7.SOFA_INCIDENTS",
    "Missions with SOFA or SOMA incidents in the period",
    direction="down",
    caveat="Long-standing incidents that remain unresolved are included.",
)
def sofa_incidents(sofa: pd.DataFrame) -> pd.Series:
    """Missions with an agreement that report incidents, new or long-standing."""
    return sofa.set_index("mission")["has_incidents"]


@of_agreements(
    "P7.SOFA_NO_INCIDENTS", "Missions with an agreement and no incidents", direction="up"
)
def sofa_no_incidents(sofa: pd.DataFrame) -> pd.Series:
    """Missions with an agreement that report no incidents."""
    return ~sofa.set_index("mission")["has_incidents"]


@of_agreements(
    "P7.NO_AGREEMENT", "Missions without a SOFA or SOMA", covers="state", level="context"
)
def no_agreement(sofa: pd.DataFrame) -> pd.Series:
    """Missions with neither agreement, owing to the nature of their mandate."""
    return (sofa.set_index("mission")["agreement"] == "none").astype("boolean")


IMPACTS = ("impact_civilian", "impact_uniformed", "impact_tasks")


@of_agreements(
    "P7.SOFA_HIGH_IMPACT",
    "Missions on which incidents had a high impact",
    direction="down",
)
def sofa_high_impact(sofa: pd.DataFrame) -> pd.Series:
    """Missions that rate the impact of incidents on movement or on mandated tasks as high.

    They are counted out of the missions with incidents that rate any impact.
    """
    rated = sofa.set_index("mission")[list(IMPACTS)]
    is_high = rated.isin([scales.IMPACTS[-1]]).any(axis=1).astype("boolean")
    return is_high.mask(rated.isna().all(axis=1))


of_mechanisms = partial(indicator, unit="mechanisms", result="7.1", level="output", source=SOURCE)


@of_mechanisms(
    "P7.COORDINATION_MECHANISMS",
    "Missions with a formal coordination mechanism",
    unit="missions",
    direction="up",
)
def coordination_mechanism_missions(coordination_mechanisms: pd.DataFrame) -> int:
    """Missions that list at least one formal coordination mechanism with their host country."""
    return int(coordination_mechanisms["mission"].nunique())


@of_mechanisms("P7.MECHANISMS_LISTED", "Coordination mechanisms listed")
def mechanisms_listed(coordination_mechanisms: pd.DataFrame) -> pd.Series:
    """Formal mechanisms that missions list, by mission."""
    return coordination_mechanisms.groupby("mission").size()


def _mechanisms_rated(coordination_mechanisms: pd.DataFrame, contribution: int) -> int:
    return int((coordination_mechanisms["contribution"] == contribution).sum())


for _code, _title, _contribution in (
    ("P7.MECHANISMS_SIGNIFICANT", "Listed mechanisms with a significant contribution", 3),
    ("P7.MECHANISMS_MEDIUM", "Listed mechanisms with a medium contribution", 2),
    ("P7.MECHANISMS_LITTLE", "Listed mechanisms with a little contribution", 1),
    ("P7.MECHANISMS_NONE", "Listed mechanisms with no to little contribution", 0),
):
    of_mechanisms(
        _code, _title, definition=f"Mechanisms that their mission rates {_contribution} of 3."
    )(partial(_mechanisms_rated, contribution=_contribution))


@exhibit(
    "P7.SOFA",
    "Agreements and incidents",
    labels={
        "has_incidents": "Incidents",
        "impact_civilian": "Impact on civilian movement",
        "impact_uniformed": "Impact on uniformed movement",
        "impact_tasks": "Impact on mandated tasks",
    },
    has_accounts=True,
)
def agreements(sofa: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: agreement, incidents, and their impact on three things.

    Without an agreement or incidents there is no impact to report, and the cell says so.
    """
    table = sofa.drop(columns=["reporter", "classification"])
    without = table["agreement"] == "none"
    quiet = table["has_incidents"].eq(False).fillna(False)
    for column in IMPACTS:
        table[column] = table[column].mask(quiet, "no incidents").mask(without, "no agreement")
    incidents = table["has_incidents"].map({True: "yes", False: "no"})
    table["has_incidents"] = incidents.mask(without, "not applicable")
    return table


@exhibit("P7.MECHANISMS_EXIST", "Missions with a formal mechanism", has_accounts=True)
def mechanisms_by_mission(coordination_mechanisms: pd.DataFrame) -> pd.DataFrame:
    """One row per mission that lists mechanisms: how many, by contribution."""
    wide = pd.crosstab(coordination_mechanisms["mission"], coordination_mechanisms["contribution"])
    every = wide.reindex(columns=range(len(scales.CONTRIBUTIONS) - 1, -1, -1), fill_value=0)
    named = every.set_axis(scales.CONTRIBUTIONS[::-1], axis="columns").rename_axis(columns=None)
    return named.reset_index()


@exhibit("P7.MECHANISMS", "Mechanisms and what they contribute")
def mechanisms(coordination_mechanisms: pd.DataFrame) -> pd.DataFrame:
    """One row per mechanism: its mission and its contribution, from 0 to 3."""
    return coordination_mechanisms[["mission", "mechanism", "contribution"]]
