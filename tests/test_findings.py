"""What titles say of a block's data, in a few words."""

import pandas as pd
import pytest

from a4p_helpers.core.scales import SUPPRESSED_CELL
from a4p_helpers.exhibits import findings


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([69, None, 63, 56, 80], "from 56 to 80"),
        ([3, 4.25], "from 3 to 4.3"),
        ([1200, 1200.0], "at 1,200"),
        ([SUPPRESSED_CELL, 7, 9], "from 7 to 9"),  # a suppressed number is not given away
        ([SUPPRESSED_CELL, None], ""),
        ([], ""),
    ],
)
def test_an_extent(numbers, text):
    assert findings.extent(pd.Series(numbers, dtype=object)) == text


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (["monthly", "monthly", "never", None], "monthly (2 of 3)"),
        (["yearly", "monthly"], "monthly or yearly (1 of 2 each)"),
        ([None], ""),
    ],
)
def test_the_answer_of_most(answers, text):
    assert findings.most(pd.Series(answers, dtype=object)) == text


def test_rows_with_all_of_it():
    frame = pd.DataFrame({"a": [True, True, pd.NA], "b": [True, False, True]}, dtype="boolean")
    assert findings.with_all(frame) == "One of 2"
    assert findings.with_all(frame.iloc[:0]) == ""
    longer = pd.DataFrame({"a": [True, True, True, False], "b": [True, True, True, True]})
    assert findings.with_all(longer) == "Three of 4", "of rows, not of columns"


def test_an_answer_is_counted_as_often_as_it_was_given():
    given = pd.Series(["monthly", "monthly", "monthly", "never", None], dtype=object)
    assert findings.how_many(given, "monthly") == 3
    assert findings.how_many(given, "yearly") == 0


def test_a_number_of_names():
    assert findings.number_of(pd.Series(["A", "A", "B"]), "mission", "missions") == "Two missions"
    assert findings.number_of(pd.Series(["A"]), "mission", "missions") == "One mission"
    assert findings.number_of(pd.Series([], dtype=str), "mission", "missions") == ""
