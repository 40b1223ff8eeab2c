"""Writing forms: one Excel workbook for each mission and office, by the layout in `form`.

Every cell that is not to be filled is locked; every cell that is offers what may be written. The
same answers asked twice give the same bytes.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from a4p_helpers.clean import form
from a4p_helpers.clean.form import Column, Form, Sheet
from a4p_helpers.contracts import TABLES, bounds
from a4p_helpers.core import missions, paths, plan
from a4p_helpers.core.periods import SYNTHETIC
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.narrative import long_date

INK, GREY, BLUE, PALE, AMBER, RED = "#1b2733", "#4b5a67", "#0b4f83", "#eef3f7", "#ffe9b8", "#b00020"
FONT = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
WIDTHS = {"text": 44, "choice": 26, "listed": 26, "block": 24, "indicator": 34, "mission": 14}
NARROW = 16
UNUSED = 8.43  # width of a column that nobody set
ACROSS = (30, 44, 74, 20, 14)  # widths on the Guidance sheet
MESSAGE, TITLE = 255, 32  # Excel takes no longer message, nor title of one
WHY = (
    "Action for Peacekeeping Plus reports twice a year on what peacekeeping does for its seven "
    "priorities.",
    "Your answers are counted together with those of the other missions and offices, and every "
    "number of the report says who sent it.",
)
HOW_TO = (
    "Each sheet is one table. First choose an answer for the whole table in cell B3, then fill the "
    "rows below the headings if there is something to report. One row is one thing.",
    "There are three kinds of none. 'Nothing to report': you looked, and there was none; it counts "
    "as zero. 'Not applicable': the question does not concern you. 'Not available': there may be "
    "something, but you cannot give it. Say why in cell B4 for the last two.",
    "A blank cell means not reported. Zero is written 0.",
    "Amber cells hold what was reported for the period before. Check them, change or delete what "
    "no longer holds, and choose 'reported below' in B3 to confirm them; until then they do not "
    "count.",
    "Type values, not formulas. Do not rename or move sheets, headings, rows or columns.",
    "Classification: leave it blank, or choose 'internal' where a row must not appear in the "
    "edition for the public.",
    "You get a receipt that says what was taken and what is to be corrected, cell by cell. A "
    "corrected form replaces the one before.",
)


Carried: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]


class FormError(ValueError):
    """A form that cannot be made as it was asked for."""


def write(
    one: Form, carried: Carried, path: Path, *, due: date | None = None, contact: str = ""
) -> None:
    """Write the form of one reporter; `carried` are rows of the period before, by table.

    It says by when it is `due`, and whom to ask. The file is complete or not there at all.

    Raises
    ------
    FormError
        More rows are to be confirmed than a sheet has room for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with paths.replacing(path) as unfinished:
        import xlsxwriter  # only now: receipts and the status need none of it

        book = xlsxwriter.Workbook(
            unfinished, {"strings_to_formulas": False, "strings_to_urls": False}
        )
        _Writer(book, one).write(carried, due, contact)
        book.close()


def file_name(one: Form) -> str:
    """Return the name of a reporter's form, such as A4P-2023-11-UNMISS.xlsx."""
    return f"A4P-{one.period}-{one.reporter}.xlsx"


def full_name(reporter: str) -> str:
    """Return the full name of a mission or office."""
    known = missions.declared()
    return known[reporter].name if reporter in known else plan.offices().get(reporter, reporter)


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, one: Form) -> None:
        self.book, self.form = book, one
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._lists: dict[tuple[str, ...], str] = {}
        self.warning = f"{SYNTHETIC}: for training only. " if one.period.is_synthetic else ""

    def write(self, carried: Carried, due: date | None, contact: str) -> None:
        period = self.form.period
        self.book.set_properties(
            {
                "title": f"{self.warning}A4P+ return, {period.label}, {self.form.reporter}",
                "subject": "Action for Peacekeeping Plus, progress report",
                "author": "A4P+ workbook",
                # A date of the period, so that the same form has the same bytes.
                "created": datetime.combine(period.first_day, datetime.min.time()),
            }
        )
        guidance = self.book.add_worksheet(form.GUIDANCE)
        sheets = [(self.book.add_worksheet(one.title), one) for one in self.form.sheets]
        for number, (sheet, one) in enumerate(sheets, start=2):
            self._table(sheet, one, carried.get(one.table, ()), number)
        self._guidance(guidance, due, contact)
        lists = self._hidden(form.LISTS)
        for at, options in enumerate(self._lists):
            lists.write_column(0, at, options)
        said = {
            "form": form.KIND,
            "period": period.name,
            "reporter": self.form.reporter,
            "version": self.form.version,
        }
        for one in self.form.sheets:
            if carried.get(one.table):
                said[f"prefilled:{one.table}"] = str(len(carried[one.table]))
        meta = self._hidden(form.META)
        for at, line in enumerate(said.items()):
            meta.write_row(at, 0, line)
        guidance.activate()

    def style(self, **changes: Any) -> Any:
        key = tuple(sorted({**FONT, **changes}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def _hidden(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.protect()
        sheet.very_hidden()
        return sheet

    def _list(self, options: tuple[str, ...]) -> str:
        """Return the name of a list of options, wherever it is used."""
        if options not in self._lists:
            number = len(self._lists) + 1
            letter = form.letter(number)
            place = f"='{form.LISTS}'!${letter}$1:${letter}${len(options)}"
            self.book.define_name(f"options_{number}", place)
            self._lists[options] = f"=options_{number}"
        return self._lists[options]

    # One table

    def _table(
        self, sheet: Any, one: Sheet, carried: Sequence[Mapping[str, str]], number: int
    ) -> None:
        room = form.LAST_ROW - form.FIRST_ROW + 1
        if len(carried) > room:
            raise FormError(f"{one.title}: {len(carried)} rows to be confirmed, room for {room}")
        bold = self.style(bold=True, font_size=16, font_color=BLUE)
        quiet = self.style(font_color=GREY)
        if self.warning:
            bold = self.style(bold=True, font_size=16, font_color=RED)
        title = f"{self.warning}{one.title}: {self.form.reporter}, {self.form.period.label}"
        sheet.write_string(form.TITLE_ROW - 1, 0, title, bold)
        about = f"One row: {one.about}"
        sheet.write_string(form.ABOUT_ROW - 1, 0, about, quiet)
        # Letters of the title are half as wide again.
        longest = max(len(title) * 1.6, len(about))
        self._answer(sheet)
        if carried:
            how_many = narrative.in_words(len(carried), start=True)
            rows = "amber row holds" if len(carried) == 1 else "amber rows hold"
            told = (
                f"{how_many} {rows} the answers for the period before. Check them, then choose "
                "'reported below' in B3 to confirm."
            )
            sheet.write_string(form.REASON_ROW, 0, told, self.style(bold=True))
            longest = max(longest, len(told) * 1.1)
        widths = [
            max(_width(column), 30 if at == 0 else 0) for at, column in enumerate(one.columns)
        ]
        for at, column in enumerate(one.columns):
            sheet.set_column(at, at, widths[at])
            self._head(sheet, at, column)
            self._inputs(sheet, at, column, one, carried)
        for at, row in enumerate(carried):
            long = max(
                -(-len(row.get(column.name, "")) // _width(column)) for column in one.columns
            )
            sheet.set_row(form.FIRST_ROW - 1 + at, 16 * max(1, long))
        # Screen readers announce the headings of a region that is named like this.
        corner = f"{form.letter(len(one.columns))}{form.LAST_ROW}"
        self.book.define_name(
            f"ColumnTitleRegion{number - 1}.A{form.HEADING_ROW}.{corner}.{number}",
            f"='{one.title}'!$A${form.HEADING_ROW}",
        )
        sheet.freeze_panes(form.HEADING_ROW, 0)
        sheet.set_selection(form.ANSWER_ROW - 1, 1, form.ANSWER_ROW - 1, 1)
        sheet.repeat_rows(form.HEADING_ROW - 1)
        # Lines over the table run on into empty columns; paper must not cut them.
        over = max(0, math.ceil((longest - sum(widths)) / UNUSED))
        bottom = max(form.FIRST_ROW + len(carried) + len(one.given) + 4, 20)
        sheet.print_area(0, 0, bottom, len(one.columns) - 1 + over)
        sheet.set_row(form.TITLE_ROW - 1, 24)
        for place, told_in in ((form.WRITE_ROW, _what_to_write), (form.EXAMPLE_ROW, _example)):
            lines = max(
                _lines(told_in(column), width)
                for column, width in zip(one.columns, widths, strict=True)
            )
            sheet.set_row(place - 1, 15 * lines + 2)
        self._page(sheet)

    def _page(self, sheet: Any) -> None:
        one = self.form
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{self.warning}A4P+ return&R{one.reporter}, {one.period}")
        sheet.set_footer(f"&LForm version {one.version}&RPage &P of &N")
        sheet.hide_gridlines(2)
        sheet.protect(
            "",
            {"format_columns": True, "format_rows": True, "format_cells": False, "objects": True},
        )

    def _answer(self, sheet: Any) -> None:
        label = self.style(bold=True)
        open_ = self.style(locked=False, border=1, bg_color="#ffffff", text_wrap=True)
        answer = {
            "validate": "list",
            "source": self._list(form.ANSWERS),
            "input_title": "Answer for this table",
            "input_message": (
                "reported below: the rows are the answer. nothing to report: you looked, there was "
                "none. not applicable: it does not concern you. not available: it cannot be given."
            ),
            "error_title": "Not one of the answers",
            "error_message": "Choose one of the four answers in the list.",
        }
        reason = {
            "validate": "any",
            "input_title": "Reason",
            "input_message": "Say in a few words why it is not applicable or not available.",
        }
        for row, text, rule in (
            (form.ANSWER_ROW - 1, "Answer for this table", answer),
            (form.REASON_ROW - 1, "Reason, or a note", reason),
        ):
            sheet.write_string(row, 0, text, label)
            sheet.write_blank(row, 1, None, open_)
            sheet.data_validation(row, 1, row, 1, rule)

    def _head(self, sheet: Any, at: int, column: Column) -> None:
        wrap = self.style(text_wrap=True, font_color=GREY, bg_color=PALE)
        sheet.write_string(form.WRITE_ROW - 1, at, _what_to_write(column), wrap)
        sheet.write_string(form.EXAMPLE_ROW - 1, at, _example(column), wrap)
        heading = self.style(
            bold=True, font_color="#ffffff", bg_color=BLUE, text_wrap=True, border=1
        )
        sheet.write_string(form.HEADING_ROW - 1, at, column.title, heading)

    def _inputs(
        self, sheet: Any, at: int, column: Column, one: Sheet, carried: Sequence[Mapping[str, str]]
    ) -> None:
        """Unlock a column's cells, fill what is known, and say what may be written."""
        first, last = form.FIRST_ROW - 1, form.LAST_ROW - 1
        looks: dict[str, Any] = {"border": 1, "border_color": "#9fb0bd", "text_wrap": True}
        if column.kind in ("month", "text", "deliverable"):
            looks["num_format"] = "@"  # what looks like a date or formula stays as typed
        if column.kind == "date":
            looks["num_format"] = "yyyy-mm-dd"
        given = [row.get(column.name, "") for row in one.given]
        open_ = self.style(locked=False, **looks)
        for row in range(first, last + 1):
            number = row - first
            known = carried[number].get(column.name, "") if number < len(carried) else ""
            if number < len(given) and given[number]:
                sheet.write_string(row, at, given[number], self.style(bg_color=PALE, **looks))
            elif known:
                amber = self.style(locked=False, bg_color=AMBER, **looks)
                self._known(sheet, row, at, column, known, amber)
            else:
                sheet.write_blank(row, at, None, open_)
        # What is given is locked, and says what it means; one cell takes one rule only.
        meanings = form.meanings(column)
        known_cells = sum(1 for text in given if text)
        for row, text in enumerate(given[:known_cells], start=first):
            meaning = meanings.get(text, column.about)[:MESSAGE]
            told = {"validate": "any", "input_title": text[:TITLE], "input_message": meaning}
            sheet.data_validation(row, at, row, at, told)
        sheet.data_validation(first + known_cells, at, last, at, self._rule(column, one))

    @staticmethod
    def _known(sheet: Any, row: int, at: int, column: Column, text: str, style: Any) -> None:
        if column.kind in ("count", "number"):
            sheet.write_number(row, at, float(text), style)
        elif column.kind == "date":
            sheet.write_datetime(row, at, datetime.fromisoformat(text), style)
        else:
            sheet.write_string(row, at, text, style)

    def _rule(self, column: Column, one: Sheet) -> dict[str, Any]:
        """Return what a column's cells take, with a message before and an error after."""
        must = "may be left blank" if column.may_be_blank else "required"
        unit = f" Unit: {column.unit}." if column.unit else ""
        rule: dict[str, Any] = {
            "input_title": column.title[:TITLE],
            "input_message": f"{column.about} ({must}).{unit}"[:MESSAGE],
            "error_title": f"{column.title}"[:TITLE],
        }
        within = bounds.of(TABLES[one.table].to_schema().columns[column.name], self.form.period)
        low, high = within.least, within.most
        or_blank = ", or leave the cell blank" if column.may_be_blank else ""
        if column.options:
            rule |= {"validate": "list", "source": self._list(column.options)}
            rule["error_message"] = f"Choose one of the words in the list{or_blank}."
        elif column.kind in ("count", "number"):
            validate, word = {
                "count": ("integer", "a whole number"),
                "number": ("decimal", "a number"),
            }[column.kind]
            rule |= {"validate": validate, "criteria": "between", "minimum": low, "maximum": high}
            rule["error_message"] = f"Type {word} from {low:,} to {high:,}{or_blank}. Zero is 0."
        elif column.kind == "date":
            first, last = (date.fromisoformat(str(day)) for day in (low, high))
            rule |= {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
            rule["error_message"] = f"Type a date from {low} to {high}, such as {column.example}."
        elif column.kind == "month":
            rule |= {"validate": "length", "criteria": "==", "value": 7}
            rule["error_message"] = "Type year and month, such as 2023-05."
        elif column.kind == "text":
            rule |= {"validate": "length", "criteria": "<=", "value": high}
            rule["error_message"] = f"Write at most {high:,} signs."
        else:
            rule["validate"] = "any"
        return rule

    # Guidance

    def _guidance(self, sheet: Any, due: date | None, contact: str) -> None:
        one, period = self.form, self.form.period
        wrap = self.style(text_wrap=True)
        bold = self.style(bold=True, font_size=13, font_color=BLUE)
        for at, width in enumerate(ACROSS):
            sheet.set_column(at, at, width)
        colour = RED if self.warning else BLUE
        title = self.style(bold=True, font_size=18, font_color=colour)
        row = 0

        def line(*cells: str, style: Any = wrap) -> None:
            nonlocal row
            for at, text in enumerate(cells):
                sheet.write_string(row, at, text, style)
            if style is title:
                sheet.set_row(row, 28)
            elif len(cells) > 1:
                lines = max(
                    -(-len(text) // width) for text, width in zip(cells, ACROSS, strict=False)
                )
                sheet.set_row(row, 15 * max(1, lines) + 2)
            row += 1

        def section(heading: str, *sentences: str) -> None:
            nonlocal row
            row += 1
            line(heading, style=bold)
            for text in sentences:
                line(text, style=self.style())

        line(f"{self.warning}A4P+ return for {period.label}", style=title)
        line("From", full_name(one.reporter), one.reporter)
        days = f"{long_date(period.first_day)} to {long_date(period.last_day)}"
        line("Period", days, period.name)
        line("Due", long_date(due) if due else "The planning unit says so when it sends this form")
        line("Questions to", contact or "The planning unit that sent you this form")
        line("Form version", one.version)
        section("Why", *WHY)
        told = (sentence for text in HOW_TO for sentence in text.split(". "))
        section("How to fill it", *(f"{sentence.removesuffix('.')}." for sentence in told))
        section("Sheets")
        for part in one.sheets:
            link = self.style(font_color=BLUE, underline=1)
            place = f"internal:'{part.title}'!B{form.ANSWER_ROW}"
            sheet.write_url(row, 0, place, link, part.title, f"Go to {part.title}")
            sheet.write_string(row, 1, part.about, self.style())
            row += 1
        section("Definitions")
        heads = self.style(bold=True, bg_color=PALE, bottom=1)
        line("Sheet", "Column", "What to write", "Unit", "May be blank", style=heads)
        for part in one.sheets:
            for column in part.columns:
                blank = "yes" if column.may_be_blank else "no"
                line(part.title, column.title, f"{column.about}.", column.unit, blank)
        self._codes(sheet, row + 1, bold, heads)
        self._page(sheet)

    def _codes(self, sheet: Any, row: int, bold: Any, heads: Any) -> None:
        """List what the codes mean that may be chosen, each list once."""
        listed: dict[str, dict[str, str]] = {}
        for part in self.form.sheets:
            for column in part.columns:
                listed.setdefault(column.title, {}).update(form.meanings(column))
        listed = {title: codes for title, codes in listed.items() if codes}
        if not listed:
            return
        sheet.write_string(row, 0, "Codes", bold)
        sheet.write_row(row + 1, 0, ("Column", "Code", "Meaning"), heads)
        lines = [(title, *pair) for title, codes in listed.items() for pair in codes.items()]
        for at, cells in enumerate(lines, start=row + 2):
            sheet.write_row(at, 0, cells, self.style(text_wrap=True))


def _what_to_write(column: Column) -> str:
    must = "May be left blank." if column.may_be_blank else "Required."
    return f"{column.about}. {must}"


def _example(column: Column) -> str:
    parts = [f"Unit: {column.unit}."] if column.unit else []
    parts += [f"Example: {column.example}"] if column.example else []
    return " ".join(parts)


def _lines(text: str, width: int) -> int:
    """Return over how many lines a text runs; words do not break, so lines are not filled."""
    return len(textwrap.wrap(text, max(1, int(width * 0.85)))) or 1


def _width(column: Column) -> int:
    return WIDTHS.get(column.kind.removesuffix("_or_hq"), NARROW)
