"""Deaths: what the file's traps do to the table, what is refused, and the published counts."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from a4p_helpers.core import missions, paths, scales
from a4p_helpers.open_data import fatalities
from a4p_helpers.open_data.derived import Derived, OpenDataError, write

HEADER = (
    "id,incident_date,casualty_id,mission_acronym,type_of_casualty,gender,casualty_nationality,"
    "casualty_personnel_type,type_of_incident,m49_code,isocode3,last_update"
)
DEATH = {
    "incident_date": "2017-03-05",
    "casualty_id": "MINUSMA-2017-03-00001",
    "mission_acronym": "MINUSMA",
    "type_of_casualty": "Fatality",
    "casualty_personnel_type": "Military",
    "type_of_incident": "Malicious Act",
    "last_update": "2023-11-28",
}
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a file of one row per argument, each as it differs from `DEATH`."""

    def make(*changes: dict[str, str], header: str = HEADER) -> Path:
        lines = [header]
        for change in changes:
            row = DEATH | change
            lines.append(",".join(row.get(column, "") for column in header.split(",")))
        path = tmp_path / "deaths.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def numbered(number: int, **change: str) -> dict[str, str]:
    """One more death, with a casualty number of its own."""
    return {"casualty_id": f"MINUSMA-2017-03-{number:05}", **change}


def refused(path: Path) -> list[tuple[int, str, str]]:
    """Return row, column and value of each fault of a file that must be refused."""
    with pytest.raises(OpenDataError) as caught:
        fatalities.derive(path)
    assert all(f.file and f.problem and f.remedy for f in caught.value.faults)
    return [(fault.row, fault.column, fault.value) for fault in caught.value.faults]


def note(derived: Derived, word: str) -> str:
    """Return the one note that holds a word."""
    (found,) = [sentence for sentence in derived.notes if word in sentence]
    return found


def test_deaths_alike_are_counted_together_and_the_table_says_where_it_comes_from(
    make: Make,
) -> None:
    path = make(numbered(1), numbered(2), numbered(3, casualty_personnel_type="Military Observer"))
    derived = fatalities.derive(path)
    assert (derived.reporter, derived.as_of) == ("NOTICAS", date(2023, 11, 28))
    assert derived.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert derived.frame.to_dict("list") == {
        "month": ["2017-03", "2017-03"],
        "notification_year": [2017, 2017],
        "mission": ["MINUSMA", "MINUSMA"],
        "cause": ["malicious act", "malicious act"],
        "personnel": ["military", "military observer"],
        "deaths": [2, 1],
    }


def test_every_word_of_the_publisher_has_one_of_ours() -> None:
    assert tuple(fatalities.CAUSES.values()) == scales.CAUSES
    assert tuple(fatalities.PERSONNEL.values()) == scales.PERSONNEL


def test_blanks_around_local_are_stripped(make: Make) -> None:
    derived = fatalities.derive(make({"casualty_personnel_type": "Local "}))
    assert list(derived.frame["personnel"]) == ["local civilian"]
    assert "removed: 1 (casualty_personnel_type)" in note(derived, "blanks")


def test_a_repeated_casualty_number_counts_once(make: Make) -> None:
    one = {"casualty_nationality": "Montenegro"}
    other = {"casualty_nationality": "Serbia and Montenegro"}
    derived = fatalities.derive(make(one, other))
    assert derived.frame["deaths"].sum() == 1
    assert "dropped: 1, of which 1 since 2013-01" in note(derived, "listed before")


def test_a_casualty_number_of_two_different_deaths_is_refused(make: Make) -> None:
    path = make({}, {"type_of_incident": "Illness"})
    assert refused(path) == [(3, "casualty_id", "MINUSMA-2017-03-00001")]


def test_deaths_before_2013_are_set_aside_even_in_missions_not_listed(make: Make) -> None:
    early = numbered(2, incident_date="2012-12-31", mission_acronym="ONUMOZ")
    derived = fatalities.derive(make(numbered(1, incident_date="2013-01-01"), early))
    assert list(derived.frame["month"]) == ["2013-01"]
    assert "1 earlier" in note(derived, "set aside")


def test_the_mission_is_that_of_the_column_not_of_the_number(make: Make) -> None:
    change = {"casualty_id": "MONUSCO-2017-03-10392", "mission_acronym": "UNSecretariat"}
    derived = fatalities.derive(make(change))
    assert list(derived.frame["mission"]) == ["UNSecretariat"]
    assert "UNSecretariat for MONUSCO: 1" in note(derived, "mission_acronym")
    # One with a hyphen, of a special political mission.
    change = {"casualty_id": "OSE-Syria-2021-02-00001", "mission_acronym": "OSE-Syria"}
    derived = fatalities.derive(make(change | {"incident_date": "2021-02-05"}))
    assert derived.frame.loc[0, ["mission", "notification_year"]].tolist() == ["OSESyria", 2021]


def test_year_of_incident_and_of_notification_are_both_kept(make: Make) -> None:
    late = {"incident_date": "2019-12-20", "casualty_id": "MINUSMA-2020-07-00005"}
    derived = fatalities.derive(make(late))
    assert derived.frame.loc[0, ["month", "notification_year"]].tolist() == ["2019-12", 2020]
    assert "incident: 1;" in note(derived, "another year")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("incident_date", "2017-02-30"),
        ("incident_date", "0217-03-05"),
        ("incident_date", "2023-11-29"),
        ("casualty_id", "MINUSMA-2017-00001"),
        ("casualty_id", "MINUSMA-2017-13-00001"),
        ("mission_acronym", ""),
        ("mission_acronym", "MINUSMAA"),
        ("type_of_casualty", "Injury"),
        ("casualty_personnel_type", "Soldier"),
        ("type_of_incident", "Malicious"),
        ("type_of_incident", ""),
        ("type_of_incident", "NA"),
        ("last_update", "November 2023"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused(make: Make, column: str, value: str) -> None:
    path = make(numbered(1, **{column: value}), {"casualty_id": "MINUSMA-2017-03-00002"})
    assert (2, column, value) in refused(path)


def test_two_snapshots_in_one_file_are_refused(make: Make) -> None:
    path = make(numbered(1), numbered(2), numbered(3, last_update="2025-04-04"))
    assert refused(path) == [(4, "last_update", "2025-04-04")]


def test_all_faults_come_at_once_a_missing_column_included(make: Make) -> None:
    header = HEADER.replace("type_of_incident,", "")
    path = make(
        numbered(1, incident_date="yesterday"),
        numbered(2, type_of_casualty="Injury"),
        {"casualty_id": "?"},
        header=header,
    )
    assert refused(path) == [
        (1, "type_of_incident", ""),
        (2, "incident_date", "yesterday"),
        (3, "type_of_casualty", "Injury"),
        (4, "casualty_id", "?"),
    ]


def test_the_message_names_place_value_and_remedy_and_gathers_what_is_alike(make: Make) -> None:
    rows = [numbered(n, type_of_incident="Malice") for n in range(1, 201)]
    path = make(*rows)
    with pytest.raises(OpenDataError) as caught:
        fatalities.derive(path)
    message = str(caught.value)
    assert len(caught.value.faults) == 200
    assert "deaths.csv, row 2, column type_of_incident: 'Malice' is not one of" in message
    assert "add it to CAUSES" in message
    assert "199 more rows" in message
    assert len(message.splitlines()) == 2


def test_blank_lines_do_not_shift_the_row_numbers(make: Make) -> None:
    path = make(numbered(1), numbered(2, type_of_incident="Malice"))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "", *lines[2:], "", ""]), encoding="utf-8")
    assert refused(path) == [(4, "type_of_incident", "Malice")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (HEADER.encode(), "holds no complete row"),
        (HEADER.encode() + b"\n1,2017-03-05,MINUS", "has 3 fields where the header has 12"),
        (
            HEADER.encode() + b'\n1,2017-03-05,"MINUS',
            "row 2: opens a quotation mark that is never closed",
        ),
        (HEADER.encode() + b"\nC\xf4te", "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_cut_or_spoilt_is_refused(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "deaths.csv"
    with pytest.raises(OpenDataError, match="cannot be read"):
        fatalities.derive(path)  # it is not there
    path.write_bytes(content)
    with pytest.raises(OpenDataError, match=problem):
        fatalities.derive(path)


def test_a_byte_order_mark_is_no_part_of_the_header(make: Make) -> None:
    path = make({}, header=HEADER.removeprefix("id,"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert fatalities.derive(path).frame["deaths"].sum() == 1


def test_the_written_file_is_the_same_whatever_the_order_of_rows(
    make: Make, tmp_path: Path
) -> None:
    rows = [
        numbered(1),
        numbered(2, incident_date="2017-01-09"),
        numbered(3, mission_acronym="UNAMI"),
    ]
    out = tmp_path / "tables" / "fatalities.csv"
    write(fatalities.derive(make(*rows)), out)
    first = out.read_bytes()
    derived = fatalities.derive(make(*rows[::-1]))
    write(replace(derived, frame=derived.frame[::-1]), out)
    assert out.read_bytes() == first
    assert first.startswith(
        b"reporter,month,notification_year,mission,cause,personnel,deaths\nNOTICAS,2017-01,2017,"
    )
    assert b"\r" not in first
    assert list(out.parent.iterdir()) == [out]


# The table of 2023-05, made of the snapshot of 28 November 2023.


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    frame = pd.read_csv(paths.CODE / "data" / "raw" / "2023-05" / "tables" / "fatalities.csv")
    return frame.assign(year=frame["month"].str[:4].astype(int))


@pytest.fixture(scope="module")
def in_peacekeeping(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["mission"].isin(missions.peacekeeping())]


def test_every_row_is_credited_to_the_record_system(table: pd.DataFrame) -> None:
    assert set(table["reporter"]) == {"NOTICAS"}
    assert not table.duplicated(fatalities.KEY).any()
    assert (table["month"].min(), table["month"].max()) == ("2013-01", "2023-11")
    assert table["deaths"].sum() == 1261


def test_malicious_acts_are_those_published(in_peacekeeping: pd.DataFrame) -> None:
    malicious = in_peacekeeping[in_peacekeeping["cause"] == "malicious act"]
    by_incident = malicious.loc[malicious["year"] >= 2017, "deaths"].sum()
    by_notification = malicious.loc[malicious["notification_year"] >= 2017, "deaths"].sum()
    assert (by_incident, by_notification) == (188, 189)
    uniformed = malicious[malicious["personnel"].isin(scales.UNIFORMED)]
    by_year = uniformed.groupby("year")["deaths"].sum()
    assert (by_year[2020], by_year[2021]) == (12, 24)
    by_mission = malicious[malicious["month"] <= "2023-02"].groupby("mission")["deaths"].sum()
    assert by_mission[["MINUSMA", "MINUSCA", "MONUSCO"]].tolist() == [172, 51, 51]


def test_causes_of_death_by_year_are_those_published(in_peacekeeping: pd.DataFrame) -> None:
    sums = in_peacekeeping.groupby(["year", "cause"])["deaths"].sum().unstack(fill_value=0)
    assert list(sums) == sorted(fatalities.CAUSES.values())
    assert sums.loc[2017:].to_numpy().tolist() == [
        [17, 50, 59, 1, 7, 0],
        [21, 39, 27, 0, 6, 3],
        [15, 39, 25, 0, 8, 1],
        [15, 81, 13, 2, 5, 5],
        [11, 74, 25, 0, 11, 4],
        [13, 41, 32, 1, 6, 3],
        [8, 33, 7, 1, 2, 4],
    ]


# A period that is over.


def test_later_deaths_are_set_aside_and_the_readers_told(make: Make) -> None:
    opened = {"incident_date": "2017-03-06", "mission_acronym": "UNNEW", "type_of_incident": "?"}
    path = make(numbered(1), numbered(2, **opened))  # of the second nothing else is looked at
    derived = fatalities.derive(path, date(2017, 3, 5))
    assert (derived.frame["deaths"].sum(), derived.as_of) == (1, date(2017, 3, 5))
    assert "set aside: 1." in note(derived, "Later than")
    assert derived.remark == (
        "Deaths up to this date, with the causes recorded by 28 November 2023, when some had been "
        "revised."
    )


def test_a_date_after_the_snapshot_cuts_nothing(make: Make) -> None:
    derived = fatalities.derive(make(numbered(1)), date(2024, 1, 1))
    assert (derived.as_of, derived.remark) == (date(2023, 11, 28), "")
    assert not [one for one in derived.notes if "Later" in one]
