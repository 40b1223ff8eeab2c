"""What is counted of Priority 3, capabilities and mindsets."""

from fractions import Fraction
from functools import partial

import pandas as pd

from a4p_helpers.core import breaks, scales, targets
from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import half_up
from a4p_helpers.core.targets import Target
from a4p_helpers.indicators.register import Number, Sent, Share, exhibit, indicator
from a4p_helpers.trends import averages, pace

TPP, PKI = scales.PROGRAMMES

# A category of the parity strategy, and the categories of the monthly reports that it is made of.
PARITY_CATEGORIES: dict[str, tuple[str, ...]] = {
    "military contingents": ("troops",),
    "military observers and staff officers": ("experts on mission", "staff officers"),
    "individual police officers": ("individual police",),
    "formed police units": ("formed police units",),
}
# The indicator that counts the women in a category, of which the strategy sets targets.
WOMEN_IN = {
    "military contingents": "P3.WOMEN_CONTINGENTS",
    "military observers and staff officers": "P3.WOMEN_OBSERVERS_STAFF",
    "individual police officers": "P3.WOMEN_INDIVIDUAL_POLICE",
    "formed police units": "P3.WOMEN_FORMED_POLICE",
}


def _measure(readiness: pd.DataFrame, measure: str, column: str) -> Sent | None:
    row = readiness[readiness["measure"] == measure]
    if row.empty or row[column].isna().all():
        return None
    return Sent(Fraction(str(row[column].iloc[0])))


def _measured_share(readiness: pd.DataFrame, measure: str) -> Sent | Share | None:
    """Return a share as it was sent, or count it from the numbers that were sent."""
    sent = _measure(readiness, measure, "percent")
    if sent is not None:
        return sent
    numbers = readiness.loc[readiness["measure"] == measure, ["count", "of"]].dropna()
    if numbers.empty:
        return None
    count, of = (int(one) for one in numbers.iloc[0])
    return Share(count, of)


of_readiness = partial(
    indicator, unit="percent", result="3.1", level="output", source="OMA", direction="up"
)


@of_readiness("P3.PCRS_UNITS", "New units deployed through PCRS")
def pcrs_units(readiness: pd.DataFrame) -> Sent | Share | None:
    """Share of new units deployed through the readiness system (PCRS), as OMA publishes it.

    Where OMA sent only numbers, the share is counted from them.
    """
    return _measured_share(readiness, scales.PCRS_UNITS)


@of_readiness(
    "P3.READINESS_CERTIFICATES", "TCCs deploying contingents that certified operational readiness"
)
def readiness_certificates(readiness: pd.DataFrame) -> Sent | Share | None:
    """Share of contributors of contingents that certified readiness, as OMA publishes it.

    Where OMA sent only numbers, the share is counted from them.
    """
    return _measured_share(readiness, scales.CERTIFIED)


@of_readiness(
    "P3.PCC_TRAINING_RECOGNITION",
    "PCCs with UN training recognition for at least one UN Police course",
    unit="PCCs",
    covers="state",
    source="ITS",
    themes=["police"],
    caveat="Counted to date, not in the period alone.",
)
def pcc_training_recognition(readiness: pd.DataFrame) -> Sent | None:
    """Police contributors with recognized training in at least one course, to date."""
    return _measure(readiness, scales.RECOGNIZED, "count")


of_conduct = partial(indicator, result="5.1", level="output", source="Peacekeeping missions")


@of_conduct("P3.CONDUCT_SESSIONS", "Conduct and discipline training sessions", unit="sessions")
def conduct_sessions(conduct_training: pd.DataFrame) -> pd.Series:
    """Sum of the sessions that missions reported."""
    return conduct_training.set_index("mission")["sessions"]


@of_conduct(
    "P3.CONDUCT_MISSIONS",
    "Missions that provided conduct and discipline training sessions",
    unit="missions",
    direction="up",
)
def conduct_missions(conduct_training: pd.DataFrame) -> pd.Series:
    """Missions that held at least one session in the period."""
    return conduct_training.set_index("mission")["sessions"] > 0


def _of(trainings: pd.DataFrame, programme: str) -> pd.DataFrame:
    return trainings[trainings["programme"] == programme].set_index("field")


def _share_of_women(trainings: pd.DataFrame, programme: str) -> Share | None:
    table = _of(trainings, programme)
    if table.empty or table["women"].isna().any():
        return None
    return Share(int(table["women"].sum()), int(table["participants"].sum()), by=table["women"])


of_partnership = partial(
    indicator, unit="trainees", result="3.1", level="output", source="TPP, DOS"
)


@of_partnership("P3.TPP_TRAININGS", "Triangular Partnership Programme trainings", unit="trainings")
def tpp_trainings(trainings: pd.DataFrame) -> pd.Series | None:
    """Sum of trainings in all fields of the programme; not reported where one field is blank."""
    held = _of(trainings, TPP)["trainings"]
    return None if held.isna().any() else held


@of_partnership("P3.TPP_TRAINEES", "Triangular Partnership Programme trainees")
def tpp_trainees(trainings: pd.DataFrame) -> pd.Series:
    """Sum of participants in all fields of the programme."""
    return _of(trainings, TPP)["participants"]


@of_partnership(
    "P3.TPP_WOMEN",
    "Women among Triangular Partnership Programme trainees",
    unit="percent",
    direction="up",
    themes=["wps"],
    caveat="The number of women per field is worked out from published shares.",
)
def tpp_women(trainings: pd.DataFrame) -> Share | None:
    """Women out of all participants, all fields together; not the mean of the fields' shares."""
    return _share_of_women(trainings, TPP)


of_academy = partial(indicator, unit="trainees", result="3.2", level="output", source="PKI")


@of_academy("P3.PKI_TRAINED", "Personnel trained by the Peacekeeping-Intelligence Academy")
def pki_trained(trainings: pd.DataFrame) -> pd.Series:
    """Sum of uniformed and civilian personnel trained."""
    return _of(trainings, PKI)["participants"]


@of_academy(
    "P3.PKI_WOMEN",
    "Women among those trained by the Peacekeeping-Intelligence Academy",
    unit="percent",
    direction="up",
    themes=["wps"],
)
def pki_women(trainings: pd.DataFrame) -> Share | None:
    """Women out of all trained, where every group has a reported number of women."""
    return _share_of_women(trainings, PKI)


@of_academy(
    "P3.PKI_COURSES", "Courses offered by the Peacekeeping-Intelligence Academy", unit="courses"
)
def pki_courses(courses: pd.DataFrame) -> int:
    """Number of courses that the Academy offers."""
    return int((courses["programme"] == PKI).sum())


@indicator(
    "P3.UGPS_MISSIONS",
    "Missions reporting implementation of UGPS recommendations",
    unit="missions",
    result="3.1",
    level="output",
    source="OCSS",
    direction="up",
    themes=["wps"],
    caveat="Special political missions are included.",
)
def ugps_missions(ugps_actions: pd.DataFrame) -> pd.Series:
    """Missions that report implementation, special political missions included."""
    return ugps_actions.set_index("mission")["is_implementing"]


of_leaders = partial(
    indicator,
    unit="persons",
    covers="state",
    result="3.1",
    level="outcome",
    source="UGPS team, OCSS",
    direction="up",
    themes=["wps"],
)


@of_leaders(
    "P3.WOMEN_SENIOR_LEADERSHIP",
    "Women among SRSGs and DSRSGs and other heads and deputy heads of mission",
    unit="percent",
)
def women_senior_leadership(senior_leadership: pd.DataFrame) -> Share:
    """Posts held by women out of all posts of heads and deputies, acting holders included."""
    return _women_over_posts(senior_leadership)


@of_leaders(
    "P3.WOMEN_NON_UNIFORMED_LEADERSHIP",
    "Women among non-uniformed heads and deputy heads of mission",
    unit="percent",
)
def women_non_uniformed_leadership(senior_leadership: pd.DataFrame) -> Share:
    """Posts held by women out of all posts of heads and deputies with a non-uniformed holder."""
    return _women_over_posts(senior_leadership[~senior_leadership["is_uniformed"]])


def _women_over_posts(posts: pd.DataFrame) -> Share:
    return Share(int(_held_by_women(posts)["posts"].sum()), int(posts["posts"].sum()))


@of_leaders("P3.WOMEN_HEADS", "Women heading peacekeeping operations")
def women_heads(senior_leadership: pd.DataFrame) -> pd.Series | int | None:
    """Posts of head of mission held by women, by mission.

    Not reported where a woman's post is not stated.
    """
    return _heads(_held_by_women(senior_leadership))


@of_leaders("P3.WOMEN_DEPUTIES", "Women deputy SRSGs")
def women_deputies(senior_leadership: pd.DataFrame) -> int | None:
    """Posts of deputy head held by women; not reported where a woman's post is not stated."""
    return _number(_held_by_women(senior_leadership), "deputy head")


def _held_by_women(posts: pd.DataFrame) -> pd.DataFrame:
    return posts[posts["gender"] == "woman"]


def _number(held: pd.DataFrame, post: str) -> int | None:
    """Number of posts of a kind; unknown where the kind of any post is not stated."""
    if (held["post"] == scales.NOT_STATED).any():
        return None
    return int(held.loc[held["post"] == post, "posts"].sum())


def _heads(held: pd.DataFrame) -> pd.Series | int | None:
    """Return how many of these posts are posts of head, by mission; blank if it was not named."""
    number = _number(held, "head")
    heads = held[held["post"] == "head"]
    return heads.groupby("mission", dropna=False)["posts"].sum() if number else number


@of_leaders("P3.MILITARY_HEADS", "Military heads of mission", direction="none")
def military_heads(senior_leadership: pd.DataFrame) -> pd.Series | int | None:
    """Posts of head of mission held by uniformed persons, by mission.

    Not reported where the post of a uniformed person is not stated.
    """
    return _heads(senior_leadership[senior_leadership["is_uniformed"]])


@of_leaders("P3.WOMEN_MILITARY_HEADS", "Women among military heads of mission")
def women_military_heads(senior_leadership: pd.DataFrame) -> int | None:
    """Posts of head held by uniformed women; not reported where such a woman's post is blank."""
    uniformed = senior_leadership[senior_leadership["is_uniformed"]]
    return _number(_held_by_women(uniformed), "head")


def monthly_shares(uniformed_personnel: pd.DataFrame, category: str) -> dict[str, Fraction]:
    """Return the share of women in a parity category by month, exact, in per cent.

    All missions count, special political ones included. A month is left out if the publisher
    gives no breakdown by sex, counts staff officers among troops, or counts nobody.
    """
    parts = PARITY_CATEGORIES[category]
    rows = uniformed_personnel[uniformed_personnel["category"].isin(parts)]
    by_month = rows.groupby("month")[["women", "total"]].sum(skipna=False)
    mixed = uniformed_personnel.query("category == 'troops and staff officers'")["month"].unique()
    known = by_month[
        by_month["women"].notna() & (by_month["total"] > 0) & ~by_month.index.isin(mixed)
    ]
    return {
        str(month): Fraction(100 * int(women), int(total))
        for month, women, total in zip(known.index, known["women"], known["total"], strict=True)
    }


def yearly_share(uniformed_personnel: pd.DataFrame, category: str, year: int) -> Fraction | None:
    """Return the mean of a year's monthly shares, exact, or None without a single month."""
    shares = monthly_shares(uniformed_personnel, category)
    return averages.of_year(shares, "uniformed_personnel.women", year)


def _parity(uniformed_personnel: pd.DataFrame, period: Period, category: str) -> Fraction | None:
    return yearly_share(uniformed_personnel, category, period.last_day.year)


of_parity = partial(
    indicator,
    unit="percent",
    covers="year",
    result="3.1",
    level="outcome",
    source="OCSS; monthly reports of uniformed personnel, DPO",
    direction="up",
    decimals=1,
    themes=["wps"],
    caveat="Mean of the monthly shares of the year; months without figures by sex are left out.",
)


of_parity(
    WOMEN_IN["military contingents"],
    "Women in military contingents",
    definition="Mean of the monthly shares of women among troops in the year the period ends in.",
)(partial(_parity, category="military contingents"))
of_parity(
    WOMEN_IN["military observers and staff officers"],
    "Women among observers and staff officers",
    definition="Mean of the monthly shares of women among experts on mission and staff officers.",
)(partial(_parity, category="military observers and staff officers"))
of_parity(
    WOMEN_IN["individual police officers"],
    "Women among individual police officers",
    definition="Mean of the monthly shares of women among individual police officers.",
    themes=["wps", "police"],
)(partial(_parity, category="individual police officers"))
of_parity(
    WOMEN_IN["formed police units"],
    "Women in formed police units",
    definition="Mean of the monthly shares of women in formed police units.",
    themes=["wps", "police"],
)(partial(_parity, category="formed police units"))


@of_parity(
    "P3.PARITY_TARGETS_MET",
    "Categories of uniformed personnel that meet the year's parity target",
    unit="categories",
    decimals=0,
)
def parity_targets_met(uniformed_personnel: pd.DataFrame, period: Period) -> Number | None:
    """Categories whose exact share of women in the year is at or above the target."""
    data = parity(uniformed_personnel, period).set_index("category")
    known = data.dropna(subset=["share", "target"])
    if known.empty:
        return None
    met = (known["exact"] >= known["target"]).astype("boolean")
    kinds = set(known["target_status"])
    return Number(
        int(met.sum()), by=met, target_status=kinds.pop() if len(kinds) == 1 else "partly inferred"
    )


@exhibit("P3.READINESS", "Readiness of contributing countries", themes=["police"])
def readiness_measures(readiness: pd.DataFrame) -> pd.DataFrame:
    """One row per measure of readiness, as its office sent it."""
    return readiness[["measure", "count", "of", "percent"]]


@exhibit("P3.CONDUCT_TRAINING", "Training on conduct and discipline", has_accounts=True)
def conduct_by_mission(conduct_training: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: sessions in the period."""
    return conduct_training[["mission", "sessions"]]


@exhibit(
    "P3.TPP",
    "Triangular Partnership Programme",
    labels={"share": "Women, share"},
    units={"share": "%"},
    themes=["wps"],
    has_accounts=True,
)
def tpp_by_field(trainings: pd.DataFrame) -> pd.DataFrame:
    """One row per field: trainings, participants, women, and the share of women, exact."""
    table = _of(trainings, TPP).reset_index()
    table["share"] = 100 * table["women"] / table["participants"]
    return table[["field", "trainings", "participants", "women", "share"]]


@exhibit(
    "P3.PKI_ACADEMY",
    "Peacekeeping-Intelligence Academy",
    needs=["trainings", "courses"],
    labels={"field": "Status", "participants": "Trained"},
    themes=["wps"],
)
def pki_by_group(trainings: pd.DataFrame) -> pd.DataFrame:
    """One row per group of personnel: how many were trained."""
    return _of(trainings, PKI).reset_index()[["field", "participants"]]


@exhibit("P3.UGPS", "Women in uniform against parity targets", themes=["wps", "police"])
def parity(uniformed_personnel: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per category: share of women in the year, target, and the basis of the target."""
    year = period.last_day.year
    rows = []
    for category in (*PARITY_CATEGORIES, "justice and corrections personnel"):
        target = targets.for_year(WOMEN_IN.get(category, ""), period.name, year)
        share = (
            yearly_share(uniformed_personnel, category, year)
            if category in PARITY_CATEGORIES
            else None
        )
        rows.append(
            {
                "category": category,
                "share": None if share is None else float(share),
                "exact": share,
                "target": target.number if target else None,
                "target_status": target.status if target else targets.UNKNOWN,
            }
        )
    return pd.DataFrame(rows)


WOMEN = "uniformed_personnel.women"


@of_parity(
    "P3.WOMEN_CONTINGENTS_PACE",
    "Pace of women in military contingents, a year",
    unit="percentage points",
    covers="latest",
    direction="none",
    caveat=(
        "Average monthly change since January 2018, times 12; months without figures by sex "
        "are left out. A straight line at this pace is not a forecast."
    ),
)
def women_contingents_pace(uniformed_personnel: pd.DataFrame, period: Period) -> Number | None:
    """Average monthly change in the share of women among troops since 2018, times 12.

    The verdict says whether, and when, a line at this pace reaches the last target that is set.
    """
    category = "military contingents"
    found = _pace(uniformed_personnel, category)
    target = targets.farthest(WOMEN_IN[category], period.name)
    if found is None or target is None or target.number is None or target.by is None:
        return None
    goal = f"the target of {half_up(target.number)} per cent for {target.by}"
    return Number(found.a_year, verdict=f"{goal} {found.said(target.number, target.by)}")


@exhibit("P3.UGPS_MONTHS", "Women in uniform, month by month", series=WOMEN)
def monthly_parity(uniformed_personnel: pd.DataFrame) -> pd.DataFrame:
    """One row per month since 2018, one column per category: share of women; blank in a break."""
    reached = max(uniformed_personnel["month"], default="2017-12")
    months = [str(month) for month in pd.period_range("2018-01", reached, freq="M")]
    skipped = breaks.skipped(WOMEN, months)
    columns = {
        category: [
            None if month in skipped or month not in shares else float(shares[month])
            for month in months
        ]
        for category in PARITY_CATEGORIES
        for shares in [monthly_shares(uniformed_personnel, category)]
    }
    frame = pd.DataFrame({"month": months, **columns})
    return frame if frame[list(PARITY_CATEGORIES)].notna().any(axis=None) else frame[:0]


@exhibit(
    "P3.UGPS_PACE",
    "Pace towards the parity targets",
    labels={
        "baseline": "Baseline, 2018",
        "now": "Value",
        "milestone": "Milestone of the year",
        "target": "Target furthest ahead",
        "distance": "Distance to it",
        "pace": "Yearly pace",
        "arrival": "At this pace the target",
    },
    units={
        "baseline": "%",
        "now": "%",
        "milestone": "%",
        "target": "%",
        "distance": "points",
        "pace": "points",
    },
    series=WOMEN,
    themes=["wps"],
)
def parity_pace(uniformed_personnel: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row per category: baseline, value, milestone and target with their distance, and pace.

    The baseline is the mean of 2018, the milestone is the target for the year in which the period
    ends, and the target is the last one that is set.
    """
    year = period.last_day.year
    rows = []
    for category in PARITY_CATEGORIES:
        now = yearly_share(uniformed_personnel, category, year)
        found = _pace(uniformed_personnel, category)
        code = WOMEN_IN[category]
        milestone = targets.for_year(code, period.name, year)
        target = targets.farthest(code, period.name)
        if now is None or found is None or target is None:
            continue
        if target.number is None or target.by is None:
            continue
        baseline = yearly_share(uniformed_personnel, category, 2018)
        rows.append(
            {
                "category": category,
                "baseline": None if baseline is None else float(baseline),
                "now": float(now),
                "milestone": _in_words(milestone),
                "target": f"{_in_words(target)}, for {target.by}",
                "distance": float(max(target.number - now, Fraction(0))),
                "pace": float(found.a_year),
                "arrival": found.said(target.number, target.by),
            }
        )
    return pd.DataFrame(rows)


def _pace(uniformed_personnel: pd.DataFrame, category: str) -> pace.Pace | None:
    return pace.of_months(monthly_shares(uniformed_personnel, category), WOMEN)


def _in_words(target: Target | None) -> str:
    if target is None or target.number is None:
        return targets.UNKNOWN
    return f"{half_up(target.number)} ({target.status})"


@exhibit(
    "P3.UGPS_ACTIONS",
    "Carrying out the parity strategy",
    labels={"is_implementing": "Carries out"},
    themes=["wps"],
    has_accounts=True,
)
def ugps_by_mission(ugps_actions: pd.DataFrame) -> pd.DataFrame:
    """One row per mission: whether it implements recommendations of the parity strategy."""
    return ugps_actions[["mission", "is_implementing"]]


@exhibit(
    "P3.LEADERSHIP",
    "Women in senior leadership",
    labels={"status": "Holder", "woman": "Women", "man": "Men", "share": "Women, share"},
    units={"share": "%"},
    themes=["wps"],
)
def leadership(senior_leadership: pd.DataFrame) -> pd.DataFrame:
    """Posts of heads and deputies held by women and men, by status of the holder.

    They are not split by post: where a post was not published, no count could be known to be zero.
    """
    table = senior_leadership.assign(
        status=senior_leadership["is_uniformed"].map({True: "uniformed", False: "not uniformed"})
    )
    wide = table.pivot_table(
        index="status", columns="gender", values="posts", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=["woman", "man"], fill_value=0).rename_axis(columns=None)
    wide["share"] = 100 * wide["woman"] / (wide["woman"] + wide["man"])
    return wide.reset_index()


@exhibit("P3.PLEDGES", "Pledges of Member States", has_accounts=True)
def pledges_by_status(pledges: pd.DataFrame) -> pd.DataFrame:
    """Number of pledges by ministerial and status."""
    wide = pledges.pivot_table(index="ministerial", columns="status", aggfunc="size", fill_value=0)
    return wide.reindex(columns=list(scales.PLEDGE_STATUSES), fill_value=0).reset_index()


@indicator(
    "P3.PLEDGES_DEPLOYED",
    "Pledges of Member States that are deployed",
    unit="pledges",
    covers="state",
    result="3.1",
    level="output",
    source="SFGC, DPET",
    direction="up",
)
def pledges_deployed(pledges: pd.DataFrame) -> int:
    """Pledges whose status is deployed."""
    return int((pledges["status"] == scales.DEPLOYED).sum())


of_digital = partial(
    indicator,
    unit="missions",
    covers="state",
    result="3.4",
    level="output",
    source="Peacekeeping missions",
    direction="up",
    themes=["technology"],
)


def _in_place(technology: pd.DataFrame, measure: str) -> pd.Series:
    rows = technology[technology["measure"] == measure]
    return rows.set_index("mission")["is_in_place"]


for _code, _title, _asked, _result in (
    ("TECHNOLOGY_PLANS", "with a strategy or plan for technology", scales.TECHNOLOGY_PLAN, "3.4"),
    ("DIGITAL_SKILLS", "with a plan to train digital skills", scales.DIGITAL_SKILLS, "3.4"),
    (
        "RESPONSIBLE_USE",
        "with safeguards for the responsible use of data",
        scales.RESPONSIBLE_USE,
        "3.4",
    ),
    ("TECHNOLOGY_NETWORK", "in the network that spreads technology", scales.NETWORK, "3.4"),
    ("DATA_RULES", "with rules to collect, protect and share data", scales.DATA_RULES, "3.5"),
):
    of_digital(
        f"P3.{_code}",
        f"Missions {_title}",
        definition=f"Reporting missions that have '{_asked}' in place.",
        result=_result,
    )(partial(_in_place, measure=_asked))


of_data = partial(
    indicator, unit="persons", result="3.5", level="output", source="OCSS", direction="up"
)


@of_data("P3.DATA_TRAINED", "Personnel trained in the use of data", themes=["technology"])
def data_trained(data_training: pd.DataFrame) -> pd.Series:
    """Sum of participants from all audiences of the training framework."""
    return data_training.set_index("audience")["participants"]


@of_data(
    "P3.DATA_TRAINED_WOMEN",
    "Women among personnel trained in the use of data",
    unit="percent",
    themes=["technology", "wps"],
)
def data_trained_women(data_training: pd.DataFrame) -> Share | None:
    """Women out of all trained, where every audience has a reported number of women."""
    if data_training.empty or data_training["women"].isna().any():
        return None
    return Share(int(data_training["women"].sum()), int(data_training["participants"].sum()))


@exhibit("P3.TECHNOLOGY", "Technology in missions", themes=["technology"])
def technology_by_mission(technology: pd.DataFrame) -> pd.DataFrame:
    """One row per mission, one column per measure: whether it is in place."""
    wide = technology.pivot(index="mission", columns="measure", values="is_in_place")
    return wide.reindex(columns=list(scales.DIGITAL_MEASURES)).reset_index()


@exhibit("P3.DATA_TRAINING", "Training in the use of data", themes=["technology"])
def data_training_by_audience(data_training: pd.DataFrame) -> pd.DataFrame:
    """One row per audience: participants, and how many of them are women."""
    return data_training[["audience", "participants", "women"]]
