"""No CSV that we write holds a formula, and every text comes back as it was sent."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from a4p_helpers.core import spreadsheet
from a4p_helpers.store import processed


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1"])
def test_what_starts_like_a_formula_is_made_harmless(text):
    assert spreadsheet.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "text", "-5", "+12.5", "a=b", "5-3", "–"])
def test_other_texts_stay_as_they_are(text):
    assert spreadsheet.harmless(text) == text


@given(st.text(alphabet="'=+-@ab1\t", max_size=6))
def test_every_text_comes_back_as_it_was(text):
    assert spreadsheet.as_sent(spreadsheet.harmless(text)) == text
    assert not spreadsheet.FORMULA.match(text) or spreadsheet.harmless(text)[0] == "'"


def test_cleaned_tables_hold_no_formula_and_give_the_text_back(tmp_path):
    frame = pd.DataFrame({"reporter": ["UNMISS"], "text": ["=cmd|'/c calc'!A1"]})
    state = processed.TableState("t", "reported", kinds={"reporter": "text", "text": "text"})
    processed.write(tmp_path / "made", {"t": frame}, {"t": state}, [], {}, [])
    assert ",'=cmd" in (tmp_path / "made" / "t.csv").read_text(encoding="utf-8")
    assert processed.read(tmp_path / "made")["t"].loc[0, "text"] == "=cmd|'/c calc'!A1"
