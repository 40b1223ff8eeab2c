"""What a notebook opens: its period's values and tables, and the means to write a section.

    section = open_section("p4", period, edition)
    hospitals = section.block("P4.HOSPITALS")
    hospitals.say("{P4.HOSPITALS:noun} served {P4.HOSPITAL_MISSIONS:noun}.")
    hospitals.table("{P4.HOSPITALS:noun} in all", "Field hospitals by mission")

Every sentence, chart and table is shown twice over: as HTML for the report, and as plain text,
which is what strict nbval compares.

This is all that a notebook may call; the docstring of each says what it takes. `block` stands for
the name that a notebook gives to an open block.

    to open          open_section, or open_profile for the page of one mission
    to write         section.say section.main_points section.items section.coverage section.glance
    to open a block  section.block; of a block further on: section.has section.data
    of a block       block.say block.items block.accounts block.data
    its tables       block.table block.matrix
    its charts       block.bars block.stacked_bars block.against_target block.scale_dots
                     block.interval_dots block.lines block.columns_with_rate
                     block.stacked_columns block.mission_map block.tiles block.compare
    around it        block.show block.breaks
    to end           section.notes section.check
    of one mission   section.introduce section.to_confirm section.words section.mission
                     block.answers
    what is known    section.tables section.values section.slug section.period section.edition
    words of titles  findings.extent findings.most findings.with_all findings.number_of
                     findings.how_many
    numbers          narrative.in_words
    the Plan         plan.priorities plan.results plan.deliverables
    answers, signs   scales.NAME, such as scales.STATUS_SIGNS
"""

from a4p_helpers.section.section import Section, open_section, opened
from a4p_helpers.section.writer import SectionError

__all__ = ["Section", "SectionError", "open_section", "opened"]
