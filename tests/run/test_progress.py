"""A bar with the time left in a terminal, one line for each step elsewhere."""

import io

import pytest

from a4p_helpers.run import log, progress
from a4p_helpers.run.progress import Step

STEPS = [
    Step("2023-05", "external", name) for name in ("overview", "p4_accountability_to", "report")
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def told(monkeypatch):
    monkeypatch.setattr(log, "events", [])
    monkeypatch.setattr(log, "_form", "text")


def shown_in(stream):
    with progress.of(STEPS, stream) as shown:
        for step in STEPS:
            shown.started(step)
        shown.ended(STEPS[1], "ok", 3.21)
        shown.ended(STEPS[0], "failed", 12.0, "overview: bad")
    return stream.getvalue()


def test_lines_come_as_steps_end_and_hold_no_control_codes(capsys):
    assert shown_in(io.StringIO()) == ""
    assert capsys.readouterr().err == (
        "2023-05  external  p4_accountability_to  ok      3.2 s\n"
        "2023-05  external  overview              failed  12.0 s\n"
    )


def test_a_terminal_gets_a_bar_what_failed_and_what_runs(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    last = shown_in(Terminal()).rsplit("2 of 3", 1)[1]
    assert "1 failed" in last and "left" in last
    assert "2023-05 external overview failed" in last
    assert "2023-05 external report 0 s" in last and "p4" not in last


def test_hundreds_of_steps_fit_on_a_screen(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    many = [Step("2023-05", "external", f"n{number}") for number in range(240)]
    stream = Terminal()
    with progress.of(many, stream) as shown:
        for step in many[:2]:
            shown.started(step)
        shown._live.refresh()
        assert len(stream.getvalue().rsplit("0 of 240", 1)[1].splitlines()) < 5


def test_the_time_left_goes_by_what_ran_not_by_what_was_the_same(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    many = [Step("2023-05", "external", f"n{number}") for number in range(10)]
    bar = progress.Bar(many, Terminal())
    for step in many[:6]:
        bar.ended(step, "same", 0.0)
    assert bar.left() is None
    bar.started(many[6])
    now[0] += 4
    bar.ended(many[6], "ok", 4.0)
    assert bar.left() == 12.0


def test_a_terminal_that_cannot_redraw_gets_lines(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    assert shown_in(Terminal()) == "" and capsys.readouterr().err.count("\n") == 2
