"""How much sooner a period is run by warm kernels than by ordinary ones.

Runs both in turn, first one and then the other ahead, so that what else a machine does falls on
both; compares what they made, and prints the median ratios, of the time on the clock and of the
processors' time, which others disturb less. From the project's folder:

    .venv/bin/python benchmarks/kernels.py --rounds 5
"""

import argparse
import filecmp
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from a4p_helpers.core import paths, periods

KERNELS = ("warm", "ordinary")


def seconds(root: Path, given: list[str], kernels: str) -> tuple[float, float]:
    """Run a period from its raw data, in a root of its own; return its time and processors'."""
    shutil.copytree(paths.CODE / "data" / "raw", root / "data" / "raw")
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "a4p_helpers", "run", *given, "--kernels", kernels],
        env={**os.environ, "A4P_ROOT": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processors = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, processors


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
        pairs = list(zip(took["ordinary"], took["warm"], strict=True))
        ratios.append([ordinary / warm for ordinary, warm in pairs])
        for what, (ordinary, warm) in zip(("clock", "processors"), pairs, strict=True):
            print(f"{what:10}  ordinary {ordinary:6.1f} s   warm {warm:6.1f} s   ", end="")
            print(f"ratio {ordinary / warm:.2f}", flush=True)
    for what, of_rounds in zip(("clock", "processors"), zip(*ratios, strict=True), strict=True):
        print(f"median ratio of {len(ratios)}, {what}: {statistics.median(of_rounds):.2f}")


if __name__ == "__main__":
    main()
