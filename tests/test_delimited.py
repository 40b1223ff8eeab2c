"""The one reader of CSV: rows come back as they were written, or the first cause is told alone.

Tables are made up by hypothesis and spoilt at any place; what people do to a file has its cases.
"""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from a4p_helpers.core import delimited
from a4p_helpers.core.delimited import DelimitedError

COLUMNS = ["reporter", "mission", "days", "note"]
HEADER = "reporter,mission,days,note\n"
BODY = "DHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,4,b\n"
ROWS = [["DHMOSH", "UNMISS", "3", "a"], ["DHMOSH", "UNIFIL", "4", "b"]]
# The signs that a reader of CSV can stumble over, among a few that it cannot.
TEXTS = st.text(st.sampled_from("ab1é ,\"\n;'#="), max_size=12)
# First a code, as in every table of ours, so that no row is blank or looks like HXL.
TABLES = st.lists(
    st.tuples(st.sampled_from(["UNMISS", "UNIFIL"]), TEXTS, TEXTS, TEXTS), min_size=1, max_size=5
)
ENDS = st.sampled_from(["\n", "\r\n"])


def written(rows, end="\n", quoting=csv.QUOTE_MINIMAL) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator=end, quoting=quoting).writerows([COLUMNS, *rows])
    return made.getvalue()


def read(content: str | bytes, columns=COLUMNS, optional=("classification", "period")):
    content = content.encode("utf-8") if isinstance(content, str) else content
    return delimited.sheet(content, columns, optional)


def rows_of(sheet) -> list[list[str]]:
    return [list(row.values()) for row in sheet.rows.values()]


def refused(content: str | bytes, **manner) -> str:
    with pytest.raises(DelimitedError) as caught:
        read(content, **manner)
    said = str(caught.value)
    assert said == f"{said.rstrip('.')}." and len(said) < 400, "one cause, and what to do"
    return f"row {caught.value.row}: {said}"


@given(TABLES, ENDS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
def test_what_was_written_comes_back(rows, end, quoting):
    text = written(rows, end, quoting)
    records = delimited.records(text)
    assert list(records.values()) == [COLUMNS, *map(list, rows)]
    assert list(records) == list(range(1, len(rows) + 2))


@given(TABLES, st.data())
@example([("UNMISS", 'say "x"', "", "b"), ("UNIFIL", "", 'a, "b"', "c")], None)
def test_a_mark_lost_or_added_anywhere_is_a_fault_in_its_row_or_above(rows, data):
    text = written(rows)
    marks = [at for at, sign in enumerate(text) if sign == '"']
    stops = [len(written(rows[:number])) for number in range(len(rows) + 1)]
    if data is None:
        places = [(at, at + 1, "") for at in marks] + [(at, at, '"') for at in range(len(text))]
    else:
        at = data.draw(st.integers(0, len(text) - 1))
        places = [(at, at, '"')]
        places += [(lost, lost + 1, "") for lost in marks[:1] + marks[-1:]]
    for start, end, put in places:
        spoilt = text[:start] + put + text[end:]
        with pytest.raises(DelimitedError) as caught:
            delimited.records(spoilt)
        # A text of several lines that loses its first mark ends with its first line, as a row; so
        # the row named may be as far down as the last line of the record that was spoilt, or of the
        # one below it where what the mark took in of that could be a text.
        below = [*(stop for stop in stops if stop > start), len(text)][1]
        assert 1 <= caught.value.row <= text[:below].count("\n")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["UNMISS", "UNIFIL", "MINUSCA"]),
            st.sampled_from(["civil affairs", "by road"]),
            st.integers(0, 99).map(str),
            st.text("ab ", max_size=6),
        ),
        min_size=2,
        max_size=6,
    ),
    st.data(),
)
def test_a_text_opened_in_one_row_and_closed_in_another_never_holds_it(rows, data):
    """Two marks too many: the file is well formed, and a text would hold whole rows."""
    lines = [",".join(row).split(",") for row in rows]
    first = data.draw(st.integers(0, len(lines) - 2))
    last = data.draw(st.integers(first + 1, len(lines) - 1))
    at = data.draw(st.integers(0, 3))
    lines[first][at] = '"' + lines[first][at]
    lines[last][at] += '"'
    text = HEADER + "".join(",".join(line) + "\n" for line in lines)
    try:
        sheet = read(text)
    except DelimitedError as error:
        assert error.row == first + 2
        return
    # Nothing else in the file shows that what was taken in is a row: it is one cell of one row.
    assert sheet.faults or all("\n" in one[at] for one in rows_of(sheet)[first : first + 1])
    assert at != 3, "the rest of a row is a row"


@pytest.mark.parametrize(
    ("spoilt", "row"),
    [
        ('DHMOSH,UNMISS,3,"see annex\nDHMOSH,UNIFIL,9,x\nDHMOSH,MONUSCO,8,y\n', 2),
        ('DHMOSH,UNMISS,3,"see annex\nDHMOSH,UNIFIL,9,x\nDHMOSH,MONUSCO,8,"y"\n', 2),
        ('DHMOSH,UNMISS,3,"see annex\nDHMOSH,UNIFIL,9,x"\nDHMOSH,MONUSCO,8,y\n', 2),
        ('DHMOSH,UNMISS,3,a\nDHMOSH,"UNIFIL,9,x\nDHMOSH,MONUSCO",8,y\n', 3),
        ('DHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,9,see annex"\n', 3),
        ('DHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,9,the "annex\n', 3),
        ('DHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,9,"the" annex\n', 3),
        ('DHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,9, "the, annex"\n', 3),
        ('DHMOSH,UNMISS,3,"' + "x" * 140_000 + "\n", 2),
    ],
)
def test_a_quotation_mark_out_of_place_is_told_at_the_row_that_opens_it(spoilt, row):
    assert refused(HEADER + spoilt).startswith(f"row {row}: ")


def test_a_mark_in_the_header_is_told_there():
    assert "never closed" in refused(f'"{HEADER}{BODY}')
    assert "takes in a line below" in refused('reporter,"mission,days,note\nD,UNMISS",3,a\n')


def test_a_text_over_several_lines_is_one_text():
    said = "Roads were cut in June, July.\nIn August, they opened: one, two."
    (row,) = read(f'{HEADER}DHMOSH,UNMISS,3,"{said}"\n').rows.values()
    assert row["note"] == said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_line_ends_and_marked_encodings_read_alike(end, encoding):
    sheet = read((HEADER + BODY).replace("\n", end).encode(encoding))
    assert (rows_of(sheet), sheet.faults, sheet.notes) == (ROWS, [], [])


def test_a_mark_of_utf_8_written_twice_is_passed_over():
    quoted = '"reporter"' + HEADER.removeprefix("reporter")
    for header in (HEADER, quoted):
        assert rows_of(read("\ufeff\ufeff" + header + BODY)) == ROWS


@pytest.mark.parametrize(
    ("above", "note"),
    [
        ("sep=,\n", "tells Excel the separator"),
        ('"sep=,"\r\n', "tells Excel the separator"),
        ('sep=","\n', "tells Excel the separator"),
        ("SEP = ,\n", "tells Excel the separator"),
        ("sep=,,,,\n", "tells Excel the separator"),
        ("sep=\n", "tells Excel the separator"),
        ("\nsep=,\n", "tells Excel the separator"),
        ("\n", "is blank"),
        ("\n\n", "is blank"),
        (" \n", "is blank"),
        (",,,\n", "is blank"),
        (",,,\n\n", "is blank"),
    ],
)
def test_what_stands_above_a_header_and_says_nothing_is_passed_over(above, note):
    for mark in ("", "\ufeff"):
        sheet = read(mark + above + HEADER + BODY)
        assert rows_of(sheet) == ROWS and sheet.faults == []
        assert sheet.notes[0].problem == note
        lines = (above + HEADER).count("\n")
        assert list(sheet.rows) == [lines + 1, lines + 2], "rows as a spreadsheet shows them"


@pytest.mark.parametrize("above", range(1, 31, 4))
def test_a_header_further_down_is_named_with_what_to_remove(above):
    titles = "".join(f"Return of UNMISS, part {number}\n" for number in range(above))
    rows = "row 1" if above == 1 else f"rows 1 to {above}"
    said = refused(titles + HEADER + BODY)
    assert f"has its header in row {above + 1}, not in row 1. Remove {rows}." in said


@pytest.mark.parametrize(
    ("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_another_separator_is_named(sign, word):
    other = (HEADER + BODY).replace(",", sign)
    for text in (other, f"sep={sign}\n{other}", f"A title\n{other}", f"\ufeff{other}"):
        assert f"separates its columns by {word}" in refused(text)
    assert "by semicolons" in refused("sessions;\n12;\n", columns=["sessions"])
    assert "around whole rows" in refused(f'"{HEADER[:-1]}"\n"DHMOSH,UNMISS,3,a"\n')


@pytest.mark.parametrize(
    "text",
    [
        "reporter,mission,days,note,,\nDHMOSH,UNMISS,3,a,,\nDHMOSH,UNIFIL,4,b,,\n",
        "reporter,mission,days,note,,\nDHMOSH,UNMISS,3,a\nDHMOSH,UNIFIL,4,b\n",
        HEADER + "DHMOSH,UNMISS,3,a,,,\nDHMOSH,UNIFIL,4,b\n",
        HEADER + BODY + ",,,\n,,,\n",
        HEADER + BODY + "\n\n",
        HEADER + BODY.rstrip(),
    ],
)
def test_commas_and_lines_at_the_end_that_hold_nothing_are_passed_over(text):
    sheet = read(text)
    assert rows_of(sheet) == ROWS and sheet.faults == []


@pytest.mark.parametrize(
    "tags",
    [
        "#org,#loc,#indicator+days,#note",
        "#org+code,#adm1 +name,#date+start,",
        "#Org+x-y,,,#meta",
    ],
)
def test_hxl_tags_below_the_header_are_passed_over(tags):
    sheet = read(f"{HEADER}{tags}\n{BODY}")
    assert rows_of(sheet) == ROWS and [note.problem for note in sheet.notes] == ["holds HXL tags"]
    assert "has its header in row 2" in refused(f"{tags}\n{HEADER}{BODY}")


@pytest.mark.parametrize(
    "header",
    [
        "Reporter,MISSION,Days,Note\n",
        " reporter ,mission\u00a0,days,note\n",
        "re\u200bporter,mission,d\u00e0ys,note:\n",
        "“reporter”,mission,days,note\n",
    ],
)
def test_a_column_in_other_letters_is_known_and_noted(header):
    sheet = read(header + BODY)
    assert rows_of(sheet) == ROWS and sheet.header == COLUMNS
    assert all(note.problem.startswith("names the column") for note in sheet.notes)
    assert "has the column 'days' twice" in refused("reporter,mission,days,Days,note\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty. Give it the header reporter,mission,days,note"),
        ("\n,,\n \n", "is empty"),
        (BODY, "lacks this table's header: row 1 has 'DHMOSH,UNMISS,3,a'"),
        ("reporter,mission,note\n", "has no column 'days'. Add it"),
        ("reporter,mission\n", "has no column 'days', 'note'. Add them"),
        ("reporter,mission,days,notes\n", "did you mean 'note'?"),
        ("reporter,,mission,days,note\n", "has no name for column 2 of 5"),
        (HEADER[:-1] + ",colour\n", "is not a column of this table"),
        ((HEADER + BODY).encode("utf-16-le"), "is UTF-16 text without a mark"),
        ((HEADER + BODY).encode("utf-16-be"), "is UTF-16 text without a mark"),
        ((HEADER + BODY).encode("utf-16")[:-1], "is not UTF-16 text"),
        ((HEADER + "é").encode("cp1252"), "is not UTF-8 text. Save it as 'CSV UTF-8'"),
        (HEADER + BODY * 400 + "a\0", "holds bytes of no text"),
        (bytes(range(256)), "holds bytes of no text"),
        (HEADER + f"D,UNMISS,3,{'x' * 140_000}\n", "holds a text of more than 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(content, said):
    assert said in refused(content)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("DHMOSH,UNMISS,3,a,x,\n", "has 5 fields where the header has 4"),
        ("DHMOSH\n", "has 1 field where the header has 4"),
        ("\n", "is blank"),
        (HEADER, "is the header again"),
    ],
)
def test_a_row_of_another_shape_is_a_fault_and_keeps_no_other_out(line, said):
    sheet = read(HEADER + line + BODY)
    assert [(fault.row, fault.problem) for fault in sheet.faults] == [(2, said)]
    assert rows_of(sheet) == ROWS


@given(st.binary(max_size=60))
def test_no_bytes_end_in_another_error(content):
    for start in (b"", HEADER.encode()):
        try:
            read(start + content)
        except DelimitedError as error:
            assert error.remedy
