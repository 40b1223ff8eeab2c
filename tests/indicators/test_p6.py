"""Counting rules and exhibits of Priority 6."""

from fractions import Fraction

import pandas as pd
import pytest
from frames import lines, numbers, parts, table

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


@pytest.mark.parametrize(
    ("rows", "engagements_in_all"),
    [
        # No value before and no stated change; those of one campaign are not those of two.
        ([(400, None, None)], 400),
        ([(400, 0, None)], 400),
        ([(400, 100, None), (100, None, None)], 500),
        ([(400, None, 337), (100, 50, None)], 500),
    ],
)
def test_a_change_that_is_not_known_of_all_is_not_reported(rows, engagements_in_all, values):
    opened = values(campaign=engagements(*rows))
    codes = ("P6.CAMPAIGN_ENGAGEMENTS", "P6.CAMPAIGN_ENGAGEMENTS_CHANGE")
    assert numbers(opened, *codes) == (engagements_in_all, None)


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


ANSWERS = ("P6.MDMH_SECURITY_IMPACT", "P6.MDMH_MANDATE_IMPACT")
CHANGES = tuple(f"{code}_CHANGE" for code in ANSWERS)


@pytest.mark.parametrize(
    ("given", "answers", "changes"),
    [
        # The latest survey, and its change on the one before.
        (SURVEYS, (75, 75), (Fraction(-21, 2), Fraction(41, 10))),
        (survey((SAFETY, 2023, 0)), (0, None), (None, None)),
        (survey((SAFETY, 2022, 80), (SAFETY, 2023, 80)), (80, None), (0, None)),
    ],
)
def test_the_latest_survey_counts_and_its_change_on_the_one_before(given, answers, changes, values):
    opened = values(mdmh_survey=given)
    assert (numbers(opened, *ANSWERS), numbers(opened, *CHANGES)) == (answers, changes)
    assert opened[ANSWERS[0]].how == "as submitted"
    assert opened[CHANGES[0]].how in ("computed", "")


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
    ("HQ", "yes", "guidance"),
    ("UNMISS", "no", "rebuttal"),
    ("UNMISS", "yes", "radio"),
    ("UNMISS", "yes", "training"),
    ("MINUSCA", "no", "rebuttal"),
    ("UNDOF", "no", None),
    ("UNMOGIP", "not applicable", None),
)


def test_a_mission_counts_once_and_headquarters_not_at_all(values):
    value = values(mdmh_actions=ACTIONS)["P6.MDMH_PREEMPTIVE"]
    assert (value.number, value.over) == (1, 3)
    assert value.labels(True) == ["UNMISS"]
    assert value.labels(False) == ["MINUSCA", "UNDOF"]
    assert parts(value.by)["UNMOGIP"] is None


def test_no_mission_that_acted_ahead_is_zero_and_headquarters_speaks_for_none(values):
    value = values(mdmh_actions=actions(("UNDOF", "no", None)))["P6.MDMH_PREEMPTIVE"]
    assert (value.status, value.number, parts(value.by)) == ("reported", 0, {"UNDOF": False})
    value = values(mdmh_actions=actions(("HQ", "yes", "guidance")))["P6.MDMH_PREEMPTIVE"]
    assert value.status == "not reported"


def test_actions_are_shown_headquarters_included(values):
    late = actions(("UNMIK", "no", "rebuttal"), ("UNMIK", "no", "another"))
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
        ("UNMOGIP", "not applicable"),
    ]
