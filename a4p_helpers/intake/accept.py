"""What the planning unit accepts as it stands: a fault in a return, or two numbers that differ.

An accepted doubt is counted as it was sent. Any other accepted fault stays out of the counts and
only stops blocking a release. The checklist and the internal edition list each, with reason and
name.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from a4p_helpers.clean import folder
from a4p_helpers.clean.folder import ACCEPTED, ACCEPTED_COLUMNS, RETURNS, Accepted
from a4p_helpers.clean.period import Examined, examine
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, people, periods
from a4p_helpers.core.faults import Fault, nearest
from a4p_helpers.core.spreadsheet import harmless
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import REGISTER
from a4p_helpers.intake import sources


class AcceptError(ValueError):
    """A thing that cannot be accepted: it does not exist, or no reason is given."""


def accept(
    period: str,
    what: str,
    *,
    table: str = "",
    row: int = 0,
    reason: str,
    by: str,
    today: date,
) -> Accepted:
    """Accept a fault of a kept file, or the two numbers of an indicator.

    `what` is a file such as `returns/UNMISS-3.xlsx` or `tables/hospitals.csv`, or a code. `table`
    may be omitted if only one of the file has faults; row 0 accepts all faults of a return's table.

    Raises
    ------
    AcceptError
        No such fault or conflict exists, or the reason is blank; nothing is written.
    people.PersonError
        Nobody is named.
    """
    if not reason.strip():
        raise AcceptError("No reason is given: add --reason TEXT.")
    by = people.named(by)
    declared = periods.get(period)
    if what in REGISTER:
        value = conflict_of(declared.name, what)
        one = Accepted("", what, 0, value, reason.strip(), by, today.isoformat())
    else:
        file = _stored(declared.name, what)
        if not row and not file.startswith(RETURNS):
            raise AcceptError(f"{file} can still be edited: name one row with --row.")
        examined = examine(declared.name, [file])
        table = table or _only_table(examined, declared.name, file)
        found = _faults(examined, declared.name, file, table)
        value = _value_at(found, file, table, row)
        one = Accepted(file, table, row, value, reason.strip(), by, today.isoformat())
    with sources.lock(declared.name):
        _add(declared.name, one)
    return one


def conflict_of(period: str, code: str) -> str:
    """Return the sentence that reports the two numbers of an indicator.

    Raises
    ------
    AcceptError
        It has no two numbers that differ.
    """
    value = count(examine(period).tables, periods.get(period))[code]
    if not value.conflicts:
        raise AcceptError(f"{code} has no two numbers that differ in {period}.")
    return narrative.two_numbers(value)


def _stored(period: str, what: str) -> str:
    """Return a file as the lists of a period name it."""
    name = what.removeprefix(f"{paths.shown(paths.raw(period))}/").removeprefix("./")
    known = [
        f"{room}/{path.name}"
        for room in (RETURNS, "tables")
        for path in sorted((paths.raw(period) / room).glob("*"))
    ]
    by_name = {Path(one).name: one for one in known}
    if name in known or name in by_name:
        return by_name.get(name, name)
    raise AcceptError(
        f"{what!r} is neither a file of {period} nor an indicator{nearest(name, known)}"
    )


def _faults(examined: Examined, period: str, file: str, table: str) -> list[Fault]:
    verdict = examined.verdicts.get(file, {}).get(table)
    own = paths.shown(paths.raw(period) / file)
    of_file = [one for one in examined.faults if one.file == own and Path(file).stem == table]
    return [*(verdict.faults if verdict else []), *of_file]


def _only_table(examined: Examined, period: str, file: str) -> str:
    tables = [name for name in TABLES if _faults(examined, period, file, name)]
    if len(tables) != 1:
        several = (
            f"has faults in {', '.join(tables)}: name one with --table"
            if tables
            else "has no fault"
        )
        raise AcceptError(f"{file} {several}.")
    return tables[0]


def _value_at(found: Iterable[Fault], file: str, table: str, row: int) -> str:
    """Return the accepted value; it guards the acceptance, which holds for no other value."""
    listed = list(found)
    at_row = [one for one in listed if row in (0, one.row)]
    if not at_row:
        rows = ", ".join(dict.fromkeys(str(one.row) for one in listed)) or "none"
        raise AcceptError(f"{table} of {file} has no fault in row {row}; rows with faults: {rows}.")
    return at_row[0].value if row else ""


def _add(period: str, one: Accepted) -> None:
    known, faults = folder.accepted(period)
    if faults:
        raise AcceptError("\n".join(map(str, faults)))
    kept = [
        other
        for other in known
        if (other.file, other.what, other.row) != (one.file, one.what, one.row)
    ]
    rows = [
        {name: harmless(str(getattr(other, name) or "")) for name in ACCEPTED_COLUMNS}
        for other in [*kept, one]
    ]
    sources.write(paths.raw(period) / ACCEPTED, ACCEPTED_COLUMNS, rows)
