"""What reviewers did to the Word document of a report: comments, replies, tracked changes.

A passage is a paragraph of the file, or what is left of one. Its bookmark names its paragraph in
the report (see `report.docx`). The file may come from anywhere and is only read.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from a4p_helpers.core import periods
from a4p_helpers.report.docx import BOOKMARK, NUMBER_STYLE, W

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
MOST_BYTES = 64 << 20  # of one part of the file
BODY, COMMENTS, THREADS = (
    re.compile(rf"word/{name}\d*\.xml") for name in ("document", "comments", "commentsExtended")
)
TRACKED = ("ins", "del", "moveFrom", "moveTo")
GONE, COME = ("del", "moveFrom"), ("ins", "moveTo")  # kinds of removals and of additions
BREAK = "¶"
BLANK = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
TOKEN = re.compile(r"\d[\d.,]*\d|\w+")
NOBODY = "a reviewer without a name"


class WordError(ValueError):
    """A file that is not a readable Word document of one report."""


@dataclass(frozen=True)
class Tracked:
    """A tracked change: its place in the original text, the old words and the new ones.

    `move` names a moved passage; both of its ends have the name.
    """

    start: int
    old: str
    new: str
    who: str
    day: str
    kind: str = ""
    move: str = ""


@dataclass(frozen=True)
class Said:
    """A comment, and the one it replies to."""

    text: str
    who: str
    day: str
    to: str = ""
    is_resolved: bool = False


@dataclass
class Passage:
    """A paragraph of the file: its number in the report, its original text, the changes to it.

    `comments` are those that begin in it, each with its words.
    """

    place: tuple[str, int] | None = None
    text: str = ""
    changes: list[Tracked] = field(default_factory=list)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reviewed:
    """A whole file: which report it is, its passages, all comments by id.

    `issued` are period and edition, blank if none of our bookmarks is left. `formatted` counts
    tracked changes of formatting.
    """

    issued: tuple[str, str]
    passages: list[Passage]
    comments: dict[str, Said]
    formatted: int


def read(path: Path) -> Reviewed:
    """Read a Word document.

    Raises
    ------
    WordError
        It cannot be read, or holds paragraphs of several reports.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            (body,) = _parts(parts, BODY)
            said = [one for part in _parts(parts, COMMENTS) for one in part.iter(f"{W}comment")]
            threads = [
                one for part in _parts(parts, THREADS) for one in part.iter(f"{W15}commentEx")
            ]
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, ValueError, RuntimeError) as error:
        raise WordError(
            f"{path.name} cannot be read as a Word document ({type(error).__name__}): save it as "
            ".docx, without a password, and send it again."
        ) from error
    reader = _Reader()
    reader.walk(body)
    if len(reader.issued) > 1:
        names = ", ".join(" ".join(one) for one in sorted(reader.issued))
        raise WordError(
            f"{path.name} holds paragraphs of several reports ({names}): divide it by report."
        )
    issued = next(iter(reader.issued), ("", ""))
    return Reviewed(issued, reader.passages, _threads(said, threads), reader.formatted)


def _parts(parts: zipfile.ZipFile, named: re.Pattern[str]) -> Iterator[Element]:
    for entry in parts.infolist():
        if named.fullmatch(entry.filename):
            if entry.file_size > MOST_BYTES:
                raise ValueError(entry.filename)
            yield ElementTree.fromstring(parts.read(entry))


def _threads(comments: list[Element], threads: list[Element]) -> dict[str, Said]:
    """Return comments by id; a thread names a comment by its last paragraph."""
    of_last: dict[str, str] = {}
    said = {}
    for one in comments:
        lines = list(one.iter(f"{W}p"))
        key = one.get(f"{W}id", "")
        text = "\n".join("".join(t.text or "" for t in line.iter(f"{W}t")) for line in lines)
        who, day = _signed(one)
        said[key] = Said(text.strip(), who, day)
        if lines and (last := lines[-1].get(f"{W14}paraId")):
            of_last[last] = key
    for thread in threads:
        key = of_last.get(thread.get(f"{W15}paraId", ""), "")
        if key:
            parent = of_last.get(thread.get(f"{W15}paraIdParent", ""), "")
            done = thread.get(f"{W15}done") in ("1", "true")
            said[key] = replace(said[key], to=parent, is_resolved=done)
    return said


def _signed(one: Element) -> tuple[str, str]:
    """Return who made a comment or a change, and the day."""
    who = " ".join(one.get(f"{W}author", "").split()) or NOBODY
    day = re.match(r"\d{4}-\d\d-\d\d", one.get(f"{W}date", ""))
    return who, day[0] if day else ""


class _Reader:
    """Reads the body of a document from its first element to its last."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.issued: set[tuple[str, str]] = set()
        self.formatted = 0
        self._now = Passage()
        self._pieces: list[tuple[str, Tracked]] = []  # texts of the passage, with their changes
        self._open: dict[str, tuple[str, int]] = {}  # bookmarks
        self._on: dict[str, Passage | None] = {}  # open comments, each with its first passage
        self._moves: dict[str, str] = {}

    def walk(self, element: Element, change: Tracked | None = None) -> None:
        """Read an element and its content."""
        tag = element.tag.removeprefix(W)
        if tag == "p":
            self._paragraph(element, change)
        elif tag == "bookmarkStart":
            self._begin(element)
        elif tag == "bookmarkEnd":
            self._open.pop(element.get(f"{W}id", ""), None)
        elif tag == "commentRangeStart":
            self._on[element.get(f"{W}id", "")] = None
        elif tag == "commentRangeEnd":
            self._on.pop(element.get(f"{W}id", ""), None)
        elif tag == "commentReference":
            self._comment(element.get(f"{W}id", ""), "")
        elif tag in ("moveFromRangeStart", "moveToRangeStart"):
            self._moves[tag.removesuffix("RangeStart")] = element.get(f"{W}name", "")
        elif tag in ("t", "delText"):
            self._say(element.text or "", change)
        elif tag in BLANK:
            self._say(BLANK[tag], change)
        elif tag in ("rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr"):
            self.formatted += sum(str(one.tag).endswith("PrChange") for one in element)
        elif tag == "r" and _style(element) == NUMBER_STYLE.replace(" ", "").lower():
            pass  # the paragraph number that we printed
        elif not str(element.tag).endswith(("}Fallback", "instrText")):
            if tag in TRACKED and change is None:
                change = self._tracked(element, tag)
            elif tag in TRACKED and change is not None and change.kind != tag:
                return  # inserted by one reviewer, deleted by another
            for one in element:
                self.walk(one, change)

    def _paragraph(self, element: Element, change: Tracked | None) -> None:
        outer, pieces = self._now, self._pieces
        self._start(next(reversed(self._open.values()), None))
        for one in element:
            self.walk(one, change)
        for mark in element.findall(f"{W}pPr/{W}rPr/*"):
            if mark.tag.removeprefix(W) in TRACKED:
                self._say(BREAK, self._tracked(mark, mark.tag.removeprefix(W)))
        self._end()
        self._now, self._pieces = outer, pieces

    def _begin(self, element: Element) -> None:
        named = BOOKMARK.fullmatch(element.get(f"{W}name", ""))
        if not named or (period := named["period"].replace("_", "-")) not in periods.declared():
            return
        self.issued.add((period, named["edition"]))
        place = (named["place"].replace("_", "-"), int(named["at"]))
        self._open[element.get(f"{W}id", "")] = place
        if any(change.kind != "ins" for _, change in self._pieces):  # two joined paragraphs
            self._end()
            self._start(place)
        else:
            self._now.place = place

    def _start(self, place: tuple[str, int] | None) -> None:
        self._now, self._pieces = Passage(place), []

    def _tracked(self, element: Element, kind: str) -> Tracked:
        who, day = _signed(element)
        start = element.find(f"{W}{kind}RangeStart")  # LibreOffice puts it inside
        if start is not None:
            self._moves[kind] = start.get(f"{W}name", "")
        move = self._moves.get(kind, "") if kind.startswith("move") else ""
        return Tracked(0, "", "", who, day, kind, move)

    def _say(self, text: str, change: Tracked | None) -> None:
        words = re.sub(r"\s+", " ", text)
        self._pieces.append((words, change or Tracked(0, "", "", "", "")))
        for key in self._on:
            self._comment(key, words)

    def _comment(self, key: str, words: str) -> None:
        """Record a comment with its first passage and the words there."""
        first = self._on.get(key)
        if first is None and not any(key in one.comments for one in self.passages):
            self._now.comments.setdefault(key, "")
            if key in self._on:
                self._on[key] = first = self._now
        if first is self._now:
            first.comments[key] += words

    def _end(self) -> None:
        """Finish a passage: set its original text and merge adjacent changes."""
        found: list[Tracked] = []
        text, is_apart = "", True
        for words, change in self._pieces:
            if not change.kind:
                is_apart = is_apart or bool(words)
                text += words
                continue
            old, new = (words, "") if change.kind in GONE else ("", words)
            last = found[-1] if found and not is_apart else None
            if last and (last.who, last.move) == (change.who, change.move):
                found[-1] = replace(last, old=last.old + old, new=last.new + new)
            else:
                found.append(replace(change, start=len(text), old=old, new=new))
            text, is_apart = text + old, False
        self._now.text = text.rstrip(f"{BREAK} ")
        self._now.changes = [_whole_words(one, text) for one in found]
        self.passages.append(self._now)


def _style(run: Element) -> str:
    style = run.find(f"{W}rPr/{W}rStyle")
    return style.get(f"{W}val", "").replace(" ", "").lower() if style is not None else ""


def _whole_words(one: Tracked, text: str) -> Tracked:
    """Extend a change to whole words and numbers: 12, not 2."""
    if one.kind in ("moveFrom", "moveTo"):
        return one
    start, end = one.start, one.start + len(one.old)
    first = (one.old or one.new)[:1].isalnum() or (one.new or one.old)[:1].isalnum()
    last = (one.old or one.new)[-1:].isalnum() or (one.new or one.old)[-1:].isalnum()
    for token in TOKEN.finditer(text):
        if first and token.start() < one.start <= token.end():
            start = min(start, token.start())
        if last and token.start() <= one.start + len(one.old) < token.end():
            end = max(end, token.end())
    before, after = text[start : one.start], text[one.start + len(one.old) : end]
    return replace(
        one, start=start, old=f"{before}{one.old}{after}", new=f"{before}{one.new}{after}"
    )
