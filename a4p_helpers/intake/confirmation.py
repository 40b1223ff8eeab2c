"""What a sender answered, on a page to confirm by name and day, or to correct.

The page shows, on screen and on paper, the answers in words, what the report says of them, what is
missing and what was asked back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from a4p_helpers.clean import folder, form, read
from a4p_helpers.clean.period import Examined, examine
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import missions, paths, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.languages import ENGLISH, Language, _
from a4p_helpers.core.rounding import half_up
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED, WITH_FAULTS
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import BLOCKS
from a4p_helpers.intake import letters, opening, receipt, status
from a4p_helpers.intake.confirm import ConfirmError, newest
from a4p_helpers.intake.forms import full_name
from a4p_helpers.report import pages, pdf
from a4p_helpers.store.values import Value

TITLE = _("Are these your answers? {reporter}")
LEAD = _("Half-year return for {period}, as it stands on {day}")
ASK = _(
    "This is what {reporter} answered and what the report says of it. If it is right, please "
    "confirm it with your name, your function and the day. If something is wrong, say what."
)
BY_SHEET = _(
    "You may reply to the message, or fill the last sheet of the form and send it back. You can "
    "correct your answers until the report is published."
)
NOTHING_OPEN = _("Nothing is open.")
NOTHING_MISSING = _("Nothing is missing.")
AMONG, NOT_AMONG = _("{reporter} is among them."), _("{reporter} is not among them.")
OWN, NOT_COUNTED = _("{number} of them in {reporter}."), _("{reporter} is not counted.")
YES, NO = _("✓ yes"), _("– no")
FIGURE, WITH_REASON = _("{title}: {figure}."), _("{status}: {reason}")
HEADINGS = (
    _("Please confirm, or correct"),
    _("Your answers"),
    _("Question"),
    _("You answered"),
    _("What the report says of it"),
    _("What is missing"),
    _("What we asked you"),
    _("Where you stand"),
    _("Answered or not, by question. Nobody is ranked."),
    _("Who answered what"),
    _("Sender"),
    _("Confirm on paper"),
    _("Name and function"),
    _("Day"),
)


@dataclass(frozen=True)
class Page:
    """What a confirmation page says of one sender."""

    reporter: str
    language: str
    words: Mapping[str, str]
    period: str
    title: str
    lead: str
    ask: str
    by_sheet: str
    answers: Sequence[tuple[str, Sequence[str]]]
    says: Sequence[str]
    missing: Sequence[str]
    asked: Sequence[str]
    heads: Sequence[str]
    matrix: Sequence[tuple[str, Sequence[str]]]


def write(period: str, reporters: Sequence[str] = ()) -> dict[str, list[Path]]:
    """Write a page for each sender that answered, and the letter that asks it to confirm.

    Return for each sender the page, its version for paper, and the letter.

    Raises
    ------
    ConfirmError
        A named sender has sent nothing.
    """
    came = newest(period)
    for one in reporters:
        if one not in came:
            raise ConfirmError(f"Nothing came from {one!r}{nearest(one, came)}")
    examined = examine(period)
    values = count(examined.tables, periods.get(period))
    written = {}
    who, _faults = folder.participants(period)
    for reporter in reporters or sorted(came):
        language = who[reporter].language
        told = page(examined, values, reporter, language)
        place = paths.outputs(period) / "confirmations"
        place.mkdir(parents=True, exist_ok=True)
        on_screen, on_paper = (place / f"{reporter}.{ending}" for ending in ("html", "pdf"))
        with paths.replacing(on_screen) as unfinished:
            content = pages.part("confirmation.html.j2", one=told, language=language.code)
            unfinished.write_text(content, encoding="utf-8", newline="\n")
        with paths.replacing(on_paper) as unfinished:
            shown: dict[str, Any] = {**told.__dict__}
            pdf.write("confirmation", shown, periods.get(period), unfinished)
        letter = letters.to_confirm(period, reporter, [on_screen, on_paper], language)
        written[reporter] = [on_screen, on_paper, letter]
    return written


def page(
    examined: Examined,
    values: Mapping[str, Value],
    reporter: str,
    language: Language = ENGLISH,
) -> Page:
    """Return the content of one sender's page."""
    period, say = examined.lists.period, language.say
    wanted = form.of(period.name, reporter, sorted(examined.lists.taking_part), language)
    answered = {
        name: state.answers.get(reporter, ("", ""))[0] for name, state in examined.states.items()
    }
    day = max(one.received for one in examined.lists.returned if one.reporter == reporter)[:10]
    lacking = [name for name in wanted.asked if answered.get(name) in (NOT_REPORTED, WITH_FAULTS)]
    peers = sorted(examined.lists.taking_part) if reporter in missions.declared() else [reporter]
    return Page(
        reporter,
        language.code,
        {one: say(one) for one in HEADINGS},
        language.period(period),
        say(TITLE).format(reporter=f"{say(full_name(reporter))} ({reporter})"),
        say(LEAD).format(period=language.period(period), day=language.day(day)),
        say(ASK, reporter=reporter),
        say(BY_SHEET),
        [one for name in wanted.asked for one in _answers(examined, wanted, name)],
        [
            _said(one, reporter, language)
            for one in values.values()
            if _is_about(one, wanted, reporter)
        ],
        [wanted.words(TABLES[name].asks().text) for name in lacking] or [say(NOTHING_MISSING)],
        [one.sentence for one in receipt.to_do(status.asked_of(examined, reporter), language)]
        or [say(NOTHING_OPEN)],
        [say(one.title()) for one in map(TABLES.__getitem__, wanted.asked)],
        [
            (peer, [say(_is_answered(examined, name, peer)) for name in wanted.asked])
            for peer in peers
        ],
    )


def _answers(examined: Examined, wanted: form.Form, table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the questions of a table with the answers, as the form shows them."""
    asked, frame = wanted.asked[table][1], examined.frames.get(table)
    state = examined.states.get(table)
    said, reason = state.answers.get(wanted.reporter, ("", "")) if state else ("", "")
    say = wanted.language.say
    if said in (NOT_REPORTED, WITH_FAULTS, ""):
        return
    if said != REPORTED or frame is None:
        yield (
            wanted.words(asked.question.text),
            [say(WITH_REASON).format(status=say(said), reason=reason) if reason else say(said)],
        )
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
    """Return an answer as the form shows it; blank for `external`, which most rows are."""
    text = column.shown(row)
    if column.name == "classification" and text == read.EXTERNAL:
        return ""
    if text and column.kind == "number" and not column.language.is_english:
        return column.language.number(float(text))
    if text and column.kind == "date":
        return column.language.day(text)
    return (
        column.language.say(BLOCKS[text].title)
        if column.kind == "block" and text in BLOCKS
        else text
    )


def _is_about(value: Value, wanted: form.Form, reporter: str) -> bool:
    """Whether the report counts an indicator from questions to this sender."""
    tables = value.indicator.tables
    return bool(tables) and set(tables) <= set(wanted.asked) and value.is_reported


def _said(value: Value, reporter: str, language: Language) -> str:
    """Return what the report says of an indicator, and how a mission counts in it."""
    say = language.say
    said = say(FIGURE, title=value.indicator.title, figure=_figure(value, language))
    if value.by is None or reporter not in value.by.index:
        return said
    part = value.by[reporter]
    if pd.isna(part):
        return f"{said} {say(NOT_COUNTED, reporter=reporter)}"
    if value.indicator.unit == "missions":
        return f"{said} {say(AMONG if part else NOT_AMONG, reporter=reporter)}"
    return f"{said} {say(OWN, number=language.number(part), reporter=reporter)}"


def _figure(value: Value, language: Language) -> str:
    """Write a value with the separators and units of a language."""
    if language.is_english:
        return narrative.figure(value)
    one = value.indicator
    number = language.number(half_up(value.exact(), one.decimals))
    unit = {"percent": " %", "percentage points": f" {language.say(one.unit)}"}.get(one.unit, "")
    return f"{language.say(value.qualifier)} {number}{unit}".strip()


def _is_answered(examined: Examined, table: str, reporter: str) -> str:
    state = examined.states.get(table)
    said = state.answers.get(reporter, ("", ""))[0] if state else ""
    return NO if said in ("", NOT_REPORTED, WITH_FAULTS) else YES
