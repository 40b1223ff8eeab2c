"""How a half-year stands on a day: who sent what, what was asked back, what comes next.

It is printed in a terminal and written as a page, as a sheet for the weekly meeting and for the
first page of JupyterLab.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from a4p_helpers.clearance import revisions, steps
from a4p_helpers.clearance.checklist import BY_HAND
from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import counted, in_words
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.intake import confirm, status
from a4p_helpers.report import comments, pages
from a4p_helpers.run import reuse
from a4p_helpers.store.processed import Reporting

WIDE = 132  # columns from which a line has room for all that the page shows
MOST = 5  # most faults or comments on one line
# Senders in the order in which the desk attends to them.
URGENT = ("with faults", "not received", "in part", "complete", "not asked", "does not take part")
HEADINGS = ("Sender", "State", "Answered", "Came", "Days", "Confirmed", "Asked back or open")


@dataclass(frozen=True)
class Sender:
    """How one mission or office stands: what came and when, what is open, who confirmed.

    `days` says how many are left or how late it is. `asked_back` has a sentence for each thing
    that the sender was asked to correct or to check.
    """

    reporter: str
    state: str
    answered: str
    came: str
    days: str
    confirmed: str
    open: str
    number_open: str
    asked_back: Sequence[str]

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row in the table."""
        return self._row(self.open)

    @property
    def short(self) -> tuple[str, ...]:
        """The cells for a narrow terminal: how many things are open, not which."""
        return self._row(self.number_open)

    def _row(self, open_: str) -> tuple[str, ...]:
        asked = f"asked back: {len(self.asked_back)}" if self.asked_back else ""
        return (
            self.reporter,
            f"{status.SIGNS[self.state]} {self.state}",
            self.answered,
            self.came,
            self.days,
            self.confirmed,
            "; ".join(filter(None, (asked, open_))),
        )


@dataclass(frozen=True)
class Step:
    """One step of a half-year: how it stands, what blocks the next one, and its command."""

    what: str
    stands: str
    blocked_by: Sequence[str] = ()
    command: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class HalfYear:
    """A period as it stands on a day."""

    period: Period
    today: date
    summary: str
    senders: Sequence[Sender]
    steps: Sequence[Step]
    faults: Sequence[str]

    @property
    def next(self) -> Step | None:
        """The first step that is not done; none after the release."""
        return next((one for one in self.steps if not one.is_done), None)

    @property
    def title(self) -> str:
        """The period and the day."""
        return f"{self.period.label} ({self.period}) on {narrative.long_date(self.today)}"


def of(name: str, today: date) -> HalfYear:
    """Return how a period stands on a day.

    Raises
    ------
    intake.opening.OpeningError
        The period's files have faults.
    intake.confirm.ConfirmError, report.comments.CommentsError, clearance.steps.ReleaseError
        One of the period's lists is damaged.
    """
    period, found = periods.get(name), status.of(name)
    signed = confirm.confirmed(name)
    senders = [
        _sender(one, found.asked_back.get(one.reporter, ()), signed.get(one.reporter), today)
        for one in found.reporting
    ]
    senders.sort(key=lambda one: (URGENT.index(one.state), not one.days.endswith("late")))
    return HalfYear(
        period,
        today,
        status.summary(found.reporting, today),
        senders,
        list(_steps(period, found, len(signed), today)),
        found.faults,
    )


def _sender(
    one: Reporting, asked: Sequence[str], signed: confirm.Confirmed | None, today: date
) -> Sender:
    return Sender(
        one.reporter,
        one.state,
        "" if one.why_not else f"{one.answered} of {one.owed}",
        one.received,
        status.days_left(one, today),
        f"{signed.by}, {signed.day}" if signed else "",
        status.to_do(one),
        _number_open(one),
        asked,
    )


def _number_open(one: Reporting) -> str:
    if one.why_not:
        return one.why_not
    numbers = {"to correct": len(one.with_faults), "to answer": len(one.missing)}
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)


def _steps(period: Period, found: status.Found, signed: int, today: date) -> Iterator[Step]:
    """Yield the steps in their order: forms, returns, confirmations, run, release."""
    name = period.name
    asked = [one for one in found.reporting if one.owed and not one.why_not]
    came = [one for one in asked if one.received]
    yield _forms(name, asked)
    open_ = [one for one in asked if one.state != "complete"]
    late = [one.reporter for one in open_ if one.is_late(today)]
    waiting = [f"late: {in_words(late)}"] if late else []
    if mending := [one.reporter for one in asked if one.with_faults]:
        waiting.append(f"to correct: {in_words(mending)}")
    ask = f"a4p forms {name} --late" if late else f"a4p receive {name} FILE"
    summary = status.summary(found.reporting, today)
    # A report goes out without those who are late: once it has a draft, nothing waits for them.
    is_out = any(_is_made(name, one) for one in periods.EDITIONS)
    command = f"{ask}; or, without them, a4p run {name}"
    yield Step("Returns", summary, waiting, command, is_done=not open_ or is_out)
    yield Step(
        "Confirmations",
        f"{signed} of {len(came)} who sent something",
        command=f"a4p confirm {name}",
        is_done=signed == len(came) or is_out,
    )
    unsound = [*found.faults[:MOST], *_more(len(found.faults) - MOST)]
    said = counted(found.faults) if found.faults else "no faults"
    yield Step("Raw data", said, unsound, f"a4p clean {name}", is_done=not found.faults)
    for edition in periods.EDITIONS:
        yield _draft(name, edition)
    yield _comments(name)
    for edition in periods.EDITIONS:
        if _is_made(name, edition):
            yield _release(name, edition, found.unsettled)


def _forms(name: str, asked: Sequence[Reporting]) -> Step:
    written = {path.stem for path in (paths.outputs(name) / "forms").glob("*.xlsx")}
    waiting = [one.reporter for one in asked if not one.answered]
    lacking = [one for one in waiting if f"A4P-{name}-{one}" not in written]
    said = "written for everybody who has not answered" if not lacking else ""
    return Step(
        "Forms",
        said or f"not written for {in_words(lacking)}",
        command=f"a4p forms {name}",
        is_done=not lacking,
    )


def _is_made(name: str, edition: str) -> bool:
    return (paths.outputs(name, edition) / paths.PAGE).is_file()


def _draft(name: str, edition: str) -> Step:
    """Say what the last run made, whether it is still current, and whether a later one failed."""
    what, command = f"{edition.capitalize()} draft", f"a4p run {name}"
    failed, blocked = paths.failed(name, edition), []
    if failed.exists():
        blocked = [f"a later run failed, see {paths.shown(failed)}"]
    if not _is_made(name, edition):
        return Step(what, "not made yet", blocked, command)
    holds = reuse.is_current(name, edition, {}, [])
    now = "nothing has changed since" if holds else "what it is made of has changed since"
    when = _made(paths.outputs(name, edition) / paths.RUN)
    return Step(what, f"made {when}; {now}", blocked, command, is_done=holds and not blocked)


def _made(manifest: Path) -> str:
    """Return when a run ended, as its manifest says."""
    try:
        ended = json.loads(manifest.read_text(encoding="utf-8"))["finished"]
        return narrative.moment(datetime.fromisoformat(ended))
    except (OSError, ValueError, TypeError, KeyError):
        return "on an unknown day"


def _comments(name: str) -> Step:
    every, still = comments.of(name), comments.open_of(name)
    waiting = [f"comment {one.id} of {one.who}" for one in still[:MOST]]
    return Step(
        "Comments",
        f"{len(every) - len(still)} of {len(every)} answered" if every else "none",
        waiting + _more(len(still) - MOST),
        f"a4p comment {name} --answer",
        is_done=not still,
    )


def _release(name: str, edition: str, unsettled: Sequence[str]) -> Step:
    reached, ticked = steps.state(name, edition), steps.ticked(name, edition)
    following = dict(pairwise(steps.STEPS)).get(reached, "")
    blocked = []
    if following in steps.STEPS[2:]:
        blocked = [f"not ticked: {text}" for key, text in BY_HAND.items() if key not in ticked]
        blocked += [f"{counted(unsettled)} not settled"] if unsettled else []
    draft = steps.draft_of(name, edition)
    changed = [one for one in revisions.found(name, edition, draft) if one.reason is None]
    if changed:
        blocked.append(f"released values changed without a reason: {len(changed)}")
    return Step(
        f"{edition.capitalize()} edition",
        reached,
        blocked,
        f"a4p release {name} --edition {edition} --to {following!r}",
        is_done=not following,
    )


def _more(number: int) -> list[str]:
    return [f"{number} more"] if number > 0 else []


# Output


def show(one: HalfYear, console: Console | None = None) -> None:
    """Print it: a row for each sender, the steps, and what comes next."""
    console = console or Console()
    if not console.is_terminal:  # such as a file, or a command that looks for a line
        console = Console(width=WIDE, file=console.file)
    rows = [sender.cells if console.width >= WIDE else sender.short for sender in one.senders]
    table = Table(box=SIMPLE_HEAD, title=one.title, title_justify="left", padding=(0, 1, 0, 0))
    used = [at for at in range(len(HEADINGS)) if any(row[at] for row in rows)]
    for at in used:
        table.add_column(HEADINGS[at], overflow="fold", no_wrap=at == 0)
    for row in rows:
        table.add_row(*(row[at] for at in used))
    console.print(table)
    console.print(f"{one.summary}.\n", highlight=False)
    for step in one.steps:
        sign = "✓" if step.is_done else "→" if step == one.next else "·"
        console.print(f"{sign} {step.what}: {step.stands}", highlight=False, markup=False)
    if following := one.next:
        told = f"\nNext: {following.command}"
        console.print(told, highlight=False, markup=False, soft_wrap=True)
        for reason in following.blocked_by:
            console.print(f"  {reason}", highlight=False, markup=False)


def write(one: HalfYear) -> tuple[Path, Path]:
    """Write it as a page and as a sheet for the weekly meeting; return where they are."""
    place = paths.outputs(one.period.name)
    place.mkdir(parents=True, exist_ok=True)
    page, sheet = place / "status.html", place / "status.xlsx"
    with paths.replacing(page) as unfinished:
        content = pages.part("status.html.j2", one=one, headings=HEADINGS)
        unfinished.write_text(content, encoding="utf-8", newline="\n")
    with paths.replacing(sheet) as unfinished:
        _write_sheet(one, unfinished)
    return page, sheet


def _write_sheet(one: HalfYear, path: Path) -> None:
    import xlsxwriter  # only here: most users look at the terminal

    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": one.title, "created": datetime(*one.today.timetuple()[:3])})
        looks = {"text_wrap": True, "valign": "top"}
        head, plain = book.add_format({**looks, "bold": True}), book.add_format(looks)
        step_rows = [
            (step.what, step.stands, "done" if step.is_done else "; ".join(step.blocked_by))
            for step in one.steps
        ]
        back_rows = [(who.reporter, said) for who in one.senders for said in who.asked_back]
        for name, widths, headings, rows in (
            ("Senders", (14, 18, 10, 12, 10, 24, 60), HEADINGS, [who.cells for who in one.senders]),
            ("Steps", (22, 44, 60), ("Step", "How it stands", "What blocks the next"), step_rows),
            ("Asked back", (14, 100), ("Sender", "What"), back_rows),
        ):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, one.title, book.add_format({"bold": True, "font_size": 13}))
            sheet.write_row(2, 0, headings, head)
            for at, row in enumerate(rows, start=3):
                sheet.write_row(at, 0, row, plain)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(3, 1)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(2)
