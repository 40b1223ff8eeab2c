"""The A4P+ workbook: from the returns of peacekeeping missions to the progress report.

Data flow one way through these rooms. A room imports only from those above it:

    core        paths, periods, missions, the Plan, wording, faults, files
    store       tables, values and blocks as files, and what each was made from
    contracts   what each table must look like
    open_data   from the UN's published datasets to our tables
    trends      how certain a number is, and whether it changed
    exhibits    text, tables and charts for readers
    indicators  what is counted, and how: from tables to values
    clean       from raw data to whole tables
    disclosure  what each edition sees of the tables
    prepare     from raw data to tables to values, where anything has changed
    section     what a section's notebook opens
    profile     what the notebook of a mission's page opens
    report      from executed notebooks to the report
    intake      forms out, returns in, who has reported
    run         a period from end to end; start reading at `run.period.run_periods`
    clearance   from a draft to a release
    half_year   how a period stands on a day, and what comes next
    browser     pages in a browser: the report, an analyst's section, the lab's first page
    cli         the `a4p` command
"""
