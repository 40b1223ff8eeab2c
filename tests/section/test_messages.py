"""Key messages and the scorecard: what is written first, then what the numbers propose."""

import pytest

from a4p_helpers.section import SectionError, open_section

MET = "{P3.PARITY_TARGETS_MET} of {P3.PARITY_TARGETS_MET:over} categories [meet] their target."


@pytest.fixture
def shown(root, monkeypatch):
    """The overview, and what it shows as HTML and as text."""
    section, told = open_section("overview", "2023-05", "external"), []
    monkeypatch.setattr(section, "_display", lambda html, plain, **_: told.append((html, plain)))
    return section, told


def test_what_an_editor_writes_stands_first_and_the_numbers_fill_up(shown):
    section, told = shown
    section.messages("What is off track", f"{MET}\nMore is to come.")
    html, plain = told[0]
    first, *proposed = plain.splitlines()[1:]
    assert first == "- Three of four categories meet their target. More is to come."
    assert "Women in military contingents missed the target, at 6.6 per cent. The" in proposed[0]
    assert html.count("<li") == 2 and '<li class="p3">' in html and "Priority 3" in html


def test_more_than_three_may_be_written_and_none_is_proposed_that_is_cited(shown):
    section, told = shown
    women = "Women are {P3.WOMEN_CONTINGENTS} of contingents."
    section.messages("What is off track", "\n\n".join([women, MET, women, MET]))
    assert len(told[0][1].splitlines()) == 5 and "target for 2023" not in told[0][1]


def test_a_message_that_lacks_a_value_is_left_out(shown):
    section, told = shown
    section.messages("Of our own", "{P4.EO_FOUND} items [were] found.")
    assert told[0][1].splitlines()[1] == ("Nothing was reported that could make a message.")


def test_what_is_asked_comes_from_headquarters_with_its_first_sentence_as_heading(shown):
    section, told = shown
    section.asked()
    html, plain = told[0]
    assert '<p class="head">More women are needed, at every level.</p>' in html
    assert plain.splitlines()[0] == "What is asked of Member States"


def test_the_scorecard_says_target_direction_and_status_in_words(shown):
    section, told = shown
    section.scorecard(
        p3="P3.WOMEN_CONTINGENTS: women in military contingents",
        p4="P4.MALICIOUS_RATE_YEAR: killed by malicious acts",
        p7="P7.SOFA_INCIDENTS: missions with incidents",
    )
    html, plain = told[0]
    # Those for which nothing is written are told by what informs them.
    _, _, three, four, _, _, seven = plain.splitlines()
    assert three.startswith("3. Capabilities and mindsets: 6.6 per cent. Women in military")
    assert "Target: 10.0 % (inferred). Up from 5.9 % (1 January to 31 October 2022)" in three
    assert three.endswith("Off target.") and four.endswith("Improved.")
    assert "6 of 8" in seven and seven.endswith("Not comparable.")
    assert html.count('<th scope="row">') == 7 and 'aria-hidden="true">▲</span>' in html


def test_misspelt_lines_are_refused(shown):
    with pytest.raises(SectionError, match="mean 'p4'"):
        shown[0].scorecard(p44="P4.HOSPITALS: x.")
