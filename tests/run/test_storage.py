"""Raw files from a storage, and reports to it: in memory, in a folder, and on an S3 server."""

import hashlib
import json
import shutil
import sys
import uuid
from contextlib import contextmanager

import fsspec
import pytest

from a4p_helpers import cli, run
from a4p_helpers.cli import runs
from a4p_helpers.core import paths, periods
from a4p_helpers.run import period as period_module
from a4p_helpers.run import publish
from a4p_helpers.run.storage import FETCHED, Storage, StorageError

PERIOD = "2023-05"


@pytest.fixture(scope="module")
def s3():
    """An S3-compatible server on loopback, with the address and options that reach it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(params=["memory", "file", "s3"])
def url(request, tmp_path, monkeypatch):
    """A folder of each kind of storage, empty."""
    fresh = uuid.uuid4().hex
    if request.param == "memory":
        return f"memory://{fresh}/a4p"
    if request.param == "file":
        return (tmp_path / "storage" / "a4p").as_uri()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("s3"))
    filesystem, _ = fsspec.url_to_fs(f"s3://{fresh}")
    filesystem.mkdir(fresh)
    return f"s3://{fresh}/a4p"


class There:
    """The storage as somebody else sees it, who writes into it and reads from it."""

    def __init__(self, url):
        self.fs, self.base = fsspec.url_to_fs(url)

    def write(self, name, text):
        address = f"{self.base}/{name}"
        if hasattr(self.fs, "auto_mkdir"):
            self.fs.makedirs(address.rpartition("/")[0], exist_ok=True)
        self.fs.pipe_file(address, text.encode())

    def remove(self, name):
        self.fs.rm_file(f"{self.base}/{name}")

    def read(self, name):
        self.fs.invalidate_cache()
        return self.fs.cat_file(f"{self.base}/{name}")

    def names(self):
        self.fs.invalidate_cache()
        return sorted(one.removeprefix(f"{self.base}/") for one in self.fs.find(self.base))


@pytest.fixture
def there(url, root):
    return There(url)


# Inputs


@pytest.fixture
def empty(raw):
    """The raw folder of the period with nothing in it yet."""
    for path in sorted(raw.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return raw


def held(raw):
    return {
        path.relative_to(raw).as_posix(): path.read_text()
        for path in raw.rglob("*")
        if path.is_file() and path.name != FETCHED
    }


def test_what_differs_is_fetched_and_what_is_gone_is_removed(url, there, empty, monkeypatch):
    there.write(f"{PERIOD}/tables/a.csv", "1")
    there.write(f"{PERIOD}/tables/b.csv", "2")
    there.write(f"{PERIOD}/SOURCES.csv", "3")
    there.write(f"{PERIOD}/.hidden", "not taken")
    there.write("2022-11/tables/a.csv", "another period")
    (empty / "tables").mkdir()
    (empty / "tables" / "b.csv").write_text("2")  # the same by chance
    (empty / "answers.csv").write_text("written here, and there is none there")
    one = Storage(url)
    assert one.periods() == ["2022-11", PERIOD]
    assert one.fetch(PERIOD) == ["SOURCES.csv", "tables/a.csv"]
    own = {"answers.csv": "written here, and there is none there"}
    assert held(empty) == {"tables/a.csv": "1", "tables/b.csv": "2", "SOURCES.csv": "3", **own}

    there.write(f"{PERIOD}/tables/a.csv", "one")
    there.remove(f"{PERIOD}/tables/b.csv")
    (empty / "SOURCES.csv").unlink()
    brought, real = [], one._fs.get_file
    monkeypatch.setattr(
        one._fs, "get_file", lambda address, to: (brought.append(address), real(address, to))
    )
    assert one.fetch(PERIOD) == ["SOURCES.csv", "tables/a.csv", "tables/b.csv"]
    assert held(empty) == {"tables/a.csv": "one", "SOURCES.csv": "3", **own}
    assert len(brought) == 2
    assert one.fetch(PERIOD) == [] and len(brought) == 2


def test_what_was_written_here_is_not_overwritten_and_nothing_is_half_fetched(url, there, empty):
    for name in "abcd":
        there.write(f"{PERIOD}/tables/{name}.csv", name)
    one = Storage(url)
    one.fetch(PERIOD)
    tables = empty / "tables"
    (tables / "a.csv").write_text("edited here alone")
    (tables / "b.csv").write_text("edited here, removed there")
    (tables / "e.csv").write_text("written here")
    there.remove(f"{PERIOD}/tables/b.csv")
    there.remove(f"{PERIOD}/tables/c.csv")
    there.write(f"{PERIOD}/tables/d.csv", "D")
    there.write(f"{PERIOD}/tables/e.csv", "written there")
    before = held(empty)
    with pytest.raises(StorageError) as caught:
        one.fetch(PERIOD)
    assert str(caught.value).splitlines() == [
        f"data/raw/{PERIOD}/tables/{name}.csv was written here and differs from the file in "
        f"{one.shown}/{PERIOD}: put it there, or remove it here."
        for name in "abe"
    ]
    assert held(empty) == before and sorted(one.name for one in empty.iterdir()) == [
        FETCHED,
        "tables",
    ]
    for name in "abe":
        (tables / f"{name}.csv").unlink()
    one.fetch(PERIOD)
    assert held(empty) == {
        "tables/a.csv": "a",
        "tables/d.csv": "D",
        "tables/e.csv": "written there",
    }


def test_what_there_is_is_looked_at_when_nobody_else_writes(root, empty, monkeypatch):
    url = f"memory://{uuid.uuid4().hex}/a4p"
    there = There(url)
    there.write(f"{PERIOD}/tables/a.csv", "1")

    @contextmanager
    def lock(period):
        there.write(f"{PERIOD}/tables/b.csv", "2")  # by who held the lock
        yield

    monkeypatch.setattr(publish, "lock", lock)
    assert Storage(url).fetch(PERIOD) == ["tables/a.csv", "tables/b.csv"]


def test_of_a_period_for_which_nothing_has_come_nothing_is_brought(url, there, empty):
    there.write("2022-11/tables/a.csv", "1")
    assert Storage(url).fetch(PERIOD) == [] and held(empty) == {}


def test_a_period_that_is_not_there_removes_nothing(url, there, empty):
    there.write(f"{PERIOD}/tables/a.csv", "1")
    one = Storage(url)
    one.fetch(PERIOD)
    there.remove(f"{PERIOD}/tables/a.csv")
    with pytest.raises(StorageError, match=f"/{PERIOD} no longer holds files: put them"):
        one.fetch(PERIOD)
    assert held(empty) == {"tables/a.csv": "1"}


@pytest.mark.parametrize(
    "name", ["../x.csv", "tables/../../x.csv", "tables//x.csv", "..\\x.csv", "C:x", "a\nb.csv"]
)
def test_a_name_that_leads_elsewhere_is_refused(name, root, empty, monkeypatch):
    one = Storage("memory://hostile")
    listed = {
        f"/hostile/{PERIOD}/{each}": {"type": "file", "size": 1} for each in ("tables/a.csv", name)
    }
    monkeypatch.setattr(one._fs, "find", lambda base, detail: listed)
    with pytest.raises(StorageError, match="whose name is not allowed"):
        one.fetch(PERIOD)
    assert held(empty) == {}


# Outputs


@pytest.fixture
def published(root):
    """Publish a report of the external edition."""

    def publish_one(text):
        with publish.run_folder(PERIOD, "external") as folder:
            (folder / "notebooks").mkdir()
            (folder / "index.html").write_text(text)
            (folder / "notebooks" / "p4.ipynb").write_text("{}")
            publish.publish(folder, PERIOD, "external")

    return publish_one


def test_the_pointer_leads_to_a_whole_report_at_any_moment(url, there, published, monkeypatch):
    one, base = Storage(url), f"{PERIOD}/external"

    def read():
        """What a reader finds, who goes by the pointer, and whether it is whole."""
        latest = json.loads(there.read(f"{base}/latest.json"))
        sums = there.read(f"{base}/{latest['report']}/SHA256SUMS")
        assert hashlib.sha256(sums).hexdigest() == latest["sha256"]
        for line in sums.decode().splitlines():
            digest, name = line.split("  ", 1)
            held = there.read(f"{base}/{latest['report']}/{name}")
            assert hashlib.sha256(held).hexdigest() == digest
        return there.read(f"{base}/{latest['report']}/index.html").decode()

    published("first")
    place = one.put(PERIOD, "external")
    assert place.startswith(f"{url}/{base}/1-") and read() == "first"
    assert one.put(PERIOD, "external") is None

    published("second")
    written, real = [], one._fs.put_file
    broken = True

    def put_file(*given):
        if broken and written:
            raise OSError("the network is down")
        real(*given)
        written.append(given)
        assert read() == "first"

    with monkeypatch.context() as patched:
        patched.setattr(one._fs, "put_file", put_file)
        with pytest.raises(StorageError, match=r"cannot be written \(the network is down\)"):
            one.put(PERIOD, "external")
        assert read() == "first"
        broken = False
        assert one.put(PERIOD, "external").startswith(f"{url}/{base}/3-")
    assert len(written) == 3 and read() == "second"
    published("third")
    one.put(PERIOD, "external")
    kept = {name.split("/")[2].partition("-")[0] for name in there.names()}
    assert kept == {"3", "4", "latest.json"}


# The command


@pytest.fixture
def ran(monkeypatch, published):
    """Runs that publish, and are counted."""
    calls = []

    def run_periods(names, editions, **options):
        calls.append(names)
        published("report")
        return 0

    monkeypatch.setattr(period_module, "run_periods", run_periods)
    return calls


def test_a_run_fetches_first_and_puts_last_also_what_it_could_not_put_before(
    url, there, raw, ran, capsys, monkeypatch
):
    table = (raw / "tables" / "hospitals.csv").read_text()
    there.write(f"in/{PERIOD}/tables/hospitals.csv", table)
    (raw / "tables" / "hospitals.csv").unlink()
    line = ["run", PERIOD, "--inputs", f"{url}/in", "--outputs", f"{url}/out"]

    def failing(*_):
        raise OSError("Access Denied")

    with monkeypatch.context() as patched:
        patched.setattr(there.fs, "put_file", failing)
        assert cli.main(line) == 1
    err = capsys.readouterr().err
    assert f"{PERIOD}: fetched 1 files from {url}/in." in err
    assert err.endswith(
        f"{url}/out cannot be written (Access Denied): check its address, your rights there, and "
        f"the network. The external edition of {PERIOD} stays here; the next run tries again.\n"
    )
    assert (raw / "tables" / "hospitals.csv").read_text() == table
    assert (paths.outputs(PERIOD, "external") / "index.html").read_text() == "report"
    monkeypatch.setattr(runs, "_made", lambda *_: 0)  # as where nothing has changed
    assert cli.main(line) == 0
    assert f"The external edition of {PERIOD} is at {url}/out/{PERIOD}/external/1-" in (
        capsys.readouterr().err
    )
    assert cli.main(line) == 0 and capsys.readouterr().err == ""
    assert ran == [[PERIOD]]


@pytest.mark.parametrize("code", [run.STOPPED, run.OUT_OF_TIME])
def test_a_run_that_was_stopped_puts_nothing(code, tmp_path, root, published, monkeypatch):
    published("report")
    monkeypatch.setattr(runs, "_made", lambda *_: code)
    assert cli.main(["run", PERIOD, "--outputs", (tmp_path / "out").as_uri()]) == code
    assert not (tmp_path / "out").exists()


def test_without_a_period_all_that_the_storage_has_are_fetched(there, url, root, ran, monkeypatch):
    there.write("2022-11/tables/new.csv", "1")
    there.write("2023-11/tables/new.csv", "1")
    there.write("elsewhere/tables/new.csv", "1")
    monkeypatch.setenv("A4P_INPUTS", url)
    assert cli.main(["run", "--edition", "external"]) == 0
    assert ran == [["2023-11"]] and [one.name for one in periods.with_data()][-1] == "2023-11"
    assert (paths.raw("2022-11") / "tables" / "new.csv").exists()


@pytest.mark.parametrize(
    ("url", "code", "told"),
    [
        (
            "nothing://x",
            2,
            "nothing://x is not the address of a storage (Protocol not known: nothing)",
        ),
        ("s3://none-of-ours/x", 1, "s3://none-of-ours/x cannot be read ("),
        ("file:///none/of/ours", 1, "file:///none/of/ours holds no folder of a declared period"),
        ("file:///none/of/all", 1, "file:///none/of/all holds no folder of a declared period"),
    ],
)
def test_a_storage_that_cannot_be_used_is_one_sentence_and_nothing_starts(
    url, code, told, root, ran, capsys, monkeypatch
):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    named = [] if url.endswith("/all") else [PERIOD]
    assert cli.main(["run", *named, "--inputs", url]) == code
    err = capsys.readouterr().err
    assert err.startswith(told) and len(err.splitlines()) == 1 and not ran


def test_without_fsspec_one_sentence_says_how_to_get_it(root, ran, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert cli.main(["run", PERIOD, "--outputs", "ftp://me:secret@host/x"]) == 2
    assert capsys.readouterr().err == (
        "ftp://host/x needs more packages: .venv/bin/pip install -e '.[storage]'\n"
    )
    assert not ran


# What readers have


@pytest.fixture
def told(root):
    """Keep the tables of a release here, as `a4p release` does."""

    def keep(name, text="number\n9\n"):
        folder = paths.released_tables(PERIOD) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "misconduct.csv").write_text(text)
        (folder / "misconduct.json").write_text("{}")
        return folder

    return keep


def test_a_fresh_machine_knows_what_was_released_elsewhere(url, there, told):
    (paths.released_tables("2022-11") / ".unfinished").mkdir(parents=True)
    folder = told("external-1")
    assert Storage(url).share_told() == []
    assert there.names()[0] == f"{PERIOD}/told/external-1/SHA256SUMS"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(paths.clearance(PERIOD))
    sums = there.read(f"{PERIOD}/told/external-1/SHA256SUMS")
    there.remove(f"{PERIOD}/told/external-1/SHA256SUMS")
    assert Storage(url).share_told() == [], "what was put in part is not fetched"
    there.write(f"{PERIOD}/told/external-1/SHA256SUMS", sums.decode())
    assert Storage(url).share_told() == [f"{PERIOD}/external-1"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in paths.clearance(PERIOD).iterdir()] == ["told"]
    assert Storage(url).share_told() == []


@pytest.mark.parametrize("spoil", ["content", "name"])
def test_what_is_not_what_its_sums_say_is_not_taken(url, there, told, spoil):
    told("external-1")
    Storage(url).share_told()
    shutil.rmtree(paths.clearance(PERIOD))
    if spoil == "content":
        there.write(f"{PERIOD}/told/external-1/misconduct.csv", "number\n8\n")
    else:
        there.write(f"{PERIOD}/told/external-1/SHA256SUMS", "0  ../../misconduct.csv\n")
    said = {"content": "differs from its SHA256SUMS", "name": "which is not allowed"}
    with pytest.raises(StorageError, match=said[spoil]):
        Storage(url).share_told()
    assert not list(paths.released_tables(PERIOD).glob("*"))


def test_two_releases_of_one_number_are_told(url, told):
    told("external-1")
    Storage(url).share_told()
    told("external-1", "number\n8\n")
    with pytest.raises(StorageError, match="two machines have released"):
        Storage(url).share_told()


def test_a_run_knows_what_readers_have_before_it_cleans(url, told, monkeypatch):
    folder = told("external-1")
    Storage(url).share_told()
    shutil.rmtree(paths.clearance(PERIOD))
    seen = []
    monkeypatch.setattr(runs, "_made", lambda *_: seen.append(folder.is_dir()) or run.STOPPED)
    cli.main(["run", PERIOD, "--outputs", url])
    assert seen == [True]
