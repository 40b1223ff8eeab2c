"""What is counted of the data themselves: answers, days, values, remarks, two numbers for one."""

from dataclasses import replace

import pytest
from frames import lines, parts, table

from a4p_helpers.contracts import TABLES
from a4p_helpers.core import periods, plan, scales
from a4p_helpers.indicators import quality
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import REGISTER
from a4p_helpers.store.processed import Remark, Reporting, Tables

PRIORITIES = [code for code, one in REGISTER.items() if one.section in plan.priorities("2023-05")]
RETURNS = {
    # Mission plans and collaboration are of priority 2, political engagement of priority 1.
    "UNMISS": {"political_engagement": "reported", "mission_plans": "nothing to report"},
    "UNDOF": {"political_engagement": "reported", "mission_plans": "not available"},
    "UNIFIL": {"political_engagement": "not available", "mission_plans": "not reported"},
    "UNMIK": {"political_engagement": "not applicable"},
    "UNTSO": {"political_engagement": "with faults", "mission_plans": "not reported"},
    "DHMOSH": {"hospitals": "reported"},
    "UNMAS": {"eo_capacity": "not reported"},
    "MINUSMA": {"political_engagement": "not reported"},
}
ABSENT = {"MINUSMA": "drawing down"}
DUE = {"UNMISS": ("2023-11-30", "2023-11-30"), "UNDOF": ("2023-11-30", "2023-12-01")}
DUE["UNTSO"] = ("2023-11-30", "")


@pytest.fixture
def answered(values):
    """Open values of a period in which the returns above came; other tables as given."""

    def opened(remarks=(), **given):
        found = values(**given).tables
        known = {name: (found.state(name), ()) for name in found}
        for who, said in RETURNS.items():
            for name, status in said.items():
                state, _ = known[name]
                answers = state.answers | {who: (status, "")}
                known[name] = replace(state, answers=answers), ()
        reporting = tuple(
            Reporting.of(
                who,
                [state for state, _ in known.values()],
                why_not=ABSENT.get(who, ""),
                due=day,
                received=came,
                days={(who, name): came for name in RETURNS[who]},
            )
            for who in RETURNS
            for day, came in [DUE.get(who, ("", ""))]
        )
        for one in remarks:
            state, others = known[one.table]
            known[one.table] = state, (*others, one)
        tables = Tables(found, known, edition=found.edition, reporting=reporting)
        return count(tables, periods.get("2023-05"))

    return opened


def test_each_answer_counts_once_by_what_it_says(answered):
    opened = answered()
    kinds = ("WITH_DATA", "NOT_AVAILABLE", "UNANSWERED", "WITH_FAULTS")
    assert [opened[f"QUALITY.{one}"].number for one in kinds] == [4, 3, 3, 1]
    share = opened["QUALITY.ANSWERED"]
    assert (share.numerator, share.denominator) == (7, 11)
    assert [opened[f"QUALITY.{one}"].number for one in ("MISSIONS", "OFFICES")] == [2, 1]


def test_a_mission_that_only_says_it_has_none_sent_no_data_and_an_absent_one_is_not_asked(answered):
    value = answered()["QUALITY.MISSIONS"]
    silent = dict.fromkeys(["UNIFIL", "UNMIK", "UNTSO"], False)
    assert parts(value.by) == {"UNMISS": True, "UNDOF": True} | silent
    assert value.over == 5 and value.by.index.name == "mission"
    assert answered()["QUALITY.OFFICES"].by.index.name == "office"


def test_a_return_is_in_time_up_to_its_day_and_one_that_never_came_is_not(answered, values):
    value = answered()["QUALITY.IN_TIME"]
    assert (value.numerator, value.denominator) == (1, 3)
    assert values()["QUALITY.IN_TIME"].status == "not reported"


def test_nothing_is_counted_where_the_day_of_an_answer_is_not_known(answered, monkeypatch):
    monkeypatch.setitem(DUE, "UNIFIL", ("2023-11-30", ""))  # it has answered, nobody knows when
    assert answered()["QUALITY.IN_TIME"].status == "not reported"


@pytest.mark.parametrize("code", ["QUALITY.MISSIONS", "QUALITY.ANSWERED", "QUALITY.UNANSWERED"])
def test_where_nobody_was_asked_there_is_no_number(code, values):
    assert values()[code].status == "not reported"


def test_a_table_reaches_the_end_of_the_period_on_its_last_day_and_later(values):
    days = {"hospitals": "2023-10-31", "crimes": "2023-10-30", "sofa": "2023-12-19"}
    days["hospital_reports"] = "2023-11-01"
    opened = values(as_of=days, **dict.fromkeys(days, "nothing to report"))
    value = opened["QUALITY.REACH"]
    assert (value.numerator, value.denominator) == (3, 4)
    assert lines(opened.exhibit("QUALITY.DAYS"))[1:] == [
        ("2023-10-30", "1 day before its end", 1, "Crimes"),
        ("2023-10-31", "the last day of the period", 1, "Hospitals"),
        ("2023-11-01", "1 day after its end", 1, TABLES["hospital_reports"].title()),
        ("2023-12-19", "49 days after its end", 1, "SOFA"),
    ]


SENT = table(
    "submitted_figures",
    "code value qualifier note",
    ("P7.COORDINATION_MECHANISMS", 6, None, "The text says six."),
    ("P4.HOSPITALS", 20, None, None),
)
MECHANISMS = table("coordination_mechanisms", "mission mechanism", ("UNMISS", "a"), ("UNDOF", "b"))


def test_values_are_told_apart_by_how_they_came_about(values):
    opened = values(submitted_figures=SENT, coordination_mechanisms=MECHANISMS)
    known = [opened[code] for code in PRIORITIES if opened[code].is_reported]
    assert opened["QUALITY.VALUES"].numerator == len(known)
    assert opened["QUALITY.VALUES"].denominator == len(PRIORITIES)
    assert opened["QUALITY.SUBMITTED"].number == 1
    assert opened["QUALITY.COMPUTED"].number == len(known) - 1
    measured = {one.indicator.result for one in known}
    assert opened["QUALITY.RESULTS"].numerator == len(measured)
    assert opened["QUALITY.RESULTS"].denominator == len(plan.results("2023-05"))
    shown = opened.exhibit("QUALITY.PRIORITIES")
    assert list(shown["as_sent"]) == [0, 0, 0, 1, 0, 0, 0]


def test_two_numbers_for_one_thing_stand_side_by_side(values):
    opened = values(submitted_figures=SENT, coordination_mechanisms=MECHANISMS)
    assert opened["QUALITY.CONFLICTS"].number == 1
    (row,) = opened.exhibit("QUALITY.CONFLICTS").to_dict("records")
    assert (row["counted"], row["sent"]) == ("2", "6")
    assert row["note"] == "The text says six."


def test_what_was_done_to_values_is_listed_and_the_source_of_a_table_is_not(answered):
    kinds = ("note", "odd", "inferred", "inferred", "corrected", "source")
    opened = answered([Remark(kind, "hospitals", "", "", f"{kind}") for kind in kinds])
    assert [opened[f"QUALITY.{one}"].number for one in ("CORRECTED", "INFERRED", "ODD")] == [
        1,
        2,
        1,
    ]
    shown = opened.exhibit("QUALITY.REMARKS")
    assert list(shown["remark"]) == ["corrected", "inferred", "inferred", "odd"]
    assert set(shown["table"]) == {"Hospitals"}


def test_a_mission_answers_a_priority_as_its_worst_table_does(answered):
    shown = answered().exhibit("QUALITY.REPORTING").set_index("mission")
    assert list(shown.columns) == ["Priority 1", "Priority 2", "answered"]
    assert list(shown["Priority 1"]) == [
        quality.ALL,
        quality.ALL,
        quality.WITHOUT_DATA,
        quality.WITHOUT_DATA,  # UNMIK, not applicable
        quality.FAULTY,
    ]
    assert list(shown["Priority 2"]) == [
        quality.ALL,
        quality.WITHOUT_DATA,
        quality.UNANSWERED,
        quality.NOT_ASKED,
        quality.UNANSWERED,
    ]
    assert list(shown["answered"]) == ["2 of 2", "2 of 2", "1 of 2", "1 of 1", "0 of 2"]
    assert set(shown.drop(columns="answered").to_numpy().flat) <= set(scales.ANSWER_SIGNS)
    assert len({sign for sign, _ in scales.ANSWER_SIGNS.values()}) == len(scales.ANSWER_SIGNS)


def test_every_table_and_indicator_of_a_priority_is_counted_in_its_row(values):
    shown = values(hospitals="nothing to report").exhibit("QUALITY.PRIORITIES")
    assert len(shown) == len(plan.priorities("2023-05"))
    assert shown["indicators"].sum() == len(PRIORITIES)
    of_the_plan = sum(one.__module__.endswith(".plan") for one in TABLES.values())
    assert shown["tables"].sum() == len(TABLES) - of_the_plan
    assert shown["with_data"].sum() == 1
    assert list(shown["with_value"]) == [0, 0, 0, sum(shown["with_value"]), 0, 0, 0]
