"""A notebook becomes a section: headings, pictures with words, and nothing that runs."""

import io

import nbformat
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from small_report import ALT, SVG, embedded, notebook, shown

from a4p_helpers.report import render
from a4p_helpers.report.render import RenderError

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
PAYLOADS = {
    "script": "<p>x</p><script>run()</script>",
    "script in capitals": "<p>x</p><SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "event": f'<img src="{embedded()}" alt="{ALT}" onerror="run()" onload=run()>',
    "frame": '<p>x</p><iframe src="https://evil.example"></iframe><object data="x"></object>',
    "script link": '<a href="javascript:run()">x</a><a href=" JaVaScRiPt:run()">x</a>',
    "data link": '<a href="data:text/html,<script>run()</script>">x</a>',
    "plain http": '<a href="http://evil.example">x</a><a href="//evil.example">x</a>',
    "style": '<style>p{background:url(https://evil.example)}</style><p style="color:red">x</p>',
    "svg in place": "<p>x</p><svg onload=run()><script>run()</script></svg>",
    "form": '<form action="https://evil.example"><button>x</button></form>',
    "meta": '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="//e">',
    "broken": '<p title="</p><script>run()</script>">x<img src=\'',
    "math": "<math><mtext><style><img src=x onerror=run()></style></mtext></math>",
    "foreign role": '<p role="banner" tabindex="5" contenteditable>x</p>',
}
HARMLESS_ATTRIBUTES = {"class", "id", "title", "alt", "src", "href", "role", "tabindex"}


def refused(*cells) -> str:
    with pytest.raises(RenderError) as error:
        render.section(notebook(*cells))
    return str(error.value)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("way", ["html", "markdown", "cell"])
def test_nothing_that_runs_or_loads_is_left(payload, way):
    cell = nbformat.v4.new_markdown_cell(payload) if way == "cell" else shown(**{way: payload})
    try:
        html = render.section(notebook(cell))
    except RenderError:
        return  # refused altogether: also nothing left
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        assert tag.name in {"header", "h2", "p", "span", "a", "img", "b"}
        assert set(tag.attrs) <= HARMLESS_ATTRIBUTES
        assert str(tag.get("href", "#")).startswith(("#", "https://"))
        assert str(tag.get("src", "data:image/")).startswith("data:image/")
        assert not {"role", "tabindex"} & set(tag.attrs)
    assert "run()" not in BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize("kind", ["html", "javascript", "mermaid", "latex", "png"])
def test_what_no_section_showed_stays_out_and_is_told(kind):
    given = notebook(shown(**{kind: "run()", "plain": "run()"}, metadata={"a4p": "mine"}))
    assert "run()" not in render.section(given)
    (told,) = render.left_out(given)
    shows = "a picture" if kind == "png" else "'run()'"
    assert told.startswith(f"cell 2 shows {shows}, which stays out of the report: show it by")


def test_what_stands_between_tags_is_left_as_it_is():
    html = render.section(notebook(shown(html="<p>1 &lt; 2 &amp; “so” on</p>")))
    assert "<p>1 &lt; 2 &amp; “so” on</p>" in html


def test_code_prompts_tagged_cells_and_raw_cells_do_not_show():
    hidden = [
        nbformat.v4.new_markdown_cell("HIDDEN", metadata={"tags": ["remove-cell"]}),
        nbformat.v4.new_code_cell("HIDDEN = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("HIDDEN = 2", metadata={"tags": ["injected-parameters"]}),
        nbformat.v4.new_code_cell("HIDDEN", metadata={"tags": ["setup"]}),
        nbformat.v4.new_raw_cell("HIDDEN"),
    ]
    last = shown(html="<p>HIDDEN</p>")
    last.metadata["tags"] = ["check"]
    html = render.section(notebook(*hidden, shown(html="<p>shown</p>"), last))
    assert "HIDDEN" not in html
    assert "<p>shown</p>" in html
    assert "cell" not in html


def test_headings_move_down_and_get_ids_that_begin_with_the_section():
    cells = nbformat.v4.new_markdown_cell(
        "## Health & care\n\n### Hospitals\n\nA.\n\n### Hospitals\n\nB."
    )
    soup = BeautifulSoup(render.section(notebook(cells)), "html.parser")
    assert [(h.name, h["id"]) for h in soup.find_all(["h1", "h2", "h3", "h4"])] == [
        ("h2", "p4-title"),
        ("h3", "p4-health-care"),
        ("h4", "p4-hospitals"),
        ("h4", "p4-hospitals-2"),
    ]
    opener = soup.find("header", class_="opener")
    assert opener.h2.get_text() == "Priority 4: Accountability to peacekeepers"
    assert opener.find("p", class_="lede").get_text() == "How safe are peacekeepers?"
    html = render.section(notebook(title="Women, peace and security"))
    assert '<h2 id="women-peace-and-security-title">Women, peace and security</h2>' in html


@pytest.mark.parametrize(
    ("data", "metadata", "kind"),
    [
        ({"svg": SVG}, {"alt": ALT}, "image/svg+xml"),
        ({"svg": SVG}, {"image/svg+xml": {"alt": ALT}}, "image/svg+xml"),
        ({"png": PNG}, {"image/png": {"alt": ALT}}, "image/png"),
    ],
)
def test_alternative_text_of_an_output_is_kept(data, metadata, kind):
    html = render.section(notebook(shown(**data, metadata=metadata)))
    picture = BeautifulSoup(html, "html.parser").img
    assert picture["alt"] == ALT
    assert picture["src"].startswith(f"data:{kind};base64,")


@pytest.mark.parametrize(
    "cell",
    [
        shown(svg=SVG),
        shown(png=PNG, metadata={"image/png": {"alt": "  "}}),
        shown(html=f'<img src="{embedded()}">'),
        nbformat.v4.new_markdown_cell(f"![]({embedded()})"),
    ],
)
def test_a_picture_without_alternative_text_is_refused_by_cell(cell):
    assert "cell 2 shows a picture without alternative text" in refused(cell)


def test_both_widths_of_a_chart_are_kept():
    source = {"media": "(max-width: 30rem)", "type": "image/svg+xml", "srcset": embedded()}
    attributes = " ".join(f'{name}="{value}"' for name, value in source.items())
    html = f'<picture><source {attributes}><img alt="{ALT}" src="{embedded()}"></picture>'
    picture = BeautifulSoup(render.section(notebook(shown(html=html))), "html.parser").picture
    assert picture.source.attrs == source
    assert picture.img.attrs == {"alt": ALT, "src": embedded()}


@pytest.mark.parametrize(
    "address", ["chart.png", "https://evil.example/x.png", "data:text/html;base64,PGI+", ""]
)
def test_a_picture_that_is_not_embedded_is_refused(address):
    told = refused(shown(html=f'<img alt="{ALT}" src="{address}">'))
    assert f"cell 2 shows a picture from {address!r}: embed it" in told


@pytest.mark.parametrize(
    "inside",
    [
        "<script>run()</script>",
        "<g onload='run()'/>",
        "<a href='https://evil.example'><path/></a>",
        "<image href='https://evil.example/x.png'/>",
        "<use xlink:href = 'https://evil.example/x.svg#a'/>",
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import 'https://evil.example'</style>",
        "<style>path{fill:url('https://evil.example#a')}</style>",
    ],
)
def test_a_drawing_that_could_run_or_load_is_refused(inside):
    svg = SVG.replace("</svg>", f"{inside}</svg>")
    assert "remove it" in refused(shown(html=f'<img alt="{ALT}" src="{embedded(svg)}">'))


def test_a_drawing_of_matplotlib_is_harmless():
    figure = Figure()
    axes = figure.subplots()
    axes.bar(["a", "b"], [1, 2], hatch="//")
    axes.set_title("on x = 3 <script>")
    file = io.StringIO()
    figure.savefig(file, format="svg")
    assert render.section(notebook(shown(svg=file.getvalue(), metadata={"alt": ALT})))


def output(kind, **told):
    return nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output(kind, **told)])


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (output("stream", name="stdout", text="12\n"), "cell 2 prints '12'"),
        (output("stream", name="stderr", text="Warn"), "cell 2 prints 'Warn'"),
        (output("display_data", data={"text/plain": "<Axes: >"}), "cell 2 shows '<Axes: >'"),
    ],
)
def test_what_is_printed_or_plotted_by_the_way_leaves_the_report_whole(cell, told):
    given = notebook(cell, shown(html="<p>fine</p>"))
    assert "<p>fine</p>" in render.section(given)
    assert render.left_out(given)[0].startswith(told)
    cell.metadata["tags"] = ["look"]
    assert render.left_out(notebook(cell)) == []


def test_what_a_cell_raised_is_refused():
    raised = output("error", ename="KeyError", evalue="'x'", traceback=[])
    assert "cell 2 raises KeyError: 'x'" in refused(raised)


def test_cells_are_counted_without_the_injected_one_and_all_are_told():
    injected = nbformat.v4.new_code_cell("x", metadata={"tags": ["injected-parameters"]})
    printing = [output("stream", name="stdout", text="a") for _ in range(2)]
    told = render.left_out(notebook(printing[0], injected, printing[1]))
    assert [one[:13] for one in told] == ["cell 2 prints", "cell 3 prints"]


def test_the_same_notebook_gives_the_same_bytes_and_is_not_changed():
    given = notebook(
        shown(html=f'<p class="say" id="a" lang="fr">x</p><img alt="{ALT}" src="{embedded()}">')
    )
    before = nbformat.writes(given)
    assert render.section(given) == render.section(given)
    assert nbformat.writes(given) == before
