"""Judging one file never harms another, whatever goes wrong inside it, and at whatever step."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from raw_data import NEXT

from a4p_helpers import prepare
from a4p_helpers.browser import start
from a4p_helpers.clean import judge, read, returns
from a4p_helpers.clean.listed import Listed
from a4p_helpers.clean.period import examine
from a4p_helpers.core import paths, periods, wording
from a4p_helpers.intake import receipt, receive, status
from a4p_helpers.store import processed

NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
LATER = datetime(2024, 5, 27, 12, tzinfo=UTC)
PACKAGE = f"{paths.CODE / 'a4p_helpers'}/"
STEPS_IN = (
    "clean/",
    "contracts/",
    *(f"core/{name}.py" for name in ("delimited", "wording", "lists")),
)


class UnforeseenError(Exception):
    """An error that nobody has thought of."""


@contextmanager
def stumbling(at: str = "", seen: set[str] | None = None) -> Iterator[None]:
    """Raise in one function of the package whenever it is at work on the office's table.

    Where none is named, what is called then is collected.
    """

    def trace(frame, event, arg):
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        step = f"{file.removeprefix(PACKAGE)}:{name}"
        if event == "call" and step.startswith(STEPS_IN) and "<" not in name:
            if seen is not None:
                seen.add(step)
            if step == at:
                raise UnforeseenError(step)

    def within(real: Callable, concerns_the_office: Callable[..., bool]) -> Callable:
        def call(*given):
            if not concerns_the_office(*given):
                return real(*given)
            before = sys.gettrace()
            sys.settrace(trace)
            try:
                return real(*given)
            finally:
                sys.settrace(before)

        return call

    with pytest.MonkeyPatch.context() as patch:
        load, judged = returns._load, judge._judged
        patch.setattr(returns, "_load", within(load, lambda path, *_: "casevac" in path.name))
        patch.setattr(judge, "_judged", within(judged, lambda _, file, *__: "OMA" in file))
        yield


def table(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return path


HEADER = "reporter,mission,capability,is_available\n"
CASEVAC = f'{HEADER}OMA,UNMISS,"air, by day",yes\nOMA,UNMISS,by road,no\n'
TRAINING = "reporter,sessions\nUNMISS,12\n"


def works() -> processed.Tables:
    """Everything that comes after works; return the cleaned tables."""
    states = {one.reporter: one.state for one in status.of(NEXT).reporting}
    assert states["UNMISS"] == "in part"
    assert "UNMISS" in start.write(periods.get(NEXT), NOON).read_text(encoding="utf-8")
    prepare.tables(NEXT)
    return processed.read(paths.processed(NEXT, "external"))


def steps_of(office: Path, present: list[str]) -> list[str]:
    """Return every function of the package that is at work while the office's table is judged."""
    steps: set[str] = set()
    with stumbling(seen=steps):
        assert not judged(office, present).faults
    return sorted(steps)


def judged(office: Path, present: list[str]) -> judge.Verdict:
    """Read and judge the office's table alone, as receiving does."""
    forget()
    found = returns.load(office, NEXT, present)
    if found.faults:
        part = read.Part(found.file, faults=found.faults)
        return judge.Verdict("casevac", "", part, None, found.faults, [])
    lists = Listed(periods.get(NEXT), paths.raw(NEXT))
    return judge.judge(lists, "returns/OMA-1-casevac.csv", found.answers["casevac"], [])


def forget() -> None:
    """Let nothing be answered from memory."""
    for kept in (wording.folded, wording.calls_itself_total, wording.is_no_answer):
        kept.cache_clear()
    wording.says_not_public.cache_clear()


def test_an_error_at_any_step_is_a_fault_of_that_file(root, present, tmp_path):
    """Injected in each function that runs while one file is read, typed and judged, one by one."""
    office = table(tmp_path / "inbox", "casevac", CASEVAC)
    steps = steps_of(office, present)
    assert len(steps) > 30 and {"clean/check.py:checked", "clean/cells.py:_one_of"} <= set(steps)
    for step in steps:
        with stumbling(at=step):
            verdict = judged(office, present)
        (told,) = (one for one in verdict.faults if "could not be checked" in one.problem)
        assert "UnforeseenError" in told.problem and told.remedy, step
        assert verdict.frame is None and told.file.endswith("casevac.csv"), step
    assert not judged(office, present).faults


@pytest.mark.parametrize(
    "step", ["core/delimited.py:records", "clean/cells.py:_one_of", "clean/check.py:clashes"]
)
def test_a_file_over_which_the_workbook_stumbles_stops_nothing(step, root, tmp_path):
    inbox = tmp_path / "inbox"
    table(inbox, "casevac", CASEVAC)
    table(inbox, "conduct_training", TRAINING)
    with stumbling(at=step):
        office, mission = receive.receive(NEXT, [inbox], now=NOON)
        assert "could not be checked" in receipt.text(office) and not mission.all_faults
        assert list(works()["conduct_training"]["sessions"]) == [12]
    # A corrected return heals, also while the first one is still a stumbling block.
    table(inbox, "casevac", f"{CASEVAC} ")
    receive.receive(NEXT, [inbox / "casevac.csv"], now=LATER)
    assert list(works()["casevac"]["capability"]) == ["air, by day", "by road"]


def test_what_a_later_answer_replaces_is_never_opened_again(send, monkeypatch):
    first = send("conduct_training", f"sessions\n{'9' * 5000}\n", "UNMISS")
    assert "is too large for a number" in str(first.all_faults)
    assert status.of(NEXT) and works_with(0)
    send("conduct_training", TRAINING, now=LATER)
    opened: list[str] = []
    load = returns.load
    monkeypatch.setattr(
        returns,
        "load",
        lambda path, *given, **named: opened.append(path.name) or load(path, *given, **named),
    )
    assert works_with(1)
    assert set(opened) == {"UNMISS-2-conduct_training.csv"}


def works_with(rows: int) -> bool:
    prepare.tables(NEXT)
    made = processed.read(paths.processed(NEXT, "external"))
    return len(made["conduct_training"]) == rows


def test_a_row_that_stands_alone_does_not_sink_the_others(send):
    """The row of before stands in for one that comes with a fault."""
    first = "yes,Radio spots before the vote\nno,Corrected a rumour in print\n"
    send("mdmh_actions", f"is_preemptive,action\n{first}", "UNMISS")
    second = "maybe,Corrected a rumour in print\nyes,Met editors of newspapers\n"
    told = send("mdmh_actions", f"is_preemptive,action\n{second}", "UNMISS", LATER)
    assert "One thing needs you" in receipt.text(told)
    assert "taken except for some rows" in receipt.text(told)
    prepare.tables(NEXT)
    made = processed.read(paths.processed(NEXT, "external"))["mdmh_actions"]
    assert sorted(made["action"]) == ["Corrected a rumour in print", "Met editors of newspapers"]
    assert any("UNMISS: mdmh_actions has faults" in one for one in examine(NEXT).unsettled)
    # Where rows add up, one fault keeps the whole table out.
    third = "mission,level,hospitals\nUNMISS,Level 2,1\nUNIFIL,x,1\n"
    send("hospitals", third, "DHMOSH", LATER)
    prepare.tables(NEXT)
    assert processed.read(paths.processed(NEXT, "external"))["hospitals"].empty


@pytest.mark.parametrize(
    ("name", "before", "now"),
    [
        (
            "mdmh_actions",
            "is_preemptive,action\nno,Corrected a rumour in print\nyes,Met editors\n",
            "is_preemptive,action,classification\nmaybe,Corrected a rumour in print,internal\n"
            "yes,Met editors,\n",
        ),
        (
            "cpas",
            "uses_cpas,conducted_impact_assessment\nyes,no\n",
            "uses_cpas,conducted_impact_assessment,classification\nperhaps,no,internal\n",
        ),
    ],
)
def test_what_is_taken_back_inside_with_a_fault_does_not_stay_outside(name, before, now, send):
    send(name, before, "UNMISS")
    prepare.tables(NEXT)
    rows = len(processed.read(paths.processed(NEXT, "external"))[name])
    send(name, now, "UNMISS", LATER)
    prepare.tables(NEXT)
    assert len(processed.read(paths.processed(NEXT, "internal"))[name]) == rows
    assert len(processed.read(paths.processed(NEXT, "external"))[name]) == rows - 1


def test_a_correction_of_a_row_that_is_not_sent_any_more_stops_nothing(send):
    both = "is_preemptive,action\nyes,Radio spots before the vote\nno,Corrected a rumour\n"
    send("mdmh_actions", both, "UNMISS")
    path = paths.raw(NEXT) / "corrections.csv"
    key = "mission=UNMISS; action=Corrected a rumour"
    line = f"mdmh_actions,{key},is_preemptive,no,override,yes,A slip,UNMISS,told\n"
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    prepare.tables(NEXT)
    send("mdmh_actions", both.partition("no,")[0], "UNMISS", LATER)
    prepare.tables(NEXT)
    assert any("fits 0 rows of mdmh_actions" in told for told in examine(NEXT).unsettled)
