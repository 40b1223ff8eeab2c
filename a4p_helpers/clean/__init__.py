"""Cleaning: from what was received to typed tables that keep their contracts.

A module imports only from those above it:

    formats    what a number format shows of what a cell holds
    workbook   a workbook from outside, read safely
    cells      one cell, read strictly
    read       one CSV file into a typed frame
    returns    what one mission or office sent, into rows and answers
    folder     what stands beside the tables of a period
    check      whether a typed frame keeps its contract, and what is doubtful in it
    reshape    what can be worked out of a published share without doubt
    correct    the corrections of one table
    judge      what each return is worth, never to another's harm
    whole      a cleaned period, with all that is known of it
    period     from a period's raw folder to that, with all faults at once
"""

from a4p_helpers.clean.period import clean
from a4p_helpers.faults import CleaningError, Fault

__all__ = ["CleaningError", "Fault", "clean"]
