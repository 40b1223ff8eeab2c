"""Running: a period from its raw data to published reports.

`parameters` checks what a notebook is given before any kernel starts, `execute` runs one notebook
(a `task`),
`warm` gives it kernels that need not import first, `period` runs all of them, `cluster` has other
machines do so, `progress` shows how far they are, `publish` puts what passed in the place of what
was there, `changes` says what differs from it, and `storage` fetches and puts elsewhere.
"""

# Exit codes of `a4p`: as they should be; a run failed, or a return has faults; wrong input; an
# error of the workbook itself; a run was longer than it may be; stopped.
DONE, FAILED, WRONG_INPUT, OWN_ERROR, OUT_OF_TIME, STOPPED = 0, 1, 2, 70, 124, 130
