"""What is counted of the Plan as a whole: its deliverables, their leads and the related indicators.

A deliverable may have several leads, and a lead with a post in every mission reports from each. It
has the status that all its reports give; if they differ, it counts as *leads disagree*.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial

import pandas as pd

from a4p_helpers.core import plan, scales
from a4p_helpers.core.periods import Period
from a4p_helpers.core.plan import Deliverable
from a4p_helpers.indicators.register import exhibit, indicator
from a4p_helpers.store import standing
from a4p_helpers.store.values import Value, Values

GOING, STUCK = ("achieved", "on track"), ("delayed", "at risk")
Progress = pd.DataFrame


def _statuses(deliverable_progress: Progress, period: Period) -> dict[str, Counter[str]]:
    """Return how many reports gave each status, by deliverable of the period's Plan."""
    found: dict[str, Counter[str]] = {
        number: Counter() for number in plan.deliverables(period.name)
    }
    for row in deliverable_progress.to_dict("records"):
        found[row["deliverable"]][row["status"]] += 1
    return found


def status_of(reports: Counter[str]) -> str:
    """Return the status of a deliverable according to its reports."""
    if not reports:
        return scales.NOT_REPORTED
    return next(iter(reports)) if len(reports) == 1 else scales.LEADS_DISAGREE


def _in_words(reports: Counter[str]) -> str:
    """Say what was reported: on track; for several reports, how many gave each status."""
    if not reports:
        return scales.NOT_REPORTED
    if len(reports) == 1:
        return next(iter(reports))
    order = [status for status in scales.STATUSES if reports[status]]
    return ", ".join(f"{status} ({reports[status]})" for status in order)


def _counted(
    deliverable_progress: Progress, period: Period, statuses: Collection[str]
) -> pd.Series:
    """Return how many deliverables have one of the statuses, by priority."""
    every = plan.deliverables(period.name)
    found = Counter(
        every[number].priority
        for number, reports in _statuses(deliverable_progress, period).items()
        if status_of(reports) in statuses
    )
    numbers = [one.number for one in plan.priorities(period.name).values()]
    index = pd.Index([_part(number, period) for number in numbers], name="priority")
    return pd.Series([found[number] for number in numbers], index, dtype="Int64")


def _part(number: int, period: Period) -> str:
    """Name a priority among the parts of a count; its number may differ in another Plan."""
    is_first = plan.is_first(period.name)
    return f"Priority {number}" + ("" if is_first else f", {plan.version(period.name).short}")


of_deliverables = partial(
    indicator, unit="deliverables", result="", level="output", source="Lead offices of the Plan"
)


@of_deliverables("PLAN.REPORTED", "Deliverables on which a lead reported")
def reported(deliverable_progress: Progress, period: Period) -> pd.Series:
    """Deliverables of the period's Plan on which at least one of their leads reported."""
    return _counted(
        deliverable_progress, period, statuses=(*scales.STATUSES, scales.LEADS_DISAGREE)
    )


@of_deliverables("PLAN.SILENT", "Deliverables on which no lead reported")
def silent(deliverable_progress: Progress, period: Period) -> pd.Series:
    """Deliverables of the period's Plan on which none of their leads reported."""
    return _counted(deliverable_progress, period, statuses=[scales.NOT_REPORTED])


for _status, _direction in {
    "achieved": "up",
    "on track": "none",
    "delayed": "down",
    "at risk": "down",
    "not started": "down",
    "discontinued": "none",
}.items():
    of_deliverables(
        f"PLAN.{_status.upper().replace(' ', '_')}",
        f"Deliverables {_status}",
        definition=f"Deliverables that all their reports describe as {_status}.",
        direction=_direction,
    )(partial(_counted, statuses=[_status]))


@of_deliverables("PLAN.LEADS_DISAGREE", "Deliverables whose reports disagree")
def leads_disagree(deliverable_progress: Progress, period: Period) -> pd.Series:
    """Deliverables whose reports, from two leads or two missions, give different statuses."""
    return _counted(deliverable_progress, period, statuses=[scales.LEADS_DISAGREE])


# What the blocks show


@exhibit("PLAN.DELIVERABLES", "Deliverables at a glance")
def deliverables(period: Period, values: Values) -> pd.DataFrame:
    """One row per deliverable: result, number, title, leads, and its status in all reports."""
    sent = values.tables["deliverable_progress"]
    every, of_plan = plan.deliverables(period.name), plan.results(period.name)
    rows = [
        [
            f"{every[number].result} {of_plan[every[number].result].title}",
            number,
            every[number].title,
            ", ".join(map(plan.told, every[number].leads)),
            status_of(reports),
        ]
        for number, reports in _statuses(sent, period).items()
    ]
    return pd.DataFrame(rows, columns=["result", "deliverable", "title", "owners", "status"])


@exhibit(
    "PLAN.CHANGES",
    "What has changed since the previous period",
    labels={"title": "What it is", "before": "Period before"},
    empty="No status changed, or reports for this or the previous period are lacking.",
)
def changes(period: Period, values: Values) -> pd.DataFrame:
    """One row per deliverable whose status has changed: both statuses, and its title.

    A deliverable is followed through the versions of the Plan; without an earlier period there are
    no rows.
    """
    columns = ["deliverable", "title", "before", "now"]
    earlier, name = values.before, "deliverable_progress"
    if earlier is None or not all(one.tables.state(name).is_known for one in (earlier, values)):
        return pd.DataFrame(columns=columns)
    former = _statuses(earlier.tables[name], earlier.period)
    then, every = plan.deliverables(earlier.period.name), plan.deliverables(period.name)
    rows = []
    for number, reports in _statuses(values.tables[name], period).items():
        goes_back_to = plan.history(every[number])
        same = [one.number for one in goes_back_to if then.get(one.number) == one]
        if not same:
            continue
        before: Counter[str] = sum((former[one] for one in dict.fromkeys(same)), Counter())
        if status_of(before) != status_of(reports):
            rows.append([number, every[number].title, _in_words(before), _in_words(reports)])
    return pd.DataFrame(rows, columns=columns)


@exhibit("PLAN.RESULTS", "What was done and what changed, by result")
def results(values: Values) -> pd.DataFrame:
    """One row per indicator under its result: reports on deliverables, change in the number."""
    statuses = _by_result(values)
    rows = []
    for result, one in plan.results(values.period.name).items():
        heading = f"{result} {one.title}. Deliverables: {_summed(statuses[result])}"
        known = _of_result(values, result)
        for value in known:
            before = standing.former(values, value.indicator.code)
            rows.append([heading, value.indicator.title, value, before])
        if not known:
            rows.append([heading, "No indicator measures it", None, None])
    return pd.DataFrame(rows, columns=["result", "indicator", "now", "before"])


@exhibit(
    "PLAN.EVIDENCE",
    "Where reports and numbers point in different directions",
    labels={"reported": "Leads report"},
    empty="For no result do reports and indicators point in different directions.",
)
def evidence(values: Values) -> pd.DataFrame:
    """One row per result whose reports and indicators point in different directions.

    Neither is judged. Indicators with a better direction are compared with their target and with
    an earlier value over an equal span; running totals are left out. A result is listed if all its
    deliverables go well but an indicator worsened or is short of its target. It is also listed if a
    deliverable is delayed or at risk but no indicator worsened and some improved or met a target.
    """
    rows = []
    by_result = _by_result(values)
    for result, one in plan.results(values.period.name).items():
        title, reports = one.title, by_result[result]
        said = {status_of(each) for each in reports.values() if each}
        signs = {
            value.indicator.title: _sign(value, standing.former(values, value.indicator.code))
            for value in _of_result(values, result)
        }
        known = {name: sign for name, sign in signs.items() if sign}
        worse = [name for name, sign in known.items() if sign == "worse"]
        if said and said <= set(GOING) and worse:
            rows.append(
                [f"{result} {title}", _summed(reports), f"Worse or short: {'; '.join(worse)}"]
            )
        elif said & set(STUCK) and known and not worse:
            rows.append([f"{result} {title}", _summed(reports), f"Better: {'; '.join(known)}"])
    return pd.DataFrame(rows, columns=["result", "reported", "indicators"])


@exhibit(
    "PLAN.LEADS",
    "What each lead office owes",
    labels={"lead": "Lead office", "leads": "Deliverables led"},
)
def leads(period: Period, values: Values) -> pd.DataFrame:
    """One row per lead office: what it leads and, if anyone has reported, what it still owes."""
    table = values.tables["deliverable_progress"]
    groups = plan.mission_groups()
    every = plan.deliverables(period.name).values()
    rows = []
    for office, name in plan.offices(period.name).items():
        own = [one.number for one in every if office in one.leads]
        if not own:
            continue
        sent = _sent_by(table, office, office in groups)
        owing = [number for number in own if number not in sent]
        rows.append([name, len(own), len(own) - len(owing), ", ".join(owing), ", ".join(own)])
    frame = pd.DataFrame(rows, columns=["lead", "leads", "reported", "owing", "numbers"])
    if values.tables.state("deliverable_progress").is_known:
        return frame.drop(columns="numbers")
    return frame.drop(columns=["reported", "owing"])


@exhibit("PLAN.DUE", "Deliverables with a date", labels={"day": "The day has"})
def due(period: Period, values: Values) -> pd.DataFrame:
    """One row per deliverable with a date: its due date, whether that has passed, its status."""
    statuses = _statuses(values.tables["deliverable_progress"], period)
    dated = [one for one in plan.deliverables(period.name).values() if one.due]
    return pd.DataFrame(
        [
            [
                f"{one.number} {one.title}",
                one.due,
                "passed" if one.due <= period.last_day.isoformat() else "to come",
                _in_words(statuses[one.number]),
            ]
            for one in sorted(dated, key=lambda one: one.due)
        ],
        columns=["deliverable", "due", "day", "status"],
    )


@exhibit("PLAN.PROGRESS", "Progress as reported by the leads", labels={"reporter": "Lead"})
def progress(deliverable_progress: Progress, period: Period) -> pd.DataFrame:
    """One row per report: deliverable, reporter, status, progress, obstacle and next step."""
    every = plan.deliverables(period.name)
    order = {number: at for at, number in enumerate(every)}
    rows = deliverable_progress.sort_values(
        ["deliverable", "reporter"],
        key=lambda names: names.map(order) if names.name == "deliverable" else names,
    )
    shown = rows.assign(
        deliverable=[f"{n} {every[n].title}" for n in rows["deliverable"]],
        reporter=rows["reporter"].replace(plan.offices(period.name)),
    )
    columns = ["deliverable", "reporter", "status", "progress", "obstacle", "next_step"]
    return shown[[name for name in columns if name == "status" or shown[name].notna().any()]]


@exhibit(
    "PLAN.ADJUSTMENTS",
    "Versions of the Plan",
    empty="The Plan has had only one version so far: nothing was adjusted.",
)
def adjustments(period: Period) -> pd.DataFrame:
    """One row per adjustment of the Plan up to the period: start, number, change and title."""
    rows = plan.adjustments(period.name)
    return pd.DataFrame(rows, columns=["since", "deliverable", "what", "title"])


def _sent_by(table: Progress, office: str, is_group: bool) -> set[str]:
    """Return the deliverables on which a lead reported; for posts in missions, any one mission."""
    offices = set(plan.offices())
    rows = (
        table[~table["reporter"].isin(offices)] if is_group else table[table["reporter"] == office]
    )
    return set(rows["deliverable"])


def _by_result(values: Values) -> dict[str, dict[str, Counter[str]]]:
    """Return what was reported of each deliverable, by result."""
    statuses = _statuses(values.tables["deliverable_progress"], values.period)
    every: Mapping[str, Deliverable] = plan.deliverables(values.period.name)
    found: dict[str, dict[str, Counter[str]]] = {
        result: {} for result in plan.results(values.period.name)
    }
    for number, reports in statuses.items():
        found[every[number].result][number] = reports
    return found


def _summed(reports: Mapping[str, Counter[str]]) -> str:
    """Say how many deliverables have each status: 3 on track, 1 delayed."""
    counts = Counter(status_of(one) for one in reports.values())
    order = [status for status in scales.STATUS_SIGNS if counts[status]]
    if order == [scales.NOT_REPORTED]:
        return scales.NOT_REPORTED
    return ", ".join(
        f"{status} on {counts[status]}"
        if status == scales.LEADS_DISAGREE
        else f"{counts[status]} {status}"
        for status in order
    )


def _of_result(values: Values, result: str) -> list[Value]:
    """Return the indicators of a result, without those that this edition does not show."""
    return [one for one in values.values() if one.informs == result and not one.is_passed_over]


def _sign(value: Value, former: Value | None) -> str:
    """Say whether an indicator got better or worse; blank if neither can be said.

    An indicator short of its target is worse. Any other is compared with its earlier value; if it
    has not changed, it is better where it has reached its target.
    """
    aim = standing.against_target(value)
    if aim == standing.OFF:
        return "worse"
    moved = standing.moved(value, former)
    if moved in (standing.BETTER, standing.WORSE):
        return "better" if moved == standing.BETTER else "worse"
    return "better" if aim == standing.MET else ""
