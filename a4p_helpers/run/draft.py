"""Making one edition of one period: its notebooks, its report, and the outcome."""

import gc
import json
import platform
import re
import shutil
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a4p_helpers.core import paths, periods
from a4p_helpers.report import provenance
from a4p_helpers.run import execute, log, progress, publish, reuse
from a4p_helpers.run.execute import Outcome, make_section, reason, run_notebook
from a4p_helpers.run.pool import Work
from a4p_helpers.run.request import Request, Task

if TYPE_CHECKING:
    from a4p_helpers.report.assemble import Numbers
    from a4p_helpers.report.compare import Comparison
    from a4p_helpers.report.paper import Paper

SINCE_DRAFT, SINCE_PERIOD = "Since the previous draft", "Since the last published period"


class Draft:
    """One edition while a run makes it, stage by stage (see `period.run_periods`).

    A stage yields its work for an executor, and none if an earlier stage failed. At the end
    `faults` says why the draft is not published.
    """

    def __init__(self, request: Request, edition: str, folder: Path, at_once: int) -> None:
        self.request, self.period, self.edition = request, request.period, edition
        self.tasks: list[Task] = request.tasks(edition, folder / "notebooks")
        self.outcomes: list[Outcome] = []
        self.faults: list[str] = []
        self.is_published = False
        self._folder, self._at_once, self._began = folder, at_once, 0.0
        self._ends: dict[str, Future[Any]] = {}  # by part of the report
        # Later changes are for the next run.
        missions = request.missions or ()
        self._made_of = reuse.report_made_of(self.period, edition, request.extra, missions)
        self._inputs = provenance.inputs(self.period, edition)
        self._code = provenance.code_hash()

    def step(self, name: str = progress.REPORT) -> progress.Step:
        """Return the step of a notebook, or of the report itself."""
        return progress.Step(self.period, self.edition, name)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the report lacks, one sentence for each thing."""
        return self._ends["paper"].result().lacking if self._has("paper") else ()

    def _has(self, part: str) -> bool:
        return part in self._ends and self._ends[part].exception() is None

    def _part(self, name: str, do: Any, *given: Any, **more: Any) -> Work:
        return Work(do, given, ended=partial(self._ends.__setitem__, name), **more)

    # The stages

    def sections(self, shown: progress.Progress) -> Iterator[Work]:
        """Count the numbers of the report and make its sections."""
        yield self._part("numbers", counted, self.period, self.edition)
        yield from self.notebooks(shown)

    def notebooks(self, shown: progress.Progress) -> Iterator[Work]:
        """Execute and render the notebooks that have changed."""
        with publish.writing(self._folder):
            (self._folder / "notebooks").mkdir(parents=True, exist_ok=True)

        def ended(task: Task, end: Future[Outcome]) -> None:
            outcome = outcome_of(end, task)
            step = self.step(outcome.name)
            shown.ended(step, outcome.state, outcome.seconds, outcome.cause)
            if not outcome.is_reused:
                for one in outcome.left_out:
                    log.tell("warned", one)
            self.outcomes.append(outcome)

        do = run_notebook if self.request.options.force else make_section
        for task in self.tasks:
            started = partial(shown.started, self.step(task.name))
            yield Work(do, (task,), started, partial(ended, task))

    def pages(self, shown: progress.Progress) -> Iterator[Work]:
        """Write the pages and the data of the report once all its sections exist."""
        for left in (self._folder / "notebooks").glob(".*"):  # by a worker that was killed
            shutil.rmtree(left, ignore_errors=True)
        if all(one.ok for one in self.outcomes):
            self._began = time.monotonic()
        if self._began and self._has("numbers"):
            sections = dict(sorted((one.name, one.html or "") for one in self.outcomes))
            given = (
                sections,
                self.period,
                self.edition,
                self._folder,
                self._ends["numbers"].result(),
            )
            started = partial(shown.started, self.step())
            yield self._part("paper", assembled, *given, started=started)

    def files(self) -> Iterator[Work]:
        """Check the report and, at the same time, print it as PDF and DOCX."""
        if self._has("paper"):
            paper = self._ends["paper"].result()
            yield self._part("checks", checked, self._folder, paper.files)
            kept, anew = paths.kept(self.period, self.edition), self.request.options.force
            for name in paper.files:
                yield self._part(name, printed, paper, name, self._folder, kept, anew)

    def publish(self, shown: progress.Progress) -> None:
        """Publish the report if it has no fault; otherwise keep what failed elsewhere."""
        if failed := [one for one in self.outcomes if not one.ok]:
            for one in self.outcomes:
                if one.ok and one.executed:
                    one.executed.unlink(missing_ok=True)
            self._keep([one.cause for one in failed], {one.name: one.detail for one in failed})
            return
        detail = {}
        try:
            for end in self._ends.values():
                end.result()
            if not (faults := self._ends["checks"].result()):
                self._write_manifest()
                publish.publish(self._folder, self.period, self.edition)
                self.is_published = True
                reuse.keep_report(self.period, self.edition, self._made_of)
        except publish.PublishError as error:
            faults = [str(error)]
        except Exception as error:
            faults = [f"assembling failed: {reason(error)}"]
            detail = {"assembling": "".join(traceback.format_exception(error))}
        state = progress.FAILED if faults else "ok"
        shown.ended(self.step(), state, time.monotonic() - self._began)
        if faults:
            self._keep(faults, detail)

    def _keep(self, faults: list[str], details: Mapping[str, str]) -> None:
        self.faults = faults
        began = self.request.started.isoformat(timespec="seconds")
        lines = [f"The {self.edition} edition of {self.period}, run at {began}, failed:"]
        parts = ["\n- ".join(lines + faults)]
        parts += [f"== {name} ==\n{text.strip()}" for name, text in details.items() if text]
        text = "\n\n".join(parts) + "\n"
        try:
            publish.keep_failure(self._folder, self.period, self.edition, text)
        except publish.PublishError as error:
            self.faults = [*faults, str(error)]

    def _write_manifest(self) -> None:
        """Write the manifest of the run, the only file of a report with times in it."""
        given = {"period": self.period, "edition": self.edition}
        whole, of_files = self._inputs
        manifest = {
            **given,
            "started": self.request.started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "workers": self._at_once,
            "time_limit": self.request.options.time_limit,
            "parameters": {task.name: {**given, **task.parameters} for task in self.tasks},
            "seconds": {one.name: round(one.seconds, 1) for one in self.outcomes},
            "reused": sorted(one.name for one in self.outcomes if one.is_reused),
            "input_hash": whole,
            "inputs": of_files,
            "code_hash": self._code,
            "python": platform.python_version(),
            "packages": packages(),
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        with publish.writing(self._folder):
            (self._folder / paths.RUN).write_text(text + "\n", encoding="utf-8")

    # Messages

    def tell(self) -> None:
        """Say where the report is and what it lacks, or why it is not published."""
        place = paths.outputs(self.period, self.edition)
        about = {"period": self.period, "edition": self.edition}
        if self.is_published:
            page = place.absolute() / paths.PAGE
            print(page, flush=True)
            log.tell("published", **about, page=str(page))
            write_changes(self.period, self.edition)
            return
        lines = [f"The {self.edition} edition of {self.period} is not published:"]
        lines += [f"  - {fault}" for fault in self.faults]
        if place.exists():
            lines.append("  The last good report stays.")
        kept = paths.failed(self.period, self.edition)
        if kept.exists():
            lines.append(f"  See the notebooks and run.log in {paths.shown(kept)}.")
        log.tell("kept back", "\n".join(lines), **about, faults=self.faults)


# Parts of a report, one for each worker


def counted(period: str, edition: str) -> "Numbers":
    """Return what a report says of its indicators, which needs no notebook."""
    from a4p_helpers.report import assemble

    with _undivided():
        return assemble.numbers(period, edition)


def assembled(
    sections: dict[str, str], period: str, edition: str, folder: Path, numbers: "Numbers"
) -> "Paper":
    """Write the pages and the data of a report; return the content of its PDF and DOCX.

    What a killed worker left is removed first.
    """
    from a4p_helpers.report import assemble

    with _undivided():
        for left in folder.iterdir():
            if left.is_dir() and left.name != "notebooks":
                shutil.rmtree(left)
            elif not left.is_dir():
                left.unlink()
        return assemble.write(sections, period, edition, folder, numbers)


def printed(paper: "Paper", name: str, folder: Path, kept: Path, anew: bool) -> None:
    """Write the PDF or the DOCX of a report."""
    with _undivided():
        reuse.printed(paper, name, folder, kept, anew=anew)


def checked(folder: Path, to_come: Sequence[str]) -> list[str]:
    """Return the faults of a report whose pages exist; the files `to_come` may be missing."""
    from a4p_helpers.report import check

    with _undivided():
        return check.faults(folder, to_come)


@contextmanager
def _undivided() -> Iterator[None]:
    """Work with one thread and without garbage collection, as there is little garbage."""
    with execute.rendering:
        gc.disable()
        try:
            yield
        finally:
            gc.enable()


def outcome_of(end: Future[Outcome], task: Task) -> Outcome:
    """Return the outcome of a notebook, even if its process has ended."""
    try:
        return end.result()
    except Exception as error:
        why = reason(error)
        if not type(error).__module__.startswith("a4p_helpers."):
            why = f"the process that ran it ended ({why})"
        detail = "".join(traceback.format_exception(error))
        cause = f"{task.name}: {why}"
        return Outcome(task.name, task.edition, False, 0.0, cause=cause, detail=detail)


def packages() -> dict[str, str]:
    """Return the versions of the packages that the workbook requires."""
    required = metadata.requires("a4p-workbook") or []
    ours = (line for line in required if "extra ==" not in line)
    names = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in ours)
    return {name: metadata.version(name) for name in sorted(names)}


# What changed in a draft, for its reviewers: outputs/<period>/changes/<edition>.html


def write_changes(period: str, edition: str) -> None:
    """Write what changed in the new draft, and say it on stderr.

    The draft is compared with the one before and with the newest earlier period; the first draft of
    a first period gets no page. If the page cannot be written, the draft stands, a message says so,
    and no page of an older draft is left.
    """
    page = paths.changes(period) / f"{edition}.html"
    try:
        # The page of an older draft, and what a killed run left.
        for old in (page, *page.parent.glob(f".{page.name}.*")):
            old.unlink(missing_ok=True)
        comparisons = _compared(period, edition)
        if comparisons:
            from a4p_helpers.report import compare

            compare.write(comparisons, page)
    except Exception as error:  # the draft stands, whatever an older one holds
        log.tell(
            "faults",
            f"The page of changes in the {edition} edition of {period} is not written: "
            f"{reason(error)}",
        )
        return
    for one in comparisons:
        log.tell("changed", f"{one.title}, {edition} edition: {one.in_short}")
    if comparisons:
        log.tell("changed", f"The changes are in {paths.shown(page)}.")


def _compared(period: str, edition: str) -> "list[Comparison]":
    """Compare the last good draft with the one before and with the newest earlier period."""
    from a4p_helpers.report import compare, reading

    earlier = [
        paths.outputs(name, edition)
        for name in periods.declared()
        if name < period and (paths.outputs(name, edition) / paths.PAGE).is_file()
    ]
    formers = [(SINCE_DRAFT, "draft", publish.former(period, edition))]
    formers += [(SINCE_PERIOD, "period", folder) for folder in earlier[-1:]]
    found = [(title, id, folder) for title, id, folder in formers if folder is not None]
    if not found:
        return []
    now = reading.read(paths.outputs(period, edition))
    return [compare.compare(reading.read(folder), now, title, id) for title, id, folder in found]
