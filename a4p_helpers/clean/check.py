"""Whether a typed frame keeps its contract: keys, bounds, senders, dates; and what is doubtful.

A doubt is a fault as well: what could be meant otherwise is asked about, and neither guessed nor
added up, until its sender says it clearly or the planning unit accepts it as it stands.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from a4p_helpers.clean import read
from a4p_helpers.clean.cells import has_sign
from a4p_helpers.contracts import bounds, kinds, senders
from a4p_helpers.contracts.table import Contract, Table
from a4p_helpers.core import missions, plan
from a4p_helpers.core.faults import Fault, in_short, in_words, nearest
from a4p_helpers.core.languages import _, listing
from a4p_helpers.core.periods import Period
from a4p_helpers.core.targets import NONE_SET
from a4p_helpers.core.wording import calls_itself_total, folded, is_no_answer
from a4p_helpers.indicators.register import REGISTER, counts_reporting

TIMES = 10  # a count that many times last period's, or the other missions', is worth a question
FEWEST_OTHERS = 3  # missions to compare one with
LEAST_SUM = 10  # below it rows add up to one another by chance
NAMING = ("text", "choice", "listed", "mission", "mission_or_hq")  # kinds of columns that name


def checked(
    part: read.Part,
    contract: type[Table],
    period: Period,
    taking_part: set[str],
    accepting: Callable[[Fault], object] = lambda fault: None,
) -> tuple[pd.DataFrame, list[Fault], list[Fault]]:
    """Return the typed rows of a part, every fault in it, and the doubts that are accepted.

    Faults are placed where the sender sees them. The rows hold what was accepted as it was sent;
    `accepting` says what accepts a fault, if anything does.
    """

    def is_accepted(fault: Fault) -> bool:
        return fault.is_doubt and bool(accepting(fault))

    doubts = [part.placed(one) for one in (*_totals(part, contract), *_no_answers(part, contract))]
    set_aside = {one.row for one in doubts if not is_accepted(one)}
    rows = {row: cells for row, cells in part.rows.items() if row not in set_aside}
    frame, found = read.type_rows(part.file, rows, contract)
    stand_alone = contract.Config.metadata["rows_stand_alone"]
    if not found or stand_alone:
        # What a fault is known of already would only be told once more, as its consequence.
        faulty = [fault.row for fault in (*part.faults, *found)]
        whole = frame[~frame.index.isin(faulty)]
        found += faults(part, whole, contract, period, taking_part)
    # A cell that could not be read is reported once, not a second time as blank.
    told = {fault.cell for fault in part.faults if fault.cell}
    others = [*doubts, *(fault for fault in map(part.placed, found) if fault.cell not in told)]
    accepted = [fault for fault in others if is_accepted(fault)]
    return frame, [*part.faults, *(one for one in others if one not in accepted)], accepted


def faults(
    part: read.Part,
    frame: pd.DataFrame,
    contract: type[Table],
    period: Period,
    taking_part: set[str],
) -> list[Fault]:
    """Return every fault of a typed table that its cells alone do not show."""
    file = part.file
    return [
        *shape(file, frame, contract, period),
        *_existence(file, frame, contract),
        *_shares(part, frame, contract),
        *_figures(part, frame),
        *_sums(file, frame, contract),
        *_senders(file, frame, contract, taking_part),
        *_deliverables(file, frame, period),
    ]


# What a row says of itself


def _names(contract: type[Table]) -> list[str]:
    """Return the columns in which a total can call itself one.

    What an account tells is no name, and a scope may well be of all missions.
    """
    sensitive = contract.Config.metadata["sensitive"]
    return [
        name
        for name, column in contract.to_schema().columns.items()
        if column.metadata["kind"] in NAMING
        and (column.metadata["most"] or 0) <= kinds.NAME
        and name != "classification"
        and not (sensitive and name == sensitive.scope)
    ]


def _totals(part: read.Part, contract: type[Table]) -> list[Fault]:
    """Return a doubt for each row that calls itself a total: it is asked about, and not added."""
    names = _names(contract)
    found = []
    for row, cells in part.rows.items():
        for name in names:
            if calls_itself_total(cells.get(name, "")):
                problem = _("calls the row a total")
                remedy = _(
                    "Remove the row: totals are computed here, and it would be counted twice"
                )
                shown = in_short(cells[name], read.LONGEST_VALUE)
                found.append(Fault(part.file, row, name, shown, problem, remedy, is_doubt=True))
                break
    return found


def _no_answers(part: read.Part, contract: type[Table]) -> list[Fault]:
    """Return a doubt for each text that is no answer; one that may be blank is left out instead."""
    columns = contract.to_schema().columns
    found = []
    for row, cells in part.rows.items():
        for name, column in columns.items():
            text = cells.get(name, "")
            if column.metadata["kind"] != "text" or not is_no_answer(text):
                continue
            shown = in_short(text, read.LONGEST_VALUE)
            if column.nullable:
                cells[name] = ""
                remedy = _("It was left out. Write the account, or leave the cell blank")
                part.notes.append(part.at(row, name, shown, _("is no answer"), remedy))
            else:
                remedy = _("Write what is asked for, or remove the row")
                problem = _("is no answer, and would be published as one")
                found.append(Fault(part.file, row, name, shown, problem, remedy, is_doubt=True))
                break
    return found


# Keys and bounds


def shape(file: str, frame: pd.DataFrame, contract: type[Contract], period: Period) -> list[Fault]:
    """Return every fault of keys, of bounds, and of rules across columns."""
    return [
        *_keys(file, frame, contract),
        *_beyond(file, frame, contract, period),
        *_rules(file, frame, contract),
    ]


def key_of(values: tuple[object, ...]) -> tuple[str, ...]:
    """Return what names a row, however it is written."""
    return tuple(map(folded, values))


def keys_of(frame: pd.DataFrame, contract: type[Contract]) -> list[tuple[str, ...]]:
    """Return what names each row of a frame."""
    return [key_of(row) for row in frame[contract.Config.unique].itertuples(index=False, name=None)]


def _keys(file: str, frame: pd.DataFrame, contract: type[Contract]) -> list[Fault]:
    key = contract.Config.unique
    if not key:
        return []
    standing: dict[tuple[str, ...], list[tuple[int, tuple[object, ...]]]] = {}
    for row, *values in frame[key].itertuples(name=None):
        standing.setdefault(key_of(tuple(values)), []).append((int(row), tuple(values)))
    found = []
    for rows in standing.values():
        if len(rows) > 1:
            numbers = [row for row, _values in rows]
            *others, last = dict.fromkeys(", ".join(map(str, values)) for _row, values in rows)
            problem = _("is in rows {places}, and may appear only once", places=in_words(numbers))
            if others:
                problem = _(
                    "names one thing with {listed}: it {problem}",
                    listed=listing("; ", others),
                    problem=problem,
                )
            column, remedy = "; ".join(key), _("Remove or correct one of them")
            also = (numbers[0], *numbers[2:])
            found.append(Fault(file, numbers[1], column, last, problem, remedy, also=also))
    return found


def clashes(
    part: read.Part, frame: pd.DataFrame, contract: type[Table], others: Sequence[pd.DataFrame]
) -> list[Fault]:
    """Return a fault for each row of a part that another reporter has already sent."""
    key = contract.Config.unique
    if not key:
        return []
    standing: dict[tuple[str, ...], str] = {}
    for other in others:
        standing |= zip(keys_of(other, contract), other["reporter"], strict=True)
    found = []
    for row, *values in frame[key].itertuples(name=None):
        if reporter := standing.get(key_of(tuple(values))):
            shown, column = ", ".join(map(str, values)), "; ".join(key)
            problem = _(
                "was already sent by {reporter}, and may appear only once", reporter=reporter
            )
            remedy = _("Agree with {reporter} who reports it", reporter=reporter)
            found.append(part.at(int(row), column, shown, problem, remedy))
    return found


def _beyond(
    file: str, frame: pd.DataFrame, contract: type[Contract], period: Period
) -> list[Fault]:
    """Return what lies beyond the bounds of its column, of which the period sets some."""
    found = []
    for name, column in contract.to_schema().columns.items():
        within = bounds.of(column, period)
        if within.most is None:
            continue
        kind, declared = column.metadata["kind"], column.metadata["most"]
        is_number, is_doubt = kind in ("count", "number"), declared == kinds.PERIOD_DAYS
        values = frame[name].dropna()
        if kind == "text":
            for row, text in values[values.str.len() > within.most].items():
                problem = _(
                    "has {number:,} signs, where at most {most:,} are taken",
                    number=len(text),
                    most=within.most,
                )
                shown = in_short(text, read.LONGEST_VALUE)
                found.append(Fault(file, int(row), name, shown, problem, _("Shorten it")))
            continue
        for row, value in values[values < within.least].items():
            least = _("is less than {bound}") if is_number else _("lies before {bound}")
            problem = _(least, bound=within.least)
            found.append(Fault(file, int(row), name, str(value), problem, _("Correct it")))
        most = _("is more than {bound}") if is_number else _("lies after {bound}")
        problem = _(most, bound=within.most)
        remedy = _("Correct it")
        if is_doubt:
            problem = _("is more than the {most} days of the period", most=within.most)
            remedy = _("Correct it, or tell the planning unit why it is right")
        elif declared in kinds.RELATIVE and not is_number:
            problem = _(
                "lies after {bound}, where the data of {period} end",
                bound=within.most,
                period=str(period),
            )
            remedy = _("Move the row to a later period, or correct the date")
        found += [
            Fault(file, int(row), name, str(value), problem, remedy, is_doubt=is_doubt)
            for row, value in values[values > within.most].items()
        ]
    return found


def _rules(file: str, frame: pd.DataFrame, contract: type[Contract]) -> list[Fault]:
    """Return the rows in which a rule across columns does not hold."""
    found = []
    for rule in contract.to_schema().checks:
        holds = rule(frame).check_output
        column = str(rule.description)  # the one to be looked at first
        for row, value in frame.loc[~holds, column].items():
            problem = _("does not hold together: {error}", error=rule.error)
            shown = "" if pd.isna(value) else str(value)
            found.append(Fault(file, int(row), column, shown, problem, _("Correct the row")))
    return found


def _existence(file: str, frame: pd.DataFrame, contract: type[Table]) -> list[Fault]:
    """Nothing happened in a mission before it was there."""
    columns = contract.to_schema().columns
    lengths = {  # of a day or month as text, by which it is compared
        name: {"month": 7, "date": 10}[column.metadata["kind"]]
        for name, column in columns.items()
        if column.metadata["kind"] in ("month", "date")
    }
    if "mission" not in frame or not lengths:
        return []
    known = missions.declared()
    started = frame["mission"].map(lambda code: known[code].start if code in known else "")
    found = []
    for name, length in lengths.items():
        early = frame.index[(frame[name].fillna("9999") < started.str[:length]) & (started != "")]
        for row in early:
            code, value = str(frame.at[row, "mission"]), frame.at[row, name]
            problem = _(
                "lies before {start}, when {code} began", start=known[code].start, code=code
            )
            remedy = _("Correct the date or the mission")
            found.append(Fault(file, int(row), name, str(value), problem, remedy))
    return found


# What could be meant otherwise


def _shares(part: read.Part, frame: pd.DataFrame, contract: type[Table]) -> list[Fault]:
    """Ask about a share of 1 per cent or less with nothing beside it: half, or half a per cent?

    A per cent sign behind it says which.
    """
    found = []
    for name, column in contract.to_schema().columns.items():
        if column.metadata["unit"] == kinds.PERCENT and column.metadata["least"] == 0:
            beside = column.metadata["beside"]
            alone = frame[list(beside)].isna().any(axis="columns") if beside else True
            small = frame[name].between(0, 1, inclusive="right").fillna(False) & alone
            found += [
                _fraction(part.file, int(row), name, float(value))
                for row, value in frame.loc[small, name].items()
                if not has_sign(part.rows[int(row)][name])
            ]
    return found


def _fraction(file: str, row: int, column: str, value: float) -> Fault:
    whole = f"{round(100 * value, 10):g}"
    problem = _("could be {value:g} per cent, or {whole} per cent", value=value, whole=whole)
    remedy = _("Write {whole} or, with the sign, {value:g}%", whole=whole, value=value)
    return Fault(file, row, column, f"{value:g}", problem, remedy, is_doubt=True)


def _figures(part: read.Part, frame: pd.DataFrame) -> list[Fault]:
    """Hold single figures against the unit of their indicator."""
    if "code" not in frame:
        return []
    found = []
    known = frame[["code", "value"]].dropna()
    for row, code, value in known.itertuples(name=None):
        unit = REGISTER[code].unit
        if counts_reporting(str(code)):
            problem = _("counts the reporting itself, which no office can send")
            remedy = _("Delete the row: the workbook counts it")
            found.append(Fault(part.file, int(row), "code", str(code), problem, remedy))
            continue
        is_share = unit == "percent"
        is_signed = has_sign(part.rows[int(row)]["value"])
        if is_signed and not is_share:
            problem = _(
                "has a per cent sign, and {title} is counted in {unit}",
                title=REGISTER[code].title,
                unit=unit,
            )
            found.append(
                Fault(part.file, int(row), "value", f"{value:g}%", problem, _("Correct it"))
            )
        elif is_share and 0 < value <= 1 and not is_signed:
            found.append(_fraction(part.file, int(row), "value", float(value)))
        elif value < 0 or (is_share and value > 100):
            problem = _(
                "cannot be: {title} is counted in {unit}", title=REGISTER[code].title, unit=unit
            )
            found.append(
                Fault(part.file, int(row), "value", f"{value:g}", problem, _("Correct it"))
            )
    return found


def _sums(file: str, frame: pd.DataFrame, contract: type[Table]) -> list[Fault]:
    """Ask about a row whose counts are those of the other rows of its group together.

    It is likely their total, which would be counted twice. A column that names what is counted
    tells the rows of a group apart; what only the missions tell apart is no such group.
    """
    columns = contract.to_schema().columns
    sensitive = contract.Config.metadata["sensitive"]
    key = contract.Config.unique
    naming = [name for name in key if columns[name].metadata["kind"] in ("text", "listed")]
    counts = _plain_counts(contract)
    if contract.Config.metadata["is_imported"] or sensitive or not naming or not counts:
        return []
    others = [name for name in key if name not in naming]
    groups = frame.groupby(others, dropna=False, sort=False) if others else [("", frame)]
    return [
        Fault(
            file,
            int(row),
            naming[0],
            str(group.at[row, naming[0]]),
            _("has the numbers of the other {number} rows together", number=len(group) - 1),
            _("Remove it if it is their total; else tell the planning unit that it is not"),
            is_doubt=True,
        )
        for _name, group in groups
        for row in _sum_of_others(group[counts])
    ]


def _sum_of_others(numbers: pd.DataFrame) -> Iterator[int]:
    """Give each row that is the sum of at least two others in all counts that it has."""
    counted = (numbers > 0).fillna(False).any(axis="columns")  # a row of zeros adds nothing
    if counted.sum() < 3:
        return
    is_half = (2 * numbers == numbers.sum()).fillna(True).all(axis="columns")
    is_large = (numbers.max(axis="columns") >= LEAST_SUM).fillna(False)
    for row in numbers.index[is_half & is_large]:
        yield int(row)


# What is allowed but odd


def odd(part: read.Part, frame: pd.DataFrame, contract: type[Table], period: Period) -> list[Fault]:
    """Return what is allowed but odd, as the contract tells it, placed where its sender sees it."""
    return [
        part.at(row, column, str(frame.at[row, column]), sentence, _("Confirm or correct it"))
        for row, column, sentence in contract.odd(frame, period)
    ]


def striking(
    part: read.Part,
    frame: pd.DataFrame,
    others: pd.DataFrame,
    contract: type[Table],
    taking_part: set[str],
) -> list[Fault]:
    """Return what strikes a reader of one return, seen beside the whole table.

    `others` are all rows of the table that were taken, those of the return among them.
    """
    return [
        *_far_from_others(part, frame, others, contract),
        *_absent(part, frame, taking_part),
        *_words(part, frame, contract),
    ]


def _far_from_others(
    part: read.Part, frame: pd.DataFrame, others: pd.DataFrame, contract: type[Table]
) -> list[Fault]:
    """Return the counts that are ten times those of every other mission."""
    if "mission" not in frame:
        return []
    columns = contract.to_schema().columns
    key = [name for name in contract.Config.unique if name != "mission"]
    key = [name for name in key if name in frame and columns[name].metadata["kind"] != "text"]
    found = []
    for name in _plain_counts(contract):
        for row, mission, value, *same in frame[["mission", name, *key]].itertuples(name=None):
            if pd.isna(value) or value < TIMES:
                continue
            rest = others[others["mission"] != mission]
            for column, wanted in zip(key, same, strict=True):
                rest = rest[rest[column] == wanted]
            most = max(rest[name].dropna(), default=0)
            if rest["mission"].nunique() >= FEWEST_OTHERS and value >= TIMES * most:
                problem = _(
                    "is {times} times what any other mission reports, {most}, or more",
                    times=TIMES,
                    most=most,
                )
                found.append(
                    part.at(int(row), name, str(value), problem, _("Confirm or correct it"))
                )
    return found


def _plain_counts(contract: type[Table]) -> list[str]:
    """Return the columns of counts that are no part of a key, no year and no scale."""
    key = contract.Config.unique
    return [
        name
        for name, column in contract.to_schema().columns.items()
        if column.metadata["kind"] == "count"
        and name not in key
        and column.metadata["unit"] != "year"
        and not column.metadata["unit"].startswith("scale")
    ]


def _absent(part: read.Part, frame: pd.DataFrame, taking_part: set[str]) -> list[Fault]:
    """Return the rows about a mission that takes no part in the period."""
    if "mission" not in frame or not taking_part:
        return []
    known = set(missions.declared()) - taking_part
    problem = _("takes no part in this period (participation.csv)")
    return [
        part.at(int(row), "mission", code, problem, _("Confirm or correct it"))
        for row, code in frame[["mission"]].dropna().itertuples(name=None)
        if code in known
    ]


def _words(part: read.Part, frame: pd.DataFrame, contract: type[Table]) -> list[Fault]:
    """Return the texts that are shorter or longer than is asked for."""
    found = []
    for name, column in contract.to_schema().columns.items():
        if not (asked := column.metadata["words"]):
            continue
        for row, text in frame[name].dropna().items():
            if not asked[0] <= (number := len(text.split())) <= asked[1]:
                said = _(
                    "has {number} words, where {least} to {most} are asked for",
                    number=number,
                    least=asked[0],
                    most=asked[1],
                )
                remedy = (
                    _("Shorten it") if number > asked[1] else _("Say more, if there is more to say")
                )
                shown = in_short(text, read.LONGEST_VALUE)
                found.append(part.at(int(row), name, shown, said, remedy))
    return found


def unusual(
    part: read.Part, frame: pd.DataFrame, before: Sequence[pd.DataFrame], contract: type[Table]
) -> list[Fault]:
    """Return the counts that are ten times those of every period before, or a tenth of them."""
    key = contract.Config.unique
    counts = [
        name
        for name, kind in read.column_kinds(contract).items()
        if kind == "count" and name not in key
    ]
    if not key or not counts:
        return []
    earlier: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for one in before:
        for then in one[[*key, *counts]].itertuples(index=False, name=None):
            earlier.setdefault(key_of(then[: len(key)]), []).append(then[len(key) :])
    found = []
    for row, *values in frame[[*key, *counts]].itertuples(name=None):
        known = earlier.get(key_of(tuple(values[: len(key)])), [])
        for at, (column, now) in enumerate(zip(counts, values[len(key) :], strict=True)):
            were = [int(one[at]) for one in known if not pd.isna(one[at])]
            if pd.isna(now) or not were or (problem := _far(int(now), min(were), max(were))) == "":
                continue
            found.append(part.at(int(row), column, str(now), problem, _("Confirm or correct it")))
    return found


def _far(now: int, least: int, most: int) -> str:
    """Say that a count is far from the least and the most of the periods before; else blank."""
    if now >= max(TIMES * most, LEAST_SUM):
        if not most:
            return _("stands where the periods before had {was}", was=most)
        said = _("is {times} times the most of the periods before, {was}, or more")
        return _(said, times=now // most, was=most)
    if least >= max(TIMES * now, LEAST_SUM):
        if not now:
            return _("stands where the periods before had {was} or more", was=least)
        return _("is a tenth or less of the least of the periods before, {was}", was=least)
    return ""


# Targets


def of_targets(file: str, frame: pd.DataFrame) -> list[Fault]:
    """Return what is wrong with the targets as a whole: strangers, overlaps, what is lacking."""
    found = []
    for row, code in frame[["indicator"]].itertuples(name=None):
        if code not in REGISTER:
            problem = f"is not an indicator{nearest(code, REGISTER)}"
            found.append(Fault(file, int(row), "indicator", code, problem, "Correct the code"))
    numbered = frame.assign(row=frame.index)
    for _code, own in numbered.sort_values("valid_from").groupby("indicator"):
        for one, later in combinations(own.to_dict("records"), 2):
            is_same = one["by"] == later["by"] or NONE_SET in (one["status"], later["status"])
            if is_same and one["valid_from"] < later["valid_from"]:
                found += _change(file, one, later)
    held = set(frame.loc[frame["valid_to"].isna(), "indicator"])
    for code, declared in REGISTER.items():
        if declared.level == "outcome" and code not in held:
            problem = f"has no row that holds for {code}, an outcome indicator"
            remedy = f"Add its target, or a row with the status {NONE_SET}"
            found.append(Fault(file, 0, "indicator", "", problem, remedy))
    return found


def _change(file: str, one: dict[Hashable, Any], later: dict[Hashable, Any]) -> Iterator[Fault]:
    """Return what is wrong with a target that takes the place of another."""
    at, row = one["row"], later["row"]
    if pd.isna(one["valid_to"]) or one["valid_to"] >= later["valid_from"]:
        until = "on" if pd.isna(one["valid_to"]) else f"until {one['valid_to']}"
        problem = f"overlaps with row {at}, which holds {until}"
        remedy = f"Let row {at} end (valid_to) before this one begins"
        yield Fault(file, row, "valid_from", later["valid_from"], problem, remedy)
    if pd.isna(later["set_on"]) and later["status"] != NONE_SET:
        problem = f"is blank: the target of row {at} is changed without a date"
        yield Fault(file, row, "set_on", "", problem, "Say when it was set")


# Who may send it, and on what


def _senders(
    file: str, frame: pd.DataFrame, contract: type[Table], taking_part: set[str]
) -> list[Fault]:
    named = contract.Config.metadata["sent_by"]
    all_missions = missions.declared()
    found = []
    # If nobody takes part, participation.csv is at fault, which is reported elsewhere.
    for row, reporter in frame[["reporter"]].dropna().itertuples(name=None):
        problem = ""
        if reporter in all_missions:
            about = frame.at[row, "mission"] if "mission" in frame else reporter
            if not senders.may_send(contract, reporter):
                others = ", ".join(sorted({kinds.PLANNING, *named}))
                problem = _("does not send this table; {others} may", others=others)
            elif pd.notna(about) and about != reporter:
                problem = _("answers for {about}", about=about)
            elif taking_part and reporter not in taking_part:
                problem = _("does not take part in this period (participation.csv)")
        elif not senders.may_send(contract, reporter):
            problem = _(
                "does not send this table; it is sent by {listed}", listed=listing(", ", named)
            )
        if problem:
            found.append(
                Fault(file, int(row), "reporter", str(reporter), problem, _("Correct the reporter"))
            )
    return found


def _deliverables(file: str, frame: pd.DataFrame, period: Period) -> list[Fault]:
    """Only leads report, and only on what is part of the Plan in the period."""
    if "deliverable" not in frame:
        return []
    found = []
    told = frame[["deliverable", "reporter"]].dropna(subset="deliverable")
    for row, number, reporter in told.itertuples(name=None):
        closed = plan.why_not(number, period.name)
        remedy = _("Correct the number; its leads are in deliverables.csv")
        if closed:
            problem, remedy = closed, _("Report on what is part of the Plan in the period")
        elif (
            reporter == kinds.PLANNING
            or pd.isna(reporter)
            or number in senders.deliverables_of(reporter, period.name)
        ):
            continue
        else:
            problem = _("is not led by {reporter}", reporter=reporter)
        found.append(Fault(file, int(row), "deliverable", str(number), problem, remedy))
    return found
