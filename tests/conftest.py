"""What tests share: a data root of their own that they may spoil, and reports made once."""

import csv
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import planted
import pytest
import raw_data
from filelock import FileLock
from hypothesis import settings
from raw_data import PERIOD

from a4p_helpers import cli, prepare
from a4p_helpers.report import docx
from a4p_helpers.run import demo
from a4p_helpers.run.period import run_periods

MISSIONS = ["UNMISS"]  # one page of eleven stands for them, which are made alike
REPORTS = {"made", "again", "full", "external"}  # fixtures for which a whole report is made
# What makes what others wait for begins first; then what takes longest.
FIRST = (
    "test_leaks.py",
    "test_end_to_end.py",
    "test_how_tos.py",
    "test_faults.py",
    "test_browser.py",
)

# What `make test` tries is the same each time, so that nothing fails by chance; nights search on.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("searching", max_examples=2_000, deadline=None)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what waits for a report, and put what takes longest first."""
    for item in items:
        if REPORTS & set(getattr(item, "fixturenames", ())):
            item.add_marker("report")
    place = {name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))


@pytest.fixture(scope="session")
def pandoc() -> None:
    """Skip what needs pandoc for the Word document, where there is none."""
    if lacking := docx.why_not():
        pytest.skip(lacking)


@pytest.fixture
def root(cleaned_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data up to 2023-05, cleaned; what a test changes is cleaned again on demand."""
    raw_data.copy_cleaned(cleaned_once / "data", tmp_path / "data")
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    return tmp_path


@pytest.fixture
def uncleaned(root: Path) -> None:
    """Nothing is cleaned of 2023-05 in that root: for tests of cleaning, and of changed code."""
    shutil.rmtree(root / "data" / "processed" / PERIOD)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What sections show, as plain text, in order."""
    texts: list[str] = []
    keep = staticmethod(lambda html, plain, **_: texts.append(plain))
    monkeypatch.setattr("a4p_helpers.section.Section._display", keep)
    return texts


@pytest.fixture
def raw(root: Path) -> Path:
    """The raw folder of 2023-05 within that root."""
    return root / "data" / "raw" / PERIOD


@pytest.fixture
def edit(raw: Path) -> Callable[..., None]:
    """Change a raw table: `edit("hospitals", lambda rows: rows[0].update(level="Level 9"))`."""

    def change(table: str, by: Callable[[list[dict[str, str]]], object]) -> None:
        path = raw / "tables" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        by(rows)
        header = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


# Reports of a whole period: made once for all tests, also where these run in several processes.


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], int]) -> Path:
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            folder.mkdir()
            assert make(folder) == 0
            (folder / "made").touch()
    return folder / "outputs"


def _clean(root: Path) -> int:
    raw_data.copy(root / "data" / "raw")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root))
        prepare.ensure(PERIOD, [])
    return 0


@pytest.fixture(scope="session")
def cleaned_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root with the data of the project, raw, cleaned and counted; only to be copied."""
    root = _once(tmp_path_factory, "cleaned", _clean).parent
    shared = raw_data.shared(root / "data")
    before = [path.read_bytes() for path in shared]
    yield root
    spoilt = [path for path, was in zip(shared, before, strict=True) if path.read_bytes() != was]
    assert not spoilt, f"a test wrote into what all tests share: {spoilt}"


def _run(root: Path, editions: list[str], *, later: bool = False, **options: str) -> int:
    raw_data.copy(root / "data" / "raw")
    if later:
        raw_data.add_later(root / "data" / "raw")
    before = os.environ.get("A4P_ROOT")
    os.environ["A4P_ROOT"] = str(root)
    try:
        return run_periods([PERIOD], editions, missions=MISSIONS, **options)
    finally:
        os.environ.pop("A4P_ROOT") if before is None else os.environ.update(A4P_ROOT=before)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both editions of the period, from a copy of the raw data; not to be changed."""
    outputs = _once(tmp_path_factory, "made", lambda to: _run(to, ["external", "internal"]))
    return outputs / PERIOD


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The external edition, made again beside a later period, by ordinary kernels; only to be read.

    What was published of a period comes out of its own raw folder again, whatever came after it.
    """
    make = functools.partial(_run, editions=["external"], later=True, kernels="ordinary")
    return _once(tmp_path_factory, "again", make) / PERIOD


def _demo(root: Path) -> int:
    """Perform `a4p dev demonstration` in a folder of its own, with a mission page and canaries."""
    before = root / "before"  # whose reference data the demonstration takes over
    raw_data.copy_reference(before / "data" / "raw" / "reference")
    with pytest.MonkeyPatch.context() as patch, planted.planting():
        patch.setenv("A4P_ROOT", str(before))
        patch.setattr(demo, "make", functools.partial(demo.make, root, missions=MISSIONS))
        return cli.main(["dev", "demonstration"])


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, SYNTHETIC and with canaries, through the forms; not to be changed."""
    return _once(tmp_path_factory, "full", _demo) / demo.PERIOD
