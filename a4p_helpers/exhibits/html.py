"""Charts and tables as readers see them: HTML for the report, plain text for comparison.

A chart is a picture in two widths with its data in a table below; a table is shown as it is. Both
have a title, subtitle, notes and source.
"""

from base64 import b64encode
from functools import cache

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from a4p_helpers.exhibits import tables
from a4p_helpers.exhibits.charts import Chart
from a4p_helpers.exhibits.tables import Symbol, Table

Exhibit = Chart | Table

# Up to this window width, the page shows the chart drawn for a telephone.
NARROW_BELOW = "30rem"

TEMPLATES = {
    "parts": """
{% macro caption(exhibit) -%}
<figcaption><p class="exhibit-title">{{ exhibit.title }}</p>\
<p class="exhibit-subtitle">{{ exhibit.subtitle }}</p></figcaption>
{%- endmacro %}
{% macro cell(content) -%}
{% if content.sign is defined -%}
<span class="symbol" aria-hidden="true">{{ content.sign }}</span>\
<span class="visually-hidden">{{ content.words }}</span>
{%- else %}{{ content }}{% endif %}
{%- endmacro %}
{% macro grid(sheet, name) -%}
<div class="scroll" tabindex="0" role="region" aria-label="{{ name }}"><table>
<thead><tr>
{%- for column in sheet.columns %}
<th scope="col"{% if column.is_number %} class="num"{% endif %}>{{ column.label }}\
{% if column.unit %} <span class="unit">({{ column.unit }})</span>{% endif %}</th>
{%- endfor %}
</tr></thead>
{%- for body in sheet.bodies %}
<tbody>
{%- for id, cells in body %}
<tr{% if id %} id="{{ id }}"{% endif %}>
{%- set is_first = loop.first %}
{%- for content in cells %}
{%- set column = sheet.columns[loop.index0] %}
{%- if sheet.group and loop.first %}
{%- if is_first %}
<th scope="rowgroup"{% if body | length > 1 %} rowspan="{{ body | length }}"{% endif %}>\
{{ cell(content) }}</th>
{%- endif %}
{%- elif loop.index0 < sheet.headings %}
<th scope="row">{{ cell(content) }}</th>
{%- else %}
{%- set is_missing = content and content == sheet.missing %}
<td{% if column.is_number or is_missing %} class="{{ "num" if column.is_number }}\
{{ " " if column.is_number and is_missing }}{{ "missing" if is_missing }}"{% endif %}>\
{{ cell(content) }}</td>
{%- endif %}
{%- endfor %}
</tr>
{%- endfor %}
</tbody>
{%- endfor %}
</table></div>
{%- endmacro %}
{% macro notes(exhibit) -%}
{% for note in exhibit.notes %}
<p class="note">{{ note }}</p>
{%- endfor %}
{%- endmacro %}
""",
    "chart": """
{%- from "parts" import caption, grid, notes -%}
<figure class="exhibit chart{% if exhibit.columns == 12 %} full{% endif %}">{{ caption(exhibit) }}
<picture><source media="(max-width: {{ narrow_below }})" type="image/svg+xml" srcset="{{ narrow }}">
<img alt="{{ exhibit.alt }}" src="{{ wide }}"></picture>
{{- notes(exhibit) }}
<p class="source">{{ source }}</p>
<details class="data"><summary>Data of this chart</summary>
{{ grid(sheet, "Data. " ~ exhibit.title) }}
</details></figure>
""",
    "table": """
{%- from "parts" import caption, cell, grid, notes -%}
<figure class="exhibit table">{{ caption(exhibit) }}
{{ grid(sheet, exhibit.title) }}
{%- if exhibit.key %}
<p class="note key">Key:
{%- for symbol in exhibit.key %} <span class="symbol" aria-hidden="true">{{ symbol.sign }}</span> \
{{ symbol.words }}{{ "." if loop.last else ";" }}
{%- endfor %}</p>
{%- endif %}
{{- notes(exhibit) }}
<p class="source">{{ source }}</p></figure>
""",
}


def html(exhibit: Exhibit, source: str) -> str:
    """Return a figure in HTML; `source` is the whole source line, with its as-of date.

    Raises
    ------
    ValueError
        The source is missing: every exhibit must state it.
    """
    if not source.strip():
        raise ValueError(f"{exhibit.title!r} has no source: give office and as-of date")
    if isinstance(exhibit, Chart):
        text = _template("chart").render(
            exhibit=exhibit,
            source=source,
            wide=_embedded(exhibit.svg),
            narrow=_embedded(exhibit.narrow),
            narrow_below=NARROW_BELOW,
            sheet=_data(exhibit),
        )
    else:
        text = _template("table").render(exhibit=exhibit, source=source, sheet=exhibit)
    return text.strip()


def plain(exhibit: Exhibit, source: str = "") -> str:
    """Return an exhibit as text: title, subtitle, aligned data, notes, and source if given."""
    sheet = exhibit if isinstance(exhibit, Table) else _data(exhibit)
    key = [f"{symbol.sign} {symbol.words}" for symbol in sheet.key]
    lines = [exhibit.title, exhibit.subtitle, "", *_aligned(sheet), ""]
    lines += [f"Key: {'; '.join(key)}."] if key else []
    lines += [*exhibit.notes, source]
    return "\n".join(lines).rstrip()


def _data(chart: Chart) -> Table:
    """Return the data of a chart as a table, with unrounded numbers."""
    return tables.table(chart.data, title=chart.title, subtitle=chart.subtitle)


def _embedded(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _aligned(table: Table) -> list[str]:
    """Return the rows of a table as lines of text, with numbers aligned right."""
    heads = [f"{c.label} ({c.unit})" if c.unit else c.label for c in table.columns]
    rows = [heads, *([_text(cell) for cell in row] for row in table.rows())]
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return [
        "  ".join(
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        ).rstrip()
        for row in rows
    ]


def _text(cell: str | Symbol) -> str:
    return f"{cell.sign} {cell.words}" if isinstance(cell, Symbol) else cell


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    return environment.get_template(name)
