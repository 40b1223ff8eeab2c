"""Breaks in series: months that differ from the others, declared once in `breaks.csv`.

A break concerns a table (`fatalities`), one of its columns (`uniformed_personnel.women`), or one
category of a column (`uniformed_personnel.women.formed police units`). Its effect is one of four:
`skip`: averages leave the months out; `mark`: they stay, but a chart that shows them and a text
that compares them must say what happened; `odd`: they stay, but are probably wrong, and a chart
draws them off the line; `event`: counts do not change, and a chart names what began then.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from a4p_helpers.core import reference

SKIP, MARK, ODD, EVENT = EFFECTS = "skip", "mark", "odd", "event"


@dataclass(frozen=True)
class Break:
    """Months of a series that differ, first and last included; `last` is blank while it lasts.

    Of an event only the year may be known.

    `label` says on a chart in a few words what `what` says in a sentence.
    """

    series: str
    first: str
    last: str
    what: str
    effect: str
    label: str = ""

    def covers(self, month: str) -> bool:
        """Whether it includes a month, such as 2023-09."""
        return self.first <= month and (not self.last or month <= self.last)

    @property
    def span(self) -> str:
        """Its months in a table: 2023-09, 2018-03 to 2019-08, since 2023-07."""
        if not self.last:
            return f"since {self.first}"
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


def declared() -> tuple[Break, ...]:
    """Return all breaks, as the file lists them."""
    return tuple(
        Break(
            series=row["series"],
            first=row["from"],
            last=row["to"],
            what=row["what"],
            effect=row.read("effect", _effect),
            label=row["label"],
        )
        for row in reference.rows("breaks.csv")
    )


def of(series: str) -> tuple[Break, ...]:
    """Return the breaks of a table, or of a column together with those of its table."""
    table = series.split(".")[0]
    return tuple(one for one in declared() if one.series in (series, table))


def skipped(series: str, months: Iterable[str]) -> dict[str, Break]:
    """Return the months that averages of a series leave out, each with its break."""
    breaks = [one for one in of(series) if one.effect == SKIP]
    return {month: one for month in months for one in breaks if one.covers(month)}


def odd(series: str, categories: Iterable[str]) -> dict[str, list[str]]:
    """Return by category of a series the months that are probably wrong."""
    found: dict[str, list[str]] = {}
    for category in categories:
        of_it = [one for one in declared() if one.series == f"{series}.{category}"]
        months = [one.first for one in of_it if one.effect == ODD]
        if months:
            found[category] = months
    return found


def _effect(word: str) -> str:
    if word not in EFFECTS:
        raise ValueError(f"write one of {', '.join(EFFECTS)}")
    return word
