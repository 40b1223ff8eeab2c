"""Who confirms the answers of a sender, on which day, up to which return.

`confirmed.csv` holds this. A confirmation does not cover returns that come later.
"""

from dataclasses import astuple, dataclass, fields
from datetime import date

from a4p_helpers.clean import folder, read
from a4p_helpers.core import paths, people, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.spreadsheet import as_sent, harmless
from a4p_helpers.intake import letters, sources
from a4p_helpers.intake.receive import Receipt

CONFIRMED = "confirmed.csv"


class ConfirmError(ValueError):
    """A confirmation that cannot be recorded as it was given."""


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed the answers of a sender, on which day, and up to which return."""

    reporter: str
    by: str
    day: str
    file: str


def confirmed(period: str) -> dict[str, Confirmed]:
    """Return the confirmations of a period that hold for the newest return of their sender.

    Raises
    ------
    ConfirmError
        An edit by hand damaged the list.
    """
    last = newest(period)
    return {one.reporter: one for one in _all(period) if last.get(one.reporter) == one.file}


def record(period: str, reporter: str, by: str, day: date, today: date) -> Confirmed:
    """Record that somebody confirms the answers of a sender as they stand.

    Raises
    ------
    ConfirmError
        The sender sent nothing, the person does not answer for it, or the day is before the
        answers or in the future.
    people.PersonError
        Nobody is named.
    """
    name, last = people.named(by), newest(period)
    if reporter not in last:
        raise ConfirmError(f"Nothing came from {reporter!r}{nearest(reporter, last)}")
    _refuse_others(reporter, name)
    if not (begun := periods.get(period).first_day) <= day <= today:
        raise ConfirmError(f"{day} is not between {begun} and today, {today}: correct --on")
    one = Confirmed(reporter, name, day.isoformat(), last[reporter])
    with sources.lock(period):
        kept = [other for other in _all(period) if other.reporter != reporter]
        columns = [field.name for field in fields(Confirmed)]
        rows = [
            dict(zip(columns, map(harmless, astuple(other)), strict=True))
            for other in sorted([*kept, one], key=lambda other: other.reporter)
        ]
        sources.write(paths.raw(period) / CONFIRMED, columns, rows)
    return one


def by_signature(told: Receipt, today: date) -> str:
    """Record the confirmation in a form, if there is one; return a line on what was done."""
    by, day = told.signed
    if not by or told.is_refused:
        return ""
    if told.all_faults:
        return f"{told.reporter}: {by} confirms it; recorded once the listed faults are corrected."
    try:
        record(told.period, told.reporter, by, date.fromisoformat(day), today)
    except (ConfirmError, people.PersonError) as error:
        return f"{told.reporter}: not confirmed. {error}"
    return f"{told.reporter}: confirmed by {by} on {day}."


def _refuse_others(reporter: str, name: str) -> None:
    """Refuse a person who does not answer for a sender, where the contacts say who does."""
    known = [one.name for one in letters.contacts().get(reporter, ()) if one.name]
    own = [one for one in known if one.casefold() in name.casefold()]
    if known and not own:
        raise ConfirmError(
            f"{name} does not answer for {reporter}; {' or '.join(known)} does. Ask them, or add "
            f"the name to {paths.shown(letters.place())}"
        )


def _all(period: str) -> list[Confirmed]:
    path = paths.raw(period) / CONFIRMED
    if not path.exists():
        return []
    rows, faults = read.read_rows(path, [field.name for field in fields(Confirmed)])
    if faults:
        raise ConfirmError("\n".join(map(str, faults)))
    return [Confirmed(**{key: as_sent(text) for key, text in row.items()}) for row in rows.values()]


def newest(period: str) -> dict[str, str]:
    """Return the newest file from each sender."""
    return {one.reporter: one.file for one in folder.received(sources.rows(period))}
