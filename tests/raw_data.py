"""The raw data that tests of rules work on: those of May to October 2023 and before.

To store the next period, to adjust the Plan or to enter figures of another report changes no rule,
and so must fail no test of one. The reference data as they are committed, whatever has come since,
have their own tests in `test_reference_data.py`.
"""

import csv
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from a4p_helpers.core import paths

PERIOD = "2023-05"
NEXT = "2023-11"  # declared, so that tests can open it: nothing has come of it

Row = dict[str, str]


def _declared(row: Row) -> bool:
    if row["period"] > PERIOD:
        row.update(report_date="", data_as_of=row["last_day"], as_of_basis="last day of the period")
    return row["period"] <= NEXT


def _of_the_plan(row: Row) -> bool:
    if row.get("valid_to", "") >= PERIOD:
        row.update({name: "" for name in ("valid_to", "replaced_by") if name in row})
    return row["valid_from"] <= PERIOD


# What is taken over of a file of the reference data that periods to come add to: which rows, and
# how they were before.
KNOWN: dict[str, Callable[[Row], bool]] = {
    "periods.csv": _declared,
    **dict.fromkeys(("plans.csv", "priorities.csv", "results.csv"), _of_the_plan),
    **dict.fromkeys(("deliverables.csv", "offices.csv"), _of_the_plan),
    "published_figures.csv": lambda row: row["period"] == PERIOD,
}


def copy(to: Path, code: Path = paths.CODE) -> None:
    """Copy `data/raw` of a project to a folder, without what came after the period."""
    for folder in (code / "data" / "raw").iterdir():
        if re.fullmatch(r"\d{4}-\d\d", folder.name) and folder.name <= PERIOD:
            shutil.copytree(folder, to / folder.name)
    copy_reference(to / "reference", code)


def shared(data: Path) -> list[Path]:
    """Return the files of cleaned data that copies share: what was cleaned of earlier periods.

    They are always replaced whole, never written into, which a fixture sees to in the end.
    """
    return sorted(path for path in data.rglob("*") if path.is_file() and _is_shared(path, data))


def _is_shared(path: Path, data: Path) -> bool:
    room, period, *_ = (*path.relative_to(data).parts, "")
    return room == "processed" and period < PERIOD and not period.startswith(".")  # a lock


def copy_cleaned(data: Path, to: Path) -> None:
    """Copy a folder of cleaned data; of earlier periods, what was cleaned is the same file."""

    def copied(source: str, target: str) -> None:
        (os.link if _is_shared(Path(source), data) else shutil.copy2)(source, target)

    shutil.copytree(data, to, copy_function=copied)


def add_later(raw: Path, period: str = NEXT) -> None:
    """Have a later period come, whose returns are those of the period but for one number."""
    shutil.copytree(raw / PERIOD, raw / period)
    table = raw / period / "tables" / "hospitals.csv"
    before = table.read_text(encoding="utf-8")
    after = before.replace("Level 1+,", "Level 1+,1")
    assert after != before
    table.write_text(after, encoding="utf-8")


def copy_reference(to: Path, code: Path = paths.CODE) -> None:
    """Copy the reference data of a project to a folder, as they were before the next period."""
    shutil.copytree(code / "data" / "raw" / "reference", to)
    for name, is_known in KNOWN.items():
        path = to / name
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, header = list(reader), reader.fieldnames or []
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for row in rows if is_known(row))
