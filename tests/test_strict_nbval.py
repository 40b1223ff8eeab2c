"""The test of the test: strict nbval fails when one number of a reference changes."""

import subprocess
import sys

import nbformat

from a4p_helpers.core import paths, plan

REFERENCE = paths.CODE / "tests" / "reference"
NAME = "p7_host_countries"


def strict(path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q"]
    command += ["--nbval-sanitize-with", str(REFERENCE / "sanitize.cfg"), "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, str(path)], capture_output=True, text=True, cwd=paths.CODE, check=False
    )


def test_every_notebook_has_an_executed_reference():
    # The general notebook is of no priority of this Plan: tests/test_plan_versions.py runs it.
    ours = {path.name for path in paths.NOTEBOOKS.glob("*.ipynb")} - {f"{plan.GENERAL}.ipynb"}
    assert {path.name for path in REFERENCE.glob("*.ipynb")} == ours
    for name in ours:
        notebook = nbformat.read(REFERENCE / name, as_version=4)
        source = nbformat.read(paths.NOTEBOOKS / name, as_version=4)
        executed = [cell.source for cell in notebook.cells if "injected" not in str(cell.metadata)]
        assert executed == [cell.source for cell in source.cells], f"{name}: run make reference"
        assert any(cell.get("outputs") for cell in notebook.cells)


def test_strict_nbval_fails_when_one_number_changes(tmp_path):
    notebook = nbformat.read(REFERENCE / f"{NAME}.ipynb", as_version=4)
    changed = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            if "18 mechanisms" in text and not changed:
                output["data"]["text/plain"] = text.replace("18 mechanisms", "19 mechanisms")
                changed += 1
    assert changed == 1
    spoilt = tmp_path / "spoilt.ipynb"
    nbformat.write(notebook, spoilt)
    result = strict(spoilt)
    assert result.returncode == 1, result.stdout[-2000:]
    assert "1 failed, " in result.stdout and "FAILED" in result.stdout
