"""One cell, read strictly: from the text in a file to the value that its column requires.

Nothing is guessed: a cell with two possible readings is a fault that says how to write it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from a4p_helpers.contracts.kinds import AS_INDICATOR, PERCENT
from a4p_helpers.core import missions, plan, scales
from a4p_helpers.core.faults import FEW, hint
from a4p_helpers.core.languages import _, every, listing
from a4p_helpers.core.wording import UNWRITABLE, folded
from a4p_helpers.indicators.register import BLOCKS, REGISTER


class CellError(ValueError):
    """A fault of a cell, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


MOST_DIGITS = 15  # a spreadsheet holds no more exactly; our counts are far smaller
THOUSANDS = re.compile(r"-?\d{1,3}([\s.,'\u2019]\d{3})+")
PER_CENT = re.compile(r"\s*[%\uff05\u066a]$")
ANOTHER = _(", or ask the planning unit to add yours to lists.csv")


def heard(text: str, options: Iterable[str]) -> str | None:
    """Return the option that a text names, in any language and spelling."""
    named, options = folded(text), list(options)
    english = next((one for one in options if folded(one) == named), None)
    if english is not None:
        return english
    return next((one for one in options if named in map(folded, every(one))), None)


def _one_of(value: str, options: Sequence[str], what: str, another: str = "") -> str:
    if (meant := heard(value, options)) is not None:
        return meant
    remedy = (
        _("Write one of {listed}", listed=listing(", ", options))
        if len(options) <= FEW
        else _("Write {what}", what=what)
    )
    raise CellError(
        _("is not {what}{hint}", what=what, hint=hint(value, options)),
        _("{remedy}{another}", remedy=remedy, another=another) if another else remedy,
    )


def _text(value: str) -> str:
    if UNWRITABLE.search(value):
        raise CellError(_("holds control characters"), _("Type the text again without them"))
    return value


def _mission(value: str) -> str:
    try:
        return missions.code(value)
    except missions.UnknownMissionError as error:
        raise CellError(
            _("is not a known mission ({error})", error=error.args[0]),
            _(
                "Write its acronym, such as UNMISS; the planning unit can add a spelling "
                "(aliases.csv)"
            ),
        ) from error


def _reporter(value: str) -> str:
    offices = {code.upper(): code for code in plan.offices()}
    if value.upper() in offices:
        return offices[value.upper()]
    try:
        return missions.code(value)
    except missions.UnknownMissionError as error:
        raise CellError(
            _("is neither a mission nor an office that reports"),
            _("Correct it, or add it to missions.csv or offices.csv"),
        ) from error


def _refuse_long(value: str) -> None:
    if len(re.sub(r"\D", "", value.partition(".")[0]).lstrip("0")) > MOST_DIGITS:
        raise CellError(_("is too large for a number"), _("Write the number that is meant"))


def _count(value: str) -> int:
    if re.fullmatch(r"-?\d+", value):
        _refuse_long(value)
        return int(re.sub(r"^(-?)0+(?=\d)", r"\1", value))  # Python converts 4,300 digits at most
    if THOUSANDS.fullmatch(value):
        digits = re.sub(r"[^\d-]", "", value)
        raise CellError(
            _("has blanks, points or commas inside the number"),
            _("Write {digits} if that is meant", digits=digits),
        )
    if found := re.fullmatch(r"(-?\d+)(\.0+)?\s*%", value):
        raise CellError(
            _("has a per cent sign"), _("Write {digits} if that is meant", digits=found[1])
        )
    if found := re.fullmatch(r"(-?\d+)[.,]0*", value):
        raise CellError(
            _("is not a whole number"), _("Write {digits} if that is meant", digits=found[1])
        )
    raise CellError(
        _("is not a whole number"), _("Write digits only, such as 12, or leave it blank")
    )


def _number(value: str) -> float:
    if found := re.fullmatch(r"(-?[1-9]\d{0,2})[.,](\d{3})", value):
        whole, thousands, fraction = found[1], found[1] + found[2], f"{found[1]}.{found[2]}0"
        problem = _(
            "could be {thousands}, or {whole} and a fraction", thousands=thousands, whole=whole
        )
        remedy = _(
            "Write {thousands}, or {fraction}, whichever is meant",
            thousands=thousands,
            fraction=fraction,
        )
        raise CellError(problem, remedy)
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        _refuse_long(value)
        return float(value) or 0.0  # -0 is 0
    if THOUSANDS.fullmatch(value):
        digits = re.sub(r"[^\d-]", "", value)
        remedy = _("Write {digits} if that is meant; use a point for decimals", digits=digits)
        raise CellError(_("has blanks, points or commas inside the number"), remedy)
    if re.fullmatch(r"-?\d+,\d+", value):
        raise CellError(
            _("has a decimal comma"), _("Write {number}", number=value.replace(",", "."))
        )
    if has_sign(value):
        raise CellError(
            _("has a per cent sign"), _("Write {number}", number=PER_CENT.sub("", value))
        )
    raise CellError(_("is not a number"), _("Write a number such as 12.5, or leave it blank"))


def _cycle(value: str) -> str:
    years = re.fullmatch(r"(\d{4})\s*[-\u2010-\u2015/]\s*(\d{4}|\d{2})", value)
    if years and int(years[1]) + 1 == int(years[1][: 4 - len(years[2])] + years[2]):
        return f"{int(years[1]):04}–{int(years[1]) + 1:04}"
    problem = _("is not two years that follow each other")
    raise CellError(problem, _("Write both with a dash between, such as 2023–2024"))


def _month(value: str) -> str:
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
        return value
    raise CellError(_("is not a month"), _("Write year and month, such as 2023-05"))


def _date(value: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise CellError(_("is not a date"), _("Write year, month and day, such as 2023-05-31"))


def has_sign(value: str) -> bool:
    """Whether a number has a per cent sign, so that 0.5 is not ambiguous."""
    return bool(PER_CENT.search(value.strip()))


READERS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "choice": _text,
    "listed": _text,
    "mission": _mission,
    "mission_or_hq": lambda value: (
        scales.HEADQUARTERS if value.upper() == scales.HEADQUARTERS else _mission(value)
    ),
    "reporter": _reporter,
    "count": _count,
    "number": _number,
    "yes_no": lambda value: _one_of(value, ["yes", "no"], _("an allowed answer")) == "yes",
    "month": _month,
    "cycle": _cycle,
    "date": _date,
    "block": lambda value: _one_of(value, list(BLOCKS), _("a block of the report")),
    "deliverable": lambda value: _one_of(
        value, [one.number for one in plan.versions()], _("a deliverable of the Plan")
    ),
    "indicator": lambda value: _one_of(value, list(REGISTER), _("an indicator of the register")),
}


def read_cell(value: str, kind: str, options: Sequence[str] | None = None, unit: str = "") -> Any:
    """Return a cell's value for its column's kind and unit; None for a blank cell.

    Raises
    ------
    CellError
        The text is not of that kind; the message says what is wrong and how to write it.
    """
    stripped = value.strip()
    if not stripped:
        return None
    if options is not None:
        another = ANOTHER if kind == "listed" else ""
        return _one_of(stripped, options, _("an allowed value"), another)
    if kind == "number" and unit in (PERCENT, AS_INDICATOR):
        stripped = PER_CENT.sub("", stripped)  # the unit already says so
    return READERS[kind](stripped)
