"""Time and peak memory of counting generated records: DuckDB against pandas and polars.

Run it from the project's folder, with polars in the environment (`make lab` brings it):

    .venv/bin/python benchmarks/records.py                  # 1, 3 and 10 million records
    .venv/bin/python benchmarks/records.py --millions 1

Each measurement runs in a process of its own, so that its peak of memory is that of nothing else;
so does the making of the records, because a process counts its parent's peak as its own.
All three must give the same counts. The records are SYNTHETIC.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

DATE, BY = "date", ["mission", "kind", "severity"]
MISSIONS = ("MINURSO", "MINUSCA", "MONUSCO", "UNDOF", "UNFICYP", "UNIFIL", "UNISFA", "UNMISS")
KINDS = tuple(f"kind {number}" for number in range(1, 21))
LEVELS = ("low", "medium", "high")
LIMIT = 2 * 1024  # MB, for DuckDB


def generate(path: Path, records: int) -> None:
    """Write SYNTHETIC incident records, always the same."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(7)
    days = pd.date_range("2019-01-01", "2023-12-31").strftime("%Y-%m-%d").to_numpy()
    step = 500_000
    for start in range(0, records, step):
        size = min(step, records - start)
        chunk = pd.DataFrame(
            {
                "record": np.arange(start, start + size),
                "date": random.choice(days, size),
                "mission": random.choice(MISSIONS, size),
                "kind": random.choice(KINDS, size),
                "severity": random.choice(LEVELS, size),
                "place": random.integers(1, 5_000, size),
                "note": "SYNTHETIC, generated to measure time and memory",
            }
        )
        chunk.to_csv(path, mode="a" if start else "w", header=not start, index=False)


def with_duckdb(path: Path):
    """Count as the workbook does."""
    from a4p_helpers.open_data import records

    return records.counted(path, DATE, BY)


def with_pandas(path: Path):
    """Count as a notebook would."""
    import pandas as pd

    frame = pd.read_csv(path, usecols=[DATE, *BY], dtype="str")
    frame["month"] = frame[DATE].str[:7]
    return frame.groupby(["month", *BY]).size().rename("records").reset_index()


def with_polars(path: Path):
    """Count lazily, with polars' streaming engine."""
    import polars as pl

    lazy = pl.scan_csv(path, infer_schema=False).with_columns(month=pl.col(DATE).str.head(7))
    counted = lazy.group_by(["month", *BY]).agg(pl.len().alias("records"))
    return counted.collect(engine="streaming").sort(["month", *BY])


TOOLS = {"DuckDB": with_duckdb, "pandas": with_pandas, "polars": with_polars}


def measure(tool: str, path: Path) -> dict[str, object]:
    """Count in this process; return seconds, peak memory in MB and a hash of the counts."""
    import_module(tool.lower())  # loading the library is no part of the work
    from a4p_helpers.open_data import records  # noqa: F401

    start = time.perf_counter()
    frame = TOOLS[tool](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = frame.rows() if tool == "polars" else frame.itertuples(index=False, name=None)
    lines = sorted("|".join(map(str, row)) for row in rows)
    counts = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"seconds": seconds, "peak": peak, "groups": len(lines), "counts": counts}


def apart(*arguments: str) -> str:
    """Run this script with arguments in a process of its own, and return what it prints."""
    line = [sys.executable, __file__, *arguments]
    return subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 3, 10])
    parser.add_argument("--measure", nargs=2, metavar=("TOOL", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--generate", nargs=2, metavar=("RECORDS", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.generate:
        generate(Path(given.generate[1]), int(given.generate[0]))
        return 0
    if given.measure:
        print(json.dumps(measure(given.measure[0], Path(given.measure[1]))))
        return 0
    print("| Records, million | File, MB | Tool | Seconds | Peak memory, MB |")
    print("|---:|---:|---|---:|---:|")
    failed = False
    with tempfile.TemporaryDirectory(prefix="a4p-benchmark-") as folder:
        for millions in given.millions:
            path = Path(folder) / "records.csv"
            apart("--generate", str(int(millions * 1e6)), str(path))
            found = {tool: json.loads(apart("--measure", tool, str(path))) for tool in TOOLS}
            for tool, one in found.items():
                size = path.stat().st_size / 1e6
                print(
                    f"| {millions:g} | {size:,.0f} | {tool} "
                    f"| {one['seconds']:.1f} | {one['peak']:,.0f} |",
                    flush=True,
                )
            same = len({str(one["counts"]) for one in found.values()}) == 1
            failed |= not same or float(str(found["DuckDB"]["peak"])) > LIMIT
            if not same:
                print("The counts differ.", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
