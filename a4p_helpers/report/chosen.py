"""What the core report prints first, so that every period keeps to its pages and words.

Whatever is reported, the core has at most `PAGES` pages and `WORDS` words. From each section it
prints as much as fits, by rank: the first exhibit, and exhibits on numbers of the first spread;
exhibits on numbers of its main points; other pictures and tables; text alone; accounts of missions
below an exhibit. A block's accounts are all printed or all left out. Sections take turns within a
rank. The end of each section names what is left out; the technical volume prints everything.
`core.typ` sets the type, and so decides what fits.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from a4p_helpers.report.content import Content

PAGES, WORDS = 24, 7_000
FIXED, SPREAD, POINT, PICTURE, TEXT, ACCOUNTS = range(6)
PRIORITY, OTHER = 2, 1  # pages of a section
AROUND = 3  # pages of the first spread and the sources; the cover has no head or foot
UNREAD = ("kind", "alt", "style", "values", "topic", "id")
DRAWN = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)


def ranked(sections: Sequence[Content], spread: Collection[str]) -> list[Content]:
    """Return sections whose blocks each have a rank and a number of words; accounts apart.

    `spread` are the codes of the numbers on the first spread.
    """
    made = []
    for section in sections:
        points = {code for one in section["blocks"] for code in one.get("values", ())}
        if section["blocks"] and section["blocks"][0]["kind"] == "points":
            points = set(section["blocks"][0]["values"])
        blocks = [
            {**one, "rank": _rank(one, spread, points), "words": words(one)}
            for one in list(_apart(section["blocks"]))
        ]
        first = next((one for one in blocks if one["kind"] == "exhibit"), {"rank": FIXED})
        first["rank"] = min(first["rank"], SPREAD)
        limit = PRIORITY if section["mark"] else OTHER
        made.append({**section, "blocks": blocks, "limit": limit})
    return made


def turns(sections: Sequence[Content]) -> list[list[int]]:
    """Return the order in which blocks are tried: each as its section's position and its own."""
    found = []
    for of, section in enumerate(sections):
        met: dict[int, int] = {}
        for at, one in enumerate(section["blocks"]):
            met[one["rank"]] = met.get(one["rank"], 0) + 1
            found.append((one["rank"], met[one["rank"]], of, at))
    return [[of, at] for _, _, of, at in sorted(found)]


def room(running: int, *fixed: Any) -> int:
    """Return how many words sections may have in addition to what is `fixed`.

    `running` counts the words in the head and foot of a page.
    """
    return WORDS - AROUND * running - words(fixed)


def words(content: Any) -> int:
    """Count the words that readers see in content, including those in its pictures."""
    return sum(len(text.split()) for text in texts(content))


def texts(content: Any) -> Iterator[str]:
    """Give each text that readers see in content, including those in its pictures."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for key, one in content.items():
            if key not in UNREAD:
                yield from texts(DRAWN.findall(one) if key == "svg" else one)
    elif isinstance(content, Sequence) and not isinstance(content, bytes):
        for one in content:
            yield from texts(one)


def plain(runs: Sequence[Content]) -> str:
    """Return the text of runs, without their style."""
    return "".join(one["text"] for one in runs)


def _apart(blocks: Sequence[Content]) -> Iterator[Content]:
    """Give blocks, accounts after their exhibit, and paragraphs with their topic."""
    topic = ""
    told: Content | None = None
    for one in blocks:
        if one["kind"] == "topic":
            topic, told = one["title"], None
        elif one["kind"] in ("paragraph", "list") and topic:
            if told is None:
                told = {"kind": "words", "label": topic, "body": [], "more": [], "level": 2}
                yield {**told, "topic": "", "follows": False}
            told["body"].append(one)
        else:
            told = None
            more = one.get("more", [])
            apart = [part for part in more if part["kind"] == "accounts"]
            if not one.get("body", one["kind"] == "exhibit"):  # nothing but accounts
                apart = []
            rest = [part for part in more if part not in apart]
            kept = {"more": rest} if more else {}
            of_topic = topic if one["kind"] != "silent" else ""
            yield {**one, **kept, "topic": of_topic, "follows": False}
            for part in apart:
                yield {**part, "topic": topic, "follows": True}


def _rank(block: Content, spread: Collection[str], points: Collection[str]) -> int:
    if block["kind"] in ("points", "silent", "facts"):
        return FIXED
    if block["kind"] == "accounts":
        return ACCOUNTS
    known = set(block.get("values", ()))
    if known & set(spread):
        return SPREAD
    if known & set(points):
        return POINT
    return PICTURE if block["kind"] in ("exhibit", "table") else TEXT
