"""Open data: from the UN's published files to the small tables that the report counts.

`datasets` declares the known files and the columns we use; `grid` reads CSV, JSON and xlsx, `pdf`
and `monthly_report` the printed monthly reports, `dates` days in any form. `published` is a table
as text with its faults, `derived` the resulting table; `snapshots` keeps each file and says what a
newer one revised. One module for each kind of table says what is repaired, set aside and refused;
`records` counts a file of millions by month.
"""

# The table that each kind of dataset becomes.
TABLES = {"fatalities": "fatalities", "personnel": "uniformed_personnel"}
