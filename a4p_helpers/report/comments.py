"""Reviewers' comments: the next internal draft shows each beside its paragraph until answered.

A comment keeps the text of its paragraph, so its place can be found after other paragraphs have
come or gone, and in the internal edition if it was made on the external one. Comments are kept in
`data/raw/<period>/comments.csv` and are not part of what a report is made from. A draft that still
shows one cannot be released. The external draft, which may be passed on, shows none.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer
from markupsafe import Markup

from a4p_helpers.core import contents, delimited, paths, spreadsheet
from a4p_helpers.exhibits import narrative
from a4p_helpers.report.layout import text_of

NUMBER = "data-paragraph"
NUMBERED = "p.say, .main-points > li, dl.accounts > dd"
SHOWN = Markup(
    '<aside class="comment" id="comment-{}"><p><strong>{} {}, {}:</strong> {}</p></aside>'
)
NUMBERS, SHORT = ("id", "paragraph", "thread"), re.compile(r"[0-9]{1,9}")
DAY = re.compile(r"(?:[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9])?")
SIMILAR = 0.6  # share of common words from which two texts are the same paragraph
PLACE = re.compile(r"(.+)-([1-9][0-9]*)")  # the id of a paragraph: its section, and its number
ABOUT = "about-"  # what the button of a value opens, before its code


@dataclass(frozen=True)
class Comment:
    """One comment on one paragraph of a section; it is answered if it has an answer.

    `said` is the text of the paragraph, blank if unknown. `written` is the day given in the Word
    file; `thread` is the comment that this one replies to, 0 for a first comment.
    """

    id: int
    section: str
    paragraph: int
    said: str
    text: str
    who: str
    written: str
    received: str
    thread: int = 0
    answer: str = ""
    by: str = ""
    answered: str = ""

    @property
    def place(self) -> str:
        """The number of the paragraph, as drafts print it."""
        return printed(self.section, self.paragraph)


COLUMNS = tuple(field.name for field in fields(Comment))


@dataclass(frozen=True)
class Paragraph:
    """One numbered paragraph of a draft.

    `values` gives the start and end of each number in its text, with its code; `sender` is the
    author of an account, or its subject.
    """

    section: str
    number: int
    text: str
    values: tuple[tuple[int, int, str], ...] = ()
    sender: str = ""


class CommentsError(ValueError):
    """The list of comments on a period is damaged; the message names every such row."""


def of(period: str) -> list[Comment]:
    """Return all comments on a period, in the order in which they were received.

    Raises
    ------
    CommentsError
        The list cannot be read.
    """
    path = paths.raw(period) / paths.COMMENTS
    try:
        sheet = delimited.sheet(path.read_bytes(), COLUMNS)
    except FileNotFoundError:
        return []
    except delimited.DelimitedError as error:
        place = f", row {error.row}" if error.row else ""
        raise CommentsError(f"{paths.shown(path)}{place} {error}") from error
    except OSError as error:
        raise CommentsError(f"{paths.shown(path)} cannot be read ({error.strerror})") from error
    wrong = [f"{paths.shown(path)}, row {one.row} {one.problem}" for one in sheet.faults]
    wrong += [
        f"{paths.shown(path)}, row {at}: {name} is {row[name]!r}"
        for at, row in sheet.rows.items()
        for name, form in (*((name, SHORT) for name in NUMBERS), ("written", DAY))
        if not form.fullmatch(row[name])
    ]
    if wrong:
        raise CommentsError("\n".join([*wrong, "Correct it, or restore the list from git."]))
    return [_read(row) for row in sheet.rows.values()]


def _read(row: Mapping[str, str]) -> Comment:
    told = {name: spreadsheet.as_sent(row[name]) for name in COLUMNS}
    numbers = {name: int(told.pop(name)) for name in NUMBERS}
    return Comment(**told, **numbers)  # type: ignore[arg-type]  # the texts by their names


def open_of(period: str) -> list[Comment]:
    """Return the unanswered comments; an answer to the first of a thread covers all of it."""
    known = of(period)
    answered = {one.id for one in known if one.answer}
    return [one for one in known if not {one.id, one.thread} & answered]


def printed(section: str, number: int) -> str:
    """Return the number of a paragraph as internal drafts print it: 4.1, police.2."""
    return f"{re.sub(r'^p(?=[0-9])', '', section)}.{number}"


def numbered(
    html: str, section: str, comments: Sequence[Comment] = (), *, shows_numbers: bool = True
) -> Markup:
    """Number the paragraphs of a section (4.1, 4.2, …) and put comments beside them.

    A comment whose paragraph is gone appears at the end of the section.
    """
    soup = BeautifulSoup(html, "html.parser")
    places = soup.select(NUMBERED)
    for number, place in enumerate(places, start=1):
        place["id"] = f"{section}-{number}"
        if shows_numbers:
            place[NUMBER] = printed(section, number)
    texts = [text_of(one) for one in places]
    last: dict[int, Tag] = {}
    for one in comments:
        if one.section != section:
            continue
        shown = _shown(one)
        if at := standing(one, texts):
            place = places[at - 1]
            if place.name == "p":
                last.get(at, place).insert_after(shown)
                last[at] = shown
            else:
                if NUMBER in place.attrs:  # the number stands before the comment
                    told = soup.new_tag("span", attrs={NUMBER: str(place.attrs.pop(NUMBER))})
                    place.append(told)
                place.append(shown)
        else:
            soup.append(shown)
    return Markup(str(soup))


def _shown(one: Comment) -> Tag:
    kind = "Reply" if one.thread else "Comment"
    who = f"{one.who}, {narrative.long_date(one.written)}" if one.written else one.who
    html = SHOWN.format(one.id, kind, one.id, who, one.text)
    return BeautifulSoup(html, "html.parser").select("aside")[0]


def standing(one: Comment, texts: Sequence[str]) -> int:
    """Return the present number of the paragraph that a comment is on; 0 if it is gone."""
    stands = 0 < one.paragraph <= len(texts)
    if not one.said or (stands and texts[one.paragraph - 1] == one.said):
        return one.paragraph if stands else 0
    near = nearest(one.said, texts)
    return texts.index(near) + 1 if near else 0


def nearest(said: str, texts: Iterable[str]) -> str:
    """Return the text that shares the most words, in order, with another; blank if too few."""
    best, near = SIMILAR, ""
    for text in texts:
        if text == said:
            return text
        if (alike := likeness(said, text, best)) >= best:
            best, near = alike, text
    return near


def likeness(one: str, other: str, at_least: float = 0.0) -> float:
    """Return the share of words that two texts have in the same order; 0 below `at_least`."""
    compared = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    if compared.real_quick_ratio() < at_least or compared.quick_ratio() < at_least:
        return 0.0
    return compared.ratio()


def paragraphs(folder: Path) -> dict[tuple[str, int], Paragraph]:
    """Return the numbered paragraphs of a draft, by section and number; none without a draft."""
    found = {}
    for page in sorted(folder.glob("*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for one in soup.select(".comment, .why"):
            one.decompose()
        for place in soup.select(NUMBERED):
            if named := PLACE.fullmatch(str(place.get("id", ""))):
                known = _paragraph(place, named[1], int(named[2]))
                found[known.section, known.number] = known
    order = {section: at for at, section in enumerate(contents.entries(""))}
    return dict(sorted(found.items(), key=lambda one: (order.get(one[0][0], len(order)), one[0])))


def _paragraph(place: Tag, section: str, number: int) -> Paragraph:
    text, values = "", []
    for piece in place.find_all(string=True):
        words = re.sub(r"\s+", " ", piece)
        start = len(text)
        text += words.lstrip() if not text or text.endswith(" ") else words
        holder: Tag | None = piece.find_parent(class_="value")
        if holder is not None:
            code = str(holder.get("popovertarget") or holder.get("href") or "")
            values.append((start, len(text), code.removeprefix(ABOUT).removeprefix("#")))
    who = place.find_previous_sibling("dt") if place.name == "dd" else None
    return Paragraph(section, number, text.rstrip(), tuple(values), text_of(who))


def stand_in(page: Path) -> bool:
    """Whether a page shows a comment."""
    asides = SoupStrainer("aside")
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser", parse_only=asides)
    return soup.select_one("aside.comment") is not None
