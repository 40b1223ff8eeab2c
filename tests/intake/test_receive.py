"""Returns from the form to the table: kept, told, replaced, and never lost or overwritten."""

import csv
import hashlib
import shutil
from datetime import UTC, date, datetime

import openpyxl
import pytest

from a4p_helpers import clean, prepare
from a4p_helpers.clean import check, form, read
from a4p_helpers.clean.period import examine
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import paths, periods
from a4p_helpers.intake import filling, opening, receipt, receive, status
from a4p_helpers.intake import sources as sources_list
from a4p_helpers.intake.receive import ReceivingError
from a4p_helpers.section import open_section
from a4p_helpers.store import processed

NEXT = "2023-11"
NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
GOOD = {
    "cpas": [{"uses_cpas": "yes", "conducted_impact_assessment": "no"}],
    "conduct_training": [{"sessions": "12"}],
    "unct_integration": "not applicable",
    "collaboration": "not available",
    "mdmh_actions": "nothing to report",
}


@pytest.fixture
def fill(blank, layout, tmp_path):
    """Fill the form of a reporter as its focal point would."""

    def make(reporter: str, answers=GOOD, name: str = "", reason: str = "No such unit") -> object:
        path = tmp_path / (name or f"{reporter} return (final).xlsx")
        filling.fill(blank(reporter), layout(reporter), answers, path, reason)
        return path

    return make


def tables() -> processed.Tables:
    prepare.tables(NEXT)
    return processed.read(paths.processed(NEXT, "internal"))


def kept(root) -> list[str]:
    return sorted(path.name for path in (root / "data" / "raw" / NEXT / "returns").iterdir())


def sources(root) -> list[dict[str, str]]:
    with (root / "data" / "raw" / NEXT / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_form_is_kept_unchanged_and_recorded(root, fill):
    path = fill("UNMISS")
    (_one,) = receive.receive(NEXT, [path], now=NOON)
    assert kept(root) == ["UNMISS-1.xlsx"]
    stored = root / "data" / "raw" / NEXT / "returns" / "UNMISS-1.xlsx"
    assert stored.read_bytes() == path.read_bytes()
    (row,) = sources(root)
    assert row["file"] == "returns/UNMISS-1.xlsx" and row["office"] == "UNMISS"
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["received"] == "2024-05-20T12:00:00Z" and row["place"] == path.name
    made = tables()
    assert made["cpas"].loc[0, "mission"] == "UNMISS"
    said = made.state("unct_integration").answers["UNMISS"]
    assert list(said) == ["not applicable", "No such unit"]
    # The three kinds of none are three things.
    assert made.state("mdmh_actions").status == "nothing to report"
    assert made.state("unct_integration").status == "not applicable"
    assert made.state("collaboration").status == "not available"
    assert made.state("political_engagement").status == "not reported"


def test_last_periods_answers_do_not_count_until_they_are_confirmed(root, fill):
    (one,) = receive.receive(NEXT, [fill("UNMISS", {})], now=NOON)
    told = "\n".join(map(str, one.all_faults))
    assert "'Mission plan', cell C3" in told and "are not confirmed" in told
    assert tables()["mission_plans"].empty
    (one,) = receive.receive(
        NEXT, [fill("UNMISS", {"mission_plans": "reported below"}, "again.xlsx")], now=NOON
    )
    assert not [fault for fault in one.all_faults if fault.sheet == "Mission plan"]
    assert tables()["mission_plans"].loc[0, "is_approved"]


def test_a_correction_replaces_the_return_and_both_are_kept(root, fill):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    better = {**GOOD, "conduct_training": [{"sessions": "15"}]}
    (one,) = receive.receive(NEXT, [fill("UNMISS", better)], now=NOON)
    assert one.replaces == "returns/UNMISS-1.xlsx"
    assert kept(root) == ["UNMISS-1.xlsx", "UNMISS-2.xlsx"]
    assert list(tables()["conduct_training"]["sessions"]) == [15]


def test_a_faulty_correction_does_not_take_back_a_good_answer(root, fill, cell_of):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    path = fill("UNMISS", GOOD, "worse.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, cell = cell_of("UNMISS", "conduct_training", "sessions")
    book[sheet][cell].value = "many"
    book.save(path)
    (one,) = receive.receive(NEXT, [path], now=NOON)
    (fault,) = [fault for fault in one.all_faults if fault.sheet == sheet]
    assert fault.cell == cell and fault.value == "many"
    assert list(tables()["conduct_training"]["sessions"]) == [12]


def test_two_returns_of_one_mission_at_once_are_both_told_and_the_last_counts(root, fill):
    first = fill("UNMISS", GOOD, "a.xlsx")
    second = fill("UNMISS", {**GOOD, "conduct_training": [{"sessions": "15"}]}, "b.xlsx")
    for one in receive.receive(NEXT, [first, second], now=NOON):
        assert "cpas" in {verdict.table for verdict in one.verdicts}
    assert list(tables()["conduct_training"]["sessions"]) == [15]


def test_the_same_file_twice_is_kept_once(root, fill):
    path = fill("UNMISS")
    receive.receive(NEXT, [path], now=NOON)
    (again,) = receive.receive(NEXT, [path], now=NOON)
    assert again.is_known and kept(root) == ["UNMISS-1.xlsx"] and len(sources(root)) == 1


def test_nothing_is_overwritten_even_where_sources_lost_a_row(root, fill):
    room = root / "data" / "raw" / NEXT / "returns"
    room.mkdir()
    (room / "UNMISS-1.xlsx").write_bytes(b"precious")
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    assert (room / "UNMISS-1.xlsx").read_bytes() == b"precious"
    assert kept(root) == ["UNMISS-1.xlsx", "UNMISS-2.xlsx"]


def test_sources_of_a_spreadsheet_are_read_and_damaged_ones_told_before_anything_is_kept(
    root, fill
):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    path = root / "data" / "raw" / NEXT / "SOURCES.csv"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("sha256", "sha256,checked by").replace(",,", ",,,"), "utf-8")
    for _ in range(2):
        with pytest.raises(
            sources_list.SourcesError, match=r"SOURCES\.csv, row 1: 'checked by' is"
        ):
            receive.receive(NEXT, [fill("UNFICYP")], now=NOON)
    assert kept(root) == ["UNMISS-1.xlsx"]
    path.write_text(good, encoding="utf-8-sig")
    receive.receive(NEXT, [fill("UNFICYP")], now=NOON)
    assert [row["office"] for row in sources(root)] == ["UNFICYP", "UNMISS"]


def test_a_damaged_list_of_days_is_told_before_anything_is_kept(root, fill):
    path = root / "data" / "raw" / NEXT / "answered.csv"
    path.write_text("reporter,table,day\nUNMISS,cpas,2024-05-01\n", encoding="utf-8")
    with pytest.raises(clean.CleaningError, match="has no column 'file'"):
        receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    assert not (root / "data" / "raw" / NEXT / "returns").exists()


def test_receipts_of_refused_files_do_not_take_each_others_place(root, tmp_path):
    for name, content in (("a/return.csv", "1"), ("a/return.ods", "1"), ("b/return.csv", "2")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    refused = receive.receive(NEXT, [tmp_path / "a", tmp_path / "b"], now=NOON)
    pages = {receipt.write(one)[0] for one in refused}
    assert len(pages) == 3 and all(one.sha256 in receipt.text(one) for one in refused)
    assert {page.name[:-14] for page in pages} == {"refused-return.csv", "refused-return.ods"}
    long = tmp_path / f"{'é' * 120}.csv"
    long.write_text("1")
    (one,) = receive.receive(NEXT, [long], now=NOON)
    assert receipt.write(one)[0].is_file()


def test_what_stops_the_opening_of_a_period_leaves_no_empty_file(root, monkeypatch):
    class Full(OSError):
        """No room on the disk."""

    class Writer:
        def writerows(self, _):
            raise Full

    shutil.rmtree(paths.raw(NEXT))
    with monkeypatch.context() as patched:
        patched.setattr(opening.csv, "writer", lambda *_, **__: Writer())
        with pytest.raises(Full):
            opening.open_period(NEXT)
    assert list(paths.raw(NEXT).iterdir()) == []
    assert "UNMISS" in opening.open_period(NEXT)


def test_a_folder_is_received_whole_and_bad_files_harm_no_other(root, fill, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    fill("UNMISS").rename(inbox / "a.xlsx")
    fill("UNFICYP").rename(inbox / "b.xlsx")
    (inbox / "c.xlsx").write_text("not a form")
    (inbox / ".hidden").write_text("x")
    good, other, bad = receive.receive(NEXT, [inbox], now=NOON)
    assert bad.is_refused and not good.is_refused and not other.is_refused
    assert kept(root) == ["UNFICYP-1.xlsx", "UNMISS-1.xlsx"]
    assert set(tables()["cpas"]["mission"]) == {"UNMISS", "UNFICYP"}
    assert (inbox / "c.xlsx").exists()


def test_csv_tables_are_taken_beside_forms(fill, send):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    one = send("UNMISS_conduct_training", "reporter,mission,sessions\nUNMISS,UNMISS,20\n")
    assert not one.all_faults and one.stored == "returns/UNMISS-2-conduct_training.csv"
    made = tables()
    assert list(made["conduct_training"]["sessions"]) == [20] and len(made["cpas"]) == 1


def test_two_offices_that_send_one_row_are_both_told(send):
    row = "measure,count,of,percent\nnew units deployed through PCRS,4,5,80\n"
    for minutes, office in enumerate(("OMA", "ITS")):
        one = send("readiness", row, office, NOON.replace(minute=minutes))
    (fault,) = one.all_faults
    assert "was already sent by OMA" in fault.problem
    assert list(tables()["readiness"]["reporter"]) == ["OMA"]


def test_who_does_not_report_is_refused(root, fill, tmp_path):
    path = tmp_path / "cpas.csv"
    path.write_text("reporter,uses_cpas,conducted_impact_assessment\nMINUSMA,yes,no\n")
    (one,) = receive.receive(NEXT, [path], now=NOON)
    assert one.is_refused and "does not take part" in str(one.faults[0])
    with pytest.raises(ReceivingError, match="does not exist: check the name"):
        receive.receive(NEXT, [tmp_path / "nothing.xlsx"])
    with pytest.raises(ReceivingError, match="does not report"):
        receive.receive(NEXT, [path], "UNMIS")


def test_what_looks_odd_is_asked_and_taken(send):
    rows = "mission,hospital,cause,days,note\nUNDOF,1,malfunctioning equipment,70,\n"
    one = send("hospital_interruptions", rows, "DHMOSH")
    assert not one.all_faults
    told = "\n".join(map(str, one.all_notes))
    assert "is 10 times the most of the periods before, 7, or more" in told
    assert len(tables()["hospital_interruptions"]) == 1


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ([0], 12, "stands where the periods before had 0"),
        ([12], 0, "stands where the periods before had 12 or more"),
        ([12, 3], 480, "is 40 times the most of the periods before, 12, or more"),
        ([300, 120], 12, "is a tenth or less of the least of the periods before, 120"),
        ([2, 12], 100, ""),
        ([0, 300], 4, ""),
    ],
)
def test_a_count_is_held_against_every_period_before(root, was, now, told):
    contract = TABLES["hospitals"]
    cells = {"reporter": "DHMOSH", "mission": "UNMISS", "level": "Level 2"}
    blank = dict.fromkeys(read.column_kinds(contract), "") | cells
    *before, frame = (
        read.type_rows("hospitals", {2: blank | {"hospitals": str(number)}}, contract)[0]
        for number in (*was, now)
    )
    found = check.unusual(read.Part("hospitals.csv", {}), frame, before, contract)
    assert [one.problem for one in found] == ([told] if told else [])


def test_a_return_that_was_changed_after_it_came_stops_the_run(root, fill):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    stored = root / "data" / "raw" / NEXT / "returns" / "UNMISS-1.xlsx"
    stored.write_bytes(stored.read_bytes() + b" ")
    with pytest.raises(clean.CleaningError, match="is not the file that was received"):
        prepare.tables(NEXT)
    stored.unlink()
    with pytest.raises(clean.CleaningError, match=r"is missing, though SOURCES\.csv records it"):
        prepare.tables(NEXT)


def test_the_receipt_tells_every_fault_at_once_and_runs_nothing(root, layout, blank, tmp_path):
    book = openpyxl.load_workbook(blank("UNMISS"))
    asked = layout("UNMISS").asked
    sheet, one = asked["cpas"]
    cells = [
        form.address(one.gate),
        one.cell("uses_cpas"),
        asked["conduct_training"][1].cell("sessions"),
    ]
    for (title, cell), value in {
        (sheet.title, cells[0]): "nothing at all",
        (sheet.title, cells[1]): "maybe",
        (asked["conduct_training"][0].title, cells[2]): "many",
        ("In your words", "B18"): "<script>alert(1)</script>",
        ("In your words", "C18"): "![x](http://example.org/x.png) $\\input{x}$",
    }.items():
        book[title][cell].value = value
    path = tmp_path / "<b>UNMISS\u202e.xlsx"
    book.save(path)
    (one,) = receive.receive(NEXT, [path], now=NOON)
    page, note = receipt.write(one)
    html, text = page.read_text(encoding="utf-8"), note.read_text(encoding="utf-8")
    for words in ("many", "maybe", "nothing at all"):
        assert words in text
    for cell in cells:
        assert f"cell {cell}" in html and f"cell {cell}" in text
    assert "<script" not in html and "&lt;script&gt;" in html and "\u202e" not in html + text
    assert "not taken" in text and "United Nations Mission in the Republic of South Sudan" in text
    assert "default-src 'none'" in html and "http" not in html.split("<body>")[1].replace(
        "http://example", ""
    )


def test_a_receipt_says_what_to_do_first_and_what_stays_in_force(root, fill, edited, cell_of):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    sheet, cell = cell_of("UNMISS", "conduct_training", "sessions")
    path = edited("UNMISS", lambda book: setattr(book[sheet][cell], "value", "many"))
    (one,) = receive.receive(NEXT, [path], now=NOON.replace(day=27))
    text = " ".join(receipt.text(one).split())
    confirm = "(Sheets ‘Politics’, ‘Mission plan’ and ‘Host country’, cell C3)"
    assert text.startswith("We have your return, thank you. 2 things need your attention.")
    assert f"choose “Yes, checked” in cell C3. {confirm}" in text  # once, not sheet by sheet
    sessions = "How many training sessions on conduct and discipline did you hold"
    assert f"{sessions}: You wrote “many”, which is not a whole number." in text
    assert "conduct and discipline? reported: not taken. Your answer of 20 May 2024 stays" in text
    assert "conduct_training" not in text and "mdmh" not in text.lower()
    assert "no answer. Your answer of 20 May 2024 stays in force" in text


def test_a_letter_beside_a_return_is_no_error(root, fill, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    fill("UNMISS").rename(inbox / "form.xlsx")
    (inbox / "cover letter.docx").write_bytes(b"x")
    found, passed = receive.find([inbox, inbox / "cover letter.docx"])
    assert [one.name for one in found] == ["form.xlsx"]
    assert {one.name for one in passed} == {"cover letter.docx"}


def test_the_receipt_of_a_good_return_says_so(root, fill):
    owed = senders.owed_by("UNMISS", NEXT)
    below = ["political_engagement", "mission_plans", "coordination_mechanisms"]
    everything = dict.fromkeys(owed, "not available") | dict.fromkeys(below, "reported below")
    (one,) = receive.receive(NEXT, [fill("UNMISS", {**GOOD, **everything})], now=NOON)
    assert one.all_faults == []
    assert "Everything was taken" in receipt.text(one)
    (row,) = [one for one in status.of(NEXT).reporting if one.reporter == "UNMISS"]
    assert row.state == "complete" and row.answered == row.owed == len(owed) >= 12


def test_what_is_wrong_alike_in_many_rows_is_told_once(send):
    rows = "".join(f"UNMISS,{at},staff,3,\n" for at in range(1, 41))
    one = send("hospital_interruptions", f"mission,hospital,cause,days,note\n{rows}", "DHMOSH")
    told = " ".join(receipt.text(one).split())
    assert "One thing needs you" in told and told.count("is not an allowed value") == 1
    assert "cause: You wrote “staff”" in told and "(rows 2, 3, 4, 5 and 36 more)" in told
    page = receipt.html(one)
    assert page.count("is not an allowed value") == 1 and "5 and 36 more" in page


def test_a_row_with_a_fault_is_not_told_again_as_its_consequence(root, edited, layout):
    """Rows without the action that a formula gives are no repetitions of one another."""

    sheet, asked = layout("UNMISS").asked["mdmh_actions"]

    def change(book):
        page, first = book[sheet.title], asked.first_row
        for row in range(first, first + 11):
            page.cell(row, 3).value = "Before: to prevent it"
            is_formula = row < first + 3
            page.cell(row, 2).value = f'="Paper "&{row}' if is_formula else "Corrected a rumour"

    (one,) = receive.receive(NEXT, [edited("UNMISS", change)], now=NOON)
    faults = [fault for fault in one.all_faults if fault.sheet == sheet.title]
    assert [fault.cell for fault in faults[:3]] == ["B10", "B11", "B12"]
    (repeated,) = faults[3:]
    assert "is in rows 13, 14, 15, 16 and 4 more, and may appear only once" in repeated.problem


def test_status_says_who_is_late_complete_or_has_faults(root, fill):
    path = root / "data" / "raw" / NEXT / "participation.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("yes,,,", "yes,,2024-05-31,"), encoding="utf-8")
    receive.receive(NEXT, [fill("UNMISS"), fill("UNFICYP", {})], now=NOON)
    by = {one.reporter: one for one in status.of(NEXT).reporting}
    assert by["UNFICYP"].state == "with faults" and "mission_plans" in by["UNFICYP"].with_faults
    assert by["MINURSO"].state == "not received" and by["MINURSO"].is_late(date(2024, 6, 1))
    assert not by["MINURSO"].is_late(date(2024, 5, 31))
    assert by["MINUSMA"].state == "does not take part" and "2690" in by["MINUSMA"].why_not


def test_status_is_kept_until_something_has_come_or_what_was_kept_is_damaged(send, monkeypatch):
    before = status.of(NEXT)
    with monkeypatch.context() as patched:
        patched.setattr("a4p_helpers.clean.period.examine", None)
        assert status.of(NEXT) == before
    (kept,) = paths.processed(NEXT, "").parent.glob(".*.status.json")
    kept.write_text("{", encoding="utf-8")
    assert status.of(NEXT) == before
    send("conduct_training", "sessions\n12\n", "UNMISS")
    (one,) = (one for one in status.of(NEXT).reporting if one.reporter == "UNMISS")
    assert one.state == "in part"


def test_coverage_is_counted_over_those_that_reported(root, fill):
    receive.receive(NEXT, [fill("UNMISS"), fill("UNFICYP")], now=NOON)
    made = tables()
    assert set(made.missions_of("cpas")) >= {"UNMISS", "UNFICYP", "MINURSO"}
    assert "MINURSO" in made.lacking("cpas") and "UNMISS" not in made.lacking("cpas")
    from a4p_helpers.indicators.count import count

    values = count(made, periods.get(NEXT))
    value = values["P2.CPAS_USE"]
    assert (value.number, value.over) == (2, 2)
    action = values["P6.MDMH_PREEMPTIVE"]
    assert action.number == 0 and action.is_reported and action.over == 2
    assert not values["P1.POLITICAL_STRATEGY"].is_reported


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        (
            "OMA_readiness",
            "measure,count,of,percent\nnew units deployed through PCRS,4,5,90\n",
            "90 per cent is not what 4 of 5 gives, 80 per cent",
        ),
        (
            "TPP_trainings",
            "programme,field,trainings,participants,women,women_percent\n"
            "Triangular Partnership Programme,medical,2,40,10,26\n",
            "26 per cent is not what 10 of 40 gives, 25 per cent",
        ),
        (
            "SCT_campaign",
            "campaign,measure,value,previous_value,change_percent\nPeace,users,150,100,337\n",
            "337 per cent is not the change from 100 to 150",
        ),
    ],
)
def test_a_share_that_its_numbers_do_not_give_is_asked(name, rows, said, send):
    sender, _, table = name.partition("_")
    one = send(table, rows, sender)
    assert not one.all_faults
    assert said in "\n".join(map(str, one.all_notes))


def test_a_count_of_the_reporting_itself_is_nobodys_to_send(send):
    head = "code,qualifier,value,missions,note\n"
    for code in ("QUALITY.IN_TIME", "PLAN.SILENT"):
        one = send("submitted_figures", f"{head}{code},,11,,\n", "DHMOSH")
        assert "counts the reporting itself" in str(one.all_faults[0])
    assert tables()["submitted_figures"].empty


def test_yes_and_no_may_be_said_in_french(send):
    one = send("cpas", "uses_cpas,conducted_impact_assessment\nOui,non\n", "UNMISS")
    assert not one.all_faults
    assert tables()["cpas"].loc[0, ["uses_cpas", "conducted_impact_assessment"]].tolist() == [
        True,
        False,
    ]


def test_a_deliverable_that_its_sender_does_not_lead_is_a_fault(send):
    head = "deliverable,status,progress,obstacle,next_step\n"
    for number, problem in (("1.1.1", "is not led by OMA"), ("9.9.9", "not a deliverable")):
        one = send("deliverable_progress", f"{head}{number},on track,,,\n", "OMA")
        assert problem in str(one.all_faults[0])


def test_a_file_that_was_put_among_the_returns_by_hand_is_told(root, fill):
    receive.receive(NEXT, [fill("UNMISS")], now=NOON)
    room = root / "data" / "raw" / NEXT / "returns"
    (room / "UNFICYP.xlsx").write_bytes(b"by hand")
    prepare.tables(NEXT)  # it was not read, and stops nothing
    (told,) = (one for one in examine(NEXT).unsettled if "UNFICYP.xlsx" in one)
    assert "is not recorded in SOURCES.csv and was not read" in told


def test_a_hostile_account_is_shown_as_text(send, monkeypatch):
    hostile = (
        '<script>alert(1)</script> <img src="http://x.example/a.png"> ![i](http://x.example) $x$'
    )
    text = hostile.replace('"', '""')
    one = send("mission_narratives", f'block,text\nP1.NARRATIVES,"{text}"\n', "UNMISS")
    assert not one.all_faults
    shown = []
    monkeypatch.setattr("a4p_helpers.section.writer.display", lambda data, **_: shown.append(data))
    open_section("p1", NEXT, "external").block("P1.NARRATIVES").accounts()
    html = shown[-1]["text/html"]
    assert "&lt;script&gt;" in html and "<script" not in html and "<img" not in html
    assert "$x$" in html and "![i]" in html


def test_internal_rows_of_a_return_stay_out_of_the_external_edition(send):
    rows = "P1.NARRATIVES,Kept inside,internal\nP2.UNCT,For all,\n"
    send("mission_narratives", f"block,text,classification\n{rows}", "UNMISS")
    prepare.tables(NEXT)
    folder = paths.processed(NEXT, "external")
    assert "Kept inside" not in "".join(p.read_text(encoding="utf-8") for p in folder.iterdir())
    assert "Kept inside" in (
        paths.processed(NEXT, "internal") / "mission_narratives.csv"
    ).read_text(encoding="utf-8")


def test_what_comes_after_the_release_is_kept_for_the_next_revision(root, blank):
    (told,) = receive.receive(NEXT, [blank("UNMISS")], now=NOON, released="2024-05-01")
    assert "used in its next revision" in receipt.said(told)[1]
    assert "The report came out on 1 May 2024" in receipt.html(told)
    (early,) = receive.receive(NEXT, [blank("UNFICYP")], now=NOON, released="2024-12-01")
    assert len(receipt.said(early)) == 1
