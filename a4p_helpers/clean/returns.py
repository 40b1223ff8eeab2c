"""What one mission or office sent: from a filled form or a CSV table to rows and answers.

Nothing is taken on trust: not the sender, the period, the version of the form or the place of each
cell. A return that cannot be read has faults and no answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from a4p_helpers.clean import form, read
from a4p_helpers.clean.cells import heard
from a4p_helpers.clean.read import Part
from a4p_helpers.clean.workbook import Cells, Mark, RefusedFileError, Workbook, opened
from a4p_helpers.contracts import TABLES, phrases, senders
from a4p_helpers.core import languages, missions, paths, plan
from a4p_helpers.core.faults import FEW, Fault, hint, meant, nearest
from a4p_helpers.core.languages import ENGLISH, Language, _, listing
from a4p_helpers.core.scales import ANSWERS, NOT_APPLICABLE, NOT_REPORTED, REPORTED
from a4p_helpers.core.wording import folded

SUFFIXES = (".xlsx", ".csv")
MOST_ROWS = 5_000
MOST_LINES = 4 * MOST_ROWS  # a quoted text may run over several
MOST_BYTES = 4 * 2**20
MOST_HEADER = 4_000
META_ROWS = 200
BLUE, CHECKED = "from last time", "from last time, and confirmed"
ASK_AGAIN = _(
    "Ask the planning unit for a new form, which holds what you sent before, and copy the other "
    "answers into it"
)


@dataclass
class Answer:
    """What a return says of one table: rows, one of the three answers without rows, or nothing."""

    table: str
    status: str
    part: Part
    reason: str = ""


@dataclass
class Return:
    """One file that came back: its sender, its answers by table, and what keeps it out.

    `signed` has the name and day of its confirmation, both blank if nobody confirmed it.
    """

    file: str
    reporter: str = ""
    form_version: str = ""
    language: Language = ENGLISH
    signed: tuple[str, str] = ("", "")
    answers: dict[str, Answer] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def refuse(self, problem: str, remedy: str, sheet: str = "", value: str = "") -> "Return":
        """Add a fault of the whole file, or of one of its sheets."""
        self.faults.append(Fault(self.file, 0, "", value, problem, remedy, sheet))
        return self


def load(
    path: Path, period: str, taking_part: Sequence[str], *, file: str = "", sender: str = ""
) -> Return:
    """Read a return; whatever the file holds, the result says what to do.

    `file` is its name for the sender; `sender` is who it must be from, if known.
    `taking_part` are the missions of the period.
    """
    found = Return(file or paths.shown(path), sender)
    try:
        return _load(path, period, taking_part, found)
    except Exception as error:  # a file from outside may cause any error
        found.answers.clear()
        found.faults.append(stumbled(found.file, error))
        return found


def stumbled(file: str, error: Exception, sheet: str = "") -> Fault:
    """Return the fault of a file that caused an error in the workbook's own code."""
    problem = _(
        "could not be checked: it caused an error in our program ({error})",
        error=type(error).__name__,
    )
    remedy = _(
        "Nothing of it was taken. Copy the answers into a new form, and send this file to those "
        "who keep the workbook"
    )
    return Fault(file, 0, "", "", problem, remedy, sheet)


def _load(path: Path, period: str, taking_part: Sequence[str], found: Return) -> Return:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _load_csv(path, period, found)
    if suffix == ".xlsm":
        return found.refuse(_("may hold macros"), _("Save it as .xlsx and send that"))
    if suffix != ".xlsx":
        return found.refuse(
            _(
                "is {ending}, not a form (.xlsx) or a table (.csv)",
                ending=suffix or _("a file without an ending"),
            ),
            _("Send the form, or one CSV file a table"),
        )
    try:
        with opened(path) as book:
            return _load_form(book, period, taking_part, found)
    except RefusedFileError as error:
        found.answers.clear()
        return found.refuse(error.problem, error.remedy)


# A form


def _load_form(book: Workbook, period: str, taking_part: Sequence[str], found: Return) -> Return:
    if form.META not in book.sheets:
        return found.refuse(
            _("is not a form of this workbook"), _("Fill the form that the planning unit sent you")
        )
    meta = _meta(book.read(form.META, META_ROWS, 2))
    expected = found.reporter
    reporter = meta.get("reporter", "")
    is_ours = meta.get("form") == form.KIND and meta.get("language", "en") in languages.known()
    if is_ours:
        found.language = languages.get(meta.get("language", ""))
    if not is_ours or not senders.owed_by(reporter, period):
        return found.refuse(_("is not a form of this workbook, or was changed inside"), ASK_AGAIN)
    found.reporter, found.form_version = reporter, meta.get("version", "")
    if expected and reporter != expected:
        return found.refuse(
            _(
                "is the form of {reporter}, but comes from {expected}",
                reporter=reporter,
                expected=expected,
            ),
            _(
                "Send the form of {expected}; {reporter} sends its own",
                expected=expected,
                reporter=reporter,
            ),
        )
    if meta.get("period") != period:
        return found.refuse(
            _(
                "is a form of another period, {other}, not {period}",
                other=meta.get("period", "") or _("not stated"),
                period=period,
            ),
            _("Fill the form of {period}", period=period),
        )
    wanted = form.of(period, reporter, taking_part, found.language)
    if found.form_version != wanted.version:
        return found.refuse(
            _(
                "is an older version of the form ({older}; now {version})",
                older=found.form_version or _("none"),
                version=wanted.version,
            ),
            ASK_AGAIN,
        )
    for sheet in wanted.sheets:
        if title := _named(book, sheet.topic):
            _read_sheet(book, replace(sheet, title=title), wanted, meta, found)
            continue
        near = meant(sheet.title, book.sheets)
        asked = _("; is it {near!r} now?", near=near) if near else ""
        for one in sheet.asked:
            part = Part(found.file, sheet=sheet.title)
            remedy = _("Name it {title!r}", title=sheet.title)
            part.faults.append(
                _fault(part, "", _("is missing from the form{asked}", asked=asked), remedy)
            )
            found.answers[one.table] = Answer(one.table, NOT_REPORTED, part)
    if last := _named(book, phrases.SEND):
        _read_last(book.read(last, form.DIFFERS[0], form.ANSWER), last, wanted, found)
    own = {form.META, form.LISTS}
    for topic in (phrases.START, phrases.SEND, *(sheet.topic for sheet in wanted.sheets)):
        own |= set(languages.every(topic))
    for name in book.sheets:
        if name not in own:
            problem = _("is not a sheet of the form and was not read")
            remedy = _("Move its answers into the form if they are meant to count")
            if name in form.titles():
                problem = _(
                    "is a sheet of another form: {reporter} is not asked for it",
                    reporter=wanted.reporter,
                )
                remedy = _("It was not read. Tell the planning unit if it is meant to count")
            found.notes.append(Fault(found.file, 0, "", "", problem, remedy, name))
    return found


def _named(book: Workbook, topic: str) -> str:
    """Return the title of a topic's sheet in any language; blank if there is none."""
    return next((one for one in languages.every(topic) if one in book.sheets), "")


def _meta(cells: Cells) -> dict[str, str]:
    return {
        key: cells.text.get((row, 2), "")
        for (row, column), key in cells.text.items()
        if column == 1
    }


def _fault(
    part: Part, value: str, problem: str, remedy: str, place: form.Place | None = None
) -> Fault:
    """Return a fault of a whole sheet or table, with a cell if it has one."""
    cell = form.address(place) if place else ""
    return Fault(part.file, 0, "", value, problem, remedy, part.sheet, cell)


def _read_sheet(
    book: Workbook, sheet: form.Sheet, wanted: form.Form, meta: dict[str, str], found: Return
) -> None:
    """Read one sheet: its confirmation, then its tables."""
    inputs = {place for one in sheet.asked for place in one.inputs()} | {form.CHECKED}
    cells = book.read(sheet.title, sheet.last_row, sheet.check_column, inputs)
    title = cells.text.get((form.TITLE_ROW, form.NUMBER), "")
    for one in sheet.asked:
        part = Part(found.file, sheet=sheet.title, first_row=one.first_row)
        for column in one.columns:
            letter = form.letter(one.at(column)[1])
            part.headings |= dict.fromkeys(column.names, (letter, wanted.words(column.title)))
            if one.is_single:
                part.cells |= dict.fromkeys(column.names, form.address(one.at(column)))
        if not book.is_visible(sheet.title):
            part.faults.append(_fault(part, "", _("is hidden"), _("Show the sheet")))
        for mark in cells.marks:
            _mark(part, one, mark, is_last=one is sheet.asked[-1])
        if f": {wanted.reporter}, " not in title:
            problem = _(
                "is the sheet of another sender, not of {reporter}", reporter=wanted.reporter
            )
            part.faults.append(_fault(part, title, problem, ASK_AGAIN, (1, 1)))
        elif not any(one.period(wanted.period) in title for one in languages.known().values()):
            label = wanted.language.period(wanted.period)
            problem = _("is a sheet of another period than {label}", label=label)
            remedy = _("Copy the answers for {label} into the sheet of the form", label=label)
            part.faults.append(_fault(part, title, problem, remedy, (1, 1)))
        left_out = [] if _moved(part, one, cells, wanted) else _read_rows(part, one, cells, wanted)
        for row in part.rows.values():
            row |= form.implied(TABLES[one.table], wanted.reporter)
        is_checked = form.stored(phrases.CHECKED, cells.text.get(form.CHECKED, "")) is not None
        blue = BLUE if f"prefilled:{one.table}" in meta else ""
        blue = CHECKED if blue and is_checked else blue
        found.answers[one.table] = _answer(part, one, cells, blue, left_out)
        read.classify(part)


def _mark(part: Part, asked: form.Asked, mark: Mark, *, is_last: bool) -> None:
    """Add the mark of a cell in a table, or of the whole sheet, as a fault or note."""
    is_inside = asked.row <= mark.row <= asked.last_row
    if mark.row and not is_inside and not (is_last and mark.row > asked.last_row):
        return
    place = (mark.row, mark.column) if mark.row and mark.column else None
    at_row = mark.row if asked.first_row <= mark.row and not asked.is_single else 0
    at_row = asked.row if is_inside and asked.is_single and mark.row != asked.gate[0] else at_row
    heading = next(
        (
            part.headings[one.name][1]
            for one in asked.columns
            if place == asked.at(one, max(0, mark.row - asked.first_row))
        ),
        "",
    )
    told = part.notes if mark.is_note else part.faults
    fault = _fault(part, mark.value, mark.problem, mark.remedy, place)
    told.append(replace(fault, row=at_row, column=heading))


def _moved(part: Part, asked: form.Asked, cells: Cells, wanted: form.Form) -> bool:
    """Whether questions or headings have moved, which is a fault."""
    places = {(asked.row, form.NUMBER): [str(asked.number)]}
    for column in asked.columns:
        row, at = asked.at(column)
        place = (row, form.TEXT) if asked.is_single else (asked.heading_row, at)
        places[place] = [wanted.words(column.title), *wanted.every_wording(column.title)]
    for place, (text, *others) in places.items():
        if (seen := cells.text.get(place, "").strip()) not in (text, *others):
            what = _("heading") if place[0] == asked.heading_row else _("question")
            problem = _("should be the {what} {text!r}", what=what, text=text)
            remedy = _("Put everything back where it was; rows and columns may not move")
            part.faults.append(_fault(part, seen, problem, remedy, place))
            return True
    return False


def _read_rows(part: Part, asked: form.Asked, cells: Cells, wanted: form.Form) -> list[str]:
    """Read the rows of a table; return the answers that leave out their row."""
    given = {name for row in asked.given for name in row}
    silent, left_out = 0, []
    for number in range(1 if asked.is_single else asked.room):
        row = asked.row if asked.is_single else asked.first_row + number
        texts = {
            one: _plain(
                part.note_tidied(row, one.name, cells.text.get(asked.at(one, number), "")),
                one,
                wanted.language,
            )
            for one in asked.columns
        }
        if not any(text.strip() for one, text in texts.items() if one.name not in given):
            silent += number < len(asked.given)
            continue
        known = {column: column.read(text) for column, text in texts.items()}
        if out := [texts[one] for one, values in known.items() if values is None]:
            left_out += out
            continue
        part.rows[row] = {
            name: v for values in known.values() for name, v in (values or {}).items()
        }
        part.rows[row].setdefault("classification", "")
        for column, text in texts.items():
            if text.strip() and not column.takes(text):
                offered = [*column.choices]
                problem = _("is not one of the answers{hint}", hint=hint(text, offered))
                few = _(": {listed}", listed=listing("; ", offered)) if len(offered) <= FEW else ""
                remedy = _("Choose one from the list{few}", few=few)
                part.faults.append(part.at(row, column.name, text.strip(), problem, remedy))
    if silent and part.rows and asked.question.must_answer:
        problem = _(
            "has no answer in {silent} of {number} rows", silent=silent, number=len(asked.given)
        )
        remedy = _("Fill them if there is something to say")
        part.notes.append(_fault(part, "", problem, remedy))
    return left_out


def _plain(text: str, column: form.Column, language: Language) -> str:
    """Return a number or day as tables write it, from how the form's language writes it."""
    readers = {
        "count": language.plain_count,
        "number": language.plain_number,
        "date": language.plain_day,
        "month": language.plain_month,
    }
    reader = readers.get(column.kind)
    return reader(text.strip()) if reader and text.strip() and not column.choices else text


def _answer(part: Part, asked: form.Asked, cells: Cells, blue: str, left_out: list[str]) -> Answer:
    """Return the answer for a table as a whole, and find contradictions with its rows.

    `blue` says whether it held last time's answers, and whether they are confirmed.
    """
    text = cells.text.get(asked.gate, "").strip()
    reason = " ".join(cells.text.get((asked.gate[0], form.REASON), "").split())
    said = form.said(text)

    def wrong(problem: str, remedy: str, place: form.Place = asked.gate) -> None:
        part.faults.append(_fault(part, text, problem, remedy, place))

    if text and not said:
        offered = [*asked.answers]  # in the language of the receipt's reader
        wrong(
            _("is not one of the answers{hint}", hint=hint(text, offered)),
            _("Choose one from the list{few}", few=_(": {listed}", listed=listing("; ", offered))),
        )
    if heard(text, [phrases.KEEP_INSIDE]):
        for row in part.rows.values():
            row["classification"] = read.INTERNAL
    if said in ANSWERS:
        if part.rows and not blue:
            problem = _("says that there is nothing below, but answers are filled in")
            wrong(problem, _("Empty this cell, or the answers"))
        elif said in form.NEED_A_REASON and not reason:
            wrong(_("needs a reason"), _("Say why in a few words"), (asked.gate[0], form.REASON))
        part.rows.clear()
        return Answer(asked.table, said, part, reason)
    if blue == BLUE and part.rows:
        where = form.address(form.CHECKED)
        problem = _("is blank: the blue answers, those of last time, are not confirmed")
        remedy = _(
            "Check them, then choose “{answer}” in cell {where}",
            answer=next(iter(phrases.CHECKED)),
            where=where,
        )
        part.faults.append(_fault(part, "", problem, remedy, form.CHECKED))
        # Answers left from last time are not an answer.
        part.held, part.rows = part.rows, {}
    elif said and not part.rows and not part.faults and not left_out:
        wrong(
            _("says that rows are filled, but there are none"),
            _("Fill them, or choose another answer"),
        )
    if not part.rows and left_out:
        return Answer(asked.table, NOT_APPLICABLE, part, left_out[0])
    return Answer(asked.table, REPORTED if said or part.rows else NOT_REPORTED, part, reason)


def _read_last(cells: Cells, sheet: str, wanted: form.Form, found: Return) -> None:
    """Read the last sheet: who confirms the return, and whether open data match its records."""
    name, day = (cells.text.get(one, "").strip() for one in (form.SIGNED_BY, form.SIGNED_ON))
    part, day = Part(found.file, sheet=sheet), wanted.language.plain_day(day)

    def note(value: str, problem: str, remedy: str, place: form.Place) -> None:
        found.notes.append(_fault(part, value, problem, remedy, place))

    if day and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        note(day, _("is not a day"), _("Write it such as 28/05/2024"), form.SIGNED_ON)
    elif bool(name) != bool(day):
        missing = _("has no day beside it") if name else _("has no name beside it")
        note(name or day, missing, _("Nothing is confirmed until both are there"), form.SIGNED_BY)
    elif name:
        found.signed = (" ".join(name.split()), day)
    differs = cells.text.get(form.DIFFERS, "").strip()
    agrees = form.stored(phrases.AGREES_CHOICES, cells.text.get(form.AGREES, ""))
    if differs or agrees == ("no",):
        problem = _("says that your records differ from what is published")
        note(differs, problem, _("The planning unit will ask you about it"), form.DIFFERS)


# CSV tables


def _load_csv(path: Path, period: str, found: Return) -> Return:
    """Read one table sent as CSV; its file name ends with the table's name."""
    stem = Path(found.file).stem.lower().replace("-", "_").replace(" ", "_")
    matches = [name for name in TABLES if stem == name or stem.endswith(f"_{name}")]
    if not matches:
        return found.refuse(
            _("is not named after a table{hint}", hint=nearest(stem, TABLES)),
            _("Name it after its table, such as hospitals.csv"),
        )
    table = max(matches, key=len)
    contract = TABLES[table]
    if problem := _too_much(path):
        return found.refuse(problem, _("Send counts of one period, not records"))
    kinds = read.column_kinds(contract)
    by_sender = [
        name for name, kind in kinds.items() if kind in ("reporter", "mission", "mission_or_hq")
    ]
    required = [name for name in kinds if name not in (*read.OPTIONAL, *by_sender)]
    part = read.read_part(path, required, (*read.OPTIONAL, *by_sender), found.file)
    if len(part.rows) > MOST_ROWS:
        return found.refuse(
            _(
                "has {number:,} rows, where a return has at most {most:,}",
                number=len(part.rows),
                most=MOST_ROWS,
            ),
            _("Send counts, not records"),
        )
    if part.faults and not part.rows:
        found.faults += part.faults
        return found
    if not part.rows:
        return found.refuse(
            _("has a header and no rows, which may mean nothing to report or not known"),
            _("Fill it, or answer in the form"),
        )
    if not _settle_sender(found, part):
        return found
    for row in part.rows.values():
        for name, value in form.implied(contract, found.reporter).items():
            if not row.get(name, "").strip():
                row[name] = value
        for name in by_sender:
            row.setdefault(name, "")
    read.settle(part, period)
    found.answers[table] = Answer(table, REPORTED, part)
    return found


def _too_much(path: Path) -> str:
    """Return in what a CSV file exceeds the limits of a return, before any row is built."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return _("is larger than a return may be, {most} MB", most=MOST_BYTES >> 20)
        content = path.read_bytes()
    except OSError as error:
        return _("cannot be read ({reason})", reason=error.strerror)
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if lines > MOST_LINES:
        return _(
            "has {lines:,} lines, where a return has at most {most:,}", lines=lines, most=MOST_LINES
        )
    if len(content.split(b"\n", 1)[0]) > MOST_HEADER:
        return _("has no header of column names in its first line")
    return ""


def _settle_sender(found: Return, part: Part) -> bool:
    """Find the sender of a CSV table: exactly one, known, and the one given, if any."""
    stated: dict[str, int] = {}
    for number, row in part.rows.items():
        if name := row.get("reporter", "").strip():
            stated.setdefault(_known(name), number)
    sender = found.reporter or next(iter(stated), "")
    if other := next((name for name in stated if name != sender), ""):
        problem = _("is another reporter than {sender}, who sends the file", sender=sender)
        remedy = _("Send one file for each reporter")
        found.faults.append(Fault(found.file, stated[other], "reporter", other, problem, remedy))
        return False
    found.reporter = sender
    if not found.reporter:
        found.refuse(
            _("does not say who sends it"),
            _("Add a column reporter, or name the sender with --from"),
        )
        return False
    if found.reporter not in {**missions.declared(), **plan.offices()}:
        found.refuse(
            _("does not come from a reporter we know"),
            _("Correct the reporter"),
            value=found.reporter,
        )
        return False
    return True


def _known(name: str) -> str:
    """Return a reporter's code, whatever its case; an unknown one as it is."""
    known = {folded(code): code for code in (*missions.declared(), *plan.offices())}
    return known.get(folded(name), name)
