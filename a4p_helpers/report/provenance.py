"""What a report was made from: one hash of the data received, one of the code.

Neither depends on a clock or a machine, so the same data and code give the same hashes anywhere.
"""

import csv
import hashlib
import hmac
import io
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from num2words import num2words

from a4p_helpers.core import checksums, paths, periods

# What must be committed of the files that make a report.
MADE_BY = ("a4p_helpers", "notebooks", "pyproject.toml", "requirements.lock")
CODE_KINDS = ("py", "j2", "css", "js", "json", "html", "mplstyle", "typ")
# Reference data whose rows have a first period, in this column.
DATED = dict.fromkeys(
    (f"{name}.csv" for name in ("plans", "priorities", "results", "deliverables", "offices")),
    "valid_from",
) | {"periods.csv": "period"}
# Files that systems and editors leave in a folder are not data.
PASSED_OVER = (".", "~$")


def said(period: periods.Period) -> str:
    """Say what an edition of a period is: made up, reconstructed, compiled, or still empty."""
    if period.is_synthetic:
        return "Made up for training. No mission or office reported any of it."
    if any(_files(paths.raw(period.name) / "returns", "*")):
        return "Compiled from the returns of missions and offices and from open data."
    if not any(_files(paths.raw(period.name) / "tables", "*")):
        return "Nothing has been received for this period yet: no open data and no returns."
    if not period.report_month:
        return "Compiled from open data. No mission or office sent anything to this workbook."
    number = num2words(period.report, to="ordinal")
    return (
        f"Reconstructed from the published {number} report and open data. "
        "No mission or office sent anything to this workbook."
    )


def input_files(period: str) -> list[Path]:
    """Return the files that a period's report is made from: what was received, and reference.

    They include what was received earlier: earlier values appear beside those of the period.
    """
    earlier = [one.name for one in periods.before(periods.get(period))]
    folders = (*map(paths.raw, [*earlier, period]), paths.reference(""))
    return [
        path for folder in folders for path in _files(folder, "*") if path.name != paths.COMMENTS
    ]


def code_files() -> list[Path]:
    """Return the files of the package and the notebooks that make a report."""
    package = paths.CODE / "a4p_helpers"
    of_package = [path for kind in CODE_KINDS for path in _files(package, f"*.{kind}")]
    notebooks = [
        path
        for path in _files(paths.NOTEBOOKS, "*.ipynb")
        if path.parent == paths.NOTEBOOKS and not path.stem.endswith("-executed")
    ]
    return [*of_package, *notebooks]


def hashes(files: Iterable[Path], period: str = "") -> dict[str, str]:
    """Return the SHA-256 of each file, by its path from the project's folder, in order of name.

    For a period's report, the hashes are of files as that period sees them (see `seen`).
    """
    named = sorted((paths.known_as(path), path) for path in files)
    return {name: seen(path, period) for name, path in named}


def seen(path: Path, period: str) -> str:
    """Return the SHA-256 of a file as the report of a period sees it.

    For reference data with validity, that excludes rows that begin later and ends that were set
    since: neither a later Plan, office or period nor the program that saved the file changes an
    earlier report.
    """
    column = DATED.get(path.name) if period and path.parent.name == "reference" else None
    if column is None:
        return checksums.of(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), reader.fieldnames or []
    kept = [row for row in rows if (row.get(column) or "") <= period]
    for row in kept:
        if (row.get("valid_to") or period) >= period:
            row.update({name: "" for name in ("valid_to", "replaced_by") if name in row})
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(kept)
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


def inputs(period: str, edition: str) -> tuple[str, dict[str, str]]:
    """Return one hash over the data received, and one a file, as an edition may show them."""
    return as_shown(hashes(input_files(period), period), edition)


def as_shown(of_files: dict[str, str], edition: str) -> tuple[str, dict[str, str]]:
    """Return one hash over files of data, and one a file, as an edition may show them.

    In the external edition they are keyed with all the data. Otherwise anyone could try the few
    values that a suppressed number can have, and a plain checksum would confirm the right one.
    Anyone who has the data can compute them again.
    """
    whole = digest(of_files)
    if edition == "internal":
        return whole, of_files

    def sealed(sha: str) -> str:
        return hmac.new(whole.encode(), sha.encode(), "sha256").hexdigest()

    return sealed(whole), {name: sealed(sha) for name, sha in of_files.items()}


def code_hash() -> str:
    """Return one hash over the code that makes a report."""
    return digest(hashes(code_files()))


def commit() -> str:
    """Return the commit that holds the code as it is here; blank if there is none.

    The files themselves are read: git ignores outputs that its filter removes from notebooks.
    """

    def git(*words: str) -> str:
        index = {"GIT_INDEX_FILE": f"{place}/index"}  # an index of its own, still empty
        return subprocess.run(
            ["git", "-c", "filter.nbstripout.clean=cat", *words],
            cwd=paths.CODE,
            env=os.environ | index,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    with tempfile.TemporaryDirectory() as place:
        try:
            git("read-tree", "HEAD")
            changed = git("status", "--porcelain", "--untracked-files=all", "--", *MADE_BY)
            return "" if changed else git("rev-parse", "HEAD")
        except (OSError, subprocess.CalledProcessError):  # no git, or no repository
            return ""


def digest(of_files: dict[str, str]) -> str:
    """Return one hash of files, from the hash of each by its name."""
    listing = "".join(f"{sha}  {name}\n" for name, sha in sorted(of_files.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob(pattern)
        if path.is_file()
        and not any(
            part.startswith(PASSED_OVER) or part == "__pycache__"
            for part in path.relative_to(folder).parts
        )
    )
