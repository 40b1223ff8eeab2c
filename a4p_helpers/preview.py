"""A section in the browser while its notebook is being written: shown again whenever it is saved.

One process of its own executes the notebook and renders it, with what a run uses: warm kernels, the
report's templates, its allow-list. It is begun anew where code or data change, so that nothing old
is shown; where only the notebook changes, it stays, and knows the numbers already.

Whether files changed is asked of their times, a few times a second. No library watches them: they
are a few hundred, asking costs milliseconds, and it works on shared drives, where systems tell of
no change.
"""

import json
import os
import tempfile
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from markupsafe import Markup

from a4p_helpers import contents, missions, paths, periods, profile, serve, shelf
from a4p_helpers.faults import nearest
from a4p_helpers.report import assemble, explain, pages
from a4p_helpers.report.about import About
from a4p_helpers.run import execute, log, parameters, pool
from a4p_helpers.run.task import Task
from a4p_helpers.run.warm import client

OFTEN, SELDOM = 0.1, 1.0  # seconds between two looks at the notebook, and at all else
HEARTBEAT = 10.0  # seconds after which a browser is told what it knows, to see whether it is there
TIME_LIMIT = 300.0  # seconds a cell, as in a run
POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NOT_RUN = "Running for the first time …"


class PreviewError(ValueError):
    """Something to preview that there is not; names the nearest."""


@dataclass(frozen=True)
class Subject:
    """What is previewed: a section by its slug, or the page of a mission."""

    entry: contents.Entry
    mission: str = ""

    @property
    def notebook(self) -> Path:
        """The notebook that tells it."""
        return paths.NOTEBOOKS / f"{self.entry.notebook}.ipynb"

    @property
    def name(self) -> str:
        """The name under which a run executes it."""
        return contents.page_of(self.mission) if self.mission else self.entry.notebook


@dataclass(frozen=True)
class Made:
    """A section as it came out: HTML, or the cause in a line or more and the detail behind it."""

    period: str
    edition: str
    seconds: float
    html: str = ""
    explanations: str = ""
    cause: str = ""
    detail: str = ""


def find(name: str) -> Subject:
    """Return what is meant by `p4`, by the name or path of a notebook, or by a mission.

    Raises
    ------
    PreviewError
        There is no such section or mission; names the nearest.
    """
    entries = contents.entries()
    known = {**entries, **{one.notebook: one for one in entries.values()}}
    stem = Path(name).name.removesuffix(".ipynb")
    if stem.lower() in known:
        return Subject(known[stem.lower()])
    if stem in (contents.PROFILE, profile.SLUG):
        default = parameters.declared(paths.NOTEBOOKS / f"{contents.PROFILE}.ipynb")["mission"]
        return find(default.default)
    with suppress(missions.UnknownMissionError):
        mission = missions.code(name)
        title = missions.declared()[mission].name
        return Subject(contents.Entry(profile.SLUG, contents.PROFILE, title), mission)
    listed = f"; there are {', '.join(entries)}, and the missions"
    hint = nearest(stem, (*known, *missions.declared())) or listed
    raise PreviewError(f"There is no section {name!r}{hint}")


def preview(
    name: str, period: str | None, edition: str | None, port: int = 0, *, in_browser: bool = True
) -> None:
    """Show a section in the browser until stopped, made anew after each change.

    Without a period or an edition, those that the notebook itself names; where its period is blank,
    the one at work (see `periods.at_work`).

    Raises
    ------
    PreviewError, UnknownPeriodError, UnknownEditionError
        A name is misspelt; the message gives the nearest.
    serve.ServeError
        The port cannot be had.
    """
    subject = find(name)
    periods.at_work(period or "")
    if edition:
        periods.check_edition(edition)
    watch = Watch(subject, period, edition)

    class OfWatch(Handler):
        board = watch.board

    with serve.server(port, OfWatch) as running:
        address = f"http://{serve.ADDRESS}:{running.server_port}/"
        print(address, flush=True)
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        try:
            with pool.undisturbed():  # or else it could be half started, and be shut out
                thread.start()
            log.tell("shown", f"{subject.notebook.name} is shown at each save. Ctrl-C ends it.")
            if in_browser and not shelf.show(address):
                log.tell("shown", "No browser can be opened here: open the address yourself.")
            watch.work()
        finally:
            watch.board.close()
            if thread.ident:  # who waits for what never began waits for ever
                running.shutdown()


# Making it


def make(subject: Subject, period: str | None, edition: str | None) -> Made:
    """Execute and render a section, in the process that does so; whatever goes wrong is told."""
    start = time.monotonic()
    made = Made(period or "", edition or "", 0)
    try:
        made = _made(subject, period, edition)
    except Exception as error:
        told = str(error) if _is_ours(error) else execute.told(error)
        made = replace(made, cause=told)
    return replace(made, seconds=time.monotonic() - start)


def _is_ours(error: Exception) -> bool:
    """Whether an error says all in its message, which may have a line a fault."""
    return type(error).__module__.startswith("a4p_helpers.")


def _made(subject: Subject, period: str | None, edition: str | None) -> Made:
    from a4p_helpers import prepare  # only now: it imports what cleans and counts

    named = parameters.declared(subject.notebook)
    at = periods.at_work(period or str(named["period"].default)).name
    shown = periods.check_edition(edition or str(named["edition"].default))
    prepare.ensure(at, [shown])
    with tempfile.TemporaryDirectory(prefix="a4p-preview-") as folder:
        task = Task(
            notebook=subject.notebook,
            name=subject.name,
            period=at,
            edition=shown,
            folder=Path(folder),
            time_limit=TIME_LIMIT,
            parameters={"mission": subject.mission} if subject.mission else {},
        )
        kept, only_rendered = execute.reused(task)
        make = execute.render_again if only_rendered else execute.run_notebook
        outcome = kept or make(task)
    if outcome.html is None:
        return Made(at, shown, 0, cause=outcome.cause, detail=outcome.detail)
    codes = {code for _, code, _, _ in explain.LINK.findall(outcome.html)}
    known = _known(at, shown, frozenset(codes)) if codes else {}
    return Made(
        at,
        shown,
        0,
        html=explain.buttons(outcome.html, known),
        explanations=explain.explanations(outcome.html, known),
    )


@cache
def _known(period: str, edition: str, codes: Collection[str]) -> dict[str, About]:
    """Return what is known of the numbers that a section prints."""
    from a4p_helpers.report import about  # which reads tables

    return about.of(period, edition, codes)


# Watching


class Board:
    """What browsers are shown, and word to them when it changes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._page = ""
        self._state: dict[str, Any] = {"version": "", "busy": True}
        self.is_open = True

    @property
    def page(self) -> str:
        """The page as it is now."""
        return self._page

    def post(self, page: str, version: str) -> None:
        """Put up a new page, which bears its version as well."""
        with self._changed:
            self._page = page
            self._tell(version=version, busy=False)

    def show_busy(self) -> None:
        """Say that the next page is being made."""
        with self._changed:
            self._tell(busy=True)

    def _tell(self, **state: Any) -> None:
        self._state = {**self._state, **state}
        self._changed.notify_all()

    def close(self) -> None:
        """Let go of all who wait."""
        with self._changed:
            self.is_open = False
            self._changed.notify_all()

    def states(self) -> Iterator[dict[str, Any]]:
        """Tell how it stands, again at each change, and now and then although nothing changed."""
        state = None
        while self.is_open:
            with self._changed:
                if state == self._state:
                    self._changed.wait(HEARTBEAT)
                state = self._state
            yield state


class Watch:
    """Looks at the files, has the section made again when they change, and puts it up."""

    def __init__(self, subject: Subject, period: str | None, edition: str | None) -> None:
        self.subject, self._period, self._edition = subject, period, edition
        self.board = Board()
        self._good: tuple[Made, datetime] | None = None
        self.board.post(page(subject), "")

    def work(self) -> None:
        """Have it made at each change, until the board is closed."""
        with ExitStack() as worker:
            seen: tuple[object, object] | None = None
            executor: Executor | None = None
            for now in self._looks():
                if now == seen:
                    time.sleep(OFTEN)
                    continue
                if executor is None or seen is None or now[1] != seen[1]:
                    worker.close()
                    worker.enter_context(client.serving(paths.NOTEBOOKS))
                    executor = worker.enter_context(pool.of_processes(1, afresh=True))
                seen = now
                self.board.show_busy()
                made = self._ask(executor)
                self._post(made)
                if made.cause.startswith(GONE):
                    executor = None

    def _looks(self) -> Iterator[tuple[object, object]]:
        """Look at the notebook often, and at code and data now and then."""
        others, asked = _stamps(_others()), time.monotonic()
        while self.board.is_open:
            yield _stamps([self.subject.notebook]), others
            if time.monotonic() - asked > SELDOM:
                others, asked = _stamps(_others()), time.monotonic()

    def _ask(self, executor: Executor) -> Made:
        try:
            return executor.submit(make, self.subject, self._period, self._edition).result()
        except Exception as error:
            return Made("", "", 0, cause=f"{GONE} {execute.told(error)}")

    def _post(self, made: Made) -> None:
        at = datetime.now()
        if not made.cause:
            self._good = made, at
        self.board.post(page(self.subject, made, at, self._good), at.isoformat())


GONE = "The process that runs notebooks has ended, perhaps by code that cannot be imported:"


def _others() -> Iterator[Path]:
    """Give the files on which a section depends beside its notebook."""
    for folder in (Path(__file__).parent, paths.data() / "raw"):
        for path in folder.rglob("*"):
            if path.suffix != ".pyc" and not path.name.startswith((".", "~$")):
                yield path


def _stamps(files: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Return the time and size of each file that is there."""
    found = {}
    for path in files:
        with suppress(OSError):
            told = os.stat(path)
            if path.suffix:
                found[str(path)] = told.st_mtime_ns, told.st_size
    return found


# Showing it


def page(
    subject: Subject,
    made: Made | None = None,
    at: datetime | None = None,
    good: tuple[Made, datetime] | None = None,
) -> str:
    """Return the page: the section as it is now, or why there is none, above the last good one."""
    shown, since = good or (None, None)
    declared = periods.declared().get(made.period) if made else None
    sheet = _sheet()
    return pages.page(
        "preview.html.j2",
        sheet=sheet,
        version=at.isoformat() if at else "",
        subject=subject,
        part=assemble.read_part(subject.entry, shown.html) if shown else None,
        explanations=Markup(shown.explanations if shown else ""),
        period=declared,
        edition=made.edition if made else "",
        banner=pages.BANNER if made and made.edition == periods.EDITIONS[1] else "",
        synthetic=pages.SYNTHETIC if declared and declared.is_synthetic else "",
        cause=(made.cause if made else "").splitlines(),
        detail=made.detail if made else "",
        said=_said(made, at) if made and at else NOT_RUN,
        since=f"{since:%H:%M:%S}" if since and made and made.cause else "",
        script=Markup(_script()),
    )


def _said(made: Made, at: datetime) -> str:
    return f"{'Failed' if made.cause else 'Made'} at {at:%H:%M:%S}, after {made.seconds:.1f} s"


def _sheet() -> str:
    return pages.style_sheet() + (paths.TEMPLATE / "preview.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    """Return the one script, which has the page loaded again; no published page has any."""
    return (paths.TEMPLATE / "preview.js").read_text(encoding="utf-8")


class Handler(serve.Handler):
    """Answers with the page, and with word of each new one."""

    board: Board

    def _answer(self) -> None:
        where = self.path.partition("?")[0]
        if where == "/":
            self._send(
                HTTPStatus.OK,
                self.board.page.encode(),
                Content_Type=serve.KINDS[".html"],
                Content_Security_Policy=POLICY.format(
                    style=pages.hash_of_text(_sheet()), script=pages.hash_of_text(_script())
                ),
            )
        elif where == "/events" and self.command == "GET":
            self._tell_events()
        else:
            self._say(HTTPStatus.NOT_FOUND, "The preview is one page: there is no other.")

    def _tell_events(self) -> None:
        """Send word as server-sent events, until the browser or the preview goes."""
        self.send_response_only(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        for name, value in serve.ALWAYS.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for state in self.board.states():
            self.wfile.write(f"data: {json.dumps(state)}\n\n".encode())
