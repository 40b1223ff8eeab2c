"""A Word document that comes back: comments, replies and tracked changes at their paragraphs."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.intake import comment, reviewed, word
from a4p_helpers.intake.comment import CommentError
from a4p_helpers.report import comments, docx

PERIOD, DAY = "2023-05", date(2024, 1, 9)
BY = 'w:author="Á. Reader" w:date="2023-12-05T10:11:12Z"'
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
SAID = {
    1: "Malicious acts killed seven peacekeepers in 2023. Fewer were killed than before.",
    2: "There were 1,204 hospital days, more than in the year before.",
    3: "The mission trained judges and clerks in three towns.",
    4: "A fourth paragraph stands here for whoever needs one more.",
}
PAGE = (
    '<ul class="main-points"><li id="p4-1">Malicious acts killed <a class="value" '
    'href="#P4.FATALITIES_MALICIOUS_YEAR">seven</a> peacekeepers in 2023. Fewer were killed than '
    'before.</li></ul><p class="say" id="p4-2">There were <button class="value" '
    'popovertarget="about-P4.HOSPITALS">1,204</button> hospital days, more than in the year '
    'before.</p><dl class="accounts"><dt>UNMISS</dt><dd id="p4-3">The mission trained judges and '
    f'clerks in three towns.</dd></dl><p class="say" id="p4-4">{SAID[4]}</p>'
)


@pytest.fixture(autouse=True)
def draft(tmp_path, monkeypatch) -> Path:
    """A root with a period that is opened and the copy that its reviewers got."""
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/reference").symlink_to(paths.CODE / "data/raw/reference")
    paths.raw(PERIOD).mkdir()
    place = paths.review(PERIOD, "external")
    place.mkdir(parents=True)
    (place / "p4.html").write_text(PAGE, encoding="utf-8")
    return place


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def ins(text: str) -> str:
    return f"<w:ins {BY}>{run(text)}</w:ins>"


def gone(text: str) -> str:
    return f"<w:del {BY}>{run(text, 'delText')}</w:del>"


def paragraph(inner: str, number: int = 0, edition: str = "2023_05_external") -> str:
    """A paragraph of a DOCX, in the bookmark of one of the report where it has a number."""
    if number:
        name = f'w:name="a4p_{edition}_p4_{number}"'
        inner = f'<w:bookmarkStart w:id="{number}" {name}/>{inner}<w:bookmarkEnd w:id="{number}"/>'
        shown = f'<w:rPr><w:rStyle w:val="ParagraphNumber"/></w:rPr><w:t> 4.{number}</w:t>'
        inner += f"<w:r>{shown}</w:r>"
    return f"<w:p>{inner}</w:p>"


def on(key: int, inner: str) -> str:
    """Words with a comment on them."""
    start, end = (f'<w:commentRange{one} w:id="{key}"/>' for one in ("Start", "End"))
    return f'{start}{inner}{end}<w:r><w:commentReference w:id="{key}"/></w:r>'


@pytest.fixture
def returned(tmp_path):
    """Write a DOCX of paragraphs; comments are text, who, and which one they reply to."""

    def write(*paragraphs: str, said: tuple[tuple[str, str, int], ...] = ()) -> Path:
        texts = "".join(
            f'<w:comment w:id="{at}" w:author="{who}" w:date="2023-12-04T09:30:00Z">'
            f'<w:p w14:paraId="0000000{at}">{run(text)}</w:p></w:comment>'
            for at, (text, who, _) in enumerate(said, start=1)
        )
        threads = "".join(
            f'<w15:commentEx w15:paraId="0000000{at}" w15:done="{int("done" in text)}"'
            f' w15:paraIdParent="0000000{to}"/>'
            for at, (text, _, to) in enumerate(said, start=1)
        )
        parts = {
            "document": f"<w:document {NAMES}><w:body>{''.join(paragraphs)}</w:body></w:document>",
            "comments": f"<w:comments {NAMES}>{texts}</w:comments>",
            "commentsExtended": f"<w15:commentsEx {NAMES}>{threads}</w15:commentsEx>",
        }
        path = tmp_path / "returned.docx"
        with zipfile.ZipFile(path, "w") as file:
            for name, part in parts.items():
                file.writestr(f"word/{name}.xml", part)
        return path

    return write


def taken(path: Path) -> list[reviewed.Remark]:
    found, _, _ = comment.take_document(PERIOD, path, DAY)
    return [remark for _, remark in found]


def asked(path: Path) -> list[tuple[int, str, bool]]:
    """The paragraph, the text, and whether a number was refused, of all that a file asks for."""
    return [(one.comment.paragraph, one.comment.text, one.is_number) for one in taken(path)]


def test_comments_come_with_their_names_days_and_threads_and_once(returned):
    said = (("Is it so?", "Á. Reader", 0), ("It is.", "B. Second", 1), ("All done", "C", 0))
    file = returned(
        paragraph(on(1, run(SAID[2])), 2),
        paragraph(run("There ") + on(3, run("were")) + run(SAID[2][10:]), 2),
        said=said,
    )
    assert len(taken(file)) == 3
    kept = comments.of(PERIOD)
    assert [(one.who, one.written, one.thread, one.paragraph) for one in kept] == [
        ("Á. Reader", "2023-12-04", 0, 2),
        ("B. Second", "2023-12-04", 1, 2),
        ("C", "2023-12-04", 0, 2),
    ]
    assert kept[2].text == "On “were”: All done (Marked as resolved in Word.)"
    assert comment.take_document(PERIOD, file, DAY) == ([], 3, []) and comments.of(PERIOD) == kept
    page = BeautifulSoup(comments.numbered(PAGE, "p4", kept), "html.parser")
    order = [one["id"] for one in page.select("aside.comment")]
    assert order == ["comment-1", "comment-2", "comment-3"]
    assert "Reply 2, B. Second, 4 December 2023:" in page.get_text()
    comment.answer(PERIOD, 2, "It was counted so.", "O. Officer", DAY)
    (first, reply, _), still = comments.of(PERIOD), comments.open_of(PERIOD)
    assert (first.answer, first.by, reply.answer) == ("It was counted so.", "O. Officer", "")
    assert [one.id for one in still] == [3]


@pytest.mark.parametrize(
    ("number", "inner", "text"),
    [
        (4, run("A fourth paragraph ") + gone("stands") + ins("is") + run(SAID[4][25:]),
         "Replace “stands” with “is”."),
        (4, ins("Now ") + run(SAID[4]), "Insert “Now” at the start."),
        (4, run("A fourth ") + gone("paragraph ") + run(SAID[4][19:]), "Delete “paragraph”."),
        (4, gone(SAID[4]), "Delete the paragraph."),
        (1, run(SAID[1][:49]) + gone(SAID[1][49:]), "Delete “Fewer were killed than before.”."),
    ],
)  # fmt: skip
def test_a_tracked_change_of_words_lands_at_its_paragraph(returned, number, inner, text):
    assert asked(returned(paragraph(inner, number))) == [(number, text, False)]


@pytest.mark.parametrize(
    ("number", "inner", "text", "code"),
    [
        (2, run("There were 1,2") + gone("0") + ins("1") + run("4 hospital days."),
         "Replace “1,204” with “1,214”.", "P4.HOSPITALS"),
        (2, run("There were ") + gone("1,204 ") + run(SAID[2][17:]),
         "Delete “1,204”.", "P4.HOSPITALS"),
        (1, run("Malicious acts killed ") + gone("seven") + ins("nine") + run(SAID[1][27:]),
         "Replace “seven” with “nine”.", "P4.FATALITIES_MALICIOUS_YEAR"),
        (4, run(SAID[4]) + ins(" It has 12."),
         "Insert “It has 12.” after “whoever needs one more.”.", "Numbers come from the data"),
    ],
)  # fmt: skip
def test_an_edit_of_a_number_is_refused_with_the_way_to_correct_it(
    returned, capsys, number, inner, text, code
):
    path = returned(paragraph(inner, number))
    assert cli.main(["comment", "--file", str(path)]) == 1
    told = capsys.readouterr()
    assert text in told.out and code in told.out and "docs/how-to/correction.md" in told.out
    assert "Numbers are not changed by an edit: see 1." in told.err
    assert [one.text for one in comments.open_of(PERIOD)] == [text]  # nothing is lost


def test_a_change_of_prose_names_notebook_cell_and_sentence_or_whose_words_they_are(
    returned, draft
):
    (draft / "notebooks").mkdir()
    html = f'"<p class=\\"say\\">{SAID[4]}</p>"'
    cell = '{"metadata": {}, "source": "%%say\\nA {X} paragraph stands here for whoever.", '
    (draft / "notebooks/p4_accountability_to.ipynb").write_text(
        '{"cells": [{"metadata": {"tags": ["injected-parameters"]}, "source": ""}, '
        f'{cell}"outputs": [{{"data": {{"text/html": {html}}}}}]}}]}}',
        encoding="utf-8",
    )
    words = paragraph(run("A ") + gone("fourth") + ins("last") + run(SAID[4][8:]), 4)
    account = paragraph(run(SAID[3]) + ins(" And so on."), 3)
    told = [one.told for one in taken(returned(words, account))]
    name = "notebooks/p4_accountability_to.ipynb"
    assert told[0] == (f"{name}, cell 1: A {{X}} paragraph stands here for whoever.",)
    assert told[1] == ("It is an account by UNMISS: ask the sender for new words.",)


def test_moved_joined_split_and_unmarked_paragraphs_are_found(returned):
    moved = (
        f'<w:moveFrom {BY}><w:moveFromRangeStart w:id="90" w:name="m1"/>{run(SAID[1])}</w:moveFrom>'
    )
    there = f'<w:moveToRangeStart w:id="91" w:name="m1"/><w:moveTo {BY}>{run(SAID[1])}</w:moveTo>'
    file = returned(
        paragraph(on(1, run("A heading"))),  # before any paragraph with a number
        paragraph(on(2, run(SAID[4].replace("one more", "another")))),  # without its bookmark
        paragraph(moved, 1),
        paragraph(run(SAID[2]) + "</w:p><w:p>" + on(3, run("And more.")), 2),
        paragraph(there),
        paragraph(on(4, run("12"))),  # a cell of a table
        paragraph(ins("All new.")),
        said=tuple((f"Text {at}", "A", 0) for at in range(1, 5)),
    )
    assert asked(file) == [
        (4, "On “A heading”: Text 1", False),
        (4, "Text 2", False),
        (1, f"Move “{SAID[1]}” to after 4.2.", False),
        (2, "Text 3", False),
        (2, "On “12”: Text 4", False),
        (2, "Insert below it “All new.”.", False),
    ]


def test_a_change_in_paragraphs_that_were_joined_is_one_of_the_second(returned):
    second = paragraph(run("A fourth ") + gone("paragraph ") + run(SAID[4][19:]), 4)
    joined = paragraph(run(SAID[1]), 1).removesuffix("</w:p>") + second.removeprefix("<w:p>")
    assert asked(returned(joined)) == [(4, "Delete “paragraph”.", False)]


def test_a_comment_stays_with_its_paragraph_in_later_drafts(returned):
    taken(returned(paragraph(on(1, run(SAID[2])), 2), said=(("Is it so?", "A", 0),)))
    later = f'<p class="say">A new first paragraph.</p>{PAGE}'
    soup = BeautifulSoup(comments.numbered(later, "p4", comments.of(PERIOD)), "html.parser")
    assert soup.find(id="comment-1").find_previous_sibling()["id"] == "p4-3"


def test_what_was_done_without_tracking_is_told_and_nobody_signs_it(returned, draft):
    paragraphs = [paragraph(run(text), number) for number, text in SAID.items()]
    returned(*paragraphs).rename(draft / paths.DOCX)
    edited = paragraph(run("Malicious acts killed nine peacekeepers in 2023."), 1)
    moved = paragraph(run(SAID[3]))
    half = "</w:p><w:p>".join([ins("Now ") + run(SAID[4][:18]), run(SAID[4][18:])])  # divided
    file = returned(edited, paragraph(half, 4), moved)
    _, _, told = comment.take_document(PERIOD, file, DAY)
    assert told == [
        "Changed without tracking, or of an earlier copy: 4.1. Ask the reviewer.",
        "Deleted without tracking: 4.2. Ask the reviewer.",
    ]
    assert len(comments.of(PERIOD)) == 1


@pytest.mark.parametrize(
    ("paragraphs", "problem"),
    [
        ([paragraph(run(SAID[2]), 2)], "no comments and no tracked changes"),
        ([paragraph(ins("x"), 2, "2022_11_external")], "of the external edition of 2022-11"),
        ([paragraph(run("Another text.") + ins("x"))], "holds no paragraph of 2023-05"),
        ([paragraph(ins("x"), 1), paragraph("", 2, "2022_11_external")], "of several reports"),
        (["<w:p>"], "cannot be read as a Word document"),
    ],
)
def test_a_file_that_is_not_one_of_this_report_is_refused_and_nothing_kept(
    returned, paragraphs, problem
):
    with pytest.raises((CommentError, word.WordError), match=problem):
        comment.take_document(PERIOD, returned(*paragraphs), DAY)
    assert comments.of(PERIOD) == []


def test_an_edition_that_is_another_is_refused(returned):
    file = returned(paragraph(ins("x"), 2))
    with pytest.raises(CommentError, match="not of the internal edition of 2023-05"):
        comment.take_document(PERIOD, file, DAY, "internal")


def test_a_number_in_a_sheet_means_the_paragraph_of_the_copy_that_reviewers_got(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("section,paragraph,text,who\n,4.2,Is it so?,A\n", encoding="utf-8")
    ((one,), _) = comment.take(PERIOD, sheet, DAY)
    assert one.said == SAID[2]
    sheet.write_text("section,paragraph,text,who\n,4.9,Is it so?,A\n", encoding="utf-8")
    with pytest.raises(CommentError, match="does not exist: p4 has 1 to 4"):
        comment.take(PERIOD, sheet, DAY)


def test_the_document_we_write_is_read_with_each_paragraph_in_its_bookmark():
    soup = BeautifulSoup(comments.numbered(PAGE, "p4"), "html.parser")
    made = docx._for_word(BeautifulSoup(f"<main>{soup}</main>", "html.parser"), "a4p_2023_05_x")
    marks = re.findall(r'<span id="(a4p_2023_05_x_p4_\d)">', made)
    assert [docx.BOOKMARK.fullmatch(one)["at"] for one in marks] == ["1", "2", "3", "4"]
    assert made.count('custom-style="Paragraph Number"') == 4
