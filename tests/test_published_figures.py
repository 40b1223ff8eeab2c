"""The back-test: every number that was published for May to October 2023, one test each."""

import csv

import pytest

from a4p_helpers import cli, prepare
from a4p_helpers.core import paths, periods
from a4p_helpers.report import annexes
from a4p_helpers.run import WRONG_INPUT
from a4p_helpers.store.values import AS_SUBMITTED

PERIOD = "2023-05"
with paths.reference("published_figures.csv").open(encoding="utf-8", newline="") as file:
    PUBLISHED = {row["code"]: row for row in csv.DictReader(file) if row["period"] == PERIOD}

# The only numbers that the tables do not reproduce, with what they give instead.
DIFFERENT = {
    "P4.FATALITIES_MALICIOUS_SINCE_2017": 188,
    "P6.MDMH_PREEMPTIVE": 9,
    "P7.COORDINATION_MECHANISMS": 7,
}


@pytest.fixture(scope="module")
def reconciled():
    prepare.ensure(PERIOD, [])
    return {one.code: one for one in annexes.reconcile(PERIOD)}


def test_there_are_sixty_two():
    assert len(PUBLISHED) == 62


# It needs the engagements of the period before, which nobody published: 337 per cent is taken over.
NOT_COMPUTABLE = "P6.CAMPAIGN_ENGAGEMENTS_CHANGE"


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_number(code, reconciled):
    one, how = reconciled[code], PUBLISHED[code]["how"]
    assert one.published == float(PUBLISHED[code]["value"])
    if code in DIFFERENT:
        assert one.value.number == DIFFERENT[code]
        assert one.reason, "a difference needs its reason"
        assert one.verdict == (annexes.CONFLICT if how == "conflict" else annexes.DIFFERS)
    else:
        assert one.verdict in (annexes.EQUAL, AS_SUBMITTED)
    # What can be computed is computed, and nothing else claims to be.
    computable = how != "as_submitted" and code != NOT_COMPUTABLE
    assert (one.value.how == "computed") is computable
    # A published conflict stays visible.
    assert one.value.conflicts is (how == "conflict")
    assert how != "conflict" or one.value.submitted == one.published


def test_the_convention_behind_189_is_computed_too():
    values = prepare.at_hand(periods.get(PERIOD), "external")
    assert values["P4.FATALITIES_MALICIOUS_SINCE_2017"].number == 188
    assert values["P4.FATALITIES_MALICIOUS_NOTIFIED"].number == 189


def test_an_old_reason_does_not_cover_a_new_difference(root, raw, capsys):
    path = raw / "reconciliations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",188,", ",187,"), encoding="utf-8")
    assert cli.main(["clean", PERIOD]) == WRONG_INPUT  # told before any notebook runs
    assert "correct or remove the row" in capsys.readouterr().err


def test_reasons_are_read_as_a_spreadsheet_saves_them(root, raw):
    path = raw / "reconciliations.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    prepare.ensure(PERIOD, [])
    assert all(one.is_explained for one in annexes.reconcile(PERIOD))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",189,", ",about 189,", "row 2, column published: 'about 189' is not a number"),
        (",8,9,", ",8,1/0,", "row 3, column computed: '1/0' is not a number"),
        ("computed", "ours", "what is missing is computed"),
    ],
)
def test_a_list_of_reasons_that_was_damaged_says_where(old, new, told, root, raw):
    path = raw / "reconciliations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(annexes.ReconciliationError) as error:
        annexes.reconcile(PERIOD)
    assert f"data/raw/{PERIOD}/reconciliations.csv" in str(error.value)
    assert told in str(error.value)


def test_a_changed_raw_value_breaks_the_back_test(root, edit):
    edit("cpas", lambda rows: rows[0].update(uses_cpas="no", conducted_impact_assessment="no"))
    prepare.ensure(PERIOD, [])
    one = {one.code: one for one in annexes.reconcile(PERIOD)}["P2.CPAS_USE"]
    assert one.verdict == annexes.DIFFERS and not one.is_explained
