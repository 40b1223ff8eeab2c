"""The kinds of column that contracts are made of, and what is said of a table as a whole.

There are no other kinds than these, so that cleaning can read each cell strictly and a form can
offer the right input for it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pandas as pd
import pandera.pandas as pa
from pandera import typing as frames

# pandera asks once which libraries have data frames. That of dask is slow to import, where it
# is installed, and no contract is of it: so it is out of sight meanwhile.
if "dask.dataframe" not in sys.modules:
    sys.modules["dask.dataframe"] = None  # type: ignore[assignment]  # as Python marks what is not
    frames.get_dataframe_types(), frames.get_series_types(), frames.get_index_types()
    del sys.modules["dask.dataframe"]

Text = str
Count = pd.Int64Dtype
Number = pd.Float64Dtype
YesNo = pd.BooleanDtype

# Where a contract names senders: each mission that takes part, any office, the leads of the Plan.
MISSIONS, ANY_OFFICE, LEADS = "missions", "any office", "leads"
PLANNING = "PLANNING"  # the planning unit, which may consolidate any table

PERCENT = "per cent"  # the unit of a share of 100
AS_INDICATOR = "as the indicator"  # the unit of a figure: that of the indicator in its row
# Bounds that a period sets: see `bounds.of`.
PERIOD_DAYS = "the days of the period"
PERIOD_YEAR = "the year in which the data of the period end"
YEAR_AFTER = "the year after the data of the period end"
PERIOD_END = "the month in which the data of the period end"
RELATIVE = (PERIOD_DAYS, PERIOD_YEAR, YEAR_AFTER, PERIOD_END)
FIRST_MISSION = "1948-05-29"  # the day on which UNTSO, the first mission, was set up
END_OF_TIME = "2100-12-31"  # for days that the planning unit keeps, such as a date by which
NAME, ACCOUNT = 300, 4_000  # signs of a text: of what names a thing, of what tells of it


@dataclass(frozen=True)
class Sensitive:
    """A column of counts of persons whose small numbers are suppressed.

    Its rows count between the days of `first` and `last`; without `last`, to the period's end.
    `scope` says what is counted, where one scope may include another.
    """

    column: str
    first: str
    last: str = ""
    scope: str = ""


class Said(TypedDict):
    """What a contract says of its table as a whole: see `sent_by`."""

    sent_by: tuple[str, ...]
    disclosure: str
    carries_over: tuple[str, ...]
    is_imported: bool
    sensitive: Sensitive | None
    rows_stand_alone: bool


def column(
    kind: str,
    title: str,
    about: str,
    *,
    unit: str = "",
    blank: bool = False,
    disclosure: str = "external",
    example: str = "",
    least: float | str | None = None,
    most: float | str | None = None,
    list_of: str = "",
    beside: Sequence[str] = (),
    words: tuple[int, int] | None = None,
    **checks: Any,
) -> Any:
    """Declare a column: kind, title, description, unit, disclosure, and whether it may be blank.

    Disclosure is external, internal, or note: internal where a reporter wrote it.
    `least` and `most` bound numbers and days; of a text, `most` is its signs, and `words` from how
    many to how many words are asked for. Each is a value, or one that the period sets (`RELATIVE`).
    `list_of` names the list of a listed column. `beside` names the part and the whole of a share.

    Blank always means *not reported*; zero is written 0. Forms show the example.
    """
    if kind != "text":
        checks |= {
            rule: bound
            for rule, bound in (("ge", least), ("le", most))
            if bound is not None and bound not in RELATIVE
        }
    return pa.Field(
        title=title,
        description=about,
        nullable=blank,
        metadata={
            "kind": kind,
            "unit": unit,
            "disclosure": disclosure,
            "example": example,
            "least": least,
            "most": most,
            "list": list_of,
            "beside": tuple(beside),
            "words": words,
        },
        **checks,
    )


def text(
    title: str,
    about: str,
    *,
    blank: bool = False,
    disclosure: str = "external",
    example: str = "",
    most: int = NAME,
    words: tuple[int, int] | None = None,
) -> Any:
    """Declare free text of one line or more, of at most so many signs."""
    return column(
        "text",
        title,
        about,
        blank=blank,
        disclosure=disclosure,
        example=example,
        most=most,
        words=words,
    )


def note() -> Any:
    """Declare a free note; what a reporter writes in it stays internal."""
    return text("Note", "Anything a reader must know", blank=True, disclosure="note", most=ACCOUNT)


def choice(
    title: str,
    about: str,
    options: Sequence[str],
    *,
    blank: bool = False,
    disclosure: str = "external",
) -> Any:
    """Declare a column that takes one of a closed list of words, in the order given."""
    return column("choice", title, about, blank=blank, disclosure=disclosure, isin=list(options))


def listed(title: str, about: str, list_of: str, *, example: str = "") -> Any:
    """Declare a column that takes a word of a list in `lists.csv`; a row there adds another."""
    return column("listed", title, about, list_of=list_of, example=example)


def mission(
    about: str = "Mission that the row is about",
    *,
    blank: bool = False,
    disclosure: str = "external",
) -> Any:
    """Declare a mission acronym of the mission list."""
    return column("mission", "Mission", about, blank=blank, disclosure=disclosure)


def month(
    title: str,
    about: str,
    *,
    blank: bool = False,
    least: str = FIRST_MISSION[:7],
    most: str = PERIOD_END,
) -> Any:
    """Declare a calendar month, written 2023-05."""
    return column("month", title, about, blank=blank, least=least, most=most)


def day(
    title: str,
    about: str,
    *,
    blank: bool = False,
    least: str = FIRST_MISSION,
    most: str = PERIOD_END,
) -> Any:
    """Declare a date, written 2023-05-31."""
    return column("date", title, about, blank=blank, least=least, most=most)


def count(
    title: str, about: str, unit: str, *, most: int | str, least: int = 0, blank: bool = False
) -> Any:
    """Declare a whole number that is not negative; `most` is the most that can be meant."""
    return column("count", title, about, unit=unit, blank=blank, least=least, most=most)


def year(title: str, about: str, *, least: int = 1948, most: int | str = PERIOD_YEAR) -> Any:
    """Declare a calendar year."""
    return column("count", title, about, unit="year", least=least, most=most)


def cycle(title: str, about: str) -> Any:
    """Declare a year that runs from one calendar year into the next, written 2023–2024."""
    said = f"{about}, written 2023–2024"
    return column("cycle", title, said, example="2023–2024", least="1990", most=PERIOD_YEAR)


def percent(title: str, about: str, *, blank: bool = False, beside: Sequence[str] = ()) -> Any:
    """Declare a share as its office published it, in per cent of 100, already rounded.

    `beside` names the columns of its part and its whole, where the table has them.
    """
    return column(
        "number", title, about, unit=PERCENT, blank=blank, least=0, most=100, beside=beside
    )


def number(
    title: str, about: str, unit: str, *, least: float, most: float, blank: bool = False
) -> Any:
    """Declare a number that need not be whole."""
    return column("number", title, about, unit=unit, blank=blank, least=least, most=most)


def scale(title: str, about: str, low: int, high: int, *, blank: bool = False) -> Any:
    """Declare a whole number on a closed scale."""
    unit = f"scale {low}–{high}"
    return column("count", title, about, unit=unit, blank=blank, least=low, most=high)


def yes_no(title: str, about: str, *, blank: bool = False) -> Any:
    """Declare a column that is yes or no."""
    return column("yes_no", title, about, blank=blank)


def sent_by(
    *senders: str,
    disclosure: str = "external",
    carries_over: Sequence[str] = (),
    is_imported: bool = False,
    sensitive: Sensitive | None = None,
    rows_stand_alone: bool = False,
) -> Said:
    """Say who sends a table, its disclosure class, and how it comes.

    `carries_over` names the columns that hold until they change: forms offer last period's answers
    in them, to be confirmed. An imported table comes from an open dataset, not by a return.
    `sensitive` names a column whose small numbers are suppressed. Where rows do not add up but
    stand alone, as accounts do, a row with a fault does not keep the others out.
    """
    return {
        "sent_by": senders,
        "disclosure": disclosure,
        "carries_over": tuple(carries_over),
        "is_imported": is_imported,
        "sensitive": sensitive,
        "rows_stand_alone": rows_stand_alone,
    }
