"""Who has reported what in a period, and what was asked back from whom."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import NOTHING_TO_DO, Fault
from a4p_helpers.intake import confirm
from a4p_helpers.store import stale
from a4p_helpers.store.processed import Reporting

if TYPE_CHECKING:
    from a4p_helpers.clean.period import Examined

SIGNS = {
    "complete": "●",
    "in part": "◐",
    "with faults": "!",
    "not received": "○",
    "not asked": "–",
    "does not take part": "–",
}


@dataclass(frozen=True)
class Found:
    """What a period's raw data show: how far each reporter is, and what needs correction.

    `asked_back` has, for each sender, a sentence for each thing to correct or to check. `faults`
    stop a run; `unsettled` stop a release.
    """

    reporting: list[Reporting]
    asked_back: Mapping[str, list[str]] = field(default_factory=dict)
    faults: Sequence[str] = ()
    unsettled: Sequence[str] = ()


def of(name: str) -> Found:
    """Return what was received, missions first, then offices, in alphabetical order.

    Reading and checking takes seconds, so the result is kept until the data or the code change.

    Raises
    ------
    OpeningError
        Files of the period have faults.
    """
    period = periods.get(name)
    made_of = stale.of_tables(period)
    place = paths.processed(period.name, "").with_name(f".{period.name}.status.json")
    return _kept(place, made_of) or _examined(period.name, place, made_of)


def _kept(place: Path, made_of: str) -> Found | None:
    """Return the kept result; None if the data or the code have changed since."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept.pop("made_of") == made_of:
            reporting = [Reporting.stored(one) for one in kept.pop("reporting")]
            return Found(reporting, **kept)
    return None


def _examined(name: str, place: Path, made_of: str) -> Found:
    """Read and check all that was received for a period, and keep the result."""
    from a4p_helpers.clean.period import examine  # only here: a kept result does not need it
    from a4p_helpers.intake import receipt
    from a4p_helpers.intake.opening import OpeningError

    examined = examine(name)
    if examined.faults and not examined.reporting:
        raise OpeningError("\n".join(map(str, examined.faults)))
    asked_back = {
        one.reporter: [thing.sentence for thing in receipt.to_do(asked)]
        for one in examined.reporting
        if (asked := asked_of(examined, one.reporter))
    }
    faults = list(map(str, examined.faults))
    found = Found(examined.reporting, asked_back, faults, examined.unsettled)
    with suppress(OSError):  # without a kept result the next call reads again
        place.parent.mkdir(parents=True, exist_ok=True)
        with paths.replacing(place) as unfinished:
            kept = json.dumps({"made_of": made_of, **asdict(found)}, indent=1)
            unfinished.write_text(f"{kept}\n", encoding="utf-8")
    return found


def asked_of(examined: "Examined", reporter: str) -> list[Fault]:
    """Return what a sender was asked to correct or to check in the returns that now count."""
    asked = [
        fault
        for (who, _), verdict in examined.newest.items()
        if who == reporter
        for fault in (*verdict.open_faults, *verdict.notes)
    ]
    last = confirm.newest(examined.lists.period.name).get(reporter, "")
    form = examined.lists.opened.get(last)
    asked += form.notes if form else []
    return [one for one in asked if NOTHING_TO_DO not in one.remedy]


def summary(reporting: Sequence[Reporting], today: date) -> str:
    """Return how many of those that are asked are complete, and how many are late."""
    asked = [one for one in reporting if one.owed and not one.why_not]
    complete = sum(one.state == "complete" for one in asked)
    late = sum(one.is_late(today) for one in asked)
    return f"{complete} of {len(asked)} are complete{f', {late} late' if late else ''}"


def days_left(one: Reporting, today: date) -> str:
    """Return how many days a sender has left or is late; blank if nothing is due."""
    if not one.due or one.why_not or one.state == "complete":
        return ""
    days = (date.fromisoformat(one.due) - today).days
    if days < 0:
        return f"{-days} late"
    return f"{days} left" if days else "due today"


def to_do(one: Reporting) -> str:
    """Return what a sender still has to correct or to answer, or why it is not asked."""
    if one.why_not:
        return one.why_not
    parts = [f"correct {_titles(one.with_faults)}"] if one.with_faults else []
    if one.missing and one.state != "not received":
        parts.append(f"answer {_titles(one.missing)}")
    return "; ".join(parts)


def _titles(tables: Sequence[str]) -> str:
    return ", ".join(TABLES[name].title() for name in tables)
