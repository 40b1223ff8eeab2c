"""The missions side by side: a row per mission, a column per indicator of a priority."""

from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import half_up
from a4p_helpers.indicators.register import exhibit
from a4p_helpers.store.values import Values

# Column headings by code: yes or no answers, and counts by mission.
COLUMNS = {
    "P1.POLITICAL_STRATEGY": "Political strategy",
    "P2.PLANS_APPROVED": "Approved plan",
    "P2.CPAS_IMPACT_ASSESSMENTS": "Impact assessed",
    "P4.HOSPITALS": "Field hospitals",
    "P4.HOSPITALS_INTERRUPTED": "With care interrupted",
    "P5.FPU_UNITS": "Formed police units",
    "P6.MDMH_PREEMPTIVE": "Acted on false information",
    "P7.SOFA_INCIDENTS": "Incidents under agreement",
    "P7.MECHANISMS_LISTED": "Coordination mechanisms",
}
KEYS = {code: code.lower().replace(".", "_") for code in COLUMNS}


@exhibit(
    "MISSIONS.MATRIX",
    "The missions side by side",
    labels={KEYS[code]: label for code, label in COLUMNS.items()},
    units={"women": "%"},
)
def matrix(uniformed_personnel: pd.DataFrame, period: Period, values: Values) -> pd.DataFrame:
    """One row per participating mission: its strength, the women in it, and its indicators.

    Strength and women are those of the last known month of the period; `last_reported` gives that
    month if it is earlier than that of other missions. A blank means that nothing was reported.
    """
    known = uniformed_personnel[uniformed_personnel["month"] <= str(period.last_day)[:7]]
    rows = []
    for code in values.tables.taking_part:
        own = known[known["mission"] == code]
        last = own[own["month"] == own["month"].max()]
        of_known = last.dropna(subset=["women", "men"])
        total, women = int(of_known["total"].sum()), int(of_known["women"].sum())
        share = float(half_up(Fraction(100 * women, total), 1)) if total else None
        cells = [_cell(values, one, code) for one in COLUMNS]
        month = "" if last.empty else last["month"].iloc[0]
        named = known.loc[known["mission"].notna(), "month"].max()
        late = f"{date.fromisoformat(f'{month}-01'):%B %Y}" if month and month < named else ""
        rows.append([code, int(last["total"].sum()) if len(last) else None, share, *cells, late])
    columns = ["mission", "in_uniform", "women", *KEYS.values(), "last_reported"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "in_uniform", ascending=False, na_position="last", kind="stable", ignore_index=True
    )


def _cell(values: Values, code: str, mission: str) -> Any:
    """Return a mission's part of an indicator: yes or no, or a count; None if it has no part."""
    value = values[code]
    if not value.is_reported or value.by is None or mission not in value.by.index:
        return None
    part = value.by[mission]
    if pd.isna(part):
        return None
    if pd.api.types.is_bool_dtype(value.by.dtype):
        return "yes" if part else "no"
    return int(part)
