"""Nothing internal reaches the external edition: canaries planted, every byte searched."""

import csv
from pathlib import Path

import pytest
from made_up import assert_says_so

from a4p_helpers import clean, prepare
from a4p_helpers.clean import check
from a4p_helpers.clean import folder as clean_folder
from a4p_helpers.clearance import readable
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods
from a4p_helpers.disclosure import editions
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.intake import filling, synthetic
from a4p_helpers.run import demo
from a4p_helpers.run.period import run_periods
from a4p_helpers.store import processed

real_fill = filling.fill
WORD = "CANARY"
CORRECTED = 745_001  # what a sensitive number is corrected to
THRESHOLD = 900_000
# Counts that no rule of their table ties to another, so that a number of our own can stand there.
# It lies beyond the bounds, which are lifted: within them it could stand in a file by chance.
FREE_COUNTS = {
    "conduct_training": "sessions",
    "crimes": "count",
    "hospital_interruptions": "days",
    "hospitals": "hospitals",
    "police_units": "units",
    "unit_evaluations": "evaluations",
}


def planted(of, present, original):
    """The demonstration's tables, with a canary in every internal field and its own number."""
    made = original(of, present)
    numbers = {}
    for at, (table, rows) in enumerate(made.items()):
        columns = TABLES[table].get_metadata()[table]["columns"]
        if TABLES[table].Config.metadata["is_imported"]:
            continue
        for row in rows:
            for name, meta in columns.items():
                if meta["disclosure"] in ("internal", "note") and meta["kind"] == "text":
                    row[name] = f"{WORD} {table} {name}"
        marked = rows[len(rows) // 2]
        marked["classification"] = "internal"
        for name, meta in columns.items():
            if meta["kind"] == "text" and name not in ("cycle", "fiscal_year", "indicator"):
                marked[name] = f"{WORD} {table} {name} of a row"
        if table in FREE_COUNTS:
            numbers[table] = 710_003 + 1_117 * at
            marked[FREE_COUNTS[table]] = str(numbers[table])
        elif sensitive := TABLES[table].Config.metadata["sensitive"]:
            numbers[table] = 710_003 + 1_117 * at
            rows[-1][sensitive.column] = str(numbers[table])
    return made, numbers


def correct(folder: Path, made) -> None:
    """Correct an internal column, an internal row and a sensitive number, each with a canary."""
    with (folder / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        columns = clean_folder.HEADERS["corrections.csv"]
        writer = csv.DictWriter(file, columns, restval=f"{WORD} of the planning unit")
        writer.writeheader()
        for table, key, column, value in (
            ("deliverable_progress", ("deliverable", "reporter"), "obstacle", f"{WORD} corrected"),
            ("mission_narratives", ("mission", "block"), "text", f"{WORD} corrected"),
            ("misconduct", ("category", "first_day"), "allegations", str(CORRECTED)),
        ):
            row = next(
                row
                for row in made[table]
                if row["classification"] == "internal" or table != "mission_narratives"
            )
            writer.writerow(
                {
                    "table": table,
                    "key": "; ".join(f"{name}={row[name]}" for name in key),
                    "column": column,
                    "action": "override",
                    "expected": row[column],
                    "value": value,
                    "reason": f"{WORD} {table} reason of a correction",
                }
            )


def fill_with_a_reason(path, one, answers, filled):
    """As the demonstration fills, but two tables have no rows, for a reason of their own."""
    empty = {"collaboration": "not available", "courses": "nothing to report"}
    real_fill(path, one, {**answers, **empty}, filled, f"{WORD} reason")


def lifted(find, numbers):
    """Find what lies beyond a bound, but for the numbers that were planted."""

    def find_others(*given):
        planted_here = {str(one) for one in (*numbers.values(), CORRECTED, THRESHOLD)}
        return [fault for fault in find(*given) if fault.value not in planted_here]

    return find_others


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A root with the planted demonstration received; its numbers beside it."""
    root = tmp_path_factory.mktemp("planted")
    original, kept, tables_made = synthetic.tables, {}, {}

    def tables(of, present):
        made, numbers = planted(of, present, original)
        kept.update(numbers)
        tables_made.update(made)
        return made

    demo.lay_out(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root))
        patch.setattr(synthetic, "tables", tables)
        patch.setattr(filling, "fill", fill_with_a_reason)
        patch.setattr(check, "_beyond", lifted(check._beyond, kept))
        thresholds = paths.reference("disclosure.csv")
        raised = thresholds.read_text(encoding="utf-8").replace(",5,", f",{THRESHOLD},")
        thresholds.write_text(raised, encoding="utf-8")
        receipts = demo.fill(demo.PERIOD)
        correct(paths.raw(demo.PERIOD), tables_made)
        kept["a corrected row of misconduct"] = CORRECTED
        faults = [fault for one in receipts for fault in one.all_faults]
        assert faults == [], faults[:5]
        yield root, kept


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(["UNMISS"], id="one mission's page"),
        pytest.param([], id="every mission's page", marks=pytest.mark.slow),  # a minute more
    ],
)
def external(house, request) -> Path:
    assert run_periods([demo.PERIOD], ["external"], missions=request.param) == 0
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


def test_no_canary_reaches_the_external_edition(house, external):
    _, numbers = house
    inside = leaks(paths.processed(demo.PERIOD, "internal"), numbers)
    assert len({one for one in inside if WORD in one}) > 5, "canaries were not planted"
    assert {f"number of {table}" for table in numbers} <= {one.split(": ")[1] for one in inside}
    assert leaks(paths.processed(demo.PERIOD, "external"), numbers) == []
    assert leaks(external.resolve(), numbers) == []


def test_totals_of_the_external_edition_leave_internal_rows_out(house, external):
    _, numbers = house
    with (external / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        values = {row["code"]: row["value"] for row in csv.DictReader(file)}
    known = [float(values[code]) for code in counted(numbers) if values.get(code)]
    assert known and max(known) < min(numbers.values()), "a total counts an internal row"


def test_the_external_edition_of_what_is_made_up_says_so(external):
    assert_says_so(external)


def counted(numbers: dict[str, int]) -> list[str]:
    """The indicators that count rows of the tables in which numbers are planted."""
    return [
        code
        for code, one in register.REGISTER.items()
        if set(one.tables) & set(numbers) and one.unit != "percent"
    ]


@pytest.fixture(scope="module")
def read(house):
    """The planted period as it was cleaned, before any edition is made of it."""
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
def test_a_blind_spot_of_the_filter_is_found(house, read, monkeypatch, blind):
    """With any part of the filter taken away, the search finds what it lets through."""
    _, numbers = house
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
