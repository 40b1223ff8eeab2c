"""Snapshots of published files: each is kept as imported and compared with the one before.

Publishers revise their data: causes of death, missions, strengths. So no snapshot replaces another:
`data/snapshots/` keeps them side by side, by kind and date, outside git.
"""

import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from a4p_helpers.core import paths
from a4p_helpers.open_data import datasets, monthly_report
from a4p_helpers.open_data.derived import Download
from a4p_helpers.open_data.published import Published

# By kind: the key of a record, and the columns to compare. A death keeps its casualty number.
COMPARED = {
    "fatalities": (
        ("casualty_id",),
        ("type_of_incident", "incident_date", "mission_acronym", "casualty_personnel_type"),
    ),
    "personnel": (
        ("report_month", "mission_acronym", "contributing_country", "personnel_type"),
        ("male", "female", "total"),
    ),
}
# By kind: the column with the time of a record, and the one with the last day of a file.
SPAN = {
    "fatalities": ("incident_date", "last_update"),
    "personnel": ("report_month", "report_month"),
}
NAME = re.compile(r"\d{4}-\d{2}-\d{2}_[0-9a-f]{12}\.\w+")
PDF = ".pdf"
SHOWN = 10  # most kinds of change listed for a column; the rest is only counted


@dataclass(frozen=True)
class Revisions:
    """The changes from an older snapshot to a newer one, in records.

    `changed` counts by column how often each word became another; a record may count in several
    columns. `added` are only in the newer; `late` of them belong to the time up to `until`, which
    the older covers; `dropped` are only in the older, `common` in both.
    """

    added: int
    late: int
    until: str
    dropped: int
    common: int
    changed: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return a line for each column and each kind of change, most frequent first."""
        found = [
            f"Records in both: {self.common:,}; only in the newer: {self.added:,}, of which "
            f"{self.late:,} up to {self.until}, where the older ends; "
            f"only in the older: {self.dropped:,}."
        ]
        for column, counter in self.changed.items():
            found.append(f"Changed {column}: {counter.total():,}.")
            kinds = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
            found += [
                f"  {before or 'blank'} to {after or 'blank'}: {number:,}"
                for (before, after), number in kinds[:SHOWN]
            ]
            if len(kinds) > SHOWN:
                found.append(f"  and {len(kinds) - SHOWN:,} other changes")
        return found


def revisions(kind: str, older: Path, newer: Path) -> Revisions:
    """Compare two snapshots of one kind, record by record, over their whole length.

    Raises
    ------
    OpenDataError
        A file cannot be read, or lacks a column.
    """
    key, columns = COMPARED[kind]
    before, after = (_records(path, key, kind) for path in (older, newer))
    common = before.index.intersection(after.index)
    old, new = before.loc[common], after.loc[common]
    changed = {}
    for column in columns:
        differs = (old[column] != new[column]).to_numpy()
        pairs = zip(old.loc[differs, column], new.loc[differs, column], strict=True)
        if differs.any():
            changed[column] = Counter(pairs)
    when, last = SPAN[kind]
    added = after.drop(common).reset_index()
    until = max(before.reset_index()[last], default="")
    late = int((added[when] <= until).sum())
    return Revisions(len(added), late, until, len(before) - len(common), len(common), changed)


def kept(kind: str) -> list[Path]:
    """Return the kept snapshots, oldest first."""
    return sorted(path for path in paths.snapshots(kind).glob("*") if NAME.fullmatch(path.name))


def before(kind: str, file: Download) -> Path | None:
    """Return the newest other snapshot that is not of a later date.

    A monthly report in PDF is compared only with one of the same month.
    """
    day, checksum = _name(file).split("_")
    others = [
        path
        for path in kept(kind)
        if path.name[:10] <= day
        and checksum not in path.name
        and (path.suffix == PDF) == (file.path.suffix == PDF)
        and (path.suffix != PDF or path.name[:7] == day[:7])
    ]
    return others[-1] if others else None


def keep(kind: str, file: Download) -> Path:
    """Keep a file under its publisher's date and its checksum; an existing one stays."""
    place = paths.snapshots(kind) / f"{_name(file)}{file.path.suffix}"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with paths.replacing(place) as unfinished:
            shutil.copyfile(file.path, unfinished)
    return place


def _name(file: Download) -> str:
    return f"{file.day}_{file.sha256[:12]}"


def _records(path: Path, key: Sequence[str], kind: str) -> pd.DataFrame:
    """Return the rows of a file by their key; for equal keys, the first row."""
    if path.suffix == PDF:
        source = Published.of_pdf(path, monthly_report.read(path))
    else:
        source = Published(path, datasets.of_kind(kind))
    source.raise_faults()
    rows: pd.DataFrame = source.rows.drop_duplicates(list(key))
    return rows.set_index(list(key))
