"""Findings in a few words from the data of a block: the range, and the most common answer.

Each is blank if nothing was reported; a title with a blank word gives way to the block's own.
"""

from datetime import date

import pandas as pd

from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits.tables import is_unknown


def extent(numbers: pd.Series) -> str:
    """Give the range of numbers, without their label: from 56 to 80."""
    known = [number for number in numbers if not is_unknown(number)]
    if not known:
        return ""
    low, high = (half_up(float(end), 1).normalize() for end in (min(known), max(known)))
    if low == high:
        return f"at {low:,f}"
    return f"from {low:,f} to {high:,f}"


def most(answers: pd.Series) -> str:
    """Give the most common answer and its count: monthly (6 of 11); for ties, all of them."""
    known = answers.dropna()
    if known.empty:
        return ""
    counts = known.value_counts()
    first = [str(answer) for answer in counts.index[counts == counts.iloc[0]]]
    of = f"{counts.iloc[0]} of {len(known)}"
    return f"{' or '.join(sorted(first))} ({of}{' each' if len(first) > 1 else ''})"


def month(months: pd.Series) -> str:
    """Give the last of some months in words, May 2023; blank if there is none."""
    last = months.iloc[-1] if len(months) else pd.NA
    return "" if pd.isna(last) else f"{date.fromisoformat(f'{last}-01'):%B %Y}"
