"""Small numbers cannot be worked out: not from totals, spans that overlap, or earlier periods."""

from datetime import date

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
LAST_DAY = (31, 28, 31)  # of January to March


def test_what_is_hidden(subtests):
    """Of what is counted now, beside what was published before: those at these places are hidden.

    Readers do not know which scope includes which, and numbers are hidden whatever they are.
    """
    small, large, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    gone = cell(None, *SPRING)  # hidden before
    year = ("2023-01-01", "2023-12-31")
    everything = [cell(n, *BOTH, scope=s) for s, n in (("all", 20), ("a", 9), ("b", 8), ("c", 3))]
    ones = [cell(n, *BOTH, scope=s) for s, n in (("a", 1), ("d", 1), ("b", 10), ("all", 12))]
    of_all = [cell(n, *days, scope="all") for n, days in ((50, BOTH), (40, SUMMER))]
    of_spring = [cell(n, *SPRING, scope=s) for s, n in (("a", 7), ("b", 3))]
    political = cell(3, *SUMMER, scope="special political")
    peacekeeping = cell(40, *SUMMER, scope="peacekeeping")
    months = [cell(None, f"2023-0{n}-01", f"2023-0{n}-{LAST_DAY[n - 1]}") for n in (1, 2, 3)]
    for why, own, earlier, hidden in (
        ("a small number alone is hidden alone", [small, large], [], [0]),
        ("zero is shown", [cell(0, *SPRING)], [], []),
        ("the threshold is shown", [cell(5, *SPRING)], [], []),
        ("so is what lies above it", [cell(6, *SPRING)], [], []),
        ("of parts and their total, the total stays", [small, large, total], [], [0, 1]),
        ("a total that contradicts its parts", [small, large, cell(30, *BOTH)], [], [0, 1]),
        ("unknown is neither small nor known", [gone, cell(9, *BOTH)], [], []),
        (
            "readers have the start",
            [cell(42, *BOTH), cell(2, *SUMMER)],
            [cell(40, *SPRING)],
            [0, 1],
        ),
        (
            "other groups say nothing",
            [small, cell(43, *BOTH, "other"), cell(40, *SUMMER, "other")],
            [],
            [0],
        ),
        ("any scope shown could leave what is small", everything, [], [0, 1, 2, 3]),
        ("12 less 10 is 2, and none is zero, so both are 1", ones, [], [0, 1, 2, 3]),
        ("days and scopes: the spring of all is 10, less 7", [*of_all, *of_spring], [], [1, 2, 3]),
        ("the same with what was published before", of_spring, of_all, [0, 1]),
        (
            "peacekeeping 40, both kinds of missions 43",
            [political, peacekeeping, cell(43, *SUMMER, scope="both")],
            [],
            [0, 1, 2],
        ),
        (
            "a scope of more days than all others leaves no more",
            [political, peacekeeping, cell(43, *BOTH, scope="both")],
            [],
            [0, 1],
        ),
        (
            "restated from 57 to 59: 62 less 59 would give 3",
            [cell(59, *BOTH), cell(3, "2023-11-01", "2023-12-31"), cell(62, *year)],
            [cell(57, *BOTH)],
            [0, 1, 2],
        ),
        ("what readers have is shown again", [small, large, total], [cell(43, *BOTH)], [0, 1]),
        ("but not with another number", [small, large, total], [cell(44, *BOTH)], [0, 1, 2]),
        ("its year less its summer would tell", [large, total], [gone], [0, 1]),
        ("the year is out already", [large, total], [gone, total], [0]),
        ("a summer alone tells nothing of a spring", [large], [gone], []),
        ("what goes on counting is shown once large", [cell(9, *BOTH)], [gone], []),
        ("and later", [cell(12, *year)], [gone, cell(9, *BOTH)], []),
        ("three hidden alone would be 4 each", [cell(12, "2023-01-01", "2023-03-31")], months, [0]),
        ("what crosses it is hidden, zero", [cell(0, *SUMMER)], [gone, cell(9, *BOTH)], [0]),
        ("or large: else to hide it would tell", [cell(9, *SUMMER)], [gone, cell(9, *BOTH)], [0]),
    ):
        with subtests.test(why):
            found = hidden_of(own, earlier)
            assert [at for at, one in enumerate(own) if one in found] == hidden
            assert hidden_of(own, earlier, threshold=1) == []


def test_what_was_published_before_and_gives_it_away_is_told():
    earlier = [cell(40, *SPRING), cell(43, *BOTH)]
    small = cell(3, *SUMMER)
    assert suppress.protect([small], earlier, FIVE) == [small]
    assert suppress.given_away([small], earlier, FIVE) == [small]


def test_what_is_hidden_does_not_hang_on_hidden_values():
    """The least of the others was hidden before: that said that the other large one is larger."""

    def of(one: int, other: int) -> list[bool]:
        own = [cell(n, *BOTH, scope=scope) for scope, n in {"a": 3, "b": one, "c": other}.items()]
        return [number in hidden_of(own) for number in own]

    assert of(6, 40) == of(40, 6) == of(0, 40) == of(3, 4)


def test_a_restated_number_does_not_hide_what_scopes_give_away():
    before = [cell(10, *SPRING, scope="all"), cell(57, *SUMMER, scope="a")]
    now, restated = cell(7, *SPRING, scope="a"), cell(59, *SUMMER, scope="a")
    small = cell(3, *SPRING, scope="b")
    assert suppress.is_exposed(small, [*before, now, restated], FIVE)


def test_restated_numbers_do_not_switch_protection_off():
    before = [cell(57, *BOTH), cell(59, *BOTH), cell(62, "2023-01-01", "2023-12-31")]
    small = cell(3, "2023-11-01", "2023-12-31")
    assert suppress.given_away([small], before, FIVE) == [small]


def test_a_small_number_of_an_internal_row_is_not_worked_out_either():
    secret, shown, total = cell(3, *SPRING), cell(40, *SUMMER), cell(43, *BOTH)
    assert len(hidden_of([shown, total], secret=[secret])) == 1
    assert hidden_of([shown, total], secret=[cell(30, *SPRING)]) == []


def test_cells_take_over_numbers_days_and_what_is_not_known():
    frame = pd.DataFrame(
        {
            "what": ["SEA  cases", "sea cases", "SEA cases"],  # one however it is spelt
            "scope": ["All  Missions", "a", "b"],
            "first": ["2023-01-01", "2023-05-01", "2023-05-01"],
            "last": ["2023-04-30", "2023-06-30", "2023-06-30"],
            "n": pd.array([3, 0, None], dtype="Int64"),
        }
    )
    found = suppress.cells(
        frame, Sensitive("n", "first", "last", "scope"), ["what"], periods.get("2023-05")
    )
    assert len({one.group for one in found}) == 1
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


def test_a_table_that_contradicts_itself_has_no_bounds():
    large, total = cell(40, *SUMMER), cell(30, *BOTH)
    assert suppress.bounds(cell(3, *SPRING), [large, total]) is None


def test_all_that_is_given_away_is_told():
    earlier = [cell(n, *BOTH, group=group) for n, group in ((43, "SEA"), (32, "other"))]
    earlier += [cell(n, *SPRING, group=group) for n, group in ((40, "SEA"), (30, "other"))]
    small = [cell(3, *SUMMER), cell(2, *SUMMER, group="other")]
    shown = [cell(9, *SUMMER, group="third"), cell(3, *SPRING, group="third")]
    assert set(suppress.given_away([*small, *shown], earlier, FIVE)) == set(small)
    assert set(suppress.protect([*small, *shown], earlier, FIVE)) == {*small, shown[1]}


def test_a_small_number_that_readers_have_is_hidden_and_told():
    small = cell(3, *SPRING)
    assert suppress.protect([small], [cell(3, *SPRING)], FIVE) == [small]
    assert suppress.given_away([small], [cell(3, *SPRING)], FIVE) == [small]


def test_a_number_of_a_scope_that_may_be_the_wider_one_narrows_it_down():
    """The spring of b had 3: if a is a part of b, it had no 4."""
    small = cell(3, *SPRING, scope="a")
    both, summer = cell(43, *BOTH, scope="b"), cell(40, *SUMMER, scope="b")
    assert suppress.given_away([small], [both, summer], FIVE) == [small]
    assert suppress.given_away([small], [cell(44, *BOTH, scope="b"), summer], FIVE) == []
