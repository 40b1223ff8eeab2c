"""What is made up says so wherever it shows: in a page, its charts, its files and its papers."""

import zipfile
from pathlib import Path

import openpyxl
from bs4 import BeautifulSoup
from pypdf import PdfReader

from a4p_helpers.report import docx, pdf


def assert_says_so(folder: Path) -> None:
    """The report in a folder says SYNTHETIC on each page, chart, file and sheet."""
    soup = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert "synthetic" in soup.body["class"] and soup.find(class_="made-up")
    assert "SYNTHETIC" in soup.title.get_text()
    figures = soup.select(".part:not(.annex) figure")
    assert len(figures) > 5
    for figure in figures:
        assert "SYNTHETIC" in figure.find(class_="source").get_text()
    tables = list((folder / "data").rglob("*.csv"))
    assert len(tables) > 5
    for path in tables:
        header = path.read_text(encoding="utf-8").partition("\n")[0]
        assert header.endswith("synthetic")
    for sheet in openpyxl.load_workbook(folder / "indicators.xlsx").worksheets[2:]:
        assert "SYNTHETIC" in sheet["A2"].value
    assert "SYNTHETIC" in (folder / "indicators.html").read_text(encoding="utf-8")
    if not pdf.why_not():
        for one in PdfReader(folder / "report.pdf").pages:
            assert "SYNTHETIC" in one.extract_text()
    if not docx.why_not():
        with zipfile.ZipFile(folder / "report.docx") as archive:
            assert "SYNTHETIC" in archive.read("word/header1.xml").decode("utf-8")
