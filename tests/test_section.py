"""What a notebook's section writes where its data are thin: suppressed, silent, kept internal."""

import dataclasses

import pandas as pd
import pytest

from a4p_helpers import missions
from a4p_helpers import section as sections
from a4p_helpers.indicators import register
from a4p_helpers.section import SectionError, open_section

PERIOD = "2023-05"


@pytest.fixture
def written(monkeypatch):
    """What sections show, as plain text, in order."""
    texts: list[str] = []
    monkeypatch.setattr(
        sections.Section, "_display", staticmethod(lambda html, plain: texts.append(plain))
    )
    return texts


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
    assert section.block("P1.NARRATIVES")
    section.accounts("P1.NARRATIVES")
    assert written[-1] == "There is no account of this to show."


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
        section.glance(p5="P5.SEA_ALLEGATIONS: {P5.SEA_ALLEGATIONS} were reported")
    outside, inside = written
    assert ": Suppressed" in outside and "Not reported" not in outside
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
    open_section("p4", PERIOD, "external").say("{P4.HOSPITALS:start noun} served.")
    assert written == [""]
    open_section("p4", PERIOD, "internal").say("{P4.HOSPITALS:start noun} served.")
    assert written[-1] == "Twenty hospitals served."


def test_a_priority_opens_its_own_blocks_and_owes_them_all(raw, written):
    section = open_section("p7", PERIOD, "external")
    with pytest.raises(SectionError, match=r"P4.HOSPITALS is not a block of section p7"):
        section.block("P4.HOSPITALS")
    section.block("P7.SOFA")
    with pytest.raises(SectionError, match=r"lacks P7.MECHANISMS_EXIST and P7.MECHANISMS"):
        section.check()


def test_a_section_that_there_is_not_is_named_with_those_there_are(raw):
    with pytest.raises(SectionError, match=r"no section 'p8'; there are overview, p1"):
        open_section("p8", PERIOD, "external")


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
    section.block("P4.HOSPITALS")
    for code in codes:
        section.compare(code, are_events=are_events)
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
    section = open_section("p4", PERIOD, "external")
    section.block("P4.HOSPITALS")
    with pytest.raises(SectionError, match="no numbers by mission"):
        section.compare(code)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("2023-11-28", "to 28 November"), ("2023-12-31", ""), ("2024-01-10", ""), ("", "")],
)
def test_a_year_is_incomplete_only_before_its_own_end(raw, as_of, told):
    section = open_section("p4", PERIOD, "external")
    state = dataclasses.replace(section.tables.state("fatalities"), as_of=as_of)
    section.tables._told["fatalities"] = (state, ())
    assert section.reaches("fatalities") == told


def test_breaks_are_told_where_the_chart_reaches_them(written):
    section = open_section("p3", PERIOD, "external")
    told = section.breaks("uniformed_personnel.women", since="2018")
    assert [note.partition(":")[0] for note in told] == [
        "Break in the series, 2020-06",
        "Break in the series, 2020-08",
        "Break in the series, 2022-07",
        "Break in the series, since 2023-07",
        "Break in the series, 2023-09",
    ]
    assert len(section.breaks("uniformed_personnel.women", year=True)) == 2
    marks = section.marks("uniformed_personnel.women", ["2020-08", "2023-07", "2023-08"])
    assert marks == {"2020-08": "Women and men swapped", "2023-07": "MINUSMA withdraws"}
    assert section.marks("fatalities", [2022, 2023]) == {"2023": "MINUSMA withdraws"}
    earlier = open_section("p3", "2022-05", "external")
    assert not any("MINUSMA" in note for note in earlier.breaks("uniformed_personnel"))
