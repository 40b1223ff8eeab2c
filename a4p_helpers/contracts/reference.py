"""Contracts of what the planning unit keeps itself: the reference data, and who sent what."""

from typing import ClassVar

import pandera.pandas as pa

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Count, Number, Text, YesNo
from a4p_helpers.core import scales


class Kept(pa.DataFrameModel):
    """One row of a table that no mission or office sends."""

    class Config:
        strict = True
        coerce = True
        name: ClassVar[str]


class Missions(Kept):
    """A mission, and what is known of it; blank where the sources do not say."""

    mission: Text = kinds.text("Mission", "Acronym")
    name: Text = kinds.text("Name", "Full name")
    kind: Text = kinds.choice("Kind", "Kind", ["peacekeeping", "special political", "other"])
    host: Text = kinds.text("Host", "Host country or area, in UN wording", blank=True)
    headquarters: Text = kinds.text("Headquarters", "Place", blank=True)
    latitude: Number = kinds.number(
        "Latitude", "Of the headquarters", "degrees north", blank=True, least=-90, most=90
    )
    longitude: Number = kinds.number(
        "Longitude", "Of the headquarters", "degrees east", blank=True, least=-180, most=180
    )
    start_date: Text = kinds.day("Start", "First day", blank=True, most=kinds.END_OF_TIME)
    end_date: Text = kinds.day(
        "End", "Last day; blank while it runs", blank=True, most=kinds.END_OF_TIME
    )
    agreement: Text = kinds.choice(
        "Agreement", "With the host country", scales.AGREEMENTS, blank=True
    )
    has_political_mandate: YesNo = kinds.yes_no(
        "Political mandate", "Whether the mandate covers a political process", blank=True
    )
    status_note: Text = kinds.text("Note", "Anything a reader must know", blank=True)

    class Config:
        name = "missions"
        unique = ["mission"]


class Periods(Kept):
    """A reporting period and the report made of it."""

    period: Text = kinds.month("Period", "First month", most=kinds.END_OF_TIME[:7])
    label: Text = kinds.text("Label", "In words")
    first_day: Text = kinds.day("First day", "First day", most=kinds.END_OF_TIME)
    last_day: Text = kinds.day("Last day", "Last day", most=kinds.END_OF_TIME)
    report_number: Count = kinds.count(
        "Report", "Number of the report", "number", most=1_000, blank=True
    )
    report_date: Text = kinds.month(
        "Report of", "Month of the report", blank=True, most=kinds.END_OF_TIME[:7]
    )
    data_as_of: Text = kinds.day("Data as of", "Up to when its data hold", most=kinds.END_OF_TIME)
    as_of_basis: Text = kinds.text("Basis", "How that date is known")

    class Config:
        name = "periods"
        unique = ["period"]


class Deliverables(Kept):
    """A deliverable of one version of the Plan."""

    deliverable: Text = kinds.text("Deliverable", "Number")
    result: Text = kinds.text("Result", "Number of its result")
    priority: Count = kinds.scale("Priority", "Number of its priority", 1, 7)
    title: Text = kinds.text("Title", "In a few words")
    leads: Text = kinds.text("Leads", "Codes of all lead offices, parted by semicolons")
    supporting: Text = kinds.text("Supporting", "Codes of offices in support", blank=True)
    due: Text = kinds.day("Due", "Date by which it is due", blank=True, most=kinds.END_OF_TIME)
    wps: YesNo = kinds.yes_no("WPS", "Whether it speaks of women, peace and security")
    technology: YesNo = kinds.yes_no("Technology", "Whether it speaks of data or technology")
    valid_from: Text = kinds.month(
        "Valid from", "First month of this version", most=kinds.END_OF_TIME[:7]
    )
    valid_to: Text = kinds.month(
        "Valid to", "Last month of this version", blank=True, most=kinds.END_OF_TIME[:7]
    )
    replaced_by: Text = kinds.text("Replaced by", "Number of its successor", blank=True)

    class Config:
        name = "deliverables"
        unique = ["deliverable", "valid_from"]


class ParityTargets(Kept):
    """The target of the gender parity strategy for one category and year."""

    category: Text = kinds.text("Category", "Category of uniformed personnel")
    year: Count = kinds.year("Year", "Calendar year", most=2100)
    target_percent: Number = kinds.percent("Target", "Share of women", blank=True)
    status: Text = kinds.choice(
        "Status", "How the target is known", ["published", "inferred", "unknown"]
    )
    source: Text = kinds.text("Source", "Where it was seen, or how it was inferred")

    class Config:
        name = "parity_targets"
        unique = ["category", "year"]


class PublishedFigures(Kept):
    """A number that a report published for a period."""

    period: Text = kinds.month("Period", "First month of the period", most=kinds.END_OF_TIME[:7])
    code: Text = kinds.text("Code", "Code of the indicator, as released")
    value: Number = kinds.number(
        "Value", "As published", kinds.AS_INDICATOR, least=-1e10, most=1e10
    )
    unit: Text = kinds.text("Unit", "Unit of the value")
    how: Text = kinds.choice(
        "How", "How it can be reproduced", ["compute", "as_submitted", "conflict"]
    )
    figure: Text = kinds.text("Figure", "What it says")
    note: Text = kinds.text("Note", "Anything a reader must know", blank=True)

    class Config:
        name = "published_figures"
        unique = ["period", "code"]


class Disclosure(Kept):
    """The number from which counts of a sensitive table are shown outside."""

    table: Text = kinds.text("Table", "Name of a table whose contract names a sensitive column")
    threshold: Count = kinds.column(
        "count", "Threshold", "Smallest number shown; 1 to suppress nothing", least=1, most=100
    )
    reason: Text = kinds.text("Reason", "Why small numbers of it are not shown")

    class Config:
        name = "disclosure"
        unique = ["table"]


class Submissions(Kept):
    """What one reporter sent of one table in a period, or why nothing came."""

    table: Text = kinds.text("Table", "Name; blank where no table is meant", blank=True)
    reporter: Text = kinds.text("Reporter", "Mission or office, or 'all'")
    status: Text = kinds.choice(
        "Status",
        "What came",
        [
            *(scales.REPORTED, *scales.ANSWERS, scales.NOT_REPORTED, scales.WITH_FAULTS),
            "does not take part",
        ],
    )
    rows: Count = kinds.count("Rows", "Rows received", "rows", most=1_000_000)
    reason: Text = kinds.text("Reason", "Why nothing came", blank=True)

    class Config:
        name = "submissions"
        unique = ["table", "reporter"]


class Lists(Kept):
    """A word of a list from which senders choose; a row here adds one."""

    list: Text = kinds.text("List", "What the list is of, such as fields of training")
    word: Text = kinds.text("Word", "As tables write it")
    source: Text = kinds.text("Source", "Where the word is from", most=kinds.ACCOUNT)

    class Config:
        name = "lists"
        unique = ["list", "word"]


# Files of data/raw/reference/ that have a contract.
REFERENCE: dict[str, type[Kept]] = {
    model.Config.name: model
    for model in (
        *(Missions, Periods, Deliverables, ParityTargets, PublishedFigures, Disclosure),
        Lists,
    )
}
