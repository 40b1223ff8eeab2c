"""From a draft to a release that a director can sign.

A module imports only from those above it:

    readable         all text in a file of a report, as a reader or a program can extract it
    raw_text         internal text in raw files, found without the workbook's own readers
    numerals         every numeral on the pages, traced to its source
    traced           print, Word and data files, compared with the pages and the values
    manifest         the files of a release, and the proof that they are unchanged
    validators       findings of external validators on a draft, and which are not available
    signatures       who made and who cleared a release, by their own keys
    released_tables  the tables that readers of a release have, and their seal
    revisions        differences from the last release, each with its reason
    checklist        what must be true before a release
    addresses        pages of numbers, exhibits and sections, which outlive every release
    rebuild          a release made again from the code that it names, and compared
    steps            draft, under review, cleared, released: by whom, when, on which files
    review           the copy of a draft for reviewers, with numbered paragraphs
"""
