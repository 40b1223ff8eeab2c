"""The kinds of column that contracts are made of, and what is said of a table as a whole.

There are no other kinds than these, so that cleaning can read each cell strictly and a form can
offer the right input for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pandas as pd
import pandera.pandas as pa

Text = str
Count = pd.Int64Dtype
Number = pd.Float64Dtype
YesNo = pd.BooleanDtype

# Where a contract names senders: each mission that takes part, any office, the leads of the Plan.
MISSIONS, ANY_OFFICE, LEADS = "missions", "any office", "leads"
PLANNING = "PLANNING"  # the planning unit, which may consolidate any table


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


def column(
    kind: str,
    title: str,
    about: str,
    *,
    unit: str = "",
    blank: bool = False,
    disclosure: str = "external",
    example: str = "",
    **checks: Any,
) -> Any:
    """Declare a column: kind, title, description, unit, disclosure, and whether it may be blank.

    Disclosure is external, internal, or note: internal where a reporter wrote it.

    Blank always means *not reported*; zero is written 0. Forms show the example.
    """
    return pa.Field(
        title=title,
        description=about,
        nullable=blank,
        metadata={"kind": kind, "unit": unit, "disclosure": disclosure, "example": example},
        **checks,
    )


def text(
    title: str,
    about: str,
    *,
    blank: bool = False,
    disclosure: str = "external",
    example: str = "",
) -> Any:
    """Declare free text of one line or more."""
    return column("text", title, about, blank=blank, disclosure=disclosure, example=example)


def note() -> Any:
    """Declare a free note; what a reporter writes in it stays internal."""
    return text("Note", "Anything a reader must know", blank=True, disclosure="note")


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


def mission(
    about: str = "Mission that the row is about",
    *,
    blank: bool = False,
    disclosure: str = "external",
) -> Any:
    """Declare a mission acronym of the mission list."""
    return column("mission", "Mission", about, blank=blank, disclosure=disclosure)


def month(title: str, about: str) -> Any:
    """Declare a calendar month, written 2023-05."""
    return column("month", title, about)


def day(title: str, about: str, *, blank: bool = False) -> Any:
    """Declare a date, written 2023-05-31."""
    return column("date", title, about, blank=blank)


def count(title: str, about: str, unit: str, *, blank: bool = False) -> Any:
    """Declare a whole number that is not negative."""
    return column("count", title, about, unit=unit, blank=blank, ge=0)


def year(title: str, about: str) -> Any:
    """Declare a calendar year."""
    return column("count", title, about, unit="year", ge=1945, le=2100)


def cycle(title: str, about: str) -> Any:
    """Declare a year that runs from one calendar year into the next, written 2023–2024."""
    said = f"{about}, written 2023–2024"
    return column("text", title, said, example="2023–2024", str_matches=r"^\d{4}–\d{4}$")


def percent(title: str, about: str, *, blank: bool = False) -> Any:
    """Declare a share as its office published it, in per cent of 100, already rounded."""
    return column("number", title, about, unit="per cent", blank=blank, ge=0, le=100)


def number(title: str, about: str, unit: str, *, blank: bool = False, **checks: Any) -> Any:
    """Declare a number that need not be whole."""
    return column("number", title, about, unit=unit, blank=blank, **checks)


def scale(title: str, about: str, low: int, high: int, *, blank: bool = False) -> Any:
    """Declare a whole number on a closed scale."""
    return column("count", title, about, unit=f"scale {low}–{high}", blank=blank, ge=low, le=high)


def yes_no(title: str, about: str, *, blank: bool = False) -> Any:
    """Declare a column that is yes or no."""
    return column("yes_no", title, about, blank=blank)


def sent_by(
    *senders: str,
    disclosure: str = "external",
    carries_over: Sequence[str] = (),
    is_imported: bool = False,
    sensitive: Sensitive | None = None,
) -> Said:
    """Say who sends a table, its disclosure class, and how it comes.

    `carries_over` names the columns that hold until they change: forms offer last period's answers
    in them, to be confirmed. An imported table comes from an open dataset, not by a return.
    `sensitive` names a column whose small numbers are suppressed.
    """
    return {
        "sent_by": senders,
        "disclosure": disclosure,
        "carries_over": tuple(carries_over),
        "is_imported": is_imported,
        "sensitive": sensitive,
    }
