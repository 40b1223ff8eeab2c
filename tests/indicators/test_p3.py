"""Counting rules and exhibits of Priority 3."""

from fractions import Fraction

import pytest
from frames import lines, numbers, parts, table

from a4p_helpers.core import scales
from a4p_helpers.exhibits import narrative

PCRS, CERTIFICATES, RECOGNITION = scales.READINESS_MEASURES
TPP, PKI = scales.PROGRAMMES


# Readiness


def readiness(*rows):
    return table("readiness", "measure count of percent", *rows)


CODES = ("P3.PCRS_UNITS", "P3.READINESS_CERTIFICATES", "P3.PCC_TRAINING_RECOGNITION")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Taken over as sent, also where it is zero.
        (
            [(PCRS, None, None, 33.3), (CERTIFICATES, 4, 5, 80), (RECOGNITION, 10, None, None)],
            (Fraction(333, 10), 80, 10),
        ),
        ([(PCRS, None, None, 0), (RECOGNITION, 0, None, None)], (0, None, 0)),
        # A share that was not sent is counted from its numbers; one of none is not reported.
        ([(PCRS, 2, 3, None), (CERTIFICATES, 0, 5, None)], (Fraction(200, 3), 0, None)),
        ([(PCRS, 0, 0, None)], (None, None, None)),
        # A measure that stands in another column is not reported.
        ([(PCRS, 4, None, None), (RECOGNITION, None, None, 12)], (None, None, None)),
    ],
)
def test_readiness_is_as_sent_or_counted_from_numbers(rows, expected, values):
    opened = values(readiness=readiness(*rows))
    assert numbers(opened, *CODES) == expected
    is_counted = rows[0][1:3] == (2, 3)
    assert opened[CODES[0]].how in ("", "computed" if is_counted else "as submitted")
    assert not is_counted or (opened[CODES[0]].numerator, opened[CODES[0]].denominator) == (2, 3)


# Conduct and discipline


def test_sessions_are_summed_and_missions_need_one(values):
    sent = table(
        "conduct_training", "mission sessions", ("MINUSCA", 7), ("UNDOF", 0), ("UNMISS", 1)
    )
    opened = values(conduct_training=sent)
    assert (opened["P3.CONDUCT_SESSIONS"].number, opened["P3.CONDUCT_SESSIONS"].over) == (8, 3)
    assert (opened["P3.CONDUCT_MISSIONS"].number, opened["P3.CONDUCT_MISSIONS"].over) == (2, 3)
    assert opened["P3.CONDUCT_MISSIONS"].labels(False) == ["UNDOF"]


# Training


def trainings(*rows):
    return table("trainings", "programme field trainings participants women", *rows)


BOTH = trainings(
    (TPP, "engineering", 2, 30, 3),
    (TPP, "medical", 4, 10, 9),
    (PKI, "uniformed", None, 8, 2),
    (PKI, "civilian", None, 1, 1),
)


OF_TPP = ("P3.TPP_TRAININGS", "P3.TPP_TRAINEES", "P3.TPP_WOMEN")
OF_PKI = ("P3.PKI_TRAINED", "P3.PKI_WOMEN")


def test_each_programme_counts_its_own(values):
    """The share of women is over all participants, not the mean of the fields."""
    opened = values(trainings=BOTH)
    assert numbers(opened, *OF_TPP, *OF_PKI) == (6, 40, 30, 9, Fraction(100, 3))
    assert parts(opened["P3.TPP_TRAINEES"].by) == {"engineering": 30, "medical": 10}
    tpp, pki = opened["P3.TPP_WOMEN"], opened["P3.PKI_WOMEN"]
    assert (tpp.numerator, tpp.denominator, pki.numerator, pki.denominator) == (12, 40, 3, 9)
    assert parts(tpp.by) == {"engineering": 3, "medical": 9}


@pytest.mark.parametrize(
    ("rows", "of_tpp", "of_pki"),
    [
        # One field that leaves a number blank leaves the sum unknown: two would be the trainings
        # of one field beside the participants of both.
        (
            [(TPP, "engineering", 2, 30, 3), (TPP, "medical", None, 10, None), (PKI, "a", 1, 4, 1)],
            (None, 40, None),
            (4, 25),
        ),
        ([(TPP, "medical", None, 5, 0)], (None, 5, 0), (None, None)),
        ([(TPP, "medical", 1, 5, 0), (PKI, "civilian", 0, 0, 0)], (1, 5, 0), (0, None)),
        # A programme that sent nothing is not zero.
        ([(PKI, "medical", 1, 5, 0)], (None, None, None), (5, 0)),
        ([(TPP, "medical", 1, 5, 0)], (1, 5, 0), (None, None)),
    ],
)
def test_what_is_blank_of_a_programme_is_not_reported_and_none_is_zero(
    rows, of_tpp, of_pki, values
):
    opened = values(trainings=trainings(*rows))
    assert (numbers(opened, *OF_TPP), numbers(opened, *OF_PKI)) == (of_tpp, of_pki)


def test_courses_of_the_academy(values):
    offered = table("courses", "programme course", (PKI, "a"), (PKI, "b"), (TPP, "a"), (PKI, "c"))
    assert values(courses=offered)["P3.PKI_COURSES"].number == 3


def test_training_by_field(values):
    opened = values(
        trainings=trainings(
            (TPP, "engineering", 2, 30, 3),
            (TPP, "medical", 4, 10, None),
            (TPP, "C4ISR", None, 0, 0),
            (PKI, "civilian", 1, 4, 1),
        )
    )
    assert lines(opened.exhibit("P3.TPP")) == [
        ("field", "trainings", "participants", "women", "share"),
        ("engineering", 2, 30, 3, 10),
        ("medical", 4, 10, None, None),
        ("C4ISR", None, 0, 0, None),
    ]
    assert lines(opened.exhibit("P3.PKI_ACADEMY")) == [("field", "participants"), ("civilian", 4)]


# The parity strategy


def test_special_political_missions_count_towards_the_strategy(values):
    rows = [("UNMISS", True), ("UNDOF", False), ("UNSOM", True)]
    sent = table("ugps_actions", "mission is_implementing", *rows)
    value = values(ugps_actions=sent)["P3.UGPS_MISSIONS"]
    assert (value.number, value.over, value.labels(True)) == (2, 3, ["UNMISS", "UNSOM"])


# Senior leadership


def posts(*rows):
    return table("senior_leadership", "mission post is_uniformed gender is_acting posts", *rows)


LEADERS = posts(
    ("MINUSCA", "head", False, "woman", False, 1),
    (None, "head", False, "woman", True, 2),
    (None, "deputy head", False, "woman", False, 3),
    ("UNDOF", "head", True, "man", False, 1),
    ("UNTSO", "head", True, "woman", True, 1),
    (None, "not stated", False, "man", False, 7),
    ("UNMIK", "deputy head", True, "woman", False, 1),
)


HEADS = ("P3.WOMEN_HEADS", "P3.WOMEN_DEPUTIES", "P3.MILITARY_HEADS", "P3.WOMEN_MILITARY_HEADS")
SHARES = ("P3.WOMEN_SENIOR_LEADERSHIP", "P3.WOMEN_NON_UNIFORMED_LEADERSHIP")


def test_women_in_leadership_are_over_all_posts_acting_ones_included(values):
    opened = values(senior_leadership=LEADERS)
    assert numbers(opened, *SHARES, *HEADS) == (50, Fraction(600, 13), 4, 4, 2, 1)
    assert [(opened[one].numerator, opened[one].denominator) for one in SHARES] == [
        (8, 16),
        (6, 13),  # posts in uniform are left out
    ]


@pytest.mark.parametrize(
    ("is_uniformed", "gender", "expected"),
    [
        (True, "woman", (None, None, None, None)),
        (False, "woman", (None, None, 1, 1)),
        (True, "man", (1, 1, None, 1)),
        (False, "man", (1, 1, 1, 1)),
    ],
)
def test_a_post_that_is_not_stated_leaves_the_posts_of_its_holders_unknown(
    is_uniformed, gender, expected, values
):
    leaders = posts(
        ("UNMISS", "head", True, "woman", False, 1),
        ("UNMISS", "deputy head", False, "woman", False, 1),
        (None, "not stated", is_uniformed, gender, False, 2),
    )
    assert numbers(values(senior_leadership=leaders), *HEADS) == expected


@pytest.mark.parametrize(
    ("rows", "number", "labels"),
    [
        ([("UNDOF", "man", 1), ("UNTSO", "woman", 1)], 2, "UNDOF and UNTSO"),
        ([("UNDOF", "man", 1), (None, "man", 2)], 3, "UNDOF"),  # of an unknown mission: no name
        ([("UNDOF", "man", 1), ("UNDOF", "woman", 1)], 2, "UNDOF (2)"),  # named once
    ],
)
def test_military_heads_are_known_by_mission(rows, number, labels, values):
    heads = posts(*((who, "head", True, gender, False, n) for who, gender, n in rows))
    value = values(senior_leadership=heads)["P3.MILITARY_HEADS"]
    assert (value.number, narrative.names(value)) == (number, labels)


def test_no_woman_and_no_military_head_are_zero(values):
    civilian = posts(("UNMISS", "head", False, "woman", False, 1))
    assert values(senior_leadership=civilian)["P3.MILITARY_HEADS"].number == 0
    opened = values(senior_leadership=posts(("UNDOF", "head", True, "man", False, 1)))
    assert numbers(opened, *SHARES, *HEADS) == (0, None, 0, 0, 1, 0)


WOMAN, MAN = ("UNMISS", "head", False, "woman", False, 2), ("UNDOF", "head", True, "man", False, 1)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (LEADERS, [("not uniformed", 6, 7, 600 / 13), ("uniformed", 2, 1, 200 / 3)]),
        (posts(WOMAN), [("not uniformed", 2, 0, 100)]),
        (posts(WOMAN, MAN), [("not uniformed", 2, 0, 100), ("uniformed", 0, 1, 0)]),
    ],
)
def test_leadership_is_shown_by_status(given, shown, values):
    header = ("status", "woman", "man", "share")
    assert lines(values(senior_leadership=given).exhibit("P3.LEADERSHIP")) == [header, *shown]


# Women in uniform


def personnel(*rows):
    named = "month mission category women total men"
    full = [(*row, None if row[3] is None else row[4] - row[3]) for row in rows]
    return table("uniformed_personnel", named, *full)


PARITY = tuple(
    f"P3.WOMEN_{one}"
    for one in ("CONTINGENTS", "OBSERVERS_STAFF", "INDIVIDUAL_POLICE", "FORMED_POLICE")
)
TARGETS = (
    ("military contingents", 2023, "10", "inferred"),
    ("military observers and staff officers", 2023, "20", "published"),
    ("individual police officers", 2023, "25", "published"),
    ("formed police units", 2023, "", "unknown"),
)


def test_the_year_is_the_mean_of_monthly_shares_over_all_missions(values, targets):
    targets(*TARGETS)
    strengths = personnel(
        ("2022-12", "UNMISS", "troops", 90, 100),
        ("2023-01", "UNMISS", "troops", 5, 100),
        ("2023-01", "UNSOM", "troops", 5, 100),
        ("2023-02", "UNMISS", "troops", 1, 3),
        ("2023-02", "UNMISS", "individual police", 3, 3),
    )
    value = values(uniformed_personnel=strengths)["P3.WOMEN_CONTINGENTS"]
    assert value.number == (Fraction(5) + Fraction(100, 3)) / 2
    assert (value.target, value.target_status) == (10, "inferred")
    assert value.how == "computed"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # A month without all sexes, or of nobody, is left out; one of one person has a share.
        (
            [
                ("2023-01", "UNMISS", "troops", 10, 100),
                ("2023-02", "UNMISS", "troops", 50, 100),
                ("2023-02", "UNDOF", "troops", None, 100),
                ("2023-03", "UNMISS", "troops", None, 100),
            ],
            (10, None, None, None),
        ),
        (
            [
                ("2023-01", "UNMISS", "formed police units", 0, 0),
                ("2023-02", "UNMISS", "formed police units", 1, 10),
            ],
            (None, None, None, 10),
        ),
        ([("2023-01", "UNMISS", "formed police units", 1, 1)], (None, None, None, 100)),
        # So is one that mixes staff officers into troops.
        (
            [
                ("2023-01", "UNMISS", "troops and staff officers", 80, 100),
                ("2023-01", "UNMISS", "experts on mission", 80, 100),
                ("2023-02", "UNMISS", "troops", 10, 100),
                ("2023-02", "UNMISS", "experts on mission", 10, 40),
                ("2023-02", "UNMISS", "staff officers", 30, 60),
                ("2023-03", "UNMISS", "troops", 90, 100),
                ("2023-03", "UNDOF", "troops and staff officers", 1, 100),
            ],
            (10, 40, None, None),
        ),
        # Police are counted by kind.
        (
            [
                ("2023-01", "UNMISS", "individual police", 0, 7),
                ("2023-01", "UNMISS", "formed police units", 3, 6),
                ("2023-01", "UNMISS", "troops", 7, 7),
            ],
            (100, None, 0, 50),
        ),
        # A year without months is not reported.
        ([("2022-12", "UNMISS", "troops", 90, 100)], (None, None, None, None)),
    ],
)
def test_shares_of_women_by_category(rows, expected, values):
    opened = values(uniformed_personnel=personnel(*rows))
    assert numbers(opened, *PARITY) == expected


def test_a_period_that_ends_in_april_counts_the_year_of_april(values, targets):
    targets(*TARGETS, ("military contingents", 2022, "9", "published"))
    strengths = personnel(
        ("2022-11", "UNMISS", "troops", 90, 100), ("2023-04", "UNMISS", "troops", 10, 100)
    )
    value = values("2022-11", uniformed_personnel=strengths)["P3.WOMEN_CONTINGENTS"]
    assert (value.number, value.target) == (10, 10)
    earlier = values("2022-05", uniformed_personnel=strengths)["P3.WOMEN_CONTINGENTS"]
    assert (earlier.number, earlier.target, earlier.target_status) == (90, 9, "published")


def test_a_share_without_a_target_stands_alone(values, targets):
    targets(("formed police units", 2023, "", "unknown"), ("military contingents", 2028, "15", ""))
    strengths = personnel(
        ("2023-01", "UNMISS", "formed police units", 1, 10), ("2023-01", "UNMISS", "troops", 1, 10)
    )
    opened = values(uniformed_personnel=strengths)
    for code in ("P3.WOMEN_FORMED_POLICE", "P3.WOMEN_CONTINGENTS"):
        assert (opened[code].number, opened[code].target) == (10, None)
        assert opened[code].target_status == ("unknown" if "FORMED" in code else "")


YEAR_BEFORE = [("military contingents", 2022, "9", "published")]
EXACTLY = personnel(
    ("2023-01", "UNMISS", "troops", 1, 10),
    ("2023-01", "UNMISS", "experts on mission", 29_999, 150_000),
    ("2023-01", "UNMISS", "individual police", 26, 100),
    ("2023-01", "UNMISS", "formed police units", 9, 10),
)


def test_a_target_is_met_from_its_exact_value(values, targets):
    targets(*TARGETS)
    value = values(uniformed_personnel=EXACTLY)["P3.PARITY_TARGETS_MET"]
    assert (value.number, value.over) == (2, 3)
    assert value.labels(True) == ["military contingents", "individual police officers"]
    assert value.labels(False) == ["military observers and staff officers"]


@pytest.mark.parametrize(
    ("goals", "rows", "number", "by"),
    [
        # A category without share or target is left out; where that is all, nothing is reported.
        (
            TARGETS[:2],
            [("2023-01", "troops", 0, 10), ("2023-01", "individual police", 9, 10)],
            0,
            {"military contingents": False},
        ),
        (YEAR_BEFORE, [("2022-12", "troops", 1, 10)], None, None),
        (YEAR_BEFORE, [("2023-01", "troops", 1, 10)], None, None),
    ],
)
def test_targets_met_are_counted_where_there_is_share_and_target(
    goals, rows, number, by, values, targets
):
    targets(*goals)
    strengths = personnel(*((month, "UNMISS", *row) for month, *row in rows))
    value = values(uniformed_personnel=strengths)["P3.PARITY_TARGETS_MET"]
    assert value.number == number and value.is_reported == (number is not None)
    assert value.by is None if by is None else parts(value.by) == by


def test_parity_shows_every_category_of_the_strategy(values, targets):
    targets(*TARGETS)
    strengths = personnel(
        ("2023-01", "UNMISS", "troops", 1, 3), ("2023-01", "UNMISS", "formed police units", 1, 4)
    )
    shown = values(uniformed_personnel=strengths).exhibit("P3.UGPS")
    assert lines(shown) == [
        ("category", "share", "exact", "target", "target_status"),
        ("military contingents", 100 / 3, Fraction(100, 3), 10, "inferred"),
        ("military observers and staff officers", None, None, 20, "published"),
        ("individual police officers", None, None, 25, "published"),
        ("formed police units", 25, 25, None, "unknown"),
        ("justice and corrections personnel", None, None, None, "unknown"),
    ]


# Pledges

PLEDGES = table(
    "pledges",
    "ministerial member_state kind status",
    ("Accra 2023", "C", "unit", "withdrawn"),
    ("Accra 2023", "A", "unit", "registered"),
    ("Accra 2023", "B", "unit", "deployed"),
    ("Accra 2023", "B", "training", "announced"),
    ("Seoul 2021", "A", "unit", "deployed"),
)


def test_pledges_deployed(values):
    assert values(pledges=PLEDGES)["P3.PLEDGES_DEPLOYED"].number == 2
    announced = table("pledges", "member_state status", ("A", "announced"))
    assert values(pledges=announced)["P3.PLEDGES_DEPLOYED"].number == 0


def test_pledges_are_shown_in_the_order_of_their_course(values):
    assert lines(values(pledges=PLEDGES).exhibit("P3.PLEDGES")) == [
        ("ministerial", "announced", "registered", "deployed", "withdrawn"),
        ("Accra 2023", 1, 1, 1, 1),
        ("Seoul 2021", 0, 0, 1, 0),
    ]


def yearly(shares):
    """Return troops of whom so many of 1,000 are women in each month of a year."""
    return personnel(
        *(
            (f"{year}-{month:02}", "UNMISS", "troops", women, 1_000)
            for year, women in shares.items()
            for month in (1, 12)
        )
    )


GOALS = (
    ("military contingents", 2023, "10", "inferred"),
    ("military contingents", 2028, "15", "published"),
)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({2018: 40, 2023: 71}, "would be reached in 2039, 11 years late"),
        ({2018: 71, 2023: 40}, "is moving away"),
        ({2018: 40, 2023: 120}, "would be reached in 2026, in time"),
    ],
)
def test_the_pace_of_military_contingents_is_told_against_2028(shares, said, values, targets):
    targets(*GOALS)
    opened = values(uniformed_personnel=yearly(shares))
    value = opened["P3.WOMEN_CONTINGENTS_PACE"]
    first, last = shares.values()
    assert value.number == Fraction(12 * (last - first), 10 * 71)
    assert value.verdict == f"the target of 15 per cent for 2028 {said}"
    (row,) = opened.exhibit("P3.UGPS_PACE").to_dict("records")
    assert (row["baseline"], row["now"], row["arrival"]) == (first / 10, last / 10, said)
    assert (row["milestone"], row["target"]) == ("10 (inferred)", "15 (published), for 2028")
    assert row["distance"] == pytest.approx(15 - last / 10)


def test_months_of_a_break_are_gaps(values):
    shown = values(uniformed_personnel=yearly({2018: 40, 2023: 71})).exhibit("P3.UGPS_MONTHS")
    known = shown.set_index("month")["military contingents"].dropna()
    assert known.to_dict() == {"2018-01": 4, "2018-12": 4, "2023-01": 7.1, "2023-12": 7.1}
    assert len(shown) == 72


def test_parity_is_written_with_one_decimal_and_categories_are_whole(values, targets):
    targets(*TARGETS)
    opened = values(uniformed_personnel=EXACTLY)
    assert narrative.write(opened["P3.WOMEN_CONTINGENTS"]) == "10.0 per cent"
    assert narrative.write(opened["P3.PARITY_TARGETS_MET"]) == "two"
    thousands = personnel(("2023-01", "UNMISS", "troops", 64, 1_000))
    assert narrative.write(values(uniformed_personnel=thousands)["P3.WOMEN_CONTINGENTS"]) == (
        "6.4 per cent"
    )


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (("published", "published"), "published"),
        (("inferred", "inferred"), "inferred"),
        (("inferred", "published"), "partly inferred"),
    ],
)
def test_targets_met_are_as_sure_as_the_targets(kinds, told, values, targets):
    targets(
        ("military contingents", 2023, "10", kinds[0]),
        ("individual police officers", 2023, "25", kinds[1]),
    )
    value = values(uniformed_personnel=EXACTLY)["P3.PARITY_TARGETS_MET"]
    assert value.target_status == told


def test_months_without_any_share_show_nothing(values):
    unknown = personnel(
        ("2018-01", "UNMISS", "troops", None, 10), ("2018-02", "UNMISS", "troops", None, 10)
    )
    assert values(uniformed_personnel=unknown).exhibit("P3.UGPS_MONTHS").empty


def test_beyond_a_target_there_is_no_distance(values, targets):
    targets(*GOALS)
    opened = values(uniformed_personnel=yearly({2018: 40, 2023: 160}))
    (row,) = opened.exhibit("P3.UGPS_PACE").to_dict("records")
    assert (row["distance"], row["arrival"]) == (0, "has been reached")


def test_pace_is_measured_against_the_last_target_of_its_own_category(values, targets):
    targets(
        ("military observers and staff officers", 2028, "30", "published"),
        ("military contingents", 2028, "15", "published"),
        ("military contingents", 2029, "", "unknown"),
        ("individual police officers", 2030, "40", "published"),
    )
    strengths = yearly({2018: 40, 2023: 71})
    opened = values(uniformed_personnel=strengths)
    (row,) = opened.exhibit("P3.UGPS_PACE").to_dict("records")
    assert row["category"] == "military contingents"
    assert (row["milestone"], row["target"]) == ("unknown", "15 (published), for 2028")


@pytest.mark.parametrize(
    ("goals", "shares"),
    [
        ([("individual police officers", 2028, "30", "published")], {2018: 40, 2023: 71}),
        (GOALS, {2023: 71}),
        (GOALS, {2018: 40, 2022: 71}),  # none in the year
    ],
)
def test_no_target_or_no_shares_is_no_pace(goals, shares, values, targets):
    targets(*goals)
    opened = values(uniformed_personnel=yearly(shares))
    assert opened.exhibit("P3.UGPS_PACE").empty
    is_known = 2023 not in shares
    assert (opened["P3.WOMEN_CONTINGENTS_PACE"].status == "reported") == is_known


def test_pace_goes_on_after_a_category_that_has_none(values, targets):
    targets(*GOALS, ("individual police officers", 2028, "30", "published"))
    police = personnel(
        *((f"{year}-01", "UNMISS", "individual police", year - 2010, 100) for year in (2018, 2023))
    )
    shown = values(uniformed_personnel=police).exhibit("P3.UGPS_PACE")
    assert list(shown["category"]) == ["individual police officers"]


# Data and technology


def test_a_measure_counts_over_the_missions_that_told_of_it(values):
    plan, network = scales.TECHNOLOGY_PLAN, scales.NETWORK
    rows = [("UNDOF", plan, True), ("UNISFA", plan, False), ("UNMISS", network, True)]
    opened = values(technology=table("technology", "mission measure is_in_place", *rows))
    plans = opened["P3.TECHNOLOGY_PLANS"]
    assert (plans.labels(True), plans.labels(False), plans.over) == (["UNDOF"], ["UNISFA"], 2)
    assert opened["P3.TECHNOLOGY_NETWORK"].labels(True) == ["UNMISS"]
    assert opened["P3.DATA_RULES"].status == "not reported"
    shown = opened.exhibit("P3.TECHNOLOGY").set_index("mission")
    assert list(shown.columns) == list(scales.DIGITAL_MEASURES)
    assert not shown.loc["UNISFA", plan] and shown[scales.DATA_RULES].isna().all()


@pytest.mark.parametrize(("women", "share"), [(4, 25), (None, None)])
def test_women_trained_in_data_are_a_share_where_all_audiences_give_them(women, share, values):
    first, second, _ = scales.DATA_AUDIENCES
    rows = [(first, 20, 2), (second, 4, women)]
    opened = values(data_training=table("data_training", "audience participants women", *rows))
    assert numbers(opened, "P3.DATA_TRAINED", "P3.DATA_TRAINED_WOMEN") == (24, share)


def test_a_woman_who_heads_a_mission_that_was_not_named_counts(values):
    named = "mission post is_uniformed gender posts"
    rows = [("MINUSCA", "head", False, "woman", 1), (None, "head", False, "woman", 1)]
    value = values(senior_leadership=table("senior_leadership", named, *rows))["P3.WOMEN_HEADS"]
    assert value.number == 2 and narrative.names(value) == "MINUSCA"
