"""Internal text in raw files, found without the workbook's own readers: the second leak check.

The first check looks for what cleaning has read as internal, so it misses what cleaning misread:
an unclosed quotation mark carries an internal row into the text of an external one. Here a file is
lines of text, or cells of XML, and any text near a classification that is not external is secret,
whatever table or column it belongs to.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

from a4p_helpers.clean import form
from a4p_helpers.clearance.readable import SHORTEST, bare
from a4p_helpers.contracts import TABLES, phrases
from a4p_helpers.contracts.questions import QUESTIONS
from a4p_helpers.core import languages, paths, plan, scales
from a4p_helpers.indicators.register import BLOCKS, REGISTER

INSIDE, OUTSIDE, UNSAID = "inside", "outside", ""
WORDS = {
    INSIDE: ("internal", "interne", "confidential", "confidentiel", "confidentielle", "restricted"),
    OUTSIDE: ("external", "externe", "public", "publique"),
}
ALIKE = 0.85  # similarity of a misspelt word; external and internal are less alike
LONGEST_WORD = 60
# Words around it that change nothing: "for internal use only".
AROUND = re.compile(r"^(strictly|strictement|for|à|un)+|(useonly|use|only|uniquement)$|[\W_]+")
# A text that states its own classification, in English and French.
SAYS_SO = re.compile(
    r"""^\W*(?:strictly\ |strictement\ )?(?:internal|interne|confidential|confidentiel(?:le)?)
            \s*(?:[:.\-–—\])]|$)
      | [\[(]\s*(?:internal|interne|confidential|confidentiel(?:le)?)\s*[\])]
      | \b(?:internal|official)\ use\ only\b | \bfor\ internal\ (?:use|distribution|circulation)\b
      | \binternal\ only\b | \b(?:à\ )?usage\ (?:strictement\ )?interne\b | \bà\ titre\ interne\b
      | \bnot\ (?:for|to\ be|to)\ (?:\w+\ )?
            (?:publication|publish(?:ed)?|release[d]?|distribution|circulat(?:ion|ed))\b
      | \bdo\ not\ (?:publish|release|distribute|circulate)\b
      | \bne\ pas\ (?:publier|diffuser|divulguer)\b | \bne\ doi(?:t|vent)\ pas\ être\ publié
      | \bpas\ (?:pour|destinée?s?\ à)\ (?:la\ )?(?:publication|diffusion)\b
      | \bthis\ (?:\w+\ ){0,2}is\ (?:strictly\ )?(?:internal|confidential)\b
      | \b(?:ceci|ce\ \w+)\ est\ (?:strictement\ )?(?:interne|confidentiel)""",
    re.IGNORECASE | re.VERBOSE,
)
SEPARATORS = ",;\t|"
# Between cells, not within a sentence, where a space would follow.
BETWEEN = re.compile(rf"[{SEPARATORS}](?!\s)")
QUOTED = re.compile(rf'(?<![^{SEPARATORS}\n])"(?:[^"]|"")*+"(?![^{SEPARATORS}\n])')
XML, SHEETS = ".xml", "xl/worksheets/"
EMPTY_CELLS = re.compile(rb"<c [^<>]*/>")  # most of a form
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SENTENCE_ENDS = re.compile(r"(?<=[.!?…:;\])])\s+|\s[-–—]\s+|\n+")
SENTENCE = 20  # anybody might write a shorter sentence
WINDOW = 40  # the length of the pieces of a long sentence, whatever precedes and follows them
HEADING = ("classification", "classement")


@dataclass(frozen=True)
class Row:
    """Neighbouring cells: their place, and their classification."""

    place: str
    cells: tuple[str, ...]
    level: str


@dataclass
class Found:
    """The secret texts, bare, with their places; and the files that could not be searched."""

    secret: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def secret(period: str) -> Found:
    """Return the texts that the raw files of a period keep internal and no raw file makes external.

    Superseded and faulty returns count as well. A text that a sender made external before and keeps
    internal now is secret; one that was internal before and is external now is not.
    """
    found, rows = Found(), {}
    room = paths.raw(period)
    for path in sorted([*room.glob("tables/*"), *room.glob("returns/*")]):
        reader = READERS.get(path.suffix.lower())
        if reader is None or path.name.startswith("."):
            continue
        try:
            rows[path] = list(reader(path))
        except (OSError, ValueError, LookupError, ParseError, DefusedXmlException, *ZIPS) as error:
            found.unread.append(
                f"{paths.shown(path)} cannot be searched for internal text "
                f"({type(error).__name__}): restore it, or move it elsewhere."
            )
    if not any(row.level == INSIDE for of_file in rows.values() for row in of_file):
        return found
    told = {path: _told(of_file) for path, of_file in rows.items()}
    known = shared_words()
    for path, of_file in rows.items():
        outside = [known, *(text for other, text in told.items() if not _is_replaced(other, path))]
        for row in of_file:
            if row.level != INSIDE:
                continue
            for piece in (piece for cell in row.cells for piece in _pieces(cell)):
                if not any(piece in text for text in outside):
                    found.secret.setdefault(piece, f"{paths.shown(path)}, {row.place}")
    return found


def _told(rows: Sequence[Row]) -> str:
    return "\n".join(bare(cell) for row in rows if row.level == OUTSIDE for cell in row.cells)


def _is_replaced(one: Path, by: Path) -> bool:
    """Whether a return is an earlier one of the same kind and sender: UNMISS-1.xlsx, UNMISS-2."""
    first, second = (re.fullmatch(r"(.+?)-(\d+)([-.].*)", path.name) for path in (one, by))
    if one.parent != by.parent or not first or not second:
        return False
    same = (first[1], first[3]) == (second[1], second[3])
    return same and int(first[2]) < int(second[2])


def _pieces(cell: str) -> Iterator[str]:
    """Give the parts of a cell to search, bare: a report may cut a text or join it with others.

    They are the smallest parts that are unique: its sentences, and pieces of long ones.
    """
    sentences = [bare(one).rstrip(".") for one in SENTENCE_ENDS.split(cell)]
    long_ones = [one for one in sentences if len(one) >= SENTENCE]
    for one in long_ones or [bare(cell).rstrip(".")]:
        cut = [one[at : at + WINDOW] for at in range(0, len(one) - WINDOW + 1, WINDOW)]
        for piece in cut if len(one) >= 2 * WINDOW else [one]:
            # Numbers and days may occur in both editions by chance.
            if len(piece) >= SHORTEST and sum(map(str.isalpha, piece)) > len(piece) // 2:
                yield piece


def shared_words() -> str:
    """Return the words of the workbook and its reference data, which all rows share."""
    lists = {name: told for name, told in vars(scales).items() if name.isupper()}
    said = {name: told for name, told in vars(phrases).items() if name.isupper()}
    words = [*_texts(lists), *REGISTER, *(one.title for one in REGISTER.values())]
    words += [word for one in BLOCKS.values() for word in (one.id, one.title)]
    words += [*_texts(said), *_texts([asdict(one) for one in QUESTIONS.values()])]
    words += [f"{one.number}  {one.title}" for one in plan.versions()]
    for contract in TABLES.values():
        for name, column in contract.to_schema().columns.items():
            words += [name, column.title or "", column.description or ""]
            words += [text for check in column.checks for text in _texts(check.statistics)]
    for path in sorted(paths.reference("").glob("*.csv")):
        words += [cell for row in _of_csv(path) for cell in row.cells]
    return "\n".join(map(bare, words))


def _texts(told: Any) -> Iterator[str]:
    """Give the texts in lists and tables of lists."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for name, part in told.items():
            yield from _texts(name)
            yield from _texts(part)
    elif isinstance(told, (list, tuple, set, frozenset)):
        for part in told:
            yield from _texts(part)


# Classifications of cells


def _rows(place: str, cells: Sequence[str], stated: str = "", unsaid: str = OUTSIDE) -> list[Row]:
    """Return cells with their classification, from what is among them.

    `stated` is the cell with their classification, if that cell is known: "external" there is the
    sender's decision, whatever a text says. Otherwise a text that calls itself internal makes its
    row internal.
    """
    pieces = [part for cell in cells for part in _parts(cell)]
    if _word(stated) == OUTSIDE and len(pieces) == len(cells):  # no other row lies within a cell
        return [Row(place, tuple(cells), OUTSIDE)]
    cells = pieces
    words = {_word(cell) for cell in cells}
    stays = [cell for cell in cells if SAYS_SO.search(" ".join(cell.split()))]
    if INSIDE in words or (stated.strip() and _word(stated) != OUTSIDE):
        return [Row(place, tuple(cells), INSIDE)]
    if OUTSIDE in words and stays:
        others = tuple(cell for cell in cells if cell not in stays)
        return [Row(place, tuple(stays), INSIDE), Row(place, others, OUTSIDE)]
    return [Row(place, tuple(cells), INSIDE if stays else OUTSIDE if words & {OUTSIDE} else unsaid)]


def _parts(cell: str) -> list[str]:
    """Return a cell, or the cells within it if whole lines were read as one."""
    lines = [BETWEEN.split(line) for line in cell.splitlines()]
    parts = [part.strip(' "') for line in lines for part in line]
    within = any(_word(part) for line in lines if len(line) > 1 for part in line)
    return parts if within else [cell]


@lru_cache(maxsize=2**14)  # the same few words recur in most cells of a table
def _word(cell: str) -> str:
    """Return the classification that a cell gives, however it is spelt."""
    said = bare(cell) if len(cell) <= LONGEST_WORD else ""
    if not said or said.isdecimal():
        return UNSAID
    said = AROUND.sub("", AROUND.sub("", said)).removeprefix("usage")
    for level, words in WORDS.items():
        if get_close_matches(said, words, 1, ALIKE):
            return level
    return UNSAID


# CSV


def _of_csv(path: Path) -> Iterator[Row]:
    """Give the rows of a CSV file by its physical lines, whatever its encoding and separator.

    An incomplete row without a classification is internal if the nearest classified row before or
    after it is: it may be a piece of that row.
    """
    header: list[str] = []
    separator = ","
    rows: list[list[Row]] = []
    for start, group, fits in _records(_lines(path.read_bytes())):
        record = "\n".join(group)
        if not record.strip(SEPARATORS + ' "\n') or re.fullmatch(r'"?sep=."?', record.strip()):
            continue
        place = f"line {start + 1}"
        if not header:
            separator = max(SEPARATORS, key=record.count)
            header = _cells(record, separator)
            rows.append(_rows(place, header))
            continue
        cells = _cells(record, separator) if fits else BETWEEN.split(record)
        is_whole = fits and len(cells) == len(header)
        cells = cells if fits else [cell.strip(' "').replace('""', '"') for cell in cells]
        rows.append(_rows(place, cells, _stated(cells, header), OUTSIDE if is_whole else UNSAID))
    before, after = _nearest(rows), _nearest(rows[::-1])[::-1]
    for of_record, *near in zip(rows, before, after, strict=True):
        for row in of_record:
            inside = row.level == UNSAID and INSIDE in near
            yield Row(row.place, row.cells, INSIDE) if inside else row


def _nearest(rows: list[list[Row]]) -> list[str]:
    """Return for each record the last classification given up to it."""
    found, last = [], UNSAID
    for of_record in rows:
        said = [row.level for row in of_record if row.level]
        last = INSIDE if INSIDE in said else said[0] if said else last
        found.append(last)
    return found


def _lines(content: bytes) -> list[str]:
    """Return the physical lines of a file, each decoded alone: a bad byte spoils only its line."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", errors="replace").encode()
    elif b"\0" in content[:200]:
        order = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        content = content.decode(order, errors="replace").encode()
    lines = []
    for line in re.split(rb"\r\n|\n|\r", content):
        try:
            lines.append(line.decode("utf-8-sig"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
    return lines


def _records(lines: list[str]) -> Iterator[tuple[int, list[str], bool]]:
    """Group lines into records by their quotation marks, and say whether the marks match.

    From the first mismatch nobody can say which lines form a row: each line comes alone.
    """
    start = marks = 0
    for at, line in enumerate(lines, start=1):
        marks += line.count('"')
        if marks % 2:
            continue
        group = lines[start:at]
        if len(group) > 1 and '"' in QUOTED.sub("", "\n".join(group)):
            break
        yield start, group, True
        start, marks = at, 0
    yield from ((at, [line], False) for at, line in enumerate(lines[start:], start))


def _cells(record: str, separator: str) -> list[str]:
    """Split a record at its separators, but not within quotation marks."""
    cell = re.compile(rf'\s*"((?:[^"]|"")*+)"\s*(?={re.escape(separator)}|\Z)|[^{separator}]*')
    cells, at = [], 0
    while at <= len(record):
        match = cell.match(record, at)
        if match is None:
            break
        quoted = match[1]
        cells.append(match[0].strip(' "') if quoted is None else quoted.replace('""', '"'))
        at = match.end() + 1
    return cells


def _stated(cells: Sequence[str], header: Sequence[str]) -> str:
    """Return the cell of the classification, if there are as many cells as headings."""
    places = [at for at, name in enumerate(header) if _is_heading(name)]
    return cells[places[0]] if places and len(cells) == len(header) else ""


@lru_cache(maxsize=2**14)
def _is_heading(text: str) -> bool:
    if text in languages.every(phrases.INSIDE):
        return True
    return len(text) <= LONGEST_WORD and bool(get_close_matches(bare(text), HEADING, 1, ALIKE))


# Forms and other workbooks


def _of_workbook(path: Path) -> Iterator[Row]:
    """Give the rows of a workbook from its XML; for a form, those that its reporter fills in."""
    with zipfile.ZipFile(path) as archive:
        parts = {name.lower(): archive.read(name) for name in archive.namelist() if XML in name}
    shared = []
    if strings := parts.get("xl/sharedstrings.xml"):
        shared = [_joined(one) for one in ElementTree.fromstring(strings).findall("{*}si")]
    titles = _titles(parts)
    is_form = form.META in titles.values()
    unfilled = (*languages.every(phrases.START), form.META, form.LISTS)
    for name in dict.fromkeys([*titles, *(one for one in parts if one.startswith(SHEETS))]):
        title = titles.get(name, name)
        if name in parts and not (is_form and title in unfilled):
            sheet = ElementTree.fromstring(EMPTY_CELLS.sub(b"", parts[name]))
            yield from _of_sheet(sheet, title, shared)


def _titles(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the title of each sheet by the part that holds it."""
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    found = {}
    for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).findall(".//{*}sheet"):
        id_ = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        part = posixpath.normpath(posixpath.join("/xl", targets.get(id_, ""))).lstrip("/")
        found[part.lower()] = str(sheet.get("name"))
    return found


def _of_sheet(sheet: Any, title: str, shared: list[str]) -> Iterator[Row]:
    column = ""
    for at, row in enumerate(sheet.findall(".//{*}row"), start=1):
        number = int(row.get("r", at))
        cells = {
            re.sub(r"\d", "", cell.get("r", "")): text
            for cell in row
            if (text := _cell(cell, shared)).strip()
        }
        headings = [letter for letter, text in cells.items() if _is_heading(text)]
        if headings and not column:
            column = headings[0]
        elif cells:
            stated = cells.get(column, "") if column else ""
            yield from _rows(f"sheet {title!r}, row {number}", list(cells.values()), stated)


def _cell(cell: Any, shared: list[str]) -> str:
    """Return the text of a cell; blank for a number."""
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    if kind == "s":
        return shared[int(value)]
    inline = cell.find("{*}is")
    if inline is not None:
        return _joined(inline)
    return _unescaped(value) if kind == "str" else ""


def _joined(strings: Any) -> str:
    """Join the runs of a text, without its phonetic guides."""
    runs = [*strings.findall("{*}t"), *strings.findall("{*}r/{*}t")]
    return _unescaped("".join(one.text or "" for one in runs))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


ZIPS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError)  # of damaged archives
READERS = {".csv": _of_csv, ".xlsx": _of_workbook}
