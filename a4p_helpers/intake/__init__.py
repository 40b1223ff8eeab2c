"""Forms out, returns in: what missions and offices are asked, what they sent, what came of it.

A module imports only from those above it:

    forms         one Excel form a reporter
    sources       where each file of a period comes from, recorded under one lock
    opening       a period opened: its folder, who takes part, what stands in forms already
    accept        a fault, or two numbers that differ, accepted as they stand
    download      the UN's open data: a table derived, stored, compared with the last
    receive       what comes back: read, kept unchanged, recorded
    receipt       the answer to it: what to do first, what was taken
    letters       drafts of e-mails: forms, reminders and receipts, to who answers for a sender
    confirm       who confirms the answers of a sender, by name and day
    status        who has reported what, and what is asked back of whom
    confirmation  the page that shows a sender its answers, to be confirmed
    word          a Word document that came back, as it is: passages, comments, tracked changes
    reviewed      what it asks for, each at its paragraph
    comment       comments of reviewers, from a Word document or a simple sheet
    filling       a form filled by script, for demonstrations and tests
    synthetic     SYNTHETIC values for every table, for the same
"""
