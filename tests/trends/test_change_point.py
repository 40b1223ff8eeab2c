"""One step in a rate: the classical example, and series that have none."""

import numpy as np
import pytest

from a4p_helpers.trends import change_point
from a4p_helpers.trends.regression import TrendError

# Disasters in British coal mines, 1851 to 1962, by year: Jarrett, Biometrika 66 (1979). Carlin,
# Gelfand and Smith, Applied Statistics 41 (1992), find the step most likely after 41 years, with
# about 3.1 disasters a year before it and 0.9 after.
COAL = [
    4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5,
    2, 2, 3, 4, 2, 1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1,
    0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 0, 1,
    4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1,
]  # fmt: skip


def test_the_step_of_the_coal_mines_is_found():
    assert (len(COAL), sum(COAL)) == (112, 191)
    found = change_point.of_counts(range(1851, 1963), COAL)
    assert found.is_clear and found.last_before == 1851 + 41 - 1
    assert found.before == pytest.approx(3.1, abs=0.05)
    assert found.after == pytest.approx(0.9, abs=0.05)


def test_a_rate_that_only_follows_its_exposure_has_no_step():
    counts, exposures = [5, 5, 5, 50, 50, 50], [1, 1, 1, 10, 10, 10]
    assert not change_point.of_counts(range(6), counts, exposures).is_clear
    assert change_point.of_counts(range(6), counts).is_clear


def test_a_series_that_jumps_about_has_no_step():
    found = change_point.of_counts(range(7), [59, 27, 25, 13, 25, 32, 7])
    assert found.p < 0.05 and found.dispersion > 2
    assert not found.is_clear


def test_the_same_data_give_the_same_answer():
    counts = [9, 7, 8, 3, 4, 2]
    assert change_point.of_counts(range(6), counts) == change_point.of_counts(range(6), counts)


def test_series_without_a_step_seldom_look_as_if_they_had_one(monkeypatch):
    monkeypatch.setattr(change_point, "SIMULATIONS", 1999)
    random = np.random.default_rng(3)
    clear = [change_point.of_counts(range(10), random.poisson(12, 10)).is_clear for _ in range(200)]
    assert np.mean(clear) < 0.09


@pytest.mark.parametrize(
    ("times", "counts"), [(range(3), [1, 2, 3]), (range(4), [0] * 4), ([3, 2, 1, 0], [1, 2, 3, 4])]
)
def test_too_little_or_unordered_is_refused(times, counts):
    with pytest.raises(TrendError):
        change_point.of_counts(times, counts)


def test_what_the_step_leaves_is_pearsons_over_its_freedom():
    # Five before and one after: (1 + 1 + 0) / 5 is left, over six points less two rates.
    found = change_point.of_counts(range(6), [4, 6, 5, 1, 1, 1])
    assert (found.last_before, found.before, found.after) == (2, 5, 1)
    assert found.dispersion == pytest.approx(0.4 / 4)


def test_a_side_that_counts_nothing_spreads_by_nothing():
    found = change_point.of_counts(range(8), [12, 9, 11, 10, 0, 0, 0, 0])
    assert found.is_clear and found.after == 0
    assert found.dispersion == pytest.approx((1.5**2 + 1.5**2 + 0.5**2 + 0.5**2) / 10.5 / 6)


def test_four_points_are_enough():
    assert change_point.of_counts(range(4), [20, 20, 1, 1]).last_before == 1
