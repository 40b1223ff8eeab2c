"""What changed from one report to another, sentence by sentence and word by word.

The size of a change is the number of words added and removed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, product

from a4p_helpers.report.reading import Section, Sentence

REWORDED, ADDED, REMOVED = "changed", "added", "removed"
SAME = "same"

WORD = re.compile(r"\s*(?:\w(?:[\w'’.,/-]*\w)?|[^\w\s])")
# Two sentences count as one reworded sentence if they share this much of their words.
ALIKE = 0.5
# Beyond these, words are not compared: a page must be ready in seconds whatever it holds.
MOST_PAIRS, MOST_WORDS = 20_000, 400


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, was added or was removed; `gap` if a space precedes it."""

    kind: str
    text: str
    gap: bool = False


@dataclass(frozen=True)
class SentenceChange:
    """One sentence that was added, removed or reworded, word by word."""

    kind: str
    at: Sentence
    pieces: tuple[Piece, ...]
    size: int


@dataclass(frozen=True)
class SectionChange:
    """What changed in one section."""

    id: str
    title: str
    style: str
    changes: tuple[SentenceChange, ...]


def sections(before: dict[str, Section], after: dict[str, Section]) -> list[SectionChange]:
    """Return the sections in which a sentence changed: in the order of the page, dropped ones last.

    A sentence that only moved within its section is unchanged.
    """
    order = [*after, *(name for name in before if name not in after)]
    found = []
    for name in order:
        old, new = before.get(name), after.get(name)
        section = new or old
        assert section is not None
        changes = _sentences(old.sentences if old else (), new.sentences if new else ())
        if changes:
            found.append(SectionChange(name, section.title, section.style, tuple(changes)))
    return found


def _sentences(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[SentenceChange]:
    """Return what changed between the sentences of a section, the largest change first."""
    old, new = _without_common(before, after), _without_common(after, before)
    changes = []
    for one, other in _matched(old, new):
        pieces = reworded(old[one].text, new[other].text)
        changes.append((other, SentenceChange(REWORDED, new[other], pieces, _size(pieces))))
        del old[one], new[other]
    for kind, left in ((REMOVED, old), (ADDED, new)):
        for at, sentence in left.items():
            pieces = (Piece(kind, sentence.text),)
            changes.append((at, SentenceChange(kind, sentence, pieces, _size(pieces))))
    return [change for _, change in sorted(changes, key=lambda one: (-one[1].size, one[0]))]


def _without_common(these: Sequence[Sentence], others: Sequence[Sentence]) -> dict[int, Sentence]:
    """Return the sentences, by position, that the others do not include word for word."""
    common = Counter(one.text for one in others)
    left = {}
    for at, one in enumerate(these):
        if common[one.text]:
            common[one.text] -= 1
        else:
            left[at] = one
    return left


def _matched(old: dict[int, Sentence], new: dict[int, Sentence]) -> list[tuple[int, int]]:
    """Pair reworded sentences: the most alike first, and the same place before others."""
    scored = [
        (_likeness(old[one].text, new[other].text), old[one].place == new[other].place, one, other)
        for one, other in islice(product(old, new), MOST_PAIRS)
    ]
    scored.sort(key=lambda pair: (-pair[0], not pair[1], abs(pair[2] - pair[3]), pair[2]))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, _, one, other in scored:
        if likeness >= ALIKE and one not in matched and other not in taken:
            matched[one] = other
            taken.add(other)
    return list(matched.items())


def _likeness(one: str, other: str) -> float:
    """Return how much of two sentences is alike, from 0 to 1; punctuation does not count."""
    before, after = ([word for word in _words(text) if word[-1].isalnum()] for text in (one, other))
    if max(len(before), len(after)) > MOST_WORDS or not before or not after:
        return 0.0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in WORD.findall(text))


def reworded(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one, in pieces that stayed, were removed and were added."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return (Piece(REMOVED, before), Piece(ADDED, after, gap=True))
    matcher = SequenceMatcher(None, _words(before), _words(after), autojunk=False)
    pieces = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            pieces.append(_piece(SAME, new[j1:j2]))
            continue
        if i1 < i2:
            pieces.append(_piece(REMOVED, old[i1:i2]))
        if j1 < j2:
            # A space separates added from removed text, also after a bracket or at the start.
            pieces.append(_piece(ADDED, new[j1:j2], apart=i1 < i2))
    return tuple(pieces)


def _piece(kind: str, words: list[str], *, apart: bool = False) -> Piece:
    text = "".join(words)
    return Piece(kind, text.strip(), gap=apart or text != text.lstrip())


def _size(pieces: Sequence[Piece]) -> int:
    """Count the words added and removed."""
    changed = (piece.text for piece in pieces if piece.kind != SAME)
    return sum(word[-1].isalnum() for text in changed for word in _words(text))
