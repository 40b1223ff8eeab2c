"""One part of the report: a section, an annex, or the page of a mission."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Part:
    """One part of the page: a section or an annex.

    `mark` is what stands before its title in the contents: a priority's number, an annex's letter.
    `style` names its colours. `topics` are its headings below the title, as id and text.
    """

    id: str
    title: str
    html: Markup
    mark: str = ""
    style: str = "plain"
    title_id: str = ""
    topics: tuple[tuple[str, str], ...] = ()
