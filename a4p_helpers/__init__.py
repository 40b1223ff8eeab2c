"""The A4P+ workbook: from the returns of peacekeeping missions to the progress report.

Data runs one way through these rooms, and a room imports only from those before it:

    paths, reads, faults, checksums     where things lie, what was read, what is wrong, which file
    wording, delimited                  what words say of themselves; the strict reader of CSV
    rounding, scales, reference, lists  half up; the words of answers; reference data and its lists
    periods, missions, breaks, plan     what the report is about
    contents, blocks                    the sections of the report; what a block is
    contracts                           what each table must look like
    open_data                           the UN's published datasets into our tables
    spreadsheet, frames, processed      text that is no formula; data as read; cleaned tables
    trends                              how sure a number is, and whether it changed
    indicators                          what is counted, and how
    dictionary                          tables and indicators as pages, for docs/
    form, clean                         what is asked; raw to processed: read, reshape, check
    narrative, tables, findings         words and tables
    charts, exhibits                    charts; both as a reader gets them
    section                             what a notebook opens
    profile                             what the notebook of a mission's own page opens
    report                              executed notebooks into the report
    intake                              forms out, returns in, who has reported
    run                                 a period from end to end
    clearance                           from a draft to a release
    browser                             a report in a browser
    preview, start                      an analyst's section in a browser, and the lab's first page
    terminal                            what is printed where an encoding lacks our signs
    cli                                 the `a4p` command
"""
