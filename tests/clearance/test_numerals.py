"""Every numeral of an edition is traced, and one that nothing is behind is found wherever it is."""

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import typst
from lxml import html

from a4p_helpers.clearance import numerals, traced
from a4p_helpers.core import paths

PERIOD = "2023-05"


def put(path: Path, old: str, new: str) -> None:
    """Put one text for another, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text, (path.name, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def put_into_word(path: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    assert old.encode() in body
    parts["word/document.xml"] = body.replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_one_false_numeral_in_every_kind_of_file_is_found_and_no_other(made, tmp_path, monkeypatch):
    """The draft as it was made has none left; a few are put in, each in a file of another kind."""
    monkeypatch.setenv("A4P_ROOT", str(made.parent.parent))
    draft = tmp_path / "draft"
    shutil.copytree(made / "external", draft)
    p4 = draft / "p4.html"
    put(p4, "Uniformed and civilian personnel are", "Three missions and 48 units are")
    put(p4, '">seven</button>', '">eight</button>')
    put(p4, 'y="79.68">59</text>', 'y="79.68">58</text>')
    put(draft / "data" / "indicators.csv", ",20,20,", ",20,21,")
    put(draft / "data" / "charts" / "P4.MALICIOUS_TREND.csv", "2017,59", "2017,58")
    put(draft / "p3.html", "Exhibit 3.2", "Exhibit 3.9")
    put_into_word(draft / paths.DOCX, "seven peacekeepers", "17 peacekeepers")
    (draft / "missions" / "UNMISS.pdf").write_bytes(typst.compile(b"Some 87 giraffes came."))
    book = openpyxl.load_workbook(draft / paths.WORKBOOK)
    book["Indicators"]["E4"] = 4711
    book.save(draft / paths.WORKBOOK)
    found = {
        one.partition(": no source for ")[::2] for one in traced.faults(PERIOD, "external", draft)
    }
    named = [
        ("p4.html", "Three and 48 in"),
        ("p4.html", "“eight”, marked as P4."),
        ("p4.html", "58 in"),
        ("p3.html", "Exhibit 3.9"),
    ]
    named += [
        ("data/indicators.csv", "21 in row"),
        ("data/charts/P4.MALICIOUS_TREND.csv", "2017, 58, "),
    ]
    named += [
        (paths.DOCX, "17 in"),
        ("missions/UNMISS.pdf", "87 in"),
        (paths.WORKBOOK, "4711 in row 4"),
    ]
    for name, start in named:
        assert any(file == name and told.startswith(start) for file, told in found), (name, found)
    assert len(found) == len(named), found


def test_labels_of_an_axis_are_evenly_spaced():
    def ticks(*texts: str) -> list[str]:
        drawn = "".join(f'<text x="0" y="{at * 10}">{one}</text>' for at, one in enumerate(texts))
        labels = list(html.fragment_fromstring(f"<svg>{drawn}</svg>").iter("text"))
        return sorted({one.text for one in numerals._ticks(labels)})

    assert ticks("0", "20", "40", "60") == ["0", "20", "40", "60"]
    assert ticks("0", "20", "41", "60") == []
    assert ticks("0", "20") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twenty-one of 7,100, none and one mission", ["21", "7100", "0", "1"]),
        ("One another, p4.2 and A4P+ of 6.6 per cent", ["6.6"]),
    ],
)
def test_numerals_are_figures_and_words(text, found):
    assert numerals.numerals(text) == found
