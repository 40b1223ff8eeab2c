"""The blocks of the report: every exhibit with its prose, in the order in which it stands.

A block names the tables (or single columns, `table.column`) that it cannot be drawn without. Where
they were not reported, the block keeps its heading and says so.
"""

from dataclasses import dataclass

from a4p_helpers.faults import nearest


@dataclass(frozen=True)
class Block:
    """One exhibit with its prose; `needs` are tables, or columns written `table.column`."""

    id: str
    title: str
    needs: tuple[str, ...]

    @property
    def section(self) -> str:
        """The section it stands in: p1 to p7, or another room of the report."""
        return self.id.partition(".")[0].lower()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it needs, each once."""
        return tuple(dict.fromkeys(need.partition(".")[0] for need in self.needs))


BLOCKS: dict[str, Block] = {
    block_id: Block(block_id, title, needs)
    for block_id, title, *needs_ in (
        ("P1.STRATEGY", "Political strategies", "political_engagement"),
        ("P1.NARRATIVES", "What missions did for political processes", "mission_narratives"),
        ("P1.MAP", "Where the missions are", "political_engagement"),
        ("P2.PLANS", "Approved mission plans", "mission_plans"),
        ("P2.PLAN_REVIEW", "Review of mission plans", "mission_plans.review_frequency"),
        ("P2.PLAN_GENDER", "Gender equality in mission plans", "mission_plans.gender_reflection"),
        ("P2.COLLABORATION", "Collaboration across units", "collaboration"),
        ("P2.MECHANISMS", "Mechanisms that help integration", "integration_mechanisms"),
        ("P2.CPAS", "Monitoring with CPAS", "cpas"),
        ("P2.UNCT", "Integration with United Nations Country Teams", "unct_integration"),
        ("P3.READINESS", "Readiness of contributing countries", "readiness"),
        ("P3.CONDUCT_TRAINING", "Training on conduct and discipline", "conduct_training"),
        ("P3.TPP", "Triangular Partnership Programme", "trainings"),
        ("P3.PKI_ACADEMY", "Peacekeeping-Intelligence Academy", "trainings", "courses"),
        ("P3.UGPS", "Women in uniform against parity targets", "uniformed_personnel"),
        ("P3.UGPS_MONTHS", "Women in uniform, month by month", "uniformed_personnel"),
        ("P3.UGPS_PACE", "Pace towards the parity targets", "uniformed_personnel"),
        ("P3.UGPS_ACTIONS", "Carrying out the parity strategy", "ugps_actions"),
        ("P3.LEADERSHIP", "Women in senior leadership", "senior_leadership"),
        ("P3.PLEDGES", "Pledges of Member States", "pledges"),
        ("P4.FATALITY_CAUSES", "Causes of death", "fatalities"),
        ("P4.MALICIOUS_TREND", "Deaths by malicious acts", "fatalities", "uniformed_personnel"),
        (
            "P4.FATALITY_RATES",
            "Deaths by mission, cause and type of personnel",
            "fatalities",
            "uniformed_personnel",
        ),
        ("P4.CASEVAC", "Casualty evacuation", "casevac"),
        ("P4.BASE_DEFENCE", "Defence of company operating bases", "base_defence"),
        ("P4.EO_CAPACITY", "Capacity against explosive ordnance", "eo_capacity"),
        ("P4.EO_NEUTRALISED", "Explosive ordnance found and neutralised", "explosive_ordnance"),
        ("P4.HOSPITALS", "Field hospitals", "hospitals", "hospital_reports"),
        ("P4.INTERRUPTIONS", "Interruptions of care", "hospital_interruptions"),
        ("P4.CRIMES", "Crimes against peacekeepers", "crimes"),
        ("P5.FPU", "Formed police units", "unit_evaluations"),
        ("P5.MILITARY", "Military units", "unit_evaluations"),
        ("P5.CIVILIAN", "Civilian staff", "civilian_ratings"),
        ("P5.MISCONDUCT", "Allegations of misconduct", "misconduct"),
        ("P5.SEA_ACTIONS", "Action on substantiated cases", "sea_actions"),
        ("P5.SEA_TREND", "Sexual exploitation and abuse by year", "misconduct"),
        ("P5.ENVIRONMENT", "Environmental management", "environment"),
        ("P6.CAMPAIGN", "Reach of the campaign", "campaign"),
        ("P6.MDMH_SURVEY", "What personnel see of harmful information", "mdmh_survey"),
        ("P6.MDMH_ACTIONS", "Action ahead of harmful information", "mdmh_actions"),
        ("P7.SOFA", "Agreements and incidents", "sofa"),
        ("P7.MECHANISMS_EXIST", "Missions with a formal mechanism", "coordination_mechanisms"),
        ("P7.MECHANISMS", "Mechanisms and what they contribute", "coordination_mechanisms"),
        ("PLAN.DELIVERABLES", "Deliverables at a glance"),
        ("PLAN.CHANGES", "What changed since the period before"),
        ("PLAN.RESULTS", "What was done and what moved, by result"),
        ("PLAN.EVIDENCE", "Where reports and numbers point two ways"),
        ("PLAN.LEADS", "What each lead office owes"),
        ("PLAN.DUE", "Deliverables with a date"),
        ("PLAN.PROGRESS", "Progress as the leads report it", "deliverable_progress"),
        ("PLAN.ADJUSTMENTS", "Versions of the Plan"),
        ("WPS", "Indicators of the theme"),
        ("WPS.PARITY", "Women in uniform, by mission and category", "uniformed_personnel"),
        ("WPS.BLOCKS", "Where the priorities speak of it"),
        ("WPS.DELIVERABLES", "Deliverables that carry it"),
        ("TECH", "Indicators of the theme"),
        ("TECH.BLOCKS", "Where the priorities speak of it"),
        ("TECH.DELIVERABLES", "Deliverables that carry it"),
        ("POLICE", "Indicators of policing"),
        ("POLICE.BLOCKS", "Where the priorities speak of it"),
        ("POLICE.DELIVERABLES", "Deliverables that the Police Division leads"),
        ("MISSION.NUMBERS", "Its numbers among the missions"),
        ("MISSION.TREND", "Its numbers over time"),
        ("MISSION.P1", "Collective coherence behind a political strategy"),
        ("MISSION.P2", "Strategic and operational integration"),
        ("MISSION.P3", "Capabilities and mindsets"),
        ("MISSION.P4", "Accountability to peacekeepers"),
        ("MISSION.P5", "Accountability of peacekeepers"),
        ("MISSION.P6", "Strategic communications"),
        ("MISSION.P7", "Cooperation with host countries"),
        ("MISSION.PLAN", "Deliverables of the Plan"),
        ("MISSION.ASKED", "What it was asked, and what it answered"),
        ("QUALITY.REPORTING", "Who answered, by priority"),
        ("QUALITY.PRIORITIES", "How much is known of each priority"),
        ("QUALITY.DAYS", "To which day data reach"),
        ("QUALITY.REMARKS", "Values put right, worked out or in doubt"),
        ("QUALITY.CONFLICTS", "Two numbers for one thing"),
        ("COVERAGE", "Who reported what"),
        ("RECONCILE", "Published and computed figures"),
    )
    for needs in (tuple(needs_),)
}

# Blocks that speak of a theme of the Plan, or of police, by the tag that indicators carry too.
THEMES = {
    "wps": (
        "P2.PLAN_GENDER",
        "P3.TPP",
        "P3.PKI_ACADEMY",
        "P3.UGPS",
        "P3.UGPS_PACE",
        "P3.UGPS_ACTIONS",
        "P3.LEADERSHIP",
    ),
    "technology": ("P2.CPAS", "P6.CAMPAIGN", "P6.MDMH_ACTIONS"),
    "police": ("P3.READINESS", "P3.UGPS", "P4.CRIMES", "P5.FPU"),
}
# Why a block has nothing to show although its tables came.
EMPTY = {
    "PLAN.CHANGES": "No status changed, or reports of this period or the one before are lacking.",
    "PLAN.EVIDENCE": "No result has reports and indicators that point two ways.",
    "PLAN.ADJUSTMENTS": "The Plan has had one version so far: nothing was adjusted.",
    **dict.fromkeys(
        ("WPS.DELIVERABLES", "TECH.DELIVERABLES", "POLICE.DELIVERABLES"),
        "The Plan had no such deliverable in this period.",
    ),
    "QUALITY.REPORTING": "No mission was asked.",
    "QUALITY.DAYS": "No table has data.",
    "QUALITY.REMARKS": "No value was corrected, worked out from others, or found odd.",
    "QUALITY.CONFLICTS": "No office sent a number other than its table gives.",
}
# Blocks below which missions, or Headquarters, are heard in their own words.
WITH_ACCOUNTS = (
    "P1.NARRATIVES",
    "P2.COLLABORATION",
    "P2.UNCT",
    "P3.TPP",
    "P3.UGPS_ACTIONS",
    "P3.PLEDGES",
    "P4.MALICIOUS_TREND",
    "P4.BASE_DEFENCE",
    "P4.EO_CAPACITY",
    "P4.INTERRUPTIONS",
    "P4.CRIMES",
    "P5.FPU",
    "P5.MILITARY",
    "P5.CIVILIAN",
    "P5.ENVIRONMENT",
    "P6.CAMPAIGN",
    "P6.MDMH_ACTIONS",
    "P7.SOFA",
    "P7.MECHANISMS_EXIST",
)


class UnknownBlockError(ValueError):
    """A block that the report does not have."""


def get(block_id: str) -> Block:
    """Return a block, or name the nearest one."""
    if block_id in BLOCKS:
        return BLOCKS[block_id]
    raise UnknownBlockError(f"There is no block {block_id!r}{nearest(block_id, BLOCKS)}")


def first_with(table: str) -> Block | None:
    """Return the first block that cannot be drawn without a table, if there is one."""
    return next((one for one in BLOCKS.values() if table in one.tables), None)


def of_section(section: str) -> list[Block]:
    """Return the blocks of one section, in the order of the report."""
    return [block for block in BLOCKS.values() if block.section == section]
