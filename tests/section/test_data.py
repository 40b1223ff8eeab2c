"""Data at hand in a section: tables, exhibits, numbers, all periods, SQL, values' parts."""

import pandas as pd
import pytest

from a4p_helpers.section import open_section
from a4p_helpers.store.processed import MissingTableError

PERIOD = "2023-05"


@pytest.fixture
def section(root):
    return open_section("p4", PERIOD, "external")


def test_tables_exhibits_and_numbers_are_plain_frames_whose_names_complete(section):
    hospitals = section.tables["hospitals"]
    assert hospitals.groupby("mission").size().sum() == len(hospitals)
    assert "hospitals" in section.tables._ipython_key_completions_()
    assert "P4.HOSPITALS" in section.exhibits._ipython_key_completions_()
    assert section.exhibits["P4.HOSPITALS"].equals(section.block("P4.HOSPITALS").data)
    numbers = section.numbers
    assert numbers.loc["P4.HOSPITALS", "number"] == float(section.values["P4.HOSPITALS"].number)
    assert set(numbers.index) == set(section.values)


def test_a_table_of_all_periods_says_of_each_row_in_which(section):
    every = section.all_periods("hospitals")
    assert every.columns[0] == "period"
    now = every[every["period"] == PERIOD].drop(columns="period").reset_index(drop=True)
    pd.testing.assert_frame_equal(now, pd.DataFrame(section.tables["hospitals"]), check_dtype=False)
    assert section.all_periods("casevac").empty
    with pytest.raises(MissingTableError, match="did you mean 'hospitals'"):
        section.all_periods("hospital")


def test_sql_asks_tables_numbers_and_frames_and_no_file(section, tmp_path):
    mine = pd.DataFrame({"mission": ["UNMISS"]})
    query = "select count(*) as n from hospitals join mine using (mission)"
    expected = (section.tables["hospitals"]["mission"] == "UNMISS").sum()
    assert section.sql(query, mine=mine)["n"][0] == expected
    assert section.sql("select number from numbers where code = 'P4.HOSPITALS'")["number"][0] > 0
    assert section.sql("select count(*) as n from all_fatalities")["n"][0] > 0
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(Exception, match="disabled"):
        section.sql(f"select * from '{tmp_path / 'secret.csv'}'")


def test_a_value_says_what_it_is_made_of(section):
    made = section.made_of("HOSPITALS")
    assert made["code"] == "P4.HOSPITALS" and "hospitals" in made["tables"]
    assert made["printed"] == "20"
    parts = [name for name in made.index if name.startswith("of ")]
    assert sum(made[parts].astype(int)) == int(made["number"])
