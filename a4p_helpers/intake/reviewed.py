"""A Word document that comes back from reviewers, as comments: each at its paragraph.

A passage is placed by its bookmark, or else by its text, or else beside the one before it. A
tracked change becomes a comment that says what it asks for; its remark names the sentence and the
notebook. An edit never changes a number: the comment asks for it, and somebody answers once the
data are corrected or found to be right.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from a4p_helpers.core import contents
from a4p_helpers.core.faults import in_short
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.register import REGISTER
from a4p_helpers.intake.word import BREAK, GONE, Passage, Reviewed, Said, Tracked
from a4p_helpers.open_data import TABLES as OPEN_DATA
from a4p_helpers.report.comments import (
    SIMILAR,
    Comment,
    Paragraph,
    likeness,
    nearest,
    printed,
)
from a4p_helpers.report.layout import text_of

FEWEST = 5  # words needed to recognize a passage without a bookmark
LONGEST = 160  # characters of a quotation
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
# How a place was found.
BY_TEXT = "Placed by its text."
CHANGED = "Placed by its number; the paragraph has changed since."
BESIDE = "It is not on a numbered paragraph; this is the one before it."
NOWHERE = "Its place is unknown."
NUMBER_REFUSED = "An edit of the text does not change a number."

Known = Mapping[tuple[str, int], Paragraph]


@dataclass(frozen=True)
class Remark:
    """A comment, with notes for the person who answers it; `thread` counts from 1.

    `is_number` says that it asks for another number, which an edit cannot give.
    """

    comment: Comment
    told: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True)
class Place:
    """Where a passage is in the report, and how it was found if not by its bookmark."""

    paragraph: Paragraph
    how: str = ""


def remarks(file: Reviewed, known: Known, draft: Path, period: str, day: str) -> list[Remark]:
    """Return the comments and tracked changes of a file in order, each reply after its comment.

    `known` are the paragraphs of the draft that reviewers got; `draft` is its folder.
    """
    found: list[Remark] = []
    seen: set[str] = set()

    def said(key: str, place: Place, words: str, passage: Passage, thread: int = 0) -> None:
        seen.add(key)
        one = file.comments[key]
        text = one.text + (" (Marked as resolved in Word.)" if one.is_resolved else "")
        is_part = words.strip() and words.strip() != passage.text.strip()
        if (is_part or place.how == BESIDE) and not thread:
            text = f"On {_quoted(words.strip() or passage.text)}: {text}"
        found.append(_remark(place, text, one, passage, day, thread))
        number = thread or len(found)
        for reply, other in file.comments.items():
            if other.to == key and reply not in seen:
                said(reply, place, "", passage, number)

    targets = list(_placed(file.passages, known))
    moved = _moves(file.passages, targets)
    for passage, place in zip(file.passages, targets, strict=True):
        for key, words in passage.comments.items():
            if key in file.comments and file.comments[key].to not in file.comments:
                said(key, place, words, passage)
        for change in passage.changes:
            if change.kind == "moveTo" and change.move in moved:
                continue  # reported at its old place
            found.append(_tracked(change, passage, place, moved, draft, period, day))
    nowhere = Place(Paragraph(contents.OVERVIEW, 0, ""), NOWHERE)
    for key, one in file.comments.items():
        if key not in seen and one.to not in file.comments:
            said(key, nowhere, "", Passage())
    return found


def untracked(file: Reviewed, issued: Reviewed) -> list[str]:
    """Return what was changed without tracking; nobody signed it, so it is not a comment."""
    was, now = _texts(issued), _texts(file)
    # A paragraph may have lost its bookmark, or somebody may have divided it.
    there = {_bare(one.text) for one in file.passages} | {*now.values()}
    changed = [place for place, text in was.items() if text not in there]
    gone = [printed(*place) for place in changed if place not in now]
    other = [printed(*place) for place in changed if place in now]
    told = []
    if other:
        which = ", ".join(other)
        told.append(f"Changed without tracking, or of an earlier copy: {which}. Ask the reviewer.")
    if gone:
        told.append(f"Deleted without tracking: {', '.join(gone)}. Ask the reviewer.")
    if file.formatted:
        told.append(f"Changes of formatting are not taken: {file.formatted}.")
    return told


def _texts(file: Reviewed) -> dict[tuple[str, int], str]:
    """Return the text of each paragraph with a bookmark, over all its passages, without blanks."""
    texts: dict[tuple[str, int], str] = {}
    for one in file.passages:
        if one.place:
            texts[one.place] = texts.get(one.place, "") + _bare(one.text)
    return texts


def _bare(text: str) -> str:
    return "".join(text.split())


def _remark(
    place: Place, text: str, by: Said | Tracked, passage: Passage, day: str, thread: int = 0
) -> Remark:
    where = place.paragraph
    said = passage.text if passage.text and place.how in ("", BY_TEXT) else where.text
    comment = Comment(0, where.section, where.number, said, text, by.who, by.day, day, thread)
    told = (place.how,) if place.how and passage.text else ()
    return Remark(comment, told if not thread else ())


# Where a passage is


def _placed(passages: list[Passage], known: Known) -> Iterator[Place]:
    """Yield the place of each passage; one without a place gets that of the passage before."""
    own = [_own_place(one, known) for one in passages]
    first = next((one for one in own if one), None)
    last = Place(first.paragraph if first else Paragraph(contents.OVERVIEW, 0, ""), BESIDE)
    for one in own:
        yield one or last
        if one:
            last = Place(one.paragraph, BESIDE)


def _own_place(passage: Passage, known: Known) -> Place | None:
    by_mark = known.get(passage.place) if passage.place else None
    if by_mark and (not passage.text or likeness(passage.text, by_mark.text) >= SIMILAR):
        return Place(by_mark)
    by_text = {one.text: one for one in known.values()}
    if passage.text in by_text:
        return Place(by_text[passage.text], BY_TEXT)
    asks = passage.place or passage.comments or passage.changes
    is_long = len(passage.text.split()) >= FEWEST
    if asks and is_long and (near := nearest(passage.text, by_text)):
        return Place(by_text[near], BY_TEXT)
    return Place(by_mark, CHANGED) if by_mark else None


def _moves(passages: list[Passage], places: list[Place]) -> dict[str, str]:
    """Return the text after which each moved passage belongs, by the name of the move."""
    from_here = {one.move for passage in passages for one in passage.changes if one.kind in GONE}
    found: dict[str, str] = {}
    behind = ""
    for passage, place in zip(passages, places, strict=True):
        for one in passage.changes:
            if one.kind == "moveTo" and one.move in from_here - {""}:
                found.setdefault(one.move, behind)
        if passage.text and not any(one.move for one in passage.changes):
            number = printed(place.paragraph.section, place.paragraph.number)
            behind = _quoted(passage.text) if place.how == BESIDE else number
    return found


# What a tracked change asks for


def _tracked(
    change: Tracked,
    passage: Passage,
    place: Place,
    moved: Mapping[str, str],
    draft: Path,
    period: str,
    day: str,
) -> Remark:
    text = _asked(change, passage, moved)
    if place.how == BESIDE and passage.text:
        text = f"On {_quoted(passage.text)}: {text}"
    remark = _remark(place, text, change, passage, day)
    is_number, codes = (False, []) if change.move else _numbers(change, passage, place)
    if is_number:
        told = [NUMBER_REFUSED, *_ways(codes, period, place)]
    else:
        told = [_where(change, passage, place, draft)]
    return Remark(remark.comment, (*remark.told, *filter(None, told)), is_number)


def _asked(change: Tracked, passage: Passage, moved: Mapping[str, str]) -> str:
    """Return in a sentence what a tracked change asks for."""
    old, new = (text.strip(f"{BREAK} ") or text for text in (change.old, change.new))
    before = passage.text[: change.start].split()[-4:]
    after = f" after {_quoted(' '.join(before))}" if before else ""
    if passage.text and not before:
        after = " at the start"
    if change.move in moved:
        behind = moved[change.move]
        return f"Move {_quoted(old)} {f'to after {behind}' if behind else 'to the start'}."
    if old and new:
        is_once = passage.text.count(old) == 1
        return f"Replace {_quoted(old)} with {_quoted(new)}{'' if is_once else after}."
    if new:
        return f"Insert {'' if passage.text else 'below it '}{_quoted(new)}{after}."
    if old == passage.text.strip():
        return "Delete the paragraph."
    return f"Delete {_quoted(old)}{'' if passage.text.count(old) == 1 else after}."


def _quoted(text: str) -> str:
    return f"“{in_short(text, LONGEST)}”"


# Numbers


def _numbers(change: Tracked, passage: Passage, place: Place) -> tuple[bool, list[str]]:
    """Return whether a change affects a number, and the codes of those it changes.

    Deleting a whole sentence with its numbers changes the text, not a number.
    """
    if not change.new and change.old.rstrip(f"{BREAK} ").endswith((".", "?", "!")):
        return False, []
    codes = []
    if place.how != BESIDE:
        start, end = (
            _at(passage.text, place.paragraph.text, at)
            for at in (change.start, change.start + len(change.old))
        )
        codes = [
            code
            for first, last, code in place.paragraph.values
            if start < last
            and first < max(end, start + 1)
            and (change.old or start > first)
            and place.paragraph.text[first:last] not in change.new
        ]
    old, new = (Counter(NUMBER.findall(text)) for text in (change.old, change.new))
    return bool(codes) or old != new, list(dict.fromkeys(codes))


def _at(text: str, other: str, at: int) -> int:
    """Return the position in `other`, a similar text, that matches a position in `text`."""
    if text == other:
        return at
    blocks = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    start = max((one for one in blocks if one.a <= at), key=lambda one: one.a, default=None)
    return start.b + min(at - start.a, start.size) if start else 0


def _ways(codes: list[str], period: str, place: Place) -> Iterator[str]:
    """Yield for each number where it comes from and how to correct it."""
    for code in codes:
        one = REGISTER.get(code)
        if one is None:
            notebook = _notebook(place.paragraph.section)
            yield f"{notebook} computes it: correct the data or the rule there."
            continue
        open_ = set(OPEN_DATA.values())
        from_ = f"is counted from {narrative.listed(list(one.tables))}"
        way = "download (`a4p import`)" if open_ & {*one.tables} else "return (`a4p receive`)"
        yield (
            f"{code} ({one.title}) {from_ if one.tables else 'is sent by an office'}. Correct it "
            f"with a new {way} or a row in data/raw/{period}/corrections.csv: see "
            "docs/how-to/correction.md."
        )
    if not codes:
        yield (
            "Numbers come from the data: correct the table, and the text and the exhibits follow. "
            "See docs/how-to/correction.md."
        )


# Prose


def _notebook(section: str) -> str:
    entry = contents.entries("").get(section)
    return f"notebooks/{entry.notebook if entry else section}.ipynb"


def _where(change: Tracked, passage: Passage, place: Place, draft: Path) -> str:
    """Return the sentence and notebook that a change is about, or who wrote the words."""
    paragraph = place.paragraph
    if paragraph.sender:
        return f"It is an account by {paragraph.sender}: ask the sender for new words."
    name = _notebook(paragraph.section)
    if place.how == BESIDE or not paragraph.text:
        return f"Look in {name}."
    executed = draft / name
    if not executed.is_file():
        return f"Look in {name}."
    number, source = _cell(json.loads(executed.read_text(encoding="utf-8")), paragraph.text)
    at = _at(passage.text, paragraph.text, change.start)
    ends = [one.end() for one in re.finditer(r"[.?!](?=\s)", paragraph.text)]
    start = max((one for one in ends if one <= at), default=0)
    end = min((one for one in ends if one > at), default=len(paragraph.text))
    sentence = paragraph.text[start:end]
    line = max(source, key=lambda one: likeness(sentence, one), default="")
    said = f": {line}" if line and likeness(sentence, line) > SIMILAR / 3 else ""
    return f"{name}, cell {number}{said}" if number else f"Look in {name}."


def _cell(notebook: dict[str, Any], text: str) -> tuple[int, list[str]]:
    """Return the number of the cell that wrote a text, as JupyterLab counts, and its lines."""
    number = 0
    for cell in notebook["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            continue
        number += 1
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            if html and text in text_of(BeautifulSoup(html, "html.parser")):
                source = "".join(cell["source"])
                return number, [line.strip() for line in source.splitlines() if line.strip()]
    return 0, []
