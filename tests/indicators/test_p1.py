"""Counting rules and exhibits of Priority 1."""

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


def test_a_strategy_counts_with_a_mandate_only(values):
    value = values(political_engagement=MIXED)["P1.POLITICAL_STRATEGY"]
    assert (value.number, value.over) == (2, 6)
    assert value.labels(True) == ["MINUSCA", "UNMISS"]
    assert value.labels(False) == ["MINURSO", "MONUSCO", "UNDOF", "UNFICYP"]


def test_an_observer_counts_without_a_mandate_only(values):
    value = values(political_engagement=MIXED)["P1.OBSERVER"]
    assert (value.number, value.over) == (1, 6)
    assert value.labels(True) == ["MINURSO"]


def test_none_is_zero_where_missions_reported(values):
    opened = values(political_engagement=engagement(("MONUSCO", True, DEVELOPING)))
    for code in ("P1.POLITICAL_STRATEGY", "P1.OBSERVER"):
        assert (opened[code].status, opened[code].number) == ("reported", 0)
        assert parts(opened[code].by) == {"MONUSCO": False}


def accounts(*rows):
    return table("mission_narratives", "reporter mission block", *rows)


def test_a_mission_counts_once_and_for_this_block_only(values):
    told = accounts(
        ("UNMISS", "UNMISS", "P1.NARRATIVES"),
        ("DPO", "UNMISS", "P1.NARRATIVES"),
        ("MINUSCA", "MINUSCA", "P1.NARRATIVES"),
        ("MONUSCO", "MONUSCO", "P4.CASEVAC"),
    )
    assert values(mission_narratives=told)["P1.NARRATIVES"].number == 2


def test_no_account_of_this_block_is_zero(values):
    told = accounts(("MONUSCO", "MONUSCO", "P4.CASEVAC"))
    assert values(mission_narratives=told)["P1.NARRATIVES"].number == 0


def test_headquarters_is_no_mission(values):
    told = accounts(("UNMISS", "UNMISS", "P1.NARRATIVES"), ("DPO", "HQ", "P1.NARRATIVES"))
    assert values(mission_narratives=told)["P1.NARRATIVES"].number == 1


def test_strategy_shows_each_mission(values):
    shown = values(
        political_engagement=engagement(
            ("UNMISS", True, DEVELOPING), ("UNDOF", False, CONTRIBUTING)
        )
    ).exhibit("P1.STRATEGY")
    assert lines(shown) == [
        ("mission", "has_political_mandate", "strategy_status"),
        ("UNMISS", True, DEVELOPING),
        ("UNDOF", False, CONTRIBUTING),
    ]


def test_the_map_shows_who_reported_where_their_headquarters_are(values, home):
    (home / "data" / "raw" / "reference" / "missions.csv").write_text(
        "mission,name,kind,host,headquarters,latitude,longitude,start_date,end_date,agreement,"
        "has_political_mandate,status_note\n"
        "UNDOF,D,peacekeeping,Golan,Camp,33.25,35.5,,,,,\n"
        "UNMISS,S,peacekeeping,South Sudan,Juba,4.85,31.6,,,,,\n"
        "UNOWA,W,special political,West Africa,,,,,,,,\n",
        encoding="utf-8",
    )
    shown = values(
        political_engagement=engagement(("UNMISS", True, DEVELOPING), ("UNOWA", True, DEVELOPING))
    ).exhibit("P1.MAP")
    assert lines(shown) == [
        ("mission", "headquarters", "host", "latitude", "longitude"),
        ("UNMISS", "Juba", "South Sudan", 4.85, 31.6),
        ("UNOWA", "", "West Africa", None, None),
    ]
