"""What the sender of a workbook saw is what is taken of it, or a mark says otherwise."""

import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.worksheet.dimensions import SheetFormatProperties

from a4p_helpers.clean import workbook
from a4p_helpers.clean.workbook import Cells, RefusedFileError

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LOW, NARROW = "is in a row too low to be seen", "has a column too narrow to be seen, B"
ALL_LOW = SheetFormatProperties(defaultRowHeight=0, customHeight=True)
ACCOUNTING = '_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-'


def read(path: Path, rows: int = 20, columns: int = 5) -> Cells:
    with workbook.opened(path) as book:
        return book.read(book.sheets[0], rows, columns)


def told(cells: Cells) -> str:
    return "\n".join(f"{mark.value!r} {mark.problem}. {mark.remedy}." for mark in cells.marks)


@pytest.fixture
def saved(tmp_path) -> Callable[..., Cells]:
    """The cells of a sheet that openpyxl saved after a change."""

    def change(by: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> Cells:
        book = openpyxl.Workbook()
        by(book.active)
        book.save(tmp_path / "saved.xlsx")
        return read(tmp_path / "saved.xlsx")

    return change


@pytest.fixture
def one(saved) -> Callable[..., Cells]:
    """The cells of a sheet with one value in A1, and its look."""

    def put(value: object, **look: object) -> Cells:
        def change(sheet):
            sheet["A1"].value = value
            for name, setting in look.items():
                setattr(sheet["A1"], name, setting)

        return saved(change)

    return put


@pytest.fixture
def patched(tmp_path) -> Callable[..., Path]:
    """A workbook of one text, as xlsxwriter writes it, with words in its parts replaced."""

    def change(text: str = "a", **parts: tuple[str, str]) -> Path:
        path = tmp_path / "patched.xlsx"
        with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as book:
            book.add_worksheet().write_string("A1", text)
        names = {"sheet": SHEET, "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
        with (
            zipfile.ZipFile(tmp_path / "plain.xlsx") as old,
            zipfile.ZipFile(path, "w") as new,
        ):
            for name in old.namelist():
                content = old.read(name).decode()
                for key, (before, after) in parts.items():
                    if names[key] == name:
                        assert before in content
                        content = content.replace(before, after)
                new.writestr(name, content)
        return path

    return change


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12, "General", "12"),
        (12, "0.00", "12"),
        (12000, "#,##0", "12000"),
        (12.5, "0.0", "12.5"),
        (12, "@", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (0.1 + 0.2, "0.0", "0.3"),
        (0.00001, "General", "0.00001"),
        (-12, "#,##0;[Red]-#,##0", "-12"),
        (12000, "0.00E+00", "12000"),
        (12300, "##0.0E+0", "12300"),
        (1234567, "# ##0", "1234567"),
        (7, "000", "7"),
        (0.5, "#.##", "0.5"),
        (8, ACCOUNTING, "8"),
        (-1234, ACCOUNTING, "-1234"),
        (0, ACCOUNTING, "0"),
        ("as said", ACCOUNTING, "as said"),
        (-8.25, BUILTIN_FORMATS[43], "-8.25"),
        (0, BUILTIN_FORMATS[43], "0"),
        (-8, BUILTIN_FORMATS[37], "-8"),
        (date(2023, 5, 31), "yyyy-mm-dd", "2023-05-31"),
        (date(2023, 5, 1), "mmm\\ yyyy", "2023-05-01"),
        (date(2023, 5, 31), "[$-409]d\\-mmm\\-yy;@", "2023-05-31"),
        (datetime(2023, 5, 31, 12), "yyyy-mm-dd h:mm", "2023-05-31 12:00:00"),
        ("2023-05", "yyyy-mm-dd;@", "2023-05"),
        (True, "General", "yes"),
        # A per cent sign stays with its number.
        (0.5, "0%", "50%"),
        (0.005, "0.0%", "0.5%"),
        (-0.5, "0%", "-50%"),
        (12, "#,##0%", "1200%"),
        (8, '0"%"', "8%"),
        (8, "0\\%", "8%"),
        (0.5, '0.0"%"', "0.5%"),
    ],
)
def test_what_is_shown_as_it_is_stored_is_taken(value, code, text, one):
    cells = one(value, number_format=code)
    assert cells.text == {(1, 1): text} and not cells.marks


@pytest.mark.parametrize(
    ("value", "code", "problem"),
    [
        (0.004, "0%", "is shown as 0% but holds 0.4%"),
        (12.4, "0", "is shown as 12 but holds 12.4"),
        (62.449, "0.0", "is shown as 62.4 but holds 62.449"),
        (12000, "0,", "is shown as 12 but holds 12000"),
        (12000, '0,"k"', "is shown as 12k but holds 12000"),
        (5, '0" thousand"', "is shown as 5 thousand but holds 5"),
        (5, '"-"0', "is shown as -5 but holds 5"),
        (-5, "0;0", "is shown as 5 but holds -5"),
        (1234, "#\\.##0", "is shown as 1.234 but holds 1234"),
        (124, "0\\,0", "is shown as 12,4 but holds 124"),
        (8, '"$"#,##0', "is shown as $8 but holds 8"),
        (8, "[$€-407] 0.00", "is shown as € 8.00 but holds 8"),
        (5, ";;;", "'5' is hidden by its format (;;;)"),
        (5, '""', "is hidden by its format"),
        (0, "0;-0;;@", "'0' is hidden by its format"),
        (0, "#", "'0' is hidden by its format"),
        ("said", ";;;", "'said' is hidden by its format"),
        ("five", '"not "@', "is shown as 'not five' but holds 'five'"),
        (1.5, "# ?/?", "'1.5' is shown in the format '# ?/?', which this workbook does not read"),
        (5, "[<10]0;0.0", "is shown in the format '[<10]0;0.0'"),
        (5, "x" * 300, "is shown in the format 'xxx"),
        (time(8), "h:mm:ss", "is a time or duration (8:00:00), not a number"),
        (timedelta(hours=36), "[h]:mm", "is a time or duration (36:00:00), not a number"),
        (8, "h:mm", "is a time or duration (192:00:00), not a number"),
        (datetime(2023, 5, 31, 12), "yyyy-mm-dd", "2023-05-31 but holds 2023-05-31 12:00:00"),
        (-4, "yyyy-mm-dd", "is shown as a date but holds -4"),
        (0.5, "yyyy-mm-dd", "is shown as a date but holds 0.5"),
        (9e9, "yyyy-mm-dd", "is shown as a date but holds 9000000000"),
        (10**15, "General", "is too large for a number"),
        (1e300, "General", "is too large for a number"),
    ],
)
def test_what_is_shown_as_something_else_is_marked(value, code, problem, one):
    cells = one(value, number_format=code)
    assert problem in told(cells) and not cells.text
    (mark,) = cells.marks
    assert mark.remedy.startswith("Type the ") and not mark.is_note


def test_a_format_that_only_some_editions_have_is_not_guessed(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "ours.xlsx") as book:
        book.add_worksheet().write("A1", 45077, book.add_format({"num_format": 31}))
    assert "is shown in the format '[built-in 31]', which" in told(read(tmp_path / "ours.xlsx"))


def test_a_formula_that_is_shared_is_one_in_each_cell(patched):
    cells = read(patched(sheet=(' t="s"><v>0</v>', '><f t="shared" si="0"/><v></v>')))
    assert "is a formula" in told(cells)


@pytest.mark.parametrize("index", ["-1", "7", "x"])
def test_a_text_that_is_not_there_is_refused(index, patched):
    with pytest.raises(RefusedFileError, match="cannot be read"):
        read(patched(sheet=("<v>0</v>", f"<v>{index}</v>")))


@pytest.mark.parametrize("number", ["1e309", "9" * 5000, "-1E400", "NaN"])
def test_a_number_of_any_length_is_marked(number, patched):
    path = patched(sheet=(' t="s"><v>0</v>', f"><v>{number}</v>"))
    assert "is too large for a number. Type the number" in told(read(path))


def test_what_has_the_colour_of_its_cell_is_marked(one, saved):
    white, dark = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F3864")
    assert "'5' is written in the colour of its cell" in told(one(5, font=white))
    assert one(5, font=white, fill=dark).text == {(1, 1): "5"}
    assert "colour of its cell" in told(one("x", font=Font(color="FF1F3864"), fill=dark))


@pytest.mark.parametrize("value", [5, "five", True, date(2023, 5, 31)])
def test_a_cell_struck_through_is_marked(value, one):
    cells = one(value, font=Font(strike=True))
    assert isinstance(value, bool) or repr(str(value)) in told(cells)
    assert "is struck through. Delete it if it does not count, or remove the line" in told(cells)
    assert not cells.text
    assert not one(None, font=Font(strike=True)).marks


def test_a_text_struck_through_in_part_is_marked(tmp_path, saved):
    struck, bold = InlineFont(strike=True), InlineFont(b=True)

    def inline(sheet):
        sheet["A1"].value = CellRichText(
            "met ", TextBlock(struck, "six "), TextBlock(bold, "seven")
        )
        sheet["A2"].value = CellRichText(TextBlock(struck, "all "), TextBlock(struck, "of it"))
        sheet["A3"].value = CellRichText("none ", TextBlock(bold, "of it"))
        sheet["A4"].value = CellRichText("none", TextBlock(struck, " "))

    # openpyxl writes texts into their cells, xlsxwriter as Excel does into a list of their own.
    with xlsxwriter.Workbook(tmp_path / "shared.xlsx") as book:
        sheet = book.add_worksheet()
        line, plain = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
        sheet.write_rich_string("A1", "met ", line, "six ", plain, "seven")
        sheet.write_rich_string("A2", line, "all ", line, "of it")
        sheet.write_rich_string("A3", "none ", plain, "of it")
        sheet.write_rich_string("A4", "none", line, " ")
        # A run without a look of its own has that of its cell.
        book.add_worksheet().write_rich_string("A1", "six ", plain, "seven", line)
    with workbook.opened(tmp_path / "shared.xlsx") as book:
        assert "is partly struck through" in told(book.read("Sheet2", 1, 1))
    for cells in (saved(inline), read(tmp_path / "shared.xlsx")):
        assert "'met six seven' is partly struck through. Delete it" in told(cells)
        assert "'all of it' is struck through" in told(cells)
        assert cells.text[3, 1] == "none of it" and cells.text[4, 1].strip() == "none"
        assert len(cells.marks) == 2


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda sheet: setattr(sheet.row_dimensions[3], "height", 0.75), LOW),
        (lambda sheet: setattr(sheet, "sheet_format", ALL_LOW), LOW),
        (lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), "is in a hidden row"),
        (lambda sheet: sheet.row_dimensions.group(2, 4, hidden=True), "is in a hidden row"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "width", 0.1), NARROW),
        (lambda sheet: sheet.column_dimensions.group("B", "C", hidden=True), "a hidden column, B"),
    ],
)
def test_what_stands_where_nothing_is_seen_is_marked(change, problem, saved):
    def fill(sheet):
        sheet["A3"].value = sheet["B3"].value = 5
        change(sheet)

    assert f"{problem}. Show the " in told(saved(fill))


def test_more_hidden_rows_than_are_told_keep_the_whole_sheet_out(tmp_path):
    """Where rows stand alone, one of which nothing is said would be taken."""
    with xlsxwriter.Workbook(tmp_path / "many.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(workbook.MOST_MARKS + 3):
            sheet.write(row, 0, "unseen")
            sheet.set_row(row, options={"hidden": True})
    last = read(tmp_path / "many.xlsx", rows=100).marks[-1]
    assert (last.row, last.problem) == (0, "has 3 more places like these")


def test_every_row_that_merged_cells_reach_into_is_marked(saved):
    def change(sheet):
        sheet["A2"].value = "of both"
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B19:B40")

    rows = [mark.row for mark in saved(change).marks if "merged" in mark.problem]
    assert rows == [2, 3, 19, 20]


def test_rows_hidden_as_unused_do_not_hide_those_in_use(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "unused.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.set_default_row(hide_unused_rows=True)
        sheet.write("A1", "seen")
    cells = read(tmp_path / "unused.xlsx")
    assert cells.text == {(1, 1): "seen"} and not cells.marks


def test_a_comment_is_noted_and_not_read(saved):
    def change(sheet):
        sheet["A1"].value = 5
        sheet["A1"].comment = Comment("of whom two since\nleft " + "x" * 90, "Someone")
        sheet["B2"].comment = Comment("to be confirmed", "Someone")

    cells = saved(change)
    assert cells.text == {(1, 1): "5"}
    first, second = cells.marks
    assert (first.row, first.column) == (1, 1) and (second.row, second.column) == (2, 2)
    assert first.is_note and first.problem == "has a comment, which is not read"
    assert first.remedy == "Put it into a cell of the row if it is meant to count"
    assert first.value.startswith("of whom two since left xxx") and len(first.value) == 60
    assert second.value == "to be confirmed"


def test_a_thread_of_comments_is_noted_once(tmp_path):
    path = tmp_path / "thread.xlsx"
    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as book:
        book.add_worksheet().write_comment("A1", "[Threaded comment] Your version of Excel")
    relation = (
        '<Relationship Id="rId9" Target="../threadedComments/threadedComment1.xml" '
        'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
    )
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                content = content.replace("</Relationships>", f"{relation}</Relationships>")
            new.writestr(name, content)
        comments = "".join(
            f'<threadedComment ref="A1"><text>{text}</text></threadedComment>'
            for text in ("is it six?", "seven")
        )
        space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
        whole = f'<ThreadedComments xmlns="{space}">{comments}</ThreadedComments>'
        new.writestr("xl/threadedComments/threadedComment1.xml", whole)
    (mark,) = read(path).marks
    assert mark.value == "is it six? / seven" and mark.is_note


def test_a_text_box_is_noted(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "box.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write("A1", 5)
        sheet.insert_textbox("C3", "figures are provisional")
    cells = read(tmp_path / "box.xlsx")
    assert cells.text == {(1, 1): "5"} and all(mark.is_note for mark in cells.marks)
    assert "'figures are provisional' has a text box" in told(cells)


def test_comments_do_not_displace_what_is_wrong(saved):
    def change(sheet):
        for row in range(1, 100):
            sheet.cell(row, 1).comment = Comment("x", "Someone")
        sheet["A120"].value = "outside"

    cells = saved(change)
    assert "stands outside" in told(cells)
    assert sum(mark.is_note for mark in cells.marks) == workbook.MOST_MARKS


ESCAPES = [
    ("one_x000D_\ntwo", "one\r\ntwo"),
    ("_x0033_", "3"),
    ("_x005F_x0033_", "_x0033_"),
    ("a_x005F_b", "a_b"),
    ("x005F_", "x005F_"),
    ("_xD83D__xDE00_", "\U0001f600"),
    ("_x33_ and _xZZZZ_", "_x33_ and _xZZZZ_"),
]


@pytest.mark.parametrize(("written", "text"), ESCAPES)
@pytest.mark.parametrize("place", ["shared", "inline", "formula's"])
def test_what_excel_escaped_is_read_as_it_was_seen(written, text, place, patched):
    shared = ' t="s"><v>0</v>'
    path = {
        "shared": lambda: patched(strings=("<t>a</t>", f"<t>{written}</t>")),
        "inline": lambda: patched(
            sheet=(shared, f' t="inlineStr"><is><r><t>{written}</t></r></is>')
        ),
        "formula's": lambda: patched(sheet=(shared, f' t="str"><v>{written}</v>')),
    }[place]()
    cells = read(path)
    assert cells.text == {(1, 1): text} and not cells.marks


@pytest.mark.parametrize("sign", ["_xD83D_", "_xDE00_", "_x0000_", "_x000B_", "_xFFFF_"])
def test_a_sign_that_cannot_be_written_is_marked(sign, patched):
    cells = read(patched(strings=("<t>a</t>", f"<t>one {sign}</t>")))
    assert "holds a character that cannot be stored. Type the text again" in told(cells)
    assert not cells.text
    told(cells).encode()


def test_reading_aids_are_no_part_of_a_text(patched):
    aid = '<t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh>'
    assert read(patched(strings=("<t>a</t>", aid))).text == {(1, 1): "東京"}


def test_a_cell_without_an_address_is_next_to_the_one_before(patched):
    cell = '<c r="B2"><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>'
    path = patched(sheet=("</row>", f'</row><row r="2">{cell}'))
    assert read(path).text == {(1, 1): "a", (2, 2): "5", (2, 3): "6", (3, 1): "7"}


@pytest.mark.parametrize(
    ("value", "text", "problem"),
    [
        ("2023-05-31T00:00:00", "2023-05-31", ""),
        ("2023-05-31", "2023-05-31", ""),
        ("T08:00:00", "", "is a time or duration (T08:00:00), not a number"),
    ],
)
def test_a_date_in_iso_form_is_taken(value, text, problem, patched):
    cells = read(patched(sheet=(' t="s"><v>0</v>', f' t="d"><v>{value}</v>')))
    assert cells.text == ({(1, 1): text} if text else {}) and problem in told(cells)


def test_strict_open_xml_is_named_with_its_remedy(patched):
    path = patched(book=(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"))
    with pytest.raises(RefusedFileError) as refused, workbook.opened(path):
        pass
    assert "'Strict Open XML'" in refused.value.problem
    assert "File, Save As, 'Excel Workbook (.xlsx)'" in refused.value.remedy


def test_comments_larger_than_a_form_needs_are_refused(patched):
    path = patched()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/comments1.xml", b" " * (3 * 2**20))
    with pytest.raises(RefusedFileError, match="far more than a return holds"):
        read(path)


PIECES = [b"<", b">", b'"', b"&#0;", b"1e999", b"_xD800_", b"</c>", b"-1", b"r", b"%", b"9" * 30]


def mangled(content: bytes, rng: random.Random) -> bytes:
    """Change a few values, names or letters of a part, so that much of it is still XML."""
    for _ in range(rng.randint(1, 4)):
        spans = [found.span() for found in re.finditer(rb'"[^"]*"|>[^<]+<|[\w.]+', content)]
        start, end = rng.choice(spans) if spans else (0, 0)
        start, end = (start + 1, end - 1) if content[start:end][:1] in b'">' else (start, end)
        content = content[:start] + rng.choice([*PIECES, b""]) + content[end:]
    return content


def test_a_mangled_workbook_is_read_or_refused(tmp_path):
    path = tmp_path / "whole.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, line = book.add_worksheet(), book.add_format({"font_strikeout": True})
        sheet.write_row("A1", ["a", 5, 0.5, True, "=1+1"])
        sheet.write_rich_string("A2", "six ", line, "seven")
        sheet.write_datetime("B2", date(2023, 5, 31), book.add_format({"num_format": 14}))
        sheet.write_number("C2", 0.5, book.add_format({"num_format": '0.0" of"%;[Red]0;"-"??;@'}))
        sheet.write_comment("A1", "a comment")
        sheet.insert_textbox("C3", "a text")
        sheet.merge_range("A4:B4", "merged")
        sheet.set_column("C:C", 20, None, {"hidden": True})
        sheet.set_row(1, 0.5)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rng = random.Random(20231101)
    read_ones = refused = 0
    for _ in range(150):
        hit = rng.choice([name for name in parts if not name.startswith("docProps")])
        with zipfile.ZipFile(tmp_path / "mangled.xlsx", "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, mangled(content, rng) if name == hit else content)
        try:
            told(read(tmp_path / "mangled.xlsx")).encode()
            read_ones += 1
        except RefusedFileError as error:
            assert error.problem and error.remedy
            refused += 1
    assert read_ones > 25 and refused > 25, (read_ones, refused)
