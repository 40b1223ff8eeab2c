"""Taking a download of the UN's open data: its table derived, stored, and told in SOURCES.csv.

What an analyst downloads is kept as a snapshot, so that the next one can be compared with it.
"""

from datetime import date
from pathlib import Path

from a4p_helpers.core import checksums, paths
from a4p_helpers.intake import sources
from a4p_helpers.open_data import TABLES, fatalities, personnel, snapshots
from a4p_helpers.open_data.derived import Derived, write


def derive(kind: str, file: Path, until: date | None = None) -> Derived:
    """Return the table of a download, up to a day where one is given.

    Raises
    ------
    OpenDataError
        The file is none of its kind, or has faults.
    """
    of_kind = {"fatalities": fatalities.derive, "personnel": personnel.derive}[kind]
    return of_kind(file, until) if until else of_kind(file)


def store(period: str, kind: str, made: Derived) -> Path:
    """Write a table among those of a period, with its source; all or nothing. Return its place.

    To be called when no run is at work on the period.

    Raises
    ------
    SourcesError
        The list of sources was damaged by hand; nothing is written.
    """
    path = paths.raw(period) / "tables" / f"{TABLES[kind]}.csv"
    with sources.lock(period):
        listed = sources.rows(period)  # with faults, nothing is written
        write(made, path)
        sources.record(period, _source(listed, path, made))
    return path


def revised(kind: str, file: Path, made: Derived) -> list[str]:
    """Keep a download as a snapshot; return what it revised, a line each, since the one before."""
    earlier = snapshots.before(kind, made)
    snapshots.keep(kind, file, made)
    if not earlier:
        return []
    lines = snapshots.revisions(kind, earlier, file).lines()
    return [f"Since the snapshot {earlier.name}:", *(f"  {line}" for line in lines)]


def _source(listed: list[dict[str, str]], table: Path, made: Derived) -> dict[str, str]:
    """Return the row of a derived table; what was recorded before of office and source stays."""
    name = f"tables/{table.name}"
    before = next((row for row in listed if row["file"] == name), {})
    download = f"file with sha256 {made.sha256}"
    is_new = download not in before.get("place", "")
    return {
        "file": name,
        "office": made.reporter,
        "source": f"{made.publisher}, {made.dataset}",
        **{column: before[column] for column in ("office", "source") if before.get(column)},
        "place": f"{made.dataset}, as of {made.as_of}, {download}",
        "received": date.today().isoformat() if is_new else before["received"],
        "as_of": made.as_of.isoformat(),
        "sha256": checksums.of(table),
        "note": made.remark,
    }
