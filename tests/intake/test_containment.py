"""Judging one file never harms another, whatever goes wrong inside it, and at whatever step."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from raw_data import NEXT

from a4p_helpers import clean, paths, periods, processed, start
from a4p_helpers.clean import judge, returns
from a4p_helpers.clean.period import examine
from a4p_helpers.intake import receipt, receive, status

NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
LATER = datetime(2024, 5, 27, 12, tzinfo=UTC)
PACKAGE = f"{paths.CODE / 'a4p_helpers'}/"
STEPS_IN = ("clean/", "contracts/", "delimited.py", "wording.py", "lists.py")


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
        load, judged = returns._load, judge.Judge._judged
        patch.setattr(returns, "_load", within(load, lambda path, *_: "casevac" in path.name))
        patch.setattr(judge.Judge, "_judged", within(judged, lambda _, file, *__: "OMA" in file))
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
    states = {one.reporter: one.state for one in status.of(NEXT)}
    assert states["UNMISS"] == "in part"
    assert "UNMISS" in start.write(periods.get(NEXT), NOON).read_text(encoding="utf-8")
    clean.clean(NEXT)
    return processed.Tables(paths.processed(NEXT, "external"))


def test_an_error_at_any_step_is_a_fault_of_that_file_alone(root, tmp_path):
    """Injected in each function that runs while one file is read, judged and typed, one by one."""
    inbox = tmp_path / "inbox"
    table(inbox, "casevac", CASEVAC)
    table(inbox, "conduct_training", TRAINING)
    steps: set[str] = set()
    with stumbling(seen=steps):
        office, mission = receive.receive(NEXT, [inbox], now=NOON)
    assert not office.all_faults and not mission.all_faults
    assert len(steps) > 30 and {"clean/check.py:checked", "clean/cells.py:_yes_no"} <= steps
    for number, step in enumerate(sorted(steps)):
        table(inbox, "casevac", CASEVAC.replace("no\n", f"no\n{number}"[:3]) + " " * number)
        with stumbling(at=step):
            office, mission = receive.receive(NEXT, [inbox], now=NOON)
            told = [one for one in office.all_faults if "stumbled" in one.problem]
            assert told and told[0].remedy and "UnforeseenError" in told[0].problem, step
            assert mission.is_known and not mission.all_faults, step
            assert "not taken" in receipt.text(office), step
            if number % 12 == 0:
                assert list(works()["conduct_training"]["sessions"]) == [12]
    assert list(works()["casevac"]["capability"]) == ["air, by day", "by road"]
