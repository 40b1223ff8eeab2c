"""What each return is worth: read when it is needed, judged by itself, never to another's harm.

The newest return is judged first, and older ones only as long as something of a table is wanting:
what a later answer without faults replaces is never opened again. Whatever goes wrong with a file
is a fault of that file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from a4p_helpers.clean import check, read, reshape, returns
from a4p_helpers.clean.folder import Accepted, Received
from a4p_helpers.clean.read import Part
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.table import Table
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.core.wording import folded

Correct = Callable[[Part], None]


@dataclass
class Verdict:
    """What was found in one table of one return: its answer, the rows that were taken, its faults.

    `frame` is None where nothing was taken. Where rows stand alone, there may be both rows and
    faults. `accepted` are faults that the planning unit accepts: of them, doubts were taken.
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
        """Whether it says something of the table that can be used."""
        return self.frame is not None and self.status != NOT_REPORTED

    @property
    def open_faults(self) -> list[Fault]:
        """The faults that nobody has accepted."""
        settled = [fault for fault, _ in self.accepted]
        return [fault for fault in self.faults if fault not in settled]


@dataclass(frozen=True)
class Judge:
    """How returns of a period are judged: who takes part, and what the planning unit accepts."""

    period: Period
    taking_part: frozenset[str]
    present: tuple[str, ...]
    accepted: tuple[Accepted, ...]
    returned: tuple[Received, ...]  # the first received first

    @cached_property
    def _loaded(self) -> dict[str, returns.Return]:
        return {}

    def load(self, one: Received) -> returns.Return:
        """Return what a stored file holds; it is read at most once."""
        if one.file not in self._loaded:
            self._loaded[one.file] = returns.load(
                one.path(self.period.name), self.period.name, self.present, sender=one.reporter
            )
        return self._loaded[one.file]

    def reporters(self) -> list[str]:
        """Return who has sent a return, the first one first."""
        return list(dict.fromkeys(one.reporter for one in self.returned))

    def judge(
        self,
        file: str,
        answer: returns.Answer,
        others: Sequence[pd.DataFrame],
        correct: Correct = lambda part: None,
    ) -> Verdict:
        """Judge one table of one return beside what others have sent."""
        contract, part = TABLES[answer.table], answer.part
        try:
            correct(part)
            return self._judged(file, answer, contract, others)
        except Exception as error:  # whatever it is, it is this file's, and no other's
            fault = returns.stumbled(part.file, error, part.sheet)
            return Verdict(answer.table, answer.status, part, None, [*part.faults, fault], [])

    def _judged(
        self,
        file: str,
        answer: returns.Answer,
        contract: type[Table],
        others: Sequence[pd.DataFrame],
    ) -> Verdict:
        part, known = answer.part, [one for one in self.accepted if one.file == file]

        def accepting(fault: Fault) -> Accepted | None:
            covers = (one for one in known if one.covers(file, answer.table, fault))
            return next(covers, None)

        def is_accepted(fault: Fault) -> bool:
            return fault.is_doubt and accepting(fault) is not None

        frame, faults, doubts = check.checked(
            part, contract, self.period, set(self.taking_part), is_accepted
        )
        faults += check.clashes(part, frame, contract, list(others))
        taken: pd.DataFrame | None = None if faults else frame
        if faults and contract.Config.metadata["rows_stand_alone"]:
            taken = _without_faulty(frame, faults, part)
        notes = list(part.notes)
        if taken is not None:
            notes += check.odd(part, taken, contract, self.period)
            _can_be_reshaped(answer.table, taken)
        settled = [
            (fault, said) for fault in [*faults, *doubts] if (said := accepting(fault)) is not None
        ]
        return Verdict(
            answer.table, answer.status, part, taken, faults, notes, answer.reason, settled
        )

    def standing(
        self,
        reporter: str,
        table: str,
        others: Sequence[pd.DataFrame],
        correct: Correct,
        wanted: frozenset[str] = frozenset(),
    ) -> tuple[list[tuple[Received, Verdict]], list[tuple[Received, Verdict]]]:
        """Return the verdicts that stand for a reporter's table, and all that were reached.

        A blank table of a later return does not take back an answer, nor does a faulty one. Where
        rows stand alone, older rows stand in for those that a newer return has with a fault. What
        a newer return keeps inside, faulty or not, is kept inside of an older one as well.
        `wanted` are files that are judged in any case.
        """
        standing: list[tuple[Received, Verdict]] = []
        reached: list[tuple[Received, Verdict]] = []
        lacking: set[tuple[str, ...]] | None = None  # keys; None: every row
        inside: set[tuple[str, ...]] = set()  # keys of rows that a newer return keeps inside
        is_settled = False
        for one in reversed(self.returned):
            if one.reporter != reporter or not one.may_hold(table):
                continue
            if is_settled and one.file not in wanted:
                continue
            answer = self.load(one).answers.get(table)
            if answer is None:
                continue
            verdict = self.judge(one.file, answer, others, correct)
            reached.append((one, verdict))
            keep_inside, inside = inside, inside | _keys_inside(verdict, TABLES[table])
            if is_settled or verdict.frame is None or not verdict.is_answer:
                continue
            frame = _kept_inside(verdict.frame, TABLES[table], keep_inside)
            if lacking is not None:
                older = _of_keys(frame, TABLES[table], lacking)
                if verdict.status == REPORTED and len(older):
                    standing.append((one, replace(verdict, frame=older)))
                lacking -= _keys(frame, TABLES[table])
            else:
                standing.append((one, replace(verdict, frame=frame)))
                lacking = _keys_of_faulty(verdict, TABLES[table])
            is_settled = not lacking or not verdict.faults
        return standing, reached


def _without_faulty(
    frame: pd.DataFrame, faults: Sequence[Fault], part: Part
) -> pd.DataFrame | None:
    """Return the rows that no fault is about; None where one is about the whole table, or all."""
    if any(fault.row < part.first_row for fault in faults):
        return None
    faulty = {row for fault in faults for row in (fault.row, *fault.also)}
    kept = frame[~frame.index.isin(list(faulty))]
    return kept if len(kept) else None


def _key(contract: type[Table]) -> list[str]:
    return list(getattr(contract.Config, "unique", []))


def _keys(frame: pd.DataFrame, contract: type[Table]) -> set[tuple[str, ...]]:
    return {
        check.key_of(values) for values in frame[_key(contract)].itertuples(index=False, name=None)
    }


def _keys_of_faulty(verdict: Verdict, contract: type[Table]) -> set[tuple[str, ...]]:
    """Return the keys of the rows that a fault kept out, as they were written."""
    rows = {row for fault in verdict.faults for row in (fault.row, *fault.also)}
    return {_written_key(verdict.part.rows[row], contract) for row in rows & set(verdict.part.rows)}


def _keys_inside(verdict: Verdict, contract: type[Table]) -> set[tuple[str, ...]]:
    """Return the keys of the rows that are not plainly external, as they were written."""
    return {
        _written_key(row, contract)
        for row in verdict.part.rows.values()
        if folded(row["classification"]) != read.EXTERNAL
    }


def _written_key(row: read.Row, contract: type[Table]) -> tuple[str, ...]:
    return check.key_of(tuple(row.get(name, "").strip() for name in _key(contract)))


def _kept_inside(
    frame: pd.DataFrame, contract: type[Table], inside: set[tuple[str, ...]]
) -> pd.DataFrame:
    """Return a frame in which the rows of these keys are internal."""
    keys = frame[_key(contract)].itertuples(index=False, name=None)
    changed = frame.copy()
    changed.loc[[check.key_of(values) in inside for values in keys], "classification"] = (
        read.INTERNAL
    )
    return changed


def _of_keys(
    frame: pd.DataFrame, contract: type[Table], wanted: set[tuple[str, ...]]
) -> pd.DataFrame:
    keys = frame[_key(contract)].itertuples(index=False, name=None)
    return frame[[check.key_of(values) in wanted for values in keys]]


def _can_be_reshaped(table: str, frame: pd.DataFrame) -> None:
    """Work out by itself what is later worked out of the whole table: it must not stumble there."""
    if table in reshape.RESHAPES:
        fill, others = reshape.RESHAPES[table]
        fill(frame, *(read.type_rows(name, {}, TABLES[name])[0] for name in others))
