"""Record-level files too large for memory: from millions of incidents to a small table of counts.

DuckDB reads the file in pieces and sums them; what exceeds its memory limit goes to a temporary
folder. The file is CSV or Parquet. Faults are counted in the same way, without reading the file
into Python.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from a4p_helpers.core import paths
from a4p_helpers.core.faults import Fault
from a4p_helpers.open_data.derived import OpenDataError

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"  # of DuckDB's own; the process as a whole stays well under 2 GB
THREADS = 2
DAY = r"\d{4}-\d{2}-\d{2}"


def counted(
    path: Path, date_column: str, by: Sequence[str], count: str = "records"
) -> pd.DataFrame:
    """Return how many records a file has by month and the named columns, sorted by these.

    Every cell is read as text without outer blanks. Dates are written 2023-05-31; a file with
    records without a valid date is refused.

    Raises
    ------
    OpenDataError
        The file cannot be read, lacks a column, or has records without a valid date.
    """
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix="a4p-records-") as spill,
        duckdb.connect(":memory:", config=_limits(spill)) as database,
    ):
        try:
            source = _source(database, path)
            if missing := [one for one in (date_column, *by) if one not in source.columns]:
                raise _refused(
                    path, f"lacks {', '.join(missing)}", remedy="Download the file again"
                )
            texts = [f"trim({_name(column)}::VARCHAR) AS {_name(column)}" for column in by]
            day = f"trim({_name(date_column)}::VARCHAR)"
            proper = f"regexp_full_match({day}, '{DAY}') AND try_cast({day} AS DATE) IS NOT NULL"
            keys = ", ".join(["month", *map(_name, by)])
            source.create_view("records")
            frame = database.execute(
                f"""
                SELECT {keys}, count(*) AS {_name(count)}
                FROM (
                    SELECT {", ".join([f"CASE WHEN {proper} THEN {day}[:7] END AS month", *texts])}
                    FROM records
                )
                GROUP BY {keys}
                ORDER BY {keys}
                """
            ).df()
        except duckdb.Error as error:
            raise _refused(path, f"cannot be read ({str(error).splitlines()[0]})") from error
    wrong = frame["month"].isna()
    if wrong.any():
        number = int(frame.loc[wrong, count].sum())
        problem = f"has {number:,} records without a valid date"
        raise _refused(path, problem, date_column, "Ask the publisher for the days")
    return frame


def _limits(spill: str) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": spill,
        "preserve_insertion_order": "false",
    }


def _source(database: "duckdb.DuckDBPyConnection", path: Path) -> "duckdb.DuckDBPyRelation":
    if path.suffix == ".parquet":
        return database.read_parquet(str(path))
    # Given, not guessed: otherwise a mark that is never closed would count as a letter.
    return database.read_csv(
        str(path),
        all_varchar=True,
        header=True,
        sep=",",
        quotechar='"',
        escapechar='"',
        strict_mode=True,
    )


def _name(column: str) -> str:
    """Return a column's name quoted for DuckDB."""
    return '"' + column.replace('"', '""') + '"'


def _refused(
    path: Path, problem: str, column: str = "", remedy: str = "Check the name and the file"
) -> OpenDataError:
    file = paths.shown(path)
    return OpenDataError(file, [Fault(file, 0, column, "", problem, remedy)])
