"""A section in the browser while an analyst writes its notebook, made again at every save.

A separate process executes the notebook and renders it as a run does: with warm kernels, the
report's templates and its allow-list. It starts again when code or data change, so that nothing old
is shown; when only the notebook changes, it stays and already has the numbers.

The page is a file in a folder that nothing publishes, that only its user can read, and that is
removed when the preview ends. Its script `state.js` names the newest page; the page reads it a few
times a second, which browsers allow for local files, and reloads itself.
"""

import json
import tempfile
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import watchfiles
from markupsafe import Markup

from a4p_helpers import browser
from a4p_helpers.core import contents, missions, paths, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.report import typeface
from a4p_helpers.run import execute, log, parameters, pool, request
from a4p_helpers.run.request import Task
from a4p_helpers.run.warm import client
from a4p_helpers.store import stale

if TYPE_CHECKING:
    from a4p_helpers.report.about import About

OFTEN = 20  # milliseconds without a further change, after which changes count as one
TIME_LIMIT = 300.0  # seconds for each cell, as in a run
STATE = "state.js"
PAGES = "a4p_helpers.report.part"  # writes pages, and takes long to import
# The page's script may run, and so may STATE, which it adds. A section may not have scripts.
POLICY = (
    "default-src 'none'; img-src data:; font-src 'self'; style-src 'sha256-{style}'; "
    "script-src 'sha256-{script}' 'strict-dynamic'; base-uri 'none'; form-action 'none'"
)
NOT_RUN = "Running for the first time …"
GONE = "The process that runs notebooks has ended, perhaps by code that cannot be imported:"


class PreviewError(ValueError):
    """Something to preview that does not exist; names the nearest."""


@dataclass(frozen=True)
class Subject:
    """The thing to preview: a section by its slug, or the page of a mission."""

    entry: contents.Entry
    mission: str = ""

    @property
    def notebook(self) -> Path:
        """Its notebook."""
        return paths.NOTEBOOKS / f"{self.entry.notebook}.ipynb"

    @property
    def name(self) -> str:
        """Its name in a run."""
        return contents.page_of(self.mission) if self.mission else self.entry.run

    @property
    def parameters(self) -> dict[str, str]:
        """What it is given beside period and edition."""
        if self.mission:
            return {"mission": self.mission}
        is_general = self.entry.notebook == contents.GENERAL
        return {"priority": self.entry.slug} if is_general else {}


@dataclass(frozen=True)
class Made:
    """The result for a section: HTML, or the cause in a line or more with its detail."""

    period: str
    edition: str
    seconds: float
    html: str = ""
    explanations: str = ""
    cause: str = ""
    detail: str = ""
    left_out: tuple[str, ...] = ()


def find(name: str, period: str = "") -> Subject:
    """Return the subject of `p4`, of the name or path of a notebook, or of a mission.

    Raises
    ------
    PreviewError
        No such section or mission exists; names the nearest.
    """
    entries = contents.entries(periods.at_work(period).name)
    known = {**{one.notebook: one for one in entries.values()}, **entries}
    stem = Path(name).name.removesuffix(".ipynb")
    if stem.lower() in known:
        return Subject(known[stem.lower()])
    if stem in (contents.PROFILE, contents.MISSION):
        default = parameters.declared(paths.NOTEBOOKS / f"{contents.PROFILE}.ipynb")["mission"]
        return find(default.default, period)
    with suppress(missions.UnknownMissionError):
        mission = missions.code(name)
        title = missions.declared()[mission].name
        return Subject(contents.Entry(contents.MISSION, contents.PROFILE, title), mission)
    listed = f"; there are {', '.join(entries)}, and the missions"
    hint = nearest(stem, (*known, *missions.declared())) or listed
    raise PreviewError(f"There is no section {name!r}{hint}")


def preview(name: str, period: str | None, edition: str | None) -> None:
    """Show a section in the browser until stopped, made again after each change.

    The notebook's own period and edition are the defaults; if its period is blank, the one at work
    (see `periods.at_work`).

    Raises
    ------
    PreviewError, UnknownPeriodError, UnknownEditionError
        A name is misspelt; the message gives the nearest.
    """
    subject = find(name, period or "")
    if edition:
        periods.check_edition(edition)
    above = paths.outputs("preview")
    above.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{subject.name}-", dir=above) as folder:
        work(Shown(subject, Path(folder)), period, edition)


def work(shown: "Shown", period: str | None, edition: str | None) -> None:
    """Make the section at each change, until stopped."""
    executor: Executor | None = None
    with ExitStack() as worker:
        for is_notebook in _changes(shown.subject.notebook):
            if executor is None or not is_notebook:
                worker.close()
                worker.enter_context(client.serving(paths.NOTEBOOKS))
                executor = worker.enter_context(pool.of_processes(1, afresh=True))
            try:
                making = executor.submit(make, shown.subject, period, edition)
                shown.begin()
                import_module(PAGES)  # meanwhile, as it takes long
                made = making.result()
            except Exception as error:
                made = Made("", "", 0, cause=f"{GONE} {execute.reason(error)}")
                executor = None
            shown.put(made)


def _changes(notebook: Path) -> Iterator[bool]:
    """Yield at each change of a notebook or its inputs whether only the notebook changed.

    The first comes when all later changes will be seen.
    """
    watched = (notebook.parent, paths.CODE / "a4p_helpers", paths.data() / "raw")

    def matters(_: watchfiles.Change, name: str) -> bool:
        path = Path(name)
        if path.is_relative_to(notebook.parent):
            return path == notebook
        return path.suffix not in ("", ".pyc") and not path.name.startswith((".", "~$"))

    is_first = True
    for found in watchfiles.watch(
        *watched, watch_filter=matters, step=OFTEN, rust_timeout=OFTEN, yield_on_timeout=True
    ):
        if found or is_first:
            yield {name for _, name in found} == {str(notebook)}
        is_first = False


# Making a section


def make(subject: Subject, period: str | None, edition: str | None) -> Made:
    """Execute and render a section in the worker process; the result reports any error."""
    start = time.monotonic()
    made = Made(period or "", edition or "", 0)
    try:
        made = _made(subject, period, edition)
    except Exception as error:
        # The message of our own errors is complete and may have one line for each fault.
        is_ours = type(error).__module__.startswith("a4p_helpers.")
        made = replace(made, cause=str(error) if is_ours else execute.reason(error))
    return replace(made, seconds=time.monotonic() - start)


def _made(subject: Subject, period: str | None, edition: str | None) -> Made:
    from a4p_helpers.report import explain, workings  # only here: see `Shown.begin`

    named = parameters.declared(subject.notebook)
    at = periods.at_work(period or str(named["period"].default)).name
    shown = periods.check_edition(edition or str(named["edition"].default))
    _prepare(at, shown)
    if refused := request.refused(subject.notebook, at, shown):
        return Made(at, shown, 0, cause="\n".join(refused))
    with tempfile.TemporaryDirectory(prefix="a4p-preview-") as folder:
        task = Task(
            notebook=subject.notebook,
            name=subject.name,
            period=at,
            edition=shown,
            folder=Path(folder),
            time_limit=TIME_LIMIT,
            parameters=subject.parameters,
            entry=subject.entry,
        )
        outcome = execute.make_section(task)
        worked = [one for of in workings.read(Path(folder), at) for one in of.worked]
    if outcome.html is None:
        return Made(at, shown, 0, cause=outcome.cause, detail=outcome.detail)
    codes = {code for _, code, _, _ in explain.LINK.findall(outcome.html)}
    known = _known(at, shown, frozenset(codes)) if codes else {}
    html = explain.buttons(outcome.html, known) + workings.listed(worked)
    explanations = explain.explanations(outcome.html, known)
    return Made(at, shown, 0, html, explanations, left_out=outcome.left_out)


@cache
def _prepare(period: str, edition: str) -> None:
    """Prepare what the section reads, once: when data or code change, another process starts."""
    if not stale.is_prepared(periods.get(period), [edition]):
        from a4p_helpers import prepare  # only here: it imports cleaning and counting

        prepare.ensure(period, [edition])


@cache
def _known(period: str, edition: str, codes: Collection[str]) -> "dict[str, About]":
    """Return the facts of the numbers that a section prints."""
    from a4p_helpers.report import about  # only here: it reads tables

    return about.of(period, edition, codes)


# Showing the page


@dataclass
class Shown:
    """The page of a preview in its folder: the newest result, with the last good one below."""

    subject: Subject
    folder: Path
    _good: tuple[Made, datetime] | None = field(default=None, init=False)
    _state: dict[str, Any] = field(default_factory=dict, init=False)

    def begin(self) -> None:
        """Say that the section is being made; the first time, open the page.

        The module that writes pages takes long to import, so a worker starts first and imports
        meanwhile.
        """
        if self._state:
            self.tell(busy=True)
            return
        self._write(page(self.subject), version="", busy=True)
        browser.show(self.page)
        log.tell("shown", f"{self.subject.notebook.name} is shown at each save. Ctrl-C ends it.")
        typeface.write(self.folder)

    @property
    def page(self) -> Path:
        """The path of the page."""
        return self.folder / paths.PAGE

    def put(self, made: Made) -> None:
        """Show the new section, or why it failed."""
        at = datetime.now()
        if not made.cause:
            self._good = made, at
        text = page(self.subject, made, at, self._good)
        self._write(text, version=at.isoformat(), busy=False)

    def tell(self, **state: Any) -> None:
        """Send the state to open pages."""
        self._state |= state
        with paths.replacing(self.folder / STATE) as unfinished:
            unfinished.write_text(f"told({json.dumps(self._state)});\n", encoding="utf-8")

    def _write(self, text: str, **state: Any) -> None:
        with paths.replacing(self.page) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
        self.tell(**state)


def page(
    subject: Subject,
    made: Made | None = None,
    at: datetime | None = None,
    good: tuple[Made, datetime] | None = None,
) -> str:
    """Return the page: the section as it is now, or why it failed above the last good one."""
    from a4p_helpers.report import pages, part  # only here: see `Shown.begin`

    shown, since = good or (None, None)
    declared = periods.declared().get(made.period) if made else None
    sheet = pages.style_sheet() + (paths.TEMPLATE / "preview.css").read_text(encoding="utf-8")
    # The only script, which reloads the page; published pages have none.
    script = (paths.TEMPLATE / "preview.js").read_text(encoding="utf-8")
    return pages.part(
        "preview.html.j2",
        style=Markup(sheet),
        script=Markup(script),
        policy=Markup(
            POLICY.format(style=pages.hash_of_text(sheet), script=pages.hash_of_text(script))
        ),
        version=at.isoformat() if at else "",
        subject=subject,
        part=part.Part.of(subject.entry, shown.html) if shown else None,
        explanations=Markup(shown.explanations if shown else ""),
        period=declared,
        edition=made.edition if made else "",
        banner=pages.BANNER if made and made.edition == periods.EDITIONS[1] else "",
        synthetic=pages.SYNTHETIC if declared and declared.is_synthetic else "",
        cause=(made.cause if made else "").splitlines(),
        detail=made.detail if made else "",
        left_out=made.left_out if made else (),
        said=_said(made, at) if made and at else NOT_RUN,
        since=f"{since:%H:%M:%S}" if since and made and made.cause else "",
    )


def _said(made: Made, at: datetime) -> str:
    return f"{'Failed' if made.cause else 'Made'} at {at:%H:%M:%S}, after {made.seconds:.1f} s"
