"""Exhibits as HTML and as text: escaped, accessible, complete, the same each time."""

from base64 import b64decode
from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from a4p_helpers.exhibits import charts, tables
from a4p_helpers.exhibits import html as exhibits
from a4p_helpers.exhibits.charts import Chart
from a4p_helpers.exhibits.tables import Table

SOURCE = "Source: DHMOSH. Data as of 28 November 2023."
EVIL = "<script>alert('1')</script>\"&"
WORDS = {"title": "The finding", "subtitle": "Measure, unit, period"}
SIGNS = {0: ("○○○", "none"), 3: ("●●●", "significant")}


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mission": ["MINUSCA", "UNMISS", "UNMISS"],
            "mechanism": ["weekly meeting", "joint committee", "liaison"],
            "contribution": pd.array([0, 3, None], "Int64"),
            "members": pd.array([1200, 7, None], "Int64"),
        }
    )


def matrix() -> Table:
    return tables.matrix(
        frame(),
        symbols=SIGNS,
        group="mission",
        units={"members": "persons"},
        notes=["A note."],
        **WORDS,
    )


def chart() -> Chart:
    made = charts.Bars(
        pd.DataFrame({"mission": ["MINUSCA", "UNMISS"], "hospitals": pd.array([4, None], "Int64")}),
        label="mission",
        value="hospitals",
        notes=["A note."],
        **WORDS,
    )
    return made.chart()


def soup(exhibit: exhibits.Exhibit) -> Tag:
    return BeautifulSoup(exhibits.html(exhibit, SOURCE), "html.parser")


def text(found: Tag | None) -> str:
    assert found is not None
    return found.get_text(" ", strip=True)


@pytest.mark.parametrize("make", [chart, matrix])
class TestBoth:
    def test_title_subtitle_notes_and_source(self, make) -> None:
        page = soup(make())
        caption = page.select_one("figure.exhibit > figcaption")
        assert text(caption.select_one("p.exhibit-title")) == "The finding"
        assert text(caption.select_one("p.exhibit-subtitle")) == "Measure, unit, period"
        assert text(page.select_one("figure > p.source")) == SOURCE
        assert text(page.select("figure > p.note")[-1]) == "A note."

    def test_every_heading_has_a_scope_and_every_table_a_name(self, make) -> None:
        page = soup(make())
        assert all(th["scope"] in ("col", "row", "rowgroup") for th in page.select("th"))
        assert len(page.select("thead th[scope=col]")) == len(page.select("thead th"))
        assert all(row.select_one("th[scope=row]") for row in page.select("tbody tr"))
        for region in page.select("div.scroll"):
            assert region["role"] == "region" and region["tabindex"] == "0"
            assert "The finding" in region["aria-label"]
            assert region.find("table")

    def test_no_cell_is_blank(self, make) -> None:
        assert all(text(cell) for cell in soup(make()).select("td, th"))
        assert text(soup(make()).select_one("td.missing")) == "not reported"

    def test_nothing_but_markup_and_pictures(self, make) -> None:
        html = exhibits.html(make(), SOURCE)
        assert "style=" not in html and "<script" not in html and "http" not in html

    def test_the_same_each_time(self, make) -> None:
        assert exhibits.html(make(), SOURCE) == exhibits.html(make(), SOURCE)
        assert exhibits.plain(make(), SOURCE) == exhibits.plain(make(), SOURCE)

    @pytest.mark.parametrize("source", ["", "  "])
    def test_nothing_without_a_source(self, make, source: str) -> None:
        with pytest.raises(ValueError, match="'The finding' has no source"):
            exhibits.html(make(), source)


class TestTable:
    def test_numbers_stand_to_the_right_with_commas(self) -> None:
        page = soup(matrix())
        assert [text(cell) for cell in page.select("td.num")] == ["1,200", "7", "not reported"]
        assert text(page.select_one("th.num")) == "Members (persons)"

    def test_a_group_has_one_heading_over_its_rows(self) -> None:
        page = soup(matrix())
        bodies = page.select("tbody")
        assert [text(body.select_one("th[scope=rowgroup]")) for body in bodies] == [
            "MINUSCA",
            "UNMISS",
        ]
        assert bodies[1].select_one("th[scope=rowgroup]")["rowspan"] == "2"
        assert len(page.select("th[scope=rowgroup]")) == 2

    def test_a_group_of_one_column_needs_no_second_heading(self) -> None:
        page = soup(tables.table(frame()[["mission", "mechanism"]], group="mission", **WORDS))
        assert not page.select("th[scope=row]")
        assert text(page.select_one("td")) == "weekly meeting"

    def test_symbols_are_said_in_words(self) -> None:
        cell = soup(matrix()).select_one("td:has(span.symbol)")
        assert cell.select_one("span.symbol")["aria-hidden"] == "true"
        assert text(cell.select_one("span.visually-hidden")) == "none"

    def test_a_key_explains_the_symbols(self) -> None:
        assert text(soup(matrix()).select_one("p.key")) == "Key: ○○○ none; ●●● significant."

    def test_rows_can_be_linked_to(self) -> None:
        page = soup(tables.table(frame(), row_ids="mechanism", **WORDS))
        assert [row["id"] for row in page.select("tbody tr")] == list(frame()["mechanism"])

    def test_a_blank_is_printed_where_it_is_asked_for(self) -> None:
        page = soup(tables.table(frame(), missing="", **WORDS))
        assert not page.select(".missing") and "not reported" not in page.get_text()


class TestChart:
    def test_two_pictures_and_one_alternative_text(self) -> None:
        page = soup(chart())
        image, narrow = page.select_one("picture > img"), page.select_one("picture > source")
        assert image["alt"] == chart().alt
        assert narrow["media"] == "(max-width: 30rem)"
        for address, svg in ((image["src"], chart().svg), (narrow["srcset"], chart().narrow)):
            kind, _, data = address.partition(";base64,")
            assert kind == "data:image/svg+xml"
            assert b64decode(data).decode() == svg

    def test_its_data_stand_beside_it(self) -> None:
        details = soup(chart()).select_one("details.data")
        assert text(details.find("summary")) == "Data of this chart"
        rows = [[text(cell) for cell in row.select("th, td")] for row in details.select("tr")]
        assert rows == [["Mission", "Hospitals"], ["MINUSCA", "4"], ["UNMISS", "not reported"]]


class TestHostileText:
    def test_in_every_place_of_a_table(self) -> None:
        hostile = pd.DataFrame({EVIL: [EVIL, EVIL], "b": [EVIL, None], "c": ["x", "y"]})
        signs = {"x": (EVIL, EVIL), "y": ("y", EVIL)}
        made = tables.matrix(
            hostile,
            symbols=signs,
            title=EVIL,
            subtitle=EVIL,
            labels={"b": EVIL},
            units={"b": EVIL},
            notes=[EVIL],
            group=EVIL,
        )
        html = exhibits.html(replace(made, row_ids="b", missing=EVIL), EVIL)
        assert "<script" not in html and 'alert("' not in html
        assert html.count("&lt;script&gt;") >= 14
        page = BeautifulSoup(html, "html.parser")
        assert page.select_one("div.scroll")["aria-label"] == EVIL

    def test_in_every_place_of_a_chart(self) -> None:
        made = charts.Panels(
            pd.DataFrame({"x": [EVIL], EVIL: [1], "b": [2]}),
            x="x",
            series=[EVIL, "b"],
            labels={"b": EVIL + "b", "x": EVIL + "x"},
            title=EVIL,
            subtitle=EVIL,
            unit=EVIL,
            incomplete=EVIL,
            notes=[EVIL],
        ).chart()
        html = exhibits.html(made, EVIL)
        assert "<script" not in html + made.svg + made.narrow
        assert BeautifulSoup(html, "html.parser").select_one("img")["alt"] == made.alt


class TestPlain:
    def test_a_table_as_text(self) -> None:
        assert exhibits.plain(matrix(), SOURCE).splitlines() == [
            "The finding",
            "Measure, unit, period",
            "",
            "Mission  Mechanism        Contribution     Members (persons)",
            "MINUSCA  Weekly meeting   ○○○ none                     1,200",
            "UNMISS   Joint committee  ●●● significant                  7",
            "UNMISS   Liaison          not reported          not reported",
            "",
            "Key: ○○○ none; ●●● significant.",
            "A note.",
            SOURCE,
        ]

    def test_a_chart_as_text(self) -> None:
        assert exhibits.plain(chart()).splitlines() == [
            "The finding",
            "Measure, unit, period",
            "",
            "Mission     Hospitals",
            "MINUSCA             4",
            "UNMISS   not reported",
            "",
            "A note.",
        ]
