"""The page on which JupyterLab opens: what it says is what the period's files say."""

import re
import subprocess
from datetime import datetime

import pytest

from a4p_helpers import cli
from a4p_helpers.browser import start
from a4p_helpers.core import contents, missions, paths, periods
from a4p_helpers.intake import status
from a4p_helpers.run import demo
from a4p_helpers.store.processed import Reporting

PERIOD = "2023-05"
NOW = datetime(2024, 6, 1, 9, 5)


def reporting(who="UNMISS", why="", owed=3, answered=1, faults=(), missing=()):
    days = "2024-05-31", "2024-05-20"
    return Reporting(who, why, *days, owed, answered, 0, tuple(faults), tuple(missing))


@pytest.fixture
def examined(root, monkeypatch):
    """Have a period found as these reporters and faults say, without reading its files."""

    def found(*reporters, faults=()):
        told = status.Found(list(reporters), {}, list(faults))
        monkeypatch.setattr(status, "of", lambda name: told)

    return found


def test_every_notebook_is_linked_and_each_link_leads_to_one(examined):
    examined()
    linked = re.findall(r"\]\(([^)]+)\)", start.page(periods.get(PERIOD), NOW))
    notebooks = {f"{one.notebook}.ipynb" for one in contents.entries("2023-05").values()}
    others = {f"{contents.PROFILE}.ipynb", f"{start.EXPLORATION}.ipynb"}
    assert set(linked) == notebooks | others
    assert all((paths.NOTEBOOKS / link).is_file() for link in linked)


def test_it_says_who_has_reported_and_who_is_late(examined):
    examined(
        reporting(missing=("casevac", "hospitals")),
        reporting("UNDOF", owed=2, answered=2),
        reporting("MINUSMA", why="it | withdrew <b>"),
        reporting("UNFICYP", answered=2, faults=("cpas",)),
    )
    page = start.page(periods.get(PERIOD), NOW)
    assert "| Returns | 1 of 3 are complete, 2 late | late: UNMISS and UNFICYP; to correct" in page
    assert "| UNMISS | ◐ in part | 1 of 3 | 2024-05-20 | 1 late |  | answer CASEVAC, Hosp" in page
    assert "correct CPAS" in page and "it \\| withdrew &lt;b>" in page


def test_faults_of_the_data_stop_nothing_and_are_told(examined):
    examined(faults=[f"hospitals.csv, row {number}: no" for number in range(1, 8)])
    page = start.page(periods.get(PERIOD), NOW)
    assert "| Raw data | 7 faults |" in page
    assert "- hospitals.csv, row 1: no" in page and "And two more: `a4p clean 2023-05`" in page


def test_editions_stand_as_they_were_made(examined, uncleaned):
    examined()
    failed = paths.outputs(PERIOD) / "failed" / "internal"
    failed.mkdir(parents=True)
    page = start.page(periods.get(PERIOD), NOW)
    assert "| External draft | not made yet |" in page
    assert "| a later run failed, see outputs/2023-05/failed/internal |" in page


def test_an_edition_that_was_made_says_when_and_whether_it_still_holds(made, monkeypatch):
    monkeypatch.setenv("A4P_ROOT", str(made.parent.parent))
    page = start.page(periods.get(PERIOD), NOW)
    assert re.search(r"External draft \| made \d+ \w+ \d{4}, \d\d:\d\d UTC; ", page)
    assert "| Raw data | no faults | ✓ done |" in page
    assert all(f"| {mission} |" in page for mission in ("UNMISS", "UNDOF"))


def test_a_made_up_period_says_so(examined, monkeypatch, full):
    examined()
    monkeypatch.setenv("A4P_ROOT", str(full.parent.parent))
    assert "SYNTHETIC" in start.page(periods.get(demo.PERIOD), NOW)


def test_the_command_writes_it_beside_the_notebooks(examined, tmp_path, monkeypatch, capsys):
    examined()
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    monkeypatch.setenv(periods.AT_WORK, "2022-11")
    assert cli.main(["dev", "start"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / start.NAME)
    assert "work on **2022-11**" in (tmp_path / start.NAME).read_text(encoding="utf-8")
    assert cli.main(["dev", "start", "2023-5"]) == 2
    assert "did you mean '2023-05'?" in capsys.readouterr().err


def test_it_says_which_period_is_at_work_and_why(examined, monkeypatch):
    examined()
    monkeypatch.delenv(periods.AT_WORK, raising=False)
    page = start.page(periods.get(PERIOD), NOW)
    assert page.startswith("# May to October 2023 (2023-05)\n\n")
    assert (
        "Notebooks opened here work on **2023-05**, because it is the newest for which anything "
        "has come. To work on another period, close the lab and open it with "
        "`make lab PERIOD=2022-11`.\n"
    ) in page
    other = periods.get("2022-11")
    assert (
        "This page is about **2022-11**. Notebooks opened here work on **2023-05**: to work on "
        "2022-11, close the lab and open it with `make lab PERIOD=2022-11`."
    ) in start.page(other, NOW)
    monkeypatch.setenv(periods.AT_WORK, "2022-11")
    assert (
        "Notebooks opened here work on **2022-11**, because the lab was opened for it "
        "(`PERIOD=2022-11`). To work on another period, close the lab and open it with "
        "`make lab PERIOD=2023-05`.\n"
    ) in start.page(other, NOW)


def test_a_period_that_has_only_begun_says_so_and_names_the_newest_that_is_out(
    examined, root, monkeypatch
):
    """One return has come for the next period: the lab opens on it, and not without a word."""
    monkeypatch.delenv(periods.AT_WORK, raising=False)
    returns = root / "data" / "raw" / "2023-11" / "returns"
    returns.mkdir(parents=True)
    (returns / "UNMISS-1.csv").touch()
    examined(reporting(), reporting("UNDOF", owed=2, answered=2))
    assert (
        "Notebooks opened here work on **2023-11**, because it is the newest for which anything "
        "has come. Its report is not out yet; of its senders, 1 of 2 are complete, 1 late. "
        "The newest period whose report is out is **2023-05**: to work on it, close the "
        "lab and open it with `make lab PERIOD=2023-05`.\n"
    ) in start.page(periods.at_work(), NOW)


def test_git_passes_over_it():
    if not (paths.CODE / ".git").exists():
        pytest.skip("This is no clone: there is no git to ask.")
    ask = ["git", "check-ignore", "--quiet", f"notebooks/{start.NAME}"]
    assert subprocess.run(ask, cwd=paths.CODE).returncode == 0


def test_the_commands_it_names_exist(capsys):
    for command, _ in start.COMMANDS:
        with pytest.raises(SystemExit) as left:
            cli.main([*command.split()[1:], "--help"])
        assert left.value.code == 0
    assert "UNMISS" in missions.declared(), "the page offers its preview"
