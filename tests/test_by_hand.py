"""A notebook run by hand shows the same, whatever runs it, in which folder, by the plain kernel.

VS Code runs it by this kernel in the notebook's folder, as nbclient does here.
"""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
from nbclient import NotebookClient

from a4p_helpers.core import paths

NOTEBOOK = paths.NOTEBOOKS / "p6_communications.ipynb"


def by_nbclient(cwd):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(cwd)}}, timeout=120)
    asyncio.run(client.async_execute())  # `execute` would leave its loop open
    return notebook


def by_papermill(cwd):
    command = [sys.executable, "-m", "papermill", NOTEBOOK, "executed.ipynb", "--no-progress-bar"]
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return nbformat.read(cwd / "executed.ipynb", as_version=4)


def by_nbval(cwd):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax"]
    done = subprocess.run(
        [*command, NOTEBOOK.relative_to(cwd)], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stdout


def shown(notebook):
    """What it shows, cell by cell, as HTML and as plain text."""
    return {
        cell.id: [(one.data.get("text/html"), one.data["text/plain"]) for one in cell.outputs]
        for cell in notebook.cells
        if cell.get("outputs")
    }


def test_whatever_runs_a_notebook_in_which_folder_it_shows_the_same(root, tmp_path, monkeypatch):
    # Four kernels start, which takes what it takes: five seconds on two cores.
    for name in ("A4P_PERIOD", "JUPYTER_DEFAULT_PROVISIONER_NAME", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    with ThreadPoolExecutor() as threads:
        beside = threads.submit(by_nbclient, NOTEBOOK.parent)
        others = [
            threads.submit(by_nbclient, paths.CODE),
            threads.submit(by_papermill, tmp_path),
        ]
        by_test = threads.submit(by_nbval, paths.CODE)
    expected = shown(beside.result())
    assert "At work on May to October 2023" in str(expected) and len(expected) > 10
    for other in others:
        assert shown(other.result()) == expected
    code = [cell for cell in beside.result().cells if cell.cell_type == "code"]
    assert f"{len(code)} passed" in by_test.result(), by_test.result()[-2000:]
