"""What senders wrote, so that checks for leaks can leave their words alone.

A mission may write None, {x} or a path in its account, and the report publishes it as written. The
same words in a sentence of the program are a fault. The tables show which is which.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from a4p_helpers.core import paths
from a4p_helpers.report import comments, downloads
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Tables

# Remarks whose sentence a person wrote, or that quote what a person wrote.
WRITTEN = ("corrected", "note")
# What pages put between a sender's text and its neighbours. Words are not among it, so a None that
# a sender wrote in one cell excuses no None within a sentence.
MARKS = r"\n,;:.!?()\[\]“”‘’\"'«»…·–—"
OPENS = re.compile(rf"(?:^|[{MARKS}]|\b(?:and|or)\s)[\s_]*$")
CLOSES = re.compile(rf"[\s_]*(?:$|[{MARKS}]|(?:and|or)\b)")
ENDS = ".:!?)]}"
TAKEN = "\ufffc"
PATH = re.compile(r"[^\s\"'<>&|,;]+")


class SentTexts:
    """Texts of senders, each as often as it was sent: no list or table shows it more often."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)
        self._most = Counter(filter(None, map(_core, self._texts)))
        self._longest_first = sorted(self._most, key=lambda core: (-len(core), core))

    def only(self, pattern: re.Pattern[str]) -> "SentTexts":
        """Return the texts in which a pattern is found."""
        return SentTexts(self.having(pattern))

    def having(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Return the texts in which a pattern is found."""
        return tuple(text for text in self._texts if pattern.search(text))

    def taken_out(self, lines: Sequence[str], seen: Counter[str]) -> list[str]:
        """Return lines of a page with a full stop for each text of a sender.

        A text may run over several lines. It must be separate: alone, or between marks. `seen`
        counts the texts removed from the same list or table.
        """
        whole = "\n".join(lines)
        for core in self._longest_first:
            for first, last in _places(core, whole):
                is_left = seen[core] < self._most[core]
                if is_left and OPENS.search(whole[:first]) and CLOSES.match(whole, last):
                    seen[core] += 1
                    gone = re.sub(r"[^\n]", TAKEN, whole[first:last])
                    whole = whole[:first] + gone + whole[last:]
        return [re.sub(f"{TAKEN}+", ".", line) for line in whole.split("\n")]

    def paths(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Return the paths in these texts, as `path_at` gives them."""
        return tuple(
            path_at(text, at.start()) for text in self._texts for at in pattern.finditer(text)
        )


def path_at(text: str, start: int) -> str:
    """Return the path that begins here, without what ends its sentence."""
    found = PATH.match(text, start)
    return found[0].rstrip(ENDS) if found else ""


def _places(core: str, text: str) -> Iterator[tuple[int, int]]:
    """Give the start and end of a text within another, however either is broken into lines.

    Its first letter may have become a capital.
    """
    bare, places = _bare(text)
    for form in dict.fromkeys((core, core[:1].upper() + core[1:])):
        start = bare.find(form)
        while start >= 0:
            yield places[start], places[start + len(form) - 1] + 1
            start = bare.find(form, start + len(form))


def _core(text: str) -> str:
    """Return a text without blanks and its final full stop, which pages add or leave out."""
    return _bare(text)[0].rstrip(".")


def _bare(text: str) -> tuple[str, list[int]]:
    """Return a text without blanks, and the position of each of its letters.

    Charts break lines, and words that are too long for one; headings have a blank for `_`.
    """
    places = [at for at, letter in enumerate(text) if not letter.isspace() and letter != "_"]
    return "".join(text[at] for at in places), places


def of_report(folder: Path) -> SentTexts:
    """Return everything in the cleaned tables of a report that senders wrote.

    Nothing is returned for a report that does not identify itself, or whose tables are gone.
    """
    try:
        stored = json.loads((folder / downloads.DESCRIPTOR).read_text(encoding="utf-8"))
        period, edition = stored["name"].removeprefix("a4p-").rsplit("-", 1)
        tables = processed.read(paths.processed(period, edition))
        asked = comments.open_of(period) if edition == "internal" else []
        of_reviewers = [text for one in asked for text in (one.text, one.who)]
        return SentTexts([*_cells(tables), *_reasons(tables), *of_reviewers])
    except (OSError, ValueError, KeyError):  # such as a missing table
        return SentTexts()


def _cells(tables: Tables) -> Iterator[str]:
    for name, state in tables.states.items():
        frame = tables[name]
        for column in (one for one, kind in state.kinds.items() if kind == "text"):
            if column in frame:
                yield from frame[column].dropna()


def _reasons(tables: Tables) -> Iterator[str]:
    """Give what was written about whole tables and about their rows."""
    yield from tables.participants.values()
    for state in tables.states.values():
        yield from (state.reason, *state.reasons.values())
        yield from (reason for _, reason in state.answers.values())
    for remark in tables.remarks():
        if remark.kind in WRITTEN:
            yield from (remark.sentence, remark.told)
