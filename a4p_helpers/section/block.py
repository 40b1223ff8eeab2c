"""An open block of a section: its data, its text, and the house's pictures of the data.

A picture takes a title with the finding, with values in braces, and what is measured. It takes from
the block and its data everything else: labels, units, columns, breaks, how far the last year
reaches, source.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from a4p_helpers.core import breaks, missions
from a4p_helpers.core.blocks import Block
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import charts, tables
from a4p_helpers.exhibits import html as exhibits
from a4p_helpers.exhibits.charts import own, style
from a4p_helpers.section import origin
from a4p_helpers.section.writer import SectionError, refuse
from a4p_helpers.store.values import UNITS
from a4p_helpers.trends import intervals

if TYPE_CHECKING:
    from a4p_helpers.section.section import Section

NAMES_ROWS = ("label", "x", "code")  # parameters filled by the first column
NUMBERS = ("value", "count")  # and those filled by the second
REST = ("parts", "series", "values")  # and by all but the first
BY_NAME = ("rate", "low", "high", "target", "target_status", "latitude", "longitude")


# A table, or a kind of chart, of a frame, with title and subtitle by keyword.
Picture = Callable[..., tables.Table] | type[charts.Drawing]


def _shown_as(name: str, make: Picture) -> Any:
    """Return the method of this name that shows a block as a kind of table or chart."""

    def show(
        self: "OpenBlock",
        title: str,
        measure: str,
        *,
        since: str = "",
        whole_year: bool = False,
        dated: bool = True,
        source: str = "",
        data: pd.DataFrame | None = None,
        **how: Any,
    ) -> None:
        _check(name, make, how)
        if not self:
            return
        drawn = self.data if data is None else data
        period = self._section.period
        subtitle = origin.covered(measure, period, since, whole_year) if dated else measure
        finding = self._section._title(title, self.declared.title)
        taken = self._with_usual(how, make, drawn, since)
        made = make(drawn, title=finding, subtitle=subtitle, **taken)
        exhibit = made.chart() if isinstance(made, charts.Drawing) else made
        self.show(exhibit, source=source)

    # For editors: the picture's own parameters instead of `how`; its frame is the block's.
    *ours, how = inspect.signature(show).parameters.values()
    _, *theirs = (one for name, one in _taken(make).items() if name not in ("title", "subtitle"))
    derived = [one.replace(default=...) if one.default is one.empty else one for one in theirs]
    signature = inspect.Signature([*ours, *derived, how], return_annotation=None)
    show.__signature__ = signature  # type: ignore[attr-defined]
    show.__name__ = name
    show.__doc__ = f"""{inspect.getdoc(make)}

Nothing is shown where the block is silent. `title` has values in braces; if one is missing, the
block's own title is used. `measure` is followed by the period, the years `since` one, or the
`whole_year`, unless `dated` is false. Columns, labels, units and `data` are the block's, and so is
the source unless another is named."""
    return show


def _taken(make: Picture) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(make).parameters


def _check(name: str, make: Picture, how: Mapping[str, Any]) -> None:
    for given in how:
        if given not in _taken(make):
            raise SectionError(f"{name} takes no {given!r}{nearest(given, _taken(make))}")


class OpenBlock:
    """A block that a section has opened; if it has nothing to show, it is false and silent."""

    def __init__(self, section: "Section", declared: Block, *, speaks: bool) -> None:
        self._section = section
        self.declared = declared
        self._speaks = speaks

    def __bool__(self) -> bool:
        return self._speaks

    def __repr__(self) -> str:
        return f"{self.declared.id}, {self.declared.title}{'' if self else ': nothing to show'}"

    @property
    def data(self) -> pd.DataFrame:
        """What the block shows, worked out by its rule; values as exhibits print them."""
        return self._section.data(self.declared.id)

    def say(self, text: str) -> None:
        """Write prose as `section.say` does, if the block has something to show."""
        if self:
            self._section.say(text)

    def worked_out(
        self, name: str, worked: object, what: str, *, unit: str = "", decimals: int = 0
    ) -> None:
        """Keep what a cell worked out from the block, as `section.worked_out` does.

        If the block is silent the value is not reported, whatever pandas computes from no rows:
        without data there is no count, not a count of zero.
        """
        self._section.worked_out(
            name,
            worked if self else None,
            what,
            unit=unit,
            decimals=decimals,
            tables=self.declared.tables,
        )

    def items(self, lines: Iterable[str]) -> None:
        """Show a plain list, if the block has something to show."""
        if self:
            self._section.items(lines)

    def accounts(self) -> None:
        """Show the accounts that missions and Headquarters sent for the block, if any.

        Accounts are shown even if no number was reported. A block that consists only of accounts
        says if there is none.
        """
        is_told = self._section._tell(self.declared.id)
        if not is_told and self and self.declared.needs == ("mission_narratives",):
            self._section._show_paragraph("Nobody sent an account of this.")

    table = _shown_as("table", tables.table)
    matrix = _shown_as("matrix", tables.matrix)
    bars = _shown_as("bars", charts.Bars)
    shares = _shown_as("shares", charts.Shares)
    units = _shown_as("units", charts.Units)
    tiles = _shown_as("tiles", charts.Tiles)
    grid = _shown_as("grid", charts.Grid)
    ratings = _shown_as("ratings", charts.Ratings)
    scale_dots = _shown_as("scale_dots", charts.ScaleDots)
    slope = _shown_as("slope", charts.Slope)
    interval_dots = _shown_as("interval_dots", charts.IntervalDots)
    panels = _shown_as("panels", charts.Panels)
    columns_with_rate = _shown_as("columns_with_rate", charts.ColumnsWithRate)
    mission_map = _shown_as("mission_map", charts.MissionMap)

    def figure(
        self,
        drawn: Any,
        title: str = "",
        *,
        measure: str = "",
        unit: str = "",
        alt: str = "",
        data: pd.DataFrame | pd.Series | None = None,
        narrow: Any = None,
        notes: Iterable[str] = (),
        dated: bool = True,
        source: str = "",
    ) -> None:
        """Show a chart of one's own: a Figure or Axes of matplotlib, or what seaborn draws.

        `title` gives the finding, `measure` and `unit` what is drawn, and `alt` describes the
        picture in a sentence for screen readers; all take values in braces. `data`, from which it
        was drawn, appear below it and as CSV. The period follows the measure unless `dated` is
        false; the source is that of the block's tables unless another is named. `narrow` is another
        figure for telephones, if the first is too wide.

        Raises
        ------
        SectionError
            Some of these are missing; the message lists all.
        """
        if not self:
            return
        words = {"title": title, "measure": measure, "unit": unit, "alt": alt}
        refuse("figure", dict.fromkeys(own.faults(drawn, data, words), True))
        section = self._section
        what = f"{measure}, {unit}"
        chart = own.chart(
            drawn,
            narrow,
            title=section._title(title, self.declared.title),
            subtitle=origin.covered(what, section.period, "", False) if dated else what,
            alt=section._title(alt, self.declared.title),
            data=cast(pd.DataFrame, data),
            notes=tuple(section._title(note, "") for note in notes),
        )
        self.show(chart, source=source)

    def compare(self, code: str, title: str = "", *, are_events: bool = False) -> None:
        """Show the parts of an indicator by mission, highest first.

        Events, such as deaths or allegations, have 95 per cent intervals; what exists by decision,
        such as hospitals, has none. The default `title` is the indicator's.

        Raises
        ------
        SectionError
            The indicator has no numbers by mission.
        """
        if not self:
            return
        value = self._section._note(self._section.values[self._section._code(code)])
        parts = pd.Series(dtype=object) if value.by is None else value.by.dropna()
        is_of_missions = set(map(str, parts.index)) <= set(missions.declared())
        if parts.empty or not is_of_missions or pd.api.types.is_bool_dtype(parts.dtype):
            raise SectionError(f"{code} has no numbers by mission to compare")
        unit = UNITS[value.indicator.unit][1]
        title, measure = title or value.title, f"By mission, {unit}"
        data = parts.astype(int).sort_values(ascending=False, kind="stable").reset_index()
        data.columns = pd.Index(["mission", "value"])
        labels = {"value": unit.capitalize()}
        if not are_events:
            self.bars(title, measure, data=data, labels=labels)
            return
        counted = [intervals.of_count(part) for part in data["value"]]
        data = data.assign(low=[one.low for one in counted], high=[one.high for one in counted])
        labels |= {"low": "Lower limit", "high": "Upper limit"}
        with_limits = f"{measure}, with 95 per cent intervals"
        self.interval_dots(title, with_limits, data=data, labels=labels)

    def breaks(self, *, since: str = "", year: bool = False) -> list[str]:
        """Return a note for each break of the block's series, with its months.

        These are the breaks from the year `since`, or in the `year` in which the period ends.
        """
        if not self:
            return []
        return origin.told_breaks(self._series, self._section.period, since, year)

    def show(self, exhibit: exhibits.Exhibit, *, source: str = "") -> None:
        """Show a chart or table that was made elsewhere, with the block's remarks and source.

        `source` names the source of the numbers if it is not the office behind the table.
        """
        if not self:
            return
        section = self._section
        if not source or section.period.is_synthetic:
            told = origin.source(self.declared, section.tables, section.period)
        else:
            told = f"Source: {source}."
        remarks = section._remarks_once(self.declared)
        notes = (*exhibit.notes, *remarks, *origin.suppression(self.declared, section.tables))
        exhibit = replace(exhibit, notes=notes)
        section._display(exhibits.html(exhibit, told), exhibits.plain(exhibit, told))

    @property
    def _series(self) -> str:
        """The series whose breaks the block shows; none if it rests on no table."""
        return self.declared.series or next(iter(self.declared.tables), "")

    def _with_usual(
        self, how: dict[str, Any], make: Picture, drawn: pd.DataFrame, since: str
    ) -> dict[str, Any]:
        """Return the arguments of a picture: those given, and those from the block and its data."""
        first, *others = map(str, drawn.columns)
        of = self.declared
        known: dict[str, Any] = {
            "labels": {name: label for name, label in of.labels.items() if name in drawn},
            "units": {name: unit for name, unit in of.units.items() if name in drawn},
            **dict.fromkeys(NAMES_ROWS, first),
            **dict.fromkeys(NUMBERS, next(iter(others), first)),
            **dict.fromkeys(REST, others),
            **{name: name for name in BY_NAME if name in others},
            "colour": style.colour_of(self._section.slug),
        }
        if {"low", "high"} <= set(others):
            known["limits"] = ("low", "high")
        taken = _taken(make)
        if "incomplete" in taken:
            last = drawn[first].iloc[-1] if len(drawn) else ""
            known["incomplete"] = origin.last_day(of.tables[0], self._section.tables, last)
        if "breaks" in taken:
            known["breaks"] = origin.marked_breaks(self._series, drawn[first])
            known["notes"] = self.breaks(since=since)
        if "odd" in taken:
            known["odd"] = breaks.odd(self._series, others)
        usual = {name: given for name, given in known.items() if name in taken}
        both = {
            "labels": usual.get("labels", {}) | how.get("labels", {}),
            "notes": [*how.get("notes", ()), *usual.get("notes", ())],
        }
        return usual | how | both


class OwnBlock(OpenBlock):
    """A block that a section opens on tables of its choice; its data are the first of them."""

    @property
    def data(self) -> pd.DataFrame:
        """The first table of the block."""
        return self._section.tables[self.declared.tables[0]]
