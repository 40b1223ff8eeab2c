"""A reader who knows the rule learns of no hidden small number which one it is.

The reader has all that was published in two periods, knows which rows were left out, which scope
includes which, the threshold and the rule itself. A world is what may have been counted: whole
numbers for each month and part. It is possible where, by the rule, it would have been published
just like the true one. Every number from 1 to one below the threshold must stand in one.

The rule is asked as a black box: by 300 tables each time, by 10,000 every night.
"""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from a4p_helpers.disclosure.suppress import Cell, given_away, protect

WHOLE = "all"


@dataclass(frozen=True)
class Place:
    """Where a number stands in the table: months, scope, whether its row is internal."""

    first: int
    last: int
    scope: str
    is_secret: bool = False


@dataclass(frozen=True)
class Linked:
    """A table of two periods, without its numbers: `includes` has the parts of each scope."""

    threshold: int
    months: int
    parts: tuple[str, ...]
    includes: dict[str, tuple[str, ...]]
    periods: tuple[tuple[Place, ...], tuple[Place, ...]]

    def row(self, place: Place) -> np.ndarray:
        """What of a world a number counts: 1 for each month and part of it."""
        inside = self.includes.get(place.scope, (place.scope,))
        counted = np.zeros((len(self.parts), self.months), dtype=int)
        for number, part in enumerate(self.parts):
            if part in inside:
                counted[number, place.first : place.last + 1] = 1
        return counted.ravel()


def published(table: Linked, world: np.ndarray) -> tuple[list, list]:
    """Return the numbers that readers see of a world in each period, None where hidden.

    Returned second is what the rule was asked: rows left out are not seen, but it knows of them.
    """
    seen, asked, earlier, kept = [], [], [], []
    for places in table.periods:
        made = [(place, _cell(place, int(table.row(place) @ world))) for place in places]
        own = [cell for place, cell in made if not place.is_secret]
        secret = [cell for place, cell in made if place.is_secret]
        asked.append((own, earlier, table.threshold, [*kept, *secret]))
        hidden = protect(*asked[-1])
        kept = secret
        numbers = [None if cell in hidden else cell.value for cell in own]
        earlier = [
            Cell(cell.group, cell.first, cell.last, number, cell.scope)
            for cell, number in zip(own, numbers, strict=True)
        ]
        seen.append(numbers)
    return seen, asked


def _cell(place: Place, value: int) -> Cell:
    scope, first, last = _days(place)
    return Cell(("SEA",), first, last, value, scope)


def _days(place: Place) -> tuple[str, date, date]:
    end = date(2023, place.last + 1, monthrange(2023, place.last + 1)[1])
    return place.scope, date(2023, place.first + 1, 1), end


class Reader:
    """Who has what was published of a world, and looks for others that look the same."""

    def __init__(self, table: Linked, world: np.ndarray, rng: np.random.Generator) -> None:
        self.table, self.rng = table, rng
        self.truth = world
        self.seen, asked = published(table, world)
        told = [(one.scope, one.first, one.last) for some in asked for one in given_away(*some)]
        shown = [
            (place, number)
            for places, numbers in zip(table.periods, self.seen, strict=True)
            for place, number in zip(
                [place for place in places if not place.is_secret], numbers, strict=True
            )
        ]
        self.hidden = [place for place, number in shown if number is None]
        self.hidden += [place for places in table.periods for place in places if place.is_secret]
        known = [(table.row(place), number) for place, number in shown if number is not None]
        self.rows = np.array([row for row, _ in known]).reshape(len(known), len(world))
        self.numbers = np.array([number for _, number in known])
        self.told = [one for one in self.hidden if _days(one) in told]
        self.alike = [world]

    def small(self) -> list[Place]:
        """Return the places of small numbers that are hidden or left out."""
        return [
            place
            for place in dict.fromkeys(self.hidden)
            if 0 < self.table.row(place) @ self.truth < self.table.threshold
        ]

    def possible(self, place: Place) -> set[int]:
        """Return values that a place can have, no more of them than are promised."""
        row = self.table.row(place)
        found: set[int] = set()
        for value in [*range(1, self.table.threshold), 0, *range(self.table.threshold, 30)]:
            if len(found) < self.table.threshold - 1 and self._is_possible(row, value):
                found.add(value)
        return found

    def _is_possible(self, row: np.ndarray, value: int) -> bool:
        if any(row @ world == value for world in self.alike):
            return True
        for number, world in enumerate(self._worlds(row, value)):
            if published(self.table, world)[0] == self.seen:
                self.alike.append(world)
                return True
            if number > 200:
                break
        return False

    def _worlds(self, row: np.ndarray, value: int):
        """Yield worlds with all the numbers shown and this one: first near the truth, then any."""
        from scipy.optimize import LinearConstraint, milp

        change = value - int(row @ self.truth)
        units = np.eye(len(row), dtype=int)
        moves = [change * one for one in units]
        moves += [change * (one - other) for one in units for other in units if one is not other]
        for place in self.rng.permutation(len(moves)):
            world = self.truth + moves[place]
            agrees = np.array_equal(self.rows @ world, self.numbers)
            if agrees and min(world) >= 0 and row @ world == value:
                yield world
        fixed = [LinearConstraint(np.vstack([self.rows, row]), *2 * [[*self.numbers, value]])]
        for number in range(60):
            share = 0.4 if number else 0  # without any limit first: there may be no world at all
            others = [self.table.row(one) for one in self.hidden if self.rng.random() < share]
            limits = [LinearConstraint(np.array(others), 1, self.table.threshold - 1)]
            found = milp(
                self.rng.uniform(-0.2, 1, len(row)),
                constraints=[*fixed, *(limits if others else [])],
                bounds=(0, 60),
                integrality=np.ones(len(row)),
            )
            if found.x is not None:
                yield np.round(found.x).astype(int)
            elif not others:
                return


def tables(number: int, seed: int):
    """Yield random tables of two periods, and what was counted."""
    rng = np.random.default_rng(seed)
    for _ in range(number):
        parts = ("a", "b", "c")[: rng.integers(1, 4)]
        unlisted = ("rest",) if rng.random() < 0.2 else ()
        includes = {WHOLE: (*parts, *unlisted)} if len(parts) > 1 or unlisted else {}
        if len(parts) == 3:
            includes["some"] = parts[:2]
        months = int(rng.integers(1, 5))
        scopes = [*parts, *includes]

        def places(until: int, most: int, months=months, scopes=scopes) -> set[Place]:
            found = set()
            for _ in range(rng.integers(1, most)):
                first, last = sorted(map(int, rng.integers(0, until, 2)))
                found.add((first, last, str(rng.choice(scopes))))
            return found

        before = places(max(1, months - 1), 6)
        now = places(months, 6) | {one for one in sorted(before) if rng.random() < 0.4}
        secret = {one for one in sorted(before | now) if rng.random() < 0.1}
        periods = tuple(
            tuple(Place(*one, one in secret) for one in sorted(some)) for some in (before, now)
        )
        table = Linked(int(rng.integers(2, 9)), months, (*parts, *unlisted), includes, periods)
        most = rng.choice([2, 4, 12], size=len(table.parts) * months)
        yield table, rng.integers(0, most)


def attack(number: int, seed: int) -> tuple[Counter[str], list]:
    """Return how many small numbers were hidden and told in many tables, and what was found out."""
    count, broken = Counter(), []
    for table, world in tables(number, seed):
        reader = Reader(table, world, np.random.default_rng(seed))
        for place in reader.small():
            count["small"] += 1
            count["told"] += place in reader.told
            if place not in reader.told:
                values = len(reader.possible(place))
                if values < table.threshold - 1:
                    broken.append((table, world, place, values))
    return count, broken


@pytest.mark.parametrize(
    ("number", "seed"),
    # Ten thousand tables take six minutes.
    [(300, 2023), *(pytest.param(1000, seed, marks=pytest.mark.slow) for seed in range(10))],
)
def test_of_each_hidden_small_number_as_many_values_are_possible_as_promised(number, seed):
    count, broken = attack(number, seed)
    assert broken == []
    assert count["small"] > number and count["told"] < count["small"] / 50


def four_scopes() -> Reader:
    """One and one, ten, and twelve of all."""
    places = tuple(Place(0, 0, scope) for scope in ("a", "all", "b", "d"))
    table = Linked(5, 1, ("a", "b", "d"), {WHOLE: ("a", "b", "d")}, (places, ()))
    return Reader(table, np.array([1, 10, 1]), np.random.default_rng(0))


def test_two_small_numbers_of_four_scopes():
    """Zero would have been shown."""
    reader = four_scopes()
    assert [reader.possible(place) for place in reader.small()] == [{1, 2, 3, 4}] * 2


def test_the_reader_finds_out_what_a_rule_gives_away_that_hides_small_numbers_only(monkeypatch):
    """The reader is as good as is claimed: twelve less ten is two, and zero would be shown."""

    def only_small(own, earlier, threshold, secret=()):
        return [cell for cell in own if 0 < cell.value < threshold]

    monkeypatch.setattr(f"{__name__}.protect", only_small)
    reader = four_scopes()
    assert [reader.possible(place) for place in reader.small()] == [{1}] * 2
    assert attack(8, 2023)[1]
