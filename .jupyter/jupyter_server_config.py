"""How `make lab` opens JupyterLab: on the start page, for this machine alone, without news.

What it saves of a notebook is what git keeps of it. An analyst sees outputs while working; the file
on disk never holds them, nor what the editor adds of its own. So running every cell leaves the
files as they were.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbstripout import strip_output

# The metadata of a notebook and of a cell that belong to the workbook; editors add others.
KEPT = ("kernelspec", "language_info")
KEPT_OF_CELL = ("tags",)


def keep_source_only(model: dict[str, Any], **_: Any) -> None:
    """Take outputs, counts and an editor's metadata out of a notebook that is about to be saved."""
    if model.get("type") != "notebook" or not model.get("content"):
        return
    notebook = strip_output(
        nbformat.from_dict(model["content"]), keep_output=False, keep_count=False, keep_id=True
    )
    notebook.metadata = {key: notebook.metadata[key] for key in KEPT if key in notebook.metadata}
    if "kernelspec" in notebook.metadata:
        notebook.metadata["kernelspec"] = {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        }
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in KEPT_OF_CELL if key in cell.metadata}
    model["content"] = notebook


c = globals()["get_config"]() if "get_config" in globals() else None
if c is not None:
    c.ContentsManager.pre_save_hook = keep_source_only
    c.ServerApp.ip = "127.0.0.1"
    # The whole project, so that counting rules can be read beside the sentences; the list of files
    # shows the notebooks first.
    root = Path(__file__).resolve().parent.parent
    c.ServerApp.root_dir = str(root)
    c.ServerApp.preferred_dir = str(root / "notebooks")
    c.LabApp.default_url = "/lab/tree/notebooks/start.md"
    c.LabApp.news_url = None
    c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
