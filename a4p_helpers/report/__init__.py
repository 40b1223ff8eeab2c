"""From executed notebooks to the report.

Pages run one way through these modules, and a module imports only from those above it:

    provenance    hashes of what a report was made from
    layout        exhibits of a section in rows, what was not reported in one list
    render        one executed notebook into one section of HTML
    workings      what sections worked out themselves, and the code of it
    by_hand       a notebook as a whole page, for `jupyter nbconvert` by hand
    drawings      charts drawn in the page itself, with its typeface and its colours
    part          one part of the report: a section, an annex, a mission
    pages         pages from their templates, with one style sheet and one policy
    abbreviations  explained where a page first uses one
    typeface      the letters of the pages, as web fonts
    comments      comments of reviewers, beside their paragraph until answered
    spark         an indicator over the periods, as a small picture
    about         what is known of each indicator, for pages and downloads alike
    explain       the numbers of the prose, each with its explanation
    cite          how each is cited, and the address that it keeps in every release
    structure     the structure of the observations: concepts, code lists, dimensions
    observations  every value in the long form that statistical software reads
    annexes       tables of everything: indicators, reconciliation, coverage, sources
    chart_data    the data of each chart as a file, with a link below the chart
    downloads     data files, the data package that describes them, the workbook
    columns       widths of columns on paper, where tables cannot be scrolled
    content       the content of a section, as data for paper
    chosen        what the core report prints first, and how many words it may have
    printed       the content of the core report and of the technical volume
    docx, pdf     the report for editors, and for paper and screen readers
    paper         what these two are made of, when the pages are there
    site          the pages: of sections, missions and annexes, and the index
    assemble      sections, annexes and data files into one report
    senders       what senders wrote in a report, word for word
    check         what is wrong with an assembled report
    imported      all of that, imported once for those who are forked

and another way from published reports to what changed between them:

    reading           a published report, read again: its numbers and its sentences
    sentence_changes  what differs between two, word by word
    number_changes    what differs between two, number by number
    compare           the page and the text that say so, for reviewers
"""
