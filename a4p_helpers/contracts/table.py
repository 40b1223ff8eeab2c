"""The base of every contract: one pandera model per table, one attribute per column."""

from fractions import Fraction
from typing import ClassVar

import pandas as pd
import pandera.pandas as pa

from a4p_helpers.contracts import kinds
from a4p_helpers.contracts.kinds import Text
from a4p_helpers.core.periods import Period
from a4p_helpers.core.rounding import decimals_of, half_up

# Parts of table names that are written in capitals.
ACRONYMS = {
    word.lower(): word for word in ("CASEVAC", "CPAS", "MDMH", "SEA", "SOFA", "UGPS", "UNCT")
} | {"eo": "Explosive ordnance"}


class Table(pa.DataFrameModel):
    """One row of a table; every table has who sent the row and how far it may go.

    A rule across columns has as its description the column that a fault points to.
    """

    reporter: Text = kinds.column("reporter", "Reporter", "Mission or office that sent the row")
    classification: Text = kinds.choice(
        "Classification",
        "Whether the row may appear in the external edition; external unless the reporter says so",
        ["external", "internal"],
    )

    class Config:
        strict = True
        coerce = True
        # What every contract says of itself.
        name: ClassVar[str]
        unique: ClassVar[list[str]]
        metadata: ClassVar[kinds.Said]

    @classmethod
    def title(cls) -> str:
        """Return the name of the table as people read it: CPAS, Mission plans."""
        words = [ACRONYMS.get(word, word) for word in cls.Config.name.split("_")]
        first, *others = words
        return " ".join([first[0].upper() + first[1:], *others])

    @classmethod
    def odd(cls, frame: pd.DataFrame, period: Period) -> list[tuple[int, str, str]]:
        """List what is allowed but odd: row label, column, and a sentence for the reader."""
        return []


def not_the_ratio(
    frame: pd.DataFrame, part: str, whole: str, percent: str
) -> list[tuple[int, str, str]]:
    """List rows whose share is not what their numbers give, rounded as finely as it was sent."""
    known = frame[[part, whole, percent]].dropna()
    found = []
    for row, number, of, share in known.itertuples():
        decimals = decimals_of(float(share))
        exact = half_up(Fraction(100 * int(number), int(of)), decimals) if of else None
        if exact is not None and exact != half_up(float(share), decimals):
            sentence = f"{share:g} per cent is not what {number} of {of} gives, {exact} per cent"
            found.append((row, percent, sentence))
    return found
