"""From a draft to a release that a director can sign.

A module imports only from those above it:

    readable         all that a file of a report holds, as a reader or a program can get at it
    raw_text         what raw files keep inside, found without the readers of the workbook
    numerals         every numeral of the pages, traced to what it comes from
    traced           print, Word and data files, held against the pages and the values
    manifest         what a release consists of, file by file, and the proof that it still does
    validators       what validators of others say of a draft, and which cannot be had
    signatures       who made and who cleared a release, by their own keys
    released_tables  the tables that readers of a release have, and their seal
    revisions        what differs from the last release, each with its reason
    checklist        what must hold before a release
    addresses        pages of numbers, exhibits and sections, which outlive every release
    rebuild          a release made again by the code that it names, and compared
    steps            draft, under review, cleared, released: by whom, when, on which files
    review           the copy of a draft that reviewers get, its paragraphs numbered
"""
