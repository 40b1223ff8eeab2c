"""One edition of one period in the making: its notebooks, its report, and what became of it."""

import json
import platform
import re
import shutil
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from a4p_helpers import paths
from a4p_helpers.report import provenance
from a4p_helpers.run import log, progress, publish, reuse
from a4p_helpers.run.asked import Asked
from a4p_helpers.run.execute import render_again, rendering, reused, run_notebook, told
from a4p_helpers.run.pool import Desk
from a4p_helpers.run.task import Outcome, Task

if TYPE_CHECKING:
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
        self._began = 0.0
        self._made_of = self._code = ""
        self._inputs: tuple[str, dict[str, str]] = ("", {})

    def step(self, name: str = progress.REPORT) -> progress.Step:
        """Return the step that a notebook is, or the report itself."""
        return progress.Step(self.asked.period, self.name, name)

    def start(self, desk: Desk, shown: progress.Shown) -> None:
        """Hand all notebooks to the desk but those that would be the same again."""
        # Before anything is made: what is changed meanwhile is for the next run to find.
        asked = self.asked
        given = (asked.period, self.name, asked.extra, asked.missions or ())
        self._made_of = reuse.report_made_of(*given)
        self._inputs = provenance.inputs(asked.period, self.name)
        self._code = provenance.code_hash()
        with publish.writing(self._folder):
            (self._folder / "notebooks").mkdir(parents=True, exist_ok=True)
        for task in self.tasks:
            outcome, only_rendered = (None, False) if self.asked.manner.force else reused(task)
            if outcome:
                self._take(outcome, desk, shown)
            else:
                desk.add(
                    render_again if only_rendered else run_notebook,
                    task,
                    started=partial(shown.started, self.step(task.name)),
                    ended=partial(self._end, task, desk, shown),
                )

    def _end(self, task: Task, desk: Desk, shown: progress.Shown, end: Future[Outcome]) -> None:
        self._take(outcome_of(end, task), desk, shown)

    def _take(self, outcome: Outcome, desk: Desk, shown: progress.Shown) -> None:
        """Take what came of a notebook; after the last one, have the report put together."""
        shown.ended(self.step(outcome.name), outcome.state, outcome.seconds, outcome.cause)
        self._outcomes.append(outcome)
        if len(self._outcomes) < len(self.tasks):
            return
        for left in (self._folder / "notebooks").glob(".*"):  # by a worker that was killed
            shutil.rmtree(left, ignore_errors=True)
        failed = [one for one in self._outcomes if not one.ok]
        if not failed:
            sections = {one.name: one.html or "" for one in self._outcomes}
            given = (dict(sorted(sections.items())), self.asked.period, self.name, self._folder)
            self._began = time.monotonic()
            desk.add(
                assembled,
                *given,
                started=partial(shown.started, self.step()),
                ended=lambda end: self._assembled(end, desk, shown),
                first=True,
            )
            return
        for one in self._outcomes:
            if one.ok and one.executed:
                one.executed.unlink(missing_ok=True)
        self._keep([one.cause for one in failed], {one.name: one.detail for one in failed})

    def _assembled(self, end: Future["Paper"], desk: Desk, shown: progress.Shown) -> None:
        """Have PDF and DOCX made of a report whose pages are there, then all of it checked."""
        try:
            paper = end.result()
        except Exception as error:
            self._keep_unfinished(error, shown)
            return
        self.left_out = list(paper.lacking)
        unfinished = set(paper.files)
        failed: list[Exception] = []

        def ended(end: Future[None], name: str) -> None:
            unfinished.remove(name)
            try:
                end.result()
            except Exception as error:
                failed.append(error)
            if unfinished:
                return
            if failed:
                self._keep_unfinished(failed[0], shown)
            else:
                check()

        def check() -> None:
            desk.add(checked, self._folder, ended=lambda end: self._publish(end, shown), first=True)

        for name in reversed(paper.files):  # so that the PDF is first, which takes longest
            desk.add(
                printed, paper, name, self._folder, ended=partial(ended, name=name), first=True
            )
        if not paper.files:
            check()

    def _publish(self, end: Future[list[str]], shown: progress.Shown) -> None:
        """Publish what was put together, or keep it apart with what is wrong."""
        try:
            faults = end.result()
            if not faults:
                self._write_manifest()
                publish.publish(self._folder, self.asked.period, self.name)
                self.is_published = True
                reuse.keep_report(self.asked.period, self.name, self._made_of)
                shown.ended(self.step(), "ok", time.monotonic() - self._began)
                return
        except publish.PublishError as error:
            faults = [str(error)]
        except Exception as error:
            self._keep_unfinished(error, shown)
            return
        shown.ended(self.step(), progress.FAILED, time.monotonic() - self._began)
        self._keep(faults, {})

    def _keep_unfinished(self, error: Exception, shown: progress.Shown) -> None:
        """Keep apart a report that could not be put together, with the reason."""
        shown.ended(self.step(), progress.FAILED, time.monotonic() - self._began)
        detail = "".join(traceback.format_exception(error))
        self._keep([f"assembling failed: {told(error)}"], {"assembling": detail})

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


def assembled(sections: dict[str, str], period: str, edition: str, folder: Path) -> "Paper":
    """Write the pages and the data of a report; return what PDF and DOCX are made of.

    What another worker had put together of it when it was killed is removed first.
    """
    from a4p_helpers.report import assemble

    with rendering:
        for left in folder.iterdir():
            if left.is_dir() and left.name != "notebooks":
                shutil.rmtree(left)
            elif not left.is_dir():
                left.unlink()
        return assemble.write(sections, period, edition, folder)


def printed(paper: "Paper", name: str, folder: Path) -> None:
    """Write the PDF or the DOCX of a report."""
    with rendering:
        paper.write(name, folder)


def checked(folder: Path) -> list[str]:
    """Return what is wrong with a report that is put together."""
    from a4p_helpers.report import check

    with rendering:
        return check.faults(folder)


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
