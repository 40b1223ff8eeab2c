"""Reference data that do not hold what they should end in one sentence that names the cell."""

import pytest

from a4p_helpers.core import missions, paths, periods, plan, reference
from a4p_helpers.core.reference import ReferenceDataError


def change(root, name, old, new):
    path = root / "data" / "raw" / "reference" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_bad_date_names_its_cell(root):
    change(root, "periods.csv", "2023-10-31", "31/10/2023")
    with pytest.raises(ReferenceDataError, match=r"row 6, column last_day: '31/10/2023'"):
        periods.get("2023-05")


def test_a_row_that_stands_twice_is_told(root):
    path = root / "data" / "raw" / "reference" / "missions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="BINUH stands in rows 2 and"):
        missions.declared()


def test_a_missing_column_is_told(root):
    change(root, "missions.csv", "latitude", "lat")
    with pytest.raises(ReferenceDataError, match="has no column 'latitude'"):
        missions.declared()


def test_a_missing_file_is_told(root):
    (root / "data" / "raw" / "reference" / "periods.csv").unlink()
    with pytest.raises(ReferenceDataError, match=r"periods.csv cannot be read"):
        periods.declared()


def test_every_file_has_its_key():
    assert {path.name for path in paths.reference("").glob("*.csv")} == set(reference.KEYS)


def test_a_row_has_the_number_that_a_spreadsheet_shows(root):
    change(root, "periods.csv", "\n", "\n\n")  # a blank line below the header
    change(root, "periods.csv", "2023-10-31", "31/10/2023")
    with pytest.raises(ReferenceDataError, match=r"row 7, column last_day: '31/10/2023'"):
        periods.get("2023-05")


def test_yes_and_no_are_read_as_cleaning_reads_them(root):
    change(root, "deliverables.csv", ",yes,no,", ",Yes,NO ,")
    assert plan.deliverables("")["1.1.2"].wps and not plan.deliverables("")["1.1.2"].technology


def test_another_word_than_yes_or_no_is_told(root):
    change(root, "deliverables.csv", ",yes,no,", ",y,no,")
    with pytest.raises(ReferenceDataError, match=r"row 3, column wps: 'y' .*write yes or no"):
        plan.deliverables("")
