"""What is told of a run: to a person, to a program, to who wants to hear of faults only."""

import json
import sys

import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.run import OUT_OF_TIME, log
from a4p_helpers.run.period import run_periods

PERIOD = "2023-05"


@pytest.fixture(autouse=True)
def text(monkeypatch):
    """Each test starts as a program does that has told nothing yet."""
    monkeypatch.setattr(log, "events", [])
    monkeypatch.setattr(log, "_form", "text")
    monkeypatch.delenv("A4P_LOG", raising=False)
    monkeypatch.delenv("A4P_NOTIFY", raising=False)


def run(*words):
    return cli.main(["run", PERIOD, "--edition", "external", "--kernels", "ordinary", *words])


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_where_no_person_reads_it_each_event_is_a_line_of_json(house, write, capsys):
    write("good", "x = 1")
    assert run() == 0
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in err.splitlines()]
    assert [one["event"] for one in told] == [
        *("started", "cleaned", "so far", "notebook", "report", "published", "ended")
    ]
    notebook, report, published = told[3:6]
    assert (notebook["name"], notebook["state"], notebook["period"]) == ("good", "ok", PERIOD)
    assert report["edition"] == "external" and report["state"] == "ok"
    assert out == published["page"] + "\n"
    assert told[-1]["exit_code"] == 0 and all("time" in one for one in told)


def test_a_fault_is_an_event_with_its_cause(house, write, capsys):
    write("bad", "1 / 0")
    assert run() == 1
    told = lines(capsys)
    notebook, kept = told[3:5]
    assert notebook["state"] == "failed" and "ZeroDivisionError" in notebook["cause"]
    assert kept["event"] == "kept back" and "ZeroDivisionError" in kept["faults"][0]


@pytest.mark.parametrize(("source", "code", "told"), [("x = 1", 0, ""), ("1 / 0", 1, "bad")])
def test_quiet_tells_of_faults_only(house, write, capsys, source, code, told):
    write("bad", source)
    assert run("--log", "quiet") == code
    err = capsys.readouterr().err
    assert (told in err and "  bad  " not in err) if told else err == ""


def test_what_was_asked_for_wrongly_is_told_in_the_same_form(house, write, capsys):
    assert cli.main(["run", "2023-06"]) == 2
    (*_, refused, ended) = lines(capsys)
    assert refused["event"] == "refused" and "2023-06" in refused["message"]
    assert ended["exit_code"] == 2


def test_the_environment_may_name_the_form_and_a_wrong_one_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("A4P_LOG", "xml")
    with pytest.raises(SystemExit):
        cli.main(["run"])
    assert "'xml' is not text, json or quiet" in capsys.readouterr().err


# Who is notified


@pytest.fixture
def hook(tmp_path):
    """A program that keeps what it reads."""
    kept = tmp_path / "kept.json"
    code = f"import sys; open({str(kept)!r}, 'w').write(sys.stdin.read())"
    return f'"{sys.executable}" -c "{code}"', kept


@pytest.mark.parametrize(("source", "state"), [("x = 1", "done"), ("1 / 0", "failed")])
def test_a_program_reads_how_a_run_ended(house, write, hook, source, state):
    command, kept = hook
    write("one", source)
    code = run("--notify", command)
    document = json.loads(kept.read_text())
    assert (document["state"], document["exit_code"]) == (state, code)
    events = [one["event"] for one in document["events"]]
    assert (events[0], events[-1]) == ("started", "ended")


@pytest.mark.parametrize(("code", "state"), [(124, "out of time"), (130, "stopped")])
def test_a_program_is_told_why_a_run_was_stopped(hook, code, state):
    command, kept = hook
    log.notify(command, code)
    assert json.loads(kept.read_text())["state"] == state


def test_a_program_is_notified_of_a_run_that_could_not_start(house, hook):
    command, kept = hook
    assert cli.main(["run", "2023-06", "--notify", command]) == 2
    assert "2023-06" in json.loads(kept.read_text())["events"][-2]["message"]


def test_a_program_that_fails_changes_nothing_of_how_the_run_ended(house, write, capsys):
    write("one", "x = 1")
    assert run("--notify", "no-such-program", "--log", "text") == 0
    assert "so nobody was notified" in capsys.readouterr().err
    for command in (f'"{sys.executable}" -c "1/0"', '"'):
        log.notify(command, 0)
        assert "so nobody was notified" in capsys.readouterr().err, command
    assert cli.main(["run", "2023-06", "--notify", "", "--log", "text"]) == 2
    assert "so nobody was notified" not in capsys.readouterr().err


def test_a_program_that_does_not_end_is_not_waited_for(monkeypatch, capsys):
    monkeypatch.setattr(log, "LONGEST_NOTIFYING", 0.2)
    log.notify(f'"{sys.executable}" -c "import time; time.sleep(60)"', 0)
    assert "no end within 0.2 s" in capsys.readouterr().err


# How long a run may take


def test_a_run_that_takes_too_long_is_stopped_as_by_a_signal(house, write, released, capsys):
    write("slow", "import time; time.sleep(60)")
    is_untouched = released()
    assert is_untouched
    code = run_periods([PERIOD], ["external"], kernels="ordinary", run_limit=6.0, force=True)
    assert code == OUT_OF_TIME
    assert "Stopped after 6 s. Nothing was published" in capsys.readouterr().err
    assert released() and not (paths.outputs(PERIOD) / ".runs").exists()
