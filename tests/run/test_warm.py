"""Warm kernels do what ordinary ones do, know nothing of each other, and leave nothing behind."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
import raw_data
from jupyter_client.connect import ConnectionFileMixin
from jupyter_client.manager import KernelManager
from processes import marked, new_mark, until

from a4p_helpers.core import paths
from a4p_helpers.run import pool
from a4p_helpers.run.execute import run_notebook
from a4p_helpers.run.request import KERNELS, Task
from a4p_helpers.run.warm import client, server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
PARAMETERS = 'period = ""\nedition = ""'

# Kinds of cells that a fork could spoil.
CELLS = [
    "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "1 + 1",
    "shown = display('x', display_id=True)\nshown.update('y')",
    "!echo hello",
    "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "import warnings\nwarnings.warn('careful')",
    "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "fig, ax = plt.subplots()\nplt.close()\nfig",
    "import seaborn as sns\nax = sns.lineplot(x=[1, 2], y=[3, 4])",
    "%config InlineBackend.figure_format = 'svg'\nplt.rcParams['svg.hashsalt'] = 'salt'\n"
    "_ = plt.bar([1, 2], [3, 4])\nplt.get_backend()",
    "import logging\nlogging.warning('logged')",
    "import os\n_ = os.system('echo from a child')",
    "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start(); t.join()",
    "import __main__\n__main__.x = 3\nprint('x' in globals())",
    "import pickle\nclass A: pass\n_ = pickle.loads(pickle.dumps(A()))\nA.__module__",
    "import numpy as np\n(np.ones((600, 600)) @ np.ones((600, 600)))[0, 0]",
    "np.linalg.svd(np.arange(90000.0).reshape(300, 300) % 7)[1][:5].tobytes().hex()",
    "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(2).map(str, [1]))",
    "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "    print(pool.map(abs, [-1, -2]))",
    "try:\n    input()\nexcept BaseException as error:\n    print(type(error).__name__)",
    "3.14159, np.float64(3.14159), np.ones(3)",
    "import pandas as pd\npd.DataFrame({'a': [1.5, None]}).style.set_uuid('u')",
    "import subprocess\nsubprocess.run(['cat'], stdin=None, capture_output=True, text=True).stdout",
]

# All that a notebook can see of the process that it runs in, and that another could have changed.
# Both kernels have imported the same libraries: some of them set filters of warnings.
PROBE = """
from importlib import import_module
from a4p_helpers.run.warm.server import IMPORTED
for name in IMPORTED:
    import_module(name)
import decimal, gc, json, locale, logging, multiprocessing, os, random, signal, sys, threading
import warnings
import matplotlib, numpy, pandas
files = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
         if os.path.exists(f"/proc/self/fd/{n}")]
own = {"JPY_PARENT_PID", "IPYTHONDIR", "A4P_READS"}
own.add("_RJEM_MALLOC_CONF")  # polars, which comes with make lab, adds to it at each import
seen = {
    "argv": [sys.argv[0], *sys.argv[3:]],
    "backend": matplotlib.get_backend(),
    "builtins": sorted(vars(__import__("builtins"))),
    "collected": [gc.isenabled(), gc.get_threshold()],
    "cores": len(os.sched_getaffinity(0)),
    "decimal": str(decimal.getcontext()),
    "environment": {n: t for n, t in os.environ.items() if n not in own},
    "errors": numpy.geterr(),
    "files": [f for f in files if f.startswith("/")
              and not f.startswith(("/proc", "/dev/null")) and "kernel.log" not in f],
    "flags": str(sys.flags),
    "folder": os.getcwd(),
    "group": [os.getpid() == os.getpgid(0), os.getpid() == os.getsid(0)],
    "limit": sys.getrecursionlimit(),
    "locale": locale.setlocale(locale.LC_ALL),
    "logging": [str(type(h)) for h in logging.root.handlers],
    "main": sorted(n for n in vars(sys.modules["__main__"]) if n.startswith("__")),
    "mask": os.umask(0o22),
    "names": sorted(n for n in globals() if not n.startswith("_")),
    "pandas": pandas.get_option("display.max_rows"),
    "path": sys.path,
    "process": [multiprocessing.current_process().name, multiprocessing.parent_process()],
    "settings": {n: str(v) for n, v in matplotlib.rcParams.items()},
    "signals": {n.name: str(signal.getsignal(n)).split(" at ")[0]
                for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)},
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "streams": [sys.stdin.isatty(), sys.__stdout__.encoding, sys.__stderr__.encoding],
    # Python numbers threads by how many were made: some imports make one and let it go.
    "threads": sorted(t.name.rstrip("0123456789") for t in threading.enumerate()),
    "warnings": sorted(str(f) for f in warnings.filters),
}
print(json.dumps(seen))
"""
SPOIL = """
import builtins, decimal, logging, os, random, signal, sys, threading, time, warnings
import matplotlib, numpy, pandas
builtins.spoilt = True
os.environ.update(SPOILT="1", TZ="Asia/Tokyo", MPLBACKEND="agg")
os.chdir("/")
os.umask(0o77)
held = open("/proc/self/status")
sys.path.insert(0, "/spoilt")
random.seed(1)
numpy.random.seed(1)
numpy.seterr(all="ignore")
decimal.getcontext().prec = 5
matplotlib.use("agg")
matplotlib.rcParams["axes.grid"] = True
pandas.set_option("display.max_rows", 7)
logging.basicConfig(level=0)
warnings.simplefilter("error")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder that all notebooks here run in, with a server of kernels for it."""
    place = tmp_path_factory.mktemp("notebooks")
    with client.serving(place):
        yield place


@pytest.fixture
def task(folder, tmp_path):
    """Write a notebook of these cells, and give the task to run it."""

    def of(name, *sources, kernels="warm", time_limit=60.0):
        cells = [nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
        cells += [nbformat.v4.new_code_cell(source) for source in sources]
        path = folder / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return Task(path, name, "", "", tmp_path / kernels, time_limit, {}, kernels)

    return of


@pytest.fixture
def outputs(task):
    """Run a notebook of these cells; return the outputs of each cell."""

    def of(*sources, kernels="warm"):
        outcome = run_notebook(task(f"n{uuid.uuid4().hex}", *sources, kernels=kernels))
        cells = nbformat.read(outcome.executed, as_version=4).cells
        found = [list(map(_comparable, cell.outputs)) for cell in cells[-len(sources) :]]
        assert len(found) == len(sources), outcome.cause
        return found

    return of


def _comparable(output):
    """An output without what differs from run to run: addresses, files of cells, dates of SVG."""
    changing = r"0x[0-9a-f]{6,}|/tmp/ipykernel_\d+/\d+|<dc:date>[^<]*"
    text = re.sub(changing, "…", json.dumps(output))
    return json.loads(text)


def _printed(found):
    return "".join(output["text"] for output in found if output["output_type"] == "stream")


# The same as ordinary ones


def test_every_kind_of_cell_gives_what_it_gives_in_an_ordinary_kernel(outputs):
    first = ["import sys\nprint('a4p_helpers.section' in sys.modules)"]
    warm, ordinary = outputs(*first, *CELLS), outputs(*first, *CELLS, kernels="ordinary")
    # It is a warm kernel that is compared: it has imported what it was not asked for.
    assert [_printed(found[0]) for found in (warm, ordinary)] == ["True\n", "False\n"]
    for source, one, other in zip(CELLS, warm[1:], ordinary[1:], strict=True):
        assert one == other, source
    pictures = [output for found in warm for output in found if "image/" in str(output)]
    assert len(pictures) == 4


def test_a_notebook_of_the_project_is_the_same_cell_by_cell_when_a_later_period_has_come(
    made, tmp_path, monkeypatch
):
    """`made` runs with warm kernels, and before that; tests/test_end_to_end.py compares all."""
    shutil.copytree(made.parent.parent / "data", tmp_path / "data")
    raw_data.add_later(tmp_path / "data" / "raw")
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    name = "p4_accountability_to"
    (tmp_path / "run").mkdir()
    source = paths.NOTEBOOKS / f"{name}.ipynb"
    outcome = run_notebook(
        Task(source, name, "2023-05", "external", tmp_path / "run", 120.0, {}, "ordinary")
    )
    assert outcome.ok, outcome.cause
    warm = made / "external" / "notebooks" / f"{name}.ipynb"
    one, other = (nbformat.read(path, as_version=4) for path in (warm, outcome.executed))
    for number, (cell, twin) in enumerate(zip(one.cells, other.cells, strict=True), start=1):
        assert cell == twin, f"cell {number}"


@pytest.mark.parametrize(
    ("name", "kernels"), [("p4_accountability_to", "ordinary"), ("mission_profile", "warm")]
)
def test_a_notebook_imports_nothing_of_what_cleans_and_counts(
    name, kernels, task, made, monkeypatch
):
    """Neither its kernel nor what its cells call; a warm one has what seaborn brings."""
    monkeypatch.setenv("A4P_ROOT", str(made.parent.parent))
    slow = ["pandera", "duckdb", "a4p_helpers.clean", "a4p_helpers.prepare"]
    slow += ["scipy", "statsmodels"] if kernels == "ordinary" else []
    looked = f"import sys\nassert not set({slow}) & set(sys.modules)"
    one = task(name)
    cells = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(looked)])
    nbformat.write(notebook, one.notebook)
    outcome = run_notebook(replace(one, period="2023-05", edition="external", kernels=kernels))
    assert outcome.ok, outcome.cause


def test_a_cell_can_be_interrupted(folder):
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": KERNELS["warm"]}
    manager.start_kernel(cwd=str(folder))
    try:
        assert isinstance(manager.provisioner.process, client.Kernel)
        asker = manager.client()
        asker.start_channels()
        asker.wait_for_ready(timeout=60)
        asked = asker.execute("import time; print('at work', flush=True); time.sleep(60)")
        while asker.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            continue
        manager.interrupt_kernel()
        # What a client asked while it waited for the kernel is answered first.
        replies = iter(lambda: asker.get_shell_msg(timeout=60), None)
        reply = next(one for one in replies if one["parent_header"]["msg_id"] == asked)["content"]
        assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
        asker.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    assert not manager.is_alive()


# Each for itself


def test_nothing_of_one_notebook_is_seen_by_the_next(outputs):
    ordinary = json.loads(_printed(outputs(PROBE, kernels="ordinary")[0]))
    assert outputs(SPOIL) == [[]]
    warm = json.loads(_printed(outputs(PROBE)[0]))
    # Coverage handles SIGTERM for itself, and only in processes that were not forked.
    for name in ordinary.keys() - ({"signals"} if "COVERAGE_RUN" in os.environ else set()):
        assert warm[name] == ordinary[name], name


def test_each_notebook_draws_its_own_random_numbers(outputs):
    draw = "import random, numpy\n[random.random(), numpy.random.rand(), hash('a')]"
    found = [json.loads(outputs(draw)[0][0]["data"]["text/plain"]) for _ in range(2)]
    assert found[0][0] != found[1][0] and found[0][1] != found[1][1]
    # Of a server all kernels hash alike, but as no other process does.
    assert found[0][2] == found[1][2] != hash("a")


FAULTS = {
    "raises": "1 / 0",
    "leaves": "import sys; sys.exit(3)",
    "exits": "import os; os._exit(3)",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "is_killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "hangs": "import time; time.sleep(60)",
}


def test_a_notebook_that_fails_is_told_as_in_an_ordinary_kernel_and_harms_no_other(task, tmp_path):
    over, causes = tmp_path / "over", {}
    waits = f"import os, time\nwhile not os.path.exists({str(over)!r}):\n    time.sleep(0.05)"
    with pool.of_processes(2) as workers:
        for kernels in KERNELS:
            fine = task(f"beside_{kernels}", waits, kernels=kernels, time_limit=240.0)
            other = workers.submit(run_notebook, fine)  # from before the first to after the last
            for name, source in FAULTS.items():
                limit = 3.0 if name == "hangs" else 60.0
                faulty = task(f"{name}_{kernels}", source, kernels=kernels, time_limit=limit)
                outcome = workers.submit(run_notebook, faulty).result()
                assert not outcome.ok and not other.done()
                causes[kernels, name] = outcome.cause.replace(f"{name}_{kernels}", name)
            over.touch()
            assert other.result().ok, other.result().cause
            over.unlink()
    for name in FAULTS:
        assert causes["warm", name] == causes["ordinary", name]


# Nothing left behind


def _alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


# Starts a server and a kernel whose notebook starts a process; says where, and waits to be killed.
STARTER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from a4p_helpers.run.execute import run_notebook
from a4p_helpers.run.request import Task
from a4p_helpers.run.warm import client
notebook, folder = map(Path, sys.argv[1:])
with client.serving(notebook.parent):
    print(client.used().address, flush=True)
    run_notebook(Task(notebook, "n", "", "", folder, 60.0))
"""


@pytest.mark.parametrize("when", ["importing", "running"])
def test_nothing_is_left_of_a_runner_that_was_killed(task, tmp_path, when):
    at_work = tmp_path / "at-work"
    work = (
        f"import subprocess, time\nsubprocess.Popen(['sleep', '60'])\nopen({str(at_work)!r}, 'w')"
    )
    of = task("killed", work, "time.sleep(60)")
    mark = new_mark()
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(of.notebook), str(of.folder)],
        env={**os.environ, **mark},
        stdout=subprocess.PIPE,
        text=True,
    )
    address = Path(starter.stdout.readline().strip())
    assert address.exists()
    if when == "running":
        assert until(at_work.exists)
        assert len(marked(mark)) >= 4  # the starter, the server, the kernel and its child
    starter.kill()
    starter.communicate()
    assert until(lambda: not marked(mark), 30.0), marked(mark)
    assert not address.parent.exists()


def test_a_kernel_ends_with_all_that_it_started_when_nobody_holds_it(folder):
    code = "import subprocess; open('child', 'w').write(str(subprocess.Popen(['sleep', '60']).pid))"
    command = [*client.LAUNCHER, "-f", "held.json", f"--IPKernelApp.exec_lines={code}"]
    kernel = client.fork(command, os.environ, str(folder))
    kernel.begin()
    child = folder / "child"
    assert until(lambda: child.exists() and child.read_text()), kernel.poll()
    pids = [kernel.pid, child.read_text()]
    assert kernel.poll() is None and all(map(_alive, pids))
    del kernel
    assert until(lambda: not any(map(_alive, pids)))


def test_a_kernel_begins_only_when_its_manager_has_read_the_connection_file(task, monkeypatch):
    """It writes the file again, and who reads it at that moment finds half of it."""
    read, written = ConnectionFileMixin._reconcile_connection_info, []

    def slowly(manager, info):
        before = os.stat(manager.connection_file).st_mtime_ns
        time.sleep(1)  # of which an eager kernel needs a tenth
        written.append(os.stat(manager.connection_file).st_mtime_ns != before)
        read(manager, info)

    monkeypatch.setattr(ConnectionFileMixin, "_reconcile_connection_info", slowly)
    assert run_notebook(task("held", "one = 1")).ok
    assert written == [False]


def test_a_notebook_is_run_again_when_the_server_is_killed(tmp_path):
    # The call holds the interpreter's lock, so that nothing within the kernel can end it.
    once = "import ctypes, os, pathlib\nfirst = not pathlib.Path('once').exists()\n"
    kill = "if first:\n    pathlib.Path('once').write_text(str(os.getpid()))\n"
    kill += "    os.kill(os.getppid(), 9)\n    ctypes.PyDLL(None).sleep(60)"
    notebook = tmp_path / "n.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in (PARAMETERS, once + kill)]
    cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    with client.serving(tmp_path):
        outcome = run_notebook(Task(notebook, "n", "", "", tmp_path / "run", 60.0))
        assert outcome.ok, outcome.cause
        assert not _alive((tmp_path / "once").read_text())
        assert not client.used().listens()


# Where there are none


def test_where_a_kernel_cannot_be_forked_an_ordinary_one_is_started(task, tmp_path):
    of = task("ordinary", "import sys\nassert 'seaborn' not in sys.modules")
    former = client.used()
    client.use(client.Server(str(tmp_path / "none"), str(of.notebook.parent), os.environ))
    try:
        outcome = run_notebook(of)
    finally:
        client.use(former)
    assert outcome.ok, outcome.cause


@pytest.mark.parametrize(
    "other",
    [
        {"command": [sys.executable, "-X", "dev", "-m", "ipykernel_launcher"]},
        {"command": ["/other/python", "-m", "ipykernel_launcher"]},
        {"folder": "/"},
        {"environment": {**os.environ, "PYTHONHASHSEED": "1"}},
        {"environment": {**os.environ, "OMP_NUM_THREADS": "1"}},
        {"stdout": subprocess.PIPE},
    ],
    ids=["options", "python", "folder", "hashes", "threads", "pipe"],
)
def test_no_kernel_is_forked_that_would_not_be_what_was_asked_for(folder, other):
    asked = {"command": client.LAUNCHER, "environment": os.environ, "folder": str(folder)}
    assert client.fork(**{**asked, **other}) is None


def test_no_kernel_is_forked_where_forks_are_not_safe(folder, monkeypatch):
    monkeypatch.setattr(client.sys, "platform", "darwin")
    with client.serving(folder):
        assert client.used() is None
        assert client.fork(client.LAUNCHER, os.environ, str(folder)) is None


def test_a_library_that_starts_a_thread_keeps_kernels_from_being_forked(tmp_path, monkeypatch):
    start = "threading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    (tmp_path / "threaded.py").write_text(f"import threading, time\n{start}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(server, "IMPORTED", ("threaded",))
    with pytest.raises(SystemExit, match="started a thread"):
        server._import()


def test_what_is_imported_before_the_fork_reads_no_data():
    code = (
        "import sys; from importlib import import_module\n"
        "from a4p_helpers.run.warm.server import IMPORTED\n"
        f"data = {str(paths.CODE / 'data')!r}\n"
        "sys.addaudithook(lambda event, given: event == 'open' and data in str(given[0])"
        " and sys.exit(f'reads {given[0]}'))\n"
        "for name in IMPORTED: import_module(name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
