"""PDF and DOCX as they were last made, so that none is made again of the same page.

    data/processed/<period>/.kept/<edition>/report-<made of>.pdf   and DOCX alike

They are made of the page for paper, the code of reports and the versions of the installed packages.
What is kept may be deleted at any time.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from a4p_helpers.core import paths, periods
from a4p_helpers.report.paper import Paper
from a4p_helpers.store import stale


def place(paper: Paper, name: str, folder: Path) -> Path:
    """Return where a file made of this page would be kept."""
    made_of = stale.digest(
        *(paper.page, repr(periods.get(paper.period)), paper.head),
        stale.code("a4p_helpers.report.paper"),
        *sorted(path for path in paths.TEMPLATE.rglob("*") if path.is_file()),
    )
    file = Path(name)
    return folder / f"{file.stem}-{made_of[:32]}{file.suffix}"


def taken(kept: Path, path: Path) -> bool:
    """Copy a file that is kept; say whether there was one."""
    with suppress(OSError):
        shutil.copyfile(kept, path)
        return True
    return False


def keep(kept: Path, path: Path) -> None:
    """Keep a file in the place of those made before; whatever prevents it, the run goes on."""
    stem = kept.stem.rpartition("-")[0]
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        for former in kept.parent.glob(f"{stem}-*{kept.suffix}"):
            former.unlink()
        with paths.replacing(kept) as unfinished:
            shutil.copyfile(path, unfinished)
