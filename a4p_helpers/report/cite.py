"""How numbers, exhibits and sections are cited, and the address that each keeps in every release.

An address lies outside all releases, in `outputs/addresses/<edition>/<kind>/<id>.html`, so that a
later release changes no earlier one (`clearance.addresses` writes its page). Pages of releases lead
to it by a relative link; with a base, it can be cited in full.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from a4p_helpers.core import publication
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import provenance
from a4p_helpers.report.about import About

FOLDER, FILE = "addresses", "addresses.json"  # of all; and each report's list of its own
NUMBERS, EXHIBITS, SECTIONS = "numbers", "exhibits", "sections"
UP = "../../../"  # from a release to the folder that holds the addresses
LINK = re.compile(
    rf"(?:\.\./)+{FOLDER}/(external|internal)/(?:{NUMBERS}|{EXHIBITS}|{SECTIONS})/[\w.-]+\.html"
    r"#[\w.-]+"
)


@dataclass(frozen=True)
class Cited:
    """What can be cited: its kind and id, its title, its place in the report, its printed value.

    `as_of` is the day that its data reach, if that differs from the report's; `limit` says that it
    is provisional.
    """

    kind: str
    id: str
    title: str
    place: str
    printed: str = ""
    as_of: str = ""
    limit: str = ""

    def address(self, period: Period, edition: str) -> str:
        """Return its address below the base, with the place of the period's value."""
        return f"{FOLDER}/{edition}/{self.kind}/{self.id}.html#{period.name}"

    def text(self, report: str, period: Period, edition: str) -> str:
        """Return the citation: title, report, as-of day, limits, address."""
        day = self.as_of or period.as_of.isoformat()
        said = [
            f"“{self.title}”{f': {self.printed}' if self.printed else ''}.",
            f"Action for Peacekeeping+: {report.lower()}, {period.label}, {edition} edition.",
            f"Data as of {narrative.long_date(day)}.",
            provenance.said(period),
            self.limit,
            f"{_full(self.address(period, edition))}, accessed [day of access].",
        ]
        return " ".join(filter(None, said))


def _full(address: str) -> str:
    base = publication.settings().base
    return f"{base}/{address}" if base else address


def number(one: About) -> Cited:
    """Return how a number is cited; a number for an unfinished year is provisional."""
    value, limit = one.value, ""
    if value.indicator.covers == "year" and value.as_of:
        year = value.period.last_day.year
        if date.fromisoformat(value.as_of) < date(year, 12, 31):
            limit = f"Provisional: {year} was not over on that day."
    place = f"indicators.html#{one.code}"
    return Cited(NUMBERS, one.code, value.title, place, one.printed, value.as_of, limit)


def told(cited: Sequence[Cited], period: Period, edition: str) -> dict[str, object]:
    """Return a report's list of its own addresses, for the pages that outlive it."""
    return {
        "period": period.name,
        "label": period.label,
        "edition": edition,
        "base": publication.settings().base,
        "said": provenance.said(period),
        "items": [
            {
                "kind": one.kind,
                "id": one.id,
                "title": one.title,
                "place": one.place,
                "printed": one.printed,
                "as_of": one.as_of,
            }
            for one in cited
        ],
    }
