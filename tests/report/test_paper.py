"""The PDF and the Word document: tagged, styled, complete, and the same for the same inputs."""

import io
import os
import re
import shutil
import socket
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
from a4p_helpers.report import assemble, docx, pages, pdf

PERIOD = periods.get("2023-05")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def page(sections, small_annexes, tmp_path) -> str:
    """The small report as paper gets it: with links, without explanations."""
    # As text: markup would escape what tests put in.
    return str(assemble.write(sections, PERIOD.name, "internal", tmp_path / "report").page)


@pytest.fixture
def with_only(page):
    """The small report with something else in the place of all its sections: quicker to print."""
    before, main, after = re.fullmatch(r"(.*<main[^>]*>)(.*)(</main>.*)", page, re.DOTALL).groups()
    return lambda part="": f"{before}{part or main}{after}"


@pytest.fixture
def printed(with_only, pango, tmp_path):
    """Print the small report as PDF, or only a part of a page."""

    def pdf_of(part: str = "") -> PdfReader:
        path = tmp_path / "report.pdf"
        pdf.write(with_only(part), path)
        return PdfReader(path)

    return pdf_of


def test_the_pdf_is_tagged_titled_and_in_english(printed):
    reader = printed()
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Action for Peacekeeping+, fourth progress report")
    assert "pdfuaid" in root["/Metadata"].get_data().decode("utf-8")
    nodes = list(_nodes(root["/StructTreeRoot"]))
    kinds = {str(node.get("/S")) for node in nodes}
    wanted = "/H1 /H2 /H3 /P /L /LI /Table /TH /TD /Figure /Link"
    assert set(wanted.split()) <= kinds
    assert ALT in {str(node.get("/Alt")) for node in nodes}
    titles = _outline(reader.outline)
    assert "Annex A: Indicators" in titles and any("Priority 7" in title for title in titles)
    for node in nodes:
        below = {str(one["/S"]) for one in _nodes(node) if one is not node and "/S" in one}
        if re.fullmatch(r"/H\d", str(node.get("/S"))):
            assert not any(re.fullmatch(r"/H\d", kind) for kind in below), below
        if node.get("/S") == "/L":
            items = {str(one.get_object()["/S"]) for one in node["/K"]}
            assert items <= {"/LI", "/Caption"}, items


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


def test_tables_that_fit_stay_whole_and_of_longer_ones_no_row_stands_alone(printed):
    tried = [(rows, above) for rows in (24, 26) for above in range(3, 14)]
    reader = printed("".join(_section(rows, above) for rows, above in tried))
    texts = [one.extract_text() for one in reader.pages]
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


def test_no_word_stands_alone_on_a_line_before_a_link(printed):
    said = (
        "Training on conduct and discipline lays the ground for how personnel treat one another "
        'and the people they serve. <a class="value" href="#x">Nine missions</a> reported '
        '<a class="value" href="#x">511 sessions</a> in the period.'
    )
    lines = "".join(f'<p style="width: {w / 4}pt">{said}</p>' for w in range(1920, 2080, 2))
    text = "\n".join(one.extract_text() for one in printed(f'{lines}<i id="x"></i>').pages)
    assert text.count("Training on conduct and") == 80


def _outline(items) -> list[str]:
    found = []
    for item in items:
        found += _outline(item) if isinstance(item, list) else [" ".join(item.title.split())]
    return found


def test_a_mission_stands_on_the_page_on_which_its_account_begins(printed):
    accounts = "".join(
        f"<dt>Mission {n} of many.</dt><dd>{'Words of an account. ' * (20 + n % 7 * 9)}</dd>"
        for n in range(60)
    )
    begun = 0
    for one in printed(f'<dl class="accounts">{accounts}</dl>').pages:
        text = " ".join(one.extract_text().split())
        begun += text.count(" of many.")
        assert text.count(" of many. Words") == text.count(" of many.")
    assert begun == 60


def test_every_page_of_an_internal_pdf_says_so_and_has_its_number(printed):
    for number, one in enumerate(printed().pages, start=1):
        text = one.extract_text()
        assert "Internal edition: not for distribution" in text
        assert number == 1 or re.search(rf"(^|\D){number}(\D|$)", text)


def test_the_pdf_fetches_nothing(printed, tmp_path, monkeypatch):
    def refuse(*_):
        raise AssertionError("the PDF asked for something outside")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>canary</text></svg>')
    addresses = ("http://127.0.0.1:9/x.png", secret.as_uri())
    pictures = "".join(f'<img src="{address}" alt="x">' for address in addresses)
    reader = printed(f"{pictures}<style>@import 'http://127.0.0.1:9/a';</style>")
    assert "canary" not in "".join(one.extract_text() for one in reader.pages)


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("cut_by", ["HarfBuzz", "fontTools"])
def test_the_same_page_gives_the_same_pdf(with_only, tmp_path, monkeypatch, cut_by):
    if cut_by == "fontTools":
        monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
    for name in ("one.pdf", "two.pdf"):
        pdf.write(with_only(_section(3, 1)), tmp_path / name)
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


@pytest.mark.parametrize(
    ("maker", "error", "told"),
    [
        (
            pdf,
            "cannot load library 'libpango-1.0-0': no such file",
            "The PDF is left out: libpango-1.0-0 does not load here. On Debian and Ubuntu: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
        ),
        (
            docx,
            "No pandoc was found\nmore",
            "The DOCX is left out: pandoc does not load here (No pandoc was found).",
        ),
    ],
)
def test_a_machine_without_a_library_is_told_in_one_sentence(monkeypatch, maker, error, told):
    def lacking(name):
        raise OSError(error)

    monkeypatch.setattr(maker, "import_module", lacking)
    assert maker.why_not() == told


@pytest.fixture
def written(page, pandoc, tmp_path):
    """Write the small report as a Word document, with more at its end."""

    def document(more: str = "") -> zipfile.ZipFile:
        path = tmp_path / "report.docx"
        docx.write(page.replace("</main>", f"{more}</main>"), path, PERIOD, "Head <&> of pages")
        return zipfile.ZipFile(io.BytesIO(path.read_bytes()))

    return document


@pytest.fixture
def document(written) -> zipfile.ZipFile:
    """The small report as a Word document."""
    return written()


def part(document: zipfile.ZipFile, name: str):
    return ElementTree.fromstring(document.read(name))


def text_of(element) -> str:
    return "".join(element.itertext())


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


def test_tables_are_as_wide_as_their_page_and_keep_their_rows(written):
    text = part(written(_section(30, 0)), "word/document.xml")
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


def test_every_page_has_the_head_and_the_annexes_lie_across(document):
    assert "Head <&> of pages" in text_of(part(document, "word/header1.xml"))
    layouts = list(part(document, "word/document.xml").iter(f"{W}sectPr"))
    sizes = [layout.find(f"{W}pgSz").get(f"{W}orient", "portrait") for layout in layouts]
    assert sizes == ["portrait", "landscape"]
    assert all(layout.find(f"{W}headerReference") is not None for layout in layouts)


def test_the_document_has_title_language_and_no_clock(written):
    document = written()
    core = {tag.tag.partition("}")[2]: tag.text for tag in part(document, "docProps/core.xml")}
    assert core["title"] == "Action for Peacekeeping+"
    assert core["created"].startswith("2023-12-19")
    assert 'w:val="en-GB"' in document.read("word/styles.xml").decode("utf-8")
    again = written()
    assert again.fp.getvalue() == document.fp.getvalue()


def test_hostile_texts_stay_texts(written):
    document = written("<p>$x$ \\input{/etc/passwd} ![x](http://x.example/y) `{=openxml}`</p>")
    text = text_of(part(document, "word/document.xml"))
    assert "\\input{/etc/passwd} ![x](http://x.example/y)" in text and "root:" not in text
    assert "x.example" not in document.read("word/_rels/document.xml.rels").decode("utf-8")
