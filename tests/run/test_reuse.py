"""What would be the same is not run again; what changed, or cannot be known, is."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from a4p_helpers import prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.report import provenance
from a4p_helpers.run import execute, reuse
from a4p_helpers.run.execute import make_section
from a4p_helpers.run.period import run_periods
from a4p_helpers.run.request import Task
from a4p_helpers.store import reads, stale

PERIOD = "2023-05"
RENDERED = (reuse.RENDERED_BY,)
READS = (
    "from a4p_helpers.core import paths\nfrom a4p_helpers.store import reads\n"
    "reads.note()\n"
    "read = (paths.data() / 'raw' / 'one.csv').read_text()"
)


# What a notebook reads


def noted(root, code):
    """Run code in a process that notes what it reads of the data; return that."""
    place = root / "noted"
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, reads.NAME: str(place), "A4P_ROOT": str(root)},
        check=True,
    )
    return place.read_text().splitlines() if place.exists() else []


def test_what_is_read_of_the_data_is_noted_once_also_what_is_not_there(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for name in ("one", "two"):
        (data / name).write_text("x")
    (tmp_path / "elsewhere").write_text("x")
    code = (
        "from a4p_helpers.core import paths\nfrom a4p_helpers.store import reads\n"
        "open(paths.data() / 'two')\n"  # before
        "reads.note(); reads.note()\n"
        "import pandas; pandas.read_csv(paths.data() / 'one'); open(paths.data() / 'one')\n"
        "open(paths.root() / 'elsewhere')\n"
        "try: open(paths.data() / 'none')\n"
        "except OSError: pass\n"
    )
    assert noted(tmp_path, code) == [str(data / "one"), str(data / "none")]


def test_a_notebook_opened_by_hand_notes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv(reads.NAME, raising=False)
    hooked = []
    monkeypatch.setattr(sys, "addaudithook", hooked.append)
    reads.note()
    assert not hooked


# One notebook


def keep(task, notebook, section, found):
    reuse.keep(task, reuse.state(task), notebook, section, found)


@pytest.fixture
def task(root, tmp_path):
    """The task of a notebook that has run once, and read one file of data."""
    notebook = tmp_path / "n.ipynb"
    notebook.write_text("source")
    (paths.data() / "read.csv").write_text("1")
    (paths.data() / "not_read.csv").write_text("1")
    folder = tmp_path / "run"
    folder.mkdir()
    one = Task(notebook, "n", PERIOD, "external", folder, 60.0, {"mission": "UNMISS"})
    found = [str(paths.data() / name) for name in ("read.csv", "looked_for.csv")]
    keep(one, "executed", "<p>Section</p>", found)
    assert reuse.find(one) == ("executed", "<p>Section</p>")
    return one


def test_a_notebook_that_would_be_the_same_is_given_as_it_was(task):
    (paths.data() / "not_read.csv").write_text("2")
    outcome = make_section(task)
    assert outcome.ok and outcome.is_reused and outcome.html == "<p>Section</p>"
    assert outcome.executed.read_text() == "executed"
    assert reuse.find(replace(task, time_limit=5.0, kernels="ordinary"))  # they change no report


CHANGES = {
    "source": lambda task, _: task.notebook.write_text("other"),
    "data": lambda *_: (paths.data() / "read.csv").write_text("2"),
    "no data": lambda *_: (paths.data() / "read.csv").unlink(),
    "new data": lambda *_: (paths.data() / "looked_for.csv").write_text(""),
    "code": lambda _, patch: patch.setattr(
        stale, "code", lambda *modules: "same" if modules == RENDERED else "other"
    ),
    "packages": lambda _, patch: patch.setattr(stale, "versions", lambda: "pandas-9"),
    "periods": lambda _, patch: patch.setattr(periods, "with_data", lambda: []),
    "damage": lambda task, _: reuse._place(task).write_text("{"),
    "wrong kind": lambda task, _: reuse._place(task).write_text("[1]"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_notebook_is_run_again_when_what_it_is_made_of_has_changed(task, monkeypatch, change):
    CHANGES[change](task, monkeypatch)
    assert reuse.find(task) is None


def test_another_parameter_period_or_edition_is_another_notebook(task):
    assert reuse.find(replace(task, parameters={"mission": "UNDOF"})) is None
    assert reuse.find(replace(task, edition="internal")) is None
    assert reuse.find(replace(task, period="2022-11")) is None


def test_what_read_nothing_that_was_noted_is_never_kept(task):
    unknown = replace(task, name="unknown")
    keep(unknown, "executed", "<p></p>", [])
    assert reuse.find(unknown) is None


def test_a_change_of_the_template_renders_again_and_executes_nothing(task, monkeypatch):
    stored = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    keep(task, json.dumps(stored), "<p>Old</p>", [str(paths.data() / "read.csv")])
    real = stale.code
    monkeypatch.setattr(
        stale, "code", lambda *modules: "new" if modules == RENDERED else real(*modules)
    )
    monkeypatch.setattr(execute, "rendered", lambda notebook, entry: "<p>New</p>")
    assert reuse.find(task)[1] is None
    outcome = make_section(task)
    assert outcome.html == "<p>New</p>" and outcome.is_reused and outcome.executed.exists()
    assert reuse.find(task)[1] == "<p>New</p>"  # and is kept


@pytest.mark.parametrize("name", ["a4p/index.html.j2", "a4p/new.css"])
def test_a_template_is_part_of_what_renders(task, tmp_path, monkeypatch, name):
    copied = tmp_path / "template"
    shutil.copytree(paths.TEMPLATE, copied)
    monkeypatch.setattr(paths, "TEMPLATE", copied)
    keep(task, "executed", "<p>Old</p>", [str(paths.data() / "read.csv")])
    assert reuse.find(task)[1]
    touch(copied / name)
    assert reuse.find(task)[1] is None


def test_what_no_longer_renders_is_one_notebooks_fault(task, monkeypatch):
    def refused(notebook, entry):
        raise ValueError("no longer")

    stored = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    keep(task, json.dumps(stored), None, [str(paths.data() / "read.csv")])
    monkeypatch.setattr(execute, "rendered", refused)
    outcome = make_section(task)
    assert not outcome.ok and outcome.cause == "n: ValueError: no longer"


@pytest.mark.parametrize(
    "change",
    [
        lambda task: task.notebook.write_text("saved meanwhile"),
        lambda task: touch(paths.processed(PERIOD, "external") / paths.STAMP),
    ],
    ids=["source", "tables"],
)
def test_what_changed_while_it_was_executed_is_not_kept(task, change):
    began = reuse.state(task)
    change(task)
    reuse.keep(task, began, "old outputs", "<p>Old</p>", [str(paths.data() / "read.csv")])
    found = reuse.find(task)
    assert found is None or found[1] == "<p>Section</p>"


def test_what_cannot_be_kept_does_not_stop_a_run(task):
    place = reuse._place(task)
    place.unlink()
    place.mkdir()
    keep(task, "executed", "<p></p>", [str(paths.data() / "read.csv")])
    assert reuse.find(task) is None
    assert not list(place.parent.glob(".*"))


def test_a_stopped_or_failed_run_goes_on_where_it_ended(house, write, capsys):
    (paths.data() / "raw" / "one.csv").write_text("1")
    write("good", READS)
    bad = write("bad", READS, "share = 1 / 0")
    assert run_periods([PERIOD], ["external"]) == 1
    write("bad", READS, "share = 1 / 1")
    assert bad.exists() and run_periods([PERIOD], ["external"]) == 0
    *_, first, second, _ = [
        line.split()[2:4] for line in capsys.readouterr().err.splitlines() if "external  " in line
    ]
    assert sorted([first, second]) == [["bad", "ok"], ["good", "same"]]
    manifest = json.loads((paths.outputs(PERIOD, "external") / "run.json").read_text())
    assert manifest["reused"] == ["good"]
    assert run_periods([PERIOD], ["external"], force=True) == 0
    assert " same " not in capsys.readouterr().err


def test_what_a_copied_root_keeps_is_compared_with_its_own_data(task, tmp_path, monkeypatch):
    copied = tmp_path / "copied"
    shutil.copytree(paths.root(), copied)
    monkeypatch.setenv("A4P_ROOT", str(copied))
    assert reuse.find(task)
    (copied / "data" / "read.csv").write_text("2")
    assert reuse.find(task) is None


# Tables and values


def test_a_run_prepares_what_changed_only_or_all_by_force(house, write, monkeypatch):
    write("good", READS)
    (paths.data() / "raw" / "one.csv").write_text("1")
    done = []
    monkeypatch.setattr(prepare, "ensure", lambda *given, anew: done.append((*given, anew)))
    monkeypatch.setattr(stale, "is_prepared", lambda period, editions: bool(done))
    for force in (False, False, True):
        assert run_periods([PERIOD], ["external"], force=force) == 0
    assert done == [(PERIOD, ("external",), force) for force in (False, True)]


# PDF and DOCX


class Page(SimpleNamespace):
    """A page for paper, which writes what it was made of."""

    def made_of(self, name):
        return f"{name} {self.page} {self.head}"

    def write(self, name, folder):
        (folder / name).write_text(f"{self.page} {self.period} {self.head} {next(self.times)}")


def test_a_print_is_taken_for_the_same_page_alone_and_the_last_one_is_kept(tmp_path):
    page = Page(page="<p>9</p>", period=PERIOD, head="Head", times=itertools.count())
    kept = tmp_path / "kept"

    def printed(name="report.pdf", anew=False, **changes):
        reuse.printed(Page(**vars(page) | changes), name, tmp_path, kept, anew=anew)
        return (tmp_path / name).read_text()

    assert [printed(), printed()] == [f"<p>9</p> {PERIOD} Head 0"] * 2
    assert printed(anew=True).endswith(" 1") and printed().endswith(" 1")
    assert printed("report.docx").endswith(" 2"), "one of each kind is kept"
    for number, change in enumerate(({"page": "8"}, {"period": "2022-11"}, {"head": "I"}), 3):
        assert printed(**change).endswith(f" {number}")
    assert len(list(kept.iterdir())) == 2


def test_a_print_that_cannot_be_kept_stops_nothing(tmp_path):
    (tmp_path / "kept").touch()  # where a folder should be
    page = Page(page="", period=PERIOD, head="", times=itertools.count())
    reuse.printed(page, "report.pdf", tmp_path, tmp_path / "kept")
    assert (tmp_path / "report.pdf").exists()


# A whole report


@pytest.fixture
def report(root):
    """A report that was published just now."""
    place = paths.outputs(PERIOD, "external")
    place.mkdir(parents=True)
    (place / "index.html").write_text("<p>Report</p>")
    made_of = reuse.report_made_of(PERIOD, "external", {"top": "3"}, ())
    reuse.keep_report(PERIOD, "external", made_of)
    assert is_current()
    return place


def is_current(extra=(("top", "3"),), missions=(), edition="external"):
    return reuse.is_current(PERIOD, edition, dict(extra), list(missions))


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")


@pytest.mark.parametrize(
    "change",
    [
        lambda place: (place / "index.html").write_text("<p>report</p>"),
        lambda place: (place / "more.html").touch(),
        lambda place: (place / "index.html").unlink(),
        lambda _: touch(paths.raw(PERIOD) / "tables" / "new.csv"),
        lambda _: touch(paths.raw(PERIOD) / paths.COMMENTS),
        lambda _: touch(paths.reference("new.csv")),
        lambda _: touch(paths.outputs("2022-11") / "clearance" / "log.csv"),
        lambda _: (paths.outputs(PERIOD) / "failed" / "external").mkdir(parents=True),
        lambda _: touch(reuse._of_report(PERIOD, "external")),
    ],
    ids=["page", "more", "less", "data", "comment", "reference", "release", "failure", "damage"],
)
def test_a_report_is_made_again_when_anything_behind_it_changed(report, change):
    change(report)
    assert not is_current()


def test_a_report_is_made_again_when_code_or_what_is_asked_for_changed(report, monkeypatch):
    assert not is_current(extra=())
    assert not is_current(missions=["UNMISS"])
    assert not is_current(edition="internal")
    changed = paths.data() / "code.py"
    changed.write_text("changed")
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "code_files", lambda: [changed])
        assert not is_current()
    monkeypatch.setattr(stale, "versions", lambda: "pandas-9")
    assert not is_current()


def test_nothing_slow_is_imported_to_see_that_nothing_has_changed():
    code = (
        "import sys\nfrom a4p_helpers import cli\nfrom a4p_helpers.run import reuse\n"
        "slow = {'pandas', 'numpy', 'papermill', 'nbconvert', 'matplotlib', 'rich', 'asyncio'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
