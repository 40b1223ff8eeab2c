"""Where everything is. The only module that knows paths.

`A4P_ROOT` moves data and outputs elsewhere, as tests do; notebooks and templates stay with the
code.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Reviewers' comments on a draft, beside raw data; no report is made from them.
COMMENTS = "comments.csv"
STAMP = "stamp"  # says from what the tables of a folder were made
VALUES, BLOCKS, INDEX = "values", "blocks", "index.json"  # what was counted from tables
SOURCES = "SOURCES.csv"  # where each file of a period's raw folder comes from
PAGE = "index.html"  # the first page of a report
# Files to take away: the core report, the technical volume, for editors, all numbers.
PDF, TECHNICAL = "report.pdf", "technical.pdf"
DOCX, WORKBOOK = "report.docx", "indicators.xlsx"
RUN = "run.json"  # the manifest of a run, in the report that it made
# Folders of a period's outputs: drafts, failed runs, releases, changes and others.
DRAFTS, FAILED, RELEASED = ".drafts", "failed", "released"
CLEARANCE, CHANGES, REVIEW = "clearance", "changes", "review"
CODE = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = CODE / "notebooks"
TEMPLATE = CODE / "a4p_helpers" / "report" / "template"
DESIGNS = CODE / "a4p_helpers" / "report" / "designs"  # the designs of printed reports
# The style of charts in notebooks.
STYLE = CODE / "a4p_helpers" / "exhibits" / "charts" / "a4p.mplstyle"
# Templates of nbconvert, installed where it looks for them by name.
OF_NBCONVERT = CODE / "a4p_helpers/report/installed/share/jupyter/nbconvert/templates"


def root() -> Path:
    """Return the folder that holds `data/` and `outputs/`."""
    return Path(os.environ.get("A4P_ROOT", CODE))


def reference(name: str) -> Path:
    """Return the path of a file of the reference data, such as `missions.csv`."""
    return root() / "data" / "raw" / "reference" / name


def signers(name: str) -> Path:
    """Return the path of a list of valid signers, which reports do not depend on."""
    return root() / "data" / "signers" / name


def raw(period: str) -> Path:
    """Return the folder of a period's raw data."""
    return root() / "data" / "raw" / period


def snapshots(kind: str) -> Path:
    """Return the folder of the snapshots of one open dataset, kept out of git."""
    return root() / "data" / "snapshots" / kind


def processed(period: str, edition: str) -> Path:
    """Return the folder of a period's cleaned tables, filtered for an edition."""
    return root() / "data" / "processed" / period / edition


def data() -> Path:
    """Return the folder of all data, raw and cleaned."""
    return root() / "data"


def typeface() -> Path:
    """Return the folder of Roboto, the typeface of everything for readers, without importing it."""
    package = find_spec("font_roboto")
    assert package and package.origin
    return Path(package.origin).parent / "files"


def signs() -> Path:
    """Return matplotlib's folder of DejaVu, which has the characters that Roboto lacks."""
    package = find_spec("matplotlib")
    assert package and package.origin
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"


def kept(period: str, edition: str) -> Path:
    """Return the folder of what runs keep, so that nothing unchanged runs again."""
    return root() / "data" / "processed" / period / ".kept" / edition


def outputs(period: str, edition: str | None = None) -> Path:
    """Return the folder of a period's outputs, or of one edition's."""
    folder = root() / "outputs" / period
    return folder / edition if edition else folder


def drafts(period: str) -> Path:
    """Return the folder of the last good drafts of a period's editions."""
    return outputs(period) / DRAFTS


def failed(period: str, edition: str) -> Path:
    """Return the folder of what the last failed run of an edition left."""
    return outputs(period) / FAILED / edition


def released(period: str) -> Path:
    """Return the folder of a period's releases."""
    return outputs(period) / RELEASED


def clearance(period: str) -> Path:
    """Return the folder of a period's logs of clearance, outside every release."""
    return outputs(period) / CLEARANCE


def released_tables(period: str) -> Path:
    """Return the folder of the external tables of each release, as readers have them."""
    return clearance(period) / "told"


def review(period: str, edition: str) -> Path:
    """Return the folder of the reviewers' copy of an edition's draft."""
    return outputs(period) / REVIEW / edition


def addresses(edition: str) -> Path:
    """Return the folder of the addresses of an edition, which outlive its releases."""
    return root() / "outputs" / "addresses" / edition


def changes(period: str) -> Path:
    """Return the folder of a period's pages of changes."""
    return outputs(period) / CHANGES


def number_of(release: str, edition: str) -> int:
    """Return N of a draft or release named <edition>-N, or 0 for any other name."""
    named = re.fullmatch(re.escape(edition) + r"-([1-9][0-9]{0,8})", release)
    return int(named[1]) if named else 0


@contextmanager
def replacing(path: Path, *, only_new: bool = False) -> Iterator[Path]:
    """Yield a path beside a file to write to; at the end it replaces the file at once.

    Nobody sees the file half written. After a failure it is unchanged, with nothing left beside it.

    Raises
    ------
    FileExistsError
        The file exists, though `only_new` is set.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        if only_new:
            os.link(unfinished, path)  # fails if a file of that name has appeared meanwhile
        else:
            os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def below(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their relative names, in order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def known_as(path: Path) -> str:
    """Return the name of a data or code file, the same on every machine."""
    for folder in (root(), CODE):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def shown(path: Path) -> str:
    """Return a path for a message: relative to the project's folder if possible."""
    try:
        return str(path.relative_to(root()))
    except ValueError:
        return str(path)
