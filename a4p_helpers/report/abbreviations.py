"""Abbreviations: explained where a page first uses one, and written out at its end.

They come from the reference data: `abbreviations.csv`, and the codes of offices and missions.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString
from markupsafe import Markup

from a4p_helpers.core import missions, paths, plan, reference

FILE = "abbreviations.csv"
NOT_IN = ("code", "pre", "summary", "details", "style", "script", "svg", "h2")
LIST = Markup('<p class="abbreviations">{}</p>')
ONE = Markup("<b>{}</b> {}")


def known(period: str) -> Mapping[str, str]:
    """Return what each abbreviation stands for in a period, offices and missions among them."""
    return _known(paths.reference(FILE), period)


@cache
def _known(path: Path, period: str) -> Mapping[str, str]:
    told = {row["short"]: row["full"] for row in reference.rows(path.name)}
    of_offices = {
        code: name
        for code, name in plan.offices(period).items()
        if code.isupper() and plan.told(code) == code
    }
    of_missions = {code: one.name for code, one in missions.declared().items()}
    return {**of_missions, **of_offices, **told}


def used(texts: Iterable[str], period: str) -> dict[str, str]:
    """Return the abbreviations that texts use, except missions, with what they stand for."""
    found = {match for text in texts for match in _pattern(period).findall(text)}
    listed = found - missions.declared().keys()
    return {short: known(period)[short] for short in sorted(listed)}


def explained(html: str, period: str) -> Markup:
    """Return a text whose abbreviations explain themselves at their first use, and at its end."""
    soup = BeautifulSoup(html, "html.parser")
    met: set[str] = set()
    for text in list(_texts(soup)):
        pieces = _pattern(period).split(str(text))
        if len(pieces) == 1:
            continue
        parts: list[PageElement] = []
        for piece in pieces:
            if piece in known(period) and piece not in met:
                met.add(piece)
                abbreviation = soup.new_tag("abbr", attrs={"title": known(period)[piece]})
                abbreviation.string = piece
                parts.append(abbreviation)
            else:
                parts.append(NavigableString(piece))
        text.replace_with(*parts)
    listed = sorted(met - missions.declared().keys())
    end = Markup("; ").join(ONE.format(short, known(period)[short]) for short in listed)
    return Markup(soup) + (LIST.format(end + ".") if listed else Markup(""))


def _texts(soup: BeautifulSoup) -> list[NavigableString]:
    return [
        text
        for text in soup.find_all(string=True)
        if isinstance(text, NavigableString)
        and not isinstance(text, PreformattedString)
        and not text.find_parent(NOT_IN)
    ]


@cache
def _pattern(period: str) -> re.Pattern[str]:
    longest = sorted(known(period), key=len, reverse=True)
    shorts = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![\w/-])({shorts})(?=s?(?![\w+]))")
