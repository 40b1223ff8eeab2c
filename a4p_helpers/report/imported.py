"""What puts reports together, imported once; workers are forked from who has done it."""

import gc

from a4p_helpers.report import about, annexes, assemble, check, docx, pdf  # noqa: F401

# These import what is slow to import; who lacks it is told when a report is put together.
pdf.why_not()
docx.why_not()

# What the garbage collector leaves alone stays in memory once for all workers.
gc.collect()
gc.freeze()
