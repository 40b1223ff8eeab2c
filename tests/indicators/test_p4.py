"""Counting rules and exhibits of Priority 4."""

from fractions import Fraction

import pytest
from frames import lines, numbers, parts, table

from a4p_helpers.core import scales
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.sentences import sentences

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


def test_malicious_acts_since_2017_count_by_incident_or_notification(values):
    """Closed missions are included, political ones and the Secretariat are not."""
    opened = values(fatalities=DEATHS)
    incident, notified = (
        opened[f"P4.FATALITIES_MALICIOUS_{one}"] for one in ("SINCE_2017", "NOTIFIED")
    )
    assert (incident.number, notified.number) == (9, 10)
    assert parts(incident.by) == {**YEARS, 2017: 4, 2022: 2, 2023: 3}
    assert parts(notified.by) == {**YEARS, 2017: 5, 2023: 5}


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
    of_the_year = ("P4.FATALITIES_MALICIOUS_YEAR", "P4.MALICIOUS_SHARE_YEAR")
    since_2017 = ("P4.FATALITIES_MALICIOUS_SINCE_2017", "P4.MALICIOUS_SHARE_2017")
    assert numbers(opened, *of_the_year, *since_2017) == (0, 0, 0, None)


EARLY = deaths(
    ("2018-03", 2018, "UNMISS", KILLED, "military", 3),
    ("2019-01", 2019, "UNAMA", "illness", "military", 1),
)


def test_a_year_that_the_data_do_not_reach_is_not_reported(values):
    deployed = strengths(("2019-01", "UNMISS", "troops", 7), ("2023-01", "UNMISS", "troops", 7))
    opened = values(fatalities=EARLY, uniformed_personnel=deployed)
    of_the_year = ("FATALITIES", "FATALITIES_MALICIOUS", "MALICIOUS_SHARE", "MALICIOUS_RATE")
    codes = [f"P4.{one}_YEAR" for one in (*of_the_year, "CIVILIANS_MALICIOUS")]
    assert set(numbers(opened, *codes)) == {None}
    for code in ("P4.FATALITIES_MALICIOUS_SINCE_2017", "P4.FATALITIES_MALICIOUS_NOTIFIED"):
        assert parts(opened[code].by) == {2017: 0, 2018: 3, 2019: 0}
    for block in ("P4.FATALITY_CAUSES", "P4.MALICIOUS_TREND"):
        assert list(opened.exhibit(block)["year"]) == [2017, 2018, 2019]


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


TO_THE_END = dict.fromkeys(("fatalities", "uniformed_personnel"), "2023-12-31")


@pytest.fixture
def in_years(values):
    """Open values of so many killed in some years, of one strength: `in_years({2017: 4})`."""

    def opened(killed, strength=9_000, cause=KILLED):
        rows = [
            (f"{year}-05", year, "UNMISS", cause, "military", count)
            for year, count in killed.items()
            if count
        ]
        deployed = [(f"{year}-01", "UNMISS", "troops", strength) for year in killed]
        return values(
            as_of=TO_THE_END, fatalities=deaths(*rows), uniformed_personnel=strengths(*deployed)
        )

    return opened


def since_2017(*counts):
    return dict(zip(range(2017, 2024), counts, strict=True))


# Two years of equal strength, of which one has seven times the deaths of the other.
MANY, FEW = 42, 6


@pytest.mark.parametrize(
    ("then", "now", "verdict", "said"),
    [
        (MANY, FEW, "lower", "The rate was lower than that of 2017."),
        (FEW, MANY, "higher", "The rate was higher than that of 2017."),
        (FEW, FEW + 1, "no clear change", "The rate was not clearly different from that of 2017."),
    ],
)
def test_the_rate_against_2017_says_what_the_test_says(then, now, verdict, said, in_years):
    opened = in_years({2017: then, 2023: now})
    value = opened["P4.MALICIOUS_RATE_CHANGE_YEAR"]
    assert (value.number, value.verdict) == (Fraction(now, then), verdict)
    assert value.low < value.number < value.high
    assert (value.low > 1, value.high < 1) == (verdict == "higher", verdict == "lower")
    line = "The rate {P4.MALICIOUS_RATE_CHANGE_YEAR:verdict} that of 2017."
    (sentence,) = sentences(line, opened.__getitem__)
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
def test_trend_and_step_over_the_years_say_what_the_tests_say(counts, trend, step, in_years):
    opened = in_years(since_2017(*counts), strength=80_000)
    value = opened["P4.MALICIOUS_RATE_TREND"]
    assert value.verdict == trend and value.low < value.number < value.high
    assert (value.low > 1, value.high < 1) == (trend == "rising", trend == "falling")
    assert narrative.write(value) == f"{float(value.number):.2f}"
    if step:
        assert opened["P4.MALICIOUS_RATE_STEP"].verdict == step


def test_a_step_says_how_many_times_the_rate_is_after_it(in_years):
    value = in_years(since_2017(40, 38, 42, 5, 4, 6, 5))["P4.MALICIOUS_RATE_STEP"]
    assert float(value.number) == pytest.approx((20 / 4) / (120 / 3))
    assert narrative.write(value) == "0.13"


@pytest.mark.parametrize(
    ("killed", "cause", "expected"),
    [
        # A change needs the rates of both years; trend and step need more years than two.
        ({2017: 20, 2020: 5}, KILLED, (None, None, None)),
        ({2022: 3, 2023: 4}, KILLED, (None, None, None)),
        (since_2017(*(9,) * 7), "illness", (None, None, None)),
    ],
)
def test_too_few_years_or_none_killed_have_neither_change_nor_trend_nor_step(
    killed, cause, expected, in_years
):
    opened = in_years(killed, cause=cause)
    codes = [f"P4.MALICIOUS_RATE_{one}" for one in ("CHANGE_YEAR", "TREND", "STEP")]
    assert numbers(opened, *codes) == expected
    assert cause == KILLED or opened["P4.MALICIOUS_RATE_YEAR"].number == 0


def test_a_rate_of_nobody_before_has_no_step(in_years):
    opened = in_years(since_2017(0, 0, 0, 30, 31, 29, 30))
    assert opened["P4.MALICIOUS_RATE_STEP"].status == "not reported"


def test_rates_and_their_change_are_written_with_their_decimals(in_years):
    opened = in_years({2017: 20, 2020: 5, 2023: 11}, strength=80_000)
    written = {
        "P4.MALICIOUS_RATE_2017": "2.5",
        "P4.MALICIOUS_RATE_YEAR": "1.4",
        "P4.MALICIOUS_RATE_CHANGE_YEAR": "0.55",
    }
    assert {code: narrative.write(opened[code]) for code in written} == written


def test_civilians_stand_apart(values):
    opened = values(fatalities=DEATHS)
    civilians = opened["P4.CIVILIANS_MALICIOUS_YEAR"]
    assert civilians.number == 2 and civilians.low < 2 < civilians.high
    assert opened["P4.CIVILIANS_MALICIOUS_2017"].number == 0


def test_rates_are_shown_by_mission_from_a_thousand_person_years_on(values):
    strength = {"UNFICYP": 999, "UNIFIL": 1_000, "UNDOF": 998, "UNMISS": 1_001}
    deployed = strengths(*(("2023-01", one, "troops", of) for one, of in strength.items()))
    opened = values(as_of=TO_THE_END, fatalities=DEATHS, uniformed_personnel=deployed)
    shown = opened.exhibit("P4.FATALITY_RATES")
    assert list(shown[shown["by"] == "By mission"]["who"]) == ["UNIFIL", "UNMISS"]
    assert list(shown["by"].unique()) == ["By mission", "By cause", "By type of personnel"]
    assert (shown["low"] <= shown["rate"]).all() and (shown["rate"] <= shown["high"]).all()


@pytest.mark.parametrize(
    ("given", "month", "strength", "rate"),
    [
        (DEATHS, "2022-12", 7, None),  # a year without months
        (DEATHS, "2023-01", 0, None),  # nobody deployed
        (deaths(("2023-01", 2023, "UNMISS", KILLED, "local civilian", 3)), "2023-01", 7, 0),
    ],
)
def test_a_rate_needs_persons_deployed_and_may_be_zero(given, month, strength, rate, values):
    deployed = strengths((month, "UNMISS", "troops", strength))
    opened = values(fatalities=given, uniformed_personnel=deployed)
    assert numbers(opened, "P4.MALICIOUS_RATE_YEAR") == (rate,)


def test_causes_are_shown_by_year_with_zeros(values):
    shown = lines(values("2022-11", fatalities=DEATHS).exhibit("P4.FATALITY_CAUSES"))
    nothing = (0, 0, 0, 0, 0, 0)
    assert shown == [
        ("year", *scales.CAUSES),
        (2017, 4, 0, 6, 0, 0, 0),
        *((year, *nothing) for year in range(2018, 2022)),
        (2022, 2, 0, 0, 0, 0, 0),
        (2023, 3, 5, 0, 0, 0, 0),
    ]


def test_the_trend_shows_deaths_and_the_rate_where_there_is_a_strength(values):
    deployed = strengths(
        ("2017-01", "UNMISS", "troops", 8), ("2023-01", "UNMISS", "troops", 20_000)
    )
    opened = values(as_of=TO_THE_END, fatalities=DEATHS, uniformed_personnel=deployed)
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


def test_hospitals_are_summed_over_levels_and_none_is_known_as_none(values):
    opened = values(hospitals=HOSPITALS)
    by_mission = {"MINUSCA": 5, "UNDOF": 0, "UNMISS": 1, "UNTSO": 0}
    assert (opened["P4.HOSPITALS"].number, parts(opened["P4.HOSPITALS"].by)) == (6, by_mission)
    missions = opened["P4.HOSPITAL_MISSIONS"]
    assert (missions.number, missions.over) == (2, 4)
    assert missions.labels(False) == ["UNDOF", "UNTSO"]


def test_reports_due_are_summed_over_the_missions_that_gave_a_number(values):
    value = values(hospital_reports=REPORTS)["P4.HOSPITALS_REPORTING"]
    assert (value.number, value.over) == (4, 2)
    assert parts(value.by) == {"MINUSCA": 4, "UNMISS": None, "MONUSCO": 0}
    shares = table("hospital_reports", "mission reports_due_percent", ("UNMISS", 50))
    assert values(hospital_reports=shares)["P4.HOSPITALS_REPORTING"].status == "not reported"


OF_CARE = (
    "P4.HOSPITALS_INTERRUPTED",
    "P4.HOSPITAL_EQUIPMENT_DAYS",
    "P4.HOSPITAL_CONSUMABLES_DAYS",
)


def test_a_hospital_counts_once_and_days_by_their_cause(values):
    opened = values(hospital_interruptions=INTERRUPTIONS)
    assert numbers(opened, *OF_CARE) == (4, 107, 277)
    assert [parts(opened[code].by) for code in OF_CARE[:2]] == [
        {"MINUSCA": 1, "UNDOF": 1, "UNMISS": 2},
        {"MINUSCA": 7, "UNDOF": 0, "UNMISS": 100},
    ]
    short = table("hospital_interruptions", "mission hospital cause days", ("UNDOF", 1, STAFF, 3))
    assert numbers(values(hospital_interruptions=short), *OF_CARE) == (1, 0, 0)


def test_hospitals_are_shown_with_reports_known_unknown_and_impossible(values):
    shown = values(hospitals=HOSPITALS, hospital_reports=REPORTS).exhibit("P4.HOSPITALS")
    assert lines(shown) == [
        ("mission", *scales.LEVELS[:4], "all levels", *scales.HOSPITAL_SIGNS),
        ("MINUSCA", 3, 2, 0, 0, 5, 4, 0, 1),
        ("UNDOF", 0, 0, 0, 0, 0, 0, 0, 0),
        ("UNMISS", 0, 0, 0, 1, 1, None, 0, None),
        ("UNTSO", 0, 0, 0, 0, 0, 0, 0, 0),
    ]
    hit = table("hospital_interruptions", "mission hospital cause days", ("MINUSCA", 1, STAFF, 3))
    opened = values(hospitals=HOSPITALS, hospital_reports=REPORTS, hospital_interruptions=hit)
    assert lines(opened.exhibit("P4.HOSPITALS"))[1][-3:] == (3, 1, 1)


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
    found, neutralised = opened["P4.EO_FOUND"], opened["P4.EO_NEUTRALISED"]
    assert (found.number, parts(found.by)) == (15, {"MINUSCA": 2, "UNMISS": 13})
    assert (neutralised.number, parts(neutralised.by)) == (10, {"MINUSCA": 1, "UNMISS": 9})


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


STAGES = ("P4.CASES_INVESTIGATED", "P4.PERPETRATORS_DETAINED", "P4.PERPETRATORS_CONVICTED")
SHARES = tuple(f"{code}_PERCENT" for code in STAGES)


def test_stages_are_summed_over_mission_settings_and_held_against_the_stage_before(values):
    opened = values(crimes=CRIMES)
    assert [parts(opened[code].by) for code in STAGES] == [
        {"MINUSMA": 2, "MONUSCO": 1},
        {"MINUSMA": 1},
        {"MINUSMA": 0},
    ]
    shares = [(opened[code].numerator, opened[code].denominator) for code in SHARES]
    assert shares == [(3, 9), (1, 3), (0, 4)]
    expected = (3, 1, 0, Fraction(100, 3), Fraction(100, 3), 0)
    assert numbers(opened, *STAGES, *SHARES) == expected


@pytest.mark.parametrize(
    ("rows", "cases"),
    [
        ([("MONUSCO", "cases investigated", 1)], (1, None)),  # a stage that nobody sent
        ([("MONUSCO", "cases", 0), ("MONUSCO", "cases investigated", 0)], (0, None)),
    ],
)
def test_a_stage_that_nobody_sent_and_a_share_of_none_are_not_reported(rows, cases, values):
    opened = values(crimes=crimes(*rows))
    assert numbers(opened, STAGES[0], SHARES[0]) == cases
    assert set(numbers(opened, *STAGES[1:], *SHARES[1:])) == {None}


def test_crimes_are_shown_by_mission_setting_in_the_course_of_stages(values):
    assert lines(values(crimes=CRIMES).exhibit("P4.CRIMES")) == [
        ("mission", *scales.STAGES),
        ("MINUSMA", 6, 2, 3, 1, 4, 0),
        ("MONUSCO", 3, 1, None, None, None, None),
    ]
    mixed = crimes(("MONUSCO", "perpetrators convicted", 1), ("MONUSCO", "cases", 3))
    assert lines(values(crimes=mixed).exhibit("P4.CRIMES")) == [
        ("mission", "cases", "perpetrators convicted"),
        ("MONUSCO", 3, 1),
    ]


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


def test_a_mission_has_every_capability_or_not_where_all_are_known(values):
    day, road = "air, by day", "by road"
    told = table(
        "casevac",
        "mission capability is_available",
        *(("UNDOF", day, True), ("UNDOF", road, True), ("UNIFIL", day, True)),
        *(("UNIFIL", road, False), ("UNMISS", day, True)),
    )
    value = values(casevac=told)["P4.CASEVAC_COMPLETE"]
    assert (value.labels(True), value.labels(False), value.over) == (["UNDOF"], ["UNIFIL"], 2)


def test_stages_of_justice_are_shown_where_totals_alone_were_sent(values):
    rows = [("P4.CASES_INVESTIGATED", 136), ("P4.CASES_INVESTIGATED_PERCENT", 48)]
    sent = table("submitted_figures", "code value", *rows, ("P4.PERPETRATORS_DETAINED", 9))
    shown = values(submitted_figures=sent).exhibit("P4.JUSTICE")
    assert lines(shown) == [
        ("stage", "number", "share", "whole"),
        ("Cases investigated, of those reported", "136 cases", 48, 100),
    ]
