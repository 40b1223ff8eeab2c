"""Faults from outside: whatever is killed, full, closed or late, the last release stays whole.

A4P_KILLS says how many times a night something is killed at a random moment, A4P_SEED where these
begin.
"""

import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, process
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from processes import marked, new_mark, until

from a4p_helpers import cli, prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.run import pool, publish, reuse
from a4p_helpers.run.pool import Work
from a4p_helpers.run.request import Task
from a4p_helpers.store import stale

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds processes in /proc"
)

PERIOD, OTHER = "2023-05", "2022-11"
EDITIONS = ("external", "internal")
KILLS = int(os.environ.get("A4P_KILLS", "10"))
SEED = int(os.environ.get("A4P_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
LONGEST = 240.0  # seconds until a run counts as hanging
READS = """
from a4p_helpers.core import paths
from a4p_helpers.store import reads
reads.note()
number = (paths.raw(period) / "number.csv").read_text()
print(period, edition, NAME, number, flush=True)
"""


# A light house, and its runs


@pytest.fixture
def light(root, write):
    """The root of a light house: two small notebooks that read and print one number."""
    for name in ("p1", "p2"):
        write(name, READS.replace("NAME", repr(name)))
    set_number(root, 0)
    return root


def set_number(root, number):
    for period in (PERIOD, OTHER):
        (root / "data" / "raw" / period / "number.csv").write_text(str(number), encoding="utf-8")


class Run:
    """A run of `a4p run` in processes of its own, which all carry its mark."""

    def __init__(self, root, *options, period=PERIOD, **environment):
        self.mark = new_mark()
        given = {
            **os.environ,
            "A4P_ROOT": str(root),
            "A4P_TEST_NOTEBOOKS": str(paths.NOTEBOOKS),
            "PYTHONPATH": str(Path(__file__).parent / "light"),
            **self.mark,
            **environment,
        }
        command = [sys.executable, "-m", "a4p_helpers", "run", period, "--workers", "2", *options]
        self.process = subprocess.Popen(
            command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def end(self):
        """Wait for it, and for every process that it started; return it with code and output."""
        try:
            self.out, self.err = self.process.communicate(timeout=LONGEST)
        finally:
            self.process.kill()
        self.code = self.process.returncode
        assert until(lambda: not self.alive(), 30.0), self.alive()
        return self

    def alive(self):
        """Return its processes: what each is, by its number."""
        found = {}
        for pid, command in marked(self.mark).items():
            with suppress(OSError):  # It has ended.
                stat = Path(f"/proc/{pid}/stat").read_text()
                found[pid] = self._role(pid, command, int(stat.rpartition(")")[2].split()[1]))
        return found

    def _role(self, pid, command, parent):
        if pid == self.process.pid:
            return "runner"
        # The second server is forked from the first as kernels are, and looks like them.
        if "warm.server" in command:
            return "server" if parent == self.process.pid else "kernel"
        if "ipykernel_launcher" in command:
            return "kernel"
        if "multiprocessing.forkserver" in command:
            return "forker" if parent == self.process.pid else "worker"
        return "other"

    def kill(self, role, chance, longest):
        """Kill one that plays a role, at a random moment; return its number, None where none is."""
        begun = time.monotonic()
        until(lambda: self.process.poll() is not None or role in self.alive().values())
        time.sleep(chance.uniform(0.0, max(0.0, begun + longest - time.monotonic())))
        victims = [pid for pid, one in self.alive().items() if one == role]
        try:
            os.kill(victim := chance.choice(victims), signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            return None
        return victim

    def notebooks(self, state):
        """Return the notebooks that it told to have ended so."""
        return set(re.findall(rf"(?m)^(\w+ +\w+) +{state} ", self.err))


def content(folder):
    """The files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def releases(root, period=PERIOD):
    return {one: content(root / "outputs" / period / one) for one in EDITIONS}


def assert_whole(files, edition, number, period=PERIOD):
    """A release holds all of its files, and each says this number."""
    said = "".join(f"{period} {edition} {name} {number}\n" for name in ("p1", "p2")).encode()
    pages = {"index.html", "data/indicators.csv", "report.docx"}
    notebooks = {"notebooks/p1.ipynb", "notebooks/p2.ipynb"}
    assert set(files) == {*pages, *notebooks, "run.json"}
    assert {files[name] for name in pages} == {said}
    assert all(f"{edition} {name[10:12]} {number}\\n".encode() in files[name] for name in notebooks)
    assert files["run.json"].endswith(b"}\n")


def assert_tidy(root, period=PERIOD):
    """Nothing lies about but releases, what they were made of, and what runs keep."""
    place = root / "outputs" / period
    assert {path.name for path in place.iterdir()} == {".lock", ".drafts", *EDITIONS}
    for edition in EDITIONS:
        held = [path for path in (place / ".drafts").iterdir() if edition in path.name]
        assert len(held) <= 2 and place.joinpath(edition).resolve() in held
    kept = root / "data" / "processed" / period / ".kept"
    names = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert names == {
        *(f"{edition}.json" for edition in EDITIONS),
        *(f"{edition}/{name}.json" for edition in EDITIONS for name in ("p1", "p2")),
    }


# Killed


@pytest.mark.parametrize(
    "kills",
    [2, pytest.param(KILLS, marks=pytest.mark.slow)],  # two runs a kill: ten seconds
)
def test_whatever_is_killed_the_last_release_stays_and_the_next_run_goes_on(light, kills):
    chance = random.Random(SEED)
    print(f"A4P_SEED={SEED} A4P_KILLS={kills}")
    start = time.monotonic()
    assert Run(light).end().code == 0
    longest = time.monotonic() - start
    counts = {}
    for number in range(1, kills + 1):
        set_number(light, number)
        before = releases(light)
        role = ("kernel", "worker", "runner", "server", "forker")[number % 5]
        kernels = chance.choice(("warm", "ordinary")) if role != "server" else "warm"
        run = Run(light, "--kernels", kernels)
        begun = time.monotonic()
        victim = run.kill(role, chance, longest)
        run.end()
        if victim is None:
            longest = min(longest, time.monotonic() - begun)  # the machine was busier before
        told = f"{number}: {role} {victim}, {kernels} kernels, code {run.code}\n{run.err}"
        assert run.code in ((-signal.SIGKILL, 0) if role == "runner" else (0, 1)), told
        # Who starts while its runner is killed says so in Python's words, to nobody.
        assert role == "runner" or "Traceback" not in run.err, told
        after = releases(light)
        is_new = [edition for edition in EDITIONS if after[edition] != before[edition]]
        for edition in is_new:
            assert_whole(after[edition], edition, number)
        assert run.code != 0 or len(is_new) == 2, told
        key = role, "nobody there" if victim is None else f"code {run.code}"
        counts[key] = counts.get(key, 0) + 1

        following = Run(light).end()
        assert following.code == 0, told + following.err
        assert not following.notebooks("ok") & run.notebooks("ok"), told + following.err
        for edition, files in releases(light).items():
            assert_whole(files, edition, number)
        assert_tidy(light)
        print(key, f"{len(is_new)} new, {len(following.notebooks('same'))} reused", flush=True)
    print(counts)
    assert releases(light) != before


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_while_another_starts_ends_the_work(monkeypatch, when):
    """Python may forget the one that starts: it is not to be waited for without end.

    Later Pythons tell workers to end only when the one that starts has started.
    """
    start, started, broken = ForkServerProcess.start, [], threading.Event()
    # Those that have it hold a lock meanwhile, which is held as well while a worker starts.
    forgets = not hasattr(process._ExecutorManagerThread, "_terminate_broken")
    tell = process._ExecutorManagerThread.shutdown_workers

    def slowly(worker):
        for turn in ("before", "after"):
            if turn == when and started:
                os.kill(started[0].pid, signal.SIGKILL)
                assert broken.wait(10 if forgets else 1) or not forgets
            if turn == "before":
                start(worker)
        started.append(worker)

    def told(manager):
        tell(manager)  # those that it knows
        broken.set()
        time.sleep(0.5)

    monkeypatch.setattr(ForkServerProcess, "start", slowly)
    monkeypatch.setattr(process._ExecutorManagerThread, "shutdown_workers", told)
    ends = []
    signal.alarm(240)  # which ends this process, where it hangs
    try:
        with pool.of_processes(2) as workers:
            pool.Queue(workers, 2).finish([Work(time.sleep, (1,), ended=ends.append)] * 3)
    finally:
        signal.alarm(0)
    assert len(ends) == 3 and all(end.exception() for end in ends)
    assert not any(worker.is_alive() for worker in started)


def test_workers_import_this_package_wherever_a_run_is_started(tmp_path):
    """Another copy of it, or a file named like a library, may lie in the working folder."""
    script = tmp_path / "script" / "ask.py"
    script.parent.mkdir()
    script.write_text(
        "import sys\nfrom a4p_helpers.run import pool\n"
        "def where():\n    import a4p_helpers.run.kernels as one\n    return one.__file__\n"
        "if __name__ == '__main__':\n"
        "    with pool.of_processes(1) as workers:\n"
        "        print(workers.submit(where).result())\n"
    )
    here = tmp_path / "here"
    (here / "a4p_helpers" / "run").mkdir(parents=True)
    for name in ("a4p_helpers/__init__.py", "a4p_helpers/run/__init__.py", "nbconvert.py"):
        (here / name).write_text("raise ImportError('of the working folder')\n")
    found = subprocess.run(
        [sys.executable, script], cwd=here, capture_output=True, text=True, timeout=240
    )
    assert found.stdout.strip() == str(paths.CODE / "a4p_helpers" / "run" / "kernels.py")
    assert not found.stderr


@pytest.mark.parametrize("error", [EOFError, OSError, RuntimeError])
def test_work_that_cannot_be_handed_over_is_told(error):
    class Broken(Executor):
        def submit(self, *_, **__):
            raise error("gone")

    ends = []
    pool.Queue(Broken(), 2).finish([Work(time.sleep, (1,), ended=ends.append)])
    assert isinstance(ends[0].exception(), error)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_a_worker_has_started(number):
    came = []

    class Slow(Executor):
        def submit(self, *_, **__):
            os.kill(os.getpid(), number)
            came.append("started")
            return Future()

    # Who starts the tests in the background may have Ctrl-C ignored, and so it would stay.
    former = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), pool.stoppable():
            pool.Queue(Slow(), 1).finish([Work(time.sleep, (1,))])
    finally:
        signal.signal(number, former)
    assert came == ["started"]


# Killed before every single step in the file system

STEPS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link")


def killed_before(step, do):
    """Do something in a fork that is killed before its nth step; say whether it came to that."""
    child = os.fork()
    if child == 0:
        steps = itertools.count()

        def hear(event, given):
            writes = event == "open" and (given[2] or 0) & (os.O_WRONLY | os.O_RDWR)
            if (writes or event in STEPS) and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hear)
        try:
            do()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def release(text, fails=False):
    with publish.run_folder(PERIOD, "external") as folder:
        for name in ("index.html", "data.csv"):
            (folder / name).write_text(text)
        if fails:
            publish.keep_failure(folder, PERIOD, "external", text)
        else:
            publish.publish(folder, PERIOD, "external")


@pytest.mark.parametrize("fails", [False, True])
def test_a_run_killed_before_any_step_of_publishing_or_failing(root, fails):
    place = paths.outputs(PERIOD, "external")
    for number in range(3):
        release(f"{number}", fails=number == 1)
    for step in itertools.count():
        release("fails", fails=True)
        before = content(place)
        was_killed = killed_before(step, lambda: release("killed", fails))
        now = content(place)
        new = dict.fromkeys(("index.html", "data.csv"), b"killed")
        assert now == before or (not fails and now == new)
        former = publish.former(PERIOD, "external")
        assert former is not None and content(former) != now
        release(f"after {step}")
        assert content(place) == dict.fromkeys(new, f"after {step}".encode())
        assert content(publish.former(PERIOD, "external")) == now
        assert len(list((place.parent / ".drafts").iterdir())) == 2
        assert {path.name for path in place.parent.iterdir()} == {".drafts", "external"}
        if not was_killed:
            break
    assert step > 10


def test_a_run_killed_before_any_step_of_keeping(root, write):
    task = Task(write("p4", READS), "p4", PERIOD, "external", root, 60.0)
    place = paths.kept(PERIOD, "external")
    before, killed = None, ("killed", "x" * 10**6)
    for step in itertools.count():
        was_killed = killed_before(
            step, lambda: reuse.keep(task, reuse.state(task), *killed, [str(root)])
        )
        assert reuse.find(task) in (before, killed)
        before = (f"after {step}", "")
        reuse.keep(task, reuse.state(task), *before, [str(root)])
        assert reuse.find(task) == before
        assert [path.name for path in place.iterdir()] == ["p4.json"]
        if not was_killed:
            break
    assert step >= 2


def keep(seen, do, *given):
    seen[do] = do(*given)
    return seen[do]


KILLED = '{"made_of": "killed"}'


def write(work, made_of):
    prepare._write_editions(periods.get(PERIOD), work, made_of)


def test_a_cleaning_killed_while_it_writes(root, monkeypatch):
    from a4p_helpers.clean.period import clean
    from a4p_helpers.disclosure import editions

    prepare.tables(PERIOD)
    folders = [paths.processed(PERIOD, edition) for edition in EDITIONS]
    for folder in folders:
        shutil.rmtree(folder / paths.VALUES)
    whole = [content(folder) for folder in folders]
    work = clean(periods.get(PERIOD))
    seen = {}
    for name in EDITIONS:  # slow to work out, and the same each time
        do = getattr(editions, name)
        monkeypatch.setattr(
            editions, name, lambda *given, do=do: seen.get(do) or keep(seen, do, *given)
        )
    written = len(whole[0]) + 1  # with the folder; then two renames, and the old is removed
    for step in (1, written // 2, *range(written, written + 3), written * 2):
        write(work, "before")
        assert killed_before(step, lambda: write(work, "killed"))
        for folder, files in zip(folders, whole, strict=True):
            now = content(folder)
            assert json.loads(now.pop("stamp", KILLED))["made_of"] in ("before", "killed")
            assert now in ({}, {name: files[name] for name in files if name != "stamp"})
        write(work, "after")
        assert [stale.said(folder / paths.STAMP)["made_of"] for folder in folders] == ["after"] * 2
        assert {path.name for path in folders[0].parent.iterdir()} == set(EDITIONS)
    prepare.tables(PERIOD)
    assert [content(folder) for folder in folders] == whole


def test_what_is_cleaned_again_alike_is_not_gone_for_a_moment(root):
    prepare.tables(PERIOD)
    before = [paths.processed(PERIOD, edition).stat().st_ino for edition in EDITIONS]
    prepare.tables(PERIOD)
    assert [paths.processed(PERIOD, edition).stat().st_ino for edition in EDITIONS] == before


# Full and read-only disks


@pytest.fixture
def mount():
    """Mount something for a test."""
    mounted = []

    def do(*options):
        done = subprocess.run(["mount", *map(str, options)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("Nothing can be mounted here: root may try full and read-only disks.")
        mounted.append(options[-1])

    yield do
    for place in dict.fromkeys(reversed(mounted)):
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def assert_one_sentence(run, reason):
    """A run failed by a fault of the disk, told without anything that only programmers read."""
    assert run.code == 1, run.err
    assert reason in run.err and "Traceback" not in run.err, run.err


@pytest.fixture
def disk(light, tmp_path, mount, monkeypatch):
    """A light house on a small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=16m", "tmpfs", place)
    shutil.copytree(light / "data", place / "data")
    monkeypatch.setenv("A4P_ROOT", str(place))
    return place


def fill(disk, left):
    """Leave this much room on a disk."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    with filler.open("wb") as file:
        file.write(bytes(shutil.disk_usage(disk).free - left * 1024))
    return filler


def test_on_a_full_disk_the_last_release_stays_until_there_is_room(disk):
    assert Run(disk).end().code == 0
    before = releases(disk)
    set_number(disk, 1)
    seen = set()
    for left in (0, 8, 40, 100, 160):
        filler = fill(disk, left)
        run = Run(disk).end()
        if run.code == 0:
            break
        print(left, run.err)
        assert_one_sentence(run, "No space left on device")
        # There may be room for one edition. What is told as published is, and the other stays.
        for edition, files in releases(disk).items():
            if f"{PERIOD}/{edition}/index.html" in run.out:
                assert_whole(files, edition, 1)
            else:
                assert files == before[edition], (left, edition)
        seen.add(left)
    assert len(seen) >= 2
    filler.unlink()
    assert Run(disk).end().code == 0
    for edition, files in releases(disk).items():
        assert_whole(files, edition, 1)
    assert_tidy(disk)


def test_cleaning_on_a_full_disk_leaves_what_was_cleaned(disk, capsys):
    assert cli.main(["clean", PERIOD]) == 0
    folders = [paths.processed(PERIOD, edition) for edition in EDITIONS]
    before = [content(folder) for folder in folders]
    capsys.readouterr()
    filler = fill(disk, 100)
    assert cli.main(["clean", PERIOD]) == 1
    err = capsys.readouterr().err
    assert err.startswith("data/processed/") and "No space left on device" in err, err
    assert err.count("\n") == 1
    assert [content(folder) for folder in folders] == before
    assert {path.name for path in folders[0].parent.iterdir()} == set(EDITIONS)
    filler.unlink()
    assert cli.main(["clean", PERIOD]) == 0


def test_where_outputs_or_processed_data_are_read_only(light, mount):
    assert Run(light).end().code == 0
    before = releases(light)
    set_number(light, 1)
    for place in ("outputs", "data/processed"):
        mount("--bind", light / place, light / place)
        mount("-o", "remount,ro,bind", light / place)
        run = Run(light).end()
        if place == "outputs":
            assert_one_sentence(run, "outputs/2023-05/.lock cannot be written (Read-only file")
            assert releases(light) == before
            subprocess.run(["umount", light / place], check=True)
        else:
            # What runs keep is for their speed alone.
            assert run.code == 0, run.err
            assert cli.main(["clean", PERIOD]) == 1


# Clocks


def test_times_of_files_change_nothing(light):
    """What changed is found by what it says, also where its time says that it is older."""
    assert Run(light).end().code == 0
    future = time.time() + 10**9
    for path in light.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (future, future))
    assert "nothing has changed" in Run(light).end().err
    set_number(light, 9)
    os.utime(light / "data" / "raw" / PERIOD / "number.csv", (1, 1))
    assert Run(light).end().code == 0
    for edition, files in releases(light).items():
        assert_whole(files, edition, 9)
    assert_tidy(light)
