"""Files to take away: valid, complete, the same numbers everywhere, nothing that computes."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path

import duckdb
import openpyxl
import pysdmx.io
import pytest
import sdmx
from frictionless import Package
from frictionless.formats.csv import parser
from small_report import DEATHS, INDICATOR, VALUE

from a4p_helpers.clearance import validators
from a4p_helpers.core import missions, paths, periods, publication, reference
from a4p_helpers.core.reference import ReferenceDataError
from a4p_helpers.report import about, annexes, downloads, observations, structure

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
    assert list(validators.package(folder)) == []
    described = json.loads((folder / downloads.DESCRIPTOR).read_text())["resources"]
    files = {
        path.relative_to(folder / "data").as_posix()
        for path in (folder / "data").rglob("*")
        if path.is_file()
    }
    assert {one["path"] for one in described} == files - {"datapackage.json"}
    for one in described:
        for field in one.get("schema", {"fields": []})["fields"]:
            assert field.get("description", "x") != field["name"], (one["name"], field["name"])


def test_a_wrong_type_in_a_file_makes_the_package_invalid(folder):
    path = folder / "data" / "coverage.csv"
    text = path.read_text(encoding="utf-8").replace(",reported,1,", ",reported,one,", 1)
    path.write_text(text, encoding="utf-8")
    assert [one for one in validators.package(folder) if "coverage.csv, row" in one]


def test_observations_are_unique_and_coded(folder, abouts):
    found = rows(folder, "observations")
    assert len({tuple(row[key] for key in observations.KEY) for row in found}) == len(found)
    codes: dict[str, dict[str, str]] = {}
    for row in rows(folder, "codelists"):
        codes.setdefault(row["list"], {})[row["code"]] = row["name"]
    named = {row["INDICATOR"] for row in found}
    assert named == set(codes["CL_INDICATOR"])
    assert set(abouts) == set(map(observations.code_of, named))
    times = {row["TIME_PERIOD"][:4] for row in found if row["INDICATOR"] == "P4_FATALITIES_YEAR"}
    assert {"2022", "2023"} <= times
    coded = "MISSION OBS_STATUS UNIT_MEASURE FREQ BREAKDOWN PART METHOD REPORTING_PERIOD"
    for column in coded.split():
        assert {row[column] for row in found} <= set(codes[f"CL_{column}"]), column
    assert list(found[0]) == [*observations.MESSAGE, *codes["CONCEPTS"]]
    for row in found:
        assert (row["OBS_VALUE"] == "NaN") == (row["OBS_STATUS"] not in ("A", "P")), row


@pytest.mark.parametrize("name", [structure.XML, structure.JSON])
def test_the_structure_is_what_the_schemas_of_sdmx_ask_for(folder, name):
    found = pysdmx.io.read_sdmx(folder / "data" / name, validate=True).structures
    flow = next(one for one in found if type(one).__name__ == "Dataflow")
    assert f"{flow.agency}:{flow.id}({flow.version})" == observations.STRUCTURE_ID
    foreign = {one.id: one.agency for one in found if one.agency != structure.AGENCY}
    assert foreign == {"CL_FREQ": "SDMX", "CL_OBS_STATUS": "SDMX"}


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # sdmx1 leaves files open
def test_another_program_reads_the_observations_by_their_structure(folder, abouts):
    assert list(validators.sdmx_schemas(folder)) == list(validators.sdmx_data(folder)) == []
    described = sdmx.read_sdmx(folder / "data" / structure.XML).structure["A4P_INDICATORS"]
    data = folder / "data" / "observations.csv"
    series = sdmx.to_pandas(sdmx.read_sdmx(data, structure=described).data[0])
    assert len(series) == len(rows(folder, "observations"))
    key = ("P4_HOSPITALS", "S", "_T", "_T", "_T", PERIOD, "2023-10-31")
    assert series.index.names == [*structure.DIMENSIONS, "TIME_PERIOD"]
    assert series[key] == float(abouts["P4.HOSPITALS"].value.number) == 20


READ = """
import sys, warnings
warnings.simplefilter("error")
from pysdmx.io import get_datasets
for structure in sys.argv[2:]:
    [found] = get_datasets(sys.argv[1], structure)
    print(len(found.data), int(found.data["OBS_VALUE"].astype(float).isna().sum()))
"""


def test_pysdmx_reads_the_observations_in_an_environment_of_its_own(folder):
    """It wants pyarrow, with which pandas would hold texts otherwise than in reports."""
    uv = Path(sys.executable).with_name("uv")
    wanted = ["--with", f"pysdmx[data,xml,json]=={version('pysdmx')}"]
    files = [folder / "data" / name for name in ("observations.csv", structure.XML, structure.JSON)]
    try:
        run = [uv, "run", "--no-project", "--quiet", *wanted, "python"]
        subprocess.run([*run, "-c", "import pyarrow"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("pysdmx with pyarrow cannot be had here.")
    done = subprocess.run([*run, "-c", READ, *files], capture_output=True, text=True, check=False)
    every = [row["OBS_VALUE"] for row in rows(folder, "observations")]
    assert done.stdout.splitlines() == [f"{len(every)} {every.count('NaN')}"] * 2, done.stderr


def test_one_file_has_every_number_with_what_it_is_and_where_it_stands(folder, abouts):
    told = json.loads((folder / "data" / "numbers.json").read_text(encoding="utf-8"))
    assert all(list(one) == list(told["fields"]) for one in told["numbers"])
    by_code = {one["code"]: one for one in told["numbers"]}
    assert set(by_code) == set(abouts)
    hospitals = by_code["P4.HOSPITALS"]
    assert (hospitals["value"], hospitals["printed"], hospitals["over"]) == (20, "20", 11)
    assert hospitals["address"] == "indicators.html#P4.HOSPITALS"
    lacking = [one for one in told["numbers"] if one["status"] == "not reported"]
    assert lacking and all(one["value"] is None and one["printed"] for one in lacking)


def test_the_licence_is_said_once_decided_and_until_then_that_it_is_not(write, root):
    described = json.loads((write("before") / downloads.DESCRIPTOR).read_text())
    assert publication.UNDECIDED in described["description"] and "licenses" not in described
    place = paths.reference(publication.FILE)
    address = "https://creativecommons.org/licenses/by/3.0/igo"
    text = place.read_text(encoding="utf-8").replace("licence,,", "licence,CC-BY-3.0-IGO,")
    settings(place, text.replace("licence_address,,", f"licence_address,{address},"))
    described = json.loads((write("after") / downloads.DESCRIPTOR).read_text())
    assert described["licenses"] == [{"name": "CC-BY-3.0-IGO", "path": address}]
    assert downloads.dataset(periods.get(PERIOD), "external", "")["license"] == address
    settings(place, text.replace("licence_address,,", "licence_address,creative commons,"))
    with pytest.raises(ReferenceDataError, match=r"publication\.csv, row 5, column value"):
        publication.settings()


def settings(place, text):
    place.write_text(text, encoding="utf-8")
    reference._rows.cache_clear()


def test_observations_say_what_time_they_cover(folder):
    found = rows(folder, "observations")
    times = {
        observations.code_of(row["INDICATOR"]): row["TIME_PERIOD"]
        for row in found
        if row["FREQ"] == "S"
    }
    assert times["P4.HOSPITALS"] == "2023-10-31"
    assert times["P3.CONDUCT_SESSIONS"] == "2023-05-01/P6M"
    assert times["P5.SEA_ALLEGATIONS"] == "2023-01-01/P10M"
    assert times["P3.WOMEN_CONTINGENTS"] == "2023"
    assert times["P4.MALICIOUS_RATE_YEAR"] == "2023-01-01/P332D"  # deaths are known to that day
    years = {
        row["TIME_PERIOD"]: row["OBS_STATUS"]
        for row in found
        if row["INDICATOR"] == "P4_FATALITIES_MALICIOUS_SINCE_2017" and row["FREQ"] == "A"
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
    schema = described.get_resource("series").schema
    assert schema.get_field("value").type == "number"
    assert schema.get_field("as_of").type == "date"
    assert schema.primary_key == downloads.KEYS["series"] and schema.foreign_keys
    assert described.get_resource("observations").schema.get_field("OBS_VALUE").type == "number"
    path = folder / "data" / "series.csv"
    path.write_text(path.read_text().replace("P4.HOSPITALS,", "P4.HOSPITAL,", 1))
    assert not described.validate().valid  # no such indicator


def test_series_join_the_periods_by_their_codes_whole_and_by_mission(folder, abouts):
    """A code means one thing in all periods; CSV and Parquet say the same, typed."""
    place = folder / "data"
    every = duckdb.read_parquet(str(place / "series.parquet"))
    types = dict(zip(every.columns, map(str, every.types), strict=True))
    assert (types["value"], types["last_day"], types["numerator"]) == ("DOUBLE", "DATE", "BIGINT")
    assert len(every) == len(rows(folder, "series"))
    whole = every.filter("part = 'whole'")
    assert set(whole.project("code").distinct().fetchall()) == {(code,) for code in abouts}
    deaths = whole.filter("code = 'P4.FATALITIES_YEAR' AND period >= '2022-05'")
    assert deaths.project("period, year(last_day), value").order("period").fetchall() == [
        ("2022-05", 2022, 78),
        ("2022-11", 2023, 19),
        ("2023-05", 2023, 55),
    ]
    hospitals = every.filter(f"code = 'P4.HOSPITALS' AND period = '{PERIOD}'")
    assert hospitals.filter("breakdown = 'mission'").aggregate("sum(value)").fetchall() == [(20,)]


def test_whole_values_are_those_of_the_indicators(folder):
    indicators = {row["code"]: row for row in rows(folder, "indicators")}
    values = {code: row["value"] for code, row in indicators.items()}
    found = rows(folder, "observations")
    totals = {
        observations.code_of(row["INDICATOR"]): row["OBS_VALUE"].replace("NaN", "")
        for row in found
        if row["FREQ"] == "S"
        and row["MISSION"] == row["PART"] == "_T"
        and row["REPORTING_PERIOD"] == PERIOD
    }
    assert totals == values
    by_mission = [
        int(row["OBS_VALUE"])
        for row in found
        if row["INDICATOR"] == "P4_HOSPITALS" and row["MISSION"] != "_T"
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
    assert (found["OBS_STATUS"][0], found["OBS_VALUE"][0]) == (code, "NaN")


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
