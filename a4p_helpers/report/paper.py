"""What of a report is still to be made when its pages are there: PDFs and DOCX, one by one.

It goes from who puts pages together to who runs, which imports none of what makes them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths, periods

DESIGNS = {paths.PDF: "core", paths.TECHNICAL: "technical"}
SHEET = "mission"  # the design of any other volume


@dataclass(frozen=True)
class Paper:
    """The report as content for paper.

    `volumes` are the PDFs by their names, `page` what the DOCX is made of, with what stands at the
    `head` of each of its pages. `files` are the names of all that is made; `lacking` says what is
    left out because something is not there, a sentence each.
    """

    volumes: dict[str, dict[str, Any]]
    page: str
    period: str
    edition: str
    head: str
    files: tuple[str, ...]
    lacking: tuple[str, ...]

    def made_of(self, name: str) -> str:
        """Return, as text, what one of the files is made of."""
        return (
            repr(self.volumes[name])
            if name in self.volumes
            else f"{self.page}{self.edition}{self.head}"
        )

    def write(self, name: str, folder: Path) -> None:
        """Write one of the files into a folder."""
        from a4p_helpers.report import docx, pdf  # only here: see above

        period = periods.get(self.period)
        if name in self.volumes:
            pdf.write(DESIGNS.get(name, SHEET), self.volumes[name], period, folder / name)
        else:
            docx.write(self.page, folder / name, period, self.edition, self.head)
