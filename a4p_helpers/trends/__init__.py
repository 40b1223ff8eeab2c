"""How certain a number is, and whether it changed: intervals, comparisons, trends, rates.

Each module states its rule first. `LEVEL` is the confidence of every interval; a test whose p-value
is not below 1 - `LEVEL` shows *no clear change*. The mathematics are those of statsmodels and
scipy; each function is tested against published worked examples.
"""

LEVEL = 0.95
