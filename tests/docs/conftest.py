"""What tests of the documents share: a copy of the workbook that a reader may change."""

import shutil
import sys
from pathlib import Path

import pytest
import raw_data

from a4p_helpers.core import paths

COPIED = ("a4p_helpers", "data/raw", "docs", "notebooks", "tests", "pyproject.toml", "README.md")
COPIED += ("Makefile", ".gitattributes", ".jupyter/jupyter_server_config.py")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of code, data, notebooks and tests, with the same `.venv` beside them."""
    home = tmp_path / "workbook"
    for name in COPIED:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        if name == "data/raw":
            raw_data.copy(home / name)
        elif (paths.CODE / name).is_dir():
            ignored = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(paths.CODE / name, home / name, ignore=ignored)
        else:
            shutil.copy2(paths.CODE / name, home / name)
    (home / ".venv").symlink_to(sys.prefix)
    return home


@pytest.fixture
def at_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root of its own, with notebooks and `.venv` beside its data, as the folder at hand."""
    (root / ".venv").symlink_to(sys.prefix)
    (root / "notebooks").symlink_to(paths.NOTEBOOKS)
    monkeypatch.chdir(root)
    return root
