"""Taking returns: read, kept unchanged, recorded, and answered with a receipt.

A file that cannot be read as a return is not kept: it stays where it is, and its receipt says why.
One that can be is kept under a name of ours with the next number; nothing is ever overwritten.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from a4p_helpers import checksums, paths, periods
from a4p_helpers.clean import check, folder, returns
from a4p_helpers.clean.folder import RETURNS, Participant
from a4p_helpers.clean.period import Verdict, examine
from a4p_helpers.contracts import TABLES
from a4p_helpers.faults import Fault
from a4p_helpers.intake import opening, sources


class ReceivingError(ValueError):
    """Files that cannot be taken as they were named."""


@dataclass
class Receipt:
    """What came of one file: kept or not, and what was found in each table."""

    period: str
    file: str
    reporter: str = ""
    stored: str = ""
    received: str = ""
    sha256: str = ""
    form_version: str = ""
    is_known: bool = False
    replaces: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the file was not kept at all."""
        return not self.stored

    @property
    def all_faults(self) -> list[Fault]:
        """Every fault: of the file, then of its tables."""
        return [*self.faults, *(fault for one in self.verdicts for fault in one.faults)]

    @property
    def all_notes(self) -> list[Fault]:
        """What looks odd but is allowed, and what was tidied."""
        return [*self.notes, *(note for one in self.verdicts for note in one.notes)]


def receive(
    name: str, files: Iterable[Path], sender: str = "", now: datetime | None = None
) -> list[Receipt]:
    """Take files, or all files of a folder, as returns of a period; return their receipts.

    `sender` is who they come from, where that is known; a file that says otherwise is refused.

    Raises
    ------
    ReceivingError
        A file is not there, or the sender is not known.
    opening.OpeningError, sources.SourcesError
        A list of the period's own was damaged by hand; nothing is kept.
    UnknownPeriodError
        The period is not declared.
    """
    period = periods.get(name)
    wanted = _files(files)
    who = opening.open_period(name)
    if sender and sender not in who:
        near = sorted(who)
        raise ReceivingError(f"{sender!r} does not report in {name}; there are {', '.join(near)}")
    with sources.held(name):
        receipts = [_take(path, period.name, who, sender, now) for path in wanted]
    _judge(period, receipts)
    return receipts


def _files(given: Iterable[Path]) -> list[Path]:
    found, missing = [], []
    for path in given:
        if path.is_dir():
            found += sorted(
                one
                for one in path.iterdir()
                if one.is_file() and not one.name.startswith((".", "~"))
            )
        elif path.is_file():
            found.append(path)
        else:
            missing.append(path)
    if missing:
        raise ReceivingError(f"There is no file {', '.join(map(str, missing))}: check the name")
    if not found:
        raise ReceivingError("There is no file to receive: the folder is empty")
    return found


def _take(
    path: Path, period: str, who: dict[str, Participant], sender: str, now: datetime | None
) -> Receipt:
    """Read one file and keep it, if it is a return."""
    missions_ = folder.taking_part(who.values())
    name = _clean_name(path.name)
    found = returns.load(path, period, missions_, file=name, sender=sender)
    receipt = Receipt(period, name, found.reporter, form_version=found.form_version)
    receipt.sha256 = checksums.if_readable(path)
    receipt.notes += found.notes
    receipt.faults += found.faults
    participant = who.get(found.reporter)
    if found.reporter and participant is None:
        receipt.faults.append(
            Fault(
                name,
                0,
                "",
                found.reporter,
                "does not report in this period",
                "Add it to participation.csv, if it does",
            )
        )
    elif participant and participant.why_not:
        receipt.faults.append(
            Fault(
                name,
                0,
                "",
                found.reporter,
                f"does not take part in this period ({participant.why_not})",
                "Correct participation.csv, if it does",
            )
        )
    if (receipt.faults and not found.answers) or participant is None or participant.why_not:
        return receipt
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    _keep(path, receipt, found, at)
    return receipt


def _clean_name(name: str) -> str:
    """Return a file's name without marks that could deceive or break a line."""
    return re.sub(r"[\x00-\x1f\x7f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", name)[:120]


def _keep(path: Path, receipt: Receipt, found: returns.Return, at: datetime) -> None:
    """Copy the file to its place and record it; the same file twice is known, and kept once."""
    listed = folder.received(sources.rows(receipt.period))  # with faults, nothing is kept
    earlier = [one for one in listed if one.reporter == found.reporter]
    receipt.received = at.isoformat().replace("+00:00", "Z")
    for one in earlier:
        if one.sha256 == receipt.sha256:
            receipt.stored, receipt.received, receipt.is_known = one.file, one.received, True
            return
    table = next(iter(found.answers)) if path.suffix.lower() == ".csv" else ""
    receipt.stored = _store(path, paths.raw(receipt.period) / RETURNS, found.reporter, table)
    same = [one for one in earlier if _kind(one.file) == _kind(receipt.stored)]
    receipt.replaces = same[-1].file if same else ""
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
    """Return what a stored file holds: the form, or one table."""
    return re.sub(r"-\d+(?=[-.])", "", file)


def _store(path: Path, room: Path, reporter: str, table: str) -> str:
    """Copy a file under the next free number; never over another."""
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


def _judge(period: periods.Period, receipts: list[Receipt]) -> None:
    """Say of each table of each kept return what was found, beside all the other returns."""
    if all(receipt.is_refused for receipt in receipts):
        return
    examined = examine(period.name)
    for receipt in receipts:
        verdicts = examined.verdicts.get(receipt.stored, {})
        for table, verdict in verdicts.items():
            before = opening.table_before(period, table) if verdict.frame is not None else None
            if verdict.frame is not None and before is not None:
                verdict.notes += check.unusual(verdict.part, verdict.frame, before, TABLES[table])
            receipt.verdicts.append(verdict)
