"""One part of the report: a section, an annex, or the page of a mission."""

from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer
from markupsafe import Markup

from a4p_helpers.core.contents import Entry
from a4p_helpers.report.layout import text_of


@dataclass(frozen=True)
class Part:
    """One part of the page: a section or an annex.

    `mark` precedes its title in the contents: a priority's number, an annex's letter.
    `style` names its colours. `topics` are its headings below the title, as id and text.
    """

    id: str
    title: str
    html: Markup
    mark: str = ""
    style: str = "plain"
    title_id: str = ""
    topics: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, entry: Entry, html: str) -> "Part":
        """Read a section's title and topics from its headings."""
        soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(["h2", "h3"]))
        title = soup.find("h2")
        return cls(
            id=entry.slug,
            title=entry.title or text_of(title),
            html=Markup(html),
            mark=entry.mark,
            style=entry.style,
            title_id=str(title["id"]) if title else "",
            topics=tuple((str(topic["id"]), text_of(topic)) for topic in soup.find_all("h3")),
        )
