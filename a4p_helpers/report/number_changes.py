"""What changed from one report to another, number by number: the kind and size of each change.

The size of a change is, for a count, its percentage of the earlier value; for a share, percentage
points. No size is worked out if a number is missing on one side.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf

from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits.narrative import long_date
from a4p_helpers.report.reading import Figure
from a4p_helpers.report.sentence_changes import Piece, reworded
from a4p_helpers.store.values import SHARES

NEWLY, NO_LONGER, OTHER_STATUS = "newly reported", "no longer reported", "another status"
NEW, DROPPED = "new indicator", "dropped"
VALUE, BASIS = "changed value", "same value, another basis"
DEFINITION, AS_OF = "definition changed", "as-of date changed only"
# In the order of the page. A number that appears or disappears outweighs any change.
KINDS = (NEWLY, NO_LONGER, OTHER_STATUS, NEW, DROPPED, VALUE, BASIS, DEFINITION, AS_OF)

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class NumberChange:
    """The change of one indicator: both values as printed, and their difference."""

    kind: str
    before: Figure | None
    after: Figure | None
    difference: str = ""
    percent: str = ""
    size: float = 0.0
    notes: tuple[str, ...] = ()
    definition: tuple[Piece, ...] = ()

    @property
    def figure(self) -> Figure:
        """The indicator as it is now, or as it last was if it is gone."""
        figure = self.after or self.before
        assert figure is not None
        return figure


def numbers(
    before: dict[str, Figure],
    after: dict[str, Figure],
    *,
    same_period: bool,
    reasons: Mapping[tuple[str, str, str], str] | None = None,
) -> list[NumberChange]:
    """Return what changed among the indicators: by kind, then size, then code.

    Within one period, a changed value shows a changed as-of date as well; between periods that date
    always changes. `reasons` are the reasons given, by code, old and new value.
    """
    changes = [
        _with_reason(change, reasons or {})
        for one, other in pairs(before, after)
        if (change := _number_change(one, other, same_period)) is not None
    ]
    return sorted(changes, key=lambda one: (KINDS.index(one.kind), -one.size, one.figure.code))


def _with_reason(change: NumberChange, reasons: Mapping[tuple[str, str, str], str]) -> NumberChange:
    """Add the reason given for a change, as it was written."""
    before, after = change.before, change.after
    if before is None or after is None:
        return change
    given = reasons.get((after.code, before.printed, after.printed))
    return replace(change, notes=(*change.notes, f"Reason given: {given}")) if given else change


def pairs(
    before: dict[str, Figure], after: dict[str, Figure]
) -> Iterator[tuple[Figure | None, Figure | None]]:
    """Pair indicators by code; one that only one report has stays single."""
    for code in before.keys() | after.keys():
        yield before.get(code), after.get(code)


def _number_change(
    before: Figure | None, after: Figure | None, same_period: bool
) -> NumberChange | None:
    if before is None or after is None:
        return NumberChange(NEW if before is None else DROPPED, before, after)
    # Word by word where it changed; the title comes before it.
    old, new = (f"{one.title}: {one.definition}" for one in (before, after))
    definition = reworded(old, new) if old != new else ()
    notes = list(_notes(before, after, same_period))
    difference, percent, size = "", "", 0.0
    if before.status != after.status:
        kind = NEWLY if after.is_reported else NO_LONGER if before.is_reported else OTHER_STATUS
    elif before.unit != after.unit:
        kind = DEFINITION
        notes.append(f"Counted in {after.unit}, before in {before.unit}: not comparable")
    elif before.number != after.number:
        kind = VALUE
        if before.year == after.year or after.unit in SHARES:
            difference, percent, size = _difference(before, after)
        else:
            years = f"{before.year} and {after.year}"
            notes.append(f"Counts of {years} so far: no change is worked out")
    elif _basis(before) != _basis(after):
        kind = BASIS
    elif definition or (before.result, before.caveat) != (after.result, after.caveat):
        kind = DEFINITION
    elif before.as_of != after.as_of:
        kind = AS_OF
    else:
        return None
    return NumberChange(kind, before, after, difference, percent, size, tuple(notes), definition)


def _basis(one: Figure) -> tuple[str, ...]:
    return (one.printed, one.ratio, one.how, *one.basis)


def _notes(before: Figure, after: Figure, same_period: bool) -> Iterator[str]:
    """Say briefly what else has changed."""
    if before.is_reported and after.is_reported:
        if before.how != after.how:
            yield f"Now {after.how or 'of unknown origin'}, before {before.how or 'unknown'}"
        for name, old, new in zip(("Sent", "Target", "Target"), before.basis, after.basis,
                                  strict=True):  # fmt: skip
            if old != new:
                yield f"{name}: {new or 'none'}, before {old or 'none'}"
        if after.revised and not same_period:
            yield f"Was {after.revised}"
        if same_period and before.as_of != after.as_of:
            yield f"As of {dated(after)}, before {dated(before)}"
    if before.result != after.result:
        yield f"Informs {_informed(after)}, before {_informed(before)}"
    if before.caveat != after.caveat:
        yield f"Remark: {after.caveat or 'none'}, before: {before.caveat or 'none'}"


def _informed(one: Figure) -> str:
    return f"result {one.result}" if one.result else "the Plan as a whole"


def dated(one: Figure) -> str:
    """Write an indicator's as-of date as 28 November 2023; unchanged if it is not a date."""
    try:
        return long_date(one.as_of)
    except ValueError:
        return one.as_of or "no date"


def _difference(before: Figure, after: Figure) -> tuple[str, str, float]:
    """Return a change as printed, as a share of the earlier value, and its size."""
    assert before.number is not None and after.number is not None
    change = after.number - before.number
    written = _signed(change, _decimals(before, after, change))
    if after.unit in ("percent", "percentage points"):
        points = "point" if written[1:] == "1" else "points"
        return f"{written} percentage {points}", "", float(abs(change))
    if not before.number:
        return written, "from zero", inf
    share = 100 * change / abs(before.number)
    return written, f"{_signed(share, _to_be_seen(share))} %", float(abs(share))


def _to_be_seen(number: Fraction, least: int = 0) -> int:
    """Return how many decimals a number needs, from a minimum, so as not to print as zero."""
    return next((decimals for decimals in range(least, 9) if half_up(number, decimals)), 9)


def _decimals(before: Figure, after: Figure, change: Fraction) -> int:
    """Return how finely to print a change: as the values, or finer where that would mislead.

    Of 48.4 to 51.6 per cent, printed 48 and 52, the change is neither 3 nor 4 but 3.2.
    """
    assert before.number is not None and after.number is not None
    found = re.findall(r"\d\.(\d+)", f"{before.printed} {after.printed}")
    decimals = min(9, max(map(len, found), default=0))
    printed = half_up(after.number, decimals) - half_up(before.number, decimals)
    if half_up(change, decimals) != printed:
        decimals += 1
    return _to_be_seen(change, decimals)


def _signed(number: Fraction, decimals: int) -> str:
    """Write a change with its sign: +3, −1.5, +1,200."""
    return f"{'+' if number > 0 else MINUS}{abs(half_up(number, decimals)):,}"
