"""Data as an analyst meets them: who asks for a column that is not there is told the nearest."""

import functools
import re
from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from a4p_helpers.core.faults import hint, nearest

QUOTED = re.compile(r"""(['"])(.+?)\1(?=[],]|$)""")  # a name may hold a quotation mark itself


class MissingColumnError(KeyError):
    """A column that is not among the data; `known` are those that are."""

    def __init__(self, column: str, known: Collection[str]) -> None:
        self.column, self.known = column, known
        super().__init__(column, known)  # so that it can go from one process to another

    def __str__(self) -> str:
        return f"{self.column!r} is no column of these data{nearest(self.column, self.known)}"


def asked(error: KeyError, known: Collection[str]) -> str:
    """Return the column that was asked for and is not there; blank where it is no such matter.

    pandas names one column, or several in quotation marks.
    """
    text = str(error.args[0] if error.args else "").removeprefix("Column not found: ")
    named = [name for _, name in QUOTED.findall(text)]
    return next((one for one in named or [text] if one not in known), "")


def _naming_the_nearest(method: Callable[..., Any]) -> Any:
    """Let a method of a frame say which column is meant.

    It may be one of another frame that is given; where a function is given, any key may lack.
    """

    @functools.wraps(method)
    def asking(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except MissingColumnError:
            raise
        except KeyError as error:
            others = (*given, *named.values())
            frames = (self, *(one for one in others if isinstance(one, pd.DataFrame)))
            names = [str(name) for one in frames for name in one.columns]
            wrong = asked(error, names)
            if not wrong or any(map(callable, others)):
                raise
            raise MissingColumnError(wrong, names) from None

    return asking


class Data(pd.DataFrame):
    """A table, or the data of a block; what is made of it is told of in the same way."""

    @property
    def _constructor(self) -> "type[Data]":
        return Data

    def __getattr__(self, name: str) -> Any:  # type: ignore[misc]  # final: what it gives stays
        try:
            return super().__getattr__(name)
        except AttributeError:
            near = "" if name.startswith("_") else hint(name, map(str, self.columns))
            if not near:
                raise
            raise AttributeError(f"{name!r} is no column of these data{near}") from None


for _name in (
    *("__getitem__", "groupby", "drop_duplicates", "dropna", "melt", "merge", "nlargest"),
    *("nsmallest", "set_index", "sort_values"),
):
    setattr(Data, _name, _naming_the_nearest(getattr(pd.DataFrame, _name)))
