"""The demonstration period: every table filled with SYNTHETIC values, through the same forms.

It lives in a root of its own, `outputs/demo/`, so that nothing made up can reach real data.
"""

import csv
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from a4p_helpers.clean import folder, form
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.core.periods import SYNTHETIC
from a4p_helpers.core.scales import NOTHING
from a4p_helpers.intake import filling, opening, receipt, receive, sources, synthetic
from a4p_helpers.run.period import run_periods

PERIOD = "2023-11"


def make(root: Path | None = None, **options: Any) -> int:
    """Make the demonstration period and run its reports; return the exit code of the run.

    Raises
    ------
    OSError
        The root of the demonstration cannot be written.
    request.RunInputError, publish.PublishError, publish.RunUnderWayError
        As of any run.
    """
    place = root or paths.outputs("demo")
    lay_out(place)
    with _root(place):
        for one in fill(PERIOD):
            receipt.write(one)
        return run_periods([PERIOD], **options)


def lay_out(place: Path) -> None:
    """Make the root of the demonstration: reference data whose period and words say SYNTHETIC."""
    reference = paths.reference("")
    shutil.rmtree(place / "data", ignore_errors=True)
    shutil.copytree(reference, place / "data" / "raw" / "reference")
    with _rewritten(place / "data" / "raw" / "reference" / "periods.csv") as rows:
        for row in rows:
            if row["period"] == PERIOD:
                row["label"] = f"{row['label']} ({SYNTHETIC})"
                row["report_number"] = ""
    with _rewritten(place / "data" / "raw" / "reference" / "lists.csv") as rows:
        rows += [
            {"list": name, "word": word, "source": "Made up for the demonstration"}
            for name, words in synthetic.LISTED.items()
            for word in words
        ]


@contextmanager
def _rewritten(path: Path) -> Iterator[list[dict[str, str]]]:
    """Give the rows of a CSV file, to be changed; then write them in its place."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    yield rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def _root(place: Path) -> Iterator[None]:
    former = os.environ.get("A4P_ROOT")
    os.environ["A4P_ROOT"] = str(place.absolute())
    try:
        yield
    finally:
        if former is None:
            del os.environ["A4P_ROOT"]
        else:
            os.environ["A4P_ROOT"] = former


def fill(name: str) -> list[receive.Receipt]:
    """Write, fill and receive the forms of every mission and office, and the imported tables."""
    period = periods.get(name)
    written = opening.write_forms(name)
    who = opening.open_period(name)
    present = folder.taking_part(who.values())
    tables = synthetic.tables(period, present)
    filled = paths.outputs(name) / "filled"
    filled.mkdir(parents=True, exist_ok=True)
    files = []
    for path, reporter in zip(written, opening.asked(name, who), strict=True):
        one = form.of(name, reporter, present)
        answers = {
            table: rows
            for table in senders.owed_by(reporter, name)
            if (rows := [row for row in tables[table] if row["reporter"] == reporter])
        }
        none = {table: NOTHING for table in senders.owed_by(reporter, name)}
        files.append(filled / path.name)
        filling.fill(path, one, {**none, **answers}, files[-1])
    for table, contract in TABLES.items():
        if contract.Config.metadata["is_imported"]:
            _import(name, table, tables[table])
    now = datetime.combine(period.as_of, datetime.min.time(), UTC)
    return receive.receive(name, files, now=now)


def _import(name: str, table: str, rows: list[dict[str, str]]) -> None:
    """Write a table that comes from an open dataset, as if it had been imported."""
    path = paths.raw(name) / "tables" / f"{table}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [column for column in rows[0] if column != "classification"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    row = {
        "file": f"tables/{table}.csv",
        "office": f"{SYNTHETIC} dataset",
        "source": f"{SYNTHETIC} values, made for the demonstration",
        "place": SYNTHETIC,
        "as_of": periods.get(name).last_day.isoformat(),
        "sha256": checksums.of(path),
    }
    with sources.lock(name):
        sources.record(name, row)
