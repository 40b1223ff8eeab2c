"""The texts on every form other than the questions: whole sentences, in one place.

Placeholders are in braces. No sentence is assembled from pieces, so each can be translated.
"""

from a4p_helpers.contracts.questions import Choices
from a4p_helpers.core import scales

START, SEND = "Start here", "Send"  # the first and the last sheet
FORM = "Action for Peacekeeping Plus: half-year return"
TITLE = "{topic}: {reporter}, {period}"
WHY = (
    "Twice a year the Secretariat reports to Member States on what peacekeeping does to become "
    "better. Your answers are the source for your part of the report.",
    "Please answer the yellow cells. Blue cells hold what is known from last time: correct what "
    "has changed, then confirm once on each sheet. White cells may stay empty.",
    "Press Tab to go from cell to cell, and Alt + arrow down to open a list. You may save the file "
    "and go on another day. Type values, not formulas.",
)
PERIOD, DUE, ASK, NEXT = "Period", "Send it back by", "Ask us", "What happens next"
SPAN = "{first} to {last}"
DUE_UNKNOWN, ASK_PLANNING = "The letter gives the day", "The planning unit that sent the form"
THEN = (
    "You receive a receipt, and then a page with your answers as the report will use them. You can "
    "correct them until the report is published. A corrected form replaces the one before."
)
KINDS_OF_NONE = (
    "“No, there was nothing” counts as zero. “It does not concern us” and “We cannot say” are not "
    "zero: please say why. An empty cell counts as not reported."
)
SHEETS, LEFT, TO_START = "What is asked (click to go there)", "What is left", "← Start here"
STILL, DONE, WRONG = "► Still to answer: ", "✓ Nothing left to answer", "! To correct: "
SIGNS, CHECK = "Signs in the last column", "Check"
LEGEND = {
    "►": "to answer (yellow cell)",
    "=": "as filled in for you (blue cell)",
    "○": "may stay empty (white cell)",
    "✓": "answered",
    "!": "to correct before you send",
    "–": "not needed",
}
# The check beside an answer.
ANSWER, EMPTY, SAME = "► To answer", "○ May stay empty", "= As filled in"
ANSWERED, CHANGED, UNNEEDED = "✓ Answered", "✓ Changed", "– Not needed"
FROM_LIST, NUMBER, WHOLE_ROW = (
    "! Choose an answer from the list",
    "! Write a number, such as 38",
    "! Fill the other cells of this row",
)
SAY_WHY = "! Say why in the cell before"
CONFIRM, CONFIRMED = "► To confirm: one click", "✓ Confirmed"
# Help below a question.
COUNTS, EXCLUDES, EXAMPLE = (
    "Counts: {text}",
    "Does not count: {text}",
    "Example: {text}",
)
LAST_TIME, UNIT = "Filled in: please check", "Unit: {unit}"
# The answer for a whole question. What begins with "Internal" keeps its row from the public.
REPORTED_BELOW = "reported below"
NO_DATA: Choices = {
    "It does not concern us": scales.NOT_APPLICABLE,
    "We cannot say": scales.NOT_AVAILABLE,
}
ROWS_OR_NONE: Choices = {
    "Yes: see the rows below": REPORTED_BELOW,
    "No, there was nothing": scales.NOTHING,
    **NO_DATA,
}
KEEP_INSIDE = "Internal: answered, for the United Nations only"
INSTEAD: Choices = {**NO_DATA, KEEP_INSIDE: REPORTED_BELOW}
INSIDE, INSIDE_CHOICES = "Internal?", {"Internal": "internal"}
ANYTHING, CANNOT = "Anything to report?", "If you cannot answer"
REASON = "Why?"
CHECKED_QUESTION = "Are the blue answers on this sheet right as they now stand?"
CHECKED_HELP = (
    "They hold what is known from last time. Correct what has changed, then choose “Yes, checked”. "
    "Until then they do not count."
)
CHECKED: Choices = {"Yes, checked": "yes"}
# The last sheet.
SEND_WHO = "For the person who answers for {reporter}."
SIGNED_BY = "Who confirms this return? Name and function"
SIGNED_ON = "On which day?"
SIGN_HELP = (
    "Your name stands for all answers. Leave both empty if somebody else is to confirm later."
)
DAY = "! Write a day, such as 28/05/2024"
OPEN_DATA = {
    "strength": "Uniformed personnel on {day}, as peacekeeping.un.org publishes it",
    "women": "Women among them",
    "deaths": "Personnel who died from {first} to {last}, by notifications of casualties",
}
AGREES, AGREES_CHOICES = "Do your own records say the same?", {"Yes, the same": "yes", "No": "no"}
DIFFERS = "If not: what do your records say? No names, please"
# Messages of Excel before and after typing.
CHOOSE = "Press Alt + arrow down and choose one of the answers."
TYPE_WHOLE = "Write a whole number from {least} to {most}. If there were none, write 0."
TYPE_NUMBER = "Write a number from {least} to {most}."
TYPE_DAY = "Write a day from {least} to {most}."
DAY_FORMAT = "yyyy-mm-dd"  # as Excel writes it
TYPE_MONTH = "Write year and month, such as 2023-05."
TYPE_TEXT = "Write at most {most} signs."
NOT_IN_LIST, TOO_LONG, NO_NUMBER, NO_DAY = (
    "Choose from the list",
    "Too long",
    "A number, please",
    "A day, please",
)
OWN_WORDS = "You may keep your own words."
SYNTHETIC_WARNING = "SYNTHETIC: for training only."
