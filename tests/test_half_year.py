"""How a half-year stands: what blocks the next step, in the terminal, as a page and as a sheet."""

import io
from datetime import date

import openpyxl
import pytest
from rich.console import Console

from a4p_helpers import half_year
from a4p_helpers.intake import comment, confirm, opening, status
from a4p_helpers.store.processed import Reporting

PERIOD = "2023-11"
TODAY = date(2024, 6, 3)


def reporting(who, state, due="2024-05-31"):
    answered, faults, missing, came = {
        "complete": (2, (), (), "2024-05-20"),
        "in part": (1, (), ("hospitals",), "2024-05-20"),
        "with faults": (1, ("cpas",), (), "2024-05-20"),
        "not received": (0, (), ("cpas", "hospitals"), ""),
    }[state]
    on = came if state == "complete" else ""
    return Reporting(who, "", due, came, 2, answered, 0, faults, missing, 0, on)


@pytest.fixture
def found(root, monkeypatch):
    """Have a period found as these reporters say, without reading what they sent."""

    def _found(*reporters, **more):
        monkeypatch.setattr(status, "of", lambda name: status.Found(list(reporters), **more))
        return half_year.of(PERIOD, TODAY)

    return _found


def printed(stands, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, record=True)
    half_year.show(stands, console)
    return console.export_text()


def test_whom_the_desk_sees_to_first_stands_first(found):
    stands = found(
        reporting("UNDOF", "complete"),
        reporting("UNMISS", "in part", due="2024-06-05"),
        reporting("UNIFIL", "not received", due="2024-06-03"),
        reporting("UNTSO", "in part"),
        reporting("MINURSO", "with faults"),
    )
    assert [one.reporter for one in stands.senders] == [
        *("MINURSO", "UNIFIL", "UNTSO", "UNMISS", "UNDOF")
    ]
    assert [one.days for one in stands.senders] == ["3 late", "due today", "3 late", "2 left", ""]


def test_each_step_follows_from_what_lies_there(found):
    """Forms first, then returns, then a run; what blocks it is named."""
    all_in, late = reporting("UNDOF", "complete"), reporting("UNMISS", "not received")
    assert found(all_in, late).next.stands == "not written for UNMISS"
    opening.write_forms(PERIOD, ["UNMISS"])
    following = found(all_in, late).next
    assert following.command == f"a4p forms {PERIOD} --late; or, without them, a4p run {PERIOD}"
    assert following.blocked_by == ["late: UNMISS"]
    following = found(all_in, faults=["plan.csv, row 2: no"] * 7, unsettled=[]).next
    assert following.what == "Confirmations"


def test_a_fault_of_the_data_blocks_the_run(found, monkeypatch):
    one = confirm.Confirmed("UNDOF", "Head of Section", "2024-06-01", "returns/UNDOF-1.xlsx")
    monkeypatch.setattr(confirm, "confirmed", lambda name: {"UNDOF": one})
    stands = found(reporting("UNDOF", "complete"), faults=["plan.csv, row 2: no"] * 7)
    assert stands.next.what == "Raw data" and stands.next.stands == "7 faults"
    assert stands.next.blocked_by == [*["plan.csv, row 2: no"] * 5, "2 more"]
    stands = found(reporting("UNDOF", "complete"))
    assert stands.next.command == f"a4p run {PERIOD}"
    assert "Head of Section, 2024-06-01" in printed(stands, 140)


def test_a_comment_without_an_answer_is_named(found, root, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("section,paragraph,text,who\np4,2,Why?,OMA\n", "utf-8")
    (root / "data" / "raw" / PERIOD).mkdir(exist_ok=True)
    comment.take(PERIOD, sheet, TODAY)
    step = next(one for one in found().steps if one.what == "Comments")
    assert (step.stands, step.blocked_by) == ("0 of 1 answered", ["comment 1 of OMA"])


def test_no_line_is_wider_than_a_terminal_of_80(found):
    stands = found(*(reporting(f"OFFICE{at}", "with faults") for at in range(30)))
    text = printed(stands)
    assert max(map(len, text.splitlines())) <= 80
    assert "1 to correct" in text and "correct CPAS" in printed(stands, 140)


def test_page_and_sheet_say_the_same_and_what_was_asked(found):
    asked = {"MINURSO": ["Beds: You wrote “=1+1<b>”, which is no number. Write one. (‘CPAS’)"]}
    stands = found(reporting("MINURSO", "with faults"), asked_back=asked)
    page, sheet = half_year.write(stands)
    html = page.read_text(encoding="utf-8")
    assert "=1+1&lt;b&gt;" in html and "correct CPAS" in html and "3 late" in html
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == ["Senders", "Steps", "Asked back"]
    rows = [[cell.value for cell in row] for row in book["Senders"].iter_rows(min_row=3)]
    assert rows[0] == list(half_year.HEADINGS)
    assert rows[1][0] == "MINURSO" and rows[1][-1] == "asked back: 1; correct CPAS"
    assert book["Asked back"]["B4"].value == asked["MINURSO"][0]
    assert sheet.read_bytes() == half_year.write(stands)[1].read_bytes()
