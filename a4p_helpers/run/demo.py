"""The demonstration period: every table filled with SYNTHETIC values, through the usual forms.

It has a root of its own, `outputs/demo/`, so that no made-up value can reach real data.
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
from a4p_helpers.contracts.kinds import PLANNING
from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.core.periods import SYNTHETIC
from a4p_helpers.core.scales import NOTHING
from a4p_helpers.intake import filling, opening, receipt, receive, sources, synthetic
from a4p_helpers.run.period import run_periods

BEFORE, PERIOD = "2023-05", "2023-11"  # the second is reported and compared with the first


def make(root: Path | None = None, **options: Any) -> int:
    """Make the demonstration period and run its reports; return the exit code of the run.

    Raises
    ------
    OSError
        The root of the demonstration cannot be written.
    request.RunInputError, publish.PublishError, publish.RunUnderWayError
        As for any run.
    """
    place = root or paths.outputs("demo")
    lay_out(place)
    with root_at(place):
        for one in [*fill(BEFORE), *fill(PERIOD)]:
            receipt.write(one)
        return run_periods([PERIOD], **options)


def lay_out(place: Path) -> None:
    """Make the root of the demonstration: reference data whose period and words say SYNTHETIC."""
    reference = paths.reference("")
    shutil.rmtree(place / "data", ignore_errors=True)
    shutil.copytree(reference, place / "data" / "raw" / "reference")
    with _rewritten(place / "data" / "raw" / "reference" / "periods.csv") as rows:
        for row in rows:
            if row["period"] in (BEFORE, PERIOD):
                row["label"] = f"{row['label']} ({SYNTHETIC})"
                row["report_number"] = ""
    with _rewritten(place / "data" / "raw" / "reference" / "breaks.csv") as rows:
        rows.clear()  # they belong to real series
    with _rewritten(place / "data" / "raw" / "reference" / "published_figures.csv") as rows:
        rows[:] = [row for row in rows if row["period"] < BEFORE]


@contextmanager
def _rewritten(path: Path) -> Iterator[list[dict[str, str]]]:
    """Yield the rows of a CSV file for change, then write them back."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    header = list(rows[0])
    yield rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def root_at(place: Path) -> Iterator[None]:
    """Read and write everything below another root than the repository."""
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
    """Write, fill and receive all forms; write the tables that are imported or the unit's own."""
    files = filled(name, paths.outputs(name) / "filled")
    now = datetime.combine(periods.get(name).as_of, datetime.min.time(), UTC)
    return receive.receive(name, files, now=now)


def filled(name: str, place: Path) -> list[Path]:
    """Fill the forms of all who answer into a folder, and write the tables that come as files."""
    written = opening.write_forms(name)
    who = opening.open_period(name)
    present = folder.taking_part(who.values())
    tables = synthetic.tables(periods.get(name), present)
    place.mkdir(parents=True, exist_ok=True)
    files = []
    for reporter, (path, _) in written.items():
        answers: dict[str, list[dict[str, str]] | str] = {}
        why = ""
        for table in senders.owed_by(reporter, name):
            own = [row for row in tables[table] if row["reporter"] == reporter]
            instead = synthetic.instead_of_rows(reporter, table)
            answer, reason = instead or (NOTHING, "")
            answers[table], why = own or answer, reason or why
        if any(answers.values()):
            files.append(place / path.name)
            asked = form.of(name, reporter, present, who[reporter].language)
            filling.fill(path, asked, answers, files[-1], why)
    for table, contract in TABLES.items():
        is_imported = contract.Config.metadata["is_imported"]
        rows = [row for row in tables[table] if is_imported or row["reporter"] == PLANNING]
        if rows:
            _import(name, table, rows)
    return files


def _import(name: str, table: str, rows: list[dict[str, str]]) -> None:
    """Write a table as if somebody had imported it or the planning unit had put it there."""
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
