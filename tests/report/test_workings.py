"""What sections worked out stands once in a report, in an annex, and its numbers lead there."""

import nbformat
import pytest
from bs4 import BeautifulSoup

from a4p_helpers.core.marks import SHOWN_AS, SHOWN_BY, WORKED_OUT
from a4p_helpers.report import annexes, by_hand, workings
from a4p_helpers.report.render import section

# As a run does.
pytestmark = pytest.mark.filterwarnings("ignore:Your element with mimetype")
TOP = {"name": "top", "anchor": "p7-top", "what": "Missions at the top", "text": "3"}
OTHER = {"name": "many", "anchor": "p7-many", "what": "Others", "text": "<4"}
SENTENCE = '<p class="say"><a class="own" href="#p7-top">Three</a> missions.</p>'


def cell(source, **data):
    shown = nbformat.v4.new_output("display_data", data, metadata={SHOWN_BY: SHOWN_AS})
    return nbformat.v4.new_code_cell(source, outputs=[shown])


@pytest.fixture
def notebook():
    """An executed notebook that worked out two numbers, of which a cell names one."""
    made = cell("block.worked_out('top', 3, 'missions at the top')", **{"text/html": SENTENCE})
    notes = cell("section.notes()", **{"text/plain": "Worked out in this section:\n- …"})
    told = [{**TOP, "tables": "sofa"}, {**OTHER, "tables": ""}]
    notes.outputs[0].metadata[WORKED_OUT] = told
    notes.metadata["tags"] = ["notes"]
    title = nbformat.v4.new_markdown_cell("# Priority 7: Cooperation with host countries")
    return nbformat.v4.new_notebook(cells=[title, made, notes])


@pytest.fixture
def read(notebook, tmp_path):
    nbformat.write(notebook, tmp_path / "p7_host_countries.ipynb")
    return workings.read(tmp_path, "2023-05")


def test_the_report_lists_it_in_the_annex_and_not_in_the_section(notebook, read):
    assert "Worked out in" not in section(notebook)
    annex = BeautifulSoup(annexes.worked_out(read), "html.parser")
    assert [row.get("id") for row in annex.select("tbody tr") if row.get("id")] == [
        "p7-top",
        "p7-many",
    ]
    assert "anchor" not in annex.get_text() and "<4" in annex.get_text()


def test_a_number_leads_to_its_cell_and_on_paper_to_its_row(notebook, read):
    html = section(notebook)
    assert 'href="#p7-top"' in html, "the row of the annex"
    assert 'href="workings.html#p7-cell-2"' in workings.linked(html, read)
    assert read[0].cell_of("top") == 2
    unnamed = html.replace("p7-top", "p7-many")
    assert workings.linked(unnamed, read) == unnamed, "no cell names it: the row of the annex"


def test_a_page_of_one_section_has_the_list_to_which_its_numbers_lead(notebook):
    page, _ = by_hand.Styled().preprocess(notebook, {})
    listed = BeautifulSoup(page.cells[2].outputs[0].data["text/html"], "html.parser")
    assert [item["id"] for item in listed.select("li")] == ["p7-top", "p7-many"]
    assert listed.select_one("#p7-top").get_text() == "Missions at the top: 3 (from sofa)."
    assert workings.listed([]) == ""
