"""Commands from a draft to a release: reviewers' comments, the checklist, the steps."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from a4p_helpers.cli import words
from a4p_helpers.core import paths, periods
from a4p_helpers.run import DONE, FAILED

if TYPE_CHECKING:
    from a4p_helpers.report.comments import Comment


def add(commands: words.Commands) -> None:
    """Add these commands."""
    one = words.command(commands, comment)
    words.add_period(one)
    one.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help="a Word document that came back, or a sheet with section, paragraph, text, who",
    )
    one.add_argument(
        "--edition",
        default="",
        metavar="|".join(periods.EDITIONS),
        help="which edition the comments are on (default: what a Word document says, or external)",
    )
    one.add_argument("--answer", nargs=2, metavar=("ID", "TEXT"), help="answer a comment")
    words.add_by(one, "answers")
    one = words.command(commands, release)
    words.add_period(one)
    one.add_argument(
        "--edition", default="external", metavar="|".join(periods.EDITIONS), help="which edition"
    )
    one.add_argument("--to", metavar="STEP", help="under review, cleared or released")
    words.add_by(one, "takes the step or ticks")
    one.add_argument(
        "--tick", action="append", default=[], metavar="ITEM", help="what was checked by hand"
    )
    one.add_argument(
        "--reason", metavar="TEXT", help="why released values change, for all that lack a reason"
    )
    one.add_argument(
        "--kind",
        metavar="KIND",
        help="of the revision: new data (default), correction of an error, method",
    )
    one.add_argument(
        "--code",
        action="append",
        default=[],
        metavar="CODE",
        help="which of them the reason is for; may be repeated (default: all)",
    )
    one.add_argument(
        "--sign", metavar="maker|clearer", help="sign the newest release as the one who did that"
    )
    one.add_argument(
        "--key",
        type=Path,
        default=Path("~/.ssh/id_ed25519"),
        metavar="FILE",
        help="your OpenSSH key, or its public part where an agent or a token has it"
        " (default: ~/.ssh/id_ed25519)",
    )
    one = words.command(commands, verify)
    one.add_argument(
        "release", type=Path, metavar="RELEASE", help="its folder, below outputs/PERIOD/released"
    )
    one.add_argument(
        "--rebuild", action="store_true", help="also make it again and compare byte by byte"
    )


def comment(given: argparse.Namespace) -> int:
    """Take reviewers' comments, answer one, or list those that are open."""
    from a4p_helpers.intake import comment
    from a4p_helpers.report import comments
    from a4p_helpers.run import publish

    is_word = bool(given.file) and given.file.suffix.lower() == ".docx"
    period = words.period(given.period or (comment.of_document(given.file)[0] if is_word else ""))
    code, today = DONE, date.today()
    if given.answer:
        number, by = int(given.answer[0]) if given.answer[0].isdecimal() else 0, words.by(given)
        with publish.lock(period, is_run=False):
            comment.answer(period, number, given.answer[1], by, today)
    if is_word:
        with publish.lock(period, is_run=False):
            taken, known, untracked = comment.take_document(
                period, given.file, today, given.edition
            )
        for one, remark in taken:
            _tell(one, *remark.told)
        for line in untracked:
            print(line, file=sys.stderr)
        if refused := [one.id for one, remark in taken if remark.is_number]:
            which = ", ".join(map(str, refused))
            print(f"Numbers are not changed by an edit: see {which}.", file=sys.stderr)
            code = FAILED
    elif given.file:
        with publish.lock(period, is_run=False):
            new, known = comment.take(period, given.file, today, given.edition or "external")
        for one in new:
            _tell(one)
    if given.file and known:
        print(f"Already known and not taken again: {known}")
    still = [one for one in comments.open_of(period) if not one.thread]
    if not given.file:
        for one in still:
            _tell(one)
    print(f"Comments on {period} not answered yet: {len(still)}")
    return code


def _tell(one: "Comment", *told: str) -> None:
    kind = f"Reply {one.id} to {one.thread}" if one.thread else f"Comment {one.id}"
    print(f"{kind}: paragraph {one.place}, by {one.who}: {' '.join(one.text.split())}")
    for line in told:
        print(f"  {line}")


def release(given: argparse.Namespace) -> int:
    """Show the checklist of a draft, take a step, or sign."""
    from a4p_helpers.clearance import review, revisions, steps

    period, edition = words.period(given.period), periods.check_edition(given.edition)
    by = words.by(given) if given.tick or given.to else ""
    steps.tick(period, edition, given.tick, by)
    if given.reason is not None:
        kind = given.kind or revisions.KIND
        codes = steps.explain(period, edition, kind, given.reason, given.code)
        print(f"Explained: {', '.join(codes)}. The report says so after `a4p run {period}`.")
    if given.to:
        step = given.to.replace("-", " ")
        if step == steps.MAKER:
            review.check(period, edition)
            if steps.state(period, edition) != step:
                steps.advance(period, edition, step, by)
            print(review.write(period, edition).absolute())
        elif place := steps.advance(period, edition, step, by):
            print(place.absolute())
    if given.sign:
        steps.sign(period, edition, given.sign, given.key)
    print(f"The {edition} edition of {period} is: {steps.state(period, edition)}")
    if told := steps.replaced(period, edition):
        print(f"  {told}")
    for item in steps.items(period, edition):
        print(f"  {'ok  ' if item.holds else 'open'}  {item.key:10} {item.text}")
        for reason in item.wrong:
            print(f"        {reason}")
    for one in steps.released(period, edition):
        print(f"Released: {one}")
        for sentence in steps.said(paths.released(period) / one):
            print(f"  {sentence}")
    return DONE


def verify(given: argparse.Namespace) -> int:
    """Check that a release is exactly what was cleared and signed, or make it again."""
    from a4p_helpers.clearance import rebuild, steps

    folder = given.release
    wrong, by_log = steps.verify(folder)
    for fault in wrong:
        print(fault, file=sys.stderr)
    if wrong:
        verdict = "not what was cleared"
    elif by_log:
        verdict = "is what was cleared"
    else:
        verdict = "agrees with its own manifest; no log of clearance is here to compare it with"
    print(f"{folder}: {verdict}")
    for sentence in steps.said(folder):
        print(f"  {sentence}")
    if wrong or not given.rebuild:
        return FAILED if wrong else DONE
    differing = rebuild.differences(folder)
    for difference in differing:
        print(difference, file=sys.stderr)
    verdict = "made again, it differs" if differing else "made again, it is the same byte for byte"
    print(f"{folder}: {verdict}")
    return FAILED if differing else DONE
