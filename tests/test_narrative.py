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


# Numbers


@pytest.mark.parametrize(
    ("number", "within", "opening"),
    [
        (0, "zero", "Zero"),
        (1, "one", "One"),
        (9, "nine", "Nine"),
        (10, "10", "Ten"),
        (20, "20", "Twenty"),
        (143, "143", "One hundred and forty-three"),
        (7100, "7,100", "Seven thousand, one hundred"),
        (1234567, "1,234,567", None),
    ],
)
def test_words_under_ten_and_at_the_start_of_a_sentence(number, within, opening):
    assert told("There are {A}.", A=value(number)) == f"There are {within}."
    if opening:
        assert told("{A} are there.", A=value(number)) == f"{opening} are there."


@pytest.mark.parametrize(
    ("number", "decimals", "within", "opening"),
    [
        (0, 0, "0 per cent", "Zero per cent"),
        (9, 0, "9 per cent", "Nine per cent"),
        (Fraction(600, 21), 0, "29 per cent", "Twenty-nine per cent"),
        (Fraction(25, 2), 0, "13 per cent", "Thirteen per cent"),
        (Fraction(33, 5), 1, "6.6 per cent", "6.6 per cent"),
        (Fraction(200, 3), 1, "66.7 per cent", "66.7 per cent"),
        (7, 1, "7.0 per cent", "Seven per cent"),
        (1234, 0, "1,234 per cent", None),
    ],
)
def test_shares_are_in_figures_and_per_cent(number, decimals, within, opening):
    share = value(number, "percent", decimals=decimals)
    assert told("It was {A}.", A=share) == f"It was {within}."
    if opening:
        assert told("{A} did.", A=share) == f"{opening} did."


def test_an_interval_is_written_with_the_decimals_of_its_value():
    rate = value(Fraction(2, 5), "per 10,000", decimals=1, low=0.153, high=0.849)
    assert told("A rate of {A} ({A:interval}).", A=rate) == (
        "A rate of 0.4 (95 per cent interval 0.2 to 0.8)."
    )
    share = value(Fraction(700, 55), "percent", numerator=7, denominator=55)
    # Wilson's, by hand: 6.3 to 24.0.
    assert told("It was {A:interval}.", A=share) == "It was 95 per cent interval 6 to 24."
    share = value(Fraction(4100, 143), "percent", decimals=1, numerator=41, denominator=143)
    assert told("It was {A:interval}.", A=share) == "It was 95 per cent interval 21.9 to 36.6."
    (sentence,) = sentences("It was {A:interval}.", {"A": value(3)})
    assert sentence.missing


def test_an_interval_that_came_with_a_value_goes_before_one_worked_out():
    fields = {"low": 10.2, "high": 15.4, "numerator": 7, "denominator": 55}
    share = value(Fraction(700, 55), "percent", **fields)
    assert told("It was {A:interval}.", A=share) == "It was 95 per cent interval 10 to 15."


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("higher", "It was higher than B."),
        ("lower", "It was lower than B."),
        ("no clear change", "It was not clearly different from B."),
        ("rising", "It rose B."),
        ("falling", "It fell B."),
        ("no clear trend", "It shows no clear trend B."),
        ("no clear step", "It no clear step B."),
    ],
)
def test_a_verdict_is_the_verb_of_its_sentence(verdict, said):
    assert told("It {A:verdict} B.", A=value(3, verdict=verdict)) == said


def test_what_was_not_tested_has_no_verdict():
    (sentence,) = sentences("It {A:verdict} B.", {"A": value(3)})
    assert sentence.missing


def test_rates_are_in_figures():
    assert told("It was {A}.", A=value(Fraction(1, 2), "per 10,000", decimals=1)) == "It was 0.5."
    assert told("It was {A}.", A=value(3, "per 10,000", decimals=1)) == "It was 3.0."


@pytest.mark.parametrize(
    ("number", "unit", "within", "opening"),
    [
        (0, "hospitals", "no hospitals", "No hospitals"),
        (1, "hospitals", "one hospital", "One hospital"),
        (2, "hospitals", "two hospitals", "Two hospitals"),
        (20, "hospitals", "20 hospitals", "Twenty hospitals"),
        (1, "categories", "one category", "One category"),
        (516_000, "engagements", "516,000 engagements", None),
        (3, "percent", "3 per cent", "Three per cent"),
        (3, "percentage points", "three percentage points", "Three percentage points"),
    ],
)
def test_a_noun_agrees_with_its_number(number, unit, within, opening):
    assert told("There: {A:noun}.", A=value(number, unit)) == f"There: {within}."
    if opening:
        assert told("{A:noun} there.", A=value(number, unit)) == f"{opening} there."


def test_a_noun_agrees_with_the_number_as_printed():
    assert told("It took {A:noun}.", A=value(Fraction(3, 2), "days")) == "It took two days."
    assert told("It took {A:noun}.", A=value(Fraction(4, 3), "days")) == "It took one day."


@pytest.mark.parametrize(
    ("number", "digits"), [(0, "0"), (3, "3"), (20, "20"), (7100, "7,100"), (Fraction(5, 2), "3")]
)
def test_digits_where_they_are_asked_for(number, digits):
    assert told("There: {A:digits}.", A=value(number)) == f"There: {digits}."
    assert told("{A:digits} there.", A=value(number)) == f"{digits} there."
    assert told("There: {A:digits}.", A=value(number, "percent")) == f"There: {digits}."


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("A. {A} came.", "A. more than 7,100 came."),
        ("In all {A:noun}.", "In all more than 7,100 persons."),
        ("In all {A:digits}.", "In all more than 7,100."),
        ("{A:digits} came.", "More than 7,100 came."),
        ("{A:noun} came.", "More than 7,100 persons came."),
        ("In all {B:noun}.", "In all about seven persons."),
        ("{B:noun} came.", "About seven persons came."),
    ],
)
def test_a_qualifier_stands_before_the_number_and_opens_the_sentence_in_its_place(line, written):
    many = value(7100, "persons", qualifier="more than")
    few = value(7, "persons", qualifier="about")
    assert told(line, A=many, B=few) == written


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


# The word that goes with a number


@pytest.mark.parametrize(("number", "word"), [(0, "have"), (1, "has"), (2, "have"), (20, "have")])
def test_the_first_word_for_one(number, word):
    assert told("It {A:has/have} it.", A=value(number)) == f"It {word} it."
    assert told("It {A: has / have } it.", A=value(number)) == f"It {word} it."


# What else a value says


def test_a_ratio():
    share = value(
        Fraction(4100, 1143), "percent", numerator=41, denominator=1143, by=pd.Series({"a": 41})
    )
    assert told("Women: {A:ratio}.", A=share) == "Women: 41 of 1,143."
    none = value(0, "percent", numerator=0, denominator=8)
    assert told("Women: {A:ratio}.", A=none) == "Women: 0 of 8."


@pytest.mark.parametrize(
    ("target", "text"),
    [(Fraction(13), "13 per cent"), (Fraction(25, 2), "13 per cent"), (Fraction(0), "0 per cent")],
)
def test_a_target(target, text):
    share = value(9, "percent", target=target, target_status="published")
    assert told("Against {A:target}.", A=share) == f"Against {text}."
    assert told("It is {A:target status}.", A=share) == "It is published."


@pytest.mark.parametrize(
    ("change", "decimals", "text"),
    [
        (4, 0, "up four percentage points"),
        (10, 0, "up 10 percentage points"),
        (1, 0, "up one percentage point"),
        (-1, 0, "down one percentage point"),
        (-12, 0, "down 12 percentage points"),
        (0, 0, "no change"),
        (Fraction(2, 5), 0, "no change"),
        (Fraction(-1, 2), 0, "down one percentage point"),
        (Fraction(1, 2), 0, "up one percentage point"),
        (Fraction(5, 2), 1, "up 2.5 percentage points"),
        (Fraction(-1), 1, "down one percentage point"),
        (Fraction(-1, 2), 1, "down 0.5 percentage points"),
    ],
)
def test_a_change_in_percentage_points(change, decimals, text):
    one = value(change, "percentage points", decimals=decimals)
    assert told("It is {A:points}.", A=one) == f"It is {text}."


@pytest.mark.parametrize(
    ("change", "decimals", "text"),
    [
        (15, 0, "an increase of 15 per cent"),
        (1, 0, "an increase of 1 per cent"),
        (Fraction(5, 2), 0, "an increase of 3 per cent"),
        (-4, 0, "a decrease of 4 per cent"),
        (Fraction(-1, 2), 1, "a decrease of 0.5 per cent"),
        (0, 0, "no change"),
        (Fraction(1, 3), 0, "no change"),
    ],
)
def test_a_change_in_per_cent_says_its_direction(change, decimals, text):
    one = value(change, "percent", decimals=decimals)
    assert told("There was {A:growth}.", A=one) == f"There was {text}."


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


@pytest.mark.parametrize(("over", "text"), [(1, "one"), (9, "nine"), (11, "11")])
def test_over_how_many_missions(over, text):
    assert told("Of {A:over}.", A=value(3, over=over)) == f"Of {text}."
    assert told("{A:over} answered.", A=value(3, over=11)) == "Eleven answered."


@pytest.mark.parametrize(("number", "text"), [(0, "none"), (3, "three"), (12, "12")])
def test_none_for_zero(number, text):
    assert told("Women: {A:or none}.", A=value(number)) == f"Women: {text}."


def test_year_and_day():
    one = value(3, as_of="2023-11-28")
    assert told("In {A:year}, as of {A:as of}.", A=one) == "In 2023, as of 28 November 2023."


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


# What a value lacks


@pytest.mark.parametrize("how", ["over", "target", "ratio"])
def test_what_a_value_does_not_say_is_not_made_up(how):
    sent = value(30, "percent", how="as submitted")
    (sentence,) = sentences(f"So {{A:{how}}}.", {"A": sent})
    assert sentence.missing == (sent,)


@pytest.mark.parametrize(
    ("how", "one", "text"),
    [
        ("or none", value(0), "None were women."),
        ("or none", value(12), "Twelve were women."),
        ("points", value(4, "percentage points"), "Up four percentage points were women."),
        ("points", value(0, "percentage points"), "No change were women."),
    ],
)
def test_a_special_way_opens_a_sentence_with_a_capital(how, one, text):
    assert told(f"{{A:{how}}} were women.", A=one) == text


def test_the_words_for_several_may_hold_a_stroke():
    assert write(value(2), "mission/missions and/or areas") == "missions and/or areas"
    assert write(value(1), "mission/missions and/or areas") == "mission"


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
