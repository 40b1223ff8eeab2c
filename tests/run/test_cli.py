"""The command: what it says to a wrong word, and with which exit code it ends."""

import csv
import hashlib
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from a4p_helpers import clean, cli, prepare, run
from a4p_helpers.cli import dev
from a4p_helpers.core import paths
from a4p_helpers.intake import sources as intake_sources
from a4p_helpers.open_data import fatalities
from a4p_helpers.open_data.derived import Derived, Download, Fault, OpenDataError
from a4p_helpers.run import period as period_module
from a4p_helpers.run import publish

PERIOD = "2023-05"
USUAL = {"missions": [], "extra": {}}


@pytest.fixture
def asked(monkeypatch):
    """Note what a run was asked for, and run nothing."""
    calls = []

    def run_periods(*given, **options):
        calls.append((given, options))
        return 0

    monkeypatch.setattr(period_module, "run_periods", run_periods)
    return calls


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["rnu"], "invalid choice: 'rnu' (choose from"),
        (["rnu"], "did you mean 'run'?"),
        (["run", "--editon", "external"], "did you mean '--edition'?"),
        (["run", "--ed", "external"], "unrecognized arguments"),
        (["run", "--period", "2023-05"], "write what it is without --period"),
        (["dev", "lnad", "x.json"], "did you mean 'land'?"),
        (["preview", "p4", "--perid=2023-05"], "did you mean '--period'?"),
        (["--hlep", "run"], "did you mean '--help'?"),
        (["run", "--time-limit", "0"], "'0' is not a number of seconds above 0"),
        (["run", "--kernels", "cold"], "invalid choice: 'cold'"),
        (["run", "--workers", "two"], "'two' is not a whole number from 1 to 999"),
        (["run", "-p", "mission"], "'mission' is not NAME=VALUE"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_command_line_is_told_with_the_nearest_name(line, told, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(line)
    assert left.value.code == 2 and told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (["status", "--editon", "internal"], "--edition"),
        (["run", "--verfiy", "x"], "--verify"),
        (["run", PERIOD, "2022-11"], "?"),
    ],
)
def test_only_what_the_command_itself_takes_is_meant(line, other, capsys):
    with pytest.raises(SystemExit):
        cli.main(line)
    usage, told = capsys.readouterr().err.rsplit("unrecognized arguments: ", 1)
    assert usage.startswith(f"usage: a4p {line[0]} ")
    assert told.startswith(line[-1] if line[1] == PERIOD else line[1]) and other not in told


@pytest.mark.parametrize(
    ("line", "names", "editions", "more"),
    [
        (["--workers", "1"], [PERIOD], ["external", "internal"], {"workers": 1}),
        (
            [PERIOD, "--edition", "internal", "--time-limit", "5", "-p", "a=b=c", "-p", "b="],
            [PERIOD],
            ["internal"],
            {"time_limit": 5.0, "extra": {"a": "b=c", "b": ""}},
        ),
        (
            [PERIOD, "--mission", "UNMISS", "--mission", "UNDOF", "--run-limit", "9"],
            [PERIOD],
            ["external", "internal"],
            {"missions": ["UNMISS", "UNDOF"], "run_limit": 9.0},
        ),
        (
            ["--all", "--force"],
            ["2021-05", "2021-11", "2022-05", "2022-11", PERIOD],
            ["external", "internal"],
            {"force": True},
        ),
    ],
)
def test_what_is_asked_for_reaches_the_run(asked, root, line, names, editions, more):
    assert cli.main(["run", *line]) == 0
    assert asked == [((names, editions), {**USUAL, **more})]


def test_a_period_is_named_or_all_are_asked_for(asked, root, capsys):
    assert cli.main(["run", "--all", PERIOD]) == 2
    assert "not both" in capsys.readouterr().err and not asked


def test_references_are_made_of_the_period_that_is_named(root, monkeypatch):
    calls = []
    monkeypatch.setattr(period_module, "run_reference", lambda *given: calls.append(given) or 0)
    assert cli.main(["dev", "reference"]) == cli.main(["dev", "reference", "2022-11"]) == 0
    assert calls == [(dev.REFERENCE, ""), (dev.REFERENCE, "2022-11")]


@pytest.mark.parametrize("command", ["run", "clean"])
def test_a_period_that_is_not_declared_is_wrong_input(house, write, command, capsys):
    write("p4")
    assert cli.main([command, "2023-06"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("No period is named '2023-06' (add a new one")


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (clean.CleaningError(PERIOD, []), 2, "The raw data of 2023-05 have 0 faults"),
        (publish.PublishError("outputs cannot be written."), 1, "outputs cannot be written."),
        (publish.RunUnderWayError("A run is under way."), 1, "A run is under way."),
        (PermissionError(13, "Permission denied", "/a/b"), 1, "/a/b cannot be used (Permission"),
        (KeyboardInterrupt(), 130, "Stopped."),
        (ValueError("of pandas"), 70, "Traceback"),
        (KeyError("x"), 70, "Traceback"),
    ],
)
def test_an_error_is_one_sentence_where_it_is_expected(
    house, monkeypatch, capsys, error, code, told
):
    def failing(period):
        raise error

    monkeypatch.setattr(prepare, "tables", failing)
    assert cli.main(["clean", PERIOD]) == code
    err = capsys.readouterr().err
    assert err.startswith(told) and ("Traceback" in err) == (code == 70)


def test_cleaning_says_where_the_tables_are(house, capsys):
    assert cli.main(["clean"]) == 0
    assert capsys.readouterr().out.split() == [
        str(paths.processed(PERIOD, edition)) for edition in ("external", "internal")
    ]


def test_a_relative_root_means_the_same_to_every_process(house, monkeypatch):
    monkeypatch.chdir(house.parent)
    monkeypatch.setenv("A4P_ROOT", house.name)
    assert cli.main(["clean", PERIOD]) == 0
    assert Path(os.environ["A4P_ROOT"]) == house


def test_it_runs_as_a_module_and_asks_for_little(root):
    """The command line answers before anything heavy is imported."""
    code = (
        "import sys; from a4p_helpers import cli; from a4p_helpers.core import periods\n"
        "from a4p_helpers.run import period\n"
        "try: cli.main(['run', '--help'])\n"
        "except SystemExit: pass\n"
        "print({'jupyter_client', 'nbconvert', 'nbformat', 'numpy', 'pandas', 'papermill', 'rich',"
        " 'distributed', 'fsspec'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")
    line = [sys.executable, "-m", "a4p_helpers", "rnu"]
    assert subprocess.run(line, capture_output=True, check=False).returncode == 2


# Open data


HEADER = "reporter,month,notification_year,mission,cause,personnel,deaths"
ROW = ("2023-05", 2023, "UNMISS", "illness", "military", 3)


@pytest.fixture
def download(tmp_path, monkeypatch):
    """A download of which one row is derived."""
    path = tmp_path / "download.csv"
    path.write_text("anything")

    def derive(given, until):
        assert given == path
        frame = pd.DataFrame([ROW], columns=HEADER.split(",")[1:])
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        return Derived(
            frame,
            "NOTICAS",
            until,
            "Data Hub",
            "FATALITIES",
            ("One is odd.",),
            (Download(path, date(2024, 3, 1), checksum),),
        )

    monkeypatch.setattr(fatalities, "derive", derive)
    return path


def sources(raw):
    with (raw / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_a_download_becomes_a_table_with_its_source(raw, download, capsys):
    before = sources(raw)
    assert cli.main(["import", "fatalities", str(download), "--period", PERIOD]) == 0
    table = raw / "tables" / "fatalities.csv"
    out, err = capsys.readouterr()
    assert out == f"{table}\n" and err.startswith("Note: One is odd.\n")
    assert table.read_text() == f"{HEADER}\nNOTICAS,2023-05,2023,UNMISS,illness,military,3\n"
    row = sources(raw).pop("tables/fatalities.csv")
    assert row["as_of"] == "2023-12-19" and row["received"] == date.today().isoformat()
    assert "2023-12-19" in row["place"] and "2023-11-28" not in row["place"]
    assert row["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert row["place"].endswith(hashlib.sha256(b"anything").hexdigest())
    assert row["note"] == ""  # it is for readers of the report
    others = {name: row for name, row in sources(raw).items() if name != "tables/fatalities.csv"}
    assert others == {name: row for name, row in before.items() if name in others}
    assert len(others) == len(before) - 1


def test_a_download_waits_for_a_run_and_for_who_receives(raw, download):
    line = ["import", "fatalities", str(download), "--period", PERIOD]
    path = raw / "SOURCES.csv"
    before = path.read_bytes()
    coming = threading.Thread(target=cli.main, args=(line,))
    with publish.lock(PERIOD):
        coming.start()
        coming.join(timeout=3)
        assert coming.is_alive() and path.read_bytes() == before
        receiving = intake_sources.lock(PERIOD)
        receiving.acquire()
    coming.join(timeout=1)
    assert coming.is_alive() and path.read_bytes() == before
    intake_sources.record(PERIOD, {"file": "tables/zones.csv"})
    receiving.release()
    coming.join(timeout=120)
    assert {"tables/zones.csv", "tables/fatalities.csv"} <= set(sources(raw))


def test_a_download_is_cut_where_the_periods_data_end_and_the_order_of_sources_stays(raw, download):
    path = raw / "SOURCES.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "fatalities.csv" not in line))
    for _ in range(2):
        assert cli.main(["import", "fatalities", str(download)]) == 0
    found = sources(raw)
    assert list(found) == sorted(found) and b"\r" not in path.read_bytes()
    row = found["tables/fatalities.csv"]
    assert (row["as_of"], row["source"]) == ("2023-12-19", "Data Hub, FATALITIES")


def test_what_a_run_would_refuse_the_import_refuses(raw, download, monkeypatch, capsys):
    table = raw / "tables" / "fatalities.csv"
    before = table.read_bytes()
    monkeypatch.setattr(sys.modules[__name__], "ROW", ("2003-05", *ROW[1:]))
    assert cli.main(["import", "fatalities", str(download)]) == 2
    assert "lies before 2011-07-09, when UNMISS began" in capsys.readouterr().err
    assert table.read_bytes() == before


def test_a_download_that_cannot_be_taken_changes_nothing(
    raw, tmp_path, monkeypatch, capsys, request
):
    path = raw / "SOURCES.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("office", "ofice", 1), "utf-8")
    before = {path: path.read_bytes() for path in raw.rglob("*.csv")}
    assert cli.main(["import", "fatalities", str(tmp_path / "none.csv")]) in (1, 2)
    download = request.getfixturevalue("download")
    assert cli.main(["import", "fatalities", str(download), "--period", PERIOD]) == 2

    def faulty(path, until):
        raise OpenDataError("x.csv", [Fault("x.csv", 2, "month", "13", "is no month", "Ask")])

    monkeypatch.setattr(fatalities, "derive", faulty)
    assert cli.main(["import", "fatalities", "x.csv"]) == 2
    err = capsys.readouterr().err
    assert all(told in err for told in ("did you mean 'office'?", "none.csv", "is no month"))
    assert "Traceback" not in err
    assert {path: path.read_bytes() for path in raw.rglob("*.csv")} == before


def test_a_preview_is_ended_by_kill_as_by_ctrl_c_and_leaves_nothing(root):
    command = [sys.executable, "-m", "a4p_helpers", "preview", "p4"]
    # Coverage would answer the signal itself.
    bare = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=bare | {"BROWSER": "true"}, **pipes) as process:
        page = Path(process.stdout.readline().strip())
        assert page.is_file() and page.is_relative_to(paths.outputs("preview"))
        process.terminate()
        _, told = process.communicate(timeout=60)
    assert process.returncode == run.STOPPED
    assert told.rstrip().endswith("Stopped.") and not page.parent.exists()
