"""A small report to look at: own sections, own annexes, no data cleaned."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_report import DEATHS, PERIOD, a_section

from a4p_helpers.core import contents, paths
from a4p_helpers.report import about, annexes, assemble, docx, downloads, printed


@pytest.fixture
def sections() -> dict[str, str]:
    """A rendered section of each notebook of the report."""
    return {
        one.notebook: a_section(f"Priority {one.mark}: {one.title}" if one.mark else one.title)
        for one in contents.entries("2023-05").values()
    }


@pytest.fixture
def small_annexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Annexes and data files without any data behind them."""

    def html(*_: Any) -> list[Any]:
        table = (
            '<table><thead><tr><th scope="col">Code</th></tr></thead><tbody><tr id="P4.DEATHS">'
            '<th scope="row">P4.DEATHS</th></tr></tbody></table>'
        )
        return [("indicators", "Indicators", table), ("sources", "Sources", "<p>Sources.</p>")]

    def write_data(
        period: str, edition: str, abouts: Any, reconciled: Any, folder: Path, _: Any
    ) -> None:
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "indicators.csv").write_text("code,value\nP4.DEATHS,9\n")
        for name in (paths.WORKBOOK, downloads.DESCRIPTOR):
            (folder / name).touch()

    monkeypatch.setattr(annexes, "html", html)
    of_plan = {"4.1.1": "on track", "4.1.2": "not reported"}
    facts = printed.Facts(("A SYNTHETIC source; as of 31 October 2023.",), of_plan)
    monkeypatch.setattr(printed, "facts", lambda period, edition: facts)
    monkeypatch.setattr(annexes, "reconcile", lambda period, edition: [])
    monkeypatch.setattr(about, "of", lambda period, edition: {DEATHS.code: DEATHS})
    monkeypatch.setattr(downloads, "write", write_data)
    monkeypatch.setattr(docx, "why_not", lambda: "Left out here.")


@pytest.fixture
def make(sections: dict[str, str], small_annexes: None, tmp_path: Path) -> Callable[..., Path]:
    """Assemble the small report of an edition and return its folder."""

    def write(edition: str = "external", name: str = "report", **changed: str) -> Path:
        folder = tmp_path / name
        paper = assemble.write({**sections, **changed}, PERIOD, edition, folder)
        for file in paper.files:  # which are made later, and linked already
            (folder / file).touch()
        return folder

    return write
