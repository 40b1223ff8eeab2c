"""What the notebook of a mission's own page opens: a section about one mission.

    section = open_profile(mission, period, edition)
    section.block("MISSION.P4").answers()

It shows what a section shows, with the rows of one mission instead of all.
"""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from a4p_helpers.core import contents, missions, periods, plan, targets
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.marks import NOTHING_TO_SHOW
from a4p_helpers.core.missions import Mission
from a4p_helpers.core.scales import NOT_REPORTED
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.charts import own
from a4p_helpers.exhibits.narrative import in_words
from a4p_helpers.exhibits.sentences import Words
from a4p_helpers.indicators import p3
from a4p_helpers.profile import facts
from a4p_helpers.section import Section, magics, opened
from a4p_helpers.section.block import OpenBlock
from a4p_helpers.store import reads
from a4p_helpers.store.processed import Reporting, Tables
from a4p_helpers.store.values import Value, Values

# Names that the findings of a page may use in braces.
WORDS = ("mission", "silent", "answered", "highest", "strength", "women", "deaths")


class ProfileError(ValueError):
    """A mission has no page in a period, since it does not take part."""


def open_profile(mission: str, period: str, edition: str) -> "Profile":
    """Open the page of a mission in a period and edition, cleaning its data if necessary.

    A blank period means the period at work (see `periods.at_work`), and a line names it.

    Raises
    ------
    UnknownMissionError, ProfileError
        The mission does not exist (the message gives the nearest), or does not take part (the
        message lists those that do).
    UnknownPeriodError, UnknownEditionError
        A name is misspelt; the message gives the nearest.
    CleaningError
        The raw data break their contracts; the message lists every fault.
    """
    reads.note()
    values = opened(period, edition)
    page = Profile(taking_part(mission, values.period, values.tables), values)
    own.use_style("")
    magics.register(page)
    if not period:
        page._tell_period()
    return page


def taking_part(spelling: str, period: periods.Period, held: Tables) -> Mission:
    """Return a mission that takes part in a period, or raise an error that lists those that do."""
    code = missions.code(spelling)
    listed = held.taking_part
    if code in listed:
        return missions.declared()[code]
    why = held.participants.get(code, "")
    raise ProfileError(
        f"{code} has no page: it does not take part in {period.name}{f' ({why})' if why else ''}. "
        f"Choose one of {narrative.listed(listed)}."
    )


class PageBlock(OpenBlock):
    """An open block of a mission's page."""

    _section: "Profile"

    def answers(self) -> None:
        """Show what was answered in the tables of a priority, by the mission or about it."""
        page = self._section
        self.table(
            f"What is known about {page.mission.code}",
            "What the priority's tables say about the mission",
            group="part",
            source="the mission, and offices that report on it",
        )

    def accounts(self) -> None:
        """Show the mission's own accounts, and what others reported about it."""
        if self:
            pairs = self.data[["on", "text"]].itertuples(index=False)
            self._section._show_accounts([(str(on), str(text)) for on, text in pairs])


class Profile(Section):
    """The page of one mission being written."""

    _owes_points = False

    def __init__(self, mission: Mission, values: Values) -> None:
        super().__init__(contents.MISSION, values, facts.blocks(values.period.name))
        self.mission = mission
        self._data: dict[str, pd.DataFrame] = {}

    def _words(self) -> dict[str, str]:
        """The values that the findings use by name; blank if there is nothing to say."""
        sent, code = self._sent, self.mission.code
        highest = facts.highest(self.values, code)
        none_of = f", {in_words(sent.unavailable)} of them as not available"
        answered = (
            f"{in_words(sent.answered)} of the {in_words(sent.owed)} tables that it was asked for"
            f"{none_of if sent.unavailable else ''}"
        )
        is_silent = sent.state == "not received" and self.edition == "internal"
        return {
            "mission": code,
            "silent": "nothing" if is_silent else "",
            "answered": answered if self.edition == "internal" and not is_silent else "",
            "highest": narrative.listed(highest) if highest else "",
            **facts.now(self.values, code),
        }

    def _named(self, name: str) -> Value | Words:
        """Return the meaning of a name in braces; a finding with a blank one is left out."""
        words = self._words()
        return Words(words[name], 1) if name in words else super()._named(name)

    def _left_out(self) -> str:
        return ""  # the page has only one mission

    @property
    def targets(self) -> dict[str, float]:
        """The target of each category for the year in which the period ends, of all missions."""
        year = self.period.last_day.year
        return {
            category: float(one.number)
            for category, code in p3.WOMEN_IN.items()
            for one in [targets.for_year(code, self.period.name, year)]
            if one and one.number is not None
        }

    def introduce(self) -> None:
        """Introduce the mission: its name, where and since when it serves."""
        one = self.mission
        text = f"{one.code} is the {one.name}. It has served in {one.place}"
        text += f" since {one.start[:4]}" if one.start else ""
        text += f"; its headquarters is in {one.headquarters}" if one.headquarters else ""
        note = f" {missions.RESOLUTION_1244}" if one.host == "Kosovo" else ""
        self._show_paragraph(f"{text}.{note}")

    def facts(self) -> None:
        """Show the mission in a few numbers: its strength, the women in it, its deaths."""
        kept = facts.in_short(self.values, self.mission.code)
        item = Markup(
            '<li><span class="number">{}</span> <span class="unit">{}</span> '
            '<span class="what">{}</span></li>'
        )
        items = Markup("").join(item.format(*one) for one in kept)
        html = Markup('<ul class="facts-row">{}</ul>').format(items)
        self._display(html, "\n".join(" ".join(filter(None, one)) for one in kept))

    def answers(self) -> None:
        """Show what was reported by the mission and about it, priority by priority of the Plan."""
        for slug, one in plan.priorities(self.period.name).items():
            self._display(Markup("<h3>{}</h3>").format(one.title), one.title)
            self.block(f"MISSION.{slug.upper()}").answers()

    def block(self, block_id: str) -> PageBlock:
        """Open a block of the page, or say why it has nothing to show about the mission."""
        return PageBlock(self, self._open(block_id), speaks=self._opened[block_id])

    def data(self, block_id: str) -> pd.DataFrame:
        """Return what a block shows about the mission."""
        if block_id not in self._data:
            self._data[block_id] = facts.of_block(block_id, self.values, self.mission.code)
        return self._data[block_id].copy()

    def has(self, block_id: str) -> bool:
        """Whether a block has anything to show about the mission."""
        return not self.data(block_id).empty

    def before_release(self) -> None:
        """Say in the internal edition what was asked, and what the focal point must confirm."""
        if self.edition == "external":
            self._opened["MISSION.ASKED"] = False
            return
        heading = Markup("<h2>{}</h2>").format("Before release")
        self._display(heading, "Before release")
        self.block("MISSION.ASKED").table(
            f"{self.mission.code}: what is missing comes first",
            "Tables that the mission is asked for, and its answer",
            missing="–",
            source="the returns of the mission",
        )
        sent = self._sent
        lacking = [*sent.missing, *sent.with_faults]
        lines = [
            f"The numbers and answers above are those of {self.mission.code}; to correct any that "
            "are not, send a new return.",
            *([f"Still owed: {in_words(len(lacking))} of its tables."] if lacking else []),
            "The external edition also has a page on the mission, which may be passed on.",
        ]
        self._display(
            Markup('<p class="say"><strong>For the focal point to confirm:</strong></p>'),
            "For the focal point to confirm:",
        )
        self.items(lines)

    @property
    def _sent(self) -> Reporting:
        """How far the mission has reported."""
        return next(one for one in self.tables.reporting if one.reporter == self.mission.code)

    def _why_not(self, block: Block) -> tuple[str, str]:
        """Say why a block has nothing to show about the mission."""
        if block.empty:
            return NOTHING_TO_SHOW, block.empty
        if block.id == "MISSION.PLAN":
            return NOT_REPORTED, f"{self.mission.code} reported on no deliverable of the Plan."
        return NOT_REPORTED, f"Neither {self.mission.code} nor anyone else reported anything here."

    def _notes(self) -> Iterable[str]:
        yield from facts.remarks(self.values, self.mission.code)
        if lacking := facts.without(self.values, self.mission.code):
            yield f"Counted by mission, but without a value for this one: {'; '.join(lacking)}."
