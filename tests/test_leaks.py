"""Nothing internal reaches the external edition: canaries planted, every byte searched."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from planted import NUMBERS, WORD, lifting
from pypdf import PdfWriter

from a4p_helpers import clean, prepare
from a4p_helpers.clearance import readable
from a4p_helpers.core import paths, periods
from a4p_helpers.disclosure import editions
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.run import demo
from a4p_helpers.run.period import run_periods
from a4p_helpers.store import processed


@pytest.fixture(scope="module")
def root(full) -> Path:
    """The root of the demonstration, which is planted; not to be changed."""
    return full.parent.parent


@pytest.fixture(scope="module")
def numbers(root) -> dict[str, int]:
    """The number that was planted in each table."""
    return json.loads((root / NUMBERS).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planted_anew(root, numbers, tmp_path_factory):
    """A copy of what was planted, as the root at hand."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copytree(root / "data" / "raw", copy / "data" / "raw")
    with pytest.MonkeyPatch.context() as patch, lifting(numbers):
        patch.setenv("A4P_ROOT", str(copy))
        yield


@pytest.fixture(
    scope="module",
    params=["one mission's page", pytest.param("every mission's page", marks=pytest.mark.slow)],
)
def external(full, request) -> Path:
    if request.param == "one mission's page":
        return full / "external"
    request.getfixturevalue("planted_anew")
    assert run_periods([demo.PERIOD], ["external"]) == 0  # which takes two minutes more
    return paths.outputs(demo.PERIOD, "external")


def leaks(folder: Path, numbers: dict[str, int]) -> list[str]:
    """Where a canary stands below a folder: its file, and what was found in it."""
    wanted = {WORD.encode(): WORD}
    for table, number in numbers.items():
        wanted[str(number).encode()] = f"number of {table}"
        wanted[f"{number:,}".encode()] = f"number of {table}"
    found = []
    for path in sorted(folder.rglob("*")):
        if WORD in path.name:
            found.append(f"{path.name}: a file name")
        for text in readable.parts(path) if path.is_file() else ():
            found += [f"{path.name}: {what}" for sign, what in wanted.items() if sign in text]
    return found


def test_no_canary_reaches_the_external_edition(root, numbers, external):
    inside, outside = (
        root / "data" / "processed" / demo.PERIOD / one for one in ("internal", "external")
    )
    inside = leaks(inside, numbers)
    assert len({one for one in inside if WORD in one}) > 5, "canaries were not planted"
    assert {f"number of {table}" for table in numbers} <= {one.split(": ")[1] for one in inside}
    assert leaks(outside, numbers) == []
    assert leaks(root / "outputs" / demo.PERIOD / "internal" / "data", numbers), "it finds nothing"
    assert leaks(external.resolve(), numbers) == []


def test_totals_of_the_external_edition_leave_internal_rows_out(numbers, external):
    with (external / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        values = {row["code"]: row["value"] for row in csv.DictReader(file)}
    known = [float(values[code]) for code in counted(numbers) if values.get(code)]
    assert known and max(known) < min(numbers.values()), "a total counts an internal row"


def counted(numbers: dict[str, int]) -> list[str]:
    """The indicators that count rows of the tables in which numbers are planted."""
    return [
        code
        for code, one in register.REGISTER.items()
        if set(one.tables) & set(numbers) and one.unit != "percent"
    ]


@pytest.fixture(scope="module")
def read(planted_anew):
    """The planted period as it was cleaned, before any edition is made of it."""
    prepare.ensure(demo.BEFORE, [])
    return clean.clean(periods.get(demo.PERIOD))


def without(kind):
    real = editions._columns
    return {"_columns": lambda name, asked: [] if asked == kind else real(name, asked)}


BLIND = {
    "rows": {"INTERNAL": "nothing"},
    "columns": without("internal"),
    "notes": without("note"),
    "remarks": {"_may_be_told": lambda *_: True},
    "reasons": {"_told": lambda _, name, state: state.answers},
    "small numbers": {"thresholds": dict},
}


@pytest.mark.parametrize("blind", BLIND)
def test_a_blind_spot_of_the_filter_is_found(numbers, read, monkeypatch, blind):
    """With any part of the filter taken away, the search finds what it lets through."""
    for name, instead in BLIND[blind].items():
        monkeypatch.setattr(editions, name, instead)
    prepare._write_editions(periods.get(demo.PERIOD), read, "of a blind filter")
    outside = paths.processed(demo.PERIOD, "external")
    assert leaks(outside, numbers), blind
    if blind == "rows":
        values = count(processed.read(outside), periods.get(demo.PERIOD))
        totals = [values[code].number or 0 for code in counted(numbers)]
        assert max(totals) >= min(numbers.values()), "the test of totals cannot fail"


def test_the_search_finds_a_name_and_a_number_as_pages_print_it(tmp_path):
    """Other kinds of files are read as tests/clearance reads them."""
    (tmp_path / f"{WORD}.txt").touch()
    (tmp_path / "a.html").write_text("<p>710,003</p>")
    assert leaks(tmp_path, {"crimes": 710_003}) == [
        f"{WORD}.txt: a file name",
        "a.html: number of crimes",
    ]


def test_where_an_object_of_a_pdf_begins_is_no_leak_and_its_text_is(tmp_path):
    """In a PDF as large as the technical volume, some object begins at some canary."""
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.add_metadata({"/Title": "719,000 of them"})
        writer.write(file)
    begins = re.findall(rb"0(\d{9}) 00000 n", path.read_bytes())[-1]
    assert leaks(tmp_path, {"crimes": int(begins)}) == []
    assert leaks(tmp_path, {"crimes": 719_000}) == ["a.pdf: number of crimes"] * 2
