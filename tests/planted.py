"""The demonstration with canaries: words and numbers in every place that may not be told outside.

Its blocks draw all the same, but for two tables that have no rows, for a reason that is a canary.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from a4p_helpers.clean import check
from a4p_helpers.clean import folder as clean_folder
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths
from a4p_helpers.intake import filling, synthetic
from a4p_helpers.run import demo

NUMBERS = "planted.json"  # in its root: the number that was planted in each table
WITHOUT_ROWS = {"eo_capacity": "not available", "courses": "nothing to report"}
real_fill, real_tables, real_beyond = filling.fill, synthetic.tables, check._beyond
WORD = "CANARY"
CORRECTED = 745_001  # what a sensitive number is corrected to
THRESHOLD = 900_000
# Counts that no rule of their table ties to another, so that a number of our own can stand there.
# It lies beyond the bounds, which are lifted: within them it could stand in a file by chance.
FREE_COUNTS = {
    "conduct_training": "sessions",
    "crimes": "count",
    "hospital_interruptions": "days",
    "hospitals": "hospitals",
    "police_units": "units",
    "unit_evaluations": "evaluations",
}


def _planted(of, present):
    """The demonstration's tables, with a canary in every internal field and its own number."""
    made = real_tables(of, present)
    numbers = {}
    for at, (table, rows) in enumerate(made.items()):
        columns = TABLES[table].get_metadata()[table]["columns"]
        if TABLES[table].Config.metadata["is_imported"]:
            continue
        for row in rows:
            for name, meta in columns.items():
                if meta["disclosure"] in ("internal", "note") and meta["kind"] == "text":
                    row[name] = f"{WORD} {table} {name}"
        marked = rows[len(rows) // 2]
        marked["classification"] = "internal"
        for name, meta in columns.items():
            if meta["kind"] == "text" and name not in ("cycle", "fiscal_year", "indicator"):
                marked[name] = f"{WORD} {table} {name} of a row"
        if table in FREE_COUNTS:
            numbers[table] = 710_003 + 1_117 * at
            marked[FREE_COUNTS[table]] = str(numbers[table])
        elif sensitive := TABLES[table].Config.metadata["sensitive"]:
            numbers[table] = 710_003 + 1_117 * at
            rows[-1][sensitive.column] = str(numbers[table])
    return made, numbers


def _correct(folder: Path, made) -> None:
    """Correct an internal column, an internal row and a sensitive number, each with a canary."""
    with (folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        columns = clean_folder.HEADERS["corrections.csv"]
        writer = csv.DictWriter(file, columns, restval=f"{WORD} of the planning unit")
        writer.writeheader()
        for table, key, column, value in (
            ("deliverable_progress", ("deliverable", "reporter"), "obstacle", f"{WORD} corrected"),
            ("mission_narratives", ("mission", "block"), "text", f"{WORD} corrected"),
            ("misconduct", ("category", "first_day", "scope"), "allegations", str(CORRECTED)),
        ):
            row = next(
                row
                for row in made[table]
                if row["classification"] == "internal" or table != "mission_narratives"
            )
            writer.writerow(
                {
                    "table": table,
                    "key": "; ".join(f"{name}={row[name]}" for name in key),
                    "column": column,
                    "action": "override",
                    "expected": row[column],
                    "value": value,
                    "reason": f"{WORD} {table} reason of a correction",
                }
            )


def _fill_with_a_reason(path, one, answers, filled, _):
    """As the demonstration fills, but two tables have no rows, for a reason of their own."""
    real_fill(path, one, {**answers, **WITHOUT_ROWS}, filled, f"{WORD} reason")


@contextmanager
def lifting(numbers: Mapping[str, int]) -> Iterator[None]:
    """Find what lies beyond a bound, but for the numbers that were planted."""

    def beyond(*given):
        planted = {str(one) for one in (*numbers.values(), CORRECTED, THRESHOLD)}
        return [fault for fault in real_beyond(*given) if fault.value not in planted]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_beyond", beyond)
        yield


@contextmanager
def planting() -> Iterator[None]:
    """Have `a4p dev demonstration` fill canaries in, and correct some by others."""
    made, numbers = {}, {}
    lay_out, fill = demo.lay_out, demo.fill

    def tables(of, present):
        rows, found = _planted(of, present)
        made.update(rows)
        numbers.update(found)
        return rows

    def lay_out_with_thresholds(place: Path) -> None:
        lay_out(place)
        thresholds = place / "data" / "raw" / "reference" / "disclosure.csv"
        raised = thresholds.read_text(encoding="utf-8").replace(",5,", f",{THRESHOLD},")
        thresholds.write_text(raised, encoding="utf-8")

    def fill_and_correct(name: str):
        receipts = fill(name)
        faults = [fault for one in receipts for fault in one.all_faults]
        assert faults == [], faults[:5]
        _correct(paths.raw(name), made)
        numbers["a corrected row of misconduct"] = CORRECTED
        (paths.root() / NUMBERS).write_text(json.dumps(numbers), encoding="utf-8")
        return receipts

    with pytest.MonkeyPatch.context() as patch, lifting(numbers):
        patch.setattr(synthetic, "tables", tables)
        patch.setattr(filling, "fill", _fill_with_a_reason)
        patch.setattr(demo, "lay_out", lay_out_with_thresholds)
        patch.setattr(demo, "fill", fill_and_correct)
        yield
