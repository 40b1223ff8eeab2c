"""From executed notebooks to the report.

Pages run one way through these modules:

    render      one executed notebook into one section of HTML
    annexes     tables of everything: indicators, reconciliation, coverage, sources
    assemble    sections and annexes into one page, with its data files
    paper       what PDF and DOCX are made of, when the pages are there
    spark       an indicator over the periods, as a small picture
    provenance  hashes of what a report was made from
    check       what is wrong with an assembled report

and another way from published reports to what changed between them:

    release           a published report, read again: its numbers and its sentences
    sentence_changes  what differs between two, word by word
    number_changes    what differs between two, number by number
    compare           the page and the text that say so, for reviewers
"""
