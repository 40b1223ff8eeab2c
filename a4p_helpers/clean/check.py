"""Whether a typed frame keeps its contract: keys, ranges, senders, dates."""

from datetime import date, timedelta

import pandas as pd
import pandera.errors
from pandera.pandas import DataFrameModel

from a4p_helpers import missions, plan
from a4p_helpers.clean import read
from a4p_helpers.contracts import kinds, senders
from a4p_helpers.contracts.table import Table
from a4p_helpers.faults import Fault
from a4p_helpers.periods import Period

TIMES = 10  # a count that many times last period's is worth a question
RULES = {
    "greater_than_or_equal_to": "is less than {}",
    "less_than_or_equal_to": "is more than {}",
    "str_matches": "is not two years with a dash between, such as 2023–2024",
}


def checked(
    part: read.Part, contract: type[Table], period: Period, taking_part: set[str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the typed rows of a part, and every fault in it, placed where its sender sees it."""
    frame, found = read.type_rows(part.file, part.rows, contract)
    if not found:
        found = faults(part.file, frame, contract, period, taking_part)
    # A cell that could not be read at all is told once, not a second time as blank.
    told = {fault.cell for fault in part.faults if fault.cell}
    others = [fault for fault in map(part.placed, found) if fault.cell not in told]
    return frame, [*part.faults, *others]


def faults(
    file: str, frame: pd.DataFrame, contract: type[Table], period: Period, taking_part: set[str]
) -> list[Fault]:
    """Return every fault of a typed table that its cells alone do not show."""
    return [
        *shape(file, frame, contract),
        *_senders(file, frame, contract, taking_part),
        *_deliverables(file, frame, period),
        *_dates(file, frame, contract, period),
    ]


def clashes(
    part: read.Part, frame: pd.DataFrame, contract: type[Table], others: list[pd.DataFrame]
) -> list[Fault]:
    """Return a fault for each row of a part that another reporter has already sent."""
    key = getattr(contract.Config, "unique", [])
    if not key:
        return []
    standing = {
        tuple(map(str, values)): reporter
        for other in others
        for reporter, values in zip(
            other["reporter"], other[key].itertuples(index=False, name=None), strict=True
        )
    }
    found = []
    for row, *values in frame[key].itertuples(name=None):
        if reporter := standing.get(tuple(map(str, values))):
            shown, column = ", ".join(map(str, values)), "; ".join(key)
            problem = f"was already sent by {reporter}, and may stand once"
            remedy = f"Agree with {reporter} who reports it"
            fault = Fault(part.file, int(row), column, shown, problem, remedy)
            found.append(part.placed(fault))
    return found


def odd(part: read.Part, frame: pd.DataFrame, contract: type[Table], period: Period) -> list[Fault]:
    """Return what is allowed but odd, as the contract tells it, placed where its sender sees it."""
    return [
        part.placed(
            Fault(
                part.file,
                row,
                column,
                str(frame.at[row, column]),
                sentence,
                "Confirm or correct it",
            )
        )
        for row, column, sentence in contract.odd(frame, period)
    ]


def unusual(
    part: read.Part, frame: pd.DataFrame, before: pd.DataFrame, contract: type[Table]
) -> list[Fault]:
    """Return the counts that are ten times those of the period before, or a tenth of them."""
    key = getattr(contract.Config, "unique", [])
    counts = [
        name
        for name, kind in read.column_kinds(contract).items()
        if kind == "count" and name not in key
    ]
    if not key or not counts or before.empty:
        return []
    earlier = {
        tuple(map(str, values[: len(key)])): dict(zip(counts, values[len(key) :], strict=True))
        for values in before[[*key, *counts]].itertuples(index=False, name=None)
    }
    found = []
    for row, *values in frame[[*key, *counts]].itertuples(name=None):
        then = earlier.get(tuple(map(str, values[: len(key)])), {})
        for column, now in zip(counts, values[len(key) :], strict=True):
            was = then.get(column)
            if was is None or pd.isna(was) or pd.isna(now) or max(was, now) < 10:
                continue
            if now >= TIMES * was or was >= TIMES * now:
                times = f"{TIMES} times" if now > was else f"a {TIMES}th of"
                problem = f"is {times} the {was} of the period before, or further from it"
                if not was or not now:
                    problem = f"stands where the period before had {was}"
                fault = Fault(
                    part.file, int(row), column, str(now), problem, "Confirm or correct it"
                )
                found.append(part.placed(fault))
    return found


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
    for answers, rows in standing.items():
        if len(rows) > 1:
            shown = ", ".join(answers)
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
    named = contract.Config.metadata["sent_by"]
    all_missions = missions.declared()
    found = []
    # Without anybody taking part participation.csv is at fault, which is told elsewhere.
    known = frame["reporter"].dropna()
    for row, reporter in zip(known.index, known, strict=True):
        problem = ""
        if reporter in all_missions:
            about = frame.at[row, "mission"] if "mission" in frame else reporter
            if not senders.may_send(contract, reporter):
                others = ", ".join(sorted({kinds.PLANNING, *named}))
                problem = f"does not send this table; {others} may"
            elif pd.notna(about) and about != reporter:
                problem = f"answers for {about}"
            elif taking_part and reporter not in taking_part:
                problem = "does not take part in this period (participation.csv)"
        elif not senders.may_send(contract, reporter):
            problem = f"does not send this table; it is sent by {', '.join(named)}"
        if problem:
            found.append(
                Fault(file, int(row), "reporter", str(reporter), problem, "Correct the reporter")
            )
    return found


def _deliverables(file: str, frame: pd.DataFrame, period: Period) -> list[Fault]:
    """Only leads report, and only on what is part of the Plan in the period."""
    if "deliverable" not in frame:
        return []
    found = []
    told = frame.dropna(subset="deliverable")
    for row, number, reporter in zip(
        told.index, told["deliverable"], told["reporter"], strict=True
    ):
        closed = plan.why_not(number, period.name)
        remedy = "Correct the number; its leads stand in deliverables.csv"
        if closed:
            problem, remedy = closed, "Report on what is part of the Plan in the period"
        elif (
            reporter == kinds.PLANNING
            or pd.isna(reporter)
            or number in senders.deliverables_of(reporter, period.name)
        ):
            continue
        else:
            problem = f"is not led by {reporter}"
        found.append(Fault(file, int(row), "deliverable", str(number), problem, remedy))
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
