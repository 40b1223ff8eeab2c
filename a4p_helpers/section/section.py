"""One section being written: the blocks that it opens, its notes, and the blocks that it owes."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import pandas as pd
from IPython.core.getipython import get_ipython
from markupsafe import Markup

from a4p_helpers.core import blocks, contents, missions, periods, plan, scales
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.faults import nearest
from a4p_helpers.core.marks import NOTHING_TO_SHOW, WORKED_OUT
from a4p_helpers.core.scales import NOT_REPORTED
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.charts import own
from a4p_helpers.exhibits.tables import capitalized
from a4p_helpers.section import confined, data, magics, messages, origin
from a4p_helpers.section.block import OpenBlock, OwnBlock
from a4p_helpers.section.writer import SectionError, Writer, refuse
from a4p_helpers.store import reads, values
from a4p_helpers.store.lazy import Lazy
from a4p_helpers.store.processed import Remark, Tables
from a4p_helpers.store.values import SUPPRESSED, Values

S = TypeVar("S", bound="Section")


def open_section(slug: str, period: str, edition: str) -> "Section":
    """Open a section of the report for a period and edition, cleaning the period if necessary.

    A blank period means the period at work (see `periods.at_work`), and a line names it.

    Raises
    ------
    UnknownPeriodError, UnknownEditionError, SectionError
        A name is misspelt; the message gives the nearest.
    CleaningError
        The raw data break their contracts; the message lists every fault.
    """
    return opening(Section, slug, period, edition)


def opening(kind: type[S], slug: str, period: str, edition: str) -> S:
    """Open a section of a kind, as `open_section` does."""
    reads.note()
    held = opened(period, edition)
    known = contents.entries(held.period.name)
    if slug not in known:
        raise SectionError(f"There is no section {slug!r}{nearest(slug, known)}")
    section = kind(slug, held, held.blocks)
    own.use_style(known[slug].style)
    magics.register(section)
    if not period:
        section._tell_period()
    return section


def opened(period: str, edition: str) -> Values:
    """Return the values of a period as an edition sees them, with its tables.

    A run reads them as they were when it began: one report must not mix two states of the data. By
    hand, they are made now if data or rules have changed.
    """
    declared = periods.at_work(period)
    periods.check_edition(edition)
    if confined.is_confined() and edition != "external":
        raise SectionError(
            "This kernel has opened the external edition and can read nothing else: restart "
            "it to open the internal one"
        )
    if reads.is_noting():
        held = values.read(declared, edition)
    else:
        from a4p_helpers import prepare  # only now: it imports what cleans and counts

        held = prepare.at_hand(declared, edition, cleaned=confined.is_confined())
    if edition == "external" and get_ipython() is not None and not confined.to_external():
        warnings.warn(confined.CANNOT, stacklevel=2)
    return held


class Section(Writer):
    """One section being written. It records what was shown, so that it can check itself."""

    def __init__(self, slug: str, values: Values, declared: Mapping[str, Block]) -> None:
        super().__init__(values)
        self.slug = slug
        self._blocks = declared
        self._opened: dict[str, bool] = {}
        self._remarked: set[Remark] = set()

    # Blocks

    def block(self, block_id: str) -> OpenBlock:
        """Open a block: show which missions it covers, or say why it has nothing to show.

        The result draws the block; if the block has nothing to show, it is silent.
        """
        declared = self._open(block_id)
        return OpenBlock(self, declared, speaks=self._opened[block_id])

    def own(self, title: str, *names: str) -> OpenBlock:
        """Open a block of one's own, from named tables; it appears under its `title`."""
        for name in names:
            self.tables.state(name)
        refuse(
            "own",
            {
                "name the tables that it is drawn from": not names,
                "say in its title what it is about": not title.strip(),
            },
        )
        declared = Block(f"{self.slug.upper()}.OWN", title, needs=names)
        speaks = self.tables.has(declared)
        self._show_state(declared, "", speaks)
        return OwnBlock(self, declared, speaks=speaks)

    # Data at hand

    @property
    def exhibits(self) -> Lazy[pd.DataFrame]:
        """What each block shows, as a DataFrame: `section.exhibits["P4.HOSPITALS"]`."""
        return Lazy(filter(self.values.has_exhibit, self.values.blocks), self.values.exhibit)

    @property
    def numbers(self) -> pd.DataFrame:
        """Every indicator of the period, one row each, by code; shares are in per cent."""
        return data.numbers(self.values)

    def all_periods(self, table: str) -> pd.DataFrame:
        """Return a table in every period up to this one, with the period in the first column."""
        return data.all_periods(self.values, table)

    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame:
        """Query in SQL (DuckDB): tables by name, `all_NAME` for every period, `numbers`, frames."""
        return data.sql(self.values, query, frames)

    def made_of(self, code: str) -> pd.Series:
        """Return what a value is made from: its rule, tables, ratio, day and parts."""
        return data.made_of(self.values[self._code(code)])

    def rehearse(self, rule: Callable[..., object], *, unit: str, decimals: int = 0) -> pd.Series:
        """Count by a rule as if it were among the indicators; return the result.

        The rule takes tables by their names, and its docstring is the definition.
        """
        from a4p_helpers import prepare  # only now: it imports what cleans and counts

        return data.made_of(prepare.rehearse(rule, self.values, unit=unit, decimals=decimals))

    def has(self, block_id: str) -> bool:
        """Whether a block has anything to show, without opening it.

        A table may have rows but none for the block, if one of its two senders is silent.
        """
        if not self.tables.has(blocks.get(self._blocks, block_id)):
            return False
        if not self.values.has_exhibit(block_id):
            return True
        data = self.data(block_id)
        return not data.empty and not _is_suppressed(data)

    def data(self, block_id: str) -> pd.DataFrame:
        """Return what a block shows, worked out by its rule in `indicators`.

        Values among it are written as exhibits print them.
        """
        return self.values.exhibit(blocks.get(self._blocks, block_id).id)

    def coverage(self) -> None:
        """Say who takes part, who does not and why, and what was not received.

        An account from Headquarters comes first.
        """
        self._tell("COVERAGE")
        self._show_paragraph(" ".join(_who_reported(self.tables)))

    def asked(self) -> None:
        """Show what is asked of Member States, as Headquarters wrote it, by priority."""
        every = self.tables["mission_narratives"].set_index("block")["text"]
        of_plan = plan.priorities(self.period.name)
        told = {slug: f"ASKS.P{one.number}" for slug, one in of_plan.items()}
        kept = messages.asked((slug, every[code]) for slug, code in told.items() if code in every)
        if kept:
            shown = messages.html(messages.ASKED, kept, self.period.name)
            self._display(shown, messages.plain(messages.ASKED, kept))

    # The end

    def notes(self) -> None:
        """Write what readers must know: conflicts, odd and inferred values, caveats, gaps."""
        lines = list(dict.fromkeys(self._notes())) or ["The data of this section need no notes."]
        items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
        html = Markup('<aside class="notes"><ul>{}</ul></aside>').format(items)
        self._display(html, "\n".join(f"- {line}" for line in lines))
        self._worked_out()

    def check(self) -> None:
        """Raise an error if a block that the section owes was not opened."""
        lacking = [block_id for block_id in self._owed() if block_id not in self._opened]
        if lacking:
            raise SectionError(f"Section {self.slug} lacks {narrative.listed(lacking)}")

    # How it is done

    def _owed(self) -> list[str]:
        """Return the blocks that the section must open; it may open no others."""
        return [block.id for block in blocks.of_section(self._blocks, self.slug)]

    def _tell_period(self) -> None:
        """Say which period is at work, if the notebook does not name it."""
        told = f"At work on {self.period.label} ({self.period}), {self.edition} edition."
        self._display(Markup('<p class="reach">{}</p>').format(told), told)

    def _open(self, block_id: str) -> Block:
        """Show the mark of a block, and which missions it covers or why it has nothing to show."""
        block = blocks.get(self._blocks, block_id)
        if block.section != self.slug and self._owed():
            raise SectionError(f"{block_id} is not a block of section {self.slug}")
        self._opened[block_id] = self.has(block_id)
        mark = Markup('<div class="block" id="block-{}"></div>').format(block_id)
        self._show_state(block, mark, self._opened[block_id])
        return block

    def _show_state(self, block: Block, mark: str, speaks: bool) -> None:
        """Show which missions a block covers, or why it has nothing to show."""
        if speaks:
            reach = origin.reach(block, self.tables)
            said = Markup('<p class="reach">{}</p>').format(reach) if reach else ""
            plain = reach
        else:
            state, reason = self._why_not(block)
            state = state.capitalize()
            told = Markup('<p class="not-reported"><strong>{}.</strong> {}</p>')
            said, plain = told.format(state, reason), f"{state}. {reason}".rstrip()
        if mark or said:
            head = f"[{block.id}]\n" if mark else ""
            self._display(mark + said, f"{head}{plain}".rstrip())

    def _why_not(self, block: Block) -> tuple[str, str]:
        """Say why a block has nothing to show: its state, and the reason."""
        state, reason = self.tables.why_not(block)
        if state:
            return state, reason
        if self.values.has_exhibit(block.id) and _is_suppressed(self.data(block.id)):
            return SUPPRESSED, "All its numbers are so small that they could identify a person."
        if block.empty:
            return NOTHING_TO_SHOW, block.empty
        return NOT_REPORTED, "Nobody reported it."

    def _tell(self, block_id: str) -> bool:
        """Show what Headquarters and missions wrote for a block; return whether they did."""
        every = self.tables["mission_narratives"]
        told = every[every["block"] == block_id].sort_values(
            "mission", key=lambda names: names.where(names != scales.HEADQUARTERS, "")
        )
        if list(told["mission"]) == [scales.HEADQUARTERS]:
            self._show_paragraph(told["text"].iloc[0])
        elif len(told):
            names = told["mission"].replace(scales.HEADQUARTERS, "Headquarters")
            self._show_accounts(list(zip(names, told["text"], strict=True)))
        return len(told) > 0

    def _remarks_once(self, block: Block) -> list[str]:
        """Return the remarks on the tables of a block that no exhibit has carried so far."""
        remarks = origin.remarks(block, self.tables)
        fresh = [one.told for one in remarks if one not in self._remarked]
        self._remarked.update(remarks)
        return fresh

    def _worked_out(self) -> None:
        """List what was worked out in this section.

        The list is plain text, for whoever works on the notebook: a report has it in an annex.
        """
        if not self._own:
            return
        told, plain = [], ["Worked out in this section:"]
        for name, one in self._own.items():
            tables_ = narrative.listed(table.replace("_", " ") for table in one.tables)
            of = f" (from {tables_})" if one.tables else ""
            text = one.text or NOT_REPORTED
            plain.append(f"- {capitalized(one.what)}: {text}{of}.")
            told.append(
                {
                    "name": name,
                    "anchor": f"{self.slug}-{name}",
                    "what": capitalized(one.what),
                    "text": text,
                    "tables": tables_ if one.tables else "",
                }
            )
        self._display("", "\n".join(plain), **{WORKED_OUT: told})

    def _notes(self) -> Iterable[str]:
        for value in self._used.values():
            if value.conflicts:
                yield f"{value.title}: {narrative.conflict(value)}"
            if value.revised:
                yield f"{value.title}: was {value.revised}."
        for block in self._each_opened():
            remarks = origin.remarks(block, self.tables)
            yield from (one.told for one in remarks if one not in self._remarked)
        caveats: dict[str, list[str]] = {}
        for value in self._used.values():
            if value.indicator.caveat:
                caveats.setdefault(value.indicator.caveat, []).append(value.title)
        for caveat, titles in caveats.items():
            yield f"{'; '.join(titles)}: {caveat}"
        unreported = [
            block.title
            for block in self._each_opened()
            if not self._opened[block.id] and self._why_not(block)[0] == NOT_REPORTED
        ]
        if unreported:
            yield f"Not reported in this period: {narrative.listed(unreported)}."
        if self.slug != contents.OVERVIEW:
            unsaid = [
                one.title
                for one in self.values.of_section(self.slug)
                if not one.is_reported and not one.is_passed_over
            ]
            if unsaid:
                yield f"Indicators without a value: {'; '.join(unsaid)}."

    def _each_opened(self) -> list[Block]:
        return [self._blocks[block_id] for block_id in self._opened]


def _who_reported(tables: Tables) -> Iterable[str]:
    """Say who reported in a period, who did not, and why, in a sentence each."""
    known = missions.declared()
    why_not = {who: why for who, why in tables.participants.items() if who in known}
    took_part = [who for who, why in why_not.items() if not why]
    yield (
        f"{narrative.in_words(len(took_part), start=True)} missions take part in the period: "
        f"{narrative.listed(took_part)}."
    )
    if political := [who for who in took_part if known[who].is_political]:
        is_one = len(political) == 1
        what = "is a special political mission" if is_one else "are special political missions"
        yield f"{narrative.listed(political)} {what}."
    for reason in dict.fromkeys(filter(None, why_not.values())):
        absent = [who for who, why in why_not.items() if why == reason]
        verb = "does" if len(absent) == 1 else "do"
        yield f"{narrative.listed(absent)} {verb} not: {reason.removesuffix('.')}."
    for state, words in (
        ("not received", "had sent nothing when this edition was made"),
        ("with faults", "sent returns with faults, part of which was not accepted"),
    ):
        late = [
            one.reporter
            for one in tables.reporting
            if one.state == state and one.owed and not one.why_not
        ]
        if late:
            yield f"{narrative.listed(late)} {words}."


def _is_suppressed(data: pd.DataFrame) -> bool:
    """Whether every number of a block is suppressed, which leaves nothing to draw."""
    hidden = data.isin([scales.SUPPRESSED_CELL])
    columns = hidden.columns[hidden.any()]
    return len(columns) > 0 and bool((hidden | data.isna())[columns].all(axis=None))
