"""What of a report is still to be made when its pages are there: PDF and DOCX, one by one.

It goes from who puts pages together to who runs, which imports none of what makes them.
"""

from dataclasses import dataclass
from pathlib import Path

from a4p_helpers.core import paths, periods


@dataclass(frozen=True)
class Paper:
    """The report as a page for paper, with what stands at the head of each of its pages.

    `files` are the names of what is made of it; `lacking` says what is left out because a library
    of the system is not there, a sentence each.
    """

    page: str
    period: str
    head: str
    files: tuple[str, ...]
    lacking: tuple[str, ...]

    def write(self, name: str, folder: Path) -> None:
        """Write one of the files into a folder."""
        from a4p_helpers.report import docx, pdf  # only here: see above

        if name == paths.PDF:
            pdf.write(self.page, folder / name)
        else:
            docx.write(self.page, folder / name, periods.get(self.period), self.head)
