"""One cell, read strictly: the text of a file into the value that its column's kind asks for.

Nothing is guessed. A cell that could be read in two ways is a fault, and the fault says how to
write it.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from a4p_helpers import blocks, missions, plan, scales
from a4p_helpers.faults import FEW, hint
from a4p_helpers.indicators.register import REGISTER


class CellError(ValueError):
    """What is wrong with a cell, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


# Marks that show nothing and change what a code is, or the way a line is read. The joiners that
# Arabic and Indic words are spelt with (U+200C, U+200D) are letters' business and stay.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


def tidy(text: str) -> str:
    """Return a text without invisible marks, its line ends written one way."""
    return INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _one_of(value: str, options: Sequence[str], what: str) -> str:
    by_lower = {option.lower(): option for option in options}
    if value.lower() in by_lower:
        return by_lower[value.lower()]
    remedy = f"Write one of {', '.join(options)}" if len(options) <= FEW else f"Write {what}"
    raise CellError(f"is not {what}{hint(value, options)}", remedy)


def _text(value: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in value):
        raise CellError("holds control characters", "Type the text again without them")
    return value


def _mission(value: str) -> str:
    try:
        return missions.code(value)
    except missions.UnknownMissionError as error:
        raise CellError(
            f"is not a known mission ({error})",
            "Correct it, or add the spelling to aliases.csv or the mission to missions.csv",
        ) from error


def _mission_or_hq(value: str) -> str:
    return scales.HEADQUARTERS if value.upper() == scales.HEADQUARTERS else _mission(value)


def _reporter(value: str) -> str:
    offices = {code.upper(): code for code in plan.offices()}
    if value.upper() in offices:
        return offices[value.upper()]
    try:
        return missions.code(value)
    except missions.UnknownMissionError as error:
        raise CellError(
            "is neither a mission nor an office that reports",
            "Correct it, or add it to missions.csv or offices.csv",
        ) from error


def _count(value: str) -> int:
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    if re.fullmatch(r"-?\d{1,3}([ \u00a0\u202f.,']\d{3})+", value):
        digits = re.sub(r"\D", "", value)
        raise CellError(
            "has blanks, points or commas inside the number", f"Write {digits} if that is meant"
        )
    raise CellError("is not a whole number", "Write digits only, such as 12, or leave it blank")


def _number(value: str) -> float:
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if re.fullmatch(r"-?\d+,\d+", value):
        raise CellError("has a decimal comma", f"Write {value.replace(',', '.')}")
    if value.endswith("%"):
        raise CellError("has a per cent sign", f"Write {value[:-1].strip()}")
    raise CellError("is not a number", "Write a number such as 12.5, or leave it blank")


def _yes_no(value: str) -> bool:
    return _one_of(value, ["yes", "no"], "an allowed answer") == "yes"


def _month(value: str) -> str:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        return value
    raise CellError("is not a month", "Write year and month, such as 2023-05")


def _date(value: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise CellError("is not a date", "Write year, month and day, such as 2023-05-31")


def _block(value: str) -> str:
    return _one_of(value, list(blocks.BLOCKS), "a block of the report")


def _deliverable(value: str) -> str:
    return _one_of(value, [one.number for one in plan.versions()], "a deliverable of the Plan")


def _indicator(value: str) -> str:
    return _one_of(value, list(REGISTER), "an indicator of the register")


READERS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "choice": _text,
    "mission": _mission,
    "mission_or_hq": _mission_or_hq,
    "reporter": _reporter,
    "count": _count,
    "number": _number,
    "yes_no": _yes_no,
    "month": _month,
    "date": _date,
    "block": _block,
    "deliverable": _deliverable,
    "indicator": _indicator,
}


def read_cell(value: str, kind: str, options: Sequence[str] | None = None) -> Any:
    """Return a cell's value for its column's kind; None for a blank cell.

    Raises
    ------
    CellError
        The text is not of that kind; the message says what is wrong and how to write it.
    """
    stripped = value.strip()
    if not stripped:
        return None
    if options is not None:
        return _one_of(stripped, options, "an allowed value")
    return READERS[kind](stripped)
