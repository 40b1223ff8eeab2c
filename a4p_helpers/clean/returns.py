"""What one mission or office sent: a filled form or a CSV table, into rows and answers.

Nothing is taken on trust: who it is from, for which period, by which version of the form, and
where each cell stands. A return that cannot be read has faults and no answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from a4p_helpers.clean import form, read
from a4p_helpers.clean.read import Part
from a4p_helpers.clean.workbook import Cells, RefusedFileError, Workbook, opened
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import missions, paths, plan
from a4p_helpers.core.faults import Fault, hint, meant, nearest
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.core.wording import folded

SUFFIXES = (".xlsx", ".csv")
MOST_ROWS = 5_000
MOST_LINES = 4 * MOST_ROWS  # a quoted text may run over several
MOST_BYTES = 4 * 2**20
MOST_HEADER = 4_000
META_ROWS = 200
ASK_AGAIN = "Ask the planning unit for the form again, and copy the answers into it"


@dataclass
class Answer:
    """What a return says of one table: rows, or one of the three kinds of none, or nothing."""

    table: str
    status: str
    part: Part
    reason: str = ""


@dataclass
class Return:
    """One file that came back: who sent it, its answers by table, and what keeps it out."""

    file: str
    reporter: str = ""
    form_version: str = ""
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
            found.answers[sheet.table] = _answer(book, sheet, wanted, meta, found)
        else:
            near = meant(sheet.title, book.sheets)
            asked = f"; is it {near!r} now?" if near else ""
            part = Part(found.file, sheet=sheet.title)
            remedy = f"Name it {sheet.title!r}"
            part.faults.append(_fault(part, 0, 0, "", f"is missing from the form{asked}", remedy))
            found.answers[sheet.table] = Answer(sheet.table, NOT_REPORTED, part)
    known = {form.GUIDANCE, form.META, form.LISTS, *(sheet.title for sheet in wanted.sheets)}
    for name in book.sheets:
        if name not in known:
            problem = "is not a sheet of the form and was not read"
            remedy = "Move what it holds into the form, if it is meant to count"
            found.notes.append(Fault(found.file, 0, "", "", problem, remedy, name))
    return found


def _meta(cells: Cells) -> dict[str, str]:
    return {
        key: cells.text.get((row, 2), "")
        for (row, column), key in cells.text.items()
        if column == 1
    }


def _answer(
    book: Workbook, sheet: form.Sheet, wanted: form.Form, meta: dict[str, str], found: Return
) -> Answer:
    """Read one sheet: the answer for the table, then its rows."""
    headings = {one.name: (sheet.letter(one.name), one.title) for one in sheet.columns}
    part = Part(found.file, sheet=sheet.title, headings=headings, first_row=form.FIRST_ROW)
    cells = book.read(sheet.title, form.LAST_ROW, max(len(sheet.columns), form.ANSWER_COLUMN))
    if not book.is_visible(sheet.title):
        part.faults.append(_fault(part, 0, 0, "", "is hidden", "Show the sheet"))
    for mark in cells.marks:
        told = part.notes if mark.is_note else part.faults
        told.append(_fault(part, mark.row, mark.column, mark.value, mark.problem, mark.remedy))
    moved = False
    for at, column in enumerate(sheet.columns, start=1):
        heading = cells.text.get((form.HEADING_ROW, at), "").strip()
        if heading != column.title:
            moved = True
            problem = f"should be the heading {column.title!r}"
            remedy = "Put the headings back as they were; columns and rows may not move"
            part.faults.append(_fault(part, form.HEADING_ROW, at, heading, problem, remedy))
    if not moved:
        _read_rows(part, sheet, cells, form.implied(TABLES[sheet.table], wanted.reporter))
    title = cells.text.get((form.TITLE_ROW, 1), "")
    if f": {wanted.reporter}, " not in title:
        problem = f"is the sheet of another sender, not of {wanted.reporter}"
        part.faults.append(_fault(part, form.TITLE_ROW, 1, title, problem, ASK_AGAIN))
    elif wanted.period.label not in title:
        problem = f"is a sheet of another period than {wanted.period.label}"
        remedy = f"Copy the answers for {wanted.period.label} into the sheet of the form"
        part.faults.append(_fault(part, form.TITLE_ROW, 1, title, problem, remedy))
    said = cells.text.get((form.ANSWER_ROW, form.ANSWER_COLUMN), "").strip().lower()
    reason = " ".join(cells.text.get((form.REASON_ROW, form.ANSWER_COLUMN), "").split())
    answer = Answer(sheet.table, _status(said, part), part, reason)
    _check_answer(answer, said, f"prefilled:{sheet.table}" in meta)
    return answer


def _fault(part: Part, row: int, column: int, value: str, problem: str, remedy: str) -> Fault:
    letter = form.letter(column) if column else ""
    cell = f"{letter}{row}" if row and column else ""
    heading = dict(part.headings.values()).get(letter, "") if row >= form.FIRST_ROW else ""
    return Fault(part.file, row, heading, value, problem, remedy, part.sheet, cell)


def _read_rows(part: Part, sheet: form.Sheet, cells: Cells, implied: dict[str, str]) -> None:
    given = {name for row in sheet.given for name in row}
    silent = []
    for row in range(form.FIRST_ROW, form.LAST_ROW + 1):
        texts = {
            column.name: part.note_tidied(row, column.name, cells.text.get((row, at), ""))
            for at, column in enumerate(sheet.columns, start=1)
        }
        if not any(text.strip() for name, text in texts.items() if name not in given):
            silent += [text for text in texts.values() if text.strip()]
            continue
        part.rows[row] = {**texts, **implied}
    if silent and part.rows:
        problem = f"has no answer for {len(silent)} of {len(sheet.given)} rows"
        remedy = f"Fill them if there is something to say: {', '.join(silent)}"
        part.notes.append(Fault(part.file, 0, "", "", problem, remedy, part.sheet))
    read.classify(part)


def _status(said: str, part: Part) -> str:
    if said in form.ANSWERS[1:]:
        return said
    return REPORTED if said == form.REPORTED_BELOW or part.rows else NOT_REPORTED


def _check_answer(answer: Answer, said: str, is_prefilled: bool) -> None:
    """Find answers that contradict their rows, or say too little."""
    part = answer.part
    row, column = form.ANSWER_ROW, form.ANSWER_COLUMN

    def wrong(problem: str, remedy: str, place: int = row) -> None:
        part.faults.append(_fault(part, place, column, said, problem, remedy))

    if said and said not in form.ANSWERS:
        wanted = f"Choose one of {', '.join(form.ANSWERS)}"
        wrong(f"is not an answer{hint(said, form.ANSWERS)}", wanted)
    elif answer.status in form.ANSWERS[1:] and part.rows and not is_prefilled:
        first = min(part.rows)
        wrong(
            f"says there are no rows, but rows are filled from row {first}",
            f"Choose {form.REPORTED_BELOW!r}, or delete the rows",
        )
    elif said == form.REPORTED_BELOW and not part.rows and not part.faults:
        wrong(
            "says that rows are reported, but there are none",
            "Fill the rows, or choose 'nothing to report' if there is nothing",
        )
    elif is_prefilled and not said and part.rows:
        wrong(
            "is blank: the rows, last period's answers among them, are not confirmed",
            f"Check the rows, then choose {form.REPORTED_BELOW!r}",
        )
    elif said in form.NEED_A_REASON and not answer.reason:
        wrong("needs a reason", f"Say in a few words why it is {said}", form.REASON_ROW)
    if answer.status in form.ANSWERS[1:] or (is_prefilled and not said):
        part.rows.clear()  # what is left of a pre-filled sheet is not an answer
    elif not said and part.rows and not is_prefilled:
        problem = "is blank; the rows below it were read all the same"
        remedy = f"Choose {form.REPORTED_BELOW!r} in cell {form.letter(column)}{row} next time"
        part.notes.append(_fault(part, row, column, "", problem, remedy))


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
