"""Runs on a cluster: a real scheduler and two workers on loopback, killed, lost and unsuitable."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import marked, new_mark, until

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.run import request
from a4p_helpers.run.period import run_periods

PERIOD = "2023-05"
CLUSTER = "a4p_helpers.run.cluster"  # which imports all of Dask
SHOWS = "from IPython.display import HTML, display\nSHOWN = {'a4p': 'shown'}\n"
GOOD = SHOWS + 'display(HTML(f"<p>{period}, {edition}.</p>"), metadata=SHOWN)'
DRAWS = """import matplotlib.pyplot as plt
from IPython.display import HTML
plt.plot([1, 2])
plt.close()
HTML("<p>Drawn.</p>")"""
# The first to come here says who it is and waits until it is killed, or let go by removing the
# file; who comes after it goes on.
WAITS = """import os, time
try:
    with open({first!r}, "x") as file:
        file.write(os.environ["A4P_TEST_WORKER"])
    while os.path.exists({first!r}):
        time.sleep(0.05)
except FileExistsError:
    pass"""
# What the fixture `house` does in this process, done in a worker.
PRELOAD = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
from a4p_helpers.core import paths
from a4p_helpers.report import assemble, check
from conftest import fake_write
paths.NOTEBOOKS = Path({notebooks!r})
assemble.numbers = lambda period, edition: None
assemble.write = fake_write
check.faults = lambda folder, to_come: []
"""


class Dask:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, preload: str) -> None:
        self.mark = new_mark()
        self._folder, self._preload = folder, folder / "preload.py"
        self._preload.write_text(preload)
        self._file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        assert until(self._file.exists)
        from distributed import Client

        self.client = Client(scheduler_file=str(self._file), set_as_default=False)
        self.address = self.client.scheduler.address

    def _start(self, what: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, "--no-dashboard"]
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--scheduler-file", str(self._file), *options],
                cwd=self._folder,
                env={**os.environ, **self.mark, **environment},
                stdout=log,
                stderr=log,
            )

    def add_worker(self, **environment: str) -> None:
        """Start one more worker, and wait until the scheduler knows it."""
        number = len(self.workers)
        options = ["--nthreads", "1", "--no-nanny", "--preload", str(self._preload)]
        environment = {"A4P_TEST_WORKER": str(number), **environment}
        known = len(self.client.nthreads())
        self.workers.append(self._start("worker", *options, **environment))
        assert until(lambda: len(self.client.nthreads()) > known)

    def end(self) -> None:
        """End all of it."""
        self.client.close(timeout=1)
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(house: Path, notebooks: Path, tmp_path: Path) -> Iterator[Dask]:
    """A scheduler, without workers yet."""
    folder = tmp_path / "dask"
    folder.mkdir()
    here = str(Path(__file__).parent)
    one = Dask(folder, PRELOAD.format(here=here, notebooks=str(notebooks)))
    yield one
    one.end()


@pytest.fixture
def meanwhile() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Do something while the test waits for its run."""
    threads = []

    def start(do: Callable[[], object]) -> None:
        threads.append(threading.Thread(target=do, daemon=True))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(60)


@pytest.mark.slow  # a cluster of two workers, one of them killed: a minute
def test_a_killed_workers_notebook_is_run_by_another_and_nothing_differs(
    house, write, dask, meanwhile, content, tmp_path, capfd
):
    first = tmp_path / "first"
    for name in ("p1", "p2", "p3"):
        write(name, GOOD, DRAWS)
    write("p4", WAITS.format(first=str(first)), GOOD)
    first.touch()
    assert run_periods([PERIOD], workers=2, kernels="ordinary") == 0
    places = [paths.outputs(PERIOD, edition) for edition in ("external", "internal")]
    local = [content(place) for place in places]
    first.unlink()
    dask.add_worker()
    dask.add_worker()
    killed = []

    def kill():
        assert until(lambda: first.exists() and first.read_text())
        worker = dask.workers[int(first.read_text())]
        killed.append(worker)
        worker.kill()

    meanwhile(kill)
    capfd.readouterr()
    assert run_periods([PERIOD], dask=dask.address, force=True) == 0
    assert len(killed) == 1 and killed[0].wait() == -signal.SIGKILL
    assert [content(place) for place in places] == local
    assert len(local[0]) == 5 and not any(".p4" in name for name in local[0])
    assert not (paths.outputs(PERIOD) / ".runs").exists()
    assert not list(paths.outputs(PERIOD).glob(".cluster-*"))
    assert until(lambda: not [one for one in marked(dask.mark).values() if "ipykernel" in one])
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2 and err.count(" ok ") == 8 + 2  # the reports
    assert "distributed" not in err and "Warning" not in err


@pytest.mark.slow  # a cluster of processes
def test_a_stopped_run_ends_what_its_workers_do(house, write, released, dask, tmp_path, capsys):
    first = tmp_path / "first"
    write("p4", WAITS.format(first=str(first)), GOOD)
    write("p5", WAITS.format(first=str(first)), "import time; time.sleep(120)")
    dask.add_worker()

    def stop():
        assert until(lambda: first.exists() and first.read_text())
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop, daemon=True).start()
    started = time.monotonic()
    assert run_periods([PERIOD], dask=dask.address, kernels="ordinary") == 130
    assert time.monotonic() - started < 60 and released()
    assert "Stopped. Nothing was published" in capsys.readouterr().err
    assert not (paths.outputs(PERIOD) / ".runs").exists()
    assert until(lambda: not any(dask.client.processing().values()))
    assert until(lambda: not [one for one in marked(dask.mark).values() if "ipykernel" in one])


@pytest.mark.slow  # a cluster of processes
def test_a_cluster_that_is_lost_ends_the_run_with_the_reason(
    house, write, released, dask, meanwhile, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(f"{CLUSTER}.LONGEST_ALONE", 2)
    first = tmp_path / "first"
    write("p3", GOOD)
    write("p4", WAITS.format(first=str(first)), GOOD)

    def kill_when_at_work(process):
        assert until(lambda: first.exists() and first.read_text())
        process.kill()

    dask.add_worker()
    meanwhile(lambda: kill_when_at_work(dask.workers[0]))
    assert run_periods([PERIOD], ["internal"], dask=dask.address, kernels="ordinary") == 1
    err = capsys.readouterr().err
    assert f"p4: the scheduler at {dask.address} has had no workers for 2 s: start some" in err, err
    first.unlink()
    dask.add_worker()
    meanwhile(lambda: kill_when_at_work(dask.scheduler))
    assert (
        run_periods([PERIOD], ["internal"], dask=dask.address, kernels="ordinary", force=True) == 1
    )
    err = capsys.readouterr().err
    assert f"p4: the scheduler at {dask.address} is gone: start it" in err
    assert "Traceback" not in err and released()


def refusal(address: str) -> str:
    from a4p_helpers.run.cluster import ClusterError

    with pytest.raises(ClusterError) as caught:
        run_periods([PERIOD], dask=address)
    return str(caught.value)


def test_a_worker_that_has_not_what_the_run_has_is_named(
    house, write, released, dask, tmp_path, monkeypatch
):
    path = write("p4", GOOD)
    told = refusal(dask.address)
    assert told == (
        f"The scheduler at {dask.address} has no workers: start some with "
        f"`A4P_ROOT={house} dask worker {dask.address}`."
    )
    dask.add_worker()
    (worker,) = dask.client.nthreads()

    with monkeypatch.context() as one:
        one.setenv("A4P_ROOT", str(tmp_path / "other"))
        (tmp_path / "other").symlink_to(house)
        assert refusal(dask.address) == (
            f"The worker {worker} works in {house}, not in {tmp_path / 'other'}: "
            f"start it with A4P_ROOT={tmp_path / 'other'}."
        )
    with monkeypatch.context() as one:
        one.setattr(f"{CLUSTER}.tempfile.mkdtemp", lambda **_: str(tmp_path / "elsewhere"))
        told = refusal(dask.address)
        assert told.startswith(f"The worker {worker} does not see the files of this run")
    with monkeypatch.context() as one:
        one.setattr(f"{CLUSTER}._LOADED", "0")
        told = refusal(dask.address)
        assert told.startswith(f"The worker {worker} has another version of this workbook (code is")
        assert told.endswith("not 0): install the same version there, and start the worker again.")
    path.write_text(path.read_text().replace("Text.", "Another text."))
    assert run_periods([PERIOD], ["external"], dask=dask.address, kernels="ordinary") == 0, (
        "notebooks may be edited"
    )


@pytest.mark.slow  # a cluster of processes
def test_a_worker_that_comes_later_is_asked_as_well(
    house, write, dask, meanwhile, tmp_path, capsys
):
    first = tmp_path / "first"
    write("p4", WAITS.format(first=str(first)), GOOD)
    write("p5", GOOD)
    dask.add_worker()

    def add():
        assert until(first.exists)
        dask.add_worker(A4P_ROOT=str(tmp_path / "other"))
        assert until(lambda: capsys.readouterr().err)
        first.unlink()

    meanwhile(add)
    assert (
        run_periods([PERIOD], ["external"], dask=dask.address, kernels="ordinary", workers=2) == 1
    )
    log = paths.outputs(PERIOD) / "failed" / "external" / "run.log"
    assert f"works in {tmp_path / 'other'}, not in {house}" in log.read_text()


def test_a_scheduler_that_does_not_answer_is_told_within_seconds(
    house, write, released, monkeypatch, capsys
):
    monkeypatch.setattr(f"{CLUSTER}.LONGEST_CONNECT", 2)
    write("p4", GOOD)
    for address in (
        "tcp://127.0.0.1:9",
        "127.0.0.1:9",
        "tcp:/x",
        "nowhere",
        "tcp://a.invalid:8786",
    ):
        started = time.monotonic()
        assert cli.main(["run", PERIOD, "--dask", address]) == 1
        out, err = capsys.readouterr()
        assert out == "" and err.startswith(f"No Dask scheduler answers at {address} ("), err
        assert "Traceback" not in err and len(err.splitlines()) == 1
        assert time.monotonic() - started < 60
    assert released()


def test_without_dask_one_sentence_says_how_to_get_it(house, write, monkeypatch, capsys):
    write("p4", GOOD)
    monkeypatch.setattr(request, "find_spec", lambda name: None)
    assert cli.main(["run", PERIOD, "--dask", "tcp://127.0.0.1:9"]) == 2
    assert capsys.readouterr().err == (
        "--dask needs Dask, which is not installed: .venv/bin/pip install -e '.[dask]'\n"
    )
