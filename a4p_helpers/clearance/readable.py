"""All that a file of a report holds, as a reader or a program can get at it: text within text."""

import base64
import io
import re
import zipfile
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

EMBEDDED = re.compile(rb"base64,([A-Za-z0-9+/=]+)")
ZIPPED = (".xlsx", ".docx")


def parts(path: Path) -> list[bytes]:
    """Return a file's bytes, unzipped; its embedded pictures; a PDF's pages and other texts."""
    content = path.read_bytes()
    found = [content, *(base64.b64decode(one) for one in EMBEDDED.findall(content))]
    if path.suffix in ZIPPED:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(name) for name in archive.namelist()]
            found += [name.encode() for name in archive.namelist()]
    if path.suffix == ".pdf":
        found += _of_pdf(PdfReader(io.BytesIO(content)))
    return found


def _of_pdf(reader: PdfReader) -> list[bytes]:
    found = ["".join(page.extract_text() for page in reader.pages).encode()]
    found.append(str(reader.metadata).encode())
    root = reader.root_object
    if "/Metadata" in root and isinstance(metadata := root["/Metadata"], StreamObject):
        found.append(metadata.get_data())
    # Alternative texts, titles of bookmarks and the like stand in objects beside the pages.
    numbers = {*reader.xref.get(0, {}), *reader.xref_objStm}
    objects = [reader.get_object(number) for number in sorted(numbers) if number]
    return [*found, *(text.encode() for one in objects for text in _strings(one))]


def _strings(one: object) -> list[str]:
    """Return the texts that an object of a PDF holds itself; what it points to comes by itself."""
    if isinstance(one, TextStringObject):
        return [str(one)]
    if isinstance(one, DictionaryObject):
        return [text for part in one.values() for text in _strings(part)]
    if isinstance(one, ArrayObject):
        return [text for part in one for text in _strings(part)]
    return []
