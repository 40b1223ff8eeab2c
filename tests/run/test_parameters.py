"""Names and types of parameters are checked by reading the cell, never by running it."""

import json

import pytest

from a4p_helpers.run.parameters import Parameter, ParameterError, declared, of_report


def faults_of(doing, *given):
    with pytest.raises(ParameterError) as caught:
        doing(*given)
    return caught.value.faults


def test_it_reads_names_types_and_defaults_and_runs_nothing(write, tmp_path):
    source = 'period: str = "2023-05"\nlimit: int = 3\nwide = True\nshare: float = 1'
    found = declared(write("p4", f"open({str(tmp_path / 'ran')!r}, 'w')", parameters=source))
    assert found == {
        "period": Parameter("period", "str", "2023-05"),
        "limit": Parameter("limit", "int", 3),
        "wide": Parameter("wide", "bool", True),
        "share": Parameter("share", "float", 1),
    }
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        ("str", "2023-05", "2023-05"),
        ("int", "-12", -12),
        ("float", ".5", 0.5),
        ("bool", "No", False),
        *(("int", text, None) for text in ("1.5", "2023_05", "")),
        *(("float", text, None) for text in ("nan", "1,5")),
        *(("bool", text, None) for text in ("1", "")),
    ],
)
def test_text_is_read_by_the_declared_type_or_refused(annotation, text, value):
    parameter = Parameter("x", annotation, None)
    if value is None:
        assert faults_of(parameter.read, text) == [f"x must be {annotation}, not {text!r}"]
    else:
        assert parameter.read(text) == value


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("period = date.today()", "must be a literal"),
        ("import os", "may hold only lines like"),
        ("period: str", "may hold only lines like"),
        ("a = b = 1", "may hold only lines like"),
        ("period: int = '2023-05'", "the default of 'period' is not int"),
        ("top: int = True", "the default of 'top' is not int"),
        ("when: date = None", "a parameter can be str, int, float, bool"),
        ("names = []", "a parameter can be str"),
        ("x = 1\nx = 2", "declared twice"),
        ("x = (", "is not Python"),
    ],
)
def test_the_cell_may_hold_only_literals(write, line, told):
    (fault,) = faults_of(declared, write("p4", parameters=line))
    assert told in fault and "p4.ipynb" in fault


def test_there_is_exactly_one_such_cell(write):
    path = write("p4")
    assert of_report(path) == declared(path)
    stored = json.loads(path.read_text())
    for cells, number in (([], "no cell"), (stored["cells"] * 2, "2 cells")):
        path.write_text(json.dumps({**stored, "cells": cells}))
        assert f"has {number} tagged 'parameters', not one" in faults_of(declared, path)[0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"metadata": []}]}'])
def test_what_is_no_notebook_is_told(write, text):
    path = write("p4")
    path.write_text(text)
    assert "is not a notebook" in faults_of(declared, path)[0]
    path.unlink()
    assert "cannot be read" in faults_of(declared, path)[0]
