"""The PDF and the Word document: tagged, styled, complete, and the same for the same inputs."""

import html
import io
import re
import zipfile

import pytest
from defusedxml import ElementTree
from pypdf import PdfReader
from small_report import ALT

from a4p_helpers.core import contents, paths, periods
from a4p_helpers.report import assemble, content, docx, pdf
from a4p_helpers.report import printed as volumes
from a4p_helpers.report.paper import DESIGNS, Paper
from a4p_helpers.store.processed import TableState

PERIOD = periods.get("2023-05")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def paper(sections, small_annexes, tmp_path) -> Paper:
    """The small report as it goes to the printer."""
    return assemble.write(sections, PERIOD.name, "internal", tmp_path / "report")


@pytest.fixture
def page(paper) -> str:
    """The small report as pandoc gets it."""
    return str(paper.page)  # as text: markup would escape what tests put in


@pytest.fixture
def printed(paper, tmp_path):
    """Print a volume, its sections in the place of those of the small report if there are any."""

    def pdf_of(*blocks: str, name: str = paths.PDF) -> PdfReader:
        name = paths.TECHNICAL if blocks else name  # which leaves nothing out
        told = paper.volumes[name]
        if blocks:
            first = told["sections"][0]
            found = [{**first, "blocks": content.of(one)} for one in blocks]
            told = {**told, "sections": found}
        path = tmp_path / "printed.pdf"
        pdf.write(DESIGNS[name], told, PERIOD, path)
        return PdfReader(path)

    return pdf_of


@pytest.mark.parametrize("name", DESIGNS)
def test_a_volume_is_tagged_titled_and_in_english(printed, name):
    reader = printed(name=name)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Action for Peacekeeping+: fourth progress report")
    assert "pdfuaid" in root["/Metadata"].get_data().decode("utf-8")
    nodes = list(_nodes(root["/StructTreeRoot"]))
    kinds = {str(node.get("/S")) for node in nodes}
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert ALT in {str(node.get("/Alt")) for node in nodes}
    titles = _outline(reader.outline)
    assert "Accountability to peacekeepers" in titles
    assert ("Indicators" in titles) == (name == paths.TECHNICAL)
    heads = [one for one in nodes if one.get("/S") == "/TH"]
    scopes = [str(part.get_object().get("/Scope")) for one in heads for part in one["/A"]]
    assert scopes.count("/Row") and scopes.count("/Column")
    assert all("/Scope" in str(one["/A"]) for one in heads)


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


def _outline(items) -> list[str]:
    found = []
    for item in items:
        found += _outline(item) if isinstance(item, list) else [" ".join(item.title.split())]
    return found


def test_a_long_table_goes_on_with_its_heads_and_loses_no_row(printed):
    reader = printed(_section(90, 3), _section(9, 30))
    texts = [one.extract_text() for one in reader.pages]
    for rows, above in ((90, 3), (9, 30)):
        name = f"T{rows}x{above}"
        on_pages = [text for text in texts if f"{name}row" in text]
        assert sum(text.count(f"{name}row") for text in on_pages) == rows
        assert all(f"{name}head" in text for text in on_pages), name
        assert (len(on_pages) > 1) == (rows > 24), name


def test_a_picture_taller_than_a_page_is_made_smaller_and_stays_by_its_heading(paper, tmp_path):
    told = paper.volumes[paths.TECHNICAL]
    drawn = next(b for one in told["sections"] for b in one["blocks"] if "picture" in b)
    drawn["title"] = "The heading of the picture"
    drawn["picture"] = {
        "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="900">'
        '<text x="1" y="9">topmost</text><text x="1" y="890">lowest</text></svg>'
    }
    pdf.write(DESIGNS[paths.TECHNICAL], told, PERIOD, tmp_path / "tall.pdf")
    pages = PdfReader(tmp_path / "tall.pdf").pages
    (page,) = [one for one in pages if drawn["title"] in one.extract_text()]
    heights = []
    page.extract_text(visitor_text=lambda text, at, *_: heights.append(at[5] if text else 1))
    assert "lowest" in page.extract_text() and min(heights) > 0


def test_returns_are_one_source_whatever_tables_they_filled():
    given = ["A set; Returns of OMA, UNMISS", "A set", "Returns of UNDOF, UNMISS", ""]
    states = [TableState("t", "reported", source=one) for one in given]
    assert volumes._sources(states) == ["A set.", "Returns of OMA, UNDOF, UNMISS."]


def test_every_page_says_its_edition_and_its_number(printed):
    for number, one in enumerate(printed().pages, start=1):
        text = one.extract_text()
        assert "Internal edition: not for distribution" in text
        assert number == 1 or re.search(rf"(^|\D){number}(\D|$)", text)


def test_what_is_not_accessible_is_refused(printed, paper):
    told = paper.volumes[paths.PDF]["sections"]
    drawn = [one for part in told for one in part["blocks"] if "picture" in one]
    drawn[0]["alt"] = None
    with pytest.raises(pdf.PrintError, match=r"cannot be printed"):
        printed()


def test_hostile_texts_stay_texts_in_print(printed):
    texts = ('#read("/etc/passwd")', "*bold* _it_ $x$ @ref <label>", "https://x.example/y")
    said = "".join(f'<p class="say">{html.escape(one)}</p>' for one in texts)
    read = " ".join(" ".join(one.extract_text() for one in printed(said).pages).split())
    assert all(one in read for one in texts) and "root:" not in read


def test_the_same_content_gives_the_same_pdf(paper, tmp_path):
    for name in ("one.pdf", "two.pdf"):
        pdf.write("core", paper.volumes[paths.PDF], PERIOD, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def _section(rows: int, above: int) -> str:
    name = f"T{rows}x{above}"
    cells = "".join(f'<tr><th scope="row">{name}row</th><td>{at}</td></tr>' for at in range(rows))
    return (
        "<p>A line above.</p>" * above + '<figure class="exhibit table"><figcaption>'
        f'<p class="exhibit-title">{name}title</p></figcaption>'
        f'<div class="scroll"><table><thead><tr><th scope="col">{name}head</th><th>n</th></tr>'
        f'</thead><tbody>{cells}</tbody></table></div><p class="source">{name}source</p></figure>'
    )


def test_a_machine_without_pandoc_is_told_in_one_sentence(monkeypatch):
    def lacking(name):
        raise OSError("No pandoc was found\nmore")

    monkeypatch.setattr(docx, "import_module", lacking)
    told = "No DOCX is made: pandoc does not load here (No pandoc was found)."
    assert docx.why_not() == told


@pytest.fixture
def written(page, pandoc, tmp_path):
    """Write the small report as a Word document, with more at its end."""

    def document(more: str = "") -> zipfile.ZipFile:
        path = tmp_path / "report.docx"
        docx.write(
            page.replace("</main>", f"{more}</main>"), path, PERIOD, "internal", "Head <&> of pages"
        )
        return zipfile.ZipFile(io.BytesIO(path.read_bytes()))

    return document


@pytest.fixture
def document(written) -> zipfile.ZipFile:
    """The small report as a Word document."""
    return written()


def test_a_document_is_the_same_in_every_locale(written, document, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    assert written().read("word/document.xml") == document.read("word/document.xml")


def part(document: zipfile.ZipFile, name: str):
    return ElementTree.fromstring(document.read(name))


def text_of(element) -> str:
    return "".join(element.itertext())


def test_headings_tables_and_pictures_are_real(document):
    text = part(document, "word/document.xml")
    styles = {tag.get(f"{W}val") for tag in text.iter(f"{W}pStyle")}
    for style in ("Title", "Subtitle", "Heading1", "Heading2", "ExhibitTitle"):
        assert style in styles, (style, styles)
    tables = (
        len(contents.entries("2023-05")) - 1
    )  # one in each section but that on the data's quality
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
    assert all(abs(room - (11906 - 2 * 1247)) < 10 for room in rooms)
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


def test_every_page_of_the_document_has_the_head(document):
    assert "Head <&> of pages" in text_of(part(document, "word/header1.xml"))


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
