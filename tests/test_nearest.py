"""The nearest name at the end of a message: one where it is near, all where few, none of many."""

import pytest

from a4p_helpers.core.faults import FEW, hint, meant, nearest

MANY = [f"P4.INDICATOR_{number}" for number in range(FEW + 1)]


@pytest.mark.parametrize(
    ("written", "near"),
    [("hospital", "hospitals"), ("HOSPITALS", "hospitals"), ("unmis", "UNMISS"), ("zzz", "")],
)
def test_the_nearest_is_found_whatever_the_case(written, near):
    assert meant(written, {"hospitals": 1, "UNMISS": 2}) == near


@pytest.mark.parametrize(
    ("written", "known", "told"),
    [
        ("hospital", ["hospitals", "bases"], "; did you mean 'hospitals'?"),
        ("zzz", ["hospitals", "bases"], "; there are hospitals, bases"),
        ("zzz", MANY[:FEW], f"; there are {', '.join(MANY[:FEW])}"),
        ("zzz", MANY, ""),
        ("zzz", [], "; there are none"),
        ("P4.INDICATR_20", iter(MANY), "; did you mean 'P4.INDICATOR_20'?"),
    ],
)
def test_a_message_ends_with_the_nearest_or_with_what_there_is(written, known, told):
    assert nearest(written, known) == told


def test_a_hint_is_the_nearest_alone():
    assert hint("hospital", ["hospitals", "bases"]) == "; did you mean 'hospitals'?"
    assert hint("zzz", ["hospitals", "bases"]) == ""
