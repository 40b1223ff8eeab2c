"""Open data: the UN's own published files into the small tables that the report counts.

`published` reads a file as text and collects its faults, `derived` is what comes out and how it is
written, `snapshots` keeps each file and says what a newer one revised. One module per data set says
what is read, repaired, set aside and refused; `records` counts a file of millions by month.
"""

# The table that each kind of dataset becomes.
TABLES = {"fatalities": "fatalities", "personnel": "uniformed_personnel"}
