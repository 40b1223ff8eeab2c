"""The published datasets that are known: `datasets.toml` says which of their columns are ours.

A further dataset of a kind that is counted already is an entry there, and a test.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from a4p_helpers.core.wording import folded

SURE = 0.6  # of the columns of a dataset that a file must have to be taken for it


@dataclass(frozen=True)
class Column:
    """A column of ours: which columns of the publisher it is made of, and how."""

    name: str
    sources: tuple[str, ...] = ()
    form: str = "text"
    words: dict[str, str] = field(default_factory=dict)
    value: str = ""


@dataclass(frozen=True)
class Dataset:
    """A published dataset: its identity at the publisher, and what is made of it."""

    id: str
    name: str
    into: str
    columns: tuple[Column, ...]
    others: tuple[str, ...]

    @property
    def sources(self) -> list[str]:
        """The publisher's columns that are read, each once."""
        return list(dict.fromkeys(name for column in self.columns for name in column.sources))


@cache
def declared() -> tuple[Dataset, ...]:
    """Return all datasets, in the order in which they are declared."""
    text = Path(__file__).with_name("datasets.toml").read_text(encoding="utf-8")
    return tuple(
        Dataset(
            one["id"],
            one["name"],
            one["into"],
            tuple(_column(name, said) for name, said in one["columns"].items()),
            tuple(one["others"]),
        )
        for one in tomllib.loads(text)["dataset"]
    )


def _column(name: str, said: dict[str, object]) -> Column:
    words = {folded(word): ours for word, ours in dict(said.get("words", {})).items()}  # type: ignore[call-overload]
    if "value" in said:
        return Column(name, value=str(said["value"]))
    sources = said.get("sum") or [said.get("from", name)]
    return Column(name, tuple(sources), str(said.get("form", "text")), words)  # type: ignore[arg-type]


def of_kind(into: str) -> list[Dataset]:
    """Return the datasets that one kind of table is made of."""
    return [one for one in declared() if one.into == into]


def likeliest(header: Iterable[str], among: Iterable[Dataset]) -> tuple[Dataset, float]:
    """Return the dataset whose columns a header has most of, and the share that it has."""
    there = {plain(name) for name in header}

    def share(one: Dataset) -> float:
        return sum(plain(name) in there for name in one.sources) / len(one.sources)

    best = max(among, key=share)
    return best, share(best)


def plain(name: str) -> str:
    """Return the name of a column as it is compared: its words, whatever joins and orders them."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = re.findall(r"[^\W_]+", parted.lower())
    return " ".join(sorted(word for word in words if word not in ("of", "the")))
