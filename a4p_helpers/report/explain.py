"""Explanations of the numbers in the prose: select a number to read what it is and its source.

A number becomes a button that opens an explanation beside it. Both are plain HTML (the popover
attribute), so they work with a keyboard, with a screen reader and without script. On paper, and in
the PDF, numbers remain links to their row among the indicators.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup

from a4p_helpers.exhibits import narrative
from a4p_helpers.report import pages
from a4p_helpers.report.about import About

LINK = re.compile(r'(\(?)<a class="value" href="#([A-Z0-9._]+)">([^<]*)</a>([).,;:]*)')

# A button does not break across lines: a longer number has a small button at its end.
LONGEST = 24
BUTTON = Markup(
    '<button type="button" class="value" popovertarget="about-{}" aria-label="{}: {}">{}</button>'
)
SMALL = Markup(
    '<button type="button" class="value why" popovertarget="about-{}" '
    'aria-label="Explain: {}">i</button>'
)
UNBROKEN = Markup('<span class="kept">{}</span>')


def buttons(html: str, abouts: Mapping[str, About]) -> str:
    """Return a section whose numbers open their explanation; unknown codes remain links.

    Brackets and full stops stay on the line of their number.
    """

    def button(match: re.Match[str]) -> str:
        before, code, text, after = match.groups()
        if code not in abouts:
            return match[0]
        head, last = "", text
        # For screen readers, a number is named by what it is: seven: peacekeepers killed, …
        title = narrative.within(abouts[code].value.title)
        shown = BUTTON.format(code, Markup(text), title, Markup(text))
        if len(text) > LONGEST:
            head, blank, last = text.rpartition(" ")
            head += blank
            shown = Markup(last) + SMALL.format(code, abouts[code].value.title)
        if head:
            return before + head + UNBROKEN.format(shown + Markup(after))
        return UNBROKEN.format(Markup(before) + shown + Markup(after)) if before or after else shown

    return LINK.sub(button, html)


def explanations(html: str, abouts: Mapping[str, About], up: str = "") -> Markup:
    """Return the explanations of the numbers that a page prints; `up` leads to the report."""
    used = dict.fromkeys(code for _, code, _, _ in LINK.findall(html) if code in abouts)
    return pages.part("explanations.html.j2", abouts=[abouts[code] for code in used], up=up)
