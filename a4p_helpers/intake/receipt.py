"""The receipt of a return: what to do first, what was taken, what stays in force.

It is a page and a plain text; each is complete and uses the words of the form. The page shows what
the sender wrote as text, never as HTML.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.questions import worded
from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import NOTHING_TO_DO, Fault, in_words, sentences
from a4p_helpers.core.languages import ENGLISH, Language, _, listing
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.intake.forms import full_name
from a4p_helpers.intake.receive import Receipt
from a4p_helpers.report import pages

WIDTH = 88
LONGEST_NAME = 50  # of a refused file; its end says most, and a name has at most 255 bytes
LONGEST_VALUE = 60
MOST = 200  # things to do on one receipt; the next receipt has the rest

REFUSED = _("We could not take this file. Please do what is listed below and send it again.")
KNOWN = _("We have this file already: nothing has changed.")
UNANSWERED = _("We have your file, but no question in it is answered.")
TO_CHECK = _("We have your return, thank you. Everything was taken. Please look at the list below.")
ALL_TAKEN = _("We have your return, thank you. Everything was taken.")
HOW = _(
    "Correct the answers in the same file and send it again, or reply with the right ones. Your "
    "return counts as received on the day of its first answers: a correction makes nobody late."
)
LATER_STANDS = _("You sent a later file, which replaces this one.")
AFTER_RELEASE = _(
    "The report came out on {day}. Your answers are kept, and used in its next revision."
)
YOU_WROTE, IT = _("You wrote “{value}”, which {problem}."), _("It {problem}.")
IN_FORCE = _("Your answer of {day} stays in force.")
PRINTED = _("Until then the report says “not reported”.")
WHOLE, IN_PART = _("taken"), _("taken except for some rows")
NOT_TAKEN, NO_ANSWER = _("not taken"), _("no answer")
AND_MORE = _("And {number} more, which we will list once these are done.")
ANSWERED, LABEL = _("{} {}: {}"), _("{}:")  # question, answer, what became of it
FIRST = _("What to do first")
LOOK = _("Please look at this: we took it, but it may be a mistake")


@dataclass(frozen=True)
class ToDo:
    """One thing to do: where it is, what it is about, what is wrong, and what to do."""

    place: str
    about: str
    problem: str
    remedy: str

    @property
    def sentence(self) -> str:
        """Everything in one sentence, for somebody who does not have the file open."""
        about = f"{self.about}: " if self.about else ""
        return f"{about}{self.problem} {self.remedy} ({self.place})"


def write(receipt: Receipt) -> tuple[Path, Path]:
    """Write a receipt as HTML and as text; return both paths.

    The receipt of a refused file has the file's name and checksum, as others may send a file of
    the same name.
    """
    folder = paths.outputs(receipt.period) / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    refused = f"refused-{receipt.file[-LONGEST_NAME:]}-{receipt.sha256[:8]}"
    name = Path(receipt.stored).stem if receipt.stored else refused
    name = re.sub(r"[^\w.-]+", "_", name)
    page, note = folder / f"{name}.html", folder / f"{name}.txt"
    for path, content in ((page, html(receipt)), (note, text(receipt))):
        with paths.replacing(path) as unfinished:
            unfinished.write_text(content, encoding="utf-8", newline="\n")
    return page, note


def verdict(receipt: Receipt) -> str:
    """Return in one sentence what was done with a file."""
    language = receipt.language
    if receipt.is_refused:
        return language.say(REFUSED)
    if number := len(to_do(receipt.all_faults)):
        return language.many(
            "We have your return, thank you. One thing needs your attention.",
            "We have your return, thank you. {number} things need your attention.",
            number,
        )
    if receipt.is_known:
        return language.say(KNOWN)
    if not any(one.status != NOT_REPORTED for one in receipt.verdicts):
        return language.say(UNANSWERED)
    if any(NOTHING_TO_DO not in note.remedy for note in receipt.all_notes):
        return language.say(TO_CHECK)
    return language.say(ALL_TAKEN)


def said(receipt: Receipt) -> list[str]:
    """Return the verdict on a file, and whether a later file or the report came before it."""
    lines, language = [verdict(receipt)], receipt.language
    if receipt.stands_behind:
        lines.append(language.say(LATER_STANDS))
    if receipt.released and not (receipt.is_refused or receipt.is_known):
        lines.append(language.say(AFTER_RELEASE, day=language.day(receipt.released)))
    return lines


def facts(receipt: Receipt) -> list[tuple[str, str]]:
    """Return what identifies a return."""
    reporter, language = receipt.reporter, receipt.language
    sender = f"{language.say(full_name(reporter))} ({reporter})"
    return [
        (language.say(label), value)
        for label, value in (
            (_("Period"), language.period(periods.get(receipt.period))),
            (_("From"), sender if reporter else language.say(_("not known"))),
            (_("File"), receipt.file),
            (_("Received"), receipt.received.replace("T", " ").replace("Z", " UTC")),
            (_("Kept as"), receipt.stored),
            (_("Replaces"), receipt.replaces),
            (_("Replaced by a later one"), receipt.stands_behind),
            (_("Form version"), receipt.form_version),
            (_("Checksum (SHA-256)"), receipt.sha256),
        )
        if value
    ]


def answers(receipt: Receipt) -> list[tuple[str, str, str]]:
    """Return each question of a return, its answer, and what was done with it."""
    period, language = periods.get(receipt.period), receipt.language
    rows = []
    for one in receipt.verdicts:
        number = 0 if one.frame is None else len(one.frame)
        answer = language.say(one.status)
        if one.status == REPORTED and number:
            answer = language.many("one answer", "{number} answers", number)
        if one.faults:
            became = NOT_TAKEN if one.frame is None else IN_PART
        else:
            became = NO_ANSWER if one.status == NOT_REPORTED else WHOLE
        told = language.say(became)
        if became in (NOT_TAKEN, NO_ANSWER):
            day = receipt.in_force.get(one.table)
            stays = language.say(IN_FORCE, day=language.day(day)) if day else language.say(PRINTED)
            told = f"{told}. {stays}"
        rows.append((worded(TABLES[one.table].asks().text, period, language), answer, told))
    return rows


def to_do(faults: Sequence[Fault], language: Language = ENGLISH) -> list[ToDo]:
    """Return the things to do in the order of the file, each once.

    The same fault in many cells, or on many sheets, is one thing.
    """
    sheets = list(dict.fromkeys(fault.sheet for fault in faults))
    alike: dict[tuple[str, ...], list[Fault]] = {}
    for one in sorted(faults, key=lambda fault: (sheets.index(fault.sheet), fault.row)):
        where = (one.sheet, "") if one.row or not one.cell else ("", one.cell)
        alike.setdefault((*where, one.column, one.value, one.problem, one.remedy), []).append(one)
    return [_thing(of_one_cause, language) for of_one_cause in alike.values()]


def _thing(faults: Sequence[Fault], language: Language) -> ToDo:
    one = faults[0]
    value = " ".join(one.value.split())
    shown = f"{value[:LONGEST_VALUE]}…" if len(value) > LONGEST_VALUE else value
    problem, remedy = language.say(one.problem).rstrip("."), language.say(one.remedy)
    said = language.say(YOU_WROTE if shown else IT).format(value=shown, problem=problem)
    said = said.replace("?.", "?")
    return ToDo(language.say(place(*faults)), one.column, said, sentences(remedy))


def place(fault: Fault, *others: Fault) -> str:
    """Return the places of a fault and others like it, without the file's name."""
    every = (fault, *others)
    names = list(dict.fromkeys(one.sheet for one in every if one.sheet))
    sheets = [_("‘{name}’", name=one) for one in names]
    parts = []
    if sheets:
        label = _("Sheet {places}") if len(sheets) == 1 else _("Sheets {places}")
        parts.append(_(label, places=in_words(sheets)))
    places = dict.fromkeys(one.cell or one.row for one in every)
    if fault.cell or fault.row:
        one, several = _("cell {places}"), _("cells {places}")
        if not fault.cell:
            one, several = _("row {places}"), _("rows {places}")
        parts.append(_(one if len(places) == 1 else several, places=in_words(places)))
    return listing(", ", parts) or _("Whole file")


def _parts(receipt: Receipt) -> dict[str, list[ToDo]]:
    language = receipt.language
    return {
        language.say(FIRST): to_do(receipt.all_faults, language),
        language.say(LOOK): to_do(receipt.all_notes, language),
    }


def html(receipt: Receipt) -> str:
    """Return the receipt as a self-contained page."""
    say = receipt.language.say
    return pages.part(
        "receipt.html.j2",
        _=say,
        language=receipt.language.code,
        title=verdict(receipt),
        is_good=not receipt.all_faults,
        later=" ".join(said(receipt)[1:]),
        facts=facts(receipt),
        parts=_parts(receipt),
        most=MOST,
        more=say(AND_MORE),
        how=say(HOW),
        answers=answers(receipt),
    )


def text(receipt: Receipt) -> str:
    """Return the receipt as plain text, for a message."""
    lines, say = [line for one in said(receipt) for line in _wrapped(one)], receipt.language.say
    for heading, things in _parts(receipt).items():
        lines += ["", heading] if things else []
        for number, one in enumerate(things[:MOST], start=1):
            about = f"{say(LABEL).format(one.about.rstrip(' ?.:'))} " if one.about else ""
            line = f"{number:3}. {about}{one.problem} {one.remedy} ({one.place})"
            lines += _wrapped(line, indent="     ")
        if len(things) > MOST:
            lines.append(say(AND_MORE).format(number=f"{len(things) - MOST:,}"))
    if receipt.all_faults:
        lines += ["", *_wrapped(say(HOW))]
    if receipt.verdicts:
        lines += ["", say(_("Your answers"))]
        for question, answer, became in answers(receipt):
            lines += _wrapped(
                "  - " + say(ANSWERED).format(question, answer, became), indent="    "
            )
    lines += ["", *(f"{say(LABEL).format(label):20} {value}" for label, value in facts(receipt))]
    return "\n".join(lines) + "\n"


def _wrapped(line: str, indent: str = "") -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False)
