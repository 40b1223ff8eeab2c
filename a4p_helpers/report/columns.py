"""Tables on paper, where they cannot scroll: column widths that follow the contents.

A column is never narrower than its longest word, nor than its short entries; the remaining room
goes to the columns with the most text. Widths are in ems, the size of the letters.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from math import sqrt

from bs4 import BeautifulSoup, Tag

WHOLE = 24  # rows: a table of so many fits on a page and is not split; a longer one may continue
BETWEEN = 1.3  # ems between two columns
SHORT = 17  # letters that stay on one line: 30 September 2023, not applicable
BOLD = 1.08
HIDDEN = "visually-hidden"
BREAK = "\u200b"  # has no width
WORDS = re.compile(rf"[\s{BREAK}]")
# Widths of letters of Arial, in ems; any other letter takes a little more than half an em.
LETTERS = {BREAK: 0, r"[ .,;:'\-/()ijlt]": 0.3, "[MW●○]": 0.9, "[A-Z%]": 0.68}
OTHERS = 0.54


def share(soup: BeautifulSoup, table: Tag, room: float) -> None:
    """Give a table a `colgroup` with each column's share of its width."""
    wide = widths(table, room)
    group = soup.new_tag("colgroup")
    for width in wide:
        group.append(soup.new_tag("col", style=f"width: {100 * width / sum(wide):.1f}%"))
    table.insert(1 if table.find("caption", recursive=False) else 0, group)


def widths(table: Tag, room: float) -> list[float]:
    """Return the width of each column of a table; together they fill the room, in ems."""
    columns = _columns(table)
    least = [max(map(_least, cells), default=0) + BETWEEN for cells in columns]
    most = [max(map(_most, cells), default=0) + BETWEEN for cells in columns]
    weights = [sqrt(sum(map(_most, cells))) for cells in columns]
    if sum(most) <= room:
        fitted = most
    elif sum(least) >= room:
        fitted = least
    else:
        fitted = _between(least, most, weights, room)
    return [width * room / sum(fitted) for width in fitted]


def _between(
    least: list[float], most: list[float], weights: list[float], room: float
) -> list[float]:
    """Return widths in proportion to their weights, within their bounds."""
    low, high = 0.0, max(most) / min(weight for weight in weights if weight)
    for _ in range(40):
        factor = (low + high) / 2
        fitted = [
            min(max(factor * weight, narrow), wide)
            for narrow, wide, weight in zip(least, most, weights, strict=True)
        ]
        low, high = (factor, high) if sum(fitted) < room else (low, factor)
    return fitted


def _columns(table: Tag) -> list[list[Tag]]:
    """Return the cells of each column, without those that span several columns."""
    columns: dict[int, list[Tag]] = defaultdict(list)
    from_above: dict[int, int] = defaultdict(int)
    for row in table.find_all("tr"):
        at = 0
        for cell in row.find_all(["th", "td"], recursive=False):
            while from_above[at]:
                from_above[at] -= 1
                at += 1
            across = int(str(cell.get("colspan", "1")))
            for one in range(at, at + across):
                from_above[one] = int(str(cell.get("rowspan", "1"))) - 1
                columns[one] += [cell] if across == 1 else []
            at += across
        for one in range(at, len(columns)):
            from_above[one] = max(0, from_above[one] - 1)
    return [columns[at] for at in sorted(columns)]


def _text(cell: Tag) -> str:
    """Return the visible text of a cell; a mark shows where a word may break."""
    return " ".join("".join(_said(cell)).split())


def _said(tag: Tag) -> Iterator[str]:
    for one in tag.children:
        if not isinstance(one, Tag):
            yield str(one)
        elif one.name == "wbr":
            yield BREAK
        elif HIDDEN not in (one.get("class") or ()):
            yield from _said(one)


def _least(cell: Tag) -> float:
    text = _text(cell)
    is_whole = len(text) <= SHORT and not cell.find_parent("thead")
    return max(
        (_room(cell, word) for word in ([text] if is_whole else WORDS.split(text))), default=0
    )


def _most(cell: Tag) -> float:
    return _room(cell, _text(cell))


def _room(cell: Tag, text: str) -> float:
    room = sum(map(_letter, text))
    return room * BOLD if cell.name == "th" else room


@cache
def _letter(letter: str) -> float:
    return next((room for kind, room in LETTERS.items() if re.match(kind, letter)), OTHERS)
