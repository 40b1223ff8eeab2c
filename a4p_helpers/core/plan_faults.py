"""What is wrong with the files of the Plan: each fault once, with its file and row.

A version that ends without a successor, a result of no priority, a deliverable of no result: what
depends on a fault is not told beside it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from a4p_helpers.core import paths, periods, reference
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.reference import ReferenceDataError, Row

MONTHS = 6  # of a period
SLUG = re.compile(r"[a-z][a-z0-9-]*")
NUMBER = re.compile(r"\d+(\.\d+)*")
NAMED = {
    "priorities.csv": "priority",
    "results.csv": "result",
    "deliverables.csv": "deliverable",
    "offices.csv": "office",
}
LATEST = "9999-99"


def refuse() -> None:
    """Raise where the Plan does not hold together, with every fault."""
    plans = sorted(reference.rows("plans.csv"), key=lambda row: row["valid_from"])
    # What hangs on days, or on versions of the Plan, would only tell again what is wrong with them.
    for look in (_days, _versions, _twice, _rows):
        if found := list(look(plans)):
            raise ReferenceDataError("The Plan cannot be used:\n  - " + "\n  - ".join(found))


def _told(row: Row, problem: str, remedy: str) -> str:
    end = "" if problem.endswith("?") else "."
    return f"{row.file}, row {row.number}: {problem}{end} {remedy}."


def _days(plans: Sequence[Row]) -> Iterator[str]:
    """Find periods that are none."""
    starts = {name[5:] for name in periods.declared()}
    if not plans:
        yield f"{paths.shown(paths.reference('plans.csv'))} has no row. Restore it from git."
    of_files = [reference.rows(name) for name in NAMED]
    for row in (*plans, *(row for rows in of_files for row in rows)):
        for column in ("valid_from", "valid_to"):
            may_be_blank = column == "valid_to" or row.file.endswith("offices.csv")
            day = row[column] if column in row or column == "valid_from" else ""
            if not day and may_be_blank:
                continue
            if not re.fullmatch(r"\d{4}-\d\d", day) or day[5:] not in starts:
                yield _told(
                    row,
                    f"{column} is {day or 'blank'}, which is not the first month of a period",
                    f"Write a year and one of the months {', '.join(sorted(starts))}, such as "
                    f"{max(periods.declared())}",
                )


def _versions(plans: Sequence[Row]) -> Iterator[str]:
    """Find versions of the Plan that overlap, or leave periods without one."""
    for earlier, later in pairwise(plans):
        end, wanted = earlier["valid_to"], _before(later["valid_from"])
        if not end or end > wanted:
            yield _told(
                earlier,
                f"{earlier['title']} overlaps {later['title']}, which begins in "
                f"{later['valid_from']} (row {later.number})",
                f"Write {wanted} as its valid_to",
            )
        elif end < wanted:
            yield _told(
                later,
                f"{later['title']} leaves a gap: {earlier['title']} (row {earlier.number}) ends "
                f"with {end}, and {later['title']} begins only in {later['valid_from']}",
                f"Write {_after(end)} as its valid_from, or {wanted} as the other's valid_to",
            )


def _twice(plans: Sequence[Row]) -> Iterator[str]:
    """Find rows of one number that hold at once."""
    begun = {row["valid_from"] for row in plans}
    for name, column in NAMED.items():
        if name == "offices.csv":
            continue  # another name of an office begins, and needs no end of the one before
        seen: dict[str, list[Row]] = {}
        lost: set[str] = set()
        for row in sorted(reference.rows(name), key=lambda row: row["valid_from"]):
            for other in seen.get(row[column], []):
                if row["valid_from"] > _end(other, plans) or row["valid_from"] in lost:
                    continue
                remedy = f"Remove one, or write {_before(row['valid_from'])} as valid_to in row "
                remedy += str(other.number)
                if row["valid_from"] not in begun:  # told once: it may be of a whole Plan
                    lost.add(row["valid_from"])
                    remedy += f". If another Plan begins in {row['valid_from']}, add its row to "
                    remedy += paths.shown(paths.reference("plans.csv"))
                yield _told(
                    row,
                    f"{_name(row)} holds twice from {row['valid_from']} on (see row "
                    f"{other.number})",
                    remedy,
                )
            seen.setdefault(row[column], []).append(row)


def _rows(plans: Sequence[Row]) -> Iterator[str]:
    """Find rows that belong to nothing, and those to which nothing belongs."""
    priorities, results, deliverables = (
        reference.rows(f"{name}.csv") for name in ("priorities", "results", "deliverables")
    )
    for row in (*priorities, *results, *deliverables):
        if row["valid_from"] < plans[0]["valid_from"]:
            yield _told(
                row,
                f"{_name(row)} begins in {row['valid_from']}, before the first version of the Plan",
                f"Correct valid_from, or that of {plans[0].file}",
            )
        if row["valid_to"] and row["valid_to"] < row["valid_from"]:
            yield _told(
                row,
                f"{_name(row)} ends in {row['valid_to']}, before {row['valid_from']}",
                "Correct valid_from or valid_to",
            )
        column = next(one for one in NAMED.values() if row.file.endswith(_of(one)))
        if not NUMBER.fullmatch(row[column]):
            yield _told(row, f"{column} {row[column]!r} is no number", "Write one such as 2.1")
    yield from _pages(priorities, plans)
    yield from _above(results, priorities, "priority", plans)
    yield from _above(deliverables, results, "result", plans)
    yield from _without(priorities, results, "priority", "result", plans)
    yield from _without(results, deliverables, "result", "deliverable", plans)
    yield from _claims(results, plans)
    numbers = {row["priority"] for row in priorities}
    known = [row for row in results if row["priority"] in numbers]
    yield from _of_deliverables(deliverables, known, plans)


def _pages(priorities: Sequence[Row], plans: Sequence[Row]) -> Iterator[str]:
    """Find pages that two priorities share, or that cannot be made."""
    for at, row in enumerate(priorities):
        if not SLUG.fullmatch(row["slug"]):
            yield _told(
                row,
                f"slug {row['slug']!r} cannot name a page",
                "Write small letters and digits, such as p8, or the slug of the priority before "
                "that it continues",
            )
        notebook = row["notebook"]
        known = [path.stem for path in (paths.CODE / "notebooks").glob("[!.]*.ipynb")]
        if notebook and known and notebook not in known:
            yield _told(
                row,
                f"there is no notebook {notebook!r}{nearest(notebook, known)}",
                "Correct it, or leave it blank for the general one",
            )
        for column in ("slug", "notebook"):
            for other in priorities[:at]:
                if row[column] and row[column] == other[column] and _meet(row, other, plans):
                    yield _told(
                        row,
                        f"{column} {row[column]} is that of priority {other['priority']}, too "
                        f"(row {other.number})",
                        "Give each its own",
                    )


def _above(
    rows: Sequence[Row], owners: Sequence[Row], column: str, plans: Sequence[Row]
) -> Iterator[str]:
    """Find rows whose result or priority the Plan does not have as long as they hold."""
    for row in rows:
        own = [one for one in owners if one[column] == row[column] and _meet(one, row, plans)]
        first = min((one["valid_from"] for one in own), default=LATEST)
        last = max((_end(one, plans) for one in own), default="")
        if _end(row, plans) < row["valid_from"]:
            continue
        lacking = row["valid_from"] if first > row["valid_from"] else ""
        lacking = lacking or (_after(last) if last < _end(row, plans) else "")
        if lacking:
            known = [one[column] for one in owners if _holds(one, lacking, plans)]
            yield _told(
                row,
                f"{_name(row)} points to {column} {row[column] or '(blank)'}, which the Plan does "
                f"not have in {lacking}",
                f"Write one of {', '.join(known)}, or add it to "
                f"{owners[0].file if owners else f'{column}s.csv'}",
            )


def _without(
    owners: Sequence[Row], rows: Sequence[Row], column: str, what: str, plans: Sequence[Row]
) -> Iterator[str]:
    """Find priorities without a result, and results without a deliverable, in a later version."""
    for owner in owners:
        own = [one for one in rows if one[column] == owner[column] and _meet(one, owner, plans)]
        if not own:
            yield _told(
                owner,
                f"{_name(owner)}, from {owner['valid_from']} on, has no {what}",
                f"Add one to {rows[0].file if rows else f'{what}s.csv'}, or remove the row",
            )


def _claims(results: Sequence[Row], plans: Sequence[Row]) -> Iterator[str]:
    """Find what is said to inform two results of one version."""
    for at, row in enumerate(results):
        for name in reference.listed(row["informed_by"]):
            for other in results[:at]:
                is_other = name in reference.listed(other["informed_by"])
                if is_other and _meet(row, other, plans):
                    yield _told(
                        row,
                        f"{name} informs result {other['result']} already (row {other.number})",
                        "Name it once; single codes may stand with another result",
                    )


def _of_deliverables(
    deliverables: Sequence[Row], results: Sequence[Row], plans: Sequence[Row]
) -> Iterator[str]:
    """Find deliverables of another priority than their result, led by nobody, or lost."""
    offices = {row["office"] for row in reference.rows("offices.csv")}
    numbers = {row["deliverable"] for row in deliverables}
    for row in deliverables:
        own = next(
            (one for one in results if one["result"] == row["result"] and _meet(one, row, plans)),
            None,
        )
        if own and own["priority"] != row["priority"]:
            yield _told(
                row,
                f"{_name(row)} stands with priority {row['priority']}, but its result "
                f"{row['result']} with priority {own['priority']} ({own.file}, row {own.number})",
                "Correct one of them",
            )
        leads = reference.listed(row["leads"])
        for office in (*leads, *reference.listed(row["supporting"])):
            if office not in offices:
                yield _told(
                    row,
                    f"{_name(row)} names {office}, which is no office{nearest(office, offices)}",
                    "Correct it, or add the office to offices.csv",
                )
        if not leads:
            yield _told(row, f"{_name(row)} has no lead", "Name at least one office")
        if row["replaced_by"] and row["replaced_by"] not in numbers:
            yield _told(
                row,
                f"{_name(row)} is replaced by {row['replaced_by']}, which there is not",
                "Correct the number",
            )
        if row["replaced_by"] and _end(row, plans) == LATEST:
            yield _told(
                row,
                f"{_name(row)} is replaced, but not said after which period",
                "Fill in valid_to",
            )


def _name(row: Row) -> str:
    """Name a row: deliverable 2.1.3."""
    column = next((one for one in NAMED.values() if one in row and row.file.endswith(_of(one))), "")
    return f"{column} {row[column]}" if column else row["title"]


def _of(column: str) -> str:
    return next(name for name, one in NAMED.items() if one == column)


def _end(row: Row, plans: Sequence[Row]) -> str:
    """Return the last period in which a row holds: its own, or that of its version of the Plan."""
    own = [one["valid_to"] for one in plans if one["valid_from"] <= row["valid_from"]]
    return row.get("valid_to") or (own[-1] if own else "") or LATEST


def _holds(row: Row, period: str, plans: Sequence[Row]) -> bool:
    return row["valid_from"] <= period <= _end(row, plans)


def _meet(one: Row, other: Row, plans: Sequence[Row]) -> bool:
    return max(one["valid_from"], other["valid_from"]) <= min(_end(one, plans), _end(other, plans))


def _after(period: str) -> str:
    return _moved(period, MONTHS)


def _before(period: str) -> str:
    return _moved(period, -MONTHS)


def _moved(period: str, by: int) -> str:
    months = int(period[:4]) * 12 + int(period[5:]) - 1 + by
    return f"{months // 12:04}-{months % 12 + 1:02}"
