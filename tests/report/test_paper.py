"""The PDF and the Word document: tagged, styled, complete, and the same for the same inputs."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from matplotlib import get_data_path
from pypdf import PdfReader
from small_report import ALT

from a4p_helpers.core import contents, paths, periods
from a4p_helpers.report import docx, pages, pdf

PERIOD = periods.get("2023-05")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def page(make, monkeypatch) -> str:
    """The small report as paper gets it: with links, without explanations."""
    kept = []
    original = pages.page

    def keep(template, **parts):
        text = original(template, **parts)
        if template == "report.html.j2" and not parts["explanations"]:
            kept.append(text)
        return text

    monkeypatch.setattr(pages, "page", keep)
    make("internal")
    return str(kept[0])  # text: markup would escape what tests put in


@pytest.mark.usefixtures("pango")
def test_the_pdf_is_tagged_titled_and_in_english(page, tmp_path):
    path = tmp_path / "report.pdf"
    pdf.write(page, path)
    reader = PdfReader(path)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Action for Peacekeeping+, fourth progress report")
    assert "pdfuaid" in root["/Metadata"].get_data().decode("utf-8")
    kinds = _kinds(root["/StructTreeRoot"])
    for kind in (
        "/H1",
        "/H2",
        "/H3",
        "/P",
        "/L",
        "/LI",
        "/Table",
        "/TH",
        "/TD",
        "/Figure",
        "/Link",
    ):
        assert kind in kinds, kind
    titles = _outline(reader.outline)
    assert "Annex A: Indicators" in titles and any("Priority 7" in title for title in titles)
    alts = _alternatives(root["/StructTreeRoot"])
    assert ALT in alts


def _nodes(node):
    node = node.get_object()
    if not hasattr(node, "get"):
        return
    yield node
    below = node.get("/K")
    below = below.get_object() if below is not None else []
    for one in below if isinstance(below, list) else [below]:
        if hasattr(one.get_object(), "get"):
            yield from _nodes(one)


def _kinds(root) -> set[str]:
    return {str(node["/S"]) for node in _nodes(root) if "/S" in node}


@pytest.mark.usefixtures("pango")
def test_no_heading_of_the_pdf_holds_a_heading_and_a_list_holds_only_items(page, tmp_path):
    path = tmp_path / "report.pdf"
    pdf.write(page, path)
    for node in _nodes(PdfReader(path).trailer["/Root"]["/StructTreeRoot"]):
        below = {str(one["/S"]) for one in _nodes(node) if one is not node and "/S" in one}
        if re.fullmatch(r"/H\d", str(node.get("/S"))):
            assert not any(re.fullmatch(r"/H\d", kind) for kind in below), below
        if node.get("/S") == "/L":
            items = {str(one.get_object()["/S"]) for one in node["/K"]}
            assert items <= {"/LI", "/Caption"}, items


@pytest.mark.usefixtures("pango")
def test_tables_that_fit_stay_whole_and_of_longer_ones_no_row_stands_alone(page, tmp_path):
    path = tmp_path / "report.pdf"
    tried = [(rows, above) for rows in (24, 26) for above in range(3, 14)]
    sections = "".join(_section(rows, above) for rows, above in tried)
    pdf.write(page.replace("</main>", f"{sections}</main>"), path)
    texts = [one.extract_text() for one in PdfReader(path).pages]
    split = 0
    for rows, above in tried:
        name = f"T{rows}x{above}"
        on_pages = [text for text in texts if f"{name}row" in text]
        counts = [len(re.findall(rf"{name}row", text)) for text in on_pages]
        assert sum(counts) == rows and min(counts) > 1, (name, counts)
        assert all(f"{name}head" in text for text in on_pages), name
        assert f"{name}title" in on_pages[0] and f"{name}source" in on_pages[-1], name
        assert rows > 24 or len(on_pages) == 1, name
        split += len(on_pages) > 1
    assert split  # else nothing was tried


def _section(rows: int, above: int) -> str:
    name = f"T{rows}x{above}"
    cells = "".join(f'<tr><th scope="row">{name}row</th><td>{at}</td></tr>' for at in range(rows))
    return (
        '<section class="part p1">' + "<p>A line above.</p>" * above + "<figure "
        f'class="exhibit table"><figcaption><p class="exhibit-title">{name}title</p></figcaption>'
        f'<div class="scroll"><table><thead><tr><th scope="col">{name}head</th><th>n</th></tr>'
        f'</thead><tbody>{cells}</tbody></table></div><p class="source">{name}source</p></figure>'
        "</section>"
    )


@pytest.mark.usefixtures("pango")
def test_no_word_stands_alone_on_a_line_before_a_link(page, tmp_path):
    said = (
        "Training on conduct and discipline lays the ground for how personnel treat one another "
        'and the people they serve. <a class="value" href="#x">Nine missions</a> reported '
        '<a class="value" href="#x">511 sessions</a> in the period.'
    )
    lines = "".join(f'<p style="width: {w / 4}pt">{said}</p>' for w in range(1920, 2080, 2))
    path = tmp_path / "report.pdf"
    pdf.write(page.replace("</main>", f'{lines}<i id="x"></i></main>'), path)
    text = "\n".join(one.extract_text() for one in PdfReader(path).pages)
    assert text.count("Training on conduct and") == 80


def _alternatives(root) -> set[str]:
    return {str(node["/Alt"]) for node in _nodes(root) if "/Alt" in node}


def _outline(items) -> list[str]:
    found = []
    for item in items:
        found += _outline(item) if isinstance(item, list) else [" ".join(item.title.split())]
    return found


@pytest.mark.usefixtures("pango")
def test_a_mission_stands_on_the_page_on_which_its_account_begins(page, tmp_path):
    accounts = "".join(
        f"<dt>Mission {n} of many.</dt><dd>{'Words of an account. ' * (20 + n % 7 * 9)}</dd>"
        for n in range(60)
    )
    path = tmp_path / "report.pdf"
    pdf.write(page.replace("</main>", f'<dl class="accounts">{accounts}</dl></main>', 1), path)
    begun = 0
    for one in PdfReader(path).pages:
        text = " ".join(one.extract_text().split())
        begun += text.count(" of many.")
        assert text.count(" of many. Words") == text.count(" of many.")
    assert begun == 60


@pytest.mark.usefixtures("pango")
def test_every_page_of_an_internal_pdf_says_so_and_has_its_number(page, tmp_path):
    path = tmp_path / "report.pdf"
    pdf.write(page, path)
    for number, one in enumerate(PdfReader(path).pages, start=1):
        text = one.extract_text()
        assert "Internal edition: not for distribution" in text
        if number > 1:
            assert re.search(rf"(^|\D){number}(\D|$)", text)


@pytest.mark.usefixtures("pango")
def test_the_pdf_fetches_nothing(page, tmp_path, monkeypatch):
    import socket

    def refuse(*_):
        raise AssertionError("the PDF asked for something outside")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    hostile = page.replace("</main>", '<img src="http://127.0.0.1:9/x.png" alt="x"></main>')
    pdf.write(
        hostile.replace("</head>", "<style>@import 'http://127.0.0.1:9/a';</style></head>"),
        tmp_path / "report.pdf",
    )
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>canary</text></svg>')
    pdf.write(
        page.replace("</main>", f'<img src="{secret.as_uri()}" alt="x"></main>'),
        tmp_path / "other.pdf",
    )
    text = "".join(one.extract_text() for one in PdfReader(tmp_path / "other.pdf").pages)
    assert "canary" not in text


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("cut_by", ["HarfBuzz", "fontTools"])
def test_the_same_page_gives_the_same_pdf(page, tmp_path, monkeypatch, cut_by):
    if cut_by == "fontTools":
        monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
    for name in ("one.pdf", "two.pdf"):
        pdf.write(page, tmp_path / name)
        time.sleep(1.1)  # fontTools would write the second into the fonts
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.usefixtures("pango")
def test_the_signs_of_tables_come_with_us_where_a_machine_has_letters_only(tmp_path):
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(Path(get_data_path()) / "fonts" / "ttf" / "cmr10.ttf", fonts)
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    page, path = tmp_path / "page.html", tmp_path / "page.pdf"
    sheet = pages.style_sheet()
    page.write_text(
        f"<html lang=en><head><title>x</title><style>{sheet}</style></head><body><main>"
        "<p>Letters ✓ ✕ <b>◆ ✓</b></p></main></body></html>",
        encoding="utf-8",
    )
    code = "import sys, pathlib; from a4p_helpers.report import pdf\n"
    code += "page, path = map(pathlib.Path, sys.argv[1:]); pdf.write(page.read_text('utf-8'), path)"
    subprocess.run(
        [sys.executable, "-c", code, page, path],
        env=os.environ | {"FONTCONFIG_FILE": str(settings)},
        cwd=paths.CODE,
        check=True,
    )
    (one,) = PdfReader(path).pages
    assert "✓ ✕ ◆ ✓" in " ".join(one.extract_text().split())
    # A sign that no font has would have its text, and a box to be seen: its font is marked.
    of_page = [font.get_object() for font in one["/Resources"]["/Font"].values()]
    assert {font["/Encoding"] for font in of_page} == {"/Identity-H"}
    names = [str(font["/BaseFont"]).partition("+")[2] for font in of_page]
    assert len([name for name in names if name.startswith("Signs")]) == 2, names


def test_paper_has_no_links_to_files_and_nothing_that_only_a_screen_needs(page):
    soup = BeautifulSoup(pdf.on_paper(page), "html.parser")
    assert not soup.select(".bar, .skip, .downloads, details.data, button, #data-files, source")
    assert all(link["href"].startswith(("#", "https://")) for link in soup.select("a[href]"))
    assert soup.select_one("a.value")["href"] == "#P4.DEATHS"


def test_a_machine_without_pango_is_told_in_one_sentence(monkeypatch):
    def lacking(name):
        raise OSError("cannot load library 'libpango-1.0-0': no such file")

    monkeypatch.setattr(pdf, "import_module", lacking)
    told = pdf.why_not()
    assert told.startswith("The PDF is left out: libpango-1.0-0 does not load here.")
    assert "apt install" in told and "\n" not in told


def test_a_machine_without_pandoc_is_told_in_one_sentence(monkeypatch):
    def lacking(name):
        raise OSError("No pandoc was found\nmore")

    monkeypatch.setattr(docx, "import_module", lacking)
    told = docx.why_not()
    assert told == "The DOCX is left out: pandoc does not load here (No pandoc was found)."


@pytest.fixture
def document(page, tmp_path) -> zipfile.ZipFile:
    """The small report as a Word document."""
    path = tmp_path / "report.docx"
    docx.write(page, path, PERIOD, "Head <&> of pages")
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def part(document: zipfile.ZipFile, name: str):
    return ElementTree.fromstring(document.read(name))


def text_of(element) -> str:
    return "".join(element.itertext())


@pytest.mark.usefixtures("pandoc")
def test_headings_tables_and_pictures_are_real(document):
    text = part(document, "word/document.xml")
    styles = {tag.get(f"{W}val") for tag in text.iter(f"{W}pStyle")}
    for style in ("Title", "Subtitle", "Heading1", "Heading2", "ExhibitTitle", "MainPointsLabel"):
        assert style in styles, (style, styles)
    tables = len(contents.entries()) + 1  # one in each section, and the annex
    assert len(list(text.iter(f"{W}tbl"))) == tables
    assert len(list(text.iter(f"{W}tblHeader"))) == tables
    alts = {tag.get("descr") for tag in text.iter() if tag.tag.endswith("}docPr")}
    assert ALT in alts
    inner = [tag.get("descr") for tag in text.iter() if tag.tag.endswith("}cNvPr")]
    assert inner and not any(inner)  # not the picture's own bytes, which would be spoken
    assert all(name.endswith(".png") for name in document.namelist() if "media/" in name)
    assert "TOC" in text_of(text)


@pytest.mark.usefixtures("pandoc")
def test_the_contents_are_filled_and_lead_to_the_headings(document):
    text = part(document, "word/document.xml")
    lines = [
        paragraph
        for paragraph in text.iter(f"{W}p")
        if _style(paragraph) in ("TOC1", "TOC2") and text_of(paragraph)
    ]
    headings = [
        paragraph
        for paragraph in text.iter(f"{W}p")
        if _style(paragraph) in ("Heading1", "Heading2")
    ]
    told = [text_of(line).removeprefix(r'TOC \o "1-2" \h \z \u') for line in lines]
    assert told == [text_of(heading) for heading in headings] and len(told) > 9
    marks = [heading.find(f"{W}bookmarkStart").get(f"{W}name") for heading in headings]
    assert [line.find(f"{W}hyperlink").get(f"{W}anchor") for line in lines] == marks
    fields = [tag for tag in text.iter(f"{W}fldChar")]
    kinds = [field.get(f"{W}fldCharType") for field in fields]
    assert kinds == ["begin", "separate", "end"]
    assert not any(field.get(f"{W}dirty") for field in fields)  # Word would ask at opening
    known = {style.get(f"{W}styleId") for style in part(document, "word/styles.xml")}
    assert {"TOC1", "TOC2", "TableText"} <= known


def _style(paragraph) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


@pytest.mark.usefixtures("pandoc")
def test_tables_are_as_wide_as_their_page_and_keep_their_rows(page, tmp_path):
    path = tmp_path / "report.docx"
    docx.write(page.replace("</main>", _section(30, 0) + "</main>"), path, PERIOD, "x")
    with zipfile.ZipFile(path) as archive:
        text = part(archive, "word/document.xml")
    tables = list(text.iter(f"{W}tbl"))
    rooms = [
        sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) for table in tables
    ]
    upright, across = 11906 - 2 * 1247, 16838 - 2 * 1247
    assert all(min(abs(room - whole) for whole in (upright, across)) < 10 for room in rooms)
    assert min(rooms) < 10_000 < max(rooms)
    for table in tables:
        rows = list(table.iter(f"{W}tr"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        kept = [row.find(f".//{W}keepNext") is not None for row in rows]
        if len(rows) <= 25:
            assert all(kept[:-1])
        else:
            assert kept[:2] == [True, True] and not any(kept[2:-2]) and kept[-2]
    sides = [
        (text_of(paragraph), paragraph.find(f"{W}pPr/{W}jc").get(f"{W}val"))
        for paragraph in text.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}jc") is not None
    ]
    assert ("9", "right") in sides  # a cell of class num


@pytest.mark.usefixtures("pandoc")
def test_every_page_has_the_head_and_the_annexes_lie_across(document):
    assert "Head <&> of pages" in text_of(part(document, "word/header1.xml"))
    layouts = list(part(document, "word/document.xml").iter(f"{W}sectPr"))
    sizes = [layout.find(f"{W}pgSz").get(f"{W}orient", "portrait") for layout in layouts]
    assert sizes == ["portrait", "landscape"]
    assert all(layout.find(f"{W}headerReference") is not None for layout in layouts)


@pytest.mark.usefixtures("pandoc")
def test_the_document_has_title_language_and_no_clock(document, page, tmp_path):
    core = {tag.tag.partition("}")[2]: tag.text for tag in part(document, "docProps/core.xml")}
    assert core["title"] == "Action for Peacekeeping+"
    assert core["created"].startswith("2023-12-19")
    assert 'w:val="en-GB"' in document.read("word/styles.xml").decode("utf-8")
    again = tmp_path / "again.docx"
    docx.write(page, again, PERIOD, "Head <&> of pages")
    assert again.read_bytes() == (tmp_path / "report.docx").read_bytes()


@pytest.mark.usefixtures("pandoc")
def test_hostile_texts_stay_texts(page, tmp_path):
    hostile = page.replace(
        "nine</a>", "nine</a> $x$ \\input{/etc/passwd} ![x](http://x.example/y) `{=openxml}`"
    )
    path = tmp_path / "report.docx"
    docx.write(hostile, path, PERIOD, "x")
    with zipfile.ZipFile(path) as archive:
        text = text_of(part(archive, "word/document.xml"))
        links = archive.read("word/_rels/document.xml.rels").decode("utf-8")
    assert "\\input{/etc/passwd} ![x](http://x.example/y)" in text and "root:" not in text
    assert "x.example" not in links
