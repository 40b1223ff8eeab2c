"""Open data: the UN's own published files into the small tables that the report counts.

`datasets` declares which files are known and which of their columns are ours; `grid` reads CSV,
JSON and xlsx, `pdf` and `monthly_report` the monthly reports as they are printed, `dates` days in
whatever form. `published` is a table as text with its faults, `derived` what comes out of it,
`snapshots` keeps each file and says what a newer one revised. One module per kind of table says
what is repaired, set aside and refused; `records` counts a file of millions by month.
"""

# The table that each kind of dataset becomes.
TABLES = {"fatalities": "fatalities", "personnel": "uniformed_personnel"}
