"""The register of indicators and blocks: each declared once, where it is counted.

    @indicator("P4.HOSPITALS", "Level 1+ and above field hospitals", unit="hospitals",
               result="4.3", level="input", source="DHMOSH")
    def hospitals(hospitals: DataFrame) -> Series:
        "Sum of hospitals over missions and levels."

The parameters of a counting rule are names of tables, then `period`, `until` for the last day that
all of them reach, and `values` if it counts other indicators; its docstring is the indicator's
definition. Declare once what several indicators share, then add what is particular to each:

    of_hospitals = partial(indicator, result="4.3", level="input", source="DHMOSH")

Where rules differ in one value only, one function counts them all and takes that value:

    of_care("P4.HOSPITAL_EQUIPMENT_DAYS", "Days of care …", definition="Sum of …")(
        partial(days_of_care, cause="malfunctioning equipment")
    )

A rule returns a number, a `Share`, or a Series with a number per mission, year or category (true
counts as one, false as none); `Sent` if the table holds the number itself; None if its tables do
not give it. `submitted(...)` declares a figure that no table gives.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from a4p_helpers.core.blocks import Block
from a4p_helpers.core.faults import nearest
from a4p_helpers.store.values import UNITS, Indicator, RegisterError, section_of

# Indicators in these sections may leave the result blank: they inform the Plan as a whole.
WITHOUT_RESULT = ("plan", "quality")

LEVELS = ("input", "output", "outcome", "context")
DISCLOSURES = ("external", "internal")
# The time that a value covers: the reporting period; the calendar year in which it ends, whole or
# to its last day; one year, or all years since; a single day; the latest survey or cycle.
COVERS = re.compile(r"period|year|year to date|(since )?\d{4}|state|latest")
DIRECTIONS = ("up", "down", "none")


@dataclass(frozen=True)
class Share:
    """An exact ratio: numerator out of denominator. `by` may give parts of the numerator."""

    numerator: int
    denominator: int
    by: pd.Series | None = None


@dataclass(frozen=True)
class Number:
    """A number with its parts by label, a target, and how certain it is.

    `target_status` says how the targets are known, where it counts these.
    `low` and `high` are the limits of its interval; `verdict` is the result of the test in a word.
    """

    number: Fraction | int
    by: pd.Series | None = None
    target_status: str = ""
    low: float | None = None
    high: float | None = None
    verdict: str = ""


@dataclass(frozen=True)
class Sent:
    """A number that an office worked out itself and sent in its table; it is copied as it is."""

    number: Fraction | int


@dataclass(frozen=True)
class Withheld:
    """What a rule returns if its number is suppressed because it is too small to show."""


# Parameters that are not tables; `until` is the last day that all tables of a rule reach.
NO_TABLES = ("period", "until", "values")

REGISTER: dict[str, Indicator] = {}
YEAR = re.compile(r"_\d{4}$")


@dataclass(frozen=True)
class Rule:
    """The function behind an indicator or a block, with its tables and other parameters."""

    name: str
    function: Callable[..., Any]
    tables: tuple[str, ...]
    wants: tuple[str, ...]


RULES: dict[str, Rule] = {}  # of indicators; a submitted figure has none
EXHIBITS: dict[str, Rule] = {}  # of blocks; blocks of prose have none
BLOCKS: dict[str, Block] = {}  # in the order of the report, within each section


def indicator(
    code: str, title: str, definition: str = "", **declared: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the indicator that the function below it counts; `Indicator` explains the fields.

    Without a `definition` the function's docstring is the definition.
    """

    def declare(rule: Callable[..., Any]) -> Callable[..., Any]:
        tables, wants = asks_for(rule)
        said = definition or inspect.cleandoc(rule.__doc__ or "")
        _add(code, title, said, tables=tables, **declared)
        RULES[code] = Rule(code, rule, tables, wants)
        return rule

    return declare


def submitted(code: str, title: str, definition: str, **declared: Any) -> None:
    """Declare an indicator whose number an office sends ready-made (table submitted_figures)."""
    _add(code, title, definition, **declared)


def exhibit(
    block: str,
    title: str,
    *,
    needs: Iterable[str] | None = None,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    series: str = "",
    empty: str = "",
    themes: Iterable[str] = (),
    has_accounts: bool = False,
) -> Callable[[Callable[..., pd.DataFrame]], Callable[..., pd.DataFrame]]:
    """Declare a block; the function below it works out what the block shows.

    Its parameters are names of tables, then `period`, `until` and `values`: all indicators of the
    period. The block needs these tables, unless `needs` names others.
    """

    def declare(rule: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        tables, wants = asks_for(rule)
        EXHIBITS[block] = Rule(block, rule, tables, wants)
        BLOCKS[block] = Block(
            block,
            title,
            needs=tables if needs is None else tuple(needs),
            labels=labels or {},
            units=units or {},
            series=series,
            empty=empty,
            themes=tuple(themes),
            has_accounts=has_accounts,
        )
        return rule

    return declare


def prose(block: str, title: str, *, needs: Iterable[str] = (), has_accounts: bool = False) -> None:
    """Declare a block of prose, which has no rule."""
    BLOCKS[block] = Block(block, title, needs=tuple(needs), has_accounts=has_accounts)


def get(code: str) -> Indicator:
    """Return an indicator, or name the nearest code."""
    if code in REGISTER:
        return REGISTER[code]
    raise RegisterError(f"There is no indicator {code!r}{nearest(code, REGISTER)}")


def series(code: str) -> str:
    """Return the code of a series, which is the same in every period.

    Releases made before 2027, and the reasons given for them, put the calendar year in the code of
    a yearly count: P4.FATALITIES_2023 is P4.FATALITIES_YEAR. A base year stays.
    """
    stem = YEAR.sub("_YEAR", code)
    return stem if code not in REGISTER and stem in REGISTER else code


def of_section(section: str) -> list[Indicator]:
    """Return the indicators that a section prints, in the order in which they are declared."""
    return [one for one in REGISTER.values() if one.section == section]


def counts_reporting(code: str) -> bool:
    """Whether an indicator counts the reporting itself, so that no office can send it."""
    return section_of(code) in WITHOUT_RESULT


def asks_for(rule: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tables and other parameters of a rule, except those that already have a value.

    So one function can count several indicators: `partial(stage_reached, stage="cases")`.
    """
    asked = inspect.signature(rule).parameters.values()
    names = [one.name for one in asked if one.default is one.empty]
    tables = tuple(name for name in names if name not in NO_TABLES)
    return tables, tuple(name for name in NO_TABLES if name in names)


def _add(
    code: str, title: str, definition: str, themes: Iterable[str] = (), **declared: Any
) -> None:
    one = Indicator(code, title, definition=definition, themes=frozenset(themes), **declared)
    wrong = [
        f"{what} {said!r} is none of {known}"
        for what, said, known in (
            ("level", one.level, LEVELS),
            ("direction", one.direction, DIRECTIONS),
            ("disclosure", one.disclosure, DISCLOSURES),
        )
        if said not in known
    ]
    if code in REGISTER:
        wrong.append("its code is declared twice")
    if not COVERS.fullmatch(one.covers):
        times = "period, year, year to date, 2017, since 2017, state or latest"
        wrong.append(f"covers {one.covers!r} is no time: {times}")
    if not definition:
        wrong.append("its rule has no docstring to define it")
    if one.unit not in UNITS:
        wrong.append(f"unit {one.unit!r} is not in UNITS{nearest(one.unit, [*UNITS])}")
    if wrong:
        raise RegisterError(f"Indicator {code}: {'; '.join(wrong)}")
    REGISTER[code] = one
