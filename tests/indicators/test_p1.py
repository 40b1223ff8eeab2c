"""Counting rules and exhibits of Priority 1."""

import pytest
from frames import lines, parts, table

IMPLEMENTING = "implementing a political strategy"
DEVELOPING = "developing a political strategy"
CONTRIBUTING = "contributing to a conducive environment"


def engagement(*rows):
    return table("political_engagement", "mission has_political_mandate strategy_status", *rows)


MIXED = engagement(
    ("MINURSO", False, CONTRIBUTING),
    ("MINUSCA", True, IMPLEMENTING),
    ("MONUSCO", True, DEVELOPING),
    ("UNDOF", False, IMPLEMENTING),
    ("UNFICYP", True, CONTRIBUTING),
    ("UNMISS", True, IMPLEMENTING),
)


@pytest.mark.parametrize(
    ("code", "missions"),
    [("P1.POLITICAL_STRATEGY", ["MINUSCA", "UNMISS"]), ("P1.OBSERVER", ["MINURSO"])],
)
def test_a_strategy_counts_with_a_mandate_and_an_observer_without_one(code, missions, values):
    value = values(political_engagement=MIXED)[code]
    assert (value.number, value.over) == (len(missions), 6)
    assert value.labels(True) == missions and len(value.labels(False)) == 6 - len(missions)
    none = values(political_engagement=engagement(("MONUSCO", True, DEVELOPING)))[code]
    assert (none.status, none.number, parts(none.by)) == ("reported", 0, {"MONUSCO": False})


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([("UNMISS", "UNMISS"), ("DPO", "UNMISS"), ("MINUSCA", "MINUSCA")], 2),
        ([("UNMISS", "UNMISS"), ("DPO", "HQ")], 1),
        ([], 0),
    ],
    ids=["once each", "headquarters is no mission", "of another block alone"],
)
def test_a_mission_counts_once_and_for_this_block_only(rows, number, values):
    rows = [*((*row, "P1.NARRATIVES") for row in rows), ("MONUSCO", "MONUSCO", "P4.CASEVAC")]
    told = table("mission_narratives", "reporter mission block", *rows)
    assert values(mission_narratives=told)["P1.NARRATIVES"].number == number


def test_the_map_shows_who_takes_part_where_their_headquarters_are(values, home):
    (home / "data" / "raw" / "reference" / "missions.csv").write_text(
        "mission,name,kind,host,headquarters,latitude,longitude,start_date,end_date,agreement,"
        "has_political_mandate,has_contingents,status_note\n"
        "UNDOF,D,peacekeeping,Golan,Camp,33.25,35.5,,,,,,\n"
        "UNMISS,S,peacekeeping,South Sudan,Juba,4.85,31.6,,,,,,\n"
        "UNOWA,W,special political,West Africa,,,,,,,,,\n",
        encoding="utf-8",
    )
    strength = table(
        "uniformed_personnel",
        "month mission category total",
        ("2023-09", "UNMISS", "troops", 9),
        ("2023-10", "UNMISS", "troops", 7),
        ("2023-10", "UNMISS", "individual police", 2),
        ("2023-10", "UNDOF", "troops", 5),
        ("2023-11", "UNMISS", "troops", 1),
    )
    opened = values(uniformed_personnel=strength)
    opened.tables.participants = {"UNMISS": "", "UNOWA": "", "UNDOF": "draws down"}
    assert lines(opened.exhibit("P1.MAP")) == [
        ("mission", "headquarters", "host", "latitude", "longitude", "uniformed"),
        ("UNMISS", "Juba", "South Sudan", 4.85, 31.6, 9),
        ("UNOWA", "", "West Africa", None, None, None),
    ]


def test_a_number_sent_for_all_stands_where_the_table_lacks_missions(values):
    """The table knows three; the report counts six and does not say who the others are."""
    sent = table("submitted_figures", "code value missions", ("P1.POLITICAL_STRATEGY", 6, 11))
    opened = values(political_engagement=MIXED, submitted_figures=sent)
    opened.tables.lacking = lambda name: ["UNMIK"] if name == "political_engagement" else []
    value = opened["P1.POLITICAL_STRATEGY"]
    assert (value.number, value.how, value.over) == (6, "as submitted", 11)
    assert value.labels(True) == ["MINUSCA", "UNMISS"] and not value.conflicts
    assert lines(opened.exhibit("P1.STRATEGY"))[-1] == ("UNMIK", None, None)
    whole = values(political_engagement=MIXED, submitted_figures=sent)["P1.POLITICAL_STRATEGY"]
    assert (whole.number, whole.conflicts) == (2, True)
