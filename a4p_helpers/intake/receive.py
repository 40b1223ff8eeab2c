"""Taking returns: read them, keep them unchanged, record them, answer with a receipt.

A file that cannot be read as a return stays where it is, and its receipt says why. All others are
kept under a new name with the next number; nothing is ever overwritten.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from a4p_helpers.clean import check, folder, returns
from a4p_helpers.clean.folder import ANSWERED, ANSWERED_COLUMNS, RETURNS, Participant
from a4p_helpers.clean.judge import Verdict
from a4p_helpers.clean.period import Examined, examine
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.core.faults import CleaningError, Fault
from a4p_helpers.core.languages import ENGLISH, Language, _
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import NOT_REPORTED
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.count import count
from a4p_helpers.intake import expected, opening, sources

SUBMITTED = "submitted_figures"
# Files that come with returns and that a person must read.
LETTERS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".txt", ".eml", ".msg", ".png", ".jpg", ".jpeg")
SAY_WHY = _("Correct one of the two, or say in the note why they differ")


class ReceivingError(ValueError):
    """Files that cannot be taken as named."""


@dataclass
class Receipt:
    """The outcome for one file: whether it was kept, and what was found in each table.

    `in_force` gives the day of an earlier answer that stands because this one could not be taken.
    `released` gives the day of the report if this file came after it.
    """

    period: str
    file: str
    reporter: str = ""
    language: Language = ENGLISH
    stored: str = ""
    received: str = ""
    sha256: str = ""
    form_version: str = ""
    signed: tuple[str, str] = ("", "")
    is_known: bool = False
    replaces: str = ""
    stands_behind: str = ""
    released: str = ""
    in_force: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the file was not kept."""
        return not self.stored

    @property
    def all_faults(self) -> list[Fault]:
        """Every fault, first of the file, then of its tables."""
        return [*self.faults, *(fault for one in self.verdicts for fault in one.faults)]

    @property
    def all_notes(self) -> list[Fault]:
        """What is unusual but allowed, and what was tidied."""
        return [*self.notes, *(note for one in self.verdicts for note in one.notes)]


def receive(
    name: str,
    files: Iterable[Path],
    sender: str = "",
    now: datetime | None = None,
    day: date | None = None,
    released: str = "",
) -> list[Receipt]:
    """Take files, or all files in a folder, as returns of a period; return their receipts.

    `sender` names who sent them, if known; a file that says otherwise is refused. `day` is when
    they came, if not today. `released` is when the period's report came out, if it has: later files
    are for its next revision.

    Raises
    ------
    ReceivingError
        A file does not exist, the sender is unknown, or the day is impossible.
    opening.OpeningError, sources.SourcesError, CleaningError
        An edit by hand damaged one of the period's lists; nothing is kept.
    UnknownPeriodError
        The period is not declared.
    """
    period = periods.get(name)
    wanted, _passed = find(files)
    at = _moment(period, now or datetime.now(UTC), day)
    who = opening.open_period(name)
    if sender and sender not in who:
        near = sorted(who)
        raise ReceivingError(f"{sender!r} does not report in {name}: use one of {', '.join(near)}")
    with sources.lock(name):
        known, faults = folder.first_answers(period.name)
        if faults:
            raise CleaningError(period.name, faults)
        receipts = [_take(path, period.name, who, sender, at) for path in wanted]
        for receipt in receipts:
            receipt.released = released if receipt.received[:10] >= released else ""
        _judge(period, receipts)
        _keep_days(period.name, receipts, known)
    return receipts


def find(given: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Return the named files and all those in named folders; then the files skipped.

    It skips files whose names begin with a dot or a tilde, which programs leave behind; links
    that lead out of the folder; and letters and pictures, which are not returns.

    Raises
    ------
    ReceivingError
        A file does not exist, or none is left.
    """
    found: list[Path] = []
    passed: list[Path] = []
    missing: list[Path] = []
    for path in given:
        if path.is_dir():
            for one in sorted(path.rglob("*")):
                if one.is_dir() and not one.is_symlink():
                    continue
                inside = one.resolve().is_relative_to(path.resolve())
                hidden = any(part.startswith((".", "~")) for part in one.relative_to(path).parts)
                is_taken = inside and not hidden and one.is_file() and not is_letter(one)
                (found if is_taken else passed).append(one)
        elif path.is_file():
            (passed if is_letter(path) else found).append(path)
        else:
            missing.append(path)
    if missing:
        raise ReceivingError(f"{', '.join(map(str, missing))} does not exist: check the name")
    if not found:
        over = f"; passed over: {', '.join(one.name for one in passed)}" if passed else ""
        raise ReceivingError(f"No return to receive{over}")
    return found, passed


def is_letter(path: Path) -> bool:
    """Whether a file is a letter or a picture and so cannot be a return."""
    return path.suffix.lower() in LETTERS


def _moment(period: Period, now: datetime, day: date | None) -> str:
    """Return when files came, as SOURCES.csv records it: the moment, or the stated day."""
    if day is None:
        return now.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    if not period.first_day <= day <= now.date():
        raise ReceivingError(
            f"{day} is not between {period.first_day}, when the period began, and today, "
            f"{now.date()}: correct --received"
        )
    return day.isoformat()


def _take(path: Path, period: str, who: dict[str, Participant], sender: str, at: str) -> Receipt:
    """Read one file, and keep it if it is a return."""
    missions_ = folder.taking_part(who.values())
    name = _clean_name(path.name)
    found = returns.load(path, period, missions_, file=name, sender=sender)
    receipt = Receipt(period, name, found.reporter, form_version=found.form_version)
    receipt.signed, receipt.language = found.signed, found.language
    receipt.sha256 = checksums.if_readable(path)
    receipt.notes += found.notes
    receipt.faults += found.faults
    participant = who.get(found.reporter)
    if participant:
        receipt.language = participant.language
    if participant is None:
        problem, remedy = (
            _("does not report in this period"),
            _("If it does, the planning unit will add it"),
        )
    else:
        problem = _("does not take part in this period ({why_not})", why_not=participant.why_not)
        remedy = _("If it does, the planning unit will correct this")
    if found.reporter and (participant is None or participant.why_not):
        remedy = _("{remedy} (participation.csv)", remedy=remedy)
        receipt.faults.append(Fault(name, 0, "", found.reporter, problem, remedy))
    if (receipt.faults and not found.answers) or participant is None or participant.why_not:
        return receipt
    try:
        _keep(path, receipt, found, at)
    except OSError as error:
        problem = _("could not be kept ({reason})", reason=error.strerror)
        remedy = _("Free some disk space and receive it again")
        receipt.faults.append(Fault(name, 0, "", "", problem, remedy))
        receipt.stored = ""
    return receipt


def _clean_name(name: str) -> str:
    """Return a file's name without characters that could deceive or break a line."""
    return re.sub(r"[\x00-\x1f\x7f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", name)[:120]


def _keep(path: Path, receipt: Receipt, found: returns.Return, at: str) -> None:
    """Copy the file to its place and record it; a file that comes twice is kept once."""
    listed = folder.received(sources.rows(receipt.period))  # with faults, nothing is kept
    earlier = [one for one in listed if one.reporter == found.reporter]
    receipt.received = at
    for one in earlier:
        if one.sha256 == receipt.sha256:
            receipt.stored, receipt.received, receipt.is_known = one.file, one.received, True
            return
    table = next(iter(found.answers)) if path.suffix.lower() == ".csv" else ""
    receipt.stored = _store(path, paths.raw(receipt.period) / RETURNS, found.reporter, table)
    same = [one for one in earlier if _kind(one.file) == _kind(receipt.stored)]
    before = [one for one in same if one.received <= at]
    receipt.replaces = before[-1].file if before else ""
    receipt.stands_behind = same[-1].file if len(before) < len(same) else ""
    version = f"form version {found.form_version}" if found.form_version else f"table {table}"
    sources.record(
        receipt.period,
        {
            "file": receipt.stored,
            "office": found.reporter,
            "source": f"Return, {version}",
            "place": receipt.file,
            "received": receipt.received,
            "as_of": periods.get(receipt.period).as_of.isoformat(),
            "sha256": receipt.sha256,
            "note": f"Replaces {receipt.replaces}" if receipt.replaces else "",
        },
    )


def _kind(file: str) -> str:
    """Return the content of a stored file: the form, or one table."""
    return re.sub(r"-\d+(?=[-.])", "", file)


def _store(path: Path, room: Path, reporter: str, table: str) -> str:
    """Copy a file under the next free number, never over another."""
    room.mkdir(parents=True, exist_ok=True)
    numbers = [
        int(found[1])
        for one in room.iterdir()
        if (found := re.match(rf"{re.escape(reporter)}-(\d+)[-.]", one.name))
    ]
    number = max(numbers, default=0) + 1
    kept = room / f"{reporter}-{number}{'-' + table if table else ''}{path.suffix.lower()}"
    with paths.replacing(kept, only_new=True) as unfinished:
        shutil.copyfile(path, unfinished)
    return f"{RETURNS}/{kept.name}"


def _judge(period: Period, receipts: list[Receipt]) -> None:
    """Judge each table of each kept return beside all other returns, and put it in the receipt."""
    if all(receipt.is_refused for receipt in receipts):
        return
    examined = examine(period.name, [one.stored for one in receipts if one.stored])
    before = expected.earlier(period)
    for receipt in receipts:
        for verdict in examined.verdicts.get(receipt.stored, {}).values():
            receipt.verdicts.append(verdict)
            earlier = examined.cleaned[verdict.table].answered.get(receipt.reporter)
            if earlier and (verdict.frame is None or not verdict.is_answer):
                receipt.in_force[verdict.table] = earlier
            try:
                verdict.notes += _striking(period, verdict, examined, before)
            except Exception as error:  # questions are optional: they must not block a receipt
                verdict.notes.append(returns.stumbled(receipt.file, error, verdict.part.sheet))


def _striking(
    period: Period, verdict: Verdict, examined: Examined, before: expected.Earlier
) -> list[Fault]:
    """Return values to ask about, judged beside other missions, tables and earlier periods."""
    if verdict.frame is None or verdict.status == NOT_REPORTED or verdict.frame.empty:
        return []
    contract, taking_part = TABLES[verdict.table], examined.lists.taking_part
    others = examined.tables[verdict.table]
    found = check.striking(verdict.part, verdict.frame, others, contract, taking_part)
    tables = expected.known(before, verdict.table).values()
    found += check.unusual(verdict.part, verdict.frame, list(tables), contract)
    senders = set(verdict.frame["reporter"])
    own = [int(one["reporter"].isin(senders).sum()) for one in tables]
    if told := expected.rows(verdict.table, len(verdict.frame), own):
        part, remedy = verdict.part, _("Confirm or correct it")
        found.append(Fault(part.file, 0, "", "", told, remedy, part.sheet))
    if verdict.table == SUBMITTED:
        found += _contradicted(period, verdict, examined)
    return found


def _contradicted(period: Period, verdict: Verdict, examined: Examined) -> list[Fault]:
    """Return the figures that differ from what the tables give."""
    if verdict.frame is None:
        return []
    values = count(examined.tables, period)
    return [
        verdict.part.at(int(row), "value", f"{sent:g}", narrative.conflict(values[code]), SAY_WHY)
        for row, code, sent in verdict.frame[["code", "value"]].itertuples(name=None)
        if values[code].conflicts
    ]


def _keep_days(
    period: str, receipts: list[Receipt], before: dict[tuple[str, str], tuple[str, str]]
) -> None:
    """Record the day on which each table was first answered without a fault, all or nothing.

    Later corrections do not change it, so a correction makes nobody late.
    """
    known = dict(before)
    for receipt in receipts:
        for one in receipt.verdicts:
            if one.faults or not one.is_answer:
                continue
            day, _file = known.get((receipt.reporter, one.table), ("9999-12-31", ""))
            if receipt.received[:10] < day:
                known[receipt.reporter, one.table] = receipt.received[:10], receipt.stored
    if known != before:
        rows = [(*who, *when) for who, when in sorted(known.items())]
        sources.write(
            paths.raw(period) / ANSWERED,
            ANSWERED_COLUMNS,
            [dict(zip(ANSWERED_COLUMNS, row, strict=True)) for row in rows],
        )
