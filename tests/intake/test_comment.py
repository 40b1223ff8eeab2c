"""Comments of reviewers: in by a simple sheet, beside their paragraph, gone when answered."""

import threading
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup

from a4p_helpers import cli
from a4p_helpers.core import contents, paths, people
from a4p_helpers.intake import comment, sources
from a4p_helpers.intake.comment import CommentError
from a4p_helpers.report import comments, provenance

PERIOD = "2023-05"
DAY = date(2024, 1, 9)
HEAD = "section,paragraph,text,who\n"
SECTION = (
    '<h2 id="p4-title">x</h2><ul class="main-points"><li>one</li></ul><p class="say">two</p>'
    '<dl class="accounts"><dt>UNMISS</dt><dd>three</dd></dl>'
)


@pytest.fixture
def sheet(root, tmp_path):
    def write(text: str, name: str = "sheet.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_sheet_is_taken_and_its_comments_are_numbered(sheet):
    one = sheet(HEAD + "p4,2,Is this right?,OMA\nOverview,1,Say more.,SCT\n")
    taken, known = comment.take(PERIOD, one, DAY)
    assert known == 0
    assert [(c.id, c.section, c.paragraph, c.who) for c in taken] == [
        (1, "p4", 2, "OMA"),
        (2, "overview", 1, "SCT"),
    ]
    again, _ = comment.take(PERIOD, sheet(HEAD + "p1,1,More.,OMA\n"), DAY)
    assert [c.id for c in again] == [3] and len(comments.open_of(PERIOD)) == 3


def test_two_who_take_comments_at_once_lose_none(sheet):
    one = sheet(HEAD + "p4,2,Is this right?,OMA\n")
    taking = threading.Thread(target=comment.take, args=(PERIOD, one, DAY))
    with sources.lock(PERIOD):
        taking.start()
        taking.join(timeout=1)
        (paths.raw(PERIOD) / paths.COMMENTS).write_text(
            f"{','.join(comments.COLUMNS)}\n1,p1,1,,More.,SCT,,2024-01-09,0,,,\n", "utf-8"
        )
    taking.join(timeout=120)
    assert [(one.id, one.who) for one in comments.of(PERIOD)] == [(1, "SCT"), (2, "OMA")]


def test_no_comment_opens_a_period(sheet):
    for act in (
        lambda: comment.take("2024-05", sheet(HEAD + "p4,2,Is this right?,OMA\n"), DAY),
        lambda: comment.answer("2024-05", 1, "Yes.", "O. Officer", DAY),
    ):
        with pytest.raises(CommentError, match=r"2024-05 has no data yet.*a4p forms 2024-05"):
            act()
    assert not paths.raw("2024-05").exists()


def test_a_workbook_is_taken_too(root, tmp_path):
    book = openpyxl.Workbook()
    for row in (("Section", "Paragraph", "Text", "Who"), ("p4", 2, "'=1+1 is text?", "OMA")):
        book.active.append(row)
    book.save(tmp_path / "sheet.xlsx")
    (taken,), _ = comment.take(PERIOD, tmp_path / "sheet.xlsx", DAY)
    assert (taken.section, taken.paragraph, taken.who) == ("p4", 2, "OMA")


def test_all_faults_are_told_at_once_and_nothing_is_kept(sheet):
    with pytest.raises(CommentError) as error:
        comment.take(PERIOD, sheet(HEAD + "p9,2,Text,OMA\np4,two,,\n"), DAY)
    told = str(error.value)
    assert "is not a section" in told and "is not a paragraph number" in told
    assert told.count("is blank") == 2 and "sheet.csv" in told
    assert comments.of(PERIOD) == []


def test_every_paragraph_is_taken_by_the_number_that_is_printed(sheet):
    numbers = {slug: comments.printed(slug, 2) for slug in contents.entries(PERIOD)}
    assert (numbers["p4"], numbers["plan"], numbers["police"]) == ("4.2", "plan.2", "police.2")
    rows = "".join(f"{slug},{number},What is it?,OMA\n" for slug, number in numbers.items())
    taken, _ = comment.take(PERIOD, sheet(HEAD + rows), DAY)
    assert [(one.section, one.paragraph) for one in taken] == [(slug, 2) for slug in numbers]


def test_comments_stand_beside_their_paragraph_until_answered(sheet):
    hostile = "<script>run()</script>"
    comment.take(PERIOD, sheet(HEAD + f"p4,2,{hostile},OMA\np4,3,On it.,X\np4,99,Lost.,Y\n"), DAY)
    soup = BeautifulSoup(comments.numbered(SECTION, "p4", comments.of(PERIOD)), "html.parser")
    assert [tag["data-paragraph"] for tag in soup.select("[data-paragraph]")] == [
        "4.1",
        "4.2",
        "4.3",
    ]
    beside = soup.find(id="p4-2").find_next_sibling()
    assert beside["id"] == "comment-1" and hostile in beside.get_text() and not soup.script
    assert soup.find(id="comment-2").parent.name == "dd"
    assert soup.find(id="comment-3") is not None  # a paragraph that is gone loses no comment
    comment.answer(PERIOD, 1, "Yes: see the annex.", "O. Officer", DAY)
    assert [one.id for one in comments.open_of(PERIOD)] == [2, 3]


def test_answers_need_a_comment_and_a_text(sheet):
    comment.take(PERIOD, sheet(HEAD + "p4,2,Is this right?,OMA\n"), DAY)
    for number, text in ((7, "Yes."), (1, " ")):
        with pytest.raises(CommentError):
            comment.answer(PERIOD, number, text, "O. Officer", DAY)


def test_comments_are_no_input_of_the_report(sheet):
    before = provenance.inputs(PERIOD, "internal")[0]
    comment.take(PERIOD, sheet(HEAD + "p4,2,Is this right?,OMA\n"), DAY)
    assert provenance.inputs(PERIOD, "internal")[0] == before


def test_the_command_takes_and_answers(sheet, capsys, monkeypatch):
    one = sheet(HEAD + "p4,2,Is this right?,OMA\n")
    assert cli.main(["comment", PERIOD, "--file", str(one)]) == 0
    assert "not answered yet: 1" in capsys.readouterr().out
    monkeypatch.setattr(people, "remembered", str)
    assert cli.main(["comment", PERIOD, "--answer", "1", "Yes."]) == 2
    assert "Nobody is named" in capsys.readouterr().err
    monkeypatch.setattr(people, "remembered", lambda: "O. Officer")
    assert cli.main(["comment", PERIOD, "--answer", "1", "Yes."]) == 0
    told = capsys.readouterr()
    assert "not answered yet: 0" in told.out and "By O. Officer, your name in git" in told.err
    assert [(one.answer, one.by) for one in comments.of(PERIOD)] == [("Yes.", "O. Officer")]
    assert cli.main(["comment", PERIOD, "--answer", "9", "Yes."]) == 2


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("p4,12", ("p4", 12)),
        (",4.12", ("p4", 12)),
        ("4,4.12", ("p4", 12)),
        ("Priority 4,12", ("p4", 12)),
        ("P4,4.12", ("p4", 12)),
        (",overview.1", ("overview", 1)),
        ("Overview,overview.1", ("overview", 1)),
    ],
)
def test_a_paragraph_is_named_as_drafts_print_it(sheet, row, place):
    (taken,), _ = comment.take(PERIOD, sheet(f"{HEAD}{row},Text,OMA\n"), DAY)
    assert (taken.section, taken.paragraph) == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks section"),
        ("section,text\n", "lacks paragraph"),
        (HEAD, "holds no comments"),
        (f"{HEAD}p3,4.12,Text,OMA\n", "is not in p3"),
        (f"{HEAD},12,Text,OMA\n", "is not a section"),
        (f"{HEAD},9.12,Text,OMA\n", "is not a section"),
        (f"{HEAD}p4,{'9' * 5000},Text,OMA\n", "is not a paragraph number"),
        (f"{HEAD}p4,0,Text,OMA\n", "is not a paragraph number"),
        (f"{HEAD}p4,²,Text,OMA\n", "is not a paragraph number"),
    ],
    ids=range(9),
)
def test_a_sheet_that_is_none_or_names_no_paragraph_is_refused(sheet, text, said):
    with pytest.raises(CommentError, match=said):
        comment.take(PERIOD, sheet(text), DAY)


def test_a_sheet_that_comes_twice_is_taken_once(sheet, capsys):
    one = sheet(HEAD + "p4,2,Is this right?,OMA\n,4.2,Is this right?,OMA\n")
    assert cli.main(["comment", PERIOD, "--file", str(one)]) == 0
    assert cli.main(["comment", PERIOD, "--file", str(one)]) == 0
    assert "Already known and not taken again: 2" in capsys.readouterr().out
    assert len(comments.of(PERIOD)) == 1


def test_a_long_sheet_is_taken_whole_or_not_at_all(sheet):
    rows = "".join(f"p4,{n % 40 + 1},Remark {n},OMA\n" for n in range(1, comment.MOST_ROWS))
    new, _ = comment.take(PERIOD, sheet(HEAD + rows), DAY)
    assert len(new) == comment.MOST_ROWS - 1
    with pytest.raises(CommentError, match=r"none was taken\. Divide it"):
        comment.take(PERIOD, sheet(HEAD + rows + "p4,1,One more,OMA\n"), DAY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1,p4", "one,p4", "row 2: id is 'one'"),
        (",2,,Is", f",{'9' * 5000},,Is", "row 2: paragraph is '999"),
        (",OMA,", ",OMA,6.12.2023", "row 2: written is '6.12.2023'"),
        (",answer", "", "row 1 has no column 'answer'"),
    ],
)
def test_a_list_of_comments_that_is_damaged_is_told(sheet, old, new, said):
    comment.take(PERIOD, sheet(HEAD + "p4,2,Is this right?,OMA\n"), DAY)
    path = paths.raw(PERIOD) / paths.COMMENTS
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(comments.CommentsError, match=said):
        comments.open_of(PERIOD)
    assert cli.main(["comment", PERIOD]) == 2


@pytest.mark.parametrize(
    ("html", "stands"),
    [
        ('<p>They write class="comment" in it.</p>', False),
        ("<aside class='x comment'>x</aside>", True),
        ('<aside class="notes">x</aside>', False),
    ],
)
def test_a_comment_is_found_as_an_element_not_as_text(tmp_path, html, stands):
    (tmp_path / "a.html").write_text(html)
    assert comments.stand_in(tmp_path / "a.html") == stands


def test_a_comment_that_looks_like_a_formula_is_kept_as_text(sheet):
    formula = '=HYPERLINK("http://x")'
    quoted = formula.replace('"', '""')
    comment.take(PERIOD, sheet(f'{HEAD}p4,2,"{quoted}",OMA\n'), DAY)
    written = (paths.raw(PERIOD) / paths.COMMENTS).read_text(encoding="utf-8")
    assert "\"'=HYPERLINK" in written
    (kept,) = comments.of(PERIOD)
    assert kept.text == formula
    _, known = comment.take(PERIOD, sheet(f'{HEAD}p4,2,"{quoted}",OMA\n'), DAY)
    assert known == 1
