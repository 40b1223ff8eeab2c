"""What is told of one mission is what the whole report says of it, and never an order of rates."""

from dataclasses import replace

import pytest
from frames import table

from a4p_helpers.clean.whole import as_declared
from a4p_helpers.core import contents, missions, plan, scales
from a4p_helpers.profile import facts

HOSPITALS = [("UNMISS", 6), ("MINUSCA", 4), ("UNDOF", 1), ("UNISFA", 1), ("UNMIK", 0)]
SOFA = "mission agreement has_incidents"


def hospitals(*rows):
    rows = [(*row, "Level 2" if row[-1] else "none") for row in rows or HOSPITALS]
    return table("hospitals", "mission hospitals level", *rows)


def shown(opened, block, mission="UNMISS"):
    return facts.of_block(f"MISSION.{block}", opened, mission)


def test_each_block_of_the_page_has_its_rule_and_no_other():
    of_priorities = {f"MISSION.{slug.upper()}" for slug in plan.priorities("2023-05")}
    assert {*facts.SHOWN} | of_priorities == {*facts.blocks("2023-05")}
    assert {one.section for one in facts.blocks("2023-05").values()} == {"mission"}
    for one in plan.priorities("2023-05").values():
        assert facts.blocks("2023-05")[f"MISSION.{one.slug.upper()}"].title == one.title


def test_its_numbers_are_its_parts_of_the_reports_values(values):
    opened = values(hospitals=hospitals(), sofa=table("sofa", SOFA, ("UNMISS", "SOFA", True)))
    rows = shown(opened, "NUMBERS").set_index("indicator")
    assert rows["own"]["Level 1+ and above field hospitals"] == "6 hospitals"
    assert rows["among"]["Level 1+ and above field hospitals"] == (
        "12 in all; highest of 5 missions"
    )
    assert rows["own"]["Missions with SOFA or SOMA incidents in the period"] == "yes"
    assert rows["among"]["Missions with SOFA or SOMA incidents in the period"] == "1 of 1 missions"


ALIKE = [("UNMISS", 1), ("UNDOF", 1), ("UNISFA", 1)]


@pytest.mark.parametrize(
    ("rows", "mission", "place"),
    [
        (HOSPITALS, "UNMISS", "highest of 5 missions"),
        (HOSPITALS, "MINUSCA", "2nd highest of 5 missions"),
        (HOSPITALS, "UNDOF", "3rd highest of 5 missions, with one other"),
        (HOSPITALS[:3], "UNDOF", "lowest of 3 missions"),
        # None where it would say nothing: of no hospital, of none reported, of two, of all alike.
        (HOSPITALS, "UNMIK", ""),
        (HOSPITALS, "UNTSO", ""),
        (HOSPITALS[:2], "UNMISS", ""),
        (ALIKE, "UNMISS", ""),
    ],
)
def test_a_place_among_the_missions(values, rows, mission, place):
    opened = values(hospitals=hospitals(*rows))
    assert facts.place(opened, opened["P4.HOSPITALS"], mission) == place


@pytest.mark.parametrize("spoil", ["a row", "the table", "the indicator"])
def test_what_is_internal_or_may_be_suppressed_is_never_put_in_order(values, monkeypatch, spoil):
    frame = hospitals()
    if spoil == "a row":
        frame.loc[3, "classification"] = "internal"
    opened = values(hospitals=frame)
    value = opened["P4.HOSPITALS"]
    assert facts.part(value, "UNMISS") == 6
    if spoil == "the table":
        state = replace(opened.tables.state("hospitals"), is_sensitive=True)
        monkeypatch.setattr(opened.tables, "state", lambda _: state)
    if spoil == "the indicator":
        value = replace(value, indicator=replace(value.indicator, disclosure="internal"))
    assert facts.place(opened, value, "UNMISS") == ""


def test_ratings_by_mission_are_never_put_in_order(values):
    rows = [(who, "military unit", "standard met", n) for n, (who, _) in enumerate(HOSPITALS, 1)]
    sent = table("unit_evaluations", "mission kind rating evaluations", *rows)
    opened = values(unit_evaluations=sent)
    value = opened["P5.MILITARY_EVALUATIONS"]
    assert facts.part(value, "UNMISS") == 1
    assert facts.place(opened, value, "UNMISS") == ""


def test_answers_of_one_row_are_its_columns_of_several_its_rows(values):
    mechanisms = table(
        "coordination_mechanisms",
        "mission mechanism contribution",
        ("UNMISS", "Joint meeting", 3),
        ("UNMISS", "Liaison office", 1),
        ("UNDOF", "Elsewhere", 2),
    )
    sofa = table("sofa", SOFA, ("UNMISS", "SOFA", True), ("UNDOF", "none", None))
    rows = shown(values(sofa=sofa, coordination_mechanisms=mechanisms), "P7")
    said = {tuple(row)[1:] for row in rows.itertuples(index=False)}
    assert {("Agreement", "SOFA"), ("Incidents", "yes")} <= said
    assert {("Joint meeting", "3 (scale 0–3)"), ("Liaison office", "1 (scale 0–3)")} <= said
    assert "Elsewhere" not in set(rows["asked"])


def test_what_all_rows_answer_alike_is_told_once(values):
    actions = table(
        "mdmh_actions",
        "mission is_preemptive action",
        ("UNMISS", "yes", "Radio"),
        ("UNMISS", "yes", "Training"),
    )
    rows = shown(values(mdmh_actions=actions), "P6")
    assert list(rows["asked"]) == ["Pre-emptive", "Action", "Action"]
    assert list(rows["answer"]) == ["yes", "Radio", "Training"]


def test_a_first_column_that_all_rows_share_is_told_once(values):
    scores = table(
        "environment",
        "mission fiscal_year indicator score",
        ("UNMISS", "2023–2024", "overall score", 81),
        ("UNMISS", "2023–2024", "water", 87),
    )
    rows = shown(values(environment=scores), "P5")
    assert list(rows["asked"]) == ["Fiscal year", "overall score", "water"]
    assert list(rows["answer"])[1:] == ["81", "87"]


def test_a_suppressed_number_is_said_to_be_and_never_left_blank():
    crimes = as_declared("crimes")
    assert facts._cell(None, crimes, "count", hidden=True) == scales.SUPPRESSED_CELL
    assert facts._cell(None, crimes, "count") == ""


def test_personnel_are_those_at_the_end_of_the_last_month(values):
    personnel = table(
        "uniformed_personnel",
        "month mission category women men total",
        ("2023-09", "UNMISS", "troops", 1, 9, 10),
        ("2023-10", "UNMISS", "troops", 5, 15, 20),
        ("2023-11", "UNMISS", "troops", 9, 0, 9),
        ("2023-10", "UNDOF", "troops", 7, 0, 7),
    )
    rows = shown(values(uniformed_personnel=personnel), "P3")
    assert list(rows["asked"]) == ["Troops, end of October 2023"]
    assert list(rows["answer"]) == ["20; women: 5 (25.0 %)"]


def test_deaths_are_those_of_the_period(values):
    deaths = table(
        "fatalities",
        "month notification_year mission cause deaths",
        ("2023-04", 2023, "UNMISS", "illness", 9),
        ("2023-05", 2023, "UNMISS", "illness", 2),
        ("2023-10", 2023, "UNMISS", "accident", 1),
        ("2023-06", 2023, "UNDOF", "accident", 1),
    )
    opened = values(fatalities=deaths)
    told = shown(opened, "P4")[["asked", "answer"]].to_numpy().tolist()
    assert told == [["Deaths in the period: accident", "1"], ["Deaths in the period: illness", "2"]]
    assert shown(opened, "P4", "UNTSO")["answer"].tolist() == ["none"]


def test_deaths_of_a_period_that_the_table_does_not_reach_are_not_none(values):
    row = ("2023-04", 2023, "UNMISS", "illness", "local civilian", 4)
    columns = "month notification_year mission cause personnel deaths"
    opened = values(fatalities=table("fatalities", columns, row))
    assert facts.of_priority(opened, "UNMISS", "p4").empty
    assert facts._deaths(opened, "UNMISS") is None
    later = table("fatalities", columns, row, ("2023-05", 2023, "UNTSO", *row[3:]))
    assert facts._deaths(values(fatalities=later), "UNMISS") == "0"


def test_every_mission_is_a_page_by_its_own_name():
    for mission in missions.declared():
        assert contents.mission_of(contents.page_of(mission)) == mission
    for name in (*(one.notebook for one in contents.entries("2023-05").values()), contents.PROFILE):
        assert contents.mission_of(name) == ""
