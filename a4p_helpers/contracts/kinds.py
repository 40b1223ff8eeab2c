"""The kinds of column that contracts are made of.

There are only these kinds, so that cleaning can read each cell strictly and a form can offer the
right input for it.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera import typing as frames

# pandera asks once which libraries have data frames. Dask is slow to import where it is
# installed, and no contract uses it: so it is hidden meanwhile.
if "dask.dataframe" not in sys.modules:
    sys.modules["dask.dataframe"] = None  # type: ignore[assignment]  # Python's mark for a missing module
    frames.get_dataframe_types(), frames.get_series_types(), frames.get_index_types()
    del sys.modules["dask.dataframe"]

Text = str
Count = pd.Int64Dtype
Number = pd.Float64Dtype
YesNo = pd.BooleanDtype

# Senders in contracts: each participating mission, any office, the leads of the Plan.
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
NAME, ACCOUNT = 300, 4_000  # characters in a text: in a name, in a description


@dataclass(frozen=True)
class Sensitive:
    """A column of counts of persons whose small numbers are suppressed.

    Its rows count from the day in `first` to the day in `last`, by default the period's end.
    `scope` says what is counted, if one scope may include another.
    """

    column: str
    first: str
    last: str = ""
    scope: str = ""


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
    `least` and `most` limit numbers and days; for a text, `most` is its length, and `words` is the
    range of words asked for. Each is a value, or one that the period sets (`RELATIVE`). `list_of`
    names the list of a listed column. `beside` names the part and the whole of a share. A blank
    always means *not reported*; zero is written 0. The example appears in forms. The functions
    below declare a column of one kind; their `more` arguments are described here.
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


def text(title: str, about: str, *, most: int = NAME, **more: Any) -> Any:
    """Declare free text of one line or more, of limited length."""
    return column("text", title, about, most=most, **more)


def note() -> Any:
    """Declare a free note; a reporter's note stays internal."""
    return text("Note", "Anything a reader must know", blank=True, disclosure="note", most=ACCOUNT)


def choice(title: str, about: str, options: Sequence[str], **more: Any) -> Any:
    """Declare a column that takes one word from a closed list, in the order given."""
    return column("choice", title, about, isin=list(options), **more)


def listed(title: str, about: str, list_of: str) -> Any:
    """Declare a column that takes a word from a list in `lists.csv`; a row there adds a word."""
    return column("listed", title, about, list_of=list_of)


def mission(about: str = "Mission that the row is about", **more: Any) -> Any:
    """Declare a mission acronym of the mission list."""
    return column("mission", "Mission", about, **more)


def month(title: str, about: str, *, most: str = PERIOD_END, **more: Any) -> Any:
    """Declare a calendar month, written 2023-05."""
    return column("month", title, about, least=FIRST_MISSION[:7], most=most, **more)


def day(
    title: str, about: str, *, least: str = FIRST_MISSION, most: str = PERIOD_END, **more: Any
) -> Any:
    """Declare a date, written 2023-05-31."""
    return column("date", title, about, least=least, most=most, **more)


def count(
    title: str, about: str, unit: str, *, most: int | str, least: int = 0, **more: Any
) -> Any:
    """Declare a whole number that is not negative; `most` is the largest plausible number."""
    return column("count", title, about, unit=unit, least=least, most=most, **more)


def year(title: str, about: str, *, least: int = 1948, most: int | str = PERIOD_YEAR) -> Any:
    """Declare a calendar year."""
    return count(title, about, "year", least=least, most=most)


def cycle(title: str, about: str) -> Any:
    """Declare a year that runs from one calendar year into the next, written 2023–2024."""
    said = f"{about}, written 2023–2024"
    return column("cycle", title, said, example="2023–2024", least="1990", most=PERIOD_YEAR)


def percent(title: str, about: str, **more: Any) -> Any:
    """Declare a share as its office published it, in per cent, already rounded.

    `beside` names the columns of its part and its whole, where the table has them.
    """
    return number(title, about, PERCENT, least=0, most=100, **more)


def number(title: str, about: str, unit: str, *, least: float, most: float, **more: Any) -> Any:
    """Declare a number that need not be whole."""
    return column("number", title, about, unit=unit, least=least, most=most, **more)


def scale(title: str, about: str, low: int, high: int, **more: Any) -> Any:
    """Declare a whole number on a closed scale."""
    return count(title, about, f"scale {low}–{high}", least=low, most=high, **more)


def yes_no(title: str, about: str, **more: Any) -> Any:
    """Declare a column that is yes or no."""
    return column("yes_no", title, about, **more)


def rule(column: str, refusal: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a rule across columns: the column that a fault points to, and its message.

    A row that the rule cannot judge, because something is blank, passes.
    """

    def declared(holds: Callable[..., pd.Series]) -> Any:
        @wraps(holds)
        def of_each_row(cls: Any, frame: pd.DataFrame) -> pd.Series:
            return holds(cls, frame).fillna(True).astype(bool)

        return pa.dataframe_check(error=refusal, description=column)(of_each_row)

    return declared
