"""What a notebook is refused for before it runs; and that all else is free."""

import nbformat
import pytest

from a4p_helpers.core.blocks import Block
from a4p_helpers.run import anatomy

BLOCKS = {"P7.SOFA": Block("P7.SOFA", "Agreements")}
KNOWN = anatomy.Known("p7", ["P7.SOFA_INCIDENTS", "P4.HOSPITALS"], BLOCKS)


def notebook(*cells, kernel="python3"):
    made = nbformat.v4.new_notebook()
    made.metadata.kernelspec = {"name": kernel, "display_name": "Python", "language": "python"}
    made.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    for cell, tag in zip(made.cells, ("parameters", "setup", "check"), strict=False):
        cell.metadata["tags"] = [tag]
    return made


def faults(*cells, **how):
    return anatomy.faults(notebook("period = ''", "", "section.check()", *cells, **how), KNOWN)


@pytest.mark.parametrize(
    "cell",
    [
        "import seaborn as sns\nimport pandas as pd",
        "a = 1 + 2 > 3\nprint(a)",
        "def double(x):\n    return 2 * x",
        "for x in range(3):\n    x\nwith pd.option_context('display.max_rows', 5):\n    frame",
        "frame.groupby('mission')['x'].mean().sort_values()",
        "axes.bar_label(axes.containers[0], fmt='{:.1f}')",
        "sofa = section.block('P7.SOFA')\nsofa.figure(a, 'T', measure='', unit='', alt='', data=d)",
        "%%say\n{SOFA_INCIDENTS} missions [have] it: {SOFA_INCIDENTS:names}, {P4.HOSPITALS}.",
        "%%points\nIn {year}.\n\nIn {period}.",
        "%%messages What moved\nIn {year}.\nIn {period}.",
        "section.worked_out('top', 3, 'at the top')\nsection.say('{top} missions')",
        "title = f'{section.period}: all'",
    ],
)
def test_what_the_writer_computes_imports_and_plots_is_free(cell):
    assert faults(cell) == []


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("%%say\nIn all {SOFA_INCIDENT}.", "no indicator 'P7.SOFA_INCIDENT'; did you mean"),
        ("%%say\n{SOFA_INCIDENTS:nams}.", "cannot be written 'nams'; did you mean 'names'?"),
        ("%%say\nIn 12 missions.", "the figure 12 is typed"),
        ("%%say sofas\nIn all.", "no open block is called 'sofas'"),
        ("%%say\nIn {lowest}.", "nothing is worked out as 'lowest' above"),
        ("%%bash\nls", "only %%say, %%points and %%messages may begin a cell"),
        ("!ls", "only %%say, %%points and %%messages may begin a cell"),
        ("section.block('P7.SOFFA')", "there is no block 'P7.SOFFA'; did you mean 'P7.SOFA'?"),
        ("b.table('In 12 of {SOFA_INCIDENTS}', 'x')", "the figure 12 is typed"),
        ("b.figure(axes, 'T', data=d)", "a figure needs `measure`, `unit` and `alt`"),
        ("open('x.csv')", "it calls open: a section reads no files"),
        ("pd.read_csv('x.csv')", "it calls read_csv: a section reads no files"),
        ("import subprocess", "it imports subprocess"),
        ("from urllib import request", "it imports urllib"),
        ("a = (1", "is no Python"),
    ],
)
def test_what_could_mislead_a_reader_is_told_with_its_cell(cell, fault):
    (told,) = faults(cell)
    assert told.startswith("cell 4: ") and fault in told


def test_all_is_told_at_once_and_in_order():
    told = faults("%%say\nIn 12 {AA}.", "import os", kernel="a4p-3.13")
    assert "its kernel is 'a4p-3.13', and runs know 'python3' alone" in told[0]
    assert [one.partition(":")[0] for one in told[1:]] == ["cell 4", "cell 4", "cell 5"]


def test_no_code_stands_before_the_section_is_opened():
    made = notebook("period = ''", "", "section.check()")
    made.cells.insert(1, nbformat.v4.new_code_cell("import pandas"))
    assert anatomy.faults(made, KNOWN) == [
        "cell 2: code before the section is opened: move it below"
    ]


def test_a_notebook_without_its_tagged_cells_is_told_which():
    assert anatomy.faults(notebook("period = ''"), KNOWN) == [
        "no cell is tagged 'setup'",
        "no cell is tagged 'check'",
    ]
