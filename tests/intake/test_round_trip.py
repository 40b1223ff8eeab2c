"""Forms filled at random come back as they were; forms mangled at random never do harm."""

import random
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from a4p_helpers.clean import check, form, returns
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import wording
from a4p_helpers.core.periods import get
from a4p_helpers.intake import filling

NEXT = "2023-11"
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), max_codepoint=0xFFFD), min_size=1
)
WORDS = TEXT.map(lambda text: wording.tidy(text).strip()).filter(
    lambda text: text and not text.startswith(("=", "'")) and not wording.is_no_answer(text)
)


def values(column: form.Column) -> st.SearchStrategy[dict[str, str]]:
    """Values of the columns that one answer fills."""
    known = {
        "count": st.integers(1, 100).map(str),
        "number": st.integers(0, 400).map(lambda n: f"{n / 4:g}"),
        "date": st.dates(date(2020, 1, 1), date(2024, 4, 30)).map(date.isoformat),
        "month": st.just("2023-12"),
    }
    options = [value for value in column.options.values() if value]
    words = known.get(column.kind, WORDS).map(lambda text: (text,))
    wanted = st.sampled_from(options) if options else words
    blank = st.just(("",) * len(column.names))
    chosen = st.one_of(blank, wanted) if column.may_be_blank else wanted
    return chosen.map(lambda value: dict(zip(column.names, value, strict=True)))


def row(asked: form.Asked, given: form.Row) -> st.SearchStrategy[dict[str, str]]:
    cells = [values(column) for column in asked.columns if column.name not in given]
    return st.tuples(*cells).map(
        lambda parts: {**given, **{name: text for part in parts for name, text in part.items()}}
    )


def answers(one: form.Form) -> st.SearchStrategy[dict[str, list[dict[str, str]]]]:
    made = {}
    for table, (_, asked) in one.asked.items():
        if asked.given:
            made[table] = st.tuples(*(row(asked, given) for given in asked.given[:2])).map(list)
        else:
            most = 1 if asked.is_single else 4
            made[table] = st.lists(row(asked, {}), min_size=1, max_size=most)
    return st.fixed_dictionaries(made)


def is_told(row: form.Row, asked: form.Asked) -> bool:
    """Whether a row says more than what is asked of it."""
    given = {name for one in asked.given for name in one}
    return any(text for name, text in row.items() if name not in given)


@pytest.mark.parametrize("reporter", ["UNMISS", "DHMOSH"])
def test_what_is_filled_in_is_what_arrives(reporter, blank, layout, present, tmp_path):
    one = layout(reporter)

    @settings(max_examples=settings().max_examples // 12, suppress_health_check=QUIET)
    @given(answers(one))
    def round_trip(filled):
        path = tmp_path / "filled.xlsx"
        filling.fill(blank(reporter), one, filled, path)
        found = returns.load(path, NEXT, present)
        assert not found.faults
        for table, rows in filled.items():
            arrived = found.answers[table].part
            assert not arrived.faults, table
            sent = [row for row in rows if is_told(row, one.asked[table][1])]
            sent = [
                {**row, "classification": row.get("classification") or "external"} for row in sent
            ]
            took = [{name: row[name] for name in sent[0]} for row in arrived.rows.values()]
            assert took == sent, table

    round_trip()


HOSTILE = st.one_of(
    TEXT,
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["=1+1", "#DIV/0!", "Total", "n/a", "\u200bUNMISS", "1 234,5", "yes ", "NULL"]),
)


def test_a_value_is_taken_as_it_stands_or_told(blank, present, tmp_path, layout):
    """Whatever stands in a cell, the table holds it as it stands, or a fault names the cell."""
    one = layout("DHMOSH")
    sheet, asked = one.asked["hospital_interruptions"]
    good = {
        "mission": "UNMISS",
        "hospital": 1,
        "cause": "personnel shortage",
        "days": 3,
        "note": "n",
    }
    book = openpyxl.load_workbook(blank("DHMOSH"))
    page = book[sheet.title]
    path = tmp_path / "one.xlsx"

    @settings(max_examples=settings().max_examples // 4, suppress_health_check=QUIET)
    @example("note", 1.7976931348623157e308)  # a spreadsheet keeps 16 digits, and this becomes inf
    @given(st.sampled_from(sorted(good)), HOSTILE)
    def try_one(name, value):
        for column in asked.columns:
            written = value if column.name == name else good.get(column.name)
            cell = page.cell(*asked.at(column))
            cell.number_format = "General"  # a date tried before leaves its own
            cell.value = written
        book.save(path)
        part = returns.load(path, NEXT, present).answers[asked.table].part
        _, faults, _ = check.checked(part, TABLES[asked.table], get(NEXT), set(present))
        if faults:
            assert all(fault.problem and fault.remedy for fault in faults)
            return
        (row,) = part.rows.values()
        taken = row[name]
        if isinstance(value, str):
            sent = wording.tidy(value).strip()
            expected = "" if wording.is_no_answer(sent) else sent
            assert taken.strip().casefold() == expected.casefold()
        elif isinstance(value, bool):
            assert taken == ("yes" if value else "no")
        elif isinstance(value, date):
            assert taken == value.isoformat()
        else:
            assert float(taken) == pytest.approx(float(value))

    try_one()


def mangled(content: bytes, rng: random.Random) -> bytes:
    """Return some bytes changed as damage, editors and enemies change them."""
    if not content:
        return b"\0"
    data = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        what = rng.randrange(5)
        if what == 0:
            data[at] = rng.randrange(256)
        elif what == 1:
            del data[at : at + rng.randint(1, 60)]
        elif what == 2:
            data[at:at] = bytes(rng.choices(b'<>&"=/ 09AZ\x00', k=rng.randint(1, 12)))
        elif what == 3:
            data[at : at + 40], data = data[at : at + 40][::-1], data
        else:
            data = data[: max(1, at)]
        data = data or bytearray(b"\0")
    return bytes(data)


@pytest.mark.parametrize("number", [60, pytest.param(1_000, marks=pytest.mark.slow)])  # a minute
def test_mangled_forms_end_in_sentences(blank, present, tmp_path, number):
    """Half of the forms are mangled inside their parts, half in the archive itself."""
    source = blank("JUSTICE")
    with zipfile.ZipFile(source) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    whole, path = source.read_bytes(), tmp_path / "mangled.xlsx"
    rng = random.Random(20231101)
    taken = refused = 0
    for at in range(number):
        if at % 2:
            path.write_bytes(mangled(whole, rng))
        else:
            hit = rng.choice(sorted(parts))
            with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
                for name, content in parts.items():
                    archive.writestr(name, mangled(content, rng) if name == hit else content)
        found = returns.load(path, NEXT, present)
        for fault in found.faults:
            assert fault.problem and fault.remedy
        for table, answer in found.answers.items():
            check.checked(answer.part, TABLES[table], get(NEXT), set(present))
        refused += bool(found.faults)
        taken += not found.faults
    assert refused > number / 4 and taken > number / 40, (refused, taken)
