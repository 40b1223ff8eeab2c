"""How an executed notebook marks what its section shows to readers, and what it worked out."""

SHOWN_BY, SHOWN_AS = "a4p", "shown"  # in the metadata of an output: the report takes it
WORKED_OUT = "a4p_worked_out"  # beside it: what the section worked out itself
NOTHING_TO_SHOW = "nothing to show"  # of a block
