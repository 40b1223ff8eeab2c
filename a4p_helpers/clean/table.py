"""One table of a period, from its file in `tables/` and from returns.

A fault in the file stops the period; one in a return keeps that reporter's table out and is
reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from a4p_helpers.clean import check, judge, read, returns
from a4p_helpers.clean.correct import Corrections
from a4p_helpers.clean.folder import ALL, Accepted, Received
from a4p_helpers.clean.judge import Verdict
from a4p_helpers.clean.listed import RECORDED, Listed, fault
from a4p_helpers.clean.read import Part
from a4p_helpers.clean.whole import FOR_PLANNING, as_declared, why_empty
from a4p_helpers.contracts import senders
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import checksums, missions, periods, plan
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.scales import NOT_ASKED, NOT_REPORTED, NOTHING, REPORTED, WITH_FAULTS
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, TableState

# Where a table's rows come from: files in `tables/`, and returns.
BY_MISSIONS = "Peacekeeping missions"
Labels = dict[int, tuple[Part, int]]
Remarks = list[tuple[int, Remark]]
Standing = tuple[Received, Verdict]


@dataclass(repr=False)
class Cleaned:
    """The result for one table. `frame` and `state` are None if a fault left none.

    `labels` give for each row its part and its row there; `verdicts` are by stored file, `newest`
    by reporter; `answered` gives the day on which a reporter answered.
    """

    name: str
    frame: pd.DataFrame | None = None
    state: TableState | None = None
    remarks: Remarks = field(default_factory=list)
    labels: Labels = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    is_faulty: bool = False
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    newest: dict[str, Verdict] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)


def clean(listed: Listed, contract: type[Table], wanted: frozenset[str] = frozenset()) -> Cleaned:
    """Put one table together from its file and the returns, or say why it is missing.

    `wanted` are stored returns to judge even if a later one replaces them.
    """
    name = contract.Config.name
    made, path = Cleaned(name), listed.place / "tables" / f"{name}.csv"
    own = read.read_table(path, contract, listed.period.name) if path.exists() else None
    answer = listed.planned(name)
    if own is None and answer is None and f"tables/{name}.csv" in listed.sources:
        remedy = "Put it back, or say in answers.csv why it is missing"
        made.faults.append(fault(path, RECORDED, remedy))
        return made
    if own is not None and answer is not None:
        problem = "exists, but answers.csv says that it does not"
        made.faults.append(fault(path, problem, "Remove one of the two"))
    corrections = Corrections(name, listed.corrections, listed.place / "corrections.csv")
    parts: list[tuple[Part, pd.DataFrame]] = []
    if own is not None:
        corrections.apply(own)
        parts.append((own, _own_frame(made, listed, contract, own)))
    taken, status_of = _take_returns(made, listed, parts, corrections, wanted)
    stopping, waiting = corrections.faults(own)
    made.faults += stopping
    made.unsettled += map(str, waiting)
    made.remarks += corrections.remarks(own, FOR_PLANNING)
    made.frame, made.labels, remarks = _combined(listed, contract, parts)
    made.remarks += remarks
    _note_state(made, listed, contract, taken, status_of, path if own else None)
    return made


def _own_frame(made: Cleaned, listed: Listed, contract: type[Table], part: Part) -> pd.DataFrame:
    """Check a table's own file; a fault that nobody accepted stops the period."""
    accepting = partial(listed.accepting, f"tables/{made.name}.csv", made.name)
    try:
        frame, faults, doubts = check.checked(
            part, contract, listed.period, listed.taking_part, accepting
        )
    except Exception as error:  # reported as a fault of the file, not as a traceback
        made.faults.append(returns.stumbled(part.file, error))
        made.is_faulty = True
        return read.type_rows(made.name, {}, contract)[0]
    made.faults += faults
    made.is_faulty = bool(faults)
    made.remarks += accepted(made.name, [said for one in doubts if (said := accepting(one))])
    return frame


def accepted(name: str, said: Iterable[Accepted]) -> Remarks:
    """Return the planning unit's acceptances as remarks, for the internal edition."""
    return [
        (FOR_PLANNING, Remark("accepted", name, "", "", one.sentence))
        for one in dict.fromkeys(said)
    ]


def _take_returns(
    made: Cleaned,
    listed: Listed,
    parts: list[tuple[Part, pd.DataFrame]],
    corrections: Corrections,
    wanted: frozenset[str],
) -> tuple[list[Received], dict[str, tuple[str, str]]]:
    """Add each reporter's valid answers to the parts.

    Return the returns taken, and status and reason by reporter.
    """
    taken: list[Received] = []
    status_of: dict[str, tuple[str, str]] = {}
    for reporter in dict.fromkeys(one.reporter for one in listed.returned):
        others = [frame for _, frame in parts]
        standing, reached = judge.standing(
            listed, reporter, made.name, others, corrections.apply, wanted
        )
        for one, verdict in reached:
            made.verdicts[one.file] = verdict
            made.remarks += accepted(made.name, [said for _, said in verdict.accepted])
        said = [one for _, one in reached if one.status != NOT_REPORTED or one.part.faults]
        if said:
            made.newest[reporter] = said[0]
        for one, verdict in standing:
            if not verdict.faults:
                made.answered.setdefault(reporter, one.received[:10])
        if standing:
            status_of[reporter] = (standing[0][1].status, standing[0][1].reason)
        elif said:
            why = f"The return of {reporter} has faults in this table; it was not taken"
            status_of[reporter] = (WITH_FAULTS, why)
        for one, verdict in standing:
            if verdict.status == REPORTED and verdict.frame is not None:
                parts.append((verdict.part, verdict.frame))
                taken.append(one)
    return taken, status_of


def _combined(
    listed: Listed, contract: type[Table], parts: Sequence[tuple[Part, pd.DataFrame]]
) -> tuple[pd.DataFrame, Labels, Remarks]:
    """Join the parts of a table and record where each row comes from.

    Rows of the first part keep their numbers; those of the others follow.
    """
    name = contract.Config.name
    labels: Labels = {}
    labelled, remarks = [], []
    for part, frame in parts:
        start = max(labels, default=0) if labels else 0
        own = frame.index if not labels else pd.RangeIndex(start + 1, start + 1 + len(frame))
        labels |= {
            int(label): (part, int(row)) for label, row in zip(own, frame.index, strict=True)
        }
        labelled.append(frame.set_axis(pd.Index(own, name="row"), axis="index"))
        remarks += _inferred(labelled[-1], contract)
        remarks += [
            remark("odd", labelled[-1], label, contract, column, sentence)
            for label, column, sentence in contract.odd(labelled[-1], listed.period)
        ]
    filled = [frame for frame in labelled if len(frame)] or labelled[:1]
    whole = pd.concat(filled) if filled else read.type_rows(name, {}, contract)[0]
    if contract.Config.metadata["sensitive"]:  # nothing is suppressed yet
        whole[processed.IS_SUPPRESSED] = pd.Series(False, index=whole.index, dtype="boolean")
    return whole, labels, remarks


def _inferred(frame: pd.DataFrame, contract: type[Table]) -> Remarks:
    """Return a remark for each row that its transcriber inferred instead of reading it."""
    if "basis" not in frame:
        return []
    remarks = []
    for row in frame.index[frame["basis"] == "inferred"]:
        note = frame["note"][row] if "note" in frame else None
        told = f"{label_of(frame, row, contract)}, from what was published"
        sentence = (told if pd.isna(note) else str(note)).rstrip(".")
        remarks.append(remark("inferred", frame, row, contract, "", sentence))
    return remarks


def _note_state(
    made: Cleaned,
    listed: Listed,
    contract: type[Table],
    taken: Sequence[Received],
    status_of: Mapping[str, tuple[str, str]],
    path: Path | None,
) -> None:
    """Record the facts of a table: its state, where it comes from, and who answered what."""
    name, frame = made.name, made.frame
    if frame is None:
        return
    offices, origins, places, as_of = [], [], [], ""
    if path is not None:
        source = _source(made, listed, frame, path)
        if source is None:
            return
        offices.append(source["office"])
        origins.append(source["source"])
        places.append(source["place"])
        as_of = source["as_of"]
    if taken:
        who = {one.reporter for one in taken}
        by_missions = BY_MISSIONS if who & set(missions.declared()) else ""
        offices += [by_missions, *map(plan.told, sorted(who - set(missions.declared())))]
        origins.append(f"Returns of {', '.join(map(plan.told, sorted(who)))}")
        places.append("; ".join(one.file for one in taken))
    answers = _by_reporter(listed, contract, frame, status_of)
    has_rows = path is not None or bool(taken)
    planned = listed.planned(name)
    if has_rows:
        status, reason = REPORTED, ""
    elif planned or answers or contract.is_asked(listed.period.name):
        status, reason = why_empty(name, planned, answers)
    else:
        first, known = contract.Config.metadata["asked_from"], periods.declared()
        label = known[first].label if first in known else first
        status, reason = NOT_ASKED, f"It is asked from {label} on."
    made.state = replace(
        as_declared(name),
        status=status,
        reason=reason,
        office="; ".join(dict.fromkeys(filter(None, offices))) if has_rows else "",
        source="; ".join(dict.fromkeys(origins)),
        place="; ".join(dict.fromkeys(places)),
        as_of=as_of,
        reasons={
            key.partition(".")[2]: answer["reason"]
            for (key, _), answer in listed.answers.items()
            if key.startswith(f"{name}.")
        },
        answers=answers,
    )
    if status not in (REPORTED, NOTHING):
        made.frame = None


def _source(
    made: Cleaned, listed: Listed, frame: pd.DataFrame, path: Path
) -> Mapping[str, str] | None:
    """Return what SOURCES.csv says of a table's file, and add remarks for its readers."""
    file, list_ = f"tables/{made.name}.csv", listed.place / "SOURCES.csv"
    source = listed.sources.get(file)
    if source is None:
        made.faults.append(fault(list_, f"has no row for {file}", "Say where the file comes from"))
        return None
    if checksums.of(path) != source["sha256"]:
        sentence = f"{file} is not the file that SOURCES.csv records: their checksums differ"
        made.remarks.append((0, Remark("source", made.name, "", "", sentence)))
    if source["note"]:
        made.remarks.append((0, Remark("note", made.name, "", "", source["note"].rstrip("."))))
    as_of = source["as_of"]
    late = frame["month"] > as_of[:7] if as_of and "month" in frame else pd.Series(dtype=bool)
    if late.any():
        problem = f"says that {file} holds up to {as_of}, but it has rows of {frame['month'].max()}"
        made.faults.append(fault(list_, problem, "Correct the as-of date, or the table"))
    return source


def _by_reporter(
    listed: Listed,
    contract: type[Table],
    frame: pd.DataFrame,
    status_of: Mapping[str, tuple[str, str]],
) -> dict[str, tuple[str, str]]:
    """Return status and reason for each reporter that owes the table or sent it."""
    name = contract.Config.name
    rows = set(frame["reporter"].dropna())
    about = set(frame["mission"].dropna()) if "mission" in frame else set()
    # Rows from others about a mission are its answer, as the planning unit consolidates.
    reported = rows | (about & set(missions.declared()))
    expected = senders.expected(contract, sorted(listed.taking_part), listed.period.name)
    found = {}
    for reporter in [*expected, *sorted((rows | set(status_of)) - set(expected))]:
        told = listed.answers.get((name, reporter)) or listed.answers.get((name, ALL))
        if reporter in reported:
            found[reporter] = (REPORTED, "")
        elif reporter in status_of:
            found[reporter] = status_of[reporter]
        elif told:
            found[reporter] = (told["answer"], told["reason"])
        else:
            found[reporter] = (NOT_REPORTED, "")
    return found


def remark(
    kind: str, frame: pd.DataFrame, row: int, contract: type[Table], column: str, sentence: str
) -> tuple[int, Remark]:
    """Return a remark on a row, named by its key, with the row's label."""
    key = "; ".join(f"{name}={frame.at[row, name]!s}" for name in _unique(contract))
    return row, Remark(kind, contract.Config.name, key, column, sentence)


def label_of(frame: pd.DataFrame, row: int, contract: type[Table]) -> str:
    """Return a row's label for readers."""
    return ", ".join(str(frame.at[row, column]) for column in _unique(contract))


def _unique(contract: type[Table]) -> list[str]:
    return contract.Config.unique or ["reporter"]
