"""Sentences as a section writes them, of the values of a period: paragraphs, points, lists, cards.

Whatever is shown goes through one door, as HTML and as plain text.
"""

from collections.abc import Iterable, Mapping, Sequence

from IPython.display import display
from markupsafe import Markup, escape

from a4p_helpers.core import missions, plan
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.scales import NOT_REPORTED
from a4p_helpers.exhibits import narrative, tables
from a4p_helpers.exhibits.narrative import Sentence
from a4p_helpers.store.values import KEPT_INTERNAL, Value, Values


class SectionError(ValueError):
    """A section that is not what it should be: misspelt, or without a block that it owes."""


class Writer:
    """Writes sentences, and keeps the values that they name for the notes."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.period = values.period
        self.tables = values.tables
        self.edition = values.tables.edition
        self._used: dict[str, Value] = {}

    def say(self, text: str, **words: str) -> None:
        """Write a paragraph: one sentence a line, values in braces (see `narrative`).

        A sentence whose value was not reported is left out, and the paragraph says what is
        missing; it never prints a blank and never stops the section.
        """
        written = self._sentences(text, words)
        good = [sentence for sentence in written if not sentence.missing]
        missing = _missing(written)
        if self.edition == "external":
            # A sentence about what is kept internal is not missed by readers outside.
            missing.pop(KEPT_INTERNAL, None)
        parts = []
        if good:
            html = Markup(" ").join(map(_html, good))
            parts.append((Markup('<p class="say">{}</p>').format(html), plain_of(good)))
        if missing:
            told = " ".join(
                f"{status.capitalize()}: {'; '.join(titles)}." for status, titles in missing.items()
            )
            parts.append((Markup('<p class="not-reported">{}</p>').format(told), told))
        self._display(Markup("\n").join(h for h, _ in parts), "\n".join(p for _, p in parts))

    def main_points(self, *points: str, **words: str) -> None:
        """Write the findings of the section; a point whose value was not reported is left out."""
        written = [self._sentences(point, words) for point in points]
        kept = [point for point in written if not any(s.missing for s in point)]
        if not kept:
            text = "Nothing was reported from which a main point could be made."
            self._display(Markup('<p class="not-reported">{}</p>').format(text), text)
            return
        joined = [Markup(" ").join(map(_html, point)) for point in kept]
        points_ = list(zip(joined, map(plain_of, kept), strict=True))
        self._show_points(points_, self._left_out())

    def items(self, lines: Iterable[str]) -> None:
        """Show a plain list."""
        rows = list(lines)
        items = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
        html = Markup('<ul class="items">{}</ul>').format(items)
        self._display(html, "\n".join(f"- {row}" for row in rows))

    def glance(self, **lines: str) -> None:
        """Show the seven priorities at a glance: for each, one number and what it says.

        Each line starts with the code of its number and a colon: `p4="P4.HOSPITALS: …"`.
        """
        cards, plain = [], []
        priorities = plan.priorities()
        for slug, line in lines.items():
            if slug not in priorities:
                raise SectionError(f"There is no priority {slug!r}{nearest(slug, priorities)}")
            code, colon, text = line.partition(":")
            if not colon:
                raise SectionError(f"The line of {slug} has no colon after the code of its number")
            value = self._note(self.values[code.strip()])
            priority = priorities[slug]
            number = tables.capitalized(narrative.figure(value))
            (sentence,) = self._sentences(text, {})
            finding = (
                value.indicator.title
                if sentence.missing or not value.is_reported
                else sentence.plain
            )
            cards.append(
                Markup(
                    '<article class="card {}"><p class="card-label"><a href="#{}">{}. {}</a></p>'
                    '<p class="card-number"><a class="value" href="#{}">{}</a></p>'
                    '<p class="card-finding">{}</p></article>'
                ).format(slug, slug, priority.number, priority.title, value.code, number, finding)
            )
            plain.append(f"{priority.number}. {priority.title}: {number}. {finding}")
        html = Markup('<div class="glance">{}</div>').format(Markup("").join(cards))
        self._display(html, "\n".join(plain))

    # How it is done

    def _left_out(self) -> str:
        """Say which missions' returns are lacking, so that main points are without them."""
        silent = [
            one.reporter
            for one in self.tables.reporting
            if one.state == "not received" and one.reporter in missions.declared()
        ]
        if not silent:
            return ""
        verb = "has" if len(silent) == 1 else "have"
        return (
            f"{narrative.listed(silent)} {verb} not reported; where missions are counted, they are "
            "left out, not counted as zero."
        )

    def _title(self, text: str, words: Mapping[str, str], otherwise: str) -> str:
        """Return a title with its values written out; another where something is missing."""
        written = self._sentences(text, words)
        if any(sentence.missing for sentence in written) or "" in words.values():
            return otherwise
        return plain_of(written)

    def _sentences(self, text: str, words: Mapping[str, str]) -> list[Sentence]:
        written = narrative.sentences(text, self.values, words)
        for sentence in written:
            for piece in sentence.pieces:
                if piece.value:
                    self._note(piece.value)
            for value in sentence.missing:
                self._note(value)
        return written

    def _note(self, value: Value) -> Value:
        """Keep a value for the notes, and return it."""
        self._used[value.code] = value
        return value

    def _show_points(self, points: Sequence[tuple[str, str]], reach: str = "") -> None:
        """Show main points, each as HTML and as plain text, and below them whom they leave out."""
        items = Markup("").join(Markup("<li>{}</li>").format(html) for html, _ in points)
        html = Markup('<ul class="main-points">{}</ul>').format(items)
        plain = "\n".join(f"- {plain}" for _, plain in points)
        if reach:
            html += Markup('<p class="reach">{}</p>').format(reach)
            plain += f"\n{reach}"
        self._display(html, plain)

    def _show_paragraph(self, text: str) -> None:
        self._display(Markup('<p class="say">{}</p>').format(text), text)

    def _show_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Show texts, each with who told it or what it is about."""
        items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*one) for one in accounts)
        html = Markup('<dl class="accounts">{}</dl>').format(items)
        self._display(html, "\n".join(f"{name}: {text}" for name, text in accounts))

    @staticmethod
    def _display(html: str, plain: str) -> None:
        display({"text/html": str(html), "text/plain": plain}, raw=True)


def _html(sentence: Sentence) -> Markup:
    link = Markup('<a class="value" href="#{}">{}</a>')
    return Markup("").join(
        link.format(piece.value.code, piece.text) if piece.value else escape(piece.text)
        for piece in sentence.pieces
    )


def plain_of(written: Iterable[Sentence]) -> str:
    """Return sentences as text."""
    return " ".join(sentence.plain for sentence in written)


def _missing(written: Iterable[Sentence]) -> dict[str, list[str]]:
    """Return the titles of the values that are missing, by their status."""
    found: dict[str, list[str]] = {}
    for value in (value for sentence in written for value in sentence.missing):
        shown = narrative.within(value.indicator.title)
        titles = found.setdefault(value.status if value.number is None else NOT_REPORTED, [])
        if shown not in titles:
            titles.append(shown)
    return found
