"""Small numbers cannot be worked out: not from totals, spans that overlap, or earlier periods."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from a4p_helpers import periods
from a4p_helpers.clean import suppress
from a4p_helpers.clean.suppress import Cell, UnprotectedError
from a4p_helpers.contracts.kinds import Sensitive

FIVE = 5


def cell(value: int | None, first: str, last: str, group: str = "SEA") -> Cell:
    return Cell((group,), date.fromisoformat(first), date.fromisoformat(last), value)


SPRING = ("2023-01-01", "2023-04-30")
SUMMER = ("2023-05-01", "2023-10-31")
BOTH = ("2023-01-01", "2023-10-31")


def test_a_small_number_alone_is_hidden_alone():
    small, large = cell(3, *SPRING), cell(40, *SUMMER)
    assert suppress.protect([small, large], [], FIVE) == [small]


@pytest.mark.parametrize("value", [0, 5, 6])
def test_zero_and_numbers_from_the_threshold_on_are_shown(value):
    assert suppress.protect([cell(value, *SPRING)], [], FIVE) == []


def test_a_total_that_gives_it_away_is_hidden_with_it():
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    hidden = suppress.protect([small, large, total], [], FIVE)
    assert small in hidden and len(hidden) == 2
    assert not suppress.is_exposed(small, [small, large, total], [], hidden, FIVE)


def test_the_total_of_the_period_before_is_known_to_readers():
    before, now = cell(40, *SPRING), cell(42, *BOTH)
    small = cell(2, *SUMMER)
    assert suppress.protect([now, small], [before], FIVE) == [small, now]


def test_other_groups_say_nothing_of_it():
    small, other = cell(3, *SPRING), cell(3 + 40, *BOTH, group="other")
    assert suppress.protect([small, other, cell(40, *SUMMER, group="other")], [], FIVE) == [small]


def test_what_was_published_before_and_gives_it_away_is_told():
    earlier = [cell(40, *SPRING), cell(43, *BOTH)]
    with pytest.raises(UnprotectedError, match="from 2023-05-01 to 2023-10-31 is below 5"):
        suppress.protect([cell(3, *SUMMER)], earlier, FIVE)


def test_unknown_numbers_are_neither_small_nor_known():
    assert suppress.protect([cell(None, *SPRING), cell(9, *BOTH)], [], FIVE) == []


# The attack: all published sums as equations, solved for each hidden number by other means


def attack(own: list[Cell], earlier: list[Cell], hidden: list[Cell]) -> list[tuple[float, float]]:
    """Return the range of each hidden small number, day by day instead of by pieces of time."""
    start = min(one.first for one in (*own, *earlier))
    days = (max(one.last for one in (*own, *earlier)) - start).days + 1
    known = [one for one in (*own, *earlier) if one not in hidden]

    def row(one: Cell) -> list[int]:
        return [
            int((one.first - start).days <= day <= (one.last - start).days) for day in range(days)
        ]

    equal = (
        {"A_eq": [row(one) for one in known], "b_eq": [one.value for one in known]} if known else {}
    )
    ranges = []
    for one in hidden:
        if 0 < one.value < FIVE:
            least = linprog(np.array(row(one)), bounds=(0, 1e4), method="highs", **equal)
            most = linprog(-np.array(row(one)), bounds=(0, 1e4), method="highs", **equal)
            ranges.append((least.fun, -most.fun))
    return ranges


def years(rng: np.random.Generator) -> tuple[list[Cell], list[Cell]]:
    """A random year of months, published as spans that overlap in every way."""
    months = [int(n) for n in rng.integers(0, 7, 12)]
    last_day = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

    def span(first: int, last: int) -> Cell:
        end = f"2023-{last + 1:02}-{last_day[last]}"
        return cell(sum(months[first : last + 1]), f"2023-{first + 1:02}-01", end)

    spans = {tuple(sorted(map(int, rng.integers(0, 12, 2)))) for _ in range(rng.integers(2, 9))}
    own = [span(*one) for one in sorted(spans)]
    earlier = [span(0, 11)] if rng.random() < 0.3 else []
    return own, earlier


def test_no_attack_pins_a_hidden_number_down():
    rng = np.random.default_rng(2023)
    attacked = unprotected = 0
    for _ in range(60):
        own, earlier = years(rng)
        try:
            hidden = suppress.protect(own, earlier, FIVE)
        except UnprotectedError:
            unprotected += 1
            continue
        for least, most in attack(own, earlier, hidden):
            attacked += 1
            assert least <= 1 + 1e-6 and most >= FIVE - 1 - 1e-6
    assert attacked > 20 and unprotected < 40


def test_the_attack_succeeds_where_only_small_numbers_are_hidden():
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    ((least, most),) = attack([small, large, total], [], [small])
    assert least == most == 3


def test_restated_numbers_do_not_switch_protection_off():
    """The period before said 57, now it is 59: 62 less 59 would give the 3 away."""
    before = [cell(57, *BOTH)]
    now, year = cell(59, *BOTH), cell(62, "2023-01-01", "2023-12-31")
    small = cell(3, "2023-11-01", "2023-12-31")
    hidden = suppress.protect([now, small, year], before, FIVE)
    assert small in hidden and len(hidden) == 2
    assert not suppress.is_exposed(small, [now, small, year], before, hidden, FIVE)
    assert suppress.is_exposed(small, [now, small, year], before, [small], FIVE)


def test_a_small_number_of_an_internal_row_is_not_worked_out_either():
    secret, shown, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    assert len(suppress.protect([shown, total], [], FIVE, [secret])) == 1
    assert suppress.protect([shown, total], [], FIVE, [cell(30, *SPRING)]) == []


def test_one_group_is_one_however_it_is_spelt():
    frame = pd.DataFrame(
        {
            "scope": ["Peacekeeping  missions", "peacekeeping missions"],
            "first": ["2023-01-01", "2023-05-01"],
            "last": ["2023-04-30", "2023-10-31"],
            "n": [3, 40],
        }
    )
    found = suppress.cells(
        frame, Sensitive("n", "first", "last"), ["scope"], periods.get("2023-05")
    )
    assert found[0].group == found[1].group
