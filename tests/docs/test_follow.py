"""Whoever follows a page stumbles where a stranger would."""

import json

import pytest
from follow import Follower, blocks, commands


def fenced(lead: str, text: str, language: str = "text") -> str:
    return f"{lead}\n\n```{language}\n{text}\n```\n\n"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (fenced("Now do this:", "x"), "Nobody can follow"),
        (fenced("", "false", "sh"), "false"),
        (fenced("", "true | false | true", "sh"), "true"),
        (fenced("", "echo a", "sh") + fenced("It prints:", "b"), "It printed: a"),
        (fenced("", "echo ab", "sh") + fenced("It prints:", "a"), "It printed: ab"),
        (fenced("", "echo a; echo b", "sh") + fenced("It prints:", "a"), "It printed: a\nb"),
        (fenced("", "echo ab", "sh") + fenced("Among what it prints:", "a"), "'a'. did not stand"),
        (fenced("Write `x`:", "a\na") + fenced("In `x`, replace this:", "a"), "has this 2 times"),
        (fenced("Write `x`:", "a") + fenced("In `x`, below this line:", "b"), "has this 0 times"),
    ],
)
def test_a_page_that_cannot_be_followed_is_told(page, told, tmp_path):
    with pytest.raises(AssertionError, match=told):
        Follower(tmp_path).follow(page)


def test_files_are_written_added_to_and_changed(tmp_path):
    page = fenced("Write `a/x`:", "one") + fenced("Add at the end of `a/x`:", "three")
    page += fenced("In `a/x`, below this line:", "one") + fenced("add this:", "two")
    page += fenced("In `a/x`, replace this:", "three") + fenced("with this:", "3")
    page += fenced("", "cat a/x  # all of it\necho FILE", "sh")
    page += fenced("It prints:", "one\ntwo\n3") + fenced("Among what it prints:", "two")
    Follower(tmp_path).follow(page)
    assert (tmp_path / "a" / "x").read_text() == "one\ntwo\n3\n"


def test_a_notebook_is_changed_cell_by_cell(tmp_path):
    path = tmp_path / "n.ipynb"
    cells = [{"source": ["# A\n", "text"]}, {"source": ["b"]}, {"source": ["c"]}, {"source": ["d"]}]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    page = fenced("In `n.ipynb`, remove the cells from this one:", "b")
    page += fenced("up to this one, which stays:", "d")
    page += fenced("In `n.ipynb`, below this line:", "# A") + fenced("add this:", "more")
    page += fenced("In `n.ipynb`, above this cell:", "d") + fenced("add a Markdown cell:", "## M")
    page += fenced("add a code cell:", "say()")
    Follower(tmp_path).follow(page)
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert ["".join(one["source"]) for one in found] == ["# A\nmore\ntext", "## M", "say()", "d"]
    assert [one.get("cell_type") for one in found[1:3]] == ["markdown", "code"]


def test_what_needs_a_name_of_ones_own_or_takes_long_is_passed_over(tmp_path):
    follower = Follower(tmp_path)
    follower.follow(fenced("", "make test\n.venv/bin/a4p run\n.venv/bin/a4p receive FOLDER", "sh"))
    assert follower.done == []


def test_commands_are_read_without_comments_and_with_their_continuations():
    assert commands("a b \\\n  c   # why\n\n# only this\nd#e\n") == ["a b    c", "d#e"]
    (block,) = blocks(fenced("Lead:", "x", "sh"))
    assert (block.language, block.text, block.lead) == ("sh", "x\n", "Lead:")
