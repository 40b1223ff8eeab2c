"""Forms out, returns in: what missions and offices are asked, what they sent, and the answers.

A module imports only from those above it:

    forms         an Excel form for each reporter
    sources       records under one lock where each file of a period comes from
    opening       opens a period: its folder, who takes part, what forms hold already
    accept        accepts a fault, or two numbers that differ, with a reason
    download      the UN's open data: derives a table, stores it, compares it with the last
    expected      what a table should hold, learnt from earlier periods
    receive       reads returns, keeps them unchanged, records them
    receipt       the answer to a return: what to do first, what was taken
    letters       drafts of e-mails with forms, reminders and receipts
    confirm       who confirms the answers of a sender, by name and day
    status        who has reported what, and what was asked back from whom
    confirmation  the page on which a sender confirms its answers
    word          a Word document that came back: passages, comments, tracked changes
    reviewed      what such a document asks for, each at its paragraph
    comment       reviewers' comments, from a Word document or a simple sheet
    filling       fills a form by script, for demonstrations and tests
    synthetic     SYNTHETIC values for every table, for demonstrations and tests
"""
