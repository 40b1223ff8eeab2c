"""The numbers that follow from a published share without doubt.

An office sometimes publishes a share and its whole, but not the number. If only one whole number
gives that share, it is filled in, with a remark; if several do, it stays blank.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from a4p_helpers.core.rounding import whole_numbers_behind


@dataclass(frozen=True)
class Inferred:
    """A number filled in; `number` is None where the share is impossible."""

    row: int
    column: str
    percent: float
    of: int
    number: int | None


def trainings(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Inferred]]:
    """Fill in the number of women where only their share among participants was published."""
    return _fill(frame, "women", "women_percent", frame["participants"])


def hospital_reports(
    frame: pd.DataFrame, hospitals: pd.DataFrame
) -> tuple[pd.DataFrame, list[Inferred]]:
    """Fill in the number of reports due where only their share among hospitals was published."""
    per_mission = hospitals.groupby("mission")["hospitals"].sum()
    return _fill(frame, "reports_due", "reports_due_percent", frame["mission"].map(per_mission))


def _fill(
    frame: pd.DataFrame, column: str, share: str, of: pd.Series
) -> tuple[pd.DataFrame, list[Inferred]]:
    filled, inferred = frame.copy(), []
    for row in frame.index[frame[column].isna() & frame[share].notna() & of.notna()]:
        percent, whole = float(frame[share][row]), int(of[row])
        candidates = whole_numbers_behind(percent, whole)
        if len(candidates) <= 1:
            number = candidates[0] if candidates else None
            inferred.append(Inferred(int(row), column, percent, whole, number))
            if number is not None:
                filled.loc[row, column] = number
    return filled, inferred


# A table and the other tables that its reshaping reads.
RESHAPES: dict[str, tuple[Callable[..., tuple[pd.DataFrame, list[Inferred]]], tuple[str, ...]]] = {
    "trainings": (trainings, ()),
    "hospital_reports": (hospital_reports, ("hospitals",)),
}
