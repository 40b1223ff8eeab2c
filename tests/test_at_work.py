"""One period for all notebooks that are opened by hand; what a run makes is never changed by it."""

import inspect

import pytest
from jupyter_client.manager import start_new_kernel

from a4p_helpers import cli, profile
from a4p_helpers import section as sections
from a4p_helpers.core import blocks, breaks, paths, periods
from a4p_helpers.core.periods import AT_WORK, UnknownEditionError, UnknownPeriodError
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.charts import ChartError
from a4p_helpers.run import period as period_module
from a4p_helpers.section import SectionError, open_section
from a4p_helpers.store.processed import MissingTableError, Tables
from a4p_helpers.store.values import Values

PERIOD, FORMER = "2023-05", "2022-11"


@pytest.fixture
def shown(root, monkeypatch):
    """What a notebook shows, as plain text."""
    texts: list[str] = []
    monkeypatch.setattr(
        sections.Section, "_display", staticmethod(lambda html, plain, **_: texts.append(plain))
    )
    return texts


def test_it_is_the_newest_with_data_unless_another_is_named(root, monkeypatch):
    monkeypatch.delenv(AT_WORK, raising=False)
    assert periods.at_work().name == PERIOD
    monkeypatch.setenv(AT_WORK, FORMER)
    assert periods.at_work().name == FORMER
    assert periods.at_work(PERIOD).name == PERIOD, "what a notebook names itself comes first"
    monkeypatch.setenv(AT_WORK, "")
    assert periods.at_work().name == PERIOD


def test_a_wrong_one_is_told_with_where_it_was_named_and_the_nearest(root, monkeypatch):
    monkeypatch.setenv(AT_WORK, "2022_11")
    told = rf"^{AT_WORK} is wrong. .*did you mean '2022-11'"
    with pytest.raises(UnknownPeriodError, match=told):
        periods.at_work()


def test_a_blank_period_is_the_one_at_work_and_the_notebook_says_so(shown, monkeypatch):
    monkeypatch.setenv(AT_WORK, FORMER)

    def at_hand(period, edition, *, cleaned):
        return Values(period, Tables({}, {}, edition=edition), {}, {}, {}, lambda _: None)

    monkeypatch.setattr("a4p_helpers.prepare.at_hand", at_hand)
    assert open_section("p4", "", "internal").period.name == FORMER
    (told,) = shown
    assert told.startswith("At work on November 2022") and "(2022-11), internal edition" in told
    assert open_section("p4", PERIOD, "external").period.name == PERIOD
    assert len(shown) == 1, "a run names its period, and no line says which"


def test_a_run_does_not_look_at_it(root, monkeypatch):
    asked = []
    monkeypatch.setattr(period_module, "run_periods", lambda *given, **_: asked.append(given) or 0)
    monkeypatch.setenv(AT_WORK, FORMER)
    assert cli.main(["run"]) == 0
    assert asked[0][0] == [PERIOD]


def test_every_wrong_name_of_an_analyst_is_told_with_the_nearest_right_one(shown, monkeypatch):
    monkeypatch.delenv(AT_WORK, raising=False)
    section = open_section("p4", "", "external")
    block = section.block("P4.HOSPITALS")
    wrong = {
        lambda: open_section("P44", "", "external"): (SectionError, "did you mean 'p4'?"),
        lambda: open_section("p4", "2023_05", "external"): (UnknownPeriodError, "mean '2023-05'?"),
        lambda: open_section("p4", "", "extern"): (UnknownEditionError, "mean 'external'?"),
        lambda: profile.open_profile("UNMIS", "", "external"): (ValueError, "mean 'UNMISS'?"),
        lambda: section.say("{P4.HOSPITAL}"): (narrative.NarrativeError, "mean 'P4.HOSPITALS'?"),
        lambda: section.say("{HOSPITALS:nams}"): (narrative.NarrativeError, "mean 'names'?"),
        lambda: section.block("P4.CASEVACC"): (blocks.UnknownBlockError, "mean 'P4.CASEVAC'?"),
        lambda: section.has("P4.CASEVACC"): (blocks.UnknownBlockError, "mean 'P4.CASEVAC'?"),
        lambda: section.data("P4.CASEVACC"): (blocks.UnknownBlockError, "mean 'P4.CASEVAC'?"),
        lambda: section.data("P4.HOSPITALS")["misson"]: (KeyError, "mean 'mission'?"),
        lambda: section.data("P4.HOSPITALS")[["mission", "all level"]]: (
            KeyError,
            "mean 'all levels'?",
        ),
        lambda: section.data("P4.HOSPITALS").head(1)["misson"]: (KeyError, "mean 'mission'?"),
        lambda: section.data("P4.HOSPITALS").groupby("misson"): (KeyError, "mean 'mission'?"),
        lambda: section.data("P4.HOSPITALS").misson: (AttributeError, "mean 'mission'?"),
        lambda: section.tables["hospitals"]["misson"]: (KeyError, "mean 'mission'?"),
        lambda: section.tables["hospitals"].set_index("misson"): (KeyError, "mean 'mission'?"),
        lambda: section.tables["hospitls"]: (MissingTableError, "mean 'hospitals'?"),
        lambda: block.table("x", "y", grup="mission"): (SectionError, "mean 'group'?"),
        lambda: block.bars("{P4.HOSPITAL}", "y"): (
            narrative.NarrativeError,
            "mean 'P4.HOSPITALS'?",
        ),
        lambda: block.bars("x", "y", value="all level"): (ChartError, "mean 'all levels'?"),
        lambda: section.glance(p44="P4.HOSPITALS: x."): (SectionError, "mean 'p4'?"),
        lambda: section.glance(p4="P4.HOSPITALS x."): (SectionError, "p4 has no colon after"),
        lambda: section.say("In {yaer}."): (
            narrative.NarrativeError,
            "Nothing is worked out as 'yaer'; did you mean 'year'?",
        ),
    }
    for ask, (kind, told) in wrong.items():
        with pytest.raises(kind) as raised:
            ask()
        assert told in str(raised.value)
    for one in breaks.declared():
        table, _, column = one.series.partition(".")
        column = column.partition(".")[0]  # of which it may name a category
        assert not column or column in section.tables[table], "of a table, or of a column of it"


def test_a_notebook_completes_what_a_section_can_do_and_shows_its_rule(root, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(paths.CODE))
    manager, client = start_new_kernel(startup_timeout=120, kernel_name="python3")
    try:

        def answer(message, kind):
            content = client.get_shell_msg(timeout=120)
            while content["parent_header"]["msg_id"] != message:
                content = client.get_shell_msg(timeout=120)
            assert content["msg_type"] == kind
            return content["content"]

        first = "from a4p_helpers.section import open_section\n"
        first += f"section = open_section('p4', '{PERIOD}', 'external')"
        done = answer(client.execute(first), "execute_reply")
        assert done["status"] == "ok", done
        offered = answer(client.complete("section."), "complete_reply")["matches"]
        ours = {name for name in dir(sections.Section) if not name.startswith("_")}
        assert {"say", "block", "notes"} < ours
        assert ours <= {one.removeprefix("section.") for one in offered}
        client.execute("hospitals = section.block('P4.HOSPITALS')")
        offered = answer(client.complete("hospitals."), "complete_reply")["matches"]
        assert {"bars", "data", "say"} <= {one.removeprefix("hospitals.") for one in offered}
        for opened, name in (("values", "P4.HOSPITALS"), ("tables", "hospitals")):
            line = f"section.{opened}['{name[:-2]}"
            offered = answer(client.complete(line), "complete_reply")["matches"]
            assert any(name in one for one in offered), offered
        told = answer(client.inspect("section.say"), "inspect_reply")
        assert told["found"]
        text = told["data"]["text/plain"]
        assert inspect.getdoc(sections.Section.say).splitlines()[0] in text
        assert "text: str" in text, "how it is called"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
