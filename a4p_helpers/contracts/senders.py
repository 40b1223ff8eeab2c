"""Who sends what: the tables that a mission or office answers, and the rows that it may send."""

from collections.abc import Sequence

from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.kinds import ANY_OFFICE, LEADS, MISSIONS, PLANNING
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import missions, plan, scales


def may_send(contract: type[Table], reporter: str) -> bool:
    """Whether a mission or office may send rows of a table; the planning unit may send any."""
    senders = contract.Config.metadata["sent_by"]
    if reporter == PLANNING or reporter in senders:
        return True
    if reporter in missions.declared():
        return MISSIONS in senders or LEADS in senders
    return reporter in plan.offices() and (ANY_OFFICE in senders or LEADS in senders)


def deliverables_of(reporter: str, period: str = "") -> list[str]:
    """Return the deliverables that a reporter leads in a period, by default in the newest version.

    A mission leads those of its own posts.
    """
    groups = plan.mission_groups()
    of_missions = reporter in missions.declared()
    return [
        one.number
        for one in plan.deliverables(period).values()
        if (groups & set(one.leads) if of_missions else reporter in one.leads)
    ]


def asked_of_mission(mission: str, period: str) -> list[str]:
    """Return the deliverables that a mission's form asks about; it may report on others it leads.

    The planning unit decides in `deliverables.csv` which missions a deliverable concerns.
    """
    one = missions.declared()[mission]
    holds = {
        scales.EVERY: True,
        scales.POLITICAL: one.has_political_mandate is not False,
        scales.AGREED: one.agreement != "none",
        scales.LARGE: not one.is_small,
    }
    own = set(deliverables_of(mission, period))
    return [
        number
        for number, deliverable in plan.deliverables(period).items()
        if number in own and holds.get(deliverable.asked, False)
    ]


def owed_by(reporter: str, period: str) -> list[str]:
    """Return the tables that a mission or office is asked for in a period, in the report's order.

    Nobody sends imported tables. Only leads are asked about the progress of deliverables; every
    office that is asked for anything else is asked for accounts and single figures too.
    """
    if reporter == PLANNING or reporter in plan.mission_groups():
        return []
    named, open_to_all = set(), set()
    for name, contract in TABLES.items():
        senders = contract.Config.metadata["sent_by"]
        is_sent = contract.is_asked(period) and not contract.Config.metadata["is_imported"]
        if not is_sent or not may_send(contract, reporter):
            continue
        if LEADS in senders:
            named |= {name} if deliverables_of(reporter) else set()
        elif ANY_OFFICE in senders and reporter not in missions.declared():
            open_to_all.add(name)
        else:
            named.add(name)
    owed = named | open_to_all if named else set()
    return [name for name in TABLES if name in owed]


def expected(contract: type[Table], taking_part: Sequence[str], period: str) -> list[str]:
    """Return who owes a table among those that take part in a period.

    Nobody owes a table that every office may send, or one that is asked only later. Leads are those
    of the period's Plan.
    """
    named = contract.Config.metadata["sent_by"]
    known = missions.declared()
    if not contract.is_asked(period):
        return []
    return [
        who
        for who in taking_part
        if who in named
        or (MISSIONS in named and who in known)
        or (LEADS in named and deliverables_of(who, period))
    ]


def offices_that_owe(period: str) -> list[str]:
    """Return the offices that are asked for a return in a period, in alphabetical order."""
    return sorted(office for office in plan.offices() if owed_by(office, period))
