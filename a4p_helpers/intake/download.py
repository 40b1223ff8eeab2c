"""Taking downloads of the UN's open data: derive tables, store them, list them in SOURCES.csv.

Each download is kept as a snapshot, so that the next one can be compared with it.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.clean import check, read
from a4p_helpers.contracts import TABLES as CONTRACTS
from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.core.faults import Fault, in_words, nearest
from a4p_helpers.intake import opening, sources
from a4p_helpers.open_data import (
    TABLES,
    datasets,
    fatalities,
    grid,
    operations,
    personnel,
    snapshots,
)
from a4p_helpers.open_data.derived import Derived, OpenDataError, write
from a4p_helpers.open_data.published import Published

MISSIONS = "missions"
KINDS = (*TABLES, MISSIONS)
# By kind: the columns to group by and the numbers to sum, to compare a table with the one before.
REVISABLE = {"fatalities": ("cause", ["deaths"]), "personnel": ("month", ["total", "women"])}
MOST = 10  # revised sums listed one by one


class UnknownDatasetError(ValueError):
    """A file that is not one of the known datasets."""


def found(given: Sequence[Path]) -> list[Path]:
    """Return the named files, and the PDF files in named folders, each once.

    Raises
    ------
    UnknownDatasetError
        A folder holds no PDF file.
    """
    files: dict[Path, Path] = {}
    for path in given:
        inside = [path]
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.suffix.lower() == ".pdf")
            if not inside:
                problem = f"{paths.shown(path)} is a folder without a PDF file"
                raise UnknownDatasetError(f"{problem}: name the files, or another folder")
        for one in inside:
            files.setdefault(one.resolve(), one)
    return list(files.values())


def recognised(file: Path) -> tuple[str, str]:
    """Return the kind of table that a file becomes, and the dataset it is taken for.

    Raises
    ------
    UnknownDatasetError
        It does not have the columns of any dataset.
    """
    if file.suffix.lower() == ".pdf":
        return "personnel", "monthly report on uniformed personnel"
    declared = datasets.declared()
    try:
        header = grid.read(file, [name for one in declared for name in one.sources]).header
    except grid.GridError as error:
        problem = f"{paths.shown(file)} {error.problem}"
        raise UnknownDatasetError(f"{problem}. {error.remedy}.") from error
    best, share = datasets.likeliest(header, declared)
    if share < datasets.SURE:
        known = "; ".join(f"{one.into}: {', '.join(one.sources)}" for one in declared)
        raise UnknownDatasetError(
            f"{paths.shown(file)} does not have the columns of any known dataset. Its columns: "
            f"{', '.join(header)}. Expected: {known}."
        )
    return best.into, f"{best.id}, {best.name}"


def by_kind(words: Sequence[str]) -> tuple[dict[str, list[Path]], list[str]]:
    """Return the files of a command line by kind, and what each was taken for if not named.

    Raises
    ------
    UnknownDatasetError
        A word is neither a dataset nor a file, or a file is no dataset.
    """
    first, *others = words
    if first in KINDS:
        if not others:
            raise UnknownDatasetError(f"No file is named to import as {first}: add one or more")
        return {first: found([Path(one) for one in others])}, []
    if not Path(first).exists() and not Path(first).suffix:
        raise UnknownDatasetError(
            f"{first!r} is neither a dataset nor a file{nearest(first, KINDS)}"
        )
    of_kind: dict[str, list[Path]] = {}
    taken_for: dict[str, list[str]] = {}
    for file in found([Path(one) for one in words]):
        kind, dataset = recognised(file)
        of_kind.setdefault(kind, []).append(file)
        taken_for.setdefault(f"{dataset} ({kind})", []).append(paths.shown(file))
    return of_kind, [f"Taken for {what}: {in_words(who)}." for what, who in taken_for.items()]


def derive(kind: str, files: Sequence[Path], until: date = date.max) -> Derived:
    """Return the table that downloads give, up to a day.

    Raises
    ------
    OpenDataError
        No file is of its kind, or all have faults.
    """
    if kind == "personnel":
        return personnel.derive(files, until)
    _check_alone(kind, files)
    return fatalities.derive(files[0], until)


def take_missions(files: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """Put a list of missions into the reference data; return its path and what was done.

    Raises
    ------
    OpenDataError
        The list has faults; nothing is written.
    """
    _check_alone(MISSIONS, files)
    made = operations.derive(Published(files[0], datasets.of_kind(MISSIONS)))
    return operations.write(made), made.notes


def _check_alone(kind: str, files: Sequence[Path]) -> None:
    if len(files) > 1:
        named = ", ".join(map(paths.shown, files[1:]))
        problem = f"cannot be imported together with {named}: each is a complete dataset"
        file = paths.shown(files[0])
        raise OpenDataError(file, [Fault(file, 0, "", "", problem, f"Import one {kind} file")])


def store(period: str, kind: str, made: Derived) -> tuple[Path, Derived]:
    """Write a table into a period, with its source; all or nothing.

    Return its path and the table as written; months that were not imported stay. Call this only
    under the period's lock.

    Raises
    ------
    OpenDataError
        A run would refuse the table; nothing is written.
    SourcesError, OpeningError
        An edit by hand damaged one of the period's lists; no table is written.
    """
    path = paths.raw(period) / "tables" / f"{TABLES[kind]}.csv"
    with sources.lock(period):
        listed = sources.rows(period)  # with faults, nothing is written
        if kind == "personnel":
            made = personnel.completed(made, *_standing(period, path.name))
        _check_as_a_run_does(period, kind, made)
        opening.open_period(period)
        if path.exists():
            made = replace(made, notes=(*made.notes, *_against(kind, pd.read_csv(path), made)))
        write(made, path)
        sources.record(period, _source(listed, path, made))
    return path, made


def _standing(period: str, name: str) -> tuple[pd.DataFrame | None, str]:
    """Return the table that imported months join: the period's own, or the one before it."""
    of_period = periods.get(period)
    earlier = [one.name for one in reversed(periods.before(of_period))]
    for one in (period, *earlier):
        path = paths.raw(one) / "tables" / name
        if path.exists():
            return pd.read_csv(path).convert_dtypes(), paths.shown(path)
    return None, ""


def _check_as_a_run_does(period: str, kind: str, made: Derived) -> None:
    """Refuse what `a4p clean` would refuse, before anything is written."""
    contract = CONTRACTS[TABLES[kind]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{TABLES[kind]}.csv"
        write(made, path)
        part = read.read_table(path, contract, period)
    _, found_faults, _ = check.checked(part, contract, periods.get(period), set())
    file = paths.shown(made.files[0].path)
    # A doubt may be accepted in the period; `a4p clean` asks.
    faults = [replace(one, file=file) for one in found_faults if not one.is_doubt]
    if faults:
        raise OpenDataError(file, faults)


def _against(kind: str, before: pd.DataFrame, made: Derived) -> list[str]:
    """Return what a table revises in the stored one, up to the last month of the latter."""
    by, numbers = REVISABLE[kind]
    last = before["month"].max()
    old, new = (
        frame[frame["month"] <= last].groupby(by)[numbers].sum() for frame in (before, made.frame)
    )
    both = old.index.union(new.index)
    old, new = (frame.reindex(both, fill_value=0).astype("int64") for frame in (old, new))
    changed = [
        f"{label}: {name} {old.at[label, name]:,} before, {new.at[label, name]:,} now"
        for label in both
        for name in numbers
        if old.at[label, name] != new.at[label, name]
    ]
    if not changed:
        return [f"Nothing up to {last} differs from the table before."]
    more = f"; and {len(changed) - MOST} more" if len(changed) > MOST else ""
    return [f"Revised up to {last}: {'; '.join(changed[:MOST])}{more}."]


def revised(kind: str, made: Derived) -> list[str]:
    """Keep downloads as snapshots; return one line for each revision since the one before."""
    lines = []
    for file in made.files:
        earlier = snapshots.before(kind, file)
        snapshots.keep(kind, file)
        if earlier:
            lines.append(f"Since the snapshot {earlier.name}:")
            lines += [f"  {one}" for one in snapshots.revisions(kind, earlier, file.path).lines()]
    return lines


def _source(listed: list[dict[str, str]], table: Path, made: Derived) -> dict[str, str]:
    """Return the row of a derived table; the office and source recorded before stay."""
    name = f"tables/{table.name}"
    before = next((row for row in listed if row["file"] == name), {})
    sums = ", ".join(file.sha256 for file in made.files)
    download = f"file with sha256 {sums}"
    if len(made.files) > 1:
        download = f"{len(made.files)} files with sha256 {sums}"
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
