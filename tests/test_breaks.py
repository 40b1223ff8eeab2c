"""Breaks in series: read once, of a table or a column, and told apart by their effect."""

import pytest

from a4p_helpers.contracts import p3, p4
from a4p_helpers.core import breaks, periods, reference
from a4p_helpers.core.breaks import Break
from a4p_helpers.section import origin

HEADER = "series,from,to,what,effect,label\n"


@pytest.fixture
def lines(monkeypatch, tmp_path):
    """Declare breaks of the test's own."""

    def declare(*rows: str) -> None:
        (tmp_path / "breaks.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
        monkeypatch.setattr(reference.paths, "reference", tmp_path.joinpath)

    return declare


def test_a_column_has_its_own_breaks_and_those_of_its_table(lines):
    lines("t.a,2020-01,2020-02,One.,skip", "t,2020-05,2020-05,Two.,skip", "t.b,2020-07,,3.,skip")
    months = [f"2020-{month:02}" for month in range(1, 13)]
    assert list(breaks.skipped("t.a", months)) == ["2020-01", "2020-02", "2020-05"]
    assert list(breaks.skipped("t", months)) == ["2020-05"]


def test_a_break_that_is_only_marked_is_not_skipped(lines):
    lines("t,2020-01,,One.,mark")
    assert breaks.skipped("t", ["2020-01"]) == {}
    assert [one.what for one in breaks.of("t")] == ["One."]


def test_an_odd_month_stays_and_is_known_by_its_category(lines):
    lines("t.a.one,2020-01,2020-01,One.,odd", "t.a,2020-03,2020-03,Two.,skip")
    assert breaks.odd("t.a", ["one", "two"]) == {"one": ["2020-01"]}
    assert list(breaks.skipped("t.a", ["2020-01", "2020-03"])) == ["2020-03"]


def test_another_effect_is_refused_with_its_place(lines):
    lines("t,2020-01,,One.,drop")
    with pytest.raises(reference.ReferenceDataError, match="row 2, column effect: 'drop'"):
        breaks.declared()


@pytest.mark.parametrize(
    ("last", "span"),
    [("2020-01", "2020-01"), ("2020-03", "2020-01 to 2020-03"), ("", "since 2020-01")],
)
def test_the_months_of_a_break_are_written_short(last, span):
    assert Break("t", "2020-01", last, "One.", "skip").span == span


def test_each_series_is_a_table_or_one_of_its_columns():
    tables = {model.Config.name: model for model in (p3.UniformedPersonnel, p4.Fatalities)}
    for one in breaks.declared():
        table, _, column = one.series.partition(".")
        column, _, category = column.partition(".")
        assert bool(category) == (one.effect == breaks.ODD)
        assert not column or column in tables[table].to_schema().columns
        assert one.what.endswith(".") and (not one.last or one.first <= one.last)
        assert 0 < len(one.label) <= 30 and not one.label.endswith(".")


def test_every_break_of_the_issue_is_declared():
    found = {(one.series, one.span) for one in breaks.declared()}
    assert {
        ("uniformed_personnel.category", "2015-01 to 2017-04"),
        ("uniformed_personnel.women", "2020-08"),
        ("uniformed_personnel.women", "2023-09"),
        ("uniformed_personnel.mission", "2018-03 to 2019-08"),
        ("uniformed_personnel", "since 2023-07"),
        ("fatalities", "since 2023-07"),
    } <= found


def test_an_event_is_named_and_is_no_break(lines):
    period = periods.get("2023-05")
    lines("t,2018,2018,It began.,event,Began")
    told = origin.told_breaks("t", period, since="2017", year=False)
    assert told == ["2018: It began."]
    assert origin.marked_breaks("t", ["2017", "2018"]) == {"2018": "Began"}
    assert breaks.skipped("t", ["2018-01"]) == {}
