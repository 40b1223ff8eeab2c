"""Contracts say everything a form, a data dictionary and a reader need."""

import pytest

from a4p_helpers.clean import cells, check, read
from a4p_helpers.contracts import TABLES, kinds
from a4p_helpers.contracts.reference import REFERENCE, Submissions
from a4p_helpers.core import periods, plan
from a4p_helpers.indicators.register import BLOCKS
from a4p_helpers.intake import synthetic

IMPORTED = [name for name, one in TABLES.items() if one.Config.metadata["is_imported"]]
COLUMNS = [
    (name, column, declared)
    for name, contract in TABLES.items()
    for column, declared in contract.to_schema().columns.items()
]


def test_a_contract_says_what_a_row_is_and_who_sends_it(subtests):
    for name in TABLES:
        with subtests.test(name=name):
            contract = TABLES[name]
            assert contract.__doc__ and contract.__doc__.strip().endswith(".")
            said = contract.Config.metadata
            assert said["disclosure"] in ("external", "internal")
            known = {*plan.offices(), kinds.MISSIONS, kinds.ANY_OFFICE, kinds.LEADS}
            assert said["sent_by"] and set(said["sent_by"]) <= known


def test_a_column_is_described(subtests):
    for name, column, declared in COLUMNS:
        with subtests.test(name=name, column=column):
            metadata = TABLES[name].get_metadata()[name]["columns"][column]
            assert declared.title and declared.description
            assert metadata["kind"] in cells.READERS
            assert metadata["disclosure"] in ("external", "internal", "note")
            if metadata["kind"] in ("count", "number") and column != "hospital":
                assert metadata["unit"], "a number needs a unit"
            if metadata["kind"] == "choice":
                assert any(check.name == "isin" for check in declared.checks), (
                    "a choice needs its options"
                )


def test_a_table_is_made_up_from_its_contract_alone(subtests, monkeypatch):
    """So a new table has rows in the demonstration, which keep its rules."""
    nothing = {name: type(known)() for name, known in synthetic.typical().items()}
    monkeypatch.setattr(synthetic, "typical", lambda: nothing)
    period, missions = periods.get("2023-05"), ["UNDOF", "UNMIK", "UNMISS"]
    for name in TABLES.keys() - synthetic.SHAPES.keys() - {"submitted_figures"}:
        with subtests.test(name=name):
            rows = synthetic.Drawing(name, period, missions).rows()
            frame, faults = read.type_rows(name, dict(enumerate(rows)), TABLES[name])
            assert rows and not faults
            assert check.shape(name, frame, TABLES[name], period) == []


def test_what_is_made_up_is_the_same_each_time_and_moves_a_little_from_period_to_period():
    earlier, later = (periods.get(name) for name in ("2023-05", "2023-11"))
    missions = ["UNISFA", "UNMISS"]
    made = synthetic.tables(later, missions)
    assert made == synthetic.tables(later, missions)
    before = synthetic.tables(earlier, missions)
    assert made["uniformed_personnel"] != before["uniformed_personnel"]
    known = {tuple(row.values()) for row in made["uniformed_personnel"]}
    assert known > {tuple(row.values()) for row in before["uniformed_personnel"]}
    assert made["conduct_training"] != before["conduct_training"]


def test_what_the_planning_unit_keeps_has_contracts_too():
    """The tables of the report's blocks that nobody sends: missions, Plan, targets, coverage."""
    for model in (*REFERENCE.values(), Submissions):
        assert model.__doc__
        for column in model.to_schema().columns.values():
            assert column.title and column.description


def test_every_block_rests_on_tables_that_have_a_contract():
    for block in BLOCKS.values():
        for need in block.needs:
            table, _, column = need.partition(".")
            assert table in TABLES
            assert not column or column in TABLES[table].to_schema().columns


def test_every_table_feeds_a_block_or_stands_in_for_one():
    feeding = {need.partition(".")[0] for block in BLOCKS.values() for need in block.needs}
    assert set(TABLES) - feeding == {"police_units", "submitted_figures"}


PLAN = {"mission": "UNMISS", "is_approved": "yes", "approval_kind": "approved by the SRSG"}
COUNTRY_TEAM = {"mission": "UNMISS", "is_applicable": "yes", "degree": "4"}
CPAS = {"mission": "UNMISS", "uses_cpas": "yes", "conducted_impact_assessment": "yes"}
SURVEY = {"question": "moderate impact on mandate implementation", "year": "2023"}
SURVEY |= {"month": "2023-05", "percent": "75", "basis": "reported"}
ACTION = {"mission": "UNMISS", "is_preemptive": "yes", "action": "radio"}
UNITS = {"measure": "new units deployed through PCRS", "count": "4", "of": "5"}
TROOPS = {"month": "2023-05", "mission": "UNMISS", "category": "troops", "total": "9"}


def problems(name, answers):
    """Return what is wrong with one row of a table."""
    contract = TABLES[name]
    blank = dict.fromkeys(read.column_kinds(contract), "")
    row = blank | {"reporter": "PLANNING", "classification": "external"} | answers
    frame, faults = read.type_rows(name, {2: row}, contract)
    assert faults == []
    return [fault.problem for fault in check.shape(name, frame, contract, periods.get("2023-05"))]


@pytest.mark.parametrize(
    ("name", "good", "spoilt", "said"),
    [
        (
            "mission_plans",
            PLAN,
            {"approval_kind": "not approved"},
            "a plan is approved in some way",
        ),
        ("mission_plans", PLAN, {"is_approved": "no"}, "a plan is approved in some way"),
        ("cpas", CPAS, {"uses_cpas": "no"}, "no impact assessment is held without CPAS"),
        ("unct_integration", COUNTRY_TEAM, {"is_applicable": "no"}, "a degree only where"),
        ("mdmh_survey", SURVEY, {"month": "2022-05"}, "must be within its year"),
        ("mdmh_actions", ACTION, {"is_preemptive": "not applicable"}, "not applicable"),
        ("readiness", UNITS, {"count": "6"}, "the count cannot be more than what it is out of"),
        ("uniformed_personnel", TROOPS, {"women": "10"}, "women or men cannot be more"),
        ("uniformed_personnel", TROOPS, {"men": "10"}, "women or men cannot be more"),
    ],
)
def test_answers_that_do_not_hold_together_fail(name, good, spoilt, said):
    assert problems(name, good) == []
    (problem,) = problems(name, good | spoilt)
    assert said in problem


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("cpas", CPAS | {"conducted_impact_assessment": "no"}),
        ("cpas", CPAS | {"uses_cpas": "no", "conducted_impact_assessment": "no"}),
        ("unct_integration", COUNTRY_TEAM | {"degree": ""}),
        ("unct_integration", COUNTRY_TEAM | {"is_applicable": "no", "degree": ""}),
        ("readiness", UNITS | {"of": ""}),
        ("uniformed_personnel", TROOPS | {"women": "9"}),
    ],
)
def test_answers_that_hold_together_pass(name, answers):
    assert problems(name, answers) == []


@pytest.mark.parametrize(
    ("percent", "is_odd"),
    [("33", False), ("33.33333", False), ("33.333333333333336", False), ("33.33334", True)],
)
def test_a_share_is_compared_as_finely_as_it_was_sent(percent, is_odd):
    row = UNITS | {"count": "1", "of": "3", "percent": percent}
    row |= {"reporter": "OMA", "classification": "external"}
    frame, _ = read.type_rows("readiness", {2: row}, TABLES["readiness"])
    assert bool(TABLES["readiness"].odd(frame, periods.get("2023-05"))) == is_odd
