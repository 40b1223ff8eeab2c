"""Make a release again from its inputs and the code that it names, as an outsider would.

The code is that of a fresh clone of this repository at the commit of the release. The run works on
another path, in another time zone and another locale; its Python is the one that runs here where
the lock of that commit is the lock here; otherwise the clone gets an environment of its own, for
which packages are fetched. The results are compared byte by byte.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from a4p_helpers.clearance import manifest, released_tables
from a4p_helpers.core import paths
from a4p_helpers.report import provenance

LOCK = "requirements.lock"
# A time zone with a quarter of an hour, in a form that needs no list of time zones,
# and a locale that all machines have.
ELSEWHERE = {"TZ": "<+1245>-12:45", "LC_ALL": "C", "A4P_LOG": "text"}
# Entries of a run's record that differ each time.
OF_ITS_RUN = ("started", "finished", "workers", "time_limit", "seconds", "reused")
LONGEST_END = 2_000  # most characters of a failed run's output


class RebuildError(ValueError):
    """A release cannot be made again; the message gives the reason."""


def differences(folder: Path) -> list[str]:
    """Return how a release differs from the result of its inputs and its code now.

    Raises
    ------
    RebuildError
        Its code was not committed or is not in this repository, inputs are not available, or the
        run failed.
    """
    says = manifest.read(folder)
    if says is None or not says.get("commit"):
        raise RebuildError(
            f"{folder} cannot be made again: its {manifest.NAME} names no commit, because its code "
            "was not committed when it was released."
        )
    with tempfile.TemporaryDirectory(prefix="a4p-rebuild-") as place:
        clone = Path(place).resolve() / "clone"
        _clone(says["commit"], clone)
        _bring_inputs(says, clone)
        _run(says, json.loads((folder / paths.RUN).read_text(encoding="utf-8")), clone)
        return _compared(folder, clone / "outputs" / says["period"] / says["edition"])


def _clone(commit: str, clone: Path) -> None:
    """Clone this repository at a commit, leaving no trace in it."""
    try:
        for line in (
            ["git", "clone", "--quiet", "--shared", "--no-checkout", str(paths.CODE), str(clone)],
            ["git", "-C", str(clone), "checkout", "--quiet", "--detach", commit],
        ):
            subprocess.run(line, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        raise RebuildError(
            f"The code of the release is not available ({error.stderr.decode().strip()}): fetch "
            f"commit {commit} into {paths.CODE}."
        ) from error


def _bring_inputs(says: Mapping[str, Any], clone: Path) -> None:
    """Leave only the inputs of a release in a clone: as they are here, or else as committed."""
    raw, committed = clone / "data" / "raw", clone.with_name("committed")
    names = [Path(name) for name in says["inputs"]]
    if any(".." in name.parts or name.parts[:2] != ("data", "raw") for name in names):
        raise RebuildError(f"{manifest.NAME} names inputs outside data/raw.")
    raw.rename(committed)
    places = {
        name.as_posix(): [
            path
            for path in (paths.root() / name, committed / name.relative_to("data/raw"))
            if path.is_file()
        ]
        for name in names
    }
    told, here = says["told"], released_tables.sums(says["period"])
    told = {name: told[name] for name in told if name != f"{says['period']}/{says['release']}"}
    unseen = [name for name, found in places.items() if not found]
    unseen += [f"{name}, as readers have it" for name in told if told[name] != here.get(name)]
    if unseen:
        listed = "".join(f"\n  {name}" for name in unseen)
        raise RebuildError(f"Not made again: it needs inputs that are not available here:{listed}")
    for at in (0, -1):
        chosen = {name: found[at] for name, found in places.items()}
        hashes = {name: provenance.seen(path, says["period"]) for name, path in chosen.items()}
        if provenance.as_shown(hashes, says["edition"])[1] == says["inputs"]:
            break
    else:
        raise RebuildError(
            "Not made again: the files in data/raw differ from those of the release, both as they "
            "are here and as committed."
        )
    for name, path in chosen.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, clone / name)
    for name in told:
        period, release = name.split("/")
        kept = paths.released_tables(period) / release
        shutil.copytree(kept, clone / kept.relative_to(paths.root()))


def _run(says: Mapping[str, Any], made: Mapping[str, Any], clone: Path) -> None:
    """Run the period of a release in its clone, with the parameters that its run had."""
    ours = ("A4P_", "PYTHONPATH")
    outside = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    given = {pair for one in made["parameters"].values() for pair in one.items()}
    line = [sys.executable, "-m", "a4p_helpers", "run", says["period"]]
    for name, value in sorted(given, key=str):
        if name == "edition":
            line += ["--edition", value]
        elif name == "mission":
            line += ["--mission", value]
        elif name != "period":
            line += ["-p", f"{name}={value}"]
    if (clone / LOCK).read_bytes() == (paths.CODE / LOCK).read_bytes():
        outside["PYTHONPATH"] = str(clone)
    else:
        _told(["make", "env"], clone, outside)
        line[0] = str(clone / ".venv" / "bin" / "python")
    _told(line, clone, outside | ELSEWHERE)


def _told(line: list[str], clone: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        line, cwd=clone, env=environment, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        end = (done.stdout + done.stderr)[-LONGEST_END:].strip()
        raise RebuildError(f"Not made again: {' '.join(line)} failed in a fresh clone:\n{end}")


def _compared(folder: Path, again: Path) -> list[str]:
    """Return which files of a release differ when it is made again."""
    then, now = manifest.files(folder), manifest.files(again)
    then_ran, now_ran = (_ran(one / paths.RUN) for one in (folder, again))
    others = [name for name in then_ran | now_ran if then_ran.get(name) != now_ran.get(name)]
    found = [f"{paths.RUN} differs in {', '.join(others)}."] if others else []
    for name in sorted((then | now).keys() - {paths.RUN}):
        if name not in now:
            found.append(f"{name} is missing when the release is made again.")
        elif name not in then:
            found.append(f"{name} is made again, but is not in the release.")
        elif then[name] != now[name]:
            found.append(f"{name} differs.")
    return found


def _ran(path: Path) -> dict[str, Any]:
    """Return a run's record of itself, without its times."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return {name: part for name, part in said.items() if name not in OF_ITS_RUN}
