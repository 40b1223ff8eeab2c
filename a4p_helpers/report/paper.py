"""What remains to be made when the pages of a report are ready: PDFs and the DOCX, one by one.

The assembly hands it to the run, which does not import the modules that make them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths, periods

DESIGNS = {paths.PDF: "core", paths.TECHNICAL: "technical"}
SHEET = "mission"  # the design of all other volumes


@dataclass(frozen=True)
class Paper:
    """The report as content for paper.

    `volumes` are the PDFs by name, `page` is the source of the DOCX, with the `head` of each of its
    pages. `files` are the names of all files made; `lacking` says, in a sentence each, what is left
    out because something is not installed.
    """

    volumes: dict[str, dict[str, Any]]
    page: str
    period: str
    edition: str
    head: str
    files: tuple[str, ...]
    lacking: tuple[str, ...]

    def made_of(self, name: str) -> str:
        """Return, as text, the source of one of the files."""
        return (
            repr(self.volumes[name])
            if name in self.volumes
            else f"{self.page}{self.edition}{self.head}"
        )

    def write(self, name: str, folder: Path) -> None:
        """Write one of the files into a folder."""
        from a4p_helpers.report import docx, pdf  # imported late: see above

        period = periods.get(self.period)
        if name in self.volumes:
            pdf.write(DESIGNS.get(name, SHEET), self.volumes[name], period, folder / name)
        else:
            docx.write(self.page, folder / name, period, self.edition, self.head)
