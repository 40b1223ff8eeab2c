"""Charts: drawn by matplotlib, handed on as SVG with words and data beside them.

Each kind takes a frame, the names of the columns to draw, a title with the finding and a subtitle
with measure, unit and period: `Bars(frame, label="mission", …).chart()`. Data that cannot be drawn
raise `ChartError`.
"""

from a4p_helpers.exhibits.charts.chart import Chart, ChartError, Drawing
from a4p_helpers.exhibits.charts.columns import ColumnsWithRate
from a4p_helpers.exhibits.charts.dots import ScaleDots, Slope
from a4p_helpers.exhibits.charts.estimates import IntervalDots
from a4p_helpers.exhibits.charts.grid import Grid
from a4p_helpers.exhibits.charts.maps import MissionMap
from a4p_helpers.exhibits.charts.panels import Panels
from a4p_helpers.exhibits.charts.ratings import Ratings
from a4p_helpers.exhibits.charts.rows import Bars, Shares
from a4p_helpers.exhibits.charts.units import Tiles, Units

__all__ = [
    "Bars",
    "Chart",
    "ChartError",
    "ColumnsWithRate",
    "Drawing",
    "Grid",
    "IntervalDots",
    "MissionMap",
    "Panels",
    "Ratings",
    "ScaleDots",
    "Shares",
    "Slope",
    "Tiles",
    "Units",
]
