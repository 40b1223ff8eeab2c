"""Running: a period from its raw data to published reports.

Begin reading at `period.run_periods`, which tells a run from its beginning to its end.

A module imports only from those above it:

    log         what is told of a run: sentences, or a line of JSON an event; who is notified
    progress    how far it is
    parameters  what a notebook may be given, checked before any kernel starts
    anatomy     what a section's notebook must not do, found by reading it
    publish     what passed in the place of what was there; who holds a period
    request     what a run is asked for, with every fault at once
    reuse       what runs keep, so that nothing is made again that would be the same
    warm        kernels that need not import first
    kernels     what runs the cells of a notebook
    execute     one notebook: executed, made repeatable, rendered
    pool        processes at work, and the end of all where a run is stopped
    draft       one edition of a period in the making
    cluster     other machines in the place of its processes
    period      whole periods: cleaned, executed, put together, published
    storage     inputs and outputs elsewhere than on this disk
    demo        a period of SYNTHETIC values, from its forms to its reports
    practice    a half-year of eight senders for `a4p demo`, mistakes included
"""

# Exit codes of `a4p`: as they should be; a run failed, or a return has faults; wrong input; an
# error of the workbook itself; a run was longer than it may be; stopped.
DONE, FAILED, WRONG_INPUT, OWN_ERROR, OUT_OF_TIME, STOPPED = 0, 1, 2, 70, 124, 130
