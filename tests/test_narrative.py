"""Sentences with values in them, as the United Nations writes numbers, lists and dates."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.core import periods
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.narrative import in_words, write
from a4p_helpers.exhibits.sentences import sentences
from a4p_helpers.indicators.register import Indicator
from a4p_helpers.store.values import Value

PERIOD = periods.get("2023-05")


def value(number, unit="missions", *, decimals=0, code="P1.TEST", **fields):
    """Return a value of an indicator of the tests' own; None is not reported."""
    one = Indicator(code, "Title", unit, "1.1", "output", "Test", "T.", None, (), decimals=decimals)
    if number is None:
        return Value(one, PERIOD, fields.pop("status", "not reported"))
    day = fields.pop("as_of", "2023-12-31")
    return Value(one, PERIOD, "reported", number=Fraction(number), as_of=day, **fields)


def written(text, **values):
    """Return the sentences of a text; the value A is named {A}."""
    return sentences(text, values.__getitem__)


def told(line, **values):
    """Return the only sentence of a line."""
    (sentence,) = written(line, **values)
    return sentence.plain


HOSPITALS = pd.Series({"MINURSO": 1, "UNDOF": 0, "UNIFIL": None, "UNMISS": 1200}, dtype="Int64")
BY_YEAR = pd.Series({2017: 59, 2018: 20, 2019: 30, 2022: 35, 2023: 7}, dtype="Int64")


# Ways to write a value: within a sentence, and at its start


def of_women(number, part, whole, **fields):
    return value(number, "percent", numerator=part, denominator=whole, **fields)


def points(number, **fields):
    return value(number, "percentage points", **fields)


def growth(number, **fields):
    return value(number, "percent", **fields)


WRITTEN = {
    "": [
        # In words under ten, and at the start of a sentence.
        (value(0), "none", "None"),
        (value(1), "one", "One"),
        (value(9), "nine", "Nine"),
        (value(10), "10", "Ten"),
        (value(143), "143", "One hundred and forty-three"),
        (value(7100), "7,100", "Seven thousand, one hundred"),
        (value(1234567), "1,234,567", None),
        # Shares and rates in figures.
        (value(0, "percent"), "0 per cent", "Zero per cent"),
        (value(9, "percent"), "9 per cent", "Nine per cent"),
        (value(Fraction(600, 21), "percent"), "29 per cent", "Twenty-nine per cent"),
        (value(Fraction(25, 2), "percent"), "13 per cent", "Thirteen per cent"),
        (value(Fraction(33, 5), "percent", decimals=1), "6.6 per cent", "6.6 per cent"),
        (value(7, "percent", decimals=1), "7.0 per cent", "Seven per cent"),
        (value(Fraction(1, 2), "per 10,000", decimals=1), "0.5", "0.5"),
        (value(3, "per 10,000", decimals=1), "3.0", "Three"),
        # A qualifier stands before the number, and opens the sentence in its place.
        (value(7100, qualifier="more than"), "more than 7,100", "More than 7,100"),
    ],
    "over": [(value(3, over=1), "one", "One"), (value(3, over=11), "11", "Eleven")],
    "ratio": [
        (of_women(Fraction(4100, 1143), 41, 1143), "41 of 1,143", None),
        (of_women(0, 0, 8), "0 of 8", None),
    ],
    "target": [
        (value(9, "percent", target=Fraction(13)), "13 per cent", None),
        (value(9, "percent", target=Fraction(25, 2)), "13 per cent", None),
        (value(9, "percent", target=Fraction(0)), "0 per cent", None),
        (
            value(9, "percent", target=Fraction(13), target_status="inferred"),
            "13 per cent, inferred",
            None,
        ),
    ],
    "change": [
        (points(4), "up four percentage points", "Up four percentage points"),
        (points(10), "up 10 percentage points", None),
        (points(-1), "down one percentage point", None),
        (points(0), "no change", "No change"),
        (points(Fraction(2, 5)), "no change", None),
        (points(Fraction(-1, 2)), "down one percentage point", None),
        (points(Fraction(1, 2)), "up one percentage point", None),
        (points(Fraction(5, 2), decimals=1), "up 2.5 percentage points", None),
        (points(Fraction(-1), decimals=1), "down one percentage point", None),
        (growth(15), "an increase of 15 per cent", "An increase of 15 per cent"),
        (growth(1), "an increase of 1 per cent", None),
        (growth(Fraction(5, 2)), "an increase of 3 per cent", None),
        (growth(Fraction(-1, 2), decimals=1), "a decrease of 0.5 per cent", None),
        (growth(Fraction(1, 3)), "no change", None),
    ],
    "interval": [
        # With the decimals of the value; those that came with it go before Wilson's, by hand.
        (
            value(Fraction(2, 5), "per 10,000", decimals=1, low=0.153, high=0.849),
            "95 per cent interval 0.2 to 0.8",
            None,
        ),
        (of_women(Fraction(700, 55), 7, 55), "95 per cent interval 6 to 24", None),
        (
            of_women(Fraction(4100, 143), 41, 143, decimals=1),
            "95 per cent interval 21.9 to 36.6",
            None,
        ),
        (
            of_women(Fraction(700, 55), 7, 55, low=10.2, high=15.4),
            "95 per cent interval 10 to 15",
            None,
        ),
    ],
    "verdict": [
        (value(3, verdict="higher"), "was higher than", None),
        (value(3, verdict="lower"), "was lower than", None),
        (value(3, verdict="no clear change"), "was not clearly different from", None),
        (value(3, verdict="rising"), "rose", None),
        (value(3, verdict="falling"), "fell", None),
        (value(3, verdict="no clear trend"), "shows no clear trend", None),
        (value(3, verdict="no clear step"), "no clear step", None),
    ],
    "day": [(value(3, as_of="2023-11-28"), "28 November 2023", None)],
}


@pytest.mark.parametrize(
    ("how", "one", "within", "opening"),
    [(how, *row) for how, rows in WRITTEN.items() for row in rows],
)
def test_a_value_is_written_as_is_asked(how, one, within, opening):
    assert told(f"There: {{A:{how}}}.", A=one) == f"There: {within}."
    if opening:
        assert told(f"{{A:{how}}} there.", A=one) == f"{opening} there."


@pytest.mark.parametrize("how", ["over", "target", "ratio", "interval", "verdict"])
def test_what_a_value_does_not_say_is_not_made_up(how):
    (sentence,) = written(f"So {{A:{how}}}.", A=value(30, "percent", how="as submitted"))
    assert sentence.missing


@pytest.mark.parametrize(
    ("number", "keywords", "text"),
    [
        (9, {}, "nine"),
        (10, {}, "10"),
        (9, {"share": True}, "9"),
        (9, {"share": True, "start": True}, "Nine"),
        (Fraction(5, 2), {}, "three"),
        (Fraction(19, 2), {}, "10"),
        (Decimal("9.5"), {}, "9.5"),
        (Decimal("9.5"), {"start": True}, "9.5"),
        (Decimal("4.0"), {}, "four"),
        (-1, {}, "−1"),
        (1000, {}, "1,000"),
    ],
)
def test_numbers_in_words(number, keywords, text):
    assert in_words(number, **keywords) == text


# Courses


def test_a_year_that_is_not_over_is_no_part_of_a_course():
    for day in ("2023-11-28", "2023-12-30"):
        one = value(9, by=BY_YEAR, as_of=day)
        expected = "It fell from 59 in 2017 to 20 in 2018 and rose to 35 in 2022."
        assert told("It {A:course}.", A=one) == expected
    alone = value(9, by=BY_YEAR.iloc[-2:], as_of="2023-11-28")
    (sentence,) = written("It {A:course}.", A=alone)
    assert sentence.missing == (alone,)


def test_nothing_to_report_names_nobody():
    nothing = value(0)
    assert told("Yes, {A}: {A:names}.", A=nothing) == "Yes, none."
    (sentence,) = written("It {A:course}.", A=nothing)
    assert sentence.missing == (nothing,)


def test_parts_leave_out_zero_and_unknown():
    assert told("In {A:names}.", A=value(1201, by=HOSPITALS)) == (
        "In MINURSO (1) and UNMISS (1,200)."
    )


# Figures of exhibits, lists, dates


def test_a_number_by_itself_opens_nothing():
    assert write(value(3)) == "three" and write(value(3), start=True) == "Three"


def test_a_number_that_its_office_sent_otherwise_is_told_with_both():
    one = value(3, submitted=Fraction(4), note="It counts one twice.")
    assert narrative.conflict(one) == (
        "the tables give three, the office sent four. Both are kept; the first is printed. It "
        "counts one twice."
    )


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (value(3), "3"),
        (value(7100, qualifier="more than"), "more than 7,100"),
        (value(Fraction(33, 5), "percent", decimals=1), "6.6 %"),
        (value(Fraction(25, 2), "percent"), "13 %"),
        (value(-4, "percentage points"), "−4 percentage points"),
        (value(Fraction(1, 3), "per 10,000", decimals=1), "0.3"),
        (value(0), "0"),
        (value(None), "not reported"),
        (value(None, status="not applicable"), "not applicable"),
    ],
)
def test_a_figure_in_an_exhibit(one, text):
    assert narrative.figure(one) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [([], "none"), (["A"], "A"), (["A", "B"], "A and B"), (iter("ABC"), "A, B and C")],
)
def test_a_list(names, text):
    assert narrative.listed(names) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2023-11-28", "28 November 2023"),
        (date(2023, 5, 1), "1 May 2023"),
    ],
)
def test_a_date(day, text):
    assert narrative.long_date(day) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2023, 5, 1), date(2023, 10, 31), "1 May to 31 October 2023"),
        (date(2022, 11, 1), date(2023, 4, 30), "1 November 2022 to 30 April 2023"),
    ],
)
def test_a_span_of_dates(first, last, text):
    assert narrative.span(first, last) == text


# Paragraphs


def test_a_paragraph_has_one_sentence_a_line():
    text = """
        {A} missions came.

          Of these {B} left.
        """
    both = written(text, A=value(20), B=value(3))
    assert [one.plain for one in both] == ["Twenty missions came.", "Of these three left."]
    assert all(one.missing == () for one in both) and written("  \n ") == []


def test_a_piece_knows_the_number_it_prints():
    one = value(3, as_of="2023-11-28")
    (sentence,) = written("{A} missions [were] seen to {A:day}.", A=one)
    assert [(piece.text, piece.value) for piece in sentence.pieces] == [
        ("Three", one),
        (" missions ", None),
        ("were", None),
        (" seen to ", None),
        ("28 November 2023", None),
        (".", None),
    ]
