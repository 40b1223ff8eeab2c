"""Data as an analyst meets them: a wrong column is told with the nearest, all else is pandas'."""

import pickle

import pandas as pd
import pytest

from a4p_helpers.core.frames import Data, MissingColumnError, asked

DATA = Data({"mission": ["UNMISS", "UNDOF", "UNDOF"], "all levels": [1, 2, 1]})


@pytest.mark.parametrize(
    "ask",
    [
        lambda data: data["misson"],
        lambda data: data[["all levels", "misson"]],
        lambda data: data.loc[:, "misson"],
        lambda data: data.head(1)["misson"],
        lambda data: data.groupby("misson"),
        lambda data: data.groupby(["all levels", "misson"]),
        lambda data: data.merge(data.head(1), left_on="mission", right_on="misson"),
        lambda data: data.sort_values("misson"),
        lambda data: data.set_index(["misson"]),
        lambda data: data.dropna(subset=["misson"]),
        lambda data: data.drop_duplicates("misson"),
        lambda data: data.melt("misson"),
        lambda data: data.merge(data, on="misson"),
        lambda data: data.nlargest(1, "misson"),
        lambda data: data.nsmallest(1, "misson"),
    ],
)
def test_a_wrong_column_is_told_with_the_nearest(ask):
    with pytest.raises(MissingColumnError) as raised:
        ask(DATA)
    assert str(raised.value) == "'misson' is no column of these data; did you mean 'mission'?"


def test_a_column_with_a_blank_is_named_whole():
    with pytest.raises(MissingColumnError, match=r"'all level' .* did you mean 'all levels'"):
        DATA[["mission", "all level"]]


def test_of_two_tables_the_columns_of_both_are_meant():
    other = pd.DataFrame({"number": [1]})
    with pytest.raises(MissingColumnError, match=r"'numbr' .* did you mean 'number'"):
        DATA.merge(other, left_on="all levels", right_on="numbr")


def test_a_name_in_whatever_quotation_marks_is_told_whole():
    with pytest.raises(MissingColumnError) as raised:
        DATA[["Cote d'Ivoire"]]
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)
    assert raised.value.column == "Cote d'Ivoire" and raised.value.known == list(DATA.columns)


@pytest.mark.parametrize(
    "ask",
    [
        lambda data: data.sort_values("mission", key=lambda column: {}["misson"]),
        lambda data: data.groupby(lambda row: {}["misson"]),
    ],
)
def test_a_key_that_a_function_lacks_is_no_column(ask):
    with pytest.raises(KeyError) as raised:
        ask(DATA)
    assert not isinstance(raised.value, MissingColumnError)


def test_an_attribute_is_told_where_a_column_is_near():
    with pytest.raises(AttributeError, match=r"'misson' .* did you mean 'mission'"):
        _ = DATA.misson
    with pytest.raises(AttributeError, match="'Data' object has no attribute 'to_powerpoint'"):
        _ = DATA.to_powerpoint


@pytest.mark.parametrize("error", [KeyError("mission"), KeyError("['mission'] not in index")])
def test_a_column_that_is_there_was_not_what_lacked(error):
    assert asked(error, DATA.columns) == ""
    assert asked(KeyError("Column not found: all level"), DATA.columns) == "all level"


def test_it_is_a_frame_like_any_other():
    pd.testing.assert_frame_equal(
        DATA.groupby("mission")["all levels"].sum().reset_index(),
        pd.DataFrame({"mission": ["UNDOF", "UNMISS"], "all levels": [3, 1]}),
        check_frame_type=False,
    )
