"""The known published datasets; `datasets.toml` says which of their columns we use.

A further dataset of a kind that we already count needs only an entry there and a test.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from a4p_helpers.core.wording import folded

SURE = 0.6  # the share of a dataset's columns that a file must have to be recognized


@dataclass(frozen=True)
class Column:
    """One of our columns: the publisher's columns behind it, and how they are read."""

    name: str
    sources: tuple[str, ...] = ()
    form: str = "text"
    words: dict[str, str] = field(default_factory=dict)
    value: str = ""


@dataclass(frozen=True)
class Dataset:
    """A published dataset: its identity at the publisher, and the table it becomes."""

    id: str
    name: str
    into: str
    columns: tuple[Column, ...]
    others: tuple[str, ...]

    @property
    def sources(self) -> list[str]:
        """The publisher's columns that we read, each once."""
        return list(dict.fromkeys(name for column in self.columns for name in column.sources))


@cache
def declared() -> tuple[Dataset, ...]:
    """Return all datasets, in the order of their declaration."""
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
    """Return the datasets for one kind of table."""
    return [one for one in declared() if one.into == into]


def likeliest(header: Iterable[str], among: Iterable[Dataset]) -> tuple[Dataset, float]:
    """Return the dataset with the largest share of its columns in a header, and the share."""
    there = {plain(name) for name in header}

    def share(one: Dataset) -> float:
        return sum(plain(name) in there for name in one.sources) / len(one.sources)

    best = max(among, key=share)
    return best, share(best)


def plain(name: str) -> str:
    """Return the name of a column for comparison: its words, whatever their order and joiners."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = re.findall(r"[^\W_]+", parted.lower())
    return " ".join(sorted(word for word in words if word not in ("of", "the")))
