"""The A4P+ workbook: from the returns of peacekeeping missions to the progress report.

Data runs one way through these rooms, and a room imports only from those above it:

    paths, periods, missions, plan      what the report is about, and where it lies
    contents, blocks                    the sections of the report and their exhibits
    breaks                              months of a series that are not what the others are
    contracts                           what each table must look like
    open_data                           the UN's published datasets into our tables
    trends                              how sure a number is, and whether it changed
    indicators                          what is counted, and how
    dictionary                          tables and indicators as pages, for docs/
    form, clean                         what is asked; raw to processed: read, reshape, check
    narrative, charts, tables           words and exhibits
    section                             what a notebook opens
    profile                             what the notebook of a mission's own page opens
    report                              executed notebooks into the report
    intake                              forms out, returns in, who has reported
    run                                 a period from end to end
    clearance                           from a draft to a release
    shelf, serve                        what was published, in a browser
    cli                                 the `a4p` command
"""
