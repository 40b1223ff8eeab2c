"""Commands that show a report, a section while an analyst writes it, and what changed."""

import argparse
import signal
from pathlib import Path

from a4p_helpers.cli import words
from a4p_helpers.core import periods
from a4p_helpers.run import DONE


def add(commands: words.Commands) -> None:
    """Add these commands."""
    one = words.command(commands, preview)
    one.add_argument(
        "section", metavar="SECTION", help="such as p4 or overview; a mission for its own page"
    )
    one.add_argument(
        "--period",
        metavar="PERIOD",
        help="such as 2023-05 (default: the notebook's own; where blank, A4P_PERIOD or the newest)",
    )
    one.add_argument(
        "--edition", metavar="|".join(periods.EDITIONS), help="(default: the notebook's own)"
    )
    one = words.command(commands, open_)
    words.add_period(one, "the newest with a report")
    one.add_argument(
        "--edition",
        choices=periods.EDITIONS,
        default=periods.EDITIONS[0],
        help="which edition (default: %(default)s)",
    )
    one = words.command(commands, compare)
    for name in ("from", "to"):
        one.add_argument(
            f"{name}_",
            metavar=name.upper(),
            help="a period such as 2022-11, or the folder of a draft or release",
        )
    one.add_argument(
        "--edition",
        choices=periods.EDITIONS,
        help="the edition of a period that is named (default: the folder's beside it, or external)",
    )
    one.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the page to write (default: in outputs/TO/changes/)",
    )


def preview(given: argparse.Namespace) -> int:
    """Show a section in the browser and refresh it whenever its notebook is saved."""
    from a4p_helpers.browser import preview

    # `kill` ends it as Ctrl-C does; shells keep Ctrl-C from what `&` started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    preview.preview(given.section, given.period, given.edition)
    return DONE


def open_(given: argparse.Namespace) -> int:
    """Show a report in the browser."""
    from a4p_helpers import browser

    browser.show(browser.report(given.period, given.edition))
    return DONE


def compare(given: argparse.Namespace) -> int:
    """Say what changed from one report to another."""
    from a4p_helpers.report import compare

    before, after = compare.find(given.from_, given.to_, given.edition)
    comparison = compare.compare(before, after)
    page = compare.write([comparison], given.output or compare.usual_place(comparison))
    print(compare.summary(comparison))
    print(page.absolute())
    return DONE
