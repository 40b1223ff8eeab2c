"""A small house to run in: own notebooks, own outputs, cleaning and assembling left out."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from a4p_helpers import prepare
from a4p_helpers.core import paths
from a4p_helpers.report import annexes, assemble, check
from a4p_helpers.report.paper import Paper
from a4p_helpers.run import draft, log, period, request
from a4p_helpers.run.pool import Queue, Work

PERIOD = "2023-05"
PARAMETERS = 'period: str = "2023-05"\nedition: str = "external"'


def code_cell(number: int, source: str, *tags: str) -> dict[str, Any]:
    """A code cell as a stripped notebook stores it."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{number}",
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": source,
    }


@pytest.fixture(autouse=True)
def in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs tell what a person reads, whatever reads it."""
    monkeypatch.setenv("A4P_LOG", "text")
    monkeypatch.setattr(log, "_form", "text")  # whatever another test had it tell in


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of notebooks, taken for the workbook's own."""
    folder = tmp_path / "a {curly} folder"
    folder.mkdir()
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    monkeypatch.setattr(request, "refused", lambda *_: [])  # they are sections of no report
    return folder


@pytest.fixture
def write(notebooks: Path) -> Callable[..., Path]:
    """Write a notebook of two headings and the given cells, which are cells 4, 5, …"""

    def notebook(name: str, *sources: str, parameters: str = PARAMETERS) -> Path:
        title = {
            "cell_type": "markdown",
            "id": "title",
            "metadata": {},
            "source": "# Priority 4: a title",
        }
        theme = {**title, "id": "theme", "source": ["## Medical care\n", "\n", "Text."]}
        cells = [title, code_cell(2, parameters, "parameters"), theme]
        cells += [code_cell(number, source) for number, source in enumerate(sources, start=4)]
        path = notebooks / f"{name}.ipynb"
        stored = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(stored), encoding="utf-8")
        return path

    return notebook


def fake_write(sections: dict[str, str], period: str, edition: str, folder: Path, _: Any) -> Paper:
    """Write the sections one below the other, in the place of the real report."""
    text = "\n".join(f"<section id='{name}'>{html}</section>" for name, html in sections.items())
    (folder / "index.html").write_text(text, encoding="utf-8")
    return Paper({}, "", period, "", "", (), ())


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[Callable[..., Any]]:
    """What is done in this process, where tests can take its place: putting reports together."""
    done_here = [draft.counted, draft.assembled, draft.checked]

    class Here(Queue):
        def submit(self, work: Work) -> Future[Any]:
            if work.do not in done_here:
                return super().submit(work)
            end = Future[Any]()
            try:
                end.set_result(work.do(*work.given))
            except Exception as error:
                end.set_exception(error)
            return end

    monkeypatch.setattr(period, "Queue", Here)
    return done_here


@pytest.fixture
def house(
    root: Path, uncleaned: None, notebooks: Path, here: Any, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The root of a house whose runs execute and render only; nothing is cleaned or assembled."""
    monkeypatch.setattr(prepare, "ensure", lambda *_, **__: None)
    monkeypatch.setattr(period, "so_far", lambda _: "")
    monkeypatch.setattr(annexes, "reconcile", lambda *_: [])
    monkeypatch.setattr(assemble, "numbers", lambda period, edition: None)
    monkeypatch.setattr(assemble, "write", fake_write)
    monkeypatch.setattr(check, "faults", lambda folder, to_come: [])
    return root


@pytest.fixture
def content() -> Callable[[Path], dict[str, bytes]]:
    """The files below a folder with their bytes, without the manifest of the run."""

    def of(folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "run.json"
        }

    return of


@pytest.fixture
def released(house: Path, content: Callable[[Path], dict[str, bytes]]) -> Callable[[], bool]:
    """Publish an earlier release of both editions; say whether they are untouched since."""
    from a4p_helpers.run import publish

    places = []
    for edition in ("external", "internal"):
        with publish.run_folder(PERIOD, edition) as folder:
            (folder / "index.html").write_text(f"the last good {edition} release")
            places.append(publish.publish(folder, PERIOD, edition))
    before = [content(place) for place in places]
    return lambda: [content(place) for place in places] == before
