"""Reporting periods: six months, named by their first month.

`2023-05` is May to October 2023. Periods are declared in `data/raw/reference/periods.csv`.
"""

import os
import re
from dataclasses import dataclass
from datetime import date

from a4p_helpers.core import paths, reference
from a4p_helpers.core.faults import nearest

EDITIONS = ("external", "internal")
SYNTHETIC = "SYNTHETIC"
# The variable with the period for which JupyterLab, or a terminal, was opened. Runs ignore it.
AT_WORK = "A4P_PERIOD"


class UnknownPeriodError(ValueError):
    """A period that `periods.csv` does not declare."""


class UnknownEditionError(ValueError):
    """An edition that is neither external nor internal."""


@dataclass(frozen=True)
class Period:
    """One reporting period and its report.

    `report` is the number of the progress report, None before the first; `as_of` is the as-of date
    of its data unless a table gives another.
    """

    name: str
    label: str
    first_day: date
    last_day: date
    report: int | None
    report_month: str
    as_of: date
    as_of_basis: str

    @property
    def is_synthetic(self) -> bool:
        """Whether its values are made up, for training and tests; its label says so."""
        return SYNTHETIC in self.label

    @property
    def days(self) -> int:
        """Days in the period, both ends counted: 184 in May to October."""
        return (self.last_day - self.first_day).days + 1

    def __str__(self) -> str:
        return self.name


def declared() -> dict[str, Period]:
    """Return all declared periods by name, oldest first."""
    return {
        row["period"]: Period(
            name=row["period"],
            label=row["label"],
            first_day=row.read("first_day", date.fromisoformat),
            last_day=row.read("last_day", date.fromisoformat),
            report=row.read_or_none("report_number", int),
            report_month=row["report_date"],
            as_of=row.read("data_as_of", date.fromisoformat),
            as_of_basis=row["as_of_basis"],
        )
        for row in sorted(reference.rows("periods.csv"), key=lambda row: row["period"])
    }


def get(name: str) -> Period:
    """Return a declared period, or raise an error with the known names.

    Raises
    ------
    UnknownPeriodError
        The name is misspelt or the period is not declared.
    """
    known = declared()
    if isinstance(name, str) and name in known:
        return known[name]
    raise UnknownPeriodError(
        f"No period is named {name!r} (add a new one to "
        f"{paths.shown(paths.reference('periods.csv'))}){nearest(_with_hyphen(str(name)), known)}"
    )


def _with_hyphen(name: str) -> str:
    """Restore a name such as 2023_05, which papermill turns into the number 202305."""
    digits = re.sub(r"\D", "", name)
    return f"{digits[:4]}-{digits[4:]}" if len(digits) == 6 else name


def previous(period: Period) -> Period | None:
    """Return the declared period that ends the day before this one starts."""
    for other in declared().values():
        if (period.first_day - other.last_day).days == 1:
            return other
    return None


def with_data() -> list[Period]:
    """Return the declared periods with tables or returns, oldest first."""
    return [
        period
        for name, period in declared().items()
        if any(any(paths.raw(name).glob(f"{room}/*")) for room in ("tables", "returns"))
    ]


def before(period: Period) -> list[Period]:
    """Return the periods with data that ended before this one began, oldest first."""
    return [one for one in with_data() if one.last_day < period.first_day]


def newest_with_data() -> Period:
    """Return the newest declared period with tables or returns."""
    known = with_data()
    if not known:
        raise UnknownPeriodError(
            f"No declared period has raw data yet: put a period's files into "
            f"{paths.shown(paths.raw('<period>'))}."
        )
    return known[-1]


def newest_published() -> Period:
    """Return the newest period with data whose report is out.

    Before the first report it is the newest period with data. A current period may have next to
    nothing yet.
    """
    out = [one for one in with_data() if one.report_month]
    return out[-1] if out else newest_with_data()


def at_work(given: str = "") -> Period:
    """Return the given period or, if it is blank, the one at work.

    That is the one in `A4P_PERIOD` or, without it, the newest with data. It serves notebooks opened
    by hand: a run always names the period of each notebook.

    Raises
    ------
    UnknownPeriodError
        The name is misspelt, or no period has data; says so if `A4P_PERIOD` is wrong.
    """
    if given:
        return get(given)
    named = os.environ.get(AT_WORK)
    if not named:
        return newest_with_data()
    try:
        return get(named)
    except UnknownPeriodError as error:
        raise UnknownPeriodError(f"{AT_WORK} is wrong. {error}") from None


def check_edition(edition: str) -> str:
    """Return the edition, or raise an error with the known ones."""
    if edition not in EDITIONS:
        raise UnknownEditionError(
            f"No edition is named {edition!r}{nearest(str(edition), EDITIONS)}"
        )
    return edition
