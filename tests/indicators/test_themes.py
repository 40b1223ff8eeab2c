"""Readings across the priorities gather what is tagged, all of it once, and count nothing anew."""

import pytest
from frames import table

from a4p_helpers.core import plan
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators import p3, themes
from a4p_helpers.indicators.register import BLOCKS, REGISTER
from a4p_helpers.indicators.themes import READINGS

PERSONNEL = [
    ("2023-05", "UNMISS", "troops", 10, 90),
    ("2023-06", "UNMISS", "troops", 30, 70),
    ("2023-05", "UNDOF", "troops", 1, 99),
    ("2023-05", "UNDOF", "individual police", 5, 5),
]


def personnel():
    rows = [(*row, row[-2] + row[-1]) for row in PERSONNEL]
    return table("uniformed_personnel", "month mission category women men total", *rows)


@pytest.fixture(params=READINGS, ids=lambda one: one.slug)
def reading(request):
    return request.param


def test_every_tagged_indicator_stands_in_its_reading_once_and_no_other(reading, values):
    shown = values().exhibit(reading.slug.upper())
    wanted = [one.title for one in REGISTER.values() if reading.tag in one.themes]
    assert list(shown["indicator"]) == wanted and wanted


def test_before_the_plan_a_reading_has_no_deliverables(reading, values):
    assert values("2021-05").exhibit(f"{reading.slug.upper()}.DELIVERABLES").empty
    assert len(values().exhibit(f"{reading.slug.upper()}.DELIVERABLES"))


def test_every_number_is_the_value_of_its_priority(reading, values):
    opened = values(uniformed_personnel=personnel())
    by_title = {one.title: code for code, one in REGISTER.items()}
    for row in opened.exhibit(reading.slug.upper()).to_dict("records"):
        value = opened[by_title[row["indicator"]]]
        assert row["now"] == narrative.figure(value)
        assert row["priority"].startswith(value.indicator.section.removeprefix("p"))


def test_every_tagged_block_stands_in_its_reading_once(reading, values):
    shown = values().exhibit(f"{reading.slug.upper()}.BLOCKS")
    tagged = [one.title for one in BLOCKS.values() if reading.tag in one.themes]
    assert list(shown["block"]) == tagged and tagged
    assert set(shown["state"]) == {"not reported"}


def test_a_block_that_has_something_to_show_says_so(values):
    opened = values(uniformed_personnel=personnel())
    shown = opened.exhibit("WPS.BLOCKS").set_index("block")["state"]
    assert shown["Women in uniform against parity targets"] == "shown there"


def test_every_deliverable_that_carries_it_stands_in_its_reading_once(reading, values):
    shown = values().exhibit(f"{reading.slug.upper()}.DELIVERABLES")
    wanted = [one.number for one in plan.deliverables("2023-05").values() if reading.carries(one)]
    assert [text.split()[0] for text in shown["deliverable"]] == wanted and wanted


def test_a_deliverable_says_what_measures_it(values):
    shown = values().exhibit("WPS.DELIVERABLES").set_index("deliverable")["measured"]
    by_number = {text.split()[0]: told for text, told in shown.items()}
    assert by_number["2.3.1"] == REGISTER["P2.GENDER_REFLECTED"].title
    assert by_number["5.4.1"] == "none yet"
    assert by_number["3.1.1"].endswith("indicators of result 3.1")


def test_up_to_three_indicators_of_a_result_are_named(values):
    shown = values().exhibit("POLICE.DELIVERABLES").set_index("deliverable")["measured"]
    by_number = {text.split()[0]: told for text, told in shown.items()}
    wanted = [
        one.title for one in REGISTER.values() if one.result == "3.1" and "police" in one.themes
    ]
    assert len(wanted) == 3 and by_number["3.1.4"] == "; ".join(wanted)


def test_a_mission_without_any_share_has_no_row(values):
    rows = [
        ("2023-05", "UNMISS", "troops", 10, 90, 100),
        ("2023-05", "UNDOF", "troops", *[None] * 2, 9),
    ]
    known = table("uniformed_personnel", "month mission category women men total", *rows)
    shown = values(uniformed_personnel=known).exhibit("WPS.PARITY")
    assert list(shown["mission"]) == ["UNMISS", themes.ALL_MISSIONS]


def test_parity_by_mission_is_counted_by_the_rule_of_priority_3(values):
    opened = values(uniformed_personnel=personnel())
    shown = opened.exhibit("WPS.PARITY").set_index("mission")
    assert list(shown.index) == ["UNDOF", "UNMISS", themes.ALL_MISSIONS]
    assert shown.loc["UNMISS", "military contingents"] == 20
    assert shown.loc["UNDOF", "individual police officers"] == 50
    assert shown.loc["UNMISS", "individual police officers"] is None
    whole = shown.loc[themes.ALL_MISSIONS]
    for category, code in zip(
        p3.PARITY_CATEGORIES,
        ("CONTINGENTS", "OBSERVERS_STAFF", "INDIVIDUAL_POLICE", "FORMED_POLICE"),
        strict=True,
    ):
        assert whole[category] == opened[f"P3.WOMEN_{code}"].number
