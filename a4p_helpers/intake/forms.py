"""Writing forms: an Excel workbook for each mission and office, laid out as `form` says.

Yellow cells need an answer, blue ones hold the last answer, white ones may stay empty; a check
beside each says so in words. All other cells are locked. The same form written twice has the same
bytes.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from a4p_helpers.clean import form
from a4p_helpers.clean.form import Asked, Column, Form, Place, Row, Sheet, address
from a4p_helpers.contracts import TABLES, bounds, phrases
from a4p_helpers.core import missions, paths, plan
from a4p_helpers.core.languages import Language

INK, GREY, NAVY, PALE, RED = "#1b2430", "#4a5665", "#0b3c6f", "#eef3f8", "#9b1c0f"
ASK, BLUE, WHITE = "#fff6d6", "#e3eef9", "#ffffff"
LOOKS = {"!": RED, "✓": "#1e6b36", "–": GREY}  # colour of a check, by its first sign
FONT = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
WIDTHS = {"text": 36, "block": 40, "deliverable": 62, "indicator": 62, "choice": 30, "listed": 30}
QUESTION, ANSWER, NARROW, CHECK, ACCOUNT = 58, 36, 16, 34, 84
LONG = 1.15  # letters of Arial 10 in one unit of width
SHOWN, CHECKS = 5, 40  # rows of an open list that are coloured, and that are checked
MESSAGE, TITLE = 255, 32  # Excel's longest message, and its longest title


class FormError(ValueError):
    """A form that cannot be written as requested."""


@dataclass(frozen=True)
class Known:
    """What a table holds before anybody fills it: its rows, or why it has none.

    The sender must confirm answers of `last_time`, but not those sent in this period.
    """

    rows: Sequence[Row] = ()
    last_time: bool = True
    said: str = ""
    reason: str = ""


@dataclass
class Count:
    """How many cells a sender must fill, how many to confirm, and how many are filled in."""

    to_fill: int = 0
    to_confirm: int = 0
    filled_in: int = 0

    @property
    def asked(self) -> int:
        """The number of cells that the sender must fill or confirm."""
        return self.to_fill + self.to_confirm

    @property
    def share(self) -> float:
        """The share of all answers that the form already holds."""
        return self.filled_in / max(1, self.filled_in + self.to_fill)


@dataclass(frozen=True)
class Given:
    """What a form tells its sender: the due date, whom to ask, what open data say."""

    due: date | None = None
    contact: str = ""
    facts: Mapping[str, int | None] = field(default_factory=dict)


def write(one: Form, known: Mapping[str, Known], path: Path, given: Given | None = None) -> Count:
    """Write the form of one sender, complete or not at all.

    Raises
    ------
    FormError
        A question has more known rows than room for them.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(path) as unfinished:
        import xlsxwriter  # only here: receipts and the status do not need it

        book = xlsxwriter.Workbook(
            unfinished, {"strings_to_formulas": False, "strings_to_urls": False}
        )
        writer = _Writer(book, one, known)
        writer.write(given or Given())
        book.close()
    return writer.count


def file_name(one: Form) -> str:
    """Return the name of a sender's form, such as A4P-2023-11-UNMISS.xlsx."""
    return f"A4P-{one.period}-{one.reporter}.xlsx"


def full_name(reporter: str) -> str:
    """Return the full name of a mission or office."""
    known = missions.declared()
    return known[reporter].name if reporter in known else plan.offices().get(reporter, reporter)


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


class _Words:
    """The phrases of a form in one language, by their names in `phrases`."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __getattr__(self, name: str) -> Any:
        return self._said(getattr(phrases, name))

    def _said(self, value: Any) -> Any:
        say = self._language.say
        if isinstance(value, str):
            return say(value)
        if isinstance(value, tuple):
            return tuple(map(self._said, value))
        if value is phrases.LEGEND:
            return {sign: say(text) for sign, text in value.items()}
        return {say(label): one for label, one in value.items()}


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, one: Form, known: Mapping[str, Known]) -> None:
        self.book, self.form, self.known = book, one, known
        self.say, self.words = one.language.say, _Words(one.language)
        self.count = Count()
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self._signs: list[str] = []  # the current sheet's checks, as its sender first sees them
        self._looks = {
            sign: book.add_format({"font_color": ink, "bold": sign == "!"})
            for sign, ink in LOOKS.items()
        }
        self._unneeded = book.add_format({"bg_color": "#eeeeee"})
        self.label = one.language.period(one.period)
        self.warning = f"{self.words.SYNTHETIC_WARNING} " if one.period.is_synthetic else ""
        self.head = RED if self.warning else NAVY

    def write(self, given: Given) -> None:
        period = self.form.period
        self.book.set_properties(
            {
                "title": f"{self.warning}{self.words.FORM}, {self.label}, {self.form.reporter}",
                "subject": self.words.FORM,
                "author": "A4P+ workbook",
                # A date from the period, so that the same form has the same bytes.
                "created": datetime.combine(period.first_day, datetime.min.time()),
            }
        )
        start = self.book.add_worksheet(self.words.START)
        pages = [(self.book.add_worksheet(one.title), one) for one in self.form.sheets]
        left = []
        for page, sheet in pages:
            self._signs = []
            self._sheet(page, sheet)
            check = form.letter(sheet.check_column)
            left.append((sheet.title, f"${check}$1:${check}${sheet.last_row}", [*self._signs]))
        self._signs = []
        last = self.book.add_worksheet(self.words.SEND)
        self._last(last, given)
        check = form.letter(form.REASON)
        left.append((self.words.SEND, f"${check}$1:${check}$20", [*self._signs]))
        self._start(start, given, left)
        lists = self._hidden(form.LISTS)
        for at, options in enumerate(self._lists):
            lists.write_column(0, at, options)
        said = {
            "form": form.KIND,
            "period": period.name,
            "reporter": self.form.reporter,
            "version": self.form.version,
            "language": self.form.language.code,
        }
        said |= {f"prefilled:{name}": "yes" for name, one in self.known.items() if _is_blue(one)}
        meta = self._hidden(form.META)
        for at, line in enumerate(said.items()):
            meta.write_row(at, 0, line)
        start.activate()

    def style(self, **changes: Any) -> Any:
        key = tuple(sorted({**FONT, **changes}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def input(self, colour: str, **changes: Any) -> Any:
        edge = {"border": 1, "border_color": NAVY, "left": 5, "left_color": NAVY}
        looks = {"locked": False, "text_wrap": True, "bg_color": colour, "font_size": 11, **edge}
        return self.style(**{**looks, "valign": "vcenter", "indent": 1, **changes})

    def _hidden(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.protect()
        sheet.very_hidden()
        return sheet

    def _list(self, options: Sequence[str]) -> str:
        """Return the defined name of a list of options, which it adds once."""
        options = tuple(options)
        if options not in self._lists:
            number = len(self._lists) + 1
            letter = form.letter(number)
            place = f"='{form.LISTS}'!${letter}$1:${letter}${len(options)}"
            self.book.define_name(f"options_{number}", place)
            self._lists[options] = f"options_{number}"
        return self._lists[options]

    def _page(self, page: Any, title: str, who: str, widths: Sequence[float]) -> None:
        """Set up a sheet: widths, title, who can answer it, a link back, protection."""
        for at, width in enumerate(widths):
            page.set_column(at, at, width)
        said = self.form
        text = self.words.TITLE.format(topic=title, reporter=said.reporter, period=self.label)
        band = self.style(bold=True, font_size=15, font_color=WHITE, bg_color=self.head)
        for at in range(len(widths)):
            page.write_blank(0, at, None, band)
        page.write_string(0, 0, f"{self.warning}{text}", band)
        page.set_row(0, 26)
        page.write_string(form.WHO_ROW - 1, form.TEXT - 1, who, self.style(font_color=GREY))
        link = self.style(font_color=NAVY, underline=1)
        place = f"internal:'{self.words.START}'!A1"
        if title != self.words.FORM:
            page.write_url(form.WHO_ROW - 1, len(widths) - 1, place, link, self.words.TO_START)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_header(f"&L{self.warning}{self.words.FORM}&R{said.reporter}, {said.period}")
        page.set_footer(f"&L{said.version}&R&P / &N")
        page.protect("", {"format_columns": True, "format_rows": True, "objects": True})

    def _check(
        self,
        page: Any,
        row: int,
        column: int,
        formula: str,
        first: str,
        answer: Place | None = None,
    ) -> None:
        """Write the check beside an answer; `first` is its value before anybody fills the form."""
        look = self.style(text_wrap=True, valign="vcenter", indent=1)
        page.write_formula(row - 1, column - 1, f"={formula}", look, first)
        here = f"${form.letter(column)}${row}"
        for sign, style in self._looks.items():
            rule = {"type": "formula", "criteria": f'=LEFT({here},1)="{sign}"', "format": style}
            page.conditional_format(row - 1, column - 1, row - 1, column - 1, rule)
        if answer:
            rule = {"type": "formula", "criteria": f'=LEFT({here},1)="–"', "format": self._unneeded}
            page.conditional_format(*(at - 1 for at in answer), *(at - 1 for at in answer), rule)
        self._signs.append(first[:1])

    def _choose(self, page: Any, place: Place, options: Sequence[str], title: str) -> None:
        row, column = place[0] - 1, place[1] - 1
        rule = {
            "validate": "list",
            "source": f"={self._list(options)}",
            "input_title": title[:TITLE],
            "input_message": self.words.CHOOSE,
            "error_title": self.words.NOT_IN_LIST,
            "error_message": self.words.CHOOSE,
        }
        page.data_validation(row, column, row, column, rule)

    # One sheet

    def _sheet(self, page: Any, sheet: Sheet) -> None:
        widths = self._widths(sheet)
        self._page(page, sheet.title, sheet.who, widths)
        page.freeze_panes(form.WHO_ROW, 0)
        page.repeat_rows(0, 0)
        if any(_is_blue(self.known.get(one.table)) for one in sheet.asked):
            self._confirm(page, sheet, widths)
        for one in sheet.asked:
            known = self.known.get(one.table, Known())
            if one.is_single:
                self._single(page, sheet, one, known, widths)
            else:
                self._rows(page, sheet, one, known, widths)
        first = sheet.asked[0]
        row, column = first.at(first.columns[0]) if first.is_single else first.gate
        page.set_selection(row - 1, column - 1, row - 1, column - 1)
        shown = max(
            one.last_row
            if one.is_single
            else one.first_row + max(SHOWN, len(_placed(one, self.known.get(one.table, Known()))))
            for one in sheet.asked
        )
        page.print_area(0, 0, shown, sheet.check_column - 1)

    def _widths(self, sheet: Sheet) -> list[float]:
        widths: list[float] = [4, QUESTION, ANSWER, 26]
        if not any(one.is_single for one in sheet.asked):
            widths = [4, 24, 26, 26]
        widths += [NARROW] * (sheet.check_column - 1 - len(widths))
        for one in sheet.asked:
            for at, column in enumerate(one.columns):
                if not one.is_single:
                    wide = WIDTHS.get(column.kind, 30 if column.options else NARROW)
                    wide = ACCOUNT if self._is_account(one, column) else wide
                    wide = NARROW if column.name == "classification" else wide
                    widths[at + 1] = max(widths[at + 1], wide)
        return [*widths, CHECK]

    @staticmethod
    def _is_account(one: Asked, column: Column) -> bool:
        """Whether a column asks for a few sentences."""
        return bool(TABLES[one.table].to_schema().columns[column.name].metadata["words"])

    def _confirm(self, page: Any, sheet: Sheet, widths: Sequence[float]) -> None:
        row, column = form.CHECKED
        look = self.style(bold=True, font_size=12, text_wrap=True, valign="vcenter")
        page.write_string(row - 1, form.TEXT - 1, self.words.CHECKED_QUESTION, look)
        help_ = self.style(font_color=GREY)
        page.write_string(row, form.TEXT - 1, self.words.CHECKED_HELP, help_)
        page.set_row(row - 1, 15 * _lines(self.words.CHECKED_QUESTION, widths[1], 0.8) + 8)
        page.write_blank(row - 1, column - 1, None, self.input(ASK))
        self._choose(page, form.CHECKED, list(self.words.CHECKED), self.words.CHECKED_QUESTION)
        formula = f'IF({address(form.CHECKED)}="",{_quoted(self.words.CONFIRM)},'
        formula += f"{_quoted(self.words.CONFIRMED)})"
        self._check(page, row, sheet.check_column, formula, self.words.CONFIRM)
        self.count.to_confirm += 1

    def _single(
        self, page: Any, sheet: Sheet, one: Asked, known: Known, widths: Sequence[float]
    ) -> None:
        """Draw a table with one answer: a question for each of its cells."""
        bold = self.style(bold=True, font_size=12, text_wrap=True)
        number = self.style(bold=True, font_size=12, font_color=NAVY, align="center")
        answer = known.rows[0] if known.rows else {}
        gate = address(one.gate)
        is_open = f'OR({gate}="",{gate}={_quoted(self.words.KEEP_INSIDE)})'
        for at, column in enumerate(one.columns):
            row, _ = one.at(column)
            text = self.form.words(column.title)
            page.write_number(row - 1, 0, one.number + at, number)
            page.write_string(row - 1, 1, text, bold)
            shown = column.shown(answer)
            is_asked, need = True, is_open
            if column.cell.when:
                name, values = column.cell.when
                other = next(two for two in one.columns if name in two.names)
                labels = [
                    label for label, value in other.options.items() if value and value[0] in values
                ]
                place = one.cell(name)
                need = f"AND({is_open},OR({','.join(f'{place}={_quoted(two)}' for two in labels)}))"
                is_asked = answer.get(name, "") in ("", *values)
            colour = BLUE if shown else ASK if is_asked else PALE
            self._fill(page, (row, form.ANSWER), column, shown, colour)
            self._validate(page, one, column, row, row)
            self._tally(shown, is_asked)
            self._help(page, row + 1, column, widths, shown if known.last_time else "")
            page.set_row(row - 1, max(26, 16 * _lines(text, widths[1], 0.8) + 4))
            first = (
                self.words.SAME if shown else self.words.ANSWER if is_asked else self.words.UNNEEDED
            )
            cell = address((row, form.ANSWER))
            waiting = f"IF({need},{_quoted(self.words.ANSWER)},{_quoted(self.words.UNNEEDED)})"
            if column.cell.when and not shown and not answer.get(column.cell.when[0]):
                first = self.words.UNNEEDED
            formula = f'IF({cell}="",{waiting},{self._judged(column, cell, shown)})'
            self._check(page, row, sheet.check_column, formula, first, one.at(column))
        self._gate(page, sheet, one, known, self.words.CANNOT)

    def _judged(self, column: Column, cell: str, shown: str) -> str:
        """Return the formula that checks a filled cell."""
        same = f"IF({cell}={_quoted(shown[:MESSAGE])},{_quoted(self.words.SAME)},"
        same += f"{_quoted(self.words.CHANGED)})"
        good = same if shown and column.options else _quoted(self.words.ANSWERED)
        if column.options and not column.cell.suggests:
            known = self._list(list(column.options))
            return f"IF(ISNA(MATCH({cell},{known},0)),{_quoted(self.words.FROM_LIST)},{good})"
        if column.kind in ("count", "number"):
            return f"IF(ISNUMBER({cell}),{good},{_quoted(self.words.NUMBER)})"
        return good

    def _help(
        self, page: Any, row: int, column: Column, widths: Sequence[float], last_time: str
    ) -> None:
        cell = column.cell
        lines = [
            said.format(text=self.form.words(text))
            for said, text in (
                (self.words.COUNTS, cell.counts),
                (self.words.EXCLUDES, cell.excludes),
                (self.words.EXAMPLE, cell.example),
            )
            if text
        ]
        beside = (
            [self.words.UNIT.format(unit=self.say(column.unit))]
            if column.kind == "count" and not column.options
            else []
        )
        beside += [self.words.LAST_TIME] if last_time else []
        quiet = self.style(font_color=GREY, text_wrap=True)
        page.write_string(row - 1, form.TEXT - 1, "\n".join(lines), quiet)
        page.write_string(row - 1, form.ANSWER - 1, "\n".join(beside), quiet)
        high = sum(_lines(line, widths[1]) for line in lines)
        page.set_row(row - 1, 13.5 * max(1, high, len(beside)) + 8)

    def _rows(
        self, page: Any, sheet: Sheet, one: Asked, known: Known, widths: Sequence[float]
    ) -> None:
        """Draw a table with rows: the named questions first, then room for others."""
        bold, last = self.style(bold=True, font_size=12, text_wrap=True), len(widths) - 1
        number = self.style(bold=True, font_size=12, font_color=NAVY, align="center")
        question = self.form.words(one.question.text)
        page.write_number(one.row - 1, 0, one.number, number)
        page.merge_range(one.row - 1, 1, one.row - 1, last, question, bold)
        page.set_row(one.row - 1, 20)
        said = one.question
        lines = [
            phrase.format(text=self.form.words(text))
            for phrase, text in (
                (self.words.COUNTS, said.counts),
                (self.words.EXCLUDES, said.excludes),
                (self.words.EXAMPLE, said.example),
            )
            if text
        ]
        quiet = self.style(font_color=GREY, text_wrap=True)
        page.merge_range(one.row, 1, one.row, last, "\n".join(lines), quiet)
        page.set_row(one.row, 13.5 * sum(_lines(line, sum(widths[1:])) for line in lines) + 8)
        self._gate(page, sheet, one, known, self.words.CANNOT if one.given else self.words.ANYTHING)
        heading = self.style(bold=True, bg_color=PALE, bottom=1, bottom_color=NAVY, text_wrap=True)
        for at, column in enumerate(one.columns, start=1):
            page.write_string(one.heading_row - 1, at, self.form.words(column.title), heading)
        page.write_string(one.heading_row - 1, sheet.check_column - 1, self.words.CHECK, heading)
        heads = zip(one.columns, widths[1:], strict=False)
        high = max(_lines(self.form.words(two.title), width) for two, width in heads)
        page.set_row(one.heading_row - 1, 15 * high + 4)
        self._name_region(sheet, one)
        placed = _placed(one, known)
        for at, row in enumerate(placed):
            self._row(page, sheet, one, known, at, row)
            cells = zip(one.columns, widths[1:], strict=False)
            high = max((_lines(two.shown(row), width) for two, width in cells), default=1)
            least = 76 if any(self._is_account(one, two) for two in one.columns) else 22
            page.set_row(one.first_row + at - 1, max(least, 14.5 * high + 4))
        for at in range(len(placed), one.room):
            self._row(page, sheet, one, known, at, {})
        for column in one.columns:
            self._validate(page, one, column, one.first_row, one.last_row)

    def _row(self, page: Any, sheet: Sheet, one: Asked, known: Known, at: int, row: Row) -> None:
        """Draw one row: a named question, or room for one."""
        asked = one.given[at] if at < len(one.given) else {}
        number, required, cells, shown_any, lacks = one.first_row + at, [], [], "", False
        for column in one.columns:
            place, shown = one.at(column, at), column.shown(row)
            if column.name in asked:
                look = self.style(text_wrap=True, font_size=11, valign="vcenter", num_format="@")
                page.write_string(place[0] - 1, place[1] - 1, column.shown(asked), look)
                continue
            is_due = one.question.must_answer if asked else bool(row)
            must = is_due and not column.may_be_blank
            colour = BLUE if shown else ASK if must else WHITE
            is_plain = not asked and not row and (bool(one.given) or at >= SHOWN)
            self._fill(page, place, column, shown, colour, is_plain=is_plain)
            cells.append(address(place))
            required += [] if column.may_be_blank else [address(place)]
            if column.name != "classification" and (shown or must):
                self._tally(shown, True)
            shown_any = shown_any or shown
            lacks = lacks or (not shown and not column.may_be_blank)
        if at >= len(one.given) + CHECKS:
            return
        span = f"{cells[0]}:{cells[-1]}"
        waiting = ""
        if asked:
            waiting = self.words.ANSWER if one.question.must_answer else self.words.EMPTY
            gate = address(one.gate)
            nothing = f'IF({gate}="",{_quoted(waiting)},{_quoted(self.words.UNNEEDED)})'
        else:
            nothing = '""'
        lacking = ",".join(f'{cell}=""' for cell in required) or "FALSE"
        good = self.words.SAME if shown_any and known.last_time else self.words.ANSWERED
        formula = (
            f"IF(COUNTA({span})=0,{nothing},"
            f"IF(OR({lacking}),{_quoted(self.words.WHOLE_ROW)},{_quoted(good)}))"
        )
        first = (
            self.words.WHOLE_ROW
            if shown_any and lacks
            else good
            if shown_any
            else ""
            if known.said and asked
            else waiting
        )
        self._check(page, number, sheet.check_column, formula, first)

    def _tally(self, shown: str, is_asked: bool) -> None:
        self.count.filled_in += bool(shown)
        self.count.to_fill += not shown and is_asked

    def _gate(self, page: Any, sheet: Sheet, one: Asked, known: Known, label: str) -> None:
        """Draw the answer for a whole table, and the reason for it."""
        row = one.gate[0]
        quiet = self.style(font_color=GREY, align="right", valign="vcenter", indent=1)
        is_open = label == self.words.ANYTHING
        page.write_string(
            row - 1,
            form.TEXT - 1,
            label,
            self.style(bold=True, align="right", valign="vcenter", indent=1) if is_open else quiet,
        )
        labels = {value: self.say(text) for text, value in one.answers.items()}
        said = labels.get(known.said, "")
        is_asked = is_open and not known.rows
        colour = BLUE if said else ASK if is_asked else WHITE
        looks = {} if is_open else {"left": 1, "border_color": "#b8c2ce", "left_color": "#b8c2ce"}
        page.write_string(row - 1, form.ANSWER - 1, said, self.input(colour, **looks))
        page.write_string(row - 1, form.REASON - 1, known.reason, self.input(WHITE, **looks))
        why = {
            "validate": "any",
            "input_title": self.words.REASON,
            "input_message": self.words.KINDS_OF_NONE,
        }
        page.data_validation(row - 1, form.REASON - 1, row - 1, form.REASON - 1, why)
        self._choose(page, one.gate, [*labels.values()], label)
        if is_asked:
            self._tally(said, True)
        page.set_row(row - 1, 24)
        gate, reason = address(one.gate), address((row, form.REASON))
        none = ",".join(f"{gate}={_quoted(text)}" for text in self.words.NO_DATA)
        empty = _quoted(self.words.EMPTY)
        if is_open:
            span = f"{one.cell(one.columns[0].name)}:{one.cell(one.columns[0].name, one.room - 1)}"
            empty = (
                f"IF(COUNTA({span})=0,{_quoted(self.words.ANSWER)},{_quoted(self.words.ANSWERED)})"
            )
        formula = (
            f'IF({gate}="",{empty},IF(AND(OR({none}),{reason}=""),'
            f"{_quoted(self.words.SAY_WHY)},{_quoted(self.words.ANSWERED)}))"
        )
        first = self.words.ANSWERED if said or (is_open and known.rows) else self.words.EMPTY
        first = self.words.ANSWER if is_asked and not said else first
        self._check(page, row, sheet.check_column, formula, first)

    def _name_region(self, sheet: Sheet, one: Asked) -> None:
        """Name the headings, so that screen readers announce them with each cell."""
        number = 2 + self.form.sheets.index(sheet)
        order = list(self.form.asked).index(one.table) + 1
        first, last = (
            address((one.heading_row, form.TEXT)),
            one.cell(one.columns[-1].name, one.room - 1),
        )
        self.book.define_name(
            f"ColumnTitleRegion{order}.{first}.{last}.{number}",
            f"='{sheet.title}'!{form.absolute((one.heading_row, form.TEXT))}",
        )

    def _fill(
        self,
        page: Any,
        place: Place,
        column: Column,
        shown: str,
        colour: str,
        *,
        is_plain: bool = False,
    ) -> None:
        """Unlock a cell for the sender, with its known value."""
        row, at = place[0] - 1, place[1] - 1
        looks: dict[str, Any] = {}
        if column.kind in ("month", "text"):
            looks["num_format"] = "@"  # text that looks like a date or formula stays as typed
        if column.kind == "date":
            looks["num_format"] = self.words.DAY_FORMAT
        if column.kind in ("count", "number") and not column.options:
            looks["align"] = "left"
        look = (
            self.style(locked=False, text_wrap=True, font_size=11, **looks)
            if is_plain
            else self.input(colour, **looks)
        )
        if not shown:
            page.write_blank(row, at, None, look)
        elif column.kind in ("count", "number") and not column.options and _is_number(shown):
            page.write_number(row, at, float(shown), look)
        elif column.kind == "date" and _is_day(shown):
            page.write_datetime(row, at, datetime.fromisoformat(shown), look)
        else:
            page.write_string(row, at, shown, look)

    def _validate(self, page: Any, one: Asked, column: Column, first: int, last: int) -> None:
        """Limit what a column's cells take, with a message before and an error after."""
        _, at = one.at(column)
        page.data_validation(first - 1, at - 1, last - 1, at - 1, self._rule(column, one))

    def _rule(self, column: Column, one: Asked) -> dict[str, Any]:
        declared = TABLES[one.table].to_schema().columns[column.name]
        within = bounds.of(declared, self.form.period)
        low, high = within.least, within.most
        title = self.form.words(column.title)[:TITLE]
        number, day = self.form.language.number, self.form.language.day
        about = [self.say(declared.description)]
        about += [self.words.UNIT.format(unit=self.say(column.unit))] if column.unit else []
        about += (
            [self.words.EXAMPLE.format(text=self.say(column.example))] if column.example else []
        )
        rule: dict[str, Any] = {"input_title": title, "input_message": ". ".join(about)[:MESSAGE]}
        between: dict[str, Any] = {"criteria": "between", "minimum": low, "maximum": high}
        if column.options or column.suggests:
            options = list(column.options or column.suggests)
            rule |= {"validate": "list", "source": f"={self._list(options)}"}
            rule |= {"error_title": self.words.NOT_IN_LIST, "error_message": self.words.CHOOSE}
            if column.cell.suggests:
                rule |= {"error_type": "warning", "error_message": self.words.OWN_WORDS}
        elif column.kind in ("count", "number"):
            is_whole = column.kind == "count"
            said = self.words.TYPE_WHOLE if is_whole else self.words.TYPE_NUMBER
            rule |= between | {"validate": "integer" if is_whole else "decimal"}
            rule |= {"error_title": self.words.NO_NUMBER}
            rule |= {"error_message": said.format(least=number(low), most=number(high))}
        elif column.kind == "date":
            days = [date.fromisoformat(str(day)) for day in (low, high)]
            rule |= between | {"validate": "date", "minimum": days[0], "maximum": days[1]}
            rule |= {"error_title": self.words.NO_DAY}
            rule |= {
                "error_message": self.words.TYPE_DAY.format(
                    least=day(str(low)), most=day(str(high))
                )
            }
        elif column.kind == "month":
            rule |= {"validate": "length", "criteria": "==", "value": 7}
            rule |= {"error_title": self.words.NO_DAY, "error_message": self.words.TYPE_MONTH}
        elif column.kind == "text":
            rule |= {"validate": "length", "criteria": "<=", "value": high}
            rule |= {"error_title": self.words.TOO_LONG}
            rule |= {"error_message": self.words.TYPE_TEXT.format(most=number(high))}
        else:
            rule["validate"] = "any"
        return rule

    # The last sheet and the first

    def _last(self, page: Any, given: Given) -> None:
        """Write the last sheet: who confirms the return, and what open data say of the mission."""
        who = self.words.SEND_WHO.format(reporter=self.form.reporter)
        self._page(page, self.words.SEND, who, (4, QUESTION, ANSWER, CHECK))
        bold = self.style(bold=True, font_size=11, text_wrap=True, valign="vcenter")
        quiet = self.style(font_color=GREY, text_wrap=True)

        def ask(place: Place, text: str, condition: str, first: str, **looks: Any) -> None:
            page.set_row(place[0] - 1, 26)
            page.write_string(place[0] - 1, 1, text, bold)
            page.write_blank(
                place[0] - 1,
                2,
                None,
                self.input(ASK if first != self.words.EMPTY else WHITE, **looks),
            )
            cell = address(place)
            formula = f'IF({cell}="",{_quoted(first)},{condition})'
            self._check(page, place[0], form.REASON, formula, first)

        day = address(form.SIGNED_ON)
        good = _quoted(self.words.ANSWERED)
        is_day = f"IF(ISNUMBER({day}),{good},{_quoted(self.words.DAY)})"
        ask(form.SIGNED_BY, self.words.SIGNED_BY, good, self.words.EMPTY)
        ask(
            form.SIGNED_ON,
            self.words.SIGNED_ON,
            is_day,
            self.words.EMPTY,
            num_format=self.words.DAY_FORMAT,
        )
        page.write_string(form.SIGNED_ON[0], 1, self.words.SIGN_HELP, quiet)
        page.set_row(form.SIGNED_ON[0], 15 * _lines(self.words.SIGN_HELP, QUESTION) + 4)
        if not given.facts:
            return
        for at, (label, value) in enumerate(given.facts.items()):
            page.write_string(form.FACTS_ROW - 2 + at, 1, label, self.style(text_wrap=True))
            page.set_row(form.FACTS_ROW - 2 + at, 15 * _lines(label, QUESTION) + 2)
            look = self.style(bold=True, bg_color=PALE, align="left", num_format="#,##0")
            if value is not None:
                page.write_number(form.FACTS_ROW - 2 + at, 2, value, look)
        confirmed = _quoted(self.words.CONFIRMED)
        ask(form.AGREES, self.words.AGREES, confirmed, self.words.CONFIRM)
        self._choose(page, form.AGREES, list(self.words.AGREES_CHOICES), self.words.AGREES)
        ask(form.DIFFERS, self.words.DIFFERS, good, self.words.EMPTY)
        self.count.to_confirm += 1

    def _start(self, page: Any, given: Given, left: Sequence[tuple[str, str, list[str]]]) -> None:
        """Write the first sheet: why, by when, whom to ask, what to answer and what is left."""
        one = self.form
        self._page(
            page, self.words.FORM, self.say(full_name(one.reporter)), (4, QUESTION, ANSWER, CHECK)
        )
        page.fit_to_pages(1, 1)
        wide = 1.2 * (QUESTION + ANSWER + CHECK)
        wrap = self.style(text_wrap=True, font_size=11)
        row = 3

        def paragraph(text: str) -> None:
            nonlocal row
            page.merge_range(row, 1, row, 3, text, wrap)
            page.set_row(row, 15.5 * _lines(text, wide, 0.9) + 5)
            row += 1

        for text in (*self.words.WHY, self.words.KINDS_OF_NONE):
            paragraph(text)
        row += 1
        day = one.language.day
        first, last = map(day, (one.period.first_day, one.period.last_day))
        for label, text in (
            (self.words.DUE, day(given.due) if given.due else self.words.DUE_UNKNOWN),
            (self.words.PERIOD, self.words.SPAN.format(first=first, last=last)),
            (self.words.ASK, given.contact or self.words.ASK_PLANNING),
        ):
            page.write_string(row, 1, label, self.style(bold=True, font_size=11, font_color=NAVY))
            page.write_string(row, 2, text, self.style(font_size=11))
            row += 1
        page.write_string(
            row, 1, self.words.NEXT, self.style(bold=True, font_size=11, font_color=NAVY)
        )
        row += 1
        paragraph(self.words.THEN)
        row += 1
        heading = self.style(bold=True, bg_color=PALE, bottom=1, bottom_color=NAVY)
        page.write_row(row, 1, (self.words.SHEETS, self.words.LEFT), heading)
        link = self.style(font_color=NAVY, underline=1, font_size=11)
        for title, checks, signs in left:
            row += 1
            page.write_url(row, 1, f"internal:'{title}'!A1", link, title)
            open_, wrong = (f"COUNTIF('{title}'!{checks},\"{sign}*\")" for sign in "►!")
            formula = (
                f"IF({wrong}>0,{_quoted(self.words.WRONG)}&{wrong},"
                f"IF({open_}>0,{_quoted(self.words.STILL)}&{open_},{_quoted(self.words.DONE)}))"
            )
            number = signs.count("►")
            text = f"{self.words.STILL}{number}" if number else self.words.DONE
            self._check(page, row + 1, form.ANSWER, formula, text)
            page.set_row(row, 19)
        row += 2
        page.write_string(row, 1, self.words.SIGNS, self.style(bold=True, font_color=GREY))
        colours = {"►": ASK, "=": BLUE}
        for sign, text in self.words.LEGEND.items():
            row += 1
            look = {"bg_color": colours[sign]} if sign in colours else {}
            page.write_string(row, 0, sign, self.style(bold=True, align="center"))
            page.write_string(row, 1, text, self.style(font_color=GREY, **look))


def _is_blue(known: Known | None) -> bool:
    """Whether the sender must still confirm a table's known answers."""
    return bool(known and known.rows and known.last_time)


def _placed(one: Asked, known: Known) -> list[Row]:
    """Put known rows beside the questions for them, and the rest below."""
    asked: list[Row] = [dict(row) for row in one.given]
    more = []
    for row in known.rows:
        same = [at for at, given in enumerate(one.given) if given.items() <= row.items()]
        if same:
            asked[same[0]] = row
        else:
            more.append(row)
    if len(asked) + len(more) > one.room:
        number = len(asked) + len(more)
        raise FormError(
            f"{one.title}: {number} rows are known, but the form has room for {one.room}: "
            "raise the room in its question"
        )
    return [*asked, *more]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _lines(text: str, width: float, scale: float = 1) -> int:
    """Return how many lines a text takes in a column; larger letters have a smaller scale."""
    letters = max(1, int(width * LONG * scale))
    return sum(len(textwrap.wrap(line, letters)) or 1 for line in text.split("\n"))
