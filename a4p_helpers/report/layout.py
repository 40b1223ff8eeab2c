"""The layout of a section: its exhibits in rows, and one list of what was not reported.

A row has the text of an exhibit beside its figure. Its heading names the block and states the
finding; the measure is above the picture, notes and source are below the text. A block with nothing
to show takes no room of its own: one list at the end of the section names it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from a4p_helpers.core.marks import NOTHING_TO_SHOW
from a4p_helpers.core.scales import NOT_REPORTED

HEADING = re.compile("^h[1-6]$")
WIDEST = 5  # columns of a table beside its text; a wider table goes below
DETAIL = "detail"  # shown on the page and in the technical volume, not in the core report
TOLD = ("dl", "ul", "ol", "div")  # class of what goes below a row, across its full width


@dataclass
class Group:
    """What a notebook shows of one block: its heading, its mark, and everything that follows."""

    heading: Tag | None = None
    block: str = ""
    items: list[Tag] = field(default_factory=list)

    @property
    def silence(self) -> Tag | None:
        """Why the block has nothing to show, if so."""
        return next((one for one in self.items if _is_state(one)), None)

    @property
    def speaks(self) -> bool:
        """Whether it shows a figure or text."""
        return any("not-reported" not in _classes(one) for one in self.items)


def arrange(soup: BeautifulSoup, number: str = "") -> None:
    """Lay out a rendered section in place; `number` is that of its priority, for its exhibits."""
    silent: dict[str, list[tuple[str, str]]] = {}
    count = 0
    for group in list(_groups(soup)):
        state = group.silence
        has_number = any(one.select_one("a.value") for one in group.items)
        if state is not None:
            state.extract()
            group.items.remove(state)
            if not (group.speaks and has_number):
                said = text_of(state.strong).rstrip(".").lower()
                title = text_of(group.heading) or group.block
                place = "" if group.speaks else group.block
                silent.setdefault(said, []).append((title, place))
        for one in [one for one in group.items if "not-reported" in _classes(one)]:
            _note_lacking(one, silent)
            group.items.remove(one)
        if group.items:
            count = _lay_out(soup, group, number, count)
        elif group.heading is not None:
            group.heading.decompose()
    for one in soup.find_all("p", class_="not-reported", recursive=False):
        if not _is_state(one):
            _note_lacking(one, silent)
    for heading in soup.find_all("h3", recursive=False):
        following = heading.find_next_sibling(True)
        if following is None or following.name == "h3":  # nothing is left of its topic
            heading.decompose()
    if silent:
        _list(soup, silent)


def _groups(soup: BeautifulSoup) -> Iterator[Group]:
    """Give the groups of a section; a new one begins with a heading of a block, or its mark."""
    group: Group | None = None
    for tag in soup.find_all(True, recursive=False):
        classes = _classes(tag)
        is_end = tag.name in ("h2", "h3", "header", "aside") or "main-points" in classes
        if tag.name == "h4" or is_end:
            if group:
                yield group
            group = None if is_end else Group(tag)
        elif "block" in classes:
            if group is None or group.block:
                if group:
                    yield group
                group = Group()
            group.block = str(tag["id"])
            tag.decompose()
        elif group is not None:
            group.items.append(tag)
        elif tag.name == "figure":
            group = Group(items=[tag])
    if group:
        yield group


# Rows


def _lay_out(soup: BeautifulSoup, group: Group, number: str, count: int) -> int:
    """Put a group into rows, a row per exhibit; return how many exhibits the section has so far."""
    anchor = group.heading or group.items[0]
    marker = soup.new_tag("div")
    anchor.insert_before(marker)
    above: Any = marker.find_previous(HEADING)
    level = 1 + (min(3, int(above.name[1])) if above else 2)
    rows: list[tuple[list[Tag], Tag | None]] = []
    reading: list[Tag] = []
    told: list[Tag] = []
    for item in group.items:
        if item.name == "figure":
            rows.append((reading, item))
            reading = []
        elif item.name in TOLD:
            told.append(item)
        else:
            reading.append(item)
    if rows:
        rows[-1][0].extend(reading)
    else:
        rows = [(reading, None)]
    label: Tag | None = group.heading
    for at, (prose, figure) in enumerate(rows):
        row = soup.new_tag("div")
        styles = ["row"]
        if at == 0 and group.block:
            row["id"] = group.block
            styles.append("block")
        marker.insert_before(row)
        if figure is not None:
            count += 1
            exhibit = f"Exhibit {number}.{count}" if number else ""
            styles += _exhibit(soup, row, label, exhibit, prose, figure, level)
        else:
            styles += _words(soup, row, label, prose)
        row["class"] = " ".join(styles)
        if at == len(rows) - 1:
            row.extend(told)
        label = None
    marker.decompose()
    return count


def _exhibit(
    soup: BeautifulSoup,
    row: Tag,
    label: Tag | None,
    exhibit: str,
    prose: list[Tag],
    figure: Tag,
    level: int,
) -> list[str]:
    """Fill a row with the text and figure of an exhibit; return its layout."""
    reading = soup.new_tag("div", attrs={"class": "reading"})
    title = figure.select_one("figcaption .exhibit-title")
    name = " · ".join(filter(None, [exhibit, text_of(label)]))
    heading = label if label is not None else soup.new_tag(f"h{min(6, level)}")
    if label is None and title is not None:
        heading["id"] = f"{row.get('id') or slug(text_of(title))}-title"
    heading.clear()
    if name:
        heading.append(_span(soup, "label", name))
    if title is not None:
        # For screen readers, the name of the exhibit ends before its finding begins.
        stop = [_span(soup, "visually-hidden", ".")] if name else []
        heading.extend([*stop, " ", _span(soup, "exhibit-title", text_of(title))])
        title.decompose()
    if heading.contents:
        reading.append(heading)
        if heading.get("id"):
            figure["aria-labelledby"] = heading["id"]
    caption = figure.find("figcaption")
    if caption is not None and not text_of(caption):
        caption.decompose()
    reading.extend(prose)
    reading.extend(figure.select(":scope > p.note, :scope > p.source"))
    row.extend([reading, figure])
    columns = len(figure.select(":scope > .scroll thead tr:first-child > th"))
    styles = ["full"] if "full" in _classes(figure) or columns > WIDEST else []
    if DETAIL in _classes(figure) and all(DETAIL in _classes(one) for one in prose):
        styles.append(DETAIL)
    return styles


def _words(soup: BeautifulSoup, row: Tag, label: Tag | None, prose: list[Tag]) -> list[str]:
    """Fill a row with text only, its heading beside it; return its layout."""
    if label is not None:
        reading = soup.new_tag("div", attrs={"class": "reading"})
        reading.append(label)
        row.append(reading)
    body = soup.new_tag("div", attrs={"class": "text"})
    body.extend(prose)
    if prose:
        row.append(body)
    is_detail = bool(prose) and all(DETAIL in _classes(one) for one in prose)
    return ["words", DETAIL] if is_detail else ["words"]


# What was not reported


def _note_lacking(paragraph: Tag, silent: dict[str, list[tuple[str, str]]]) -> None:
    """Remove a paragraph that names values without a number, and keep the names."""
    for state, _, titles in re.findall(r"([A-Z][a-z ]+)(: )([^.]+)\.", text_of(paragraph)):
        known = silent.setdefault(state.lower(), [])
        known += [(one, "") for one in titles.split("; ") if (one, "") not in known]
    paragraph.decompose()


def _list(soup: BeautifulSoup, silent: dict[str, list[tuple[str, str]]]) -> None:
    """Put the list of missing items at the end of the section, before its notes."""
    box = soup.new_tag("div", attrs={"class": "silent"})
    head = soup.find("h2")
    prefix = str(head["id"]).removesuffix("-title") if head else "section"
    ordered = sorted(silent, key=lambda state: state != NOT_REPORTED)
    for state in ordered:
        heading = soup.new_tag("h3", attrs={"id": f"{prefix}-{slug(state)}"})
        when = "" if "period" in state else " this period"
        heading.string = f"{state.capitalize()}{when}"
        items = soup.new_tag("ul")
        if state == NOTHING_TO_SHOW:
            heading["class"] = items["class"] = DETAIL
        for title, block in silent[state]:
            item = soup.new_tag("li", attrs={"class": "block", "id": block} if block else {})
            item.string = title
            items.append(item)
        box.extend([heading, items])
    notes = soup.find("aside", recursive=False)
    before = notes.find_previous_sibling("h3") if notes else None
    if before is not None:
        before.insert_before(box)
    elif notes is not None:
        notes.insert_before(box)
    else:
        soup.append(box)


# Small things


def _is_state(tag: Tag) -> bool:
    """Whether a paragraph says that a whole block has nothing to show."""
    return "not-reported" in _classes(tag) and tag.strong is not None


def _span(soup: BeautifulSoup, style: str, text: str) -> Tag:
    span = soup.new_tag("span", attrs={"class": style})
    span.string = text
    return span


def slug(text: str) -> str:
    """Return text in the form of an address: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _classes(tag: Tag) -> Iterable[str]:
    return tag.get("class") or []


def text_of(tag: PageElement | None) -> str:
    """Return the text of an element on one line; blank if there is no element."""
    return " ".join(tag.get_text().split()) if tag is not None else ""
