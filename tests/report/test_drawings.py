"""Charts drawn in the page: its colours and its typeface, and nothing but a plain drawing."""

from base64 import b64encode

import pytest
from bs4 import BeautifulSoup

from a4p_helpers.report import drawings

DRAWN = (
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="600" height="9" viewBox="0 0 600 9" '
    'xmlns="http://www.w3.org/2000/svg" version="1.1"><defs><style type="text/css">*{a: b}</style>'
    '<pattern id="h1" width="2" height="2"><rect fill="#ffffff" width="2" height="2"/></pattern>'
    '</defs><g id="figure_1"><path d="M 0 0" style="fill: url(#h1); stroke: #9A3B26"/>'
    '<use xlink:href="#h1" x="1"/><text style="font-size: 14px; fill: #14212b">9</text></g></svg>'
)


def picture(svg: str = DRAWN, alt: str = "Deaths by year, falling.") -> str:
    """A picture as a section holds it, the same for both widths."""
    address = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        f'<figure><picture><source media="(max-width: 30rem)" srcset="{address}">'
        f'<img alt="{alt}" src="{address}"></picture></figure>'
    )


def test_a_chart_is_drawn_for_both_widths_in_the_colours_of_the_page():
    soup = BeautifulSoup(drawings.inline(picture() + picture()), "html.parser")
    assert soup.find(["img", "picture"]) is None
    drawn = soup.find_all("svg")
    assert [one["class"] for one in drawn] == [["wide"], ["narrow"]] * 2
    assert {one["aria-label"] for one in drawn} == {"Deaths by year, falling."}
    assert all(map(drawings.is_plain, drawn))
    first = drawn[0]
    assert first.path["stroke"] == "var(--p4)" and first.find("text")["fill"] == "var(--ink)"
    assert first.rect["fill"] == "var(--paper)" and first.g.get("id") is None
    ids = [one["id"] for one in soup.find_all(id=True)]
    assert len(set(ids)) == len(ids) == 4
    assert first.path["fill"] == f"url(#{ids[0]})" and first.use["href"] == f"#{ids[0]}"
    assert not soup.find_all(style=True) and not soup.find_all("style")


@pytest.mark.parametrize(
    "planted",
    [
        "<script>run()</script>",
        '<image xlink:href="data:image/png;base64,AA=="/>',
        '<a xlink:href="https://a.example"><text>x</text></a>',
        '<path d="M 0 0" onclick="run()"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<path d="M 0 0" filter="url(https://a.example)"/>',
    ],
)
def test_what_holds_anything_else_stays_a_picture(planted):
    html = picture(DRAWN.replace("</g>", f"{planted}</g>"))
    assert BeautifulSoup(drawings.inline(html), "html.parser").find("svg") is None


def test_hostile_words_stay_words():
    soup = BeautifulSoup(drawings.inline(picture(alt="a &quot;> <b>b</b>")), "html.parser")
    assert soup.svg["aria-label"] == 'a "> <b>b</b>' and soup.find("b") is None
