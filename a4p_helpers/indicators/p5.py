"""What is counted of Priority 5, accountability of peacekeepers."""

from fractions import Fraction
from functools import partial

import pandas as pd

from a4p_helpers.core import scales
from a4p_helpers.core.periods import Period
from a4p_helpers.indicators.register import (
    Number,
    Sent,
    Withheld,
    exhibit,
    indicator,
    submitted,
)

POLICE, MILITARY = scales.UNIT_KINDS
SERIOUS, SEA = scales.MISCONDUCT
CONDUCT = "Conduct and Discipline Service, DMSPC"


def _of_units(unit_evaluations: pd.DataFrame, kind: str) -> pd.DataFrame:
    return unit_evaluations[unit_evaluations["kind"] == kind]


def _evaluations(unit_evaluations: pd.DataFrame, kind: str) -> pd.Series | None:
    rows = _of_units(unit_evaluations, kind)
    return rows.groupby("mission", dropna=False)["evaluations"].sum() if len(rows) else None


of_police = partial(
    indicator,
    unit="evaluations",
    result="5.3",
    level="output",
    source="Police Division, OROLSI",
    themes=["police"],
)


@of_police(
    "P5.FPU_EVALUATIONS",
    "Evaluations of formed police units",
    caveat="Evaluations, not units: a unit may be evaluated more than once in a period.",
)
def fpu_evaluations(unit_evaluations: pd.DataFrame) -> pd.Series | None:
    """Sum of evaluations of formed police units, by mission."""
    return _evaluations(unit_evaluations, POLICE)


@of_police(
    "P5.FPU_UNITS",
    "Formed police units in the missions evaluated",
    unit="units",
    covers="state",
    level="input",
)
def fpu_units(police_units: pd.DataFrame) -> pd.Series:
    """Sum of formed police units, by mission."""
    return police_units.set_index("mission")["units"]


@of_police(
    "P5.FPU_NEEDS_IMPROVEMENT",
    "FPU evaluations rated needs improvement",
    level="outcome",
    direction="down",
)
def fpu_needs_improvement(unit_evaluations: pd.DataFrame) -> pd.Series | None:
    """Sum of evaluations of formed police units rated needs improvement, by mission."""
    rows = _of_units(unit_evaluations, POLICE)
    if rows.empty:
        return None
    low = rows["evaluations"].where(rows["rating"] == "needs improvement", 0)
    return low.groupby(rows["mission"], dropna=False).sum()


@indicator(
    "P5.MILITARY_EVALUATIONS",
    "Evaluations of military units",
    unit="evaluations",
    result="5.3",
    level="output",
    source="OMA",
    caveat="Evaluations, not units: a unit may be evaluated more than once in a period.",
)
def military_evaluations(unit_evaluations: pd.DataFrame) -> pd.Series | None:
    """Sum of evaluations of military units, by mission."""
    return _evaluations(unit_evaluations, MILITARY)


submitted(
    "P5.CIVILIAN_EVALUATED",
    "Civilians evaluated in the performance cycle",
    "Civilian staff whose performance was evaluated in the cycle, as DMSPC states it.",
    covers="latest",
    unit="persons",
    result="5.3",
    level="output",
    source="DMSPC",
)


@indicator(
    "P5.CIVILIAN_EXCEEDED",
    "Civilians who exceeded expectations",
    unit="percent",
    covers="latest",
    result="5.3",
    level="outcome",
    source="DMSPC",
    direction="up",
)
def civilian_exceeded(civilian_ratings: pd.DataFrame) -> Sent | None:
    """Share of staff who exceeded expectations in the latest cycle, average of missions."""
    latest = _latest(civilian_ratings, "cycle")
    rows = latest[latest["rating"] == "exceeds expectations"]
    return None if rows.empty else Sent(Fraction(str(rows["percent"].iloc[0])))


def _latest(rows: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """Return the rows of the latest cycle or year, all written in the form 2022–2023."""
    newest: pd.DataFrame = rows[rows[cycle] == rows[cycle].max()]
    return newest


def _recorded(misconduct: pd.DataFrame, period: Period, category: str) -> Sent | Withheld | None:
    """Return the allegations from the start of the period's year to the period's end.

    Scopes may include one another, so they are not added: the first one sent is used.
    """
    first, last = f"{period.last_day.year}-01-01", period.last_day.isoformat()
    rows = misconduct[
        (misconduct["category"] == category)
        & (misconduct["first_day"] == first)
        & (misconduct["last_day"] == last)
    ]
    return _first(rows, "allegations")


def _first(rows: pd.DataFrame, column: str) -> Sent | Withheld | None:
    if rows.empty:
        return None
    return Withheld() if rows["is_suppressed"].iloc[0] else Sent(int(rows[column].iloc[0]))


of_conduct = partial(
    indicator,
    unit="allegations",
    covers="year to date",
    result="5.1",
    level="outcome",
    source=CONDUCT,
    direction="down",
    caveat="From 1 January of the year to the end of the period.",
)


for _code, _title, _category in (
    ("P5.MISCONDUCT_SERIOUS", "Allegations of serious misconduct excluding SEA", SERIOUS),
    ("P5.SEA_ALLEGATIONS", "Allegations of sexual exploitation and abuse", SEA),
):
    of_conduct(
        _code,
        _title,
        definition="Allegations recorded from 1 January of the period's last year to its last day.",
    )(partial(_recorded, category=_category))


def _action(sea_actions: pd.DataFrame, action: str) -> Sent | Withheld | None:
    return _first(sea_actions[sea_actions["action"] == action], "count")


of_actions = partial(
    indicator,
    unit="persons",
    covers="since 2010",
    result="5.1",
    level="outcome",
    source=CONDUCT,
    caveat="Substantiated cases since 1 January 2010.",
)


of_actions(
    "P5.SEA_REPATRIATED",
    "Uniformed personnel repatriated on disciplinary grounds",
    definition="Uniformed personnel repatriated after substantiated cases, cumulative.",
)(partial(_action, action=scales.REPATRIATED))
of_actions(
    "P5.SEA_SANCTIONS",
    "Substantiated SEA allegations with sanctions reported by a T/PCC",
    definition="Substantiated allegations for which a contributor reported sanctions, cumulative.",
    unit="allegations",
)(partial(_action, action=scales.SANCTIONED))
of_actions(
    "P5.SEA_CIVILIANS",
    "Civilian personnel separated from service",
    definition="Civilian personnel separated after substantiated cases, cumulative.",
)(partial(_action, action=scales.SEPARATED))


submitted(
    "P5.MEMS_INDICATORS",
    "Indicators in the environment management scorecard",
    "Indicators that make up the scorecard of 100 points, as DOS states it.",
    covers="state",
    unit="indicators",
    result="5.4",
    level="context",
    source="Environment Section, DOS",
)


@indicator(
    "P5.ENVIRONMENT_SCORE",
    "Mean overall score of missions on the environment management scorecard",
    unit="points",
    covers="latest",
    result="5.4",
    level="outcome",
    source="Environment Section, DOS",
    direction="up",
)
def environment_score(environment: pd.DataFrame) -> Number | None:
    """Mean of the missions' overall scores in the latest fiscal year, in points of 100."""
    latest = _latest(environment, "fiscal_year")
    rows = latest[latest["indicator"] == scales.OVERALL_SCORE]
    scores = [Fraction(str(score)) for score in rows["score"]]
    if not scores:
        return None
    return Number(sum(scores, Fraction(0)) / len(scores), by=rows.set_index("mission")["score"])


def _ratings(unit_evaluations: pd.DataFrame, kind: str, order: tuple[str, ...]) -> pd.DataFrame:
    rows = _of_units(unit_evaluations, kind)
    if rows["mission"].isna().all():  # the external edition has ratings but not the units rated
        rows = rows.assign(mission="all missions")
    wide = rows.pivot_table(
        index="mission", columns="rating", values="evaluations", aggfunc="sum", fill_value=0
    )
    return wide.reindex(columns=list(order), fill_value=0).rename_axis(columns=None).reset_index()


@exhibit("P5.FPU", "Formed police units", themes=["police"], has_accounts=True)
def fpu_ratings(unit_evaluations: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, one column per rating: evaluations of formed police units."""
    return _ratings(unit_evaluations, POLICE, scales.POLICE_RATINGS)


@exhibit("P5.MILITARY", "Military units", has_accounts=True)
def military_ratings(unit_evaluations: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, one column per rating: evaluations of military units."""
    return _ratings(unit_evaluations, MILITARY, scales.MILITARY_RATINGS)


@exhibit("P5.CIVILIAN", "Civilian staff", units={"share": "%"}, has_accounts=True)
def civilian_by_rating(civilian_ratings: pd.DataFrame) -> pd.DataFrame:
    """One row per rating of the latest cycle: share of staff; missing if not published."""
    latest = _latest(civilian_ratings, "cycle")
    by_rating: pd.Series = latest.set_index("rating")["percent"].reindex(
        list(scales.CIVILIAN_RATINGS)
    )
    return by_rating.rename_axis("rating").reset_index(name="share")


@exhibit("P5.MISCONDUCT", "Allegations of misconduct")
def misconduct_in_year(misconduct: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per category: allegations from 1 January of the period's year to its end."""
    found = {name: _recorded(misconduct, period, category=name) for name in scales.MISCONDUCT}
    recorded = [_shown(sent) for sent in found.values()]
    return pd.DataFrame({"category": list(found), "allegations": pd.Series(recorded, dtype=object)})


def _shown(sent: Sent | Withheld | None) -> object:
    """Return what an exhibit shows for a number: itself, suppressed, or nothing."""
    if isinstance(sent, Withheld):
        return scales.SUPPRESSED_CELL
    return pd.NA if sent is None else int(sent.number)


@exhibit("P5.SEA_ACTIONS", "Action on substantiated cases", labels={"count": "Number"})
def actions(sea_actions: pd.DataFrame) -> pd.DataFrame:
    """One row per action: persons or allegations since the date stated."""
    shown = (
        sea_actions["count"]
        .astype(object)
        .mask(sea_actions["is_suppressed"], scales.SUPPRESSED_CELL)
    )
    return sea_actions.assign(count=shown)[["action", "count", "since"]]


@exhibit("P5.SEA_TREND", "Sexual exploitation and abuse by year")
def sea_by_year(misconduct: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per calendar year: SEA allegations in whole years, with scope and origin.

    Years without a figure stay, empty, so that a line breaks there; suppressed ones are marked.
    Where two scopes are known for a year, the first one sent is used.
    """
    rows = misconduct[misconduct["category"] == SEA]
    whole = rows[
        rows["first_day"].str.endswith("-01-01")
        & rows["last_day"].str.endswith("-12-31")
        & (rows["first_day"].str[:4] == rows["last_day"].str[:4])
    ]
    by_year = whole.assign(year=whole["first_day"].str[:4].astype(int)).drop_duplicates("year")
    hidden = by_year["is_suppressed"].astype(bool)
    numbers = by_year["allegations"].astype(object).mask(hidden, scales.SUPPRESSED_CELL)
    shown = by_year.assign(allegations=numbers) if hidden.any() else by_year
    table = shown.set_index("year")[["allegations", "scope", "origin"]].sort_index()
    if len(table):
        table = table.reindex(range(table.index.min(), table.index.max() + 1))
    return table.rename_axis("year").reset_index()


@exhibit("P5.ENVIRONMENT", "Environmental management", has_accounts=True)
def environment_by_mission(environment: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, one column per indicator of the latest fiscal year: points of 100."""
    latest = _latest(environment, "fiscal_year")
    wide = latest.pivot(index="mission", columns="indicator", values="score")
    return wide.rename_axis(columns=None).reset_index()
