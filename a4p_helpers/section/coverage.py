"""Who reported what: what the overview says of the period as a whole."""

from collections.abc import Callable

from a4p_helpers.core import missions
from a4p_helpers.exhibits import narrative
from a4p_helpers.store.values import Values


def told(values: Values, has: Callable[[str], bool]) -> str:
    """Say who reported, who did not and why, and of how many blocks it has something to show."""
    known = missions.declared()
    missions_of = {who: why for who, why in values.tables.participants.items() if who in known}
    took_part = [who for who, why in missions_of.items() if not why]
    lines = [
        f"{narrative.in_words(len(took_part), start=True)} missions are asked to report in the "
        f"period: {narrative.listed(took_part)}."
    ]
    for reason in dict.fromkeys(why for why in missions_of.values() if why):
        absent = [who for who, why in missions_of.items() if why == reason]
        verb = "is" if len(absent) == 1 else "are"
        lines.append(f"{narrative.listed(absent)} {verb} not: {reason}")
    asked = [one for one in values.tables.reporting if one.owed and not one.why_not]
    for state, words in (
        ("not received", "had sent nothing when this edition was made"),
        ("with faults", "sent returns of which a part has faults and was not taken"),
    ):
        if who := [one.reporter for one in asked if one.state == state]:
            lines.append(f"{narrative.listed(who)} {words}.")
    drawn = [block.id for block in values.blocks.values() if block.needs]
    shown = sum(map(has, drawn))
    lines.append(
        f"All {len(drawn)} blocks of this report that rest on tables have something to show."
        if shown == len(drawn)
        else f"Of {len(drawn)} blocks of this report that rest on tables, {shown} have "
        "something to show; the others keep their place and say why they are empty."
    )
    return " ".join(line if line.endswith(".") else f"{line}." for line in lines)
