"""What lies between two steps, as files that the next one reads.

lazy       members that are read when first asked for
exhibits   what a block shows
values     the indicators of a period, as an edition sees them
stale      what all of it is made of, and whether it would be made the same again
"""
