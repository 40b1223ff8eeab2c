"""A period from raw inputs to the report, as a user makes it."""

import csv
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from planted import WITHOUT_ROWS
from pypdf import PdfReader

from a4p_helpers.core import contents, paths, plan, scales
from a4p_helpers.indicators.register import BLOCKS
from a4p_helpers.report import check, chosen, docx
from a4p_helpers.report.render import EMBEDDED
from a4p_helpers.run import demo

PERIOD = "2023-05"


def page(outputs: Path, edition: str) -> BeautifulSoup:
    """All pages of sections, one after another."""
    names = ["index", *(slug for slug in contents.entries("2023-05") if slug != contents.OVERVIEW)]
    files = [outputs / edition / f"{name}.html" for name in [*names, "reconciliation"]]
    return BeautifulSoup("".join(one.read_text(encoding="utf-8") for one in files), "html.parser")


@pytest.mark.parametrize("edition", ["external", "internal"])
def test_the_report_has_all_that_it_should(made, edition):
    soup = page(made, edition)
    titles = [heading.get_text(" ", strip=True) for heading in soup.find_all("h2")]
    for priority in plan.priorities("2023-05").values():
        assert any(priority.title in title for title in titles), priority.title
    for block in BLOCKS.values():
        if block.section in plan.priorities("2023-05"):
            place = soup.find(id=f"block-{block.id}")
            assert block.title in place.get_text(), block.id
    assert "1 May to 31 October 2023" in soup.get_text(" ", strip=True)


@pytest.mark.parametrize("edition", ["external", "internal"])
def test_the_report_passes_its_own_checks_and_a_plain_scan(made, edition):
    assert check.faults(made / edition) == []
    soup = page(made, edition)
    for hidden in soup(["style", "head"]):
        hidden.decompose()
    text = soup.get_text(" ", strip=True)
    for leaked in ("Traceback", "nan", "NaN", "None,", "NaT", "<NA>", "{", "}", "Fraction("):
        assert not re.search(rf"(?<!\w){re.escape(leaked)}(?!\w)", text), leaked
    for image in soup.find_all("img"):
        assert len(image.get("alt", "")) > 40 and "No description" not in image["alt"]
    assert not [p for p in soup.find_all(["p", "li", "td", "th"]) if not p.get_text(strip=True)]
    assert not soup.find_all(["script", "iframe"])


def test_what_was_lost_keeps_its_place_and_says_so(made):
    soup = page(made, "external")
    lost = soup.find(id="block-P4.CASEVAC")
    assert lost.find_parent(class_="silent").h3.get_text() == "Not reported this period"
    assert "published as a picture" not in soup.get_text()  # which is for those who work on it


def test_the_data_files_carry_every_published_code(made):
    with (made / "external" / "data" / "indicators.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    with paths.reference("published_figures.csv").open(encoding="utf-8") as file:
        published = {row["code"] for row in csv.DictReader(file) if row["period"] == PERIOD}
    assert len(published) == 62 and published <= set(rows)
    assert rows["P3.TPP_WOMEN"]["numerator"] == "41"
    assert rows["P3.TPP_WOMEN"]["denominator"] == "143"
    assert rows["P4.EO_FOUND"]["status"] == "not reported" and rows["P4.EO_FOUND"]["value"] == ""
    assert all(row["as_of"] for row in rows.values() if row["status"] == "reported")


def test_conflicts_and_the_flag_are_in_sight(made):
    text = page(made, "external").get_text(" ", strip=True)
    assert "277 days" in text and "184 days" in text
    assert "189" in text and "188" in text
    assert "text says six missions" in text and "text says eight" in text


def content(folder: Path) -> dict[str, bytes]:
    """The files of a report by their names, but the manifest of its run."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in files if one.name != "run.json"
    }


@pytest.mark.slow  # makes a report once more; by day a notebook does, in tests/run/test_warm.py
def test_the_same_inputs_give_the_same_bytes_also_when_a_later_period_has_come(made, again):
    one, two = content(made / "external"), content(again / "external")
    assert set(one) == set(two) and {"index.html", "data/indicators.csv"} <= set(one)
    assert [name for name in one if one[name] != two[name]] == []


def test_only_the_manifest_knows_the_time_and_the_machine(made):
    manifest = json.loads((made / "external" / "run.json").read_text(encoding="utf-8"))
    assert manifest["period"] == PERIOD
    machine = [str(place).encode() for place in (made.parent.parent, paths.CODE)]
    for name, text in content(made / "external").items():
        assert not any(place in text for place in machine), name


def test_every_block_draws_with_full_data(full, made):
    """Or with those of the period, where the demonstration has a table without rows."""
    assert check.faults(full / "internal") == []
    soup, real = page(full, "internal"), page(made, "internal")
    assert "SYNTHETIC" in soup.get_text(" ", strip=True)
    for block in BLOCKS.values():
        where = real if WITHOUT_ROWS.keys() & set(block.tables) else soup
        mark = where.find(id=f"block-{block.id}")
        heading = mark.find_previous("h3") if mark and mark.name == "li" else None
        assert heading is None or "Nothing to show" in heading.get_text(), block.id
    drawn = soup.find_all("figure")
    assert len(drawn) >= 33


def assert_says_so(folder: Path) -> None:
    """The report in a folder says SYNTHETIC on each page, chart, file and sheet."""
    for name in folder.rglob("*.html"):
        soup = BeautifulSoup(name.read_text(encoding="utf-8"), "html.parser")
        assert "synthetic" in soup.body["class"] and soup.find(class_="made-up"), name
        assert "SYNTHETIC" in soup.title.get_text(), name
    rows = [one for one in page(folder.parent, folder.name).select(".row") if one.find("figure")]
    assert len(rows) > 5
    for row in rows:
        assert "SYNTHETIC" in row.find(class_="source").get_text()
    tables = list((folder / "data").rglob("*.csv"))
    assert len(tables) > 5
    for path in tables:
        header = path.read_text(encoding="utf-8").partition("\n")[0]
        assert header.endswith("synthetic")
    for sheet in openpyxl.load_workbook(folder / "indicators.xlsx").worksheets[2:]:
        assert "SYNTHETIC" in sheet["A2"].value
    for name in ("report.pdf", "technical.pdf"):
        for one in PdfReader(folder / name).pages:
            assert "SYNTHETIC" in one.extract_text()
    if not docx.why_not():
        with zipfile.ZipFile(folder / "report.docx") as archive:
            assert "SYNTHETIC" in archive.read("word/header1.xml").decode("utf-8")


def test_a_period_with_everything_fits_the_core_report_and_nothing_is_lost(full):
    for edition in ("external", "internal"):
        core, whole = (
            [one.extract_text() for one in PdfReader(full / edition / name).pages]
            for name in (paths.PDF, paths.TECHNICAL)
        )
        assert len(core) <= chosen.PAGES
        assert len(" ".join(core).split()) <= chosen.WORDS
        named, kept = (" ".join(" ".join(pages).split()) for pages in (core, whole))
        exhibits, behind = (set(re.findall(r"Exhibit \d\.\d+", one)) for one in (named, kept))
        assert len(exhibits) > 25 and exhibits <= behind  # printed, or named as left out
        assert "In the technical volume: Exhibit" in named
        first, last = core[3:-1], core[4:]  # priorities and what runs across them
        half = [page for page, after in zip(first, last, strict=True) if len(page.split()) < 100]
        assert not half  # no page holds a few lines


def test_the_demonstration_says_what_it_is_wherever_it_shows(full):
    for edition in ("external", "internal"):
        assert_says_so(full / edition)
    receipts = list((full / "receipts").glob("*.txt"))
    assert receipts
    for receipt in receipts:
        assert "SYNTHETIC" in receipt.read_text(encoding="utf-8")
    assert not (paths.CODE / "data" / "raw" / demo.PERIOD).exists()


def test_every_chart_has_its_data_as_csv(made):
    soup = page(made, "external")
    charts = soup.select("figure.chart")
    links = [link["href"] for link in soup.select("figure.chart .csv a")]
    assert len(charts) == len(links) == len(set(links)) > 5
    for address in links:
        with (made / "external" / address).open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        assert rows and all(len(row) == len(header) for row in rows), address


def test_the_returns_of_the_demonstration_have_every_kind_of_answer_and_no_fault(full):
    with (full / "internal" / "data" / "coverage.csv").open(encoding="utf-8") as file:
        told = {(row["table"], row["status"]) for row in csv.DictReader(file)}
    told = {(table, status) for table, status in told if status != "does not take part"}
    assert {(table, status) for table, status in told if table in WITHOUT_ROWS} == {
        *WITHOUT_ROWS.items()
    }
    others = {status for table, status in told if table not in WITHOUT_ROWS}
    assert others == {"reported", "not reported", *scales.ANSWERS}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


@pytest.mark.parametrize("edition", ["external", "internal"])
def test_the_volumes_have_every_number_of_the_pages(made, edition):
    soup = page(made, edition)
    for unprinted in soup.select(
        "style, head, nav, svg, .top, .about, details.data, .cite, .foot, .onward"
    ):
        unprinted.decompose()
    readers = [PdfReader(made / edition / name) for name in ("report.pdf", "technical.pdf")]
    printed = "\n".join(one.extract_text() for reader in readers for one in reader.pages)
    joined = numbers(printed) | numbers(printed.replace("\n", ""))
    assert sorted(numbers(soup.get_text(" ")) - joined) == []


@pytest.mark.usefixtures("pandoc")
def test_the_document_has_every_number_of_the_prose(made):
    soup = page(made, "external")
    prose = " ".join(
        part.get_text(" ")
        for part in soup.select(".part:not(#quality, .annex) :is(p.say:not(.detail), .main-points)")
    )
    with zipfile.ZipFile(made / "external" / "report.docx") as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode("utf-8"))
    assert sorted(numbers(prose) - numbers(text)) == []


def test_the_report_stays_small(made):
    for edition in ("external", "internal"):
        for slug in contents.entries("2023-05"):
            name = "index" if slug == contents.OVERVIEW else slug
            html = (made / edition / f"{name}.html").read_text(encoding="utf-8")
            without = re.sub(r"<svg.*?</svg>", "", EMBEDDED.sub("", html), flags=re.DOTALL)
            assert len(without.encode()) < 120_000, slug


def test_a_notebook_runs_by_papermill_from_any_folder(tmp_path):
    out = tmp_path / "p4-executed.ipynb"
    command = [sys.executable, "-m", "papermill", paths.NOTEBOOKS / "p4_accountability_to.ipynb"]
    command += [out, "-p", "period", PERIOD, "--no-progress-bar"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "main-points" in out.read_text(encoding="utf-8")
