"""Cleaning: from what was received to typed tables that keep their contracts.

A module imports only from those above it:

    formats    what a spreadsheet shows of a value by its number format
    workbook   a workbook from outside, read safely
    cells      one cell, read strictly
    read       one CSV file into a typed frame
    returns    what one mission or office sent, into rows and answers
    folder     what stands beside the tables of a period
    check      whether a typed frame keeps its contract
    correct    corrections that are made by hand, and what they are made to
    reshape    what can be worked out of a published share without doubt
    judge      what is taken of a return, and what is not
    suppress   small numbers: which cells are not shown, and which are hidden with them
    disclose   what the external edition may see
    period     a whole period, with all faults at once
"""

from a4p_helpers.clean.period import clean, ensure
from a4p_helpers.faults import CleaningError, Fault

__all__ = ["CleaningError", "Fault", "clean", "ensure"]
