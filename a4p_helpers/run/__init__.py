"""Running: a period from its raw data to published reports.

A module imports only from those above it:

    log         what is told of a run: sentences, or a line of JSON an event
    notify      a program told of its end
    progress    how far it is
    parameters  what a notebook may be given, checked before any kernel starts
    task        one notebook to run, and what came of it
    publish     what passed in the place of what was there; who holds a period
    reuse       what runs keep, so that nothing runs again that would be the same
    prints      PDF and DOCX as they were last made
    asked       what a run is asked for, with every fault at once
    imported    what executes and renders notebooks, imported once
    warm        kernels that need not import first
    kernels     what runs the cells of a notebook
    execute     one notebook: executed, made repeatable, rendered
    pool        processes at work, and the end of all where a run is stopped
    changes     the page that says what changed in a draft
    edition     one edition of a period in the making
    cluster     other machines in the place of its processes
    period      whole periods: cleaned, executed, put together, published
    storage     inputs and outputs elsewhere than on this disk
    demo        a period of SYNTHETIC values, from its forms to its reports
"""

# Exit codes of `a4p`: as they should be; a run failed, or a return has faults; wrong input; an
# error of the workbook itself; a run was longer than it may be; stopped.
DONE, FAILED, WRONG_INPUT, OWN_ERROR, OUT_OF_TIME, STOPPED = 0, 1, 2, 70, 124, 130
