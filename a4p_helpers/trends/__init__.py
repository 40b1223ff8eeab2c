"""How sure a number is, and whether it changed: intervals, comparisons, trends, rates.

Rules come first: `LEVEL` is the confidence of every interval, and what its complement does not
reach is *no clear change*. The mathematics are those of statsmodels and scipy; each function is
tested against worked examples that others published.
"""

LEVEL = 0.95
