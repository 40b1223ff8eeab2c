"""What `jupyter nbconvert --to html --template a4p` needs to make a page from one notebook."""

from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from a4p_helpers.core import paths
from a4p_helpers.core.marks import WORKED_OUT
from a4p_helpers.report import workings


class Styled(Preprocessor):
    """Numbers the cells, and adds the report's style and the page's title."""

    def preprocess(self, notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with numbered cells, and what the template prints around it."""
        titles = [line for cell in notebook.cells for line in cell.source.splitlines()]
        title = next((line[2:] for line in titles if line.startswith("# ")), "A4P+")
        for number, cell in enumerate(notebook.cells, start=1):
            cell.metadata["a4p_number"] = number
            for output in cell.get("outputs", []):
                if worked := output.get("metadata", {}).get(WORKED_OUT):
                    output.data["text/html"] = workings.listed(worked)
        style = (paths.TEMPLATE / "report.css").read_text(encoding="utf-8")
        resources["a4p"] = {"title": title, "style": style}
        return notebook, resources
