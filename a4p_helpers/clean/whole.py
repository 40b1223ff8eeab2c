"""A cleaned period, whole: nothing is withheld, whatever the edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from a4p_helpers.clean.folder import ALL, ANSWER_WORDS
from a4p_helpers.contracts import TABLES
from a4p_helpers.core.scales import NOT_REPORTED, WITH_FAULTS
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, Reporting, TableState

# The label of a remark without a row that only the planning unit may read.
FOR_PLANNING = -1
Answers = Mapping[str, tuple[str, str]]  # status and reason by reporter


@dataclass(frozen=True, repr=False)  # a failing test would print whole tables
class Whole:
    """The tables of a period with all their facts.

    `remarks` have the label of their row. The rest is by table: `returned`, the labels of rows from
    returns; `planned`, the planning unit's answers, also by reporter or ALL; `worked_out`, the
    cells (label, column) that were filled from another table.
    """

    frames: Mapping[str, pd.DataFrame]
    states: Mapping[str, TableState]
    remarks: list[tuple[int, Remark]]
    returned: Mapping[str, set[int]]
    planned: Mapping[tuple[str, str], tuple[str, str]]
    worked_out: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)
    participants: Mapping[str, str] = field(default_factory=dict)
    reporting: tuple[Reporting, ...] = ()

    def planned_reason(self, table: str, reporter: str) -> str | None:
        """Return the planning unit's reason for a reporter's answer, if it gave one."""
        own = self.planned.get((table, reporter), self.planned.get((table, ALL)))
        return own[1] if own else None


def why_empty(table: str, planned: tuple[str, str] | None, answers: Answers) -> tuple[str, str]:
    """Return the state of a table without rows, and why.

    `planned` is the planning unit's answer for all.
    """
    if planned:
        return planned
    for status in ANSWER_WORDS:
        given = {who: why for who, (said, why) in answers.items() if said == status}
        if given and (status != NOT_REPORTED or any(given.values())):
            reasons = [f"{who}: {why}" for who, why in given.items() if why]
            return status, ". ".join(why.rstrip(".") for why in reasons) + "." if reasons else ""
    if faulty := [who for who, (said, _) in answers.items() if said == WITH_FAULTS]:
        return NOT_REPORTED, f"What {', '.join(faulty)} sent has faults and was not taken."
    if TABLES[table].Config.metadata["is_imported"]:
        return NOT_REPORTED, "The open dataset was not imported for this period."
    return NOT_REPORTED, "No return with this table was received."


def as_declared(table: str) -> TableState:
    """Return the state of a table of which only the contract is known so far.

    A sensitive table has a column that says whether each row is suppressed.
    """
    contract = TABLES[table]
    columns = contract.to_schema().columns
    is_sensitive = bool(contract.Config.metadata["sensitive"])
    kinds = {name: one.metadata["kind"] for name, one in columns.items()}
    return TableState(
        table,
        NOT_REPORTED,
        kinds=kinds | ({processed.IS_SUPPRESSED: "yes_no"} if is_sensitive else {}),
        title=contract.title(),
        section=contract.__module__.rpartition(".")[2],
        is_sensitive=is_sensitive,
        columns={
            name: {"title": one.title, **{key: one.metadata[key] for key in ("unit", "disclosure")}}
            for name, one in columns.items()
        },
    )
