"""Missions and their dates, from the data hub's lists to the missions of the reference data.

The entries of `missions.csv` were looked up and correct some of the hub's dates. So an import fills
in blanks, adds missing missions and reports where dates differ. It does not take coordinates, since
the hub's are swapped for some missions.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from a4p_helpers.core import missions, paths
from a4p_helpers.open_data.fatalities import FIRST_MONTH
from a4p_helpers.open_data.published import AGAIN, Published, is_date, is_mission

FILLED = ("name", "headquarters", "start_date", "end_date")
DATES = ("start_date", "end_date")


@dataclass(frozen=True)
class Missions:
    """The new rows of `missions.csv`, and sentences on what was done."""

    rows: list[dict[str, str]]
    notes: tuple[str, ...]


def derive(source: Published) -> Missions:
    """Return the missions of the reference data with the additions from a list.

    Missions that ended before `FIRST_MONTH`, when counts of deaths begin, are set aside, and so are
    closed ones without a known end.

    Raises
    ------
    OpenDataError
        The list is not what its publisher describes; lists every fault.
    """
    _check(source)
    source.raise_faults()
    standing = read()
    by_code = {row["mission"]: row for row in standing}
    listed = source.rows
    has_ended = (listed["end_date"] != "") & (listed["end_date"] < FIRST_MONTH)
    is_over = has_ended | ((listed["end_date"] == "") & (listed["active"].str.lower() == "no"))
    notes = [
        *source.said,
        f"{len(listed):,} missions were read; {is_over.sum():,} that ended "
        f"before {FIRST_MONTH}, or on an unknown day, are set aside.",
    ]
    for said in listed[~is_over].to_dict("records"):
        code = missions.code(said["mission"]) if is_mission(said["mission"]) else said["mission"]
        row = by_code.get(code)
        if row is None:
            row = dict.fromkeys(standing[0], "") | {name: said[name] for name in FILLED}
            by_code[code] = row | {"mission": code, "kind": said["kind"]}
            notes.append(f"{code} was added; write its host and coordinates into missions.csv.")
            continue
        filled = [name for name in FILLED if said[name] and not row[name]]
        row |= {name: said[name] for name in filled}
        if filled:
            notes.append(f"{code}: {', '.join(filled)} was filled in.")
        for name in DATES:
            if row[name] != said[name]:
                theirs = said[name] or "blank"
                notes.append(f"{code}: {name} stays {row[name]}; the list has {theirs}.")
    return Missions([by_code[code] for code in sorted(by_code, key=str.lower)], tuple(notes))


def read() -> list[dict[str, str]]:
    """Return the current rows of `missions.csv`."""
    with paths.reference("missions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(made: Missions) -> Path:
    """Write `missions.csv`, all or nothing; it stays untouched if nothing changes."""
    path = paths.reference("missions.csv")
    if made.rows != read():
        with (
            paths.replacing(path) as unfinished,
            unfinished.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, list(made.rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(made.rows)
    return path


def _check(source: Published) -> None:
    source.check("mission", bool, "is blank", "Ask the publisher for the mission")
    source.check("name", bool, "is blank", "Ask the publisher for the name")
    for column in DATES:
        source.check(column, lambda cell: not cell or is_date(cell), "is not a date", AGAIN)
    if source.has("mission"):
        again = source.rows["mission"].duplicated()
        source.refuse("mission", again, "is in a row above too", "Ask the publisher which is right")
    if source.has(*DATES):
        rows = source.rows
        is_turned = (rows["end_date"] != "") & (rows["end_date"] < rows["start_date"])
        source.refuse("end_date", is_turned, "is before start_date", "Ask the publisher")
