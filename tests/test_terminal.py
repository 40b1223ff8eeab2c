"""Commands work in terminals that lack signs, and in folders whose names are not ASCII."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import raw_data

from a4p_helpers import cli
from a4p_helpers.cli import terminal
from a4p_helpers.core import paths
from a4p_helpers.run import OWN_ERROR, WRONG_INPUT, log, publish

ENCODINGS = ["ascii", "cp1252", "latin-1", "utf-8"]
A4P = [sys.executable, "-c", "import sys; from a4p_helpers.cli import main; sys.exit(main())"]


def run(*line, root, **environment):
    """Run a command as a process of its own."""
    given = {**os.environ, "A4P_ROOT": str(root), **environment}
    return subprocess.run([*A4P, *line], env=given, capture_output=True, check=False)


@pytest.fixture(scope="module")
def raw_root(tmp_path_factory) -> Path:
    """A root with the raw data in a folder whose name is not ASCII; only to be read."""
    root = tmp_path_factory.mktemp("dossier") / "é ü 数"
    raw_data.copy(root / "data" / "raw")
    return root


@pytest.fixture
def write_in(monkeypatch):
    """Have stdout and stderr write in an encoding; return what reads them."""

    def written(encoding):
        streams = {}
        for name in ("stdout", "stderr"):
            streams[name] = io.TextIOWrapper(io.BytesIO(), encoding, write_through=True)
            monkeypatch.setattr(sys, name, streams[name])
        return lambda name: streams[name].buffer.getvalue().decode(encoding)

    return written


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_command_stumbles_over_what_it_tells(raw_root, monkeypatch, write_in, encoding):
    monkeypatch.setenv("A4P_ROOT", str(raw_root))
    for line in (
        ["status", "2023-05"],
        ["comment", "2023-05", "--file", "für 数 – “1”.csv"],
        ["verify", "é/数"],
        ["compare", "é", "数"],
        ["receive", "2023-05", "nichts – “da”.xlsx"],
    ):
        read = write_in(encoding)
        assert cli.main(line) != OWN_ERROR
        assert (read("stdout") + read("stderr")).strip()


def test_letters_stay_where_they_can_and_are_escaped_where_not(write_in):
    text = "José – “数” …"
    for encoding, shown in [
        ("ascii", r"""Jos\xe9 - "\u6570" ..."""),
        ("latin-1", r"""José - "\u6570" ..."""),
        ("cp1252", r"José – “\u6570” …"),
        ("utf-8", text),
    ]:
        read = write_in(encoding)
        terminal.make_plain()
        print(text, end="")
        assert read("stdout") == shown


def test_a_name_that_is_in_no_encoding_comes_out_as_it_is(write_in):
    read = write_in("latin-1")
    terminal.make_plain()
    print(b"/tmp/dossier \xe9\xff".decode("ascii", "surrogateescape"), end="")
    assert read("stdout") == "/tmp/dossier éÿ"


def test_an_event_stays_json_where_signs_are_lacking(write_in, monkeypatch):
    monkeypatch.setattr(log, "_form", "json")
    read = write_in("cp1252")
    terminal.make_plain()
    log.tell("refused", "“x” ◐ é 数")
    assert json.loads(read("stderr"))["message"] == "“x” ◐ é 数"


# Folders whose names are not ASCII


def test_the_log_of_a_failure_holds_names_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    folder, name = paths.drafts("2023-05") / "new", b"/tmp/\xe9"
    folder.mkdir(parents=True)
    kept = publish.keep_failure(
        folder, "2023-05", "external", name.decode("utf-8", "surrogateescape")
    )
    assert (kept / "run.log").read_bytes() == name


@pytest.mark.parametrize("utf8", ["1", "0"])
def test_a_folder_whose_name_is_not_ascii_is_told_under_the_plain_locale(raw_root, utf8):
    folder = raw_root.parent / "ø 数"
    folder.mkdir(exist_ok=True)
    done = run("compare", folder, folder, root=raw_root, LC_ALL="C", PYTHONUTF8=utf8)
    assert done.returncode == WRONG_INPUT and os.fsencode(folder) in done.stderr


def test_python_starts_in_a_folder_whose_name_is_not_ascii(tmp_path):
    folder = tmp_path / "dossier é ü 数"
    folder.mkdir()
    (folder / "a4p_probe.py").touch()
    shutil.copy(paths.CODE / "Makefile", folder)
    venv = [sys.executable, "-m", "venv", "--without-pip", folder / ".venv"]
    subprocess.run(venv, check=True)
    (found,) = (folder / ".venv").glob("lib/python3*/site-packages")
    (found / "a4p_helpers.pth").write_text(str(folder), encoding="utf-8")  # as pip leaves it
    subprocess.run(["make", "-s", "found"], cwd=folder, check=True)
    for locale in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}):
        subprocess.run(
            [folder / ".venv" / "bin" / "python", "-c", "import a4p_probe"],
            env={**os.environ, **locale},
            cwd=tmp_path,
            check=True,
        )
