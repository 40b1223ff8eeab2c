"""Uniformed personnel: the traps of the monthly reports, and shares of women as published."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from a4p_helpers.core import breaks, missions, paths, scales
from a4p_helpers.core.rounding import half_up
from a4p_helpers.open_data import personnel
from a4p_helpers.open_data.derived import Derived, OpenDataError, write

HEADER = (
    "report_month,as_of_date,mission_acronym,contributing_country,isocode3,personnel_type,"
    "male,female,total,layout"
)
ROW = {
    "mission_acronym": "UNMISS",
    "contributing_country": "Ghana",
    "male": "90",
    "female": "10",
    "total": "100",
    "layout": "I",
}
NO_SEXES = {"male": "", "female": ""}
Row = dict[str, str]
Make = Callable[..., Path]


def row(month: str, kind: str = "Troops", **change: str) -> Row:
    """One row of a month's report, as it differs from `ROW`."""
    return {
        "report_month": month,
        "as_of_date": f"{month}-28",
        "personnel_type": kind,
        **ROW,
        **change,
    }


def month(name: str, **change: str) -> list[Row]:
    """A month with troops and staff officers, each as it differs from `ROW`."""
    return [row(name, **change), row(name, "Staff Officer", **change)]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a file of the rows given."""

    def make(*rows: Row) -> Path:
        lines = [",".join(one.get(column, "") for column in HEADER.split(",")) for one in rows]
        path = tmp_path / "personnel.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return path

    return make


def derive(path: Path, until: date = date.max) -> Derived:
    """Return the table of one file, with what an import says of months that are missing."""
    return personnel.completed(personnel.derive([path], until), None, "")


def refused(path: Path) -> list[tuple[int, str, str]]:
    """Return row, column and value of each fault of a file that must be refused."""
    with pytest.raises(OpenDataError) as caught:
        derive(path)
    assert all(f.file and f.problem and f.remedy for f in caught.value.faults)
    return [(fault.row, fault.column, fault.value) for fault in caught.value.faults]


def counts(derived: Derived, category: str = "troops") -> list[tuple[object, ...]]:
    """Return women, men and total of each row of a category, None for blank."""
    rows = derived.frame[derived.frame["category"] == category]
    numbers = rows[["women", "men", "total"]].astype(object)
    return [tuple(None if pd.isna(n) else n for n in one) for one in numbers.to_numpy()]


def test_countries_are_added_up(make: Make) -> None:
    more = row("2021-04", contributing_country="India", male="3", female="2", total="5")
    derived = derive(make(*month("2021-04"), more))
    assert list(derived.frame.columns) == ["month", "mission", "category", "women", "men", "total"]
    assert counts(derived) == [(12, 93, 105)]
    assert counts(derived, "staff officers") == [(10, 90, 100)]


def test_every_category_is_one_of_the_scale() -> None:
    assert {*personnel.CATEGORIES.values(), personnel.MIXED} == set(scales.CATEGORIES)


def test_a_month_with_swapped_sexes_keeps_its_totals_only(make: Make) -> None:
    derived = derive(make(*month("2020-08", male="10", female="90")))
    assert counts(derived) == [(None, None, 100)]
    assert any("report swaps them: 2020-08" in note for note in derived.notes)


def test_a_swapped_month_that_was_corrected_is_noted_and_stays_blank(make: Make) -> None:
    derived = derive(make(*month("2020-08")))
    assert counts(derived) == [(None, None, 100)]
    assert any("no longer look swapped: 2020-08" in note for note in derived.notes)


def test_a_month_without_missions_and_sexes_is_not_stated(make: Make) -> None:
    derived = derive(make(*month("2023-09", mission_acronym="", **NO_SEXES)))
    assert list(derived.frame["mission"]) == [scales.NOT_STATED] * 2
    assert counts(derived) == [(None, None, 100)]
    assert "The report gives no sexes: 2023-09." in derived.notes


def test_months_without_missions_keep_their_sexes(make: Make) -> None:
    rows = [one for m in ("2018-03", "2018-04") for one in month(m, mission_acronym="")]
    derived = derive(make(*month("2018-02"), *rows))
    assert counts(derived) == [(10, 90, 100)] * 3
    assert any(note.endswith("('not stated'): 2018-03 to 2018-04.") for note in derived.notes)


def test_one_country_without_sexes_leaves_the_sum_without(make: Make) -> None:
    path = make(*month("2021-04"), row("2021-04", contributing_country="India", **NO_SEXES))
    assert counts(derive(path)) == [(None, None, 200)]


def test_staff_officers_inside_troops_are_named_so(make: Make) -> None:
    early = row("2017-04", layout="A")
    derived = derive(make(early, *month("2017-05")))
    assert counts(derived, "troops and staff officers") == [(10, 90, 100)]
    assert list(derived.frame.query("category == 'troops'")["month"]) == ["2017-05"]
    assert "Staff officers are counted among troops: 2017-04." in derived.notes


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        # Women and men swapped in a month that is not declared.
        (
            [*month("2021-04"), *month("2021-05", male="10", female="90")],
            [(4, "report_month", "2021-05")],
        ),
        # No staff officers, and not the layout that has none; or the other way round.
        ([row("2021-04"), row("2021-04", "Individual Police")], [(2, "report_month", "2021-04")]),
        (month("2017-04", layout="A"), [(3, "personnel_type", "Staff Officer")]),
        # A report filed under another month.
        (
            [*month("2020-05"), *month("2020-06", as_of_date="2022-06-30")],
            [(4, "as_of_date", "2022-06-30"), (5, "as_of_date", "2022-06-30")],
        ),
        # A row given twice, and one given under both names of a mission.
        (
            [*month("2021-04"), row("2021-04", male="1", female="0", total="1")],
            [(4, "contributing_country", "Ghana")],
        ),
        (
            [*month("2017-09", mission_acronym="UNMC"), row("2017-09", mission_acronym="UNVMC")],
            [(4, "contributing_country", "Ghana")],
        ),
    ],
)
def test_what_cannot_be_right_together_is_refused(
    make: Make, rows: list[Row], faults: list[tuple[int, str, str]]
) -> None:
    assert refused(make(*rows)) == faults


def test_missing_months_are_found_in_the_data(make: Make) -> None:
    derived = derive(make(*month("2021-11"), *month("2022-02")))
    assert any("Months without a report: 2021-12, 2022-01. Import" in one for one in derived.notes)
    assert set(derived.frame["month"]) == {"2021-11", "2022-02"}


def test_rows_without_a_person_are_dropped(make: Make) -> None:
    zero = row("2021-04", mission_acronym="MINUSMA", male="0", female="0", total="0")
    derived = derive(make(*month("2021-04"), zero))
    assert set(derived.frame["mission"]) == {"UNMISS"}
    assert "Rows without a person were dropped: 1." in derived.notes


def test_the_first_name_of_a_mission_is_read_as_its_later_one(make: Make) -> None:
    rows = month("2017-09", mission_acronym="UNMC") + month("2017-10", mission_acronym="UNVMC")
    derived = derive(make(*rows))
    assert set(derived.frame["mission"]) == {"UNVMC"}
    assert "Rows in which UNMC is read as UNVMC: 2." in derived.notes


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"total": "101"}, "total", "101"),
        ({"female": "", "total": "90"}, "female", ""),
        ({"male": "9o"}, "male", "9o"),
        ({"female": "-10", "total": "80"}, "female", "-10"),
        ({"total": "1 00"}, "total", "1 00"),
        ({"total": ""}, "total", ""),
        ({"report_month": "2021-13"}, "report_month", "2021-13"),
        ({"as_of_date": "April 2021"}, "as_of_date", "April 2021"),
        ({"mission_acronym": "UNMISSS"}, "mission_acronym", "UNMISSS"),
        ({"mission_acronym": ""}, "mission_acronym", ""),
        ({"contributing_country": ""}, "contributing_country", ""),
        ({"personnel_type": "Contingent Troop"}, "personnel_type", "Contingent Troop"),
        ({"layout": ""}, "layout", ""),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(
    make: Make, change: Row, column: str, value: str
) -> None:
    path = make(*month("2021-04"), row("2021-04", "Formed Police Units") | change)
    assert (4, column, value) in refused(path)


def test_blank_sexes_are_written_blank_not_zero(make: Make, tmp_path: Path) -> None:
    out = tmp_path / "uniformed_personnel.csv"
    write(derive(make(*month("2023-09", mission_acronym="", **NO_SEXES))), out)
    assert out.read_text(encoding="utf-8").splitlines() == [
        "reporter,month,mission,category,women,men,total",
        "DPO,2023-09,not stated,staff officers,,,100",
        "DPO,2023-09,not stated,troops,,,100",
    ]


def test_later_reports_are_set_aside_for_a_period_that_is_over(make: Make) -> None:
    opened = row("2021-06", mission_acronym="UNNEW", total="?")  # nothing in it is looked at
    path = make(*month("2021-04"), *month("2021-05"), opened)
    derived = derive(path, date(2021, 4, 30))
    assert set(derived.frame["month"]) == {"2021-04"}
    assert any(one.endswith("set aside: 2021-05 and 2021-06.") for one in derived.notes)
    assert (derived.reporter, derived.as_of) == ("DPO", date(2021, 4, 28))
    assert derive(make(*month("2021-04"), *month("2021-05"))).as_of == date(2021, 5, 28)
    with pytest.raises(OpenDataError, match="holds no report up to 2021-03-31"):
        derive(make(opened), date(2021, 3, 31))


# The table of 2023-05, made of the reports of January 2015 to December 2023.

OBSERVERS_AND_STAFF = ["experts on mission", "staff officers"]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    path = paths.CODE / "data" / "raw" / "2023-05" / "tables" / "uniformed_personnel.csv"
    return pd.read_csv(path, dtype={"women": "Int64", "men": "Int64"})


def test_every_row_is_credited_and_adds_up(table: pd.DataFrame) -> None:
    assert set(table["reporter"]) == {"DPO"}
    assert not table.duplicated(personnel.KEY).any()
    assert (table["total"] > 0).all()
    assert (table["women"] + table["men"] == table["total"]).fillna(True).all()
    assert set(table["mission"]) <= {*missions.declared(), scales.NOT_STATED}


def test_months_are_complete_but_for_those_without_a_report(table: pd.DataFrame) -> None:
    every = {str(m) for m in pd.period_range("2015-01", "2023-12", freq="M")}
    missing = {"2015-03", "2016-03", "2017-03", "2020-06", "2022-07"}
    assert every - set(table["month"]) == missing
    assert set(breaks.skipped("uniformed_personnel", sorted(every))) == missing


@pytest.mark.parametrize(
    ("column", "is_broken"),
    [
        ("category", lambda t: t["category"] == "troops and staff officers"),
        ("mission", lambda t: t["mission"] == scales.NOT_STATED),
        ("women", lambda t: t["women"].isna()),
    ],
)
def test_the_declared_breaks_are_those_of_the_data(
    table: pd.DataFrame, column: str, is_broken: Callable[[pd.DataFrame], pd.Series]
) -> None:
    declared = breaks.skipped(f"uniformed_personnel.{column}", table["month"].unique())
    assert set(table.loc[is_broken(table), "month"]) == set(declared)


def test_totals_are_those_printed_in_the_reports(table: pd.DataFrame) -> None:
    totals = table.groupby("month")["total"].sum()
    printed = {"2016-11": 100_851, "2020-08": 81_820, "2023-09": 72_631, "2023-12": 64_451}
    assert totals[list(printed)].to_dict() == printed


@pytest.mark.parametrize(
    ("categories", "start", "months", "percent"),
    [
        (["troops"], "2023", 11, "6.6"),  # September gives no sexes
        (OBSERVERS_AND_STAFF, "2023", 11, "21.8"),
        (["individual police"], "2023", 11, "31.2"),
        (["formed police units"], "2023", 11, "15.8"),
        (["troops"], "2021-04", 1, "5.3"),
        (OBSERVERS_AND_STAFF, "2021-04", 1, "17.6"),
    ],
)
def test_shares_of_women_are_those_published(
    table: pd.DataFrame, categories: list[str], start: str, months: int, percent: str
) -> None:
    rows = table[table["category"].isin(categories) & table["month"].str.startswith(start)]
    sums = rows.groupby("month")[["women", "total"]].sum(skipna=False).dropna()
    shares = [Fraction(100 * int(one.women), int(one.total)) for one in sums.itertuples()]
    assert len(shares) == months
    assert str(half_up(sum(shares) / len(shares), 1)) == percent
