"""A whole period: from `data/raw/<period>/` to its tables, with nothing withheld.

The lists beside the tables are read first; then each table is put together; then values that
follow from another table are filled in. No return can stop a period: a fault in one keeps that
reporter's table out and is reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from a4p_helpers.clean import listed, reshape, table
from a4p_helpers.clean.judge import Verdict
from a4p_helpers.clean.listed import Listed
from a4p_helpers.clean.table import Cleaned
from a4p_helpers.clean.whole import Whole
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import CleaningError, Fault
from a4p_helpers.core.periods import Period
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Reporting, Tables

SUBMITTED = "submitted_figures"


@dataclass(frozen=True)
class Examined:
    """A period after reading: its lists, its tables, and the faults that stop it.

    `waiting` are stale corrections and returns that were not recorded. `worked_out` are, by table,
    the cells (label, column) that were filled from another table.
    """

    lists: Listed
    cleaned: Mapping[str, Cleaned] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    worked_out: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables that have rows or report that there are none."""
        return {name: one.frame for name, one in self.cleaned.items() if one.frame is not None}

    @property
    def states(self) -> dict[str, processed.TableState]:
        """The state of each table."""
        return {name: one.state for name, one in self.cleaned.items() if one.state is not None}

    @cached_property
    def tables(self) -> Tables:
        """The tables as they would be counted, with nothing withheld."""
        return processed.in_memory(self.frames, self.states)

    @cached_property
    def verdicts(self) -> dict[str, dict[str, Verdict]]:
        """The verdict on each return, by stored file and table.

        A replaced return has one only if it was asked for.
        """
        found: dict[str, dict[str, Verdict]] = {}
        for name, one in self.cleaned.items():
            for file, verdict in one.verdicts.items():
                found.setdefault(file, {})[name] = verdict
        return found

    @property
    def newest(self) -> dict[tuple[str, str], Verdict]:
        """The verdict on the newest return of each reporter for each table."""
        return {
            (who, name): one
            for name, own in self.cleaned.items()
            for who, one in own.newest.items()
        }

    @cached_property
    def reporting(self) -> list[Reporting]:
        """Who has reported; a table whose correction has faults still needs correction."""
        return [_with_faults(self, one) for one in _reporting(self)]

    @property
    def unsettled(self) -> list[str]:
        """The faults and stale corrections that nobody has accepted.

        They do not stop a run, but they stop a release.
        """
        return [*self.waiting, *_open_faults(self)]


def clean(period: Period) -> Whole:
    """Return the tables of a period with all their facts; nothing is written.

    Raises
    ------
    CleaningError
        Raw data break their contract; lists every fault.
    """
    found = examine(period.name)
    if found.faults:
        raise CleaningError(period.name, found.faults)
    return Whole(
        found.frames,
        found.states,
        [remark for one in found.cleaned.values() for remark in one.remarks],
        {
            name: {at for at, (part, _) in one.labels.items() if "/returns/" in f"/{part.file}"}
            for name, one in found.cleaned.items()
        },
        {key: (said["answer"], said["reason"]) for key, said in found.lists.answers.items()},
        found.worked_out,
        {who: one.why_not for who, one in found.lists.participants.items()},
        tuple(_reporting(found)),
    )


def examine(name: str, wanted: Iterable[str] = ()) -> Examined:
    """Read and check everything of a period; nothing is written.

    `wanted` are stored returns to judge even if a later one replaces them.
    """
    lists, faults, waiting = listed.read_all(periods.get(name))
    cleaned = {
        name: table.clean(lists, contract, frozenset(wanted)) for name, contract in TABLES.items()
    }
    worked_out = _work_out(lists, cleaned)
    conflicts = [said for said in lists.accepted if not said.file]
    cleaned[SUBMITTED].remarks += table.accepted(SUBMITTED, conflicts)
    faults += [found for one in cleaned.values() for found in one.faults]
    waiting += [told for one in cleaned.values() for told in one.unsettled]
    return Examined(lists, cleaned, faults, waiting, worked_out)


def _work_out(lists: Listed, tables: Mapping[str, Cleaned]) -> dict[str, list[tuple[int, str]]]:
    """Fill the numbers that follow from a published share, with a remark; return the cells."""
    cells: dict[str, list[tuple[int, str]]] = {}
    for name, (fill, others) in reshape.RESHAPES.items():
        made, needed = tables[name], [tables[other] for other in others]
        frames = [one.frame for one in needed if one.frame is not None and not one.is_faulty]
        if made.frame is None or made.is_faulty or len(frames) < len(others):
            continue
        made.frame, inferred = fill(made.frame, *frames)
        for one in inferred:
            if one.number is None:
                _note_impossible(lists, made, one)
                continue
            cells.setdefault(name, []).append((one.row, one.column))
            if one.number in (0, one.of):
                continue  # 0 and 100 per cent are plain
            contract = TABLES[name]
            sentence = (
                f"{table.label_of(made.frame, one.row, contract)}: {one.number} of {one.of}, "
                f"the only whole number that gives the published {one.percent:g} per cent"
            )
            made.remarks.append(
                table.remark("inferred", made.frame, one.row, contract, one.column, sentence)
            )
    return cells


def _note_impossible(lists: Listed, made: Cleaned, one: reshape.Inferred) -> None:
    """Report an impossible share: a fault if the table's file has it, a remark if a return has."""
    problem = f"is impossible: no whole number out of {one.of} gives {one.percent:g} per cent"
    share = f"{one.column}_percent"
    part, row = made.labels[one.row]
    if part.file == paths.shown(lists.place / "tables" / f"{made.name}.csv"):
        remedy = "Correct the share or the whole"
        made.faults.append(Fault(part.file, row, share, "", problem, remedy))
    elif made.frame is not None:  # a return does not stop the others: the number stays blank
        contract = TABLES[made.name]
        sentence = f"{table.label_of(made.frame, one.row, contract)}: {problem}"
        made.remarks.append(table.remark("odd", made.frame, one.row, contract, share, sentence))


def _reporting(found: Examined) -> list[Reporting]:
    """Return what each reporter has reported, missions first."""
    lists = found.lists
    last = {one.reporter: one.received[:10] for one in lists.returned}
    answered = {
        (who, name): day for name, one in found.cleaned.items() for who, day in one.answered.items()
    }
    people = sorted(lists.participants.values(), key=lambda one: (not one.is_mission, one.reporter))
    return [
        Reporting.of(
            one.reporter,
            found.states.values(),
            why_not=one.why_not,
            due=one.due.isoformat() if one.due else "",
            received=last.get(one.reporter, ""),
            days={**answered, **lists.first_answers},
        )
        for one in people
    ]


def _with_faults(found: Examined, one: Reporting) -> Reporting:
    """Return a reporter's state as a desk sees it: a faulty correction counts as a fault too."""
    own = {name: verdict for (who, name), verdict in found.newest.items() if who == one.reporter}
    faulty = [name for name, verdict in own.items() if verdict.open_faults]
    settled = {name for name, verdict in own.items() if verdict.faults and not verdict.open_faults}
    tables = dict.fromkeys([*one.with_faults, *faulty])
    return replace(one, with_faults=tuple(name for name in tables if name not in settled))


def _open_faults(found: Examined) -> list[str]:
    """Return a line for each reporter whose newest return has faults that nobody accepted."""
    by_reporter: dict[str, list[str]] = {}
    for (reporter, name), verdict in found.newest.items():
        if verdict.open_faults:
            by_reporter.setdefault(reporter, []).append(name)
    return [
        f"{reporter}: {', '.join(tables)} has faults and was not taken, or only in part. Ask for a "
        f"correction, or accept it with `a4p accept {found.lists.period}`."
        for reporter, tables in by_reporter.items()
    ]
