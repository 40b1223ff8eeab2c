"""Contracts say everything a form, a data dictionary and a reader need."""

import pandas as pd
import pandera.errors
import pytest

from a4p_helpers import blocks, plan
from a4p_helpers.clean import cells
from a4p_helpers.contracts import TABLES, kinds
from a4p_helpers.contracts.reference import REFERENCE, Submissions

COLUMNS = [
    (name, column, declared)
    for name, contract in TABLES.items()
    for column, declared in contract.to_schema().columns.items()
]


@pytest.mark.parametrize("name", TABLES)
def test_a_contract_says_what_a_row_is_and_who_sends_it(name):
    contract = TABLES[name]
    assert contract.__doc__ and contract.__doc__.strip().endswith(".")
    said = contract.Config.metadata
    assert said["disclosure"] in ("external", "internal")
    known = {*plan.offices(), kinds.MISSIONS, kinds.ANY_OFFICE, kinds.LEADS}
    assert said["sent_by"] and set(said["sent_by"]) <= known


@pytest.mark.parametrize(("name", "column", "declared"), COLUMNS)
def test_a_column_is_described(name, column, declared):
    metadata = TABLES[name].get_metadata()[name]["columns"][column]
    assert declared.title and declared.description
    assert metadata["kind"] in cells.READERS
    assert metadata["disclosure"] in ("external", "internal", "note")
    if metadata["kind"] in ("count", "number") and column != "hospital":
        assert metadata["unit"], "a number needs a unit"
    if metadata["kind"] == "choice":
        assert any(check.name == "isin" for check in declared.checks), "a choice needs its options"


def test_what_the_planning_unit_keeps_has_contracts_too():
    """The tables of the report's blocks that nobody sends: missions, Plan, targets, coverage."""
    models = [*REFERENCE.values(), Submissions]
    names = {model.Config.name for model in models}
    assert names >= {"missions", "deliverables", "parity_targets", "published_figures"}
    assert "submissions" in names
    for model in models:
        assert model.__doc__
        for column in model.to_schema().columns.values():
            assert column.title and column.description


def test_every_block_rests_on_tables_that_have_a_contract():
    for block in blocks.BLOCKS.values():
        for need in block.needs:
            table, _, column = need.partition(".")
            assert table in TABLES
            assert not column or column in TABLES[table].to_schema().columns


def test_every_table_feeds_a_block_or_stands_in_for_one():
    feeding = {need.partition(".")[0] for block in blocks.BLOCKS.values() for need in block.needs}
    assert set(TABLES) - feeding == {"police_units", "submitted_figures"}


def test_bad_frames_fail():
    contract = TABLES["base_defence"]
    good = pd.DataFrame(
        {
            "reporter": ["FPS"],
            "classification": ["external"],
            "mission": ["UNMISS"],
            "bases": pd.array([4], "Int64"),
            "compliant": pd.array([3], "Int64"),
        }
    )
    contract.validate(good)
    for spoilt in (
        good.assign(compliant=pd.array([5], "Int64")),
        good.assign(bases=pd.array([-1], "Int64")),
        good.assign(classification=["secret"]),
        good.drop(columns="bases"),
        pd.concat([good, good], ignore_index=True),
    ):
        with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
            contract.validate(spoilt, lazy=True)
