"""How certain a number is, and whether it changed: intervals, comparisons, trends, rates.

Fixed rules decide: `LEVEL` is the confidence of every interval, and a change that is not
significant at its complement is *no clear change*. The mathematics come from statsmodels and scipy;
each function is tested against published worked examples.
"""

LEVEL = 0.95
