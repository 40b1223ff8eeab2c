"""Readings across the seven priorities: the two themes of the Plan, and police.

Nothing is counted here: each reading gathers the indicators and blocks with its tag, and every
number is the one in its priority.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from a4p_helpers.core import plan
from a4p_helpers.core.periods import Period
from a4p_helpers.core.plan import Deliverable
from a4p_helpers.indicators import p3
from a4p_helpers.indicators import plan as of_plan
from a4p_helpers.indicators.register import BLOCKS, REGISTER, exhibit
from a4p_helpers.store import standing
from a4p_helpers.store.values import Value, Values

ALL_MISSIONS = "All missions"
MOST = 3  # indicators listed by name


@dataclass(frozen=True)
class Reading:
    """One reading: its section, the tag of its indicators and blocks, and its deliverables.

    `indicators` and `deliverables` are the names that it gives them.
    """

    slug: str
    tag: str
    carries: Callable[[Deliverable], bool]
    indicators: str = "Indicators of the theme"
    deliverables: str = "Deliverables that carry it"


READINGS = (
    Reading("wps", "wps", lambda one: one.wps),
    Reading("tech", "technology", lambda one: one.technology),
    Reading(
        "police",
        "police",
        lambda one: "PD" in one.leads,
        indicators="Indicators of policing",
        deliverables="Deliverables that the Police Division leads",
    ),
)


def tagged(values: Values, tag: str) -> list[Value]:
    """Return the values of the indicators with a tag, in the order of the register."""
    found = [values[code] for code, one in REGISTER.items() if tag in one.themes]
    return [value for value in found if not value.is_passed_over]


def _priority(slug: str, period: Period) -> str:
    """Name a priority; indicators outside all priorities come under the Plan."""
    one = plan.priorities(period.name).get(slug)
    return f"{one.number} {one.title}" if one else "No priority of this Plan"


def _declare(reading: Reading) -> None:
    """Declare what the blocks of a reading show."""
    start = reading.slug.upper()

    @exhibit(start, reading.indicators)
    def indicators(values: Values) -> pd.DataFrame:
        """One row per tagged indicator under its priority: value, previous value, target."""
        rows = []
        for value in tagged(values, reading.tag):
            one = value.indicator
            before = standing.former(values, one.code)
            target = None if value.target is None else float(value.target)
            priority = _priority(value.section, values.period)
            rows.append([priority, one.title, value, before, target])
        return pd.DataFrame(rows, columns=["priority", "indicator", "now", "before", "target"])

    @exhibit(
        f"{start}.BLOCKS",
        "Where the priorities cover it",
        labels={"block": "Part", "state": "In this period"},
    )
    def places(values: Values) -> pd.DataFrame:
        """One row per tagged block under its priority: whether it has something to show."""
        rows = []
        for block in BLOCKS.values():
            if reading.tag in block.themes:
                state, _ = values.tables.why_not(block)
                priority = _priority(values.section_of_block(block), values.period)
                rows.append([priority, block.title, state or "shown there"])
        return pd.DataFrame(rows, columns=["priority", "block", "state"])

    @exhibit(
        f"{start}.DELIVERABLES",
        reading.deliverables,
        labels={"measured": "Measured by"},
        empty="The Plan has no such deliverable in this period.",
    )
    def deliverables(period: Period, values: Values) -> pd.DataFrame:
        """One row per deliverable: its status, and the tagged indicators of its result."""
        reported = of_plan.deliverables(period, values).set_index("deliverable")["status"]
        rows = []
        for one in plan.deliverables(period.name).values():
            if reading.carries(one):
                measured = [
                    value.indicator.title
                    for value in tagged(values, reading.tag)
                    if value.informs == one.result
                ]
                several = f"{len(measured)} indicators of result {one.result}"
                told = several if len(measured) > MOST else "; ".join(measured) or "none yet"
                rows.append([f"{one.number} {one.title}", reported[one.number], told])
        return pd.DataFrame(rows, columns=["deliverable", "status", "measured"])


for _reading in READINGS:
    _declare(_reading)


@exhibit("WPS.PARITY", "Women in uniform, by mission and category")
def parity(uniformed_personnel: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per mission, one column per category: share of women in the year, as under P3."""
    year = period.last_day.year
    missions = sorted(uniformed_personnel["mission"].dropna().unique())
    rows = [
        [mission, *(p3.yearly_share(own, one, year) for one in p3.PARITY_CATEGORIES)]
        for mission in missions
        for own in [uniformed_personnel[uniformed_personnel["mission"] == mission]]
    ]
    whole = [p3.yearly_share(uniformed_personnel, one, year) for one in p3.PARITY_CATEGORIES]
    known = [row for row in rows if any(share is not None for share in row[1:])]
    frame = pd.DataFrame([*known, [ALL_MISSIONS, *whole]] if known else [])
    return frame.set_axis(["mission", *p3.PARITY_CATEGORIES], axis=1) if known else frame


@exhibit("WPS.REPORTED", "Indicators that missions report")
def reported(wps_indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator, grouped by mission: number, name, value, unit, source, as sent."""
    shown = wps_indicators[["mission", "number", "name", "value", "unit", "source"]]
    return shown.sort_values(["mission", "number"], ignore_index=True)
