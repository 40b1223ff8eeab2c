"""Counting rules and exhibits of Priority 7."""

import pytest
from frames import lines, numbers, parts, table

from a4p_helpers.core import scales

# Agreements


def sofa(*rows):
    named = "mission agreement has_incidents impact_civilian impact_uniformed impact_tasks"
    return table("sofa", named, *rows)


AGREEMENTS = sofa(
    ("MINURSO", "SOMA", True, "high", None, "medium"),
    ("MINUSCA", "SOFA", True, None, None, None),
    ("UNDOF", "SOFA", False, None, None, None),
    ("UNMIK", "none", None, None, None, None),
)


INCIDENTS = ("P7.SOFA_INCIDENTS", "P7.SOFA_NO_INCIDENTS")


@pytest.mark.parametrize(
    ("code", "names", "over"),
    [
        ("P7.SOFA_INCIDENTS", ["MINURSO", "MINUSCA"], 3),
        ("P7.SOFA_NO_INCIDENTS", ["UNDOF"], 3),
        ("P7.NO_AGREEMENT", ["UNMIK"], 4),
    ],
)
def test_incidents_count_over_the_missions_with_an_agreement(code, names, over, values):
    value = values(sofa=AGREEMENTS)[code]
    assert (value.number, value.labels(True), value.over) == (len(names), names, over)


def test_a_mission_without_an_agreement_neither_has_incidents_nor_none(values):
    opened = values(sofa=AGREEMENTS)
    for code in INCIDENTS:
        assert parts(opened[code].by)["UNMIK"] is None
        assert "UNMIK" not in opened[code].labels(False)


@pytest.mark.parametrize(
    ("row", "expected"),
    [(("UNDOF", "SOFA", False), (0, 1, 0)), (("UNMIK", "none", None), (None, None, 1))],
)
def test_no_incidents_at_all_is_zero_and_no_agreement_at_all_no_number(row, expected, values):
    opened = values(sofa=sofa((*row, None, None, None)))
    assert numbers(opened, *INCIDENTS, "P7.NO_AGREEMENT") == expected


def test_agreements_are_shown_and_cells_say_why_there_is_no_impact(values):
    quiet, without = ("no incidents",) * 3, ("no agreement",) * 3
    assert lines(values(sofa=AGREEMENTS).exhibit("P7.SOFA")) == [
        (
            "mission",
            "agreement",
            "has_incidents",
            "impact_civilian",
            "impact_uniformed",
            "impact_tasks",
        ),
        ("MINURSO", "SOMA", "yes", "high", None, "medium"),
        ("MINUSCA", "SOFA", "yes", None, None, None),
        ("UNDOF", "SOFA", "no", *quiet),
        ("UNMIK", "none", "not applicable", *without),
    ]


# Mechanisms

MECHANISMS = table(
    "coordination_mechanisms",
    "mission mechanism contribution",
    ("MINURSO", "meetings", 3),
    ("MINURSO", "calls", 2),
    ("MINURSO", "liaison", 3),
    ("UNDOF", "meetings", 0),
    ("UNIFIL", "meetings", 1),
    ("UNIFIL", "tripartite meetings", 3),
    ("UNIFIL", "calls", 2),
)


RATED = tuple(f"P7.MECHANISMS_{one}" for one in ("SIGNIFICANT", "MEDIUM", "LITTLE", "NONE"))


def test_mechanisms_are_counted_and_known_by_mission(values):
    opened = values(coordination_mechanisms=MECHANISMS)
    codes = ("P7.COORDINATION_MECHANISMS", "P7.MECHANISMS_LISTED")
    assert numbers(opened, *codes, *RATED) == (3, 7, 3, 2, 1, 1)
    listed = opened["P7.MECHANISMS_LISTED"]
    assert parts(listed.by) == {"MINURSO": 3, "UNDOF": 1, "UNIFIL": 3}
    one = table("coordination_mechanisms", "mission contribution", ("UNDOF", 0))
    assert numbers(values(coordination_mechanisms=one), *RATED) == (0, 0, 0, 1)


def test_mechanisms_are_shown(values):
    opened = values(coordination_mechanisms=MECHANISMS)
    assert lines(opened.exhibit("P7.MECHANISMS_EXIST")) == [
        ("mission", *scales.CONTRIBUTIONS[::-1]),
        ("MINURSO", 2, 1, 0, 0),
        ("UNDOF", 0, 0, 0, 1),
        ("UNIFIL", 1, 1, 1, 0),
    ]


@pytest.mark.parametrize(
    ("rows", "high", "over"),
    [
        ([("A", "high", None), ("B", "medium", "no or low"), ("C", None, None)], ["UNDOF"], 2),
        ([("A", None, None)], None, None),
    ],
)
def test_a_high_impact_counts_among_missions_that_rated_any(rows, high, over, values):
    missions = {"A": "UNDOF", "B": "UNIFIL", "C": "UNISFA"}
    rated = [(missions[one], "SOFA", True, first, None, last) for one, first, last in rows]
    value = values(sofa=sofa(*rated))["P7.SOFA_HIGH_IMPACT"]
    assert value.over == over
    assert value.labels(True) == high if high else not value.is_reported
