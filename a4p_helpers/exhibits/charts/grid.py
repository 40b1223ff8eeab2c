"""A grid: the answers of each row, column by column, as signs, tints with numbers, or words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import listed, within

YES_NO = {"yes": ("dot", "yes"), "no": ("ring", "no")}
NARROWEST, WIDEST, TALLEST, WORDY = 34.0, 132.0, 190.0, 60.0


@dataclass(kw_only=True, eq=False)
class Grid(Drawing):
    """Draw a row for each row of the data, and a cell for each column of `parts`.

    A cell is the sign that `signs` gives its value, with the words for it, such as yes and no; or a
    tint with its word, where `levels` names the steps from the lightest; or a tint with its number;
    otherwise its text. Each column ends with the count of the first sign, or of the last level, and
    the total. A note names columns that nobody to whom they apply has answered. If `turned`, the
    rows are side by side under upright names, and each column is a line: for many rows and few
    questions answered by signs.
    """

    label: str
    parts: Sequence[str]
    signs: Mapping[str, tuple[str, str]] = field(default_factory=lambda: dict(YES_NO))
    levels: Sequence[str] = ()
    unit: str = ""
    decimals: int | None = None
    missing: str = scales.NOT_REPORTED
    turned: bool = False

    def __post_init__(self) -> None:
        faults = [] if self.parts else ["it names no parts"]
        faults += [
            f"the sign {mark!r} of {name!r} is not known"
            for name, (mark, _) in self.signs.items()
            if mark not in style.MARKS
        ]
        self.check(names=[self.label], numbers=[], others=self.parts, faults=faults)
        self.names = self.names_in(self.label)
        numeric = [name for name in self.parts if tables.is_numeric(self.data[name])]
        self.check(names=[self.label], numbers=numeric, others=self.parts)
        self.silent = [name for name in self.parts if self._is_silent(name)]
        self.shown = [name for name in self.parts if name not in self.silent]
        if not self.shown:
            self.refuse(["every cell is missing: write that nothing was reported instead"])
        self.numbers = {name: self.numbers_in(name) for name in self.shown if name in numeric}
        self.printed = Printed([self.data[n] for n in numeric], self.unit, self.decimals)
        self.cells = {
            name: [
                "" if tables.is_missing(value) else tables.written(value)
                for value in self.data[name].astype(object)
            ]
            for name in self.shown
        }
        signs = {word for of in self.cells.values() for word in of if word}
        if self.turned and (numeric or signs - set(self.signs)):
            self.refuse(["only signs can be turned: every value needs one"])
        self.highest = max((n for row in self.numbers.values() for n in row if n == n), default=0)
        self.foot = {name: self._counted(name) for name in self.shown}

    def _is_silent(self, name: str) -> bool:
        """Whether nobody answered a column, apart from those to whom it does not apply."""
        cells = [None if tables.is_missing(one) else one for one in self.data[name].astype(object)]
        dashes = {word for word, (mark, _) in self.signs.items() if mark == "dash"}
        said = {tables.written(one) for one in cells if one is not None}
        return None in cells and said <= dashes

    def _counted(self, name: str) -> str:
        """Count the first sign, or the last level, in a column: 6 of 11."""
        cells = self.cells[name]
        first = next(iter(self.signs), "")
        two = list(self.signs)[:2]
        if name not in self.numbers and set(cells) & set(two):
            return f"{cells.count(first)} of {sum(cell in two for cell in cells)}"
        if set(cells) & set(self.levels):
            known = sum(cell in self.levels for cell in cells)
            return f"{cells.count(self.levels[-1])} of {known} {self.levels[-1]}"
        return ""

    def offered(self) -> list[str]:
        return [self.label, *self.parts]

    def kind(self) -> str:
        return f"Grid: {listed(map(self.word, self.shown))} by {self.word(self.label)}"

    def message(self) -> list[str]:
        found = []
        for name in self.shown:
            if name in self.numbers:
                told = within(extremes(self.names, self.numbers[name], self.printed))
            else:
                told = self._told(self.cells[name])
            found.append(f"{self.heading(name)}: {told}")
        return found

    def _told(self, cells: Sequence[str]) -> str:
        """List who gave each answer in a column: yes: A and B; no: C."""
        order = dict.fromkeys([*self.signs, *self.levels, *cells])
        who = {
            word or self.missing: [n for n, c in zip(self.names, cells, strict=True) if c == word]
            for word in order
        }
        said = {word: self.signs.get(word, ("", word))[1] for word in who}
        return "; ".join(f"{said[word]}: {listed(names)}" for word, names in who.items() if names)

    def remarks(self) -> list[str]:
        if not self.silent:
            return []
        return [f"Not reported: {listed([self.word(name) for name in self.silent])}."]

    def draw(self, width: int) -> Canvas:
        if self.turned:
            return self._draw_turned(width)
        longest = max(style.text_width(name, bold=True) for name in self.names)
        room = min(longest, (0.3 if width >= style.ROOMY else 0.32) * width) + 1
        rows = [style.wrapped(name, room, bold=True) for name in self.names]
        left = max(style.text_width(line, bold=True) for some in rows for line in some) + 16
        heads = [self.heading(name) for name in self.shown]
        # On a telephone there is room for a dash, but for no words in each cell.
        is_tight = width < style.ROOMY and len(self.missing) > 2
        texts = [self._texts(name, "" if is_tight else self.missing) for name in self.shown]
        needed = [max(NARROWEST, *map(_widest_word, of)) for of in texts]
        of_heads = [max(n, _widest_word(h, True)) for n, h in zip(needed, heads, strict=True)]
        is_upright = sum(of_heads) > width - left
        least = needed if is_upright else of_heads
        room = width - left
        spare = max(0.0, (room - sum(least)) / len(least))
        fits = min(1.0, room / sum(least))
        widths = [min(one * fits + spare, max(one, WIDEST)) for one in least]
        lefts = [left + sum(widths[:at]) for at in range(len(widths))]
        rooms = [TALLEST if is_upright else wide - 8 for wide in widths]
        titles = [
            style.wrapped(head, room, style.SMALL, True)
            for head, room in zip(heads, rooms, strict=True)
        ]
        if is_upright:
            top = 10 + max(style.text_width(t, style.SMALL, True) for some in titles for t in some)
        else:
            top = 8 + layout.SMALL_LINE * max(map(len, titles))
        shown = [
            [style.wrapped(text, wide - 5, style.SMALL) for text in of]
            for of, wide in zip(texts, widths, strict=True)
        ]
        steps = [
            max(27.0, layout.LINE * len(some) + 9, layout.SMALL_LINE * max(map(len, row)) + 9)
            for some, row in zip(rows, zip(*shown, strict=True), strict=True)
        ]
        feet = [
            style.wrapped(self.foot[name], wide - 6, style.SMALL, True)
            for name, wide in zip(self.shown, widths, strict=True)
        ]
        foot = layout.SMALL_LINE * max(map(len, feet)) + 10 if any(self.foot.values()) else 0.0
        bottom = top + sum(steps)
        entries = self._entries(said=min(widths) >= WORDY and not is_upright)
        if is_tight and any("" in self.cells[name] for name in self.shown):
            entries.append((f"blank: {self.missing}", lambda *_: None))
        height = bottom + foot + 4
        canvas = Canvas(width, height + layout.key(None, entries, width, height) + 2)
        for x, wide, lines in zip(lefts, widths, titles, strict=True):
            if is_upright:
                canvas.write_up(x + wide / 2, top - 6, lines, colour=style.INK, bold=True)
            else:
                middle = top - 7 - layout.SMALL_LINE * len(lines) / 2
                canvas.write_lines(x, middle, lines, size=style.SMALL, bold=True)
        y = top
        for at, (lines, step) in enumerate(zip(rows, steps, strict=True)):
            canvas.line([0, width], [y, y], style.RULE if at else style.INK, 0.8, order=0)
            canvas.write_lines(0, y + step / 2, lines, bold=True)
            for x, wide, name, of in zip(lefts, widths, self.shown, shown, strict=True):
                self._cell(canvas, name, at, (x, y, wide, step), of[at], is_upright)
            y += step
        canvas.line([0, width], [y, y], style.RULE, 0.8, order=0)
        for x, wide, lines in zip(lefts, widths, feet, strict=True):
            middle = bottom + 6 + layout.SMALL_LINE * len(lines) / 2
            how: dict[str, Any] = {"size": style.SMALL, "bold": True}
            away = (wide / 2 - 1, "center") if is_upright else (0.0, "left")
            canvas.write_lines(x + away[0], middle, lines, align=away[1], **how)
        layout.key(canvas, entries, width, height)
        return canvas

    def _draw_turned(self, width: int) -> Canvas:
        """Draw a line for each column, and the rows side by side under their upright names."""
        is_beside = width >= style.ROOMY
        heads = [self.heading(name) for name in self.shown]
        end = max(style.text_width(text, style.SMALL, True) for text in self.foot.values()) + 10
        widest = max(style.text_width(head, bold=True) for head in heads) + 14
        left = min(widest, 0.34 * width) if is_beside else 0.0
        room = left - 12 if is_beside else width
        lines = [style.wrapped(head, room, bold=True) for head in heads]
        pitch = min(44.0, (width - left - end) / len(self.names))
        top = 12 + max(style.text_width(name, style.SMALL, True) for name in self.names)
        steps = [
            max(30.0, layout.LINE * len(some) + 10) if is_beside else layout.LINE * len(some) + 30
            for some in lines
        ]
        entries = self._entries(said=False)
        height = top + sum(steps) + 6
        canvas = Canvas(width, height + layout.key(None, entries, width, height))
        for at, name in enumerate(self.names):
            x = left + (at + 0.5) * pitch
            canvas.write_up(x, top - 7, [name], colour=style.INK, bold=True)
        y = top
        for head, name, step in zip(lines, self.shown, steps, strict=True):
            deep = layout.LINE * len(head)
            canvas.line([0, width], [y, y], style.RULE if y > top else style.INK, 0.8, order=0)
            canvas.write_lines(0, y + (step / 2 if is_beside else 4 + deep / 2), head, bold=True)
            middle = y + (step / 2 if is_beside else deep + 16)
            for at, word in enumerate(self.cells[name]):
                mark = self.signs[word][0] if word else ""
                x = left + (at + 0.5) * pitch
                canvas.mark(x, middle, mark, self.colour, 11 if is_beside else 10)
            said = self.foot[name]
            canvas.write(width, middle, said, align="right", size=style.SMALL, bold=True)
            y += step
        canvas.line([0, width], [y, y], style.RULE, 0.8, order=0)
        layout.key(canvas, entries, width, height)
        return canvas

    def _texts(self, name: str, missing: str) -> list[str]:
        """Return what is written in the cells of a column; nothing for a sign."""
        if name in self.numbers:
            return [missing if isnan(n) else self.printed(n) for n in self.numbers[name]]
        return ["" if word in self.signs else word or missing for word in self.cells[name]]

    def _entries(self, *, said: bool) -> list[layout.Entry]:
        """Return the meaning of the signs in the grid, except those `said` beside their sign."""
        there = {cell for name in self.shown for cell in self.cells[name]}
        marks: dict[str, list[str]] = {}
        for name, (mark, words) in self.signs.items():
            if name in there and not (said and mark != "dash" and words == name):
                marks.setdefault(mark, []).append(words)
        return [
            (", or ".join(dict.fromkeys(words)), layout.sign_of(mark, self.colour))
            for mark, words in marks.items()
        ]

    def _cell(
        self,
        canvas: Canvas,
        name: str,
        at: int,
        box: tuple[float, float, float, float],
        lines: Sequence[str],
        is_upright: bool,
    ) -> None:
        x, y, wide, step = box
        word, middle = self.cells[name][at], y + step / 2
        centre = x + wide / 2 - 1.5
        how: dict[str, Any] = {"size": style.SMALL}
        level = self._level(name, at, word)
        if level is not None:
            face = style.tint(self.colour, level)
            canvas.box(x, y + 1.5, wide - 3, step - 3, face)
            how |= {"align": "center", "colour": style.text_on(face)}
            canvas.write_lines(centre, middle, lines, **how)
        elif word in self.signs:
            mark, _ = self.signs[word]
            canvas.mark(centre if is_upright else x + 6, middle, mark, self.colour, 10)
            if wide >= WORDY and not is_upright and mark != "dash":
                canvas.write(x + 17, middle, style.shortened(word, wide - 22, style.SMALL), **how)
        else:
            how |= {"align": "center"} if is_upright else {}
            how |= {} if word else {"colour": style.QUIET}
            canvas.write_lines(centre if is_upright else x, middle, lines, **how)

    def _level(self, name: str, at: int, word: str) -> float | None:
        """Return how strong the tint of a cell is; None where it has none."""
        if word in self.levels:
            return 0.12 + 0.88 * self.levels.index(word) / max(1, len(self.levels) - 1)
        if name in self.numbers and not isnan(self.numbers[name][at]) and self.highest:
            return 0.06 + 0.84 * self.numbers[name][at] / self.highest
        return None


def _widest_word(text: str, bold: bool = False) -> float:
    words = text.split(" ")
    return 8 + max(style.text_width(word, style.SMALL, bold) for word in words)
