"""What every other room is about and needs.

paths, checksums, reference          paths, identity of files, reference data and its lists
periods, missions, plan, breaks      the subjects of the report
plan_faults                          contradictions in the files of the Plan
people, publication, marks           names of people; how reports are published; marks in notebooks
contents, blocks, scales             sections and blocks of the report; the words of answers
wording, delimited, spreadsheet      what texts mean; CSV; text that is not a formula
faults, rounding, frames             faults and their sentences; half up; missing columns
"""
