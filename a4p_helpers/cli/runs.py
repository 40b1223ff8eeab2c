"""Commands that clean a period's data and make its reports."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from a4p_helpers.cli import words
from a4p_helpers.core import paths, periods
from a4p_helpers.run import DONE, FAILED, OUT_OF_TIME, STOPPED, WRONG_INPUT, log

if TYPE_CHECKING:
    from a4p_helpers.run.storage import Storage


def add(commands: words.Commands) -> None:
    """Add these commands."""
    words.add_period(words.command(commands, clean))
    one = words.command(commands, run)
    words.add_period(one)
    one.add_argument("--all", action="store_true", help="every period that has raw data")
    one.add_argument("--force", action="store_true", help="also run what has not changed")
    one.add_argument(
        "--edition",
        action="append",
        metavar="|".join(periods.EDITIONS),
        help="only this edition; may be repeated (default: all)",
    )
    one.add_argument(
        "--mission",
        action="append",
        default=[],
        metavar="MISSION",
        help="only the page of this mission; may be repeated (default: all that take part)",
    )
    one.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        type=words.pair,
        metavar="NAME=VALUE",
        help="a further parameter, for the notebooks that declare it",
    )
    words.add_options(one)
    one.add_argument(
        "--run-limit",
        type=words.seconds,
        metavar="SECONDS",
        help="the longest the whole run may take (default: no limit)",
    )
    one.add_argument(
        "--log",
        type=_form,
        metavar="|".join(log.FORMS),
        default=os.environ.get("A4P_LOG") or None,
        help="sentences, a line of JSON an event, or faults only"
        " (default: A4P_LOG, else text in a terminal and json elsewhere)",
    )
    one.add_argument(
        "--notify",
        metavar="COMMAND",
        default=os.environ.get("A4P_NOTIFY"),
        help="run this at the end, good or bad; it reads the outcome as JSON"
        " (default: A4P_NOTIFY, if set)",
    )
    one.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="hand the notebooks to the cluster of this scheduler, such as tcp://HOST:8786",
    )
    one.add_argument(
        "--inputs",
        metavar="URL",
        default=os.environ.get("A4P_INPUTS"),
        help="fetch the raw files of periods from here first (default: A4P_INPUTS, if set)",
    )
    one.add_argument(
        "--outputs",
        metavar="URL",
        default=os.environ.get("A4P_OUTPUTS"),
        help="put each report here when it is published (default: A4P_OUTPUTS, if set)",
    )


def _form(text: str) -> str:
    if text not in log.FORMS:
        raise argparse.ArgumentTypeError(f"{text!r} is not {', '.join(log.FORMS[:-1])} or quiet")
    return text


def clean(given: argparse.Namespace) -> int:
    """Check a period's raw data and explanations, and write its cleaned tables."""
    from a4p_helpers import prepare
    from a4p_helpers.clean import folder
    from a4p_helpers.intake import expected
    from a4p_helpers.report import annexes

    period = words.period(given.period)
    prepare.tables(period)
    for told in expected.of_period(periods.get(period)):
        print(f"Note: {told}", file=sys.stderr)
    if (paths.raw(period) / folder.RECONCILIATIONS).exists():
        prepare.ensure(period, [])
        annexes.reconcile(period)
    for edition in periods.EDITIONS:
        print(paths.processed(period, edition).absolute())
    return DONE


def run(given: argparse.Namespace) -> int:
    """Clean a period, run all its notebooks and publish its reports."""
    if given.all and given.period:
        log.tell("refused", "Name a period or use --all, not both.")
        return WRONG_INPUT
    if given.inputs:
        _fetch(given.inputs, given.period)
    # A named period is checked with all the rest, so that every fault is reported.
    newest = given.period or words.period(None)  # raises where no period has data
    names = [one.name for one in periods.with_data()] if given.all else [newest]
    editions = given.edition or list(periods.EDITIONS)
    if not given.outputs:
        return _made(given, names, editions)
    from a4p_helpers.run.storage import Storage

    to = Storage(given.outputs)
    for release in to.share_told():
        log.tell("fetched", f"{release}: fetched from {to.shown}, as its readers have it.")
    code = _made(given, names, editions)
    return code if code in (STOPPED, OUT_OF_TIME) else max(code, _put(to, names, editions))


def _made(given: argparse.Namespace, names: list[str], editions: list[str]) -> int:
    """Run the periods that have changed since their reports were made."""
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
        **words.options(given),
    )


def _fetch(url: str, period: str | None) -> None:
    """Fetch the raw files of one period, or of every period in the storage."""
    from a4p_helpers.run.storage import Storage

    storage = Storage(url)
    for name in [periods.get(period).name] if period else storage.periods():
        changed = storage.fetch(name)
        if changed:
            log.tell("fetched", f"{name}: fetched {len(changed)} files from {storage.shown}.")


def _put(storage: "Storage", names: list[str], editions: list[str]) -> int:
    """Put the last good reports into the storage, unless they are there already."""
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
                    f"{error} The {edition} edition of {name} stays here; the next run tries "
                    "again.",
                )
                code = FAILED
                continue
            if place:
                log.tell("put", f"The {edition} edition of {name} is at {place}.")
    return code
