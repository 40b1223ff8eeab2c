"""The base of every contract: one pandera model per table, one attribute per column."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, TypedDict, Unpack

import pandas as pd
import pandera.pandas as pa

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Text
from a4p_helpers.contracts.questions import QUESTIONS, Question
from a4p_helpers.core.languages import _
from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import decimals_of, half_up

# Parts of table names that are written in capitals.
ACRONYMS = {
    word.lower(): word for word in ("CASEVAC", "CPAS", "MDMH", "SEA", "SOFA", "UGPS", "UNCT", "WPS")
} | {"eo": "Explosive ordnance"}


class Facts(TypedDict, total=False):
    """What a contract says of its table as a whole, as keywords of its class.

    `carries_over` names the columns that stay valid until they change: forms offer last period's
    answers in them for confirmation. An imported table comes from an open dataset, not in a return.
    `sensitive` names a column whose small numbers are suppressed. If rows are independent, as
    accounts are, a row with a fault does not keep the others out. `asked_from` names the first
    period in which the table is asked; before that, nobody owes it.
    """

    sent_by: Sequence[str]
    disclosure: str
    carries_over: Sequence[str]
    is_imported: bool
    sensitive: kinds.Sensitive | None
    rows_stand_alone: bool
    asked_from: str


USUAL: Facts = {
    "sent_by": (),
    "disclosure": "external",
    "carries_over": (),
    "is_imported": False,
    "sensitive": None,
    "rows_stand_alone": False,
    "asked_from": "",
}


class Contract(pa.DataFrameModel):
    """What one table must look like; it is named after its class, and `key` names a row."""

    class Config:
        strict = True
        coerce = True
        name: ClassVar[str]
        unique: ClassVar[list[str]]
        metadata: ClassVar[Facts]

    def __init_subclass__(cls, *, key: Sequence[str] = (), **facts: Unpack[Facts]) -> None:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        settings = {"name": name, "unique": [*key], "metadata": {**USUAL, **facts}}
        if not re.fullmatch(r"(\d{4}-\d\d)?", first := facts.get("asked_from", "")):
            raise ValueError(f"{name}: asked_from is a period such as 2023-11, not {first!r}")
        cls.Config = type("Config", (cls.Config,), settings)  # type: ignore[misc, assignment]
        super().__init_subclass__()  # type: ignore[no-untyped-call]


class Table(Contract):
    """One row of a table; every row has its sender and its classification.

    A rule across columns names the column that a fault points to.
    """

    reporter: Text = kinds.column("reporter", "Reporter", "Mission or office that sent the row")
    classification: Text = kinds.choice(
        "Classification",
        "Whether the row may appear in the external edition; external unless the reporter says so",
        ["external", "internal"],
    )

    @classmethod
    def title(cls) -> str:
        """Return the readable name of the table: CPAS, Mission plans."""
        words = [ACRONYMS.get(word, word) for word in cls.Config.name.split("_")]
        first, *others = words
        return " ".join([first[0].upper() + first[1:], *others])

    @classmethod
    def asks(cls) -> Question:
        """Return the question to its senders; for a table without one, its title."""
        return QUESTIONS.get(cls.Config.name) or Question(cls.title())

    @classmethod
    def is_asked(cls, period: str) -> bool:
        """Whether the table is asked in a period: in every one from the first."""
        return period >= cls.Config.metadata["asked_from"]

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """List allowed but odd values: row label, column, and a sentence for the reader."""
        return []


def not_the_ratio(
    frame: pd.DataFrame, part: str, whole: str, percent: str
) -> list[tuple[int, str, str]]:
    """List rows whose share differs from their numbers, rounded as finely as it was sent."""
    known = frame[[part, whole, percent]].dropna()
    found = []
    for row, number, of, share in known.itertuples():
        decimals = decimals_of(float(share))
        exact = half_up(Fraction(100 * int(number), int(of)), decimals) if of else None
        if exact is not None and exact != half_up(float(share), decimals):
            sentence = _(
                "{share:g} per cent is not what {number} of {of} gives, {exact} per cent",
                share=share,
                number=number,
                of=of,
                exact=exact,
            )
            found.append((row, percent, sentence))
    return found
