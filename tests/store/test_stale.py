"""What something is made of, and whether it would be made the same again."""

import subprocess
import sys

import pytest

from a4p_helpers import prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.run import reuse
from a4p_helpers.store import stale

PERIOD = "2023-05"


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")


# Code


def names_of(*modules):
    return {path.relative_to(paths.CODE).as_posix() for path in stale.files_of(*modules)}


SECTION = "a4p_helpers.section"


@pytest.mark.parametrize("module", [*stale.TABLES_BY, *stale.VALUES_BY, SECTION, reuse.RENDERED_BY])
def test_what_a_module_imports_is_among_its_code(module):
    """Compared with what Python loads when it imports it."""
    code = f"import sys, {module}\nprint(*(n for n in sys.modules if n.startswith('a4p_helpers')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {stale._file(name) for name in done.stdout.split()}
    assert loaded <= stale.files_of(module)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from a4p_helpers.core import paths, periods as p\n", {"core.paths", "core.periods"}),
        ("from a4p_helpers.clean import (\n    check,  # why\n    read,\n)\n", {"clean.read"}),
        ("def f():\n    import a4p_helpers.trends.pace\n", {"trends.pace"}),
        ("from a4p_helpers.report.pdf import why_not  # late\n", {"report.pdf"}),
    ],
)
def test_imports_are_read_in_every_form(source, found):
    assert {f"a4p_helpers.{name}" for name in found} <= set(stale.imported(source))


def test_what_is_late_imported_counts_and_what_a_step_hands_over_by_files_does_not():
    assert "a4p_helpers/core/frames.py" in names_of(*stale.TABLES_BY), (
        "cleaning imports it on its way"
    )
    assert "a4p_helpers/trends/regression.py" in names_of(*stale.VALUES_BY)
    rooms = {name.split("/")[1].removesuffix(".py") for name in names_of(SECTION)}
    assert not rooms & {"prepare", "clean", "contracts", "disclosure", "indicators", "run"}


def test_cleaning_knows_no_edition_and_does_not_count():
    code = names_of("a4p_helpers.clean.period")
    assert not {name for name in code if name.startswith("a4p_helpers/disclosure/")}
    assert "a4p_helpers/indicators/count.py" not in code


def test_another_version_of_a_library_is_other_code(monkeypatch):
    before = stale.code(*stale.VALUES_BY)
    monkeypatch.setattr(stale, "versions", lambda: "pandas-9")
    assert stale.code(*stale.VALUES_BY) != before


# Tables and values


CHANGES = {
    "table": lambda folder: (folder / "hospitals.csv").write_text("2"),
    "what is known of it": lambda folder: (folder / "hospitals.json").write_text("{}"),
    "less": lambda folder: (folder / "hospitals.csv").unlink(),
    "more": lambda folder: (folder / "more.csv").touch(),
    "stamp": lambda folder: (folder / paths.STAMP).write_text("{"),
    "data": lambda _: touch(paths.raw(PERIOD) / "tables" / "new.csv"),
    "earlier data": lambda _: touch(paths.raw("2022-11") / "tables" / "new.csv"),
    "reference": lambda _: touch(paths.reference("new.csv")),
    "earlier release": lambda _: touch(paths.released_tables("2022-11") / "external-1" / "x.csv"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_tables_are_stale_when_they_or_what_they_are_made_of_changed(root, change):
    period = periods.get(PERIOD)
    assert stale.are_tables_current(period)
    CHANGES[change](paths.processed(PERIOD, "external"))
    assert not stale.are_tables_current(period)


@pytest.mark.parametrize("what", ["index", "stamp", "reference", "code", "blocks"])
def test_values_are_stale_when_what_they_are_made_of_changed(root, monkeypatch, what):
    period, folder = periods.get(PERIOD), paths.processed(PERIOD, "external")

    def is_current():
        return stale.are_values_current(period, "external", with_blocks=what == "blocks")

    assert is_current() != (what == "blocks"), "no blocks were asked for"
    if what == "index":
        (folder / paths.VALUES / paths.INDEX).write_text("[]")
    elif what == "stamp":
        (folder / paths.STAMP).write_text("other tables")
    elif what == "reference":
        touch(paths.reference("new.csv"))
    elif what == "code":
        monkeypatch.setattr(stale, "code", lambda *_: "another rule")
    assert not is_current()


def test_tables_that_are_not_there_are_not_current(root, uncleaned):
    assert not stale.are_tables_current(periods.get(PERIOD))
    assert not stale.are_values_current(periods.get(PERIOD), "external", with_blocks=False)


def test_what_a_run_reads_is_prepared_once(root, monkeypatch):
    period = periods.get(PERIOD)
    assert not stale.is_prepared(period, ["external"])
    prepare.ensure(PERIOD, ["external"])
    assert stale.is_prepared(period, ["external"]) and not stale.is_prepared(period, ["internal"])
    monkeypatch.setattr(prepare, "clean", None)
    monkeypatch.setattr(prepare, "count", None)
    prepare.ensure(PERIOD, ["external"])  # and nothing is cleaned or counted again
