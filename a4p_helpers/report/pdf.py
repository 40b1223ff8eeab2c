"""The printed report: a tagged PDF (PDF/UA-1), which Typst sets from content and a design.

The designs lie in `designs/`; a volume is one of them with its content (see `content`). The package
brings its own typeface, so the same content gives the same bytes on every machine.
"""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from a4p_helpers.core import paths
from a4p_helpers.core.periods import Period
from a4p_helpers.report.content import Content


class PrintError(ValueError):
    """The content cannot be printed; the message is Typst's, with the place in the design."""


def write(design: str, content: Content, period: Period, path: Path) -> None:
    """Write a volume: its design, such as `core`, filled with content and dated by its period.

    Raises
    ------
    PrintError
        The content does not fit the design, or is not accessible: a picture without words.
    """
    day = datetime.combine(period.as_of, time(), UTC)
    try:
        printed = typst.compile(
            str(paths.DESIGNS / f"{design}.typ"),
            root=str(paths.DESIGNS),
            sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
            font_paths=[str(paths.typeface()), str(paths.signs())],
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=int(day.timestamp()),
        )
    except typst.TypstError as error:
        raise PrintError(f"{path.name} cannot be printed: {error.message}") from error
    path.write_bytes(_with_row_headers(printed))


def _with_row_headers(printed: bytes) -> bytes:
    """Mark the first cell of each table row as its header: Typst marks only column headers."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed)))
    writer.metadata = writer.metadata  # otherwise pypdf would name itself as the producer
    spanned = 0  # rows under a header that spans them
    for row in _rows(writer.root_object["/StructTreeRoot"], in_body=False):
        first = next(iter(_inside(row)), None)
        if spanned:
            spanned -= 1
        elif first is not None and first["/S"] == "/TD":
            scope = DictionaryObject(
                {NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Row")}
            )
            known = first.get("/A")
            others = [] if known is None else known if isinstance(known, list) else [known]
            spans = (one.get_object().get("/RowSpan", 1) for one in others)
            spanned = max(spans, default=1) - 1
            first[NameObject("/S")] = NameObject("/TH")
            first[NameObject("/A")] = ArrayObject([*others, scope])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _rows(node: Any, *, in_body: bool) -> Iterator[Any]:
    """Give the rows of the bodies of all tables below a node of the structure."""
    for child in _inside(node):
        kind = child["/S"]
        if kind == "/TR" and in_body:
            yield child
        else:
            yield from _rows(child, in_body=kind == "/TBody" or (in_body and kind != "/Table"))


def _inside(node: Any) -> list[Any]:
    """Return the elements right below a node of the structure."""
    kids = node.get("/K")
    kids = [] if kids is None else kids.get_object()
    found = [one.get_object() for one in (kids if isinstance(kids, list) else [kids])]
    return [one for one in found if isinstance(one, dict) and "/S" in one]
