"""Values and exhibits as files: what is read is what was counted, and it is counted once."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from a4p_helpers import prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.indicators import register
from a4p_helpers.indicators.count import count
from a4p_helpers.store import exhibits, processed, values
from a4p_helpers.store.processed import MissingTableError

FIRST = "2021-05"  # no period before it has to be prepared


@pytest.fixture(scope="module")
def counted(cleaned_once, tmp_path_factory):
    """How often each number and exhibit of a period was counted while it was prepared anew."""
    import shutil

    root = tmp_path_factory.mktemp("counted")
    shutil.copytree(cleaned_once / "data", root / "data")
    shutil.rmtree(root / "data" / "processed")
    times: Counter[tuple[str, str, str]] = Counter()

    def noting(kind, rule):
        def noted(*given):
            times[edition[-1], kind, rule.name] += 1
            return rule.function(*given)

        return replace(rule, function=noted)

    edition = [""]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A4P_ROOT", str(root))
        real = prepare.count

        def count_one(tables, *given):
            edition.append(tables.edition)
            return real(tables, *given)

        patch.setattr(prepare, "count", count_one)
        for kind, rules in (("number", register.RULES), ("block", register.EXHIBITS)):
            for name, rule in rules.items():
                patch.setitem(rules, name, noting(kind, rule))
        prepare.ensure(FIRST)
        prepare.ensure(FIRST)
    return root, times


def test_each_number_is_counted_once_for_each_edition(counted):
    _, times = counted
    assert set(times.values()) == {1}
    for edition in periods.EDITIONS:
        blocks = {name for one, kind, name in times if (one, kind) == (edition, "block")}
        assert blocks == set(register.EXHIBITS)


def test_what_is_read_is_what_is_counted(counted, monkeypatch):
    root, _ = counted
    monkeypatch.setenv("A4P_ROOT", str(root))
    period = periods.get(FIRST)
    for edition in periods.EDITIONS:
        read = values.read(period, edition)
        live = count(processed.read(paths.processed(FIRST, edition)), period)
        assert list(read) == list(live) == list(register.REGISTER)
        for code in live:
            own, other = (dict(vars(one[code])) for one in (read, live))
            by, by_other = own.pop("by"), other.pop("by")
            assert own == other
            assert (by is None) == (by_other is None)
            if by is not None:
                pd.testing.assert_series_equal(by, by_other, check_index_type=False)
        for block in register.EXHIBITS:
            shown, other = read.exhibit(block), live.exhibit(block)
            pd.testing.assert_frame_equal(shown, other, check_index_type=False)
            for name in shown:
                assert [type(cell) for cell in shown[name]] == [type(cell) for cell in other[name]]


def test_values_that_are_not_there_are_told_with_what_to_do(root):
    with pytest.raises(MissingTableError, match=r"holds no counted values: run `a4p run`"):
        values.read(periods.get("2023-11"), "external")


def test_a_code_that_is_not_there_is_told_with_the_nearest(counted, monkeypatch):
    monkeypatch.setenv("A4P_ROOT", str(counted[0]))
    read = values.read(periods.get(FIRST), "internal")
    with pytest.raises(register.RegisterError, match=r"did you mean 'P4\.HOSPITALS'"):
        read["P4.HOSPITAL"]
    assert "P4.HOSPITAL" not in read


CELLS = {
    "count": pd.array([1, None, 0], "Int64"),
    "share": pd.array([0.1, None, 1e300], "Float64"),
    "plain": [1.5, float("nan"), 2.0],
    "answer": pd.array([True, None, False], "boolean"),
    "text": pd.array(["é\n", None, ""], "str"),
    "mixed": pd.Series([Fraction(1, 3), pd.NA, None], dtype="object"),
    "words": pd.Series([2, "two", 2.5], dtype="object"),
}


def test_a_frame_comes_back_with_its_types_and_what_is_missing_in_its_own_way(tmp_path):
    frame = pd.DataFrame(CELLS)
    exhibits.write(tmp_path / "x.json", frame)
    read = exhibits.read(tmp_path / "x.json")
    pd.testing.assert_frame_equal(read, frame)
    for name in ("mixed", "words"):
        assert [type(cell) for cell in read[name]] == [type(cell) for cell in frame[name]]
    exhibits.write(tmp_path / "empty.json", frame.iloc[:0].reset_index(drop=True))
    assert list(exhibits.read(tmp_path / "empty.json").columns) == list(CELLS)


def test_a_cell_that_is_no_answer_is_not_stored(tmp_path):
    with pytest.raises(TypeError, match="cannot be stored: list"):
        exhibits.write(tmp_path / "x.json", pd.DataFrame({"x": [[1]]}))
