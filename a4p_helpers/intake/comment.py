"""Reviewers' comments, from a DOCX or from a sheet with section, paragraph, text and who."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from a4p_helpers.clean import workbook
from a4p_helpers.core import contents, delimited, paths, people, periods, spreadsheet
from a4p_helpers.core.faults import Fault, hint
from a4p_helpers.core.wording import tidy
from a4p_helpers.intake import reviewed, sources, word
from a4p_helpers.intake.reviewed import Known, Remark
from a4p_helpers.report import comments
from a4p_helpers.report.comments import Comment, Paragraph

HEADER = ("section", "paragraph", "text", "who")
MOST_ROWS = 5000
PRINTED = re.compile(r"(?:(?P<section>[a-z]+|[0-9])\.)?(?P<number>[1-9][0-9]{0,3})")


class CommentError(ValueError):
    """Comments that cannot be taken; lists every fault. Nothing is kept."""


def draft_of(period: str, edition: str) -> Path:
    """Return the folder that reviewers of an edition have: their copy, or else the draft."""
    periods.check_edition(edition)
    copy = paths.review(period, edition)
    return copy if copy.is_dir() else paths.outputs(period, edition)


def take(
    period: str, path: Path, today: date, edition: str = "external"
) -> tuple[list[Comment], int]:
    """Add the comments of a sheet (CSV or .xlsx) to those of a period.

    Paragraphs are named as drafts of the edition print them (4.12, overview.1), or by section and
    number. Returns the new comments and how many were already known, so that a sheet that comes
    twice is taken once.

    Raises
    ------
    CommentError
        The sheet cannot be taken, or the period has no folder yet; lists every fault.
    comments.CommentsError
        The stored list of comments is damaged.
    """
    _check_opened(period)
    rows = _rows(path)
    faults: list[Fault] = []
    known = comments.paragraphs(draft_of(period, edition))
    read = [_read(path, period, at, row, known, faults) for at, row in rows]
    if not rows:
        faults.append(Fault(path.name, 0, "", "", "holds no comments", "Fill in a row for each"))
    if faults:
        raise CommentError("\n".join(map(str, faults)))
    new = _keep(period, [replace(one, received=today.isoformat()) for one in read])
    return list(new.values()), len(read) - len(new)


def of_document(path: Path) -> tuple[str, str]:
    """Return the period and edition of a Word document; blank where it does not say."""
    return word.read(path).issued


def take_document(
    period: str, path: Path, today: date, edition: str = ""
) -> tuple[list[tuple[Comment, Remark]], int, list[str]]:
    """Add the comments and tracked changes of a DOCX that we issued to those of a period.

    Returns the new comments, each with its remark; how many were already known; and what was
    changed without tracking, which is reported but not kept.

    Raises
    ------
    CommentError
        It is of another period or edition, is not ours, or holds neither comments nor changes.
    word.WordError
        It cannot be read.
    comments.CommentsError
        The stored list of comments is damaged.
    """
    _check_opened(period)
    file = word.read(path)
    of, for_ = file.issued
    if of and (of, for_) != (period, edition or for_):
        raise CommentError(
            f"{path.name} is of the {for_} edition of {of}, not of the {edition or for_} edition "
            f"of {period}. Nothing was taken; use `a4p comment {of} --file FILE`."
        )
    draft = draft_of(period, for_ or edition or "external")
    known = comments.paragraphs(draft) or {
        one.place: Paragraph(*one.place, one.text) for one in file.passages if one.place
    }
    texts = {one.text for one in known.values()}
    if not of and not any(one.text in texts for one in file.passages):
        raise CommentError(
            f"{path.name} holds no paragraph of {period}: send reviewers the {paths.DOCX} of "
            "their copy, or take their comments from a sheet."
        )
    read = reviewed.remarks(file, known, draft, period, today.isoformat())
    issued = draft / paths.DOCX
    told = reviewed.untracked(file, word.read(issued)) if issued.is_file() else []
    if not read:
        nothing = f"{path.name} holds no comments and no tracked changes."
        raise CommentError("\n".join([nothing, *told]))
    new = _keep(period, [one.comment for one in read])
    return [(one, read[at]) for at, one in new.items()], len(read) - len(new), told


def _keep(period: str, read: Sequence[Comment]) -> dict[int, Comment]:
    """Add comments to those of a period; return the new ones by their place among all.

    A reply names its comment by the place in the list, counted from 1. A comment is known if the
    same person said the same of the same paragraph.
    """

    def key(one: Comment) -> tuple[object, ...]:
        return one.section, one.said or one.paragraph, one.text, one.who, one.written, one.thread

    with sources.lock(period):
        known = comments.of(period)
        ids = {key(one): one.id for one in known}
        new: dict[int, Comment] = {}
        number_of: dict[int, int] = {0: 0}
        for at, one in enumerate(read):
            fresh = replace(one, thread=number_of[one.thread])
            if key(fresh) not in ids:
                number = max(ids.values(), default=0) + 1
                new[at] = replace(fresh, id=number)
                ids[key(fresh)] = number
            number_of[at + 1] = ids[key(fresh)]
        _write(period, [*known, *new.values()])
    return new


def _read(
    path: Path, period: str, at: int, row: dict[str, str], known: Known, faults: list[Fault]
) -> Comment:
    """Return the comment of a row; note what is wrong with it."""
    cells = {name: tidy(row.get(name) or "").strip() for name in HEADER}

    def fault(column: str, problem: str, remedy: str) -> None:
        faults.append(Fault(path.name, at, column, cells[column], problem, remedy))

    printed = PRINTED.fullmatch(cells["paragraph"].lower())
    sections = list(contents.entries(period))
    inside = printed["section"] or "" if printed else ""
    said = _section(cells["section"]) or _section(inside)
    number = int(printed["number"]) if printed else 0
    if said not in sections:
        listed = ", ".join(sections)
        fault("section", f"is not a section{hint(said, sections)}", f"Write one of {listed}")
    elif printed and known and (said, number) not in known:
        last = max((one for section, one in known if section == said), default=0)
        there = f"1 to {last}" if last else "none"
        fault(
            "paragraph", f"does not exist: {said} has {there}", "Write the number that is printed"
        )
    if not printed:
        fault("paragraph", "is not a paragraph number", "Write it as printed, such as 4.12")
    elif inside and said != _section(inside):
        fault("paragraph", f"is not in {said}", "Correct the section or the paragraph")
    for column in ("text", "who"):
        if not cells[column]:
            fault(column, "is blank", "Fill it in")
    paragraph = known.get((said, number), Paragraph(said, number, ""))
    return Comment(0, said, number, paragraph.text, cells["text"], cells["who"], "", "")


def _section(said: str) -> str:
    """Return the slug of a section written as p4, 4, Priority 4 or Overview."""
    bare = said.lower().removeprefix("priority").strip()
    return f"p{bare}" if bare.isdecimal() else bare


def answer(period: str, number: int, text: str, by: str, today: date) -> None:
    """Answer a comment and its replies; from the next draft on they no longer show.

    Raises
    ------
    CommentError
        No such comment exists, or the answer is blank.
    people.PersonError
        Nobody is named.
    comments.CommentsError
        The list of comments is damaged.
    """
    if not text.strip():
        raise CommentError("The answer is blank: write --answer ID TEXT.")
    name = people.named(by)
    _check_opened(period)
    with sources.lock(period):
        known = comments.of(period)
        threads = {one.id: one.thread or one.id for one in known}
        if number not in threads:
            raise CommentError(
                f"{period} has no comment {number}: `a4p comment {period}` lists the open ones."
            )
        first = threads[number]
        at, day = known.index(next(one for one in known if one.id == first)), today.isoformat()
        known[at] = replace(known[at], answer=text.strip(), by=name, answered=day)
        _write(period, known)


def _check_opened(period: str) -> None:
    """Refuse a period that has no folder yet, and so no draft."""
    if not paths.raw(period).is_dir():
        raise CommentError(
            f"{period} has no data yet, so it has no draft to comment on. Open the period with "
            f"`a4p forms {period}`, then make its draft with `a4p run {period}`."
        )


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
            f"{path.name} has {MOST_ROWS:,} rows or more; none was taken. Divide it."
        )
    return [
        (at, dict(zip(head, row, strict=False)))
        for at, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _write(period: str, rows: list[Comment]) -> None:
    # Spreadsheet programs open these texts; none may work as a formula.
    harmless = [
        {name: spreadsheet.harmless(str(text)) for name, text in vars(one).items()} for one in rows
    ]
    sources.write(paths.raw(period) / paths.COMMENTS, comments.COLUMNS, harmless)
