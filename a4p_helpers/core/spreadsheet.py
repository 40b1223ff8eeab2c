"""Making text that a spreadsheet program would take for a formula harmless in our CSV files."""

import re
from collections.abc import Callable

import pandas as pd

# A number with its sign is not a formula; everything else that starts like one is.
FORMULA = re.compile(r"'*[=+\-@\t\r](?!\d+(\.\d+)?$)", re.DOTALL)


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program computes, with an apostrophe before a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def as_sent(text: str) -> str:
    """Return a text as it was before `harmless`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def harmless_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts are all harmless."""
    return _texts(frame, harmless)


def frame_as_sent(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as it was before `harmless_frame`."""
    return _texts(frame, as_sent)


def _texts(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    changed = frame.copy()
    for column in changed.columns:
        if pd.api.types.is_string_dtype(changed[column].dtype):
            changed[column] = changed[column].map(change, na_action="ignore")
    return changed
