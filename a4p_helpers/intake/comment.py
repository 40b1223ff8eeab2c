"""Comments of reviewers in: a simple sheet with section, paragraph, text and who."""

import csv
import os
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from a4p_helpers import paths, plan
from a4p_helpers.clean import workbook
from a4p_helpers.clean.cells import tidy
from a4p_helpers.faults import Fault
from a4p_helpers.report import comments
from a4p_helpers.report.comments import Comment

HEADER = ("section", "paragraph", "text", "who")
MOST = 500


class CommentError(ValueError):
    """A sheet of comments that cannot be taken; lists every fault, and nothing of it is kept."""


def take(period: str, path: Path, today: date) -> list[Comment]:
    """Add the comments of a sheet (CSV or .xlsx) to those of a period; return the new ones."""
    rows = _rows(path)
    faults, taken = [], []
    number = max((one.id for one in comments.of(period)), default=0)
    known = ["overview", *plan.priorities()]
    for at, row in rows:
        cells = {name: tidy(row.get(name, "")).strip() for name in HEADER}
        said = cells["section"].lower()

        def fault(column: str, problem: str, remedy: str, at=at, cells=cells) -> None:
            faults.append(Fault(path.name, at, column, cells[column], problem, remedy))

        if said not in known:
            near = get_close_matches(said, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            fault("section", "is no section", f"Write {', '.join(known)}{hint}")
        if not cells["paragraph"].isdecimal() or not int(cells["paragraph"]):
            fault("paragraph", "is no number of a paragraph", "Write it as printed, such as 12")
        for column in ("text", "who"):
            if not cells[column]:
                fault(column, "is blank", "Fill it in")
        number += 1
        taken.append((number, said, cells))
    if not rows:
        faults.append(Fault(path.name, 0, "", "", "holds no comments", "Fill in a row for each"))
    if faults:
        raise CommentError("\n".join(map(str, faults)))
    new = [
        Comment(id, section, int(c["paragraph"]), c["text"], c["who"], today.isoformat(), "")
        for id, section, c in taken
    ]
    _write(period, [*comments.of(period), *new])
    return new


def answer(period: str, number: int, text: str) -> None:
    """Answer a comment; from the next draft on it does not show any more."""
    known = comments.of(period)
    if number not in {one.id for one in known}:
        raise CommentError(f"There is no comment {number} on {period}.")
    if not text.strip():
        raise CommentError("An answer says something: --answer ID TEXT.")
    _write(
        period,
        [
            Comment(**{**vars(one), "answer": text.strip()}) if one.id == number else one
            for one in known
        ],
    )


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        if path.suffix.lower() == ".xlsx":
            with workbook.opened(path) as book:
                cells = book.read(book.sheets[0], MOST, len(HEADER)).text
            table = [
                [cells.get((row, column), "") for column in range(1, len(HEADER) + 1)]
                for row in range(1, max((row for row, _ in cells), default=0) + 1)
            ]
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                table = list(csv.reader(file))[:MOST]
    except (OSError, UnicodeDecodeError, csv.Error, workbook.RefusedFileError) as error:
        raise CommentError(f"{path.name} cannot be read: {error}") from error
    head = [name.strip().lower() for name in table[0]] if table else []
    if missing := [name for name in HEADER if name not in head]:
        raise CommentError(f"{path.name}: the first row lacks {', '.join(missing)}.")
    return [
        (at, dict(zip(head, row, strict=False)))
        for at, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _write(period: str, rows: list[Comment]) -> None:
    path = paths.raw(period) / comments.NAME
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, comments.COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(vars(one) for one in rows)
    os.replace(unfinished, path)
