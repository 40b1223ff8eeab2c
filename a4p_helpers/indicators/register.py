"""The register of indicators and blocks: each declared once, where it is counted.

    @indicator("P4.HOSPITALS", "Level 1+ and above field hospitals", unit="hospitals",
               result="4.3", level="input", source="DHMOSH")
    def hospitals(hospitals: DataFrame) -> Series:
        "Sum of hospitals over missions and levels."

The parameters of a counting rule are names of tables, then `period`, `until` for the last day that
all of them reach, and `values` where it counts what the others say; its docstring is the
indicator's definition. What several indicators share is said once, and each says what is its own:

    of_hospitals = partial(indicator, result="4.3", level="input", source="DHMOSH")

A rule returns a number, a `Share`, or a Series that says the number per mission, year or category
(true and false count as one and none); `Sent` where the table holds the very number; None where its
tables do not carry it. `submitted(...)` declares a figure that no table of its own holds.
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
from a4p_helpers.store.values import UNITS, Indicator, RegisterError

# Sections whose indicators may inform the Plan as a whole: a blank result. Others name theirs.
WITHOUT_RESULT = ("plan", "quality")

LEVELS = ("input", "output", "outcome", "context")
DISCLOSURES = ("external", "internal")
# What time a value covers: the reporting period; the calendar year in which that ends, whole or to
# its last day; a year, or all years since one; no time but a day; the latest survey or cycle.
COVERS = re.compile(r"period|year|year to date|(since )?\d{4}|state|latest")
DIRECTIONS = ("up", "down", "none")


@dataclass(frozen=True)
class Share:
    """A ratio kept exact: numerator out of denominator. `by` may say parts of the numerator."""

    numerator: int
    denominator: int
    by: pd.Series | None = None


@dataclass(frozen=True)
class Number:
    """A number with more beside it: parts by label, a target, how sure it is.

    `low` and `high` are the limits of its interval; `verdict` is the word of the test behind it.
    """

    number: Fraction | int
    by: pd.Series | None = None
    target: Fraction | None = None
    target_status: str = ""
    low: float | None = None
    high: float | None = None
    verdict: str = ""


@dataclass(frozen=True)
class Sent:
    """A number that an office worked out itself and sent in its table, taken over as it is."""

    number: Fraction | int


@dataclass(frozen=True)
class Withheld:
    """What a rule returns where its number is suppressed: too small to be shown."""


# Parameters of a rule that name no table; `until` is the last day that all its tables reach.
NO_TABLES = ("period", "until", "values")

REGISTER: dict[str, Indicator] = {}


@dataclass(frozen=True)
class Rule:
    """The function behind an indicator or a block: the tables it asks for, and what else."""

    name: str
    function: Callable[..., Any]
    tables: tuple[str, ...]
    wants: tuple[str, ...]


RULES: dict[str, Rule] = {}  # of indicators; one that an office submits has none
EXHIBITS: dict[str, Rule] = {}  # of blocks; those that are told and not drawn have none
BLOCKS: dict[str, Block] = {}  # in the order of the report, within each section


def indicator(
    code: str,
    title: str,
    *,
    unit: str,
    result: str,
    level: str,
    source: str,
    direction: str = "none",
    themes: Iterable[str] = (),
    caveat: str = "",
    decimals: int = 0,
    disclosure: str = "external",
    covers: str = "period",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the indicator that the function below it counts."""

    def declare(rule: Callable[..., Any]) -> Callable[..., Any]:
        tables, wants = asks_for(rule)
        declared = Indicator(
            code=code,
            title=title,
            unit=unit,
            result=result,
            level=level,
            source=source,
            definition=inspect.cleandoc(rule.__doc__ or ""),
            tables=tables,
            direction=direction,
            disclosure=disclosure,
            themes=frozenset(themes),
            caveat=caveat,
            decimals=decimals,
            covers=covers,
        )
        _add(declared)
        RULES[code] = Rule(code, rule, tables, wants)
        return rule

    return declare


def submitted(
    code: str,
    title: str,
    definition: str,
    *,
    unit: str,
    result: str,
    level: str,
    source: str,
    direction: str = "none",
    themes: Iterable[str] = (),
    caveat: str = "",
    disclosure: str = "external",
    covers: str = "period",
) -> None:
    """Declare an indicator whose number an office sends as it is (table submitted_figures)."""
    _add(
        Indicator(
            code=code,
            title=title,
            unit=unit,
            result=result,
            level=level,
            source=source,
            definition=definition,
            direction=direction,
            disclosure=disclosure,
            themes=frozenset(themes),
            caveat=caveat,
            covers=covers,
        )
    )


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
    """Declare a block, of which the function below it works out what it shows.

    Its parameters are names of tables, then `period`, `until` and `values`: all indicators of the
    period. The block needs these tables, unless its `needs` are others.
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


def told(block: str, title: str, *, needs: Iterable[str] = (), has_accounts: bool = False) -> None:
    """Declare a block that is told and not drawn, so that no rule works anything out for it."""
    BLOCKS[block] = Block(block, title, needs=tuple(needs), has_accounts=has_accounts)


def get(code: str) -> Indicator:
    """Return an indicator, or name the nearest code."""
    if code in REGISTER:
        return REGISTER[code]
    raise RegisterError(f"There is no indicator {code!r}{nearest(code, REGISTER)}")


def of_section(section: str) -> list[Indicator]:
    """Return the indicators that a section prints, in the order of their declaration."""
    return [one for one in REGISTER.values() if one.section == section]


def asks_for(rule: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tables that a rule asks for, and what else it asks for."""
    names = list(inspect.signature(rule).parameters)
    tables = tuple(name for name in names if name not in NO_TABLES)
    return tables, tuple(name for name in NO_TABLES if name in names)


def _add(one: Indicator) -> None:
    wrong = [
        problem
        for problem, is_so in (
            ("its code is declared twice", one.code in REGISTER),
            (f"level {one.level!r} is none of {LEVELS}", one.level not in LEVELS),
            (
                f"direction {one.direction!r} is none of {DIRECTIONS}",
                one.direction not in DIRECTIONS,
            ),
            (
                f"disclosure {one.disclosure!r} is none of {DISCLOSURES}",
                one.disclosure not in DISCLOSURES,
            ),
            (
                f"covers {one.covers!r} is no time: period, year, year to date, 2017, since 2017, "
                "state or latest",
                not COVERS.fullmatch(one.covers),
            ),
            ("its rule has no docstring to define it", not one.definition),
        )
        if is_so
    ]
    if one.unit not in UNITS:
        wrong.append(f"unit {one.unit!r} is not in UNITS{nearest(one.unit, [*UNITS])}")
    if wrong:
        raise RegisterError(f"Indicator {one.code}: {'; '.join(wrong)}")
    REGISTER[one.code] = one
