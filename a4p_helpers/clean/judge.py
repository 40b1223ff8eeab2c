"""The verdict on each return: it is read only when needed and never affects another sender's.

The newest return is judged first, and older ones only while part of a table is missing: a return
that a later answer without faults replaces is never opened again. Whatever goes wrong with a file
is a fault of that file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd

from a4p_helpers.clean import check, read, reshape, returns
from a4p_helpers.clean.cells import heard
from a4p_helpers.clean.folder import Accepted, Received
from a4p_helpers.clean.listed import Listed
from a4p_helpers.clean.read import Part
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.table import Table
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED

Correct = Callable[[Part], None]
Key = tuple[str, ...]  # the key of a row, in one spelling


@dataclass
class Verdict:
    """What was found in one table of one return: its answer, the rows taken, its faults.

    `frame` is None if nothing was taken. Where rows stand alone, there may be both rows and faults.
    `accepted` are the faults that the planning unit accepts; of them, doubts were taken.
    """

    table: str
    status: str
    part: Part
    frame: pd.DataFrame | None
    faults: list[Fault]
    notes: list[Fault]
    reason: str = ""
    accepted: list[tuple[Fault, Accepted]] = field(default_factory=list)

    @property
    def is_answer(self) -> bool:
        """Whether it gives a usable answer to the table."""
        return self.frame is not None and self.status != NOT_REPORTED

    @property
    def open_faults(self) -> list[Fault]:
        """The faults that nobody has accepted."""
        settled = [fault for fault, _ in self.accepted]
        return [fault for fault in self.faults if fault not in settled]


def load(lists: Listed, one: Received) -> returns.Return:
    """Return the content of a stored file; it is read at most once."""
    if one.file not in lists.opened:
        path, period = one.path(lists.period.name), lists.period.name
        lists.opened[one.file] = returns.load(path, period, lists.present, sender=one.reporter)
    return lists.opened[one.file]


def judge(
    lists: Listed,
    file: str,
    answer: returns.Answer,
    others: Sequence[pd.DataFrame],
    correct: Correct = lambda part: None,
) -> Verdict:
    """Judge one table of one return beside what others sent."""
    part = answer.part
    try:
        correct(part)
        return _judged(lists, file, answer, others)
    except Exception as error:  # whatever it is, it is a fault of this file only
        fault = returns.stumbled(part.file, error, part.sheet)
        return Verdict(answer.table, answer.status, part, None, [*part.faults, fault], [])


def _judged(
    lists: Listed, file: str, answer: returns.Answer, others: Sequence[pd.DataFrame]
) -> Verdict:
    part, contract = answer.part, TABLES[answer.table]
    accepting = partial(lists.accepting, file, answer.table)
    frame, faults, doubts = check.checked(
        part, contract, lists.period, lists.taking_part, accepting
    )
    faults += check.clashes(part, frame, contract, others)
    taken: pd.DataFrame | None = None if faults else frame
    if faults and contract.Config.metadata["rows_stand_alone"]:
        taken = _without_faulty(frame, faults, part)
    notes = list(part.notes)
    if taken is not None:
        notes += check.odd(part, taken, contract, lists.period)
        if answer.table in reshape.RESHAPES:
            # Reshape this part now, so that an error here does not stop the whole table later.
            fill, other = reshape.RESHAPES[answer.table]
            fill(taken, *(read.type_rows(name, {}, TABLES[name])[0] for name in other))
    settled = [(fault, said) for fault in [*faults, *doubts] if (said := accepting(fault))]
    return Verdict(answer.table, answer.status, part, taken, faults, notes, answer.reason, settled)


def standing(
    lists: Listed,
    reporter: str,
    table: str,
    others: Sequence[pd.DataFrame],
    correct: Correct,
    wanted: frozenset[str] = frozenset(),
) -> tuple[list[tuple[Received, Verdict]], list[tuple[Received, Verdict]]]:
    """Return the verdicts that stand for a reporter's table, and all verdicts reached.

    A blank or faulty table in a later return does not withdraw an answer. Where rows stand alone,
    older rows replace those with a fault in a newer return. What a newer return keeps internal,
    faulty or not, stays internal in an older one too. `wanted` are files to judge in any case.
    """
    contract = TABLES[table]
    standing: list[tuple[Received, Verdict]] = []
    reached: list[tuple[Received, Verdict]] = []
    lacking: set[Key] | None = None  # None: every row
    inside: set[Key] = set()  # rows that a newer return keeps internal
    is_settled = False
    for one in reversed(lists.returned):
        if one.reporter != reporter or not one.may_hold(table):
            continue
        if is_settled and one.file not in wanted:
            continue
        answer = load(lists, one).answers.get(table)
        if answer is None:
            continue
        verdict = judge(lists, one.file, answer, others, correct)
        reached.append((one, verdict))
        keep_inside, inside = inside, inside | _keys_inside(verdict, contract)
        if is_settled or verdict.frame is None or not verdict.is_answer:
            continue
        frame, keys = verdict.frame.copy(), check.keys_of(verdict.frame, contract)
        frame.loc[[key in keep_inside for key in keys], "classification"] = read.INTERNAL
        if lacking is not None:
            older = frame[[key in lacking for key in keys]]
            if verdict.status == REPORTED and len(older):
                standing.append((one, replace(verdict, frame=older)))
            lacking -= set(keys)
        else:
            standing.append((one, replace(verdict, frame=frame)))
            # The keys of rows that a fault kept out, as they were written.
            rows = {row for fault in verdict.faults for row in (fault.row, *fault.also)}
            written = verdict.part.rows
            lacking = {_written_key(written[row], contract) for row in rows & set(written)}
        is_settled = not lacking or not verdict.faults
    return standing, reached


def _without_faulty(
    frame: pd.DataFrame, faults: Sequence[Fault], part: Part
) -> pd.DataFrame | None:
    """Return the rows without a fault; None if none is left or a fault is about the whole table."""
    if any(fault.row < part.first_row for fault in faults):
        return None
    faulty = {row for fault in faults for row in (fault.row, *fault.also)}
    kept = frame[~frame.index.isin(list(faulty))]
    return kept if len(kept) else None


def _keys_inside(verdict: Verdict, contract: type[Table]) -> set[Key]:
    """Return the keys, as written, of the rows that are not clearly external."""
    return {
        _written_key(row, contract)
        for row in verdict.part.rows.values()
        if heard(row["classification"], [read.EXTERNAL]) is None
    }


def _written_key(row: read.Row, contract: type[Table]) -> Key:
    return check.key_of(tuple(row.get(name, "").strip() for name in contract.Config.unique))
