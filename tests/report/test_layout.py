"""Sections in rows: text beside its exhibit, one list of what was not reported, details marked."""

from bs4 import BeautifulSoup

from a4p_helpers.report import content, layout

FIGURE = (
    '<figure class="exhibit chart"><figcaption><p class="exhibit-title">{0} fell</p>'
    '<p class="exhibit-subtitle">{0} by year</p></figcaption><img alt="{0} by year, falling." '
    'src="data:image/svg+xml;base64,PHN2Zy8+"><p class="note">To May.</p>'
    '<p class="source">Source: DOS.</p></figure>'
)
SILENT = '<p class="not-reported"><strong>{}.</strong> A picture without values.</p>'


def block(name: str, *shown: str) -> str:
    """A block as a notebook shows it, below its heading."""
    mark = f'<div class="block" id="block-{name.upper()}"></div>'
    return f'<h4 id="{name}">{name.capitalize()}</h4>{mark}{"".join(shown)}'


def arranged(*parts: str, number: str = "4") -> BeautifulSoup:
    """A section, arranged."""
    html = f'<h2 id="p4-title">Four</h2><h3 id="t">Topic</h3>{"".join(parts)}'
    soup = BeautifulSoup(html, "html.parser")
    layout.arrange(soup, number)
    return soup


def said(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_a_row_has_its_text_beside_the_figure_and_its_finding_as_heading():
    soup = arranged(block("deaths", '<p class="say">Nine died.</p>', FIGURE.format("Deaths")))
    (row,) = soup.select(".row")
    assert row["id"] == "block-DEATHS"
    reading, figure = row.find_all(recursive=False)
    assert said(reading) == "Exhibit 4.1 · Deaths . Deaths fell Nine died. To May. Source: DOS."
    assert figure["aria-labelledby"] == reading.h4["id"] == "deaths"
    assert said(figure) == "Deaths by year"


def test_exhibits_are_numbered_and_each_has_its_row():
    soup = arranged(block("a", FIGURE.format("A"), FIGURE.format("B")), block("c"), block("d"))
    labels = [said(one) for one in soup.select(".label")]
    assert labels == ["Exhibit 4.1 · A", "Exhibit 4.2"]
    assert not arranged(block("a", FIGURE.format("A")), number="").select_one(".label").find("b")


def test_what_was_not_reported_is_one_list_and_leaves_no_box_and_no_bare_topic():
    soup = arranged(
        block("casevac", SILENT.format("Not reported")),
        block("small", SILENT.format("Suppressed")),
        '<h3 id="n">Notes</h3><aside class="notes"><p>Mind.</p></aside>',
    )
    assert [said(one) for one in soup.select(".silent h3, .silent li")] == [
        *("Not reported this period", "Casevac", "Suppressed this period", "Small")
    ]
    assert soup.select_one(".silent li")["id"] == "block-CASEVAC"
    assert "picture" not in said(soup) and soup.find(id="t") is None
    assert soup.select_one(".silent").find_next_sibling("h3")["id"] == "n"


def test_a_block_whose_number_is_known_is_not_called_unreported():
    known = '<p class="say"><a class="value" href="#P4.X">136</a> cases.</p>'
    soup = arranged(block("crimes", SILENT.format("Not reported"), known))
    assert (
        soup.select_one(".silent") is None and said(soup.select_one(".row")) == "Crimes 136 cases."
    )
    told = arranged(block("policy", SILENT.format("Not reported"), '<p class="say">One came.</p>'))
    assert said(told.select_one(".silent li")) == "Policy" and told.select_one(".row.words")


def test_values_without_a_number_join_the_list_once():
    lacking = '<p class="not-reported">Not reported: items found; items neutralised.</p>'
    soup = arranged(block("ordnance", lacking, lacking, '<p class="say">Told.</p>'))
    assert [said(one) for one in soup.select(".silent li")] == ["items found", "items neutralised"]


def test_details_stay_on_the_page_and_out_of_the_core_report():
    detail = FIGURE.format("Rates").replace("exhibit chart", "exhibit chart detail")
    soup = arranged(block("deaths", FIGURE.format("Deaths")), block("rates", detail))
    html = str(soup)
    assert [one["title"] for one in content.of(html) if one["kind"] == "exhibit"] == [
        *("Deaths fell", "Rates fell")
    ]
    core = content.of(html, whole=False)
    assert [one["title"] for one in core if one["kind"] == "exhibit"] == ["Deaths fell"]
    half = arranged(block("rates", '<p class="say">Rates vary.</p>', detail))
    (words,) = (one for one in content.of(str(half), whole=False) if one["kind"] == "words")
    assert words["label"] == "Rates fell" and words["body"][0]["text"][0]["text"] == "Rates vary."


def test_wide_tables_stand_below_their_text():
    heads = "".join(f'<th scope="col">{at}</th>' for at in range(layout.WIDEST + 1))
    table = f'<figure class="exhibit table"><div class="scroll"><table><thead><tr>{heads}'
    table += "</tr></thead></table></div></figure>"
    assert "full" in arranged(block("wide", table)).select_one(".row")["class"]
