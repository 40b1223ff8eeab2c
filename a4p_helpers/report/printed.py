"""What is printed of a report: the content of its volumes, and the page that becomes a DOCX."""

from collections.abc import Mapping, Sequence
from typing import Any

from a4p_helpers.core import paths, plan
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import content, pages
from a4p_helpers.report.content import Content
from a4p_helpers.report.part import Part

BEHIND = ("quality",)  # sections that stand in the technical volume alone


def volumes(
    parts: Sequence[Part], annexes: Sequence[Part], period: Period, common: Mapping[str, Any]
) -> dict[str, Content]:
    """Return the content of the core report and of the technical volume, by their files."""
    front, *sections = parts
    told = _told(period, common)
    core = [_section(one, whole=False) for one in sections if one.id not in BEHIND]
    whole = [_section(one, whole=True) for one in (*sections, *annexes)]
    return {
        paths.PDF: {**told, "front": _section(front, whole=False), "sections": core},
        paths.TECHNICAL: {**told, "sections": whole},
    }


def for_word(parts: Sequence[Part], common: Mapping[str, Any]) -> str:
    """Return the core report as one plain page, for pandoc to make a DOCX of."""
    shown = [one for one in parts if one.id not in BEHIND]
    return pages.part("word.html.j2", parts=shown, **common)


def _section(part: Part, *, whole: bool) -> Content:
    return {
        "mark": part.mark if part.style != "plain" else "",
        "style": part.style,
        "title": part.title,
        "blocks": content.of(part.html, whole=whole),
    }


def _told(period: Period, common: Mapping[str, Any]) -> Content:
    """Return what every volume says of itself: cover, running heads, the Plan in figures."""
    cover = common["cover"]
    led = list(plan.deliverables(period.name))
    return {
        "title": f"{cover.title}: {cover.subtitle.lower()}, {cover.period}",
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
        "deliverables": len(led),
        "plan": [
            {
                "slug": one.slug,
                "mark": str(one.number),
                "title": one.title,
                "deliverables": sum(str(name).startswith(f"{one.number}.") for name in led),
            }
            for one in plan.priorities().values()
        ],
    }
