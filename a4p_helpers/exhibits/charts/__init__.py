"""Charts: drawn by matplotlib, handed on as SVG with words and data beside them.

Every function takes a frame, the columns to draw by name, a title that says the finding and a
subtitle that says measure, unit and period. What cannot be drawn raises `ChartError`.
"""

from a4p_helpers.exhibits.charts.chart import Chart, ChartError
from a4p_helpers.exhibits.charts.columns import columns_with_rate, stacked_columns
from a4p_helpers.exhibits.charts.dots import scale_dots
from a4p_helpers.exhibits.charts.estimates import interval_dots
from a4p_helpers.exhibits.charts.lines import lines
from a4p_helpers.exhibits.charts.maps import mission_map
from a4p_helpers.exhibits.charts.rows import against_target, bars, stacked_bars
from a4p_helpers.exhibits.charts.tiles import tiles

__all__ = [
    "Chart",
    "ChartError",
    "against_target",
    "bars",
    "columns_with_rate",
    "interval_dots",
    "lines",
    "mission_map",
    "scale_dots",
    "stacked_bars",
    "stacked_columns",
    "tiles",
]
