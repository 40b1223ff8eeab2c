"""What puts reports together, imported once; workers are forked from who has done it."""

import gc

from a4p_helpers.report import (  # noqa: F401
    about,
    annexes,
    assemble,
    check,
    docx,
    pdf,
    typeface,
)

# These import what is slow to import; who lacks it is told when a report is put together.
docx.why_not()
for weight in typeface.WEIGHTS:
    typeface.font(weight)

# What the garbage collector leaves alone stays in memory once for all workers.
gc.collect()
gc.freeze()
