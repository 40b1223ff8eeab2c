"""What is learnt from the periods before, and told of what comes in."""

import pytest

from a4p_helpers.core import periods
from a4p_helpers.intake import expected


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (3, [20, 20, 20], "Hospitals had 20 rows in each of the last 3 periods; 3 came"),
        (60, [20, 24], "Hospitals had 20–24 rows in each of the last 2 periods; 60 came"),
        (10, [20, 20], ""),  # half is no surprise yet
        (1, [4, 4], ""),  # too few to tell
        (3, [20], ""),  # one period is no rule
        (3, [20, 0], ""),
        (3, [], ""),
    ],
)
def test_rows_are_held_against_every_period_before(now, before, told):
    assert expected.rows("hospitals", now, before) == told


def test_the_five_periods_of_open_data_are_as_expected_and_a_cut_one_is_not(root):
    for one in periods.with_data():
        assert expected.of_period(one) == []
    period = periods.get("2023-05")
    before, tables = expected.earlier(period), expected.opening.tables_of(period)
    deaths, strength = tables["fatalities"], tables["uniformed_personnel"]
    few = strength[~(strength["month"] >= "2023-05") | (strength["mission"] == "UNIFIL")]
    (told,) = expected.of_table(period, "uniformed_personnel", few, before)
    assert told.startswith("Uniformed personnel had ") and told.endswith(" came.")
    assert "rows in each of the last 4 periods; " in told
    many = deaths.assign(deaths=deaths["deaths"].where(deaths["month"] < "2023-05", 40))
    (told,) = expected.of_table(period, "fatalities", many, before)
    assert told.startswith("Fatalities: deaths adds up to ")
