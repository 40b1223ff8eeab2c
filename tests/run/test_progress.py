"""A live table in a terminal, one line per notebook elsewhere."""

import io
from pathlib import Path

from a4p_helpers.run import progress
from a4p_helpers.run.execute import Outcome, Task

TASKS = [
    Task(Path("p4.ipynb"), name, "2023-05", "external", Path("run"), 60.0)
    for name in ("overview", "p4_accountability_to")
]
OUTCOMES = [
    Outcome("p4_accountability_to", "external", True, 3.21),
    Outcome("overview", "external", False, 12.0, "overview: bad"),
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown_in(stream):
    with progress.of(TASKS, stream) as shown:
        for task in TASKS:
            shown.started(task)
        for outcome in OUTCOMES:
            shown.ended(outcome)
    return stream.getvalue()


def test_lines_come_as_notebooks_end_and_hold_no_control_codes():
    assert shown_in(io.StringIO()) == (
        "external  p4_accountability_to  ok      3.2 s\n"
        "external  overview              failed  12.0 s\n"
    )


def test_a_terminal_gets_a_table_in_the_order_of_the_report(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    last = shown_in(Terminal()).rsplit("Edition", 1)[1]
    assert last.index("overview") < last.index("p4_accountability_to")
    assert "failed" in last and "3.2" in last


def test_a_terminal_that_cannot_redraw_gets_lines(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert shown_in(Terminal()).count("\n") == len(OUTCOMES)
