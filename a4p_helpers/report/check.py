"""Faults of an assembled report, found in its files alone.

This is the last check before a report is published. It finds raw values, pictures without words,
broken links, headings out of order, anything that runs or loads, and paths of a machine. It checks
what the program wrote: a sender's own words are published as they came (see `senders`).
"""

import base64
import html
import json
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from a4p_helpers.core import paths
from a4p_helpers.core.faults import in_short
from a4p_helpers.report import cite, drawings, render, senders
from a4p_helpers.report.layout import text_of
from a4p_helpers.report.pages import FILTER, hash_of_text, script
from a4p_helpers.report.senders import SentTexts

HEADING = re.compile("^h[1-6]$")
BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "title", "div", "section", "article", "header", "body"),
}
NEVER_EMPTY = ("p", "li", "dt", "dd", "th", "figcaption", "caption", "summary", HEADING)
FORBIDDEN = ("script", "iframe", "object", "embed", "link", "base", "form", "svg", "video", "audio")
CHECKED_KINDS = (".html", ".csv", ".json", ".ipynb")
LONGEST = 70

# A missing value as Python writes it. No English word is spelt like one of these, in this case.
LEAKED = re.compile(r"(?<![\w'’-])(?:nan|NaN|NaT|None|-?inf)(?![\w'’-])|<NA>")
# "None of the missions …" opens a sentence, and "None: hospitals with …" is read aloud; a leaked
# None is not followed by such words.
OPENS_SENTENCE = re.compile(r"(?:^|[.!?]['’”\")]*\s+|^[‘“\"(]+)$")
WORD_FOLLOWS = re.compile(r"\s+[a-z]|: \w")
BRACES = re.compile(r"\{[^{}]*\}|\{\{|\}\}|\{%")
PROGRAM_TALK = re.compile(
    r"Traceback \(most recent call last\)|\b[A-Z][a-z]+[A-Za-z]*(?:Error|Exception|Warning)\b"
    r"|\bat 0x[0-9a-f]{4,}|<class '|\bdtype: |\b(?:Timestamp|Decimal|Fraction|Period|Markup)\("
    r"|\bnp\.\w+\d+\("
)
# Texts of two senders, side by side, may look like a leak together.
MAY_LEAK = re.compile(rf"{LEAKED.pattern}|{PROGRAM_TALK.pattern}|[{{}}]|^\s*(?:True|False)\b")
LISTS = ("table", "ul", "ol", "dl")
PLACEHOLDER_ALT = re.compile(
    r"no description|to ?do\b|lorem|placeholder|^(?:image|picture|chart|figure|graph|alt)\b.{0,9}$"
    r"|\.(?:png|svg|jpe?g)$",
    re.IGNORECASE,
)
FEWEST_WORDS = 3
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp)/\w|\b[A-Za-z]:\\+Users\\")
SVG_TEXT = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]+)")


@dataclass
class _Page:
    """A report's page, without its pictures so that it is quick to read.

    `name` is its place in the report's folder, `sent` what senders wrote that looks like a leak.
    """

    folder: Path
    name: str
    soup: BeautifulSoup
    sent: SentTexts
    pictures: list[str]

    @property
    def editions(self) -> list[str]:
        """The classes of the page as a whole, of which its edition is one."""
        return self.soup.body.get_attribute_list("class") if self.soup.body else []

    @cached_property
    def ids(self) -> set[str]:
        """The ids that a link may lead to."""
        return {str(tag["id"]) for tag in self.soup.find_all(id=True)}


def faults(folder: Path, to_come: Sequence[str] = ()) -> list[str]:
    """Return what is wrong with the report in a folder, one sentence each; nothing if all is well.

    Each fault is reported once, however many rules it breaks in one place. Links may lead to files
    that are still `to_come`.
    """
    index = folder / paths.PAGE
    if not index.is_file():
        return [f"{paths.shown(index)} is missing: assemble the report first."]
    others = sorted(one for one in folder.rglob("*.html") if one != index)
    written = senders.of_report(folder)
    doubtful = written.only(MAY_LEAK)
    pages = [_read(one, folder, doubtful) for one in (index, *others)]
    found = [fault for page in pages for fault in _faults(page, pages, to_come)]
    return list(dict.fromkeys([*found, *_path_faults(folder, written)]))


def _faults(page: _Page, pages: list[_Page], to_come: Sequence[str]) -> Iterator[str]:
    rules = (
        *(_value_faults, _picture_faults, _empty_faults, _heading_faults, _table_faults),
        *(_active_faults, _edition_faults, _button_faults),
    )
    found = [fault for rule in rules for fault in rule(page)]
    ids_of = {one.name: one.ids for one in pages}
    for fault in [*found, *_link_faults(page, ids_of, to_come)]:
        yield fault if page.name == paths.PAGE else f"{page.name}: {fault}"


def _read(path: Path, folder: Path, doubtful: SentTexts) -> _Page:
    text, pictures = _without_pictures(path.read_text(encoding="utf-8"))
    name = path.relative_to(folder).as_posix()
    return _Page(folder, name, BeautifulSoup(text, "html.parser"), doubtful, pictures)


def _without_pictures(text: str) -> tuple[str, list[str]]:
    """Return a text with a number for each picture, and the pictures: SVG as text, else blank."""
    pictures: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        pictures.append("")
        if match[1] == "svg+xml":
            with suppress(ValueError):  # other pictures have no text to check
                pictures[-1] = base64.b64decode(match[2]).decode("utf-8")
        return f"data:picture:{len(pictures) - 1}"

    return render.EMBEDDED.sub(put_aside, text), pictures


# Values that leaked


def _value_faults(page: _Page) -> Iterator[str]:
    seen: dict[int, Counter[str]] = defaultdict(Counter)
    for tag, place, lines in _texts(page):
        if not any(map(_leaks, lines)):
            continue
        # A list or table shows each cell once: any repetition is not the sender's.
        around = tag if place else tag.find_parent(LISTS)
        counted = seen[id(around)] if around else Counter()
        for text, ours in zip(lines, page.sent.taken_out(lines, counted), strict=True):
            for fault in _leaks(ours):
                yield f"{_where(tag)}{place}: “{_short(text)}” {fault}"


def _leaks(text: str) -> list[str]:
    """Return what is wrong with a text that the program wrote."""
    found = []
    if leaked := _leaked(text):
        found.append(f"shows a missing value as {leaked}: write it in words.")
    if braces := BRACES.search(text):
        found.append(f"has unfilled braces ({_short(braces[0])}): fill them in.")
    if talk := PROGRAM_TALK.search(text):
        found.append(f"holds words of a program ({talk[0]}): remove them.")
    return found


def _leaked(text: str) -> str:
    """Return a missing value that a text shows raw, or nothing."""
    if text in ("True", "False"):
        return text
    for match in LEAKED.finditer(text):
        in_prose = OPENS_SENTENCE.search(text[: match.start()]) and WORD_FOLLOWS.match(
            text, match.end()
        )
        if match[0] != "None" or not in_prose:
            return match[0]
    return ""


def _texts(page: _Page) -> Iterator[tuple[Tag, str, list[str]]]:
    """Give every text that a reader sees or hears, with its element and where in it the text is.

    A text is one line, except in a picture, which breaks its lines: there they come together.
    """
    blocks: dict[int, tuple[Tag, list[str]]] = {}
    for string in page.soup.find_all(string=True):
        if isinstance(string, PreformattedString):
            continue
        parents = list(string.parents)
        # Code is not prose; texts in drawings follow below.
        if any(parent.name in ("style", "script", "pre", "svg") for parent in parents):
            continue
        block = next((parent for parent in parents if parent.name in BLOCKS), None)
        if block is not None:
            blocks.setdefault(id(block), (block, []))[1].append(str(string))
    for block, pieces in blocks.values():
        text = " ".join("".join(pieces).split())
        if text:
            yield block, "", [text]
    for tag in page.soup.find_all(True):
        for name in ("alt", "title", "aria-label"):
            if name in tag.attrs:
                yield tag, "", [" ".join(str(tag[name]).split())]
    for tag in page.soup.find_all("svg"):
        yield tag, ", in a picture", [text_of(one) for one in tag.find_all("text")]
    for tag, svg in _drawings(page):
        lines = [" ".join(html.unescape(text).split()) for text in SVG_TEXT.findall(svg)]
        yield tag, ", in a picture", lines


def _drawings(page: _Page) -> Iterator[tuple[Tag, str]]:
    for tag in page.soup.find_all(["img", "source"]):
        address = str(tag.get("src") or tag.get("srcset") or "")
        _, is_picture, number = address.partition("data:picture:")
        if is_picture and number.isdigit():
            yield tag, page.pictures[int(number)]


# Pictures, blanks, headings


def _picture_faults(page: _Page) -> Iterator[str]:
    for tag in page.soup.find_all(["img", "source", "svg"]):
        address = str(tag.get("src") or tag.get("srcset") or "").strip()
        if tag.name != "svg" and not address.startswith("data:"):
            yield f"{_where(tag)}: a picture lies at “{_short(address)}”: embed it."
        if tag.name == "source" or _is_spark(tag):
            continue
        alt = str(tag.get("aria-label" if tag.name == "svg" else "alt", "")).strip()
        if not alt:
            yield f"{_where(tag)}: a picture has no alternative text: say what it shows."
        elif PLACEHOLDER_ALT.search(alt) or len(alt.split()) < FEWEST_WORDS:
            yield f"{_where(tag)}: the alternative text “{_short(alt)}” says nothing: rewrite it."
    for tag, svg in _drawings(page):
        if svg and render.ACTIVE.search(svg):
            yield f"{_where(tag)}: a picture holds a script or an address: draw it without."


def _empty_faults(page: _Page) -> Iterator[str]:
    for tag in page.soup.find_all(list(NEVER_EMPTY)):
        if not tag.get_text().strip() and not tag.find(["img", "svg"]):
            yield f"{_where(tag)}: a <{tag.name}> is empty: fill or remove it."


def _heading_faults(page: _Page) -> Iterator[str]:
    headings = page.soup.find_all(HEADING)
    firsts = [heading for heading in headings if heading.name == "h1"]
    if len(firsts) != 1:
        yield f"The report: it has {len(firsts)} first headings: keep one."
    level = 0
    for heading in headings:
        own = int(heading.name[1])
        if own > level + 1:
            yield (
                f"{_where(heading)}: the heading “{_short(text_of(heading))}” jumps from level "
                f"{level} to {own}: raise it."
            )
        level = own
        if own > 1 and not _has_content(heading, own):
            yield (
                f"{_where(heading)}: the heading "
                f"“{_short(text_of(heading))}” has nothing below it: say why."
            )
    for part in page.soup.find_all("section"):
        if not part.find(HEADING):
            yield f"The report: the section “{part.get('id', '')}” has no heading: give it one."
    yield from _contents_faults(page)


def _has_content(heading: Tag, level: int) -> bool:
    """Whether text or a picture follows a heading before the next of its level or above."""
    inside = set(map(id, heading.descendants))
    for element in heading.next_elements:
        if id(element) in inside:
            continue
        if isinstance(element, Tag):
            if HEADING.match(element.name) and int(element.name[1]) <= level:
                return False
            if element.name in ("img", "svg"):
                return True
        elif str(element).strip() and not element.find_parent(HEADING):
            return True
    return False


def _contents_faults(page: _Page) -> Iterator[str]:
    """Check that every page has the contents; a section's page must list its topics as well."""
    contents = page.soup.find(id="contents")
    if contents is None:
        yield "The report: it has no contents: assemble it again."
        return
    if contents.select_one("[aria-current]") is None:
        return
    linked = {str(link.get("href", ""))[1:] for link in contents.find_all("a")}
    for heading in page.soup.select("main section h3:not(article *)"):
        if str(heading.get("id")) not in linked:
            yield f"{_where(heading)}: “{_short(text_of(heading))}” is not in the contents: add it."


# Links, tables


def _link_faults(
    page: _Page, ids_of: Mapping[str, set[str]], to_come: Sequence[str]
) -> Iterator[str]:
    ids = [str(tag["id"]) for tag in page.soup.find_all(id=True)]
    for twice in (name for name, number in Counter(ids).items() if number > 1):
        where = _where(page.soup.find_all(id=twice)[1])
        yield f"{where}: the id “{twice}” occurs more than once: rename one."
    for link in page.soup.find_all("a"):
        fault = _link_fault(str(link.get("href", "")), page, ids_of, to_come)
        if fault:
            yield f"{_where(link)}: the link “{_short(text_of(link))}” {fault}."


def _link_fault(
    address: str, page: _Page, ids_of: Mapping[str, set[str]], to_come: Sequence[str]
) -> str:
    name, is_within, place = address.partition("#")
    beside = posixpath.dirname(page.name)
    led_to = posixpath.normpath(posixpath.join(beside, name)) if name else page.name
    if is_within and led_to in ids_of:
        there = place in ids_of[led_to]
        return "" if there else f"leads to {address}, which does not exist: correct it"
    if not address:
        return "has no address: give it one"
    if address.startswith("https://"):
        return ""
    if re.match(r"[\w+.-]+:|//|/", address):
        return f"leads to {_short(address)}: only https and places within the report are allowed"
    if (kept := cite.LINK.fullmatch(address)) and kept[1] in page.editions:
        return ""  # its page is written once this report is released
    there = led_to in to_come or (page.folder / beside / address).is_file()
    return "" if there else f"leads to {address}, a file that is missing"


def _button_faults(page: _Page) -> Iterator[str]:
    """Check that every button opens or closes an existing explanation, and has a text."""
    known = {str(tag["id"]) for tag in page.soup.find_all(popover=True)}
    for button in page.soup.find_all("button"):
        shown = _short(text_of(button))
        if str(button.get("popovertarget", "")) not in known:
            yield f"{_where(button)}: the number “{shown}” has no explanation: assemble again."
        if not shown:
            yield f"{_where(button)}: a button has no text: give it one."


def _table_faults(page: _Page) -> Iterator[str]:
    for table in page.soup.find_all("table"):
        headers = table.find_all("th")
        shown = _short(text_of(table))
        if not headers:
            yield f"{_where(table)}: the table “{shown}” has no header cells: mark them as <th>."
        elif not all(header.get("scope") for header in headers):
            yield f"{_where(table)}: the table “{shown}” has headers without scope: add it."


# What runs, loads or reveals too much


def _is_spark(tag: Tag) -> bool:
    """Whether a drawing is a spark line: named in words, and made only of lines and dots."""
    return (
        tag.get("class") == ["spark"]
        and tag.get("role") == "img"
        and bool(tag.get("aria-label"))
        and {inner.name for inner in tag.find_all(True)} <= {"polyline", "circle"}
    )


def _active_faults(page: _Page) -> Iterator[str]:
    for tag in page.soup.find_all(FORBIDDEN):
        if tag.name == "svg" and (_is_spark(tag) or drawings.is_plain(tag)):
            continue
        if tag.name == "script" and tag.get_text() == script(FILTER):
            continue  # the index filters itself, as its policy allows
        if tag.name == "script" and tag.get("type") == "application/ld+json":
            continue  # data for search engines: no browser runs it
        yield f"{_where(tag)}: the report contains a <{tag.name}>: remove it."
    for tag in page.soup.find_all(True):
        for name in tag.attrs:
            if name == "style" or name.startswith("on") or name in ("srcdoc", "action", "ping"):
                yield f"{_where(tag)}: a <{tag.name}> has the attribute {name}: remove it."
    sheets = page.soup.find_all("style")
    policy = page.soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    rules = str(policy["content"]) if policy else ""
    if "default-src 'none'" not in rules:
        yield "The report: its policy does not forbid everything else: restore default-src 'none'."
    if len(sheets) != 1 or f"'sha256-{hash_of_text(sheets[0].get_text())}'" not in rules:
        yield "The report: its policy does not name its one style sheet: assemble it again."


def _edition_faults(page: _Page) -> Iterator[str]:
    editions = page.editions
    has_banner = page.soup.find(class_="banner") is not None
    if "internal" in editions and not has_banner:
        yield "The report: the internal edition has no banner: assemble it again."
    if "internal" not in editions and has_banner:
        yield "The report: the external edition has the internal banner: remove it."


def _path_faults(folder: Path, written: SentTexts) -> Iterator[str]:
    places = {str(place) for place in (paths.CODE, paths.root().absolute()) if len(place.parts) > 1}
    own = re.compile("|".join([MACHINE_PATH.pattern, *map(re.escape, sorted(places))]))
    of_senders = written.paths(own)
    for path in sorted(folder.rglob("*")):
        if path.suffix not in CHECKED_KINDS or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        yield from _paths_in(name, _texts_of(path), own, of_senders)


def _texts_of(path: Path) -> Iterator[str]:
    """Give what a file says: every text of JSON, and the drawings in any of them."""
    texts: Iterable[str] = [path.read_text(encoding="utf-8", errors="replace")]
    if path.suffix in (".json", ".ipynb"):
        with suppress(ValueError):  # other files are checked as they are
            texts = _strings(json.loads(*texts))
    for text in texts:
        bare, pictures = _without_pictures(text)
        yield from (bare, *pictures)


def _strings(stored: object) -> Iterator[str]:
    """Give every text in parsed JSON, except pictures, unescaped."""
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, list):
        for one in stored:
            yield from _strings(one)
    elif isinstance(stored, dict):
        for name, one in stored.items():
            yield name
            if name != "image/png":
                yield from _strings(one)


def _paths_in(
    name: str, texts: Iterable[str], own: re.Pattern[str], of_senders: tuple[str, ...]
) -> Iterator[str]:
    for text in texts:
        for match in own.finditer(text):
            found = senders.path_at(text, match.start())
            # A line break in a picture, or a heading, may cut a sender's path short.
            if found.startswith(match[0]) and any(one.startswith(found) for one in of_senders):
                continue
            around = text[match.start() : match.end() + 30].split("\n")[0]
            yield f"{name}: “{_short(around)}” is a path of this machine: remove it."
            return


# Where and what


def _where(tag: Tag) -> str:
    part = tag.find_parent("section") or (tag if tag.name == "section" else None)
    heading = part.find(HEADING) if part else None
    if heading:
        return f"Section “{text_of(heading)}”"
    return f"Section {part['id']}" if part and part.get("id") else "The report"


def _short(text: str) -> str:
    return in_short(text, LONGEST)
