"""Records into counts: the same counts as by hand, faults told, memory limited; SYNTHETIC rows."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from a4p_helpers.open_data import records
from a4p_helpers.open_data.derived import OpenDataError

ROWS = """date,mission,kind,note
2023-05-01,UNMISS,attack,"one, with a comma"
2023-05-31,UNMISS , attack,
2023-06-01,UNMISS,attack,
2023-05-02,MINUSCA,theft,
"""
EXPECTED = [
    ("2023-05", "MINUSCA", "theft", 1),
    ("2023-05", "UNMISS", "attack", 2),
    ("2023-06", "UNMISS", "attack", 1),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / 'it\'s "records".csv'
    path.write_text(ROWS, encoding="utf-8")
    return path


def tuples(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_records_are_counted_by_month_and_columns(file: Path) -> None:
    frame = records.counted(file, "date", ["mission", "kind"], "incidents")
    assert list(frame.columns) == ["month", "mission", "kind", "incidents"]
    assert tuples(frame) == EXPECTED
    assert records.counted(file, "date", [])["records"].sum() == 4


def test_parquet_gives_the_same(file: Path, tmp_path: Path) -> None:
    parquet = tmp_path / "records.parquet"
    duckdb.read_csv(str(file)).write_parquet(str(parquet))
    assert tuples(records.counted(parquet, "date", ["mission", "kind"])) == EXPECTED


@pytest.mark.parametrize("day", ["", "2023-02-30", "31/05/2023", "2023-5-1"])
def test_records_without_a_proper_date_are_refused(file: Path, day: str) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write(f"{day},UNMISS,attack,\n" * 2)
    with pytest.raises(OpenDataError, match="has 2 records without a valid date"):
        records.counted(file, "date", ["mission"])


def test_a_quotation_mark_that_is_never_closed_is_refused(file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write('2023-05-03,UNMISS,attack,"see annex\n2023-05-04,UNMISS,attack,x\n')
    with pytest.raises(OpenDataError, match="cannot be read"):
        records.counted(file, "date", ["mission"])


def test_a_missing_column_is_named_and_a_missing_file_told(file: Path) -> None:
    with pytest.raises(OpenDataError, match="lacks office"):
        records.counted(file, "date", ["mission", "office"])
    with pytest.raises(OpenDataError, match="cannot be read"):
        records.counted(file.with_name("none.csv"), "date", ["mission"])


def test_memory_is_limited_and_the_rest_has_a_folder(tmp_path: Path) -> None:
    with duckdb.connect(":memory:", config=records._limits(str(tmp_path))) as database:
        (limit, folder) = database.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchone()
    assert (limit, folder) == ("953.6 MiB", str(tmp_path))
