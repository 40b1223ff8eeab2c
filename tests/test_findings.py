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
