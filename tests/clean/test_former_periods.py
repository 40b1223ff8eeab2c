"""The four periods before May 2023: what open data tell, and nothing that nobody knows."""

import csv

import pandas as pd
import pytest
from raw_data import PERIOD

from a4p_helpers import prepare
from a4p_helpers.clean.period import TABLES
from a4p_helpers.core import paths, periods

IMPORTED = ["fatalities", "uniformed_personnel"]
# Deaths by malicious acts in the year up to the period's last day, and those since 2017: counted by
# day of incident in the download of 28 November 2023 itself, in the hub's peacekeeping operations.
KNOWN = {
    "2021-05": (17, 141, "2021-10-31"),
    "2021-11": (12, 161, "2022-04-30"),
    "2022-05": (29, 178, "2022-10-31"),
    "2022-11": (4, 185, "2023-04-30"),
}


def rows(period: str, name: str) -> list[dict[str, str]]:
    with (paths.CODE / "data" / "raw" / period / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("period", KNOWN)
def test_two_tables_are_there_and_of_all_others_it_is_said_that_they_are_not(period):
    folder = paths.CODE / "data" / "raw" / period / "tables"
    assert sorted(path.stem for path in folder.iterdir()) == IMPORTED
    answered = [row for row in rows(period, "answers.csv") if row["answer"] == "not reported"]
    assert sorted([row["table"] for row in answered] + IMPORTED) == sorted(TABLES)
    assert {row["reporter"] for row in answered} == {"all"}


@pytest.mark.parametrize("period", KNOWN)
def test_each_is_cleaned_and_counted_up_to_its_day(period, root):
    this_year, since_2017, as_of = KNOWN[period]
    prepare.ensure_tables(period)
    values = prepare.at_hand(periods.get(period), "external")
    assert values["P4.FATALITIES_MALICIOUS_YEAR"].number == this_year
    assert values["P4.FATALITIES_MALICIOUS_SINCE_2017"].number == since_2017
    assert values["P4.FATALITIES_MALICIOUS_YEAR"].as_of == as_of
    assert values["P3.WOMEN_CONTINGENTS"].status == "reported"
    assert values["P4.HOSPITALS"].status == "not reported"


@pytest.mark.parametrize("table", IMPORTED)
@pytest.mark.parametrize("period", KNOWN)
def test_each_is_the_later_table_up_to_its_day(period, table):
    raw = paths.CODE / "data" / "raw"
    later, former = (
        pd.read_csv(raw / name / "tables" / f"{table}.csv", dtype=str) for name in (PERIOD, period)
    )
    last = periods.get(period).as_of.isoformat()[:7]
    expected = later[later["month"] <= last].reset_index(drop=True)
    pd.testing.assert_frame_equal(former, expected)
