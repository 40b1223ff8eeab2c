"""What the data of a block say in a few words: from where to where, and what most answered.

Each returns an empty text where nothing was reported; a title with an empty word falls back on
the block's own.
"""

from datetime import date

import pandas as pd

from a4p_helpers.core.rounding import half_up
from a4p_helpers.exhibits.tables import is_unknown


def extent(numbers: pd.Series) -> str:
    """Say from where to where numbers reach: from 56 to 80; their label is not said."""
    known = [number for number in numbers if not is_unknown(number)]
    if not known:
        return ""
    low, high = (half_up(float(end), 1).normalize() for end in (min(known), max(known)))
    if low == high:
        return f"at {low:,f}"
    return f"from {low:,f} to {high:,f}"


def most(answers: pd.Series) -> str:
    """Say which answer most gave, and how many: monthly (6 of 11); of ties, all of them."""
    known = answers.dropna()
    if known.empty:
        return ""
    counts = known.value_counts()
    first = [str(answer) for answer in counts.index[counts == counts.iloc[0]]]
    of = f"{counts.iloc[0]} of {len(known)}"
    return f"{' or '.join(sorted(first))} ({of}{' each' if len(first) > 1 else ''})"


def month(months: pd.Series) -> str:
    """Say the last of some months in words, May 2023; nothing where it is blank."""
    last = months.iloc[-1] if len(months) else pd.NA
    return "" if pd.isna(last) else f"{date.fromisoformat(f'{last}-01'):%B %Y}"
