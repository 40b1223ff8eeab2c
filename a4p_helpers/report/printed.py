"""What is printed from a report: the content of its volumes, and the page that becomes a DOCX."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from a4p_helpers.core import missions, paths, periods, plan
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import NOT_REPORTED, STATUS_SIGNS
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import abbreviations, chosen, content, pages
from a4p_helpers.report.content import Content
from a4p_helpers.report.part import Part
from a4p_helpers.store import processed, values
from a4p_helpers.store.processed import TableState

MISSIONS = "missions"  # the folder of the missions' own pages
BEHIND = ("quality",)  # sections that only the technical volume prints
HOW_TO_READ = {
    "Change": "Counts are compared only over equal spans: six months with the previous six, or a "
    "year with the previous year. Shares and rates for a year so far may appear beside those "
    "for a longer part of the previous year; each states its span.",
    "Not reported": "Nobody gave a value. This means neither zero nor not applicable.",
    "Intervals": "Few events make a rate uncertain. The interval shows where it plausibly lies, "
    "with a confidence of 95 per cent. Two rates differ only if a test shows it.",
    "Status": "A number is on or off its target. Without a target it has improved or worsened "
    "against a comparable figure, or is not comparable. Colour shows only the priority.",
    "Where numbers come from": "The technical volume gives the counting rule, source and day of "
    "each number. Ratios are exact, and are rounded half up when printed.",
    "Names": "They imply no opinion on the legal status of any territory. References to Kosovo "
    "shall be understood to be in the context of Security Council resolution 1244 (1999).",
}


@dataclass(frozen=True)
class Facts:
    """What volumes say in addition to their sections.

    `sources` are the sources of tables; `statuses` are those of the deliverables, by number.
    """

    sources: tuple[str, ...]
    statuses: Mapping[str, str]


def facts(period: str, edition: str) -> Facts:
    """Read the sources of a period's tables and the status of each deliverable of the Plan."""
    tables = processed.read(paths.processed(period, edition))
    tiles = values.read(periods.get(period), edition).exhibit("PLAN.DELIVERABLES")
    statuses = zip(tiles["deliverable"].astype(str), tiles["status"].astype(str), strict=True)
    return Facts(tuple(_sources(tables.states.values())), dict(statuses))


def volumes(
    parts: Sequence[Part],
    annexes: Sequence[Part],
    period: Period,
    common: Mapping[str, Any],
    known: Facts,
) -> dict[str, Content]:
    """Return the content of the core report and of the technical volume, by their files."""
    front, *sections = parts
    told = _told(period, common, known)
    first = _section(front, whole=False)
    core = [_section(one, whole=False) for one in sections if one.id not in BEHIND]
    front_blocks, core = _once(_without_topics(first["blocks"]), core, common["cover"].period)
    spread = {code for one in front_blocks for code in one.get("values", ())}
    core = chosen.ranked(core, spread)
    used = abbreviations.used(chosen.texts([front_blocks, core]), period.name)
    short = [{"short": one, "full": full} for one, full in used.items()]
    core_only: Content = {
        "front": {**first, "blocks": front_blocks},
        "sections": core,
        "turns": chosen.turns(core),
        "abbreviations": short,
        "reading": [{"title": title, "text": text} for title, text in HOW_TO_READ.items()],
        "sources": list(known.sources),
    }
    openings = [(one["title"], one["source"]) for one in core]
    cover = [told["description"], told["plan-told"], [one["title"] for one in told["plan"]]]
    last = [core_only[name] for name in ("front", "abbreviations", "reading", "sources")]
    head = [told[one] for one in ("report", "period", "banner", "synthetic", "provenance")]
    marks = " ".join(periods.SYNTHETIC) if told["synthetic"] else ""  # across the page
    core_only["running"] = chosen.words(["Action for Peacekeeping+ 9", marks, *head])
    core_only["words"] = chosen.room(core_only["running"], cover, openings, *last)
    whole = [_section(one, whole=True) for one in (*sections, *annexes)]
    return {
        paths.PDF: {**told, **core_only},
        paths.TECHNICAL: {**told, "sections": whole},
    }


def sheets(
    of_missions: Mapping[str, Part], period: Period, common: Mapping[str, Any], known: Facts
) -> dict[str, Content]:
    """Return the content of the fact sheet of each mission, by its file."""
    told = _told(period, common, known)
    declared = missions.declared()
    return {
        f"{MISSIONS}/{code}.pdf": {
            **told,
            "title": f"{code}: mission fact sheet, {told['period']}",
            "mission": code,
            "name": declared[code].name,
            "where": declared[code].where,
            "blocks": _without_topics(content.of(part.html, whole=False)),
        }
        for code, part in of_missions.items()
    }


def for_word(parts: Sequence[Part], common: Mapping[str, Any]) -> str:
    """Return the core report as one plain page, for pandoc to make a DOCX of."""
    shown = [one for one in parts if one.id not in BEHIND]
    return pages.part("word.html.j2", parts=shown, **common)


def _sources(states: Iterable[TableState]) -> list[str]:
    """Return the sources of the tables: each once with its days, and the senders of returns."""
    days: dict[str, set[str]] = {}
    senders: set[str] = set()
    for one in states:
        source, returns, who = f"; {one.source}".partition("; Returns of ")
        if source := source.removeprefix("; "):
            days.setdefault(source, set()).update({one.as_of} - {""})
        senders.update(who.split(", ") if returns else ())
    return [
        f"{source}; as of {narrative.listed([narrative.long_date(day) for day in sorted(known)])}."
        if known
        else f"{source}."
        for source, known in days.items()
    ] + ([f"Returns of {', '.join(sorted(senders))}."] if senders else [])


def _section(part: Part, *, whole: bool) -> Content:
    """Return a part as content; in the core report a priority has exhibits but no topics."""
    blocks = content.of(part.html, whole=whole)
    if part.style != "plain" and not whole:
        blocks = _without_topics(blocks)
    return {
        "id": part.id,
        "mark": part.mark if part.style != "plain" else "",
        "style": part.style,
        "title": part.title,
        "blocks": blocks,
    }


def _once(
    front: list[Content], sections: list[Content], period: str
) -> tuple[list[Content], list[Content]]:
    """Say once what sections repeat: missing reporters, the main source of exhibits, the period.

    The first goes to the first spread, the second to the end of a section; the period is at the
    head of every page.
    """
    quiet = Counter(
        chosen.plain(one["text"]) for part in sections for one in part["blocks"] if _is_quiet(one)
    )
    shared = {text for text, times in quiet.items() if times > 1}
    made = []
    for part in sections:
        blocks = [
            one
            for one in part["blocks"]
            if not (_is_quiet(one) and chosen.plain(one["text"]) in shared)
        ]
        sources = Counter(filter(None, (one.get("source") for one in blocks)))
        usual = next(iter(dict(sources.most_common(1))), "")
        blocks = [
            {
                **one,
                "measure": one["measure"].removesuffix(f", {period}"),
                "source": "" if one.get("source") == usual else one.get("source", ""),
            }
            if one["kind"] == "exhibit"
            else one
            for one in blocks
        ]
        made.append({**part, "blocks": blocks, "source": usual})
    said = [{"kind": "paragraph", "text": [{"text": one, "style": ""}]} for one in sorted(shared)]
    return [*front, *({**one, "quiet": True} for one in said)], made


def _is_quiet(block: Content) -> bool:
    return block["kind"] == "paragraph" and bool(block["quiet"])


def _without_topics(blocks: list[Content]) -> list[Content]:
    return [{**one, "level": 2} for one in blocks if one["kind"] != "topic"]


def _of_priority(statuses: Mapping[str, str], number: int) -> list[str]:
    return [status for name, status in statuses.items() if name.startswith(f"{number}.")]


def _plan_told(statuses: Mapping[str, str], period: Period) -> str:
    """Summarize the Plan: how many deliverables have each status."""
    counts = Counter(statuses.values())
    reported = len(statuses) - counts[NOT_REPORTED]
    results = len(plan.results(period.name))
    start = f"{len(statuses)} deliverables under {results} results. "
    if not reported:
        return f"{start}Progress on them was not reported this period."
    known = [f"{counts[one]} {one}" for one in STATUS_SIGNS if counts[one] and one != NOT_REPORTED]
    return f"{start}{reported} have a report: {narrative.listed(known)}."


def _told(period: Period, common: Mapping[str, Any], known: Facts) -> Content:
    """Return what every volume says about itself: cover, running heads, the Plan in figures."""
    cover = common["cover"]
    statuses = known.statuses
    return {
        "title": f"{cover.title}: {cover.subtitle.lower()}, {cover.period}",
        "series": cover.title,
        "author": common["provenance"],
        "description": common["citation"],
        "report": cover.subtitle,
        "period": cover.period,
        "span": dict(cover.facts)["Reporting period"],
        "issued": dict(cover.facts).get("Report of", ""),
        "as-of": narrative.long_date(period.as_of),
        "provenance": common["provenance"],
        "banner": common["banner"],
        "synthetic": common["synthetic"],
        "deliverables": len(statuses),
        "plan-told": _plan_told(statuses, period),
        "plan": [
            {
                "style": one.style,
                "mark": str(one.number),
                "title": one.title,
                "deliverables": len(_of_priority(statuses, one.number)),
                "statuses": _of_priority(statuses, one.number),
            }
            for one in plan.priorities(period.name).values()
        ],
    }
