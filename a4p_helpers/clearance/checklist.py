"""What must be true before a release: computed where possible, otherwise ticked by a person."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from a4p_helpers.clean import folder
from a4p_helpers.clean.period import examine
from a4p_helpers.clearance import raw_text, readable, revisions, traced, validators
from a4p_helpers.clearance.readable import SHORTEST, bare
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.disclosure.editions import GIVEN_AWAY
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import annexes, check, comments, provenance
from a4p_helpers.store import processed, stale
from a4p_helpers.store import values as stored
from a4p_helpers.store.processed import Tables

COMPUTED = {
    "current": "The draft is made from the present data and code",
    "faults": "No received file still has a fault",
    "figures": "Every difference from published or submitted numbers has a reason",
    "released": "Earlier releases are unchanged since they were cleared",
    "revisions": "Every value released before is the same, or its revision has a reason",
    "comments": "Every comment of reviewers is answered",
    "numerals": "Every numeral is traced to a value, a declared text or a sender's text",
    "page": "Links, headings, alternative texts and tables are in order",
    "validators": "External validators find nothing",
    "small": "No suppressed number can be derived from earlier releases",
    "leaks": "No file contains anything internal",
}
BY_HAND = {
    "coverage": "Known gaps are accepted",
    "reading": "Somebody who did not make the report has read all of it",
    "names": "Names, titles and territories are written as the United Nations writes them",
    "offices": "The offices have confirmed the numbers they sent",
    "elsewhere": "Files that no validator could check here were checked elsewhere",
}


@dataclass(frozen=True)
class Item:
    """One line of the checklist; it holds if nothing is wrong and any manual item is ticked."""

    key: str
    text: str
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether this item permits the release."""
        return not self.wrong


def items(
    period: str, edition: str, draft: Path, ticked: set[str], of_releases: Sequence[str]
) -> list[Item]:
    """Return the whole checklist of a draft; `of_releases` are the faults of former releases."""
    verdicts = validators.verdicts(period, edition, draft)
    found: dict[str, Sequence[str]] = {
        "current": stale_draft(period, edition, draft),
        "faults": _faults(period),
        "figures": _figures(period, edition),
        "released": of_releases,
        "revisions": revisions.faults(period, edition, draft),
        "comments": _comments(period, draft),
        "numerals": traced.faults(period, edition, draft),
        "page": check.faults(draft),
        "validators": [f"{one.name}: {wrong}" for one in verdicts for wrong in one.wrong],
    }
    if edition == "external":
        found |= {"small": _given_away(period), "leaks": leaks(period, draft)}
    listed = [Item(key, COMPUTED[key], tuple(wrong)) for key, wrong in found.items()]
    lacking = [f"{one.name} ({one.lacking})" for one in verdicts if one.lacking]
    missing = {
        "coverage": _missing(period, edition),
        "elsewhere": f" Not run here: {narrative.listed(lacking)}." if lacking else "",
    }
    for key, text in BY_HAND.items():
        holds = key in ticked or (key == "elsewhere" and not lacking)
        asked = f"To be ticked by hand: --tick {key}.{missing.get(key, '')}"
        listed.append(Item(key, text, () if holds else (asked,)))
    return listed


def stale_draft(period: str, edition: str, draft: Path) -> list[str]:
    """Say what changed since a draft was made, and what to do; blank if it is current."""
    made = json.loads((draft / paths.RUN).read_text(encoding="utf-8"))
    now = {
        "the data": (made["input_hash"], provenance.inputs(period, edition)[0]),
        "the code": (made["code_hash"], provenance.code_hash()),
    }
    changed = [what for what, (then, here) in now.items() if then != here]
    if not changed and not stale.are_tables_current(periods.get(period)):
        # The other checks read the cleaned tables, and so do the tables kept for readers.
        return [f"The cleaned tables are not from the draft's data: run `a4p clean {period}`."]
    if not changed:
        return []
    return [f"Since the draft was made, {narrative.listed(changed)} changed: run the period again."]


def _faults(period: str) -> list[str]:
    examined = examine(period)
    return [*map(str, examined.faults), *examined.unsettled]


def _figures(period: str, edition: str) -> list[str]:
    differing = [
        f"{one.code}: published {one.published}, and no reason is given for the difference."
        for one in annexes.reconcile(period, edition)
        if not one.is_explained
    ]
    values = stored.read(periods.get(period), edition)
    # An internal note explains too: the external edition drops what reporters wrote.
    inside = stored.read(periods.get(period), "internal")
    accepted, _ = folder.accepted(period)
    settled = {(one.what, one.value) for one in accepted if not one.file}
    return differing + [
        f"{code}: {narrative.conflict(values[code])} Say why in the note of the figure, or accept "
        f"it by `a4p accept {period} {code}`."
        for code in values
        if values[code].conflicts
        and not inside[code].note
        and (code, narrative.two_numbers(values[code])) not in settled
    ]


def _comments(period: str, draft: Path) -> list[str]:
    wrong = [
        f"Comment {one.id} of {one.who} is not answered."
        for one in comments.open_of(period)
        if not one.thread
    ]
    shown = [path.name for path in sorted(draft.glob("*.html")) if comments.stand_in(path)]
    return wrong + [f"{name} still shows comments: run the period again." for name in shown]


def _given_away(period: str) -> list[str]:
    inside = processed.read(paths.processed(period, "internal"))
    return [f"{one.sentence}." for one in inside.remarks() if one.kind == GIVEN_AWAY]


def _missing(period: str, edition: str) -> str:
    """Say what is missing from coverage, for the person who ticks it."""
    tables = processed.read(paths.processed(period, edition))
    lacking = ("not received", "in part", "with faults")
    silent = [one.reporter for one in tables.reporting if one.state in lacking]
    return f" Answers are missing from {narrative.listed(silent)}." if silent else ""


def leaks(period: str, draft: Path) -> list[str]:
    """Return the internal texts in an external draft: file, and origin of the text.

    The first search covers texts of tables, remarks, reasons and comments in all contents of files;
    not numbers, which may occur in both editions by chance. The second does not rely on how raw
    files were read: it looks for their texts near a classification that is not external.
    """
    tables = processed.read(paths.processed(period, "internal"))
    inside = _said(tables) | {one.text: "a comment" for one in comments.of(period)}
    # By the contents of the other edition, and by the classes alone: an error that let a text into
    # the external tables must not count as permission.
    secret = _secret(inside, _said(processed.read(paths.processed(period, "external"))))
    secret |= _secret(*_by_class(tables))
    raw = raw_text.secret(period)
    found = list(raw.unread)
    for name, path in paths.below(draft).items():
        content = bare("\n".join([name, *readable.texts(path)]))
        known = {text: origin for text, origin in secret.items() if text in content}
        found += [f"{name} contains an internal text from {origin}." for origin in known.values()]
        found += [
            f"{name} contains a text from {place}, which is not classified as external there: "
            "remove it, or ask its sender to correct the classification."
            for text, place in raw.secret.items()
            if text in content and not any(text in other for other in known)
        ]
    return list(dict.fromkeys(found))


def _secret(inside: Mapping[str, str], outside: Iterable[str]) -> dict[str, str]:
    """Return the texts that only the internal edition shows, bare, with their origin."""
    # A code or a word from a list reveals nothing about its row.
    open_texts = bare("\n".join(outside)) + raw_text.shared_words()
    return {
        plain: origin
        for text, origin in inside.items()
        if len(plain := bare(text).rstrip(".")) >= SHORTEST and plain not in open_texts
    }


def _by_class(tables: Tables) -> tuple[dict[str, str], set[str]]:
    """Return the texts of internal rows and columns, each with its table, and all other texts."""
    inside: dict[str, str] = {}
    outside: set[str] = set()
    for name in tables:
        columns = TABLES[name].get_metadata()[name]["columns"]
        kept = [column for column in columns if columns[column]["disclosure"] == "internal"]
        frame = tables[name]
        is_internal = frame["classification"] == "internal"
        inside |= dict.fromkeys(_texts(frame[is_internal]) | _texts(frame[kept]), name)
        outside |= _texts(frame[~is_internal].drop(columns=kept))
    return inside, outside


def _said(tables: Tables) -> dict[str, str]:
    """Return every text that an edition's notebooks can read, with its origin."""
    said = {text: name for name in tables for text in _texts(tables[name])}
    said |= {one.sentence: f"a remark on {one.table}" for one in tables.remarks()}
    for name, state in tables.states.items():
        reasons = [
            state.reason,
            *state.reasons.values(),
            *(why for _, why in state.answers.values()),
        ]
        said |= dict.fromkeys(reasons, f"a reason given for {name}")
    return said


def _texts(frame: pd.DataFrame) -> set[str]:
    texts = frame.select_dtypes(include=["string", "str", "object"])
    return {str(text) for column in texts for text in texts[column].dropna()}
