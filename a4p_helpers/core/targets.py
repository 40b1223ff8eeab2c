"""Baselines and targets of indicators (`targets.csv`), as they hold in a period.

A target that changes gets another row: the old one ends with `valid_to`, and stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from a4p_helpers.core import reference

FILE = "targets.csv"
NONE_SET, UNKNOWN = "none set", "unknown"
STATUSES = ("published", "inferred", UNKNOWN, NONE_SET)


@dataclass(frozen=True)
class Target:
    """What is known of a target; `number` and `baseline` are in the unit of the indicator.

    `status` is published, inferred (between or beyond published ones), unknown, or none set; the
    last two have no `number`, and one that is not set has no year (`by`).
    """

    indicator: str
    number: Fraction | None
    by: int | None
    status: str
    set_by: str
    set_on: str
    baseline: Fraction | None
    baseline_period: str
    valid_to: str


def of(indicator: str, period: str) -> list[Target]:
    """Return the targets of an indicator that hold in a period, by their year."""
    return sorted(_of(indicator, period, is_over=False), key=lambda one: one.by or 0)


def former(indicator: str, period: str) -> list[Target]:
    """Return the targets of an indicator that held before a period, and were changed."""
    return list(_of(indicator, period, is_over=True))


def for_year(indicator: str, period: str, year: int) -> Target | None:
    """Return the target of an indicator for a year, or the record that none is set."""
    return next((one for one in of(indicator, period) if one.by in (year, None)), None)


def farthest(indicator: str, period: str) -> Target | None:
    """Return the known target of an indicator that lies furthest ahead."""
    return next((one for one in reversed(of(indicator, period)) if one.number is not None), None)


def _of(indicator: str, period: str, *, is_over: bool) -> Iterator[Target]:
    for row in reference.rows(FILE):
        if row["indicator"] != indicator or row["valid_from"] > period:
            continue
        if is_over == bool(row["valid_to"] and row["valid_to"] < period):
            yield Target(
                indicator,
                row.read_or_none("target", Fraction),
                row.read_or_none("by", int),
                row["status"],
                row["set_by"],
                row["set_on"],
                row.read_or_none("baseline", Fraction),
                row["baseline_period"],
                row["valid_to"],
            )
