"""The data dictionary and the list of indicators say all that contracts and register declare."""

import re

from a4p_helpers.cli import dictionary
from a4p_helpers.contracts import TABLES
from a4p_helpers.contracts.reference import REFERENCE
from a4p_helpers.indicators import register
from a4p_helpers.indicators.register import REGISTER

TABLE_PAGE, INDICATOR_PAGE = dictionary.data_dictionary(), dictionary.indicators()


def part(page: str, start: str) -> str:
    """What a page says from a line that starts so to the next heading."""
    found = re.search(rf"^{re.escape(start)}.*?(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, start
    return found[0]


def test_every_column_is_listed_once_with_its_meaning(subtests):
    for name in [*TABLES, *(f"{name}.csv" for name in REFERENCE)]:
        with subtests.test(name=name):
            model = TABLES.get(name) or REFERENCE[name.removesuffix(".csv")]
            said = part(TABLE_PAGE, f"`{name}`: " if name in TABLES else f"### `{name}`")
            shared = {"reporter", "classification"} if name in TABLES else set()
            rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", said, re.MULTILINE)
            columns = model.to_schema().columns
            assert [column for column, _ in rows] == [one for one in columns if one not in shared]
            for column, meaning in rows:
                assert " ".join(columns[column].description.split()) in meaning


def test_a_table_says_who_sends_it_its_key_its_rules_and_how_far_it_may_go():
    hospitals = part(TABLE_PAGE, "`hospitals`: ")
    assert "From DHMOSH. One row for each `mission`, `level`." in hospitals
    assert "Refused unless: level 'none' goes with 0 hospitals" in hospitals
    assert "| `level` | one of these words: Level 1+; Level 2; " in hospitals
    assert "| `hospitals` | whole number, 0 to 100, hospitals |  |" in hospitals
    assert "imported from an open dataset" in part(TABLE_PAGE, "`fatalities`: ")
    assert "small numbers of `" in part(TABLE_PAGE, "`misconduct`: ").lower()
    assert "Forms offer last period's `mission`" in part(TABLE_PAGE, "`sofa`: ")
    plans = part(TABLE_PAGE, "`mission_plans`: ")
    assert re.search(r"`review_frequency` .*\| may be \| .*\(internal edition only\)", plans)


def test_every_indicator_is_listed_with_its_rule(subtests):
    for code, one in REGISTER.items():
        with subtests.test(code=code):
            said = part(INDICATOR_PAGE, f"### `{code}`")
            assert f"**{one.title}.** {' '.join(one.definition.split())}" in said
            assert all(f"`{table}`" in said for table in one.tables)
            assert f"source: {one.source}" in said
            assert ("as submitted" in said) == (one.code not in register.RULES)
            assert ("Limit: " in said) == bool(one.caveat)
            assert ("internal edition only" in said) == (one.disclosure == "internal")


def test_a_bar_in_a_text_does_not_end_its_cell():
    assert dictionary._cell("yes | no") == "yes \\| no"
