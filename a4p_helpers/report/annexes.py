"""The annexes of the report: reconciliation, indicators, coverage, sources.

They are complete tables without narrative, so this module writes them and no notebook does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import pandas as pd
from markupsafe import Markup

from a4p_helpers.clean import folder
from a4p_helpers.core import missions, paths, periods, plan, reference, scales
from a4p_helpers.core.faults import Fault
from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits import html as exhibits
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits import tables as exhibit_tables
from a4p_helpers.indicators.register import BLOCKS, get, series
from a4p_helpers.report.about import About
from a4p_helpers.report.observations import exact
from a4p_helpers.report.workings import Workings
from a4p_helpers.store import processed
from a4p_helpers.store import values as stored
from a4p_helpers.store.processed import Tables
from a4p_helpers.store.values import AS_SUBMITTED, Value

EQUAL, DIFFERS, CONFLICT = "equal", "differs", "conflict"
OUT_OF_REACH, NOT_COMPARED = "not computed", "not compared"
KEPT_FROM_HERE = "This edition does not show everything behind the number."


@dataclass(frozen=True)
class Reconciled:
    """A published number and ours, with the reason for any difference."""

    code: str
    figure: str
    published: Fraction
    value: Value
    verdict: str
    reason: str

    @property
    def is_explained(self) -> bool:
        """Whether the two agree, or their difference has a reason."""
        return self.verdict in (EQUAL, AS_SUBMITTED) or bool(self.reason)


RECONCILIATION = ("code", "figure", "published", "computed", "printed", "how", "verdict", "reason")
PARTS = " (parts)"  # after the code of an indicator some of whose parts were revised
REVISION_POLICY = (
    "Released numbers do not change silently. A revised number is listed here with the value "
    "released before, the new value, and the reason: new data, the correction of an error, or a "
    "new method. No edition is released without these reasons. Earlier releases remain available "
    "as they were."
)


T = TypeVar("T")


class ReconciliationError(ValueError):
    """A list of reasons is damaged, or explains a difference that no longer exists."""


def reconcile(period: str, edition: str = "internal") -> list[Reconciled]:
    """Put every published number of a period beside the computed one.

    `data/raw/<period>/reconciliations.csv` holds the reasons, each with the two numbers that it
    explains, so that it does not cover another difference later. The external edition does not
    compare numbers that it leaves out or shows without internal rows.

    Raises
    ------
    ReconciliationError
        A row of `reconciliations.csv` cannot be read, or explains a different difference.
    """
    rows = [row for row in reference.rows("published_figures.csv") if row["period"] == period]
    reasons = {series(code): one for code, one in _whole(folder.reconciliations(period)).items()}
    if not rows:
        return []
    declared = periods.get(period)
    values = stored.read(declared, "internal")
    outside = values if edition == "internal" else stored.read(declared, edition)
    reconciled, stale = [], []
    for row in rows:
        published = row.read("value", Fraction)
        code = get(series(row["code"])).code
        value = values[code]
        decimals = len(row["value"].partition(".")[2])
        ours = half_up(value.number, decimals) if value.number is not None else None
        same = ours is not None and Fraction(ours) == published
        given = reasons.get(code)
        reason = given.reason if given else ""
        if given and (given.published, given.computed) != (published, ours and Fraction(ours)):
            stale.append(
                f"{folder.RECONCILIATIONS} of {period} explains {code} as published "
                f"{given.published} and computed {given.computed}; now they are {published} and "
                f"{ours}: correct or remove the row"
            )
        seen = outside[value.indicator.code]
        if seen.number != value.number:
            verdict, reason = NOT_COMPARED, KEPT_FROM_HERE
        elif seen.conflicts:
            verdict = CONFLICT
        elif ours is None:
            verdict = OUT_OF_REACH
        elif not same:
            verdict = DIFFERS
        else:
            # The reason may explain a conflict that only the internal edition knows.
            verdict, reason = AS_SUBMITTED if seen.how == AS_SUBMITTED else EQUAL, ""
        reconciled.append(Reconciled(code, row["figure"], published, seen, verdict, reason))
    if stale:
        raise ReconciliationError("\n".join(stale))
    return reconciled


def revisions(period: str, edition: str = "internal") -> list[folder.Revision]:
    """Return the revisions of a period (`revisions.csv`) that an edition may show.

    Raises
    ------
    ReconciliationError
        It cannot be read, or a row is incomplete; the message lists every fault.
    """
    split = [(one, one.code.partition(PARTS)) for one in _whole(folder.revisions(period))]
    return [
        replace(one, code=f"{series(code)}{parts}")
        for one, (code, parts, _) in split
        if edition == "internal" or one.edition == edition
    ]


def _whole(read: tuple[T, Sequence[Fault]]) -> T:
    rows, faults = read
    if faults:
        raise ReconciliationError("\n".join(map(str, faults)))
    return rows


def html(
    period: str, edition: str, abouts: Mapping[str, About], reconciled: Sequence[Reconciled]
) -> list[tuple[str, str, str]]:
    """Return the annexes of an edition in the order of the report: id, title, HTML."""
    tables = processed.read(paths.processed(period, edition))
    reconciliation, coverage = _reconciliation(tables, reconciled), _coverage(tables)
    sources = _sources(period, tables) + _revised(period, edition, abouts)
    return [
        ("reconciliation", "Published and computed figures", reconciliation),
        ("indicators", "Indicators", _indicators(abouts)),
        ("coverage", "Who reported what", coverage),
        ("sources", "Sources and methods", sources),
    ]


def with_reasons(
    abouts: Mapping[str, About],
    reconciled: Sequence[Reconciled],
    revised: Sequence[folder.Revision] = (),
) -> dict[str, About]:
    """Return the accounts, each with any different number published or released, and the reason.

    The reason is given as the officer wrote it.
    """
    told: dict[str, list[str]] = {}
    for one in reconciled:
        if one.verdict == DIFFERS:
            said = f"Published as {_shown(one.published, one.value)}. {one.reason}".strip()
            told.setdefault(one.code, []).append(said)
    for each in revised:
        if each.code in abouts and abouts[each.code].printed == each.new:
            said = f"Released before as {each.old} ({each.kind}). {each.reason}"
            told.setdefault(each.code, []).append(said)
    return {
        code: replace(one, caveats=(*one.caveats, *told.get(code, ())))
        for code, one in abouts.items()
    }


def indicator_rows(abouts: Mapping[str, About]) -> pd.DataFrame:
    """Return one row per indicator: what it is, its exact value, and where it comes from."""
    return pd.DataFrame(
        {
            "code": one.code,
            "title": one.value.title,
            "first_day": one.value.covered[0].isoformat(),
            "last_day": one.value.covered[1].isoformat(),
            "value": exact(one.value.number),
            "printed": one.printed,
            "numerator": one.value.numerator,
            "denominator": one.value.denominator,
            "unit": one.indicator.unit,
            "status": one.value.status,
            "how": one.value.how,
            "submitted": exact(one.value.submitted),
            "target": exact(one.value.target),
            "target_status": one.value.target_status,
            "target_set_by": one.aim.set_by if one.aim else "",
            "target_set_on": one.aim.set_on if one.aim else "",
            "baseline": exact(one.start.baseline) if one.start else None,
            "baseline_period": one.start.baseline_period if one.start else "",
            "missions": one.over_missions,
            "as_of": one.value.as_of,
            "source": one.indicator.source,
            "result": one.indicator.result,
            "level": one.indicator.level,
            "definition": one.definition,
            "caveat": one.indicator.caveat,
            "revised": one.value.revised,
        }
        for one in abouts.values()
    ).astype({"numerator": "Int64", "denominator": "Int64", "missions": "Int64"})


def reconciliation_rows(reconciled: Sequence[Reconciled]) -> pd.DataFrame:
    """Return one row per published number: both numbers, the origin of ours, and the reason.

    If no number was published, only the columns are returned.
    """
    rows = (
        {
            "code": one.code,
            "figure": one.figure,
            "published": exact(one.published),
            "computed": exact(one.value.number),
            "printed": narrative.figure(one.value),
            "how": one.value.how,
            "verdict": one.verdict,
            "reason": one.reason,
        }
        for one in reconciled
    )
    return pd.DataFrame(rows, columns=RECONCILIATION)


def coverage_rows(tables: Tables) -> pd.DataFrame:
    """Return one row per table and reporter of the period: rows received, or why there are none."""
    from a4p_helpers.contracts.reference import Submissions  # pandera is slow to import

    rows = []
    for name, state in tables.states.items():
        received = tables[name]["reporter"].value_counts()
        for reporter, (status, reason) in sorted(state.answers.items()):
            rows.append(
                {
                    "table": name,
                    "reporter": reporter,
                    "status": status,
                    "rows": int(received.get(reporter, 0)),
                    "reason": reason,
                }
            )
    rows += [
        {"table": "", "reporter": who, "status": "does not take part", "rows": 0, "reason": why}
        for who, why in tables.participants.items()
        if why
    ]
    frame = pd.DataFrame(rows).astype({"rows": "Int64"})
    return Submissions.validate(frame, lazy=True)


def worked_out(workings: Sequence[Workings]) -> str:
    """Return the annex of all numbers that sections worked out."""
    rows = pd.DataFrame(
        {
            "section": one.entry.title,
            "anchor": worked["anchor"],
            "what": worked["what"],
            "value": worked["text"],
            "tables": worked["tables"] or "the numbers of the report",
        }
        for one in workings
        for worked in one.worked
    )
    table = exhibit_tables.table(
        rows,
        title="What sections derived beyond the indicators",
        subtitle="Number or names, and the tables from which a section derived them",
        labels={"what": "What it is", "tables": "Worked out from"},
        group="section",
        row_ids="anchor",
    )
    table = replace(table, columns=tuple(one for one in table.columns if one.key != "anchor"))
    return exhibits.html(table, "Source: the notebooks of the sections, with their code.")


def _reconciliation(tables: Tables, reconciled: Sequence[Reconciled]) -> str:
    if not reconciled:
        return _say("No published report for this period is known, so there is nothing to compare.")
    frame = pd.DataFrame(
        {
            "code": one.code,
            "figure": one.figure,
            "published": _shown(one.published, one.value),
            "here": narrative.figure(one.value),
            "verdict": one.verdict,
            "reason": one.reason or "unexplained",
        }
        for one in reconciled
    )
    differing = frame[frame["verdict"].isin((DIFFERS, CONFLICT, OUT_OF_REACH))]
    equal, copied = (int(frame["verdict"].eq(one).sum()) for one in (EQUAL, AS_SUBMITTED))
    uncompared = len(frame) - len(differing) - equal - copied
    text = (
        f"Of {len(reconciled)} numbers that were published for this period, "
        f"{narrative.in_words(equal)} are the same here when counted from tables, and "
        f"{narrative.in_words(len(differing))} are not. Each difference is kept and explained; no "
        f"number is forced to agree. {narrative.in_words(copied, start=True)} were copied, because "
        "the table behind them is not known here: they agree because they were copied, not because "
        "they were counted independently."
    )
    if uncompared:
        text += (
            f" {narrative.in_words(uncompared, start=True)} cannot be compared: this edition does "
            "not show everything behind them."
        )
    written = [_say(text)]
    written += [
        _say(f"To be checked with the reporter: {remark.sentence}.")
        for remark in tables.remarks()
        if remark.kind == "odd"
    ]
    source = "Source: published progress report and the tables of this period."
    if len(differing):
        written.append(
            _table(
                differing.drop(columns=["code", "verdict"]),
                title="Where published and computed numbers differ",
                subtitle="Both numbers, and the reason for the difference",
                source=source,
            )
        )
    written.append(
        _table(
            frame.drop(columns="reason"),
            title=f"Of {len(reconciled)} published numbers, {equal} are reproduced and {copied} "
            "copied",
            subtitle="Published numbers beside those of this report",
            source=source,
        )
    )
    return "".join(written)


def _say(text: str) -> str:
    return str(Markup('<p class="say">{}</p>').format(text))


def _table(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    source: str,
    missing: str = "–",
    row_ids: str | None = None,
    **labels: str,
) -> str:
    """Return a table in HTML; a column without a label is headed by its own name."""
    table = exhibit_tables.table(
        frame, title=title, subtitle=subtitle, labels=labels, missing=missing, row_ids=row_ids
    )
    return exhibits.html(table, source)


def _revised(period: str, edition: str, abouts: Mapping[str, About]) -> str:
    """Say how released numbers are revised, and list those revised in this period."""
    prose = str(Markup('<p class="say"><strong>Revisions.</strong> {}</p>').format(REVISION_POLICY))
    rows = [
        {
            "figure": _revised_what(one, abouts),
            "before": one.old,
            "now": one.new,
            "kind": one.kind,
            "reason": one.reason,
        }
        for one in revisions(period, edition)
        if _revised_what(one, abouts)
    ]
    if rows:
        prose += _table(
            pd.DataFrame(rows),
            title="Numbers that were revised",
            subtitle="Value released before, value now, and the reason",
            source="Source: revisions.csv of the period.",
        )
    else:
        prose += _say("No number for this period was revised after a release.")
    of_before = [
        [one.value.title, f"Was {one.value.revised}"]
        for one in abouts.values()
        if one.value.revised
    ]
    if not of_before:
        return prose
    return prose + _table(
        pd.DataFrame(of_before, columns=["figure", "what changed"]),
        title="Numbers that differ from the previous report",
        subtitle="Value then and now, and what changed, as far as the data show",
        source="Source: the tables of both periods.",
    )


def _revised_what(one: folder.Revision, abouts: Mapping[str, About]) -> str:
    """Name what was revised: an indicator or a block; blank if it was revised again later."""
    if one.code in BLOCKS:
        return BLOCKS[one.code].title
    code = one.code.removesuffix(PARTS)
    if code not in abouts:
        return ""
    title = abouts[code].value.title
    if code != one.code:
        return f"{title}: its parts"
    return title if abouts[code].printed == one.new else ""


def _shown(number: Fraction, value: Value) -> str:
    return narrative.plain_number(number, value.indicator)


def _indicators(abouts: Mapping[str, About]) -> str:
    frame = pd.DataFrame(
        {
            "code": one.code,
            "indicator": one.value.title,
            "value": one.printed,
            "ratio": one.base,
            "how": one.value.how,
            "as_of": one.value.as_of,
            "definition": one.definition,
        }
        for one in abouts.values()
    )
    return _table(
        frame,
        title="Every number of this report",
        subtitle="Indicators with value, origin and counting rule",
        source="Source: the register of indicators and the tables of this period.",
        row_ids="code",
        ratio="Ratio, or missions",
    )


SIGNS = {
    scales.REPORTED: exhibit_tables.Symbol("●", scales.REPORTED),
    scales.NOTHING: exhibit_tables.Symbol("0", scales.NOTHING),
    scales.NOT_APPLICABLE: exhibit_tables.Symbol("n/a", scales.NOT_APPLICABLE),
    scales.NOT_AVAILABLE: exhibit_tables.Symbol("–", scales.NOT_AVAILABLE),
    scales.NOT_REPORTED: exhibit_tables.Symbol("○", scales.NOT_REPORTED),
    scales.WITH_FAULTS: exhibit_tables.Symbol("!", "with faults, not accepted"),
}


def _coverage(tables: Tables) -> str:
    source = "Source: returns, answers and participation of the period."
    rows = coverage_rows(tables)
    titles = {name: state.title for name, state in tables.states.items()}
    by_mission = rows[rows["reporter"].isin(missions.declared()) & (rows["table"] != "")]
    owed = [name for name in tables.states if name in set(by_mission["table"])]
    wide = by_mission.pivot(index="table", columns="reporter", values="status").loc[owed]
    wide = wide.map(lambda status: SIGNS.get(status, ""))
    written = _table(
        wide.rename(index=titles).rename_axis(columns=None).reset_index(names="table"),
        title="What each mission answered",
        subtitle="Tables that missions send, by mission",
        source=source,
        missing="",
    )
    written += _table(
        _reporters(tables),
        title="Who reported",
        subtitle="Tables answered out of those asked, missions first",
        source=source,
        unavailable="Of these, not available",
        received="Return of",
    )
    empty = rows[(rows["reason"] != "")].drop_duplicates(["table", "reporter"])
    if len(empty):
        # One row for all reporters of a table that gave the same answer for the same reason.
        named = empty.assign(reporter=empty["reporter"].map(plan.told))
        alike = named.groupby(["table", "status", "reason"], sort=False)["reporter"].agg(", ".join)
        shown = alike.reset_index()[["table", "reporter", "status", "reason"]]
        written += _table(
            shown.replace({"table": titles}),
            title="What was not reported, and why",
            subtitle="Tables and reporters without rows",
            source=source,
        )
    return written


def _reporters(tables: Tables) -> pd.DataFrame:
    """Return the state of each mission and office that was asked."""
    return pd.DataFrame(
        {
            "reporter": plan.told(one.reporter),
            "state": one.state,
            "answered": "" if one.why_not else f"{one.answered} of {one.owed}",
            "unavailable": "" if one.why_not else f"{one.unavailable}",
            "received": one.received,
            "remark": one.why_not
            or (f"With faults: {', '.join(one.with_faults)}" if one.with_faults else ""),
        }
        for one in tables.reporting
        if one.owed or one.why_not
    )


def _sources(period: str, tables: Tables) -> str:
    frame = pd.DataFrame(
        {
            "table": state.title,
            "office": state.office,
            "source": state.source,
            "place": state.place,
            "as_of": state.as_of,
        }
        for state in tables.states.values()
        if state.source
    )
    declared = periods.get(period)
    text = (
        f"This report covers {narrative.span(declared.first_day, declared.last_day)}. "
        f"Data hold as of {narrative.long_date(declared.as_of)} ({declared.as_of_basis}) where no "
        "other date is given. "
        "Every number is counted from the tables below by a rule in the annex of indicators. "
        "Ratios are exact, and are rounded half up only when they are printed. A value that "
        "nobody reported is marked as not reported; it is never counted as zero. The notes of "
        "each section give the remarks on its tables: corrections, values derived from published "
        "shares, and values that look odd."
    )
    if frame.empty:
        return _say(f"{text} No table has been received yet.")
    return _say(text) + _table(
        frame,
        title="Where the tables come from",
        subtitle="Tables of the period with their office and source",
        source="Source: SOURCES.csv of the period.",
        place="Place in it",
    )
