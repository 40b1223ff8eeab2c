"""The examples of schedules: each is read by what reads it, and its command by `a4p` itself."""

import configparser
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from unittest.mock import MagicMock, call

import pytest
import yaml

from a4p_helpers import cli
from a4p_helpers.cli import runs
from a4p_helpers.core import contents, paths

EXAMPLES = paths.CODE / "docs" / "examples"
UNITS = ("a4p.service", "a4p.timer", "a4p-failed.service")
FIELDS = (range(60), range(24), range(1, 32), range(1, 13), range(8))


def parsed(words: list[str]) -> object:
    """What `a4p` understands of its words."""
    try:
        return cli.parser().parse_args(words)
    except SystemExit:
        pytest.fail(f"a4p does not understand: {shlex.join(words)}")


def cron_days(field: str) -> set[int]:
    """The numbers that one field of a cron line stands for."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
        assert match, f"{part} is no field of cron"
        first, last, step = (int(n) if n else None for n in match.groups())
        start = 0 if first is None else first
        end = 99 if first is None else (start if last is None else last)
        found |= set(range(start, end + 1, step or 1))
    return found


def check_cron(fields: list[str]) -> None:
    assert len(fields) == 5
    for field, allowed in zip(fields, FIELDS, strict=True):
        assert field.startswith("*") or cron_days(field) <= set(allowed), field


@pytest.fixture
def said(tmp_path):
    """Perform a shell command where `a4p` only writes down what it is asked; return its words."""
    stub = tmp_path / "a4p" / ".venv" / "bin" / "a4p"
    stub.parent.mkdir(parents=True)
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > asked\nexit ${CODE:-0}\n')
    stub.chmod(0o755)

    def perform(command: str, **environment: str) -> list[str]:
        home = tmp_path / "a4p"
        usual = {"PATH": "/usr/bin:/bin", "A4P": str(home)}
        subprocess.run(["sh", "-c", command], cwd=home, env=usual | environment, check=True)
        return (home / "asked").read_text().splitlines()

    return perform


def hostile(said, do, command: str) -> None:
    """What somebody types as a period is taken as one, and so refused: it never does anything."""
    for typed in (
        *("--notify=touch here", "2023-05 --notify here", "--all", "$(touch here)", "; touch here"),
        *("-p x=1", "*", "--"),
    ):
        words = said(command, PERIOD=typed)
        given = parsed(words)
        assert given.do is do and given.period == typed, words
        assert not getattr(given, "notify", None) and not getattr(given, "all", False)


def test_the_line_for_cron(said, capfd, tmp_path):
    lines = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
    (line,) = [one for one in lines if re.match(r"[\d*]", one)]
    *fields, command = line.split(None, 5)
    check_cron(fields)
    assert "%" not in command  # which cron takes for the end of a line
    given = parsed(said(command))
    assert given.all and given.run_limit == 3600
    assert (tmp_path / "a4p" / "outputs" / "runs.jsonl").exists()
    # What the line prints is what cron sends to MAILTO: nothing after a good night.
    assert any(one.startswith("MAILTO=") for one in lines)
    assert capfd.readouterr() == ("", "")
    said(command, CODE="1")
    assert "ended with code 1." in capfd.readouterr().out


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str
    read.read_string((EXAMPLES / name).read_text(encoding="utf-8"))
    return read


def test_the_units_of_systemd():
    program, *words = shlex.split(unit("a4p.service")["Service"]["ExecStart"])
    assert program == "/srv/a4p/.venv/bin/a4p" and parsed(words).all
    assert unit("a4p.timer")["Timer"]["OnCalendar"] == "Mon..Fri 05:30"
    told_by = unit("a4p.service")["Unit"]["OnFailure"]
    page = (paths.CODE / "docs" / "how-to" / "scheduling.md").read_text(encoding="utf-8")
    (copied,) = re.findall(r"^cp (.*) /etc/systemd/system/$", page, re.MULTILINE)
    assert {Path(one) for one in copied.split()} == {Path("docs/examples") / name for name in UNITS}
    assert told_by in UNITS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_its_units(tmp_path):
    home = tmp_path / "a4p"
    home.mkdir()
    (home / ".venv").symlink_to(sys.prefix)
    for name in UNITS:
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/srv/a4p", str(home)), encoding="utf-8")
    for words in (
        ["verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        ["calendar", unit("a4p.timer")["Timer"]["OnCalendar"]],
    ):
        done = subprocess.run(
            ["systemd-analyze", *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert str(tmp_path) not in done.stderr, done.stderr


def test_the_workflow_of_github(said):
    text = (EXAMPLES / "github-actions.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    starts = workflow[True]  # YAML reads `on` as yes
    check_cron(starts["schedule"][0]["cron"].split())
    assert "workflow_dispatch" in starts and workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    steps = job["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    (run,) = [step["run"] for step in steps if "a4p" in step.get("run", "")]
    assert parsed(said(run, PERIOD="")).period is None
    assert parsed(said(run, PERIOD="2023-05")).period == "2023-05"
    assert parsed(said(run, PERIOD="")).edition == ["external"]
    hostile(said, runs.run, run)
    # The rest is what this repository itself runs every night: versions, libraries, what is kept.
    own = yaml.safe_load((paths.CODE / ".github/workflows/period.yml").read_text(encoding="utf-8"))
    (own_job,) = own["jobs"].values()
    words = " --edition external"
    assert words in run and [
        {**step, "run": step["run"].replace(words, "")} if "run" in step else step for step in steps
    ] == [{key: said for key, said in step.items() if key != "if"} for step in own_job["steps"]]
    for key in ("runs-on", "container", "timeout-minutes"):
        assert job[key] == own_job[key]
    assert workflow["concurrency"] == own["concurrency"]


@pytest.fixture
def load(monkeypatch):
    """Import a DAG as Airflow does, with stand-ins for what it imports; return what it is told."""
    stand_in = MagicMock()
    for name in (
        *("airflow", "airflow.sdk", "airflow.providers", "airflow.providers.standard"),
        *("airflow.providers.standard.operators", "airflow.providers.standard.operators.bash"),
        *("airflow.providers.papermill", "airflow.providers.papermill.operators"),
        "airflow.providers.papermill.operators.papermill",
    ):
        monkeypatch.setitem(sys.modules, name, stand_in)

    def dag(name):
        runpy.run_path(str(EXAMPLES / f"{name}.py"))
        told = stand_in.DAG.call_args.kwargs
        assert isinstance(told["start_date"], datetime) and not told["catchup"]
        check_cron(told["schedule"].split())
        bash, papermill = (
            {one.kwargs["task_id"]: one.kwargs for one in operator.call_args_list}
            for operator in (stand_in.BashOperator, stand_in.PapermillOperator)
        )
        return told, bash, papermill, stand_in

    return dag


def rendered(task, period):
    return task["env"]["PERIOD"].replace("{{ params.period }}", period)


def test_the_dag_of_one_task(load, said):
    _, tasks, _, _ = load("airflow_bash")
    task = tasks["run"]
    command = task["bash_command"]
    assert task["append_env"]
    assert parsed(said(command, PERIOD=rendered(task, ""))).all
    given = parsed(said(command, PERIOD=rendered(task, "2023-05")))
    assert given.period == "2023-05" and not given.all
    hostile(said, runs.run, command)


def test_the_dag_of_one_task_a_section(load, said):
    dag, tasks, sections, airflow = load("airflow_papermill")
    bash, papermill = airflow.BashOperator.return_value, airflow.PapermillOperator.return_value
    assert bash.__rshift__.call_args_list == [call(papermill)] * len(sections)
    after = bash.__rshift__.return_value.__rshift__
    assert after.call_args_list == [call(bash)] * len(sections)
    assert set(sections) == {entry.notebook for entry in contents.entries("2023-05").values()}
    for name, task in sections.items():
        assert Path(task["input_nb"]) == Path("/srv/a4p/notebooks") / f"{name}.ipynb"
        assert (paths.NOTEBOOKS / f"{name}.ipynb").exists()
        assert set(task["parameters"]) == {"period", "edition"}
    for name, do in (("clean", runs.clean), ("publish", runs.run)):
        task = tasks[name]
        for period in (dag["params"]["period"], "2022-11"):
            given = parsed(said(task["bash_command"], PERIOD=rendered(task, period)))
            assert given.do is do and (given.period or "") == period
        hostile(said, do, task["bash_command"])
