"""Files of the data hub as users find them: forms, columns and dates; all rows are SYNTHETIC."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.open_data import datasets, fatalities, personnel
from a4p_helpers.open_data.derived import OpenDataError

DEATHS = [
    {
        "incident_date": day,
        "casualty_id": f"UNMISS-{day[:7]}-0000{number}",
        "mission_acronym": "UNMISS",
        "type_of_casualty": "Fatality",
        "casualty_personnel_type": "Military",
        "type_of_incident": "Illness",
        "last_update": "2023-11-28",
    }
    for number, day in enumerate(("2021-03-05", "2021-03-31", "2022-11-30"))
]
DATES = ("incident_date", "last_update")
Rows = list[dict[str, object]]


def as_csv(path: Path, rows: Rows, above: tuple[str, ...] = (), below: str = "") -> Path:
    """Write rows as CSV, with lines above the header and one below it."""
    lines = [*above, ",".join(rows[0]), *([below] if below else [])]
    lines += [",".join(str(cell) for cell in row.values()) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_json(path: Path, rows: Rows) -> Path:
    """Write rows as the hub's API gives them: days in milliseconds since 1970."""
    for row in rows:
        for name in DATES:
            day = datetime.fromisoformat(str(row[name])).replace(tzinfo=UTC)
            row[name] = int(day.timestamp() * 1000)
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def as_lists(path: Path, rows: Rows) -> Path:
    """Write rows as HXL proxies give them: lists, tags below the header."""
    lines = [list(rows[0]), ["#x"] * len(rows[0]), *(list(row.values()) for row in rows)]
    path.write_text(json.dumps(lines), encoding="utf-8")
    return path


def as_workbook(path: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        said = {**row, **{name: datetime.fromisoformat(str(row[name])) for name in DATES}}
        book.active.append(list(said.values()))
    book.create_sheet("Read me", 0).append(["Mission fatalities", "as downloaded"])
    book.save(path)
    return path


def renamed(path: Path, rows: Rows) -> Path:
    """Write rows with other names for the columns, another one, and the day first."""
    for row in rows:
        for name in DATES:
            row[name] = date.fromisoformat(str(row[name])).strftime("%d/%m/%Y")
    titled = [{name.title().replace("_", " "): row[name] for name in row} for row in rows]
    return as_csv(path, [row | {"Age Group": "30"} for row in titled])


@pytest.mark.parametrize(
    ("name", "write", "told"),
    [
        ("x.csv", as_csv, []),
        (
            "x.csv",
            lambda path, rows: as_csv(path, rows, ("Fatalities,,,",), "#date,#id,#org,#x,#x,#x,#d"),
            ["above the header in row 2", "HXL tags in row 3"],
        ),
        ("x.json", as_json, ["milliseconds since 1970"]),
        ("x.json", as_lists, ["HXL tags in row 2"]),
        ("x.xlsx", as_workbook, []),
        (
            "x.csv",
            renamed,
            [
                "'Incident Date' is read as incident_date",
                "New columns, skipped: Age Group",
                "day first",
            ],
        ),
    ],
)
def test_a_dataset_is_the_same_in_whatever_form_it_comes(
    tmp_path: Path, name: str, write: Callable[..., Path], told: list[str]
) -> None:
    derived = fatalities.derive(write(tmp_path / name, [dict(row) for row in DEATHS]))
    assert derived.frame["month"].tolist() == ["2021-03", "2022-11"]
    assert derived.frame["deaths"].tolist() == [2, 1]
    assert all(any(words in note for note in derived.notes) for words in told)


def refused(path: Path) -> str:
    with pytest.raises(OpenDataError) as caught:
        fatalities.derive(path)
    return str(caught.value)


def test_what_is_not_clear_is_told_with_what_was_expected(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    other = [
        {name.replace("type_of_incident", "cause"): row[name] for name in row} for row in DEATHS
    ]
    assert "column type_of_incident: is missing. If it is 'cause', name it so" in refused(
        as_csv(path, other)
    )
    unclear = [{**row, "incident_date": "04/05/2021"} for row in DEATHS]
    message = refused(as_csv(path, unclear))
    assert "dates such as 04/05/2021, where day or month may come first" in message
    assert message.count("04/05/2021") == 1
    path.write_text("<!doctype html>", encoding="utf-8")
    assert "is a web page" in refused(path)
    path.write_text('[{"incident_date": 1', encoding="utf-8")
    assert "is not complete JSON" in refused(path)
    path.write_text(as_csv(path, DEATHS).read_text().replace(",", ";"), encoding="utf-8")
    assert "separates its columns by semicolons. Save it with commas" in refused(path)
    with pytest.raises(OpenDataError, match="has the columns of DPPADPOSS-FATALITIES"):
        personnel.derive([as_csv(path, DEATHS)])
    path.write_bytes(b"PK\x03\x04 half a workbook")
    assert "cannot be read as a workbook" in refused(path)


def test_an_import_says_what_it_takes_a_file_for(
    tmp_path: Path, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = as_csv(tmp_path / "download.csv", DEATHS)
    assert cli.main(["import", str(path)]) == 0
    assert "Taken for DPPADPOSS-FATALITIES, Mission Fatalities (fatalities): " in (
        capsys.readouterr().err
    )
    as_csv(path, [{"a": "1", "b": "2"}])
    for words, told in (
        (
            [str(path)],
            "does not have the columns of any known dataset. Its columns: a, b. Expected:",
        ),
        (
            ["fatalites", str(path)],
            "'fatalites' is neither a dataset nor a file; did you mean 'fatal",
        ),
        (["fatalities"], "No file is named"),
    ):
        assert cli.main(["import", *words]) == 2
        assert told in capsys.readouterr().err


def test_a_dataset_of_a_kind_that_is_counted_is_an_entry_alone(tmp_path: Path) -> None:
    row = {
        "contributing_country": "Ghana",
        "last_reporting_date": "2024-05-31",
        "mission_acronym": "UNMISS",
        "personnel_type": "troops",
        "male_personnel": "90",
        "female_personnel": "10",
    }
    path = as_csv(tmp_path / "x.csv", [row, row | {"personnel_type": "Staff Officer"}])
    frame = personnel.derive([path]).frame
    assert frame["category"].tolist() == ["staff officers", "troops"]
    assert frame[["women", "men", "total"]].to_numpy().tolist() == [[10, 90, 100]] * 2
    assert len({one.id for one in datasets.declared()}) == len(datasets.declared())


def test_a_list_of_missions_fills_what_is_blank_and_keeps_what_stands(
    tmp_path: Path, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = paths.reference("missions.csv")
    place.write_text(place.read_text("utf-8").replace("1974-05-31", "", 1), "utf-8")
    before = place.read_text("utf-8").splitlines()
    listed = [
        ("UNDOF", "Disengagement", "Yes", "", "1974-05-31", ""),
        ("MINUSMA", "Mali", "Yes", "Bamako", "2013-04-25", ""),
        ("UNYOM", "Yemen", "No", "", "1963-07-01", "1964-09-01"),
        ("UNOHCI", "Iraq", "No", "Baghdad", "", ""),
        ("MINUNEW", "A new mission", "Yes", "Somewhere", "2024-02-01", ""),
    ]
    columns = [name for name in datasets.of_kind("missions")[0].sources if name != "last_update"]
    rows = [dict(zip(columns, one, strict=True)) | {"last_update": "2024-02-19"} for one in listed]
    assert columns[2] == "mission_isactive"
    path = as_csv(tmp_path / "pko.csv", rows)
    assert cli.main(["import", "missions", str(path)]) == 0
    told = capsys.readouterr().err
    assert "5 missions were read; 2 that ended" in told
    assert "UNDOF: start_date was filled in." in told
    assert "MINUSMA: end_date stays 2023-12-31; the list has blank." in told
    after = place.read_text("utf-8").splitlines()
    (added,) = [line for line in after if line.startswith("MINUNEW")]
    assert added.startswith("MINUNEW,A new mission,peacekeeping,,Somewhere,,,2024-02-01,")
    assert len(after) == len(before) + 1
    assert [row["mission"] for row in csv.DictReader(after)] == sorted(
        (row["mission"] for row in csv.DictReader(after)), key=str.lower
    )
