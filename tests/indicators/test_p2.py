"""Counting rules and exhibits of Priority 2."""

import pytest
from frames import lines, parts, table


def plans(*rows):
    named = "mission is_approved approval_kind review_frequency gender_reflection"
    return table("mission_plans", named, *rows)


SRSG, COMPACT, NOT = (
    "approved by the SRSG",
    "compact with the Secretary-General",
    "not approved",
)
PLANS = plans(
    ("MINUSCA", True, SRSG, "monthly", "fully"),
    ("MONUSCO", False, NOT, None, "partly"),
    ("UNDOF", True, SRSG, "never", None),
    ("UNMISS", True, SRSG, None, "largely"),
    ("UNMOGIP", True, COMPACT, "yearly", "not"),
)


def test_a_compact_counts_as_an_approved_plan(values):
    value = values(mission_plans=PLANS)["P2.PLANS_APPROVED"]
    assert (value.number, value.over) == (4, 5)
    assert value.labels(True) == ["MINUSCA", "UNDOF", "UNMISS", "UNMOGIP"]
    assert value.labels(False) == ["MONUSCO"]


def test_gender_counts_from_largely_and_leaves_out_who_did_not_rate(values):
    value = values(mission_plans=PLANS)["P2.GENDER_REFLECTED"]
    assert (value.number, value.over) == (2, 4)
    assert value.labels(True) == ["MINUSCA", "UNMISS"]
    assert value.labels(False) == ["MONUSCO", "UNMOGIP"]
    assert parts(value.by)["UNDOF"] is None


def test_gender_is_not_reported_where_nobody_rated(values):
    unrated = plans(("UNDOF", True, SRSG, None, None), ("UNMISS", True, SRSG, None, None))
    value = values(mission_plans=unrated)["P2.GENDER_REFLECTED"]
    assert (value.status, value.number) == ("not reported", None)


def test_gender_rated_low_by_all_is_zero(values):
    low = plans(("UNDOF", True, SRSG, None, "not"), ("UNMISS", True, SRSG, None, "partly"))
    assert values(mission_plans=low)["P2.GENDER_REFLECTED"].number == 0


CPAS = table(
    "cpas",
    "mission uses_cpas conducted_impact_assessment",
    ("MINUSCA", True, True),
    ("MONUSCO", True, False),
    ("UNDOF", False, False),
)


@pytest.mark.parametrize(
    ("code", "number", "names"),
    [
        ("P2.CPAS_USE", 2, ["MINUSCA", "MONUSCO"]),
        ("P2.CPAS_IMPACT_ASSESSMENTS", 1, ["MINUSCA"]),
    ],
)
def test_cpas_counts_missions(code, number, names, values):
    value = values(cpas=CPAS)[code]
    assert (value.number, value.over, value.labels(True)) == (number, 3, names)


@pytest.mark.parametrize(
    ("block", "header", "row_of_monusco"),
    [
        ("P2.PLANS", ("mission", "is_approved", "approval_kind"), ("MONUSCO", False, NOT)),
        ("P2.PLAN_REVIEW", ("mission", "review_frequency"), ("MONUSCO", None)),
        ("P2.PLAN_GENDER", ("mission", "gender_reflection"), ("MONUSCO", "partly")),
    ],
)
def test_plans_are_shown_mission_by_mission(block, header, row_of_monusco, values):
    shown = lines(values(mission_plans=PLANS).exhibit(block))
    assert shown[0] == header
    assert shown[2] == row_of_monusco
    assert [row[0] for row in shown[1:]] == list(PLANS["mission"])


def test_collaboration_shows_each_score(values):
    scores = table(
        "collaboration",
        "mission between score",
        ("UNMISS", "civilian and police", 5),
        ("UNMISS", "civilian and military", 1),
    )
    assert lines(values(collaboration=scores).exhibit("P2.COLLABORATION")) == [
        ("mission", "between", "score"),
        ("UNMISS", "civilian and police", 5),
        ("UNMISS", "civilian and military", 1),
    ]


def test_mechanisms_count_missions_and_stay_blank_without_one(values):
    named = table(
        "integration_mechanisms",
        "mission mechanism",
        (None, "working groups"),
        ("UNMISS", "joint operations centre"),
        ("MINUSCA", "joint operations centre"),
        (None, "joint planning"),
        ("UNDOF", "joint planning"),
    )
    assert lines(values(integration_mechanisms=named).exhibit("P2.MECHANISMS")) == [
        ("mechanism", "missions"),
        ("working groups", None),
        ("joint operations centre", 2),
        ("joint planning", 1),
    ]


def test_cpas_is_shown_mission_by_mission(values):
    assert lines(values(cpas=CPAS).exhibit("P2.CPAS")) == [
        ("mission", "uses_cpas", "conducted_impact_assessment"),
        ("MINUSCA", True, True),
        ("MONUSCO", True, False),
        ("UNDOF", False, False),
    ]


def test_country_teams_show_only_where_they_are_relevant(values):
    degrees = table(
        "unct_integration",
        "mission is_applicable degree",
        ("UNDOF", False, None),
        ("UNMIK", True, None),
        ("UNMISS", True, 4),
    )
    assert lines(values(unct_integration=degrees).exhibit("P2.UNCT")) == [
        ("mission", "degree"),
        ("UNMIK", None),
        ("UNMISS", 4),
    ]
