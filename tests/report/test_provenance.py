"""Hashes change with what a report is made from, and with nothing else."""

import shutil

from a4p_helpers.core import paths
from a4p_helpers.report import provenance

PERIOD = "2023-05"


def test_inputs_are_the_period_those_before_and_the_reference_data(root, raw):
    shutil.copytree(raw / "tables", raw.with_name("2023-11") / "tables")
    names = list(provenance.hashes(provenance.input_files(PERIOD)))
    assert names == sorted(names)
    assert "data/raw/2023-05/answers.csv" in names
    assert "data/raw/reference/missions.csv" in names
    folders = {name.split("/")[2] for name in names}
    assert folders == {"2021-05", "2021-11", "2022-05", "2022-11", "2023-05", "reference"}


def test_the_hash_of_inputs_follows_content_and_names(root, raw):
    before = provenance.inputs(PERIOD, "internal")[0]
    answers = raw / "answers.csv"
    answers.write_bytes(answers.read_bytes() + b" ")
    changed = provenance.inputs(PERIOD, "internal")[0]
    answers.rename(raw / "answers-2.csv")
    assert len({before, changed, provenance.inputs(PERIOD, "internal")[0]}) == 3


def test_the_hash_of_inputs_does_not_follow_place_time_or_leftovers(root, raw, tmp_path):
    here = provenance.inputs(PERIOD, "internal")[0]
    (raw / ".DS_Store").write_text("x")
    (raw / "~$form.xlsx").write_text("x")
    (raw / "answers.csv").touch()
    assert provenance.inputs(PERIOD, "internal")[0] == here


def test_the_same_data_elsewhere_has_the_same_hash(root, monkeypatch):
    here = provenance.inputs(PERIOD, "internal")[0]
    shutil.copytree(root / "data", root / "elsewhere" / "data")
    monkeypatch.setenv("A4P_ROOT", str(root / "elsewhere"))
    assert provenance.inputs(PERIOD, "internal")[0] == here


def test_code_is_the_package_its_templates_and_the_notebooks():
    names = list(provenance.hashes(provenance.code_files()))
    for name in (
        "a4p_helpers/core/periods.py",
        "a4p_helpers/report/template/report.css",
        "a4p_helpers/report/template/front.html.j2",
        "a4p_helpers/exhibits/charts/a4p.mplstyle",
        "notebooks/overview.ipynb",
    ):
        assert name in names
    assert "a4p_section/conf.json" in " ".join(names)
    others = ("__pycache__", "-executed.ipynb", "notebooks/explore")
    assert not [name for name in names for one in others if one in name]


def test_the_hash_of_code_follows_the_notebooks(tmp_path, monkeypatch):
    before = provenance.code_hash()
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    assert provenance.code_hash() != before


def test_outside_a_checksum_does_not_tell_what_a_table_holds(root):
    plain, of_files = provenance.inputs(PERIOD, "internal")
    sealed, outside = provenance.inputs(PERIOD, "external")
    assert plain != sealed and list(outside) == list(of_files)
    assert not set(outside.values()) & set(of_files.values())
    assert provenance.inputs(PERIOD, "external") == (sealed, outside)
