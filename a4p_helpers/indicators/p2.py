"""What is counted of Priority 2, strategic and operational integration."""

from functools import partial

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.indicators.register import exhibit, indicator
from a4p_helpers.store.values import Values

of_missions = partial(
    indicator,
    unit="missions",
    covers="state",
    result="2.1",
    level="output",
    source="Peacekeeping missions",
    direction="up",
)


@of_missions(
    "P2.PLANS_APPROVED",
    "Missions with a plan approved by their leadership",
    caveat="UNMOGIP has no SRSG; its head holds a compact with the Secretary-General instead.",
)
def plans_approved(mission_plans: pd.DataFrame) -> pd.Series:
    """Reporting missions whose plan is approved; a compact counts as an approved plan."""
    return mission_plans.set_index("mission")["is_approved"]


@of_missions("P2.CPAS_USE", "Missions using CPAS to monitor progress", themes=["technology"])
def cpas_use(cpas: pd.DataFrame) -> pd.Series:
    """Reporting missions that monitor progress towards their mandate with CPAS."""
    return cpas.set_index("mission")["uses_cpas"]


@of_missions(
    "P2.CPAS_IMPACT_ASSESSMENTS",
    "Missions that conducted a CPAS impact assessment",
    covers="period",
    themes=["technology"],
)
def cpas_impact_assessments(cpas: pd.DataFrame) -> pd.Series:
    """Reporting missions that held at least one impact assessment in the period."""
    return cpas.set_index("mission")["conducted_impact_assessment"]


@of_missions(
    "P2.GENDER_REFLECTED",
    "Missions whose plan largely or fully reflects gender equality",
    result="2.3",
    themes=["wps"],
)
def gender_reflected(mission_plans: pd.DataFrame) -> pd.Series:
    """Missions that rate gender equality and WPS in their plan as largely or fully reflected."""
    rated = mission_plans.set_index("mission")["gender_reflection"]
    return rated.isin(scales.REFLECTED).astype("boolean").mask(rated.isna())


of_wps = partial(of_missions, covers="period", result="2.3", themes=["wps"], direction="none")


@of_wps("P2.WPS_REPORTING", "Missions that report indicators on women, peace and security")
def wps_reporting(wps_indicators: pd.DataFrame) -> int:
    """Missions that report at least one indicator from their own framework."""
    return int(wps_indicators["mission"].nunique())


@of_wps(
    "P2.WPS_INDICATORS",
    "Indicators on women, peace and security that missions report",
    unit="indicators",
    caveat="Each mission chooses its own; their values are neither added up nor compared.",
)
def wps_listed(wps_indicators: pd.DataFrame) -> pd.Series:
    """Indicators for which a mission gave a value, by mission."""
    return wps_indicators.groupby("mission").size()


@exhibit(
    "P2.PLANS", "Approved mission plans", labels={"is_approved": "Approved", "approval_kind": "How"}
)
def plans(mission_plans: pd.DataFrame, values: Values) -> pd.DataFrame:
    """One row per mission: whether its plan is approved, and how.

    Missions without data come last, blank.
    """
    told = mission_plans[["mission", "is_approved", "approval_kind"]].set_index("mission")
    lacking = values.tables.lacking("mission_plans")
    return told.reindex([*told.index, *lacking]).reset_index()


@exhibit(
    "P2.PLAN_REVIEW",
    "Review of mission plans",
    needs=["mission_plans.review_frequency"],
    labels={"review_frequency": "Frequency"},
)
def plan_review(mission_plans: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: how often heads of units meet to review the plan."""
    return mission_plans[["mission", "review_frequency"]]


@exhibit(
    "P2.PLAN_GENDER",
    "Gender equality in mission plans",
    needs=["mission_plans.gender_reflection"],
    labels={"gender_reflection": "Reflected"},
    themes=["wps"],
)
def plan_gender(mission_plans: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: how far gender equality and WPS are reflected in its plan."""
    return mission_plans[["mission", "gender_reflection"]]


@exhibit("P2.COLLABORATION", "Collaboration across units", has_accounts=True)
def collaboration(collaboration: pd.DataFrame) -> pd.DataFrame:
    """One row per mission and pair of units: its score from 1 to 5."""
    return collaboration[["mission", "between", "score"]]


@exhibit("P2.MECHANISMS", "Mechanisms that help integration")
def mechanisms(integration_mechanisms: pd.DataFrame) -> pd.DataFrame:
    """One row per mechanism: how many missions named it; unknown where no mission is given."""
    named = integration_mechanisms.groupby("mechanism", sort=False)["mission"].agg("count")
    return named.where(named > 0).astype("Int64").rename("missions").reset_index()


@exhibit(
    "P2.CPAS",
    "Monitoring with CPAS",
    labels={"uses_cpas": "Uses CPAS", "conducted_impact_assessment": "Impact assessment"},
    themes=["technology"],
)
def cpas_by_mission(cpas: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: whether it uses CPAS and held an impact assessment."""
    return cpas[["mission", "uses_cpas", "conducted_impact_assessment"]]


@exhibit("P2.UNCT", "Integration with United Nations Country Teams", has_accounts=True)
def unct(unct_integration: pd.DataFrame) -> pd.DataFrame:
    """One row per mission for which a Country Team is relevant: its integration, from 1 to 5."""
    relevant = unct_integration[unct_integration["is_applicable"]]
    return relevant[["mission", "degree"]]
