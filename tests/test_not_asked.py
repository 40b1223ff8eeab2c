"""A table that came later: before its first period nobody is asked, and nothing counts it."""

import re

import pytest

from a4p_helpers import prepare
from a4p_helpers.clean import form
from a4p_helpers.cli import dictionary
from a4p_helpers.contracts import TABLES, kinds, senders
from a4p_helpers.contracts.kinds import MISSIONS, Text
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import periods
from a4p_helpers.core.scales import NOT_ASKED
from a4p_helpers.intake import status
from a4p_helpers.report import about, annexes
from a4p_helpers.section import Section, open_section

PERIOD, NEXT = "2023-05", "2023-11"
TABLE, BLOCK, CODE = "base_defence", "P4.BASE_DEFENCE", "P4.BASES_COMPLIANT"


@pytest.fixture
def asked_later(raw, monkeypatch):
    """The table of bases is asked from the next period on, and nobody answered it."""
    monkeypatch.setitem(TABLES[TABLE].Config.metadata, "asked_from", NEXT)
    answers = (raw / "answers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in answers if f",{TABLE}," not in line]
    assert len(kept) < len(answers)
    (raw / "answers.csv").write_text("".join(kept), encoding="utf-8")


def of_section(slug):
    return [name for name, one in TABLES.items() if one.__module__.endswith(f".{slug}")]


def test_forms_have_it_from_its_first_period_on(asked_later):
    for period, has_it in ((PERIOD, False), (NEXT, True)):
        assert (TABLE in senders.owed_by("FPS", period)) is has_it
        assert (TABLE in form.of(period, "FPS", ["UNMISS"]).asked) is has_it


def test_nobody_has_to_answer_and_no_count_has_it(asked_later):
    (office,) = [one for one in status.of(PERIOD).reporting if one.reporter == "FPS"]
    assert (office.owed, office.answered, office.missing) == (2, 1, ("deliverable_progress",))
    counted = prepare.at_hand(periods.get(PERIOD), "external")
    state = counted.tables.state(TABLE)
    assert (state.status, state.answers) == (NOT_ASKED, {})
    assert TABLE not in set(annexes.coverage_rows(counted.tables)["table"])
    of_priorities = counted.exhibit("QUALITY.PRIORITIES").set_index("priority")
    tables, _, indicators, *_ = of_priorities.filter(like="4 Acc", axis="index").iloc[0]
    assert tables == len(of_section("p4")) - 1
    assert indicators == len(counted.of_section("p4")) - 1


def test_a_section_says_so_and_misses_nothing(asked_later, monkeypatch):
    texts = []
    monkeypatch.setattr(
        Section, "_display", staticmethod(lambda html, plain, **_: texts.append(plain))
    )
    section = open_section("p4", PERIOD, "external")
    assert not section.block(BLOCK)
    assert texts[-1] == (
        f"[{BLOCK}]\nNot asked in this period. It is asked from November 2023 to April 2024 on."
    )
    section.say("{BASES_COMPLIANT} of bases meet the standard.")
    assert texts[-1].startswith("Not asked in this period: ")
    title = section.values[CODE].indicator.title
    section.notes()
    assert not [line for line in texts[-1].splitlines() if title in line]
    prepare.ensure(PERIOD, ["external"])
    assert CODE not in about.of(PERIOD, "external")


def test_what_came_all_the_same_is_counted(asked_later, raw):
    (raw / "tables" / f"{TABLE}.csv").write_text(
        "reporter,mission,bases,compliant\nFPS,UNMISS,8,6\n"
    )
    with (raw / "SOURCES.csv").open("a", encoding="utf-8") as file:
        file.write(f"tables/{TABLE}.csv,FPS,made up,none,2023-12-01,2023-10-31,x,\n")
    assert prepare.at_hand(periods.get(PERIOD), "external")[CODE].number == 75


def test_a_first_period_that_is_none_is_refused_where_it_is_declared():
    told = "visas: asked_from is a period such as 2023-11, not '2023_11'"
    with pytest.raises(ValueError, match=re.escape(told)):

        class Visas(Table, key=["mission"], sent_by=[MISSIONS], asked_from="2023_11"):
            mission: Text = kinds.mission()


def test_the_dictionary_names_the_first_period(asked_later):
    assert "Asked from 2023-11 on." in dictionary.data_dictionary()
