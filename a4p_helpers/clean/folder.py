"""The lists of a period beside its tables: who takes part, which returns came, what they answered.

- `SOURCES.csv`: where each file comes from, returns included, its as-of date and its checksum;
- `participation.csv`: which missions and offices take part, why one does not, when returns are due;
- `answers.csv`: why a table has no file, or a column (`table.column`) no value: nothing to report,
  not applicable, not available, not reported; for one reporter, or for all;
- `corrections.csv`: known errors and their corrections, each with the value it expects;
- `accepted.csv`: what the planning unit accepts, each with a reason and a name;
- `answered.csv`: the day on which each reporter first answered each table without a fault.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from a4p_helpers.clean import read
from a4p_helpers.clean.cells import CellError, read_cell
from a4p_helpers.clean.returns import SUFFIXES
from a4p_helpers.contracts import senders
from a4p_helpers.core import languages, missions, paths, periods, scales, spreadsheet
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.languages import ENGLISH, Language
from a4p_helpers.core.periods import Period

SOURCES = ("file", "office", "source", "place", "received", "as_of", "sha256", "note")
PARTICIPATION = ("reporter", "takes_part", "reason")
# participation.csv may say when a return is due, and in which language to write to its sender.
DUE, LANGUAGE = "due", "language"
ANSWER_WORDS = (*scales.ANSWERS, scales.NOT_REPORTED)
CORRECTIONS = "table key column expected action value reason reported_to status"
HEADERS = {
    "SOURCES.csv": SOURCES,
    "participation.csv": (*PARTICIPATION, DUE, LANGUAGE),
    "answers.csv": ("reporter", "table", "answer", "reason"),
    "corrections.csv": tuple(CORRECTIONS.split()),
}
# Optional lists of explanations by the planning unit.
RECONCILIATIONS, REVISIONS = "reconciliations.csv", "revisions.csv"
REVISION_KINDS = ("new data", "correction of an error", "method")
RETURNS = "returns"
ACCEPTED = "accepted.csv"
ANSWERED, ANSWERED_COLUMNS = "answered.csv", ("reporter", "table", "day", "file")
ALL = "all"


@dataclass(frozen=True)
class Participant:
    """A mission or office in a period: why it takes no part, its due date, its language."""

    reporter: str
    why_not: str
    due: date | None = None
    language: Language = ENGLISH

    @property
    def is_mission(self) -> bool:
        """Whether it is a mission, as opposed to an office at Headquarters."""
        return self.reporter in missions.declared()


def anew(period: str) -> str:
    """Return what to do about a missing list of a period."""
    return f"Put the file back, or write an empty one with `a4p forms {period}`"


@dataclass(frozen=True)
class Reconciliation:
    """Why a published number and the computed one differ, and the two numbers."""

    reason: str
    published: Fraction
    computed: Fraction


@dataclass(frozen=True)
class Revision:
    """Why a released value changed: the old value and the new one, as printed.

    Both editions show a revision of the external one; only the internal edition shows its own.
    """

    code: str
    old: str
    new: str
    kind: str
    reason: str
    edition: str


@dataclass(frozen=True)
class Accepted:
    """What the planning unit accepts: a fault in a file, or two numbers of one indicator.

    For an indicator `file` is blank and `what` is its code; else `what` names a table. Row 0 means
    every fault of the table. `value` is the accepted value; no other value is accepted.
    """

    file: str
    what: str
    row: int
    value: str
    reason: str
    by: str
    day: str

    def covers(self, file: str, what: str, fault: Fault) -> bool:
        """Whether it is about this fault in a table of a file."""
        if (self.file, self.what) != (file, what):
            return False
        return not self.row or (self.row == fault.row and self.value == fault.value)

    @property
    def sentence(self) -> str:
        """What was accepted, why, and by whom."""
        place = f", row {self.row}" if self.row else ""
        return f"{self.file or self.what}{place}: {self.reason.rstrip('.')} ({self.by}, {self.day})"


@dataclass(frozen=True)
class Received:
    """A return as `SOURCES.csv` records it: stored file, sender, original name, moment."""

    number: int
    file: str
    reporter: str
    name: str
    received: str
    sha256: str

    def may_hold(self, table: str) -> bool:
        """Whether the file is a form or holds this table, by its stored name."""
        named = re.fullmatch(rf"{RETURNS}/.+?-\d+-(\w+)\.csv", self.file)
        return named is None or named[1] == table

    def path(self, period: str) -> Path:
        """Return the path of the stored file."""
        return paths.raw(period) / self.file


ACCEPTED_COLUMNS = tuple(one.name for one in fields(Accepted))


def is_open(period: str) -> bool:
    """Whether a period is open: somebody was asked, or something came."""
    return any(
        one.is_file() and not one.name.startswith(".") for one in paths.raw(period).rglob("*")
    )


def expected(period: Period, due: date | None = None) -> dict[str, Participant]:
    """Return by code who reports in a period unless its participation.csv says otherwise.

    Earlier reporters are asked again: missions that have not ended, every office that owes a
    table, and all others that sent one.
    """
    before = periods.previous(period)
    known = participants(before.name)[0] if before else {}
    found: dict[str, Participant] = {}

    def add(code: str, why_not: str, due: date | None = None) -> None:
        spoken = known[code].language if code in known else ENGLISH
        found[code] = Participant(code, why_not, due, spoken)

    for code, one in missions.declared().items():
        if code not in known if known else not one.is_peacekeeping:
            continue  # a special political mission is asked once it has been named
        ended = one.end and one.end < period.first_day.isoformat()
        if ended and code not in known:
            continue
        why_not = f"ended on {one.end}" if ended else getattr(known.get(code), "why_not", "")
        add(code, why_not, None if why_not else due)
    for office in senders.offices_that_owe(period.name):
        add(office, "", due)
    others = sorted(set(known) - set(found) - set(missions.declared()))
    for who in others:
        if not known[who].why_not:
            add(who, "")
    return found


def participants(period: str) -> tuple[dict[str, Participant], list[Fault]]:
    """Return the missions and offices of a period by code, and the faults of the file.

    If the period is not open, they are the expected ones.
    """
    if not is_open(period):
        return expected(periods.get(period)), []
    path = paths.raw(period) / "participation.csv"
    rows, faults = read.read_rows(path, PARTICIPATION, (DUE, LANGUAGE), anew(period))
    found: dict[str, Participant] = {}
    first: dict[str, int] = {}

    def wrong(number: int, column: str, problem: str, remedy: str) -> None:
        value = rows[number][column]
        faults.append(Fault(paths.shown(path), number, column, value, problem, remedy))

    def cell(number: int, column: str, kind: str) -> Any:
        try:
            value = read_cell(rows[number].get(column, ""), kind)
            if value is None and column != DUE:
                raise CellError("is blank", "Fill it; this column may not be left out")
        except CellError as error:
            wrong(number, column, error.problem, error.remedy)
            return None
        return value

    for number, row in rows.items():
        reporter = cell(number, "reporter", "reporter")
        takes_part, due = cell(number, "takes_part", "yes_no"), cell(number, DUE, "date")
        reason, spoken = row["reason"].strip(), row.get(LANGUAGE, "").strip() or "en"
        if spoken not in languages.known():
            there = ", ".join(languages.known())
            wrong(number, LANGUAGE, "is not a language of forms", f"Write one of {there}")
            spoken = "en"
        if takes_part is False and not reason:
            wrong(number, "reason", "is blank", f"Say why {reporter} does not take part")
        if reporter in first:
            problem = f"is in rows {first[reporter]} and {number}"
            wrong(number, "reporter", problem, "Remove one of them")
        elif reporter:
            first[reporter] = number
            why_not = (reason or "no reason given") if takes_part is False else ""
            day = date.fromisoformat(due) if due else None
            found[reporter] = Participant(reporter, why_not, day, languages.get(spoken))
    return found, faults


def _optional(
    period: str, name: str, columns: Sequence[str]
) -> tuple[str, dict[int, read.Row], list[Fault]]:
    """Return the name of a list, its rows and its faults; no rows if the list does not exist."""
    path = paths.raw(period) / name
    return paths.shown(path), *(read.read_rows(path, columns) if path.exists() else ({}, []))


def reconciliations(period: str) -> tuple[dict[str, Reconciliation], list[Fault]]:
    """Return the reconciliations of a period by the code of the published number, and faults."""
    columns = ("code", "published", "computed", "reason")
    list_, rows, faults = _optional(period, RECONCILIATIONS, columns)
    found = {}
    for at, row in rows.items():
        numbers = []
        for name in ("published", "computed"):
            try:
                numbers.append(Fraction(row[name]))
            except (ValueError, ZeroDivisionError):
                remedy = "Write it as printed, such as 189"
                faults.append(Fault(list_, at, name, row[name], "is not a number", remedy))
        if len(numbers) == 2:
            found[row["code"]] = Reconciliation(row["reason"], *numbers)
    return found, faults


def revisions(period: str) -> tuple[list[Revision], list[Fault]]:
    """Return the revisions of a period, and faults; each needs its values, a kind and a reason."""
    columns = [one.name for one in fields(Revision)]
    list_, rows, faults = _optional(period, REVISIONS, columns)
    lists = {"kind": REVISION_KINDS, "edition": periods.EDITIONS}
    for at, row in rows.items():
        for name in columns:
            problem = remedy = ""
            if name in lists and row[name] not in lists[name]:
                problem, remedy = "is not allowed", f"Write one of {', '.join(lists[name])}"
            elif not row[name].strip():
                problem, remedy = "is blank", "Write it as the checklist asks"
            if problem:
                faults.append(Fault(list_, at, name, row[name], problem, remedy))
    return [Revision(*(row[name] for name in columns)) for row in rows.values()], faults


def accepted(period: str) -> tuple[list[Accepted], list[Fault]]:
    """Return what the planning unit accepts in a period, and the faults of the list."""
    list_, rows, faults = _optional(period, ACCEPTED, ACCEPTED_COLUMNS)
    found = []
    for at, row in rows.items():
        number = row["row"].strip() or "0"
        for column in ("what", "reason", "by"):
            if not row[column].strip():
                remedy = "Fill it in: an acceptance needs a subject, a reason and a name"
                faults.append(Fault(list_, at, column, "", "is blank", remedy))
        if not re.fullmatch(r"\d{1,6}", number):
            remedy = "Write the row as a spreadsheet shows it, or leave it blank"
            faults.append(Fault(list_, at, "row", number, "is not a row", remedy))
            continue
        file, what, _, *texts = (spreadsheet.as_sent(row[name]) for name in ACCEPTED_COLUMNS)
        found.append(Accepted(file, what, int(number), *texts))
    return found, faults


def first_answers(period: str) -> tuple[dict[tuple[str, str], tuple[str, str]], list[Fault]]:
    """Return when each reporter first answered each table without a fault, and the faults.

    The day and the file are by reporter and table.
    """
    _, rows, faults = _optional(period, ANSWERED, ANSWERED_COLUMNS)
    days = {(row["reporter"], row["table"]): (row["day"], row["file"]) for row in rows.values()}
    return days, faults


def taking_part(who: Iterable[Participant]) -> list[str]:
    """Return the missions that take part, in alphabetical order."""
    return sorted(one.reporter for one in who if one.is_mission and not one.why_not)


def received(sources: Iterable[read.Row]) -> list[Received]:
    """Return the returns among the rows of SOURCES.csv, in the order received."""
    found = []
    for row in sources:
        file = row["file"]
        named = re.fullmatch(rf"{RETURNS}/.+?-(\d+)(-\w+)?({'|'.join(SUFFIXES)})", file)
        if named:
            name = spreadsheet.as_sent(row["place"])
            told = (row["office"], name, row["received"], row["sha256"])
            found.append(Received(int(named[1]), file, *told))
    return sorted(found, key=lambda one: (one.received, one.reporter, one.number))
