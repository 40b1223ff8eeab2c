"""Counting rules and exhibits of Priority 4."""

from fractions import Fraction

import pytest
from frames import lines, parts, table

from a4p_helpers.exhibits import narrative

# Deaths


def deaths(*rows):
    return table("fatalities", "month notification_year mission cause personnel deaths", *rows)


KILLED = "malicious act"
DEATHS = deaths(
    ("2016-12", 2017, "UNMISS", KILLED, "military", 1),
    ("2017-01", 2017, "MINUSMA", KILLED, "military", 4),
    ("2017-02", 2017, "UNAMID", "illness", "local civilian", 6),
    ("2017-03", 2017, "UNAMA", KILLED, "police", 64),
    ("2017-03", 2017, "UNSecretariat", KILLED, "other", 32),
    ("2022-12", 2023, "UNIFIL", KILLED, "military", 2),
    ("2023-03", 2023, "MONUSCO", KILLED, "military observer", 1),
    ("2023-04", 2023, "MONUSCO", KILLED, "international civilian", 2),
    ("2023-10", 2023, "UNMISS", "accident", "military", 5),
    ("2023-10", 2023, "UNSOM", "illness", "military", 128),
    ("2024-01", 2024, "UNMISS", KILLED, "military", 256),
)
YEARS = dict.fromkeys(range(2017, 2024), 0)


def test_malicious_acts_since_2017_count_by_incident_closed_missions_included(values):
    value = values(fatalities=DEATHS)["P4.FATALITIES_MALICIOUS_SINCE_2017"]
    assert value.number == 9
    assert parts(value.by) == {**YEARS, 2017: 4, 2022: 2, 2023: 3}


def test_the_same_counts_by_year_of_notification(values):
    value = values(fatalities=DEATHS)["P4.FATALITIES_MALICIOUS_NOTIFIED"]
    assert value.number == 10
    assert parts(value.by) == {**YEARS, 2017: 5, 2023: 5}


def test_the_year_of_the_period(values):
    opened = values(fatalities=DEATHS)
    assert opened["P4.FATALITIES_MALICIOUS_YEAR"].number == 3
    assert opened["P4.FATALITIES_YEAR"].number == 8
    assert opened["P4.FATALITIES_YEAR"].code == "P4.FATALITIES_2023"


@pytest.mark.parametrize(
    ("period", "year", "malicious", "all_causes", "since_2017"),
    [("2022-05", 2022, 2, 2, 6), ("2022-11", 2023, 3, 8, 9), ("2023-11", 2024, 256, 256, 265)],
)
def test_a_period_counts_the_year_in_which_it_ends(
    period, year, malicious, all_causes, since_2017, values
):
    opened = values(period, fatalities=DEATHS)
    assert opened["P4.FATALITIES_MALICIOUS_YEAR"].number == malicious
    assert opened["P4.FATALITIES_YEAR"].number == all_causes
    since = opened["P4.FATALITIES_MALICIOUS_SINCE_2017"]
    assert since.number == since_2017
    assert list(since.by.index) == list(range(2017, year + 1))


def test_shares_of_malicious_acts(values):
    opened = values(fatalities=DEATHS)
    year, first = opened["P4.MALICIOUS_SHARE_YEAR"], opened["P4.MALICIOUS_SHARE_2017"]
    assert (year.numerator, year.denominator, year.number) == (3, 8, Fraction(75, 2))
    assert (first.numerator, first.denominator, first.number) == (4, 10, 40)


def test_a_year_without_malicious_acts_is_zero_and_one_without_deaths_no_share(values):
    opened = values(fatalities=deaths(("2023-01", 2023, "UNMISS", "illness", "military", 3)))
    assert opened["P4.FATALITIES_MALICIOUS_SINCE_2017"].number == 0
    assert opened["P4.FATALITIES_MALICIOUS_YEAR"].number == 0
    assert opened["P4.MALICIOUS_SHARE_YEAR"].number == 0
    assert opened["P4.MALICIOUS_SHARE_2017"].status == "not reported"


EARLY = deaths(
    ("2018-03", 2018, "UNMISS", KILLED, "military", 3),
    ("2019-01", 2019, "UNAMA", "illness", "military", 1),
)


def test_a_year_that_the_data_do_not_reach_is_not_reported(values):
    opened = values(fatalities=EARLY)
    for code in ("P4.FATALITIES_YEAR", "P4.FATALITIES_MALICIOUS_YEAR", "P4.MALICIOUS_SHARE_YEAR"):
        assert opened[code].status == "not reported"
    for code in ("P4.FATALITIES_MALICIOUS_SINCE_2017", "P4.FATALITIES_MALICIOUS_NOTIFIED"):
        assert parts(opened[code].by) == {2017: 0, 2018: 3, 2019: 0}
    assert list(opened.exhibit("P4.FATALITY_CAUSES")["year"]) == [2017, 2018, 2019]


def test_neither_is_its_rate(values):
    deployed = strengths(("2019-01", "UNMISS", "troops", 7), ("2023-01", "UNMISS", "troops", 7))
    opened = values(fatalities=EARLY, uniformed_personnel=deployed)
    assert opened["P4.MALICIOUS_RATE_YEAR"].status == "not reported"
    assert list(opened.exhibit("P4.MALICIOUS_TREND")["year"]) == [2017, 2018, 2019]


BEFORE = deaths(("2016-12", 2016, "UNMISS", KILLED, "military", 3))


@pytest.mark.parametrize("told", [BEFORE, "nothing to report"], ids=["2016", "nothing"])
@pytest.mark.parametrize(
    "code",
    ["P4.MALICIOUS_SHARE_2017", "P4.MALICIOUS_RATE_YEAR", "P4.MALICIOUS_SHARE_YEAR"],
)
def test_no_death_since_2017_is_no_share(code, told, values):
    deployed = strengths(("2023-01", "UNMISS", "troops", 7))
    opened = values(fatalities=told, uniformed_personnel=deployed)
    assert opened[code].status == "not reported"


def strengths(*rows):
    named = "month mission category total"
    return table("uniformed_personnel", named, *rows)


def test_the_rate_is_of_uniformed_personnel_over_person_years_to_the_as_of_date(values):
    deployed = strengths(
        ("2022-12", "UNMISS", "troops", 7),
        ("2023-01", "UNMISS", "troops", 6_000),
        ("2023-01", "UNSOM", "individual police", 2_000),
        ("2023-02", "UNMISS", "troops", 5_000),
        ("2024-01", "UNMISS", "troops", 9),
    )
    given = {"fatalities": DEATHS, "uniformed_personnel": deployed}
    day = {"fatalities": "2023-11-28", "uniformed_personnel": "2023-12-31"}
    value = values(as_of=day, **given)["P4.MALICIOUS_RATE_YEAR"]
    # One death; 6,500 persons for the 332 days up to 28 November.
    assert value.number == Fraction(10_000 * 365, 6_500 * 332)
    assert value.low < value.number < value.high
    whole = values(as_of=dict.fromkeys(day, "2023-12-31"), **given)["P4.MALICIOUS_RATE_YEAR"]
    assert whole.number == Fraction(10_000, 6_500)


# Two years of equal strength, of which one has seven times the deaths of the other.
EQUAL = strengths(("2017-01", "UNMISS", "troops", 9_000), ("2023-01", "UNMISS", "troops", 9_000))
MANY, FEW = 42, 6


@pytest.mark.parametrize(
    ("then", "now", "verdict", "said"),
    [
        (MANY, FEW, "lower", "The rate was lower than that of 2017."),
        (FEW, MANY, "higher", "The rate was higher than that of 2017."),
        (FEW, FEW + 1, "no clear change", "The rate was not clearly different from that of 2017."),
    ],
)
def test_the_rate_against_2017_says_what_the_test_says(then, now, verdict, said, values):
    counted = deaths(
        ("2017-05", 2017, "UNMISS", KILLED, "military", then),
        ("2023-05", 2023, "UNMISS", KILLED, "military", now),
    )
    opened = values(
        as_of=dict.fromkeys(("fatalities", "uniformed_personnel"), "2023-12-31"),
        fatalities=counted,
        uniformed_personnel=EQUAL,
    )
    value = opened["P4.MALICIOUS_RATE_CHANGE_YEAR"]
    assert (value.number, value.verdict) == (Fraction(now, then), verdict)
    assert value.low < value.number < value.high
    assert (value.low > 1, value.high < 1) == (verdict == "higher", verdict == "lower")
    line = "The rate {P4.MALICIOUS_RATE_CHANGE_YEAR:verdict} that of 2017."
    (sentence,) = narrative.sentences(line, opened)
    assert sentence.plain == said


@pytest.mark.parametrize(
    ("counts", "trend", "step"),
    [
        ((64, 32, 16, 8, 4, 2, 1), "falling", None),
        ((1, 2, 4, 8, 16, 32, 64), "rising", None),
        ((58, 27, 23, 12, 24, 32, 7), "no clear trend", "no clear step"),
        ((40, 38, 42, 5, 4, 6, 5), "falling", "a clear step after 2019"),
    ],
)
def test_trend_and_step_over_the_years_say_what_the_tests_say(counts, trend, step, values):
    years = range(2017, 2024)
    opened = values(
        as_of=dict.fromkeys(("fatalities", "uniformed_personnel"), "2023-12-31"),
        fatalities=deaths(
            *(
                (f"{year}-05", year, "UNMISS", KILLED, "military", count)
                for year, count in zip(years, counts, strict=True)
            )
        ),
        uniformed_personnel=strengths(
            *((f"{year}-01", "UNMISS", "troops", 80_000) for year in years)
        ),
    )
    value = opened["P4.MALICIOUS_RATE_TREND"]
    assert value.verdict == trend and value.low < value.number < value.high
    assert (value.low > 1, value.high < 1) == (trend == "rising", trend == "falling")
    if step:
        assert opened["P4.MALICIOUS_RATE_STEP"].verdict == step


def test_civilians_stand_apart(values):
    opened = values(fatalities=DEATHS)
    civilians = opened["P4.CIVILIANS_MALICIOUS_YEAR"]
    assert civilians.number == 2 and civilians.low < 2 < civilians.high
    assert opened["P4.CIVILIANS_MALICIOUS_2017"].number == 0
    assert values(fatalities=EARLY)["P4.CIVILIANS_MALICIOUS_YEAR"].status == "not reported"


def test_rates_by_mission_leave_out_those_of_few_persons(values):
    deployed = strengths(
        ("2023-01", "MONUSCO", "troops", 9_000), ("2023-01", "UNFICYP", "troops", 800)
    )
    opened = values(fatalities=DEATHS, uniformed_personnel=deployed)
    shown = opened.exhibit("P4.FATALITY_RATES")
    by_mission = shown[shown["by"] == "By mission"]
    assert list(by_mission["who"]) == ["MONUSCO"]
    assert list(shown["by"].unique()) == ["By mission", "By cause", "By type of personnel"]
    assert (shown["low"] <= shown["rate"]).all() and (shown["rate"] <= shown["high"]).all()


def test_the_rate_of_a_year_without_months_is_not_reported(values):
    deployed = strengths(("2022-12", "UNMISS", "troops", 7))
    opened = values(fatalities=DEATHS, uniformed_personnel=deployed)
    assert opened["P4.MALICIOUS_RATE_YEAR"].status == "not reported"


def test_no_uniformed_person_killed_is_a_rate_of_zero(values):
    civilian = deaths(("2023-01", 2023, "UNMISS", KILLED, "local civilian", 3))
    deployed = strengths(("2023-01", "UNMISS", "troops", 7))
    opened = values(fatalities=civilian, uniformed_personnel=deployed)
    assert opened["P4.MALICIOUS_RATE_YEAR"].number == 0


def test_nobody_deployed_is_no_rate(values):
    deployed = strengths(("2023-01", "UNMISS", "troops", 0))
    opened = values(fatalities=DEATHS, uniformed_personnel=deployed)
    assert opened["P4.MALICIOUS_RATE_YEAR"].status == "not reported"


def test_causes_are_shown_by_year_with_zeros(values):
    shown = lines(values("2022-11", fatalities=DEATHS).exhibit("P4.FATALITY_CAUSES"))
    nothing = (0, 0, 0, 0, 0, 0)
    assert shown == [
        (
            "year",
            "malicious act",
            "accident",
            "illness",
            "self-inflicted",
            "to be determined",
            "unknown",
        ),
        (2017, 4, 0, 6, 0, 0, 0),
        *((year, *nothing) for year in range(2018, 2022)),
        (2022, 2, 0, 0, 0, 0, 0),
        (2023, 3, 5, 0, 0, 0, 0),
    ]


def test_the_trend_shows_deaths_and_the_rate_where_there_is_a_strength(values):
    deployed = strengths(
        ("2017-01", "UNMISS", "troops", 8), ("2023-01", "UNMISS", "troops", 20_000)
    )
    opened = values(
        as_of=dict.fromkeys(("fatalities", "uniformed_personnel"), "2023-12-31"),
        fatalities=DEATHS,
        uniformed_personnel=deployed,
    )
    shown = opened.exhibit("P4.MALICIOUS_TREND")
    assert lines(shown.drop(columns=["low", "high"])) == [
        ("year", "deaths", "uniformed", "person_years", "rate", "exact"),
        (2017, 4, 4, 8, 5_000, 5_000),
        *((year, 0, 0, None, None, None) for year in range(2018, 2022)),
        (2022, 2, 2, None, None, None),
        (2023, 3, 1, 20_000, 0.5, Fraction(1, 2)),
    ]
    assert shown["low"].notna().tolist() == shown["rate"].notna().tolist()


def test_the_rate_counts_deaths_up_to_the_day_to_which_persons_were_counted(values):
    opened = values(
        as_of={"fatalities": "2023-12-31", "uniformed_personnel": "2023-06-30"},
        fatalities=deaths(
            ("2022-09", 2022, "UNMISS", KILLED, "military", 3),
            ("2023-06", 2023, "UNMISS", KILLED, "military", 2),
            ("2023-07", 2023, "UNMISS", KILLED, "military", 1),
        ),
        uniformed_personnel=strengths(
            ("2022-01", "UNMISS", "troops", 36_500), ("2023-01", "UNMISS", "troops", 36_500)
        ),
    )
    shown = opened.exhibit("P4.MALICIOUS_TREND").set_index("year")
    assert shown.loc[2022, ["deaths", "uniformed", "person_years"]].tolist() == [3, 3, 36_500]
    assert shown.loc[2023, ["deaths", "uniformed", "person_years"]].tolist() == [3, 2, 18_100]
    assert opened["P4.FATALITIES_MALICIOUS_YEAR"].number == 3


# Hospitals

HOSPITALS = table(
    "hospitals",
    "mission level hospitals",
    ("MINUSCA", "Level 2", 2),
    ("MINUSCA", "Level 1+", 3),
    ("UNDOF", "none", 0),
    ("UNMISS", "Level 3", 1),
    ("UNTSO", "none", 0),
)
REPORTS = table(
    "hospital_reports",
    "mission reports_due reports_due_percent",
    ("MINUSCA", 4, None),
    ("UNMISS", None, 50),
    ("MONUSCO", 0, None),
)
EQUIPMENT, CONSUMABLES, STAFF = (
    "malfunctioning equipment",
    "insufficient consumables",
    "personnel shortage",
)
INTERRUPTIONS = table(
    "hospital_interruptions",
    "mission hospital cause days",
    ("UNMISS", 1, EQUIPMENT, 95),
    ("UNMISS", 1, CONSUMABLES, 277),
    ("UNMISS", 2, EQUIPMENT, 5),
    ("UNDOF", 1, STAFF, 3),
    ("MINUSCA", 1, EQUIPMENT, 7),
)


def test_hospitals_are_summed_over_levels(values):
    opened = values(hospitals=HOSPITALS)
    assert opened["P4.HOSPITALS"].number == 6
    assert parts(opened["P4.HOSPITALS"].by) == {"MINUSCA": 5, "UNDOF": 0, "UNMISS": 1, "UNTSO": 0}


def test_a_mission_without_a_hospital_is_known_as_such(values):
    value = values(hospitals=HOSPITALS)["P4.HOSPITAL_MISSIONS"]
    assert (value.number, value.over) == (2, 4)
    assert value.labels(False) == ["UNDOF", "UNTSO"]


def test_reports_due_are_summed_over_the_missions_that_gave_a_number(values):
    value = values(hospital_reports=REPORTS)["P4.HOSPITALS_REPORTING"]
    assert (value.number, value.over) == (4, 2)
    assert parts(value.by) == {"MINUSCA": 4, "UNMISS": None, "MONUSCO": 0}


def test_shares_alone_do_not_tell_the_number_of_reports(values):
    shares = table("hospital_reports", "mission reports_due_percent", ("UNMISS", 50))
    assert values(hospital_reports=shares)["P4.HOSPITALS_REPORTING"].status == "not reported"


def test_a_hospital_with_several_interruptions_counts_once(values):
    value = values(hospital_interruptions=INTERRUPTIONS)["P4.HOSPITALS_INTERRUPTED"]
    assert value.number == 4
    assert parts(value.by) == {"MINUSCA": 1, "UNDOF": 1, "UNMISS": 2}


def test_days_are_summed_by_cause(values):
    opened = values(hospital_interruptions=INTERRUPTIONS)
    equipment = opened["P4.HOSPITAL_EQUIPMENT_DAYS"]
    assert equipment.number == 107
    assert parts(equipment.by) == {"MINUSCA": 7, "UNDOF": 0, "UNMISS": 100}
    assert opened["P4.HOSPITAL_CONSUMABLES_DAYS"].number == 277


def test_a_cause_that_nobody_named_is_zero_days(values):
    short = table("hospital_interruptions", "mission hospital cause days", ("UNDOF", 1, STAFF, 3))
    opened = values(hospital_interruptions=short)
    assert opened["P4.HOSPITALS_INTERRUPTED"].number == 1
    assert opened["P4.HOSPITAL_EQUIPMENT_DAYS"].number == 0
    assert opened["P4.HOSPITAL_CONSUMABLES_DAYS"].number == 0


def test_hospitals_are_shown_with_reports_known_unknown_and_impossible(values):
    shown = values(hospitals=HOSPITALS, hospital_reports=REPORTS).exhibit("P4.HOSPITALS")
    assert lines(shown) == [
        ("mission", "Level 1+", "Level 2", "Level 2+", "Level 3", "all levels", "reports due"),
        ("MINUSCA", 3, 2, 0, 0, 5, 4),
        ("UNDOF", 0, 0, 0, 0, 0, 0),
        ("UNMISS", 0, 0, 0, 1, 1, None),
        ("UNTSO", 0, 0, 0, 0, 0, 0),
    ]


def test_interruptions_are_shown_one_by_one(values):
    shown = values(hospital_interruptions=INTERRUPTIONS).exhibit("P4.INTERRUPTIONS")
    assert lines(shown)[:4] == [
        ("mission", "hospital", "cause", "days"),
        ("UNMISS", "Hospital 1", EQUIPMENT, 95),
        ("UNMISS", "Hospital 1", CONSUMABLES, 277),
        ("UNMISS", "Hospital 2", EQUIPMENT, 5),
    ]
    assert len(shown) == 5


# Protection


def bases(*rows):
    return table("base_defence", "mission bases compliant", *rows)


def test_bases_that_meet_the_standard_are_over_all_bases(values):
    value = values(base_defence=bases(("MINUSCA", 1, 1), ("UNMISS", 5, 1), ("UNDOF", 0, 0)))[
        "P4.BASES_COMPLIANT"
    ]
    assert (value.numerator, value.denominator, value.number) == (2, 6, Fraction(100, 3))


def test_no_base_that_complies_is_zero_and_no_base_at_all_no_share(values):
    assert values(base_defence=bases(("UNMISS", 5, 0)))["P4.BASES_COMPLIANT"].number == 0
    none = values(base_defence=bases(("UNDOF", 0, 0)))["P4.BASES_COMPLIANT"]
    assert none.status == "not reported"


def test_missions_without_bases_are_not_shown_as_silent(values):
    told = bases(("UNMISS", 3, 2), ("MINUSCA", 1, 1), ("UNDOF", 0, 0))
    assert lines(values(base_defence=told).exhibit("P4.BASE_DEFENCE")) == [
        ("mission", "bases", "compliant", "share"),
        ("UNMISS", 3, 2, 200 / 3),
        ("MINUSCA", 1, 1, 100),
    ]


def test_casevac_is_shown_mission_by_capability(values):
    told = table(
        "casevac",
        "mission capability is_available",
        ("UNMISS", "by night", False),
        ("MINUSCA", "by day", True),
        ("UNMISS", "by day", True),
    )
    assert lines(values(casevac=told).exhibit("P4.CASEVAC")) == [
        ("mission", "by night", "by day"),
        ("MINUSCA", None, True),
        ("UNMISS", False, True),
    ]


# Explosive ordnance

ORDNANCE = table(
    "explosive_ordnance",
    "mission kind found neutralised",
    ("UNMISS", "mines", 9, 9),
    ("UNMISS", "improvised devices", 4, 0),
    ("MINUSCA", "improvised devices", 2, 1),
)


def test_ordnance_is_summed_over_kinds(values):
    opened = values(explosive_ordnance=ORDNANCE)
    assert opened["P4.EO_FOUND"].number == 15
    assert parts(opened["P4.EO_FOUND"].by) == {"MINUSCA": 2, "UNMISS": 13}
    assert opened["P4.EO_NEUTRALISED"].number == 10
    assert parts(opened["P4.EO_NEUTRALISED"].by) == {"MINUSCA": 1, "UNMISS": 9}


def test_ordnance_and_capacity_are_shown_row_by_row(values):
    capacity = table(
        "eo_capacity", "mission activity", ("UNMISS", "training"), ("MINUSCA", "search dogs")
    )
    opened = values(explosive_ordnance=ORDNANCE, eo_capacity=capacity)
    assert lines(opened.exhibit("P4.EO_NEUTRALISED")) == [
        ("mission", "kind", "found", "neutralised"),
        ("UNMISS", "mines", 9, 9),
        ("UNMISS", "improvised devices", 4, 0),
        ("MINUSCA", "improvised devices", 2, 1),
    ]
    assert lines(opened.exhibit("P4.EO_CAPACITY")) == [
        ("mission", "activity"),
        ("UNMISS", "training"),
        ("MINUSCA", "search dogs"),
    ]


# Crimes


def crimes(*rows):
    return table("crimes", "mission stage count", *rows)


CRIMES = crimes(
    ("MINUSMA", "cases", 6),
    ("MINUSMA", "cases investigated", 2),
    ("MINUSMA", "perpetrators identified", 3),
    ("MINUSMA", "perpetrators detained", 1),
    ("MINUSMA", "perpetrators before courts", 4),
    ("MINUSMA", "perpetrators convicted", 0),
    ("MONUSCO", "cases", 3),
    ("MONUSCO", "cases investigated", 1),
)


@pytest.mark.parametrize(
    ("code", "number", "by"),
    [
        ("P4.CASES_INVESTIGATED", 3, {"MINUSMA": 2, "MONUSCO": 1}),
        ("P4.PERPETRATORS_DETAINED", 1, {"MINUSMA": 1}),
        ("P4.PERPETRATORS_CONVICTED", 0, {"MINUSMA": 0}),
    ],
)
def test_stages_are_summed_over_mission_settings(code, number, by, values):
    value = values(crimes=CRIMES)[code]
    assert value.number == number
    assert parts(value.by) == by


@pytest.mark.parametrize(
    ("code", "numerator", "denominator"),
    [
        ("P4.CASES_INVESTIGATED_PERCENT", 3, 9),
        ("P4.PERPETRATORS_DETAINED_PERCENT", 1, 3),
        ("P4.PERPETRATORS_CONVICTED_PERCENT", 0, 4),
    ],
)
def test_shares_are_over_the_stage_before(code, numerator, denominator, values):
    value = values(crimes=CRIMES)[code]
    assert (value.numerator, value.denominator) == (numerator, denominator)
    assert value.number == Fraction(100 * numerator, denominator)


def test_a_stage_that_nobody_sent_is_not_reported(values):
    opened = values(crimes=crimes(("MONUSCO", "cases investigated", 1)))
    assert opened["P4.CASES_INVESTIGATED"].number == 1
    for code in (
        "P4.CASES_INVESTIGATED_PERCENT",
        "P4.PERPETRATORS_DETAINED",
        "P4.PERPETRATORS_DETAINED_PERCENT",
        "P4.PERPETRATORS_CONVICTED",
        "P4.PERPETRATORS_CONVICTED_PERCENT",
    ):
        assert opened[code].status == "not reported"


def test_a_share_of_no_cases_is_not_reported(values):
    opened = values(crimes=crimes(("MONUSCO", "cases", 0), ("MONUSCO", "cases investigated", 0)))
    assert opened["P4.CASES_INVESTIGATED"].number == 0
    assert opened["P4.CASES_INVESTIGATED_PERCENT"].status == "not reported"


def test_crimes_are_shown_by_mission_setting(values):
    assert lines(values(crimes=CRIMES).exhibit("P4.CRIMES")) == [
        (
            "mission",
            "cases",
            "cases investigated",
            "perpetrators identified",
            "perpetrators detained",
            "perpetrators before courts",
            "perpetrators convicted",
        ),
        ("MINUSMA", 6, 2, 3, 1, 4, 0),
        ("MONUSCO", 3, 1, None, None, None, None),
    ]


def test_stages_are_shown_in_their_course(values):
    mixed = crimes(("MONUSCO", "perpetrators convicted", 1), ("MONUSCO", "cases", 3))
    assert lines(values(crimes=mixed).exhibit("P4.CRIMES")) == [
        ("mission", "cases", "perpetrators convicted"),
        ("MONUSCO", 3, 1),
    ]


TO_THE_END = dict.fromkeys(("fatalities", "uniformed_personnel"), "2023-12-31")


def test_a_rate_is_shown_from_a_thousand_person_years_on(values):
    opened = values(
        as_of=TO_THE_END,
        fatalities=DEATHS,
        uniformed_personnel=strengths(
            ("2023-01", "UNFICYP", "troops", 999),
            ("2023-01", "UNIFIL", "troops", 1_000),
            ("2023-01", "UNDOF", "troops", 998),
            ("2023-01", "UNMISS", "troops", 1_001),
        ),
    )
    shown = opened.exhibit("P4.FATALITY_RATES")
    assert list(shown[shown["by"] == "By mission"]["who"]) == ["UNIFIL", "UNMISS"]


def test_deaths_of_a_later_year_are_shown_without_a_rate(values):
    opened = values(
        as_of={"fatalities": "2023-12-31", "uniformed_personnel": "2022-12-31"},
        fatalities=deaths(
            ("2022-09", 2022, "UNMISS", KILLED, "military", 3),
            ("2023-06", 2023, "UNMISS", KILLED, "military", 2),
        ),
        uniformed_personnel=strengths(("2022-01", "UNMISS", "troops", 36_500)),
    )
    shown = opened.exhibit("P4.MALICIOUS_TREND").set_index("year")
    assert shown.loc[2023, ["deaths", "uniformed"]].tolist() == [2, 2]
    assert shown["rate"].notna().tolist() == [year == 2022 for year in shown.index]


def in_years(years, counts, strength=9_000):
    return {
        "fatalities": deaths(
            *(
                (f"{year}-05", year, "UNMISS", KILLED, "military", count)
                for year, count in zip(years, counts, strict=True)
                if count
            )
        ),
        "uniformed_personnel": strengths(
            *((f"{year}-01", "UNMISS", "troops", strength) for year in years)
        ),
    }


def test_rates_and_their_change_are_written_with_their_decimals(values):
    given = in_years((2017, 2020, 2023), (20, 5, 11), strength=80_000)
    opened = values(as_of=TO_THE_END, **given)
    written = {
        "P4.MALICIOUS_RATE_2017": "2.5",
        "P4.MALICIOUS_RATE_YEAR": "1.4",
        "P4.MALICIOUS_RATE_CHANGE_YEAR": "0.55",
    }
    assert {code: narrative.write(opened[code], "digits") for code in written} == written


@pytest.mark.parametrize("years", [(2017, 2020), (2020, 2023)])
def test_a_change_needs_the_rates_of_both_years(years, values):
    opened = values(as_of=TO_THE_END, **in_years(years, (20, 5)))
    assert opened["P4.MALICIOUS_RATE_CHANGE_YEAR"].status == "not reported"


def test_a_step_says_how_many_times_the_rate_is_after_it(values):
    years = range(2017, 2024)
    opened = values(as_of=TO_THE_END, **in_years(years, (40, 38, 42, 5, 4, 6, 5)))
    value = opened["P4.MALICIOUS_RATE_STEP"]
    assert float(value.number) == pytest.approx((20 / 4) / (120 / 3))
    assert narrative.write(value, "digits") == "0.13"
    trend = opened["P4.MALICIOUS_RATE_TREND"]
    assert narrative.write(trend, "digits") == f"{float(trend.number):.2f}"


@pytest.mark.parametrize("code", ["P4.MALICIOUS_RATE_STEP", "P4.MALICIOUS_RATE_TREND"])
def test_too_few_years_or_none_killed_have_neither_trend_nor_step(code, values):
    few, years = in_years((2022, 2023), (3, 4)), range(2017, 2024)
    none = in_years(years, (9,) * 7)
    none["fatalities"] = none["fatalities"].assign(cause="illness")
    for given in (few, none):
        opened = values(as_of=TO_THE_END, **given)
        assert opened[code].status == "not reported"
    assert opened["P4.MALICIOUS_RATE_YEAR"].number == 0


def test_a_rate_of_nobody_before_has_no_step(values):
    years = range(2017, 2024)
    opened = values(as_of=TO_THE_END, **in_years(years, (0, 0, 0, 30, 31, 29, 30)))
    assert opened["P4.MALICIOUS_RATE_STEP"].status == "not reported"
