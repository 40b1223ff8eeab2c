"""The how-tos, each followed to the letter in a copy of the workbook."""

from pathlib import Path

import pytest
from follow import Follower

from a4p_helpers import paths

HOW_TOS = paths.CODE / "docs" / "how-to"


def page(name: str) -> str:
    return (HOW_TOS / f"{name}.md").read_text(encoding="utf-8")


def test_a_new_indicator(copy: Path):
    follower = Follower(copy)
    follower.follow(page("new-indicator"))
    assert "P7.SIGNIFICANT_MISSIONS" in (copy / "docs" / "indicators.md").read_text("utf-8")
    assert ".venv/bin/python -m pytest -q tests/indicators/test_p7.py" in follower.done


@pytest.mark.parametrize(
    "name", ["new-period", "new-mission", "correction", "new-table", "new-notebook"]
)
def test_a_page_can_be_followed(name: str, copy: Path):
    Follower(copy).follow(page(name))
