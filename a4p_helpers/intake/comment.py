"""Comments of reviewers in: a simple sheet with section, paragraph, text and who."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from filelock import BaseFileLock

from a4p_helpers.clean import workbook
from a4p_helpers.core import contents, delimited, paths, spreadsheet
from a4p_helpers.core.faults import Fault, hint
from a4p_helpers.core.wording import tidy
from a4p_helpers.intake import sources
from a4p_helpers.report import comments
from a4p_helpers.report.comments import Comment

HEADER = ("section", "paragraph", "text", "who")
MOST_ROWS = 5000
PRINTED = re.compile(r"(?:(?P<section>[a-z]+|[0-9])\.)?(?P<number>[1-9][0-9]{0,3})")


class CommentError(ValueError):
    """A sheet of comments that cannot be taken; lists every fault, and nothing of it is kept."""


def take(period: str, path: Path, today: date) -> tuple[list[Comment], int]:
    """Add the comments of a sheet (CSV or .xlsx) to those of a period.

    Paragraphs are named as drafts print them (4.12, overview.1), or by section and number. Returns
    the new comments, and how many were known already: a sheet that comes twice is taken once.

    Raises
    ------
    CommentError
        The sheet cannot be taken, or the period has no folder yet; lists every fault.
    comments.CommentsError
        The list of comments that is there is damaged.
    """
    rows = _rows(path)
    faults: list[Fault] = []
    read = [_read(path, at, row, faults) for at, row in rows]
    if not rows:
        faults.append(Fault(path.name, 0, "", "", "holds no comments", "Fill in a row for each"))
    if faults:
        raise CommentError("\n".join(map(str, faults)))
    with _lock(period):
        known = comments.of(period)
        seen = {(one.section, one.paragraph, one.text, one.who) for one in known}
        fresh = [one for one in dict.fromkeys(read) if one not in seen]
        first = max((one.id for one in known), default=0) + 1
        new = [
            Comment(number, *one, received=today.isoformat(), answer="")
            for number, one in enumerate(fresh, start=first)
        ]
        _write(period, [*known, *new])
    return new, len(read) - len(new)


def _read(
    path: Path, at: int, row: dict[str, str], faults: list[Fault]
) -> tuple[str, int, str, str]:
    """Return section, paragraph, text and sender of a row; note what is wrong with it."""
    cells = {name: tidy(row.get(name) or "").strip() for name in HEADER}

    def fault(column: str, problem: str, remedy: str) -> None:
        faults.append(Fault(path.name, at, column, cells[column], problem, remedy))

    printed = PRINTED.fullmatch(cells["paragraph"].lower())
    known = list(contents.entries())
    inside = printed["section"] or "" if printed else ""
    said = _section(cells["section"]) or _section(inside)
    if said not in known:
        fault("section", f"is no section{hint(said, known)}", f"Write one of {', '.join(known)}")
    if not printed:
        fault("paragraph", "is no number of a paragraph", "Write it as printed, such as 4.12")
    elif inside and said != _section(inside):
        fault("paragraph", f"is no paragraph of {said}", "Correct the section or the paragraph")
    for column in ("text", "who"):
        if not cells[column]:
            fault(column, "is blank", "Fill it in")
    return said, int(printed["number"]) if printed else 0, cells["text"], cells["who"]


def _section(said: str) -> str:
    """Return the slug that a section is meant by: p4, 4, Priority 4, Overview."""
    bare = said.lower().removeprefix("priority").strip()
    return f"p{bare}" if bare.isdecimal() else bare


def answer(period: str, number: int, text: str) -> None:
    """Answer a comment; from the next draft on it does not show any more.

    Raises
    ------
    CommentError
        There is no such comment, or the answer is blank.
    comments.CommentsError
        The list of comments is damaged.
    """
    if not text.strip():
        raise CommentError("An answer says something: --answer ID TEXT.")
    with _lock(period):
        known = comments.of(period)
        if number not in {one.id for one in known}:
            raise CommentError(f"There is no comment {number} on {period}.")
        answered = {number: text.strip()}
        _write(period, [replace(one, answer=answered.get(one.id, one.answer)) for one in known])


def _lock(period: str) -> BaseFileLock:
    """Return the lock of what was received for a period, which must have a folder to lie in."""
    if not paths.raw(period).is_dir():
        raise CommentError(f"There are no data of {period} yet, so no draft to comment on.")
    return sources.lock(period)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        if path.suffix.lower() == ".xlsx":
            with workbook.opened(path) as book:
                cells = book.read(book.sheets[0], MOST_ROWS + 1, len(HEADER)).text
            table = [
                [cells.get((row, column), "") for column in range(1, len(HEADER) + 1)]
                for row in range(1, max((row for row, _ in cells), default=0) + 1)
            ]
        else:
            table = list(delimited.records(delimited.text_of(path.read_bytes())).values())
    except delimited.DelimitedError as error:
        place = f", row {error.row}" if error.row else ""
        raise CommentError(f"{path.name}{place} {error}") from error
    except (OSError, workbook.RefusedFileError) as error:
        raise CommentError(f"{path.name} cannot be read: {error}") from error
    head = [name.strip().lower() for name in table[0]] if table else []
    if missing := [name for name in HEADER if name not in head]:
        raise CommentError(f"{path.name}: the first row lacks {', '.join(missing)}.")
    if len(table) > MOST_ROWS:
        raise CommentError(
            f"{path.name} has {MOST_ROWS:,} rows or more: divide it; none of it was taken."
        )
    return [
        (at, dict(zip(head, row, strict=False)))
        for at, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _write(period: str, rows: list[Comment]) -> None:
    # Reviewers' texts are opened in spreadsheet programs; none of them may compute.
    harmless = [
        {name: spreadsheet.harmless(str(text)) for name, text in vars(one).items()} for one in rows
    ]
    sources.write(paths.raw(period) / paths.COMMENTS, comments.COLUMNS, harmless)
