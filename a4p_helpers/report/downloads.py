"""The downloads of a report: CSV files, a data package that describes them, a workbook.

The data package follows Frictionless Data Package 1; its descriptor names every file, field, unit
and licence. The workbook follows the guidance of government statisticians on accessible
spreadsheets: a cover with contents, notes, one table per sheet, no merged cells, and no meaning
that only colour carries.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from a4p_helpers.core import paths, periods, plan, publication, spreadsheet
from a4p_helpers.core.periods import Period
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import annexes, observations, provenance, structure
from a4p_helpers.report.about import About
from a4p_helpers.store import processed

FOLDER = "data"
EXHIBITS, SERIES = "exhibits", "series"
PARQUET = f"{SERIES}.parquet"
DESCRIPTOR = f"{FOLDER}/datapackage.json"
WIDEST = 70
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
NUMBERS = {
    *("value", "submitted", "target", "baseline", "published", "computed", "OBS_VALUE"),
}
INTEGERS = {
    *("numerator", "denominator", "missions", "rows"),
    *("NUMERATOR", "DENOMINATOR", "DECIMALS"),
}
DAYS = {"as_of", "AS_OF", "first_day", "last_day"}
KEYS = {
    "indicators": ["code"],
    SERIES: ["code", "period", "breakdown", "part"],
    "observations": observations.KEY,
    "codelists": ["list", "code"],
}

FILES = {
    "indicators": "Every indicator: value, numerator and denominator, status, source, definition",
    SERIES: "Every indicator in every period, whole and by mission, year or other category",
    "observations": "All values as SDMX-CSV 2.0; structure.xml and structure.json describe it",
    "codelists": "Codes of the observations, with their names",
    "reconciliation": "Published figures beside those of this report, with reasons",
    "coverage": "Who reported which table, and why a table is empty",
    EXHIBITS: "Every cell with a number in the charts and tables of the report, in their order",
}
# Beside the tables: what describes the observations, and all numbers in one file.
OTHER_FILES = {
    structure.XML: "Structure of the observations: concepts, codes, dimensions (SDMX-ML 2.1)",
    structure.JSON: "Structure of the observations: concepts, codes, dimensions (SDMX-JSON 2.0)",
    "numbers.json": "Every number with its definition, reach, status and address",
    PARQUET: "The same series with typed columns, for software that reads Parquet",
}
MEDIA = {
    structure.XML: "application/vnd.sdmx.structure+xml;version=2.1",
    structure.JSON: "application/vnd.sdmx.structure+json;version=2.0.0",
    "numbers.json": "application/json",
    PARQUET: "application/vnd.apache.parquet",
}
SQL_TYPES = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELDS = {
    "code": "Code of the indicator",
    "title": "Title",
    "value": "Value with all its digits; yes is 1; blank where there is none",
    "first_day": "First day that the value covers",
    "last_day": "Last day that the value covers",
    "printed": "Value as printed in the report",
    "numerator": "Numerator of a ratio",
    "denominator": "Denominator of a ratio",
    "unit": "Unit",
    "status": "reported, not reported, or another state; no value if a part has none",
    "how": "Computed from tables, or as submitted",
    "submitted": "What the office sent, beside a computed value",
    "target": "Target for the year in which the period ends",
    "target_status": "published, inferred or unknown; none set if nobody set a target",
    "target_set_by": "Who set the target",
    "target_set_on": "When it was set; blank if no source says",
    "baseline": "Where the indicator started; blank if no source says",
    "baseline_period": "Period or year of the baseline",
    "missions": "How many missions the value covers; blank if its parts are not missions",
    "as_of": "Day that the data reach",
    "source": "Source",
    "result": "Result of the Plan",
    "level": "Level in the results chain",
    "definition": "Counting rule",
    "caveat": "Limit of the indicator",
    "revised": "Value in the previous report and what changed, if its records were revised",
    "figure": "Figure as published",
    "published": "Published value",
    "computed": "Value of this report",
    "verdict": "equal, as submitted, differs, conflict, not computed or not compared",
    "reason": "Reason for a difference, or for an empty table",
    "table": "Table",
    "block": "Block of the report that contains the chart or table",
    "row": "Head of the row",
    "cell": "Cell as the report prints it",
    "reporter": "Mission or office",
    "rows": "Rows received",
    "period": "Reporting period, by its first month",
    "breakdown": "What divides the parts: mission, year or other category; whole for all together",
    "part": "The part; whole for all together",
    "list": "Code list",
    "name": "Name of the code",
    "synthetic": "States that the row is made up",
}


def write(
    period: str,
    edition: str,
    abouts: Mapping[str, About],
    reconciled: Sequence[annexes.Reconciled],
    folder: Path,
    cells: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Write the data files, their data package and the workbook of an edition into a folder.

    `cells` are those of exhibits, with which a later release is compared. The package also
    describes the charts' CSV files that already lie in `data/charts`.
    """
    frames = {
        "indicators": annexes.indicator_rows(abouts),
        SERIES: observations.series(abouts),
        "observations": observations.sdmx(abouts),
        "codelists": observations.codelists(abouts),
        "reconciliation": annexes.reconciliation_rows(reconciled),
        "coverage": annexes.coverage_rows(processed.read(paths.processed(period, edition))),
        EXHIBITS: pd.DataFrame(cells, columns=["block", "row", "cell"]),
    }
    declared = periods.get(period)
    if declared.is_synthetic:
        frames = {name: frame.assign(synthetic=periods.SYNTHETIC) for name, frame in frames.items()}
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        spreadsheet.harmless_frame(frame).to_csv(
            folder / FOLDER / f"{name}.csv", index=False, lineterminator="\n"
        )
    structure.write(frames["codelists"], declared, folder / FOLDER)
    _write_parquet(frames[SERIES], folder / FOLDER)
    _write_numbers(declared, edition, abouts, folder)
    _write_descriptor(declared, edition, frames, _sources(abouts), folder)
    _write_workbook(declared, edition, frames, folder / paths.WORKBOOK)


def _write_parquet(frame: pd.DataFrame, folder: Path) -> None:
    """Write the series as Parquet, from their CSV file, with the types in the package."""
    import duckdb  # imported late: describing an edition to search engines does not need it

    types = {one["name"]: SQL_TYPES[one["type"]] for one in _fields(frame)}
    with duckdb.connect() as link:
        link.read_csv(str(folder / f"{SERIES}.csv"), columns=types, header=True).write_parquet(
            str(folder / PARQUET), compression="zstd"
        )


# All numbers in one file

ANSWERS = {
    "code": "Code of the indicator, the same in every period",
    "title": "What is counted",
    "definition": "The counting rule",
    "value": "Value with all its digits; null if there is none",
    "printed": "Value as the report prints it, or its status",
    "unit": "Unit of the value",
    "status": "reported, not reported, not applicable, suppressed, or another state",
    "numerator": "Numerator of a ratio; null for other numbers",
    "denominator": "Denominator of a ratio; null for other numbers",
    "covers": "The time that the number covers, in words",
    "over": "How many missions or other parts it covers; null if that is not known",
    "as_of": "Day that the data reach; blank if there are none",
    "sources": "The tables behind the number",
    "baseline": "Where the indicator started, and when; blank where no source says",
    "targets": "Its targets, how each is known and who set it, or that none has been set",
    "caveats": "What limits the number",
    "address": "Page and place in the report, from its front page",
}


def _write_numbers(period: Period, edition: str, abouts: Mapping[str, About], folder: Path) -> None:
    told = {
        "title": _title(period, edition),
        "provenance": provenance.said(period),
        "licence": publication.settings().licence_said,
        "synthetic": period.is_synthetic,
        "fields": ANSWERS,
        "numbers": [dict(zip(ANSWERS, _answers(one), strict=True)) for one in abouts.values()],
    }
    _write_json(told, folder / FOLDER / "numbers.json")


def _answers(one: About) -> tuple[Any, ...]:
    value = one.value
    return (
        *(one.code, one.value.title, one.definition),
        None if value.number is None else float(value.number),
        *(one.printed, one.unit, value.status, value.numerator, value.denominator),
        *(one.covers, value.over, value.as_of),
        [source.title for source in one.sources],
        one.baseline,
        list(one.targets),
        list(one.caveats),
        f"indicators.html#{one.code}",
    )


def _title(period: Period, edition: str) -> str:
    return f"{plan.version(period.name).title}, {period.label}, {edition} edition"


def _sources(abouts: Mapping[str, About]) -> list[str]:
    """Return the titles of all tables behind the numbers, each once."""
    return list(dict.fromkeys(source.title for one in abouts.values() for source in one.sources))


def dataset(period: Period, edition: str, citation: str) -> dict[str, Any]:
    """Return the data of an edition as a schema.org Dataset, for search engines."""
    published = publication.settings()
    publisher = {
        "@type": "Organization",
        "name": published.publisher,
        "url": published.publisher_address,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _title(period, edition),
        "description": f"The indicators of the progress report. {provenance.said(period)}",
        "temporalCoverage": f"{period.first_day.isoformat()}/{period.last_day.isoformat()}",
        "spatialCoverage": "Peacekeeping missions of the United Nations",
        "dateModified": period.as_of.isoformat(),
        "citation": citation,
        "publisher": publisher,
        **({"license": published.licence_address} if published.licence_address else {}),
        **({"url": published.base} if published.base else {}),
        "distribution": [
            {"@type": "DataDownload", "name": title, "encodingFormat": kind, "contentUrl": address}
            for address, title, kind in (
                (f"{FOLDER}/numbers.json", OTHER_FILES["numbers.json"], "application/json"),
                (f"{FOLDER}/indicators.csv", FILES["indicators"], "text/csv"),
                (f"{FOLDER}/observations.csv", FILES["observations"], "text/csv"),
                (paths.WORKBOOK, "All indicators as a workbook", XLSX),
            )
        ],
    }


# The data package


def _write_descriptor(
    period: Period,
    edition: str,
    frames: Mapping[str, pd.DataFrame],
    sources: Sequence[str],
    folder: Path,
) -> None:
    resources = [
        _resource(name, FILES[name], f"{name}.csv", _fields(frame), KEYS.get(name, []))
        for name, frame in frames.items()
    ]
    for path in sorted((folder / FOLDER / "charts").glob("*.csv")):
        drawn = pd.read_csv(path, dtype="str", keep_default_na=False)
        fields = [  # words such as not reported are not numbers
            {"name": str(name), "type": "number" if all(map(NUMBER.fullmatch, cells)) else "string"}
            for name, cells in drawn.items()
        ]
        name = path.stem.lower().replace("_", "-").replace(".", "-")
        resources.append(
            _resource(f"chart-{name}", "Data of a chart", f"charts/{path.name}", fields)
        )
    resources += [
        {
            "name": name.replace(".", "-"),
            "type": "file",  # otherwise frictionless would take a JSON file for a schema of its own
            "title": title,
            "path": name,
            "mediatype": MEDIA[name],
        }
        for name, title in OTHER_FILES.items()
    ]
    published = publication.settings()
    licence = {"name": published.licence, "path": published.licence_address}
    descriptor = {
        "profile": "data-package",
        "name": f"a4p-{period.name}-{edition}",
        "title": _title(period, edition),
        "description": "The indicators of the progress report and the tables around them. "
        + f"{provenance.said(period)} {published.licence_said}",
        "version": period.as_of.isoformat(),
        "keywords": ["peacekeeping", "A4P+", "indicators"],
        "temporal": {"start": period.first_day.isoformat(), "end": period.last_day.isoformat()},
        "spatial": "Peacekeeping missions of the United Nations",
        "contributors": [
            {"title": published.publisher, "path": published.publisher_address, "role": "publisher"}
        ],
        "sources": [{"title": title} for title in sources],
        **({"homepage": published.base} if published.base else {}),
        **({"licenses": [licence]} if published.licence else {}),
        "resources": resources,
    }
    _write_json(descriptor, folder / DESCRIPTOR)


def _write_json(told: Mapping[str, Any], path: Path) -> None:
    text = json.dumps(told, indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _resource(
    name: str,
    title: str,
    path: str,
    fields: list[dict[str, Any]],
    key: Sequence[str] = (),
) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = list(key)
    if name == SERIES:
        reference = {"resource": "indicators", "fields": ["code"]}
        schema["foreignKeys"] = [{"fields": ["code"], "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _fields(frame: pd.DataFrame) -> list[dict[str, Any]]:
    told = {**FIELDS, **observations.MESSAGE, **observations.CONCEPTS}
    kinds = dict.fromkeys(NUMBERS, "number") | dict.fromkeys(INTEGERS, "integer")
    kinds |= dict.fromkeys(DAYS, "date")
    return [
        {"name": name, "type": kinds.get(name, "string"), "description": told.get(name, name)}
        for name in frame.columns
    ]


# The workbook


SHEETS = {
    "Indicators": "indicators",
    "Series": SERIES,
    "Published and computed": "reconciliation",
    "Who reported": "coverage",
}
NOTES = {
    "Blank value": "There is no value: the status says why, such as not reported",
    "Not reported": "Nobody reported it; this means neither zero nor not applicable",
    "Rounding": "Values have all the digits that a computer keeps (ratios are exact, as "
    "numerator and denominator); the column printed is rounded half up",
    "As submitted": "Copied as the office sent it, without the table behind it",
}


class _Workbook:
    """The workbook while it is written, with its few formats."""

    def __init__(self, book: Any, period: Period, edition: str) -> None:
        self._book, self._period, self._edition = book, period, edition
        self._mark = "; SYNTHETIC values" if period.is_synthetic else ""
        font = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        self._title = book.add_format({**font, "bold": True, "font_size": 16})
        self._text = book.add_format({**font, "text_wrap": True})
        self._plain = book.add_format(font)
        self._whole = book.add_format({**font, "num_format": "#,##0"})
        self._day = book.add_format({**font, "num_format": "d mmmm yyyy", "align": "left"})
        self._bold = book.add_format({**font, "bold": True})
        self._link = book.add_format({**font, "font_color": "#0B5394", "underline": 1})
        self._head = book.add_format(
            {**font, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#E7EDF3"}
        )

    def cover(self, title: str) -> None:
        """Write the cover: a description of the workbook, and its contents."""
        period, edition = self._period, self._edition
        sheet = self._book.add_worksheet("Cover")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, WIDEST)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, title, self._title)
        lines = [
            f"Reporting period: {narrative.span(period.first_day, period.last_day)}",
            f"Data as of {narrative.long_date(period.as_of)}",
            f"{edition.capitalize()} edition"
            + (": not for distribution" if edition == "internal" else ""),
        ]
        if period.is_synthetic:
            lines.append("SYNTHETIC: every value is made up, for training and tests")
        for at, line in enumerate(lines, start=1):
            sheet.write_string(at, 0, line, self._bold if "SYNTHETIC" in line else self._plain)
        at = len(lines) + 2
        sheet.write_string(at, 0, "Sheet", self._head)
        sheet.write_string(at, 1, "What it holds", self._head)
        listed = {"Notes": "How to read the tables, and what each column means"}
        listed |= {name: FILES[stem] for name, stem in SHEETS.items()}
        for row, (name, text) in enumerate(listed.items(), start=at + 1):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self._link, name)
            sheet.write_string(row, 1, text, self._text)

    def notes(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write how to read the tables, and what each column means."""
        sheet = self._book.add_worksheet("Notes")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, WIDEST)
        sheet.write_string(0, 0, "Notes", self._title)
        columns = dict.fromkeys(name for frame in frames.values() for name in frame.columns)
        told = {name: FIELDS[name] for name in columns if name in FIELDS}
        rows = [("Word or column", "Meaning"), *NOTES.items(), *told.items()]
        for at, (word, meaning) in enumerate(rows, start=1):
            sheet.write_string(at, 0, word, self._head if at == 1 else self._bold)
            sheet.write_string(at, 1, meaning, self._head if at == 1 else self._text)
        sheet.freeze_panes(2, 0)

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write one table: its title, its description, its header row, then its rows."""
        period, edition, mark = self._period, self._edition, self._mark
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, f"{name}, {period.label}", self._title)
        sheet.write_string(1, 0, f"{FILES[SHEETS[name]]} ({edition} edition{mark}).", self._plain)
        for column, field in enumerate(frame.columns):
            texts = ["" if pd.isna(cell) else str(cell) for cell in frame[field]]
            longest = max(map(len, [field, *texts]))
            sheet.set_column(column, column, min(WIDEST, max(10, longest + 2)))
            sheet.write_string(2, column, field.replace("_", " ").capitalize(), self._head)
            for row, text in enumerate(texts, start=3):
                if field in NUMBERS | INTEGERS and NUMBER.fullmatch(text):
                    look = self._whole if float(text).is_integer() else self._plain
                    sheet.write_number(row, column, float(text), look)
                elif field in DAYS and text:
                    sheet.write_datetime(row, column, datetime.fromisoformat(text), self._day)
                else:
                    sheet.write_string(row, column, text, self._text)
        sheet.autofilter(2, 0, 2 + len(frame), len(frame.columns) - 1)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer(f"&L{period.label}, {edition} edition{mark}&R&P")


def _write_workbook(
    period: Period, edition: str, frames: Mapping[str, pd.DataFrame], path: Path
) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        title = f"{plan.version(period.name).title}: indicators, {period.label}"
        book.set_properties(
            {
                "title": title,
                "subject": f"{edition.capitalize()} edition",
                "author": "A4P+ workbook",
                "created": datetime(period.as_of.year, period.as_of.month, period.as_of.day),
            }
        )
        written = _Workbook(book, period, edition)
        written.cover(title)
        written.notes(frames)
        for name, stem in SHEETS.items():
            written.table(name, frames[stem])
