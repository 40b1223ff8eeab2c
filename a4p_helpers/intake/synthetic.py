"""SYNTHETIC values for every table, for the demonstration period and for tests.

They are made up, chosen so that every block has something to draw, and every text says so. A table
of which nothing is written here gets a row from each of its senders, with what its forms show.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from a4p_helpers.clean import form
from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import blocks, plan, scales
from a4p_helpers.core.missions import declared
from a4p_helpers.core.periods import SYNTHETIC, Period
from a4p_helpers.indicators.register import BLOCKS, REGISTER, RULES

Add: TypeAlias = Callable[..., None]  # adds a row to a table, given its cells by column
# Words of the lists from which senders choose; the demonstration adds them to its own `lists.csv`.
TRAINED, EVACUATED = "fields of training", "capabilities for evacuation"
ORDNANCE, COUNTED = "kinds of ordnance", "scopes of misconduct"
FIELDS = ("engineering", "medical", "C4ISR", "drone operation")
GROUPS = ("uniformed personnel", "civilian personnel")
LISTED = {
    TRAINED: tuple(f"{SYNTHETIC} {word}" for word in (*FIELDS, *GROUPS)),
    EVACUATED: tuple(f"{SYNTHETIC} {word}" for word in ("air, by day", "air, by night", "by road")),
    ORDNANCE: tuple(f"{SYNTHETIC} {word}" for word in ("mines", "improvised devices")),
    COUNTED: (f"{SYNTHETIC}. All missions of the exercise.",),
}
TROUBLED = ("MINUSCA", "MINUSMA", "MONUSCO", "UNMISS")
STRENGTH = {"MINUSCA": 14000, "MONUSCO": 12500, "UNMISS": 14500, "UNIFIL": 9500, "UNISFA": 3300}
# Of each category of personnel: its share of the strength, and that of women in it, in per cent.
PERSONNEL = {
    "troops": (80, 6),
    "formed police units": (10, 15),
    "individual police": (5, 30),
    "staff officers": (3, 20),
    "experts on mission": (2, 24),
}


def tables(period: Period, taking_part: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Return rows of every table as text, each from a mission or office that sends it."""
    made: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    columns = {name: contract.to_schema().columns for name, contract in TABLES.items()}

    def add(table: str, **cells: object) -> None:
        row = {"classification": "external", **cells}
        made[table].append({name: str(row.pop(name, "")) for name in columns[table]})
        assert not row, f"{table} has no column {', '.join(row)}"

    for part in (_p1, _p2, _p3, _p4, _p5, _p6, _p7, _plan):
        part(add, period, list(taking_part))
    for name in [name for name, rows in made.items() if not rows]:
        for row in _as_forms_show(name, period, list(taking_part)):
            add(name, **row)
    return made


def _as_forms_show(name: str, period: Period, missions: list[str]) -> Iterator[dict[str, str]]:
    """Return a row of a table from each of its senders: what its form gives as an example."""
    everybody = [*senders.offices_that_owe(period.name), *missions]
    for reporter in senders.expected(TABLES[name], everybody, period.name):
        for sheet in form.of(period.name, reporter, missions).sheets:
            if sheet.table == name:
                shown = {one.name: one.example or _said(one.title) for one in sheet.columns}
                yield {**form.implied(TABLES[name], reporter), **shown}


def _said(words: str) -> str:
    return f"{SYNTHETIC}. {words}"


def _own(mission: str) -> dict[str, str]:
    """Return the start of a row that a mission sends of itself."""
    return {"reporter": mission, "mission": mission}


def _large(missions: list[str]) -> list[str]:
    return [mission for mission in missions if mission in STRENGTH]


def _pick(options: Sequence[str], at: int) -> str:
    return options[at % len(options)]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _p1(add: Add, period: Period, missions: list[str]) -> None:
    account = _said("The mission told of its work here, in words made up for this exercise.")
    with_mandate, without = scales.STRATEGY_STATUS[:2], scales.STRATEGY_STATUS[2]
    for at, mission in enumerate(missions):
        add(
            "political_engagement",
            **_own(mission),
            has_political_mandate=_yes(at % 3 != 2),
            strategy_status=without if at % 3 == 2 else _pick(with_mandate, at // 2),
        )
    for number, block in enumerate(blocks.with_accounts(BLOCKS)):
        for at, mission in enumerate(missions):
            if block == "P1.NARRATIVES" or (at + number) % 4 == 0:
                level = "internal" if at == 1 else "external"
                told = {"block": block, "text": account, "classification": level}
                add("mission_narratives", **_own(mission), **told)


def _p2(add: Add, period: Period, missions: list[str]) -> None:
    pairs = ("civilian and military", "civilian and police", "military and police")
    found_useful = ("joint analysis", "planning retreats", "shared situation room", "focal points")
    approved, not_approved = scales.APPROVAL_KINDS[:2], scales.APPROVAL_KINDS[2]
    for at, mission in enumerate(missions):
        own = _own(mission)
        add(
            "mission_plans",
            **own,
            is_approved=_yes(at % 5 != 4),
            approval_kind=not_approved if at % 5 == 4 else _pick(approved, at // 4),
            review_frequency=_pick(scales.REVIEW_FREQUENCIES, at),
            gender_reflection=_pick(scales.GENDER_REFLECTION, at + 1),
        )
        for number, pair in enumerate(pairs):
            score = 1 + (2 * at + number) % 5
            add("collaboration", **own, between=f"{SYNTHETIC} {pair}", score=score)
        for number, mechanism in enumerate(found_useful):
            if (at + number) % (number + 2) == 0:
                add("integration_mechanisms", **own, mechanism=f"{SYNTHETIC} {mechanism}")
        assessed = _yes(at % 3 != 1 and at != 7)
        add("cpas", **own, uses_cpas=_yes(at != 7), conducted_impact_assessment=assessed)
        for number in range(1, 1 + (at + 1) % 4):
            named = {"number": f"2.{number}", "name": _said(f"Women in body number {number}")}
            given = {"value": 20 + 3 * at + number, "unit": "per cent", "source": "CPAS"}
            add("wps_indicators", **own, **named, **given)
        degree = "" if at % 3 == 2 else 1 + at % 5
        add("unct_integration", **own, is_applicable=_yes(at % 3 != 2), degree=degree)


def _p3(add: Add, period: Period, missions: list[str]) -> None:
    year = period.last_day.year
    fields, groups = LISTED[TRAINED][: len(FIELDS)], LISTED[TRAINED][len(FIELDS) :]
    by_tpp, by_pki = ({"programme": one} for one in scales.PROGRAMMES[:2])
    first, second, third = scales.READINESS_MEASURES[:3]
    add("readiness", reporter="OMA", measure=first, count=9, of=10, percent=90)
    add("readiness", reporter="OMA", measure=second, count=24, of=25, percent=96)
    add("readiness", reporter="ITS", measure=third, count=12)
    for at, field in enumerate(fields):
        taught = {"trainings": at + 2, "participants": 30 + 12 * at, "women": 4 + 5 * at}
        add("trainings", reporter="TPP", **by_tpp, field=field, **taught)
    for group, number in zip(groups, (48, 39), strict=True):
        taught = {"participants": number, "women": number // 3}
        add("trainings", reporter="PKI", **by_pki, field=group, **taught)
    for course in ("analysis", "acquisition", "reporting"):
        add("courses", reporter="PKI", **by_pki, course=f"{SYNTHETIC} {course}")
    for at, mission in enumerate(missions):
        add("conduct_training", **_own(mission), sessions=9 * (at + 1))
        for number, measure in enumerate(scales.DIGITAL_MEASURES):
            there = {"measure": measure, "is_in_place": _yes((at + 2 * number) % 5 != 3)}
            add("technology", **_own(mission), **there)
        add("ugps_actions", reporter="OCSS", mission=mission, is_implementing=_yes(at % 4 != 3))
    for shift, post in enumerate(("head", "deputy head")):
        for at, mission in enumerate(missions):
            add(
                "senior_leadership",
                reporter="OCSS",
                mission=mission,
                post=post,
                is_uniformed=_yes(at % 3 == 0 and post == "head"),
                gender="woman" if (at + shift) % 3 == 1 else "man",
                is_acting=_yes(at == 6 and post == "head"),
                posts=1,
                as_of=period.last_day.isoformat(),
                basis="reported",
                note=_said("No such person is meant."),
            )
    for at, audience in enumerate(scales.DATA_AUDIENCES):
        taught = {"participants": 84 - 26 * at, "women": 36 - 11 * at}
        add("data_training", reporter="OCSS", audience=audience, **taught)
    for at in range(10):
        add(
            "pledges",
            reporter="SFGC",
            ministerial=f"{SYNTHETIC} ministerial {year - 1}",
            member_state=f"{SYNTHETIC} State {at + 1}",
            kind=f"{SYNTHETIC} {_pick(('hospital', 'helicopters', 'training'), at)}",
            status=_pick(("announced", "registered", "deployed", "withdrawn"), at),
        )
    _personnel(add, period, missions)


def _personnel(add: Add, period: Period, missions: list[str]) -> None:
    """Add ever fewer personnel with ever more women among them, month by month."""
    for number, month in enumerate(_months(2015, period.last_day)):
        for at, mission in enumerate(missions):
            strength = STRENGTH.get(mission, 90 + 80 * at) * (1000 - number) // 1000
            for category, (share, share_of_women) in PERSONNEL.items():
                total = max(2, strength * share // 100)
                women = total * (share_of_women * 10 + number // 3) // 1000
                place = {"reporter": "DPO", "month": month, "mission": mission}
                counts = {"women": women, "men": total - women, "total": total}
                add("uniformed_personnel", **place, category=category, **counts)


def _months(first_year: int, last: date) -> list[str]:
    return [
        f"{year}-{month:02}"
        for year in range(first_year, last.year + 1)
        for month in range(1, 13)
        if (year, month) <= (last.year, last.month)
    ]


def _p4(add: Add, period: Period, missions: list[str]) -> None:
    large = _large(missions)
    _deaths(add, period, large)
    _hospitals(add, missions)
    for at, mission in enumerate(missions):
        for shift, capability in enumerate(LISTED[EVACUATED]):
            there = {"capability": capability, "is_available": _yes((at + shift) % 3 != 2)}
            add("casevac", reporter="OMA", mission=mission, **there)
    for at, mission in enumerate(large):
        bases = {"bases": 10 + 3 * at, "compliant": 6 + 2 * at}
        add("base_defence", reporter="FPS", mission=mission, **bases)
        mines = {"reporter": "UNMAS", "mission": mission}
        for number in range(1, 2 + at % 3):
            activity = _said(f"Training number {number} of those who search and clear.")
            add("eo_capacity", **mines, activity=activity)
        for shift, kind in enumerate(LISTED[ORDNANCE]):
            found, neutralised = 40 + 25 * at + 60 * shift, 30 + 20 * at + 45 * shift
            add("explosive_ordnance", **mines, kind=kind, found=found, neutralised=neutralised)
    for at, mission in enumerate(TROUBLED):
        for shift, stage in enumerate(scales.STAGES):
            count = max(0, 90 - 20 * at - 12 * shift)
            add("crimes", reporter="OROLSI", mission=mission, stage=stage, count=count)


def _deaths(add: Add, period: Period, large: list[str]) -> None:
    for number, month in enumerate(_months(2013, period.last_day)):
        there = [mission for mission in large if declared()[mission].start[:7] <= month]
        for at, cause in enumerate(scales.CAUSES):
            add(
                "fatalities",
                reporter="NOTICAS",
                month=month,
                notification_year=month[:4],
                mission=_pick(there, number + at),
                cause=cause,
                personnel="military" if at == 0 else _pick(scales.PERSONNEL, number + at),
                deaths=1 + (number * (at + 3)) % 4 + (2 if at == 0 and number < 80 else 0),
            )


def _hospitals(add: Add, missions: list[str]) -> None:
    large, levels = _large(missions), scales.LEVELS
    lacking = ("malfunctioning equipment", "insufficient consumables", "personnel shortage")
    for at, mission in enumerate(missions):
        own = {"reporter": "DHMOSH", "mission": mission}
        if mission in large:
            there = dict.fromkeys(levels[at % 2 : 4 : 2], 1 + at % 3)
        else:
            there = {"none": 0} if at % 2 else {levels[0]: 1}
        for level, number in there.items():
            add("hospitals", **own, level=level, hospitals=number)
        if due := sum(there.values()):
            add("hospital_reports", **own, reports_due=max(0, due - at % 2))
    for at, mission in enumerate(large[:4]):
        for shift, cause in enumerate(lacking):
            if (at + shift) % 3 != 2:
                days = {"days": 3 + 11 * at + 6 * shift, "note": _said("Days made up.")}
                own = {"reporter": "DHMOSH", "mission": mission}
                add("hospital_interruptions", **own, hospital=1, cause=cause, **days)


def _p5(add: Add, period: Period, missions: list[str]) -> None:
    year, until, large = period.last_day.year, period.last_day.isoformat(), _large(missions)
    evaluators = (
        ("PD", scales.UNIT_KINDS[0], scales.POLICE_RATINGS, large[:3]),
        ("OMA", scales.UNIT_KINDS[1], scales.MILITARY_RATINGS, large),
    )
    for office, kind, ratings, evaluated in evaluators:
        for at, mission in enumerate(evaluated):
            for number, rating in enumerate(ratings):
                add(
                    "unit_evaluations",
                    reporter=office,
                    kind=kind,
                    mission=mission,
                    rating=rating,
                    evaluations=(number * (at + 2)) % 6 + (2 if number > 1 else 0),
                )
    for at, mission in enumerate(large[:3]):
        add("police_units", reporter="PD", mission=mission, units=6 + 4 * at)
    cycle = f"{year - 1}–{year}"
    for rating, share in zip(scales.CIVILIAN_RATINGS, (2, 4, 62, 32), strict=True):
        add("civilian_ratings", reporter="DMSPC", cycle=cycle, rating=rating, percent=share)
    for at, category in enumerate(scales.MISCONDUCT):
        for one in range(2015, year + 1):
            add(
                "misconduct",
                reporter="DMSPC",
                category=category,
                first_day=f"{one}-01-01",
                last_day=until if one == year else f"{one}-12-31",
                allegations=(180 if at == 0 else 60) - 9 * (one % 5),
                scope=LISTED[COUNTED][0],
                origin=_said("No publication."),
            )
    for action, count in (
        ("uniformed personnel repatriated", 310),
        ("allegations with sanctions reported", 150),
        ("civilian personnel separated", 90),
    ):
        add("sea_actions", reporter="DMSPC", action=action, count=count, since="2010-01-01")
    for at, mission in enumerate(missions):
        own = {"reporter": "Environment", "mission": mission, "fiscal_year": cycle}
        for shift, name in enumerate(
            (scales.OVERALL_SCORE, f"{SYNTHETIC} energy", f"{SYNTHETIC} water")
        ):
            add("environment", **own, indicator=name, score=45 + 4 * at + 3 * shift)


def _p6(add: Add, period: Period, missions: list[str]) -> None:
    year, name = period.last_day.year, f"{SYNTHETIC} campaign"
    for measure, value in zip(scales.MEASURES, (30000, 12000, 540000), strict=True):
        reached = {"measure": measure, "value": value, "previous_value": value * 2 // 3}
        add("campaign", reporter="SCT", campaign=name, **reached)
    for at, question in enumerate(scales.QUESTIONS):
        for one in (year - 1, year):
            said = {"percent": 70 + 4 * at + 5 * (one - year), "basis": _pick(scales.BASES, one)}
            when = {"year": one, "month": f"{one}-02"}
            add("mdmh_survey", reporter="SCT", question=question, **when, **said)
    for at, mission in enumerate(missions):
        action = _said("Explained to radio stations what a rumour was made of.")
        did = {3: ("no", ""), 7: (scales.NOT_APPLICABLE, "")}.get(at % 8, ("yes", action))
        add("mdmh_actions", **_own(mission), is_preemptive=did[0], action=did[1])
    guidance = {"is_preemptive": "yes", "action": _said("Guidance for all missions.")}
    add("mdmh_actions", reporter="SCT", mission=scales.HEADQUARTERS, **guidance)


def _p7(add: Add, period: Period, missions: list[str]) -> None:
    for at, mission in enumerate(missions):
        own = _own(mission)
        agreement = "none" if at == 9 else _pick(scales.AGREEMENTS[:2], at // 5)
        incidents = "" if agreement == "none" else _yes(at % 4 != 3)
        names = (
            ("impact_civilian", "impact_uniformed", "impact_tasks") if incidents == "yes" else ()
        )
        impacts = {name: _pick(scales.IMPACTS, at + shift) for shift, name in enumerate(names)}
        add("sofa", **own, agreement=agreement, has_incidents=incidents, **impacts)
        for number in range(1 + at % 3):
            mechanism = _said(f"Meeting number {number + 1} with the host country.")
            contribution = (at + number) % 4
            add("coordination_mechanisms", **own, mechanism=mechanism, contribution=contribution)


def _plan(add: Add, period: Period, missions: list[str]) -> None:
    offices, numbers = senders.offices_that_owe(period.name), list(plan.deliverables(period.name))
    for at, reporter in enumerate((*offices, *missions)):
        for number, deliverable in enumerate(senders.deliverables_of(reporter, period.name)):
            if reporter in missions and (at + number) % 3:
                continue
            # Most leads of a deliverable agree; some do not, as it would be.
            place = numbers.index(deliverable) + ((at + number) % 11 == 0)
            add(
                "deliverable_progress",
                reporter=reporter,
                deliverable=deliverable,
                status=_pick(scales.STATUSES, place),
                progress=_said("Work went on as the exercise needs it."),
                obstacle=_said("An obstacle that is kept inside.") if number % 2 else "",
                next_step=_said("The next step follows."),
                classification="internal" if number == 3 else "external",
            )
    for at, one in enumerate(one for one in REGISTER.values() if one.code not in RULES):
        near = [who for who in offices if who in one.source.replace(",", " ").split()]
        sent = {"code": one.code, "value": 20 + 3 * at, "note": _said("Made up.")}
        add("submitted_figures", reporter=(near or ["SCT"])[0], **sent)
