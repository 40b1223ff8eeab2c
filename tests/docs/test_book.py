"""The documentation as a book: it can be built, every page is in it, and it fetches nothing."""

import re
import subprocess
import sys

import pytest

from a4p_helpers.core import paths

pytest.importorskip("myst_nb", reason="Sphinx is not installed: `make env` installs it.")


def test_it_is_built_without_a_warning_and_asks_for_nothing_outside(tmp_path):
    """Notebooks are not executed here (tests/test_explore.py does that): it takes 10 seconds."""
    line = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs"]
    line += ["-D", "nb_execution_mode=off", ".", str(tmp_path)]
    done = subprocess.run(line, cwd=paths.CODE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = sorted(tmp_path.rglob("*.html"))
    sources = sorted((paths.CODE / "docs").rglob("*.md"))
    assert len(sources) > 20
    for source in sources:
        built = tmp_path / source.relative_to(paths.CODE).with_suffix(".html")
        assert built in pages, source.name
    fetched = re.compile(r"<(?:script|img|iframe|link)\b[^>]*(?:src|href)=\"(?:https?:)?//[^\"]+")
    for page in pages:
        assert not fetched.findall(page.read_text(encoding="utf-8")), page.name
    styles = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.css")]
    assert styles and not any(re.search(r"url\([\"']?(https?:)?//", text) for text in styles)
