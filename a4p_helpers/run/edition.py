"""One edition of one period in the making: its notebooks, its report, and what became of it."""

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

from a4p_helpers.core import paths
from a4p_helpers.report import provenance
from a4p_helpers.run import log, prints, progress, publish, reuse
from a4p_helpers.run.asked import Asked
from a4p_helpers.run.execute import render_again, rendering, reused, run_notebook, told
from a4p_helpers.run.pool import Process, Work
from a4p_helpers.run.task import Outcome, Task

if TYPE_CHECKING:
    from a4p_helpers.report.assemble import Numbers
    from a4p_helpers.report.paper import Paper


class Edition:
    """One edition while a run makes it. When all is done, `faults` is what kept it back."""

    def __init__(self, asked: Asked, name: str, folder: Path) -> None:
        self.asked, self.name, self._folder = asked, name, folder
        self.tasks: list[Task] = asked.tasks(name, folder / "notebooks")
        self.faults: list[str] = []
        self.left_out: list[str] = []
        self.is_published = False
        self._outcomes: list[Outcome] = []
        self._made_of = self._code = ""
        self._inputs: tuple[str, dict[str, str]] = ("", {})

    def step(self, name: str = progress.REPORT) -> progress.Step:
        """Return the step that a notebook is, or the report itself."""
        return progress.Step(self.asked.period, self.name, name)

    def making(self, shown: progress.Shown) -> Process:
        """Make the edition: notebooks and numbers, pages, PDF and DOCX; check and publish it."""
        self._note_what_is_given()
        counting = Work(counted, (self.asked.period, self.name))
        numbers, *_ = yield [counting, *self._notebooks(shown)]
        for left in (self._folder / "notebooks").glob(".*"):  # by a worker that was killed
            shutil.rmtree(left, ignore_errors=True)
        if failed := [one for one in self._outcomes if not one.ok]:
            for one in self._outcomes:
                if one.ok and one.executed:
                    one.executed.unlink(missing_ok=True)
            self._keep([one.cause for one in failed], {one.name: one.detail for one in failed})
            return
        began, detail = time.monotonic(), {}
        try:
            sections = dict(sorted((one.name, one.html or "") for one in self._outcomes))
            given = (sections, self.asked.period, self.name, self._folder, numbers.result())
            started = partial(shown.started, self.step())
            (end,) = yield [Work(assembled, given, started)]
            paper = end.result()
            self.left_out = list(paper.lacking)
            kept = paths.kept(self.asked.period, self.name)
            end, *others = yield [
                Work(checked, (self._folder, paper.files)),
                *(
                    Work(printed, (paper, name, self._folder, kept, self.asked.manner.force))
                    for name in paper.files
                ),
            ]
            for other in others:
                other.result()
            if not (faults := end.result()):
                self._publish()
        except publish.PublishError as error:
            faults = [str(error)]
        except Exception as error:
            faults = [f"assembling failed: {told(error)}"]
            detail = {"assembling": "".join(traceback.format_exception(error))}
        state = progress.FAILED if faults else "ok"
        shown.ended(self.step(), state, time.monotonic() - began)
        if faults:
            self._keep(faults, detail)

    def _note_what_is_given(self) -> None:
        # Before anything is made: what is changed meanwhile is for the next run to find.
        asked = self.asked
        given = (asked.period, self.name, asked.extra, asked.missions or ())
        self._made_of = reuse.report_made_of(*given)
        self._inputs = provenance.inputs(asked.period, self.name)
        self._code = provenance.code_hash()

    def _notebooks(self, shown: progress.Shown) -> list[Work]:
        """Return the notebooks to execute or to render; take those that would be the same again."""
        with publish.writing(self._folder):
            (self._folder / "notebooks").mkdir(parents=True, exist_ok=True)

        def take(outcome: Outcome) -> None:
            shown.ended(self.step(outcome.name), outcome.state, outcome.seconds, outcome.cause)
            self._outcomes.append(outcome)

        def ended(task: Task, end: Future[Outcome]) -> None:
            take(outcome_of(end, task))

        works = []
        for task in self.tasks:
            outcome, only_rendered = (None, False) if self.asked.manner.force else reused(task)
            if outcome:
                take(outcome)
                continue
            works.append(
                Work(
                    render_again if only_rendered else run_notebook,
                    (task,),
                    partial(shown.started, self.step(task.name)),
                    partial(ended, task),
                )
            )
        return works

    def _publish(self) -> None:
        self._write_manifest()
        publish.publish(self._folder, self.asked.period, self.name)
        self.is_published = True
        reuse.keep_report(self.asked.period, self.name, self._made_of)

    def _keep(self, faults: list[str], details: Mapping[str, str]) -> None:
        self.faults = faults
        text = _log(self.asked, self.name, faults, details)
        try:
            publish.keep_failure(self._folder, self.asked.period, self.name, text)
        except publish.PublishError as error:
            self.faults = [*faults, str(error)]

    def tell(self) -> None:
        """Say where the report is, or why it is not published."""
        place = paths.outputs(self.asked.period, self.name)
        if self.is_published:
            page = place.absolute() / paths.PAGE
            print(page, flush=True)
            log.tell("published", period=self.asked.period, edition=self.name, page=str(page))
            _tell_changes(self.asked.period, self.name)
            return
        lines = [f"The {self.name} edition of {self.asked.period} is not published:"]
        lines += [f"  - {fault}" for fault in self.faults]
        if place.exists():
            lines.append("  The last good report stays in its place.")
        kept = paths.failed(self.asked.period, self.name)
        if kept.exists():
            lines.append(f"  What failed is kept in {paths.shown(kept)}, with run.log.")
        log.tell(
            "kept back",
            "\n".join(lines),
            period=self.asked.period,
            edition=self.name,
            faults=self.faults,
        )

    # The manifest of a run: the only file of a release with times in it

    def _write_manifest(self) -> None:
        text = json.dumps(self._manifest(), indent=1, ensure_ascii=False)
        with publish.writing(self._folder):
            (self._folder / paths.RUN).write_text(text + "\n", encoding="utf-8")

    def _manifest(self) -> dict[str, Any]:
        period = self.asked.period
        whole, of_files = self._inputs
        return {
            "period": period,
            "edition": self.name,
            "started": self.asked.started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "workers": self.asked.manner.at_once,
            "time_limit": self.asked.manner.time_limit,
            "parameters": {
                task.name: {"period": period, "edition": self.name, **task.parameters}
                for task in self.tasks
            },
            "seconds": {one.name: round(one.seconds, 1) for one in self._outcomes},
            "reused": sorted(one.name for one in self._outcomes if one.is_reused),
            "input_hash": whole,
            "inputs": of_files,
            "code_hash": self._code,
            "python": platform.python_version(),
            "packages": packages(),
        }


# Parts of a report, each the work of one worker


def counted(period: str, edition: str) -> "Numbers":
    """Work out what a report says of its indicators, for which no notebook is needed."""
    from a4p_helpers.report import assemble

    with _part():
        return assemble.numbers(period, edition)


def assembled(
    sections: dict[str, str], period: str, edition: str, folder: Path, numbers: "Numbers"
) -> "Paper":
    """Write the pages and the data of a report; return what PDF and DOCX are made of.

    What another worker had put together of it when it was killed is removed first.
    """
    from a4p_helpers.report import assemble

    with _part():
        for left in folder.iterdir():
            if left.is_dir() and left.name != "notebooks":
                shutil.rmtree(left)
            elif not left.is_dir():
                left.unlink()
        return assemble.write(sections, period, edition, folder, numbers)


def printed(paper: "Paper", name: str, folder: Path, kept: Path, is_forced: bool) -> None:
    """Write the PDF or the DOCX of a report, where none is kept that is made of the same."""
    with _part():
        place = prints.place(paper, name, kept)
        if is_forced or not prints.taken(place, folder / name):
            paper.write(name, folder)
            prints.keep(place, folder / name)


def checked(folder: Path, to_come: Sequence[str]) -> list[str]:
    """Return what is wrong with a report whose pages are there, and some files still to come."""
    from a4p_helpers.report import check

    with _part():
        return check.faults(folder, to_come)


@contextmanager
def _part() -> Iterator[None]:
    """Work undisturbed: one thread at a time, and no look for garbage, of which there is little."""
    with rendering:
        gc.disable()
        try:
            yield
        finally:
            gc.enable()


def outcome_of(end: Future[Outcome], task: Task) -> Outcome:
    """Return what came of a notebook, also where the process that ran it has ended."""
    try:
        return end.result()
    except Exception as error:
        reason = told(error)
        if not type(error).__module__.startswith("a4p_helpers."):
            reason = f"the process that ran it ended ({reason})"
        cause = f"{task.name}: {reason}"
        detail = "".join(traceback.format_exception(error))
        return Outcome(task.name, task.edition, False, 0.0, cause=cause, detail=detail)


def _log(asked: Asked, edition: str, faults: list[str], details: Mapping[str, str]) -> str:
    began = asked.started.isoformat(timespec="seconds")
    parts = [f"The {edition} edition of {asked.period}, run at {began}, failed:"]
    parts[0] += "".join(f"\n- {fault}" for fault in faults)
    parts += [f"== {name} ==\n{detail.strip()}" for name, detail in details.items() if detail]
    return "\n\n".join(parts) + "\n"


def _tell_changes(period: str, edition: str) -> None:
    from a4p_helpers.run import changes

    changes.write(period, edition)


def packages() -> dict[str, str]:
    """Return the versions of the packages that the workbook asks for."""
    try:
        asked = metadata.requires("a4p-workbook") or []
    except metadata.PackageNotFoundError:
        return {}
    names = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line)
    return {name: metadata.version(name) for name in sorted(names)}
