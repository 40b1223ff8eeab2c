"""The body of a Word document as pandoc leaves it, finished: contents, tables, annexes across."""

from copy import deepcopy
from itertools import count

from lxml import etree

from a4p_helpers.report import columns

ANNEXES = "annexes"  # the mark at which the annexes begin
TABLE_TEXT = "TableText"
LONG_SIDE, SHORT_SIDE = 16838, 11906  # of A4, in twentieths of a point
TOC = r'TOC \o "1-2" \h \z \u'

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
W = f"{{{NAMES['w']}}}"


def finished(content: bytes) -> bytes:
    """Return the body of a document with its contents filled in and its tables laid out."""
    document = etree.fromstring(content)
    # pandoc describes the inner picture by its address, which some readers would speak.
    for picture in _found(document, "//pic:cNvPr[starts-with(@descr, 'data:')]"):
        del picture.attrib["descr"]
    _fill_contents(document)
    (layout,) = _found(document, "w:body/w:sectPr")
    (margins,) = layout.findall(f"{W}pgMar")
    room = -sum(int(margins.get(f"{W}{side}")) for side in ("left", "right"))
    marks = _found(document, f"//w:bookmarkStart[@w:name='{ANNEXES}']")
    across = {table for mark in marks for table in _found(mark, "following::w:tbl")}
    for table in document.iter(f"{W}tbl"):
        _widen(table, room + (LONG_SIDE if table in across else SHORT_SIDE))
        _keep_rows(table)
    for mark in marks:
        _lay_across(mark, layout)
    body: bytes = etree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return body


def _found(under: etree._Element, path: str) -> list[etree._Element]:
    found: list[etree._Element] = under.xpath(path, namespaces=NAMES)
    return found


def _made(name: str, /, *inner: etree._Element, text: str = "", **told: object) -> etree._Element:
    """Make an element with what is in it; `told` are its attributes."""
    one = etree.Element(W + name, {W + key: str(value) for key, value in told.items()})
    one.extend(inner)
    if text:
        one.text = text
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return one


def _field(kind: str) -> etree._Element:
    return _made("r", _made("fldChar", fldCharType=kind))


def _fill_contents(document: etree._Element) -> None:
    """Fill in the contents: pandoc leaves them empty until Word has asked whether to do it.

    Lines lead to their heading; Word writes the page numbers when it updates them.
    """
    lines, numbers = [], count(1)
    for level in _found(document, "//w:p/w:pPr/w:pStyle[@w:val='Heading1' or @w:val='Heading2']"):
        properties = level.getparent()
        heading = properties.getparent()
        number = next(numbers)
        place, mark = 99_999 + number, f"_Toc{number:06}"
        title = "".join(_found(heading, ".//w:t/text()"))
        properties.addnext(_made("bookmarkStart", id=place, name=mark))
        heading.append(_made("bookmarkEnd", id=place))
        link = _made("hyperlink", _made("r", _made("t", text=title)), anchor=mark, history=1)
        style = _made("pStyle", val=level.get(f"{W}val").replace("Heading", "TOC"))
        lines.append(_made("p", _made("pPr", style), link))
    for field in _found(document, "//w:p[w:r/w:instrText[contains(., 'TOC ')]]")[: len(lines)]:
        start = (_field("begin"), _made("r", _made("instrText", text=TOC)), _field("separate"))
        lines[0][1:1] = start
        for line in (*lines, _made("p", _field("end"))):
            field.addprevious(line)
        field.getparent().remove(field)


def _widen(table: etree._Element, room: int) -> None:
    """Make a table as wide as its page."""
    grid = list(table.iter(f"{W}gridCol"))
    widths = [int(column.get(f"{W}w")) for column in grid]
    for column, width in zip(grid, widths, strict=True):
        column.set(f"{W}w", str(width * room // sum(widths)))


def _keep_rows(table: etree._Element) -> None:
    """Keep rows whole, a short table on one page, and rows together that belong together."""
    rows = list(table.iter(f"{W}tr"))
    last = len(rows) - 1
    has_source = bool(_found(table, "following-sibling::*[1]/w:pPr/w:pStyle[@w:val='Source']"))

    def is_kept(at: int) -> bool:
        if at == last:
            return has_source
        is_edge = at <= 1 or at == last - 1  # no row of a long table stands alone
        goes_on = _found(rows[at + 1], ".//w:vMerge[@w:val='continue']")
        return is_edge or len(rows) <= columns.WHOLE + 1 or bool(goes_on)

    for at, row in enumerate(rows):
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = _made("trPr")
            row.insert(0, properties)
        properties.insert(0, _made("cantSplit"))
        for style in _found(row, ".//w:pStyle[@w:val='Compact']"):
            style.set(f"{W}val", TABLE_TEXT)
            if is_kept(at):
                style.addnext(_made("keepNext"))


def _lay_across(mark: etree._Element, layout: etree._Element) -> None:
    """Lay the annexes, whose tables are wide, across the page."""
    (outside,) = _found(mark, "ancestor-or-self::*[parent::w:body]")
    outside.addprevious(_made("p", _made("pPr", deepcopy(layout))))
    (size,) = layout.findall(f"{W}pgSz")
    size.attrib.update(
        {f"{W}w": str(LONG_SIDE), f"{W}h": str(SHORT_SIDE), f"{W}orient": "landscape"}
    )
