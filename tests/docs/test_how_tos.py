"""The how-tos, each followed to the letter in a copy of the workbook."""

import shutil
from pathlib import Path

import pytest
from follow import Follower

from a4p_helpers import paths

HOW_TOS = paths.CODE / "docs" / "how-to"
PAGES = ("new-period", "new-mission", "correction", "new-table", "new-notebook")


def page(name: str) -> str:
    return (HOW_TOS / f"{name}.md").read_text(encoding="utf-8")


def test_a_new_indicator(copy: Path):
    follower = Follower(copy)
    follower.follow(page("new-indicator"))
    assert "P7.SIGNIFICANT_MISSIONS" in (copy / "docs" / "indicators.md").read_text("utf-8")
    assert ".venv/bin/python -m pytest -q tests/indicators/test_p7.py" in follower.done


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_followed(name: str, copy: Path):
    Follower(copy).follow(page(name))


@pytest.mark.slow
def test_a_release(made: Path, copy: Path):
    """The steps from a draft on; the run before them is the one that all tests share."""
    for name in ("data", "outputs"):
        shutil.copytree(made.parent.parent / name, copy / name, symlinks=True, dirs_exist_ok=True)
    follower = Follower(copy)
    follower.follow(page("release"))
    assert follower.done[-1].startswith(".venv/bin/a4p verify")
    assert (copy / "outputs" / "2023-05" / "released" / "external-1" / "index.html").exists()


def test_every_how_to_is_followed_here_or_known_to_need_more_than_this_machine():
    followed = {"new-indicator", "release", *PAGES}
    # A cluster, a storage and a schedule: followed by hand; their commands and examples are read by
    # test_documents.py and test_examples.py, what they do is tested in tests/run.
    by_hand = {"dask-cluster", "object-storage", "scheduling"}
    assert {path.stem for path in HOW_TOS.glob("*.md")} == followed | by_hand
