"""Forms: they hold exactly what their reporter is asked, and nothing else can be changed."""

import re
import zipfile
from datetime import date

import openpyxl
import pytest

from a4p_helpers.clean import form
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import plan
from a4p_helpers.intake import forms, opening
from a4p_helpers.intake.opening import OpeningError

NEXT, LATER = "2023-11", "9999-05"  # by LATER all tables are asked
REPORTERS = ["UNMISS", "DHMOSH", "OMA"]


@pytest.fixture
def opened(blank, layout):
    return lambda reporter: (openpyxl.load_workbook(blank(reporter)), layout(reporter))


@pytest.mark.parametrize("reporter", REPORTERS)
def test_a_form_holds_the_tables_of_its_reporter_and_no_others(opened, reporter):
    book, one = opened(reporter)
    titles = [TABLES[name].title() for name in senders.owed_by(reporter, NEXT)]
    assert book.sheetnames == [form.GUIDANCE, *titles, form.LISTS, form.META]
    assert all(len(title) <= 31 for title in titles)
    for sheet in one.sheets:
        heads = [cell.value for cell in book[sheet.title][form.HEADING_ROW]]
        assert heads[: len(sheet.columns)] == [column.title for column in sheet.columns]


def test_every_table_that_is_not_imported_is_asked_of_somebody():
    everybody = ("UNMISS", *senders.offices_that_owe(LATER))
    asked = {name for who in everybody for name in senders.owed_by(who, LATER)}
    imported = {name for name, one in TABLES.items() if one.Config.metadata["is_imported"]}
    assert asked == set(TABLES) - imported
    assert imported == {"fatalities", "uniformed_personnel"}


@pytest.mark.parametrize("reporter", REPORTERS)
def test_only_input_cells_can_be_changed(opened, reporter):
    book, one = opened(reporter)
    assert book[form.GUIDANCE].protection.sheet
    for sheet in one.sheets:
        page = book[sheet.title]
        assert page.protection.sheet
        given = {name for row in sheet.given for name in row}
        for row in page.iter_rows(max_row=form.LAST_ROW, max_col=len(sheet.columns)):
            for cell in row:
                at_top = cell.row < form.FIRST_ROW
                is_answer = cell.column == 2 and cell.row in (form.ANSWER_ROW, form.REASON_ROW)
                column = sheet.columns[cell.column - 1].name
                asked = cell.row - form.FIRST_ROW < len(sheet.given) and column in given
                assert cell.protection.locked == ((at_top and not is_answer) or asked), cell


@pytest.mark.parametrize("reporter", REPORTERS)
def test_each_input_says_what_may_be_written_and_lists_offer_their_options(opened, reporter):
    book, one = opened(reporter)
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    for sheet in one.sheets:
        rules = {
            str(rule.sqref): rule for rule in book[sheet.title].data_validations.dataValidation
        }
        assert f"B{form.ANSWER_ROW}" in rules
        for column in sheet.columns:
            letter = sheet.letter(column.name)
            first = form.FIRST_ROW + sum(1 for row in sheet.given if column.name in row)
            rule = rules[f"{letter}{first}:{letter}{form.LAST_ROW}"]
            assert 0 < len(rule.prompt) <= 255 and 0 < len(rule.promptTitle) <= 32
            if column.options:
                place = names[rule.formula1]
                cells = book[form.LISTS][place.split("!")[1].replace("$", "")]
                assert tuple(cell.value for (cell,) in _rows(cells)) == column.options
                assert rule.type == "list" and rule.error
            elif column.kind == "count":
                assert rule.type == "whole" and float(rule.formula1) >= 0


def _rows(cells):
    return cells if isinstance(cells, tuple) else ((cells,),)


def test_the_form_says_what_it_is_where_nobody_changes_it(opened):
    book, one = opened("UNMISS")
    meta = {row[0].value: row[1].value for row in book[form.META].iter_rows()}
    assert meta["form"] == form.KIND and meta["reporter"] == "UNMISS"
    assert meta["period"] == NEXT and meta["version"] == one.version
    assert book[form.META].sheet_state == book[form.LISTS].sheet_state == "veryHidden"


def test_last_periods_plans_agreements_and_mechanisms_are_offered_in_amber(opened):
    book, _ = opened("UNMISS")
    meta = {row[0].value: row[1].value for row in book[form.META].iter_rows()}
    assert meta["prefilled:mission_plans"] == "1"
    assert int(meta["prefilled:coordination_mechanisms"]) >= 1
    page = book["SOFA"]
    cell = page.cell(form.FIRST_ROW, 1)
    assert cell.value == "SOFA" and cell.fill.start_color.rgb.endswith(forms.AMBER[1:].upper())
    assert "period before" in page.cell(form.REASON_ROW + 1, 1).value
    assert page.cell(form.FIRST_ROW, 2).value is None  # incidents are of the period itself
    assert page.cell(form.ANSWER_ROW, 2).value is None  # nobody has confirmed them yet
    hospitals, _ = opened("DHMOSH")
    assert hospitals["Hospitals"].cell(form.FIRST_ROW, 3).value is not None


def test_deliverables_are_asked_one_by_one(opened):
    book, _one = opened("OMA")
    page = book["Deliverable progress"]
    numbers = [page.cell(form.FIRST_ROW + at, 1).value for at in range(14)]
    assert numbers == senders.deliverables_of("OMA")
    titles = plan.deliverables("")
    for rule in page.data_validations.dataValidation:
        if rule.promptTitle in numbers:
            assert rule.prompt == titles[rule.promptTitle].title[:255]
            numbers.remove(rule.promptTitle)
    assert not numbers  # each says what it is


@pytest.mark.parametrize("reporter", REPORTERS)
def test_no_name_is_defined_twice(blank, opened, reporter):
    with zipfile.ZipFile(blank(reporter)) as packed:
        text = packed.read("xl/workbook.xml").decode()
    found = re.findall(r'<definedName name="([^"]+)">', text)  # those of the whole workbook
    assert len(found) == len(set(found))
    _, one = opened(reporter)
    for number, sheet in enumerate(one.sheets, start=2):
        corner = f"{form.letter(len(sheet.columns))}{form.LAST_ROW}"
        assert f"ColumnTitleRegion{number - 1}.A{form.HEADING_ROW}.{corner}.{number}" in found


def test_rows_that_find_no_room_are_not_dropped(layout, tmp_path):
    rows = [{"mechanism": "one"}] * 301
    with pytest.raises(forms.FormError, match="room for 300"):
        one = layout("UNMISS")
        forms.write(one, {"coordination_mechanisms": rows}, tmp_path / "a.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


def test_guidance_defines_every_column_and_the_three_kinds_of_none(opened):
    book, one = opened("UNMISS")
    rows = [[cell.value for cell in row] for row in book[form.GUIDANCE].iter_rows(max_col=5)]
    told = " ".join(str(value) for row in rows for value in row if value)
    for sheet in one.sheets:
        for column in sheet.columns:
            assert [sheet.title, column.title] in [row[:2] for row in rows]
    for words in ("Nothing to report", "Not applicable", "Not available", "counts as zero"):
        assert words in told
    assert "United Nations Mission in the Republic of South Sudan" in told
    assert "planning unit" in told and "1 November 2023 to 30 April 2024" in told


def test_the_same_form_has_the_same_bytes_and_runs_no_text(layout, tmp_path):
    one = layout("UNMISS")
    carried = {"coordination_mechanisms": [{"mechanism": "=cmd|'/c calc'!A1", "contribution": "2"}]}
    for name in ("a.xlsx", "b.xlsx"):
        forms.write(one, carried, tmp_path / name, due=date(2024, 5, 31), contact="Desk 7")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book["Coordination mechanisms"].cell(form.FIRST_ROW, 1).value.startswith("=cmd")
    told = [cell.value for row in book[form.GUIDANCE].iter_rows() for cell in row if cell.value]
    assert "31 May 2024" in told and "Desk 7" in told


def test_choices_do_not_make_a_form_older_but_columns_do(present):
    one = form.of(NEXT, "DHMOSH", present)
    assert form.of(NEXT, "DHMOSH", present[:2]).version == one.version
    assert form.of(NEXT, "OMA", present).version != one.version


def test_opening_a_period_changes_nothing_that_is_there(root):
    path = root / "data" / "raw" / NEXT / "participation.csv"
    path.write_text("reporter,takes_part,reason,due\nUNMISS,yes,,2024-05-31\n", encoding="utf-8")
    assert list(opening.open_period(NEXT)) == ["UNMISS"]
    assert opening.write_forms(NEXT)[0].name == "A4P-2023-11-UNMISS.xlsx"
    with pytest.raises(OpeningError, match="did you mean 'UNMISS'"):
        opening.write_forms(NEXT, ["UNMIS"])


def test_a_mission_that_takes_no_part_keeps_its_reason(root):
    who = opening.open_period(NEXT)
    assert "2690" in who["MINUSMA"].why_not
    assert "MINUSMA" not in opening.asked(NEXT, who)
    assert not {"PLANNING", "NOTICAS"} & set(opening.asked(NEXT, who))
