"""What must hold before a release: computed where it can be, else ticked by a person."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from a4p_helpers import narrative, paths
from a4p_helpers.clean.period import examine
from a4p_helpers.clearance import revisions
from a4p_helpers.processed import Tables
from a4p_helpers.report import annexes, check, comments

BY_HAND = {
    "coverage": "What is missing is known and accepted",
    "reading": "The report was read as a whole by somebody who did not make it",
    "names": "Names, titles and territories are written as the United Nations writes them",
    "offices": "The offices have confirmed the numbers they sent",
}
SHORTEST = 12  # a text below this may stand in both editions by chance


@dataclass(frozen=True)
class Item:
    """One line of the checklist; it holds where nothing is wrong and, by hand, it was ticked."""

    key: str
    text: str
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing stands against the release here."""
        return not self.wrong


def items(period: str, edition: str, draft: Path, ticked: set[str]) -> list[Item]:
    """Return the whole checklist of a draft."""
    computed = [
        ("faults", "No fault is left in what was received", _faults(period)),
        ("figures", "Every difference from published numbers has a reason", _figures(period)),
        (
            "revisions",
            "Every value that was released before is the same, or its revision has a reason",
            revisions.faults(period, edition, draft),
        ),
        ("comments", "Every comment of reviewers is answered", _comments(period, draft)),
        ("page", "Links, headings, alternative texts and tables are in order", check.faults(draft)),
    ]
    if edition == "external":
        computed.append(("leaks", "Nothing internal stands in any file", leaks(period, draft)))
    listed = [Item(key, text, tuple(wrong)) for key, text, wrong in computed]
    for key, text in BY_HAND.items():
        missing = _missing(period, edition) if key == "coverage" else ""
        wrong = () if key in ticked else (f"To be ticked by hand: --tick {key}.{missing}",)
        listed.append(Item(key, text, wrong))
    return listed


def _faults(period: str) -> list[str]:
    return [str(fault) for fault in examine(period).faults]


def _figures(period: str) -> list[str]:
    return [
        f"{one.code}: published {one.published}, and no reason for the difference."
        for one in annexes.reconcile(period)
        if not one.is_explained
    ]


def _comments(period: str, draft: Path) -> list[str]:
    wrong = [f"Comment {one.id} of {one.who} is not answered." for one in comments.open_of(period)]
    shown = [path.name for path in sorted(draft.glob("*.html")) if comments.stand_in(path)]
    return wrong + [f"{name} still shows comments: run the period again." for name in shown]


def _missing(period: str, edition: str) -> str:
    """Say what coverage lacks, for who ticks it."""
    tables = Tables(paths.processed(period, edition))
    silent = [one.reporter for one in tables.reporting if one.state in ("not received", "in part")]
    return f" Not all that was asked came from {narrative.listed(silent)}." if silent else ""


def leaks(period: str, draft: Path) -> list[str]:
    """Return the internal texts that stand in an external draft: file, and table of the text."""
    inside = Tables(paths.processed(period, "internal"))
    outside = Tables(paths.processed(period, "external"))
    open_texts = "\n".join(text for name in outside for text in _texts(outside, name))
    secret = {
        text: name
        for name in inside
        for text in _texts(inside, name)
        if len(text) >= SHORTEST and text not in open_texts
    }
    found = []
    for path in sorted(draft.rglob("*")):
        if path.suffix in (".html", ".csv", ".json", ".ipynb"):
            content = _plain(path.read_text(encoding="utf-8"))
            found += [
                f"{path.relative_to(draft).as_posix()} holds an internal text of {name}."
                for text, name in secret.items()
                if _plain(text) in content
            ]
    return list(dict.fromkeys(found))


def _texts(tables: Tables, name: str) -> set[str]:
    frame = tables[name].select_dtypes(include=["string", "str", "object"])
    return {str(text) for column in frame for text in frame[column].dropna()}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text))
