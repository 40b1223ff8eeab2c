"""The section of a priority without a notebook of its own, made from what informs its results."""

import pandas as pd
from markupsafe import Markup

from a4p_helpers.core import plan
from a4p_helpers.core.blocks import Block
from a4p_helpers.exhibits import narrative
from a4p_helpers.exhibits.sentences import Piece, Sentence
from a4p_helpers.section.block import OpenBlock
from a4p_helpers.section.section import Section, opening
from a4p_helpers.store import standing
from a4p_helpers.store.values import Value

MOST = 4  # most main points
MONTH = "month"  # a block with this column becomes a chart; any other becomes a table
NOT_TOLD = ("exact", "latitude", "longitude")  # columns for charts
SOURCE = "the sources of each indicator in annex B"


def open_priority(slug: str, period: str, edition: str) -> "Informed":
    """Open a priority as a section that writes itself; see `open_section` for the rest."""
    return opening(Informed, slug, period, edition)


class Informed(Section):
    """Writes, for each result, its indicators, its deliverables, and the blocks that inform it."""

    @property
    def _results(self) -> dict[str, plan.Result]:
        return plan.results_of(self.slug, self.period.name)

    def main_points(self) -> None:
        """Write the reported outcomes, and other indicators if those are too few."""
        known = [one for name in self._results for one in self._informing(name) if one.is_reported]
        known.sort(key=lambda one: one.indicator.level != "outcome")
        self._write_points([[_said(self._note(one))] for one in known[:MOST]])

    def results(self) -> None:
        """Write the results, each with everything known of it in the period."""
        of_plan = self.values.exhibit("PLAN.DELIVERABLES")
        for number, one in self._results.items():
            self._head("h2", f"{number} {one.title}")
            self._indicators(number)
            own = [name.partition(" ")[0] == number for name in of_plan["result"]]
            self._show("Deliverables", of_plan[own].drop(columns="result"), "lead offices")
            for block in self._blocks.values():
                if self.values.informed(block) == number:
                    self._block(block)

    def _owed(self) -> list[str]:
        return []

    def _informing(self, result: str) -> list[Value]:
        """Return the values that inform a result, without those that this edition leaves out."""
        return [
            one for one in self.values.values() if one.informs == result and not one.is_passed_over
        ]

    def _indicators(self, result: str) -> None:
        rows = [
            [
                one.title,
                narrative.figure(self._note(one)),
                narrative.figure(before) if before else None,
                None if one.target is None else narrative.plain_number(one.target, one.indicator),
            ]
            for one in self._informing(result)
            for before in [standing.former(self.values, one.code)]
        ]
        if rows:
            shown = pd.DataFrame(rows, columns=["indicator", "now", "before", "target"])
            self._show("Indicators", shown.dropna(axis="columns", how="all"), SOURCE)
        else:
            self._show_paragraph("No indicator measures this result.")

    def _show(self, title: str, shown: pd.DataFrame, source: str) -> None:
        """Show a table below a heading."""
        self._head("h3", title)
        block = OpenBlock(self, Block(f"{self.slug.upper()}.{title}", title), speaks=True)
        block.table(title, f"{title} of the result", data=shown, missing="–", source=source)

    def _block(self, block: Block) -> None:
        self._head("h3", block.title)
        own = self.block(block.id)
        if own and self.values.has_exhibit(block.id):
            data = own.data
            data = data[[name for name in data if name not in NOT_TOLD]]
            if MONTH in data:
                own.panels(block.title, "By month", data=data, kind_of="lines", full=True)
            else:
                own.table(block.title, "As reported", data=data, missing="–")
        if block.has_accounts:
            own.accounts()

    def _head(self, level: str, text: str) -> None:
        self._display(Markup("<{0}>{1}</{0}>").format(Markup(level), text), text)


def _said(value: Value) -> Sentence:
    return Sentence(
        (
            Piece(f"{value.title}: ", None),
            Piece(narrative.figure(value).replace(" %", " per cent"), value),
            Piece(".", None),
        ),
        (),
        False,
    )
