"""The cleaned tables of a period and edition as files: cleaning writes them, sections read them.

`data/processed/<period>/<edition>/` holds a CSV file and a JSON file for every table. The JSON file
says whether it was reported, by whom and as of when, and gives the kinds of its columns and its
remarks. `period.json` says who takes part and how far they have reported; `stamp` says from what
the tables were made. They are separate files, so that reading one table does not depend on others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from a4p_helpers.core import missions, paths, spreadsheet
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.frames import Data
from a4p_helpers.core.scales import (
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_AVAILABLE,
    NOT_REPORTED,
    NOTHING,
    REPORTED,
    WITH_FAULTS,
)
from a4p_helpers.store.lazy import Lazy

# Kinds of remarks that a reader needs, and how the report introduces them.
TOLD = {
    "odd": "To be checked with its reporter",
    "inferred": "Worked out",
    "corrected": "Corrected",
    "note": "Note",
    "accepted": "Accepted by the planning unit",
}
# Why an edition does not show a reported table.
INTERNAL_ONLY = "It is for the internal edition only."
KEPT_INTERNAL = "kept internal"  # the state of what is withheld for such a reason
# The column that says whether the number in a row of a sensitive table is suppressed.
IS_SUPPRESSED = "is_suppressed"
DTYPES = {"count": "Int64", "number": "Float64", "yes_no": "boolean"}


class MissingTableError(ValueError):
    """A cleaned table does not exist, or its name is misspelt."""


@dataclass(frozen=True)
class TableState:
    """The state of one table in one period.

    `status` is reported, nothing to report, not applicable, not available, not reported, or not
    asked in this period; `reason` says why in all cases but the first. `kinds` gives the kind of
    each column; `columns` its title, unit and disclosure. `reasons` says why a column of a reported
    table is empty. `answers` gives status and reason of each reporter that owes the table or sent
    it; a reporter's status may also be with faults.
    """

    name: str
    status: str
    reason: str = ""
    office: str = ""
    source: str = ""
    place: str = ""
    as_of: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    # From the contract. Tables of older releases lack these.
    title: str = ""
    section: str = ""
    is_sensitive: bool = False
    columns: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether its rows are the answer; nothing to report is one, and means zero."""
        return self.status in (REPORTED, NOTHING)


@dataclass(frozen=True)
class Reporting:
    """How far one mission or office has reported: tables owed, answered and missing.

    Of those answered, `unavailable` and `inapplicable` have no data: "not available" and "not
    applicable" are answers. `due` and `received` are days or blank; `with_faults` and `missing` are
    names of tables. `answered_on` is the day by which every answered table had first been answered
    without a fault; blank if one of the days is unknown.
    """

    reporter: str
    why_not: str
    due: str
    received: str
    owed: int
    answered: int
    unavailable: int
    with_faults: tuple[str, ...]
    missing: tuple[str, ...]
    # Older releases lack these.
    inapplicable: int = 0
    answered_on: str = ""

    @classmethod
    def of(
        cls,
        reporter: str,
        states: Iterable["TableState"],
        *,
        why_not: str,
        due: str,
        received: str,
        days: Mapping[tuple[str, str], str] = MappingProxyType({}),
    ) -> "Reporting":
        """Count the answers of one reporter in the tables.

        `days` are those on which a reporter first answered a table without a fault.
        """
        said = {one.name: one.answers[reporter][0] for one in states if reporter in one.answers}
        given = [name for name, one in said.items() if one not in (NOT_REPORTED, WITH_FAULTS)]
        known = [days.get((reporter, name), "") for name in given]
        return cls(
            reporter,
            why_not,
            due,
            received,
            len(said),
            len(given),
            sum(status == NOT_AVAILABLE for status in said.values()),
            tuple(name for name, status in said.items() if status == WITH_FAULTS),
            tuple(name for name, status in said.items() if status == NOT_REPORTED),
            sum(status == NOT_APPLICABLE for status in said.values()),
            max(known) if known and all(known) else "",
        )

    @classmethod
    def stored(cls, told: Mapping[str, Any]) -> "Reporting":
        """Return one from its JSON form."""
        lists = {name: tuple(told[name]) for name in ("with_faults", "missing")}
        return cls(**{**told, **lists})

    @property
    def without_data(self) -> int:
        """How many of its answers are without data: not available or not applicable."""
        return self.unavailable + self.inapplicable

    @property
    def state(self) -> str:
        """Complete, with faults, in part, not received, not asked, or does not take part."""
        if self.why_not:
            return "does not take part"
        if self.with_faults:
            return "with faults"
        if not self.owed:
            return "not asked"
        if self.answered == self.owed:
            return "complete"
        return "in part" if self.answered or self.received else "not received"

    def is_late(self, today: date) -> bool:
        """Whether the due day has passed, or had passed when its answers were complete.

        A correction does not make it late; nor does a missing day.
        """
        if not self.due or self.why_not or not self.owed:
            return False
        return (self.answered_on if self.state == "complete" else today.isoformat()) > self.due


@dataclass(frozen=True)
class Remark:
    """Something a reader must know of a value, such as a correction by the planning unit.

    `key` names the row as a correction does, `mission=UNMISS; level=Level 3`; blank for a whole
    table.
    """

    kind: str
    table: str
    key: str
    column: str
    sentence: str

    @property
    def row(self) -> dict[str, str]:
        """The values that identify its row, by column."""
        pairs = [part.partition("=") for part in self.key.split(";") if part]
        return {column.strip(): value.strip() for column, _, value in pairs}

    @property
    def told(self) -> str:
        """The remark for readers; empty if it is for the planning unit only."""
        return f"{TOLD[self.kind]}: {self.sentence}." if self.kind in TOLD else ""


Known = tuple[TableState, tuple[Remark, ...]]


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of one period and edition by name, with their states."""

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        known: Mapping[str, Known],
        *,
        edition: str = "",
        participants: Mapping[str, str] = MappingProxyType({}),
        withheld: Mapping[str, str] = MappingProxyType({}),
        reporting: Sequence[Reporting] = (),
    ) -> None:
        self._frames, self._told = frames, known
        self.edition = edition
        self.participants = participants
        self.withheld = withheld
        self.reporting = reporting

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a copy of a table, empty if nothing was reported."""
        state = self.state(name)
        if not state.is_known:
            return Data(_empty(state))
        return Data(self._frames[name].copy())

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def state(self, name: str) -> TableState:
        """Return the state of a table, or name the nearest one."""
        return self._known(name)[0]

    @property
    def states(self) -> dict[str, TableState]:
        """The state of every table, by name."""
        return {name: self.state(name) for name in self}

    def remarks(self, *names: str) -> list[Remark]:
        """Return the remarks on these tables, or on all without a name."""
        return [remark for name in names or self for remark in self._known(name)[1]]

    def _known(self, name: str) -> Known:
        if name not in self._told:
            raise MissingTableError(f"No table is named {name!r}{nearest(name, self._told)}")
        return self._told[name]

    @property
    def taking_part(self) -> list[str]:
        """The missions that take part in the period, in alphabetical order."""
        known = missions.declared()
        return sorted(who for who, why in self.participants.items() if who in known and not why)

    def missions_of(self, name: str) -> dict[str, str]:
        """Return the status of each mission that owes a table."""
        known, answers = missions.declared(), self.state(name).answers
        codes = [who for who in self.participants if who in known]
        return {who: answers[who][0] for who in codes if who in answers}

    def lacking(self, name: str) -> list[str]:
        """Return the missions without data in a table: not available, not sent, or with faults."""
        without = (NOT_REPORTED, NOT_AVAILABLE, WITH_FAULTS)
        return sorted(who for who, status in self.missions_of(name).items() if status in without)

    def has(self, block: Block) -> bool:
        """Whether every table and column that a block needs is reported and has rows."""
        return all(self._has(need) for need in block.needs)

    def _has(self, need: str) -> bool:
        name, _, column = need.partition(".")
        if not self.state(name).is_known or self[name].empty:
            return False
        return not column or bool(self[name][column].notna().any())

    def why_not(self, block: Block) -> tuple[str, str]:
        """Return why a block has nothing to show, as state and reason; blank if it has."""
        for need in block.needs:
            if not self._has(need):
                name, _, column = need.partition(".")
                state = self.state(name)
                if state.status in (NOTHING, NOT_APPLICABLE, NOT_ASKED):
                    return state.status, state.reason
                reason = state.reasons.get(column) or state.reason or "Nobody reported it."
                return (KEPT_INTERNAL if reason == INTERNAL_ONLY else NOT_REPORTED), reason
        return "", ""


def in_memory(frames: Mapping[str, pd.DataFrame], states: Mapping[str, TableState]) -> Tables:
    """Return tables that are not yet written and belong to no edition."""
    held = {
        name: frames[name] if name in frames else _empty(state) for name, state in states.items()
    }
    return Tables(held, {name: (state, ()) for name, state in states.items()})


def _empty(state: TableState) -> pd.DataFrame:
    types = {name: DTYPES.get(kind, "str") for name, kind in state.kinds.items()}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})


def read(folder: Path) -> Tables:
    """Return the tables in a folder, each read on first use.

    Raises
    ------
    MissingTableError
        The folder has none; also later, for a table that has been removed since.
    """
    whole = _stored(folder, "period")

    def known_of(name: str) -> Known:
        stored = _stored(folder, name)
        remarks = tuple(Remark(**one) for one in stored["remarks"])
        return TableState(**stored["state"]), remarks

    known = Lazy(whole["tables"], known_of)
    return Tables(
        Lazy(whole["tables"], lambda name: _frame(folder, known[name][0])),
        known,
        edition=whole["edition"],
        participants=whole["participants"],
        withheld=whole["withheld"],
        reporting=tuple(map(Reporting.stored, whole["reporting"])),
    )


def _stored(folder: Path, name: str) -> dict[str, Any]:
    try:
        text = (folder / f"{name}.json").read_text(encoding="utf-8")
    except OSError as error:
        raise MissingTableError(
            f"{paths.shown(folder)} holds no cleaned tables: run `a4p clean`"
        ) from error
    stored: dict[str, Any] = json.loads(text)
    return stored


def _frame(folder: Path, state: TableState) -> pd.DataFrame:
    types = {name: DTYPES.get(kind, "str") for name, kind in state.kinds.items()}
    path = folder / f"{state.name}.csv"
    try:
        frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    except OSError as error:
        raise MissingTableError(
            f"{paths.shown(path)} cannot be read ({error.strerror}): run `a4p clean`"
        ) from error
    return spreadsheet.frame_as_sent(frame)


def write(
    folder: Path,
    frames: Mapping[str, pd.DataFrame],
    states: Mapping[str, TableState],
    remarks: list[Remark],
    participants: Mapping[str, str],
    reporting: Sequence[Reporting],
    edition: str = "internal",
    withheld: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the tables of one edition, with their states, into a new folder."""
    folder.mkdir(parents=True)
    for name, frame in frames.items():
        harmless = spreadsheet.harmless_frame(frame)
        harmless.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    whole = {
        "edition": edition,
        "withheld": dict(withheld),
        "participants": dict(participants),
        "reporting": [asdict(one) for one in reporting],
        "tables": list(states),
    }
    of_tables = {
        name: {
            "state": asdict(state),
            "remarks": [asdict(remark) for remark in remarks if remark.table == name],
        }
        for name, state in states.items()
    }
    for name, stored in {"period": whole, **of_tables}.items():
        text = json.dumps(stored, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
