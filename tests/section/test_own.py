"""What a section works out and draws itself: numbers, words, figures, tables of one's choice."""

import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns

from a4p_helpers import section as sections
from a4p_helpers.exhibits.charts import own
from a4p_helpers.section import SectionError, open_section, printed

PERIOD = "2023-05"
WORDS = {
    "measure": "Mean contribution",
    "unit": "from none to three",
    "alt": "Bars of the mean rating by mission, highest first.",
}


@pytest.fixture
def shown(monkeypatch):
    """What sections show, in order, each as HTML and as plain text."""
    pairs: list[tuple[str, str]] = []

    def keep(html, plain, **_):
        pairs.append((str(html), plain))

    monkeypatch.setattr(sections.Section, "_display", staticmethod(keep))
    return pairs


@pytest.fixture
def section(root, shown):
    return open_section("p7", PERIOD, "external")


@pytest.fixture
def block(section):
    return section.block("P7.MECHANISMS")


@pytest.fixture
def silent(section):
    """A block that has nothing to show in the period."""
    return section.own("Capabilities for evacuation", "casevac")


def ratings(section):
    table = section.tables["coordination_mechanisms"]
    return table.groupby("mission")["contribution"].mean().rename("mean").reset_index()


def drawn(section):
    return sns.barplot(ratings(section), x="mean", y="mission", errorbar=None, saturation=1)


@pytest.mark.parametrize(
    "draw",
    [
        lambda data: sns.barplot(data, x="mean", y="mission", errorbar=None),
        lambda data: sns.catplot(data, x="mean", y="mission", kind="bar", errorbar=None),
        lambda data: sns.relplot(data, x="mean", y="mission"),
        lambda data: data.plot.barh(x="mission", y="mean"),
        lambda data: data.plot.barh(x="mission", y="mean").figure,
    ],
    ids=["axes of seaborn", "catplot", "relplot", "axes of pandas", "figure"],
)
def test_any_figure_is_shown_with_its_words_and_data(section, block, shown, draw):
    data = ratings(section)
    block.figure(draw(data), "Three at the top", data=data, **WORDS)
    html, plain = shown[-1]
    assert html.count("data:image/svg+xml;base64,") == 2, "for a text column and for a telephone"
    assert WORDS["alt"] in html and "Source: Peacekeeping missions" in html
    assert plain.splitlines()[:2] == [
        "Three at the top",
        "Mean contribution, from none to three, May to October 2023",
    ]
    assert "MINURSO" in plain and plt.get_fignums() == []


def test_the_same_figure_gives_the_same_bytes(section, block, shown):
    for _ in range(2):
        block.figure(drawn(section), "The same", data=ratings(section), **WORDS)
    first, second = (re.findall(r"base64,([^\"]+)", html) for html, _ in shown[-2:])
    assert first == second


def test_it_has_the_type_and_colours_of_the_house(section):
    axes = drawn(section)
    assert plt.rcParams["font.family"] == own.style.FAMILIES
    assert matplotlib_hex(axes.patches[0]) == own.style.colour_of("p7")
    plt.close("all")


def matplotlib_hex(patch):
    from matplotlib.colors import to_hex

    return to_hex(patch.get_facecolor())


def test_all_that_a_figure_lacks_is_told_at_once(section, block):
    with pytest.raises(SectionError) as raised:
        block.figure(drawn(section))
    told = str(raised.value)
    assert all(f"`{name}`" in told for name in ("title", "measure", "unit", "alt", "data"))
    plt.close("all")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda axes: axes.figure.clear(), "nothing is drawn in it"),
        (lambda axes: axes.set_title("Top"), "the picture contains a title"),
        (lambda axes: axes.figure.suptitle("Top"), "the picture contains a title"),
    ],
)
def test_a_figure_that_is_empty_or_carries_its_title_is_refused(section, block, spoil, fault):
    axes = drawn(section)
    figure = axes.figure
    spoil(axes)
    with pytest.raises(SectionError, match=fault):
        block.figure(figure, "Top", data=ratings(section), **WORDS)
    plt.close("all")


def test_what_is_no_figure_and_too_many_rows_are_refused(section, block):
    with pytest.raises(SectionError, match="str is not a figure"):
        block.figure("picture.png", "Top", data=ratings(section), **WORDS)
    points = pd.DataFrame({"x": range(10_000), "y": range(10_000)})
    with pytest.raises(SectionError, match="10,000 rows, and a page takes 1,000"):
        block.figure(sns.scatterplot(points, x="x", y="y"), "Top", data=points, **WORDS)
    plt.close("all")


def test_ten_thousand_points_are_drawn_as_a_picture_within_the_picture(section, block, shown):
    points = pd.DataFrame({"x": range(10_000), "y": range(10_000)})
    axes = sns.scatterplot(points, x="x", y="y")
    block.figure(axes, "Many", data=points.describe(), **WORDS)
    assert len(shown[-1][0]) < 400_000


def test_a_typed_figure_is_refused_in_title_and_alternative_text(section, block):
    for words in ({**WORDS, "alt": "Bars of 12 missions and their ratings."},):
        with pytest.raises(ValueError, match="the figure 12 is typed"):
            block.figure(drawn(section), "Top", data=ratings(section), **words)
    with pytest.raises(ValueError, match="the figure 12 is typed"):
        block.figure(drawn(section), "Top of 12", data=ratings(section), **WORDS)
    plt.close("all")


def test_what_a_cell_worked_out_stands_in_sentences_and_in_the_notes(section, block, shown):
    block.worked_out("top", 3, "missions at the top", unit="missions")
    block.worked_out("who", ["UNDOF", "UNMISS"], "names of the missions at the top")
    block.worked_out("mean", 2.25, "mean rating", decimals=1)
    block.say("{top} missions [stand] at the top: {who}; the mean is {mean}.")
    html, plain = shown[-1]
    assert plain == "Three missions stand at the top: UNDOF and UNMISS; the mean is 2.3."
    assert '<a class="own" href="#p7-top">Three</a>' in html
    section.notes()
    html, plain = shown[-1]
    assert html == "", "a report lists it in its annex"
    assert "- Missions at the top: 3 (from coordination mechanisms)." in plain


def test_of_a_silent_block_nothing_is_worked_out_not_even_zero(section, silent, shown):
    able = silent.data["mission"].nunique()
    silent.worked_out("able", able, "missions that can", unit="missions")
    section.say("{able} missions can.")
    assert able == 0 and shown[-1][1] == "Not reported: missions that can."


@pytest.mark.parametrize(
    ("name", "worked", "what", "unit", "fault"),
    [
        ("Top", 3, "missions", "", "small letters"),
        ("year", 3, "missions", "", "every section knows this name"),
        ("top", 3, " ", "", "say in a few words what it is"),
        ("top", 3, "missions", "misions", "did you mean 'missions'"),
        ("top", float("nan"), "missions", "", "the result is nan"),
        ("top", pd.Series([1.0, None]).iloc[1], "missions", "", "the result is nan"),
        ("top", pd.NA, "missions", "", "the result is <NA>"),
        ("top", object(), "missions", "", "object is neither a number nor names"),
        ("top", True, "missions", "", "bool is neither a number nor names"),
        (True, 3, "missions", "", "small letters"),
    ],
)
def test_a_number_that_cannot_stand_is_refused(section, name, worked, what, unit, fault):
    with pytest.raises(SectionError, match=fault):
        section.worked_out(name, worked, what, unit=unit)


def test_a_block_of_ones_own_names_its_tables_as_its_source(section, shown):
    women = section.own("Women in uniform", "uniformed_personnel")
    women.table("Women", "Rows of one month", data=women.data.head(2)[["mission", "women"]])
    assert "Source: " in shown[-1][1]
    with pytest.raises(ValueError, match="did you mean 'sofa'"):
        section.own("Agreements", "soffa")
    with pytest.raises(SectionError, match="name the tables"):
        section.own("Agreements")


def test_labels_are_rounded_as_tables_are():
    assert (printed(1)(2.25), f"{2.25:.1f}") == ("2.3", "2.2")
    assert printed()(1234.5) == "1,235"
