"""SYNTHETIC values for every table, for the demonstration period and for tests.

They are made up but plausible, and every text says so: the same for the same period, and similar
from period to period. The contract of a table decides its rows: one for each key, each cell by its
kind and within its bounds; rows that break a rule are drawn again. `synthetic.toml` gives typical
values of cells and units, for one table or for all. `SHAPES` makes the rows that depend on each
other.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from a4p_helpers.clean import check, form, read
from a4p_helpers.contracts import TABLES, bounds, senders
from a4p_helpers.core import blocks, periods, plan, reference, scales
from a4p_helpers.core.missions import declared
from a4p_helpers.core.periods import SYNTHETIC, Period
from a4p_helpers.indicators.register import BLOCKS

Cells = dict[str, Any]  # cells of a row by column
BLANK = 0.06  # the share of cells left blank, of those that may be blank
CHANGED = 0.5  # the share of rows that differ from the period before
AGREEING = 0.97  # the share of reports in which a lead gives the same status as others
TRIES = 200
MANDATE = "has_political_mandate"  # of a mission, as the list of missions says


@cache
def typical() -> dict[str, Any]:
    """Return typical values, as `synthetic.toml` gives them."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def tables(period: Period, taking_part: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Return the rows that senders send of every table, as text."""
    return {
        name: [
            row
            for row in Drawing(name, period, taking_part).rows()
            if instead_of_rows(row["reporter"], name) is None
        ]
        for name in TABLES
    }


def instead_of_rows(reporter: str, table: str) -> tuple[str, str] | None:
    """Return a sender's answer for a table instead of rows, and why; None if it sends rows.

    The answer is blank if the sender gives none.
    """
    if reporter in typical()["silent"]:
        return "", ""
    if is_closing(reporter):
        return scales.NOT_APPLICABLE, f"{SYNTHETIC}: The mission was closing."
    of, answer, why = typical()["answers"].get(reporter, ("", "", ""))
    return (answer, f"{SYNTHETIC}: {why}") if of == table else None


def newest() -> Period:
    """Return the last declared period; earlier ones have part of its series."""
    return list(periods.declared().values())[-1]


def is_closing(reporter: str) -> bool:
    """Whether a mission ends before the newest period does, and so has little to report."""
    one = declared().get(reporter)
    return bool(one and one.end and one.end <= newest().last_day.isoformat())


class Drawing:
    """Draws the rows of one table from random numbers of its own, so no other table changes them.

    `random` gives the same for every period; `now` gives each period its own.
    """

    def __init__(self, name: str, period: Period, taking_part: Sequence[str]) -> None:
        self.name, self.period, self.contract = name, period, TABLES[name]
        self.taking_part = list(taking_part)
        self.missions = [one for one in taking_part if not is_closing(one)]
        self.columns = self.contract.to_schema().columns
        self.random = np.random.default_rng(list(name.encode()))
        self.now = np.random.default_rng(list(f"{name} {period}".encode()))
        self.decks: dict[tuple[str, ...], list[str]] = {}
        self.kept: set[str] = set()

    def rows(self) -> list[dict[str, str]]:
        """Return rows that break no rule and have different keys."""
        given = SHAPES.get(self.name, Drawing.by_key)(self)
        wanted = [cells for cells in given if self.is_sent(cells)]
        drawn = [self.row(cells) for cells in wanted]
        changed = self.now.random(len(drawn)) < CHANGED
        kept = [row for row, is_other in zip(drawn, changed, strict=True) if not is_other]
        self.kept = {text for row in kept for text in row.values()}
        self.random, self.decks = self.now, {}
        drawn = [
            self.row(cells) if is_other else row
            for cells, row, is_other in zip(wanted, drawn, changed, strict=True)
        ]
        for _ in range(TRIES):
            if not (broken := self.broken(drawn)):
                key = self.contract.Config.unique or list(self.columns)
                return list({tuple(row[name] for name in key): row for row in drawn}.values())
            for at in broken:
                drawn[at] = self.row(wanted[at])
        raise ValueError(f"{self.name}: no draw keeps the rules: {drawn[broken[0]]}")

    def broken(self, rows: list[dict[str, str]]) -> list[int]:
        """Return the numbers of the rows that break a rule."""
        if not rows or self.contract.Config.metadata["is_imported"]:
            return []
        frame, faults = read.type_rows(self.name, dict(enumerate(rows)), self.contract)
        if not faults:
            faults = check.shape(self.name, frame, self.contract, self.period)
        return sorted({one.row for one in faults if "may appear only once" not in one.problem})

    # Which rows

    def by_key(self) -> Iterator[Cells]:
        """Yield the key of each row that senders owe, or a few typical rows."""
        yield from typical()["besides"].get(self.name, [])
        if self.name in typical()["rows"]:
            yield from typical()["rows"][self.name]
            return
        everybody = [*senders.offices_that_owe(self.period.name), *self.missions]
        for reporter in senders.expected(self.contract, everybody, self.period.name):
            own = form.implied(self.contract, reporter)
            names = [name for name in self.contract.Config.unique if name not in own]
            for words in product(*(self.words(name) for name in names)):
                named = {name: word for name, word in zip(names, words, strict=True) if word}
                yield own | named

    def words(self, name: str) -> Sequence[object]:
        """Return the values of a key column, row by row; None if they are drawn."""
        said = self.columns[name].metadata
        if settled := typical()["words"].get(f"{self.name}.{name}"):
            return list(settled)
        if said["kind"] == "mission":
            return list(typical()["among"].get(self.name, self.missions))
        if said["unit"] == "year":
            return [self.period.last_day.year - 1, self.period.last_day.year]
        if options := self.options(name):
            return options
        many = typical()["many"].get(self.name, [1, 3])
        is_first = name == next(one for one in self.contract.Config.unique if self.is_own(one))
        return [None] * (int(self.random.integers(many[0], many[1] + 1)) if is_first else 1)

    def is_own(self, name: str) -> bool:
        """Whether senders name rows in this column in their own words."""
        is_text = self.columns[name].metadata["kind"] == "text"
        return is_text and f"{self.name}.{name}" not in typical()["words"]

    def is_sent(self, cells: Cells) -> bool:
        """Whether a row is sent: never about a mission that takes no part, else mostly."""
        weights = self.typical_of("row", cells)
        mission = cells.get("mission", "")
        told_of = BLOCKS[cells["block"]].tables if "block" in cells else ()
        is_known = mission in ("", scales.HEADQUARTERS, *self.taking_part) and all(
            mission in typical()["among"].get(table, [mission]) for table in told_of
        )
        return is_known and (weights is None or self.chosen((True, False), weights))

    # Their cells

    def row(self, cells: Cells) -> dict[str, str]:
        """Return a row as text: the given cells, and drawn values for the others."""
        assert not cells.keys() - self.columns.keys(), f"{self.name} has other columns: {cells}"
        row: dict[str, str] = {"reporter": cells["reporter"]}
        for name, column in self.columns.items():
            value = cells.get(name, [])
            if isinstance(value, list):  # from least to most, where not drawn like others
                value = self.number(column, value, row) if value else self.cell(name, column, row)
            text = f"{value:g}" if isinstance(value, float) else str(value)
            is_own = column.metadata["kind"] == "text" and text not in ("", *typical()["unmarked"])
            if is_own and not self.contract.Config.metadata["is_imported"]:
                text = _marked(text)
            row[name] = text
        return row

    def cell(self, name: str, column: Any, row: dict[str, str]) -> object:
        """Draw a cell from its kind, its bounds and its typical values."""
        said, known = column.metadata, self.typical_of(name, row)
        is_mostly_blank = said["disclosure"] == "note" or said["beside"]
        if known is None and column.nullable:
            known = [] if is_mostly_blank or self.random.random() < BLANK else None
        if known == []:
            return ""
        if name == "classification" and known is None:
            return "external"
        if said["kind"] == "text":
            return self.dealt(known or [said["example"] or "as asked"])
        if options := self.options(name):
            of_mission = _of_mission(row.get("mission", ""), name)
            if of_mission in options:
                return of_mission
            return self.chosen(options, known or ([4, 1] if said["kind"] == "yes_no" else None))
        if said["kind"] in ("count", "number"):
            return self.number(column, known, row)
        return bounds.of(column, self.period).most  # the month or day in which the period ends

    def number(self, column: Any, known: list[Any] | None, row: dict[str, str]) -> float | int:
        """Draw a number: on a scale, by a mission's size, or as part of another number."""
        said, within = column.metadata, bounds.of(column, self.period)
        if said["unit"] == "year":
            return self.period.last_day.year
        if said["unit"].startswith("scale"):
            steps = range(said["least"], said["most"] + 1)
            return int(self.chosen(steps, known or [1 + at for at in range(len(steps))]))
        low, high, *by_size = known or typical()["units"].get(said["unit"], [1, 12])
        if isinstance(low, str):
            low, high = (int(row[low] or 0) * part for part in (high, *by_size))
        value = self.random.uniform(low, high) * (
            _size(row["mission"]) if "by size" in by_size else 1
        )
        value = float(np.clip(value, within.least, within.most))
        return round(value) if said["kind"] == "count" else round(value, 1)

    def options(self, name: str) -> Sequence[str]:
        """Return the options of a column; Headquarters for an office."""
        column, year = self.columns[name], self.period.last_day.year
        known = {
            "yes_no": ("yes", "no"),
            "mission": self.missions,
            "mission_or_hq": (scales.HEADQUARTERS,),
            "block": blocks.with_accounts(BLOCKS),
            "cycle": (f"{year - 1}–{year}",),
        }
        return bounds.choices(column) or known.get(column.metadata["kind"], ())

    def typical_of(self, name: str, cells: Cells) -> list[Any] | None:
        """Return typical values of a cell, given others of its row; None if there are none."""
        place = f"{self.name}.{name}"
        known: Any = typical()["cells"].get(place, typical()["texts"].get(place))
        if isinstance(known, dict):
            mandate = _of_mission(cells.get("mission", ""), MANDATE)
            held = {f"{column}={value}" for column, value in ({MANDATE: mandate} | cells).items()}
            known = next(
                (known[one] for one in known if {*one.split(", ")} <= held), known.get("else")
            )
        return None if known is None else list(known)

    def chosen(self, options: Sequence[Any], weights: Sequence[float] | None = None) -> Any:
        """Return one of the options, equally likely or by weight."""
        given = [1] * len(options) if weights is None else [*weights]
        given += [0] * (len(options) - len(given))  # options without a weight
        shares = np.array(given) / sum(given)
        return options[int(self.random.choice(len(options), p=shares))]

    def dealt(self, variants: Sequence[str]) -> str:
        """Return the next variant; each is used once before any is used again."""
        deck = self.decks.setdefault(tuple(variants), [])
        if not deck:
            shuffled: list[str] = self.random.permutation(variants).tolist()
            deck += [one for one in shuffled if _marked(one) not in self.kept] or shuffled
        return deck.pop()


def _marked(text: str) -> str:
    return f"{SYNTHETIC}{':' if text.endswith('.') else ''} {text}"


def _of_mission(mission: str, name: str) -> str:
    """Return the value of a mission in the column of that name in the list of missions."""
    row = next((one for one in reference.rows("missions.csv") if one["mission"] == mission), None)
    return row.get(name, "") if row else ""


def _strength(mission: str) -> dict[str, int]:
    """Return the uniformed personnel of a mission by category."""
    known = typical()["strength"]
    return dict(zip(known["categories"], known.get(mission, [0, 0, 0, 0, 10]), strict=True))


def _size(mission: str) -> float:
    """Return a mission's size relative to the largest, from 0 to 1; small ones are raised."""
    largest = max(sum(_strength(one).values()) for one in declared())
    return float((sum(_strength(mission).values()) / largest) ** 0.8)


# Tables whose rows depend on each other


def _personnel(one: Drawing) -> Iterator[Cells]:
    """Yield fewer and fewer personnel, with rotations, and more and more women among them."""
    known = typical()["strength"]
    months = _months(2015)
    risen = np.linspace(0, 1, len(months))
    for mission in one.taking_part:
        ended = declared()[mission].end[:7] or months[-1]
        last = min(ended, f"{one.period.last_day:%Y-%m}")
        course = 1.2 - 0.2 * risen + 0.006 * np.sin(np.arange(len(months)) * np.pi / 3)
        course += one.random.normal(0, 0.007, len(months)).cumsum()
        left = months.index(ended) + 1 - np.arange(len(months))
        course *= np.clip(left / 6, 0, 1) if is_closing(mission) else 1
        factor = one.random.uniform(0.85, 1.15)
        for (category, strength), then, now in zip(
            _strength(mission).items(), known["women_2015"], known["women_now"], strict=True
        ):
            wobble = one.random.normal(0, 0.02 * now, len(months)).cumsum()
            wobble -= risen * wobble[-1]  # a random walk that ends at today's value
            shares = (then + (now - then) * risen) * factor + wobble
            for at, month in enumerate(months):
                if month > last or not (total := round(strength * course[at])):
                    continue
                women = min(total, round(total * max(0, shares[at]) / 100))
                counts = {"women": women, "men": total - women, "total": total}
                place = {"reporter": "DPO", "month": month, "mission": mission}
                yield place | {"category": category} | counts


def _deaths(one: Drawing) -> Iterator[Cells]:
    """Yield random deaths: missions by size and danger, causes by frequency."""
    months = _months(2013)
    year = np.array([int(month[:4]) for month in months])
    # Violence grew until 2017 and fell afterwards; it is worse in the dry months.
    violence = 0.7 + 1.4 * np.exp(-(((year - 2017) / 2.0) ** 2))
    dry = np.array(
        [1.2 if month[5:] in ("01", "02", "03", "04", "11", "12") else 0.8 for month in months]
    )
    for mission in one.taking_part:
        begun, last = declared()[mission].start[:7], f"{one.period.last_day:%Y-%m}"
        last = min(declared()[mission].end[:7] or last, last)
        served = 1.1 * sum(_strength(mission).values()) / 12 / 10_000
        for cause, rate in typical()["deaths"].items():
            is_violent = cause == scales.MALICIOUS
            danger = typical()["danger"].get(mission, 0.1) if is_violent else 1
            expected = served * rate * danger * (violence * dry if is_violent else 1)
            uneven = one.random.gamma(1.2, 1 / 1.2, len(months))
            for month, deaths in zip(months, one.random.poisson(expected * uneven), strict=True):
                who = one.random.multinomial(deaths, [0.72, 0.03, 0.08, 0.06, 0.10, 0.01])
                for personnel, number in zip(scales.PERSONNEL, who, strict=True):
                    if number and begun <= month <= last:
                        yield {
                            "reporter": "NOTICAS",
                            "month": month,
                            "notification_year": month[:4],
                            "mission": mission,
                            "cause": cause,
                            "personnel": personnel,
                            "deaths": number,
                        }


def _months(first_year: int) -> list[str]:
    last = newest().last_day
    years = range(first_year, last.year + 1)
    every = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    return [month for month in every if month <= f"{last:%Y-%m}"]


def _misconduct(one: Drawing) -> Iterator[Cells]:
    """Yield allegations by year and in the year so far."""
    until = one.period.last_day
    for category, expected in typical()["allegations"].items():
        usual = one.random.poisson(expected, newest().last_day.year - 2014)
        for year, allegations in zip(range(2015, until.year + 1), usual, strict=False):
            passed = until.timetuple().tm_yday / 365 if year == until.year else 1
            yield {
                "reporter": "DMSPC",
                "category": category,
                "first_day": f"{year}-01-01",
                "last_day": until if year == until.year else f"{year}-12-31",
                "scope": "peacekeeping missions",
                "allegations": round(allegations * passed),
            }


def _crimes(one: Drawing) -> Iterator[Cells]:
    """Yield cases and perpetrators since 2013, fewer at each stage than at the one before."""
    known = 0.92 if one.period.name < newest().name else 1  # share of the newest period's
    for mission in typical()["among"]["crimes"]:
        left = 30 + 110 * _size(mission)
        for stage, least in zip(scales.STAGES, (1, 0.5, 0.8, 0.6, 0.5, 0.55), strict=True):
            left *= one.random.uniform(least, min(1, least + 0.2))
            yield {
                "reporter": "OROLSI",
                "mission": mission,
                "stage": stage,
                "count": round(known * left),
            }


def _hospitals(one: Drawing) -> Iterator[Cells]:
    """Yield hospitals of each level, as many as the size of a mission needs."""
    weights = np.array(typical()["weights"]["hospitals"])
    for mission in one.missions:
        own = {"reporter": "DHMOSH", "mission": mission}
        number = round(6 * _size(mission))
        for level, hospitals in zip(
            scales.LEVELS, one.random.multinomial(number, weights / weights.sum()), strict=False
        ):
            if hospitals:
                yield own | {"level": level, "hospitals": hospitals}
        if not number:
            yield own | {"level": scales.LEVELS[-1], "hospitals": 0}


def _hospital_reports(one: Drawing) -> Iterator[Cells]:
    for mission in one.missions:
        if number := round(6 * _size(mission)):
            due = {"reports_due": one.now.binomial(number, 0.8), "reports_due_percent": ""}
            yield {"reporter": "DHMOSH", "mission": mission} | due


def _interruptions(one: Drawing) -> Iterator[Cells]:
    for mission in one.missions:
        for hospital in range(1, round(6 * _size(mission)) + 1):
            for cause in scales.CARE_CAUSES:
                if one.now.random() < 0.14:
                    own = {"reporter": "DHMOSH", "mission": mission}
                    yield own | {"hospital": hospital, "cause": cause}


def _evaluations(one: Drawing) -> Iterator[Cells]:
    """Yield evaluations by rating, more for more units."""
    for reporter, kind, ratings, strength in (
        ("PD", scales.UNIT_KINDS[0], scales.POLICE_RATINGS, 90),
        ("OMA", scales.UNIT_KINDS[1], scales.MILITARY_RATINGS, 420),
    ):
        weights = np.array(typical()["weights"][kind])
        category = "formed police units" if reporter == "PD" else "troops"
        for mission in one.missions:
            evaluated = round(_strength(mission)[category] / strength)
            numbers = one.now.multinomial(evaluated, weights / weights.sum())
            for rating, number in zip(ratings, numbers, strict=True):
                if evaluated:
                    own = {"reporter": reporter, "kind": kind, "mission": mission}
                    yield own | {"rating": rating, "evaluations": number}


def _police_units(one: Drawing) -> Iterator[Cells]:
    for mission in one.missions:
        if units := round(_strength(mission)["formed police units"] / 160):
            yield {"reporter": "PD", "mission": mission, "units": units}


def _leadership(one: Drawing) -> Iterator[Cells]:
    for mission in one.missions:
        posts = ("head", "deputy head", "deputy head") if _size(mission) > 0.5 else ("head",)
        for post in posts:
            yield {"reporter": "OCSS", "mission": mission, "post": post}


def _progress(one: Drawing) -> Iterator[Cells]:
    """Yield what leads report on their deliverables; most leads of one agree on its status."""
    every = plan.deliverables(one.period.name)
    weights, told = typical()["weights"]["status"], typical()["texts"]["progress"]
    of_all = {number: one.chosen(scales.STATUSES, weights) for number in every}
    if one.period.name < newest().name:
        of_all = {
            number: told["before"].get(status, status) if one.now.random() < 0.4 else status
            for number, status in of_all.items()
        }
    for reporter in (*senders.offices_that_owe(one.period.name), *one.missions):
        for number in senders.deliverables_of(reporter, one.period.name):
            if one.random.random() < (0.5 if reporter in declared() else 0.12):
                continue  # a mission reports on some of those of all heads of mission
            agrees = one.random.random() < AGREEING
            status = of_all[number] if agrees else one.chosen(scales.STATUSES, weights)
            progress = one.dealt(told.get(status) or told[every[number].result])
            own = {"reporter": reporter, "deliverable": number}
            yield own | {"status": status, "progress": progress}


SHAPES: dict[str, Callable[[Drawing], Iterator[Cells]]] = {
    "uniformed_personnel": _personnel,
    "fatalities": _deaths,
    "misconduct": _misconduct,
    "crimes": _crimes,
    "hospitals": _hospitals,
    "hospital_reports": _hospital_reports,
    "hospital_interruptions": _interruptions,
    "unit_evaluations": _evaluations,
    "police_units": _police_units,
    "senior_leadership": _leadership,
    "deliverable_progress": _progress,
}
