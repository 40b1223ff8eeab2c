"""Small numbers: which cells of a sensitive table to hide, and which other cells with them.

A cell counts something between two days. It can be computed from others only if their days overlap,
directly or through further cells. Such cells are linked, and if one of them is small, all are
hidden. The cells shown then share no day with hidden ones and say nothing about them, whichever
scope includes which.

The choice of hidden cells must say nothing either. So it never depends on a hidden value: it
follows from days, from what readers have, and from whether a small cell exists at all. Both hold
whatever the numbers are; `docs/methods.md` states the promise, and a test with a reader who knows
the rule checks it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from a4p_helpers.contracts.kinds import Sensitive
from a4p_helpers.core.periods import Period

MOST = 1e6  # no count is larger
REST = " "  # the part of a scope that no other scope counts


@dataclass(frozen=True, eq=False)
class Cell:
    """One count between two days, both included; None if readers do not know it.

    `scope` is what is counted, such as peacekeeping missions; one scope may include another.
    """

    group: tuple[str, ...]
    first: date
    last: date
    value: int | None
    scope: str = ""


def cells(
    frame: pd.DataFrame, sensitive: Sensitive, groups: Sequence[str], period: Period
) -> list[Cell]:
    """Return the cells of a table, one for each row."""
    found = []
    for row in frame.to_dict("records"):
        first = date.fromisoformat(row[sensitive.first])
        last = date.fromisoformat(row[sensitive.last]) if sensitive.last else period.last_day
        value = row[sensitive.column]
        group = tuple(_folded(row[name]) for name in groups)
        scope = _folded(row[sensitive.scope]) if sensitive.scope else ""
        found.append(Cell(group, first, last, None if pd.isna(value) else int(value), scope))
    return found


def _folded(text: object) -> str:
    return " ".join(str(text).split()).casefold()


def protect(
    own: Sequence[Cell], earlier: Sequence[Cell], threshold: int, secret: Sequence[Cell] = ()
) -> list[Cell]:
    """Return the cells to hide: those of 1 to `threshold` - 1, and all cells linked with them.

    `earlier` cells were published, or hidden if their value is None; that cannot be changed, and
    cells linked with hidden ones are hidden again. `secret` cells are never shown, but readers must
    not be able to compute small ones. `_staying` lists exceptions. With a threshold of 1 nothing is
    hidden.
    """
    hidden: list[Cell] = []
    if threshold == 1:
        return hidden
    small = _small([*own, *secret], threshold)
    for linked in _linked([*own, *secret, *earlier]):
        now = [one for one in linked if one in own and one.value is not None]
        before = [one for one in linked if one in earlier]
        if any(one in small or (one in before and one.value is None) for one in linked):
            staying = now if _are_nested(linked) else _staying(now, before, threshold)
            hidden += [one for one in now if one in small or one not in staying]
    return hidden


def _are_nested(cells: Sequence[Cell]) -> bool:
    """Whether each cell contains the shorter ones, as counts since one day do.

    A large number then says of a small one within it only that the small one is not larger.
    """
    ordered = sorted(cells, key=lambda cell: cell.last - cell.first)
    return all(
        more.scope == less.scope and more.first <= less.first and less.last <= more.last
        for less, more in pairwise(ordered)
    )


def _staying(now: Sequence[Cell], before: Sequence[Cell], threshold: int) -> list[Cell]:
    """Return which linked cells are shown although one of them is hidden.

    They are the cells that readers already have. If readers have none, it is the one with most
    days, if it is not small: nothing else is shown with which to compare it.
    """
    if before:
        had = [(_place(one), one.value) for one in before]
        return [one for one in now if (_place(one), one.value) in had]
    most = max((one.last - one.first for one in now), default=None)
    longest = [one for one in now if one.last - one.first == most]
    return [one for one in longest if len(longest) == 1 and (one.value or 0) >= threshold]


def given_away(
    own: Sequence[Cell], earlier: Sequence[Cell], threshold: int, secret: Sequence[Cell] = ()
) -> list[Cell]:
    """Return the small cells for which `earlier` ones rule out any of 1 to `threshold` - 1.

    Hiding everything does not protect them; the arguments are those of `protect`.
    """
    small = _small([*own, *secret], threshold)
    found = []
    for linked in _linked([*own, *secret, *earlier]):
        before = [one for one in linked if one in earlier]
        found += [one for one in linked if one in small and is_exposed(one, before, threshold)]
    return found


def _small(cells: Sequence[Cell], threshold: int) -> list[Cell]:
    return [one for one in cells if one.value is not None and 0 < one.value < threshold]


def _linked(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells in lists that share no day, or no group, with each other."""
    found: list[list[Cell]] = []
    for one in sorted(cells, key=lambda cell: (cell.group, cell.first)):
        near = found[-1] if found else []
        if any(one.group == other.group and one.first <= other.last for other in near):
            near.append(one)
        else:
            found.append([one])
    return found


def is_exposed(cell: Cell, before: Sequence[Cell], threshold: int) -> bool:
    """Whether readers with other cells can rule out any of 1 to `threshold` - 1 for this one.

    A cell hidden `before` on its own is known to be small. Since nothing declares which scope
    includes which, every way is tried in which one could be the whole of others; a way that rules
    out the cell's own value is not the true one.
    """
    alone: list[Cell] = []
    for linked in _linked(before):
        gone = {_place(one): one for one in linked if one.value is None}
        alone += gone.values() if len(gone) == 1 else ()
    known = _believed(before)
    for whole, parts in _relations(cell.scope, {one.scope for one in (*known, *alone)}):
        found = bounds(cell, known, alone, threshold, whole, parts)
        is_true = found and found[0] <= (cell.value or 0) <= found[1]
        if found and is_true and (found[0] > 1 or found[1] < threshold - 1):
            return True
    return False


def _place(cell: Cell) -> tuple[str, date, date]:
    return cell.scope, cell.first, cell.last


def _relations(scope: str, given: set[str]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Yield the ways in which one scope can be the sum of others: a whole and its parts.

    The first way is that none is. A whole may have a part without a `given` number, `REST`.
    """
    yield None, ()
    for whole in sorted(given | {scope}):
        others = [*sorted((given | {scope}) - {whole}), REST]
        for number in range(2, len(others) + 1):
            for parts in combinations(others, number):
                if scope in (whole, *parts):
                    yield whole, parts


def _believed(cells: Sequence[Cell]) -> list[Cell]:
    """Return the numbers that readers believe: the newest, and older ones that agree."""
    told = {(_place(one), one.value): one for one in cells if one.value is not None}
    known = list(told.values())
    if not known or bounds(known[0], known):
        return known
    believed: list[Cell] = []
    for one in reversed(known):
        if bounds(one, [*believed, one]):
            believed.append(one)
    return believed


def bounds(
    cell: Cell,
    known: Sequence[Cell],
    small: Sequence[Cell] = (),
    threshold: int = 0,
    whole: str | None = None,
    parts: Sequence[str] = (),
) -> tuple[int, int] | None:
    """Return the least and greatest value that a cell can have; None if numbers contradict.

    `known` cells have their values, `small` ones 1 to `threshold` - 1. With `parts`, cells of the
    scope `whole` are sums over these; all other scopes are separate.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to import, rarely needed

    given = [*known, *small]
    starts = {one.first for one in (cell, *given)}
    ends = {one.last + timedelta(days=1) for one in (cell, *given)}
    scopes = sorted({one.scope for one in (cell, *given)} - {whole} | {*parts})
    pieces = [(scope, *days) for scope in scopes for days in pairwise(sorted(starts | ends))]

    def covers(one: Cell) -> list[float]:
        inside = parts if one.scope == whole else (one.scope,)
        end = one.last + timedelta(days=1)
        return [
            float(scope in inside and one.first <= start and stop <= end)
            for scope, start, stop in pieces
        ]

    rules = []
    if given:
        least = [*(one.value or 0 for one in known), *(1 for _ in small)]
        most = [*(one.value or 0 for one in known), *(threshold - 1 for _ in small)]
        rules = [LinearConstraint(np.array([covers(one) for one in given]), least, most)]
    wanted = np.array(covers(cell))
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * wanted,
            constraints=rules,
            bounds=Bounds(0, MOST * len(pieces)),
            integrality=np.ones(len(pieces)),
        )
        if not solved.success:
            return None
        found.append(round(sign * float(solved.fun)))
    return found[0], found[1]
