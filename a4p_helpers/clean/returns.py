"""What one mission or office sent: a filled form or a CSV table, into rows and answers.

Nothing is taken on trust: who it is from, for which period, by which version of the form, and
where each cell stands. A return that cannot be read has faults and no answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from a4p_helpers.clean import form, read
from a4p_helpers.clean.read import Part
from a4p_helpers.clean.workbook import Cells, Mark, RefusedFileError, Workbook, opened
from a4p_helpers.contracts import TABLES, phrases, senders
from a4p_helpers.core import missions, paths, plan
from a4p_helpers.core.faults import FEW, Fault, hint, meant, nearest
from a4p_helpers.core.scales import ANSWERS, NOT_APPLICABLE, NOT_REPORTED, REPORTED
from a4p_helpers.core.wording import folded

SUFFIXES = (".xlsx", ".csv")
MOST_ROWS = 5_000
MOST_LINES = 4 * MOST_ROWS  # a quoted text may run over several
MOST_BYTES = 4 * 2**20
MOST_HEADER = 4_000
META_ROWS = 200
BLUE, CHECKED = "from last time", "from last time, and confirmed"
ASK_AGAIN = (
    "Ask the planning unit for a new form, which holds what was sent before, and copy the other "
    "answers into it"
)


@dataclass
class Answer:
    """What a return says of one table: rows, or one of the three kinds of none, or nothing."""

    table: str
    status: str
    part: Part
    reason: str = ""


@dataclass
class Return:
    """One file that came back: who sent it, its answers by table, and what keeps it out.

    `signed` says who confirms it, and on which day; both are blank where nobody does.
    """

    file: str
    reporter: str = ""
    form_version: str = ""
    signed: tuple[str, str] = ("", "")
    answers: dict[str, Answer] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def refuse(self, problem: str, remedy: str, sheet: str = "", value: str = "") -> "Return":
        """Note what is wrong with the whole file, or a sheet of it."""
        self.faults.append(Fault(self.file, 0, "", value, problem, remedy, sheet))
        return self


def load(
    path: Path, period: str, taking_part: Sequence[str], *, file: str = "", sender: str = ""
) -> Return:
    """Read a return; whatever the file is, the result says what to do.

    `file` is the name that its sender knows, `sender` who it must be from where that is known.
    `taking_part` are the missions of the period.
    """
    found = Return(file or paths.shown(path), sender)
    try:
        return _load(path, period, taking_part, found)
    except Exception as error:  # a file of somebody else's may bring anything to stumble
        found.answers.clear()
        found.faults.append(stumbled(found.file, error))
        return found


def stumbled(file: str, error: Exception, sheet: str = "") -> Fault:
    """Return the fault of a file over which the workbook itself stumbled."""
    problem = f"could not be judged: the workbook stumbled over it ({type(error).__name__})"
    remedy = (
        "Nothing of it was taken. Copy the answers into a new form, and send this file to those "
        "who keep the workbook"
    )
    return Fault(file, 0, "", "", problem, remedy, sheet)


def _load(path: Path, period: str, taking_part: Sequence[str], found: Return) -> Return:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _load_csv(path, period, found)
    if suffix == ".xlsm":
        return found.refuse("may hold macros", "Save it as .xlsx and send that")
    if suffix != ".xlsx":
        return found.refuse(
            f"is {suffix or 'a file without an ending'}, not a form (.xlsx) or a table (.csv)",
            "Send the form, or one CSV file a table",
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
            "is not a form of this workbook", "Fill the form that the planning unit sent you"
        )
    meta = _meta(book.read(form.META, META_ROWS, 2))
    expected = found.reporter
    reporter = meta.get("reporter", "")
    if meta.get("form") != form.KIND or not senders.owed_by(reporter, period):
        return found.refuse("is not a form of this workbook, or was changed inside", ASK_AGAIN)
    found.reporter, found.form_version = reporter, meta.get("version", "")
    if expected and reporter != expected:
        return found.refuse(
            f"is the form of {reporter}, but comes from {expected}",
            f"Send the form of {expected}; {reporter} sends its own",
        )
    if meta.get("period") != period:
        return found.refuse(
            f"is a form of another period, {meta.get('period', 'not stated')}, not {period}",
            f"Fill the form of {period}",
        )
    wanted = form.of(period, reporter, taking_part)
    if found.form_version != wanted.version:
        return found.refuse(
            f"is an older version of the form ({found.form_version or 'none'}; now "
            f"{wanted.version})",
            ASK_AGAIN,
        )
    for sheet in wanted.sheets:
        if sheet.title in book.sheets:
            _read_sheet(book, sheet, wanted, meta, found)
            continue
        near = meant(sheet.title, book.sheets)
        asked = f"; is it {near!r} now?" if near else ""
        for one in sheet.asked:
            part = Part(found.file, sheet=sheet.title)
            remedy = f"Name it {sheet.title!r}"
            part.faults.append(_fault(part, "", f"is missing from the form{asked}", remedy))
            found.answers[one.table] = Answer(one.table, NOT_REPORTED, part)
    if phrases.SEND in book.sheets:
        _read_last(book.read(phrases.SEND, form.DIFFERS[0], form.ANSWER), found)
    own = {phrases.START, phrases.SEND, form.META, form.LISTS}
    for name in book.sheets:
        if name not in own | {sheet.title for sheet in wanted.sheets}:
            problem = "is not a sheet of the form and was not read"
            remedy = "Move what it holds into the form, if it is meant to count"
            if name in form.titles():
                problem = f"is a sheet of another form: {wanted.reporter} is not asked for it"
                remedy = "It was not read. Tell the planning unit, if it is meant to count"
            found.notes.append(Fault(found.file, 0, "", "", problem, remedy, name))
    return found


def _meta(cells: Cells) -> dict[str, str]:
    return {
        key: cells.text.get((row, 2), "")
        for (row, column), key in cells.text.items()
        if column == 1
    }


def _fault(
    part: Part, value: str, problem: str, remedy: str, place: form.Place | None = None
) -> Fault:
    """Return a fault of a whole sheet or table; it may point to a cell."""
    cell = form.address(place) if place else ""
    return Fault(part.file, 0, "", value, problem, remedy, part.sheet, cell)


def _read_sheet(
    book: Workbook, sheet: form.Sheet, wanted: form.Form, meta: dict[str, str], found: Return
) -> None:
    """Read one sheet: what is confirmed on it, then the tables that it asks."""
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
            part.faults.append(_fault(part, "", "is hidden", "Show the sheet"))
        for mark in cells.marks:
            _mark(part, one, mark, is_last=one is sheet.asked[-1])
        if f": {wanted.reporter}, " not in title:
            problem = f"is the sheet of another sender, not of {wanted.reporter}"
            part.faults.append(_fault(part, title, problem, ASK_AGAIN, (1, 1)))
        elif wanted.period.label not in title:
            problem = f"is a sheet of another period than {wanted.period.label}"
            remedy = f"Copy the answers for {wanted.period.label} into the sheet of the form"
            part.faults.append(_fault(part, title, problem, remedy, (1, 1)))
        left_out = [] if _moved(part, one, cells, wanted) else _read_rows(part, one, cells)
        for row in part.rows.values():
            row |= form.implied(TABLES[one.table], wanted.reporter)
        is_checked = form.stored(phrases.CHECKED, cells.text.get(form.CHECKED, "")) is not None
        blue = BLUE if f"prefilled:{one.table}" in meta else ""
        blue = CHECKED if blue and is_checked else blue
        found.answers[one.table] = _answer(part, one, cells, blue, left_out)
        read.classify(part)


def _mark(part: Part, asked: form.Asked, mark: Mark, *, is_last: bool) -> None:
    """Note what keeps a cell of a table, or the whole sheet, from being read plainly."""
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
    """Whether questions or headings are not where they were, which is a fault."""
    places = {(asked.row, form.NUMBER): str(asked.number)}
    for column in asked.columns:
        row, at = asked.at(column)
        place = (row, form.TEXT) if asked.is_single else (asked.heading_row, at)
        places[place] = wanted.words(column.title)
    for place, text in places.items():
        if (seen := cells.text.get(place, "").strip()) != text:
            what = "heading" if place[0] == asked.heading_row else "question"
            problem = f"should be the {what} {text!r}"
            remedy = "Put everything back where it was; rows and columns may not move"
            part.faults.append(_fault(part, seen, problem, remedy, place))
            return True
    return False


def _read_rows(part: Part, asked: form.Asked, cells: Cells) -> list[str]:
    """Read the rows of a table; return the answers that leave their row out."""
    given = {name for row in asked.given for name in row}
    silent, left_out = 0, []
    for number in range(1 if asked.is_single else asked.room):
        row = asked.row if asked.is_single else asked.first_row + number
        texts = {
            one: part.note_tidied(row, one.name, cells.text.get(asked.at(one, number), ""))
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
                offered = [label for label in column.options]
                problem = f"is not one of the answers{hint(text, offered)}"
                few = f": {'; '.join(offered)}" if len(offered) <= FEW else ""
                remedy = f"Choose one from the list{few}"
                part.faults.append(part.at(row, column.name, text.strip(), problem, remedy))
    if silent and part.rows and asked.question.must_answer:
        problem = f"has no answer in {silent} of {len(asked.given)} rows"
        remedy = "Fill them if there is something to say"
        part.notes.append(_fault(part, "", problem, remedy))
    return left_out


def _answer(part: Part, asked: form.Asked, cells: Cells, blue: str, left_out: list[str]) -> Answer:
    """Return what is said of a table as a whole, and find what contradicts its rows.

    `blue` says whether it held answers of last time, and whether they are confirmed.
    """
    text = cells.text.get(asked.gate, "").strip()
    reason = " ".join(cells.text.get((asked.gate[0], form.REASON), "").split())
    said = form.said(text)

    def wrong(problem: str, remedy: str, place: form.Place = asked.gate) -> None:
        part.faults.append(_fault(part, text, problem, remedy, place))

    if text and not said:
        offered = [*asked.answers]
        wrong(f"is not one of the answers{hint(text, offered)}", f"Choose {' or '.join(offered)}")
    if folded(text) == folded(phrases.KEEP_INSIDE):
        for row in part.rows.values():
            row["classification"] = read.INTERNAL
    if said in ANSWERS:
        if part.rows and not blue:
            problem = "says that there is nothing below, but answers are filled in"
            wrong(problem, "Empty this cell, or the answers")
        elif said in form.NEED_A_REASON and not reason:
            wrong("needs a reason", "Say why in a few words", (asked.gate[0], form.REASON))
        part.rows.clear()
        return Answer(asked.table, said, part, reason)
    if blue == BLUE and part.rows:
        where = form.address(form.CHECKED)
        problem = "is blank: the blue answers, those of last time, are not confirmed"
        remedy = f"Check them, then choose “{next(iter(phrases.CHECKED))}” in cell {where}"
        part.faults.append(_fault(part, "", problem, remedy, form.CHECKED))
        # What is left from last time is not an answer.
        part.held, part.rows = part.rows, {}
    elif said and not part.rows and not part.faults and not left_out:
        wrong(
            "says that rows are filled, but there are none", "Fill them, or choose another answer"
        )
    if not part.rows and left_out:
        return Answer(asked.table, NOT_APPLICABLE, part, left_out[0])
    return Answer(asked.table, REPORTED if said or part.rows else NOT_REPORTED, part, reason)


def _read_last(cells: Cells, found: Return) -> None:
    """Read the last sheet: who confirms the return, and whether open data agree with records."""
    name, day = (cells.text.get(one, "").strip() for one in (form.SIGNED_BY, form.SIGNED_ON))
    part = Part(found.file, sheet=phrases.SEND)

    def note(value: str, problem: str, remedy: str, place: form.Place) -> None:
        found.notes.append(_fault(part, value, problem, remedy, place))

    if day and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        note(day, "is not a day", "Write it such as 28/05/2024", form.SIGNED_ON)
    elif bool(name) != bool(day):
        missing = "the day is missing" if name else "the name is missing"
        note(name or day, missing, "Nothing is confirmed until both are there", form.SIGNED_BY)
    elif name:
        found.signed = (" ".join(name.split()), day)
    differs = cells.text.get(form.DIFFERS, "").strip()
    agrees = form.stored(phrases.AGREES_CHOICES, cells.text.get(form.AGREES, ""))
    if differs or agrees == ("no",):
        problem = "says that your records differ from what is published"
        note(differs, problem, "The planning unit will ask you about it", form.DIFFERS)


# CSV tables


def _load_csv(path: Path, period: str, found: Return) -> Return:
    """Read one table sent as CSV; its name ends with the table's."""
    stem = Path(found.file).stem.lower().replace("-", "_").replace(" ", "_")
    matches = [name for name in TABLES if stem == name or stem.endswith(f"_{name}")]
    if not matches:
        return found.refuse(
            f"is not named after a table{nearest(stem, TABLES)}",
            "Name it after its table, such as hospitals.csv",
        )
    table = max(matches, key=len)
    contract = TABLES[table]
    if problem := _too_much(path):
        return found.refuse(problem, "Send counts of one period, not records")
    kinds = read.column_kinds(contract)
    by_sender = [
        name for name, kind in kinds.items() if kind in ("reporter", "mission", "mission_or_hq")
    ]
    required = [name for name in kinds if name not in (*read.OPTIONAL, *by_sender)]
    part = read.read_part(path, required, (*read.OPTIONAL, *by_sender), found.file)
    if len(part.rows) > MOST_ROWS:
        return found.refuse(
            f"has {len(part.rows):,} rows, where a return has at most {MOST_ROWS:,}",
            "Send counts, not records",
        )
    if part.faults and not part.rows:
        found.faults += part.faults
        return found
    if not part.rows:
        return found.refuse(
            "has a header and no rows, which may mean nothing to report or not known",
            "Fill it, or answer in the form",
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
    """Say what of a CSV file is more than a return holds, before any row of it is built."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return f"is larger than a return may be, {MOST_BYTES >> 20} MB"
        content = path.read_bytes()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if lines > MOST_LINES:
        return f"has {lines:,} lines, where a return has at most {MOST_LINES:,}"
    if len(content.split(b"\n", 1)[0]) > MOST_HEADER:
        return "has no header of column names in its first line"
    return ""


def _settle_sender(found: Return, part: Part) -> bool:
    """Find who a CSV table is from: one sender, known, and the one that was said."""
    stated: dict[str, int] = {}
    for number, row in part.rows.items():
        if name := row.get("reporter", "").strip():
            stated.setdefault(_known(name), number)
    sender = found.reporter or next(iter(stated), "")
    if other := next((name for name in stated if name != sender), ""):
        problem = f"is another reporter than {sender}, who sends the file"
        remedy = "Send one file for each reporter"
        found.faults.append(Fault(found.file, stated[other], "reporter", other, problem, remedy))
        return False
    found.reporter = sender
    if not found.reporter:
        found.refuse(
            "does not say who sends it", "Add a column reporter, or name the sender with --from"
        )
        return False
    if found.reporter not in {**missions.declared(), **plan.offices()}:
        found.refuse("comes from nobody that reports", "Correct the reporter", value=found.reporter)
        return False
    return True


def _known(name: str) -> str:
    """Return a reporter's code however its case; an unknown one as it is."""
    known = {folded(code): code for code in (*missions.declared(), *plan.offices())}
    return known.get(folded(name), name)
