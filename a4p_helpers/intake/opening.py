"""Opening a period: its folder, who takes part, and which of last period's answers carry over."""

import csv
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.clean import CleaningError, folder, form, read
from a4p_helpers.clean.folder import Participant
from a4p_helpers.clean.period import examine
from a4p_helpers.contracts import TABLES, phrases, senders
from a4p_helpers.contracts.kinds import PLANNING
from a4p_helpers.core import missions, paths, periods, scales
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.languages import ENGLISH, Language
from a4p_helpers.core.periods import Period
from a4p_helpers.intake import forms, sources
from a4p_helpers.store import processed


class OpeningError(ValueError):
    """Files of a period that cannot be used as they are."""


def open_period(name: str, due: date | None = None) -> dict[str, Participant]:
    """Make the folder of a period if it is missing; return who must report.

    The period before decides who is asked (see `folder.expected`). Files that exist never change.

    Raises
    ------
    OpeningError
        participation.csv has faults.
    """
    period = periods.get(name)
    raw = paths.raw(name)
    raw.mkdir(parents=True, exist_ok=True)
    asked_anew = [
        (
            one.reporter,
            "no" if one.why_not else "yes",
            one.why_not,
            one.due.isoformat() if one.due else "",
            one.language.code,
        )
        for one in folder.expected(period, due).values()
    ]
    for file, header in folder.HEADERS.items():
        rows = asked_anew if file == "participation.csv" else []
        _write_new(raw / file, [header, *rows])
    who, faults = folder.participants(name)
    if faults:
        raise OpeningError("\n".join(map(str, faults)))
    return who


def remember_language(name: str, reporters: Sequence[str], language: Language) -> None:
    """Record the language in which to write to missions and offices, from this period on."""
    path = paths.raw(name) / "participation.csv"
    columns = folder.HEADERS[path.name]
    rows, _ = read.read_rows(path, folder.PARTICIPATION, (folder.DUE, folder.LANGUAGE))
    kept = []
    for row in rows.values():
        spoken = language.code if row["reporter"] in reporters else row.get(folder.LANGUAGE, "")
        kept.append({column: row.get(column, "") for column in columns} | {"language": spoken})
    sources.write(path, columns, kept)


def _write_new(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write a file, unless it exists."""
    if path.exists():
        return
    with (
        suppress(FileExistsError),
        paths.replacing(path, only_new=True) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        csv.writer(file, lineterminator="\n").writerows(rows)


def asked(name: str, who: dict[str, Participant]) -> list[str]:
    """Return the missions and offices that get a form: those that take part and owe a table."""
    return [
        one.reporter
        for one in who.values()
        if not one.why_not and senders.owed_by(one.reporter, name)
    ]


def write_forms(
    name: str,
    reporters: Sequence[str] | None = None,
    *,
    due: date | None = None,
    contact: str = "",
    language: Language | None = None,
) -> dict[str, tuple[Path, forms.Count]]:
    """Write the forms of a period to `outputs/<period>/forms/`; return their paths by sender.

    Each path comes with the count of its cells. A `language` is recorded for these senders;
    without one, each gets the form in its own.

    Raises
    ------
    OpeningError
        A named sender is not asked in this period.
    """
    who = open_period(name, due)
    known = asked(name, who)
    for reporter in reporters or ():
        if reporter not in known:
            raise OpeningError(f"{reporter!r} is not asked in {name}{nearest(reporter, known)}")
    if language:
        remember_language(name, reporters or known, language)
        who = open_period(name)
    present = folder.taking_part(who.values())
    sent = _sent(name)
    written = {}
    for reporter in reporters or known:
        spoken = who[reporter].language
        wanted = form.of(name, reporter, present, spoken)
        path = paths.outputs(name) / "forms" / forms.file_name(wanted)
        stands = carried_over(wanted, present)
        for table, one in sent.get(reporter, {}).items():
            before = stands.get(table)
            if one.last_time and before and not one.rows:
                one = replace(one, rows=before.rows)
            stands[table] = one
        told = forms.Given(who[reporter].due or due, contact, open_data(name, reporter, spoken))
        written[reporter] = (path, forms.write(wanted, stands, path, told))
    return written


def carried_over(wanted: form.Form, taking_part: list[str]) -> dict[str, forms.Known]:
    """Return a sender's answers of last period in the columns whose values hold until changed.

    Rows that another office or the planning unit sent for it count as its own. Rows that name no
    mission belong to no sender.
    """
    tables = _tables_before(wanted.period)
    mission = missions.declared().get(wanted.reporter)
    carried = _of_reference(wanted, mission.known if mission else {})
    if tables is None:
        return carried
    for table, (_, one) in wanted.asked.items():
        columns = TABLES[table].Config.metadata["carries_over"]
        if not columns or not tables.state(table).is_known:
            continue
        frame = _own_rows(tables[table], wanted.reporter, taking_part)
        names = [name for column in one.columns for name in column.names if name in columns]
        rows = [
            {column: as_text(row[column]) for column in names} for row in frame.to_dict("records")
        ]
        if any(name in one.question.given for name in names):
            # What is no longer asked is not carried over.
            rows = [row for row in rows if any(two.items() <= row.items() for two in one.given)]
        if rows := rows[: one.room]:
            carried[table] = forms.Known(rows)
    return carried


def _sent(name: str) -> dict[str, dict[str, forms.Known]]:
    """Return what each sender has already sent of each table in a period, faults included."""
    found: dict[str, dict[str, forms.Known]] = {}
    for (reporter, table), one in examine(name).newest.items():
        rows = [*(one.part.rows or one.part.held).values()]
        none = one.status if one.status in scales.ANSWERS else ""
        if rows or none:
            is_open = not one.part.rows and not none
            known = forms.Known(rows, is_open, none, one.reason)
            found.setdefault(reporter, {})[table] = known
    return found


def open_data(name: str, reporter: str, language: Language = ENGLISH) -> dict[str, int | None]:
    """Return what open data say of a mission: strength, women and deaths, each with its days.

    The data are the period's, or those of the period before where it has none yet.
    """
    if reporter not in missions.declared():
        return {}
    period = periods.get(name)
    for one in (period, periods.previous(period)):
        tables = tables_of(one) if one else None
        if one is None or tables is None or not tables.state("uniformed_personnel").is_known:
            continue
        strength, deaths = tables["uniformed_personnel"], tables["fatalities"]
        strength = strength[strength["mission"] == reporter]
        newest = strength[strength["month"] == strength["month"].max()]
        first, last = one.first_day.isoformat(), one.last_day.isoformat()
        died = deaths[
            (deaths["mission"] == reporter) & deaths["month"].between(first[:7], last[:7])
        ]
        women = newest["women"]
        until = min(one.last_day, one.as_of)
        days = {"first": language.day(one.first_day), "last": language.day(until)}
        month = newest["month"].max() if len(newest) else last[:7]
        days["day"] = language.day(pd.Period(month).end_time.date())
        values = {
            "strength": None if newest.empty else int(newest["total"].sum()),
            "women": None if newest.empty or women.isna().any() else int(women.sum()),
            "deaths": int(died["deaths"].sum()),
        }
        return {
            language.say(phrases.OPEN_DATA[key], **days): value for key, value in values.items()
        }
    return {}


def _of_reference(wanted: form.Form, known: Mapping[str, str]) -> dict[str, forms.Known]:
    """Return what the list of missions says of one, for it to confirm if it was not yet asked."""
    found = {}
    for table, (_, one) in wanted.asked.items():
        row = {
            name: text for name, text in known.items() if name in TABLES[table].to_schema().columns
        }
        if one.is_single and row:
            found[table] = forms.Known([row])
    return found


def _own_rows(frame: pd.DataFrame, reporter: str, taking_part: list[str]) -> pd.DataFrame:
    about = frame["mission"] if "mission" in frame else frame["reporter"]
    if reporter in missions.declared():
        return frame[about == reporter]
    own = frame[frame["reporter"].isin([reporter, PLANNING])]
    return own[own["mission"].isin(taking_part)] if "mission" in own else own


def as_text(value: object) -> str:
    """Return a cell of a table as it was sent; blank for a missing value."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _tables_before(period: Period) -> processed.Tables | None:
    """Return last period's tables; None if they do not exist or cannot be read."""
    before = periods.previous(period)
    return tables_of(before) if before else None


def tables_of(period: Period) -> processed.Tables | None:
    """Return the tables of a period; None if they do not exist or cannot be read."""
    if not paths.raw(period.name).is_dir():
        return None
    from a4p_helpers import prepare  # only here: the status of a period does not need it

    try:
        prepare.ensure_tables(period.name)
    except CleaningError:
        return None
    return processed.read(paths.processed(period.name, "internal"))
