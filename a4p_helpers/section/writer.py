"""Sentences on the values of a period, as a section writes them: paragraphs, points, lists, cards.

One method shows everything, as HTML and as plain text.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Number, Real
from typing import cast

import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape

from a4p_helpers.core import missions, plan
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.marks import SHOWN_AS, SHOWN_BY
from a4p_helpers.core.scales import NOT_REPORTED, REPORTED
from a4p_helpers.exhibits import narrative, sentences, tables
from a4p_helpers.exhibits.sentences import Piece, Sentence, Words
from a4p_helpers.section import messages, scorecard
from a4p_helpers.store.values import (
    KEPT_INTERNAL,
    UNITS,
    Indicator,
    RegisterError,
    Value,
    Values,
)

OWN = "own"  # the level of a number that a section worked out itself


class SectionError(ValueError):
    """A section has a fault: a name is misspelt, or a block that it owes is missing."""


@dataclass(frozen=True)
class Own:
    """What a cell worked out: its meaning, the number or words, and the tables behind it."""

    what: str
    kept: Value | Words
    tables: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number as exhibits print it, or the words."""
        return self.kept.text if isinstance(self.kept, Words) else narrative.figure(self.kept)


class Writer:
    """Writes sentences, and records the values that they name for the notes."""

    slug: str
    _owes_points = True  # whether it says so if no main point can be made

    def __init__(self, values: Values) -> None:
        self.values = values
        self.period = values.period
        self.tables = values.tables
        self.edition = values.tables.edition
        self._used: dict[str, Value] = {}
        self._own: dict[str, Own] = {}
        self._cited: set[str] = set()

    def say(self, text: str) -> None:
        """Write prose: one sentence per line, a new paragraph after a blank line (see `sentences`).

        A sentence whose value was not reported is left out, and the paragraph says what is
        missing; it never prints a blank and never stops the section.
        """
        for paragraph in _paragraphs(text):
            self._say_paragraph(self._sentences(paragraph))

    def points(self, text: str) -> None:
        """Write the main points, a paragraph each; points without a reported value are left out."""
        written = [self._sentences(paragraph) for paragraph in _paragraphs(text)]
        self._write_points(
            [point for point in written if point and not any(s.missing for s in point)]
        )

    def _write_points(self, kept: Sequence[Sequence[Sentence]]) -> None:
        if not kept and not self._owes_points:
            return
        if not kept:
            text = "Nothing was reported that could make a main point."
            self._display(Markup('<p class="not-reported">{}</p>').format(text), text)
            return
        joined = [Markup(" ").join(map(_html, point)) for point in kept]
        points_ = list(zip(joined, map(plain_of, kept), strict=True))
        self._show_points(points_, self._left_out())

    def worked_out(
        self,
        name: str,
        worked: object,
        what: str,
        *,
        unit: str = "",
        decimals: int = 0,
        tables: Sequence[str] = (),
    ) -> None:
        """Keep a number, a name or a list of names for sentences, marked as worked out here.

        Sentences use it by its `name`, in small letters, in braces. `what` describes it in a few
        words for the notes and the annex; `tables` are the tables it was worked out from. None, a
        blank or an empty list counts as not reported.

        Raises
        ------
        SectionError
            The name cannot be used in braces, the number is not a number, or the unit is unknown.
        """
        refuse(
            f"worked_out({name!r})",
            {
                "write its name in small letters, such as lowest_mean": not re.fullmatch(
                    r"[a-z][a-z0-9_]*", str(name)
                ),
                "every section knows this name: choose another": name in sentences.WHOLE_SECTION,
                "say in a few words what it is": not what.strip(),
                f"there is no unit {unit!r}{nearest(unit, UNITS)}": bool(unit)
                and unit not in UNITS,
                f"the result is {worked}: check the calculation": worked is pd.NA
                or (isinstance(worked, Real) and not math.isfinite(worked)),
                f"{type(worked).__name__} is neither a number nor names": not (
                    worked is None or worked is pd.NA or isinstance(worked, (Number, Iterable))
                )
                or isinstance(worked, bool),
            },
        )
        anchor = f"{self.slug}-{name}"
        kept: Value | Words
        if worked is None or isinstance(worked, Number):
            made_by = Indicator(
                anchor, what, unit or "answers", "", OWN, "", what, tuple(tables), decimals=decimals
            )
            number = None if worked is None else Fraction(str(worked))
            state = NOT_REPORTED if worked is None else REPORTED
            kept = Value(made_by, self.period, state, number)
        else:
            known = (
                [worked] if isinstance(worked, str) else [*map(str, cast(Iterable[str], worked))]
            )
            kept = Words(narrative.listed(known) if any(known) else "", len(known), anchor)
        self._own[name] = Own(what, kept, tuple(tables))

    def items(self, lines: Iterable[str]) -> None:
        """Show a plain list."""
        rows = list(lines)
        items = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
        html = Markup('<ul class="items">{}</ul>').format(items)
        self._display(html, "\n".join(f"- {row}" for row in rows))

    def scorecard(self, **lines: str) -> None:
        """Show one number per priority: what it counts, its target, its direction and its status.

        Each line starts with the code of its number and a colon: `p4="P4.HOSPITALS: …"`. A priority
        of the period's Plan without a line gets the first outcome that informs it; a priority that
        nothing informs is left out.
        """
        rows, plain = [], []
        priorities, known = plan.priorities(self.period.name), plan.slugs()
        for slug in lines:
            if slug not in known:
                raise SectionError(f"There is no priority {slug!r}{nearest(slug, known)}")
        for slug in priorities:
            line = lines.get(slug) or self._one_number(slug)
            if not line:
                continue
            code, colon, text = line.partition(":")
            if not colon:
                raise SectionError(f"The line of {slug} has no colon after the code of its number")
            value = self._note(self.values[code.strip()])
            (sentence,) = self._sentences(text)
            what = value.title if sentence.missing or not value.is_reported else sentence.plain
            row = scorecard.row(priorities[slug], value, self.values, str(tables.capitalized(what)))
            rows.append(row.html)
            plain.append(row.plain)
        self._display(scorecard.table(rows), "\n".join(plain))

    def _one_number(self, slug: str) -> str:
        """Return the line of a priority for which none is written; blank if nothing informs it."""
        own = [one for one in self.values.of_section(slug) if not one.is_passed_over]
        own.sort(key=lambda one: (not one.is_reported, one.indicator.level != "outcome"))
        return f"{own[0].code}: {narrative.within(own[0].title)}" if own else ""

    def messages(self, group: str, text: str) -> None:
        """Write key messages of a group, a paragraph each: a heading on its first line, then text.

        They keep the order in which they are written, without those that lack a value; messages
        that the numbers propose follow (see `messages.proposed`).
        """
        written = [self._sentences(paragraph) for paragraph in _paragraphs(text)]
        kept = [
            messages.written(
                one, *(Markup(" ").join(map(_html, part)) for part in (one[:1], one[1:]))
            )
            for one in written
            if one and not any(sentence.missing for sentence in one)
        ]
        self._cited |= {code for one in kept for code in one.codes}
        proposed = messages.proposed(self.values, group, without=self._cited)
        kept += proposed[: max(0, messages.MOST - len(kept))]
        for one in kept:
            for code in one.codes:
                self._note(self.values[code])
        shown = messages.html(group, kept, self.period.name)
        self._display(shown, messages.plain(group, kept))

    @property
    def own_names(self) -> list[str]:
        """The names of what was worked out in this section."""
        return list(self._own)

    # How it is done

    def _left_out(self) -> str:
        """Say which missions' returns are missing from the main points."""
        silent = [
            one.reporter
            for one in self.tables.reporting
            if one.state == "not received" and one.reporter in missions.declared()
        ]
        if not silent:
            return ""
        verb = "has" if len(silent) == 1 else "have"
        return (
            f"{narrative.listed(silent)} {verb} not reported; counts of missions leave them out: "
            "they do not count as zero."
        )

    def _title(self, text: str, otherwise: str) -> str:
        """Return a title with its values written out; the other one if something is missing."""
        written = self._sentences(text)
        if not written or any(sentence.missing for sentence in written):
            return otherwise
        return plain_of(written)

    def _sentences(self, text: str) -> list[Sentence]:
        written = sentences.sentences(text, self._named)
        for sentence in written:
            for value in sentence.values:
                self._note(value)
        return written

    def _named(self, name: str) -> Value | Words:
        """Return the meaning of a name in braces: worked out here, known to all, or a code.

        A section's own code is written without its prefix, such as P4.
        """
        if name in self._own:
            return self._own[name].kept
        if name in sentences.WHOLE_SECTION:
            return self._known(name)
        if name == name.lower():
            near = nearest(name, [*self._own, *sentences.WHOLE_SECTION])
            raise RegisterError(f"Nothing is worked out as {name!r}{near}")
        return self.values[self._code(name)]

    def _known(self, name: str) -> Words:
        """Return a value that every section has: its time, or the size of the Plan."""
        if name == "year":
            return Words(str(self.period.last_day.year), 1)
        if name == "period":
            return Words(self.period.label, 1)
        at, of_plan = self.period.name, plan.version(self.period.name)
        if name == "plan":
            return Words(f"{of_plan.name} ({of_plan.short})", 1)
        if name == "about_plan":
            return Words(of_plan.about, 1)
        sizes = {
            "priorities": len(plan.priorities(at)),
            "results": len(plan.results(at)),
            "deliverables": len(plan.deliverables(at)),
        }
        return Words(narrative.in_words(sizes[name]), sizes[name])

    def _code(self, name: str) -> str:
        """Return a full code from one that may lack the section's own prefix, such as P4."""
        return name if "." in name else f"{self.slug.upper()}.{name}"

    def _say_paragraph(self, written: Sequence[Sentence]) -> None:
        good = [sentence for sentence in written if not sentence.missing]
        missing = _missing(written)
        if self.edition == "external":
            # External readers need not learn that a sentence on internal data is missing.
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
        if parts:
            self._display(Markup("\n").join(h for h, _ in parts), "\n".join(p for _, p in parts))

    def _note(self, value: Value) -> Value:
        """Keep a value for the notes, and return it."""
        self._used[value.code] = value
        return value

    def _show_points(self, points: Sequence[tuple[str, str]], reach: str = "") -> None:
        """Show main points as HTML and as plain text, and below them the missions left out."""
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
        """Show texts, each with its author or subject."""
        items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*one) for one in accounts)
        html = Markup('<dl class="accounts">{}</dl>').format(items)
        self._display(html, "\n".join(f"{name}: {text}" for name, text in accounts))

    @staticmethod
    def _display(html: str, plain: str, **more: object) -> None:
        """Show something to readers; text without HTML is for readers of the notebook."""
        of_report = {"text/html": str(html)} if html else {}
        display({**of_report, "text/plain": plain}, raw=True, metadata={SHOWN_BY: SHOWN_AS, **more})


def refuse(what: str, faults: Mapping[str, bool]) -> None:
    """Raise an error that lists every fault found."""
    if found := [fault for fault, holds in faults.items() if holds]:
        raise SectionError(f"{what}: {'; '.join(found)}")


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def _html(sentence: Sentence) -> Markup:
    return Markup("").join(map(_html_of, sentence.pieces))


def _html_of(piece: Piece) -> Markup:
    of = piece.value
    if isinstance(of, Value) and of.indicator.level != OWN:
        return Markup('<a class="value" href="#{}">{}</a>').format(of.code, piece.text)
    anchor = of.code if isinstance(of, Value) else of.anchor if of else ""
    if not anchor:
        return escape(piece.text)
    return Markup('<a class="own" href="#{}">{}</a>').format(anchor, piece.text)


def plain_of(written: Iterable[Sentence]) -> str:
    """Return sentences as text."""
    return " ".join(sentence.plain for sentence in written)


def _missing(written: Iterable[Sentence]) -> dict[str, list[str]]:
    """Return the titles of the values that are missing, by their status."""
    found: dict[str, list[str]] = {}
    for value in (value for sentence in written for value in sentence.missing):
        shown = narrative.within(value.title)
        titles = found.setdefault(value.status if value.number is None else NOT_REPORTED, [])
        if shown not in titles:
            titles.append(shown)
    return found
