"""Cleaning: from what was received to typed tables that keep their contracts.

A module imports only from those above it:

    formats    what a number format shows of what a cell holds
    workbook   a workbook from outside, read safely
    cells      one cell, read strictly
    form       what is asked: sheets, questions and places of a form, worked out from contracts
    read       one CSV file into a typed frame
    returns    what one mission or office sent, into rows and answers
    folder     what stands beside the tables of a period
    check      whether a typed frame keeps its contract, and what is doubtful in it
    reshape    what can be worked out of a published share without doubt
    correct    the corrections of one table
    whole      a cleaned period, with all that is known of it
    listed     all that stands beside the tables, read and checked at once
    judge      what each return is worth, never to another's harm
    table      one table, from its file and from returns
    period     a whole period, from its raw folder, with all faults at once
"""

from a4p_helpers.clean.period import clean
from a4p_helpers.core.faults import CleaningError, Fault

__all__ = ["CleaningError", "Fault", "clean"]
