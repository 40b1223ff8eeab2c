"""What the external edition may see of a cleaned period. Nothing else leaves this room.

The following is internal: tables, columns and rows classed so; free notes and reasons that a
reporter wrote (notes of the planning unit on a published source are external); small numbers in
sensitive columns, with numbers from which these could be computed. A remark follows its value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from a4p_helpers.clean import folder, reshape
from a4p_helpers.clean.whole import FOR_PLANNING, Whole, why_empty
from a4p_helpers.contracts import TABLES
from a4p_helpers.core import paths, periods, plan, reference, scales
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.periods import Period
from a4p_helpers.disclosure import suppress
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.store import processed
from a4p_helpers.store.processed import Remark, TableState
from a4p_helpers.store.values import SUPPRESSED, RegisterError, Value, Values

INTERNAL, NOTE = "internal", "note"
GIVEN_AWAY = "given away"
SUBMITTED = "submitted_figures"
INTERNAL_ONLY = processed.INTERNAL_ONLY
MARK = processed.IS_SUPPRESSED
LEFT_OUT = "Rows that their reporters keep internal are left out here, and from totals"


@dataclass(frozen=True, repr=False)  # a failing test would print whole tables
class Edition:
    """What one edition sees of a cleaned period.

    `withheld` gives the status of the indicators whose number is not shown. `given_away` says, for
    the internal edition, which small numbers follow from earlier publications.
    """

    frames: Mapping[str, pd.DataFrame]
    states: Mapping[str, TableState]
    remarks: list[tuple[int, Remark]]
    withheld: Mapping[str, str] = field(default_factory=dict)
    given_away: list[tuple[int, Remark]] = field(default_factory=list)


def thresholds() -> dict[str, int]:
    """Return by table the smallest number shown in its sensitive column (`disclosure.csv`).

    Raises
    ------
    ReferenceDataError
        A table is misspelt or not sensitive, or a sensitive one has no threshold of 1 or more.
    """
    found = {row["table"]: row.read("threshold", int) for row in reference.rows("disclosure.csv")}
    sensitive = {name for name, one in TABLES.items() if one.Config.metadata["sensitive"]}
    wrong = sorted(set(found) - sensitive)
    lacking = sorted(sensitive - set(found))
    low = sorted(name for name, threshold in found.items() if threshold < 1)
    if wrong or lacking or low:
        raise reference.ReferenceDataError(
            "disclosure.csv: "
            + "; ".join(
                [f"{name!r} is not a table with a sensitive column" for name in wrong]
                + [
                    f"{name!r} has no threshold; write 1 if all numbers may be shown"
                    for name in lacking
                ]
                + [f"the threshold of {name!r} is below 1; write 1 or more" for name in low]
            )
        )
    return found


def internal(whole: Whole, given_away: Sequence[tuple[int, Remark]] = ()) -> Edition:
    """Return what the internal edition sees: everything, with nothing suppressed.

    `given_away` are remarks on the external edition that only the planning unit may read.
    """
    return Edition(whole.frames, whole.states, [*whole.remarks, *given_away])


def external(cleaned: Whole, period: Period) -> Edition:
    """Return what the external edition sees.

    Raises
    ------
    RegisterError
        An internal indicator can be counted from external data, or a rule needs an unknown table.
    """
    _refuse_wrong_names()
    opened = {
        name: _open(cleaned, name)
        for name in cleaned.frames
        if TABLES[name].Config.metadata["disclosure"] != INTERNAL
    }
    # A table without external rows says no more than an internal one.
    opened = {
        name: frame for name, frame in opened.items() if len(frame) or cleaned.frames[name].empty
    }
    states = {name: _state(cleaned, name, opened.get(name)) for name in cleaned.states}
    closed = _given_away_by_totals(cleaned, opened, states, period)
    frames = {name: frame for name, frame in opened.items() if name not in closed}
    for name in set(cleaned.frames) - set(frames):
        states[name] = replace(
            states[name],
            status=scales.NOT_AVAILABLE,
            reason=INTERNAL_ONLY,
            office="",
            source="",
            place="",
            as_of="",
            reasons={},
        )
    shown, given_away = {}, []
    for name, frame in frames.items():
        shown[name], sentences = _suppressed(name, frame, cleaned.frames[name], period)
        given_away += [(FOR_PLANNING, Remark(GIVEN_AWAY, name, "", "", one)) for one in sentences]
    small = _withheld(frames, shown, states, period) | _small_figures(shown)
    kept = {code for code, one in register.REGISTER.items() if one.disclosure == INTERNAL}
    if SUBMITTED in shown:
        sent = shown[SUBMITTED]
        shown[SUBMITTED] = sent[~sent["code"].isin(small | kept)]
    _refuse_internal_indicators(cleaned, shown, states, period)
    remarks = [
        (row, remark)
        for row, remark in cleaned.remarks
        if _may_be_told(cleaned, row, remark, shown)
    ]
    remarks += [
        (0, Remark("note", name, "", "", LEFT_OUT))
        for name, frame in frames.items()
        if len(frame) < len(cleaned.frames[name])
    ]
    return Edition(shown, states, remarks, dict.fromkeys(sorted(small), SUPPRESSED), given_away)


# Tables, columns, rows, texts


def _state(cleaned: Whole, name: str, opened: pd.DataFrame | None) -> TableState:
    """Return the state of a table for the public, without reporters' reasons.

    `opened` are its external rows. Data in internal rows or columns only are not "not reported".
    """
    state = cleaned.states[name]
    answers = _told(cleaned, name, state)
    is_known = state.status in (scales.REPORTED, scales.NOT_ASKED)
    planned = cleaned.planned.get((name, folder.ALL))
    reason = state.reason if is_known else why_empty(name, planned, answers)[1]
    if opened is None:
        return replace(state, answers=answers, reason=reason)
    whole = cleaned.frames[name]
    kept = [
        str(column)
        for column in opened
        if whole[column].notna().any() and not opened[column].notna().any()
    ]
    reasons = {**state.reasons, **dict.fromkeys(kept, INTERNAL_ONLY)}
    return replace(state, answers=answers, reason=reason, reasons=reasons)


def _columns(name: str, disclosure: str) -> list[str]:
    columns = TABLES[name].get_metadata()[name]["columns"]
    return [column for column, meta in columns.items() if meta["disclosure"] == disclosure]


def _open(cleaned: Whole, name: str, *, with_internal: bool = False) -> pd.DataFrame:
    """Return the external rows of a table, with internal columns and reporters' notes blank."""
    frame = cleaned.frames[name]
    rows = frame[(frame["classification"] != INTERNAL) | with_internal].copy()
    for column in _columns(name, INTERNAL):
        rows[column] = pd.Series(pd.NA, index=rows.index, dtype=frame[column].dtype)
    if _rests_on_internal_rows(cleaned, name) and not with_internal:
        for label, column in cleaned.worked_out.get(name, []):
            if label in rows.index:
                rows.loc[label, column] = pd.NA
    by_reporters = rows.index.isin(list(cleaned.returned.get(name, ())))
    for column in _columns(name, NOTE):
        rows[column] = rows[column].mask(by_reporters)
    return rows


def _told(cleaned: Whole, name: str, state: TableState) -> dict[str, tuple[str, str]]:
    """Return the answers, with only the planning unit's reasons."""
    return {
        who: (status, reason if reason == cleaned.planned_reason(name, who) else "")
        for who, (status, reason) in state.answers.items()
    }


def _may_be_told(
    cleaned: Whole, row: int, remark: Remark, shown: Mapping[str, pd.DataFrame]
) -> bool:
    """Whether a remark says nothing about what is not shown."""
    if row == FOR_PLANNING:
        return False
    if remark.table not in shown:
        return remark.table not in cleaned.frames and row == 0
    hidden = [*_columns(remark.table, INTERNAL), *_columns(remark.table, NOTE)]
    if {remark.column, *remark.row} & set(hidden):
        return False
    if remark.kind == "inferred" and _rests_on_internal_rows(cleaned, remark.table):
        return False
    if row == 0:
        # The corrected row of a return is unknown here, so it may be a suppressed one.
        return not (
            remark.kind == "corrected" and TABLES[remark.table].Config.metadata["sensitive"]
        )
    frame = shown[remark.table]
    if row not in frame.index or bool(frame.at[row, MARK] if MARK in frame else False):
        return False
    wrote_it = remark.kind == "inferred" and _columns(remark.table, NOTE)
    return not (wrote_it and row in cleaned.returned.get(remark.table, ()))


def _rests_on_internal_rows(cleaned: Whole, name: str) -> bool:
    """Whether numbers of a table come from another table that has internal rows."""
    if name not in reshape.RESHAPES:
        return False
    _, others = reshape.RESHAPES[name]
    frames = [cleaned.frames[name] for name in others if name in cleaned.frames]
    return any(bool((frame["classification"] == INTERNAL).any()) for frame in frames)


def _given_away_by_totals(
    cleaned: Whole,
    opened: Mapping[str, pd.DataFrame],
    states: Mapping[str, TableState],
    period: Period,
) -> set[str]:
    """Return the tables whose internal rows would follow from other rows and a public total.

    A total that was published, or that an office sent, stays; the table behind it goes.
    """
    partial = {name for name, frame in opened.items() if len(frame) < len(cleaned.frames[name])}
    if not partial:
        return set()
    full = {name: _open(cleaned, name, with_internal=True) for name in opened}
    before, after = (_counted(frames, states, period) for frames in (full, opened))
    sent = opened.get(SUBMITTED, pd.DataFrame(columns=["code"]))
    published = {
        register.series(row["code"])
        for row in reference.rows("published_figures.csv")
        if row["period"] == period.name
    }
    return {
        name
        for code, one in register.REGISTER.items()
        if (code in set(sent["code"]) or code in published)
        and partial & set(one.tables)
        and _number(before[code]) != _number(after[code])
        for name in partial & set(one.tables)
    }


def _refuse_wrong_names() -> None:
    """Raise, before any rule runs, if one names a table or a result that does not exist."""
    asked = [(name, one.tables) for name, one in register.EXHIBITS.items()]
    asked += [(name, one.tables) for name, one in register.REGISTER.items()]
    wrong = [
        f"the rule of {name} needs the table {table!r}, which does not exist"
        f"{nearest(table, [*TABLES])}"
        for name, tables in asked
        for table in tables
        if table not in TABLES
    ]
    results = plan.first_results()
    wrong += [
        f"{one.code} informs the result {one.result!r}, which is not in the Plan"
        f"{nearest(one.result, results)}"
        for one in register.REGISTER.values()
        if one.result not in results and (one.result or one.section not in register.WITHOUT_RESULT)
    ]
    if wrong:
        raise RegisterError("; ".join(wrong))
    known = [*results, *register.REGISTER, *register.BLOCKS]
    unknown = [
        f"{row.file}, row {row.number}: result {row['result']} is informed by {name}, which is no "
        f"result of the Plan of 2021, indicator or block{nearest(name, known)}. "
        "The codes are in docs/indicators.md."
        for row in reference.rows("results.csv")
        for name in reference.listed(row["informed_by"])
        if name not in known
    ]
    if unknown:
        raise reference.ReferenceDataError("\n".join(unknown))


def _refuse_internal_indicators(
    cleaned: Whole,
    shown: Mapping[str, pd.DataFrame],
    states: Mapping[str, TableState],
    period: Period,
) -> None:
    """Raise if an internal indicator is not secret because external tables give its number."""
    hidden = [
        one for one in register.REGISTER.values() if one.disclosure == INTERNAL and one.tables
    ]
    if not hidden:
        return
    inside = _counted(cleaned.frames, cleaned.states, period)
    outside = _counted(shown, states, period)
    wrong = [
        f"{one.code} is internal, but can be counted from {', '.join(one.tables)}, which is not: "
        "class the table, or the column behind it, as internal too"
        for one in hidden
        if inside[one.code].is_reported and _number(inside[one.code]) == _number(outside[one.code])
    ]
    if wrong:
        raise RegisterError("; ".join(wrong))


# Small numbers


def _suppressed(
    name: str,
    frame: pd.DataFrame,
    whole: pd.DataFrame,
    period: Period,
) -> tuple[pd.DataFrame, list[str]]:
    """Return a table with small numbers, and numbers that would reveal them, blank and marked.

    `whole` also has the internal rows; numbers that would reveal these are hidden too. The second
    result has a sentence for each small number that earlier publications narrow down.
    """
    sensitive = TABLES[name].Config.metadata["sensitive"]
    threshold = thresholds().get(name, 0)
    if not sensitive or not threshold or frame.empty:
        return frame, []
    groups = [
        column
        for column in TABLES[name].Config.unique
        if column not in (sensitive.first, sensitive.last, sensitive.scope)
    ]
    own = suppress.cells(frame, sensitive, groups, period)
    secret = suppress.cells(whole[whole["classification"] == INTERNAL], sensitive, groups, period)
    earlier = []
    for other, rows in _released(period, name):
        is_internal = rows["classification"] == INTERNAL
        secret += suppress.cells(rows[is_internal], sensitive, groups, other)
        # A blank without a mark was not reported and says nothing.
        told = rows[~is_internal & (rows[sensitive.column].notna() | rows[MARK].fillna(False))]
        earlier += suppress.cells(told, sensitive, groups, other)
    hidden = suppress.protect(own, earlier, threshold, secret)
    given_away = suppress.given_away(own, earlier, threshold, secret)
    labels = [label for label, cell in zip(frame.index, own, strict=True) if cell in hidden]
    changed = frame.copy()
    changed.loc[labels, sensitive.column] = pd.NA
    changed[MARK] = changed.index.isin(labels)
    return changed, [
        f"{', '.join(one.group)}, {one.first} to {one.last}: below {threshold}, and it follows, or "
        "nearly, from what earlier periods published; hiding more now cannot change that"
        for one in given_away
    ]


def _withheld(
    whole: Mapping[str, pd.DataFrame],
    shown: Mapping[str, pd.DataFrame],
    states: Mapping[str, TableState],
    period: Period,
) -> set[str]:
    """Return the indicators whose value rests on a suppressed number."""
    touched = {name for name, frame in shown.items() if MARK in frame and bool(frame[MARK].any())}
    codes = {code for code, one in register.REGISTER.items() if touched & set(one.tables)}
    before, after = (_counted(frames, states, period) for frames in (whole, shown))
    return {code for code in codes if _number(before[code]) != _number(after[code])}


def _small_figures(shown: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the indicators of sensitive tables for which an office sent only a small figure."""
    least = {
        code: max(thresholds().get(name, 0) for name in one.tables)
        for code, one in register.REGISTER.items()
        if any(TABLES[name].Config.metadata["sensitive"] for name in one.tables)
    }
    sent = shown.get(SUBMITTED, pd.DataFrame(columns=["code", "value"]))
    return {
        code
        for code, value in zip(sent["code"], sent["value"], strict=True)
        if pd.notna(value) and 0 < value < least.get(code, 0)
    }


def _number(value: Value) -> object:
    return value.number if value.is_reported else None


def _counted(
    frames: Mapping[str, pd.DataFrame], states: Mapping[str, TableState], period: Period
) -> Values:
    return count(processed.in_memory(frames, states), period)


def earlier(period: Period) -> list[Period]:
    """Return the earlier periods that may hold small numbers; their tables are made first."""
    sensitive = [name for name, one in TABLES.items() if one.Config.metadata["sensitive"]]
    return [
        one
        for one in periods.before(period)
        if any((paths.raw(one.name) / folder.RETURNS).glob("*"))
        or any((paths.raw(one.name) / "tables" / f"{name}.csv").exists() for name in sensitive)
    ]


def _released(period: Period, name: str) -> list[tuple[Period, pd.DataFrame]]:
    """Return the rows of a table that readers have, or will have earlier; the newest come last.

    They are the external rows of every release up to this period's, as released, and the rows of
    earlier periods as their data give them now, internal ones included.
    """
    folders = [
        (one, place)
        for one in (*periods.before(period), period)
        for place in sorted(paths.released_tables(one.name).glob("*-*"))
    ]
    folders += [(one, paths.processed(one.name, "external")) for one in earlier(period)]
    opened = [(one, processed.read(place)) for one, place in folders]
    found = [(one, tables[name]) for one, tables in opened if name in tables]
    for one in earlier(period):
        tables = processed.read(paths.processed(one.name, "internal"))
        if name in tables:
            rows = tables[name]
            found.append((one, rows[rows["classification"] == INTERNAL]))
    return found
