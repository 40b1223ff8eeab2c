"""What a notebook's section writes where its data are thin: suppressed, silent, kept internal."""

import dataclasses
import inspect

import pandas as pd
import pytest

from a4p_helpers.core import missions
from a4p_helpers.exhibits import charts
from a4p_helpers.indicators import register
from a4p_helpers.section import SectionError, open_section, origin
from a4p_helpers.section.block import OpenBlock

PERIOD = "2023-05"


def small(rows):
    for row in rows:
        row["allegations"] = "3"


def test_a_block_whose_numbers_are_all_suppressed_says_so(edit, written):
    edit("misconduct", small)
    outside = open_section("p5", PERIOD, "external")
    assert not outside.block("P5.SEA_TREND")
    assert written[-1].splitlines()[1].startswith("Suppressed. All its numbers are so small")
    assert open_section("p5", PERIOD, "internal").block("P5.SEA_TREND")


def test_a_block_of_accounts_says_that_there_is_none_where_others_have_some(edit, written):
    """Missions may write accounts for other blocks only; that must not stop the report."""

    def without(rows):
        rows[:] = [row for row in rows if row["block"] != "P1.NARRATIVES"]

    edit("mission_narratives", without)
    section = open_section("p1", PERIOD, "external")
    block = section.block("P1.NARRATIVES")
    assert block
    block.accounts()
    assert written[-1] == "Nobody sent an account of this."


def test_a_block_with_one_number_suppressed_is_shown(edit, written):
    edit("misconduct", lambda rows: rows[0].update(allegations="3"))
    assert open_section("p5", PERIOD, "external").block("P5.MISCONDUCT")


@pytest.mark.parametrize(
    ("row", "block", "other"),
    [
        ("OMA,military unit,UNMISS,standard met,4", "P5.FPU", "P5.MILITARY"),
        ("PD,formed police unit,UNMISS,needs improvement,4", "P5.MILITARY", "P5.FPU"),
    ],
)
def test_one_silent_sender_of_two_leaves_the_other_its_block(raw, written, row, block, other):
    path = raw / "tables" / "unit_evaluations.csv"
    path.write_text(f"reporter,kind,mission,rating,evaluations\n{row}\n", encoding="utf-8")
    answers = (raw / "answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in answers if ",unit_evaluations," not in line]
    (raw / "answers.csv").write_text("".join(kept), encoding="utf-8")
    with (raw / "SOURCES.csv").open("a", encoding="utf-8") as file:
        file.write("tables/unit_evaluations.csv,PD and OMA,made up,none,2023-12-01,2023-10-31,x,\n")
    section = open_section("p5", PERIOD, "external")
    assert section.block(other) and not section.block(block)
    assert written[-1].splitlines()[1] == "Not reported. Nobody reported it."


def test_a_card_gives_the_status_of_a_number_that_it_does_not_show(edit, written):
    edit("misconduct", small)
    for edition in ("external", "internal"):
        section = open_section("overview", PERIOD, edition)
        section.scorecard(p5="P5.SEA_ALLEGATIONS: {P5.SEA_ALLEGATIONS} were reported")
    outside, inside = written
    assert "suppressed" in outside and "Not reported" not in outside
    assert "Suppressed" not in inside


def test_a_block_of_a_table_that_is_not_applicable_is_not_called_not_reported(raw, written):
    answers = (raw / "answers.csv").read_text(encoding="utf-8")
    answers = answers.replace("all,casevac,not available,", "all,casevac,not applicable,")
    (raw / "answers.csv").write_text(answers, encoding="utf-8")
    section = open_section("p4", PERIOD, "external")
    assert not section.block("P4.CASEVAC")
    assert written[-1].splitlines()[1].startswith("Not applicable. Capabilities by mission")
    section.notes()
    assert "Not reported in this period" not in written[-1]


def test_a_sentence_on_what_is_kept_internal_is_not_missed_outside(edit, written, monkeypatch):
    edit(
        "hospitals",
        lambda rows: [
            row.update(classification="internal") for row in rows if row["mission"] == "UNMISS"
        ],
    )
    open_section("p4", PERIOD, "external").say("{HOSPITALS} hospitals served.")
    assert written == []
    open_section("p4", PERIOD, "internal").say("{HOSPITALS} hospitals served.")
    assert written[-1] == "Twenty hospitals served."


def test_a_priority_opens_its_own_blocks_and_owes_them_all(raw, written):
    section = open_section("p7", PERIOD, "external")
    with pytest.raises(SectionError, match=r"P4.HOSPITALS is not a block of section p7"):
        section.block("P4.HOSPITALS")
    section.block("P7.SOFA")
    with pytest.raises(SectionError, match=r"lacks P7.MECHANISMS_EXIST(,| and) P7.MECHANISMS"):
        section.check()


def by_mission(slug="p4"):
    """Return the codes of a section whose parts are numbers of missions."""
    opened = open_section(slug, PERIOD, "external")
    return [
        one.code
        for one in register.of_section(slug)
        for parts in [opened.values[one.code].by]
        if parts is not None
        and set(parts.index) <= set(missions.declared())
        and not pd.api.types.is_bool_dtype(parts.dtype)
    ]


@pytest.mark.parametrize("are_events", [True, False])
def test_any_indicator_by_mission_is_compared_highest_first(written, are_events):
    codes = by_mission()
    assert {"P4.HOSPITALS", "P4.HOSPITAL_EQUIPMENT_DAYS"} <= set(codes)
    section = open_section("p4", PERIOD, "external")
    hospitals = section.block("P4.HOSPITALS")
    for code in codes:
        hospitals.compare(code, are_events=are_events)
        parts = section.values[code].by.dropna()
        lines = written[-1].splitlines()
        first = next(at for at, line in enumerate(lines) if line.startswith("Mission")) + 1
        shown = [line.split()[:2] for line in lines[first : first + len(parts)]]
        assert {mission: int(number) for mission, number in shown} == dict(parts)
        numbers = [int(number) for _, number in shown]
        assert numbers == sorted(numbers, reverse=True)
        assert ("Lower limit" in written[-1]) == are_events


@pytest.mark.parametrize("code", ["P4.HOSPITAL_MISSIONS", "P4.FATALITIES_MALICIOUS_SINCE_2017"])
def test_what_has_no_numbers_by_mission_is_not_compared(written, code):
    hospitals = open_section("p4", PERIOD, "external").block("P4.HOSPITALS")
    with pytest.raises(SectionError, match="no numbers by mission"):
        hospitals.compare(code)


@pytest.mark.parametrize(
    ("time", "as_of", "told"),
    [
        (2023, "2023-11-28", "to 28 November"),
        (2023, "2023-12-31", ""),
        (2023, "2024-01-10", ""),
        (2023, "", ""),
        ("2023-11", "2023-11-28", "to 28 November"),
        ("2023-11", "2023-11-30", ""),
        ("Level 2", "2023-11-30", ""),
    ],
)
def test_a_year_or_month_is_incomplete_only_before_its_end(raw, monkeypatch, time, as_of, told):
    section = open_section("p4", PERIOD, "external")
    state = dataclasses.replace(section.tables.state("fatalities"), as_of=as_of)
    monkeypatch.setattr(section.tables, "state", lambda name: state)
    assert origin.last_day("fatalities", section.tables, time) == told


def test_breaks_are_told_where_the_chart_reaches_them(written):
    months = open_section("p3", PERIOD, "external").block("P3.UGPS_MONTHS")
    told = months.breaks(since="2018")
    assert [note.partition(":")[0] for note in told] == [
        "Break in the series, 2020-06",
        "Break in the series, 2020-08",
        "Break in the series, 2022-07",
        "Break in the series, since 2023-07",
        "Break in the series, 2023-09",
    ]
    assert len(months.breaks(year=True)) == 2
    times = ["2020-08", "2023-07", "2023-08"]
    marks = origin.marked_breaks("uniformed_personnel.women", times)
    assert marks == {"2020-08": "Women and men swapped", "2023-07": "MINUSMA withdraws"}
    assert origin.marked_breaks("fatalities", [2022, 2023]) == {"2023": "MINUSMA withdraws"}
    earlier = open_section("p3", "2022-05", "external").block("P3.UGPS")
    assert earlier and not any("MINUSMA" in note for note in earlier.breaks())


# What an open block draws


def test_a_silent_block_is_false_and_shows_nothing_of_what_is_asked(raw, written):
    section = open_section("p4", PERIOD, "external")
    casevac = section.block("P4.CASEVAC")
    assert not casevac
    shown = len(written)
    casevac.say("Nobody reads this.")
    casevac.items(["nor this"])
    casevac.table("{HOSPITALS}", "Capabilities by mission")
    casevac.bars("Nothing", "Capabilities by mission")
    casevac.compare("P4.HOSPITALS")
    assert len(written) == shown and casevac.breaks() == []
    assert list(casevac.data.columns)[:1] == ["mission"], "it can be reshaped all the same"


def test_a_title_has_values_and_own_words_and_falls_back_on_that_of_the_block(raw, written):
    hospitals = open_section("p4", PERIOD, "external").block("P4.HOSPITALS")
    hospitals.worked_out("own", "some of them large", "how large they are")
    hospitals.table("{HOSPITALS} hospitals, {own}", "Measured")
    title, subtitle = written[-1].splitlines()[:2]
    assert title == "Twenty hospitals, some of them large"
    assert subtitle == "Measured, May to October 2023"
    hospitals.worked_out("own", "", "how large they are")
    hospitals.table("{HOSPITALS} hospitals, {own}", "Measured")
    assert written[-1].splitlines()[0] == "Field hospitals"


def test_what_is_measured_is_said_with_the_time_that_it_covers(raw, written):
    hospitals = open_section("p4", PERIOD, "external").block("P4.HOSPITALS")
    for how, told in (
        ({"since": "2017"}, "Measured, 2017 to 2023"),
        ({"whole_year": True}, "Measured, 2023"),
        ({"dated": False}, "Measured"),
    ):
        hospitals.table("Hospitals", "Measured", **how)
        assert written[-1].splitlines()[1] == told


def test_labels_are_those_of_the_declaration_and_of_the_call(raw, written):
    academy = open_section("p3", PERIOD, "external").block("P3.PKI_ACADEMY")
    academy.table("Trained", "By status", labels={"field": "Who"})
    head = next(line for line in written[-1].splitlines() if line.startswith("Who"))
    assert head.split() == ["Who", "Trained"]


@pytest.mark.parametrize("block", ["P4.HOSPITALS", "P4.CASEVAC"])
def test_a_keyword_that_nothing_takes_is_told_with_the_nearest_whether_or_not_it_draws(
    raw, written, block
):
    opened = open_section("p4", PERIOD, "external").block(block)
    with pytest.raises(SectionError, match=r"table takes no 'mising'.* did you mean 'missing'\?"):
        opened.table("Hospitals", "Measured", mising="–")


def test_accounts_are_shown_even_where_no_number_came(edit, written):
    edit("mission_narratives", lambda rows: rows[0].update(block="P4.CASEVAC", text="We flew."))
    casevac = open_section("p4", PERIOD, "external").block("P4.CASEVAC")
    assert not casevac and "We flew." not in written[-1]
    casevac.accounts()
    assert "We flew." in written[-1]


def test_every_picture_says_what_it_takes():
    pictures = [name for name, made in vars(OpenBlock).items() if hasattr(made, "__signature__")]
    assert len(pictures) == 2 + len({*charts.__all__} - {"Chart", "ChartError", "Drawing"})
    for name in pictures:
        taken = inspect.signature(getattr(OpenBlock, name)).parameters
        assert list(taken)[:3] == ["self", "title", "measure"]
        assert {"since", "whole_year", "dated", "source", "data", "labels", "notes"} <= set(taken)
        assert "where the block is silent" in inspect.getdoc(getattr(OpenBlock, name))
