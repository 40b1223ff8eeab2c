"""The body of a Word document as pandoc leaves it, finished: contents, tables, annexes across."""

import re

from a4p_helpers.report import columns

ANNEXES = "annexes"  # the mark at which the annexes begin
TABLE_TEXT = "TableText"
LONG_SIDE, SHORT_SIDE = 16838, 11906  # of A4, in twentieths of a point

# Lines of the contents lead to their heading; Word writes the page numbers when it updates them.
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve">TOC \\o "1-2" \\h \\z \\u</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
FIELD_END = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
LINE = (
    '<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{field}'
    '<w:hyperlink w:anchor="{mark}" w:history="1">'
    '<w:r><w:t xml:space="preserve">{title}</w:t></w:r></w:hyperlink></w:p>'
)

EMPTY_FIELD = re.compile(r"<w:p><w:r><w:fldChar\b(?:(?!</w:p>).)*\bTOC .*?</w:p>", re.DOTALL)
HEADING = re.compile(
    r'(<w:p><w:pPr><w:pStyle w:val="Heading([12])" /></w:pPr>)(.*?)(</w:p>)', re.DOTALL
)
WORDS = re.compile(r"<w:t\b[^>]*>([^<]*)</w:t>")
TABLE = re.compile(r'<w:tbl>.*?</w:tbl>(\s*<w:p><w:pPr><w:pStyle w:val="Source" />)?', re.DOTALL)
ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
COLUMN = re.compile(r'<w:gridCol w:w="(\d+)" />')
FROM_ABOVE = '<w:vMerge w:val="continue" />'
LAYOUT = re.compile(r"<w:sectPr\b(?:(?!<w:sectPr).)*</w:sectPr>(?=\s*</w:body>)", re.DOTALL)
MARGIN = re.compile(r'w:(?:left|right)="(\d+)"')
PICTURE = re.compile(r'(<pic:cNvPr\b[^>]*?) descr="data:[^"]*"')


def finished(text: str) -> str:
    """Return the body of a document with its contents filled in and its tables laid out."""
    # pandoc describes the inner picture by its address, which some readers would speak.
    text = PICTURE.sub(r"\1", text)
    return _annexes_across(_with_tables(_with_contents(text)))


def _with_contents(text: str) -> str:
    """Fill in the contents: pandoc leaves them empty until Word has asked whether to do it."""
    lines: list[str] = []

    def marked(heading: re.Match[str]) -> str:
        start, level, runs, end = heading.groups()
        mark = f"_Toc{len(lines) + 1:06}"
        place = f'w:id="{100_000 + len(lines)}"'
        field = "" if lines else FIELD
        title = "".join(WORDS.findall(runs))
        lines.append(LINE.format(level=level, mark=mark, title=title, field=field))
        return (
            f'{start}<w:bookmarkStart {place} w:name="{mark}"/>{runs}<w:bookmarkEnd {place}/>{end}'
        )

    text = HEADING.sub(marked, text)
    contents = "".join(lines) + FIELD_END
    return EMPTY_FIELD.sub(lambda _: contents, text, count=1) if lines else text


def _with_tables(text: str) -> str:
    """Lay out every table: as wide as its page, and no page break where it would hurt."""
    layout = LAYOUT.search(text)
    margins = sum(map(int, MARGIN.findall(layout[0]))) if layout else 0
    annexes = _start_of_annexes(text)

    def laid_out(table: re.Match[str]) -> str:
        is_across = 0 <= annexes < table.start()
        room = (LONG_SIDE if is_across else SHORT_SIDE) - margins
        return _rows_kept(_as_wide(table[0], room), has_source=bool(table[1]))

    return TABLE.sub(laid_out, text)


def _as_wide(table: str, room: int) -> str:
    total = sum(map(int, COLUMN.findall(table)))
    return COLUMN.sub(lambda one: f'<w:gridCol w:w="{int(one[1]) * room // total}" />', table)


def _rows_kept(table: str, has_source: bool) -> str:
    """Keep rows whole, a short table on one page, and rows together that belong together."""
    rows = ROW.findall(table)
    last = len(rows) - 1

    def with_next(at: int) -> bool:
        if at == last:
            return has_source
        is_edge = at <= 1 or at == last - 1  # no row of a long table stands alone
        return is_edge or len(rows) <= columns.WHOLE + 1 or FROM_ABOVE in rows[at + 1]

    def kept(at: int, row: str) -> str:
        if "<w:trPr>" in row:
            row = row.replace("<w:trPr>", "<w:trPr><w:cantSplit />", 1)
        else:
            row = row.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", 1)
        next_one = "<w:keepNext />" if with_next(at) else ""
        return row.replace(
            '<w:pStyle w:val="Compact" />', f'<w:pStyle w:val="{TABLE_TEXT}" />{next_one}'
        )

    numbered = iter(range(len(rows)))
    return ROW.sub(lambda row: kept(next(numbered), row[0]), table)


def _start_of_annexes(text: str) -> int:
    return text.find(f'w:name="{ANNEXES}"')


def _annexes_across(text: str) -> str:
    """Lay the annexes, whose tables are wide, across the page."""
    start = _start_of_annexes(text)
    layout = LAYOUT.search(text)
    if start < 0 or layout is None:
        return text
    upright = layout[0]
    lying = re.sub(
        r"<w:pgSz [^>]*/>",
        f'<w:pgSz w:w="{LONG_SIDE}" w:h="{SHORT_SIDE}" w:orient="landscape"/>',
        upright,
    )
    mark = text.rfind("<w:bookmarkStart", 0, start)
    paragraph = text.rfind("<w:p>", 0, mark)
    is_inside = paragraph > text.rfind("</w:p>", 0, mark)
    head = text[: paragraph if is_inside else mark]
    rest = text[len(head) : layout.start()]
    ending = f"<w:p><w:pPr>{upright}</w:pPr></w:p>"
    return head + ending + rest + lying + text[layout.end() :]
