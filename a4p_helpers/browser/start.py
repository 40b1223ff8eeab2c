"""The first page of JupyterLab: how a period stands, and where an analyst begins.

It is Markdown beside the notebooks, outside git, written when the lab starts and by `a4p dev
start`. JupyterLab shows it rendered, and its links open the notebooks.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from a4p_helpers import half_year
from a4p_helpers.core import contents, paths, periods
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative

NAME = "start.md"
MOST_FAULTS = 5
EXPLORATION = "explore/women_and_size"  # the one worth copying
COMMANDS = (
    ("a4p preview p4", "a section in the browser, refreshed at every save"),
    ("a4p status {period}", "who has reported, and who is late"),
    ("a4p clean {period}", "every fault of the raw data, with file, row and what to do"),
    ("a4p run {period}", "the whole report, both editions; only changes are made again"),
    ("a4p open {period}", "the report in the browser"),
    ("a4p dev start {period}", "this page, renewed: then File, Reload Markdown File from Disk"),
)


def write(period: Period, now: datetime) -> Path:
    """Write the page of a period beside the notebooks, and return its path."""
    place = paths.NOTEBOOKS / NAME
    place.write_text(page(period, now), encoding="utf-8", newline="\n")
    return place


def page(period: Period, now: datetime) -> str:
    """Return the page of a period at a moment."""
    stands = half_year.of(period.name, now.date())
    mark = f"**{periods.SYNTHETIC}: no mission or office reported any of it.**\n\n"
    parts = [
        f"# {period.label} ({period})",
        f"{mark if period.is_synthetic else ''}{_at_work(period, stands.summary)}",
        "## How it stands",
        _table(
            ("Step", "How it stands", "What blocks the next"),
            [
                (one.what, one.stands, "✓ done" if one.is_done else "; ".join(one.blocked_by))
                for one in stands.steps
            ],
        ),
        *([f"Next: `{stands.next.command}`."] if stands.next else []),
        *_faults(period, stands.faults),
        "## Notebooks",
        "Open one, choose *Run, Run All Cells*, change a sentence, save. Values are codes in "
        "braces: `{HOSPITALS_REPORTING}`. Type `section.` and press Tab for what a section can "
        "do, and `section.say?` for how.",
        _table(("Section", "Notebook", "In the browser"), _notebooks(period)),
        f"For a question of your own, copy {_link(EXPLORATION)}: explorations may do "
        "anything, and no report shows them.",
        "## Who has reported",
        _table(half_year.HEADINGS, [one.cells for one in stands.senders]),
        "## Commands",
        "In a terminal of the lab (*File, New, Terminal*):",
        _table(("Command", "What it shows or makes"), _commands(period)),
        f"*As of {narrative.long_date(now.date())}, {now:%H:%M}.*",
    ]
    return "\n\n".join(parts) + "\n"


def _at_work(period: Period, returns: str) -> str:
    """Return the sentence on the period that notebooks work on and why, and on others."""
    work, newest, out = periods.at_work(), periods.newest_with_data(), periods.newest_published()
    if work != period:
        return (
            f"This page is about **{period}**. Notebooks opened here work on **{work}**: "
            f"to work on {period}, {_reopened(period)}."
        )
    if os.environ.get(periods.AT_WORK):
        why = f"because the lab was opened for it (`PERIOD={period}`)"
    else:
        why = "because it is the newest for which anything has come"
    said = [f"Notebooks opened here work on **{period}**, {why}."]
    if period.first_day > out.first_day:
        said.append(f"Its report is not out yet; of its senders, {returns}.")
        said.append(
            f"The newest period whose report is out is **{out}**: to work on it, {_reopened(out)}."
        )
    elif other := newest if newest != period else periods.previous(period):
        said.append(f"To work on another period, {_reopened(other)}.")
    return " ".join(said)


def _reopened(period: Period) -> str:
    return f"close the lab and open it with `make lab PERIOD={period}`"


def _faults(period: Period, faults: Sequence[str]) -> Iterable[str]:
    if not faults:
        return
    yield "### Faults of the raw data"
    yield "\n".join(f"- {_plain(one)}" for one in faults[:MOST_FAULTS])
    if len(faults) > MOST_FAULTS:
        more = narrative.in_words(len(faults) - MOST_FAULTS)
        yield f"And {more} more: `a4p clean {period}` lists all."


def _notebooks(period: Period) -> Iterable[tuple[str, ...]]:
    for one in contents.entries(period.name).values():
        title = f"{one.mark}. {one.title}" if one.mark else one.title
        yield title, _link(one.notebook), f"`a4p preview {one.slug}`"
    yield "A mission's own page", _link(contents.PROFILE), "`a4p preview UNMISS`"


def _commands(period: Period) -> Iterable[tuple[str, str]]:
    for command, what in COMMANDS:
        yield f"`{command.format(period=period)}`", what


def _link(notebook: str) -> str:
    return f"[{notebook}]({notebook}.ipynb)"


# Markdown


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_plain, line))} |" for line in lines)


def _plain(text: str) -> str:
    """Return a text on one line, without anything that would end a cell or begin a tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
