"""Whole runs on small notebooks: what is published, what is kept, and what is left running."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import marked, new_mark, until

from a4p_helpers import clean, prepare
from a4p_helpers.core import contents, paths, periods, reference
from a4p_helpers.report import assemble, check, provenance
from a4p_helpers.run import draft as draft_module
from a4p_helpers.run import period as period_module
from a4p_helpers.run import publish, reuse
from a4p_helpers.run.draft import Draft
from a4p_helpers.run.execute import Outcome
from a4p_helpers.run.period import run_periods, run_reference
from a4p_helpers.run.request import RunInputError
from a4p_helpers.store import processed

PERIOD = "2023-05"
SHOWS = "from IPython.display import HTML, display\nSHOWN = {'a4p': 'shown'}\n"
GOOD = SHOWS + 'display(HTML(f"<p>{period}, {edition}.</p>"), metadata=SHOWN)'
EDITIONS = ("external", "internal")
STRANGE = "é" * 500

# Run in a process of its own, as the command is, to be stopped from outside.
COMMAND = """
import sys
from pathlib import Path
from a4p_helpers import cli, prepare
from a4p_helpers.core import paths
from a4p_helpers.run import period, request
prepare.ensure = lambda *given, **named: None
period._take_stock = lambda period: None
request.refused = lambda *given: []
paths.NOTEBOOKS = Path(sys.argv[1])
sys.exit(cli.main(["run", "2023-05", "--workers", "2"]))
"""


def no_kernels(*_):
    raise AssertionError("a kernel would have been started")


# Before any kernel starts


@pytest.fixture
def no_start(monkeypatch):
    """Prove that a run ends before anything is started or written."""
    monkeypatch.setattr(period_module, "of_processes", no_kernels)
    monkeypatch.setattr(prepare, "ensure", no_kernels)
    monkeypatch.setattr(publish, "lock", no_kernels)
    monkeypatch.setattr(subprocess, "Popen", no_kernels)


def faults_of(period, *given, **options):
    with pytest.raises(RunInputError) as caught:
        run_periods([period], *given, **options)
    return caught.value.faults


def test_all_that_is_wrong_is_told_at_once_and_nothing_starts(house, write, released, no_start):
    write("p1", GOOD)
    write("p4", GOOD, parameters='perid: str = "2023-05"\nedition: int = 1')
    first, second, third, fourth = faults_of("2023_05", ["external", "intern"])
    assert "No period is named '2023_05'" in first and "did you mean '2023-05'?" in first
    assert "No edition is named 'intern'" in second and "did you mean 'internal'?" in second
    assert "p4.ipynb: unknown parameter 'period'; did you mean 'perid'?" in third
    assert "p4.ipynb: edition must be int, not the str 'external'" in fourth
    assert released()


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"misson": "MINUSCA"}, "unknown parameter 'misson'; did you mean 'mission'?"),
        ({"top": "many"}, "top must be int, not 'many'"),
        ({"period": "2022-11"}, "period cannot be set with -p"),
    ],
)
def test_a_further_parameter_is_checked_by_name_and_type(house, write, no_start, extra, told):
    write("overview", GOOD)
    more = 'period: str = ""\nedition: str = ""\nmission: str = "all"\ntop: int = 3'
    write("profile", GOOD, parameters=more)
    (fault,) = faults_of(PERIOD, ["external"], extra=extra)
    assert told in fault


def test_a_house_without_notebooks_is_told(house, notebooks, no_start):
    (notebooks / "p4-executed.ipynb").touch()
    assert "holds no notebooks" in faults_of(PERIOD)[0]


def test_faults_of_the_raw_data_stop_a_run_before_kernels(house, write, released, monkeypatch):
    write("p4", GOOD)
    monkeypatch.setattr(period_module, "of_processes", no_kernels)

    def faulty(period, *_, **__):
        raise clean.CleaningError(period, [])

    monkeypatch.setattr(prepare, "ensure", faulty)
    with pytest.raises(clean.CleaningError):
        run_periods([PERIOD])
    assert released()


def test_a_folder_in_the_place_of_a_release_stops_a_run_before_kernels(house, write, no_start):
    write("p4", GOOD)
    paths.outputs(PERIOD, "internal").mkdir(parents=True)
    with pytest.raises(publish.PublishError, match="move it elsewhere"):
        run_periods([PERIOD])


# What is published


def test_one_edition_fails_and_the_other_is_published_the_same_as_before(
    house, write, content, capsys, monkeypatch
):
    monkeypatch.chdir(house)
    more = 'period: str = ""\nedition: str = ""\nmissions: str = ""'
    write("p4", 'assert edition == "external" or not missions, "for outsiders only"', GOOD,
          parameters=more)  # fmt: skip
    assert run_periods([PERIOD], workers=2) == 0
    places = [paths.outputs(PERIOD, edition) for edition in EDITIONS]
    assert capsys.readouterr().out.split("\n") == [
        *(str(place / "index.html") for place in places),
        "",
    ]
    before = [content(place) for place in places]
    manifest = json.loads((places[0] / "run.json").read_text(encoding="utf-8"))
    assert (manifest["period"], manifest["edition"], manifest["workers"]) == (PERIOD, "external", 2)
    assert set(manifest["seconds"]) == {"p4"} and manifest["packages"]["papermill"]

    assert run_periods([PERIOD], workers=2, extra={"missions": "MINUSCA"}) == 1
    out, err = capsys.readouterr()
    assert out.split() == [str(places[0] / "index.html")]
    assert "The internal edition of 2023-05 is not published:" in err
    assert "  - p4: AssertionError in cell 4 (below “Medical care”): for outsiders only\n" in err
    assert "The last good report stays." in err
    after = content(places[0])
    injected = json.loads(after["notebooks/p4.ipynb"])["cells"][2]
    assert "missions = 'MINUSCA'" in "".join(injected["source"]).replace('"', "'")
    assert injected["id"] == "injected-parameters"
    changed = {name for name in after if after[name] != before[0][name]}
    assert changed == {"notebooks/p4.ipynb"}
    assert content(places[1]) == before[1]

    assert run_periods([PERIOD], ["external"], workers=2) == 0
    assert [content(place) for place in places] == before
    assert (paths.outputs(PERIOD) / "failed" / "internal").exists()
    assert not (paths.outputs(PERIOD) / "failed" / "external").exists()
    assert not (paths.outputs(PERIOD) / ".runs").exists()


def test_each_failure_is_one_clear_line_and_the_last_good_release_stays(
    house, write, released, capsys
):
    sleeps = "import time; time.sleep(60)"
    write("good", GOOD)
    write("raises", "1", "def f():\n    raise ValueError('\\x1b[31mbad\\x1b[0m\\nthing')\nf()")
    write("leaves", "import sys; sys.exit(0)", GOOD)
    write("leaves_badly", "import sys; sys.exit(3)", GOOD)
    write("hangs", sleeps)
    write("dies", "import os; os.kill(os.getpid(), 9)")
    write("prints", f"raise KeyError('{STRANGE}')")
    assert run_periods([PERIOD], ["internal"], workers=2, time_limit=4.0) == 1
    out, err = capsys.readouterr()
    causes = {
        line.removeprefix("  - ").partition(":")[0]: line.partition(": ")[2]
        for line in err.splitlines()
        if line.startswith("  - ")
    }
    cell = "cell 4 (below “Medical care”)"
    assert out == ""
    assert causes.pop("prints").endswith("é…")
    assert causes == {
        "raises": "ValueError in cell 5 (below “Medical care”): bad thing",
        "leaves": f"SystemExit in {cell}: the cell ended the notebook",
        "leaves_badly": f"SystemExit in {cell}: the cell ended the notebook",
        "hangs": f"no answer within 4 s in {cell}; set a longer limit with --time-limit",
        "dies": f"the kernel died in {cell}: it exited, was killed, or ran out of memory",
    }
    assert released()
    kept = paths.outputs(PERIOD) / "failed" / "internal"
    assert sorted(path.stem for path in (kept / "notebooks").iterdir()) == sorted(
        [*causes, "prints"]
    )
    log = (kept / "run.log").read_text(encoding="utf-8")
    assert "----> 2     raise ValueError" in log and "\x1b" not in log


def test_a_worker_that_is_ended_fails_its_edition_only(house, write, released, capsys):
    write("p4", "import os; os.kill(os.getppid(), 9)")
    assert run_periods([PERIOD], ["external"], workers=1, kernels="ordinary") == 1
    assert "p4: the process that ran it ended" in capsys.readouterr().err
    assert released()


@pytest.fixture
def executed(here, monkeypatch):
    """Take notebooks for executed without a kernel; those named `bad…` fail. Keep the tasks."""
    tasks = []

    def execute(task):
        tasks.append(task)
        ok = not task.name.startswith("bad")
        path = task.folder / f"{task.name}.ipynb"
        path.write_text("executed", encoding="utf-8")
        cause, html = ("", "<p>Text.</p>") if ok else (f"{task.name}: bad", None)
        return Outcome(task.name, task.edition, ok, 0.0, cause, path, html)

    monkeypatch.setattr(draft_module, "make_section", execute)
    monkeypatch.setattr(draft_module, "run_notebook", execute)
    here.append(execute)
    return tasks


def test_faults_of_the_assembled_report_keep_it_from_being_published(
    house, write, released, executed, capsys, monkeypatch
):
    write("p4", GOOD)
    monkeypatch.setattr(check, "faults", lambda *_: ["A figure has no alternative text."])
    assert run_periods([PERIOD], ["external"]) == 1
    assert "  - A figure has no alternative text.\n" in capsys.readouterr().err
    kept = paths.outputs(PERIOD) / "failed" / "external"
    assert (kept / "index.html").exists() and released()


def test_what_changed_is_written_of_what_was_published_alone(
    house, write, executed, released, monkeypatch
):
    write("p4", GOOD)
    compared = []

    def note(period, edition):
        compared.append((period, edition, (paths.outputs(period, edition) / "run.json").exists()))

    monkeypatch.setattr(draft_module, "write_changes", note)
    monkeypatch.setattr(check, "faults", lambda folder, _: ["bad"] * ("internal" in str(folder)))
    assert run_periods([PERIOD]) == 1
    assert compared == [(PERIOD, "external", True)]


def test_what_comes_during_a_run_is_not_what_its_report_was_made_of(
    house, write, executed, monkeypatch
):
    write("p4", GOOD)
    before, faultless = provenance.inputs(PERIOD, "external")[0], assemble.write

    def late(*given):
        (paths.raw(PERIOD) / "tables" / "late.csv").write_text("come meanwhile")
        return faultless(*given)

    monkeypatch.setattr(assemble, "write", late)
    assert run_periods([PERIOD], ["external"]) == 0
    manifest = json.loads((paths.outputs(PERIOD, "external") / "run.json").read_text())
    assert manifest["input_hash"] == before != provenance.inputs(PERIOD, "external")[0]
    assert not reuse.is_current(PERIOD, "external", {}, [])


@pytest.mark.parametrize(
    ("module", "name", "error", "told"),
    [
        (assemble, "write", KeyError("a heading"), "assembling failed: KeyError: 'a heading'"),
        (assemble, "numbers", KeyError("a code"), "assembling failed: KeyError: 'a code'"),
        (publish, "publish", publish.PublishError("No space left."), "No space left."),
    ],
)
def test_what_keeps_one_edition_back_does_not_stop_the_other(
    house, write, executed, capsys, monkeypatch, module, name, error, told
):
    write("p4", GOOD)
    faultless = getattr(module, name)

    def broken(*given):
        if "external" in given:
            raise error
        return faultless(*given)

    monkeypatch.setattr(module, name, broken)
    assert run_periods([PERIOD]) == 1
    out, err = capsys.readouterr()
    assert f"  - {told}\n" in err
    assert out.split() == [str(paths.outputs(PERIOD, "internal") / "index.html")]
    assert not paths.outputs(PERIOD, "external").exists()
    log = (paths.outputs(PERIOD) / "failed" / "external" / "run.log").read_text(encoding="utf-8")
    assert ("Traceback" in log) == ("assembling" in told)


def test_of_several_periods_one_that_cannot_be_cleaned_keeps_no_other_back(
    house, write, executed, capsys, monkeypatch
):
    write("p4", GOOD)

    def faulty(period, *_, **__):
        if period == "2022-11":
            raise clean.CleaningError(period, [])

    monkeypatch.setattr(prepare, "ensure", faulty)
    assert run_periods(["2022-11", PERIOD], ["external"]) == 1
    out, err = capsys.readouterr()
    assert "The raw data of 2022-11 have 0 faults" in err
    assert out.split() == [str(paths.outputs(PERIOD, "external") / "index.html")]


def test_reference_notebooks_are_replaced_only_by_a_full_set(
    house, write, executed, tmp_path, capsys
):
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "old.ipynb").touch()
    write("p4", GOOD)
    bad = write("bad", GOOD)
    assert run_reference(folder) == 1
    assert "bad: bad" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["old.ipynb"]
    bad.unlink()
    assert run_reference(folder) == 0
    assert [path.name for path in folder.iterdir()] == ["p4.ipynb"]
    assert not paths.outputs(PERIOD, "external").exists()


def test_references_are_of_the_newest_period_whose_report_is_out(
    house, write, monkeypatch, tmp_path
):
    write("p4", GOOD)
    ran = []
    monkeypatch.setattr(Draft, "notebooks", lambda self, _: ran.append(self.period) or [])
    tables = paths.raw("2023-11") / "tables"
    tables.mkdir(parents=True)
    (tables / "hospitals.csv").write_text("mission,level,hospitals\n", encoding="utf-8")
    for named in ((), ("2023-11",)):
        assert run_reference(tmp_path / "reference", *named) == 0
    assert ran == [PERIOD, "2023-11"], "2023-11 is newer, but its report is not out"
    listed = paths.reference("periods.csv")
    for fewer, of in ((",5,,", ",5,2024-07,"), (",4,2024-01,", ",4,,")):
        text = listed.read_text(encoding="utf-8")
        assert fewer in text
        listed.write_text(text.replace(fewer, of), encoding="utf-8")
        reference._rows.cache_clear()
        assert periods.newest_published().name == "2023-11", "also before any report is out"


# Stopped


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    "number",
    # Each starts a whole run: ten seconds.
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
    ],
)
def test_a_stopped_run_leaves_nothing_behind(house, write, released, tmp_path, number):
    at_work = tmp_path / "at-work"
    write("good", GOOD)
    write("p4", f"open({str(at_work)!r}, 'w').close()\nimport time\ntime.sleep(60)")
    mark = new_mark()
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(paths.NOTEBOOKS)],
        env={**os.environ, "A4P_ROOT": str(house), **mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests may run where an interrupt is ignored, as behind nohup; the command then would, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert until(at_work.exists)
    with pytest.raises(
        publish.RunUnderWayError, match=rf"\(process {command.pid} of .+ on .+, since"
    ):
        run_periods([PERIOD])
    os.killpg(command.pid, number)  # to every process of the group, as a terminal does
    out, err = command.communicate(timeout=120)
    assert until(lambda: not marked(mark), 30.0), marked(mark)
    assert released()
    assert command.returncode == 130 and out == ""
    assert "Stopped. Nothing was published" in err and "Traceback" not in err
    assert not (paths.outputs(PERIOD) / ".runs").exists()


# The pages of missions


MISSION = 'period: str = ""\nedition: str = ""\nmission: str = "UNMISS"'
SAYS_MISSION = SHOWS + 'display(HTML(f"<p>{mission}.</p>"), metadata=SHOWN)'


@pytest.fixture
def taking_part(house):
    """Say that three missions take part, and why one does not."""
    participants = {"UNMISS": "", "UNDOF": "", "MINUSCA": "", "DPO": "", "MINUSMA": "it closes"}
    for edition in EDITIONS:
        folder = paths.processed(PERIOD, edition)
        processed.write(folder, {}, {}, [], participants, [])


def test_each_mission_that_takes_part_gets_a_page_of_its_own(
    house, write, taking_part, executed, monkeypatch
):
    write(contents.PROFILE, SAYS_MISSION, parameters=MISSION)
    write("p4", GOOD)
    assert run_periods([PERIOD], ["external"]) == 0
    names = {task.name: dict(task.parameters) for task in executed}
    assert names == {
        "p4": {},
        **{f"mission_profile_{one}": {"mission": one} for one in ("MINUSCA", "UNDOF", "UNMISS")},
    }


def test_only_the_missions_asked_for_get_their_page(house, write, taking_part, executed):
    write(contents.PROFILE, SAYS_MISSION, parameters=MISSION)
    assert run_periods([PERIOD], ["external"], missions=["unmiss", "UNMISS"]) == 0
    assert [task.name for task in executed] == ["mission_profile_UNMISS"]


def test_a_mission_that_does_not_exist_stops_a_run_with_all_other_faults(house, write, no_start):
    write(contents.PROFILE, SAYS_MISSION, parameters=MISSION)
    faults = faults_of(PERIOD, ["externl"], missions=["UNMIS"], extra={"mission": "UNDOF"})
    assert any("did you mean 'UNMISS'?" in fault for fault in faults)
    assert any("mission cannot be set with -p: write `a4p run" in fault for fault in faults)
    assert any("'externl'" in fault for fault in faults)


def test_a_mission_that_does_not_take_part_stops_a_run_before_kernels(
    house, write, taking_part, monkeypatch
):
    write(contents.PROFILE, SAYS_MISSION, parameters=MISSION)
    monkeypatch.setattr(period_module, "of_processes", no_kernels)
    (fault,) = faults_of(PERIOD, ["external"], missions=["MINUSMA", "UNMISS"])
    assert "MINUSMA has no page: it does not take part in 2023-05 (it closes)" in fault
    assert "Choose one of MINUSCA, UNDOF and UNMISS." in fault


def test_a_reference_holds_the_page_of_one_mission_under_the_notebooks_name(house, write, tmp_path):
    write(contents.PROFILE, SAYS_MISSION, parameters=MISSION)
    assert run_reference(tmp_path / "reference") == 0
    assert [one.name for one in (tmp_path / "reference").iterdir()] == ["mission_profile.ipynb"]
