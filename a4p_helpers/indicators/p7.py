"""What is counted of Priority 7, cooperation with host countries."""

import pandas as pd

from a4p_helpers.indicators.register import Terms, exhibit, indicator

SOURCE = "Peacekeeping missions"
AGREEMENT: Terms = {"unit": "missions", "result": "7.1", "level": "outcome", "source": SOURCE}


@indicator(
    "P7.SOFA_INCIDENTS",
    "Missions with SOFA or SOMA incidents in the period",
    direction="down",
    caveat="Long-standing incidents that are not resolved count as well.",
    **AGREEMENT,
)
def sofa_incidents(sofa: pd.DataFrame) -> pd.Series:
    """Missions with an agreement that report incidents, new or long-standing."""
    return sofa.set_index("mission")["has_incidents"]


@indicator(
    "P7.SOFA_NO_INCIDENTS",
    "Missions with an agreement and no incidents",
    direction="up",
    **AGREEMENT,
)
def sofa_no_incidents(sofa: pd.DataFrame) -> pd.Series:
    """Missions with an agreement that report none."""
    return ~sofa.set_index("mission")["has_incidents"]


@indicator(
    "P7.NO_AGREEMENT",
    "Missions without a SOFA or SOMA",
    covers="state",
    **(AGREEMENT | {"level": "context"}),
)
def no_agreement(sofa: pd.DataFrame) -> pd.Series:
    """Missions that have neither agreement, by the nature of their mandate."""
    return (sofa.set_index("mission")["agreement"] == "none").astype("boolean")


@indicator(
    "P7.COORDINATION_MECHANISMS",
    "Missions with a formal coordination mechanism",
    direction="up",
    **(AGREEMENT | {"level": "output"}),
)
def coordination_mechanism_missions(coordination_mechanisms: pd.DataFrame) -> int:
    """Missions that list at least one formal mechanism with their host country."""
    return int(coordination_mechanisms["mission"].nunique())


MECHANISMS: Terms = {"unit": "mechanisms", "result": "7.1", "level": "output", "source": SOURCE}


@indicator("P7.MECHANISMS_LISTED", "Coordination mechanisms listed", **MECHANISMS)
def mechanisms_listed(coordination_mechanisms: pd.DataFrame) -> pd.Series:
    """Mechanisms that missions list, by mission."""
    return coordination_mechanisms.groupby("mission").size()


def _contributing(coordination_mechanisms: pd.DataFrame, contribution: int) -> int:
    return int((coordination_mechanisms["contribution"] == contribution).sum())


@indicator(
    "P7.MECHANISMS_SIGNIFICANT", "Listed mechanisms with a significant contribution", **MECHANISMS
)
def mechanisms_significant(coordination_mechanisms: pd.DataFrame) -> int:
    """Mechanisms that their mission rates 3 of 3."""
    return _contributing(coordination_mechanisms, 3)


@indicator("P7.MECHANISMS_MEDIUM", "Listed mechanisms with a medium contribution", **MECHANISMS)
def mechanisms_medium(coordination_mechanisms: pd.DataFrame) -> int:
    """Mechanisms that their mission rates 2 of 3."""
    return _contributing(coordination_mechanisms, 2)


@indicator("P7.MECHANISMS_LITTLE", "Listed mechanisms with a little contribution", **MECHANISMS)
def mechanisms_little(coordination_mechanisms: pd.DataFrame) -> int:
    """Mechanisms that their mission rates 1 of 3."""
    return _contributing(coordination_mechanisms, 1)


@indicator("P7.MECHANISMS_NONE", "Listed mechanisms with no to little contribution", **MECHANISMS)
def mechanisms_none(coordination_mechanisms: pd.DataFrame) -> int:
    """Mechanisms that their mission rates 0 of 3."""
    return _contributing(coordination_mechanisms, 0)


@exhibit("P7.SOFA")
def agreements(sofa: pd.DataFrame) -> pd.DataFrame:
    """One row a mission: agreement, incidents, and their impact on three things.

    Without an agreement, or without incidents, there is no impact to report, and the cell says so.
    """
    table = sofa.drop(columns=["reporter", "classification"])
    without = table["agreement"] == "none"
    quiet = table["has_incidents"].eq(False).fillna(False)
    for column in ("impact_civilian", "impact_uniformed", "impact_tasks"):
        table[column] = table[column].mask(quiet, "no incidents").mask(without, "no agreement")
    incidents = table["has_incidents"].map({True: "yes", False: "no"})
    table["has_incidents"] = incidents.mask(without, "not applicable")
    return table


@exhibit("P7.MECHANISMS_EXIST")
def mechanisms_by_mission(coordination_mechanisms: pd.DataFrame) -> pd.DataFrame:
    """One row a mission that lists mechanisms: how many."""
    counted = coordination_mechanisms.groupby("mission").size()
    return counted.rename("mechanisms").reset_index()


@exhibit("P7.MECHANISMS")
def mechanisms(coordination_mechanisms: pd.DataFrame) -> pd.DataFrame:
    """One row a mechanism: its mission and what it contributes, 0 to 3."""
    return coordination_mechanisms[["mission", "mechanism", "contribution"]]
