"""Running: a period from its raw data to published reports.

Start reading at `period.run_periods`, which follows a run from beginning to end.

A module imports only from those above it:

    log         messages of a run: sentences, or a line of JSON for each event; notification
    progress    how far a run is
    parameters  a notebook's parameters, checked before any kernel starts
    anatomy     what a section's notebook must not do, found without running it
    publish     replaces the last report by a good one; locks a period
    request     checks what a run is asked for; lists every fault at once
    reuse       keeps results, so that nothing unchanged is made again
    warm        kernels with all imports done
    kernels     runs the cells of a notebook
    execute     executes one notebook, makes it repeatable, renders it
    pool        worker processes, which all end when a run is stopped
    draft       makes one edition of a period
    cluster     other machines instead of local processes
    period      whole periods: clean, execute, assemble, publish
    storage     inputs and outputs on object storage
    demo        a period of SYNTHETIC values, from its forms to its reports
    practice    a half-year of eight senders for `a4p demo`, mistakes included
"""

# Exit codes of `a4p`: success; a failed run or a return with faults; wrong input; an error of the
# workbook itself; a run over its time limit; stopped.
DONE, FAILED, WRONG_INPUT, OWN_ERROR, OUT_OF_TIME, STOPPED = 0, 1, 2, 70, 124, 130
