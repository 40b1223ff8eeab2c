"""DPO's monthly report as PDF: forms of its pages, and what cannot be taken. SYNTHETIC numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from a4p_helpers import cli
from a4p_helpers.core import paths
from a4p_helpers.open_data import monthly_report, personnel
from a4p_helpers.open_data.derived import OpenDataError

EXAMPLES = paths.CODE.parent / "shared" / "data" / "uniformed-personnel"
TITLE = "Contribution of Uniformed Personnel to UN\\ by Mission, Country, and Personnel Type"
# What each of the pages below counts; Fiji has nobody left.
ROWS = {
    ("UNDOF", "Fiji", "Troops", "0", "0", "0"),
    ("UNDOF", "Ghana", "Experts on Mission", "8", "1", "9"),
    ("UNDOF", "Ghana", "Staff Officer", "3", "2", "5"),
    ("UNDOF", "Ghana", "Troops", "1200", "34", "1234"),
    ("UNDOF", "United Republic of Tanzania", "Troops", "50", "10", "60"),
    ("UNIFIL", "Ghana", "Individual Police", "4", "0", "4"),
    ("UNIFIL", "Ghana", "Formed Police Units", "90", "30", "120"),
}
CENTRED = """
#set page(height: 12cm, footer: context [Page #counter(page).display() of 2])
{title} #linebreak() As of: 31/05/2024
#table(columns: (6em, 9em, 12em, 4em, 4em, 4em), stroke: none, align: horizon, row-gutter: 1.3em,
  table.header[Mission][Country][Personnel Type][Male][Female][Total],
  [UNDOF], [], [], [], [], [],
  [], [Fiji], [Troops], [0], [0], [0],
  [], table.cell(rowspan: 3)[Ghana], [Experts on Mission], [8], [1], [9],
  [], [Staff Officer], [3], [2], [5],
  [], [Troops], [1200], [34], [1234],
  [], [United Republic of Tanzania], [Troops], [50], [10], [60],
  table.cell(colspan: 3)[Total UNDOF], [1261], [47], [1308],
  [UNIFIL], [], [], [], [], [],
  [], table.cell(rowspan: 2)[Ghana], [Formed Police Units], [90], [30], [120],
  [], [Individual Police], [4], [0], [4],
  table.cell(colspan: 3)[Total UNIFIL], [94], [30], [124],
  table.cell(colspan: 3)[Grand Total], [1,355], [77], [{grand_total}])
"""
ABOVE = """
Summary of Contributions to Peacekeeping by Country and Mission by End of May, 2024
#table(columns: (8em, 12em, 8em, 5em, 5em), stroke: none, row-gutter: 1.3em,
  [Country], [Mission], [M], [F], [Totals],
  [1 Fiji], [], [], [], [], [], [UNDOF], [], [], [],
  [], [Contingent Troops], [0], [0], [0], [], [Total for Mission], [0], [0], [0],
  [2 Ghana], [], [], [], [], [], [UNDOF], [], [], [],
  [], [UNMEM], [8], [1], [9], [], [MSO], [3], [2], [5],
  [], [Contingent Troop], [1,200], [34], [1,234], [], [Total for Mission], [1,211], [37], [1,248],
  [], [UNIFIL], [], [], [],
  [], [FPU], [90], [30], [120], [], [UNPOL], [4], [], [4],
  [], [Total for Mission], [94], [30], [124],
  [3 United Republic of Tanzania], [], [], [], [], [], [UNDOF], [], [], [],
  [], [Contingent Troops], [50], [10], [60], [], [Total for Mission], [50], [10], [60])
"""
WIDE = """
Summary of Contribution to UN Peacekeeping by Country and Post
#set text(size: 7pt)
#table(columns: 7, stroke: none, row-gutter: 1em,
  [Country], [Mission], [UNMEM], [Troops M], [Troops F], [MSO], [Total],
  [Ghana], [], [], [], [], [], [],
  [], [UNDOF], [9], [1200], [34], [5], [1248], [], [UNIFIL], [0], [0], [3], [0], [3],
  [], [Total by Country], [9], [1200], [37], [5], [1251],
  [], [Grand Total], [9], [1200], [37], [5], [1251])
"""
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Set a report with Typst."""

    def make(markup: str = CENTRED, name: str = "2024_05.pdf", grand_total: str = "1432") -> Path:
        path = tmp_path / name
        text = markup.replace("{title}", TITLE).replace("{grand_total}", grand_total)
        path.write_bytes(typst.compile(text.encode()))
        return path

    return make


def rows(report: monthly_report.Report) -> set[tuple[str, ...]]:
    """Return the rows, without their month and the letter of the layout."""
    return {tuple(row)[2:8] for row in report.rows.itertuples(index=False)}


def refused(path: Path) -> str:
    with pytest.raises(OpenDataError) as caught:
        monthly_report.read(path)
    assert all(fault.problem and fault.remedy for fault in caught.value.faults)
    return str(caught.value)


NARROW = CENTRED.replace("12em", "6em").replace("12cm", "14cm")  # types on two or three lines


@pytest.mark.parametrize("markup", [CENTRED, NARROW, ABOVE])
def test_names_in_the_middle_of_their_rows_or_above_them_are_read_alike(
    make: Make, markup: str
) -> None:
    report = monthly_report.read(make(markup))
    assert rows(report) == ROWS
    assert (report.day.isoformat(), len(report.places)) == ("2024-05-31", 7)
    assert report.grand_total == (None if markup == ABOVE else 1432)


def test_types_as_columns_leave_out_zeros_and_the_month_is_that_of_the_file(make: Make) -> None:
    report = monthly_report.read(make(WIDE, "49_may2024.pdf"))
    assert rows(report) == {
        ("UNDOF", "Ghana", "Experts on Mission", "", "", "9"),
        ("UNDOF", "Ghana", "Troops", "1200", "34", "1234"),
        ("UNDOF", "Ghana", "Staff Officer", "", "", "5"),
        ("UNIFIL", "Ghana", "Troops", "0", "3", "3"),
    }


def test_sums_that_differ_are_refused_with_page_and_line(make: Make) -> None:
    problem = "line 11: 'Grand Total 1,355 77 1433' prints the sum 1,433, but its rows add up to"
    assert f"{problem} 1,432" in refused(make(grand_total="1433"))
    wrong = CENTRED.replace("[3], [2], [5]", "[3], [3], [5]")
    assert "page 1, line 8: 'Ghana Staff Officer 3 3 5' adds up to 6, not to 5" in refused(
        make(wrong)
    )
    wrong = CENTRED.replace("[3], [2], [5]", "[3], [3], [6]")
    assert refused(make(wrong)).count("prints the sum") == 1, "the grand total follows from it"
    no_sums = "\n".join(line for line in CENTRED.split("\n") if "Total UN" not in line)
    bare = no_sums.replace(
        "table.cell(colspan: 3)[Grand Total], [1,355], [77], [{grand_total}])", ")"
    )
    assert "is in no printed sum" in refused(make(bare))
    strange = CENTRED.replace("[Experts on Mission]", "[Dog Handlers]")
    assert "'Dog Handlers 8 1 9' has numbers but no known type of personnel" in refused(
        make(strange)
    )


def test_a_file_that_is_no_whole_report_says_what_it_is(make: Make, tmp_path: Path) -> None:
    path, other = make(), tmp_path / "other.pdf"
    other.write_bytes(path.read_bytes()[:-2000])
    assert "is cut: the end of the file is missing. Download it again." in refused(other)
    writer = PdfWriter(clone_from=path)
    writer.encrypt("secret")
    writer.write(other)
    assert "is locked with a password" in refused(other)
    writer = PdfWriter()
    writer.add_page(PdfReader(path).pages[0])
    writer.write(other)
    assert "lacks page 2 of 2" in refused(other)
    assert "holds only pictures of pages, no text" in refused(make("#rect(fill: red)"))
    assert "is another report, which begins 'Gender Women'" in refused(
        make("Gender\n#table[Women]")
    )
    other.write_text("<html>Page not found</html>", encoding="utf-8")
    assert "is not a PDF file" in refused(other)
    assert "cannot be read (No such file or directory)" in refused(tmp_path / "none.pdf")


def test_the_month_is_that_of_the_pages_and_another_in_the_name_is_told(make: Make) -> None:
    (note,) = monthly_report.read(make(name="UN_2020_06.pdf")).notes
    assert note.startswith("It is the report of 2024-05, though the file is named after 2020-06")
    assert "names no month" in refused(make(WIDE, "report.pdf"))


def test_reports_join_the_months_that_stand_and_a_bad_one_harms_none(
    make: Make, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = raw / "tables" / "uniformed_personnel.csv"
    before = table.read_text(encoding="utf-8").splitlines()
    december = make(CENTRED.replace("31/05/2024", "31/12/2023"), "december.pdf")
    copy = tmp_path / "folder" / "2020_06.PDF"
    copy.parent.mkdir()
    copy.write_bytes(december.read_bytes())
    make("#rect(fill: red)", "scan.pdf")
    files = [december, copy.parent, make(), tmp_path / "scan.pdf"]
    assert cli.main(["import", "personnel", *map(str, files)]) == 1
    after = table.read_text(encoding="utf-8").splitlines()
    is_december = "DPO,2023-12,"
    assert [line for line in after if is_december not in line] == [
        line for line in before if is_december not in line
    ]
    assert [line for line in after if is_december in line] == [
        "DPO,2023-12,UNDOF,experts on mission,1,8,9",
        "DPO,2023-12,UNDOF,staff officers,2,3,5",
        "DPO,2023-12,UNDOF,troops,44,1250,1294",
        "DPO,2023-12,UNIFIL,formed police units,30,90,120",
        "DPO,2023-12,UNIFIL,individual police,0,4,4",
    ]
    told = capsys.readouterr().err
    for words in (
        "2020_06.PDF: 2023-12 is a copy of that in",
        "2020_06.PDF: It is the report of 2023-12, though the file is named after 2020-06",
        "Later than 2023-12-19, when the data of the period end, set aside: 2024-05.",
        "2023-12 differs from data/raw/2023-05/tables/uniformed_personnel.csv in 5 rows",
        "2023-12 counts 1,432 persons, and 2023-11 66,839: compare with the report",
        "Of 4 files, 1 file was not taken:\n",
    ):
        assert words in told
    assert len(list(paths.snapshots("personnel").glob("2023-12-31_*.pdf"))) == 1


def test_a_report_with_the_numbers_of_another_month_is_its_copy(make: Make) -> None:
    files = [make(WIDE, f"{month}_2024.pdf") for month in ("april", "may")]
    made = personnel.completed(personnel.derive(files), None, "")
    assert set(made.frame["month"]) == {"2024-04"}
    (told,) = map(str, made.refused)
    assert "may_2024.pdf: gives for 2024-05 the numbers of 2024-04 in every row" in told


def test_two_reports_of_one_month_that_differ_are_both_left(make: Make) -> None:
    swapped = ABOVE.replace("[MSO], [3], [2]", "[MSO], [2], [3]").replace(
        "[1,211], [37]", "[1,210], [38]"
    )
    other = make(swapped, "b.pdf")
    with pytest.raises(OpenDataError) as caught:
        personnel.derive([make(), other])
    assert "b.pdf: differs from" in str(caught.value) and "in 2024-05" in str(caught.value)


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the UN's reports are not here")
@pytest.mark.parametrize("name", ["2018_07", "2023_09"])
def test_a_report_as_published_is_read_row_by_row(name: str) -> None:
    report = monthly_report.read(EXAMPLES / "pdf" / f"UN_country_contributions_{name}.pdf")
    lines = (EXAMPLES / "uniformed_personnel_monthly.csv").read_text(encoding="utf-8").splitlines()
    truth = {line for line in lines if line.startswith(name.replace("_", "-"))}
    country_codes = 4
    assert {tuple(row) for row in report.rows.itertuples(index=False)} == {
        tuple(cell for at, cell in enumerate(line.split(",")) if at != country_codes)
        for line in truth
    }
