"""The second way of leaks: what raw files keep inside, whatever the readers made of them."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import raw_data
from hypothesis import example, given
from hypothesis import strategies as st

from a4p_helpers.clean import form
from a4p_helpers.clearance import checklist, raw_text
from a4p_helpers.clearance.readable import bare
from a4p_helpers.contracts import TABLES, phrases
from a4p_helpers.core import paths

PERIOD = "2023-05"
HEAD = "reporter,classification,mission,block,text"
SECRET = "The camp lacks water since the road was cut, and nobody may hear of it."
OPEN = "The mission held talks with both parties, and they went on."


@pytest.fixture
def received(tmp_path, monkeypatch):
    """Put a raw file into a period that has nothing but reference data; return its folder."""
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    raw_data.copy_reference(tmp_path / "data" / "raw" / "reference")

    def put(name: str, content: str | bytes) -> Path:
        path = paths.raw(PERIOD) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def is_secret(text: str) -> bool:
    return any(piece in bare(text) for piece in raw_text.secret(PERIOD).secret)


def row(text: str, level: str = "internal", reporter: str = "UNMISS") -> str:
    quoted = text.replace('"', '""')
    return f'{reporter},{level},{reporter},P1.NARRATIVES,"{quoted}"'


PLAIN = f"{HEAD}\n{row(OPEN, 'external')}\n{row(SECRET)}\n"
BROKEN = SECRET.replace(" since", "\nsince")
FILES = {
    "plain": PLAIN,
    "semicolons": PLAIN.replace(",UN", ";UN").replace("S,i", "S;i").replace(",P1", ";P1"),
    "tabs": f"reporter\tclassification\ttext\nUNMISS\tinternal\t{SECRET}\n",
    "a line of its separator": f"sep=,\n{PLAIN}",
    "a blank first line": f"\n\n{PLAIN}",
    "old line ends": PLAIN.replace("\n", "\r"),
    "of Windows": PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-16 without its mark": PLAIN.encode("utf-16-le"),
    "a broken sign elsewhere": PLAIN.encode().replace(b"both", b"b\xe9th"),
    "over two lines": f"{HEAD}\n{row(BROKEN)}\n",
    "its class on the last line": f'text,classification\n"{BROKEN}",internal\n"{OPEN}",\n',
    "a quotation never closed": f'{HEAD}\nUNIFIL,external,x,y,"see annex\n{row(SECRET)}\n',
    "never closed, and unquoted": (
        f'{HEAD}\nUNIFIL,external,x,y,"see annex\nUNMISS,internal,x,y,{SECRET}\n'
        f"{row(OPEN, 'external')}\n"
    ),
    "closed by a later row": (
        f'{HEAD}\nA,external,x,y,"see annex\nUNMISS,internal,x,y,{SECRET}\nB,external,x,y,so"\n'
    ),
    "never closed, over two lines": (
        f'{HEAD}\nA,external,x,y,"see annex\nUNMISS,internal,x,y,"{BROKEN}"\nB,external,x,y,z\n'
    ),
    "a whole line in quotation marks": f'{HEAD}\n"UNMISS,internal,x,y,{SECRET}"\n',
    "fewer cells than headings": f"{HEAD}\nUNMISS,internal,{SECRET}\n",
    "a blank after the separator": f'reporter, classification, text\nUNMISS, internal, "{SECRET}"',
    "no line end": PLAIN.rstrip(),
    "no header": f"{row(OPEN, 'external')}\n{row(SECRET)}\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_text_near_a_classification_that_is_not_external_is_secret(received, kind):
    received("returns/UNMISS-1-mission_narratives.csv", FILES[kind])
    assert is_secret(SECRET) and not is_secret(OPEN), kind


@pytest.mark.parametrize(
    "level",
    [
        *("Internal", "INTERNAL ", "internal.", "(internal)", "interne", "Interne", "intenal"),
        *("confidential", "Confidentiel", "confidentielle", "strictly confidential", "restricted"),
        *("for internal use only", "usage interne", "only the Secretariat", "in\u00adternal"),
        *("FOUO", "-", "\u200b"),  # of which nothing can be read
    ],
)
def test_a_classification_is_known_however_it_is_spelt(received, level):
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(SECRET, level)}\n")
    assert is_secret(SECRET)


@pytest.mark.parametrize("level", ["external", "External ", "EXTERNAL", "externe", "externl", ""])
def test_what_is_external_or_says_nothing_is_not_secret(received, level):
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(SECRET, level)}\n")
    assert raw_text.secret(PERIOD) == raw_text.Found()


@pytest.mark.parametrize(
    "start",
    [
        *("Internal: ", "INTERNAL - ", "[confidential] ", "Confidential. ", "(interne) "),
        *("Not for publication. ", "For internal use only: ", "Ne pas publier. "),
        *("Please do not publish: ", "This text is confidential. ", "À usage interne. "),
        *("Not to be published. ", "Not for public release. ", "Ne pas diffuser ! "),
        "Confidentiel : ",
    ],
)
def test_a_text_that_says_so_of_itself_is_secret(received, start):
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(start + SECRET, '')}\n")
    assert is_secret(SECRET)
    received(
        "tables/mission_narratives.csv", f"{HEAD},note\n{row(OPEN, 'external')},{start}see annex\n"
    )
    assert not is_secret(OPEN), "what says external is, but for the text itself"


@pytest.mark.parametrize("level", ["external", " External"])
@pytest.mark.parametrize("start", ["Not for publication: ", "The list is not to be published. "])
def test_a_sender_who_writes_external_has_decided_whatever_a_text_says(received, start, level):
    """Cleaning takes the row for external, so nothing of it may stop a release."""
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(start + OPEN, level)}\n")
    assert raw_text.secret(PERIOD) == raw_text.Found()


@pytest.mark.parametrize(
    "text",
    [
        "Political, internal, and regional talks were held by the mission in this period.",
        "Confidential reporting channels were opened for all personnel of the mission.",
        "Internal displacement grew, and the mission sent patrols to the camps in May.",
        "Reforms of the mission were\n- internal\n- external\nand all of them went on.",
    ],
)
def test_a_text_that_speaks_of_something_internal_is_not(received, text):
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(text, 'external')}\n")
    received("tables/cpas.csv", f"reporter,text\nUNMISS,{text.splitlines()[0]}\n")
    assert raw_text.secret(PERIOD) == raw_text.Found()


def test_no_word_that_a_table_offers_is_taken_for_a_classification():
    offered = {
        text
        for contract in TABLES.values()
        for name, column in contract.to_schema().columns.items()
        for check in column.checks
        for text in raw_text._texts(check.statistics)
        if name != "classification"
    }
    assert {text for text in offered if raw_text._word(text)} == set() and len(offered) > 50


def test_shared_words_are_not_secret(received):
    received(
        "returns/UNMISS-1-hospital_interruptions.csv",
        "reporter,classification,mission,cause,days,note,month\n"
        "UNMISS,internal,UNMISS,malfunctioning equipment,123456789012,"
        "United Nations Mission in the Republic of South Sudan,2023-05-01T00:00:00\n",
    )
    assert raw_text.secret(PERIOD).secret == {}


def test_what_another_file_tells_outside_is_not_secret_nor_its_sentences(received):
    received("returns/UNMISS-1-mission_narratives.csv", f"{HEAD}\n{row(SECRET)}\n")
    assert is_secret(SECRET)
    received("returns/UNMISS-2-mission_narratives.csv", f"{HEAD}\n{row(OPEN + SECRET, '')}\n")
    assert not is_secret(SECRET)


def test_what_a_sender_takes_back_inside_is_secret_though_it_was_external_before(received):
    received("returns/UNMISS-1-mission_narratives.csv", f"{HEAD}\n{row(SECRET, 'external')}\n")
    received("returns/UNMISS-2-mission_narratives.csv", f"{HEAD}\n{row(SECRET)}\n")
    assert is_secret(SECRET)
    received("returns/UNIFIL-1-mission_narratives.csv", f"{HEAD}\n{row(SECRET, 'external')}\n")
    assert not is_secret(SECRET)


def test_of_a_long_text_any_part_is_searched(received):
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(f'{OPEN} {SECRET} Yes. No.')}\n")
    for part in (SECRET, f"x {SECRET[:-1]}; and so on", OPEN):
        assert is_secret(part)
    long = " ".join(f"word{number}" for number in range(100))
    received("tables/mission_narratives.csv", f"{HEAD}\n{row(long)}\n")
    assert is_secret(long[77:177]) and not is_secret("word1 word2")


# Workbooks


def workbook(place: Path, sheets: dict[str, list[list[object]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for cells in rows:
            page.append(cells)
    place.parent.mkdir(parents=True, exist_ok=True)
    book.save(place)


def a_form(*rows: list[object]) -> dict[str, list[list[object]]]:
    """The sheets of a form, as far as they matter here."""
    return {
        phrases.START: [["What the form says to everybody who fills it", "internal"]],
        "In your words": [["A question that all have"], ["Text", phrases.INSIDE], *rows],
        form.LISTS: [["external", "internal", "A long word of a list"]],
        form.META: [["form", form.KIND]],
    }


@pytest.mark.parametrize("level", ["internal", *phrases.INSIDE_CHOICES])
def test_the_rows_that_a_form_asks_for_are_searched_and_no_others(received, level):
    place = received("returns/UNMISS-1.xlsx", b"")
    workbook(place, a_form([OPEN, None], [SECRET, level], [OPEN, "external"]))
    assert is_secret(SECRET) and not is_secret(OPEN)
    found = raw_text.secret(PERIOD).secret
    assert set(found.values()) == {
        "data/raw/2023-05/returns/UNMISS-1.xlsx, sheet 'In your words', row 4"
    }
    told = ("A question that all have", "A long word", phrases.CHECKED_HELP)
    assert not any(is_secret(text) for text in told)


@pytest.mark.parametrize("how", ["another sheet", "no form", "escaped", "misspelt", "of itself"])
def test_a_workbook_is_searched_however_its_row_is_kept_inside(received, how):
    place = received("returns/UNMISS-1.xlsx", b"")
    text = SECRET.replace(" ", "_x000D_\n", 1) if how == "escaped" else SECRET
    level = {"misspelt": "Interne", "of itself": None}.get(how, "internal")
    text = f"Not for publication: {text}" if how == "of itself" else text
    sheets = a_form([text, level])
    if how == "another sheet":
        sheets = {**a_form([OPEN, None]), "Notes": [[SECRET, "internal"]]}
    elif how == "no form":
        sheets = {"Sheet1": [["Text", "Classification"], [OPEN, ""], [SECRET, "FOUO"]]}
    workbook(place, sheets)
    assert is_secret(SECRET) and not is_secret(OPEN)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"text"])
def test_a_workbook_that_cannot_be_searched_is_told(received, content):
    received("returns/UNMISS-1.xlsx", content)
    (told,) = raw_text.secret(PERIOD).unread
    assert told.startswith("data/raw/2023-05/returns/UNMISS-1.xlsx cannot be searched")


# Made up by the hundred

WORDS = st.lists(st.text("abcdefghijklmnoprstuvwéß", min_size=3, max_size=9), min_size=6)
TEXTS = st.builds(lambda words, by: by.join(words), WORDS, st.sampled_from([" ", ", ", " \n", '"']))


@given(
    rows=st.lists(
        st.tuples(st.booleans(), TEXTS), min_size=1, max_size=6, unique_by=lambda x: x[1]
    ),
    by=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ends=st.sampled_from(["\n", "\r\n"]),
    lost=st.integers(0, 200),
)
@example([(False, "a b c d e f g, h"), (True, "one two three four, five")], ",", 1, "\n", 17)
def test_whatever_quotation_mark_is_lost_no_internal_text_gets_away(
    tmp_path_factory, rows, by, quoting, ends, lost
):
    """A file as spreadsheets write it, then without one of its quotation marks."""
    path = tmp_path_factory.mktemp("raw") / "a.csv"
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=by, quoting=quoting, lineterminator=ends)
    writer.writerow(["reporter", "classification", "text"])
    for is_internal, text in rows:
        writer.writerow(["UNMISS", "internal" if is_internal else "external", text])
    whole = written.getvalue()
    path.write_text(whole, encoding="utf-8", newline="")
    levels = {cell: one.level for one in raw_text._of_csv(path) for cell in one.cells}
    for is_internal, text in rows:
        assert levels[text] == (raw_text.INSIDE if is_internal else raw_text.OUTSIDE)
    marks = [at for at, sign in enumerate(whole) if sign == '"']
    if not marks:
        return
    at = marks[lost % len(marks)]
    path.write_text(whole[:at] + whole[at + 1 :], encoding="utf-8", newline="")
    inside = bare(
        "".join(c for o in raw_text._of_csv(path) if o.level == "inside" for c in o.cells)
    )
    for is_internal, text in rows:
        if is_internal:
            assert all(bare(word) in inside for word in text.replace('"', " ").split())


# In a draft


def draft_with(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(f"<p>x {text.replace('water', '<b>water</b>')}</p>")
    (folder / "open.csv").write_text(f"text\n{OPEN}\n", encoding="utf-8")
    return folder


def test_what_a_reader_took_for_external_is_found_in_a_draft(root, raw, tmp_path):
    """The external tables hold it as well, as they did where a quotation was never closed."""
    sent = f'{HEAD}\nUNIFIL,external,x,y,"see annex\nUNMISS,internal,x,y,{SECRET}\n'
    (raw / "returns").mkdir()
    (raw / "returns" / "UNIFIL-1-mission_narratives.csv").write_text(sent, encoding="utf-8")
    for edition in ("internal", "external"):
        table = paths.processed(PERIOD, edition) / "mission_narratives.csv"
        with table.open("a", encoding="utf-8", newline="") as file:
            swallowed = sent.partition('"')[2]
            csv.writer(file).writerow(["UNIFIL", "external", "UNIFIL", "P1.NARRATIVES", swallowed])
    draft = draft_with(tmp_path / "draft", f"see annex UNMISS,internal,x,y,{SECRET}")
    assert checklist.leaks(PERIOD, draft) == [
        "index.html contains a text from data/raw/2023-05/returns/UNIFIL-1-mission_narratives.csv, "
        "line 3, which is not classified as external there: remove it, or ask its sender to "
        "correct the classification."
    ]
    assert SECRET[:20] not in "".join(checklist.leaks(PERIOD, draft))


def test_the_code_of_a_block_that_only_an_internal_row_names_is_no_secret(root, raw, tmp_path):
    """It is the address of the block in every edition."""
    path = paths.processed(PERIOD, "internal") / "mission_narratives.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'UNMISS,internal,UNMISS,P4.BASE_DEFENCE,"{SECRET}"\n')
    draft = draft_with(tmp_path / "draft", "P4.BASE_DEFENCE")
    assert checklist.leaks(PERIOD, draft) == []


def test_what_both_ways_find_is_told_once(root, raw, tmp_path):
    inside = row(SECRET).partition(",")[2]
    for path in (
        raw / "tables" / "UNMISS-1-mission_narratives.csv",
        paths.processed(PERIOD, "internal") / "mission_narratives.csv",
    ):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"UNMISS,{inside}\n")
    draft = draft_with(tmp_path / "draft", SECRET)
    assert is_secret(SECRET)
    assert checklist.leaks(PERIOD, draft) == [
        "index.html contains an internal text from mission_narratives."
    ]
