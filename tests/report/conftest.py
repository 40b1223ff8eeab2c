"""A small report to look at: own sections, own annexes, no data cleaned."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from small_report import PERIOD, a_section

from a4p_helpers import plan
from a4p_helpers.report import annexes, assemble


@pytest.fixture
def sections() -> dict[str, str]:
    """A rendered section of each notebook of the report."""
    titles = {
        one.notebook: f"Priority {one.number}: {one.title}" for one in plan.priorities().values()
    }
    return {name: a_section(title) for name, title in {"overview": "Overview", **titles}.items()}


@pytest.fixture
def small_annexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Annexes and data files without any data behind them."""

    def html(period: str, edition: str) -> list[Any]:
        table = (
            '<table><thead><tr><th scope="col">Code</th></tr></thead><tbody><tr id="P4.DEATHS">'
            '<th scope="row">P4.DEATHS</th></tr></tbody></table>'
        )
        return [SimpleNamespace(id="indicators", title="Indicators", html=table)]

    def write_data(period: str, edition: str, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "indicators.csv").write_text("code,value\nP4.DEATHS,9\n", encoding="utf-8")

    monkeypatch.setattr(annexes, "html", html)
    monkeypatch.setattr(annexes, "write_data", write_data)


@pytest.fixture
def make(sections: dict[str, str], small_annexes: None, tmp_path: Path) -> Callable[..., Path]:
    """Assemble the small report of an edition and return its folder."""

    def write(edition: str = "external", name: str = "report", **changed: str) -> Path:
        folder = tmp_path / name
        assemble.write({**sections, **changed}, PERIOD, edition, folder)
        return folder

    return write
