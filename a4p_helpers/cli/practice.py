"""`a4p demo`: a half-year, step by step, on a disposable copy with made-up values.

Each step shows the paragraph of the how-to and runs the commands that one would type. Users can
leave after any step and continue from there later.
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from a4p_helpers.cli import words
from a4p_helpers.core import paths
from a4p_helpers.run import DONE

if TYPE_CHECKING:
    from rich.console import Console

PERIOD = "2023-11"
REACHED = "step"  # the file in a copy that holds the number of steps done
MAKER, CLEARER = "A. Maker", "B. Clearer"
# A block of commands or a template, with the line that introduces it.
FENCE = re.compile(r"(?:\n[^\n]*:\n)?\n```.*?\n```", re.DOTALL)
OPEN, RELEASE = "new-period", "release"  # the how-to pages


@dataclass(frozen=True)
class Step:
    """One step: what to look at, its how-to, how the paragraph there begins, its commands."""

    title: str
    look: str
    page: str
    begins: str
    commands: Sequence[Sequence[str]]


def steps(inbox: Path) -> list[Step]:
    """Return the steps of a half-year with eight senders; `inbox` is the folder of their mail."""
    by, clears = ("--by", MAKER), ("--by", CLEARER)
    ticks = [
        part for one in ("reading", "names", "offices", "coverage") for part in ("--tick", one)
    ]
    release = ("release", PERIOD)
    to_release = [
        (*release, "--to", "under review", *by),
        (*release, *ticks, *clears),
        (*release, "--to", "cleared", *clears),
        (*release, "--to", "released", *by),
    ]
    return [
        Step(
            "Forms go out",
            "Open a form, such as that of MINUSCA, and a letter in outputs/2023-11/letters.",
            OPEN,
            "**3.",
            [("forms", PERIOD)],
        ),
        Step(
            "Returns come in",
            "MINUSCA wrote “about forty”; TPP trained more women than people; DHMOSH sent its form "
            "twice, and a letter is among the files. UNFICYP answered “oui”, which counts as yes. "
            "Open the receipts of MINUSCA and TPP.",
            OPEN,
            "**4.",
            [("receive", PERIOD, str(inbox / "1-on-time"))],
        ),
        Step(
            "How it stands",
            "Two senders have something to correct; one has sent nothing.",
            OPEN,
            "**5.",
            [("status", PERIOD, "--write")],
        ),
        Step(
            "Corrections and reminders",
            "The corrected returns replace the earlier ones. UNMOGIP gets a reminder.",
            "correction",
            "**The reporter sends",
            [
                ("receive", PERIOD, str(inbox / "2-corrected")),
                ("forms", PERIOD, "--late"),
            ],
        ),
        Step(
            "Senders confirm",
            "Open the page of UNMISS in outputs/2023-11/confirmations: its answers in words.",
            OPEN,
            "**5.",
            [
                ("confirm", PERIOD, "UNMISS"),
                ("confirm", PERIOD, "UNMISS", "--by", "C. Sender, Chief of Staff"),
            ],
        ),
        Step(
            "The report is made",
            "Open outputs/2023-11/external/index.html and the PDF beside it. UNMOGIP is shown as "
            "not reported. The open datasets were imported beforehand.",
            OPEN,
            "**7.",
            [("run", PERIOD)],
        ),
        Step(
            "A reviewer comments",
            "One comment blocks the release until somebody answers it.",
            RELEASE,
            "**Take what comes back.",
            [
                ("comment", PERIOD, "--file", str(inbox / "comments.csv")),
                ("comment", PERIOD, "--answer", "1", "It is, as the source line says.", *by),
            ],
        ),
        Step(
            "The report is released",
            "Each step names who took it. The checklist says what it checked.",
            RELEASE,
            "**4.",
            to_release,
        ),
        Step(
            "A return comes late",
            "The receipt of UNMOGIP says that the report is out and that its answers will be in "
            "the next revision.",
            RELEASE,
            "A return that comes late",
            [("receive", PERIOD, str(inbox / "3-after-the-release")), ("run", PERIOD)],
        ),
        Step(
            "The revision is released",
            "Every released value that changed has a reason. The second release is external-2; "
            "the first stays as it was.",
            RELEASE,
            "A return that comes late",
            [
                (*release, "--reason", "UNMOGIP sent its return after the release."),
                ("run", PERIOD),
                *to_release,
                ("verify", f"outputs/{PERIOD}/released/external-2"),
            ],
        ),
    ]


def add(commands: words.Commands) -> None:
    """Add the command."""
    one = words.command(commands, demo)
    one.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="where (default: outputs/practice)"
    )
    one.add_argument("--all", action="store_true", help="every step, without waiting for Enter")
    one.add_argument("--again", action="store_true", help="from the first step, on a new copy")
    one.add_argument("--throw-away", action="store_true", help="remove the copy")


def demo(given: argparse.Namespace) -> int:
    """Practise a half-year with eight senders on a disposable copy."""
    from rich.console import Console

    from a4p_helpers.run import practice
    from a4p_helpers.run.demo import root_at

    place = (given.folder or paths.outputs("practice")).absolute()
    console = Console()
    mark = place / "inbox"
    if place.exists() and any(place.iterdir()) and not mark.is_dir():
        print(f"{place} holds something else: name another folder.", file=sys.stderr)
        return 2
    if given.throw_away:
        shutil.rmtree(place, ignore_errors=True)
        print(f"Thrown away: {place}")
        return DONE
    if given.again or not mark.is_dir():
        console.print("Making the copy: 30 seconds.")
        practice.lay_out(place)
    with root_at(place):
        return _walk(place, console, waits=not given.all and sys.stdin.isatty())


def _walk(place: Path, console: "Console", *, waits: bool) -> int:
    from rich.markdown import Markdown

    from a4p_helpers.cli import main  # it knows this module

    every, former = steps(Path("inbox")), Path.cwd()
    os.chdir(place)  # commands name files as one would type them there
    try:
        for number, step in _left(every):
            console.rule(f"Step {number} of {len(every)}: {step.title}")
            console.print(Markdown(_said(step)))
            for line in step.commands:
                console.print(f"\n$ a4p {' '.join(map(_typed, line))}", style="bold", markup=False)
                if waits and not _goes_on(console):
                    return DONE
                main(list(line))
            console.print(f"\nLook: {step.look}", markup=False)
            Path(REACHED).write_text(f"{number}\n", encoding="utf-8")
    finally:
        os.chdir(former)
    console.print("\nThat was the half-year. `a4p demo --throw-away` removes the copy.")
    return DONE


def _left(every: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    mark = Path(REACHED)
    done = int(mark.read_text(encoding="utf-8")) if mark.exists() else 0
    return ((at, one) for at, one in enumerate(every, start=1) if at > done)


def _said(step: Step) -> str:
    """Return the how-to's paragraph on a step, without its commands."""
    place = f"docs/how-to/{step.page}.md"
    text = (paths.CODE / place).read_text(encoding="utf-8")
    begin = text.index(f"\n{step.begins}") + 1
    told = re.split(r"\n(?=\*\*|## |# )", text[begin:])[0]
    told = FENCE.sub("", told)
    return f"{told.strip()}\n\n*{place}*"


def _goes_on(console: "Console") -> bool:
    said = console.input("Enter runs it, q leaves (the next time begins with this step): ")
    return said.strip().lower() not in ("q", "quit")


def _typed(word: str) -> str:
    return f'"{word}"' if re.search(r"[\s“”]", word) else word
