"""A section shown while it is written: what is meant, what is made, what a browser gets."""

import json
import os
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from functools import partial
from types import SimpleNamespace

import nbformat
import pytest
import watchfiles
from bs4 import BeautifulSoup

from a4p_helpers import cli
from a4p_helpers.browser import preview
from a4p_helpers.browser.preview import Made, PreviewError
from a4p_helpers.core import paths, periods
from a4p_helpers.report import pages
from a4p_helpers.run import pool, request
from a4p_helpers.run.warm import client

PERIOD = "2023-05"


@pytest.mark.parametrize(
    ("name", "notebook", "task"),
    [
        ("p4", "p4_accountability_to", "p4_accountability_to"),
        ("Overview", "overview", "overview"),
        ("police", "police", "police"),
        ("notebooks/p2_integration.ipynb", "p2_integration", "p2_integration"),
        ("women_peace_security", "women_peace_security", "women_peace_security"),
        ("unmiss", "mission_profile", "mission_profile_UNMISS"),
        ("mission_profile", "mission_profile", "mission_profile_UNMISS"),
    ],
)
def test_what_is_meant_is_found(name, notebook, task):
    found = preview.find(name)
    assert found.notebook == paths.NOTEBOOKS / f"{notebook}.ipynb" and found.name == task


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("p44", "p4"),
        ("polcie", "police"),
        ("overveiw", "overview"),
        ("UNMIS", "UNMISS"),
        ("p4_acountability_to.ipynb", "p4_accountability_to"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(name, nearest, capsys):
    with pytest.raises(PreviewError, match=rf"did you mean '{nearest}'\?$"):
        preview.find(name)
    assert cli.main(["preview", name]) == 2 and nearest in capsys.readouterr().err


def test_a_wrong_period_or_edition_is_told_before_anything_starts(root, capsys):
    assert cli.main(["preview", "p4", "--period", "2023_05"]) == 2
    assert cli.main(["preview", "p4", "--edition", "extern"]) == 2
    told = capsys.readouterr().err
    assert "did you mean '2023-05'?" in told and "did you mean 'external'?" in told


# What is made


def write(place, *sources, period=""):
    """A notebook with its parameters and these cells."""
    cells = [
        nbformat.v4.new_markdown_cell("# Priority 4: Accountability to peacekeepers", id="title"),
        nbformat.v4.new_code_cell(
            f'period: str = "{period}"\nedition: str = "external"',
            id="parameters",
            metadata={"tags": ["parameters"]},
        ),
        *(nbformat.v4.new_code_cell(one, id=f"cell-{at}") for at, one in enumerate(sources)),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), place)


@pytest.fixture
def notebook(root, tmp_path, monkeypatch):
    """A notebook of one cell in the place of that of priority 4, with no data to clean."""
    subject = preview.find("p4")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(paths, "NOTEBOOKS", folder)
    monkeypatch.setattr("a4p_helpers.prepare.ensure", lambda *_: None)
    preview._prepare.cache_clear()
    monkeypatch.setattr(request, "refused", lambda *_: [])  # it is a section of no report
    return subject.notebook


SHOW = (
    "from IPython.display import HTML, display\n"
    "display(HTML(f'<p>{period} {edition}</p>'), metadata={'a4p': 'shown'})"
)


def test_it_is_what_running_the_notebook_shows(notebook, monkeypatch):
    subject = preview.find("p4")
    write(notebook, SHOW)
    with client.serving(paths.NOTEBOOKS):
        made = preview.make(subject, None, None)
        assert ">2023-05 external</p>" in made.html and made.cause == ""
        monkeypatch.setenv(periods.AT_WORK, "2022-11")
        assert preview.make(subject, None, None).period == "2022-11"
        write(notebook, SHOW, period=PERIOD)
        assert preview.make(subject, None, None).period == PERIOD, "its own comes first"
        asked = preview.make(subject, "2022-11", "internal")
        assert ">2022-11 internal</p>" in asked.html, "what is asked for before that"
        write(notebook, "1 / 0")
        failed = preview.make(subject, None, None)
    assert failed.html == "" and "ZeroDivisionError in cell 3 (below “Priority 4" in failed.cause
    assert "1 / 0" in failed.detail


def test_numbers_that_a_cell_worked_out_lead_to_a_list_below_the_section(notebook):
    worked = {"name": "top", "anchor": "p4-top", "what": "At the top", "text": "3", "tables": ""}
    told = SHOW.replace("'shown'}", f"'shown', 'a4p_worked_out': [{worked}]}}")
    write(notebook, told)
    with client.serving(paths.NOTEBOOKS):
        made = preview.make(preview.find("p4"), None, None)
    soup = BeautifulSoup(made.html, "html.parser")
    assert soup.select_one("h2#p4-title") and soup.select_one("li#p4-top")


def test_faults_of_notebook_and_data_are_told_a_line_each(notebook, monkeypatch):
    class TwoFaultsError(ValueError):
        __module__ = "a4p_helpers.core.faults"

    def refuse(*_):
        raise TwoFaultsError("hospitals.csv, row 2\nhospitals.csv, row 3")

    monkeypatch.setattr("a4p_helpers.prepare.ensure", refuse)
    notebook.write_text("{")
    made = preview.make(preview.find("p4"), None, None)
    assert made.cause.endswith("is not a notebook: restore it from git")
    write(notebook, SHOW)
    page = preview.page(preview.find("p4"), preview.make(preview.find("p4"), None, None))
    lines = BeautifulSoup(page, "html.parser").select(".failure > p")
    assert [one.get_text() for one in lines] == ["hospitals.csv, row 2", "hospitals.csv, row 3"]


# The page


def good(text="as it was", **about):
    html = f'<header class="opener"><h2 id="p4-title">Title</h2></header><p>{text}</p>'
    return Made(**{"period": PERIOD, "edition": "external", "seconds": 0.94, "html": html, **about})


NOON = preview.datetime(2024, 1, 1, 12, 0, 5)


def test_the_page_shows_the_section_and_how_it_stands(root):
    made = good()
    soup = BeautifulSoup(preview.page(preview.find("p4"), made, NOON, (made, NOON)), "html.parser")
    assert soup.select_one("#p4.p4 > p").get_text() == "as it was"
    assert soup.select_one("#status").get_text() == "Made at 12:00:05, after 0.9 s"
    assert "May to October 2023, external edition" in soup.select_one(".state-what").get_text()
    assert not soup.select(".failure, .banner, .made-up")


def test_a_failure_is_told_above_the_section_as_it_was(root):
    failed = good(html="", cause="p4: <b>NameError</b> in cell 7", detail="line <1>")
    page = preview.page(preview.find("p4"), failed, NOON, (good(), NOON.replace(hour=11)))
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select_one("#status").get_text() == "Failed at 12:00:05, after 0.9 s"
    assert soup.select_one(".failure > p").get_text() == "p4: <b>NameError</b> in cell 7"
    assert soup.select_one(".failure pre").get_text() == "line <1>"
    assert "as it was at 11:00:05" in soup.select_one(".failure .aside").get_text()
    assert soup.select_one("#p4 > p").get_text() == "as it was"


def test_what_is_internal_or_made_up_says_so(root):
    internal = good(edition="internal")
    assert pages.BANNER in preview.page(preview.find("p4"), internal, NOON, (internal, NOON))
    (made_up,) = [one for one in periods.declared().values() if one.is_synthetic] or [None]
    if made_up:
        made = good(period=made_up.name)
        assert "SYNTHETIC" in preview.page(preview.find("p4"), made, NOON, (made, NOON))


# At each change


class Inline:
    """An executor that does the work at once, here."""

    def submit(self, do, *given):
        future = Future()
        try:
            future.set_result(do(*given))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture
def at_work(notebook, monkeypatch):
    """A preview at work on a notebook whose text is its section, and the workers it has had."""
    stop, workers = threading.Event(), []

    @contextmanager
    def one_worker(count, *, afresh):
        assert afresh, "it imports what has changed"
        workers.append(count)
        yield Inline()

    def fake(subject, period, edition):
        text = subject.notebook.read_text()
        if "die" in text:
            raise RuntimeError("gone")
        return good(text)

    monkeypatch.setattr(pool, "of_processes", one_worker)
    monkeypatch.setattr(client, "serving", lambda folder: nullcontext())
    monkeypatch.setattr(preview, "make", fake)
    watch = partial(watchfiles.watch, stop_event=stop)
    monkeypatch.setattr(preview.watchfiles, "watch", watch)
    notebook.write_text("first")
    monkeypatch.setattr(preview.browser, "show", lambda page: None)
    shown = preview.Shown(preview.find("p4"), notebook.parent.parent)
    shown.begin()
    assert preview.NOT_RUN in shown.page.read_text()
    thread = threading.Thread(target=preview.work, args=(shown, None, None))
    thread.start()
    yield SimpleNamespace(text=shown.page.read_text, workers=workers)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def until(holds, limit=10.0):
    end = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def test_each_save_is_shown_by_the_same_worker(at_work, notebook):
    until(lambda: "<p>first</p>" in at_work.text())
    for text in ("second", "third"):
        notebook.write_text(text)
        until(lambda text=text: f"<p>{text}</p>" in at_work.text())
    new = notebook.with_name(".~p4.ipynb")
    new.write_text("fourth")  # as JupyterLab saves
    new.replace(notebook)
    (notebook.parent / ".ipynb_checkpoints").mkdir()
    (notebook.parent / ".ipynb_checkpoints" / "p4-checkpoint.ipynb").write_text("fourth")
    until(lambda: "<p>fourth</p>" in at_work.text())
    assert len(at_work.workers) == 1


def test_changed_data_are_shown_by_another_worker(at_work, raw):
    until(lambda: "<p>first</p>" in at_work.text())
    (raw / "tables" / ".hospitals.csv.77").write_text("unfinished")
    (raw / "tables" / "~$hospitals.csv").write_text("open in a spreadsheet")
    time.sleep(0.3)
    assert len(at_work.workers) == 1
    (raw / "tables" / "hospitals.csv").write_text("changed")
    until(lambda: len(at_work.workers) == 2)
    os.utime(preview.__file__)  # the code of the package is watched as well
    until(lambda: len(at_work.workers) == 3)


def test_a_worker_that_died_is_told_and_another_takes_its_place(at_work, notebook):
    until(lambda: "<p>first</p>" in at_work.text())
    notebook.write_text("die")
    until(lambda: preview.GONE in at_work.text())
    assert "<p>first</p>" in at_work.text(), "the section as it was"
    notebook.write_text("alive again")
    until(lambda: "<p>alive again</p>" in at_work.text())
    assert len(at_work.workers) == 2


# In a browser


def test_the_page_may_run_its_own_script_and_nothing_else(root):
    soup = BeautifulSoup(preview.page(preview.find("p4")), "html.parser")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    (script,) = soup.select("script")
    # What the script adds may run: `state.js`, which only this user can have written.
    allowed = f"script-src 'sha256-{pages.hash_of_text(script.string)}' 'strict-dynamic';"
    assert allowed in policy and "default-src 'none'" in policy and "unsafe" not in policy


def test_open_pages_are_told_what_is_the_newest(root, tmp_path, monkeypatch):
    monkeypatch.setattr(preview.browser, "show", lambda page: None)
    shown = preview.Shown(preview.find("p4"), tmp_path)
    shown.begin()

    def state():
        return json.loads((tmp_path / "state.js").read_text()[5:-3])

    assert state() == {"version": "", "busy": True}
    shown.put(good())
    version = BeautifulSoup(shown.page.read_text(), "html.parser").body["data-version"]
    assert version and state() == {"version": version, "busy": False}
    shown.begin()
    assert state() == {"version": version, "busy": True}


def test_only_its_user_may_read_it_and_it_goes_in_the_end(root, monkeypatch):
    seen = []
    monkeypatch.setattr(preview.browser, "show", seen.append)

    def stopped(shown, period, edition):
        shown.begin()
        assert shown.page.is_file() and shown.folder.stat().st_mode & 0o077 == 0
        raise KeyboardInterrupt

    monkeypatch.setattr(preview, "work", stopped)
    with pytest.raises(KeyboardInterrupt):
        preview.preview("p4", PERIOD, "internal")
    assert seen[0].parent.parent == paths.outputs("preview") and not seen[0].parent.exists()
