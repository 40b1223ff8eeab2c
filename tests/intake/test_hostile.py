"""Files that would do harm, or be misread: each ends in a clear sentence, at little cost."""

import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font

from a4p_helpers.clean import check, form, returns, workbook
from a4p_helpers.contracts import TABLES
from a4p_helpers.core.periods import get

NEXT = "2023-11"
SHEET = "xl/worksheets/sheet2.xml"  # the first table's
FIRST = form.TOP + 4  # the first row of a table with rows
SESSIONS = f"C{form.TOP}"


@pytest.fixture
def told(present):
    """Everything that is told of a file: its faults, then those of its tables."""

    def load(path, **known) -> str:
        found = returns.load(path, NEXT, present, **known)
        faults = [*found.faults, *(f for a in found.answers.values() for f in a.part.faults)]
        return "\n".join(map(str, faults))

    return load


@pytest.fixture
def part(blank):
    def read(reporter: str, name: str = SHEET) -> str:
        with zipfile.ZipFile(blank(reporter)) as parts:
            return parts.read(name).decode()

    return read


def told_at_little_cost(*paths) -> list[str]:
    """Load files in a process of their own, which takes little time and memory; what was told."""
    program = (
        "import json, re, resource, sys, time; from pathlib import Path\n"
        "from a4p_helpers.clean import returns\n"
        "told, status = [], '/proc/self/status'\n"
        "for path in sys.argv[1:]:\n"
        "    start = time.process_time()\n"
        "    found = returns.load(Path(path), '2023-11', ['UNMISS', 'UNFICYP'])\n"
        "    of_tables = [f for a in found.answers.values() for f in a.part.faults]\n"
        "    faults = chr(10).join(map(str, [*found.faults, *of_tables]))\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        # Linux counts in that what the process held before it became this program.
        "    if Path(status).is_file():\n"
        "        used = int(re.search(r'VmHWM:\\s+(\\d+)', Path(status).read_text())[1])\n"
        "    seconds = time.process_time() - start\n"
        "    told.append([faults, seconds, used / 1024])\n"
        "print(json.dumps(told))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    for path, (words, seconds, megabytes) in zip(paths, told, strict=True):
        assert seconds < 10 and megabytes < 500, (path.name, seconds, megabytes)
        assert words and "Traceback" not in words, (path.name, words)
    return [words for words, _, _ in told]


def rows_of(number: int, cells: int) -> str:
    row = "".join(f'<c r="{form.letter(at + 1)}{{0}}"><v>1</v></c>' for at in range(cells))
    return "".join(f'<row r="{at}">{row.format(at)}</row>' for at in range(FIRST, FIRST + number))


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
)


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HEADER = "reporter,mission,level,hospitals\n"
ROW = "DHMOSH,UNMISS,Level 2,1\n"


def test_bombs_cost_little(repacked, part):
    xml, styles = part("UNMISS"), part("UNMISS", "xl/styles.xml")

    def sheet(more: str, after: str = "") -> bytes:
        return xml.replace("</sheetData>", f"{more}</sheetData>{after}").encode()

    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    strings += f"{'<si><t>a</t></si>' * 115_000}</sst>"
    data, merged = "<sheetData>", '<mergeCell ref="A1:XFD1048576"/>' * 50_000
    entities = (BOMB + xml.split("?>", 1)[1]).replace(data, f"{data}&c;", 1)
    made = {
        "zip": {"xl/media/zeros.bin": bytes(300 * 2**20)},
        "far": {SHEET: sheet(FAR)},
        "entities": {SHEET: entities.encode()},
        "rows": {SHEET: sheet(rows_of(100_000, 3))},
        "rows beyond": {SHEET: sheet(rows_of(20_000, 2))},
        "sheets": {f"xl/worksheets/sheet{n}.xml": sheet(rows_of(20_000, 2)) for n in range(2, 6)},
        "strings": {"xl/sharedStrings.xml": strings.encode()},
        "merges": {SHEET: sheet("", f"<mergeCells>{merged}</mergeCells>")},
        "styles": {
            "xl/styles.xml": styles.replace("</cellXfs>", f"{'<xf/>' * 45_000}</cellXfs>").encode()
        },
    }
    files = [repacked("UNMISS", parts, f"{hazard}.xlsx") for hazard, parts in made.items()]
    told = dict(zip(made, told_at_little_cost(*files), strict=True))
    assert "far more than a return holds" in told["rows"]
    assert "outside the part of the sheet that is filled in" in told["rows beyond"]


def test_csv_files_of_far_too_much_cost_little(tmp_path):
    """Too many lines, too many rows, nothing but blank lines, commas, quotes or returns."""
    texts = [HEADER + ROW * 100_000, HEADER + ROW * 6_000, *(sign * 4_000_000 for sign in '\n,"\r')]
    files = [tmp_path / str(number) / "hospitals.csv" for number in range(len(texts))]
    for path, text in zip(files, texts, strict=True):
        path.parent.mkdir()
        path.write_bytes(text.encode())
    lines, rows, *_ = told_at_little_cost(*files)
    assert "lines, where a return has at most 20,000" in lines
    assert "6,000 rows, where a return has at most 5,000" in rows


@pytest.mark.parametrize("reporter", ["UNMISS", "DHMOSH"])
def test_a_form_as_it_was_written_has_no_marks(reporter, blank, layout):
    with workbook.opened(blank(reporter)) as book:
        for sheet in layout(reporter).sheets:
            inputs = {place for asked in sheet.asked for place in asked.inputs()}
            assert not book.read(sheet.title, sheet.last_row, 30, inputs).marks, sheet.title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_whatever_ends_them(end, tmp_path):
    path = tmp_path / "hospitals.csv"
    path.write_bytes(f"a{end}".encode() * 20_000)
    assert "lines" not in returns._too_much(path)
    path.write_bytes(f"a{end}".encode() * 20_001)
    assert "has 20,001 lines, where a return has at most 20,000" in returns._too_much(path)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "form.xlsx", "is empty"),
        (b"reporter,mission\nUNMISS,UNMISS\n", "form.xlsx", "is text with separators"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "form.xlsx", "is a web page"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "form.xlsx", "password|old .xls"),
        (b"PK\x03\x04 and then nothing that is an archive", "form.xlsx", "is damaged"),
        (b"%PDF-1.7 something", "form.xlsx", "named like an Excel workbook"),
        (b"anything", "form.xlsm", "may hold macros"),
        (b"anything", "form.docx", "not a form"),
        (b"anything", "form", "a file without an ending"),
        (b"anything", "notes.csv", "is not named after a table"),
    ],
)
def test_what_is_no_form_is_refused_in_one_sentence(content, name, problem, tmp_path, told):
    path = tmp_path / name
    path.write_bytes(content)
    words = told(path)
    assert len(words.splitlines()) == 1
    assert any(one in words for one in problem.split("|")), words


@pytest.mark.parametrize(
    ("part_name", "problem"),
    [
        ("xl/vbaProject.bin", "holds macros"),
        ("xl/externalLinks/externalLink1.xml", "linked to other files"),
        ("xl/embeddings/oleObject1.bin", "embedded files"),
        ("xl/activeX/activeX1.xml", "controls"),
    ],
)
def test_a_workbook_that_could_act_is_refused(part_name, problem, repacked, told):
    assert problem in told(repacked("UNMISS", {part_name: b"x"}))


def test_another_workbook_is_refused(tmp_path, told):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    assert "is not a form of this workbook" in told(path)
    with zipfile.ZipFile(tmp_path / "archive.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Excel workbook" in told(tmp_path / "archive.xlsx")


def put(place: str, value: object, sheet: str = "People", **look):
    def change(book):
        cell = book[sheet][place]
        cell.value = value
        for name, setting in look.items():
            setattr(cell, name, setting)

    return change


@pytest.mark.parametrize(
    ("value", "look", "problem"),
    [
        ("=1+1", {}, "is a formula"),
        ("#REF!", {"data_type": "e"}, "an error of the spreadsheet"),
        (12.4, {"number_format": "0"}, "is shown as 12 but holds 12.4"),
        (8, {"font": Font(strike=True)}, "is struck through"),
        ("twelve", {}, "is not a whole number"),
        (True, {}, "is not a whole number"),
        (-1, {}, "is less than 0"),
    ],
)
def test_a_doubtful_cell_is_named_by_sheet_and_cell(value, look, problem, edited, present, root):
    """Of each that can doubt one; all that is doubtful stands in tests/clean."""
    path = edited("UNMISS", put(SESSIONS, value, **look))
    found = returns.load(path, NEXT, present)
    answer = found.answers["conduct_training"]
    _, faults, _ = check.checked(answer.part, TABLES["conduct_training"], get(NEXT), set(present))
    (fault,) = faults
    assert fault.sheet == "People" and fault.cell == SESSIONS
    assert problem in fault.problem and fault.remedy


def test_a_date_as_text_is_never_guessed(edited, present):
    part = returns.Part("x", sheet="SEA actions")
    for text, is_fine in (("01/07/2010", False), ("2010-01-07", True), ("7 January 2010", False)):
        row = dict.fromkeys(("reporter", "classification", "action", "count", "since"), "")
        row |= {"reporter": "DMSPC", "classification": "external", "since": text, "count": "3"}
        row["action"] = "civilian personnel separated"
        part.rows = {FIRST: row}
        _, faults, _ = check.checked(part, TABLES["sea_actions"], get(NEXT), set(present))
        assert (not faults) == is_fine, text


def hide_row(book):
    book["People"][SESSIONS].value = 4
    book["People"].row_dimensions[form.TOP].hidden = True


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (hide_row, "is in a hidden row"),
        (lambda book: setattr(book["People"], "sheet_state", "hidden"), "is hidden"),
        (lambda book: book["People"].merge_cells("C6:D6"), "is merged with other cells"),
        (
            lambda book: setattr(book["People"], "title", "People (2)"),
            "is missing from the form; is it 'People (2)' now?",
        ),
        (lambda book: book["People"].insert_rows(5), "should be the question '11'"),
        (put("B9", "Elsewhere", "Information"), "should be the heading 'What was done'"),
        (put("M40", "see also"), "outside the part of the sheet that is filled in"),
    ],
)
def test_a_form_that_was_rearranged_says_where(change, problem, edited, told):
    assert problem in told(edited("UNMISS", change))


def test_an_extra_sheet_is_told_and_does_no_harm(edited, present):
    found = returns.load(edited("UNMISS", lambda b: b.create_sheet("My notes")), NEXT, present)
    assert not found.faults
    assert any(note.sheet == "My notes" for note in found.notes)


def test_a_sheet_of_another_form_is_told_as_what_it_is(edited, present):
    found = returns.load(edited("UNMISS", lambda b: b.create_sheet("Hospitals")), NEXT, present)
    (note,) = [note for note in found.notes if note.sheet == "Hospitals"]
    assert "another form: UNMISS is not asked for it" in note.problem
    assert not found.faults and "hospitals" not in found.answers


def meta(key: str, value: str):
    def change(book):
        for row in book[form.META].iter_rows():
            if row[0].value == key:
                row[1].value = value

    return change


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("period", "2023-05", "a form of another period, 2023-05, not 2023-11"),
        ("version", "00000000", "is an older version of the form"),
        ("form", "Something", "not a form of this workbook"),
        ("reporter", "NOBODY", "not a form of this workbook, or was changed inside"),
    ],
)
def test_a_form_of_elsewhere_is_refused(key, value, problem, edited, told):
    assert problem in told(edited("UNMISS", meta(key, value)))


def test_a_form_whose_inside_was_given_to_another_mission_is_told(edited, told):
    words = told(edited("UNMISS", meta("reporter", "UNFICYP")))
    assert "is the sheet of another sender, not of UNFICYP" in words


def test_a_mission_that_answers_for_another_is_refused(blank, told, tmp_path):
    words = told(blank("UNFICYP"), sender="UNMISS")
    assert "is the form of UNFICYP, but comes from UNMISS" in words
    path = tmp_path / "cpas.csv"
    path.write_text("reporter,uses_cpas,conducted_impact_assessment\nUNFICYP,yes,no\n")
    assert "another reporter than UNMISS" in told(path, sender="UNMISS")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("uses_cpas;conducted_impact_assessment\nyes;no\n", "by semicolons"),
        (
            "uses_cpas,conducted_impact_assessment\nyes,no,maybe\n",
            "3 fields where the header has 2",
        ),
        ("uses_cpas,conducted_impact_assessment\n", "a header and no rows"),
        ("uses_cpas,conducted_impact_assessment\né,no\n".encode("cp1252"), "is not UTF-8"),
    ],
)
def test_a_mangled_csv_is_told(content, problem, tmp_path, told):
    """By the one reader of CSV, of whose faults tests/test_delimited.py has all."""
    path = tmp_path / "cpas.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert problem in told(path, sender="UNMISS")


def test_csv_without_a_sender_is_refused(tmp_path, told):
    path = tmp_path / "cpas.csv"
    path.write_text("uses_cpas,conducted_impact_assessment\nyes,no\n")
    assert "does not say who sends it" in told(path)


def test_invisible_marks_are_left_out_and_told(edited, present):
    text = "UN\u200bMISS met \u202eeht\u202c parties; \u0627\u0644\u0633\u0644\u0627\u0645"

    def change(book):
        book["In your words"][f"C{FIRST}"].value = text

    answer = returns.load(edited("UNMISS", change), NEXT, present).answers["mission_narratives"]
    (row,) = answer.part.rows.values()
    assert row["text"] == "UNMISS met eht parties; \u0627\u0644\u0633\u0644\u0627\u0645"
    assert row["block"] == "P1.NARRATIVES"
    assert any(note.cell == f"C{FIRST}" for note in answer.part.notes)
