"""The language of sentences: values in braces, words in brackets, and what may not stand there."""

from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers.core import paths, periods
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits.narrative import NarrativeError
from a4p_helpers.exhibits.sentences import (
    WAYS,
    WHOLE_SECTION,
    Words,
    names_in,
    sentences,
    typed,
)
from a4p_helpers.store.values import Indicator, RegisterError, Value

PERIOD = periods.get("2023-05")


def value(number, unit="missions", *, decimals=0, **fields):
    """Return a value of an indicator of the tests' own; None is not reported."""
    one = Indicator("P1.A", "Title", unit, "1.1", "output", "Test", "T.", decimals=decimals)
    if number is None:
        return Value(one, PERIOD, "not reported")
    day = fields.pop("as_of", "2023-12-31")
    return Value(one, PERIOD, "reported", number=Fraction(number), as_of=day, **fields)


def written(text, **known):
    """Return the sentences of a text; what is given stands in braces by its name."""

    def named(name):
        if name not in known:
            raise RegisterError(f"There is no indicator {name!r}{nearest(name, known)}")
        return known[name]

    return sentences(text, named)


def told(text, **known):
    return " ".join(one.plain for one in written(text, **known))


def yes_no(**answers):
    parts = pd.Series(answers, dtype="boolean")
    return value(int(parts.sum()), by=parts, over=len(parts))


def test_all_of_a_number_are_told_as_all():
    line = "{A} of {A:over} missions [have] a plan, and {B} of the {A} others."
    all_ten = {"A": value(10, over=10), "B": value(10)}
    assert told(line, **all_ten) == "All 10 missions have a plan, and all 10 others."
    some = {"A": value(9, over=10), "B": value(1)}
    assert told(line, **some) == "Nine of 10 missions have a plan, and one of the nine others."


@pytest.mark.parametrize(
    ("line", "of_none", "of_one", "of_many"),
    [
        ("{A} hospitals.", "No hospitals.", "One hospital.", "Twenty hospitals."),
        ("In: {A} countries.", "In: no countries.", "In: one country.", "In: 20 countries."),
        ("{A} women came.", "No women came.", "One woman came.", "Twenty women came."),
        ("{A} new [units] [stand].", "No new units stand.", "One new unit stands.",
         "Twenty new units stand."),
        ("{A} missions [have] it.", "No missions have it.", "One mission has it.",
         "Twenty missions have it."),
        ("{A} cases [were] lost.", "No cases were lost.", "One case was lost.",
         "Twenty cases were lost."),
        ("{A} [carry] on.", "None carry on.", "One carries on.", "Twenty carry on."),
        ("{A} [focus] on it.", "None focus on it.", "One focuses on it.", "Twenty focus on it."),
        ("{A} [discuss] it.", "None discuss it.", "One discusses it.", "Twenty discuss it."),
        ("Of them, {A} said so.", "Of them, none said so.", "Of them, one said so.",
         "Of them, 20 said so."),
        ("Lost: {A}.", "Lost: none.", "Lost: one.", "Lost: 20."),
    ],
)  # fmt: skip
def test_words_agree_with_the_number_before_them(line, of_none, of_one, of_many):
    assert [told(line, A=value(n)) for n in (0, 1, 20)] == [of_none, of_one, of_many]


@pytest.mark.parametrize(
    ("unit", "decimals", "text"),
    [("percent", 0, "1 per cent [are] new."), ("per 10,000", 1, "1.0 [are] new.")],
)
def test_a_share_or_rate_is_many_and_zero_is_a_number(unit, decimals, text):
    line = "It says: {A} [are] new."
    expected = f"It says: {text.replace('[are]', 'are')}"
    assert told(line, A=value(1, unit, decimals=decimals)) == expected
    assert "0" in told(line, A=value(0, unit, decimals=decimals))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Three are {S:names}.", "Three are MINURSO, UNDOF and UNMISS."),
        ("It is not so in {S:others}.", "It is not so in UNMIK."),
        ("{S} of {S:over} missions.", "Three of four missions."),
        ("{S:over} answered.", "Four answered."),
        ("Hospitals: {H:names}.", "Hospitals: MINURSO (1) and UNMISS (1,200)."),
        ("{R} ({R:ratio}).", "Thirteen per cent (7 of 55)."),
        ("Against {R:target}.", "Against 15 per cent, inferred."),
        ("It went {P:change}.", "It went up 10 percentage points."),
        ("It saw {G:change}.", "It saw a decrease of 3 per cent."),
        ("It saw {Z:change}.", "It saw no change."),
        ("Deaths {Y:course}.", "Deaths fell from 59 in 2017 to 20 in 2018 and rose to 35 in 2022."),
        ("It {R:verdict} that.", "It was lower than that."),
        ("A rate of {T} ({T:interval}).", "A rate of 0.4 (95 per cent interval 0.2 to 0.8)."),
        ("Up to {R:day}.", "Up to 28 November 2023."),
        ("In {year} {W} said so.", "In 2023 MINUSCA and UNDOF said so."),
    ],
)
def test_every_way_of_writing(line, expected):
    by_year = pd.Series({2017: 59, 2018: 20, 2019: 30, 2022: 35, 2023: 7}, dtype="Int64")
    known = {
        "S": yes_no(MINURSO=True, UNDOF=True, UNMIK=False, UNMISS=True),
        "H": value(1201, by=pd.Series({"MINURSO": 1, "UNDOF": 0, "UNMISS": 1200}, dtype="Int64")),
        "R": value(
            Fraction(700, 55),
            "percent",
            numerator=7,
            denominator=55,
            target=Fraction(15),
            target_status="inferred",
            verdict="lower",
            as_of="2023-11-28",
        ),
        "P": value(10, "percentage points"),
        "G": value(-3, "percent"),
        "Z": value(0, "percent"),
        "Y": value(151, by=by_year, as_of="2023-11-28"),
        "T": value(Fraction(2, 5), "per 10,000", decimals=1, low=0.153, high=0.849),
        "year": Words("2023", 1),
        "W": Words("MINUSCA and UNDOF", 2),
    }
    assert told(line, **known) == expected


@pytest.mark.parametrize(
    ("years", "course"),
    [
        ({2017: 5, 2018: 4, 2019: 3}, "fell from five in 2017 to three in 2019"),
        ({2017: 3, 2018: 12, 2019: 3}, "rose from 3 in 2017 to 12 in 2018 and fell to 3 in 2019"),
        ({2017: 4, 2018: 4}, "stayed at four from 2017 to 2018"),
        ({2017: 59, 2020: 13, 2021: 25, 2022: 32},
         "fell from 59 in 2017 to 13 in 2020 and rose to 32 in 2022"),
    ],
)  # fmt: skip
def test_a_course_is_told_by_its_turns_never_by_its_ends_alone(years, course):
    by = pd.Series(years, dtype="Int64")
    assert told("It {A:course}.", A=value(int(by.sum()), by=by)) == f"It {course}."


def test_names_of_nobody_leave_no_stub():
    nobody, all_of_them = yes_no(UNDOF=False), yes_no(UNDOF=True)
    assert told("{A} missions said so: {A:names}.", A=nobody) == "No missions said so."
    assert written("Such are {A:names}.", A=nobody) == []
    assert written("Not so {A:others}.", A=all_of_them) == []
    assert written("{W} leads.", W=Words("", 0)) == []


def test_a_sentence_without_its_value_names_what_is_missing():
    (sentence,) = written("{A} missions [have] {B} plans.", A=value(None), B=value(2))
    assert [one.code for one in sentence.missing] == ["P1.A"]
    for line in ("{A:over} missions.", "It {A:verdict}.", "By {A:interval}.", "It {A:course}."):
        by = pd.Series({2017: 3}, dtype="Int64")
        (sentence,) = written(line, A=value(3, by=by))
        assert sentence.missing, line


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("In all {AA}.", "There is no indicator 'AA'; did you mean 'A'?"),
        ("In all {A:nammes}.", "cannot be written 'nammes'; did you mean 'names'?"),
        ("In all 12 missions.", "the figure 12 is typed"),
        ("Many [have] it.", "[have] has no number before it"),
        ("In all {A.", "a { is open or stray"),
        ("In all A].", "a ] is open or stray"),
    ],
)
def test_what_is_wrong_is_told_with_the_nearest_right_name(line, fault):
    with pytest.raises(NarrativeError) as raised:
        written(line, A=value(2))
    assert fault in str(raised.value)


def test_every_fault_of_a_paragraph_is_told_at_once():
    with pytest.raises(NarrativeError) as raised:
        written("In all {AA}.\nIn 12 missions {A:nammes}.", A=value(2))
    assert all(one in str(raised.value) for one in ("AA", "12", "nammes"))


def test_figures_that_name_something_may_stand():
    fine = "The A4P+ Plan of 2018, level 1+, 95 per cent, per 10,000, since 1 January, out of 5."
    assert typed(fine) == []
    assert typed("{A} of 12 in 2019") == ["12", "2019"]


def test_names_are_found_with_their_ways():
    assert list(names_in("{A} of { B : over } [have] {c}")) == [("A", ""), ("B", "over"), ("c", "")]


def test_the_page_of_the_language_has_every_form_with_an_example():
    page = (paths.CODE / "docs/how-to/sentences.md").read_text(encoding="utf-8")
    shown = {how for _, how in names_in(page)}
    assert set(WAYS) <= shown and shown <= {"", *WAYS}
    assert all(f"`{{{name}}}`" in page for name in WHOLE_SECTION)
