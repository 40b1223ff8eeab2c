"""A sender's words are published as written; the same words of the program are a fault."""

import html
import json
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_report import ALT, PERIOD, embedded

from a4p_helpers.core import paths
from a4p_helpers.report import check, comments, downloads
from a4p_helpers.report.senders import SentTexts
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, TableState

WORDS = [
    *("None", "nan", "NaN", "NaT", "<NA>", "inf", "-inf", "True", "False", "None."),
    *("{x}", "{}", "{{ x }}", "{% x %}", r"\begin{document}", "a { b", "c } d"),
    *("Traceback (most recent call last)", "ValueError", "KeyError: 'x'", "dtype: int64"),
    *("<class 'str'>", "<script>alert(1)</script>", "Timestamp(2023)"),
    "The mission wrote None, {x}, nan and ValueError; it had none_of_those. None",
]
PATHS = [r"C:\Users\max\a_b.docx", "/home/user/x", "See /tmp/notes.txt."]
TABLE = "deliverable_progress"
SAID = '<p class="say"'


@pytest.fixture
def report(make, tmp_path, monkeypatch):
    """Make a small report on what senders wrote, with text before a paragraph; return the faults.

    `answers` are given as reasons, `remarks` as what the planning unit noted.
    """
    monkeypatch.setattr(paths, "processed", lambda *names: tmp_path.joinpath("processed", *names))

    def made(planted, cells=(), answers=(), remarks=(), files=None, edition="external"):
        frame = pd.DataFrame({"progress": list(cells)}, dtype="str")
        state = TableState(
            TABLE,
            "reported",
            kinds={"progress": "text"},
            answers={f"office {at}": ("not available", one) for at, one in enumerate(answers)},
        )
        notes = [Remark("note", TABLE, "", "", one) for one in remarks]
        folder = paths.processed(PERIOD, edition)
        processed.write(folder, {TABLE: frame}, {TABLE: state}, notes, {}, [], edition)
        folder = make(edition, name=edition)
        stored = json.dumps({"name": f"a4p-{PERIOD}-{edition}"})
        (folder / downloads.DESCRIPTOR).write_text(stored, encoding="utf-8")
        for name, text in (files or {}).items():
            (folder / "data" / name).write_text(text, encoding="utf-8")
        page = (folder / "p4.html").read_text(encoding="utf-8")
        assert SAID in page
        page = page.replace(SAID, f"{planted}{SAID}", 1)
        (folder / "p4.html").write_text(page, encoding="utf-8")
        return check.faults(folder)

    return made


def a_table(*cells):
    """A table of one column."""
    rows = "".join(f"<tr><td>{html.escape(cell)}</td></tr>" for cell in cells)
    head = '<thead><tr><th scope="col">Progress</th></tr></thead>'
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def test_what_a_sender_wrote_is_published_as_written(report):
    sent = [*WORDS, *PATHS]
    capitals = [one[0].upper() + one[1:] for one in sent]
    listed = "; ".join(f"obstacle: {one}" for one in sent)
    account = "".join(f"<dd>{html.escape(one)}</dd>" for one in sent)
    planted = [a_table(*capitals), f"<p>{html.escape(listed)}</p>", f"<dl>{account}</dl>"]
    assert report("".join(planted), sent) == []


def test_a_reason_a_remark_and_a_comment_are_as_written(report, monkeypatch):
    comment = comments.Comment(1, "p1", 1, "", "Not {y}?", "A. None", "", "2023-12-01")
    monkeypatch.setattr(comments, "open_of", lambda period: [comment])
    planted = "<p><b>Not available.</b> None.</p><p>Note: {x} of P1.</p>"
    told = {"answers": ["None"], "remarks": ["{x} of P1"]}
    assert report(planted, **told, edition="internal") == []


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("<p>Hospitals served None missions.</p>", "None"),
        ("<p>The total is None</p>", "None"),
        ("<p>None 3</p>", "None"),
        ("<p>In all, {y} hospitals.</p>", "{y}"),
        ("<p>SentTexts: {x}. And {x} of it.</p>", "{x}"),
        ("<p>TypeError</p>", "TypeError"),
        (a_table("None", "None"), "None"),
        ("<ul><li>{x}</li><li>{x}</li></ul>", "{x}"),
    ],
)
def test_the_same_words_of_the_program_are_found(report, planted, told):
    (fault,) = report(planted, ["None", "nan", "{x}", "ValueError"])
    assert told in fault


def test_a_value_that_leaked_is_no_answer_of_another_edition(report):
    report("", ["None"], edition="internal")
    told = report(a_table("None"), edition="external")
    assert [one for one in told if "shows a missing value as None" in one]


def test_a_text_that_a_chart_breaks_into_lines_is_its_senders(report):
    texts = ["KeyError: 'x' in", "the {y} of", "averylongw", "ord", "None"]
    svg = f"<svg>{''.join(f'<text>{html.escape(one, quote=False)}</text>' for one in texts)}</svg>"
    chart = f'<img alt="{ALT}" src="{embedded(svg)}">'
    sent = ["KeyError: 'x' in the {y} of averylongword", "None"]
    assert report(chart, sent) == []


def test_a_value_that_leaked_into_a_chart_is_found(report):
    svg = "<svg><text>None</text><text>UNMISS</text><text>None</text></svg>"
    (fault,) = report(f'<img alt="{ALT}" src="{embedded(svg)}">', ["None"])
    assert "in a picture: “None” shows a missing value as None" in fault


def test_a_path_in_files_may_be_a_senders_or_a_fault(report):
    lines = [f"<td>{html.escape(one)}</td>\n" for one in PATHS]
    notebook = json.dumps({"outputs": [{"text/html": lines}]})
    files = {"chart.csv": "\n".join(["progress", *PATHS]), "p1.ipynb": notebook}
    assert report("", PATHS, files=files) == []


@pytest.mark.parametrize("path", ["/home/user/xy", "/root/a4p", r"C:\Users\ci"])
def test_another_path_than_a_senders_is_a_fault(report, path):
    notebook = json.dumps({"outputs": [{"text/html": [f"{PATHS[1]}\n", f"{path}\n"]}]})
    (fault,) = report("", PATHS, files={"p1.ipynb": notebook})
    assert fault == f"data/p1.ipynb: “{path}” is a path of this machine: remove it."


# Whatever is sent, and however it is joined, it is no fault, and hides none.

PIECES = st.sampled_from([*WORDS, "The mission met both sides.", "joint cell", "of", "and", "{"])
TEXTS = st.lists(PIECES, min_size=1, max_size=4).map(" ".join)
BETWEEN = st.sampled_from(["; ", ", ", ". ", ": ", " (", "\n"])


@given(sent=st.lists(TEXTS, min_size=1, max_size=4), mark=BETWEEN, capital=st.booleans())
def test_texts_of_senders_leave_nothing_behind(sent, mark, capital):
    shown = [one[:1].upper() + one[1:] if capital else one for one in sent]
    lines = SentTexts(sent).only(check.MAY_LEAK).taken_out(mark.join(shown).split("\n"), Counter())
    assert not any(map(check._leaks, lines))


@given(sent=st.lists(TEXTS, max_size=4), leak=st.sampled_from(["None", "nan", "{x}", "ValueError"]))
def test_texts_of_senders_hide_nothing_in_a_sentence_of_the_program(sent, leak):
    for sentence in (f"Hospitals served {leak} missions.", f"{leak} 3", f"Total {leak}"):
        (ours,) = SentTexts(sent).taken_out([sentence], Counter())
        assert check._leaks(ours)
