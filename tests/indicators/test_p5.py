"""Counting rules and exhibits of Priority 5."""

from fractions import Fraction

import pandas as pd
import pytest
from frames import lines, numbers, parts, table

from a4p_helpers.core import scales

FPU, MILITARY = scales.UNIT_KINDS
SERIOUS, SEA = scales.MISCONDUCT

# Evaluations


def evaluations(*rows):
    return table("unit_evaluations", "kind mission rating evaluations", *rows)


EVALUATIONS = evaluations(
    (FPU, "MINUSCA", "needs improvement", 2),
    (FPU, "MINUSCA", "needs significant improvement", 5),
    (FPU, "MINUSCA", "outstanding", 1),
    (FPU, "UNMISS", "good", 4),
    (MILITARY, "UNMISS", "standard met", 7),
    (MILITARY, "UNMISS", "standard exceeded", 2),
    (MILITARY, "UNIFIL", "standard met", 3),
)


KINDS = ("P5.FPU_EVALUATIONS", "P5.FPU_NEEDS_IMPROVEMENT", "P5.MILITARY_EVALUATIONS")
OUTSIDE = EVALUATIONS.assign(mission=pd.Series(pd.NA, EVALUATIONS.index, dtype="str"))


def test_evaluations_are_summed_over_ratings(values):
    opened = values(unit_evaluations=EVALUATIONS)
    assert [parts(opened[code].by) for code in KINDS] == [
        {"MINUSCA": 8, "UNMISS": 4},
        {"MINUSCA": 2, "UNMISS": 0},
        {"UNIFIL": 3, "UNMISS": 9},
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (EVALUATIONS, (12, 2, 12)),
        (OUTSIDE, (12, 2, 12)),  # where their mission is kept internal
        # No unit that needs improvement is zero; a kind that nobody sent is not reported.
        (evaluations((FPU, "UNMISS", "good", 4)), (4, 0, None)),
        (evaluations((MILITARY, "UNMISS", "standard met", 4)), (None, None, 4)),
    ],
)
def test_evaluations_are_counted_by_kind(given, expected, values):
    assert numbers(values(unit_evaluations=given), *KINDS) == expected


def test_police_units_are_summed(values):
    units = table("police_units", "mission units", ("MINUSCA", 15), ("UNMISS", 0))
    value = values(police_units=units)["P5.FPU_UNITS"]
    assert (value.number, parts(value.by)) == (15, {"MINUSCA": 15, "UNMISS": 0})


def test_ratings_are_shown_in_the_order_of_their_scale(values):
    opened = values(unit_evaluations=EVALUATIONS)
    assert lines(opened.exhibit("P5.FPU")) == [
        ("mission", *scales.POLICE_RATINGS),
        ("MINUSCA", 0, 5, 2, 0, 0, 0, 1),
        ("UNMISS", 0, 0, 0, 0, 4, 0, 0),
    ]
    assert lines(opened.exhibit("P5.MILITARY")) == [
        ("mission", *scales.MILITARY_RATINGS),
        ("UNIFIL", 0, 0, 3, 0),
        ("UNMISS", 0, 0, 7, 2),
    ]


# Civilian staff


def ratings(*rows):
    return table("civilian_ratings", "cycle rating percent", *rows)


EXCEEDS, MEETS = "exceeds expectations", "successfully meets expectations"


def test_the_latest_cycle_counts_as_sent(values):
    two = ratings(
        ("2022–2023", MEETS, 60), ("2022–2023", EXCEEDS, 35.5), ("2021–2022", EXCEEDS, 90)
    )
    opened = values(civilian_ratings=two)
    value = opened["P5.CIVILIAN_EXCEEDED"]
    assert (value.number, value.how) == (Fraction(71, 2), "as submitted")
    assert lines(opened.exhibit("P5.CIVILIAN")) == [
        ("rating", "share"),
        ("does not meet expectations", None),
        ("partially meets expectations", None),
        (MEETS, 60),
        (EXCEEDS, 35.5),
    ]


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([("2022–2023", MEETS, 60), ("2021–2022", EXCEEDS, 90)], None),  # of an older cycle
        ([("2022–2023", EXCEEDS, 0)], 0),
    ],
)
def test_a_rating_that_is_missing_is_not_reported_and_nobody_is_zero(rows, number, values):
    assert numbers(values(civilian_ratings=ratings(*rows)), "P5.CIVILIAN_EXCEEDED") == (number,)


# Misconduct


def misconduct(*rows):
    return table("misconduct", "category first_day last_day allegations scope origin", *rows)


RECORDED = misconduct(
    (SERIOUS, "2023-01-01", "2023-10-31", 296, "peacekeeping", "report"),
    (SERIOUS, "2023-05-01", "2023-10-31", 1_000, "peacekeeping", "report"),
    (SEA, "2023-01-01", "2023-04-30", 0, "peacekeeping", "report"),
    (SEA, "2023-01-01", "2023-10-31", 57, "peacekeeping", "report"),
    (SEA, "2020-01-01", "2020-12-31", 66, "all", "A"),
    (SEA, "2018-01-01", "2018-12-31", 56, "all", "B"),
    (SERIOUS, "2019-01-01", "2019-12-31", 500, "all", "B"),
    (SEA, "2021-02-01", "2021-12-31", 70, "all", "B"),
)


SCOPES = misconduct(
    (SEA, "2023-01-01", "2023-10-31", 57, "peacekeeping missions", "A"),
    (SEA, "2023-01-01", "2023-10-31", 80, "peacekeeping and political missions", "B"),
)


@pytest.mark.parametrize(
    ("period", "given", "serious", "sea"),
    [
        ("2023-05", RECORDED, 296, 57),
        ("2022-11", RECORDED, None, 0),  # from January of the year in which it ends
        ("2023-05", SCOPES, None, 57),  # two scopes of the same days are not added
    ],
)
def test_allegations_run_from_the_first_of_january_to_the_end_of_the_period(
    period, given, serious, sea, values
):
    opened = values(period, misconduct=given)
    assert numbers(opened, "P5.MISCONDUCT_SERIOUS", "P5.SEA_ALLEGATIONS") == (serious, sea)
    assert opened["P5.SEA_ALLEGATIONS"].how == "as submitted"


def test_allegations_are_shown_by_category_and_blank_where_unknown(values):
    assert lines(values("2022-11", misconduct=RECORDED).exhibit("P5.MISCONDUCT")) == [
        ("category", "allegations"),
        (SERIOUS, None),
        (SEA, 0),
    ]


def test_the_trend_keeps_a_place_for_years_that_nobody_published(values):
    assert lines(values(misconduct=RECORDED).exhibit("P5.SEA_TREND")) == [
        ("year", "allegations", "scope", "origin"),
        (2018, 56, "all", "B"),
        (2019, None, None, None),
        (2020, 66, "all", "A"),
    ]


WHOLE = ("2018-01-01", "2018-12-31")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        # The first of two scopes stands.
        (
            misconduct((SEA, *WHOLE, 56, "all", "A"), (SEA, *WHOLE, 40, "peacekeeping", "B")),
            [(2018, 56, "all", "A")],
        ),
        # Parts of a year are no year, nor are several years in one figure.
        (SCOPES, []),
        (
            misconduct(
                (SEA, "2010-01-01", "2012-12-31", 300, "all", "A"), (SEA, *WHOLE, 60, "all", "A")
            ),
            [(2018, 60, "all", "A")],
        ),
    ],
)
def test_the_trend_shows_whole_years(given, shown, values):
    found = lines(values(misconduct=given).exhibit("P5.SEA_TREND"))
    assert found == [("year", "allegations", "scope", "origin"), *shown]


ACTED = ("P5.SEA_REPATRIATED", "P5.SEA_SANCTIONS", "P5.SEA_CIVILIANS")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(scales.REPATRIATED, 298), (scales.SEPARATED, 0)], (298, None, 0)),
        ([(scales.SANCTIONED, 142)], (None, 142, None)),
    ],
)
def test_action_on_cases_is_taken_over(rows, expected, values):
    opened = values(sea_actions=table("sea_actions", "action count", *rows))
    assert numbers(opened, *ACTED) == expected
    assert {opened[code].how for code in ACTED} == {"as submitted", ""}


# Figures sent without a table, and the environment


@pytest.mark.parametrize("code", ["P5.CIVILIAN_EVALUATED", "P5.MEMS_INDICATORS"])
def test_a_figure_without_a_table_comes_as_submitted_or_not_at_all(code, values):
    sent = table("submitted_figures", "code qualifier value", (code, "more than", 7_100))
    value = values(submitted_figures=sent)[code]
    assert (value.number, value.how, value.qualifier) == (7_100, "as submitted", "more than")
    assert values()[code].status == "not reported"


def test_the_environment_shows_the_latest_fiscal_year(values):
    scores = table(
        "environment",
        "mission fiscal_year indicator score",
        ("UNMISS", "2022–2023", "overall score", 71.5),
        ("UNMISS", "2022–2023", "waste", 40),
        ("UNDOF", "2022–2023", "overall score", 0),
        ("UNIFIL", "2021–2022", "overall score", 99),
    )
    mean = values(environment=scores)["P5.ENVIRONMENT_SCORE"]
    assert (mean.number, parts(mean.by)) == (Fraction(143, 4), {"UNMISS": 71.5, "UNDOF": 0})
    assert lines(values(environment=scores).exhibit("P5.ENVIRONMENT")) == [
        ("mission", "overall score", "waste"),
        ("UNDOF", 0, None),
        ("UNMISS", 71.5, 40),
    ]


def hide(table, *is_suppressed):
    """Return a table as cleaning leaves it for readers outside, some of its numbers suppressed."""
    marks = pd.Series(is_suppressed, index=table.index, dtype="boolean")
    return table.assign(allegations=table["allegations"].mask(marks), is_suppressed=marks)


def test_the_trend_says_which_years_are_suppressed(values):
    rows = misconduct(
        (SEA, "2018-01-01", "2018-12-31", 2, "all", "A"),
        (SEA, "2019-01-01", "2019-12-31", 56, "all", "A"),
    )
    shown = values(misconduct=hide(rows, True, False)).exhibit("P5.SEA_TREND")
    assert [row[:2] for row in lines(shown)[1:]] == [(2018, scales.SUPPRESSED_CELL), (2019, 56)]
    assert pd.api.types.is_integer_dtype(
        values(misconduct=rows).exhibit("P5.SEA_TREND")["allegations"].dtype
    )


def test_where_the_first_scope_is_suppressed_so_is_the_number(values):
    opened = values(misconduct=hide(SCOPES, True, False))
    assert opened["P5.SEA_ALLEGATIONS"].status == "suppressed"
    opened = values(misconduct=hide(SCOPES, False, True))
    assert opened["P5.SEA_ALLEGATIONS"].number == 57
