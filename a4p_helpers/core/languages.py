"""Languages other than English: what a sender reads, and how senders write numbers and days.

English is in the code. Each file `catalogues/<code>.po` (gettext) translates it, so that a further
language is a further file. What a catalogue lacks stays in English. Codes and stored values are the
same in every language. Babel, which reads the catalogues and knows months, plurals and separators,
is imported only for languages other than English.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # callers that name a period import them anyway
    from a4p_helpers.core.periods import Period

CATALOGUES = Path(__file__).with_name("catalogues")


class UnknownLanguageError(ValueError):
    """A language without a catalogue."""


class Text(str):
    """An English sentence with its template and values, so that any language can say it."""

    template: str
    values: dict[str, Any]


def _(template: str, /, **values: Any) -> str:
    """Mark a text for the catalogues; with `values`, return the filled English text."""
    if not values:
        return template
    text = Text(template.format(**values))
    text.template, text.values = template, values
    return text


def listing(separator: str, parts: Iterable[str]) -> str:
    """List texts so that each can still be translated."""
    named = {f"part{at}": one for at, one in enumerate(parts)}
    return _(separator.join(f"{{{name}}}" for name in named), **named) if named else ""


@dataclass(frozen=True)
class Language:
    """One language, by its code: en, fr."""

    code: str

    @property
    def is_english(self) -> bool:
        """Whether it is English, the language of the code."""
        return self.code == "en"

    def say(self, text: str, /, **values: Any) -> str:
        """Return a text in this language, its template filled with `values`."""
        if isinstance(text, Text):
            template, values = text.template, {**text.values, **values}
        else:
            template = text
        if not self.is_english and template:
            template = _catalogue(self.code).gettext(template)
        return self._filled(template, values) if values else template

    def many(self, one: str, many: str, number: int) -> str:
        """Return the singular or plural text for a number."""
        if self.is_english:
            return (one if number == 1 else many).format(number=f"{number:,}")
        template = _catalogue(self.code).ngettext(one, many, number)
        return self._filled(template, {"number": self.number(number)})

    def _filled(self, template: str, values: dict[str, Any]) -> str:
        said = {key: self.say(one) if isinstance(one, str) else one for key, one in values.items()}
        return (
            template.format(**said) if self.is_english else _Filled(self).format(template, **said)
        )

    def number(self, value: Any) -> str:
        """Return a number with the separators of the language."""
        if self.is_english:
            return f"{value:,}"
        from babel.numbers import format_decimal

        return str(format_decimal(value, locale=self.code, decimal_quantization=False))

    def day(self, day: date | str, *, with_weekday: bool = False) -> str:
        """Return a day in words: 1 May 2024, Friday 31 May 2024."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        template = _("1 {month} {year}") if day.day == 1 else _("{day} {month} {year}")
        said = self.say(template, day=day.day, month=self._month(day), year=day.year)
        return f"{self._named(day, 'EEEE', '%A')} {said}" if with_weekday else said

    def period(self, period: "Period") -> str:
        """Return the name of a period by its months, as its label does in English."""
        if self.is_english:
            return period.label
        first, last = period.first_day, period.last_day
        year = "" if first.year == last.year else f" {first.year}"
        months = f"{self._month(first)}{year}", f"{self._month(last)} {last.year}"
        named = self.say(_("{month} to {other}"), month=months[0], other=months[1])
        return f"SYNTHETIC {named}" if period.is_synthetic else named

    def _month(self, day: date) -> str:
        return self._named(day, "MMMM", "%B")

    def _named(self, day: date, pattern: str, english: str) -> str:
        if self.is_english:
            return f"{day:{english}}"
        from babel.dates import format_date

        return str(format_date(day, pattern, locale=self.code))

    def plain_number(self, text: str) -> str:
        """Return a number from this language's form in that of tables, such as 1234.5.

        Other texts, and ambiguous ones such as 12,345, are returned as they are.
        """
        if self.is_english or re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
            return text
        from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal

        sign = re.search(r"\s*%$", text)
        digits = text[: sign.start()] if sign else text
        if get_group_symbol(self.code).isspace():
            digits = re.sub(r"(?<=\d)\s(?=\d{3})", get_group_symbol(self.code), digits)
        elif not re.fullmatch(r"[-\d.,]+", digits):
            return text
        try:
            number = parse_decimal(digits, locale=self.code, strict=True)
        except NumberFormatError:
            return text
        places = number.as_tuple().exponent
        plain = f"{number:f}0" if places == -3 else f"{number:f}"  # 1.234 would be questioned
        return f"{plain}%" if sign else plain

    def plain_count(self, text: str) -> str:
        """Return a whole number in the form of tables, such as 1234; other texts as they are."""
        plain = self.plain_number(text)
        return plain if re.fullmatch(r"-?\d+", plain) else text

    def plain_day(self, text: str) -> str:
        """Return a day from this language's form in that of tables, such as 2024-05-31.

        31/05/2024 is read if the language writes the day first. Other texts are returned as they
        are.
        """
        found = re.fullmatch(r"(\d{1,2})(?:er)?[\s./-]+([^\W\d_]+\.?|\d{1,2})[\s./-]+(\d{4})", text)
        if not found or self.is_english:
            return text
        month = _months(self.code).get(found[2].casefold().rstrip("."))
        if month is None and found[2].isdigit() and _writes_day_first(self.code):
            month = int(found[2])
        try:
            return date(int(found[3]), month or 0, int(found[1])).isoformat()
        except ValueError:
            return text

    def plain_month(self, text: str) -> str:
        """Return a month from this language's form in that of tables: 2024-05."""
        day = self.plain_day(re.sub(r"^", "1 " if re.match(r"\D", text) else "1/", text))
        return day[:7] if re.fullmatch(r"\d{4}-\d\d-01", day) else text


class _Filled(Formatter):
    """Fills a template with numbers as a language writes them."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        if format_spec in (",", "g") and isinstance(value, int | float):
            return self.language.number(value)
        return super().format_field(value, format_spec)


ENGLISH = Language("en")


def known() -> dict[str, Language]:
    """Return every language by its code, English first."""
    others = sorted(path.stem for path in CATALOGUES.glob("*.po"))
    return {code: Language(code) for code in ("en", *others)}


def get(code: str) -> Language:
    """Return a language by its code; English for a blank code.

    Raises
    ------
    UnknownLanguageError
        It has no catalogue.
    """
    languages = known()
    if (code or "en") not in languages:
        raise UnknownLanguageError(
            f"No language has the code {code!r}; use one of {', '.join(languages)}"
        )
    return languages[code or "en"]


def every(text: str) -> list[str]:
    """Return a text in every language, English first."""
    return [one.say(text) for one in known().values()]


@cache
def _catalogue(code: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _months(code: str) -> dict[str, int]:
    """Return months by their long and short names in a language and in English."""
    from babel.dates import get_month_names

    return {
        name.casefold().rstrip("."): number
        for locale in ("en", code)
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }


@cache
def _writes_day_first(code: str) -> bool:
    from babel.dates import get_date_format

    return str(get_date_format("short", locale=code).pattern).startswith("d")
