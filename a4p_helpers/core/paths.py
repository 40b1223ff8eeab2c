"""Where everything lies. The only module that knows a path.

`A4P_ROOT` moves the data and outputs somewhere else (tests do so); notebooks and templates stay
with the code.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# What reviewers say of a draft, beside what was received: no report is made from it.
COMMENTS = "comments.csv"
STAMP = "stamp"  # of what the tables of a folder were cleaned
VALUES, BLOCKS, INDEX = "values", "blocks", "index.json"  # what was counted of them
SOURCES = "SOURCES.csv"  # where each file of a period's raw folder comes from
PAGE = "index.html"  # what a report opens with
# The same to take away: the core report, the technical volume, for editors, all numbers.
PDF, TECHNICAL = "report.pdf", "technical.pdf"
DOCX, WORKBOOK = "report.docx", "indicators.xlsx"
RUN = "run.json"  # what a run says of itself, in the report that it made
# Rooms of a period's outputs: drafts, what failed, what was cleared, and what changed.
DRAFTS, FAILED, RELEASED = ".drafts", "failed", "released"
CLEARANCE, CHANGES, REVIEW = "clearance", "changes", "review"
CODE = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = CODE / "notebooks"
TEMPLATE = CODE / "a4p_helpers" / "report" / "template"
DESIGNS = CODE / "a4p_helpers" / "report" / "designs"  # the designs of what is printed
# The style in which notebooks draw.
STYLE = CODE / "a4p_helpers" / "exhibits" / "charts" / "a4p.mplstyle"
# Templates of nbconvert, which are installed to where it looks for them by name.
OF_NBCONVERT = CODE / "a4p_helpers/report/installed/share/jupyter/nbconvert/templates"


def root() -> Path:
    """Return the folder that holds `data/` and `outputs/`."""
    return Path(os.environ.get("A4P_ROOT", CODE))


def reference(name: str) -> Path:
    """Return one file of the reference data, such as `missions.csv`."""
    return root() / "data" / "raw" / "reference" / name


def signers(name: str) -> Path:
    """Return a file that says whose signatures count; it lies outside what reports are made of."""
    return root() / "data" / "signers" / name


def raw(period: str) -> Path:
    """Return the folder of what was received for a period."""
    return root() / "data" / "raw" / period


def snapshots(kind: str) -> Path:
    """Return the folder of what was imported of one open dataset, kept out of git."""
    return root() / "data" / "snapshots" / kind


def processed(period: str, edition: str) -> Path:
    """Return the folder of a period's cleaned tables, filtered for an edition."""
    return root() / "data" / "processed" / period / edition


def data() -> Path:
    """Return the folder of all data, raw and cleaned."""
    return root() / "data"


def typeface() -> Path:
    """Return the folder of Roboto, the typeface of all that a reader gets, without importing it."""
    package = find_spec("font_roboto")
    assert package and package.origin
    return Path(package.origin).parent / "files"


def signs() -> Path:
    """Return the folder of DejaVu, which has the signs that Roboto lacks; matplotlib brings it."""
    package = find_spec("matplotlib")
    assert package and package.origin
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"


def kept(period: str, edition: str) -> Path:
    """Return the folder of what runs keep, so that nothing runs again that would be the same."""
    return root() / "data" / "processed" / period / ".kept" / edition


def outputs(period: str, edition: str | None = None) -> Path:
    """Return the folder of a period's releases, or of one edition's."""
    folder = root() / "outputs" / period
    return folder / edition if edition else folder


def drafts(period: str) -> Path:
    """Return the folder of the drafts of a period: of each edition the last good ones."""
    return outputs(period) / DRAFTS


def failed(period: str, edition: str) -> Path:
    """Return the folder of what the last failed run of an edition left."""
    return outputs(period) / FAILED / edition


def released(period: str) -> Path:
    """Return the folder of what was cleared and released of a period."""
    return outputs(period) / RELEASED


def clearance(period: str) -> Path:
    """Return the folder of the logs of clearance of a period, outside every release."""
    return outputs(period) / CLEARANCE


def released_tables(period: str) -> Path:
    """Return the folder that keeps the external tables of each release, as readers have them."""
    return clearance(period) / "told"


def review(period: str, edition: str) -> Path:
    """Return the folder of the copy of an edition's draft that reviewers get."""
    return outputs(period) / REVIEW / edition


def addresses(edition: str) -> Path:
    """Return the folder of the addresses of an edition, which outlive its releases."""
    return root() / "outputs" / "addresses" / edition


def changes(period: str) -> Path:
    """Return the folder of the pages that say what changed, beside a period's releases."""
    return outputs(period) / CHANGES


def number_of(release: str, edition: str) -> int:
    """Return N of a draft or release named <edition>-N, 0 of anything else."""
    named = re.fullmatch(re.escape(edition) + r"-([1-9][0-9]{0,8})", release)
    return int(named[1]) if named else 0


@contextmanager
def replacing(path: Path, *, only_new: bool = False) -> Iterator[Path]:
    """Give a place beside a file to write it at; once written, it takes the file's place at once.

    Nobody sees the file half written. After a failure it is as it was, with nothing left beside it.

    Raises
    ------
    FileExistsError
        Only a new file was to be written, and there is one.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        if only_new:
            os.link(unfinished, path)  # fails where a file of that name has come meanwhile
        else:
            os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def below(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their names from there, in their order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def known_as(path: Path) -> str:
    """Return what a file of data or code is called, whatever the machine it lies on."""
    for folder in (root(), CODE):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def shown(path: Path) -> str:
    """Write a path as a reader of a message wants it: from the project's folder where possible."""
    try:
        return str(path.relative_to(root()))
    except ValueError:
        return str(path)
