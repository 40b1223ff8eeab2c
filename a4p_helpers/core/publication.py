"""How reports are published: by whom, under what licence, at what address.

`data/raw/reference/publication.csv` sets all of it; blank means not decided.
"""

import re
from dataclasses import dataclass

from a4p_helpers.core import reference

FILE = "publication.csv"
UNDECIDED = "The licence of these data has not been decided yet."
ADDRESS = re.compile(r"https?://[^\s\"'<>]+[^\s\"'<>/]")


@dataclass(frozen=True)
class Publication:
    """The settings; each is blank until it is decided."""

    publisher: str
    publisher_address: str
    licence: str
    licence_address: str
    base: str

    @property
    def licence_said(self) -> str:
        """A sentence on the licence, or that it has not been decided."""
        if not self.licence:
            return UNDECIDED
        address = f" ({self.licence_address})" if self.licence_address else ""
        return f"The data are published under the licence {self.licence}{address}."


def settings() -> Publication:
    """Return how reports are published.

    Raises
    ------
    ReferenceDataError
        A setting is missing, or an address is not valid.
    """
    rows = {row["name"]: row for row in reference.rows(FILE)}
    if missing := [name for name in Publication.__annotations__ if name not in rows]:
        raise reference.ReferenceDataError(
            f"{FILE} does not have {', '.join(missing)}: restore the rows from git"
        )
    for name in ("publisher_address", "licence_address", "base"):
        rows[name].read_or_none("value", _address)
    return Publication(**{name: rows[name]["value"] for name in Publication.__annotations__})


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError("write it like https://example.org/a4p, without a slash at its end")
    return text
