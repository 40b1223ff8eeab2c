"""Spark lines: values of all periods drawn and said, gaps left, the current one marked."""

from dataclasses import replace
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from small_report import DEATHS, INDICATOR, page

from a4p_helpers.core import periods
from a4p_helpers.report import about, spark
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


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 9), (9, 4, 3, 2, 1), (3, 3, 3, 3, 3)])
def test_larger_stands_higher_and_the_current_value_is_marked(numbers):
    soup = drawn(*numbers)
    points = [tuple(map(float, one.split(","))) for one in soup.polyline["points"].split()]
    by_height = sorted(zip(numbers, points, strict=True), key=lambda one: -one[1][1])
    assert [number for number, _ in by_height] == sorted(numbers)
    assert (len({y for _, y in points}) == 1) == (len(set(numbers)) == 1)
    (now,) = soup.find_all(class_="now")
    assert (float(now["cx"]), float(now["cy"])) == points[-1]


def test_what_was_not_reported_is_a_gap():
    soup = drawn(1, 2, None, 4, None)
    assert len(soup.polyline["points"].split()) == 2
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


def test_the_page_of_indicators_shows_it(make, monkeypatch):
    known = replace(DEATHS, by_period=(*course(1, 2, 3, 4, 9)[:4], DEATHS.value))
    monkeypatch.setattr(about, "of", lambda *_: {"P4.DEATHS": known})
    folder = make()
    for name in ("p4.html", "indicators.html"):
        assert len(page(folder, name).select("p.about-value svg.spark")) == 1
