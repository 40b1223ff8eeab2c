"""Snapshots: kept side by side, and what a newer one revised; the rows made here are SYNTHETIC."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.open_data import datasets, fatalities, snapshots

HEADER = ",".join(datasets.of_kind("fatalities")[0].sources)
DOWNLOADS = paths.CODE.parent / "shared" / "data" / "un-fatalities"
OLDER = DOWNLOADS / "dppadposs_fatalities_2023-11-28.csv"
NEWER = DOWNLOADS / "dppadposs_fatalities_2025-04-04.csv"
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a SYNTHETIC snapshot: the deaths by their number, each with its cause."""

    def make(update: str, **causes: str) -> Path:
        rows = [
            f"2021-03-05,UNMISS-2021-03-0000{number[1:]},UNMISS,Fatality,Military,{cause},{update}"
            for number, cause in causes.items()
        ]
        path = tmp_path / f"{update}.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return path

    return make


def test_what_a_newer_snapshot_revised_is_told_by_kind(make: Make) -> None:
    first = {"n1": "To Be Determined", "n2": "To Be Determined", "n3": "Illness", "n4": "Accident"}
    older = make("2023-11-28", **first)
    newer = make("2024-05-01", n1="Illness", n2="Illness", n3="Malicious Act", n5="Accident")
    found = snapshots.revisions("fatalities", older, newer)
    assert (found.common, found.added, found.late, found.dropped) == (3, 1, 1, 1)
    assert found.lines() == [
        "Records in both: 3; only in the newer: 1, of which 1 up to 2023-11-28, where the older "
        "ends; only in the older: 1.",
        "Changed type_of_incident: 3.",
        "  To Be Determined to Illness: 2",
        "  Illness to Malicious Act: 1",
    ]


def test_a_record_listed_twice_counts_once_and_the_same_file_revises_nothing(make: Make) -> None:
    older = make("2023-11-28", n1="Illness")
    lines = older.read_text(encoding="utf-8").splitlines()
    older.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert snapshots.revisions("fatalities", older, older).changed == {}
    assert snapshots.revisions("fatalities", older, make("2024-05-01", n1="Accident")).common == 1


def test_strengths_are_compared_by_month_mission_country_and_type(tmp_path: Path) -> None:
    header = (
        "report_month,as_of_date,mission_acronym,contributing_country,personnel_type,"
        "male,female,total,layout"
    )
    files = []
    for name, women in (("older", 10), ("newer", 12)):
        path = tmp_path / f"{name}.csv"
        row = f"2021-04,2021-04-30,UNMISS,Ghana,Troops,90,{women},{90 + women},I"
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        files.append(path)
    found = snapshots.revisions("personnel", *files)
    assert {column: dict(pairs) for column, pairs in found.changed.items()} == {
        "female": {("10", "12"): 1},
        "total": {("100", "102"): 1},
    }


def test_an_import_keeps_its_file_and_compares_it_with_the_one_before(
    make: Make, raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = make("2023-11-28", n1="To Be Determined")
    newer = make("2024-05-01", n1="Illness")
    for path in (older, newer, newer):
        assert cli.main(["import", "fatalities", str(path)]) == 0
    names = [path.name for path in snapshots.kept("fatalities")]
    assert [name[:10] for name in names] == ["2023-11-28", "2024-05-01"]
    assert [path.read_bytes() for path in snapshots.kept("fatalities")] == [
        older.read_bytes(),
        newer.read_bytes(),
    ]
    told = capsys.readouterr().err
    assert told.count(f"Since the snapshot {names[0]}:") == 2
    assert "    To Be Determined to Illness: 1" in told
    # And in the table that lay there, whatever snapshots are kept.
    assert (
        "Revised up to 2021-03: illness: deaths 0 before, 1 now; "
        "to be determined: deaths 1 before, 0 now." in told
    )
    assert told.count("Nothing up to 2021-03 differs from the table before.") == 1


def test_a_table_that_was_cut_keeps_the_files_own_date(make: Make, root: Path) -> None:
    made = fatalities.derive(make("2023-11-28", n1="Illness"), date(2022, 4, 30))
    assert made.as_of == date(2022, 4, 30)
    assert snapshots.keep("fatalities", made.files[0]).name.startswith("2023-11-28_")


def test_the_command_shows_it(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(make("2023-11-28", n1="Unknown")), str(make("2024-05-01", n1="Illness"))]
    assert cli.main(["dev", "revised", "fatalities", *files]) == 0
    assert "  Unknown to Illness: 1" in capsys.readouterr().out


@pytest.mark.skipif(not NEWER.exists(), reason="the downloads are not here")
def test_the_two_real_snapshots_differ_in_115_causes() -> None:
    found = snapshots.revisions("fatalities", OLDER, NEWER)
    assert found.changed["type_of_incident"].total() == 115
