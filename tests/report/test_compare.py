"""What changed from one release to another: every kind of change, in order, and nothing else."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from a4p_helpers import paths
from a4p_helpers.report import compare
from a4p_helpers.report.compare import CompareError

FIELDS = ("code", "title", "value", "printed", "unit", "status", "as_of", "definition")
BASE = {"unit": "persons", "status": "reported", "as_of": "2023-10-31", "definition": "A rule."}
SECTION = (
    '<section class="part" id="p4"><h2>Accountability</h2><p class="say">{}</p></section>'
    '<section class="part annex" id="x"><h2>Annex</h2><p class="say">Of no interest.</p></section>'
)


def number(code: str, value: str, **more: str) -> dict[str, str]:
    printed = value or more.get("status", "not reported")
    return {**BASE, "code": code, "title": code.title(), "value": value, "printed": printed, **more}


def release(folder: Path, *numbers: dict[str, str], prose: str = "", **run: str) -> Path:
    (folder / "data").mkdir(parents=True)
    with (folder / "data" / "indicators.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(numbers)
    told = {"period": "2023-05", "edition": "external", "started": "2024-01-09T10:20:30+00:00"}
    (folder / "run.json").write_text(json.dumps({**told, **run}), encoding="utf-8")
    (folder / "index.html").write_text(SECTION.format(prose), encoding="utf-8")
    return folder


@pytest.fixture
def two(tmp_path):
    def make(before, after, old="", new=""):
        return compare.compare(
            release(tmp_path / "before", *before, prose=old),
            release(tmp_path / "after", *after, prose=new),
        )

    return make


def kinds(comparison) -> dict[str, list[str]]:
    return {kind: [one.code for one in found] for kind, found in comparison.numbers.items()}


def test_the_same_release_has_no_changes(two):
    found = two([number("A", "1")], [number("A", "1")], "One. Two.", "One. Two.")
    assert found.count == 0 and compare.summary(found).endswith("Nothing changed.")


def test_changed_values_stand_in_the_order_of_their_size(two):
    found = two(
        [
            number("A", "100"),
            number("B", "10"),
            number("C", "50", unit="percent"),
            number("D", "0"),
        ],
        [
            number("A", "101"),
            number("B", "20"),
            number("C", "53", unit="percent"),
            number("D", "5"),
        ],
    )
    assert kinds(found) == {"changed": ["B", "D", "C", "A"]}
    said = {one.code: one.change for one in found.numbers["changed"]}
    assert said == {
        "A": "+1 (+1 %)",
        "B": "+10 (+100 %)",
        "C": "+3.0 percentage points",
        "D": "+5",
    }


def test_falls_carry_their_sign_and_ratios_are_exact(two):
    found = two(
        [number("A", "8"), number("B", "33.333333333333336", unit="percent")],
        [number("A", "6"), number("B", "32.333333333333336", unit="percent")],
    )
    assert [one.change for one in found.numbers["changed"]] == [
        "−2 (−25 %)",
        "−1.0 percentage point",
    ]


def test_not_reported_is_not_zero(two):
    found = two(
        [number("A", ""), number("B", "3"), number("C", "", status="not reported")],
        [number("A", "0"), number("B", ""), number("C", "", status="not applicable")],
    )
    assert kinds(found) == {"reported": ["A"], "silent": ["B", "C"]}
    (one,) = found.numbers["reported"]
    assert (one.before, one.after) == ("not reported", "0")


def test_new_gone_redefined_and_redated_indicators_are_told(two):
    found = two(
        [number("A", "1"), number("R", "2"), number("D", "2")],
        [
            number("B", "1"),
            number("R", "2", definition="Another rule."),
            number("D", "2", as_of="2024-04-30"),
        ],
    )
    assert kinds(found) == {"new": ["B"], "dropped": ["A"], "rule": ["R"], "day": ["D"]}


def test_a_code_that_carries_its_year_pairs_with_the_year_before(two):
    found = two(
        [number("P4.DEATHS_2022", "9"), number("P4.SINCE_2017", "4")],
        [number("P4.DEATHS_2023", "7"), number("P4.SINCE_2017", "4")],
    )
    assert kinds(found) == {"changed": ["P4.DEATHS_2023"]}
    assert found.numbers["changed"][0].before == "9"


def test_sentences_are_paired_and_sorted_by_the_size_of_their_change(two):
    found = two(
        [],
        [],
        "There were nine deaths in May. All is well in the north. It rained.",
        "There were ten deaths in May. Nothing of it is left here. All is well in the north.",
    )
    (changes,) = found.sections.values()
    assert [one.kind for one in changes] == ["added", "removed", "changed"]
    assert changes[2].words == (
        ("", "There were"),
        ("-", "nine"),
        ("+", "ten"),
        ("", "deaths in May."),
    )
    assert list(found.sections) == ["Accountability"]


def test_editions_are_never_mixed(tmp_path):
    one = release(tmp_path / "one")
    other = release(tmp_path / "other", edition="internal")
    with pytest.raises(CompareError, match="compare two of one edition"):
        compare.compare(one, other)


@pytest.mark.parametrize("lost", ["run.json", "index.html", "data/indicators.csv"])
def test_a_folder_that_is_no_release_is_refused(tmp_path, lost):
    one = release(tmp_path / "one")
    (one / lost).unlink()
    with pytest.raises(CompareError, match="is not a release"):
        compare.load(one)


def test_hostile_texts_are_shown_and_never_run(tmp_path, two):
    bad = "<script>run()</script>"
    found = two([number("A", "1", title=bad)], [number("A", "2", title=bad)], "x", f"{bad} y.")
    compare.write([("Since then", found)], tmp_path / "page.html")
    soup = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.find("script") is None and bad in soup.get_text()


def test_the_page_says_in_words_what_its_colours_say(tmp_path, two):
    found = two([number("A", "1")], [number("A", "2")], "It was two.", "It was three.")
    compare.write([("Since then", found)], tmp_path / "page.html")
    soup = BeautifulSoup((tmp_path / "page.html").read_text(encoding="utf-8"), "html.parser")
    assert "added: three." in soup.find("ins").get_text()
    assert "removed: two." in soup.find("del").get_text()
    assert [cell.get_text() for cell in soup.select("tbody td")] == ["1", "2", "+1 (+100 %)"]


def test_reviewers_get_the_draft_before_and_the_period_before(tmp_path, root):
    outputs = root / "outputs"
    now = release(outputs / "2023-05" / "external", number("A", "3"))
    former = release(tmp_path / "former", number("A", "2"))
    assert compare.write_for_reviewers("2023-05", "external", None) is None
    path = compare.write_for_reviewers("2023-05", "external", former)
    assert path == outputs / "2023-05" / "changes" / "external.html"
    assert "Since the draft before" in path.read_text(encoding="utf-8")
    release(outputs / "2022-05" / "external", number("A", "1"), period="2022-05")
    compare.write_for_reviewers("2023-05", "external", former)
    text = path.read_text(encoding="utf-8")
    assert "Since the period before" in text and "May to October 2022" in text
    shutil.rmtree(outputs / "2022-05")
    assert compare.write_for_reviewers("2023-05", "external", None) is None
    assert not path.exists() and paths.outputs("2023-05", "external") == now
