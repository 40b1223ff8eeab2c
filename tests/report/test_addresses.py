"""Addresses outlive their releases: the old value stays, and the newest is one step away."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from small_report import DEATHS, VALUE

from a4p_helpers.clearance import addresses, manifest
from a4p_helpers.core import paths, periods, reference
from a4p_helpers.core.reference import ReferenceDataError
from a4p_helpers.report import about, assemble, check, cite

PERIODS = ("2022-05", "2022-11", "2023-05", "2023-11")
CODE = DEATHS.code


def set_base(base: str) -> None:
    place = paths.reference("publication.csv")
    lines = place.read_text(encoding="utf-8").splitlines()
    lines = [f"base,{base}," if line.startswith("base,") else line for line in lines]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reference._rows.cache_clear()


@pytest.fixture
def release(root, sections, small_annexes, monkeypatch) -> Callable[..., Path]:
    """Make a tiny release of a period, in which so many died; the addresses are written after."""
    every: list[Path] = []

    def make(period: str, number: int, code: str = CODE, name: str = "external-1") -> Path:
        value = replace(
            VALUE,
            indicator=replace(VALUE.indicator, code=code),
            period=periods.get(period),
            number=Fraction(number),
        )
        known = {code: replace(DEATHS, value=value, by_period=(value,), before=None)}
        monkeypatch.setattr(about, "of", lambda period, edition: known)
        folder = paths.released(period) / name
        paper = assemble.write(sections, period, "external", folder)
        for file in paper.files:
            (folder / file).touch()
        every.append(folder)
        addresses.write("external", every)
        return folder

    return make


@cache
def parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def soup(path: Path) -> BeautifulSoup:
    return parsed(path.read_text(encoding="utf-8"))


def led_to(page: Path, link: str) -> tuple[Path, str]:
    """Follow a link as a browser does that opened the page from a disk; it must arrive."""
    way, anchor = urldefrag(link)
    there = (page.parent / unquote(way)).resolve() if way else page
    assert there.is_file(), (page, link)
    assert not anchor or soup(there).find(id=anchor) is not None, (page, link)
    return there, anchor


def of_number(code: str = CODE) -> Path:
    return paths.addresses("external") / cite.NUMBERS / f"{code}.html"


def test_after_five_releases_every_address_of_each_says_what_was_and_leads_to_the_newest(release):
    made = [release(period, number) for number, period in enumerate(PERIODS, start=31)]
    made.append(release(PERIODS[-1], 40, name="external-2"))  # the last period, corrected
    before = [manifest.files(one) for one in made]
    addresses.write("external", made)
    assert [manifest.files(one) for one in made] == before  # no release is touched
    walked = 0
    for folder in made:
        assert check.faults(folder) == []
        kept = {page: soup(page).select("details.cite a") for page in folder.rglob("*.html")}
        for page, links in kept.items():
            for link in links:
                place, period = led_to(page, str(link["href"]))
                newest = soup(place).select_one(".newest a")
                there, _ = led_to(place, str(newest["href"]))
                assert made[-1] in there.parents and soup(place).find(id=period)
                for each in soup(place).select("a"):
                    led_to(place, str(each["href"]))
                walked += 1
        # All that it says of itself has an address, also where no page cites it.
        for item in addresses.told(folder)["items"]:
            assert (paths.addresses("external") / item["kind"] / f"{item['id']}.html").is_file()
    assert walked > 5 * 15
    page = soup(of_number())
    assert page.select_one(".newest strong").get_text() == "40"
    told = {row["id"]: row.find("td").get_text() for row in page.select("tbody tr")}
    assert told["2022-05"] == "31" and told["2023-11"] == "40"
    assert told["2023-11-external-1"] == "34 (replaced by external-2)"


def test_what_is_cited_says_value_period_edition_day_and_address(release):
    set_base("https://example.org/a4p")
    page = soup(release("2023-05", 9) / "indicators.html")
    text = page.select_one(f'article[id="{CODE}"] details.cite p').get_text()
    assert text.startswith("“Deaths”: 9. Action for Peacekeeping+: fourth progress report, May to")
    assert "external edition. Data as of 28 November 2023. Reconstructed from" in text
    address = f"https://example.org/a4p/addresses/external/numbers/{CODE}.html#2023-05"
    assert text.endswith(f"{address}, accessed [day of access].")


def test_a_number_of_a_year_that_was_not_over_is_cited_as_provisional():
    year = replace(VALUE, indicator=replace(VALUE.indicator, covers="year"))
    said = cite.number(replace(DEATHS, value=year)).limit
    assert said == "Provisional: 2023 was not over on that day."
    assert cite.number(replace(DEATHS, value=replace(year, as_of="2023-12-31"))).limit == ""


def test_old_releases_keep_their_base_and_every_address_is_listed_with_its_new_one(release):
    set_base("https://old.example.org/a4p")
    old = release("2022-11", 3)
    assert addresses.base_said(old) == ""
    set_base("https://new.example.org")
    release("2023-05", 4)
    assert "cited under https://old.example.org/a4p" in addresses.base_said(old)
    with (paths.addresses("external") / addresses.MOVED).open(encoding="utf-8") as file:
        moved = {row["cited"]: row["now"] for row in csv.DictReader(file)}
    assert len(moved) == len(addresses.told(old)["items"])
    was = f"https://old.example.org/a4p/addresses/external/numbers/{CODE}.html"
    assert moved[was] == f"https://new.example.org/addresses/external/numbers/{CODE}.html"
    assert f"cited as {was}" in soup(of_number()).find(id="2022-11").get_text()


def test_an_address_of_what_is_gone_or_renamed_says_so(release):
    old = "P4.WAS_NAMED_SO"
    release("2022-11", 3, old)
    release("2023-05", 20, "P4.HOSPITALS")
    assert (
        "newest report, May to October 2023, does not contain it" in soup(of_number(old)).get_text()
    )
    place = paths.reference(addresses.RENAMED)
    place.write_text(f"old,new,since\n{old},P4.HOSPITALS,2023-05\n", encoding="utf-8")
    reference._rows.cache_clear()
    release("2023-05", 21, "P4.HOSPITALS", "external-2")
    newest = soup(of_number(old)).select_one(".newest")
    assert "21, as P4.HOSPITALS" in newest.get_text()
    assert newest.a["href"].endswith("2023-05/released/external-2/indicators.html#P4.HOSPITALS")
    place.write_text(f"old,new,since\n{old},P4.HOSPITAL,2023-05\n", encoding="utf-8")
    reference._rows.cache_clear()
    with pytest.raises(ReferenceDataError, match=r"renamed_indicators\.csv, row 2, column new"):
        addresses.renamed()


def test_a_release_of_before_addresses_is_passed_over(root, tmp_path):
    (tmp_path / "external-1").mkdir()
    addresses.write("external", [tmp_path / "external-1"])
    assert not paths.addresses("external").exists()
    assert json.dumps(addresses.told(tmp_path)) == "null"
