"""Forms, letters, receipts and pages in French; answers in either language; complete catalogues."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from string import Formatter

import openpyxl
import pytest
from babel.messages.pofile import read_po
from raw_data import NEXT

from a4p_helpers.clean import folder, form, read, returns
from a4p_helpers.clean.check import checked
from a4p_helpers.cli import catalogue, main
from a4p_helpers.contracts import TABLES, phrases, senders
from a4p_helpers.core import languages, missions, paths, periods
from a4p_helpers.intake import confirmation, filling, opening, receipt, receive, synthetic
from a4p_helpers.run import DONE

ENGLISH, FRENCH = languages.ENGLISH, languages.get("fr")
NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
PRESENT = ["MINUSCA", "UNFICYP", "UNMISS"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", [one for one in languages.known() if one != "en"])
def test_a_catalogue_is_complete_and_says_nothing_else(code):
    """No text lacks its translation, none is left over or doubtful, and all have their values."""
    with (languages.CATALOGUES / f"{code}.po").open("rb") as file:
        found = read_po(file, locale=code)
    wanted = {one.id for one in catalogue.template() if one.id}
    told = {one.id: one for one in found if one.id}
    assert not found.obsolete
    assert wanted - set(told) == set(), "write them by `a4p dev docs`, then translate them"
    assert set(told) - wanted == set()
    for english, one in told.items():
        texts = [one.string] if isinstance(one.string, str) else one.string
        assert all(texts) and not one.fuzzy, english
        of_both = english if isinstance(english, str) else english[-1]
        assert fields(texts[-1]) == fields(of_both), english


def test_french_is_set_as_french_is():
    """No mark of two parts stands at the beginning of a line, nor an apostrophe of typewriters."""
    with (languages.CATALOGUES / "fr.po").open("rb") as file:
        for one in read_po(file, locale="fr"):
            for text in [one.string] if isinstance(one.string, str) else one.string:
                if one.id:
                    assert not re.search(
                        r"(^| )[;:?!»](?! \w)|« |[^\W\d_]'[^\W\d_]|\w[?;]", text
                    ), text


@pytest.mark.parametrize("language", languages.known().values(), ids=str)
def test_a_form_fits_excel_and_its_answers_are_told_apart(language):
    for reporter in (*PRESENT, *senders.offices_that_owe(NEXT)):
        one = form.of(NEXT, reporter, PRESENT, language)
        titles = [sheet.title for sheet in one.sheets]
        titles += [language.say(two) for two in (phrases.START, phrases.SEND)]
        assert len(set(map(str.casefold, titles))) == len(titles)
        assert not [two for two in titles if len(two) > 31 or re.search(r"[][:*?/\\']", two)]
        for _, asked in one.asked.values():
            for column in asked.columns:
                said = [{*languages.every(label)} for label in column.choices]
                assert sum(map(len, said)) == len(set().union(*said)), (reporter, column.name)
                assert len(column.options) == len(column.choices)
    for name in ("NOT_IN_LIST", "TOO_LONG", "NO_NUMBER", "NO_DAY", "REASON"):
        assert len(language.say(getattr(phrases, name))) <= 32
    for name in ("CHOOSE", "KINDS_OF_NONE", "OWN_WORDS", "TYPE_WHOLE", "TYPE_DAY", "TYPE_TEXT"):
        assert len(language.say(getattr(phrases, name))) <= 225


@pytest.fixture(scope="session")
def of_minusca(opened_root):
    """The form of MINUSCA in each language, and what it answers."""
    written = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(opened_root))
        present = folder.taking_part(opening.open_period(NEXT).values())
        for code in languages.known():
            wanted = form.of(NEXT, "MINUSCA", present, languages.get(code))
            path = opened_root / f"MINUSCA-{code}.xlsx"
            opening.forms.write(wanted, opening.carried_over(wanted, present), path)
            written[code] = path
        tables = synthetic.tables(periods.get(NEXT), present)
    answers = {
        table: rows
        for table in senders.owed_by("MINUSCA", NEXT)
        if (rows := [row for row in tables[table] if row["reporter"] == "MINUSCA"])
    }
    return written, answers, present


def stored(path, present) -> dict[str, bytes]:
    """The tables of a return as they would be stored."""
    found = returns.load(path, NEXT, present)
    assert not found.faults
    kept = {}
    for table, answer in found.answers.items():
        frame, faults, _ = checked(answer.part, TABLES[table], periods.get(NEXT), set(present))
        assert not faults, list(map(str, faults))
        kept[table] = frame.to_csv().encode()
    return kept


def test_answers_in_either_language_are_stored_alike(of_minusca, tmp_path):
    written, answers, present = of_minusca
    kept = {}
    for code, path in written.items():
        asked = form.of(NEXT, "MINUSCA", present, languages.get(code))
        for spoken in languages.known():
            said = form.of(NEXT, "MINUSCA", present, languages.get(spoken))
            titles = [one.title for one in asked.sheets]
            sheets = map(lambda one, title: replace(one, title=title), said.sheets, titles)
            filled = tmp_path / f"{code}-{spoken}.xlsx"
            filling.fill(path, replace(said, sheets=tuple(sheets)), answers, filled)
            kept[code, spoken] = stored(filled, present)
    assert len(kept["en", "en"]["deliverable_progress"]) > 1_000
    assert all(one == kept["en", "en"] for one in kept.values())


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("62,5 %", "62.5%"),
        ("62.5", "62.5"),
        ("0,125", "0.1250"),
        ("12,345", "12,345"),  # asked back
        ("1.234", "1.234"),
        ("1 23,4", "1 23,4"),
    ],
)
def test_a_number_in_french_is_read_or_asked_back(written, taken):
    assert FRENCH.plain_number(written) == taken
    assert ENGLISH.plain_number(written) == written


def test_days_in_french_are_read():
    days = ("31/05/2023", "31.5.2023", "31 mai 2023", "31 May 2023", "2023-05-31")
    assert {FRENCH.plain_day(one) for one in days} == {"2023-05-31"}
    assert FRENCH.plain_day("1er févr. 2023") == "2023-02-01"
    assert [FRENCH.plain_day(one) for one in ("5/6/23", "32/05/2023")] == ["5/6/23", "32/05/2023"]
    assert FRENCH.plain_month("mai 2023") == FRENCH.plain_month("05/2023") == "2023-05"


@pytest.fixture
def in_french(root, tmp_path):
    """MINUSCA, UNMOGIP and DHMOSH are written to in French; what an office changed comes back."""
    line = ["forms", NEXT, "--language", "fr", "--due", "2024-05-31"]
    assert main([*line, *(f"--for={one}" for one in ("MINUSCA", "UNMOGIP", "DHMOSH"))]) == DONE

    def change(by, reporter="DHMOSH"):
        book = openpyxl.load_workbook(paths.outputs(NEXT) / "forms" / f"A4P-{NEXT}-{reporter}.xlsx")
        present = folder.taking_part(opening.open_period(NEXT).values())
        by(book, form.of(NEXT, reporter, present, FRENCH))
        path = tmp_path / f"{reporter}.xlsx"
        book.save(path)
        (one,) = receive.receive(NEXT, [path], now=NOON)
        return one

    return change


def test_the_language_of_a_sender_is_remembered(in_french, capsys):
    opening.write_forms(NEXT, ["MINUSCA", "UNMISS"])
    forms = paths.outputs(NEXT) / "forms"
    assert "Envoi" in openpyxl.load_workbook(forms / f"A4P-{NEXT}-MINUSCA.xlsx").sheetnames
    assert "Send" in openpyxl.load_workbook(forms / f"A4P-{NEXT}-UNMISS.xlsx").sheetnames
    after = folder.expected(replace(periods.get(NEXT), name=NEXT))  # as the next one begins
    assert opening.open_period(NEXT)["MINUSCA"].language == FRENCH
    assert after["UNMISS"].language == ENGLISH
    mail = (paths.outputs(NEXT) / "letters" / "form-MINUSCA.eml").read_bytes()
    text = message_from_bytes(mail, policy=policy.default).get_body().get_content()
    assert "au plus tard le vendredi 31 mai 2024" in text and "du 1er novembre 2023" in text
    path = paths.raw(NEXT) / "participation.csv"
    path.write_text(path.read_text().replace(",fr\n", ",xx\n", 1), encoding="utf-8")
    with pytest.raises(
        opening.OpeningError, match=r"'xx' is not a language of forms\. Write one of en, fr"
    ):
        opening.open_period(NEXT)


def test_a_receipt_in_french_tells_faults_in_french_and_names_what_the_form_shows(in_french):
    def wrong(book, one):
        sheet, asked = one.asked["hospital_interruptions"]
        page = book[sheet.title]
        for name, text in {"mission": "FINUL", "hospital": "1", "cause": "grève"}.items():
            page[asked.cell(name)] = text
        page[asked.cell("days")] = "1 234,5"
        page.cell(*asked.gate).value = "Yes: see the rows below"

    one = in_french(wrong)
    told = " ".join(receipt.text(one).split())  # without its line ends
    assert "3 points demandent votre attention." in told
    assert "Vous avez écrit « grève », qui n’est pas une valeur admise" in told
    assert "manque de personnel" in told and "Jours : Vous avez écrit « 1 234,5 »" in told
    assert "‘" not in told and " is not " not in told and "reported" not in told
    assert "Feuille « Interruptions de soins », case" in told
    assert '<html lang="fr">' in receipt.html(one) and "Suite donnée" in receipt.html(one)


def test_a_form_whose_sheets_and_questions_were_put_into_english_is_read(in_french):
    def translate(book, one):
        sheet, asked = one.asked["hospitals"]
        page = book[sheet.title]
        page.title = sheet.topic
        for column in asked.columns:
            place = (asked.heading_row, asked.at(column)[1])
            page.cell(*place).value = ENGLISH.say(column.title)
        page.cell(*form.CHECKED).value = "Yes, checked"

    one = in_french(translate)
    (hospitals,) = [two for two in one.verdicts if two.table == "hospitals"]
    assert not one.all_faults and set(hospitals.frame["mission"]) >= {"UNIFIL", "UNMISS"}


def test_a_table_in_french_is_stored_by_its_codes(send):
    one = send("mdmh_actions", "action,is_preemptive\nfiches,Sans objet\nradio,OUI\n", "MINUSCA")
    faults = [fault.column for fault in one.all_faults]  # an action that is no task is told of
    assert faults == ["action"]
    assert read.read_cell("sans  objet", "choice", ["yes", "not applicable"]) == "not applicable"
    assert missions.code("MINUSS") == "UNMISS"


def test_the_page_to_confirm_is_in_french(in_french):
    in_french(lambda book, one: book["Hôpitaux"].cell(*form.CHECKED, "Oui, vérifié"))
    (page, printed, letter) = confirmation.write(NEXT, ["DHMOSH"])["DHMOSH"]
    text = page.read_text(encoding="utf-8")
    assert "Veuillez confirmer ou corriger" in text and "Niveau 1+" in text
    assert not re.search(r">(Question|You|What|Sender)s? (answered|is|the)", text)
    assert printed.read_bytes().startswith(b"%PDF")
    assert "confirm" in letter.name
