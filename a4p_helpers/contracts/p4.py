"""Contracts of Priority 4, accountability to peacekeepers."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Count, Number, Text, YesNo
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _
from a4p_helpers.core.periods import Period


class Fatalities(
    Table,
    key=["month", "notification_year", "mission", "cause", "personnel"],
    sent_by=["NOTICAS"],
    is_imported=True,
):
    """Deaths in one mission and month of one cause and type of personnel."""

    month: Text = kinds.month("Month", "Month of the incident")
    notification_year: Count = kinds.year(
        "Year of notification", "Year inside the casualty number", most=kinds.YEAR_AFTER
    )
    mission: Text = kinds.mission()
    cause: Text = kinds.choice("Cause", "Type of incident, as NOTICAS records it", scales.CAUSES)
    personnel: Text = kinds.choice("Personnel", "Type of personnel", scales.PERSONNEL)
    deaths: Count = kinds.count("Deaths", "Persons who died", "persons", least=1, most=1_000)


class Casevac(
    Table,
    key=["mission", "capability"],
    sent_by=["OMA"],
    carries_over=["mission", "capability", "is_available"],
):
    """Whether one mission has one capability for casualty evacuation."""

    mission: Text = kinds.mission()
    capability: Text = kinds.listed(
        "Capability", "What can be done, and when", "capabilities for evacuation"
    )
    is_available: YesNo = kinds.yes_no("Available", "Whether the mission has it")


class BaseDefence(
    Table, key=["mission"], sent_by=["FPS"], carries_over=["mission", "bases", "compliant"]
):
    """Company operating bases of one mission and how many meet the defence standard."""

    mission: Text = kinds.mission()
    bases: Count = kinds.count("Bases", "Company operating bases", "bases", most=500)
    compliant: Count = kinds.count("Compliant", "Bases that meet the standard", "bases", most=500)

    @kinds.rule("compliant", _("compliant bases cannot be more than bases"))
    def compliant_fit(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["compliant"] <= frame["bases"]


class EoCapacity(Table, key=["mission", "activity"], sent_by=["UNMAS"], rows_stand_alone=True):
    """Something done in one mission to build capacity against explosive ordnance."""

    mission: Text = kinds.mission()
    activity: Text = kinds.text(
        "Activity", "What was done, in a few words", example="awareness training of new contingents"
    )


class ExplosiveOrdnance(Table, key=["mission", "kind"], sent_by=["UNMAS"]):
    """Explosive ordnance of one kind found and neutralised in one mission in the period."""

    mission: Text = kinds.mission()
    kind: Text = kinds.listed("Kind", "Kind of ordnance", "kinds of ordnance")
    found: Count = kinds.count("Found", "Items found", "items", most=1_000_000)
    neutralised: Count = kinds.count("Neutralised", "Items made safe", "items", most=1_000_000)

    @kinds.rule("neutralised", _("items neutralised cannot be more than items found"))
    def neutralised_fit(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["neutralised"] <= frame["found"]


class Hospitals(
    Table,
    key=["mission", "level"],
    sent_by=["DHMOSH"],
    carries_over=["mission", "level", "hospitals"],
):
    """Field hospitals of one level in one mission; level 'none' means that there is no hospital."""

    mission: Text = kinds.mission()
    level: Text = kinds.choice("Level", "Level of care", scales.LEVELS)
    hospitals: Count = kinds.count("Hospitals", "Hospitals of this level", "hospitals", most=100)

    @kinds.rule(
        "hospitals", _("level 'none' goes with 0 hospitals, every other level with 1 or more")
    )
    def none_is_zero(cls, frame: pd.DataFrame) -> pd.Series:
        return (frame["level"] == "none") == (frame["hospitals"] == 0)


class HospitalReports(Table, key=["mission"], sent_by=["DHMOSH"]):
    """How many of one mission's hospitals had a report due in the period."""

    mission: Text = kinds.mission()
    reports_due: Count = kinds.count(
        "Reports due", "Hospitals with a report due", "hospitals", most=200, blank=True
    )
    reports_due_percent: Number = kinds.percent(
        "Reports due, share", "The same as a share, where the number is not known", blank=True
    )

    @kinds.rule("reports_due", _("give the number of reports due or their share"))
    def has_a_figure(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["reports_due"].notna() | frame["reports_due_percent"].notna()


class HospitalInterruptions(Table, key=["mission", "hospital", "cause"], sent_by=["DHMOSH"]):
    """Days on which one cause affected care in one hospital."""

    mission: Text = kinds.mission()
    hospital: Count = kinds.count(
        "Hospital", "Running number of the hospital", "", least=1, most=100
    )
    cause: Text = kinds.choice(
        "Cause",
        "What affected care",
        scales.CARE_CAUSES,
    )
    days: Count = kinds.count(
        "Days", "Days of affected care", "days", least=1, most=kinds.PERIOD_DAYS
    )
    note: Text = kinds.note()

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """More days than the period has."""
        long = frame[frame["days"] > period.days]
        return [
            (
                row,
                "days",
                _(
                    "{mission} reports {days} days of {cause} in a period of {most} days",
                    mission=mission,
                    days=days,
                    cause=cause,
                    most=period.days,
                ),
            )
            for row, mission, days, cause in long[["mission", "days", "cause"]].itertuples()
        ]


class Crimes(Table, key=["mission", "stage"], sent_by=["OROLSI"]):
    """Crimes against peacekeepers in one mission at one stage, counted since 2013."""

    mission: Text = kinds.mission()
    stage: Text = kinds.choice("Stage", "How far the cases have come", scales.STAGES)
    count: Count = kinds.count(
        "Count", "Cases or persons at this stage, cumulative", "cases or persons", most=10_000
    )
