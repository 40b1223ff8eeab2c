"""Who has reported what in a period: one row for each mission and office that is asked."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.intake import confirm
from a4p_helpers.store import stale
from a4p_helpers.store.processed import Reporting

SIGNS = {
    "complete": "●",
    "in part": "◐",
    "with faults": "!",
    "not received": "○",
    "not asked": "–",
    "does not take part": "–",
}
PLAIN_WIDTH = 132


def of(name: str) -> list[Reporting]:
    """Return the state of each reporter: missions first, then offices, in alphabetical order.

    To read and check all that was received takes seconds, so what was found is kept until any of
    it, or the code, has changed.

    Raises
    ------
    OpeningError
        The period's own files have faults.
    """
    period = periods.get(name)
    made_of = stale.of_tables(period)
    place = paths.processed(period.name, "").with_name(f".{period.name}.status.json")
    return _kept(place, made_of) or _examined(period.name, place, made_of)


def _kept(place: Path, made_of: str) -> list[Reporting]:
    """Return what was found before; nothing where it was found in other data or by other code."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["made_of"] == made_of:
            return [Reporting.stored(one) for one in kept["reporting"]]
    return []


def _examined(name: str, place: Path, made_of: str) -> list[Reporting]:
    """Read and check all that was received for a period, and keep what was found."""
    from a4p_helpers.clean.period import examine  # only now: who asks again needs none of it
    from a4p_helpers.intake.opening import OpeningError

    examined = examine(name)
    if examined.faults and not examined.reporting:
        raise OpeningError("\n".join(map(str, examined.faults)))
    kept = {"made_of": made_of, "reporting": [asdict(one) for one in examined.reporting]}
    with suppress(OSError):  # where nothing can be written, it is found again next time
        place.parent.mkdir(parents=True, exist_ok=True)
        with paths.replacing(place) as unfinished:
            unfinished.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return examined.reporting


def show(name: str, today: date, console: Console | None = None) -> None:
    """Print the table for a terminal, and one line that sums it up."""
    console = console or Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH, file=console.file)
    reporting = of(name)
    table = Table(box=SIMPLE_HEAD, title=f"Returns of {periods.get(name).label} ({name})")
    signed = confirm.confirmed(name)
    for heading in ("Reporter", "State", "Answered", "Received", "Due", "Confirmed", "Still to do"):
        table.add_column(heading, overflow="fold")
    for one in reporting:
        table.add_row(
            one.reporter,
            f"{SIGNS[one.state]} {one.state}",
            "" if one.why_not else f"{one.answered} of {one.owed}",
            one.received or "",
            due(one, today),
            f"{signed[one.reporter].day}, {signed[one.reporter].by}"
            if one.reporter in signed
            else "",
            to_do(one),
        )
    console.print(table)
    console.print(f"{summary(reporting, today)}.")


def summary(reporting: Sequence[Reporting], today: date) -> str:
    """Say how many of those that are asked are complete, and how many late."""
    asked = [one for one in reporting if one.owed and not one.why_not]
    complete = sum(one.state == "complete" for one in asked)
    late = sum(one.is_late(today) for one in asked)
    return f"{complete} of {len(asked)} are complete{f', {late} late' if late else ''}"


def due(one: Reporting, today: date) -> str:
    """Return the day by which somebody is to report, and whether that is over."""
    if not one.due:
        return ""
    return f"{one.due}, late" if one.is_late(today) else one.due


def to_do(one: Reporting) -> str:
    """Say what somebody still has to mend or to answer, or why nothing is asked."""
    if one.why_not:
        return one.why_not
    parts = [f"mend {_titles(one.with_faults)}"] if one.with_faults else []
    if one.missing and one.state != "not received":
        parts.append(f"answer {_titles(one.missing)}")
    return "; ".join(parts)


def _titles(tables: Sequence[str]) -> str:
    return ", ".join(TABLES[name].title() for name in tables)
