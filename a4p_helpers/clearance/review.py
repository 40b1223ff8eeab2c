"""The reviewers' copy of a draft: the same report, with numbered paragraphs.

It is not a draft and is never released. It stays while runs make other drafts, until another draft
goes to review, so a number in a comment means the paragraph that its reviewer saw.
"""

import shutil
from contextlib import ExitStack
from pathlib import Path

import nbformat

from a4p_helpers.clearance import checklist
from a4p_helpers.clearance.steps import MAKER, ReleaseError, draft_of, state
from a4p_helpers.core import contents, paths
from a4p_helpers.run import execute, publish


def check(period: str, edition: str) -> None:
    """Refuse a draft whose data or code have changed: its copy cannot be made.

    Raises
    ------
    ReleaseError
        There is no draft, or it is not current.
    """
    if changed := checklist.stale_draft(period, edition, draft_of(period, edition)):
        raise ReleaseError("\n".join(["It cannot be under review yet:", *changed]))


def write(period: str, edition: str) -> Path:
    """Make the copy of the present draft from its executed notebooks; return its first page.

    Raises
    ------
    ReleaseError
        A run has just made another draft, which nobody has given to review.
    publish.RunUnderWayError
        A run is making one.
    """
    from a4p_helpers.report import assemble  # imported late: it is slow

    place = paths.review(period, edition)
    unfinished = place.with_name(f".{place.name}")
    with publish.lock(period), ExitStack() as left:
        if state(period, edition) != MAKER:
            raise ReleaseError("The draft has just changed: give the new one to review.")
        shutil.rmtree(unfinished, ignore_errors=True)
        left.callback(shutil.rmtree, unfinished, ignore_errors=True)
        shutil.copytree(draft_of(period, edition) / "notebooks", unfinished / "notebooks")
        by_run = {one.run: one for one in contents.entries(period).values()}
        sections = {
            path.stem: execute.rendered(nbformat.read(path, as_version=4), by_run.get(path.stem))
            for path in sorted((unfinished / "notebooks").glob("*.ipynb"))
        }
        paper = assemble.write(sections, period, edition, unfinished, for_review=True)
        for name in paper.files:
            paper.write(name, unfinished)
        shutil.rmtree(place, ignore_errors=True)
        unfinished.rename(place)
    return place / paths.PAGE
