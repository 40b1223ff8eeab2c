"""Names of releases, and files that are replaced in one step or stay as they were."""

import pytest

from a4p_helpers.core import paths


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("external-1", 1),
        ("external-12", 12),
        ("external-0", 0),
        ("external-01", 0),
        ("external-", 0),
        ("external-x", 0),
        ("external-x-2", 0),
        ("external-\u0662", 0),
        ("internal-1", 0),
        (".external-3.77", 0),
        (f"external-{'9' * 5000}", 0),
    ],
)
def test_a_release_is_numbered_by_its_name(name, number):
    assert paths.number_of(name, "external") == number


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "list.csv"
    for text in ("former", "new"):
        with paths.replacing(path) as unfinished:
            unfinished.write_text(text)
            assert not path.exists() or path.read_text() == "former"
    with pytest.raises(KeyboardInterrupt), paths.replacing(path) as unfinished:
        unfinished.write_text("half")
        raise KeyboardInterrupt
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"] and path.read_text() == "new"


def test_what_is_to_be_new_takes_nothing_away(tmp_path):
    path = tmp_path / "list.csv"
    for text in ("first", "second"):
        try:
            with paths.replacing(path, only_new=True) as unfinished:
                unfinished.write_text(text)
        except FileExistsError:
            assert text == "second"
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"] and path.read_text() == "first"
