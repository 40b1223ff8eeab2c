"""The form of one sender: its sheets, questions and places, derived from the contracts.

Forms are written and returns are read by this one layout, so the two cannot drift apart. A sheet
has, from the top: a title, who can answer it, whether last time's answers are right, and its
questions. A table with one answer has one cell after another, each with its help below; any other
table has rows under headings. Both have a cell for an answer about the whole table.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from openpyxl.utils import get_column_letter

from a4p_helpers.clean.cells import heard
from a4p_helpers.contracts import TABLES, bounds, phrases, senders
from a4p_helpers.contracts.questions import TOPICS, YES_NO, Cell, Choices, Question, worded
from a4p_helpers.contracts.table import Table
from a4p_helpers.core import blocks, languages, missions, periods, plan, scales
from a4p_helpers.core.languages import ENGLISH, Language
from a4p_helpers.core.periods import Period
from a4p_helpers.core.scales import HEADQUARTERS
from a4p_helpers.core.wording import folded
from a4p_helpers.indicators.register import BLOCKS, REGISTER, counts_reporting
from a4p_helpers.store.values import Indicator

META, LISTS = "_meta", "_lists"
TITLE_ROW, WHO_ROW, CHECKED_ROW, TOP = 1, 2, 3, 6  # rows of a sheet; TOP is its first question
NUMBER, TEXT, ANSWER, REASON = 1, 2, 3, 4  # columns
CHECKED = (CHECKED_ROW, ANSWER)
SIGNED_BY, SIGNED_ON = (4, ANSWER), (5, ANSWER)  # on the last sheet
FACTS_ROW, AGREES, DIFFERS = 9, (12, ANSWER), (13, ANSWER)
ALONE = 300  # rows of a table that has a sheet to itself

NEED_A_REASON = (scales.NOT_APPLICABLE, scales.NOT_AVAILABLE)
KIND = "A4P+ return"  # as the sheet `_meta` identifies the form
LAYOUT = 2  # raise it whenever places on the sheets move
letter = get_column_letter  # of a column number: 1 is A
Place = tuple[int, int]
Row = Mapping[str, str]


def address(place: Place) -> str:
    """Return a place as a spreadsheet names it, such as C12."""
    return f"{letter(place[1])}{place[0]}"


def absolute(place: Place) -> str:
    """Return a place as an absolute reference, such as $C$12."""
    return f"${letter(place[1])}${place[0]}"


def stored(choices: Choices, text: str) -> tuple[str, ...] | None:
    """Return what a shown answer stores; None if it is not an answer or leaves its row out.

    The text may be in any language.
    """
    value = choices.get(heard(text, choices) or "")
    return (value,) if isinstance(value, str) else value


def said(text: str) -> str:
    """Return what an answer for a whole table stores; blank if it is not an answer."""
    known = {**phrases.ROWS_OR_NONE, **phrases.INSTEAD}
    codes = {str(one): one for one in known.values()}
    return "".join(stored({**codes, **known}, text) or ())


@dataclass(frozen=True, eq=False)
class Column:
    """One thing to answer: its question, its options, and the columns it fills."""

    names: tuple[str, ...]
    title: str
    cell: Cell
    unit: str
    kind: str
    may_be_blank: bool
    example: str
    choices: Mapping[str, tuple[str, ...] | None]
    words: tuple[str, ...]
    language: Language

    @cached_property
    def options(self) -> dict[str, tuple[str, ...] | None]:
        """The options as the form shows them, and what each stores."""
        return {self.language.say(label): value for label, value in self.choices.items()}

    @property
    def suggests(self) -> list[str]:
        """Suggested words, as the form shows them; senders may write others."""
        return [self.language.say(one) for one in self.cell.suggests]

    @property
    def name(self) -> str:
        """The first of the columns it fills."""
        return self.names[0]

    def shown(self, row: Row) -> str:
        """Return a row's answer as shown; one that is not an option is shown as sent."""
        values = tuple(row.get(name, "") for name in self.names)
        if not any(values):
            return ""
        if values[0] in self.words:
            return self.language.say(values[0])
        labels = (label for label, one in self.options.items() if one == values)
        return next(labels, values[0])

    def knows(self, text: str) -> bool:
        """Whether a text is one of the options, as shown or as stored."""
        codes = [value[0] for value in self.choices.values() if value]
        return heard(text, (*self.choices, *codes)) is not None

    def takes(self, text: str) -> bool:
        """Whether a text can be an answer, as far as the form alone can say.

        Codes, and words that a table stores as shown, are judged with the table.
        """
        if self.kind in ("block", "indicator", "deliverable") and re.fullmatch(r"[\w.]+", text):
            return True
        is_worded = any(value != (label,) for label, value in self.choices.items())
        return not is_worded or self.name == "classification" or self.knows(text)

    def read(self, text: str) -> dict[str, str] | None:
        """Return what an answer stores in the columns; None if it leaves the row out."""
        if (label := heard(text, self.choices)) is not None:
            value = self.choices[label]
            return None if value is None else dict(zip(self.names, value, strict=True))
        text = heard(text, self.words) or text
        for value in self.choices.values():  # as tables write it
            if len(self.names) > 1 and value and folded(text) == folded(value[0]):
                return dict(zip(self.names, value, strict=True))
        return {name: text if name == self.name else "" for name in self.names}


@dataclass(frozen=True)
class Asked:
    """One table as a form asks it: its first row on the sheet, and its number of rows.

    `given` rows name what is asked; the sender fills the rest.
    """

    table: str
    question: Question
    columns: tuple[Column, ...]
    given: tuple[Row, ...]
    is_single: bool
    number: int
    row: int
    room: int

    @property
    def title(self) -> str:
        """The name of the table where its question would be too long."""
        return TABLES[self.table].title()

    @property
    def heading_row(self) -> int:
        """The row of the headings of a table with rows."""
        return self.row + 3

    @property
    def first_row(self) -> int:
        """The row of the first answer."""
        return self.row if self.is_single else self.heading_row + 1

    @property
    def gate(self) -> Place:
        """The place of the answer for the whole table; its reason is beside it."""
        return (self.row + (2 * len(self.columns) if self.is_single else 2), ANSWER)

    @property
    def last_row(self) -> int:
        """The last row that belongs to the table."""
        return self.gate[0] if self.is_single else self.first_row + self.room - 1

    @property
    def answers(self) -> Choices:
        """The options for the whole table."""
        if self.is_single:
            return phrases.INSTEAD
        return phrases.NO_DATA if self.given else phrases.ROWS_OR_NONE

    def at(self, column: Column, number: int = 0) -> Place:
        """Return the place of an answer in a row, counted from 0."""
        place = self.columns.index(column)
        if self.is_single:
            return self.row + 2 * place, ANSWER
        return self.first_row + number, TEXT + place

    def cell(self, name: str, number: int = 0) -> str:
        """Return the cell of a column, such as C12."""
        return address(self.at(next(one for one in self.columns if name in one.names), number))

    def inputs(self) -> Iterator[Place]:
        """Yield every place that the sender may fill."""
        yield self.gate
        yield self.gate[0], REASON
        for number in range(1 if self.is_single else self.room):
            yield from (self.at(one, number) for one in self.columns)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its topic, who can answer it, and its tables."""

    topic: str
    title: str
    who: str
    asked: tuple[Asked, ...]

    @property
    def last_row(self) -> int:
        """The last row that may be filled."""
        return max(one.last_row for one in self.asked)

    @property
    def check_column(self) -> int:
        """The column of the checks, to the right of every answer."""
        columns = (0 if one.is_single else len(one.columns) for one in self.asked)
        return max(REASON, TEXT + max(columns) - 1) + 1


@dataclass(frozen=True)
class Form:
    """All that one mission or office is asked in a period."""

    period: Period
    reporter: str
    sheets: tuple[Sheet, ...]
    language: Language = ENGLISH

    @cached_property
    def asked(self) -> dict[str, tuple[Sheet, Asked]]:
        """Every table with its sheet."""
        return {one.table: (sheet, one) for sheet in self.sheets for one in sheet.asked}

    @cached_property
    def version(self) -> str:
        """Eight digits that change with the questions and their places, not with their options."""
        places = [
            [sheet.topic, [[one.table, one.row, [c.names for c in one.columns]]]]
            for sheet in self.sheets
            for one in sheet.asked
        ]
        return hashlib.sha256(json.dumps([LAYOUT, places]).encode()).hexdigest()[:8]

    def words(self, text: str) -> str:
        """Return a text in the form's language, with the days of the period filled in."""
        return worded(text, self.period, self.language)

    def every_wording(self, text: str) -> list[str]:
        """Return the text of `words` in each language."""
        return [worded(text, self.period, one) for one in languages.known().values()]


def of(
    period: str, reporter: str, taking_part: Sequence[str], language: Language = ENGLISH
) -> Form:
    """Return the form of a sender; `taking_part` are the missions that an office may name."""
    declared = periods.get(period)
    wanted = senders.owed_by(reporter, period)
    made = [_Draft(TABLES[name], declared, reporter, taking_part, language) for name in wanted]
    drafts = [one for one in made if one.concerns_sender]
    groups: dict[tuple[str, str], list[_Draft]] = {}
    if reporter in missions.declared():
        is_short = missions.declared()[reporter].is_small
        drafts.sort(key=lambda one: TOPICS.index(one.question.topic or TOPICS[-1]))
        for one in drafts:
            topic = one.question.topic or TOPICS[-1]
            key = (topic.short, phrases.SEND_WHO) if is_short else (topic.title, topic.who)
            groups.setdefault(key, []).append(one)
    else:
        for one in drafts:
            title = one.question.topic.title if one.question.topic else one.contract.title()
            groups.setdefault((title, phrases.SEND_WHO), []).append(one)
    sheets, number = [], 1
    for (title, who), members in groups.items():
        asked, row = [], TOP
        for one in members:
            room = None if len(members) == 1 else one.question.room
            asked.append(one.asked(number, row, room))
            number += len(asked[-1].columns) if asked[-1].is_single else 1
            row = asked[-1].last_row + 2
        who = language.say(who).format(reporter=reporter)
        sheets.append(Sheet(title, language.say(title), who, tuple(asked)))
    return Form(declared, reporter, tuple(sheets), language)


def titles() -> set[str]:
    """Return the titles that sheets have in any form, in every language."""
    topics = {title for one in TOPICS for title in (one.title, one.short)}
    topics |= {one.title() for one in TABLES.values()}
    return {title for topic in topics for title in languages.every(topic)}


def implied(contract: type[Table], reporter: str) -> dict[str, str]:
    """Return the columns that a form does not ask, since its sender determines them."""
    kinds = {
        name: one.metadata["kind"]
        for name, one in contract.to_schema().columns.items()
        if one.metadata["kind"] in ("mission", "mission_or_hq")
    }
    if reporter in missions.declared():
        return {"reporter": reporter, **dict.fromkeys(kinds, reporter)}
    at_headquarters = {name: HEADQUARTERS for name, kind in kinds.items() if kind != "mission"}
    return {"reporter": reporter, **at_headquarters}


class _Draft:
    """One table of a form, before it has a place."""

    def __init__(
        self,
        contract: type[Table],
        period: Period,
        reporter: str,
        taking_part: Sequence[str],
        language: Language,
    ) -> None:
        self.language = language
        self.contract, self.period = contract, period
        self.reporter, self.taking_part = reporter, taking_part
        self.question = contract.asks()
        settled = implied(contract, reporter)
        self.is_single = set(contract.Config.unique) <= set(settled) and bool(self.question.cells)
        schema = contract.to_schema().columns
        declared = {name: one for name, one in schema.items() if name not in settled}
        worded = [cell for cell in self.question.cells if set(cell.columns) <= set(declared)]
        known = {name for cell in worded for name in cell.columns}
        cells = [*worded, *(Cell((name,), "") for name in declared if name not in known)]
        first = list(self.question.given)
        cells.sort(key=lambda cell: cell.columns[0] not in first)
        # The classification comes last in each row, or beside a single answer.
        cells.sort(key=lambda cell: cell.columns[0] == "classification")
        if self.is_single:
            cells = cells[:-1]
        self.columns = tuple(self._column(cell, declared[cell.columns[0]]) for cell in cells)

    @property
    def concerns_sender(self) -> bool:
        """Whether the sender could answer anything in the table."""
        offered = [one for one in self.columns if one.kind in ("block", "indicator", "deliverable")]
        return all(one.choices for one in offered)

    def asked(self, number: int, row: int, room: int | None) -> Asked:
        given = tuple(self._given())
        return Asked(
            self.contract.Config.name,
            self.question,
            self.columns,
            given,
            self.is_single,
            number,
            row,
            max(room or ALONE, len(given)),
        )

    def _given(self) -> Iterator[Row]:
        names = [name for name in self.question.given if name in {c.name for c in self.columns}]
        if not names:
            return
        offered = {one.name: one for one in self.columns}
        values = [
            self.question.given[name]
            or [value[0] for value in offered[name].choices.values() if value]
            for name in names
        ]
        if names == ["deliverable"] and self.reporter in missions.declared():
            values = [senders.asked_of_mission(self.reporter, self.period.name)]
        rows = [dict(zip(names, one, strict=True)) for one in product(*values)]
        known = missions.declared().get(self.reporter)
        is_short = known is not None and known.is_small
        yield from rows[: self.question.short] if is_short and self.question.short else rows

    def _column(self, cell: Cell, declared: Any) -> Column:
        said, name = declared.metadata, cell.columns[0]
        title = cell.text or (phrases.INSIDE if name == "classification" else declared.title)
        # A form may leave the classification blank: that means external.
        may_be_blank = bool(declared.nullable) or name == "classification"
        if cell.choices and any(
            isinstance(one, tuple) and not one[0] for one in cell.choices.values()
        ):
            may_be_blank = False  # one of the options means blank
        return Column(
            cell.columns,
            title,
            cell,
            said["unit"],
            said["kind"],
            may_be_blank,
            said["example"] or self._example(said["kind"], said["unit"]),
            {
                label: (value,) if isinstance(value, str) else value
                for label, value in (cell.choices or self._choices(name, declared)).items()
            },
            (*cell.suggests, *self.question.given.get(name, ())),
            self.language,
        )

    def _choices(self, name: str, declared: Any) -> Choices:
        """Return the options as shown; none where senders write freely."""
        kind = declared.metadata["kind"]
        if name == "classification":
            return phrases.INSIDE_CHOICES
        if (chosen := bounds.choices(declared)) is not None:
            return {one: one for one in chosen}
        if kind == "yes_no":
            return YES_NO
        if kind in ("mission", "mission_or_hq"):
            hq = (HEADQUARTERS,) if kind == "mission_or_hq" else ()
            return {one: one for one in (*hq, *self.taking_part)}
        if kind == "block":
            return {BLOCKS[one].title: one for one in self._blocks()}
        if kind == "deliverable":
            titles = plan.deliverables(self.period.name)
            numbers = senders.deliverables_of(self.reporter, self.period.name)
            return {languages.listing("  ", (one, titles[one].title)): one for one in numbers}
        if kind == "indicator":
            return {one.title: one.code for one in _figures_of(self.reporter)}
        if kind == "cycle":
            within = bounds.of(declared, self.period)
            first, last = (int(str(one)[:4]) for one in (within.least, within.most))
            cycles = (f"{year}–{year + 1}" for year in range(last, first - 1, -1))
            return {one: one for one in cycles}
        return {}

    def _blocks(self) -> list[str]:
        """Return the blocks that the sender's account may be about: those of its tables."""
        own = set(senders.owed_by(self.reporter, self.period.name))
        if self.reporter not in missions.declared():
            own -= {"mission_narratives"}
        return [one for one in blocks.with_accounts(BLOCKS) if own & set(BLOCKS[one].tables)]

    def _example(self, kind: str, unit: str) -> str:
        if kind == "month":
            return self.period.first_day.isoformat()[:7]
        if kind == "date":
            return self.period.last_day.isoformat()
        if unit == "year":
            return str(self.period.last_day.year)
        if scale := re.fullmatch(r"scale \d+–(\d+)", unit):
            return scale[1]
        return {"number": "62.5", "count": "12"}.get(kind, "")


def _figures_of(office: str) -> list[Indicator]:
    """Return the indicators of an office: those of its tables, and those that name it."""
    return [
        one
        for one in REGISTER.values()
        if not counts_reporting(one.code)
        and (
            office in re.split(r"[\s,;]+", one.source)
            or any(office in TABLES[name].Config.metadata["sent_by"] for name in one.tables)
        )
    ]
