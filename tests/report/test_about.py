"""What is known of each indicator of the real period, and of one that follows it."""

import pytest

from a4p_helpers import prepare
from a4p_helpers.core import periods
from a4p_helpers.exhibits import narrative
from a4p_helpers.indicators.register import REGISTER
from a4p_helpers.intake import opening, receive
from a4p_helpers.report import about, annexes

PERIOD = "2023-05"


@pytest.fixture
def known(root):
    return about.of(PERIOD, "internal")


def test_every_indicator_has_an_account_under_its_code(known):
    assert len(known) == len(REGISTER)
    for one in known.values():
        assert one.definition and one.level and one.unit, one.code
        # The quality of the data is counted from all tables, and from no single one.
        assert bool(one.sources) == (one.section != "quality"), one.code
        assert one.by_period[-1] is one.value


def test_tables_reporters_and_parts_are_named(known):
    hospitals = known["P4.HOSPITALS"]
    assert [source.title for source in hospitals.sources] == ["Hospitals"]
    assert hospitals.sources[0].sent_by == "DHMOSH"
    assert hospitals.is_by_mission and ("UNMISS", "6") in hospitals.parts
    assert known["P6.MDMH_PREEMPTIVE"].parts[0][1] in ("yes", "no")
    assert ("not named", "1") in known["P3.WOMEN_HEADS"].parts
    women = known["P3.TPP_WOMEN"]
    assert not women.is_by_mission and women.parts_by == "field"
    assert women.unit_of_parts == "of the numerator"


def test_caveats_say_conflict_submission_reason_and_limit(known):
    assert any("sent eight" in one for one in known["P6.MDMH_PREEMPTIVE"].caveats)
    submitted = known["P3.CONDUCT_SESSIONS"]
    assert any("as the office sent it" in one for one in submitted.caveats)
    assert any("picture" in one for one in known["P4.EO_FOUND"].caveats)
    assert known["P4.EO_FOUND"].printed == "not reported"
    assert all(one.endswith((".", "!", "?")) for a in known.values() for one in a.caveats)


def test_of_the_period_before_only_open_data_are_known(known):
    told = {code: one for code, one in known.items() if one.section != "quality"}
    reported = {code for code, one in told.items() if one.before is not None}
    # Of deaths, those of the period's own months alone: a year so far has no equal span before it.
    of_deaths = {code for code in reported if code.startswith("P4.FATALITIES")}
    assert of_deaths and all(known[code].indicator.covers == "period" for code in of_deaths)
    kinds = {code.split("_")[0] for code in reported - of_deaths}
    assert kinds == {"P3.WOMEN", "P3.PARITY", "P4.MALICIOUS"}
    assert [period.name for period in periods.with_data()][-2:] == ["2022-11", PERIOD]


def test_the_next_period_knows_this_one(root):
    opening.write_forms("2023-11", ["DHMOSH"])
    sent = root / "hospitals.csv"
    sent.write_text("mission,level,hospitals\nUNMISS,Level 1+,7\n", encoding="utf-8")
    (receipt,) = receive.receive("2023-11", [sent], "DHMOSH")
    assert not receipt.all_faults
    prepare.ensure("2023-11", [])
    later = about.of("2023-11", "internal")
    hospitals = later["P4.HOSPITALS"]
    assert hospitals.printed == "7" and narrative.figure(hospitals.before) == "20"
    assert [value.period.name for value in hospitals.by_period][-2:] == [PERIOD, "2023-11"]
    silent = later["P4.EO_FOUND"]
    assert silent.printed == "not reported" and silent.before is None


def test_only_missions_are_counted_as_missions(known):
    assert known["P4.HOSPITALS"].over_missions == 11
    assert known["P4.HOSPITALS"].base == "11 missions"
    for code in (
        "P3.PARITY_TARGETS_MET",  # by category
        "P3.TPP_TRAININGS",  # by field
        "P4.FATALITIES_MALICIOUS_SINCE_2017",  # by year
        "QUALITY.OFFICES",  # by office
    ):
        assert (known[code].over_missions, known[code].base) == (None, ""), code


def test_a_figure_names_who_sent_it_and_one_of_a_table_its_table(known):
    sent = known["P3.CONDUCT_SESSIONS"]
    assert [source.title for source in sent.sources] == ["Submitted figures"]
    assert len(sent.sources[0].reporters) == 1
    campaign = known["P6.CAMPAIGN_MENTIONS"]
    assert [source.title for source in campaign.sources] == ["Campaign"]
    assert not any("not known here" in one for one in campaign.caveats)


def test_a_number_that_was_published_otherwise_says_so(known):
    told = annexes.with_reasons(known, annexes.reconcile(PERIOD))
    differing = told["P4.FATALITIES_MALICIOUS_SINCE_2017"]
    assert any(one.startswith("Published as 189.") for one in differing.caveats)
    assert known["P4.HOSPITALS"].caveats == told["P4.HOSPITALS"].caveats
