"""The modules that put reports together, imported once before workers are forked."""

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

# These modules import slowly; if one is missing, putting a report together reports it.
docx.why_not()
for weight in typeface.WEIGHTS:
    typeface.font(weight)

# Objects that the garbage collector leaves alone stay in memory once for all workers.
gc.collect()
gc.freeze()
