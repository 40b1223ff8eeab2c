"""SYNTHETIC values for every table that nobody reported, so that each block has something to draw.

They are made up, for tests only, and say so wherever there is room for a word.
"""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from a4p_helpers import plan, scales

MISSIONS = [
    "MINURSO",
    "MINUSCA",
    "MONUSCO",
    "UNDOF",
    "UNFICYP",
    "UNIFIL",
    "UNISFA",
    "UNMIK",
    "UNMISS",
    "UNMOGIP",
    "UNTSO",
]
WORD = "SYNTHETIC"


def tables() -> dict[str, list[dict[str, object]]]:
    """Return rows for the tables that the fourth report shows as pictures only, or not at all."""
    large = ("MINUSCA", "MONUSCO", "UNMISS")
    return {
        "collaboration": [
            {"reporter": m, "mission": m, "between": between, "score": 1 + (at + shift) % 5}
            for at, m in enumerate(MISSIONS)
            for shift, between in enumerate(
                (f"{WORD} civilian and military", f"{WORD} civilian and police")
            )
        ],
        "unct_integration": [
            {
                "reporter": m,
                "mission": m,
                "is_applicable": "yes" if at % 3 else "no",
                "degree": 1 + at % 5 if at % 3 else "",
            }
            for at, m in enumerate(MISSIONS)
        ],
        "conduct_training": [
            {"reporter": m, "mission": m, "sessions": 7 * at} for at, m in enumerate(MISSIONS)
        ],
        "ugps_actions": [
            {"reporter": "OCSS", "mission": m, "is_implementing": "yes" if at % 4 else "no"}
            for at, m in enumerate(MISSIONS)
        ],
        "pledges": [
            {
                "reporter": "SFGC",
                "ministerial": f"{WORD} ministerial",
                "member_state": f"{WORD} State {at}",
                "kind": f"{WORD} unit",
                "status": ("announced", "registered", "deployed")[at % 3],
            }
            for at in range(9)
        ],
        "casevac": [
            {
                "reporter": "OMA",
                "mission": m,
                "capability": capability,
                "is_available": "yes" if (at + shift) % 3 else "no",
            }
            for at, m in enumerate(MISSIONS)
            for shift, capability in enumerate((f"{WORD} by day", f"{WORD} by night"))
        ],
        "base_defence": [
            {"reporter": "FPS", "mission": m, "bases": 10 + at, "compliant": 5 + at}
            for at, m in enumerate(large)
        ],
        "explosive_ordnance": [
            {
                "reporter": "UNMAS",
                "mission": m,
                "kind": kind,
                "found": 20 + at,
                "neutralised": 10 + at,
            }
            for at, m in enumerate(large)
            for kind in (f"{WORD} mines", f"{WORD} improvised devices")
        ],
        "crimes": [
            {"reporter": "OROLSI", "mission": m, "stage": stage, "count": 50 - 5 * at}
            for m in (*large, "MINUSMA")
            for at, stage in enumerate(scales.STAGES)
        ],
        "unit_evaluations": [
            {"reporter": who, "kind": kind, "mission": m, "rating": rating, "evaluations": at + 1}
            for who, kind, ratings in (
                ("PD", scales.UNIT_KINDS[0], scales.POLICE_RATINGS),
                ("OMA", scales.UNIT_KINDS[1], scales.MILITARY_RATINGS),
            )
            for m in large
            for at, rating in enumerate(ratings)
        ],
        "environment": [
            {
                "reporter": "Environment",
                "mission": m,
                "fiscal_year": "2022–2023",
                "indicator": indicator,
                "score": 40 + 5 * at,
            }
            for at, m in enumerate(MISSIONS)
            for indicator in ("overall score", f"{WORD} waste")
        ],
        "deliverable_progress": [
            {
                "deliverable": one.number,
                "reporter": one.leads[0],
                "status": scales.STATUSES[at % len(scales.STATUSES)],
                "progress": f"{WORD} progress",
                "obstacle": f"{WORD} obstacle",
                "next_step": f"{WORD} step",
            }
            for at, one in enumerate(plan.deliverables().values())
        ],
    }


def fill(raw: Path) -> None:
    """Write SYNTHETIC values into a copy of a period's raw folder, and say so in SOURCES.csv."""
    made = tables()
    for name, rows in made.items():
        _write(raw / "tables" / f"{name}.csv", rows)
    for name, columns in {
        "mission_plans": {
            "review_frequency": scales.REVIEW_FREQUENCIES,
            "gender_reflection": scales.GENDER_REFLECTION,
        },
        "sofa": dict.fromkeys(
            ("impact_civilian", "impact_uniformed", "impact_tasks"), scales.IMPACTS
        ),
    }.items():
        path = raw / "tables" / f"{name}.csv"
        rows = _read(path)
        for at, row in enumerate(rows):
            if row.get("has_incidents", "yes") == "yes":
                row.update({column: words[at % len(words)] for column, words in columns.items()})
        _write(path, rows)
    answers = [row for row in _read(raw / "answers.csv") if row["table"] not in made]
    _write(raw / "answers.csv", answers, ["reporter", "table", "answer", "reason"])
    sources = _read(raw / "SOURCES.csv")
    sources += [
        {**dict.fromkeys(sources[0], WORD), "file": f"tables/{name}.csv", "as_of": "2023-10-31"}
        for name in made
    ]
    for row in sources:
        row["sha256"] = hashlib.sha256((raw / row["file"]).read_bytes()).hexdigest()
    _write(raw / "SOURCES.csv", sources)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict], header: Iterable[str] = ()) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(header) or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
