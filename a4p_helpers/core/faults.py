"""Faults of what was received: where each is, what is wrong, what to do; and the nearest name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from a4p_helpers.core.languages import _, listing

FEW = 20  # most names that a message lists
MOST_PLACES = 5  # most places of one fault that a message names
NOTHING_TO_DO = "you need not do anything"  # ends the remedy of what was tidied without harm


@dataclass(frozen=True)
class Fault:
    """One fault. `row` is the row in a spreadsheet (the header is row 1), 0 for a whole file.

    In a workbook `sheet` names the sheet, `cell` the cell, such as C12, and `column` the heading
    above it. A doubt is about a readable value that may be a mistake: once the planning unit
    accepts it, the value is taken as sent. `also` are other rows with the same fault. In a PDF
    `page` is the page and `row` the line on it.
    """

    file: str
    row: int
    column: str
    value: str
    problem: str
    remedy: str
    sheet: str = ""
    cell: str = ""
    is_doubt: bool = False
    also: tuple[int, ...] = ()
    page: int = 0

    @property
    def place(self) -> str:
        """Its place: file, then sheet and cell, or row and column, or page and line."""
        place = self.file
        if self.sheet:
            place += f", sheet {self.sheet!r}"
        if self.cell:
            return f"{place}, cell {self.cell}" + (f" ({self.column})" if self.column else "")
        if self.row:
            place += f", page {self.page}, line" if self.page else ", row"
            place += f" {self.row}"
        if self.column:
            place += f", column {self.column}"
        return place

    def __str__(self) -> str:
        value = f" {self.value!r}" if self.value else ""
        return f"{self.place}:{value} {sentences(self.problem, self.remedy)}"


class EveryFaultError(ValueError):
    """Something that cannot be done as requested; lists every fault, one on each line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class CleaningError(ValueError):
    """Raw data that cannot be cleaned; lists every fault."""

    def __init__(self, period: str, faults: list[Fault]) -> None:
        self.period = period
        self.faults = faults
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"The raw data of {period} have {counted(faults)}:\n{lines}")


def counted(faults: Sequence[object]) -> str:
    """Return the number of faults in words: 1 fault, 12 faults."""
    return "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"


def sentences(*parts: str) -> str:
    """Join parts into sentences; a question keeps its mark."""
    return " ".join(one if one.endswith(("?", ".")) else f"{one}." for one in parts)


def in_words(places: Iterable[object]) -> str:
    """List places, or the first of many: "9, 12 and 15", or "9, 12, 15, 18 and 96 more"."""
    *some, last = (one if isinstance(one, str) else str(one) for one in places)
    if len(some) >= MOST_PLACES:
        number = len(some) + 2 - MOST_PLACES
        some, last = some[: MOST_PLACES - 1], _("{number} more", number=number)
    return _("{listed} and {last}", listed=listing(", ", some), last=last) if some else last


def in_short(text: str, longest: int) -> str:
    """Put a text on one line, cut if it is too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def joined(problems: Iterable[str]) -> str:
    """Join problems into sentences; a question keeps its mark."""
    return " Also, ".join(map(sentences, problems))


def meant(name: str, known: Iterable[str]) -> str:
    """Return the known name nearest to a misspelt one, whatever its case; blank if none is near."""
    by_lower = {one.lower(): one for one in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else ""


def hint(name: str, known: Iterable[str]) -> str:
    """Return the end of a message with the nearest known name; blank if none is near."""
    near = meant(name, known)
    return _("; did you mean {near!r}?", near=near) if near else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message with the nearest known name or, if none is near, a few names."""
    listed = list(known)
    there = listing(", ", listed) or _("none")
    all_of_them = _("; there are {listed}", listed=there) if len(listed) <= FEW else ""
    return hint(name, listed) or all_of_them
