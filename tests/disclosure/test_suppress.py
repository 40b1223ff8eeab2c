"""Small numbers cannot be worked out: not from totals, spans that overlap, or earlier periods."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from a4p_helpers.contracts.kinds import Sensitive
from a4p_helpers.core import periods
from a4p_helpers.disclosure import suppress
from a4p_helpers.disclosure.suppress import Cell

FIVE = 5


def cell(value: int | None, first: str, last: str, group: str = "SEA", scope: str = "") -> Cell:
    return Cell((group,), date.fromisoformat(first), date.fromisoformat(last), value, scope)


def hidden_of(own: list[Cell], earlier=(), threshold: int = FIVE, secret=()) -> list[Cell]:
    assert suppress.given_away(own, earlier, threshold, secret) == []
    return suppress.protect(own, earlier, threshold, secret)


SPRING = ("2023-01-01", "2023-04-30")
SUMMER = ("2023-05-01", "2023-10-31")
BOTH = ("2023-01-01", "2023-10-31")


def test_a_small_number_alone_is_hidden_alone():
    small, large = cell(3, *SPRING), cell(40, *SUMMER)
    assert hidden_of([small, large]) == [small]


@pytest.mark.parametrize("value", [0, 5, 6])
def test_zero_and_numbers_from_the_threshold_on_are_shown(value):
    assert hidden_of([cell(value, *SPRING)]) == []


def test_of_parts_and_their_total_the_total_stays():
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    assert hidden_of([small, large, total]) == [small, large]


def test_the_total_of_the_period_before_is_known_to_readers():
    before, now = cell(40, *SPRING), cell(42, *BOTH)
    small = cell(2, *SUMMER)
    assert hidden_of([now, small], [before]) == [now, small]


def test_other_groups_say_nothing_of_it():
    small, other = cell(3, *SPRING), cell(3 + 40, *BOTH, group="other")
    assert hidden_of([small, other, cell(40, *SUMMER, group="other")]) == [small]


def test_what_was_published_before_and_gives_it_away_is_told():
    earlier = [cell(40, *SPRING), cell(43, *BOTH)]
    small = cell(3, *SUMMER)
    assert suppress.protect([small], earlier, FIVE) == [small]
    assert suppress.given_away([small], earlier, FIVE) == [small]


def test_unknown_numbers_are_neither_small_nor_known():
    assert hidden_of([cell(None, *SPRING), cell(9, *BOTH)]) == []


# The attack: all published sums as equations, solved for each hidden number by other means


def attack(own: list[Cell], earlier: list[Cell], hidden: list[Cell]) -> list[tuple[float, float]]:
    """Return the range of each hidden small number, month by month instead of by pieces of time.

    The attacker knows that one scope is the whole and the others are its parts: each month of each
    part is an unknown of its own, and the whole is their sum.
    """
    from scipy.optimize import linprog

    everything = [*own, *earlier]
    groups = sorted({one.group for one in everything})
    parts = PARTS if any(one.scope for one in everything) else [""]
    known = [one for one in everything if one not in hidden]

    def row(one: Cell) -> list[int]:
        return [
            int(
                group == one.group
                and one.scope in (WHOLE, part)
                and one.first.month <= month <= one.last.month
            )
            for group in groups
            for part in parts
            for month in range(1, 13)
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


WHOLE, PARTS = "both", ["peacekeeping", "political"]
LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def years(rng: np.random.Generator) -> tuple[list[Cell], list[Cell]]:
    """A random year of months in two groups, published as spans that overlap in every way."""
    own, earlier = [], []
    for group in ("SEA", "other"):
        months = [int(n) for n in rng.integers(0, 7, 12)]

        def span(first: int, last: int, group: str = group, months: list[int] = months) -> Cell:
            end = f"2023-{last + 1:02}-{LAST_DAY[last]}"
            return cell(sum(months[first : last + 1]), f"2023-{first + 1:02}-01", end, group)

        spans = {tuple(sorted(map(int, rng.integers(0, 12, 2)))) for _ in range(rng.integers(1, 7))}
        own += [span(*one) for one in sorted(spans)]
        earlier += [span(0, 11)] if rng.random() < 0.3 else []
    return own, earlier


def scopes(rng: np.random.Generator) -> tuple[list[Cell], list[Cell]]:
    """Half-years of two kinds of missions and of both together, some of them published."""
    own = []
    for days in (SPRING, SUMMER):
        one, other = (int(n) for n in rng.integers(0, 12, 2))
        own += [cell(one, *days, scope="peacekeeping"), cell(other, *days, scope="political")]
        own += [cell(one + other, *days, scope=WHOLE)]
    return [one for one in own if rng.random() < 0.8] or own, []


@pytest.mark.parametrize("published", [years, scopes])
def test_no_attack_pins_a_hidden_number_down(published):
    rng = np.random.default_rng(2023)
    attacked = lost = 0
    for _ in range(40):
        own, earlier = published(rng)
        hidden = suppress.protect(own, earlier, FIVE)
        given_away = suppress.given_away(own, earlier, FIVE)
        for small, (least, most) in zip(
            [one for one in hidden if 0 < one.value < FIVE],
            attack(own, earlier, hidden),
            strict=True,
        ):
            attacked += 1
            if small in given_away:
                lost += 1
            else:
                assert most - least > 1e-6, f"{small} is pinned down"
                assert least <= 1 + 1e-6 and most >= FIVE - 1 - 1e-6
    assert attacked > 20 and lost < attacked / 2


def test_the_attack_succeeds_where_only_small_numbers_are_hidden():
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    ((least, most),) = attack([small, large, total], [], [small])
    assert least == most == 3


def test_which_scope_is_the_whole_is_not_known_so_no_scope_stays():
    """Any that is shown could leave, with the others, just what is small."""
    whole, one, two = (cell(n, *BOTH, scope=s) for n, s in ((20, "all"), (9, "a"), (8, "b")))
    small = cell(3, *BOTH, scope="c")
    assert hidden_of([whole, one, two, small]) == [whole, one, two, small]
    assert suppress.is_exposed(small, [whole, one, two], FIVE)


def test_two_small_numbers_of_four_scopes_are_not_told_by_the_rule():
    """12 less 10 is 2, and no hidden number was zero: with the others shown, both were 1."""
    own = [cell(n, *BOTH, scope=scope) for scope, n in {"a": 1, "d": 1, "b": 10, "all": 12}.items()]
    assert hidden_of(own) == own


def test_what_is_hidden_does_not_hang_on_hidden_values():
    """The least of the others was hidden before: that said that the other large one is larger."""

    def of(one: int, other: int) -> list[bool]:
        own = [cell(n, *BOTH, scope=scope) for scope, n in {"a": 3, "b": one, "c": other}.items()]
        return [number in hidden_of(own) for number in own]

    assert of(6, 40) == of(40, 6) == of(0, 40) == of(3, 4)


def test_days_and_scopes_together_do_not_give_a_small_number_away():
    """The whole year less its summer is the spring of all; less that of one scope it is 3."""
    year, summer = cell(50, *BOTH, scope="all"), cell(40, *SUMMER, scope="all")
    spring, small = cell(7, *SPRING, scope="a"), cell(3, *SPRING, scope="b")
    assert hidden_of([year, summer, spring, small]) == [spring, small, summer]
    # What was published before counts as well.
    assert hidden_of([spring, small], [year, summer]) == [spring, small]


def test_a_restated_number_does_not_hide_what_scopes_give_away():
    before = [cell(10, *SPRING, scope="all"), cell(57, *SUMMER, scope="a")]
    now, restated = cell(7, *SPRING, scope="a"), cell(59, *SUMMER, scope="a")
    small = cell(3, *SPRING, scope="b")
    assert suppress.is_exposed(small, [*before, now, restated], FIVE)


def test_restated_numbers_do_not_switch_protection_off():
    """The period before said 57, now it is 59: 62 less 59 would give the 3 away."""
    before = [cell(57, *BOTH)]
    now, year = cell(59, *BOTH), cell(62, "2023-01-01", "2023-12-31")
    small = cell(3, "2023-11-01", "2023-12-31")
    assert hidden_of([now, small, year], before) == [now, year, small]
    assert suppress.is_exposed(small, [*before, now, year], FIVE)
    assert suppress.given_away([small], [*before, now, year], FIVE) == [small]


def test_a_small_number_of_an_internal_row_is_not_worked_out_either():
    secret, shown, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    assert len(hidden_of([shown, total], secret=[secret])) == 1
    assert hidden_of([shown, total], secret=[cell(30, *SPRING)]) == []


def test_a_scope_that_includes_another_does_not_give_the_rest_away():
    """Peacekeeping 40, both kinds of missions 43: the special political missions have 3."""
    small = cell(3, *SUMMER, scope="special political")
    part, whole = cell(40, *SUMMER, scope="peacekeeping"), cell(43, *SUMMER, scope="both")
    assert hidden_of([small, part, whole]) == [small, part, whole]
    # Of more days than all others, it leaves no more than it had.
    other_days = cell(43, *BOTH, scope="both")
    assert hidden_of([small, part, other_days]) == [small, part]


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


def test_cells_take_over_numbers_days_and_what_is_not_known():
    frame = pd.DataFrame(
        {
            "what": ["SEA", "SEA", "SEA"],
            "scope": ["All  Missions", "a", "b"],
            "first": ["2023-01-01", "2023-05-01", "2023-05-01"],
            "last": ["2023-04-30", "2023-06-30", "2023-06-30"],
            "n": pd.array([3, 0, None], dtype="Int64"),
        }
    )
    found = suppress.cells(
        frame, Sensitive("n", "first", "last", "scope"), ["what"], periods.get("2023-05")
    )
    told = [(one.value, one.scope, one.first.isoformat(), one.last.isoformat()) for one in found]
    assert told == [
        (3, "all missions", "2023-01-01", "2023-04-30"),
        (0, "a", "2023-05-01", "2023-06-30"),
        (None, "b", "2023-05-01", "2023-06-30"),
    ]
    found = suppress.cells(frame, Sensitive("n", "first"), ["what"], periods.get("2023-05"))
    assert {one.last for one in found} == {date(2023, 10, 31)}
    assert {one.scope for one in found} == {""}


@pytest.mark.parametrize("total", [3, 4, 5])
def test_a_total_may_show_that_a_number_is_small_and_no_more(total):
    """Up to 4 is all that "fewer than 5" says; up to 3 would be more."""
    small, known = cell(2, *SPRING), cell(total, *BOTH)
    assert suppress.bounds(small, [known]) == (0, total)
    assert suppress.is_exposed(small, [known], FIVE) == (total < 4)


@pytest.mark.parametrize("sure", [1, 2, 3])
def test_that_there_was_one_is_no_secret_and_that_there_were_two_is(sure):
    """Ten in half a year, fewer in its first four months: the rest were in May and June."""
    small = cell(4, "2023-03-01", "2023-06-30")
    half, start = cell(10, "2023-01-01", "2023-06-30"), cell(10 - sure, *SPRING)
    assert suppress.bounds(small, [half, start]) == (sure, 10)
    assert suppress.is_exposed(small, [half, start], FIVE) == (sure > 1)


def test_a_zero_is_known_to_be_none():
    small, none = cell(3, *SPRING), cell(0, "2023-05-01", "2023-05-31")
    rest, total = cell(40, "2023-06-01", "2023-10-31"), cell(43, *BOTH)
    assert suppress.bounds(small, [none, rest, total]) == (3, 3)


def test_spans_of_one_day_are_spans():
    first, second = cell(3, "2023-05-01", "2023-05-01"), cell(40, "2023-05-02", "2023-05-02")
    both = cell(43, "2023-05-01", "2023-05-02")
    least, most = suppress.bounds(first, [second])
    assert least == 0 and most >= suppress.MOST
    assert suppress.bounds(first, [second, both]) == (3, 3)
    assert suppress.bounds(both, [first, second]) == (43, 43)


def test_the_total_of_one_scope_is_held_against_its_parts():
    small, large = (cell(n, *days, scope="a") for n, days in ((3, SPRING), (40, SUMMER)))
    total = cell(43, *BOTH, scope="a")
    assert suppress.is_exposed(small, [large, total], FIVE)


def test_a_table_that_contradicts_itself_shows_less():
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(30, *BOTH)
    assert suppress.bounds(small, [large, total]) is None
    assert hidden_of([small, large, total]) == [small, large]


def test_all_that_is_given_away_is_told():
    earlier = [cell(n, *BOTH, group=group) for n, group in ((43, "SEA"), (32, "other"))]
    earlier += [cell(n, *SPRING, group=group) for n, group in ((40, "SEA"), (30, "other"))]
    small = [cell(3, *SUMMER), cell(2, *SUMMER, group="other")]
    shown = [cell(9, *SUMMER, group="third"), cell(3, *SPRING, group="third")]
    assert set(suppress.given_away([*small, *shown], earlier, FIVE)) == set(small)
    assert set(suppress.protect([*small, *shown], earlier, FIVE)) == {*small, shown[1]}


def test_what_readers_have_is_shown_again_and_a_small_number_is_not():
    """To hide it again would hide nothing: a release is cleaned again as it was."""
    own = [cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)]
    assert hidden_of(own, [cell(43, *BOTH)]) == own[:2]
    assert hidden_of(own, [cell(44, *BOTH)]) == [own[0], own[2], own[1]]
    small = cell(3, *SPRING)
    assert suppress.protect([small], [cell(3, *SPRING)], FIVE) == [small]
    assert suppress.given_away([small], [cell(3, *SPRING)], FIVE) == [small]


def test_a_number_of_a_scope_that_may_be_the_wider_one_narrows_it_down():
    """The spring of b had 3: if a is a part of b, it had no 4."""
    small = cell(3, *SPRING, scope="a")
    both, summer = cell(43, *BOTH, scope="b"), cell(40, *SUMMER, scope="b")
    assert suppress.given_away([small], [both, summer], FIVE) == [small]
    assert suppress.given_away([small], [cell(44, *BOTH, scope="b"), summer], FIVE) == []


# What was hidden before stays hidden


def test_what_was_hidden_before_is_not_given_away_by_what_comes_after():
    """The spring was hidden as 3: its year less its summer would tell."""
    gone = cell(None, *SPRING)
    later = [cell(40, *SUMMER), cell(43, *BOTH)]
    assert hidden_of(later, [gone]) == [later[1], later[0]]
    assert hidden_of(later, [gone, later[1]]) == [later[0]]
    assert hidden_of([later[0]], [gone]) == []


def test_what_goes_on_counting_is_shown_once_it_is_large():
    """A count since a date that began small, such as actions taken since 2010."""
    gone, year = cell(None, *SPRING), cell(9, *BOTH)
    assert hidden_of([year], [gone]) == []
    assert hidden_of([cell(12, "2023-01-01", "2023-12-31")], [gone, year]) == []
    # Three of them that were hidden alone, of 1 to 4 each, would be 4 each.
    months = [cell(None, f"2023-0{n}-01", f"2023-0{n}-{LAST_DAY[n - 1]}") for n in (1, 2, 3)]
    assert hidden_of([cell(12, "2023-01-01", "2023-03-31")], months) != []


def test_what_crosses_what_was_hidden_is_hidden_whatever_its_number():
    """Were it shown when large, to hide it would say that it is small."""
    before = [cell(None, *SPRING), cell(9, *BOTH)]
    assert [len(hidden_of([cell(n, *SUMMER)], before)) for n in (0, 3, 9)] == [1, 1, 1]


def test_with_a_threshold_of_one_nothing_is_hidden():
    own = [cell(1, *SPRING), cell(9, *BOTH)]
    assert hidden_of(own, threshold=1) == hidden_of(own, [cell(None, *SPRING)], threshold=1) == []
