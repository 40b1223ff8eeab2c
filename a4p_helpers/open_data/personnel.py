"""Uniformed personnel at the end of each month, from DPO's monthly contribution reports.

The reports are PDF files (`monthly_report`); their tables may also come as one file, with a row for
each month, mission, contributing country and type of personnel. Special political missions are
included. Justice and corrections personnel are not, as the reports do not count them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pandas as pd

from a4p_helpers.core import breaks, paths
from a4p_helpers.core.faults import Fault, in_words
from a4p_helpers.core.scales import NOT_STATED
from a4p_helpers.open_data import datasets, monthly_report
from a4p_helpers.open_data.derived import Derived, Download, OpenDataError
from a4p_helpers.open_data.monthly_report import EXPERTS, POLICE, STAFF_OFFICERS, TROOPS, UNITS
from a4p_helpers.open_data.published import (
    NEW_MISSION,
    Published,
    as_codes,
    is_date,
    is_mission,
    is_month,
)

PDF = ".pdf"
REPORTER = "DPO"
PUBLISHER = "UN Department of Peace Operations"
DATASET = "Monthly reports on the contribution of uniformed personnel"
CATEGORIES = {
    TROOPS: "troops",
    STAFF_OFFICERS: "staff officers",
    EXPERTS: "experts on mission",
    UNITS: "formed police units",
    POLICE: "individual police",
}
MIXED = "troops and staff officers"
MIXED_LAYOUT = "A"  # this page layout has no type of its own for staff officers
# The series in breaks.csv of months whose sexes cannot be used: where the report swaps them for
# many but not all rows, they cannot be restored. Totals are right.
SERIES = "uniformed_personnel"
SEXES = f"{SERIES}.women"
# Until 2023 women were never more than 7 per cent of the troops, and the goal for 2028 is 15 per
# cent. A month above a quarter must have the sexes swapped.
PLAUSIBLE_SHARE = Fraction(1, 4)
LARGE_STEP = Fraction(6, 100)  # from month to month; the largest was 5.4 (MINUSMA withdrew)
LEAST_TO_COMPARE = 1_000  # persons in a month from which one with equal numbers is a copy
KEY = ["month", "mission", "category"]
ASK = "Compare with the month's report, and correct the extract"


def derive(files: Sequence[Path], until: date = date.max) -> Derived:
    """Return women, men and total by month, mission and category, over all countries.

    Months after `until`, where the data of a period end, are neither checked nor taken. A file that
    cannot be taken does not keep others out: `refused` says why. If two files with the same month
    agree, one is skipped; if they differ, the month is taken from neither.

    Women and men are blank if the report does not give them or gives them swapped. Months in which
    the report names no mission have `NOT_STATED` instead.

    Raises
    ------
    OpenDataError
        No file can be taken; says why for each.
    """
    sources: dict[Path, Published] = {}
    refused: list[OpenDataError] = []
    later: set[str] = set()
    for path in files:
        try:
            source = _published(path)
            later |= _set_aside(source, until)
            if not source.rows.empty:
                _check(source)
                source.raise_faults()
                sources[path] = source
        except OpenDataError as error:
            refused.append(error)
    notes, differing = _once(list(sources.values()))
    refused += differing
    taken = {path: source for path, source in sources.items() if not source.rows.empty}
    if not taken:
        if not refused:  # all of them are later
            more = f" and {len(files) - 1} more" if files[1:] else ""
            file = f"{paths.shown(files[0])}{more}"
            problem = f"holds no report up to {until}, when the data of the period end"
            remedy = "Import it for its own period, with --period"
            raise OpenDataError(file, [Fault(file, 0, "", "", problem, remedy)])
        raise OpenDataError.of(refused, len(files))
    published = pd.concat([source.rows for source in taken.values()], ignore_index=True)
    rows = _read(published)
    present = rows[rows["total"] > 0]
    # One country without sexes leaves its whole group without: half a sum is not a count.
    frame = present.groupby(KEY, as_index=False)[["women", "men", "total"]].sum(skipna=False)
    if later:
        named = in_words(sorted(later))
        notes.append(f"Later than {until}, when the data of the period end, set aside: {named}.")
    for source in sources.values():
        notes += [f"{source.file}: {one}" if len(files) > 1 else one for one in source.said]
    return Derived(
        frame=frame.astype({"total": "int64"}),
        reporter=REPORTER,
        as_of=date.fromisoformat(published["as_of_date"].max()),
        publisher=PUBLISHER,
        dataset=DATASET,
        notes=(*_notes(published, rows), *notes),
        files=tuple(
            Download(path, date.fromisoformat(source.rows["as_of_date"].max()), source.sha256)
            for path, source in taken.items()
        ),
        refused=tuple(refused),
    )


def completed(made: Derived, standing: pd.DataFrame | None, place: str) -> Derived:
    """Return the imported months with the existing ones, and say what that changes.

    Missing months are reported. A month with the numbers of another is not taken.

    Raises
    ------
    OpenDataError
        Every month imported is a copy of another.
    """
    notes = list(made.notes)
    frame = made.frame
    copies = _copies(frame, standing)
    frame = frame[~frame["month"].isin(list(copies))]
    refused = [_copied(made, month, twin) for month, twin in copies.items()]
    if frame.empty:
        raise OpenDataError.of([*made.refused, *refused], len(made.files))
    files = tuple(
        one
        for one in made.files
        if one.path.suffix.lower() != PDF or f"{one.day:%Y-%m}" not in copies
    )
    if standing is not None:
        months = set(frame["month"])
        rest = standing[~standing["month"].isin(months)]
        if not rest.empty:
            named = sorted(rest["month"].unique())
            span = f"{named[0]} to {named[-1]}"
            notes.append(f"Months kept as in {place}: {len(named):,}, {span}.")
        for month in sorted(months & set(standing["month"])):
            if changed := len(_counts(frame, month) - _counts(standing, month)):
                notes.append(f"{month} differs from {place} in {changed:,} rows; it was replaced.")
        frame = pd.concat([rest, frame], ignore_index=True)[list(frame.columns)]
    months_in_all = sorted(frame["month"].unique())
    notes += _steps(frame, set(made.frame["month"]))
    if gaps := _gaps(months_in_all):
        declared = paths.shown(paths.reference("breaks.csv"))
        remedy = f"Import them too; if none exists, declare so in {declared}"
        notes.append(f"Months without a report: {', '.join(gaps)}. {remedy}.")
    as_of = max(made.as_of, pd.Period(months_in_all[-1], freq="M").start_time.date())
    return replace(
        made,
        frame=frame,
        as_of=as_of,
        notes=tuple(notes),
        files=files,
        refused=(*made.refused, *refused),
    )


def _steps(table: pd.DataFrame, imported: set[str]) -> list[str]:
    """Return a note for each month far from the one before, as a page may be missing."""
    totals = table.groupby("month")["total"].sum()
    return [
        f"{month} counts {after:,} persons, and {earlier} {before:,}: compare with the report; a "
        "page may be missing."
        for (earlier, before), (month, after) in pairwise(totals.items())
        if {earlier, month} & imported and abs(after - before) > LARGE_STEP * before
    ]


def _copies(frame: pd.DataFrame, standing: pd.DataFrame | None) -> dict[str, str]:
    """Return the imported months that count exactly the same as another, with the other."""
    first: dict[frozenset[tuple[object, ...]], str] = {}
    copies = {}
    for table in (frame,) if standing is None else (standing, frame):
        totals = table.groupby("month")["total"].sum()
        for month in totals[totals >= LEAST_TO_COMPARE].index:
            twin = first.setdefault(_counts(table, month), month)
            if table is frame and twin != month:
                copies[month] = twin
    return copies


def _copied(made: Derived, month: str, twin: str) -> OpenDataError:
    of_month = (one.path for one in made.files if f"{one.day:%Y-%m}" == month)
    file = paths.shown(next(of_month, made.files[0].path))
    problem = f"gives for {month} the numbers of {twin} in every row: it copies that report"
    return OpenDataError(file, [Fault(file, 0, "", "", problem, f"Take the report of {month}")])


def _counts(table: pd.DataFrame, month: str) -> frozenset[tuple[object, ...]]:
    """Return the numbers of a month."""
    rows = table.loc[table["month"] == month, ["mission", "category", "women", "men", "total"]]
    return frozenset(rows.astype("str").itertuples(index=False, name=None))


def _published(path: Path) -> Published:
    if path.suffix.lower() == PDF:
        return Published.of_pdf(path, monthly_report.read(path))
    return Published(path, datasets.of_kind("personnel"))


def _set_aside(source: Published, until: date) -> set[str]:
    """Remove the months after that of a day from a file; return them."""
    if not source.has("report_month"):
        return set()
    months = source.rows["report_month"]
    later = months.map(is_month) & (months > until.isoformat()[:7])
    source.rows = source.rows[~later]
    return set(months[later])


def _once(sources: Sequence[Published]) -> tuple[list[str], list[OpenDataError]]:
    """Leave each month in one file only; return what was skipped, and which files differ."""
    notes, refused = [], []
    first: dict[str, Published] = {}
    for source in sources:
        for month in sorted(set(source.rows["report_month"])):
            other = first.setdefault(month, source)
            if other is source:
                continue
            ours, theirs = (_persons(one.rows, month) for one in (source, other))
            source.rows = source.rows[source.rows["report_month"] != month]
            if ours == theirs:
                notes.append(f"{source.file}: {month} is a copy of that in {other.file}.")
                continue
            other.rows = other.rows[other.rows["report_month"] != month]
            said = ", ".join(min(ours ^ theirs))
            problem = f"differs from {other.file} in {month}, as in {said}; neither was taken"
            fault = Fault(source.file, 0, "", "", problem, "Import the right one")
            refused.append(OpenDataError(source.file, [fault]))
    return notes, refused


def _persons(rows: pd.DataFrame, month: str) -> set[tuple[str, ...]]:
    """Return the rows of a month, without those that count nobody."""
    columns = [
        *("mission_acronym", "contributing_country", "personnel_type"),
        *("male", "female", "total"),
    ]
    counted = rows[(rows["report_month"] == month) & (rows["total"] != "0")]
    return set(counted[columns].itertuples(index=False, name=None))


def _read(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each row of the file, in the words of the table."""
    is_swapped = rows["report_month"].isin(_swapped(rows))
    is_mixed = (rows["layout"] == MIXED_LAYOUT) & (rows["personnel_type"] == TROOPS)
    return pd.DataFrame(
        {
            "month": rows["report_month"],
            "mission": as_codes(rows["mission_acronym"]).replace("", NOT_STATED),
            "category": rows["personnel_type"].map(CATEGORIES).mask(is_mixed, MIXED),
            "women": _numbers(rows["female"]).mask(is_swapped),
            "men": _numbers(rows["male"]).mask(is_swapped),
            "total": _numbers(rows["total"]),
        }
    )


def _swapped(rows: pd.DataFrame) -> list[str]:
    """Return the months that give sexes although `breaks.csv` says not to use them."""
    months = sorted(
        rows.loc[(rows["male"] != "") | (rows["female"] != ""), "report_month"].unique()
    )
    declared = [one for one in breaks.declared() if one.series == SEXES]
    return [month for month in months if any(one.covers(month) for one in declared)]


def _numbers(cells: pd.Series) -> pd.Series:
    """Return whole numbers; anything but digits becomes blank."""
    return pd.to_numeric(cells.where(cells.map(_is_count))).astype("Int64")


def _is_count(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}", cell, re.ASCII))


def _check(source: Published) -> None:
    """Collect every fault of the file."""
    source.check("report_month", is_month, "is not a month", "Write it as 2023-05")
    source.check("as_of_date", is_date, "is not a date", "Write it as 2023-05-31")
    source.check(
        "mission_acronym",
        lambda cell: not cell or is_mission(cell),
        "is not a mission of the reference data",
        NEW_MISSION,
    )
    source.check("contributing_country", bool, "is blank", ASK)
    source.check(
        "personnel_type",
        CATEGORIES.__contains__,
        f"is not one of {', '.join(CATEGORIES)}",
        "If the publisher has a new type, add it to CATEGORIES in open_data/personnel.py",
    )
    for column in ("male", "female"):
        source.check(
            column,
            lambda cell: not cell or _is_count(cell),
            "is not a whole number",
            "Write digits only, or leave it blank where the report gives no sexes",
        )
    source.check("total", _is_count, "is not a whole number", "Write digits only")
    source.check("layout", bool, "is blank", "Name the report's page layout")
    _check_months(source)
    _check_missions(source)
    _check_sexes(source)
    _check_swapped(source)
    _check_staff_officers(source)
    _check_repeated(source)


def _check_months(source: Published) -> None:
    """Refuse rows whose printed date is in another month: the report has a wrong name."""
    if source.has("report_month", "as_of_date"):
        rows = source.rows
        is_judged = rows["report_month"].map(is_month) & rows["as_of_date"].map(is_date)
        source.refuse(
            "as_of_date",
            is_judged & (rows["as_of_date"].str[:7] != rows["report_month"]),
            "is not in the row's report_month",
            "Take the report of that month; if none exists, leave the month out",
        )


def _check_missions(source: Published) -> None:
    """Refuse a month that names the mission in some rows only."""
    if source.has("report_month", "mission_acronym"):
        is_blank = source.rows["mission_acronym"] == ""
        all_blank = is_blank.groupby(source.rows["report_month"]).transform("all")
        source.refuse(
            "mission_acronym",
            is_blank & ~all_blank,
            "is blank, though other rows of the month name a mission",
            ASK,
        )


def _check_sexes(source: Published) -> None:
    """Refuse one sex without the other, and men and women that do not add up to the total."""
    if not source.has("male", "female", "total"):
        return
    rows = source.rows
    source.refuse(
        "female",
        (rows["male"] == "") != (rows["female"] == ""),
        "and male must both be given or both be blank",
        ASK,
    )
    added = _numbers(rows["male"]) + _numbers(rows["female"])
    source.refuse(
        "total", added != _numbers(rows["total"]), "is not the sum of male and female", ASK
    )


def _check_swapped(source: Published) -> None:
    """Refuse a month with an impossible share of women among troops, unless it is declared."""
    if not source.has("report_month", "personnel_type", "male", "female"):
        return
    for month, share in _shares_of_troops(source.rows).items():
        if month not in _swapped(source.rows) and share > PLAUSIBLE_SHARE:
            months = source.rows["report_month"]
            source.refuse(
                "report_month",
                (months == month) & ~months.duplicated(),
                f"has {round(100 * share)} per cent women among troops, as if sexes were swapped",
                f"Compare with the report; if so, add it to breaks.csv under {SEXES}",
            )


def _shares_of_troops(rows: pd.DataFrame) -> dict[str, Fraction]:
    """Return the printed share of women among troops for each month with sexes."""
    troops = rows[rows["personnel_type"] == TROOPS]
    sexes = pd.DataFrame({name: _numbers(troops[name]) for name in ("female", "male")}).dropna()
    sums = sexes.groupby(troops["report_month"].reindex(sexes.index)).sum()
    return {
        month: Fraction(int(women), int(women + men))
        for month, women, men in sums.itertuples()
        if women + men
    }


def _check_staff_officers(source: Published) -> None:
    """Refuse months in which the layout and the types disagree on where staff officers are."""
    if not source.has("report_month", "personnel_type", "layout"):
        return
    rows = source.rows
    is_officer = rows["personnel_type"] == STAFF_OFFICERS
    is_mixed = rows["layout"] == MIXED_LAYOUT
    source.refuse(
        "personnel_type",
        is_officer & is_mixed,
        f"does not exist in layout {MIXED_LAYOUT}, which counts staff officers among troops",
        "Correct the layout",
    )
    months = rows["report_month"]
    # An unknown type is a separate fault, and may be staff officers under another name.
    has_officers = is_officer | ~rows["personnel_type"].isin(list(CATEGORIES))
    source.refuse(
        "report_month",
        ~is_mixed & ~has_officers.groupby(months).transform("any") & ~months.duplicated(),
        "has no staff officers: they may be counted among troops",
        f"Complete the month; if the report counts them so, its layout is {MIXED_LAYOUT}",
    )


def _check_repeated(source: Published) -> None:
    """Refuse a second row of the same month, mission, country and type, as it would count twice."""
    key = ["report_month", "mission_acronym", "contributing_country", "personnel_type"]
    if source.has(*key):
        rows = source.rows.assign(mission_acronym=as_codes(source.rows["mission_acronym"]))
        source.refuse(
            "contributing_country",
            rows.duplicated(key),
            "is already in a row above for this month, mission and type",
            f"{ASK}: one of the two rows is too many",
        )


def _notes(published: pd.DataFrame, rows: pd.DataFrame) -> tuple[str, ...]:
    months = sorted(rows["month"].unique())
    span = f"{len(months):,} months, {months[0]} to {months[-1]}" if months[1:] else months[0]
    notes = [f"{len(rows):,} rows were read, of {span}."]
    zeros = (rows["total"] == 0).sum()
    if zeros:
        notes.append(f"Rows without a person were dropped: {zeros:,}.")
    swapped = _swapped(published)
    notes += _notes_on_swapped(published, swapped)
    for sentence, is_so in (
        ("The report gives no sexes", rows["women"].isna() & ~rows["month"].isin(swapped)),
        (f"The report names no mission ('{NOT_STATED}')", rows["mission"] == NOT_STATED),
        ("Staff officers are counted among troops", rows["category"] == MIXED),
    ):
        if is_so.any():
            some = sorted(rows.loc[is_so, "month"].unique())
            notes.append(f"{sentence}: {_spans(some, months)}.")
    return (*notes, *_notes_on_names(published["mission_acronym"], rows["mission"]))


def _notes_on_swapped(rows: pd.DataFrame, swapped: list[str]) -> list[str]:
    """Return notes on months that lost their sexes, and on any that no longer look swapped."""
    shares = _shares_of_troops(rows)
    return [
        f"Women and men are set to blank because the report swaps them: {month}."
        if shares.get(month, 1) > PLAUSIBLE_SHARE
        else f"Women and men are set to blank, though they no longer look swapped: {month}; if "
        "the report was corrected, take the month out of breaks.csv."
        for month in swapped
    ]


def _notes_on_names(spellings: pd.Series, missions: pd.Series) -> list[str]:
    """Return notes on the spellings of missions that were replaced."""
    is_renamed = (spellings != missions) & (spellings != "")
    pairs = missions[is_renamed].groupby([spellings[is_renamed], missions[is_renamed]]).size()
    return [
        f"Rows in which {old} is read as {new}: {rows:,}."
        for (old, new), rows in zip(pairs.index, pairs, strict=True)
    ]


def _gaps(months: list[str]) -> list[str]:
    """Return the missing months between the first and the last, except declared ones."""
    every = [str(month) for month in pd.period_range(months[0], months[-1], freq="M")]
    declared = breaks.skipped(SERIES, every)
    return [month for month in every if month not in months and month not in declared]


def _spans(some: list[str], months: list[str]) -> str:
    """Write months as spans; a month without a report does not break one."""
    spans: list[list[str]] = []
    for month in some:
        place = months.index(month)
        if spans and place and spans[-1][-1] == months[place - 1]:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(f"{s[0]} to {s[-1]}" if len(s) > 1 else s[0] for s in spans)
