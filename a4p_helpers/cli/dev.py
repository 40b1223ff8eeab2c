"""`a4p dev`: the commands that only engineers and trainers need."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from a4p_helpers.cli import words
from a4p_helpers.core import paths, periods
from a4p_helpers.open_data import TABLES
from a4p_helpers.run import DONE, FAILED

REFERENCE = paths.CODE / "tests" / "reference"


def add(commands: words.Commands) -> None:
    """Add these commands under `dev`, so that `a4p --help` does not list them."""
    below = commands.add_parser(
        "dev",
        description="What only engineers and trainers of the workbook need.",
        allow_abbrev=False,
    ).add_subparsers(title="commands", metavar="COMMAND", required=True)
    words.add_options(words.command(below, demonstration))
    one = words.command(below, start)
    words.add_period(one, "A4P_PERIOD or the newest with raw data")
    one = words.command(below, reference)
    words.add_period(one, "the newest whose report is out")
    words.add_options(one)
    words.command(below, docs)
    one = words.command(below, crosscheck)
    words.add_period(one)
    for kind in TABLES:
        one.add_argument(
            f"--{kind}", type=Path, metavar="FILE", help="a download to use instead of the table"
        )
    one = words.command(below, revised)
    one.add_argument("kind", choices=tuple(TABLES), help="which dataset the files are")
    one.add_argument("older", type=Path, metavar="OLDER", help="the earlier download")
    one.add_argument("newer", type=Path, metavar="NEWER", help="the later download")
    one = words.command(below, land)
    one.add_argument("file", type=Path, metavar="FILE", help="land-50m.json of npm's world-atlas")


def demonstration(given: argparse.Namespace) -> int:
    """Make a whole period of SYNTHETIC values, for training."""
    from a4p_helpers.run import demo

    return demo.make(**words.options(given))


def start(given: argparse.Namespace) -> int:
    """Write the page on which JupyterLab opens."""
    from a4p_helpers.browser import start

    print(start.write(periods.at_work(given.period or ""), datetime.now()).absolute())
    return DONE


def reference(given: argparse.Namespace) -> int:
    """Renew the executed notebooks that tests compare with."""
    from a4p_helpers.run.period import run_reference

    return run_reference(REFERENCE, given.period or "", **words.options(given))


def docs(given: argparse.Namespace) -> int:
    """Renew the generated pages and picture in docs/, and the catalogues of translations."""
    from a4p_helpers.cli import catalogue, dictionary

    for page in (*dictionary.write(paths.CODE / "docs"), *catalogue.renew()):
        print(page)
    return DONE


def crosscheck(given: argparse.Namespace) -> int:
    """Compare counts in the report with the same counts in the open data."""
    import pandas as pd

    from a4p_helpers.indicators import crosschecks
    from a4p_helpers.intake import download

    folder = paths.raw(words.period(given.period)) / "tables"
    tables = {}
    for kind, table in TABLES.items():
        file = getattr(given, kind)
        if file:
            tables[table] = download.derive(kind, [file]).frame
        else:
            tables[table] = pd.read_csv(folder / f"{table}.csv").convert_dtypes()
    lines, all_hold = crosschecks.lines(**tables)
    print("\n".join(lines))
    return DONE if all_hold else FAILED


def revised(given: argparse.Namespace) -> int:
    """Show what a newer download of open data revised."""
    from a4p_helpers.open_data import snapshots

    print("\n".join(snapshots.revisions(given.kind, given.older, given.newer).lines()))
    return DONE


def land(given: argparse.Namespace) -> int:
    """Derive the outline of land, for maps, from Natural Earth."""
    from a4p_helpers.open_data import land

    path, is_known = land.store(given.file)
    if not is_known:
        print(
            "Note: data/raw/reference/README.md names another file; write there which one this is.",
            file=sys.stderr,
        )
    print(path.absolute())
    return DONE
