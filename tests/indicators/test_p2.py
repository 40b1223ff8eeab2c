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


LOW = plans(("UNDOF", True, SRSG, None, "not"), ("UNMISS", True, SRSG, None, "partly"))


CPAS = table(
    "cpas",
    "mission uses_cpas conducted_impact_assessment",
    ("MINUSCA", True, True),
    ("MONUSCO", True, False),
    ("UNDOF", False, False),
)


@pytest.mark.parametrize(
    ("given", "code", "over", "missions"),
    [
        # A compact counts as an approved plan.
        (PLANS, "P2.PLANS_APPROVED", 5, ["MINUSCA", "UNDOF", "UNMISS", "UNMOGIP"]),
        # From "largely" on; who did not rate is left out.
        (PLANS, "P2.GENDER_REFLECTED", 4, ["MINUSCA", "UNMISS"]),
        (LOW, "P2.GENDER_REFLECTED", 2, []),
        (CPAS, "P2.CPAS_USE", 3, ["MINUSCA", "MONUSCO"]),
        (CPAS, "P2.CPAS_IMPACT_ASSESSMENTS", 3, ["MINUSCA"]),
    ],
)
def test_missions_are_counted_by_name(given, code, over, missions, values):
    value = values(**{"cpas" if given is CPAS else "mission_plans": given})[code]
    assert (value.number, value.over, value.labels(True)) == (len(missions), over, missions)


def test_gender_is_not_reported_where_nobody_rated(values):
    unrated = plans(("UNDOF", True, SRSG, None, None), ("UNMISS", True, SRSG, None, None))
    assert values(mission_plans=unrated)["P2.GENDER_REFLECTED"].status == "not reported"
    assert parts(values(mission_plans=PLANS)["P2.GENDER_REFLECTED"].by)["UNDOF"] is None


@pytest.mark.parametrize(
    ("block", "column"),
    [("P2.PLAN_REVIEW", "review_frequency"), ("P2.PLAN_GENDER", "gender_reflection")],
)
def test_plans_are_shown_mission_by_mission(block, column, values):
    shown = values(mission_plans=PLANS).exhibit(block)
    assert lines(shown) == lines(PLANS[["mission", column]])


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


def test_indicators_of_missions_count_by_mission_and_are_never_added_up(values):
    named = "mission number name value unit source"
    sent = table(
        "wps_indicators",
        named,
        ("UNDOF", "1.1", "Women heard", 40, "per cent", "CPAS"),
        ("UNDOF", "1.2", "Women in committees", 7, "persons", "survey"),
        ("UNMISS", "3", "Cases referred", 0, "cases", "CPAS"),
    )
    opened = values(wps_indicators=sent)
    assert opened["P2.WPS_REPORTING"].number == 2
    assert parts(opened["P2.WPS_INDICATORS"].by) == {"UNDOF": 2, "UNMISS": 1}
    assert lines(opened.exhibit("WPS.REPORTED"))[:2] == [
        tuple(named.split()),
        ("UNDOF", "1.1", "Women heard", 40, "per cent", "CPAS"),
    ]
