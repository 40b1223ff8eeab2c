"""Sentences with values in them, as the United Nations writes numbers, lists and dates."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.contracts import TABLES
from a4p_helpers.core import periods
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.narrative import NarrativeError, in_words, sentences, write
from a4p_helpers.indicators.count import count
from a4p_helpers.indicators.register import Indicator, RegisterError
from a4p_helpers.store import processed
from a4p_helpers.store.processed import TableState
from a4p_helpers.store.values import NotReportedError, Value

PERIOD = periods.get("2023-05")


def value(number, unit="missions", *, decimals=0, code="P1.TEST", **fields):
    """Return a value of an indicator of the tests' own; None is not reported."""
    one = Indicator(code, "Title", unit, "1.1", "output", "Test", "T.", None, (), decimals=decimals)
    if number is None:
        return Value(one, PERIOD, fields.pop("status", "not reported"))
    day = fields.pop("as_of", "2023-12-31")
    return Value(one, PERIOD, "reported", number=Fraction(number), as_of=day, **fields)


def told(line, **values):
    """Return the only sentence of a line; the value A is named {A}."""
    (sentence,) = sentences(line, values)
    return sentence.plain


YES_NO = pd.Series(
    {"MINURSO": True, "MINUSCA": True, "UNDOF": False, "UNMIK": pd.NA, "UNMISS": True},
    dtype="boolean",
)
HOSPITALS = pd.Series({"MINURSO": 1, "UNDOF": 0, "UNIFIL": None, "UNMISS": 1200}, dtype="Int64")
BY_YEAR = pd.Series({2017: 59, 2018: 20, 2019: 30, 2022: 35, 2023: 7}, dtype="Int64")


# Ways to write a value: within a sentence, and at its start


def of_women(number, part, whole, **fields):
    return value(number, "percent", numerator=part, denominator=whole, **fields)


WRITTEN = {
    "": [
        # In words under ten, and at the start of a sentence.
        (value(0), "zero", "Zero"),
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
    "noun": [
        (value(0, "hospitals"), "no hospitals", "No hospitals"),
        (value(1, "hospitals"), "one hospital", "One hospital"),
        (value(2, "hospitals"), "two hospitals", "Two hospitals"),
        (value(20, "hospitals"), "20 hospitals", "Twenty hospitals"),
        (value(1, "categories"), "one category", "One category"),
        (value(516_000, "engagements"), "516,000 engagements", None),
        (value(3, "percent"), "3 per cent", "Three per cent"),
        (value(3, "percentage points"), "three percentage points", "Three percentage points"),
        # It agrees with the number as printed.
        (value(Fraction(3, 2), "days"), "two days", "Two days"),
        (value(Fraction(4, 3), "days"), "one day", "One day"),
        (value(7, "persons", qualifier="about"), "about seven persons", "About seven persons"),
    ],
    "digits": [
        (value(0), "0", "0"),
        (value(3), "3", "3"),
        (value(7100), "7,100", "7,100"),
        (value(Fraction(5, 2)), "3", "3"),
        (value(20, "percent"), "20", "20"),
        (value(7100, qualifier="more than"), "more than 7,100", "More than 7,100"),
    ],
    "or none": [
        (value(0), "none", "None"),
        (value(3), "three", "Three"),
        (value(12), "12", "Twelve"),
    ],
    # The first word for one; the words for several may hold a stroke.
    "has/have": [(value(0), "have", None), (value(1), "has", None), (value(20), "have", None)],
    " area / area and/or place ": [
        (value(1), "area", None),
        (value(2), "area and/or place", None),
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
    "target status": [(value(9, "percent", target_status="published"), "published", None)],
    "points": [
        (value(4), "up four percentage points", "Up four percentage points"),
        (value(10), "up 10 percentage points", None),
        (value(-1), "down one percentage point", None),
        (value(0), "no change", "No change"),
        (value(Fraction(2, 5)), "no change", None),
        (value(Fraction(-1, 2)), "down one percentage point", None),
        (value(Fraction(1, 2)), "up one percentage point", None),
        (value(Fraction(5, 2), decimals=1), "up 2.5 percentage points", None),
        (value(Fraction(-1), decimals=1), "down one percentage point", None),
    ],
    "growth": [
        (value(15), "an increase of 15 per cent", "An increase of 15 per cent"),
        (value(1), "an increase of 1 per cent", None),
        (value(Fraction(5, 2)), "an increase of 3 per cent", None),
        (value(Fraction(-1, 2), decimals=1), "a decrease of 0.5 per cent", None),
        (value(Fraction(1, 3)), "no change", None),
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
    "as of": [(value(3, as_of="2023-11-28"), "28 November 2023", None)],
    "year": [(value(3, as_of="2024-01-02"), "2023", "2023")],
}


@pytest.mark.parametrize(
    ("how", "one", "within", "opening"),
    [(how, *row) for how, rows in WRITTEN.items() for row in rows],
)
def test_a_value_is_written_as_is_asked(how, one, within, opening):
    assert told(f"There: {{A:{how}}}.", A=one) == f"There: {within}."
    if opening:
        assert told(f"{{A:{how}}} there.", A=one) == f"{opening} there."


def test_without_a_colon_it_is_the_number():
    assert told("There are {A}. {A} stand.", A=value(20)) == "There are 20. 20 stand."


@pytest.mark.parametrize("how", ["over", "target", "target status", "ratio", "interval", "verdict"])
def test_what_a_value_does_not_say_is_not_made_up(how):
    (sentence,) = sentences(f"So {{A:{how}}}.", {"A": value(30, "percent", how="as submitted")})
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


# Parts


def test_missions_for_which_it_is_true_or_not():
    one = value(3, by=YES_NO)
    assert told("Yes: {A:names}.", A=one) == "Yes: MINURSO, MINUSCA and UNMISS."
    assert told("No: {A:others}.", A=one) == "No: UNDOF."


def test_no_mission_is_none():
    one = value(0, by=pd.Series({"UNDOF": False}, dtype="boolean"))
    assert told("Yes: {A:names}.", A=one) == "Yes: none."
    assert told("No: {A:others}.", A=one) == "No: UNDOF."


def test_a_sentence_about_the_others_is_left_out_where_there_are_none():
    one = value(1, by=pd.Series({"UNDOF": True}, dtype="boolean"))
    (sentence,) = sentences("Yes: {A:names}.\nNo: {A:others}.", {"A": one})
    assert sentence.plain == "Yes: UNDOF."


def test_nothing_to_report_names_nobody():
    nothing = value(0)
    assert told("Yes: {A:names}.", A=nothing) == "Yes: none."
    assert told("In {A:parts}, {A:labels}.", A=nothing) == "In none, none."
    (sentence,) = sentences("It {A:course}.", {"A": nothing})
    assert sentence.missing == (nothing,)
    assert sentences("Not {A:exceptions}.", {"A": nothing}) == []


def test_parts_leave_out_zero_and_unknown_and_labels_unknown_only():
    one = value(1201, by=HOSPITALS)
    assert told("In {A:parts}.", A=one) == "In MINURSO (1) and UNMISS (1,200)."
    assert told("In {A:labels}.", A=one) == "In MINURSO, UNDOF and UNMISS."


def test_the_year_is_that_in_which_the_period_ends():
    one = Value(value(1).indicator, periods.get("2022-11"), "reported", number=Fraction(1))
    assert told("In {A:year}.", A=one) == "In 2023."


# Courses


def test_a_year_that_is_not_over_is_no_part_of_a_course():
    one = value(9, by=BY_YEAR, as_of="2023-11-28")
    assert told("It {A:course}.", A=one) == "It fell from 59 in 2017 to 35 in 2022."
    alone = value(9, by=BY_YEAR.iloc[-2:], as_of="2023-11-28")
    (sentence,) = sentences("It {A:course}.", {"A": alone})
    assert sentence.missing == (alone,)
    a_day_short = value(9, by=BY_YEAR, as_of="2023-12-30")
    assert told("It {A:course}.", A=a_day_short) == "It fell from 59 in 2017 to 35 in 2022."


@pytest.mark.parametrize(
    ("by_year", "course", "exceptions"),
    [
        (BY_YEAR, "fell from 59 in 2017 to 7 in 2023", "2019 and 2022"),
        ({2017: 5, 2018: 3, 2019: 12}, "rose from 5 in 2017 to 12 in 2019", "2018"),
        ({2017: 5, 2018: 6, 2019: 6, 2020: 9}, "rose from five in 2017 to nine in 2020", "none"),
        (
            {2017: 10, 2018: 5, 2019: 5, 2020: 6, 2021: 5},
            "fell from 10 in 2017 to 5 in 2021",
            "2020",
        ),
        ({2017: 1200, 2018: 10}, "fell from 1,200 in 2017 to 10 in 2018", "none"),
        ({2017: 5, 2018: 9, 2019: 5}, "was the same in 2017 and 2019, five", "none"),
        ({2017: 5, 2018: 4, 2019: 6}, "rose from five in 2017 to six in 2019", "2018"),
        ({2017: None, 2018: 12, 2019: None, 2020: 3}, "fell from 12 in 2018 to 3 in 2020", "none"),
        ({2017: 0, 2018: 1, 2019: None}, "rose from zero in 2017 to one in 2018", "none"),
    ],
)
def test_a_course_and_the_years_against_it(by_year, course, exceptions):
    one = value(9, by=pd.Series(by_year, dtype="Int64"))
    assert told("It {A:course}.", A=one) == f"It {course}."
    if exceptions == "none":
        assert sentences("Not {A:exceptions}.", {"A": one}) == []  # no sentence about none
    elif exceptions is not None:
        assert told("Not {A:exceptions}.", A=one) == f"Not {exceptions}."


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
    written = sentences(
        """
        {A:noun} came.

          Of these {B} left.
        """,
        {"A": value(20), "B": value(3)},
    )
    assert [one.plain for one in written] == ["Twenty missions came.", "Of these three left."]
    assert all(one.missing == () for one in written)


def test_an_empty_paragraph_has_no_sentence():
    assert sentences("  \n ", {}) == []


def test_a_piece_knows_the_number_it_prints():
    one = value(3, as_of="2023-11-28")
    (sentence,) = sentences("In {A:year} {A:noun} {A:was/were} seen to {A:as of}.", {"A": one})
    assert [(piece.text, piece.value) for piece in sentence.pieces] == [
        ("In ", None),
        ("2023", None),
        (" ", None),
        ("three missions", one),
        (" ", None),
        ("were", None),
        (" seen to ", None),
        ("28 November 2023", None),
        (".", None),
    ]


def test_words_of_the_notebook_go_before_values():
    (sentence,) = sentences(
        "{who} sent {A}; {A} by {who}.", {"A": value(12)}, {"who": "Missions", "B": "not used"}
    )
    assert sentence.plain == "Missions sent 12; 12 by Missions."


def test_an_empty_word_does_not_open_the_sentence():
    (sentence,) = sentences("{who}{A} came.", {"A": value(12)}, {"who": ""})
    assert sentence.plain == "Twelve came."


def test_blanks_within_braces_do_not_matter():
    assert told("Of { A : noun }.", A=value(3)) == "Of three missions."


# What cannot be written


def test_a_missing_value_is_named_and_never_printed():
    gone, lost, here = value(None), value(None, status="not applicable"), value(3)
    first, second = sentences(
        "{A:noun} and {B} of {C}.\nOnly {C}.", {"A": gone, "B": lost, "C": here}
    )
    assert first.missing == (gone, lost)
    assert "None" not in first.plain and "nan" not in first.plain
    assert (second.missing, second.plain) == ((), "Only three.")


@pytest.mark.parametrize(
    "how",
    ["", "noun", "digits", "has/have", *narrative.SPECIAL, "over"],
)
def test_a_missing_value_leaves_out_the_sentence_however_it_is_written(how):
    gone = value(None)
    (sentence,) = sentences(f"So {{A:{how}}}.", {"A": gone})
    assert sentence.missing == (gone,)


@pytest.mark.parametrize("how", ["", "noun", "digits", "has/have", "points", "course", "or none"])
def test_writing_a_missing_value_raises(how):
    with pytest.raises(NotReportedError, match=r"P1.TEST was not reported"):
        write(value(None), how)


@pytest.mark.parametrize("how", ["nouns", "noun:x", "noun upper", "Names", "per cent"])
def test_an_unknown_way_is_refused(how):
    with pytest.raises(NarrativeError, match=f"P1.TEST cannot be written '{how}'"):
        told(f"So {{A:{how}}}.", A=value(3))


@pytest.mark.parametrize("line", ["A { brace.", "A } brace.", "{A", "A}", "{{A}}", "{A:{A}}"])
def test_a_stray_brace_is_refused(line):
    with pytest.raises(NarrativeError, match="A brace is open or stray in: "):
        sentences(line, {"A": value(3)})


@pytest.mark.parametrize("how", ["parts", "labels", "course", "exceptions"])
def test_a_value_without_parts_is_refused(how):
    with pytest.raises(NarrativeError, match=r"P1.TEST has no parts by year or mission"):
        write(value(3), how)


@pytest.mark.parametrize("how", ["names", "others"])
def test_a_value_without_yes_or_no_is_refused(how):
    for one in (value(3), value(1201, by=HOSPITALS)):
        with pytest.raises(NotReportedError, match="has no parts that are yes or no"):
            write(one, how)


@pytest.fixture
def nothing(tmp_path):
    """Values of a period in which nobody reported anything."""
    states = {name: TableState(name, "not reported") for name in TABLES}
    processed.write(tmp_path / "tables", {}, states, [], {}, [])
    return count(processed.read(tmp_path / "tables"), PERIOD)


def test_an_unknown_code_names_the_nearest(nothing):
    with pytest.raises(RegisterError, match=r"'P4.HOSPITAL'; did you mean 'P4.HOSPITALS'\?"):
        sentences("There are {P4.HOSPITAL:noun}.", nothing)
    with pytest.raises(RegisterError, match="There is no indicator ''"):
        sentences("There are {}.", nothing)


def test_a_known_code_that_nobody_reported_is_missing(nothing):
    (sentence,) = sentences("There are {P4.HOSPITALS:noun}.", nothing)
    assert [one.code for one in sentence.missing] == ["P4.HOSPITALS"]


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("Hospitals by level", "hospitals by level"),
        ("UNCT integration", "UNCT integration"),
        ("PoC strategies", "PoC strategies"),
        ("A country team", "a country team"),
        ("Of UN police", "of UN police"),
        ("Up", "up"),
        ("", ""),
    ],
)
def test_a_title_within_a_sentence_keeps_the_capitals_of_an_acronym(title, within):
    assert narrative.within(title) == within
