"""What a report was made from: one hash over the data received, one over the code.

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

# What a commit is to hold of what makes a report.
MADE_BY = ("a4p_helpers", "notebooks", "pyproject.toml", "requirements.lock")
CODE_KINDS = ("py", "j2", "css", "js", "json", "html", "mplstyle", "typ")
# Reference data whose rows have a first period, in this column.
DATED = dict.fromkeys(
    (f"{name}.csv" for name in ("plans", "priorities", "results", "deliverables", "offices")),
    "valid_from",
) | {"periods.csv": "period"}
# What systems and editors leave in a folder is not part of the data.
PASSED_OVER = (".", "~$")


def said(period: periods.Period) -> str:
    """Say what an edition of a period is: made up, reconstructed, put together, or still empty."""
    if period.is_synthetic:
        return "Made up for training. No mission or office reported any of it."
    if any(_files(paths.raw(period.name) / "returns", "*")):
        return "Put together from the returns of missions and offices and from open data."
    if not any(_files(paths.raw(period.name) / "tables", "*")):
        return "Nothing has come for this period yet: no open data, and no return."
    if not period.report_month:
        return "Put together from open data. No mission or office sent anything to this workbook."
    number = num2words(period.report, to="ordinal")
    return (
        f"Reconstructed from the published {number} report and open data. "
        "No mission or office sent anything to this workbook."
    )


def input_files(period: str) -> list[Path]:
    """Return the files that a period's report is made from: what was received, and reference.

    What was received before belongs to them: earlier values stand beside those of the period.
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

    Those of a period's report are of files as that sees them (see `seen`).
    """
    named = sorted((paths.known_as(path), path) for path in files)
    return {name: seen(path, period) for name, path in named}


def seen(path: Path, period: str) -> str:
    """Return the SHA-256 of a file as the report of a period sees it.

    Of reference data with validity that is without the rows that begin later, and without the ends
    that were set since: a later Plan, office or period changes no report before it, nor does the
    program with which the file was saved.
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

    Outside they are keyed with all the data: a plain checksum of a table would tell who tries
    out the few values that a suppressed number can have which it is. Who has the data can work
    them out again.
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
    """Return the commit that holds the code as it stands here; blank where there is none.

    Read are the files themselves: git passes over outputs that its filter takes out of notebooks.
    """

    def git(*words: str) -> str:
        index = {"GIT_INDEX_FILE": f"{place}/index"}  # of its own, which knows no file yet
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
    """Return one hash over files, from the hash of each by its name."""
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
