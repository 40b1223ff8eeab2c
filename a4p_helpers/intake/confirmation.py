"""What a sender answered, readable: to be confirmed by name and day, or corrected.

A page shows the answers in words, what the report says of them, what is missing and what was asked,
on screen and on paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.clean import form, read
from a4p_helpers.clean.period import Examined, examine
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.questions import worded
from a4p_helpers.core import missions, paths, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED, WITH_FAULTS
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import BLOCKS
from a4p_helpers.intake import letters, opening, receipt, status
from a4p_helpers.intake.confirm import ConfirmError, newest
from a4p_helpers.intake.forms import full_name
from a4p_helpers.report import pages, pdf
from a4p_helpers.store.values import Value

TITLE = "Are these your answers? {reporter}"
LEAD = "Half-year return for {period}, as it stands on {day}"
ASK = (
    "This is what {reporter} answered and what the report says of it. If it is right, please "
    "confirm it with your name, your function and the day. If something is wrong, say what."
)
BY_SHEET = (
    "You may reply to the message, or fill the last sheet of the form and send it back. You can "
    "correct your answers until the report is published."
)
NOTHING_OPEN = "Nothing is open."
NOTHING_MISSING = "Nothing is missing."
AMONG, NOT_AMONG = "{reporter} is among them.", "{reporter} is not among them."
OWN, NOT_COUNTED = "{number} of them in {reporter}.", "{reporter} is not counted."
YES, NO = "✓ yes", "– no"


@dataclass(frozen=True)
class Page:
    """What a confirmation page says of one sender."""

    reporter: str
    period: str
    title: str
    lead: str
    ask: str
    answers: Sequence[tuple[str, Sequence[str]]]
    says: Sequence[str]
    missing: Sequence[str]
    asked: Sequence[str]
    heads: Sequence[str]
    matrix: Sequence[tuple[str, Sequence[str]]]


def write(period: str, reporters: Sequence[str] = ()) -> dict[str, list[Path]]:
    """Write the pages of those who sent something, with the letter that asks them to confirm.

    Return for each the page, the same for paper, and the letter.

    Raises
    ------
    ConfirmError
        Somebody is named of whom nothing came.
    """
    came = newest(period)
    for one in reporters:
        if one not in came:
            raise ConfirmError(f"Nothing came from {one!r}{nearest(one, came)}")
    examined = examine(period)
    values = count(examined.tables, periods.get(period))
    written = {}
    for reporter in reporters or sorted(came):
        told = page(examined, values, reporter)
        place = paths.outputs(period) / "confirmations"
        place.mkdir(parents=True, exist_ok=True)
        on_screen, on_paper = (place / f"{reporter}.{ending}" for ending in ("html", "pdf"))
        with paths.replacing(on_screen) as unfinished:
            content = pages.part("confirmation.html.j2", one=told, by_sheet=BY_SHEET)
            unfinished.write_text(content, encoding="utf-8", newline="\n")
        with paths.replacing(on_paper) as unfinished:
            shown: dict[str, Any] = {**told.__dict__, "by_sheet": BY_SHEET}
            pdf.write("confirmation", shown, periods.get(period), unfinished)
        letter = letters.to_confirm(period, reporter, [on_screen, on_paper])
        written[reporter] = [on_screen, on_paper, letter]
    return written


def page(examined: Examined, values: Mapping[str, Value], reporter: str) -> Page:
    """Return what the page of one sender says."""
    period = examined.lists.period
    wanted = form.of(period.name, reporter, sorted(examined.lists.taking_part))
    answered = {
        name: state.answers.get(reporter, ("", ""))[0] for name, state in examined.states.items()
    }
    day = max(one.received for one in examined.lists.returned if one.reporter == reporter)[:10]
    lacking = [name for name in wanted.asked if answered.get(name) in (NOT_REPORTED, WITH_FAULTS)]
    peers = sorted(examined.lists.taking_part) if reporter in missions.declared() else [reporter]
    return Page(
        reporter,
        period.label,
        TITLE.format(reporter=f"{full_name(reporter)} ({reporter})"),
        LEAD.format(period=period.label, day=narrative.long_date(day)),
        ASK.format(reporter=reporter),
        [one for name in wanted.asked for one in _answers(examined, wanted, name)],
        [_said(one, reporter) for one in values.values() if _is_about(one, wanted, reporter)],
        [worded(TABLES[name].asks().text, period) for name in lacking] or [NOTHING_MISSING],
        [one.sentence for one in receipt.to_do(status.asked_of(examined, reporter))]
        or [NOTHING_OPEN],
        [one.title() for one in map(TABLES.__getitem__, wanted.asked)],
        [(peer, [_is_answered(examined, name, peer) for name in wanted.asked]) for peer in peers],
    )


def _answers(examined: Examined, wanted: form.Form, table: str) -> Iterator[tuple[str, list[str]]]:
    """Give the questions of a table with the answers, as the form shows them."""
    asked, frame = wanted.asked[table][1], examined.frames.get(table)
    state = examined.states.get(table)
    said, reason = state.answers.get(wanted.reporter, ("", "")) if state else ("", "")
    if said in (NOT_REPORTED, WITH_FAULTS, ""):
        return
    if said != REPORTED or frame is None:
        yield wanted.words(asked.question.text), [f"{said}: {reason}" if reason else said]
        return
    about = frame["mission"] if "mission" in frame else frame["reporter"]
    own = frame[(frame["reporter"] == wanted.reporter) | (about == wanted.reporter)]
    rows = [
        {str(name): opening.as_text(value) for name, value in row.items()}
        for row in own.to_dict("records")
    ]
    if asked.is_single:
        for column in asked.columns:
            if rows and (shown := column.shown(rows[0])):
                yield wanted.words(column.title), [shown]
        return
    told = [" · ".join(filter(None, (_shown(one, row) for one in asked.columns))) for row in rows]
    yield wanted.words(asked.question.text), told


def _shown(column: form.Column, row: form.Row) -> str:
    """Return an answer in a row as the form shows it; external is what rows usually are."""
    text = column.shown(row)
    if column.name == "classification" and text == read.EXTERNAL:
        return ""
    return BLOCKS[text].title if column.kind == "block" and text in BLOCKS else text


def _is_about(value: Value, wanted: form.Form, reporter: str) -> bool:
    """Whether the report counts an indicator from what a sender was asked."""
    tables = value.indicator.tables
    return bool(tables) and set(tables) <= set(wanted.asked) and value.is_reported


def _said(value: Value, reporter: str) -> str:
    """Say what the report says of an indicator, and how a mission counts in it."""
    said = f"{value.indicator.title}: {narrative.figure(value)}."
    if value.by is None or reporter not in value.by.index:
        return said
    part = value.by[reporter]
    if pd.isna(part):
        return f"{said} {NOT_COUNTED.format(reporter=reporter)}"
    if value.indicator.unit == "missions":
        return f"{said} {(AMONG if part else NOT_AMONG).format(reporter=reporter)}"
    return f"{said} {OWN.format(number=f'{part:g}', reporter=reporter)}"


def _is_answered(examined: Examined, table: str, reporter: str) -> str:
    state = examined.states.get(table)
    said = state.answers.get(reporter, ("", ""))[0] if state else ""
    return NO if said in ("", NOT_REPORTED, WITH_FAULTS) else YES
