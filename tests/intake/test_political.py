"""A special political mission takes part: one row gives it a form, numbers and a page."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from raw_data import NEXT

from a4p_helpers import prepare
from a4p_helpers.clean import folder
from a4p_helpers.contracts import senders
from a4p_helpers.core import missions, paths, periods
from a4p_helpers.intake import opening, receive
from a4p_helpers.profile import facts
from a4p_helpers.report import about
from a4p_helpers.section import section
from a4p_helpers.store import values
from a4p_helpers.trends import exposure

ROW = (
    "UNPEX,United Nations Political Mission in Exampleland (SYNTHETIC),special political,"
    "Exampleland,Port Example,12.5,24.5,2023-11-01,,SOMA,yes,no,Invented\n"
)


@pytest.fixture
def political(root):
    """Have the mission take part, and two missions answer one table."""
    with paths.reference("missions.csv").open("a", encoding="utf-8") as file:
        file.write(ROW)
    with paths.reference("periods.csv").open("a", encoding="utf-8") as file:
        file.write("2024-05,May to October 2024,2024-05-01,2024-10-31,,,2024-10-31,last day\n")
    with (paths.raw(NEXT) / "participation.csv").open("a", encoding="utf-8") as file:
        file.write("UNPEX,yes,,,en\n")
    for sender, sessions in (("UNPEX", 12), ("UNMISS", 30)):
        path = root / "conduct_training.csv"
        path.write_text(f"sessions\n{sessions}\n", encoding="utf-8")
        receive.receive(NEXT, [path], sender, now=datetime(2024, 5, 20, tzinfo=UTC))
    return root


def test_a_special_political_mission_is_asked_counted_and_told_apart(political, monkeypatch):
    assert "UNPEX" in opening.write_forms(NEXT, ["UNPEX"])
    assert senders.owed_by("UNPEX", NEXT) == senders.owed_by("UNMIK", NEXT)
    assert "7.1.2" in senders.asked_of_mission("UNPEX", NEXT)
    assert "UNPEX" in folder.expected(periods.get("2024-05"))
    opened = prepare.at_hand(periods.get(NEXT), "internal")
    monkeypatch.setattr(values, "read", lambda period, edition: opened)  # nothing is written
    told = about.of(NEXT, "internal", ["P3.CONDUCT_SESSIONS", "P4.FATALITIES_YEAR"])
    sessions = told["P3.CONDUCT_SESSIONS"]
    assert (sessions.value.number, sessions.over_missions) == (42, 2)
    assert "Special political missions are included: UNPEX." in sessions.caveats
    assert not any("political" in one for one in told["P4.FATALITIES_YEAR"].caveats)
    assert "UNPEX is a special political mission." in section._who_reported(opened.tables)
    assert "UNPEX" not in missions.peacekeeping()
    died = pd.DataFrame({"mission": ["UNPEX", "UNMISS"], "month": "2024-01", "deaths": 1})
    assert list(exposure.in_peacekeeping(died)["mission"]) == ["UNMISS"]
    page = facts.of_block("MISSION.P3", opened, "UNPEX")
    assert "12" in page.astype(str).to_numpy()
