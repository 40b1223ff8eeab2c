"""Cleaning: from raw data to typed tables that keep their contracts.

A module imports only from those above it:

    formats    what a number format shows of a cell's value
    workbook   reads a workbook from outside safely
    cells      reads one cell strictly
    form       the layout of a form: sheets, questions and places, derived from the contracts
    read       from one CSV file to a typed frame
    returns    from what one mission or office sent to rows and answers
    folder     the lists of a period beside its tables
    check      whether a typed frame keeps its contract, and which values are doubtful
    reshape    the numbers that follow from a published share
    correct    the corrections of one table
    whole      a cleaned period with all its facts
    listed     reads and checks all lists of a period at once
    judge      the verdict on each return, which never affects another sender's
    table      one table, from its file and from returns
    period     a whole period, from its raw folder, with all faults at once
"""

from a4p_helpers.clean.period import clean
from a4p_helpers.core.faults import CleaningError, Fault

__all__ = ["CleaningError", "Fault", "clean"]
