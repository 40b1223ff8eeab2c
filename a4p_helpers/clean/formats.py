"""What a spreadsheet shows of a value by its number format, and whether its sender saw the value.

A format has sections of tokens (ECMA-376, part 1, 18.8.31). The module reads those that people get
by typing and from the buttons of Excel and LibreOffice; any other is a fault. An UnlikeError says
what a cell shows that it does not hold.
"""

import re
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

from a4p_helpers.core.faults import in_short
from a4p_helpers.core.languages import _

MOST_FORMAT = 255  # characters; Excel's own limit
SHOWN = 40  # characters of a value in a message
PLAINLY = _("Type the number that is meant, in a plain format")
EXACT = Context(prec=2_000)  # more than a format of that length can require
TOKEN = re.compile(
    r'"(?P<words>[^"]*)"?|\\(?P<sign>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^]]*)]'
    r"|(?P<general>general)|(?P<power>e[+-])|(?P<digit>[0#?])|(?P<letter>[^\W\d_])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|yellow|color ?\d+", re.IGNORECASE)
NUMBER = re.compile(
    r"(?P<open>\()?(?P<minus>-)?\+?(?P<number>(\d+\.?\d*|\.\d+)(E[+-]\d+)?)(?P<percent>%)?(?(open)\))"
)


class UnlikeError(ValueError):
    """A cell that shows something other than it holds, or is not readable; says what to do."""

    def __init__(self, problem: str, remedy: str = PLAINLY, value: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.value = value


class Token(NamedTuple):
    """A piece of a section: literal, digit, `.`, `,`, `%`, `@`, general, power, date or unread."""

    kind: str
    text: str


Section = tuple[Token, ...]


def number_seen(value: float, code: str, epoch: datetime) -> str:
    """Return a number or date as its sender saw it, with any per cent sign."""
    if is_date_format(code):
        return _serial_seen(value, code, epoch)
    stored = Decimal(f"{value:.15g}") + 0  # a spreadsheet shows 15 digits, and no -0
    section, sign = _number_section(stored, code)
    amount = abs(stored)
    hundreds = sum(token.kind == "%" for token in section)
    drawn = " ".join(f"{sign}{_drawn(amount, section, hundreds)}".split())
    held = f"{stored.scaleb(2).normalize():f}%" if hundreds == 1 else plain(stored)
    if not drawn:
        raise UnlikeError(
            _("is hidden by its format ({shown})", shown=in_short(code, SHOWN)), value=held
        )
    compact = drawn.replace(" ", "")
    if compact == "-" and not stored:  # accountants write zero so
        return "0"
    if found := NUMBER.fullmatch(compact):
        seen = Decimal(found["number"])
        if found["open"] or found["minus"]:
            seen = -seen
        if seen == stored.scaleb(2 * hundreds):
            return f"{seen:f}%" if found["percent"] else plain(stored)
    raise UnlikeError(
        _("is shown as {shown} but holds {held}", shown=in_short(drawn, SHOWN), held=held)
    )


def text_seen(text: str, code: str) -> str:
    """Return a text as its sender saw it."""
    tokens = _text_section(code)
    drawn = "".join(text if token.kind == "@" else token.text for token in tokens).strip()
    if drawn == text.strip():
        return text
    remedy = _("Type the text that is meant, in a plain format")
    if not drawn:
        problem = _("is hidden by its format ({shown})", shown=in_short(code, SHOWN))
        raise UnlikeError(problem, remedy, text)
    problem = _(
        "is shown as {shown!r} but holds {held!r}",
        shown=in_short(drawn, SHOWN),
        held=in_short(text, SHOWN),
    )
    raise UnlikeError(problem, remedy)


def date_seen(value: datetime, shows_hours: bool = True) -> str:
    """Return a date in ISO form, with its hour if it has one that was shown."""
    if value.time() == time():
        return value.date().isoformat()
    whole = value.isoformat(" ")
    if not shows_hours:
        problem = _("is shown as {shown} but holds {held}", shown=whole[:10], held=whole)
        raise UnlikeError(problem, _("Type the date that is meant, without an hour"))
    return whole


def plain(number: Decimal) -> str:
    """Write a number as in a CSV file, so that one reader serves both kinds of file.

    Three decimals are written as four: 1.234 could be read as thousands, which a stored number
    never has.
    """
    number = number.normalize()
    text = f"{number:f}" if number.adjusted() > -15 else str(number)
    return f"{text}0" if number.as_tuple().exponent == -3 else text


def _serial_seen(value: float, code: str, epoch: datetime) -> str:
    letters = {letter for token in _sections(code)[0] for letter in token.text.lower()}
    shows_hours = bool(letters & set("hs"))
    if shows_hours and not letters & set("dy"):
        minutes, seconds = divmod(round(abs(value) * 24 * 60 * 60), 60)
        spent = f"{'-' if value < 0 else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        raise UnlikeError(_("is a time or duration ({spent}), not a number", spent=spent))
    try:
        found = from_excel(value, epoch)
    except (OverflowError, ValueError):
        found = None
    if value < 0 or not isinstance(found, datetime):
        problem = _("is shown as a date but holds {number}", number=plain(Decimal(f"{value:.15g}")))
        raise UnlikeError(
            problem, _("Type the number or the date that is meant, in a plain format")
        )
    return date_seen(found, shows_hours)


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[Section, ...]:
    """Return the sections of a format."""
    if len(code) > MOST_FORMAT:
        return ((Token("unread", code),),)
    sections: list[list[Token]] = [[]]
    for found in TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "other" and text == ";":
            sections.append([])
        else:
            sections[-1].append(_token(kind, text))
    return tuple(map(tuple, sections))


def _token(kind: str, text: str) -> Token:
    if kind in ("words", "sign"):
        return Token("literal", text)
    if kind == "gap" or (kind == "fill" and text.isspace()):
        return Token("literal", " ")
    if kind == "bracket":
        if text.startswith("$"):  # a currency, a locale, or both
            return Token("literal", text[1:].split("-")[0])
        if COLOUR.fullmatch(text):
            return Token("literal", "")
        return Token("date" if set(text.lower()) <= set("hms") else "unread", text)
    if kind == "letter":
        return Token("date" if text.lower() in "dmyhs" else "unread", text)
    if kind == "other":
        kind = {"/": "unread"}.get(text, text if text in ".,%@" else "literal")
    return Token("literal" if kind == "fill" else kind, text)


def _text_section(code: str) -> Section:
    """Return the section that shows text: the fourth, or the last one with an @ in it."""
    sections = _sections(code)
    last = sections[min(len(sections), 4) - 1]
    if len(sections) > 3 or any(token.kind == "@" for token in last):
        return last
    return (Token("@", "@"),)


def _number_section(value: Decimal, code: str) -> tuple[Section, str]:
    """Return the section that shows a number, and the sign before it."""
    sections = _sections(code)
    if len(sections) > 1 and any(token.kind == "@" for token in sections[-1]):
        sections = sections[:-1]  # the last one shows text
    sections = sections[:3]
    if any(token.kind in ("unread", "date") for section in sections for token in section):
        problem = _(
            "is shown in the format {shown!r}, which this workbook does not read",
            shown=in_short(code, SHOWN),
        )
        raise UnlikeError(problem, value=plain(value))
    if value < 0:
        return (sections[1], "") if len(sections) > 1 else (sections[0], "-")
    return (sections[2] if not value and len(sections) > 2 else sections[0]), ""


def _drawn(amount: Decimal, section: Section, hundreds: int) -> str:
    """Draw a number that is not negative, without thousands separators."""
    kinds = [token.kind for token in section]
    power = kinds.index("power") if "power" in kinds else len(kinds)
    point = kinds.index(".") if "." in kinds[:power] else power
    digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
    whole = [at for at in digits if at < point]
    parts = [at for at in digits if point < at < power]
    tens = [at for at in digits if at > power]
    # A comma after the last digit of its side scales; one between digits only groups.
    scales = sum(
        kind == "," and any(one < at for one in digits) and not any(at < one for one in whole)
        for at, kind in enumerate(kinds)
    )
    amount = amount.scaleb(2 * hundreds - 3 * scales, EXACT)
    written = {"general": plain(amount), "@": plain(amount), ",": ""}
    out = [written.get(token.kind, token.text) for token in section]
    if not digits:
        return "".join(out)
    exponent = 0
    if power < len(kinds):
        step = max(1, len(whole))
        exponent = amount.adjusted() // step * step if amount else 0
        if _rounded(amount.scaleb(-exponent, EXACT), len(parts)) >= 10**step:
            exponent += step
        amount = amount.scaleb(-exponent, EXACT)
        out[power] = "E-" if exponent < 0 else "E+"
    before, _point, after = f"{_rounded(amount, len(parts)):f}".partition(".")
    if whole:
        _fill(out, whole, before.lstrip("0"))
    elif point < power:
        out[point] = before.lstrip("0") + "."
    _fill(out, tens, str(abs(exponent)))
    for at, digit in zip(parts, after, strict=True):
        out[at] = digit
    for at in reversed(parts):
        if out[at] != "0" or section[at].text == "0":
            break
        out[at] = ""
    return "".join(out)


def _fill(out: list[str], places: list[int], digits: str) -> None:
    """Put digits into their places from the right; the first place takes all the rest."""
    for at in reversed(places):
        nothing = {"0": "0", "#": "", "?": " "}.get(out[at], "")
        rest = 0 if at == places[0] else -1
        out[at], digits = digits[rest:] or nothing, digits[:rest]


def _rounded(amount: Decimal, decimals: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT)
