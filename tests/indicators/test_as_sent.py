"""Blocks that show what was sent: some columns of their table, row by row, in the order sent."""

import pytest
from frames import lines, table

from a4p_helpers.core import scales
from a4p_helpers.indicators.register import EXHIBITS

SRSG, _, NOT = scales.APPROVAL_KINDS
IMPLEMENTING, DEVELOPING, _ = scales.STRATEGY_STATUS
_, CERTIFIED, RECOGNIZED = scales.READINESS_MEASURES
SHOWN = {
    "P1.STRATEGY": (
        "mission has_political_mandate strategy_status",
        [("UNMISS", True, IMPLEMENTING), ("UNDOF", False, DEVELOPING)],
    ),
    "P2.PLANS": (
        "mission is_approved approval_kind",
        [("UNDOF", True, SRSG), ("MONUSCO", False, NOT)],
    ),
    "P2.COLLABORATION": (
        "mission between score",
        [("UNMISS", "civilian and police", 5), ("UNMISS", "civilian and military", 1)],
    ),
    "P2.CPAS": (
        "mission uses_cpas conducted_impact_assessment",
        [("MINUSCA", True, True), ("MONUSCO", True, False), ("UNDOF", False, False)],
    ),
    "P3.READINESS": (
        "measure count of percent",
        [(CERTIFIED, None, None, 100), (RECOGNIZED, 10, 20, None)],
    ),
    "P3.CONDUCT_TRAINING": ("mission sessions", [("UNDOF", 0), ("MINUSCA", 7)]),
    "P3.UGPS_ACTIONS": (
        "mission is_implementing",
        [("UNMISS", True), ("UNDOF", False), ("UNSOM", True)],
    ),
    "P4.EO_CAPACITY": ("mission activity", [("UNMISS", "training"), ("MINUSCA", "search dogs")]),
    "P4.EO_NEUTRALISED": (
        "mission kind found neutralised",
        [("UNMISS", "mines", 9, 9), ("MINUSCA", "improvised devices", 2, 1)],
    ),
    "P5.SEA_ACTIONS": (
        "action count since",
        [(scales.REPATRIATED, 298, "2010-01-01"), (scales.SEPARATED, 0, "2010-01-01")],
    ),
    "P6.CAMPAIGN": (
        "measure value previous_value change_percent",
        [("users", 7, None, None), ("engagements", 9, 3, 200)],
    ),
    "P7.MECHANISMS": (
        "mission mechanism contribution",
        [("MINURSO", "meetings", 3), ("MINURSO", "calls", 2)],
    ),
}


@pytest.mark.parametrize("block", SHOWN)
def test_a_block_shows_what_was_sent(block, values):
    columns, rows = SHOWN[block]
    (name,) = EXHIBITS[block].tables
    shown = values(**{name: table(name, columns, *rows)}).exhibit(block)
    assert lines(shown) == [tuple(columns.split()), *rows]
