"""The missions of the reference data: who they are, where, and how they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from a4p_helpers.core import paths, reference
from a4p_helpers.core.faults import nearest


class UnknownMissionError(ValueError):
    """A mission spelling that the mission list does not know."""


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

    @property
    def is_peacekeeping(self) -> bool:
        """Whether it is a peacekeeping operation, not a special political mission."""
        return self.kind == "peacekeeping"


def declared() -> Mapping[str, Mission]:
    """Return all missions by acronym, in alphabetical order, as the report sorts them."""
    return _declared(paths.reference("missions.csv"))


@cache
def _declared(path: Path) -> Mapping[str, Mission]:
    """Return the missions of a file, which is read once."""
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
        )
        for row in sorted(reference.rows(path.name), key=lambda row: row["mission"])
    }
    return MappingProxyType(known)


def code(spelling: str) -> str:
    """Return the acronym for a spelling, or raise with the nearest one.

    Case and surrounding blanks do not matter; other spellings are listed in `aliases.csv`.
    """
    known = declared()
    aliases = {row["spelling"].upper(): row["mission"] for row in reference.rows("aliases.csv")}
    written = spelling.strip().upper()
    by_capitals = {name.upper(): name for name in known}
    if written in by_capitals:
        return by_capitals[written]
    if written in aliases:
        return aliases[written]
    raise UnknownMissionError(f"no mission is written {spelling!r}{nearest(written, known)}")


def peacekeeping() -> list[str]:
    """Return the acronyms of all peacekeeping operations, closed ones included."""
    return [name for name, mission in declared().items() if mission.is_peacekeeping]
