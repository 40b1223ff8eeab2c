"""Forms: they ask what concerns their sender in plain words, and nothing else can be changed."""

import re
import zipfile
from datetime import date

import openpyxl
import pytest
from raw_data import NEXT

from a4p_helpers.clean import form
from a4p_helpers.contracts import TABLES, phrases, senders
from a4p_helpers.contracts.questions import QUESTIONS
from a4p_helpers.core import missions
from a4p_helpers.intake import filling, forms, opening, receive, synthetic
from a4p_helpers.intake.forms import Given, Known
from a4p_helpers.intake.opening import OpeningError

LATER = "9999-05"  # by then all tables are asked
REPORTERS = ["UNMISS", "DHMOSH", "OMA"]


@pytest.fixture
def opened(blank, layout):
    return lambda reporter: (openpyxl.load_workbook(blank(reporter)), layout(reporter))


def shown(book, title: str, place: form.Place):
    return book[title].cell(*place)


def test_every_table_that_is_asked_has_a_question_in_plain_words():
    everybody = ("UNMISS", *senders.offices_that_owe(LATER))
    asked = {name for who in everybody for name in senders.owed_by(who, LATER)}
    imported = {name for name, one in TABLES.items() if one.Config.metadata["is_imported"]}
    assert asked == set(TABLES) - imported == set(QUESTIONS)
    for name, question in QUESTIONS.items():
        schema = TABLES[name].to_schema().columns
        assert question.text.endswith("?") and len(question.text.split()) < 17, name
        worded = [column for cell in question.cells for column in cell.columns]
        assert set(worded) | set(question.given) <= set(schema), name
        texts = [question.counts, *(cell.counts for cell in question.cells)]
        assert any(texts), f"{name} does not say what counts"
        assert not re.search(r"publish|transcri|NaN|null", str(question)), name
        for cell in question.cells:
            if cell.choices:
                kinds = [value for value in cell.choices.values() if value is not None]
                assert len(cell.columns) == 1 or {len(one) for one in kinds} == {len(cell.columns)}


def test_a_mission_answers_each_of_its_single_answers_as_a_question(layout):
    asked = [one for _, one in layout("UNMISS").asked.values() if one.is_single]
    assert len(asked) >= 6
    for one in asked:
        assert all(column.title.endswith("?") for column in one.columns), one.table


@pytest.mark.parametrize("reporter", REPORTERS)
def test_a_form_holds_what_concerns_its_sender_and_nothing_else(opened, reporter):
    book, one = opened(reporter)
    titles = [sheet.title for sheet in one.sheets]
    assert book.sheetnames == [phrases.START, *titles, phrases.SEND, form.LISTS, form.META]
    assert set(one.asked) <= set(senders.owed_by(reporter, NEXT))
    assert all(len(title) <= 31 for title in titles)
    text = "\n".join(
        str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value
    )
    assert not re.search(r"\b[PQ]\w*\.[A-Z_]{4,}", text)  # no code of a block or an indicator
    if reporter == "DHMOSH":
        assert "Level 1+ and above field hospitals" in text and "pledge" not in text


def test_deliverables_stand_by_title_and_a_mission_sees_those_that_concern_it(layout):
    numbers = {}
    for mission in ("UNMISS", "UNMOGIP", "UNMIK"):
        _, one = layout_of = layout(mission).asked["deliverable_progress"]
        numbers[mission] = [row["deliverable"] for row in one.given]
        assert all(row["deliverable"] not in one.columns[0].shown(row)[6:] for row in one.given)
        assert layout_of and set(numbers[mission]) <= set(senders.deliverables_of(mission, NEXT))
    assert "4.3.4" not in numbers["UNMISS"] and len(numbers["UNMISS"]) > 15
    assert len(numbers["UNMOGIP"]) < 10 and "7.1.2" not in numbers["UNMOGIP"]
    assert "1.1.2" in numbers["UNMIK"] and "1.1.2" not in numbers["UNMOGIP"]
    assert missions.declared()["UNTSO"].is_small and not missions.declared()["UNMISS"].is_small
    assert len(layout("UNMOGIP").sheets) < len(layout("UNMISS").sheets)


@pytest.mark.parametrize("reporter", REPORTERS)
def test_only_what_is_asked_can_be_changed(opened, reporter):
    book, one = opened(reporter)
    for sheet in one.sheets:
        page = book[sheet.title]
        assert page.protection.sheet
        open_ = {
            (cell.row, cell.column)
            for row in page.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        inputs = {place for asked in sheet.asked for place in asked.inputs()}
        given = {
            asked.at(column, at)
            for asked in sheet.asked
            for at, row in enumerate(asked.given)
            for column in asked.columns
            if column.name in row
        }
        assert open_ - {form.CHECKED} == inputs - given
    assert book[phrases.START].protection.sheet


@pytest.mark.parametrize("reporter", REPORTERS)
def test_each_answer_says_what_may_be_written_and_lists_offer_words(opened, reporter):
    book, one = opened(reporter)
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    for sheet in one.sheets:
        rules = book[sheet.title].data_validations.dataValidation
        for asked in sheet.asked:
            for column in asked.columns:
                cell = asked.cell(column.name, 0 if asked.is_single else asked.room - 1)
                (rule,) = [rule for rule in rules if cell in rule.sqref]
                assert 0 < len(rule.prompt) <= 255 and 0 < len(rule.promptTitle) <= 32
                if column.options:
                    place = names[rule.formula1.removeprefix("=")].split("!")[1].replace("$", "")
                    cells = book[form.LISTS][place]
                    cells = cells if isinstance(cells, tuple) else ((cells,),)
                    assert [cell.value for (cell,) in cells] == list(column.options)
                elif column.kind == "count":
                    assert rule.type == "whole" and float(rule.formula1) >= 0


def test_checks_speak_before_anything_is_computed(blank, opened):
    """A preview shows the results that are stored, so each formula has its own."""
    book, one = opened("UNMISS")
    sheet, asked = one.asked["conduct_training"]
    (row, _), column = asked.at(asked.columns[0]), sheet.check_column
    formula = book[sheet.title].cell(row, column).value
    assert formula.startswith("=IF(") and phrases.ANSWER in formula
    values = openpyxl.load_workbook(blank("UNMISS"), data_only=True)
    assert values[sheet.title].cell(row, column).value == phrases.ANSWER
    texts = [cell.value for line in values[phrases.START].iter_rows() for cell in line]
    assert f"{phrases.STILL}21" in texts  # the deliverables


def test_answers_of_last_time_stand_in_blue_until_they_are_confirmed(opened):
    book, one = opened("UNMISS")
    meta = {row[0].value: row[1].value for row in book[form.META].iter_rows()}
    assert meta["prefilled:mission_plans"] == meta["prefilled:coordination_mechanisms"] == "yes"
    sheet, asked = one.asked["sofa"]
    cell = shown(book, sheet.title, asked.at(asked.columns[0]))
    assert cell.value == "Status-of-forces agreement (SOFA)"
    assert cell.fill.start_color.rgb.endswith(forms.BLUE[1:].upper())
    assert shown(book, sheet.title, asked.at(asked.columns[1])).value is None  # of the period
    assert shown(book, sheet.title, form.CHECKED).value is None
    assert shown(book, sheet.title, (form.CHECKED[0], 2)).value == phrases.CHECKED_QUESTION
    people, _ = one.asked["conduct_training"]
    assert shown(book, people.title, (form.CHECKED[0], 2)).value is None


def test_open_data_are_shown_to_be_confirmed(opened):
    book, _ = opened("UNMISS")
    told = {row[1].value: row[2].value for row in book[phrases.SEND].iter_rows()}
    strength = next(value for label, value in told.items() if label and "Uniformed" in label)
    assert strength > 10_000 and phrases.AGREES in told
    office, _ = opened("DHMOSH")
    assert phrases.AGREES not in {row[1].value for row in office[phrases.SEND].iter_rows()}


def test_little_is_to_be_filled_and_most_stands_there_from_the_second_period_on(root):
    """The measure of the forms: a large and a small mission, first and second period."""
    reference = root / "data" / "raw" / "reference" / "periods.csv"
    line = "2024-05,May to October 2024,2024-05-01,2024-10-31,6,,2024-10-31,last day\n"
    reference.write_text(reference.read_text(encoding="utf-8") + line, encoding="utf-8")
    first = opening.write_forms(NEXT, ["UNMISS", "UNMOGIP"])
    assert first["UNMISS"][1].asked < 60 and first["UNMOGIP"][1].asked < 25
    rows = synthetic.tables(opening.periods.get(NEXT), ["UNMISS", "UNMOGIP"])
    present = opening.folder.taking_part(opening.open_period(NEXT).values())
    for mission, (path, _) in first.items():
        one = form.of(NEXT, mission, present)
        answers = {
            name: [row for row in rows[name] if row["reporter"] == mission] for name in one.asked
        }
        asked = [row["deliverable"] for row in one.asked["deliverable_progress"][1].given]
        answers["deliverable_progress"] = [
            {"deliverable": number, "status": "on track"} for number in asked
        ]
        filling.fill(path, one, {k: v or "nothing to report" for k, v in answers.items()}, path)
        (told,) = receive.receive(NEXT, [path])
        assert not told.all_faults, told.all_faults
    second = opening.write_forms("2024-05", ["UNMISS", "UNMOGIP"])
    assert second["UNMISS"][1].asked < 60 and second["UNMOGIP"][1].asked < 25
    for mission, (_, count) in second.items():
        assert count.share >= 0.6, (mission, count)


def test_a_form_that_is_written_again_holds_what_was_sent(root, layout, tmp_path):
    path = opening.write_forms(NEXT, ["UNMISS"])["UNMISS"][0]
    one = layout("UNMISS")
    sent = {
        "conduct_training": [{"sessions": "many"}],
        "cpas": [{"uses_cpas": "yes", "conducted_impact_assessment": "no"}],
        "unct_integration": "not available",
        "mdmh_actions": [{"action": "Radio spots before the vote", "is_preemptive": "yes"}],
    }
    book = openpyxl.load_workbook(path)
    book.save(tmp_path / "under way.xlsx")
    filling.fill(
        path,
        one,
        {**sent, "conduct_training": [{"sessions": "12"}]},
        tmp_path / "a.xlsx",
        "A reason",
    )
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet, asked = one.asked["conduct_training"]
    shown(book, sheet.title, asked.at(asked.columns[0])).value = "many"  # a fault is kept as well
    sheet, asked = one.asked["sofa"]
    shown(book, sheet.title, asked.at(asked.columns[1])).value = "No"  # and what is not confirmed
    shown(book, sheet.title, form.CHECKED).value = None
    book.save(tmp_path / "a.xlsx")
    receive.receive(NEXT, [tmp_path / "a.xlsx"])
    again = openpyxl.load_workbook(opening.write_forms(NEXT, ["UNMISS"])["UNMISS"][0])

    def value(table: str, column: int = 0, number: int = 0):
        sheet, asked = one.asked[table]
        return shown(again, sheet.title, asked.at(asked.columns[column], number)).value

    assert value("conduct_training") == "many" and value("cpas", 1) == "No"
    assert value("mdmh_actions") == "Radio spots before the vote"
    assert value("mdmh_actions", 1) == "Before: to prevent it" and value("sofa", 1) == "No"
    sheet, asked = one.asked["unct_integration"]
    assert shown(again, sheet.title, asked.gate).value == "We cannot say"
    meta = {row[0].value for row in again[form.META].iter_rows()}
    assert "prefilled:sofa" in meta and "prefilled:cpas" not in meta
    # The first form, under way meanwhile, is taken as well.
    (told,) = receive.receive(NEXT, [tmp_path / "under way.xlsx"])
    assert not told.is_refused


def test_the_same_form_has_the_same_bytes_and_runs_no_text(layout, tmp_path):
    one = layout("UNMISS")
    rows = [{"mechanism": "=cmd|'/c calc'!A1", "contribution": "2"}]
    known = {"coordination_mechanisms": Known(rows)}
    for name in ("a.xlsx", "b.xlsx"):
        forms.write(one, known, tmp_path / name, Given(date(2024, 5, 31), "Desk 7"))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet, asked = one.asked["coordination_mechanisms"]
    cell = shown(book, sheet.title, asked.at(asked.columns[0]))
    assert cell.value.startswith("=cmd") and cell.data_type == "s"
    told = [cell.value for row in book[phrases.START].iter_rows() for cell in row if cell.value]
    assert "31 May 2024" in told and "Desk 7" in told


def test_rows_that_find_no_room_are_not_dropped(layout, tmp_path):
    rows = [{"mechanism": str(at)} for at in range(13)]
    with pytest.raises(forms.FormError, match="13 rows are known, but the form has room for 12"):
        known = {"coordination_mechanisms": Known(rows)}
        forms.write(layout("UNMISS"), known, tmp_path / "a.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


@pytest.mark.parametrize("reporter", REPORTERS)
def test_no_name_is_defined_twice_and_headings_are_announced(blank, opened, reporter):
    with zipfile.ZipFile(blank(reporter)) as packed:
        text = packed.read("xl/workbook.xml").decode()
    found = re.findall(r'<definedName name="([^"]+)">', text)  # those of the whole workbook
    assert len(found) == len(set(found))
    _, one = opened(reporter)
    lists = [asked for _, asked in one.asked.values() if not asked.is_single]
    assert sum(name.startswith("ColumnTitleRegion") for name in found) == len(lists)


def test_choices_do_not_make_a_form_older_but_questions_do(present):
    one = form.of(NEXT, "DHMOSH", present)
    assert form.of(NEXT, "DHMOSH", present[:2]).version == one.version
    assert form.of(NEXT, "OMA", present).version != one.version


def test_opening_a_period_changes_nothing_that_is_there(root):
    path = root / "data" / "raw" / NEXT / "participation.csv"
    path.write_text("reporter,takes_part,reason,due\nUNMISS,yes,,2024-05-31\n", encoding="utf-8")
    assert list(opening.open_period(NEXT)) == list(opening.write_forms(NEXT)) == ["UNMISS"]
    with pytest.raises(OpeningError, match="did you mean 'UNMISS'"):
        opening.write_forms(NEXT, ["UNMIS"])


def test_a_mission_that_takes_no_part_keeps_its_reason(root):
    who = opening.open_period(NEXT)
    assert "2690" in who["MINUSMA"].why_not
    assert "MINUSMA" not in opening.asked(NEXT, who)
    assert not {"PLANNING", "NOTICAS"} & set(opening.asked(NEXT, who))
