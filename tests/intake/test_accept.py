"""What the planning unit accepts as it stands, and from which day a table counts as answered."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from raw_data import NEXT

from a4p_helpers import cli, prepare
from a4p_helpers.clean.period import examine
from a4p_helpers.clearance import checklist
from a4p_helpers.core import paths, periods
from a4p_helpers.indicators.quality import in_time
from a4p_helpers.intake import accept, opening, receipt, receive, status
from a4p_helpers.store import processed

DAY = date(2024, 6, 1)
WHY = {"reason": "The office confirmed it by phone", "by": "Planning unit", "today": DAY}
TRAININGS = "programme,field,trainings,participants,women,women_percent\n"
HALF = f"{TRAININGS}Triangular Partnership Programme,engineering,2,200,,0.5\n"


def at(day: int, month: int = 5) -> datetime:
    return datetime(2024, month, day, 12, tzinfo=UTC)


def tables(edition: str = "internal") -> processed.Tables:
    prepare.tables(NEXT)
    return processed.read(paths.processed(NEXT, edition))


def test_a_doubt_that_is_accepted_is_taken_as_it_was_sent(send):
    one = send("trainings", HALF, "TPP")
    assert "could be 0.5 per cent, or 50 per cent" in str(one.all_faults[0])
    assert tables()["trainings"].empty
    accept.accept(NEXT, one.stored, row=2, **WHY)
    made = tables()
    assert list(made["trainings"]["women_percent"]) == [0.5]
    assert not examine(NEXT).unsettled
    (told,) = (remark.told for remark in made.remarks("trainings") if remark.kind == "accepted")
    assert "The office confirmed it by phone (Planning unit, 2024-06-01)" in told
    assert "phone" not in str(tables("external").remarks())


def test_what_is_sent_next_is_not_accepted_with_it(send):
    one = send("trainings", HALF, "TPP")
    accept.accept(NEXT, one.stored, row=2, **WHY)
    two = send("trainings", HALF.replace("0.5", "0.4"), "TPP", at(21))
    assert two.all_faults and list(tables()["trainings"]["women_percent"]) == [0.5]


def test_another_fault_that_is_accepted_stays_out_and_holds_nothing_up(send):
    one = send("hospitals", "mission,level,hospitals\nUNMISS,Level 2,many\n", "DHMOSH")
    (told,) = examine(NEXT).unsettled
    assert told.startswith("DHMOSH: hospitals has faults")
    accept.accept(NEXT, Path(one.stored).name, **WHY)
    examined = examine(NEXT)
    assert not examined.unsettled and tables()["hospitals"].empty
    assert not any(one.with_faults for one in examined.reporting)


@pytest.mark.parametrize(
    ("what", "more", "told"),
    [
        ("returns/TPP-9.xlsx", {}, "'returns/TPP-9.xlsx' is neither a file"),
        ("returns/TPP-1-trainings.csv", {"row": 7}, "has no fault in row 7; rows with faults: 2"),
        ("returns/TPP-1-trainings.csv", {"reason": " "}, "No reason is given"),
        ("returns/TPP-1-trainings.csv", {"by": ""}, "Nobody is named"),
        ("P3.TPP_TRAINEES", {}, "has no two numbers that differ"),
    ],
)
def test_what_is_not_there_cannot_be_accepted(what, more, told, send):
    send("trainings", HALF, "TPP")
    with pytest.raises(ValueError, match=told):
        accept.accept(NEXT, what, **{**WHY, **more})
    assert not (paths.raw(NEXT) / "accepted.csv").exists()


def conflict(send, note: str) -> None:
    good = HALF.replace("200,,0.5", "200,50,")
    send("trainings", good, "TPP")
    figures = f"code,qualifier,value,missions,note\nP3.TPP_TRAINEES,,99,,{note}\n"
    send("submitted_figures", figures, "TPP")
    prepare.ensure(NEXT, [])


def differing() -> list[str]:
    return checklist._figures(NEXT, "external")


def test_a_figure_against_the_senders_own_table_is_told_in_its_receipt(send):
    send("trainings", HALF.replace("200,,0.5", "200,50,"), "TPP")
    one = send(
        "submitted_figures", "code,qualifier,value,missions,note\nP3.TPP_TRAINEES,,99,,\n", "TPP"
    )
    text = " ".join(receipt.text(one).split())
    assert not one.all_faults and "the tables give 200, the office sent 99" in text


def test_a_note_that_explains_a_conflict_counts_although_it_stays_inside(send):
    conflict(send, "Two courses were counted twice in the table")
    assert not differing()


def test_a_conflict_without_a_note_can_be_accepted(send):
    conflict(send, "")
    (told,) = differing()
    assert "a4p accept 2023-11 P3.TPP_TRAINEES" in told
    accept.accept(NEXT, "P3.TPP_TRAINEES", **WHY)
    assert not differing()
    send("trainings", HALF.replace("200,,0.5", "210,50,"), "TPP", at(25))
    prepare.ensure(NEXT, [])
    assert differing()  # other numbers were not accepted


def test_the_command_writes_it_and_says_so(send, capsys):
    one = send("trainings", HALF, "TPP")
    said = ["accept", NEXT, one.stored, "--row", "2", "--reason", "=so", "--by", "Unit"]
    assert cli.main(said) == 0
    assert "=so (Unit, " in capsys.readouterr().out
    with (paths.raw(NEXT) / "accepted.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["reason"] == "'=so" and row["value"] == "0.5"
    assert cli.main(["accept", NEXT, one.stored, "--by", "Unit"]) == 2


# Days


@pytest.fixture
def due(root):
    """UNMAS is due on 31 May 2024; it owes three tables."""
    path = paths.raw(NEXT) / "participation.csv"
    opening.open_period(NEXT)
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(
            row.rsplit(",", 2)[0] + (",," if "UNMAS" not in row else ",2024-05-31,")
            if number
            else row
            for number, row in enumerate(rows)
        )
        + "\n",
        encoding="utf-8",
    )


EO = "mission,activity\nUNMISS,Training of new contingents\n"


def of(reporter: str) -> processed.Reporting:
    return next(one for one in status.of(NEXT).reporting if one.reporter == reporter)


def timely() -> tuple[int, int]:
    share = in_time(prepare.at_hand(periods.get(NEXT), "internal"))
    return share.numerator, share.denominator


def test_a_correction_makes_nobody_late(due, send):
    send("eo_capacity", EO, "UNMAS", at(30))
    assert of("UNMAS").answered_on == "2024-05-30"
    send("eo_capacity", EO.replace("new", "all"), "UNMAS", at(20, 6))
    assert of("UNMAS").answered_on == "2024-05-30"
    tables()
    assert timely() == (1, 1)


def test_the_first_answer_without_a_fault_counts(due, send):
    send("eo_capacity", EO.replace("UNMISS", "NOWHERE"), "UNMAS", at(30))
    send("eo_capacity", EO, "UNMAS", at(2, 6))
    assert of("UNMAS").answered_on == "2024-06-02"
    tables()
    assert timely() == (0, 1)


def test_a_day_can_be_stated_for_what_came_by_mail(due, send, capsys, tmp_path):
    late = send("eo_capacity", EO.replace("new", "all"), "UNMAS", at(3, 6))
    one = send("eo_capacity", EO, "UNMAS", at(4, 6), date(2024, 5, 29))
    assert of("UNMAS").answered_on == "2024-05-29"
    # What came first does not replace what came later.
    assert one.received == "2024-05-29" and one.stands_behind == late.stored
    assert "all contingents" in str(tables()["eo_capacity"]["activity"].tolist())
    with pytest.raises(receive.ReceivingError, match="2024-07-01 is not between"):
        send("eo_capacity", EO, "UNMAS", at(4, 6), date(2024, 7, 1))


def test_no_punctuality_where_a_day_is_not_known(due, send):
    """The planning unit put a table together from elsewhere."""
    send("eo_capacity", EO, "UNMAS", at(30))
    made = paths.raw(NEXT) / "tables"
    made.mkdir()
    (made / "explosive_ordnance.csv").write_text(
        "reporter,mission,kind,found,neutralised\nUNMAS,UNMISS,mines,20,20\n"
    )
    with (paths.raw(NEXT) / "SOURCES.csv").open("a", encoding="utf-8") as file:
        file.write("tables/explosive_ordnance.csv,UNMAS,A letter,,,2024-04-30,0,\n")
    tables()
    assert timely() == (0, 0)


# Folders


def test_a_folder_is_looked_through_and_what_is_passed_over_is_named(root, tmp_path, capsys):
    inbox = tmp_path / "inbox"
    (inbox / "UNMISS").mkdir(parents=True)
    (inbox / "UNMISS" / "conduct_training.csv").write_text("reporter,sessions\nUNMISS,12\n")
    (inbox / "~$form.xlsx").write_text("x")
    (inbox / ".DS_Store").write_text("x")
    (inbox / "elsewhere.csv").symlink_to(tmp_path / "outside.csv")
    (tmp_path / "outside.csv").write_text("reporter,sessions\nUNMISS,99\n")
    assert cli.main(["receive", NEXT, str(inbox)]) == 0
    told = capsys.readouterr()
    assert told.out.count(".html") == 1 and "UNMISS-1-conduct_training" in told.out
    for name in ("~$form.xlsx", ".DS_Store", "elsewhere.csv"):
        assert f"{name}: passed over" in told.err


def test_a_name_that_a_spreadsheet_would_compute_is_kept_harmless(root, tmp_path):
    path = tmp_path / "=cmd()_conduct_training.csv"
    path.write_text("reporter,sessions\nUNMISS,12\n")
    receive.receive(NEXT, [path], now=at(20))
    assert ",'=cmd()_conduct_training.csv," in (paths.raw(NEXT) / "SOURCES.csv").read_text()
    receive.receive(NEXT, [path.rename(tmp_path / "b_conduct_training.csv")], now=at(21))
    assert ",'=cmd()_conduct_training.csv," in (paths.raw(NEXT) / "SOURCES.csv").read_text()
