"""Contracts of Priority 3, capabilities and mindsets."""

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import MISSIONS, Count, Number, Text, YesNo
from a4p_helpers.contracts.table import Table, not_the_ratio
from a4p_helpers.core import scales
from a4p_helpers.core.languages import _
from a4p_helpers.core.periods import Period

MOST_DEPLOYED = 150_000  # above what the United Nations has ever deployed at a time


class Readiness(Table, key=["measure"], sent_by=["OMA", "ITS"]):
    """One measure of the readiness of contributing countries, as a count, a share, or both."""

    measure: Text = kinds.choice("Measure", "What is measured", scales.READINESS_MEASURES)
    count: Count = kinds.count(
        "Count", "How many meet it", "units or countries", most=1_000, blank=True
    )
    of: Count = kinds.count("Of", "Out of how many", "units or countries", most=1_000, blank=True)
    percent: Number = kinds.percent(
        "Share",
        "Share that meets it, where the count is not known",
        blank=True,
        beside=("count", "of"),
    )

    @kinds.rule("count", _("give the count, the share, or both"))
    def has_a_figure(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["count"].notna() | frame["percent"].notna()

    @kinds.rule("count", _("the count cannot be more than what it is out of"))
    def count_fits(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["count"] <= frame["of"]

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """A share that its count does not give."""
        return not_the_ratio(frame, "count", "of", "percent")


class ConductTraining(Table, key=["mission"], sent_by=[MISSIONS]):
    """Training on conduct and discipline in one mission."""

    mission: Text = kinds.mission()
    sessions: Count = kinds.count(
        "Sessions", "Sessions held in the period", "sessions", most=10_000
    )


class Trainings(Table, key=["programme", "field"], sent_by=["TPP", "PKI"]):
    """Specialized training in one programme and field, or for one group of participants."""

    programme: Text = kinds.choice("Programme", "Programme that trained", scales.PROGRAMMES)
    field: Text = kinds.listed(
        "Field or group", "Field of training, or status of those trained", "fields of training"
    )
    trainings: Count = kinds.count(
        "Trainings", "Trainings held", "trainings", most=1_000, blank=True
    )
    participants: Count = kinds.count("Participants", "Persons trained", "persons", most=20_000)
    women: Count = kinds.count("Women", "Women among them", "persons", most=20_000, blank=True)
    women_percent: Number = kinds.percent(
        "Women, share",
        "Share of women, where their number is not known",
        blank=True,
        beside=("women", "participants"),
    )

    @kinds.rule("women", _("women cannot be more than participants"))
    def women_fit(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["women"] <= frame["participants"]

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """A share of women that their number does not give."""
        return not_the_ratio(frame, "women", "participants", "women_percent")


class Courses(
    Table,
    key=["programme", "course"],
    sent_by=["PKI"],
    carries_over=["programme", "course"],
    rows_stand_alone=True,
):
    """A course that a programme offers."""

    programme: Text = kinds.choice("Programme", "Programme that offers it", scales.PROGRAMMES)
    course: Text = kinds.text(
        "Course", "Name of the course", example="Peacekeeping-intelligence analysis"
    )


class UgpsActions(
    Table, key=["mission"], sent_by=["OCSS"], carries_over=["mission", "is_implementing"]
):
    """Whether one mission carries out recommendations of the gender parity strategy."""

    mission: Text = kinds.mission()
    is_implementing: YesNo = kinds.yes_no("Implementing", "Whether it reports implementation")


class SeniorLeadership(Table, sent_by=["OCSS"]):
    """Posts of heads and deputy heads of mission held by women or men."""

    mission: Text = kinds.mission("Mission; blank only where it is not known", blank=True)
    post: Text = kinds.choice(
        "Post", "Head or deputy head of mission", ["head", "deputy head", scales.NOT_STATED]
    )
    is_uniformed: YesNo = kinds.yes_no("Uniformed", "Whether the holder is military or police")
    gender: Text = kinds.choice("Gender", "Gender of the holder", ["woman", "man"])
    is_acting: YesNo = kinds.yes_no("Acting", "Whether the holder is acting")
    posts: Count = kinds.count("Posts", "Number of such posts", "posts", least=1, most=50)
    as_of: Text = kinds.day("As of", "Date that the row holds for")
    basis: Text = kinds.choice(
        "Basis", "Reported, or inferred from shares (the note says how)", scales.BASES
    )
    note: Text = kinds.note()


class UniformedPersonnel(
    Table, key=["month", "mission", "category"], sent_by=["DPO"], is_imported=True
):
    """Uniformed personnel deployed at the end of a month, by mission and category."""

    month: Text = kinds.month("Month", "Month at whose end the strength was counted")
    mission: Text = kinds.text("Mission", "Mission, or 'not stated' where the publisher gives none")
    category: Text = kinds.choice("Category", "Category of uniformed personnel", scales.CATEGORIES)
    women: Count = kinds.count(
        "Women", "Women; blank where not published", "persons", most=MOST_DEPLOYED, blank=True
    )
    men: Count = kinds.count(
        "Men", "Men; blank where not published", "persons", most=MOST_DEPLOYED, blank=True
    )
    total: Count = kinds.count("Total", "Women and men", "persons", most=MOST_DEPLOYED)

    @kinds.rule("total", _("women and men must add up to the total"))
    def sexes_add_up(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["women"] + frame["men"] == frame["total"]

    @kinds.rule("total", _("women or men cannot be more than the total"))
    def sexes_fit(cls, frame: pd.DataFrame) -> pd.Series:
        return frame[["women", "men"]].max(axis="columns") <= frame["total"]


class Pledges(
    Table,
    key=["ministerial", "member_state", "kind"],
    sent_by=["SFGC"],
    carries_over=["ministerial", "member_state", "kind", "status"],
    rows_stand_alone=True,
):
    """A pledge of a Member State at a Peacekeeping Ministerial."""

    ministerial: Text = kinds.text(
        "Ministerial", "Place and year of the ministerial", example="Accra 2023"
    )
    member_state: Text = kinds.text(
        "Member State", "Who pledged", example="Name of the Member State"
    )
    kind: Text = kinds.text(
        "Pledge", "What was pledged, in a few words", example="one level 2 hospital"
    )
    status: Text = kinds.choice("Status", "How far it has come", scales.PLEDGE_STATUSES)


class Technology(
    Table,
    key=["mission", "measure"],
    sent_by=[MISSIONS],
    carries_over=["mission", "measure", "is_in_place"],
):
    """Whether one mission has one thing that results 3.4 and 3.5 of the Plan ask for."""

    mission: Text = kinds.mission()
    measure: Text = kinds.choice(
        "Measure", "What the Plan asks for, in short", scales.DIGITAL_MEASURES
    )
    is_in_place: YesNo = kinds.yes_no("In place", "Whether the mission has it")


class DataTraining(Table, key=["audience"], sent_by=["OCSS"]):
    """Training in the use of data, by audience of the Plan's training framework."""

    audience: Text = kinds.choice("Audience", "Who was trained", scales.DATA_AUDIENCES)
    participants: Count = kinds.count("Participants", "Persons trained", "persons", most=20_000)
    women: Count = kinds.count("Women", "Women among them", "persons", most=20_000, blank=True)

    @kinds.rule("women", _("women cannot be more than participants"))
    def women_fit(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["women"] <= frame["participants"]
