"""Commands for what missions and offices send: forms out, returns in, open data."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from a4p_helpers.cli import words
from a4p_helpers.core import languages, periods
from a4p_helpers.open_data import TABLES
from a4p_helpers.run import DONE, FAILED


def add(commands: words.Commands) -> None:
    """Add these commands."""
    one = words.command(commands, forms)
    one.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    one.add_argument(
        "--for",
        dest="reporters",
        action="append",
        metavar="REPORTER",
        help="only for this mission or office; may be repeated (default: all senders)",
    )
    one.add_argument("--due", type=words.day, metavar="DATE", help="by when, such as 2024-05-31")
    one.add_argument("--contact", default="", metavar="TEXT", help="whom to ask, as they read it")
    one.add_argument(
        "--language",
        choices=tuple(languages.known()),
        help="of these senders, from now on (default: the one set for each before, or en)",
    )
    one.add_argument(
        "--late", action="store_true", help="only for those who are late, with a reminder"
    )
    one = words.command(commands, receive)
    one.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    one.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="filled forms, CSV tables, or a folder"
    )
    one.add_argument(
        "--from", dest="sender", default="", metavar="REPORTER", help="who the files come from"
    )
    one.add_argument(
        "--received",
        type=words.day,
        metavar="DAY",
        help="when they came, such as 2024-05-18, by mail",
    )
    one = words.command(commands, accept)
    one.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    one.add_argument(
        "what", metavar="FILE|CODE", help="a kept return such as returns/UNMISS-3.xlsx, or a code"
    )
    one.add_argument("--table", default="", metavar="TABLE", help="which table of the file")
    one.add_argument(
        "--row",
        type=words.row,
        default=0,
        metavar="N",
        help="which row (default: all of the table)",
    )
    one.add_argument("--reason", default="", metavar="TEXT", help="why, for the checklist")
    words.add_by(one, "accepts it")
    one = words.command(commands, confirm)
    one.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    one.add_argument(
        "reporters", nargs="*", metavar="REPORTER", help="whose answers (default: all that sent)"
    )
    one.add_argument(
        "--by", default="", metavar="NAME", help="record who confirms them for the sender"
    )
    one.add_argument("--on", type=words.day, metavar="DAY", help="on which day (default: today)")
    one = words.command(commands, status)
    words.add_period(one)
    one.add_argument(
        "--write", action="store_true", help="also write a page and a sheet, for a meeting"
    )
    one = words.command(commands, import_)
    one.add_argument(
        "files",
        nargs="+",
        metavar="FILE|FOLDER",
        help=f"downloads as they came, monthly reports as PDF files or folders of them; the "
        f"dataset ({', '.join(TABLES)} or missions) may stand first",
    )
    one.add_argument("--period", help="the period it is for (default: the newest with data)")


def forms(given: argparse.Namespace) -> int:
    """Write a period's forms, one for each mission and office, with their letters."""
    from a4p_helpers.intake import letters, opening, status

    period, today = periods.get(given.period).name, date.today()
    known, wanted = letters.contacts(), given.reporters
    if given.late:
        opening.open_period(period, given.due)
        late = [one.reporter for one in status.of(period).reporting if one.is_late(today)]
        wanted = [one for one in late if one in (given.reporters or late)]
        if not wanted:
            print("Nobody is late.")
            return DONE
    spoken = languages.get(given.language) if given.language else None
    written = opening.write_forms(
        period, wanted, due=given.due, contact=given.contact, language=spoken
    )
    who = opening.open_period(period)
    for reporter, (path, count) in written.items():
        due, language = who[reporter].due or given.due, who[reporter].language
        if given.late and due:
            letters.reminder(period, reporter, due, path, language)
        else:
            letters.of_form(period, reporter, count.to_fill, due, path, language)
        print(
            f"{reporter}: {count.to_fill} cells to fill, {count.to_confirm} to confirm, "
            f"{count.filled_in} filled in",
            file=sys.stderr,
        )
        print(path.absolute())
    _told(letters.unreachable(list(written), known))
    return DONE


def _told(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def receive(given: argparse.Namespace) -> int:
    """Take returns, keep them, and write their receipts and letters."""
    from a4p_helpers.clearance import steps
    from a4p_helpers.intake import confirm, letters, receipt, receive
    from a4p_helpers.run import publish

    period, known = periods.get(given.period).name, letters.contacts()
    out = steps.released_on(period)
    with publish.lock(period, is_run=False):
        receipts = receive.receive(
            period, given.files, given.sender, day=given.received, released=out
        )
        signed = [confirm.by_signature(one, date.today()) for one in receipts]
    for path in receive.find(given.files)[1]:
        why = "a program left it behind"
        if receive.is_letter(path):
            why = "it is not a return; read it, and keep it with the letters"
        print(f"{path.name}: passed over; {why}.", file=sys.stderr)
    for one in receipts:
        page, _ = receipt.write(one)
        if one.reporter:
            letters.of_receipt(period, one.reporter, receipt.text(one), page, one.language)
        print(f"{one.file}: {' '.join(receipt.said(one))}", file=sys.stderr)
        print(page.absolute())
    _told(filter(None, signed))
    senders = dict.fromkeys(one.reporter for one in receipts if one.reporter)
    _told(letters.unreachable(list(senders), known))
    return FAILED if any(one.all_faults for one in receipts) else DONE


def accept(given: argparse.Namespace) -> int:
    """Accept a fault, or two numbers that differ, with a reason."""
    from a4p_helpers.intake import accept
    from a4p_helpers.run import publish

    period, by = periods.get(given.period).name, words.by(given)
    with publish.lock(period, is_run=False):
        one = accept.accept(
            period,
            given.what,
            table=given.table,
            row=given.row,
            reason=given.reason,
            by=by,
            today=date.today(),
        )
    print(f"Accepted: {one.sentence}")
    return DONE


def confirm(given: argparse.Namespace) -> int:
    """Write a page of answers for each sender to confirm, or record who confirmed."""
    from a4p_helpers.intake import confirm, confirmation, letters
    from a4p_helpers.run import publish

    period, known = periods.get(given.period).name, letters.contacts()
    if not given.by:
        written = confirmation.write(period, given.reporters)
        for files in written.values():
            print("\n".join(str(path.absolute()) for path in files))
        _told(letters.unreachable(list(written), known))
        return DONE
    if len(given.reporters) != 1:
        raise confirm.ConfirmError("Name exactly one sender with --by")
    today = date.today()
    with publish.lock(period, is_run=False):
        one = confirm.record(period, given.reporters[0], given.by, given.on or today, today)
    print(f"{one.reporter}: confirmed by {one.by} on {one.day}, up to {one.file}.")
    return DONE


def status(given: argparse.Namespace) -> int:
    """Show who has reported what, who is late, and what blocks the next step."""
    from a4p_helpers import half_year

    stands = half_year.of(words.period(given.period), date.today())
    half_year.show(stands)
    if given.write:
        for path in half_year.write(stands):
            print(path.absolute())
    return DONE


def import_(given: argparse.Namespace) -> int:
    """Derive a table from downloads of the UN's open data."""
    from a4p_helpers import open_data
    from a4p_helpers.intake import download, expected
    from a4p_helpers.open_data.derived import OpenDataError
    from a4p_helpers.run import publish

    of_kind, taken_for = download.by_kind(given.files)
    _tell(taken_for)
    refused = False
    for kind, files in of_kind.items():
        if kind == download.MISSIONS:
            path, notes = download.take_missions(files)
            _tell(notes, "Note: ")
            print(path.absolute())
            continue
        period = words.period(given.period)
        made = download.derive(kind, files, periods.get(period).as_of)
        with publish.lock(period, is_run=False):
            path, made = download.store(period, kind, made)
        _tell(made.notes, "Note: ")
        of_period, table = periods.get(period), open_data.TABLES[kind]
        before = expected.earlier(of_period)
        _tell(expected.of_table(of_period, table, made.frame, before), "Note: ")
        _tell(download.revised(kind, made))
        if made.refused:
            refused = True
            _tell([str(OpenDataError.of(made.refused, len(files)))])
        print(path.absolute())
    return FAILED if refused else DONE


def _tell(lines: Iterable[str], before: str = "") -> None:
    for line in lines:
        print(f"{before}{line}", file=sys.stderr)
