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


def test_what_is_tagged_stands_in_its_reading_once_and_nothing_else(reading, values):
    opened = values(uniformed_personnel=personnel())
    start = reading.slug.upper()
    shown = opened.exhibit(start)
    wanted = [code for code, one in REGISTER.items() if reading.tag in one.themes]
    assert list(shown["indicator"]) == [REGISTER[code].title for code in wanted] and wanted
    for code, row in zip(wanted, shown.to_dict("records"), strict=True):
        # Every number is the value of its priority.
        assert row["now"] == narrative.figure(opened[code])
        assert row["priority"].startswith(REGISTER[code].section.removeprefix("p"))
    blocks = values().exhibit(f"{start}.BLOCKS")
    tagged = [one.title for one in BLOCKS.values() if reading.tag in one.themes]
    assert list(blocks["block"]) == tagged and tagged
    assert set(blocks["state"]) == {"not reported"}
    carried = [one.number for one in plan.deliverables("2023-05").values() if reading.carries(one)]
    listed = opened.exhibit(f"{start}.DELIVERABLES")["deliverable"]
    assert [text.split()[0] for text in listed] == carried and carried
    # Before the Plan a reading has no deliverables.
    assert values("2021-05").exhibit(f"{start}.DELIVERABLES").empty


def test_a_block_that_has_something_to_show_says_so(values):
    opened = values(uniformed_personnel=personnel())
    shown = opened.exhibit("WPS.BLOCKS").set_index("block")["state"]
    assert shown["Women in uniform against parity targets"] == "shown there"


def measured_by(opened, reading):
    shown = opened.exhibit(f"{reading}.DELIVERABLES").set_index("deliverable")["measured"]
    return {text.split()[0]: told for text, told in shown.items()}


def test_a_deliverable_says_what_measures_it(values):
    by_number = measured_by(values(), "WPS")
    assert by_number["2.3.1"].startswith(REGISTER["P2.GENDER_REFLECTED"].title)
    assert by_number["5.4.1"] == "none yet"
    assert by_number["3.1.1"].endswith("indicators of result 3.1")
    # Up to three indicators of a result are named.
    wanted = [
        one.title for one in REGISTER.values() if one.result == "3.1" and "police" in one.themes
    ]
    assert len(wanted) == 3 and measured_by(values(), "POLICE")["3.1.4"] == "; ".join(wanted)


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
