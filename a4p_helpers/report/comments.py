"""Comments of reviewers: beside their paragraph in the next internal draft, until answered.

They stand in `data/raw/<period>/comments.csv` and are no part of what a report is made from; a
draft that still shows one cannot be released. The external draft, which may be passed on, shows
none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer
from markupsafe import Markup

from a4p_helpers.core import delimited, paths, spreadsheet

COLUMNS = ("id", "section", "paragraph", "text", "who", "received", "answer")
NUMBER = "data-paragraph"
NUMBERED = "p.say, .main-points > li, dl.accounts > dd"
SHOWN = Markup(
    '<aside class="comment" id="comment-{}"><p><strong>Comment {}, {}:</strong> {}</p></aside>'
)
NUMBERS, SHORT = ("id", "paragraph"), re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Comment:
    """One comment on one paragraph of a section; answered where it has an answer."""

    id: int
    section: str
    paragraph: int
    text: str
    who: str
    received: str
    answer: str


class CommentsError(ValueError):
    """The list of comments on a period is damaged; names every row that is."""


def of(period: str) -> list[Comment]:
    """Return all comments on a period, in the order in which they came.

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
        for name in NUMBERS
        if not SHORT.fullmatch(row[name])
    ]
    if wrong:
        raise CommentsError("\n".join([*wrong, "Correct it, or restore the list from git."]))
    return [
        Comment(
            int(row["id"]),
            row["section"],
            int(row["paragraph"]),
            spreadsheet.as_sent(row["text"]),
            spreadsheet.as_sent(row["who"]),
            row["received"],
            spreadsheet.as_sent(row["answer"]),
        )
        for row in sheet.rows.values()
    ]


def open_of(period: str) -> list[Comment]:
    """Return the comments that are not answered yet."""
    return [one for one in of(period) if not one.answer.strip()]


def printed(section: str, number: int) -> str:
    """Return the number of a paragraph as internal drafts print it: 4.1, police.2."""
    return f"{re.sub(r'^p(?=[0-9])', '', section)}.{number}"


def numbered(html: str, section: str, comments: Sequence[Comment] = ()) -> Markup:
    """Number the paragraphs of a section (4.1, 4.2, …) and put comments beside them.

    A comment on a paragraph that is not there any more stands at the section's end.
    """
    soup = BeautifulSoup(html, "html.parser")
    places = soup.select(NUMBERED)
    for number, place in enumerate(places, start=1):
        place["id"] = f"{section}-{number}"
        place[NUMBER] = printed(section, number)
    for one in comments:
        if one.section != section:
            continue
        shown = BeautifulSoup(SHOWN.format(one.id, one.id, one.who, one.text), "html.parser")
        if 1 <= one.paragraph <= len(places):
            place = places[one.paragraph - 1]
            if place.name == "p":
                place.insert_after(shown)
            else:
                if NUMBER in place.attrs:  # the number stands before the comment
                    told = soup.new_tag("span", attrs={NUMBER: str(place.attrs.pop(NUMBER))})
                    place.append(told)
                place.append(shown)
        else:
            soup.append(shown)
    return Markup(str(soup))


def stand_in(page: Path) -> bool:
    """Whether a page shows a comment."""
    asides = SoupStrainer("aside")
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser", parse_only=asides)
    return soup.select_one("aside.comment") is not None
