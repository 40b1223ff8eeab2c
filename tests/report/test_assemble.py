"""Sections become one page that asks for nothing, runs nothing and leaves nothing out."""

import base64
import hashlib
import json
import re

import pytest
from bs4 import BeautifulSoup
from small_report import PERIOD, change, page

from a4p_helpers.core import contents, periods, publication
from a4p_helpers.report import annexes, assemble, chart_data, check, pages
from a4p_helpers.report.assemble import AssemblyError


@pytest.mark.parametrize("edition", periods.EDITIONS)
def test_the_report_passes_its_own_check(make, edition):
    assert check.faults(make(edition)) == []


def test_each_section_has_a_page_and_the_contents_lead_to_all(make, sections):
    extra = sections["overview"].replace("overview", "annual-reading")
    folder = make(annual_reading=extra)
    marked = [f"{slug}.html" for slug, one in contents.entries("2023-05").items() if one.mark]
    others = ["missions", "plan", "wps", "tech", "police", "quality", "annual-reading"]
    named = [*(f"{one}.html" for one in others), "indicators.html", "sources.html"]
    for name in ("index.html", "p4.html", "indicators.html", "find.html"):
        links = page(folder, name).select("#contents > ol > li > a")
        assert [link["href"] for link in links] == ["index.html", *marked, *named], name
    assert all((folder / name).is_file() for name in [*marked, *named])


def test_the_contents_mark_the_page_and_lead_to_its_topics(make):
    soup = page(make())
    (current,) = soup.select("#contents [aria-current=page]")
    assert current["href"] == "p4.html"
    topics = [f"#{topic['id']}" for topic in soup.select("main section > h3")]
    linked = [link["href"] for link in current.parent.select("li li a")]
    assert linked == topics and topics


def test_what_a_link_names_by_its_id_is_found_on_its_page(make, sections):
    far = sections["overview"].replace("SYNTHETIC", '<a href="#p7-title">SYNTHETIC</a>', 1)
    link = page(make(overview=far), "index.html").find("a", string="SYNTHETIC")
    assert link["href"] == "p7.html#p7-title"


def test_the_index_names_pages_exhibits_and_numbers_and_filters_itself_by_leave(make):
    folder = make()
    soup = page(folder, "find.html")
    named = {link.get_text(): link["href"] for link in soup.select(".index a")}
    assert named["Deaths"] == "indicators.html#P4.DEATHS"
    assert named["Accountability to peacekeepers"] == "p4.html"
    (script,) = soup.find_all("script")
    digest = base64.b64encode(hashlib.sha256(script.get_text().encode()).digest()).decode()
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert f"script-src 'sha256-{digest}'" in policy
    assert soup.select_one(".filter").has_attr("hidden")  # until the script runs
    change(folder, "function filter", "function other", "find.html")
    assert any("the report contains a <script>" in one for one in check.faults(folder))


def test_the_front_page_says_report_period_date_and_edition(make):
    soup = page(make(), "index.html")
    said = " ".join(soup.select_one(".facts").get_text(" ").split())
    assert soup.select_one(".report-name").get_text() == "Fourth progress report"
    assert said == (
        "Reporting period 1 May to 31 October 2023 Data as of 19 December 2023 "
        "Report of January 2024 Edition External"
    )
    assert "Reconstructed from the published fourth report" in soup.select_one(".what").get_text()


@pytest.mark.parametrize("name", ["index.html", "indicators.html"])
def test_search_engines_read_what_the_data_are(make, name):
    soup = page(make(), name)
    told = json.loads(soup.find("script", type="application/ld+json").get_text())
    assert told["@type"] == "Dataset" and told["temporalCoverage"] == "2023-05-01/2023-10-31"
    assert "Reconstructed from the published fourth report" in told["description"]
    assert "license" not in told and publication.UNDECIDED in soup.footer.get_text()
    assert page(make(name="other"), "p4.html").find("script") is None


def test_a_period_before_the_first_report_has_no_number():
    cover = assemble.cover(periods.get("2021-05"), "internal")
    assert cover.subtitle == "Progress report"
    assert ("Edition", "Internal") in cover.facts
    assert "Report of" not in dict(cover.facts)


def test_only_the_internal_edition_has_the_banner(make):
    internal = page(make("internal", name="internal"))
    assert internal.find(class_="banner").get_text() == "Internal edition: not for distribution"
    assert internal.body["class"] == ["internal"]
    assert page(make("external", name="external")).find(class_="banner") is None


def test_the_policy_allows_the_one_style_sheet_and_pictures_alone(make):
    soup = page(make())
    (sheet,) = soup.find_all("style")
    digest = base64.b64encode(hashlib.sha256(sheet.get_text().encode()).digest()).decode()
    assert soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"] == (
        f"default-src 'none'; img-src data:; font-src 'self'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_landmarks_language_and_the_way_past_the_cover(make):
    soup = page(make())
    assert soup.html["lang"] == "en"
    assert soup.body.find("a")["href"] == "#main"
    assert soup.main["id"] == "main"
    assert len(soup.find_all("h1")) == 1
    assert soup.body.find("header", recursive=False)
    assert soup.body.find("footer", recursive=False)
    names = [nav.get("aria-label") or nav["aria-labelledby"] for nav in soup.find_all("nav")]
    assert names == ["contents-title"]
    for part in soup.main.find_all("section"):
        assert soup.find(id=part["aria-labelledby"]).name == "h2"


def test_data_files_are_listed_and_lie_beside_the_page(make):
    folder = make()
    links = [link["href"] for link in page(folder, "sources.html").select(".files a")]
    assert links == [
        *("report.pdf", "technical.pdf", "indicators.xlsx", "data/datapackage.json"),
        "data/indicators.csv",
    ]
    assert all((folder / link).is_file() for link in links)


def test_annexes_pass_the_allow_list_and_long_codes_may_break(make, monkeypatch):
    bad = "sources", "<b>A</b>", "<p onclick=run()>P4.DEATHS</p><script>run()</script>"
    monkeypatch.setattr(annexes, "html", lambda *_: [bad])
    html = (make() / "sources.html").read_text()
    assert "run()" not in html and "&lt;b&gt;A&lt;/b&gt;" in html
    assert "<p>P4.<wbr>DEATHS</p>" in html


def test_all_missing_misspelt_and_untitled_sections_are_told_at_once(
    sections, small_annexes, tmp_path
):
    del sections["p2_integration"], sections["p6_communications"]
    sections["p6_comunications"] = sections["p1_political_coherence"]
    sections["p7_host_countries"] = "<p>No title.</p>"
    with pytest.raises(AssemblyError) as error:
        assemble.write(sections, PERIOD, "external", tmp_path / "out")
    told = str(error.value)
    assert "the section p2_integration is missing" in told
    assert "there is no section p6_comunications; did you mean 'p6_communications'?" in told
    assert "the section p7_host_countries has no title" in told
    assert not (tmp_path / "out").exists()


def test_unknown_periods_and_editions_are_refused(sections, tmp_path):
    with pytest.raises(periods.UnknownPeriodError):
        assemble.write(sections, "2023-06", "external", tmp_path)
    with pytest.raises(periods.UnknownEditionError):
        assemble.write(sections, PERIOD, "extern", tmp_path)


def test_the_same_sections_give_the_same_bytes(make):
    once, again = make(name="once"), make(name="again")
    for path in sorted(once.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(once)).read_bytes()


def test_the_style_sheet_fetches_nothing():
    sheet = pages.style_sheet()
    assert not re.search(r"url\((?!fonts/)|@import|</", sheet)


CHART = """
<div class="block" id="block-P4.CASEVAC"></div><figure class="chart exhibit"><details class="data">
<table><thead><tr><th scope="col">Mission</th><th scope="col" class="num">Deaths</th></tr></thead>
<tbody><tr><th scope="row">=UNMISS</th><td class="num">−1,234</td></tr></tbody></table></details>
</figure>
"""


def test_each_chart_gives_its_data_as_csv(tmp_path):
    html = chart_data.write(CHART + CHART, tmp_path)
    files = sorted(path.name for path in (tmp_path / "data" / "charts").iterdir())
    assert files == ["P4.CASEVAC-2.csv", "P4.CASEVAC.csv"]
    text = (tmp_path / "data" / "charts" / "P4.CASEVAC.csv").read_text(encoding="utf-8")
    assert text == "Mission,Deaths\n'=UNMISS,-1234\n"
    links = [link["href"] for link in BeautifulSoup(html, "html.parser").find_all("a")]
    assert links == ["data/charts/P4.CASEVAC.csv", "data/charts/P4.CASEVAC-2.csv"]
    marked = chart_data.write(CHART, tmp_path / "made", "SYNTHETIC")
    assert "details" in marked
    text = (tmp_path / "made" / "data" / "charts" / "P4.CASEVAC.csv").read_text(encoding="utf-8")
    assert text.splitlines() == ["Mission,Deaths,synthetic", "'=UNMISS,-1234,SYNTHETIC"]


# The pages of missions


@pytest.fixture
def with_missions(make, sections):
    """Assemble the small report with the pages of two missions."""
    html = re.sub(r'<a class="value".*?>(.*?)</a>', r"\1", sections["overview"])
    return make(mission_profile_UNMISS=html, mission_profile_UNDOF=html)


def test_each_mission_has_a_page_that_the_contents_lead_to(with_missions):
    assert check.faults(with_missions) == []
    listed = page(with_missions, "missions.html").select(".missions a")
    assert [link["href"] for link in listed] == ["missions/UNDOF.html", "missions/UNMISS.html"]
    soup = page(with_missions, "missions/UNMISS.html")
    assert [link["href"] for link in soup.select(".others a")] == ["UNDOF.html"]
    assert soup.select_one("#contents a")["href"] == "../index.html"
    assert "url(../fonts/" in soup.style.get_text()


def test_a_report_without_pages_of_missions_names_none(make):
    folder = make()
    assert page(folder, "missions.html").select(".missions a") == []
    assert not (folder / "missions").exists()


def test_the_page_of_a_mission_is_checked_as_the_report_is(with_missions):
    name = "missions/UNMISS.html"
    change(with_missions, "../indicators.html", "../nowhere.html", name)
    change(with_missions, "Nine are", "nan are", name)
    told = check.faults(with_missions)
    assert len(told) == 2 and all(one.startswith(f"{name}: ") for one in told)
    assert any("leads to ../nowhere.html, a file that is missing" in one for one in told)
    (with_missions / "missions" / "UNDOF.html").unlink()
    missing = "leads to missions/UNDOF.html, a file that"
    assert any(missing in one for one in check.faults(with_missions))


def test_on_paper_no_page_of_a_mission_is_promised(sections, small_annexes, tmp_path):
    pages_ = {"mission_profile_UNMISS": sections["overview"]}
    paper = assemble.write({**sections, **pages_}, PERIOD, "external", tmp_path / "report")
    assert "missions/UNMISS" in (tmp_path / "report" / "missions.html").read_text()
    assert "UNMISS.html" not in paper.page + repr(paper.volumes)
