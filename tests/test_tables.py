"""Tables: every cell printed as it should be, and a missing one never blank."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from a4p_helpers.core.scales import NOT_REPORTED
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.tables import Symbol, Table, TableError

WORDS = {"title": "The finding", "subtitle": "Measure, unit, period"}
SIGNS = {0: ("○○○", "none"), 2: ("●●○", "medium"), 3: ("●●●", "significant")}


def mechanisms() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mission": ["UNMISS", "MINUSCA", "UNMISS"],
            "mechanism": ["joint committee", "weekly meeting", "liaison"],
            "contribution": pd.array([3, 0, None], "Int64"),
        }
    )


def made(frame: pd.DataFrame, **how: object) -> Table:
    return tables.table(frame, **{**WORDS, **how})


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "decimals", "printed"),
        [
            (1234567, 0, "1,234,567"),
            (0.145, 2, "0.15"),
            (12.5, 0, "13"),
            (-12.5, 0, "−13"),
            (-0.4, 0, "0"),
            (Fraction(2, 3), 1, "0.7"),
            (Decimal("6.65"), 1, "6.7"),
            (np.float64(6.65), 1, "6.7"),
            (np.int64(7), 1, "7.0"),
            (1e21, 0, "1,000,000,000,000,000,000,000"),
        ],
    )
    def test_half_up_with_thousands_commas(self, value: float, decimals: int, printed: str) -> None:
        assert tables.number(value, decimals) == printed

    def test_decimals_only_where_a_column_needs_them(self) -> None:
        frame = pd.DataFrame({"m": ["A", "B"], "whole": [1.0, 2.0], "share": [1.0, 2.25]})
        assert made(frame).rows() == [["A", "1", "1.0"], ["B", "2", "2.3"]]
        assert made(frame, decimals=0).rows()[1] == ["B", "2", "2"]

    def test_exact_fractions_are_numbers(self) -> None:
        frame = pd.DataFrame({"m": ["A", "B"], "share": [Fraction(664, 100), None]})
        assert made(frame).rows() == [["A", "6.6"], ["B", NOT_REPORTED]]

    def test_years_are_names(self) -> None:
        frame = pd.DataFrame({"year": [2023], "deaths": [2023], "fiscal_year": [2022]})
        assert made(frame).rows() == [["2023", "2,023", "2022"]]


class TestCells:
    @pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT, "", "  "])
    def test_missing_is_said(self, missing: object) -> None:
        frame = pd.DataFrame({"m": ["A"], "n": pd.Series([missing], dtype=object)})
        assert made(frame).rows() == [["A", NOT_REPORTED]]
        assert made(frame, missing="not applicable").rows() == [["A", "not applicable"]]

    def test_a_column_of_nothing_but_missing(self) -> None:
        frame = pd.DataFrame({"m": ["A"], "n": pd.array([None], "Int64")})
        assert made(frame).rows() == [["A", NOT_REPORTED]]

    def test_yes_no_and_dates_are_words(self) -> None:
        frame = pd.DataFrame(
            {
                "m": ["A", "B"],
                "uses": pd.array([True, None], "boolean"),
                "day": [date(2023, 11, 28), None],
                "since": ["2010-01-01", "2023-05"],
            }
        )
        assert made(frame).rows() == [
            ["A", "yes", "28 November 2023", "1 January 2010"],
            ["B", NOT_REPORTED, NOT_REPORTED, "2023-05"],
        ]

    def test_headings_begin_with_a_capital(self) -> None:
        frame = pd.DataFrame({"reports_due": ["malicious act"], "n": ["malicious act"]})
        made_of = made(frame)
        assert [column.label for column in made_of.columns] == ["Reports due", "N"]
        assert made_of.rows() == [["Malicious act", "malicious act"]]

    def test_units_stand_in_headings(self) -> None:
        frame = pd.DataFrame({"m": ["A"], "n": [1], "share": [2.5], "text": ["x"]})
        columns = made(frame, units={"share": "%"}, unit="persons").columns
        assert [column.unit for column in columns] == ["", "persons", "%", ""]

    def test_the_frame_is_not_changed(self) -> None:
        frame = mechanisms()
        made(frame, group="mission")
        pd.testing.assert_frame_equal(frame, mechanisms())


class TestGroups:
    def test_rows_of_a_group_come_together(self) -> None:
        rows = made(mechanisms(), group="mission").rows()
        assert [row[0] for row in rows] == ["UNMISS", "UNMISS", "MINUSCA"]
        assert [row[1] for row in rows] == ["Joint committee", "Liaison", "Weekly meeting"]

    def test_the_group_becomes_the_first_column(self) -> None:
        frame = mechanisms()[["mechanism", "mission", "contribution"]]
        assert made(frame, group="mission").columns[0].key == "mission"

    def test_missing_groups_stay(self) -> None:
        frame = mechanisms().assign(mission=["UNMISS", None, "UNMISS"])
        assert [row[0] for row in made(frame, group="mission").rows()][-1] == "Not reported"


class TestMatrix:
    def test_values_become_symbols_with_words(self) -> None:
        matrix = tables.matrix(mechanisms(), symbols=SIGNS, group="mission", **WORDS)
        assert [row[2] for row in matrix.rows()] == [
            Symbol("●●●", "significant"),
            NOT_REPORTED,
            Symbol("○○○", "none"),
        ]
        assert [symbol.words for symbol in matrix.key] == ["none", "medium", "significant"]
        assert not matrix.columns[2].is_number

    def test_other_columns_stay_as_they_are(self) -> None:
        frame = mechanisms().assign(rows=[9, 8, 7], agreement="SOFA", late=[True, False, True])
        first = tables.matrix(frame, symbols=SIGNS, **WORDS).rows()[0]
        assert first[3:] == ["9", "SOFA", "yes"]

    def test_true_is_not_one(self) -> None:
        frame = pd.DataFrame({"m": ["A", "B"], "uses": [True, False]})
        signs = {1: ("●", "one"), 0: ("○", "zero")}
        assert tables.matrix(frame, symbols=signs, **WORDS).rows()[0][1] == "yes"
        signs = {True: ("●", "yes"), False: ("○", "no")}
        assert tables.matrix(frame, symbols=signs, **WORDS).rows()[0][1] == Symbol("●", "yes")

    def test_a_value_without_symbol_is_refused_with_its_place(self) -> None:
        frame = mechanisms().assign(contribution=[3, 7, 9])
        with pytest.raises(TableError) as refused:
            tables.matrix(frame, symbols=SIGNS, **WORDS)
        assert "row 2, column contribution: 7 has no symbol" in str(refused.value)
        assert "row 3, column contribution: 9 has no symbol" in str(refused.value)


class TestRefusals:
    @pytest.mark.parametrize(
        ("how", "says"),
        [
            ({"title": ""}, "it has no title"),
            ({"subtitle": " "}, "it has no subtitle"),
            ({"labels": {"misson": "Mission"}}, "did you mean 'mission'?"),
            ({"units": {"x": "%"}}, "units names the column 'x'"),
            ({"group": "x"}, "group names the column 'x'"),
            ({"row_ids": "x"}, "row_ids names the column 'x'"),
        ],
    )
    def test_it_says_what_is_wrong(self, how: dict[str, object], says: str) -> None:
        with pytest.raises(TableError) as refused:
            made(mechanisms(), **how)
        assert says in str(refused.value)

    def test_all_faults_at_once(self) -> None:
        frame = pd.DataFrame({"m": ["A", "B"], "n": [1.0, float("inf")]})
        with pytest.raises(ValueError) as refused:
            made(frame, title="", labels={"k": "K"})
        for fault in ("no title", "'k'", "row 2, column n"):
            assert fault in str(refused.value)

    def test_no_rows(self) -> None:
        with pytest.raises(TableError, match="it has no rows"):
            made(mechanisms().head(0))
