"""All text in a file of a report, as a reader or a program can extract it: text within text."""

import base64
import html
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

EMBEDDED = re.compile(rb"base64,([A-Za-z0-9+/=]+)")
# Where the objects of a PDF begin: any number may occur here by chance, and means nothing.
OFFSETS = re.compile(rb"\d{10} \d{5} [nf]|startxref\s+\d+")
ZIPPED = (".xlsx", ".docx")
SHORTEST = 12  # a shorter text may occur in both editions by chance
TAG, SPACE = re.compile(r"<[^>]*>"), re.compile(r"[\s\u200b\u00ad\u2010-]+")


def parts(path: Path) -> list[bytes]:
    """Return a file's bytes, unzipped; its embedded pictures; a PDF's pages and other texts."""
    content = path.read_bytes()
    found = [content, *(base64.b64decode(one) for one in EMBEDDED.findall(content))]
    if path.suffix in ZIPPED:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
            found += [name.encode() for name in archive.namelist()]
    if path.suffix == ".pdf":
        found[0] = OFFSETS.sub(b"", content)
        found += _of_pdf(PdfReader(io.BytesIO(content)))
    return found


def texts(path: Path) -> Iterator[str]:
    """Give the texts of a file: as they are, and as a reader sees them without markup."""
    if path.suffix in (".ipynb", ".json"):
        for text in _of_json(json.loads(path.read_text(encoding="utf-8"))):
            yield text
            yield TAG.sub("", text)  # outputs of notebooks are pages
    for part in parts(path):
        text = part.decode("utf-8", errors="ignore")
        yield text
        yield text.replace('""', '"') if path.suffix == ".csv" else TAG.sub("", text)


def _of_json(told: object) -> Iterator[str]:
    """Give every text of a JSON file; a notebook's cells are lists of lines."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, part in told.items():
            yield name
            yield from _of_json(part)
    elif isinstance(told, list):
        if told and all(isinstance(part, str) for part in told):
            yield "".join(told)
        for part in told:
            yield from _of_json(part)


def bare(text: str) -> str:
    """Remove what may differ between files: case, spaces, hyphens, line breaks, codes."""
    return SPACE.sub("", unicodedata.normalize("NFKC", html.unescape(text))).casefold()


def _of_pdf(reader: PdfReader) -> list[bytes]:
    found = ["".join(page.extract_text() for page in reader.pages).encode()]
    found.append(str(reader.metadata).encode())
    root = reader.root_object
    if "/Metadata" in root and isinstance(metadata := root["/Metadata"], StreamObject):
        found.append(metadata.get_data())
    # Alternative texts, titles of bookmarks and the like are in objects beside the pages.
    numbers = {*reader.xref.get(0, {}), *reader.xref_objStm}
    objects = [reader.get_object(number) for number in sorted(numbers) if number]
    return [*found, *(text.encode() for one in objects for text in _strings(one))]


def _strings(one: object) -> list[str]:
    """Return the texts in an object of a PDF itself; the objects it points to come separately."""
    if isinstance(one, TextStringObject):
        return [str(one)]
    if isinstance(one, DictionaryObject):
        return [text for part in one.values() for text in _strings(part)]
    if isinstance(one, ArrayObject):
        return [text for part in one for text in _strings(part)]
    return []
