"""What a notebook opens: its period's values and tables, and the means to write a section.

    section = open_section("p4", period, edition)
    section.say("{P4.HOSPITALS:start noun} served {P4.HOSPITAL_MISSIONS:noun}.")
    if section.block("P4.HOSPITALS"):
        section.show(tables.table(section.data("P4.HOSPITALS"), title=..., subtitle=...))

Every sentence, chart and table is shown twice over: as HTML for the report, and as plain text,
which is what strict nbval compares.

This is all that a notebook may call; the docstring of each says what it takes.

    to open          open_section, or open_profile for the page of one mission
    to write         section.say section.main_points section.items section.coverage section.glance
    to open a block  section.block section.has section.data
    to show it       section.show section.compare section.accounts
    around it        section.finding section.subtitle section.reaches section.breaks section.marks
    to end           section.notes section.check
    of one mission   section.introduce section.answers section.told section.to_confirm
                     section.words section.mission
    what is known    section.tables section.values section.slug section.period section.edition
    tables           tables.table tables.matrix
    charts           charts.bars charts.stacked_bars charts.against_target charts.scale_dots
                     charts.interval_dots charts.lines charts.columns_with_rate
                     charts.stacked_columns charts.mission_map charts.tiles
    words of titles  findings.extent findings.most findings.with_all findings.number_of
                     findings.how_many
    numbers          narrative.in_words
    the Plan         plan.priorities plan.results plan.deliverables
    answers, signs   scales.NAME, such as scales.STATUS_SIGNS
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape

from a4p_helpers import (
    blocks,
    breaks,
    charts,
    contents,
    exhibits,
    missions,
    narrative,
    periods,
    plan,
    processed,
    reads,
    scales,
    tables,
)
from a4p_helpers.blocks import Block
from a4p_helpers.faults import nearest
from a4p_helpers.narrative import Sentence
from a4p_helpers.processed import Remark
from a4p_helpers.scales import NOT_REPORTED
from a4p_helpers.store import values
from a4p_helpers.store.values import KEPT_INTERNAL, SUPPRESSED, UNITS, Value, Values
from a4p_helpers.trends import intervals

NOTHING_TO_SHOW = "nothing to show"


class SectionError(ValueError):
    """A section that is not what it should be: misspelt, or without a block that it owes."""


def open_section(slug: str, period: str, edition: str) -> "Section":
    """Open a section of the report for a period and edition, cleaning the period if need be.

    A blank period is the one at work (see `periods.at_work`), and a line says which that is.

    Raises
    ------
    UnknownPeriodError, UnknownEditionError, SectionError
        A name is misspelt; the message gives the nearest.
    CleaningError
        The raw data break their contracts; the message lists every fault.
    """
    reads.note()
    known = contents.entries()
    if slug not in known:
        raise SectionError(f"There is no section {slug!r}{nearest(slug, known)}")
    section = Section(slug, opened(period, edition))
    if not period:
        section._tell_period()
    return section


def opened(period: str, edition: str) -> Values:
    """Return the values of a period as an edition sees them, with its tables.

    In a run they lie there, as they were when it began: one report is not to tell of two states of
    the data. By hand they are made now where data or rules have changed.
    """
    declared = periods.at_work(period)
    periods.check_edition(edition)
    if reads.is_noting():
        return values.read(declared, edition)
    from a4p_helpers import prepare  # only now: it imports what cleans and counts

    return prepare.at_hand(declared, edition)


class Section:
    """One section being written. It keeps what was shown, so that it can check itself."""

    def __init__(self, slug: str, values: Values) -> None:
        self.slug = slug
        self.values = values
        self.period = values.period
        self.tables = values.tables
        self.edition = values.tables.edition
        self._opened: dict[str, bool] = {}
        self._block: Block | None = None
        self._used: dict[str, Value] = {}
        self._remarked: set[Remark] = set()

    def _tell_period(self) -> None:
        """Say which period is at work, where the notebook itself does not name it."""
        told = f"At work on {self.period.label} ({self.period}), {self.edition} edition."
        self._display(Markup('<p class="reach">{}</p>').format(told), told)

    # What a cell calls

    def say(self, text: str, **words: str) -> None:
        """Write a paragraph: one sentence a line, values in braces (see `narrative`).

        A sentence whose value was not reported is left out, and the paragraph says what is
        missing; it never prints a blank and never stops the section.
        """
        written = self._sentences(text, words)
        good = [sentence for sentence in written if not sentence.missing]
        missing = self._missing(written)
        if self.edition == "external":
            # A sentence about what is kept internal is not missed by readers outside.
            missing.pop(KEPT_INTERNAL, None)
        parts = []
        if good:
            html = Markup(" ").join(self._html(sentence) for sentence in good)
            parts.append((Markup('<p class="say">{}</p>').format(html), self._plain(good)))
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
        silent = [
            one.reporter
            for one in self.tables.reporting
            if one.state == "not received" and one.reporter in missions.declared()
        ]
        if not kept:
            text = "Nothing was reported from which a main point could be made."
            self._display(Markup('<p class="not-reported">{}</p>').format(text), text)
            return
        told = ""
        if silent:
            verb = "has" if len(silent) == 1 else "have"
            told = (
                f"{narrative.listed(silent)} {verb} not reported; where missions are counted, they "
                "are left out, not counted as zero."
            )
        joined = [Markup(" ").join(map(self._html, point)) for point in kept]
        self._show_points(list(zip(joined, map(self._plain, kept), strict=True)), told)

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

    def block(self, block_id: str) -> bool:
        """Open a block; return whether its tables have rows, and say why where they have not."""
        self._block = blocks.get(block_id)
        if self._block.section != self.slug and blocks.of_section(self.slug):
            raise SectionError(f"{block_id} is not a block of section {self.slug}")
        known = self.has(block_id)
        self._opened[block_id] = known
        mark = Markup('<div class="block" id="block-{}"></div>').format(block_id)
        if known:
            reach = self._reach(self._block)
            said = Markup('<p class="reach">{}</p>').format(reach) if reach else ""
            self._display(mark + said, f"[{block_id}]\n{reach}".rstrip())
            return True
        state, reason = self._why_not(self._block)
        said = Markup('<p class="not-reported"><strong>{}.</strong> {}</p>')
        state = state.capitalize()
        self._display(
            mark + said.format(state, reason), f"[{block_id}]\n{state}. {reason}".rstrip()
        )
        return False

    def has(self, block_id: str) -> bool:
        """Whether a block has anything to show, without opening it.

        A table may have rows of which none is for the block: one of its two senders is silent.
        """
        if not self.tables.has(blocks.get(block_id)):
            return False
        if not self.values.has_exhibit(block_id):
            return True
        data = self.data(block_id)
        return not data.empty and not _is_suppressed(data)

    def subtitle(self, text: str, *, since: str = "", whole_year: bool = False) -> str:
        """Return a subtitle: what is measured, and the period, year or years it covers."""
        year = self.period.last_day.year
        if since:
            return f"{text}, {since} to {year}"
        return f"{text}, {year if whole_year else self.period.label}"

    def reaches(self, table: str) -> str:
        """Say how far a table's last year reaches, such as "to 28 November"; empty at its end."""
        as_of = self.tables.state(table).as_of
        if not as_of or as_of >= f"{self.period.last_day.year}-12-31":
            return ""
        return f"to {narrative.long_date(as_of).rpartition(' ')[0]}"

    def breaks(self, series: str, *, since: str = "", year: bool = False) -> list[str]:
        """Return a note for each break of a series that a chart shows, with its months.

        The chart begins in the year `since`, or shows only the `year` in which the period ends.
        """
        self._check_series(series)
        last = self.period.last_day
        first = f"{last.year}-01" if year else f"{since}-01" if since else ""
        return [
            f"Break in the series, {one.span}: {one.what}"
            for one in sorted(breaks.of(series), key=lambda one: one.first)
            if one.first <= f"{last.year}-12" and (one.last or "9999") >= first
            if one.first <= self.period.as_of.isoformat()[:7]
        ]

    def marks(self, series: str, times: Iterable[str]) -> dict[str, str]:
        """Return a short label for the month, or the year, in which each break begins."""
        self._check_series(series)
        known = [str(time) for time in times]
        found = sorted(breaks.of(series), key=lambda one: one.first)
        return {time: one.label for one in found for time in known if one.first.startswith(time)}

    def items(self, lines: Iterable[str]) -> None:
        """Show a plain list."""
        rows = list(lines)
        items = Markup("").join(Markup("<li>{}</li>").format(row) for row in rows)
        html = Markup('<ul class="items">{}</ul>').format(items)
        self._display(html, "\n".join(f"- {row}" for row in rows))

    def coverage(self) -> None:
        """Say who reported, who did not and why, and how many blocks have something to show."""
        missions_of = {
            who: why for who, why in self.tables.participants.items() if who in missions.declared()
        }
        took_part = [who for who, why in missions_of.items() if not why]
        lines = [
            f"{narrative.in_words(len(took_part), start=True)} missions are asked to report in the "
            f"period: {narrative.listed(took_part)}."
        ]
        for reason in dict.fromkeys(why for why in missions_of.values() if why):
            absent = [who for who, why in missions_of.items() if why == reason]
            verb = "is" if len(absent) == 1 else "are"
            lines.append(f"{narrative.listed(absent)} {verb} not: {reason}")
        asked = [one for one in self.tables.reporting if one.owed and not one.why_not]
        for state, words in (
            ("not received", "had sent nothing when this edition was made"),
            ("with faults", "sent returns of which a part has faults and was not taken"),
        ):
            if who := [one.reporter for one in asked if one.state == state]:
                lines.append(f"{narrative.listed(who)} {words}.")
        drawn = [block for block in blocks.BLOCKS.values() if block.needs]
        known = sum(self.has(block.id) for block in drawn)
        lines.append(
            f"All {len(drawn)} blocks of this report that rest on tables have something to show."
            if known == len(drawn)
            else f"Of {len(drawn)} blocks of this report that rest on tables, {known} have "
            "something to show; the others keep their place and say why they are empty."
        )
        text = " ".join(line if line.endswith(".") else f"{line}." for line in lines)
        self._display(Markup('<p class="say">{}</p>').format(text), text)

    def data(self, block_id: str) -> pd.DataFrame:
        """Return what a block shows, worked out by its rule in `indicators`.

        Values among it are written as exhibits print them.
        """
        return self.values.exhibit(blocks.get(block_id).id)

    def finding(self, text: str, **words: str) -> str:
        """Return a title that says the finding; the block's own where something is missing."""
        written = self._sentences(text, words)
        if any(sentence.missing for sentence in written) or "" in words.values():
            return self._block.title if self._block else ""
        return self._plain(written)

    def show(self, exhibit: "exhibits.Exhibit", *, source: str = "") -> None:
        """Show a chart or table of the open block, with its source line.

        `source` says where the numbers come from if it is not from the office behind the table.
        """
        if self._block is None:
            raise SectionError("Open a block before showing an exhibit")
        if not source or self.period.is_synthetic:
            source = self._source(self._block)
        else:
            source = f"Source: {source}."
        remarks = [
            remark.told for remark in self._remarks(self._block) if remark not in self._remarked
        ]
        self._remarked.update(self._remarks(self._block))
        remarks += self._suppression(self._block)
        exhibit = dataclasses.replace(exhibit, notes=(*exhibit.notes, *remarks))
        self._display(exhibits.html(exhibit, source), exhibits.plain(exhibit, source))

    def compare(self, code: str, title: str = "", *, are_events: bool = False) -> None:
        """Show the parts of an indicator by mission in the open block, highest first.

        Events, such as deaths or allegations, stand with their 95 per cent intervals; what is there
        by decision, such as hospitals, has none. Without a `title` it is the indicator's.

        Raises
        ------
        SectionError
            The indicator has no numbers by mission.
        """
        value = self._note(self.values[code])
        parts = pd.Series(dtype=object) if value.by is None else value.by.dropna()
        is_of_missions = set(map(str, parts.index)) <= set(missions.declared())
        if parts.empty or not is_of_missions or pd.api.types.is_bool_dtype(parts.dtype):
            raise SectionError(f"{code} has no numbers by mission to compare")
        unit = UNITS[value.indicator.unit][1]
        measure = f"By mission, {unit}"
        data = parts.astype(int).sort_values(ascending=False, kind="stable").reset_index()
        data.columns = pd.Index(["mission", "value"])
        title, labels = title or value.indicator.title, {"value": unit.capitalize()}
        if not are_events:
            subtitle = self.subtitle(measure)
            self.show(
                charts.bars(
                    data,
                    label="mission",
                    value="value",
                    title=title,
                    subtitle=subtitle,
                    labels=labels,
                )
            )
            return
        counted = [intervals.of_count(part) for part in data["value"]]
        self.show(
            charts.interval_dots(
                data.assign(low=[one.low for one in counted], high=[one.high for one in counted]),
                label="mission",
                value="value",
                low="low",
                high="high",
                title=title,
                subtitle=self.subtitle(f"{measure}, with 95 per cent intervals"),
                labels=labels | {"low": "Lower limit", "high": "Upper limit"},
            )
        )

    def accounts(self, block_id: str) -> None:
        """Show what missions, and Headquarters, told for a block; nothing where none did.

        A block that is made of accounts alone says that there is none.
        """
        told = self.tables["mission_narratives"]
        told = told[told["block"] == blocks.get(block_id).id].sort_values(
            "mission", key=lambda names: names.where(names != scales.HEADQUARTERS, "")
        )
        if told.empty:
            if blocks.get(block_id).needs == ("mission_narratives",):
                text = "There is no account of this to show."
                self._display(Markup('<p class="say">{}</p>').format(text), text)
            return
        if list(told["mission"]) == [scales.HEADQUARTERS]:
            text = told["text"].iloc[0]
            self._display(Markup('<p class="say">{}</p>').format(text), text)
            return
        names = told["mission"].replace(scales.HEADQUARTERS, "Headquarters")
        self._show_accounts(list(zip(names, told["text"], strict=True)))

    def notes(self) -> None:
        """Write what a reader must know: conflicts, odd and inferred values, caveats, gaps."""
        lines = list(dict.fromkeys(self._notes())) or ["The data of this section call for none."]
        items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
        html = Markup('<aside class="notes"><ul>{}</ul></aside>').format(items)
        self._display(html, "\n".join(f"- {line}" for line in lines))

    def check(self) -> None:
        """Raise where a block that the section owes was not opened."""
        owed = [block.id for block in blocks.of_section(self.slug)]
        lacking = [block_id for block_id in owed if block_id not in self._opened]
        if lacking:
            raise SectionError(f"Section {self.slug} lacks {narrative.listed(lacking)}")

    # How it is done

    def _show_points(self, points: Sequence[tuple[str, str]], reach: str = "") -> None:
        """Show main points, each as HTML and as plain text, and below them whom they leave out."""
        items = Markup("").join(Markup("<li>{}</li>").format(html) for html, _ in points)
        html = Markup('<ul class="main-points">{}</ul>').format(items)
        plain = "\n".join(f"- {plain}" for _, plain in points)
        if reach:
            html += Markup('<p class="reach">{}</p>').format(reach)
            plain += f"\n{reach}"
        self._display(html, plain)

    def _show_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Show texts, each with who told it or what it is about."""
        items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*one) for one in accounts)
        html = Markup('<dl class="accounts">{}</dl>').format(items)
        self._display(html, "\n".join(f"{name}: {text}" for name, text in accounts))

    def _check_series(self, series: str) -> None:
        """Raise with the nearest name where there is no such series: it would have no break."""
        table, _, column = series.partition(".")
        frame = self.tables[table]
        if column:
            frame[column]

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
        self._used[value.code] = value
        return value

    @staticmethod
    def _html(sentence: Sentence) -> Markup:
        link = Markup('<a class="value" href="#{}">{}</a>')
        return Markup("").join(
            link.format(piece.value.code, piece.text) if piece.value else escape(piece.text)
            for piece in sentence.pieces
        )

    @staticmethod
    def _plain(written: Iterable[Sentence]) -> str:
        return " ".join(sentence.plain for sentence in written)

    @staticmethod
    def _missing(written: Iterable[Sentence]) -> dict[str, list[str]]:
        """Return the titles of the values that are missing, by their status."""
        found: dict[str, list[str]] = {}
        for value in (value for sentence in written for value in sentence.missing):
            shown = narrative.within(value.indicator.title)
            titles = found.setdefault(value.status if value.number is None else NOT_REPORTED, [])
            if shown not in titles:
                titles.append(shown)
        return found

    def _why_not(self, block: Block) -> tuple[str, str]:
        """Say why a block has nothing to show: its state, and the reason."""
        state, reason = self.tables.why_not(block)
        if state:
            return state, reason
        if self.values.has_exhibit(block.id) and _is_suppressed(self.data(block.id)):
            return SUPPRESSED, "All its numbers are so small that they could point at a person."
        if block.id in blocks.EMPTY:
            return NOTHING_TO_SHOW, blocks.EMPTY[block.id]
        return NOT_REPORTED, "Nobody reported it."

    def _reach(self, block: Block) -> str:
        """Say over how many missions a block runs, where one that owes its tables is lacking."""
        lines = []
        for name in block.tables:
            asked, lacking = self.tables.missions_of(name), self.tables.lacking(name)
            if name == "mission_narratives" or not lacking or len(lacking) == len(asked):
                continue
            verb = "has" if len(lacking) == 1 else "have"
            lines.append(
                f"Over {narrative.in_words(len(asked) - len(lacking))} of {len(asked)} missions; "
                f"{narrative.listed(lacking)} {verb} not reported."
            )
        return " ".join(dict.fromkeys(lines))

    def _remarks(self, block: Block) -> list[Remark]:
        """Return the remarks on the tables of a block that belong below its exhibits."""
        told = self.tables.remarks(*block.tables) if block.tables else []
        return [one for one in told if one.told]

    def _suppression(self, block: Block) -> list[str]:
        """Say that numbers of a block are suppressed, and why."""
        hides = any(
            bool(frame[processed.IS_SUPPRESSED].any())
            for frame in map(self.tables.__getitem__, block.tables)
            if processed.IS_SUPPRESSED in frame
        )
        if not hides:
            return []
        return [
            "Suppressed (c): numbers so small that they could point at a person, and those from "
            "which they could be worked out. They are neither zero nor not reported."
        ]

    def _source(self, block: Block) -> str:
        """Name the offices behind a block, each with its as-of date where they differ."""
        states = [self.tables.state(name) for name in block.tables]
        by_day: dict[str, list[str]] = {}
        for state in states:
            if state.office:
                day = state.as_of or self.period.as_of.isoformat()
                by_day.setdefault(day, []).extend(state.office.split("; "))
        if self.period.is_synthetic:
            return f"Source: {periods.SYNTHETIC} values; no mission or office reported them."
        if not by_day:
            return "Source: reference data of the workbook."
        said = [
            f"{'; '.join(dict.fromkeys(offices))}, data as of {narrative.long_date(day)}"
            for day, offices in by_day.items()
        ]
        return f"Source: {'; '.join(said)}."

    def _notes(self) -> Iterable[str]:
        for value in self._used.values():
            if value.conflicts:
                yield f"{value.indicator.title}: {narrative.conflict(value)}"
        names = (name for id_ in self._opened for name in blocks.get(id_).tables)
        for name in dict.fromkeys(names):
            for remark in self.tables.remarks(name):
                if remark.told and remark not in self._remarked:
                    yield remark.told
        caveats: dict[str, list[str]] = {}
        for value in self._used.values():
            if value.indicator.caveat:
                caveats.setdefault(value.indicator.caveat, []).append(value.indicator.title)
        for caveat, titles in caveats.items():
            yield f"{'; '.join(titles)}: {caveat}"
        unreported = [
            blocks.get(id_).title
            for id_, known in self._opened.items()
            if not known and self._why_not(blocks.get(id_))[0] == NOT_REPORTED
        ]
        if unreported:
            yield f"Not reported in this period: {narrative.listed(unreported)}."
        if self.slug != contents.OVERVIEW:
            unsaid = [
                one.indicator.title
                for one in self.values.of_section(self.slug)
                if not one.is_reported and one.status != KEPT_INTERNAL
            ]
            if unsaid:
                yield f"Indicators without a value: {'; '.join(unsaid)}."

    @staticmethod
    def _display(html: str, plain: str) -> None:
        display({"text/html": str(html), "text/plain": plain}, raw=True)


def _is_suppressed(data: pd.DataFrame) -> bool:
    """Whether every number of a block is suppressed, so that there is nothing to draw."""
    hidden = data.isin([scales.SUPPRESSED_CELL])
    columns = hidden.columns[hidden.any()]
    return len(columns) > 0 and bool((hidden | data.isna())[columns].all(axis=None))
