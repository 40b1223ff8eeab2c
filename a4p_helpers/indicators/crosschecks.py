"""Cross-checks of the imported tables: counts that others published must follow from ours.

They use the tables as `a4p import` derives them, without a record of a single person. A failed
check means that a snapshot, a filter or a convention has changed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from a4p_helpers.core import missions, scales
from a4p_helpers.core.rounding import half_up
from a4p_helpers.indicators import p3


@dataclass(frozen=True)
class Check:
    """What is checked, the expected count, its source, and our count (None without data)."""

    what: str
    expected: str
    source: str
    find: Callable[[pd.DataFrame, pd.DataFrame], str | None]


def _killed(
    first: str, last: str, *, mission: str = "", uniformed: bool = False
) -> Callable[[pd.DataFrame, pd.DataFrame], str | None]:
    """Count deaths by malicious acts between two months, by date of incident."""

    def find(fatalities: pd.DataFrame, _: pd.DataFrame) -> str | None:
        where = [mission] if mission else missions.peacekeeping()
        rows = fatalities[
            fatalities["month"].between(first, last)
            & fatalities["mission"].isin(where)
            & (fatalities["cause"] == scales.MALICIOUS)
        ]
        if uniformed:
            rows = rows[rows["personnel"].isin(scales.UNIFORMED)]
        return str(int(rows["deaths"].sum())) if fatalities["month"].max() >= first else None

    return find


def _women(category: str, year: int) -> Callable[[pd.DataFrame, pd.DataFrame], str | None]:
    """Return the mean of the year's monthly shares of women, in per cent."""

    def find(_: pd.DataFrame, uniformed_personnel: pd.DataFrame) -> str | None:
        average = p3.yearly_share(uniformed_personnel, category, year)
        return None if average is None else str(half_up(average, 1))

    return find


DOCUMENT = "A4P+ document, DPO"
BLOG = "blog of UN Peacekeeping, 2022"
FOURTH = "A4P+ fourth progress report, January 2024"
IPI = "IPI Global Observatory, May 2023"
EARLIER = "worked out from the monthly reports; the September report does not give sex"
CHECKS = (
    Check("Killed by malicious acts, 2017", "59", DOCUMENT, _killed("2017-01", "2017-12")),
    Check("Killed by malicious acts, 2020", "13", DOCUMENT, _killed("2020-01", "2020-12")),
    Check(
        "Killed by malicious acts, 2023 to 28 November",
        "7",
        FOURTH,
        _killed("2023-01", "2023-11"),
    ),
    Check(
        "Uniformed personnel killed by malicious acts, 2021",
        "24",
        BLOG,
        _killed("2021-01", "2021-12", uniformed=True),
    ),
    Check(
        "Uniformed personnel killed by malicious acts, 2020",
        "12",
        BLOG,
        _killed("2020-01", "2020-12", uniformed=True),
    ),
    *(
        Check(
            f"Killed by malicious acts in {mission}, 2013 to February 2023",
            published,
            IPI,
            _killed("2013-01", "2023-02", mission=mission),
        )
        for mission, published in (("MINUSMA", "172"), ("MINUSCA", "51"), ("MONUSCO", "51"))
    ),
    *(
        Check(f"Women among {category}, 2023, per cent", percent, EARLIER, _women(category, 2023))
        for category, percent in (
            ("military contingents", "6.6"),
            ("military observers and staff officers", "21.8"),
            ("individual police officers", "31.2"),
            ("formed police units", "15.8"),
        )
    ),
)


def lines(fatalities: pd.DataFrame, uniformed_personnel: pd.DataFrame) -> tuple[list[str], bool]:
    """Return one line per check, and whether all of them hold."""
    shown, all_hold = [], True
    for check in CHECKS:
        found = check.find(fatalities, uniformed_personnel)
        holds = found == check.expected
        all_hold &= holds
        word = "ok  " if holds else "WRONG"
        given = "no data" if found is None else found
        shown.append(f"{word} {check.what}: {given}; expected {check.expected} ({check.source})")
    return shown, all_hold
