"""Reference data that do not hold what they should end in one sentence that names the cell."""

import pytest

from a4p_helpers.core import missions, paths, periods, plan, reference
from a4p_helpers.core.reference import ReferenceDataError


def change(root, name, old, new):
    path = root / "data" / "raw" / "reference" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "read", "told"),
    [
        (
            "periods.csv",
            "2023-10-31",
            "31/10/2023",
            periods.declared,
            r"row 6, column last_day: '31/10/2023'",
        ),
        # A blank line below the header counts, as a spreadsheet counts it.
        (
            "periods.csv",
            "\n",
            "\n\n1999-11,x,x,x,,,,\n",
            periods.declared,
            r"row 3, column first_day: 'x'",
        ),
        ("missions.csv", "latitude", "lat", missions.declared, "has no column 'latitude'"),
        (
            "missions.csv",
            "\nBINUH",
            "\nBINUH,,,,,,,,,,,\nBINUH",
            missions.declared,
            "BINUH is in rows 2 and 3",
        ),
        (
            "deliverables.csv",
            ",yes,no,",
            ",y,no,",
            plan.versions,
            r"row 3, column wps: 'y' .*write yes or no",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(root, name, old, new, read, told):
    change(root, name, old, new)
    with pytest.raises(ReferenceDataError, match=told):
        read()


def test_a_missing_file_is_told(root):
    paths.reference("periods.csv").unlink()
    with pytest.raises(ReferenceDataError, match=r"periods.csv cannot be read"):
        periods.declared()


def test_every_file_has_its_key():
    assert {path.name for path in paths.reference("").glob("*.csv")} == set(reference.KEYS)


def test_yes_and_no_are_read_as_cleaning_reads_them(root):
    change(root, "deliverables.csv", ",yes,no,", ",Yes,NO ,")
    assert plan.deliverables("")["1.1.2"].wps and not plan.deliverables("")["1.1.2"].technology
