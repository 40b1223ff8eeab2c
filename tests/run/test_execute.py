"""What a notebook's run tells of the rarer failures, and what it takes out of a notebook."""

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbformat.v4 import new_output

from a4p_helpers.report import render
from a4p_helpers.run import execute
from a4p_helpers.run.execute import run_notebook, tidy
from a4p_helpers.run.request import Task


@pytest.fixture
def task(write, tmp_path):
    folder = tmp_path / "run"
    return Task(write("p4", "1 + 1"), "p4", "2023-05", "external", folder, 60.0, {"top": 3})


@pytest.fixture
def kernels(monkeypatch):
    """Errors to raise instead of executing, one a start; with none left, it copies the source."""
    errors, starts = [], []

    def execute_notebook(source, target, parameters, **options):
        starts.append(parameters)
        if errors:
            raise errors.pop(0)
        fill = {"{{": "{", "}}": "}"}
        for doubled, single in fill.items():
            source, target = source.replace(doubled, single), target.replace(doubled, single)
        nbformat.write(nbformat.read(source, as_version=4), target)

    monkeypatch.setattr(papermill, "execute_notebook", execute_notebook)
    return errors, starts


def test_a_missing_kernel_is_told(task, kernels):
    kernels[0].append(NoSuchKernel("python3"))
    outcome = run_notebook(task)
    assert (
        outcome.cause == "p4: there is no kernel 'python3': ipykernel is missing from this Python"
    )
    assert (outcome.ok, outcome.html, outcome.executed) == (False, None, None)


def test_a_kernel_that_did_not_come_up_is_started_once_more(task, kernels):
    errors, starts = kernels
    errors.append(RuntimeError("Kernel died before replying to kernel_info"))
    assert run_notebook(task).ok
    assert starts == [{"top": 3, "period": "2023-05", "edition": "external"}] * 2


@pytest.mark.parametrize(
    ("message", "tries"), [("Kernel died before replying", 2), ("Kernel didn't respond in 60 s", 1)]
)
def test_a_kernel_that_never_comes_up_is_told(task, kernels, message, tries):
    errors, starts = kernels
    errors += [RuntimeError(message)] * tries
    outcome = run_notebook(task)
    assert outcome.cause == f"p4: the kernel did not start: {message}"
    assert len(starts) == tries


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (render.RenderError("cell 4:\nno alternative text"), "p4: cell 4: no alt"),
        (KeyError("x"), "p4: KeyError: 'x'"),
        (MemoryError(), "p4: MemoryError"),
    ],
)
def test_what_cannot_be_rendered_is_told_and_never_raised(task, kernels, monkeypatch, error, cause):
    def failing(notebook, period):
        raise error

    monkeypatch.setattr(render, "section", failing)
    outcome = run_notebook(task)
    assert outcome.cause.startswith(cause) and "\n" not in outcome.cause
    assert "Traceback" in outcome.detail and outcome.executed.exists()


def test_nothing_is_left_beside_the_executed_notebook(task, kernels):
    assert run_notebook(task).executed == task.folder / "p4.ipynb"
    assert [path.name for path in task.folder.iterdir()] == ["p4.ipynb"]
    assert execute._kernels == {}


def test_what_differs_from_run_to_run_is_taken_out():
    injected = nbformat.v4.new_code_cell("period = 1", metadata={"tags": ["injected-parameters"]})
    plain = nbformat.v4.new_code_cell(
        "1", metadata={"tags": [], "papermill": {"start_time": "x"}, "execution": {"iopub": "x"}}
    )
    notebook = nbformat.v4.new_notebook(
        cells=[injected, plain],
        metadata={
            "papermill": {"input_path": "/somewhere"},
            "kernelspec": {"name": "other", "display_name": "Other"},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    )
    kept = plain.id
    tidy(notebook)
    assert notebook.metadata == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert [cell.id for cell in notebook.cells] == ["injected-parameters", kept]
    assert [cell.metadata for cell in notebook.cells] == [{"tags": ["injected-parameters"]}, {}]


def test_what_a_cell_printed_is_the_same_however_it_was_sent():
    def cell(*outputs):
        made = [
            new_output("display_data", data={"text/plain": text})
            if name == "chart"
            else new_output("stream", name=name, text=text)
            for name, text in outputs
        ]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=made)])
        tidy(notebook)
        found = notebook.cells[0].outputs
        return [(one.get("name", "chart"), one.get("text", "drawn")) for one in found]

    once = [("stdout", "a\nc\n"), ("stderr", "b\n"), ("chart", "drawn"), ("stdout", "d\n")]
    cut = [("stderr", "b"), ("stdout", "a\n"), ("stderr", "\n"), ("stdout", "c"), ("stdout", "\n")]
    assert cell(*cut, ("chart", "drawn"), ("stdout", "d"), ("stdout", "\n")) == once
    assert cell(*once) == once
