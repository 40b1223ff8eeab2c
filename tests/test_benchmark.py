"""The benchmark of records runs, on a few, and its tools agree."""

import subprocess
import sys

import pytest

from a4p_helpers.core import paths

pytest.importorskip("polars", reason="polars comes with make lab only")


def test_it_measures_three_tools_and_they_count_alike():
    line = [sys.executable, "benchmarks/records.py", "--millions", "0.02"]
    done = subprocess.run(line, cwd=paths.CODE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [[cell.strip() for cell in row.split("|")] for row in done.stdout.splitlines()[2:]]
    assert [row[3] for row in rows] == ["DuckDB", "pandas", "polars"]
    assert all(float(row[4]) >= 0 and float(row[5]) > 10 for row in rows)
