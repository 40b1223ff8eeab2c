"""The anatomy of the notebooks, by reading the files: they tell the story and hold no logic."""

import ast
import inspect
import itertools
import json
import re
import runpy
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest
import raw_data
from traitlets.config import Config

from a4p_helpers import section
from a4p_helpers.browser import start
from a4p_helpers.core import contents, paths, periods, plan
from a4p_helpers.core.blocks import of_section, with_accounts
from a4p_helpers.indicators.register import BLOCKS, REGISTER
from a4p_helpers.profile import Profile, facts
from a4p_helpers.profile.page import PageBlock
from a4p_helpers.run import FAILED, log, request
from a4p_helpers.run.period import run_periods
from a4p_helpers.section import Section
from a4p_helpers.section.block import OpenBlock

OPENERS = ("%%points", "%%messages", "section.main_points()")  # what stands first below the title
NOTEBOOK_OF = {slug: entry.notebook for slug, entry in contents.entries("2023-05").items()}
NOTEBOOK_OF[contents.MISSION] = contents.PROFILE
NOTEBOOK_OF[contents.GENERAL] = contents.GENERAL  # of priorities without a notebook of their own
DECLARED = {**BLOCKS, **facts.blocks("2023-05")}
OWNERS = [slug for slug in NOTEBOOK_OF if of_section(DECLARED, slug)]
NAMES = list(NOTEBOOK_OF.values())

OPENS = re.compile(r'(?:^(\w+) = )?section\.block\(["\']([A-Z0-9._]+)["\']\)', re.MULTILINE)


@cache
def read(name):
    return nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)


def tagged(name, tag):
    return [cell for cell in read(name).cells if tag in cell.metadata.get("tags", [])]


def code(name):
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def opened(name):
    """The blocks that a notebook opens, each with the name that it gives to it, if any."""
    return {block: called for cell in code(name) for called, block in OPENS.findall(cell.source)}


def headings(name):
    text = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "markdown")
    return re.findall(r"^(#+) (.+)$", text, re.MULTILINE)


def test_there_is_one_for_each_section_one_for_missions_and_no_other():
    assert sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_and_stored_as_jupyter_stores_it(name):
    notebook = read(name)
    nbformat.validate(notebook)
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_one_parameters_cell_with_annotated_literals(name):
    (cell,) = tagged(name, "parameters")
    lines = ast.parse(cell.source).body
    assert all(isinstance(line, ast.AnnAssign) for line in lines)
    found = {line.target.id: (line.annotation.id, line.value.value) for line in lines}
    own = {contents.PROFILE: {"mission"}, contents.GENERAL: {"priority"}}.get(name, set())
    assert set(found) == {"period", "edition"} | own
    assert {kind for kind, _ in found.values()} == {"str"}
    # Blank: the period at work, which is changed in one place for all.
    assert found["period"][1] == "" and found["edition"][1] in periods.EDITIONS


@pytest.mark.parametrize("name", NAMES)
def test_a_line_above_the_parameters_says_what_they_are(name):
    line, cell = read(name).cells[1:3]
    assert line.cell_type == "markdown" and line.source.startswith("**Parameters.**")
    assert line.metadata.tags == ["remove-cell"], "the report does not show it"
    for parameter in re.findall(r"^(\w+):", cell.source, re.MULTILINE):
        assert parameter in line.source
    assert "`make lab PERIOD=" in line.source and "A run sets them from outside" in line.source


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_stand_in_one_order(name):
    cells = read(name).cells
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
    assert not re.search(r"\d", cells[0].source.split("\n", 1)[1]), "no number before the data"
    assert "parameters" in cells[2].metadata.tags and "setup" in cells[3].metadata.tags
    points = next(at for at, cell in enumerate(cells) if cell.source.startswith(OPENERS))
    assert not any(cell.source.startswith("#") for cell in cells[4:points])
    assert cells[-1].source == "section.check()" and "check" in cells[-1].metadata.tags
    if name != "overview":
        assert cells[-2].source == "section.notes()"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_it_could_mislead_a_reader(name, cleaned_once, monkeypatch):
    monkeypatch.setenv("A4P_ROOT", str(cleaned_once))
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    assert request.refused(path, raw_data.PERIOD, "external") == []


def test_all_for_which_notebooks_are_refused_is_told_before_any_of_them_runs(
    root, tmp_path, monkeypatch, capsys
):
    copies = tmp_path / "notebooks"
    shutil.copytree(paths.NOTEBOOKS, copies)
    for name, fault in (("p7_host_countries", "In 12 missions."), ("overview", "{P4.HOSPITAL}")):
        notebook = nbformat.read(copies / f"{name}.ipynb", as_version=4)
        notebook.cells[-1:-1] = [nbformat.v4.new_code_cell(f"%%say\n{fault}")]
        nbformat.write(notebook, copies / f"{name}.ipynb")
    monkeypatch.setattr(paths, "NOTEBOOKS", copies)
    log.use("text")
    assert run_periods([raw_data.PERIOD], ["external"]) == FAILED
    told = capsys.readouterr().err
    assert "p7_host_countries.ipynb, cell" in told and "the figure 12 is typed" in told
    assert "overview.ipynb, cell" in told and "did you mean 'P4.HOSPITALS'" in told


def test_what_a_section_gives_fits_on_one_page_that_leaves_nothing_out():
    page = section.__doc__
    assert len(page.splitlines()) <= 45
    of_its_own = {"section": {"slug", "period", "edition", "tables", "values", "mission"}}
    of_its_own["block"] = {"declared"}
    for what, kind in (("section", Profile), ("block", PageBlock)):
        public = {name for name in dir(kind) if not name.startswith("_")} | of_its_own[what]
        assert set(re.findall(rf"\b{what}\.(\w+)", page)) == public, what


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_at_a_time(name):
    levels = [len(marks) for marks, _ in headings(name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("slug", OWNERS)
def test_every_block_of_a_section_has_its_heading_and_is_opened_once(slug):
    name = NOTEBOOK_OF[slug]
    cells = read(name).cells
    source = "\n".join(cell.source for cell in cells)
    titles = [title for _, title in headings(name)]
    for block in of_section(DECLARED, slug):
        if block.id == "MISSION.ASKED":  # opened inside alone, by section.before_release
            continue
        if re.fullmatch(r"MISSION\.P\d", block.id):  # by section.answers, for each priority
            continue
        opening = [at for at, c in enumerate(cells) if f'section.block("{block.id}")' in c.source]
        assert len(opening) == 1, block.id
        assert block.title in titles, block.title
        before = [c.source for c in cells[: opening[0]] if c.cell_type == "markdown"]
        assert before[-1].splitlines()[-1] == f"### {block.title}", block.id
    not_by_name = 8 if slug == "mission" else 0
    assert source.count("section.block(") == len(of_section(DECLARED, slug)) - not_by_name
    names = [name for name in opened(name).values() if name]
    assert len(names) == len(set(names)), "two blocks under one name"


def test_every_indicator_is_told_in_its_section(subtests):
    for code_, one in REGISTER.items():
        with subtests.test(code_=code_):
            text = "\n".join(cell.source for cell in code(NOTEBOOK_OF[one.section]))
            own = code_.partition(".")[2]
            assert re.search(rf"\{{(?:{one.section.upper()}\.)?{own}[:}}]", text)


def test_the_overview_shows_all_seven_priorities():
    text = "\n".join(cell.source for cell in code("overview"))
    for slug in plan.priorities("2023-05"):
        assert f'{slug}="' in text


def test_titles_are_the_priorities_own():
    for priority in plan.priorities("2023-05").values():
        title = headings(priority.notebook)[0][1]
        assert title == f"Priority {priority.number}: {priority.title}"
        assert priority.question in read(priority.notebook).cells[0].source


def saved_by_lab(path):
    """A notebook as JupyterLab saves it after all cells were run."""
    notebook = nbformat.read(path, as_version=4)
    language = {"name": "python", "version": "3.13.1", "mimetype": "text/x-python"}
    language |= {"file_extension": ".py", "pygments_lexer": "ipython3"}
    language |= {"codemirror_mode": {"name": "ipython", "version": 3}}
    notebook.metadata.language_info = language
    notebook.metadata.widgets = {"state": {}}
    for at, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.execution_count = at
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/plain": "20"})]
            cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
        cell.metadata.update(editable=True, slideshow={"slide_type": ""}, trusted=True)
    return notebook


@pytest.mark.parametrize("name", NAMES)
def test_saving_from_make_lab_leaves_the_file_as_it_was(name):
    hooks = runpy.run_path(str(paths.CODE / ".jupyter" / "jupyter_server_config.py"))
    path = paths.NOTEBOOKS / f"{name}.ipynb"
    model = {"type": "notebook", "content": saved_by_lab(path)}
    hooks["keep_source_only"](model, path=path.name, contents_manager=None)
    saved = nbformat.writes(nbformat.from_dict(model["content"]))
    assert saved + "\n" == path.read_text(encoding="utf-8")


def test_outputs_saved_by_another_editor_do_not_get_into_git(tmp_path):
    def git(*words):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    names = ("mission_profile", "overview")  # git starts a program for each
    files = [".gitattributes", "Makefile", *(f"notebooks/{name}.ipynb" for name in names)]
    (tmp_path / "notebooks").mkdir()
    for name in files:
        shutil.copy(paths.CODE / name, tmp_path / name)
    git("init", "--quiet")
    make = ["make", "--silent", "filter", f"BIN={Path(sys.executable).parent}"]
    subprocess.run(make, cwd=tmp_path, check=True)
    git("add", "."), git("commit", "--quiet", "-m", "as it is")
    for name in names:
        kept = git("show", f"HEAD:notebooks/{name}.ipynb")
        assert kept == (paths.NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    for path in (tmp_path / "notebooks").glob("*.ipynb"):
        nbformat.write(saved_by_lab(path), path)
    git("add", ".")
    assert git("status", "--porcelain") == ""
    edited = tmp_path / "notebooks" / "overview.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("What moved", "Changed", 1))
    assert git("status", "--porcelain").strip() == "M notebooks/overview.ipynb"


def test_all_that_tab_offers_of_a_section_says_what_it_does():
    for kind in (Section, Profile, OpenBlock, PageBlock):
        offered = {one for one in dir(kind) if not one.startswith("_")}
        assert [one for one in sorted(offered) if not inspect.getdoc(getattr(kind, one))] == []


def test_the_lab_opens_on_its_first_page_for_this_machine_alone_and_without_news():
    folder = paths.CODE / ".jupyter"
    c = Config()
    runpy.run_path(str(folder / "jupyter_server_config.py"), {"get_config": lambda: c})
    assert c.ServerApp.ip == "127.0.0.1"
    root, url = Path(c.ServerApp.root_dir), c.LabApp.default_url
    assert root == paths.CODE and Path(c.ServerApp.preferred_dir) == paths.NOTEBOOKS
    assert root / url.removeprefix("/lab/tree/") == paths.NOTEBOOKS / start.NAME
    settings = json.loads((folder / "labconfig" / "default_setting_overrides.json").read_text())
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}


def test_every_account_that_a_form_asks_for_is_shown():
    shown = set()
    for name in NAMES:
        source = "\n".join(cell.source for cell in code(name))
        for block, called_ in opened(name).items():
            told = f"{called_}.accounts()" if called_ else f'section.block("{block}").accounts()'
            if told in source:
                shown.add(block)
    # Of the report itself the planning unit tells, by `section.coverage`; no form asks for it.
    # A fact sheet has the accounts of its mission, whatever block they are of.
    assert shown - {"MISSION.ACCOUNTS"} == {*with_accounts(BLOCKS)}
