"""Whoever follows a page stumbles where a stranger would."""

import pytest
from follow import Follower


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
