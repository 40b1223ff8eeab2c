"""The scorecard: one number per priority, with its target, direction and status.

A status has a sign and its word, a direction an arrow and the previous number; colour shows only
the priority.
"""

from dataclasses import dataclass

from markupsafe import Markup

from a4p_helpers.core.plan import Priority
from a4p_helpers.exhibits import narrative
from a4p_helpers.store import standing
from a4p_helpers.store.values import UNITS, Value, Values

SIGNS = {
    standing.MET: "●",
    standing.OFF: "▲",
    standing.BETTER: "◇",
    standing.WORSE: "◆",
    standing.HELD: "–",
    standing.OPEN: "○",
}
HEADS = ("Priority", "Number", "What it counts", "Target", "Direction", "Status")
ROW = Markup(
    '<tr class="{style}"><th scope="row"><a href="#{slug}-title"><span class="chip">{number}'
    '</span> {title}</a></th><td class="big"><a class="value" href="#{code}">{big}</a> '
    '<small>{of}</small></td><td>{what}</td><td class="{target_style}">{target}</td>'
    '<td><span class="sign" aria-hidden="true">{arrow}</span> {change}</td>'
    '<td><span class="sign" aria-hidden="true">{sign}</span> {state}</td></tr>'
)
TABLE = Markup(
    '<div class="scroll" tabindex="0" role="region" aria-label="One number for each priority">'
    '<table class="scorecard"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    '<p class="note">{key}</p>'
)
KEY = (
    "Counts are compared only over equal spans: six months with the previous six, or a year with "
    "the previous year. Shares and rates for a year so far may appear beside those for a longer "
    "part of the previous year. Without a target or a comparable earlier figure, a number is not "
    "comparable."
)


@dataclass(frozen=True)
class Row:
    """One row of the scorecard, as HTML and as text."""

    html: Markup
    plain: str


def row(priority: Priority, value: Value, values: Values, what: str) -> Row:
    """Return the row of a priority: its number, and what the number counts."""
    before = standing.former(values, value.indicator.code)
    state = standing.state(value, before) if value.is_reported else value.status
    big, of = _number(value)
    target = narrative.aim(value)
    arrow, change = _change(value, before)
    html = ROW.format(
        slug=priority.slug,
        style=priority.style,
        number=priority.number,
        title=priority.title,
        code=value.code,
        big=big,
        of=of,
        what=what,
        target=target.capitalize(),
        target_style="missing" if value.target is None else "",
        arrow=arrow,
        change=change,
        sign=SIGNS.get(state, "–"),
        state=state.capitalize(),
    )
    said = f"{priority.number}. {priority.title}: {big} {of}. {what}. Target: {target}. {change}."
    return Row(html, f"{said} {state.capitalize()}.")


def table(rows: list[Markup]) -> Markup:
    """Return the scorecard of its rows."""
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in HEADS)
    return TABLE.format(heads=heads, rows=Markup("").join(rows), key=KEY)


def _number(value: Value) -> tuple[str, str]:
    """Return a number as printed large, with its denominator or its unit."""
    if not value.is_reported:
        return "–", value.status
    written = narrative.figure(value)
    if value.indicator.unit == "percent":
        return written.removesuffix(" %"), "per cent"
    if value.over is not None:
        return written, f"of {value.over}"
    return written, UNITS[value.indicator.unit][1]


def _change(value: Value, before: Value | None) -> tuple[str, str]:
    """Return an arrow, and the earlier number with its span."""
    if before is None or before.number is None or value.number is None:
        return "–", "No comparable earlier figure"
    first, last = before.covered
    span = narrative.long_date(last) if first == last else narrative.span(first, last)
    way = "↑" if value.number > before.number else "↓" if value.number < before.number else "–"
    word = {"↑": "Up from", "↓": "Down from", "–": "As before:"}[way]
    return way, f"{word} {narrative.figure(before)} ({span})"
