"""The `a4p` command: its words, and who does what they ask."""

import argparse
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from a4p_helpers import paths, periods, terminal
from a4p_helpers.faults import hint
from a4p_helpers.open_data import TABLES
from a4p_helpers.run import DONE, FAILED, OUT_OF_TIME, OWN_ERROR, STOPPED, WRONG_INPUT, log

if TYPE_CHECKING:
    from a4p_helpers.run.storage import Storage

REFERENCE = paths.CODE / "tests" / "reference"


class _Parser(argparse.ArgumentParser):
    """argparse, with the nearest name beside its message."""

    def error(self, message: str) -> NoReturn:
        wrong = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if wrong:
            message += hint(wrong[1], re.findall(r"[\w-]+", wrong[2]))
        super().error(message)

    def parse_known_args(  # type: ignore[override]  # of its two forms, the one that is used
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Refuse what a command does not know here, where its own options can be named."""
        given, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._meant(unknown[0])}")
        return given, unknown

    def _meant(self, word: str) -> str:
        name = word.partition("=")[0]
        alone = {f"--{one.dest}" for one in self._actions if not one.option_strings}
        if name in alone:
            return f"; write what it is without {name}"
        return hint(name, self._option_string_actions) if name.startswith("-") else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    terminal.make_plain()
    given = _parser().parse_args(arguments)
    if "A4P_ROOT" in os.environ:
        # Notebooks run in another folder, where a relative path would mean something else.
        os.environ["A4P_ROOT"] = str(paths.root().absolute())
    start = time.monotonic()
    is_run = given.do is _run
    log.use(given.log if is_run else "text")
    code = _code(given.do, given)
    if is_run:
        log.tell("ended", exit_code=code, seconds=round(time.monotonic() - start, 1))
        if given.notify:
            from a4p_helpers.run.notify import notify

            notify(given.notify, code)
    return code


def _code(do: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """Do it, and return the exit code whatever happens."""
    try:
        return do(given)
    except KeyboardInterrupt:
        log.tell("stopped", "Stopped.")
        return STOPPED
    except OSError as error:
        place = paths.shown(Path(error.filename)) if error.filename else "A file"
        reason = error.strerror or error
        log.tell("refused", f"{place} cannot be used ({reason}): check its name, rights and room")
        return FAILED
    except Exception as error:
        if not type(error).__module__.startswith("a4p_helpers."):
            log.tell("refused", traceback.format_exc().rstrip())
            return OWN_ERROR
        log.tell("refused", str(error))
        return WRONG_INPUT if isinstance(error, ValueError) else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="a4p", description="Make the A4P+ progress report.", allow_abbrev=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, do: Callable[[argparse.Namespace], int], text: str) -> _Parser:
        sub = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        sub.set_defaults(do=do)
        return sub

    run = command("run", _run, "Clean a period, run all notebooks, publish the reports.")
    _add_period(run)
    run.add_argument("--all", action="store_true", help="every period that has raw data")
    run.add_argument(
        "--force", action="store_true", help="run also what would be the same as it is"
    )
    run.add_argument(
        "--edition",
        action="append",
        metavar="|".join(periods.EDITIONS),
        help="only this edition; may be repeated (default: all)",
    )
    run.add_argument(
        "--mission",
        action="append",
        default=[],
        metavar="MISSION",
        help="the page of this mission only; may be repeated (default: all that take part)",
    )
    run.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        type=_pair,
        metavar="NAME=VALUE",
        help="a further parameter, for the notebooks that declare it",
    )
    _add_manner(run)
    run.add_argument(
        "--run-limit",
        type=_seconds,
        metavar="SECONDS",
        help="the longest the whole run may take (default: no limit)",
    )
    run.add_argument(
        "--log",
        type=_form,
        metavar="|".join(log.FORMS),
        default=os.environ.get("A4P_LOG") or None,
        help="sentences, a line of JSON an event, or faults only"
        " (default: A4P_LOG, else text in a terminal and json elsewhere)",
    )
    run.add_argument(
        "--notify",
        metavar="COMMAND",
        default=os.environ.get("A4P_NOTIFY"),
        help="run this at the end, good or bad; it reads how it ended, as JSON"
        " (default: A4P_NOTIFY, if set)",
    )
    run.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="hand the notebooks to the cluster of this scheduler, such as tcp://HOST:8786",
    )
    run.add_argument(
        "--inputs",
        metavar="URL",
        default=os.environ.get("A4P_INPUTS"),
        help="fetch the raw files of periods from here first (default: A4P_INPUTS, if set)",
    )
    run.add_argument(
        "--outputs",
        metavar="URL",
        default=os.environ.get("A4P_OUTPUTS"),
        help="put each report here when it is published (default: A4P_OUTPUTS, if set)",
    )
    clean = command("clean", _clean, "Check a period's raw data and write its cleaned tables.")
    _add_period(clean)
    forms = command("forms", _forms, "Write the forms of a period, one a mission and office.")
    forms.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    forms.add_argument(
        "--for",
        dest="reporters",
        action="append",
        metavar="REPORTER",
        help="only for this mission or office; may be repeated (default: all that are asked)",
    )
    forms.add_argument("--due", type=_day, metavar="DATE", help="by when, such as 2024-05-31")
    forms.add_argument("--contact", default="", metavar="TEXT", help="whom to ask, as they read it")
    receive = command("receive", _receive, "Take returns, keep them, and write their receipts.")
    receive.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    receive.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="filled forms, CSV tables, or a folder"
    )
    receive.add_argument(
        "--from", dest="sender", default="", metavar="REPORTER", help="who the files come from"
    )
    receive.add_argument(
        "--received", type=_day, metavar="DAY", help="when they came, such as 2024-05-18, by mail"
    )
    accept = command("accept", _accept, "Accept a fault, or two numbers that differ, as they are.")
    accept.add_argument("period", metavar="PERIOD", help="such as 2023-11")
    accept.add_argument(
        "what", metavar="FILE|CODE", help="a kept return such as returns/UNMISS-3.xlsx, or a code"
    )
    accept.add_argument("--table", default="", metavar="TABLE", help="which table of the file")
    accept.add_argument(
        "--row", type=_row, default=0, metavar="N", help="which row (default: all of the table)"
    )
    accept.add_argument("--reason", default="", metavar="TEXT", help="why, for the checklist")
    accept.add_argument("--by", default="", metavar="NAME", help="who accepts it")
    status = command("status", _status, "Say who has reported what, and who is late.")
    _add_period(status)
    compare = command("compare", _compare, "Say what changed from one report to another.")
    for name in ("from", "to"):
        compare.add_argument(
            f"{name}_",
            metavar=name.upper(),
            help="a period such as 2022-11, or the folder of a draft or release",
        )
    compare.add_argument(
        "--edition",
        choices=periods.EDITIONS,
        help="the edition of a period that is named (default: the folder's beside it, or external)",
    )
    compare.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the page to write (default: in outputs/TO/changes/)",
    )
    demo = command("demo", _demo, "Make a whole period of SYNTHETIC values, for training.")
    _add_manner(demo)
    release = command("release", _release_step, "Show the checklist of a draft, or take a step.")
    _add_period(release)
    release.add_argument(
        "--edition", default="external", metavar="|".join(periods.EDITIONS), help="which edition"
    )
    release.add_argument("--to", metavar="STEP", help="under review, cleared or released")
    release.add_argument("--by", default="", metavar="NAME", help="who takes the step or ticks")
    release.add_argument(
        "--tick", action="append", default=[], metavar="ITEM", help="what was checked by hand"
    )
    verify = command("verify", _verify, "Prove that a release is what was cleared.")
    verify.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of a release")
    comment = command("comment", _comment, "Take comments of reviewers, or answer one.")
    _add_period(comment)
    comment.add_argument(
        "--file", type=Path, metavar="FILE", help="a sheet with section, paragraph, text, who"
    )
    comment.add_argument("--answer", nargs=2, metavar=("ID", "TEXT"), help="answer a comment")
    bring = command("import", _import, "Derive a table from a download of the UN's open data.")
    bring.add_argument("kind", choices=tuple(TABLES), help="which dataset the file is")
    bring.add_argument("file", type=Path, metavar="FILE", help="the file as downloaded")
    bring.add_argument("--period", help="the period it is for (default: the newest with data)")
    bring.add_argument(
        "--until",
        type=_day,
        metavar="DATE",
        help="set aside what is later, for a period that is over (default: take all)",
    )
    revised = command("revised", _revised, "Show what a newer download of open data revised.")
    revised.add_argument("kind", choices=tuple(TABLES), help="which dataset the files are")
    revised.add_argument("older", type=Path, metavar="OLDER", help="the earlier download")
    revised.add_argument("newer", type=Path, metavar="NEWER", help="the later download")
    land = command("land", _land, "Derive the outline of land, for maps, from Natural Earth.")
    land.add_argument("file", type=Path, metavar="FILE", help="land-50m.json of npm's world-atlas")
    check = command("crosscheck", _crosscheck, "Find published counts again in the open data.")
    _add_period(check)
    for kind in TABLES:
        check.add_argument(
            f"--{kind}", type=Path, metavar="FILE", help="a download in the place of the table"
        )
    look = command("open", _open, "Show a report in the browser.")
    look.add_argument(
        "period",
        nargs="?",
        metavar="PERIOD",
        help="such as 2023-05 (default: the newest with a report)",
    )
    look.add_argument(
        "--edition",
        choices=periods.EDITIONS,
        default=periods.EDITIONS[0],
        help="which edition (default: %(default)s)",
    )
    serve = command("serve", _serve, "Show all reports to the browsers of this machine, read-only.")
    serve.add_argument(
        "--port", type=_port, default=8765, metavar="N", help="where (default: %(default)s)"
    )
    preview = command(
        "preview", _preview, "Show a section in the browser, again whenever its notebook is saved."
    )
    preview.add_argument(
        "section", metavar="SECTION", help="such as p4 or overview; a mission for its own page"
    )
    preview.add_argument(
        "--period",
        metavar="PERIOD",
        help="such as 2023-05 (default: the notebook's own; where blank, A4P_PERIOD or the newest)",
    )
    preview.add_argument(
        "--edition", metavar="|".join(periods.EDITIONS), help="(default: the notebook's own)"
    )
    preview.add_argument(
        "--port", type=_port, default=0, metavar="N", help="where (default: one that is free)"
    )
    preview.add_argument(
        "--no-browser", action="store_true", help="say the address, and open nothing"
    )
    start = command("start", _start, "Write the page on which JupyterLab opens.")
    start.add_argument(
        "period",
        nargs="?",
        metavar="PERIOD",
        help="such as 2023-05 (default: A4P_PERIOD or the newest with raw data)",
    )
    reference = command(
        "reference", _reference, "Renew the executed notebooks that tests compare with."
    )
    _add_period(reference, "the newest whose report is out")
    _add_manner(reference)
    command("docs", _docs, "Write the data dictionary and the list of indicators in docs/.")
    return parser


def _add_period(parser: argparse.ArgumentParser, default: str = "the newest with raw data") -> None:
    parser.add_argument(
        "period", nargs="?", metavar="PERIOD", help=f"such as 2023-05 (default: {default})"
    )


def _add_manner(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--time-limit",
        type=_seconds,
        metavar="SECONDS",
        help="the longest a single cell may take (default: 300)",
    )
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="notebooks at a time (default: as many as there are processors, at most 4)",
    )
    parser.add_argument(
        "--kernels",
        choices=("warm", "ordinary"),
        help="warm ones (default) import once for all notebooks what ordinary ones import in each",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2024-05-31") from None


def _form(text: str) -> str:
    if text not in log.FORMS:
        raise argparse.ArgumentTypeError(f"{text!r} is not {', '.join(log.FORMS[:-1])} or quiet")
    return text


def _count(text: str) -> int:
    if not re.fullmatch(r"0*[1-9]\d{0,2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 999")
    return int(text)


def _row(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not a row as a spreadsheet shows it")
    return int(text)


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a whole number up to 65535")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value


def _period(given: str | None) -> str:
    """Return the period that was named, checked, or the newest with raw data."""
    return periods.get(given).name if given else periods.newest_with_data().name


# The commands


def _run(given: argparse.Namespace) -> int:
    if given.all and given.period:
        log.tell("refused", "Name a period, or say --all: not both.")
        return WRONG_INPUT
    if given.inputs:
        _fetch(given.inputs, given.period)
    # A period that was named is checked with all the rest, so that every fault is told.
    names = _with_data() if given.all else [given.period or _period(None)]
    editions = given.edition or list(periods.EDITIONS)
    if not given.outputs:
        return _made(given, names, editions)
    from a4p_helpers.run.storage import Storage

    to = Storage(given.outputs)
    for release in to.share_told():
        log.tell("fetched", f"{release}: fetched what its readers have from {to.shown}.")
    code = _made(given, names, editions)
    return code if code in (STOPPED, OUT_OF_TIME) else max(code, _put(to, names, editions))


def _made(given: argparse.Namespace, names: list[str], editions: list[str]) -> int:
    """Run periods but those that have not changed since their reports were made."""
    from a4p_helpers.run import reuse  # which imports nothing slow

    extra = dict(given.parameters)
    if not given.force:
        same = [
            name
            for name in names
            if all(reuse.is_current(name, one, extra, given.mission) for one in editions)
        ]
        for name in same:
            for edition in editions:
                print(paths.outputs(name, edition).absolute() / paths.PAGE)
            log.tell("same", f"{name}: nothing has changed since its reports were made.")
        names = [name for name in names if name not in same]
        if not names:
            return DONE
    from a4p_helpers.run.period import run_periods

    return run_periods(
        names,
        editions,
        extra=extra,
        missions=given.mission,
        force=given.force,
        **_manner(given),
        **({"dask": given.dask} if given.dask else {}),
    )


def _fetch(url: str, period: str | None) -> None:
    """Fetch the raw files of a period, or of all that the storage has."""
    from a4p_helpers.run.storage import Storage

    storage = Storage(url)
    for name in [periods.get(period).name] if period else storage.periods():
        changed = storage.fetch(name)
        if changed:
            log.tell("fetched", f"{name}: fetched {len(changed)} files from {storage.shown}.")


def _put(storage: "Storage", names: list[str], editions: list[str]) -> int:
    """Put the last good reports; what was there already costs a look."""
    from a4p_helpers.run.storage import StorageError

    code = DONE
    for name in names:
        for edition in editions:
            if not paths.outputs(name, edition).exists():
                continue
            try:
                place = storage.put(name, edition)
            except StorageError as error:
                log.tell(
                    "faults",
                    f"{error} The {edition} edition of {name} stays here; the next run puts it "
                    "there.",
                )
                code = FAILED
                continue
            if place:
                log.tell("put", f"The {edition} edition of {name} is at {place}.")
    return code


def _with_data() -> list[str]:
    periods.newest_with_data()  # says so where there is none
    return [one.name for one in periods.with_data()]


def _manner(given: argparse.Namespace) -> dict[str, Any]:
    manner = {"workers": given.workers, "time_limit": given.time_limit, "kernels": given.kernels}
    manner["run_limit"] = getattr(given, "run_limit", None)
    return {name: value for name, value in manner.items() if value is not None}


def _clean(given: argparse.Namespace) -> int:
    from a4p_helpers import prepare

    period = _period(given.period)
    prepare.tables(period)
    for edition in periods.EDITIONS:
        print(paths.processed(period, edition).absolute())
    return DONE


def _reference(given: argparse.Namespace) -> int:
    from a4p_helpers.run.period import run_reference

    return run_reference(REFERENCE, given.period or "", **_manner(given))


def _docs(given: argparse.Namespace) -> int:
    from a4p_helpers import dictionary

    for page in dictionary.write(paths.CODE / "docs"):
        print(page)
    return DONE


def _forms(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import opening

    written = opening.write_forms(
        periods.get(given.period).name, given.reporters, due=given.due, contact=given.contact
    )
    for path in written:
        print(path.absolute())
    return DONE


def _receive(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import receipt, receive
    from a4p_helpers.run import publish

    period = periods.get(given.period).name
    with publish.lock(period, is_run=False):
        receipts = receive.receive(period, given.files, given.sender, day=given.received)
    for path in receive.find(given.files)[1]:
        print(f"{path.name}: passed over; programs leave such files behind.", file=sys.stderr)
    for one in receipts:
        page, _ = receipt.write(one)
        print(f"{one.file}: {receipt.verdict(one)}", file=sys.stderr)
        print(page.absolute())
    return FAILED if any(one.all_faults for one in receipts) else DONE


def _accept(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import accept
    from a4p_helpers.run import publish

    period = periods.get(given.period).name
    with publish.lock(period, is_run=False):
        one = accept.accept(
            period,
            given.what,
            table=given.table,
            row=given.row,
            reason=given.reason,
            by=given.by,
            today=date.today(),
        )
    print(f"Accepted: {one.sentence}")
    return DONE


def _status(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import status

    status.show(_period(given.period), date.today())
    return DONE


def _compare(given: argparse.Namespace) -> int:
    from a4p_helpers.report import compare

    before, after = compare.find(given.from_, given.to_, given.edition)
    comparison = compare.compare(before, after)
    page = compare.write([comparison], given.output or compare.usual_place(comparison))
    print(compare.summary(comparison))
    print(page.absolute())
    return DONE


def _demo(given: argparse.Namespace) -> int:
    from a4p_helpers.run import demo

    return demo.make(**_manner(given))


def _open(given: argparse.Namespace) -> int:
    from a4p_helpers import shelf

    page = shelf.page_of(given.period, given.edition)
    print(page.absolute(), flush=True)
    if not shelf.show(page.absolute().as_uri()):
        print("No browser can be opened here: open this file yourself.", file=sys.stderr)
    return DONE


def _serve(given: argparse.Namespace) -> int:
    from a4p_helpers import serve

    _stop_as_by_ctrl_c()
    serve.serve(given.port)
    return DONE


def _stop_as_by_ctrl_c() -> None:
    """Have `kill` end what serves as Ctrl-C does: shells keep that from what is started by `&`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _preview(given: argparse.Namespace) -> int:
    from a4p_helpers import preview

    _stop_as_by_ctrl_c()
    preview.preview(
        given.section,
        given.period,
        given.edition,
        given.port,
        in_browser=not given.no_browser,
    )
    return DONE


def _start(given: argparse.Namespace) -> int:
    from a4p_helpers import start

    print(start.write(periods.at_work(given.period or ""), datetime.now()).absolute())
    return DONE


def _release_step(given: argparse.Namespace) -> int:
    from a4p_helpers.clearance import steps

    period, edition = _period(given.period), periods.check_edition(given.edition)
    steps.tick(period, edition, given.tick, given.by)
    if given.to:
        place = steps.advance(period, edition, given.to.replace("-", " "), given.by)
        if place:
            print(place.absolute())
    print(f"The {edition} edition of {period} is: {steps.state(period, edition)}")
    for item in steps.items(period, edition):
        print(f"  {'ok  ' if item.holds else 'open'}  {item.key:10} {item.text}")
        for reason in item.wrong:
            print(f"        {reason}")
    return DONE


def _verify(given: argparse.Namespace) -> int:
    from a4p_helpers.clearance import steps

    wrong, by_log = steps.verify(given.folder)
    for fault in wrong:
        print(fault, file=sys.stderr)
    if wrong:
        told = "not what was cleared"
    elif by_log:
        told = "is what was cleared"
        if record := steps.unsealed(given.folder):
            told += (
                "; what its readers were told was not sealed when it was released, so that nobody "
                f"can say whether {paths.shown(record)} is as it was"
            )
    else:
        told = "agrees with its own manifest; there is no log of clearance here to compare it with"
    print(f"{given.folder}: {told}")
    return FAILED if wrong else DONE


def _comment(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import comment
    from a4p_helpers.report import comments
    from a4p_helpers.run import publish

    period = _period(given.period)
    if given.answer:
        number = int(given.answer[0]) if given.answer[0].isdecimal() else 0
        with publish.lock(period, is_run=False):
            comment.answer(period, number, given.answer[1])
    if given.file:
        with publish.lock(period, is_run=False):
            new, known = comment.take(period, given.file, date.today())
        for one in new:
            place = comments.printed(one.section, one.paragraph)
            print(f"Comment {one.id}: paragraph {place}, by {one.who}")
        if known:
            print(f"Known already, and taken once: {known}")
    still = comments.open_of(period)
    print(f"Comments on {period} not answered yet: {len(still)}")
    return DONE


def _import(given: argparse.Namespace) -> int:
    from a4p_helpers.intake import download
    from a4p_helpers.run import publish

    period = _period(given.period)
    made = download.derive(given.kind, given.file, given.until)
    with publish.lock(period, is_run=False):
        path = download.store(period, given.kind, made)
    for note in made.notes:
        print(f"Note: {note}", file=sys.stderr)
    for line in download.revised(given.kind, given.file, made):
        print(line, file=sys.stderr)
    print(path.absolute())
    return DONE


def _revised(given: argparse.Namespace) -> int:
    from a4p_helpers.open_data import snapshots

    print("\n".join(snapshots.revisions(given.kind, given.older, given.newer).lines()))
    return DONE


def _land(given: argparse.Namespace) -> int:
    from a4p_helpers.open_data import land

    path, is_known = land.store(given.file)
    if not is_known:
        print(
            "Note: this is another file than the one that data/raw/reference/README.md names; "
            "write there which it is.",
            file=sys.stderr,
        )
    print(path.absolute())
    return DONE


def _crosscheck(given: argparse.Namespace) -> int:
    import pandas as pd

    from a4p_helpers.indicators import crosschecks
    from a4p_helpers.intake import download

    folder = paths.raw(_period(given.period)) / "tables"
    tables = {}
    for kind, table in TABLES.items():
        file = getattr(given, kind)
        if file:
            tables[table] = download.derive(kind, file).frame
        else:
            tables[table] = pd.read_csv(folder / f"{table}.csv").convert_dtypes()
    lines, all_hold = crosschecks.lines(**tables)
    print("\n".join(lines))
    return DONE if all_hold else FAILED
