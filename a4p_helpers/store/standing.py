"""Where a number stands: against its target, and against an earlier value over an equal span.

Changes are only between equal spans: six months and the six before; a state and the state before; a
share or a rate of one year and of the year before. Counts of a year so far are compared only with
those of a year to the same day. Sums since a fixed year, which only grow, are never compared.
"""

from collections.abc import Sequence

from a4p_helpers.core import periods, plan
from a4p_helpers.store.values import SHARES, Value, Values

MET, OFF, BETTER, WORSE, OPEN = "on target", "off target", "improved", "worsened", "not comparable"
HELD = "unchanged"
OF_PERIOD, OF_YEAR = ("period", "state", "latest"), ("year", "year to date")
EVEN = (*SHARES, "categories")  # units of numbers that do not grow with their span


def former(values: Values, code: str) -> Value | None:
    """Return the last earlier value over an equal span, if any was reported."""
    if code not in values:
        return None
    value = values[code]
    known = [one[code] for one in reversed(values.earlier) if code in one]
    return next((one for one in known if one.is_reported and is_comparable(value, one)), None)


def is_comparable(value: Value, other: Value) -> bool:
    """Whether two values of an indicator cover equal spans and so can be compared.

    Counts of deliverables are comparable only within one version of the Plan.
    """
    covers = value.indicator.covers
    if value.indicator.section == "plan" and not plan.is_same(value.period.name, other.period.name):
        return False
    if covers in OF_PERIOD:
        same_survey = covers == "latest" and other.as_of == value.as_of
        return other.period == periods.previous(value.period) and not same_survey
    if covers.startswith("since"):
        return value.indicator.unit in EVEN and other.period == periods.previous(value.period)
    if covers not in OF_YEAR:
        return False
    (first, last), (before, end) = value.covered, other.covered
    same_day = (last.month, last.day) == (end.month, end.day)
    return before.year == first.year - 1 and (value.indicator.unit in EVEN or same_day)


def course(value: Value, earlier: Sequence[Value]) -> list[Value]:
    """Return the comparable values, oldest first, with the value itself last."""
    kept = [value]
    for one in reversed(earlier):
        if one.indicator.covers in OF_PERIOD or is_comparable(kept[0], one):
            kept.insert(0, one)
    return kept


def against_target(value: Value) -> str:
    """Return whether a share has reached its target; blank without a target or a better side."""
    direction = _direction(value)
    if not direction or value.target is None or value.number is None:
        return ""
    if value.indicator.unit not in SHARES:
        return ""
    return MET if (value.number - value.target) * direction >= 0 else OFF


def moved(value: Value, before: Value | None) -> str:
    """Return whether a number improved, worsened or held over equal spans; or blank."""
    if before is None or before.number is None or value.number is None:
        return ""
    if value.number == before.number:
        return HELD
    direction = _direction(value)
    if not direction:
        return ""
    return BETTER if (value.number - before.number) * direction > 0 else WORSE


def state(value: Value, before: Value | None) -> str:
    """Compare a number with its target or else with the earlier value; blank without either."""
    return against_target(value) or moved(value, before) or OPEN


def _direction(value: Value) -> int:
    return {"up": 1, "down": -1}.get(value.indicator.direction, 0)
