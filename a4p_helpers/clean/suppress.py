"""Small numbers: which cells of a sensitive table must not be shown, and which to hide with them.

A cell counts something between two days. Cells of one group whose days overlap are sums over the
same pieces of time, so one may be worked out from others: from a total less its parts, or from
the total of the period before. What can be worked out is found by linear programming over all
that readers have; cells are hidden until no small number can be pinned down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from a4p_helpers.contracts.kinds import Sensitive
from a4p_helpers.periods import Period

MOST = 1e6  # no count is larger


@dataclass(frozen=True, eq=False)
class Cell:
    """One count between two days, both included; None where it is not known to readers.

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
    """Return the cells of a table, one a row."""
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
) -> tuple[list[Cell], list[Cell]]:
    """Return the cells to hide: those of 1 to `threshold` - 1, and what would give them away.

    `earlier` cells were published and cannot be hidden any more; `secret` ones are not shown
    anyhow, but the small ones among them must not be worked out either. Returned second are the
    small ones that what was published before gives away even with everything hidden.
    """
    both = (*own, *secret)
    small = [cell for cell in both if cell.value is not None and 0 < cell.value < threshold]
    hidden = [cell for cell in small if cell in own]
    given_away: list[Cell] = []
    while one := next(
        (
            cell
            for cell in small
            if cell not in given_away and is_exposed(cell, own, earlier, hidden, threshold)
        ),
        None,
    ):
        more = [
            cell
            for cell in own
            if cell.group == one.group and cell not in hidden and cell.value is not None
        ]
        if not more:
            given_away.append(one)
            continue
        near = [cell for cell in more if cell.first <= one.last and one.first <= cell.last]
        others = [cell for cell in near if cell.scope != one.scope]
        between = _is_left_between_scopes(one, [*near, *earlier])
        hidden.append(min((others if between else near) or more, key=_by_value))
    return hidden, given_away


def is_exposed(
    cell: Cell,
    own: Iterable[Cell],
    earlier: Iterable[Cell],
    hidden: Iterable[Cell],
    threshold: int,
) -> bool:
    """Whether readers can pin a hidden cell down more closely than "1 to threshold - 1"."""
    hidden = list(hidden)

    def known(cells: Iterable[Cell]) -> list[Cell]:
        return [
            one
            for one in cells
            if one not in hidden and one.value is not None and one.group == cell.group
        ]

    now, before = known(own), known(earlier)
    if any(_is_left_between_scopes(cell, believed) for believed in _believed(now, before)):
        return True
    now, before = ([one for one in cells if one.scope == cell.scope] for cells in (now, before))
    for believed in _believed(now, before):
        found = bounds(cell, believed)
        if found is None and believed == now:
            return True  # the table contradicts itself: show less of it
        if found is not None and (found[0] > 1 or found[1] < threshold - 1):
            return True
    return False


def _believed(now: list[Cell], before: list[Cell]) -> list[list[Cell]]:
    """Return what readers may believe of what they have.

    Numbers that were restated contradict those before: a reader then believes the new ones, with
    each of the old ones that agrees with them.
    """
    return [[*now, *before], now, *([*now, one] for one in before)]


def _by_value(cell: Cell) -> int:
    return cell.value or 0


def _is_left_between_scopes(cell: Cell, known: Sequence[Cell]) -> bool:
    """Whether a cell is what one scope has more than others together.

    Which scope includes which is not declared, so every way in which one could be the whole and
    others its parts is tried; one that leaves just this number is taken to be true.
    """
    known = [one for one in known if one.group == cell.group and one.value is not None]
    others = sorted({one.scope for one in known} - {cell.scope})
    for number in range(2, len(others) + 1):
        for together in combinations(others, number):
            for whole in together:
                parts = [cell.scope, *(one for one in together if one != whole)]
                if bounds(cell, known, parts, whole) == (cell.value, cell.value):
                    return True
    return False


def bounds(
    cell: Cell, known: Sequence[Cell], parts: Sequence[str] = (), whole: str = ""
) -> tuple[float, float] | None:
    """Return the least and greatest value that a cell can have; None where numbers contradict.

    With `parts`, cells of these scopes are told apart, and those of `whole` are their sums.
    """
    told = [one for one in known if not parts or one.scope in (*parts, whole)]
    starts = {one.first for one in (cell, *told)}
    ends = {one.last + timedelta(days=1) for one in (cell, *told)}
    edges = sorted(starts | ends)
    pieces = [(part, *times) for part in parts or [""] for times in pairwise(edges)]

    def covers(one: Cell) -> list[float]:
        end = one.last + timedelta(days=1)
        return [
            float((not parts or one.scope in (part, whole)) and one.first <= start and stop <= end)
            for part, start, stop in pieces
        ]

    wanted = np.array(covers(cell))
    equal = np.array([covers(one) for one in told]) if told else None
    values = np.array([float(one.value or 0) for one in told]) if told else None
    found = []
    for sign in (1, -1):
        solved = linprog(
            sign * wanted, A_eq=equal, b_eq=values, bounds=(0, MOST * len(pieces)), method="highs"
        )
        if not solved.success:
            return None
        found.append(round(sign * float(solved.fun), 6))
    return found[0], found[1]
