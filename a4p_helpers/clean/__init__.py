"""Cleaning: from what was received to typed tables that keep their contracts.

`cells` reads one cell strictly, `read` one file, `reshape` fills what can be worked out without
doubt, `period` does a whole period and writes it, with all faults at once.
"""

from a4p_helpers.clean.period import clean, ensure
from a4p_helpers.faults import CleaningError, Fault

__all__ = ["CleaningError", "Fault", "clean", "ensure"]
