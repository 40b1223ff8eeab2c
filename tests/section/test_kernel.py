"""A section in a kernel of its own: its magics, and what an external one cannot read."""

import sys

import nbformat
import pytest
from nbclient import NotebookClient

CANARY = "CANARY-7F3A"
LANDLOCK = "This machine cannot keep a process from files (Landlock, Linux 5.13)."


def run(*cells):
    """Run cells in one new kernel; return what each showed or raised, as text."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells]
    )
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "", "language": "python"}
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return ["\n".join(map(_text, cell.outputs)) for cell in notebook.cells]


def _text(output):
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.text if output.output_type == "stream" else output.data.get("text/plain", "")


@pytest.fixture
def planted(root):
    """A root whose internal and raw files hold canaries."""
    data = root / "data"
    places = [data / "processed/2023-05/internal/canary.csv", data / "raw/canary.csv"]
    for place in places:
        place.write_text(f"a\n{CANARY}\n", encoding="utf-8")
    return root


READERS = {
    "open": "open(path).read()",
    "pandas": "import pandas; pandas.read_csv(path, header=None, on_bad_lines='skip').to_string()",
    "numpy": "import numpy; numpy.loadtxt(path, dtype=str, delimiter='~').tolist()",
    "duckdb": "import duckdb; str(duckdb.sql(f\"select * from read_text('{path}')\").df())",
    "pathlib": "from pathlib import Path; Path(path).read_text()",
    "glob": "[open(one).read() for one in glob.glob(f'{data}/**/canary.csv', recursive=True)]",
    "subprocess": "import subprocess; subprocess.run(['cat', path], capture_output=True).stdout",
    "another Python": "subprocess.run([sys.executable, '-c', f'print(open({path!r}).read())'],"
    " capture_output=True).stdout",
    "grep": "subprocess.run(['grep', '-r', 'CANARY', data], capture_output=True).stdout",
    "hard link": "link = f'{data}/../{os.getpid()}'; os.link(path, link); open(link).read()",
}


def test_an_external_section_finds_nothing_internal_to_read(planted):
    if sys.platform != "linux":
        pytest.skip(LANDLOCK)
    import landlock

    if not landlock.landlock_abi_version():
        pytest.skip(LANDLOCK)
    data = planted / "data"
    paths_ = [data / "processed/2023-05/internal/canary.csv", data / "raw/canary.csv"]
    head = f"import glob, os, subprocess, sys\ndata = {str(data)!r}\npath = {{path!r}}\n{{how}}"
    # Outside a section the same cells read the canary: the test could fail.
    before = run(*(head.format(path=str(paths_[0]), how=how) for how in READERS.values()))
    assert [name for name, text in zip(READERS, before, strict=True) if CANARY not in text] == []
    opening = (
        "from a4p_helpers.section import open_section\n"
        "section = open_section('p7', '2023-05', 'external')\nlen(section.tables['sofa'])"
    )
    cells = [head.format(path=str(path), how=how) for path in paths_ for how in READERS.values()]
    opened, *texts = run(opening, *cells)
    assert opened.isdigit()
    assert [text for text in texts if CANARY in text] == []


def test_a_kernel_that_opened_the_external_edition_does_not_open_the_internal_one(root):
    first = "from a4p_helpers.section import open_section\nopen_section('p7', '2023-05', '{}');"
    _, text, again = run(*(first.format(one) for one in ("external", "internal", "external")))
    assert "SectionError: This kernel has opened the external edition" in text and again == ""


def test_who_asks_for_an_internal_file_is_told_in_one_sentence(root):
    opening = (
        "from a4p_helpers.section import open_section\nopen_section('p7', '2023-05', 'external');"
    )
    path = root / "data/processed/2023-05/internal/sofa.csv"
    _, told = run(opening, f"open({str(path)!r})")
    assert told == (
        "SectionError: data/processed/2023-05/internal/sofa.csv is not in the external edition: "
        "use section.tables"
    )


def test_prose_stands_in_cells_of_its_own(root):
    said = run(
        "from a4p_helpers.section import open_section\n"
        "section = open_section('p4', '2023-05', 'internal')",
        "hospitals = section.block('P4.HOSPITALS')",
        "%%say hospitals\n{HOSPITALS} hospitals [stand] in {HOSPITAL_MISSIONS} missions.",
        "%%points\n{HOSPITALS} hospitals.\n\nIn {year}.",
        "%%say hospital\nNothing.",
        "%%say\n{HOSPITAL}.",
    )
    assert said[2] == "Twenty hospitals stand in seven missions."
    assert said[3].splitlines()[:2] == ["- Twenty hospitals.", "- In 2023."]
    assert "no open block is called 'hospital'; did you mean 'hospitals'?" in said[4]
    assert "There is no indicator 'P4.HOSPITAL'; did you mean 'P4.HOSPITALS'?" in said[5]


def test_names_complete_within_braces(root):
    (completed,) = run(
        "from a4p_helpers.section import open_section\n"
        "section = open_section('p4', '2023-05', 'internal')\n"
        "shell = get_ipython()\n"
        "from IPython.core.completer import provisionalcompleter\n"
        "with provisionalcompleter():\n"
        "    for text in ('{HOSPITAL_M', '{HOSPITALS:na'):\n"
        "        print([one.text for one in shell.Completer.completions(text, len(text))][:1])"
    )
    assert completed.strip() == "['HOSPITAL_MISSIONS']\n['names']"
