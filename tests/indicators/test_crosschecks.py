"""The cross-checks: on the committed tables, on downloads where they are, and when they fail."""

import pandas as pd
import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.indicators import crosschecks

TABLES = paths.CODE / "data" / "raw" / "2023-05" / "tables"
DOWNLOADS = paths.CODE.parent / "shared" / "data"
FATALITIES = DOWNLOADS / "un-fatalities" / "dppadposs_fatalities_2023-11-28.csv"
PERSONNEL = DOWNLOADS / "uniformed-personnel" / "uniformed_personnel_monthly.csv"


@pytest.fixture(scope="module")
def tables():
    names = ("fatalities", "uniformed_personnel")
    return [pd.read_csv(TABLES / f"{name}.csv").convert_dtypes() for name in names]


@pytest.mark.parametrize("check", crosschecks.CHECKS, ids=lambda check: check.what)
def test_a_published_number_is_found_again(check, tables):
    assert check.find(*tables) == check.expected


def test_there_are_twelve_of_them_and_the_command_shows_all(capsys):
    assert cli.main(["dev", "crosscheck", "2023-05"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == len(crosschecks.CHECKS) == 12
    assert shown[0].startswith("ok   Killed by malicious acts, 2017: 59; expected 59 (")


def test_one_death_less_is_told_and_fails(tables, capsys, root):
    path = paths.raw("2023-05") / "tables" / "fatalities.csv"
    deaths = pd.read_csv(path)
    is_one = (deaths["month"].str[:4] == "2020") & (deaths["cause"] == "malicious act")
    deaths.drop(index=deaths.index[is_one & (deaths["mission"] == "MINUSCA")][0]).to_csv(
        path, index=False
    )
    assert cli.main(["dev", "crosscheck", "2023-05"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    assert any("2020: 12; expected 13" in line for line in wrong)


def test_a_table_that_does_not_reach_a_year_has_no_data_for_it(tables):
    fatalities, personnel = tables
    lines, all_hold = crosschecks.lines(fatalities[fatalities["month"] < "2023"], personnel)
    assert not all_hold
    assert [line for line in lines if "28 November: no data; expected 7" in line]
    # One that begins with its month has.
    (year,) = [one for one in crosschecks.CHECKS if one.what.endswith("acts, 2017")]
    assert year.find(fatalities[fatalities["month"] <= "2017-01"], personnel) is not None
    assert year.find(fatalities[fatalities["month"] < "2017-01"], personnel) is None


@pytest.mark.skipif(not FATALITIES.exists(), reason="the downloads are not here")
def test_they_hold_on_the_downloads(capsys):
    files = ["--fatalities", str(FATALITIES), "--personnel", str(PERSONNEL)]
    assert cli.main(["dev", "crosscheck", *files]) == 0
    assert "WRONG" not in capsys.readouterr().out
