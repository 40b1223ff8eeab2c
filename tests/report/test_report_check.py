"""Each thing that must not be in a report is found where it is planted."""

import html
import re

import pytest
from small_report import ALT, SVG, change, embedded

from a4p_helpers.core import paths
from a4p_helpers.report import check

SAID = '<p class="say"'
RUNNING = SVG.replace("</svg>", "<script>run()</script></svg>")
WHERE = "p1.html: Section “Priority 1: Collective coherence behind a political strategy”"


@pytest.fixture
def plant(make):
    """Plant text before the first paragraph of the first priority and return the faults."""

    def planted(text: str) -> list[str]:
        folder = make()
        page = (folder / "p1.html").read_text(encoding="utf-8")
        before, start, after = page.partition('<section id="p1"')
        assert SAID in after
        after = after.replace(SAID, f"{text}{SAID}", 1)
        (folder / "p1.html").write_text(before + start + after, encoding="utf-8")
        return check.faults(folder)

    return planted


def test_a_value_that_leaked_is_found(plant):
    texts = [
        *("nan missions took part.", "Women were NaN per cent.", "It ended on NaT."),
        *("Of &lt;NA&gt; units", "served None missions", "None", "Total: None", "(None)", "None%"),
        *("None 3", "up to inf", "True", "False"),
    ]
    told = plant("".join(f"<p>{text}</p>" for text in texts))
    assert [fault.partition(" shows a missing value as ")[0] for fault in told] == [
        f"{WHERE}: “{html.unescape(text)}”" for text in texts
    ]


def test_prose_is_not_taken_for_a_fault(plant):
    texts = [
        *(
            "None of the missions reported one.",
            "None: UGPS missions.",
            "Six did. None were late.",
            "“None of it held.”",
        ),
        *("none", "nanny", "Nansen", "Not reported", "No-one said None-the-less", "True to form"),
        *("Information on finance", "MINUSCA", "infantry", "the banana", "Tirana"),
        "Early warning: human error was the cause. Exceptions hold.",
        'Read <a href="https://example.org/home/x">https://example.org/home/x</a>.',
    ]
    assert plant("".join(f"<p>{text}</p>" for text in texts)) == []


# Each alone in a page.
ALONE = [
    ("<style>p { color: red }</style>", "does not name its one style sheet"),
    ("<p>Kept in /home/analyst/a4p</p>", "is a path of this machine"),
    ("<p>Kept in C:\\Users\\analyst</p>", "is a path of this machine"),
    (f"<p>Kept in {paths.CODE}/data</p>", "is a path of this machine"),
    ('<h3 id="a">More</h3><h3 id="b">Most</h3>', "the heading “More” has nothing below it"),
    ('<h3 id="more">More</h3><p>x</p>', "“More” is not in the contents"),
    ("<script>go()</script>", "the report contains a <script>"),
    ('<h4 id="a">A</h4><h6 id="deep">Deep</h6><p>x</p>', "jumps from level 4 to 6"),
    ("<h1>Again</h1><p>x</p>", "it has 2 first headings"),
    ('<section id="s"><p>x</p></section>', "the section “s” has no heading"),
]
# All of these in one page: each is found whatever else is wrong.
TOGETHER = {
    "<p>{P4.HOSPITALS} hospitals</p>": "has unfilled braces ({P4.HOSPITALS})",
    "<p>{} hospitals</p>": "has unfilled braces ({})",
    "<p>Traceback (most recent call last):</p>": "holds words of a program (Traceback",
    "<p>KeyError: 'mission'</p>": "holds words of a program (KeyError)",
    "<p>FutureWarning: soon</p>": "holds words of a program (FutureWarning)",
    "<p>&lt;Axes object at 0x7f3a2b1c&gt;</p>": "holds words of a program (at 0x7f3a2b1c)",
    "<p>Fraction(1, 3)</p>": "holds words of a program (Fraction()",
    "<p>dtype: str</p>": "holds words of a program (dtype: )",
    f'<img alt="Deaths were nan in all years." src="{embedded()}">': "“Deaths were nan in all",
    f'<img alt="{ALT}" src="{embedded(SVG.replace("12", "nan"))}">': "“SYNTHETIC nan” shows a",
    f'<img alt="{ALT}" src="{embedded(SVG.replace("12", "{count}"))}">': "braces ({count})",
    '<div class="scroll" role="region" aria-label="NaT"><p>x</p></div>': "“NaT” shows a missing",
    f'<img alt="  " src="{embedded()}">': "a picture has no alternative text",
    **{
        f'<img alt="{alt}" src="{embedded()}">': f"the alternative text “{alt}” says nothing"
        for alt in ("image", "Chart 1", "plot.png", "TODO say it", "A chart")
    },
    f'<img alt="{ALT}" src="{embedded(RUNNING)}">': "a picture holds a script or an address",
    '<img alt="Columns of deaths by year." src="chart.png">': "embed it",
    "<p><span></span></p>": "a <p> is empty",
    "<ul><li></li></ul>": "a <li> is empty",
    '<p id="p1-title">x</p>': "the id “p1-title” occurs more than once",
    '<p><a href="#nowhere">x</a></p>': "the link “x” leads to #nowhere",
    '<p><a href="data/none.csv">x</a></p>': "a file that is missing",
    '<p><a href="http://example.org">x</a></p>': "only https and places within the report",
    "<p><a>x</a></p>": "has no address",
    "<table><tr><td>x</td></tr></table>": "has no header cells",
    "<table><tr><th>x</th></tr></table>": "has headers without scope",
    "<script>run()</script>": "the report contains a <script>",
    '<iframe src="data:,x"></iframe>': "the report contains a <iframe>",
    '<p style="color: red">x</p>': "has the attribute style",
    '<p onclick="run()">x</p>': "has the attribute onclick",
}


@pytest.mark.parametrize(("planted", "told"), ALONE)
def test_a_planted_fault_is_found(plant, planted, told):
    faults = plant(planted)
    assert [fault for fault in faults if told in fault]
    assert all(re.fullmatch(r".+: .+[.]", fault) for fault in faults)


def test_every_planted_fault_is_found_and_told_once(plant):
    faults = plant("".join(TOGETHER))
    found = {told: [fault for fault in faults if told in fault] for told in TOGETHER.values()}
    assert {told: len(these) for told, these in found.items()} == dict.fromkeys(found, 1)
    assert len(faults) == len(found)
    assert all(re.fullmatch(r".+: .+[.]", fault) for fault in faults)


def test_paths_in_data_files_are_found(make):
    folder = make()
    (folder / "data" / "indicators.csv").write_text("code\n/home/x\n", encoding="utf-8")
    assert check.faults(folder) == [
        "data/indicators.csv: “/home/x” is a path of this machine: remove it."
    ]


@pytest.mark.parametrize(
    ("edition", "old", "new", "told"),
    [
        ("internal", '<body class="internal">', '<body class="external">', "remove it"),
        (
            "external",
            '<body class="external">',
            '<body class="internal">',
            "has no banner: assemble it again",
        ),
        ("external", "margin: 0;", "margin: 1;", "policy does not name its one style sheet"),
        (
            "external",
            '<a href="#p4-safety">',
            "<a>",
            "“Safety” is not in the contents: add it.",
        ),
    ],
)
def test_what_is_wrong_with_a_page_as_a_whole_is_found(make, edition, old, new, told):
    folder = make(edition)
    change(folder, old, new)
    assert told in check.faults(folder)[0]


def test_a_report_that_was_not_assembled_is_one_fault(tmp_path):
    (fault,) = check.faults(tmp_path)
    assert "index.html is missing" in fault
