"""The data dictionary and the list of indicators, written from the contracts and the register.

`a4p dev docs` writes both pages for readers who do not read Python.
"""

from pathlib import Path
from typing import Any

from a4p_helpers.cli import architecture
from a4p_helpers.contracts import TABLES, bounds, phrases
from a4p_helpers.contracts.kinds import ANY_OFFICE, LEADS, MISSIONS
from a4p_helpers.contracts.questions import QUESTIONS, Cell, Question
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import contents, plan
from a4p_helpers.indicators import register
from a4p_helpers.store.values import Indicator

# What a column of each kind takes.
KINDS = {
    "block": "code of a block of the report",
    "choice": "one of these words",
    "cycle": "two years, as 2023–2024",
    "listed": "one of these words of `lists.csv`",
    "count": "whole number",
    "date": "date, as 2023-05-31",
    "deliverable": "number of a deliverable",
    "indicator": "code of an indicator",
    "mission": "acronym of a mission",
    "mission_or_hq": "acronym of a mission, or HQ",
    "month": "month, as 2023-05",
    "number": "number",
    "reporter": "mission or office",
    "text": "text",
    "yes_no": "yes or no",
}
SENDERS = {
    MISSIONS: "every mission that takes part",
    ANY_OFFICE: "any office",
    LEADS: "the leads of deliverables",
}
DISCLOSURES = {
    "external": "",
    "internal": "internal edition only",
    "note": "internal where a reporter wrote it",
}
# What time a value covers, in a reader's words; the register defines the keys.
COVERS = {
    "period": "the period",
    "year": "the calendar year in which the period ends",
    "year to date": "the calendar year in which the period ends, up to its last day",
    "state": "the state on the as-of date",
    "latest": "the latest survey or cycle",
}
WRITTEN = "*Written by `a4p dev docs` from the {}: change it there.*"


def write(folder: Path) -> list[Path]:
    """Write both pages, and the picture of the package, into a folder; return their paths."""
    pages = {
        "data-dictionary.md": data_dictionary(),
        "indicators.md": indicators(),
        "architecture.svg": architecture.picture(),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def data_dictionary() -> str:
    """Return every table and column of the contracts as Markdown."""
    parts = [
        "# Data dictionary",
        WRITTEN.format("contracts (`a4p_helpers/contracts/`)"),
        f"{len(TABLES)} tables that missions and offices send or that are imported, then the "
        "reference data that the planning unit keeps. A blank cell always means *not reported*; "
        "zero is written 0. Every table begins with the columns `reporter` and `classification`, "
        "described here once:",
        _columns(Table, Table.to_schema().columns),
        "## Tables",
    ]
    for name, contract in TABLES.items():
        parts += [f"### {contract.title()}", f"`{name}`: {_flat(contract.__doc__)}"]
        parts += [_asked(contract), _facts(contract), _columns(contract, _own(contract))]
    parts += [
        "## Reference data",
        "The planning unit keeps these files in `data/raw/reference/`; "
        "[a page of its own](../data/raw/reference/README.md) names the source of each.",
    ]
    for name, kept in REFERENCE.items():
        key = ", ".join(f"`{column}`" for column in getattr(kept.Config, "unique", ()))
        parts += [f"### `{name}.csv`", f"{_flat(kept.__doc__)} Key: {key}."]
        parts += [_columns(kept, kept.to_schema().columns)]
    return "\n\n".join(parts) + "\n"


def _asked(contract: type[Table]) -> str:
    """Return the question that forms ask, or say that nobody is asked."""
    if contract.Config.name not in QUESTIONS:
        return "Nobody is asked: it comes from an open dataset."
    one = QUESTIONS[contract.Config.name]
    lines = [f"> **{one.text}** {_explained(one)}".rstrip()]
    lines += [
        f"> - {cell.text} {_explained(cell)}".rstrip() for cell in one.cells if cell.text[-1] == "?"
    ]
    days = {"first": "*first day*", "last": "*last day*", "days": "*so many*"}
    return "\n".join(lines).format(**days)


def _explained(one: Question | Cell) -> str:
    parts = (
        (phrases.COUNTS, one.counts),
        (phrases.EXCLUDES, one.excludes),
        (phrases.EXAMPLE, one.example),
    )
    return " ".join(said.format(text=text) for said, text in parts if text)


def indicators() -> str:
    """Return every indicator of the register as Markdown, section by section."""
    parts = [
        "# Indicators",
        WRITTEN.format("register (`a4p_helpers/indicators/`)"),
        f"{len(register.REGISTER)} numbers that the report prints, each counted by one rule or "
        "taken as an office sent it. The report's annex and `data/indicators.csv` of every release "
        "give their values.",
    ]
    for slug, entry in contents.entries(plan.first()).items():
        if of_section := register.of_section(slug):
            mark = f"Priority {entry.mark}: " if entry.mark else ""
            parts.append(f"## {mark}{entry.title}")
            parts += [part for one in of_section for part in _indicator(one)]
    return "\n\n".join(parts) + "\n"


def _indicator(one: Indicator) -> list[str]:
    """Return title, rule and facts of one indicator."""
    tables = ", ".join(f"`{name}`" for name in one.tables)
    counted = f"counted from {tables}" if tables else "counted over all indicators and answers"
    covers = COVERS.get(one.covers)
    if covers is None:
        last = "" if one.covers.isdigit() else " to the calendar year in which the period ends"
        covers = f"{one.covers}{last}"
    facts = [
        f"Unit: {'per cent' if one.unit == 'percent' else one.unit}",
        f"result {one.result}" if one.result else "the Plan or the report as a whole",
        one.level,
        f"better {one.direction}" if one.direction != "none" else "no direction is better",
        f"covers {covers}",
        counted if one.code in register.RULES else "as submitted",
        f"source: {one.source}",
    ]
    facts += ["internal edition only"] if one.disclosure == "internal" else []
    facts += [f"themes: {', '.join(sorted(one.themes))}"] if one.themes else []
    lines = [f"### `{one.code}`", f"**{one.title}.** {_flat(one.definition)}"]
    return [*lines, f"{'; '.join(facts)}.", *([f"Limit: {one.caveat}"] if one.caveat else [])]


def _own(contract: type[Table]) -> dict[str, Any]:
    """Return the columns that a table does not share with all others."""
    shared = Table.to_schema().columns
    return {name: one for name, one in contract.to_schema().columns.items() if name not in shared}


def _facts(contract: type[Table]) -> str:
    """Return who sends a table, its key, and what else holds for it as a whole."""
    about = contract.Config.metadata
    senders = ", ".join(SENDERS.get(who, who) for who in about["sent_by"])
    facts = [f"From {senders}{', imported from an open dataset' if about['is_imported'] else ''}"]
    if key := getattr(contract.Config, "unique", ()):
        facts.append(f"one row for each {', '.join(f'`{column}`' for column in key)}")
    if about["asked_from"]:
        facts.append(f"asked from {about['asked_from']} on")
    if about["disclosure"] != "external":
        facts.append("internal edition only")
    if about["sensitive"]:
        column = about["sensitive"].column
        facts.append(f"small numbers of `{column}` are suppressed in the external edition")
    if about["carries_over"]:
        columns = ", ".join(f"`{column}`" for column in about["carries_over"])
        facts.append(f"forms offer last period's {columns}")
    if about["rows_stand_alone"]:
        facts.append("rows stand alone: a fault in one does not keep the others out")
    checks = [str(check.error) for check in contract.to_schema().checks]
    facts += [f"refused unless: {'; '.join(checks)}"] if checks else []
    return f"{'. '.join(fact[0].upper() + fact[1:] for fact in facts)}."


def _columns(model: Any, columns: dict[str, Any]) -> str:
    """Return a table of columns: what to write, whether a blank is allowed, what it means."""
    rows = ["| Column | What is written | Blank | Meaning |", "|---|---|---|---|"]
    for name, one in columns.items():
        kind = one.metadata["kind"]
        unit = one.metadata["unit"]
        written = f"{KINDS[kind]}{_allowed(one)}{f', {unit}' if unit else ''}"
        kept = DISCLOSURES[one.metadata["disclosure"]]
        meaning = f"{_flat(one.description)}{f' ({kept})' if kept else ''}"
        blank = "may be" if one.nullable else ""
        rows.append(f"| `{name}` | {_cell(written)} | {blank} | {_cell(meaning)} |")
    return "\n".join(rows)


def _allowed(column: Any) -> str:
    """Return the words that a column takes, or its range."""
    chosen = bounds.choices(column)
    within = bounds.words(column)
    return (f": {'; '.join(chosen)}" if chosen else "") + (f", {within}" if within else "")


def _flat(text: str | None) -> str:
    """Return a text on one line."""
    return " ".join((text or "").split())


def _cell(text: str) -> str:
    """Return a text whose bars and line breaks do not end its table cell."""
    return text.replace("|", r"\|")
