"""The missions of the reference data: their names, spellings and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from a4p_helpers.core import languages, paths, reference
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.languages import _

WITH_ARTICLE = ("Central African", "Democratic Republic", "Golan", "Middle East", "Syrian Arab")
RESOLUTION_1244 = (
    "References to Kosovo are to be understood in the context of Security Council resolution 1244 "
    "(1999)."
)


class UnknownMissionError(ValueError):
    """A spelling that the list of missions does not know."""


@dataclass(frozen=True)
class Mission:
    """One mission. Blank text and None mean that the sources do not say."""

    code: str
    name: str
    kind: str
    host: str
    headquarters: str
    latitude: float | None
    longitude: float | None
    start: str
    end: str
    agreement: str
    has_political_mandate: bool | None
    has_contingents: bool | None

    @property
    def is_peacekeeping(self) -> bool:
        """Whether it is a peacekeeping operation, as opposed to a special political mission."""
        return self.kind == "peacekeeping"

    @property
    def is_political(self) -> bool:
        """Whether it is a special political mission."""
        return self.kind == "special political"

    @property
    def known(self) -> dict[str, str]:
        """The known answers to questions that it is asked: its mandate and its agreement."""
        mandate = {None: "", True: "yes", False: "no"}[self.has_political_mandate]
        known = {"has_political_mandate": mandate, "agreement": self.agreement}
        return {name: text for name, text in known.items() if text}

    @property
    def is_small(self) -> bool:
        """Whether it has no troops and no formed police, and so gets a short form."""
        return self.has_contingents is False

    @property
    def place(self) -> str:
        """Where it serves, for use in a sentence: the Central African Republic, Lebanon."""
        return f"the {self.host}" if self.host.startswith(WITH_ARTICLE) else self.host

    @property
    def where(self) -> list[str]:
        """Where and since when it serves, and notes for readers, one on each line."""
        since = f" since {self.start[:4]}" if self.start else ""
        lines = [f"In {self.place}{since}" if self.host else ""]
        lines += [f"Headquarters in {self.headquarters}" if self.headquarters else ""]
        lines += [RESOLUTION_1244 if self.host == "Kosovo" else ""]
        return [one for one in lines if one]


def declared() -> Mapping[str, Mission]:
    """Return all missions by acronym, in alphabetical order, as the report sorts them."""
    return _declared(paths.reference("missions.csv"))


@cache
def _declared(path: Path) -> Mapping[str, Mission]:
    """Return the missions of a file, read only once."""
    known = {
        row["mission"]: Mission(
            code=row["mission"],
            name=row["name"],
            kind=row["kind"],
            host=row["host"],
            headquarters=row["headquarters"],
            latitude=row.read_or_none("latitude", float),
            longitude=row.read_or_none("longitude", float),
            start=row["start_date"],
            end=row["end_date"],
            agreement=row["agreement"],
            has_political_mandate=row.read_or_none("has_political_mandate", reference.is_yes),
            has_contingents=row.read_or_none("has_contingents", reference.is_yes),
        )
        for row in sorted(reference.rows(path.name), key=lambda row: row["mission"])
    }
    return MappingProxyType(known)


def code(spelling: str) -> str:
    """Return the acronym for a spelling, or raise an error that names the nearest one.

    Case and surrounding blanks do not matter. Full names and names in other languages are known
    too; `aliases.csv` lists further spellings.
    """
    known = declared()
    aliases = {row["spelling"].upper(): row["mission"] for row in reference.rows("aliases.csv")}
    written = spelling.strip().upper()
    by_capitals = {name.upper(): name for name in known}
    if written in by_capitals:
        return by_capitals[written]
    if written in aliases:
        return aliases[written]
    for name, one in known.items():  # names in other languages, or in full
        if written in map(str.upper, (*languages.every(name), *languages.every(one.name))):
            return name
    raise UnknownMissionError(
        _(
            "no mission is written {spelling!r}{near}",
            spelling=spelling,
            near=nearest(written, known),
        )
    )


def peacekeeping() -> list[str]:
    """Return the acronyms of all peacekeeping operations, closed ones included."""
    return [name for name, mission in declared().items() if mission.is_peacekeeping]
