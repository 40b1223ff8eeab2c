"""Contracts for the planning unit's own data: the reference data, and who sent what."""

from typing import Any

import pandas as pd

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Count, Number, Text, YesNo
from a4p_helpers.contracts.table import Contract
from a4p_helpers.core import scales, targets

LAST_DAY = "2100-12-31"  # the planning unit's dates may lie in the future, such as a due date


def _day(title: str, about: str, **more: Any) -> Any:
    return kinds.day(title, about, most=LAST_DAY, **more)


def _month(title: str, about: str, **more: Any) -> Any:
    return kinds.month(title, about, most=LAST_DAY[:7], **more)


class Abbreviations(Contract, key=["short"]):
    """An abbreviation that the report uses, offices and missions aside."""

    short: Text = kinds.text("Short", "As it is written")
    full: Text = kinds.text("Full", "What it stands for")


class Missions(Contract, key=["mission"]):
    """A mission and its facts; blank if the sources do not give them."""

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
    start_date: Text = _day("Start", "First day", blank=True)
    end_date: Text = _day("End", "Last day; blank while it runs", blank=True)
    agreement: Text = kinds.choice(
        "Agreement", "With the host country", scales.AGREEMENTS, blank=True
    )
    has_political_mandate: YesNo = kinds.yes_no(
        "Political mandate", "Whether the mandate covers a political process", blank=True
    )
    has_contingents: YesNo = kinds.yes_no(
        "Contingents",
        "Whether troops or formed police serve in it; its form is short where none do",
        blank=True,
    )
    status_note: Text = kinds.text("Note", "Anything a reader must know", blank=True)


class Periods(Contract, key=["period"]):
    """A reporting period and the report made of it."""

    period: Text = _month("Period", "First month")
    label: Text = kinds.text("Label", "In words")
    first_day: Text = _day("First day", "First day")
    last_day: Text = _day("Last day", "Last day")
    report_number: Count = kinds.count(
        "Report", "Number of the report", "number", most=1_000, blank=True
    )
    report_date: Text = _month("Report of", "Month of the report", blank=True)
    data_as_of: Text = _day("Data as of", "Up to when its data hold")
    as_of_basis: Text = kinds.text("Basis", "How that date is known")


class Plans(Contract, key=["valid_from"]):
    """A version of the Plan."""

    valid_from: Text = _month("Valid from", "First month of its first period")
    valid_to: Text = _month(
        "Valid to", "First month of its last period; blank while it holds", blank=True
    )
    title: Text = kinds.text("Title", "As covers and page heads write it")
    name: Text = kinds.text("Name", "As sentences write it")
    short: Text = kinds.text("Short", "Its abbreviation")
    about: Text = kinds.text("About", "A sentence on where it comes from", most=kinds.ACCOUNT)
    source: Text = kinds.text("Source", "What its rows in all files are from", most=kinds.ACCOUNT)


class Priorities(Contract, key=["priority", "valid_from"]):
    """A priority of one version of the Plan."""

    priority: Count = kinds.scale("Priority", "Number", 1, 99)
    title: Text = kinds.text("Title", "In a few words")
    slug: Text = kinds.text(
        "Slug", "Name of its page; that of an earlier priority where this one continues it"
    )
    notebook: Text = kinds.text(
        "Notebook", "Notebook that tells it; blank: the general one, priority", blank=True
    )
    question: Text = kinds.text("Question", "What its section answers")
    valid_from: Text = _month("Valid from", "First month of this version")
    valid_to: Text = _month(
        "Valid to", "Last period; blank: the last of its version of the Plan", blank=True
    )


class Results(Contract, key=["result", "valid_from"]):
    """A result of one version of the Plan."""

    result: Text = kinds.text("Result", "Number")
    priority: Count = kinds.scale("Priority", "Number of its priority", 1, 99)
    title: Text = kinds.text("Title", "In a few words")
    informed_by: Text = kinds.text(
        "Informed by",
        "What informs it, parted by semicolons: results of the Plan of 2021, by which indicators "
        "are listed, or codes of single indicators and blocks",
        blank=True,
    )
    valid_from: Text = _month("Valid from", "First month of this version")
    valid_to: Text = _month(
        "Valid to", "Last period; blank: the last of its version of the Plan", blank=True
    )


class Deliverables(Contract, key=["deliverable", "valid_from"]):
    """A deliverable of one version of the Plan."""

    deliverable: Text = kinds.text("Deliverable", "Number")
    result: Text = kinds.text("Result", "Number of its result")
    priority: Count = kinds.scale("Priority", "Number of its priority", 1, 99)
    title: Text = kinds.text("Title", "In a few words")
    leads: Text = kinds.text("Leads", "Codes of all lead offices, parted by semicolons")
    supporting: Text = kinds.text("Supporting", "Codes of offices in support", blank=True)
    due: Text = _day("Due", "Date by which it is due", blank=True)
    wps: YesNo = kinds.yes_no("WPS", "Whether it speaks of women, peace and security")
    technology: YesNo = kinds.yes_no("Technology", "Whether it speaks of data or technology")
    missions_asked: Text = kinds.choice(
        "Missions asked",
        "Which missions a form asks about it; blank where none: its other leads answer",
        scales.MISSIONS_ASKED,
        blank=True,
    )
    valid_from: Text = _month("Valid from", "First month of this version")
    valid_to: Text = _month(
        "Valid to", "Last period; blank: the last of its version of the Plan", blank=True
    )
    replaced_by: Text = kinds.text("Replaced by", "Number of its successor", blank=True)


class Targets(Contract, key=["indicator", "by", "valid_from"]):
    """A target of an indicator for a year, or that none is set; a change of it is another row.

    Every outcome indicator has a row.
    """

    indicator: Text = kinds.text("Indicator", "Code of the indicator")
    baseline: Number = kinds.number(
        "Baseline",
        "Where it started; blank where no source says",
        kinds.AS_INDICATOR,
        least=-1e10,
        most=1e10,
        blank=True,
    )
    baseline_period: Text = kinds.text("Baseline of", "Period or year of the baseline", blank=True)
    target: Number = kinds.number(
        "Target", "What is aimed at", kinds.AS_INDICATOR, least=-1e10, most=1e10, blank=True
    )
    by: Count = kinds.count(
        "By", "Calendar year by which", "year", least=1948, most=2100, blank=True
    )
    status: Text = kinds.choice("Status", "How the target is known", targets.STATUSES)
    set_by: Text = kinds.text("Set by", "Who set it, or the document that does", blank=True)
    set_on: Text = _day("Set on", "When it was set; blank where no source says", blank=True)
    source: Text = kinds.text("Source", "Where it was seen, how it was inferred, or looked for")
    valid_from: Text = _month("Valid from", "First month of its first period")
    valid_to: Text = _month(
        "Valid to", "First month of its last period; blank while it holds", blank=True
    )

    @kinds.rule("target", "published and inferred targets have a number, others none")
    def known_has_number(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["status"].isin([targets.NONE_SET, targets.UNKNOWN]) == frame["target"].isna()

    @kinds.rule("by", "every target has the year by which it holds; none set has no year")
    def target_has_year(cls, frame: pd.DataFrame) -> pd.Series:
        return (frame["status"] == targets.NONE_SET) == frame["by"].isna()

    @kinds.rule("set_by", "every target says who set it; none set does not")
    def target_is_set_by(cls, frame: pd.DataFrame) -> pd.Series:
        return (frame["status"] == targets.NONE_SET) == frame["set_by"].isna()

    @kinds.rule("baseline_period", "a baseline has a period, and a period of it a baseline")
    def baseline_has_period(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["baseline"].isna() == frame["baseline_period"].isna()

    @kinds.rule("valid_to", "it ends after it begins")
    def begins_before_end(cls, frame: pd.DataFrame) -> pd.Series:
        return frame["valid_to"].isna() | (frame["valid_to"] >= frame["valid_from"])


class PublishedFigures(Contract, key=["period", "code"]):
    """A number that a report published for a period."""

    period: Text = _month("Period", "First month of the period")
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


class Disclosure(Contract, key=["table"]):
    """The number from which counts of a sensitive table are shown outside."""

    table: Text = kinds.text("Table", "Name of a table whose contract names a sensitive column")
    threshold: Count = kinds.column(
        "count", "Threshold", "Smallest number shown; 1 to suppress nothing", least=1, most=100
    )
    reason: Text = kinds.text("Reason", "Why small numbers of it are not shown")


class Submissions(Contract, key=["table", "reporter"]):
    """What one reporter sent for one table in a period, or why it sent nothing."""

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


class Lists(Contract, key=["list", "word"]):
    """A word of a list from which senders choose; a row here adds one."""

    list: Text = kinds.text("List", "What the list is of, such as fields of training")
    word: Text = kinds.text("Word", "As tables write it")
    source: Text = kinds.text("Source", "Where the word is from", most=kinds.ACCOUNT)


# Files of data/raw/reference/ that have a contract.
REFERENCE: dict[str, type[Contract]] = {
    model.Config.name: model
    for model in (
        *(Abbreviations, Missions, Periods, Plans, Priorities, Results, Deliverables),
        *(Targets, PublishedFigures, Disclosure, Lists),
    )
}
