"""A whole period: from `data/raw/<period>/` to `data/processed/<period>/<edition>/`.

Beside the tables a period's folder holds four files of ours:

- `SOURCES.csv`: where each file comes from, as of when, with its checksum;
- `participation.csv`: which missions and offices take part, and why one does not;
- `answers.csv`: why a table has no file, or a column (`table.column`) no value: nothing to report,
  not applicable, not available, not reported;
- `corrections.csv`: known errors and what is done about them, each with the value it expects.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
from filelock import FileLock

from a4p_helpers import paths, periods, processed
from a4p_helpers.clean import check, read, reshape
from a4p_helpers.clean.faults import CleaningError
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import Fault
from a4p_helpers.periods import Period
from a4p_helpers.processed import NOTHING, REPORTED, Remark, TableState

SOURCES = ("file", "office", "source", "place", "received", "as_of", "sha256", "note")
PARTICIPATION = ("reporter", "takes_part", "reason")
ANSWERS = ("reporter", "table", "answer", "reason")
ANSWER_WORDS = (NOTHING, "not applicable", "not available", "not reported")
CORRECTIONS = (
    "table",
    "key",
    "column",
    "expected",
    "action",
    "value",
    "reason",
    "reported_to",
    "status",
)


@dataclass
class _Work:
    """What comes together while a period is cleaned."""

    period: Period
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    states: dict[str, TableState] = field(default_factory=dict)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    participants: dict[str, str] = field(default_factory=dict)

    def own_file(self, name: str, columns: tuple[str, ...]) -> dict[int, read.Row]:
        rows, faults = read.read_rows(self.folder / name, columns)
        self.faults += faults
        return rows

    def fault(
        self, file: Path, problem: str, remedy: str, *, row: int = 0, column: str = "", value=""
    ) -> None:
        self.faults.append(Fault(paths.shown(file), row, column, value, problem, remedy))


def clean(name: str) -> dict[str, TableState]:
    """Clean a period and write its tables for both editions; return what is known of each table.

    Raises
    ------
    CleaningError
        Something in the raw data breaks its contract; lists every fault. Nothing is written.
    """
    period = periods.get(name)
    lock = paths.processed(name, "").parent / f".{name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        return _clean(period)


def ensure(name: str) -> None:
    """Clean a period unless its cleaned tables were made of the very files that are there now."""
    if not processed.is_current(periods.get(name)):
        clean(name)


def _clean(period: Period) -> dict[str, TableState]:
    work = _Work(period, paths.raw(period.name))
    if not work.folder.is_dir():
        work.fault(work.folder, "is not there", "Put the period's raw files into this folder")
        raise CleaningError(period.name, work.faults)
    made_of = processed.stamp_of_inputs(period)
    sources = {row["file"]: row for row in work.own_file("SOURCES.csv", SOURCES).values()}
    _read_participation(work)
    answers = _read_answers(work)
    corrections = work.own_file("corrections.csv", CORRECTIONS)
    _find_strangers(work)
    _check_reference(work)
    for table, contract in TABLES.items():
        _clean_table(work, table, contract, sources, answers, corrections)
    _reshape(work)
    for row, correction in corrections.items():
        if correction["table"] not in TABLES:
            work.fault(
                work.folder / "corrections.csv",
                "is not a table",
                "Correct the name",
                row=row,
                column="table",
                value=correction["table"],
            )
    if work.faults:
        raise CleaningError(period.name, work.faults)
    _write(work, made_of)
    return work.states


def _check_reference(work: _Work) -> None:
    """Check the reference data by their contracts, as strictly as what was received."""
    for name, contract in REFERENCE.items():
        path = paths.reference(f"{name}.csv")
        rows, faults = read.read_rows(path, list(read.column_kinds(contract)))
        frame, cell_faults = read.type_rows(path, rows, contract)
        work.faults += [*faults, *cell_faults]
        if not faults and not cell_faults:
            work.faults += check.shape(paths.shown(path), frame, contract)


def _read_participation(work: _Work) -> None:
    for row in work.own_file("participation.csv", PARTICIPATION).values():
        answer = row["takes_part"].strip().lower()
        reason = row["reason"].strip()
        if answer == "no" and not reason:
            reason = "no reason given"
        work.participants[row["reporter"].strip()] = "" if answer == "yes" else reason


def _read_answers(work: _Work) -> dict[str, read.Row]:
    """Return the answer given for a whole table, or for one column of it (`table.column`)."""
    path = work.folder / "answers.csv"
    answers = {}
    for row, answer in work.own_file("answers.csv", ANSWERS).items():
        place = {"row": row, "column": "table", "value": answer["table"]}
        table, _, column = answer["table"].partition(".")
        if table not in TABLES:
            work.fault(path, "is not a table", "Correct the name", **place)
        elif column and column not in read.column_kinds(TABLES[table]):
            work.fault(path, f"is not a column of {table}", "Correct the name", **place)
        elif answer["answer"] not in ANSWER_WORDS:
            work.fault(
                path,
                f"is not an answer (allowed: {', '.join(ANSWER_WORDS)})",
                "Choose one of them",
                row=row,
                column="answer",
                value=answer["answer"],
            )
        elif answer["reporter"] == "all":
            answers[answer["table"]] = answer
    return answers


def _find_strangers(work: _Work) -> None:
    """Find files that no contract knows: most often a misspelt name."""
    for path in sorted((work.folder / "tables").glob("*")):
        if path.suffix != ".csv" or path.stem not in TABLES:
            near = get_close_matches(path.stem, TABLES, n=1)
            hint = f"; did you mean {near[0]}.csv?" if near else ""
            work.fault(path, f"is not a table of the workbook{hint}", "Rename or remove the file")


def _clean_table(
    work: _Work,
    name: str,
    contract: type[Table],
    sources: dict[str, read.Row],
    answers: dict[str, read.Row],
    corrections: dict[int, read.Row],
) -> None:
    """Read, correct and check one table, or note why there is none."""
    file = f"tables/{name}.csv"
    path = work.folder / file
    kinds = read.column_kinds(contract)
    if not path.exists():
        answer = answers.get(name)
        if answer is None:
            work.fault(path, "is missing", "Add the file, or say in answers.csv why there is none")
            return
        work.states[name] = TableState(name, answer["answer"], answer["reason"], kinds=kinds)
        if answer["answer"] == NOTHING:
            work.frames[name] = read.type_rows(path, {}, contract)[0]
        return
    if name in answers:
        work.fault(path, "is there, but answers.csv says there is none", "Remove one of the two")
    before = len(work.faults)
    rows, _, faults = read.read_table(path, contract, work.period.name)
    work.faults += faults
    rows = _correct(work, name, rows, corrections)
    frame, faults = read.type_rows(path, rows, contract)
    work.faults += faults
    taking_part = {who for who, why_not in work.participants.items() if not why_not}
    if not faults:
        work.faults += check.faults(paths.shown(path), frame, contract, work.period, taking_part)
    if len(work.faults) > before:
        work.faulty.add(name)
    work.remarks += _inferred(name, frame, contract)
    for row, column, sentence in contract.odd(frame, work.period):
        remark = Remark("odd", name, _key(frame, row, contract), column, sentence)
        work.remarks.append((row, remark))
    reasons = {
        key.partition(".")[2]: answer["reason"]
        for key, answer in answers.items()
        if key.startswith(f"{name}.")
    }
    _note_source(work, name, path, file, sources, kinds, reasons)
    work.frames[name] = frame


def _inferred(name: str, frame: pd.DataFrame, contract: type[Table]) -> list[tuple[int, Remark]]:
    """Return a remark for each row that its transcriber worked out instead of reading it."""
    if "basis" not in frame:
        return []
    remarks = []
    for row in frame.index[frame["basis"] == "inferred"]:
        key = _key(frame, row, contract)
        note = frame.at[row, "note"] if "note" in frame else None
        sentence = f"{key}: worked out from what was published" if pd.isna(note) else str(note)
        remarks.append((row, Remark("inferred", name, key, "", sentence.rstrip("."))))
    return remarks


def _note_source(
    work: _Work,
    name: str,
    path: Path,
    file: str,
    sources: dict[str, read.Row],
    kinds: dict[str, str],
    reasons: dict[str, str],
) -> None:
    source = sources.get(file)
    if source is None:
        work.fault(
            work.folder / "SOURCES.csv", f"has no row for {file}", "Say where the file comes from"
        )
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != source["sha256"]:
        sentence = f"{file} is not the file that SOURCES.csv records: their checksums differ"
        work.remarks.append((0, Remark("source", name, "", "", sentence)))
    work.states[name] = TableState(
        name,
        REPORTED,
        office=source["office"],
        source=source["source"],
        place=source["place"],
        as_of=source["as_of"],
        kinds=kinds,
        reasons=reasons,
    )


def _correct(
    work: _Work, name: str, rows: dict[int, read.Row], corrections: dict[int, read.Row]
) -> dict[int, read.Row]:
    """Apply the corrections of a table; one whose guard no longer holds is a fault."""
    rows = {number: dict(row) for number, row in rows.items()}
    path = work.folder / "corrections.csv"
    for number, correction in corrections.items():
        if correction["table"] != name:
            continue
        key = dict(part.strip().split("=", 1) for part in correction["key"].split(";"))
        column, expected = correction["column"], correction["expected"]
        found = [
            row
            for row, cells in rows.items()
            if all(cells.get(label, "").strip() == value for label, value in key.items())
        ]
        if len(found) != 1:
            problem = f"fits {len(found)} rows of {name}, not one"
            work.fault(path, problem, "Correct the key", row=number, value=correction["key"])
            continue
        row = found[0]
        if correction["action"] == "drop":
            del rows[row]
        elif correction["action"] != "override" or column not in rows[row]:
            problem = "is not an override of a column, nor a drop"
            work.fault(path, problem, "Correct it", row=number, value=correction["action"])
            continue
        elif rows[row][column].strip() != expected:
            problem = f"expects {expected!r} in {name}, where {rows[row][column]!r} stands now"
            remedy = "The reporter has changed it: remove the correction"
            work.fault(path, problem, remedy, row=number, column=column)
            continue
        else:
            rows[row][column] = correction["value"]
        sentence = f"{correction['key']}: {expected} corrected to {correction['value'] or 'none'}"
        sentence += f" ({correction['reason']})"
        work.remarks.append((row, Remark("corrected", name, correction["key"], column, sentence)))
    return rows


def _reshape(work: _Work) -> None:
    """Fill what a published share gives away, and say so."""
    for name, (fill, others) in reshape.RESHAPES.items():
        if not {name, *others} <= set(work.frames) - work.faulty:
            continue
        filled, inferred = fill(work.frames[name], *(work.frames[other] for other in others))
        work.frames[name] = filled
        path = work.folder / "tables" / f"{name}.csv"
        for one in inferred:
            percent = f"{one.percent:g}"
            if one.number is None:
                work.fault(
                    path,
                    f"cannot be: no whole number out of {one.of} gives {percent} per cent",
                    "Correct the share or the whole",
                    row=one.row,
                    column=f"{one.column}_percent",
                )
                continue
            if one.number in (0, one.of):
                continue  # all or none needs no working out
            key = _key(filled, one.row, TABLES[name])
            sentence = (
                f"{key}: {one.number} of {one.of} is worked out, the only whole number "
                f"that gives the published {percent} per cent"
            )
            work.remarks.append((one.row, Remark("inferred", name, key, one.column, sentence)))


def _key(frame: pd.DataFrame, row: int, contract: type[Table]) -> str:
    columns = getattr(contract.Config, "unique", ["reporter"])
    return ", ".join(str(frame.at[row, column]) for column in columns)


def _write(work: _Work, made_of: str) -> None:
    """Write both editions beside the old ones, then take their place."""
    for edition in periods.EDITIONS:
        frames, states = _for_edition(work, edition)
        kept = {(name, row) for name, frame in frames.items() for row in frame.index}
        remarks = [
            remark
            for row, remark in work.remarks
            if row == 0 or (remark.table, row) in kept or edition == "internal"
        ]
        folder = paths.processed(work.period.name, edition)
        fresh = folder.with_name(f".{edition}-{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        participants = dict(work.participants)
        processed.write(fresh, frames, states, remarks, participants, made_of)
        old = folder.with_name(f".{edition}-old")
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _for_edition(
    work: _Work, edition: str
) -> tuple[dict[str, pd.DataFrame], dict[str, TableState]]:
    """Return what an edition may see: the external one loses internal tables, columns and rows."""
    if edition == "internal":
        return work.frames, work.states
    frames, states = {}, dict(work.states)
    for name, frame in work.frames.items():
        contract = TABLES[name]
        if contract.Config.metadata["disclosure"] == "internal":
            states[name] = TableState(
                name, "not available", "Kept for the internal edition", kinds=states[name].kinds
            )
            continue
        open_rows = frame[frame["classification"] == "external"].copy()
        columns = contract.get_metadata()[name]["columns"]
        for column in (c for c, meta in columns.items() if meta["disclosure"] == "internal"):
            open_rows[column] = pd.Series(pd.NA, index=open_rows.index, dtype=frame[column].dtype)
        frames[name] = open_rows
    return frames, states
