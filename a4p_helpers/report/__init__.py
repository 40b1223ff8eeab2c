"""From executed notebooks to the report.

Pages run one way through these modules:

    render      one executed notebook into one section of HTML
    annexes     tables of everything: indicators, reconciliation, coverage, sources
    assemble    sections and annexes into one page, with its data files
    provenance  hashes of what a report was made from
    check       what is wrong with an assembled report
"""
