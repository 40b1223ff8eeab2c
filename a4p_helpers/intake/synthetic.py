"""SYNTHETIC values for every table, for the demonstration period and for tests.

They are made up, chosen so that every block has something to draw, and every text says so.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from a4p_helpers.contracts import TABLES, senders
from a4p_helpers.core import blocks, plan, scales
from a4p_helpers.core.missions import declared
from a4p_helpers.core.periods import SYNTHETIC, Period
from a4p_helpers.indicators.register import BLOCKS, REGISTER, RULES

Rows = list[dict[str, Any]]
# Words of the lists from which senders choose; the demonstration adds them to its own `lists.csv`.
TRAINED, EVACUATED = "fields of training", "capabilities for evacuation"
ORDNANCE, COUNTED = "kinds of ordnance", "scopes of misconduct"
LISTED = {
    TRAINED: tuple(
        f"{SYNTHETIC} {field}"
        for field in (
            *("engineering", "medical", "C4ISR", "drone operation"),
            *("uniformed personnel", "civilian personnel"),
        )
    ),
    EVACUATED: tuple(
        f"{SYNTHETIC} {capability}" for capability in ("air, by day", "air, by night", "by road")
    ),
    ORDNANCE: tuple(f"{SYNTHETIC} {kind}" for kind in ("mines", "improvised devices")),
    COUNTED: (f"{SYNTHETIC}. All missions of the exercise.",),
}
TROUBLED = ("MINUSCA", "MINUSMA", "MONUSCO", "UNMISS")
STRENGTH = {"MINUSCA": 14000, "MONUSCO": 12500, "UNMISS": 14500, "UNIFIL": 9500, "UNISFA": 3300}
SHARE_OF_STRENGTH = {
    "troops": 80,
    "formed police units": 10,
    "individual police": 5,
    "staff officers": 3,
    "experts on mission": 2,
}
WOMEN = {
    "troops": 6,
    "formed police units": 15,
    "individual police": 30,
    "staff officers": 20,
    "experts on mission": 24,
}


def tables(period: Period, taking_part: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Return rows of every table as text, each from a mission or office that sends it."""
    made: dict[str, list[dict[str, str]]] = {}
    for part in (_p1, _p2, _p3, _p4, _p5, _p6, _p7, _plan):
        for table, rows in part(period, list(taking_part)).items():
            columns = TABLES[table].to_schema().columns
            made[table] = [
                {
                    name: str(row.get(name, "external" if name == "classification" else ""))
                    for name in columns
                }
                for row in rows
            ]
    return {name: made[name] for name in TABLES}


def _said(words: str) -> str:
    return f"{SYNTHETIC}. {words}"


def _each(missions: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each mission its place and the start of a row that it sends of itself."""
    for at, mission in enumerate(missions):
        yield at, {"reporter": mission, "mission": mission}


def _pick(options: Sequence[str], at: int) -> str:
    return options[at % len(options)]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _p1(period: Period, missions: list[str]) -> dict[str, Rows]:
    accounts = [
        {
            **row,
            "block": block,
            "text": _said("The mission told of its work here, in words made up for this exercise."),
            "classification": "internal" if at == 1 else "external",
        }
        for number, block in enumerate(blocks.with_accounts(BLOCKS))
        for at, row in _each(missions)
        if block == "P1.NARRATIVES" or (at + number) % 4 == 0
    ]
    return {
        "political_engagement": [
            {
                **row,
                "has_political_mandate": _yes(at % 3 != 2),
                "strategy_status": scales.STRATEGY_STATUS[2]
                if at % 3 == 2
                else _pick(scales.STRATEGY_STATUS[:2], at // 2),
            }
            for at, row in _each(missions)
        ],
        "mission_narratives": accounts,
    }


def _p2(period: Period, missions: list[str]) -> dict[str, Rows]:
    pairs = ("civilian and military", "civilian and police", "military and police")
    found_useful = ("joint analysis", "planning retreats", "shared situation room", "focal points")
    return {
        "mission_plans": [
            {
                **row,
                "is_approved": _yes(at % 5 != 4),
                "approval_kind": scales.APPROVAL_KINDS[2]
                if at % 5 == 4
                else _pick(scales.APPROVAL_KINDS[:2], at // 4),
                "review_frequency": _pick(scales.REVIEW_FREQUENCIES, at),
                "gender_reflection": _pick(scales.GENDER_REFLECTION, at + 1),
            }
            for at, row in _each(missions)
        ],
        "collaboration": [
            {**row, "between": f"{SYNTHETIC} {pair}", "score": 1 + (2 * at + number) % 5}
            for at, row in _each(missions)
            for number, pair in enumerate(pairs)
        ],
        "integration_mechanisms": [
            {**row, "mechanism": f"{SYNTHETIC} {mechanism}"}
            for at, row in _each(missions)
            for number, mechanism in enumerate(found_useful)
            if (at + number) % (number + 2) == 0
        ],
        "cpas": [
            {
                **row,
                "uses_cpas": _yes(at != 7),
                "conducted_impact_assessment": _yes(at % 3 != 1 and at != 7),
            }
            for at, row in _each(missions)
        ],
        "unct_integration": [
            {
                **row,
                "is_applicable": _yes(at % 3 != 2),
                "degree": 1 + at % 5 if at % 3 != 2 else "",
            }
            for at, row in _each(missions)
        ],
    }


def _p3(period: Period, missions: list[str]) -> dict[str, Rows]:
    year = period.last_day.year
    fields, groups = LISTED[TRAINED][:4], LISTED[TRAINED][4:]
    return {
        "readiness": [
            {
                "reporter": "OMA",
                "measure": scales.READINESS_MEASURES[0],
                "count": 9,
                "of": 10,
                "percent": 90,
            },
            {
                "reporter": "OMA",
                "measure": scales.READINESS_MEASURES[1],
                "count": 24,
                "of": 25,
                "percent": 96,
            },
            {"reporter": "ITS", "measure": scales.READINESS_MEASURES[2], "count": 12},
        ],
        "conduct_training": [{**row, "sessions": 9 * (at + 1)} for at, row in _each(missions)],
        "trainings": [
            {
                "reporter": "TPP",
                "programme": scales.PROGRAMMES[0],
                "field": field,
                "trainings": at + 2,
                "participants": 30 + 12 * at,
                "women": 4 + 5 * at,
            }
            for at, field in enumerate(fields)
        ]
        + [
            {
                "reporter": "PKI",
                "programme": scales.PROGRAMMES[1],
                "field": group,
                "participants": number,
                "women": number // 3,
            }
            for group, number in zip(groups, (48, 39), strict=True)
        ],
        "courses": [
            {"reporter": "PKI", "programme": scales.PROGRAMMES[1], "course": f"{SYNTHETIC} {one}"}
            for one in ("analysis", "acquisition", "reporting")
        ],
        "ugps_actions": [
            {"reporter": "OCSS", "mission": mission, "is_implementing": _yes(at % 4 != 3)}
            for at, mission in enumerate(missions)
        ],
        "senior_leadership": [
            {
                "reporter": "OCSS",
                "mission": mission,
                "post": post,
                "is_uniformed": _yes(at % 3 == 0 and post == "head"),
                "gender": "woman" if (at + shift) % 3 == 1 else "man",
                "is_acting": _yes(at == 6 and post == "head"),
                "posts": 1,
                "as_of": period.last_day.isoformat(),
                "basis": "reported",
                "note": _said("No such person is meant."),
            }
            for shift, post in enumerate(("head", "deputy head"))
            for at, mission in enumerate(missions)
        ],
        "uniformed_personnel": _personnel(period, missions),
        "pledges": [
            {
                "reporter": "SFGC",
                "ministerial": f"{SYNTHETIC} ministerial {year - 1}",
                "member_state": f"{SYNTHETIC} State {at + 1}",
                "kind": f"{SYNTHETIC} {_pick(('hospital', 'helicopters', 'training'), at)}",
                "status": _pick(("announced", "registered", "deployed", "withdrawn"), at),
            }
            for at in range(10)
        ],
    }


def _personnel(period: Period, missions: list[str]) -> Rows:
    rows: Rows = []
    months = _months(2015, period.last_day)
    for number, month in enumerate(months):
        for at, mission in enumerate(missions):
            strength = STRENGTH.get(mission, 90 + 80 * at) * (1000 - number) // 1000
            for category, share in SHARE_OF_STRENGTH.items():
                total = max(2, strength * share // 100)
                women = total * (WOMEN[category] * 10 + number // 3) // 1000
                row = {
                    "reporter": "DPO",
                    "month": month,
                    "mission": mission,
                    "category": category,
                    "women": women,
                    "men": total - women,
                    "total": total,
                }
                rows.append({name: str(value) for name, value in row.items()})
    return rows


def _months(first_year: int, last: date) -> list[str]:
    return [
        f"{year}-{month:02}"
        for year in range(first_year, last.year + 1)
        for month in range(1, 13)
        if (year, month) <= (last.year, last.month)
    ]


def _p4(period: Period, missions: list[str]) -> dict[str, Rows]:
    large = [mission for mission in missions if mission in STRENGTH]
    deaths = []
    for number, month in enumerate(_months(2013, period.last_day)):
        there = [mission for mission in large if declared()[mission].start[:7] <= month]
        for at, cause in enumerate(scales.CAUSES):
            who = scales.PERSONNEL[(number + at) % len(scales.PERSONNEL)]
            number_of = 1 + (number * (at + 3)) % 4 + (2 if at == 0 and number < 80 else 0)
            deaths.append(
                {
                    "reporter": "NOTICAS",
                    "month": month,
                    "notification_year": month[:4],
                    "mission": _pick(there, number + at),
                    "cause": cause,
                    "personnel": "military" if at == 0 else who,
                    "deaths": number_of,
                }
            )
    levels = scales.LEVELS
    hospitals = []
    for at, mission in enumerate(missions):
        if mission not in large:
            level = "none" if at % 2 else levels[0]
            hospitals.append((mission, level, 0 if at % 2 else 1))
        else:
            hospitals += [(mission, level, 1 + at % 3) for level in levels[at % 2 : 4 : 2]]
    due = {mission: 0 for mission, _, _ in hospitals}
    for mission, _, number_of in hospitals:
        due[mission] += number_of
    return {
        "fatalities": deaths,
        "casevac": [
            {
                "reporter": "OMA",
                "mission": mission,
                "capability": capability,
                "is_available": _yes((at + shift) % 3 != 2),
            }
            for at, mission in enumerate(missions)
            for shift, capability in enumerate(LISTED[EVACUATED])
        ],
        "base_defence": [
            {"reporter": "FPS", "mission": mission, "bases": 10 + 3 * at, "compliant": 6 + 2 * at}
            for at, mission in enumerate(large)
        ],
        "eo_capacity": [
            {
                "reporter": "UNMAS",
                "mission": mission,
                "activity": _said(f"Training number {number + 1} of those who search and clear."),
            }
            for at, mission in enumerate(large)
            for number in range(1 + at % 3)
        ],
        "explosive_ordnance": [
            {
                "reporter": "UNMAS",
                "mission": mission,
                "kind": kind,
                "found": 40 + 25 * at + 60 * shift,
                "neutralised": 30 + 20 * at + 45 * shift,
            }
            for at, mission in enumerate(large)
            for shift, kind in enumerate(LISTED[ORDNANCE])
        ],
        "hospitals": [
            {"reporter": "DHMOSH", "mission": mission, "level": level, "hospitals": number_of}
            for mission, level, number_of in hospitals
        ],
        "hospital_reports": [
            {"reporter": "DHMOSH", "mission": mission, "reports_due": max(0, number_of - at % 2)}
            for at, (mission, number_of) in enumerate(due.items())
            if number_of
        ],
        "hospital_interruptions": [
            {
                "reporter": "DHMOSH",
                "mission": mission,
                "hospital": 1,
                "cause": cause,
                "days": 3 + 11 * at + 6 * shift,
                "note": _said("Days made up."),
            }
            for at, mission in enumerate(large[:4])
            for shift, cause in enumerate(
                ("malfunctioning equipment", "insufficient consumables", "personnel shortage")
            )
            if (at + shift) % 3 != 2
        ],
        "crimes": [
            {
                "reporter": "OROLSI",
                "mission": mission,
                "stage": stage,
                "count": max(0, 90 - 20 * at - 12 * shift),
            }
            for at, mission in enumerate(TROUBLED)
            for shift, stage in enumerate(scales.STAGES)
        ],
    }


def _p5(period: Period, missions: list[str]) -> dict[str, Rows]:
    year = period.last_day.year
    large = [mission for mission in missions if mission in STRENGTH]
    evaluators = (
        ("PD", scales.UNIT_KINDS[0], scales.POLICE_RATINGS, large[:3]),
        ("OMA", scales.UNIT_KINDS[1], scales.MILITARY_RATINGS, large),
    )
    until = period.last_day.isoformat()
    return {
        "unit_evaluations": [
            {
                "reporter": office,
                "kind": kind,
                "mission": mission,
                "rating": rating,
                "evaluations": (number * (at + 2)) % 6 + (2 if number > 1 else 0),
            }
            for office, kind, ratings, evaluated in evaluators
            for at, mission in enumerate(evaluated)
            for number, rating in enumerate(ratings)
        ],
        "police_units": [
            {"reporter": "PD", "mission": mission, "units": 6 + 4 * at}
            for at, mission in enumerate(large[:3])
        ],
        "civilian_ratings": [
            {"reporter": "DMSPC", "cycle": f"{year - 1}–{year}", "rating": rating, "percent": share}
            for rating, share in zip(scales.CIVILIAN_RATINGS, (2, 4, 62, 32), strict=True)
        ],
        "misconduct": [
            {
                "reporter": "DMSPC",
                "category": category,
                "first_day": f"{one}-01-01",
                "last_day": until if one == year else f"{one}-12-31",
                "allegations": (380 if at == 0 else 60) - 9 * (one % 5) - (200 if at == 0 else 0),
                "scope": LISTED[COUNTED][0],
                "origin": _said("No publication."),
            }
            for at, category in enumerate(scales.MISCONDUCT)
            for one in range(2015, year + 1)
        ],
        "sea_actions": [
            {"reporter": "DMSPC", "action": action, "count": count, "since": "2010-01-01"}
            for action, count in (
                ("uniformed personnel repatriated", 310),
                ("allegations with sanctions reported", 150),
                ("civilian personnel separated", 90),
            )
        ],
        "environment": [
            {
                "reporter": "Environment",
                "mission": mission,
                "fiscal_year": f"{year - 1}–{year}",
                "indicator": indicator,
                "score": 45 + 4 * at + 3 * shift,
            }
            for at, mission in enumerate(missions)
            for shift, indicator in enumerate(
                ("overall score", f"{SYNTHETIC} energy", f"{SYNTHETIC} water")
            )
        ],
    }


def _p6(period: Period, missions: list[str]) -> dict[str, Rows]:
    year = period.last_day.year
    action = "Explained to radio stations what a rumour was made of."
    return {
        "campaign": [
            {
                "reporter": "SCT",
                "campaign": f"{SYNTHETIC} campaign",
                "measure": measure,
                "value": value,
                "previous_value": value * 2 // 3,
            }
            for measure, value in zip(scales.MEASURES, (30000, 12000, 540000), strict=True)
        ],
        "mdmh_survey": [
            {
                "reporter": "SCT",
                "question": question,
                "year": one,
                "percent": 70 + 4 * at + 5 * (one - year),
                "basis": _pick(scales.BASES, one),
            }
            for at, question in enumerate(scales.QUESTIONS)
            for one in (year - 1, year)
        ],
        "mdmh_actions": [
            {
                **row,
                "is_preemptive": _yes(at % 4 != 3),
                "action": _said(action) if at % 4 != 3 else "",
            }
            for at, row in _each(missions)
        ]
        + [
            {
                "reporter": "SCT",
                "mission": scales.HEADQUARTERS,
                "is_preemptive": "yes",
                "action": _said("Guidance for all missions."),
            }
        ],
    }


def _p7(period: Period, missions: list[str]) -> dict[str, Rows]:
    agreements = []
    for at, row in _each(missions):
        agreement = "none" if at == 9 else _pick(scales.AGREEMENTS[:2], at // 5)
        incidents = "" if agreement == "none" else _yes(at % 4 != 3)
        impacts = [
            _pick(scales.IMPACTS, at + shift) if incidents == "yes" else "" for shift in range(3)
        ]
        names = ("impact_civilian", "impact_uniformed", "impact_tasks")
        agreements.append(
            {
                **row,
                "agreement": agreement,
                "has_incidents": incidents,
                **dict(zip(names, impacts, strict=True)),
            }
        )
    return {
        "sofa": agreements,
        "coordination_mechanisms": [
            {
                **row,
                "mechanism": _said(f"Meeting number {number + 1} with the host country."),
                "contribution": (at + number) % 4,
            }
            for at, row in _each(missions)
            for number in range(1 + at % 3)
        ],
    }


def _plan(period: Period, missions: list[str]) -> dict[str, Rows]:
    leads = [*senders.offices_that_owe(), *missions]
    progress, numbers = [], list(plan.deliverables(period.name))
    for at, reporter in enumerate(leads):
        for number, deliverable in enumerate(senders.deliverables_of(reporter, period.name)):
            if reporter in missions and (at + number) % 3:
                continue
            progress.append(
                {
                    "reporter": reporter,
                    "deliverable": deliverable,
                    # Most leads of a deliverable agree; some do not, as it would be.
                    "status": _pick(
                        scales.STATUSES, numbers.index(deliverable) + ((at + number) % 11 == 0)
                    ),
                    "progress": _said("Work went on as the exercise needs it."),
                    "obstacle": _said("An obstacle that is kept inside.") if number % 2 else "",
                    "next_step": _said("The next step follows."),
                    "classification": "internal" if number == 3 else "external",
                }
            )
    sent = []
    for at, one in enumerate(one for one in REGISTER.values() if one.code not in RULES):
        near = [
            who for who in senders.offices_that_owe() if who in one.source.replace(",", " ").split()
        ]
        sent.append(
            {
                "reporter": (near or ["SCT"])[0],
                "code": one.code,
                "value": 20 + 3 * at,
                "note": _said("Made up."),
            }
        )
    return {"deliverable_progress": progress, "submitted_figures": sent}
