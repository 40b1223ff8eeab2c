"""Turn one executed notebook into one section of the report.

nbconvert does this with our own template; the result has passed an allow-list: no script, no style,
no frame, no address but `https` and places within the report. Headings move one level down, because
the report has the only first-level one, and get ids that stay the same from run to run.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import nh3
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from a4p_helpers.core import paths
from a4p_helpers.core.faults import in_short
from a4p_helpers.core.marks import SHOWN_AS, SHOWN_BY
from a4p_helpers.report import layout
from a4p_helpers.report.layout import slug, text_of

SHOWN = ("text/html", "text/markdown", "image/svg+xml", "image/png")
# What nbconvert writes if a picture has no alternative text.
PLACEHOLDER = "No description has been provided for this image"

TAGS = {
    *("a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd"),
    *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "header", "hr", "i", "img", "li", "ol", "p", "picture", "pre", "s", "section", "small"),
    *("source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "time", "tr", "u", "ul"),
}
ARIA = ("aria-describedby", "aria-hidden", "aria-label", "aria-labelledby")
ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "role", *ARIA},
    "a": {"href"},
    "details": {"open"},
    "div": {"tabindex"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start"},
    "source": {"srcset", "media", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
CLOSED_VALUES = {
    "aria-hidden": {"true"},
    "role": {"region", "group", "img", "list", "note"},
    "scope": {"col", "row", "colgroup", "rowgroup"},
    "tabindex": {"0"},
}
# Removed with their contents; any other unknown element leaves its text.
DROPPED = {"script", "style", "iframe", "object", "noscript", "template", "svg", "math", "select"}
EMBEDDED = re.compile(r"data:image/(svg\+xml|png);base64,([A-Za-z0-9+/=\s]+)")
LINK = re.compile(r"#\S+|https://\S+")
# What a picture must not contain: it could run if a reader opens it on its own.
ACTIVE = re.compile(
    r"<!ENTITY|<\s*(?:\w+:)?(?:script|foreignObject|iframe|object|embed|handler|a)\b"
    r"|<[^>]*\son\w+\s*="
    r"|<[^>]*\bhref\s*=\s*[\"']?\s*(?!#|data:image/(?:png|jpeg);)[^\s\"'#]"
    r"|javascript:|@import|\burl\(\s*[\"']?+(?!#)",
    re.IGNORECASE,
)
PRIORITY = re.compile(r"\s*(Priority (\d+))\s*[:.–]\s*(.+)", re.DOTALL)


class RenderError(ValueError):
    """A notebook cannot become a section; the message lists every fault with its cell."""


def section(notebook: NotebookNode, of: str = "") -> str:
    """Return an executed notebook as the HTML of one section, its title as an `<h2>`.

    `of` is the slug of its priority; without one, its title names its headings. Its outputs are
    those that the section showed; `left_out` lists the others.

    Raises
    ------
    RenderError
        A cell raised an error, or a picture has no alternative text or lies elsewhere.
    """
    numbered = _numbered(notebook)
    faults = list(_output_faults(numbered))
    for cell in numbered.cells:
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if _is_shown(output)]
    if not faults:
        html, _ = _exporter().from_notebook_node(numbered)
        soup = BeautifulSoup(html, "html.parser")
        faults = list(_picture_faults(soup))
    if faults:
        raise RenderError("; ".join(faults))
    for wrapper in soup.select("div.cell[data-cell]"):
        if layout.DETAIL in wrapper.get_attribute_list("class"):
            for one in wrapper.find_all(True, recursive=False):
                one["class"] = " ".join([*(one.get("class") or ()), layout.DETAIL])
        wrapper.unwrap()
    _move_headings(soup, of)
    _open(soup)
    layout.arrange(soup, _number(soup))
    # Without the blank lines left by removed cells.
    return clean(re.sub(r"\n\s*\n+", "\n", str(soup)).strip() + "\n")


def left_out(notebook: NotebookNode) -> list[str]:
    """Say what to do with each cell whose outputs a report leaves out, unless tagged `look`."""
    told = []
    for cell in _numbered(notebook).cells:
        others = [one for one in cell.get("outputs", []) if not _is_shown(one)]
        shows = [one for one in others if one.output_type != "error"]
        if shows and "look" not in cell.metadata.get("tags", []):
            told.append(
                f"cell {cell.metadata['a4p_number']} {_what(shows[0])}, which stays out of the "
                "report: show it by block.figure or block.table, or tag the cell `look`"
            )
    return told


def _is_shown(output: NotebookNode) -> bool:
    """Whether the section itself showed an output, for readers."""
    return bool(output.get("metadata", {}).get(SHOWN_BY) == SHOWN_AS)


def _what(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return f"prints {_short(output.text)!r}"
    if any(kind.startswith("image/") for kind in output.data):
        return "shows a picture"
    return f"shows {_short(output.data.get('text/plain') or ', '.join(output.data))!r}"


def clean(html: str) -> str:
    """Return HTML that contains only what the allow-list permits."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED,
        attribute_filter=_kept,
        url_schemes={"https", "data"},
        link_rel=None,
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Keep an address or a closed value only if its kind is permitted there."""
    if attribute in CLOSED_VALUES:
        return value if value in CLOSED_VALUES[attribute] else None
    if attribute == "href":
        return value if LINK.fullmatch(value) else None
    if attribute == "src":
        return value if EMBEDDED.fullmatch(value) else None
    if attribute == "srcset":
        return value if EMBEDDED.fullmatch(value.strip()) else None
    return value


@cache
def _exporter() -> Any:
    """Return this process's exporter; making one reads and compiles all templates."""
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    return HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": list(SHOWN)}}),
        template_name="a4p_section",
        extra_template_basedirs=[str(paths.OF_NBCONVERT)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        exclude_raw=True,
        embed_images=False,
        language_code="en",
    )


# What a notebook must not contain


def _numbered(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose cells have their number in the source, without the injected cell."""
    numbered = deepcopy(notebook)
    number = 0
    for cell in numbered.cells:
        if "injected-parameters" not in cell.metadata.get("tags", []):
            number += 1
        cell.metadata["a4p_number"] = number
    return numbered


def _output_faults(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                number = cell.metadata["a4p_number"]
                yield f"cell {number} raises {output.ename}: {_short(output.evalue)}"


def _short(text: object) -> str:
    return in_short(str(text), 80)


def _picture_faults(soup: BeautifulSoup) -> Iterator[str]:
    for picture in soup.find_all(["img", "source"]):
        cell = picture.find_parent("div", attrs={"data-cell": True})
        where = f"cell {cell['data-cell']}" if cell else "the notebook"
        alt = str(picture.get("alt", "")).strip()
        if picture.name == "img" and (not alt or alt == PLACEHOLDER):
            yield f"{where} shows a picture without alternative text: say in `alt` what it shows"
        address = str(picture.get("srcset" if picture.name == "source" else "src", ""))
        match = EMBEDDED.fullmatch(address.strip())
        if not match:
            yield f"{where} shows a picture from {_short(address)!r}: embed it as SVG or PNG"
        elif match[1] == "svg+xml" and not is_harmless(match[2]):
            yield f"{where} shows an SVG with a script, a link or an outside address: remove it"


def is_harmless(encoded: str) -> bool:
    """Whether a base64 SVG contains only drawing: nothing that runs, links or loads."""
    try:
        text = base64.b64decode(encoded, validate=False).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return not ACTIVE.search(text)


# Headings


def _move_headings(soup: BeautifulSoup, of: str) -> None:
    """Move headings one level down and give them ids that begin with the section's short name."""
    headings = soup.find_all(re.compile("^h[1-6]$"))
    title = next((text_of(h) for h in headings if h.name == "h1"), "section")
    named = PRIORITY.fullmatch(title)
    short = of or (f"p{named[2]}" if named else slug(title) or "section")
    used: set[str] = set()
    for heading in headings:
        wanted = f"{short}-title" if heading.name == "h1" else f"{short}-{slug(text_of(heading))}"
        heading.name = f"h{min(6, int(heading.name[1]) + 1)}"
        heading.attrs = {"id": _unused(wanted, used)}


def _unused(wanted: str, used: set[str]) -> str:
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    used.add(name)
    return name


def _open(soup: BeautifulSoup) -> None:
    """Set the title apart, with the question below it and the main points."""
    title = soup.find("h2")
    if title is None:
        return
    match = PRIORITY.fullmatch(text_of(title))
    if match:
        title.clear()
        eyebrow = soup.new_tag("span", attrs={"class": "eyebrow"})
        colon = soup.new_tag("span", attrs={"class": "visually-hidden"})
        colon.string = ":"
        eyebrow.extend([match[1], colon])
        title.extend([eyebrow, " ", match[3]])
    opener = title.wrap(soup.new_tag("header", attrs={"class": "opener"}))
    lede = opener.find_next_sibling()
    if lede is not None and lede.name == "p" and not lede.attrs:
        lede["class"] = "lede"
        opener.extend(["\n", lede.extract()])
    points = opener.find_next_sibling()
    if points is not None and points.name == "ul":
        points["aria-label"] = "Main points"
        opener.extend(["\n", points.extract()])


def _number(soup: BeautifulSoup) -> str:
    """Return the number of the section's priority; blank for other sections."""
    match = PRIORITY.fullmatch(text_of(soup.find("h2")).replace("::", ":"))
    return match[2] if match else ""
