"""How much sooner a period is run by warm kernels than by ordinary ones.

Runs both in turn, first one and then the other ahead, so that what else a machine does falls on
both; compares what they made, and prints the median ratio. From the project's folder:

    .venv/bin/python benchmarks/kernels.py --rounds 5
"""

import argparse
import filecmp
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from a4p_helpers import paths, periods

KERNELS = ("warm", "ordinary")


def seconds(root: Path, given: list[str], kernels: str) -> float:
    """Run a period from its raw data, in a root of its own; return how long it took."""
    shutil.copytree(paths.CODE / "data" / "raw", root / "data" / "raw")
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "a4p_helpers", "run", *given, "--kernels", kernels],
        env={**os.environ, "A4P_ROOT": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.monotonic() - start


def differing(one: Path, other: Path) -> list[str]:
    """Return the files of two runs that are not the same; the manifests tell the time."""
    names = {
        str(path.relative_to(root))
        for root in (one / "outputs", other / "outputs")
        for path in root.rglob("*")
        if path.is_file() and path.name not in ("run.json", ".lock")
    }
    _, changed, missing = filecmp.cmpfiles(one / "outputs", other / "outputs", names, shallow=False)
    return sorted(changed + missing)


def main() -> None:
    """Run the rounds and print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("period", nargs="?", default=periods.newest_with_data().name)
    parser.add_argument("--edition", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    given = [asked.period, *(word for name in asked.edition for word in ("--edition", name))]
    ratios = []
    for number in range(asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            roots = {kernels: Path(folder) / kernels for kernels in KERNELS}
            took = {
                kernels: seconds(roots[kernels], given, kernels)
                for kernels in (KERNELS if number % 2 else KERNELS[::-1])
            }
            changed = differing(*roots.values())
        if changed:
            sys.exit(f"Not the same: {', '.join(changed)}")
        ratios.append(took["ordinary"] / took["warm"])
        print(
            f"ordinary {took['ordinary']:6.1f} s   warm {took['warm']:6.1f} s   "
            f"ratio {ratios[-1]:.2f}",
            flush=True,
        )
    print(f"median ratio of {len(ratios)}: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
