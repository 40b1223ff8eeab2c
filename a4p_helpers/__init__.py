"""The A4P+ workbook: from the returns of peacekeeping missions to the progress report.

Data runs one way through these rooms, and a room imports only from those before it:

    core        where things lie; periods, missions, the Plan; words, faults and files as such
    store       tables, values and what blocks show, as files; of what all that is made
    contracts   what each table must look like
    open_data   the UN's published datasets into our tables
    trends      how sure a number is, and whether it changed
    exhibits    words, tables and charts as a reader gets them
    indicators  what is counted, and how: tables to values
    clean       what was received into whole tables
    disclosure  what each edition sees of them
    prepare     raw data to tables to values, where anything has changed
    section     what a notebook opens
    profile     what the notebook of a mission's own page opens
    report      executed notebooks into the report
    intake      forms out, returns in, who has reported
    run         a period from end to end; begin reading at `run.period.run_periods`
    clearance   from a draft to a release
    half_year   how a period stands on a day, and what comes next
    browser     a page in a browser: the report, an analyst's section, the lab's first page
    cli         the `a4p` command
"""
