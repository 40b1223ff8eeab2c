"""Key messages: what changed, what is off track, what is asked of Member States.

An editor writes and orders them; after those, the numbers propose others: missed targets first,
then changes over equal spans, larger ones first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from a4p_helpers.core import plan
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.sentences import Sentence
from a4p_helpers.store import standing
from a4p_helpers.store.values import Value, Values

MOVED, OFF_TRACK = "What moved", "What is off track"
ASKED = "What is asked of Member States"
CHANGES = ("percentage points", "times")  # units of indicators that are themselves changes
MOST = 3  # messages per group, unless more are written
LEVELS = ("outcome", "context")  # levels of the results chain; inputs and outputs make no message
RULE = (
    "Within each group an editor's messages come first. Messages proposed by the numbers follow: "
    "missed targets, then changes over equal spans, larger ones first."
)
ITEM = Markup('<li class="{}"><p class="head">{}</p>{}<p class="on">{}</p></li>')
ON = Markup('<a href="#{}-title">Priority {}: {}</a>')


@dataclass(frozen=True)
class Message:
    """One message: its heading and text, its priority, the numbers that it cites."""

    head: Markup
    text: Markup
    plain: str
    priority: str = ""
    codes: tuple[str, ...] = ()


def written(every: Sequence[Sentence], head: Markup, text: Markup) -> Message:
    """Return a message that an editor wrote; its priority is that of the first number it cites."""
    codes = tuple(dict.fromkeys(value.indicator.code for one in every for value in one.values))
    slugs = [
        value.section
        for one in every
        for value in one.values
        if value.section in plan.priorities(value.period.name)
    ]
    said = " ".join(one.plain for one in every)
    return Message(head, text, said, slugs[0] if slugs else "", codes)


def proposed(values: Values, group: str, without: Collection[str] = ()) -> list[Message]:
    """Return what the numbers propose for a group, in order; see the rule above."""
    found = []
    wanted = {OFF_TRACK: standing.WORSE, MOVED: standing.BETTER}.get(group)
    for code, value in values.items():
        is_change = value.indicator.unit in CHANGES
        if value.indicator.level not in LEVELS or is_change or code in without:
            continue
        if not value.is_reported:
            continue
        before = standing.former(values, code)
        aim, moved = standing.against_target(value), standing.moved(value, before)
        size = 1 / (1 + _size(value, before)) if before else 1.0  # larger ones first
        if group == OFF_TRACK and aim == standing.OFF:
            found.append((0.0, _short(value)))
        elif before and moved == wanted and (group, aim) != (OFF_TRACK, standing.MET):
            found.append((size, _moved(value, before)))
    return [message for _, message in sorted(found, key=lambda one: one[0])]


def asked(accounts: Iterable[tuple[str, str]]) -> list[Message]:
    """Return requests to Member States, from accounts by priority, each headed by its start."""
    made = []
    for slug, text in accounts:
        head, _, rest = text.partition(". ")
        made.append(Message(Markup.escape(f"{head.rstrip('.')}."), Markup.escape(rest), text, slug))
    return made


def html(group: str, kept: Sequence[Message], period: str) -> Markup:
    """Return a group of messages, or a sentence if there is none."""
    items = Markup("")
    for one in kept:
        said = Markup('<p class="say">{}</p>').format(one.text) if one.text else ""
        of = plan.priorities(period).get(one.priority)
        on = ON.format(of.slug, of.number, of.title) if of else "Across the priorities"
        items += ITEM.format(of.style if of else "plain", one.head, said, on)
    inside = Markup("<ol>{}</ol>").format(items) if items else Markup("<p>{}</p>").format(NOTHING)
    return Markup('<div class="messages"><h2>{}</h2>{}</div>').format(group, inside)


NOTHING = "Nothing was reported that could make a message."


def plain(group: str, kept: Sequence[Message]) -> str:
    """Return a group of messages as text."""
    return "\n".join([group, *(f"- {one.plain}" for one in kept)] if kept else [group, NOTHING])


def _size(value: Value, before: Value) -> float:
    """Return the size of a change, as a share of the earlier value."""
    assert value.number is not None and before.number is not None
    return float(abs(value.number - before.number) / (abs(before.number) or 1))


def _short(value: Value) -> Message:
    assert value.target is not None
    target = _in_text(narrative.plain_number(value.target, value.indicator))
    of = value.period.last_day.year
    return _message(value, "missed the target, at", f"The target for {of} is {target}.")


def _moved(value: Value, before: Value) -> Message:
    assert value.number is not None and before.number is not None
    moved = "rose to" if value.number > before.number else "fell to"
    first, last = before.covered
    on = (
        f"on {narrative.long_date(last)}"
        if first == last
        else f"from {narrative.span(first, last)}"
    )
    return _message(value, moved, f"It was {narrative.write(before)} {on}.")


def _message(value: Value, moved: str, text: str) -> Message:
    shown = narrative.write(value)
    link = Markup('<a class="value" href="#{}">{}</a>').format(value.code, shown)
    head = Markup("{} {} {}.").format(value.title, moved, link)
    said = f"{value.title} {moved} {shown}. {text}"
    slug = value.section
    on = slug if slug in plan.priorities(value.period.name) else ""
    return Message(head, Markup.escape(text), said, on, (value.indicator.code,))


def _in_text(figure: str) -> str:
    return figure.replace(" %", " per cent")
