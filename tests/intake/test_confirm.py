"""Confirmations: what a sender answered in its words, and who confirms it, by name and day."""

from datetime import UTC, date, datetime

import openpyxl
import pytest
from pypdf import PdfReader
from raw_data import NEXT

from a4p_helpers import half_year
from a4p_helpers.clean import form
from a4p_helpers.cli import main
from a4p_helpers.contracts import phrases
from a4p_helpers.core import paths
from a4p_helpers.intake import confirm, confirmation, filling, letters, receive
from a4p_helpers.intake.confirm import ConfirmError
from a4p_helpers.run import DONE, WRONG_INPUT

NOON, TODAY = datetime(2024, 5, 20, 12, tzinfo=UTC), date(2024, 6, 1)
ANSWERS = {
    "cpas": [{"uses_cpas": "yes", "conducted_impact_assessment": "no"}],
    "mission_plans": "reported below",
    "unct_integration": "not available",
    "mdmh_actions": [{"action": "Radio spots before the vote", "is_preemptive": "yes"}],
}


@pytest.fixture
def sent(root, blank, layout, tmp_path):
    """The return of UNMISS, as it is with a change of its last sheet."""

    def make(name: str, **last: object) -> receive.Receipt:
        path = tmp_path / name
        filling.fill(blank("UNMISS"), layout("UNMISS"), ANSWERS, path, "Being agreed")
        book = openpyxl.load_workbook(path)
        for table in ("political_engagement", "sofa"):  # of last time, and withdrawn
            sheet, asked = layout("UNMISS").asked[table]
            filling.put(book[sheet.title], asked.gate, "We cannot say")
            filling.put(book[sheet.title], (asked.gate[0], form.REASON), "Under review")
        sheet, asked = layout("UNMISS").asked["coordination_mechanisms"]
        filling.put(book[sheet.title], form.CHECKED, "Yes, checked")
        for place, value in last.items():
            filling.put(book[phrases.SEND], getattr(form, place), value)
        book.save(path)
        (one,) = receive.receive(NEXT, [path], now=NOON)
        return one

    return make


def test_a_page_shows_the_answers_as_the_form_does(sent):
    assert not sent("a.xlsx", AGREES="No", DIFFERS="One more death").all_faults
    files = confirmation.write(NEXT)["UNMISS"]
    html = files[0].read_text(encoding="utf-8")
    paper = " ".join("".join(page.extract_text() for page in PdfReader(files[1]).pages).split())
    for told in (
        "Do you follow progress with CPAS?",
        "By the SRSG or head of mission",
        "not available: Being agreed",
        "Radio spots before the vote · Before: to prevent it",
        "Missions using CPAS to monitor progress: 1. UNMISS is among them.",
        "How much did the mission train in conduct and discipline?",  # is missing
        "“One more death”",
    ):
        assert told in html and told.replace(" · ", " ")[:30] in paper.replace(" · ", " "), told
    assert "uses_cpas" not in html and "P2." not in html and "· external" not in html
    assert files[2].name == "confirm-UNMISS.eml" and "default-src 'none'" in html
    with pytest.raises(ConfirmError, match="did you mean 'UNMISS'"):
        confirmation.write(NEXT, ["UNMIS"])


def test_who_confirms_is_shown_until_something_else_comes(sent):
    sent("a.xlsx")
    one = confirm.record(NEXT, "UNMISS", "A. Person", date(2024, 5, 28), TODAY)
    assert one.file == "returns/UNMISS-1.xlsx"
    senders = {one.reporter: one for one in half_year.of(NEXT, TODAY).senders}
    assert senders["UNMISS"].confirmed == "A. Person, 2024-05-28"
    sent("b.xlsx", DIFFERS="changed")
    assert confirm.confirmed(NEXT) == {}


def test_a_sheet_that_comes_back_confirms_what_has_no_fault(sent, edited):
    signed = {"SIGNED_BY": "A. Person, Chief of Staff", "SIGNED_ON": date(2024, 5, 28)}
    told = sent("a.xlsx", **signed)
    assert "confirmed by A. Person" in confirm.by_signature(told, TODAY)
    assert confirm.confirmed(NEXT)["UNMISS"].day == "2024-05-28"
    faulty = edited("UNMISS", lambda book: filling.put(book[phrases.SEND], form.SIGNED_BY, "A"))
    (one,) = receive.receive(NEXT, [faulty], now=NOON)
    assert "has no day beside it" in str(one.notes) and one.signed == ("", "")


def test_somebody_else_cannot_confirm(sent):
    letters.place().write_text("reporter,name,email\nUNMISS,A. Person,a@b.org\n", encoding="utf-8")
    told = sent("a.xlsx", SIGNED_BY="B. Other", SIGNED_ON=date(2024, 5, 28))
    assert "B. Other does not answer for UNMISS; A. Person does" in confirm.by_signature(
        told, TODAY
    )
    assert confirm.confirmed(NEXT) == {}
    confirm.record(NEXT, "UNMISS", "Ms. A. Person", TODAY, TODAY)
    assert "UNMISS" in confirm.confirmed(NEXT)


@pytest.mark.parametrize(
    ("reporter", "by", "day", "told"),
    [
        ("UNFICYP", "A", TODAY, "Nothing came from 'UNFICYP'"),
        ("UNMISS", " ", TODAY, "Nobody is named"),
        ("UNMISS", "A", date(2024, 7, 1), "2024-07-01 is not between"),
    ],
)
def test_what_cannot_be_confirmed_is_told(reporter, by, day, told, send):
    send("conduct_training", "sessions\n12\n", "UNMISS")
    with pytest.raises(ValueError, match=told):
        confirm.record(NEXT, reporter, by, day, TODAY)
    assert not (paths.raw(NEXT) / confirm.CONFIRMED).exists()


def test_the_command_records_one_sender_at_a_time(send, capsys):
    send("conduct_training", "sessions\n12\n", "UNMISS")
    assert main(["confirm", NEXT, "UNMISS", "--by", "=A", "--on", "2024-05-28"]) == DONE
    assert "UNMISS: confirmed by =A on 2024-05-28" in capsys.readouterr().out
    assert "'=A" in (paths.raw(NEXT) / confirm.CONFIRMED).read_text(encoding="utf-8")
    assert main(["confirm", NEXT, "--by", "A"]) == WRONG_INPUT
