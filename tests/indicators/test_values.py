"""Values: states, parts and origin of an indicator in a period."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from frames import parts, table

from a4p_helpers.core import paths, periods
from a4p_helpers.core.frames import Data
from a4p_helpers.core.scales import NOTHING
from a4p_helpers.exhibits.sentences import sentences
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import REGISTER, Number, RegisterError, Rule, Sent, Share
from a4p_helpers.indicators.themes import READINGS
from a4p_helpers.store import processed
from a4p_helpers.store.values import Indicator, NotReportedError, Value

HOSPITALS = table(
    "hospitals", "mission level hospitals", ("MINUSCA", "Level 2", 3), ("UNMISS", "Level 3", 1)
)


def sent(*rows):
    return table("submitted_figures", "code value qualifier missions note", *rows)


def figure(code, value, qualifier=None, missions=None, note=None):
    return sent((code, value, qualifier, missions, note))


# Computed, submitted, both


def test_a_computed_value_knows_its_parts_and_its_day(values):
    value = values(as_of={"hospitals": "2023-11-28"}, hospitals=HOSPITALS)["P4.HOSPITALS"]
    assert (value.status, value.how, value.number) == ("reported", "computed", 4)
    assert isinstance(value.number, Fraction)
    assert (value.over, parts(value.by)) == (2, {"MINUSCA": 3, "UNMISS": 1})
    assert value.as_of == "2023-11-28"
    assert (value.submitted, value.conflicts, value.qualifier, value.note) == (None, False, "", "")
    assert value.is_reported and value.exact() == 4


def test_the_first_day_of_several_tables_holds(values):
    opened = values(
        as_of={"fatalities": "2023-11-28", "uniformed_personnel": "2023-10-31"},
        fatalities=table("fatalities", "month notification_year deaths", ("2023-01", 2023, 1)),
        uniformed_personnel=table("uniformed_personnel", "month total", ("2023-01", 100)),
    )
    assert opened["P4.MALICIOUS_RATE_YEAR"].as_of == "2023-10-31"


def test_without_a_day_of_its_own_the_data_hold_as_of_the_period(values):
    assert values(hospitals=HOSPITALS)["P4.HOSPITALS"].as_of == "2023-12-19"
    assert values("2022-11", hospitals=HOSPITALS)["P4.HOSPITALS"].as_of == "2023-04-30"


def test_a_share_keeps_its_two_numbers(values):
    bases = table("base_defence", "mission bases compliant", ("UNMISS", 3, 1))
    value = values(base_defence=bases)["P4.BASES_COMPLIANT"]
    assert (value.numerator, value.denominator) == (1, 3)
    assert value.number == Fraction(100, 3)
    assert value.over is None


def test_a_submitted_figure_stands_in_for_a_table(values):
    value = values(
        as_of={"submitted_figures": "2023-12-01"},
        submitted_figures=figure("P4.EO_FOUND", 7100, "more than", 4, "Not split."),
    )["P4.EO_FOUND"]
    assert (value.status, value.how) == ("reported", "as submitted")
    assert (value.number, value.submitted, value.over) == (7100, 7100, 4)
    assert (value.qualifier, value.note, value.as_of) == ("more than", "Not split.", "2023-12-01")
    assert value.by is None and not value.conflicts


def test_zero_sent_is_a_number(values):
    value = values(submitted_figures=figure("P4.EO_FOUND", 0))["P4.EO_FOUND"]
    assert (value.status, value.number) == ("reported", 0)


def test_blank_cells_of_a_submitted_figure_stay_blank(values):
    value = values(submitted_figures=figure("P4.EO_FOUND", 0.1))["P4.EO_FOUND"]
    assert value.number == Fraction(1, 10)
    assert (value.over, value.qualifier, value.note) == (None, "", "")
    assert value.as_of == "2023-12-19"


@pytest.mark.parametrize("state", ["not reported", "not available", "not applicable"])
def test_a_submitted_figure_stands_in_whatever_the_state_of_the_table(state, values):
    opened = values(hospitals=state, submitted_figures=figure("P4.HOSPITALS", 20))
    assert opened["P4.HOSPITALS"].how == "as submitted"
    assert opened["P4.HOSPITAL_MISSIONS"].number is None


def test_a_conflict_keeps_both_numbers_and_prints_the_computed_one(values):
    value = values(
        hospitals=HOSPITALS,
        submitted_figures=figure("P4.HOSPITALS", 5, "about", 11, "Text says 5."),
    )["P4.HOSPITALS"]
    assert value.conflicts
    assert (value.number, value.submitted, value.how) == (4, 5, "computed")
    assert (value.note, value.over, value.qualifier) == ("Text says 5.", 2, "")
    assert parts(value.by) == {"MINUSCA": 3, "UNMISS": 1}


NO_HOSPITAL = table("hospitals", "mission level hospitals", ("UNDOF", "none", 0))
BASES = {of: table("base_defence", "mission bases compliant", ("UNMISS", 3, of)) for of in (1, 2)}
SEPARATED = table("sea_actions", "action count", ("civilian personnel separated", 57))


@pytest.mark.parametrize(
    ("given", "code", "sent_value", "conflicts"),
    [
        (HOSPITALS, "P4.HOSPITALS", 4, False),
        (HOSPITALS, "P4.HOSPITALS", 0, True),
        (NO_HOSPITAL, "P4.HOSPITALS", 4, True),
        (SEPARATED, "P5.SEA_CIVILIANS", 60, True),  # taken over from its own table as well
        # As finely as the office sent it.
        (BASES[1], "P4.BASES_COMPLIANT", 33, False),
        (BASES[2], "P4.BASES_COMPLIANT", 67, False),
        (BASES[2], "P4.BASES_COMPLIANT", 66.7, False),
        (BASES[2], "P4.BASES_COMPLIANT", 66.67, False),
        (BASES[2], "P4.BASES_COMPLIANT", 66.6666667, False),
        (BASES[2], "P4.BASES_COMPLIANT", 66.6, True),
    ],
)
def test_two_numbers_conflict_where_they_differ_as_finely_as_they_were_sent(
    given, code, sent_value, conflicts, values
):
    (name,) = REGISTER[code].tables
    value = values(**{name: given}, submitted_figures=figure(code, sent_value))[code]
    assert value.conflicts is conflicts and value.submitted == Fraction(str(sent_value))
    assert value.how == ("as submitted" if given is SEPARATED else "computed")


def test_an_unknown_code_among_submitted_figures_is_refused(values):
    with pytest.raises(RegisterError, match=r"'P4.HOSPITAL'; did you mean 'P4.HOSPITALS'\?"):
        values(submitted_figures=figure("P4.HOSPITAL", 20))


# Not reported, not applicable, nothing to report


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("not reported", "not reported"),
        ("not available", "not reported"),
        ("not applicable", "not applicable"),
    ],
)
def test_a_value_that_nobody_reported_cannot_be_printed(state, status, values):
    value = values(hospitals=state)["P4.HOSPITALS"]
    assert (value.status, value.number, value.how, value.as_of) == (status, None, "", "")
    assert not value.is_reported and not value.conflicts
    with pytest.raises(NotReportedError, match=f"P4.HOSPITALS was {status}; write the sent"):
        value.exact()


def test_one_of_two_tables_is_not_enough(values):
    deaths = table("fatalities", "month notification_year deaths", ("2023-01", 2023, 1))
    assert values(fatalities=deaths)["P4.MALICIOUS_RATE_YEAR"].status == "not reported"
    opened = values(fatalities=deaths, uniformed_personnel="not applicable")
    assert opened["P4.MALICIOUS_RATE_YEAR"].status == "not applicable"


COUNTS_OF_NOTHING = [
    *("P1.POLITICAL_STRATEGY", "P1.NARRATIVES", "P2.PLANS_APPROVED", "P3.CONDUCT_SESSIONS"),
    *("P3.CONDUCT_MISSIONS", "P3.PLEDGES_DEPLOYED", "P4.FATALITIES_MALICIOUS_SINCE_2017"),
    *("P4.FATALITIES_MALICIOUS_NOTIFIED", "P4.FATALITIES_MALICIOUS_YEAR", "P4.FATALITIES_YEAR"),
    *("P4.HOSPITALS", "P4.HOSPITALS_INTERRUPTED", "P4.HOSPITAL_EQUIPMENT_DAYS", "P4.EO_FOUND"),
    *("P4.EO_NEUTRALISED", "P5.FPU_UNITS", "P5.FPU_EVALUATIONS", "P5.FPU_NEEDS_IMPROVEMENT"),
    *("P5.MILITARY_EVALUATIONS", "P5.MISCONDUCT_SERIOUS", "P5.SEA_ALLEGATIONS"),
    *("P6.MDMH_PREEMPTIVE", "P7.SOFA_INCIDENTS", "P7.COORDINATION_MECHANISMS"),
    "P7.MECHANISMS_LISTED",
]
SHARES_OF_NOTHING = [
    *("P4.BASES_COMPLIANT", "P4.MALICIOUS_SHARE_YEAR", "P3.WOMEN_SENIOR_LEADERSHIP"),
    *("P6.MDMH_SECURITY_IMPACT_CHANGE", "P6.MDMH_MANDATE_IMPACT_CHANGE"),
]


@pytest.mark.parametrize("code", COUNTS_OF_NOTHING + SHARES_OF_NOTHING)
def test_nothing_to_report_is_zero_and_an_answer_and_a_share_of_it_is_none(code, values):
    value = values(**dict.fromkeys(REGISTER[code].tables, NOTHING))[code]
    expected = ("reported", "computed", 0) if code in COUNTS_OF_NOTHING else ("not reported", "")
    assert (value.status, value.how, value.number)[: len(expected)] == expected


@pytest.mark.parametrize("block", register.EXHIBITS)
@pytest.mark.parametrize("state", [NOTHING, "not reported"])
def test_an_exhibit_of_nothing_is_drawn_without_rows_that_say_something(block, state, values):
    opened = values(**dict.fromkeys(register.EXHIBITS[block].tables, state))
    shown = opened.exhibit(block)
    assert isinstance(shown, pd.DataFrame)
    if len(shown):  # the rows are years or categories that stand anyway
        assert block in (
            *("P3.UGPS", "P4.FATALITY_CAUSES", "P4.MALICIOUS_TREND", "P5.CIVILIAN"),
            "P5.MISCONDUCT",
            # The Plan has its deliverables whether anybody reports on them or not.
            *("PLAN.DELIVERABLES", "PLAN.RESULTS", "PLAN.LEADS", "PLAN.DUE"),
            # Quality names the priorities, and the days of tables with nothing to report.
            *("QUALITY.PRIORITIES", "QUALITY.DAYS"),
            # Readings name what they gather, reported or not.
            *(
                f"{one.slug.upper()}{of}"
                for one in READINGS
                for of in ("", ".BLOCKS", ".DELIVERABLES")
            ),
        )


@pytest.mark.parametrize(
    ("table_name", "line"),
    [
        ("coordination_mechanisms", "Missions list it: {P7.MECHANISMS_LISTED:names}."),
        ("police_units", "They have {P5.FPU_UNITS} units: {P5.FPU_UNITS:names}."),
        ("fatalities", "Deaths {P4.FATALITIES_MALICIOUS_SINCE_2017:course}."),
        ("senior_leadership", "Military: {P3.MILITARY_HEADS:names}."),
    ],
)
def test_nothing_to_report_can_be_told(table_name, line, values):
    assert len(sentences(line, values(**{table_name: NOTHING}).__getitem__)) == 1


@pytest.mark.parametrize(
    "code",
    [
        *("P1.NARRATIVES", "P3.PLEDGES_DEPLOYED", "P3.WOMEN_HEADS", "P4.FATALITIES_YEAR"),
        *("P4.FATALITIES_MALICIOUS_SINCE_2017", "P7.COORDINATION_MECHANISMS"),
        "P7.MECHANISMS_SIGNIFICANT",
    ],
)
def test_rows_that_are_all_withheld_are_not_zero(code, values):
    withheld = {name: table(name, "") for name in REGISTER[code].tables}
    assert values(**withheld)[code].status == "not reported"


# Codes, and the mapping


@pytest.mark.parametrize(
    ("period", "year"),
    [("2022-11", "2023"), ("2023-05", "2023"), ("2023-11", "2024")],
)
def test_a_code_is_the_same_in_every_period_and_its_title_names_the_year(period, year, values):
    opened = values(period)
    assert opened["P4.FATALITIES_YEAR"].code == "P4.FATALITIES_YEAR"
    assert opened["P4.FATALITIES_YEAR"].title == f"Peacekeepers who died in {year}, of all causes"
    with pytest.raises(NotReportedError, match=r"P4\.FATALITIES_YEAR"):
        opened["P4.FATALITIES_YEAR"].exact()


def test_values_are_a_mapping_of_the_whole_register(values):
    opened = values(hospitals=HOSPITALS)
    assert list(opened) == list(REGISTER) and len(opened) == len(REGISTER)
    assert opened["P4.HOSPITALS"] is opened["P4.HOSPITALS"]
    with pytest.raises(RegisterError, match=r"did you mean 'P4.HOSPITALS'"):
        opened["P4.HOSPITAL"]
    with pytest.raises(processed.MissingTableError, match="did you mean 'hospitals'"):
        opened.tables["hospital"]


# What a rule may return


@pytest.fixture
def counted(monkeypatch):
    """Declare P1.TEST, counted by a rule without tables."""

    def declare(rule, **more) -> None:
        one = Indicator("P1.TEST", "T", "missions", "1.1", "output", "S", "D.", **more)
        monkeypatch.setitem(REGISTER, "P1.TEST", one)
        monkeypatch.setitem(register.RULES, "P1.TEST", Rule("P1.TEST", rule, (), ()))

    return declare


@pytest.fixture
def given(values, counted):
    """Return the value of a rule that gives one result."""

    def value(result) -> Value:
        counted(lambda: result)
        return values()["P1.TEST"]

    return value


NAN = float("nan")


@pytest.mark.parametrize(
    "result",
    [
        None,
        NAN,
        pd.NA,
        pd.NaT,
        pd.Series([NAN, NAN]),
        pd.Series([None, None], dtype="Int64"),
        pd.Series([pd.NA], dtype="boolean"),
        pd.Series([None, pd.NA], dtype=object),
        Share(0, 0),
    ],
    ids=repr,
)
def test_a_missing_result_never_becomes_a_number(result, given):
    value = given(result)
    assert (value.status, value.number, value.by) == ("not reported", None, None)


@pytest.mark.parametrize("result", [Number(NAN), Sent(NAN)])
def test_a_number_that_is_none_is_refused(result, given):
    with pytest.raises(ValueError, match="NaN"):
        given(result)


@pytest.mark.parametrize(
    ("result", "number", "over"),
    [
        (pd.Series([2, None, 0], dtype="Int64"), 2, 2),
        (pd.Series([0.1, NAN, 0.2]), Fraction(3, 10), 2),
        (pd.Series([0.1, pd.NA, 0.2], dtype="Float64"), Fraction(3, 10), 2),
        (pd.Series([True, pd.NA, False, True], dtype="boolean"), 2, 3),
        (pd.Series([True, False]), 1, 2),
        (pd.Series([Fraction(1, 3), None, Fraction(1, 6)], dtype=object), Fraction(1, 2), 2),
        (pd.Series([0, 0]), 0, 2),
        (7, 7, None),
        (0, 0, None),
        (0.1, Fraction(1, 10), None),
        (Fraction(1, 3), Fraction(1, 3), None),
        (pd.Series([5], dtype="int64").sum(), 5, None),
        (Share(0, 7), 0, None),
        (Share(1, 7), Fraction(100, 7), None),
        (Number(Fraction(1, 3)), Fraction(1, 3), None),
        (Sent(41), 41, None),
    ],
    ids=repr,
)
def test_a_result_is_kept_exact(result, number, over, given):
    value = given(result)
    assert value.status == "reported"
    assert isinstance(value.number, Fraction) and value.number == number
    assert value.over == over
    assert value.how == ("as submitted" if isinstance(result, Sent) else "computed")


def test_a_number_and_a_share_bring_their_parts(given):
    by = pd.Series({"a": 7})
    value = given(Number(7, by=by, target_status="published"))
    assert (value.number, value.target_status) == (7, "published")
    assert parts(value.by) == {"a": 7}
    value = given(Share(7, 10, by=by))
    assert (value.number, value.numerator, value.denominator) == (70, 7, 10)
    assert parts(value.by) == {"a": 7}


# Labels


def test_labels_leave_out_what_is_not_known(given):
    value = given(
        pd.Series({"UNMISS": True, "UNMIK": pd.NA, "UNDOF": False, "UNIFIL": True}, dtype="boolean")
    )
    assert value.labels(True) == ["UNMISS", "UNIFIL"]
    assert value.labels(False) == ["UNDOF"]


@pytest.mark.parametrize("result", [7, pd.Series({"UNMISS": 1}), Share(1, 2)], ids=repr)
def test_only_yes_or_no_parts_have_labels(result, given):
    with pytest.raises(NotReportedError, match=r"P1.TEST has no parts that are yes or no"):
        given(result).labels(True)


# Days, editions, missions


@pytest.mark.parametrize(
    ("period", "covers", "as_of", "first", "last"),
    [
        ("2023-05", "period", "2023-11-28", "2023-05-01", "2023-10-31"),
        ("2023-05", "year to date", "2023-11-28", "2023-01-01", "2023-10-31"),
        ("2023-05", "state", "2023-11-28", "2023-11-28", "2023-11-28"),
        ("2023-05", "latest", "2023-11-28", "2023-11-28", "2023-11-28"),
        ("2023-05", "latest", "", "2023-12-19", "2023-12-19"),  # the day that the period names
        ("2023-05", "year", "2023-11-28", "2023-01-01", "2023-11-28"),
        ("2023-05", "year", "2024-02-01", "2023-01-01", "2023-12-31"),
        ("2023-05", "2017", "2023-11-28", "2017-01-01", "2017-12-31"),
        ("2023-05", "since 2017", "2023-11-28", "2017-01-01", "2023-11-28"),
        ("2023-05", "since 2013", "2024-02-01", "2013-01-01", "2023-12-31"),
        # A period that ends in April covers the year of April.
        ("2023-11", "period", "2024-05-28", "2023-11-01", "2024-04-30"),
        ("2023-11", "year to date", "2024-05-28", "2024-01-01", "2024-04-30"),
        ("2023-11", "year", "2024-05-28", "2024-01-01", "2024-05-28"),
        ("2023-11", "year", "2023-12-19", "2024-01-01", "2024-01-01"),  # not begun by then
    ],
)
def test_a_value_knows_the_days_that_it_covers(period, covers, as_of, first, last):
    one = Indicator("P1.TEST", "T", "missions", "1.1", "output", "S", "D.", covers=covers)
    value = Value(one, periods.get(period), "reported", Fraction(1), as_of=as_of)
    assert tuple(day.isoformat() for day in value.covered) == (first, last)


@pytest.mark.parametrize(
    ("disclosure", "edition", "status"),
    [
        ("internal", "internal", "reported"),
        ("internal", "external", "kept internal"),
        ("external", "internal", "reported"),
        ("external", "external", "reported"),
    ],
)
def test_only_an_internal_indicator_is_kept_from_readers_outside(
    disclosure, edition, status, values, counted
):
    counted(lambda: 1, disclosure=disclosure)
    opened = values()
    opened.tables.edition = edition
    assert opened["P1.TEST"].status == status


TWO_BASES = table("base_defence", "mission bases compliant", ("UNMISS", 3, 1), ("UNDOF", 1, 1))
KILLED = table("fatalities", "month notification_year deaths", ("2023-01", 2023, 1))
DEPLOYED = table("uniformed_personnel", "month total", ("2023-01", 100))
SENT = {"MINUSCA": "reported", "UNMISS": "reported"}


@pytest.mark.parametrize(
    ("given", "code", "said", "over"),
    [
        # A mission with nothing to report has answered, one without data has not.
        (
            {"hospitals": HOSPITALS},
            "P4.HOSPITALS",
            {**SENT, "UNDOF": NOTHING, "UNIFIL": "not reported", "UNFICYP": "not available"},
            3,
        ),
        (
            {"hospitals": NOTHING},
            "P4.HOSPITALS",
            {"UNDOF": NOTHING, "UNIFIL": NOTHING, "UNMISS": "not reported"},
            2,
        ),
        ({"hospitals": NOTHING}, "P4.HOSPITALS", {}, None),
        # Bases that comply are one share; the table is about the missions that sent it.
        (
            {"base_defence": TWO_BASES},
            "P4.BASES_COMPLIANT",
            {"UNMISS": "reported", "UNDOF": "reported", "UNIFIL": NOTHING, "UNMIK": "not reported"},
            3,
        ),
        # A table about others than those that owe it says nothing of how many they are.
        ({"base_defence": TWO_BASES}, "P4.BASES_COMPLIANT", {"UNFICYP": "reported"}, None),
        # Nor does one of several tables.
        (
            {"fatalities": KILLED, "uniformed_personnel": DEPLOYED},
            "P4.MALICIOUS_RATE_YEAR",
            {"UNMISS": "reported"},
            None,
        ),
    ],
)
def test_over_how_many_missions_a_number_runs(given, code, said, over, values, monkeypatch):
    opened = values(**given)
    monkeypatch.setattr(opened.tables, "missions_of", lambda _: said)
    assert opened[code].over == over and opened[code].is_reported


def test_of_zero_nobody_is_named_but_those_known_to_be_none():
    one = register.get("P7.SOFA_NO_INCIDENTS")
    period = periods.get("2023-05")
    assert Value(one, period, "reported", Fraction(0)).labels(True) == []
    told = pd.Series([False, False], index=["UNMISS", "UNDOF"], dtype="boolean")
    assert Value(one, period, "reported", Fraction(0), by=told).labels(False) == ["UNMISS", "UNDOF"]


def test_the_period_before_is_known_where_it_has_data(values):
    assert values("2023-05").before is None and values("2021-05").before is None
    earlier = periods.get("2022-11")
    (paths.raw(earlier.name) / "tables").mkdir(parents=True)
    (paths.raw(earlier.name) / "tables" / "any.csv").write_text("", encoding="utf-8")
    former = values(earlier.name, hospitals=HOSPITALS)
    later = count(values("2023-05").tables, periods.get("2023-05"), {earlier: former}.get)
    assert later.before["P4.HOSPITALS"].number == 4
    assert later.before.period == earlier


@pytest.fixture
def ruled(monkeypatch):
    """Count P4.HOSPITALS by another rule."""

    def by(rule) -> None:
        changed = replace(register.RULES["P4.HOSPITALS"], function=rule)
        monkeypatch.setitem(register.RULES, "P4.HOSPITALS", changed)

    return by


@pytest.mark.parametrize(
    ("rule", "wrong", "near"),
    [
        (lambda hospitals: hospitals["hospital"].sum(), "hospital", "hospitals"),
        (lambda hospitals: hospitals[["mission", "hospital"]].sum(), "hospital", "hospitals"),
        (lambda hospitals: hospitals.groupby("hospital").size(), "hospital", "hospitals"),
        (lambda hospitals: hospitals.set_index("hospital"), "hospital", "hospitals"),
        # A column that the rule made is among the nearest; a key is told by the rule's table.
        (lambda hospitals: hospitals.assign(beds=1)["bedz"], "bedz", "beds"),
        (lambda hospitals: hospitals.loc[0, "missions"], "missions", "mission"),
    ],
)
def test_a_column_that_a_table_has_not_is_told_with_the_nearest(rule, wrong, near, values, ruled):
    opened = values(hospitals=HOSPITALS)
    ruled(rule)
    with pytest.raises(RegisterError) as raised:
        opened["P4.HOSPITALS"]
    assert str(raised.value) == (
        f"The rule of P4.HOSPITALS asks for {wrong!r}, which is no column of hospitals"
        f"; did you mean {near!r}?"
    )


@pytest.mark.parametrize("key", ["mission", "Yugoslavia"])
def test_a_key_that_is_no_matter_of_columns_is_told_as_it_is(key, values, ruled):
    opened = values(hospitals=HOSPITALS)
    ruled(lambda hospitals: {}[key])
    with pytest.raises(KeyError, match=f"^'{key}'$"):
        opened["P4.HOSPITALS"]


def test_a_rule_without_tables_says_of_what_it_asks(values, monkeypatch):
    opened = values(hospitals=HOSPITALS)
    block = "P4.HOSPITALS"
    one = replace(register.EXHIBITS[block], tables=(), wants=(), function=lambda: Data()["x"])
    monkeypatch.setitem(register.EXHIBITS, block, one)
    with pytest.raises(RegisterError, match="'x', which is no column of its data; there are none"):
        opened.exhibit(block)
