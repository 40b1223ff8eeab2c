"""Running: a period from its raw data to published reports.

`parameters` checks what a notebook is given before any kernel starts, `execute` runs one notebook,
`warm` gives it kernels that need not import first, `period` runs all of them, `cluster` has other
machines do so, `progress` shows how far they are, `publish` puts what passed in the place of what
was there, `changes` says what differs from it, and `storage` fetches and puts elsewhere.
"""
