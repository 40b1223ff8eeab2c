"""A whole period: from `data/raw/<period>/` to its tables, with nothing kept back.

A table is made of its CSV file in `tables/` and of what returns say of it. A fault in a table's
file stops everything; a fault in a return keeps that reporter's table out, and is told. Nothing
that came in can stop a period.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from a4p_helpers import checksums, missions, paths, periods, plan, processed
from a4p_helpers.clean import check, folder, read, reshape, returns
from a4p_helpers.clean.cells import CellError, read_cell
from a4p_helpers.clean.correct import Corrections
from a4p_helpers.clean.folder import ALL, ANSWER_WORDS, Accepted, Participant, Received
from a4p_helpers.clean.judge import Judge, Verdict
from a4p_helpers.clean.read import Part
from a4p_helpers.clean.whole import FOR_PLANNING, Whole, as_declared, marked, why_empty, with_mark
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import CleaningError, Fault, hint, nearest
from a4p_helpers.periods import Period
from a4p_helpers.processed import (
    Remark,
    Reporting,
    Tables,
    TableState,
)
from a4p_helpers.scales import NOT_REPORTED, NOTHING, REPORTED, WITH_FAULTS

# What is noted of files that stand in `tables/`, and of those that came by returns.
BY_MISSIONS = "Peacekeeping missions"
SUBMITTED = "submitted_figures"
RECORDED = "is missing, though SOURCES.csv records it"
Labels = dict[int, tuple[Part, int]]


@dataclass(frozen=True)
class Examined:
    """A period as it stands: faults that stop it, what each return is worth, who has reported.

    `verdicts` are by stored file and table; what a later return replaces is not among them unless
    it was asked for. `unsettled` are the faults and stale corrections that nobody has accepted: no
    run stops for them, but no release goes out with them.
    """

    faults: list[Fault]
    verdicts: dict[str, dict[str, Verdict]]
    reporting: list[Reporting]
    unsettled: list[str]
    tables: Tables
    taking_part: set[str]


@dataclass(repr=False)
class _Work:
    """What comes together while a period is cleaned."""

    period: Period
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    states: dict[str, TableState] = field(default_factory=dict)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    participants: dict[str, Participant] = field(default_factory=dict)
    sources: dict[str, read.Row] = field(default_factory=dict)
    answers: dict[tuple[str, str], read.Row] = field(default_factory=dict)
    corrections: dict[int, read.Row] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)
    first_answers: dict[tuple[str, str], str] = field(default_factory=dict)
    returned: list[Received] = field(default_factory=list)
    newest: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    unsettled: list[str] = field(default_factory=list)
    wanted: frozenset[str] = frozenset()
    labels: dict[str, Labels] = field(default_factory=dict)
    verdicts: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    worked_out: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def taking_part(self) -> set[str]:
        """Who takes part, missions and offices."""
        return {who for who, one in self.participants.items() if not one.why_not}

    @cached_property
    def judge(self) -> Judge:
        """How the returns of the period are judged."""
        return Judge(
            self.period,
            frozenset(self.taking_part),
            tuple(folder.taking_part(self.participants.values())),
            tuple(self.accepted),
            tuple(self.returned),
        )

    def own_file(self, name: str) -> dict[int, read.Row]:
        columns = [column for column in folder.HEADERS[name] if column != folder.DUE]
        rows, faults = read.read_rows(self.folder / name, columns)
        self.faults += faults
        return rows

    def fault(
        self,
        file: Path,
        problem: str,
        remedy: str,
        *,
        row: int = 0,
        column: str = "",
        value: str = "",
    ) -> None:
        self.faults.append(Fault(paths.shown(file), row, column, value, problem, remedy))


def clean(period: Period) -> Whole:
    """Return the tables of a period with all that is known of them; nothing is written.

    Raises
    ------
    CleaningError
        Something in the raw data breaks its contract; lists every fault.
    """
    work = _read(period)
    if work.faults:
        raise CleaningError(period.name, work.faults)
    return _whole(work)


def examine(name: str, wanted: Iterable[str] = ()) -> Examined:
    """Read a period as `clean` does, and say what was found; nothing is written.

    `wanted` are stored returns that are judged also where a later one replaces them.
    """
    work = _read(periods.get(name), frozenset(wanted))
    return Examined(
        work.faults,
        work.verdicts,
        [_with_faults(work, one) for one in _reporting(work)],
        [*work.unsettled, *_open_faults(work)],
        processed.in_memory(marked(work.frames), with_mark(work.states)),
        work.taking_part,
    )


def _with_faults(work: _Work, one: Reporting) -> Reporting:
    """Return the state of a reporter as a desk sees it: a faulty correction is to be mended too."""
    faulty = [
        table
        for (reporter, table), verdict in work.newest.items()
        if reporter == one.reporter and verdict.open_faults
    ]
    tables = dict.fromkeys([*one.with_faults, *faulty])
    accepted = {
        table
        for (reporter, table), verdict in work.newest.items()
        if reporter == one.reporter and verdict.faults and not verdict.open_faults
    }
    return replace(one, with_faults=tuple(name for name in tables if name not in accepted))


def _open_faults(work: _Work) -> list[str]:
    """Say of which tables the newest return has faults that nobody has accepted."""
    by_reporter: dict[str, list[str]] = {}
    for (reporter, table), verdict in work.newest.items():
        if verdict.open_faults:
            by_reporter.setdefault(reporter, []).append(table)
    return [
        f"{reporter}: what was sent for {', '.join(tables)} has faults and was not taken, or not "
        f"whole. Ask for a correction, or accept it by `a4p accept {work.period}`."
        for reporter, tables in by_reporter.items()
    ]


def _read(period: Period, wanted: frozenset[str] = frozenset()) -> _Work:
    """Read and check everything of a period."""
    work = _Work(period, paths.raw(period.name), wanted=wanted)
    if not work.folder.is_dir():
        work.fault(work.folder, "is not there", "Put the period's raw files into this folder")
        return work
    work.sources = _read_sources(work)
    work.participants, faults = folder.participants(period.name)
    work.faults += faults
    work.answers = _read_answers(work)
    work.corrections = work.own_file("corrections.csv")
    work.accepted, faults = folder.accepted(period.name)
    work.faults += faults
    known, faults = folder.first_answers(period.name)
    work.first_answers = {key: day for key, (day, _) in known.items()}
    work.faults += faults
    # The report reads these; who has cleaned knows that it can.
    for explained in (folder.reconciliations, folder.revisions):
        work.faults += explained(period.name)[1]
    _find_strangers(work)
    _find_unrecorded(work)
    _check_reference(work)
    _open_returns(work)
    for table, contract in TABLES.items():
        _clean_table(work, table, contract)
    _reshape(work)
    _remark_conflicts(work)
    for row, correction in work.corrections.items():
        if correction["table"] not in TABLES:
            work.fault(
                work.folder / "corrections.csv",
                "is not a table",
                "Correct the name",
                row=row,
                column="table",
                value=correction["table"],
            )
    return work


def _reporting(work: _Work) -> list[Reporting]:
    """Return who has reported what, missions first."""
    last: dict[str, str] = {one.reporter: one.received[:10] for one in work.returned}
    people = sorted(work.participants.values(), key=lambda one: (not one.is_mission, one.reporter))
    return [
        Reporting.of(
            one.reporter,
            work.states.values(),
            why_not=one.why_not,
            due=one.due.isoformat() if one.due else "",
            received=last.get(one.reporter, ""),
            days=work.first_answers,
        )
        for one in people
    ]


def _open_returns(work: _Work) -> None:
    """Find every return, the first received first; one that was changed since is a fault."""
    for one in folder.received(work.sources.values()):
        path = one.path(work.period.name)
        if not path.exists():
            work.fault(path, RECORDED, "Put the file back")
        elif checksums.of(path) != one.sha256:
            work.fault(
                path,
                "is not the file that was received: its checksum differs from SOURCES.csv",
                "Restore it; a corrected return is received as a new one",
            )
        else:
            work.returned.append(one)


def _check_reference(work: _Work) -> None:
    """Check the reference data by their contracts, as strictly as what was received."""
    for name, contract in REFERENCE.items():
        path = paths.reference(f"{name}.csv")
        rows, faults = read.read_rows(path, list(read.column_kinds(contract)))
        frame, cell_faults = read.type_rows(paths.shown(path), rows, contract)
        work.faults += [*faults, *cell_faults]
        if not faults and not cell_faults:
            work.faults += check.shape(paths.shown(path), frame, contract)


def _read_sources(work: _Work) -> dict[str, read.Row]:
    """Return the rows of SOURCES.csv by file; the day up to which a file holds is a date."""
    sources = {}
    for number, row in work.own_file("SOURCES.csv").items():
        try:
            row["as_of"] = read_cell(row["as_of"], "date") or ""
        except CellError as error:
            work.fault(
                work.folder / "SOURCES.csv",
                error.problem,
                error.remedy,
                row=number,
                column="as_of",
                value=row["as_of"],
            )
        sources[row["file"]] = row
    return sources


def _read_answers(work: _Work) -> dict[tuple[str, str], read.Row]:
    """Return the answers by table, or `table.column`, and by who gave them; often all at once."""
    path = work.folder / "answers.csv"
    answers = {}
    known = {ALL, *missions.declared(), *plan.offices()}
    for row, answer in work.own_file("answers.csv").items():
        table, _, column = answer["table"].partition(".")

        def wrong(
            place: str, problem: str, remedy: str, row: int = row, answer: read.Row = answer
        ) -> None:
            work.fault(path, problem, remedy, row=row, column=place, value=answer[place])

        if table not in TABLES:
            wrong("table", f"is not a table{nearest(table, TABLES)}", "Correct the name")
        elif column and column not in read.column_kinds(TABLES[table]):
            near = nearest(column, read.column_kinds(TABLES[table]))
            wrong("table", f"is not a column of {table}{near}", "Correct the name")
        elif answer["answer"] not in ANSWER_WORDS:
            problem = f"is not an answer{hint(answer['answer'], ANSWER_WORDS)}"
            wrong("answer", problem, f"Choose one of {', '.join(ANSWER_WORDS)}")
        elif answer["reporter"] not in known:
            wrong("reporter", "is neither a mission nor an office", "Correct it, or write all")
        else:
            answers[answer["table"], answer["reporter"]] = answer
    return answers


def _find_strangers(work: _Work) -> None:
    """Find files that no contract knows: most often a misspelt name."""
    for path in sorted((work.folder / "tables").glob("*")):
        if path.suffix != ".csv" or path.stem not in TABLES:
            problem = f"is not a table of the workbook{nearest(path.stem, TABLES)}"
            work.fault(path, problem, "Rename or remove the file")


def _find_unrecorded(work: _Work) -> None:
    """Find returns that SOURCES.csv does not know: receiving was cut off, or a copy by hand."""
    for path in sorted((work.folder / folder.RETURNS).glob("*")):
        file = f"{folder.RETURNS}/{path.name}"
        if not path.name.startswith(".") and file not in work.sources:
            remedy = f"Take it with `a4p receive {work.period} FILE`, then remove this copy"
            problem = "is not recorded in SOURCES.csv and was not read"
            work.unsettled.append(str(Fault(paths.shown(path), 0, "", "", problem, remedy)))


def _clean_table(work: _Work, name: str, contract: type[Table]) -> None:
    """Put one table together from its file and the returns, or note why there is none."""
    path = work.folder / "tables" / f"{name}.csv"
    file_part = read.read_table(path, contract, work.period.name) if path.exists() else None
    answer = work.answers.get((name, ALL))
    if file_part is None and answer is None and f"tables/{name}.csv" in work.sources:
        work.fault(path, RECORDED, "Put it back, or say in answers.csv why there is none")
        return
    if file_part is not None and answer is not None:
        work.fault(path, "is there, but answers.csv says there is none", "Remove one of the two")
    corrections = Corrections(name, work.corrections, work.folder / "corrections.csv")
    frames, taken, status_of = [], [], {}
    if file_part is not None:
        corrections.apply(file_part)
        frame = _check_own(work, name, contract, file_part)
        frames.append((file_part, frame))
    for reporter in work.judge.reporters():
        others = [frame for _, frame in frames]
        standing, reached = work.judge.standing(
            reporter, name, others, corrections.apply, work.wanted
        )
        for one, verdict in reached:
            work.verdicts.setdefault(one.file, {})[name] = verdict
            _remark_accepted(work, name, [said for _, said in verdict.accepted])
        said = [one for _, one in reached if one.status != NOT_REPORTED or one.part.faults]
        if said:
            work.newest[reporter, name] = said[0]
        for one, verdict in standing:
            if not verdict.faults:
                work.first_answers.setdefault((reporter, name), one.received[:10])
        if standing:
            status_of[reporter] = (standing[0][1].status, standing[0][1].reason)
        elif said:
            why = f"The return of {reporter} has faults in this table; it was not taken"
            status_of[reporter] = (WITH_FAULTS, why)
        for one, verdict in standing:
            if verdict.status == REPORTED and verdict.frame is not None:
                frames.append((verdict.part, verdict.frame))
                taken.append(one)
    stopping, waiting = corrections.faults(file_part)
    work.faults += stopping
    work.unsettled += map(str, waiting)
    work.remarks += corrections.remarks(file_part, FOR_PLANNING)
    if file_part is None and not frames and answer is None and not work.returned:
        work.fault(path, "is missing", "Add the file, or say in answers.csv why there is none")
    _combine(work, name, contract, frames)
    _note_state(work, name, contract, taken, status_of, path if file_part else None)


def _check_own(work: _Work, name: str, contract: type[Table], part: Part) -> pd.DataFrame:
    """Check a table's own file: a fault that is not accepted stops the period."""
    file = f"tables/{name}.csv"

    def accepting(fault: Fault) -> Accepted | None:
        return next((one for one in work.accepted if one.covers(file, name, fault)), None)

    try:
        frame, faults, doubts = check.checked(
            part,
            contract,
            work.period,
            work.taking_part,
            lambda fault: fault.is_doubt and accepting(fault) is not None,
        )
    except Exception as error:  # told as a fault of the file, not as a traceback
        work.faults.append(returns.stumbled(part.file, error))
        work.faulty.add(name)
        return read.type_rows(name, {}, contract)[0]
    work.faults += faults
    if faults:
        work.faulty.add(name)
    _remark_accepted(work, name, [said for one in doubts if (said := accepting(one))])
    return frame


def _remark_accepted(work: _Work, name: str, said: Iterable[Accepted]) -> None:
    """Note what the planning unit accepts; the internal edition tells it."""
    work.remarks += [
        (FOR_PLANNING, Remark("accepted", name, "", "", one.sentence))
        for one in dict.fromkeys(said)
    ]


def _remark_conflicts(work: _Work) -> None:
    """Note which conflicts of two numbers the planning unit accepts, beside the figures sent."""
    said = [one for one in work.accepted if not one.file]
    _remark_accepted(work, SUBMITTED, said)


def _combine(
    work: _Work, name: str, contract: type[Table], frames: list[tuple[Part, pd.DataFrame]]
) -> None:
    """Put the parts of a table under one another, and remember where each row comes from.

    The rows of the first part keep their numbers; those of the others follow.
    """
    labels: Labels = {}
    labelled = []
    for part, frame in frames:
        start = max(labels, default=0) if labels else 0
        own = frame.index if not labels else pd.RangeIndex(start + 1, start + 1 + len(frame))
        labels |= {
            int(label): (part, int(row)) for label, row in zip(own, frame.index, strict=True)
        }
        labelled.append(frame.set_axis(pd.Index(own, name="row"), axis="index"))
        work.remarks += _inferred(name, labelled[-1], contract)
        for label, column, sentence in contract.odd(labelled[-1], work.period):
            key = _key(labelled[-1], label, contract)
            work.remarks.append((label, Remark("odd", name, key, column, sentence)))
    filled = [frame for frame in labelled if len(frame)] or labelled[:1]
    empty = read.type_rows(name, {}, contract)[0]
    work.frames[name] = pd.concat(filled) if filled else empty
    work.labels[name] = labels


def _inferred(name: str, frame: pd.DataFrame, contract: type[Table]) -> list[tuple[int, Remark]]:
    """Return a remark for each row that its transcriber worked out instead of reading it."""
    if "basis" not in frame:
        return []
    remarks = []
    for row in frame.index[frame["basis"] == "inferred"]:
        key = _key(frame, row, contract)
        note = frame["note"][row] if "note" in frame else None
        label = _label(frame, row, contract)
        sentence = f"{label}, from what was published" if pd.isna(note) else str(note)
        remarks.append((row, Remark("inferred", name, key, "", sentence.rstrip("."))))
    return remarks


def _note_state(
    work: _Work,
    name: str,
    contract: type[Table],
    taken: list[Received],
    status_of: dict[str, tuple[str, str]],
    path: Path | None,
) -> None:
    """Note what is known of a table: its state, where it comes from, and who answered what."""
    frame = work.frames[name]
    offices, origins, places, as_of = [], [], [], ""
    if path is not None:
        file = f"tables/{name}.csv"
        source = work.sources.get(file)
        if source is None:
            work.fault(
                work.folder / "SOURCES.csv",
                f"has no row for {file}",
                "Say where the file comes from",
            )
            return
        if checksums.of(path) != source["sha256"]:
            sentence = f"{file} is not the file that SOURCES.csv records: their checksums differ"
            work.remarks.append((0, Remark("source", name, "", "", sentence)))
        if source["note"]:
            work.remarks.append((0, Remark("note", name, "", "", source["note"].rstrip("."))))
        offices.append(source["office"])
        origins.append(source["source"])
        places.append(source["place"])
        as_of = source["as_of"]
        late = frame["month"] > as_of[:7] if as_of and "month" in frame else pd.Series(dtype=bool)
        if late.any():
            work.fault(
                work.folder / "SOURCES.csv",
                f"says that {file} holds up to {as_of}, but it has rows of {frame['month'].max()}",
                "Correct the as-of date, or the table",
            )
    if taken:
        senders_ = {one.reporter for one in taken}
        by_missions = BY_MISSIONS if senders_ & set(missions.declared()) else ""
        offices += [by_missions, *sorted(senders_ - set(missions.declared()))]
        origins.append(f"Returns of {', '.join(sorted(senders_))}")
        places.append("; ".join(one.file for one in taken))
    answers = _by_reporter(work, name, contract, frame, status_of)
    if path is not None or taken:
        status, reason = REPORTED, ""
    else:
        status, reason = why_empty(name, _planned(work).get((name, ALL)), answers)
    known = path is not None or taken
    work.states[name] = replace(
        as_declared(name),
        status=status,
        reason=reason,
        office="; ".join(dict.fromkeys(filter(None, offices))) if known else "",
        source="; ".join(dict.fromkeys(origins)),
        place="; ".join(dict.fromkeys(places)),
        as_of=as_of,
        reasons={
            key.partition(".")[2]: answer["reason"]
            for (key, _), answer in work.answers.items()
            if key.startswith(f"{name}.")
        },
        answers=answers,
    )
    if status not in (REPORTED, NOTHING):
        work.frames.pop(name)


def _by_reporter(
    work: _Work,
    name: str,
    contract: type[Table],
    frame: pd.DataFrame,
    status_of: dict[str, tuple[str, str]],
) -> dict[str, tuple[str, str]]:
    """Return what came from each reporter that owes the table, or sent it: status and reason."""
    rows = set(frame["reporter"].dropna())
    about = set(frame["mission"].dropna()) if "mission" in frame else set()
    # Rows of others about a mission are its answer: the planning unit consolidates.
    reported = rows | (about & set(missions.declared()))
    expected = senders.expected(contract, sorted(work.taking_part), work.period.name)
    found = {}
    for reporter in [*expected, *sorted((rows | set(status_of)) - set(expected))]:
        told = work.answers.get((name, reporter)) or work.answers.get((name, ALL))
        if reporter in reported:
            found[reporter] = (REPORTED, "")
        elif reporter in status_of:
            found[reporter] = status_of[reporter]
        elif told:
            found[reporter] = (told["answer"], told["reason"])
        else:
            found[reporter] = (NOT_REPORTED, "")
    return found


def _reshape(work: _Work) -> None:
    """Fill what a published share gives away, and say so."""
    for name, (fill, others) in reshape.RESHAPES.items():
        if not {name, *others} <= set(work.frames) - work.faulty:
            continue
        filled, inferred = fill(work.frames[name], *(work.frames[other] for other in others))
        work.frames[name] = filled
        for one in inferred:
            percent = f"{one.percent:g}"
            part, row = work.labels[name][one.row]
            key = _key(filled, one.row, TABLES[name])
            label = _label(filled, one.row, TABLES[name])
            if one.number is None:
                problem = f"cannot be: no whole number out of {one.of} gives {percent} per cent"
                share = f"{one.column}_percent"
                if part.file == paths.shown(work.folder / "tables" / f"{name}.csv"):
                    remedy = "Correct the share or the whole"
                    work.faults.append(Fault(part.file, row, share, "", problem, remedy))
                else:  # one return does not stop the others: the number stays blank
                    remark = Remark("odd", name, key, share, f"{label}: {problem}")
                    work.remarks.append((one.row, remark))
                continue
            work.worked_out.setdefault(name, []).append((one.row, one.column))
            if one.number in (0, one.of):
                continue  # all or none needs no working out
            sentence = (
                f"{label}: {one.number} of {one.of}, the only whole number that gives the "
                f"published {percent} per cent"
            )
            work.remarks.append((one.row, Remark("inferred", name, key, one.column, sentence)))


def _key(frame: pd.DataFrame, row: int, contract: type[Table]) -> str:
    """Return what says of a remark which row it is about."""
    named = [(column, str(frame.at[row, column])) for column in _unique(contract)]
    return "; ".join(f"{column}={value}" for column, value in named)


def _label(frame: pd.DataFrame, row: int, contract: type[Table]) -> str:
    """Return how a reader is told which row is meant."""
    return ", ".join(str(frame.at[row, column]) for column in _unique(contract))


def _unique(contract: type[Table]) -> list[str]:
    return getattr(contract.Config, "unique", ["reporter"])


def _whole(work: _Work) -> Whole:
    return Whole(
        marked(work.frames),
        with_mark(work.states),
        work.remarks,
        {
            name: {label for label, (part, _) in labels.items() if "/returns/" in f"/{part.file}"}
            for name, labels in work.labels.items()
        },
        _planned(work),
        work.worked_out,
        {who: one.why_not for who, one in work.participants.items()},
        tuple(_reporting(work)),
    )


def _planned(work: _Work) -> dict[tuple[str, str], tuple[str, str]]:
    """Return what the planning unit answered, by table and reporter, or ALL."""
    return {key: (answer["answer"], answer["reason"]) for key, answer in work.answers.items()}
