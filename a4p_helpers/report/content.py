"""The content of a rendered section as plain data for print: points, topics, exhibits, gaps.

Typst reads it as JSON. A text is a list of runs, each with its words and its style; a picture is
its SVG; a table has its columns, each with a share of the width, and its rows.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from a4p_helpers.report import columns, comments
from a4p_helpers.report.layout import text_of

# How remarks on data begin; the page and the technical volume show them.
REMARKS = ("Worked out", "Note:", "To be checked", "Break in the series", "Corrected")
STYLES = {"strong": "b", "b": "b", "em": "i", "i": "i", "code": "code"}
ON_SCREEN = ("details", "source", "script", "style", "aside")
ROOM, BESIDE = 64.0, 42.0  # the width of a table across the page, or beside its text, in ems
SVG = "data:image/svg+xml;base64,"
PNG = "data:image/png;base64,"

Content = dict[str, Any]


def of(html: str, *, whole: bool = True) -> list[Content]:
    """Return the content of a section, without its `detail` unless it must be `whole`."""
    soup = BeautifulSoup(html, "html.parser")
    for one in soup.select(".comment, .visually-hidden, wbr"):
        one.decompose()
    if not whole:
        # Accounts are not detail; they come last, if there is room.
        for one in soup.select(".detail:not(:has(> dl)), aside.notes, .reading > p.reach"):
            one.decompose()
        for heading in soup.find_all("h3", recursive=False):
            following = heading.find_next_sibling(True)
            classes = following.get_attribute_list("class") if following else []
            if following is None or following.name == "h3" or "silent" in classes:
                heading.decompose()
        for note in soup.select("p.note"):
            if text_of(note).startswith(REMARKS):
                note.decompose()
    found = list(_of(soup))
    level = 2  # level of an exhibit's heading: below its topic, if there is one
    for block in found:
        level = 3 if block["kind"] == "topic" else level
        block["level"] = level
    return found


def _of(parent: Tag) -> Iterator[Content]:
    for tag in parent.find_all(True, recursive=False):
        classes = tag.get_attribute_list("class")
        if "opener" in classes:
            yield from _of(tag)
        elif tag.name in ("h3", "h4"):
            yield {"kind": "topic", "title": text_of(tag)}
        elif "main-points" in classes:
            points = [runs(one) for one in tag.find_all("li")]
            yield {"kind": "points", "items": points, "values": _values(tag)}
        elif "messages" in classes:
            yield _messages(tag)
        elif "facts-row" in classes:
            yield {"kind": "facts", "items": list(_facts(tag))}
        elif tag.select_one("table.scorecard"):
            rows = list(_scorecard(tag))
            yield {"kind": "scorecard", "rows": rows, "values": _values(tag)}
        elif "row" in classes:
            yield _row(tag, classes)
        elif "silent" in classes:
            yield {"kind": "silent", "lists": list(_silences(tag))}
        elif tag.name == "figure":
            yield {
                "kind": "exhibit",
                **_figure(tag, is_full=True),
                **_read(tag),
                "full": True,
                "more": [],
            }
        elif tag.name in ("p", "ul", "ol", "dl", "aside", "div") and "lede" not in classes:
            yield from _prose(tag)


def _row(row: Tag, classes: list[str]) -> Content:
    figure = row.find("figure", recursive=False)
    reading = row.find(class_="reading", recursive=False)
    more = [
        one
        for tag in row.find_all(["dl", "ul", "ol", "div"], recursive=False)
        for one in _prose(tag)
    ]
    head = _read(reading) if reading is not None else {}
    if figure is None:
        said = row.select(":scope > .text > *, :scope > .reading > p:not(.note, .source)")
        body = [one for tag in said for one in _prose(tag)]
        label = head.get("title") or head.get("label", "")
        told = {"kind": "words", "label": label, "body": body, "more": more}
        return {**told, "values": _values(row)}
    return {
        "kind": "exhibit",
        "values": _values(row),
        **head,
        **_figure(figure, is_full="full" in classes),
        "full": "full" in classes,
        "more": more,
    }


def _values(tag: Tag) -> list[str]:
    """Return the codes of the numbers in an element."""
    return sorted({str(one["href"]).removeprefix("#") for one in tag.select("a.value[href]")})


def _read(tag: Tag) -> Content:
    """Return the text of an exhibit: label, finding, prose, notes and source."""
    heading = tag.find(["h3", "h4", "h5"])
    label = heading.select_one(".label") if heading else None
    title = tag.select_one(".exhibit-title")
    plain = heading if heading is not None and label is None and title is None else label
    return {
        "label": text_of(plain),
        "title": text_of(title),
        "prose": [runs(one) for one in tag.select("p.say, p.reach, p.not-reported")],
        "notes": [runs(one) for one in tag.select("p.note")],
        "source": text_of(tag.select_one("p.source")).removeprefix("Source: "),
    }


def _figure(figure: Tag, *, is_full: bool) -> Content:
    """Return the figure of an exhibit: its measure, and a picture or a table."""
    measure = text_of(figure.select_one("figcaption .exhibit-subtitle"))
    image = figure.find("img")
    if image is not None:
        return {"measure": measure, "picture": _picture(image), "alt": str(image["alt"])}
    table = next(one for one in figure.find_all("table") if not one.find_parent("details"))
    return {"measure": measure, "table": _table(table, ROOM if is_full else BESIDE)}


def _picture(image: Tag) -> Content:
    address = str(image["src"])
    if address.startswith(SVG):
        return {"svg": b64decode(address.removeprefix(SVG)).decode("utf-8")}
    return {"png": list(b64decode(address.removeprefix(PNG)))}


def _table(table: Tag, room: float) -> Content:
    """Return a table: its heads, its rows of cells, and the width of each column."""
    heads = [
        {"text": text_of(one), "num": "num" in one.get_attribute_list("class")}
        for one in table.select("thead tr:last-child > th")
    ]
    rows = [
        [
            {
                "text": runs(cell),
                "head": cell.name == "th",
                "span": int(str(cell.get("rowspan", "1"))),
                "num": "num" in cell.get_attribute_list("class"),
                "missing": "missing" in cell.get_attribute_list("class"),
            }
            for cell in row.find_all(["th", "td"], recursive=False)
        ]
        for row in table.select("tbody tr")
    ]
    return {"heads": heads, "rows": rows, "widths": columns.widths(table, room)}


def _number(on: str) -> str:
    """Return the number of the priority that a message concerns; blank if none."""
    found = re.match(r"Priority (\d+):", on)
    return found[1] if found else ""


def _messages(group: Tag) -> Content:
    """Return a group of key messages: each with its heading, its text and its priority."""
    items = [
        {
            "style": one.get_attribute_list("class")[0],
            "mark": _number(text_of(one.select_one("p.on"))),
            "head": [run for part in one.select("p.head") for run in runs(part)],
            "text": [run for part in one.select("p.say") for run in runs(part)],
            "on": text_of(one.select_one("p.on")),
        }
        for one in group.find_all("li")
    ]
    title = text_of(group.find("h3"))
    return {"kind": "messages", "title": title, "items": items, "values": _values(group)}


def _scorecard(box: Tag) -> Iterator[Content]:
    """Give the rows of the scorecard, cell by cell."""
    for row in box.select("tbody tr"):
        title, number, what, target, change, state = row.find_all(["th", "td"])
        signs = [text_of(one) for one in row.select(".sign")]
        yield {
            "style": row.get_attribute_list("class")[0],
            "mark": text_of(title.select_one(".chip")),
            "title": text_of(title).removeprefix(text_of(title.select_one(".chip"))).strip(),
            "of": text_of(number.find("small")),
            "number": text_of(number).removesuffix(text_of(number.find("small"))).strip(),
            "what": text_of(what),
            "target": text_of(target),
            "arrow": signs[0],
            "change": text_of(change).removeprefix(signs[0]).strip(),
            "sign": signs[1],
            "state": text_of(state).removeprefix(signs[1]).strip(),
        }


def _facts(row: Tag) -> Iterator[Content]:
    """Give the facts of a row: a number, its unit, what it is."""
    for one in row.find_all("li"):
        yield {name: text_of(one.select_one(f".{name}")) for name in ("number", "unit", "what")}


def _silences(box: Tag) -> Iterator[Content]:
    for heading in box.find_all("h3"):
        items = heading.find_next_siblings("ul", limit=1)
        listed = [text_of(one) for group in items for one in group.find_all("li")]
        yield {"title": text_of(heading), "items": listed}


def _prose(tag: Tag) -> Iterator[Content]:
    if tag.name in ("ul", "ol"):
        yield {"kind": "list", "items": [runs(one) for one in tag.find_all("li", recursive=False)]}
    elif tag.name == "dl":
        pairs = zip(tag.find_all("dt"), tag.find_all("dd"), strict=True)
        yield {
            "kind": "accounts",
            "items": [{"who": text_of(who), "text": runs(told)} for who, told in pairs],
        }
    elif tag.name == "div":
        if (table := tag.find("table")) and "scroll" in tag.get_attribute_list("class"):
            yield {"kind": "table", "table": _table(table, ROOM)}
    elif tag.name == "aside":
        for one in tag.find_all(["p", "ul"], recursive=False):
            yield from _prose(one)
    elif tag.name == "p":
        quiet = bool(
            {"reach", "not-reported", "note", "source"} & {*tag.get_attribute_list("class")}
        )
        yield {"kind": "paragraph", "text": runs(tag), "quiet": quiet}
    else:
        yield {"kind": "paragraph", "text": runs(tag), "quiet": False}


# Texts


def runs(tag: Tag) -> list[Content]:
    """Return the words of an element with their style, with blanks normalized."""
    found = [one for one in _runs(tag, "") if one["text"]]
    if found:
        found[0]["text"] = found[0]["text"].lstrip()
        found[-1]["text"] = found[-1]["text"].rstrip()
    return found


def _runs(element: PageElement, style: str) -> Iterator[Content]:
    if isinstance(element, NavigableString):
        words = " ".join(str(element).split())
        before = " " if str(element)[:1].isspace() and words else ""
        after = " " if str(element)[-1:].isspace() else ""
        yield {"text": before + words + after, "style": style}
    elif isinstance(element, Tag) and element.name not in ON_SCREEN:
        for one in element.children:
            yield from _runs(one, STYLES.get(element.name, style))
        if number := element.get(comments.NUMBER):
            yield {"text": f"\u2002{number}", "style": "number"}
