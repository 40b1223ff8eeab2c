"""Validators of others: each finds what is wrong, and one that is lacking or crashes is named."""

import shutil
from pathlib import Path

import pytest
import typst

from a4p_helpers.clearance import validators
from a4p_helpers.clearance.validators import LackingError, Verdict
from a4p_helpers.core import paths

PERIOD, EDITION = "2023-05", "external"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{}</body></html>'


@pytest.fixture
def draft(root: Path, tmp_path: Path) -> Path:
    """A draft of one page."""
    folder = tmp_path / "draft"
    folder.mkdir()
    (folder / paths.PAGE).write_text(PAGE.format("<main><h1>x</h1></main>"), encoding="utf-8")
    return folder


def test_one_that_crashes_or_is_lacking_is_named_and_keeps_no_other_from_its_work(
    draft, monkeypatch
):
    asked = []

    def crashes(folder):
        yield "found before"
        raise RuntimeError("no\nmemory")

    def needs_a_module(folder):
        import no_such_module

        yield from no_such_module

    def is_lacking(folder):
        asked.append("lacking")
        raise LackingError("Java is not installed here")

    def works(folder):
        asked.append("works")
        return ["x"]

    those = {"a": crashes, "b": needs_a_module, "c": is_lacking, "d": works}
    monkeypatch.setattr(validators, "VALIDATORS", those)
    found = validators.verdicts(PERIOD, EDITION, draft)
    assert found == [
        Verdict("a", ("found before",), "it crashed: RuntimeError, no memory"),
        Verdict("b", (), "no_such_module is not installed here"),
        Verdict("c", (), "Java is not installed here"),
        Verdict("d", ("x",)),
    ]
    # The same files are not looked at again, but by those that could not look.
    assert validators.verdicts(PERIOD, EDITION, draft) == found
    assert asked == ["lacking", "works", "lacking"]
    (draft / paths.PAGE).write_text("changed", encoding="utf-8")
    validators.verdicts(PERIOD, EDITION, draft)
    assert asked[3:] == ["lacking", "works"]
    (paths.kept(PERIOD, EDITION) / validators.FILE).write_text("{", encoding="utf-8")
    assert validators.verdicts(PERIOD, EDITION, draft) == found


def test_a_page_that_is_no_html_is_found(draft):
    if not shutil.which("java"):
        pytest.skip("Java is not installed here; CI installs it.")
    assert list(validators.html(draft)) == []
    bad = '<p id="a"><div id="a">x</div></p><style>a { inset: 0 }</style>'
    (draft / "p4.html").write_text(PAGE.format(bad), encoding="utf-8")
    found = list(validators.html(draft))
    assert found and all(one.startswith("p4.html, line 1: ") for one in found)
    assert any("Duplicate ID" in one for one in found)


def test_a_page_that_some_cannot_read_is_found(draft):
    if not validators.chromium():
        pytest.skip("No chromium is installed here; CI installs it.")
    assert list(validators.wcag(draft)) == []
    picture = '<main><h1>x</h1><details><svg role="img"></svg></details></main>'
    (draft / paths.PAGE).write_text(PAGE.format(picture), encoding="utf-8")
    assert [one for one in validators.wcag(draft) if one.startswith("index.html: svg-img-alt")]


def test_a_printed_file_without_tags_is_found(draft):
    tagged = typst.compile(b'#set document(title: "x")\n= x\n', pdf_standards="ua-1")
    (draft / "report.pdf").write_bytes(tagged)
    verdict = validators._verdict("pdfua", validators.pdf_ua, draft)
    assert verdict.wrong == () and verdict.lacking in ("", "it could not check UA-14-001")
    (draft / "technical.pdf").write_bytes(typst.compile(b"x", pdf_standards="1.7"))
    found = validators._verdict("pdfua", validators.pdf_ua, draft).wrong
    assert found and all(one.startswith("technical.pdf: UA-") for one in found)


def test_what_verapdf_fails_is_told_where_it_is_at_hand(draft, tmp_path, monkeypatch):
    (draft / "report.pdf").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LackingError, match="veraPDF is not installed here"):
        list(validators.vera_pdf(draft))
    program = tmp_path / "verapdf"
    program.write_text('#!/bin/sh\necho "FAIL $5 ua1"\nexit 1\n', encoding="utf-8")
    program.chmod(0o755)
    assert list(validators.vera_pdf(draft)) == ["FAIL report.pdf ua1"]
    program.write_text("#!/bin/sh\necho out of memory >&2\nexit 9\n", encoding="utf-8")
    with pytest.raises(OSError, match="ended with code 9: out of memory"):
        list(validators.vera_pdf(draft))
