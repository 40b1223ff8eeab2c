"""What tests of returns share: a period opened in a root of its own, forms to fill and mangle."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import raw_data
from raw_data import NEXT

from a4p_helpers.clean import folder, form
from a4p_helpers.intake import opening, receive

NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def opened_root(cleaned_once, tmp_path_factory) -> Path:
    """A root in which 2023-11 is opened and five forms are written; never changed."""
    root = tmp_path_factory.mktemp("opened")
    raw_data.copy_cleaned(cleaned_once / "data", root / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root))
        opening.write_forms(NEXT, ["UNMISS", "UNFICYP", "DHMOSH", "OMA", "JUSTICE"])
    return root


@pytest.fixture
def root(opened_root, tmp_path, monkeypatch) -> Path:
    """A copy of that root that a test may spoil."""
    raw_data.copy_cleaned(opened_root / "data", tmp_path / "data")
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    return tmp_path


@pytest.fixture
def present(root) -> list[str]:
    """The missions that take part."""
    return folder.taking_part(opening.open_period(NEXT).values())


@pytest.fixture
def layout(present) -> Callable[[str], form.Form]:
    """The layout of a reporter's form."""
    return lambda reporter: form.of(NEXT, reporter, present)


@pytest.fixture
def blank(opened_root) -> Callable[[str], Path]:
    """The form of a reporter as it was written."""
    made = opened_root / "outputs" / NEXT / "forms"
    return lambda reporter: made / f"A4P-{NEXT}-{reporter}.xlsx"


@pytest.fixture
def cell_of(layout) -> Callable[..., tuple[str, str]]:
    """Where an answer stands in a form: its sheet and its cell."""

    def find(reporter: str, table: str, column: str, number: int = 0) -> tuple[str, str]:
        sheet, asked = layout(reporter).asked[table]
        return sheet.title, asked.cell(column, number)

    return find


@pytest.fixture
def edited(blank, tmp_path) -> Callable[..., Path]:
    """A reporter's form after a change by openpyxl, as its sender would save it."""

    def change(reporter: str, by: Callable[[openpyxl.Workbook], object], name: str = "") -> Path:
        book = openpyxl.load_workbook(blank(reporter))
        by(book)
        path = tmp_path / (name or f"{reporter}.xlsx")
        book.save(path)
        return path

    return change


@pytest.fixture
def repacked(blank, tmp_path) -> Callable[..., Path]:
    """A reporter's form with parts of its archive added or replaced."""

    def change(reporter: str, parts: dict[str, bytes], name: str = "mangled.xlsx") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(blank(reporter)) as old, zipfile.ZipFile(path, "w", 8) as new:
            for entry in old.infolist():
                if entry.filename not in parts:
                    new.writestr(entry, old.read(entry))
            for part, content in parts.items():
                new.writestr(part, content)
        return path

    return change


@pytest.fixture
def send(root, tmp_path) -> Callable[..., receive.Receipt]:
    """Receive a table as CSV; `sender` is blank where its rows say who reports."""

    def receive_one(table, text, sender="", now=NOON, day=None):
        path = tmp_path / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        (one,) = receive.receive(NEXT, [path], sender, now=now, day=day)
        return one

    return receive_one
