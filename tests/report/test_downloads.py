"""Files to take away: valid, complete, the same numbers everywhere, nothing that computes."""

import csv
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from frictionless import Package
from frictionless.formats.csv import parser
from small_report import DEATHS, INDICATOR, VALUE

from a4p_helpers.core import missions, paths
from a4p_helpers.report import about, annexes, downloads, observations

PERIOD = "2023-05"
assert parser  # frictionless raises the longest field of a CSV for the whole process:
csv.field_size_limit(131_072)  # this is Python's own


@pytest.fixture
def abouts(root):
    return about.of(PERIOD, "external")


@pytest.fixture
def write(abouts, tmp_path):
    """Write all files to take away into a folder."""

    def to(name, known=abouts, reconciled=None):
        if reconciled is None:
            reconciled = annexes.reconcile(PERIOD, "external")
        downloads.write(PERIOD, "external", known, reconciled, tmp_path / name)
        return tmp_path / name

    return to


@pytest.fixture
def folder(write):
    return write("out")


def rows(folder, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def package(folder) -> Package:
    return Package(str(folder / downloads.DESCRIPTOR))


def test_the_data_package_is_valid_and_describes_every_file(write):
    folder = write("out")
    charts = folder / "data" / "charts"
    charts.mkdir()
    (charts / "P4.HOSPITALS.csv").write_text("Mission,Level 1\nUNMISS,2\n", encoding="utf-8")
    write("out")
    report = package(folder).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    described = json.loads((folder / downloads.DESCRIPTOR).read_text())["resources"]
    files = {path.relative_to(folder / "data").as_posix() for path in folder.rglob("*.csv")}
    assert {one["path"] for one in described} == files
    for one in described:
        for field in one["schema"]["fields"]:
            assert field.get("description", "x") != field["name"], (one["name"], field["name"])


def test_a_wrong_type_in_a_file_makes_the_package_invalid(folder):
    path = folder / "data" / "coverage.csv"
    text = path.read_text(encoding="utf-8").replace(",reported,1,", ",reported,one,", 1)
    path.write_text(text, encoding="utf-8")
    assert not package(folder).validate().valid


def test_observations_are_unique_and_coded(folder, abouts):
    found = rows(folder, "observations")
    assert len({tuple(row[key] for key in observations.KEY) for row in found}) == len(found)
    codes: dict[str, set[str]] = {}
    for row in rows(folder, "codelists"):
        codes.setdefault(row["list"], set()).add(row["code"])
    assert set(abouts) <= {row["INDICATOR"] for row in found} == codes["CL_INDICATOR"]
    assert {"P4.FATALITIES_2022", "P4.FATALITIES_2023"} <= codes["CL_INDICATOR"]
    coded = "MISSION OBS_STATUS UNIT_MEASURE FREQ BREAKDOWN PART METHOD"
    for column in coded.split():
        assert {row[column] for row in found} <= codes[f"CL_{column}"], column
    assert list(found[0]) == list(observations.CONCEPTS) and set(found[0]) == codes["CONCEPTS"]
    for row in found:
        assert (row["OBS_VALUE"] == "") == (row["OBS_STATUS"] not in ("A", "P")), row


def test_observations_say_what_time_they_cover(folder):
    found = rows(folder, "observations")
    times = {row["INDICATOR"]: row["TIME_PERIOD"] for row in found if row["FREQ"] == "S"}
    assert times["P4.HOSPITALS"] == "2023-10-31"
    assert times["P3.CONDUCT_SESSIONS"] == "2023-05-01/P6M"
    assert times["P5.SEA_ALLEGATIONS"] == "2023-01-01/P10M"
    assert times["P3.WOMEN_CONTINGENTS"] == "2023"
    assert times["P4.MALICIOUS_RATE_2023"] == "2023-01-01/P332D"  # deaths are known to that day
    years = {
        row["TIME_PERIOD"]: row["OBS_STATUS"]
        for row in found
        if row["INDICATOR"] == "P4.FATALITIES_MALICIOUS_SINCE_2017" and row["FREQ"] == "A"
    }
    assert years["2022"] == "A" and years["2023"] == "P"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2023-10-31", "2023-10-31", "2023-10-31"),
        ("2023-01-01", "2023-12-31", "2023"),
        ("2022-11-01", "2023-04-30", "2022-11-01/P6M"),
        ("2013-01-01", "2022-12-31", "2013-01-01/P10Y"),
        ("2023-01-01", "2023-11-28", "2023-01-01/P332D"),
    ],
)
def test_a_stretch_of_time_is_written_as_a_day_a_year_or_a_length(first, last, text):
    assert observations.time_period(date.fromisoformat(first), date.fromisoformat(last)) == text


def test_numbers_and_days_have_their_types_and_rows_their_key(folder):
    described = package(folder)
    schema = described.get_resource("values").schema
    assert schema.get_field("value").type == "number"
    assert schema.get_field("as_of").type == "date"
    assert schema.primary_key == ["code", "period"] and schema.foreign_keys
    assert described.get_resource("observations").schema.get_field("OBS_VALUE").type == "number"
    path = folder / "data" / "values.csv"
    path.write_text(path.read_text().replace("P4.HOSPITALS,", "P4.HOSPITAL,", 1))
    assert not described.validate().valid  # no such indicator


def test_whole_values_are_those_of_the_indicators(folder):
    indicators = {row["code"]: row for row in rows(folder, "indicators")}
    values = {code: row["value"] for code, row in indicators.items()}
    found = rows(folder, "observations")
    totals = {
        row["INDICATOR"]: row["OBS_VALUE"]
        for row in found
        if row["FREQ"] == "S"
        and row["MISSION"] == row["PART"] == "_T"
        and row["REPORTING_PERIOD"] == PERIOD
    }
    assert totals == values
    by_mission = [
        int(row["OBS_VALUE"])
        for row in found
        if row["INDICATOR"] == "P4.HOSPITALS" and row["MISSION"] != "_T"
    ]
    assert sum(by_mission) == int(values["P4.HOSPITALS"]) == 20
    assert indicators["P4.HOSPITALS"]["missions"] == "11"
    # Its parts are years.
    assert indicators["P4.FATALITIES_MALICIOUS_SINCE_2017"]["missions"] == ""


def test_files_of_a_period_without_published_figures_name_their_columns(write):
    folder = write("none", reconciled=[])
    text = (folder / "data" / "reconciliation.csv").read_text(encoding="utf-8")
    assert text == "code,figure,published,computed,printed,how,verdict,reason\n"
    described = package(folder)
    names = [field.name for field in described.get_resource("reconciliation").schema.fields]
    assert ",".join(names) == text.strip() and described.validate().valid
    sheet = openpyxl.load_workbook(folder / paths.WORKBOOK)["Published and computed"]
    assert [cell.value for cell in sheet[3]][:2] == ["Code", "Figure"]


@pytest.mark.parametrize(("status", "code"), [("not reported", "O"), ("not applicable", "M")])
def test_a_value_that_nobody_reported_is_missing_and_one_that_cannot_be_is_so(status, code):
    value = replace(VALUE, status=status, number=None, by=None)
    found = observations.sdmx({"P4.DEATHS": replace(DEATHS, value=value, by_period=(value,))})
    assert (found["OBS_STATUS"][0], found["OBS_VALUE"][0]) == (code, "")


def test_parts_of_a_share_are_numbers_of_its_numerator():
    share = replace(
        VALUE,
        indicator=replace(INDICATOR, unit="percent"),
        number=Fraction(100, 3),
        numerator=9,
        denominator=27,
    )
    found = observations.sdmx({"x": replace(DEATHS, value=share, by_period=(share,))})
    whole, *parts = found.to_dict("records")
    assert (whole["UNIT_MEASURE"], whole["NUMERATOR"]) == ("PERCENT", "9")
    assert whole["OBS_VALUE"].startswith("33.333")
    assert [part["UNIT_MEASURE"] for part in parts] == ["NUMBER", "NUMBER"]
    assert [part["OBS_VALUE"] for part in parts] == ["4", "5"]
    assert {part["MISSION"] for part in parts} <= set(missions.declared())


def test_the_workbook_has_a_cover_notes_and_one_table_a_sheet(folder, abouts):
    book = openpyxl.load_workbook(folder / paths.WORKBOOK)
    assert book.sheetnames[:2] == ["Cover", "Notes"]
    links = [cell.hyperlink.location for row in book["Cover"] for cell in row if cell.hyperlink]
    assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]
    sheet = book["Indicators"]
    assert sheet.max_row == 3 + len(abouts) and sheet.freeze_panes == "B4"
    header = [cell.value for cell in sheet[3]]
    hospitals = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "P4.HOSPITALS")
    assert hospitals[header.index("Value")].value == 20
    assert hospitals[header.index("As of")].is_date
    for one in book.worksheets:
        assert not one.merged_cells.ranges and one.sheet_state == "visible"
        assert all(cell.data_type != "f" for line in one.iter_rows() for cell in line)
    assert book.properties.title.startswith("Action for Peacekeeping+")


def test_the_same_inputs_give_the_same_files(folder, write):
    again = write("again")
    for path in folder.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(folder)).read_bytes(), path.name


def test_hostile_texts_stay_texts(write):
    hostile = replace(VALUE, indicator=replace(INDICATOR, title="=cmd|'/c'!A1"))
    folder = write("out", {"P4.DEATHS": replace(DEATHS, value=hostile)})
    text = (folder / "data" / "indicators.csv").read_text(encoding="utf-8")
    assert "'=cmd|" in text
    sheet = openpyxl.load_workbook(folder / paths.WORKBOOK)["Indicators"]
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=cmd"))
    assert cell.data_type == "s"
