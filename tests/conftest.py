"""What tests share: a data root of their own that they may spoil."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from a4p_helpers import paths

PERIOD = "2023-05"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the reference data and of the period 2023-05, with nothing made of them yet."""
    shutil.copytree(paths.CODE / "data" / "raw", tmp_path / "data" / "raw")
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    return tmp_path


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
        header = list(rows[0])
        by(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change
