"""Charts: drawn by matplotlib, handed on as SVG with words and data beside them.

Each kind takes a frame, the columns to draw by name, a title that says the finding and a subtitle
that says measure, unit and period: `Bars(frame, label="mission", …).chart()`. What cannot be drawn
raises `ChartError`.
"""

from a4p_helpers.exhibits.charts.chart import Chart, ChartError, Drawing
from a4p_helpers.exhibits.charts.columns import ColumnsWithRate, StackedColumns
from a4p_helpers.exhibits.charts.dots import ScaleDots
from a4p_helpers.exhibits.charts.estimates import IntervalDots
from a4p_helpers.exhibits.charts.lines import LinesOverTime
from a4p_helpers.exhibits.charts.maps import MissionMap
from a4p_helpers.exhibits.charts.rows import AgainstTarget, Bars, StackedBars
from a4p_helpers.exhibits.charts.tiles import Tiles

__all__ = [
    "AgainstTarget",
    "Bars",
    "Chart",
    "ChartError",
    "ColumnsWithRate",
    "Drawing",
    "IntervalDots",
    "LinesOverTime",
    "MissionMap",
    "ScaleDots",
    "StackedBars",
    "StackedColumns",
    "Tiles",
]
