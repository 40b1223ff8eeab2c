"""Counting rules and exhibits of Priority 6."""

from fractions import Fraction

import pandas as pd
import pytest
from frames import lines, parts, table

from a4p_helpers.core import scales

SAFETY, MANDATE = scales.QUESTIONS

# The campaign


def campaign(*rows):
    named = "campaign measure value previous_value change_percent"
    return table("campaign", named, *rows)


def test_reach_is_taken_over_by_measure(values):
    sent = campaign(
        ("Peace", "mentions", 27_000, None, None),
        ("Service", "mentions", 3, None, None),
        ("Peace", "users", 0, None, None),
    )
    opened = values(campaign=sent)
    mentions, users = opened["P6.CAMPAIGN_MENTIONS"], opened["P6.CAMPAIGN_USERS"]
    # Two are added up, which nobody sent.
    assert (mentions.number, mentions.how) == (27_003, "computed")
    assert parts(mentions.by) == {"Peace": 27_000, "Service": 3}
    assert (users.status, users.number, users.how) == ("reported", 0, "as submitted")
    for code in ("P6.CAMPAIGN_ENGAGEMENTS", "P6.CAMPAIGN_ENGAGEMENTS_CHANGE"):
        assert opened[code].status == "not reported"


def test_users_of_two_campaigns_are_not_added_up(values):
    both = campaign(("Peace", "users", 9, None, None), ("Service", "users", 3, None, None))
    opened = values(campaign=both)
    assert opened["P6.CAMPAIGN_USERS"].status == "not reported"
    assert [row[:2] for row in lines(opened.exhibit("P6.CAMPAIGN"))[1:]] == [
        ("users, Peace", 9),
        ("users, Service", 3),
    ]


def engagements(*rows):
    return campaign(*((f"campaign {at}", "engagements", *row) for at, row in enumerate(rows)))


@pytest.mark.parametrize(
    ("rows", "number", "how"),
    [
        ([(400, 300, 99)], Fraction(100, 3), "computed"),
        ([(150, 300, None)], -50, "computed"),
        ([(300, 300, None)], 0, "computed"),
        ([(4, 1, 99)], 300, "computed"),
        ([(400, 100, None), (100, 100, None)], 150, "computed"),
        ([(400, None, 337.5)], Fraction(675, 2), "as submitted"),
        ([(400, 0, 337)], 337, "as submitted"),
    ],
)
def test_the_change_is_computed_where_the_value_before_is_known(rows, number, how, values):
    value = values(campaign=engagements(*rows))["P6.CAMPAIGN_ENGAGEMENTS_CHANGE"]
    assert (value.number, value.how) == (number, how)


@pytest.mark.parametrize("before", [None, 0])
def test_no_value_before_and_no_stated_change_is_not_reported(before, values):
    opened = values(campaign=engagements((400, before, None)))
    assert opened["P6.CAMPAIGN_ENGAGEMENTS"].number == 400
    assert opened["P6.CAMPAIGN_ENGAGEMENTS_CHANGE"].status == "not reported"


def test_the_value_before_of_one_campaign_is_not_that_of_two(values):
    opened = values(campaign=engagements((400, 100, None), (100, None, None)))
    assert opened["P6.CAMPAIGN_ENGAGEMENTS_CHANGE"].status == "not reported"


def test_the_change_of_one_campaign_is_not_that_of_two(values):
    value = values(campaign=engagements((400, None, 337), (100, 50, None)))[
        "P6.CAMPAIGN_ENGAGEMENTS_CHANGE"
    ]
    assert value.status == "not reported"


def test_reach_is_shown_measure_by_measure(values):
    sent = campaign(("Peace", "users", 7, None, None), ("Peace", "engagements", 9, 3, 200))
    assert lines(values(campaign=sent).exhibit("P6.CAMPAIGN")) == [
        ("measure", "value", "previous_value", "change_percent"),
        ("users", 7, None, None),
        ("engagements", 9, 3, 200),
    ]


# The survey


def survey(*rows):
    return table("mdmh_survey", "question year percent", *rows)


SURVEYS = survey(
    (MANDATE, 2023, 75),
    (MANDATE, 2022, 70.9),
    (SAFETY, 2021, 99),
    (SAFETY, 2023, 75),
    (SAFETY, 2022, 85.5),
)


@pytest.mark.parametrize(
    ("code", "number", "how"),
    [
        ("P6.MDMH_SECURITY_IMPACT", 75, "as submitted"),
        ("P6.MDMH_SECURITY_IMPACT_CHANGE", Fraction(-21, 2), "computed"),
        ("P6.MDMH_MANDATE_IMPACT", 75, "as submitted"),
        ("P6.MDMH_MANDATE_IMPACT_CHANGE", Fraction(41, 10), "computed"),
    ],
)
def test_the_latest_survey_counts_and_its_change_on_the_one_before(code, number, how, values):
    value = values(mdmh_survey=SURVEYS)[code]
    assert (value.number, value.how) == (number, how)


def test_one_survey_has_no_change_and_another_question_no_answer(values):
    opened = values(mdmh_survey=survey((SAFETY, 2023, 0)))
    assert opened["P6.MDMH_SECURITY_IMPACT"].number == 0
    assert opened["P6.MDMH_SECURITY_IMPACT_CHANGE"].status == "not reported"
    assert opened["P6.MDMH_MANDATE_IMPACT"].status == "not reported"
    assert opened["P6.MDMH_MANDATE_IMPACT_CHANGE"].status == "not reported"


def test_two_surveys_alike_are_no_change(values):
    same = survey((SAFETY, 2022, 80), (SAFETY, 2023, 80))
    assert values(mdmh_survey=same)["P6.MDMH_SECURITY_IMPACT_CHANGE"].number == 0


def test_the_survey_is_shown_by_question_and_year(values):
    assert lines(values(mdmh_survey=SURVEYS).exhibit("P6.MDMH_SURVEY")) == [
        ("question", "2021", "2022", "2023"),
        (SAFETY, 99, 85.5, 75),
        (MANDATE, None, 70.9, 75),
    ]
    one = survey((MANDATE, 2023, 75))
    assert lines(values(mdmh_survey=one).exhibit("P6.MDMH_SURVEY")) == [
        ("question", "2023"),
        (MANDATE, 75),
    ]


# Action ahead of harmful information


def actions(*rows):
    return table("mdmh_actions", "mission is_preemptive action", *rows)


ACTIONS = actions(
    ("HQ", True, "guidance"),
    ("UNMISS", False, "rebuttal"),
    ("UNMISS", True, "radio"),
    ("UNMISS", True, "training"),
    ("MINUSCA", False, "rebuttal"),
    ("UNDOF", False, None),
)


def test_a_mission_counts_once_and_headquarters_not_at_all(values):
    value = values(mdmh_actions=ACTIONS)["P6.MDMH_PREEMPTIVE"]
    assert (value.number, value.over) == (1, 3)
    assert value.labels(True) == ["UNMISS"]
    assert value.labels(False) == ["MINUSCA", "UNDOF"]


def test_no_mission_that_acted_ahead_is_zero(values):
    value = values(mdmh_actions=actions(("UNDOF", False, None)))["P6.MDMH_PREEMPTIVE"]
    assert (value.status, value.number, parts(value.by)) == ("reported", 0, {"UNDOF": False})


def test_headquarters_alone_does_not_speak_for_missions(values):
    value = values(mdmh_actions=actions(("HQ", True, "guidance")))["P6.MDMH_PREEMPTIVE"]
    assert value.status == "not reported"


def test_actions_are_shown_headquarters_included(values):
    late = actions(("UNMIK", False, "rebuttal"), ("UNMIK", False, "another"))
    sent = pd.concat([late, ACTIONS], ignore_index=True)
    # The text says of missions without any that none was reported, so they have none here.
    assert lines(values(mdmh_actions=sent).exhibit("P6.MDMH_ACTIONS")) == [
        ("mission", "action"),
        ("UNMIK", None),
        ("HQ", "guidance"),
        ("UNMISS", "radio"),
        ("UNMISS", "training"),
        ("MINUSCA", None),
        ("UNDOF", None),
    ]
