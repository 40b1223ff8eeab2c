"""An analyst's quarter of an hour in JupyterLab, driven in a browser on a copy of the project.

Open the lab on its start page, open a notebook, run it, change a sentence, see it in the preview,
make a mistake, read what is wrong, and find git as clean as it was but for the sentence.
"""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest
import raw_data
from test_browser import browser, told  # noqa: F401

from a4p_helpers.clearance import validators
from a4p_helpers.clearance.validators import RULES, audit
from a4p_helpers.core import paths

pytestmark = [
    pytest.mark.slow,  # minutes, and only where JupyterLab is installed
    pytest.mark.skipif(
        not validators.chromium(), reason="No chromium is installed here; CI installs it."
    ),
    pytest.mark.skipif(
        importlib.util.find_spec("jupyterlab") is None,
        reason="JupyterLab is not installed here; `make lab` installs it.",
    ),
]
PATIENCE = 90_000  # milliseconds, for machines that do much else
NOTEBOOK = "p1_political_coherence"
SENTENCE = "Do missions follow a clear political strategy"


@pytest.fixture
def project(tmp_path):
    """A clone of the project as it stands here, with git but without its filter."""
    for name in ("a4p_helpers", "notebooks", ".jupyter"):
        ignored = shutil.ignore_patterns("__pycache__", "lab", "start.md", ".ipynb_checkpoints")
        shutil.copytree(paths.CODE / name, tmp_path / name, ignore=ignored)
    raw_data.copy(tmp_path / "data" / "raw")
    shutil.copy(paths.CODE / ".gitignore", tmp_path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "as it is")
    return tmp_path


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def at_work(project, *command):
    """Run a command of the copy until it is no longer needed; it takes its kernels with it."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(project),
        "IPYTHONDIR": f"{project}-ipython",
        "BROWSER": "true",
    }
    environment |= {"JUPYTER_CONFIG_DIR": str(project / ".jupyter"), "JUPYTER_PREFER_ENV_PATH": "1"}
    for name in ("A4P_ROOT", "A4P_PERIOD", "JUPYTER_DEFAULT_PROVISIONER_NAME"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=project, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def listening(address):
    end = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            assert time.monotonic() < end, f"nothing answers at {address}"
            time.sleep(0.1)


def test_an_analyst_opens_runs_changes_and_previews(project, browser, tmp_path):  # noqa: F811
    from playwright.sync_api import expect

    with at_work(project, "a4p_helpers", "dev", "start") as started:
        assert started.wait(PATIENCE / 1000) == 0
    port = free_port()
    lab = ["jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--log-level=ERROR"]
    lab += ["--IdentityProvider.token="]
    preview = ["a4p_helpers", "preview", "p1"]
    with at_work(project, *lab), at_work(project, *preview):
        listening(f"http://127.0.0.1:{port}/api")
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        # The start page, without news, and from it the notebook.
        expect(page.locator(".jp-MarkdownViewer h1")).to_contain_text("May to October 2023")
        page.locator(".jp-MarkdownViewer a", has_text=NOTEBOOK).click()
        notebook = page.locator(".jp-NotebookPanel:visible .jp-Notebook")
        expect(notebook.locator(".jp-Cell").first).to_contain_text(SENTENCE)
        expect(notebook.locator(".jp-Cell").nth(1)).to_contain_text("Parameters.")
        assert page.locator(".Toastify__toast").count() == 0
        expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(
            timeout=PATIENCE
        )
        # All cells run; a first one says which period is at work.
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator("[data-command='runmenu:run-all']").click()
        output = notebook.locator(".jp-OutputArea-output")
        expect(output.first).to_contain_text("At work on May to October 2023", timeout=PATIENCE)
        expect(notebook.locator(".main-points")).to_be_visible(timeout=PATIENCE)
        page.keyboard.press("Control+s")
        time.sleep(1)
        assert git(project, "status", "--porcelain") == "", "running changes no file"
        # A sentence is changed, and the preview shows it.
        (shown_at,) = (project / "outputs" / "preview").glob("*/index.html")
        section = context.new_page()
        section.goto(shown_at.as_uri())
        expect(section.locator("#p1-title")).to_be_visible(timeout=PATIENCE)
        changed(page, notebook, SENTENCE, " Changed here.")
        expect(section.locator(".lede")).to_contain_text("Changed here.", timeout=PATIENCE)
        assert git(project, "diff", "--stat").strip().endswith("1 insertion(+), 1 deletion(-)")
        # A mistake is told in a line, above the section as it was.
        place = project / "notebooks" / f"{NOTEBOOK}.ipynb"
        text = place.read_text(encoding="utf-8")
        code = re.search(r"\{(P1\.\w+)[:}]", text).group(1)
        place.write_text(text.replace(f"{{{code}", f"{{{code}X", 1), encoding="utf-8")
        failure = section.locator(".failure")
        expect(failure).to_contain_text(f"did you mean '{code}'?", timeout=PATIENCE)
        expect(section.locator(".lede")).to_contain_text("Changed here.")
        # Both faces of the page keep the rules that the report keeps.
        for _ in range(2):
            assert told(audit(unguarded(browser, section), options=RULES)) == []
            place.write_text(text, encoding="utf-8")
            expect(failure).to_have_count(0, timeout=PATIENCE)
        context.close()


def changed(page, notebook, sentence, addition):
    """Add words to the end of a sentence of the first cell, and save."""
    page.bring_to_front()
    cell = notebook.locator(".jp-Cell", has_text=sentence).first
    cell.dblclick()
    cell.locator(".cm-line", has_text=sentence).click()
    page.keyboard.press("End")
    page.keyboard.type(addition)
    page.keyboard.press("Control+s")


def unguarded(browser, page):  # noqa: F811
    """The same page without its policy: the checker itself is a script."""
    other = browser.new_context(bypass_csp=True).new_page()
    other.goto(page.url)
    return other
