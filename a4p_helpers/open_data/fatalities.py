"""Deaths in UN missions, from DPPADPOSS-FATALITIES of the UN Peace and Security Data Hub.

One row of the file is one death, from the notifications of casualties (NOTICAS), in peacekeeping
operations and special political missions alike. One row of the table is a count of deaths. Causes
are revised from snapshot to snapshot, so a snapshot is never mixed with another.
"""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from a4p_helpers.core.faults import Fault
from a4p_helpers.open_data import datasets
from a4p_helpers.open_data.derived import Derived, Download
from a4p_helpers.open_data.published import (
    AGAIN,
    NEW_MISSION,
    Published,
    as_codes,
    is_date,
    is_mission,
)

REPORTER = "NOTICAS"
PUBLISHER = "UN Peace and Security Data Hub"
DATASET = "DPPADPOSS-FATALITIES"
FIRST_MONTH = "2013-01"
FIRST_DAY = "1948-01-01"  # no UN mission is older
CAUSES = {
    "Malicious Act": "malicious act",
    "Accident": "accident",
    "Illness": "illness",
    "Self-Inflicted": "self-inflicted",
    "To Be Determined": "to be determined",
    "Unknown": "unknown",
}
PERSONNEL = {
    "Military": "military",
    "Military Observer": "military observer",
    "Police": "police",
    "International Civilian": "international civilian",
    "Local": "local civilian",
    "Other": "other",
}
# The mission may hold hyphens and blanks itself, as in OSE-Syria and UN SECRETA.
CASUALTY_ID = re.compile(r"(?P<mission>.+)-(?P<year>\d{4})-(0[1-9]|1[0-2])-\d{5}", re.ASCII)
KEY = ["month", "notification_year", "mission", "cause", "personnel"]


def derive(path: Path, until: date = date.max) -> Derived:
    """Return the deaths since `FIRST_MONTH`, by month of incident, mission, cause and personnel.

    A death counts in the mission of `mission_acronym`. `notification_year` is the year inside the
    casualty number, which for some deaths is later than that of the incident. Incidents after
    `until`, where the data of a period end, are set aside unchecked; causes are still those of the
    snapshot.

    Raises
    ------
    OpenDataError
        The file is not what its publisher describes; lists every fault.
    """
    source = Published(path, datasets.of_kind("fatalities"))
    later = _set_aside(source, until)
    _check(source)
    source.raise_faults()
    deaths = _read(source.rows)
    unique = deaths[~deaths["casualty_id"].duplicated()]
    snapshot = date.fromisoformat(source.rows["last_update"].iloc[0])
    since = unique[unique["month"] >= FIRST_MONTH]
    # After the cut, as missions that ended earlier are not in the reference data.
    since = since.assign(mission=as_codes(since["spelling"]))
    as_of = min(until, snapshot)
    return Derived(
        frame=since.groupby(KEY, as_index=False).size().rename(columns={"size": "deaths"}),
        reporter=REPORTER,
        as_of=as_of,
        publisher=PUBLISHER,
        dataset=DATASET,
        notes=_notes(source, deaths, unique, since, later),
        files=(Download(path, snapshot, source.sha256),),
        remark=_remark(snapshot) if as_of < snapshot else "",
    )


def _set_aside(source: Published, until: date) -> tuple[str, ...]:
    """Remove deaths after a day from a file; return the sentence that says so."""
    if not source.has("incident_date"):
        return ()
    days = source.rows["incident_date"]
    later = days.map(is_date) & (days > until.isoformat())
    source.rows = source.rows[~later]
    if not later.any():
        return ()
    return (f"Later than {until}, when the data of the period end, set aside: {later.sum():,}.",)


def _remark(snapshot: date) -> str:
    """Return the remark for readers of a table that was cut."""
    return (
        f"Deaths up to this date, with the causes recorded by {snapshot.day} {snapshot:%B %Y}, "
        "when some had been revised."
    )


def _read(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each row of the file, in the words of the table."""
    identity = rows["casualty_id"].str.extract(CASUALTY_ID)
    return pd.DataFrame(
        {
            "casualty_id": rows["casualty_id"],
            "mission_of_id": identity["mission"],
            "spelling": rows["mission_acronym"],
            "day": rows["incident_date"],
            "month": rows["incident_date"].str[:7],
            "notification_year": identity["year"].astype("int64"),
            "cause": rows["type_of_incident"].map(CAUSES),
            "personnel": rows["casualty_personnel_type"].map(PERSONNEL),
        }
    )


def _check(source: Published) -> None:
    """Collect every fault of the file."""
    source.check(
        "incident_date",
        lambda cell: is_date(cell) and cell >= FIRST_DAY,
        "is not a date since 1948",
        "Ask the publisher for the day, written 2023-05-31",
    )
    source.check(
        "casualty_id",
        CASUALTY_ID.fullmatch,
        "is not a casualty number such as UNTSO-1948-07-02408",
        "Ask the publisher; year and month of notification are read from it",
    )
    source.check("mission_acronym", bool, "is blank", "Ask the publisher for the mission")
    source.check(
        "type_of_casualty",
        lambda cell: cell == "Fatality",
        "is not a fatality",
        "Take the data set of fatalities only",
    )
    for column, words, name in (
        ("casualty_personnel_type", PERSONNEL, "PERSONNEL"),
        ("type_of_incident", CAUSES, "CAUSES"),
    ):
        source.check(
            column,
            words.__contains__,
            f"is not one of {', '.join(words)}",
            f"If the publisher has a new word, add it to {name} in open_data/fatalities.py",
        )
    source.check("last_update", is_date, "is not a date", AGAIN)
    _check_snapshot(source)
    _check_missions(source)
    _check_repeated(source)


def _check_snapshot(source: Published) -> None:
    """Refuse a file that mixes snapshots, and incidents after the day of the snapshot."""
    if not source.has("last_update"):
        return
    updates = source.rows["last_update"]
    first_rows = updates.drop_duplicates()
    for row, value in zip(first_rows.index[1:], first_rows.iloc[1:], strict=True):
        problem = f"is another date than {updates.iloc[0]} above: two snapshots are mixed"
        source.faults.append(
            Fault(source.file, int(row), "last_update", value, problem, "Import one snapshot only")
        )
    if source.has("incident_date"):
        dates = source.rows["incident_date"]
        is_late = dates.map(is_date) & updates.map(is_date) & (dates > updates)
        source.refuse(
            "incident_date", is_late, "lies after the snapshot's last_update", "Ask the publisher"
        )


def _check_missions(source: Published) -> None:
    """Refuse missions in the table that the reference data do not know."""
    if not source.has("incident_date", "mission_acronym"):
        return
    names = source.rows.loc[source.rows["incident_date"] >= FIRST_MONTH, "mission_acronym"]
    unknown = {name for name in names.unique() if name and not is_mission(name)}
    source.refuse(
        "mission_acronym",
        names.isin(unknown),
        "is not a mission of the reference data",
        NEW_MISSION,
    )


def _check_repeated(source: Published) -> None:
    """Refuse a casualty number that stands for two different deaths."""
    told = ["incident_date", "mission_acronym", "casualty_personnel_type", "type_of_incident"]
    if not source.has("casualty_id", *told):
        return
    rows = source.rows.assign(story=source.rows[told].agg("|".join, axis=1))
    stories = rows.groupby("casualty_id")["story"].transform("nunique")
    source.refuse(
        "casualty_id",
        (stories > 1) & rows["casualty_id"].duplicated(),
        "is also in a row above, with another date, mission, cause or personnel type",
        "Ask the publisher which row is right, and import a corrected snapshot",
    )


def _notes(
    source: Published,
    deaths: pd.DataFrame,
    unique: pd.DataFrame,
    since: pd.DataFrame,
    later: tuple[str, ...],
) -> tuple[str, ...]:
    earlier = len(unique) - len(since)
    notes = [
        f"{len(deaths):,} rows were read; {len(since):,} deaths since {FIRST_MONTH} are counted, "
        f"{earlier:,} earlier ones are set aside.",
        *later,
        *source.said,
    ]
    repeated = deaths[deaths["casualty_id"].duplicated()]
    if len(repeated):
        recent = (repeated["month"] >= FIRST_MONTH).sum()
        notes.append(
            f"Rows whose casualty number was listed before, dropped: {len(repeated):,}, "
            f"of which {recent:,} since {FIRST_MONTH}."
        )
    elsewhere = since[since["mission_of_id"] != since["spelling"]]
    if len(elsewhere):
        pairs = elsewhere.groupby(["mission_of_id", "spelling"]).size()
        listed = "; ".join(
            f"{ours} for {theirs}: {n:,}"
            for (theirs, ours), n in zip(pairs.index, pairs, strict=True)
        )
        notes.append(
            "Casualty numbers that name another mission, or spell it otherwise, than "
            f"mission_acronym, which is used: {len(elsewhere):,} ({listed})."
        )
    other_year = (since["notification_year"] != since["month"].str[:4].astype(int)).sum()
    if other_year:
        notes.append(
            f"Deaths notified in another year than that of the incident: {other_year:,}; "
            "both years are kept."
        )
    return tuple(notes)
