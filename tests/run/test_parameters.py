"""Names and types of parameters are checked by reading the cell, never by running it."""

import json

import pytest

from a4p_helpers.run.parameters import Parameter, ParameterError, check, declared


def faults_of(doing, *given):
    with pytest.raises(ParameterError) as caught:
        doing(*given)
    return caught.value.faults


def test_it_reads_names_types_and_defaults_and_runs_nothing(write, tmp_path):
    source = 'period: str = "2023-05"\nlimit: int | None = None\nwide = True\nnames: list[str] = []'
    found = declared(write("p4", f"open({str(tmp_path / 'ran')!r}, 'w')", parameters=source))
    assert found == {
        "period": Parameter("period", "str", "2023-05"),
        "limit": Parameter("limit", "int | None", None),
        "wide": Parameter("wide", "bool", True),
        "names": Parameter("names", "list[str]", []),
    }
    assert not (tmp_path / "ran").exists()


def test_a_misspelt_name_is_told_with_the_nearest(write):
    (fault,) = faults_of(check, write("p4"), {"perid": "2023-05"})
    assert fault.endswith("p4.ipynb: unknown parameter 'perid'; did you mean 'period'?")


def test_all_faults_are_told_at_once(write):
    given = {"period": 202305, "editon": "external", "zzz": 1}
    first, second, third = faults_of(check, write("p4"), given)
    assert "period is to be str, not the int 202305" in first
    assert "did you mean 'edition'?" in second
    assert "unknown parameter 'zzz'; there are period, edition" in third


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        ("str", ["", "a"], [1, None, True]),
        ("int", [0, -3], [1.0, True, "1", None]),
        ("float", [0.5, 2], [True, "0.5"]),
        ("bool", [True, False], [0, 1, "yes"]),
        ("list", [[], [1, "a"]], [(), "a", None]),
        ("list[int]", [[], [1]], [["a"], [True]]),
        ("int | None", [1, None], ["1", False]),
        ("None | list[str]", [None, ["a"]], [[1], "a"]),
    ],
)
def test_types_are_strict(annotation, good, bad):
    parameter = Parameter("x", annotation, None)
    assert [parameter.accepts(value) for value in good] == [True] * len(good)
    assert [parameter.accepts(value) for value in bad] == [False] * len(bad)


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        ("str", "2023-05", "2023-05"),
        ("int", "-12", -12),
        ("float", ".5", 0.5),
        ("bool", "No", False),
        ("list", "MINUSCA, UNIFIL", ["MINUSCA", "UNIFIL"]),
        ("list[int]", "1,2", [1, 2]),
        ("str | None", "none", None),
        ("int | str", "7", 7),
        ("str | int", "seven", "seven"),
    ],
)
def test_text_is_read_by_the_declared_type(annotation, text, value):
    assert Parameter("x", annotation, None).read(text) == value


@pytest.mark.parametrize(
    ("annotation", "text"), [("int", "1.5"), ("int", "2023_05"), ("bool", "1"), ("float", "nan")]
)
def test_text_that_does_not_fit_is_refused(annotation, text):
    (fault,) = faults_of(Parameter("x", annotation, None).read, text)
    assert fault == f"x is to be {annotation}, not {text!r}"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("period = date.today()", "is to be a literal"),
        ("import os", "may hold only lines like"),
        ("period: str", "may hold only lines like"),
        ("a = b = 1", "may hold only lines like"),
        ("period: int = '2023-05'", "the default of 'period' is not int"),
        ("when: date = None", "a parameter can be str, int, float, bool, list"),
        ("x = 1\nx = 2", "declared twice"),
        ("x = (", "is not Python"),
    ],
)
def test_the_cell_may_hold_only_literals(write, line, told):
    (fault,) = faults_of(declared, write("p4", parameters=line))
    assert told in fault and "p4.ipynb" in fault


def test_there_is_exactly_one_such_cell(write):
    path = write("p4")
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
