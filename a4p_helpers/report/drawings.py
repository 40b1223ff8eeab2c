"""Charts drawn in the page itself, in its typeface and its colours for light and dark modes.

A picture with anything but the plain elements that matplotlib draws stays a picture.
"""

import re
from base64 import b64decode
from html import escape

from bs4 import BeautifulSoup, Tag

SVG = "data:image/svg+xml;base64,"
# The elements of a drawing; anything else keeps it a picture.
TAGS = {"svg", "g", "path", "text", "tspan", "use", "defs", "pattern", "rect", "clipPath", "circle"}
OF_STYLE = {
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap"),
    *("stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "stroke-miterlimit"),
    *("font-size", "font-weight", "font-style", "text-anchor"),
}
PLAIN = {
    *("d", "x", "y", "width", "height", "viewBox", "transform", "points", "cx", "cy", "r"),
    *("patternUnits", "clip-path", "href", "id"),
}
COLOURS = {
    "#14212b": "--ink",
    "#4f5b67": "--quiet",
    "#c9d1d8": "--rule",
    "#f2f5f7": "--wash",
    "#ffffff": "--paper",
    "#6b7782": "--grey",
    "#0b5394": "--p1",
    "#0e6b63": "--p2",
    "#7a2a68": "--p3",
    "#9a3b26": "--p4",
    "#5b3fa0": "--p5",
    "#3f6212": "--p6",
    "#7a5a00": "--p7",
}
ELEMENT = re.compile(r"<(/?)([\w:]+)((?:\s+[\w:-]+=\"[^\"]*\")*)\s*(/?)>")
ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
NAMED = re.compile(r"(?:url\(|href=\")#([\w-]+)")
SHEET = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)


class _NotPlainError(ValueError):
    """A picture contains something that none of our drawings has."""


def inline(html: str) -> str:
    """Return a section with its charts drawn in it, each for a wide and for a narrow window."""
    soup = BeautifulSoup(html, "html.parser")
    pictures = soup.find_all("picture")
    for number, picture in enumerate(pictures, start=1):
        image, narrow = picture.find("img"), picture.find("source")
        if image is None or narrow is None:
            continue
        try:
            drawn = [
                _drawing(str(address), str(image.get("alt", "")), look, f"d{number}{look[0]}")
                for address, look in ((image["src"], "wide"), (narrow["srcset"], "narrow"))
            ]
        except _NotPlainError:
            continue
        picture.replace_with(BeautifulSoup("".join(drawn), "html.parser"))
    return str(soup) if pictures else html


def is_plain(tag: Tag) -> bool:
    """Whether a drawing in a page is ours: named in words, and made only of plain elements."""
    inner = [tag, *tag.find_all(True)]
    return (
        tag.get("role") == "img"
        and bool(str(tag.get("aria-label", "")).strip())
        and {one.name for one in inner} <= {name.lower() for name in TAGS} | TAGS
        and all(str(one.get("href", "#")).startswith("#") for one in inner)
    )


def _drawing(address: str, alt: str, look: str, prefix: str) -> str:
    """Return a picture as an element of the page; its ids have a unique prefix."""
    if not address.startswith(SVG):
        raise _NotPlainError
    text = SHEET.sub("", b64decode(address.removeprefix(SVG)).decode("utf-8"))
    named = set(NAMED.findall(text))
    box = re.search(r'viewBox="([\d. ]+)"', text)
    if box is None or "<!" in text:
        raise _NotPlainError

    def element(match: re.Match[str]) -> str:
        end, tag, given, closed = match.groups()
        if tag not in TAGS:
            raise _NotPlainError
        if tag == "svg":
            start = f'<svg class="{look}" viewBox="{box[1]}" role="img" aria-label="{escape(alt)}"'
            return "</svg>" if end else f'{start} stroke-linejoin="round">'
        kept = " ".join(_attributes(ATTRIBUTE.findall(given), named, prefix))
        return f"<{end}{tag}{' ' if kept else ''}{kept}{closed}>"

    drawn = ELEMENT.sub(element, text)
    if set(re.findall(r"<(?!/?[\w:]+[\s/>])", drawn)):
        raise _NotPlainError
    return re.sub(r"\n+", "\n", drawn).strip()


def _attributes(given: list[tuple[str, str]], named: set[str], prefix: str) -> list[str]:
    kept = []
    for name, value in given:
        if name == "style":
            pairs = [one.partition(":") for one in value.split(";") if one.strip()]
            kept += _attributes([(n.strip(), v.strip()) for n, _, v in pairs], named, prefix)
            continue
        name = name.removeprefix("xlink:")
        if name == "id" and value not in named:
            continue
        if name.startswith("xmlns") or name in ("version", "space", "xml:space"):
            continue
        if name not in OF_STYLE | PLAIN:
            raise _NotPlainError
        written = re.sub(r"#([\w-]+)", lambda m: _named(m, named, prefix), value)
        kept.append(f'{name}="{prefix}-{value}"' if name == "id" else f'{name}="{written}"')
    return kept


def _named(match: re.Match[str], named: set[str], prefix: str) -> str:
    """Replace a colour by the page's own, and make a name unique to this drawing."""
    if match[1] in named:
        return f"#{prefix}-{match[1]}"
    variable = COLOURS.get(match[0].lower())
    return f"var({variable})" if variable else match[0]
