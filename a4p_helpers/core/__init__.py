"""What every other room is about, and what all of them need.

paths, checksums, reference   where things lie, which file, reference data and its lists
periods, missions, plan, breaks      what the report is about
plan_faults                          what does not fit in the files of the Plan
people, publication, marks           who does what; how it is published; what it shows of notebooks
contents, blocks, scales             its sections and blocks; the words of answers
wording, delimited, spreadsheet      what words say of themselves; CSV, and text that is no formula
faults, rounding, frames             what is wrong, half up, and a column that is not there
"""
