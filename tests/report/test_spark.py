"""Spark lines: values of all periods drawn and said, gaps left, the current one marked."""

from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from small_report import DEATHS, INDICATOR

from a4p_helpers.core import periods
from a4p_helpers.report import spark
from a4p_helpers.store.values import Value

NAMES = ("2021-05", "2021-11", "2022-05", "2022-11", "2023-05")


def course(*numbers):
    return [
        Value(INDICATOR, periods.get(name), "not reported")
        if number is None
        else Value(INDICATOR, periods.get(name), "reported", number=Fraction(number))
        for name, number in zip(NAMES, numbers, strict=True)
    ]


def drawn(*numbers):
    return BeautifulSoup(spark.line(course(*numbers)), "html.parser")


def heights(line):
    return [float(point.split(",")[1]) for point in line["points"].split()]


def test_a_rise_is_drawn_upwards_and_a_fall_downwards():
    (rise,), (fall,) = (
        drawn(*way).find_all("polyline") for way in ((1, 2, 3, 4, 9), (9, 4, 3, 2, 1))
    )
    assert heights(rise) == sorted(heights(rise), reverse=True)
    assert heights(fall) == sorted(heights(fall))
    assert len(heights(rise)) == len(NAMES)


def test_the_current_value_is_marked_where_it_stands():
    soup = drawn(1, 2, 3, 4, 9)
    (now,) = soup.find_all(class_="now")
    last = soup.find("polyline")["points"].split()[-1]
    assert f"{now['cx']},{now['cy']}" == last


def test_what_was_not_reported_is_a_gap():
    soup = drawn(1, 2, None, 4, None)
    (line,) = soup.find_all("polyline")
    assert len(heights(line)) == 2
    (alone,) = soup.find_all("circle")
    assert "now" not in alone.get("class", [])


def test_every_value_is_said_in_words():
    said = drawn(1, 2, None, 4, 9).svg["aria-label"]
    for name, text in zip(NAMES, ("1", "2", "not reported", "4", "9"), strict=True):
        assert f"{periods.get(name).label}: {text}" in said
    assert drawn(1, 2, None, 4, 9).svg["role"] == "img"


@pytest.mark.parametrize("few", [(1, 2, None, None, None), (None,) * 5])
def test_two_values_are_no_course(few):
    assert spark.line(course(*few)) == ""


def test_values_that_are_all_the_same_lie_level():
    assert len(set(heights(drawn(3, 3, 3, 3, 3).polyline))) == 1


def test_the_page_of_indicators_shows_it(make, monkeypatch):
    from dataclasses import replace

    from a4p_helpers.report import about

    known = replace(DEATHS, by_period=(*course(1, 2, 3, 4, 9)[:4], DEATHS.value))
    monkeypatch.setattr(about, "of", lambda *_: {"P4.DEATHS": known})
    folder = make()
    for name in ("index.html", "indicators.html"):
        soup = BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser")
        assert len(soup.select("p.about-value svg.spark")) == 1
