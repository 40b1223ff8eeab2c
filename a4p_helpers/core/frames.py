"""Frames for analysts: an error about a missing column names the nearest one."""

import functools
import re
from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from a4p_helpers.core.faults import hint, nearest

QUOTED = re.compile(r"""(['"])(.+?)\1(?=[],]|$)""")  # a name may hold a quotation mark itself


class MissingColumnError(KeyError):
    """A column that the data lack; `known` are the columns they have."""

    def __init__(self, column: str, known: Collection[str]) -> None:
        self.column, self.known = column, known
        super().__init__(column, known)  # so that it can be pickled

    def __str__(self) -> str:
        return f"{self.column!r} is no column of these data{nearest(self.column, self.known)}"


def asked(error: KeyError, known: Collection[str]) -> str:
    """Return the missing column that an error is about; blank if it is about something else.

    pandas names one column, or several in quotation marks.
    """
    text = str(error.args[0] if error.args else "").removeprefix("Column not found: ")
    named = [name for _, name in QUOTED.findall(text)]
    return next((one for one in named or [text] if one not in known), "")


def _naming_the_nearest(method: Callable[..., Any]) -> Any:
    """Wrap a method of a frame so that its error names the nearest column.

    The column may be that of another frame among the arguments; with a function among them, any
    key may be missing.
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
    """A table, or the data of a block; frames made from it have the same errors."""

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
