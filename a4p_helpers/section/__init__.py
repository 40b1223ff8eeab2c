"""What a notebook opens: the values and tables of its period, and the means to write a section.

    section = open_section("p4", period, edition)
    hospitals = section.block("P4.HOSPITALS")

    %%say hospitals
    {HOSPITALS} hospitals of level 1+ or above [stand] in {HOSPITAL_MISSIONS} missions.

    hospitals.table("{HOSPITALS} hospitals in all", "Field hospitals by mission")

Every sentence, chart and table is shown in two forms: as HTML for the report, and as plain text,
which strict nbval compares. Only what is shown in this way enters the report.

A section offers the following; each docstring says what it takes, and `block` stands for the name
that a notebook gives an open block:

    to open          open_section, or open_profile for the page of one mission
    to write         %%say and %%points, which are section.say and section.points; section.items
    first screen     %%messages, which is section.messages; section.asked section.scorecard
                     section.coverage
    to open a block  section.block; section.own on tables of one's choice; section.has
    of a block       block.say block.items block.accounts block.data block.worked_out
    its tables       block.table block.matrix
    its charts       block.bars block.shares block.units block.tiles block.grid block.ratings
                     block.scale_dots block.slope block.interval_dots block.panels
                     block.columns_with_rate block.mission_map block.compare
    one's own        block.figure, printed; section.worked_out
    around it        block.show block.breaks block.declared
    to end           section.notes section.check
    of one mission   section.introduce section.facts section.targets section.mission section.answers
                     block.answers section.before_release
    data             section.tables section.exhibits section.numbers section.values section.data
                     section.all_periods section.sql section.made_of section.rehearse
                     section.own_names
    where            section.slug section.period section.edition
"""

from a4p_helpers.exhibits.charts.own import printed
from a4p_helpers.section.informed import open_priority
from a4p_helpers.section.section import Section, open_section, opened
from a4p_helpers.section.writer import SectionError

__all__ = ["Section", "SectionError", "open_priority", "open_section", "opened", "printed"]
