"""A mission's own page: what it says of one mission, and of one that has none."""

import os
import subprocess
import sys

import pytest

from a4p_helpers.core import contents, paths, periods
from a4p_helpers.core.missions import UnknownMissionError
from a4p_helpers.profile import WORDS, ProfileError, open_profile
from a4p_helpers.store import reads

PERIOD = "2023-05"


@pytest.fixture
def cleaned(cleaned_once, monkeypatch):
    """A root whose data are cleaned; not to be changed."""
    monkeypatch.setenv("A4P_ROOT", str(cleaned_once))
    return cleaned_once


@pytest.mark.parametrize(
    ("mission", "error", "told"),
    [
        ("UNMIS", UnknownMissionError, "no mission is written 'UNMIS'; did you mean 'UNMISS'?"),
        ("MINUSMA", ProfileError, "does not take part in 2023-05 (drawing down under Security"),
        ("MINUSMA", ProfileError, "Choose one of "),
        ("UNAMID", ProfileError, "UNAMID has no page: it does not take part in 2023-05. Choose"),
    ],
)
def test_a_mission_without_a_page_is_told_with_the_nearest(cleaned, mission, error, told):
    with pytest.raises(error) as raised:
        open_profile(mission, PERIOD, "external")
    assert told in str(raised.value)


def test_what_a_page_reads_is_noted_so_that_it_is_made_again_only_when_that_changed(
    cleaned, tmp_path
):
    open_profile("UNMISS", PERIOD, "external")  # which cleans what the next one is not to clean
    place = tmp_path / "noted"
    code = f"""
from a4p_helpers.profile import open_profile
from a4p_helpers.profile.facts import trend
trend(open_profile("UNMISS", "{PERIOD}", "external").values, "UNMISS")
"""
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, reads.NAME: str(place), "A4P_ROOT": str(cleaned)},
        check=True,
    )
    noted = [os.path.relpath(one, cleaned / "data") for one in place.read_text().splitlines()]
    assert "raw/reference/missions.csv" in noted
    assert [one for one in noted if one.startswith("processed/2021-05/external/")]
    assert not [one for one in noted if one.startswith("raw/2")]  # only cleaning looks there


def test_another_spelling_opens_the_same_page(cleaned):
    page = open_profile(" unmiss ", PERIOD, "external")
    assert page.mission.code == "UNMISS" and tuple(page._words()) == WORDS
    listed = page.tables.taking_part
    assert len(listed) == 11 and "MINUSMA" not in listed and "DPO" not in listed
    assert open_profile("UNMISS", PERIOD, "internal").tables.taking_part == listed


def test_a_mission_that_sent_nothing_has_a_page_that_says_so(cleaned, written):
    outside = open_profile("UNTSO", "2022-11", "external")
    outside.points("{mission} had sent {silent}.\n\nIt answered {answered}.")
    assert written == [], "what came and what did not is for readers inside"
    page = open_profile("UNTSO", "2022-11", "internal")  # only open data are there of it
    page.points("{mission} had sent {silent}.\n\nIt answered {answered}.")
    assert written[-1] == "- UNTSO had sent nothing."
    assert not page.block("MISSION.P7")
    assert written[-1].splitlines()[1] == (
        "Not reported. Neither UNTSO nor anyone else reported anything here."
    )
    assert page.block("MISSION.ASKED")
    assert set(page.data("MISSION.ASKED")["answer"]) == {"not reported"}
    assert page.block("MISSION.TREND"), "the open datasets know of it"


def test_what_it_tells_is_its_own(cleaned, written):
    page = open_profile("UNMISS", PERIOD, "external")
    page.block("MISSION.P1").answers()
    assert written[-1].startswith("What is known about UNMISS")
    page.block("MISSION.ACCOUNTS").accounts()
    assert written[-1].startswith("What missions did for political processes: UNMISS kept")
    assert set(page.tables["mission_narratives"]["mission"]) - {"UNMISS"}, "others told too"
    page.notes()
    assert "UNMISS: 4 of 6" in written[-1] and "UNDOF: " not in written[-1]


def test_outside_nothing_is_asked_of_focal_points(cleaned, written):
    open_profile("UNMISS", PERIOD, "external").before_release()
    assert written == []
    open_profile("UNMISS", PERIOD, "internal").before_release()
    assert written[0] == "Before release"
    assert written[-2] == "For the focal point to confirm:"
    assert "Still owed: three of its tables." in written[-1]


def test_a_fact_sheet_draws_its_months_and_half_years(cleaned):
    page = open_profile("UNMISS", PERIOD, "external")
    strength = page.data("MISSION.STRENGTH").set_index("month")["strength"]
    assert strength.index[0] == "2018-01" and strength.index[-1] == "2023-10"
    assert strength["2023-10"] == 15_487
    women = page.data("MISSION.WOMEN")
    assert len(women.columns) == 5 and set(women.columns) & set(page.targets)
    deaths = page.data("MISSION.DEATHS")
    assert list(deaths["deaths"])[-3:] == [5, 8, 6]
    assert deaths["half_year"].iloc[-1] == "May 2023 to Oct 2023" and len(deaths) == 7


def test_where_a_mission_serves_reads_as_a_sentence(cleaned, written):
    open_profile("UNTSO", PERIOD, "external").introduce()
    assert "It has served in the Middle East since 1948" in written[-1]
    open_profile("UNMIK", PERIOD, "external").introduce()
    assert written[-1].endswith("resolution 1244 (1999).")


def test_the_trend_reaches_back_to_the_first_period_with_data(cleaned):
    page = open_profile("UNMISS", PERIOD, "external")
    rows = page.data("MISSION.TREND").set_index("measure")
    known = [one.label for one in periods.with_data()]
    assert list(rows.columns) == known and known[-1] == page.period.label
    month = page.tables["uniformed_personnel"].query("mission == 'UNMISS' and month == '2023-10'")
    told = rows.loc["Uniformed personnel at the end of the period", page.period.label]
    assert told == f"{month['total'].sum():,}"


@pytest.mark.parametrize("edition", periods.EDITIONS)
def test_the_report_has_the_page_and_leads_to_it(made, edition):
    folder = made / edition
    assert sorted(one.name for one in (folder / "missions").iterdir()) == [
        *("UNMISS.html", "UNMISS.pdf")
    ]
    assert 'href="missions/UNMISS.html"' in (folder / "missions.html").read_text(encoding="utf-8")
    page = (folder / "missions" / "UNMISS.html").read_text(encoding="utf-8")
    assert 'href="../index.html"' in page and "Mission in the Republic of South Sudan" in page
    assert ("focal point" in page) == (edition == "internal")


def test_outside_a_page_holds_no_word_of_an_internal_row(edit, written):
    edit("coordination_mechanisms", lambda rows: [hide(row) for row in rows])
    page = open_profile("UNMISS", PERIOD, "external")
    assert "Secret meeting" not in page.data("MISSION.P7").to_string()
    inside = open_profile("UNMISS", PERIOD, "internal")
    assert "Secret meeting" in inside.data("MISSION.P7").to_string()


def hide(row):
    if row["mission"] == "UNMISS" and row["mechanism"].startswith("High-level"):
        row.update(mechanism="Secret meeting", classification="internal")


def test_its_notebook_is_no_section_of_the_report():
    assert (paths.NOTEBOOKS / f"{contents.PROFILE}.ipynb").is_file()
    assert contents.PROFILE not in {one.notebook for one in contents.entries("2023-05").values()}
