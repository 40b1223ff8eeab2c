"""Whether a typed frame keeps its contract: keys, ranges, senders, dates."""

from datetime import date, timedelta

import pandas as pd
import pandera.errors
from pandera.pandas import DataFrameModel

from a4p_helpers import missions, plan
from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import Fault
from a4p_helpers.periods import Period

RULES = {
    "greater_than_or_equal_to": "is less than {}",
    "less_than_or_equal_to": "is more than {}",
}


def faults(
    file: str, frame: pd.DataFrame, contract: type[Table], period: Period, taking_part: set[str]
) -> list[Fault]:
    """Return every fault of a typed table that its cells alone do not show."""
    return [
        *shape(file, frame, contract),
        *_senders(file, frame, contract, taking_part),
        *_dates(file, frame, contract, period),
    ]


def shape(file: str, frame: pd.DataFrame, contract: type[DataFrameModel]) -> list[Fault]:
    """Return every fault of keys and ranges."""
    return [*_keys(file, frame, contract), *_ranges(file, frame, contract)]


def _keys(file: str, frame: pd.DataFrame, contract: type[DataFrameModel]) -> list[Fault]:
    key = getattr(contract.Config, "unique", [])
    if not key:
        return []
    standing: dict[tuple[str, ...], list[int]] = {}
    for row, *values in frame[key].itertuples(name=None):
        standing.setdefault(tuple(map(str, values)), []).append(row)
    found = []
    for values, rows in standing.items():
        if len(rows) > 1:
            shown = ", ".join(values)
            listed = " and ".join(str(row) for row in rows)
            found.append(
                Fault(
                    file,
                    int(rows[1]),
                    "; ".join(key),
                    shown,
                    f"stands in rows {listed}, and may stand once",
                    "Remove or correct one of them",
                )
            )
    return found


def _ranges(file: str, frame: pd.DataFrame, contract: type[DataFrameModel]) -> list[Fault]:
    """Run the pandera model, and retell what it finds; blanks and keys are found elsewhere."""
    try:
        contract.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    found, told = [], set()
    for case in cases.itertuples():
        rule = str(case.check)
        name, _, limit = rule.partition("(")
        if name in ("not_nullable", "isin", "multiple_fields_uniqueness") or case.index is None:
            continue
        row = int(case.index)
        if name in RULES:
            column, value = str(case.column), str(case.failure_case)
            problem, remedy = RULES[name].format(limit.rstrip(")")), "Correct it"
        else:
            column, value, problem = "", "", f"does not hold together: {rule}"
            remedy = "Correct the row"
        if (row, column, problem) not in told:
            told.add((row, column, problem))
            found.append(Fault(file, row, column, value, problem, remedy))
    return found


def _senders(
    file: str, frame: pd.DataFrame, contract: type[Table], taking_part: set[str]
) -> list[Fault]:
    senders = contract.Config.metadata["sent_by"]
    all_missions, offices = set(missions.declared()), set(plan.offices())
    allowed = {kinds.PLANNING} | (set(senders) & offices)
    if kinds.ANY_OFFICE in senders or kinds.LEADS in senders:
        allowed |= offices
    by_missions = kinds.MISSIONS in senders or kinds.LEADS in senders
    found = []
    # Without anybody taking part participation.csv is at fault, which is told elsewhere.
    for row, reporter in frame["reporter"].dropna().items():
        problem = ""
        if reporter in all_missions:
            about = frame.at[row, "mission"] if "mission" in frame else reporter
            if not by_missions:
                problem = f"does not send this table; {', '.join(sorted(allowed))} may"
            elif pd.notna(about) and about != reporter:
                problem = f"answers for {about}"
            elif taking_part and reporter not in taking_part:
                problem = "does not take part in this period (participation.csv)"
        elif reporter not in allowed:
            problem = f"does not send this table; it is sent by {', '.join(senders)}"
        if problem:
            found.append(
                Fault(file, int(row), "reporter", str(reporter), problem, "Correct the reporter")
            )
    return found


def _dates(file: str, frame: pd.DataFrame, contract: type[Table], period: Period) -> list[Fault]:
    """Nothing may be dated after the month in which the period's data were closed."""
    closes = max(period.as_of, period.last_day)
    last = (closes.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    columns = contract.get_metadata()[contract.Config.name]["columns"]
    found = []
    for column in (name for name, meta in columns.items() if meta["kind"] in ("month", "date")):
        for row, value in frame[column].dropna().items():
            day = date.fromisoformat(value if len(value) == 10 else f"{value}-01")
            if day > last:
                found.append(
                    Fault(
                        file,
                        int(row),
                        column,
                        value,
                        f"lies after {last.isoformat()}, where the data of {period} end",
                        "Move the row to a later period, or correct the date",
                    )
                )
    return found
