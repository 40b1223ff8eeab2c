"""The corrections of one table: each fits a row and holds while its expected value stands.

A correction fits one row of the table's own file, or a row of a return and of the returns before
it. Returns are corrected as they are opened, newest first; the newest row decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from a4p_helpers.clean import read
from a4p_helpers.clean.read import Part
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.wording import folded
from a4p_helpers.store.processed import Remark

ACTIONS = ("override", "drop")


@dataclass
class _Correction:
    """One row of corrections.csv, and the rows that it fits, newest first."""

    number: int
    said: read.Row
    key: list[list[str]]
    fits: list[tuple[Part, int]] = field(default_factory=list)
    newest: str = ""
    is_internal: bool = False

    @property
    def holds(self) -> bool:
        """Whether the newest row had the expected value."""
        return bool(self.fits) and self.newest == self.said["expected"]


class Corrections:
    """The corrections of one table while its parts are read."""

    def __init__(self, table: str, rows: Mapping[int, read.Row], file: Path) -> None:
        self._table, self._file = table, paths.shown(file)
        self._own = [
            _Correction(at, row, [pair.strip().split("=", 1) for pair in row["key"].split(";")])
            for at, row in rows.items()
            if row["table"] == table
        ]
        self._parts: list[Part] = []

    def apply(self, part: Part) -> None:
        """Correct the rows of a part that corrections fit, and remember them."""
        self._parts.append(part)
        for one in self._own:
            if self._unsound(one):
                continue
            column, expected = one.said["column"], one.said["expected"]
            for row, cells in list(part.rows.items()):
                if not all(cells.get(name, "").strip() == value for name, value in one.key):
                    continue
                stands = cells.get(column, "").strip()
                one.newest = one.newest if one.fits else stands
                one.fits.append((part, row))
                one.is_internal |= folded(cells.get("classification", "")) == read.INTERNAL
                if not one.holds:
                    continue
                if one.said["action"] == "drop":
                    del part.rows[row]
                elif stands == expected:
                    cells[column] = one.said["value"]

    def faults(self, own: Part | None) -> tuple[list[Fault], list[Fault]]:
        """Return the faults that stop the period, and those that wait for a decision.

        The planning unit's lists must be right, so its mistakes stop the period. A newer value from
        a reporter does not. `own` is the part of the table's own file.
        """
        stopping: list[Fault] = []
        waiting: list[Fault] = []
        of_returns = any(part is not own for part in self._parts)
        for one in self._own:
            if fault := self._unsound(one):
                stopping.append(fault)
                continue
            in_file = [place for place in one.fits if place[0] is own]
            if len(in_file) > 1 or (in_file and len(one.fits) > 1):
                problem = f"fits {len(one.fits)} rows of {self._table}, not one"
                fault = self._fault(one, "key", problem, "Correct the key")
                (stopping if len(in_file) > 1 else waiting).append(fault)
            elif not one.fits:
                problem = f"fits 0 rows of {self._table}, not one"
                remedy = "Correct the key, or remove the correction if the row is no longer sent"
                fault = self._fault(one, "key", problem, remedy)
                (waiting if of_returns else stopping).append(fault)
            elif not one.holds:
                told = f"expects {one.said['expected']!r} in {self._table}, where "
                told += f"{one.newest!r} stands now"
                remedy = "The reporter has changed it: remove the correction"
                column = one.said["column"]
                fault = Fault(self._file, one.number, column, "", told, remedy)
                (stopping if in_file else waiting).append(fault)
        return stopping, waiting

    def remarks(self, own: Part | None, never: int) -> list[tuple[int, Remark]]:
        """Return a remark for each correction made, with its row.

        The remark is seen where its row is: 0 if no row is left, `never` for an internal row.
        """
        made = []
        for one in self._own:
            if self._unsound(one) or not one.holds:
                continue
            said = one.said
            sentence = f"{said['key']}: {said['expected']} corrected to {said['value'] or 'none'}"
            sentence += f" ({said['reason']})"
            part, row = one.fits[0]
            stays = said["action"] == "override" and part is own
            place = never if one.is_internal else row if stays else 0
            remark = Remark("corrected", self._table, said["key"], said["column"], sentence)
            made.append((place, remark))
        return made

    def _unsound(self, one: _Correction) -> Fault | None:
        """Return the fault of a correction itself, if it has one."""
        columns = read.column_kinds(TABLES[self._table])
        if any(len(pair) != 2 or pair[0] not in columns for pair in one.key):
            problem, remedy = f"is not a key of {self._table}", "Write column=value, with ; between"
            return self._fault(one, "key", problem, remedy)
        if one.said["column"] not in columns:
            problem, remedy = f"is not a column of {self._table}", "Name that of the expected value"
            return self._fault(one, "column", problem, remedy)
        if one.said["action"] not in ACTIONS:
            return self._fault(one, "action", "is neither override nor drop", "Write one of them")
        return None

    def _fault(self, one: _Correction, column: str, problem: str, remedy: str) -> Fault:
        return Fault(self._file, one.number, column, one.said[column], problem, remedy)
