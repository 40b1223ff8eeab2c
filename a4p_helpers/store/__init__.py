"""Results of one step as files that the next step reads.

lazy       members that are read on first use
exhibits   the content of a block
values     the indicators of a period, as an edition sees them
stale      what each result was made from, and whether it is current
"""
