"""The notebooks to explore: they run, and no report takes them."""

import asyncio

import nbformat
import pytest
from nbclient import NotebookClient

from a4p_helpers.core import paths

EXPLORING = sorted((paths.NOTEBOOKS / "explore").glob("*.ipynb"))


def test_the_page_on_explorations_rehearses_what_the_notebook_worth_copying_does():
    page = (paths.CODE / "docs" / "how-to" / "exploration.md").read_text(encoding="utf-8")
    (called,) = [line for line in page.splitlines() if line.startswith("section.rehearse(")]
    cells = nbformat.read(paths.NOTEBOOKS / "explore" / "women_and_size.ipynb", 4).cells
    assert called == cells[-1].source.splitlines()[-1]


def test_there_are_some_worth_copying_and_no_run_takes_them():
    assert len(EXPLORING) >= 2
    assert not {one.name for one in EXPLORING} & {one.name for one in paths.NOTEBOOKS.glob("*")}


@pytest.mark.parametrize("path", EXPLORING, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom_and_writes_nothing(path, root):
    """A kernel of its own takes five seconds; nothing less shows that a notebook runs."""
    before = sorted(one for one in root.rglob("*") if one.is_file())
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}})
    asyncio.run(client.async_execute())  # `execute` would leave its loop open
    assert sorted(one for one in root.rglob("*") if one.is_file()) == before
