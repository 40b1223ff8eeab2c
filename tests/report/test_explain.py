"""A number of the prose opens its explanation; the page of indicators tells the rest."""

from dataclasses import replace

from bs4 import BeautifulSoup
from small_report import DEATHS, change, page

from a4p_helpers.report import about, check, explain

KNOWN = {"P4.DEATHS": DEATHS}
PROSE = '<p>There were <a class="value" href="#P4.DEATHS">nine</a>, not ten.</p>'


def test_each_number_is_a_button_that_opens_what_stands_on_the_page(make):
    soup = page(make())
    buttons = soup.select("button.value")
    assert len(buttons) == 1
    assert {button.get_text() for button in buttons} == {"nine"}
    for button in buttons:
        assert button["aria-label"] == "nine: deaths"  # what it is, and not its number alone
        opened = soup.find(id=button["popovertarget"])
        assert opened.has_attr("popover") and opened["role"] == "dialog"
        assert soup.find(id=opened["aria-labelledby"]).get_text() == "Deaths"
    assert len(soup.select("[popover]")) == 1  # one an indicator, however often it is printed


def test_an_explanation_says_all_that_is_known(make):
    explained = page(make()).find(id="about-P4.DEATHS")
    said = " ".join(explained.get_text(" ").split())
    for part in (
        *("P4.DEATHS", "9", "over two missions", "computed", "Deaths in the period;"),
        *("Fatalities, from NOTICAS", "28 November 2023", "12 (1 November 2022 to 30 April 2023)"),
        *("SYNTHETIC values.", "Close"),
    ):
        assert part in said, part
    assert explained.select_one(".about-foot a")["href"] == "indicators.html#P4.DEATHS"
    assert explained.find("b") is None and "<b>SYNTHETIC</b>" in explained.get_text()


def test_a_period_without_data_before_it_is_said_to_have_none(make, monkeypatch):
    alone = replace(DEATHS, by_period=(DEATHS.value,), before=None)
    monkeypatch.setattr(about, "of", lambda *_: {"P4.DEATHS": alone})
    assert "no comparable figure" in page(make()).find(id="about-P4.DEATHS").get_text()


def test_a_number_without_an_account_stays_a_link():
    assert explain.buttons(PROSE, {}) == PROSE
    assert explain.explanations(PROSE, {}).strip() == ""
    assert 'popovertarget="about-P4.DEATHS"' in explain.buttons(PROSE, KNOWN)


def test_a_long_list_keeps_its_text_and_has_a_small_button_at_its_end():
    names = "MINUSCA, MONUSCO, UNFICYP and UNMISS"
    html = explain.buttons(PROSE.replace("nine", names), KNOWN)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.p.get_text().startswith("There were MINUSCA, MONUSCO, UNFICYP and UNMISSi")
    (button,) = soup.find_all("button")
    assert button["aria-label"] == "Explain: Deaths" and button.get_text() == "i"
    assert button.parent.get_text() == "UNMISSi," and button.parent["class"] == ["kept"]


def test_brackets_and_stops_stay_with_their_number():
    html = explain.buttons(PROSE.replace("were <a", "were (<a").replace("</a>,", "</a>),"), KNOWN)
    assert BeautifulSoup(html, "html.parser").find(class_="kept").get_text() == "(nine),"


def test_a_button_without_explanation_is_found_by_the_check(make):
    folder = make()
    change(folder, 'id="about-P4.DEATHS"', 'id="elsewhere"')
    assert any("has no explanation" in fault for fault in check.faults(folder))


def test_the_page_of_indicators_has_every_account_and_its_parts(make):
    folder = make()
    soup = page(folder, "indicators.html")
    account = soup.find(id="P4.DEATHS")
    said = " ".join(account.get_text(" ").split())
    assert "outcome: the change that results" in said and "4.2" in said
    periods_ = [row.get_text(" ", strip=True) for row in account.select(".by-period tbody tr")]
    assert periods_[0].startswith("November 2022 to April 2023 12")
    assert periods_[1].startswith("May to October 2023 9")
    parts = [row.get_text(" ", strip=True) for row in account.select(".by-part tbody tr")]
    assert parts == ["MINUSCA 4", "UNMISS 5"]
    assert check.faults(folder) == []


def test_links_between_the_pages_are_checked(make):
    folder = make()
    change(folder, 'id="P4.DEATHS"', 'id="P4.OTHER"', "indicators.html")
    change(folder, "index.html", "gone.html", "indicators.html")
    told = "\n".join(check.faults(folder))
    assert "leads to indicators.html#P4.DEATHS, which does not exist" in told
    assert "indicators.html: " in told and "gone.html, a file that is missing" in told
