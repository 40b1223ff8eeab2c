"""Indicators: what is counted, and how. One module per section; `register` holds them all.

`count` counts them over the tables of a period: `count(tables, period)["P4.HOSPITALS"]`; `revised`
says how a number has changed since the previous report.
"""

from a4p_helpers.indicators import (
    p1,
    p2,
    p3,
    p4,
    p5,
    p6,
    p7,
    plan,
    quality,
    register,
    side_by_side,
    themes,
)

__all__ = [
    "p1",
    "p2",
    "p3",
    "p4",
    "p5",
    "p6",
    "p7",
    "plan",
    "quality",
    "register",
    "side_by_side",
    "themes",
]
