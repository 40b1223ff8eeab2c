"""Scores on a scale: a dot for each row, in panels for each group."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from a4p_helpers.core import scales
from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import layout, style
from a4p_helpers.exhibits.charts.chart import Drawing, Printed, extremes
from a4p_helpers.exhibits.charts.style import Canvas
from a4p_helpers.exhibits.narrative import within


@dataclass(kw_only=True, eq=False)
class ScaleDots(Drawing):
    """Draw one dot a row on a scale from `low` to `high`, whose ends are named in words.

    With `group`, each of its values gets a panel, and the panels share their rows.
    """

    label: str
    value: str
    low: int
    high: int
    low_word: str
    high_word: str
    group: str | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        self.by = [self.group] if self.group else []
        scale = f"the scale from {self.low} to {self.high}"
        faults = [] if self.low < self.high else [f"{scale} does not rise"]
        self.check(names=[*self.by, self.label], numbers=[self.value], faults=faults)
        labels, values = self.names_in(self.label), self.numbers_in(self.value)
        self.refuse(
            [
                f"row {at}, column {self.value}: {score:g} is not on {scale}; correct it"
                for at, score in enumerate(values, start=1)
                if score < self.low or score > self.high
            ]
        )
        self.printed = Printed([self.data[self.value]], decimals=self.decimals)
        groups = self.names_in(self.group) if self.group else [""] * len(labels)
        self.rows, self.groups = list(dict.fromkeys(labels)), list(dict.fromkeys(groups))
        score_of = dict(zip(zip(groups, labels, strict=True), values, strict=True))
        # By panel, row by row; NaN where there is none.
        self.scores = {
            group: [score_of.get((group, name), float("nan")) for name in self.rows]
            for group in self.groups
        }

    def columns(self) -> list[str]:
        return [*self.by, self.label, self.value]

    def kind(self) -> str:
        scale = f"{self.low} ({self.low_word}) to {self.high} ({self.high_word})"
        what = f"{self.word(self.value)} by {self.words([self.label, *self.by])}"
        return f"Dots on a scale from {scale}: {what}"

    def message(self) -> list[str]:
        found = []
        for group, scores in self.scores.items():
            text = extremes(self.rows, scores, self.printed)
            if all(map(isnan, scores)):
                text = scales.NOT_REPORTED
            found.append(f"{group}: {within(text)}" if group else text)
        return found

    def draw(self, width: int) -> Canvas:
        widest = max(style.text_width(name) for name in self.rows)
        lines = [style.wrapped(name, min(widest, 0.32 * width) + 1) for name in self.rows]
        left = max(style.text_width(line) for some in lines for line in some) + 24
        step = max(26.0, layout.LINE * max(len(some) for some in lines) + 6)
        across = max(1, min(len(self.groups), int((width - left + 36) // 150)))
        panel = (width - left - 12 - 36 * (across - 1)) / across
        bands = [self.groups[at : at + across] for at in range(0, len(self.groups), across)]
        key = self._key(width, panel)
        heads = [self._head(band, panel) for band in bands]
        deep = step * len(self.rows)
        canvas = Canvas(width, key + sum(heads) + deep * len(bands) + 20 * (len(bands) - 1))
        self._write_key(canvas, left, panel)
        top = key
        for band, head in zip(bands, heads, strict=True):
            first = top + head
            for at, some in enumerate(lines):
                canvas.write_lines(0, first + (at + 0.5) * step, some)
            for place, group in enumerate(band):
                x = left + place * (panel + 36)
                if group:
                    names = style.wrapped(group, panel + 20, bold=True)
                    middle = first - 24 - layout.LINE * len(names) / 2
                    canvas.write_lines(x - 10, middle, names, bold=True)
                self._panel(canvas, group, (x, first, panel, deep), step)
            top = first + deep + 20
        return canvas

    def _key_lines(self, width: float) -> list[str]:
        """Return what the ends of the scale mean, as a line of its own."""
        text = f"{self.low} = {self.low_word}, {self.high} = {self.high_word}"
        return style.wrapped(text, width, style.SMALL)

    def _are_ends_apart(self, panel: float) -> bool:
        """Whether the words for both ends fit above one panel."""
        words = (self.low_word, self.high_word)
        room = sum(style.text_width(word, style.SMALL) for word in words) + 16
        return not self.group and room <= panel + 20

    def _key(self, width: float, panel: float) -> float:
        """Return the height of the words for the ends of the scale."""
        is_apart = self._are_ends_apart(panel)
        return 18 if is_apart else 8 + layout.SMALL_LINE * len(self._key_lines(width))

    def _write_key(self, canvas: Canvas, left: float, panel: float) -> None:
        if self._are_ends_apart(panel):
            low, high = (str(tables.capitalized(word)) for word in (self.low_word, self.high_word))
            canvas.write(left - 8, 8, low, **style.NOTE)
            canvas.write(left + panel + 10, 8, high, align="right", **style.NOTE)
        else:
            lines = self._key_lines(canvas.width)
            canvas.write_lines(0, layout.SMALL_LINE * len(lines) / 2, lines, **style.NOTE)

    def _head(self, band: Sequence[str], panel: float) -> float:
        """Return the height of what stands above the rows of a band of panels."""
        deepest = max(len(style.wrapped(group, panel + 20, bold=True)) for group in band)
        return (layout.LINE * deepest + 8 if any(band) else 0) + 22

    def _panel(
        self, canvas: Canvas, group: str, box: tuple[float, float, float, float], step: float
    ) -> None:
        """Draw one panel in a box: left, top, width, height."""
        left, top, width, height = box
        axes = canvas.axes(left, top, width, height)
        scale = width / (self.high - self.low)
        for mark in range(self.low, self.high + 1):
            axes.axvline(mark, color=style.GRID, lw=1, zorder=0, clip_on=False)
            x = left + (mark - self.low) * scale
            canvas.write(x, top - 10, str(mark), align="center", **style.NOTE)
        scores = self.scores[group]
        known = [(score, at) for at, score in enumerate(scores) if not isnan(score)]
        for score, at in known:
            axes.plot([self.low, score], [at, at], color=style.STEM, lw=3, zorder=1)
        if known:
            axes.scatter(
                [score for score, _ in known],
                [at for _, at in known],
                s=21**2,
                color=style.MAIN,
                linewidth=0,
                zorder=3,
                clip_on=False,
            )
        axes.set(xlim=(self.low, self.high), ylim=(len(scores) - 0.5, -0.5))
        for at, score in enumerate(scores):
            y = top + (at + 0.5) * step
            if isnan(score):
                x = left + width / 2
                canvas.write(x, y, scales.NOT_REPORTED, align="center", on_paper=True, **style.NOTE)
            else:
                x, text = left + (score - self.low) * scale, self.printed(score)
                canvas.write(x, y, text, align="center", size=11, bold=True, colour=style.PAPER)
